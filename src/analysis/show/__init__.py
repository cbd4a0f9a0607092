"""Figures, tables and words in two languages."""

from analysis.show.catalogue import LANGUAGES, say
from analysis.show.comparisons import table_ceiling, table_comparison, table_grading, table_judgements
from analysis.show.figures import (
    describe_comparison,
    describe_coverage,
    describe_grading,
    describe_parts,
    describe_themes,
    describe_timeline,
    plot_comparison,
    plot_coverage,
    plot_grading,
    plot_parts,
    plot_themes,
    plot_timeline,
)
from analysis.show.layout import heading
from analysis.show.passages import (
    table_codebook,
    table_codings,
    table_directives,
    table_matches,
    table_norms,
    table_place,
    table_sources,
    table_themes,
    table_traces,
)
from analysis.show.picture import Picture, figure
from analysis.show.statements import list_cautions, list_conclusions, list_limits, show_comparison
from analysis.show.tables import (
    table_checks,
    table_coverage,
    table_figures,
    table_gaps,
    table_provenance,
    table_versions,
)
from analysis.show.wording import describe_reason, describe_reasons, name_place, report_comparison

__all__ = [
    "LANGUAGES",
    "Picture",
    "describe_comparison",
    "describe_coverage",
    "describe_grading",
    "describe_parts",
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
    "plot_grading",
    "plot_parts",
    "plot_themes",
    "plot_timeline",
    "report_comparison",
    "say",
    "show_comparison",
    "table_ceiling",
    "table_checks",
    "table_codebook",
    "table_codings",
    "table_comparison",
    "table_coverage",
    "table_directives",
    "table_figures",
    "table_gaps",
    "table_grading",
    "table_judgements",
    "table_matches",
    "table_norms",
    "table_place",
    "table_provenance",
    "table_sources",
    "table_themes",
    "table_traces",
    "table_versions",
]
