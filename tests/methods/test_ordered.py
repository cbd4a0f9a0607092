"""Ordered grades against published values, and what too few cannot carry."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import AnalysisError
from analysis.methods.contrasts import NEEDED, funnel_limits, need_places, units_needed
from analysis.methods.intervals import Refusal
from analysis.methods.ratings import fit_proportional_odds, stochastic_superiority


def test_published_superiority():
    """Brunner and Munzel (2000) print, for shoulder pain after surgery, 0.789 with limits 0.595 and 0.983."""
    # Scores 1 to 5 counted, the highest first: 14 patients treated, 11 not.
    treated, untreated = [0, 1, 0, 2, 11], [1, 2, 4, 1, 3]
    found = stochastic_superiority(untreated, treated)
    assert found.estimate == pytest.approx(0.788961, abs=1e-6)
    assert found.low == pytest.approx(0.5952169, abs=1e-5)
    assert found.high == pytest.approx(0.9827052, abs=1e-5)


def test_superiority_is_the_rank_sum_of_r():
    """R's wilcox.test on permeability (Hollander and Wolfe 1973, p. 69) prints W = 35, of 10 times 5 pairs: 0.70."""
    term = [0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46]
    early = [1.15, 0.88, 0.90, 0.74, 1.21]
    steps = sorted({*term, *early}, reverse=True)
    counts = [[group.count(step) for step in steps] for group in (term, early)]
    assert stochastic_superiority(*counts).estimate == pytest.approx(35 / 50)


def test_superiority_by_hand():
    """With 5, 50, 4 of 59 against 34, 91, 4 of 129, ties half: (5·95 + 5·34/2 + 50·4 + 50·91/2 + 4·4/2) / 7611."""
    found = stochastic_superiority([5, 50, 4, 0], [34, 91, 4, 0])
    assert found.estimate == pytest.approx((5 * 95 + 5 * 34 / 2 + 50 * 4 + 50 * 91 / 2 + 4 * 4 / 2) / (59 * 129))


grades = st.lists(st.integers(0, 60), min_size=4, max_size=4).filter(lambda counts: sum(counts) >= 5)


@given(grades, grades)
def test_superiority_mirrors(first, second):
    """The probability taken the other way is its complement, and the limits mirror."""
    forward, backward = stochastic_superiority(first, second), stochastic_superiority(second, first)
    if isinstance(forward, Refusal):
        assert forward == backward
        return
    assert forward.estimate == pytest.approx(1 - backward.estimate, abs=1e-9)
    assert forward.low == pytest.approx(1 - backward.high, abs=1e-9)
    assert 0 <= forward.low <= forward.estimate <= forward.high <= 1


def test_two_grades_give_the_odds_ratio():
    """With two grades the model is the odds ratio of the table, (30·25)/(20·15) = 2.5, with Woolf's error."""
    found = fit_proportional_odds([20, 30], [25, 15])
    assert found.estimate == pytest.approx(25 * 30 / (15 * 20), rel=1e-3)
    reach = 1.959964 * math.sqrt(1 / 20 + 1 / 30 + 1 / 25 + 1 / 15)
    assert found.high == pytest.approx(2.5 * math.exp(reach), rel=1e-2)


def test_published_power():
    """Cohen (1988), table 6.4.1: for effect h = 0.50 at two-sided 0.05, power 0.80 takes 63 units in each group."""
    share = math.sin(math.asin(math.sqrt(0.5)) + 0.25) ** 2  # h = 0.50 from one half
    assert units_needed(share, 0.5).units == 63


def test_power_rises_with_units():
    """More units see a difference more surely; no difference is refused."""
    units = [units_needed(0.3, 0.5, power=power).units for power in (0.2, 0.5, 0.8, 0.95)]
    assert units == sorted(set(units))
    assert units_needed(0.4, 0.4) == Refusal("no_difference")


def test_funnel_narrows():
    """Limits hold the common share and narrow with the size of the group."""
    small, large = funnel_limits(0.2, [10, 1000])
    assert small[0] < large[0] < 0.2 < large[1] < small[1]


@pytest.mark.parametrize("what", ["quantiles", "ranks", "regression", "clustering"])
def test_too_few_places(what):
    """Five places carry no quantile, rank, regression or cluster; enough places do."""
    assert need_places(what, 5) == Refusal("too_few", needed=NEEDED[what], given=5)
    assert need_places(what, NEEDED[what]) is None


def test_refusals():
    """Too few units, one grade only, and groups that do not overlap are refused, not estimated."""
    assert stochastic_superiority([1, 1], [3, 9]) == Refusal("too_few", needed=5, given=2)
    assert stochastic_superiority([9, 0], [7, 0]) == Refusal("no_variation")
    assert stochastic_superiority([9, 1, 0], [0, 0, 8]) == Refusal("separated")
    assert fit_proportional_odds([5, 5], [30, 30]) == Refusal("too_few", needed=20, given=10)
    assert fit_proportional_odds([30, 0, 0], [0, 10, 20]) == Refusal("separated")
    assert fit_proportional_odds([30, 0], [40, 0]) == Refusal("no_variation")


@pytest.mark.parametrize("counts", [[], [0, 0], [1, -1], [1.5, 2], [None, 1]])
def test_bad_grades(counts):
    """No units, negative, fractional and missing counts are refused in words."""
    with pytest.raises(AnalysisError):
        stochastic_superiority(counts, counts)


def test_bad_requests():
    """Groups over different grades, shares beyond 0 to 1, no power and unknown methods are refused."""
    with pytest.raises(AnalysisError, match="same"):
        stochastic_superiority([5, 5], [5, 5, 5])
    with pytest.raises(AnalysisError, match="from 0 to 1"):
        units_needed(1.2, 0.5)
    with pytest.raises(AnalysisError, match="power"):
        units_needed(0.2, 0.5, power=1)
    with pytest.raises(AnalysisError, match="clustering"):
        need_places("league", 5)
    with pytest.raises(AnalysisError, match="no units"):
        funnel_limits(0.2, [0])
