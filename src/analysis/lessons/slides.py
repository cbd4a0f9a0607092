"""Slides of a lesson over a template that a school restyles: one claim a slide, and what to say in the notes."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import pptx
from pptx.enum.chart import XL_CHART_TYPE
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.enum.shapes import MSO_CONNECTOR, MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Pt

from analysis.lessons.deck import BODY
from analysis.lessons.office import (
    BIG,
    INSET,
    add_picture,
    add_shape,
    bind,
    hold,
    language_tag,
    measure_card,
    save,
    series_of,
    style_chart,
    style_line,
    tell_card,
    template,
    write_runs,
)  # fmt: skip
from analysis.lessons.parts import WORDS, Grid, Item, Pack, Slide, Tile, plain
from analysis.words.catalogue import say

_WIDTH, _HEIGHT = BODY  # in points, as all lengths here
_GAP = 10  # between cards
_WAY, _LOW, _MARK = 44, 230, 26  # how long an arrow is; how high boxes that stand beside each other; a mark across
_SIGNS = ("●", "○", "–", "")
_HEADS = 1.5  # how high heads of a grid are, in rows
_SIZES = (30, 28, 26, 24, 22, 20, 18)  # of type, the largest in which the cards of a slide fit
_TITLE, _BODY, _SOURCE, _SCHOOL, _LECTURER, _TIME = 0, 1, 10, 13, 14, 15  # placeholders of the template


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
        for text in drawn._element.iter(qn("a:t")):  # PowerPoint has no element for it, as Word has
            text.text = hold(text.text or "")
    return save(deck, pack.title, pack.lang)


def _fill(drawn: Any, slide: Slide, item: Item | None, opens: Pack | None) -> None:
    """Fill a slide in; the first, which `opens` a lesson, names school, lecturer and time: learners know who they are.

    Under a chart stands what its signs mean; with what care it may be compared is in the notes.
    """
    told = item.notes if item else ()
    care, marks = (told[:1], told[1:]) if item and item.kind == "chart" else ((), told)
    places = {place.placeholder_format.idx: place for place in drawn.placeholders}
    places[_TITLE].text_frame.text = bind(opens.title if opens else slide.claim)
    if opens:
        places[_BODY]._element.getparent().remove(places[_BODY]._element)
        words = {_TIME: plain(opens.info[1][1]), _SCHOOL: say("office.school", opens.lang)}
        for idx, line in {**words, _LECTURER: say("office.lecturer", opens.lang)}.items():
            places[idx].text_frame.text = line
    elif item and item.chart:
        frame = places[_BODY].insert_chart(XL_CHART_TYPE.BAR_CLUSTERED, series_of(item.chart))
        style_chart(frame.chart, item.chart, 20)
        frame._element.nvGraphicFramePr.cNvPr.set("descr", item.alt)
    elif item and item.picture:
        add_picture(drawn, places[_BODY], item, _HEIGHT)
    else:
        left, top = places[_BODY].left, places[_BODY].top
        places[_BODY]._element.getparent().remove(places[_BODY]._element)
        if slide.grid and _name_marks(drawn, left, top, slide):
            care = (*care, f"{slide.grid[0][0]}.")
        elif slide.grid:
            _add_grid(drawn, left, top, slide.grid, slide.diagram)
        else:
            _add_boxes(drawn, left, top, slide)
    if _SOURCE in places:
        own = slide.source or (item.source if item and not slide.cautions else "")
        # What its own numbers caution of need not be told again of the bars; what a sign means always is.
        said = slide.cautions.casefold()
        marks = tuple(line for line in marks if line[0] == "*" or line.partition(": ")[2][:-1].casefold() not in said)
        asked = [": ".join(filter(None, (of.head, of.text))) for of in slide.cards if item or slide.grid]
        kept = dict.fromkeys(line.rstrip(".") for line in (*asked, *marks, slide.cautions, own) if line)
        below = [line if line[-1] == "?" else f"{line}." for line in kept]
        if own and len(" ".join(below).split()) > WORDS:  # what signs and numbers mean comes before where they stand
            care += () if own in slide.notes else tuple(below[-1:])
            below.pop()
        places[_SOURCE].text_frame.text = " ".join(below)
    # A line below a paragraph stays with it: in slides a vertical tab breaks a line.
    drawn.notes_slide.notes_text_frame.text = "\n".join(line.replace("\n", "\v") for line in (*slide.notes, *care))


class _Box(NamedTuple):
    """A card with where it stands and how large it is, in points from where the title ends."""

    card: Tile
    left: float
    top: float
    wide: float
    high: float

    def fits(self, size: int) -> bool:
        return measure_card(self.card, size, self.wide) <= self.high


def _add_boxes(drawn: Any, left: int, top: int, slide: Slide) -> None:
    """Draw cards in the colours of the template, over the whole height, and what leads from one to another."""
    boxes, ways = _DIAGRAMS.get(slide.diagram, _stack)(slide)
    size = next((size for size in _SIZES if all(box.fits(size) for box in boxes)), _SIZES[-1])
    shapes = []
    for box in boxes:
        is_person = slide.diagram == "people"
        kind = MSO_SHAPE.ROUND_2_SAME_RECTANGLE if is_person else MSO_SHAPE.RECTANGLE
        shape = add_shape(drawn, kind, left + Pt(box.left), top + Pt(box.top), Pt(box.wide), Pt(box.high))
        shape.name = box.card.head or box.card.text[:40]
        frame = shape.text_frame
        frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.MIDDLE
        margin = Pt(INSET) // (4 if is_person else 1)  # the round corners take room of their own
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = margin
        for at, runs in enumerate(tell_card(box.card, size)):
            align = PP_ALIGN.CENTER if is_person else PP_ALIGN.LEFT
            write_runs(frame.add_paragraph() if at else frame.paragraphs[0], runs, align)
        shapes.append(shape)
    for start, end in ways:
        _lead(drawn, shapes[start], shapes[end], slide.sign)


def _lead(drawn: Any, start: Any, end: Any, sign: str) -> None:
    """Draw an arrow from a box to the one at its right or below it, or write the sign that stands between them."""
    x, y, until = start.left + start.width, start.top + start.height // 2, end.top + end.height // 2
    if sign:
        joint = drawn.shapes.add_textbox(x, start.top, end.left - x, start.height).text_frame
        joint.vertical_anchor = MSO_ANCHOR.MIDDLE
        write_runs(joint.paragraphs[0], [(sign, BIG, MSO_THEME_COLOR.ACCENT_1)], PP_ALIGN.CENTER)
        return
    kind, is_below = MSO_CONNECTOR.ELBOW, end.top >= start.top + start.height and end.left < x
    if is_below or abs(y - until) <= Pt(_GAP):
        kind = MSO_CONNECTOR.STRAIGHT
    if is_below:  # straight down, wherever the box below begins
        x = start.left + start.width // 2
        line = drawn.shapes.add_connector(kind, x, start.top + start.height, x, end.top)
    else:
        line = drawn.shapes.add_connector(kind, x, y, end.left, until)
        line.begin_connect(start, 3)
        line.end_connect(end, 1)
    style_line(line)


_Laid = tuple[list[_Box], list[tuple[int, int]]]  # boxes, and from which to which something leads, by their ranks


def _stack(slide: Slide) -> _Laid:
    """Lay cards out in lines, as high as their words in the largest type in which all fit, spread over the height."""
    lines, between = lay_lines(slide.cards), _WAY + 2 * _GAP if slide.sign else _GAP
    told = [(line, (_WIDTH - between * (len(line) - 1)) / len(line)) for line in lines]
    for size in _SIZES:
        heights = [max(measure_card(card, size, wide) for card in line) + _GAP for line, wide in told]
        if sum(heights) <= _HEIGHT:
            break
    if len({len(line) for line in lines}) == 1 and max(heights) * len(heights) <= _HEIGHT:  # of a kind, of a height
        heights = [max(heights)] * len(heights)
    spread, top, boxes = max(1.0, min(2.6, _HEIGHT / sum(heights))), 0.0, list[_Box]()
    for (line, wide), high in zip(told, heights, strict=True):
        boxes += [_Box(card, n * (wide + between), top, wide, high * spread - _GAP) for n, card in enumerate(line)]
        top += high * spread
    return boxes, [*pairwise(range(len(lines[0])))] if slide.sign else []


def _flow(slide: Slide) -> _Laid:
    """Lay cards out from left to right, each leading to the next."""
    number = len(slide.cards)
    wide = (_WIDTH - _WAY * (number - 1)) / number
    boxes = [_Box(card, n * (wide + _WAY), 0, wide, _HEIGHT - _GAP) for n, card in enumerate(slide.cards)]
    return boxes, [*pairwise(range(number))]


def _fork(slide: Slide) -> _Laid:
    """Lay out what the first card leads to, at its right."""
    first, *others = slide.cards
    wide, left, high = _WIDTH * 0.28, _WIDTH * 0.28 + 1.4 * _WAY, _HEIGHT / len(others)
    boxes = [_Box(card, left, n * high, _WIDTH - left, high - _GAP) for n, card in enumerate(others)]
    return [_Box(first, 0, 0, wide, _HEIGHT - _GAP), *boxes], [(0, n) for n in range(1, len(boxes) + 1)]


def _lead_each(slide: Slide) -> _Laid:
    """Lay out what stands before the colon of a card at the left of what stands after it, a line each."""
    wide, high, boxes = _WIDTH * 0.4, min(_HEIGHT / len(slide.cards), _LOW / 1.5), list[_Box]()
    for n, card in enumerate(slide.cards):
        boxes.append(_Box(Tile("", card.head, card.big), 0, n * high, wide, high - _GAP))
        boxes.append(_Box(Tile(card.text), wide + _WAY, n * high, _WIDTH - wide - _WAY, high - _GAP))
    return boxes, [(n, n + 1) for n in range(0, len(boxes), 2)]


def _people(slide: Slide) -> _Laid:
    """Lay people out beside each other, above what they decide together."""
    *people, last = slide.cards
    wide, high = (_WIDTH + _GAP) / len(people), _HEIGHT * 0.56
    boxes = [_Box(card, n * wide, 0, wide - _GAP, high) for n, card in enumerate(people)]
    boxes.append(_Box(last, 0, high + _WAY, _WIDTH, _HEIGHT - high - _WAY))
    return boxes, [(n, len(people)) for n in range(len(people))]


_DIAGRAMS = {"flow": _flow, "fork": _fork, "each": _lead_each, "people": _people}


def _name_marks(drawn: Any, left: int, top: int, slide: Slide) -> bool:
    """Draw under each head the names of the rows with a mark there, full or open, if a slide has room for so many."""
    heads, *lines = slide.grid
    signs = {sign for line in lines for sign in line[1:]}
    told = [*heads[1:], *(line[0] for line in lines for sign in line[1:] if sign in "●○")]
    below = " ".join((slide.cautions, slide.source, *(f"{card.head} {card.text}" for card in slide.cards)))
    if signs != {*_SIGNS[:3]} or "" in heads[1:] or len(" ".join((*told, below)).split()) > WORDS:
        return False
    wide, high = (_WIDTH + _GAP) / (len(heads) - 1), _HEIGHT / (len(lines) + 1)
    size = next((size for size in _SIZES[4:] if max(map(len, told)) * size * 0.6 < wide - 2 * _GAP), _SIZES[-1])
    for column, head in enumerate(heads[1:]):
        x = left + Pt(column * wide)
        for row, words in enumerate((head, *(line[0] if line[column + 1] in "●○" else "" for line in lines))):
            if not words:
                continue
            shape = add_shape(drawn, MSO_SHAPE.RECTANGLE, x, top + Pt(row * high), Pt(wide - _GAP), Pt(high - _GAP))
            is_full, colour = row and lines[row - 1][column + 1] == "●", MSO_THEME_COLOR.ACCENT_1
            shape.fill.fore_color.theme_color = colour if is_full else MSO_THEME_COLOR.BACKGROUND_1
            if row:
                shape.line.width, shape.line.color.theme_color = Pt(2), colour
                colour = MSO_THEME_COLOR.BACKGROUND_1 if is_full else MSO_THEME_COLOR.TEXT_1
            shape.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE
            write_runs(shape.text_frame.paragraphs[0], [(words, size, colour)], PP_ALIGN.CENTER)
    return True


def _add_grid(drawn: Any, left: int, top: int, grid: Grid, diagram: str) -> None:
    """Draw rows of words, or of marks: a spot where something is, an open one where it may be, else a stroke.

    Where each leads to the next an arrow goes from the first spot to the last open one; where each row has one spot, it
    stands on a line, as on a scale.
    """
    heads, *lines = grid
    is_scale = all("".join(line[1:]).strip("–") == "●" for line in lines)
    longest, high = max(len(line[0]) for line in lines), _HEIGHT / (len(grid) + _HEADS - 1)
    first = _WIDTH * (0.42 if len(heads) > 6 or longest > 24 else 0.32 if longest > 12 else 0.24)
    wide = (_WIDTH - first) / (len(heads) - 1)
    cells = [[_Box(Tile(words), 0, 0, (wide if n else first) + INSET, high * (1 if row else _HEADS) + INSET)
              for n, words in enumerate(line) if words] for row, line in enumerate(grid)]  # fmt: skip
    sizes = [next((size for size in _SIZES[2:] if all(cell.fits(size) for line in part for cell in line)), _SIZES[-1])
             for part in (cells[:1], cells[1:])]  # fmt: skip
    for row, line in enumerate(grid):
        y, tall = top + Pt((row + _HEADS - 1) * high if row else 0), Pt(high * (1 if row else _HEADS) - _GAP / 2)
        if row:
            add_shape(drawn, MSO_SHAPE.RECTANGLE, left, y, Pt(_WIDTH), tall)
            marks, ends = "".join(line[1:]), (0, len(line) - 2) if is_scale else ()
            if diagram and "●" in marks and "○" in marks:
                ends = marks.index("●"), marks.rindex("○")
            if ends:
                start, end = (int(left + Pt(first + wide * (at + 0.5))) for at in ends)
                end -= 0 if is_scale else Pt(_MARK) // 2
                middle = y + tall // 2
                style_line(drawn.shapes.add_connector(MSO_CONNECTOR.STRAIGHT, start, middle, end, middle), is_scale)
        for column, words in enumerate(line):
            x, across = left + Pt(first + wide * (column - 1) if column else 0), Pt(wide if column else first)
            if row and column and words in _SIGNS and not (is_scale and words != "●"):
                _add_mark(drawn, x + (across - Pt(_MARK)) // 2, y + (tall - Pt(_MARK)) // 2, words, heads[column])
            elif words and words != "–":
                frame = drawn.shapes.add_textbox(x, y, across, tall).text_frame
                frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.MIDDLE
                colour = MSO_THEME_COLOR.TEXT_1 if row and column else MSO_THEME_COLOR.ACCENT_1
                align = PP_ALIGN.CENTER if column and lines[0][column] in _SIGNS else PP_ALIGN.LEFT
                write_runs(frame.paragraphs[0], [(words, sizes[row > 0], colour)], align)


def _add_mark(drawn: Any, x: int, y: int, sign: str, head: str) -> None:
    is_spot = sign in ("●", "○")
    kind = MSO_SHAPE.OVAL if is_spot else MSO_SHAPE.MATH_MINUS  # told apart without colour, too
    mark = add_shape(drawn, kind, x, y, Pt(_MARK), Pt(_MARK))
    edge = MSO_THEME_COLOR.ACCENT_1 if is_spot else MSO_THEME_COLOR.TEXT_1
    mark.fill.fore_color.theme_color = MSO_THEME_COLOR.BACKGROUND_1 if sign == "○" else edge
    mark.line.width, mark.line.color.theme_color = Pt(2), edge
    mark._element.nvSpPr.cNvPr.set("descr", (head or sign) if is_spot else "–")


def lay_lines(cards: Sequence[Tile]) -> list[list[Tile]]:
    """Lay cards out in lines: numbers beside each other, at most three, words each in a line of their own."""
    numbers = [card for card in cards if card.big]
    rows = [numbers[n : n + 3] for n in range(0, len(numbers), 3)] if len(numbers) != 4 else [numbers[:2], numbers[2:]]
    return [*rows, *([card] for card in cards if not card.big)]
