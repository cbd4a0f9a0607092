"""What goes with a picture: a line with its unit and its sources under it, and the table of what it draws."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from analysis.dataset import Dataset
from analysis.elements.origins import Number
from analysis.elements.table import Table, make_table
from analysis.elements.wording import Voice, capital
from analysis.methods import Comparison, Figure, Funnel

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


def word_foot(voice: Voice, unit: str, source_ids: Iterable[str]) -> str:
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
        named = voice.say("foot.many", number=voice.amount(len(ids)))
    else:
        named = voice.join(_name(voice, one) for one in ids)
    return voice.say("foot.line", unit=unit, sources=named) if ids else voice.say("foot.unit", unit=unit)


def name_unit(voice: Voice, indicator_id: str) -> str:
    """Name the unit of an indicator: what a count counts, else per cent, money, time."""
    row = voice.data.row("indicator", indicator_id)
    unit, counted = voice.say(f"unit.{row['unit']}"), row["counted"]
    if row["unit"] == "count" and counted:
        return voice.say(f"counted.{counted}")
    return voice.say("foot.of", unit=unit, counted=voice.say(f"counted.{counted}")) if counted else unit


def sources_of_figures(data: Dataset, figures: Iterable[Figure]) -> list[str]:
    """List the sources of the printed figures under these figures."""
    return [data.row("observation", id_)["source_id"] for one in figures for id_ in one.observation_ids]


def sources_of_places(data: Dataset, locality_ids: Iterable[str]) -> list[str]:
    """List the sources about these places."""
    wanted = set(locality_ids)
    return [row["source_id"] for row in data.sources.to_dict("records") if row["locality_id"] in wanted]


def table_parts(voice: Voice, parts: Sequence[tuple[Figure, Figure]]) -> Table:
    """Give each part, the whole that holds it, and its share."""
    rows = [
        (
            voice.name("indicator", part.indicator_id),
            voice.number(part),
            voice.number(whole),
            _share(voice, part, whole),
            voice.cite((part, whole)),
        )
        for part, whole in parts
    ]
    return make_table(
        voice.say("caption.parts", place=voice.name("locality", parts[0][0].locality_id)),
        ("indicator", "part", "whole", "share", "source"),
        rows,
        lang=voice.lang,
        numeric=("part", "whole", "share"),
    )


def table_matrix(voice: Voice, comparisons: Sequence[Comparison]) -> Table:
    """Give the verdict on each concept and pair."""
    rows = [
        (
            voice.name("indicator", one.indicator_id),
            " – ".join(voice.name("locality", place) for place in one.locality_ids),
            capital(voice.say(f"verdict.{one.verdict}")),
        )
        for one in comparisons
    ]
    caption = voice.say("caption.matrix", number=voice.amount(len(rows)))
    return make_table(caption, ("indicator", "pair", "verdict"), rows, lang=voice.lang)


def table_power(voice: Voice, figures: Sequence[Figure], caption: str, needed: Iterable[tuple[int, int]]) -> Table:
    """Give the units needed in each group by the difference to see, in percentage points.

    Parameters
    ----------
    figures
        The part and the whole that the curve starts from.
    """
    ids = [id_ for one in figures for id_ in one.observation_ids]
    key = f"n-power-{figures[0].locality_id}-{figures[0].indicator_id}"
    note = voice.note_made(caption, voice.say("method.arcsine"), ids, key=key)
    rows = [(voice.amount(points), Number(voice.amount(units), note, Decimal(units))) for points, units in needed]
    return make_table(caption, ("step", "units_each"), rows, lang=voice.lang, numeric=("units_each",))


def table_funnel(voice: Voice, funnel: Funnel) -> Table:
    """Give each share, the size of its group and the limits there."""
    level = voice.percent(funnel.level * 100)
    rows = []
    for one in funnel.points:
        name = voice.about(one.figure)
        key = f"n-limits-{one.figure.locality_id}-{one.figure.indicator_id}-{one.figure.subject}"
        ids = one.figure.observation_ids
        note = voice.note_made(name, voice.say("axis.limits", level=level), ids, key=key)
        limits = " – ".join(voice.percent(end * 100, decimals=1) for end in (one.low, one.high))
        rows.append(
            (
                name,
                Number(voice.amount(one.units), note, Decimal(one.units)),
                voice.number(one.figure),
                Number(limits, note),
                voice.link(one.figure.observation_ids),
            )
        )
    return make_table(
        voice.name("indicator", funnel.indicator_id),
        ("locality", "count", "share", "limits", "source"),
        rows,
        lang=voice.lang,
        numeric=("count", "share", "limits"),
    )


def _name(voice: Voice, source_id: str) -> str:
    source = voice.data.row("source", source_id)
    day = voice.day(source["published_on"].date())
    return voice.say("foot.source", place=voice.name("locality", source["locality_id"]), day=day)


def _share(voice: Voice, part: Figure, whole: Figure) -> Number:
    share = part.value / whole.value * 100
    words = voice.percent(share, decimals=1)
    made = voice.say(
        "join.over",
        numerator=voice.indicator(part.indicator_id),
        denominator=voice.indicator(whole.indicator_id),
    )
    title = f"{voice.about(part)}: {voice.indicator(part.indicator_id)}: {words}"
    key = "-".join(("n-part", part.locality_id, part.indicator_id, whole.indicator_id, part.subject, part.period))
    ids = (*part.observation_ids, *whole.observation_ids)
    return Number(words, voice.note_made(title, made, ids, key=key), round(share, 1))
