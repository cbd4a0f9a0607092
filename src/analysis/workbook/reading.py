"""Read a filled-in workbook into tables of text, noting repairs and what the sheets themselves have wrong."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.errors import DataError, Fault
from analysis.package.frames import read_frames
from analysis.package.schema import TableSchema, read_package
from analysis.paths import data_dir
from analysis.text import match_key
from analysis.words.catalogue import LANGUAGES, say
from analysis.workbook.cells import plain_text, understand
from analysis.workbook.completion import MADE, complete_rows
from analysis.workbook.labels import refuse
from analysis.workbook.remarks import Notice, make_fault
from analysis.workbook.screen import MAX_COLUMNS, MAX_ROWS, screen_workbook

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "Workbook",
    "heading_of",
    "is_example",
    "open_book",
    "read_header",
    "read_tables",
    "read_workbook",
    "table_of",
]


@dataclass(frozen=True)
class Workbook:
    """A workbook read.

    Parameters
    ----------
    path
        Where it is.
    tables
        Rows of each table as text, with `_file` and `_line`.
    faults
        What is wrong with the sheets themselves; cells are checked with the whole package.
    notices
        What was repaired or filled in.
    sheets
        The sheet that each `_file` names.
    columns
        For each `_file`, the number of each column, the first is 1.
    """

    path: Path
    tables: dict[str, pd.DataFrame]
    faults: tuple[Fault, ...] = ()
    notices: tuple[Notice, ...] = ()
    sheets: dict[str, str] = field(default_factory=dict)
    columns: dict[str, dict[str, int]] = field(default_factory=dict)


def read_tables(path: Path) -> dict[str, pd.DataFrame]:
    """Read the tables of a workbook.

    Raises
    ------
    DataError
        If a sheet has faults of its own.
    AnalysisError
        If the file is refused.
    """
    book = read_workbook(path)
    if book.faults:
        raise DataError(book.faults)
    return book.tables


def read_workbook(path: Path) -> Workbook:
    """Read a workbook, whatever is wrong in its cells.

    Raises
    ------
    AnalysisError
        If the file is no workbook, or is unsafe or too large; the message says why.
    """
    import pandas as pd

    package = read_package()
    faults: list[Fault] = []
    notices: list[Notice] = []
    sheets: dict[str, str] = {}
    columns: dict[str, dict[str, int]] = {}
    rows: dict[str, list[dict[str, Any]]] = {}
    opened = open_book(path)
    built_in = read_frames(package, [data_dir()])
    for sheet in opened.worksheets:
        table = table_of(sheet.title, package.tables.values())
        if table is None:
            _check_stray_sheet(sheet, path, package.tables.values(), faults)
            continue
        file = f"{path.name}, sheet {sheet.title}"
        if table.name in rows:
            faults.append(make_fault(file, "sheet_twice", cell=sheet.title))
            continue
        sheets[file] = sheet.title
        columns[file] = read_header(sheet, table, file, faults)
        rows[table.name] = list(_read_rows(sheet, table, columns[file], file, faults, notices, built_in))
    if not rows:
        raise refuse("sheets", file=path.name, choices=", ".join(one.title["vi"] for one in package.tables.values()))
    complete_rows(rows, path, built_in, sheets, faults, notices)
    tables = {}
    for name, found in rows.items():
        table = package.tables[name]
        frame = pd.DataFrame(found, columns=[*table.columns, "_file", "_line"])
        numbers = [one for one in table.key if table.field(one).type == "integer"]
        order = frame[list(table.key)].copy()
        for one in numbers:
            order[one] = pd.to_numeric(order[one], errors="coerce")
        tables[name] = frame.loc[order.sort_values(list(table.key), kind="stable").index].reset_index(drop=True)
    return Workbook(path, tables, tuple(faults), tuple(notices), sheets, columns)


def heading_of(table: TableSchema, column: str, lang: str) -> str:
    """Give the heading of a column; * marks what must be filled in."""
    one = table.field(column)
    made = (table.name, column) in MADE
    return one.title[lang] + (" *" if one.required and not made else "")


def open_book(path: Path) -> Any:
    """Open a workbook with openpyxl, after looking at it from outside.

    Raises
    ------
    AnalysisError
        If it is no workbook, unsafe or too large.
    """
    import warnings

    import openpyxl

    screen_workbook(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # parts that openpyxl does not keep; nothing of them is used
            book = openpyxl.load_workbook(path, keep_links=False)
    except MemoryError:
        raise
    except Exception as error:  # a damaged file can raise anything at all inside openpyxl
        raise refuse("damaged", file=path.name, why=type(error).__name__) from error
    for sheet in book.worksheets:
        if sheet.max_row > MAX_ROWS:
            raise refuse("rows", file=path.name, sheet=sheet.title, limit=MAX_ROWS)
        if sheet.max_column > MAX_COLUMNS:
            raise refuse("columns", file=path.name, sheet=sheet.title, limit=MAX_COLUMNS)
    return book


def table_of(title: str, tables: Any) -> TableSchema | None:
    """Find the table that a sheet is named after, in either language or by its id."""
    key = match_key(title)
    for table in tables:
        if key in {match_key(one) for one in (table.name, *table.title.values())}:
            return table
    return None


def _check_stray_sheet(sheet: Any, path: Path, tables: Any, faults: list[Fault]) -> None:
    """A sheet of remarks is nobody's business; one with the headings of a table was renamed by mistake."""
    typed = {match_key(str(cell.value).removesuffix("*")) for cell in sheet[1] if isinstance(cell.value, str)}
    for table in tables:
        headings = [{match_key(one.name), *map(match_key, one.title.values())} for one in table.fields]
        if sum(bool(one & typed) for one in headings) > max(3, len(headings) // 2):
            choices = ", ".join(one.title["vi"] for one in tables)
            faults.append(
                make_fault(f"{path.name}, sheet {sheet.title}", "sheet_unknown", cell=sheet.title, choices=choices)
            )
            return


def read_header(sheet: Any, table: TableSchema, file: str, faults: list[Fault]) -> dict[str, int]:
    """Find the columns of a table in a sheet, the first is 1, and add what is wrong with its headings to the faults."""
    known = {match_key(word): one.name for one in table.fields for word in (one.name, *one.title.values())}
    found: dict[str, int] = {}
    marks = {match_key(say("sheet.mark", lang)) for lang in LANGUAGES}
    for number, cell in enumerate(sheet[1], start=1):
        typed = " ".join(str(cell.value or "").replace("*", "").split())
        if not typed or (number == 1 and match_key(typed) in marks):
            continue
        name = known.get(match_key(typed))
        if name is None:
            faults.append(make_fault(file, "heading", row=1, cell=typed, at=number))
        elif name in found:
            faults.append(make_fault(file, "heading_twice", row=1, column=name, cell=typed))
        else:
            found[name] = number
    for one in table.fields:
        if one.name not in found and one.required:
            faults.append(make_fault(file, "heading_missing", row=1, column=one.name, cell=one.title["vi"]))
    return found


def _read_rows(
    sheet: Any,
    table: TableSchema,
    columns: dict[str, int],
    file: str,
    faults: list[Fault],
    notices: list[Notice],
    built_in: dict[str, pd.DataFrame],
) -> Any:
    for span in sheet.merged_cells.ranges:
        names = [name for name, number in columns.items() if span.min_col <= number <= span.max_col]
        column = names[0] if names else None
        faults.append(make_fault(file, "merged", row=span.min_row, column=column, cell=span.coord))
    marked = 1 not in columns.values()
    for line, cells in enumerate(sheet.iter_rows(min_row=2), start=2):
        mark = cells[0].value if marked else None
        row: dict[str, Any] = dict.fromkeys(table.columns, "")
        found: list[Fault] = []
        repairs: list[Notice] = []
        for name, number in columns.items():
            if number <= len(cells):
                row[name] = _read_cell(cells[number - 1], table, name, (file, line), found, repairs)
        if is_example(mark):
            known = built_in[table.name]
            same = (known[list(columns)] == [row[name] for name in columns]).all(axis=1)
            if any(row.values()) and not same.any():
                faults.append(make_fault(file, "example_changed", row=line, cell=str(cells[0].value)))
            continue
        if mark and _is_marked(mark, "undecided"):
            # What a program proposed is no row until a person has taken the mark away.
            faults.append(make_fault(file, "undecided", row=line, mark=str(mark)))
            continue
        faults += found
        # A line with its indicator alone is a blank that nobody has filled in.
        if any(value for name, value in row.items() if (table.name, name) != ("observations", "indicator_id")):
            notices += repairs
            yield row | {"_file": file, "_line": line}


def is_example(mark: Any) -> bool:
    """Tell whether the first cell of a row marks it as the example."""
    return bool(mark) and _is_marked(mark, "example")


def _is_marked(mark: Any, kind: str) -> bool:
    return match_key(str(mark)) in {match_key(say(f"sheet.{kind}", lang)) for lang in LANGUAGES}


def _read_cell(
    cell: Any, table: TableSchema, name: str, place: tuple[str, int], faults: list[Fault], notices: list[Notice]
) -> str:
    file, line = place
    if cell.data_type == "f":
        faults.append(make_fault(file, "formula", row=line, column=name))
        return ""
    if cell.data_type == "e":
        faults.append(make_fault(file, "error_cell", row=line, column=name, cell=str(cell.value)))
        return ""

    def notice(kind: str, *, fault: bool = False, **said: Any) -> None:
        if fault:
            faults.append(make_fault(file, kind, row=line, column=name, **{key: str(one) for key, one in said.items()}))
        else:
            notices.append(Notice(file, line, name, kind, **{key: str(one) for key, one in said.items()}))

    text = plain_text(cell.value, cell.number_format, table.field(name), notice)
    return understand(table.field(name), cell.value, text, notice)
