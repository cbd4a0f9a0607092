"""Laying a norm over a figure: only in force at the time, in the same unit, on the same base, and verified."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
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


def _lay(norm: Mapping[Any, Any], indicator: Mapping[str, Any], figure: Figure) -> Yardstick:
    import pandas as pd

    first, last = period_bounds(figure.period)
    starts_late = not pd.isna(norm["in_force_from"]) and last < norm["in_force_from"].date()
    ends_early = not pd.isna(norm["in_force_to"]) and first > norm["in_force_to"].date()
    failing = {
        "not_in_force": starts_late or ends_early,
        # An indicator counts ratios of units as per cent too, so the unit and not the nature is compared.
        "unit": norm["unit"] != indicator["unit"],
        "base": norm["counted"] != indicator["counted"] or bool(figure.subject),
        "unverified": norm["verification"] != "read",
        "national_total": norm["kind"] == "total",
        "not_observed": figure.status != "observed",
    }
    failures = tuple(name for name, fails in failing.items() if fails)
    return Yardstick(norm["norm_id"], figure, failures, None if failures else _position(norm, figure))


def _position(norm: Mapping[Any, Any], figure: Figure) -> str:
    """Compare the interval that the print allows with the level; only a clear case is told."""
    import pandas as pd

    level = Decimal(str(norm["value"]))
    if not pd.isna(norm["value_high"]):
        low, high, upper = figure.low, figure.high, Decimal(str(norm["value_high"]))
        if (high is not None and high < level) or (low is not None and low > upper):
            return "does_not_meet"
        return "meets" if low is not None and high is not None and level <= low and high <= upper else "open"
    above = norm["qualifier"] in ("ge", "gt")
    strict = norm["qualifier"] in ("gt", "lt")
    near, far = (figure.low, figure.high) if above else (figure.high, figure.low)
    sign = 1 if above else -1
    if near is not None and (sign * near > sign * level or (near == level and not strict)):
        return "meets"
    if far is not None and (sign * far < sign * level or (far == level and strict)):
        return "does_not_meet"
    return "open"
