"""A lesson made from its file and the data: plan, items and questions in words, each number through the ledger."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from analysis.dataset import Dataset, load
from analysis.elements.wording import capital
from analysis.errors import AnalysisError, DataError, Fault
from analysis.lessons.files import Lesson, read_lesson
from analysis.lessons.ledger import Ledger
from analysis.lessons.parts import Chart, Item, Pack, Step
from analysis.lessons.questions import Question, make_question
from analysis.methods import DIRECTIONS, GRADES, Figure, compare, count_grades, find_figures, require_one_axis
from analysis.text import format_date
from analysis.words.catalogue import LANGUAGES, say

__all__ = ["check_lessons", "open_lesson"]


def check_lessons(*paths: str | Path) -> list[Fault]:
    """List the faults of every lesson of the data, with packages laid over it, in either language."""
    data = load(*paths)
    faults: list[Fault] = []
    for lesson_id in data.ids("lesson"):
        for lang in LANGUAGES:
            try:
                open_lesson(data, lesson_id, lang=lang)
            except DataError as error:
                faults += error.faults
    return list(dict.fromkeys(faults))


def open_lesson(data: Dataset, lesson_id: str, *, lang: str) -> Pack:
    """Make a lesson from its file.

    Raises
    ------
    UnknownIdError
        If there is no such lesson.
    DataError
        If its file has faults, names what is not in the data, types a number, shows on one axis what the gate keeps
        apart, or asks what the data do not answer; every fault is listed with line and field.
    """
    lesson = read_lesson(data.lesson_file(lesson_id))
    maker = _Maker(data, lesson, lang)
    pack = maker.make()
    if maker.faults:
        raise DataError(maker.faults)
    return pack


class _Maker:
    """Words one lesson; a fault in one field does not hide those in others."""

    def __init__(self, data: Dataset, lesson: Lesson, lang: str) -> None:
        self.data, self.lesson, self.lang = data, lesson, lang
        self.ledger = Ledger(data, lang)
        self.faults: list[Fault] = []

    def make(self) -> Pack:
        lesson, ledger = self.lesson, self.ledger
        minutes = sum(step["minutes"] for step in lesson["steps"])
        duration = say(
            "lesson.duration",
            self.lang,
            periods=ledger.plan("periods", lesson["periods"]),
            minutes=ledger.plan("duration", minutes),
        )
        info = (
            (say("lesson.learners", self.lang), self.text(lesson["learners"], "learners")),
            (say("lesson.time", self.lang), duration),
        )
        objectives = tuple(
            (say(f"lesson.{kind}", self.lang), self.texts(lesson["objectives"][kind], "objectives", kind))
            for kind in ("knowledge", "skills", "attitude")
        )
        title = self.text(lesson["title"], "title")
        methods = self.text(lesson["methods"], "methods")
        materials = self.texts(lesson["materials"], "materials")
        steps = tuple(self.step(n, step) for n, step in enumerate(lesson["steps"]))
        ledger.part = "items"
        items = tuple(filter(None, (self.item(n, one) for n, one in enumerate(lesson["items"]))))
        ledger.part = "questions"
        questions = tuple(filter(None, (self.question(n, one) for n, one in enumerate(lesson["questions"]))))
        return Pack(
            lesson["lesson_id"],
            self.lang,
            title,
            info,
            objectives,
            methods,
            materials,
            steps,
            items,
            questions,
            tuple(ledger.entries.values()),
        )

    def text(self, texts: dict[str, str], *path: str | int) -> str:
        with self.at(*path, self.lang):
            return self.ledger.fill(texts[self.lang])
        return ""

    def texts(self, many: list[dict[str, str]], *path: str | int) -> tuple[str, ...]:
        return tuple(self.text(one, *path, n) for n, one in enumerate(many))

    def step(self, n: int, step: dict[str, Any]) -> Step:
        start = len(self.ledger.trace)
        title, minutes = (
            self.text(step["title"], "steps", n, "title"),
            self.ledger.plan(f"minutes.{n + 1}", step["minutes"]),
        )
        content = self.texts(step["content"], "steps", n, "content")
        method = self.text(step["method"], "steps", n, "method")
        return Step(title, minutes, content, method, tuple(step["show"]), tuple(self.ledger.trace[start:]))

    def rows(self, things: Iterable[Any], make: Callable[[Any], tuple[str, ...]]) -> dict[str, Any]:
        """Make a row of each thing, with the ids of the numbers that it holds."""
        rows, marks = [], []
        for thing in things:
            start = len(self.ledger.trace)
            rows.append(make(thing))
            marks.append(tuple(self.ledger.trace[start:]))
        return {"rows": tuple(rows), "marks": tuple(marks)}

    def item(self, n: int, one: dict[str, Any]) -> Item | None:
        makers: dict[str, Callable[[dict[str, Any]], Item]] = {
            "figures": self.figures,
            "chart": self.chart,
            "grading": self.grading,
            "refusal": self.refusal,
            "practices": self.practices,
            "norms": self.norms,
        }
        with self.at("items", n):
            return makers[one["kind"]](one)
        return None

    def question(self, n: int, one: dict[str, Any]) -> Question | None:
        with self.at("questions", n):
            return make_question(self.data, self.ledger, one, self.lang)
        return None

    @contextmanager
    def at(self, *path: str | int) -> Iterator[None]:
        """Turn an error into a fault at this field."""
        try:
            yield
        except AnalysisError as error:
            self.faults.append(self.lesson.fault(str(error), *path))

    def figures(self, one: dict[str, Any]) -> Item:
        for place in one["localities"]:
            self.data.row("locality", place)
        found = [figure for indicator in one["indicators"] for figure in self.known(one["localities"], indicator)]
        if not found:
            raise AnalysisError("none of these places has any of these figures")

        def row(figure: Figure) -> tuple[str, ...]:
            words = self.ledger
            return self.indicator(figure), words.label(figure), words.figure(figure), words.period(figure)

        return Item(
            one["id"], one["kind"], self.ledger.fill(one["title"][self.lang]),
            self.columns("indicator", "locality", "value", "period"), **self.rows(found, row), numeric=(2,),
            notes=self.computed(found), source=self.source(found),
        )  # fmt: skip

    def chart(self, one: dict[str, Any]) -> Item:
        comparison = compare(self.data, one["indicator"], one["localities"])
        require_one_axis(comparison)
        if comparison.missing:
            raise AnalysisError(f"{', '.join(comparison.missing)}: no figure of {one['indicator']}")
        figures, words = comparison.figures, self.ledger
        made = self.rows(figures, lambda figure: (words.label(figure), words.figure(figure), words.period(figure)))
        indicator = self.data.row("indicator", one["indicator"])
        decimals = int(indicator["decimals"])
        name = words.name(f"{one['indicator']}:name", indicator[f"name_{self.lang}"])
        cares = words.name(f"{one['indicator']}:reasons", self.ledger.voice.reasons(comparison))
        values = tuple(round(float(figure.value), decimals) for figure in figures)
        names = tuple(row[0] for row in made["rows"])
        bars = self.ledger.voice.join(f"{row[0]} {row[1]}" for row in made["rows"])
        return Item(
            one["id"], one["kind"], self.title(one, name), self.columns("locality", "value", "period"), **made,
            numeric=(1,), notes=(say("lesson.care", self.lang, reasons=cares), *self.computed(figures)),
            source=self.source(figures), chart=Chart(name, names, values, decimals, indicator["unit"] == "percent"),
            alt=say("alt.bars", self.lang, title=name, parts=bars),
        )  # fmt: skip

    def grading(self, one: dict[str, Any]) -> Item:
        self.data.row("locality", one["locality"])
        found = [grading for grading in count_grades(self.data) if grading.locality_id == one["locality"]]
        if not found:
            raise AnalysisError(f"{one['locality']} prints no grading")
        grading = found[0]
        named = {say(f"grade.{grade}", self.lang): grading.grades[grade] for grade in GRADES}
        unstated = say("level.unstated", self.lang)
        made = self.rows(
            [*named.items(), (say("lesson.assessed", self.lang), grading.assessed)],
            lambda pair: (pair[0], unstated if pair[1] is None else self.ledger.figure(pair[1])),
        )
        caption = say(
            "caption.grades", self.lang, year=self.ledger.year(grading.assessed),
            counted=say(f"counted.{grading.counted}", self.lang),
            place=self.ledger.voice.place(grading.locality_id),
        )  # fmt: skip
        drawn = {name: float(figure.value) for name, figure in named.items() if figure}
        bars = self.ledger.voice.join(f"{row[0]} {row[1]}" for row in made["rows"][:-1])
        return Item(
            one["id"], one["kind"], self.title(one, caption), self.columns("grade", "count"), **made, numeric=(1,),
            source=self.source([grading.assessed, *filter(None, named.values())]),
            chart=Chart(say("column.count", self.lang), tuple(drawn), tuple(drawn.values()), 0, percent=False),
            alt=say("alt.bars", self.lang, title=caption, parts=bars),
        )  # fmt: skip

    def refusal(self, one: dict[str, Any]) -> Item:
        comparison = compare(self.data, one["indicator"], one["localities"])
        if comparison.verdict != "not_comparable":
            raise AnalysisError(
                f"the gate does not keep {one['indicator']} of these places apart: {comparison.verdict}"
            )

        def row(figure: Figure) -> tuple[str, ...]:
            words = self.ledger
            return words.label(figure), self.indicator(figure), words.figure(figure), words.period(figure)

        made = self.rows(comparison.figures, row)
        reasons = capital(self.ledger.voice.reasons(comparison, verdict="not_comparable"))
        name = self.ledger.name(f"{one['indicator']}:name", self.data.name("indicator", one["indicator"], self.lang))
        note = say("lesson.apart", self.lang, reasons=self.ledger.name(f"{one['indicator']}:apart", reasons))
        return Item(
            one["id"], one["kind"], self.title(one, say("lesson.refusal", self.lang, indicator=name)),
            self.columns("locality", "indicator", "value", "period"), **made, numeric=(2,),
            notes=(note, *self.computed(comparison.figures)), source=self.source(comparison.figures),
        )  # fmt: skip

    def practices(self, one: dict[str, Any]) -> Item:
        themes = [self.data.row("theme", theme)["theme_id"] for theme in one["themes"]]
        places = [self.data.row("locality", place)["locality_id"] for place in one.get("localities", [])]
        table = self.data.codings
        table = table[table["theme_id"].isin(themes) & table["direction"].isin(one.get("directions", DIRECTIONS))]
        table = table[table["locality_id"].isin(places or self.data.ids("locality"))]
        if table.empty:
            raise AnalysisError("no passage is coded so")

        def row(coding: dict[str, Any]) -> tuple[str, ...]:
            return (
                self.data.name("locality", coding["locality_id"], self.lang),
                capital(say(f"direction.{coding['direction']}", self.lang)),
                self.ledger.gloss(coding),
                self.ledger.cite(coding["source_id"], int(coding["paragraph"])),
            )

        ordered = table.sort_values(["direction", "locality_id", "paragraph", "theme_id"]).to_dict("records")
        names = self.ledger.voice.join(self.data.name("theme", theme, self.lang) for theme in themes)
        return Item(
            one["id"], one["kind"], self.title(one, say("lesson.practices", self.lang, themes=names)),
            self.columns("locality", "direction", "gloss", "source"), **self.rows(ordered, row),
            notes=(say("lesson.own_words", self.lang),),
        )  # fmt: skip

    def norms(self, one: dict[str, Any]) -> Item:
        def row(norm_id: str) -> tuple[str, ...]:
            norm = self.data.row("norm", norm_id)
            days = (norm["in_force_from"], norm["in_force_to"])
            force = " – ".join(format_date(day.date(), self.lang) if day == day else "" for day in days).rstrip()
            return (
                self.ledger.name(f"norm.{norm_id}:name", norm[f"name_{self.lang}"]),
                self.ledger.norm(norm_id),
                self.ledger.name(f"norm.{norm_id}:document", norm["document"]),
                self.ledger.name(f"norm.{norm_id}:force", force),
                say(f"verification.{norm['verification']}", self.lang),
            )

        return Item(
            one["id"], one["kind"], self.title(one, say("caption.norms", self.lang)),
            self.columns("norm", "value", "document", "in_force", "verification"), **self.rows(one["norms"], row),
            numeric=(1,), notes=(say("note.norms_use", self.lang),),
        )  # fmt: skip

    def indicator(self, figure: Figure) -> str:
        name = self.data.name("indicator", figure.indicator_id, self.lang)
        return self.ledger.name(f"{figure.indicator_id}:name", name)

    def known(self, localities: list[str], indicator: str) -> list[Figure]:
        return [
            figure
            for place in localities
            for figure in find_figures(self.data, locality_id=place, indicator_id=indicator)
        ]

    def columns(self, *names: str) -> tuple[str, ...]:
        return tuple(say(f"column.{one}", self.lang) for one in names)

    def title(self, one: dict[str, Any], words: str) -> str:
        return self.ledger.fill(one["title"][self.lang]) if "title" in one else words

    def computed(self, figures: Any) -> tuple[str, ...]:
        return (say("lesson.computed", self.lang),) if any(one.is_computed for one in figures) else ()

    def source(self, figures: Any) -> str:
        cited = dict.fromkeys(place for one in figures for place in self.ledger.cite_figure(one).split("; "))
        return say("join.semicolon", self.lang).join(cited)
