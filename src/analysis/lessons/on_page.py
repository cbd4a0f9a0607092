"""A lesson and an outline as a page shows them: what a lecturer sees first, and what opens on demand."""

from collections.abc import Sequence
from functools import partial
from math import ceil

from analysis.dataset import Dataset
from analysis.drawings.behind import sources_of_places, word_foot
from analysis.drawings.charts import Bar, plot_bars
from analysis.elements.pages import count_in_lessons, name_taken
from analysis.elements.picture import ACCENT, QUIET, Axes, Picture, figures, new_sheet, stretch, width
from analysis.elements.speech import Link, Pieces, glue, lower
from analysis.elements.table import Asked, Cell, Element, Paragraph, Point, Points, Questions, Table, heading
from analysis.elements.typeset import fold, tall
from analysis.elements.wording import Voice
from analysis.lessons.parts import FieldStudy, Item, Pack, plain
from analysis.methods import Grading
from analysis.text import slug
from analysis.words.catalogue import say

_BESIDE = 3  # themes named beside one
_ACROSS, _APART, _LARGE = 20, 0.5, 24  # squares beside each other; inches between wholes; points of a share
_LEAST = 0.1  # of how often the lesson names it that names it most


def link_lessons(data: Dataset, id_: str, *, lang: str = "") -> Points:
    """Lead from a theme, an indicator or a place to lessons that show it most, and to themes of the same paragraphs."""
    voice, rows, at = Voice(data, lang), data.tables["codings"], ["source_id", "paragraph"]
    told = rows.merge(rows.loc[rows["theme_id"] == id_, at].drop_duplicates())["theme_id"].value_counts()
    themes = sorted(told.index.drop(id_, errors="ignore"), key=lambda theme: (-told[theme], theme))[:_BESIDE]
    lessons = [Link(f"lesson-{lesson}.html", voice.name("lesson", lesson)) for lesson in _teaching(data, id_)]
    links = {"used": [*lessons, Link("index.html#lessons", voice.say("lesson.every"))]}
    links["beside"] = [Link(f"theme-{theme}.html", voice.name("theme", theme)) for theme in themes]
    parted = {key: [piece for link in of for piece in ("\u2003", link)][1:] for key, of in links.items() if of}
    return Points(tuple(Point((voice.say(f"lesson.{key}"), *of)) for key, of in parted.items()), style="along")


def lead_to_lessons(data: Dataset, theme_id: str, *, lang: str = "") -> Points:
    """Lead from a theme to the lesson that teaches most of it, and to the exercise in it; empty where none does."""
    voice, led = Voice(data, lang), list[Point]()
    for lesson in _teaching(data, theme_id)[:1]:
        page = f"lesson-{lesson}.html"
        exercise = _exercise(voice.lang, data.lesson(lesson)["scenario"]["title"][voice.lang])
        links = Link(page, voice.name("lesson", lesson)), "\u2003", Link(f"{page}#{_anchor(exercise)}", exercise)
        led.append(Point((voice.say("lesson.led"), *links)))
    return Points(tuple(led), style="along")


def _teaching(data: Dataset, id_: str) -> list[str]:
    """List the lessons that show a thing; one that only mentions it teaches nothing of it."""
    shown = count_in_lessons(data, id_)
    if id_ in data.ids("indicator") and not any(shown.values()):  # then those that show what it is about
        themes = data.row("indicator", id_)["theme_ids"]
        return [*dict.fromkeys(lesson for theme in themes for lesson in _teaching(data, theme))]
    part = _LEAST / 2 if id_ in data.ids("locality") else _LEAST  # of a place a class can read beside others, too
    least = max(1, max(shown.values(), default=0) * part)
    return [lesson for lesson, times in shown.items() if times >= least]


def show_opening(pack: Pack) -> list[Element]:
    """Give what a lecturer sees first: what the lesson claims, for whom, what makes it worth its time, the case.

    Above stand links to the exercise of the class, by its subject, to the questions and to all files.
    """
    lang, exercise = pack.lang, _exercise(pack.lang, plain(pack.scenario.title))
    leads = (exercise, exercise), (say("lesson.questions", lang), say("lesson.exam", lang))
    links = [Link(f"#{_anchor(head)}", words) for head, words in leads]
    zipped = name_taken("all", "zip", pack.short, lang)
    links.append(Link(f"lesson-{pack.lesson_id}.files/{zipped}", f"{say('office.all', lang)} (zip)"))
    led = Points((Point((links[0], "\u2003", links[1], "\u2003", links[2])),), style="along")
    parts = {"contrast": pack.contrast, "case": pack.case}
    told = [each for part in parts for each in (heading(say(f"lesson.{part}", lang)), *map(Paragraph, parts[part]))]
    info = Points(tuple(Point((f"{label}: {plain(words)}",)) for label, words in pack.info), style="facts")
    return [heading(pack.title, answers=True), led, info, *told]


def _exercise(lang: str, about: str) -> str:
    return say("lesson.exercise", lang, about=about)


def _anchor(head: str) -> str:
    return slug(head).replace("_", "-")


def show_scenario(pack: Pack) -> list[Element]:
    """Give the situation to decide with its roles, and under each way what there is to consider."""
    told, roles, lang = pack.scenario, "; ".join(lower(plain(role)) for role in pack.scenario.roles), pack.lang
    situation = [piece for text in told.situation for piece in (*text, " ")]
    ways = tuple(Asked(way.title, (), way.considerations) for way in told.ways)
    return [
        heading(_exercise(lang, plain(told.title))),
        Paragraph(glue(say("lesson.own_situation", lang), ". ", *situation, f"{say('lesson.roles', lang)}: {roles}.")),
        Paragraph(told.ask),
        Questions(ways, say("lesson.show_considerations", lang)),
        Paragraph(told.close),
    ]


def list_steps(pack: Pack) -> Questions:
    """Give the steps with their minutes and what they show; what a lecturer says of each is folded."""
    minutes, told = say("lesson.minutes", pack.lang).lower(), []
    for step in pack.steps:
        labelled: list[tuple[str, Pieces]] = [("expected", line) for line in step.expected]
        labelled += [("conclusion", step.conclusion), ("method", step.method)]
        after = ((f"{say(f'lesson.{name}', pack.lang)}: ", *line) for name, line in labelled)
        lines: tuple[str | Pieces, ...] = (*step.content, *step.lecture, *after, *filter(None, (step.source,)))
        told.append(Asked(glue(f"{step.minutes.text} {minutes}: ", *step.title, ". ", *step.claim), (), lines))
    return Questions(tuple(told), say("lesson.show_lecture", pack.lang))


def table_plan(pack: Pack) -> Table:
    """Give what a plan says before its steps: objectives, methods, materials, what to read."""
    rows = [
        *((label, _cell(*lines)) for label, lines in pack.objectives),
        (say("lesson.methods", pack.lang), _cell(pack.methods)),
        (say("lesson.materials", pack.lang), _cell(*pack.materials)),
        # In rows that each stand on one sheet.
        *((say("lesson.reading", pack.lang), _cell(*pack.reading[n : n + 5])) for n in range(0, len(pack.reading), 5)),
    ]
    columns = (say("column.item", pack.lang), say("lesson.content", pack.lang))
    return Table(pack.title, columns, tuple(row for row in rows if row[1].parts), pack.lang)


def table_item(item: Item, *, lang: str) -> Table:
    """Give one thing that a lesson or an outline shows, with its source under it; a column to write in has room."""
    style = "blank" if any(not any(column) for column in zip(*item.texts, strict=True)) else ""
    return Table(item.caption, item.columns, item.rows, lang, notes=item.below, numeric=item.numeric, style=style)


def show_items(pack: Pack, *, drawn: bool) -> Sequence[Picture | Table]:
    """Give what a lesson shows: what can be drawn as a picture with its table behind it, or all other tables."""
    shown = {id_ for step in pack.steps for id_ in step.show}  # others are drawn for a slide alone
    items = [item for item in pack.items if item.item_id in shown]
    tables = [(not item.picture and item.chart, item, table_item(item, lang=pack.lang)) for item in items]
    if not drawn:
        return [table for _, item, table in tables if item.chart is None and item.picture is None]
    made = [(item, item.picture) for item in items]
    pictures = [Picture(of[0], item.alt, None, None, item.caption, of[1]) for item, of in made if of]
    for chart, item, table in ((chart, item, table) for chart, item, table in tables if chart):
        told = enumerate(zip(chart.categories, chart.values, chart.labels, strict=True))
        bars = [Bar(name, of or 0, label, n not in chart.open, n in chart.beside) for n, (name, of, label) in told]
        plot = partial(plot_bars, None, bars, full=chart.full)
        foot = " ".join(f"{line.rstrip('.')}." for line in item.below)  # what its signs mean, and why to take care
        pictures.append(figures(plot, alt=item.alt, caption=item.caption, foot=foot, table=table))
    return pictures


def list_field_questions(outline: FieldStudy) -> Points | Paragraph:
    """Give the questions of a field-study outline, or say that there are none."""
    asked = tuple(Point((words,)) for words in outline.questions)
    return Points(asked, style="", numbered=True) if asked else Paragraph(outline.unasked)


def list_questions(pack: Pack) -> Questions:
    """Give the questions of a lesson, answers folded."""
    told = (
        Asked(each.text, tuple(option.text for option in each.options), each.answers(pack.lang))
        for each in pack.questions
    )
    return Questions(tuple(told), say("lesson.show_answer", pack.lang))


def _cell(*texts: Pieces) -> Cell:
    """Put texts into one cell."""
    return Cell("", parts=glue(*[piece for text in texts for piece in (" ", *text)][1:]))


def show_units(data: Dataset, gradings: Sequence[Grading], *, lang: str) -> Picture:
    """Draw what was graded in each place, unit by unit on no axis, those that have the highest grade filled."""
    voice, told = Voice(data, lang), list[tuple[str, str, int, int]]()
    for first, each in ((first, each) for each in gradings if (first := each.grades["excellent"])):
        names = {"counted": voice.say(f"counted.{each.counted}"), "place": voice.name("locality", each.locality_id)}
        words = voice.say("picture.units_of", number=voice.value(first), all=voice.value(each.assessed), **names)
        share = voice.percent(each.shares["excellent"] or 0, decimals=1)
        told.append((share, words, int(first.value), int(each.assessed.value)))
    caption, parts = voice.say("picture.units"), voice.listed(f"{words}: {head}" for head, words, *_ in told)
    foot = word_foot(voice, voice.say("foot.units"), sources_of_places(data, [of.locality_id for of in gradings]))
    alt = voice.say("alt.bars", caption=caption, parts=parts)
    return figures(partial(_plot_units, told), alt=alt, caption=caption, foot=foot)


def _plot_units(parts: Sequence[tuple[str, str, int, int]]) -> Axes:
    """Draw wholes beside each other, each with a head, words, and a square for each unit; so many are filled."""
    wide, number, low = width(), len(parts), 0.0
    room = (wide - _APART * (number - 1)) / number
    side, ax = room / _ACROSS, new_sheet(None, 0.1)
    told = [(head, fold(words, room), part, whole) for head, words, part, whole in parts]
    top = tall("", _LARGE) + max(tall(words) for _, words, *_ in told) + 0.1
    for n, (head, words, part, whole) in enumerate(told):
        left = n * (room + _APART)
        ax.text(left, 0, head, va="top", fontsize=_LARGE, weight="bold", color=ACCENT)
        ax.text(left, tall("", _LARGE), words, va="top")
        for unit in range(whole):
            x, y = left + (unit % _ACROSS + 0.5) * side, top + unit // _ACROSS * side
            fill, edge = (ACCENT, ACCENT) if unit < part else ("none", QUIET)
            ax.bar(x, side * 0.7, side * 0.7, y, linewidth=0.8, fc=fill, ec=edge)
        low = max(low, top + ceil(whole / _ACROSS) * side)
    return stretch(ax, low)
