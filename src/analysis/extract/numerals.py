"""Find the figures in running text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from operator import attrgetter
from typing import NamedTuple

from analysis.errors import AnalysisError
from analysis.extract.asides import hide_asides
from analysis.extract.nouns import COUNTED, UNITS, find_noun, find_words, small
from analysis.text import read_figure

__all__ = ["PrintedFigure", "find_figures"]

_DIGIT = re.compile(r"\d")
_YEARLY = re.compile(r" ?/ ?năm| trong năm| một năm")
_CHANGES = re.compile(r"(?:tăng|gấp|giảm) $")
_BARE_YEAR = re.compile(r"(?:19|20)\d\d")
_DIGITS = r"\d+(?:[.,]\d+)*"
_SCALE = r"(?: ?(?:trăm|nghìn|ngàn|triệu|tỷ|tỉ)\b(?! (?:lệ|trọng|suất|số)\b))*"
# What is looked for at every place begins with what most places are not; only then is the place before it judged.
_FIGURE = re.compile(
    rf"\d(?<![\w.,#].)\d*(?:[.,]\d+)*(?P<scale>{_SCALE})(?P<more> \d+ (?:trăm|nghìn|ngàn|triệu)\b)?(?P<percent> ?%)?"
    rf"(?:(?P<link> ?(?:/|[-–—]|đến\b|tới\b) ?){_DIGITS}(?P<high>{_SCALE})(?P<high_percent> ?%)?)?"
    r"(?:(?!\w)|(?=(?:ha|km|m2|m²|m|kg|tr)\b))"
)
_QUALIFIERS = (
    "không vượt quá|không quá|tối đa|nhiều nhất|ít nhất|tối thiểu|không dưới|dưới|chưa đến|chưa tới|chưa đầy|"
    "trên|hơn|quá|gần|khoảng|xấp xỉ|chừng|ước|từ|≥|≤|>|<|~"
)
_BEFORE = re.compile(rf"(?:^|[\s(“\"])((?:{_QUALIFIERS})(?: (?:đạt|có|tính))?) ?$")
_QUALIFIER_ENDS = tuple({one.split()[-1] for one in f"{_QUALIFIERS}|đạt|có|tính".split("|")})
_TRAIL = re.compile(r"[^\d,;.()#]{0,60}?\btrở (?:lên|xuống)\b")
_PLAIN = re.compile(r"(0\d|[1-9]\d{0,2}(?:\.\d{3})*|\d+)(?:,(\d+)(?: ?%)?| ?%|/(?P<whole>\d{1,3}))?")
_PLAIN_WORDS = {
    "trên": "gt", "hơn": "gt", "quá": "gt", "gần": "approx", "khoảng": "approx", "dưới": "lt", "ít nhất": "ge",
    "tối thiểu": "ge", "không quá": "le", "từ": "eq",
}  # fmt: skip
_EVERY = re.compile(r" ?(?:tháng|quý|năm) ?/ ?(?:1 |một )?lần\b")
_SPANS = ("tháng", "quý", "năm")
_MEASURES = ("m2", "ha", "km", "m", "kg", "m3", "tonnes")
_PER = re.compile(r" ?/ ?(?:người|hộ|năm|tháng|quý|tuần|kỳ|lần|lao động|suất|ha)\b")
_BEFORE_NOUN = re.compile(
    rf"({'|'.join(map(re.escape, [one for one in COUNTED if len(one) > 2]))}|nữ|dự bị|chính thức|nhiệm vụ)"
    r"((?: [^\W\d_]+){0,5}?)(?: (?:là|có|đạt|chiếm|gồm|:))? ?:? ?$"
)
_GRADED = re.compile(r" hoàn thành(?: xuất sắc| tốt)? nhiệm vụ|.")
_ONES = "một|hai|ba|bốn|năm|sáu|bảy|tám|chín"
_NUMBER_WORDS = (*(f"{one} " for one in _ONES.split("|")), "mười ")
_WORDED = re.compile(
    rf"(?<!\w)(?P<word>(?:(?:hai|ba|bốn|năm|sáu|bảy|tám|chín) mươi(?: (?:mốt|lăm|tư|{_ONES}))?|"
    rf"mười(?: (?:lăm|{_ONES}))?|{_ONES})) (?=(?P<noun>{'|'.join(map(re.escape, COUNTED))})(?!\w))"
)
_ORDINAL_BEFORE = re.compile(
    r"(?:thứ|mỗi|các|những|cả|hằng|hàng|trong|cuối|(?<!đỡ )đầu|từng|số|nhiều|giữa|mùng|tháng|hết) $"
)
_ONE_ALLOWED = re.compile(
    r"(?:phụ trách|giúp(?: đỡ)?|đỡ đầu|chỉ(?: có)?|duy nhất|còn|có|thêm|ít nhất|tối thiểu|[,;]) $"
)
_TIMES = (
    "năm",
    "tháng",
    "quý",
    "tuần",
    "ngày",
    "giờ",
    "phút",
    "lần",
    "đồng",
    "điểm",
    "phần",
    "nhóm",
    "việc",
    "nội dung",
)
_NONE = re.compile(
    rf"(?:^|(?<=[,;:(] )|(?<=[,;:(])|(?<=nay )|(?<=và ))không (?:có|còn) (?:{'|'.join(map(re.escape, COUNTED))})(?!\w)"
    rf"|(?<!\w)(?:không|chưa) [^,;:.#\d]{{2,40}}? nào(?!\w)"
)
_REGULAR = re.compile(r"(?:mỗi (?:tháng|quý|năm)(?: họp| giao ban)? (?:một|1) lần|(?:hằng|hàng) (?:tháng|quý|năm))\b")
_MEETING = re.compile(r"giao ban|họp|sinh hoạt")
_COUNTED = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, COUNTED))})(?!\w)")
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
        As `analysis.text.read_figure` reads them.
    unit
        One of the dictionary's units, or another such as ``"ha"``.
    counted
        The noun, or nothing where none stands beside the figure.
    """

    start: int
    end: int
    printed: str
    value: int | Decimal
    qualifier: str
    unit: str
    counted: str


def find_figures(text: str) -> list[PrintedFigure]:
    """Find the figures of a paragraph, in the order printed.

    Parameters
    ----------
    text
        In NFC.

    Returns
    -------
    list of PrintedFigure
        A fraction gives two, a range its lower and its upper bound.
    """
    low = small(text)
    found: list[PrintedFigure] = []
    if _DIGIT.search(low):
        found += _digits(text, hide_asides(text, low))
    found += _words(text, low)
    found.sort(key=_PLACE)
    return found


def _digits(text: str, low: str) -> list[PrintedFigure]:
    found: list[PrintedFigure] = []
    for match in _FIGURE.finditer(low):
        start, end = match.span()
        noun = find_noun(low, end + 1 if low.startswith(" ", end) else end)
        if end - start == 4 and _BARE_YEAR.match(low, start) and (noun is None or noun[1] in ("năm", "đến")):
            continue
        found += _figure(text, low, start, end, noun, percent="%" in match[0])
    return found


def _figure(
    text: str, low: str, start: int, end: int, noun: tuple[int, str] | None, *, percent: bool
) -> list[PrintedFigure]:
    first, last, counted = start, end, ""
    before = every = trail = None
    if low[max(0, start - 12) : start].rstrip(" ").endswith(_QUALIFIER_ENDS):
        before = _BEFORE.search(low, max(0, start - 25), start)
    if before:
        first = before.start(1)
    if noun:
        last, counted = noun
        if counted in _SPANS:
            every = _EVERY.match(low, end)
    if every:
        last, counted, unit = every.end(), "", "months"
    elif noun:
        unit = "percent" if percent else UNITS.get(counted, "count")
        if unit in _MEASURES:
            if following := find_noun(low, last + 1):
                last, counted = following
            else:
                counted = ""
        if counted == "kỳ" and _YEARLY.match(low, last):
            unit = "meetings_per_year"
        if counted == "lần" and ("," in low[start:end] or _CHANGES.search(low, max(0, start - 6), start)):
            unit = "ratio"
        while "/" in low[last : last + 2] and (per := _PER.match(low, last)):
            last = per.end()
    else:
        unit = "percent" if percent else "count"
        preceding = None
        if not percent and low[max(0, first - 3) : first].rstrip(" :")[-1:].isalpha():
            preceding = _BEFORE_NOUN.search(low, max(0, first - 60), first)
        if preceding:
            counted, first = (preceding[1] + preceding[2]).strip(), preceding.start(1)
        elif not percent and low.startswith(" hoàn thành", end):
            last = _GRADED.match(low, end).end()
    if low.find("trở ", last, last + 70) >= 0 and (trail := _TRAIL.match(low, last)):
        last = trail.end()
    printed = text[first:last].strip()
    read = None if every or trail else _plain(low, start, end, before)
    if read is None:
        # The noun before a figure is left aside when it is read: its words may be number words.
        read = _read(low, start, end, before.start(1) if before else start, last)
    return [
        PrintedFigure(start + n, end, printed, value, qualifier, unit, counted)
        for n, (value, qualifier) in enumerate(read)
    ]


def _plain(low: str, start: int, end: int, before: re.Match[str] | None) -> list[tuple[int | Decimal, str]] | None:
    """Read one number or a fraction, without a scale, quickly; `read_figure` reads it the same."""
    bare = _PLAIN.fullmatch(low, start, end)
    if bare is None or (before and before[1] not in _PLAIN_WORDS):
        return None
    number, decimals, whole = bare.groups()
    number = number.replace(".", "")
    value = Decimal(f"{number}.{decimals}") if decimals else int(number)
    qualifier = _PLAIN_WORDS[before[1]] if before else "eq"
    return [(value, qualifier), (int(whole), "eq")] if whole else [(value, qualifier)]


def _read(low: str, start: int, end: int, first: int, last: int) -> list[tuple[int | Decimal, str]]:
    for words in (" ".join(low[first:last].split()), low[start:end]):
        try:
            return [(one.value, one.qualifier) for one in read_figure(words)[:2]]
        except AnalysisError:
            continue
    return []


def _words(text: str, low: str) -> Iterator[PrintedFigure]:
    taken: list[tuple[int, int]] = []
    for place in find_words(low, "không", "chưa"):
        match = _NONE.match(low, place)
        if match is None or (taken and match.start() < taken[-1][1]):
            continue
        words = low[match.start() : match.end()]
        within = _COUNTED.search(words)
        noun = within[0] if within else ""
        if noun and noun not in ("điểm", "con", "việc", "cơ sở", "tổ", "đường", "ca"):
            tail = _TAIL.match(low, match.end()).end() - match.end() if not words.endswith("nào") else 0
            yield PrintedFigure(*match.span(), text[match.start() : match.end() + tail], 0, "eq", "count", noun)
            taken.append(match.span())
    regular = _REGULAR.finditer(low) if "mỗi " in low or "hằng " in low or "hàng " in low else ()
    for match in regular:
        context = low[max(0, match.start() - 60) : match.start()].rsplit(". ")[-1]
        if match[0].endswith("lần") or _MEETING.search(context):
            months = {"tháng": 1, "quý": 3, "năm": 12}[match[0].split()[1]]
            yield PrintedFigure(*match.span(), text[slice(*match.span())], months, "eq", "months", "")
            taken.append(match.span())
    passed = 0
    for place in find_words(low, *_NUMBER_WORDS):
        match = _WORDED.match(low, place) if place >= passed else None
        if match is None:
            continue
        passed = match.end()
        start, end = match.span("word")
        noun, before = match["noun"], low[max(0, start - 20) : start]
        if (taken and any(a <= start < b for a, b in taken)) or text[match.start("noun")].isupper():
            continue
        if text[start].isupper() and start and text[start - 2 : start - 1] not in '.:!?“"':
            continue
        qualified = _BEFORE.search(before)
        if match["word"] == "một":
            if noun in _TIMES and not (noun == "lần" and qualified):
                continue
            if not _ONE_ALLOWED.search(before):
                continue
        elif _ORDINAL_BEFORE.search(before) and not (noun in _TIMES and before.endswith(("trong ", "cả "))):
            continue
        if match["word"] == "năm" and noun in ("học", "ngành", "kế hoạch", "tổ chức", "cơ sở", "đảng viên", "chi bộ"):
            continue
        first = start - len(before) + qualified.start(1) if qualified else start
        last = match.end() + len(noun)
        unit = UNITS.get(noun, "count")
        printed = text[first:last]
        try:
            reading = read_figure(printed.lower())[0]
        except AnalysisError:
            continue
        yield PrintedFigure(start, end, printed, reading.value, reading.qualifier, unit, noun)
