"""Hide the numbers that are no figures: dates, names, telephone numbers, numbers of documents, ordinals."""

import re

from analysis.extract.cues import Cues
from analysis.extract.phrases import any_of

# Telephone numbers; dates, hours; numbers of documents; ranks; the limits of a class whose share follows.
_FROM_DIGITS = (
    r"(?<![\d.,])0\d{1,4}[ .-]\d{3,4}[ .-]?\d{3,4}|(?<![\d.,])0\d{8,10}\b|1[89]00[ .]\d{4,6}|"
    r"(?:\d{1,2} ?[-–] ?)?(?:\d{1,2}([-./])\d{1,2}\1\d{4}|(?<=[-– ])(?=##?[-./]##?[-./]#))|"
    r"\d{1,2}(?::| ?giờ ?| ?h ?)\d\d\b|\d{1,2}/\d{1,2}(?= (?:hằng|hàng) năm)|"
    r"(?<![\w.,])\d+[a-z]?(?:/\d{4})?[-/](?=[a-zđ]{1,6}[-/]?[a-zđ]+)[a-zđ]+(?:[-/][a-zđ]+)+|"
    r"^\d{1,2}[.)](?= )"
)
_ADDRESS = re.compile(r"\S+@\S+|(?:https?://|www\.)\S+")
_FAR = 16  # characters within which the words that make a number an aside begin
_NAME = re.compile(
    r" (?=\d)(?<=[^\W\d_] )\d{1,2}(?![\d.,/]*\d| ?%)(?:(?:, | và )\d{1,2}(?!\w|[.,]?\d| ?%| [a-zà-ỹđ]))*(?!\w)"
)
_FROM_BRACKETS = r"\(\+?0\d{1,4}\)[ .-]?[\d .-]+\d|\(\d{1,2}\)|\[\d+\]"


class AsideHider:
    """Hides what is no figure; the words behind which a number is a rank or a name stand in the cues."""

    def __init__(self, cues: Cues) -> None:
        words = cues.figures
        self._noun_after = re.compile(rf" {any_of(words.nouns)}(?!\w)")
        from_digits = (
            rf"{_FROM_DIGITS}|\d+(?: ?[-–] ?\d+)? {any_of(words.yearly)} ?{any_of(words.a_year)}"
            rf"(?= {any_of(words.before_share)} \d[\d,]* ?%)"
        )
        # Days that come every month or year; ordinals, parts, roads, classes of a school; villages with a number; ages.
        from_words = (
            r"ngày:? (?:m[ùồ]ng )?\d{1,2}(?: (?:[-–]|đến|và) \d{1,2})?(?:(?: ?tháng |/)\d{1,2})?(?![.,]?\d)|"
            r"(?:m[ùồ]ng|tháng|quý) \d{1,2}(?![.,]?\d)|"
            rf"(?:{''.join(f'(?<!{word} )' for word in words.not_numbered)}số|{any_of(words.numbered)})"
            rf":? (?!\d+ ?[-–] ?\d+ {any_of(words.nouns)})"  # "mỗi lớp 60-80 học viên"
            r"\d+(?:[:.]\d+)*(?!\w|[.,]\d| ?%)(?: ?(?:,|và|-) ?\d{1,2}(?!\w|[.,]\d| ?%| ?[a-zà-ỹđ]))*|"
            rf"{any_of(words.places)} \d{{1,2}}(?![\d.,]*\d| ?%| {any_of(words.counted_in_places)})|"
            rf"{any_of(words.before_age)} \d+ (?:(?:đến|tới) \d+ )?{any_of(words.ages)}(?: trở (?:lên|xuống))?|"
            rf"{any_of(words.age_groups)} \S+ \d+(?: đến \d+)?"
        )
        # A number near, and what stands first, tell which ways are open.
        self._aside = re.compile(
            rf"(?<!\w)(?=\D{{0,{_FAR}}}+\d)(?:(?=\d)(?:{from_digits})|(?=[^\W\d_])(?:{from_words})|(?=[(\[])(?:{_FROM_BRACKETS}))"
        )

    def hide(self, text: str, low: str) -> str:
        """Put ``#`` over each character of what is no figure; `low` is `text`, a paragraph in NFC, in small letters."""
        masked = _ADDRESS.sub(_hide, low) if "@" in low or "//" in low or "www." in low else low
        masked = self._aside.sub(_hide, masked)

        def name(match: re.Match[str]) -> str:
            start, end = match.span()
            word = text.rfind(" ", 0, start) + 1
            # "bản Mới 1" is a name; "Nậm Nhùn 28 đồng chí" is a figure beside one.
            named = word and text[word:start].lstrip('(“"')[:1].isupper()
            if not named or self._noun_after.match(masked, end):
                return match[0]
            return " " + "#" * (len(match[0]) - 1)

        return _NAME.sub(name, masked)


def _hide(match: re.Match[str]) -> str:
    return "#" * len(match[0])
