"""Figures, tables and words in two languages."""

from analysis.dataset.offer import offer
from analysis.documents.cited import (
    head_cited,
    list_cited,
    list_force,
    show_documents,
    table_directives,
    table_in_force,
    table_outcomes,
)
from analysis.documents.timeline import plot_timeline, show_timeline
from analysis.drawings.charts import plot_funnel
from analysis.drawings.subjects import draw_subjects
from analysis.elements.pages import tell_few
from analysis.elements.picture import figure
from analysis.elements.table import heading
from analysis.show.assignments import plot_assignments, show_assignments, table_assignments
from analysis.show.certainty import show_tests, table_confusions, table_grade_contrasts, table_intervals, tell_funnel
from analysis.show.coders import list_agreement, list_sensitivity, table_sensitivity, tell_agreement
from analysis.show.comparison import (
    count_verdicts,
    plot_comparison,
    report_comparison,
    show_comparison,
    tell_comparison,
)
from analysis.show.grades import (
    explore_figures,
    head_grading,
    head_gradings,
    plot_grading,
    show_grading,
    table_ceiling,
    table_comparison,
    table_norms,
    table_yardsticks,
)
from analysis.show.known import (
    head_collection,
    head_page,
    list_gaps,
    show_unknown,
    table_checks,
    table_provenance,
    table_sources,
)
from analysis.show.pairs import head_pairs, plot_matrix, show_matrix, table_judgements, tell_pairs
from analysis.show.pictures import plot_organisation, show_shortfalls, show_stances, show_subject
from analysis.show.practices import link_sheets, show_ways, table_themes
from analysis.show.profile import head_place, list_changes, plot_change, show_change, show_key_figures, tell_article
from analysis.show.synthesis import (
    MOST_POINTS,
    TELLING,
    head_found,
    list_cautions,
    list_conclusions,
    list_found,
    list_judged,
    list_limits,
    list_main_points,
    list_patterns,
    list_texts,
)
from analysis.show.theme import (
    explore_codings,
    head_theme,
    head_told,
    indicators_of,
    list_theme_points,
    table_theme,
    table_theme_figures,
    table_told,
    tell_evidence,
)
from analysis.words.catalogue import say

__dir__ = offer(globals())
