"""Lesson plans and question papers as Word documents."""

import io
from collections.abc import Iterable, Sequence
from typing import Any

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor

from analysis.lessons.office import FONT, language_tag, save, share_width
from analysis.lessons.parts import Chart, FieldStudy, Item, Pack, plain
from analysis.words.catalogue import say


def write_plan(pack: Pack) -> bytes:
    """Write the lesson plan: head, objectives, course in three columns, tables, questions, room for approval.

    A4, Times New Roman 14, numbered headings and pages, tables whose header repeats, charts as pictures in words too.
    """
    document = _new_document(pack, say("lesson.plan", pack.lang), pack.title)
    for label, words in pack.info:
        _labelled(document, label, plain(words))
    document.add_heading(say("lesson.objectives", pack.lang))
    for label, lines in pack.objectives:
        _labelled(document, label)
        _bullets(document, map(plain, lines))
    document.add_heading(say("lesson.methods", pack.lang))
    document.add_paragraph(plain(pack.methods))
    document.add_heading(say("lesson.materials", pack.lang))
    _bullets(document, map(plain, pack.materials))
    document.add_heading(say("lesson.steps", pack.lang))
    _add_steps(document, pack)
    document.add_heading(say("lesson.items", pack.lang))
    for item in pack.items:
        caption = document.add_paragraph(item.caption, style="Caption")
        caption.paragraph_format.keep_with_next = True
        _add_item(document, item)
    document.add_heading(say("lesson.questions", pack.lang))
    _add_questions(document, pack, key=True)
    _add_approval(document, pack.lang)
    return save(document)


def write_paper(pack: Pack, *, key: bool) -> bytes:
    """Write the questions as a paper, with the key or with room for answers."""
    subject = say("lesson.key" if key else "lesson.paper", pack.lang)
    document = _new_document(pack, subject, f"{subject}: {pack.title}")
    _add_questions(document, pack, key=key)
    return save(document)


def write_outline(outline: FieldStudy) -> bytes:
    """Write the outline of a field study: purpose, what is known, blanks to fill in, questions with room for notes."""
    document = _new_document(outline, outline.title, outline.title)
    _bullets(document, outline.purpose)
    for item in (outline.known, outline.blanks):
        document.add_heading(item.caption)
        _add_item(document, item)
    document.add_heading(say("field.questions", outline.lang))
    if not outline.questions:
        document.add_paragraph(say("field.none", outline.lang))
    for number, question in enumerate(outline.questions, 1):
        document.add_paragraph(f"{number}. {question}").paragraph_format.keep_with_next = True
        document.add_paragraph("." * 60)
    return save(document)


def _new_document(pack: Pack | FieldStudy, subject: str, title: str) -> Document:
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(3), Cm(2)
    section.top_margin = section.bottom_margin = Cm(2)
    for name, size in (("Normal", 14), ("Title", 16), ("Heading 1", 14), ("Heading 2", 14), ("Caption", 13)):
        style = document.styles[name]
        style.font.name, style.font.size = FONT, Pt(size)
        style.font.color.rgb = RGBColor(0, 0, 0)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for face in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
            fonts.set(qn(face), FONT)
        for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:cstheme", "w:eastAsiaTheme"):
            fonts.attrib.pop(qn(theme), None)
    document.styles["Title"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    language = document.styles.element.find(f"{qn('w:docDefaults')}//{qn('w:lang')}")
    for name in ("w:val", "w:eastAsia"):
        language.set(qn(name), language_tag(pack.lang))
    _number_headings(document)
    _add_page_numbers(document)
    properties = document.core_properties
    properties.title, properties.subject, properties.language = pack.title, subject, language_tag(pack.lang)
    properties.author = properties.last_modified_by = properties.comments = ""
    document.add_heading(title, level=0)
    return document


def _number_headings(document: Document) -> None:
    """Let Word number first-level headings, so that they stay right when the lecturer moves them."""
    numbering: Any = document.part.numbering_part.element
    known = numbering.findall(qn("w:abstractNum"))
    number = max((int(scheme.get(qn("w:abstractNumId"))) for scheme in known), default=0) + 1
    scheme = parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{number}"><w:multiLevelType w:val="multilevel"/>'
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/><w:pStyle w:val="Heading1"/>'
        '<w:lvlText w:val="%1."/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="567" w:hanging="567"/></w:pPr></w:lvl>'
        "</w:abstractNum>"
    )
    numbering.insert(len(known), scheme)
    used = numbering.add_num(number).numId
    # In its place among the children: Word takes a file with another order as damaged.
    heading: Any = document.styles["Heading 1"].element
    properties = heading.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val, properties.get_or_add_numId().val = 0, used


def _add_page_numbers(document: Document) -> None:
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run: Any = paragraph.add_run()
    begin, end = (f'<w:fldChar {nsdecls("w")} w:fldCharType="{kind}"/>' for kind in ("begin", "end"))
    for xml in (begin, f"<w:instrText {nsdecls('w')}>PAGE</w:instrText>", end):
        run._r.append(parse_xml(xml))


def _labelled(document: Document, label: str, words: str = "") -> None:
    paragraph = document.add_paragraph()
    paragraph.add_run(f"{label}: " if words else label).bold = True
    paragraph.add_run(words)


def _bullets(document: Document, lines: Iterable[str]) -> None:
    for line in lines:
        document.add_paragraph(line, style="List Bullet")


def _add_steps(document: Document, pack: Pack) -> None:
    captions = {item.item_id: item.caption for item in pack.items}
    header = [say(f"lesson.{name}", pack.lang) for name in ("minutes", "content", "method")]
    table = _new_table(document, header, widths=(2.0, 9.5, 4.5))
    for step in pack.steps:
        minutes, content, method = table.add_row().cells
        minutes.text = step.minutes.text
        content.paragraphs[0].add_run(plain(step.title)).bold = True
        for line in step.content:
            content.add_paragraph(plain(line))
        method.text = plain(step.method)
        if step.show:
            shown = "; ".join(captions[item_id] for item_id in step.show)
            method.add_paragraph().add_run(say("lesson.shown", pack.lang, items=shown)).italic = True
    _keep_rows_whole(table)
    document.add_paragraph()


def _add_item(document: Document, item: Item) -> None:
    table = _new_table(document, item.columns, widths=share_width(item, 16.0))
    for row in item.texts:
        for n, (cell, words) in enumerate(zip(table.add_row().cells, row, strict=True)):
            cell.text = words
            cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT if n in item.numeric else WD_ALIGN_PARAGRAPH.LEFT
    _keep_rows_whole(table)
    if item.chart is not None:
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.keep_with_next = True  # its source stands below it
        picture = paragraph.add_run().add_picture(io.BytesIO(_draw(item.chart)), width=Cm(13))
        properties = picture._inline.docPr
        properties.set("descr", item.alt)
        properties.set("title", item.caption)
    for line in item.below:
        document.add_paragraph().add_run(line).italic = True


def _draw(chart: Chart) -> bytes:
    """Draw bars as PNG; Word has no chart that python-docx could write."""
    import matplotlib.pyplot as plt

    from analysis.elements.picture import new_axes

    axes = new_axes(None, width=5.4, height=0.5 + 0.42 * len(chart.categories))
    axes.barh(chart.categories, chart.values, color="#0b5394", height=0.6)
    axes.invert_yaxis()
    longest = max(chart.values) or 1
    for n, (value, words) in enumerate(zip(chart.values, chart.labels, strict=True)):
        axes.text(value + longest * 0.015, n, words, va="center")
    axes.set_xlim(0, longest * 1.2)
    axes.xaxis.set_visible(False)
    axes.spines["bottom"].set_visible(False)
    buffer = io.BytesIO()
    plt.savefig(buffer, format="png", dpi=150, bbox_inches="tight", metadata={"Software": None})
    plt.close()
    return buffer.getvalue()


def _add_questions(document: Document, pack: Pack, *, key: bool) -> None:
    """Add the questions, with their key or with room for answers."""
    for number, question in enumerate(pack.questions, 1):
        paragraph = document.add_paragraph()
        paragraph.add_run(f"{number}. ").bold = True
        paragraph.add_run(question.text)
        paragraph.paragraph_format.keep_with_next = True
        for words, option in zip(question.choices, question.options, strict=False):
            line = document.add_paragraph()
            line.add_run(words).bold = key and option.right
            if key and option.why:
                line.add_run(f" ({option.why})").italic = True
        if not key:
            for _ in range({"choice": 0, "numeric": 1, "essay": 6}[question.kind]):
                document.add_paragraph("." * 60)
            continue
        if question.kind == "essay":
            document.add_paragraph().add_run(say("lesson.guide", pack.lang)).italic = True
            _bullets(document, question.guide)
        else:
            document.add_paragraph().add_run(question.key).bold = True
        if question.source:
            document.add_paragraph().add_run(question.source).italic = True


def _add_approval(document: Document, lang: str) -> None:
    document.add_paragraph()
    table = document.add_table(rows=1, cols=2)
    for cell, key in zip(table.rows[0].cells, ("approval", "author"), strict=True):
        cell.paragraphs[0].add_run(say(f"lesson.{key}", lang)).bold = True
        for _ in range(4):
            cell.add_paragraph()
    _keep_rows_whole(table)


def _new_table(document: Document, header: Sequence[str], *, widths: Sequence[float]) -> Any:
    table = document.add_table(rows=1, cols=len(header))
    table.style = "Table Grid"
    table.autofit = False
    for column, width in enumerate(widths):
        table.columns[column].width = Cm(width)
    for cell, words in zip(table.rows[0].cells, header, strict=True):
        cell.paragraphs[0].add_run(words).bold = True
    # Word repeats a row that is marked as header on every page.
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    return table


def _keep_rows_whole(table: Any) -> None:
    widths = [column.width for column in table.columns]
    for row in table.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = width
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.space_after = Pt(2)
                for run in paragraph.runs:
                    run.font.size = Pt(12)
