"""Tests of equal shares against R's own output."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import AnalysisError
from analysis.methods.intervals import Refusal, exact_test, homogeneity_test


def test_fisher_as_in_r():
    """R's fisher.test on the lady who tastes tea, 3 of 4 against 1 of 4, prints p = 0.4857."""
    assert round(exact_test(3, 4, 1, 4).p_value, 4) == 0.4857
    assert exact_test(3, 4, 1, 4).method == "fisher"


def test_chi_square_as_in_r():
    """R's prop.test on smokers among patients of four studies prints X-squared = 12.6, df = 3, p = 0.005585."""
    found = homogeneity_test([83, 90, 129, 70], [86, 93, 136, 82])
    assert found.statistic == pytest.approx(12.6004, abs=5e-5)
    assert found.freedom == 3
    assert found.p_value == pytest.approx(0.005585, abs=5e-7)


def test_fisher_by_hand():
    """Of 2 and 2 units with 2 and 0 hits, 1 of the 6 ways to place two hits is so far out on each side: p = 2/6."""
    assert exact_test(2, 2, 0, 2).p_value == pytest.approx(1 / 3)


shares = st.integers(1, 60).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total)))


@given(shares, shares)
def test_order_does_not_matter(first, second):
    """Swapping the groups, or counting the misses for the hits, leaves the p-value as it is."""
    there = exact_test(*first, *second).p_value
    misses = [(total - count, total) for count, total in (first, second)]
    assert 0 < there <= 1
    assert exact_test(*second, *first).p_value == pytest.approx(there)
    assert exact_test(*misses[0], *misses[1]).p_value == pytest.approx(there)


def test_refusals():
    """Small expected numbers and shares that are all none or all are refused."""
    assert homogeneity_test([1, 2], [6, 7]) == Refusal("small_expected")
    assert homogeneity_test([0, 0], [60, 70]) == Refusal("no_variation")
    assert homogeneity_test([60, 70], [60, 70]) == Refusal("no_variation")


@pytest.mark.parametrize(("counts", "totals"), [([1], [2]), ([1, 2], [3]), ([5, 1], [4, 2]), ([1, 1.5], [4, 2])])
def test_bad_groups(counts, totals):
    """One group, lists that do not match, counts over their total and fractions are refused in words."""
    with pytest.raises(AnalysisError):
        homogeneity_test(counts, totals)
