"""Funnel and power as pictures, each with its words; or the sentence that refuses them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from analysis.dataset import Dataset
from analysis.elements.behind import sources_of_figures, table_funnel, table_power, word_foot
from analysis.elements.picture import Picture, colour_of, figure, new_axes
from analysis.elements.table import Paragraph
from analysis.elements.wording import Voice
from analysis.methods import Comparison, Funnel, Grading, Refusal, funnel_of_shares, units_needed
from analysis.methods.ordered import funnel_limits
from analysis.show.certainty import describe_refusal, format_chance, refuse_testing

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["describe_funnel", "describe_power", "plot_funnel", "plot_power", "show_funnel", "show_power"]

# Differences, in percentage points, for which the units needed are told.
_DIFFERENCES = (5, 10, 15, 20, 25, 30)

_POWER = 0.8


def show_funnel(data: Dataset, comparison: Comparison, *, as_process: bool, lang: str) -> Picture | Paragraph:
    """Draw the shares of a comparison in a funnel around their common share, or say why there is none."""
    voice = Voice(data, lang)
    refused = refuse_testing(voice, comparison, as_process=as_process)
    if refused:
        return refused
    funnel = funnel_of_shares(data, comparison)
    if isinstance(funnel, Refusal):
        return Paragraph(describe_refusal(funnel, lang=lang))
    return figure(
        plot_funnel(data, funnel, lang=lang),
        alt=describe_funnel(data, funnel, lang=lang),
        foot=word_foot(voice, voice.say("unit.percent"), sources_of_figures(data, comparison.figures)),
        table=table_funnel(voice, funnel),
    )


def plot_funnel(data: Dataset, funnel: Funnel, *, lang: str, ax: Axes | None = None) -> Axes:
    """Draw each share over the size of its group, with the limits that chance alone would keep."""
    voice = Voice(data, lang)
    ax = new_axes(ax, height=3.6, width=6.4)
    largest = max(one.units for one in funnel.points)
    sizes = sorted({max(2, round(largest * 1.15 * step / 80)) for step in range(1, 81)})
    limits = funnel_limits(funnel.share, sizes, level=funnel.level)
    for side in (0, 1):
        ax.plot(sizes, [one[side] * 100 for one in limits], color="#5b6470", linewidth=1, linestyle="--")
    ax.axhline(funnel.share * 100, color="#5b6470", linewidth=1)
    # Neighbours of like size have their names on different sides.
    for place, one in enumerate(sorted(funnel.points, key=lambda point: point.units)):
        colour = colour_of(data, one.figure.locality_id)
        ax.plot(one.units, one.share.estimate * 100, "X" if one.outside else "o", color=colour, markersize=8)
        ax.annotate(
            voice.about(one.figure),
            (one.units, one.share.estimate * 100),
            (0, 9 if place % 2 else -9),
            textcoords="offset points",
            ha="center",
            va="bottom" if place % 2 else "top",
            color=colour,
        )
    ax.set_xlim(0, sizes[-1])
    ax.set_ylim(0, 100)
    ax.xaxis.set_major_formatter(lambda value, _: voice.amount(value))
    ax.yaxis.set_major_formatter(lambda value, _: voice.percent(value))
    ax.set_xlabel(voice.say("axis.units"))
    level = voice.percent(funnel.level * 100)
    ax.set_title(voice.say("axis.limits", level=level), loc="left", fontsize=9)
    return ax


def describe_funnel(data: Dataset, funnel: Funnel, *, lang: str) -> str:
    """Word the picture of `plot_funnel`, with the test that all shares are equal."""
    voice = Voice(data, lang)

    def percent(value: float) -> str:
        return voice.percent(value * 100, decimals=1)

    parts = (
        voice.say(
            "alt.funnel_part",
            place=voice.about(one.figure),
            share=percent(one.share.estimate),
            units=voice.amount(one.units),
            low=percent(one.low),
            high=percent(one.high),
            verdict=voice.say("alt.outside" if one.outside else "alt.inside"),
        )
        for one in funnel.points
    )
    if isinstance(funnel.significance, Refusal):
        test = describe_refusal(funnel.significance, lang=lang)
    else:
        method = voice.say(f"method.{funnel.significance.method}")
        test = voice.say("alt.equal_shares", method=method, p_value=format_chance(funnel.significance.p_value, lang))
    return voice.say(
        "alt.funnel",
        title=voice.name("indicator", funnel.indicator_id),
        share=percent(funnel.share),
        level=voice.percent(funnel.level * 100),
        parts=voice.say("join.semicolon").join(parts),
        test=test,
    )


def show_power(data: Dataset, grading: Grading, *, lang: str) -> Picture | Paragraph:
    """Draw how many units each side needs to see a difference from the share graded excellent at one place."""
    voice = Voice(data, lang)
    top = grading.grades["excellent"]
    if top is None or grading.shares["excellent"] is None:
        return Paragraph(voice.say("note.none_figures"))
    based_on = (top, grading.assessed)
    return figure(
        plot_power(data, grading, lang=lang),
        alt=describe_power(data, grading, lang=lang),
        foot=word_foot(voice, voice.say(f"counted.{grading.counted}"), sources_of_figures(data, based_on)),
        table=table_power(voice, based_on, _from_base(voice, grading), _told(grading)),
    )


def plot_power(data: Dataset, grading: Grading, *, lang: str, ax: Axes | None = None) -> Axes:
    """Draw the units needed in each group over the difference to see, and the units that the place has."""
    voice = Voice(data, lang)
    ax = new_axes(ax, height=2.6, width=6.4)
    colour = colour_of(data, grading.locality_id)
    base = _top_share(grading)
    steps = [step for step in range(3, 41) if base + step / 100 <= 1]
    ax.plot(steps, [_needed(base, step) for step in steps], color=colour, linewidth=1.8)
    units = float(grading.assessed.value)
    ax.axhline(units, color=colour, linewidth=0.9, linestyle=":")
    label = voice.say("axis.has", number=voice.amount(grading.assessed.value))
    ax.text(41, units, label, color=colour, ha="right", va="bottom", fontsize=9)
    ax.set_yscale("log")
    ax.set_xlim(0, 41)
    ax.yaxis.set_major_formatter(lambda value, _: voice.amount(value))
    ax.set_xlabel(voice.say("axis.difference"))
    ax.set_ylabel(voice.say("axis.units_each"))
    title = _from_base(voice, grading)
    ax.set_title(f"{title}\n{voice.say('method.arcsine')}", loc="left", fontsize=9)
    return ax


def describe_power(data: Dataset, grading: Grading, *, lang: str) -> str:
    """Word the picture of `plot_power`: the base, the units that differences take, and those that the place has."""
    voice = Voice(data, lang)
    parts = (
        voice.say("alt.power_part", difference=voice.amount(step), units=voice.amount(units))
        for step, units in _told(grading)
    )
    return voice.say(
        "alt.power",
        base=_from_base(voice, grading),
        method=voice.say("method.arcsine"),
        parts=voice.join(parts),
        has=voice.amount(grading.assessed.value),
    )


def _told(grading: Grading) -> list[tuple[int, int]]:
    """List some differences in percentage points with the units that each takes."""
    base = _top_share(grading)
    return [(step, _needed(base, step)) for step in _DIFFERENCES if base + step / 100 <= 1]


def _from_base(voice: Voice, grading: Grading) -> str:
    place = voice.place(grading.locality_id)
    return voice.say("axis.base", place=place, share=voice.percent(_top_share(grading) * 100, decimals=1))


def _top_share(grading: Grading) -> float:
    share = grading.shares["excellent"]
    return float(share or 0) / 100


@cache  # picture, words and table ask for the same
def _needed(base: float, points: int) -> int:
    """Give the units needed in each group for a difference of so many percentage points upwards."""
    found = units_needed(base, base + points / 100, power=_POWER)
    return 0 if isinstance(found, Refusal) else found
