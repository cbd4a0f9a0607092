"""The one way by which a number enters a lesson: looked up, worded, and written down with its sources."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from analysis.dataset import Dataset
from analysis.elements.wording import Voice
from analysis.errors import AnalysisError
from analysis.methods import Figure, find_figures
from analysis.methods.bases import decimals_of
from analysis.text import format_date, format_number, format_percent, format_period
from analysis.words.catalogue import say

__all__ = ["Entry", "Ledger"]

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class Entry:
    """One number as it leaves.

    Attributes
    ----------
    entry_id
        What it is: ``nam_po.party_members``, ``norm.cell_meeting_monthly``, ``plan.minutes`` and so on.
    value
        The value behind the words; empty for a date or a name.
    printed
        The words that hold it.
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


@dataclass
class Ledger:
    """Words numbers for one lesson in one language, and keeps what it worded.

    Parameters
    ----------
    data
        Where figures are looked up.
    lang
        ``"vi"`` or ``"en"``.
    part
        The part of the lesson that is being worded.
    trace
        The ids of what was worded, in order, so that each number can be found again in its sentence.
    """

    data: Dataset
    lang: str
    entries: dict[tuple[str, str], Entry] = field(default_factory=dict)
    part: str = "plan"
    trace: list[str] = field(default_factory=list)

    @property
    def voice(self) -> Voice:
        """The dataset in the language of the lesson."""
        return Voice(self.data, self.lang)

    def find(self, reference: str) -> Figure:
        """Find the one figure that ``place.indicator`` or ``place.indicator.subject`` names.

        Raises
        ------
        AnalysisError
            If a part of the reference is unknown, or there is no such figure or more than one.
        """
        place, indicator, *rest = reference.split(".")
        if rest:
            self.data.row("subject", rest[0])
        subject = rest[0] if rest else ""
        found = [
            one for one in find_figures(self.data, locality_id=place, indicator_id=indicator) if one.subject == subject
        ]
        if len(found) == 1:
            return found[0]
        known = sorted(
            {
                one.indicator_id + (f".{one.subject}" if one.subject else "")
                for one in find_figures(self.data, locality_id=place)
            }
        )
        why = f"{len(found)} figures" if found else "no figure"
        raise AnalysisError(f"{reference}: {why}. Valid for {place}: {', '.join(known)}")

    def figure(self, figure: Figure) -> str:
        """Word a figure with its unit."""
        words = self.voice.value(figure)
        formula = ""
        if figure.formula:
            sides = (figure.formula.numerator, figure.formula.denominator)
            above, below = map(self.voice.side, sides)
            formula = say("join.over", self.lang, numerator=above, denominator=below)
        self._enter(self._id_of(figure), str(figure.value), words, self._sources_of(figure), formula)
        return words

    def period(self, figure: Figure) -> str:
        """Word the time of a figure."""
        words = format_period(figure.period, self.lang)
        self._enter(f"{self._id_of(figure)}:period", "", words, self._sources_of(figure))
        return words

    def year(self, figure: Figure) -> str:
        """Give the year of a figure alone, for a heading that has a word for it."""
        words = str(figure.year)
        self._enter(f"{self._id_of(figure)}:year", words, words, self._sources_of(figure))
        return words

    def norm(self, norm_id: str) -> str:
        """Word the value of a yardstick with its unit."""
        row = self.data.row("norm", norm_id)
        value = Decimal(str(row["value"])).normalize()
        write = format_percent if row["unit"] == "percent" else format_number
        words = write(value, self.lang, decimals=decimals_of(value))
        self._enter(f"norm.{norm_id}", str(value), words, (row["document"],))
        return words

    def document(self, directive_id: str) -> str:
        """Name a cited document with its number and date."""
        row = self.data.row("directive", directive_id)
        words = self.voice.directive(directive_id)
        if row["issued_on"] == row["issued_on"]:
            words = f"{words}, {format_date(row['issued_on'].date(), self.lang)}"
        self._enter(f"document.{directive_id}", "", words, (self._place(row["source_id"], row["paragraph"]),))
        return words

    def name(self, entry_id: str, words: str) -> str:
        """Let a name through that may hold a number, such as an indicator or a document."""
        if re.search(r"\d", words):
            self._enter(entry_id, "", words)
        return words

    def gloss(self, row: dict[str, Any]) -> str:
        """Give the gloss of a coding; a number in it stands in the paragraph that was coded."""
        words = row[f"gloss_{self.lang}"]
        if re.search(r"\d", words):
            place = self._place(row["source_id"], row["paragraph"])
            self._enter(f"coding.{row['source_id']}.{row['paragraph']}.{row['theme_id']}", "", words, (place,))
        return words

    def cite(self, source_id: str, paragraph: int) -> str:
        """Word where something stands: the place's text and the paragraph."""
        words = self._place(source_id, paragraph)
        self._enter(f"source.{source_id}.{paragraph}", str(paragraph), words, (words,))
        return words

    def cite_figure(self, figure: Figure) -> str:
        """Word where a figure stands, or those it is computed from."""
        rows = [self.data.row("observation", one) for one in figure.observation_ids]
        places = dict.fromkeys(self.cite(row["source_id"], int(row["paragraph"])) for row in rows)
        return say("join.semicolon", self.lang).join(places)

    def plan(self, what: str, value: int) -> str:
        """Word a number that the lesson itself sets, such as minutes or points."""
        words = format_number(value, self.lang)
        self._enter(f"plan.{what}", str(value), words)
        return words

    def answer(self, question_id: str, *numbers: str) -> None:
        """Write down an answer and its tolerance as a machine reads them, with a point for decimals."""
        for number in numbers:
            self._enter(f"question.{question_id}:answer", number, number)

    def fill(self, text: str) -> str:
        """Replace ``{place.indicator}``, ``{place.indicator:period}``, ``{norm.id}`` and ``{document.id}`` in a text.

        Raises
        ------
        AnalysisError
            If a reference leads nowhere, or the text holds a digit of its own.
        """
        bare = _PLACEHOLDER.sub("", text)
        typed = re.search(r"\d[\d.,]*", bare)
        if typed:
            raise AnalysisError(
                f"the number {typed[0]} is typed; write it as a reference such as {{nam_po.party_members}}"
            )
        return _PLACEHOLDER.sub(lambda found: self._resolve(found[1].strip()), text)

    def value(self, reference: str) -> str:
        """Word what one reference names: a figure or a norm."""
        return self._resolve(reference)

    def _resolve(self, reference: str) -> str:
        kind, _, id_ = reference.partition(".")
        lookups: dict[str, Callable[[str], str]] = {"norm": self.norm, "document": self.document}
        if not id_:
            raise AnalysisError(f"{{{reference}}} is no reference; write such as {{nam_po.party_members}}")
        if kind in lookups:
            return lookups[kind](id_)
        if reference.endswith(":period"):
            return self.period(self.find(reference.removesuffix(":period")))
        return self.figure(self.find(reference))

    def _id_of(self, figure: Figure) -> str:
        return ".".join(filter(None, (figure.locality_id, figure.indicator_id, figure.subject)))

    def _sources_of(self, figure: Figure) -> tuple[str, ...]:
        rows = (self.data.row("observation", one) for one in figure.observation_ids)
        return tuple(dict.fromkeys(self._place(row["source_id"], row["paragraph"]) for row in rows))

    def _place(self, source_id: str, paragraph: Any) -> str:
        place = self.data.name("locality", self.data.row("source", source_id)["locality_id"], self.lang)
        return f"{place}, {say('join.paragraph', self.lang, number=int(paragraph))}"

    def _enter(
        self, entry_id: str, value: str, printed: str, sources: tuple[str, ...] = (), computed: str = ""
    ) -> None:
        key = (entry_id, printed)
        entry = self.entries.get(key, Entry(entry_id, value, printed, sources, computed))
        if self.part not in entry.parts:
            entry = replace(entry, parts=(*entry.parts, self.part))
        self.entries[key] = entry
        self.trace.append(entry_id)

    def label(self, figure: Figure) -> str:
        """Name the place or part that a figure is about."""
        return self.name(f"{self._id_of(figure)}:name", self.voice.about(figure))
