"""Find the period that a sentence states for a figure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from analysis.text import find_dates

__all__ = ["find_period"]

_YEARS = re.compile(
    r"(?<![\w/.])(?:(?P<from>(?:19|20)\d\d) ?[-–/] ?(?P<to>(?:19|20)\d\d)|"
    r"(?:tháng )?(?P<month>1[0-2]|0?[1-9])(?:/| năm )(?P<of>(?:19|20)\d\d)|năm (?P<year>(?:19|20)\d\d)|"
    r"quý [iv\d]+[/ ](?P<quarter>(?:19|20)\d\d))(?![\d/])"
)
_COMPARED = re.compile(r"so với (?:cùng kỳ )?$")
_SINCE = re.compile(r"[^,;.]{0,3}đến nay")
_BESIDE = re.compile(r"[^\d,;.]{0,20}?(?=năm (?:19|20)\d\d(?!\d))", re.IGNORECASE)


def find_period(text: str, start: int, end: int, documents: Sequence[tuple[int, int]] = ()) -> str:
    """Give the period stated for a figure in its sentence, in ISO form, or nothing.

    Parameters
    ----------
    text
        A paragraph in NFC.
    start, end
        The place of the figure.
    documents
        Places of cited documents: their dates are not periods.

    Returns
    -------
    str
        The period beside the figure, else the nearest before it in the sentence.
    """
    left = text.rfind(". ", 0, start) + 1
    if beside := _BESIDE.match(text, end):
        found = _YEARS.match(text.lower(), beside.end())
        if found and not _COMPARED.search(text[: found.start()].lower()[-20:]):
            return _iso(found)
    best, place = "", -1
    days, years = _marks(text)
    for first, last, period in days + years:
        if first < left or last > start:
            continue
        inside = any(low <= first < high for low, high in documents)
        of_day = any(low <= first < high and (first, last) != (low, high) for low, high, _ in days)
        if _SINCE.match(text, last):  # "từ năm 2020 đến nay" ends on the day of publication
            continue
        if inside or of_day or first < place or _COMPARED.search(text[max(0, first - 20) : first].lower()):
            continue
        best, place = period, first
    return best


@lru_cache(maxsize=2)  # all figures of a paragraph ask in turn
def _marks(text: str) -> tuple[list[tuple[int, int, str]], list[tuple[int, int, str]]]:
    days = [(first, last, day.isoformat()) for first, last, day in find_dates(text)]
    return days, [(*one.span(), _iso(one)) for one in _YEARS.finditer(text.lower())]


def _iso(match: re.Match[str]) -> str:
    if match["from"]:
        return f"{match['from']}/{match['to']}" if match["from"] < match["to"] else match["from"]
    if match["of"]:
        return f"{match['of']}-{int(match['month']):02d}"
    return match["year"] or match["quarter"]
