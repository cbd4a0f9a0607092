"""How one indicator stands across places, and whether the gate lets it be compared."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from analysis.dataset import Dataset
from analysis.elements.behind import draw, name_unit, sources_of_figures
from analysis.elements.origins import glue
from analysis.elements.picture import Picture, colour_of, new_axes
from analysis.elements.speech import capital
from analysis.elements.table import Table
from analysis.elements.wording import Columns, Voice
from analysis.methods import Comparison, Figure, Judgement, Reason, require_one_axis
from analysis.show.synthesis import Statement, StatementList
from analysis.words.catalogue import LANGUAGES

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = [
    "describe_comparison",
    "describe_reason",
    "describe_reasons",
    "plot_comparison",
    "report_comparison",
    "show_comparison",
    "table_comparison",
    "table_judgements",
]


def describe_reason(data: Dataset, reason: Reason, lang: str) -> str:
    """Word one reason of the gate, naming the two things that differ."""
    return Voice(data, lang).reason(reason)


def describe_reasons(data: Dataset, comparison: Comparison, lang: str, *, verdict: str | None = None) -> str:
    """Word every reason of a comparison in one line, or those that decide one verdict; the strictest first."""
    return Voice(data, lang).reasons(comparison, verdict=verdict)


def show_comparison(data: Dataset, comparison: Comparison, *, lang: str) -> Picture | StatementList:
    """Draw a comparison on one axis if the gate allows it; else give the figures apart, with the reasons."""
    voice = Voice(data, lang)
    if comparison.verdict != "not_comparable":
        caption, unit = _name_bars(voice, comparison), name_unit(voice, comparison.indicator_id)
        sources = sources_of_figures(data, comparison.figures)
        return draw(
            voice, plot_comparison, describe_comparison, comparison, caption=caption, unit=unit, sources=sources
        )
    told = [Statement((f"{voice.say('note.apart')} {capital(voice.reasons(comparison, verdict='not_comparable'))}.",))]
    for figure in comparison.figures:
        name = f"{voice.about(figure)}: {voice.indicator(figure.indicator_id)}: "
        told.append(Statement(glue(name, voice.number(figure)), (figure,)))
    return StatementList(voice, tuple(told))


def plot_comparison(data: Dataset, comparison: Comparison, *, lang: str, ax: Axes | None = None) -> Axes:
    """Draw the figures of a comparison as bars on one axis.

    Raises
    ------
    NotComparableError
        If the gate keeps them apart.
    """
    voice = Voice(data, lang)
    require_one_axis(comparison)
    figures = comparison.figures
    ax = new_axes(ax, height=0.42 * len(figures))
    longest = max(float(figure.value) for figure in figures) or 1
    for row, figure in enumerate(figures):
        colour, value = colour_of(data, figure.locality_id), float(figure.value)
        # A bound is no value: its bar is open.
        ax.barh(row, value, height=0.62, facecolor=colour if figure.qualifier == "eq" else "none", edgecolor=colour)
        ax.text(value + longest * 0.012, row, voice.value(figure), va="center")
    ax.set_yticks(range(len(figures)), [voice.about(figure) for figure in figures])
    ax.invert_yaxis()
    ax.set_xlim(0, longest * 1.16)
    ax.xaxis.set_visible(False)
    ax.spines["bottom"].set_visible(False)
    ax.tick_params(axis="y", length=0)
    return ax


def describe_comparison(data: Dataset, comparison: Comparison, *, lang: str) -> str:
    """Word the picture of `plot_comparison`."""
    voice = Voice(data, lang)
    parts = voice.bars((voice.about(figure), voice.value(figure)) for figure in comparison.figures)
    return voice.say("alt.bars", caption=_name_bars(voice, comparison), parts=parts)


def _name_bars(voice: Voice, comparison: Comparison) -> str:
    return voice.say("picture.bars", title=voice.name("indicator", comparison.indicator_id))


def table_comparison(data: Dataset, comparison: Comparison, *, lang: str) -> Table:
    """Give the figures of a comparison, each with what it counts, its period and its source."""
    voice = Voice(data, lang)
    columns: Columns[Figure] = {
        "locality": voice.about,
        "value": voice.number,
        "indicator": lambda figure: voice.name("indicator", figure.indicator_id),
        "period": voice.when,
        "basis": lambda figure: voice.say("state.computed" if figure.is_computed else "state.printed"),
        "source": voice.link,
    }
    notes = []
    if comparison.missing:
        notes.append(voice.say("note.missing", places=voice.names("locality", comparison.missing)))
    if any(figure.is_computed for figure in comparison.figures):
        notes.append(voice.say("note.computed"))
    caption = voice.say("caption.comparison", indicator=_compared(voice, comparison))
    return voice.table(caption, columns, comparison.figures, numeric=("value",), notes=notes)


def table_judgements(data: Dataset, comparison: Comparison, *, lang: str) -> Table:
    """Give the gate's verdict on each pair of figures, with every reason."""
    voice = Voice(data, lang)
    columns: Columns[Judgement] = {
        "pair": lambda pair: f"{voice.about(pair.left)} – {voice.about(pair.right)}",
        "verdict": lambda pair: voice.say(f"verdict.{pair.verdict}"),
        "reasons": lambda pair: capital("; ".join(map(voice.reason, pair.reasons))),
    }
    caption = voice.say("caption.judgements", indicator=_compared(voice, comparison))
    return voice.table(caption, columns, comparison.judgements, empty=capital(voice.reasons(comparison)) + ".")


def _compared(voice: Voice, comparison: Comparison) -> str:
    """Name every indicator that a comparison holds: the one asked for, and others of its concept."""
    return voice.indicators([comparison.indicator_id, *(figure.indicator_id for figure in comparison.figures)])


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
