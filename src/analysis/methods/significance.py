"""Tests of equal shares. They know counts only: what may be tested at all is for the gate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.errors import AnalysisError
from analysis.methods.intervals import Refusal, _check_share

__all__ = ["Significance", "exact_test", "homogeneity_test"]

# Under this expected number the chi-square approximation is not used (Cochran 1954, Biometrics 10:417).
_LEAST_EXPECTED = 5


@dataclass(frozen=True)
class Significance:
    """How often chance alone would put shares at least so far apart, were they equal.

    Attributes
    ----------
    p_value
        From 0 to 1; two-sided.
    method
        ``fisher`` or ``chi_square``.
    statistic, freedom
        The chi-square statistic and its degrees of freedom; ``None`` for Fisher's test.
    """

    p_value: float
    method: str
    statistic: float | None = None
    freedom: int | None = None


def exact_test(count_1: int, total_1: int, count_2: int, total_2: int) -> Significance:
    """Test two shares for equality by Fisher's exact test, two-sided (Fisher 1935), by scipy.

    Parameters
    ----------
    count_1, total_1, count_2, total_2
        Whole numbers, each count at most its total, totals at least 1.
    """
    from scipy.stats import fisher_exact

    _check_share(count_1, total_1)
    _check_share(count_2, total_2)
    table = [[int(count_1), int(total_1 - count_1)], [int(count_2), int(total_2 - count_2)]]
    return Significance(min(1.0, float(fisher_exact(table)[1])), "fisher")


def homogeneity_test(counts: Sequence[int], totals: Sequence[int]) -> Significance | Refusal:
    """Test several shares for equality by Pearson's chi-square, without continuity correction, by statsmodels.

    Parameters
    ----------
    counts, totals
        One of each for a group, two groups or more.

    Returns
    -------
    Significance or Refusal
        A refusal where an expected number is under 5, or all shares are 0 or 1.
    """
    from statsmodels.stats.proportion import proportions_chisquare

    if len(counts) != len(totals) or len(counts) < 2:
        raise AnalysisError(f"{len(counts)} counts and {len(totals)} totals: two groups or more need one of each")
    for count, total in zip(counts, totals, strict=True):
        _check_share(count, total)
    share = sum(counts) / sum(totals)
    if share in (0, 1):
        return Refusal("no_variation")
    if min(totals) * min(share, 1 - share) < _LEAST_EXPECTED:
        return Refusal("small_expected")
    statistic, p_value, _ = proportions_chisquare(list(counts), list(totals))
    return Significance(float(p_value), "chi_square", float(statistic), len(counts) - 1)
