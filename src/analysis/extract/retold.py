"""What an article has told before, and whose it is: parts, places without a name, units of before, told again."""

import re
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from operator import attrgetter

from analysis.extract.cues import Cues
from analysis.extract.imprint import Place
from analysis.extract.mentions import Candidate
from analysis.extract.numerals import PrintedFigure
from analysis.extract.periods import REACH, Dated
from analysis.extract.phrases import any_of, any_phrase, compiled, whole_words
from analysis.package.places import REFORM
from analysis.text import period_bounds, small

_BASES = ("stated", "open", "context", "undecided", "publication")  # the best first
_TOLD = attrgetter("indicator", "status", "dated.reading", "figure.value", "figure.value_high")
_SAME = attrgetter("indicator", "status", "dated.reading", "dated.period", "dated.open_span")
_ABOVE = re.compile(r"\s*(?:[Ởở]|[Tt]ại) [^,:]*(?=, \D*$)")
_OF_YEAR, _SHORT = re.compile(r" \(?(?:vào )?năm (?:19|20)"), 2  # "cao nhất là 95% (năm 2019)"; words of "chỉ đạt"
OF_BEFORE = re.compile(r"\s*(?:trong (?:đó|số (?:đó|này|ấy))|bao gồm|gồm)(?!\w)", re.IGNORECASE)
"""How a paragraph begins that tells parts of the figure before it."""
_FAR = 400  # characters within which a bracket opens


@dataclass
class ToldBefore:
    """What an article has told before a paragraph: its abbreviations, and the times told last, by kind of figure.

    From the sentence of its `last` figure on goes a paragraph that begins with "trong đó".
    Above it stand the `head` of its list, a line with a colon or a heading (one with a number, if of `aims`), its last
    `line`, the `parent` of lines with a bullet, the numbered heading `above` them, the heads of `columns`, and the
    `topic`, what the lines tell the grades of; `graded_before` is what "các chi bộ này" may mean, `where` is of what
    kind its place is.
    """

    shorts: dict[str, str] = field(default_factory=dict)
    times: dict[str, Dated] = field(default_factory=dict)
    year: str = ""
    head: str = ""
    aims: str = ""
    line: str = ""
    parent: str = ""
    above: str = ""
    graded_before: str = ""
    topic: str = ""
    last: str = ""
    where: str = ""
    columns: Sequence[str] = ()

    def heads(self, line: str, part: tuple[str, ...], *, goes_on: bool) -> list[str]:
        """Give what a line, or a paragraph, may go on from, the nearest first."""
        if not goes_on or not (self.head or self.line or self.parent or self.above or self.topic):
            return [self.last if OF_BEFORE.match(line) else ""]
        is_part = self.head + self.line != "" and line.startswith(part)
        heads = [f"{self.head}{self.line}, " if is_part else self.head]
        heads += [f"{self.head}{self.parent}, trong đó "] if self.parent else []
        heads += [self.above] if self.above and not is_part else []
        return heads + ([self.graded] if self.topic else [])

    @property
    def graded(self) -> str:
        """Begin a sentence on the grades of the topic, if there is one."""
        return f"{self.topic} được xếp loại: " if self.topic else ""


def carry_time(kinds: Sequence[str], dated: Dated, times: Mapping[str, Dated]) -> Dated:
    """Give a figure without a time that of the first of some kinds that a sentence before told, `any` if it goes on."""
    told = next((times[kind] for kind in kinds if kind in times), None)
    if not told or (told.basis == "open" and "any" not in kinds):
        return dated
    basis = "context" if told.basis == "stated" else told.basis
    return dated._replace(period=told.period, basis=basis, open_span=told.open_span, words=told.words)


class Unnamed:
    """Finds figures of places or times that an article does not name: "có nơi chỉ đạt 71%", "nơi cao nhất 98%"."""

    def __init__(self, cues: Cues, clause: Callable[[str, PrintedFigure], str]) -> None:
        told, kinds = any_phrase(cues.context.unnamed, cues.lists), cues.lists.get("somewhere", ())
        # "5 xã có tỷ lệ hộ nghèo trên 41%"
        counted = rf"(?<![\d/.-])(?<!năm )(?<!tháng )(?<!quý )\d{{1,3}} {any_of(kinds)} (?:có |với )?"
        self._told = compiled(rf"{told}|{counted}(?:t[ỷỉ] lệ|thu nhập)(?!\w)")
        self._again, self._kinds, self._clause = whole_words(cues.context.named_again), whole_words(kinds), clause

    def tells(self, text: str, figure: PrintedFigure, turned: int, whole: Sequence[Candidate]) -> tuple[str, ...]:
        """Give the reason why a figure is of none that is named, or nothing.

        `turned` is where the text turned to the place of the figure last, `whole` what it is a part of.
        """
        if whole and whole[0].decide[0] == "unnamed" and turned <= whole[0].figure.start:
            return whole[0].decide[:1]
        said, mark, behind = self._clause(text, figure).partition("#")
        _, comma, last = said.rpartition(", ")
        said = last if comma and len(last.split()) > _SHORT else said  # but "một số chi bộ họp đều, đạt 98%"
        said = f"{said}{mark}{behind * (figure.unit == 'percent')}"
        start = max(text.rfind(". ", 0, figure.start), text.rfind("; ", 0, figure.start)) + 1
        if not (met := self._told.search(said)):  # "Ở một số nơi, đảng viên dự họp chỉ 71%"
            above = _ABOVE.match(text, start, figure.start)
            met = self._told.search(small(above[0])) if above else None
        if not met or self._again.search(said):
            return ()
        is_timed = _OF_YEAR.match(text, figure.end) and not self._kinds.search(met[0])
        is_named = turned > start and text[turned + 1 : turned + 2].isupper()  # "nơi cao nhất là xã Mẫu Hạ: 98%"
        return () if is_timed or is_named else ("unnamed",)


class FormerUnits:
    """Finds figures that may be of the units out of which a place was merged, not of the place of their name."""

    def __init__(self, cues: Cues) -> None:
        words, self._unmerged = cues.context, cues.context.not_merged
        self._words = *words.before_merger, *words.merging, "cũ"  # one of them is in all that is told of before
        kind, name = any_of([*words.levels, "đảng bộ"], begins=True), r"(?P<name>(?: [^\W\d_]+){0,4}?)"
        self._before = compiled(
            rf"{any_of(words.before_merger, begins=True)}(?!\w)(?! (?:(?:các|những|\d+) )?{any_of(words.small)})|"
            rf"{kind}(?: {kind})?{name} (?:cũ(?!\w)|\(cũ\))"
        )
        several = r"(?: (?:từ|giữa|của|các|hai|ba|bốn|năm|\d+|đảng bộ)(?!\w))*"
        self._merging = compiled(
            rf"{any_of(words.merging, begins=True)}{several} {kind}{name}(?=[,:]| ?\(| có | với | và )"
        )
        of_named = rf"(?:(?:[:,]| và)(?: {kind})?|{kind}){name.replace('{0,', '{1,')}"
        self._of_named = compiled(rf"{of_named}(?: ?\(| (?:có|với) )[^,;.()]*$")
        self._after = compiled(rf"{any_of(words.after_merger, begins=True)}(?!\w)|{kind}{name} mới(?!\w)")

    def mark(
        self, text: str, candidates: Sequence[Candidate], published: date | None, place: Place | None
    ) -> list[Candidate]:
        """Give the candidates of a paragraph, those that may be of a unit of before with the words that tell it."""
        kept = place and place.level == "province" and small(place.name) in self._unmerged
        since = REFORM if published and published >= REFORM and place and not kept else None
        marked = list(candidates)
        if not since and not any(word in small(text) for word in self._words):
            return marked
        for rank, found in enumerate(candidates):
            if words := self._find(text, found, since):
                dated, decide = found.dated, [*found.decide, "former"]
                if dated.basis == "publication":  # which is not the time of what was there before
                    dated = dated._replace(period="", basis="open", open_span=words)
                    decide = ["open_span" if name == "period" else name for name in decide]
                marked[rank] = found._replace(former=words, dated=dated, decide=tuple(decide))
        return marked

    def _find(self, text: str, found: Candidate, since: date | None) -> str:
        """Give the words by which a figure is of a unit of before, or of its time if the place was made `since`."""
        dated, start, low = found.dated, found.figure.start, small(text)
        first, last = period_bounds(dated.period) if dated.period else (REFORM, REFORM)
        if since and (last < since or first.year < since.year):
            return dated.words or dated.period
        if dated.period and dated.words and first >= REFORM:
            return ""
        begin = low.rfind(". ", 0, start) + 1

        def named(pattern: re.Pattern[str], begin: int) -> list[re.Match[str]]:
            met = pattern.finditer(low, begin, start)
            return [each for each in met if all(word[0].isupper() for word in text[slice(*each.span("name"))].split())]

        for words in (*named(self._before, begin)[::-1], *named(self._merging, begin)):
            is_told = words.re is self._before or named(self._of_named, words.start())
            if is_told and not named(self._after, words.end()):
                return text[words.start() : words.end()]
        return ""


def _leave(found: Candidate, reason: str = "no_indicator") -> Candidate:
    """Take the indicator, or the row that is offered, from a figure."""
    return found._replace(indicator="", offer=None, decide=(reason, *found.decide[1:]))


def _is_name(text: str, end: int) -> bool:
    """Tell whether the word that ends there is of a name: "Mẫu 5%", "Trường Mẫu (6 đảng viên)"."""
    word = text[max(0, end - 20) : end].rstrip(" (").rpartition(" ")[2]
    return word[:1].isupper() and word != "Đảng"


def leave_parts(
    text: str, candidates: list[Candidate], whole_of: Mapping[str, str], places: Sequence[tuple[int, bool]], own: str
) -> list[Candidate]:
    """Take the indicator from the figures of a paragraph that are parts, of a name in brackets, or told again.

    A part is told as its whole is, "81 chi bộ (64 chi bộ giáp biên)", and "Trường Mẫu (6 đảng viên)" tells of a school;
    `places` are where the text turns to another place and back, `own` is the name of its own.
    """
    for rank, found in enumerate(candidates):
        if not found.indicator or not (found.part_of is not None or "(" in text or "subject" in found.decide):
            continue
        start, earlier = found.figure.start, candidates[max(0, rank - REACH) : rank]
        bracket = text.rfind("(", max(0, start - _FAR), start)
        inside = bracket > 0 and ")" not in text[bracket:start]
        until = bracket if inside else start if found.part_of is not None else 0
        turned = places[bisect_left(places, (start + 1,)) - 1][0]  # where the text turned to the place of the figure
        whole = next((each for each in reversed(earlier) if turned <= each.figure.end <= until), None)
        is_part = whole is not None and _SAME(whole) == _SAME(found) and not _is_name(text, start)
        is_named = inside and bracket == start - 1 and found.figure.unit == "count" and _is_name(text, bracket)
        if is_part or (is_named and text[turned + 1 : bracket - 1].lower() != own):
            candidates[rank] = _leave(found)
        for each in earlier if "subject" in found.decide and found.dated.basis != "stated" else ():
            if turned <= each.figure.start and _TOLD(each) == _TOLD(found):
                candidates[rank] = _leave(found, "repeated")
    return leave_others(candidates, whole_of)


def leave_others(candidates: list[Candidate], whole_of: Mapping[str, str]) -> list[Candidate]:
    """Take the indicator from parts whose share fits another whole: "kết nạp 50, tổng số 900. Có 20 nữ (40%)"."""
    for rank, (part, after) in enumerate(pairwise(candidates)):
        whole = whole_of.get(part.indicator, "") if after.part_of == rank and after.figure.unit == "percent" else ""
        known = candidates[max(0, rank - REACH) : rank] if whole else ()
        size, share = part.figure.value * 100, after.figure.value
        fits = {each.indicator: size < share * each.figure.value * 2 < 4 * size for each in known if each.indicator}
        if not fits.get(whole, True) and any(fits.values()):
            candidates[rank : rank + 2] = map(_leave, (part, after))
    return candidates


def leave_title(candidates: Sequence[Candidate], title: int | None) -> list[Candidate]:
    """Leave out the figures of a title, a paragraph, that the text tells: it repeats, and adds nothing."""
    amount = attrgetter("figure.value", "figure.value_high", "figure.unit")
    told = {amount(found) for found in candidates if found.paragraph != title}
    kept = [found for found in candidates if found.paragraph != title or amount(found) not in told]
    # What a figure of the title is a part of may be gone.
    return [found._replace(part_of=None) if found.paragraph == title else found for found in kept]


def mark_repeats(candidates: list[Candidate]) -> None:
    """Take the indicator from a figure that is told again: one row is enough, that whose time is told best."""
    kept: dict[tuple[object, ...], int] = {}
    for rank, candidate in enumerate(candidates):
        name = candidate.indicator or (candidate.offer or {}).get("indicator_id")
        if not name or candidate.dated.reading != "level" or {"subject", "former"} & {*candidate.decide}:
            continue
        key = name, candidate.figure.value, candidate.figure.value_high, candidate.status
        first = candidates[other := kept.setdefault(key, rank)]
        both_told = first.dated.basis == candidate.dated.basis in ("stated", "context")
        if other == rank or (both_told and first.dated.period != candidate.dated.period):
            continue
        kept[key], again = sorted((other, rank), key=lambda place: (_BASES.index(candidates[place].dated.basis), place))
        candidates[again] = _leave(candidates[again], "repeated")
