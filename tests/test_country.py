"""A synthetic country, as the benchmarks make it: small, so that what must hold of thousands of places is seen."""

from decimal import Decimal

import pytest

import analysis
from analysis.dataset.load import check_layers
from analysis.methods import find_figures


@pytest.fixture(scope="module")
def country(small_country):
    """Load it."""
    return analysis.load(*small_country)


def test_every_place_says_that_it_is_synthetic(small_country, country):
    """It is checked without a fault, its names say what it is, and its numbers of places are those asked for."""
    assert check_layers(*small_country) == []
    made = [row for row in country.rows("locality") if row["locality_id"].startswith("synthetic_")]
    assert [sum(row["level"] == level for row in made) for level in ("province", "commune")] == [3, 60]
    assert all("dữ liệu giả lập" in row["name_vi"] and "synthetic data" in row["name_en"] for row in made)


def test_what_a_province_counts_holds_its_communes(country):
    """A province has at least what its communes have together, so that the checks of wholes have something to find."""
    own = {row["code"]: row["locality_id"] for row in country.rows("locality") if row["level"] == "province"}
    communes = [row for row in country.rows("locality") if row["parent_code"] == "01"]
    [whole] = find_figures(country, locality_id=own["01"], indicator_id="party_members")
    parts = [find_figures(country, locality_id=row["locality_id"], indicator_id="party_members") for row in communes]
    assert len(communes) > 10
    assert whole.value >= sum((figure.value for [figure] in parts), Decimal())
