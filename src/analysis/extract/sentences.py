"""Find the sentences likely to state a limitation, a measure or a result: places to read, never codings."""

import re
from typing import NamedTuple

from analysis.extract.cues import Cues
from analysis.extract.phrases import any_of
from analysis.text import small

_MARKS = '()“”",;.:!?…*_'  # they stand right beside words
_SENTENCE = re.compile(r"[^.!?…;]+(?:[.,](?=\d)[^.!?…;]+)*[.!?…;]*")


class Passage(NamedTuple):
    """One sentence to read, by its place: a text of others is not stored. A person decides what its words suggest."""

    paragraph: int
    start: int
    end: int
    directions: tuple[str, ...]
    themes: tuple[str, ...]


class PassageFinder:
    """Finds places to read by the words of directions and themes."""

    def __init__(self, cues: Cues) -> None:
        self._finders = []
        for several in (cues.directions, cues.themes):
            names = {_bare(words).strip(): name for name, these in several.items() for words in these}
            self._finders.append((list(several), names, re.compile(rf" (?=({any_of(names)}) )")))

    def find(self, text: str, paragraph: int) -> list[Passage]:
        """Find the sentences of a paragraph whose words suggest a limitation, a measure or a result."""
        low = small(text)
        bare = _bare(low)
        found: list[Passage] = []
        if not all(pattern.search(bare) for _, _, pattern in self._finders):
            return found
        for match in _SENTENCE.finditer(low):
            start, end = match.span()
            if end - start < 20:
                continue
            told = []
            for order, names, pattern in self._finders:
                met = {names[words] for words in pattern.findall(bare, start, end + 2)}
                if not met:
                    break
                told.append(tuple(name for name in order if name in met))
            else:
                start += len(match[0]) - len(match[0].lstrip())
                found.append(Passage(paragraph, start, end, *told))
        return found


def _bare(text: str) -> str:
    """Put a space in the place of every mark, and one at either end."""
    for mark in _MARKS:  # ten times faster than `translate`
        text = text.replace(mark, " ")
    return f" {text} "
