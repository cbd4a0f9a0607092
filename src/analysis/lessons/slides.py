"""Slides of a lesson over a template that a school restyles: one claim a slide, and what to say in the notes."""

from collections.abc import Iterable, Sequence
from typing import Any

import pptx
from pptx.enum.chart import XL_CHART_TYPE
from pptx.enum.text import PP_ALIGN
from pptx.util import Emu, Pt

from analysis.elements.speech import Pieces
from analysis.lessons.office import language_tag, save, series_of, share_width, style_chart, template
from analysis.lessons.parts import Item, Pack, Step, plain
from analysis.words.catalogue import say

# What a slide holds beside its title: words, or a table of rows and letters at 18 points, with its heads.
_WORDS, _ROWS, _LETTERS = 30, 5, 420
_TABLE_SIZE, _LONG_TITLE = 18, 105


def write_slides(pack: Pack) -> bytes:
    """Write the slides: the lesson, what makes it worth its time, its steps, the situation, questions, sources.

    A title says what is seen; under it stands a chart, a short table or a few words. Time, lecture, answers and
    sources are in the speaker's notes; a longer table is on the worksheet.
    """
    slides, lang = _Slides(pack), pack.lang
    (_, learners), (label, time) = pack.info
    aims = [f"{label}: {plain(line)}" for label, lines in pack.objectives for line in lines]
    slides.add("Title", pack.title, [plain(learners)], [f"{label}: {plain(time)}", *aims])
    if pack.contrast:
        slides.add("Claim", plain(pack.contrast), _few(pack.case), map(plain, pack.case))
    items = {item.item_id: item for item in pack.items}
    for step in pack.steps:
        shown = [items[item_id] for item_id in step.show if fits(items[item_id])]
        slides.add_step(step, shown)
    if pack.scenario:
        told, ways = pack.scenario, [plain(way.title) for way in pack.scenario.ways]
        weighed = [f"{plain(way.title)}: {plain(line)}" for way in told.ways for line in way.considerations]
        notes = [*map(plain, (*told.situation, *told.roles)), *weighed, plain(told.close)]
        slides.add("Claim", plain(told.ask), _few(ways), notes)
    for question in pack.questions:
        if question.options and _count(question.choices) <= _WORDS:
            slides.add("Claim", question.text, question.choices, question.answers(lang))
    slides.add("Table", pack.sources.caption, pack.sources)
    return save(slides.deck, pack.title, lang)


def fits(item: Item) -> bool:
    """Tell whether a slide can hold an item: a chart, or a short table."""
    letters = sum(map(len, (words for row in (item.columns, *item.texts) for words in row)))
    return item.chart is not None or (len(item.rows) <= _ROWS and letters <= _LETTERS)


class _Slides:
    """Slides that are being written."""

    def __init__(self, pack: Pack) -> None:
        self.lang, self.deck = pack.lang, pptx.Presentation(str(template("slides.pptx")))
        self.layouts = {layout.name: layout for layout in self.deck.slide_layouts}

    def add_step(self, step: Step, shown: Sequence[Item]) -> None:
        """Add the claim of a step over the first thing it shows, or over few words, and a slide for each other."""
        title = plain(step.claim or step.title)
        time = f"{step.minutes.text} {say('lesson.minutes', self.lang).lower()}. {plain(step.method)}."
        said = [*map(plain, (*(step.lecture or step.content), *step.expected, step.conclusion))]
        few = _few([step.conclusion] if step.claim else step.content)
        notes = [line for line in (time, *said, step.source) if line not in few]
        self.add("Claim", title, shown[0] if shown else few, notes, step.source)
        for item in shown[1:]:
            self.add("Claim", item.caption, item, [time, *item.notes], item.source)

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
            lines = dict.fromkeys(filter(None, (source, item.source if item else "", *(item.notes if item else ()))))
            places[10].text_frame.text = "\n".join(lines)
        if told := "\n".join(filter(None, notes)):
            slide.notes_slide.notes_text_frame.text = told
        for run in slide._element.iter("{http://schemas.openxmlformats.org/drawingml/2006/main}rPr"):
            run.set("lang", language_tag(self.lang))

    def add_chart(self, place: Any, item: Item) -> None:
        assert item.chart is not None
        frame = place.insert_chart(XL_CHART_TYPE.BAR_CLUSTERED, series_of(item.chart))
        style_chart(frame.chart, item.chart, 18)
        _describe(frame, item)

    def add_table(self, place: Any, item: Item) -> None:
        rows, width = (item.columns, *item.texts), place.width
        frame = place.insert_table(len(rows), len(item.columns))
        shares = share_width(rows, width / Pt(_TABLE_SIZE) / 0.62)
        for column, share in zip(frame.table.columns, shares, strict=True):
            column.width = Emu(int(width * share))
        for line, row in zip(frame.table.rows, rows, strict=True):
            for n, (cell, words) in enumerate(zip(line.cells, row, strict=True)):
                cell.text_frame.text = words
                paragraph = cell.text_frame.paragraphs[0]
                paragraph.font.size = Pt(_TABLE_SIZE)
                paragraph.alignment = PP_ALIGN.RIGHT if n in item.numeric else PP_ALIGN.LEFT
        _describe(frame, item)


def _few(lines: Iterable[Pieces | str]) -> list[str]:
    """Take the first lines that together are few enough words for a slide."""
    taken: list[str] = []
    for words in lines:
        line = plain(words)
        if not line or _count((*taken, line)) > _WORDS:
            break
        taken.append(line)
    return taken


def _count(lines: Iterable[str]) -> int:
    return sum(len(line.split()) for line in lines)


def _describe(frame: Any, item: Item) -> None:
    properties = frame._element.nvGraphicFramePr.cNvPr
    properties.set("title", item.caption)
    properties.set("descr", item.alt or item.caption)
