"""Read a filled-in workbook into tables of text, noting repairs and what the sheets themselves have wrong."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.package.frames import read_frames
from analysis.package.schema import Field, TableSchema, read_package
from analysis.paths import data_dir
from analysis.text import match_key
from analysis.words.catalogue import LANGUAGES, refuse, say
from analysis.workbook.cells import Remarks, can_hide, read_cell
from analysis.workbook.completion import FILLED, complete_rows, is_made
from analysis.workbook.xlsx import open_book

# Columns that say nothing by themselves: what a row is called, of which place or text it is, a note on it.
_BESIDE = {"note_vi", "note_en", "coder", "subject", "paragraph", "source_id", "locality_id"}
_SAID = 80  # letters of text boxes


@dataclass(frozen=True)
class Sheet:
    """A sheet that rows and faults stand on, and the table that it is read as: its columns by number, from 1."""

    title: str
    table: TableSchema | None = None
    columns: Mapping[str, int] = field(default_factory=dict)


@dataclass
class Workbook(Remarks):
    """A workbook read, its cells not checked yet: the rows of each table as text, and the sheets that they name."""

    path: Path = Path()
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    sheets: dict[str, Sheet] = field(default_factory=dict)


def read_workbook(path: Path, opened: Any = None) -> Workbook:
    """Read a workbook, opened already or not, whatever is wrong in its cells.

    An AnalysisError says that it is none, or is unsafe or too large.
    """
    package, book = read_package(), Workbook(path=path)
    opened = opened or open_book(path)
    built_in = read_frames(package, [data_dir()])
    rows: dict[str, list[dict[str, Any]]] = {}
    for sheet in opened.worksheets:
        file, table = f"{path.name}, sheet {sheet.title}", table_of(sheet.title)
        if table and table.name not in rows:
            _notice_hidden(sheet, file, book)
            columns, rows[table.name] = _read_sheet(sheet, table, file, built_in[table.name], book)
            book.sheets[file] = Sheet(sheet.title, table, columns)
            _notice_drawn(opened.drawn.get(sheet.title, ()), file, book)
        elif like := table or _renamed_of(sheet):
            there = next(
                (each.title for each in opened.worksheets if each is not sheet and table_of(each.title) is like), ""
            )
            book.sheets[file] = Sheet(sheet.title)
            book.add_fault(file, "sheet_twice" if there else "sheet_unknown", cell=sheet.title, there=there)
    if not rows:
        raise refuse("sheets", file=path.name, choices=name_sheets())
    for name in FILLED if rows.keys() != {"codings"} else ():  # a second coder's workbook has no other
        if name not in rows:
            book.add_notice(path.name, "sheet_missing", cell=name)
    fill_in(book, rows, built_in)
    return book


def name_sheets(names: Iterable[str] = FILLED) -> dict[str, str]:
    """Give the titles of the sheets of tables, those of the template if not told, in each language."""
    tables = read_package().tables
    return {lang: ", ".join(tables[name].title[lang] for name in names) for lang in LANGUAGES}


def fill_in(book: Workbook, rows: dict[str, list[dict[str, Any]]], built_in: Mapping[str, pd.DataFrame]) -> None:
    """Take the rows of a workbook's sheets, by table, for its tables, with what a person need not think of filled in.

    Each row has `_file`, a key of the book's sheets, and `_line`.
    """
    complete_rows(rows, book.path, built_in, next(file for file, sheet in book.sheets.items() if sheet.table), book)
    book.tables |= {name: _sort_rows(read_package().tables[name], found) for name, found in rows.items()}


def read_header(sheet: Any, table: TableSchema, file: str, remarks: Remarks) -> dict[str, int]:
    """Find the columns of a table in a sheet, the first is 1, and remark what is wrong with its headings."""
    known = {key: column.name for column in table.fields for key in _keys(column)}
    found, before = dict[str, int](), len(remarks.faults)
    marks = {match_key(say("sheet.mark", lang)) for lang in LANGUAGES}
    for number, cell in enumerate(sheet[1], start=1):
        typed = " ".join(str(cell.value or "").replace("*", "").split())
        if not typed or (number == 1 and match_key(typed) in marks):
            continue
        name = known.get(match_key(typed))
        if name is None:
            remarks.add_fault(file, "heading", row=1, cell=typed, at=number)
        elif name in found:
            remarks.add_fault(file, "heading_twice", row=1, column=name, cell=typed)
        else:
            found[name] = number
    for column in table.fields:
        if column.name not in found and column.required:
            remarks.add_fault(file, "heading_missing", row=1, column=column.name, cell=column.title["vi"])
    if not found:  # a row above them, or they are gone: one slip
        del remarks.faults[before:]
        remarks.add_fault(file, "headings", row=1)
    return found


def table_of(title: str) -> TableSchema | None:
    """Find the table that a sheet is named after, in either language or by its id."""
    key = match_key(title)
    return next((table for table in read_package().tables.values() if key in _keys(table)), None)


def is_marked(mark: Any, kind: str) -> bool:
    """Tell whether the first cell of a row marks it as of a kind: the example, or undecided, which has a number."""
    bare = match_key(str(mark or "")).rstrip("0123456789 ")
    return bool(bare) and bare in {match_key(say(f"sheet.{kind}", lang)) for lang in LANGUAGES}


def _keys(named: Field | TableSchema) -> set[str]:
    """Give what a column or a table may be called: its id and its title in either language."""
    return {match_key(word) for word in (named.name, *named.title.values())}


def _renamed_of(sheet: Any) -> TableSchema | None:
    """Give the table whose headings a sheet has that was renamed or copied; one of remarks has none."""
    typed = {match_key(str(cell.value).removesuffix("*")) for cell in sheet[1] if isinstance(cell.value, str)}
    for table in read_package().tables.values():
        if sum(not typed.isdisjoint(_keys(column)) for column in table.fields) > max(3, len(table.fields) // 2):
            return table
    return None


def _read_sheet(
    sheet: Any, table: TableSchema, file: str, known: pd.DataFrame, remarks: Remarks
) -> tuple[dict[str, int], list[dict[str, Any]]]:
    """Read columns, and the rows that hold data; `known` are the built-in rows, of which the example is one."""
    columns = read_header(sheet, table, file, remarks)
    for span in sheet.merged_cells.ranges:
        names = [name for name, number in columns.items() if span.min_col <= number <= span.max_col]
        remarks.add_fault(file, "merged", row=span.min_row, column=names[0] if names else None, cell=span.coord)
    rows: list[dict[str, Any]] = []
    of_none = {cell.column for cell in sheet[1] if cell.column not in columns.values()} if columns else set()
    of_none -= {cell.column for cell in sheet[1] if cell.value and cell.column > 1}  # a wrong heading is told already
    for line, cells in enumerate(sheet.iter_rows(min_row=2), start=2):
        mark = None if 1 in columns.values() else cells[0].value
        row: dict[str, Any] = dict.fromkeys(table.columns, "")
        told = Remarks()
        for name, number in columns.items():
            if number <= len(cells):
                row[name] = read_cell(cells[number - 1], table.field(name), file, told)
        if is_marked(mark, "example"):
            same = (known[list(columns)] == [row[name] for name in columns]).all(axis=1)
            if any(row.values()) and not same.any():
                remarks.add_fault(file, "example_changed", row=line, cell=mark)
        elif is_marked(mark, "undecided"):
            # What a program proposed is no row until a person has taken the mark away.
            remarks.add_fault(file, "undecided", row=line, mark=mark)
        else:
            remarks.faults += told.faults
            # A line with its indicator alone is a blank that nobody has filled in.
            held = any(value for name, value in row.items() if (table.name, name) != ("observations", "indicator_id"))
            for cell in (cell for cell in cells if cell.column in of_none and str(cell.value or "").strip()):
                rank = str(cell.value).strip(" .") if cell.column == 1 and not held else ""
                if rank.isdecimal() and int(rank) <= line:  # blank rows that a person has numbered
                    continue
                add = remarks.add_notice if held and cell.column == 1 else remarks.add_fault
                add(file, "stray", row=line, cell=str(cell.value), at=cell.coordinate)
            # The place of a new workbook has nothing but its id: there each field is told what it lacks.
            is_begun = rows or table.name != "localities"
            if held and is_begun and (bare := _tell_bare(table, row)):
                remarks.add_fault(file, "bare", row=line, **bare)
            elif held:
                remarks.notices += told.notices
                rows.append(row | {"_file": file, "_line": line})
            else:
                remarks.notices += (notice for notice in told.notices if notice.kind == "comment")
    return columns, rows


def _tell_bare(table: TableSchema, row: Mapping[str, Any]) -> dict[str, str]:
    """Tell what a row has and what it lacks, by language, if it has no more than a note, an id or a place."""
    beside = {*_BESIDE, *table.key[:1], "indicator_id"} - ({"paragraph"} if table.name == "codings" else set())
    filled = [column for column in table.fields if row[column.name]]
    lacks = [
        column for column in table.fields if column.required and not row[column.name] and not is_made(table, column)
    ]
    if not lacks or not beside.issuperset(column.name for column in filled):
        return {}
    return {f"{what}_{lang}": ", ".join(f"“{column.title[lang]}”" for column in columns)
            for what, columns in (("has", filled), ("lacks", lacks)) for lang in LANGUAGES}  # fmt: skip


def _notice_hidden(sheet: Any, file: str, remarks: Remarks) -> None:
    """Remark what a person does not see of a sheet; it is read all the same."""
    rows, thin = sorted(sheet.row_dimensions.items()), 4  # points, in which no letter is to be seen
    lines = [str(line) for line, told in rows if told.hidden or (told.height is not None and told.height < thin)]
    widths = sheet.column_dimensions.items()
    letters = [letter for letter, told in widths if told.hidden or told.width < 1]  # of one letter
    hiding = [of for of in sheet.conditional_formatting if any(rule.dxf and can_hide(rule.dxf) for rule in of.rules)]
    for kind, hidden in (
        ("hidden_sheet", "" if sheet.sheet_state == "visible" else sheet.title),
        ("hidden_rows", ", ".join(lines[:20]) + (" …" if len(lines) > 20 else "")),
        ("hidden_columns", ", ".join(letters)),
        ("filtered", sheet.auto_filter.ref if sheet.auto_filter.filterColumn else ""),
        ("unseen_if", ", ".join(str(of.sqref) for of in hiding)),
    ):
        if hidden:
            remarks.add_notice(file, kind, cell=hidden)


def _notice_drawn(drawn: Sequence[tuple[str, str]], file: str, remarks: Remarks) -> None:
    """Remark text boxes and pictures of a sheet, which are not read."""
    words = " / ".join(words for _, words in drawn if words)
    for kind, cells in (
        ("text_box", ", ".join(cell for cell, words in drawn if words)),
        ("picture", ", ".join(cell for cell, words in drawn if not words)),
    ):
        if cells:
            remarks.add_notice(file, kind, cell=cells, said=words[:_SAID] + " …" * (len(words) > _SAID))


def _sort_rows(table: TableSchema, rows: list[dict[str, Any]]) -> pd.DataFrame:
    def order(cells: pd.Series) -> pd.Series:
        return pd.to_numeric(cells, errors="coerce") if table.field(str(cells.name)).type == "integer" else cells

    frame = pd.DataFrame(rows, columns=[*table.columns, "_file", "_line"])
    return frame.sort_values(list(table.key), key=order, kind="stable", ignore_index=True)
