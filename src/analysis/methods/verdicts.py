"""What a comparison answers: figures, verdicts, what is left out and why; and what only looks alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

import pandas as pd

from analysis.dataset import Dataset
from analysis.dataset.figures import find_figures
from analysis.dataset.printed import Figure, words_of_interval
from analysis.dataset.results import Answer, Answers
from analysis.methods.coverage import list_known
from analysis.methods.judgement import REASONS, VERDICTS, Judgement, Reason
from analysis.package.table_rows import by_key, list_rows

TOLD = (*VERDICTS[:2], "beside", VERDICTS[2])
"""Verdicts as they are told, mildest first: `beside` is given for information only."""

_BESIDE = ("formula", "count_without_base")
"""Reasons for which figures that the gate lets stand together are only given beside each other."""
_SMALLEST = 10  # below this, equal numbers are too common to mislead anyone


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
        return pd.DataFrame(rows).astype(types | dict.fromkeys(("start", "end"), "datetime64[us]"))

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


@dataclass(frozen=True)
class Confusion(Answer):
    """Things that look alike and are not the same, by what they share; worded as ``confusion.<kind>``.

    A ``number`` has the printed figures that show it, a ``register`` number the ids of the documents, the name of a
    ``place`` those of the locality and of what shares it.
    """

    kind: str
    shared: str | Decimal
    figures: tuple[Figure, ...] = ()
    ids: tuple[str, ...] = ()


def find_confusions(data: Dataset) -> Answers[Confusion]:
    """List what a reader of several texts may take for the same thing.

    Numbers are compared as printed, whatever their unit; documents by the number before the register mark, which
    starts again each term; places by names that a part of the locality or a unit of today shares. Numbers and
    documents are those of the places that `list_known` gives.
    """
    return Answers(Confusion, (*_same_numbers(data), *_same_registers(data), *_same_names(data)))


def _same_numbers(data: Dataset) -> list[Confusion]:
    figures = (each for id_ in list_known(data) for each in find_figures(data, locality_id=id_, computed=False))
    large = (each for each in figures if each.qualifier != "range" and each.value >= _SMALLEST)
    alike = by_key((each.value, each) for each in large if not words_of_interval(data, each))
    sides = {
        row[side]: row["assignment_id"] for row in list_rows(data.assignments) for side in ("senders", "receivers")
    }
    concepts = {row["indicator_id"]: row["concept"] for row in data.rows("indicator")}
    return [
        Confusion("number", value, figures=tuple(found))
        for value, found in sorted(alike.items())
        if len({sides.get(each.observation_ids[0], concepts[each.indicator_id]) for each in found}) > 1
    ]


def _same_registers(data: Dataset) -> list[Confusion]:
    sources = data.sources.loc[data.sources["locality_id"].isin(list_known(data)), "source_id"]
    cited = data.directives[data.directives["source_id"].isin(sources)]
    bare = cited["number"].str.extract(r"^(\d+)", expand=False)
    return [
        Confusion("register", str(number), ids=tuple(rows["directive_id"]))
        for number, rows in cited.groupby(bare)
        if len(rows[["number", "issuer_vi", "issued_on"]].drop_duplicates()) > 1
    ]


def _same_names(data: Dataset) -> list[Confusion]:
    found = []
    for row in data.localities.to_dict("records"):
        name = row["name_vi"]
        parts = data.subjects[data.subjects["locality_id"] == row["locality_id"]]
        parts = parts.loc[parts["name_vi"].str.contains(name, regex=False), "subject_id"]
        if len(parts) or (name in row["successors"] and row["fate"] != "continues"):
            found.append(Confusion("place", name, ids=(row["locality_id"], *parts)))
    return found
