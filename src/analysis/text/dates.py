"""Read dates as Vietnamese print has them, and write dates and periods in either language."""

import re
from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache

from analysis.errors import AnalysisError
from analysis.text.letters import normalise
from analysis.words.catalogue import check_language, say

__all__ = [
    "add_months", "find_dates", "find_weekday", "first_day", "format_date", "format_period", "format_weekday",
    "period_bounds", "read_date", "span_length",
]  # fmt: skip

# Day before month throughout: 03/8/2022 is in August.
_DATE = re.compile(
    r"(?<![\d/.])(?:[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{1,2}( [/.-] |[/.-])[0-9]{1,2}\1[0-9]{4}|"
    r"[0-9]{1,2}\s+tháng\s+[0-9]{1,2}(?:\s+năm|,)\s+[0-9]{4})(?![\d]|[/.-]\d)",
    re.IGNORECASE,
)
# Almost every figure fails this, which costs far less than `_DATE` at every place.
_LIKELY = re.compile(r"[0-9](?<![\d/.].)(?<=(?=[0-9]{1,4}(?:[/.-]| [/.-] )[0-9]|[0-9]{1,2}\s+[tT][hH]).)")
# What a page prints beside the date of an article: a weekday, an hour.
_BEFORE = re.compile(r"(?i)(?:[0-9]{1,2}:[0-9]{2}[\s,-]+)?(?:(?:thứ\s+\w+|chủ\s+nhật)[\s,-]+)?(?:ngày:?\s+)?")
_WEEKDAYS = ("hai", "ba", "tư", "năm", "sáu", "bảy")
_WEEKDAY = re.compile(rf"(?<!\w)(?:thứ\s+({'|'.join(_WEEKDAYS)}|[2-7])|chủ\s+nhật)(?!\w)", re.IGNORECASE)
_AFTER = re.compile(r"(?:[\s,-]+[0-9]{1,2}:[0-9]{2})?\.?")
_PERIOD = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_ORDINALS = ("first", "second", "third", "fourth")  # as the catalogue calls quarters and halves of a year


def read_date(text: str) -> date:
    """Read one date: ``"23/5/2016"``, ``"23.5.2016"``, ``"23-5-2016"``, ``"ngày 23 tháng 5 năm 2016"`` or ISO.

    A weekday or an hour may stand beside it, as above an article. An `AnalysisError` says that the text is anything
    else, or that there is no such day.
    """
    proper = normalise(text).strip()
    before = _BEFORE.match(proper)
    match = _DATE.match(proper, before.end() if before else 0) or _DATE.match(proper)
    if match is None or not _AFTER.fullmatch(proper, match.end()):
        raise AnalysisError(
            f"{text!r} is not a date: expected day, month and year, such as 23/5/2016, "
            "ngày 23 tháng 5 năm 2016 or 2016-05-23"
        )
    found = _to_date(match)
    if found is None:
        raise AnalysisError(f"{text!r}: there is no such day; expected day/month/year, in this order")
    return found


def find_dates(text: str) -> list[tuple[int, int, date]]:
    """Find the full dates in running text, which must be in NFC, as (start, end, date).

    Places are 0-based, from the first digit to the last. Of two days with one month, as in 27-28/7/2020, the last is
    found; days that do not exist are passed over.
    """
    found, done = [], 0
    for place in _LIKELY.finditer(text):
        if place.start() >= done and (match := _DATE.match(text, place.start())):
            done = match.end()
            if day := _to_date(match):
                found.append((*match.span(), day))
    return found


def find_weekday(text: str) -> int | None:
    """Find the first weekday named in a short text, such as ``"Thứ Tư, 17/01/2018"``; ``None`` where none is.

    It is 1 for Monday to 7 for Sunday, as ISO 8601 counts. In running text "thứ hai" may also mean "secondly".
    """
    match = _WEEKDAY.search(normalise(text))
    if match is None or match[1] is None:
        return None if match is None else 7
    return int(match[1]) - 1 if match[1].isdigit() else _WEEKDAYS.index(match[1].lower()) + 1


def _to_date(match: re.Match[str]) -> date | None:
    numbers = [int(number) for number in re.findall(r"[0-9]+", match[0])]
    try:
        return date(*(numbers if numbers[0] > 31 else reversed(numbers)))
    except ValueError:
        return None


def format_date(value: date | str, lang: str) -> str:
    """Write a date, also one in ISO, as official Vietnamese papers do, or in English: 3 March 2021.

    Vietnamese has a zero before days under 10 and before months 1 and 2 only (03/3/2021, 18/02/2021): Decree
    30/2020/NĐ-CP on clerical work, appendix I. An `AnalysisError` says that `value` is no date.
    """
    check_language(lang)
    if isinstance(value, str):
        value, end = period_bounds(value)
        if value != end:
            raise AnalysisError(f"{value!r} to {end!r} is not one day: expected an ISO date such as 2021-03-03")
    elif not isinstance(value, date) or value != value:  # pandas' NaT is an instance of datetime
        raise AnalysisError(f"{value!r} is not a date: expected a date or an ISO text such as 2021-03-03")
    if lang == "vi":
        return f"{value.day:02d}/{_vi_month(value)}"
    return _in_cldr(value, "d MMMM y", lang)


def format_weekday(weekday: int, lang: str) -> str:
    """Write a weekday, 1 for Monday to 7 for Sunday, with CLDR's names; an `AnalysisError` if there is no such day."""
    from babel.dates import get_day_names

    check_language(lang)
    if weekday not in range(1, 8):
        raise AnalysisError(f"there is no weekday {weekday!r}: expected 1 for Monday to 7 for Sunday")
    return str(get_day_names("wide", locale=say("site.locale", lang))[weekday - 1])


def format_period(period: str, lang: str) -> str:
    """Write the period of a figure: năm 2018, tháng 01/2018, 17/01/2018, 2015–2020, 6 tháng đầu năm 2021, quý I/2024.

    It comes in ISO 8601: ``"2018"``, ``"2018-01"``, ``"2018-01-17"``, or an interval of two such, ``"2015/2020"``,
    ``"2021-01/2021-06"``, ``"2021-01-01/2021-09-16"``; both ends belong to it. Errors are those of `period_bounds`.
    """
    check_language(lang)
    start, end = period_bounds(period)
    if start == end:
        return format_date(start, lang)
    whole = start.day == 1 and end.day == monthrange(end.year, end.month)[1]  # it begins and ends with whole months
    if whole and (start.month, end.month) == (1, 12):
        if start.year != end.year:
            return f"{start.year}–{end.year}"
        return say("period.year", lang, year=start.year)
    if whole and start.year == end.year:
        return _format_months(start, end, lang)
    if start.year == end.year and (start.day, start.month) == (1, 1):
        return say("period.to_date", lang, last=format_date(end, lang))
    first, last = ((_month if whole else format_date)(day, lang) for day in (start, end))
    return say("period.span", lang, first=first, last=last)


def _format_months(start: date, end: date, lang: str) -> str:
    """Write whole months of one year, by the name that print has for them: half-years, quarters, months to date."""
    first, last, year = start.month, end.month, start.year
    count = last - first + 1
    if count == 1:
        return _month(start, lang)
    if count == 3 and first % 3 == 1:
        return say(f"period.{_ORDINALS[first // 3]}_quarter", lang, year=year)
    if count == 6 and first in (1, 7):
        return say(f"period.{_ORDINALS[first // 7]}_half", lang, year=year)
    if first == 1:
        return say("period.first_months", lang, count=count, year=year)
    begins = f"tháng {first}" if lang == "vi" else _in_cldr(start, "MMMM", lang)
    return say("period.span", lang, first=begins, last=_month(end, lang))


@lru_cache(10_000)  # thousands of figures are of few periods
def period_bounds(period: str) -> tuple[date, date]:
    """Give the first and the last day of a period, which is written as for `format_period`; both belong to it.

    An `AnalysisError` says that `period` has another form, does not exist, or ends before it begins.
    """
    text = str(period)
    ends = [_PERIOD.fullmatch(part) for part in text.split("/")]
    if not all(ends) or len(ends) > 2:
        raise AnalysisError(
            f"{text!r} is not a period: expected 2018, 2018-01, 2018-01-17 or an interval from/to, "
            "such as 2015/2020 or 2021-01/2021-06"
        )
    try:
        (start, last), *other = [_bounds(match) for match in ends if match]
    except ValueError as error:
        raise AnalysisError(f"period {text!r} does not exist: {error}") from None
    end = other[0][1] if other else last
    if other and other[0][0] <= start:
        raise AnalysisError(f"period {text!r} does not run forward: expected such as 2015/2020 or 2021-01/2021-06")
    return start, end


def span_length(start: date, end: date) -> tuple[int, int]:
    """Give the length of a span, both ends in it, in months and days of the calendar: all years are of one length.

    The days are negative where the last month is begun later in it than it ends.
    """
    after = end + timedelta(days=1)
    return (after.year - start.year) * 12 + after.month - start.month, after.day - start.day


def first_day(last: date, duration: str) -> date:
    """Give the first day of a span of whole months or years, in ISO 8601 such as ``"P12M"`` or ``"P1Y"``, by its last.

    An `AnalysisError` says that `duration` has another form.
    """
    match = re.fullmatch(r"P([1-9][0-9]*)([MY])", duration)
    if match is None:
        raise AnalysisError(f"{duration!r} is not a duration: expected such as P1Y or P3M")
    return add_months(last + timedelta(1), -int(match[1]) * (12 if match[2] == "Y" else 1))


def add_months(day: date, months: int) -> date:
    """Give the day so many months later, or earlier if below zero; the last of a month that has no such day."""
    year, month = divmod(12 * day.year + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _bounds(match: re.Match[str]) -> tuple[date, date]:
    year, month, day = (int(part or 0) for part in match.groups())
    if match[3]:
        return (date(year, month, day),) * 2
    first, last = (month, month) if match[2] else (1, 12)
    return date(year, first, 1), date(year, last, monthrange(year, last)[1])


def _in_cldr(value: date, pattern: str, lang: str) -> str:
    from babel.dates import format_date as babel_date

    return babel_date(value, pattern, locale=say("site.locale", lang))


def _month(value: date, lang: str) -> str:
    return f"tháng {_vi_month(value)}" if lang == "vi" else _in_cldr(value, "MMMM y", lang)


def _vi_month(value: date) -> str:
    # Only 1 and 2 could be made 11 and 12 by one stroke of a pen.
    return f"{value.month:02d}/{value.year}" if value.month <= 2 else f"{value.month}/{value.year}"
