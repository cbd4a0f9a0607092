"""Cited documents in time, and the passages that trace back to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.dataset import Dataset

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["LEVELS", "Trace", "list_directives", "trace_measures"]

# From the top of the system down; a document whose level no text gives comes last.
LEVELS = ("central", "provincial", "district", "commune", "cell", "")


@dataclass(frozen=True)
class Trace:
    """A coded passage and the documents that its text ties it to.

    Attributes
    ----------
    chains
        For each document the chain from it up to the one it carries out, by the text.
    """

    locality_id: str
    theme_id: str
    direction: str
    paragraph: int
    chains: tuple[tuple[str, ...], ...]


def list_directives(data: Dataset) -> pd.DataFrame:
    """List the cited documents by level, then date; those without a date come last in their level.

    Returns
    -------
    DataFrame
        The table `directives` with the locality whose article cites each document.
    """
    table = data.directives.merge(data.sources[["source_id", "locality_id"]], on="source_id")
    order = table["level"].map(LEVELS.index)
    return (
        table.assign(_order=order)
        .sort_values(["_order", "issued_on", "directive_id"], na_position="last", kind="stable")
        .drop(columns="_order")
        .reset_index(drop=True)
    )


def trace_measures(data: Dataset, *, direction: str = "measure") -> list[Trace]:
    """Trace coded passages to the documents that their texts tie them to."""
    tied = data.codings[data.codings["directive_ids"].astype(bool) & (data.codings["direction"] == direction)]
    return [
        Trace(
            row["locality_id"],
            row["theme_id"],
            row["direction"],
            int(row["paragraph"]),
            tuple(_chain(data, one) for one in row["directive_ids"]),
        )
        for row in tied.to_dict("records")
    ]


def _chain(data: Dataset, directive_id: str) -> tuple[str, ...]:
    chain = [directive_id]
    while above := data.row("directive", chain[-1])["carries_out"]:
        chain.append(above)
    return tuple(chain)
