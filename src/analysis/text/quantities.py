"""Read the figures that a short printed form states, with the words that qualify and scale them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from math import prod

from analysis.errors import AnalysisError
from analysis.text.letters import normalise
from analysis.text.numbers import read_number

__all__ = ["Reading", "read_figure"]

# What has digits and is not a figure: dates, periods, hours, and numbers of documents. 5/2016 is a month:
# a denominator of that size is printed with its dot.
_NOT_FIGURES = re.compile(
    r"\d{4}-\d\d-\d\d|(?:\d{1,2}-)?\d{1,2}([-./])\d{1,2}\1\d{4}|"
    r"ngày \d{1,2}(?: tháng \d{1,2}|/\d{1,2}(?:/\d{4})?\b)|"
    r"tháng \d{1,2} năm \d{4}|\d{1,2}/(?:19|20)\d\d\b|quý \d\b|\d{1,2}:\d\d\b|năm (?:19|20)\d\d\b|"
    r"(?:19|20)\d\d ?[-–] ?(?:19|20)\d\d\b|\d+(?:/\d{4})?[-/](?=[a-zđ]{2,}[-/][a-zđ])"
)
_DIGIT, _SHORT = re.compile(r"\d"), len("999")  # "từ 2 triệu đồng đến 3"
_DIGITS = r"\d+(?:[.,]\d+)*"
SCALES = {"trăm": 10**2, "nghìn": 10**3, "ngàn": 10**3, "triệu": 10**6, "tỷ": 10**9, "tỉ": 10**9}
"""The words that make a number greater, and how many times."""
_ANY_SCALE = rf"(?:{'|'.join(SCALES)})\b(?! (?:lệ|trọng|suất|số)\b)"  # "tỷ lệ" is a rate, not 10⁹
_SCALE = rf"(?: ?{_ANY_SCALE})*"
_MEASURES = "đồng|ha|m²|km|m|kg|tạ|tấn"
# What both ends of a range are of may stand behind each: "từ 5 đảng viên đến 7 đảng viên", "2 ha - 3 ha".
_SAME = (
    r"(?P<same>(?(from) ?[^\W\d_]+(?:[ /][^\W\d_]+){0,4}?(?= (?:đến|tới)\b)|(?!))|"
    rf" ?(?:{_MEASURES})(?:/[^\W\d_]+)*(?= ?[-–—]| (?:đến|tới)\b))"
)
# Behind the first alone: "từ 40 triệu đồng đến 65 triệu".
_ONCE_SAID = (
    rf"(?P<said>(?(from) ?(?:{_MEASURES}|đảng viên|chi bộ|hộ|người|tuổi)(?:/[^\W\d_]+)*(?= (?:đến|tới)\b)|(?!)))"
)
_NOTHING_BEHIND = r"(?=$|[.,;:)/](?!\d)| (?:mỗi|một|hằng|hàng|trên)\b)"
AMOUNT = (
    rf"(?P<from>(?<=từ ))?(?P<low>[-−]?{_DIGITS})(?P<low_scale>{_SCALE})"
    rf"(?:(?<!\d) (?P<more>\d+) (?P<more_scale>{_ANY_SCALE}))?(?: ?%)?"
    rf"(?:(?:{_SAME}|{_ONCE_SAID})? ?(?P<link>/|[-–—]|đến\b|tới\b|(?:trong|trên) (?:tổng )?số\b) ?"
    rf"(?P<high>{_DIGITS})(?P<high_scale>{_SCALE})(?: ?%)?(?(same)(?=(?P=same)(?!\w)))(?(said){_NOTHING_BEHIND}))?"
)
"""The pattern of a number, a fraction or a range in digits, such as 1.906, 34/129, 5 trong số 9, "3-4 triệu"."""
OF = ("/", "trong số", "trong tổng số", "trên số", "trên tổng số")
"""The links between a part and its whole."""
TO = ("đến", "tới")
"""The words that link both ends of a range, or what was first and what came of it."""
MONTHS = {"tháng": 1, "quý": 3, "năm": 12}
EVERY = re.compile(r" ?(tháng|quý|năm)(?: ?/ ?(?:1 |một )?| (?:một|1) )lần\b")
"""The words that make a figure the interval between meetings."""
_FIGURE = re.compile(rf"(?<![\w.,]){AMOUNT}")
REGULAR_WORDS = ("hằng", "hàng", "mỗi")
REGULARLY = re.compile(r"\b(?:hằng|hàng|(?P<each>mỗi)) (?P<time>tháng|quý|năm)\b")
"""The words, one of `REGULAR_WORDS` first, that make a meeting's time an interval; in a text `ONCE` follows `each`."""
ONCE = r" (?:một|1) lần\b"
# "3 thôn chưa có chi bộ" counts villages: the words are a zero only where a clause begins with them.
_NONE = re.compile(r"(?:^|[,;:(] ?)(?:không|chưa) có\b")

_QUALIFYING = {
    "le": ("không quá", "không vượt quá", "tối đa", "nhiều nhất", "≤"),
    "ge": ("ít nhất", "tối thiểu", "không dưới", "không thấp hơn", "không ít hơn", "≥"),
    "lt": ("dưới", "chưa đến", "chưa tới", "chưa đầy", "không đến", "<"),
    "gt": ("trên", "hơn", "quá", ">"),
    "approx": ("trên dưới", "gần", "khoảng", "xấp xỉ", "chừng", "ước", "~"),
    "": ("từ",),  # it begins a range, or what "trở lên" ends
}
_QUALIFIERS = {words: name for name, several in _QUALIFYING.items() for words in several}
_REACHING = ("đạt", "có", "tính")  # they may stand between the words that qualify and the figure
_QUALIFIER = "|".join(sorted(_QUALIFIERS, key=len, reverse=True))
_QUALIFIED = re.compile(  # in "thấp hơn 5" the word compares and is no bound
    r"(?:^|[\s(“\"])(?:(?!hơn)|(?<!cao )(?<!thấp )(?<!nhiều )(?<!ít ))"
    rf"(?P<words>{_QUALIFIER})(?: (?:{'|'.join(_REACHING)}))? ?$"
)
_QUALIFIER_ENDS = tuple({words.split()[-1] for words in (*_QUALIFIERS, *_REACHING)})
ONWARDS = re.compile(r"[^\d,;.()#]{0,60}?\btrở (?P<way>lên|xuống)\b")
BOUNDS = {"lên": "ge", "xuống": "le"}
"""What the way of `ONWARDS`, behind a figure, makes of it: a qualifier."""

_UNITS = ["một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]
COUNT_WORDS = {word: value for value, word in enumerate([*_UNITS, "mười"], 1)}
"""The numbers in words, up to ninety-nine."""
for _tens, _ten in enumerate(["mười", *(f"{unit} mươi" for unit in _UNITS[1:])], 1):
    COUNT_WORDS[_ten] = 10 * _tens
    for _unit, _word in enumerate(_UNITS, 1):
        # After a ten, five is lăm or nhăm; after twenty and more, one is mốt and four often tư.
        for _form in {1: ("một", "mốt"), 4: ("bốn", "tư"), 5: ("lăm", "nhăm")}.get(_unit, (_word,)):
            COUNT_WORDS[f"{_ten} {_form}"] = 10 * _tens + _unit
_COUNT_WORD = re.compile(rf"(?:(?!từ)(?:{_QUALIFIER}) )?({'|'.join(sorted(COUNT_WORDS, key=len, reverse=True))})\b")
_NO_COUNT = re.compile(  # "một số" is some, "năm qua" the past year
    r"một (?:số|vài|phần|bộ phận|cách|trong|mặt|ít|nửa)\b|"
    r"năm (?:[\d#]|nay|này|qua|ngoái|trước|sau|tới|học|đầu|cuối|thứ)"
)
_COUNT_GOES_ON = re.compile(rf" (?:mươi|trăm|nghìn|ngàn|triệu|tỷ|tỉ|{'|'.join(set(_UNITS) - {'năm'})})\b")
# Vietnamese needs what is counted, since "năm" is also a year and "ba" part of a name.
_COUNTED = (
    "bài|nơi|địa phương|tỉnh|huyện|xã|thôn|bản|ấp|chi bộ|đảng bộ|tổ chức|đảng viên|người|cán bộ|cấp|phần|kỳ|lần|nhóm|"
    "số|việc|năm|tháng|ngày"
)
_ENGLISH = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_SMALL = COUNT_WORDS | {word: value for value, word in enumerate(_ENGLISH, 2)} | {"both": 2}
_FROM_TWO = "|".join(sorted(COUNT_WORDS.keys() - {"một"}, key=len, reverse=True))
_IN_WORDS = {
    "vi": re.compile(rf"\b({_FROM_TWO}) (?:{_COUNTED})\b"),
    "en": re.compile(rf"\b({'|'.join(_ENGLISH)}|both)\b"),
}


def find_counts_in_words(text: str, lang: str) -> list[tuple[str, int]]:
    """Find the counts from two on that a sentence writes in words; in Vietnamese before a noun that is counted."""
    return [(match[1], _SMALL[match[1]]) for match in _IN_WORDS[lang].finditer(text.lower())]


@dataclass(frozen=True, slots=True)
class Reading:
    """One figure that a printed form states: a share is in per cent, an interval between meetings in months.

    By its qualifier, one of `QUALIFIERS`, the true figure is equal to, greater than, at least, less than, at most or
    about `value`.
    """

    value: int | Decimal
    qualifier: str = "eq"


@lru_cache(10_000)  # a check reads all prints of a country again
def read_figure(printed: str) -> tuple[Reading, ...]:
    """Read all the figures that a short printed form states.

    Words around a figure qualify it (trên, dưới, gần, ít nhất, từ … trở lên), scale it (nghìn, triệu, tỷ)
    or are left aside. A fraction ``34/129`` gives two figures; a range ``10-11`` its lower bound as "ge" and
    its upper bound as "le". "6 tháng/lần" and "hằng quý" are intervals in months. "không có" is 0. A number
    in words is read where the form begins with it, up to ninety-nine. Dates, years and numbers of
    documents are no figures.

    The nouns beside a figure may stand in what is printed, as in ``"trên 60 triệu đồng/năm"``; the readings are in the
    order printed, and never empty. An `AnalysisError` says that there is no figure, or one that cannot be read without
    guessing.
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
    if not found and (match := REGULARLY.search(small)):
        found = [(match.start(), Reading(MONTHS[match["time"]]))]
    if not found:
        raise AnalysisError(
            f"{printed!r} states no figure: expected such as 1.906 đảng viên, trên 40%, 34/129 or không có"
        )
    return tuple(reading for _, reading in sorted(found, key=lambda pair: pair[0]))


def _read_digits(small: str) -> Iterator[tuple[int, Reading]]:
    position = 0
    while match := _FIGURE.search(small, position):
        start, position = match.start(), match.end()
        value, high = read_amount(match)
        if every := EVERY.match(small, position):
            value, position = value * MONTHS[every[1]], every.end()
        qualifier, other = _qualifier(small, start, match.end()), "eq"
        if high is not None and match["link"] not in OF:
            qualifier, other = "ge", "le"
        yield start, Reading(value, qualifier)
        if high is not None:
            yield match.start("high"), Reading(high, other)


def read_amount(match: re.Match[str], *, falls: bool = False) -> tuple[int | Decimal, int | Decimal | None]:
    """Read what `AMOUNT` has matched: one number, or the two of a fraction or of a range, scaled.

    What is linked by a word may also be a fall, if `falls`: "từ 12% đến 9%". An `AnalysisError` says that a number is
    not printed the Vietnamese way, or that a range does not rise.
    """
    link, stated = match["link"], match["same"] or match["said"]
    # In "3-4 triệu" the scale is that of both, not in "500.000 đồng - 1 triệu đồng"; 2 tỷ 500 triệu is one figure.
    low = _scaled(match["low"], match["low_scale"] or (None if link in OF or stated else match["high_scale"]))
    if match["more"]:
        low += _scaled(match["more"], match["more_scale"])
    if link is None:
        return low, None
    is_short = match["said"] and match["low_scale"] and not match["high_scale"] and len(match["high"]) <= _SHORT
    high = _scaled(match["high"], match["low_scale"] if is_short else match["high_scale"])
    if link not in OF and (low == high or (low > high and not (falls and link in TO))):
        raise AnalysisError(f"the range {match[0]!r} does not rise; expected the lower first")
    return low, high


def find_qualifier(small: str, start: int) -> tuple[str, int]:
    """Give the qualifier, ``""`` if none, that the words before a figure tell, and the place where they begin."""
    likely = small[max(0, start - 12) : start].rstrip(" ").endswith(_QUALIFIER_ENDS)
    match = _QUALIFIED.search(small, max(0, start - 25), start) if likely else None
    return (_QUALIFIERS[match["words"]], match.start("words")) if match else ("", start)


def _read_words(text: str, small: str) -> list[tuple[int, Reading]]:
    """Read a number in words at the beginning, such as in "một nhóm hộ"; names (Ba Tri) are no numbers."""
    match = _COUNT_WORD.match(small)
    if match is None or _NO_COUNT.match(small, match.start(1)) or text[match.end() + 1 :][:1].isupper():
        return []
    if _COUNT_GOES_ON.match(small, match.end()):
        raise AnalysisError("a number in words is read up to ninety-nine; write the figure in digits")
    value = COUNT_WORDS[match[1]]
    if every := EVERY.match(small, match.end()):
        value *= MONTHS[every[1]]
    return [(match.start(1), Reading(value, _qualifier(small, *match.span(1))))]


def _qualifier(small: str, start: int, end: int) -> str:
    after = ONWARDS.match(small, end) if "trở " in small else None
    return find_qualifier(small, start)[0] or (BOUNDS[after["way"]] if after else "eq")


def _scaled(number: str, words: str | None) -> int | Decimal:
    value = read_number(number)
    if not words:
        return value
    scaled = value * prod(SCALES[word] for word in re.findall("|".join(SCALES), words))
    return int(scaled) if scaled == int(scaled) else scaled
