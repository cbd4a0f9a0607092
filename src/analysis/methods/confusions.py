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
    groups: dict[str, list[str]] = defaultdict(list)
    for row in data.directives.to_dict("records"):
        bare = re.match(r"\d+", row["number"])
        if bare:
            groups[bare[0]].append(row["directive_id"])
    found = []
    for number, ids in sorted(groups.items()):
        rows = [data.row("directive", id_) for id_ in ids]
        if len({(row["number"], row["issuer_vi"], str(row["issued_on"])) for row in rows}) > 1:
            found.append(Confusion("register", number, ids=tuple(ids)))
    return found


def _same_names(data: Dataset) -> list[Confusion]:
    found = []
    for row in data.localities.to_dict("records"):
        name = row["name_vi"]
        today = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", row["successors_vi"])
        parts = [
            part["subject_id"]
            for part in data.subjects.to_dict("records")
            if part["locality_id"] == row["locality_id"] and name in part["name_vi"]
        ]
        if parts or (today and row["fate"] != "continues"):
            found.append(Confusion("place", name, ids=(row["locality_id"], *parts)))
    return found
