"""Notes that answer "says who?": for each number its source, date, paragraph, printed form, or what it is made from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

__all__ = ["Note", "Number", "Pieces", "glue", "shared_cautions"]


@dataclass(frozen=True)
class Note:
    """What stands behind a number: what it says, and pairs of label and words that tell how it is known.

    Equal keys have equal notes in a page. `quoting` tells for each line from where to where it quotes a text, in a note
    in another language than the text's.
    """

    key: str
    title: str
    lines: tuple[tuple[str, str], ...]
    quoting: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Number:
    """A number in words, with its note; for a spreadsheet its value, if it is a single one, in a unit of `indicators`.

    Its cautions are what a reader must know with it and nothing beside it tells, in short words: a target, a part of
    the place. Every writer shows them.
    """

    text: str
    note: Note
    value: Decimal | None = None
    unit: str = "count"
    cautions: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.text + self.aside

    @property
    def aside(self) -> str:
        """Its cautions in brackets, to stand after it; nothing where it has none."""
        return f" ({'; '.join(self.cautions)})" if self.cautions else ""

    def without(self, cautions: Sequence[str]) -> Number:
        """Leave out cautions that stand beside it otherwise."""
        return replace(self, cautions=tuple(words for words in self.cautions if words not in cautions))


Pieces = tuple[str | Number, ...]
"""A sentence as words and numbers in turn."""


def glue(*parts: str | Number | Pieces) -> Pieces:
    """Put words and numbers in a row, neighbouring words made one."""
    row: list[str | Number] = []
    for part in parts:
        for piece in part if isinstance(part, tuple) else (part,):
            if isinstance(piece, str) and row and isinstance(row[-1], str):
                row[-1] += piece
            elif piece:
                row.append(piece)
    return tuple(row)


def shared_cautions(pieces: Iterable[str | Number]) -> tuple[str, ...]:
    """Give what all numbers of a text caution of alike, if it has several: it can be told once beside them."""
    numbers = [piece for piece in pieces if isinstance(piece, Number)]
    if len(numbers) < 2:
        return ()
    return tuple(words for words in numbers[0].cautions if all(words in number.cautions for number in numbers))
