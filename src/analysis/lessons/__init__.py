"""A lesson file, or the outline of a field study, made into page, Word, slides, papers and question banks."""

from analysis.dataset.offer import offer
from analysis.lessons.field_study import open_field_study
from analysis.lessons.lesson import check_lessons, open_lesson
from analysis.lessons.on_page import (
    lead_to_lessons,
    link_lessons,
    list_field_questions,
    list_questions,
    list_steps,
    show_items,
    show_opening,
    show_scenario,
    table_item,
    table_plan,
)

__dir__ = offer(globals())
