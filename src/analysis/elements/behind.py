"""What goes with a picture: a line with its unit and its sources under it, and the table of what it draws."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from analysis.dataset import Dataset
from analysis.elements.links import cite_figures, link_figure
from analysis.elements.origins import Number, note_made, number_of
from analysis.elements.table import Table, make_table
from analysis.elements.wording import capital, join, name_figure, name_indicator
from analysis.methods import Comparison, Figure, Funnel
from analysis.text import format_date, format_number, format_percent
from analysis.words.catalogue import say

__all__ = [
    "name_unit",
    "sources_of_figures",
    "sources_of_places",
    "table_funnel",
    "table_matrix",
    "table_parts",
    "table_power",
    "word_foot",
]

_MOST_SOURCES = 6


def word_foot(data: Dataset, unit: str, source_ids: Iterable[str], lang: str) -> str:
    """Word the line under a picture: the unit of what is drawn, and the articles that it rests on.

    Parameters
    ----------
    unit
        What one mark or one number stands for, in words.
    source_ids
        Sources, any number of times each; more than six are counted.
    """
    ids = list(dict.fromkeys(source_ids))
    if len(ids) > _MOST_SOURCES:
        named = say("foot.many", lang, number=format_number(len(ids), lang))
    else:
        named = join((_name(data, one, lang) for one in ids), lang)
    return say("foot.line", lang, unit=unit, sources=named) if ids else say("foot.unit", lang, unit=unit)


def name_unit(data: Dataset, indicator_id: str, lang: str) -> str:
    """Name the unit of an indicator: what a count counts, else per cent, money, time."""
    row = data.row("indicator", indicator_id)
    unit, counted = say(f"unit.{row['unit']}", lang), row["counted"]
    if row["unit"] == "count" and counted:
        return say(f"counted.{counted}", lang)
    return say("foot.of", lang, unit=unit, counted=say(f"counted.{counted}", lang)) if counted else unit


def sources_of_figures(data: Dataset, figures: Iterable[Figure]) -> list[str]:
    """List the sources of the printed figures under these figures."""
    return [data.row("observation", id_)["source_id"] for one in figures for id_ in one.observation_ids]


def sources_of_places(data: Dataset, locality_ids: Iterable[str]) -> list[str]:
    """List the sources about these places."""
    wanted = set(locality_ids)
    return [row["source_id"] for row in data.sources.to_dict("records") if row["locality_id"] in wanted]


def table_parts(data: Dataset, parts: Sequence[tuple[Figure, Figure]], *, lang: str) -> Table:
    """Give each part, the whole that holds it, and its share."""
    rows = [
        (
            data.name("indicator", part.indicator_id, lang),
            number_of(data, part, lang),
            number_of(data, whole, lang),
            _share(data, part, whole, lang),
            cite_figures(data, (part, whole), lang=lang),
        )
        for part, whole in parts
    ]
    return make_table(
        say("caption.parts", lang, place=data.name("locality", parts[0][0].locality_id, lang)),
        ("indicator", "part", "whole", "share", "source"),
        rows,
        lang=lang,
        numeric=("part", "whole", "share"),
    )


def table_matrix(data: Dataset, comparisons: Sequence[Comparison], *, lang: str) -> Table:
    """Give the verdict on each concept and pair."""
    rows = [
        (
            data.name("indicator", one.indicator_id, lang),
            " – ".join(data.name("locality", place, lang) for place in one.locality_ids),
            capital(say(f"verdict.{one.verdict}", lang)),
        )
        for one in comparisons
    ]
    caption = say("caption.matrix", lang, number=format_number(len(rows), lang))
    return make_table(caption, ("indicator", "pair", "verdict"), rows, lang=lang)


def table_power(
    data: Dataset, figures: Sequence[Figure], caption: str, needed: Iterable[tuple[int, int]], *, lang: str
) -> Table:
    """Give the units needed in each group by the difference to see, in percentage points.

    Parameters
    ----------
    figures
        The part and the whole that the curve starts from.
    """
    ids = [id_ for one in figures for id_ in one.observation_ids]
    key = f"n-power-{figures[0].locality_id}-{figures[0].indicator_id}"
    note = note_made(data, caption, say("method.arcsine", lang), ids, lang, key=key)
    rows = [
        (format_number(points, lang), Number(format_number(units, lang), note, Decimal(units)))
        for points, units in needed
    ]
    return make_table(caption, ("step", "units_each"), rows, lang=lang, numeric=("units_each",))


def table_funnel(data: Dataset, funnel: Funnel, *, lang: str) -> Table:
    """Give each share, the size of its group and the limits there."""
    level = format_percent(funnel.level * 100, lang)
    rows = []
    for one in funnel.points:
        name = name_figure(data, one.figure, lang)
        key = f"n-limits-{one.figure.locality_id}-{one.figure.indicator_id}-{one.figure.subject}"
        ids = one.figure.observation_ids
        note = note_made(data, name, say("axis.limits", lang, level=level), ids, lang, key=key)
        limits = " – ".join(format_percent(end * 100, lang, decimals=1) for end in (one.low, one.high))
        rows.append(
            (
                name,
                Number(format_number(one.units, lang), note, Decimal(one.units)),
                number_of(data, one.figure, lang),
                Number(limits, note),
                link_figure(data, one.figure, lang),
            )
        )
    return make_table(
        data.name("indicator", funnel.indicator_id, lang),
        ("locality", "count", "share", "limits", "source"),
        rows,
        lang=lang,
        numeric=("count", "share", "limits"),
    )


def _name(data: Dataset, source_id: str, lang: str) -> str:
    source = data.row("source", source_id)
    day = format_date(source["published_on"].date(), lang)
    return say("foot.source", lang, place=data.name("locality", source["locality_id"], lang), day=day)


def _share(data: Dataset, part: Figure, whole: Figure, lang: str) -> Number:
    share = part.value / whole.value * 100
    words = format_percent(share, lang, decimals=1)
    made = say(
        "join.over",
        lang,
        numerator=name_indicator(data, part.indicator_id, lang),
        denominator=name_indicator(data, whole.indicator_id, lang),
    )
    title = f"{name_figure(data, part, lang)}: {name_indicator(data, part.indicator_id, lang)}: {words}"
    key = "-".join(("n-part", part.locality_id, part.indicator_id, whole.indicator_id, part.subject, part.period))
    ids = (*part.observation_ids, *whole.observation_ids)
    return Number(words, note_made(data, title, made, ids, lang, key=key), round(share, 1))
