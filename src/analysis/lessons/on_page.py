"""A made lesson and a field-study outline as tables and folded questions of a notebook."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass

from analysis.elements.origins import Note, Number
from analysis.elements.table import Cell, Table
from analysis.lessons.field_study import Outline
from analysis.lessons.ledger import Entry
from analysis.lessons.parts import Item, Pack
from analysis.lessons.questions import Question
from analysis.words.catalogue import say

__all__ = ["list_field_questions", "list_questions", "table_item", "table_manifest", "table_plan", "table_steps"]


@dataclass(frozen=True)
class QuestionList:
    """Questions as a list, each with its answer folded under it."""

    questions: tuple[Question, ...]
    lang: str

    def _repr_html_(self) -> str:
        return f'<ol class="questions">{"".join(map(self._item, self.questions))}</ol>'

    def _item(self, question: Question) -> str:
        options = "".join(f"<li>{html.escape(one.text)}</li>" for one in question.options)
        answer = "".join(f"<p>{html.escape(line)}</p>" for line in _answer(question, self.lang))
        return (
            f"<li><p>{html.escape(question.text)}</p>"
            + (f'<ol type="A">{options}</ol>' if options else "")
            + f"<details><summary>{html.escape(say('lesson.show_answer', self.lang))}</summary>{answer}</details></li>"
        )


@dataclass(frozen=True)
class AskList:
    """Questions to ask at a place, as a numbered list."""

    questions: tuple[str, ...]
    lang: str

    def _repr_html_(self) -> str:
        if not self.questions:
            return f"<p>{html.escape(say('field.none', self.lang))}</p>"
        return f"<ol>{''.join(f'<li>{html.escape(one)}</li>' for one in self.questions)}</ol>"


def table_plan(pack: Pack) -> Table:
    """Give the head of a lesson plan: learners, time, objectives, methods, materials."""
    rows: list[tuple[str, ...]] = list(pack.info)
    rows += [(label, " ".join(lines)) for label, lines in pack.objectives]
    rows += [
        (say("lesson.methods", pack.lang), pack.methods),
        (say("lesson.materials", pack.lang), " ".join(pack.materials)),
    ]
    columns = (say("column.item", pack.lang), say("lesson.content", pack.lang))
    marked = [_mark(row, ("plan.periods", "plan.duration"), pack.manifest, pack.lang) for row in rows]
    return Table(pack.title, columns, tuple(marked), pack.lang)


def table_steps(pack: Pack) -> Table:
    """Give the course of a lesson: minutes, contents, method and means."""
    captions = {item.item_id: item.caption for item in pack.items}
    rows = []
    for step in pack.steps:
        row = _mark((step.title, step.minutes, " ".join(step.content)), step.marks, pack.manifest, pack.lang)
        shown = "; ".join(captions[one] for one in step.show)
        used = f". {say('lesson.shown', pack.lang, items=shown)}" if shown else ""
        rows.append((*row, f"{step.method}{used}"))
    columns = (
        say("lesson.step", pack.lang),
        *(say(f"lesson.{one}", pack.lang) for one in ("minutes", "content", "method")),
    )
    return Table(say("lesson.steps", pack.lang), columns, tuple(rows), pack.lang, numeric=(1,))


def table_item(item: Item, manifest: Sequence[Entry], *, lang: str) -> Table:
    """Give one thing that a lesson or an outline shows, with its source under it.

    Parameters
    ----------
    manifest
        Of the lesson or outline: what stands behind each number.
    """
    source = [say("lesson.sources", lang, source=item.source)] if item.source else []
    marks = item.marks or ((),) * len(item.rows)
    rows = tuple(_mark(row, ids, manifest, lang) for row, ids in zip(item.rows, marks, strict=True))
    return Table(item.caption, item.columns, rows, lang, notes=(*item.notes, *source), numeric=item.numeric)


def table_manifest(pack: Pack | Outline) -> Table:
    """List every number of a lesson or an outline: how it is worded, what it is, where it comes from."""
    rows = [
        (
            *_mark((one.printed,), (one.entry_id,), [one], pack.lang),
            _breakable(one.entry_id),
            "; ".join(one.sources) or say("lesson.own", pack.lang),
            one.computed,
        )
        for one in pack.manifest
    ]
    columns = tuple(say(f"column.{one}", pack.lang) for one in ("value", "item", "source", "formula"))
    return Table(say("lesson.manifest", pack.lang), columns, tuple(rows), pack.lang)


def _mark(row: Sequence[str], ids: Sequence[str], manifest: Sequence[Entry], lang: str) -> tuple[str | Cell, ...]:
    """Let each number of a row open what stands behind it; they stand in the order in which they were worded."""
    known = {entry.entry_id: entry for entry in manifest}
    cells: list[list[str | Number]] = [[words] for words in row]
    at = 0
    for entry in (known[id_] for id_ in ids if id_ in known):
        for place in range(at, len(cells)):
            rest = cells[place][-1]
            found = re.search(
                rf"(?<![\w.,/]){re.escape(entry.printed)}(?!\w|[.,/]\d)", rest if isinstance(rest, str) else ""
            )
            if found and isinstance(rest, str):
                number = Number(entry.printed, _note(entry, lang))
                cells[place][-1:] = [rest[: found.start()], number, rest[found.end() :]]
                at = place
                break
    return tuple(
        "".join(map(str, parts)) if len(parts) == 1 else Cell("", parts=tuple(filter(None, parts))) for parts in cells
    )


def _note(entry: Entry, lang: str) -> Note:
    """Tell what stands behind one number of a lesson."""
    if not entry.sources:
        origin = say("lesson.own", lang)
    else:
        origin = say("who.computed" if entry.computed else "who.printed", lang)
    lines = [(say("who.origin", lang), origin), (say("column.item", lang), _breakable(entry.entry_id))]
    lines += [(say("who.formula", lang), entry.computed)] if entry.computed else []
    lines += [(say("column.source", lang), one) for one in entry.sources]
    key = re.sub(r"[^A-Za-z0-9_-]+", "-", f"n-{entry.entry_id}-{entry.value}-{len(entry.printed)}")
    return Note(key, entry.printed, tuple(lines))


def _breakable(id_: str) -> str:
    """Let a long id go on in the next line, or a narrow page and a sheet of paper would be too small for it."""
    return re.sub(r"([._:])", "\\1\u200b", id_)


def list_field_questions(outline: Outline) -> AskList:
    """Give the questions of a field-study outline."""
    return AskList(outline.questions, outline.lang)


def list_questions(pack: Pack) -> QuestionList:
    """Give the questions of a lesson, answers folded."""
    return QuestionList(pack.questions, pack.lang)


def _answer(question: Question, lang: str) -> Sequence[str]:
    if question.kind == "essay":
        return [f"{words} ({say('lesson.points', lang, points=points)})" for words, points in question.guide]
    lines = [say("lesson.answer", lang, answer=question.printed)]
    lines += [f"{option.text}: {say('lesson.why', lang, why=option.why)}" for option in question.options if option.why]
    return [*lines, *([say("lesson.sources", lang, source=question.source)] if question.source else [])]
