"""The pages beside the reports: dictionary, methods, sources, sheets, in both languages, from the data alone."""

from __future__ import annotations

import ast
import inspect
import pickle
import re
import zipfile
from dataclasses import replace

import pytest

import analysis
from analysis import show
from analysis.elements.html import write_alone
from analysis.elements.pages import Block, Group, SitePage, Surroundings
from analysis.elements.picture import Picture
from analysis.elements.speech import Number
from analysis.elements.table import Paragraph, Point, Points
from analysis.elements.wording import capital
from analysis.methods import agreement, consistency, contrasts, intervals, ratings
from analysis.methods.judgement import REASONS
from analysis.paths import notebooks_dir, project_dir
from analysis.plan.entries import Run
from analysis.plan.notebook import Title
from analysis.site.around import write_site
from analysis.site.edition import Edition, Listed
from analysis.site.inline import keep_ranges
from analysis.site.overview import TOLD_METHODS, describe_site
from analysis.words.catalogue import say

HOSTILE = "<script>alert(1)</script></style>\"'\u202e=1+1 🇻🇳"


@pytest.fixture(scope="module")
def real():
    return analysis.load()


@pytest.fixture(params=["vi", "en"])
def lang(request):
    return request.param


def html_of(page):
    elements = [element for block in page.blocks for element in block.content if not isinstance(element, Picture)]
    return "".join(map(write_alone, elements))


def test_the_pages_tell_everything_there_is(real, around, lang):
    """Each table and column, each formula, each text and norm, and each place stands on its page."""
    from analysis.package.schema import read_package

    pages = {page.name: html_of(page) for page in around(lang).pages}
    for table in read_package().tables.values():
        assert f"{table.name}.csv" in pages["dictionary"]
        assert all(f">{field.name}<" in pages["dictionary"] for field in table.fields)
    assert all(
        real.name("indicator", indicator, lang) in pages["methods"] for indicator in real.derived["indicator_id"]
    )
    assert len(re.findall(r"<tr>", pages["sources"])) >= len(real.sources) * 2 + len(real.norms)
    assert {f"handout-{place}" for place in real.ids("locality")} <= set(pages)


def test_the_first_page_is_headed_by_what_was_found(real, around, lang):
    """What was found stands on the first page under the sentence that heads all places together."""
    first = around(lang)
    assert first.found.items and first.answer == show.head_page(real, "synthesis", lang=lang).text


def test_a_sheet_begins_with_what_was_done_and_what_came_of_it(real, around, lang):
    """Each sheet to hand out has five points, and the first is the sentence with which the profile opens."""
    pages = {page.name: page for page in around(lang).pages}
    for place in real.ids("locality"):
        told = next(each for each in pages[f"handout-{place}"].blocks[0].content if isinstance(each, Points))
        assert len(told.items) == 5
        assert str(told.items[0]) == str(Point(show.tell_article(real, place, lang=lang).text)), place
        for point in told.items:  # each says on what it rests: a figure, or a passage, has a note
            assert any(isinstance(piece, Number) for piece in point.words), (place, str(point))
    leads = {place: pages[f"handout-{place}"].lead for place in real.ids("locality")}
    dated = {"ba_tri": ("Bến Tre", "2019"), "hai_luu": ("Vĩnh Phúc", "2022"), "nam_po": ("Điện Biên", "2018")}
    assert all(word in leads[place] for place, words in dated.items() for word in words)


def test_a_sheet_keeps_nothing_that_draws(around, lang):
    """The sheets of a whole country are held at once, so each has its picture alone: what draws one takes 1 MB."""
    sheets = [page for page in around(lang).pages if page.name.startswith("handout-")]
    drawn = [each for page in sheets for each in page.blocks[0].content if isinstance(each, Picture)]
    assert len(drawn) == 5 and all(each.svg and each.png is None for each in drawn)


def test_no_fold_is_empty_and_a_short_first_table_is_open(around, tmp_path, lang):
    """On the page of sources the five articles stand open, what else it has is shut; how profiles are made, a paragraph
    alone, is told on the page of methods, and every fold of a page has something inside."""
    write_site([Edition(lang, (), around(lang))], out=tmp_path)
    heads = {}
    for name in ("sources", "methods", "codebook", "dictionary"):
        html = (tmp_path / lang / f"{name}.html").read_text(encoding="utf-8")
        folds = re.findall(r'<details class="folded"( open)?><summary>.*?</summary>(.*?)</details>', html, re.DOTALL)
        assert all(re.sub(r"<[^>]*>", "", inside).strip() for _, inside in folds)
        heads[name] = [bool(is_open) for is_open, _ in folds]
    assert heads["sources"] == [True, False, False, False] and not any(heads["codebook"] + heads["dictionary"])
    assert len(heads["methods"]) == 4 and not any(heads["methods"])


def test_the_rules_of_the_gate_stand_on_the_page_of_methods(around, lang):
    """Every reason that the gate can give has its line, in the order in which it looks."""
    (methods,) = [page for page in around(lang).pages if page.name == "methods"]
    html = html_of(methods)
    places = [html.find(f">{capital(say(f'gate.{reason}', lang))}<") for reason in REASONS]
    assert places == sorted(places) and min(places) > 0


def test_methods_cite_their_source(around, lang):
    """The page of methods gives the sources of formulas: Wilson, Newcombe, Brunner and Munzel, Spiegelhalter."""
    (methods,) = [page for page in around(lang).pages if page.name == "methods"]
    html = html_of(methods)
    for name in (
        "Wilson 1927",
        "Newcombe (1998)",
        "Brunner and Munzel (2000)",
        "Spiegelhalter (2005)",
        "McCullagh (1980)",
    ):
        assert name in html


def test_declared_sources_stand_in_the_docstrings():
    """Each source that the page of methods gives for a formula is one that its docstring cites."""
    rooms = (agreement, consistency, contrasts, intervals, ratings)
    for name, cited in TOLD_METHODS.items():
        function = next(getattr(room, name) for room in rooms if hasattr(room, name))
        told = " ".join(inspect.getdoc(function).split())
        for source in filter(None, cited.split("; ")):
            assert re.search(rf"(?<!\w){re.escape(source)}(?!\w)", told), f"{name}: {source} is cut"
            assert source.count("(") == source.count(")"), source


ROOMS = {path.stem for path in (project_dir() / "src" / "analysis" / "methods").glob("*.py")}


def called_by(names):
    """Give every function of the project that one of these calls, itself or by others, by their names."""
    calls = {}
    for path in (project_dir() / "src").rglob("*.py"):
        if path.parent.name == "commands":  # which no report calls, whatever its functions are named
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                used = {name.id for name in ast.walk(node) if isinstance(name, ast.Name)}
                # One that is called as `contrasts.exact_test`, by its module.
                used |= {
                    each.attr
                    for each in ast.walk(node)
                    if isinstance(each, ast.Attribute) and isinstance(each.value, ast.Name) and each.value.id in ROOMS
                }
                calls.setdefault(node.name, set()).update(used - {node.name})
    found, open_ = set(), set(names)
    while open_:
        found |= open_
        open_ = {called for name in open_ for called in calls.get(name, ())} - found
    return found


def test_only_methods_that_a_report_calls_are_told():
    """Each formula on the page of methods is one that a notebook of the site calls, and each has its words."""
    code = "".join(path.read_text(encoding="utf-8") for path in notebooks_dir().glob("reports/*.ipynb"))
    called = called_by(re.findall(r"\b(?:show|methods|lessons|analysis)\.(\w+)\(", code))
    assert set(TOLD_METHODS) <= called
    assert "funnel_limits" in called and "check_layers" not in called


@pytest.mark.few(1)
@pytest.mark.filterwarnings("ignore:Glyph")  # a flag has none in the typeface of pictures
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
    around = describe_site(replace(real, tables=tables), lang)
    write_site([Edition(lang, (Listed(run, Title(HOSTILE, HOSTILE), HOSTILE),), around)], out=tmp_path)
    for path in tmp_path.rglob("*.html"):
        html = path.read_text(encoding="utf-8")
        assert "alert(1)</script>" not in html, path.name
        assert len(re.findall("<style", html)) == len(re.findall("</style>", html))
        if path.name != "search.html":
            assert html.count("<script") == html.count('id="open-all"'), path.name
    assert "&lt;script&gt;" in (tmp_path / lang / "sources.html").read_text(encoding="utf-8")


def test_the_zip_holds_what_is_laid_over(around, tmp_path):
    """The zip of all data holds the tables and lessons, and each package laid over them apart, whole as it came."""
    folder, book = tmp_path / "ours", tmp_path / "lop.xlsx"
    folder.mkdir()
    (folder / "observations.csv").write_text("observation_id\n", encoding="utf-8")
    book.write_bytes(b"a workbook")
    write_site([Edition("vi", (), around("vi"))], out=tmp_path / "out", data_paths=[folder, book])
    with zipfile.ZipFile(tmp_path / "out" / "data.zip") as packed:
        names = {name.partition("/")[2] for name in packed.namelist()}
        assert {"observations.csv", "datapackage.json", "lessons/grading.yml", "figures.csv"} <= names
        figures = packed.read("grassroots-case-studies-data/figures.csv").decode()
        assert ",Hải Lựu,Hải Lựu," in figures and ",computed," in figures and "378 đảng viên" in figures
        assert "`figures.csv`" in packed.read("grassroots-case-studies-data/README.md").decode()
        assert {name for name in names if name.startswith("laid-over")} == {
            "laid-over-1/observations.csv",
            "laid-over-2/lop.xlsx",
        }
        assert packed.read("grassroots-case-studies-data/laid-over-2/lop.xlsx") == b"a workbook"


def test_search_keeps_no_file_of_places_that_are_gone(tmp_path):
    """A province that has no places any more, and first letters that no title has, leave nothing to be loaded."""
    for name, title, key in (("01", "Thử", "thu"), ("02", "Khác", "kha")):
        page = SitePage("page-of-place", title, "Một nơi thử", (Block("", "", (Paragraph("Thử."),)),), place="place")
        around = Surroundings(pages=(page,), groups=(Group(name, "Tỉnh", ("place",)),))
        write_site([Edition("vi", (), around)], out=tmp_path)
        assert {path.stem for path in (tmp_path / "vi" / "search").glob("*.js")} == {name, key, "others"}


@pytest.mark.slow
def test_a_site_about_one_place_makes_its_sheet_alone_and_keeps_what_is_there(real, tmp_path):
    """No other sheet and no file of all data is made, nor led to; those of an earlier build stay, led to and found."""

    def read_site(about):
        """Write the site about a place, and give its sheets, and what its first page and its search lead to."""
        write_site([Edition("vi", (), describe_site(real, "vi", about=about))], out=tmp_path)
        pages = [(tmp_path / "vi" / f"{name}.html").read_text(encoding="utf-8") for name in ("index", "search")]
        names = re.compile(r'href="(handout-\w+\.html|\.\./data\.\w+)"')
        searched = (tmp_path / "vi" / "search.json").read_text(encoding="utf-8")
        led = *(sorted(set(names.findall(page))) for page in pages), sorted(set(re.findall(r"handout-\w+", searched)))
        return sorted(path.name for path in tmp_path.glob("vi/handout-*")), *led

    own, every = "handout-ba_tri.html", [f"handout-{place}.html" for place in real.ids("locality")]
    assert read_site(["ba_tri"]) == ([own], ["../data.zip", own], [own], ["handout-ba_tri"])
    files = [f"../data.{kind}" for kind in ("sqlite", "xlsx", "zip")]
    whole = (every, [*files, *every], every, [name.removesuffix(".html") for name in every])
    assert read_site(None) == whole
    assert read_site(["ba_tri"]) == whole


def test_what_stands_around_reports_can_be_made_elsewhere(real):
    """Handed from one process to another it is the same, but for what draws a picture once more."""
    around = describe_site(real, "vi", about=["ba_tri"])
    handed = pickle.loads(pickle.dumps(around))
    assert handed.subjects == replace(around.subjects, png=None)
    assert (handed.cards, handed.found, handed.packed) == (around.cards, around.found, around.packed)
    assert [html_of(page) for page in handed.pages] == [html_of(page) for page in around.pages]


@pytest.mark.parametrize(
    ("page", "kept"),
    [
        ("<p>từ 3%–4% một năm</p>", '<p>từ <span class="nb">3%–4%</span> một năm</p>'),
        ("<td>2015–2020</td>", '<td><span class="nb">2015–2020</span></td>'),
        (
            "<p>998–1.002, 9–11</p>",
            '<p><span class="nb">998–1.002,</span> <span class="nb">9–11</span></p>',
        ),
        ("<h1>12-HD/BTCTW</h1>", '<h1><span class="nb">12-HD/BTCTW</span></h1>'),
        ('<img alt="9–11"><svg><text>9–11</text></svg><title>9–11</title>', ""),
        (
            "<td>Ba Tri, đoạn 8, Điều 11–12</td>",
            '<td>Ba Tri, <span class="nb">đoạn 8,</span> <span class="nb">Điều 11–12</span></td>',
        ),
        ("<p>No. 5, bài 3, tên đoạn</p>", '<p><span class="nb">No. 5,</span> bài 3, tên đoạn</p>'),
        ("<p>(và đoạn <button>15</button>)</p>", "<p>(và đoạn\u00a0<button>15</button>)</p>"),
        ("<p>số 05-CT/TW của đoạn <b>văn</b></p>", '<p>số <span class="nb">05-CT/TW</span> của đoạn <b>văn</b></p>'),
        ("<p>Nam Định – 2020, A–4</p><script>a = '1–2'</script>", ""),
    ],
)
def test_no_line_ends_within_a_range(page, kept):
    """A range of numbers stays on its line, as a number does with the word that it follows, and is copied as it is;
    what is no text of the page is left alone."""
    assert keep_ranges(page) == (kept or page)
