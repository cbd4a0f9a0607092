"""The rules of the gate: may two figures stand side by side? Decided from what the tables declare, never from names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

from analysis.dataset import Dataset
from analysis.methods.figures import Figure, find_figures, formula_for

__all__ = ["VERDICTS", "YEARS_TOO_FAR_APART", "Judgement", "Reason", "judge"]

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


def judge(data: Dataset, left: Figure, right: Figure) -> Judgement:
    """Judge one pair of figures by every rule.

    The order of the two does not change the verdict. Computed figures are judged part by part as well: the
    verdict is the strictest of the whole and its parts, and a reason that does not concern the whole names its parts.
    """
    reasons = tuple(_name_parts(_find_reasons(data, left, right), _find_part_reasons(data, left, right)))
    verdict = max((reason.verdict for reason in reasons), key=VERDICTS.index, default="comparable")
    return Judgement(left, right, verdict, reasons)


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
