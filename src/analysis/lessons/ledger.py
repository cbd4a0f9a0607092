"""The one way by which a number enters a lesson: looked up, worded, and written down with its sources."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from analysis.dataset.figures import period_of
from analysis.dataset.printed import id_of
from analysis.dataset.tidy import list_fullest
from analysis.documents.force import find_document, word_document, word_force
from analysis.elements.references import Reference, fill, word_norm
from analysis.elements.speech import Note, Number, Pieces, Remark, capital
from analysis.elements.table import Cell
from analysis.elements.wording import Voice
from analysis.lessons.parts import Entry, Item
from analysis.methods import Figure, find_figures
from analysis.text.numbers import decimals_of, exact
from analysis.words.catalogue import say

_MOST_SHOWN = 12  # places; so many rows a slide has room for


@dataclass
class Ledger:
    """Words the numbers of a lesson, now those of a `part`, and keeps an entry of each under the key of its note.

    Pictures are `drawn` unless that is not asked; `cited` are the ids of the texts that figures and passages stand in,
    `asked` the figures that questions rest on. Of what is read out, `heard` are the states of documents told in it,
    `states` those that the line below a paragraph tells.
    """

    voice: Voice
    drawn: bool = True
    part: str = "plan"
    entries: dict[str, Entry] = field(default_factory=dict)
    cited: set[str] = field(default_factory=set)
    asked: list[Figure] = field(default_factory=list)
    heard: set[tuple[str, str]] | None = None
    states: dict[str, list[str]] = field(default_factory=dict)

    @property
    def forces(self) -> set[str]:
        """What was told of documents and yardsticks: whether they are in force."""
        told = (entry for entry in self.entries.values() if entry.entry_id.startswith(("document.", "norm.")))
        return {words for entry in told for words in entry.cautions}

    @property
    def documents(self) -> set[str]:
        """The ids of the documents that were named, or that a yardstick stands in."""
        found = (re.match(r"document\.(\w+)", entry.entry_id) for entry in self.entries.values())
        return {*self.voice.data.ids("document")} & {of[1] for of in found if of}

    def columns(self, *names: str) -> tuple[str, ...]:
        """Head the columns of a table."""
        return tuple(self.voice.say(f"column.{name}") for name in names)

    def tabulate(self, figures: Iterable[Figure], *columns: str) -> Item:
        """Give a table with a row for each figure, of columns such as ``indicator`` and ``value``."""
        beside = [{"locality": "subject", "period": "basis"}.get(column, column) for column in columns]
        words: dict[str, Callable[[Figure], str | Number | Cell]] = {
            "indicator": lambda figure: self.indicator(figure.indicator_id),
            "locality": self.label,
            "subject": self.label,
            "value": lambda figure: self.figure(figure, told=beside),
            "period": lambda figure: str(self.period(figure)),
            "source": lambda figure: self.voice.listed(self.places(figure)),
        }
        rows = tuple(tuple(words[column](figure) for column in columns) for figure in figures)
        return Item("", self.columns(*columns), rows, numeric=(columns.index("value"),))

    def figure(self, figure: Figure, *, told: Sequence[str] = ()) -> Number:
        """Word a figure with its unit and cautions, but for what `told` says stands beside it."""
        formula = self.voice.ratio(replace(figure.formula, scale=Decimal(1))) if figure.formula else ""
        number = self._enter_figure(figure, "", self.voice.value(figure), str(figure.value), formula)
        return replace(number, cautions=self.voice.cautions(figure, told=told))

    def period(self, figure: Figure) -> Number:
        """Word the time of a figure."""
        return self._enter_figure(figure, ":period", self.voice.span(figure))

    def year(self, figure: Figure) -> Number:
        """Give the year of a figure alone, for a heading that has a word for it."""
        return self._enter_figure(figure, ":year", str(figure.end.year), str(figure.end.year))

    def label(self, figure: Figure) -> str:
        """Name the place or part that a figure is about."""
        return self.name(f"{id_of(figure)}:name", self.voice.about(figure))

    def norm(self, norm_id: str) -> Number:
        """Word the value of a yardstick with its unit."""
        row = self.voice.data.row("norm", norm_id)
        value = str(exact(row["value"]))
        lapsed = tuple(filter(None, (word_force(self.voice, row),)))
        words = word_norm(self.voice, norm_id)
        # The Charter has no number: it is known by its day.
        rules = (find_document(self.voice, of, row["issued_on"]) for of in (row["document"], ""))
        known = next(filter(None, rules), None)
        source = self._title(known["document_id"]) if known else row["document"]
        return self.enter(Entry(f"norm.{norm_id}", value, words, (source,), cautions=lapsed, origin=self._seen(row)))

    def document(self, document_id: str) -> Number:
        """Name a document, or one as a text cites it, with its number, its date and whether it is in force."""
        voice, origin = self.voice, ""
        known: Mapping[str, Any] | None
        if document_id in voice.data.ids("document"):
            known = voice.data.row("document", document_id)
            words, source, origin = word_document(voice, document_id), self._title(document_id), self._seen(known)
        else:
            row = voice.data.row("directive", document_id)
            words = ", ".join(filter(None, (voice.directive(document_id), voice.day(row["issued_on"]))))
            known, source = find_document(voice, row["number"], row["issued_on"]), self._place(row)
        cautions = (word_force(voice, known),) if known else ()
        return self.enter(Entry(f"document.{document_id}", "", words, (source,), cautions=cautions, origin=origin))

    def name(self, entry_id: str, words: str, sources: tuple[str, ...] = ()) -> str:
        """Let words through that may hold a number, such as the name of an indicator or a document."""
        return str(self.enter(Entry(entry_id, "", words, sources))) if any(map(str.isdecimal, words)) else words

    @property
    def shown(self) -> tuple[list[str], tuple[str, ...]]:
        """The places told of where a lesson names none: of many the twelve that most is recorded of, and a note."""
        every, shown = self.voice.data.ids("locality"), list_fullest(self.voice.data, _MOST_SHOWN)
        told = self.voice.say("lesson.few", number=len(shown), all=self.voice.amount(len(every)))
        return shown, (self.name("few", told),) if len(shown) < len(every) else ()

    def indicator(self, indicator_id: str) -> str:
        """Name an indicator."""
        return self.name(f"{indicator_id}:name", self.voice.name("indicator", indicator_id))

    def gloss(self, coding: Mapping[Any, Any]) -> str:
        """Give the gloss of a coding; a number in it stands in the paragraph that was coded."""
        entry_id = f"coding.{coding['source_id']}.{coding['paragraph']}.{coding['theme_id']}"
        return self.name(entry_id, self.voice.gloss(coding), (self._place(coding),))

    def cite(self, row: Mapping[Any, Any]) -> str:
        """Word where a row of a table stands: the place's text and the paragraph."""
        words, paragraph = self._place(row), str(row["paragraph"])
        self.enter(Entry(f"source.{row['source_id']}.{paragraph}", paragraph, words, (words,)))
        return words

    def source(self, figures: Iterable[Figure]) -> str:
        """Word the line that tells where figures stand."""
        return self.word_sources(self.places(*figures))

    def source_of(
        self, *texts: Pieces, cites: Mapping[str, Iterable[Any]] | None = None, beside: Iterable[str] = ()
    ) -> str:
        """Word the line that tells where the figures in texts stand, and what else is cited; none where nothing is."""
        held = {piece.note.key for text in texts for piece in text if isinstance(piece, Number)}
        places = dict.fromkeys(place for key in self.entries if key in held for place in self.entries[key].sources)
        for text, pages in (cites or {}).items():
            rows = ({"source_id": text, "paragraph": page} for page in pages)
            places |= dict.fromkeys(map(self._title, pages) if text == "documents" else map(self.cite, rows))
        places |= dict.fromkeys(beside)
        return self.word_sources(places) if places else ""

    def word_sources(self, places: Iterable[str]) -> str:
        """Tell of places, those of one text together: ``Ba Tri, paragraphs 4, 8``."""
        mark, pages = self.voice.say("join.paragraph", number=""), dict[str, list[str]]()
        for place in places:
            text, found, page = place.rpartition(mark)
            pages.setdefault(text or place, []).extend([page] if found else [])
        told = (text + self.voice.pages(sorted(map(int, of)), whole=True) if of else text for text, of in pages.items())
        return self.voice.say("lesson.sources", source=self.voice.listed(told))

    def plan(self, what: str, value: int | Decimal) -> Number:
        """Word a number that the lesson itself sets, such as minutes or points."""
        words = self.voice.amount(value, decimals=decimals_of(Decimal(value).normalize()))
        return self.enter(Entry(f"plan.{what}", str(value), words))

    def fill(self, text: Mapping[str, str]) -> Pieces:
        """Replace the references in a text of this language, as `fill` does.

        Below what is read out a line of its own tells what its numbers caution of, and the states of documents that
        were not told before, each state once: no sentence spoken holds them.
        """
        self.states.clear()
        filled = fill(self.voice, text[self.voice.lang], self._refer, aloud=True, bare=self.heard is not None)
        if self.heard is None:
            return filled
        told = [piece.whole for piece in filled if isinstance(piece, Remark)]
        told += [capital(f"{', '.join(names)}: {state}.") for state, names in self.states.items()]
        spoken, below = (piece for piece in filled if not isinstance(piece, Remark)), " ".join(told)
        return (*spoken, *([Remark(below, below, "", self.voice.say("lesson.aside"))] if told else ()))

    def whole(self, source_id: str) -> str:
        """Cite a text by its title as printed; in another language what that means follows in brackets."""
        printed, name = self.voice.data.row("source", source_id)["title"], self.voice.name("source", source_id)
        told = name if name == printed else f"{printed} [{name}]"
        return self.voice.source(source_id).replace(name, told, 1)

    def _seen(self, row: Mapping[Any, Any]) -> str:
        """Tell where a document, or the clause of a norm, was read: no article prints it."""
        return self.voice.say("lesson.in_document" if row["reference"] else "lesson.in_unread", at=row["reference"])

    def _title(self, document_id: str) -> str:
        """Name a document as a source: never where the press tells of it, and whether its own words were read."""
        words = word_document(self.voice, document_id)
        if document_id in self._unread():
            words += f" ({self.voice.say('lesson.not_seen')})"
        return self.name(f"document.{document_id}:title", words)

    def _unread(self) -> set[str]:
        """Give the ids of documents whose own words were not read."""
        return {row["document_id"] for row in self.voice.data.rows("document") if row["verification"] != "read"}

    def _refer(self, reference: Reference) -> Number:
        if reference.kind == "source":
            source_id, page = reference.ids
            words = self.cite({"source_id": source_id, "paragraph": int(page)})
            return self.enter(Entry(reference.words, page, words, (words,)))
        if reference.is_row and reference.of_time:
            row = self.voice.data.row(reference.kind, *reference.ids)
            source = self._title(*reference.ids) if reference.kind == "document" else row["document"]
            day = self.voice.day(row["in_force_from"])
            return self.enter(Entry(reference.words, "", day, (source,), origin=self._seen(row)))
        if reference.is_row:
            number = (self.norm if reference.kind == "norm" else self.document)(*reference.ids)
            for state in number.cautions:  # told with it or below, with the day on which that was checked
                self.name(f"{number.note.key}:state", state)
            more = [self.voice.say("lesson.get_original")] if reference.ids[0] in self._unread() else []
            told = replace(number, cautions=(self.voice.listed([*number.cautions, *more]),))
            return number if self.heard is None else self._tell_later(told if more else number, self.heard)
        figure = reference.find(self.voice.data)
        self.asked += [figure] if self.part == "questions" else []
        return self.period(figure) if reference.of_time else self.figure(figure)

    def _tell_later(self, number: Number, heard: set[tuple[str, str]]) -> Number:
        """Keep the state of a document for the end, unless it was told; of a yardstick, where that of any was not."""
        known = {state for state, _ in heard} if number.note.key.startswith("n-norm") else set[str]()
        for state in number.cautions:
            if state not in known and (state, number.text) not in heard:
                heard.add((state, number.text))
                self.states.setdefault(state, []).append(number.text)
        return number.without(number.cautions)

    def sources(self) -> Item:
        """List the texts that were cited, by author and title."""
        rows = []
        for row in self.voice.data.rows("source"):
            if row["source_id"] in self.cited:
                told = self.name(f"{row['source_id']}:title", self.whole(row["source_id"]))
                rows.append((self.voice.name("locality", row["locality_id"]), told))
        return Item(self.voice.say("lesson.cited"), self.columns("locality", "source"), tuple(rows))

    def _place(self, row: Mapping[Any, Any]) -> str:
        self.cited.add(row["source_id"])
        place = self.voice.data.row("source", row["source_id"])["locality_id"]
        paragraph = self.voice.say("join.paragraph", number=int(row["paragraph"]))
        return f"{self.voice.name('locality', place)}, {paragraph}"

    def places(self, *figures: Figure) -> tuple[str, ...]:
        """Word where figures stand, or those they are computed from, each place once."""
        rows = (self.voice.data.row("observation", id_) for figure in figures for id_ in figure.observation_ids)
        return tuple(dict.fromkeys(map(self._place, rows)))

    def _enter_figure(self, figure: Figure, what: str, printed: str, value: str = "", computed: str = "") -> Number:
        dated = () if figure.period_basis == "stated" else (self.voice.say(f"basis.{figure.period_basis}"),)
        cautions = dated if what else self.voice.cautions(figure)  # of its time alone only the basis need be told
        known = find_figures(self.voice.data, locality_id=figure.locality_id, indicator_id=figure.indicator_id)
        several = sum(other.subject == figure.subject for other in known) > 1
        when = f"@{period_of(self.voice.data, figure)}" if several else ""  # each date has a note of its own
        name = f"{self.voice.about(figure)}: {self.voice.indicator(figure.indicator_id)}"
        id_, places = f"{id_of(figure)}{when}{what}", self.places(figure)
        return self.enter(Entry(id_, value, printed, places, computed, cautions=cautions, name=name))

    def enter(self, entry: Entry) -> Number:
        """Write an entry down for the part that is being worded, and give what stands for it there."""
        number = _number_of(entry, self.voice.lang)
        parts = self.entries.get(number.note.key, entry).parts
        parts = parts if self.part in parts else (*parts, self.part)
        self.entries[number.note.key] = replace(entry, parts=parts)
        return number


def _number_of(entry: Entry, lang: str) -> Number:
    """Give what stands for an entry in a text, with the note that tells what is behind it."""
    key = "who.computed" if entry.computed else "who.printed" if entry.sources else "lesson.own"
    told = [("who.origin", entry.origin or say(key, lang)), ("who.formula", entry.computed)]
    told += [*(("column.source", place) for place in entry.sources), ("profile.caution", "; ".join(entry.cautions))]
    lines = tuple((say(label, lang), words) for label, words in told if words)
    key = re.sub(r"[^A-Za-z0-9_-]+", "-", f"n-{entry.entry_id}-{entry.value}-{len(entry.printed)}")
    title = ": ".join(filter(None, (entry.name, entry.printed)))
    return Number(entry.printed, Note(key, title, lines), cautions=entry.cautions)
