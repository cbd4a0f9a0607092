"""Read the times and spans of time that Vietnamese articles write, such as quý I/2024, 5 năm qua or đến nay."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import NamedTuple

from analysis.errors import AnalysisError
from analysis.text.dates import add_months, find_dates, period_bounds, read_date
from analysis.text.letters import normalise, small

__all__ = ["Span", "find_spans", "period_before", "read_period"]

_WORDS = ("một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười", "mười một", "mười hai")
_ROMAN = ("i", "ii", "iii", "iv")
_YEAR = r"(?:19|20)\d\d(?![\d.,/]*\d)"
_COUNT = rf"(?:\d{{1,2}}|{'|'.join(sorted(_WORDS, key=len, reverse=True))})"
_OF = r"(?:,? năm | ?[/.-] ?| )"  # between a month or a quarter and its year
_TO = r"(?: ?[-–—] ?| (?:cho )?(?:đến|tới) )"
_REL = r"(?:nay|này|ngoái|trước|vừa qua|vừa rồi|sau|tới)\b"
_OPENS = r"(?:giai đoạn|nhiệm kỳ|thời kỳ|năm học|niên khóa|niên khoá|trong|từ)"
_MONTH = rf"tháng \d{{1,2}}(?![.,]?\d)(?:{_OF}{_YEAR})?"
_QUARTER = r"quý (?:iv|i{1,3}|[1-4])\b"
_DAY = rf"(?:ngày )?\d{{1,2}}(?:[/.-]\d{{1,2}}(?:[/.-]{_YEAR})?(?![/.-]?\d)| tháng \d{{1,2}}(?:,? năm {_YEAR})?)"
_POINT = (
    rf"(?:(?:hết|cuối|đầu) )?(?:{_DAY}|{_MONTH}|\d{{1,2}}/{_YEAR}|{_QUARTER}(?:{_OF}{_YEAR})?|"
    rf"năm(?: {_YEAR}| nay)?(?! học)|{_YEAR}|nhiệm kỳ(?: {_YEAR} ?[-–/] ?{_YEAR})?)"
)
# Each form by its name; of two that begin at one place the first is taken. Yearless forms stand behind their full ones.
_FORMS = {
    "term": rf"(?:từ )?đầu nhiệm kỳ(?: {_YEAR} ?[-–/] ?{_YEAR})?(?: (?:cho )?(?:đến|tới) nay)?",
    "range": rf"(?:kể )?từ (?P<first>{_POINT}){_TO}(?P<last>{_POINT}|nay\b)",
    "dates": rf"(?P<day>\d{{1,2}}[/.]\d{{1,2}}[/.]{_YEAR}) ?[-–—] ?(?P<day2>\d{{1,2}}[/.]\d{{1,2}}[/.]{_YEAR})",
    "months": rf"(?P<count>{_COUNT}) tháng (?:(?P<side>đầu|cuối)(?: của)? năm(?: {_YEAR}| {_REL})?(?! học)|"
    rf"(?:trong )?năm {_YEAR}|/ ?{_YEAR})|nửa (?P<half>đầu|cuối)(?: của)? năm(?: {_YEAR}| {_REL})?(?! học)|"
    rf"(?<![\w,] )(?:trong|qua) (?P<passed>{_COUNT}) tháng(?=,)",
    "quarter": rf"(?:quý (?P<quarter>iv|i{{1,3}}|[1-4])\b(?:(?:, | và | ?[-–] ?| đến )(?:quý )?"
    rf"(?P<quarter2>iv|i{{1,3}}|[1-4])\b)?|q(?P<q>[1-4]|iv|i{{1,3}}))(?P<of>{_OF}{_YEAR}| {_REL})?",
    "years": rf"(?:{_OPENS} )?(?:từ )?(?:năm )?{_YEAR} ?[-–—/] ?{_YEAR}|(?:giai đoạn|thời kỳ) (?:từ )?(?:năm )?{_YEAR}"
    rf"{_TO}(?:năm )?{_YEAR}",
    "list": rf"(?:(?:{_COUNT}|các|những) )?năm {_YEAR}(?:, {_YEAR})*(?:, {_YEAR}|,? và (?:năm )?{_YEAR})",
    "same": rf"cùng kỳ(?: của)?(?: năm (?:{_YEAR}|{_REL}))?",
    "ago": rf"(?P<ago>{_COUNT}) (?P<unit>năm|quý|tháng|tuần) (?:vừa qua|qua|gần đây|trở lại đây|gần nhất)\b",
    "vague": rf"{_COUNT} năm (?:trước|nay)\b|(?<!những )(?<!nhiều )(?<!mấy )(?<!các )(?:trong |một )?năm qua\b|"
    r"(?:(?:trong|cả|nửa|giữa|đầu|cuối) )+nhiệm kỳ(?! \d)|nhiệm kỳ (?:này|qua|vừa qua)\b",
    "before": r"(?P<unit2>nhiệm kỳ|giai đoạn|quý|tháng) trước\b",
    "year": rf"(?P<whole>hết )?năm (?:học )?(?P<year>{_YEAR})",
    "other": rf"(?:(?:trong|cả|cuối|đầu|giữa|hết) )?năm (?P<other>{_REL})",
    "month": rf"(?P<until>hết )?(?:tháng (?P<month>\d{{1,2}})(?:{_OF}(?P<year2>{_YEAR})|"
    rf"(?![.,/]?\d)(?! (?:hằng|hàng) năm))|(?P<month2>\d{{1,2}})/(?P<year3>{_YEAR}))",
    "day": r"(?:(?:sáng|chiều|tối|trưa|đêm|hôm)(?: ngày)?|ngày) (?P<d>\d{1,2})(?:/| tháng )(?P<m>\d{1,2})(?![/.,]?\d)"
    r"(?! (?:hằng|hàng) năm|,? năm \d)|(?:đến|tới) (?P<d2>\d{1,2})/(?P<m2>\d{1,2})(?= ?[,;)]| ?\.(?!\d)| ?$)",
    "within": r"(?<!kỳ )(?<!lần )(?<!buổi )(?:trong|cả|cuối|đầu|giữa|hết) năm\b(?! (?:học|\d|thứ|tháng|ngày|năm))",
    "now": r"(?:(?:đến|tới|hiện|tính đến)(?: thời điểm)? |(?<!hôm )(?<!ngày )(?<!năm )(?<!lâu )(?<!xưa )(?<!trước )"
    r"(?<!tháng ))nay\b(?! mai)|(?<!thực )(?<!thể )(?<!xuất )(?<!phát )(?<!biểu )hiện(?= (?:có|tại|còn|đã|đạt)\b)",
}
# Most places are passed by their first letters.
_BEGINS = (
    r"\d{1,2}(?: (?:tháng|năm|quý|tuần)|/(?:19|20)|[/.]\d{1,2}[/.]\d{4} ?[-–—])|(?:19|20)\d\d ?[-–—/]|"
    r"n(?:ăm |hiệm kỳ|ay|ửa |gày |iên k)|t(?:háng |ừ |rong (?:[nmhbstc]|\d)|ính đ|ới |hời kỳ|ám |ối |rưa )|"
    r"q(?:uý |ua |[1-4i])|gi(?:ai|ữa )|đ(?:ầu |ến |êm )|c(?:uối |ả n|ác n|ùng|hiều |hín )|h(?:ết |ai |iện [nctđ]|ôm )|"
    r"kể |b(?:a |ốn |ảy )|s(?:áu|áng) |m(?:ột |ười )"
)
_PLACES = re.compile(rf"[\dntqgđchkbsm](?<![\w/.,].)(?<!\d[-–].)(?<=(?={_BEGINS}).)")
_FIND = re.compile(r"(?:" + "|".join(f"(?P<{name}_>{form})" for name, form in _FORMS.items()) + r")(?![\w/]*\d)")
_FOUR = re.compile(r"(?:19|20)\d\d")
_NUMERALS = re.compile(r"\d+")
_LEADS = re.compile(r"(?:(?:tính|kể) )?(?:đến|tới|vào|trong|tại|thời điểm)(?: ngày)? ")
_TYPED = re.compile(r"(?:tháng ?)?(?P<month>\d{1,2}) ?(?:[/-]|năm) ?(?P<year>\d{4})|(?:năm )?(?P<only>\d{4})")


class Span(NamedTuple):
    """A time or a span of time in a text.

    Attributes
    ----------
    start, end
        Its 0-based place.
    period
        As `analysis.text.period_bounds` reads it; ``""`` where its beginning, its end or its year is not known.
    basis
        ``"stated"``; ``"context"`` where the year is that of words before or of the day of publication; ``"now"`` where
        the day of publication is meant ("đến nay"); ``"open"`` where nothing tells the period.
    years
        The years of a list ("năm 2022 và 2023"), each of which a figure may have.
    back
        What it is before the period of the figure beside it ("so với nhiệm kỳ trước"): ``"year"``, ``"quarter"``,
        ``"month"``, ``"term"``, or ``"same"``: the same months or days of `period`, else of the year before.
    """

    start: int
    end: int
    period: str
    basis: str = "stated"
    years: tuple[str, ...] = ()
    back: str = ""


def find_spans(text: str, published: date | None = None) -> list[Span]:
    """Find the times and the spans of time in running text, in the order written.

    Parameters
    ----------
    text
        In NFC.
    published
        The day of publication, from which "5 năm qua" goes back, and whose year "6 tháng đầu năm" has where the
        sentence tells none before.
    """
    low, days = small(text), find_dates(text)
    reader = _Reader(low, published)
    matches: list[re.Match[str]] = []
    for place in _PLACES.finditer(low):
        first = place.start()
        if (matches and first < matches[-1].end()) or not (match := _FIND.match(low, first)):
            continue
        if not any(start <= first and match.end() <= end for start, end, _ in days):
            matches.append(match)
    taken = [match.span() for match in matches]
    dated = [Span(first, last, day.isoformat()) for first, last, day in days
             if not any(start <= first < end for start, end in taken)]  # fmt: skip
    found = [span for match in matches if (span := reader.read(match))]
    return sorted(found + dated)


def read_period(text: str, published: date | None = None) -> str:
    """Read one period as people write it: ``"2019"``, ``"12/2019"``, ``"quý I/2024"``, ``"6 tháng đầu năm 2021"``, ISO.

    Returns
    -------
    str
        As `analysis.text.format_period` takes it, whose Vietnamese words are read back.

    Raises
    ------
    AnalysisError
        If the text is anything else, or does not tell its year.
    """
    words = " ".join(normalise(text).split())
    try:
        period_bounds(words)
        return words
    except AnalysisError:
        bare = words.lower()
    if typed := _TYPED.fullmatch(bare):
        period = typed["only"] or f"{typed['year']}-{int(typed['month']):02d}"
        period_bounds(period)
        return period
    for tried in (bare, bare.replace(" - ", "-"), _LEADS.sub("", bare, count=1)):
        for span in find_spans(tried, published):
            if (span.start, span.end) == (0, len(tried)) and span.period:
                return span.period
    try:
        return read_date(words).isoformat()
    except AnalysisError:
        raise AnalysisError(
            f"{text!r} is not a period: expected such as 2019, 12/2019, 31/12/2019, quý I/2024, 6 tháng đầu năm 2021, "
            "giai đoạn 2016–2020 or từ 01/01/2021 đến 16/9/2021"
        ) from None


def period_before(span: Span, period: str) -> str:
    """Give what a figure of a period is compared with: "cùng kỳ năm trước" is its months of the year before.

    Returns
    -------
    str
        The period of the span itself where it is not meant from the figure's.
    """
    if not span.back or not period:
        return span.period if not span.back else ""
    start, end = period_bounds(period)
    if span.back in ("same", "year") and (span.back == "same" or start.year == end.year):
        year = int(span.period[:4]) if span.back == "same" and span.period else start.year - 1
        if span.back == "year":
            return str(year)
        shifted = [add_months(day, 12 * (year - start.year)).isoformat() for day in (start, end)]
        return _join(*(day[: len(like)] for day, like in zip(shifted, period.split("/"), strict=False)))
    if span.back == "term" and "/" in period and _FOUR.fullmatch(period[:4]) and len(period) == 9:
        return f"{2 * start.year - end.year}/{start.year}"
    if span.back == "quarter" and (start.month % 3, end.month - start.month) == (1, 2):
        year, first = (start.year, start.month - 3) if start.month > 3 else (start.year - 1, 10)
        return f"{year}-{first:02d}/{year}-{first + 2:02d}"
    if span.back == "month" and len(period) == 7:
        return f"{start - timedelta(days=1):%Y-%m}"
    return ""


def _join(*ends: str) -> str:
    return "/".join(dict.fromkeys(ends))


class _Reader:
    """Reads the forms of one text in order; a year that is not said is that of the words before, or of publication."""

    def __init__(self, low: str, published: date | None) -> None:
        self._low, self._published = low, published
        self._said: tuple[int, int] | None = None  # the year said last, and where

    def read(self, match: re.Match[str]) -> Span | None:
        """Read a match of `_FIND`; days and months that do not exist are passed over."""
        name = (match.lastgroup or "").removesuffix("_")
        name = next(form for form in _FORMS if match[f"{form}_"] is not None) if name not in _FORMS else name
        years = [int(year) for year in _FOUR.findall(match[0])]
        try:
            span: Span | None = getattr(self, f"_{name}")(match, years)
        except ValueError:
            return None
        if span and name in ("year", "month", "months", "quarter") and span.basis == "stated" and span.period:
            self._said = int(span.period[:4]), match.start()
        return span

    def _year_at(self, place: int, *, sentence: bool = True) -> int | None:
        """Give the year said last before a place, in its sentence or anywhere, else that of publication."""
        if self._said and not (sentence and ". " in self._low[self._said[1] : place]):
            return self._said[0]
        return self._published.year if self._published else None

    def _span(self, match: re.Match[str], period: str, basis: str = "stated") -> Span:
        return Span(*match.span(), period, basis if period else "open")

    def _past(self, match: re.Match[str], year: int | None, first: int, last: int = 0, day: int = 0) -> Span:
        """Make months or a day without a year: of the year said, else the last that began before publication."""
        said = self._said is not None and ". " not in self._low[self._said[1] : match.start()]
        if year and not said and self._published and date(year, first, day or 1) > self._published:
            year -= 1
        if not year:
            return self._span(match, "")
        ends = [date(year, first, day).isoformat()] if day else [f"{year}-{first:02d}", f"{year}-{last or first:02d}"]
        return self._span(match, _join(*ends), "context")

    def _term(self, match: re.Match[str], years: list[int]) -> Span:
        return self._span(match, "")

    _vague = _term

    def _range(self, match: re.Match[str], years: list[int]) -> Span | None:
        last = self._point(match["last"], None)
        first = self._point(match["first"], last[1].year if last else None)
        if first is None or last is None or "nhiệm kỳ" in match["first"]:
            return self._span(match, "")
        if first[0] > last[1]:
            return None
        length = max(last[2], 0 if "đầu năm" in match["first"] else first[2])
        ends = [day.isoformat()[:length] for day in (first[0], last[1])]
        own = _FOUR.search(match["last"] + match["first"])
        return self._span(match, _join(*ends), "stated" if own or "nay" in match["last"] else "context")

    def _point(self, words: str, year: int | None) -> tuple[date, date, int] | None:
        """Give the first and the last day of an end of a range, and how many characters of ISO it is known by."""
        day = self._published
        if words == "nay":
            return (day, day, 10) if day else None
        said = _FOUR.search(words)
        of = int(said[0]) if said else year or self._year_at(0, sentence=False)
        if of is None:
            return None
        numbers = [int(number) for number in _NUMERALS.findall(words[: said.start()] if said else words)]
        if quarter := re.search(r"quý (iv|i{1,3}|[1-4])", words):
            month = 3 * _count(quarter[1], _ROMAN)
            return date(of, month - 2, 1), date(of, month, monthrange(of, month)[1]), 7
        if len(numbers) == 2:
            return (day := date(of, numbers[1], numbers[0])), day, 10
        if numbers:
            return date(of, numbers[0], 1), date(of, numbers[0], monthrange(of, numbers[0])[1]), 7
        return date(of, 1, 1), date(of, 12, 31), 4

    def _dates(self, match: re.Match[str], years: list[int]) -> Span:
        return self._span(match, "/".join(read_date(match[name]).isoformat() for name in ("day", "day2")))

    def _months(self, match: re.Match[str], years: list[int]) -> Span | None:
        count = 6 if match["half"] else _count(match["count"] or match["passed"])
        year = years[0] if years else self._relative(match)
        if not 1 <= count <= 12:
            return None
        first, last = (13 - count, 12) if "cuối" in (match["side"], match["half"]) else (1, count)
        if match["passed"] and year and self._published and f"{self._published:%Y-%m}" < f"{year}-{last:02d}":
            year = None  # these months are not over yet
        ends = f"{year}" if count == 12 else _join(f"{year}-{first:02d}", f"{year}-{last:02d}")
        return self._span(match, ends if year else "", "stated" if years else "context")

    def _quarter(self, match: re.Match[str], years: list[int]) -> Span | None:
        first = _count(match["quarter"] or match["q"], _ROMAN)
        last = _count(match["quarter2"], _ROMAN) if match["quarter2"] else first
        if first > last or (match["q"] and not years):
            return None
        if years:
            return self._span(match, f"{years[0]}-{3 * first - 2:02d}/{years[0]}-{3 * last:02d}")
        after = self._low[match.end() : match.end() + 1]
        if match["quarter"].isdigit() and not match["of"] and after not in ("", ",", ";", ".", ")"):
            return None  # "mỗi quý 1 lần"
        return self._past(match, self._relative(match), 3 * first - 2, 3 * last)

    def _years(self, match: re.Match[str], years: list[int]) -> Span | None:
        return self._span(match, f"{years[0]}/{years[1]}") if years[0] < years[1] else None

    def _list(self, match: re.Match[str], years: list[int]) -> Span:
        whole = years == list(range(years[0], years[-1] + 1))
        span = self._span(match, f"{years[0]}/{years[-1]}" if whole else "")
        return span._replace(years=tuple(map(str, years)))

    def _same(self, match: re.Match[str], years: list[int]) -> Span:
        return Span(*match.span(), str(years[0]) if years else "", "stated", (), "same")

    def _before(self, match: re.Match[str], years: list[int]) -> Span:
        return Span(*match.span(), "", "open", (), {"quý": "quarter", "tháng": "month"}.get(match["unit2"], "term"))

    def _ago(self, match: re.Match[str], years: list[int]) -> Span:
        day, count, unit = self._published, _count(match["ago"]), match["unit"]
        if day is None:
            return self._span(match, "")
        months = count * {"năm": 12, "quý": 3}.get(unit, 1)
        start = day - timedelta(weeks=count) if unit == "tuần" else add_months(day, -months)
        return self._span(match, f"{start}/{day}")

    def _year(self, match: re.Match[str], years: list[int]) -> Span:
        # What is still to come at the end of a year is of that year: nobody stands on the day yet.
        day = date(years[0], 12, 31) if match["whole"] else None
        return self._span(match, str(day) if day and day <= (self._published or day) else match["year"])

    def _other(self, match: re.Match[str], years: list[int]) -> Span:
        year = self._relative(match)
        back = "year" if match["other"] in ("trước", "ngoái") else ""
        return self._span(match, str(year) if year else "", "context")._replace(back=back)

    def _relative(self, match: re.Match[str]) -> int | None:
        """Give the year that "năm nay", "năm trước" or nothing beside a span means."""
        word = match[0].rsplit(" năm ", 1)[-1].removeprefix("năm ")
        publication = self._published.year if self._published else None
        if word in ("nay", "này", "ngoái", "vừa qua", "vừa rồi", "sau", "tới"):
            step = {"nay": 0, "này": 0, "sau": 1, "tới": 1}.get(word, -1)
            return publication + step if publication else None
        year = self._year_at(match.start())
        return year - 1 if year and word == "trước" else year

    def _month(self, match: re.Match[str], years: list[int]) -> Span | None:
        month = int(match["month"] or match["month2"])
        if years and not 1 <= month <= 12:
            return None
        told = f"{years[0]}-{month:02d}" if years else ""
        span = self._span(match, told) if told else self._past(match, self._year_at(match.start()), month)
        return span._replace(period=f"{period_bounds(span.period)[1]}") if match["until"] and span.period else span

    def _day(self, match: re.Match[str], years: list[int]) -> Span:
        day, month = int(match["d"] or match["d2"]), int(match["m"] or match["m2"])
        return self._past(match, self._year_at(match.start()), month, day=day)

    def _within(self, match: re.Match[str], years: list[int]) -> Span:
        year = self._year_at(match.start(), sentence=False)
        whole = "-12-31" if year and match[0].startswith("hết") else ""
        return self._span(match, f"{year}{whole}" if year else "", "context")

    def _now(self, match: re.Match[str], years: list[int]) -> Span:
        return Span(*match.span(), self._published.isoformat() if self._published else "", "now")


def _count(words: str, names: tuple[str, ...] = _WORDS) -> int:
    return int(words) if words.isdigit() else names.index(words) + 1
