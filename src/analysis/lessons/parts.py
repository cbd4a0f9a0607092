"""What a made lesson and an outline of a field study consist of, in words, and how a notebook hands them on."""

from dataclasses import dataclass
from typing import Any

from analysis.elements.speech import Number, Pieces
from analysis.elements.table import Cell, adapter_of

MIME = "application/vnd.analysis.lesson+json"
"""Type of the output by which a notebook hands a lesson or an outline on to be written as files."""


def plain(pieces: Pieces) -> str:
    """Give a text without what stands behind its numbers."""
    return "".join(map(str, pieces))


@dataclass(frozen=True)
class Entry:
    """One number as it leaves: ``nam_po.party_members``, ``norm.cell_meeting_monthly``, ``plan.minutes`` and so on.

    `value` is what is behind the words, empty for a date or a name; `sources` are source and paragraph, none for what
    the lesson itself sets, such as minutes; `computed` is the formula, where no text prints the figure; `parts` are
    those of the lesson that hold it: ``plan``, ``items``, ``questions``; `cautions` must stand beside it, in words.
    """

    entry_id: str
    value: str
    printed: str
    sources: tuple[str, ...] = ()
    computed: str = ""
    parts: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()


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
    rows: tuple[tuple[str | Number | Cell, ...], ...]
    numeric: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()
    source: str = ""
    chart: Chart | None = None
    alt: str = ""
    item_id: str = ""

    @property
    def texts(self) -> tuple[tuple[str, ...], ...]:
        """Its rows without what stands behind their numbers."""
        return tuple(tuple(map(str, row)) for row in self.rows)

    @property
    def below(self) -> tuple[str, ...]:
        """The lines under it."""
        return (*self.notes, self.source) if self.source else self.notes


@dataclass(frozen=True)
class Step:
    """A step of the lesson with its minutes, the ids of what is shown in it, and the line that tells its sources."""

    title: Pieces
    minutes: Number
    content: tuple[Pieces, ...]
    method: Pieces
    show: tuple[str, ...]
    source: str


@dataclass(frozen=True)
class Option:
    """One answer to choose, with why it is right or wrong."""

    text: str
    right: bool
    why: str = ""


@dataclass(frozen=True)
class Question:
    """One question with its answer, and the lines that tell the right answer and where it stands.

    A ``choice`` has options, of which exactly one is right; a ``numeric`` one has the value as its answer, with a
    tolerance of half a unit of its last place where it is rounded, else zero; an ``essay`` has no key, but a guide:
    lines that tell what is looked for, each with its points.
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
        return {MIME: adapter_of(Pack | FieldStudy).dump_python(self, mode="json"), "text/plain": self.title}


@dataclass(frozen=True)
class Pack(_Made):
    """A lesson in one language, all numbers in words, ready to be written in any form.

    `info` and `objectives` pair a label with its words or lines; `manifest` has every number that any part holds.
    """

    lesson_id: str
    lang: str
    title: str
    info: tuple[tuple[str, Pieces], ...]
    objectives: tuple[tuple[str, tuple[Pieces, ...]], ...]
    methods: Pieces
    materials: tuple[Pieces, ...]
    steps: tuple[Step, ...]
    items: tuple[Item, ...]
    questions: tuple[Question, ...]
    manifest: tuple[Entry, ...]


@dataclass(frozen=True)
class FieldStudy(_Made):
    """What a class takes along to a place.

    `known` is what its text prints, to be checked on the spot; `blanks` are indicators that its text lacks and others
    have, with empty cells, and `asked` their ids in this order; `questions` are on limitations that the text sets no
    measure against; `place` is the row of the locality, for the workbook in which a class fills the blanks in.
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


def read_made(content: Any) -> Pack | FieldStudy:
    """Take a lesson or an outline up again from what a notebook handed on under `MIME`."""
    made: Pack | FieldStudy = adapter_of(Pack | FieldStudy).validate_python(content)
    return made
