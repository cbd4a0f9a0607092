"""Find the figures in running text, and pass the numbers that are none: dates, names, telephone numbers, ordinals."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from operator import itemgetter
from typing import NamedTuple, Self

from analysis.errors import AnalysisError
from analysis.extract.cues import Cues
from analysis.extract.phrases import AsideHider, ZeroFinder, any_of, any_phrase, compiled, find_matches, whole_words
from analysis.text import Span, quantities, small
from analysis.text.numbers import MIRRORED
from analysis.text.quantities import AMOUNT, COUNT_WORDS, EVERY, MONTHS, OF, SCALES, TO, find_qualifier, read_amount

_DIGIT, _BEGIN = re.compile(r"\d"), re.compile(r"\d(?<![\w.#].)(?<![\d#],.)")  # "an toàn,18 tổ"
_A_YEAR = re.compile(r" [#12][#90][#\d]{2}(?!\d)")
_SPACED = re.compile(
    r"[1-9](?<= .)(?<!\d .)\d{0,2}(?: \d{3})+(?= (?:đảng viên|hộ|người|đồng chí|(?:nhân )?khẩu)(?!\w))"
)
_BARE_YEAR = re.compile(r"(?:19|20)\d\d")
_FIGURE = re.compile(rf"{AMOUNT}(?![.,]\d)(?:(?!\w)|(?=(?:ha|km2?|m2|m²|m|kg|tr|đ|đồng)\b))")
_FIRST_WORDS = tuple({f"{words.split()[0]} " for words in COUNT_WORDS})
# "Nhiều nhất 29, ít nhất 6": where the most is told beside the least neither is a bound.
_MOST = re.compile(r"[^\d.;]{0,30}(?:nhiều|đông|cao|ít|thấp) nhất(?: là| có| chỉ)? \d")
_LEAST = re.compile(r"(?:nhiều|đông|cao|ít|thấp) nhất(?: là| có| chỉ)? [\d.,]+[^\d.;]{0,30}nhất(?: là| có| chỉ)? ?$")
# Between what was there first and what is there last: "từ 24 năm 2015 tăng lên 45 triệu đồng".
_RISEN = re.compile(
    r"(?: đồng(?:/[^\W\d]+)*)?(?: năm)?(?: [\d#]{4}\b| ?\([^()]{0,20}\))?,?"
    r"(?: [^\W\d]+){0,3}? (?:(?:lên|xuống|còn)(?: [^\W\d]+){0,2}|(?<=[\d#)] )(?:đến|tới)) ?"
)
_SCALE, _UNSCALED = re.compile(rf"[\d.,]+ ({'|'.join(SCALES)})(?!\w)"), 1000  # "từ 800.000 lên 1,2 triệu đồng"
# Between a mean and its change: "bình quân 17 đảng viên/chi bộ, tăng 2 đảng viên".
_CHANGED = re.compile(
    r"[^\d,;.()]{0,60}(?:,| ?\()? ?(?:và )?(?:tăng|giảm|(?:cao|thấp|nhiều|ít) hơn)"
    r"(?: (?:thêm|được|bớt|là|trước|so|với|cùng|kỳ|đầu|cuối|nhiệm|năm|trên|gần|khoảng|hơn|[\d#]{4}))* "
)
_SHARE_IS = re.compile(r"(?<!\w)t[ỷỉ] lệ [^.;:,]* (?:bằng|là|còn|về|xuống|mức|đạt|chỉ) $")  # "tỷ lệ hộ nghèo bằng 0"
_ONWARDS = re.compile(r" trở (?P<way>lên|xuống)(?= [^\W\d])")
_BRIEFED = re.compile(r", [^\d,;.:]{0,50}(?<!\w)giao ban(?!\w)")  # "hằng quý, Huyện ủy giao ban với …"
# Between "9 chi bộ" and "3 chi bộ", " trường học của xã, phường và ", no word of which tells of others.
_OF_OTHERS = r"(?<!chưa) có|(?: còn| gồm| với| hiện| đã| đang| đến| nay| toàn| thành| lên)"
_JOINED = re.compile(rf"(?:(?!(?:{_OF_OTHERS})(?!\w)) [^\W\d_]+,?){{1,8}} và ")
_BODY = re.compile(r"(?:chi bộ|đảng bộ|tổ chức).*")
_NO_NOUN = re.compile(r" (?:đề ra|tổ chức|thông qua|lên|xuống|con số|cho|và|trong tổng)(?!\w)")
_SHARE_FOLLOWS = re.compile(r" (?:đạt|chiếm|là)(?: [^\W\d_]+){0,2} [\d,]+ ?%")


class PrintedFigure(NamedTuple):
    """One figure as a paragraph prints it, at the 0-based place of its number.

    It is printed with the words that qualify it and the noun it counts, which may stand nowhere. Value and qualifier
    are as `analysis.text.read_figure` reads them; of a candidate that tells a fall the value is below zero, of a range
    it is the lower end, and `value_high` the upper. The unit is one of the dictionary's, or another such as ``"ha"``.
    """

    start: int
    end: int
    printed: str
    value: int | Decimal
    qualifier: str
    unit: str
    counted: str
    value_high: int | Decimal | None = None

    def turned_down(self) -> Self:
        """Give what is below zero where this is the size of a fall; of a range the ends change places."""
        low, high = (self.value, None) if self.value_high is None else (self.value_high, -self.value)
        return self._replace(value=-low, value_high=high, qualifier=MIRRORED.get(self.qualifier, self.qualifier))


class FigureFinder:
    """Finds figures by the nouns, units and other words of the cues."""

    def __init__(self, cues: Cues) -> None:
        words = cues.figures
        self._asides = AsideHider(cues)
        self._units, self._measures, self._yearly, self._times = words.units, words.measures, words.yearly, words.times
        self._every_year = compiled(r"(?:mỗi|một|hằng|hàng) năm(?: [^\W\d]+){0,4} $")
        self._a_year = compiled(rf" ?{any_of(words.a_year)}")
        self._changes = compiled(rf"{any_of(words.changes)} $")
        rises = any_phrase(cues.readings.rises, cues.lists, any_words=r"[^#,;:.()]{0,40}")
        self._rises, self._each_year = compiled(f"{rises.replace('#)', ')')}$"), whole_words(cues.readings.each_year)
        self._not_counted, self._after_year, self._zeros = words.not_counted, words.after_year, ZeroFinder(cues)
        noun, meeting = any_of(words.nouns), any_of(words.meetings)
        self._noun_after = compiled(rf" ?({noun})(?!\w)")
        self._shared = compiled(r"(?:, \d[\d.]*)*,? và \d[\d.]*(?= )")
        self._noun_before = compiled(
            rf"({any_of([*(noun for noun in words.nouns if len(noun) > 2), *words.before_figure])})"
            rf"((?: [^\W\d_]+){{0,5}}?)(?: (?:{any_of(words.before_number)}|:))? ?:? ?$"
        )
        self._per = compiled(rf" ?/ ?({any_of(words.per)})\b")
        kinds = "(?<=xã), (?=phường|thị trấn)|(?<=phường), (?=xã|thị trấn|đặc khu)"  # "mỗi xã, phường kết nạp 5"
        self._mean = compiled(rf"{any_of(words.means, begins=True)}(?!\w)(?:[^,;.:()#\d]|{kinds})*$")
        self._for_each = compiled(r" (?:trên |trong |của )?(?:một|mỗi) (?:chi bộ|tổ chức|đảng bộ)(?!\w)")
        self._own_bound = whole_words(words.own_bounds)
        self._graded = compiled(rf" {any_of(words.grades)}")
        self._worded = compiled(rf"(?<!\w)(?!{any_of(words.not_numbers)})(?P<word>{any_of(COUNT_WORDS)})(?= )")
        self._before_one = compiled(rf"(?:{any_of(words.before_one)}|[,;]) $")
        self._before_span = tuple(f"{word} " for word in words.before_span)
        self._before_rank = compiled(rf"{any_of(words.before_rank, begins=True)} $")
        self._meeting, self._once = compiled(meeting), compiled(rf"(?: {meeting})?{quantities.ONCE}")

    def find(self, text: str, spans: Sequence[Span] = ()) -> list[PrintedFigure]:
        """Find the figures of a paragraph in NFC, in the order printed.

        A fraction gives two, a range one with two ends. Numbers of a span of time, from `find_spans`, are none.
        """
        low = small(text)
        found: list[PrintedFigure] = []
        if _DIGIT.search(low):
            bare = low
            for first, last, *_ in spans:
                bare = f"{bare[:first]}{_DIGIT.sub('#', low[first:last])}{bare[last:]}"
            bare = _SPACED.sub(lambda match: match[0].replace(" ", "."), bare)
            hidden, end = self._asides.hide(text, bare), 0
            for place in _BEGIN.finditer(hidden):
                if place.start() >= end and (match := _FIGURE.match(hidden, place.start())):
                    end = match.end()
                    found += self._describe(text, hidden, match)
        worded = [PrintedFigure(start, end, text[start:last], 0, "eq", "count", noun)
                  for start, end, last, noun in self._zeros.find(text, low)]  # fmt: skip
        worded += self._find_intervals(text, low)
        worded += self._find_words(text, low, [(figure.start, figure.end) for figure in worded])
        # Those in digits are hidden already.
        found += [figure for figure in worded if not any(span.start <= figure.start < span.end for span in spans)]
        found = sorted(found, key=itemgetter(0, 1)) if worded else found
        for rank in range(1, len(found)):
            found[rank - 1 : rank + 1] = self._share_unit(text, low, *found[rank - 1 : rank + 1])
        return found

    @staticmethod
    def _share_unit(text: str, low: str, first: PrintedFigure, last: PrintedFigure) -> tuple[PrintedFigure, ...]:
        """Give two figures in a row with one unit, where one is the change of a mean, or what was there before."""
        begin = low.rfind("từ ", max(0, first.start - 12), first.start)
        are_ends = begin >= 0 and _RISEN.fullmatch(low, first.end, last.start) is not None
        if first.unit == "ratio" and last.unit == "count":
            is_change = "" in (first.counted, last.counted) or first.counted == last.counted
            is_change = is_change and _CHANGED.fullmatch(low, first.end, last.start) is not None
            return first, last._replace(unit="ratio") if is_change or are_ends else last
        is_bare = first.unit in ("count", "ratio") and last.unit not in ("count", "ratio")
        own, scale = (_SCALE.match(low, figure.start, figure.end) if are_ends else None for figure in (first, last))
        is_short = are_ends and last.unit == "count" and last.counted in low[first.start : last.start]
        if is_short and (scale or not own or last.value < _UNSCALED):
            # "từ 28 triệu đồng lên 47 triệu", "từ 28 triệu đồng lên 47"
            value = last.value * SCALES[own[1]] if own and not scale else last.value
            printed = last.printed if last.counted == "" else text[last.start : last.end]
            return first, last._replace(printed=printed, value=value, unit=first.unit, counted="")
        if not is_bare or not are_ends:
            return first, last
        share = SCALES[scale[1]] if scale and not own and first.value < _UNSCALED else 1
        value = first.value if share == 1 else first.value * share
        value = int(value) if share > 1 and value == int(value) else value
        printed, counted = text[begin : first.end], last.counted + last.printed.rpartition(last.counted or "%")[2]
        return first._replace(printed=printed, value=value, unit=last.unit, counted=counted), last

    def _describe(self, text: str, low: str, match: re.Match[str]) -> Iterator[PrintedFigure]:
        """Give what a number in digits says, with the words around it."""
        start, end = match.span()
        # "từ 95% trở lên đảng viên": what is counted stands behind it
        upward = _ONWARDS.match(low, end) if low.startswith(" trở", end) else None
        said = match.start("said")
        noun = self._noun_after.match(low, upward.end() if upward else end if said < 0 else said)
        if (
            noun
            and noun[1] == "năm"
            and _A_YEAR.match(low, noun.end())
            and (end - start > 3 or low.endswith("từ ", 0, start) or low[start:end] == "0")
        ):
            noun = None  # "từ 5.011 năm 2017 lên 5.437 năm 2021"
        if end - start == 4 and _BARE_YEAR.match(low, start) and (noun is None or noun[1] == "năm"):
            return
        try:
            value, high = read_amount(match, falls=True)
        except AnalysisError:
            return
        qualifier, first = find_qualifier(low, start)
        last, counted, unit = end, "", "percent" if "%" in match[0] else "count"
        if unit == "count" and value == 0 and not noun and _SHARE_IS.search(low, max(0, start - 100), start):
            unit = "percent"
        if noun and noun[1] in MONTHS and (every := EVERY.match(low, end)):
            last, unit, value = every.end(), "months", value * MONTHS[noun[1]]
        elif noun:
            last, counted = noun.end(), noun[1]
            unit = self._units.get(counted, "count") if unit == "count" else unit
            if unit in self._measures:
                measured = self._noun_after.match(low, last)
                last, counted = (measured.end(), measured[1]) if measured else (last, "")
            is_yearly = counted in self._yearly and self._every_year.search(low, max(0, start - 40), start)
            if is_yearly or (counted in self._yearly and self._a_year.match(low, last)):
                unit = self._yearly[counted]
            is_factor = "," in low[start:end] or self._changes.search(low, max(0, start - 9), start)
            unit = self._times[counted] if counted in self._times and is_factor else unit
            last = max(last, end)
            while "/" in low[last : last + 2] and (per := self._per.match(low, last)):
                last = per.end()
                unit = "ratio" if unit == "count" and per[1] not in self._units else unit
        elif unit == "count":
            preceding = None
            if low[max(0, first - 3) : first].rstrip(" :")[-1:].isalpha():
                preceding = self._noun_before.search(low, max(0, first - 60), first)
            named = preceding and text[slice(*preceding.span(2))] != preceding[2]  # "huyện Giả Sơn có 10 xứ đạo"
            if preceding and (named or _NO_NOUN.search(preceding[2])):
                preceding = None  # "đảng bộ khối đề ra 8 mục tiêu", "đảng bộ lên con số 2.305"
            shared = self._shared.match(low, end) if low.startswith((", ", " và "), end) else None
            if shared and (noun := self._noun_after.match(low, shared.end())):
                counted = noun[1]  # "47 và 55 đảng viên"
                unit = self._units.get(counted, "count")
            elif preceding and preceding[1] not in MONTHS:
                counted, first = (preceding[1] + preceding[2]).strip(), preceding.start(1)
                is_age = self._units.get(preceding[1]) == "years" and preceding[1] not in MONTHS
                unit = "years" if is_age else unit  # "tuổi bình quân 44,6"
            elif graded := self._graded.match(low, end):
                last = graded.end()
        # In "92% hoàn thành tốt nhiệm vụ trở lên" it is the grade that goes on upwards.
        trail = quantities.ONWARDS.match(low, last) if low.find("trở ", last, last + 70) >= 0 else None
        if upward and noun:
            qualifier = qualifier or quantities.BOUNDS[upward["way"]]
        elif trail and not self._graded.search(trail[0]) and not self._own_bound.search(trail[0]):
            last, qualifier = trail.end(), qualifier or quantities.BOUNDS[trail["way"]]
        if qualifier in ("ge", "le") and (_MOST.match(low, end) or _LEAST.search(low, max(0, start - 60), start)):
            qualifier, first = "eq", start
        printed, unit = text[first:last].strip(), self._of_mean(unit, low, start, last)
        unit = "ratio" if unit == "count" and counted and value % 1 else unit  # no count has a part of a member
        if high is not None and match["link"] not in OF:
            whole = PrintedFigure(start, end, printed, value, "eq", unit, counted, high)
            if not self._has_ends(low, match, whole):
                yield whole
                return
            low_end, second = len(low[: match.start("link")].rstrip()), match.start("high")
            yield whole._replace(end=low_end, printed=text[first:low_end], value_high=None)
            yield whole._replace(start=second, printed=text[second:last].strip(), value=high, value_high=None)
            return
        yield PrintedFigure(start, end, printed, value, qualifier or "eq", unit, counted)
        if high is not None:
            yield PrintedFigure(start + 1, end, printed, high, "eq", unit, counted)

    def _has_ends(self, low: str, match: re.Match[str], figure: PrintedFigure) -> bool:
        """Tell whether a range is what was there first and last: "tăng từ 9% đến 12%", "từ 12% đến 9%"."""
        if figure.value_high is not None and figure.value > figure.value_high:
            return True
        start, times = figure.start, figure.counted in self._times or figure.counted.startswith("điểm")
        if times or match["link"] not in TO or self._each_year.search(low, max(0, start - 60), figure.end + 20):
            return False  # "tăng từ 2 đến 3 lần", "mỗi năm tăng từ 2 đến 3%"
        return self._rises.search(low, max(0, start - 60), start) is not None

    def _of_mean(self, unit: str, low: str, start: int, last: int) -> str:
        """Give the unit of a figure that stands there: a mean of counts is a ratio."""
        is_mean = unit == "count" and (
            self._mean.search(low, max(0, start - 60), start) or self._for_each.match(low, last)
        )
        return "ratio" if is_mean else unit

    def _find_intervals(self, text: str, low: str) -> Iterator[PrintedFigure]:
        """Find how often there is a meeting, such as "hằng quý"."""
        for match in find_matches(quantities.REGULARLY, quantities.REGULAR_WORDS, low):
            if _SHARE_FOLLOWS.match(low, match.end()):
                continue  # "đảng viên dự họp hằng tháng đạt 92%"
            once = self._once.match(low, match.end()) if match["each"] else None
            start, end = match.start(), (once or match).end()
            context = low[max(0, start - 60) : start].rsplit(". ")[-1]
            if once or (not match["each"] and (self._meeting.search(context) or _BRIEFED.match(low, end))):
                yield PrintedFigure(start, end, text[start:end], MONTHS[match["time"]], "eq", "months", "")

    def _find_words(self, text: str, low: str, taken: Sequence[tuple[int, int]]) -> Iterator[PrintedFigure]:
        """Find numbers in words before a counted noun, such as "hai chi bộ"."""
        passed = 0
        for match in find_matches(self._worded, _FIRST_WORDS, low):
            start, end = match.span()
            if start < passed or not (counted := self._noun_after.match(low, end)):
                continue
            passed = counted.start(1)
            word, noun, before = match[0], counted[1], low[max(0, start - 20) : start]
            if before[-2:-1].isdigit():
                continue  # "kỷ niệm 85 năm ngày thành lập"
            if any(first <= start < last for first, last in taken) or text[passed].isupper():
                continue
            if text[start].isupper() and start and text[start - 2 : start - 1] not in '.:!?“"':
                continue  # a name, such as Ba Tri
            qualifier, first = find_qualifier(low, start)
            if first < start and not qualifier:
                continue  # "từ hai chi bộ"
            is_count = self._before_one.search(before)
            if COUNT_WORDS[word] == 1:
                if not is_count or (noun in self._not_counted and not (noun in self._times and qualifier)):
                    continue
            elif not is_count and self._before_rank.search(before):
                if not (noun in self._not_counted and before.endswith(self._before_span)):
                    continue
            elif word in MONTHS and noun in self._after_year:
                continue
            printed = text[first : counted.end()]
            unit = self._of_mean(self._units.get(noun, "count"), low, start, counted.end())
            yield PrintedFigure(start, end, printed, COUNT_WORDS[word], qualifier or "eq", unit, noun)


def are_joined(between: str, first: PrintedFigure, last: PrintedFigure) -> bool:
    """Tell whether the words between two figures join what they count, one thing or several kinds of bodies."""
    counted = {_BODY.sub("tổ chức", figure.counted) for figure in (first, last)}
    return len(counted) == 1 and _JOINED.fullmatch(between) is not None
