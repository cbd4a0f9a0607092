"""Find every fault of a data package, each with its file, line and column."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from analysis.errors import AnalysisError, Fault, unknown
from analysis.package.schema import CellList, Package, TableSchema, make_schema, read_package
from analysis.text import find_legacy_encoding, find_lookalikes, period_bounds

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["check_frames"]

# How the messages of `make_schema` begin, and what each says.
_CELL_KINDS = {
    "must not be empty": "empty",
    "must be a whole number": "whole",
    "must be a number": "number",
    "must be a date": "date",
    "must be true or false": "boolean",
    "must be one of": "choice",
    "must have the form": "form",
    "must have at most": "long",
    "must be at least": "low",
    "must be at most": "high",
}

# Cells of these types are read by machines only; Vietnamese letters are looked at in the others.
_PLAIN = {"integer", "number", "date", "boolean"}


def check_frames(package: Package, frames: Mapping[str, pd.DataFrame]) -> list[Fault]:
    """Check tables as text, with the columns `_file` and `_line` that tell where each row stands.

    Rules between tables are asked of the rows that are right in themselves and lean on no row that is wrong,
    so that all faults are told at once and one slip does not raise a dozen.
    """
    faults: list[Fault] = []
    for name, table in package.tables.items():
        faults += _check_cells(table, frames[name])
        faults += _check_letters(table, frames[name])
        faults += _check_key(table, frames[name])
    broken = {(fault.file, fault.row, fault.column) for fault in faults}
    for table in package.tables.values():
        strange = _check_foreign_keys(table, frames)
        faults += [fault for fault in strange if (fault.file, fault.row, fault.column) not in broken]
    sound = _keep_sound(package, frames, faults) if faults else frames
    rules = [fault for rule in _RULES for fault in rule(sound)]
    return faults + rules + list(_check_listed_ids(package, sound, frames))


def _keep_sound(
    package: Package, frames: Mapping[str, pd.DataFrame], faults: Sequence[Fault]
) -> dict[str, pd.DataFrame]:
    """Keep the rows without a fault whose keys lead to such rows."""
    bad = {(fault.file, fault.row) for fault in faults}
    sound = {}
    for name, frame in frames.items():
        places = zip(frame["_file"], frame["_line"], strict=True)
        sound[name] = frame[[(file, int(line)) not in bad for file, line in places]]
    while True:
        before = sum(map(len, sound.values()))
        for name, table in package.tables.items():
            for foreign in table.foreign_keys:
                frame, cells = sound[name], sound[name][foreign.column]
                sound[name] = frame[(cells == "") | cells.isin(sound[foreign.table][foreign.key])]
        if sum(map(len, sound.values())) == before:
            return {name: frame.reset_index(drop=True) for name, frame in sound.items()}


def _check_cells(table: TableSchema, frame: pd.DataFrame) -> Iterator[Fault]:
    import pandera.errors

    try:
        make_schema(table).validate(frame.drop(columns=["_file", "_line"]), lazy=True)
    except pandera.errors.SchemaErrors as error:
        cases = error.failure_cases.sort_values(["index", "column"], kind="stable")
        for case in cases.to_dict("records"):
            row = frame.loc[int(case["index"])]
            cell = case["failure_case"]
            yield Fault(
                row["_file"],
                f"{case['check']}" + (f", not {cell!r}" if cell else ""),
                row=int(row["_line"]),
                column=case["column"],
                kind=next(kind for words, kind in _CELL_KINDS.items() if str(case["check"]).startswith(words)),
                details={"cell": cell},
            )


def _check_letters(table: TableSchema, frame: pd.DataFrame) -> Iterator[Fault]:
    import unicodedata

    for column in table.fields:
        if column.type in _PLAIN:
            continue
        for cell, file, line in zip(frame[column.name], frame["_file"], frame["_line"], strict=True):
            if cell.isascii():
                continue
            place: dict[str, Any] = {"file": file, "row": int(line), "column": column.name, "kind": "letters"}
            legacy = find_legacy_encoding(cell)
            if legacy:
                place |= {"kind": "legacy", "details": {"encoding": legacy}}
                yield Fault(message=f"written in {legacy}, not Unicode: {cell!r}; convert the text", **place)
                continue
            for position, letter, right in find_lookalikes(cell):
                code = f"U+{ord(letter[0]):04X}"
                if unicodedata.is_normalized("NFC", letter):
                    message = f"{letter!r} ({code}) at character {position + 1} looks like {right!r}; use {right!r}"
                else:
                    message = f"the letter at character {position + 1} is not in NFC; use {right!r}"
                yield Fault(message=message, **place)


def _check_key(table: TableSchema, frame: pd.DataFrame) -> Iterator[Fault]:
    key = list(table.key)
    for _, row in frame[frame.duplicated(key, keep="first")].iterrows():
        first = frame[(frame[key] == row[key]).all(axis=1)].iloc[0]
        yield Fault(
            row["_file"],
            f"{' + '.join(row[key])} stands already in {first['_file']}, line {first['_line']}; a key must be unique",
            row=int(row["_line"]),
            column=key[0] if len(key) == 1 else None,
            kind="twice",
            details={"key": " + ".join(row[key]), "file": first["_file"], "line": str(first["_line"])},
        )


def _check_foreign_keys(table: TableSchema, frames: Mapping[str, pd.DataFrame]) -> Iterator[Fault]:
    frame = frames[table.name]
    for foreign in table.foreign_keys:
        valid = set(frames[foreign.table][foreign.key])
        strange = frame[(frame[foreign.column] != "") & ~frame[foreign.column].isin(valid)]
        for _, row in strange.iterrows():
            yield Fault(
                row["_file"],
                unknown(foreign.key, row[foreign.column], valid),
                row=int(row["_line"]),
                column=foreign.column,
                kind="unknown",
                details=_near(row[foreign.column], valid),
            )


def _near(given: str, valid: Iterable[str]) -> dict[str, str]:
    from difflib import get_close_matches

    return {"cell": given, "near": ", ".join(get_close_matches(given, sorted(valid), n=3, cutoff=0.6))}


def _check_sorted(frames: Mapping[str, pd.DataFrame]) -> Iterator[Fault]:
    """Rows stand in the order of their key, so that a change of data shows as few lines as it should."""
    for name, table in read_package().tables.items():
        numbers = [one for one in table.key if table.field(one).type == "integer"]
        for file, rows in frames[name].groupby("_file", sort=False):
            keys = rows[list(table.key)].astype(dict.fromkeys(numbers, int))
            right = keys.sort_values(list(table.key))
            for here, there in zip(keys.index, right.index, strict=True):
                if here != there:
                    first = " + ".join(map(str, right.loc[there]))
                    message = f"rows must be sorted by {', '.join(table.key)}; here should stand {first}"
                    yield Fault(str(file), message, row=int(rows.loc[here, "_line"]), kind="sorted")
                    break


def _check_periods(frames: Mapping[str, pd.DataFrame]) -> Iterator[Fault]:
    for _, row in frames["observations"].iterrows():
        try:
            period_bounds(row["period"])
        except AnalysisError as error:
            yield _fault(row, "period", str(error), "period", cell=row["period"])


def _check_values(frames: Mapping[str, pd.DataFrame]) -> Iterator[Fault]:
    """A count is a whole number, nothing is below zero, and a share is at most 100%."""
    indicators = frames["indicators"].set_index("indicator_id")
    for _, row in frames["observations"].iterrows():
        indicator, value = indicators.loc[row["indicator_id"]], float(row["value"])
        if value < 0:
            yield _fault(row, "value", f"{row['value']} is below zero", "negative", cell=row["value"])
        if indicator["unit"] == "count" and value != int(value):
            message = f"{row['value']} is not a whole number, but {row['indicator_id']} is a count"
            yield _fault(row, "value", message, "count", cell=row["value"], indicator=row["indicator_id"])
        if indicator["unit"] == "percent" and indicator["nature"] == "share" and value > 100:
            message = f"{row['value']} is over 100, but {row['indicator_id']} is a share"
            yield _fault(row, "value", message, "share", cell=row["value"], indicator=row["indicator_id"])


def _check_places(frames: Mapping[str, pd.DataFrame]) -> Iterator[Fault]:
    """A row's source and subject belong to its locality, and its paragraph to the body of the source."""
    sources = frames["sources"].set_index("source_id")
    subjects = frames["subjects"].set_index("subject_id")
    for name in ("observations", "codings", "directives"):
        for _, row in frames[name].iterrows():
            source = sources.loc[row["source_id"]]
            first, last = int(source["body_from"]), int(source["body_to"])
            if not first <= int(row["paragraph"]) <= last:
                yield _fault(
                    row,
                    "paragraph",
                    f"{row['paragraph']} is outside the body of {row['source_id']}, {first} to {last}",
                    "outside",
                    **{"cell": row["paragraph"], "source": row["source_id"], "first": str(first), "last": str(last)},
                )
            if "locality_id" in row and source["locality_id"] != row["locality_id"]:
                message, about = f"{row['source_id']} is about {source['locality_id']}", source["locality_id"]
                yield _fault(row, "source_id", message, "elsewhere", cell=row["source_id"], owner=about)
            if row.get("subject") and "subject" in row and name == "observations":
                owner = subjects.loc[row["subject"], "locality_id"]
                if owner != row["locality_id"]:
                    message = f"{row['subject']} is a part of {owner}"
                    yield _fault(row, "subject", message, "elsewhere", cell=row["subject"], owner=owner)


def _check_one_figure_one_row(frames: Mapping[str, pd.DataFrame]) -> Iterator[Fault]:
    observations = frames["observations"]
    same = ["locality_id", "indicator_id", "subject", "period", "status", "qualifier"]
    for _, row in observations[observations.duplicated(same, keep="first")].iterrows():
        figure = ", ".join(filter(None, row[same]))
        yield _fault(row, "observation_id", f"a second row for the same figure: {figure}", "second", figure=figure)


def _check_listed_ids(
    package: Package, sound: Mapping[str, pd.DataFrame], frames: Mapping[str, pd.DataFrame]
) -> Iterator[Fault]:
    """Ids in lists are there, be it in a row that is wrong itself, which is told already."""
    for table in package.tables.values():
        for column, cell_list in ((field.name, field.cell_list) for field in table.fields):
            if cell_list is None or cell_list.reference is None:
                continue
            other, key = cell_list.reference
            valid = set(frames[other][key])
            for _, row in sound[table.name].iterrows():
                for id_ in cell_list.read(row[column]):
                    if id_ not in valid:
                        yield _fault(row, column, unknown(key, id_, valid), "unknown", **_near(id_, valid))


def _check_cycles(frames: Mapping[str, pd.DataFrame]) -> Iterator[Fault]:
    """No whole is a part of itself, and no formula needs its own result."""
    tables = read_package().tables
    links: dict[str, dict[str, list[str]]] = {"indicators": {}, "derived": {}, "directives": {}}
    for name, key, columns in (
        ("indicators", "indicator_id", ["part_of"]),
        ("derived", "indicator_id", ["numerator", "denominator"]),
        ("directives", "directive_id", ["carries_out"]),
    ):
        for _, row in frames[name].iterrows():
            lists = (tables[name].field(column).cell_list or CellList() for column in columns)
            ids = [id_ for column, found in zip(columns, lists, strict=True) for id_ in found.read(row[column])]
            links[name].setdefault(row[key], []).extend(ids)
        for _, row in frames[name].iterrows():
            if _reaches_itself(row[key], links[name]):
                yield _fault(row, columns[0], f"{row[key]} leads back to itself", "cycle", cell=row[key])


def _reaches_itself(start: str, links: Mapping[str, Sequence[str]]) -> bool:
    seen: set[str] = set()
    waiting = list(links.get(start, ()))
    while waiting:
        one = waiting.pop()
        if one == start:
            return True
        if one not in seen:
            seen.add(one)
            waiting += links.get(one, ())
    return False


def _check_ranges(frames: Mapping[str, pd.DataFrame]) -> Iterator[Fault]:
    """The first of two dates, numbers or paragraphs is not after the second."""
    for name, low, high in (
        ("localities", "code_from", "code_to"),
        ("norms", "in_force_from", "in_force_to"),
        ("sources", "body_from", "body_to"),
        ("sources", "body_to", "paragraphs"),
        ("norms", "value", "value_high"),
    ):
        numeric = read_package().tables[name].field(low).type in ("integer", "number")
        read: Callable[[str], Any] = float if numeric else str
        for _, row in frames[name].iterrows():
            if row[low] and row[high] and read(row[low]) > read(row[high]):
                message = f"{row[high]} is before {low}, {row[low]}"
                yield _fault(row, high, message, "before", cell=row[high], first=row[low])


def _fault(row: pd.Series, column: str, message: str, kind: str, /, **details: str) -> Fault:
    return Fault(row["_file"], message, row=int(row["_line"]), column=column, kind=kind, details=details)


_RULES: tuple[Callable[[Mapping[str, pd.DataFrame]], Iterator[Fault]], ...] = (
    _check_sorted,
    _check_periods,
    _check_values,
    _check_places,
    _check_one_figure_one_row,
    _check_cycles,
    _check_ranges,
)
