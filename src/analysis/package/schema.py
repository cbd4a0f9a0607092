"""The one statement of tables, types, keys and allowed values: `datapackage.json`, read.

``make dictionary`` writes `data/README.md` from it after a change; a test compares the two.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.errors import AnalysisError
from analysis.paths import data_dir
from analysis.words.catalogue import LANGUAGES

if TYPE_CHECKING:
    import pandas as pd
    from pandera.pandas import Check, DataFrameSchema

SUBJECT_KINDS = {"locality": "localities", "indicator": "indicators", "theme": "themes", "lesson": "lessons"}
"""Kinds of things that a report may be about, each with the word for all of them."""


@dataclass(frozen=True)
class CellList:
    """How a cell holds a list: ids, each a key of the table in `reference`, or places in a text such as ``10: 1.022``.

    `delimiter` stands between two items, ``None`` where a cell holds one at most; `after_paragraph` between the
    paragraph of a place and the characters printed there, ``None`` for ids.
    """

    delimiter: str | None = None
    reference: tuple[str, str] | None = None
    after_paragraph: str | None = None

    def read(self, cell: str) -> tuple[Any, ...]:
        """Read a cell as ids, or as pairs of a paragraph and what it prints; an empty one has none."""
        items = cell.split(self.delimiter) if cell and self.delimiter else [cell] if cell else []
        if self.after_paragraph is None:
            return tuple(items)
        pairs = (item.split(self.after_paragraph, 1) for item in items)
        return tuple((int(paragraph), printed) for paragraph, printed in pairs)

    def write(self, items: tuple[Any, ...]) -> str:
        """Write what was read, as the cell had it."""
        mark = self.after_paragraph
        return (self.delimiter or "").join(items if mark is None else (mark.join(map(str, pair)) for pair in items))


@dataclass(frozen=True)
class Field:
    """One column: its type, its limits, its names in two languages; `foreign_key` names a table and its key.

    Zeros in front of its digits count where it has `leading_zeros`; a spreadsheet drops them.
    """

    name: str
    type: str
    title: dict[str, str]
    description: dict[str, str]
    required: bool = False
    pattern: str | None = None
    enum: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    max_length: int | None = None
    cell_list: CellList | None = None
    example: str = ""
    leading_zeros: bool = False
    foreign_key: tuple[str, ...] = ()

    def meaning(self, lang: str) -> str:
        """Tell what the column holds: its name in a language, and what is said of it."""
        return f"{self.title[lang]}. {self.description[lang]}"

    def write(self, value: Any) -> str:
        """Write a value of the typed table as the text of its cell: a day without its hour, nothing for none."""
        if isinstance(value, tuple):
            return (self.cell_list or CellList()).write(value)
        return "" if value != value else str(value.date() if self.type == "date" else value)


@dataclass(frozen=True)
class TableSchema:
    """One table of the package."""

    name: str
    title: dict[str, str]
    description: dict[str, str]
    fields: tuple[Field, ...]
    key: tuple[str, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns, in order."""
        return tuple(column.name for column in self.fields)

    @property
    def foreign_keys(self) -> dict[str, tuple[str, ...]]:
        """Give, for each column whose cells are keys of a table, that table and its column."""
        return {column.name: column.foreign_key for column in self.fields if column.foreign_key}

    def field(self, name: str) -> Field:
        """Give the column of this name."""
        return next(column for column in self.fields if column.name == name)


@dataclass(frozen=True)
class Package:
    """All tables of the package, and the lists of other hands that are looked things up in, which nobody adds to."""

    title: dict[str, str]
    description: dict[str, str]
    version: str
    licence: str
    tables: dict[str, TableSchema]
    lists: dict[str, TableSchema]

    @cached_property
    def kinds(self) -> dict[str, str]:
        """Give the kinds of things that have an id of their own, such as ``"locality"``, each with its table."""
        return {table.key[0].removesuffix("_id"): name for name, table in self.tables.items() if len(table.key) == 1}


def read_package(path: Path | None = None) -> Package:
    """Read a `datapackage.json`, the built-in one unless another is named; an AnalysisError if it is none."""
    return _read_package(path or data_dir() / "datapackage.json")


@cache
def _read_package(path: Path) -> Package:
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        kinds: dict[bool, dict[str, TableSchema]] = {False: {}, True: {}}
        for resource in raw["resources"]:
            kinds[resource.get("lookup", False)][resource["name"]] = _read_table(resource)
        return Package(*_texts(raw), raw["version"], raw["licenses"][0]["name"], kinds[False], kinds[True])
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise AnalysisError(f"{path.name} cannot be read as a data package: {error!r}") from error


def has_odd_cells(table: TableSchema, frame: pd.DataFrame) -> bool:
    """Tell whether a cell of a table as text passes not all that `make_schema` asks; equal cells are asked once."""
    for column in table.fields:
        cells = set(frame[column.name].tolist())
        if column.required and "" in cells:
            return True
        cells.discard("")
        if not all(all(map(test, cells)) for _, test, _ in _list_limits(column)):
            return True
    return False


def make_schema(table: TableSchema) -> DataFrameSchema:
    """Turn a table's statement into run-time checks of its cells as text, empty for missing.

    The checks run on text so that a fault can be told in the characters that stand in the file. Each is named by the
    kind of fault that it finds.
    """
    import pandera.pandas as pa

    def check(kind: str, test: Callable[[str], object], message: str) -> Check:
        def passes(cells: pd.Series[str]) -> pd.Series[bool] | bool:
            wrong = [cell for cell in set(cells) if not test(cell) and (cell or kind == "empty")]  # each is asked once
            return ~cells.isin(wrong) if wrong else True

        return pa.Check(passes, name=kind, error=message)

    columns = {
        column.name: pa.Column(checks=[check(*limit) for limit in _list_limits(column)]) for column in table.fields
    }
    return pa.DataFrameSchema(columns, strict=True, ordered=False)


# ASCII digits, and no more than any 64-bit number can hold.
_WHOLE = re.compile(r"-?[0-9]{1,15}")
_NUMBER = re.compile(rf"{_WHOLE.pattern}(\.[0-9]+)?")


def _is_date(cell: str) -> bool:
    try:
        return date.fromisoformat(cell).isoformat() == cell  # it reads 20211231 and 2021-W52-5 too
    except ValueError:
        return False


_TYPES: dict[str, tuple[str, Callable[[str], object], str]] = {
    "integer": ("whole", _WHOLE.fullmatch, "must be a whole number, such as 12"),
    "number": ("number", _NUMBER.fullmatch, "must be a number, such as 12 or 12.5"),
    "date": ("date", _is_date, "must be a date, such as 2021-12-31"),
    "boolean": ("boolean", {"true", "false"}.__contains__, "must be true or false"),
}


def _list_limits(column: Field) -> Iterator[tuple[str, Callable[[str], object], str]]:
    """List what a cell that is not empty must pass, each by the kind of fault, with what is told of it."""
    low, high, longest = column.minimum, column.maximum, column.max_length
    if column.required:
        yield "empty", bool, "must not be empty"
    if column.type in _TYPES:
        yield _TYPES[column.type]
    if column.enum:
        yield "choice", column.enum.__contains__, f"must be one of {', '.join(column.enum)}"
    if column.pattern:
        yield "form", re.compile(column.pattern).fullmatch, f"must have the form {column.pattern}"
    if longest:
        yield "long", lambda cell: len(cell) <= longest, f"must have at most {longest} characters"
    # What is no number is told by the check of its type.
    if low is not None:
        yield "low", lambda cell: not _NUMBER.fullmatch(cell) or float(cell) >= low, f"must be at least {low:g}"
    if high is not None:
        yield "high", lambda cell: not _NUMBER.fullmatch(cell) or float(cell) <= high, f"must be at most {high:g}"


def _read_table(raw: dict[str, Any]) -> TableSchema:
    schema = raw["schema"]
    keys = {
        key["fields"][0]: (key["reference"]["resource"] or raw["name"], key["reference"]["fields"][0])
        for key in schema.get("foreignKeys", [])
    }
    fields = tuple(_read_field(column, keys.get(column["name"], ())) for column in schema["fields"])
    return TableSchema(raw["name"], *_texts(raw), fields=fields, key=tuple(schema["primaryKey"]))


def _read_field(raw: dict[str, Any], foreign_key: tuple[str, ...]) -> Field:
    limits, cells = raw.get("constraints", {}), raw.get("list")
    of = cells and cells.get("reference")
    reference = (of["resource"], of["fields"][0]) if of else None
    return Field(
        raw["name"],
        raw["type"],
        *_texts(raw),
        required=limits.get("required", False),
        enum=tuple(limits.get("enum", ())),
        max_length=limits.get("maxLength"),
        cell_list=cells and CellList(cells.get("delimiter"), reference, cells.get("paragraphDelimiter")),
        example=raw.get("example", ""),
        leading_zeros=raw.get("leadingZeros", False),
        foreign_key=foreign_key,
        **{limit: limits.get(limit) for limit in ("pattern", "minimum", "maximum")},
    )


def _texts(raw: dict[str, Any]) -> tuple[dict[str, str], dict[str, str]]:
    keys = {lang: f"_{lang}" if lang != LANGUAGES[0] else "" for lang in LANGUAGES}
    try:
        title, description = (
            {lang: raw[name + key] for lang, key in keys.items()} for name in ("title", "description")
        )
    except KeyError as missing:
        raise LookupError(f"{raw.get('name', 'the package')} has no {missing}; add it there") from None
    return title, description


def describe_package(package: Package) -> str:
    """Describe every table and column of a package in Vietnamese and English, as Markdown."""
    from jinja2 import Environment, FileSystemLoader

    environment = Environment(loader=FileSystemLoader(Path(__file__).parent), keep_trailing_newline=True)
    tables = [*package.tables.values(), *package.lists.values()]
    return environment.get_template("dictionary.md.j2").render(package=package, tables=tables, limits=_limits)


def _limits(field: Field) -> str:
    limits = [f"`{'.'.join(field.foreign_key)}`" if field.foreign_key else "", ", ".join(field.enum)]
    limits += [f"≥ {field.minimum:g}"] if field.minimum is not None else []
    limits += [f"≤ {field.max_length} characters"] if field.max_length else []
    return "; ".join(filter(None, limits))


if __name__ == "__main__":
    # The file is UTF-8 with LF whatever the console is.
    sys.stdout.buffer.write(describe_package(read_package()).encode("utf-8"))
