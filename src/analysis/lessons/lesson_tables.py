"""A made lesson and the outline of a field study as elements of a page: tables and questions."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from analysis.elements.origins import Note, Number
from analysis.elements.table import Asked, Cell, Numbered, Questions, Table, make_table
from analysis.lessons.parts import Entry, Item, Outline, Pack, Words, join_words, plain
from analysis.words.catalogue import say

__all__ = ["list_field_questions", "list_questions", "table_item", "table_manifest", "table_plan", "table_steps"]


def table_plan(pack: Pack) -> Table:
    """Give the head of a lesson plan: learners, time, objectives, methods, materials."""
    rows = [
        *pack.info,
        *((label, join_words(lines, " ")) for label, lines in pack.objectives),
        (say("lesson.methods", pack.lang), pack.methods),
        (say("lesson.materials", pack.lang), join_words(pack.materials, " ")),
    ]
    write = _cells_of(pack.manifest, pack.lang)
    columns = (say("column.item", pack.lang), say("lesson.content", pack.lang))
    return Table(pack.title, columns, tuple((label, write(words)) for label, words in rows), pack.lang)


def table_steps(pack: Pack) -> Table:
    """Give the course of a lesson: minutes, contents, method and means."""
    captions = {item.item_id: item.caption for item in pack.items}
    write = _cells_of(pack.manifest, pack.lang)
    rows = []
    for step in pack.steps:
        shown = "; ".join(captions[item_id] for item_id in step.show)
        used = f". {say('lesson.shown', pack.lang, items=shown)}" if shown else ""
        texts = (step.title, step.minutes, join_words(step.content, " "), (*step.method, used))
        rows.append(tuple(map(write, texts)))
    columns = tuple(say(f"lesson.{name}", pack.lang) for name in ("step", "minutes", "content", "method"))
    return Table(say("lesson.steps", pack.lang), columns, tuple(rows), pack.lang, numeric=(1,))


def table_item(item: Item, manifest: Sequence[Entry], *, lang: str) -> Table:
    """Give one thing that a lesson or an outline shows, with its source under it.

    Parameters
    ----------
    manifest
        Of the lesson or outline: what stands behind each number.
    """
    write = _cells_of(manifest, lang)
    rows = tuple(tuple(map(write, row)) for row in item.rows)
    return Table(item.caption, item.columns, rows, lang, notes=item.below, numeric=item.numeric)


def table_manifest(pack: Pack | Outline) -> Table:
    """List every number of a lesson or an outline: how it is worded, what it is, where it comes from."""
    write, own = _cells_of(pack.manifest, pack.lang), say("lesson.own", pack.lang)
    rows = [
        (write((entry.mark,)), _breakable(entry.entry_id), "; ".join(entry.sources) or own, entry.computed)
        for entry in pack.manifest
    ]
    columns = ("value", "item", "source", "formula")
    return make_table(say("lesson.manifest", pack.lang), columns, rows, lang=pack.lang)


def list_field_questions(outline: Outline) -> Numbered:
    """Give the questions of a field-study outline."""
    return Numbered(outline.questions, say("field.none", outline.lang))


def list_questions(pack: Pack) -> Questions:
    """Give the questions of a lesson, answers folded."""
    asked = []
    for question in pack.questions:
        told = [option for option in question.options if option.why]
        whys = [f"{option.text}: {say('lesson.why', pack.lang, why=option.why)}" for option in told]
        answer = (*question.guide, *filter(None, (question.key, *whys, question.source)))
        asked.append(Asked(question.text, tuple(option.text for option in question.options), answer))
    return Questions(tuple(asked), pack.lang)


def _cells_of(manifest: Sequence[Entry], lang: str) -> Callable[[Words], str | Cell]:
    """Give the writer of cells of a lesson: each number opens what stands behind it."""
    known = {entry.mark: entry for entry in manifest}

    def write(words: Words) -> str | Cell:
        pieces = tuple(
            piece if isinstance(piece, str) else Number(piece.printed, _note(known[piece], lang))
            for piece in words
            if piece
        )
        return plain(words) if all(isinstance(piece, str) for piece in pieces) else Cell("", parts=pieces)

    return write


def _note(entry: Entry, lang: str) -> Note:
    """Tell what stands behind one number of a lesson."""
    if not entry.sources:
        origin = say("lesson.own", lang)
    else:
        origin = say("who.computed" if entry.computed else "who.printed", lang)
    lines = [(say("who.origin", lang), origin), (say("column.item", lang), _breakable(entry.entry_id))]
    lines += [(say("who.formula", lang), entry.computed)] if entry.computed else []
    lines += [(say("column.source", lang), source) for source in entry.sources]
    key = re.sub(r"[^A-Za-z0-9_-]+", "-", f"n-{entry.entry_id}-{entry.value}-{len(entry.printed)}")
    return Note(key, entry.printed, tuple(lines))


def _breakable(id_: str) -> str:
    """Let a long id go on in the next line, or a narrow page and a sheet of paper would be too small for it."""
    return id_.translate({ord(mark): f"{mark}\u200b" for mark in "._:"})
