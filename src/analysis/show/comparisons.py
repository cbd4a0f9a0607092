"""The tables of comparisons and gradings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from analysis.dataset import Dataset
from analysis.elements.origins import Number
from analysis.elements.table import Table, make_table
from analysis.elements.wording import Voice, capital
from analysis.errors import AnalysisError
from analysis.methods import GRADES, Comparison, Figure, Grading, Judgement, Reason
from analysis.words.catalogue import LANGUAGES

__all__ = [
    "number_share",
    "table_ceiling",
    "table_comparison",
    "table_grading",
    "table_judgements",
]


def table_comparison(data: Dataset, comparison: Comparison, *, lang: str) -> Table:
    """Give the figures of a comparison, each with what it counts, its period and its source."""
    voice = Voice(data, lang)
    rows = [
        (
            voice.about(one),
            voice.number(one),
            voice.name("indicator", one.indicator_id),
            voice.when(one),
            voice.say("state.computed" if one.is_computed else "state.printed"),
            voice.link(one.observation_ids),
        )
        for one in comparison.figures
    ]
    notes = []
    if comparison.missing:
        places = voice.join(voice.name("locality", one) for one in comparison.missing)
        notes.append(voice.say("note.missing", places=places))
    if any(one.is_computed for one in comparison.figures):
        notes.append(voice.say("note.computed"))
    return make_table(
        voice.say("caption.comparison", indicator=_compared(voice, comparison)),
        ("locality", "value", "indicator", "period", "basis", "source"),
        rows,
        lang=lang,
        numeric=("value",),
        notes=notes,
    )


def table_judgements(data: Dataset, comparison: Comparison, *, lang: str) -> Table:
    """Give the gate's verdict on each pair of figures, with every reason."""
    voice = Voice(data, lang)
    rows = [
        (
            f"{voice.about(one.left)} – {voice.about(one.right)}",
            voice.say(f"verdict.{one.verdict}"),
            capital("; ".join(voice.reason(reason) for reason in one.reasons)),
        )
        for one in comparison.judgements
    ]
    return make_table(
        voice.say("caption.judgements", indicator=_compared(voice, comparison)),
        ("pair", "verdict", "reasons"),
        rows,
        lang=lang,
        empty=capital(voice.reasons(comparison)) + ".",
    )


def table_grading(data: Dataset, grading: Grading, *, lang: str) -> Table:
    """Give the grades of one place: count, share of the units assessed, source."""
    voice = Voice(data, lang)
    rows = []
    for grade, figure in grading.grades.items():
        rows.append(
            (
                voice.say(f"grade.{grade}"),
                voice.say("level.unstated") if figure is None else voice.number(figure),
                "" if figure is None or grading.shares[grade] is None else number_share(voice, grading, grade),
                _number_so_far(voice, grading, grade),
                "" if figure is None else voice.link(figure.observation_ids),
            )
        )
    return make_table(
        voice.say(
            "caption.grades",
            year=grading.period[:4],
            counted=voice.say(f"counted.{grading.counted}"),
            place=voice.place(grading.locality_id),
        ),
        ("grade", "count", "share", "cumulative", "source"),
        rows,
        lang=lang,
        numeric=("count", "share", "cumulative"),
    )


def table_ceiling(data: Dataset, gradings: Sequence[Grading], *, lang: str) -> Table:
    """Give the excellent grades of each place on two bases: units graded good, and all units assessed."""
    voice = Voice(data, lang)
    rows = []
    for one in gradings:
        ratio = one.excellent_to_good
        if one.shares["excellent"] is None or ratio is None:
            continue
        rows.append(
            (
                voice.place(one.locality_id),
                voice.say(f"counted.{one.counted}"),
                voice.number(ratio),
                number_share(voice, one, "excellent"),
                voice.link((*ratio.observation_ids, *one.assessed.observation_ids)),
            )
        )
    return make_table(
        voice.say("caption.ceiling"),
        ("locality", "tier", "of_good", "of_all", "source"),
        rows,
        lang=lang,
        numeric=("of_good", "of_all"),
        notes=[voice.say("note.cap")],
    )


def number_share(voice: Voice, grading: Grading, grade: str) -> Number:
    """Write the share of a grade among the units assessed, with what it is computed from.

    Raises
    ------
    AnalysisError
        If the text does not print the grade.
    """
    figure, share = grading.grades[grade], grading.shares[grade]
    if figure is None or share is None:
        raise AnalysisError(f"{grading.locality_id}: no share for {grade}; the text does not print it")
    about = f"{voice.about(figure)}: {voice.say(f'grade.{grade}')}"
    part = voice.value(figure)
    return _write_share(
        voice, grading, [figure], share, about, part, key=f"n-share-{grading.locality_id}-{figure.indicator_id}"
    )


def _number_so_far(voice: Voice, grading: Grading, grade: str) -> Number | str:
    """Write the share of a grade and all higher ones, with what it is computed from."""
    share = grading.share_or_higher(grade)
    if share is None:
        return ""
    counted = [figure for figure in list(grading.grades.values())[: GRADES.index(grade) + 1] if figure]
    about = f"{voice.place(grading.locality_id)}: {voice.say(f'grade.{grade}')}"
    part = voice.amount(sum(one.value for one in counted))
    key = f"n-cumulative-{grading.locality_id}-{grading.counted}-{grade}"
    return _write_share(voice, grading, counted, share, about, part, key=key)


def _write_share(
    voice: Voice,
    grading: Grading,
    counted: Sequence[Figure],
    share: Decimal,
    about: str,
    part: str,
    *,
    key: str,
) -> Number:
    """Write a share of the units assessed, with the counts that it is computed from."""
    words = voice.percent(share, decimals=1)
    ids = [id_ for one in (*counted, grading.assessed) for id_ in one.observation_ids]
    formula = voice.say("who.share", part=part, whole=voice.value(grading.assessed))
    return Number(words, voice.note_made(f"{about}: {words}", formula, ids, key=key), round(Decimal(share), 1))


def _compared(voice: Voice, comparison: Comparison) -> str:
    """Name every indicator that a comparison holds: the one asked for, and others of its concept."""
    ids = dict.fromkeys([comparison.indicator_id, *(one.indicator_id for one in comparison.figures)])
    return " / ".join(voice.name("indicator", one) for one in ids)


def name_place(data: Dataset, locality_id: str, lang: str) -> str:
    """Name a locality with its level: huyện Nậm Pồ, Nậm Pồ district."""
    return Voice(data, lang).place(locality_id)


def describe_reason(data: Dataset, reason: Reason, lang: str) -> str:
    """Word one reason of the gate, naming the two things that differ."""
    return Voice(data, lang).reason(reason)


def describe_reasons(data: Dataset, comparison: Comparison, lang: str, *, verdict: str | None = None) -> str:
    """Word every reason of a comparison in one line, or those that decide one verdict; the strictest first."""
    return Voice(data, lang).reasons(comparison, verdict=verdict)


def report_comparison(data: Dataset, comparison: Comparison) -> dict[str, Any]:
    """Give a comparison as plain values and words in both languages, ready for JSON."""
    voices = [Voice(data, lang) for lang in LANGUAGES]

    def both(words: Callable[[Voice], str]) -> dict[str, str]:
        return {voice.lang: words(voice) for voice in voices}

    def verdict(id_: str) -> dict[str, Any]:
        return {"id": id_, "words": both(lambda voice: voice.say(f"verdict.{id_}"))}

    def plain_reason(reason: Reason) -> dict[str, Any]:
        words = both(lambda voice: voice.reason(reason))
        return {
            "id": reason.reason_id,
            "verdict": reason.verdict,
            "left": "+".join(reason.left),
            "right": "+".join(reason.right),
            "parts": list(reason.part_ids),
            "words": words,
        }

    def plain_figure(figure: Figure) -> dict[str, Any]:
        return {
            "locality_id": figure.locality_id,
            "indicator_id": figure.indicator_id,
            "subject": figure.subject,
            "place": both(lambda voice: voice.about(figure)),
            "value": float(figure.value),
            "low": None if figure.low is None else float(figure.low),
            "high": None if figure.high is None else float(figure.high),
            "qualifier": figure.qualifier,
            "words": both(lambda voice: voice.value(figure)),
            "period": figure.period,
            "status": figure.status,
            "origin": "computed" if figure.is_computed else "printed",
            "observation_ids": list(figure.observation_ids),
        }

    def plain_pair(pair: Judgement) -> dict[str, Any]:
        return {
            "places": [pair.left.subject or pair.left.locality_id, pair.right.subject or pair.right.locality_id],
            "verdict": verdict(pair.verdict),
            "reasons": [plain_reason(reason) for reason in pair.reasons],
        }

    return {
        "indicator_id": comparison.indicator_id,
        "indicator": both(lambda voice: voice.name("indicator", comparison.indicator_id)),
        "verdict": verdict(comparison.verdict),
        "reasons": both(lambda voice: voice.reasons(comparison)),
        "figures": [plain_figure(figure) for figure in comparison.figures],
        "missing": list(comparison.missing),
        "pairs": [plain_pair(pair) for pair in comparison.judgements],
    }
