"""Files to take away: the rows of a table as CSV and XLSX; equal input gives equal bytes."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import cache
from typing import Any

from analysis.elements.speech import Note, Number
from analysis.elements.table import Cell, Table
from analysis.text import fold
from analysis.words.catalogue import say

# A spreadsheet runs a cell that starts so; blanks before it, and the wide forms of the signs, do not stop all of them.
_FORMULA = re.compile(r"^[\s\ufeff\u200b-\u200f\u202a-\u202e\u2066-\u2069]*[=+\-@＝＋－＠]|^[\t\r\n]")
# What XML cannot hold, written in neither file.
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_WRITTEN = datetime(2000, 1, 1, tzinfo=UTC)  # whenever it is written: equal input gives equal bytes
_LONGEST_CELL = 32_767  # of a workbook
_LINE, _TALLEST_ROW = 15, 409  # points; more is not allowed
_SOURCE_WIDTHS = (50, 90)  # in letters
_TOP = {"valign": "top", "text_wrap": True}


def make_csv(table: Table) -> bytes:
    """Write the rows of a table, UTF-8 with the mark that Excel looks for.

    A column that holds numbers becomes two: the number with a point, and its words. A last column tells the sources.
    """
    numeric = {n for row in table.rows for n, cell in enumerate(row) if _value(cell) is not None}

    def spread(pairs: Iterable[tuple[str, str]]) -> Iterator[str]:
        return (words for n, pair in enumerate(pairs) for words in pair[n not in numeric :])

    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    heads = ((say("take.number", table.lang, column=name), name) for name in table.columns)
    writer.writerow(map(_harmless, (*spread(heads), say("take.sources", table.lang))))
    for row in table.rows:
        cells = (("" if _value(cell) is None else str(_value(cell)), _harmless(str(cell))) for cell in row)
        told = " | ".join(f"{note.title} [{_tell(note, '; ')}]" for note in _notes(row))
        writer.writerow([*spread(cells), _harmless(told)])
    return buffer.getvalue().encode("utf-8-sig")


def make_xlsx(table: Table) -> bytes:
    """Write the rows of a table as a workbook: numbers as numbers, and a sheet that tells the source of each."""
    from xlsxwriter import Workbook

    buffer = io.BytesIO()
    # XlsxWriter, for a site has hundreds of these and openpyxl takes three times as long.
    book = Workbook(buffer, {"in_memory": True})
    book.set_properties({"created": _WRITTEN})

    @cache
    def form(*style: tuple[str, Any]) -> Any:
        return book.add_format(dict(style))

    def put(page: Any, row: int, column: int, cell: str | Number | Cell, style: dict[str, Any]) -> None:
        value, words = _value(cell), str(cell)
        if isinstance(cell, Number) and value is not None:
            page.write_number(row, column, value, form(("valign", "top"), ("num_format", _format(cell, value))))
            return
        # Written as text, never as a formula; Excel keeps the quote mark when the cell is edited.
        quoted = {"quote_prefix": True} if _FORMULA.search(words) else {}
        page.write_string(row, column, _FORBIDDEN.sub("", words)[:_LONGEST_CELL], form(*(style | quoted).items()))

    def put_row(page: Any, row: int, cells: Iterable[str | Number | Cell], widths: Iterable[int], **style: Any) -> None:
        lines = 1
        for n, (cell, width) in enumerate(zip(cells, widths, strict=True)):
            put(page, row, n, cell, _TOP | style)
            lines = max(lines, sum(max(1, -(-len(line) // (width - 1))) for line in str(cell).split("\n")))
        if lines > 1:  # a spreadsheet that is not Excel takes rows without a height for those of one line
            page.set_row(row, min(_LINE * lines, _TALLEST_ROW))

    sheet, sources = (book.add_worksheet(say(f"take.{name}", table.lang)) for name in ("sheet", "sources"))
    longest = (max(map(len, map(str, column))) for column in zip(table.columns, *table.rows, strict=True))
    widths = [min(60, max(10, length + 2)) for length in longest]
    put(sheet, 0, 0, table.caption, {"bold": True})
    put_row(sheet, 1, table.columns, widths, bold=True)
    for n, row in enumerate(table.rows, 2):
        put_row(sheet, n, row, widths)
    for n, words in enumerate(table.notes, len(table.rows) + 3):
        put(sheet, n, 0, words, {})
    sheet.freeze_panes(2, 1)

    put_row(sources, 0, (say("column.figure", table.lang), say("take.about", table.lang)), _SOURCE_WIDTHS, bold=True)
    notes = sorted(_notes(cell for row in table.rows for cell in row), key=lambda note: note.key)
    for n, note in enumerate(notes, 1):
        put_row(sources, n, (note.title, _tell(note, "\n")), _SOURCE_WIDTHS)
    for page, lengths in ((sheet, widths), (sources, _SOURCE_WIDTHS)):
        for n, length in enumerate(lengths):
            page.set_column(n, n, length)
    book.close()
    return buffer.getvalue()


def name_file(number: int, caption: str) -> str:
    """Name a file by its place in the page and its caption, in plain letters."""
    letters = "-".join(re.findall(r"[a-z0-9]+", fold(caption)))[:48].strip("-")
    return f"{number:02d}-{letters or 'x'}"


def _value(cell: str | Number | Cell) -> int | float | None:
    if not isinstance(cell, Number) or cell.value is None:
        return None
    value = float(cell.value)
    return int(value) if value == int(value) else value


def _notes(cells: Iterable[str | Number | Cell]) -> list[Note]:
    pieces = (piece for cell in cells for piece in (cell.pieces if isinstance(cell, Cell) else (cell,)))
    return list({piece.note.key: piece.note for piece in pieces if isinstance(piece, Number)}.values())


def _tell(note: Note, between: str) -> str:
    return between.join(f"{label}: {words}" for label, words in note.lines)


def _format(number: Number, value: float) -> str:
    """Show a number with its cautions after it, and keep it one that can be reckoned with."""
    decimals = len(str(value).partition(".")[2])
    form = "#,##0" + (f".{'0' * decimals}" if decimals else "")
    told = ("%" if number.unit == "percent" else "") + number.aside.replace('"', "”")
    return f'{form}"{told}"' if told else form


def _harmless(words: str) -> str:
    words = _FORBIDDEN.sub("", words)
    return f"'{words}" if _FORMULA.search(words) else words
