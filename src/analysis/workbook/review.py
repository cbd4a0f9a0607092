"""Check workbooks with the built-in data: every fault and notice by sheet, row and column, in a language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.errors import DataError, Fault
from analysis.package.check import check_frames
from analysis.package.frames import package_folders, read_frames
from analysis.package.schema import Field, TableSchema, read_package
from analysis.text import fold, slug
from analysis.words.catalogue import say
from analysis.workbook.cells import quarter_end
from analysis.workbook.labels import labels
from analysis.workbook.reading import Workbook, read_workbook

__all__ = ["Place", "Review", "Told", "review_workbooks"]


@dataclass(frozen=True)
class Place:
    """Where something stands in a workbook; what is not known is empty or none."""

    file: str
    sheet: str = ""
    row: int | None = None
    column: str = ""
    heading: str = ""

    def words(self, lang: str) -> str:
        """Say the place."""
        known = {"sheet": self.sheet, "row": self.row, "column": self.column, "heading": self.heading}
        if not self.sheet:
            return self.file
        name = "place_sheet" if self.row is None else "place" if self.column else "place_row"
        return say(f"report.{name}", lang, **known)


@dataclass(frozen=True)
class Told:
    """One fault or notice in words: `right` is empty for a notice."""

    place: Place
    kind: str
    field: str
    wrong: str
    right: str = ""

    def words(self, lang: str) -> str:
        """Say it in one line."""
        if not self.right:
            return say("report.notice", lang, place=self.place.words(lang), words=self.wrong)
        right = self.right.rstrip(".")
        return say("report.fault", lang, place=self.place.words(lang), wrong=self.wrong, right=right)

    def as_dict(self) -> dict[str, Any]:
        """Give it for JSON."""
        place = {"file": self.place.file, "sheet": self.place.sheet, "row": self.place.row}
        said = {"kind": self.kind, "wrong": self.wrong, "right": self.right}
        return place | {"column": self.place.column, "heading": self.place.heading, "field": self.field} | said


@dataclass(frozen=True)
class Review:
    """What is wrong with some packages, and what was repaired in them."""

    faults: tuple[Told, ...]
    notices: tuple[Told, ...]


def review_workbooks(*paths: str | Path, lang: str = "vi") -> Review:
    """Check workbooks, and folders, laid over the built-in data.

    Raises
    ------
    AnalysisError
        If a file is refused.
    """
    import pandas as pd

    package, places = read_package(), package_folders(paths)
    books = [read_workbook(path) for path in places if not path.is_dir()]
    faults: list[Fault] = [fault for book in books for fault in book.faults]
    try:
        frames = read_frames(package, [path for path in places if path.is_dir()])
    except DataError as error:
        faults += error.faults
    else:
        for book in books:
            for name, frame in book.tables.items():
                frames[name] = pd.concat([frames[name], frame], ignore_index=True)
        faults += _others(check_frames(package, frames), faults)
    told = [_tell(fault, books, lang) for fault in faults]
    notices = [_tell_notice(one, book, lang) for book in books for one in book.notices]
    return Review(tuple(sorted(told, key=_order)), tuple(sorted(notices, key=_order)))


def _others(found: Sequence[Fault], known: Sequence[Fault]) -> list[Fault]:
    """Leave out what only follows from a fault known already: an empty cell where a formula stood."""
    cells = {(one.file, one.row, one.column) for one in known}
    columns = {(one.file, one.column) for one in known if one.kind in ("heading_missing", "heading_twice")}
    empty = {(one.file, one.row, one.column) for one in found if one.kind == "empty"}
    texts = {(one.file, one.row) for one in known if one.kind in ("text_missing", "text_encoding")}
    texts |= {(one.file, one.row) for one in found if one.column == "published_on"}
    return [
        one
        for one in found
        if (one.file, one.row, one.column) not in cells
        and (one.file, one.column) not in columns
        and not (one.kind == "empty" and any((one.file, one.row, base) in empty for base in _made_from(one.column)))
        and not (one.column in ("sha256", "paragraphs", "body_to") and (one.file, one.row) in texts)
        and not (one.kind == "twice" and any(other.kind == "built_in" for other in known if other.row == one.row))
    ]


def _made_from(column: str | None) -> tuple[str, ...]:
    """Name the columns from which an empty one would have been filled in."""
    named = {"locality_id": "name_vi", "indicator_id": "name_vi", "concept": "name_vi", "tier": "counted"}
    bare = str(column).removesuffix("_en")
    return (f"{bare}_vi", bare) if bare != column else (named[bare],) if bare in named else ()


def _order(told: Told) -> tuple[Any, ...]:
    return told.place.file, told.place.sheet, told.place.row or 0, len(told.place.column), told.place.column


def _table(book: Workbook, file: str) -> TableSchema | None:
    for name, frame in book.tables.items():
        if (frame["_file"] == file).any():
            return read_package().tables[name]
    columns = set(book.columns.get(file, ()))
    for table in read_package().tables.values():
        if columns and columns <= set(table.columns):
            return table
    return None


def _place(file: str, row: int | None, column: str | None, books: Sequence[Workbook], lang: str) -> tuple[Any, ...]:
    from openpyxl.utils import get_column_letter

    for book in books:
        if file in book.sheets or file.startswith(f"{book.path.name}, sheet "):
            sheet = book.sheets.get(file) or file.removeprefix(f"{book.path.name}, sheet ")
            table = _table(book, file)
            one = table.field(column) if table and column else None
            number = book.columns.get(file, {}).get(column or "")
            letter = get_column_letter(number) if number else ("–" if one else "")
            return Place(book.path.name, sheet, row, letter, one.title[lang] if one else ""), one, book
    return Place(file, row=row, column=column or ""), None, None


def _tell(fault: Fault, books: Sequence[Workbook], lang: str) -> Told:
    place, one, book = _place(fault.file, fault.row, fault.column, books, lang)
    if not place.sheet or not fault.kind:
        return Told(Place(str(fault).split(": ")[0]), fault.kind, fault.column or "", fault.message, "–")
    kind, said = fault.kind, dict(fault.details)
    if "file" in said and kind == "twice":
        said["file"] = book.sheets.get(said["file"], said["file"])
    end = quarter_end(said.get("cell", "")) if kind == "form" and fault.column == "period" else None
    if kind == "form" and fault.column == "period":
        kind = "period"
    if end:
        kind, said["end"] = "quarter", end
    said |= _advice(one, said, lang)
    if not said.get("near"):
        said["near"] = "–"
    return Told(place, kind, fault.column or "", say(f"wrong.{kind}", lang, **said), say(f"right.{kind}", lang, **said))


def _advice(column: Field | None, said: dict[str, str], lang: str) -> dict[str, str]:
    """Give what would be right in a column."""
    if column is None:
        return {}
    cell = said.get("cell", "")
    example = slug(cell) if any(one.isalpha() for one in fold(cell)) else "xa_toi"
    if column.pattern and not column.pattern.startswith("^[a-z][a-z0-9]*"):
        known = {"period": "12/2019", "code": "08782", "parent_code": "253", "iso_3166_2": "VN-70"}
        known |= {"published_printed": "2: 23/09/2019", "repeats": "6: 3 năm", "sha256": "0a1b…"}
        example = known.get(column.name, example)
    limit = column.max_length or (column.minimum if column.minimum is not None else column.maximum)
    advice = {
        "note": column.description[lang],
        "example": example,
        "length": str(len(cell)),
        "limit": f"{limit or 0:g}",
    }
    if column.enum:
        advice["choices"] = ", ".join(labels(column.name, column.enum, lang).values())
    return advice


def _tell_notice(notice: Any, book: Workbook, lang: str) -> Told:
    place, *_ = _place(notice.file, notice.row, notice.column, [book], lang)
    words = say(f"notice.{notice.kind}", lang, before=notice.before, after=notice.after)
    return Told(place, notice.kind, notice.column, words)
