"""What goes with a picture: the words that stand for it, and a line with its unit and its sources under it."""

from collections.abc import Callable, Container, Iterable
from functools import partial
from html import escape
from typing import Any

from analysis.dataset import Dataset
from analysis.elements.picture import Axes, Bar, Described, Picture, figures
from analysis.elements.table import Table
from analysis.elements.wording import Voice
from analysis.methods import Figure
from analysis.plan.notebook import read_words
from analysis.words.catalogue import LANGUAGES, session_language

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
    axes = partial(plot, voice.data, drawn, lang=voice.lang)
    alt = describe(voice.data, drawn, lang=voice.lang)
    return figures(axes, alt=str(alt), caption=alt.caption, foot=word_foot(voice, unit, sources), table=table)


def bar_of(voice: Voice, figure: Figure, name: str, *, told: Container[str]) -> Bar:
    """Make the bar of a figure, with the cautions that are not `told`; that of a bound, which is no value, is open."""
    return Bar(name, float(figure.value), voice.figure(figure, told=told), figure.qualifier == "eq")


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


def show_described(figure: Any) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """Show a figure of a session with the words that its cell declares, as HTML that JupyterLab shows; else None.

    A RunError says that the lines in which the cell declares them cannot be read.
    """
    from IPython import get_ipython

    shell: Any = get_ipython()
    lang = shell.user_ns.get("lang")
    lang = session_language(lang if lang in LANGUAGES else None)
    alt = read_words(str(shell.history_manager.input_hist_raw[-1]), {}, lang)["fig-alt"]
    png = shell.display_formatter.formatters["image/png"](figure) if alt else None
    if not png:
        return None
    packed, told = png if isinstance(png, tuple) else (png, {})
    html = f'<img alt="{escape(alt)}" src="data:image/png;base64,{packed}">'
    return {"text/html": html, "image/png": packed}, {"image/png": {**told, "alt": alt}}
