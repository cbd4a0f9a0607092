"""Coded passages: which themes stand where, and what answers what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.dataset import Dataset

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["DIRECTIONS", "Answer", "count_codings", "match_limitations"]

DIRECTIONS = ("limitation", "measure", "result")


@dataclass(frozen=True)
class Answer:
    """A limitation that a text states, with what the same text sets against it.

    Attributes
    ----------
    limitations, measures, results
        Paragraphs of the same source coded with the theme in each direction.
    """

    locality_id: str
    theme_id: str
    limitations: tuple[int, ...]
    measures: tuple[int, ...]
    results: tuple[int, ...]

    @property
    def is_answered(self) -> bool:
        """Whether the same text has a measure under the same theme."""
        return bool(self.measures)


def count_codings(data: Dataset, *, coded_only: bool = False) -> pd.DataFrame:
    """Count coded paragraphs by theme, locality and direction.

    Parameters
    ----------
    coded_only
        Leave out themes that no passage carries.

    Returns
    -------
    DataFrame
        One row a theme, the most widely coded first; columns (locality, direction); cells are numbers of
        paragraphs, zero where the theme was looked for and not found.
    """
    import pandas as pd

    columns = pd.MultiIndex.from_product([data.ids("locality"), DIRECTIONS], names=["locality_id", "direction"])
    counts = (
        data.codings.groupby(["theme_id", "locality_id", "direction"])["paragraph"]
        .nunique()
        .unstack(["locality_id", "direction"])
        .reindex(index=data.ids("theme"), columns=columns)
        .fillna(0)
        .astype(int)
    )
    places = (counts.T.groupby(level="locality_id").sum().T > 0).sum(axis=1)
    order = pd.DataFrame({"places": places, "total": counts.sum(axis=1)})
    counts = counts.loc[order.sort_values(["places", "total"], ascending=False, kind="stable").index]
    return counts[counts.any(axis=1)] if coded_only else counts


def match_limitations(data: Dataset) -> list[Answer]:
    """Set each limitation against the measures and results under its theme in the same text.

    Returns
    -------
    list of Answer
        One for each locality and theme with a limitation, in the order of the tables.
    """
    paragraphs = data.codings.groupby(["locality_id", "theme_id", "direction"])["paragraph"].agg(
        lambda cells: tuple(sorted(set(cells)))
    )
    return [
        Answer(
            locality,
            theme,
            *(tuple(map(int, paragraphs.get((locality, theme, one), ()))) for one in DIRECTIONS),
        )
        for locality, theme in dict.fromkeys(
            (locality, theme) for locality, theme, direction in paragraphs.index if direction == "limitation"
        )
    ]
