"""Word, slides and questions read back: the numbers of the manifest and no others, and what each form must have."""

import io
import json
import re
import zipfile
from xml.etree import ElementTree

import docx
import pptx
import pytest
from docx.oxml.ns import qn
from pptx.util import Emu

import analysis
from analysis.elements.speech import Number
from analysis.lessons.field_study import open_field_study
from analysis.lessons.lesson import open_lesson
from analysis.lessons.pack import take_along, write_field_study, write_pack
from analysis.lessons.parts import number_of, plain

LESSONS = ["cadres", "grading", "meetings", "organisation"]
NUMBER = re.compile(r"\d+(?:[.,/:]\d+)*")


@pytest.fixture(scope="module")
def packs():
    """Write every lesson once in each language."""
    data = analysis.load()
    made = {}
    for lesson in LESSONS:
        for lang in ("vi", "en"):
            pack = open_lesson(data, lesson, lang=lang)
            files = write_pack(pack)
            made[lesson, lang] = (
                pack,
                {name.partition(f"{lesson}-{lang}")[2].lstrip("-."): content for name, content in files.items()},
            )
    return made


each = pytest.mark.parametrize("key", [(lesson, lang) for lesson in LESSONS for lang in ("vi", "en")])


def numbers(text):
    return set(NUMBER.findall(text))


def allowed(pack):
    return numbers(" ".join(f"{entry.printed} {entry.value} {' '.join(entry.sources)}" for entry in pack.manifest))


def words_of_docx(content):
    document = docx.Document(io.BytesIO(content))
    lines = [paragraph.text for paragraph in document.paragraphs]
    lines += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    lines += [drawing.get("descr", "") for drawing in document.element.iter(qn("wp:docPr"))]
    # The number of a question is not a figure.
    return "\n".join(re.sub(r"^\d+\. ", "", line) for line in lines)


def words_of_pptx(content):
    lines = []
    for slide in pptx.Presentation(io.BytesIO(content)).slides:
        for shape in slide.shapes:
            if shape.has_text_frame:
                lines.append(shape.text_frame.text)
            if shape.has_table:
                lines += [cell.text for row in shape.table.rows for cell in row.cells]
            lines.append(shape._element.xpath(".//p:cNvPr")[0].get("descr", ""))
        if slide.has_notes_slide:
            lines.append(slide.notes_slide.notes_text_frame.text)
    return "\n".join(lines)


@each
def test_no_number_but_those_of_the_manifest(packs, key):
    """Every number in the plan, the papers, the slides and the questions is one that the manifest lists."""
    pack, files = packs[key]
    known = allowed(pack)
    for name in ("plan.docx", "paper.docx", "paper-key.docx"):
        assert numbers(words_of_docx(files[name])) <= known, name
    assert numbers(words_of_pptx(files["slides.pptx"])) <= known
    gift = re.sub(r"::[^:]*::|^//.*$|^\$CATEGORY.*$", "", files["questions.gift"].decode(), flags=re.M)
    gift = " ".join(re.sub(r"(?<=\d):(?=\d)", " ", line).replace("\\", "") for line in gift.splitlines())
    assert numbers(gift) <= known
    tree = ElementTree.fromstring(files["questions.xml"])
    spoken = [node.text or "" for tag in ("text", "tolerance") for node in tree.iter(tag)]
    assert numbers(" ".join(spoken)) <= known


@each
def test_the_numbers_of_the_manifest_are_there(packs, key):
    """Each number of the manifest stands in the plan; those of the questions in the paper with the key and the XML."""
    pack, files = packs[key]
    plan, paper = words_of_docx(files["plan.docx"]), words_of_docx(files["paper-key.docx"])
    xml = " ".join(node.text or "" for node in ElementTree.fromstring(files["questions.xml"]).iter())
    for entry in pack.manifest:
        machine = entry.entry_id.startswith("question.")
        if machine:
            assert entry.printed in xml, entry
            continue
        assert numbers(entry.printed) <= numbers(plan), entry
        if entry.parts == ("questions",):
            assert numbers(entry.printed) <= numbers(paper), entry
    listed = json.loads(files["manifest.json"])["numbers"]
    assert [entry["printed"] for entry in listed] == [entry.printed for entry in pack.manifest]


@each
def test_charts_hold_the_printed_values(packs, key):
    """Charts are native, with an alternative text, and their values are those of their table."""
    pack, files = packs[key]
    charts = [
        shape
        for slide in pptx.Presentation(io.BytesIO(files["slides.pptx"])).slides
        for shape in slide.shapes
        if shape.has_chart
    ]
    items = {item.item_id: item for item in pack.items}
    drawn = [items[shown].chart for step in pack.steps for shown in step.show if items[shown].chart]
    assert len(charts) == len(drawn)
    for shape, chart in zip(charts, drawn, strict=True):
        assert tuple(shape.chart.plots[0].series[0].values) == pytest.approx(chart.values)
        assert shape._element.nvGraphicFramePr.cNvPr.get("descr")


@each
def test_labels_have_the_decimal_mark_of_the_language(packs, key):
    """Each bar has a label of its own with the decimal mark of the language, whatever machine opens the slides."""
    from analysis.text import format_number, format_percent

    pack, files = packs[key]
    items = {item.item_id: item for item in pack.items}
    drawn = iter(items[shown].chart for step in pack.steps for shown in step.show if items[shown].chart)
    for slide in pptx.Presentation(io.BytesIO(files["slides.pptx"])).slides:
        for shape in slide.shapes:
            if shape.has_chart:
                chart = next(drawn)
                write = format_percent if chart.percent else format_number
                labels = ["".join(label.itertext()) for label in shape.chart._chartSpace.iter(_name("c:dLbl"))]
                said = [write(value, pack.lang, decimals=chart.decimals) for value in chart.values]
                assert len(labels) == len(said)
                assert all(words in label for words, label in zip(said, labels, strict=True))


def _name(tag):
    from pptx.oxml.ns import qn as name

    return name(tag)


def test_a_foreign_number_is_found(packs):
    """The comparison with the manifest would see a number that is not in it."""
    pack, _ = packs["grading", "vi"]
    assert not numbers("có 77 chi bộ, 12,75%") & allowed(pack)


@each
def test_slides_stay_on_the_slide(packs, key):
    """Slides are 16:9, each has a title, and every shape lies within the slide."""
    _, files = packs[key]
    deck = pptx.Presentation(io.BytesIO(files["slides.pptx"]))
    assert abs(deck.slide_width / deck.slide_height - 16 / 9) < 0.01
    for number, slide in enumerate(deck.slides, 1):
        assert slide.shapes.title.text_frame.text.strip(), number
        for shape in slide.shapes:
            assert shape.left >= 0 and shape.top >= 0
            assert shape.left + shape.width <= deck.slide_width + Emu(1), (number, shape.name)
            assert shape.top + shape.height <= deck.slide_height + Emu(1), (number, shape.name)


@each
def test_slides_with_figures_have_their_source(packs, key):
    """A slide whose step words a figure of the data tells under it where that figure stands."""
    pack, files = packs[key]
    deck = pptx.Presentation(io.BytesIO(files["slides.pptx"]))
    shown = {}
    for slide in deck.slides:
        words = "\n".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
        shown.setdefault(slide.shapes.title.text_frame.text, []).append(words)
    cited = 0
    for step in pack.steps:
        texts = (step.title, *step.content, step.method)
        held = {piece.note.key for text in texts for piece in text if isinstance(piece, Number)}
        known = {number_of(entry, pack.lang).note.key: entry.sources for entry in pack.manifest}
        sources = {place for key, places in known.items() if key in held for place in places}
        cited += len(sources)
        assert all(place in words for place in sources for words in shown[plain(step.title)])
    assert cited


@each
def test_the_plan_is_a_plan(packs, key):
    """The plan is A4 in Times New Roman 14 with numbered headings, a three-column course whose header repeats,
    its language, page numbers, and room for approval."""
    pack, files = packs[key]
    document = docx.Document(io.BytesIO(files["plan.docx"]))
    section = document.sections[0]
    assert (round(section.page_width.cm, 1), round(section.page_height.cm, 1)) == (21.0, 29.7)
    normal = document.styles["Normal"]
    assert (normal.font.name, normal.font.size.pt) == ("Times New Roman", 14)
    headings = [paragraph for paragraph in document.paragraphs if paragraph.style.name == "Heading 1"]
    assert len(headings) == 6
    assert document.styles["Heading 1"].element.pPr.numPr is not None
    course = document.tables[0]
    assert len(course.columns) == 3
    assert len(course.rows) == len(pack.steps) + 1
    for table in document.tables[:-1]:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    lang = document.styles.element.find(qn("w:docDefaults")).find(f".//{qn('w:lang')}")
    assert lang.get(qn("w:val")) == {"vi": "vi-VN", "en": "en-GB"}[pack.lang]
    assert "PAGE" in section.footer.paragraphs[0]._p.xml
    assert document.core_properties.title == pack.title
    assert all(drawing.get("descr") for drawing in document.element.iter(qn("wp:docPr")))


@each
def test_the_paper_without_key_gives_nothing_away(packs, key):
    """The paper without key marks no answer, holds no source and leaves room to write."""
    pack, files = packs[key]
    paper = words_of_docx(files["paper.docx"])
    document = docx.Document(io.BytesIO(files["paper.docx"]))
    for question in pack.questions:
        assert question.text in paper
        for option in question.options:
            assert option.text in paper
            assert not option.why or option.why not in paper
        for guide in question.guide:
            assert guide not in paper
    bold = [run.text for paragraph in document.paragraphs for run in paragraph.runs if run.bold]
    assert all(re.fullmatch(r"\d+\. ", text) for text in bold if not text.startswith(pack.title))


@each
def test_moodle_xml_has_one_right_answer(packs, key):
    """In the XML each choice has one answer worth 100 and others worth none; numbers have a tolerance."""
    pack, files = packs[key]
    tree = ElementTree.fromstring(files["questions.xml"])
    asked = [question for question in tree if question.get("type") != "category"]
    assert len(asked) == len(pack.questions)
    for question in asked:
        fractions = [answer.get("fraction") for answer in question.findall("answer")]
        if question.get("type") == "multichoice":
            assert sorted(fractions, reverse=True) == ["100", *["0"] * (len(fractions) - 1)]
        if question.get("type") == "numerical":
            assert fractions == ["100"]
            assert float(question.find("answer/tolerance").text) >= 0


def test_gift_escapes_its_own_marks():
    """What GIFT would take for its own marks is escaped, in questions, answers and feedback."""
    from dataclasses import replace

    pack = open_lesson(analysis.load(), "grading", lang="en")
    odd = replace(pack, questions=(replace(pack.questions[3], text="a = b ~ c # {d}: e\\"),))
    text = write_pack(odd)["grading-en-questions.gift"].decode()
    assert r"a \= b \~ c \# \{d\}\: e\\" in text


def test_markup_stays_text_in_every_form():
    """A title with markup is the same characters in Word, on slides and in the XML, where it is escaped for HTML."""
    from dataclasses import replace

    pack = replace(open_lesson(analysis.load(), "grading", lang="en"), title="<b>Tổ & chức</b>")
    question = replace(pack.questions[0], text="<script>x</script> & co")
    files = write_pack(replace(pack, questions=(question,)))
    assert "<b>Tổ & chức</b>" in words_of_docx(files["grading-en-plan.docx"])
    assert "<b>Tổ & chức</b>" in words_of_pptx(files["grading-en-slides.pptx"])
    tree = ElementTree.fromstring(files["grading-en-questions.xml"])
    assert "&lt;script&gt;x&lt;/script&gt; &amp; co" in [node.text for node in tree.iter("text")]


def test_the_same_lesson_gives_the_same_bytes(packs):
    """Written again, each file is the same to the byte, workbooks inside charts included."""
    pack, files = packs["grading", "vi"]
    again = write_pack(pack)
    assert [
        name for name, content in again.items() if content != files[name.partition("grading-vi")[2].lstrip("-.")]
    ] == []


def test_the_zip_holds_everything(packs):
    """The zip holds each of the other files, whole."""
    _, files = packs["grading", "vi"]
    with zipfile.ZipFile(io.BytesIO(files["zip"])) as archive:
        assert archive.testzip() is None
        assert len(archive.namelist()) == len(files) - 1
        assert archive.read("grading-vi-plan.docx") == files["plan.docx"]


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_an_outline_has_blanks_to_fill_in(lang):
    """The Word outline has the known figures and a table whose last three columns are empty."""
    outline = open_field_study(analysis.load(), "ba_tri", lang=lang)
    content = next(iter(write_field_study(outline).values()))
    document = docx.Document(io.BytesIO(content))
    known, blanks = document.tables
    assert len(known.rows) == len(outline.known.rows) + 1
    assert all(cell.text == "" for row in blanks.rows[1:] for cell in row.cells[3:])
    assert numbers(words_of_docx(content)) <= allowed(outline)


def test_other_outputs_are_left_alone():
    """Only a lesson or an outline that a notebook hands on is written beside its page."""
    assert take_along({"text/html": "<p>x</p>"}) is None
