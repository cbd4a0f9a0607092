"""Links from a figure to the row that tells where it was printed."""

from __future__ import annotations

from collections.abc import Iterable

from analysis.dataset import Dataset
from analysis.elements.table import Cell, Link
from analysis.methods import Figure
from analysis.words.catalogue import say

__all__ = [
    "anchor_of",
    "cite_figures",
    "link_figure",
    "link_observations",
]


def cite_figures(data: Dataset, figures: Iterable[Figure], *, lang: str) -> Cell:
    """Link to the rows of `table_provenance` for figures of one or more places, one link a paragraph."""
    links: dict[str, str] = {}
    for id_ in (id_ for one in figures for id_ in one.observation_ids):
        row = data.row("observation", id_)
        place = data.name("locality", row["locality_id"], lang)
        links.setdefault(f"{place}, {say('join.page', lang, number=row['paragraph'])}", f"#{anchor_of(id_)}")
    return Cell("", links=tuple(Link(href, text) for text, href in links.items()))


def link_figure(data: Dataset, figure: Figure, lang: str) -> Cell:
    """Link a figure to the printed figures it rests on."""
    return link_observations(data, figure.observation_ids, lang)


def link_observations(data: Dataset, observation_ids: Iterable[str], lang: str) -> Cell:
    """Link to the printed figures, one link a paragraph."""
    links: dict[str, str] = {}
    for id_ in observation_ids:
        row = data.row("observation", id_)
        links.setdefault(say("join.page", lang, number=row["paragraph"]), f"#{anchor_of(id_)}")
    return Cell("", links=tuple(Link(href, text) for text, href in links.items()))


def anchor_of(observation_id: str) -> str:
    """Name the row of `table_provenance` that holds a printed figure."""
    return f"o-{observation_id}"
