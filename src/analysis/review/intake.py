"""What a person gives: an article, whatever its file, or a workbook, made into entries of a piece of work."""

import hashlib
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import zip_longest
from pathlib import Path
from typing import Any

from analysis.dataset import Dataset, load
from analysis.errors import AnalysisError
from analysis.extract.article import read_article
from analysis.extract.cues import read_cues
from analysis.extract.rows import Extract, Extractor, candidate_rows
from analysis.package.schema import Field, read_package
from analysis.paths import write_whole
from analysis.review.work import Work
from analysis.text import slug
from analysis.words.catalogue import LANGUAGES, refuse, say
from analysis.workbook.cells import Remarks, label_values, read_cell, show_value, with_id
from analysis.workbook.completion import FILLED, free_id
from analysis.workbook.proposals import word_lost
from analysis.workbook.reading import is_marked, read_workbook
from analysis.workbook.review import word_remarks
from analysis.workbook.xlsx import open_book

_HINTS = (
    *("decide", "why", "open_span", "former", "unit", "counted", "themes", "directions", "rules"),
    *("offer", "seems_vi", "seems_en"),
    "found_in",  # the paragraph of what an article tells of itself, by column
)

_PLACE = ("name_vi", "level", "unit_kind")  # what an article says of its place
# Of which all but the first are told what to save them as.
_SHEETS = (".xlsx", ".xlsm", ".xlsb", ".xltx", ".xls", ".ods", ".numbers", ".csv", ".tsv")
_LONGEST = 500_000  # characters of an article, which take some seconds; a long one has 50 thousand
# What a cell has wrong that is not seen any more when its words are typed, and what a sheet has that no row shows.
_UNTYPED = ("formula", "error_cell", "other_type", "shown", "crossed", "merged", "stray")
_UNSEEN = (
    "hidden_sheet",
    "hidden_rows",
    "hidden_columns",
    "filtered",
    "sheet_missing",
    "comment",
    "stray",
    "time",
    "text_box",
    "picture",
)


@dataclass(frozen=True)
class Given:
    """What was given, read: the paragraphs of an article and what it may hold, or entries of a workbook with notes.

    A note has a line for each language.
    """

    name: str
    texts: Sequence[str] = ()
    found: Extract = field(default_factory=Extract)
    entries: Sequence[Mapping[str, Any]] = ()
    notes: Sequence[str] = ()


def read_given(path: Path) -> Given:
    """Read an article or a workbook of ours, which may take a while; an AnalysisError says why it is refused."""
    if path.suffix.lower() in _SHEETS:
        return _read_sheets(path)
    notes: list[str] = []
    try:
        paragraphs = list(read_article(path))
    except AnalysisError:
        paragraphs = list(read_article(path, convert=True))
        notes = ["\n".join(say("serve.converted", lang) for lang in LANGUAGES)]
    texts = [line for paragraph in paragraphs for line in paragraph.text.split("\n")]
    if sum(map(len, texts)) > _LONGEST:
        raise refuse("article_long", file=path.name)
    if lost := [*filter(None, (word_lost(path.name, enumerate(texts, 1), lang) for lang in LANGUAGES))]:
        notes.append("\n".join(lost))
    plain = path.with_suffix(".txt")  # whose paragraphs are those that people see
    plain.write_text(_join(texts), encoding="utf-8", newline="\n")
    return Given(path.stem, texts, _extractor().extract(plain), notes=notes)


def lay_in(work: Work, given: Given) -> None:
    """Lay what was given into a work and save it: facts of the source, and candidates that are not there yet.

    Where a source of the work lacks its text, an article is taken for that one.
    """
    work.notes += [note for note in given.notes if note not in work.notes]
    if not given.texts:
        _lay_rows(work, given)
        return
    found, said = given.found, _join(given.texts)
    digest = hashlib.sha256(said.encode()).hexdigest()
    if any(work.text_of(entry).is_file() and entry.cells.get("sha256") == digest
           for entry in work.of("sources", "proposed", "accepted")):  # fmt: skip
        raise refuse("article_again", file=given.name)
    lacking = next((entry for entry in work.of("sources") if not work.text_of(entry).is_file()), None)
    taken = {*known_data().ids("source"), *(entry.cells.get("source_id", "") for entry in work.of("sources"))}
    id_ = lacking.cells.get("source_id", "") if lacking else ""
    id_ = id_ or free_id(name_of(given.name), taken)
    write_whole(work.folder / f"{id_}.txt", lambda part: part.write_text(said, encoding="utf-8", newline="\n"))
    rows = candidate_rows(found, source_id=id_)
    facts = {"source_id": id_, "sha256": digest, "paragraphs": str(len(given.texts))}
    new: list[dict[str, Any]] = []
    if not work.of("localities"):
        told = next(iter(rows["localities"]), {})
        place = {column: text for column, text in _show("localities", told).items() if column in _PLACE}
        state = "proposed" if place else "accepted"  # an empty row is there to be filled in
        hints = _hint("localities", told) | ({"found_in": {"name_vi": told["paragraph"]}} if told else {})
        new.append({"table": "localities", "state": state, "cells": place, "hints": hints})
    if lacking is None:
        cells = _show("sources", rows["sources"][0]) | facts
        new.append({"table": "sources", "cells": cells, "hints": _hint("sources", rows["sources"][0])})
    else:
        work.entries[lacking.number] = replace(lacking, cells={**lacking.cells, **facts})
    places = [(each.paragraph, each.figure.start, each.figure.end) for each in found.candidates]
    cited = [(each.paragraph, each.start, each.end) for each in found.documents]
    new += _propose("indicators", rows["indicators"], [])
    new += _propose("observations", rows["observations"], places)
    new += _propose("directives", rows["directives"], cited)
    new += _propose("codings", *_zip_passages(rows["passages"]))
    new += _propose("assignments", *_zip_passages(rows["assignments"]))
    there = {_about(vars(entry)) for entry in work.entries.values() if entry.cells.get("paragraph")}
    # A row that a workbook brought tells no place in its paragraph.
    work.add([entry for entry in new if there.isdisjoint((_about(entry), _about({**entry, "found": None})))])


def _lay_rows(work: Work, given: Given) -> None:
    """Lay the rows of a workbook into a work, but those it has; the text of a source may lie in another work."""
    there = [(entry.table, entry.cells) for entry in work.entries.values()]
    work.add([entry for entry in given.entries if (entry["table"], entry["cells"]) not in there])
    for source in work.of("sources"):
        path, told = work.text_of(source), source.cells.get("sha256")
        for known in () if path.is_file() else work.folder.parent.glob(f"[!.]*/{path.name}"):
            if hashlib.sha256(known.read_bytes()).hexdigest() == told:
                shutil.copyfile(known, path)


def _read_sheets(path: Path) -> Given:
    """Read a workbook, cells as they can be typed; what its sheets have wrong that no row shows is told in notes."""
    opened = open_book(path)
    book, sheets = read_workbook(path, opened), {sheet.title: sheet for sheet in opened.worksheets}
    new, doubtful = [], {(fault.file, fault.row) for fault in book.faults if fault.kind in _UNTYPED}
    for file, sheet in book.sheets.items():
        if (table := sheet.table) is None or table.name not in FILLED:
            continue
        for line, cells in enumerate(sheets[sheet.title].iter_rows(min_row=2), start=2):
            mark = None if 1 in sheet.columns.values() else cells[0].value
            typed = {
                name: read_cell(cells[number - 1], table.field(name), "", Remarks())
                for name, number in sheet.columns.items()
                if number <= len(cells)
            }
            typed = _show(table.name, typed)
            if not is_marked(mark, "example") and typed.keys() - {"indicator_id"}:
                is_open = is_marked(mark, "undecided") or (file, line) in doubtful
                state = "proposed" if is_open else "accepted"
                new.append({"table": table.name, "state": state, "cells": typed})
    whole = [fault for fault in book.faults if (fault.row or 1) == 1 or fault.kind in _UNTYPED]
    unseen = [notice for notice in book.notices if notice.kind in _UNSEEN]
    told = word_remarks(Remarks(whole, unseen), [book])
    said = [[each.words(lang) for each in (*told[lang].faults, *told[lang].notices)] for lang in LANGUAGES]
    return Given(path.stem, entries=new, notes=["\n".join(lines) for lines in zip(*said, strict=True)])


def _join(texts: Sequence[str]) -> str:
    return "".join(f"{line}\n" for line in texts)


def _zip_passages(passages: Sequence[Mapping[str, Any]]) -> tuple[list[dict[str, Any]], list[tuple[int, int, int]]]:
    """Make rows to be of places to read, each with its place; one of several themes or directions is open."""
    rows = []
    for passage in passages:
        row = {**passage, "why": ", ".join(passage["words"])}
        for column, several in (("theme_id", "themes"), ("direction", "directions")):
            row[column] = passage[several][0] if len(passage[several]) == 1 else ""
        rows.append(row)
    return rows, [(passage["paragraph"], passage["start"], passage["end"]) for passage in passages]


def name_of(title: str) -> str:
    """Make a short id of a title, for the folder of a work or for a text."""
    with suppress(AnalysisError):
        return slug(title)[:40].strip("_")
    return slug(say("serve.pasted", LANGUAGES[0]))  # nothing in the title of which an id can be made


def _propose(
    table: str, rows: Sequence[Mapping[str, Any]], places: Sequence[tuple[int, int, int]]
) -> Iterator[dict[str, Any]]:
    for row, place in zip_longest(rows, places):
        yield {"table": table, "cells": _show(table, row), "found": place, "hints": _hint(table, row)}


def _show(table: str, row: Mapping[str, Any]) -> dict[str, str]:
    """Give the cells of a row as they would be typed; the ids that are made, and what a column does not allow, not."""
    schema, cells = read_package().tables[table], {}
    for column in schema.fields:
        text = str(row.get(column.name) or "")
        is_key = column.name in schema.key[:1] and table not in ("localities", "sources", "subjects", "indicators")
        if text and not is_key and not (column.enum and text not in column.enum) and text != "level":
            cells[column.name] = _type(column, text)
    return cells


def _type(column: Field, text: str) -> str:
    """Show a value of the data as it is typed, one of a list as its id."""
    if label_values(column, LANGUAGES[0]):
        return text
    if column.name in ("indicator_id", "theme_id") and text in known_data().ids(column.name.removesuffix("_id")):
        return with_id(known_data().name(column.name.removesuffix("_id"), text, LANGUAGES[0]), text)
    try:
        return show_value(column, text, LANGUAGES[0])
    except (AnalysisError, ValueError):  # which is a fault, and is told as one
        return text


def _hint(table: str, row: Mapping[str, Any]) -> dict[str, Any]:
    own = read_package().tables[table].columns  # what an indicator counts has a field of its own
    return {name: row[name] for name in _HINTS if row.get(name) and name not in own}


def _about(entry: Mapping[str, Any]) -> tuple[str, ...]:
    """Tell what makes a candidate the same as one that is there: table, place and what is printed or coded."""
    cells = entry.get("cells", {})
    columns = ["source_id", "paragraph", *(("printed", "value") if entry["table"] != "codings" else ())]
    return (entry["table"], *(cells.get(column, "") for column in columns), str(entry.get("found") or ""))


@cache
def known_data() -> Dataset:
    """Give the data that are there before anything of one's own is."""
    return load()


@cache
def _extractor() -> Extractor:
    data = known_data()
    return Extractor(read_cues(), [data.row("indicator", id_) for id_ in data.ids("indicator")])
