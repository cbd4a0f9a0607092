"""Propose the indicator of the dictionary that a figure is likely to be of, or none."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from analysis.extract.cues import Cues
from analysis.extract.numerals import PrintedFigure
from analysis.extract.phrases import any_of, any_phrase, compile_phrase, needed_words, whole_words
from analysis.text import small

_IN_TURN = re.compile(r"(?: |\d[\d.,]*|và)*")
_WORD = re.compile(r"\w+")


class Cue(NamedTuple):
    """One phrase of an indicator; the words that it needs are looked for first, as most clauses lack them."""

    needed: str
    pattern: re.Pattern[str]
    indicator: str
    below_line: str
    phrase: str
    whole: re.Pattern[str]  # the same without the words that make it a part of all
    not_with: tuple[str, ...]


class IndicatorMatcher:
    """Proposes indicators, rows with ``indicator_id``, ``name_vi`` and ``unit``, by their cues, else by their names."""

    def __init__(self, cues: Cues, indicators: Sequence[Mapping[Any, Any]]) -> None:
        units = {str(row["indicator_id"]): str(row["unit"]) for row in indicators}
        self._cues: dict[str, list[Cue]] = {unit: [] for unit in units.values()}
        self._names: dict[str, list[tuple[str, frozenset[str], str]]] = {unit: [] for unit in units.values()}
        for name, entry in cues.indicators.items():
            if name not in units:
                continue
            below = entry.below_line or name
            unless = rf"(?! {any_phrase(entry.not_before, cues.lists)})" if entry.not_before else ""
            for phrase in entry.cues:
                whole = re.compile(compile_phrase(phrase, cues.lists))
                pattern = re.compile(f"{whole.pattern}{unless}")
                below = below if below in units else ""
                cue = Cue(needed_words(phrase), pattern, name, below, phrase, whole, entry.not_with)
                self._cues[units[name]].append(cue)
        for row in indicators:
            name = str(row["indicator_id"])
            if name not in cues.indicators or not cues.indicators[name].cues:
                words = frozenset(_WORD.findall(str(row["name_vi"]).lower()))
                # Its longest word is looked for first: most names are passed at once.
                self._names[str(row["unit"])].append((max(sorted(words), key=len, default=""), words, name))
        self._unsaid = " ".join(cues.context.unsaid)
        self._part_of = {name: entry.part_of for name, entry in cues.indicators.items() if entry.part_of}
        self._wholes = {name for name, entry in cues.indicators.items() if entry.has_parts}
        self._plans = cues.readings.not_compared
        self._abbreviations = cues.figures.abbreviations
        figures = cues.figures
        self._graded = whole_words(figures.graded)
        self._grade = whole_words(figures.grades)
        self._bare_grade = re.compile(
            rf"(^|[\d#] )(?:{any_of(figures.graded_in_short)} )?(?={any_of(figures.grades)}(?!\w))"
        )
        # A mark parts clauses, but not within a number, a list of kinds of village, or before the share of a part.
        goes_on, share = any_of(cues.context.goes_on), any_of(cues.context.share)
        self._cut_before = re.compile(
            rf"[;:(.,](?<![.,](?=\d))(?<![;:(](?={share} ))(?<!,(?= (?:{goes_on}\b|{share} )))"
        )
        self._cut_after = re.compile(rf"[^;.(),\d]*(?:,(?= {goes_on}\b)[^;.(),\d]*)*")

    def match(self, text: str, figure: PrintedFigure, clause: str = "") -> str:
        """Give the indicator that the clause of a figure speaks of, or ``""``: none is better than a wrong one."""
        if figure.unit not in self._cues:
            return ""
        clause = clause or self.clause(text, figure)
        below = text[figure.start - 1 : figure.start].isdigit()
        if cue := self.find_cue(clause, figure.unit, whole=below):
            # In "34/129 chi bộ ấp hoàn thành xuất sắc" all that were assessed stand below the line; what stands above
            # it is a part of them, and none of the indicator that counts them all.
            above = "/" in text[figure.start : figure.end] and cue.below_line == cue.indicator
            return cue.below_line if below else "" if above else cue.indicator
        said = f"{clause} {figure.printed.lower()} {self._unsaid}"
        likely = [
            (words, name) for longest, words, name in self._names[figure.unit]
            if longest in said and all(word in said for word in words)
        ]  # fmt: skip
        around = set(_WORD.findall(said)) if likely else set()
        return max(((len(words), name) for words, name in likely if words <= around), default=(0, ""))[1]

    def clause(self, text: str, figure: PrintedFigure) -> str:
        """Give the clause of a figure, which stands in it as ``#``."""
        low, start = small(text), figure.start
        left = low[max(0, start - 100) : start]
        cuts = [0, *[mark.end() for mark in self._cut_before.finditer(left)]]
        # "kết nạp 38 đảng viên, đạt 76% chỉ tiêu", "đảng viên nữ 15 (38%)": what is spoken of stands before the mark.
        if len(cuts) > 1 and (figure.counted in self._plans or (figure.unit == "percent" and left.endswith("("))):
            cuts.pop()
        while len(cuts) > 1 and left[cuts[-1] - 2].isdigit() and _IN_TURN.fullmatch(left, cuts[-1]):
            cuts.pop()  # "lần lượt 9, 11 và 14 đảng viên"
        cut = cuts[-1]
        right = self._cut_after.match(low, figure.end)
        said, after = left[cut:].removeprefix(" "), right[0][:90] if right else ""
        if figure.counted and figure.counted not in figure.printed.lower():
            after = f" {figure.counted}"  # "47 và 55 đảng viên"
        clause = f"{said}#{after}"
        # What is graded is told once: "tổ chức cơ sở đảng hoàn thành xuất sắc 9, hoàn thành tốt 40".
        bare = self._grade.search(clause) and self._bare_grade.search(clause)
        if bare and (graded := self._graded.findall(low, max(0, start - 200), start)):
            clause = self._bare_grade.sub(rf"\1{graded[-1]} ", clause)
        for short, words in self._abbreviations.items():
            if short in clause:
                clause = clause.replace(short, words)
        return clause

    def find_cue(self, clause: str, unit: str, *, whole: bool = False) -> Cue | None:
        """Give the first cue of a unit that fits a clause, or fits it when all are counted, not a part of them."""
        for cue in self._cues.get(unit, ()):
            if cue.needed in clause and (cue.whole if whole else cue.pattern).search(clause):
                return None if any(words in clause for words in cue.not_with) else cue
        return None

    def holds(self, indicator: str, earlier: Sequence[str]) -> bool:
        """Tell whether an indicator counts no part of another, or a part of the whole told last in its sentence.

        In "kết nạp 58 đảng viên, trong đó nữ 22" the women are of those admitted, not of all members.
        """
        wholes = [name for name in earlier if name in self._wholes] if indicator in self._part_of else []
        return not wholes or wholes[-1] == self._part_of[indicator]
