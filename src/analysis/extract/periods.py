"""Find the period that a sentence states for a figure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from analysis.extract.nouns import small
from analysis.text import find_dates

__all__ = ["find_period"]

_YEARS = re.compile(
    r"(?<![\w/.])(?:(?P<from>(?:19|20)\d\d) ?[-–/] ?(?P<to>(?:19|20)\d\d)|"
    r"(?:tháng )?(?P<month>1[0-2]|0?[1-9])(?:/| năm )(?P<of>(?:19|20)\d\d)|năm (?P<year>(?:19|20)\d\d)|"
    r"quý [iv\d]+[/ ](?P<quarter>(?:19|20)\d\d))(?![\d/])"
)
_YEAR = re.compile(r"(?:19|20)\d\d")  # every period has one: `_YEARS` is tried around it only
_COMPARED = re.compile(r"so với (?:cùng kỳ )?$")
_SINCE = re.compile(r"[^,;.]{0,3}đến nay")
_BESIDE = re.compile(r"[^\d,;.]{0,20}?(?=năm (?:19|20)\d\d(?!\d))")


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
    low, marks = _marks(text)
    if not marks:
        return ""
    if low.find("năm ", end, end + 25) >= 0 and (beside := _BESIDE.match(low, end)):
        found = _YEARS.match(low, beside.end())
        if found and not _COMPARED.search(low, max(0, found.start() - 20), found.start()):
            return _iso(found)
    left = text.rfind(". ", 0, start) + 1
    for first, last, period in marks:
        if first < left:
            break
        if last <= start and not (documents and any(begin <= first < close for begin, close in documents)):
            return period
    return ""


@lru_cache(maxsize=2)  # all figures of a paragraph ask in turn
def _marks(text: str) -> tuple[str, list[tuple[int, int, str]]]:
    """Give the text in small letters and the periods that it states, the last one first."""
    low = small(text)
    found = _find_years(low)
    if not found and not _YEAR.search(low):
        return low, []
    days = [(first, last, day.isoformat()) for first, last, day in find_dates(text)]
    years = [
        (*one.span(), _iso(one))
        for one in found
        if not any(first <= one.start() < last and one.span() != (first, last) for first, last, _ in days)
    ]
    # "từ năm 2020 đến nay" ends on the day of publication.
    stated = [
        mark for mark in days + years
        if not _SINCE.match(text, mark[1]) and not _COMPARED.search(low, max(0, mark[0] - 20), mark[0])
    ]  # fmt: skip
    return low, sorted(stated, key=lambda mark: mark[0])[::-1]


def _find_years(low: str) -> list[re.Match[str]]:
    found: list[re.Match[str]] = []
    passed = 0
    for year in _YEAR.finditer(low):
        if year.start() < passed:
            continue
        match = _YEARS.search(low, max(passed, year.start() - 16), year.end() + 9)
        if match:
            found.append(match)
            passed = match.end()
    return found


def _iso(match: re.Match[str]) -> str:
    if match["from"]:
        return f"{match['from']}/{match['to']}" if match["from"] < match["to"] else match["from"]
    if match["of"]:
        return f"{match['of']}-{int(match['month']):02d}"
    return match["year"] or match["quarter"]
