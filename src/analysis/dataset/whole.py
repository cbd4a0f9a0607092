"""The whole package as one workbook or one database: its tables typed, all figures, and a dictionary."""

import io
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime

import pandas as pd

from analysis.dataset.tables import once
from analysis.dataset.tidy import Dataset
from analysis.package.schema import Field, TableSchema, read_package
from analysis.words.catalogue import LANGUAGES

_TYPES = {"integer": "INTEGER", "number": "NUMERIC", "boolean": "BOOLEAN", "date": "DATE"}
# Whenever it is written: equal data give equal bytes.
_WRITTEN = {"created": datetime(2000, 1, 1, tzinfo=UTC)}


@once
def list_figures(data: Dataset) -> pd.DataFrame:
    """Give all figures, printed and computed, with the names of every language, as in ``place_name_vi``."""
    told = data.figures()
    names = [data.figures(lang=lang).filter(regex="_name$").add_suffix(f"_{lang}") for lang in LANGUAGES]
    days = {name: told[name].dt.date for name in ("start", "end")}
    every = pd.concat([told.drop(columns=told.filter(regex="_name$")).assign(**days), *names], axis=1)
    # Names stand behind their ids, in each language.
    order = (name for column in told for name in (column, *(f"{column}_{lang}" for lang in LANGUAGES)))
    return every[[name for name in order if name in every]].replace("", None)


@once
def make_workbook(data: Dataset) -> bytes:
    """Write all tables as the sheets of an `.xlsx` file: numbers and days as such, no text as a formula."""
    buffer, options = io.BytesIO(), {"strings_to_formulas": False, "strings_to_urls": False}
    as_text = {"options": options}
    with pd.ExcelWriter(buffer, engine="xlsxwriter", date_format="yyyy-mm-dd", engine_kwargs=as_text) as book:
        book.book.set_properties(_WRITTEN)
        for name, frame, _ in _list_tables(data):
            frame.to_excel(book, sheet_name=name, index=False, freeze_panes=(1, 1))
            book.sheets[name].set_column(0, len(frame.columns) - 1, 24)
    return buffer.getvalue()


@once
def make_database(data: Dataset) -> bytes:
    """Write all tables as a SQLite database with their types and keys: NULL for what is missing, days as ISO text."""
    with closing(sqlite3.connect(":memory:")) as base:
        for name, frame, table in _list_tables(data):
            if table is not None:
                base.execute(f'CREATE TABLE "{name}" ({", ".join(_declare(table, name))})')
            frame.to_sql(name, base, index=False, if_exists="append")
        return base.serialize()


def _declare(table: TableSchema, name: str) -> Iterator[str]:
    for field in table.fields:
        # A second coder may leave out what the first may not.
        must = field.required and (name == table.name or field.name in table.key)
        yield f'"{field.name}" {_TYPES.get(field.type, "TEXT")}{" NOT NULL" if must else ""}'
    yield f"PRIMARY KEY ({', '.join(table.key)})"
    for column, (other, key) in table.foreign_keys.items():
        yield f'FOREIGN KEY ("{column}") REFERENCES "{other}" ("{key}")'


def _list_tables(data: Dataset) -> Iterator[tuple[str, pd.DataFrame, TableSchema | None]]:
    """Give each table with its name and statement; codings of second coders stand in one of their own."""
    package = read_package()
    about = {f"title_{lang}": title for lang, title in package.title.items()}
    about |= {"version": package.version, "licence": package.licence, "data": data.version}
    yield "package", pd.DataFrame([about]), None
    columns = [_describe(table, field) for table in package.tables.values() for field in table.fields]
    yield "dictionary", pd.DataFrame(columns), None
    yield "figures", list_figures(data), None
    for name, table in package.tables.items():
        yield name, _plain(data.tables[name], table), table
        if name in data.beside:
            yield f"{name}_beside", _plain(data.beside[name], table), table


def _describe(table: TableSchema, field: Field) -> dict[str, str]:
    need = "key" if field.name in table.key else "required" if field.required else ""
    told = {"table": table.name, "column": field.name, "type": field.type, "need": need}
    told |= {"refers_to": ".".join(field.foreign_key), "values": ", ".join(field.enum)}
    words = {"table": table.title, "title": field.title, "description": field.description}
    return told | {f"{name}_{lang}": text for name, texts in words.items() for lang, text in texts.items()}


def _plain(frame: pd.DataFrame, table: TableSchema) -> pd.DataFrame:
    """Give the columns of the statement, lists as the text of their cells, days without hours, nothing for ``""``."""
    cells = frame[list(table.columns)].copy()
    for field in table.fields:
        if field.cell_list is not None:
            cells[field.name] = cells[field.name].map(field.write)
        elif field.type == "date":
            cells[field.name] = cells[field.name].dt.date
    return cells.replace("", None)
