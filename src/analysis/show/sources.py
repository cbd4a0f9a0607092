"""What the texts are, where each figure stands in them, and by which yardsticks it may be read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from analysis.dataset import Dataset
from analysis.elements.origins import Number
from analysis.elements.table import Cell, Table, make_table
from analysis.elements.wording import Voice, anchor_of, capital
from analysis.methods import Figure, Yardstick
from analysis.text import sort_key

__all__ = ["table_norms", "table_provenance", "table_sources", "table_yardsticks"]

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
