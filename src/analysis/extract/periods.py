"""Find the period that a sentence states for a figure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from operator import itemgetter

from analysis.extract.cues import Cues
from analysis.extract.phrases import any_of, small
from analysis.text import find_dates

__all__ = ["PeriodFinder"]

_YEARS = re.compile(
    r"(?<![\w/.])(?:(?P<from>(?:19|20)\d\d) ?[-–/] ?(?P<to>(?:19|20)\d\d)|"
    r"(?:tháng )?(?P<month>1[0-2]|0?[1-9])(?:/| năm )(?P<of>(?:19|20)\d\d)|năm (?P<year>(?:19|20)\d\d)|"
    r"quý [iv\d]+[/ ](?P<quarter>(?:19|20)\d\d))(?![\d/])"
)
_YEAR = re.compile(r"(?:19|20)\d\d")  # every period has one
_BESIDE = re.compile(r"[^\d,;.]{0,20}?(?=năm (?:19|20)\d\d(?!\d))")


class PeriodFinder:
    """Finds the period stated for a figure; a date that it is compared with is none."""

    def __init__(self, cues: Cues) -> None:
        self._compared = re.compile(rf"{any_of(cues.context.compared)} $")
        # "từ năm 2020 đến nay" ends on the day of publication.
        self._since = re.compile(rf"[^,;.]{{0,3}}{any_of(cues.context.until_now)}")
        self._last: tuple[str, list[tuple[int, int, str]]] = ("", [])

    def find(self, text: str, start: int, end: int, documents: Sequence[tuple[int, int]] = ()) -> str:
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
        if self._last[0] != text:  # all figures of a paragraph ask in turn
            self._last = text, self._find_stated(text)
        stated, low = self._last[1], small(text)
        if not stated:
            return ""
        if low.find("năm ", end, end + 25) >= 0 and (beside := _BESIDE.match(low, end)):
            found = _YEARS.match(low, beside.end())
            if found and not self._compared.search(low, max(0, found.start() - 20), found.start()):
                return _iso(found)
        left = text.rfind(". ", 0, start) + 1
        for first, last, period in stated:
            if first < left:
                break
            if last <= start and not any(begin <= first < close for begin, close in documents):
                return period
        return ""

    def _find_stated(self, text: str) -> list[tuple[int, int, str]]:
        """Give the periods that a paragraph states, the last one first."""
        low = small(text)
        if not _YEAR.search(low):
            return []
        days = [(first, last, day.isoformat()) for first, last, day in find_dates(text)]
        years = [
            (*found.span(), _iso(found))
            for found in _YEARS.finditer(low)
            if not any(first <= found.start() < last and found.span() != (first, last) for first, last, _ in days)
        ]
        stated = [
            period for period in days + years
            if not self._since.match(low, period[1])
            and not self._compared.search(low, max(0, period[0] - 20), period[0])
        ]  # fmt: skip
        return sorted(stated, key=itemgetter(0))[::-1]


def _iso(match: re.Match[str]) -> str:
    if match["from"]:
        return f"{match['from']}/{match['to']}" if match["from"] < match["to"] else match["from"]
    if match["of"]:
        return f"{match['of']}-{int(match['month']):02d}"
    return match["year"] or match["quarter"]
