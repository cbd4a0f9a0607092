"""How certain is it? Intervals, tests, funnel and power, each with its method; or the sentence that refuses them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

from analysis.dataset import Dataset
from analysis.elements.links import cite_figures, link_observations
from analysis.elements.origins import Note, Number, note_made
from analysis.elements.table import Paragraph, Table, make_table
from analysis.elements.wording import capital, describe_reasons, format_value, name_figure, name_place
from analysis.errors import NotComparableError
from analysis.methods import (
    LEVELS,
    NEEDED,
    Comparison,
    Figure,
    Grading,
    Interval,
    Refusal,
    compare,
    compare_grades,
    contrast_shares,
    interval_of_share,
    need_places,
    refuse_interval,
)
from analysis.show.comparisons import number_share
from analysis.text import format_number, format_percent
from analysis.words.catalogue import say

if TYPE_CHECKING:
    pass

__all__ = [
    "describe_refusal",
    "format_chance",
    "refuse_testing",
    "show_contrasts",
    "table_grade_contrasts",
    "table_intervals",
    "table_needs",
]


def describe_refusal(refusal: Refusal, *, lang: str) -> str:
    """Word why a method gives nothing."""
    fields = {
        name: format_number(value, lang)
        for name, value in (("needed", refusal.needed), ("given", refusal.given))
        if value is not None
    }
    return say(f"refusal.{refusal.refusal_id}", lang, **fields)


def table_intervals(data: Dataset, gradings: Sequence[Grading], *, lang: str) -> Table:
    """Give the share of the highest grade of each place with its Wilson intervals, the assumption said."""
    rows = []
    for one in gradings:
        top: Figure | None = one.grades["excellent"]
        if top is None or one.shares["excellent"] is None:
            continue
        for level in LEVELS:
            found = interval_of_share(int(top.value), int(one.assessed.value), level=level)
            words = _range(found, lambda end: format_percent(end * 100, lang, decimals=1), lang)
            ids = (*top.observation_ids, *one.assessed.observation_ids)
            made = say(
                "who.interval",
                lang,
                method=say(f"method.{found.method}", lang),
                level=format_percent(level * 100, lang),
                part=format_value(data, top, lang),
                whole=format_value(data, one.assessed, lang),
            )
            title = f"{name_figure(data, top, lang)}: {words}"
            note = note_made(data, title, made, ids, lang, key=f"n-interval-{top.locality_id}-{level}")
            rows.append(
                (
                    name_place(data, one.locality_id, lang),
                    number_share(data, one, "excellent", lang),
                    Number(words, note),
                    _method(found, lang),
                    link_observations(data, ids, lang),
                )
            )
    return make_table(
        say("caption.intervals", lang),
        ("locality", "share", "interval", "method", "source"),
        rows,
        lang=lang,
        numeric=("share", "interval"),
        notes=[say("note.process", lang)],
    )


def show_contrasts(data: Dataset, comparison: Comparison, *, as_process: bool, lang: str) -> Table | Paragraph:
    """Give difference, ratio and test of each pair of shares, or say why there are none.

    Parameters
    ----------
    as_process
        Whether the reader asks to take each unit as the outcome of a process; full counts are tested only then.
    """
    refused = refuse_testing(data, comparison, as_process=as_process, lang=lang)
    if refused:
        return refused
    found = contrast_shares(data, comparison)
    if isinstance(found, Refusal):
        return Paragraph(describe_refusal(found, lang=lang))
    rows = []
    for one in found:
        if isinstance(one.ratio, Refusal):
            ratio = describe_refusal(one.ratio, lang=lang)
        else:
            ratio = _estimate(one.ratio, lambda value: format_number(value, lang, decimals=2), lang)
        difference = _estimate(one.difference, lambda value: format_number(value * 100, lang, decimals=1), lang)
        methods = [_method(one.difference, lang)]
        methods += [] if isinstance(one.ratio, Refusal) else [_method(one.ratio, lang)]
        rows.append(
            (
                f"{name_figure(data, one.left, lang)} – {name_figure(data, one.right, lang)}",
                difference,
                ratio,
                format_chance(one.significance.p_value, lang),
                say("join.semicolon", lang).join([*methods, say(f"method.{one.significance.method}", lang)]),
                cite_figures(data, (one.left, one.right), lang=lang),
            )
        )
    return make_table(
        say("caption.contrasts", lang, indicator=data.name("indicator", comparison.indicator_id, lang)),
        ("pair", "difference", "ratio", "p_value", "method", "source"),
        rows,
        lang=lang,
        numeric=("difference", "ratio", "p_value"),
        notes=[say("note.contrasts", lang)],
    )


def table_grade_contrasts(data: Dataset, gradings: Sequence[Grading], *, lang: str) -> Table:
    """Give what the grades of each pair of places tell of each other; where the gate refuses, its reasons."""
    rows = []
    for left, right in combinations(gradings, 2):
        pair = left.locality_id, right.locality_id
        superiority, odds = _contrast_grades(data, left, right, lang)
        rows.append(
            (
                " – ".join(name_place(data, one, lang) for one in pair),
                superiority,
                odds,
                cite_figures(data, (left.assessed, right.assessed), lang=lang),
            )
        )
    return make_table(
        say("caption.grade_contrasts", lang),
        ("pair", "superiority", "odds", "source"),
        rows,
        lang=lang,
        notes=[say("note.grade_contrasts", lang)],
        empty=say("note.none_pairs", lang),
    )


def table_needs(comparison: Comparison, *, lang: str) -> Table:
    """Tell which methods the places of a comparison can carry, and how many each needs.

    Figures that the gate keeps apart count for nothing here: no method may take them together.
    """
    places = 0 if comparison.verdict == "not_comparable" else len({one.locality_id for one in comparison.figures})
    rows = []
    for what in ("funnel", "average", "quantiles", "ranks", "clustering", "regression"):
        refused = need_places(what, places)
        name, needed = say(f"need.{what}", lang), format_number(NEEDED[what], lang)
        lines = ((say("who.origin", lang), say("need.rule", lang)), (say("column.method", lang), name))
        note = Note(f"n-need-{what}", f"{name}: {needed}", lines)
        rows.append((name, Number(needed, note), say("need.carried" if refused is None else "need.refused", lang)))
    return make_table(
        say("caption.needs", lang, number=format_number(places, lang)),
        ("method", "needed", "verdict"),
        rows,
        lang=lang,
        numeric=("needed",),
        notes=[] if places else [say("note.needs_none", lang)],
    )


def refuse_testing(data: Dataset, comparison: Comparison, *, as_process: bool, lang: str) -> Paragraph | None:
    """Say why figures are not tested: the gate first, then that a full count is nobody's sample; or nothing."""
    if comparison.verdict == "not_comparable":
        reasons = describe_reasons(data, comparison, lang, verdict="not_comparable")
        return Paragraph(say("refusal.gate", lang, reasons=reasons or describe_reasons(data, comparison, lang)))
    if as_process:
        return None
    refusals = dict.fromkeys(filter(None, (refuse_interval(one) for one in comparison.figures)))
    return Paragraph(" ".join(describe_refusal(one, lang=lang) for one in refusals))


def _contrast_grades(data: Dataset, left: Grading, right: Grading, lang: str) -> tuple[str, str]:
    try:
        found = compare_grades(data, left.locality_id, right.locality_id)
    except NotComparableError:
        pair = [left.locality_id, right.locality_id]
        comparison = compare(data, left.assessed.indicator_id, pair)
        reasons = describe_reasons(data, comparison, lang, verdict="not_comparable")
        return say("refusal.gate", lang, reasons=reasons), ""
    if isinstance(found, Refusal):
        return describe_refusal(found, lang=lang), ""
    if isinstance(found.superiority, Refusal):
        superiority = describe_refusal(found.superiority, lang=lang)
    else:
        superiority = _named(found.superiority, lambda end: format_percent(end * 100, lang, decimals=1), lang)
    if isinstance(found.odds, Refusal):
        return superiority, describe_refusal(found.odds, lang=lang)
    return superiority, _named(found.odds.odds_ratio, lambda end: format_number(end, lang, decimals=2), lang)


def _named(found: Interval, write: Callable[[float], str], lang: str) -> str:
    return f"{_estimate(found, write, lang)}; {_method(found, lang)}"


def _estimate(found: Interval, write: Callable[[float], str], lang: str) -> str:
    return f"{write(found.estimate)} ({_range(found, write, lang)})"


def _range(found: Interval, write: Callable[[float], str], lang: str) -> str:
    return say("value.from_to", lang, low=write(found.low), high=write(found.high))


def _method(found: Interval, lang: str) -> str:
    return f"{capital(say(f'method.{found.method}', lang))}, {format_percent(found.level * 100, lang)}"


def format_chance(p_value: float, lang: str) -> str:
    """Write a p-value to three decimals; below them as a bound, since no chance is none."""
    if p_value < 0.001:
        return say("value.below", lang, number=format_number(0.001, lang))
    return format_number(p_value, lang, decimals=3)
