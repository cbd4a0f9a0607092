"""Tables: captions, header cells, links, and text that stays text."""

import json
import re
import shutil
from decimal import Decimal
from html import unescape

import pytest

from analysis import show
from analysis.elements.html import Notes, read_templates, write_html
from analysis.elements.speech import Link, Note, Number
from analysis.elements.table import (
    ELEMENT_MIME,
    Asked,
    Cell,
    Heading,
    Paragraph,
    Point,
    Points,
    Questions,
    Table,
    heading,
    unpack,
)
from analysis.errors import AnalysisError
from analysis.methods import count_grades, find_figures, read_themes
from analysis.site import overview

HOSTILE = "<script>alert(1)</script> & \"x\" 'y' {curly} =1+1"


def test_a_table_has_what_a_screen_reader_needs():
    """A table has a caption, header cells for columns and rows, a note, and no id that could stand twice."""
    table = Table("Tên", ("Chỉ tiêu", "Giá trị"), (("a", "1"),), "vi", ("nguồn",), (1,))
    html = table._repr_html_()
    assert "<caption>Tên</caption>" in html
    assert html.count('scope="col"') == 2
    assert html.count('scope="row"') == 1
    assert "nguồn" in html
    assert "<style" not in write_html(table, Notes())
    assert not re.search(r"<(?:table|th|td|tr)[^>]* id=", html)


def test_hostile_text_stays_text():
    """Markup in captions, cells, links, notes and headings is shown, not run."""
    cell = Cell(HOSTILE, links=(Link('#"x', HOSTILE),), anchor='a"b')
    table = Table(HOSTILE, ("Indicator", "Source"), ((HOSTILE, cell),), "en", notes=(HOSTILE,))
    html = table._repr_html_() + heading(HOSTILE)._repr_html_()
    assert "<script" not in html
    assert html.count("&lt;script&gt;") == 6
    assert 'href="#&quot;x"' in html


NUMBER = Number("0,1%", Note("n-x", "Nậm Pồ", (("Nguồn", "“0,1%”"),), ((0, 6),)), Decimal("0.10"), "percent")
ELEMENTS = [
    Table(
        "Bảng",
        ("Tên", "Giá trị"),
        (("a", NUMBER), (Cell("b", ("f", NUMBER), (Link("#c", "d"),), "e", "vi"), "–")),
        "vi",
        notes=("g",),
        numeric=(1,),
    ),
    Table("Trống", ("Tên",), (), "vi", empty="không có gì"),
    Heading("Đề mục"),
    Paragraph("Câu."),
    Paragraph(("Có ", NUMBER)),
    Points((Point(("Có ", NUMBER), (Link("#c", "d"),)), Point(("Không.",)))),
    Questions((Asked("Hỏi?", ("a", "b"), ("b",)), Asked(("Vì ", NUMBER), (), ("Vì.",))), "Xem"),
    Points((Point(("a",)), Point(("b",))), style="", numbered=True),
]


MARKDOWN = [
    "**Bảng**\n\n| Tên | Giá trị |\n| --- | ---: |\n| a | 0,1% |\n| bf0,1% d | – |\n\ng",
    "không có gì",
    "## Đề mục",
    "Câu.",
    "Có 0,1%",
    "- Có 0,1% \\[d\\]\n- Không.",
    "1. Hỏi?\n   - a\n   - b\n   - *Xem*: b\n2. Vì 0,1%\n   - *Xem*: Vì.",
    "1. a\n2. b",
]


@pytest.mark.parametrize(("element", "told"), [*zip(ELEMENTS, MARKDOWN, strict=True)])
def test_elements_show_themselves_in_markdown(element, told):
    """Where no HTML is shown a table is one, a list is one, and the words are those that a reader reads."""
    assert element._repr_markdown_() == told


def test_elements_show_themselves_in_a_terminal():
    """There they are read as in Markdown, each sign as it was written; a long table says how many rows more it has."""
    told = [element._repr_mimebundle_()["text/plain"] for element in ELEMENTS]
    assert told == [each.replace("\\", "") for each in MARKDOWN]
    assert Paragraph("a\\b *c*")._repr_mimebundle_()["text/plain"] == "a\\b *c*"
    long = Table("t", ("a",), tuple((f"row {n}",) for n in range(1, 34)), "en", notes=("g",))
    told = long._repr_mimebundle_()["text/plain"]
    assert "| row 30 |" in told and "row 31" not in told and told.endswith("\n\n… + 3\n\ng")


@pytest.mark.parametrize(
    "words", [HOSTILE, "1. *a* _b_ `c` [d](e) ![f](g) # h | i ~~j~~ $k$ &lt; \\l", "- m", "+ n", "2) o"]
)
def test_no_word_is_a_mark_in_markdown(words):
    """What reads Markdown for a notebook shows each sign as it was written, in a sentence, a point and a cell."""
    from nbconvert.filters.markdown_mistune import markdown2html_mistune

    shown = {
        "p": Paragraph(words),
        "li": Points((Point((words,)),)),
        "td": Table("t", ("a",), ((words,),), "en"),
        "h2": Heading(words),
    }
    for tag, element in shown.items():
        html = markdown2html_mistune(element._repr_markdown_())
        (inside,) = re.findall(rf"<{tag}\b[^>]*>(.*?)</{tag}>", html, re.DOTALL)
        plain = unescape(re.sub(r'<a class="anchor-link".*?</a>|</?p>', "", inside))
        assert plain.strip() == words, tag


@pytest.mark.parametrize("element", ELEMENTS, ids=lambda element: type(element).__name__)
def test_elements_go_from_notebook_to_page_whole(element):
    """Each kind of element comes back equal from its plain values, digits and all, through JSON with sorted keys."""
    shown = element._repr_mimebundle_()
    assert unpack(json.loads(json.dumps(shown[ELEMENT_MIME], sort_keys=True))) == element


@pytest.mark.parametrize("element", ELEMENTS, ids=lambda element: type(element).__name__)
def test_the_words_of_an_element_are_those_that_are_read(element):
    """The words for the search are those of the HTML, in its order, without notes and what unfolds an answer."""
    html = re.sub(r"<sup>\d+</sup>|<summary>.*?</summary>", "", write_html(element, Notes()))
    assert "".join("".join(element.words()).split()) == "".join(re.sub(r"<[^>]+>|\[|\]|,(?= <a)", " ", html).split())


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ({"kind": "Tabel"}, "'Tabel' is no kind of element; there are: Table, "),
        ({"kind": "Table", "rows": 1}, "no Table"),
    ],
)
def test_other_values_make_no_element(content, told):
    """Values of no known kind, or not those of their kind, are refused, and what is wrong is named."""
    with pytest.raises(AnalysisError, match=told):
        unpack(content)


def test_questions_fold_their_answers():
    """A question shows its options, and its answer only once it is opened; questions to ask elsewhere are numbered."""
    html = ELEMENTS[-2]._repr_html_()
    assert html.startswith(
        '<ol class="questions"><li><p>Hỏi?</p><ol type="A"><li>a</li><li>b</li></ol><details><summary>'
    )
    assert html.count("<details>") == 3  # two answers, and the notes
    assert "</summary><p>Vì.</p></details></li></ol>" in html
    assert ELEMENTS[-1]._repr_html_() == "<ol><li>a</li><li>b</li></ol>"


def test_no_rows_say_so():
    """A table without rows says so in the language, rather than standing empty."""
    assert Table("x", ("Giá trị",), (), "vi", empty="không có gì")._repr_html_() == "<p>không có gì</p>"


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_tables_across_localities(data, lang):
    """The tables across localities render in both languages, without a hole."""
    gradings = count_grades(data)
    tables = [
        show.table_themes(data, read_themes(data), lang=lang),
        show.table_norms(data, lang=lang),
        overview.table_codebook(data, lang=lang),
        overview.table_coding_rules(data, lang=lang),
        show.table_ceiling(data, gradings, lang=lang),
        *(show.grades.table_grading(data, grading, lang=lang) for grading in gradings),
    ]
    html = "".join(table._repr_html_() for table in tables)
    assert not re.search(r"\b(nan|NaN|NaT|None|<NA>)\b", html)


def test_the_ceiling_has_two_bases(data):
    """Excellent grades stand on both bases: 10.0 and 8.5 per cent, 37.4 and 26.4 per cent."""
    rows = {row[0]: tuple(map(str, row[2:4])) for row in show.table_ceiling(data, count_grades(data), lang="vi").rows}
    assert rows == {"huyện Tràng Định": ("10,0%", "8,5%"), "huyện Ba Tri": ("37,4%", "26,4%")}


def test_unverified_norms_are_marked(data):
    """The unverified ceiling of 2018 is listed as such."""
    rows = show.table_norms(data, indicator_id="organisations_excellent_to_good", lang="en").rows
    assert [row[4] for row in rows if "2018" in row[0]] == ["unverified"]


def test_formulas_are_written_plainly(data):
    """A formula under the sources gives its scale as 100, not 100.0."""
    figures = find_figures(data, locality_id="lai_chau", indicator_id="women_members_share")
    rows = show.table_provenance(data, figures, lang="en").rows
    assert [row[-1].endswith("× 100") for row in rows].count(True) == 1


def test_templates_are_turned_to_code_once(tmp_path, monkeypatch):
    """What a template was turned to must serve the next process, not once its text is another, and be done without."""
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "runs.yml").write_text("runs: []\n", encoding="utf-8")
    monkeypatch.setenv("ANALYSIS_HOME", str(tmp_path))
    template = tmp_path / "page.j2"
    template.write_text("<p>{{ words }}</p>", encoding="utf-8")

    def write():
        return read_templates(tmp_path).get_template("page.j2").render(words="a < b")

    assert write() == "<p>a &lt; b</p>"
    with monkeypatch.context() as patch:
        patch.setattr("jinja2.Environment.compile", None)
        assert write() == "<p>a &lt; b</p>"
    template.write_text("<b>{{ words }}</b>", encoding="utf-8")
    assert write() == "<b>a &lt; b</b>"
    shutil.rmtree(tmp_path / ".cache")
    (tmp_path / ".cache").write_text("in its place", encoding="utf-8")
    assert write() == "<b>a &lt; b</b>"
