"""A lesson made from its file and the data: each number through the ledger."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial, reduce
from itertools import pairwise
from operator import getitem
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from analysis.dataset import Dataset, load
from analysis.dataset.printed import id_of
from analysis.elements.pages import tell_to_find
from analysis.elements.speech import Pieces, capital
from analysis.elements.wording import Voice
from analysis.errors import AnalysisError, DataError, Fault, UnknownIdError
from analysis.lessons.deck import arrange_deck, lay_rows, make_slide, mark_theme, name_reading, split_cautions
from analysis.lessons.items import make_item, tell_once
from analysis.lessons.ledger import Ledger
from analysis.lessons.parts import Form, Item, Pack, Scenario, Slide, Step, Way, plain
from analysis.lessons.questions import MARKS, make_question, share_marks
from analysis.package.yaml_lines import check_schema, fault_in, read_yaml
from analysis.paths import data_dir
from analysis.words.catalogue import LANGUAGES, refuse

MINUTES_IN_A_PERIOD = 45
PAPER = 90  # minutes for a test of four choices or so and three essays
_TOLD = ("title", "content", "method", "claim", "lecture", "expected", "conclusion")  # the texts of a step

_Made = TypeVar("_Made")


def check_lessons(*paths: str | Path) -> list[Fault]:
    """List the faults of every lesson of the data, with packages laid over it, in either language."""
    data = load(*paths)
    faults: list[Fault] = []
    for lesson_id in data.ids("lesson"):
        for lang in LANGUAGES:
            try:
                open_lesson(data, lesson_id, lang=lang, drawn=False)
            except DataError as error:
                faults += error.faults
    return list(dict.fromkeys(faults))


def open_lesson(data: Dataset, lesson_id: str, *, lang: str, drawn: bool = True) -> Pack:
    """Make a lesson from its file, with pictures where they are to be `drawn`; an `UnknownIdError`: there is none.

    A `DataError` lists, with line and field, what is wrong in the file: of form, not in the data, a typed number, on
    one axis though the gate keeps it apart, or asked though the data do not answer it.
    """
    maker = _Maker(read_lesson(data.lesson_file(lesson_id)), Ledger(Voice(data, lang), drawn))
    pack = maker.make()
    if maker.faults:
        raise DataError(maker.faults)
    return pack


class Lesson(NamedTuple):
    """One lesson, as its file says it; `fault` takes a message, then keys and places from 0 that lead to a field."""

    content: dict[str, Any]
    fault: Callable[..., Fault]


def read_lesson(file: Path) -> Lesson:
    """Read one lesson.

    A `DataError` tells that it is not YAML, a field is missing, unknown or of the wrong kind, an id stands twice or
    leads nowhere, or the minutes do not add up to the periods: every fault.
    """
    name = f"{file.parent.name}/{file.name}"
    node, content = read_yaml(file)
    lesson = Lesson(content, partial(fault_in, name, node))
    schema = (data_dir() / "lessons" / "schema.json").read_text("utf-8")
    if faults := [*check_schema(name, node, content, schema)] or [*_check_content(lesson, file.stem)]:
        raise DataError(faults)
    return lesson


def _check_content(lesson: Lesson, name: str) -> Iterator[Fault]:
    content = lesson.content
    if content["lesson_id"] != name:
        yield lesson.fault(refuse("lesson_name", given=content["lesson_id"], name=name), "lesson_id")
    minutes = sum(step["minutes"] for step in content["steps"])
    planned = content["periods"] * MINUTES_IN_A_PERIOD
    if minutes != planned:
        told = {"minutes": minutes, "periods": content["periods"], "each": MINUTES_IN_A_PERIOD, "planned": planned}
        yield lesson.fault(refuse("lesson_minutes", **told), "steps")
    for part in ("items", "questions"):
        ids = [spec["id"] for spec in content[part]]
        for n, id_ in enumerate(ids):
            if id_ in ids[:n]:
                yield lesson.fault(refuse("twice", given=id_), part, n, "id")
    items = [spec["id"] for spec in content["items"]]
    for n, step in enumerate(content["steps"]):
        for place, shown in enumerate(step["show"]):
            if shown not in items:
                yield lesson.fault(UnknownIdError("item", shown, items), "steps", n, "show", place)


def _make_form(title: Pieces, lines: tuple[Pieces, ...], room: Sequence[int] = (), signed: Any = ("",)) -> Form:
    return Form(title, lines, (*room, *[1] * (len(lines) - len(room))), signed)


class _Maker:
    """Words one lesson; a fault in one field does not hide those in others."""

    def __init__(self, lesson: Lesson, ledger: Ledger) -> None:
        self.lesson, self.ledger = lesson, ledger
        self.faults: list[Fault] = []

    def make(self) -> Pack:
        lesson, ledger, say, lang = self.lesson.content, self.ledger, self.ledger.voice.say, self.ledger.voice.lang
        periods = ledger.plan("periods", lesson["periods"])
        minutes = ledger.plan("duration", sum(step["minutes"] for step in lesson["steps"]))
        length = ledger.voice.pieces("lesson.duration", periods=periods, minutes=minutes)
        told = {part: self.told(part) for part in lesson if part not in ("steps", "items", "questions")}
        info = (say("lesson.learners"), told["learners"]), (say("lesson.time"), length)
        kinds = ("knowledge", "skills", "attitude")
        objectives = tuple((say(f"lesson.{kind}"), told["objectives"][kind]) for kind in kinds)
        steps = tuple(self.step(n, step) for n, step in enumerate(lesson["steps"]))
        read = [pair for step in lesson["steps"] for pair in step["reading"].items()]
        pages = {text: {page for other, found in read if other == text for page in found} for text, _ in read}
        articles = {text: found for text, found in pages.items() if text != "documents"}
        marks = share_marks(lesson["questions"])
        shown = {id_ for step in steps for id_ in step.show}
        items = tell_once(ledger.voice, self.each("items", make_item), shown)
        questions = self.each("questions", lambda ledger, spec: make_question(ledger, spec, marks[spec["id"]]))
        scenario = Scenario(**told["scenario"] | {"ways": tuple(Way(**way) for way in told["scenario"]["ways"])})
        ledger.part = "slides"
        parts = [(step, self.slides(n, step, items)) for n, step in enumerate(steps)]
        ledger.part = "plan"
        reading, cited, named = tuple[Pieces, ...](), "", pages.get("documents", set()) | ledger.documents
        with self.at("steps"):
            reading, cited = name_reading(ledger, {**articles, "documents": named}), ledger.source_of(cites=articles)
        sources = ledger.sources()
        ledger.part = "paper"
        columns = ("locality", "indicator", "value", "period")
        data = ledger.tabulate({id_of(figure): figure for figure in ledger.asked}.values(), *columns)
        # A paragraph is filled in one go: what its numbers caution of is told once, at its end.
        ends = pairwise((0, *lesson["breaks"], len(lesson["case"])))
        texts = (" ".join(sentence[lang] for sentence in lesson["case"][slice(*part)]) for part in ends)
        ledger.heard = set()
        case = () if self.faults else tuple(ledger.fill({lang: words}) for words in texts)
        ledger.heard = None
        ledger.part = "slides"
        title, cautions = split_cautions(told["title"])
        opening = Slide(title, source=cited, notes=(*cautions, *map(plain, (*case, *told["contrast"]))))
        slides = arrange_deck(ledger, opening, parts, scenario, questions)
        texts_named = tuple(": ".join(row) for row in sources.texts)
        slides = (*slides[:-1], replace(slides[-1], notes=(*slides[-1].notes, sources.caption, *texts_named)))
        paper = say("lesson.paper_time", minutes=ledger.plan("paper", PAPER), marks=ledger.plan("marks", MARKS))
        head, short, manifest = (lesson["lesson_id"], lang, title), plain(told["short"]), tuple(ledger.entries.values())
        materials = (
            *told["materials"],
            *((line,) for line in tell_to_find(ledger.voice, () if self.faults else articles)),
        )
        plan = (*head, info, objectives, told["methods"], materials, steps, items, questions, manifest)
        forms = tuple(_make_form(**form) for form in told["forms"])
        return Pack(*plan, case, told["contrast"], scenario, forms, reading, data, sources, short, slides, paper)

    def told(self, *path: str | int) -> Any:
        """Fill in all that a field holds: a text, a list or a mapping of such."""
        whole: Any = self.lesson.content
        content = reduce(getitem, path, whole)
        if not isinstance(content, dict):
            return tuple(self.told(*path, n) for n in range(len(content))) if isinstance(content, list) else content
        if content.keys() == {*LANGUAGES}:
            with self.at(*path, self.ledger.voice.lang):
                return self.ledger.fill(content)
            return ()
        return {key: self.told(*path, key) for key in content}

    def step(self, n: int, step: dict[str, Any]) -> Step:
        minutes = self.ledger.plan(f"minutes.{n + 1}", step["minutes"])
        told = {}
        for part in _TOLD:
            self.ledger.heard = set() if part == "lecture" else None
            told[part] = self.told("steps", n, part)
        self.ledger.heard = None
        texts = [told[part] for part in ("title", "method", "claim", "conclusion")]
        texts += [*told["content"], *told["lecture"], *told["expected"]]
        read, reading, source = step["reading"], tuple[Pieces, ...](), ""
        with self.at("steps", n, "reading"):
            reading, source = name_reading(self.ledger, read), self.ledger.source_of(*texts, cites=read)
        return Step(minutes=minutes, show=tuple(step["show"]), source=source, reading=reading, **told)

    def slides(self, n: int, step: Step, items: Sequence[Item]) -> list[Slide]:
        """Make the slides of a step as its file tells them; without any, the claim over its conclusion."""
        by_id = {item.item_id: item for item in items}
        specs = self.lesson.content["steps"][n].get("slides") or [{}]
        made = []
        for rank, spec in enumerate(specs):
            at = ("steps", n, "slides", rank)
            claim = self.told(*at, "claim") if "claim" in spec else step.claim
            words = self.told(*at, "words") if "words" in spec else ()
            grid, words = lay_rows(self.told(*at, "rows")) if "rows" in spec else ((), words)
            words = words or (() if spec.keys() & {"item", "theme"} else (step.conclusion,))
            with self.at(*at):
                item = by_id.get(spec.get("item", ""), Item("", (), ()))
                marked, few = tuple[str, ...](), tuple[str, ...]()
                if "theme" in spec:
                    grid, words, marked, few = mark_theme(self.ledger, spec["theme"], words)
                    spec = spec if grid else spec | {"diagram": "each"}
                beside = (*item.places, *marked)
                source = self.ledger.source_of(claim, *words, cites=spec.get("cites", {}), beside=beside)
                source = source or ("" if "item" in spec else f"{capital(self.ledger.voice.say('lesson.own'))}.")
                told = {
                    name: spec[name] for name in ("item", "diagram") if name in spec and (name == "diagram" or not grid)
                }
                shown = [cell for row in (() if "rows" in spec else grid) for cell in row if len(cell) > 1]
                shown += item.notes[item.kind == "chart" :]  # with what care a chart may be compared is in the notes
                slide = make_slide(self.ledger, claim, words, source, spec.get("sign", ""), shown)
                spoken = (self.ledger.name(f"spoken.{n}", words) for n, words in enumerate(item.spoken))
                cards = () if "rows" in spec else slide.cards
                made.append(replace(slide, cards=cards, grid=grid, notes=(*few, *spoken, *slide.notes), **told))
        return made

    def each(self, part: str, make: Callable[[Ledger, dict[str, Any]], _Made]) -> tuple[_Made, ...]:
        """Make each item, or each question, of the lesson."""
        made, shown = [], [id_ for step in self.lesson.content["steps"] for id_ in step["show"]]
        for n, spec in enumerate(self.lesson.content[part]):
            self.ledger.part = "slides" if part == "items" and spec["id"] not in shown else part  # shown there alone
            with self.at(part, n):
                made.append(make(self.ledger, spec))
        return tuple(made)

    @contextmanager
    def at(self, *path: str | int) -> Iterator[None]:
        """Turn an error into a fault at this field."""
        try:
            yield
        except AnalysisError as error:
            self.faults.append(self.lesson.fault(error, *path))
