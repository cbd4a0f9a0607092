"""Comparability, computed indicators, gradings, themes, directives and consistency."""

from analysis.dataset.figures import compute_figure, find_figures
from analysis.dataset.offer import offer
from analysis.dataset.printed import Figure
from analysis.methods.agreement import compare_claims, compare_coders, list_disagreements, try_claims
from analysis.methods.comparability import change_over_time, compare, compare_pairs, require_one_axis
from analysis.methods.consistency import Check, check_consistency
from analysis.methods.contrasts import (
    NEEDED,
    Funnel,
    FunnelPoint,
    UnitsNeeded,
    contrast_shares,
    funnel_of_shares,
    units_needed,
)
from analysis.methods.coverage import (
    Assignment,
    Gap,
    Organisation,
    Unit,
    count_coverage,
    find_gaps,
    list_assignments,
    read_organisation,
)
from analysis.methods.groups import find_nearest
from analysis.methods.intervals import Refusal, interval_of_share
from analysis.methods.judgement import VERDICTS, Judgement, Reason, judge
from analysis.methods.ratings import GRADES, Grading, compare_grades, count_grades
from analysis.methods.themes import (
    DIRECTIONS,
    STANCES,
    Told,
    figures_coded,
    find_answers,
    find_patterns,
    find_stances,
    read_theme,
    read_themes,
)
from analysis.methods.verdicts import Change, Comparison, Confusion, LeftOut, find_confusions
from analysis.methods.yardsticks import Yardstick, lay_timeline, list_directives, read_yardsticks, trace_directives

__dir__ = offer(globals())
