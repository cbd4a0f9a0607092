"""Check workbooks with the built-in data: every fault and notice by its place, in a language, and in a copy."""

import re
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from analysis.errors import AnalysisError, DataError, Fault
from analysis.package.check import check_packages
from analysis.package.frames import find_below, name_folders, package_folders
from analysis.package.layers import find_notices
from analysis.package.schema import Field, read_package
from analysis.paths import write_whole
from analysis.text import fold, format_date, slug
from analysis.words.catalogue import LANGUAGES, refuse, say, section, word_error
from analysis.workbook.cells import MARKER, PERIODS, Remarks, label_values, show_value
from analysis.workbook.completion import MADE_FROM, NOBODY
from analysis.workbook.reading import Workbook, name_sheets, read_workbook
from analysis.workbook.xlsx import open_book, put, put_lines

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOST, _TYPED = 200, ("cell", "name", "key", "file", "before", "after")  # letters told of what a person typed
_NAMED_AFTER = ("source_id", "observation_id", "directive_id", "assignment_id")  # a place, where they are made


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
        name = whole if self.row is None else cell if self.heading else row
        known = {"file": self.file, "sheet": self.sheet, "row": self.row, "column": self.column}
        place = say(f"report.{name}", lang, heading=self.heading, **known) if name else self.file
        if self.column and not (self.sheet or self.heading):  # a field of a file that is no table
            place = f"{place}, {self.column}"
        if not self.right:
            return say("report.notice", lang, place=place, words=self.wrong)
        return say("report.fault", lang, place=place, wrong=self.wrong, right=self.right.rstrip("."))


@dataclass(frozen=True)
class Review:
    """What is wrong with some packages, and what was repaired in them."""

    faults: tuple[Told, ...]
    notices: tuple[Told, ...]


def report_review(reviews: Mapping[str, Review], lang: str) -> dict[str, list[dict[str, Any]]]:
    """Give a review in the form of `commands/check.schema.json`, each fault and notice also as a line per language."""
    return {
        what: [
            asdict(told) | {"words": {name: getattr(reviews[name], what)[n].words(name) for name in LANGUAGES}}
            for n, told in enumerate(getattr(reviews[lang], what))
        ]
        for what in ("faults", "notices")
    }


def find_remarks(*paths: str | Path) -> tuple[Remarks, list[Workbook]]:
    """Check workbooks, and folders, laid over the built-in data; an AnalysisError if a file is refused."""
    places = package_folders(paths)
    books = {path: read_workbook(path) for path in places if not path.is_dir()}
    return remark_on(places, books), list(books.values())


def remark_on(places: Sequence[Path], books: Mapping[Path, Workbook]) -> Remarks:
    """Check packages laid over each other: folders, the built-in one first, and workbooks that are read already."""
    remarks = Remarks()
    for book in books.values():
        remarks.faults += book.faults
        remarks.notices += book.notices
    frames, faults = check_packages(places, read_file=lambda path: books[path].tables)
    sheets = ((file, sheet) for book in books.values() for file, sheet in book.sheets.items())
    made = {(file, sheet.table.key[0]) for file, sheet in sheets
            if sheet.table and sheet.table.key[0] not in sheet.columns}  # fmt: skip
    misnamed = _misnamed(faults)  # whose unit is not looked for
    remarks.faults = [each for each in remarks.faults
                      if not (each.kind.startswith("unit_") and (each.file, each.row) in misnamed)]  # fmt: skip
    filled = {(told.file, told.row, told.column) for told in remarks.notices if told.kind in ("made", "english")}
    remarks.faults += _leave_out_followers(faults, remarks.faults, made, filled)
    # What is asked about the built-in data is not asked again of each package that is laid over them.
    built_in = {name: frame[frame["_file"] == f"{name}.csv"] for name, frame in frames.items()}
    known = find_notices(built_in) if frames and len(places) > 1 else []
    found = (notice for notice in (find_notices(frames) if frames else ()) if notice not in known)
    wrong = {(fault.file, fault.row, fault.column) for fault in remarks.faults}  # nothing more is asked of such a cell
    named = [*zip(places, name_folders(places), strict=True)][1:]
    below = (find_below(read_package(), places, place, called) for place, called in named if place.is_dir())
    remarks.notices += [told for several in below for told in several if told.kind == "copies_below"]
    remarks.notices += [
        notice
        for notice in found
        if NOBODY not in notice.details.values() and (notice.file, notice.row, notice.column) not in wrong
    ]
    return remarks


def word_remarks(remarks: Remarks, books: Sequence[Workbook]) -> dict[str, Review]:
    """Word what was found in `books`, or in files such as those of lessons, in each language; sheets in their order."""
    sheets = [(book.path.name, sheet.title) for book in books for sheet in book.sheets.values()]
    ranks, titles = {sheet: rank for rank, sheet in enumerate(sheets)}, name_sheets()

    def place(each: Told) -> tuple[str | int, ...]:
        rank = ranks.get((each.file, each.sheet), -1)
        return each.file, rank, each.sheet, each.row or 0, len(each.column), each.column

    def word(found: Sequence[Fault], lang: str, *, notice: bool) -> tuple[Told, ...]:
        return tuple(sorted((_tell(remark, books, lang, titles[lang], notice=notice) for remark in found), key=place))

    return {
        lang: Review(word(remarks.faults, lang, notice=False), word(remarks.notices, lang, notice=True))
        for lang in LANGUAGES
    }


def word_whole(error: AnalysisError) -> dict[str, str]:
    """Word an error in each language; of data with faults, each fault on a line, as `check` tells it."""
    if not (isinstance(error, DataError) and all(fault.kind for fault in error.faults)):
        return word_error(error)
    told = word_remarks(Remarks(error.faults), [])
    return {lang: "\n".join(fault.words(lang) for fault in told[lang].faults) for lang in LANGUAGES}


def write_marked(path: Path, out: Path, review: Review, *, lang: str = "vi") -> None:
    """Write a copy of a workbook with its wrong cells coloured and told.

    An AnalysisError is raised if the copy would stand in its place, or has a name that does not end in .xlsx.
    """
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
        merged = next((span.coord for span in sheet.merged_cells.ranges if where in span), where)
        cell = sheet[merged.split(":")[0]]
        cell.fill = PatternFill("solid", start_color="FFC7CE")
        cell.comment = Comment("\n".join(words), MARKER, width=360, height=160)
    sheet = book.create_sheet(say("sheet.faults", lang), 0)
    sheet.page_margins.left = sheet.page_margins.right = 0.4  # inches
    lines = [fault.words(lang) for fault in review.faults] or [say("sheet.faultless", lang)]
    put_lines(sheet, lines, start=1, letters=74)
    write_whole(out, book.save)


def _misnamed(found: Sequence[Fault]) -> set[tuple[str, int | None]]:
    """Give the rows whose names cannot be read, by file and line."""
    return {(fault.file, fault.row) for fault in found if fault.column == "name_vi" and fault.kind != "empty"}


def _leave_out_followers(
    found: Sequence[Fault],
    known: Sequence[Fault],
    made: Collection[tuple[str, str]],
    filled: Collection[tuple[str, int | None, str | None]],
) -> list[Fault]:
    """Leave out what only follows from a fault known already: an empty cell where a formula stood.

    Ids that are `made`, by file and column, are so of other cells of their row, as are cells that were `filled` in.
    """
    wrong = {(fault.file, fault.row) for fault in (*known, *found) if (fault.file, fault.column) not in made}
    cells = {(fault.file, fault.row, fault.column) for fault in known}
    rows = {(fault.file, fault.row) for fault in known}
    columns = {(fault.file, fault.column) for fault in known if fault.kind in ("heading_missing", "heading_twice")}
    same = [(fault.file, fault.row, fault.column, fault.kind, fault.details) for fault in found]
    texts = {(fault.file, fault.row) for fault in known if fault.kind.startswith("text_")}
    texts |= {(fault.file, fault.row) for fault in found if fault.column == "published_on"}
    ids = (fault for fault in found if fault.column == "source_id" and fault.kind in ("form", "long"))
    texts |= {(fault.file, fault.row) for fault in ids}
    unnamed = _misnamed(found) | {
        (each.file, each.row) for each in found if (each.column, each.kind) == ("level", "choice")
    }
    placeless = {(fault.file, fault.row) for fault in found if (fault.column, fault.kind) == ("locality_id", "empty")}
    built_in = {fault.row for fault in known if fault.kind == "built_in"}

    def follows(fault: Fault) -> bool:
        file, row, column = fault.file, fault.row, fault.column
        return (
            (file, row, column) in cells
            or (file, column) in columns
            or (column in MADE_FROM and (file, row, MADE_FROM[column], fault.kind, fault.details) in same)
            or (column in ("sha256", "paragraphs", "body_to") and (file, row) in texts)
            or (fault.kind == "twice" and (row in built_in or not fault.details["key"]))
            or (fault.kind == "empty" and (file, column) in made and (file, row) in wrong)
            or (fault.kind == "form" and column in _NAMED_AFTER and (file, row) in placeless)
            or (fault.kind in ("form", "long") and (file, row, column) in filled)
            or (column == "code" and fault.kind == "empty" and (file, row) in unnamed)
            or (fault.kind in ("prints_none", "prints_other") and (file, row) in rows)
            or NOBODY in fault.details.values()
        )

    return [fault for fault in found if not follows(fault)]


def _tell(remark: Fault, books: Sequence[Workbook], lang: str, titles: str, *, notice: bool = False) -> Told:
    """Word a fault or a notice with the place where it stands, in a workbook or in a file of a folder.

    `titles` are those of all sheets that the template has.
    """
    from openpyxl.utils import get_column_letter

    kind, column = remark.kind, remark.column or ""
    said = {name: f"{told[:_MOST]}…" if name in _TYPED and len(told) > _MOST else told
            for name, told in remark.details.items()}  # fmt: skip
    book = next((book for book in books if remark.file in book.sheets), None)
    sheet, path = book and book.sheets[remark.file], Path(remark.file)
    table = sheet.table if sheet else read_package().tables.get(path.stem) if path.suffix == ".csv" else None
    heading = table.field(column).title[lang] if table and column else ""
    told = Told(remark.file, "", remark.row, column, heading, column, kind)
    if book and sheet:
        letter = get_column_letter(sheet.columns[column]) if column in sheet.columns else "–" if heading else ""
        told = replace(told, file=book.path.name, sheet=sheet.title, column=letter)
    if kind == "heading_missing":
        said["cell"] = heading
    if book and table and column:
        said |= _as_typed(table.field(column), said, lang)
    if book and kind == "uncoded":  # a direction, of a measure with its status
        codings = read_package().tables["codings"]
        known = label_values(codings.field("direction"), lang) | label_values(codings.field("status"), lang)
        said["told"] = ", ".join(known[value] for value in said["told"].split(", "))
    said["choices"] = said.get("choices") or titles
    if kind == "sheet_missing":
        said["cell"] = name_sheets([said["cell"]])[lang]
    said |= {name.removesuffix(f"_{lang}"): words for name, words in said.items() if name.endswith(f"_{lang}")}
    said.setdefault("words", "")
    said.setdefault("right", say("remedy.anew", lang))
    if notice:
        return replace(told, wrong=say(f"notice.{kind}", lang, **said))
    if book and (other := book.sheets.get(said.get("file", ""))):
        said["file"] = other.title
    if kind == "form" and column in ("period", "against"):
        kind = "period"
    advised = kind
    if table and column:
        said |= _advice(table.field(column), remark.details.get("cell", ""), lang)
        if book and table.field(column).enum:  # other tables than those of a workbook hold values without words
            said["choices"] = ", ".join(label_values(table.field(column), lang).values())
            advised = "choice" if kind == "empty" else kind
    said.setdefault("near", "")
    # The files of a folder hold ids and ISO dates, where the cells of a workbook hold what people write.
    right = f"right.{advised}" if book or kind not in section("right_file", lang) else f"right_file.{kind}"
    if kind == "audit" and column in ("sha256", "paragraphs"):
        right = "remedy.fingerprint"
    return replace(told, kind=kind, wrong=say(f"wrong.{kind}", lang, **said), right=say(right, lang, **said))


def _as_typed(column: Field, said: Mapping[str, str], lang: str) -> dict[str, str]:
    """Give the days and periods of a remark as a person types them, not as tables hold them."""
    typed = {name: format_date(told, lang) for name, told in said.items() if _DAY.fullmatch(told)}
    if column.name in PERIODS and "cell" in said:
        with suppress(AnalysisError, ValueError):  # which is what the remark is about
            typed["cell"] = show_value(column, said["cell"], lang)
    return typed


def _advice(column: Field, cell: str, lang: str) -> dict[str, str]:
    """Give what would be right in a column."""
    like = slug(cell) if any(letter.isalpha() for letter in fold(cell)) else ""
    example = column.example or (like if re.fullmatch(column.pattern or ".+", like) else "xa_toi")
    limit = column.max_length or (column.minimum if column.minimum is not None else column.maximum) or 0
    advice = {"ids": ", ".join(column.enum), "pattern": column.pattern or "", "note": column.description[lang]}
    return advice | {"example": example, "length": str(len(cell)), "limit": f"{limit:g}"}
