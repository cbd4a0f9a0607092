"""Find the sentences likely to state a limitation, a measure or a result: places to read, never codings."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analysis.extract.cues import Cues
from analysis.extract.phrases import any_of
from analysis.text import small

__all__ = ["Passage", "PassageFinder"]

_MARKS = '()“”",;.:!?…*_'  # they stand right beside words
_SENTENCE = re.compile(r"[^.!?…;]+(?:[.,](?=\d)[^.!?…;]+)*[.!?…;]*")


@dataclass(frozen=True)
class Passage:
    """One sentence to read, by its place: a text of others is pointed at, not stored.

    Attributes
    ----------
    directions, themes
        What its words suggest; a person decides.
    """

    paragraph: int
    start: int
    end: int
    directions: tuple[str, ...]
    themes: tuple[str, ...]


class PassageFinder:
    """Finds places to read by the words of directions and themes."""

    def __init__(self, cues: Cues) -> None:
        self._directions, self._themes = _WordFinder(cues.directions), _WordFinder(cues.themes)

    def find(self, text: str, paragraph: int) -> list[Passage]:
        """Find the sentences of a paragraph whose words suggest a limitation, a measure or a result."""
        low = small(text)
        bare = _bare(low)
        found = []
        for match in _SENTENCE.finditer(low):
            start, end = match.span()
            if end - start < 20 or not (directions := self._directions.find(bare, start, end + 2)):
                continue
            if themes := self._themes.find(bare, start, end + 2):
                start += len(match[0]) - len(match[0].lstrip())
                found.append(Passage(paragraph, start, end, directions, themes))
        return found


def _bare(text: str) -> str:
    """Put a space in the place of every mark, and one at either end."""
    for mark in _MARKS:  # ten times faster than `translate`
        text = text.replace(mark, " ")
    return f" {text} "


class _WordFinder:
    """Finds what the words of a text are cues of."""

    def __init__(self, cues: Mapping[str, Sequence[str]]) -> None:
        self._names = {_bare(words).strip(): name for name, several in cues.items() for words in several}
        self._ranks = {name: rank for rank, name in enumerate(cues)}
        self._pattern = re.compile(rf" (?=({any_of(self._names)}) )")

    def find(self, text: str, start: int, end: int) -> tuple[str, ...]:
        found = {self._names[words] for words in self._pattern.findall(text, start, end)}
        return tuple(sorted(found, key=self._ranks.__getitem__))
