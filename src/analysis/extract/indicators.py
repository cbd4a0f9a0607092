"""Propose the indicator of the dictionary that a figure is likely to be of, or none."""

from __future__ import annotations

import re
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
        self._names: dict[str, list[tuple[str, frozenset[str], str]]] = {unit: [] for unit in units.values()}
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
        for row in indicators:
            if row["indicator_id"] not in cues.indicators:
                words = frozenset(_WORD.findall(str(row["name_vi"]).lower()))
                # Its longest word is looked for first: most names are passed at once.
                longest = max(sorted(words), key=len, default="")
                self._names[str(row["unit"])].append((longest, words, str(row["indicator_id"])))
        self._unsaid = " ".join(cues.context.unsaid)
        # A mark parts clauses, but not within a number, a list of kinds of village, or before the share of a part.
        goes_on, share = any_of(cues.context.goes_on), any_of(cues.context.share)
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
        said = f"{clause} {figure.printed.lower()} {self._unsaid}"
        likely = [(words, name) for longest, words, name in self._names[figure.unit] if longest in said]
        around = set(_WORD.findall(said)) if likely else set()
        return max(((len(words), name) for words, name in likely if words <= around), default=(0, ""))[1]

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
