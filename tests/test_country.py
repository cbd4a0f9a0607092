"""A synthetic country, as the benchmarks make it: small, so that what must hold of thousands of places is seen."""

import re
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


def test_a_site_of_many_places_lists_them_by_province(country_site):
    """The contents page leads to a page of each province, and that to its places; no page lists all of them."""
    folder = country_site / "vi"
    index = (folder / "index.html").read_text(encoding="utf-8")
    assert re.findall(r'href="(places-\w+\.html)"', index) == [
        *("places-01.html", "places-04.html", "places-08.html", "places-12.html", "places-99.html")
    ]
    assert "profile-" not in index
    own = re.findall(r'href="(profile-\w+\.html)"', (folder / "places-01.html").read_text(encoding="utf-8"))
    assert own == ["profile-synthetic_00004.html", "profile-synthetic_01.html"]
    assert "profile-" not in (folder / "places-08.html").read_text(encoding="utf-8")
    search = (folder / "search.html").read_text(encoding="utf-8")
    assert "profile-synthetic_00004" not in search
    assert "handout-synthetic" not in search
    assert "in-force.html" in search


def test_titles_lie_in_files_by_their_first_letters_and_texts_by_province(country_site):
    """A place stands in the files of the words of its name and in that of its province, and in no other."""
    shards = {path.stem for path in (country_site / "vi" / "search").glob("*.js")}
    assert {"01", "04", "08", "ba", "din", "thu", "pha"} <= shards
    holding = [
        path.stem
        for path in (country_site / "vi" / "search").glob("*.js")
        if "profile-synthetic_01273.html" in path.read_text(encoding="utf-8")
    ]
    assert {"04", "thu", "pha"} <= {*holding}
    assert not {"01", "08", "din"} & {*holding}


def test_a_sheet_is_made_of_the_places_that_are_built(country_site):
    """Of many places only those whose pages are made now get their sheets anew."""
    made = sorted(path.stem for path in (country_site / "vi").glob("handout-*.html"))
    assert made == [f"handout-synthetic_{code}" for code in ("00004", "01", "01273", "01279")]
