"""A pandas frame as a table, worded for its reader."""

import math
from datetime import date, datetime
from decimal import Decimal
from numbers import Real
from typing import Any

import pandas as pd

from analysis.dataset.results import Answer
from analysis.elements.table import Table
from analysis.errors import AnalysisError
from analysis.text import format_date, format_number
from analysis.words.catalogue import say, session_language

MOST_ROWS = 60
"""Rows of a frame that are shown; as many as pandas shows."""

_MOST = 6  # decimals
_UNGROUPED = 10_000  # below it four digits stay together, so that no year is torn apart


def make_table(frame: "pd.DataFrame | pd.Series[Any] | Answer", caption: str = "", *, lang: str | None = None) -> Table:
    """Make an accessible table of any frame, series or answer; of a long one its first rows, and how many there are.

    The numbers of a column have equally many decimals, but whole ones among them none, so that nobody reads 129,000
    for 129; an index that only counts the rows is left out.

    Returns
    -------
    Table
        With a caption, header cells and the numbers of the language; in JupyterLab and in a page it shows itself.

    Examples
    --------
    >>> import analysis
    >>> members = analysis.load().figures().query("indicator == 'party_members' and subject == ''")
    >>> analysis.make_table(members[["place_name", "value"]], "Đảng viên").rows[0]
    ('Hải Lựu', '378')
    """
    lang = session_language(lang)
    if isinstance(frame, Answer):
        frame, caption = frame.to_frame(), caption or str(frame.headline)
    if isinstance(frame, pd.Series):
        frame = frame.to_frame("" if frame.name is None else frame.name)
    if not isinstance(frame, pd.DataFrame):
        raise AnalysisError(f"a table is made of a pandas DataFrame or Series, not of {type(frame).__name__}")
    if not isinstance(caption, str):
        raise AnalysisError(f"a caption is a text, not of type {type(caption).__name__}")
    shown, index = frame.head(MOST_ROWS), frame.index
    if index.nlevels > 1 or index.name is not None or index.dtype.kind != "i" or frame.columns.empty:
        heads = [_name(name) or say("frame.row", lang) for name in index.names]
        shown = shown.reset_index(names=heads, allow_duplicates=True)
    columns = [shown.iloc[:, place] for place in range(shown.shape[1])]
    counts = {"shown": format_number(MOST_ROWS, lang), "rows": format_number(len(frame), lang)}
    return Table(
        caption,
        tuple(_name(name) or say("frame.column", lang, number=n) for n, name in enumerate(shown.columns, 1)),
        tuple(zip(*(_word(column, lang) for column in columns), strict=True)),
        lang,
        notes=(say("frame.more", lang, **counts),) if len(frame) > MOST_ROWS else (),
        numeric=tuple(n for n, column in enumerate(columns) if all(map(_is_number, column.dropna()))),
        empty=say("frame.empty", lang),
    )


def _name(name: object) -> str:
    parts = name if isinstance(name, tuple) else (name,)
    return " · ".join(str(part) for part in parts if part is not None and str(part).strip())


def _is_number(value: Any) -> bool:
    return isinstance(value, Real | Decimal) and not isinstance(value, bool) and math.isfinite(value)


def _word(column: "pd.Series[Any]", lang: str) -> list[str]:
    numbers = [abs(Decimal(str(value))).normalize() for value in column.dropna() if _is_number(value)]
    # As many decimals as the column has, but three, or two digits of its smallest number, say enough.
    exact = max((-int(number.as_tuple().exponent) for number in numbers), default=0)
    smallest = min((number.adjusted() for number in numbers if number), default=0)
    decimals = max(0, min(exact, max(3, 1 - smallest), _MOST))
    whole = not decimals and max(numbers, default=0) < _UNGROUPED

    def word(value: Any, missing: bool) -> str:
        if missing:
            return "–"
        if isinstance(value, bool):
            return say("frame.yes" if value else "frame.no", lang)
        if _is_number(value):
            if value and abs(value) < Decimal(1).scaleb(-_MOST):
                return f"{value:.1e}"
            is_whole = value == int(value)
            return str(int(value)) if whole else format_number(value, lang, decimals=0 if is_whole else decimals)
        if isinstance(value, date) and (not isinstance(value, datetime) or value.time() == datetime.min.time()):
            return format_date(date(value.year, value.month, value.day), lang)
        return str(value)

    return [word(value, missing) for value, missing in zip(column, column.isna(), strict=True)]
