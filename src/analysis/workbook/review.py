"""Check workbooks with the built-in data: every fault and notice by its place, in a language, and in a copy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from analysis.errors import DataError, Fault
from analysis.package.check import check_frames
from analysis.package.frames import package_folders, read_frames
from analysis.package.layers import find_notices
from analysis.package.schema import Field, TableSchema, read_package
from analysis.paths import write_whole
from analysis.text import fold, slug
from analysis.words.catalogue import LANGUAGES, say, section
from analysis.workbook.cells import label_values
from analysis.workbook.completion import MADE_FROM
from analysis.workbook.reading import Workbook, read_workbook
from analysis.workbook.xlsx import open_book, put, put_lines, refuse

__all__ = ["Review", "Told", "report_review", "review_workbooks", "word_remarks", "write_marked"]


@dataclass(frozen=True)
class Told:
    """One fault or notice, where it stands and in words: what is not known is empty, as is `right` for a notice."""

    file: str
    sheet: str = ""
    row: int | None = None
    column: str = ""
    heading: str = ""
    field: str = ""
    kind: str = ""
    wrong: str = ""
    right: str = ""

    def words(self, lang: str) -> str:
        """Say it in one line."""
        whole, row, cell = ("place_sheet", "place_row", "place") if self.sheet else ("", "place_line", "place_cell")
        name = whole if self.row is None else cell if self.column else row
        known = {"file": self.file, "sheet": self.sheet, "row": self.row, "column": self.column}
        place = say(f"report.{name}", lang, heading=self.heading, **known) if name else self.file
        if not self.right:
            return say("report.notice", lang, place=place, words=self.wrong)
        return say("report.fault", lang, place=place, wrong=self.wrong, right=self.right.rstrip("."))


@dataclass(frozen=True)
class Review:
    """What is wrong with some packages, and what was repaired in them."""

    faults: tuple[Told, ...]
    notices: tuple[Told, ...]


def report_review(reviews: Mapping[str, Review], lang: str) -> dict[str, list[dict[str, Any]]]:
    """Give the faults and notices of a review as JSON takes them, each also as a line in both languages.

    The form is that of `commands/check.schema.json`.
    """
    return {
        what: [
            asdict(told) | {"words": {name: getattr(reviews[name], what)[n].words(name) for name in LANGUAGES}}
            for n, told in enumerate(getattr(reviews[lang], what))
        ]
        for what in ("faults", "notices")
    }


def review_workbooks(*paths: str | Path) -> dict[str, Review]:
    """Check workbooks, and folders, laid over the built-in data; the review is given in each language.

    Raises
    ------
    AnalysisError
        If a file is refused.
    """
    package, places = read_package(), package_folders(paths)
    books = {path: read_workbook(path) for path in places if not path.is_dir()}
    faults = [fault for book in books.values() for fault in book.faults]
    notices = [notice for book in books.values() for notice in book.notices]
    try:
        frames = read_frames(package, places, read_file=lambda path: books[path].tables)
    except DataError as error:
        faults += error.faults
    else:
        faults += _leave_out_followers(check_frames(package, frames), faults)
        notices += find_notices(frames)
    return word_remarks(faults, notices, list(books.values()))


def word_remarks(
    faults: Sequence[Fault], notices: Sequence[Fault] = (), books: Sequence[Workbook] = ()
) -> dict[str, Review]:
    """Word what was found in `books`, or in files such as those of lessons, in each language."""

    def order(told: Told) -> tuple[Any, ...]:
        return told.file, told.sheet, told.row or 0, len(told.column), told.column

    reviews = {}
    for lang in LANGUAGES:
        told = [_tell(fault, books, lang) for fault in faults]
        noted = [
            _place(notice, _book_of(notice, books), lang, say(f"notice.{notice.kind}", lang, **notice.details))
            for notice in notices
        ]
        reviews[lang] = Review(tuple(sorted(told, key=order)), tuple(sorted(noted, key=order)))
    return reviews


def write_marked(path: Path, out: Path, review: Review, *, lang: str = "vi") -> None:
    """Write a copy of a workbook with its wrong cells coloured and told; the workbook itself stays as it is.

    Raises
    ------
    AnalysisError
        If the copy would stand in the place of the workbook, or its name does not end in .xlsx.
    """
    from openpyxl.cell.cell import MergedCell
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    if out.suffix.lower() != ".xlsx":
        raise refuse("suffix", lang, file=out.name)
    if out.resolve() == path.resolve() or (out.exists() and out.samefile(path)):
        raise refuse("same", lang, file=out.name)
    book = open_book(path)
    for cell in (cell for sheet in book.worksheets for cells in sheet.iter_rows() for cell in cells):
        if cell.data_type == "f":
            put(cell, str(getattr(cell.value, "text", cell.value)))
    said: dict[tuple[str, str], list[str]] = {}
    for fault in review.faults:
        if fault.file == path.name and fault.sheet in book.sheetnames and fault.row is not None:
            column = fault.column if fault.column.isalpha() and fault.column.isascii() else "A"
            said.setdefault((fault.sheet, f"{column}{fault.row}"), []).append(f"{fault.wrong}. {fault.right}")
    for (title, where), words in said.items():
        sheet = book[title]
        cell = sheet[where]
        if isinstance(cell, MergedCell):
            span = next(span for span in sheet.merged_cells.ranges if where in span)
            cell = sheet.cell(span.min_row, span.min_col)
        cell.fill = PatternFill("solid", start_color="FFC7CE")
        cell.comment = Comment("\n".join(words), "analysis", width=360, height=160)
    sheet = book.create_sheet(say("sheet.faults", lang), 0)
    sheet.page_margins.left = sheet.page_margins.right = 0.4  # inches
    lines = [fault.words(lang) for fault in review.faults] or [say("sheet.faultless", lang)]
    put_lines(sheet, lines, start=1, letters=74)
    write_whole(out, book.save)


def _leave_out_followers(found: Sequence[Fault], known: Sequence[Fault]) -> list[Fault]:
    """Leave out what only follows from a fault known already: an empty cell where a formula stood."""
    cells = {(fault.file, fault.row, fault.column) for fault in known}
    columns = {(fault.file, fault.column) for fault in known if fault.kind in ("heading_missing", "heading_twice")}
    empty = {(fault.file, fault.row, fault.column) for fault in found if fault.kind == "empty"}
    texts = {(fault.file, fault.row) for fault in known if fault.kind in ("text_missing", "text_encoding")}
    texts |= {(fault.file, fault.row) for fault in found if fault.column == "published_on"}
    built_in = {fault.row for fault in known if fault.kind == "built_in"}

    def follows(fault: Fault) -> bool:
        file, row, column = fault.file, fault.row, fault.column
        return (
            (file, row, column) in cells
            or (file, column) in columns
            or (fault.kind == "empty" and (file, row, MADE_FROM.get(column or "")) in empty)
            or (column in ("sha256", "paragraphs", "body_to") and (file, row) in texts)
            or (fault.kind == "twice" and row in built_in)
        )

    return [fault for fault in found if not follows(fault)]


def _book_of(remark: Fault, books: Sequence[Workbook]) -> Workbook | None:
    return next((book for book in books if remark.file in book.sheets), None)


def _tell(fault: Fault, books: Sequence[Workbook], lang: str) -> Told:
    book = _book_of(fault, books)
    if not fault.kind:  # of a file that could not be read as a table
        return replace(_place(fault, book, lang, fault.message), kind="file", right="–")
    kind, said, table = fault.kind, dict(fault.details), _table_of(fault, book)
    if "file" in said and book and (other := book.sheets.get(said["file"])):
        said["file"] = other.title
    if kind == "form" and fault.column in ("period", "against"):
        kind = "period"
    if table and fault.column:
        said |= _advice(table.field(fault.column), said.get("cell", ""), lang)
    said["near"] = said.get("near") or "–"
    told = _place(fault, book, lang, say(f"wrong.{kind}", lang, **said))
    # The files of a folder hold ids and ISO dates, where the cells of a workbook hold what people write.
    right = f"right.{kind}" if book or kind not in section("right_file", lang) else f"right_file.{kind}"
    return replace(told, kind=kind, right=say(right, lang, **said))


def _table_of(remark: Fault, book: Workbook | None) -> TableSchema | None:
    if book:
        return book.sheets[remark.file].table
    path = Path(remark.file)
    return read_package().tables.get(path.stem) if path.suffix == ".csv" else None


def _place(remark: Fault, book: Workbook | None, lang: str, words: str) -> Told:
    """Find where a remark stands, in a workbook or in a file of a folder."""
    from openpyxl.utils import get_column_letter

    column, table = remark.column or "", _table_of(remark, book)
    heading = table.field(column).title[lang] if table and column else ""
    if book is None:
        return Told(remark.file, "", remark.row, column, heading, column, remark.kind, words)
    sheet = book.sheets[remark.file]
    number = sheet.columns.get(column)
    letter = "" if not heading else get_column_letter(number) if number else "–"
    return Told(book.path.name, sheet.title, remark.row, letter, heading, column, remark.kind, words)


def _advice(column: Field, cell: str, lang: str) -> dict[str, str]:
    """Give what would be right in a column."""
    example = slug(cell) if any(letter.isalpha() for letter in fold(cell)) else "xa_toi"
    if column.pattern and not column.pattern.startswith("^[a-z][a-z0-9]*"):
        known = {"period": "quý I/2024", "against": "2023", "code": "08782", "parent_code": "253", "sha256": "0a1b…"}
        known |= {"iso_3166_2": "VN-70", "published_printed": "2: 23/09/2019", "repeats": "6: 3 năm"}
        example = known.get(column.name, example)
    limit = column.max_length or (column.minimum if column.minimum is not None else column.maximum) or 0
    choices = {"choices": ", ".join(label_values(column, lang).values())} if column.enum else {}
    choices |= {"ids": ", ".join(column.enum), "pattern": column.pattern or ""}
    known = {"note": column.description[lang], "example": example, "length": str(len(cell)), "limit": f"{limit:g}"}
    return known | choices
