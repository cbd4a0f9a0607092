"""Which documents the texts cite, and which measures they tie to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from analysis.dataset import Dataset
from analysis.elements.behind import draw
from analysis.elements.picture import Picture, colour_of, new_axes
from analysis.elements.table import Paragraph, Table, make_table
from analysis.elements.wording import Voice, capital
from analysis.methods import Trace
from analysis.methods.themes import LEVELS

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

__all__ = ["describe_timeline", "plot_timeline", "show_timeline", "table_directives", "table_traces"]

# How far above and below its row a document is named, in turn.
_STEPS = (0.2, -0.32, 0.38, -0.5)


def show_timeline(data: Dataset, directives: pd.DataFrame, *, lang: str) -> Picture | Paragraph:
    """Draw the dated documents on a time line."""
    voice = Voice(data, lang)
    sources = directives.loc[directives["issued_on"].notna(), "source_id"]
    if sources.empty:
        return Paragraph(voice.say("note.none_dated"))
    unit = voice.say("foot.timeline")
    return draw(voice, plot_timeline, describe_timeline, directives, unit=unit, sources=sources)


def plot_timeline(data: Dataset, directives: pd.DataFrame, *, lang: str, ax: Axes | None = None) -> Axes:
    """Draw the dated documents on a time line, one row a level, the citing place by colour and in words."""
    voice = Voice(data, lang)
    dated = directives[directives["issued_on"].notna()]
    levels = [level for level in (*LEVELS, "") if (dated["level"] == level).any()]  # "": the text does not say
    ax = new_axes(ax, height=0.6 + 1.35 * len(levels), width=7.4)
    for row, level in enumerate(levels):
        found = dated[dated["level"] == level].sort_values("issued_on").to_dict("records")
        for n, directive in enumerate(found):
            day, place = directive["issued_on"], directive["locality_id"]
            colour = colour_of(data, place)
            ax.plot(day, row, "o", color=colour, markersize=8)
            ax.annotate(
                f"{_document(voice, directive)}\n{voice.name('locality', place)}",
                (day, row),
                (day, row + _STEPS[n % len(_STEPS)]),
                ha="center",
                va="center",
                fontsize=8.5,
                color=colour,
                arrowprops={"arrowstyle": "-", "color": "#aab2bc", "shrinkB": 5},
            )
    ax.set_yticks(range(len(levels)), [_level(voice, level) for level in levels])
    ax.set_ylim(len(levels) - 0.4, -0.6)
    ax.margins(x=0.12)
    ax.spines["left"].set_visible(False)
    ax.tick_params(axis="y", length=0)
    return ax


def describe_timeline(data: Dataset, directives: pd.DataFrame, *, lang: str) -> str:
    """Word the picture of `plot_timeline`."""
    voice = Voice(data, lang)
    dated = directives[directives["issued_on"].notna()].sort_values("issued_on")
    years = dated["issued_on"].dt.year
    parts = [
        f"{_document(voice, directive)} ({voice.day(directive['issued_on'])}, {_level(voice, directive['level'])}, "
        f"{voice.name('locality', directive['locality_id'])})"
        for directive in dated.to_dict("records")
    ]
    first, last = (years.min(), years.max()) if len(dated) else ("", "")
    return voice.say("alt.timeline", first=first, last=last, number=len(dated), parts=voice.join(parts))


def table_directives(data: Dataset, directives: pd.DataFrame, *, lang: str) -> Table:
    """List cited documents, in the order given."""
    voice = Voice(data, lang)
    unstated = voice.say("level.unstated")
    rows = [
        (
            " ".join(filter(None, (capital(voice.say(f"document.{directive['kind']}")), directive["number"]))),
            voice.text(directive, "subject"),
            voice.text(directive, "issuer") or unstated,
            voice.day(directive["issued_on"]) or unstated,
            _level(voice, directive["level"]),
            voice.where(directive),
        )
        for directive in directives.to_dict("records")
    ]
    return make_table(
        voice.say("caption.directives"),
        ("document", "about", "issuer", "issued_on", "level", "source"),
        rows,
        lang=lang,
        empty=voice.say("note.none_directives"),
    )


def table_traces(data: Dataset, traces: Sequence[Trace], *, lang: str) -> Table:
    """List measures with the documents that their texts tie them to."""
    voice = Voice(data, lang)
    glosses = {
        (row["locality_id"], row["theme_id"], row["direction"], int(row["paragraph"])): voice.text(row, "gloss")
        for row in data.codings.to_dict("records")
    }
    rows = [
        (
            voice.name("locality", trace.locality_id),
            voice.name("theme", trace.theme_id),
            glosses[trace.locality_id, trace.theme_id, trace.direction, trace.paragraph],
            "; ".join(" → ".join(map(voice.directive, chain)) for chain in trace.chains),
            voice.say("join.page", number=trace.paragraph),
        )
        for trace in traces
    ]
    return make_table(
        voice.say("caption.traces"),
        ("locality", "theme", "gloss", "chain", "source"),
        rows,
        lang=lang,
        empty=voice.say("note.none_traces"),
    )


def _document(voice: Voice, directive: Mapping[Any, Any]) -> str:
    """Call a document by its number, or by its kind where the text gives none."""
    return directive["number"] or voice.say(f"document.{directive['kind']}")


def _level(voice: Voice, level: str) -> str:
    return voice.say(f"level.{level or 'unstated'}")
