"""What Word files and slides share: templates, native charts, widths of columns, and bytes that stay the same."""

import base64
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import permutations, product
from math import ceil
from pathlib import Path
from typing import Any

import pptx
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.oxml.ns import qn
from pptx.util import Pt

from analysis.elements.picture import ACCENT, LINE, QUIET
from analysis.lessons.parts import Chart, Item, Tile
from analysis.paths import zip_files
from analysis.text import hold_numbers
from analysis.words.catalogue import say

_DAY = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")

_RANGE = re.compile(r"(?<=[\d%])–(?=\d)")
HYPHEN = re.compile(r"(?<=\d)-(?=[A-ZĐ])")
"""The hyphen in the number of a document, at which no line ends."""
BIG, INSET = 54, 12
"""A number in large type on a slide, and how far words stand from the edge of a card, in points."""

Run = tuple[str, int, Any]
"""Words on a slide, their size and their colour."""

_WIDE = 0.62  # of its size is a letter wide, in the widest typeface that stands in for the template's
_TAIL = 12  # letters that a second line of a title has at least
_MARGIN = 1.5  # letters for the margins of a cell
_NARROW = 0.74  # how wide letters mostly are, of the wide ones that a column must have room for
_STEPS = (0.08, 0.04, 0.02, 0.08, 0.04, 0.02)  # of the width of a table, tried one after the other
_BLANK, _BOLD = 10, 1.2  # letters for a blank to write in; how much wider than others the letters of a head are
_BREAK = re.compile(r"[^\S\u00a0]+|(?<!\d)-+|-+(?![A-ZĐ])|\S+[a-z]\.[a-z]\S+")


def bind(title: str) -> str:
    """Bind the last words of a title that may need two lines, so that no word stands alone on a line of its own."""
    words = title.split(" ") if len(title) > 2 * _TAIL else [title]
    last = next((n for n in reversed(range(len(words))) if len(" ".join(words[n:])) >= _TAIL), 0)
    return " ".join((*words[:last], "\N{NO-BREAK SPACE}".join(words[last:])))


def hold(words: str) -> str:
    """Let no line of a slide end at the hyphen in the number of a document, or where `hold_ranges` lets none end."""
    return hold_ranges(HYPHEN.sub("\N{NON-BREAKING HYPHEN}", words))


def hold_ranges(words: str) -> str:
    """Let no line end at the dash of a range of numbers, or between a word such as paragraph and its number."""
    return _RANGE.sub("\N{WORD JOINER}–\N{WORD JOINER}", hold_numbers(words))


def template(name: str) -> Path:
    """Give the file of a template, which a school restyles in Word or PowerPoint: styles, margins, letterhead."""
    return Path(__file__).with_name("template") / name


def language_tag(lang: str) -> str:
    """Give the tag by which office programs know a language, such as ``"vi-VN"``."""
    return say("site.locale", lang).replace("_", "-")


def save(document: Any, title: str, lang: str) -> bytes:
    """Give a Word file or slides as bytes that are the same each time, without the name of who made them."""
    properties = document.core_properties
    properties.title, properties.language = title, language_tag(lang)
    properties.author = properties.last_modified_by = properties.comments = ""
    buffer = io.BytesIO()
    document.save(buffer)
    return fix_times(buffer.getvalue())


def fix_times(content: bytes) -> bytes:
    """Give every part of a zip, such as a Word file, the same old day; workbooks inside it as well."""
    with zipfile.ZipFile(io.BytesIO(content)) as old:
        parts = {entry.filename: old.read(entry) for entry in old.infolist()}
    for name, part in parts.items():
        if name.endswith(".xlsx"):
            parts[name] = fix_times(part)
        elif name == "docProps/core.xml":
            parts[name] = _DAY.sub(rb"\g<1>2025-01-01T00:00:00Z", part)
    return zip_files(parts)


def share_width(rows: Sequence[Sequence[str]], letters: float) -> list[float]:
    """Share the width of a table, which has room for so many letters, out over its columns; no word is broken.

    A column weighs so that the table is low: of all widths these make the sum of the squares of the lines in its cells
    least. One to write in is as wide as a hand needs.
    """
    texts = list(zip(*rows, strict=True))
    weights = [sum(len(words) ** 2 for words in column) ** (1 / 3) for column in texts]
    floors = [(_longest(head, _BOLD), *map(_longest, column)) for head, *column in texts]
    blank = [0 if any(column) else _BLANK for _, *column in texts]
    least = [max(least, *words) / letters for least, words in zip(blank, floors, strict=True)]
    spare = max(0.0, 1 - sum(least))
    missing = [max(0.0, weight / sum(weights) - floor) for weight, floor in zip(weights, least, strict=True)]
    shares = [floor + spare * lack / (sum(missing) or 1) for floor, lack in zip(least, missing, strict=True)]
    return _lower([share / sum(shares) for share in shares], least, texts, letters)


def _lower(shares: list[float], least: Sequence[float], texts: Sequence[Sequence[str]], letters: float) -> list[float]:
    """Pass width from one column to another as long as that makes the table lower."""
    lengths = [[len(words) * _NARROW / letters for words in column] for column in texts]

    def lines(shares: Sequence[float]) -> int:
        rooms = [share - _MARGIN / letters for share in shares]
        columns = ([ceil(long / room) for long in column] for column, room in zip(lengths, rooms, strict=True))
        return sum(map(max, zip(*columns, strict=True)))

    best = lines(shares)
    for step, (giver, taker) in product(_STEPS, permutations(range(len(shares)), 2)):
        moved = [share + step * ((n == taker) - (n == giver)) for n, share in enumerate(shares)]
        if moved[giver] >= least[giver] and (high := lines(moved)) < best:
            shares, best = moved, high
    return shares


def _longest(words: str, wide: float = 1) -> float:
    """Measure the longest word of a text in letters; capitals are wide, a cell has margins, addresses may be broken."""
    lengths = (len(word) + 0.4 * sum(map(str.isupper, word)) for word in _BREAK.split(words))
    return max(lengths) * wide + _MARGIN


def series_of(chart: Chart) -> Any:
    """Give what a native chart draws, as python-pptx takes it; its workbook holds the values in their format."""
    series: Any = CategoryChartData(number_format=_format(chart))  # type: ignore[no-untyped-call]  # no types given
    series.categories = chart.categories
    series.add_series(chart.name, chart.values)
    return series


def style_chart(drawn: Any, chart: Chart, size: int) -> None:
    """Draw bars in the accent of pictures, each with its label beside it, without axis or legend."""
    drawn.has_legend = drawn.has_title = False
    drawn.font.size = Pt(size)
    plot = drawn.plots[0]
    plot.has_data_labels, plot.gap_width = True, 50
    plot.data_labels.number_format, plot.data_labels.number_format_is_linked = _format(chart), False
    # A number format takes the decimal mark of the reader's machine; a label of its own keeps that of the language.
    fill = plot.series[0].format.fill
    fill.solid()
    fill.fore_color.rgb = _colour(ACCENT)
    for n in {*chart.open, *chart.beside}:
        edge, form = QUIET if n in chart.beside else ACCENT, plot.series[0].points[n].format
        form.line.color.rgb = _colour(edge)
        if n in chart.open:
            form.fill.background()
        else:
            form.fill.solid()
            form.fill.fore_color.rgb = _colour(LINE)
    for point, words in enumerate(chart.labels):
        frame = plot.series[0].points[point].data_label.text_frame
        frame.word_wrap = False  # LibreOffice parts the sign of per cent from a number in a small chart
        run = frame.paragraphs[0].add_run()
        run.text, run.font.size = words, Pt(size)
    drawn.value_axis.visible = drawn.value_axis.has_major_gridlines = False
    drawn.value_axis.minimum_scale = 0
    if chart.percent and max(value or 0 for value in chart.values) <= 100:
        drawn.value_axis.maximum_scale = 100
    if chart.full:  # the only line of its grid in sight
        drawn.value_axis.has_major_gridlines, drawn.value_axis.major_unit = True, chart.full
        drawn.value_axis.maximum_scale = min(2 * chart.full - 1, 1.1 * max(value or 0 for value in chart.values))
    drawn.category_axis.reverse_order = True
    skip = drawn.category_axis._element.makeelement(qn("c:tickLblSkip"), {"val": "1"})  # no name is left out
    drawn.category_axis._element.find(qn("c:noMultiLvlLbl")).addprevious(skip)
    drawn.category_axis.format.line.fill.background()


def _colour(code: str) -> RGBColor:
    return RGBColor.from_string(code.removeprefix("#").upper())  # type: ignore[no-untyped-call, no-any-return]  # no types given


def chart_alone(chart: Chart, size: int) -> tuple[bytes, bytes]:
    """Make a native chart outside of slides, for Word, which draws the same kind: its part and its workbook."""
    from pptx.parts.chart import ChartPart

    part: Any = ChartPart.new(XL_CHART_TYPE.BAR_CLUSTERED, series_of(chart), _package())
    style_chart(part.chart, chart, size)
    return part.blob, part.chart_workbook.xlsx_part.blob


@cache
def _package() -> Any:
    return pptx.Presentation().part.package


def _format(chart: Chart) -> str:
    return "0" + ("." + "0" * chart.decimals if chart.decimals else "") + ('"%"' if chart.percent else "")


def measure_card(card: Tile, size: int, wide: float) -> float:
    """Measure a card in points; one in which a word would be broken is too high for any place."""
    told, room = tell_card(card, size), wide - 2 * INSET
    longest = max(len(word) * points for runs in told for words, points, _ in runs for word in words.split())
    return 2 * INSET + sum(_rise(runs, room) for runs in told) if longest * _WIDE <= room else float("inf")


def tell_card(card: Tile, size: int) -> list[list[Run]]:
    """Give the paragraphs of a card."""
    text = (card.text, size, MSO_THEME_COLOR.TEXT_1)
    if card.big:
        return [[(card.head, BIG, MSO_THEME_COLOR.ACCENT_1)], *([[text]] if card.text else [])]
    head = f"{card.head}: " if card.head and card.text else card.head
    return [[(head, size, MSO_THEME_COLOR.ACCENT_1), text] if head else [text]]


def _rise(runs: Sequence[Run], width: float) -> float:
    """Measure a paragraph in points."""
    return ceil(sum(len(words) * size * _WIDE for words, size, _ in runs) / width) * max(run[1] for run in runs) * 1.2


def write_runs(paragraph: Any, runs: Iterable[Run], align: Any) -> None:
    """Write words into a paragraph, those in the accent bold."""
    paragraph.alignment = align
    for words, points, colour in runs:
        run = paragraph.add_run()
        run.text, run.font.size, run.font.bold = words, Pt(points), colour == MSO_THEME_COLOR.ACCENT_1
        run.font.color.theme_color = colour


def add_picture(drawn: Any, place: Any, item: Item, high: float) -> None:
    """Add a picture in the place of the words, as large as fits there and in its height, in the middle."""
    left, top, width, height = place.left, place.top, place.width, Pt(high)
    place._element.getparent().remove(place._element)
    assert item.picture is not None
    shape = drawn.shapes.add_picture(io.BytesIO(base64.b64decode(item.picture[-1])), left, top)
    scale = min(width / shape.width, height / shape.height)
    shape.width, shape.height = int(shape.width * scale), int(shape.height * scale)
    shape.left, shape.top = left + (width - shape.width) // 2, top + (height - shape.height) // 2
    shape._element.nvPicPr.cNvPr.set("descr", item.alt)


def add_shape(drawn: Any, kind: Any, left: int, top: int, wide: int, high: int) -> Any:
    """Draw a shape of a slide, without the shadow and the frame of its theme."""
    shape = drawn.shapes.add_shape(kind, left, top, wide, high)
    shape.fill.solid()
    shape.fill.fore_color.theme_color = MSO_THEME_COLOR.BACKGROUND_2
    shape.line.fill.background()
    shape._element.remove(shape._element.find(qn("p:style")))
    return shape


def style_line(line: Any, is_plain: bool = False) -> None:
    """Draw a line, or an arrow, in the accent of the template, without the shadow of its theme."""
    line._element.remove(line._element.find(qn("p:style")))
    line.line.width, line.line.color.theme_color = Pt(3), MSO_THEME_COLOR.ACCENT_1
    if not is_plain:
        line.line._get_or_add_ln().append(line._element.makeelement(qn("a:tailEnd"), {"type": "triangle"}))
