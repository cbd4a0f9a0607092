"""The pages beside the reports: dictionary, methods, sources, sheets, in both languages, from the data alone."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace

import pytest

import analysis
from analysis.elements.html import write_alone
from analysis.plan.notebook import Title
from analysis.plan.runs import Run
from analysis.site.around import write_site
from analysis.site.pages import make_pages

HOSTILE = "<script>alert(1)</script></style>\"'\u202e=1+1 🇻🇳"


@pytest.fixture(scope="module")
def real():
    return analysis.load()


@pytest.fixture(params=["vi", "en"])
def lang(request):
    return request.param


def html_of(page):
    return "".join(write_alone(element) for block in page.blocks for element in block.content)


def test_the_pages_tell_everything_there_is(real, lang):
    """Each table and column, each formula, each text and norm, and each place stands on its page."""
    from analysis.package.schema import read_package

    pages = {one.name: html_of(one) for one in make_pages(real, lang)}
    for table in read_package().tables.values():
        assert f"{table.name}.csv" in pages["dictionary"]
        assert all(f">{field.name}<" in pages["dictionary"] for field in table.fields)
    assert all(real.name("indicator", one, lang) in pages["methods"] for one in real.derived["indicator_id"])
    assert len(re.findall(r"<tr>", pages["sources"])) >= len(real.sources) * 2 + len(real.norms)
    assert {f"handout-{one}" for one in real.ids("locality")} <= set(pages)


def test_methods_cite_their_source(real, lang):
    """The page of methods takes citations from the docstrings: Wilson, Newcombe, Brunner and Munzel, Spiegelhalter."""
    (methods,) = [one for one in make_pages(real, lang) if one.name == "methods"]
    html = html_of(methods)
    for name in ("Wilson 1927", "Newcombe (1998)", "Brunner and Munzel (2000)", "Spiegelhalter (2005)"):
        assert name in html


def test_hostile_data_break_no_page(real, tmp_path, lang):
    """Names, titles, notes and glosses full of markup are shown as text on every page of the site."""
    tables = dict(real.tables)
    for name, columns in {
        "localities": ("name_vi", "name_en", "caution_vi", "caution_en"),
        "sources": ("title", "title_en", "author", "outlet", "note_vi", "note_en"),
        "indicators": ("name_vi", "name_en"),
        "observations": ("printed", "note_vi", "note_en"),
        "codings": ("gloss_vi", "gloss_en"),
        "norms": ("name_vi", "name_en", "document", "note_vi", "note_en"),
    }.items():
        tables[name] = tables[name].assign(**dict.fromkeys(columns, HOSTILE))
    run = Run("profile", tmp_path / "x.ipynb", subject=("locality", "ba_tri"))
    (tmp_path / lang).mkdir()
    (tmp_path / lang / "profile.html").write_text(f"<body><h1>{'x'}</h1></body>")
    titles = {(run.notebook, lang): Title(HOSTILE, HOSTILE)}
    write_site([run], replace(real, tables=tables), titles, out=tmp_path, langs=[lang], versions={lang: ()})
    for path in tmp_path.rglob("*.html"):
        html = path.read_text(encoding="utf-8")
        assert "alert(1)</script>" not in html, path.name
        assert len(re.findall("<style", html)) == len(re.findall("</style>", html))
        if path.name != "search.html":
            assert "<script" not in html, path.name
    assert "&lt;script&gt;" in (tmp_path / lang / "sources.html").read_text(encoding="utf-8")


def test_the_zip_holds_what_is_laid_over(real, tmp_path):
    """The zip of all data holds the tables and lessons, and each package laid over them apart, whole as it came."""
    folder, book = tmp_path / "ours", tmp_path / "lop.xlsx"
    folder.mkdir()
    (folder / "observations.csv").write_text("observation_id\n", encoding="utf-8")
    book.write_bytes(b"a workbook")
    write_site([], real, {}, out=tmp_path / "out", langs=["vi"], versions={"vi": ()}, data_paths=[folder, book])
    with zipfile.ZipFile(tmp_path / "out" / "data.zip") as packed:
        names = {one.partition("/")[2] for one in packed.namelist()}
        assert {"observations.csv", "datapackage.json", "lessons/grading.yml"} <= names
        assert {one for one in names if one.startswith("laid-over")} == {
            "laid-over-1/observations.csv",
            "laid-over-2/lop.xlsx",
        }
        assert packed.read("grassroots-case-studies-data/laid-over-2/lop.xlsx") == b"a workbook"
