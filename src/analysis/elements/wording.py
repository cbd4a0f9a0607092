"""Figures, places, reasons and checks put into words, the same wherever they stand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Any

from analysis.dataset import Dataset
from analysis.methods import Check, Comparison, Figure, Judgement, Reason
from analysis.methods.bases import decimals_of
from analysis.text import format_date, format_figure, format_number, format_percent, format_period
from analysis.words.catalogue import LANGUAGES, say

__all__ = [
    "capital",
    "describe_check",
    "describe_reason",
    "describe_reasons",
    "format_value",
    "format_when",
    "join",
    "name_directive",
    "name_figure",
    "name_indicator",
    "name_place",
    "name_source",
    "report_comparison",
]


def capital(words: str) -> str:
    """Begin words with a capital letter."""
    return words[:1].upper() + words[1:]


def join(parts: Iterable[str], lang: str) -> str:
    """Join words into a list; the word for "none" where there are none."""
    return say("join.list", lang).join(parts) or say("alt.none", lang)


def name_place(data: Dataset, locality_id: str, lang: str) -> str:
    """Name a locality with its level: huyện Nậm Pồ, Nậm Pồ district."""
    level = data.row("locality", locality_id)["level"]
    return say(f"place.{level}", lang, name=data.name("locality", locality_id, lang))


def name_directive(data: Dataset, directive_id: str, lang: str) -> str:
    """Name a document by its kind and number, or where it has none by its kind and subject."""
    row = data.row("directive", directive_id)
    kind = capital(say(f"document.{row['kind']}", lang))
    return f"{kind} {row['number']}" if row["number"] else f"{kind}: {row[f'subject_{lang}']}"


def name_figure(data: Dataset, figure: Figure, lang: str) -> str:
    """Name what a figure is about: its part of the locality, with the locality, or the locality."""
    place = data.name("locality", figure.locality_id, lang)
    return f"{data.name('subject', figure.subject, lang)} ({place})" if figure.subject else place


def name_indicator(data: Dataset, indicator_id: str, lang: str) -> str:
    """Name an indicator as it stands inside a sentence: lower case, but for "Party"."""
    name = data.name("indicator", indicator_id, lang)
    return name if name.startswith("Party") else name[0].lower() + name[1:]


def name_source(data: Dataset, source_id: str, lang: str) -> str:
    """Cite a source: title, outlet, date; the outlet is left out where it is not known."""
    source = data.row("source", source_id)
    known = [source["author"], data.name("source", source_id, lang), source["outlet"]]
    return ". ".join([*filter(None, known), format_date(source["published_on"].date(), lang)]) + "."


def format_value(data: Dataset, figure: Figure, lang: str) -> str:
    """Write a figure with its unit and qualifier; printed ones as precisely as printed.

    A computed figure is rounded to the decimals of its indicator, halves up.
    """
    indicator = data.row("indicator", figure.indicator_id)
    decimals = int(indicator["decimals"]) if figure.is_computed else decimals_of(figure.value)
    unit = indicator["unit"]

    def number(value: Decimal) -> str:
        return (format_percent if unit == "percent" else format_number)(value, lang, decimals=decimals)

    if figure.qualifier == "range" and figure.low is not None and figure.high is not None:
        words = say("value.range", lang, low=number(figure.low), high=number(figure.high))
    else:
        words = format_figure(
            figure.value,
            lang,
            unit_percent=unit == "percent",
            qualifier="eq" if figure.qualifier == "range" else figure.qualifier,
            decimals=decimals,
        )
    return say(f"value.{unit}", lang, number=words)


def format_when(figure: Figure, lang: str) -> str:
    """Write the period of a figure, with how it is known where the text does not state it."""
    words = format_period(figure.period, lang)
    return words if figure.period_basis == "stated" else f"{words} ({say(f'basis.{figure.period_basis}', lang)})"


def describe_reason(data: Dataset, reason: Reason, lang: str) -> str:
    """Word one reason of the gate, naming the two things that differ."""
    return _describe_group(data, [reason], lang)


def describe_reasons(data: Dataset, comparison: Comparison, lang: str, *, verdict: str | None = None) -> str:
    """Word every reason of a comparison in one line, the strictest first; equal reasons told once.

    Parameters
    ----------
    verdict
        Keep only reasons that decide this; all where ``None``.
    """
    if not comparison.judgements:
        return say("reason.no_figure", lang)
    groups: dict[tuple[str, tuple[str, ...]], list[Reason]] = {}
    for one in comparison.reasons:
        if verdict in (None, one.verdict):
            groups.setdefault((one.reason_id, one.part_ids), []).append(one)
    return say("join.semicolon", lang).join(_describe_group(data, group, lang) for group in groups.values())


def _describe_group(data: Dataset, reasons: Sequence[Reason], lang: str) -> str:
    reason_id = reasons[0].reason_id
    sides = [_side(data, reason_id, side, lang) for one in reasons for side in (one.left, one.right) if side]
    *first, last = dict.fromkeys(sides) or [""]
    words = say("join.last", lang, first=join(first, lang), last=last) if first else last
    told = say(f"reason.{reason_id}", lang, sides=words)
    if not reasons[0].part_ids:
        return told
    parts = join((name_indicator(data, one, lang) for one in reasons[0].part_ids), lang)
    return say("reason.in_part", lang, reason=told, parts=parts)


def describe_check(data: Dataset, check: Check, lang: str) -> str:
    """Word what a consistency check looked at."""
    parts = (name_indicator(data, one, lang) for one in check.part_ids)
    return say(f"check.{check.check_id}", lang, parts=join(parts, lang))


def _side(data: Dataset, reason_id: str, ids: tuple[str, ...], lang: str) -> str:
    if reason_id == "formula":
        return " + ".join(name_indicator(data, id_, lang) for id_ in ids)
    (value,) = ids
    if reason_id == "period":
        return format_period(value, lang)
    if reason_id == "concept":
        return value
    section = {
        "unit_of_analysis": "counted",
        "tier": "tier",
        "nature": "nature",
        "unit": "unit",
        "status": "status",
        "subject": "kind",
        "count_across_levels": "level",
        "level": "level",
        "period_basis": "basis",
        "qualifier": "qualifier",
    }[reason_id]
    return say(f"{section}.{value}", lang)


def report_comparison(data: Dataset, comparison: Comparison) -> dict[str, Any]:
    """Give a comparison as plain values and words in both languages, ready for JSON."""

    def both(words: Callable[[str], str]) -> dict[str, str]:
        return {lang: words(lang) for lang in LANGUAGES}

    def verdict(id_: str) -> dict[str, Any]:
        return {"id": id_, "words": both(lambda lang: say(f"verdict.{id_}", lang))}

    def reason(one: Reason) -> dict[str, Any]:
        words = both(lambda lang: describe_reason(data, one, lang))
        return {
            "id": one.reason_id,
            "verdict": one.verdict,
            "left": "+".join(one.left),
            "right": "+".join(one.right),
            "parts": list(one.part_ids),
            "words": words,
        }

    def figure(one: Figure) -> dict[str, Any]:
        return {
            "locality_id": one.locality_id,
            "indicator_id": one.indicator_id,
            "subject": one.subject,
            "place": both(lambda lang: name_figure(data, one, lang)),
            "value": float(one.value),
            "low": None if one.low is None else float(one.low),
            "high": None if one.high is None else float(one.high),
            "qualifier": one.qualifier,
            "words": both(lambda lang: format_value(data, one, lang)),
            "period": one.period,
            "status": one.status,
            "origin": "computed" if one.is_computed else "printed",
            "observation_ids": list(one.observation_ids),
        }

    def pair(one: Judgement) -> dict[str, Any]:
        return {
            "places": [one.left.subject or one.left.locality_id, one.right.subject or one.right.locality_id],
            "verdict": verdict(one.verdict),
            "reasons": [reason(each) for each in one.reasons],
        }

    return {
        "indicator_id": comparison.indicator_id,
        "indicator": both(lambda lang: data.name("indicator", comparison.indicator_id, lang)),
        "verdict": verdict(comparison.verdict),
        "reasons": both(lambda lang: describe_reasons(data, comparison, lang)),
        "figures": [figure(one) for one in comparison.figures],
        "missing": list(comparison.missing),
        "pairs": [pair(one) for one in comparison.judgements],
    }
