"""Ordered grades: distribution, stochastic superiority, proportional odds; and what too few units cannot carry."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, exp

from analysis.errors import AnalysisError
from analysis.methods.intervals import Interval, Refusal, check_count, check_level

# The fewest units or places with which each is worth stating; declared here and nowhere else.
NEEDED = {"superiority": 5, "proportional_odds": 20, "funnel": 3, "average": 8, "quantiles": 8, "ranks": 8}
NEEDED |= {"clustering": 12, "regression": 20}


def need_places(what: str, places: int) -> Refusal | None:
    """Refuse what too few places cannot carry, by the keys of `NEEDED`; ``None`` where there are enough."""
    if what not in NEEDED:
        raise AnalysisError(f"unknown method {what!r}. Valid: {', '.join(NEEDED)}")
    check_count("number of places", places)
    return Refusal("too_few", needed=NEEDED[what], given=places) if places < NEEDED[what] else None


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
    import pandas as pd
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


def funnel_limits(share: float, sizes: Sequence[int], *, level: float = 0.998) -> list[tuple[float, float]]:
    """Give control limits of a share for groups of several sizes, by the Wilson score.

    Spiegelhalter (2005), Statistics in Medicine 24:1185: between the limits, a group of that size differs from the
    common share by no more than chance would have it. The share and the limits, a pair for each size, are proportions.
    """
    from statsmodels.stats.proportion import proportion_confint

    if not 0 <= share <= 1:
        raise AnalysisError(f"the common share must be from 0 to 1, not {share}")
    check_level(level)
    for size in sizes:
        check_count("size", size)
        if size == 0:
            raise AnalysisError("a group of no units has no limits")
    ends = (proportion_confint(share * size, size, alpha=1 - level, method="wilson") for size in sizes)
    return [(max(0.0, float(low)), min(1.0, float(high))) for low, high in ends]


def units_needed(share_1: float, share_2: float, *, power: float = 0.8, level: float = 0.95) -> int | Refusal:
    """Give the units needed in each group to see a difference of two shares with a given power, by statsmodels.

    Two-sided test of two independent proportions with Cohen's arcsine effect size (Cohen 1988, chapter 6). Equal shares
    have no difference to see: the answer is a `Refusal`.
    """
    from statsmodels.stats.power import NormalIndPower
    from statsmodels.stats.proportion import proportion_effectsize

    if not 0 < power < 1:
        raise AnalysisError(f"power must be between 0 and 1, not {power}")
    check_level(level)
    for share in (share_1, share_2):
        if not 0 <= share <= 1:
            raise AnalysisError(f"a share must be from 0 to 1, not {share}")
    effect = abs(float(proportion_effectsize(share_1, share_2)))
    if effect == 0:
        return Refusal("no_difference")
    return ceil(float(NormalIndPower().solve_power(effect, power=power, alpha=1 - level, ratio=1)))


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
