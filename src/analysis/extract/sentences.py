"""Find the sentences likely to state a limitation, a measure or a result: places to read, never codings."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from analysis.extract.cues import Cues
from analysis.extract.phrases import any_of
from analysis.text import small

_MARKS = '()“”",;.:!?…*_'  # they stand right beside words
_SENTENCE = re.compile(r"[^.!?…;]+(?:[.,](?=\d)[^.!?…;]+)*[.!?…;]*")


class Passage(NamedTuple):
    """One sentence to read, by its place: a text of others is not stored. A person decides what its words suggest.

    `words` are those of the text that it rests on, `rules` the ids of the codebook's rules to read it by; `table` is
    ``"codings"``, or ``"assignments"`` where somebody may be sent somewhere.
    """

    paragraph: int
    start: int
    end: int
    directions: tuple[str, ...]
    themes: tuple[str, ...]
    words: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    table: str = "codings"


class _Finder:
    """Finds the names whose words a part of a text has, in the order of the names."""

    def __init__(self, several: Mapping[Any, Iterable[str]]) -> None:
        self.names = {_bare(words).strip(): name for name, these in several.items() for words in these}
        self.order, self.pattern = list(several), re.compile(rf" (?=({any_of(self.names)}) )")

    def find(self, bare: str, start: int, end: int) -> tuple[tuple[str, ...], list[str]]:
        """Give the names and the words that were met."""
        words = list(dict.fromkeys(self.pattern.findall(bare, start, end)))
        met = {self.names[word] for word in words}
        return tuple(name for name in self.order if name in met), words


class PassageFinder:
    """Finds places to read by the words of directions and themes, of rules and of assignments."""

    def __init__(self, cues: Cues) -> None:
        self._directions, self._themes = _Finder(cues.directions), _Finder(cues.themes)
        self._rules, self._sent = _Finder(cues.rules), _Finder(dict(cues.assignments))

    def find(self, text: str, paragraph: int) -> list[Passage]:
        """Find the sentences of a paragraph whose words suggest a limitation, a measure, a result or an assignment."""
        low = small(text)
        bare = _bare(low)
        found: list[Passage] = []
        if not self._directions.pattern.search(bare) and not self._sent.pattern.search(bare):
            return found
        for match in _SENTENCE.finditer(low):
            start, end = match.span()
            if end - start < 20:
                continue
            directions, said = self._directions.find(bare, start, end + 2)
            themes, about = self._themes.find(bare, start, end + 2)
            sent, who = self._sent.find(bare, start, end + 2)
            is_sent = len(sent) == len(self._sent.order) > 0
            if not (directions and themes) and not is_sent:
                continue
            ruled, _ = self._rules.find(bare, start, end + 2)
            start += len(match[0]) - len(match[0].lstrip())
            if directions and themes:
                rules = [f"direction_{name}" for name in directions] + ["direction_both"] * (len(directions) > 1)
                rules += [name for name in ruled if "measure" in directions or not name.startswith("status_")]
                found.append(Passage(paragraph, start, end, directions, themes, (*said, *about), tuple(rules)))
            if is_sent:
                rules = ["direction_measure", *(name for name in ruled if name.startswith("status_"))]
                found.append(Passage(paragraph, start, end, (), themes, tuple(who), tuple(rules), "assignments"))
        return found


def _bare(text: str) -> str:
    """Put a space in the place of every mark, and one at either end."""
    for mark in _MARKS:  # ten times faster than `translate`
        text = text.replace(mark, " ")
    return f" {text} "
