"""What a coding cannot be, nor what leans on one: who is sent to the grassroots, what heads a place."""

from collections.abc import Iterator

from analysis.errors import Fault
from analysis.package.frames import Frames, fault_at
from analysis.package.schema import CellList, Package
from analysis.package.table_rows import list_rows

# What names a coding in another table; of several coders the first is meant.
_CODING = ("locality_id", "theme_id", "direction", "paragraph")


def _check_measures(package: Package, frames: Frames) -> Iterator[Fault]:
    """A measure tells whether it is a deed or a wish, and a limitation which measures of its text meet it."""
    table = package.tables["codings"]
    choices, places = ", ".join(table.field("status").enum), table.field("answered_by").cell_list or CellList()
    columns = ["source_id", "theme_id", "direction", "paragraph"]
    coded = set(frames["codings"][columns].itertuples(index=False, name=None))
    for row in list_rows(frames["codings"], [*columns, "status", "answered_by"]):
        direction, status = row["direction"], row["status"]
        if direction == "measure" and not status:
            yield fault_at("no_status", row, "status", choices=choices)
        elif direction != "measure" and status:
            yield fault_at("own_status", row, "status", cell=status)
        if direction != "limitation" and row["answered_by"]:
            yield fault_at("own_answer", row, "answered_by", cell=row["answered_by"])
        for paragraph, theme in places.read(row["answered_by"]):
            if (row["source_id"], theme, "measure", str(paragraph)) not in coded:
                yield fault_at("uncoded", row, "answered_by", cell=str(paragraph), theme=theme, told="measure")


def _check_assignments(package: Package, frames: Frames) -> Iterator[Fault]:
    """An assignment rests on codings of its text and theme, its counts on figures of its place; it leads downwards."""
    columns = ("source_id", "theme_id", "direction", "paragraph", "status")
    coded = set(frames["codings"][list(columns)].itertuples(index=False, name=None))
    ends = [package.tables["assignments"].field(column).enum for column in ("from_level", "to_level")]
    levels = tuple(dict.fromkeys(ends[0] + ends[1]))  # from the highest
    place_of = dict(zip(frames["observations"]["observation_id"], frames["observations"]["locality_id"], strict=True))
    for row in list_rows(frames["assignments"]):
        for column, direction in (
            ("paragraph", "measure"), ("limitation_paragraph", "limitation"), ("result_paragraph", "result"),
        ):  # fmt: skip
            status = row["status"] if direction == "measure" else ""
            if row[column] and (row["source_id"], row["theme_id"], direction, row[column], status) not in coded:
                told = f"{direction}, {status}" if status else direction
                yield fault_at("uncoded", row, column, cell=row[column], theme=row["theme_id"], told=told)
        for column in ("senders", "receivers"):
            owner = place_of.get(row[column], row["locality_id"])
            if owner != row["locality_id"]:
                yield fault_at("elsewhere", row, column, cell=row[column], owner=owner)
        high, low = (levels.index(row[end]) if row[end] else None for end in ("from_level", "to_level"))
        if high is not None and low is not None and high > low:
            yield fault_at("upwards", row, "to_level", cell=row["to_level"], first=row["from_level"])


def _check_headlines(_: Package, frames: Frames) -> Iterator[Fault]:
    """A headline names one thing: a figure or a coding of its own place, or an indicator."""
    coded = set(frames["codings"][list(_CODING)].itertuples(index=False, name=None))
    place_of = dict(zip(frames["observations"]["observation_id"], frames["observations"]["locality_id"], strict=True))
    read = set(frames["sources"]["locality_id"])  # of a text that is wrong, which is told already, nothing is coded
    for row in list_rows(frames["headlines"]):
        owner = place_of.get(row["observation_id"], row["locality_id"])
        parts = [row[column] for column in _CODING[1:]]
        named = sum(map(bool, (row["observation_id"], row["indicator_id"], any(parts))))
        if named != 1 or any(parts) != all(parts):
            choices = "observation_id; indicator_id; theme_id + direction + paragraph"
            column = next((name for name in _CODING[1:] if any(parts) and not row[name]), "observation_id")
            yield fault_at("headline", row, column, choices=choices)
        elif owner != row["locality_id"]:
            yield fault_at("elsewhere", row, "observation_id", cell=row["observation_id"], owner=owner)
        elif all(parts) and row["locality_id"] in read and tuple(row[column] for column in _CODING) not in coded:
            told = {"cell": row["paragraph"], "theme": row["theme_id"], "told": row["direction"]}
            yield fault_at("uncoded", row, "paragraph", **told)


CODING_RULES = (_check_measures, _check_assignments, _check_headlines)
