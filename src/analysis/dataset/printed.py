"""Printed figures and formulas as values: the rows of two tables, with the bounds that the print allows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, ClassVar

import pandas as pd

import analysis.text
from analysis.dataset.results import Answer
from analysis.dataset.tables import Tables, once
from analysis.text.numbers import exact
from analysis.text.quantities import REGULARLY

Span = tuple[date, date]
"""First and last day; both belong to it."""

_SAME = ("locality_id", "indicator_id", "subject", "period", "period_basis", "status", "reading", "against")
period_bounds = cache(analysis.text.period_bounds)


@dataclass(frozen=True)
class Formula:
    """A row of `derived`: sums of indicators, one over the other, times a scale; for places `without` certain ones."""

    numerator: tuple[str, ...]
    denominator: tuple[str, ...]
    scale: Decimal
    level: str = "any"
    valid: Span = (date.min, date.max)
    without: tuple[str, ...] = ()

    @property
    def ids(self) -> tuple[str, ...]:
        """The indicators that it takes, numerator first."""
        return (*self.numerator, *self.denominator)


@dataclass(frozen=True)
class Figure(Answer):
    """What is known of one indicator at one place and time, as printed or computed.

    With a qualifier other than ``eq`` (``gt ge lt le approx``, or ``range`` of two printed ends) the value is a bound;
    `low` to `high` is what the print allows, in the unit of the indicator, ``None`` where it is open. A reading is
    ``level``, or ``difference`` or ``relative_change`` `against` another period, empty where the text does not say. A
    computed figure has its formula and the printed figures that it takes as `parts`, numerator first.
    """

    in_frame: ClassVar = (
        *("locality_id", "indicator_id", "subject", "value", "low", "high", "qualifier", "reading", "start", "end"),
        *("period_basis", "status", "is_partial", "is_computed", "observation_ids"),
    )

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

    def __float__(self) -> float:
        return float(self.value)

    def _brief(self) -> str:
        return id_of(self)

    def __repr__(self) -> str:
        sign = "" if self.qualifier == "eq" else f"{self.qualifier} "
        return f"<{id_of(self)} {self.period}: {sign}{self.value:f}{' computed' if self.is_computed else ''}>"

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
    def span(self) -> Span:
        """First and last day of the period."""
        return period_bounds(self.period)

    @property
    def is_usable(self) -> bool:
        """Whether a formula may take it: what was observed, a level, of a list that is whole."""
        return self.status == "observed" and self.reading == "level" and not self.is_partial


def id_of(figure: Figure) -> str:
    """Name a figure as a reference does: place, indicator and, where it has one, subject."""
    return ".".join(filter(None, (figure.locality_id, figure.indicator_id, figure.subject)))


def by_time(figures: Iterable[Figure]) -> dict[tuple[str, str, Span], Figure]:
    """Give figures by indicator, subject and time."""
    return {(figure.indicator_id, figure.subject, figure.span): figure for figure in figures}


@once
def formulas(data: Tables) -> dict[str, tuple[Formula, ...]]:
    """Give the rows of `derived` of each indicator."""
    found: dict[str, tuple[Formula, ...]] = {}
    for row in data.derived.to_dict("records"):
        first, last = (
            open_end if pd.isna(row[column]) else row[column].date()
            for column, open_end in (("valid_from", date.min), ("valid_to", date.max))
        )
        scale = Decimal(str(row["scale"]))
        formula = Formula(row["numerator"], row["denominator"], scale, row["level"], (first, last), row["without"])
        found[row["indicator_id"]] = (*found.get(row["indicator_id"], ()), formula)
    return found


@once
def usable_figures(data: Tables, locality_id: str, subject: str) -> dict[str, dict[Span, Figure]]:
    """Give the printed figures that formulas may take, by indicator and time; an exact one before a bound."""
    known: dict[str, dict[Span, Figure]] = {}
    for figure in sorted(printed_figures(data, locality_id), key=lambda figure: figure.qualifier != "eq"):
        if figure.subject == subject and figure.is_usable:
            known.setdefault(figure.indicator_id, {}).setdefault(figure.span, figure)
    return known


@once
def printed_figures(data: Tables, locality_id: str) -> tuple[Figure, ...]:
    """Give the observations of a locality."""
    return tuple(map(_printed_figure, data.rows("observation", of=locality_id)))


def _printed_figure(row: Mapping[str, Any]) -> Figure:
    value, qualifier = exact(row["value"]), row["qualifier"]
    low = None if qualifier in ("lt", "le", "approx") else value
    high = None if qualifier in ("gt", "ge", "approx") else value
    if not pd.isna(row["value_high"]):
        low, high, qualifier = value, exact(row["value_high"]), "range"
    cells = {name: row[name] for name in _SAME}
    cells |= {"is_partial": bool(row["list_is_partial"]), "observation_ids": (row["observation_id"],)}
    return Figure(**cells, value=value, low=low, high=high, qualifier=qualifier)


def words_of_interval(data: Tables, figure: Figure) -> str:
    """Give the words such as "hằng năm" from which the months of a figure follow; empty where a number is printed."""
    printed = str(data.row("observation", figure.observation_ids[0])["printed"])
    found = None if figure.is_computed or any(map(str.isdigit, printed)) else REGULARLY.search(printed.lower())
    return found.group() if found else ""
