"""One indicator across places: which figures are compared, and what the gate says of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from analysis.dataset import Dataset
from analysis.errors import AnalysisError, NotComparableError
from analysis.methods.figures import Figure, find_figures
from analysis.methods.judgement import VERDICTS, Judgement, Reason, judge

__all__ = ["Comparison", "compare", "compare_pairs", "require_one_axis"]


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
