"""Find every fault of a data package, each with its file, line and column."""

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import pandas as pd

from analysis.errors import DataError, Fault, find_close, unknown
from analysis.package import units
from analysis.package.figure_rules import check_figures, check_prints
from analysis.package.frames import Frames, fault_at, keep_last, read_frames
from analysis.package.layers import check_coders, find_beside
from analysis.package.schema import CellList, Package, TableSchema, has_odd_cells, make_schema, read_package
from analysis.package.table_rows import list_rows
from analysis.package.table_rules import TABLE_RULES
from analysis.text import find_legacy_encoding, find_lookalikes, find_strangers, is_plain

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
    ruled = [fault for rule in TABLE_RULES for fault in rule(package, sound)]
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
