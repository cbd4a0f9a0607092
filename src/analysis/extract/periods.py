"""Find the period that a sentence states for its figures, and whether each is a level, a change, a target or a plan."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import NamedTuple, Self

from analysis.extract.cues import Cues
from analysis.extract.numerals import PrintedFigure
from analysis.extract.phrases import any_of, compile_phrases, compiled, whole_words
from analysis.text import Span, period_before, period_bounds, small

_BRACKETED = re.compile(r"\([^()]*\)")
# Nothing but the figure's own words and brackets stands before a span that is beside it.
_BESIDE = re.compile(r"\)?[^\d,;.:()#]{0,24}\(?")
_WHO = "đại hội|bí thư|cấp ủy|chi ủy|ban chấp hành|ủy viên"
_ELECTED = re.compile(rf"(?<!\w)(?:{_WHO})(?: (?!(?:trong|cả|đầu|suốt|từ|qua) $)[^\W\d_]+){{0,8}},? $")
_DIGIT, _CUT, _NUMBER, _PARTED = map(re.compile, (r"\d", r"[\d,;(]", r"\d[\d.,]*", r"[;.:(]|,.*#"))
_GOES_ON = re.compile(r" thì |,? đến năm \d{4} (?:là|còn|có|đạt) \d")  # "7,1% đến năm 2022 là 130 hộ"
_PAST, _MARK = map(re.compile, (r"[,;:.()](?!\d)", r"[,;:.](?!\d)"))
_UNTIL = re.compile(r"(?<!\w)(?:đến|tới)(?: hết| cuối)?(?: ngày)? $")
_RISEN = re.compile(r"[^\d,;.:]{0,30} (?:lên|xuống|đến|còn) [^\d,;.:]{0,20}\d")  # "tăng từ 70 - 75% lên trên 90%"
TIMES = "năm|cùng|đầu|cuối|trước|nhiệm|giai|tháng|quý|thời|khi"  # what words of a time begin with
_OPENS, _CLOSED = map(re.compile, (r" ?(?:trong |bước vào |kết thúc )?", r"(?=[^()]*\))[^()\d]*\d"))
_FULL_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
# Behind it stands what was there first: "từ 9% lên 12%", "từ mức 9%, nay đã lên 12%".
_LOW = "chỉ|có|còn|là|đạt|gần|hơn|trên|dưới|khoảng|chưa|đầy"
FROM = re.compile(rf"(?<!\w)từ (?:(?:mức|chỗ|con số) )?(?:(?:{_LOW}) )*$")
NOW = re.compile(r"(?<!\w)nay (?:[^\W\d_]+ ){0,4}?(?:là|đạt|có|được)(?: (?:trên|hơn|gần|khoảng))? ?$")
_SOON, _YEARS = 100, re.compile(r"(?<![\d-])\d{4}")  # days within which what is aimed at begins
REACH = 50  # times and figures of a sentence that one may hang on: a list without an end is read in time
_FAR = 60  # characters within which the words that make a figure a change, or a time one compared with, begin


class Dated(NamedTuple):
    """What the sentence of a figure says of its time: its period, and that which a change is against, in ISO form.

    The basis is ``"stated"``, ``"context"`` where the year stands elsewhere, ``"publication"``, or ``"open"`` where a
    span is told whose ends are not known, in the words of `open_span`; ``"undecided"`` where a part of a year is told
    of what has a day. The reading is ``"level"``, ``"difference"`` or
    ``"relative_change"``; `falls` says whether it is a fall. `words` are those of its time; `said` is ``"now"`` where
    the day of publication is meant, ``"until"`` where they tell the end of a time alone.
    """

    period: str = ""
    basis: str = "publication"
    reading: str = "level"
    against: str = ""
    open_span: str = ""
    falls: bool = False
    words: str = ""
    said: str = ""

    def asked_before(self, today: str) -> Self:
        """Give a time that was told months before its end, "năm 2022" in October, as one for a person to decide."""
        is_early = self.basis == "stated" and f"{self.period.rpartition('/')[2]}-12"[:7] > today[:7]
        return self._replace(basis="context") if is_early else self


_UNDATED, _NOW = Dated(), Dated(said="now")


def dated_by(text: str, span: Span) -> Dated:
    """Give the time that a span of a text tells, with its words."""
    return Dated(span.period, span.basis, words=text[span.start : span.end])


def of_next_year(dated: Dated, published: date | None) -> Dated:
    """Give the next of a time without a year that is aimed at and begins soon: "quý IV" where it is September."""
    if not published or dated.basis != "context" or _FULL_YEAR.search(dated.words) or "-" not in dated.period:
        return dated
    later = _YEARS.sub(lambda year: str(int(year[0]) + 1), dated.period)
    is_over, begins = period_bounds(dated.period)[1] < published, period_bounds(later)[0]
    return dated._replace(period=later) if is_over and 0 <= (begins - published).days < _SOON else dated


def leave_terms(low: str, start: int, dated: Dated) -> Dated:
    """Give no time for a term that only names a congress or who was elected: "đại hội nhiệm kỳ 2020-2025, đạt 100%"."""
    words = dated.words.lower() if dated.words[:8].lower() == "nhiệm kỳ" else "-"
    end = max(low.rfind(words, 0, start), low.find(words, start) if words not in low[:start] else 0)
    return Dated() if words != "-" and _ELECTED.search(low, max(0, end - 60), end) else dated


class PeriodFinder:
    """Finds the period stated for figures; a time that something is compared with is none."""

    def __init__(self, cues: Cues) -> None:
        words = cues.readings
        unless = "".join(f"(?!{re.escape(word)})" for word in words.not_compared)
        many = r" (?:[^\W\d]+ )?(?:[\d.,]+ ?(?:%|lần)|đôi|rưỡi|[^\W\d]+ lần)(?: của)? "
        compared, as_many = (any_of(several, begins=True) for several in (words.compared, words.as_many))
        self._compared = compiled(rf"(?:{compared}(?: (?:{unless}[^\d,;.:])*)?|{as_many}{many})$")
        self._in_turn, self._share, self._not_share = map(whole_words, (words.in_turn, words.shares, words.not_shares))
        self._reached = compiled(rf"{any_of(words.reached, begins=True)} $")
        self._of_plan = compiled(rf"% (?:so với )?{any_of(words.not_compared)}(?: [^\W\d_]+){{0,4}} $")
        self._events = whole_words(words.founded)
        self._founded = compiled(rf"{any_of(words.founded, begins=True)}(?: ngày)? $")
        self._changes = compile_phrases(words.changes, cues.lists, figure="", any_words=r"[^,;:.()]{0,30}")
        self._plans = words.not_compared
        self.falls, self._times = whole_words(words.falls), cues.figures.times

    def find(
        self, text: str, figures: Sequence[PrintedFigure], spans: Sequence[Span], published: date | None = None
    ) -> list[Dated]:
        """Give what a paragraph in NFC says of the time of each of its figures, which come in the order printed.

        A figure has the period beside it, else the nearest before it in its sentence; of several years that stand
        for several figures in turn, each has its own.
        """
        low = small(text)
        compared = [
            span for span in spans if span.back == "same" or (not low.startswith("(đầu ", max(0, span.start - 1))
            and self._compared.search(low, max(0, span.start - _FAR), span.start))
        ]  # fmt: skip
        own = [span for span in spans if span not in compared]
        starts, has_same = [span.start for span in own], any(span.back == "same" for span in spans)
        founding = {span for span in own if self._is_founding(low, span)}
        changes = [pattern for needed, pattern in self._changes if needed in low]
        # "Không thấp hơn 85%" is a bound, no change.
        several = (match for pattern in changes for match in pattern.finditer(low))
        changed = {match.end(): match[0] for match in several if not low.endswith("không ", 0, match.start())}
        for figure in figures:
            # "Giảm từ 2 đến 3%" falls by as much, "tăng từ 2%", or "từ 2 đến 3%", begins there.
            words = changed.get(figure.start, "")
            linked = low[figure.start : figure.end]
            if figure.unit == "count" and (figure.counted in self._plans or "/" in linked):
                changed.pop(figure.start, "")  # "đạt và vượt 16/18 chỉ tiêu"
            elif words.endswith("từ "):
                is_end = not self.falls.match(words) and words[:4] != "vượt" and ("đến" in linked or "tới" in linked)
                if is_end or figure.value_high is None or _RISEN.match(low, figure.end):
                    del changed[figure.start]
        if not own and not any(figure.start in changed for figure in figures):
            return self._date_ends(low, figures, [_UNDATED] * len(figures))
        given: set[Span] = set()
        found: list[Dated] = []
        for rank, figure in enumerate(figures):
            sentence = low.rfind(". ", 0, figure.start) + 1
            after = bisect_left(starts, figure.end)
            first = max(bisect_left(starts, sentence), after - REACH)
            span = self._choose(low, figure, own[first : after + 1], given, founding)
            dated = _UNDATED
            # One of several figures that stand for several years in turn has its year.
            turns = [*self._in_turn.finditer(low, span.end, figure.start)] if span and span.years else []
            turn = sum(turns[-1].end() <= other.start < figure.start for other in figures) if turns else -1
            if span and 0 <= turn < len(span.years):
                dated = Dated(span.years[turn], "stated")
            elif span and span.basis == "open":
                dated = Dated(basis="open", open_span=text[span.start : span.end])
            elif span and span.basis == "now":
                dated = Dated(said="now")
            elif span:
                is_last = _UNTIL.search(low, max(0, span.start - 16), span.start) or low.startswith("đến ", span.start)
                words, period = text[span.start : span.end], span.period
                years = _FULL_YEAR.findall(text, sentence, span.start)
                if years and span.basis == "context" and words.lower() in ("cuối năm", "trong năm", "cả năm"):
                    period = years[-1] + period[4:]  # "đầu năm 2023 có 501 đảng viên, cuối năm là 514"
                dated = Dated(period, span.basis, words=words, said="until" if is_last else "")
            same = self._find_same(low, figures, rank, spans) if has_same and figure.start not in changed else None
            if same and (period := period_before(same, found[-1].period if found else "")):
                dated = Dated(period, "stated" if same.period else "context")
            if figure.start in changed:
                dated = dated._replace(
                    reading=self._read_change(low, figures, rank, sentence),
                    against=self._find_against(low, figures, rank, compared, dated.period or str(published or "")),
                    falls=self.falls.search(changed[figure.start]) is not None,
                )
            found.append(dated)
        return self._date_ends(low, figures, found)

    def find_opening(self, low: str, spans: Sequence[Span], start: int, last: int = -1) -> Span | None:
        """Give the time, if it is the only one, that opens the sentence before, where the figure at `last` is not."""
        before = low.rfind(". ", 0, max(0, start - 1)) + 1
        told = [span for span in spans if before <= span.start < start and span.basis != "now" and not span.back]
        if len(told) != 1 or not told[0].period or last >= before or self._events.search(low, told[0].end, start):
            return None
        return told[0] if _OPENS.fullmatch(low, before, told[0].start) else None

    def _find_same(self, low: str, figures: Sequence[PrintedFigure], rank: int, spans: Sequence[Span]) -> Span | None:
        """Give the "cùng kỳ năm 2023" right before a figure that is told of it, and not compared with it."""
        figure, last = figures[rank], figures[rank - 1].end if rank else 0
        near = [span for span in spans if last <= span.start and span.end <= figure.start]
        if not near or near[-1].back != "same" or re.search(r"[;,]|\. ", low[near[-1].end : figure.start]):
            return None
        start = near[-1].start
        return None if self._compared.search(low, max(0, start - _FAR), start) else near[-1]

    def _date_ends(self, low: str, figures: Sequence[PrintedFigure], found: list[Dated]) -> list[Dated]:
        """Part the time of what was there first and last, "từ 9% lên 12%": no value has the time of the other."""
        for rank, (first, last) in enumerate(pairwise(figures)):
            dated, following = found[rank : rank + 2]
            start, between = max(0, first.start - _FAR), low[first.end : last.start]
            begins = FROM.search(low, start, first.start) if "từ " in low[start : first.start] else None
            if not begins or ";" in between:
                continue
            is_first = self._reached.search(between) is not None or NOW.search(between) is not None
            alike = first.unit == last.unit and dated.reading == following.reading == "level"
            words = low[begins.start() : first.end]
            if is_first and alike and dated in (_UNDATED, _NOW):  # before, and not on the day of publication
                found[rank] = Dated(basis="open", open_span=words)
            elif is_first and alike and dated == following and dated.period:
                begin, _, end = dated.period.partition("/")
                found[rank] = dated._replace(period=begin) if end else Dated(basis="open", open_span=words)
                found[rank + 1] = dated._replace(period=end or begin)
        return found

    def _choose(
        self, low: str, figure: PrintedFigure, spans: Sequence[Span], given: set[Span], founding: set[Span]
    ) -> Span | None:
        """Choose the span of a figure among those of its sentence; `given` are those that stand behind a figure."""
        start, end = figure.start, figure.end
        after = next((span for span in spans if span.start >= end), None)
        if after:
            between = low[end : after.start]
            between = _BRACKETED.sub("", between) if ")" in between else between
            is_beside = _BESIDE.fullmatch(between) or (after is spans[0] and self._ends_clause(low, between, after))
            after = after if is_beside and after.basis != "now" and not _GOES_ON.match(low, end) else None
        if after and low[after.start - 1] == "(" and _DIGIT.search(low[after.end :].partition(")")[0]):
            after = None  # "130 đảng viên (năm 2022: 120 đảng viên)"
        earlier = [
            span for span in spans if span.end <= start
            and not (span in founding and _PAST.search(low, span.end, start))
            # "14,4% (năm 2019 là 17,8%), … chỉ 0,2%": what a bracket tells of another figure stays in it.
            and not ("(" in low[max(0, span.start - 9) : span.start] and _CLOSED.match(low, span.end, start))
        ]  # fmt: skip
        # In "kết quả: xã về đích năm 2018; kết nạp 50 đảng viên" the year is that of its item, and of no other.
        colon = low.find(": ", low.rfind(". ", 0, start) + 1, start)  # a time right behind it is that of all
        if colon >= 0:
            earlier = [span for span in earlier if span.start <= colon + 2 or ";" not in low[span.end : start]]
        if after and earlier and self._of_plan.search(low, max(0, after.start - 40), after.start):
            # "9 tháng …, đạt 75% kế hoạch cả năm"
            after = after if _DIGIT.search(low, after.start, after.end) else None
        before = earlier[-1] if earlier else None
        if after and before and before not in given and not _CUT.search(low[before.end : start]):
            # "năm 2015 có 190 hộ, năm 2019 còn 51" and "năm 2015 có 190 hộ đến năm 2019 còn 51"
            mark = _MARK.search(low, after.end)
            if _DIGIT.search(low[after.end : mark.start() if mark else len(low)]):
                after = None
        if after:
            given.add(after)
            return after
        if before in given and ";" in low[before.end : start]:
            return None
        if before in given and self._reached.search(low, max(0, start - 20), start):
            # In "giảm từ 190 hộ năm 2015 xuống còn 51 hộ" the year is of what was there first.
            before = next((span for span in reversed(earlier) if span not in given), None)
        return before

    def _ends_clause(self, low: str, between: str, span: Span) -> bool:
        """Tell whether a time, the only one of its sentence, ends the clause of a figure: it is that of all in it."""
        following = low[span.end :].partition(". ")[0].partition(";")[0]
        is_parted = _PARTED.search(_NUMBER.sub("#", between)) or _DIGIT.search(following)
        return not is_parted and not self._is_founding(low, span)

    def _is_founding(self, low: str, span: Span) -> bool:
        """Tell whether a time is when something was founded, or of a plan attained, and not of what is told there."""
        start = max(0, span.start - 40)
        return any(word.search(low, start, span.start) for word in (self._founded, self._of_plan))

    def _read_change(self, low: str, figures: Sequence[PrintedFigure], rank: int, sentence: int) -> str:
        """Tell how a figure is a change."""
        figure = figures[rank]
        if figure.counted in self._times:
            return "relative_change"
        if figure.unit != "percent" or figure.counted.startswith("điểm"):
            return "difference"
        # By per cent a count changes relatively, a share by percentage points.
        end, asides = figure.start, [aside.span() for aside in _BRACKETED.finditer(low, sentence, figure.start)]
        for other in reversed([None, *figures[:rank]]):
            if other and other.unit != "percent" and any(first < other.start < last for first, last in asides):
                continue  # "đạt 58,4% (1.043/1.786), tăng 21,3%"
            first = max(sentence, other.end) if other else sentence
            said = low[first:end]
            shares, others = ([*word.finditer(said)] for word in (self._share, self._not_share))
            others = [word for word in others if not said.endswith("hơn ", 0, word.start())]  # "thấp hơn chỉ tiêu 1,6%"
            if shares and not (others and others[-1].start() > shares[-1].start()):
                return "difference"
            if others or other is None or other.start < sentence or other.unit != "percent":
                break
            if not self._not_share.match(low, other.end + 1):
                return "difference"
            end = other.start
        return "relative_change"

    def _find_against(
        self, low: str, figures: Sequence[PrintedFigure], rank: int, compared: Sequence[Span], period: str
    ) -> str:
        """Give the period that a change is compared with: the one told behind it, else the one told before."""
        figure, sentence = figures[rank], low.rfind(". ", 0, figures[rank].start) + 1
        until = figures[rank + 1].start if rank + 1 < len(figures) else len(low)
        behind = [span for span in compared if figure.end <= span.start < until
                  and not re.search(r";|\. ", low[figure.end : span.start])]  # fmt: skip
        earlier = [span for span in compared if sentence <= span.start < figure.start]
        # One that an earlier figure of the sentence is compared with is not told again, but right before a figure.
        first = next(other.start for other in figures if other.start >= sentence)
        if earlier and first < earlier[-1].start and _PAST.search(low, earlier[-1].end, figure.start):
            earlier = []
        told = [*behind[:1], *earlier[-1:]]
        return period_before(told[0], period) if told else ""
