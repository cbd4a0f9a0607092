"""Search in a site of many places, from its folder: files are asked for as somebody types."""

import pytest

from analysis.words.catalogue import say


@pytest.mark.parametrize("asked", ["thục phán", "thuc phan"])
def test_a_place_is_found_by_its_name(open_page, country_site, asked):
    """Its name leads to its page, with marks or without; what is read for the first answer is below 300 kB in all."""
    page = open_page()
    read = []
    page.on("response", lambda response: read.append(response.url))
    page.goto((country_site / "vi" / "search.html").as_uri())
    page.fill("#q", asked)
    page.wait_for_selector("#results li")
    assert page.locator("#results a").first.get_attribute("href") == "profile-synthetic_01273.html"
    # What other pages say is asked for half a second later.
    names = {url.rpartition("/")[2] for url in read if "/search/" in url} - {"others.js"}
    assert names == {"pha.js", "thu.js"}
    files = [country_site / "vi" / "search.html", *(country_site / "vi" / "search" / name for name in names)]
    assert sum(path.stat().st_size for path in files) < 300_000


def test_what_other_pages_say_is_found_after_the_headings(open_page, country_site):
    """The number of a document that no heading has is marked in what the page of documents in force says."""
    page = open_page(country_site / "vi" / "search.html")
    page.fill("#q", "294-QĐ/TW")
    page.wait_for_selector("#results li:has(a[href^='in-force']) mark")


def test_what_pages_of_a_province_say_is_found_when_it_is_chosen(open_page, country_site):
    """A word that no title has is found in the pages of the province that is chosen."""
    page = open_page(country_site / "vi" / "search.html")
    page.fill("#q", "câu bịa để đo máy")
    before = page.locator("#results a[href^='profile-']").count()
    assert page.get_by_label(say("search.group", "vi")).is_visible()
    page.select_option("#group", "04")
    page.wait_for_selector("#results a[href^='profile-synthetic_01273']")
    assert before == 0


def test_words_in_the_address_are_searched_for(open_page, country_site):
    """A search from the masthead of any page finds the place as well."""
    page = open_page()
    page.goto((country_site / "vi" / "search.html").as_uri() + "?q=Th%E1%BB%A5c%20Ph%C3%A1n")
    page.wait_for_selector("#results a[href='profile-synthetic_01273.html']")
