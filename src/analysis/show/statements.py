"""Statements that carry their figures: what can be said, what cannot, what to beware of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from analysis.dataset import Dataset
from analysis.elements.behind import name_unit, sources_of_figures, word_foot
from analysis.elements.links import cite_figures
from analysis.elements.origins import mark_figures
from analysis.elements.picture import Picture, figure
from analysis.elements.table import Point, Points
from analysis.elements.wording import (
    describe_reasons,
    format_value,
    join,
    name_figure,
    name_indicator,
    name_place,
)
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
from analysis.text import format_date, format_number
from analysis.words.catalogue import say

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

    data: Dataset = field(repr=False)
    statements: tuple[Statement, ...]
    lang: str

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
        words = mark_figures(self.data, statement.text, statement.figures, self.lang)
        return Point(words, cite_figures(self.data, statement.figures, lang=self.lang).links)


def list_conclusions(data: Dataset, *, lang: str) -> StatementList:
    """State what the texts together support: only through the gate, each with its figures."""
    return StatementList(data, tuple(_conclusions(data, lang)), lang)


def list_limits(data: Dataset, *, lang: str) -> StatementList:
    """State what the texts together do not support, each with the reason."""
    return StatementList(data, tuple(_limits(data, lang)), lang)


def list_cautions(data: Dataset, locality_id: str, *, lang: str) -> StatementList:
    """State what to beware of in the figures of one place, from what the tables declare."""
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
        Statement(say(f"caution.{name}", lang, number=format_number(len(kept), lang)), tuple(kept))
        for name, kept in groups.items()
        if kept
    ]
    caution = data.row("locality", locality_id)[f"caution_{lang}"]
    if caution:
        found.append(Statement(say("caution.boundary", lang, caution=caution)))
    found.append(Statement(say("caution.genre", lang)))
    return StatementList(data, tuple(found), lang)


def show_comparison(data: Dataset, comparison: Comparison, *, lang: str) -> Picture | StatementList:
    """Draw a comparison on one axis if the gate allows it; else give the figures apart, with the reasons."""
    if comparison.verdict != "not_comparable":
        return figure(
            plot_comparison(data, comparison, lang=lang),
            alt=describe_comparison(data, comparison, lang=lang),
            foot=word_foot(
                data,
                name_unit(data, comparison.indicator_id, lang),
                sources_of_figures(data, comparison.figures),
                lang,
            ),
        )
    reasons = describe_reasons(data, comparison, lang, verdict="not_comparable")
    apart = [
        Statement(f"{name_figure(data, one, lang)}: {_named_value(data, one, lang)}", (one,))
        for one in comparison.figures
    ]
    opening = Statement(f"{say('note.apart', lang)} {reasons[:1].upper()}{reasons[1:]}.")
    return StatementList(data, (opening, *apart), lang)


def _conclusions(data: Dataset, lang: str) -> Iterator[Statement]:
    for indicator in _TOLD:
        comparison = _across(data, indicator)
        if comparison is None or comparison.verdict == "not_comparable":
            continue
        reasons = describe_reasons(data, comparison, lang)
        yield Statement(
            say(
                f"conclusion.{indicator}",
                lang,
                values=_values(data, comparison.figures, lang),
                care=say("conclusion.care", lang, reasons=reasons) if reasons else "",
            ),
            comparison.figures,
        )
    for grading in count_grades(data):
        known = [(grade, one) for grade, one in grading.grades.items() if one is not None]
        yield Statement(
            say(
                "conclusion.grades",
                lang,
                year=grading.period[:4],
                counted=say(f"counted.{grading.counted}", lang),
                place=name_place(data, grading.locality_id, lang),
                total=format_value(data, grading.assessed, lang),
                values=join(
                    (
                        say(
                            "alt.bar",
                            lang,
                            label=_lower(say(f"grade.{g}", lang)),
                            value=format_value(data, f, lang),
                        )
                        for g, f in known
                    ),
                    lang,
                ),
            ),
            (*(one for _, one in known), grading.assessed),
        )
    counts = count_codings(data)
    places = data.ids("locality")
    measured = [
        _lower(data.name("theme", str(theme), lang))
        for theme, row in counts.iterrows()
        if all(row[place, "measure"] for place in places)
    ]
    yield Statement(
        say(
            "conclusion.common_measures",
            lang,
            number=format_number(len(places), lang),
            themes=join(measured, lang),
        )
    )
    limited = [one for one in places if counts[one]["limitation"].any()]
    yield Statement(
        say(
            "conclusion.limitations",
            lang,
            places=join((data.name("locality", one, lang) for one in limited), lang),
            none=join((data.name("locality", one, lang) for one in places if one not in limited), lang),
        )
    )
    open_ = [one for one in match_limitations(data) if not one.is_answered]
    items = [
        f"{_lower(data.name('theme', one.theme_id, lang))} ({data.name('locality', one.locality_id, lang)})"
        for one in open_
    ]
    if items:
        yield Statement(say("conclusion.unanswered", lang, items=join(items, lang)))
    else:
        yield Statement(say("conclusion.all_answered", lang))


def _limits(data: Dataset, lang: str) -> Iterator[Statement]:
    refused: dict[tuple[str, str], list[Comparison]] = {}
    seen: set[str] = set()
    for indicator in data.ids("indicator"):
        concept = data.row("indicator", indicator)["concept"]
        comparison = None if concept in seen else _across(data, indicator)
        if comparison is None:
            continue
        seen.add(concept)
        if comparison.verdict == "not_comparable":
            places = join((data.name("locality", one, lang) for one in _places(comparison)), lang)
            reasons = describe_reasons(data, comparison, lang, verdict="not_comparable")
            refused.setdefault((places, reasons), []).append(comparison)
    for (places, reasons), comparisons in refused.items():
        names = (name_indicator(data, one.indicator_id, lang) for one in comparisons)
        yield Statement(
            say(
                "limit.refused",
                lang,
                indicators=say("join.semicolon", lang).join(names),
                places=places,
                reasons=reasons,
            ),
            tuple(one for comparison in comparisons for one in comparison.figures),
        )
    partial = [one for one in find_figures(data, computed=False) if one.is_partial]
    for indicator, place in sorted({(one.indicator_id, one.locality_id) for one in partial}):
        yield Statement(
            say(
                "limit.partial",
                lang,
                indicator=name_indicator(data, indicator, lang),
                place=data.name("locality", place, lang),
            ),
            tuple(one for one in partial if (one.indicator_id, one.locality_id) == (indicator, place)),
        )
    coverage = count_coverage(data)
    lacking = coverage.loc["party_members"] == "absent" if "party_members" in coverage.index else None
    if lacking is not None and lacking.any():
        yield Statement(
            say(
                "limit.absent",
                lang,
                indicator=name_indicator(data, "party_members", lang),
                places=join((data.name("locality", str(one), lang) for one in coverage.columns[lacking]), lang),
            )
        )
    dates = (format_date(one.date(), lang) for one in data.sources["published_on"].sort_values())
    yield Statement(say("limit.once", lang, dates=join(dates, lang)))
    yield Statement(say("limit.cause", lang))
    yield Statement(say("limit.handful", lang, number=format_number(len(data.sources), lang)))


def _across(data: Dataset, indicator_id: str) -> Comparison | None:
    """Compare an indicator over the places that have a figure of their own; ``None`` if they are under two."""
    comparison = compare(data, indicator_id, data.ids("locality"))
    places = _places(comparison)
    return compare(data, indicator_id, places) if len(places) > 1 else None


def _places(comparison: Comparison) -> list[str]:
    return list(dict.fromkeys(one.locality_id for one in comparison.figures))


def _values(data: Dataset, figures: Sequence[Figure], lang: str) -> str:
    return join(
        (
            say("alt.bar", lang, label=name_figure(data, one, lang), value=format_value(data, one, lang))
            for one in figures
        ),
        lang,
    )


def _named_value(data: Dataset, figure: Figure, lang: str) -> str:
    return f"{name_indicator(data, figure.indicator_id, lang)}: {format_value(data, figure, lang)}"


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]
