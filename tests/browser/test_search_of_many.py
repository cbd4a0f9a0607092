"""Search in a site of many places, from its folder: files are asked for as somebody types."""

import pytest

from analysis.words.catalogue import say


@pytest.mark.parametrize("asked", ["thục phán", "thuc phan"])
def test_a_place_is_found_by_its_name(open_page, country_site, asked):
    """Its name leads to its page, with marks or without, by the smallest file of a word of it, below 300 kB in all."""
    page = open_page()
    read = []
    page.on("response", lambda response: read.append(response.url))
    page.goto((country_site / "vi" / "search.html").as_uri())
    page.fill("#q", asked)
    page.wait_for_selector("#results li")
    assert page.locator("#results a").first.get_attribute("href") == "profile-synthetic_01273.html"
    # What other pages say is asked for half a second later.
    names = {url.rpartition("/")[2] for url in read if "/search/" in url} - {"others.js"}
    words = [country_site / "vi" / "search" / name for name in ("pha.js", "thu.js")]
    smallest = min(words, key=lambda path: path.read_text(encoding="utf-8").count("synthetic_"))
    assert names == {smallest.name}
    assert (country_site / "vi" / "search.html").stat().st_size + max(path.stat().st_size for path in words) < 300_000


def test_where_no_title_has_all_words_the_files_of_all_are_read(open_page, country_site):
    """Of a place asked for with a word that is not in its name the page is found still."""
    page = open_page()
    read = []
    page.on("response", lambda response: read.append(response.url))
    page.goto((country_site / "vi" / "search.html").as_uri())
    page.fill("#q", "thục phán hòa")
    page.wait_for_selector("#results a[href='profile-synthetic_01273.html']")
    assert {"pha.js", "thu.js"} <= {url.rpartition("/")[2] for url in read}


def test_the_texts_of_other_pages_wait_until_nobody_types(open_page, country_site):
    """They are the longest file: half a second after the last letter, not after the first, they are asked for."""
    page = open_page()
    read = []
    page.on("request", lambda request: read.append(request.url.rpartition("/")[2]))
    page.clock.install()
    page.goto((country_site / "vi" / "search.html").as_uri())
    for typed in ("thục", "thục ph", "thục phán"):
        page.fill("#q", typed)
        page.clock.run_for(450)
        assert "others.js" not in read
    page.wait_for_selector("#results a[href='profile-synthetic_01273.html']")
    page.clock.run_for(600)
    page.wait_for_function("document.querySelectorAll('head script').length > 1")
    assert "others.js" in read


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
