"""Figures, tables and words in two languages."""

from analysis.elements.picture import Picture, figure
from analysis.elements.table import heading
from analysis.show.certainty import show_contrasts, table_grade_contrasts, table_intervals, table_needs
from analysis.show.comparison import (
    describe_comparison,
    describe_reason,
    describe_reasons,
    plot_comparison,
    report_comparison,
    show_comparison,
    table_comparison,
    table_judgements,
)
from analysis.show.curves import describe_funnel, describe_power, plot_funnel, plot_power, show_funnel, show_power
from analysis.show.directives import describe_timeline, plot_timeline, show_timeline, table_directives, table_traces
from analysis.show.gate import describe_matrix, plot_matrix, show_matrix, table_confusions, table_refusals
from analysis.show.grades import describe_grading, plot_grading, show_grading, table_ceiling, table_grading
from analysis.show.known import (
    describe_coverage,
    plot_coverage,
    show_coverage,
    table_checks,
    table_coverage,
    table_gaps,
)
from analysis.show.practices import (
    describe_themes,
    plot_themes,
    show_themes,
    table_codebook,
    table_codings,
    table_matches,
    table_themes,
)
from analysis.show.profile import describe_parts, name_place, plot_parts, show_parts, table_figures, table_place
from analysis.show.sources import table_norms, table_provenance, table_sources, table_yardsticks
from analysis.show.synthesis import list_cautions, list_conclusions, list_limits
from analysis.words.catalogue import LANGUAGES, say

__all__ = [
    "LANGUAGES",
    "Picture",
    "describe_comparison",
    "describe_coverage",
    "describe_funnel",
    "describe_grading",
    "describe_matrix",
    "describe_parts",
    "describe_power",
    "describe_reason",
    "describe_reasons",
    "describe_themes",
    "describe_timeline",
    "figure",
    "heading",
    "list_cautions",
    "list_conclusions",
    "list_limits",
    "name_place",
    "plot_comparison",
    "plot_coverage",
    "plot_funnel",
    "plot_grading",
    "plot_matrix",
    "plot_parts",
    "plot_power",
    "plot_themes",
    "plot_timeline",
    "report_comparison",
    "say",
    "show_comparison",
    "show_contrasts",
    "show_coverage",
    "show_funnel",
    "show_grading",
    "show_matrix",
    "show_parts",
    "show_power",
    "show_themes",
    "show_timeline",
    "table_ceiling",
    "table_checks",
    "table_codebook",
    "table_codings",
    "table_comparison",
    "table_confusions",
    "table_coverage",
    "table_directives",
    "table_figures",
    "table_gaps",
    "table_grade_contrasts",
    "table_grading",
    "table_intervals",
    "table_judgements",
    "table_matches",
    "table_needs",
    "table_norms",
    "table_place",
    "table_provenance",
    "table_refusals",
    "table_sources",
    "table_themes",
    "table_traces",
    "table_yardsticks",
]
