"""What a made lesson and an outline of a field study consist of, in words, and how a notebook hands them on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

__all__ = [
    "MIME",
    "Chart",
    "Entry",
    "Item",
    "Mark",
    "Option",
    "Outline",
    "Pack",
    "Question",
    "Step",
    "Words",
    "cells",
    "join_words",
    "plain",
    "read_made",
]

MIME = "application/vnd.analysis.lesson+json"
"""Type of the output by which a notebook hands a lesson or an outline on to be written as files."""


@dataclass(frozen=True)
class Mark:
    """Words that hold a number, under the id that they have in the manifest."""

    entry_id: str
    printed: str

    def __str__(self) -> str:
        return self.printed


Words = tuple[str | Mark, ...]
"""A text in pieces."""


def plain(words: Words) -> str:
    """Give a text without its marks."""
    return "".join(map(str, words))


def cells(*pieces: str | Mark) -> tuple[Words, ...]:
    """Make a row whose cells hold a piece each."""
    return tuple((piece,) for piece in pieces)


def join_words(texts: Iterable[Words], between: str) -> Words:
    """Put texts into one."""
    return tuple(piece for text in texts for piece in (between, *text))[1:]


@dataclass(frozen=True)
class Entry:
    """One number as it leaves: ``nam_po.party_members``, ``norm.cell_meeting_monthly``, ``plan.minutes`` and so on.

    Attributes
    ----------
    value
        The value behind the words; empty for a date or a name.
    sources
        Where it comes from, each as source and paragraph; empty for what the lesson itself sets, such as minutes.
    computed
        The formula, where no text prints the figure.
    parts
        The parts of the lesson that hold it: ``plan``, ``items``, ``questions``.
    """

    entry_id: str
    value: str
    printed: str
    sources: tuple[str, ...] = ()
    computed: str = ""
    parts: tuple[str, ...] = ()

    @property
    def mark(self) -> Mark:
        """What stands for it in a text."""
        return Mark(self.entry_id, self.printed)


@dataclass(frozen=True)
class Chart:
    """Bars that may share one axis: names, values as printed, their labels, and their number format."""

    name: str
    categories: tuple[str, ...]
    values: tuple[float, ...]
    labels: tuple[str, ...]
    decimals: int
    percent: bool


@dataclass(frozen=True)
class Item:
    """Something shown: a table, with a chart where one is allowed; `source` is the line that tells its sources."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Words, ...], ...]
    numeric: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()
    source: str = ""
    chart: Chart | None = None
    alt: str = ""
    item_id: str = ""

    @property
    def texts(self) -> tuple[tuple[str, ...], ...]:
        """Its rows without marks."""
        return tuple(tuple(map(plain, row)) for row in self.rows)

    @property
    def below(self) -> tuple[str, ...]:
        """The lines under it."""
        return (*self.notes, self.source) if self.source else self.notes


@dataclass(frozen=True)
class Step:
    """A step of the lesson with its minutes, and the ids of what is shown in it."""

    title: Words
    minutes: Words
    content: tuple[Words, ...]
    method: Words
    show: tuple[str, ...]

    @property
    def marks(self) -> frozenset[Mark]:
        """The numbers that it holds."""
        texts = (self.title, self.minutes, *self.content, self.method)
        return frozenset(piece for text in texts for piece in text if isinstance(piece, Mark))


@dataclass(frozen=True)
class Option:
    """One answer to choose, with why it is right or wrong."""

    text: str
    right: bool
    why: str = ""


@dataclass(frozen=True)
class Question:
    """One question with its answer.

    Attributes
    ----------
    kind
        ``numeric``, ``choice`` or ``essay``.
    options
        For a choice; exactly one is right.
    answer, tolerance
        For a number: the value, and half a unit of its last place where it is rounded, else zero.
    key
        The line that tells the right answer; none for an essay.
    guide
        For an essay: lines that tell what is looked for, each with its points.
    source
        The line that tells where the answer stands.
    """

    kind: str
    options: tuple[Option, ...] = ()
    answer: str = ""
    tolerance: str = ""
    key: str = ""
    guide: tuple[str, ...] = ()
    source: str = ""
    question_id: str = ""
    text: str = ""

    @property
    def choices(self) -> tuple[str, ...]:
        """Its options, each after its letter."""
        return tuple(f"{letter}. {option.text}" for letter, option in zip("ABCDEFGH", self.options, strict=False))


class _Made:
    """What a notebook hands on to be written as files."""

    def _repr_mimebundle_(self: Any, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return {MIME: asdict(self), "text/plain": self.title}


@dataclass(frozen=True)
class Pack(_Made):
    """A lesson in one language, all numbers in words, ready to be written in any form.

    `info` and `objectives` pair a label with its words or lines; `manifest` has every number that any part holds.
    """

    lesson_id: str
    lang: str
    title: str
    info: tuple[tuple[str, Words], ...]
    objectives: tuple[tuple[str, tuple[Words, ...]], ...]
    methods: Words
    materials: tuple[Words, ...]
    steps: tuple[Step, ...]
    items: tuple[Item, ...]
    questions: tuple[Question, ...]
    manifest: tuple[Entry, ...]


@dataclass(frozen=True)
class Outline(_Made):
    """What a class takes along to a place.

    Attributes
    ----------
    known
        What its text prints, to be checked on the spot.
    blanks
        Indicators that its text lacks and others have, with empty cells to fill in.
    questions
        What to ask on limitations that the text sets no measure against.
    asked
        Ids of the indicators of the blanks, in their order.
    place
        The row of the locality, for the workbook in which a class fills the blanks in.
    manifest
        Every number that it holds.
    """

    locality_id: str
    lang: str
    title: str
    purpose: tuple[str, ...]
    known: Item
    blanks: Item
    questions: tuple[str, ...]
    asked: tuple[str, ...]
    place: dict[str, str]
    manifest: tuple[Entry, ...]


def read_made(content: Any) -> Pack | Outline:
    """Take a lesson or an outline up again from what a notebook handed on under `MIME`."""
    from pydantic import TypeAdapter

    made: TypeAdapter[Pack | Outline] = TypeAdapter(Pack | Outline)
    return made.validate_python(content)
