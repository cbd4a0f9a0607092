"""The file of a workbook: opened after a look from outside, written with no cell that a spreadsheet runs.

What is no workbook, unsafe or too large is refused before any of it is held in memory.
"""

import posixpath
import re
import warnings
import zipfile
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from lzma import LZMAError
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from xml.parsers.expat import ExpatError, ParserCreate

from openpyxl.packaging.relationship import get_dependents
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles import Alignment
from openpyxl.utils import column_index_from_string, get_column_letter

from analysis.words.catalogue import refuse

MAX_ROWS = 5_000
_MAX_COLUMNS = 100
_MAX_FILE = 20  # MB
_MAX_UNPACKED = 50  # MB
_MAX_PARTS = 1_000
_MAX_CELLS = 400_000  # with what stands in them
_MAX_ELEMENTS = 30_000  # styles, lists, comments: each takes openpyxl far longer than a cell
_MAX_LETTERS = 300_000  # in attributes of an element, and in lists of cells, each range of which becomes an object
_LONG = 4 * _MAX_LETTERS  # in bytes
_OF_CELLS = {"row", "c", "v", "f", "is", "si", "t", "r"}
_MB = 1_000_000
_CHUNK = 1 << 20
DAMAGE = (zipfile.BadZipFile, zlib.error, LZMAError, EOFError, OSError, RuntimeError, NotImplementedError)
"""What reading a damaged zip can raise."""
# What a file of another ending is told to be, where it is no workbook inside.
_OTHERS = {
    "csv": (".csv", ".tsv", ".csv.txt"),
    "article": (".txt", ".md", ".html", ".htm", ".docx", ".pdf", ".doc", ".rtf", ".odt"),
}
_OLD = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_LAST_CELL = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})$")
# How XML begins, in any encoding; old comments (.vml) are often not well formed, and nothing reads them.
_XML = re.compile(rb"(?:\xef\xbb\xbf|\xfe\xff|\xff\xfe)?[\s\0]*<|\x4c\x6f\xa7\x94")
_ENCODINGS = {"utf-8", "utf-16"}  # no other is allowed in such a file
_ALIKE = ("hyperlink", "image")  # of which several may lead to one place
_DRAWING = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/drawing"
_RELATIONS = dict.fromkeys(("externalLink", "externalLinkPath"), "links")
_RELATIONS |= dict.fromkeys(("vbaProject", "xlMacrosheet", "xlIntlMacrosheet"), "macros")


def open_book(path: Path) -> Any:
    """Open a workbook with openpyxl, after looking at it from outside; `drawn` is what lies on its sheets.

    An AnalysisError says why it is no workbook, unsafe or too large, and what to do.
    """
    _screen(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # parts that openpyxl does not keep; nothing of them is used
            with path.open("rb") as file:  # which openpyxl leaves open when it fails
                reader = ExcelReader(file, keep_links=False, rich_text=True)
                reader.read()
                book: Any = reader.wb
                if len(book.sheetnames) < len(reader.parser.sheets):
                    raise ValueError("a sheet is listed, and its part is not there")
                book.drawn = _find_drawn(ExcelReader(file, keep_links=False))  # the other has shut what it read
    except MemoryError:
        raise
    except Exception as error:  # a damaged file can raise anything at all inside openpyxl
        raise refuse("damaged", file=path.name) from error
    for sheet in book.worksheets:
        if sheet.max_row > MAX_ROWS:
            raise refuse("rows", file=path.name, sheet=sheet.title, limit=MAX_ROWS)
        if sheet.max_column > _MAX_COLUMNS:
            raise refuse("columns", file=path.name, sheet=sheet.title, limit=_MAX_COLUMNS)
    return book


def _find_drawn(reader: Any) -> dict[str, list[tuple[str, str]]]:
    """Find what lies on the sheets of a workbook that is read anew: each cell beneath and the words, by sheet.

    A picture has no words; lines and charts, which tell nothing that no cell tells, are left out.
    """
    found: dict[str, list[tuple[str, str]]] = {}
    reader.read_manifest()
    reader.read_workbook()
    for sheet, place in reader.parser.find_sheets():
        folder, name = posixpath.split(place.target)
        if (listed := f"{folder}/_rels/{name}.rels") in reader.valid_files:
            for drawing in get_dependents(reader.archive, listed).find(_DRAWING):
                anchors = ElementTree.fromstring(reader.archive.read(drawing.target))
                found.setdefault(sheet.name, []).extend(filter(None, map(_read_anchor, anchors)))
    return found


def _read_anchor(anchor: ElementTree.Element) -> tuple[str, str] | None:
    """Tell the cell at which something is drawn, and its words; nothing where it is neither text nor a picture."""
    parts: dict[str, list[str]] = {}
    for part in anchor.iter():
        parts.setdefault(part.tag.rpartition("}")[2], []).append(part.text or "")
    column, row = (int(parts.get(name, ["0"])[0]) for name in ("col", "row"))
    words = " ".join(" ".join(parts.get("t", ())).split())
    return (f"{get_column_letter(column + 1)}{row + 1}", words) if words or "pic" in parts else None


def put(cell: Any, text: str, *, font: Any = None, wrap: bool = False) -> None:
    """Write text into a cell as text: =, +, - and @ at its beginning stay letters, also after an edit."""
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
    """Look at a file from outside: its kind, its size unpacked, its parts and their elements."""
    name = path.name
    if path.stat().st_size > _MAX_FILE * _MB:
        raise refuse("large", file=name, limit=_MAX_FILE)
    other = next((kind for kind, endings in _OTHERS.items() if name.lower().endswith(endings)), "kind")
    with path.open("rb") as file:
        start = file.read(8)
        if start == _OLD:
            old = "password" if _ENCRYPTED in start + file.read() else "old"
            raise refuse(other if other == "article" else old, file=name)
    if not start.startswith(b"PK"):
        raise refuse(other, file=name)
    try:
        with zipfile.ZipFile(path) as package:
            _screen_parts(package, name, other)
    except DAMAGE as error:
        raise refuse("damaged" if other == "kind" else other, file=name) from error


def check_size(parts: Sequence[zipfile.ZipInfo], name: str) -> None:
    """Refuse parts of a zip that are too many, or too large once they are unpacked."""
    # A part is never unpacked beyond the size it declares, so the declared sizes can be trusted as a limit.
    if len(parts) > _MAX_PARTS or sum(part.file_size for part in parts) > _MAX_UNPACKED * _MB:
        raise refuse("bomb", file=name, limit=_MAX_UNPACKED)


def _screen_parts(package: zipfile.ZipFile, name: str, other: str) -> None:
    parts = package.infolist()
    check_size(parts, name)
    names = [part.filename.lower() for part in parts]
    if "xl/workbook.xml" not in names or "[content_types].xml" not in names:
        raise refuse(other, file=name)
    if any(part.endswith("vbaproject.bin") or "/macrosheets/" in part for part in names):
        raise refuse("macros", file=name)
    if any("/externallinks/" in part for part in names):
        raise refuse("links", file=name)
    counts = Counter[str]()
    for part in parts:  # what a part is, another part says, and not its name
        _screen_elements(package, part, name, counts)


def _screen_elements(package: zipfile.ZipFile, part: zipfile.ZipInfo, name: str, counts: Counter[str]) -> None:
    """Look at each element of a part before any is held, and refuse what would take much memory or time."""
    here, sheet = Counter[str](), Path(part.filename).stem

    def look(tag: str, attributes: Mapping[str, str]) -> None:
        local = tag.rpartition(":")[2]
        here[local] += 1
        counts["cells" if local in _OF_CELLS else "elements"] += 1
        if local == "Relationship":
            kind = attributes.get("Type", "").rpartition("/")[2]
            outside = attributes.get("TargetMode") == "External" and kind != "hyperlink"
            if refused := _RELATIONS.get(kind, "links" if outside else ""):
                raise refuse(refused, file=name)
        listed = next((text for key, text in attributes.items() if local == "sheet" and key.endswith(":id")), "")
        if local == "Relationship" and kind not in _ALIKE:
            listed = posixpath.normpath(posixpath.join("/xl", attributes.get("Target", "")))
        here[f"listed {listed}"] += bool(listed)
        if here[f"listed {listed}"] > 1:  # the same sheet would be read each time
            raise refuse("damaged", file=name)
        here["letters"] += len(attributes.get("sqref", ""))
        if max(here["letters"], sum(map(len, attributes.values()))) > _MAX_LETTERS or len(attributes) > _MAX_COLUMNS:
            raise refuse("elements", file=name, sheet=sheet, limit=_MAX_LETTERS)
        if here["row"] > MAX_ROWS:
            raise refuse("rows", file=name, sheet=sheet, limit=MAX_ROWS)
        if counts["cells"] > _MAX_CELLS or counts["elements"] > _MAX_ELEMENTS:
            limit = _MAX_CELLS if counts["cells"] > _MAX_CELLS else _MAX_ELEMENTS
            raise refuse("elements", file=name, sheet=sheet, limit=limit)
        if local in ("mergeCell", "hyperlink") and (ref := _LAST_CELL.search(attributes.get("ref", ""))):
            # Each cell of such a range is made, with nothing in it.
            if int(ref[2]) > MAX_ROWS:
                raise refuse("rows", file=name, sheet=sheet, limit=MAX_ROWS)
            if column_index_from_string(ref[1]) > _MAX_COLUMNS:
                raise refuse("columns", file=name, sheet=sheet, limit=_MAX_COLUMNS)
            here["ranged"] += int(ref[2]) * column_index_from_string(ref[1])
            if here["ranged"] > _MAX_CELLS:
                raise refuse("elements", file=name, sheet=sheet, limit=_MAX_CELLS)

    def stop(*_: object) -> None:
        raise refuse("damaged", file=name)

    def declare(_: str, encoding: str | None, __: int) -> None:
        if encoding and encoding.lower() not in _ENCODINGS:
            raise refuse("damaged", file=name)

    reader = ParserCreate()
    reader.StartElementHandler, reader.StartDoctypeDeclHandler, reader.XmlDeclHandler = look, stop, declare
    with package.open(part) as text:
        chunk, read = (start := text.read(_CHUNK)), 0
        try:
            while chunk:
                reader.Parse(chunk)
                read += len(chunk)
                # An element of so many letters is refused before it ends: only then are its attributes held.
                if read - reader.CurrentByteIndex > _LONG:
                    raise refuse("elements", file=name, sheet=sheet, limit=_MAX_LETTERS)
                chunk = text.read(_CHUNK)
        except ExpatError as error:
            kind = part.filename.lower()
            if kind.endswith((".xml", ".rels")) or (_XML.match(start) and not kind.endswith(".vml")):
                raise refuse("damaged", file=name) from error
