"""Write `data/README.md`, the dictionary of the tables, from `datapackage.json`.

Run ``make dictionary`` after a change of the data package; a test compares the two.
"""

from __future__ import annotations

import sys
from typing import NamedTuple

from analysis.package.schema import Package, TableSchema, read_package

__all__ = ["ColumnRow", "describe_package", "list_columns"]


class ColumnRow(NamedTuple):
    """What a dictionary tells of a column; `key` is the one that it refers to, `choices` all that it may hold."""

    name: str
    type: str
    meaning: str
    required: bool
    key: str
    choices: str


def list_columns(table: TableSchema, lang: str) -> list[ColumnRow]:
    """List the columns of a table in their order, described in a language."""
    keys = {foreign.column: f"{foreign.table}.{foreign.key}" for foreign in table.foreign_keys}
    return [
        ColumnRow(
            field.name,
            field.type,
            f"{field.title[lang]}. {field.description[lang]}",
            field.required,
            keys.get(field.name, ""),
            ", ".join(field.enum),
        )
        for field in table.fields
    ]


def describe_package(package: Package) -> str:
    """Describe every table and column of a package in Vietnamese and English, as Markdown."""
    parts = [
        f"# {package.title['vi']}",
        f"{package.title['en']}\n\nVersion {package.version}, licence {package.licence}. "
        "Made from `datapackage.json`; change that, then run `make dictionary`.",
        f"{package.description['vi']}\n\n{package.description['en']}",
        *(_describe_table(table) for table in package.tables.values()),
    ]
    return "\n\n".join(parts) + "\n"


def _describe_table(table: TableSchema) -> str:
    rows = []
    for field, row, in_english in zip(table.fields, *(list_columns(table, lang) for lang in ("vi", "en")), strict=True):
        limits = [f"`{row.key}`" if row.key else "", row.choices]
        limits += [f"≥ {field.minimum:g}"] if field.minimum is not None else []
        limits += [f"≤ {field.max_length} characters"] if field.max_length else []
        name = f"`{row.name}`" + ("" if row.required else " (may be empty)")
        rows.append(
            f"| {name} | {row.type} | {row.meaning} | {in_english.meaning} | {'; '.join(filter(None, limits))} |\n"
        )
    return (
        f"## `{table.name}.csv`: {table.title['vi']} / {table.title['en']}\n\n"
        f"{table.description['vi']}\n{table.description['en']}\n\n"
        f"Key: {', '.join(f'`{column}`' for column in table.key)}\n\n"
        "| Column | Type | Tiếng Việt | English | Values |\n| --- | --- | --- | --- | --- |\n"
        f"{''.join(rows).rstrip()}"
    )


if __name__ == "__main__":
    # The file is UTF-8 with LF whatever the console is.
    sys.stdout.buffer.write(describe_package(read_package()).encode("utf-8"))
