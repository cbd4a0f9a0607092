"""Slides of a lesson over a template that a school restyles: one claim a slide, and what to say in the notes."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from math import ceil
from typing import Any

import pptx
from pptx.enum.chart import XL_CHART_TYPE
from pptx.enum.text import PP_ALIGN
from pptx.util import Emu, Pt

from analysis.elements.speech import Remark, capital
from analysis.lessons.office import language_tag, save, series_of, share_width, style_chart, template
from analysis.lessons.parts import Item, Pack, Step, plain
from analysis.words.catalogue import say

# What a slide holds beside its title: words, or a table of rows, of the largest size of type that fits; points.
_WORDS, _ROWS, _SIZES, _WIDTH, _HEIGHT = 30, 5, (26, 22, 18), 859, 320
_LETTER = 0.62  # of its size is a letter wide
# Letters of a title from which it is set smaller, or is too long.
_LONG_TITLE, _LONGEST_TITLE = 105, 210


def write_slides(pack: Pack) -> bytes:
    """Write the slides: the lesson, its steps with what they show, the situation, questions, sources.

    A title says what is seen; under it stands a chart, a short table or a few words. Time, case, lecture, answers and
    sources are in the speaker's notes; what is too long for a slide is on the worksheet.
    """
    slides, lang = _Slides(pack), pack.lang
    (_, learners), (label, time) = pack.info
    notes = [f"{label}: {plain(time)}", *map(plain, (*pack.case, pack.contrast))]
    slides.add("Title", pack.title, [plain(learners)], notes)
    items = {item.item_id: item for item in pack.items}
    for step in pack.steps:
        slides.add_step(step, [part for item_id in step.show for part in _parts(items[item_id], lang)])
    told = pack.scenario
    weighed = [f"{plain(way.title)}: {plain(line)}" for way in told.ways for line in way.considerations]
    notes = [*map(plain, (*told.situation, *told.roles)), *weighed, plain(told.close)]
    ways = _list(say("lesson.ways", lang), (plain(way.title) for way in told.ways))
    slides.add("Table", plain(told.ask), ways, notes)
    for question in pack.questions:
        options = _list(say("lesson.options", lang), (option.text for option in question.options))
        if options.rows and _is_short(options) and len(question.text) <= _LONGEST_TITLE:
            slides.add("Table", question.text, options, question.answers(lang))
    slides.add("Table", pack.sources.caption, pack.sources)
    return save(slides.deck, pack.title, lang)


def _parts(item: Item, lang: str) -> list[Item]:
    """Give what slides can hold of an item: the whole, or of a long table that tells of few places one for each."""
    if item.chart or _is_short(item):
        return [item]
    head = say("column.locality", lang)
    at = item.columns.index(head) if head in item.columns else 0
    parts = [
        replace(item, caption=f"{item.caption}: {place}", rows=tuple(row for row in item.rows if str(row[at]) == place))
        for place in dict.fromkeys(row[at] for row in item.texts)
    ]
    return parts if head in item.columns and len(parts) <= _ROWS and all(map(_is_short, parts)) else []


def _is_short(item: Item) -> bool:
    return len(item.rows) <= _ROWS and _size(item) > 0


def _size(item: Item) -> int:
    """Find the size of type in which a table fits on a slide; 0 where none does."""
    rows = (item.columns, *item.texts)
    for size in _SIZES:
        letters = _WIDTH / size / _LETTER
        room = [share * letters - 1 for share in share_width(rows, letters)]
        lines = sum(max(ceil(len(words) / width) for words, width in zip(row, room, strict=True)) for row in rows)
        if lines * size * 1.2 + 8 * len(rows) <= _HEIGHT:
            return size
    return 0


def _list(head: str, lines: Iterable[str]) -> Item:
    return Item("", ("", head), tuple(zip("ABCDEFGH", lines, strict=False)))


class _Slides:
    """Slides that are being written."""

    def __init__(self, pack: Pack) -> None:
        self.lang, self.deck = pack.lang, pptx.Presentation(str(template("slides.pptx")))
        self.layouts = {layout.name: layout for layout in self.deck.slide_layouts}

    def add_step(self, step: Step, shown: Sequence[Item]) -> None:
        """Add the claim of a step over the first thing it shows, or over few words, and a slide for each other."""
        time = f"{step.minutes.text} {say('lesson.minutes', self.lang).lower()}. {plain(step.method)}."
        said, last = [plain(line) for line in (*step.lecture, *step.expected)], plain(step.conclusion)
        few = [last] if len(last.split()) <= _WORDS else []
        notes = [time, *said, *([] if few and not shown else [last]), step.source]
        # What the claim cautions of stands with the sources: a title is one sentence.
        told = [capital(str(piece).strip(" ()")) for piece in step.claim if isinstance(piece, Remark)]
        told += [] if shown and shown[0].source else [step.source]
        claim = tuple(piece for piece in step.claim if not isinstance(piece, Remark))
        self.add("Claim", plain(claim), shown[0] if shown else few, notes, ". ".join(filter(None, told)))
        for item in shown[1:]:
            self.add("Claim", item.caption, item, [time])

    def add(
        self, layout: str, title: str, shown: Item | Sequence[str], notes: Iterable[str] = (), source: str = ""
    ) -> None:
        """Add a slide: its title, what it shows, what the speaker says, and its source."""
        item = shown if isinstance(shown, Item) else None
        layout = layout if item is None else "Chart" if item.chart else "Table"
        slide = self.deck.slides.add_slide(self.layouts[layout])
        places = {place.placeholder_format.idx: place for place in slide.placeholders}
        slide.shapes.title.text_frame.text = title
        if len(title) > _LONG_TITLE:
            slide.shapes.title.text_frame.paragraphs[0].font.size = Pt(24)
        if isinstance(shown, Item):
            (self.add_chart if shown.chart else self.add_table)(places[1], shown)
        elif shown:
            places[1].text_frame.text = "\n".join(shown)
        else:
            places[1]._element.getparent().remove(places[1]._element)
        if 10 in places:
            told = (item.caption if item and item.caption != title else "", source, *(item.below if item else ()))
            places[10].text_frame.text = "\n".join(dict.fromkeys(filter(None, told)))
        if said := "\n".join(filter(None, notes)):
            slide.notes_slide.notes_text_frame.text = said
        for run in slide._element.iter("{http://schemas.openxmlformats.org/drawingml/2006/main}rPr"):
            run.set("lang", language_tag(self.lang))

    def add_chart(self, place: Any, item: Item) -> None:
        assert item.chart is not None
        frame = place.insert_chart(XL_CHART_TYPE.BAR_CLUSTERED, series_of(item.chart))
        style_chart(frame.chart, item.chart, 18)
        _describe(frame, item)

    def add_table(self, place: Any, item: Item) -> None:
        rows, width, size = (item.columns, *item.texts), place.width, Pt(_size(item) or _SIZES[-1])
        frame = place.insert_table(len(rows), len(item.columns))
        shares = share_width(rows, width / size / _LETTER)
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
