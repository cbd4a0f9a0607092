"""Shares of several places held against each other, only through the gate; and what too few places cannot carry."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import ceil

import pandas as pd

from analysis.dataset import Dataset
from analysis.dataset.figures import compute_figure
from analysis.dataset.printed import Figure
from analysis.dataset.results import Answer, Answers
from analysis.errors import AnalysisError
from analysis.methods.comparability import Asked, require_one_axis
from analysis.methods.intervals import (
    Interval,
    Refusal,
    Significance,
    check_count,
    check_level,
    difference_of_shares,
    exact_test,
    homogeneity_test,
    interval_of_share,
    ratio_of_shares,
)
from analysis.methods.verdicts import Comparison

# The fewest units or places with which each is worth stating; declared here and nowhere else.
NEEDED = {"superiority": 5, "proportional_odds": 20, "funnel": 3, "average": 8, "quantiles": 8, "ranks": 8}
NEEDED |= {"clustering": 12, "regression": 20, "funnel_drawn": 10}  # unasked: else somebody takes it for a test


@dataclass(frozen=True)
class ShareContrast(Answer):
    """The shares of two places, taken as outcomes of two processes.

    Difference (left less right) and ratio (left over right) are of proportions; Fisher's exact test is of equal shares.
    """

    left: Figure
    right: Figure
    difference: Interval
    ratio: Interval | Refusal
    significance: Significance


@dataclass(frozen=True)
class UnitsNeeded(Answer):
    """How many units each of two groups needs for a difference of their shares to be seen with a given power."""

    units: int
    share_1: float
    share_2: float
    power: float
    level: float


@dataclass(frozen=True)
class FunnelPoint(Answer):
    """One place in a funnel: its share and the limits for a group of its size, as proportions."""

    figure: Figure
    units: int
    share: Interval
    low: float
    high: float

    @property
    def outside(self) -> bool:
        """Whether the share lies beyond what chance would do to a group of this size."""
        return not self.low <= self.share.estimate <= self.high


@dataclass(frozen=True)
class Funnel(Answer):
    """Shares of several places around their common share, that of all units together, as a proportion.

    `level` is that of the limits; the chi-square test is that all shares are equal.
    """

    indicator_id: str
    share: float
    level: float
    points: tuple[FunnelPoint, ...]
    significance: Significance | Refusal

    def _parts(self) -> tuple[type[FunnelPoint], Sequence[FunnelPoint]]:
        return FunnelPoint, self.points


def need_places(what: str, places: int) -> Refusal | None:
    """Refuse what too few places cannot carry, by the keys of `NEEDED`; ``None`` where there are enough."""
    if what not in NEEDED:
        raise AnalysisError(f"unknown method {what!r}. Valid: {', '.join(NEEDED)}")
    check_count("number of places", places)
    return Refusal("too_few", needed=NEEDED[what], given=places) if places < NEEDED[what] else None


def funnel_limits(share: float, sizes: Sequence[int], *, level: float = 0.998) -> list[tuple[float, float]]:
    """Give control limits of a share for groups of several sizes, by the Wilson score.

    Spiegelhalter (2005), Statistics in Medicine 24:1185: between the limits, a group of that size differs from the
    common share by no more than chance would have it. The share and the limits, a pair for each size, are proportions.
    """
    from statsmodels.stats.proportion import proportion_confint

    if not 0 <= share <= 1:
        raise AnalysisError(f"the common share must be from 0 to 1, not {share}")
    check_level(level)
    for size in sizes:
        check_count("size", size)
        if size == 0:
            raise AnalysisError("a group of no units has no limits")
    ends = (proportion_confint(share * size, size, alpha=1 - level, method="wilson") for size in sizes)
    return [(max(0.0, float(low)), min(1.0, float(high))) for low, high in ends]


def units_needed(share_1: float, share_2: float, *, power: float = 0.8, level: float = 0.95) -> UnitsNeeded | Refusal:
    """Give the units needed in each group to see a difference of two shares with a given power, by statsmodels.

    Two-sided test of two independent proportions with Cohen's arcsine effect size (Cohen 1988, chapter 6).

    Returns
    -------
    UnitsNeeded or Refusal
        Units in each group; a refusal for equal shares, which have no difference to see.
    """
    from statsmodels.stats.power import NormalIndPower
    from statsmodels.stats.proportion import proportion_effectsize

    if not 0 < power < 1:
        raise AnalysisError(f"power must be between 0 and 1, not {power}")
    check_level(level)
    for share in (share_1, share_2):
        if not 0 <= share <= 1:
            raise AnalysisError(f"a share must be from 0 to 1, not {share}")
    effect = abs(float(proportion_effectsize(share_1, share_2)))
    if effect == 0:
        return Refusal("no_difference")
    units = ceil(float(NormalIndPower().solve_power(effect, power=power, alpha=1 - level, ratio=1)))
    return UnitsNeeded(units, share_1, share_2, power, level)


def contrast_shares(
    data: Dataset,
    comparison: Asked,
    locality_ids: str | Sequence[str] | pd.DataFrame | None = None,
    *,
    level: float = 0.95,
) -> Answers[ShareContrast] | Refusal:
    """Hold the shares of a comparison against each other, two by two; asked as `require_one_axis` is.

    There is a refusal where a figure is no share, is a bound, or rests on an unknown base; errors are those of
    `require_one_axis`.
    """
    comparison = require_one_axis(data, comparison, locality_ids)
    if isinstance(known := _count_units(data, comparison), Refusal):
        return known
    found = list[ShareContrast]()
    for (left, first), (right, second) in combinations(zip(comparison.figures, known, strict=True), 2):
        units = (*first, *second)
        difference, ratio = difference_of_shares(*units, level=level), ratio_of_shares(*units, level=level)
        found.append(ShareContrast(left, right, difference, ratio, exact_test(*units)))
    return Answers(ShareContrast, found)


def funnel_of_shares(
    data: Dataset,
    comparison: Asked,
    locality_ids: str | Sequence[str] | pd.DataFrame | None = None,
    *,
    level: float = 0.998,
) -> Funnel | Refusal:
    """Put the shares of a comparison around their common share, with the limits of `funnel_limits`.

    It is asked as `require_one_axis` is, whose errors it has. There is a refusal as in `contrast_shares`, or where
    places are too few.
    """
    comparison = require_one_axis(data, comparison, locality_ids)
    if isinstance(known := _count_units(data, comparison), Refusal):
        return known
    if refused := need_places("funnel", len(known)):
        return refused
    counts, totals = map(list, zip(*known, strict=True))
    share = sum(counts) / sum(totals)
    limits = funnel_limits(share, totals, level=level)
    points = tuple(
        FunnelPoint(figure, total, interval_of_share(count, total), low, high)
        for figure, (count, total), (low, high) in zip(comparison.figures, known, limits, strict=True)
    )
    return Funnel(comparison.indicator_id, share, level, points, homogeneity_test(counts, totals))


def refuse_method(data: Dataset, comparison: Comparison, what: str) -> Refusal | None:
    """Say why a method of `NEEDED` gives nothing for a comparison, by the rule of the method itself; else ``None``.

    Errors are those of `require_one_axis`.
    """
    if what == "funnel":
        found = funnel_of_shares(data, comparison)
        return found if isinstance(found, Refusal) else None
    require_one_axis(data, comparison)
    if any(figure.qualifier != "eq" for figure in comparison.figures):
        return Refusal("bound")
    return need_places(what, len({figure.locality_id for figure in comparison.figures}))


def _count_units(data: Dataset, comparison: Comparison) -> list[tuple[int, int]] | Refusal:
    """Give count and total of each share that the gate lets stand, from the printed figures that its formula takes."""
    if any(figure.qualifier != "eq" for figure in comparison.figures):
        return Refusal("bound")
    known = []
    for figure in comparison.figures:
        if data.row("indicator", figure.indicator_id)["nature"] != "share":
            return Refusal("not_a_share")
        made = compute_figure(data, figure.locality_id, figure.indicator_id, subject=figure.subject, of=figure)
        if made is None or made.formula is None:
            return Refusal("unknown_base")
        if made.qualifier != "eq":
            return Refusal("bound")
        units, above = [int(part.value) for part in made.parts], len(made.formula.numerator)
        known.append((sum(units[:above]), sum(units[above:])))
    return known
