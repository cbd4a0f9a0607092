"""Cells as people fill them in: numbers, dates, periods and words of a list, understood as typed and shown so again."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from math import isfinite
from typing import Any
from unicodedata import digit

from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.styles.colors import COLOR_INDEX

from analysis.errors import AnalysisError, DataError, Fault
from analysis.package.schema import Field
from analysis.text import format_date, format_period, match_key, normalise, read_date, read_number, read_period
from analysis.text.numbers import decimals_of
from analysis.words.catalogue import LANGUAGES, say, section

# A column whose words stand in a section of another name than its own.
_SECTIONS = {
    "direction": "cell_direction",
    "from_level": "sent",
    "issuer_basis": "outlet_basis",
    "kind": "cell_kind",
    "period_basis": "basis",
    "qualifier": "cell_qualifier",
    "to_level": "sent",
}
_YES_OR_NO = dict.fromkeys(("true", "x", "có", "đúng", "yes", "1"), "true")
_YES_OR_NO |= dict.fromkeys(("false", "không", "sai", "no", "0"), "false")
_BRACKETED = re.compile(r".*\[([a-z][a-z0-9_]*)\]")
_ENGLISH = re.compile(r"-?\d+\.\d+")
_SPACED = re.compile(r"\d{1,3}( \d{3})+(,\d+)?")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")  # how the file of a workbook may write any letter
# A format of the first section that shows a number as it is, but for thousands, by a space too, and signs at its ends.
_PLAIN_FORMAT = re.compile(r"[-+ (]*[#0?,]*[#0?](?: [#0?]{3})*(?:\.(?P<decimals>[#0?]+))?(?P<percent> ?%)?[) ]*")
_SPACE = re.compile(r'"([ \u00a0\u2009\u202f])"|\\?[\u00a0\u2009\u202f]')
_NOT_SHOWN = re.compile(r"\[[^\]]*\]|_.|\*.|\\(?=[ ()+-])")  # colours, languages, room for a bracket
_AMBIGUOUS = re.compile(r"[1-9]\d{0,2}(,\d{3})+\s*%?")
_SHOWN = 80  # characters of a comment
_THREAD = "linkid=870924"  # ends what Excel puts before the words of a thread, for programs that show none
_SEEN = 4  # points
_SECTIONS_OF_FORMAT = 4  # of numbers above, below and at zero, and of text
MARKER = "analysis"
"""The author of the comments in a marked copy."""
# Columns of a period, which is typed as articles write it.
PERIODS = ("period", "against")


@dataclass
class Remarks:
    """A list that grows with every sheet: faults, and repairs and readings to know of; none has its message yet."""

    faults: list[Fault] = field(default_factory=list)
    notices: list[Fault] = field(default_factory=list)

    def add_fault(
        self, file: str, kind: str, /, *, row: int | None = None, column: str | None = None, **details: object
    ) -> None:
        """Add a fault of a kind that the catalogue words."""
        said = {name: str(detail) for name, detail in details.items()}
        self.faults.append(Fault(file, "", row=row, column=column, kind=kind, details=said))

    def add_notice(
        self, file: str, kind: str, /, *, row: int | None = None, column: str | None = None, **details: str
    ) -> None:
        """Add a notice of a kind that the catalogue words."""
        self.notices.append(Fault(file, "", row, column, kind, details))

    def refuse(self) -> None:
        """Raise a DataError if there are faults, worded in English as those of a folder are."""
        if told := [replace(fault, message=say(f"wrong.{fault.kind}", "en", **fault.details)) for fault in self.faults]:
            raise DataError(told)


def read_cell(cell: Any, column: Field, file: str, remarks: Remarks) -> str:
    """Turn a cell into text in the form of the data package; what is not understood stays, for the checks to refuse.

    The cell is one of openpyxl's; `remarks` take what is wrong and each repair, told of `file`, the name of its sheet.
    """
    where = {"row": cell.row, "column": column.name}
    if kind := {"f": "formula", "e": "error_cell"}.get(cell.data_type):
        remarks.add_fault(file, kind, **where, cell=cell.value)
        return ""
    notify = partial(remarks.add_notice, file, **where)
    if cell.comment and cell.comment.author != MARKER:
        said = cell.comment.text.rpartition(_THREAD)[2]
        notify("comment", cell=" ".join(said.split())[:_SHOWN])
    if cell.value is not None and cell.font and _is_unseen(cell):  # what is typed in a browser has no font
        notify("unseen", cell=str(cell.value)[:_SHOWN])
    if wrong := _find_mistaken(cell, column):
        remarks.add_fault(file, wrong, **where, cell=cell.value, format=cell.number_format)
    value = str(cell.value) if isinstance(cell.value, CellRichText) else cell.value
    text = _plain_text(value, cell.number_format, column, notify)
    if not text or not isinstance(value, str):  # a number of the spreadsheet's own needs no reading of marks
        return text
    if column.type in ("number", "integer") and _AMBIGUOUS.fullmatch(text):
        remarks.add_fault(file, "ambiguous", **where, cell=text)
        return text
    return _understand(text, column, notify)


def show_value(column: Field, text: str, lang: str) -> str:
    """Show a value of the data package as a lecturer would type it."""
    if not text:
        return ""
    if words := label_values(column, lang):
        return words[text]
    if column.type == "date":
        return format_date(text, "vi")
    if column.name in PERIODS:
        return text if len(text) == len("2019") else format_period(text, "vi")
    return text.replace(".", ",") if column.type == "number" else text


def label_values(column: Field, lang: str) -> dict[str, str]:
    """Give the words for the values that a column allows, nothing where the list is open."""
    values = column.enum or (("true", "false") if column.type == "boolean" else ())
    words = section(_SECTIONS.get(column.name, column.name), lang) if values else {}
    return {value: words[value] for value in values}


def with_id(name: str, id_: str) -> str:
    """Write a name with its id, as lists offer it and as it may be typed."""
    return f"{name} [{id_}]"


def _is_unseen(cell: Any) -> bool:
    """Tell that a cell shows a reader nothing: letters of the colour of their ground or hardly there, or hidden."""
    ground = _read_colour(cell.fill.fgColor, "FFFFFF") if cell.fill.fill_type == "solid" else "FFFFFF"
    unseen = _read_colour(cell.font.color, "000000") == ground or (cell.font.sz or _SEEN) < _SEEN
    return unseen or _hides(cell.number_format)


def _hides(number_format: str) -> bool:
    """Tell that a format of numbers shows no text."""
    of_format = number_format.split(";")
    return len(of_format) == _SECTIONS_OF_FORMAT and not of_format[-1]


def can_hide(look: Any) -> bool:
    """Tell that the look which a rule gives to cells, one of openpyxl's, has letters of their ground or no letters."""
    ground = _read_colour(look.fill.bgColor, "FFFFFF") if look.fill and look.fill.bgColor else "FFFFFF"
    letters = _read_colour(look.font.color, "000000") if look.font and look.font.color else "000000"
    return letters == ground or bool(look.numFmt and _hides(look.numFmt.formatCode))


def _read_colour(colour: Any, automatic: str) -> str:
    """Read a colour of a workbook, whose first two of a theme are the ground and the letters of a page."""
    if colour is not None and colour.type == "rgb":
        return str(colour.rgb)[-6:].upper()
    if colour is not None and colour.type == "indexed" and colour.indexed < len(COLOR_INDEX) - 2:  # those are automatic
        return str(COLOR_INDEX[colour.indexed])[-6:]
    if colour is not None and colour.type == "theme" and not colour.tint:
        return {0: "FFFFFF", 1: "000000"}.get(colour.theme, f"theme {colour.theme}")
    return automatic if colour is None or colour.type == "indexed" else f"{colour.theme} {colour.tint}"


def _find_mistaken(cell: Any, column: Field) -> str | None:
    """Tell that a cell is crossed out, was taken for something else than was typed, or shows another number."""
    runs = cell.value if isinstance(cell.value, CellRichText) else ()
    fonts = [cell.font, *(run.font for run in runs if isinstance(run, TextBlock))]
    if cell.value is not None and any(font and font.strike for font in fonts):
        return "crossed"
    value, of_text = cell.value, column.type == "string" and column.name not in PERIODS
    if isinstance(value, bool | datetime | date | time | timedelta):
        boolean = isinstance(value, bool)
        return "other_type" if of_text or (boolean and column.type not in ("boolean", "number", "integer")) else None
    if isinstance(value, float) and not isfinite(value):  # larger than a spreadsheet can hold
        return "shown"
    if not isinstance(value, int | float) or cell.number_format in ("General", "@"):
        return None
    of_value = _SPACE.sub(" ", cell.number_format.split(";")[0])
    shown = _PLAIN_FORMAT.fullmatch(_NOT_SHOWN.sub("", of_value))
    number = Decimal(repr(value)) * (100 if shown and shown["percent"] else 1)
    decimals = len(shown["decimals"] or "") if shown else 0
    of_hundred = shown and shown["percent"] and column.type != "number"  # read without its sign
    return None if shown and not of_hundred and decimals_of(number) <= decimals else "shown"


def _plain_text(value: Any, number_format: str, column: Field, notify: Callable[..., None]) -> str:
    """Turn what a spreadsheet holds into text: its own numbers, dates and yes or no, and loose letters."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime | date):
        shown = value.strftime("%Y-%m-%d")
        if isinstance(value, datetime) and value.time() != time():
            notify("time", before=str(value), after=shown)
        return shown[:7] if column.name in PERIODS and "d" not in number_format.lower() else shown
    if isinstance(value, int | float):
        number = Decimal(repr(value))
        if "%" in number_format and column.type == "number":  # 0.802 shown as 80,2% is 80.2
            number *= 100
            notify("read", before=str(value).replace(".", ","), after=f"{number.normalize():f}".replace(".", ","))
        text = f"{number.normalize():f}"
        if column.leading_zeros:
            notify("code", after=text)
        return text
    written = str(value)
    meant = _ESCAPED.sub(lambda escape: chr(int(escape[1], 16)), written)
    proper = normalise("".join(str(digit(each)) if each.isdecimal() else each for each in meant))
    tidy = " ".join(proper.split())
    if proper.split() != written.split():
        notify("letters", before=written.strip(), after=tidy)
    elif tidy != written:
        notify("spaces", after=tidy)
    return tidy


def _understand(text: str, column: Field, notify: Callable[..., None]) -> str:
    if label_values(column, LANGUAGES[0]):
        return _understand_label(text, column)
    bare, is_number = text.removesuffix("%").strip(), column.type in ("number", "integer")
    if is_number and _SPACED.fullmatch(bare):
        bare = bare.replace(" ", "")
        notify("read", before=text, after=bare)
    try:
        if is_number:
            return f"{Decimal(read_number(bare)):f}"
        if column.name in PERIODS:
            return read_period(text)
        if column.type == "date":
            return read_date(text).isoformat()
    except AnalysisError:
        if not (is_number and _ENGLISH.fullmatch(bare)):
            return text
        notify("read", before=text, after=bare.replace(".", ","))
        return bare
    match = _BRACKETED.fullmatch(text) if column.pattern else None
    return match[1] if match else text


def _understand_label(text: str, column: Field) -> str:
    """Find which allowed value was typed: the value itself, or its word in either language."""
    key = match_key(text)
    for lang in LANGUAGES:
        for value, word in label_values(column, lang).items():
            if key in (match_key(value), match_key(word)):
                return value
    return _YES_OR_NO.get(text.lower(), text) if column.name == "list_is_partial" else text
