"""Comparability, computed indicators, gradings, themes, directives and consistency."""

from analysis.methods.comparability import (
    VERDICTS,
    Comparison,
    Judgement,
    Reason,
    compare,
    compare_pairs,
    judge,
    require_one_axis,
)
from analysis.methods.confusions import Confusion, find_confusions
from analysis.methods.consistency import Check, bases_of_percentage, check_consistency
from analysis.methods.coverage import Gap, count_coverage, find_gaps, list_parts
from analysis.methods.directives import Trace, list_directives, trace_measures
from analysis.methods.figures import Figure, compute_figure, find_figures
from analysis.methods.intervals import Interval, Refusal, interval_of_share
from analysis.methods.ordered import stochastic_superiority, units_needed
from analysis.methods.ratings import GRADES, Grading, compare_grades, count_grades
from analysis.methods.themes import DIRECTIONS, Answer, count_codings, match_limitations
from analysis.methods.yardsticks import Yardstick, read_yardsticks

__all__ = [
    "DIRECTIONS",
    "GRADES",
    "VERDICTS",
    "Answer",
    "Check",
    "Comparison",
    "Confusion",
    "Figure",
    "Gap",
    "Grading",
    "Interval",
    "Judgement",
    "Reason",
    "Refusal",
    "Trace",
    "Yardstick",
    "bases_of_percentage",
    "check_consistency",
    "compare",
    "compare_grades",
    "compare_pairs",
    "compute_figure",
    "count_codings",
    "count_coverage",
    "count_grades",
    "find_confusions",
    "find_figures",
    "find_gaps",
    "interval_of_share",
    "judge",
    "list_directives",
    "list_parts",
    "match_limitations",
    "read_yardsticks",
    "require_one_axis",
    "stochastic_superiority",
    "trace_measures",
    "units_needed",
]
