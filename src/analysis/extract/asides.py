"""Hide the numbers that are no figures: dates, names, telephone numbers, numbers of documents, ordinals."""

from __future__ import annotations

import re

from analysis.extract.nouns import find_noun

__all__ = ["hide_asides"]

_MONTH_OR_DAY = r"\d{1,2}"
# Telephone numbers; dates, hours, years, terms; numbers of documents; ranks; the limits of a class whose share follows.
_FROM_DIGITS = (
    r"(?<![\d.,])0\d{1,4}[ .-]\d{3,4}[ .-]?\d{3,4}|(?<![\d.,])0\d{8,10}\b|1[89]00[ .]\d{4,6}|"
    r"\d{4}-\d\d-\d\d|(?:\d{1,2} ?[-–] ?)?(?<![\d.,])\d{1,2}([-./])\d{1,2}\1\d{4}|"
    r"\d{1,2}/(?:19|20)\d\d\b|(?:19|20)\d\d ?[-–/] ?(?:19|20)\d\d\b|\d{1,2}(?::| ?giờ ?| ?h ?)\d\d\b|"
    r"\d{1,2}/\d{1,2}(?= (?:hằng|hàng) năm)|"
    r"(?<![\w.,])\d+[a-z]?(?:/\d{4})?[-/](?=[a-zđ]{1,6}[-/]?[a-zđ]+)[a-zđ]+(?:[-/][a-zđ]+)+|"
    r"\d{1,2} tháng (?:đầu|cuối) năm\b|^\d{1,2}[.)](?= )|"
    r"\d+(?: ?[-–] ?\d+)? kỳ ?/ ?năm(?= (?:chỉ |mới )?(?:đạt|chiếm|là) \d[\d,]* ?%)"
)
_NUMBERED = (
    "thứ|khóa|khoá|điều|khoản|điểm|mục|chương|phần|bước|khối|lớp|cấp|hạng|mức độ|quốc lộ|tỉnh lộ|trung ương|iso|"
    "phường|quận|tiểu khu|khu vực|vùng|trang|bảng|biểu|hình|xưởng|phiên bản|km số"
)
_VILLAGES = "thôn|bản|ấp|xóm|tổ|đội|khu|khu phố|tổ dân phố|làng|buôn"
_AGED = "trên|dưới|từ|đủ"
# Dates and years; ordinals, parts, roads, classes of a school; villages with a number; ages.
_FROM_WORDS = (
    rf"ngày:? (?:mùng |mồng )?{_MONTH_OR_DAY}(?: (?:[-–]|đến|và) {_MONTH_OR_DAY})?(?: ?tháng {_MONTH_OR_DAY}|"
    rf"/{_MONTH_OR_DAY})?"
    r"(?:(?: năm |,? ?)(?:19|20)\d\d\b)?(?![.,]?\d)|m(?:ù|ồ)ng \d{1,2}|"
    r"tháng \d{1,2}(?:(?:/| năm )\d{4})?(?![.,]?\d)|quý (?:\d|[iv]+)\b(?:[/ ]\d{4})?|"
    r"năm (?:học )?(?:19|20)\d\d\b(?: ?[-–] ?(?:19|20)\d\d\b)?|"
    rf"(?:(?<!tổng )(?<!thiểu )số|{_NUMBERED})"
    r":? \d+(?:[:.]\d+)*(?!\w|[.,]\d| ?%)(?: ?(?:,|và|-) ?\d{1,2}(?!\w|[.,]\d| ?%| ?[a-zà-ỹđ]))*|"
    rf"(?:{_VILLAGES}) \d{{1,2}}(?![\d.,]*\d| ?%| (?:hộ|người|đảng viên|đồng chí))|"
    rf"(?:{_AGED}) \d+ (?:(?:đến|tới) \d+ )?tuổi(?: trở (?:lên|xuống))?|độ tuổi \S+ \d+(?: đến \d+)?"
)
_FROM_BRACKETS = r"\(\+?0\d{1,4}\)[ .-]?[\d .-]+\d|\(\d{1,2}\)|\[\d+\]"
# What stands first tells which ways are open.
_ASIDE = re.compile(rf"(?<!\w)(?:(?=\d)(?:{_FROM_DIGITS})|(?=[^\W\d_])(?:{_FROM_WORDS})|(?=[(\[])(?:{_FROM_BRACKETS}))")
_FIRST_WORDS = sorted(
    {one.split()[0] for one in f"ngày|mùng|mồng|tháng|quý|năm|số|độ|{_NUMBERED}|{_VILLAGES}|{_AGED}".split("|")}
)
# Where one may begin: inside no word. A pattern whose branches begin with letters passes other places at once.
_BEGINS = re.compile(
    "|".join(
        rf"{letter}(?<!\w.)(?:{'|'.join(one[1:] for one in _FIRST_WORDS if one[0] == letter)})"
        for letter in sorted({one[0] for one in _FIRST_WORDS})
    )
    + r"|\(|\["
)
_ADDRESS = re.compile(r"\S+@\S+|(?:https?://|www\.)\S+")
_RUN = re.compile(r"\d+")
_NAME = re.compile(
    r" (?<=[^\W\d_] )\d{1,2}(?![\d.,/]*\d| ?%)(?:(?:, | và )\d{1,2}(?!\w|[.,]?\d| ?%| [a-zà-ỹđ]))*(?!\w)"
)


def hide_asides(text: str, low: str) -> str:
    """Put ``#`` over every character of what is no figure.

    Parameters
    ----------
    text, low
        A paragraph in NFC, and the same in small letters.

    Returns
    -------
    str
        `low`, of the same length.
    """
    masked = _ADDRESS.sub(_hide, low) if "@" in low or "//" in low or "www." in low else low
    places = sorted([one.start() for pattern in (_RUN, _BEGINS) for one in pattern.finditer(masked)])
    parts, done = [], 0
    for place in places:
        if place >= done and (aside := _ASIDE.match(masked, place)):
            parts += [masked[done:place], "#" * (aside.end() - place)]
            done = aside.end()
    masked = "".join(parts) + masked[done:]

    def name(match: re.Match[str]) -> str:
        start, end = match.span()
        word = text.rfind(" ", 0, start) + 1
        # "bản Mới 1" is a name; "Nậm Nhùn 28 đồng chí" is a figure beside one.
        named = word and text[word:start].lstrip('(“"')[:1].isupper()
        if not named or (masked.startswith(" ", end) and find_noun(masked, end + 1)):
            return match[0]
        return " " + "#" * (len(match[0]) - 1)

    return _NAME.sub(name, masked)


def _hide(match: re.Match[str]) -> str:
    return "#" * len(match[0])
