"""What a made lesson and the outline of a field study consist of, how a notebook hands them on, and their tables."""

import re
from dataclasses import dataclass
from typing import Any

from analysis.elements.speech import Note, Number, Pieces, glue
from analysis.elements.table import Asked, Cell, Numbered, Questions, Table, adapter_of
from analysis.words.catalogue import say

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
    """A step of the lesson with its minutes, the ids of what is shown in it, and the line that tells its sources.

    `claim` is what it shows, for a slide; `lecture` can be read out; `reading` names texts and their paragraphs.
    """

    title: Pieces
    minutes: Number
    content: tuple[Pieces, ...]
    method: Pieces
    show: tuple[str, ...]
    source: str
    claim: Pieces = ()
    lecture: tuple[Pieces, ...] = ()
    expected: tuple[Pieces, ...] = ()
    conclusion: Pieces = ()
    reading: tuple[Pieces, ...] = ()


@dataclass(frozen=True)
class Way:
    """One way to decide a situation, with what there is to consider."""

    title: Pieces
    considerations: tuple[Pieces, ...]


@dataclass(frozen=True)
class Scenario:
    """A situation to decide: the people in their roles, what is asked, the ways there are, and how to close."""

    situation: tuple[Pieces, ...]
    roles: tuple[Pieces, ...]
    ask: Pieces
    ways: tuple[Way, ...]
    close: Pieces


@dataclass(frozen=True)
class Form:
    """A form to fill in; a line that ends in a colon leaves room."""

    title: Pieces
    lines: tuple[Pieces, ...]


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
    lines that tell what is looked for, each with its points, and a `model` answer.
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

    `info` and `objectives` pair a label with its words or lines; `manifest` has every number that any part holds;
    `case` is told in ten sentences; `reading` names each text of the steps once, with all paragraphs.
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
    case: tuple[Pieces, ...] = ()
    contrast: Pieces = ()
    scenario: Scenario | None = None
    forms: tuple[Form, ...] = ()
    reading: tuple[Pieces, ...] = ()


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


def number_of(entry: Entry, lang: str) -> Number:
    """Give what stands for an entry in a text, with the note that tells what is behind it."""
    origin = "who.computed" if entry.computed else "who.printed" if entry.sources else "lesson.own"
    told = [("who.origin", say(origin, lang)), ("column.item", breakable(entry.entry_id))]
    told += [("who.formula", entry.computed), *(("column.source", place) for place in entry.sources)]
    told += [("profile.caution", "; ".join(entry.cautions))]
    lines = tuple((say(label, lang), words) for label, words in told if words)
    key = re.sub(r"[^A-Za-z0-9_-]+", "-", f"n-{entry.entry_id}-{entry.value}-{len(entry.printed)}")
    return Number(entry.printed, Note(key, entry.printed, lines), cautions=entry.cautions)


def breakable(id_: str) -> str:
    """Let a long id go on in the next line, or a narrow page and a sheet of paper would be too small for it."""
    return id_.translate({ord(mark): f"{mark}\u200b" for mark in "._:"})


def table_plan(pack: Pack) -> Table:
    """Give the head of a lesson plan: learners, time, objectives, methods, materials."""
    rows = [
        *((label, _cell(words)) for label, words in pack.info),
        *((label, _cell(*lines)) for label, lines in pack.objectives),
        (say("lesson.methods", pack.lang), _cell(pack.methods)),
        (say("lesson.materials", pack.lang), _cell(*pack.materials)),
    ]
    columns = (say("column.item", pack.lang), say("lesson.content", pack.lang))
    return Table(pack.title, columns, tuple(rows), pack.lang)


def table_steps(pack: Pack) -> Table:
    """Give the course of a lesson: minutes, contents, method and means."""
    captions = {item.item_id: item.caption for item in pack.items}
    rows = []
    for step in pack.steps:
        shown = "; ".join(captions[item_id] for item_id in step.show)
        used = f". {say('lesson.shown', pack.lang, items=shown)}" if shown else ""
        rows.append((_cell(step.title), step.minutes, _cell(*step.content), _cell((*step.method, used))))
    columns = tuple(say(f"lesson.{name}", pack.lang) for name in ("step", "minutes", "content", "method"))
    return Table(say("lesson.steps", pack.lang), columns, tuple(rows), pack.lang, numeric=(1,))


def table_item(item: Item, *, lang: str) -> Table:
    """Give one thing that a lesson or an outline shows, with its source under it."""
    return Table(item.caption, item.columns, item.rows, lang, notes=item.below, numeric=item.numeric)


def table_manifest(pack: Pack | FieldStudy) -> Table:
    """List every number of a lesson or an outline: how it is worded, what it is, where it comes from."""
    own = say("lesson.own", pack.lang)
    columns = tuple(say(f"column.{name}", pack.lang) for name in ("value", "item", "source", "formula"))
    rows = [
        (number_of(entry, pack.lang), breakable(entry.entry_id), "; ".join(entry.sources) or own, entry.computed)
        for entry in pack.manifest
    ]
    return Table(say("lesson.manifest", pack.lang), columns, tuple(rows), pack.lang)


def list_field_questions(outline: FieldStudy) -> Numbered:
    """Give the questions of a field-study outline."""
    return Numbered(outline.questions, say("field.none", outline.lang))


def list_questions(pack: Pack) -> Questions:
    """Give the questions of a lesson, answers folded."""
    asked = []
    for question in pack.questions:
        told = [option for option in question.options if option.why]
        whys = [f"{option.text}: {say('lesson.why', pack.lang, why=option.why)}" for option in told]
        answer = (*question.guide, *filter(None, (question.key, *whys, question.source)))
        asked.append(Asked(question.text, tuple(option.text for option in question.options), answer))
    return Questions(tuple(asked), pack.lang)


def _cell(*texts: Pieces) -> Cell:
    """Put texts into one cell."""
    return Cell("", parts=glue(*[piece for text in texts for piece in (" ", text)][1:]))
