"""The tables of comparisons and gradings."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.dataset import Dataset
from analysis.methods import Comparison, Grading
from analysis.show.catalogue import say
from analysis.show.layout import Table, make_table
from analysis.show.links import link_figure, link_observations
from analysis.show.wording import (
    capital,
    describe_reason,
    describe_reasons,
    format_value,
    format_when,
    join,
    name_figure,
    name_place,
)
from analysis.text import format_percent

__all__ = [
    "table_ceiling",
    "table_comparison",
    "table_grading",
    "table_judgements",
]


def table_comparison(data: Dataset, comparison: Comparison, *, lang: str) -> Table:
    """Give the figures of a comparison, each with what it counts, its period and its source."""
    rows = [
        (
            name_figure(data, one, lang),
            format_value(data, one, lang),
            data.name("indicator", one.indicator_id, lang),
            format_when(one, lang),
            say("state.computed" if one.is_computed else "state.printed", lang),
            link_figure(data, one, lang),
        )
        for one in comparison.figures
    ]
    notes = []
    if comparison.missing:
        places = join((data.name("locality", one, lang) for one in comparison.missing), lang)
        notes.append(say("note.missing", lang, places=places))
    if any(one.is_computed for one in comparison.figures):
        notes.append(say("note.computed", lang))
    return make_table(
        say("caption.comparison", lang, indicator=_compared(data, comparison, lang)),
        ("locality", "value", "indicator", "period", "basis", "source"),
        rows,
        lang=lang,
        numeric=("value",),
        notes=notes,
    )


def table_judgements(data: Dataset, comparison: Comparison, *, lang: str) -> Table:
    """Give the gate's verdict on each pair of figures, with every reason."""
    rows = [
        (
            f"{name_figure(data, one.left, lang)} – {name_figure(data, one.right, lang)}",
            say(f"verdict.{one.verdict}", lang),
            capital("; ".join(describe_reason(data, reason, lang) for reason in one.reasons)),
        )
        for one in comparison.judgements
    ]
    return make_table(
        say("caption.judgements", lang, indicator=_compared(data, comparison, lang)),
        ("pair", "verdict", "reasons"),
        rows,
        lang=lang,
        empty=capital(describe_reasons(data, comparison, lang)) + ".",
    )


def table_grading(data: Dataset, grading: Grading, *, lang: str) -> Table:
    """Give the grades of one place: count, share of the units assessed, source."""
    rows = []
    for grade, figure in grading.grades.items():
        share, so_far = grading.shares[grade], grading.share_or_higher(grade)
        rows.append(
            (
                say(f"grade.{grade}", lang),
                say("level.unstated", lang) if figure is None else format_value(data, figure, lang),
                "" if share is None else format_percent(share, lang, decimals=1),
                "" if so_far is None else format_percent(so_far, lang, decimals=1),
                "" if figure is None else link_figure(data, figure, lang),
            )
        )
    return make_table(
        say(
            "caption.grades",
            lang,
            year=grading.period[:4],
            counted=say(f"counted.{grading.counted}", lang),
            place=name_place(data, grading.locality_id, lang),
        ),
        ("grade", "count", "share", "cumulative", "source"),
        rows,
        lang=lang,
        numeric=("count", "share", "cumulative"),
    )


def table_ceiling(data: Dataset, gradings: Sequence[Grading], *, lang: str) -> Table:
    """Give the excellent grades of each place on two bases: units graded good, and all units assessed."""
    rows = []
    for one in gradings:
        share, ratio = one.shares["excellent"], one.excellent_to_good
        if share is None or ratio is None:
            continue
        rows.append(
            (
                name_place(data, one.locality_id, lang),
                say(f"counted.{one.counted}", lang),
                format_value(data, ratio, lang),
                format_percent(share, lang, decimals=1),
                link_observations(data, (*ratio.observation_ids, *one.assessed.observation_ids), lang),
            )
        )
    return make_table(
        say("caption.ceiling", lang),
        ("locality", "tier", "of_good", "of_all", "source"),
        rows,
        lang=lang,
        numeric=("of_good", "of_all"),
        notes=[say("note.cap", lang)],
    )


def _compared(data: Dataset, comparison: Comparison, lang: str) -> str:
    """Name every indicator that a comparison holds: the one asked for, and others of its concept."""
    ids = dict.fromkeys([comparison.indicator_id, *(one.indicator_id for one in comparison.figures)])
    return " / ".join(data.name("indicator", one, lang) for one in ids)
