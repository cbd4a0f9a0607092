"""Slides of a lesson over a template that a school restyles: one claim a slide, and what to say in the notes."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from math import ceil
from typing import Any

import pptx
from pptx.enum.chart import XL_CHART_TYPE
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Emu, Pt

from analysis.elements.speech import Remark, capital
from analysis.lessons.cards import (
    BIG,
    CARDS,
    GAP,
    HEIGHT,
    INSET,
    LETTER,
    WIDTH,
    Run,
    fit,
    lay_lines,
    make_cards,
    measure_lines,
    shared_words,
    sign_between,
    take_rows,
    tell,
)
from analysis.lessons.office import language_tag, save, series_of, share_width, style_chart, template
from analysis.lessons.parts import Item, Pack, Step, plain
from analysis.words.catalogue import say

# What a slide holds beside its title: few words, cards, or a table of rows in the largest size of type that fits.
_WORDS, _ROWS, _SIZES = 30, 5, (26, 22, 18)
# Letters of a title from which it is set smaller, or is too long.
_LONG_TITLE, _LONGEST_TITLE = 105, 210


def write_slides(pack: Pack) -> bytes:
    """Write the slides: the lesson, its steps with what they show, the situation, questions, sources.

    A title says what is seen; under it stands a chart, cards, a short table or a few words. Time, case, lecture,
    answers and sources are in the speaker's notes; what is too long for a slide is on the worksheet.
    """
    slides, lang = _Slides(pack), pack.lang
    (_, learners), (label, time) = pack.info
    notes = [f"{label}: {plain(time)}", *map(plain, (*pack.case, pack.contrast))]
    slides.add("Title", pack.title, [plain(learners)], notes)
    items = {item.item_id: item for item in pack.items}
    for step in pack.steps:
        slides.add_step(step, [_parts(items[item_id], lang) for item_id in step.show])
    told = pack.scenario
    weighed = [f"{plain(way.title)}: {plain(line)}" for way in told.ways for line in way.considerations]
    notes = [*map(plain, (*told.situation, *told.roles)), *weighed, plain(told.close)]
    slides.add("Claim", plain(told.ask), _list(plain(way.title) for way in told.ways), notes)
    for question in pack.questions:
        options = _list(option.text for option in question.options)
        if options.rows and fit(options, _SIZES) and len(question.text) <= _LONGEST_TITLE:
            slides.add("Claim", question.text, options, question.answers(lang))
    slides.add("Table", pack.sources.caption, pack.sources, map(plain, pack.reading))
    return save(slides.deck, pack.title, lang)


def _parts(item: Item, lang: str) -> list[Item]:
    """Give what slides can hold of an item: the whole, or of many rows a slide for each place, or none."""
    if item.chart or (item.kind not in CARDS and len(item.rows) <= _ROWS and _size(item)):
        return [item]
    head = say("column.locality", lang)
    if item.kind not in CARDS or head not in item.columns:
        return []
    names, groups = [row[item.columns.index(head)] for row in item.texts], list[list[int]]()
    if _fits(item, range(len(names))):
        return [item]
    for n, name in enumerate(names):
        joins = groups and (item.kind == "practices" or names[groups[-1][0]] == name)
        if joins and _fits(item, [*groups[-1], n]):
            groups[-1].append(n)
        else:
            groups.append([n])
    if len(groups) > _ROWS or not all(_fits(item, group) for group in groups):
        return []
    of = [", ".join(dict.fromkeys(names[n] for n in group)) for group in groups]
    return [replace(take_rows(item, group), caption=f"{item.caption}: {of[n]}") for n, group in enumerate(groups)]


def _fits(item: Item, rows: Sequence[int]) -> bool:
    """Tell whether some rows of an item fit on a slide as cards; glosses have few words."""
    part = take_rows(item, rows)
    words = sum(len(card.get("text", "").split()) for card in make_cards(part))
    return len(rows) <= _ROWS and (item.kind != "practices" or words <= _WORDS) and fit(part, _SIZES) > 0


def _size(item: Item) -> int:
    """Find the size of type in which a table fits on a slide; 0 where none does."""
    rows = (item.columns, *item.texts)
    for size in _SIZES:
        letters = WIDTH / size / LETTER
        width = [share * letters - 1 for share in share_width(rows, letters)]
        lines = sum(max(ceil(len(words) / room) for words, room in zip(row, width, strict=True)) for row in rows)
        if lines * size * 1.2 + 8 * len(rows) <= HEIGHT:
            return size
    return 0


def _list(lines: Iterable[str]) -> Item:
    told = (f"{letter}. {words}" for letter, words in zip("ABCDEFGH", lines, strict=False))
    return Item("", ("",), tuple((words,) for words in told), kind="options")


class _Slides:
    """Slides that are being written."""

    def __init__(self, pack: Pack) -> None:
        self.lang, self.deck = pack.lang, pptx.Presentation(str(template("slides.pptx")))
        self.layouts = {layout.name: layout for layout in self.deck.slide_layouts}

    def add_step(self, step: Step, parts: Sequence[Sequence[Item]]) -> None:
        """Add the claim of a step over the first thing it shows, or over few words, and a slide for each other."""
        shown = parts[0] if parts else ()  # what comes later does not stand for the claim
        time = f"{step.minutes.text} {say('lesson.minutes', self.lang).lower()}. {plain(step.method)}."
        said, last = [plain(line) for line in (*step.lecture, *step.expected)], plain(step.conclusion)
        few = [last] if len(last.split()) <= _WORDS else []
        notes = [time, *said, *([] if few and not shown else [last]), step.source]
        # What the claim cautions of stands with the sources: a title is one sentence.
        told = [capital(str(piece).strip(" ()")) for piece in step.claim if isinstance(piece, Remark)]
        told += [] if shown and shown[0].source else [step.source]
        claim = tuple(piece for piece in step.claim if not isinstance(piece, Remark))
        self.add("Claim", plain(claim), shown[0] if shown else few, notes, ". ".join(filter(None, told)))
        for item in [item for several in parts for item in several][bool(shown) :]:
            self.add("Claim", item.caption, item, [time, step.source or item.source, *item.below])

    def add(
        self, layout: str, title: str, shown: Item | Sequence[str], notes: Iterable[str] = (), source: str = ""
    ) -> None:
        """Add a slide: its title, what it shows, what the speaker says, and its source."""
        item = shown if isinstance(shown, Item) else None
        if item and item.kind not in CARDS:
            layout = "Chart" if item.chart else "Table"
        slide = self.deck.slides.add_slide(self.layouts[layout])
        places = {place.placeholder_format.idx: place for place in slide.placeholders}
        slide.shapes.title.text_frame.text = title
        if len(title) > _LONG_TITLE:
            slide.shapes.title.text_frame.paragraphs[0].font.size = Pt(24)
        if isinstance(shown, Item):
            draw = self.add_chart if shown.chart else self.add_cards if shown.kind in CARDS else self.add_table
            draw(places[1], shown)
        elif shown:
            places[1].text_frame.text = "\n".join(shown)
        else:
            places[1]._element.getparent().remove(places[1]._element)
        if 10 in places:
            told = [item.caption if item and item.caption != title else "", source, *(item.below if item else ())]
            told += shared_words(item) if item and item.kind in CARDS else []
            places[10].text_frame.text = " ".join(
                f"{words.rstrip('.')}." for words in dict.fromkeys(filter(None, told))
            )
        if said := "\n".join(filter(None, notes)):
            slide.notes_slide.notes_text_frame.text = said
        for run in slide._element.iter("{http://schemas.openxmlformats.org/drawingml/2006/main}rPr"):
            run.set("lang", language_tag(self.lang))

    def add_chart(self, place: Any, item: Item) -> None:
        assert item.chart is not None
        frame = place.insert_chart(XL_CHART_TYPE.BAR_CLUSTERED, series_of(item.chart))
        style_chart(frame.chart, item.chart, 18)
        _describe(frame, item)

    def add_cards(self, place: Any, item: Item) -> None:
        """Draw a card for each row in the colours of the template, and a sign between those that belong together."""
        cards, lines, size = make_cards(item), lay_lines(item), fit(item, _SIZES)
        shapes, left, top = place.part.slide.shapes, place.left, place.top
        width, gap = place.width, Pt(GAP)
        place._element.getparent().remove(place._element)
        heights = measure_lines(item, size)
        spread = min(1.25, HEIGHT / sum(heights))  # a card is about as tall as what it says, not as the slide
        for line, tall in zip(lines, (Pt(points * spread) for points in heights), strict=True):
            sign = sign_between(item, line)
            between = gap * (5 if sign else 1)
            wide = (width - between * (len(line) - 1)) // len(line)
            for n, card in enumerate(cards[row] for row in line):
                x = left + n * (wide + between)
                if sign and n:
                    joint = shapes.add_textbox(x - between, top, between, tall - gap).text_frame
                    joint.vertical_anchor = MSO_ANCHOR.MIDDLE
                    _write(joint.paragraphs[0], [(sign, BIG, MSO_THEME_COLOR.ACCENT_1)], PP_ALIGN.CENTER)
                shape = shapes.add_shape(MSO_SHAPE.RECTANGLE, x, top, wide, tall - gap)
                shape.name = card.get("head") or card["text"][:40]
                shape.fill.solid()
                shape.fill.fore_color.theme_color = MSO_THEME_COLOR.BACKGROUND_2
                shape.line.fill.background()
                shape._element.remove(shape._element.find(qn("p:style")))  # no shadow, no frame of the theme
                frame = shape.text_frame
                frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.MIDDLE
                frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = Pt(INSET)
                for at, runs in enumerate(tell(card, size, beside=len(line) > 1)):
                    _write(frame.add_paragraph() if at else frame.paragraphs[0], runs, PP_ALIGN.LEFT)
            top += tall

    def add_table(self, place: Any, item: Item) -> None:
        rows, width, size = (item.columns, *item.texts), place.width, Pt(_size(item) or _SIZES[-1])
        frame = place.insert_table(len(rows), len(item.columns))
        shares = share_width(rows, width / size / LETTER)
        for column, share in zip(frame.table.columns, shares, strict=True):
            column.width = Emu(int(width * share))
        for line, row in zip(frame.table.rows, rows, strict=True):
            for n, (cell, words) in enumerate(zip(line.cells, row, strict=True)):
                cell.text_frame.text = words
                paragraph = cell.text_frame.paragraphs[0]
                paragraph.font.size = size
                paragraph.alignment = PP_ALIGN.RIGHT if n in item.numeric else PP_ALIGN.LEFT
        _describe(frame, item)


def _describe(frame: Any, item: Item) -> None:
    properties = frame._element.nvGraphicFramePr.cNvPr
    properties.set("title", item.caption)
    properties.set("descr", item.alt or item.caption or item.columns[-1])


def _write(paragraph: Any, runs: Iterable[Run], align: Any) -> None:
    paragraph.alignment = align
    for words, points, colour in runs:
        run = paragraph.add_run()
        run.text, run.font.size, run.font.bold = words, Pt(points), colour == MSO_THEME_COLOR.ACCENT_1
        run.font.color.theme_color = colour
