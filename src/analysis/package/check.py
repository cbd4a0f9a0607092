"""Find every fault of a data package, each with its file, line and column."""

import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.errors import DataError, Fault, find_close, unknown
from analysis.package import units
from analysis.package.coding_rules import CODING_RULES
from analysis.package.figure_rules import check_figures, check_prints
from analysis.package.frames import Frames, Row, fault_at, keep_last, read_frames
from analysis.package.layers import check_coders, find_beside
from analysis.package.places import REFORM, call_place, life_of
from analysis.package.schema import CellList, Package, TableSchema, has_odd_cells, make_schema, read_package
from analysis.package.table_rows import by_key, list_rows
from analysis.text import find_legacy_encoding, find_lookalikes, find_strangers, is_plain, match_key

# What spreadsheets leave in a CSV file where a formula failed.
_ERRORS = {"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#SPILL!", "#VALUE!"}
# Cells of these types are read by machines only; Vietnamese letters are looked at in the others.
_NAMES = {"name_vi", "parent_vi", "author"}
_PLAIN = {"integer", "number", "date", "boolean"}


def check_packages(
    places: Sequence[Path], *, read_file: Callable[[Path], dict[str, pd.DataFrame]]
) -> tuple[dict[str, pd.DataFrame], list[Fault]]:
    """Read packages laid over each other, as `read_frames` does, with every fault; no tables if one has no form."""
    package = read_package()
    try:
        frames = read_frames(package, places, read_file=read_file)
    except DataError as error:
        return {}, error.faults
    rules = package, units.read_units()
    for told, checked, faults in _checked:
        if told[0] is rules[0] and told[1] is rules[1] and all(map(pd.DataFrame.equals, checked, frames.values())):
            return frames, list(faults)
    faults = _check_frames(package, frames)
    _checked[:] = [(rules, list(frames.values()), faults), *_checked[:3]]
    return frames, list(faults)


_checked: list[tuple[tuple[object, object], list[pd.DataFrame], list[Fault]]] = []
"""Tables that were checked last, by what rules, and what is wrong with them: read again they ask for no new check."""


def _check_frames(package: Package, frames: Frames) -> list[Fault]:
    """Check tables as text.

    Rules between tables are asked of the rows that are right in themselves and lean on no row that is wrong,
    so that all faults are told at once and one slip does not raise a dozen.
    """
    filled = (table for table in package.tables.values() if len(frames[table.name]))
    faults = [fault for table in filled for fault in _check_alone(table, frames[table.name])]
    # A coding that is laid beside for agreement, and not shown alone, needs no gloss.
    beside = frames["codings"][find_beside(frames["codings"])]
    rows = set(zip(beside["_file"], beside["_line"].astype(int), strict=True))
    spared = {(*row, "empty", column) for row in rows for column in ("gloss_vi", "gloss_en")}
    coders = list(check_coders(frames["codings"]))
    told = {(fault.file, "twice") for fault in coders}  # rows of one mark that are alike follow from it
    faults = [fault for fault in faults if (fault.file, fault.row, fault.kind, fault.column) not in spared]
    faults = [fault for fault in faults if (fault.file, fault.kind) not in told] + coders
    broken = {(fault.file, fault.row, fault.column) for fault in faults}
    for table in package.tables.values():
        for column, (other, key) in table.foreign_keys.items():
            strange = _check_ids(frames[table.name], column, CellList(reference=(other, key)), frames)
            faults += [fault for fault in strange if (fault.file, fault.row, fault.column) not in broken]
    sound = _keep_sound(package, frames, faults) if faults else frames
    ruled = [fault for rule in _RULES for fault in rule(package, sound)]
    # What leads back to itself is nobody's whole.
    ruled += check_figures(package, sound, wholes=all(fault.kind != "cycle" for fault in ruled))
    faults += ruled
    for table in package.tables.values():
        for field in table.fields:
            faults += _check_ids(sound[table.name], field.name, field.cell_list, frames)
    return [*faults, *check_prints(package, frames, faults)]


@keep_last
def _check_alone(table: TableSchema, frame: pd.DataFrame) -> list[Fault]:
    """Check a table by itself."""
    return [fault for check in (_check_cells, _check_letters, _check_key) for fault in check(table, frame)]


def _keep_sound(package: Package, frames: Frames, faults: Sequence[Fault]) -> dict[str, pd.DataFrame]:
    """Keep the rows without a fault whose keys lead to such rows."""
    bad = {(fault.file, fault.row) for fault in faults}
    sound = {
        name: frame.loc[
            [(file, int(line)) not in bad for file, line in zip(frame["_file"], frame["_line"], strict=True)]
        ]
        for name, frame in frames.items()
    }
    while True:
        before = sum(map(len, sound.values()))
        for name, table in package.tables.items():
            for column, (other, key) in table.foreign_keys.items():
                cells = sound[name][column]
                sound[name] = sound[name][(cells == "") | cells.isin(sound[other][key])]
        if sum(map(len, sound.values())) == before:
            return {name: frame.reset_index(drop=True) for name, frame in sound.items()}


def _check_cells(table: TableSchema, frame: pd.DataFrame) -> Iterator[Fault]:
    if not has_odd_cells(table, frame):  # as nearly always: pandera takes longer to import than all cells to ask
        return
    import pandera.errors

    try:
        make_schema(table).validate(frame.drop(columns=["_file", "_line"]), lazy=True)
    except pandera.errors.SchemaErrors as error:
        found = [
            (index, wrong.schema.name, cell, wrong.check)
            for wrong in error.schema_errors
            for index, cell in zip(wrong.failure_cases["index"], wrong.failure_cases["failure_case"], strict=True)
        ]
        for index, column, cell, check in sorted(found, key=lambda case: case[:2]):
            message = f"{check.error}, not {cell!r}" if cell else check.error
            yield fault_at(check.name, frame.loc[index], column, message, cell=cell)


def _check_letters(table: TableSchema, frame: pd.DataFrame) -> Iterator[Fault]:
    for column in (field.name for field in table.fields if field.type not in _PLAIN):
        name = column in _NAMES
        cells = set(frame[column].tolist())
        tests = find_legacy_encoding, find_lookalikes, partial(find_strangers, name=name)
        odd = {cell for cell in cells if (name or not is_plain(cell)) and any(test(cell) for test in tests)}
        odd |= cells & _ERRORS
        for place, cell in enumerate(frame[column]) if odd else ():
            if cell not in odd:
                continue
            if cell in _ERRORS:
                yield fault_at("error_cell", frame.iloc[place].to_dict(), column, cell=cell)
                continue
            if legacy := find_legacy_encoding(cell):
                told = f"written in {legacy}, not Unicode: {cell!r}; convert the text"
                yield fault_at("legacy", frame.iloc[place].to_dict(), column, told, encoding=legacy)
                continue
            alike = find_lookalikes(cell)
            for position, letter, *right in alike or find_strangers(cell, name=name)[:1]:
                code, at = f"U+{ord(letter[0]):04X}", str(position + 1)
                message = f"{letter!r} ({code}) at character {at} is no letter of this text; type it again"
                if right:
                    composed = unicodedata.is_normalized("NFC", letter)
                    wrong = f"{letter!r} ({code}) at character {at} looks like {right[0]!r}"
                    message = (
                        f"{wrong if composed else f'the letter at character {at} is not in NFC'}; use {right[0]!r}"
                    )
                shown = letter if right or letter.isprintable() else ""
                yield fault_at("letters", frame.iloc[place].to_dict(), column, message, letter=shown, code=code, at=at)


def _check_key(table: TableSchema, frame: pd.DataFrame) -> Iterator[Fault]:
    first: dict[tuple[str, ...], int] = {}
    for place, key in enumerate(zip(*(frame[column] for column in table.key), strict=True)):
        if first.setdefault(key, place) != place:
            row, other = (frame.iloc[n].to_dict() for n in (place, first[key]))
            column = table.key[0] if len(table.key) == 1 else None
            yield fault_at("twice", row, column, key=" + ".join(key), file=other["_file"], line=str(other["_line"]))


def _check_ids(rows: pd.DataFrame, column: str, cell_list: CellList | None, frames: Frames) -> Iterator[Fault]:
    """Every id in a column is in its table; it may be in a row that is wrong itself, for that is told already."""
    if cell_list is None or cell_list.reference is None:
        return
    table, key = cell_list.reference
    valid = set(frames[table][key])
    wrong = {cell for cell in rows[column].unique() if not valid.issuperset(cell_list.read(cell))}
    strange = {id_ for cell in wrong for id_ in cell_list.read(cell)} - valid
    words = {id_: (unknown(key, id_, valid), ", ".join(find_close(id_, valid))) for id_ in strange}
    for row in list_rows(rows[rows[column].isin(wrong)]) if wrong else ():
        for id_ in cell_list.read(row[column]):
            if id_ in words:
                yield fault_at("unknown", row, column, words[id_][0], cell=id_, near=words[id_][1])


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


_RULES = (_check_sorted, _check_places, *CODING_RULES, _check_cycles, _check_parents, _check_ranges, _check_codes)
