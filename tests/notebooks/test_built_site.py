"""The whole site, built as a reader builds it."""

import re
import zipfile
from functools import cache
from html import escape, unescape
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from analysis.elements.wording import Voice
from analysis.methods import list_assignments
from analysis.paths import notebooks_dir
from analysis.plan.runs import load_runs
from analysis.show import say


@pytest.fixture(scope="module")
def site(built_site):
    return built_site


@pytest.fixture(scope="module")
def pages(site):
    return {f"{path.parent.name}/{path.name}": path.read_text(encoding="utf-8") for path in site.glob("*/*.html")}


@cache  # each page is read once for all tests
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
        if tag == "img" or (tag == "svg" and attrs.get("role") == "img"):
            self.images.append(attrs)
        if "id" in attrs:
            self.ids.append(attrs["id"])
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag in ("script", "iframe", "object", "embed") or (tag == "link" and attrs.get("rel") != "canonical"):
            self.loaded.append((tag, attrs))


def test_no_two_pages_share_a_title(pages):
    """In a language a title leads to one page: those of one indicator over chosen places say which."""
    told = {
        path: (path.split("/")[0], re.search(r"<title>(.*?)</title>", text, re.S)[1]) for path, text in pages.items()
    }
    assert [path for path, title in told.items() if list(told.values()).count(title) > 1] == []


def test_no_title_is_longer_than_two_lines(pages):
    """A title has 110 letters at most, in both languages, on every page, and so has each heading of a part."""
    titles = [(path, of) for path, text in pages.items() for of in re.findall(r"<h[12][^>]*>(.*?)</h[12]>", text, re.S)]
    told = [(path, " ".join(unescape(re.sub(r"<[^>]+>", "", title)).split())) for path, title in titles]
    assert len(told) > 5 * len(pages) / 2
    assert [(path, title) for path, title in told if len(title) > 110] == []


def test_each_exercise_is_named_by_what_is_decided(pages, data):
    """The contents page leads from each lesson to its exercise by another name, and the lesson names it first."""
    for lang in ("vi", "en"):
        named = re.findall(r'<a href="lesson-(\w+)\.html#([\w-]+)">([^<]+)</a></li>', pages[f"{lang}/index.html"])
        assert sorted(lesson for lesson, *_ in named) == sorted(data.ids("lesson"))
        assert len({words for *_, words in named}) == len(named)
        for lesson, anchor, words in named:
            page = pages[f"{lang}/lesson-{lesson}.html"]
            assert f'<a href="#{anchor}">{words}</a>' in page and f'id="{anchor}"' in page


def test_every_run_has_its_reports(data, pages):
    """Each run of `runs.yml` has a report in each language, and each language its other pages."""
    runs = [run.run_id for run in load_runs(data, notebooks_dir())]
    others = ["index", "search", "dictionary", "methods", "codebook", "sources", "design", "made"]
    others += [f"handout-{place}" for place in data.ids("locality")]
    assert {f"{lang}/{page}.html" for lang in ("vi", "en") for page in [*runs, *others]} == set(pages)


def test_pages_name_their_language(pages):
    """A page names the language that its folder promises."""
    for name, text in pages.items():
        assert Page(text).lang == name[:2]


def test_nothing_is_fetched(pages):
    """No page loads anything: every picture is in the page, and there is no script, frame or style sheet."""
    for name, text in pages.items():
        page = Page(text)
        # The programs are those that search, choose from a table and open what is folded; they lie in the page.
        loaded = [] if name.endswith("/search.html") else page.loaded
        folds = 'id="open-all"' in text and "<details" in text
        chooses = 'class="filters"' in text or re.search(r'class="gt_table[^"]* explore"', text) is not None
        assert len(loaded) == chooses + folds, name
        assert not any("src" in attrs for _, attrs in page.loaded), name
        assert all(image.get("src", "data:image/").startswith("data:image/") for image in page.images), name
        assert not re.search(r"@import|url\((?!\s*['\"]?(?:data:|#))", text), name


def test_pictures_have_our_words(pages):
    """Each picture's alt text is ours: a sentence with figures or names, not a filler."""
    seen = 0
    for name, text in pages.items():
        for image in Page(text).images:
            seen += 1
            words = image.get("alt") or image["aria-label"]
            assert len(words) > 30, name
            assert "No description" not in words
    assert seen >= 2 * (1 + 5 + 2 + 1 + 1 + 1)


def test_links_lead_somewhere(site, pages):
    """Each link within a page leads to a place in it, each other one to a file of the site."""
    for name, text in pages.items():
        page = Page(text)
        for href in page.links:
            target, _, anchor = href.partition("#")
            if target.startswith("data:application/octet-stream;"):  # what a browser would show stands in the link
                assert len(target) > 1000, (name, href)
            elif not target:
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
    """No report shows a missing value as a program would, or a phrase not filled in; a program is not shown."""
    for name, text in pages.items():
        shown = re.sub(r"<h3[^>]*><code>.*?</code></h3>", " ", text)  # the signature of a function
        words = re.sub(r"<style.*?</style>|<script.*?</script>|<pre.*?</pre>|<[^>]+>", " ", shown, flags=re.DOTALL)
        assert not re.search(r"\b(nan|NaN|NaT|None|<NA>|Traceback)\b|\{\w+\}", words), name


def test_code_is_behind_a_switch(data, pages):
    """Code is in each report that has any, hidden until the switch is set, and the switch has a label."""
    runs = {run.run_id: run.notebook for run in load_runs(data, notebooks_dir())}
    coded = {name for name, path in runs.items() if "analysis.load" in path.read_text(encoding="utf-8")}
    assert runs.keys() - coded == {"guide-own-article"}  # which tells of an application
    for name, text in pages.items():
        if name[3:-5] not in coded:
            continue
        assert 'id="show-code"' in text and 'for="show-code"' in text, name
        assert "analysis.load" in re.sub(r"<[^>]+>", "", text).replace(" ", ""), name


@pytest.mark.parametrize(
    ("name", "first"),
    [
        # 30,044 members in 2,249 cells and 1,906 in 152; 34 of 129; of those cited one is followed by another.
        (
            "compare-members_per_cell",
            "Lai Châu 13,4 (2021), Nậm Pồ 12,5 (bài 2018): gần nhau, so sánh có lưu ý",
        ),
        ("compare-party_members", "Lai Châu 30.044, Nậm Pồ 1.906: không so sánh được"),
        ("ratings", "Mức cao nhất: 26,4% ở Ba Tri"),
        (
            "directives",
            "4 trong 5 nơi gắn việc làm với nghị quyết cấp tỉnh; thay 12-HD/BTCTW nay dùng 42-HD/BTCTW",
        ),
    ],
)
def test_the_first_heading_says_what_is_seen(pages, name, first):
    """The first heading of a report gives its answer in figures that are published or worked by hand."""
    text = pages[f"vi/{name}.html"]
    answer = re.search(r'<h1 class="answer">(.*?)</h1>', text)  # one that answers what the page asks is its title
    heading = answer or re.search(r"<main.*?<h2[^>]*>(.*?)</h2>", text, re.DOTALL)
    assert first in re.sub(r"</?span[^>]*>", "", heading[1])  # a number and its word may be kept on one line


def test_sources_end_each_report(pages):
    """A report that shows figures ends with their sources: printed form and paragraph."""
    text = pages["vi/profile-nam_po.html"]
    assert "“1.906 đảng viên”" in text
    assert 'href="#o-nam_po_party_members"' in text
    assert 'id="o-nam_po_party_members"' in text


# Columns whose digits are no figures of ours: dates, places in a text, words quoted or named, formulas.
WITHOUT_NOTE = (
    *("source", "reasons", "lookalike", "meanings", "printed", "paragraph", "period", "note", "figure"),
    *("norm", "column", "meaning", "issued_on", "about", "document", "gloss", "title", "formula", "number"),
    *("indicator", "in_force", "item", "check", "method"),
    *("paragraphs", "allowed", "base", "locality", "known_in", "definition", "published", "period_page"),
    *("done", "to_do", "told", "setting", "since"),
    *("sent_came", "limitation", "deed", "proposal", "result", "hinges"),  # glosses, and paragraphs of a text
    *("cited_in", "today", "coder"),
    *("rule", "example_1", "example_2"),  # made up, as the caption says
)
BUTTON = re.compile(r'<button[^>]*class="who".*?</button>|<small>.*?</small>', re.DOTALL)
DATES = re.compile(
    r"\d{1,2}/\d{1,2}/\d{4}|\d{1,2}/\d{4}"
    r"|\b\d{1,2} (?:January|February|March|April|May|June|July|August|September|October|November|December)\b"
    r"|\b(?:19|20)\d\d\b"
)


# Paragraphs to read, numbers of documents, and how long a lesson takes.
NAMES = re.compile(
    r"(?i)(?:\bđoạn|\bpara(?:graph)?s?\.?)\s\d+(?:(?:, | and | và |–|-)\d+)*|\b\d+-[\w-]+/\w+"
    r"|\d+ (?:periods|tiết) \(\d+ (?:minutes|phút)\)"
)


def bare_digits(html):
    """Give what has digits in a piece of HTML beside its notes and dates."""
    words = DATES.sub("", re.sub(r"<[^>]+>", " ", BUTTON.sub("", html)))
    words = NAMES.sub("", words)
    return re.findall(r"\S*\d\S*", words)


def columns_of(table):
    heads = [re.sub("<[^>]+>", "", head).strip() for head in re.findall(r'<th[^>]*scope="col"[^>]*>(.*?)</th>', table)]
    for row in re.findall(r"<tr.*?</tr>", table.partition("<tbody")[2], re.DOTALL):
        if "colspan" not in row:
            cells = re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.DOTALL)
            yield from zip(heads, map(without_spans, cells), strict=False)


def without_spans(html):
    """Give HTML without what keeps a word on the line of its note or number, for that parts no words."""
    return re.sub(r"</?span[^>]*>", "", html)


def test_no_number_without_a_source(data, pages):
    """A number in a table or a statement opens its source, but for dates, places in a text and words quoted."""
    allowed = {say(f"column.{column}", lang) for column in WITHOUT_NOTE for lang in ("vi", "en")}
    cautions = [row[f"caution_{lang}"] for row in data.localities.to_dict("records") for lang in ("vi", "en")]
    glosses = [
        Voice(data, lang).gloss(row) for row in data.tables["codings"].to_dict("records") for lang in ("vi", "en")
    ]
    rows = [f"{data.name('locality', sent.place, 'vi')} ({sent.rank})" for sent in list_assignments(data)]
    # Who learns sees what the code gives, each row with its own columns for source and paragraph.
    learnt = {f"{run.run_id}.html" for run in load_runs(data, notebooks_dir()) if run.part == "learn"}
    names = [row[f"name_{lang}"] for row in data.indicators.to_dict("records") for lang in ("vi", "en")]
    quoting = [*glosses, *(gloss.rstrip(".") for gloss in glosses), *names]
    quoting = sorted(filter(None, quoting), key=len, reverse=True)
    faults, seen = [], 0
    for name, text in pages.items():
        seen += len(BUTTON.findall(text))
        if name.endswith("made.html") or name[3:] in learnt:  # made: the page of versions and notebooks
            continue
        for table in re.findall(r"<table.*?</table>", text, re.DOTALL):
            for head, cell in columns_of(table):
                for quoted in quoting if head not in allowed and bare_digits(cell) else ():
                    cell = cell.replace(escape(quoted), "")
                faults += [(name, head, cell)] if head not in allowed and bare_digits(cell) else []
        lists = "".join(re.findall(r'class="statements">(.*?)</ul>', text, re.DOTALL))
        for item in map(without_spans, re.findall(r"<li>.*?</li>", lists)):
            for quoted in filter(None, [*cautions, *glosses, *rows]):
                item = item.replace(escape(quoted), "")
            faults += [(name, item)] if bare_digits(item) else []
    assert not faults
    assert seen > 1000


def test_a_number_without_a_source_is_found():
    """The walk itself works: a bare number is found, one with a note or in a date is not."""
    assert bare_digits("<td>1.906</td>") == ["1.906"]
    assert not bare_digits('<td><button type="button" class="who" popovertarget="n">1.906</button> (03/3/2021)</td>')


def test_each_note_is_called_and_there(pages):
    """Each button has its note in the page, once, and each note is called."""
    for name, text in pages.items():
        called = re.findall(r'class="who" popovertarget="([^"]+)"', text)
        notes = re.findall(r'<div class="note" popover role="note" id="([^"]+)"', text)
        assert sorted(set(called)) == sorted(notes), name


def test_files_to_take_away_are_there(site, pages):
    """Each report offers files beside it: UTF-8 with a mark, workbooks that open; all data are there in one file."""
    from openpyxl import load_workbook

    offered = [link for link in Page(pages["vi/profile-nam_po.html"]).links if link.startswith("profile-nam_po.files/")]
    kinds = {link.rpartition(".")[2] for link in offered}
    assert kinds == {"csv", "xlsx", "svg", "png"}
    rows = (
        site / "vi" / next(link for link in offered if "so-lieu-chinh" in link and link.endswith(".csv"))
    ).read_bytes()
    assert rows.startswith(b"\xef\xbb\xbf") and ",1906,1.906," in rows.decode("utf-8-sig")
    book = load_workbook(
        site / "vi" / next(link for link in offered if "so-lieu-chinh" in link and link.endswith(".xlsx"))
    )
    assert 1906 in [cell.value for row in book.worksheets[0].iter_rows() for cell in row]
    assert "1.906 đảng viên" in str([cell.value for row in book.worksheets[1].iter_rows() for cell in row])
    with zipfile.ZipFile(site / "data.zip") as packed:
        names = {name.rpartition("/")[2] for name in packed.namelist()}
        assert {"datapackage.json", "observations.csv", "README.md", "CITATION.cff", "LICENSE"} <= names
        assert packed.testzip() is None
    offered = {link for link in Page(pages["vi/index.html"]).links if link.startswith("../data.")}
    assert offered == {"../data.zip", "../data.xlsx", "../data.sqlite"}
    assert "codings" in load_workbook(site / "data.xlsx", read_only=True).sheetnames
    assert (site / "data.sqlite").read_bytes().startswith(b"SQLite format 3")


def test_each_page_tells_how_to_cite_it(site, pages, data):
    """The foot of each page tells title and version, and leads to how the collection is made, which tells the data."""
    words = {
        "vi": "Cách dẫn: Củng cố tổ chức cơ sở đảng",
        "en": "How to cite: Strengthening grassroots",
    }
    for name, text in {**pages, "index.html": (site / "index.html").read_text(encoding="utf-8")}.items():
        foot = text.partition("<footer>")[2]
        cited = dict(re.findall(r'<p class="cite"(?: lang="..")?><a href="([^"]+)">([^<]+)</a></p>', foot))
        # The first page, of no language, tells it in each.
        asked = {"made.html#cite": name[:2]} if "/" in name else {f"{lang}/made.html#cite": lang for lang in words}
        assert cited.keys() == asked.keys(), name
        for address, told in cited.items():
            assert told.startswith(words[asked[address]]), name
            assert "0.1.0" in told and data.version not in told, name
            # No address is public, and none is made up.
            assert told.endswith(("2026. Chưa có địa chỉ công bố.", "2026. No public address so far.")), name
    made = [pages[f"{lang}/made.html"] for lang in words]
    assert all('id="cite"' in page and data.version in page for page in made)


# A space before a mark, a mark twice, empty quotation marks, and the singular before several paragraphs.
SLIPS = re.compile(r" [,;!?](?=\s|$)|,,|;;|;\.|,\.|(?<!\.)\.\.(?!\.)|“”|[Pp]ara(?:graph|\.)[ \u00a0]\d+(?:,| and) \d")


def test_words_are_set_cleanly(pages):
    """No page has a slip of setting between its words, and several paragraphs are named in the plural."""
    found = []
    for name, text in pages.items():
        words = re.sub(r"<(script|style|svg|pre|code)\b.*?</\1>", "\n", text, flags=re.DOTALL)
        words = re.sub(r"</?(?:a|b|i|em|strong|span|small)(?=[\s>])[^>]*>", "", words)
        lines = unescape(re.sub(r"<[^>]+>", "\n", words)).split("\n")
        found += [(name, line) for line in lines if SLIPS.search(" ".join(line.split()))]
    assert found == []


def test_no_drawing_is_searched_for(pages):
    """The words of a picture are found by search, and not how it is drawn, wide or narrow."""
    found = {name: text for name, text in pages.items() if name.endswith("search.html")}
    assert found and not [name for name, text in found.items() if "\\u003csvg" in text or "viewBox" in text]


def test_pages_keep_their_size(pages):
    """A page stays under 250 KB without its figures, typeface included, and under 700 KB with them.

    The search page holds the words of all others, that to explore all figures and codings: the larger bound is theirs,
    and for search, which grows with the pages to learn from, 800 KB.
    """
    for name, text in pages.items():
        assert len(text.encode()) < (800_000 if name.endswith("search.html") else 700_000), name
        if name.endswith(("search.html", "explore.html")):
            continue
        bare = re.sub(r"<svg.*?</svg>|data:image/png;base64,[^\"]+", "", text, flags=re.DOTALL)
        assert len(bare.encode()) < 250_000, name
