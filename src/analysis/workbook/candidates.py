"""Lay what an article may hold into a workbook, in rows marked as undecided, which no check accepts as they stand."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from analysis.errors import DataError, Fault
from analysis.extract.article import Paragraph
from analysis.extract.rows import Extract, candidate_rows
from analysis.package.frames import read_frames
from analysis.package.schema import TableSchema, read_package
from analysis.paths import data_dir
from analysis.text import format_number, normalise, paragraphs, slug
from analysis.words.catalogue import say, section
from analysis.workbook.completion import free_id
from analysis.workbook.labels import refuse, with_id
from analysis.workbook.reading import is_example, open_book, read_header, table_of
from analysis.workbook.template import open_template, show_value
from analysis.workbook.writing import put, save, write_whole

__all__ = ["Added", "add_candidates", "word_reasons", "word_value"]

_TABLES = ("sources", "observations", "directives")
_TO_DECIDE = ("sheet", "row", "printed", "value", "unit", "counted", "part_of", "decide")
_TO_READ = ("source", "paragraph", "directions", "themes", "begins")


@dataclass(frozen=True)
class Added:
    """What was laid into a workbook.

    Attributes
    ----------
    rows
        Number of rows by table, and of places to read under ``passages``.
    source_id
        The id that the rows have as their source.
    text
        The file with the paragraphs of the article beside the workbook, or None where another one stands there.
    """

    rows: dict[str, int]
    source_id: str
    text: Path | None


def add_candidates(
    path: Path,
    found: Extract,
    texts: Sequence[Paragraph],
    *,
    name: str,
    indicators: Mapping[str, str],
    themes: Mapping[str, str],
    lang: str,
) -> Added:
    """Add the candidates of an article to a workbook, which is made where there is none; rows there stay as they are.

    Parameters
    ----------
    path
        The workbook, `.xlsx`; whole afterwards, or as it was.
    found, texts
        The article, extracted and as paragraphs.
    name
        What the id of the source is made of where the workbook does not tell its locality.
    indicators, themes
        The name of each by its id.
    lang
        Language of what is written.

    Raises
    ------
    AnalysisError
        If the file is no workbook of ours, or holds the article already.
    DataError
        If its headings have been changed.
    """
    package = read_package()
    if path.exists():
        book = open_book(path)
        sheets = {table.name: one for one in book.worksheets if (table := table_of(one.title, package.tables.values()))}
    elif path.suffix.lower() != ".xlsx":
        raise refuse("suffix", lang, file=path.name)
    else:
        book, sheets = open_template(read_frames(package, [data_dir()]), lang=lang)
    columns = _read_columns(path, sheets, package.tables, lang)
    locality = _only_locality(sheets, package.tables, columns)
    wanted = f"{locality}_{found.published_on.year}" if locality and found.published_on else slug(name)
    source_id = _free_source(path, sheets["sources"], columns["sources"], wanted, found.title, lang)
    rows = candidate_rows(found, source_id=source_id, locality_id=locality)
    lines = {
        table: _append(sheets[table], package.tables[table], columns[table], rows[table], indicators, lang)
        for table in _TABLES
    }
    _list_decisions(book, sheets, rows, lines, found, lang)
    _list_places(book, rows["passages"], source_id, {one.number: one.text for one in texts}, themes, lang)
    save(book, path)
    counts = {name: len(rows[name]) for name in (*_TABLES, "passages")}
    return Added(counts, source_id, _write_text(path.resolve().parent / f"{source_id}.txt", texts))


def word_reasons(ids: str, lang: str) -> str:
    """Word what a person must decide, given as ids parted by commas."""
    known = section("decide", lang)
    return ", ".join(known[one] for one in ids.split(", ") if one)


def word_value(row: Mapping[str, Any], lang: str) -> str:
    """Word a proposed value with its qualifier, unit and what is counted."""
    told = section("cell_qualifier", lang).get(row["qualifier"], row["qualifier"])
    unit = "" if row["unit"] == "count" else section("unit", lang).get(row["unit"], row["unit"])
    # "hơn 1 năm" counts its unit.
    counted = "" if row["counted"] == section("unit", "vi").get(row["unit"]) else row["counted"]
    value = format_number(Decimal(row["value"]), lang)
    value, unit = (f"{value}{unit}", "") if unit == "%" else (value, unit)
    amount = " ".join(filter(None, (value, unit, counted)))
    if row["qualifier"] == "eq":
        return amount
    return told.replace("…", amount) if "…" in told else f"{told} {amount}"


def _read_columns(
    path: Path, sheets: Mapping[str, Any], tables: Mapping[str, TableSchema], lang: str
) -> dict[str, dict[str, int]]:
    wanted = ("localities", *_TABLES)
    lost = [tables[one].title[lang] for one in wanted if one not in sheets]
    if lost:
        raise refuse("lost", lang, file=path.name, sheets=", ".join(lost))
    faults: list[Fault] = []
    columns = {
        one: read_header(sheets[one], tables[one], f"{path.name}, sheet {sheets[one].title}", faults) for one in wanted
    }
    if faults:
        raise DataError(faults)
    unmarked = [sheets[one].title for one in _TABLES if 1 in columns[one].values()]
    if unmarked:
        raise refuse("unmarked", lang, file=path.name, sheets=", ".join(unmarked), mark=say("sheet.mark", lang))
    return columns


def _only_locality(
    sheets: Mapping[str, Any], tables: Mapping[str, TableSchema], columns: Mapping[str, Mapping[str, int]]
) -> str:
    """Give the id of the locality if the workbook has one alone."""
    place = columns["localities"].get("locality_id")
    if place is None:
        return ""
    rows = sheets["localities"].iter_rows(min_row=2)
    ids = {str(row[place - 1].value or "").strip() for row in rows if not is_example(row[0].value)} - {""}
    pattern = tables["localities"].field("locality_id").pattern
    return next(iter(ids)) if len(ids) == 1 and re.fullmatch(str(pattern), next(iter(ids))) else ""


def _free_source(path: Path, sheet: Any, columns: Mapping[str, int], wanted: str, title: str, lang: str) -> str:
    """Give an id that no source of the workbook has; the same article is not taken twice."""
    titles = {
        str(row[columns["source_id"] - 1].value or "").strip(): str(row[columns["title"] - 1].value or "").strip()
        for row in sheet.iter_rows(min_row=2)
        if not is_example(row[0].value)
    }
    same = next((id_ for id_, known in titles.items() if known and known == title), wanted if not title else "")
    if same in titles and same:
        raise refuse("again", lang, file=path.name, source=same)
    return free_id(wanted, set(titles))


def _append(
    sheet: Any,
    table: TableSchema,
    columns: Mapping[str, int],
    rows: Sequence[Mapping[str, Any]],
    indicators: Mapping[str, str],
    lang: str,
) -> list[int]:
    """Write rows under all that is there, marked as undecided; give their lines."""
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    last = max((row[0].row for row in sheet.iter_rows(min_row=2) if any(cell.value for cell in row)), default=2)
    lines = list(range(last + 1, last + 1 + len(rows)))
    for line, row in zip(lines, rows, strict=True):
        mark = sheet.cell(line, 1)
        put(mark, say("sheet.undecided", lang))
        mark.fill = PatternFill("solid", start_color="FFF2CC")
        mark.comment = Comment(f"{say('candidate.decide', lang)}: {word_reasons(row['decide'], lang)}", "analysis")
        for name, number in columns.items():
            text = _fit(table, name, str(row.get(name, "") or ""), indicators, lang)
            if text:
                put(sheet.cell(line, number), text)
    return lines


def _fit(table: TableSchema, name: str, text: str, indicators: Mapping[str, str], lang: str) -> str:
    """Write a value as a person would type it; one that the column does not allow is left to the person."""
    if name.endswith("_id") and name not in ("indicator_id", "source_id", "locality_id"):
        return ""  # made when the workbook is read
    if name == "indicator_id" and text:
        return with_id(indicators.get(text, text), text)
    column = table.field(name)
    return "" if column.enum and text not in column.enum else show_value(column, text, lang)


def _list_decisions(
    book: Any,
    sheets: Mapping[str, Any],
    rows: Mapping[str, Sequence[Mapping[str, Any]]],
    lines: Mapping[str, Sequence[int]],
    found: Extract,
    lang: str,
) -> None:
    """List every candidate with what the tables have no column for: unit, what is counted, part, what to decide."""
    sheet = _open_list(book, "to_decide", _TO_DECIDE, lang)
    units = section("unit", lang)
    of_paragraph: dict[int, list[int]] = {}
    for one, line in zip(found.candidates, lines["observations"], strict=True):
        of_paragraph.setdefault(one.paragraph, []).append(line)
    for table in _TABLES:
        for rank, (row, line) in enumerate(zip(rows[table], lines[table], strict=True)):
            told = {
                "sheet": sheets[table].title,
                "row": str(line),
                "printed": row.get("printed") or row.get("title", ""),
            }
            told["decide"] = word_reasons(row["decide"], lang)
            if table == "observations":
                part = found.candidates[rank].part_of
                unit = row["unit"]
                told |= {"value": format_number(Decimal(row["value"]), lang), "counted": row["counted"]}
                told["unit"] = units.get(unit) or say("candidate.outside", lang, word=unit)
                told["part_of"] = "" if part is None else str(of_paragraph[row["paragraph"]][part])
            if table == "directives" and row["kind"] not in section("cell_kind", lang):
                told["unit"] = say("candidate.outside", lang, word=row["kind"])
            _add_line(sheet, [told.get(one, "") for one in _TO_DECIDE])


def _list_places(
    book: Any,
    passages: Sequence[Mapping[str, Any]],
    source_id: str,
    texts: Mapping[int, str],
    themes: Mapping[str, str],
    lang: str,
) -> None:
    """List the places to read, each by its paragraph and how its sentence begins."""
    sheet = _open_list(book, "to_read", _TO_READ, lang)
    directions = section("cell_direction", lang)
    for one in passages:
        words = texts.get(one["paragraph"], "")[one["start"] : one["end"]].split()
        begins = " ".join(words[:12]) + (" …" if len(words) > 12 else "")
        named = [", ".join(directions[name] for name in one["directions"])]
        named.append(", ".join(with_id(themes.get(name, name), name) for name in one["themes"]))
        _add_line(sheet, [source_id, str(one["paragraph"]), *named, begins])


def _open_list(book: Any, key: str, headings: Sequence[str], lang: str) -> Any:
    """Give the list of this kind, made where there is none; it is no table, so nothing reads it but people."""
    from openpyxl.styles import Font

    for other in ("vi", "en"):
        title = say(f"candidate.{key}", other)
        if title in book.sheetnames:
            return book[title]
    sheet = book.create_sheet(say(f"candidate.{key}", lang))
    for number, name in enumerate(headings, start=1):
        put(sheet.cell(1, number), say(f"candidate.{name}", lang))
        sheet.cell(1, number).font = Font(bold=True)
        letter = sheet.cell(1, number).column_letter
        sheet.column_dimensions[letter].width = 44 if name in ("printed", "decide", "themes", "begins") else 16
    sheet.freeze_panes = "A2"
    return sheet


def _add_line(sheet: Any, cells: Sequence[str]) -> None:
    from openpyxl.styles import Alignment

    line = sheet.max_row + 1
    for number, text in enumerate(cells, start=1):
        put(sheet.cell(line, number), text)
        sheet.cell(line, number).alignment = Alignment(wrap_text=True, vertical="top")


def _write_text(path: Path, texts: Sequence[Paragraph]) -> Path | None:
    """Write the paragraphs, one a line, where no file of this name stands; the workbook counts by them.

    A file with the same paragraphs, such as the article itself, serves as it is.
    """
    said = [one.text for one in texts]
    if path.exists():
        there = paragraphs(path.read_text(encoding="utf-8-sig", errors="replace"))
        return path if [normalise(one) for one in there] == said else None
    write_whole(path, lambda file: file.write_text("".join(f"{one}\n" for one in said), encoding="utf-8", newline="\n"))
    return path
