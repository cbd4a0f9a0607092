"""Slides of a lesson: 16:9, a title on each, charts and tables that the lecturer can edit, notes and sources."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import ceil
from typing import Any, TypeVar

import pptx
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE
from pptx.enum.text import PP_ALIGN
from pptx.util import Inches, Pt

from analysis.lessons.office import FONT, LANGUAGE_TAGS, save, share_width
from analysis.lessons.parts import Chart, Item, Pack, plain
from analysis.words.catalogue import say

_Part = TypeVar("_Part")

# Inches: the page, its margins, the title above and the source below.
_WIDTH, _HEIGHT, _MARGIN = 13.333, 7.5, 0.6
_BODY_WIDTH = _WIDTH - 2 * _MARGIN
_BODY_TOP, _BODY_HEIGHT = 1.6, 4.9
_SOURCE_TOP, _SOURCE_HEIGHT = 6.65, 0.7
# Times New Roman takes about half its size for a letter, and 1.2 times its size for a line.
_LETTER, _LEADING = 0.5, 1.2
_GAP = 10  # points after a paragraph
# Points, the largest that fits is taken.
_TEXT_SIZES = (30, 28, 26, 24)
_TABLE_SIZES = (20, 18, 16, 14)
_SOURCE_SIZES = (12, 10, 8)
_INK, _ACCENT, _WHITE = map(RGBColor.from_string, ("1B2129", "0B5394", "FFFFFF"))


def write_slides(pack: Pack) -> bytes:
    """Write the slides: title, objectives, a slide or more for each step with what it shows, questions.

    Long texts and tables go on over more slides instead of out of their box. What to say and the sources stand in the
    speaker notes.
    """
    slides = _Slides(pack)
    slides.add_text(pack.title, [f"{label}: {plain(words)}" for label, words in pack.info])
    aims = [plain(line) for _, lines in pack.objectives for line in lines]
    slides.add_text(say("lesson.objectives", pack.lang), aims)
    items = {item.item_id: item for item in pack.items}
    for step in pack.steps:
        lines = [plain(line) for line in step.content]
        speech = say("lesson.say", pack.lang, words=" ".join(lines))
        slides.add_text(plain(step.title), lines, (speech, plain(step.method)), step.source)
        for item_id in step.show:
            slides.add_item(items[item_id])
    for question in pack.questions:
        if question.kind != "essay":
            lines = [question.text, *question.choices]
            notes = (question.key, question.source)
            slides.add_text(say("lesson.questions", pack.lang), lines, notes, question.source)
    return save(slides.deck)


class _Slides:
    """Slides that are being written."""

    def __init__(self, pack: Pack) -> None:
        self.tag = LANGUAGE_TAGS[pack.lang]
        self.deck: Any = pptx.Presentation()
        self.deck.slide_width, self.deck.slide_height = Inches(_WIDTH), Inches(_HEIGHT)
        properties = self.deck.core_properties
        properties.title, properties.language = pack.title, self.tag
        properties.author = properties.last_modified_by = ""

    def add_text(self, title: str, lines: Sequence[str], notes: Iterable[str] = (), source: str = "") -> None:
        for size in _TEXT_SIZES:
            heights = [(_lines(line, size, _BODY_WIDTH - 0.2) * size * _LEADING + _GAP) / 72 for line in lines]
            pages = _share_out(lines, heights, _BODY_HEIGHT - 0.1)
            if len(pages) < 2:
                break
        for page in pages:
            slide = self.add_slide(title, notes)
            frame = _add_box(slide, _BODY_TOP, _BODY_HEIGHT)
            for n, line in enumerate(page):
                paragraph = frame.add_paragraph() if n else frame.paragraphs[0]
                self.write(paragraph, line, size)
                paragraph.space_after = Pt(_GAP)
            self.add_source(slide, source)

    def add_item(self, item: Item) -> None:
        below = " ".join(filter(None, (item.source, *item.notes)))
        if item.chart is not None:
            slide = self.add_slide(item.caption, item.below)
            _add_chart(slide, item, item.chart)
            self.add_source(slide, below)
        widths = share_width(item, _BODY_WIDTH)
        for size in _TABLE_SIZES:
            head, *heights = (_row_height(row, widths, size) for row in (item.columns, *item.texts))
            pages = _share_out([*zip(item.texts, heights, strict=True)], heights, _BODY_HEIGHT - head)
            if len(pages) < 2:
                break
        for page in pages:
            slide = self.add_slide(item.caption, item.below)
            self.add_table(slide, item, [(item.columns, head), *page], widths, size)
            self.add_source(slide, below)

    def add_slide(self, title: str, notes: Iterable[str]) -> Any:
        slide = self.deck.slides.add_slide(self.deck.slide_layouts[5])
        heading = slide.shapes.title
        heading.left, heading.top = Inches(_MARGIN), Inches(0.4)
        heading.width, heading.height = Inches(_BODY_WIDTH), Inches(1.1)
        heading.text_frame.word_wrap = True
        paragraph = heading.text_frame.paragraphs[0]
        paragraph.alignment = PP_ALIGN.LEFT
        self.write(paragraph, title, 30 if _lines(title, 30, _BODY_WIDTH) < 3 else 22, bold=True, colour=_ACCENT)
        told = "\n".join(filter(None, notes))
        if told:
            slide.notes_slide.notes_text_frame.text = told
        return slide

    def add_source(self, slide: Any, words: str) -> None:
        if words:
            for size in _SOURCE_SIZES:
                if _lines(words, size, _BODY_WIDTH) * size * _LEADING / 72 <= _SOURCE_HEIGHT:
                    break
            self.write(_add_box(slide, _SOURCE_TOP, _SOURCE_HEIGHT).paragraphs[0], words, size)

    def add_table(
        self, slide: Any, item: Item, rows: Sequence[tuple[Sequence[str], float]], widths: Sequence[float], size: int
    ) -> None:
        """Add a table of rows, each with its height; the first heads the columns."""
        height = sum(height for _, height in rows)
        frame = slide.shapes.add_table(
            len(rows), len(widths), Inches(_MARGIN), Inches(_BODY_TOP), Inches(sum(widths)), Inches(height)
        )
        _describe(frame, item.caption, item.alt or item.caption)
        for column, width in enumerate(widths):
            frame.table.columns[column].width = Inches(width)
        for n, (row, height) in enumerate(rows):
            frame.table.rows[n].height = Inches(height)
            for column, words in enumerate(row):
                paragraph = frame.table.cell(n, column).text_frame.paragraphs[0]
                self.write(paragraph, words, size, bold=n == 0, colour=_INK if n else _WHITE)
                if column in item.numeric:
                    paragraph.alignment = PP_ALIGN.RIGHT

    def write(self, paragraph: Any, words: str, size: int, *, bold: bool = False, colour: RGBColor = _INK) -> None:
        run = paragraph.add_run()
        run.text = words
        run.font.size, run.font.name, run.font.bold = Pt(size), FONT, bold
        run.font.color.rgb = colour
        run._r.get_or_add_rPr().set("lang", self.tag)


def _add_box(slide: Any, top: float, height: float) -> Any:
    box = slide.shapes.add_textbox(Inches(_MARGIN), Inches(top), Inches(_BODY_WIDTH), Inches(height))
    box.text_frame.word_wrap = True
    return box.text_frame


def _add_chart(slide: Any, item: Item, chart: Chart) -> None:
    places = "0" + ("." + "0" * chart.decimals if chart.decimals else "") + ('"%"' if chart.percent else "")
    series: Any = CategoryChartData(number_format=places)  # type: ignore[no-untyped-call]  # the library gives it none
    series.categories = chart.categories
    series.add_series(chart.name, chart.values)
    frame = slide.shapes.add_chart(
        XL_CHART_TYPE.BAR_CLUSTERED, Inches(_MARGIN), Inches(_BODY_TOP), Inches(_BODY_WIDTH), Inches(_BODY_HEIGHT),
        series,
    )  # fmt: skip
    _describe(frame, item.caption, item.alt)
    drawn = frame.chart
    drawn.has_legend = False
    drawn.has_title = False
    drawn.font.size, drawn.font.name = Pt(18), FONT
    plot = drawn.plots[0]
    plot.has_data_labels = True
    plot.gap_width = 60
    plot.data_labels.number_format, plot.data_labels.number_format_is_linked = places, False
    # A number format takes the decimal mark of the reader's machine; a label of its own keeps that of the language.
    for point, words in enumerate(chart.labels):
        label = plot.series[0].points[point].data_label
        run = label.text_frame.paragraphs[0].add_run()
        run.text, run.font.size, run.font.name = words, Pt(18), FONT
    drawn.value_axis.visible = False
    drawn.value_axis.has_major_gridlines = False
    drawn.value_axis.minimum_scale = 0
    drawn.category_axis.reverse_order = True


def _describe(frame: Any, title: str, alt: str) -> None:
    properties = frame._element.nvGraphicFramePr.cNvPr
    properties.set("title", title)
    properties.set("descr", alt)


def _lines(words: str, size: int, width: float) -> int:
    """Count the lines that words take in a width."""
    letters = max(1, int(width * 72 / (size * _LETTER)))
    return max(1, ceil(len(words) / letters))


def _row_height(row: Sequence[str], widths: Sequence[float], size: int) -> float:
    lines = max(_lines(words, size, width - 0.25) for words, width in zip(row, widths, strict=True))
    return lines * size * _LEADING / 72 + 0.12


def _share_out(parts: Sequence[_Part], heights: Sequence[float], room: float) -> list[list[_Part]]:
    """Share parts out over slides, as many on each as it has room for."""
    pages: list[list[_Part]] = []
    left = 0.0
    for part, height in zip(parts, heights, strict=True):
        if not pages or height > left:
            pages.append([])
            left = room
        pages[-1].append(part)
        left -= height
    return pages
