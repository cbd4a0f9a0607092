"""What an article may hold, in rows of a workbook marked as undecided, which no check accepts."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from analysis.extract.article import ArticleParagraph
from analysis.extract.rows import Extract, candidate_rows
from analysis.package.frames import read_frames
from analysis.package.schema import Field, read_package
from analysis.paths import data_dir, write_whole
from analysis.text import format_number, normalise, paragraphs, slug
from analysis.words.catalogue import LANGUAGES, refuse, say, section
from analysis.workbook.cells import Remarks, show_value, with_id
from analysis.workbook.completion import free_id
from analysis.workbook.proposals import list_places, word_directions, word_reasons
from analysis.workbook.reading import is_marked, read_header, table_of
from analysis.workbook.template import open_template
from analysis.workbook.xlsx import open_book, put

_TABLES = ("localities", "sources", "indicators", "observations", "directives")
_TO_DECIDE = ("sheet", "row", "printed", "value", "unit", "counted", "part_of", "decide", "why")
_ENDS = ("value", "value_high")
_GIVEN = ("source_id", "locality_id", "indicator_id")  # of ids; all others are made
_WIDE = ("printed", "decide", "why", "themes", "rules", "words", "begins")
_TO_READ = ("source", "paragraph", "directions", "themes", "rules", "words", "begins")


@dataclass(frozen=True)
class _Target:
    """A workbook to lay candidates into: its sheets and their columns by table, and the language to write in."""

    book: Any
    sheets: Mapping[str, Any]
    columns: Mapping[str, Mapping[str, int]]
    lang: str

    def cells(self, table: str, column: str) -> list[str]:
        """Give the cells of a column, the example's left out."""
        rows = self.sheets[table].iter_rows(min_row=2)
        place = self.columns[table][column] - 1
        return [str(row[place].value or "").strip() for row in rows if not is_marked(row[0].value, "example")]


def add_candidates(
    path: Path,
    found: Extract,
    texts: Sequence[ArticleParagraph],
    *,
    name: str,
    indicators: Mapping[str, str],
    themes: Mapping[str, str],
    lang: str,
) -> tuple[str, Path | None]:
    """Add the candidates of an article to a workbook, which is made where there is none; rows there stay as they are.

    It is whole afterwards, or as it was. The id of the source is made of `name` where the workbook does not tell its
    locality; `indicators` and `themes` are names by id. Given are that id, and the file of the text or none where
    another stands there. An AnalysisError tells of no workbook of ours, other headings, or an article that is in it.
    """
    target = _open_target(path, lang)
    pattern = str(read_package().tables["localities"].field("locality_id").pattern)
    ids = [*{*target.cells("localities", "locality_id")} - {""}]
    locality = ids[0] if len(ids) == 1 and re.fullmatch(pattern, ids[0]) else ""
    wanted = f"{locality}_{found.published_on.year}" if locality and found.published_on else slug(name)
    titles = dict(zip(target.cells("sources", "source_id"), target.cells("sources", "title"), strict=True))
    for id_, title in titles.items():
        if id_ and (title == found.title if found.title else id_ == wanted):
            raise refuse("again", lang, file=path.name, source=id_)
    source_id = free_id(wanted, set(titles))
    rows = candidate_rows(found, source_id=source_id, locality_id=locality)
    taken = read_frames(read_package(), [data_dir()])["localities"]["locality_id"]
    same_name = {row["locality_id"] for row in rows["localities"]} & {*taken}
    if ids or any(target.cells("localities", "name_vi")) or same_name:
        rows["localities"] = []  # a person has told the place, or must tell it from one of the same name
    there = target.cells("indicators", "indicator_id")
    rows["indicators"] = [row for row in rows["indicators"] if row["indicator_id"] not in there]
    for row in rows["observations"]:
        row["indicator_id"] = row["indicator_id"] or row["offer"]
    indicators = {**indicators, **{row["offer"]: row[f"seems_{lang}"] for row in rows["observations"] if row["offer"]}}
    marks = {table: _append(target, table, rows[table], indicators) for table in _TABLES}
    _write_list(target, "to_decide", _TO_DECIDE, _tell_decisions(target, rows, marks, found))
    _write_list(target, "to_read", _TO_READ, _tell_places(lang, list_places(rows), texts, themes))
    write_whole(path, target.book.save)
    return source_id, _write_text(path.resolve().parent / f"{source_id}.txt", texts)


def _open_target(path: Path, lang: str) -> _Target:
    """Open a workbook of ours, or make one where there is none."""
    package = read_package()
    if path.exists():
        book = open_book(path)
        sheets = {table.name: sheet for sheet in book.worksheets if (table := table_of(sheet.title))}
    elif path.suffix.lower() != ".xlsx":
        raise refuse("suffix", lang, file=path.name)
    else:
        book, sheets = open_template(read_frames(package, [data_dir()]), lang=lang)
    if lost := [package.tables[table].title[lang] for table in _TABLES if table not in sheets]:
        raise refuse("lost", lang, file=path.name, sheets=", ".join(lost))
    remarks = Remarks()
    columns = {
        table: read_header(sheets[table], package.tables[table], f"{path.name}, sheet {sheets[table].title}", remarks)
        for table in _TABLES
    }
    remarks.refuse()
    if unmarked := [sheets[table].title for table in _TABLES if 1 in columns[table].values()]:
        raise refuse("unmarked", lang, file=path.name, sheets=", ".join(unmarked), mark=say("sheet.mark", lang))
    return _Target(book, sheets, columns, lang)


def _append(target: _Target, table: str, rows: Sequence[Mapping[str, Any]], indicators: Mapping[str, str]) -> list[str]:
    """Write rows under all that is there, marked as undecided; give the marks.

    Each has a number of its own in the workbook, which stays with its row when others are taken out or sorted.
    """
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    sheet, lang, schema = target.sheets[table], target.lang, read_package().tables[table]
    last = max((row[0].row for row in sheet.iter_rows(min_row=2) if any(cell.value for cell in row)), default=2)
    given = [str(cell.value or "") for each in target.sheets.values() for cell in each["A"]]
    number = max((int(mark.split()[-1]) for mark in given if mark[-1:].isdecimal()), default=0)
    marks = [f"{say('sheet.undecided', lang)} {number + rank}" for rank in range(1, len(rows) + 1)]
    for line, (row, marked) in enumerate(zip(rows, marks, strict=True), start=last + 1):
        mark = sheet.cell(line, 1)
        put(mark, marked)
        mark.fill = PatternFill("solid", start_color="FFF2CC")
        mark.comment = Comment(f"{say('candidate.decide', lang)}: {word_reasons(row, lang)}", "analysis")
        for name, number in target.columns[table].items():
            if text := _fit(schema.field(name), str(row.get(name, "") or ""), indicators, lang):
                put(sheet.cell(line, number), text)
    return marks


def _fit(column: Field, text: str, indicators: Mapping[str, str], lang: str) -> str:
    """Write a value as a person would type it; one that the column does not allow is left to the person."""
    if column.name == "indicator_id" and column.foreign_key:
        return with_id(indicators.get(text, text), text) if text else ""
    made = column.name.endswith("_id") and column.name not in _GIVEN  # when the workbook is read
    # An empty reading is a level.
    left = made or text == "level" or (column.enum and text not in column.enum)
    return "" if left else show_value(column, text, lang)


def _tell_decisions(
    target: _Target, rows: Mapping[str, Sequence[Mapping[str, Any]]], marks: Mapping[str, list[str]], found: Extract
) -> Iterator[dict[str, str]]:
    """Tell of every candidate what the tables have no column for: unit, what is counted, part, what to decide."""
    lang, units = target.lang, section("unit", target.lang)
    of_paragraph: dict[int, list[str]] = {}
    for candidate, mark in zip(found.candidates, marks["observations"], strict=True):
        of_paragraph.setdefault(candidate.paragraph, []).append(mark)
    for table in _TABLES:
        for rank, (row, mark) in enumerate(zip(rows[table], marks[table], strict=True)):
            told = {
                "sheet": target.sheets[table].title,
                "row": mark,
                "printed": row.get("printed") or row.get("title") or row.get("name_vi", ""),
                "decide": word_reasons(row, lang),
                "why": _word_grounds(row, lang),
            }
            if table == "observations":
                part = found.candidates[rank].part_of
                told |= {
                    "value": "–".join(format_number(Decimal(row[end]), lang) for end in _ENDS if row[end]),
                    "unit": units.get(row["unit"]) or say("candidate.outside", lang, word=row["unit"]),
                    "counted": row["counted"],
                    "part_of": "" if part is None else of_paragraph[row["paragraph"]][part],
                }
            if table == "directives" and row["kind"] not in section("document", lang):
                told["unit"] = say("candidate.outside", lang, word=row["kind"])
            yield told


def _word_grounds(row: Mapping[str, Any], lang: str) -> str:
    """Word what a candidate rests on: the paragraph of each thing that a page tells of itself, or words of the text."""
    found = row.get("found_in") or {}
    told = (say("candidate.found", lang, what=say(f"decide.{name}", lang), number=found[name]) for name in found)
    return row.get("why") or ", ".join(told) or say("candidate.found", lang, what="", number=row["paragraph"]).strip()


def _tell_places(
    lang: str, passages: Sequence[Mapping[str, Any]], texts: Sequence[ArticleParagraph], themes: Mapping[str, str]
) -> Iterator[dict[str, str]]:
    """Tell of the places to read, each by its paragraph and how its sentence begins."""
    rules = read_frames(read_package(), [data_dir()])["coding_rules"].set_index("rule_id")[f"name_{lang}"]
    text_of = {paragraph.number: paragraph.text for paragraph in texts}
    for passage in passages:
        words = text_of.get(passage["paragraph"], "")[passage["start"] : passage["end"]].split()
        yield {
            "source": passage["source_id"],
            "paragraph": str(passage["paragraph"]),
            "directions": word_directions(passage, lang),
            "themes": ", ".join(with_id(themes.get(name, name), name) for name in passage["themes"]),
            "rules": ", ".join(rules[name] for name in passage["rules"]),
            "words": ", ".join(passage["words"]),
            "begins": " ".join(words[:12]) + (" …" if len(words) > 12 else ""),
        }


def _write_list(target: _Target, key: str, headings: Sequence[str], lines: Iterable[Mapping[str, str]]) -> None:
    """Add lines to the list of this kind, made where there is none; it is no table, so nothing reads it but people."""
    from openpyxl.styles import Font

    titles = {say(f"candidate.{key}", lang) for lang in LANGUAGES}
    sheet = next((sheet for sheet in target.book.worksheets if sheet.title in titles), None)
    if sheet is None:
        sheet = target.book.create_sheet(say(f"candidate.{key}", target.lang))
        for number, name in enumerate(headings, start=1):
            put(sheet.cell(1, number), say(f"candidate.{name}", target.lang), font=Font(bold=True))
            sheet.column_dimensions[sheet.cell(1, number).column_letter].width = 44 if name in _WIDE else 16
        sheet.freeze_panes = "A2"
    for line, told in enumerate(lines, start=sheet.max_row + 1):
        for number, name in enumerate(headings, start=1):
            put(sheet.cell(line, number), told.get(name, ""), wrap=True)


def _write_text(path: Path, texts: Sequence[ArticleParagraph]) -> Path | None:
    """Write the paragraphs, one a line, where no file of this name stands; the workbook counts by them.

    A file with the same paragraphs, such as the article itself, serves as it is.
    """
    lines = [paragraph.text for paragraph in texts]
    if path.exists():
        there = paragraphs(path.read_text(encoding="utf-8-sig", errors="replace"))
        return path if list(map(normalise, there)) == lines else None
    said = "".join(f"{line}\n" for line in lines)
    write_whole(path, lambda file: file.write_text(said, encoding="utf-8", newline="\n"))
    return path
