"""Notes that answer "says who?": for each number its source, date, paragraph, printed form, or what it is made from."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

__all__ = ["Note", "Number"]


@dataclass(frozen=True)
class Note:
    """What stands behind a number.

    Attributes
    ----------
    key
        Names the note in a page; equal keys have equal notes.
    title
        What the number says, in words.
    lines
        Pairs of label and words: how it is known, printed form, source, paragraph, date.
    quoting
        Positions of lines that quote a text, for a page in another language than the text's.
    """

    key: str
    title: str
    lines: tuple[tuple[str, str], ...]
    quoting: tuple[int, ...] = ()


@dataclass(frozen=True)
class Number:
    """A number in words, with its note.

    Attributes
    ----------
    value
        For a spreadsheet, in the unit of the words; ``None`` where the words give no single number.
    """

    text: str
    note: Note
    value: Decimal | None = None

    def __str__(self) -> str:
        return self.text
