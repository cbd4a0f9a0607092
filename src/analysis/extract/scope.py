"""Tell what each figure of a paragraph hangs on: its indicator, its time, whether it is a target or a part."""

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from analysis.extract.cues import Cues
from analysis.extract.indicators import IndicatorMatcher
from analysis.extract.mentions import Candidate, LastTold
from analysis.extract.numerals import PrintedFigure, are_joined
from analysis.extract.periods import FROM, NOW, REACH, TIMES, Dated, PeriodFinder, dated_by, leave_terms, of_next_year
from analysis.extract.phrases import NUMBERED, OtherPlaces, any_of, compile_phrases, compiled, whole_words
from analysis.extract.retold import ToldBefore, Unnamed, carry_time, leave_parts
from analysis.extract.status import StatusFinder
from analysis.text import Span, small

_YEAR_END, _WITHIN = re.compile(r"(?:[hH]ết|[cC]uối) năm"), re.compile(r"(\d{4})-.*/\1-.*")
_AHEAD = re.compile(r"(?:nhiệm vụ|phương hướng|kế hoạch|giải pháp|chương trình)(?: [^\W\d_]+){0,4}? (?=năm \d)")
_SINCE, _COMES = map(re.compile, (r"\b(?:nay|qua|thực hiện|triển khai|thi hành)\b", r"riêng |[^#]*(?:mỗi|h[ằà]ng) năm"))
_LISTED = re.compile(r"(?: [^\W\d]+)* ?\((?:năm )?\d{4}\)[,;] (?:và )?")  # "4.512 (2019), 4.630 (2020)"
_AGAIN = re.compile(r"(?:[^,;.:]* ?thì )?(?:(?:đến|đã|mới|chỉ|cũng|nay) )*(?:là|có|đạt|còn|được)")
_PARTS, _YEARLY = map(re.compile, (r" (?:đảng bộ|chi bộ|xã)\b[^\d,;.()]*kết nạp", r"[^\d,;.()/]{0,30}/ ?năm\b"))
_BEHIND, _ASIDE, _IN_YEAR = map(re.compile, (r"[\d%()/]", r"\([^()]*\)|\D", r" năm \d{4}(?= )"))
_OF_ONE, _BARE = map(re.compile, (r" (?:chi bộ|đảng bộ)(?: [^\W\d]+){0,5} (?:có|với) ", r"[^\d.;:]{0,70}"))
_OF_ALL = re.compile(r"(?<=trong )\d")  # "trong 46 tổ chức cơ sở đảng có 19 đảng bộ và 27 chi bộ"
_NEAR, _DECIDE = 60, {"stated": (), "open": ("open_span",)}  # characters within which one is part of the one before it


class Scope:
    """Reads the figures of a paragraph in order, each in the light of those before it."""

    def __init__(self, cues: Cues, indicators: Sequence[Mapping[Any, Any]]) -> None:
        self._cues, self._periods, self.matcher = cues, PeriodFinder(cues), IndicatorMatcher(cues, indicators)
        self.statuses, self.gradings, self._others = StatusFinder(cues), self.matcher.gradings, OtherPlaces(cues)
        natures = {row["indicator_id"]: {row.get("nature"), row.get("topic")} for row in indicators}
        self._stocks, self._flows = ({name for name, told in natures.items() if of in told} for of in ("stock", "flow"))
        self._of_days = {name for name, told in natures.items() if told.isdisjoint(("flow", "rate", "grading"))}
        near, read = cues.context, cues.readings
        words = near.elsewhere, read.each_year, read.summed, near.same, near.hangs
        self._elsewhere, self._each_year, self._summed, self._same, self._hangs = map(whole_words, words)
        self._counted_again = ("", "năm", "điểm phần trăm", *cues.gradings.in_short, *read.not_compared)
        self._of_each = compiled(rf"\d {any_of(cues.lists.get('villages', ()))} (?:chỉ )?(?:có|còn)(?: từ| dưới)* $")
        self._moved = compiled(
            rf"(?:(?:đã|và|có) )*{any_of(read.moved)}(?: (?:là|thêm|được|bớt|trên|gần|khoảng|hơn|cùng kỳ))*#"
            rf"(?! ?/| ?{any_of(read.each_year)}|.*?so với (?!{TIMES}))"
        )
        self._formed, self._small = compile_phrases(read.formed, cues.lists), {*near.small}
        whose = rf"(?:(?:toàn|{any_of(near.elsewhere)})(?: [^\W\d_]+){{0,3}} )?"
        self._later = compiled(
            rf"{whose}(?:(?:đã|và|thì|chỉ|nay|đến|cũng|(?:đầu|cuối) (?:năm|kỳ|nhiệm kỳ)) )*(?:(?:tăng|giảm|nâng|hạ) )?"
            rf"(?:{any_of(read.reached)}|từ)(?: (?:trên|dưới|gần|khoảng|hơn))?"
        )
        self._of_years = {name for name, entry in cues.indicators.items() if entry.of_year}
        self._last_told = LastTold(cues, self.matcher.match, self.matcher.plan_of)
        self._part, self._unnamed = compiled(any_of(near.part)), Unnamed(cues, self.matcher.clause)

    def read(
        self, text: str, figures: Sequence[PrintedFigure], spans: Sequence[Span], published: date | None,
        number: int, told: ToldBefore,
    ) -> list[Candidate]:  # fmt: skip
        """Give the figures of a paragraph as candidates."""
        low, to_come = small(text), str(published or "9999")
        self.matcher.where, self.gradings.before = told.where.startswith("commune"), told.graded_before
        aims, places = self.statuses.find_aims(low), self._others.find(text, told.where)
        candidates, known, yearly = list[Candidate](), list[Candidate](), self._each_year.search(low)
        end, sentence, times, latest = -_NEAR, -1, told.times, dict[str, Dated]()
        if not self._hangs.match(low):
            times.clear()
        first = text[spans[0].start : spans[0].end] if spans and spans[0].basis == "context" else ""
        for figure, dated in zip(figures, self._periods.find(text, figures, spans, published), strict=True):
            if first.lower() in ("trong năm", "cả năm") and told.year and dated.words == first:
                dated = dated._replace(period=told.year)  # of the paragraph before
            if (start := low.rfind(". ", 0, figure.start) + 1) != sentence:
                # A sentence that hangs on the one before it goes on with what was told there.
                is_on = self._hangs.match(low, start + (start > 0)) is not None
                scope, sentence = (max(0, sentence) if is_on else start), start
                known = [found for found in known if found.figure.start >= scope]
                times.update(latest)
                latest.clear()
                opened = self._periods.find_opening(low, spans, start, *(each.figure.start for each in candidates[-1:]))
            between = text[end : figure.start].replace("Trong", "trong") if figure.start - end < _NEAR else ""
            near, end = between != "" and self._part.search(between.removesuffix("trong số ")), figure.end
            status = self.statuses.tell(low, figure.start, dated, aims, published) if aims else "observed"
            if candidates and self.statuses.is_plan(low, candidates[-1], figure):
                status, within = "target", _WITHIN.fullmatch(dated.period)  # a plan told in part of a year is of all
                dated = dated._replace(period=within[1], basis="context") if within else dated
            is_target = status != "observed"
            dated = of_next_year(dated, published) if is_target else leave_terms(low, figure.start, dated)
            indicator, dated = self._name(text, figure, dated, candidates, known[-REACH:], scope, is_on, is_target)
            place = places[bisect_left(places, (figure.start + 1,)) - 1]
            unnamed = self._unnamed.tells(text, figure, place[0], candidates[-1:] if near else ())
            indicator = "" if unnamed else indicator
            said = low[start : figure.start].rpartition("; ")[2] if yearly else ""
            each_year = self._each_year.search(said := said.rpartition(dated.words.lower() or "\0")[2])
            is_yearly = each_year and (each_year.start() < 20 or ", " not in said[each_year.end() :])
            kinds = indicator or "other", "stock" if indicator in self._stocks else "other", "any"
            if dated.basis == "publication" and dated.said != "now" and not (is_target or is_yearly):
                if is_on and "any" not in times:  # a time told there without a figure
                    earlier = [span for span in spans if span.end <= start and span.period and span.basis != "now"]
                    times.update((("any", dated_by(text, earlier[-1])),) if earlier else ())
                alike = indicator or is_on or figure.unit == "percent" or figure.counted in self.gradings.subjects
                dated = carry_time(kinds[: 2 + is_on], dated, times if alike else {})
                if opened and dated.basis == "publication":
                    words = text[opened.start : opened.end]
                    is_part = len(candidates) > 0 and candidates[-1].dated.words == words
                    if indicator not in self._of_days if indicator else is_part:
                        dated = dated._replace(period=opened.period, basis="context", words=words)
            elif dated.said == "now":
                times.clear()
                latest.clear()
            elif not is_target and dated.period + dated.open_span:
                latest.update(dict.fromkeys(kinds, dated))
            # A mean is a ratio where the dictionary has one of the kind, else a count that is no total.
            is_mean = figure.unit == "ratio" and not indicator and figure.counted not in self._cues.figures.times
            is_sum = is_target or "/" in dated.period or indicator in ("", *self._stocks) or figure.unit != "count"
            if not is_sum and (each_year or _YEARLY.match(low, figure.end)):
                indicator, is_mean = "", True  # "mỗi năm kết nạp từ 100 đến 120"
            figure = figure._replace(unit="count") if is_mean else figure
            status = "target" if not is_target and dated.period[:10] > to_come else status
            dated = dated.asked_before(to_come) if status == "observed" else dated
            decide = (
                *(("indicator_to_confirm",) if indicator else unnamed or ("no_indicator", "mean")[: 1 + is_mean]),
                *(("subject",) if near or place[1] else ()),
                *_DECIDE.get(dated.basis, ("period",)),
                *(("status",) if status != "observed" else ()),
            )
            figure, part_of = figure.turned_down() if dated.falls else figure, len(candidates) - 1 if near else None
            candidates.append(Candidate(number, figure, dated, status, part_of, indicator, decide))
            known += candidates[-1:] if indicator else []
        times.update(latest)
        ahead = [match.end() for match in _AHEAD.finditer(low)] if spans else []
        if last := [span for span in spans if span.period and span.basis != "now" and not span.back
                    and span.start not in ahead]:  # fmt: skip
            times.setdefault("any", dated_by(text, last[-1]))
            told.year = last[-1].period[:4]
        return leave_parts(text, candidates, self.matcher.whole_of, places, told.where.partition(" ")[2])

    def _name(
        self, text: str, figure: PrintedFigure, dated: Dated, earlier: Sequence[Candidate], known: Sequence[Candidate],
        scope: int, is_on: bool, is_target: bool,
    ) -> tuple[str, Dated]:  # fmt: skip
        """Give the indicator of a figure and its time: a stock has a day or a year, a mean or a change is no level."""
        clause, low = self.matcher.clause(text, figure), small(text)
        for needed, pattern in self._formed if figure.unit == "count" else ():
            if needed in clause and (formed := pattern.search(clause)):
                return "", dated._replace(reading="difference", falls=self._periods.falls.search(formed[0]) is not None)
        before = earlier[-1] if earlier else None
        between = low[before.figure.end : figure.start] if before else ""
        joined = between.removeprefix(f" {before.figure.counted}") if before else ""
        alike = before is not None and are_joined(joined, before.figure, figure)
        goes_on = alike or joined in (" và ", " và " if before and before.indicator else ", ")
        if before and before.dated.reading == "difference" and goes_on:  # "lập mới 4 đảng bộ cơ sở và 7 chi bộ cơ sở"
            dated = dated._replace(reading="difference", against=before.dated.against, falls=before.dated.falls)
            if not before.indicator:
                return "", dated
        time = low.find(dated.words.lower(), figure.end) - figure.end if dated.words else -1
        if 0 < time <= len(clause) - clause.index("#"):
            clause = clause[: clause.index("#") + time + 1].rstrip()  # "có 1.480 đảng viên năm 2018"
        told = self._tell_again(text, figure, dated, clause, earlier, known, is_target)
        is_new = told is None and dated.reading != "relative_change"
        indicator = self.matcher.match(text, figure, clause) if is_new else told or ""
        is_share = figure.unit == "percent" and self.matcher.is_share(clause)  # "chỉ tiêu 40, đạt 112,5%"
        of_plan = (is_share and before and before.status != "observed") or self.matcher.is_of_plan(text, figure)
        if dated.reading == "level" and (of_plan or self.statuses.is_attained(clause, figure, before, known)):
            planned = self.statuses.find_planned(earlier[-REACH:], known)
            plan = next(filter(None, map(self.matcher.plan_of, planned)), "")
            indicator = plan if plan and self.matcher.is_of_plan(text, figure) else indicator or plan
        is_bare = is_share and not indicator and told is None
        if is_bare and before and before.figure.unit == "count" and _BARE.fullmatch(between):
            indicator = self._share_of(text, before.figure)  # "27 đồng chí kiêm trưởng thôn, tỷ lệ 39,7%"
        bracket = text.rfind("(", before.figure.end + 1, figure.start) if before else -1
        if before and bracket > 0 and ")" not in text[bracket : figure.start]:  # "130 hộ (năm 2022: 120 hộ)"
            like = next((found for found in reversed(known) if found.figure.unit == figure.unit), before)
            again = figure.counted in ("", like.figure.counted) and like.dated.period != dated.period != ""
            again = again and dated.words != "" and dated.words in text[bracket : figure.start]
            indicator = (again and like.figure.unit == figure.unit and like.indicator) or indicator
        start = max(sentence := low.rfind(". ", 0, figure.start) + 1, low.rfind("; ", 0, figure.start) + 1)
        if not indicator and dated.reading == "level":
            parts = (self.matcher.part_of(found.indicator, figure, clause) for found in known)
            indicator = next(filter(None, parts), "") if self._hangs_on(low, figure, start) else ""
            indicator = indicator or self._last_told.find(text, figure, dated, clause, earlier)
        places = [place for place in (self._elsewhere.finditer(low, start, figure.start) if indicator else ())
                  if text[place.end() + 1 :][:1].isupper() or NUMBERED.match(low, place.end())]  # fmt: skip
        inside = {place.end() + 1 for place in places}  # "xã Bản Lửng" is a commune
        named = [place[0] for place in places if place.start() not in inside or text[place.start()].islower()]
        # "Kết nạp 21 đảng viên, lũy kế 6 tháng là 39", "chi bộ thôn Giả Sơn có 19 đảng viên", "8 bản có 5 đảng viên"
        of_one = before and before.figure.value == 1 and _OF_ONE.fullmatch(between)
        is_small = of_one or self._of_each.search(low, start, figure.start) or not self._small.isdisjoint(named)
        came = known and known[-1].indicator in self._flows and _COMES.match(clause)
        of_else = indicator in self._stocks and (is_small or came or "vượt" in clause or self._summed.search(clause))
        of_else = of_else or (figure.unit == "percent" and before and _PARTS.match(between))  # "4 đảng bộ …"
        if of_else or (indicator in self._of_years and ("/" in dated.period or dated.open_span)):
            indicator = ""
        if told is None and indicator in self.matcher.related and not self.matcher.holds(
            indicator, [(found.indicator, found.figure.start) for found in known], low, scope, figure.start,
            hangs=not named and "tổng số" not in clause and self._hangs_on(low, figure, start)
            and any(found.dated.period == dated.period or is_on for found in known),
            bare="đảng viên" not in clause
            and (figure.counted == "đồng chí" or self._is_of_other(low, figure, earlier)),
        ):  # fmt: skip
            return "", dated
        if dated.period.endswith("-12-31") and indicator not in self._of_days and _YEAR_END.search(text, sentence):
            # What came by the end of the year, or was graded then, is of the year.
            dated = dated._replace(period=dated.period.removesuffix("-12-31"))
        if indicator and indicator not in self._of_days and dated.said == "until" and len(dated.period) in (7, 10):
            return indicator, dated._replace(period="", basis="open", open_span=dated.words)  # since when?
        if indicator in self._stocks and _SINCE.search(dated.open_span) and dated.reading == "level":
            return indicator, Dated()  # "từ đầu nhiệm kỳ đến nay …, nâng tổng số lên 2.500"
        first, _, last = dated.period.partition("/")
        each_year = self._each_year.search(low, max(start, before.figure.end if before else 0), figure.start)
        is_yearly = each_year is not None and first != "" and (len(first) <= 4 or first[:4] < last[:4])
        is_mean = each_year and each_year[0].endswith(" năm") and not last and indicator not in self._of_days
        if (is_mean and len(first) > 4) or (is_yearly and is_target and indicator):  # no month has the mean of a year
            return indicator, dated._replace(period="", basis="open", open_span=dated.words)
        if is_yearly or not last:
            return "" if is_yearly and last else indicator, dated
        if indicator in self._of_days and len(last) == len("2021-06-30"):
            return indicator, dated._replace(period=last)
        if indicator in self._stocks:
            # How many there are "in the first six months" is told of no day: of the year, for a person to decide.
            basis = "undecided" if len(last) == len("2021-06") else dated.basis
            dated = dated._replace(period=last[:4], basis=basis)
        return indicator, dated

    def _tell_again(
        self, text: str, figure: PrintedFigure, dated: Dated, clause: str, earlier: Sequence[Candidate],
        known: Sequence[Candidate], is_target: bool,
    ) -> str | None:  # fmt: skip
        """Give the indicator of an earlier figure that the words of another tell once more; nothing where none do."""
        said, _, rest = clause.partition("#")
        if met := self._same.search(said):  # "con số này là 97 thôn", but "hai tỷ lệ này là 97% và 91%"
            if said.endswith(("hai ", "ba ", "các ", "những "), 0, met.start()):
                return ""
            below = {found.figure.start + 1 for found in earlier}  # the line of a fraction
            alike = [each for each in earlier if each.figure.unit == figure.unit and each.figure.start not in below]
            return alike[-1].indicator if alike else self._share_of(text, earlier[-1].figure) if earlier else ""
        like = next((found for found in reversed(known) if found.figure.unit == figure.unit), None)
        if not like:
            return None
        is_stock, own = like.indicator in self._stocks, dated.words.lower() or "#"
        timeless = _BEHIND.split(said.replace(own, "").rpartition(like.figure.printed.lower())[2])[-1]
        timeless = " ".join(self._part.sub("", timeless).strip(" ,").split())
        counted = {found.figure.counted for found in known if found.indicator == like.indicator}
        if figure.counted.removesuffix(" quý") in (*counted, *self._counted_again):
            is_below = like is earlier[-1] and figure.start == like.figure.start + 1  # "kết nạp 45/40 đảng viên"
            is_bare = not timeless or is_below or self.statuses.is_bare(timeless)
            if is_target and like.status == "observed" and is_bare:
                return like.indicator  # "kết nạp 45 đảng viên (chỉ tiêu 40)"
            is_last = like is earlier[-1] or not _ASIDE.sub("", text[like.figure.end : figure.start])
            if dated.reading == "difference" and is_last:
                both = f"{timeless}#{rest}", f"{_IN_YEAR.sub('', said).strip()}#{rest}"  # "cao hơn năm 2016 gần 12%"
                if any(map(self._moved.match, both)):
                    return like.indicator if like.indicator not in self._flows else ""  # "có 612 tổ chức, giảm 14"
        if dated.reading != "level":
            return None
        # "35 đồng chí (năm 2011) tăng lên 52 đồng chí năm 2013", "tỷ lệ hộ nghèo giảm 1,4%, còn 3,9%"
        is_other = "" != dated.period != like.dated.period != ""
        starts = FROM.search(text, max(0, like.figure.start - _NEAR), like.figure.start) is not None
        is_first = starts or like.dated.reading == "difference" or like.status != "observed"
        again = (is_other or is_first) and bool(self._later.fullmatch(timeless) or (starts and NOW.fullmatch(timeless)))
        if like.dated.period != dated.period and (like.dated.words != dated.words or not dated.words):
            was_inside = text.rfind("(", 0, like.figure.start) > text.rfind(")", 0, like.figure.start)
            if was_inside and text[figure.start - 1] == "(" and figure.unit == "percent":  # "(58%); quý II 14 (14,6%)"
                again = again or not self.matcher.match(text, figure, clause)
            # "Kết nạp 12 đảng viên năm 2020, 15 đảng viên năm 2021", "năm 2020 là 4,8%, năm 2021 là 3,9%"
            summed = self._summed.search(said) is not None
            is_again = _AGAIN.fullmatch(timeless) is not None and dated.period != ""
            bare = not said.replace(own, "").strip() or (is_again and not summed) or (summed and not is_stock)
            is_told = figure.counted != "" or figure.unit == "percent" or said.strip() == own or is_again
            unsaid = "đảng viên" * (like.indicator in self.matcher.related)  # "kết nạp 9 và năm 2023 là 15 đảng viên"
            is_like = figure.counted in (like.figure.counted, like.figure.counted or unsaid) and is_told
            again = again or (said == "" and _LISTED.fullmatch(text, like.figure.end, figure.start) is not None)
            again = again or (bare and is_like and not rest.replace(own, "").replace(figure.counted, "", 1).strip())
        return like.indicator if again else None

    def _share_of(self, text: str, figure: PrintedFigure) -> str:
        """Give the indicator of the share that what a figure counts has."""
        return self.matcher.match(text, figure._replace(unit="percent"), self.matcher.clause(text, figure))

    def _is_of_other(self, low: str, figure: PrintedFigure, earlier: Sequence[Candidate]) -> bool:
        """Tell whether a figure is a part of one that counts nothing known: "bầu 39 đồng chí, trong đó nữ 7"."""
        start = max(low.rfind(mark, 0, figure.start) for mark in (". ", "; "))
        part = max((word.start() for word in self._part.finditer(low, start + 1, figure.start)), default=-1)
        return next((not each.indicator for each in reversed(earlier) if start < each.figure.end <= part), False)

    def _hangs_on(self, low: str, figure: PrintedFigure, start: int) -> bool:
        """Tell whether a figure is told as a part of what was told before."""
        said = [word for word in self._part.finditer(low, start, figure.start) if word[0] != "riêng"]
        said = said or ([*_OF_ALL.finditer(low, start, figure.start)] if "trong " in low else [])
        return bool(said) and not (said[-1][0] == "(" and ")" in low[said[-1].end() : figure.start])
