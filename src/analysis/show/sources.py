"""What the texts are and cite, where each figure stands in them, and by which yardsticks it may be read."""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

import pandas as pd

from analysis.dataset import Dataset
from analysis.elements.behind import draw
from analysis.elements.picture import Axes, Described, Picture, colour_of, new_axes
from analysis.elements.speech import Number, capital
from analysis.elements.table import Cell, Link, Paragraph, Table
from analysis.elements.wording import Columns, Voice, anchor_of
from analysis.methods import Figure, Trace, Yardstick, find_figures
from analysis.methods.themes import LEVELS
from analysis.text import sort_key

# How far above and below its row a document is named, in turn.
_STEPS = (0.2, -0.32, 0.38, -0.5)

_TAKEN = {"observations": "figures", "codings": "codings", "directives": "directives"}


def table_sources(data: Dataset, *, lang: str) -> Table:
    """Tell what each text is and how much was taken from it."""
    voice = Voice(data, lang)
    sources = data.sources.to_dict("records")
    columns: Columns[dict[Any, Any]] = {
        "locality": lambda source: capital(voice.place(source["locality_id"])),
        "title": lambda source: voice.source(source["source_id"]),
        "genre": lambda source: voice.say(f"genre.{source['genre']}"),
        **{name: partial(_count, voice, table) for table, name in _TAKEN.items()},
    }
    notes = [voice.text(source, "note") for source in sources] if len(sources) == 1 else ()
    return voice.table(voice.say("caption.sources"), columns, sources, numeric=tuple(_TAKEN.values()), notes=notes)


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
    printed = {figure.observation_ids[0]: figure for figure in find_figures(data, computed=False)}

    def name(row: Mapping[Any, Any]) -> str:
        about = ("subject", row["subject"]) if row["subject"] else ("locality", row["locality_id"])
        return f"{voice.name(*about)}: {voice.name('indicator', row['indicator_id'])}"

    def beware(row: Mapping[Any, Any]) -> str:
        marks = voice.cautions(printed[row["observation_id"]], told=("subject", "basis"))
        return capital(". ".join(filter(None, ("; ".join(marks), voice.text(row, "note")))))

    columns: Columns[dict[Any, Any]] = {
        "figure": lambda row: Cell(name(row), anchor=anchor_of(row["observation_id"])),
        "printed": lambda row: Cell(f"“{row['printed']}”", lang="" if lang == "vi" else "vi"),
        "source": lambda row: voice.source(row["source_id"]),
        "paragraph": lambda row: voice.say("join.page", number=row["paragraph"]),
        "period": lambda row: f"{voice.say('basis.' + row['period_basis'])}: {voice.period(row['period'])}",
        "note": beware,
    }
    observations = data.observations[data.observations["observation_id"].isin(ids)].to_dict("records")
    rows = sorted(observations, key=lambda row: sort_key(name(row)))
    notes = sorted({voice.formula(figure) for figure in figures if figure.is_computed}, key=sort_key)
    return voice.table(voice.say("caption.provenance"), columns, rows, notes=notes)


def table_norms(data: Dataset, *, indicator_id: str | None = None, reading: bool = False, lang: str) -> Table:
    """List yardsticks with their base, time in force and verification: those of an indicator's concept, of any use.

    Without an indicator they are those in use, or else the further reading, which no indicator can meet.
    """
    voice = Voice(data, lang)
    norms = data.norms
    if indicator_id is not None:
        norms = norms[norms["concept"] == data.row("indicator", indicator_id)["concept"]]
    else:
        norms = norms[(norms["use"] == "reading") == reading]
    columns: Columns[dict[Any, Any]] = {
        "norm": lambda norm: voice.text(norm, "name"),
        "document": lambda norm: norm["document"] if lang == "vi" else Cell(norm["document"], lang="vi"),
        "base": lambda norm: voice.text(norm, "base"),
        "in_force": lambda norm: f"{voice.day(norm['in_force_from'])} – {voice.day(norm['in_force_to'])}".rstrip(),
        "verification": lambda norm: voice.say(f"verification.{norm['verification']}"),
        "note": lambda norm: voice.text(norm, "note"),
    }
    notes, empty = [voice.say("note.norms_use")], voice.say("note.none_norms")
    caption = voice.say("caption.reading" if reading else "caption.norms")
    return voice.table(caption, columns, norms.to_dict("records"), notes=notes, empty=empty)


def table_yardsticks(data: Dataset, yardsticks: Iterable[Yardstick], *, lang: str) -> Table:
    """Tell for each figure and norm whether the norm may be laid over it, and if not, which test fails."""
    voice = Voice(data, lang)

    def name(figure: Figure) -> Cell:
        number = voice.number(figure, told=("subject", "basis"))
        return Cell(f"{voice.about(figure)}: ", parts=(number, f" ({voice.when(figure)})"))

    def fits(yardstick: Yardstick) -> str:
        failures = voice.join(voice.say(f"failure.{failure}") for failure in yardstick.failures)
        return capital(voice.say(f"position.{yardstick.position}") if yardstick.position else failures)

    columns: Columns[Yardstick] = {
        "figure": lambda yardstick: name(yardstick.figure),
        "norm": lambda yardstick: voice.name("norm", yardstick.norm_id),
        "fits": fits,
        "source": lambda yardstick: voice.link(yardstick.figure),
    }
    notes, empty = [voice.say("note.norms_use")], voice.say("note.none_norms")
    return voice.table(voice.say("caption.yardsticks"), columns, yardsticks, notes=notes, empty=empty)


def show_timeline(data: Dataset, directives: pd.DataFrame, *, lang: str) -> Picture | Paragraph:
    """Draw the dated documents on a time line."""
    voice = Voice(data, lang)
    sources = directives.loc[directives["issued_on"].notna(), "source_id"]
    if sources.empty:
        return Paragraph(voice.say("note.none_dated"))
    return draw(voice, plot_timeline, describe_timeline, directives, unit=voice.say("foot.timeline"), sources=sources)


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
            style: dict[str, Any] = {"ha": "center", "va": "center", "fontsize": 8.5, "color": colour_of(data, place)}
            ax.plot(day, row, "o", color=style["color"], markersize=8)
            words = f"{_document(voice, directive)}\n{voice.name('locality', place)}"
            beside, arrow = (day, row + _STEPS[n % len(_STEPS)]), {"arrowstyle": "-", "color": "#aab2bc", "shrinkB": 5}
            ax.annotate(words, (day, row), beside, arrowprops=arrow, **style)
    ax.set_yticks(range(len(levels)), [_level(voice, level) for level in levels])
    ax.set_ylim(len(levels) - 0.4, -0.6)
    ax.margins(x=0.12)
    ax.spines["left"].set_visible(False)
    ax.tick_params(axis="y", length=0)
    return ax


def describe_timeline(data: Dataset, directives: pd.DataFrame, *, lang: str) -> Described:
    """Word the picture of `plot_timeline`."""
    voice = Voice(data, lang)
    dated = directives[directives["issued_on"].notna()].sort_values("issued_on")
    parts = [
        f"{_document(voice, directive)} ({voice.day(directive['issued_on'])}, {_level(voice, directive['level'])}, "
        f"{voice.name('locality', directive['locality_id'])})"
        for directive in dated.to_dict("records")
    ]
    years = dated["issued_on"].dt.year
    first, last = (years.min(), years.max()) if len(years) else ("", "")
    caption = voice.say("picture.timeline", first=first, last=last, number=len(years))
    return Described(voice.say("alt.timeline", caption=caption, parts=voice.join(parts)), caption)


def table_directives(data: Dataset, directives: pd.DataFrame, *, lang: str) -> Table:
    """List cited documents, in the order given."""
    voice = Voice(data, lang)
    columns: Columns[dict[Any, Any]] = {
        "document": lambda row: f"{capital(voice.say('document.' + row['kind']))} {row['number']}".rstrip(),
        "about": lambda row: voice.text(row, "subject"),
        "issuer": lambda row: name_issuer(voice, row),
        "issued_on": lambda row: voice.day(row["issued_on"]) or voice.say("level.unstated"),
        "level": lambda row: _level(voice, row["level"]),
        "source": voice.where,
    }
    empty = voice.say("note.none_directives")
    return voice.table(voice.say("caption.directives"), columns, directives.to_dict("records"), empty=empty)


def table_traces(data: Dataset, traces: Sequence[Trace], *, themed: bool = True, lang: str) -> Table:
    """List measures with the documents that their texts tie them to, and unless told not to with their themes."""
    voice = Voice(data, lang)
    codings = {
        (row["locality_id"], row["theme_id"], row["direction"], int(row["paragraph"])): row
        for row in data.codings.to_dict("records")
    }
    told = any(trace.status for trace in traces)
    columns: Columns[Trace] = {
        "locality": lambda trace: voice.name("locality", trace.locality_id),
        **({"theme": lambda trace: link_theme(voice, trace.theme_id, trace.locality_id)} if themed else {}),
        "gloss": lambda trace: voice.gloss(
            codings[trace.locality_id, trace.theme_id, trace.direction, trace.paragraph]
        ),
        **({"status": lambda trace: voice.say(f"status.{trace.status}")} if told else {}),
        "chain": lambda trace: "; ".join(" → ".join(map(voice.directive, chain)) for chain in trace.chains),
        "source": lambda trace: voice.say("join.page", number=trace.paragraph),
    }
    return voice.table(voice.say("caption.traces"), columns, traces, empty=voice.say("note.none_traces"))


def link_theme(voice: Voice, theme_id: str, locality_id: str = "") -> Cell:
    """Name a theme, with a link to its page, or to what the text of one place tells of it there."""
    address = f"theme-{theme_id}.html" + (f"#{locality_id}" if locality_id else "")
    return Cell("", links=(Link(address, voice.name("theme", theme_id)),))


def name_issuer(voice: Voice, directive: Mapping[Any, Any]) -> str:
    """Name who issued a document, and say so where the text does not print all of it."""
    issuer = voice.text(directive, "issuer") or voice.say("level.unstated")
    return f"{issuer} ({voice.say('outlet.inferred')})" if directive["issuer_basis"] == "inferred" else issuer


def _document(voice: Voice, directive: Mapping[Any, Any]) -> str:
    """Call a document by its number, or by its kind where the text gives none."""
    return directive["number"] or voice.say(f"document.{directive['kind']}")


def _level(voice: Voice, level: str) -> str:
    return voice.say(f"level.{level or 'unstated'}")
