"""What a made lesson consists of, all numbers in words; and how it comes back from a notebook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from analysis.lessons.ledger import Entry
from analysis.lessons.questions import Option, Question

__all__ = ["MIME", "Chart", "Item", "Pack", "Step", "read_pack", "remake"]

MIME = "application/vnd.analysis.lesson+json"
"""Type of the output by which a notebook hands a lesson on to be written as Word, slides and questions."""


@dataclass(frozen=True)
class Chart:
    """Bars that may share one axis: names, values as printed, and their number format."""

    name: str
    categories: tuple[str, ...]
    values: tuple[float, ...]
    decimals: int
    percent: bool


@dataclass(frozen=True)
class Item:
    """Something shown: a table, with a chart where one is allowed.

    Attributes
    ----------
    marks
        For each row the ids, in the manifest, of the numbers that it holds, from left to right.
    """

    item_id: str
    kind: str
    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()
    source: str = ""
    chart: Chart | None = None
    alt: str = ""
    marks: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Step:
    """A step of the lesson with its minutes and what is shown in it; `marks` as in `Item`."""

    title: str
    minutes: str
    content: tuple[str, ...]
    method: str
    show: tuple[str, ...]
    marks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Pack:
    """A lesson in one language, all numbers in words, ready to be written in any form.

    Attributes
    ----------
    info
        Pairs of label and words for the head of the plan.
    objectives
        Pairs of heading and lines.
    manifest
        Every number that any part holds.
    """

    lesson_id: str
    lang: str
    title: str
    info: tuple[tuple[str, str], ...]
    objectives: tuple[tuple[str, tuple[str, ...]], ...]
    methods: str
    materials: tuple[str, ...]
    steps: tuple[Step, ...]
    items: tuple[Item, ...]
    questions: tuple[Question, ...]
    manifest: tuple[Entry, ...]

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return {MIME: asdict(self), "text/plain": self.title}


def remake(kind: type, fields: Mapping[str, Any], **made: Any) -> Any:
    """Make a dataclass again from plain values, lists as tuples; `made` are fields that are made already."""
    return kind(**{**{name: _tuples(value) for name, value in fields.items()}, **made})


def read_pack(content: Mapping[str, Any]) -> Pack:
    """Take a lesson up again from what a notebook handed on under `MIME`."""

    def item(one: Mapping[str, Any]) -> Item:
        return remake(Item, one, chart=remake(Chart, one["chart"]) if one["chart"] else None)

    def question(one: Mapping[str, Any]) -> Question:
        return remake(Question, one, options=tuple(remake(Option, option) for option in one["options"]))

    return remake(
        Pack,
        content,
        steps=tuple(remake(Step, one) for one in content["steps"]),
        items=tuple(map(item, content["items"])),
        questions=tuple(map(question, content["questions"])),
        manifest=tuple(remake(Entry, one) for one in content["manifest"]),
    )


def _tuples(value: Any) -> Any:
    return tuple(map(_tuples, value)) if isinstance(value, list | tuple) else value
