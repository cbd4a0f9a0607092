"""What is said of a piece of work: its faults beside their cells, and its rows as a workbook and as tables."""

import io
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from analysis.dataset.verify import compare_texts
from analysis.package.frames import package_folders, read_frames
from analysis.package.schema import Field, read_package
from analysis.paths import data_dir, write_whole
from analysis.review.work import Draft, Work
from analysis.words.catalogue import LANGUAGES, say
from analysis.workbook.cells import read_cell, show_value
from analysis.workbook.completion import FILLED
from analysis.workbook.reading import Sheet, Workbook, fill_in
from analysis.workbook.review import Told, remark_on, word_remarks
from analysis.workbook.template import open_template, order_columns
from analysis.workbook.xlsx import put

TABLES = "tables"
"""The folder of tables in the folder of a work."""
_UNTOLD = ("made", "english")  # what was filled in is nobody's mistake


class _Typed(NamedTuple):
    """A cell as a person typed it, in the form of a workbook's."""

    row: int
    value: str
    data_type: str = "s"
    number_format: str = "@"
    font: None = None
    comment: None = None


@dataclass(frozen=True)
class Checked:
    """What is wrong at a version, by language: each remark with the number of its row, its column and its words.

    `ids` are those that rows have or are given when they are written, by number.
    """

    version: int = -1
    faults: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    ids: dict[int, str] = field(default_factory=dict)


def judge(work: Work) -> Checked:
    """Check what is accepted, with the built-in data and its texts, as a workbook is checked; its tables are written.

    An article that nobody has decided on is read with it, for rows name it, and is a fault until it is decided.
    """
    book = _read_book(work)
    _write_tables(work.folder / TABLES, book.tables)
    places = [*package_folders(), book.path]
    remarks = remark_on(places, {book.path: book})
    remarks.faults += compare_texts(places, {book.path: book.tables}, remarks.faults)[0]
    # The only place is that of all rows: while it is not told, that is said of it alone.
    is_alone, told = len(work.of("localities", "accepted", "proposed")) < 2, dict[str, list[dict[str, Any]]]()
    open_rows = [*work.of("localities", "proposed"), *work.of("sources", "proposed")]
    untold = {entry.number for entry in open_rows}

    def word(each: Told, lang: str) -> dict[str, Any]:
        # What a row lacks that a person has rejected, or not given yet, has no id that he knows.
        lacks = {("", "nothing"): "place", ("source_id", "unknown"): "source"}.get((each.field, each.kind))
        if lacks:
            said = {"wrong": say(f"serve.no_{lacks}", lang), "right": say(f"serve.give_{lacks}", lang)}
            return {"number": each.row, "column": each.field, **said}
        find = each.right and each.kind.startswith("unit_")  # the list of units is at hand here
        right = say("serve.find_unit", lang) if find else each.right.rstrip(".")
        return {"number": each.row, "column": each.field, "wrong": each.wrong, "right": right}

    for lang, review in word_remarks(remarks, [book]).items():
        notices = [notice for notice in review.notices if notice.kind not in _UNTOLD]
        told[lang] = [
            word(each, lang)
            for each in (*review.faults, *notices)
            if each.sheet
            and each.row not in untold
            and not (is_alone and (each.field, each.kind) == ("locality_id", "empty"))
            and not (each.kind == "nothing" and untold)
        ]
        decide = say("serve.decide_it", lang)
        told[lang] += [
            {"number": each.number, "column": "", "wrong": say(f"serve.open_{each.table}", lang), "right": decide}
            for each in open_rows
        ]
    key = {name: table.key[0] for name, table in read_package().tables.items() if len(table.key) == 1}
    ids = {
        int(row["_line"]): str(row[key[name]])
        for name, frame in book.tables.items()
        for row in (frame.to_dict("records") if name in key else ())
    }
    return Checked(work.version, told, ids)


def _write_tables(folder: Path, tables: dict[str, pd.DataFrame]) -> None:
    """Write tables as a folder of CSV files, those without a row left out."""
    folder.mkdir(exist_ok=True)
    for name, frame in tables.items():
        path, columns = folder / f"{name}.csv", list(read_package().tables[name].columns)
        if frame.empty:
            path.unlink(missing_ok=True)
        else:
            text = frame[columns].to_csv(index=False, lineterminator="\n")
            write_whole(path, partial(Path.write_bytes, data=text.encode()))


def make_workbook(work: Work, lang: str) -> bytes:
    """Write the rows into a workbook of ours; those not decided yet are marked so, rejected ones left out."""
    book, sheets = open_template(_built_in(), lang=lang)
    for name, sheet in sheets.items():
        columns = order_columns(read_package().tables[name])
        for line, entry in enumerate(work.of(name, "accepted", "proposed"), start=3):
            if entry.state == "proposed":
                put(sheet.cell(line, 1), f"{say('sheet.undecided', lang)} {entry.number}")
            for number, column in enumerate(columns, start=2):
                if text := entry.cells.get(column.name):
                    put(sheet.cell(line, number), show_value(column, text, lang) if text in column.enum else text)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _read_book(work: Work) -> Workbook:
    """Read what is accepted as a workbook is read; the number of an entry is its line."""
    book = Workbook(path=work.folder / "workbook.xlsx")
    rows: dict[str, list[dict[str, Any]]] = {}
    for name in FILLED:
        table = read_package().tables[name]
        file = f"{book.path.name}, sheet {table.title[LANGUAGES[0]]}"
        book.sheets[file] = Sheet(table.title[LANGUAGES[0]], table)
        rows[name] = [
            {column.name: _read(entry, column, file, book) for column in table.fields}
            | {"_file": file, "_line": entry.number}
            for entry in work.of(name, "accepted", *(("proposed",) if name == "sources" else ()))
        ]
    fill_in(book, rows, _built_in())
    return book


def _read(entry: Draft, column: Field, file: str, book: Workbook) -> str:
    typed: Any = _Typed(entry.number, entry.cells.get(column.name, ""))
    return read_cell(typed, column, file, book)


@cache
def _built_in() -> dict[str, pd.DataFrame]:
    return read_frames(read_package(), [data_dir()])
