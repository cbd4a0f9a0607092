"""Make the workbook that a class takes to a place: the template with its locality, its notes and its blanks begun."""

from __future__ import annotations

import io
from collections.abc import Sequence

from analysis.package.frames import read_frames
from analysis.package.schema import read_package
from analysis.paths import data_dir
from analysis.words.catalogue import say
from analysis.workbook.cells import show_value, with_id
from analysis.workbook.template import open_template
from analysis.workbook.xlsx import put

__all__ = ["write_field_sheet"]

# What a class finds on the spot is laid beside the article's figures, never among them.
_SUFFIX = "_field_study"
_COPIED = ("name_vi", "name_en", "level", "parent_vi", "parent_en", "parent_code", "code", "code_to", "iso_3166_2")


def write_field_sheet(locality: dict[str, str], indicators: Sequence[str], *, lang: str) -> bytes:
    """Write the workbook of a field study.

    The place gets an id of its own, and the notes of the class are its source. A blank that is left empty is no fault.

    Parameters
    ----------
    locality
        The row of the place, by column.
    indicators
        Ids of the indicators to ask for, in their order.
    lang
        Language of headings, notes, lists and guide.

    Returns
    -------
    bytes
        The file, `.xlsx`.
    """
    package, built_in = read_package(), read_frames(read_package(), [data_dir()])
    book, sheets = open_template(built_in, lang=lang)
    own = locality["locality_id"] + _SUFFIX
    place = {column: locality.get(column, "") for column in _COPIED} | {"locality_id": own}
    for other in ("vi", "en"):
        place[f"name_{other}"] = say("field_sheet.name", other, place=locality[f"name_{other}"])
    source = {"source_id": own, "locality_id": own, "genre": "field_notes"}
    for column, other in (("title", "vi"), ("title_en", "en")):
        source[column] = say("field_sheet.title", other, place=locality[f"name_{other}"])
    names = built_in["indicators"].set_index("indicator_id")[f"name_{lang}"]
    blanks = [{"indicator_id": with_id(names.get(id_, id_), id_)} for id_ in indicators]
    for name, rows in (("localities", [place]), ("sources", [source]), ("observations", blanks)):
        table = package.tables[name]
        for number, row in enumerate(rows, start=3):
            for column, words in row.items():
                if words:
                    cell = sheets[name].cell(number, table.columns.index(column) + 2)
                    put(cell, show_value(table.field(column), words, lang))
    guide = book.worksheets[0]
    put(guide.cell(1, 1), say("field_sheet.guide", lang, place=locality[f"name_{lang}"]))
    lines = say("field_sheet.lines", lang, file=f"{own}.txt").strip().split("\n")
    for number, line in enumerate(lines, start=3):
        put(guide.cell(number, 1), line)
        guide.row_dimensions[number].height = 16 * (1 + len(line) // 105)
    for number in range(3 + len(lines), guide.max_row + 1):
        guide.cell(number, 1).value = None
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
