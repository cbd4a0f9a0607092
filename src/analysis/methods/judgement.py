"""The rules of the gate: may two figures stand side by side? Decided from what the tables declare, never from ids."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import product
from typing import Any

from analysis.dataset import Dataset
from analysis.dataset.figures import formula_for, period_of
from analysis.dataset.printed import Figure, Formula, usable_figures
from analysis.dataset.results import Answer
from analysis.dataset.tables import once
from analysis.methods.yardsticks import grading_rules_of
from analysis.package.places import REFORM, is_imaginary, is_named_for, is_one_place, lies_in, life_of, share_a_name
from analysis.text import period_bounds, span_length

# From the mildest to the strictest.
VERDICTS = ("comparable", "with_care", "not_comparable")

# Every rule, in the order in which it is looked at; each has a pair of cases in tests/methods/gate_cases.csv.
REASONS = (
    *("concept", "unit_of_analysis", "tier", "nature", "unit"),
    *("reading", "against", "status", "period_basis", "partial_list", "qualifier"),
    *("subject", "count_across_levels", "level", "count_without_base", "part_of_whole"),
    *("same_name", "reform", "outside_place", "imaginary"),
    *("span", "unknown_span", "unknown_day", "period"),
    *("unknown_base", "different_base", "formula", "grading_rules"),
)

# Beyond one term of a congress, membership, rules of grading and boundaries have usually changed.
YEARS_TOO_FAR_APART = 5

# A stock told for longer than this is of a day that nobody knows.
_A_MONTH = timedelta(days=31)


@dataclass(frozen=True)
class Reason(Answer):
    """One declared fact in which two figures differ, or which limits how they may be read: the rule, one of `REASONS`.

    The verdict is what it alone would decide. `left` and `right` are what the rule saw on each side, as ids; of a
    formula, all that stand below the line. `part_ids` are the indicators of the parts it concerns, where a figure is
    computed and the reason does not concern it whole.
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
class Judgement(Answer):
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
    sides = _look_at(data, left), _look_at(data, right)
    whole = [reason for rule in _RULES for reason in rule(data, *sides)]
    reasons = tuple(_name_parts(whole, _find_part_reasons(data, left, right)))
    verdict = max((reason.verdict for reason in reasons), key=VERDICTS.index, default="comparable")
    return Judgement(left, right, verdict, reasons)


@dataclass(frozen=True)
class _Side:
    """A figure as the rules look at it."""

    figure: Figure
    indicator: Mapping[str, Any]
    place: Mapping[str, Any]
    about: str  # the level of the place, or the kind of the part of it, that the figure is about
    formula: Formula | None  # how the indicator is computed at the place, also where the figure is printed
    lapse: str  # flow: in a span; stock: on a day; rate: reckoned to a unit of time; open: nothing tells
    period: str  # as the days, by `period_of`
    start: date
    end: date

    @property
    def is_count(self) -> bool:
        """Whether size tells; a relative change has taken it away."""
        return bool(self.indicator["unit"] == "count") and self.figure.reading != "relative_change"

    @property
    def is_new(self) -> bool:
        """Whether this is a place since the reform: by its life, or else by the date of the figure."""
        first, last = life_of(self.place)
        return first >= REFORM or (last >= REFORM and self.end >= REFORM)

    @property
    def is_reformed(self) -> bool:
        """Whether the reform made another place of this one, or another tier of this part."""
        fate = "" if self.figure.subject else self.place["fate"]
        return bool(fate != "continues") if fate else self.about != "province"

    @property
    def is_outside(self) -> bool:
        """Whether the figure is of a time when its place was not; a flow must lie in it whole."""
        first, last = life_of(self.place)
        return self.start < first or self.end > last if self.lapse == "flow" else self.end < first or self.start > last


@once
def _look_at(data: Dataset, figure: Figure) -> _Side:
    indicator, place = data.row("indicator", figure.indicator_id), data.row("locality", figure.locality_id)
    what, when = (figure.locality_id, figure.indicator_id), period_of(data, figure)
    about = data.row("subject", figure.subject)["kind"] if figure.subject else place["level"]
    formula = figure.formula or formula_for(data, *what, figure.span, subject=figure.subject)
    return _Side(figure, indicator, place, about, formula, _lapse(data, indicator, formula), when, *period_bounds(when))


def _lapse(data: Dataset, indicator: Mapping[str, Any], formula: Formula | None = None) -> str:
    """Tell whether an indicator is of a span or of a day, by its nature or by what it is made from."""
    if indicator["nature"] in ("flow", "stock"):
        return str(indicator["nature"])
    made_from = (*formula.numerator, *formula.denominator) if formula else tuple(filter(None, [indicator["plan_of"]]))
    if made_from:
        return "flow" if any(_lapse(data, data.row("indicator", id_)) == "flow" for id_ in made_from) else "stock"
    return "rate" if indicator["nature"] == "rate" else "open"


def _compare_indicators(data: Dataset, left: _Side, right: _Side) -> list[Reason]:
    """Hold two rows of `indicators` against each other."""
    columns = {"concept": "concept", "unit_of_analysis": "counted", "tier": "tier", "nature": "nature", "unit": "unit"}
    return [
        Reason(reason_id, "not_comparable", (left.indicator[column],), (right.indicator[column],))
        for reason_id, column in columns.items()
        if left.indicator[column] != right.indicator[column]
    ]


def _compare_facts(data: Dataset, left: _Side, right: _Side) -> list[Reason]:
    """Hold against each other as what and how two figures are known."""
    first, second = left.figure, right.figure
    bases, qualifiers = (first.period_basis, second.period_basis), (first.qualifier, second.qualifier)
    against = (first.against or "unstated", second.against or "unstated")
    readings, statuses = (first.reading, second.reading), (first.status, second.status)
    took = {_took(side) for side in (left, right)}
    took_unlike = first.reading == second.reading != "level" and (len(took) > 1 or None in took)
    rules = (
        ("reading", first.reading != second.reading, "not_comparable", readings),
        ("against", took_unlike, "with_care" if None in took else "not_comparable", against),
        ("status", first.status != second.status, "not_comparable", statuses),
        ("period_basis", bases != ("stated", "stated"), "with_care", bases),
        ("partial_list", first.is_partial or second.is_partial, "with_care", ()),
        ("qualifier", qualifiers != ("eq", "eq"), "with_care", qualifiers),
    )
    return [Reason(id_, verdict, told[:1], told[1:]) for id_, holds, verdict, told in rules if holds]


def _took(side: _Side) -> tuple[int, int] | None:
    """Tell how long a change took: from the end of the period compared with to the end of its own."""
    if not side.figure.against:
        return None
    return span_length(period_bounds(side.figure.against)[1] + timedelta(days=1), side.end)


def _compare_places(data: Dataset, left: _Side, right: _Side) -> list[Reason]:
    """Hold against each other which places two figures are about, and of which time."""
    sides, found = (left, right), []
    ids, places = [side.figure.locality_id for side in sides], (left.place, right.place)
    counts, subjects = (left.is_count, right.is_count), (left.figure.subject, right.figure.subject)
    if left.about != right.about and any(subjects):
        kinds = (side.about if side.figure.subject else "whole" for side in sides)
        found.append(Reason("subject", "not_comparable", *((kind,) for kind in kinds)))
    elif left.about != right.about:
        rule = ("count_across_levels", "not_comparable") if any(counts) else ("level", "with_care")
        found.append(Reason(*rule, (left.about,), (right.about,)))
    elif all(counts) and (ids[0], subjects[0]) != (ids[1], subjects[1]):
        found.append(Reason("count_without_base", "with_care"))
    if any(
        lies_in(data.rows("locality"), part.place, whole.place)
        # A part of the other's locality that has this place's name is this place.
        and (not (other := whole.figure.subject) or is_named_for(data.row("subject", other), part.place))
        for part, whole in (sides, sides[::-1])
    ):
        found.append(Reason("part_of_whole", "not_comparable", (ids[0],), (ids[1],)))
    told = [(side.figure.locality_id, side.period) for side in sides]
    if left.is_new != right.is_new and share_a_name(*places) and not is_one_place(*places):
        found.append(Reason("same_name", "not_comparable" if any(counts) else "with_care", told[0], told[1]))
    if any(side.is_reformed for side in sides) and (left.end < REFORM) != (right.end < REFORM):
        found.append(Reason("reform", "with_care", (left.period,), (right.period,)))
    outside = [named if side.is_outside else () for named, side in zip(told, sides, strict=True)]
    if any(outside):
        found.append(Reason("outside_place", "with_care", outside[0], outside[1]))
    imagined = [(id_,) if is_imaginary(place) else () for id_, place in zip(ids, places, strict=True)]
    if any(imagined) and not all(imagined):
        found.append(Reason("imaginary", "with_care", imagined[0], imagined[1]))
    return found


def _compare_times(data: Dataset, left: _Side, right: _Side) -> list[Reason]:
    """Hold spans against each other before values, then how far apart they end."""
    found, periods, lapses = [], ((left.period,), (right.period,)), {left.lapse, right.lapse}
    days = [side.start == side.end for side in (left, right)]
    spans_differ = span_length(left.start, left.end) != span_length(right.start, right.end)
    of_spans, one_known = lapses <= {"flow", "rate"}, any(days) and not all(days)
    if of_spans and any(days):
        # What is reckoned to a year already may stand beside a year.
        verdict = "not_comparable" if one_known and "flow" in lapses else "with_care"
        found.append(Reason("unknown_span", verdict, *periods))
    elif spans_differ and not any(days) and (of_spans or "open" in lapses):
        found.append(Reason("span", "not_comparable", *periods))
    is_long = any(side.end - side.start > _A_MONTH for side in (left, right))
    if is_long and lapses <= {"stock", "open"} and (lapses == {"stock"} or one_known):
        found.append(Reason("unknown_day", "with_care", *periods))
    first, last = sorted(side.end + timedelta(days=1) for side in (left, right))
    is_far = (last.year - first.year, last.month, last.day) >= (YEARS_TOO_FAR_APART, first.month, first.day)
    # One within the other, as a day in its year, is no other time that is known.
    apart = (left.start < right.start and left.end < right.end) or (left.start > right.start and left.end > right.end)
    if is_far or apart:
        found.append(Reason("period", "not_comparable" if is_far else "with_care", *periods))
    return found


def _compare_bases(data: Dataset, left: _Side, right: _Side) -> list[Reason]:
    """Hold against each other of what two percentages are, by what two ratios divide, and the rules of two gradings."""
    sides, found = (left, right), []
    if any(side.indicator["unit"] == "percent" for side in sides) and not all(_has_base(data, side) for side in sides):
        found.append(Reason("unknown_base", "with_care"))
    below = [side.formula.denominator if side.formula else tuple(filter(None, [side.indicator["plan_of"]]))
             for side in sides]  # fmt: skip
    # The same things under the names of two tiers are no difference.
    if all(below) and _concepts(data, below[0]) != _concepts(data, below[1]):
        of_percentages = all(side.indicator["unit"] == "percent" for side in sides)
        # One indicator with a formula for each level is declared to be one thing.
        is_other = of_percentages and left.figure.indicator_id != right.figure.indicator_id
        rule = ("different_base", "not_comparable") if is_other else ("formula", "with_care")
        found.append(Reason(*rule, below[0], below[1]))
    rules = [grading_rules_of(data, side.figure) for side in sides]
    if all(rules) and rules[0] != rules[1]:
        found.append(Reason("grading_rules", "with_care", *rules))
    return found


def _concepts(data: Dataset, indicator_ids: Sequence[str]) -> list[str]:
    return sorted(data.row("indicator", id_)["concept"] for id_ in indicator_ids)


def _has_base(data: Dataset, side: _Side) -> bool:
    """Whether the whole that a percentage is taken of is itself known: at the place, and as a formula would take it."""
    figure = side.figure
    if figure.is_computed or side.formula is None:
        return figure.is_computed
    spans = map(usable_figures(data, figure.locality_id, figure.subject).get, side.formula.denominator)
    return all(any(start <= figure.end and figure.start <= end for start, end in of or ()) for of in spans)


_RULES = (_compare_indicators, _compare_facts, _compare_places, _compare_times, _compare_bases)


def _find_part_reasons(data: Dataset, left: Figure, right: Figure) -> dict[str, list[Reason]]:
    """Judge what computed figures are made from; size is left out, since a ratio takes it away.

    Parts of one concept are judged against each other. Where only one figure is computed, each of its parts is held
    against the printed one by how it is known. Reasons come by the indicator of the part judged.
    """
    found: dict[str, list[Reason]] = defaultdict(list)
    both = left.parts and right.parts
    rules = (_compare_indicators, _compare_facts, _compare_times) if both else (_compare_facts,)
    for pair in product(left.parts or (left,), right.parts or (right,)) if left.parts or right.parts else ():
        sides = _look_at(data, pair[0]), _look_at(data, pair[1])
        if not both or sides[0].indicator["concept"] == sides[1].indicator["concept"]:
            part = (pair[0] if left.parts else pair[1]).indicator_id
            found[part] += [reason for rule in rules for reason in rule(data, *sides)]
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
