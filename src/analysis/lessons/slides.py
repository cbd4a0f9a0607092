"""Slides of a lesson over a template that a school restyles: one claim a slide, and what to say in the notes."""

import base64
import io
from collections.abc import Iterable, Sequence
from math import ceil
from typing import Any

import pptx
from pptx.enum.chart import XL_CHART_TYPE
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Pt

from analysis.lessons.office import language_tag, save, series_of, style_chart, template
from analysis.lessons.parts import Item, Pack, Slide, Tile, plain
from analysis.words.catalogue import say

_WIDTH, _HEIGHT = 859, 320  # of what a slide holds beside its title; points, as all lengths here
_LETTER = 0.62  # of its size is a letter wide, in the widest typeface that stands in for the template's
_GAP, _INSET, _BIG = 10, 12, 54  # between and within cards; a number in large type
_SIZES = (32, 30, 28, 26, 24, 22, 20, 18)  # of type, the largest in which the cards of a slide fit
_LONG_TITLE = 85  # letters of a title from which it is set smaller
_TITLE, _BODY, _SOURCE, _SCHOOL, _LECTURER, _TIME = 0, 1, 10, 13, 14, 15  # placeholders of the template
_Run = tuple[str, int, Any]
"""Words, their size in points, their colour."""


def write_slides(pack: Pack) -> bytes:
    """Write the slides of a lesson, in their order, over the template."""
    deck = pptx.Presentation(str(template("slides.pptx")))
    layouts = {layout.name: layout for layout in deck.slide_layouts}
    items = {item.item_id: item for item in pack.items}
    for rank, slide in enumerate(pack.slides):
        item = items.get(slide.item)
        drawn = deck.slides.add_slide(layouts["Chart" if item else "Claim" if rank else "Title"])
        _fill(drawn, slide, item, pack if not rank else None)
        for run in drawn._element.iter(qn("a:rPr")):
            run.set("lang", language_tag(pack.lang))
    return save(deck, pack.title, pack.lang)


def _fill(drawn: Any, slide: Slide, item: Item | None, opens: Pack | None) -> None:
    """Fill a slide in; the first, which `opens` a lesson, names school, lecturer, learners and time.

    Under a chart stands what its signs mean; with what care it may be compared is in the notes.
    """
    told = item.notes if item else ()
    care, marks = (told[:1], told[1:]) if item and item.kind == "chart" else ((), told)
    places = {place.placeholder_format.idx: place for place in drawn.placeholders}
    places[_TITLE].text_frame.text = opens.title if opens else slide.claim
    if len(slide.claim) > _LONG_TITLE and not opens:
        places[_TITLE].text_frame.paragraphs[0].font.size = Pt(24)
    if opens:
        (_, learners), (_, time) = opens.info
        words = {_BODY: plain(learners), _TIME: plain(time), _SCHOOL: say("office.school", opens.lang)}
        for idx, line in {**words, _LECTURER: say("office.lecturer", opens.lang)}.items():
            places[idx].text_frame.text = line
    elif item and item.chart:
        frame = places[_BODY].insert_chart(XL_CHART_TYPE.BAR_CLUSTERED, series_of(item.chart))
        style_chart(frame.chart, item.chart, 20)
        frame._element.nvGraphicFramePr.cNvPr.set("descr", item.alt)
    elif slide.picture:
        _add_picture(drawn, places[_BODY], slide)
    else:
        _add_cards(drawn, places[_BODY], slide)
    if _SOURCE in places:
        own = slide.source or (item.source if item else "")
        # What its own numbers caution of need not be told again of the bars; what a sign means always is.
        said = own.casefold()
        marks = tuple(line for line in marks if line[0] == "*" or line.partition(": ")[2][:-1].casefold() not in said)
        below = [line.rstrip(".") for line in (*marks, own)]
        places[_SOURCE].text_frame.text = " ".join(f"{line}." for line in dict.fromkeys(below))
    drawn.notes_slide.notes_text_frame.text = "\n".join((*slide.notes, *care))


def _add_picture(drawn: Any, place: Any, slide: Slide) -> None:
    """Add a picture in the place of the words, as large as fits, in the middle."""
    left, top, width, height = place.left, place.top, place.width, Pt(_HEIGHT)
    place._element.getparent().remove(place._element)
    shape = drawn.shapes.add_picture(io.BytesIO(base64.b64decode(slide.picture)), left, top)
    scale = min(width / shape.width, height / shape.height)
    shape.width, shape.height = int(shape.width * scale), int(shape.height * scale)
    shape.left, shape.top = left + (width - shape.width) // 2, top + (height - shape.height) // 2
    shape._element.nvPicPr.cNvPr.set("descr", slide.alt)


def _add_cards(drawn: Any, place: Any, slide: Slide) -> None:
    """Draw cards in the colours of the template, numbers beside each other, words beneath, over the whole height."""
    left, top, width = place.left, place.top, place.width
    place._element.getparent().remove(place._element)
    lines = lay_lines(slide.cards)
    size = next((size for size in _SIZES if sum(_measure(lines, size, slide.sign)) <= _HEIGHT), _SIZES[-1])
    heights = _measure(lines, size, slide.sign)
    spread = max(1.0, min(2.6, _HEIGHT / sum(heights)))
    for line, tall in zip(lines, (Pt(points * spread) for points in heights), strict=True):
        between = Pt(_gap(line, slide.sign))
        wide = (width - between * (len(line) - 1)) // len(line)
        for n, card in enumerate(line):
            x = left + n * (wide + between)
            if slide.sign and n:
                joint = drawn.shapes.add_textbox(x - between, top, between, tall - Pt(_GAP)).text_frame
                joint.vertical_anchor = MSO_ANCHOR.MIDDLE
                _write(joint.paragraphs[0], [(slide.sign, _BIG, MSO_THEME_COLOR.ACCENT_1)], PP_ALIGN.CENTER)
            shape = drawn.shapes.add_shape(MSO_SHAPE.RECTANGLE, x, top, wide, tall - Pt(_GAP))
            shape.name = card.head or card.text[:40]
            shape.fill.solid()
            shape.fill.fore_color.theme_color = MSO_THEME_COLOR.BACKGROUND_2
            shape.line.fill.background()
            shape._element.remove(shape._element.find(qn("p:style")))  # no shadow, no frame of the theme
            frame = shape.text_frame
            frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.MIDDLE
            frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = Pt(_INSET)
            for at, runs in enumerate(_tell(card, size)):
                _write(frame.add_paragraph() if at else frame.paragraphs[0], runs, PP_ALIGN.LEFT)
        top += tall


def lay_lines(cards: Sequence[Tile]) -> list[list[Tile]]:
    """Lay cards out in lines: numbers beside each other, at most three, words each in a line of their own."""
    numbers = [card for card in cards if card.big]
    rows = [numbers[n : n + 3] for n in range(0, len(numbers), 3)] if len(numbers) != 4 else [numbers[:2], numbers[2:]]
    return [*rows, *([card] for card in cards if not card.big)]


def _gap(line: Sequence[Tile], sign: str) -> int:
    return _GAP * (6 if sign and line[1:] else 1)


def _measure(lines: Sequence[Sequence[Tile]], size: int, sign: str) -> list[float]:
    """Measure each line of cards, with the gap below it, in points."""
    heights = []
    for line in lines:
        width = (_WIDTH - _gap(line, sign) * (len(line) - 1)) / len(line) - 2 * _INSET
        tall = [sum(_rise(runs, width) for runs in _tell(card, size)) for card in line]
        heights.append(max(tall) + 2 * _INSET + _GAP)
    return heights


def _tell(card: Tile, size: int) -> list[list[_Run]]:
    """Give the paragraphs of a card."""
    text = (card.text, size, MSO_THEME_COLOR.TEXT_1)
    if card.big:
        return [[(card.head, _BIG, MSO_THEME_COLOR.ACCENT_1)], [text]]
    return [[(f"{card.head}: ", size, MSO_THEME_COLOR.ACCENT_1), text] if card.head else [text]]


def _rise(runs: Sequence[_Run], width: float) -> float:
    """Measure a paragraph in points."""
    return ceil(sum(len(words) * size * _LETTER for words, size, _ in runs) / width) * max(run[1] for run in runs) * 1.2


def _write(paragraph: Any, runs: Iterable[_Run], align: Any) -> None:
    paragraph.alignment = align
    for words, points, colour in runs:
        run = paragraph.add_run()
        run.text, run.font.size, run.font.bold = words, Pt(points), colour == MSO_THEME_COLOR.ACCENT_1
        run.font.color.theme_color = colour
