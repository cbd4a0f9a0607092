"""What goes with a picture: the words that stand for it, and a line with its unit and its sources under it."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from analysis.dataset import Dataset
from analysis.elements.picture import Axes, Described, Picture, figure
from analysis.elements.table import Table
from analysis.elements.wording import Voice
from analysis.methods import Figure

_MOST_SOURCES = 6


def draw(
    voice: Voice,
    plot: Callable[..., Axes],
    describe: Callable[..., Described],
    drawn: Any,
    *,
    unit: str,
    sources: Iterable[str],
    table: Table | None = None,
) -> Picture:
    """Draw a thing by its `plot_` function, with its words, its `word_foot` and its table, if none is beside it."""
    axes = plot(voice.data, drawn, lang=voice.lang)
    alt = describe(voice.data, drawn, lang=voice.lang)
    return figure(axes, alt=str(alt), caption=alt.caption, foot=word_foot(voice, unit, sources), table=table)


def lay_grid(
    ax: Axes, rows: Sequence[str], columns: Sequence[str], *, at: Sequence[float] | None = None, size: int = 9
) -> None:
    """Name the rows of a grid at its side, one under the other or `at` places, a line under each; its columns above."""
    at = range(len(rows)) if at is None else at
    ax.set_yticks(at, rows, fontsize=9)
    ax.set_ylim(at[-1] + 0.5, at[0] - 0.5)
    for place in at:
        ax.axhline(place + 0.5, color="#e1e5ea", linewidth=0.7, zorder=0)
    ax.set_xticks(range(len(columns)), columns, fontsize=size)
    ax.set_xlim(-0.5, len(columns) - 0.5)
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)


def word_foot(voice: Voice, unit: str, source_ids: Iterable[str]) -> str:
    """Word the line under a picture: what one mark or number stands for, and the articles it rests on, many counted."""
    sources = [voice.data.row("source", id_) for id_ in dict.fromkeys(source_ids)]
    if not sources:
        return voice.say("foot.unit", unit=unit)
    named = ((voice.name("locality", row["locality_id"]), voice.day(row["published_on"])) for row in sources)
    told = voice.join(voice.say("foot.source", place=place, day=day) for place, day in named)
    if len(sources) > _MOST_SOURCES:
        told = voice.say("foot.many", number=voice.amount(len(sources)))
    return voice.say("foot.line", unit=unit, sources=told)


def name_unit(voice: Voice, indicator_id: str) -> str:
    """Name the unit of an indicator: what a count counts, else per cent, money, time."""
    row = voice.data.row("indicator", indicator_id)
    unit = voice.say(f"unit.{row['unit']}")
    if not row["counted"]:
        return unit
    counted = voice.say(f"counted.{row['counted']}")
    return counted if row["unit"] == "count" else voice.say("foot.of", unit=unit, counted=counted)


def sources_of_figures(data: Dataset, figures: Iterable[Figure]) -> list[str]:
    """List the sources of the printed figures under these figures."""
    return [data.row("observation", id_)["source_id"] for figure in figures for id_ in figure.observation_ids]


def sources_of_places(data: Dataset, locality_ids: Iterable[str]) -> list[str]:
    """List the sources about these places."""
    return list(data.sources.loc[data.sources["locality_id"].isin(list(locality_ids)), "source_id"])
