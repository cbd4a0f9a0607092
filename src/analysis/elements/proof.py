"""The proof of what an editor says: each reference leads to rows, each condition is held against the data."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from analysis.dataset import Dataset
from analysis.dataset.printed import id_of
from analysis.dataset.tables import once
from analysis.elements.references import Reference, fill, word_norm
from analysis.elements.speech import Note, Number, Pieces, Remark, glue
from analysis.elements.wording import Voice
from analysis.errors import AnalysisError, Fault, UnknownIdError
from analysis.methods import Figure, change_over_time, compare, find_figures, find_stances
from analysis.package.table_rows import Rows, by_key
from analysis.text.quantities import find_counts_in_words
from analysis.words.catalogue import LANGUAGES, refuse, word_error

COLLECTION = "collection"
"""What a finding is about that is about all places together."""
PARTS = ("shared", "contrast", "singular", "unknown")
"""Kinds of findings about several places, each a part of a page that a title may be about."""
APART = ("title", "lead", "question", "practice")
"""Kinds of findings that stand by themselves: what heads a page, what opens it, what to discuss, who does what."""
_CODING = ("locality_id", "direction", "theme_id", "paragraph")
_KINDS = ("locality", "theme", "indicator", "source")  # of the ids that a condition asks after
_OPERATORS = {"equal", "above", "places", "no_figure", "verdict"}  # of conditions, each a method of `Proof`


@dataclass(frozen=True)
class Finding:
    """One sentence in one language, at its end a word whose note lists the rows that it rests on.

    `about` are ids of places, themes and indicators, `COLLECTION` or one of `PARTS`; `kind` is one of these, of `APART`
    or nothing; of those about one thing the lowest `rank` comes first; `figures` are those
    it names, `rests_on` the rows, `behind` these, the measures of people sent and the observations of figures.
    """

    finding_id: str
    about: tuple[str, ...]
    kind: str
    rank: int
    words: Pieces
    figures: tuple[Figure, ...] = ()
    rests_on: tuple[str, ...] = ()
    behind: tuple[str, ...] = ()

    @property
    def coded(self) -> tuple[str, ...]:
        """The places on whose coded passages it rests."""
        return tuple(dict.fromkeys(row.split(".")[1] for row in self.rests_on if row.startswith("coding.")))

    def __str__(self) -> str:
        plain = (piece for piece in self.words[:-1] if not isinstance(piece, Remark))  # without what opens its basis
        return "".join(getattr(piece, "text", str(piece)) for piece in plain).strip()


def name_coding(coding: Mapping[Any, Any]) -> str:
    """Name a row of `codings` as findings do that rest on it."""
    return ".".join(("coding", *(str(coding[name]) for name in _CODING)))


def _find_coding(data: Dataset, ids: Sequence[str]) -> Mapping[Any, Any] | None:
    """Find a coding by its place, direction, theme and paragraph."""
    rows = _read_table(data, "codings")
    of_place = rows.pick(sorted(rows.find("locality_id", ids[:1])))
    return next((row for row in of_place if [str(row[name]) for name in _CODING] == ids), None)


@once
def _read_table(data: Dataset, name: str) -> Rows:
    """Read a table, of codings with their stances; `changes` are the figures that follow another of their place."""
    table = data.tables["observations" if name == "changes" else name]
    if name == "changes":  # where no indicator of a place is there twice, none follows another
        places = sorted({*table["locality_id"][table.duplicated(["locality_id", "indicator_id"])]})
        told = {place: Counter(each.indicator_id for each in find_figures(data, locality_id=place)) for place in places}
        asked = ((id_, place) for place in told for id_, times in told[place].items() if times > 1)
        found = [change_over_time(data, *ids).figures for ids in asked]
        table = table[table["observation_id"].isin([each[-1].observation_ids[0] for each in found if each])]
    if "status" in table and "direction" in table:
        table = table.assign(stance=find_stances(table))
    return Rows(table)


@dataclass
class Proof:
    """Looks one finding up in the data: `faults` are what can never be right, `untrue` what does not hold of them."""

    voice: Voice
    told: Mapping[str, Any]
    fault_in: Any
    n: int
    faults: list[Fault] = field(default_factory=list)
    untrue: list[Fault] = field(default_factory=list)
    named: dict[str, dict[str, list[Mapping[str, Any]]]] = field(default_factory=dict)
    figures: list[Figure] = field(default_factory=list)
    based_on: list[Figure] = field(default_factory=list)
    rows: list[str] = field(default_factory=list)
    behind: list[str] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)

    def find(self) -> Finding | None:
        """Give the finding as it is worded, or none where something in it can never be right."""
        told, lang, data = self.told, self.voice.lang, self.voice.data
        known = {COLLECTION, *PARTS}.union(*map(data.ids, ("locality", "theme", "indicator")))
        for place, id_ in enumerate(told["about"]):
            if id_ not in known:
                self._tell(self.faults, UnknownIdError("thing to be about", id_, known), "about", place)
        for place, condition in enumerate(told["holds_if"]):
            operator = next(iter(condition.keys() & _OPERATORS))
            with self._at("holds_if", place):
                if now := getattr(self, operator)(condition):
                    self._tell(self.untrue, refuse("untrue", now=now), "holds_if", place)
        lines = [(self.voice.say("who.origin"), self.voice.say("finding.written"))]
        for place, row in enumerate(told["rests_on"]):
            with self._at("rests_on", place):
                lines.append(self._word_row(row))
        with self._at(lang):
            words = fill(self.voice, told[lang], self._refer)
        if not (self.faults or self.untrue or any(map(self._asks_after_basis, told["holds_if"]))):
            self._tell(self.faults, refuse("beside", rows=", ".join(told["rests_on"])), "holds_if")
        if not self.faults:  # what cannot be looked up bears nothing out
            rows = " ".join((*told["rests_on"], *(text for _, text in lines)))  # an id tells numbers as its name does
            for wrong in [*self._find_unfounded(), *self._find_typed(rows)] or self._find_alone(lang):
                self._tell(self.faults, wrong, lang)
        if self.faults:
            return None
        spelt = [piece.whole for piece in words if isinstance(piece, Remark) and piece.spelt]
        heed = [(self.voice.say("finding.heed"), whole) for whole in spelt]
        title, lines = self.voice.say("finding.rests_on"), list(dict.fromkeys([*heed, *lines]))
        note = Note(f"n-finding-{told['id']}", title, tuple(lines))
        basis = glue(words, " ", Number(self.voice.say("finding.basis_heed" if heed else "finding.basis"), note))
        about, rests_on, kind = tuple(told["about"]), tuple(told["rests_on"]), (told.get("kind", ""), told["rank"])
        return Finding(told["id"], about, *kind, basis, tuple(self.figures), rests_on, (*rests_on, *self.behind))

    def _find_unfounded(self) -> list[AnalysisError]:
        """Tell which figures and rows the sentence names that it is not said to rest on."""
        ids = {id_ for figure in self.based_on for id_ in figure.observation_ids}
        figures = [figure for figure in self.figures if not ids.issuperset(figure.observation_ids)]
        named = [*map(id_of, figures), *(row for row in self.rows if row not in self.told["rests_on"])]
        now = {id_of(figure): f"{round(figure.value, 2).normalize():f}" for figure in figures}
        return [refuse("not_rested_on", row=each, now=now.get(each, each)) for each in dict.fromkeys(named)]

    def _find_alone(self, lang: str) -> list[AnalysisError]:
        """Tell which references stand in the sentence of this language only; a misspelt one is told as unknown."""
        named = {each: set(re.findall(r"{([^}:]*)", self.told[each])) for each in LANGUAGES}
        for other in LANGUAGES:
            for row in sorted(named[other] - named[lang]):
                try:  # on a copy: what the other sentence names is not of this one
                    replace(self, figures=[], rows=[])._refer(Reference.read(row))
                except AnalysisError:
                    return []
        return [
            refuse("one_language", row=row)
            for row in sorted(named[lang].difference(*(named[each] for each in LANGUAGES if each != lang)))
        ]

    def _asks_after_basis(self, condition: Mapping[str, Any]) -> bool:
        """Whether a condition asks after a figure, a place, a theme or a table that the sentence rests on."""
        rests_on = self.told["rests_on"]
        words = {part for row in rests_on for part in (row, *row.split("."))} | {*self.told["about"]}
        tables = {f"{row.partition('.')[0]}s" for row in rests_on} | {"observations"}
        operator = next(iter(condition.keys() & _OPERATORS))
        asked = condition[operator]
        if operator == "verdict":
            return not words.isdisjoint((asked["indicator"], *asked["places"]))
        if operator == "places":
            values = [*asked.values(), condition.get("exactly", []), condition.get("without", [])]
            told = {each for value in values for each in (value if isinstance(value, list) else [value])}
            return asked["table"] in tables or not words.isdisjoint(told)
        return not words.isdisjoint(part for each in asked for part in str(each).split("."))

    def _find_typed(self, basis: str) -> list[AnalysisError]:
        """Tell which counts are written in words that no condition counts, no figure is and no row rested on says."""
        lang = self.voice.lang
        values = [figure.value for figure in (*self.figures, *self.based_on)]
        written = *re.findall(r"\d+", basis), *(number for _, number in find_counts_in_words(basis, lang))
        borne_out = set[Any]((*self.counts, len(self.figures), *values, *map(int, written)))
        now = ", ".join(f"{each:g}" for each in sorted(borne_out))
        return [
            refuse("number_word", words=words, number=number, now=now)
            for words, number in find_counts_in_words(re.sub(r"{[^}]*}", "", self.told[lang]), lang)
            if number not in borne_out
        ]

    @contextmanager
    def _at(self, *path: str | int) -> Iterator[None]:
        try:
            yield
        except AnalysisError as error:
            self._tell(self.faults, error, *path)

    def _tell(self, faults: list[Fault], error: AnalysisError, *path: str | int) -> None:
        words = {lang: f"{self.told['id']}: {told}" for lang, told in word_error(error).items()}
        faults.append(self.fault_in(words, self.n, *path, remedy=getattr(error, "remedy", None)))

    def _refer(self, reference: Reference) -> Number | Pieces:
        voice, data, kind = self.voice, self.voice.data, reference.kind
        if kind in ("count", "places"):
            name = "".join(reference.ids)
            if name not in self.named:
                raise UnknownIdError("name of a condition", name, filter(None, self.named))
            places = self.named[name]
            if kind == "places":
                few = len(places) < 6 and voice.join_last(voice.name("locality", id_) for id_ in places)
                return (few or voice.names("locality", places),)
            rows = voice.listed(dict.fromkeys(voice.where(row) for rows in places.values() for row in rows))
            title = voice.names("locality", places)
            return voice.counted(len(places), title, rows, key=f"{self.told['id']}-{name}")
        if reference.is_row:
            label, words = self._word_row(reference.words)
            self.rows.append(reference.words)
            shown = (word_norm if kind == "norm" else Voice.directive)(voice, *reference.ids)
            origin = voice.say("who.origin"), voice.say("who.printed") if kind == "document" else label
            return Number(shown, Note(f"n-{'-'.join((kind, *reference.ids))}", shown, (origin, (label, words))))
        figure = reference.find(data)
        self.figures.append(figure)
        return Number(voice.span(figure), voice.note(figure)) if reference.of_time else voice.number(figure)

    def _word_row(self, row: str) -> tuple[str, str]:
        """Word a row that a finding rests on: what it is, and what it says and where."""
        voice, data = self.voice, self.voice.data
        kind, *ids = row.split(".")
        if kind == "coding":
            if (coding := _find_coding(data, ids)) is None:
                raise refuse("no_coding", row=row)
            return voice.say(f"direction.{coding['direction']}"), f"{voice.where(coding)}: {voice.gloss(coding)}"
        if kind == "assignment":
            told = data.row("assignment", ".".join(ids))
            self.behind.append(name_coding({**told, "direction": "measure"}))
            people = voice.say("finding.told", people=voice.text(told, "from"), places=voice.text(told, "to"))
            return voice.say("finding.assignment"), f"{voice.where(told)}: {people}"
        if kind == "document":
            told = data.row("directive", ".".join(ids))
            where = voice.where({**data.row("source", told["source_id"]), **told})
            return voice.say("finding.document"), f"{where}: {voice.directive(ids[0])}"
        if kind == "norm":
            told = data.row("norm", ".".join(ids))
            return voice.say("finding.norm"), f"{voice.text(told, 'name')} ({told['document']})"
        figure = Reference.read(row).find(data)
        self.based_on.append(figure)
        self.behind += figure.observation_ids
        printed = [data.row("observation", id_) for id_ in figure.observation_ids]
        pages = voice.pages(each["paragraph"] for each in printed)
        return voice.about(figure), f"{voice.indicator(figure.indicator_id)}: {voice.figure(figure)} ({pages})"

    def _value(self, value: str | float) -> tuple[str, Any]:
        if not isinstance(value, str):
            return str(value), value
        figure = Reference.read(value).find(self.voice.data)
        return f"{value} = {round(figure.value, 2).normalize():f}", figure.value

    def equal(self, condition: Mapping[str, Any]) -> str:
        """Tell what stands there instead of equal values."""
        words, values = zip(*map(self._value, condition["equal"]), strict=True)
        return "" if len(set(values)) == 1 else ", ".join(words)

    def above(self, condition: Mapping[str, Any]) -> str:
        """Tell the values where they do not fall from each to the next."""
        words, values = zip(*map(self._value, condition["above"]), strict=True)
        if not isinstance(condition["above"][-1], str) and values[-1] <= 0:
            raise refuse("proves_nothing", now=" > ".join(words))
        return "" if all(high > low for high, low in pairwise(values)) else ", ".join(words)

    def places(self, condition: Mapping[str, Any]) -> str:
        """Tell which places have such rows, where they are not those that the condition names."""
        asked = dict(condition["places"])
        ranks = {*range(len(rows := _read_table(self.voice.data, asked.pop("table"))))}
        for column, wanted in asked.items():
            values = wanted if isinstance(wanted, list) else [wanted]
            if (kind := column.removesuffix("_id")) in _KINDS:
                for value in values:
                    self.voice.data.row(kind, value)  # an unknown id is a slip, and nothing that ceased to be true
            ranks &= rows.find(column, values)
        found = by_key((row["locality_id"], row) for row in rows.pick(sorted(ranks)))
        found = {place: found[place] for place in self.voice.data.ids("locality") if place in found}
        self.named[condition.get("as", "")] = found
        self.counts.append(len(found))
        few = len(found) < condition.get("at_least", 0)
        others = sorted(found) != sorted(condition.get("exactly", found))
        return ", ".join(found) or "[]" if few or others or found.keys() & condition.get("without", ()) else ""

    def no_figure(self, condition: Mapping[str, Any]) -> str:
        """Tell which of the figures there are."""
        asked = [
            dict(zip(("locality_id", "indicator_id"), id_.split("."), strict=True)) for id_ in condition["no_figure"]
        ]
        return ", ".join(".".join(ids.values()) for ids in asked if find_figures(self.voice.data, **ids))

    def verdict(self, condition: Mapping[str, Any]) -> str:
        """Tell the verdict of the gate where it is another."""
        asked = condition["verdict"]
        verdict = compare(self.voice.data, asked["indicator"], asked["places"]).verdict
        return "" if verdict == condition["is"] else f"verdict = {verdict}"
