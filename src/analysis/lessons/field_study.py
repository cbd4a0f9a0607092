"""The outline of a field study: what a text tells of a place, what it leaves unsaid, what to ask."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from analysis.dataset import Dataset
from analysis.elements.wording import capital
from analysis.lessons.ledger import Entry, Ledger
from analysis.lessons.parts import Item, remake
from analysis.methods import find_figures, find_gaps, match_limitations
from analysis.words.catalogue import say

__all__ = ["OUTLINE_MIME", "Outline", "open_field_study", "read_outline"]

OUTLINE_MIME = "application/vnd.analysis.outline+json"
"""Type of the output by which a notebook hands an outline on to be written as Word."""


@dataclass(frozen=True)
class Outline:
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

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return {OUTLINE_MIME: asdict(self), "text/plain": self.title}


def read_outline(content: Mapping[str, Any]) -> Outline:
    """Take an outline up again from what a notebook handed on under `OUTLINE_MIME`."""
    items = {name: remake(Item, content[name]) for name in ("known", "blanks")}
    return remake(Outline, content, **items, manifest=tuple(remake(Entry, one) for one in content["manifest"]))


def open_field_study(data: Dataset, locality_id: str, *, lang: str) -> Outline:
    """Make the outline for a place.

    Raises
    ------
    UnknownIdError
        If there is no such locality.
    """
    ledger = Ledger(data, lang)
    place = ledger.voice.place(locality_id)
    figures = find_figures(data, locality_id=locality_id, computed=False)
    rows, marks = [], []
    for one in figures:
        start = len(ledger.trace)
        name = ledger.name(f"{one.indicator_id}:name", data.name("indicator", one.indicator_id, lang))
        rows.append((name, ledger.label(one), ledger.figure(one), ledger.period(one), ledger.cite_figure(one), ""))
        marks.append(tuple(ledger.trace[start:]))
    known = Item(
        "known",
        "figures",
        say("field.known", lang, place=place),
        (
            *(say(f"column.{one}", lang) for one in ("indicator", "subject", "value", "period", "source")),
            say("field.checked", lang),
        ),
        tuple(rows),
        numeric=(2,),
        marks=tuple(marks),
    )
    gaps = find_gaps(data, locality_id)
    blanks = Item(
        "blanks",
        "figures",
        say("field.blanks", lang),
        (
            say("column.indicator", lang),
            say("column.definition", lang),
            say("column.known_in", lang),
            *(say(f"field.{one}", lang) for one in ("value", "on", "giver")),
        ),
        tuple(
            (
                ledger.name(f"{gap.indicator_id}:name", data.name("indicator", gap.indicator_id, lang)),
                ledger.name(
                    f"{gap.indicator_id}:definition", data.row("indicator", gap.indicator_id)[f"definition_{lang}"]
                ),
                ledger.voice.names("locality", gap.known_in),
                "",
                "",
                "",
            )
            for gap in gaps
        ),
    )
    return Outline(
        locality_id,
        lang,
        say("field.title", lang, place=place),
        tuple(say(f"field.purpose_{one}", lang) for one in ("check", "fill", "ask")),
        known,
        blanks,
        tuple(_ask(data, ledger, locality_id, lang)),
        tuple(gap.indicator_id for gap in gaps),
        {"locality_id": locality_id, **{name: _plain(one) for name, one in data.row("locality", locality_id).items()}},
        tuple(ledger.entries.values()),
    )


def _plain(cell: Any) -> str:
    """Give a cell as text, a day without its hour; one that holds nothing as none."""
    return "" if cell is None or cell != cell else str(cell).removesuffix(" 00:00:00")


def _ask(data: Dataset, ledger: Ledger, locality_id: str, lang: str) -> list[str]:
    """Ask of each limitation without a measure, and of each bound or base that is not told."""
    codings = data.of(locality_id).codings
    asked = []
    for answer in match_limitations(data):
        if answer.locality_id != locality_id or answer.measures:
            continue
        rows = codings[(codings["theme_id"] == answer.theme_id) & (codings["direction"] == "limitation")]
        for row in rows.to_dict("records"):
            place = ledger.cite(row["source_id"], int(row["paragraph"]))
            asked.append(say("field.ask_measure", lang, gloss=ledger.gloss(row).rstrip("."), source=place))
    for figure in find_figures(data, locality_id=locality_id, computed=False):
        if figure.status != "observed":
            continue
        if figure.qualifier not in ("eq", "range"):
            name = ledger.name(f"{figure.indicator_id}:name", ledger.voice.indicator(figure.indicator_id))
            words = say("field.ask_bound", lang, indicator=name, value=ledger.figure(figure))
            asked.append(capital(words))
        elif figure.is_partial:
            name = ledger.name(f"{figure.indicator_id}:name", ledger.voice.indicator(figure.indicator_id))
            asked.append(capital(say("field.ask_partial", lang, indicator=name)))
    return list(dict.fromkeys(asked))
