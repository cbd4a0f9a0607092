"""Comparability, computed indicators, gradings, themes, directives and consistency."""

from analysis.methods.comparability import (
    VERDICTS,
    Comparison,
    Judgement,
    Reason,
    compare,
    judge,
    require_one_axis,
)
from analysis.methods.consistency import Check, bases_of_percentage, check_consistency
from analysis.methods.coverage import Gap, count_coverage, find_gaps, list_parts
from analysis.methods.directives import Trace, list_directives, trace_measures
from analysis.methods.figures import Figure, compute_figure, find_figures
from analysis.methods.ratings import GRADES, Grading, count_grades
from analysis.methods.themes import DIRECTIONS, Answer, count_codings, match_limitations

__all__ = [
    "DIRECTIONS",
    "GRADES",
    "VERDICTS",
    "Answer",
    "Check",
    "Comparison",
    "Figure",
    "Gap",
    "Grading",
    "Judgement",
    "Reason",
    "Trace",
    "bases_of_percentage",
    "check_consistency",
    "compare",
    "compute_figure",
    "count_codings",
    "count_coverage",
    "count_grades",
    "find_figures",
    "find_gaps",
    "judge",
    "list_directives",
    "list_parts",
    "match_limitations",
    "require_one_axis",
    "trace_measures",
]
