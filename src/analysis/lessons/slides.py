"""Slides of a lesson: 16:9, a title on each, charts and tables that the lecturer can edit, notes and sources."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil
from typing import TYPE_CHECKING, Any

from analysis.lessons.office import FONT, LANGUAGE_TAGS, MADE, save, share_width
from analysis.lessons.parts import Item, Pack, Step
from analysis.words.catalogue import say

if TYPE_CHECKING:
    from pptx.presentation import Presentation
    from pptx.slide import Slide

__all__ = ["write_slides"]

# Inches: the page, its margins, the title above and the source below.
_WIDTH, _HEIGHT, _MARGIN = 13.333, 7.5, 0.6
_BODY_TOP, _BODY_HEIGHT = 1.6, 4.9
_SOURCE_TOP = 6.65
# Times New Roman takes about half its size for a letter, and 1.2 times its size for a line.
_LETTER, _LEADING = 0.5, 1.2
_GAP = 10  # points after a paragraph
# Points, the largest that fits is taken.
_TEXT_SIZES = (30, 28, 26, 24)
_TABLE_SIZES = (20, 18, 16, 14)
_INK, _ACCENT = "1B2129", "0B5394"


def write_slides(pack: Pack) -> bytes:
    """Write the slides: title, objectives, a slide or more for each step with what it shows, questions.

    Long texts and tables go on over more slides instead of out of their box. What to say and the sources stand in the
    speaker notes.
    """
    import pptx
    from pptx.util import Inches

    deck = pptx.Presentation()
    deck.slide_width, deck.slide_height = Inches(_WIDTH), Inches(_HEIGHT)
    properties = deck.core_properties
    properties.title, properties.language = pack.title, LANGUAGE_TAGS[pack.lang]
    properties.author = properties.last_modified_by = ""
    properties.created = properties.modified = MADE
    _add_text(deck, pack, pack.title, [f"{label}: {words}" for label, words in pack.info], "")
    aims = [line for _, lines in pack.objectives for line in lines]
    _add_text(deck, pack, say("lesson.objectives", pack.lang), aims, "")
    items = {item.item_id: item for item in pack.items}
    for step in pack.steps:
        _add_text(deck, pack, step.title, step.content, _notes(step, pack.lang), _cite(step, pack))
        for shown in step.show:
            _add_item(deck, pack, items[shown])
    closed = [question for question in pack.questions if question.kind != "essay"]
    for question in closed:
        lines = [question.text, *(f"{letter}. {option.text}"
                 for letter, option in zip("ABCDEFGH", question.options, strict=False))]  # fmt: skip
        answer = say("lesson.answer", pack.lang, answer=question.printed)
        source = say("lesson.sources", pack.lang, source=question.source) if question.source else ""
        _add_text(deck, pack, say("lesson.questions", pack.lang), lines, f"{answer}\n{source}".strip(), source)
    return save(deck)


def _notes(step: Step, lang: str) -> str:
    return f"{say('lesson.say', lang, words=' '.join(step.content))}\n{step.method}"


def _cite(step: Step, pack: Pack) -> str:
    """Tell where the figures of a step stand; nothing where it has none."""
    places = dict.fromkeys(place for one in pack.manifest if one.entry_id in step.marks for place in one.sources)
    return say("lesson.sources", pack.lang, source="; ".join(places)) if places else ""


def _add_text(deck: Presentation, pack: Pack, title: str, lines: Sequence[str], notes: str, source: str = "") -> None:
    from pptx.util import Pt

    width = _WIDTH - 2 * _MARGIN
    sizes = (one for one in _TEXT_SIZES if len([*_pages(lines, size=one, width=width, height=_BODY_HEIGHT)]) < 2)
    size = next(sizes, _TEXT_SIZES[-1])
    for part in _pages(lines, size=size, width=width, height=_BODY_HEIGHT):
        slide = _new_slide(deck, pack, title, notes)
        box = _box(slide, _BODY_TOP, _BODY_HEIGHT)
        for n, line in enumerate(part):
            paragraph = box.text_frame.paragraphs[0] if n == 0 else box.text_frame.add_paragraph()
            _write(paragraph, line, size, pack.lang)
            paragraph.space_after = Pt(_GAP)
        _add_source(slide, source, pack.lang)


def _add_item(deck: Presentation, pack: Pack, item: Item) -> None:
    source = say("lesson.sources", pack.lang, source=item.source) if item.source else ""
    notes = "\n".join(filter(None, (*item.notes, source)))
    below = " ".join(filter(None, (source, *item.notes)))
    if item.chart is not None:
        slide = _new_slide(deck, pack, item.caption, notes)
        _add_chart(slide, item, pack.lang)
        _add_source(slide, below, pack.lang)
    widths = share_width(item, _WIDTH - 2 * _MARGIN)
    sizes = (one for one in _TABLE_SIZES if len([*_table_pages(item, widths, one)]) < 2)
    size = next(sizes, _TABLE_SIZES[-1])
    for rows in _table_pages(item, widths, size):
        slide = _new_slide(deck, pack, item.caption, notes)
        _add_table(slide, item, rows, widths, size, pack.lang)
        _add_source(slide, below, pack.lang)


def _new_slide(deck: Presentation, pack: Pack, title: str, notes: str) -> Slide:
    from pptx.enum.text import PP_ALIGN
    from pptx.util import Inches

    slide = deck.slides.add_slide(deck.slide_layouts[5])
    heading = slide.shapes.title
    heading.left, heading.top = Inches(_MARGIN), Inches(0.4)
    heading.width, heading.height = Inches(_WIDTH - 2 * _MARGIN), Inches(1.1)
    heading.text_frame.word_wrap = True
    size = 30 if _lines(title, 30, _WIDTH - 2 * _MARGIN) < 3 else 22
    paragraph = heading.text_frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.LEFT
    _write(paragraph, title, size, pack.lang, bold=True, colour=_ACCENT)
    if notes:
        slide.notes_slide.notes_text_frame.text = notes
    return slide


def _box(slide: Slide, top: float, height: float) -> Any:
    from pptx.util import Inches

    box = slide.shapes.add_textbox(Inches(_MARGIN), Inches(top), Inches(_WIDTH - 2 * _MARGIN), Inches(height))
    box.text_frame.word_wrap = True
    return box


def _add_source(slide: Slide, words: str, lang: str) -> None:
    if words:
        width = _WIDTH - 2 * _MARGIN
        size = next((one for one in (12, 10, 8) if _lines(words, one, width) * one * _LEADING / 72 <= 0.7), 8)
        _write(_box(slide, _SOURCE_TOP, 0.7).text_frame.paragraphs[0], words, size, lang)


def _add_chart(slide: Slide, item: Item, lang: str) -> None:
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE
    from pptx.util import Inches, Pt

    from analysis.text import format_number, format_percent

    chart = item.chart
    assert chart is not None
    places = "0" + ("." + "0" * chart.decimals if chart.decimals else "") + ('"%"' if chart.percent else "")
    series = CategoryChartData(number_format=places)
    series.categories = chart.categories
    series.add_series(chart.name, chart.values)
    frame = slide.shapes.add_chart(
        XL_CHART_TYPE.BAR_CLUSTERED, Inches(_MARGIN), Inches(_BODY_TOP), Inches(_WIDTH - 2 * _MARGIN),
        Inches(_BODY_HEIGHT), series,
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
    write = format_percent if chart.percent else format_number
    for point, value in enumerate(chart.values):
        words = write(value, lang, decimals=chart.decimals)
        label = plot.series[0].points[point].data_label
        run = label.text_frame.paragraphs[0].add_run()
        run.text, run.font.size, run.font.name = words, Pt(18), FONT
    drawn.value_axis.visible = False
    drawn.value_axis.has_major_gridlines = False
    drawn.value_axis.minimum_scale = 0
    drawn.category_axis.reverse_order = True


def _add_table(
    slide: Slide, item: Item, rows: Sequence[Sequence[str]], widths: Sequence[float], size: int, lang: str
) -> None:
    from pptx.enum.text import PP_ALIGN
    from pptx.util import Inches

    heights = [_row_height(row, widths, size) for row in (item.columns, *rows)]
    frame = slide.shapes.add_table(
        len(rows) + 1, len(item.columns), Inches(_MARGIN), Inches(_BODY_TOP), Inches(sum(widths)), Inches(sum(heights))
    )
    _describe(frame, item.caption, item.alt or item.caption)
    table = frame.table
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Inches(width)
    for place, (row, height) in enumerate(zip((item.columns, *rows), heights, strict=True)):
        table.rows[place].height = Inches(height)
        for column, words in enumerate(row):
            paragraph = table.cell(place, column).text_frame.paragraphs[0]
            _write(paragraph, words, size, lang, bold=place == 0, colour="FFFFFF" if place == 0 else _INK)
            if column in item.numeric:
                paragraph.alignment = PP_ALIGN.RIGHT


def _write(paragraph: Any, words: str, size: int, lang: str, *, bold: bool = False, colour: str = _INK) -> None:
    from pptx.dml.color import RGBColor
    from pptx.util import Pt

    run = paragraph.add_run()
    run.text = words
    run.font.size, run.font.name, run.font.bold = Pt(size), FONT, bold
    run.font.color.rgb = RGBColor.from_string(colour)
    run._r.get_or_add_rPr().set("lang", LANGUAGE_TAGS[lang])


def _describe(frame: Any, title: str, alt: str) -> None:
    properties = frame._element.nvGraphicFramePr.cNvPr
    properties.set("title", title)
    properties.set("descr", alt)


def _lines(words: str, size: int, width: float) -> int:
    letters = max(1, int(width * 72 / (size * _LETTER)))
    return max(1, ceil(len(words) / letters))


def _pages(lines: Sequence[str], *, size: int, width: float, height: float) -> Iterator[list[str]]:
    """Share lines out over slides, as many on each as its box holds."""
    page: list[str] = []
    used = 0.0
    for line in lines:
        needed = (_lines(line, size, width - 0.2) * size * _LEADING + _GAP) / 72
        if page and used + needed > height - 0.1:
            yield page
            page, used = [], 0.0
        page.append(line)
        used += needed
    if page:
        yield page


def _row_height(row: Sequence[str], widths: Sequence[float], size: int) -> float:
    lines = max(_lines(words, size, width - 0.25) for words, width in zip(row, widths, strict=False))
    return lines * size * _LEADING / 72 + 0.12


def _table_pages(item: Item, widths: Sequence[float], size: int) -> Iterator[list[Sequence[str]]]:
    head = _row_height(item.columns, widths, size)
    page: list[Sequence[str]] = []
    used = head
    for row in item.rows:
        height = _row_height(row, widths, size)
        if page and used + height > _BODY_HEIGHT:
            yield page
            page, used = [], head
        page.append((*row, *[""] * (len(item.columns) - len(row))))
        used += height
    if page:
        yield page
