"""A pandas frame as a table: every column worded in the language of its reader."""

import math
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from numbers import Real
from typing import TYPE_CHECKING, Any

from analysis.elements.table import Table, pack
from analysis.text import format_date, format_number
from analysis.words.catalogue import say

if TYPE_CHECKING:
    import pandas as pd

MOST_ROWS = 60
"""Rows of a frame that are shown; as many as pandas shows."""

_MOST_DECIMALS = 6
_UNGROUPED = 10_000  # below it four digits stay together, so that no year is torn apart


def table_frame(frame: "pd.DataFrame", *, lang: str, caption: str = "") -> Table:
    """Make a table of any frame; of a long one the first rows, and a note on how many there are.

    The numbers of a column have equally many decimals; an index that only counts the rows is left out.
    """
    columns = list(_columns(frame.head(MOST_ROWS), lang))
    worded = [_word(values, lang) for _, values in columns]
    counts = {"shown": format_number(MOST_ROWS, lang), "rows": format_number(len(frame), lang)}
    return Table(
        caption,
        tuple(name for name, _ in columns),
        tuple(zip(*worded, strict=True)),
        lang,
        notes=(say("frame.more", lang, **counts),) if len(frame) > MOST_ROWS else (),
        numeric=tuple(n for n, (_, values) in enumerate(columns) if all(map(_is_number, filter(_is_present, values)))),
        empty=say("frame.empty", lang),
    )


def pack_frame(frame: "pd.DataFrame", lang: str) -> dict[str, Any]:
    """Give the table of a frame as plain values, ready for JSON."""
    return pack(table_frame(frame, lang=lang))


def _columns(frame: "pd.DataFrame", lang: str) -> Iterator[tuple[str, list[Any]]]:
    """Give names and values of the columns, those of the index first."""
    levels = [frame.index.get_level_values(level) for level in range(frame.index.nlevels)]
    counting = frame.index.nlevels == 1 and frame.index.name is None and frame.index.dtype.kind == "i"
    for level in () if counting and frame.shape[1] else levels:
        yield _name(level.name) or say("frame.row", lang), list(level)
    for place, name in enumerate(frame.columns):
        yield _name(name) or say("frame.column", lang, number=place + 1), list(frame.iloc[:, place])


def _name(name: object) -> str:
    parts = name if isinstance(name, tuple) else (name,)
    return " · ".join(str(part) for part in parts if part is not None and str(part).strip())


def _word(values: Sequence[Any], lang: str) -> list[str]:
    numbers = [abs(Decimal(str(value))) for value in values if _is_number(value) and math.isfinite(value)]
    # As many decimals as the column has, but three, or two digits of its smallest number, say enough.
    exact = max((-int(number.normalize().as_tuple().exponent) for number in numbers), default=0)
    smallest = min((number.adjusted() for number in numbers if number), default=0)
    decimals = min(max(exact, 0), max(3, 1 - smallest), _MOST_DECIMALS)
    grouped = decimals or max(numbers, default=0) >= _UNGROUPED

    def word(value: Any) -> str:
        if not _is_present(value):
            return "–"
        if isinstance(value, bool) or type(value).__name__ == "bool":
            return say("frame.yes" if value else "frame.no", lang)
        if _is_number(value) and math.isfinite(value):
            return format_number(value, lang, decimals=decimals) if grouped else str(int(value))
        if isinstance(value, datetime) and value == value.replace(hour=0, minute=0, second=0, microsecond=0):
            return format_date(value.date(), lang)
        return format_date(value, lang) if type(value) is date else str(value)

    return [word(value) for value in values]


def _is_number(value: Any) -> bool:
    return isinstance(value, Real | Decimal) and not isinstance(value, bool)


def _is_present(value: Any) -> bool:
    from pandas import isna

    return isna(value) is not True  # of a list in a cell it tells value by value
