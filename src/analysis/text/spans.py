"""Read the times and spans of time that Vietnamese articles write, such as quý I/2024, 5 năm qua or đến nay."""

import re
from datetime import date

from analysis.errors import AnalysisError
from analysis.text.dates import add_months, find_dates, period_bounds, read_date
from analysis.text.letters import normalise, small
from analysis.text.span_reader import Span, SpanReader, compile_forms, join_ends

__all__ = ["Span", "find_spans", "period_before", "read_period"]

_MONTH_ALONE = re.compile(r"\d{1,2}/\d{4}$")  # the second of "tháng 3, 4/2024"
_LEADS = re.compile(r"^(?:(?:(?:tính|kể) )?(?:đến|tới|vào|trong|tại|thời điểm)(?: ngày)? |l[ũu][yỹ] kế |tính chung )+")
_NAMED = re.compile(
    r"^(?:cả |trong )*(?:\w+ năm|nhiệm kỳ|giai đoạn|thời kỳ)?(?: [ivxlc]+)? ?\(([^()]*)\)$|^cả (?=nhiệm kỳ)"
)
_BARE = re.compile(  # the digits first: a search skips to them
    r"(?:19|20)\d\d(?:(?<=\(.{4})(?<!kỳ \(.{4})(?=\)(?! đến (?!\d{1,3}[ %.,])))|"  # "28 hộ (2019) đến 47"
    r"(?:(?<=[;:(] .{4})|(?<=\(.{4})|(?<=^.{4}))(?=: ?\d))"
)
_TYPED = re.compile(r"(?:tháng ?)?(?P<month>\d{1,2}) ?(?:[/-]|năm) ?(?P<year>\d{4})|(?:năm )?(?P<only>\d{4})")


def find_spans(text: str, published: date | None = None) -> list[Span]:
    """Find the times and the spans of time in running text, in NFC, in the order written.

    From the day of publication "5 năm qua" goes back, and "6 tháng đầu năm" has its year where the sentence tells none
    before.
    """
    low, days = small(text), find_dates(text)
    reader, end = SpanReader(low, published), 0
    found: list[Span] = []
    taken: list[tuple[int, int]] = []
    places, form = compile_forms()
    for place in places.finditer(low):
        if place.start() < end or not (match := form.match(low, place.start())):
            continue
        first, last = match.span()
        if not any(start <= first and last <= end_of_day for start, end_of_day, _ in days):
            taken.append((first, end := last))
            found += [span] if (span := reader.read(match)) else []
    dated = [Span(first, last, day.isoformat()) for first, last, day in days
             if not any(start <= first < end for start, end in taken)]  # fmt: skip
    # "4.512 (2019), 4.630 (2020)", "2019: 98; 2020: 104"
    bare = [Span(*match.span(), match[0]) for match in _BARE.finditer(low)]
    return _pair(low, sorted(found + dated + bare) if dated or bare else found)


def _pair(low: str, spans: list[Span]) -> list[Span]:
    """Join times that stand together, "quý IV/2023 và quý I/2024": a figure is of both, or each of one in turn."""
    joined: list[Span] = []
    for span in spans:
        before = joined[-1] if joined else None
        between = low[before.end : span.start] if before else ""
        together = between == " và " or (between == ", " and _MONTH_ALONE.match(low, span.start, span.end))
        if before and together and span.period and not (span.back or before.back) and (before.period or before.years):
            years = (*(before.years or (before.period,)), *(span.years or (span.period,)))
            joined[-1] = Span(before.start, span.end, "", "open", years)
        else:
            joined.append(span)
    return joined


def read_period(text: str, published: date | None = None) -> str:
    """Read one period as people write it: ``"2019"``, ``"12/2019"``, ``"quý I/2024"``, ``"6 tháng đầu năm 2021"``, ISO.

    It comes as `analysis.text.format_period` takes it, whose Vietnamese words are read back. An `AnalysisError` says
    that the text is anything else, or does not tell its year.
    """
    words = " ".join(normalise(text).split())
    first, _, last = words.partition("/")
    try:
        words = first if first == last else words
        period_bounds(words)
        return words
    except AnalysisError:
        bare = words.lower()
    if typed := _TYPED.fullmatch(bare):
        period = typed["only"] or f"{typed['year']}-{int(typed['month']):02d}"
        period_bounds(period)
        return period
    inside = _NAMED.sub(r"\1", bare.replace(" - ", "-"))
    for tried in (bare, inside, f"năm {inside}", f"từ {inside.replace('-', ' đến ')}", _LEADS.sub("", bare)):
        for span in find_spans(tried, published):
            if (span.start, span.end) == (0, len(tried)) and span.period and span.back != "same":
                return span.period
    try:
        return read_date(words).isoformat()
    except AnalysisError:
        allowed = "a day, a month, a year or a span of time, always with its year"
        example = "31/12/2021 or 6 tháng đầu năm 2021"
        raise AnalysisError(f"{text!r} names no particular time; write {allowed}, such as {example}") from None


def period_before(span: Span, period: str) -> str:
    """Give what a figure of a period is compared with: "cùng kỳ năm trước" is its months of the year before.

    It is the period of the span itself where that is not meant from the figure's, and ``""`` where nothing tells it.
    """
    if not span.back or not period:
        return "" if span.back else span.period
    start, end = period_bounds(period)
    months = 12 * (end.year - start.year) + end.month - start.month + 1
    if span.back == "year":
        return str(start.year - 1) if start.year == end.year else ""
    if span.back == "term":
        return f"{2 * start.year - end.year}/{start.year}" if re.fullmatch(r"\d{4}/\d{4}", period) else ""
    if span.back == "same":
        months = 12 * (start.year - int(span.period[:4]) if span.period else 1)
    elif months != {"month": 1, "quarter": 3}[span.back] or (start.month - 1) % months or start == end:
        return ""
    shifted = [add_months(day, -months).isoformat() for day in (start, end)]
    return join_ends(*(day[: len(like)] for day, like in zip(shifted, period.split("/"), strict=False)))
