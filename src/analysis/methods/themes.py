"""Coded passages: which themes stand where, what answers what, and the cited documents that they trace back to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from analysis.dataset import Dataset
from analysis.dataset.printed import Figure
from analysis.methods.figures import find_figures

if TYPE_CHECKING:
    import pandas as pd

DIRECTIONS = ("limitation", "measure", "result")

STANCES = ("limitation", "deed", "proposal", "result")
"""The directions, with measures that are done or ongoing apart from those that are planned or recommended."""

_MEASURES = {"done": "deed", "ongoing": "deed", "planned": "proposal", "recommended": "proposal"}

# From the top of the system down; a document whose level no text gives comes last.
LEVELS = ("central", "provincial", "district", "commune", "cell", "")


@dataclass(frozen=True)
class Answer:
    """A limitation that a text states, with what the same text sets against it: paragraphs by stance."""

    locality_id: str
    theme_id: str
    limitations: tuple[int, ...]
    deeds: tuple[int, ...]
    proposals: tuple[int, ...]
    results: tuple[int, ...]

    @property
    def is_answered(self) -> bool:
        """Whether the same text tells something done under the same theme; a plan or a wish is no answer."""
        return bool(self.deeds)


def find_stances(codings: pd.DataFrame) -> pd.Series[str]:
    """Give the stance of each coding: its direction, or for a measure whether it is a deed or a proposal."""
    return codings["direction"].where(codings["direction"] != "measure", codings["status"].map(_MEASURES))


def count_codings(data: Dataset, *, coded_only: bool = False) -> pd.DataFrame:
    """Count coded paragraphs by theme, locality and stance; or `coded_only`, without themes that no passage carries.

    One row is a theme, the most widely coded first; columns are (locality, stance); cells are numbers of paragraphs,
    zero where the theme was looked for and not found.
    """
    import pandas as pd

    columns = pd.MultiIndex.from_product([data.ids("locality"), STANCES], names=["locality_id", "stance"])
    counts = (
        data.codings.groupby(["theme_id", "locality_id", find_stances(data.codings).rename("stance")])["paragraph"]
        .nunique()
        .unstack(["locality_id", "stance"])
        .reindex(index=data.ids("theme"), columns=columns)
        .fillna(0)
        .astype(int)
    )
    places = (counts.T.groupby(level="locality_id").sum().T > 0).sum(axis=1)
    order = pd.DataFrame({"places": places, "total": counts.sum(axis=1)})
    counts = counts.loc[order.sort_values(["places", "total"], ascending=False, kind="stable").index]
    return counts[counts.any(axis=1)] if coded_only else counts


def figures_coded(data: Dataset, coding: Mapping[Any, Any]) -> list[Figure]:
    """List the figures that the text prints in the paragraph of a coding, also those printed there once more."""
    figures = find_figures(data, locality_id=coding["locality_id"], computed=False)
    rows = {figure: data.row("observation", figure.observation_ids[0]) for figure in figures}
    place = coding["source_id"], coding["paragraph"]
    return [
        figure
        for figure, row in rows.items()
        if place in {(row["source_id"], number) for number in (row["paragraph"], *dict(row["repeats"]))}
    ]


def find_shared_themes(data: Dataset, stance: str, *, at_least: int) -> dict[str, list[str]]:
    """Find the themes that the texts of several places have in one stance, each with these places.

    The most widely shared comes first.
    """
    places = {
        str(theme): [place for place in data.ids("locality") if row[place, stance]]
        for theme, row in count_codings(data).iterrows()
    }
    shared = [theme for theme, where in places.items() if len(where) >= at_least]
    return {theme: places[theme] for theme in sorted(shared, key=lambda theme: -len(places[theme]))}


def match_limitations(data: Dataset) -> list[Answer]:
    """Set each limitation against the measures and results under its theme in the same text.

    There is one answer for each locality and theme with a limitation, in the order of the tables.
    """
    paragraphs: dict[tuple[str, str, str], set[int]] = defaultdict(set)
    for row, stance in zip(data.codings.to_dict("records"), find_stances(data.codings), strict=True):
        paragraphs[row["locality_id"], row["theme_id"], stance].add(row["paragraph"])
    return [
        Answer(locality, theme, *(tuple(sorted(paragraphs[locality, theme, other])) for other in STANCES))
        for locality, theme, stance in sorted(paragraphs)
        if stance == "limitation"
    ]


@dataclass(frozen=True)
class Trace:
    """A coded passage and the documents that its text ties it to, each with the chain up to what it carries out."""

    locality_id: str
    theme_id: str
    direction: str
    status: str
    paragraph: int
    chains: tuple[tuple[str, ...], ...]


def list_directives(data: Dataset) -> pd.DataFrame:
    """List the table `directives` by level, then date, with the locality whose article cites each document.

    Those without a date come last in their level.
    """
    table = data.directives.merge(data.sources[["source_id", "locality_id"]], on="source_id")
    by = ["level", "issued_on", "directive_id"]
    table = table.sort_values(by, key=lambda column: column.map(LEVELS.index) if column.name == by[0] else column)
    return table.reset_index(drop=True)


def trace_measures(data: Dataset, *, direction: str = "measure") -> list[Trace]:
    """Trace coded passages to the documents that their texts tie them to."""
    tied = data.codings[data.codings["directive_ids"].astype(bool) & (data.codings["direction"] == direction)]
    columns = ("locality_id", "theme_id", "direction", "status", "paragraph")
    return [
        Trace(**{name: row[name] for name in columns}, chains=tuple(_chain(data, id_) for id_ in row["directive_ids"]))
        for row in tied.to_dict("records")
    ]


def _chain(data: Dataset, directive_id: str) -> tuple[str, ...]:
    chain = [directive_id]
    while above := data.row("directive", chain[-1])["carries_out"]:
        chain.append(above)
    return tuple(chain)
