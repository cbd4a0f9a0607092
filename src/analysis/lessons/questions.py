"""Questions of a lesson: every answer is computed from the data, and the wrong ones are the real traps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from analysis.elements.speech import capital
from analysis.errors import AnalysisError
from analysis.lessons.ledger import Ledger, Reference, read_reference
from analysis.lessons.parts import Option, Question, plain
from analysis.methods import VERDICTS, compare
from analysis.text.rounding import decimals_of

__all__ = ["make_question"]


def make_question(ledger: Ledger, spec: dict[str, Any]) -> Question:
    """Make a question of a lesson's file.

    Raises
    ------
    AnalysisError
        If the data do not answer it, two options read the same, or a reason that is called wrong applies.
    """
    text = plain(ledger.fill(spec["text"]))
    question = _MAKERS[spec["kind"]](ledger, spec)
    texts = [option.text for option in question.options]
    if len(set(texts)) < len(texts):
        twice = next(text for text in texts if texts.count(text) > 1)
        raise AnalysisError(f"two options read {twice!r}; a question has one right answer and no two alike")
    return replace(question, question_id=spec["id"], text=text)


def _numeric(ledger: Ledger, spec: dict[str, Any]) -> Question:
    reference, data = read_reference(spec["answer"]), ledger.voice.data
    printed = ledger.refer(reference)
    if reference.kind == "norm":
        value, decimals, rounded = Decimal(str(data.row("norm", *reference.ids)["value"])).normalize(), 0, False
    else:
        figure = ledger.find(reference)
        if reference.kind == "period" or figure.qualifier != "eq":
            raise AnalysisError(f"{spec['answer']} is {printed}, no one number to answer with")
        indicator = data.row("indicator", figure.indicator_id)
        rounded = figure.is_computed or indicator["unit"] == "percent"
        decimals = int(indicator["decimals"]) if figure.is_computed else decimals_of(figure.value)
        value = figure.value
    source = _source_of(ledger, reference)
    answer = f"{round(value, decimals) if rounded else value:f}"
    tolerance = f"{Decimal(1).scaleb(-decimals) / 2 if rounded else Decimal():f}"
    ledger.answer(spec["id"], answer, tolerance)
    key = ledger.voice.say("lesson.answer", answer=printed)
    return Question("numeric", answer=answer, tolerance=tolerance, key=key, source=source)


def _choice(ledger: Ledger, spec: dict[str, Any]) -> Question:
    reference = read_reference(spec["answer"])
    options = [Option(str(ledger.refer(reference)), right=True)]
    options += [
        Option(str(ledger.refer(read_reference(wrong["value"]))), right=False, why=plain(ledger.fill(wrong["why"])))
        for wrong in spec["wrong"]
    ]
    return _ask(ledger, _spread(options, spec["id"]), _source_of(ledger, reference))


def _verdict(ledger: Ledger, spec: dict[str, Any]) -> Question:
    comparison = compare(ledger.voice.data, spec["indicator"], spec["localities"])
    if comparison.missing:
        raise AnalysisError(f"{', '.join(comparison.missing)}: no figure of {spec['indicator']}")
    if comparison.parts and comparison.left_out:
        raise AnalysisError("these places have no one verdict: some may stand together and others not; ask of fewer")
    why = _why(ledger, spec, ledger.voice.reasons(comparison))
    options = [Option(ledger.voice.say(f"verdict.{verdict}"), verdict == comparison.verdict) for verdict in VERDICTS]
    options = [replace(option, why=why) if option.right else option for option in options]
    return _ask(ledger, options, ledger.source(comparison.figures))


def _reason(ledger: Ledger, spec: dict[str, Any]) -> Question:
    comparison, say = compare(ledger.voice.data, spec["indicator"], spec["localities"]), ledger.voice.say
    applies = {reason.reason_id for reason in comparison.reasons if reason.verdict == "not_comparable"}
    if spec["reason"] not in applies:
        valid = ", ".join(sorted(applies)) or "(none)"
        raise AnalysisError(f"{spec['reason']} does not keep them apart. Valid: {valid}")
    every = {reason.reason_id for reason in comparison.reasons}
    for wrong in spec["wrong"]:
        if wrong in every:
            raise AnalysisError(f"{wrong} is called wrong, but applies")
    why = _why(ledger, spec, ledger.voice.reasons(comparison, verdict="not_comparable"))
    options = [Option(say(f"rule.{spec['reason']}"), right=True, why=why)]
    options += [Option(say(f"rule.{wrong}"), right=False, why=say("lesson.same_here")) for wrong in spec["wrong"]]
    return _ask(ledger, _spread(options, spec["id"]), ledger.source(comparison.figures))


def _essay(ledger: Ledger, spec: dict[str, Any]) -> Question:
    lines = []
    for point in spec["guide"]:
        words = plain(ledger.fill(point["text"]))
        points = ledger.voice.say("lesson.points", points=ledger.plan("points", point["points"]))
        lines.append(f"{words} ({points})")
    return Question("essay", guide=tuple(lines))


_MAKERS: dict[str, Callable[[Ledger, dict[str, Any]], Question]] = {
    "numeric": _numeric,
    "choice": _choice,
    "verdict": _verdict,
    "reason": _reason,
    "essay": _essay,
}


def _ask(ledger: Ledger, options: Sequence[Option], source: str) -> Question:
    right = next(option.text for option in options if option.right)
    key = ledger.voice.say("lesson.answer", answer=right)
    return Question("choice", options=tuple(options), key=key, source=source)


def _why(ledger: Ledger, spec: dict[str, Any], reasons: str) -> str:
    return str(ledger.name(f"{spec['indicator']}:{spec['id']}", f"{capital(reasons)}."))


def _source_of(ledger: Ledger, reference: Reference) -> str:
    if reference.kind != "norm":
        return ledger.source([ledger.find(reference)])
    (norm_id,) = reference.ids
    document = ledger.name(f"norm.{norm_id}:document", ledger.voice.data.row("norm", norm_id)["document"])
    return ledger.voice.say("lesson.sources", source=document)


def _spread(options: Sequence[Option], question_id: str) -> tuple[Option, ...]:
    """Put the right answer at a place that the question's name decides: not always first, and the same each time."""
    right, *wrong = options
    place = sum(question_id.encode()) % len(options)
    return (*wrong[:place], right, *wrong[place:])
