"""What a made lesson and the outline of a field study consist of, how a notebook hands them on, and their tables."""

from collections.abc import Iterable
from dataclasses import dataclass
from string import ascii_uppercase
from typing import Any, NamedTuple

from analysis.elements.speech import Number, Pieces
from analysis.elements.table import Cell, adapter_of
from analysis.words.catalogue import say

Grid = tuple[tuple[str, ...], ...]  # heads, then rows of words, or of marks: ● there, ○ perhaps, – not there
MIME = "application/vnd.analysis.lesson+json"
"""Type of the output by which a notebook hands a lesson or an outline on to be written as files."""

WORDS = 30
"""Words that stand on a slide at most, with the line beneath and a sign between cards."""


def plain(pieces: Pieces | str) -> str:
    """Give a text without what stands behind its numbers."""
    return "".join(map(str, pieces))


def letter(texts: Iterable[str]) -> tuple[str, ...]:
    """Put a letter before each of what there is to choose from."""
    return tuple(f"{letter}. {text}" for letter, text in zip(ascii_uppercase, texts, strict=False))


@dataclass(frozen=True)
class Entry:
    """One number as it leaves: ``nam_po.party_members``, ``norm.cell_meeting_monthly``, ``plan.minutes`` and so on.

    `name` says in words what a figure is of; `value` is what is behind the words, empty for a date or a name; `sources`
    are source and paragraph, none for what the lesson itself sets, such as minutes; `computed` is the formula, where no
    text prints the figure; `parts` are those of the lesson that hold it: ``plan``, ``items``, ``questions``, ``paper``;
    `cautions` must stand beside it; of what no article prints `origin` tells in which document it stands.
    """

    entry_id: str
    value: str
    printed: str
    sources: tuple[str, ...] = ()
    computed: str = ""
    parts: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()
    name: str = ""
    origin: str = ""


@dataclass(frozen=True)
class Chart:
    """Bars that may share one axis: names, values as printed, their labels and their number format.

    What is not stated has an empty row, which its name tells; `open` are ranks of bars that are bounds, `beside` of
    those that only stand by others; at `full`, if any, a line stands.
    """

    name: str
    categories: tuple[str, ...]
    values: tuple[float | None, ...]
    labels: tuple[str, ...]
    decimals: int
    percent: bool
    open: tuple[int, ...] = ()
    beside: tuple[int, ...] = ()
    full: float = 0


@dataclass(frozen=True)
class Item:
    """Something shown: a table, with a chart where one is allowed, or a picture; `source` tells its sources.

    `kind` is what the file of a lesson calls it; `picture` is an SVG, the same for a phone, a PNG in base64.
    It rests on the `places` of texts; with a slide of it go the notes that are `spoken`.
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str | Number | Cell, ...], ...]
    numeric: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()
    source: str = ""
    chart: Chart | None = None
    alt: str = ""
    picture: tuple[str, ...] | None = None
    places: tuple[str, ...] = ()
    spoken: tuple[str, ...] = ()
    item_id: str = ""
    kind: str = ""

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
    """A step of the lesson with its minutes, the ids of what is shown in it, and the line that tells its sources.

    `claim` is what it shows, for a slide; `lecture` can be read out; `reading` names texts and their paragraphs.
    """

    title: Pieces
    minutes: Number
    content: tuple[Pieces, ...]
    method: Pieces
    show: tuple[str, ...]
    source: str
    claim: Pieces
    lecture: tuple[Pieces, ...]
    expected: tuple[Pieces, ...]
    conclusion: Pieces
    reading: tuple[Pieces, ...]


@dataclass(frozen=True)
class Tile:
    """A tile of a slide: words, after what they are about; of a number in large type the `head` is the number."""

    text: str
    head: str = ""
    big: bool = False

    @property
    def words(self) -> int:
        """How many words stand on it."""
        return len(f"{self.head} {self.text}".split())


@dataclass(frozen=True)
class Slide:
    """A slide: one claim, with cards of few words beneath, in a `diagram` where they make one, or an item by its id.

    A `grid` tells row by row. `sign` stands between cards beside each other; `cautions` of its numbers stand under it,
    where there is room also `source`. A lecturer says the `notes`, their first line the time.
    """

    claim: str
    cards: tuple[Tile, ...] = ()
    item: str = ""
    sign: str = ""
    diagram: str = ""
    grid: Grid = ()
    cautions: str = ""
    source: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Way:
    """One way to decide a situation, with what there is to consider."""

    title: Pieces
    considerations: tuple[Pieces, ...]


@dataclass(frozen=True)
class Scenario:
    """A situation to decide: the people in their roles, what is asked, the ways there are, and how to close."""

    title: Pieces
    situation: tuple[Pieces, ...]
    roles: tuple[Pieces, ...]
    ask: Pieces
    ways: tuple[Way, ...]
    close: Pieces


@dataclass(frozen=True)
class Form:
    """A form to fill in; a line that ends in a colon leaves `room`, so many lines below it; who has `signed` it."""

    title: Pieces
    lines: tuple[Pieces, ...]
    room: tuple[int, ...]
    signed: tuple[Pieces, ...]


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
    tolerance of half a unit of its last place where it is rounded, else zero, and the division as its guide; an
    ``essay`` has no key, but a `model` and a guide: what is looked for, with points. `asked` is its text as pieces.
    """

    kind: str
    options: tuple[Option, ...] = ()
    answer: str = ""
    tolerance: str = ""
    key: str = ""
    guide: tuple[str, ...] = ()
    model: tuple[str, ...] = ()
    source: str = ""
    question_id: str = ""
    text: str = ""
    marks: str = ""
    asked: Pieces = ()

    @property
    def choices(self) -> tuple[str, ...]:
        """Its options, each after its letter."""
        return letter(option.text for option in self.options)

    def answers(self, lang: str) -> tuple[str, ...]:
        """Give the lines of its key: the answer and why others are wrong, or a model answer and what is looked for."""
        guide = (say("lesson.guide", lang), *self.guide) if self.guide else ()
        told = sorted(zip(self.options, self.choices, strict=True), key=lambda each: not each[0].right)
        key = say("lesson.answer", lang, answer=told[0][1]) if told else self.key
        keys = {True: "lesson.why", False: "lesson.why_wrong"}
        whys = [say(keys[of.right], lang, letter=choice[0], why=of.why) for of, choice in told if of.why]
        model = (say("lesson.model", lang), *self.model) if self.model else ()
        return (*filter(None, (key, *whys, *model, *guide, self.source)),)


class Taken(NamedTuple):
    """A file to take away, the words of the link to it, and for what it is; without words none leads to it."""

    content: bytes
    label: str = ""
    group: str = ""


class _Made:
    """What a notebook hands on to be written as files."""

    def _repr_mimebundle_(self: Any, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return {MIME: adapter_of(Pack | FieldStudy).dump_python(self, mode="json"), "text/plain": self.title}


@dataclass(frozen=True)
class Pack(_Made):
    """A lesson in one language, all numbers in words, ready to be written in any form.

    `info` and `objectives` pair a label with its words or lines; `manifest` has every number that any part holds;
    `case`, of ten sentences, and `contrast` hold paragraphs; `slides` are the whole deck; `reading` names each text of
    the steps once, with all paragraphs; `data` are figures that questions rest on; `sources` are the texts cited.
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
    case: tuple[Pieces, ...]
    contrast: tuple[Pieces, ...]
    scenario: Scenario
    forms: tuple[Form, ...]
    reading: tuple[Pieces, ...]
    data: Item
    sources: Item
    short: str  # the title in a few words, for names of files
    slides: tuple[Slide, ...]
    paper: str  # how long a test is, and of how many marks


@dataclass(frozen=True)
class FieldStudy(_Made):
    """What a class takes along to a place.

    `known` is what its text prints, to be checked on the spot; `blanks` are indicators that its text lacks and others
    have, with empty cells, and `asked` their ids in this order; `questions` are on limitations that the text sets no
    measure against; `unasked` tells why there are none. `place` is the row of the locality, for the workbook in which a
    class fills the blanks in.
    """

    locality_id: str
    lang: str
    title: str
    purpose: tuple[str, ...]
    known: Item
    blanks: Item
    questions: tuple[str, ...]
    unasked: str
    asked: tuple[str, ...]
    place: dict[str, str]
    manifest: tuple[Entry, ...]
