"""The gate: may these figures stand side by side? Decided from what the tables declare, never from names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, product
from typing import Any

from analysis.dataset import Dataset
from analysis.errors import AnalysisError, NotComparableError
from analysis.methods.figures import Figure, find_figures, formula_for

__all__ = [
    "VERDICTS",
    "YEARS_TOO_FAR_APART",
    "Comparison",
    "Judgement",
    "Reason",
    "compare",
    "compare_pairs",
    "judge",
    "require_one_axis",
]

# From the mildest to the strictest.
VERDICTS = ("comparable", "with_care", "not_comparable")

# Beyond one term of a congress, membership, rules of grading and boundaries have usually changed.
YEARS_TOO_FAR_APART = 5


@dataclass(frozen=True)
class Reason:
    """One declared fact in which two figures differ, or which limits how they may be read.

    Attributes
    ----------
    reason_id
        Name of the rule; worded by the catalogue as ``reason.<reason_id>``.
    verdict
        What it alone would decide.
    left, right
        What the rule saw on each side, as ids; of a formula, all that stand below the line.
    part_ids
        Indicators of the parts it concerns, where a figure is computed and the reason does not concern it whole.
    """

    reason_id: str
    verdict: str
    left: tuple[str, ...] = ()
    right: tuple[str, ...] = ()
    part_ids: tuple[str, ...] = ()

    def __str__(self) -> str:
        sides = f" ({'+'.join(self.left)} / {'+'.join(self.right)})" if self.left or self.right else ""
        return f"{self.reason_id}{sides}"


@dataclass(frozen=True)
class Judgement:
    """The verdict on two figures, with every reason that applies."""

    left: Figure
    right: Figure
    verdict: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Comparison:
    """One indicator across localities.

    Attributes
    ----------
    indicator_id, locality_ids
        What was asked for.
    figures
        What is known, in the order asked; a place that lacks the indicator may stand with another of the
        same concept, which the gate then judges.
    missing
        Localities with no figure of the concept.
    judgements
        One for each pair of figures.
    verdict
        The strictest of them; ``not_comparable`` when fewer than two places have a figure.
    """

    indicator_id: str
    locality_ids: tuple[str, ...]
    figures: tuple[Figure, ...]
    missing: tuple[str, ...]
    judgements: tuple[Judgement, ...]
    verdict: str

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Every reason once, the strictest first."""
        found = dict.fromkeys(reason for judgement in self.judgements for reason in judgement.reasons)
        return tuple(sorted(found, key=lambda reason: -VERDICTS.index(reason.verdict)))


def compare(data: Dataset, indicator_id: str, locality_ids: Sequence[str]) -> Comparison:
    """Judge whether an indicator may be compared across two or more localities, and give its figures.

    Raises
    ------
    UnknownIdError
        If an id is not in `data`; the message lists the close ones.
    AnalysisError
        If fewer than two places are named, or one twice.
    """
    concept = data.row("indicator", indicator_id)["concept"]
    for place, locality_id in enumerate(locality_ids):
        data.row("locality", locality_id)
        if locality_id in locality_ids[:place]:
            raise AnalysisError(f"{locality_id} is named twice; name each locality once")
    if len(locality_ids) < 2:
        raise AnalysisError("a comparison needs at least two localities")
    siblings = data.indicators.loc[data.indicators["concept"] == concept, "indicator_id"]
    ids = list(dict.fromkeys([indicator_id, *siblings]))
    found = {locality_id: _choose(data, locality_id, ids) for locality_id in locality_ids}
    figures = tuple(figure for chosen in found.values() for figure in chosen)
    missing = tuple(locality_id for locality_id, chosen in found.items() if not chosen)
    judgements = tuple(judge(data, left, right) for left, right in combinations(figures, 2))
    several = len({figure.locality_id for figure in figures}) > 1
    verdict = max((judgement.verdict for judgement in judgements), key=VERDICTS.index) if several else "not_comparable"
    return Comparison(indicator_id, tuple(locality_ids), figures, missing, judgements, verdict)


def compare_pairs(data: Dataset) -> list[Comparison]:
    """Put every pair of localities through the gate, concept by concept.

    There is one comparison for each concept and pair of localities that both have a figure of it, named by the first
    indicator of the concept; in the order of the indicators, then of the localities.
    """
    first_of = data.indicators.drop_duplicates("concept")["indicator_id"]
    pairs = list(combinations(data.ids("locality"), 2))
    found = (compare(data, indicator, pair) for indicator in first_of for pair in pairs)
    return [comparison for comparison in found if not comparison.missing]


def judge(data: Dataset, left: Figure, right: Figure) -> Judgement:
    """Judge one pair of figures by every rule.

    The order of the two does not change the verdict. Computed figures are judged part by part as well: the
    verdict is the strictest of the whole and its parts, and a reason that does not concern the whole names its parts.
    """
    reasons = tuple(_name_parts(_find_reasons(data, left, right), _find_part_reasons(data, left, right)))
    verdict = max((reason.verdict for reason in reasons), key=VERDICTS.index, default="comparable")
    return Judgement(left, right, verdict, reasons)


def require_one_axis(comparison: Comparison) -> None:
    """Refuse to let figures share an axis, a test or a ranking that the gate keeps apart.

    Raises
    ------
    NotComparableError
        With the reasons.
    """
    if comparison.verdict == "not_comparable":
        reasons = "; ".join(map(str, (reason for reason in comparison.reasons if reason.verdict == "not_comparable")))
        raise NotComparableError(
            f"{comparison.indicator_id} may not share one axis across {', '.join(comparison.locality_ids)}: "
            f"{reasons or 'fewer than two places have a figure'}"
        )


def _choose(data: Dataset, locality_id: str, indicator_ids: Sequence[str]) -> list[Figure]:
    """Take the place's own observed figure first, then its target, then those of its parts."""
    for indicator_id in indicator_ids:
        if found := find_figures(data, locality_id=locality_id, indicator_id=indicator_id):
            own = [figure for figure in found if not figure.subject]
            return sorted(own, key=lambda figure: figure.status != "observed")[:1] or found
    return []


def _find_reasons(data: Dataset, left: Figure, right: Figure) -> list[Reason]:
    first, second = (data.row("indicator", figure.indicator_id) for figure in (left, right))
    levels = [data.row("locality", figure.locality_id)["level"] for figure in (left, right)]
    units = {first["unit"], second["unit"]}
    found = _compare_indicators(first, second)
    if not left.subject and not right.subject and levels[0] != levels[1]:
        rule = ("count_across_levels", "not_comparable") if "count" in units else ("level", "with_care")
        found.append(Reason(*rule, (levels[0],), (levels[1],)))
    if units == {"count"} and levels[0] == levels[1] and _kind(data, left) == _kind(data, right):
        found.append(Reason("count_without_base", "with_care"))
    found += _compare_facts(data, left, right)
    if "percent" in units and not (_has_base(data, left) and _has_base(data, right)):
        found.append(Reason("unknown_base", "with_care"))
    # The same things under the names of two tiers are no difference.
    if left.formula and right.formula and _concepts(data, left) != _concepts(data, right):
        found.append(Reason("formula", "with_care", left.formula.denominator, right.formula.denominator))
    return found


def _find_part_reasons(data: Dataset, left: Figure, right: Figure) -> dict[str, list[Reason]]:
    """Judge what computed figures are made from; size is left out, since a ratio takes it away.

    Parts of one concept are judged against each other. Where only one figure is computed, each of its parts is held
    against the printed one by when and how it is known. Reasons come by the indicator of the part judged.
    """
    found: dict[str, list[Reason]] = defaultdict(list)
    if left.parts and right.parts:
        for first, second in product(left.parts, right.parts):
            rows = [data.row("indicator", part.indicator_id) for part in (first, second)]
            if rows[0]["concept"] == rows[1]["concept"]:
                found[first.indicator_id] += _compare_indicators(*rows) + _compare_facts(data, first, second)
    else:
        for part in left.parts or right.parts:
            found[part.indicator_id] += _compare_facts(data, *((part, right) if left.parts else (left, part)))
    return found


def _name_parts(whole: Sequence[Reason], parts: Mapping[str, Sequence[Reason]]) -> list[Reason]:
    """Put the reasons of a whole and of its parts together, each once; one that holds for every part is the whole's."""
    told = dict.fromkeys([*whole, *(reason for found in parts.values() for reason in found)])
    named = []
    for reason in told:
        ids = tuple(part for part, found in parts.items() if reason in found)
        of_whole = reason in whole and len(ids) in (0, len(parts))
        named.append(reason if of_whole else replace(reason, part_ids=ids))
    return named


def _compare_indicators(left: Mapping[str, Any], right: Mapping[str, Any]) -> list[Reason]:
    """Hold two rows of `indicators` against each other."""
    columns = {"concept": "concept", "unit_of_analysis": "counted", "tier": "tier", "nature": "nature", "unit": "unit"}
    return [
        Reason(reason_id, "not_comparable", (left[column],), (right[column],))
        for reason_id, column in columns.items()
        if left[column] != right[column]
    ]


def _compare_facts(data: Dataset, left: Figure, right: Figure) -> list[Reason]:
    """Hold against each other of what, when and how two figures are known."""
    kinds = _kind(data, left), _kind(data, right)
    bases, qualifiers = (left.period_basis, right.period_basis), (left.qualifier, right.qualifier)
    far = "not_comparable" if abs(left.year - right.year) >= YEARS_TOO_FAR_APART else "with_care"
    rules = (
        (left.status != right.status, Reason("status", "not_comparable", (left.status,), (right.status,))),
        (kinds[0] != kinds[1], Reason("subject", "not_comparable", kinds[:1], kinds[1:])),
        (left.year != right.year, Reason("period", far, (left.period,), (right.period,))),
        (bases != ("stated", "stated"), Reason("period_basis", "with_care", bases[:1], bases[1:])),
        (left.is_partial or right.is_partial, Reason("partial_list", "with_care")),
        (qualifiers != ("eq", "eq"), Reason("qualifier", "with_care", qualifiers[:1], qualifiers[1:])),
    )
    return [reason for holds, reason in rules if holds]


def _concepts(data: Dataset, figure: Figure) -> list[str]:
    return sorted(data.row("indicator", part.indicator_id)["concept"] for part in figure.parts)


def _kind(data: Dataset, figure: Figure) -> str:
    return str(data.row("subject", figure.subject)["kind"]) if figure.subject else "whole"


def _has_base(data: Dataset, figure: Figure) -> bool:
    """Whether the whole that a percentage is taken of is itself known at the place."""
    if figure.is_computed:
        return True
    formula = formula_for(data, figure.locality_id, figure.indicator_id)
    printed = find_figures(data, locality_id=figure.locality_id, computed=False)
    known = {other.indicator_id for other in printed if other.subject == figure.subject}
    return formula is not None and known.issuperset(formula.denominator)
