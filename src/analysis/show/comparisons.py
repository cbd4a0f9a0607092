"""The tables of comparisons and gradings."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from analysis.dataset import Dataset
from analysis.elements.links import link_figure, link_observations
from analysis.elements.origins import Number, note_made, number_of
from analysis.elements.table import Table, make_table
from analysis.elements.wording import (
    capital,
    describe_reason,
    describe_reasons,
    format_value,
    format_when,
    join,
    name_figure,
    name_place,
)
from analysis.errors import AnalysisError
from analysis.methods import GRADES, Comparison, Figure, Grading
from analysis.text import format_number, format_percent
from analysis.words.catalogue import say

__all__ = [
    "number_share",
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
            number_of(data, one, lang),
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
        rows.append(
            (
                say(f"grade.{grade}", lang),
                say("level.unstated", lang) if figure is None else number_of(data, figure, lang),
                "" if figure is None or grading.shares[grade] is None else number_share(data, grading, grade, lang),
                _number_so_far(data, grading, grade, lang),
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
        ratio = one.excellent_to_good
        if one.shares["excellent"] is None or ratio is None:
            continue
        rows.append(
            (
                name_place(data, one.locality_id, lang),
                say(f"counted.{one.counted}", lang),
                number_of(data, ratio, lang),
                number_share(data, one, "excellent", lang),
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


def number_share(data: Dataset, grading: Grading, grade: str, lang: str) -> Number:
    """Write the share of a grade among the units assessed, with what it is computed from.

    Raises
    ------
    AnalysisError
        If the text does not print the grade.
    """
    figure, share = grading.grades[grade], grading.shares[grade]
    if figure is None or share is None:
        raise AnalysisError(f"{grading.locality_id}: no share for {grade}; the text does not print it")
    about = f"{name_figure(data, figure, lang)}: {say(f'grade.{grade}', lang)}"
    part = format_value(data, figure, lang)
    return _write_share(
        data, grading, [figure], share, about, part, lang, key=f"n-share-{grading.locality_id}-{figure.indicator_id}"
    )


def _number_so_far(data: Dataset, grading: Grading, grade: str, lang: str) -> Number | str:
    """Write the share of a grade and all higher ones, with what it is computed from."""
    share = grading.share_or_higher(grade)
    if share is None:
        return ""
    counted = [figure for figure in list(grading.grades.values())[: GRADES.index(grade) + 1] if figure]
    about = f"{name_place(data, grading.locality_id, lang)}: {say(f'grade.{grade}', lang)}"
    part = format_number(sum(one.value for one in counted), lang)
    key = f"n-cumulative-{grading.locality_id}-{grading.counted}-{grade}"
    return _write_share(data, grading, counted, share, about, part, lang, key=key)


def _write_share(
    data: Dataset,
    grading: Grading,
    counted: Sequence[Figure],
    share: Decimal,
    about: str,
    part: str,
    lang: str,
    *,
    key: str,
) -> Number:
    """Write a share of the units assessed, with the counts that it is computed from."""
    words = format_percent(share, lang, decimals=1)
    ids = [id_ for one in (*counted, grading.assessed) for id_ in one.observation_ids]
    formula = say("who.share", lang, part=part, whole=format_value(data, grading.assessed, lang))
    return Number(words, note_made(data, f"{about}: {words}", formula, ids, lang, key=key), round(Decimal(share), 1))


def _compared(data: Dataset, comparison: Comparison, lang: str) -> str:
    """Name every indicator that a comparison holds: the one asked for, and others of its concept."""
    ids = dict.fromkeys([comparison.indicator_id, *(one.indicator_id for one in comparison.figures)])
    return " / ".join(data.name("indicator", one, lang) for one in ids)
