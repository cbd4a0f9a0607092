"""Propose the indicator of the dictionary that a figure is likely to be of, or none."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from analysis.extract.cues import Cues
from analysis.extract.numerals import PrintedFigure
from analysis.extract.phrases import any_of, any_phrase, compile_phrase, needed_words, small

__all__ = ["Cue", "IndicatorMatcher"]

_WORD = re.compile(r"\w+")


class Cue(NamedTuple):
    """One phrase of an indicator; the words that it needs are looked for first, as most clauses lack them."""

    needed: str
    pattern: re.Pattern[str]
    indicator: str
    below_line: str
    phrase: str


class _Named(NamedTuple):
    """An indicator known by its name alone; its rarest word is looked for first."""

    rarest: str
    words: frozenset[str]
    indicator: str


class IndicatorMatcher:
    """Proposes indicators by the cues, and by the names of those that have none.

    Parameters
    ----------
    indicators
        Rows of the dictionary, with ``indicator_id``, ``name_vi`` and ``unit``; no others are proposed.
    """

    def __init__(self, cues: Cues, indicators: Sequence[Mapping[Any, Any]]) -> None:
        units = {str(row["indicator_id"]): str(row["unit"]) for row in indicators}
        self._cues: dict[str, list[Cue]] = {unit: [] for unit in units.values()}
        self._names: dict[str, list[_Named]] = {unit: [] for unit in units.values()}
        for name, entry in cues.indicators.items():
            if name not in units:
                continue
            below = entry.below_line or name
            unless = rf"(?! {any_phrase(entry.not_before, cues.lists)}(?!\w))" if entry.not_before else ""
            for phrase in entry.cues:
                pattern = re.compile(rf"(?:{compile_phrase(phrase, cues.lists)})(?!\w){unless}")
                self._cues[units[name]].append(
                    Cue(needed_words(phrase), pattern, name, below if below in units else "", phrase)
                )
        words_of = {
            str(row["indicator_id"]): frozenset(_WORD.findall(str(row["name_vi"]).lower()))
            for row in indicators
            if str(row["indicator_id"]) not in cues.indicators
        }
        common = Counter(word for words in words_of.values() for word in words)
        for name, words in words_of.items():
            rarest = min(sorted(words), key=lambda word: (common[word], -len(word)), default="")
            self._names[units[name]].append(_Named(rarest, words, name))
        # A mark parts clauses, but not within a number, a list of kinds of village, or before the share of a part.
        goes_on, share = any_of(cues.clauses.goes_on), any_of(cues.clauses.share)
        self._cut_before = re.compile(
            rf"[;:(.,](?<![.,](?=\d))(?<![;:(](?={share} ))(?<!,(?= (?:{goes_on}\b|{share} )))"
        )
        self._cut_after = re.compile(rf"[^;.(),\d]*(?:,(?= {goes_on}\b)[^;.(),\d]*)*")

    def match(self, text: str, figure: PrintedFigure) -> str:
        """Give the indicator that the clause of a figure speaks of, or ``""``: none is better than a wrong one."""
        if figure.unit not in self._cues:
            return ""
        clause = self.clause(text, figure)
        if cue := self.find_cue(clause, figure.unit):
            # In "34/129 chi bộ ấp hoàn thành xuất sắc" all that were assessed stand below the line.
            return cue.below_line if text[figure.start - 1 : figure.start].isdigit() else cue.indicator
        said = f"{clause} {figure.printed.lower()} tỷ lệ số"
        likely = [named for named in self._names[figure.unit] if named.rarest in said]
        around = set(_WORD.findall(said)) if likely else set()
        fitting = [(len(named.words), named.indicator) for named in likely if named.words <= around]
        return max(fitting)[1] if fitting else ""

    def clause(self, text: str, figure: PrintedFigure) -> str:
        """Give the clause of a figure, which stands in it as ``#``."""
        low = small(text)
        left = low[max(0, figure.start - 100) : figure.start]
        cut = max((mark.end() for mark in self._cut_before.finditer(left)), default=0)
        right = self._cut_after.match(low, figure.end)
        return f"{left[cut:].removeprefix(' ')}#{right[0][:90] if right else ''}"

    def find_cue(self, clause: str, unit: str) -> Cue | None:
        """Give the first cue of a unit that fits a clause."""
        for cue in self._cues.get(unit, ()):
            if cue.needed in clause and cue.pattern.search(clause):
                return cue
        return None
