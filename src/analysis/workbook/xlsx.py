"""The file of a workbook: opened after a look from outside, written with no cell that a spreadsheet runs.

What is no workbook, unsafe or too large is refused before any of it is held in memory.
"""

import re
import warnings
import zipfile
import zlib
from collections.abc import Sequence
from lzma import LZMAError
from pathlib import Path
from typing import Any

from analysis.words.catalogue import refuse

MAX_ROWS = 5_000
_MAX_COLUMNS = 100
_MAX_FILE = 20  # MB
_MAX_UNPACKED = 50  # MB
_MAX_PARTS = 1_000
_MB = 1_000_000
_CHUNK = 1 << 20
DAMAGE = (zipfile.BadZipFile, zlib.error, LZMAError, EOFError, OSError, RuntimeError, NotImplementedError)
"""What reading a damaged zip can raise."""
_OLD = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_ROW = re.compile(rb"<(?:\w+:)?row[ />]")


def open_book(path: Path) -> Any:
    """Open a workbook with openpyxl, after looking at it from outside.

    An AnalysisError says why it is no workbook, unsafe or too large, and what to do.
    """
    import openpyxl

    _screen(path)
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
        if sheet.max_column > _MAX_COLUMNS:
            raise refuse("columns", file=path.name, sheet=sheet.title, limit=_MAX_COLUMNS)
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


def put_lines(sheet: Any, lines: Sequence[str], *, start: int, letters: int) -> None:
    """Write lines below each other into the first column, each as high as it takes with so many letters a line."""
    sheet.column_dimensions["A"].width = 78
    for row, line in enumerate(lines, start=start):
        put(sheet.cell(row, 1), line, wrap=True)
        sheet.row_dimensions[row].height = 16 * (1 + len(line) // letters)


def _screen(path: Path) -> None:
    """Look at a file from outside: its kind, its size unpacked, its parts, its number of rows."""
    name = path.name
    if path.stat().st_size > _MAX_FILE * _MB:
        raise refuse("large", file=name, limit=_MAX_FILE)
    with path.open("rb") as file:
        start = file.read(8)
        if start == _OLD:
            raise refuse("password" if _ENCRYPTED in start + file.read() else "old", file=name)
    if not start.startswith(b"PK"):
        raise refuse("csv" if path.suffix.lower() in (".csv", ".tsv", ".txt") else "kind", file=name)
    try:
        with zipfile.ZipFile(path) as package:
            _screen_parts(package, name)
    except DAMAGE as error:
        raise refuse("damaged", file=name, why=error) from error


def check_size(parts: Sequence[zipfile.ZipInfo], name: str) -> None:
    """Refuse parts of a zip that are too many, or too large once they are unpacked."""
    # A part is never unpacked beyond the size it declares, so the declared sizes can be trusted as a limit.
    if len(parts) > _MAX_PARTS or sum(part.file_size for part in parts) > _MAX_UNPACKED * _MB:
        raise refuse("bomb", file=name, limit=_MAX_UNPACKED)


def _screen_parts(package: zipfile.ZipFile, name: str) -> None:
    parts = package.infolist()
    check_size(parts, name)
    names = [part.filename.lower() for part in parts]
    if "xl/workbook.xml" not in names or "[content_types].xml" not in names:
        raise refuse("kind", file=name)
    if any(part.endswith("vbaproject.bin") or "/macrosheets/" in part for part in names):
        raise refuse("macros", file=name)
    if any("/externallinks/" in part for part in names):
        raise refuse("links", file=name)
    for part in parts:
        if part.filename.lower().endswith((".xml", ".rels")):
            _screen_text(package, part, name)


def _screen_text(package: zipfile.ZipFile, part: zipfile.ZipInfo, name: str) -> None:
    rows, tail = 0, b""
    sheet = "/worksheets/" in part.filename
    with package.open(part) as text:
        while chunk := text.read(_CHUNK):
            seen = tail + chunk
            if b"<!DOCTYPE" in seen or b"<!ENTITY" in seen:
                raise refuse("damaged", file=name, why="DOCTYPE")
            tail = seen[-16:]
            if sheet:
                # The last 16 bytes are counted with the next chunk.
                rows += sum(match.start() < len(seen) - 16 for match in _ROW.finditer(seen))
            if rows > MAX_ROWS:
                raise refuse("rows", file=name, sheet=Path(part.filename).stem, limit=MAX_ROWS)
