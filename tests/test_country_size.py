"""Pages that are of no place: they do not grow with the number of places, and their links lead somewhere."""

import importlib.util
import re
from html import unescape
from pathlib import Path

import pytest

import analysis
from analysis.build.make import build
from analysis.commands.build import make_plan
from analysis.paths import data_dir, notebooks_dir
from analysis.plan.runs import load_runs

COMMUNES = 63, 137  # with three provinces and the five places of the articles: more than sixty, and twice as many
_OF_PLACES = re.compile(r"(profile|field-study|handout|places|sources)-")


@pytest.fixture(scope="module")
def sites(tmp_path_factory):
    """Build all pages of no place in Vietnamese, of each number of places; give each with its data."""
    spec = importlib.util.spec_from_file_location("country", data_dir().parent / "benchmarks" / "country.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    made = []
    for communes in COMMUNES:
        packages = module.write_country(tmp_path_factory.mktemp("packages"), provinces=3, communes=communes)
        out, data = tmp_path_factory.mktemp("site"), analysis.load(*packages)
        listed = load_runs(data, notebooks_dir())
        runs = [run for run in listed if not run.subject or run.subject[0] != "locality"]
        result = build(make_plan(data, runs, listed, ("vi",), notebooks_dir(), out, packages, progress=False))
        assert not result.failed and len(result.built) == len(runs)
        made.append((out / "vi", data))
    return made


def of_no_place(folder):
    """Give the pages that are of no place and of no province, and what is taken along with them as text."""
    pages = [*folder.glob("*.html"), *folder.glob("*.files/*.csv"), *folder.glob("*.files/*.json")]
    return [path for path in pages if not _OF_PLACES.match(path.relative_to(folder).parts[0])]


@pytest.mark.slow
def test_no_page_of_no_place_names_more_than_sixty_places(sites):
    """Sixty places have as many ids, their texts and figures among them; in pairs twelve are held, of all."""
    for folder, data in sites:
        made = {place for place in data.ids("locality") if place.startswith("synthetic_")}
        assert len(made) == len(data.ids("locality")) - 5
        for page in of_no_place(folder):
            told = {*re.findall(r"synthetic_\d+", page.read_text(encoding="utf-8"))} & made
            assert len(told) <= 60 + 12 * (page.stem == "comparability"), page.name


@pytest.mark.slow
def test_no_page_of_no_place_grows_with_the_places(sites):
    """Of twice as many places pages have about the same size, whichever sixty they tell of."""
    few, many = ({path.name: path.stat().st_size for path in of_no_place(folder)} for folder, _ in sites)
    pages = [name for name in few if name.endswith(".html")]
    assert len(pages) > 60 and {*pages} <= {*many}
    assert [name for name in pages if many[name] > 1.3 * few[name]] == []
    assert sum(map(many.get, pages)) < 1.05 * sum(map(few.get, pages))


@pytest.mark.slow
def test_links_of_pages_of_no_place_lead_somewhere(sites):
    """Each leads to a file, and within its page to a part of it; a page of a place that was not built is listed."""
    for folder, data in sites:
        places = {*data.ids("locality")}
        for page in folder.glob("*.html"):
            text = page.read_text(encoding="utf-8")
            ids = {*re.findall(r'\sid="([^"]*)"', text)}
            for href in map(unescape, re.findall(r'<a [^>]*?href="([^"]*)"', text)):
                target, _, anchor = href.partition("#")
                place = re.fullmatch(r"(?:profile|field-study|handout)-(\w+)\.html", Path(target).name)
                if not target:
                    assert anchor in ids, (page.name, href)
                elif place:
                    assert place[1] in places, (page.name, href)
                elif not target.startswith(("http", "data:", "mailto:")):
                    assert folder.joinpath(target).resolve().is_file(), (page.name, href)
