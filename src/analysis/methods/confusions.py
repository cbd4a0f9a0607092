"""What the eye would confuse: a number with two meanings, a register number of two documents, a name of two places."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from analysis.dataset import Dataset
from analysis.methods.figures import Figure, find_figures

__all__ = ["Confusion", "find_confusions"]

# Below this, equal numbers are too common to mislead anyone.
_SMALLEST = 10


@dataclass(frozen=True)
class Confusion:
    """Things that look alike and are not the same.

    Attributes
    ----------
    kind
        ``number``, ``register`` or ``place``; worded by the catalogue as ``confusion.<kind>``.
    shared
        What they share: a value, a register number, a name.
    figures
        For a number: the printed figures that show it.
    ids
        For a register number: the documents; for a place: the locality and what shares its name.
    """

    kind: str
    shared: str | Decimal
    figures: tuple[Figure, ...] = ()
    ids: tuple[str, ...] = ()


def find_confusions(data: Dataset) -> list[Confusion]:
    """List what a reader of several texts may take for the same thing.

    Numbers are compared as printed, whatever their unit; documents by the number before the register mark, which
    starts again each term; places by names that a part of the locality or a unit of today shares.
    """
    return [*_same_numbers(data), *_same_registers(data), *_same_names(data)]


def _same_numbers(data: Dataset) -> list[Confusion]:
    groups: dict[Decimal, list[Figure]] = defaultdict(list)
    for figure in find_figures(data, computed=False):
        if figure.qualifier != "range" and figure.value >= _SMALLEST:
            groups[figure.value].append(figure)
    return [
        Confusion("number", value, figures=tuple(found))
        for value, found in sorted(groups.items())
        if len({data.row("indicator", figure.indicator_id)["concept"] for figure in found}) > 1
    ]


def _same_registers(data: Dataset) -> list[Confusion]:
    bare = data.directives["number"].str.extract(r"^(\d+)", expand=False)
    return [
        Confusion("register", str(number), ids=tuple(rows["directive_id"]))
        for number, rows in data.directives.groupby(bare)
        if len(rows[["number", "issuer_vi", "issued_on"]].drop_duplicates()) > 1
    ]


def _same_names(data: Dataset) -> list[Confusion]:
    found = []
    for row in data.localities.to_dict("records"):
        name = row["name_vi"]
        today = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", row["successors_vi"])
        parts = data.subjects[data.subjects["locality_id"] == row["locality_id"]]
        parts = parts.loc[parts["name_vi"].str.contains(name, regex=False), "subject_id"]
        if len(parts) or (today and row["fate"] != "continues"):
            found.append(Confusion("place", name, ids=(row["locality_id"], *parts)))
    return found
