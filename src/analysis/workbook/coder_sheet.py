"""The workbook of a second coder: paragraphs to code, the codebook, blanks. The reader holds the article."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.package.schema import read_package
from analysis.paths import write_whole
from analysis.words.catalogue import LANGUAGES, say
from analysis.workbook.cells import label_values, with_id
from analysis.workbook.template import check_new
from analysis.workbook.xlsx import put

if TYPE_CHECKING:
    import pandas as pd

# What is read of the codebook, and the columns of the codings that a coder sees, with the widths of all.
_READ = {"themes": ("definition", "include", "exclude"), "coding_rules": ("rule", "example_1", "example_2")}
_CODED = {"locality_id": 14, "source_id": 18, "paragraph": 8, "coder": 14, "theme_id": 48, "direction": 14}
_CODED |= {"status": 14, "gloss_vi": 50, "gloss_en": 50}
_ROWS = 2000


def write_coder_sheet(
    path: Path, tables: Mapping[str, "pd.DataFrame"], locality_ids: Sequence[str], *, lang: str
) -> None:
    """Write a workbook in which another person codes the texts on some places, a row for each paragraph of a body.

    What others coded is not in it, nor a sentence of a text. An AnalysisError is raised as by `write_template`.
    """
    from openpyxl import Workbook
    from openpyxl.styles import PatternFill
    from openpyxl.worksheet.datavalidation import DataValidation

    check_new(path, lang)
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
        choice.add(f"{letter}2:{letter}{_ROWS}")
    write_whole(path, book.save)


def _fill(sheet: Any, title: str, rows: Iterable[Iterable[str]], widths: Iterable[int]) -> None:
    """Fill a sheet with rows of text, the first of them its heading."""
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    sheet.title, sheet.freeze_panes = title, "A2"
    for line, row in enumerate(rows, start=1):
        for column, words in enumerate(row, start=1):
            put(sheet.cell(line, column), words, font=Font(name="Calibri", bold=line == 1), wrap=True)
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
        sheet.column_dimensions[get_column_letter(column)].number_format = "@"
    sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.print_title_rows = "landscape", 9, "1:1"
    sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr.fitToPage = 0, True
