"""Annual grades of a place's units: their distribution, and two places held against each other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from math import exp

import pandas as pd

from analysis.dataset import Dataset
from analysis.dataset.figures import find_figures
from analysis.dataset.printed import Figure
from analysis.dataset.results import Answer, Answers
from analysis.dataset.tables import read_ids
from analysis.errors import AnalysisError, UnknownIdError
from analysis.methods.comparability import compare, require_one_axis
from analysis.methods.contrasts import need_places
from analysis.methods.intervals import Interval, Refusal, check_count, check_level

# From the highest to the lowest; the part of the concept after `units_graded_`.
GRADES = ("excellent", "good", "completed", "not_completed")


@dataclass(frozen=True)
class Grading(Answer):
    """How the units of one place were graded in one year: those assessed, and the count of each grade, as printed.

    Shares are of the units assessed, as is `excellent_to_good` of those graded good, in per cent; a grade that is not
    printed, or printed as a bound, has none. `unaccounted` is what the grades leave of the units assessed, ``None``
    where one of them is a bound.
    """

    locality_id: str
    counted: str
    period: str
    assessed: Figure
    grades: Mapping[str, Figure | None] = field(metadata={"keys": GRADES})
    shares: Mapping[str, Decimal | None] = field(metadata={"keys": GRADES})
    unaccounted: Decimal | None
    excellent_to_good: Figure | None

    @property
    def figures(self) -> list[Figure]:
        """Every figure that the grading rests on."""
        ratio = [self.excellent_to_good] if self.excellent_to_good else []
        return [self.assessed, *(figure for figure in self.grades.values() if figure), *ratio]

    @property
    def counts(self) -> list[int]:
        """Units of each grade for a test, the highest first; zero where `grades` has none."""
        return [int(figure.value) if figure else 0 for figure in self.grades.values()]

    def share_or_higher(self, grade: str) -> Decimal | None:
        """Give the share of units with a grade or a higher one; one not of `GRADES` raises an UnknownIdError.

        Returns
        -------
        Decimal or None
            In per cent; None where a grade up to this one is not printed or is a bound.
        """
        if grade not in GRADES:
            raise UnknownIdError("grade", grade, GRADES)
        shares = [self.shares[name] for name in GRADES[: GRADES.index(grade) + 1]]
        return None if None in shares else sum((share for share in shares if share is not None), Decimal())


def count_grades(data: Dataset, locality_ids: str | Sequence[str] | pd.DataFrame | None = None) -> Answers[Grading]:
    """Give each grading of which a place, or any, prints the number of units assessed, unless that is none.

    Places are named as in `compare`.

    Returns
    -------
    Answers of Grading
        With the count and the share of each grade.

    Examples
    --------
    >>> import analysis
    >>> analysis.count_grades(analysis.load()).to_frame()[["place", "grades.good"]].values.tolist()
    [['ba_tri', 91.0], ['trang_dinh', 50.0]]
    """
    places = read_ids(data, locality_ids)
    figures = (figure for place in places for figure in find_figures(data, locality_id=place, computed=False))
    assessed = (figure for figure in figures if _concept(data, figure) == "units_assessed" and figure.is_usable)
    return Answers(Grading, (_grading(data, figure) for figure in assessed if figure.value))


@dataclass(frozen=True)
class GradeContrast(Answer):
    """The grades of two places, the units taken as outcomes of two processes.

    They are told by the probability that a unit of the first place has the higher grade, ties counted half, and by the
    odds of a higher grade in the second place over the first.
    """

    first: Grading
    second: Grading
    superiority: Interval | Refusal
    odds: Interval | Refusal


def compare_grades(data: Dataset, first: str, second: str, *, level: float = 0.95) -> GradeContrast | Refusal:
    """Hold the grades of two places against each other, through the gate; of several years the two nearest in time.

    Methods of `stochastic_superiority` and `fit_proportional_odds`. A grade that a text does not print counts as zero
    only where those it prints add up to the units assessed. A place that prints no grading is an AnalysisError, and
    gradings that the gate keeps apart raise `NotComparableError` with its reasons.
    """
    check_level(level)
    gradings = {grading.assessed: grading for grading in count_grades(data)}
    graded = {figure.locality_id: figure.indicator_id for figure in gradings}
    for place in (first, second):
        if data.row("locality", place)["locality_id"] not in graded:
            raise AnalysisError(f"{place} has no grading. Valid: {', '.join(graded)}")
    comparison = compare(data, graded[first], [first, second])
    require_one_axis(data, comparison)
    left, right = (gradings[figure] for figure in comparison.figures)
    if any(figure.qualifier != "eq" for grading in (left, right) for figure in grading.figures):
        return Refusal("bound")
    if left.unaccounted or right.unaccounted:
        return Refusal("grades_missing")
    counts = left.counts, right.counts
    superiority = stochastic_superiority(*counts, level=level)
    return GradeContrast(left, right, superiority, fit_proportional_odds(*counts, level=level))


def stochastic_superiority(first: Sequence[int], second: Sequence[int], *, level: float = 0.95) -> Interval | Refusal:
    """Give the probability that a unit of the first group has the higher grade, ties counted half.

    Brunner and Munzel (2000), Biometrical Journal 42:17, through statsmodels; the interval takes the units of each
    group as outcomes of a process. Both groups are units of each grade, the highest first, over the same grades.
    """
    from statsmodels.stats.nonparametric import rank_compare_2ordinal

    if refused := _check_two(first, second, level, "superiority"):
        return refused
    if len({n for counts in (first, second) for n, count in enumerate(counts) if count}) == 1:
        return Refusal("no_variation")
    if _separated(first, second, strictly=True):
        return Refusal("separated")
    # statsmodels counts from the lowest grade up.
    compared = rank_compare_2ordinal(list(reversed(first)), list(reversed(second)))
    low, high = compared.conf_int(alpha=1 - level)
    return Interval(float(compared.prob1), max(0.0, float(low)), min(1.0, float(high)), level, "brunner_munzel")


def fit_proportional_odds(first: Sequence[int], second: Sequence[int], *, level: float = 0.95) -> Interval | Refusal:
    """Give the odds of a higher grade in the second group over the first, with their Wald interval.

    McCullagh (1980), Journal of the Royal Statistical Society B 42:109: a proportional-odds model of grade on group, by
    statsmodels' OrderedModel. Groups as for `stochastic_superiority`.
    """
    from statsmodels.miscmodels.ordinal_model import OrderedModel

    if refused := _check_two(first, second, level, "proportional_odds"):
        return refused
    used = [n for n in range(len(first)) if first[n] + second[n]]
    if len(used) < 2 or _separated([first[n] for n in used], [second[n] for n in used]):
        return Refusal("no_variation" if len(used) < 2 else "separated")
    # Codes rise with the grade.
    grades = [(group, -n) for group, counts in enumerate((first, second)) for n in used for _ in range(counts[n])]
    table = pd.DataFrame(grades, columns=["group", "grade"])
    model = OrderedModel(table["grade"], table[["group"]].astype(float), distr="logit")
    fitted = model.fit(method="bfgs", disp=False)
    ends = fitted.conf_int(alpha=1 - level).loc["group"]
    odds, low, high = (exp(float(slope)) for slope in (fitted.params["group"], *ends))
    return Interval(odds, low, high, level, "proportional_odds")


def _grading(data: Dataset, assessed: Figure) -> Grading:
    counted = data.row("indicator", assessed.indicator_id)["counted"]
    mine = {
        _concept(data, figure): figure
        for figure in find_figures(data, locality_id=assessed.locality_id)
        if (figure.span, figure.subject) == (assessed.span, assessed.subject)
        and data.row("indicator", figure.indicator_id)["counted"] == counted
    }
    grades = {grade: mine.get(f"units_graded_{grade}") for grade in GRADES}
    printed = [figure for figure in grades.values() if figure is not None]
    exact = all(figure.qualifier == "eq" for figure in [assessed, *printed])
    shares = {
        grade: figure.value / assessed.value * 100
        if figure and figure.qualifier == assessed.qualifier == "eq"
        else None
        for grade, figure in grades.items()
    }
    unaccounted = assessed.value - sum((figure.value for figure in printed), Decimal()) if exact else None
    about, ratio = (assessed.locality_id, counted, assessed.period), mine.get("units_excellent_to_good")
    return Grading(*about, assessed, grades, shares, unaccounted, ratio)


def _concept(data: Dataset, figure: Figure) -> str:
    return str(data.row("indicator", figure.indicator_id)["concept"])


def _check_two(first: Sequence[int], second: Sequence[int], level: float, what: str) -> Refusal | None:
    if len(first) != len(second):
        raise AnalysisError(f"the groups have {len(first)} and {len(second)} grades; they must have the same")
    for counts in (first, second):
        for count in counts:
            check_count("count of a grade", count)
        if not sum(counts):
            raise AnalysisError("no unit was graded")
    check_level(level)
    return need_places(what, min(sum(first), sum(second)))


def _separated(first: Sequence[int], second: Sequence[int], *, strictly: bool = False) -> bool:
    """Whether the grades of the groups do not overlap; one grade in common counts as none unless `strictly`."""
    held = [[n for n, count in enumerate(counts) if count] for counts in (first, second)]
    gap = max(min(held[0]) - max(held[1]), min(held[1]) - max(held[0]))
    return gap > 0 if strictly else gap >= 0
