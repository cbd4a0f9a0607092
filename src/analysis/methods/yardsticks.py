"""Laying a norm over a figure: only in force at the time, in the same unit, on the same base, and verified."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from analysis.dataset import Dataset
from analysis.methods.figures import Figure
from analysis.text import period_bounds

__all__ = ["Yardstick", "read_yardsticks"]


@dataclass(frozen=True)
class Yardstick:
    """A norm of a figure's concept, and whether it may be laid over the figure.

    Attributes
    ----------
    failures
        Why not: ``not_in_force``, ``unit``, ``base``, ``unverified``, ``national_total``, ``not_observed``; empty if
        it may.
    position
        Where the figure lies if it may: ``meets``, ``does_not_meet``, or ``open`` where its bounds do not tell.
    """

    norm_id: str
    figure: Figure
    failures: tuple[str, ...]
    position: str | None


def read_yardsticks(data: Dataset, figure: Figure) -> list[Yardstick]:
    """Judge each norm of the concept of a figure.

    Returns
    -------
    list of Yardstick
        One for each norm of the concept, in the order of the table; empty if there is none.
    """
    indicator = data.row("indicator", figure.indicator_id)
    return [
        _lay(norm, indicator, figure)
        for norm in data.norms.to_dict("records")
        if norm["concept"] == indicator["concept"]
    ]


def _lay(norm: dict[str, Any], indicator: dict[str, Any], figure: Figure) -> Yardstick:
    first, last = period_bounds(figure.period)
    failures = []
    if last < _day(norm["in_force_from"], first) or first > _day(norm["in_force_to"], last):
        failures.append("not_in_force")
    # An indicator counts ratios of units as per cent too, so the unit and not the nature is compared.
    if norm["unit"] != indicator["unit"]:
        failures.append("unit")
    if norm["counted"] != indicator["counted"] or figure.subject:
        failures.append("base")
    if norm["verification"] != "read":
        failures.append("unverified")
    if norm["kind"] == "total":
        failures.append("national_total")
    if figure.status != "observed":
        failures.append("not_observed")
    return Yardstick(norm["norm_id"], figure, tuple(failures), None if failures else _position(norm, figure))


def _day(value: Any, otherwise: date) -> date:
    return otherwise if value != value or value is None else value.date()


def _position(norm: dict[str, Any], figure: Figure) -> str:
    """Compare the interval that the print allows with the level; only a clear case is told."""
    level = Decimal(str(norm["value"]))
    upper = norm["value_high"]
    if not (upper is None or str(upper) in ("<NA>", "nan")):
        inside = figure.low is not None and figure.high is not None
        if inside and level <= figure.low and figure.high <= Decimal(str(upper)):
            return "meets"
        outside = (figure.high is not None and figure.high < level) or (
            figure.low is not None and figure.low > Decimal(str(upper))
        )
        return "does_not_meet" if outside else "open"
    above = norm["qualifier"] in ("ge", "gt")
    strict = norm["qualifier"] in ("gt", "lt")
    near, far = (figure.low, figure.high) if above else (figure.high, figure.low)
    sign = 1 if above else -1
    if near is not None and (sign * near > sign * level or (near == level and not strict)):
        return "meets"
    if far is not None and (sign * far < sign * level or (far == level and strict)):
        return "does_not_meet"
    return "open"
