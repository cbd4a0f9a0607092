"""Questions of a lesson: what the data answer is computed from them; what is to be judged comes with its reasons."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from analysis.dataset.printed import id_of
from analysis.elements.references import Reference
from analysis.elements.speech import Number, Pieces, Remark, capital, lower
from analysis.lessons.items import compare_all
from analysis.lessons.ledger import Ledger
from analysis.lessons.parts import Entry, Option, Question, plain
from analysis.methods import VERDICTS, Figure
from analysis.text.numbers import decimals_of, share_out
from analysis.words.catalogue import refuse

MARKS = 10
"""The marks of a paper."""


def make_question(ledger: Ledger, spec: dict[str, Any], mark: Decimal = Decimal(1)) -> Question:
    """Make a question of a lesson's file, worth a mark; the lines of a guide share it in quarters, by their points.

    An `AnalysisError` tells that the data or what the lesson shows do not answer it, its text gives the answer away, or
    two options say the same.
    """
    pieces = ledger.fill(spec["text"])
    question = _MAKERS[spec["kind"]](ledger, spec, pieces)
    _require_shown(ledger, *(Reference.read(each).find(ledger.voice.data) for each in spec.get("data", ())))
    given = {_key(ledger, words) for piece in pieces if isinstance(piece, Number) for words in (piece.text, str(piece))}
    if question.key in given:
        raise refuse("question_tells", key=question.key)
    texts = [option.text for option in question.options]
    if twice := next((text for text in texts if texts.count(text) > 1), None):
        raise refuse("question_twice", given=twice)
    asked = plain(tuple(piece for piece in pieces if not isinstance(piece, Remark)))
    remarks = (lower(piece.whole) for piece in pieces if isinstance(piece, Remark))
    notes = (ledger.voice.say("lesson.of_figures", cautions=words) for words in remarks)
    told = " ".join(filter(None, (asked, *notes, question.text)))  # no figure goes without what it cautions of
    quarters = share_out(int(4 * mark), [line["points"] for line in spec.get("guide", ())])
    worth = [_mark(ledger, Decimal(share) / 4) for share in quarters]
    worth = worth or [_mark(ledger, mark)] * len(question.guide)  # of a sum its one line is worth all
    guide = tuple(f"{line} ({points})" for line, points in zip(question.guide, worth, strict=True))
    named = {"question_id": spec["id"], "text": told, "asked": pieces, "guide": guide}
    return replace(question, marks=_mark(ledger, mark), **named)


def _mark(ledger: Ledger, mark: Decimal) -> str:
    return ledger.voice.say("lesson.points", points=ledger.plan("points", mark))


def share_marks(specs: Sequence[Mapping[str, Any]]) -> dict[str, Decimal]:
    """Share the marks of a paper out over its questions: a short one is worth 1, essays share the rest in halves."""
    essays = [spec["id"] for spec in specs if spec["kind"] == "essay"]
    halves = share_out(2 * (MARKS - len(specs) + len(essays)), [1] * len(essays))
    return {spec["id"]: Decimal(1) for spec in specs} | {
        id_: Decimal(half) / 2 for id_, half in zip(essays, halves, strict=True)
    }


def _numeric(ledger: Ledger, spec: dict[str, Any], _: Pieces) -> Question:
    figure = Reference.read(spec["answer"]).find(ledger.voice.data)
    if (figure.qualifier, figure.status, figure.reading) != ("eq", "observed", "level"):
        raise refuse("question_no_number", figure=id_of(figure), value=ledger.voice.figure(figure))
    _require_shown(ledger, figure)
    indicator = ledger.voice.data.row("indicator", figure.indicator_id)
    decimals = int(indicator["decimals"]) if figure.is_computed else decimals_of(figure.value)
    rounded = figure.is_computed or indicator["unit"] == "percent"
    value = f"{round(figure.value, decimals) if rounded else figure.value:f}"
    tolerance = f"{Decimal(1).scaleb(-decimals) / 2 if rounded else Decimal():f}"
    for words in (value, tolerance):  # as a machine reads them, with a point for decimals
        ledger.enter(Entry(f"question.{spec['id']}:answer", words, words))
    number, source = ledger.figure(figure), ledger.source([figure])
    beware, voice, told = ledger.voice.beware(number.cautions), ledger.voice, list[str]()
    if made := figure.formula:  # what was divided by what, which the question asks to name
        sides = {"numerator": voice.side(made.numerator), "denominator": voice.side(made.denominator)}
        told.append(ledger.name(f"{spec['answer']}:formula", f"{capital(voice.say('join.over', **sides))}."))
    told += [plain(ledger.fill(spec["why"]))] if "why" in spec else []
    guide = (" ".join(told),) if told else ()
    return Question("numeric", (), value, tolerance, _key(ledger, number.text), guide=guide, source=source, text=beware)


def _judgement(ledger: Ledger, spec: dict[str, Any], asked: Pieces) -> Question:
    """Offer sentences, of which the data bear out one; each comes with the reason."""
    told = sorted(spec["options"], key=lambda option: not option.get("right", False))
    texts, whys = ([ledger.fill(option[part]) for option in told] for part in ("text", "why"))
    offered = enumerate(zip(texts, whys, strict=True))
    options = [Option(capital(plain(text)), n == 0, plain(why)) for n, (text, why) in offered]
    return _ask(ledger, options, ledger.source_of(asked, *texts, *whys, cites=spec.get("cites")), spec["id"])


def _verdict(ledger: Ledger, spec: dict[str, Any], _: Pieces) -> Question:
    comparison = compare_all(ledger, spec)
    _require_shown(ledger, *comparison.figures)
    if comparison.parts and comparison.left_out:
        raise refuse("question_verdicts")
    reasons = capital(ledger.voice.reasons(comparison.reasons))
    why = ledger.name(f"{spec['indicator']}:{spec['id']}", f"{reasons}.")
    options = [Option(ledger.voice.say(f"verdict.{verdict}"), verdict == comparison.verdict) for verdict in VERDICTS]
    options = [replace(option, why=why) if option.right else option for option in options]
    return _ask(ledger, options, ledger.source(comparison.figures))


def _essay(ledger: Ledger, spec: dict[str, Any], asked: Pieces) -> Question:
    lines = tuple(plain(ledger.fill(line["text"])) for line in spec["guide"])
    model = [ledger.fill(part) for part in spec.get("model", ())]
    source = ledger.source_of(asked, *model, cites=spec.get("cites"))
    return Question("essay", source=source, guide=lines, model=tuple(map(plain, model)))


_MAKERS: dict[str, Callable[[Ledger, dict[str, Any], Pieces], Question]] = {
    "numeric": _numeric,
    "judgement": _judgement,
    "verdict": _verdict,
    "essay": _essay,
}


def _key(ledger: Ledger, words: str) -> str:
    return ledger.voice.say("lesson.answer", answer=words)


def _ask(ledger: Ledger, options: Sequence[Option], source: str, question_id: str = "") -> Question:
    """Ask to choose; the right answer moves from first to a place that a given id decides: the same each time."""
    offered, right = [*options], next(option for option in options if option.right)
    if question_id:
        offered.insert(sum(question_id.encode()) % len(offered), offered.pop(0))
    return Question("choice", options=tuple(offered), key=_key(ledger, right.text), source=source)


def _require_shown(ledger: Ledger, *figures: Figure) -> None:
    """Hold a question to its lesson: a step or an item showed each figure that it asks, or its parts."""
    held = [entry.entry_id for entry in ledger.entries.values() if {"plan", "items"} & {*entry.parts}]
    shown = {re.sub("@[^:]*", "", id_) for id_ in held}
    for figure in figures:
        ledger.asked += figure.parts or (figure,)
        parts = set(map(id_of, figure.parts))
        if id_of(figure) not in shown and not (parts and shown >= parts):
            raise refuse("question_not_shown", figure=id_of(figure))
