"""Questions of a lesson: every answer is computed from the data, and every wrong one is proved to be wrong."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from analysis.dataset.printed import Formula
from analysis.elements.references import Reference
from analysis.elements.speech import Number, capital
from analysis.errors import AnalysisError
from analysis.lessons.ledger import Ledger, id_of
from analysis.lessons.parts import Entry, Option, Question, plain
from analysis.methods import VERDICTS, Comparison, Figure, compare
from analysis.text.numbers import decimals_of, exact

# Reasons that readers take for each other: where one of them holds, none of the others is plainly wrong.
_NEAR = (
    {"concept", "unit_of_analysis", "tier", "subject", "count_across_levels", "level", "count_without_base"},
    {"subject", "part_of_whole", "same_name", "reform", "outside_place"},
    {"span", "unknown_span", "unknown_day", "period", "period_basis", "reform", "outside_place"},
    {"unknown_base", "different_base", "formula"},
    {"reading", "against", "nature"},
    {"tier", "unit_of_analysis", "grading_rules"},
)


@dataclass(frozen=True)
class _Answer:
    """An answer that a question offers: in words, its value, the figures or yardstick under it, how two make it."""

    number: Number
    value: Decimal
    figures: tuple[Figure, ...] = ()
    norm_id: str = ""
    made: str = ""


def make_question(ledger: Ledger, spec: dict[str, Any]) -> Question:
    """Make a question of a lesson's file, and prove that its key is the only right answer.

    An `AnalysisError` tells that the data or what the lesson shows do not answer it, the text or the look of an option
    gives the answer away, two options say the same, or a wrong one is right by the question's own rule or nearly so.
    """
    text = ledger.fill(spec["text"])
    question = _MAKERS[spec["kind"]](ledger, spec)
    given = {_key(ledger, words) for piece in text if isinstance(piece, Number) for words in (piece.text, str(piece))}
    if question.key in given:
        raise AnalysisError(f"the text of the question gives its answer: {question.key}")
    texts = [option.text for option in question.options]
    if twice := next((text for text in texts if texts.count(text) > 1), None):
        raise AnalysisError(f"two options read {twice!r}; a question has one right answer and no two alike")
    told = " ".join(filter(None, (plain(text), question.text)))
    return replace(question, question_id=spec["id"], text=told)


def _numeric(ledger: Ledger, spec: dict[str, Any]) -> Question:
    answer = _weigh(ledger, spec["answer"])
    _require_shown(ledger, answer)
    rounded = any(figure.is_computed or _row(ledger, figure)["unit"] == "percent" for figure in answer.figures)
    decimals = _decimals(ledger, answer)
    value = f"{round(answer.value, decimals) if rounded else answer.value:f}"
    tolerance = f"{_half_unit(decimals) if rounded else Decimal():f}"
    for number in (value, tolerance):  # as a machine reads them, with a point for decimals
        ledger.enter(Entry(f"question.{spec['id']}:answer", number, number))
    key = _key(ledger, str(answer.number))
    return Question("numeric", answer=value, tolerance=tolerance, key=key, source=_source_of(ledger, answer))


def _choice(ledger: Ledger, spec: dict[str, Any]) -> Question:
    """Offer numbers; each wrong one differs in value, and none stands out by what must be said with it."""
    right = _weigh(ledger, spec["answer"])
    wrong = _weigh_wrong(ledger, right, [each["value"] for each in spec["wrong"]], "is as large as the answer")
    computed = ledger.voice.say("mark.computed")  # the line of the source tells it, where it gives nothing away
    options, first = [Option(right.number.text, right=True)], right.number.without((computed,))
    for each, answer in zip(spec["wrong"], wrong, strict=True):
        number = answer.number.without((computed,))
        if set(number.cautions) != set(first.cautions):
            raise AnalysisError(f"{each['value']} stands out: {number} beside {first}")
        options.append(Option(number.text, right=False, why=plain(ledger.fill(each["why"]))))
    source = _source_of(ledger, right) + (f" ({computed})" if computed in right.number.cautions else "")
    asked = _ask(ledger, options, source, spec["id"])
    return replace(asked, text=ledger.voice.beware(first.cautions))


def _formula(ledger: Ledger, spec: dict[str, Any]) -> Question:
    """Offer formulas in words: the declared one, and quotients of other figures, which must give another number."""
    right, voice = _weigh(ledger, spec["answer"]), ledger.voice
    (figure,) = right.figures
    if figure.formula is None:
        raise AnalysisError(f"{spec['answer']} is printed; there is no formula to ask for")
    wrong = _weigh_wrong(ledger, right, spec["wrong"], "gives what the formula gives")
    offered = [(voice.ratio(figure.formula), right), *((answer.made, answer) for answer in wrong)]
    options = [
        Option(words, right=answer is right, why=voice.say("lesson.gives", number=answer.number))
        for words, answer in offered
    ]
    return _ask(ledger, options, _source_of(ledger, right), spec["id"])


def _judgement(ledger: Ledger, spec: dict[str, Any]) -> Question:
    """Offer sentences, of which the data bear out one; each comes with the reason."""
    told = sorted(spec["options"], key=lambda option: not option.get("right", False))
    texts, whys = ([ledger.fill(option[part]) for option in told] for part in ("text", "why"))
    options = [Option(plain(text), n == 0, plain(why)) for n, (text, why) in enumerate(zip(texts, whys, strict=True))]
    return _ask(ledger, options, ledger.source_of(*texts, *whys), spec["id"])


def _status(ledger: Ledger, spec: dict[str, Any]) -> Question:
    """Ask whether a figure is a result, an aim (a target and a plan are too near to part), or computed."""
    figure = ledger.find(spec["figure"])
    _require_shown(ledger, _answer(ledger, figure))
    right = "reckoned" if figure.is_computed else "result" if figure.status == "observed" else "aim"
    kinds = sorted(("result", "aim", "reckoned"), key=lambda kind: kind != right)
    options = [Option(ledger.voice.say(f"lesson.{kind}"), kind == right) for kind in kinds]
    return _ask(ledger, options, ledger.source([figure]), spec["id"])


def _verdict(ledger: Ledger, spec: dict[str, Any]) -> Question:
    comparison = _compare(ledger, spec)
    if comparison.parts and comparison.left_out:
        raise AnalysisError("these places have no one verdict: some may stand together and others not; ask of fewer")
    why = _why(ledger, spec, ledger.voice.reasons(comparison.reasons))
    options = [Option(ledger.voice.say(f"verdict.{verdict}"), verdict == comparison.verdict) for verdict in VERDICTS]
    options = [replace(option, why=why) if option.right else option for option in options]
    return _ask(ledger, options, ledger.source(comparison.figures))


def _reason(ledger: Ledger, spec: dict[str, Any]) -> Question:
    """Offer reasons of which exactly one keeps the figures apart; no other holds, nor is near one that does."""
    comparison, say = _compare(ledger, spec), ledger.voice.say
    applies = {reason.reason_id for reason in comparison.reasons if reason.verdict == "not_comparable"}
    if spec["reason"] not in applies:
        valid = ", ".join(sorted(applies)) or "(none)"
        raise AnalysisError(f"{spec['reason']} does not keep them apart. Valid: {valid}")
    every = {reason.reason_id for reason in comparison.reasons}
    for wrong in spec["wrong"]:
        if wrong in every:
            raise AnalysisError(f"{wrong} is called wrong, but applies")
        if near := next((family & every for family in _NEAR if wrong in family and family & every), None):
            raise AnalysisError(f"{wrong} is called wrong, but is too near to what applies: {', '.join(sorted(near))}")
    why = _why(ledger, spec, ledger.voice.reasons(comparison.reasons, verdict="not_comparable"))
    options = [Option(say(f"rule.{spec['reason']}"), right=True, why=why)]
    options += [Option(say(f"rule.{wrong}"), right=False, why=say("lesson.same_here")) for wrong in spec["wrong"]]
    return _ask(ledger, options, ledger.source(comparison.figures), spec["id"])


def _essay(ledger: Ledger, spec: dict[str, Any]) -> Question:
    lines = []
    for point in spec["guide"]:
        words = plain(ledger.fill(point["text"]))
        points = ledger.voice.say("lesson.points", points=ledger.plan("points", point["points"]))
        lines.append(f"{words} ({points})")
    model = tuple(plain(ledger.fill(text)) for text in spec.get("model", ()))
    return Question("essay", guide=tuple(lines), model=model)


_MAKERS: dict[str, Callable[[Ledger, dict[str, Any]], Question]] = {
    "numeric": _numeric,
    "choice": _choice,
    "judgement": _judgement,
    "formula": _formula,
    "status": _status,
    "verdict": _verdict,
    "reason": _reason,
    "essay": _essay,
}


def _compare(ledger: Ledger, spec: dict[str, Any]) -> Comparison:
    comparison = compare(ledger.voice.data, spec["indicator"], spec["localities"])
    if comparison.missing:
        raise AnalysisError(f"{', '.join(comparison.missing)}: no figure of {spec['indicator']}")
    _require_shown(ledger, *(_answer(ledger, figure) for figure in comparison.figures))
    return comparison


def _key(ledger: Ledger, words: str) -> str:
    return ledger.voice.say("lesson.answer", answer=words)


def _ask(ledger: Ledger, options: Sequence[Option], source: str, question_id: str = "") -> Question:
    """Ask to choose; the right answer moves from first to a place that a given id decides: the same each time."""
    offered, right = [*options], next(option for option in options if option.right)
    if question_id:
        offered.insert(sum(question_id.encode()) % len(offered), offered.pop(0))
    return Question("choice", options=tuple(offered), key=_key(ledger, right.text), source=source)


def _why(ledger: Ledger, spec: dict[str, Any], reasons: str) -> str:
    return ledger.name(f"{spec['indicator']}:{spec['id']}", f"{capital(reasons)}.")


def _answer(ledger: Ledger, figure: Figure) -> _Answer:
    return _Answer(ledger.figure(figure), figure.value, (figure,))


def _weigh(ledger: Ledger, text: str, like: str = "") -> _Answer:
    """Work out an answer: a figure, a yardstick, or two figures divided (written as `like` is) or added."""
    voice, (first, *rest) = ledger.voice, re.split(r" ([/+]) ", text)
    reference = Reference.read(first)
    if reference.kind == "norm":
        norm_id = ".".join(reference.ids)
        value = exact(voice.data.row("norm", norm_id)["value"])
        return _Answer(ledger.norm(norm_id), value, norm_id=norm_id)
    figures = tuple(map(ledger.find, (first, *rest[1:])))
    for figure in figures:
        if (figure.qualifier, figure.status, figure.reading) != ("eq", "observed", "level"):
            raise AnalysisError(f"{id_of(figure)} is {voice.figure(figure)}, no one number to answer with")
    if not rest:
        return _answer(ledger, *figures)
    left, right = figures
    formula, written = Formula((left.indicator_id,), (right.indicator_id,), Decimal(1)), left.indicator_id
    if rest[0] == "/":
        if not right.value:
            raise AnalysisError(f"{id_of(right)} is zero; nothing can be divided by it")
        how, value, made, written = "over", left.value / right.value, voice.ratio(formula), like or written
    else:
        if _row(ledger, left)["unit"] != _row(ledger, right)["unit"]:
            raise AnalysisError(f"{text}: the two have different units; they make no sum")
        how, value, made = "plus", left.value + right.value, voice.side((left.indicator_id, right.indicator_id))
    figure = replace(left, indicator_id=written, value=value, formula=formula)
    cautions = dict.fromkeys(words for each in (figure, right) for words in voice.cautions(each))
    id_ = f"{id_of(left)}.{how}.{right.indicator_id}"
    entry = Entry(id_, str(value), voice.value(figure), ledger.places(*figures), made, cautions=(*cautions,))
    return _Answer(ledger.enter(entry), value, figures, made=made)


def _weigh_wrong(ledger: Ledger, right: _Answer, texts: Sequence[str], told: str) -> list[_Answer]:
    """Work out wrong answers beside the right one: each differs by more than half a unit of its last decimal."""
    wrong = [_weigh(ledger, text, right.figures[0].indicator_id if right.figures else "") for text in texts]
    _require_shown(ledger, right, *wrong)
    for text, answer in zip(texts, wrong, strict=True):
        if abs(answer.value - right.value) <= _half_unit(_decimals(ledger, right)):
            raise AnalysisError(f"{text} is called wrong, but {told}")
    return wrong


def _require_shown(ledger: Ledger, *answers: _Answer) -> None:
    """Hold a question to its lesson: a step or an item showed each figure that it asks or offers, or its parts."""
    held = [entry.entry_id for entry in ledger.entries.values() if {"plan", "items"} & {*entry.parts}]
    shown = {re.sub("@[^:]*", "", id_) for id_ in held}
    for answer in answers:
        ledger.asked += [part for figure in answer.figures for part in figure.parts or (figure,)]
        ids = [[id_of(figure), *map(id_of, figure.parts)] for figure in answer.figures] or [[f"norm.{answer.norm_id}"]]
        for whole, *parts in ids:
            if whole not in shown and not (parts and shown.issuperset(parts)):
                raise AnalysisError(f"{whole} is shown nowhere in this lesson; a question keeps to what is taught")


def _row(ledger: Ledger, figure: Figure) -> dict[str, Any]:
    return ledger.voice.data.row("indicator", figure.indicator_id)


def _decimals(ledger: Ledger, answer: _Answer) -> int:
    """Count the decimals with which an answer is written."""
    first = answer.figures[0] if answer.figures else None
    return int(_row(ledger, first)["decimals"]) if first and first.is_computed else decimals_of(answer.value)


def _half_unit(decimals: int) -> Decimal:
    return Decimal(1).scaleb(-decimals) / 2


def _source_of(ledger: Ledger, answer: _Answer) -> str:
    if answer.figures:
        return ledger.source(answer.figures)
    document = ledger.voice.data.row("norm", answer.norm_id)["document"]
    return ledger.voice.say("lesson.sources", source=ledger.name(f"norm.{answer.norm_id}:document", document))
