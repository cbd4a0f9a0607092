"""What a comparison answers: figures, verdicts, what is left out and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import pandas as pd

from analysis.dataset.printed import Figure
from analysis.dataset.results import Answer, Answers
from analysis.methods.judgement import REASONS, VERDICTS, Judgement, Reason

TOLD = (*VERDICTS[:2], "beside", VERDICTS[2])
"""Verdicts as they are told, mildest first: `beside` is given for information only."""

_BESIDE = ("formula", "count_without_base")
"""Reasons for which figures that the gate lets stand together are only given beside each other."""


def why_beside(found: Judgement | Comparison) -> Reason | None:
    """Give why two figures only stand beside each other; ``None`` where they may be compared, or may not at all.

    Their denominators are made up differently, or they are raw counts, which tell the sizes of two places.
    """
    if found.verdict != "with_care":
        return None
    return next((reason for reason in found.reasons if reason.reason_id in _BESIDE), None)


def tell_verdict(found: Judgement | Comparison) -> str:
    """Give the verdict of the gate, or ``beside`` of figures that only stand beside each other."""
    return "beside" if why_beside(found) else found.verdict


def may_compare(found: Judgement | Comparison) -> bool:
    """Tell whether figures may be compared, and do not only stand beside each other."""
    return found.verdict != "not_comparable" and why_beside(found) is None


@dataclass(frozen=True)
class LeftOut(Answer):
    """A place that does not stand in the largest part of a comparison, what is known of it, and what keeps it out."""

    locality_id: str
    subject: str
    figure: Figure | None
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Change(Answer):
    """One indicator at one place over time.

    The figures are the longest row, earliest first, of which each may be compared with the next, with a judgement for
    each step; without a row, those that refuse one. Others stand in no such row, as the half-year between years.
    """

    indicator_id: str
    locality_id: str
    figures: tuple[Figure, ...]
    judgements: tuple[Judgement, ...]
    others: tuple[Figure, ...]

    def _parts(self) -> tuple[type[Figure], tuple[Figure, ...]]:
        return Figure, self.figures


@dataclass(frozen=True)
class Comparison(Answer):
    """One indicator across localities.

    Attributes
    ----------
    figures
        One for each place that has any, in the order asked: the one that stands in the largest part, or else the one
        nearest to it in time. A place that lacks the indicator may stand with another of the same concept, or with the
        figures of its own parts, which the gate then judges; so may one whose own figure may not stand beside another.
    missing
        Localities with no figure of the concept.
    judgements
        One for each pair: of the figures of two places, those nearest in time; of such, those judged most mildly.
    verdict
        Of the largest part; ``not_comparable`` where there is none.
    parts
        The largest groups of places of which every two figures may stand together, each a comparison of its own; the
        one with most places first, then the one judged most mildly. A part itself has none.
    left_out
        What does not stand in the largest part, and why.
    others
        Further figures of these places: of other dates, of parts of them, or aimed at.
    change
        For a place against itself.
    not_held
        Places that were asked for and are held against no other, where they are too many; nothing is said of them.

    `to_frame` gives what is needed most as a frame; the object shows itself so.
    """

    in_frame: ClassVar = ("indicator_id", "locality_ids", "verdict", "reasons", "figures", "missing")

    indicator_id: str
    locality_ids: tuple[str, ...]
    figures: tuple[Figure, ...]
    missing: tuple[str, ...]
    judgements: tuple[Judgement, ...]
    verdict: str
    parts: tuple[Comparison, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    others: tuple[Figure, ...] = ()
    change: Change | None = None
    not_held: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        kinds = {"figures": Figure, "judgements": Judgement, "parts": Comparison, "left_out": LeftOut, "others": Figure}
        for name, kind in kinds.items():
            object.__setattr__(self, name, Answers(kind, getattr(self, name)))

    def to_frame(self) -> pd.DataFrame:
        """Give the figures, one a row, and after them the places without any.

        Returns
        -------
        DataFrame
            `place`, `subject`, `indicator`, `value`, `low`, `high` (float), `start`, `end`, `computed`; `group` (rank
            of the part in which it stands, NA where in none), `kept_out_by` (ids of reasons, empty in the first group).
        """
        groups = {figure: rank for rank, part in enumerate(self.parts, 1) for figure in part.figures}
        reasons = {(left.locality_id, left.subject): left.reasons for left in self.left_out}
        rows = [
            {
                **{"place": figure.locality_id, "subject": figure.subject, "indicator": figure.indicator_id},
                **{name: getattr(figure, name) for name in ("value", "low", "high", "start", "end")},
                **{"computed": figure.is_computed, "group": groups.get(figure)},
            }
            for figure in self.figures
        ] + [{"place": place, "subject": "", "indicator": self.indicator_id} for place in self.missing]
        for row in rows:
            kept_out = reasons.get((row["place"], row["subject"]), ())
            row["kept_out_by"] = " ".join(dict.fromkeys(reason.reason_id for reason in kept_out))
        types = {"value": "float64", "low": "float64", "high": "float64", "group": "Int64", "computed": "boolean"}
        days = dict.fromkeys(("start", "end"), "datetime64[us]")
        return pd.DataFrame(rows).astype(types | days)

    @property
    def headline(self) -> str:
        """The indicator, the verdict, and the ids of its reasons."""
        reasons = dict.fromkeys(reason.reason_id for reason in self.reasons)
        return f"{self.indicator_id}: {self.verdict} ({', '.join(reasons)})"

    def __repr__(self) -> str:
        table = self.to_frame()[["place", "subject", "indicator", "value", "end", "group"]].to_string(
            index=False, max_rows=8
        )
        return f"{self.headline}\n{table}"

    @property
    def largest(self) -> Comparison:
        """The largest part, or all of it where there is none."""
        return self.parts[0] if self.parts else self

    @property
    def reasons(self) -> Answers[Reason]:
        """What decides the verdict: every reason of the largest part once, the strictest first."""
        found = dict.fromkeys(reason for judgement in self.largest.judgements for reason in judgement.reasons)
        told = sorted(found, key=lambda reason: (-VERDICTS.index(reason.verdict), REASONS.index(reason.reason_id)))
        if self.change is not None:
            told.insert(0, Reason("change_over_time", "comparable"))
            told += [] if self.judgements or self.missing else [Reason("one_time", "not_comparable")]
        elif self.verdict == "not_comparable" and len({figure.locality_id for figure in self.figures}) < 2:
            told = [Reason("no_figure", "not_comparable")]
        lacking = (reason for left in self.left_out if left.figure is None for reason in left.reasons)
        # That one place's parts are of several times says nothing of the others.
        told += [
            reason
            for reason in lacking
            if reason.reason_id == "lacks_part" or not (self.parts or reason.reason_id == "missing")
        ]
        return Answers(Reason, dict.fromkeys(told))


def find_least(judgements: Sequence[Judgement]) -> Judgement | None:
    """Find the pair that may be compared, else only stand beside, with the fewest things to know; none of several."""
    kept = [(not may_compare(pair), len(pair.reasons)) for pair in judgements if pair.verdict != "not_comparable"]
    least = [pair for pair in judgements if kept and (not may_compare(pair), len(pair.reasons)) == min(kept)]
    return least[0] if len(least) == 1 else None


def find_best(comparison: Comparison) -> tuple[Comparison | Judgement, Sequence[Figure]]:
    """Find what is best compared: two figures with what is known of them, or all of which several pairs may be."""
    pair = find_least(comparison.judgements)
    return (pair, (pair.left, pair.right)) if pair else (comparison, part_best(comparison)[0])


def part_best(comparison: Comparison) -> tuple[Sequence[Figure], Sequence[Figure]]:
    """Part the figures into those that may be compared, best first, and those that only stand beside them."""
    kept = [side for pair in comparison.judgements if may_compare(pair) for side in (pair.left, pair.right)]
    best = [figure for figure in comparison.figures if figure in kept or not kept]
    return best, [figure for figure in comparison.figures if figure not in best]
