"""The whole site, built as a reader builds it."""

import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from analysis.paths import notebooks_dir
from analysis.publish import load_runs


@pytest.fixture(scope="module")
def site(built_site):
    return built_site


@pytest.fixture(scope="module")
def pages(site):
    return {f"{path.parent.name}/{path.name}": path.read_text(encoding="utf-8") for path in site.glob("*/*.html")}


class Page(HTMLParser):
    """Collect what the tests look at."""

    def __init__(self, text):
        super().__init__()
        self.lang, self.links, self.ids, self.images, self.headings, self.loaded = None, [], [], [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "html":
            self.lang = attrs.get("lang")
        if tag == "a":
            self.links.append(attrs.get("href", ""))
        if tag == "img":
            self.images.append(attrs)
        if "id" in attrs:
            self.ids.append(attrs["id"])
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag in ("script", "iframe", "object", "embed") or (tag == "link" and attrs.get("rel") != "canonical"):
            self.loaded.append((tag, attrs))


def test_every_run_has_its_reports(data, pages):
    """Each run of `runs.yml` has a report in each language, and each language an index."""
    runs = [one.run_id for one in load_runs(data, notebooks_dir())]
    assert {f"{lang}/{one}.html" for lang in ("vi", "en") for one in [*runs, "index"]} == set(pages)


def test_pages_name_their_language(pages):
    """A page names the language that its folder promises."""
    for name, text in pages.items():
        assert Page(text).lang == name[:2]


def test_nothing_is_fetched(pages):
    """No page loads anything: every picture is in the page, and there is no script, frame or style sheet."""
    for name, text in pages.items():
        page = Page(text)
        assert not page.loaded, name
        assert all(image["src"].startswith("data:image/") for image in page.images), name
        assert not re.search(r"@import|url\((?!\s*['\"]?data:)", text), name


def test_pictures_have_our_words(pages):
    """Each picture's alt text is ours: a sentence with figures or names, not a filler."""
    seen = 0
    for name, text in pages.items():
        for image in Page(text).images:
            seen += 1
            assert len(image["alt"]) > 30, name
            assert "No description" not in image["alt"]
    assert seen >= 2 * (1 + 5 * 2 + 2 + 1 + 1 + 1)


def test_links_lead_somewhere(site, pages):
    """Each link within a page leads to a place in it, each other one to a file of the site."""
    for name, text in pages.items():
        page = Page(text)
        for href in page.links:
            target, _, anchor = href.partition("#")
            if not target:
                assert anchor in page.ids, (name, href)
            else:
                assert (site / name).parent.joinpath(target).resolve().is_file(), (name, href)


def test_ids_stand_once(pages):
    """No id stands twice in a page."""
    for name, text in pages.items():
        ids = Page(text).ids
        assert len(set(ids)) == len(ids), name


def test_headings_in_order(pages):
    """A page has one heading of the first level, and no level is skipped."""
    for name, text in pages.items():
        levels = Page(text).headings
        assert levels.count(1) == 1, name
        assert all(after <= before + 1 for before, after in pairwise(levels)), name


def test_no_hole_in_a_report(pages):
    """No report shows a missing value as a program would, or a phrase that was not filled in."""
    for name, text in pages.items():
        words = re.sub(r"<style.*?</style>|<pre.*?</pre>|<[^>]+>", " ", text, flags=re.DOTALL)
        assert not re.search(r"\b(nan|NaN|NaT|None|<NA>|Traceback)\b|\{\w+\}", words), name


def test_code_is_behind_a_switch(pages):
    """Code is in each report, hidden until the switch is set, and the switch has a label."""
    for name, text in pages.items():
        if name.endswith("index.html"):
            continue
        assert 'id="show-code"' in text and 'for="show-code"' in text, name
        assert "analysis.load" in re.sub(r"<[^>]+>", "", text).replace(" ", ""), name


def test_sources_end_each_report(pages):
    """A report that shows figures ends with their sources: printed form and paragraph."""
    text = pages["vi/profile-nam_po.html"]
    assert "“1.906 đảng viên”" in text
    assert 'href="#o-nam_po_party_members"' in text
    assert 'id="o-nam_po_party_members"' in text
