"""Statements that carry their figures: what can be said, what cannot, what to beware of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from analysis.dataset import Dataset
from analysis.elements.behind import name_unit, sources_of_figures, word_foot
from analysis.elements.picture import Picture, figure
from analysis.elements.table import Point, Points
from analysis.elements.wording import Voice
from analysis.methods import (
    Comparison,
    Figure,
    compare,
    count_codings,
    count_coverage,
    count_grades,
    find_figures,
    match_limitations,
)
from analysis.show.figures import describe_comparison, plot_comparison

__all__ = [
    "Statement",
    "StatementList",
    "list_cautions",
    "list_conclusions",
    "list_limits",
    "show_comparison",
]

# Computed indicators worth a sentence across places, in the order in which they are told.
_TOLD = ("members_per_cell", "members_per_organisation", "grassroots_cells_share", "residential_cells_share")


@dataclass(frozen=True)
class Statement:
    """One sentence with the figures it rests on."""

    text: str
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True)
class StatementList:
    """Statements as a list that shows itself in a notebook, each with links to its figures."""

    voice: Voice = field(repr=False)
    statements: tuple[Statement, ...]

    @property
    def figures(self) -> list[Figure]:
        """Every figure that a statement rests on."""
        return [one for statement in self.statements for one in statement.figures]

    def _repr_html_(self) -> str:
        return self.points._repr_html_()

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return self.points._repr_mimebundle_()

    @property
    def points(self) -> Points:
        """The statements in pieces, each number with its note, and with links to their figures."""
        return Points(tuple(self._point(statement) for statement in self.statements))

    def _point(self, statement: Statement) -> Point:
        words = self.voice.mark(statement.text, statement.figures)
        return Point(words, self.voice.cite(statement.figures).links)


def list_conclusions(data: Dataset, *, lang: str) -> StatementList:
    """State what the texts together support: only through the gate, each with its figures."""
    voice = Voice(data, lang)
    return StatementList(voice, tuple(_conclusions(voice)))


def list_limits(data: Dataset, *, lang: str) -> StatementList:
    """State what the texts together do not support, each with the reason."""
    voice = Voice(data, lang)
    return StatementList(voice, tuple(_limits(voice)))


def list_cautions(data: Dataset, locality_id: str, *, lang: str) -> StatementList:
    """State what to beware of in the figures of one place, from what the tables declare."""
    voice = Voice(data, lang)
    figures = find_figures(data, locality_id=locality_id, computed=False)
    shares = [one for one in figures if data.row("indicator", one.indicator_id)["nature"] == "share"]
    whole = {one.indicator_id for one in figures}
    formulas = data.derived.set_index("indicator_id")["denominator"].to_dict()
    groups = {
        "publication": [one for one in figures if one.period_basis == "publication"],
        "context": [one for one in figures if one.period_basis == "context"],
        "partial": [one for one in figures if one.is_partial],
        "target": [one for one in figures if one.status != "observed"],
        "bound": [one for one in figures if one.qualifier != "eq"],
        "part": [one for one in figures if one.subject],
        "base": [one for one in shares if not set(formulas.get(one.indicator_id, ("",))) <= whole],
    }
    found = [
        Statement(voice.say(f"caution.{name}", number=voice.amount(len(kept))), tuple(kept))
        for name, kept in groups.items()
        if kept
    ]
    caution = data.row("locality", locality_id)[f"caution_{lang}"]
    if caution:
        found.append(Statement(voice.say("caution.boundary", caution=caution)))
    found.append(Statement(voice.say("caution.genre")))
    return StatementList(voice, tuple(found))


def show_comparison(data: Dataset, comparison: Comparison, *, lang: str) -> Picture | StatementList:
    """Draw a comparison on one axis if the gate allows it; else give the figures apart, with the reasons."""
    voice = Voice(data, lang)
    if comparison.verdict != "not_comparable":
        return figure(
            plot_comparison(data, comparison, lang=lang),
            alt=describe_comparison(data, comparison, lang=lang),
            foot=word_foot(
                voice, name_unit(voice, comparison.indicator_id), sources_of_figures(data, comparison.figures)
            ),
        )
    reasons = voice.reasons(comparison, verdict="not_comparable")
    apart = [Statement(f"{voice.about(one)}: {_named_value(voice, one)}", (one,)) for one in comparison.figures]
    opening = Statement(f"{voice.say('note.apart')} {reasons[:1].upper()}{reasons[1:]}.")
    return StatementList(voice, (opening, *apart))


def _conclusions(voice: Voice) -> Iterator[Statement]:
    for indicator in _TOLD:
        comparison = _across(voice.data, indicator)
        if comparison is None or comparison.verdict == "not_comparable":
            continue
        reasons = voice.reasons(comparison)
        yield Statement(
            voice.say(
                f"conclusion.{indicator}",
                values=_values(voice, comparison.figures),
                care=voice.say("conclusion.care", reasons=reasons) if reasons else "",
            ),
            comparison.figures,
        )
    for grading in count_grades(voice.data):
        known = [(grade, one) for grade, one in grading.grades.items() if one is not None]
        yield Statement(
            voice.say(
                "conclusion.grades",
                year=grading.period[:4],
                counted=voice.say(f"counted.{grading.counted}"),
                place=voice.place(grading.locality_id),
                total=voice.value(grading.assessed),
                values=voice.join(
                    (
                        voice.say(
                            "alt.bar",
                            label=_lower(voice.say(f"grade.{g}")),
                            value=voice.value(f),
                        )
                        for g, f in known
                    ),
                ),
            ),
            (*(one for _, one in known), grading.assessed),
        )
    counts = count_codings(voice.data)
    places = voice.data.ids("locality")
    measured = [
        _lower(voice.name("theme", str(theme)))
        for theme, row in counts.iterrows()
        if all(row[place, "measure"] for place in places)
    ]
    yield Statement(
        voice.say(
            "conclusion.common_measures",
            number=voice.amount(len(places)),
            themes=voice.join(measured),
        )
    )
    limited = [one for one in places if counts[one]["limitation"].any()]
    yield Statement(
        voice.say(
            "conclusion.limitations",
            places=voice.join(voice.name("locality", one) for one in limited),
            none=voice.join(voice.name("locality", one) for one in places if one not in limited),
        )
    )
    open_ = [one for one in match_limitations(voice.data) if not one.is_answered]
    items = [
        f"{_lower(voice.name('theme', one.theme_id))} ({voice.name('locality', one.locality_id)})" for one in open_
    ]
    if items:
        yield Statement(voice.say("conclusion.unanswered", items=voice.join(items)))
    else:
        yield Statement(voice.say("conclusion.all_answered"))


def _limits(voice: Voice) -> Iterator[Statement]:
    refused: dict[tuple[str, str], list[Comparison]] = {}
    seen: set[str] = set()
    for indicator in voice.data.ids("indicator"):
        concept = voice.data.row("indicator", indicator)["concept"]
        comparison = None if concept in seen else _across(voice.data, indicator)
        if comparison is None:
            continue
        seen.add(concept)
        if comparison.verdict == "not_comparable":
            places = voice.join(voice.name("locality", one) for one in _places(comparison))
            reasons = voice.reasons(comparison, verdict="not_comparable")
            refused.setdefault((places, reasons), []).append(comparison)
    for (places, reasons), comparisons in refused.items():
        names = (voice.indicator(one.indicator_id) for one in comparisons)
        yield Statement(
            voice.say(
                "limit.refused",
                indicators=voice.say("join.semicolon").join(names),
                places=places,
                reasons=reasons,
            ),
            tuple(one for comparison in comparisons for one in comparison.figures),
        )
    partial = [one for one in find_figures(voice.data, computed=False) if one.is_partial]
    for indicator, place in sorted({(one.indicator_id, one.locality_id) for one in partial}):
        yield Statement(
            voice.say(
                "limit.partial",
                indicator=voice.indicator(indicator),
                place=voice.name("locality", place),
            ),
            tuple(one for one in partial if (one.indicator_id, one.locality_id) == (indicator, place)),
        )
    coverage = count_coverage(voice.data)
    lacking = coverage.loc["party_members"] == "absent" if "party_members" in coverage.index else None
    if lacking is not None and lacking.any():
        yield Statement(
            voice.say(
                "limit.absent",
                indicator=voice.indicator("party_members"),
                places=voice.join(voice.name("locality", str(one)) for one in coverage.columns[lacking]),
            )
        )
    dates = (voice.day(one.date()) for one in voice.data.sources["published_on"].sort_values())
    yield Statement(voice.say("limit.once", dates=voice.join(dates)))
    yield Statement(voice.say("limit.cause"))
    yield Statement(voice.say("limit.handful", number=voice.amount(len(voice.data.sources))))


def _across(data: Dataset, indicator_id: str) -> Comparison | None:
    """Compare an indicator over the places that have a figure of their own; ``None`` if they are under two."""
    comparison = compare(data, indicator_id, data.ids("locality"))
    places = _places(comparison)
    return compare(data, indicator_id, places) if len(places) > 1 else None


def _places(comparison: Comparison) -> list[str]:
    return list(dict.fromkeys(one.locality_id for one in comparison.figures))


def _values(voice: Voice, figures: Sequence[Figure]) -> str:
    return voice.join(
        (voice.say("alt.bar", label=voice.about(one), value=voice.value(one)) for one in figures),
    )


def _named_value(voice: Voice, figure: Figure) -> str:
    return f"{voice.indicator(figure.indicator_id)}: {voice.value(figure)}"


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]
