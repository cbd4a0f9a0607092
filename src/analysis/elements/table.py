"""What a report consists of, as values: tables, points, questions, headings; each shows itself in a notebook."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import cache
from textwrap import shorten
from typing import Any, Literal

from analysis.dataset.printed import Figure
from analysis.elements.html import write_alone
from analysis.elements.speech import Link, Number, Piece, Pieces
from analysis.errors import AnalysisError
from analysis.words.catalogue import say

ELEMENT_MIME = "application/vnd.analysis.element+json"
"""Type of the output by which a notebook hands an element on to a page, as plain values."""

# Fields whose words are not read, or stand beside them in others.
_SILENT = {"anchor", "empty", "figures", "filters", "href", "lang", "marks", "narrow", "note", "opens"}
_SILENT |= {"style", "svg", "unit"}


_MARKS = re.compile(r"[\\`*_<>\[\]|~#$&]|(?<=\d)[.)](?= )|^[-+](?= )", re.MULTILINE)
"""What Markdown could take for a mark: a list that begins with a number or a dash, mathematics, an entity too."""


_MOST_ROWS, MOST_LETTERS = 30, 110  # of a table in a terminal, of a title


class Element:
    """What a notebook shows as HTML and hands on as plain values."""

    def words(self) -> Iterator[str]:
        """Give all that a reader reads of it, in pieces and in order."""
        return words_in(self)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({shorten(next(self.words(), ''), 100)!r})"

    def _repr_html_(self) -> str:
        return write_alone(self)

    def _repr_markdown_(self) -> str:
        return write_markdown(self)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        """Give the values beside the HTML, which `_repr_html_` makes, and what a terminal shows."""
        return {"text/plain": _write_text(self), ELEMENT_MIME: pack(self)}


@dataclass(frozen=True)
class Filter:
    """What a reader may choose to see of a table: a row or a column by its rank, or marks by a key.

    `options` are pairs of what is chosen and its words. Of a table to explore it is a question that is `asked` at once:
    pairs of the rank of a column and what it is to hold, or of nothing and what is to be found anywhere.
    """

    of: Literal["rows", "columns", "marks", "asked"]
    label: str
    options: tuple[tuple[str | int, str], ...]


@dataclass(frozen=True)
class Cell:
    """Lines of a list, text, parts, whose numbers open their note, links; `anchor` is what links lead to.

    `lang` is the language of the text where it is not that of the table, `order` is what it is sorted by.
    """

    text: str
    parts: Pieces = ()
    links: tuple[Link, ...] = ()
    anchor: str = ""
    lang: str = ""
    order: str = ""
    lines: tuple[Pieces, ...] = ()

    @property
    def pieces(self) -> Pieces:
        """All that it says in words, numbers and links."""
        return tuple(piece for line in (*self.lines, self.parts) for piece in line)

    def __str__(self) -> str:
        listed = ("".join(("• ", *map(str, line))) for line in self.lines)
        words = "\n".join(filter(None, (*listed, self.text + "".join(map(str, self.parts)))))
        return " ".join(filter(None, (words, ", ".join(link.text for link in self.links))))


@dataclass(frozen=True, repr=False)
class Table(Element):
    """A table of worded rows with notes under it; the first column heads its rows.

    `numeric` has the positions of columns that are set to the right, `empty` what is said instead of no rows,
    `style` a class in the style sheet of pages, and `filters` what its reader may choose from; ranks of columns count
    from the one that heads the rows, 0.
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str | Number | Cell, ...], ...]
    lang: str
    notes: tuple[str, ...] = ()
    numeric: tuple[int, ...] = ()
    empty: str = ""
    style: str = ""
    filters: tuple[Filter, ...] = ()

    @property
    def is_wide(self) -> bool:
        """Whether it is too wide for a phone: of over three columns, or of three with a sentence in a cell."""
        long = len(self.columns) == 3 and any(len(str(cell)) > 60 for row in self.rows for cell in row)
        return long or len(self.columns) > 3

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.caption!r}, {len(self.rows)} rows, {len(self.columns)} columns)"

    def words(self) -> Iterator[str]:
        """Give its words, or what is said instead."""
        return words_in(self if self.rows else self.empty or say("note.none_figures", self.lang))


@dataclass(frozen=True, repr=False)
class Heading(Element):
    """A heading made from data, of the second level as those of the notebook; a page gives it its `anchor`.

    The first that `answers` what the page asks becomes its title. The contents list names one in `brief`.
    """

    text: str
    anchor: str = ""
    answers: bool = False
    brief: str = ""


def heading(text: str, *shorter: str, answers: bool = False, brief: str = "") -> Heading:
    """Make a heading of words that come from the data: of several texts, the fullest first, the first that is short."""
    text = next((each for each in (text, *shorter) if len(each) <= MOST_LETTERS), (text, *shorter)[-1])
    return Heading(text[:1].upper() + text[1:], answers=answers, brief=brief)


@dataclass(frozen=True, repr=False)
class Paragraph(Element):
    """Sentences by themselves."""

    text: str | Pieces


@dataclass(frozen=True)
class Point:
    """A sentence in pieces, numbers with their notes and links, and links to the figures it rests on."""

    words: Pieces
    links: tuple[Link, ...] = ()
    figures: tuple[Figure, ...] = ()

    def __str__(self) -> str:
        return "".join(map(str, self.words))


@dataclass(frozen=True, repr=False)
class Points(Element):
    """A list of points, `numbered` or not; `style` is its class in the style sheet of pages."""

    items: tuple[Point, ...]
    style: str = "statements"
    numbered: bool = False

    @property
    def figures(self) -> list[Figure]:
        """Every figure that a point rests on."""
        return [figure for point in self.items for figure in point.figures]


@dataclass(frozen=True)
class Asked:
    """A question with the options to choose from, if any, and the lines of its answer."""

    text: str | Pieces
    options: tuple[str | Pieces, ...]
    answer: tuple[str | Pieces, ...]


@dataclass(frozen=True, repr=False)
class Questions(Element):
    """A list of questions, or of what else is asked for: the answer of each is folded under what `opens` it."""

    items: tuple[Asked, ...]
    opens: str


def words_in(value: Any) -> Iterator[str]:
    """Give the words of a value, and of all values in it, that a reader reads without opening a note."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from words_in(part)
    elif isinstance(value, (Cell, Piece, Point)):
        yield str(value)  # a sentence stays whole
        yield from words_in(getattr(value, "links", ()) if isinstance(value, Point) else ())
    elif is_dataclass(value):
        for name in (field.name for field in fields(value) if field.name not in _SILENT):
            yield from words_in(getattr(value, name))


def quote_markdown(words: str | Pieces) -> str:
    """Give words, and those of pieces, as Markdown shows them: no sign of theirs is a mark."""
    told = words if isinstance(words, str) else "".join(map(str, words))
    return _MARKS.sub(r"\\\g<0>", told)


def write_markdown(element: Element) -> str:
    """Write an element in Markdown: all that is read of it without opening a note, answers too."""
    lines: list[str]
    if isinstance(element, Table) and element.rows:
        ends = ["---:" if n in element.numeric else "---" for n, _ in enumerate(element.columns)]
        rows = [[quote_markdown(str(cell)).replace("\n", "<br>") for cell in row] for row in element.rows]
        laid = [list(map(quote_markdown, element.columns)), ends, *rows]
        table = "\n".join(f"| {' | '.join(row)} |" for row in laid)
        lines = [f"**{quote_markdown(element.caption)}**", table, *map(quote_markdown, element.notes)]
        return "\n\n".join(lines)
    if isinstance(element, Points):
        said = [" ".join([str(point), *(f"[{link.text}]" for link in point.links)]) for point in element.items]
        lines = [f"{f'{n}.' if element.numbered else '-'} {quote_markdown(line)}" for n, line in enumerate(said, 1)]
    elif isinstance(element, Questions):
        lines = []
        for n, asked in enumerate(element.items, 1):
            answers = (f"*{quote_markdown(element.opens)}*: {quote_markdown(line)}" for line in asked.answer)
            under = (*map(quote_markdown, asked.options), *answers)
            lines += [f"{n}. {quote_markdown(asked.text)}", *(f"   - {line}" for line in under)]
    else:
        told = getattr(element, "text", "") or next(element.words())
        lines = ["## " * isinstance(element, Heading) + quote_markdown(told)]
    return "\n".join(lines)


def _write_text(element: Element) -> str:
    """Write an element as in Markdown, its signs as they are, and of a table no more rows than a screen has."""
    if isinstance(element, Table) and (rest := len(element.rows) - _MOST_ROWS) > 0:
        element = replace(element, rows=element.rows[:_MOST_ROWS], notes=(f"… + {rest}", *element.notes))
    return re.sub(r"\\(.)", r"\1", write_markdown(element).replace("<br>", "; "))


_KINDS = {kind.__name__: kind for kind in (Table, Heading, Paragraph, Points, Questions)}


def pack(element: Element) -> dict[str, Any]:
    """Give an element as plain values, ready for JSON."""
    kind = type(element).__name__
    # The figures under a point are for who works in the notebook; a page has the links to them.
    exclude = {"items": {"__all__": {"figures"}}}
    return {"kind": kind, **adapter_of(_KINDS[kind]).dump_python(element, mode="json", exclude=exclude)}


def unpack(content: Mapping[str, Any]) -> Element:
    """Take an element up again from what `pack` gave; an `AnalysisError` tells that these are not its values."""
    kind = content.get("kind")
    if kind not in _KINDS:
        raise AnalysisError(f"{kind!r} is no kind of element; there are: {', '.join(_KINDS)}")
    try:
        element: Element = adapter_of(_KINDS[kind]).validate_python(content)
    except ValueError as error:
        raise AnalysisError(f"these values make no {kind}: {error}") from error
    return element


@cache
def adapter_of(kind: Any) -> Any:
    """Give pydantic's `TypeAdapter`, which turns values of a kind into plain ones, ready for JSON, and back."""
    from pydantic import TypeAdapter

    return TypeAdapter(kind)
