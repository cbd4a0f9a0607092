"""Read an article, whatever its file, into paragraphs of proper Unicode, one after another."""

import codecs
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from html.parser import HTMLParser
from itertools import chain, groupby
from pathlib import Path
from typing import Any, NamedTuple

from analysis.errors import AnalysisError
from analysis.text import convert_legacy, find_legacy_encoding, find_lost, normalise
from analysis.words.catalogue import refuse

FORMATS = (".txt", ".md", ".html", ".htm", ".docx", ".pdf")
LARGEST = 20 * 2**20  # bytes; a long article has 50 thousand
_LARGEST_UNZIPPED = 100 * 2**20
_CHUNK = 2**16
_TOLD = 10  # paragraphs, and words, that are told of those that have lost letters
_LONGEST_LINE = 2**20  # characters; a text without line ends is no article
_SIGNATURES = {b"%PDF": ".pdf", b"PK\x03\x04": ".docx", b"\xd0\xcf\x11\xe0": ".doc", b"{\\rtf": ".rtf"}
_CONTROLS = bytes({*range(32)} - {*b"\t\n\r\f\x0b\x1b"})
_MODERN = re.compile("[\u1ea0-\u1ef9\u0103\u0111\u01a1\u01b0\u0110]")
_TONE = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_YEARS = re.compile(r"[^\d:]*(?:[\s;–-]*(?:[Nn]ăm )?(?:19|20)\d\d){2,}[\s;–-]*")
_ROW = re.compile(r"(?P<label>[^\W\d][^\d:]*?)[\s:;–-]*(?P<cells>\d[\d.,]*(?:[\s;–-]+\d[\d.,]*)+)[\s;–-]*")
_PLAIN = re.compile(r"(?:|số|số lượng|tổng số|tỷ lệ|tỉ lệ|kết quả|%)")  # heads that tell of a number no more than that
_NUMBER, _YEAR = re.compile(r"\d[\d.,]*(?: ?%)?"), re.compile(r"(?:19|20)\d\d")
_MEASURE = re.compile(r" ?\((%|[^\d()]*đồng)[^()]*\)")


class ArticleParagraph(NamedTuple):
    """One paragraph of an article: its number, counted as `analysis.text.paragraphs` counts, and its text in NFC."""

    number: int
    text: str


def read_article(path: str | Path, *, convert: bool = False) -> Iterator[ArticleParagraph]:
    """Read the paragraphs of an article one by one; its name ends in one of `FORMATS`, and a PDF needs a text layer.

    Text in TCVN3, VNI or VIQR is refused unless it is to be converted. An `AnalysisError` says that the file is empty,
    too large, binary, in UTF-16, scanned, locked or in such an encoding.
    """
    path = Path(path)
    kind = _check_file(path)
    lines = {".docx": _docx_lines, ".pdf": _pdf_lines, ".html": _html_lines, ".htm": _html_lines}.get(kind, _text_lines)
    number = 0
    legacy: str | None = None
    for number, text in enumerate(filter(None, (line.strip() for line in _read_lines(path, lines))), 1):
        # A word of Vietnamese after Unicode has a letter outside Latin-1 soon; only other lines are looked at closely.
        legacy = legacy or (None if _MODERN.search(text) else find_legacy_encoding(text[:5000]))
        if legacy == "mojibake":
            raise refuse("article_garbled", file=path.name, number=number)
        if legacy and not convert:
            raise refuse("article_legacy", file=path.name, number=number, encoding=legacy)
        yield ArticleParagraph(number, normalise(convert_legacy(text, legacy) if legacy else text).strip())
    if not number:
        raise refuse("article_scanned" if kind == ".pdf" else "article_blank", file=path.name)


def find_lost_lines(texts: Iterable[tuple[int, str]]) -> dict[str, str]:
    """Tell which paragraphs have lost letters, and in which words, some of each; nothing where none has."""
    found = [(str(number), words) for number, text in texts if (words := find_lost(text))]
    told = {"lines": [line for line, _ in found], "lost": [*dict.fromkeys(chain(*(words for _, words in found)))]}
    return {name: ", ".join(all_[:_TOLD]) + " …" * (len(all_) > _TOLD) for name, all_ in told.items() if found}


def _read_lines(path: Path, lines: Callable[[Path], Iterator[str]]) -> Iterator[str]:
    try:
        yield from lines(path)
    except (AnalysisError, MemoryError):
        raise
    except Exception as error:  # a damaged file can raise anything at all inside a library
        raise refuse("article_damaged", file=path.name) from error


_GRADE = re.compile(r"(?i)(?:không |chưa )?hoàn thành ")  # a row for each grade, a column for what is graded


class TableNumber(NamedTuple):
    """A number of a table, and the sentences that it may be short for."""

    start: int
    printed: str
    time: str
    sentences: tuple[str, ...]


def read_columns(text: str) -> tuple[str, ...]:
    """Give the heads of the columns of a table, where a line has nothing else; the first is that of the labels."""
    cells = tuple(cell.strip() for cell in text.strip("| ").split("|"))
    if len(cells) > 1:
        return () if any(_NUMBER.fullmatch(_YEAR.sub("", cell) or "-") for cell in cells) else cells
    return ("", *_YEAR.findall(text)) if _YEARS.fullmatch(text) else ()


def read_cells(text: str, columns: Sequence[str], head: str) -> list[TableNumber]:
    """Give the numbers of a row of a table that has these columns and stands below a head; none of any other line."""
    parts = [*re.finditer(r"[^|]+", text)]
    if len(parts) < 2:
        row = _ROW.fullmatch(text)
        parts = [*re.finditer(r"[\d.,]+", text[: row.end("cells")])] if row else []
        label = row["label"] if row else ""
    else:
        label, parts = parts[0][0], parts[1:]
    if not parts or len(parts) != len(columns) - 1:
        return []
    found: list[TableNumber] = []
    kind = next((part[0] for part in parts if part[0].strip(" ()") in ("%", "người", "tổ chức", "đồng chí")), "")
    for part, before, column in zip(parts, ("", *columns[1:-1]), columns[1:], strict=True):
        printed = part[0].strip()
        measure = _MEASURE.search(label) or _MEASURE.search(column)
        is_share = "%" in kind or (not measure and column.lower().startswith(("tỷ lệ", "tỉ lệ")) and "%" not in printed)
        unit = f" {measure[1]}".replace(" %", "%") if measure else "%" * is_share
        name, other = (_MEASURE.sub("", said).strip() for said in (label, column))
        other = f"{before}, {other}" if other.lower().startswith("trong đó") else other  # "Kết nạp | Trong đó nữ"
        time = _YEAR.search(column) or _YEAR.search(label)
        name = other if _YEAR.search(label) and not _YEAR.search(column) else name
        when, amount = f"Năm {time[0]}, " if time else head, f"{printed}{unit}"
        said = f"{when}{name} là {amount}", f"{when}có {amount} {name}"
        if not time and not _PLAIN.fullmatch(other.lower()):
            name, other = (other, name) if _GRADE.match(name) else (name, other)
            said = f"{name} {other} là {amount}", f"{name} xếp loại {other} {amount}"
        if _NUMBER.fullmatch(printed):
            found.append(TableNumber(part.start() + part[0].index(printed), printed, time[0] if time else "", said))
    return found


def _check_file(path: Path) -> str:
    if path.is_dir() or not path.is_file():
        raise refuse("missing", file=path)
    kind = path.suffix.lower()
    if kind not in FORMATS:
        raise refuse("article_ending", file=path.name, choices=", ".join(FORMATS))
    size = path.stat().st_size
    if size == 0:
        raise refuse("article_empty", file=path.name)
    if size > LARGEST:
        raise refuse("article_large", file=path.name, size=f"{size / 2**20:.0f}", limit=LARGEST // 2**20)
    with path.open("rb") as file:
        head = file.read(_CHUNK)
    real = next((name for sign, name in _SIGNATURES.items() if head.startswith(sign)), None)
    if kind in (".docx", ".pdf"):
        if real != kind:
            raise refuse("article_inside", file=path.name, kind=kind)
        return kind
    if real is not None:
        raise refuse("article_real", file=path.name, real=real)
    few, many = sorted(head[:2048][half::2].count(0) for half in (0, 1))  # UTF-16 has them at every other place
    is_paired = many > len(head[:2048]) / 8 and few < many / 4
    if is_paired or head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise refuse("article_utf16", file=path.name)
    if b"\0" in head or len(head[:4096]) - len(head[:4096].translate(None, _CONTROLS)) > 8:
        raise refuse("article_binary", file=path.name)
    return kind


def _encoding(path: Path) -> str:
    """Tell the encoding of a text file: UTF-8, or a single-byte one where it is not."""
    with suppress(UnicodeDecodeError), path.open(encoding="utf-8-sig") as file:
        while chunk := file.read(_CHUNK):
            if "\0" in chunk:
                raise refuse("article_binary", file=path.name)
        return "utf-8-sig"
    with path.open("rb") as file:
        head = file.read(_CHUNK)
    with suppress(UnicodeDecodeError):  # Windows-1258 has tones of their own, which make letters of Unicode
        if _TONE.search(text := head.decode("cp1258")) and not find_legacy_encoding(normalise(text)):
            return "cp1258"
    if find_legacy_encoding(head.decode("latin-1")):
        return "latin-1"  # in TCVN3 or VNI: Windows-1252 leaves some of their bytes empty
    raise refuse("article_encoding", file=path.name)


def _text_lines(path: Path) -> Iterator[str]:
    with path.open(encoding=_encoding(path), errors="replace", newline=None) as file:
        while block := file.readline(_LONGEST_LINE):
            if len(block) >= _LONGEST_LINE:
                raise refuse("article_line", file=path.name, limit=_LONGEST_LINE)
            yield from block.splitlines()


class _ReadersPage(HTMLParser):
    """Collect what the readers of a page see, each block of it on a line."""

    _SKIPPED = ("script", "style", "nav", "footer", "aside", "form", "noscript", "svg", "button", "select")
    _BREAKS = (
        *("p", "div", "br", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "table", "section", "article"),
        *("header", "main", "blockquote", "figure", "figcaption", "title", "dt", "dd", "hr"),
    )

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []
        self._skipping: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag in self._SKIPPED:
            self._skipping.append(tag)
        self.seen.append("\n" if tag in self._BREAKS else " " if tag == "td" else "")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._skipping:
            del self._skipping[self._skipping.index(tag) :]
        self.seen.append("\n" if tag in self._BREAKS else "")

    def handle_data(self, data: str) -> None:
        if not self._skipping:
            self.seen.append(data.replace("\n", " "))


def _html_lines(path: Path) -> Iterator[str]:
    page = _ReadersPage()
    page.feed(path.read_text(encoding=_encoding(path), errors="replace"))
    page.close()
    lines = filter(None, (" ".join(line.split()) for line in "".join(page.seen).split("\n")))
    return (line for line, _ in groupby(lines))  # what a page prints twice in a row is one


def _docx_lines(path: Path) -> Iterator[str]:
    import docx

    with zipfile.ZipFile(path) as archive:
        entries = archive.infolist()
    sizes = [entry.file_size for entry in entries if entry.filename == "word/document.xml"]
    if not sizes:
        raise refuse("article_inside", file=path.name, kind=".docx")
    unzipped = sum(entry.file_size for entry in entries)
    if max(sizes) > LARGEST or unzipped > _LARGEST_UNZIPPED or len(entries) > 5000:
        raise refuse("article_bomb", file=path.name)
    document = docx.Document(str(path))
    _unwrap(document.element.body)
    for block in document.iter_inner_content():
        if hasattr(block, "rows"):
            for row in block.rows:
                yield " ".join(dict.fromkeys(" ".join(_cell_lines(cell)) for cell in row.cells))
        else:
            yield from block.text.splitlines()


def _unwrap(body: Any) -> None:
    """Have in its place what a document holds apart: changes proposed as if taken, fields of forms, text boxes."""
    from docx.oxml.ns import qn

    kept = [qn(f"w:{name}") for name in ("ins", "moveTo", "sdt", "smartTag", "customXml")]
    for wrapper in [*body.iter(*kept)]:
        inside = wrapper.find(qn("w:sdtContent")) if wrapper.tag == qn("w:sdt") else wrapper
        for child in [*(inside if inside is not None else ())]:
            wrapper.addprevious(child)
        wrapper.getparent().remove(wrapper)
    for box in [*body.iter(qn("w:txbxContent"))]:  # beside each stands the same for older programs
        above = [*box.iterancestors()]
        if not any(each.tag.endswith("}Fallback") for each in above):
            for child in [*box][::-1]:
                next(each for each in above if each.tag == qn("w:p")).addnext(child)
    for gone in [*body.iter(qn("w:del"), qn("w:moveFrom"))]:
        gone.getparent().remove(gone)


def _cell_lines(cell: Any) -> Iterator[str]:
    """Give the lines of a cell, those of tables within it too."""
    for block in cell.iter_inner_content():
        if hasattr(block, "rows"):
            yield from (line for row in block.rows for inner in row.cells for line in _cell_lines(inner))
        else:
            yield block.text.strip()


def _pdf_lines(path: Path) -> Iterator[str]:
    import logging

    import pypdf
    from pypdf.errors import DependencyError

    logging.getLogger("pypdf").setLevel(logging.ERROR)
    try:
        reader = pypdf.PdfReader(path)
        if reader.is_encrypted and not reader.decrypt(""):
            raise refuse("article_locked", file=path.name)
        for page in reader.pages:
            yield from _joined(page.extract_text().splitlines())
    except DependencyError as error:  # locked with AES, for which a library that nothing else needs is lacking
        raise refuse("article_locked", file=path.name) from error


def _joined(lines: list[str]) -> Iterator[str]:
    """Put the printed lines of a page together: one that ends full and without a stop goes on in the next."""
    full = max(map(len, lines), default=0) * 0.75
    held = ""
    for line in map(str.strip, lines):
        held = f"{held} {line}".strip()
        if len(line) < full or line.endswith((".", "!", "?", "…")):
            yield held
            held = ""
    yield held
