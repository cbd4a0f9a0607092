"""How certain is it? Intervals, tests, funnel and power, each with its method; or the sentence that refuses them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

from analysis.dataset import Dataset
from analysis.elements.origins import Note, Number
from analysis.elements.table import Paragraph, Table, make_table
from analysis.elements.wording import Voice, capital
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
    voice = Voice(data, lang)
    rows = []
    for one in gradings:
        top: Figure | None = one.grades["excellent"]
        if top is None or one.shares["excellent"] is None:
            continue
        for level in LEVELS:
            found = interval_of_share(int(top.value), int(one.assessed.value), level=level)
            words = _range(found, lambda end: voice.percent(end * 100, decimals=1), lang)
            ids = (*top.observation_ids, *one.assessed.observation_ids)
            made = voice.say(
                "who.interval",
                method=voice.say(f"method.{found.method}"),
                level=voice.percent(level * 100),
                part=voice.value(top),
                whole=voice.value(one.assessed),
            )
            title = f"{voice.about(top)}: {words}"
            note = voice.note_made(title, made, ids, key=f"n-interval-{top.locality_id}-{level}")
            rows.append(
                (
                    voice.place(one.locality_id),
                    number_share(voice, one, "excellent"),
                    Number(words, note),
                    _method(found, lang),
                    voice.link(ids),
                )
            )
    return make_table(
        voice.say("caption.intervals"),
        ("locality", "share", "interval", "method", "source"),
        rows,
        lang=lang,
        numeric=("share", "interval"),
        notes=[voice.say("note.process")],
    )


def show_contrasts(data: Dataset, comparison: Comparison, *, as_process: bool, lang: str) -> Table | Paragraph:
    """Give difference, ratio and test of each pair of shares, or say why there are none.

    Parameters
    ----------
    as_process
        Whether the reader asks to take each unit as the outcome of a process; full counts are tested only then.
    """
    voice = Voice(data, lang)
    refused = refuse_testing(voice, comparison, as_process=as_process)
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
            ratio = _estimate(one.ratio, lambda value: voice.amount(value, decimals=2), lang)
        difference = _estimate(one.difference, lambda value: voice.amount(value * 100, decimals=1), lang)
        methods = [_method(one.difference, lang)]
        methods += [] if isinstance(one.ratio, Refusal) else [_method(one.ratio, lang)]
        rows.append(
            (
                f"{voice.about(one.left)} – {voice.about(one.right)}",
                difference,
                ratio,
                format_chance(one.significance.p_value, lang),
                voice.say("join.semicolon").join([*methods, voice.say(f"method.{one.significance.method}")]),
                voice.cite((one.left, one.right)),
            )
        )
    return make_table(
        voice.say("caption.contrasts", indicator=voice.name("indicator", comparison.indicator_id)),
        ("pair", "difference", "ratio", "p_value", "method", "source"),
        rows,
        lang=lang,
        numeric=("difference", "ratio", "p_value"),
        notes=[voice.say("note.contrasts")],
    )


def table_grade_contrasts(data: Dataset, gradings: Sequence[Grading], *, lang: str) -> Table:
    """Give what the grades of each pair of places tell of each other; where the gate refuses, its reasons."""
    voice = Voice(data, lang)
    rows = []
    for left, right in combinations(gradings, 2):
        pair = left.locality_id, right.locality_id
        superiority, odds = _contrast_grades(voice, left, right)
        rows.append(
            (
                " – ".join(voice.place(one) for one in pair),
                superiority,
                odds,
                voice.cite((left.assessed, right.assessed)),
            )
        )
    return make_table(
        voice.say("caption.grade_contrasts"),
        ("pair", "superiority", "odds", "source"),
        rows,
        lang=lang,
        notes=[voice.say("note.grade_contrasts")],
        empty=voice.say("note.none_pairs"),
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


def refuse_testing(voice: Voice, comparison: Comparison, *, as_process: bool) -> Paragraph | None:
    """Say why figures are not tested: the gate first, then that a full count is nobody's sample; or nothing."""
    if comparison.verdict == "not_comparable":
        reasons = voice.reasons(comparison, verdict="not_comparable")
        return Paragraph(voice.say("refusal.gate", reasons=reasons or voice.reasons(comparison)))
    if as_process:
        return None
    refusals = dict.fromkeys(filter(None, (refuse_interval(one) for one in comparison.figures)))
    return Paragraph(" ".join(describe_refusal(one, lang=voice.lang) for one in refusals))


def _contrast_grades(voice: Voice, left: Grading, right: Grading) -> tuple[str, str]:
    try:
        found = compare_grades(voice.data, left.locality_id, right.locality_id)
    except NotComparableError:
        pair = [left.locality_id, right.locality_id]
        comparison = compare(voice.data, left.assessed.indicator_id, pair)
        reasons = voice.reasons(comparison, verdict="not_comparable")
        return voice.say("refusal.gate", reasons=reasons), ""
    if isinstance(found, Refusal):
        return describe_refusal(found, lang=voice.lang), ""
    if isinstance(found.superiority, Refusal):
        superiority = describe_refusal(found.superiority, lang=voice.lang)
    else:
        superiority = _named(found.superiority, lambda end: voice.percent(end * 100, decimals=1), voice.lang)
    if isinstance(found.odds, Refusal):
        return superiority, describe_refusal(found.odds, lang=voice.lang)
    return superiority, _named(found.odds.odds_ratio, lambda end: voice.amount(end, decimals=2), voice.lang)


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
