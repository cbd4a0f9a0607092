"""Intervals against values that others published."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import AnalysisError, UnknownIdError
from analysis.methods import find_figures
from analysis.methods.intervals import (
    LEVELS,
    Refusal,
    difference_of_shares,
    interval_of_share,
    ratio_of_shares,
    refuse_interval,
)

METHODS = ("wilson", "exact", "jeffreys")


@pytest.mark.parametrize(
    ("count", "total", "method", "low", "high"),
    [
        # Newcombe (1998), Statistics in Medicine 17:857, table I: score and Clopper-Pearson limits.
        (81, 263, "wilson", 0.2553, 0.3662),
        (15, 148, "wilson", 0.0624, 0.1605),
        (0, 20, "wilson", 0.0000, 0.1611),
        (1, 29, "wilson", 0.0061, 0.1718),
        (81, 263, "exact", 0.2527, 0.3676),
        (15, 148, "exact", 0.0578, 0.1617),
        (0, 20, "exact", 0.0000, 0.1684),
        (0, 20, "clopper_pearson", 0.0000, 0.1684),
        (1, 29, "exact", 0.0009, 0.1776),
        # R's own output of binom.test(9, 24, 1/6), as printed in tutorials of it.
        (9, 24, "exact", 0.1879929, 0.5940636),
    ],
)
def test_published_shares(count, total, method, low, high):
    """Intervals of shares are those printed by Newcombe and by R, at the printed precision."""
    found = interval_of_share(count, total, method=method)
    places = 7 if total == 24 else 4
    assert (round(found.low, places), round(found.high, places)) == (low, high)


def test_jeffreys_by_hand():
    """For 1 of 2 the interval is that of Beta(3/2, 3/2): 1/2 + (u√(1-u²) + arcsin u)/π at u = 2p - 1."""
    found = interval_of_share(1, 2, method="jeffreys")
    for end, chance in ((found.low, 0.025), (found.high, 0.975)):
        u = 2 * end - 1
        assert 0.5 + (u * math.sqrt(1 - u * u) + math.asin(u)) / math.pi == pytest.approx(chance)


@pytest.mark.parametrize(
    ("method", "low", "high"),
    # R's binom.confint(3, 312), as printed to three decimals: exact 0.0020 to 0.028, wilson 0.0033 to 0.028.
    [("exact", 0.0020, 0.028), ("wilson", 0.0033, 0.028)],
)
def test_r_prints_the_same(method, low, high):
    """A small share of many units has the limits that R's binom package prints."""
    found = interval_of_share(3, 312, method=method)
    assert (round(found.low, 4), round(found.high, 3)) == (low, high)


@pytest.mark.parametrize(
    ("numbers", "low", "high"),
    [
        # Newcombe (1998), Statistics in Medicine 17:873, table II, method 10.
        ((56, 70, 48, 80), 0.0524, 0.3339),
        ((9, 10, 3, 10), 0.1705, 0.8090),
        ((5, 56, 0, 29), -0.0381, 0.1926),
        ((0, 10, 0, 20), -0.1611, 0.2775),
        ((10, 10, 0, 20), 0.6791, 1.0000),
    ],
)
def test_published_differences(numbers, low, high):
    """Intervals of differences are those that Newcombe printed."""
    found = difference_of_shares(*numbers)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


@pytest.mark.parametrize(
    ("count", "total", "low", "high"),
    # Altman, Machin, Bryant and Gardner (2000), Statistics with Confidence, p. 47; epiR's manual quotes the first.
    [(81, 263, 0.255, 0.366), (1, 29, 0.006, 0.172)],
)
def test_altman_and_others_on_shares(count, total, low, high):
    """Shares have the limits of the worked examples in Statistics with Confidence."""
    found = interval_of_share(count, total)
    assert (round(found.low, 3), round(found.high, 3)) == (low, high)


def test_altman_and_others_on_differences():
    """Adverse effects in 5 of 56 and 0 of 29 differ by -0.038 to 0.193 (the same book, p. 49, as epiR quotes it)."""
    found = difference_of_shares(5, 56, 0, 29)
    assert (round(found.low, 3), round(found.high, 3)) == (-0.038, 0.193)


def test_ratio_by_hand():
    """The log interval of 56/70 over 48/80 is exp(ln 4/3 ± 1.96 √(1/56 - 1/70 + 1/48 - 1/80)) (Katz 1978)."""
    found = ratio_of_shares(56, 70, 48, 80)
    reach = 1.959964 * math.sqrt(1 / 56 - 1 / 70 + 1 / 48 - 1 / 80)
    assert found.estimate == pytest.approx(4 / 3)
    assert found.low == pytest.approx(math.exp(math.log(4 / 3) - reach), rel=1e-6)
    assert found.high == pytest.approx(math.exp(math.log(4 / 3) + reach), rel=1e-6)
    assert ratio_of_shares(0, 10, 3, 10) == Refusal("zero_count")


shares = st.integers(1, 400).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total)))


@given(shares, st.sampled_from(METHODS))
def test_intervals_of_shares_behave(share, method):
    """An interval holds its estimate, widens with the level, stays from 0 to 1, and mirrors when categories swap."""
    count, total = share
    narrow, wide = (interval_of_share(count, total, level=level, method=method) for level in LEVELS)
    mirror = interval_of_share(total - count, total, method=method)
    assert 0 <= wide.low <= narrow.low <= narrow.estimate <= narrow.high <= wide.high <= 1
    assert narrow.low == pytest.approx(1 - mirror.high, abs=1e-9)


@given(shares, shares)
def test_differences_mirror(first, second):
    """The difference taken the other way has the limits with the signs changed."""
    forward, backward = difference_of_shares(*first, *second), difference_of_shares(*second, *first)
    assert forward.low == pytest.approx(-backward.high, abs=1e-9)
    assert forward.low - 1e-9 <= forward.estimate <= forward.high + 1e-9


@pytest.mark.parametrize(
    ("count", "total", "told"),
    [
        (1, 0, "total is zero"),
        (6, 5, "larger than the total"),
        (-1, 5, "must not be negative"),
        (1.5, 5, "whole number"),
        (float("nan"), 5, "whole number"),
        (None, 5, "whole number"),
        (True, 5, "whole number"),
    ],
)
def test_bad_numbers(count, total, told):
    """Zero totals, counts over their total, negative, fractional and missing counts are refused in words."""
    with pytest.raises(AnalysisError, match=told):
        interval_of_share(count, total)


def test_bad_choices():
    """Unknown methods and levels are refused with the choices."""
    with pytest.raises(UnknownIdError, match="wilson"):
        interval_of_share(1, 2, method="wald")
    with pytest.raises(AnalysisError, match=r"0\.998"):
        interval_of_share(1, 2, level=0.9)


def test_full_counts_have_no_interval(data):
    """A full count has no interval, and the refusal says why; a bound has one still less."""
    (share,) = find_figures(data, locality_id="nam_po", indicator_id="rural_members_share")
    (bound,) = find_figures(data, locality_id="hai_luu", indicator_id="better_off_households_share")
    assert refuse_interval(share) == Refusal("full_count")
    assert refuse_interval(bound) == Refusal("bound")
