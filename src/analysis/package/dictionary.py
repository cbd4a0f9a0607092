"""Write `data/README.md`, the dictionary of the tables, from `datapackage.json`.

Run ``make dictionary`` after a change of the data package; a test compares the two.
"""

from __future__ import annotations

import sys

from analysis.package.schema import Field, Package, TableSchema, read_package

__all__ = ["describe_package"]


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
    rows = "\n".join(_describe_field(one, table) for one in table.fields)
    return (
        f"## `{table.name}.csv`: {table.title['vi']} / {table.title['en']}\n\n"
        f"{table.description['vi']}\n{table.description['en']}\n\n"
        f"Key: {', '.join(f'`{one}`' for one in table.key)}\n\n"
        "| Column | Type | Tiếng Việt | English | Values |\n| --- | --- | --- | --- | --- |\n"
        f"{rows}"
    )


def _describe_field(field: Field, table: TableSchema) -> str:
    limits = [f"`{one.table}.{one.key}`" for one in table.foreign_keys if one.column == field.name]
    if field.enum:
        limits.append(", ".join(field.enum))
    if field.minimum is not None:
        limits.append(f"≥ {field.minimum:g}")
    if field.max_length:
        limits.append(f"≤ {field.max_length} characters")
    name = f"`{field.name}`" + ("" if field.required else " (may be empty)")
    words = (f"{field.title[lang]}. {field.description[lang]}" for lang in ("vi", "en"))
    return f"| {name} | {field.type} | {' | '.join(words)} | {'; '.join(limits)} |"


if __name__ == "__main__":
    # The file is UTF-8 with LF whatever the console is.
    sys.stdout.buffer.write(describe_package(read_package()).encode("utf-8"))
