"""A made lesson and the outline of a field study as elements of a page: tables and questions."""

from analysis.elements.speech import Pieces, glue
from analysis.elements.table import Asked, Cell, Numbered, Questions, Table
from analysis.lessons.ledger import breakable, number_of
from analysis.lessons.parts import FieldStudy, Item, Pack
from analysis.words.catalogue import say


def table_plan(pack: Pack) -> Table:
    """Give the head of a lesson plan: learners, time, objectives, methods, materials."""
    rows = [
        *((label, _cell(words)) for label, words in pack.info),
        *((label, _cell(*lines)) for label, lines in pack.objectives),
        (say("lesson.methods", pack.lang), _cell(pack.methods)),
        (say("lesson.materials", pack.lang), _cell(*pack.materials)),
    ]
    columns = (say("column.item", pack.lang), say("lesson.content", pack.lang))
    return Table(pack.title, columns, tuple(rows), pack.lang)


def table_steps(pack: Pack) -> Table:
    """Give the course of a lesson: minutes, contents, method and means."""
    captions = {item.item_id: item.caption for item in pack.items}
    rows = []
    for step in pack.steps:
        shown = "; ".join(captions[item_id] for item_id in step.show)
        used = f". {say('lesson.shown', pack.lang, items=shown)}" if shown else ""
        rows.append((_cell(step.title), step.minutes, _cell(*step.content), _cell((*step.method, used))))
    columns = tuple(say(f"lesson.{name}", pack.lang) for name in ("step", "minutes", "content", "method"))
    return Table(say("lesson.steps", pack.lang), columns, tuple(rows), pack.lang, numeric=(1,))


def table_item(item: Item, *, lang: str) -> Table:
    """Give one thing that a lesson or an outline shows, with its source under it."""
    return Table(item.caption, item.columns, item.rows, lang, notes=item.below, numeric=item.numeric)


def table_manifest(pack: Pack | FieldStudy) -> Table:
    """List every number of a lesson or an outline: how it is worded, what it is, where it comes from."""
    own = say("lesson.own", pack.lang)
    columns = tuple(say(f"column.{name}", pack.lang) for name in ("value", "item", "source", "formula"))
    rows = [
        (number_of(entry, pack.lang), breakable(entry.entry_id), "; ".join(entry.sources) or own, entry.computed)
        for entry in pack.manifest
    ]
    return Table(say("lesson.manifest", pack.lang), columns, tuple(rows), pack.lang)


def list_field_questions(outline: FieldStudy) -> Numbered:
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


def _cell(*texts: Pieces) -> Cell:
    """Put texts into one cell."""
    return Cell("", parts=glue(*[piece for text in texts for piece in (" ", text)][1:]))
