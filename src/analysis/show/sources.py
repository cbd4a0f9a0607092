"""What the texts are and cite, where each figure stands in them, and by which yardsticks it may be read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from analysis.dataset import Dataset
from analysis.elements.behind import draw
from analysis.elements.origins import Number
from analysis.elements.picture import Picture, colour_of, new_axes
from analysis.elements.table import Cell, Paragraph, Table, make_table
from analysis.elements.wording import Voice, anchor_of, capital
from analysis.methods import Figure, Trace, Yardstick
from analysis.methods.themes import LEVELS
from analysis.text import sort_key

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

__all__ = [
    "describe_timeline",
    "plot_timeline",
    "show_timeline",
    "table_directives",
    "table_norms",
    "table_provenance",
    "table_sources",
    "table_traces",
    "table_yardsticks",
]

# How far above and below its row a document is named, in turn.
_STEPS = (0.2, -0.32, 0.38, -0.5)

_TAKEN = {"observations": "figures", "codings": "codings", "directives": "directives"}


def table_sources(data: Dataset, *, lang: str) -> Table:
    """Tell what each text is and how much was taken from it."""
    voice = Voice(data, lang)
    sources = data.sources.to_dict("records")
    rows: list[tuple[str | Number, ...]] = [
        (
            capital(voice.place(source["locality_id"])),
            voice.source(source["source_id"]),
            voice.say(f"genre.{source['genre']}"),
            *(_count(voice, table, source) for table in _TAKEN),
        )
        for source in sources
    ]
    return make_table(
        voice.say("caption.sources"),
        ("locality", "title", "genre", *_TAKEN.values()),
        rows,
        lang=lang,
        numeric=tuple(_TAKEN.values()),
        notes=[voice.text(source, "note") for source in sources] if len(sources) == 1 else (),
    )


def _count(voice: Voice, table: str, source: Mapping[Any, Any]) -> Number:
    id_ = source["source_id"]
    number = int((voice.data.tables[table]["source_id"] == id_).sum())
    title = f"{capital(voice.place(source['locality_id']))}: {voice.say(f'column.{_TAKEN[table]}')}"
    rows = voice.say("who.rows", number=number, table=table, condition=f"source_id = {id_}")
    return voice.counted(number, title, rows, key=f"{table}-{id_}")


def table_provenance(data: Dataset, figures: Iterable[Figure], *, lang: str) -> Table:
    """Tell where each figure of a report comes from; links from other tables lead here.

    A computed figure stands as the printed figures it is made from, and its formula.
    """
    voice = Voice(data, lang)
    figures = list(figures)
    ids = {id_ for figure in figures for id_ in figure.observation_ids}
    named = []
    for row in data.observations.to_dict("records"):
        if row["observation_id"] not in ids:
            continue
        about = ("subject", row["subject"]) if row["subject"] else ("locality", row["locality_id"])
        name = f"{voice.name(*about)}: {voice.name('indicator', row['indicator_id'])}"
        cells = (
            Cell(name, anchor=anchor_of(row["observation_id"])),
            Cell(f"“{row['printed']}”", lang="" if lang == "vi" else "vi"),
            voice.source(row["source_id"]),
            voice.say("join.page", number=row["paragraph"]),
            voice.say(f"basis.{row['period_basis']}") + f": {voice.period(row['period'])}",
            voice.text(row, "note"),
        )
        named.append((sort_key(name), cells))
    return make_table(
        voice.say("caption.provenance"),
        ("figure", "printed", "source", "paragraph", "period", "note"),
        [cells for _, cells in sorted(named, key=lambda pair: pair[0])],
        lang=lang,
        notes=sorted({voice.formula(figure) for figure in figures if figure.is_computed}, key=sort_key),
    )


def table_norms(data: Dataset, *, indicator_id: str | None = None, lang: str) -> Table:
    """List yardsticks with their base, the time they were in force, and how far they are verified.

    Parameters
    ----------
    indicator_id
        Keep those of the concept of this indicator; all where ``None``.
    """
    voice = Voice(data, lang)
    norms = data.norms
    if indicator_id is not None:
        norms = norms[norms["concept"] == data.row("indicator", indicator_id)["concept"]]
    rows = [
        (
            voice.text(norm, "name"),
            norm["document"] if lang == "vi" else Cell(norm["document"], lang="vi"),
            voice.text(norm, "base"),
            f"{voice.day(norm['in_force_from'])} – {voice.day(norm['in_force_to'])}".rstrip(),
            voice.say(f"verification.{norm['verification']}"),
            voice.text(norm, "note"),
        )
        for norm in norms.to_dict("records")
    ]
    return make_table(
        voice.say("caption.norms"),
        ("norm", "document", "base", "in_force", "verification", "note"),
        rows,
        lang=lang,
        notes=[voice.say("note.norms_use")],
        empty=voice.say("note.none_norms"),
    )


def table_yardsticks(data: Dataset, yardsticks: Iterable[Yardstick], *, lang: str) -> Table:
    """Tell for each figure and norm whether the norm may be laid over it, and if not, which test fails."""
    voice = Voice(data, lang)
    rows = []
    for yardstick in yardsticks:
        figure, position = yardstick.figure, yardstick.position
        failures = voice.join(voice.say(f"failure.{failure}") for failure in yardstick.failures)
        when = f" ({voice.period(figure.period)})"
        rows.append(
            (
                Cell(f"{voice.about(figure)}: ", parts=(voice.number(figure), when)),
                voice.name("norm", yardstick.norm_id),
                capital(failures if position is None else voice.say(f"position.{position}")),
                voice.link(figure.observation_ids),
            )
        )
    return make_table(
        voice.say("caption.yardsticks"),
        ("figure", "norm", "fits", "source"),
        rows,
        lang=lang,
        notes=[voice.say("note.norms_use")],
        empty=voice.say("note.none_norms"),
    )


def show_timeline(data: Dataset, directives: pd.DataFrame, *, lang: str) -> Picture | Paragraph:
    """Draw the dated documents on a time line."""
    voice = Voice(data, lang)
    sources = directives.loc[directives["issued_on"].notna(), "source_id"]
    if sources.empty:
        return Paragraph(voice.say("note.none_dated"))
    unit = voice.say("foot.timeline")
    caption = _name_timeline(voice, directives)
    return draw(voice, plot_timeline, describe_timeline, directives, caption=caption, unit=unit, sources=sources)


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
    parts = [
        f"{_document(voice, directive)} ({voice.day(directive['issued_on'])}, {_level(voice, directive['level'])}, "
        f"{voice.name('locality', directive['locality_id'])})"
        for directive in dated.to_dict("records")
    ]
    return voice.say("alt.timeline", caption=_name_timeline(voice, directives), parts=voice.join(parts))


def _name_timeline(voice: Voice, directives: pd.DataFrame) -> str:
    years = directives["issued_on"].dropna().dt.year
    first, last = (years.min(), years.max()) if len(years) else ("", "")
    return voice.say("picture.timeline", first=first, last=last, number=len(years))


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
