"""Figures with their bounds and their origin: printed in a text, or computed from what is printed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import wraps
from itertools import product
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from analysis.dataset import Dataset
from analysis.text import period_bounds

__all__ = ["Figure", "Formula", "compute_figure", "find_figures", "formula_for"]

_Result = TypeVar("_Result")


def _once(work_out: Callable[..., _Result]) -> Callable[..., _Result]:
    """Work something out of a dataset once, and keep it as long as that dataset lives."""
    kept: WeakKeyDictionary[Dataset, dict[tuple[Any, ...], _Result]] = WeakKeyDictionary()

    @wraps(work_out)
    def give(data: Dataset, *arguments: Any) -> _Result:
        known = kept.setdefault(data, {})
        if arguments not in known:
            known[arguments] = work_out(data, *arguments)
        return known[arguments]

    return give


@dataclass(frozen=True)
class Formula:
    """A row of `derived`: the sum of some indicators over the sum of others, times a scale."""

    numerator: tuple[str, ...]
    denominator: tuple[str, ...]
    scale: Decimal


@dataclass(frozen=True)
class Figure:
    """What is known of one indicator at one place and time.

    Attributes
    ----------
    value
        The figure as printed, or computed; with a qualifier other than ``eq`` it is a bound, not the value.
    low, high
        The interval that the print allows, in the unit of the indicator; ``None`` where it is open.
    qualifier
        ``eq gt ge lt le approx``, or ``range`` when two printed ends are known.
    reading
        ``level``, or ``difference`` or ``relative_change`` against another period.
    against
        The period that a change is reckoned from; empty for a level, or where the text does not say.
    observation_ids
        The printed figures it rests on: itself, or the parts of its formula.
    formula
        How it is computed; ``None`` for a printed figure.
    parts
        The printed figures that the formula takes, numerator first; empty for a printed figure.
    """

    locality_id: str
    indicator_id: str
    subject: str
    value: Decimal
    low: Decimal | None
    high: Decimal | None
    qualifier: str
    period: str
    period_basis: str
    status: str
    is_partial: bool
    observation_ids: tuple[str, ...]
    reading: str = "level"
    against: str = ""
    formula: Formula | None = None
    parts: tuple[Figure, ...] = ()

    @property
    def is_computed(self) -> bool:
        """Whether no text prints it."""
        return self.formula is not None

    @property
    def start(self) -> date:
        """First day of the period."""
        return period_bounds(self.period)[0]

    @property
    def end(self) -> date:
        """Last day of the period."""
        return period_bounds(self.period)[1]

    @property
    def year(self) -> int:
        """Year of the period."""
        return int(self.period[:4])


def find_figures(
    data: Dataset, *, locality_id: str | None = None, indicator_id: str | None = None, computed: bool = True
) -> list[Figure]:
    """List the figures of a locality, an indicator or all, in the order of localities, then indicators.

    Parameters
    ----------
    locality_id, indicator_id
        Keep only these; all where ``None``.
    computed
        Add what `derived` computes where no text prints it.

    Raises
    ------
    UnknownIdError
        If the locality or the indicator is not in `data`.
    """
    if indicator_id is not None:
        data.row("indicator", indicator_id)
    localities = data.ids("locality") if locality_id is None else [data.row("locality", locality_id)["locality_id"]]
    return [
        figure
        for locality in localities
        for figure in _figures_of(data, locality, computed)
        if indicator_id in (None, figure.indicator_id)
    ]


@_once
def _figures_of(data: Dataset, locality_id: str, computed: bool) -> tuple[Figure, ...]:
    """Give every figure of a locality in order; a comparison of all pairs asks for the same ones again and again."""
    found = list(_printed_figures(data, locality_id))
    if computed:
        known = {(figure.indicator_id, figure.subject) for figure in found}
        subjects = {subject for _, subject in known}
        wanted = set(product(data.derived["indicator_id"], subjects)) - known
        made = (compute_figure(data, locality_id, id_, subject=subject) for id_, subject in wanted)
        found += [figure for figure in made if figure is not None]
    return tuple(sorted(found, key=lambda figure: (figure.indicator_id, figure.subject, figure.period)))


def compute_figure(data: Dataset, locality_id: str, indicator_id: str, *, subject: str = "") -> Figure | None:
    """Compute an indicator from printed figures by its row in `derived`.

    The pieces must be observed, belong to the same subject and year, and come from a list that is whole.
    Bounds are carried through: a piece known only as "over 40" gives a bound, never a value. There is ``None`` where a
    piece is missing, the denominator may be zero, or the bounds leave nothing to say.
    """
    formula = formula_for(data, locality_id, indicator_id)
    if formula is None:
        return None
    usable = {
        figure.indicator_id: figure
        for figure in _printed_figures(data, locality_id)
        if figure.subject == subject and figure.status == "observed" and not figure.is_partial
    }
    needed = (*formula.numerator, *formula.denominator)
    pieces = tuple(usable[id_] for id_ in needed if id_ in usable)
    if len(pieces) < len(needed) or len({piece.year for piece in pieces}) != 1:
        return None
    top, bottom = pieces[: len(formula.numerator)], pieces[len(formula.numerator) :]
    above, below = _total(top), _total(bottom)
    # Nothing in the tables is below zero, so "under 23" and 129 are together at least 129.
    least = sum((piece.low for piece in bottom if piece.low is not None), Decimal())
    rough = any(piece.qualifier == "approx" for piece in bottom)
    if below[0] == 0 or (least == 0 and not rough):
        return None
    value = above[0] / below[0] * formula.scale
    low = None if above[1] is None or below[2] is None else above[1] / below[2] * formula.scale
    high = None if above[2] is None or rough else above[2] / least * formula.scale
    qualifier = "eq" if all(piece.qualifier == "eq" for piece in pieces) else _bound(low, high)
    # "Over" divided by "over" may be anything; only rough pieces give a rough figure.
    if qualifier == "approx" and not {piece.qualifier for piece in pieces} <= {"eq", "approx"}:
        return None
    bound = low if low is not None else high
    bases = ("publication", "context", "stated")
    return replace(
        max(pieces, key=lambda piece: piece.period),
        indicator_id=indicator_id,
        value=value if qualifier == "eq" or bound is None else bound,
        low=low,
        high=high,
        qualifier=qualifier,
        period_basis=min((piece.period_basis for piece in pieces), key=bases.index),
        observation_ids=tuple(id_ for piece in pieces for id_ in piece.observation_ids),
        formula=formula,
        parts=pieces,
    )


def formula_for(data: Dataset, locality_id: str, indicator_id: str) -> Formula | None:
    """Give the formula of an indicator at the level of a locality, or ``None``."""
    formulas, level = _formulas(data), data.row("locality", locality_id)["level"]
    return formulas.get((indicator_id, level)) or formulas.get((indicator_id, "any"))


@_once
def _formulas(data: Dataset) -> dict[tuple[str, str], Formula]:
    return {
        (row["indicator_id"], row["level"]): Formula(row["numerator"], row["denominator"], Decimal(str(row["scale"])))
        for row in data.derived.to_dict("records")
    }


@_once
def _printed_figures(data: Dataset, locality_id: str) -> tuple[Figure, ...]:
    rows = data.observations[data.observations["locality_id"] == locality_id].to_dict("records")
    return tuple(map(_printed_figure, rows))


def _printed_figure(row: Mapping[Any, Any]) -> Figure:
    import pandas as pd

    value, qualifier = _decimal(row["value"]), row["qualifier"]
    low = None if qualifier in ("lt", "le", "approx") else value
    high = None if qualifier in ("gt", "ge", "approx") else value
    if not pd.isna(row["value_high"]):
        low, high, qualifier = value, _decimal(row["value_high"]), "range"
    return Figure(
        locality_id=row["locality_id"],
        indicator_id=row["indicator_id"],
        subject=row["subject"],
        value=value,
        low=low,
        high=high,
        qualifier=qualifier,
        period=row["period"],
        period_basis=row["period_basis"],
        status=row["status"],
        is_partial=bool(row["list_is_partial"]),
        observation_ids=(row["observation_id"],),
        reading=row["reading"],
        against=row["against"],
    )


def _total(figures: Sequence[Figure]) -> tuple[Decimal, Decimal | None, Decimal | None]:
    """Give the sums of the values and of their ends; an end that is open leaves its sum open."""
    lows = [figure.low for figure in figures if figure.low is not None]
    highs = [figure.high for figure in figures if figure.high is not None]
    low, high = (sum(ends, Decimal()) if len(ends) == len(figures) else None for ends in (lows, highs))
    return sum((figure.value for figure in figures), Decimal()), low, high


def _bound(low: Decimal | None, high: Decimal | None) -> str:
    if low is not None and high is not None:
        return "range"
    return "ge" if low is not None else "le" if high is not None else "approx"


def _decimal(value: Any) -> Decimal:
    return Decimal(str(value)).normalize() + 0
