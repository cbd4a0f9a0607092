"""What a page needs to ask for rows: the columns of each table with their choices, and the codebook at hand."""

from typing import Any

from analysis.dataset import Dataset
from analysis.package.places import KINDS
from analysis.package.schema import TableSchema, read_package
from analysis.package.units import OfficialUnit
from analysis.text import format_date
from analysis.words.catalogue import LANGUAGES
from analysis.workbook.cells import label_values, with_id
from analysis.workbook.completion import FILLED, is_made
from analysis.workbook.template import order_columns

# What is asked first of the tables that most rows are of; of others what must not be empty.
_FIRST = {
    "observations": (
        *("locality_id", "indicator_id", "printed", "value", "period", "period_basis", "status", "subject"),
        *("paragraph", "qualifier", "value_high"),
    ),
    "directives": ("kind", "number", "issuer_vi", "level", "issued_on", "subject_vi", "printed", "paragraph"),
    "codings": ("theme_id", "direction", "status", "gloss_vi", "paragraph"),
    "localities": ("name_vi", "level", "unit_kind", "code", "parent_vi", "code_from", "fate"),
    "sources": ("title", "published_on", "genre", "outlet", "author", "address"),
}
_KEPT = ("sha256", "paragraphs")  # what the program keeps itself, as it does ids but that of a place


def describe_tables(lang: str) -> dict[str, dict[str, Any]]:
    """Describe the tables of a workbook in a language: the columns of each in the order in which they are asked for."""
    tables = (read_package().tables[name] for name in FILLED)
    return {table.name: {"title": table.title[lang], "columns": _describe(table, lang)} for table in tables}


def describe_themes(data: Dataset, lang: str) -> dict[str, dict[str, str]]:
    """Give the codebook: each theme, as it is typed, with what it is, includes and excludes."""
    told = ("definition", "include", "exclude")
    rows = data["themes"].to_dict("records")
    return {
        with_id(row[f"name_{lang}"], row["theme_id"]): {
            "id": row["theme_id"], **{name: row[f"{name}_{lang}"] for name in told}
        }
        for row in rows
    }  # fmt: skip


def list_indicators(data: Dataset, lang: str) -> dict[str, str]:
    """Give the indicators, each as it is typed, with its definition."""
    rows = data.indicators.to_dict("records")
    return {with_id(row[f"name_{lang}"], row["indicator_id"]): row[f"definition_{lang}"] for row in rows}


def list_rules(data: Dataset, lang: str) -> dict[str, str]:
    """Give the names of the codebook's rules, by their ids."""
    return {row["rule_id"]: row[f"name_{lang}"] for row in data["coding_rules"].to_dict("records")}


def place_of(unit: OfficialUnit, day: str) -> dict[str, str]:
    """Give what a unit of the official list says of a place on a day, if that is known, as it would be typed."""
    days = {"code_from": unit.valid_from, "code_to": unit.valid_until}
    above = ", ".join(f"{each.kind} {each.name}" for each in unit.above(day))
    told = {"name_vi": unit.name, "level": unit.level, "unit_kind": KINDS.get(unit.kind, ""), "parent_vi": above}
    return {**told, "code": unit.code} | {
        name: format_date(day, LANGUAGES[0]) if day else "" for name, day in days.items()
    }


def _describe(table: TableSchema, lang: str) -> list[dict[str, Any]]:
    kept = (*_KEPT, *(key for key in table.key if len(table.key) == 1 and table.name != "localities"))
    columns = [column for column in order_columns(table) if column.name not in kept]
    needed = [column.name for column in columns if column.required and not is_made(table, column)]
    titles = read_package().tables
    first = _FIRST.get(table.name, tuple(needed))
    columns.sort(key=lambda column: first.index(column.name) if column.name in first else len(first))
    return [
        {
            "name": column.name,
            "title": titles[column.foreign_key[0]].title[lang] if column.foreign_key else column.title[lang],
            "about": column.description[lang],
            "choices": label_values(column, lang),
            "of": column.foreign_key[0] if column.foreign_key else "",
            "needed": column.name in needed,
            "first": column.name in first,
            "long": column.name.startswith(("gloss", "note", "title", "definition", "subject_")),
        }
        for column in columns
    ]
