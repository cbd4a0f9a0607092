"""What the rows of several tables cannot be together: without the coding they lean on, in a circle, out of place."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

import pandas as pd

from analysis.errors import Fault
from analysis.package import units
from analysis.package.frames import Frames, Row, fault_at
from analysis.package.places import REFORM, call_place, life_of
from analysis.package.schema import CellList, Package
from analysis.package.table_rows import by_key, list_rows
from analysis.text import match_key

# What names a coding in another table; of several coders the first is meant.
_CODING = ("locality_id", "theme_id", "direction", "paragraph")


def _check_sorted(package: Package, frames: Frames) -> Iterator[Fault]:
    """Rows stand in the order of their key, so that a change of data shows as few lines as it should."""
    for name, table in package.tables.items():
        frame, integers = frames[name], [table.field(column).type == "integer" for column in table.key]
        cells = (map(int if whole else str, frame[part]) for whole, part in zip(integers, table.key, strict=True))
        keyed = zip(frame["_file"], zip(*cells, strict=True), strict=True)
        for _, rows in groupby(enumerate(keyed), lambda row: row[1][0]):
            found = [(key, place) for place, (_, key) in rows]
            for (key, place), (due, _) in zip(found, sorted(found), strict=True):
                if key != due:
                    yield fault_at("sorted", frame.iloc[place].to_dict(), None, first=" + ".join(map(str, due)))
                    break


def _check_places(_: Package, frames: Frames) -> Iterator[Fault]:
    """A row's source and subject belong to its locality, its paragraph and what it cites to the source and its day."""
    sources, subjects = _by_id(frames["sources"], "source_id"), _by_id(frames["subjects"], "subject_id")
    for row in sources.values():
        if row["published_on"] > str(date.today()):
            yield fault_at("future", row, "published_on", cell=row["published_on"])
    bodies = {id_: (int(row["body_from"]), int(row["body_to"])) for id_, row in sources.items()}
    asked = ("source_id", "paragraph", "issued_on", "subject", "locality_id")
    for name in ("observations", "codings", "assignments", "directives"):
        for row in list_rows(frames[name], asked):
            source_id, cell = row["source_id"], row["paragraph"]
            first, last = bodies[source_id]
            if not first <= int(cell) <= last:
                told = {"cell": cell, "source": source_id, "first": str(first), "last": str(last)}
                yield fault_at("outside", row, "paragraph", **told)
            if row.get("issued_on", "") > (day := sources[source_id]["published_on"]):
                yield fault_at("issued_later", row, "issued_on", cell=row["issued_on"], published=day)
            for column, rows in (("source_id", sources), ("subject", subjects)):
                cell = row.get(column, "")
                owner = rows[cell]["locality_id"] if cell else ""
                if owner and row.get("locality_id", owner) != owner:
                    yield fault_at("elsewhere", row, column, cell=cell, owner=owner)


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


def _check_cycles(package: Package, frames: Frames) -> Iterator[Fault]:
    """No whole is a part of itself, and no formula needs its own result."""
    for name, key, columns in (
        ("indicators", "indicator_id", ("part_of",)),
        ("derived", "indicator_id", ("numerator", "denominator")),
        ("directives", "directive_id", ("carries_out",)),
    ):
        lists = {column: package.tables[name].field(column).cell_list or CellList() for column in columns}
        rows = list_rows(frames[name])
        cells = ((row[key], lists[column].read(row[column])) for row in rows for column in columns)
        links = by_key((id_, above) for id_, ids in cells for above in ids)
        for row in rows:
            if _reaches_itself(row[key], links):
                yield fault_at("cycle", row, columns[0], cell=row[key])


def _reaches_itself(start: str, links: Mapping[str, Sequence[str]]) -> bool:
    seen, new = set[str](), {start}
    while new:
        new = {link for id_ in new for link in links.get(id_, ())} - seen
        seen |= new
    return start in seen


def _check_parents(package: Package, frames: Frames) -> Iterator[Fault]:
    """What lies above a place is of a higher level, told by its code or its name with its level; no district is new.

    Official codes of provinces are shorter than those of districts, and these than those of communes.
    """
    levels = package.tables["localities"].field("level").enum  # from the highest
    parents = package.tables["localities"].field("parent_vi").cell_list or CellList()
    rows = list_rows(frames["localities"])
    ranks: dict[str, int] = {}
    for row in rows:
        for key in (row["code"], match_key(call_place(row, "vi"))):
            ranks[key] = levels.index(row["level"])
    for row in rows:
        if row["level"] == "district" and (row["fate"] == "continues" or life_of(row)[0] >= REFORM):
            column = "fate" if row["fate"] == "continues" or not row["code_from"] else "code_from"
            yield fault_at("no_districts", row, column, cell=row[column], place=row["locality_id"])
        above, code, rank = row["parent_code"], row["code"], levels.index(row["level"])
        named = map(match_key, parents.read(row["parent_vi"]))
        for column, wrong in (
            ("parent_code", above and (ranks.get(above, -1) >= rank or len(above) >= len(code))),
            ("parent_vi", any(ranks.get(name, -1) >= rank for name in named)),
        ):
            if wrong:
                yield fault_at("parent", row, column, cell=row[column], place=row["locality_id"])


def _check_ranges(package: Package, frames: Frames) -> Iterator[Fault]:
    """The first of two dates, numbers or paragraphs is not after the second."""
    for name, low, high in (
        ("localities", "code_from", "code_to"),
        ("norms", "in_force_from", "in_force_to"),
        ("documents", "in_force_from", "in_force_to"),
        ("sources", "body_from", "body_to"),
        ("sources", "body_to", "paragraphs"),
        ("norms", "value", "value_high"),
        ("grading_rules", "graded_from", "graded_to"),
        ("directives", "covers_from", "covers_to"),
    ):
        read: Callable[[str], Any] = float if package.tables[name].field(low).type in ("integer", "number") else str
        for row in list_rows(frames[name], (low, high)):
            if row[low] and row[high] and read(row[low]) > read(row[high]):
                yield fault_at("before", row, high, cell=row[high], first=row[low])


def _by_id(frame: pd.DataFrame, key: str) -> dict[str, Row]:
    return {row[key]: row for row in list_rows(frame)}


def _check_codes(_: Package, frames: Frames) -> Iterator[Fault]:
    """The code of a place is that of the official list, as far as the list is whole."""
    return (fault for sure, fault in units.judge_codes(frames) if sure)


TABLE_RULES = (
    _check_sorted,
    _check_places,
    *(_check_measures, _check_assignments, _check_headlines),
    _check_cycles,
    _check_parents,
    _check_ranges,
    _check_codes,
)
