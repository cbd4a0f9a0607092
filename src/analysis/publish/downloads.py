"""Files to take away: the rows of a table as CSV and XLSX, a picture as SVG and PNG; equal input gives equal bytes."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from analysis.show.catalogue import say
from analysis.text import fold

__all__ = ["make_csv", "make_xlsx", "name_file", "pack_files"]

# A spreadsheet runs a cell that starts so; blanks before it, and the wide forms of the signs, do not stop all of them.
_FORMULA = re.compile(r"^[\s\ufeff\u200b-\u200f\u202a-\u202e\u2066-\u2069]*[=+\-@＝＋－＠]|^[\t\r\n]")
# What XML cannot hold, written in neither file.
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_START = (1980, 1, 1, 0, 0, 0)  # the earliest date that a zip can tell
_LONGEST_CELL = 32_767  # of a workbook


def make_csv(table: Mapping[str, Any]) -> bytes:
    """Write the rows of a table, UTF-8 with the mark that Excel looks for.

    Parameters
    ----------
    table
        As `analysis.show.layout.Table.to_dict` gives it. A column that holds numbers becomes two: the number with a
        point, and its words. A last column tells the sources.
    """
    numeric = _numeric(table)
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    heads: list[str] = []
    for n, name in enumerate(table["columns"]):
        heads += [say("take.number", table["lang"], column=name), name] if n in numeric else [name]
    writer.writerow([_harmless(one) for one in (*heads, say("take.sources", table["lang"]))])
    for row in table["rows"]:
        line: list[str] = []
        for n, cell in enumerate(row):
            value = _value(cell)
            line += [_number(value)] if n in numeric else []
            line.append(_harmless(_text(cell)))
        line.append(_harmless(" | ".join(_sources(row, table))))
        writer.writerow(line)
    return buffer.getvalue().encode("utf-8-sig")


def make_xlsx(table: Mapping[str, Any]) -> bytes:
    """Write the rows of a table as a workbook: numbers as numbers, and a sheet that tells the source of each."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    lang = table["lang"]
    book = Workbook()
    sheet = book.active
    sheet.title = say("take.sheet", lang)
    top = Alignment(vertical="top", wrap_text=True)
    bold = Font(bold=True)

    def put(page: Any, row: int, column: int, words: str, *, font: Font | None = None) -> None:
        cell = page.cell(row, column)
        # Set as text: openpyxl takes "=…" for a formula, and Excel keeps the quote mark when the cell is edited.
        cell.value = _FORBIDDEN.sub("", words)[:_LONGEST_CELL]
        cell.data_type = "s"
        cell.quotePrefix = bool(_FORMULA.search(words))
        cell.alignment = top
        if font:
            cell.font = font

    put(sheet, 1, 1, table["caption"], font=bold)
    sheet["A1"].alignment = Alignment(wrap_text=False)
    for n, name in enumerate(table["columns"], 1):
        put(sheet, 2, n, name, font=bold)
        longest = max([len(name), *(len(_text(row[n - 1])) for row in table["rows"])])
        sheet.column_dimensions[get_column_letter(n)].width = min(60, max(10, longest + 2))
    for r, row in enumerate(table["rows"], 3):
        for n, cell in enumerate(row, 1):
            value = _value(cell)
            if value is None:
                put(sheet, r, n, _text(cell))
            else:
                spot = sheet.cell(r, n, int(value) if value == int(value) else value)
                spot.number_format = _format(_text(cell), value)
                spot.alignment = Alignment(vertical="top")
    for r, words in enumerate(table["remarks"], len(table["rows"]) + 4):
        put(sheet, r, 1, words)
        sheet.cell(r, 1).alignment = Alignment(wrap_text=False)
    sheet.freeze_panes = "B3"

    sources = book.create_sheet(say("take.sources", lang))
    put(sources, 1, 1, say("column.figure", lang), font=bold)
    put(sources, 1, 2, say("take.about", lang), font=bold)
    for r, (title, lines) in enumerate(table["notes"].values(), 2):
        put(sources, r, 1, title)
        put(sources, r, 2, "\n".join(f"{label}: {words}" for label, words in lines))
    sources.column_dimensions["A"].width = 50
    sources.column_dimensions["B"].width = 90
    buffer = io.BytesIO()
    book.save(buffer)
    return _still(buffer.getvalue())


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


def _still(book: bytes) -> bytes:
    """Take the time of writing out of a workbook."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as read, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in read.namelist():
            content = read.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"\d{4}-\d\d-\d\dT[\d:]+Z", b"2000-01-01T00:00:00Z", content)
            _add(packed, name, content)
    return buffer.getvalue()


def _add(packed: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, _START)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    entry.create_system = 3  # the same bytes whatever the machine is
    packed.writestr(entry, content)


def _numeric(table: Mapping[str, Any]) -> set[int]:
    return {n for row in table["rows"] for n, cell in enumerate(row) if _value(cell) is not None}


def _text(cell: Any) -> str:
    return cell if isinstance(cell, str) else cell["text"]


def _value(cell: Any) -> float | None:
    return None if isinstance(cell, str) else cell["value"]


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return str(int(value)) if value == int(value) else repr(value)


def _format(words: str, value: float) -> str:
    decimals = 0 if value == int(value) else len(repr(value).partition(".")[2])
    form = "#,##0" + (f".{'0' * decimals}" if decimals else "")
    return f'{form}"%"' if "%" in words else form


def _sources(row: Iterable[Any], table: Mapping[str, Any]) -> list[str]:
    keys = dict.fromkeys(key for cell in row if not isinstance(cell, str) for key in cell["notes"])
    found = []
    for key in keys:
        title, lines = table["notes"][key]
        found.append(f"{title} [{'; '.join(f'{label}: {words}' for label, words in lines)}]")
    return found


def _harmless(words: str) -> str:
    words = _FORBIDDEN.sub("", words)
    return f"'{words}" if _FORMULA.search(words) else words
