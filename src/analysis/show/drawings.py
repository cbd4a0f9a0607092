"""Pictures ready to show: drawn with the words that stand for them, or a sentence where there is nothing to draw."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from analysis.dataset import Dataset
from analysis.elements.behind import sources_of_figures, sources_of_places, table_matrix, table_parts, word_foot
from analysis.elements.picture import Picture, figure
from analysis.elements.table import Paragraph
from analysis.elements.wording import Voice
from analysis.methods import Comparison, Figure, Grading
from analysis.show.figures import (
    describe_coverage,
    describe_grading,
    describe_parts,
    describe_themes,
    describe_timeline,
    plot_coverage,
    plot_grading,
    plot_parts,
    plot_themes,
    plot_timeline,
)
from analysis.show.gate import describe_matrix, plot_matrix

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["show_coverage", "show_grading", "show_matrix", "show_parts", "show_themes", "show_timeline"]


def show_coverage(data: Dataset, coverage: pd.DataFrame, *, lang: str) -> Picture | Paragraph:
    """Draw what is known where."""
    voice = Voice(data, lang)
    if coverage.empty:
        return Paragraph(voice.say("note.none_figures"))
    foot = word_foot(voice, voice.say("foot.coverage"), sources_of_places(data, coverage.columns))
    alt = describe_coverage(data, coverage, lang=lang)
    return figure(plot_coverage(data, coverage, lang=lang), alt=alt, foot=foot)


def show_parts(data: Dataset, parts: Sequence[tuple[Figure, Figure]], *, lang: str) -> Picture | Paragraph:
    """Draw the parts of wholes of one place."""
    voice = Voice(data, lang)
    if not parts:
        return Paragraph(voice.say("note.none_parts"))
    sources = sources_of_figures(data, [one for pair in parts for one in pair])
    return figure(
        plot_parts(data, parts, lang=lang),
        alt=describe_parts(data, parts, lang=lang),
        foot=word_foot(voice, voice.say("foot.parts"), sources),
        table=table_parts(voice, parts),
    )


def show_themes(data: Dataset, counts: pd.DataFrame, *, lang: str) -> Picture | Paragraph:
    """Draw the matrix of themes; what it counts stands in the tables of themes or of codings."""
    voice = Voice(data, lang)
    if counts.empty:
        return Paragraph(voice.say("note.none_codings"))
    sources = sources_of_places(data, counts.columns.get_level_values("locality_id"))
    return figure(
        plot_themes(data, counts, lang=lang),
        alt=describe_themes(data, counts, lang=lang),
        foot=word_foot(voice, voice.say("foot.themes"), sources),
    )


def show_timeline(data: Dataset, directives: pd.DataFrame, *, lang: str) -> Picture | Paragraph:
    """Draw the dated documents on a time line."""
    voice = Voice(data, lang)
    if directives["issued_on"].isna().all():
        return Paragraph(voice.say("note.none_dated"))
    sources = directives.loc[directives["issued_on"].notna(), "source_id"]
    return figure(
        plot_timeline(data, directives, lang=lang),
        alt=describe_timeline(data, directives, lang=lang),
        foot=word_foot(voice, voice.say("foot.timeline"), sources),
    )


def show_matrix(data: Dataset, comparisons: Sequence[Comparison], *, lang: str) -> Picture | Paragraph:
    """Draw the verdicts of the gate on every pair."""
    voice = Voice(data, lang)
    if not comparisons:
        return Paragraph(voice.say("note.none_pairs"))
    sources = sources_of_figures(data, [figure for one in comparisons for figure in one.figures])
    return figure(
        plot_matrix(data, comparisons, lang=lang),
        alt=describe_matrix(data, comparisons, lang=lang),
        foot=word_foot(voice, voice.say("foot.matrix"), sources),
        table=table_matrix(voice, comparisons),
    )


def show_grading(data: Dataset, grading: Grading, *, lang: str) -> Picture:
    """Draw the grades of one place."""
    voice = Voice(data, lang)
    return figure(
        plot_grading(data, grading, lang=lang),
        alt=describe_grading(data, grading, lang=lang),
        foot=word_foot(voice, voice.say(f"counted.{grading.counted}"), sources_of_figures(data, grading.figures)),
    )
