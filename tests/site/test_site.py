"""The contents pages: every link leads somewhere, and what is not there is said."""

from __future__ import annotations

import re
from dataclasses import replace
from html import escape

from small_site import build

from analysis.words.catalogue import say


def links(html: str) -> list[str]:
    return [link for link in re.findall(r'href="([^"]+)"', html) if not link.startswith("#")]


def test_every_link_leads_to_a_file(site):
    """Each link of each page must lead to a file of the site, without a server."""
    pages = list(site.out.rglob("*.html"))
    assert len(pages) == 15
    for path in pages:
        for link in links(path.read_text(encoding="utf-8")):
            assert (path.parent / link.partition("#")[0]).resolve().is_file(), (path, link)


def test_contents_show_questions_and_subjects(site, make):
    """The contents page must give each notebook's heading and question, and its reports by name."""
    html = (site.out / "vi" / "index.html").read_text(encoding="utf-8")
    assert '<a href="overview.html">Tổng quan</a>' in html
    assert "Mỗi bài viết cho biết điều gì?" in html
    assert "Địa phương này ra sao?" in html
    assert re.search(r'<a href="profile-nam_po.html">[^<]*Nậm Pồ</a>', html)
    assert "<script" not in html
    assert escape("<script>alert(1)</script>") in html
    assert '<html lang="vi">' in html


def test_the_first_page_offers_both_languages(site):
    """The first page must lead to the contents in each language, named in its own, and tell in both how to cite."""
    html = (site.out / "index.html").read_text(encoding="utf-8")
    assert links(html) == [f"{lang}/{page}" for page in ("index.html", "made.html#cite") for lang in ("vi", "en")]
    assert say("site.language", "vi") in html
    assert say("site.language", "en") in html


def test_reports_that_are_not_there_are_said(site, data, tmp_path):
    """A listed report that was never built must be named without a link, on the page and in the result."""
    other = replace(site.runs[1], run_id="profile-other", subject=("theme", "cadre_training"))
    result = build([], data, out=tmp_path, langs=("vi",), listed=[*site.runs, other], progress=False)
    assert {path.name for path in result.missing} == {
        "overview.html",
        "profile-ba_tri.html",
        "profile-nam_po.html",
        "profile-other.html",
    }
    html = (tmp_path / "vi" / "index.html").read_text(encoding="utf-8")
    assert set(links(html)) == {
        *("index.html", "index.html#own", "index.html#data", "made.html", "made.html#cite", "design.html")
    }
    assert f"cadre_training (vi) ({say('site.not_built', 'vi')})" in html
