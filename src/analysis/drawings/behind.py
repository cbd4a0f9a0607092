"""What goes with a picture: its words, its unit and its sources."""

from collections.abc import Callable, Iterable
from functools import partial
from html import escape
from typing import Any

from analysis.dataset import Dataset
from analysis.elements import picture
from analysis.elements.picture import Axes, Picture, figures
from analysis.elements.speech import Described
from analysis.elements.table import Table
from analysis.elements.wording import Voice
from analysis.methods import Comparison, Figure
from analysis.plan.notebook import read_words
from analysis.words.catalogue import LANGUAGES, say, session_language

_MOST_SOURCES = 6  # that are each named


def draw(
    voice: Voice,
    plot: Callable[..., Axes],
    describe: Callable[..., Described],
    drawn: Any,
    *,
    unit: str,
    sources: Iterable[str],
    table: Table | None = None,
    wide: float = picture.WIDE,
) -> Picture:
    """Draw a thing by its `plot_` function, with its words, its `word_foot` and its table, if none is beside it."""
    axes = partial(plot, voice.data, drawn, lang=voice.lang)
    alt, foot = describe(voice.data, drawn, lang=voice.lang), word_foot(voice, unit, sources)
    return figures(axes, alt=str(alt), caption=alt.caption, foot=foot, table=table, wide=wide)


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
    # Of a share that is computed it is known of what it is; of a printed one the text may not say so.
    of = "share" if row["nature"] == "share" and indicator_id in {*voice.data.derived["indicator_id"]} else "of"
    return counted if row["unit"] == "count" else voice.say(f"foot.{of}", unit=unit, counted=counted)


def sources_of_figures(data: Dataset, figures: Iterable[Figure]) -> list[str]:
    """List the sources of the printed figures under these figures."""
    return [data.row("observation", id_)["source_id"] for figure in figures for id_ in figure.observation_ids]


def sources_of_places(data: Dataset, locality_ids: Iterable[str]) -> list[str]:
    """List the sources about these places."""
    return list(data.sources.loc[data.sources["locality_id"].isin(list(locality_ids)), "source_id"])


def show_described(figure: Any) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """Show a figure of a session with the words that its cell declares, as HTML that JupyterLab shows, or say so.

    A RunError says that the lines in which the cell declares them cannot be read.
    """
    from IPython import get_ipython

    shell: Any = get_ipython()
    lang = session_language(given if (given := shell.user_ns.get("lang")) in LANGUAGES else None)
    alt = read_words(str(shell.history_manager.input_hist_raw[-1]), {}, lang)["fig-alt"]
    png = shell.display_formatter.formatters["image/png"](figure)
    if not png:
        return None
    packed, told = png if isinstance(png, tuple) else (png, {})
    html = f'<img alt="{escape(alt or say("lack.undescribed", lang))}" src="data:image/png;base64,{packed}">'
    html += "" if alt else f"<p><small>{escape(say('lack.alt_line', lang))}</small></p>"
    return {"text/html": html, "image/png": packed}, {"image/png": {**told, **({"alt": alt} if alt else {})}}


def tell_not_held(comparison: Comparison, lang: str) -> list[str]:
    """Tell that so many places were asked for that not all of them were compared."""
    return [say("note.not_held", lang, number=number)] if (number := len(comparison.not_held)) else []
