"""Read the figures that a short printed form states, with the words that qualify and scale them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from math import prod

from analysis.errors import AnalysisError
from analysis.text.letters import normalise
from analysis.text.numbers import read_number

__all__ = ["QUALIFYING", "REACHING", "Reading", "read_figure"]

# What has digits and is not a figure: dates, periods, hours, and numbers of documents. 5/2016 is a month:
# a denominator of that size is printed with its dot.
_NOT_FIGURES = re.compile(
    r"\d{4}-\d\d-\d\d|(?:\d{1,2}-)?\d{1,2}([-./])\d{1,2}\1\d{4}|"
    r"ngày \d{1,2}(?: tháng \d{1,2}|/\d{1,2}(?:/\d{4})?\b)|"
    r"tháng \d{1,2} năm \d{4}|\d{1,2}/(?:19|20)\d\d\b|quý \d\b|\d{1,2}:\d\d\b|năm (?:19|20)\d\d\b|"
    r"(?:19|20)\d\d ?[-–] ?(?:19|20)\d\d\b|\d+(?:/\d{4})?[-/](?=[a-zđ]{2,}[-/][a-zđ])"
)
_DIGIT = re.compile(r"\d")
_DIGITS = r"\d+(?:[.,]\d+)*"
_SCALES = {"trăm": 10**2, "nghìn": 10**3, "ngàn": 10**3, "triệu": 10**6, "tỷ": 10**9, "tỉ": 10**9}
_SCALE = rf"(?: ?(?:{'|'.join(_SCALES)})\b(?! (?:lệ|trọng|suất|số)\b))*"  # "tỷ lệ" is a rate, not 10⁹
_FIGURE = re.compile(
    rf"(?<![\w.,])(?P<low>[-−]?{_DIGITS})(?P<low_scale>{_SCALE})(?: ?%)?"
    rf"(?: ?(?P<link>/|[-–—]|đến\b|tới\b) ?(?P<high>{_DIGITS})(?P<high_scale>{_SCALE})(?: ?%)?)?"
)
_EVERY = re.compile(r" ?(tháng|quý|năm)(?: ?/ ?(?:1 )?| (?:một|1) )lần\b")
_REGULARLY = re.compile(r"\b(?:hằng|hàng|mỗi) (tháng|quý|năm)\b")
_MONTHS = {"tháng": 1, "quý": 3, "năm": 12}
# "3 thôn chưa có chi bộ" counts villages: the words are a zero only where a clause begins with them.
_NONE = re.compile(r"(?:^|[,;:(] ?)(?:không|chưa) có\b")

QUALIFYING = {
    "le": ("không quá", "không vượt quá", "tối đa", "nhiều nhất", "≤"),
    "ge": ("ít nhất", "tối thiểu", "không dưới", "không thấp hơn", "không ít hơn", "≥"),
    "lt": ("dưới", "chưa đến", "chưa tới", "chưa đầy", "không đến", "<"),
    "gt": ("trên", "hơn", "quá", ">"),
    "approx": ("gần", "khoảng", "xấp xỉ", "chừng", "ước", "~"),
}
"""The words before a figure that qualify it."""
REACHING = ("đạt", "có", "tính")
"""The words that may stand between them and the figure."""
# "cao hơn 5%" is a difference of 5 %
_MORE = "(?<!cao )(?<!thấp )(?<!nhiều )(?<!ít )hơn"
_QUALIFIED = {name: "|".join(words).replace("|hơn", "|" + _MORE) for name, words in QUALIFYING.items()}
_BEFORE = {
    qualifier: re.compile(rf"(?:^|[\s(\"“])(?:{words})(?: (?:{'|'.join(REACHING)}))? ?$")
    for qualifier, words in _QUALIFIED.items()
}
_AFTER = re.compile(r"[^\d,;.()]*?\btrở (lên|xuống)\b")

_UNITS = ["một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]
_WORDS = {word: value for value, word in enumerate([*_UNITS, "mười"], 1)}
for _tens, _ten in enumerate(["mười", *(f"{unit} mươi" for unit in _UNITS[1:])], 1):
    _WORDS[_ten] = 10 * _tens
    for _unit, _word in enumerate(_UNITS, 1):
        # After a ten, five is lăm or nhăm; after twenty and more, one is mốt and four often tư.
        for _form in {1: ("một", "mốt"), 4: ("bốn", "tư"), 5: ("lăm", "nhăm")}.get(_unit, (_word,)):
            _WORDS[f"{_ten} {_form}"] = 10 * _tens + _unit
_COUNT_WORD = re.compile(
    rf"(?:(?:{'|'.join(_QUALIFIED.values())}) )?({'|'.join(sorted(_WORDS, key=len, reverse=True))})\b"
)
_NO_COUNT = re.compile(  # "một số" is some, "năm qua" the past year
    r"một (?:số|vài|phần|bộ phận|cách|trong|mặt|ít|nửa)\b|"
    r"năm (?:[\d#]|nay|này|qua|ngoái|trước|sau|tới|học|đầu|cuối|thứ)"
)
_COUNT_GOES_ON = re.compile(rf" (?:mươi|trăm|nghìn|ngàn|triệu|tỷ|tỉ|{'|'.join(set(_UNITS) - {'năm'})})\b")


@dataclass(frozen=True, slots=True)
class Reading:
    """One figure that a printed form states: a share is in per cent, an interval between meetings in months.

    By its qualifier, one of `QUALIFIERS`, the true figure is equal to, greater than, at least, less than, at most or
    about `value`.
    """

    value: int | Decimal
    qualifier: str = "eq"


def read_figure(printed: str) -> tuple[Reading, ...]:
    """Read all the figures that a short printed form states.

    Words around a figure qualify it (trên, dưới, gần, ít nhất, từ … trở lên), scale it (nghìn, triệu, tỷ)
    or are left aside. A fraction ``34/129`` gives two figures; a range ``10-11`` its lower bound as "ge" and
    its upper bound as "le". "6 tháng/lần" and "hằng quý" are intervals in months. "không có" is 0. A number
    in words is read where the form begins with it, up to ninety-nine. Dates, years and numbers of
    documents are no figures.

    The nouns beside a figure may stand in what is printed, as in ``"trên 60 triệu đồng/năm"``; the readings are in the
    order printed, and never empty.

    Raises
    ------
    AnalysisError
        If there is no figure, or one that cannot be read without guessing.
    """
    text = " ".join(normalise(printed).split())
    small = text.lower()
    digits = _DIGIT.search(small) is not None
    if digits:
        small = _NOT_FIGURES.sub(lambda match: "#" * len(match[0]), small)
    if "rưỡi" in small and re.search(r"\brưỡi\b", small):
        raise AnalysisError(f"{printed!r}: a half in words (rưỡi) is not read; write the figure in digits")
    try:
        found = [(match.start(), Reading(0)) for match in _NONE.finditer(small)] if " có" in small else []
        found += _read_words(text, small)
        if digits:
            found += _read_digits(small)
    except AnalysisError as error:
        raise AnalysisError(f"{printed!r}: {error}") from None
    if not found and (match := _REGULARLY.search(small)):
        found = [(match.start(), Reading(_MONTHS[match[1]]))]
    if not found:
        raise AnalysisError(
            f"{printed!r} states no figure: expected such as 1.906 đảng viên, trên 40%, 34/129 or không có"
        )
    return tuple(reading for _, reading in sorted(found, key=lambda pair: pair[0]))


def _read_digits(small: str) -> list[tuple[int, Reading]]:
    found: list[tuple[int, Reading]] = []
    position = last_scale = 0
    while match := _FIGURE.search(small, position):
        gap, position = small[position : match.start()], match.end()
        low_scale, high_scale = (_scale(match[name]) for name in ("low_scale", "high_scale"))
        qualifier = _qualifier(small, match.start(), match.end())
        link = match["link"]
        if link is None:
            value = _scaled(read_number(match["low"]), low_scale)
            if every := _EVERY.match(small, position):
                value, position = value * _MONTHS[every[1]], every.end()
            if gap == " " and 1 < low_scale < last_scale:  # 2 tỷ 500 triệu is one figure
                start, before = found.pop()
                found.append((start, Reading(before.value + value, before.qualifier)))
            else:
                found.append((match.start(), Reading(value, qualifier)))
        else:
            of_whole = link == "/"
            # In "3-4 triệu" the scale is that of both.
            low = _scaled(read_number(match["low"]), low_scale if of_whole or low_scale != 1 else high_scale)
            high = _scaled(read_number(match["high"]), high_scale)
            if not of_whole and low >= high:
                raise AnalysisError(f"the range {match[0]!r} does not rise; expected the lower first")
            found.append((match.start(), Reading(low, qualifier if of_whole else "ge")))
            found.append((match.start("high"), Reading(high, "eq" if of_whole else "le")))
        last_scale = low_scale if link is None else 0
    return found


def _read_words(text: str, small: str) -> list[tuple[int, Reading]]:
    """Read a number in words at the beginning, such as in "một nhóm hộ"; names (Ba Tri) are no numbers."""
    match = _COUNT_WORD.match(small)
    if match is None or _NO_COUNT.match(small, match.start(1)) or text[match.end() + 1 :][:1].isupper():
        return []
    if _COUNT_GOES_ON.match(small, match.end()):
        raise AnalysisError("a number in words is read up to ninety-nine; write the figure in digits")
    value = _WORDS[match[1]]
    if every := _EVERY.match(small, match.end()):
        value *= _MONTHS[every[1]]
    return [(match.start(1), Reading(value, _qualifier(small, *match.span(1))))]


def _qualifier(small: str, start: int, end: int) -> str:
    before = next((name for name, pattern in _BEFORE.items() if pattern.search(small[:start])), None) if start else None
    after = _AFTER.match(small, end) if "trở " in small else None
    return before or ({"lên": "ge", "xuống": "le"}[after[1]] if after else "eq")


def _scale(words: str | None) -> int:
    return prod(_SCALES[word] for word in re.findall("|".join(_SCALES), words)) if words else 1


def _scaled(number: int | Decimal, scale: int) -> int | Decimal:
    if scale == 1:
        return number
    scaled = number * scale
    return int(scaled) if scaled == int(scaled) else scaled
