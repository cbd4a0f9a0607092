"""Files to take away: the rows of a table as CSV and XLSX, a picture as SVG and PNG; equal input gives equal bytes."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from analysis.elements.origins import Note, Number
from analysis.elements.table import Cell, Table, pieces_of
from analysis.text import fold
from analysis.words.catalogue import say

__all__ = ["make_csv", "make_xlsx", "name_file", "pack_files"]

# A spreadsheet runs a cell that starts so; blanks before it, and the wide forms of the signs, do not stop all of them.
_FORMULA = re.compile(r"^[\s\ufeff\u200b-\u200f\u202a-\u202e\u2066-\u2069]*[=+\-@＝＋－＠]|^[\t\r\n]")
# What XML cannot hold, written in neither file.
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_START = (1980, 1, 1, 0, 0, 0)  # the earliest date that a zip can tell
_WRITTEN = datetime(2000, 1, 1, tzinfo=UTC)  # whenever it is written: equal input gives equal bytes
_LONGEST_CELL = 32_767  # of a workbook
_LINE, _TALLEST_ROW = 15, 409  # points; more is not allowed
_SOURCE_WIDTHS = (50, 90)  # in letters


def make_csv(table: Table) -> bytes:
    """Write the rows of a table, UTF-8 with the mark that Excel looks for.

    Parameters
    ----------
    table
        A column that holds numbers becomes two: the number with a point, and its words. A last column tells the
        sources.
    """
    numeric = _numeric(table)
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    heads: list[str] = []
    for n, name in enumerate(table.columns):
        heads += [say("take.number", table.lang, column=name), name] if n in numeric else [name]
    writer.writerow([_harmless(one) for one in (*heads, say("take.sources", table.lang))])
    for row in table.rows:
        line: list[str] = []
        for n, cell in enumerate(row):
            value = _value(cell)
            line += [_number(value)] if n in numeric else []
            line.append(_harmless(str(cell)))
        line.append(_harmless(" | ".join(_sources(row))))
        writer.writerow(line)
    return buffer.getvalue().encode("utf-8-sig")


def make_xlsx(table: Table) -> bytes:
    """Write the rows of a table as a workbook: numbers as numbers, and a sheet that tells the source of each."""
    from xlsxwriter import Workbook

    lang, columns, rows = table.lang, table.columns, table.rows
    buffer = io.BytesIO()
    # XlsxWriter, for a site has hundreds of these and openpyxl takes three times as long.
    book = Workbook(buffer, {"in_memory": True})
    book.set_properties({"created": _WRITTEN})
    top = {"valign": "top", "text_wrap": True}
    formats: dict[tuple[tuple[str, Any], ...], Any] = {}

    def put(page: Any, row: int, column: int, words: str, **style: Any) -> None:
        # Written as text, never as a formula; Excel keeps the quote mark when the cell is edited.
        style |= {"quote_prefix": True} if _FORMULA.search(words) else {}
        page.write_string(row, column, _FORBIDDEN.sub("", words)[:_LONGEST_CELL], form(style))

    def form(style: dict[str, Any]) -> Any:
        key = tuple(style.items())
        if key not in formats:
            formats[key] = book.add_format(style)
        return formats[key]

    def fit(page: Any, row: int, cells: Iterable[str], widths: Iterable[int]) -> None:
        # A spreadsheet that is not Excel takes rows without a height for those of one line.
        lines = max((_count_lines(*pair) for pair in zip(cells, widths, strict=True)), default=1)
        if lines > 1:
            page.set_row(row, min(_LINE * lines, _TALLEST_ROW))

    sheet = book.add_worksheet(say("take.sheet", lang))
    put(sheet, 0, 0, table.caption, bold=True)
    longest = (max([len(name), *(len(str(row[n])) for row in rows)]) for n, name in enumerate(columns))
    widths = [min(60, max(10, one + 2)) for one in longest]
    for n, (name, width) in enumerate(zip(columns, widths, strict=True)):
        put(sheet, 1, n, name, **top, bold=True)
        sheet.set_column(n, n, width)
    fit(sheet, 1, columns, widths)
    for r, row in enumerate(rows, 2):
        fit(sheet, r, map(str, row), widths)
        for n, cell in enumerate(row):
            value = _value(cell)
            if value is None:
                put(sheet, r, n, str(cell), **top)
            else:
                shown = form({"valign": "top", "num_format": _format(str(cell), value)})
                sheet.write_number(r, n, int(value) if value == int(value) else value, shown)
    for r, words in enumerate(table.notes, len(rows) + 3):
        put(sheet, r, 0, words)
    sheet.freeze_panes(2, 1)

    sources = book.add_worksheet(say("take.sources", lang))
    put(sources, 0, 0, say("column.figure", lang), **top, bold=True)
    put(sources, 0, 1, say("take.about", lang), **top, bold=True)
    notes = sorted(_notes(cell for row in rows for cell in row), key=lambda note: note.key)
    for r, note in enumerate(notes, 1):
        told = (note.title, "\n".join(f"{label}: {words}" for label, words in note.lines))
        for n, words in enumerate(told):
            put(sources, r, n, words, **top)
        fit(sources, r, told, _SOURCE_WIDTHS)
    for n, width in enumerate(_SOURCE_WIDTHS):
        sources.set_column(n, n, width)
    book.close()
    return buffer.getvalue()


def pack_files(files: Mapping[str, Path], *, folder: str) -> bytes:
    """Pack files into a zip under one folder, by the names given, in their order, without dates."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, path in sorted(files.items()):
            _add(packed, f"{folder}/{name}", path.read_bytes())
    return buffer.getvalue()


def name_file(number: int, caption: str) -> str:
    """Name a file by its place in the page and its caption, in plain letters."""
    letters = "-".join(re.findall(r"[a-z0-9]+", fold(caption)))[:48].strip("-")
    return f"{number:02d}-{letters or 'x'}"


def _add(packed: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, _START)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    entry.create_system = 3  # the same bytes whatever the machine is
    packed.writestr(entry, content)


def _count_lines(words: str, width: int) -> int:
    return sum(max(1, -(-len(line) // (width - 1))) for line in words.split("\n"))


def _numeric(table: Table) -> set[int]:
    return {n for row in table.rows for n, cell in enumerate(row) if _value(cell) is not None}


def _value(cell: str | Number | Cell) -> float | None:
    return float(cell.value) if isinstance(cell, Number) and cell.value is not None else None


def _notes(cells: Iterable[str | Number | Cell]) -> list[Note]:
    """List the notes of the numbers in cells, each once."""
    notes = (piece.note for cell in cells for piece in pieces_of(cell) if isinstance(piece, Number))
    return list({note.key: note for note in notes}.values())


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return str(int(value)) if value == int(value) else repr(value)


def _format(words: str, value: float) -> str:
    decimals = 0 if value == int(value) else len(repr(value).partition(".")[2])
    form = "#,##0" + (f".{'0' * decimals}" if decimals else "")
    return f'{form}"%"' if "%" in words else form


def _sources(row: Iterable[str | Number | Cell]) -> list[str]:
    return [f"{note.title} [{'; '.join(f'{label}: {words}' for label, words in note.lines)}]" for note in _notes(row)]


def _harmless(words: str) -> str:
    words = _FORBIDDEN.sub("", words)
    return f"'{words}" if _FORMULA.search(words) else words
