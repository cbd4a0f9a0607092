"""A made lesson and a field-study outline as tables and folded questions of a notebook."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass

from analysis.show.catalogue import say
from analysis.show.field_study import Outline
from analysis.show.layout import Table
from analysis.show.lessons import Item, Pack
from analysis.show.questions import Question

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
    rows = list(pack.info)
    rows += [(label, " ".join(lines)) for label, lines in pack.objectives]
    rows += [
        (say("lesson.methods", pack.lang), pack.methods),
        (say("lesson.materials", pack.lang), " ".join(pack.materials)),
    ]
    columns = (say("column.item", pack.lang), say("lesson.content", pack.lang))
    return Table(pack.title, columns, tuple(rows), pack.lang)


def table_steps(pack: Pack) -> Table:
    """Give the course of a lesson: minutes, contents, method and means."""
    captions = {item.item_id: item.caption for item in pack.items}
    rows = []
    for step in pack.steps:
        shown = "; ".join(captions[one] for one in step.show)
        used = f". {say('lesson.shown', pack.lang, items=shown)}" if shown else ""
        rows.append((step.title, step.minutes, " ".join(step.content), f"{step.method}{used}"))
    columns = (
        say("lesson.step", pack.lang),
        *(say(f"lesson.{one}", pack.lang) for one in ("minutes", "content", "method")),
    )
    return Table(say("lesson.steps", pack.lang), columns, tuple(rows), pack.lang, numeric=(1,))


def table_item(item: Item, *, lang: str) -> Table:
    """Give one thing that a lesson or an outline shows, with its source under it."""
    source = [say("lesson.sources", lang, source=item.source)] if item.source else []
    return Table(item.caption, item.columns, item.rows, lang, notes=(*item.notes, *source), numeric=item.numeric)


def table_manifest(pack: Pack) -> Table:
    """List every number of a lesson: how it is worded, what it is, where it comes from."""
    rows = [
        (one.printed, one.entry_id, "; ".join(one.sources) or say("lesson.own", pack.lang), one.computed)
        for one in pack.manifest
    ]
    columns = tuple(say(f"column.{one}", pack.lang) for one in ("value", "item", "source", "formula"))
    return Table(say("lesson.manifest", pack.lang), columns, tuple(rows), pack.lang)


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
