"""Search: parts of pages with their words, in a form that cannot break the page."""

from __future__ import annotations

import json

import pytest
from nbformat.v4 import new_notebook, new_output

from analysis.elements.speech import Link, Note, Number
from analysis.elements.table import Point, Points
from analysis.site.edition import Page
from analysis.site.prose import write_prose
from analysis.site.render import render
from analysis.site.search import PageOutline, Section, list_rows, parts_by_page, read_rows, write_index

HOSTILE = Section("dang-vien", "<!--", ("a&b", "\u2028"))


def test_parts_are_told_apart(make):
    """Each part has anchor, heading and texts, a sentence in one piece; code, notes, styles and markup are left out."""
    points = Points((Point(("Có ", Number("1.906", Note("n-x", "ẩn", (("ẩn", "ẩn"),))), " đảng viên <b>")),))
    cell = make.code("print(1)")
    cell.outputs = [
        new_output("display_data", data=points._repr_mimebundle_()),
        new_output("display_data", data={"text/html": "<style>p{}</style><p>Khác&nbsp;<svg><text>x</text></svg></p>"}),
        new_output("display_data", data={"text/markdown": "*Của* dữ liệu"}),
        new_output("stream", name="stdout", text="In ra"),
    ]
    notebook = new_notebook(cells=[make.md("Mở **đầu** &amp; `mã`"), make.md("## Đảng *viên*\n\n### Nhỏ"), cell])
    page = render(notebook, Page("vi", "Hồ sơ: Nậm Pồ", "Câu hỏi?"))
    first, second = page.sections
    assert first == Section("", "", ("Câu hỏi?", "Mở đầu & mã"))
    assert (second.anchor, second.heading) == ("dang-vien", "Đảng viên")
    assert second.texts == ("Nhỏ", "Có 1.906 đảng viên <b>", "Khác", "Của dữ liệu", "In ra")
    assert f'<h2 id="{second.anchor}">' in page.html


def test_anchors_differ():
    """Headings that are alike, or like a name that the page itself uses, have anchors of their own."""
    outline = PageOutline("Đầu")
    assert [outline.add_heading(text, 2) for text in ("Đảng", "đang", "Main", "…")] == ["dang", "dang-2", "main-2", "s"]
    assert outline.contents == [
        Link("#dang", "Đảng"),
        Link("#dang-2", "đang"),
        Link("#main-2", "Main"),
        Link("#s", "…"),
    ]


@pytest.mark.parametrize(
    ("lang", "told"), [("vi", "load: đọc, sau"), ("en", "load: Read all, đọc, sau"), ("", "load: Read all, đọc, sau")]
)
def test_what_a_page_says_in_another_language_is_not_searched(lang, told):
    """A function is found by its name, by what it does only in the language of the page; what follows is not lost."""
    outline = PageOutline("", lang)
    html = write_prose('`load`: <span lang="en">Read *all*, </span>đọc, <span>sau</span>', outline)
    assert outline.sections == (Section("", "", (told,)),) and "Read" in html


def test_the_answer_of_a_page_is_known_again():
    """What a page answers is the heading of its first part, is no entry of its contents, and comes back from rows."""
    outline = PageOutline("Hỏi?")
    outline.answer("Gần nhau")
    outline.add_heading("Đảng", 2)
    assert outline.sections == (Section("", "Gần nhau", ("Hỏi?", "Gần nhau")), Section("dang", "Đảng", ()))
    assert outline.contents == [Link("#dang", "Đảng")]
    rows = list_rows("x.html", "So sánh", "K", outline.sections)
    assert parts_by_page(rows) == {"x.html": outline.sections}


def test_the_index_cannot_end_its_script():
    """Whatever a page says, the index holds no sign that could end the script around it, and reads back the same."""
    raw = write_index(list_rows("x.html", "</script><script>alert(1)</script>", "K", (HOSTILE,) * 2))
    assert not set("<>&\u2028") & set(raw)
    row = ["x.html#dang-vien", 0, "<!--", 1, [2, 1]]  # the third text, and the one after
    texts = ["</script><script>alert(1)</script>", "K", "a&b", "\u2028"]
    assert json.loads(raw) == {"texts": texts, "parts": [row, row]}


def test_what_an_earlier_build_found_is_taken_up(tmp_path):
    """The rows of an index come back equal, hostile ones too; one that is damaged, or not there, gives none."""
    rows = [
        *list_rows("a.html", "A", "K", (Section("", "", ("a",)), Section("s", "S", ("b", "a")))),
        *list_rows("b.html", "</script>", "K", (Section("", "", ()), HOSTILE)),
    ]
    path = tmp_path / "search.json"
    path.write_text(write_index(rows), encoding="utf-8")
    assert read_rows(path) == rows
    for damaged in ("[[1, 2]]", '{"texts": [], "parts": [["a", "b", "c", "d", [1]]]}', write_index(rows)[:-9], ""):
        path.write_text(damaged, encoding="utf-8")
        assert read_rows(path) == []
    assert read_rows(tmp_path / "none.json") == []
