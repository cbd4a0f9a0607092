"""Write a copy of a workbook with the wrong cells coloured and what is wrong beside them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from analysis.words.catalogue import say
from analysis.workbook.review import Review
from analysis.workbook.screen import refuse
from analysis.workbook.xlsx import open_book, put, save

__all__ = ["write_marked"]

_COLOUR = "FFC7CE"


def write_marked(path: Path, out: Path, review: Review, *, lang: str = "vi") -> None:
    """Write the copy; the workbook itself stays as it is.

    Raises
    ------
    AnalysisError
        If the copy would stand in the place of the workbook, or its name does not end in .xlsx.
    """
    if out.suffix.lower() != ".xlsx":
        raise refuse("suffix", lang, file=out.name)
    if out.resolve() == path.resolve() or (out.exists() and out.samefile(path)):
        raise refuse("same", lang, file=out.name)
    book = open_book(path)
    for sheet in book.worksheets:
        for cells in sheet.iter_rows():
            for cell in cells:
                if cell.data_type == "f":
                    put(cell, str(getattr(cell.value, "text", cell.value)))
    said: dict[tuple[str, str], list[str]] = {}
    for fault in review.faults:
        if fault.file == path.name and fault.sheet in book.sheetnames and fault.row is not None:
            column = fault.column if fault.column.isalpha() and fault.column.isascii() else "A"
            said.setdefault((fault.sheet, f"{column}{fault.row}"), []).append(f"{fault.wrong}. {fault.right}")
    for (title, where), words in said.items():
        _mark(book[title], where, "\n".join(words))
    _list_faults(book.create_sheet(say("sheet.faults", lang), 0), review, lang)
    save(book, out)


def _mark(sheet: Any, where: str, words: str) -> None:
    from openpyxl.cell.cell import MergedCell
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    cell = sheet[where]
    if isinstance(cell, MergedCell):
        span = next(span for span in sheet.merged_cells.ranges if where in span)
        cell = sheet.cell(span.min_row, span.min_col)
    cell.fill = PatternFill("solid", start_color=_COLOUR)
    cell.comment = Comment(words, "analysis", width=360, height=160)


def _list_faults(sheet: Any, review: Review, lang: str) -> None:
    sheet.column_dimensions["A"].width = 78
    sheet.page_margins.left = sheet.page_margins.right = 0.4  # inches
    lines = [fault.words(lang) for fault in review.faults] or [say("sheet.faultless", lang)]
    for row, line in enumerate(lines, start=1):
        put(sheet.cell(row, 1), line, wrap=True)
        sheet.row_dimensions[row].height = 16 * (1 + len(line) // 74)
