"""Slides of a lesson: 16:9, a title on each, charts and tables that the lecturer can edit, notes and sources."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from math import ceil
from typing import Any, TypeVar

import pptx
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE
from pptx.enum.text import PP_ALIGN
from pptx.util import Inches, Pt

from analysis.lessons.office import FONT, language_tag, save, share_width
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

    Long texts and tables go on over more slides. What to say and the sources stand in the speaker notes.
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
        self.tag = language_tag(pack.lang)
        self.deck: Any = pptx.Presentation()
        self.deck.slide_width, self.deck.slide_height = Inches(_WIDTH), Inches(_HEIGHT)
        properties = self.deck.core_properties
        properties.title, properties.language = pack.title, self.tag
        properties.author = properties.last_modified_by = ""

    def add_text(self, title: str, lines: Sequence[str], notes: Iterable[str] = (), source: str = "") -> None:
        def height(line: str, size: int) -> float:
            return (_lines(line, size, _BODY_WIDTH - 0.2) * size * _LEADING + _GAP) / 72

        size, pages = _share_out(lines, _TEXT_SIZES, height, lambda _: _BODY_HEIGHT - 0.1)
        for slide, page in self.add_slides(title, notes, source, pages):
            frame = _add_box(slide, _BODY_TOP, _BODY_HEIGHT)
            for n, line in enumerate(page):
                paragraph = frame.add_paragraph() if n else frame.paragraphs[0]
                self.write(paragraph, line, size)
                paragraph.space_after = Pt(_GAP)

    def add_item(self, item: Item) -> None:
        """Add a chart, if there is one, and the table, which has the heads of its columns on each slide."""
        source, widths = " ".join(filter(None, (item.source, *item.notes))), share_width(item, _BODY_WIDTH)
        for slide, chart in self.add_slides(item.caption, item.below, source, filter(None, (item.chart,))):
            _add_chart(slide, item, chart)

        def height(row: Sequence[str], size: int) -> float:
            lines = max(_lines(words, size, width - 0.25) for words, width in zip(row, widths, strict=True))
            return lines * size * _LEADING / 72 + 0.12

        room = _BODY_HEIGHT
        size, pages = _share_out(item.texts, _TABLE_SIZES, height, lambda size: room - height(item.columns, size))
        for slide, page in self.add_slides(item.caption, item.below, source, pages):
            rows = [(row, height(row, size)) for row in (item.columns, *page)]
            place = map(Inches, (_MARGIN, _BODY_TOP, sum(widths), sum(high for _, high in rows)))
            frame = slide.shapes.add_table(len(rows), len(widths), *place)
            _describe(frame, item.caption, item.alt or item.caption)
            for column, width in enumerate(widths):
                frame.table.columns[column].width = Inches(width)
            for n, (row, high) in enumerate(rows):
                frame.table.rows[n].height = Inches(high)
                for column, words in enumerate(row):
                    paragraph = frame.table.cell(n, column).text_frame.paragraphs[0]
                    self.write(paragraph, words, size, bold=n == 0, colour=_INK if n else _WHITE)
                    if column in item.numeric:
                        paragraph.alignment = PP_ALIGN.RIGHT

    def add_slides(
        self, title: str, notes: Iterable[str], source: str, pages: Iterable[_Part]
    ) -> Iterator[tuple[Any, _Part]]:
        """Add a slide for each page, to be filled in with it; then the source stands under what was filled in."""
        told, size = "\n".join(filter(None, notes)), 30 if _lines(title, 30, _BODY_WIDTH) < 3 else 22
        for page in pages:
            slide = self.deck.slides.add_slide(self.deck.slide_layouts[5])
            heading = slide.shapes.title
            heading.left, heading.top, heading.width, heading.height = map(Inches, (_MARGIN, 0.4, _BODY_WIDTH, 1.1))
            heading.text_frame.word_wrap = True
            paragraph = heading.text_frame.paragraphs[0]
            paragraph.alignment = PP_ALIGN.LEFT
            self.write(paragraph, title, size, bold=True, colour=_ACCENT)
            if told:
                slide.notes_slide.notes_text_frame.text = told
            yield slide, page
            if source:
                high = {size: _lines(source, size, _BODY_WIDTH) * size * _LEADING / 72 for size in _SOURCE_SIZES}
                fitting = next((size for size in high if high[size] <= _SOURCE_HEIGHT), _SOURCE_SIZES[-1])
                self.write(_add_box(slide, _SOURCE_TOP, _SOURCE_HEIGHT).paragraphs[0], source, fitting)

    def write(self, paragraph: Any, words: str, size: int, *, bold: bool = False, colour: RGBColor = _INK) -> None:
        run = paragraph.add_run()
        run.text = words
        run.font.size, run.font.name, run.font.bold = Pt(size), FONT, bold
        run.font.color.rgb = colour
        run._r.get_or_add_rPr().set("lang", self.tag)


def _add_box(slide: Any, top: float, height: float) -> Any:
    box = slide.shapes.add_textbox(*map(Inches, (_MARGIN, top, _BODY_WIDTH, height)))
    box.text_frame.word_wrap = True
    return box.text_frame


def _add_chart(slide: Any, item: Item, chart: Chart) -> None:
    places = "0" + ("." + "0" * chart.decimals if chart.decimals else "") + ('"%"' if chart.percent else "")
    series: Any = CategoryChartData(number_format=places)  # type: ignore[no-untyped-call]  # the library gives it none
    series.categories = chart.categories
    series.add_series(chart.name, chart.values)
    place = map(Inches, (_MARGIN, _BODY_TOP, _BODY_WIDTH, _BODY_HEIGHT))
    frame = slide.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, *place, series)
    _describe(frame, item.caption, item.alt)
    drawn = frame.chart
    drawn.has_legend = drawn.has_title = False
    drawn.font.size, drawn.font.name = Pt(18), FONT
    plot = drawn.plots[0]
    plot.has_data_labels, plot.gap_width = True, 60
    plot.data_labels.number_format, plot.data_labels.number_format_is_linked = places, False
    # A number format takes the decimal mark of the reader's machine; a label of its own keeps that of the language.
    for point, words in enumerate(chart.labels):
        label = plot.series[0].points[point].data_label
        run = label.text_frame.paragraphs[0].add_run()
        run.text, run.font.size, run.font.name = words, Pt(18), FONT
    drawn.value_axis.visible = drawn.value_axis.has_major_gridlines = False
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


def _share_out(
    parts: Sequence[_Part], sizes: Sequence[int], height: Callable[[_Part, int], float], room: Callable[[int], float]
) -> tuple[int, list[list[_Part]]]:
    """Share parts out over slides, as many on each as it has room for, in the largest size that needs but one slide."""
    for size in sizes:
        pages: list[list[_Part]] = []
        left = 0.0
        for part in parts:
            if not pages or height(part, size) > left:
                pages.append([])
                left = room(size)
            pages[-1].append(part)
            left -= height(part, size)
        if len(pages) < 2:
            break
    return size, pages
