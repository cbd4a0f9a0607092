"""Find the figures in running text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from operator import attrgetter
from typing import NamedTuple

from analysis.errors import AnalysisError
from analysis.extract.asides import AsideHider
from analysis.extract.cues import Cues
from analysis.extract.phrases import any_of, find_words
from analysis.text import QUALIFYING, REACHING, read_figure, small

__all__ = ["FigureFinder", "PrintedFigure"]

_DIGIT = re.compile(r"\d")
_BARE_YEAR = re.compile(r"(?:19|20)\d\d")
_DIGITS = r"\d+(?:[.,]\d+)*"
_SCALE = r"(?: ?(?:trăm|nghìn|ngàn|triệu|tỷ|tỉ)\b(?! (?:lệ|trọng|suất|số)\b))*"
# What is looked for at every place begins with what most places are not; only then is the place before it judged.
_FIGURE = re.compile(
    rf"\d(?<![\w.,#].)\d*(?:[.,]\d+)*(?P<scale>{_SCALE})(?P<more> \d+ (?:trăm|nghìn|ngàn|triệu)\b)?(?P<percent> ?%)?"
    rf"(?:(?P<link> ?(?:/|[-–—]|đến\b|tới\b) ?){_DIGITS}(?P<high>{_SCALE})(?P<high_percent> ?%)?)?"
    r"(?:(?!\w)|(?=(?:ha|km|m2|m²|m|kg|tr)\b))"
)
# "từ" begins a range, or what "trở lên" ends.
_QUALIFIERS = {"từ": "eq", **{words: name for name, several in QUALIFYING.items() for words in several}}
_BEFORE = re.compile(  # in "thấp hơn 5" the word compares and is no bound
    r"(?:^|[\s(“\"])(?:(?!hơn)|(?<!cao )(?<!thấp )(?<!nhiều )(?<!ít ))"
    rf"({any_of(_QUALIFIERS)}(?: {any_of(REACHING)})?) ?$"
)
_QUALIFIER_ENDS = tuple({words.split()[-1] for words in (*_QUALIFIERS, *REACHING)})
_TRAIL = re.compile(r"[^\d,;.()#]{0,60}?\btrở (?:lên|xuống)\b")
_PLAIN = re.compile(r"(0\d|[1-9]\d{0,2}(?:\.\d{3})*|\d+)(?:,(\d+)(?: ?%)?| ?%|/(?P<whole>\d{1,3}))?")
_EVERY = re.compile(r" ?(?:tháng|quý|năm) ?/ ?(?:1 |một )?lần\b")
_MONTHS = {"tháng": 1, "quý": 3, "năm": 12}
_ONES = "một|hai|ba|bốn|năm|sáu|bảy|tám|chín"
_NUMBER_WORDS = (*(f"{word} " for word in _ONES.split("|")), "mười ")
_WORD = rf"(?:hai|ba|bốn|năm|sáu|bảy|tám|chín) mươi(?: (?:mốt|lăm|tư|{_ONES}))?|mười(?: (?:lăm|{_ONES}))?|{_ONES}"
_PLACE = attrgetter("start", "end")
_TAIL = re.compile(r"(?: [^\W\d_]+){0,5}")


class PrintedFigure(NamedTuple):
    """One figure as a paragraph prints it.

    Attributes
    ----------
    start, end
        0-based place of the number in the paragraph.
    printed
        The characters as printed, with the words that qualify it and the noun it counts.
    value, qualifier
        As `analysis.text.read_figure` reads them; of a candidate that tells a fall, below zero.
    unit
        One of the dictionary's units, or another such as ``"ha"``.
    counted
        The noun, or nothing where none stands beside the figure.
    value_high
        The upper end where a range is printed, whose lower end is `value`; else ``None``.
    """

    start: int
    end: int
    printed: str
    value: int | Decimal
    qualifier: str
    unit: str
    counted: str
    value_high: int | Decimal | None = None


class FigureFinder:
    """Finds figures by the nouns, units and other words of the cues."""

    def __init__(self, cues: Cues) -> None:
        words = cues.figures
        self._asides = AsideHider(cues)
        self._units, self._measures, self._yearly, self._times = words.units, words.measures, words.yearly, words.times
        self._a_year = re.compile(rf" ?{any_of(words.a_year)}")
        self._changes = re.compile(rf"{any_of(words.changes)} $")
        self._not_counted, self._never_none, self._after_year = words.not_counted, words.never_none, words.after_year
        noun, meeting = any_of(words.nouns), any_of(words.meetings)
        self._noun = re.compile(rf"(?<!\w){noun}(?!\w)")
        self._noun_after = re.compile(rf" ?({noun})(?!\w)")
        self._shared = re.compile(rf"(?:, \d[\d.]*)*,? và \d[\d.]* ({noun})(?!\w)")
        self._noun_before = re.compile(
            rf"({any_of([*(noun for noun in words.nouns if len(noun) > 2), *words.before_figure])})"
            r"((?: [^\W\d_]+){0,5}?)(?: (?:là|có|đạt|chiếm|gồm|:))? ?:? ?$"
        )
        self._per = re.compile(rf" ?/ ?{any_of(words.per)}\b")
        self._graded = re.compile(rf" {any_of(words.grades)}")
        self._worded = re.compile(rf"(?<!\w)(?P<word>{_WORD}) (?=(?P<noun>{noun})(?!\w))")
        self._before_one = re.compile(rf"(?:{any_of(words.before_one)}|[,;]) $")
        self._before_rank = re.compile(rf"(?<!\w){any_of(words.before_rank)} $")
        self._none = re.compile(
            rf"(?:^|(?<=[,;:(] )|(?<=[,;:(])|(?<=nay )|(?<=và ))không (?:có|còn) {noun}(?!\w)"
            r"|(?<!\w)(?:không|chưa) [^,;:.#\d]{2,40}? nào(?!\w)"
        )
        self._meeting = re.compile(meeting)
        self._regular = re.compile(
            rf"(?:mỗi (?:tháng|quý|năm)(?: {meeting})? (?:một|1) lần|(?:hằng|hàng) (?:tháng|quý|năm))\b"
        )

    def find(self, text: str, spans: Sequence[tuple[int, int]] = ()) -> list[PrintedFigure]:
        """Find the figures of a paragraph in NFC, in the order printed.

        A fraction gives two, a range one with two ends. Numbers of a span of time, whose places are `spans`, are none.
        """
        low = small(text)
        found: list[PrintedFigure] = []
        if _DIGIT.search(low):
            bare = low
            for first, last in spans:
                bare = f"{bare[:first]}{_DIGIT.sub('#', bare[first:last])}{bare[last:]}"
            found += self._find_digits(text, self._asides.hide(text, bare))
        taken: list[tuple[int, int]] = []
        worded = [*self._find_none(text, low, taken), *self._find_intervals(text, low, taken)]
        worded += self._find_words(text, low, taken)
        # Those in digits are hidden already.
        found += [figure for figure in worded if not any(first <= figure.start < last for first, last in spans)]
        found.sort(key=_PLACE)
        return found

    def _find_digits(self, text: str, low: str) -> Iterator[PrintedFigure]:
        for match in _FIGURE.finditer(low):
            start, end = match.span()
            noun = self._noun_after.match(low, end)
            if end - start == 4 and _BARE_YEAR.match(low, start) and (noun is None or noun[1] == "năm"):
                continue
            yield from self._describe(text, low, start, end, noun, percent="%" in match[0])

    def _describe(
        self, text: str, low: str, start: int, end: int, noun: re.Match[str] | None, *, percent: bool
    ) -> list[PrintedFigure]:
        """Give what a number in digits says, with the words around it."""
        first, last, counted = start, end, ""
        before = every = trail = None
        if low[max(0, start - 12) : start].rstrip(" ").endswith(_QUALIFIER_ENDS):
            before = _BEFORE.search(low, max(0, start - 25), start)
        if before:
            first = before.start(1)
        if noun:
            last, counted = noun.end(), noun[1]
            if counted in _MONTHS:
                every = _EVERY.match(low, end)
        if every:
            last, counted, unit = every.end(), "", "months"
        elif noun:
            unit = "percent" if percent else self._units.get(counted, "count")
            if unit in self._measures:
                measured = self._noun_after.match(low, last)
                last, counted = (measured.end(), measured[1]) if measured else (last, "")
            if counted in self._yearly and self._a_year.match(low, last):
                unit = self._yearly[counted]
            if counted in self._times and (
                "," in low[start:end] or self._changes.search(low, max(0, start - 9), start)
            ):
                unit = self._times[counted]
            while "/" in low[last : last + 2] and (per := self._per.match(low, last)):
                last = per.end()
        else:
            unit = "percent" if percent else "count"
            preceding = None
            if not percent and low[max(0, first - 3) : first].rstrip(" :")[-1:].isalpha():
                preceding = self._noun_before.search(low, max(0, first - 60), first)
            if not percent and low.startswith((", ", " và "), end) and (shared := self._shared.match(low, end)):
                counted = shared[1]  # "47 và 55 đảng viên"
                unit = self._units.get(counted, "count")
            elif preceding:
                counted, first = (preceding[1] + preceding[2]).strip(), preceding.start(1)
            elif not percent and (graded := self._graded.match(low, end)):
                last = graded.end()
        if low.find("trở ", last, last + 70) >= 0 and (trail := _TRAIL.match(low, last)):
            # In "92% hoàn thành tốt nhiệm vụ trở lên" it is the grade that goes on upwards.
            trail = None if self._graded.search(trail[0]) else trail
        if trail:
            last = trail.end()
        printed = text[first:last].strip()
        read = None if every or trail else _read_plain(low, start, end, before)
        if read is None:
            # The noun before a figure is left aside when it is read: its words may be number words.
            read = _read(low, start, end, before.start(1) if before else start, last)
        if [qualifier for _, qualifier in read] == ["ge", "le"]:  # a range
            return [PrintedFigure(start, end, printed, read[0][0], "eq", unit, counted, read[1][0])]
        return [
            PrintedFigure(start + n, end, printed, value, qualifier, unit, counted)
            for n, (value, qualifier) in enumerate(read)
        ]

    def _find_none(self, text: str, low: str, taken: list[tuple[int, int]]) -> Iterator[PrintedFigure]:
        """Find what is said not to be there, a zero, such as "không có chi bộ yếu"."""
        for place in find_words(low, ("không", "chưa")):
            match = self._none.match(low, place)
            if match is None or (taken and match.start() < taken[-1][1]):
                continue
            within = self._noun.search(match[0])
            if within and within[0] not in self._never_none:
                tail = _TAIL.match(low, match.end()) if not match[0].endswith("nào") else None
                printed = text[match.start() : tail.end() if tail else match.end()]
                yield PrintedFigure(*match.span(), printed, 0, "eq", "count", within[0])
                taken.append(match.span())

    def _find_intervals(self, text: str, low: str, taken: list[tuple[int, int]]) -> Iterator[PrintedFigure]:
        """Find how often there is a meeting, such as "hằng quý"."""
        if "mỗi " not in low and "hằng " not in low and "hàng " not in low:
            return
        for match in self._regular.finditer(low):
            context = low[max(0, match.start() - 60) : match.start()].rsplit(". ")[-1]
            if match[0].endswith("lần") or self._meeting.search(context):
                months = _MONTHS[match[0].split()[1]]
                yield PrintedFigure(*match.span(), text[slice(*match.span())], months, "eq", "months", "")
                taken.append(match.span())

    def _find_words(self, text: str, low: str, taken: list[tuple[int, int]]) -> Iterator[PrintedFigure]:
        """Find numbers in words before a counted noun, such as "hai chi bộ"."""
        passed = 0
        for place in find_words(low, _NUMBER_WORDS):
            match = self._worded.match(low, place) if place >= passed else None
            if match is None:
                continue
            passed = match.end()
            start, end = match.span("word")
            word, noun, before = match["word"], match["noun"], low[max(0, start - 20) : start]
            if any(first <= start < last for first, last in taken) or text[match.start("noun")].isupper():
                continue
            if text[start].isupper() and start and text[start - 2 : start - 1] not in '.:!?“"':
                continue  # a name, such as Ba Tri
            qualified = _BEFORE.search(before)
            is_count = self._before_one.search(before)
            if word == "một":
                if not is_count or (noun in self._not_counted and not (noun == "lần" and qualified)):
                    continue
            elif not is_count and self._before_rank.search(before):
                if not (noun in self._not_counted and before.endswith(("trong ", "cả "))):
                    continue
            elif word == "năm" and noun in self._after_year:
                continue
            first = start - len(before) + qualified.start(1) if qualified else start
            printed = text[first : match.end() + len(noun)]
            try:
                reading = read_figure(printed.lower())[0]
            except AnalysisError:
                continue
            unit = self._units.get(noun, "count")
            yield PrintedFigure(start, end, printed, reading.value, reading.qualifier, unit, noun)


def _read_plain(low: str, start: int, end: int, before: re.Match[str] | None) -> list[tuple[int | Decimal, str]] | None:
    """Read one number or a fraction, without a scale, quickly; `read_figure` reads it the same."""
    bare = _PLAIN.fullmatch(low, start, end)
    if bare is None or (before and before[1] not in _QUALIFIERS):
        return None
    number, decimals, whole = bare.groups()
    number = number.replace(".", "")
    value = Decimal(f"{number}.{decimals}") if decimals else int(number)
    qualifier = _QUALIFIERS[before[1]] if before else "eq"
    return [(value, qualifier), (int(whole), "eq")] if whole else [(value, qualifier)]


def _read(low: str, start: int, end: int, first: int, last: int) -> list[tuple[int | Decimal, str]]:
    for words in (" ".join(low[first:last].split()), low[start:end]):
        try:
            return [(reading.value, reading.qualifier) for reading in read_figure(words)[:2]]
        except AnalysisError:
            continue
    return []
