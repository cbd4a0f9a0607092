"""Read each form in which Vietnamese articles write a time or a span of time, in the order of one text."""

import re
import tomllib
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from analysis.errors import AnalysisError
from analysis.text.dates import add_months, period_bounds, read_date

_WRITTEN = tomllib.loads(Path(__file__).with_name("spans.toml").read_text(encoding="utf-8"))
_PARTS = {"words": "|".join(sorted(_WRITTEN["words"], key=len, reverse=True))}


def _fill(form: str) -> str:
    """Put the parts that a form names, in braces, in their places."""
    return re.sub(r"\{([a-z]+)\}", lambda name: _PARTS[name[1]], form.replace("\n", ""))


for _name, _part in _WRITTEN["parts"].items():
    _PARTS[_name] = _fill(_part)
_NUMBERS = {word: number for number, word in enumerate(_WRITTEN["words"], 1)} | _WRITTEN["numerals"]
_STEPS = {"nay": 0, "này": 0, "ngoái": -1, "vừa qua": -1, "vừa rồi": -1, "sau": 1, "tới": 1}
_FOUR = re.compile(r"(?:19|20)\d\d")
_DIGITS = re.compile(r"\d+")
_KEPT = 5  # years from which on one day and another of the same month are an anniversary, and no span
_AMOUNT = re.compile(r"(?<!năm )(?<!quý )(?<![\d./])\d[\d.]* (?!tháng|năm|quý|ngày)[^\W\d_][^,;.]*$")
_COMPARED = re.compile(r"(?:\bso\b|cùng kỳ|cao hơn|thấp hơn|nhiều hơn|ít hơn|gấp)[^,;.]*$")  # a year behind is another


@cache
def compile_forms() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Give what finds where a form may begin, and the form, in the group that is named after it.

    To compile them takes a fourth of what the program takes to start, and most of it reads no text.
    """
    forms = "|".join(f"(?P<{name}_>{_fill(form)})" for name, form in _WRITTEN["forms"].items())
    places = rf"[\dntqgđchkbsmlv](?<![\w/.,].)(?<!\d[-–].)(?<=(?={_fill(_WRITTEN['begins'])}).)"
    return re.compile(places), re.compile(f"(?:{forms})(?![\\w/]*\\d)")


class Span(NamedTuple):
    """A time or a span of time in a text, at a 0-based place.

    Its period is as `period_bounds` reads it, ``""`` where its beginning, its end or its year is not known. The basis
    is ``"stated"``; ``"context"`` where the year is that of words before or of the day of publication; ``"now"`` where
    that day is meant ("đến nay"); ``"open"`` where nothing tells the period. `years` are those of a list ("năm 2022 và
    2023"), or the times of a pair ("quý IV/2023 và quý I/2024"), each of which a figure may have. `back` is what it is
    before the period of the figure beside it ("so với nhiệm kỳ trước"): ``"year"``, ``"quarter"``, ``"month"``,
    ``"term"``, or ``"same"``: the same months or days of `period`, else of the year before.
    """

    start: int
    end: int
    period: str
    basis: str = "stated"
    years: tuple[str, ...] = ()
    back: str = ""


def join_ends(*ends: str) -> str:
    """Write a time by its ends, in ISO form; one end where both are the same."""
    return "/".join(dict.fromkeys(ends))


class SpanReader:
    """Reads the forms of one text in order; a year that is not said is that of the words before, or of publication."""

    def __init__(self, low: str, published: date | None) -> None:
        self._low, self._published = low, published
        self._said: tuple[int, int] | None = None  # the year said last, and where

    def read(self, match: re.Match[str]) -> Span | None:
        """Read a match of a form; days and months that do not exist are passed over."""
        form = str(match.lastgroup).removesuffix("_")  # the group of the form closes last
        years = [int(year) for year in _FOUR.findall(match[0])]
        try:
            span = self._read(form, match, years)
            last = str(period_bounds(span.period)[1]) if span and span.period else ""  # what does not exist ends here
        except (ValueError, AnalysisError):
            return None
        is_other = years and _COMPARED.search(self._low, max(0, match.start() - 60), match.start())
        if years and not is_other and form in ("year", "month", "months", "quarter", "part"):
            self._said = years[0], match.start()
        is_end = form in ("month", "quarter") and match[0].startswith(("hết ", "cuối "))
        if span and span.basis == "context" and self._low.endswith(f"{span.period[:4]} (", 0, span.start):
            span = span._replace(basis="stated")  # "năm 2023 (9 tháng)"
        return span._replace(period=last) if span and is_end else span

    def _read(self, form: str, match: re.Match[str], years: list[int]) -> Span | None:
        day = self._published
        match form:
            case "range":
                return self._range(match)
            case "months":
                return self._months(match, years)
            case "quarter":
                return self._quarter(match, years)
            case "month":
                return self._month(match, years)
            case "day":
                first, month = int(match["d"] or match["d2"]), int(match["m"] or match["m2"])
                return self._past(match, self._year_at(match.start()), month, day=first)
            case "begun" if day:
                return self._span(match, f"{day.year}-01-01/{day}", "context")
            case "dates":
                begun, ended = (read_date(match[name]) for name in ("day", "day2"))
                is_kept = (begun.month, begun.day) == (ended.month, ended.day) and ended.year - begun.year >= _KEPT
                return None if is_kept else self._span(match, f"{begun}/{ended}")
            case "years":
                length, count = years[1] - years[0], _count(match["length"] or "0")
                is_open = "học" in match[0] or "niên" in match[0] or count not in (0, length, length + 1)
                return self._span(match, "" if is_open else f"{years[0]}/{years[1]}") if length > 0 else None
            case "list":
                whole = years == list(range(years[0], years[-1] + 1))
                return self._span(match, f"{years[0]}/{years[-1]}" if whole else "", years=tuple(map(str, years)))
            case "same":
                return Span(*match.span(), str(years[0]) if years else "", back="same")
            case "before":
                back = {"quý": "quarter", "tháng": "month"}.get(match["earlier"], "term")
                return self._span(match, "", back=back)
            case "ago" if day and not (match["doing"] and self._is_said(match.start())):
                count, unit = _count(match["ago"]), match["unit"]
                months = count * {"năm": 12, "quý": 3}.get(unit, 1)
                start = day - timedelta(weeks=count) if unit == "tuần" else add_months(day, -months)
                return self._span(match, f"{start}/{day}", "context")  # the day is not said
            case "year":
                if self._low.endswith("từ ", 0, match.start()) and self._low.startswith(",", match.end()):
                    return self._span(match, "")  # "từ năm 2015, …": until when?
                return self._span(match, "" if "học" in match[0] else self._at_end(match, years[0]))
            case "other":
                back = "year" if match["other"] in ("trước", "ngoái") else ""
                return self._span(match, self._at_end(match, self._relative(match)), "context", back=back)
            case "within":
                year = self._year_at(match.start(), sentence=False)
                if day and day.month == 1 and not self._said and year:
                    year -= 1  # in January the year that is over is told of
                year = None if match[0].startswith(("đầu", "giữa")) else year  # a part of it
                return self._span(match, self._at_end(match, year), "context")
            case "since" if years and match[0].startswith("năm "):  # "năm 2021 và 10 tháng đầu năm 2022"
                also = self._low.find(" và ", match.start(), match.end())
                told = compile_forms()[1].match(self._low, also + 4) if also >= 0 else None
                part = self._months(told, years[-1:]) if told and told.lastgroup == "months_" else None
                return self._span(match, "", years=(*map(str, years[:-1]), part.period) if part else ())
            case "done" if not _AMOUNT.search(self._low, max(0, match.start() - 60), match.start()):
                return None  # "phải làm xong trong 6 tháng"
            case "now":
                return Span(*match.span(), str(day or ""), "now")
        return self._span(match, "")  # a term, a part of a year, or a vague past

    def _at_end(self, match: re.Match[str], year: int | None) -> str:
        """Give the day that ended a year ("hết năm", "cuối năm"); the year where that is not told, or is to come."""
        is_over = match[0].startswith(("hết ", "cuối ")) and f"{year}-12-31" <= str(self._published or 9999)
        return f"{year}-12-31" if year and is_over else str(year or "")

    def _year_at(self, place: int, *, sentence: bool = True) -> int | None:
        """Give the year said last before a place, in its sentence or anywhere, else that of publication."""
        if self._said and (not sentence or self._is_said(place)):
            return self._said[0]
        return self._published.year if self._published else None

    def _is_said(self, place: int) -> bool:
        return self._said is not None and ". " not in self._low[self._said[1] : place]

    def _span(self, match: re.Match[str], period: str, basis: str = "stated", **told: Any) -> Span:
        return Span(*match.span(), period, basis if period else "open", **told)

    def _past(self, match: re.Match[str], year: int | None, first: int, last: int = 0, day: int = 0) -> Span:
        """Make months or a day without a year: of the year said, else the last that began before publication."""
        said = self._is_said(match.start())
        if year and not said and self._published and date(year, first, day or 1) > self._published:
            year -= 1
        if not year:
            return self._span(match, "")
        ends = [date(year, first, day).isoformat()] if day else [f"{year}-{first:02d}", f"{year}-{last or first:02d}"]
        return self._span(match, join_ends(*ends), "context")

    def _range(self, match: re.Match[str]) -> Span | None:
        last = self._point(match["last"], None)
        first = self._point(match["first"], int(last[:4]) if last else None)
        if not first or not last or "nhiệm kỳ" in match["first"]:
            return self._span(match, "")
        start, end = period_bounds(first)[0], period_bounds(last)[1]
        if start > end:
            return None
        length = max(len(known.split("/")[0]) for known in (last, "" if "đầu năm" in match["first"] else first))
        own = _FOUR.search(match["last"] + match["first"]) or "nay" in match["last"]
        return self._span(match, join_ends(f"{start}"[:length], f"{end}"[:length]), "stated" if own else "context")

    def _point(self, words: str, year: int | None) -> str:
        """Give an end of a range in ISO form; ``""`` if its year is not known."""
        if words == "nay":
            return str(self._published or "")
        said = _FOUR.search(words)
        of = int(said[0]) if said else year or self._year_at(0, sentence=False)
        if of is None:
            return ""
        if quarter := re.search(rf"quý ({_PARTS['quarter']})", words):
            month = 3 * _count(quarter[1])
            return f"{of}-{month - 2:02d}/{of}-{month:02d}"
        numbers = _DIGITS.findall(words[: said.start()] if said else words)[:2]  # a day and a month, or a month
        return "-".join([str(of), *(f"{int(number):02d}" for number in reversed(numbers))])

    def _months(self, match: re.Match[str], years: list[int]) -> Span | None:
        half = "1" if "quý" in match[0] else "6"
        told = next(filter(None, match.group("count", "count2", "beside", "told", "alone", "passed")), half)
        count = _count(told) * (3 if "quý" in match[0] else 1)
        year = years[0] if years else self._relative(match)
        if match["bare"] is not None and not (match["count"] and self._is_said(match.start())):
            return None
        if not 1 <= count <= 12:
            return self._span(match, "") if years else None
        first, last = (13 - count, 12) if match["side"] == "cuối" else (1, count)
        if not (match["side"] or years) and str(self._published or 9999)[:7] < f"{year}-{last:02d}":
            year = None  # these months are not over yet
        ends = f"{year}" if count == 12 else join_ends(f"{year}-{first:02d}", f"{year}-{last:02d}")
        return self._span(match, ends if year else "", "stated" if years else "context")

    def _quarter(self, match: re.Match[str], years: list[int]) -> Span | None:
        first = _count(match["quarter"] or match["q"])
        last = _count(match["quarter2"] or str(first))
        if first > last or (match["q"] and not years):
            return None
        told = len(re.findall(rf"(?:(?<=quý )|(?<=, )|(?<=và )){_PARTS['quarter']}", match[0]))
        if not match["q"] and not re.search("[-–]|đến", match[0]) and told != last - first + 1:
            return self._span(match, "")  # "quý I và quý III"
        if years:
            return self._span(match, f"{years[0]}-{3 * first - 2:02d}/{years[0]}-{3 * last:02d}")
        after = self._low[match.end() : match.end() + 1]
        if match["quarter"][0] != "i" and not match["of"] and after not in ("", ",", ";", ".", ")"):
            return None  # "mỗi quý 1 lần"
        return self._past(match, self._relative(match), 3 * first - 2, 3 * last)

    def _relative(self, match: re.Match[str]) -> int | None:
        """Give the year that "năm nay", "năm trước" or nothing beside a span means."""
        word = match[0].rsplit(" năm ", 1)[-1].removeprefix("năm ")
        if word in _STEPS:
            return self._published.year + _STEPS[word] if self._published else None
        year = self._year_at(match.start())
        return year - 1 if year and word == "trước" else year

    def _month(self, match: re.Match[str], years: list[int]) -> Span:
        month = _count(match["month"] or match["month2"] or match["worded"])
        told = f"{years[0]}-{month:02d}" if years else ""
        return self._span(match, told) if told else self._past(match, self._relative(match), month)


def _count(words: str) -> int:
    return int(words) if words.isdigit() else _NUMBERS[words]
