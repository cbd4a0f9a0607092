"""Understand what people type into a cell: numbers, dates, periods, words of a list, Vietnamese letters."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from analysis.errors import AnalysisError
from analysis.package.schema import Field
from analysis.text import normalise, read_date, read_number
from analysis.workbook.labels import understand_label

__all__ = ["QUARTER", "plain_text", "quarter_end", "understand"]

QUARTER = re.compile(r"(?:q|quý)\s*([1-4]|iv|i{1,3})\s*(?:[/-]|năm|\s)\s*(\d{4})", re.IGNORECASE)
_BRACKETED = re.compile(r".*\[([a-z][a-z0-9_]*)\]")
_ENGLISH = re.compile(r"-?\d+\.\d+")
_AMBIGUOUS = re.compile(r"[1-9]\d{0,2}(,\d{3})+")
_MONTH = re.compile(r"(?:tháng\s*)?(\d{1,2})\s*(?:[/-]|\s+năm\s+)\s*(\d{4})", re.IGNORECASE)
_YEAR = re.compile(r"(?:năm\s*)?(\d{4})", re.IGNORECASE)
_ENDS = {"1": "31/3", "2": "30/6", "3": "30/9", "4": "31/12", "i": "31/3", "ii": "30/6", "iii": "30/9", "iv": "31/12"}

Notice = Callable[..., None]


def plain_text(value: Any, number_format: str, column: Field, notice: Notice) -> str:
    """Turn what a spreadsheet holds into text: its own numbers, dates and yes or no, and loose letters.

    Parameters
    ----------
    value
        As openpyxl gives it.
    number_format
        How the cell shows it: 0.802 shown as 80,2% is 80.2.
    column
        Where it stands.
    notice
        Called with the kind of notice, and `before` and `after`, for each repair.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime | date):
        shown = value.strftime("%Y-%m-%d")
        return shown[:7] if column.name == "period" and "d" not in number_format.lower() else shown
    if isinstance(value, int | float):
        number = Decimal(repr(value))
        if "%" in number_format and column.type == "number":
            number *= 100
            notice("read", before=str(value).replace(".", ","), after=f"{number.normalize():f}".replace(".", ","))
        text = f"{number:f}"
        if "." in text:
            text = text.rstrip("0").rstrip(".")
        if column.pattern and column.pattern.startswith(r"^\d") and column.name != "period":
            notice("code", after=text)
        return text
    written = str(value)
    proper = normalise(written)
    tidy = " ".join(proper.split())
    if proper.split() != written.split():
        notice("letters", before=written.strip(), after=tidy)
    elif tidy != written:
        notice("spaces", after=tidy)
    return tidy


def understand(column: Field, typed: Any, text: str, notice: Notice) -> str:
    """Turn text into the form of the data package, or give it back as it is for the checks to refuse.

    `typed` is the cell as the spreadsheet holds it: a number of its own needs no reading of marks.
    """
    if not text or not isinstance(typed, str):
        return text
    if column.enum or column.type == "boolean":
        values = column.enum or ("true", "false")
        return understand_label(column.name, values, text) or text
    if column.type in ("number", "integer"):
        return _number(text, notice)
    if column.type == "date":
        return _date(text)
    if column.name == "period":
        return _period(text)
    match = _BRACKETED.fullmatch(text) if column.pattern else None
    return match[1] if match else text


def quarter_end(text: str) -> str | None:
    """Give the last day of a quarter such as Q1/2019, or none where the text is no quarter."""
    match = QUARTER.fullmatch(text)
    return f"{_ENDS[match[1].lower()]}/{match[2]}" if match else None


def _number(text: str, notice: Notice) -> str:
    bare = text.removesuffix("%").strip()
    if _AMBIGUOUS.fullmatch(bare):
        notice("ambiguous", fault=True, cell=text)
        return text
    try:
        return f"{read_number(bare):f}" if "," in bare else str(read_number(bare))
    except AnalysisError:
        if _ENGLISH.fullmatch(bare):
            notice("read", before=text, after=bare.replace(".", ","))
            return bare
        return text


def _date(text: str) -> str:
    try:
        return read_date(text).isoformat()
    except AnalysisError:
        return text


def _period(text: str) -> str:
    if match := _YEAR.fullmatch(text):
        return match[1]
    if (match := _MONTH.fullmatch(text)) and 1 <= int(match[1]) <= 12:
        return f"{match[2]}-{int(match[1]):02d}"
    return _date(text)
