"""A lesson made from its file and the data: plan, items and questions in words, each number through the ledger."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from analysis.dataset import Dataset, Lesson, load
from analysis.errors import AnalysisError, DataError, Fault
from analysis.methods import GRADES, Figure, compare, count_grades
from analysis.show.catalogue import LANGUAGES, say
from analysis.show.ledger import Entry, Ledger
from analysis.show.questions import Option, Question, make_question
from analysis.show.wording import capital, describe_reasons, join, name_place
from analysis.text import format_date

__all__ = ["MIME", "Chart", "Item", "Pack", "Step", "check_lessons", "open_lesson", "read_pack"]

MIME = "application/vnd.analysis.lesson+json"
"""Type of the output by which a notebook hands a lesson on to be written as Word, slides and questions."""


@dataclass(frozen=True)
class Chart:
    """Bars that may share one axis: names, values as printed, and their number format."""

    name: str
    categories: tuple[str, ...]
    values: tuple[float, ...]
    decimals: int
    percent: bool


@dataclass(frozen=True)
class Item:
    """Something shown: a table, with a chart where one is allowed."""

    item_id: str
    kind: str
    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()
    source: str = ""
    chart: Chart | None = None
    alt: str = ""


@dataclass(frozen=True)
class Step:
    """A step of the lesson with its minutes and what is shown in it."""

    title: str
    minutes: str
    content: tuple[str, ...]
    method: str
    show: tuple[str, ...]


@dataclass(frozen=True)
class Pack:
    """A lesson in one language, all numbers in words, ready to be written in any form.

    Attributes
    ----------
    info
        Pairs of label and words for the head of the plan.
    objectives
        Pairs of heading and lines.
    manifest
        Every number that any part holds.
    """

    lesson_id: str
    lang: str
    title: str
    info: tuple[tuple[str, str], ...]
    objectives: tuple[tuple[str, tuple[str, ...]], ...]
    methods: str
    materials: tuple[str, ...]
    steps: tuple[Step, ...]
    items: tuple[Item, ...]
    questions: tuple[Question, ...]
    manifest: tuple[Entry, ...]

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return {MIME: asdict(self), "text/plain": self.title}


def read_pack(content: Mapping[str, Any]) -> Pack:
    """Take a lesson up again from what a notebook handed on under `MIME`."""

    def tuples(value: Any) -> Any:
        return tuple(map(tuples, value)) if isinstance(value, list | tuple) else value

    def make(kind: type, fields: Mapping[str, Any], **made: Any) -> Any:
        return kind(**{**{name: tuples(value) for name, value in fields.items()}, **made})

    def item(one: Mapping[str, Any]) -> Item:
        return make(Item, one, chart=make(Chart, one["chart"]) if one["chart"] else None)

    def question(one: Mapping[str, Any]) -> Question:
        return make(Question, one, options=tuple(make(Option, option) for option in one["options"]))

    return make(
        Pack,
        content,
        steps=tuple(make(Step, one) for one in content["steps"]),
        items=tuple(map(item, content["items"])),
        questions=tuple(map(question, content["questions"])),
        manifest=tuple(make(Entry, one) for one in content["manifest"]),
    )


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
    lesson = data.lesson(lesson_id)
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
        return Step(
            self.text(step["title"], "steps", n, "title"),
            self.ledger.plan("minutes", step["minutes"]),
            self.texts(step["content"], "steps", n, "content"),
            self.text(step["method"], "steps", n, "method"),
            tuple(step["show"]),
        )

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
        rows, found = [], []
        for indicator in one["indicators"]:
            name = self.ledger.name(f"{indicator}:name", self.data.name("indicator", indicator, self.lang))
            for figure in self.known(one["localities"], indicator):
                words = self.ledger.figure(figure)
                rows.append((name, self.ledger.label(figure), words, self.ledger.period(figure)))
                found.append(figure)
        if not rows:
            raise AnalysisError("none of these places has any of these figures")
        columns = self.columns("indicator", "locality", "value", "period")
        caption = self.ledger.fill(one["title"][self.lang])
        return Item(
            one["id"], one["kind"], caption, columns, tuple(rows), numeric=(2,), notes=self.computed(found),
            source=self.source(found),
        )  # fmt: skip

    def chart(self, one: dict[str, Any]) -> Item:
        from analysis.methods import require_one_axis

        comparison = compare(self.data, one["indicator"], one["localities"])
        require_one_axis(comparison)
        if comparison.missing:
            raise AnalysisError(f"{', '.join(comparison.missing)}: no figure of {one['indicator']}")
        figures = comparison.figures
        rows = [(self.ledger.label(one), self.ledger.figure(one), self.ledger.period(one)) for one in figures]
        row = self.data.row("indicator", one["indicator"])
        decimals = int(row["decimals"])
        name = self.ledger.name(f"{one['indicator']}:name", row[f"name_{self.lang}"])
        cares = describe_reasons(self.data, comparison, self.lang)
        for figure in figures:
            self.ledger.period(figure)
        note = say("lesson.care", self.lang, reasons=self.ledger.name(f"{one['indicator']}:reasons", cares))
        values = tuple(round(float(figure.value), decimals) for figure in figures)
        return Item(
            one["id"], one["kind"], self.title(one, name), self.columns("locality", "value", "period"), tuple(rows),
            numeric=(1,), notes=(note, *self.computed(figures)), source=self.source(figures),
            chart=Chart(name, tuple(row[0] for row in rows), values, decimals, row["unit"] == "percent"),
            alt=say("alt.bars", self.lang, title=name, parts=join((f"{row[0]} {row[1]}" for row in rows), self.lang)),
        )  # fmt: skip

    def grading(self, one: dict[str, Any]) -> Item:
        self.data.row("locality", one["locality"])
        found = [grading for grading in count_grades(self.data) if grading.locality_id == one["locality"]]
        if not found:
            raise AnalysisError(f"{one['locality']} prints no grading")
        grading = found[0]
        rows, categories, values = [], [], []
        for grade in GRADES:
            figure, name = grading.grades[grade], say(f"grade.{grade}", self.lang)
            if figure is None:
                rows.append((name, say("level.unstated", self.lang)))
                continue
            rows.append((name, self.ledger.figure(figure)))
            categories.append(name)
            values.append(float(figure.value))
        rows.append((say("lesson.assessed", self.lang), self.ledger.figure(grading.assessed)))
        caption = say(
            "caption.grades", self.lang, year=self.ledger.year(grading.assessed),
            counted=say(f"counted.{grading.counted}", self.lang),
            place=name_place(self.data, grading.locality_id, self.lang),
        )  # fmt: skip
        figures = [grading.assessed, *(figure for figure in grading.grades.values() if figure)]
        return Item(
            one["id"], one["kind"], self.title(one, caption), self.columns("grade", "count"), tuple(rows),
            numeric=(1,), source=self.source(figures),
            chart=Chart(say("column.count", self.lang), tuple(categories), tuple(values), 0, percent=False),
            alt=say("alt.bars", self.lang, title=caption, parts=join((f"{a} {b}" for a, b in rows[:-1]), self.lang)),
        )  # fmt: skip

    def refusal(self, one: dict[str, Any]) -> Item:
        comparison = compare(self.data, one["indicator"], one["localities"])
        if comparison.verdict != "not_comparable":
            raise AnalysisError(
                f"the gate does not keep {one['indicator']} of these places apart: {comparison.verdict}"
            )
        rows = [
            (
                self.ledger.label(figure),
                self.ledger.name(
                    f"{figure.indicator_id}:name", self.data.name("indicator", figure.indicator_id, self.lang)
                ),
                self.ledger.figure(figure),
                self.ledger.period(figure),
            )
            for figure in comparison.figures
        ]
        reasons = capital(describe_reasons(self.data, comparison, self.lang, verdict="not_comparable"))
        name = self.ledger.name(f"{one['indicator']}:name", self.data.name("indicator", one["indicator"], self.lang))
        note = say("lesson.apart", self.lang, reasons=self.ledger.name(f"{one['indicator']}:apart", reasons))
        return Item(
            one["id"], one["kind"], self.title(one, say("lesson.refusal", self.lang, indicator=name)),
            self.columns("locality", "indicator", "value", "period"), tuple(rows), numeric=(2,),
            notes=(note, *self.computed(comparison.figures)), source=self.source(comparison.figures),
        )  # fmt: skip

    def practices(self, one: dict[str, Any]) -> Item:
        themes = [self.data.row("theme", theme)["theme_id"] for theme in one["themes"]]
        places = [self.data.row("locality", place)["locality_id"] for place in one.get("localities", [])]
        wanted = one.get("directions", ["limitation", "measure", "result"])
        table = self.data.codings
        table = table[table["theme_id"].isin(themes) & table["direction"].isin(wanted)]
        if places:
            table = table[table["locality_id"].isin(places)]
        rows = [
            (
                self.data.name("locality", row["locality_id"], self.lang),
                capital(say(f"direction.{row['direction']}", self.lang)),
                self.ledger.gloss(row),
                self.ledger.cite(row["source_id"], int(row["paragraph"])),
            )
            for row in table.sort_values(["direction", "locality_id", "paragraph"]).to_dict("records")
        ]
        if not rows:
            raise AnalysisError("no passage is coded so")
        names = join((self.data.name("theme", theme, self.lang) for theme in themes), self.lang)
        return Item(
            one["id"], one["kind"], self.title(one, say("lesson.practices", self.lang, themes=names)),
            self.columns("locality", "direction", "gloss", "source"), tuple(rows),
            notes=(say("lesson.own_words", self.lang),),
        )  # fmt: skip

    def norms(self, one: dict[str, Any]) -> Item:
        rows = []
        for norm_id in one["norms"]:
            row = self.data.row("norm", norm_id)
            until = row["in_force_to"]
            force = " – ".join(
                format_date(day.date(), self.lang) if day == day else "" for day in (row["in_force_from"], until)
            ).rstrip()
            rows.append(
                (
                    self.ledger.name(f"norm.{norm_id}:name", row[f"name_{self.lang}"]),
                    self.ledger.norm(norm_id),
                    self.ledger.name(f"norm.{norm_id}:document", row["document"]),
                    self.ledger.name(f"norm.{norm_id}:force", force),
                    say(f"verification.{row['verification']}", self.lang),
                )
            )
        return Item(
            one["id"], one["kind"], self.title(one, say("caption.norms", self.lang)),
            self.columns("norm", "value", "document", "in_force", "verification"), tuple(rows), numeric=(1,),
            notes=(say("note.norms_use", self.lang),),
        )  # fmt: skip

    def known(self, localities: list[str], indicator: str) -> list[Figure]:
        from analysis.methods import find_figures

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
