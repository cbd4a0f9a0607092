"""Make workbooks to fill in: of a locality, empty or begun for a class that goes there; of a second coder."""

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from analysis.package.frames import read_frames
from analysis.package.schema import Field, TableSchema, read_package
from analysis.package.units import read_units
from analysis.paths import data_dir, write_whole
from analysis.text import fold, format_date, slug
from analysis.words.catalogue import LANGUAGES, refuse, say
from analysis.workbook.cells import label_values, show_value, with_id
from analysis.workbook.completion import FILLED, is_made
from analysis.workbook.xlsx import put, put_lines

_ROWS = 500
_READY = 40  # rows whose cells are made; those below take the form of their column
_ROWS_TO_CODE = 2000
_FONT = "Calibri"
_LISTED = {"indicators": "indicator_id", "themes": "theme_id"}
_WIDE = {"title", "title_en", "printed", "gloss_vi", "gloss_en", "subject_vi", "subject_en", "note_vi", "note_en"}
_WIDE |= set(_LISTED.values())
# Columns that few rows need stand last; whoever reads a sheet finds its columns by their headings, in any order.
_RARE = {"subject", "value_high", "qualifier", "reading", "against", "list_is_partial", "repeats", "published_printed"}
_RARE |= {"outlet_basis", "issuer_basis", "carries_out", "covers_from", "covers_to", "note_vi", "note_en"}
_RARE |= {"successors", "clause_vi", "clause_en", "meaning_vi", "meaning_en", "verification", "checked_on", "reference"}
_COPIED = ("name_vi", "name_en", "level", "parent_vi", "parent_en", "parent_code", "code", "code_to", "iso_3166_2")
# What is read of the codebook, and the columns of the codings that a coder sees, with the widths of all.
_READ = {"themes": ("definition", "include", "exclude"), "coding_rules": ("rule", "example_1", "example_2")}
_CODED = {"locality_id": 14, "source_id": 18, "paragraph": 8, "coder": 14, "theme_id": 48, "direction": 14}
_CODED |= {"status": 14, "gloss_vi": 50, "gloss_en": 50}


def write_template(path: Path, *, locality: str | None = None, lang: str = "vi") -> None:
    """Write a workbook for one locality, its id filled in if given; nothing is overwritten.

    An AnalysisError is raised if the file is there already, has another ending, or the id is taken or no id.
    """
    _check_new(path, lang)
    package, built_in = read_package(), read_frames(read_package(), [data_dir()])
    taken = sorted(built_in["localities"]["locality_id"])
    pattern = str(package.tables["localities"].field("locality_id").pattern)
    if locality is not None and (locality in taken or not re.fullmatch(pattern, locality)):
        like = slug(locality) if any(map(str.isalpha, fold(locality))) else ""
        near = like if like not in taken and re.fullmatch(pattern, like) else ""
        raise refuse("locality", lang, file=locality, choices=", ".join(taken), near=near)
    book, sheets = open_template(built_in, lang=lang)
    if locality is not None:
        put(sheets["localities"].cell(3, 2), locality)
    write_whole(path, book.save)


def _check_new(path: Path, lang: str) -> None:
    """Refuse to write a workbook over a file, or under a name that no spreadsheet takes for one."""
    if path.suffix.lower() != ".xlsx":
        raise refuse("suffix", lang, file=path.name)
    if path.exists():
        raise refuse("exists", lang, file=path.name)


def write_field_sheet(locality: dict[str, str], indicators: Sequence[str], *, lang: str) -> bytes:
    """Give the workbook of a field study, as the bytes of an `.xlsx` file.

    The place, given as its row by column, gets an id of its own, and the notes of the class are its source. Indicators,
    given as ids, are asked for in their order; a blank that is left empty is no fault.
    """
    built_in = read_frames(read_package(), [data_dir()])
    book, sheets = open_template(built_in, lang=lang, lookup=False)
    # What a class finds on the spot is laid beside the article's figures, never among them.
    own = f"{locality['locality_id']}_field_study"
    place = {column: locality.get(column, "") for column in _COPIED} | {"locality_id": own}
    source = {"source_id": own, "locality_id": own, "genre": "field_notes"}
    for other in LANGUAGES:
        name = locality[f"name_{other}"]
        place[f"name_{other}"] = say("field_sheet.name", other, place=name)
        source["title" if other == LANGUAGES[0] else f"title_{other}"] = say("field_sheet.title", other, place=name)
    names = built_in["indicators"].set_index("indicator_id")[f"name_{lang}"]
    blanks = [{"indicator_id": with_id(names.get(id_, id_), id_)} for id_ in indicators]
    for name, rows in (("localities", [place]), ("sources", [source]), ("observations", blanks)):
        for line, row in enumerate(rows, start=3):
            for number, column in enumerate(order_columns(read_package().tables[name]), start=2):
                if words := row.get(column.name):
                    put(sheets[name].cell(line, number), show_value(column, words, lang))
    guide = book.worksheets[0]
    put(guide.cell(1, 1), say("field_sheet.guide", lang, place=locality[f"name_{lang}"]))
    lines = say("field_sheet.lines", lang, file=f"{own}.txt").strip().split("\n")
    put_lines(guide, lines, start=3, letters=105)
    for number in range(3 + len(lines), guide.max_row + 1):
        guide.cell(number, 1).value = None
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def write_coder_sheet(
    path: Path, tables: Mapping[str, pd.DataFrame], locality_ids: Sequence[str], *, lang: str
) -> None:
    """Write a workbook in which another person codes the texts on some places, a row for each paragraph of a body.

    What others coded is not in it, nor a sentence of a text. An AnalysisError is raised as by `write_template`.
    """
    _check_new(path, lang)
    book, package = Workbook(), read_package()
    known = tables["sources"].to_dict("records")
    sources: list[Any] = [row for place in locality_ids for row in known if row["locality_id"] == place]
    lines = [say("coder_sheet.lines", each).strip().split("\n") for each in LANGUAGES]
    titles = {each: "title" if each == LANGUAGES[0] else f"title_{each}" for each in LANGUAGES}
    texts = [[say("coder_sheet.text", each, name=row[titles[each]], **row) for each in titles] for row in sources]
    _fill(book.active, say("guide.sheet", lang), [*zip(*lines, strict=True), *texts], [75] * len(LANGUAGES))
    table = package.tables["codings"]
    blanks = [
        (row["locality_id"], row["source_id"], str(paragraph))
        for row in sources
        for paragraph in range(row["body_from"], row["body_to"] + 1)
    ]
    sheet = book.create_sheet()
    _fill(sheet, table.title[lang], [[table.field(name).title[lang] for name in _CODED], *blanks], _CODED.values())
    sheet["D2"].fill = PatternFill("solid", start_color="FFF2CC")  # the only place for the coder's mark
    for name, columns in _READ.items():
        key, worded = package.tables[name].key[0], [f"{column}_{lang}" for column in columns]
        heads = [package.tables[name].title[lang], *(package.tables[name].field(each).title[lang] for each in worded)]
        rows = tables[name].to_dict("records")
        read = [(with_id(row[f"name_{lang}"], row[key]), *(row[each] for each in worded)) for row in rows]
        _fill(book.create_sheet(), say(f"coder_sheet.{name}", lang), [heads, *read], [40, 50, 50, 50])
    choices = {
        name: f'"{",".join(label_values(table.field(name), lang).values())}"' for name in ("direction", "status")
    }
    choices["theme_id"] = f"'{say('coder_sheet.themes', lang)}'!$A$2:$A${len(tables['themes']) + 1}"
    for name, formula in choices.items():
        choice, letter = DataValidation(type="list", formula1=formula), "ABCDEFGHI"[list(_CODED).index(name)]
        sheet.add_data_validation(choice)
        choice.add(f"{letter}2:{letter}{_ROWS_TO_CODE}")
    write_whole(path, book.save)


def open_template(built_in: dict[str, pd.DataFrame], *, lang: str, lookup: bool = True) -> tuple[Any, dict[str, Any]]:
    """Make the workbook in memory; give it with its sheets by table, row 3 of each the first to fill in.

    With `lookup` it has the list in which to find the official code of a place by its name.
    """
    package, book = read_package(), Workbook()
    guide: Any = book.active
    guide.title = say("guide.sheet", lang)
    put(guide["A1"], say("guide.title", lang), font=Font(name=_FONT, bold=True, size=14))
    put_lines(guide, say("guide.lines", lang).strip().split("\n"), start=3, letters=78)
    _fit_page(guide, wide=1, high=1)
    sheets = {name: book.create_sheet(package.tables[name].title[lang]) for name in FILLED}
    lists = _write_lists(book.create_sheet(say("sheet.lists", lang)), built_in, lang)
    if lookup:
        _write_units(book.create_sheet(package.lists["units"].title[lang]), lang)
    for name, sheet in sheets.items():
        lists.setdefault((name, package.tables[name].key[0]), f"'{sheet.title}'!$B$3:$B${_ROWS + 2}")
    for name, sheet in sheets.items():
        _write_table(sheet, package.tables[name], built_in[name].iloc[0], lists, lang)
    return book, sheets


def order_columns(table: TableSchema) -> list[Field]:
    """Give the columns of a table as they stand beside the mark of its sheet: those that few rows need last."""
    return sorted(table.fields, key=lambda column: column.name in _RARE)


def _fit_page(sheet: Any, *, wide: int = 2, high: int = 0) -> None:
    """Print a table on A4, two pages wide, with its headings and the rows and columns that faults name."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape" if wide > 1 else "portrait", 9
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins.left = sheet.page_margins.right = 0.4  # inches
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = wide, high
    if wide > 1:
        sheet.print_title_rows, sheet.print_title_cols = "1:1", "A:A"
        sheet.print_options.gridLines = sheet.print_options.headings = True


def _write_lists(sheet: Any, built_in: dict[str, pd.DataFrame], lang: str) -> dict[tuple[str, ...], str]:
    """Write the lists to choose from, with definitions; give the range of each by table and column."""
    ranges: dict[tuple[str, ...], str] = {}
    package = read_package()

    def write(key: tuple[str, str], heading: str, entries: list[str], width: int) -> None:
        column = len(ranges) + 1
        letter = get_column_letter(column)
        put(sheet.cell(1, column), heading, font=Font(name=_FONT, bold=True))
        sheet.column_dimensions[letter].width = width
        for row, entry in enumerate(entries, start=2):
            put(sheet.cell(row, column), entry, wrap=True)
        ranges[key] = f"'{sheet.title}'!${letter}$2:${letter}${len(entries) + 1}"

    said = f"definition_{lang}"
    for name, key in _LISTED.items():
        table, frame = package.tables[name], built_in[name]
        entries = [with_id(*pair) for pair in zip(frame[f"name_{lang}"], frame[key], strict=True)]
        write((name, key), table.title[lang], entries, 60)
        write((name, said), table.field(said).title[lang], list(frame[said]), 70)
    for table in (package.tables[name] for name in FILLED):
        for column in table.fields:
            if words := label_values(column, lang):
                write((table.name, column.name), f"{table.title[lang]}: {column.title[lang]}", list(words.values()), 28)
    sheet.freeze_panes = "A2"
    _fit_page(sheet)
    return ranges


def _write_units(sheet: Any, lang: str) -> None:
    """Write the units of today and the districts and provinces before, to be filtered by name with marks or without.

    The communes before 1 July 2025 are not among them: their codes are filled in by name, level and the unit above.
    """
    units = [unit for unit in read_units() if not unit.valid_until or unit.level != "commune"]
    heads = [say(f"units.{name}", lang) for name in ("name", "plain", "code", "until")]
    days = (format_date(unit.valid_until, "vi") if unit.valid_until else "" for unit in units)
    rows = [(str(unit), fold(str(unit)), unit.code, day) for unit, day in zip(units, days, strict=True)]
    for row in (heads, *sorted(rows, key=lambda row: row[1])):
        sheet.append(row)
    for letter, width in zip("ABCD", (52, 52, 10, 12), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes, sheet.auto_filter.ref = "A2", f"A1:D{len(rows) + 1}"
    sheet.print_area = "A1:D1"  # to look things up in, not to print


def _write_table(
    sheet: Any, table: TableSchema, example: pd.Series, lists: Mapping[tuple[str, ...], str], lang: str
) -> None:
    put(sheet["A1"], say("sheet.mark", lang))
    put(sheet["A2"], say("sheet.example", lang))
    sheet.column_dimensions["A"].width = 9
    columns = order_columns(table)
    for number, column in enumerate(columns, start=2):
        letter, title, labels = get_column_letter(number), column.title[lang], label_values(column, lang)
        put(sheet.cell(1, number), f"{title} *" if column.required and not is_made(table, column) else title)
        need = "made" if is_made(table, column) else "must" if column.required else "blank"
        kind = "choice" if column.enum else "key" if column.foreign_key else column.type
        note = f"{column.description[lang]} {say(f'sheet.{need}', lang)} {say(f'type.{kind}', lang)}"
        note += f" {say('sheet.rare', lang)}" if column.name in _RARE else ""
        sheet.cell(1, number).comment = Comment(note, "analysis", width=320, height=150)
        sheet.column_dimensions[letter].width = 44 if column.name in _WIDE else max(16, len(title) + 4)
        sheet.column_dimensions[letter].number_format = "@"
        put(sheet.cell(2, number), show_value(column, example[column.name], lang))
        for row in range(3, _READY + 3):  # text from the first key: a spreadsheet must not turn 1.906 or 3/2021 about
            sheet.cell(row, number).number_format = "@"
        if listed := lists.get((table.name, column.name) if labels else column.foreign_key):
            # A warning, not a stop: an id may be typed too.
            choice = DataValidation(type="list", formula1=f"={listed}", allow_blank=True, errorStyle="warning")
            choice.showErrorMessage = bool(labels)
            sheet.add_data_validation(choice)
            choice.add(f"{letter}3:{letter}{_ROWS + 2}")
    for cell, rare in zip(sheet[1], [False, *(column.name in _RARE for column in columns)], strict=True):
        cell.fill = PatternFill("solid", start_color="EEEEEE" if rare else "DDE6F0")
    for row, font in enumerate((Font(name=_FONT, bold=True), Font(name=_FONT, italic=True, color="666666")), start=1):
        for cell in sheet[row]:
            cell.font, cell.alignment = font, Alignment(wrap_text=True, vertical="top")
    sheet.row_dimensions[1].height = sheet.row_dimensions[2].height = 32
    sheet.freeze_panes = "B2"
    _fit_page(sheet)


def _fill(sheet: Any, title: str, rows: Iterable[Iterable[str]], widths: Iterable[int]) -> None:
    """Fill a sheet with rows of text, the first of them its heading."""
    sheet.title, sheet.freeze_panes = title, "A2"
    for line, row in enumerate(rows, start=1):
        for column, words in enumerate(row, start=1):
            put(sheet.cell(line, column), words, font=Font(name=_FONT, bold=line == 1), wrap=True)
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
        sheet.column_dimensions[get_column_letter(column)].number_format = "@"
    sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.print_title_rows = "landscape", 9, "1:1"
    sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr.fitToPage = 0, True
