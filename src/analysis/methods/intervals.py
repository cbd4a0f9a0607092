"""Intervals for shares, and for the difference and ratio of two shares; tests of equal shares.

They are for figures read as the outcome of a process. A full count that is nobody's sample has no interval;
`refuse_interval` says so instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from numbers import Integral
from typing import Any

from analysis.dataset.printed import Figure
from analysis.dataset.results import Answer
from analysis.errors import AnalysisError, UnknownIdError

# Confidence levels in use: 95 %, and 99.8 % for control limits.
LEVELS = (0.95, 0.998)

# By the name that statsmodels has for it.
_SHARES = {"wilson": "wilson", "exact": "beta", "clopper_pearson": "beta", "jeffreys": "jeffreys"}

# Under this expected number the chi-square approximation is not used (Cochran 1954, Biometrics 10:417).
_LEAST_EXPECTED = 5


@dataclass(frozen=True)
class Interval(Answer):
    """An estimate with its confidence interval: a proportion from 0 to 1, a difference or a ratio.

    `level` is one of `LEVELS`, `method` one of ``wilson exact jeffreys newcombe log brunner_munzel
    proportional_odds``.
    """

    estimate: float
    low: float
    high: float
    level: float
    method: str


@dataclass(frozen=True)
class Refusal(Answer):
    """What a method will not give, and why; worded by the catalogue as ``refusal.<refusal_id>``."""

    refusal_id: str
    needed: int | None = None
    given: int | None = None


def interval_of_share(count: int, total: int, *, level: float = 0.95, method: str = "wilson") -> Interval:
    """Give the interval of a share, by statsmodels, at the level 0.95 or 0.998 (for control limits), no other.

    The method is ``wilson`` (Wilson 1927, score), ``exact`` or ``clopper_pearson``, which are one (Clopper and Pearson
    1934), or ``jeffreys`` (Brown, Cai and DasGupta 2001, Beta prior with both parameters one half). An AnalysisError is
    raised unless they are whole numbers with ``0 <= count <= total`` and ``total >= 1``, and at an unknown level; an
    UnknownIdError at an unknown method.

    Returns
    -------
    Interval
        `estimate`, `low` and `high` from 0 to 1.

    Examples
    --------
    Of the 129 hamlet cells that Ba Tri graded in 2018, 34 came out excellent; read as outcomes of a process:

    >>> import analysis
    >>> interval = analysis.interval_of_share(34, 129)
    >>> round(interval.estimate, 3), round(interval.low, 3), round(interval.high, 3)
    (0.264, 0.195, 0.346)
    """
    from statsmodels.stats.proportion import proportion_confint

    _check_shares([count], [total])
    count, total = int(count), int(total)  # the value of a figure is a Decimal
    check_level(level)
    if method not in [*_SHARES]:  # a list, for what is no text may have no hash
        raise UnknownIdError("interval method", method, _SHARES)
    low, high = proportion_confint(count, total, alpha=1 - level, method=_SHARES[method])
    # At the ends the interval is one-sided; rounding must not put it outside the possible values.
    low = 0.0 if count == 0 else max(0.0, float(low))
    high = 1.0 if count == total else min(1.0, float(high))
    return Interval(count / total, low, high, level, "exact" if method == "clopper_pearson" else method)


def difference_of_shares(count_1: int, total_1: int, count_2: int, total_2: int, *, level: float = 0.95) -> Interval:
    """Give the difference of two independent shares, first less second, with Newcombe's hybrid score interval.

    Newcombe (1998), Statistics in Medicine 17:873, method 10: from the two Wilson intervals.
    """
    _check_shares((count_1, count_2), (total_1, total_2))
    ends = _ends_of_two((count_1, total_1, count_2, total_2), level, method="newcomb", compare="diff")
    return Interval(count_1 / total_1 - count_2 / total_2, *ends, level, "newcombe")


def ratio_of_shares(
    count_1: int, total_1: int, count_2: int, total_2: int, *, level: float = 0.95
) -> Interval | Refusal:
    """Give the ratio of two independent shares, first over second, with the interval on the log scale.

    Katz et al. (1978), Biometrics 34:469. With a zero in either count there is no ratio, and the answer is a `Refusal`.
    """
    _check_shares((count_1, count_2), (total_1, total_2))
    check_level(level)
    if count_1 == 0 or count_2 == 0:
        return Refusal("zero_count")
    ends = _ends_of_two((count_1, total_1, count_2, total_2), level, method="log", compare="ratio")
    return Interval(count_1 / total_1 / (count_2 / total_2), *ends, level, "log")


@dataclass(frozen=True)
class Significance(Answer):
    """How often chance alone would put shares at least so far apart, were they equal: two-sided, from 0 to 1.

    `method` is ``fisher``, or ``chi_square`` with its statistic and degrees of freedom.
    """

    p_value: float
    method: str
    statistic: float | None = None
    freedom: int | None = None


def exact_test(count_1: int, total_1: int, count_2: int, total_2: int) -> Significance:
    """Test two shares for equality by Fisher's exact test, two-sided (Fisher 1935), by scipy."""
    from scipy.stats import fisher_exact

    _check_shares((count_1, count_2), (total_1, total_2))
    table = [[int(count_1), int(total_1 - count_1)], [int(count_2), int(total_2 - count_2)]]
    return Significance(min(1.0, float(fisher_exact(table)[1])), "fisher")


def homogeneity_test(counts: Sequence[int], totals: Sequence[int]) -> Significance | Refusal:
    """Test several shares for equality by Pearson's chi-square, without continuity correction, by statsmodels.

    There is a refusal where an expected number is under 5, or all shares are 0 or 1.
    """
    from statsmodels.stats.proportion import proportions_chisquare

    if len(counts) != len(totals) or len(counts) < 2:
        raise AnalysisError(f"{len(counts)} counts and {len(totals)} totals: two groups or more need one of each")
    _check_shares(counts, totals)
    share = sum(counts) / sum(totals)
    if share in (0, 1):
        return Refusal("no_variation")
    if min(totals) * min(share, 1 - share) < _LEAST_EXPECTED:
        return Refusal("small_expected")
    statistic, p_value, _ = proportions_chisquare(list(counts), list(totals))
    return Significance(float(p_value), "chi_square", float(statistic), len(counts) - 1)


def refuse_interval(figure: Figure) -> Refusal:
    """Say why a figure has no interval as it stands.

    Every figure of a text is a full count of its place: an interval is drawn only when the reader asks to take
    the units as outcomes of a process, which no table declares.
    """
    return Refusal("bound") if figure.qualifier != "eq" else Refusal("full_count")


def _check_shares(counts: Sequence[Any], totals: Sequence[Any]) -> None:
    for count, total in zip(counts, totals, strict=True):
        check_count("count", count)
        check_count("total", total)
        if total == 0:
            raise AnalysisError("the total is zero: there is no share")
        if count > total:
            raise AnalysisError(f"the count, {count}, is larger than the total, {total}")


def _ends_of_two(numbers: tuple[int, int, int, int], level: float, **how: str) -> tuple[float, float]:
    """Give the ends of an interval of two independent shares, by statsmodels: count and total of each."""
    from statsmodels.stats.proportion import confint_proportions_2indep

    check_level(level)
    low, high = confint_proportions_2indep(*numbers, alpha=1 - level, **how)
    return float(low), float(high)


def check_count(name: str, value: Any) -> None:
    """Refuse what is no whole number from zero."""
    whole = isinstance(value, Integral) or (isinstance(value, float | Decimal) and value % 1 == 0)
    if isinstance(value, bool) or not whole:
        raise AnalysisError(f"the {name} must be a whole number, not {value!r}")
    if value < 0:
        raise AnalysisError(f"the {name} must not be negative, as {value} is")


def check_level(level: float) -> None:
    """Refuse a level that is none of `LEVELS`."""
    if level not in LEVELS:
        raise AnalysisError(f"the level must be one of {', '.join(map(str, LEVELS))}, not {level}")
