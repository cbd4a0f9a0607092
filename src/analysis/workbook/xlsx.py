"""The file of a workbook: opened after a look from outside, written whole and with no cell that a spreadsheet runs."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

from analysis.workbook.screen import MAX_COLUMNS, MAX_ROWS, refuse, screen_workbook

__all__ = ["open_book", "put", "save", "write_whole"]


def open_book(path: Path) -> Any:
    """Open a workbook with openpyxl, after looking at it from outside.

    Raises
    ------
    AnalysisError
        If it is no workbook, unsafe or too large.
    """
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


def put(cell: Any, text: str, *, font: Any = None, wrap: bool = False) -> None:
    """Write text into a cell as text: =, +, - and @ at its beginning stay letters, also after an edit."""
    from openpyxl.styles import Alignment

    cell.value = text
    cell.data_type = "s"
    cell.number_format = "@"
    if text[:1] in ("=", "+", "-", "@"):
        cell.quotePrefix = True
    if font is not None:
        cell.font = font
    if wrap:
        cell.alignment = Alignment(wrap_text=True, vertical="top")


def save(book: Any, path: Path) -> None:
    """Save a workbook so that the file is whole or as it was."""
    write_whole(path, book.save)


def write_whole(path: Path, write: Callable[[Path], object]) -> None:
    """Have a file written under another name in the same folder, and then put in its place."""
    part = path.with_name(f".{path.stem}.{os.getpid()}{path.suffix}")
    try:
        write(part)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
