"""One report as a page: what is shown, what is hidden, what is refused."""

from __future__ import annotations

import re
from contextlib import nullcontext
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from nbformat.v4 import new_notebook, new_output

from analysis.elements.picture import Picture
from analysis.elements.speech import Note, Number
from analysis.elements.table import ELEMENT_MIME, Filter, Paragraph, Point, Points, Table, heading, pack
from analysis.site.around import keep_counted
from analysis.site.edition import Page
from analysis.site.gaps import find_request, offline
from analysis.site.render import RenderError, environment, render
from analysis.words.catalogue import say


class Document(HTMLParser):
    """A page as lists of its tags and the text that is not style."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        if self.cdata_elem != "style":
            self.text += data

    def all(self, tag: str) -> list[dict]:
        return [attrs for name, attrs in self.tags if name == tag]


@pytest.fixture(scope="module")
def report(site):
    """Give the Vietnamese profile of the place with a hostile name."""
    return (site.out / "vi" / "profile-ba_tri.html").read_text(encoding="utf-8")


def page(**options) -> Page:
    return Page("vi", "Hồ sơ", "Câu hỏi?", **options)


def cell_with(make, **output):
    """Make a notebook whose second cell has one output."""
    cell = make.code("show()")
    cell.outputs = [new_output(**output)]
    return new_notebook(cells=[make.md("Lời"), cell])


def test_a_heading_that_answers_is_the_title(make):
    """The first heading that answers what the page asks is its title, and the name of the page leads to it."""
    notebook = cell_with(make, output_type="display_data", data={ELEMENT_MIME: pack(heading("12,5", answers=True))})
    html = render(notebook, page(part="places")).html
    assert re.search(r"<h1[^>]*>12,5</h1>", html)
    assert "› Hồ sơ</nav>" in html
    assert "<h2" not in html


def test_the_page_names_its_language(site):
    """Each page must say in which language it is, and link to the same report in the other."""
    for lang, other in (("vi", "en"), ("en", "vi")):
        document = Document((site.out / lang / "profile-nam_po.html").read_text(encoding="utf-8"))
        assert document.all("html") == [{"lang": lang}]
        links = [attrs for attrs in document.all("a") if attrs.get("hreflang") == other]
        assert [link["href"] for link in links] == [f"../{other}/profile-nam_po.html"]


def test_the_title_becomes_the_header(report, make):
    """The title cell must give heading and question, once, and what follows it must stay in the body."""
    document = Document(report)
    assert len(document.all("h1")) == 1
    assert document.text.count("Địa phương này ra sao?") == 1
    assert f"Hồ sơ: {make.HOSTILE}" in document.text
    assert document.text.count("Ghi chú sau câu hỏi.") == 1


def test_only_one_language_is_shown(site):
    """Cells of the other language must be dropped, those without a language kept."""
    for lang, shown, dropped in (("vi", "Tiếng Việt.", "English."), ("en", "English.", "Tiếng Việt.")):
        text = Document((site.out / lang / "profile-nam_po.html").read_text(encoding="utf-8")).text
        assert shown in text
        assert dropped not in text
        assert "Nhỏ" in text


def test_a_report_asks_nothing_of_a_network(site):
    """No page may hold a script, a style sheet of another place, or an address on a network."""
    for path in site.out.rglob("*.html"):
        document = Document(path.read_text(encoding="utf-8"))
        programs = document.all("script")
        assert not any("src" in attrs for attrs in programs)
        assert len(programs) == (2 if path.name == "search.html" else 0)
        assert document.all("link") == []
        for _, attrs in document.tags:
            for name in ("src", "href", "srcset", "data", "poster"):
                assert not re.match(r"\s*(\w+:)?//", attrs.get(name) or ""), (path.name, attrs)
        style = re.search(r"<style[^>]*>(.*?)</style>", path.read_text(encoding="utf-8"), re.DOTALL)[1]
        assert set(re.findall(r"url\((.{15})", style)) == {"data:font/woff2"}
        assert "@import" not in style


def test_alternative_text_is_ours(report):
    """A picture must stand in the page itself, with exactly the text its maker gave."""
    images = Document(report).all("svg")
    assert [image["aria-label"] for image in images] == ['Cột "cao" <script>alert(2)</script>']
    assert images[0]["role"] == "img"
    assert "<figure>" in report


@pytest.mark.parametrize("mime", ["image/svg+xml", "image/png", "image/jpeg"])
def test_a_picture_without_alternative_text_is_refused(make, mime):
    """A picture with a text must pass; one without, or with a blank one, must stop the report."""
    content = '<svg width="1"></svg>' if "svg" in mime else "AAAA"
    kwargs = {"output_type": "display_data", "data": {mime: content, "text/plain": "<Figure>"}}
    html = render(cell_with(make, **kwargs, metadata={mime: {"alt": "Cột"}}), page()).html
    assert ('aria-label="Cột"' if "svg" in mime else 'alt="Cột"') in html
    assert "&lt;Figure&gt;" not in html
    for metadata in ({}, {mime: {"alt": " "}}, {"alt": "Cột"}):
        with pytest.raises(RenderError, match="no alternative text") as caught:
            render(cell_with(make, **kwargs, metadata=metadata), page())
        assert caught.value.index == 1


OPTIONS = '#| echo: false\n#| fig-alt: >\n#|   Cột <b>cao</b>:\n#|   năm 2021\n#| fig-cap: "Hình 1: “cột”"\n'
MYSTNB = {"mystnb": {"figure": {"caption": "Hình 1: “cột”"}, "image": {"alt": "Cột <b>cao</b>: năm 2021"}}}


@pytest.mark.parametrize("mime", ["image/svg+xml", "image/png"])
@pytest.mark.parametrize(("options", "metadata"), [(OPTIONS, {}), ("", MYSTNB)], ids=["quarto", "myst"])
def test_a_cell_may_name_its_pictures(make, mime, options, metadata):
    """Lines `#| fig-alt` or the cell's metadata give every picture of a cell its text, and the line under it."""
    content = '<svg width="1"></svg>' if "svg" in mime else "AAAA"
    cell = make.code(f"{options}plt.show()")
    cell.metadata |= metadata
    cell.outputs = [new_output("display_data", data={mime: content, "text/plain": "<Figure>"}) for _ in range(2)]
    made = render(new_notebook(cells=[cell]), page(files="x.files"))
    name = "aria-label" if "svg" in mime else "alt"
    assert made.html.count(f'{name}="Cột &lt;b&gt;cao&lt;/b&gt;: năm 2021"') == 2
    assert made.html.count("<figcaption>Hình 1: “cột”</figcaption>") == 2
    assert set(made.files) == ({"01-hinh-1-cot.svg", "02-hinh-1-cot.svg"} if "svg" in mime else set())
    assert "Hình 1: “cột”" in made.sections[0].texts
    assert "plt" in made.html and "#|" not in made.html


def test_a_cell_may_name_its_pictures_in_each_language(make):
    """Words for the language of the page go before those for any."""
    cell = make.code("#| fig-alt: A column\n#| fig-alt-vi: Một cột\n#| fig-cap-vi: Hình\nplt.show()")
    cell.outputs = [new_output("display_data", data={"image/png": "AAAA"})]
    for lang, alt, captions in (("vi", "Một cột", 1), ("en", "A column", 0)):
        html = render(new_notebook(cells=[cell]), replace(page(), lang=lang)).html
        assert f'alt="{alt}"' in html
        assert html.count("<figcaption>") == captions


def test_the_head_of_a_foreign_table_is_no_empty_one(make):
    """A corner that heads nothing is no head: a screen reader would announce it as an empty one."""
    foreign = '<table><tr><th class="a"></th><th>b</th></tr><tr><th>&nbsp;</th><td>1</td></tr></table>'
    html = render(cell_with(make, output_type="display_data", data={"text/html": foreign}), page()).html
    assert '<tr><td class="a"></td><th>b</th></tr><tr><td></td><td>1</td></tr>' in html


def test_a_frame_of_ones_own_has_the_caption_of_its_cell(make):
    """A table without a caption takes that of its cell, in the language of the page, and can be taken away."""
    cell = make.code("#| tbl-cap-vi: Đảng viên\nframe")
    table = Table("", ("a",), (("1",),), "vi")
    cell.outputs = [new_output("execute_result", data={ELEMENT_MIME: pack(table), "text/html": "<table></table>"})]
    made = render(new_notebook(cells=[cell]), page(files="x.files"))
    assert "<caption>Đảng viên</caption>" in made.html
    assert set(made.files) == {"01-dang-vien.csv", "01-dang-vien.xlsx"}


def test_the_text_of_a_picture_itself_goes_before_that_of_its_cell(make):
    """A picture that brings its own text keeps it, whatever the cell says."""
    cell = make.code(f"{OPTIONS}show.figure(ax, alt='x')")
    metadata = {"image/png": {"alt": "Đường"}}
    cell.outputs = [new_output("display_data", data={"image/png": "AAAA"}, metadata=metadata)]
    html = render(new_notebook(cells=[cell]), page()).html
    assert 'alt="Đường"' in html and "<figcaption>" not in html


@pytest.mark.parametrize(
    "metadata", [{}, {"mystnb": "x"}, {"mystnb": {"image": {"alt": 3}}}, {"mystnb": {"image": []}}]
)
@pytest.mark.parametrize("options", ["", "#| fig-cap: x\n", "#| fig-alt:\n", "x = 1\n#| fig-alt: too late\n"])
def test_the_refusal_of_a_picture_names_both_ways(make, options, metadata):
    """A picture without a text is refused; the message names our helper, the line in the cell and its metadata."""
    cell = make.code(f"{options}plt.show()")
    cell.metadata |= metadata
    cell.outputs = [new_output("display_data", data={"image/png": "AAAA"})]
    with pytest.raises(RenderError, match="no alternative text") as caught:
        render(new_notebook(cells=[make.md("Lời"), cell]), page())
    assert caught.value.index == 1
    for way in ("show.figure(ax, alt=…)", "#| fig-alt: …", "mystnb: {image: {alt: …}}"):
        assert way in str(caught.value)


def test_option_lines_that_cannot_be_read_are_refused(make):
    """Option lines that are no YAML are named as that, with what to do."""
    cell = make.code("#| fig-alt: a: b\nplt.show()")
    cell.outputs = [new_output("display_data", data={"image/png": "AAAA"})]
    with pytest.raises(RenderError, match="no YAML; put the words in quotes"):
        render(new_notebook(cells=[cell]), page())


def test_names_cannot_break_the_page(report):
    """A name or text that looks like markup must be shown as text, while a passage keeps its language."""
    assert "alert(1)" in Document(report).text
    assert "<script" not in report
    assert '<span lang="en">Party cells</span>' in report
    assert "&lt;script&gt;x&lt;/script&gt;" in report


def test_headings_have_plain_unique_anchors(report):
    """Each heading must have an ASCII anchor of its own, and those of the second level be in the contents."""
    document = Document(report)
    ids = [attrs["id"] for _, attrs in document.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"[a-z0-9-]+", anchor) for anchor in ids)
    assert [attrs["id"] for attrs in document.all("h2")] == ["dang-vien-va-chi-bo", "dang-vien-va-chi-bo-2"]
    assert [attrs["id"] for attrs in document.all("h3")] == ["nho"]
    local = [attrs["href"][1:] for attrs in document.all("a") if attrs["href"].startswith("#")]
    # The contents list leads from its own heading to the top of the page, where a reader is before its first part.
    assert local == ["main", "main", "dang-vien-va-chi-bo", "dang-vien-va-chi-bo-2"]


def test_code_is_behind_a_switch(report):
    """Code must be there, hidden, behind a labelled box that works without a program."""
    document = Document(report)
    assert {"type": "checkbox", "id": "show-code", "class": "switch"} in document.all("input")
    assert [attrs["for"] for attrs in document.all("label")] == ["show-code"]
    assert {"class": "code"} in document.all("div")
    assert "In [" not in document.text
    assert report.index('class="code"') < report.index("<footer") < report.index('id="show-code"')
    assert "body:has(#show-code:checked) .code" in report


def test_an_exercise_is_set_apart_and_its_answer_folded(make):
    """The cells that answer an exercise, and what they show, wait together under one word; what follows does not."""
    answer = make.code("4 + 4")
    answer.outputs = [new_output("execute_result", data={"text/plain": "8"}, execution_count=1)]
    cells = [make.md("Cộng lại.", "exercise"), *(answer, make.code("5 + 5")), make.md("Tiếp theo.")]
    for cell in cells[1:3]:
        cell.metadata["tags"] = ["answer"]
    html = render(new_notebook(cells=cells), page()).html
    (folded,) = re.findall(r'<details class="answer"><summary>Lời giải</summary>(.*?)</details>', html, re.DOTALL)
    assert re.findall(r"[458]", Document(folded).text) == ["4", "4", "8", "5", "5"]
    assert '<div class="prose exercise">\n<p>Cộng lại.' in html
    assert html.index("Cộng lại.") < html.index('<details class="answer">') < html.index("Tiếp theo.")
    assert 'id="open-all"' in html


def test_who_learns_sees_the_code(make):
    """In the part of the site for learning the switch of the code is on from the start, elsewhere off."""
    parts = {part: render(new_notebook(cells=[make.code("1 + 1")]), page(part=part)).html for part in ("learn", "data")}
    on = '<input type="checkbox" id="show-code" class="switch" checked>'
    assert {part: on in html for part, html in parts.items()} == {"learn": True, "data": False}


def test_words_of_the_machine_stand_on_one_page(report, site):
    """Parameters and versions stand on the page on how all is made, which each foot links; only citing tells some."""
    made = (site.out / "vi" / "made.html").read_text(encoding="utf-8")
    told = ("<code>locality_id = ba_tri</code>", "abc123", "pandas", "statsmodels", "papermill", "10_profile")
    assert all(words in made for words in told)
    cite = re.compile(r'<p class="cite">.*?</p>|@bottom-left {.*?}')
    assert len(cite.findall(report)) == 2
    assert not [words for words in (*told, "typing") if words in cite.sub("", report)]
    assert 'href="made.html"' in report.partition("<footer>")[2]


def test_a_picture_that_was_pasted_into_prose_stands_in_the_page(make):
    """JupyterLab keeps it beside the cell's text; one that is not there is told, and ends no free page."""
    prose = make.md("Lời ![Hai cột](attachment:a.png)")
    prose.attachments = {"a.png": {"image/png": "AAAA"}}
    html = render(new_notebook(cells=[prose]), page()).html
    assert {"src": "data:image/png;base64,AAAA", "alt": "Hai cột"} in Document(html).all("img")
    lost = new_notebook(cells=[make.md("Lời ![Hai cột](attachment:a.png)")])
    assert any("missing attachment: a.png" in gap for gap in render(lost, page(free=True)).gaps)
    with pytest.raises(RenderError, match=r"missing attachment: a\.png"):
        render(lost, page())


def test_a_warning_names_no_folder_of_this_machine(make):
    """Of the file that warns its name is told, which is the same on each machine."""
    warned = {"name": "stderr", "text": f"{Path.home()}/lib/model.py:12: UserWarning: few / none\n  warn()\n"}
    (gap,) = render(cell_with(make, output_type="stream", **warned), page(free=True)).gaps[:1]
    assert gap.endswith("model.py:12: UserWarning: few / none") and str(Path.home()) not in gap
    warned["text"] = "/tmp/ipykernel_7/3522193772.py:1: UserWarning: few\n  warn()\n"  # of a cell, which is named
    (gap,) = render(cell_with(make, output_type="stream", **warned), page(free=True)).gaps[:1]
    assert gap.endswith(": UserWarning: few") and ".py" not in gap


LURE = {"kind": "Points", "items": [{"words": ["x"], "links": [{"href": "java\nscript:x", "text": "y"}]}]}


@pytest.mark.parametrize(
    ("output", "message"),
    [
        (
            {"output_type": "stream", "name": "stderr", "text": "UserWarning: x"},
            "warning .*UserWarning",
        ),
        ({"output_type": "error", "ename": "KeyError", "evalue": "x", "traceback": []}, "raises KeyError"),
        ({"output_type": "display_data", "data": {"application/javascript": "x"}}, "cannot be shown"),
        ({"output_type": "display_data", "data": {"text/latex": "x"}}, "cannot be shown"),
        ({"output_type": "display_data", "data": {"text/html": "<script>x</script>"}}, "<script>"),
        ({"output_type": "display_data", "data": {"text/html": "<p onclick='x'>"}}, "onclick"),
        ({"output_type": "display_data", "data": {ELEMENT_MIME: {"kind": "Tabel"}}}, "no kind of element"),
        ({"output_type": "display_data", "data": {ELEMENT_MIME: LURE}}, "href"),
        ({"output_type": "display_data", "data": {"text/markdown": "![x](https://a.b/c.png)"}}, None),
        ({"output_type": "display_data", "data": {"text/markdown": "# Một"}}, None),
    ],
)
def test_what_must_not_stand_in_a_report_is_refused(make, output, message):
    """Errors, warnings, programs and requests must stop a report; in texts from data they are only text."""
    if message is None:
        html = render(cell_with(make, **output), page()).html
        assert len(Document(html).all("h1")) == 1
        assert Document(html).all("img") == []
        return
    with pytest.raises(RenderError, match=message) as caught:
        render(cell_with(make, **output), page())
    assert caught.value.index == 1


def test_a_second_heading_of_the_first_level_is_refused(make):
    """Only the title may be of the first level, so that headings stay in order."""
    with pytest.raises(RenderError, match="only the title cell"):
        render(new_notebook(cells=[make.md("# Khác")]), page())
    assert "<h2" in render(new_notebook(cells=[make.md("## Khác")]), page()).html


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ('<a href="https://a.b">x</a>', ""),
        ('<img src="data:image/png;base64,AA">', ""),
        ("<style>#t {color: red}</style>", ""),
        ('<img src="https://a.b/c.png">', "src"),
        ('<img src="c.png">', "src"),
        ("<style>@import 'x.css';</style>", "style sheet"),
        ("<p style=\"background: url('https://a.b')\">", "style"),
        ('<a href=" java\nscript:alert(1)">', "href"),
        ('<svg><use href="https://a.b#x"/></svg>', "href"),
        ("<link rel=stylesheet href=x>", "<link>"),
        ("<iframe srcdoc=x>", "<iframe>"),
    ],
)
def test_requests_are_found(html, found):
    """Whatever a browser would fetch or run must be found, and only that."""
    assert found in find_request(html)
    assert bool(find_request(html)) == bool(found)


@pytest.mark.parametrize(
    ("html", "told"),
    [
        ('<img src="c.png">', "is a file beside the notebook"),
        ('<img src="https://a.b/c.png">', "would be fetched from a network"),
        ('<img src="//a.b/c.png">', "would be fetched from a network"),
    ],
)
def test_a_file_beside_a_notebook_is_told_from_one_of_a_network(html, told):
    """What a page does not take along is named as what it is."""
    with pytest.raises(RenderError, match=told):
        offline(html, "en")


def test_links_between_reports_are_relative(site):
    """Each report must lead to the contents, to the report before and to the one after."""
    document = Document((site.out / "vi" / "profile-ba_tri.html").read_text(encoding="utf-8"))
    links = {attrs.get("rel"): attrs["href"] for attrs in document.all("a") if attrs.get("rel")}
    assert links == {
        "prev": "overview.html",
        "next": "profile-nam_po.html",
        "alternate": "../en/profile-ba_tri.html",
    }
    assert "index.html" in [attrs["href"] for attrs in document.all("a")]


@pytest.mark.parametrize(
    ("svg", "message"),
    [
        ("<svg><script>x</script></svg>", "<script>"),
        ("<svg onload='x'></svg>", "onload"),
        ("<svg><image href='https://a.b/c.png'/></svg>", "href"),
        ("<svg><foreignObject><p>x</p></foreignObject></svg>", "<foreignobject>"),
        ("<svg><a><animate attributeName='href' values='javascript:x'/></a></svg>", "<animate>"),
        ("<p>no picture</p>", "not an SVG"),
        ("<svg></svg></div><p>more</p>", "not an SVG"),
    ],
)
def test_a_picture_runs_and_fetches_nothing(make, svg, message):
    """A picture becomes part of the page, so it may hold no program, no request and nothing after its end."""
    metadata = {"image/svg+xml": {"alt": "Cột"}}
    with pytest.raises(RenderError, match=message):
        render(cell_with(make, output_type="display_data", data={"image/svg+xml": svg}, metadata=metadata), page())


def test_files_lie_beside_the_page(make):
    """A table and a picture offer their files by relative links where a folder is named, and nothing where none is."""
    table = Table("Bảng =1", ("Chỉ tiêu", "Giá trị"), (("=a", "1"),), "vi")
    data = {"text/html": table._repr_html_(), **table._repr_mimebundle_()}
    notebook = cell_with(make, output_type="display_data", data=data)
    made = render(notebook, page(files="x.files"))
    assert set(made.files) == {"01-bang-1.csv", "01-bang-1.xlsx"}
    for name in made.files:
        assert f'href="x.files/{name}"' in made.html
    without = render(notebook, page())
    assert not without.files and "x.files" not in without.html


def test_the_same_notebook_gives_the_same_bytes(make):
    """A page and its files do not change with the time of making."""
    figure = Picture(svg='<svg width="1"><text>a</text></svg>', alt="Cột 1", png=lambda: b"x")
    data, metadata = figure._repr_mimebundle_()
    notebook = cell_with(make, output_type="display_data", data=data, metadata=metadata)
    first, second = (render(notebook, page(files="f")) for _ in range(2))
    assert first == second
    assert set(first.files) == {"01-cot-1.svg", "01-cot-1.png"}


def test_the_title_stands_in_the_margin_of_each_sheet(make):
    """The heading is printed in the page margin, with whatever could end the style sheet written as codes."""
    html = render(new_notebook(cells=[make.md("Lời")]), Page("vi", '</style>"; } <b>', "")).html
    assert html.count("</style>") == html.count("<style")
    assert "@top-left" in html


def test_a_link_to_a_page_tells_its_first_point(make):
    """A link can show the first point or paragraph of a page, without the word that opens what it rests on; else its
    question. Whom a lesson is for, and links, are none."""
    points = Points((Point(("Đạt 5 < 8. ", Number("[căn cứ]", Note("n-x", "", ())))), Point(("Khác.",))))
    told = cell_with(make, output_type="display_data", data={ELEMENT_MIME: pack(points)})
    said, facts = (
        cell_with(make, output_type="display_data", data={ELEMENT_MIME: pack(element)})
        for element in (Paragraph("Ba nơi nêu."), Points((Point(("Thời gian: 90 phút",)),), style="facts"))
    )
    bare = new_notebook(cells=[make.md("Lời"), *facts.cells])
    after = new_notebook(cells=[*facts.cells, *said.cells, *told.cells])
    for notebook, words in ((told, "Đạt 5 < 8."), (after, "Ba nơi nêu."), (bare, "Câu hỏi?")):
        metas = Document(render(notebook, page()).html).all("meta")
        known = {meta.get("property") or meta.get("name"): meta.get("content") for meta in metas}
        assert known["description"] == known["og:description"] == words
        assert known["og:title"] == "Hồ sơ"


def test_a_page_has_a_program_only_for_a_table_to_choose_from(make):
    """A table with filters brings the page's one program with it, whole and without an address; others bring none."""
    table = Table("Tên", ("Chỉ tiêu", "Giá trị"), (("a", "1"),), "vi")
    choice = Filter("rows", 'Tên "<b>"', ((0, "a"),))
    for shown, scripts in ((table, []), (replace(table, filters=(choice,)), [{}])):
        data = {"text/plain": "x", ELEMENT_MIME: pack(shown)}
        html = render(cell_with(make, output_type="display_data", data=data), page()).html
        assert Document(html).all("script") == scripts
    assert Document(html).all("fieldset") == [{"class": "filters", "hidden": None}]
    assert "&lt;b&gt;" in html and '<option value="0">a</option>' in html


def test_a_tagged_heading_folds_its_section(make):
    """A heading tagged `folded` makes all up to the next heading of its level a section that is shut; it stays in the
    contents under its own anchor, and the page gets a switch and the program that opens it."""
    shut = make.md("## Nguồn số\n\nTừng con số.", "folded")
    code = make.code("rows")
    code.outputs = [new_output(output_type="display_data", data={"text/html": "<p>Hàng</p>"})]
    cells = [make.md("## Trước\n\nMở."), shut, code, make.md("### Nhỏ"), make.md("## Sau"), make.md("Ngoài.")]
    html = render(new_notebook(cells=cells), page()).html
    inside = html.partition('<details class="folded"><summary><h2 id="nguon-so">Nguồn số</h2></summary>')[2]
    inside, _, after = inside.partition("</details>")
    assert all(words in inside for words in ("Từng con số.", "<p>Hàng</p>", "Nhỏ"))
    assert "Mở." not in inside and '<h2 id="sau">Sau</h2>' in after and "Ngoài." in after
    assert '<a href="#nguon-so">Nguồn số</a>' in html and 'id="open-all"' in html
    assert Document(html).all("script") == [{}]
    last = render(new_notebook(cells=[make.md("## A"), shut, code]), page()).html
    assert last.count("<details") == last.count("</details>") == 1
    assert "<p>Hàng</p>" in last[: last.index("</details>")]
    plain = render(new_notebook(cells=[make.md("## A\n\nMở.")]), page()).html
    assert "<details" not in plain and 'id="open-all"' not in plain


def test_a_heading_from_data_begins_a_section(make):
    """A heading made from data stands in the contents under an anchor, its characters as they are, and ends a fold."""
    code = make.code("rows")
    code.outputs = [
        new_output(output_type="display_data", data=heading("378 đảng viên, *15* chi bộ")._repr_mimebundle_())
    ]
    html = render(
        new_notebook(cells=[make.md("## Trước", "folded"), make.md("Gập."), code, make.md("Ngoài.")]), page()
    ).html
    assert '<h2 id="378-dang-vien-15-chi-bo">378 đảng viên, *15* chi bộ</h2>' in html
    assert '<a href="#378-dang-vien-15-chi-bo">378 đảng viên, *15* chi bộ</a>' in html
    assert html.index("Gập.") < html.index("</details>") < html.index('<h2 id="378')


def test_the_contents_name_a_long_heading_in_brief(make):
    """A heading that is a sentence stands in the contents by its brief name, over its section whole."""
    code = make.code("rows")
    whole = heading("Không số liệu nào so sánh được", brief="So sánh")
    code.outputs = [new_output(output_type="display_data", data=whole._repr_mimebundle_())]
    html = render(new_notebook(cells=[make.md("## Trước"), code]), page()).html
    anchor = "khong-so-lieu-nao-so-sanh-duoc"
    assert f'<li><a href="#{anchor}">So sánh</a></li>' in html
    assert f'<h2 id="{anchor}">Không số liệu nào so sánh được</h2>' in html


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("Ba Tri, 129 cán bộ huyện theo dõi 129 ấp, khu phố", ["Ba Tri", "129 cán bộ", "129 ấp"]),
        ("chưa đủ; Tràng Định có chi bộ thiếu kỳ ở Lai Châu", ["Tràng Định", "Lai Châu"]),
        ("96,9% chi bộ đạt, 1.022 người", ["96,9% chi bộ", "1.022 người"]),
        ("từ 01/7/2025 không còn", []),
        ("<b> 3 bài", ["3 bài"]),
    ],
)
def test_a_number_of_a_title_stays_with_what_it_counts(words, kept):
    """No line of a title ends within a name, or between a number and what it counts; a day is no such number."""
    parsed = Document(str(keep_counted(words)))
    assert [span["class"] for span in parsed.all("span")] == ["unbroken"] * len(kept)
    assert re.findall(r'<span class="unbroken">(.*?)</span>', str(keep_counted(words))) == kept
    assert "<b>" not in str(keep_counted(words))


@pytest.mark.parametrize("source", ["Lời.", "### Nhỏ\n\nLời.", "Lời.\n\n## Sau"])
def test_only_a_heading_can_be_folded(make, source):
    """A cell tagged `folded` that begins with anything but a heading of the second level is refused."""
    with pytest.raises(RenderError, match="begins with a heading of the second level"):
        render(new_notebook(cells=[make.md(source, "folded")]), page())


def test_the_style_sheet_is_whole():
    """Each rule of the style sheet closes before the next begins: one that does not takes all after it with it."""
    depth, sheet = 0, re.sub(r"/\*.*?\*/|\"[^\"]*\"", "", str(environment().globals["css"]), flags=re.DOTALL)
    for rule in re.split(r"(?<=[{}])", sheet):
        assert not (depth and re.match(r"\s*@(media|page|supports)", rule)), rule
        depth += rule.count("{") - rule.count("}")
        assert 0 <= depth <= 2
    assert depth == 0


def test_what_a_picture_shows_stands_over_it_once(make):
    """A picture has its caption over it, but not where the heading before it, made from the data, says what is seen."""
    drawn = new_output("display_data", data={"image/svg+xml": '<svg width="1"></svg>'})
    drawn.metadata = {"image/svg+xml": {"alt": "Ba cột. Một, hai.", "caption": "Ba cột"}}
    cells = [make.code("a"), make.code("b")]
    said = new_output("display_data", data=heading("ba cột")._repr_mimebundle_())
    cells[0].outputs, cells[1].outputs = [drawn], [said, drawn]
    html = render(new_notebook(cells=cells), page()).html
    assert html.count("<figcaption>Ba cột</figcaption>") == 1 and html.count("<figure>") == 2
    assert html.index("<figcaption>") < html.index("<svg") < html.index("<h2")


def test_a_language_set_without_the_tag_is_told(make):
    """A cell that sets `lang` and is no parameters cell keeps every page to its value: told, with the tag to give."""

    def told(cell):
        notebook = new_notebook(cells=[make.md("# Lời"), cell])
        return [gap for gap in render(notebook, page(free=True)).gaps if "`parameters`" in gap]

    assert told(make.code('lang = "vi"')) and told(make.code('lang: str = "vi"'))
    assert not told(make.code('language = "vi"')) and not told(make.code('lang == "vi"'))
    tagged = make.code('lang = "vi"')
    tagged.metadata["tags"] = ["parameters"]
    assert not told(tagged)


def gaps_of(make, *cells, **shown):
    """Name what a free page lacks whose second cell shows something."""
    code = make.code("show()")
    code.outputs = [new_output("display_data", data=shown)] if shown else []
    return render(new_notebook(cells=[*map(make.md, cells), code]), page(free=True)).gaps


def test_a_title_that_is_no_first_heading_is_told(make):
    """Without any heading, or with one of a section alone, the line to write is told; with `# …` nothing is."""
    lacking = gaps_of(make, "Lời.\n\n## Cách làm\n\nLời nữa.")
    assert ["“Cách làm”" in gap and "“# …”" in gap for gap in lacking] == [True]
    assert len(gaps_of(make, "Lời.")) == 1 and gaps_of(make, "# Câu hỏi", "## Cách làm") == ()
    assert gaps_of(make, "Câu hỏi\n=======\n\nLời.") == ()
    lacking = gaps_of(make, "Lời.\n\nCách làm\n---\n\nLời nữa.")
    assert ["“Cách làm”" in gap and "“# …”" in gap for gap in lacking] == [True]


def test_what_needs_a_program_is_told_with_what_to_give_instead(make):
    """A control is told how to call its function, an interactive table or picture what stands for it."""
    widget = {"application/vnd.jupyter.widget-view+json": {}, "text/plain": "interactive()"}
    (control,) = gaps_of(make, "# Lời", **widget)
    assert "widget" in control and "show('ba_tri')" in control and "figure_formats" not in control
    (script,) = gaps_of(make, "# Lời", **{"text/html": "<script>x</script>"})
    assert "<script>" in script and "DataFrame" in script and "matplotlib" in script


def test_a_table_in_html_without_a_caption_is_told_and_takes_the_words_of_its_cell(make):
    """A styled frame and a table written by hand are told as a bare frame is; the line of the cell captions them."""
    table = "<style></style><table id='T'><thead><tr><th>a</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>"
    (gap,) = gaps_of(make, "# Lời", **{"text/html": table})
    assert gap.startswith("ô 2: ") and "`#| tbl-cap: …`" in gap
    assert gaps_of(make, "# Lời", **{"text/html": table.replace("<thead>", "<caption>Mười lăm</caption><thead>")}) == ()
    code = make.code("#| tbl-cap: Chi bộ & đảng viên\nframe.style")
    code.outputs = [new_output("display_data", data={"text/html": table})]
    made = render(new_notebook(cells=[make.md("# Lời"), code]), page(free=True))
    assert made.gaps == () and "<table id='T'><caption>Chi bộ &amp; đảng viên</caption><thead>" in made.html


def test_each_remedy_fits_what_is_lacking(make):
    """A picture in text is told to be described or pasted there, a progress bar to be left out, in each language."""
    (bare,) = gaps_of(make, "# Lời\n\n![](data:image/png;base64,AAAA)")
    assert "![" in bare and "fig-alt" not in bare
    (remote,) = gaps_of(make, "# Lời\n\n![Đường](https://example.org/a.png)")
    assert "example.org" in remote and "dán hình" in remote and "DataFrame" not in remote
    bar = {"application/vnd.jupyter.widget-view+json": {}, "text/plain": "  0%|          | 0/10 [00:00<?, ?it/s]"}
    (told,) = gaps_of(make, "# Lời", **bar)
    assert "disable=True" in told and "show(" not in told
    looped = make.code("tqdm()")
    looped.outputs = [new_output("stream", name="stderr", text="100%|██| 3/3")]
    written = render(new_notebook(cells=[make.md("# Lời"), looped]), page(free=True))
    assert ["disable=True" in gap for gap in written.gaps] == [True]
    # And so is each warning beside it.
    looped.outputs[0].text = "x.py:2: UserWarning: few\n  warn()\nx.py:3: FutureWarning: late\n\r100%|██| 3/3"
    bar, *warned = render(new_notebook(cells=[make.md("# Lời"), looped]), page(free=True)).gaps
    assert "disable=True" in bar
    assert [gap.rpartition(" ")[2] for gap in warned] == ["few", "late"]


def test_a_picture_is_told_the_same_ways_in_each_language():
    """What helps a picture without words is named in Vietnamese as in English."""
    for lang in ("vi", "en"):
        told = say("lack.alt", lang, mime="image/png")
        assert all(way in told for way in ("show.figure(ax, alt=…)", "#| fig-alt: …", "mystnb: {image: {alt: …}}"))


@pytest.mark.parametrize(
    ("kind", "content", "lacks"),
    [
        ("text/html", '<svg width="1"></svg>', True),
        ("text/html", '<svg width="1"><metadata/><title>x</title></svg>', True),
        ("text/html", '<svg aria-label=" " width="1"><title>Cột</title></svg>', False),
        ("text/html", '<svg role="img" aria-label="Cột"></svg>', False),
        ("text/html", '<svg aria-hidden="true"></svg>', False),
        ("text/markdown", "Trước ![](data:image/png;base64,AAAA) sau", True),
        ("text/markdown", "Trước ![cột](data:image/png;base64,AAAA) sau", True),
        ("text/markdown", "Trước [cột](#sau) sau", False),
    ],
)
def test_no_picture_in_html_or_markdown_is_silent(make, kind, content, lacks):
    """A drawing within HTML without words, and a picture in Markdown that code shows, are told; none is lost untold."""
    cell = make.code("show()")
    cell.outputs = [new_output("display_data", data={kind: content, "text/plain": "x"}, metadata={})]
    shown = new_notebook(cells=[make.md("# Lời"), cell])
    written = render(shown, page(free=True))
    assert any("SVG" in gap or "Markdown" in gap for gap in written.gaps) == lacks
    assert "&lt;img" not in written.html and "<img src" not in written.html
    if lacks and kind == "text/html":
        assert say("lack.undescribed", "vi") in written.html or say("lack.undescribed", "en") in written.html
    with pytest.raises(RenderError) if lacks else nullcontext():
        render(shown, page(free=True, strict=True))
