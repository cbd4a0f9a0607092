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
    interval_of_count,
    interval_of_rate,
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
    ("count", "low", "high"),
    # Exact Poisson limits, 95 per cent, as tabled by Garwood (1936) and since.
    [(0, 0.0, 3.689), (1, 0.0253, 5.572), (5, 1.623, 11.668), (10, 4.795, 18.390), (20, 12.217, 30.888)],
)
def test_published_counts(count, low, high):
    """Exact intervals of counts are the tabled ones."""
    found = interval_of_count(count, method="exact")
    assert found.low == pytest.approx(low, abs=6e-4)
    assert found.high == pytest.approx(high, abs=6e-4)


@given(st.integers(10, 2000))
def test_byar_is_close_to_exact(count):
    """From 10 on, Byar's 95 per cent limits are within 0.2 per cent of the exact ones (Public Health England, 2018)."""
    byar, exact = interval_of_count(count, method="byar"), interval_of_count(count, method="exact")
    assert byar.low == pytest.approx(exact.low, rel=0.002)
    assert byar.high == pytest.approx(exact.high, rel=0.002)


def test_byar_by_hand():
    """Byar's limits for 64 events are 64(1 - 1/576 - z/24)^3 and 65(1 - 1/585 + z/3√65)^3 with z = 1.96."""
    found = interval_of_count(64, method="byar")
    assert found.low == pytest.approx(64 * (1 - 1 / 576 - 1.959964 / 24) ** 3, rel=1e-6)
    assert found.high == pytest.approx(65 * (1 - 1 / 585 + 1.959964 / (3 * math.sqrt(65))) ** 3, rel=1e-6)


@pytest.mark.parametrize(
    ("count", "exposure", "method", "limits_95", "limits_99_8"),
    # Anderson (2019), introduction to the R package PHEindicatormethods of Public Health England: its worked rates,
    # printed per 100,000 at 95 per cent and per 100 at 99.8 per cent; here all per 100.
    [
        (24, 162, "byar", (9.489334, 22.04421), (7.1693910, 26.77154)),
        (68, 173, "byar", (30.521553, 49.83092), (26.1925701, 56.39516)),
        (95, 146, "byar", (52.642965, 79.54366), (46.3595418, 88.46988)),
        (46, 143, "byar", (23.548788, 42.90837), (19.4573177, 49.71192)),
        (18, 149, "byar", (7.156037, 19.09345), (5.1176169, 23.75627)),
        (6, 120, "exact", (1.834912, 10.88290), (0.9225872, 15.05136)),
    ],
)
def test_published_rates(count, exposure, method, limits_95, limits_99_8):
    """Rates have the limits of the worked example of Byar's method, at both levels and by the method it names."""
    for level, limits in ((0.95, limits_95), (0.998, limits_99_8)):
        found = interval_of_rate(count, exposure, per=100, level=level)
        assert found.method == method
        assert (found.low, found.high) == pytest.approx(limits, abs=6e-6)


def test_published_byar():
    """Byar's lower limit of 100 events is 81.3621; 23 events of 30 expected give 0.48584 to 1.15043.

    The first stands in the tests of PHStatsMethods, the others in those of the Ruby gem byar, which takes z = 1.96.
    """
    assert interval_of_count(100, method="byar").low == pytest.approx(81.36210549052788, rel=1e-12)
    ratio = interval_of_rate(23, 30, per=1, method="byar")
    assert (ratio.low, ratio.high) == pytest.approx((0.4858414415, 1.1504345024), abs=2e-5)


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


def test_small_counts_are_exact():
    """Under 10 the exact interval is taken, from 10 Byar's, and the output names the one used."""
    assert interval_of_count(9).method == "exact"
    assert interval_of_count(10).method == "byar"
    assert interval_of_rate(9, 100, per=100).method == "exact"


def test_rate_is_the_count_scaled():
    """The interval of a rate is that of its count over the exposure."""
    count, rate = interval_of_count(20), interval_of_rate(20, 500, per=1000)
    assert (rate.estimate, rate.low, rate.high) == pytest.approx((40, count.low * 2, count.high * 2))


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


@given(st.integers(0, 3000), st.sampled_from(["byar", "exact"]))
def test_intervals_of_counts_behave(count, method):
    """An interval of a count holds it, is not below zero, and widens with the level."""
    narrow, wide = (interval_of_count(count, level=level, method=method) for level in LEVELS)
    assert 0 <= wide.low <= narrow.low <= count <= narrow.high <= wide.high


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
    """Unknown methods and levels are refused with the choices, and an exposure must be above zero."""
    with pytest.raises(UnknownIdError, match="wilson"):
        interval_of_share(1, 2, method="wald")
    with pytest.raises(AnalysisError, match=r"0\.998"):
        interval_of_share(1, 2, level=0.9)
    with pytest.raises(AnalysisError, match="above zero"):
        interval_of_rate(1, 0)


def test_full_counts_have_no_interval(data):
    """A full count has no interval, and the refusal says why; a bound has one still less."""
    (share,) = find_figures(data, locality_id="nam_po", indicator_id="rural_members_share")
    (bound,) = find_figures(data, locality_id="hai_luu", indicator_id="better_off_households_share")
    assert refuse_interval(share) == Refusal("full_count")
    assert refuse_interval(bound) == Refusal("bound")
