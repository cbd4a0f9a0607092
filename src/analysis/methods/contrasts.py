"""Shares of several places held against each other: tests, funnel, ranks and averages, only through the gate."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

from analysis.dataset import Dataset
from analysis.dataset.printed import Figure
from analysis.errors import AnalysisError
from analysis.methods.comparability import Comparison, require_one_axis
from analysis.methods.figures import compute_figure
from analysis.methods.intervals import (
    Interval,
    Refusal,
    Significance,
    difference_of_shares,
    exact_test,
    homogeneity_test,
    interval_of_share,
    ratio_of_shares,
)
from analysis.methods.ordered import funnel_limits, need_places

SUMMARIES = ("ranks", "quantiles", "average")


@dataclass(frozen=True)
class ShareContrast:
    """The shares of two places, taken as outcomes of two processes.

    Difference (left less right) and ratio (left over right) are of proportions; Fisher's exact test is of equal shares.
    """

    left: Figure
    right: Figure
    difference: Interval
    ratio: Interval | Refusal
    significance: Significance


@dataclass(frozen=True)
class FunnelPoint:
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
class Funnel:
    """Shares of several places around their common share, that of all units together, as a proportion.

    `level` is that of the limits; the chi-square test is that all shares are equal.
    """

    indicator_id: str
    share: float
    level: float
    points: tuple[FunnelPoint, ...]
    significance: Significance | Refusal


def contrast_shares(data: Dataset, comparison: Comparison, *, level: float = 0.95) -> list[ShareContrast] | Refusal:
    """Hold the shares of a comparison against each other, two by two.

    There is a refusal where a figure is no share, is a bound, or rests on an unknown base; errors are those of
    `require_one_axis`.
    """
    if isinstance(known := _count_units(data, comparison), Refusal):
        return known
    found = []
    for (left, first), (right, second) in combinations(zip(comparison.figures, known, strict=True), 2):
        units = (*first, *second)
        difference, ratio = difference_of_shares(*units, level=level), ratio_of_shares(*units, level=level)
        found.append(ShareContrast(left, right, difference, ratio, exact_test(*units)))
    return found


def funnel_of_shares(data: Dataset, comparison: Comparison, *, level: float = 0.998) -> Funnel | Refusal:
    """Put the shares of a comparison around their common share, with the limits of `funnel_limits`.

    There is a refusal as in `contrast_shares`, or where places are too few; errors are those of `require_one_axis`.
    """
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


def summarise_places(comparison: Comparison, what: str) -> dict[str, float] | Refusal:
    """Rank the places of a comparison, or give their quartiles or plain average: one of `SUMMARIES`.

    Ranks are by locality, 1 for the largest figure and ties sharing their mean; quantiles are ``q1 median q3`` (linear
    between places, as pandas does); in the ``average`` each place is counted once. There is a refusal where too few
    places have a figure, or a figure is a bound. A place that stands with several parts, or an unknown `what`, is an
    AnalysisError; figures that the gate keeps apart raise a NotComparableError with its reasons.
    """
    import pandas as pd

    if what not in SUMMARIES:
        raise AnalysisError(f"unknown summary {what!r}. Valid: {', '.join(SUMMARIES)}")
    require_one_axis(comparison)
    values = pd.Series({figure.locality_id: float(figure.value) for figure in comparison.figures})
    if len(values) < len(comparison.figures):
        raise AnalysisError(f"{comparison.indicator_id} has several figures for one place; there is nothing to {what}")
    if refused := _refuse_places(comparison, what):
        return refused
    if what == "average":
        return {what: values.mean()}
    found = values.rank(ascending=False) if what == "ranks" else values.quantile([0.25, 0.5, 0.75])
    return dict(zip(values.index if what == "ranks" else ("q1", "median", "q3"), found, strict=True))


def refuse_method(data: Dataset, comparison: Comparison, what: str) -> Refusal | None:
    """Say why a method of `NEEDED` gives nothing for a comparison, by the rule of the method itself; else ``None``.

    Errors are those of `require_one_axis`.
    """
    if what == "funnel":
        found = funnel_of_shares(data, comparison)
        return found if isinstance(found, Refusal) else None
    require_one_axis(comparison)
    return _refuse_places(comparison, what)


def _refuse_places(comparison: Comparison, what: str) -> Refusal | None:
    if any(figure.qualifier != "eq" for figure in comparison.figures):
        return Refusal("bound")
    return need_places(what, len({figure.locality_id for figure in comparison.figures}))


def _count_units(data: Dataset, comparison: Comparison) -> list[tuple[int, int]] | Refusal:
    """Give count and total of each share that the gate lets stand, from the printed figures that its formula takes."""
    require_one_axis(comparison)
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
