"""Word files of a lesson and of a field study: what is said goes into templates that a school restyles in Word."""

import base64
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from typing import Any

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm
from docxtpl import DocxTemplate
from jinja2 import Environment
from markupsafe import Markup, escape

from analysis.lessons.office import HYPHEN, bind, chart_alone, hold_ranges, language_tag, save, share_width, template
from analysis.lessons.parts import FieldStudy, Form, Item, Pack, plain
from analysis.words.catalogue import say

# Lines to write on in a paper, by the kind of question.
_MEANT = re.compile(r" \[[^]]*\]")  # what a title means: one looks for it as it is printed
_LINES = {"choice": 0, "numeric": 1, "essay": 8}
# What learners get on paper, of what a lesson shows.
_COUNTED = ("figures", "chart", "grading")
# The space in what a question is worth, at its end: "(marks: 1)".
_MARKS = re.compile(r"(?<=\d) (?=[^\W\d]+\)$)|(?<=:) (?=[\d.]+\)$)")
_LONG = 36  # letters of a name beside a bar that takes three lines
# The style of tables whose columns get their width from what stands in them.
_FITTED = "Data Table"
_LETTER = 0.6  # of its size is a letter wide, in a serif typeface that stands in for the template's
_LAST = re.compile(r"(?<=[^\W\d]) (?=\d+$)")
_CHART = """</w:t></w:r><w:r><w:drawing><wp:inline {ns} distT="0" distB="0" distL="0" distR="0">\
<wp:extent cx="{width}" cy="{height}"/><wp:docPr id="{rank}" name="{title}" title="{title}" descr="{alt}"/>\
<wp:cNvGraphicFramePr/><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart">\
<c:chart r:id="{relation}"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r><w:r><w:t>"""
_CHART_NS = nsdecls("wp", "a", "r") + ' xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'


def write_plan(pack: Pack) -> bytes:
    """Write the plan in the order that schools use, to its signatures; tables, charts and pictures are an annex.

    Its opening names articles to be read, with their paragraphs, then documents and articles only cited.
    """
    forms, read = tuple(form.title for form in pack.forms), [*map(plain, pack.reading)]
    cited = [told for _, told in pack.sources.texts]
    needed = [line for line in read if any(told in line for told in cited)]
    others = [line for line in read if line not in needed]
    others += [told for told in cited if not any(told in line for line in read)]
    parts = (say("lesson.required", pack.lang), needed), (say("lesson.reference", pack.lang), others)
    sources = [(label, lines) for label, lines in parts if lines]
    return _write("plan", pack, pack.title, pack=pack, steps=tuple(_steps(pack)), forms=forms, sources=sources)


def write_paper(pack: Pack, *, key: bool) -> bytes:
    """Write the questions with the figures they need, to be written on; or with their key."""
    title = f"{say('lesson.key' if key else 'lesson.paper', pack.lang)}: {pack.title}"
    data = [pack.data] if pack.data.rows else [item for item in pack.items if item.kind in _COUNTED]
    return _write("paper", pack, title, pack=pack, data=data, key=key)


def write_worksheet(pack: Pack) -> bytes:
    """Write what learners work with: the case, the figures, the situation, and room for what a group decides.

    A table that tells why figures are not compared would give answers away.
    """
    shown = {id_ for step in pack.steps for id_ in step.show}  # others are for a slide alone
    items = [_print(item) for item in pack.items if item.kind in _COUNTED and item.item_id in shown]
    told = [item for item in pack.items if item.kind == "practices"]
    if told and {item.item_id for item in told} not in [{*step.show} for step in pack.steps]:
        # What is a shortfall, what a result, is for learners to tell, but where a step matches two tables.
        every = tuple(row for item in told for row in item.rows)
        told = [replace(told[0], caption=say("lesson.passages", pack.lang), rows=every, notes=())]
    for item in told:
        rows = tuple(sorted({row[::2]: None for row in item.texts}, key=_in_order))
        notes = item.notes[-1:] if item is told[-1] else ()  # once for all
        items.append(replace(item, columns=item.columns[::2], rows=rows, notes=notes))
    title, first = say("office.worksheet", pack.lang), "office.ask_case" if told else "office.ask_figures"
    asked = (first, "office.ask_data") if items else ("office.ask_named", "office.ask_force")  # of documents alone
    # Learners have no articles but those that they find.
    texts = [*(_MEANT.sub("", ": ".join(row)) for row in pack.sources.texts), " ".join(map(plain, pack.materials[-2:]))]
    words = {"asked": [say(key, pack.lang) for key in asked], "items": items, "texts": texts}
    return _write("worksheet", pack, f"{title}: {pack.title}", pack=pack, **words)


def _in_order(row: Iterable[object]) -> list[tuple[bool, int, str]]:
    """Sort paragraph 11 after paragraph 3."""
    return [
        (part.isdigit(), int(part) if part.isdigit() else 0, part)
        for part in re.split(r"(\d+)", " ".join(map(str, row)))
    ]


def write_form(pack: Pack, form: Form) -> bytes:
    """Write a form to fill in."""
    return _write("form", pack, plain(form.title), form=form)


def write_outline(outline: FieldStudy) -> bytes:
    """Write the outline of a field study: purpose, questions with room for notes, blanks to fill in, what is known."""
    return _write("outline", outline, outline.title, outline=outline)


def _steps(pack: Pack) -> Iterator[tuple[Any, list[Item]]]:
    """Pair each step with what it shows for the first time."""
    items = {item.item_id: item for item in pack.items}
    for step in pack.steps:
        yield step, [_print(items.pop(shown)) for shown in step.show if shown in items]


def _print(item: Item) -> Item:
    """Give an item as a sheet has it: a chart of one time without a table, which would print its numbers again."""
    times = [*dict.fromkeys(row[2] for row in item.texts if row[2:])]
    if not item.chart or times[1:]:
        return item
    return replace(item, columns=(), notes=(*item.notes, *(f"{item.columns[2]}: {time}" for time in times)))


def _write(name: str, made: Pack | FieldStudy, title: str, **words: Any) -> bytes:
    """Fill a template in; pieces of a sentence become one text."""
    document = DocxTemplate(template(f"{name}.docx"))
    words |= {
        "say": lambda key: say(key, made.lang),
        "chart": lambda item: (_add_chart if item.chart else _add_picture)(document.docx.part, item),
        "answers": lambda question: question.answers(made.lang),
        "lines": _LINES,
        "below": lambda lines: " ".join(f"{line.rstrip('.')}." for line in lines),
        "room": lambda line: plain(line).rstrip().endswith(":"),
    }
    document.render(words, _environment(), autoescape=True)
    for table in document.docx.tables:
        if table.style.name == _FITTED:
            _fit(table, document.docx.sections[0], document.docx.styles["Table Text"].font.size)
    for run in (run for line in document.docx.paragraphs if line.style.name == "Subtitle" for run in line.runs):
        run.text = bind(run.text)
    _keep_together(document.docx.element.body)
    language: Any = document.docx.styles.element.find(f"{qn('w:docDefaults')}//{qn('w:lang')}")
    for kind in ("w:val", "w:eastAsia"):
        language.set(qn(kind), language_tag(made.lang))
    return save(document.docx, title, made.lang)


@cache
def _environment() -> Environment:
    """Give what reads the templates; one is compiled once for all that fill it in."""
    made = Environment(finalize=lambda value: plain(value) if isinstance(value, tuple) else value)
    made.filters["plain"] = plain
    vars(made)["from_string"] = cache(made.from_string)  # docxtpl asks for each afresh
    return made


def _fit(table: Any, section: Any, size: Any) -> None:
    """Give columns the width that their words need in their size; a number that ends a cell keeps to its word."""
    for run in table._tbl.iter(qn("w:t")):
        run.text = _LAST.sub("\N{NO-BREAK SPACE}", run.text or "")
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    width = section.page_width - section.left_margin - section.right_margin
    for column, share in zip(table.columns, share_width(rows, width / size / _LETTER), strict=True):
        column.width = int(width * share)
        for cell in column.cells:
            cell.width = int(width * share)
    style, last = getattr(table._tbl.getnext(), "style", ""), len(table.rows) - 1
    held = {0, 1, last - 1} - {last} | ({last} if style == "Note" else set())  # no row, and no note, is alone on a page
    for paragraph in (line for n in held for cell in table.rows[n].cells for line in cell.paragraphs):
        paragraph.paragraph_format.keep_with_next = True


def _keep_together(body: Any) -> None:
    """Keep marks to their word, and ranges and the numbers of documents on a line.

    The last get Word's own no-break hyphen, which is read and copied as a hyphen.
    """
    for text in [*body.iter(qn("w:t"))]:
        first, *rest = HYPHEN.split(_MARKS.sub("\N{NO-BREAK SPACE}", hold_ranges(text.text or "")))
        text.text, after = first, text
        for words in rest:
            hyphen, more = (text.makeelement(qn(f"w:{name}")) for name in ("noBreakHyphen", "t"))
            more.text = words
            more.set(qn("xml:space"), "preserve")
            after.addnext(hyphen)
            hyphen.addnext(more)
            after = more


def _add_picture(document: Any, item: Item) -> Markup:
    """Add a picture, with its words, to the parts of a document, and give what stands for it in a text."""
    assert item.picture is not None
    shown = document.new_pic_inline(io.BytesIO(base64.b64decode(item.picture[2])), width=Cm(16))
    shown.docPr.set("descr", item.alt)
    return Markup(f"</w:t></w:r><w:r><w:drawing>{shown.xml}</w:drawing></w:r><w:r><w:t>")


def _add_chart(document: Any, item: Item) -> Markup:
    """Add a native chart, with its workbook, to the parts of a document, and give what stands for it in a text."""
    assert item.chart is not None
    rank = 1 + sum(rel.reltype == RELATIONSHIP_TYPE.CHART for rel in document.rels.values())
    drawn, book = chart_alone(item.chart, 11)
    held = Part(PackURI(f"/word/charts/chart{rank}.xml"), CONTENT_TYPE.DML_CHART, drawn, document.package)
    place = PackURI(f"/word/embeddings/chart{rank}.xlsx")
    held.relate_to(Part(place, CONTENT_TYPE.SML_SHEET, book, document.package), RELATIONSHIP_TYPE.PACKAGE)
    # A name of three lines has room, or LibreOffice leaves out every other.
    each = 0.8 if max(map(len, item.chart.categories)) < _LONG else 1.0
    height = Cm(0.6 + each * len(item.chart.categories))
    shown = {"title": item.caption, "alt": item.alt, "width": Cm(15), "height": height, "rank": 900 + rank}
    told = {name: escape(words) for name, words in shown.items()}
    return Markup(_CHART.format(ns=_CHART_NS, relation=document.relate_to(held, RELATIONSHIP_TYPE.CHART), **told))
