"""Questions of a lesson: every answer is computed from the data, and the wrong ones are the real traps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from analysis.dataset import Dataset
from analysis.elements.wording import capital
from analysis.errors import AnalysisError
from analysis.lessons.ledger import Ledger
from analysis.methods import VERDICTS, compare
from analysis.methods.bases import decimals_of
from analysis.words.catalogue import say

__all__ = ["Option", "Question", "make_question"]


@dataclass(frozen=True)
class Option:
    """One answer to choose, with why it is right or wrong."""

    text: str
    right: bool
    why: str = ""


@dataclass(frozen=True)
class Question:
    """One question with its answer.

    Attributes
    ----------
    kind
        ``numeric``, ``choice`` or ``essay``.
    options
        For a choice; exactly one is right.
    answer, tolerance
        For a number: the value, and half a unit of its last place where it is rounded, else zero.
    printed
        The right answer in words.
    guide
        For an essay: what is looked for, with points in words.
    source
        Where the answer stands.
    """

    question_id: str
    kind: str
    text: str
    options: tuple[Option, ...] = ()
    answer: str = ""
    tolerance: str = ""
    printed: str = ""
    guide: tuple[tuple[str, str], ...] = ()
    source: str = ""


def make_question(data: Dataset, ledger: Ledger, one: dict[str, Any], lang: str) -> Question:
    """Make a question of a lesson's file.

    Raises
    ------
    AnalysisError
        If the data do not answer it, two options read the same, or a reason that is called wrong applies.
    """
    makers: dict[str, Callable[[Dataset, Ledger, dict[str, Any], str], Question]] = {
        "numeric": _numeric,
        "choice": _choice,
        "verdict": _verdict,
        "reason": _reason,
        "essay": _essay,
    }
    question = makers[one["kind"]](data, ledger, one, lang)
    texts = [option.text for option in question.options]
    if len(set(texts)) < len(texts):
        twice = next(text for text in texts if texts.count(text) > 1)
        raise AnalysisError(f"two options read {twice!r}; a question has one right answer and no two alike")
    return question


def _numeric(data: Dataset, ledger: Ledger, one: dict[str, Any], lang: str) -> Question:
    text, printed = ledger.fill(one["text"][lang]), ledger.value(one["answer"])
    kind, _, id_ = one["answer"].partition(".")
    if kind == "norm":
        row = data.row("norm", id_)
        value, decimals, rounded, source = Decimal(str(row["value"])).normalize(), 0, False, row["document"]
        source = ledger.name(f"norm.{id_}:document", source)
    else:
        figure = ledger.find(one["answer"])
        if figure.qualifier != "eq":
            raise AnalysisError(f"{one['answer']} is {printed}, no one number to answer with")
        row = data.row("indicator", figure.indicator_id)
        rounded = figure.is_computed or row["unit"] == "percent"
        decimals = int(row["decimals"]) if figure.is_computed else decimals_of(figure.value)
        value, source = figure.value, ledger.cite_figure(figure)
    answer = round(value, decimals) if rounded else value
    tolerance = Decimal(1).scaleb(-decimals) / 2 if rounded else Decimal()
    ledger.answer(one["id"], f"{answer:f}", f"{tolerance:f}")
    return Question(
        one["id"], "numeric", text, answer=f"{answer:f}", tolerance=f"{tolerance:f}", printed=printed, source=source
    )


def _choice(data: Dataset, ledger: Ledger, one: dict[str, Any], lang: str) -> Question:
    text, printed = ledger.fill(one["text"][lang]), ledger.value(one["answer"])
    options = [Option(printed, right=True)]
    options += [
        Option(ledger.value(wrong["value"]), right=False, why=ledger.fill(wrong["why"][lang])) for wrong in one["wrong"]
    ]
    source = "" if one["answer"].startswith("norm.") else ledger.cite_figure(ledger.find(one["answer"]))
    return Question(one["id"], "choice", text, options=_spread(options, one["id"]), printed=printed, source=source)


def _verdict(data: Dataset, ledger: Ledger, one: dict[str, Any], lang: str) -> Question:
    comparison = compare(data, one["indicator"], one["localities"])
    if comparison.missing:
        raise AnalysisError(f"{', '.join(comparison.missing)}: no figure of {one['indicator']}")
    why = capital(ledger.voice.reasons(comparison)) + "."
    ledger.name(f"{one['indicator']}:{one['id']}", why)
    options = tuple(
        Option(
            say(f"verdict.{verdict}", lang),
            right=verdict == comparison.verdict,
            why=why if verdict == comparison.verdict else "",
        )
        for verdict in VERDICTS
    )
    source = say("join.semicolon", lang).join(
        dict.fromkeys(ledger.cite_figure(figure) for figure in comparison.figures)
    )
    return Question(
        one["id"], "choice", ledger.fill(one["text"][lang]), options=options,
        printed=say(f"verdict.{comparison.verdict}", lang), source=source,
    )  # fmt: skip


def _reason(data: Dataset, ledger: Ledger, one: dict[str, Any], lang: str) -> Question:
    comparison = compare(data, one["indicator"], one["localities"])
    applies = {reason.reason_id for reason in comparison.reasons if reason.verdict == "not_comparable"}
    if one["reason"] not in applies:
        raise AnalysisError(
            f"{one['reason']} does not keep them apart. Valid: {', '.join(sorted(applies)) or '(none)'}"
        )
    every = {reason.reason_id for reason in comparison.reasons}
    for wrong in one["wrong"]:
        if wrong in every:
            raise AnalysisError(f"{wrong} is called wrong, but applies")
    why = capital(ledger.voice.reasons(comparison, verdict="not_comparable")) + "."
    ledger.name(f"{one['indicator']}:{one['id']}", why)
    options = [Option(_rule(one["reason"], lang), right=True, why=why)]
    options += [Option(_rule(wrong, lang), right=False, why=say("lesson.same_here", lang)) for wrong in one["wrong"]]
    source = say("join.semicolon", lang).join(
        dict.fromkeys(ledger.cite_figure(figure) for figure in comparison.figures)
    )
    return Question(
        one["id"], "choice", ledger.fill(one["text"][lang]), options=_spread(options, one["id"]),
        printed=options[0].text, source=source,
    )  # fmt: skip


def _essay(data: Dataset, ledger: Ledger, one: dict[str, Any], lang: str) -> Question:
    guide = tuple((ledger.fill(point["text"][lang]), ledger.plan("points", point["points"])) for point in one["guide"])
    return Question(one["id"], "essay", ledger.fill(one["text"][lang]), guide=guide)


def _rule(reason_id: str, lang: str) -> str:
    return say(f"rule.{reason_id}", lang)


def _spread(options: list[Option], question_id: str) -> tuple[Option, ...]:
    """Put the right answer at a place that the question's name decides: not always first, and the same each time."""
    right, *wrong = options
    place = sum(question_id.encode()) % len(options)
    return (*wrong[:place], right, *wrong[place:])
