"""The tables of figures: each words rows of the data or the result of a method, and leads to their source."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from analysis.dataset import Dataset
from analysis.elements.links import anchor_of, link_figure, link_observations
from analysis.elements.origins import Note, Number, describe_formula, note_figure, note_made, number_of
from analysis.elements.table import Cell, Table, make_table
from analysis.elements.wording import describe_check, format_when, join, name_source
from analysis.methods import Check, Figure, Gap, find_figures
from analysis.methods.bases import decimals_of
from analysis.text import format_number, format_percent, format_period, format_weekday, sort_key
from analysis.words.catalogue import say

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "reading_order",
    "table_checks",
    "table_coverage",
    "table_figures",
    "table_gaps",
    "table_provenance",
]


def table_figures(data: Dataset, figures: Sequence[Figure], *, topic: str, lang: str) -> Table:
    """List the figures of one topic of the profile, or with ``topic="computed"`` the computed ones.

    Parameters
    ----------
    topic
        A value of the column `topic` of `indicators`, or ``computed``.
    """
    if topic == "computed":
        kept = [one for one in figures if one.is_computed]
    else:
        kept = [
            one for one in figures if not one.is_computed and data.row("indicator", one.indicator_id)["topic"] == topic
        ]
    kept.sort(key=lambda one: reading_order(data, one))
    title = say(f"profile.{topic}", lang)
    # A column that would be empty tells nothing.
    scoped = any(_subject(data, one, lang) for one in kept)
    rows = [
        (
            data.name("indicator", one.indicator_id, lang),
            number_of(data, one, lang),
            *([_subject(data, one, lang)] if scoped else []),
            format_when(one, lang),
            link_figure(data, one, lang),
        )
        for one in kept
    ]
    return make_table(
        title,
        ("indicator", "value", *(["subject"] if scoped else []), "period", "source"),
        rows,
        lang=lang,
        numeric=("value",),
        notes=[say("note.computed", lang)] if any(one.is_computed for one in kept) else [],
        empty=say("note.none_topic", lang, topic=title),
    )


def table_checks(data: Dataset, checks: Sequence[Check], *, lang: str) -> Table:
    """List consistency checks: printed, computed, verdict."""
    rows = []
    for one in checks:
        # Two places beyond the printed ones: 84,746 shows why 84,7 was printed, and 84,75 would not.
        exact = one.check_id == "percentage" and isinstance(one.printed, Decimal)
        decimals = decimals_of(one.printed) + 2 if exact else None
        computed = _write_checked(data, one, one.computed, lang, decimals=decimals)
        if one.computed_high is not None:
            high = _write_checked(data, one, one.computed_high, lang)
            computed = say("value.range", lang, low=computed, high=high)
        name = data.name("indicator", one.indicator_id, lang) if one.indicator_id else say("column.published", lang)
        check = describe_check(data, one, lang)
        link = link_observations(data, one.observation_ids, lang)
        if one.source_id:
            places = data.row("source", one.source_id)["published_printed"]
            link = Cell(join((say("join.page", lang, number=number) for number, _ in places), lang))
        note = _note_check(data, one, f"{name}: {computed or say('check_verdict.refused', lang)}", check, lang)
        rows.append(
            (
                name,
                check,
                "" if one.printed is None else _printed(data, one, note, lang),
                "" if one.computed is None else Number(computed, note, _plain(one)),
                say(f"check_verdict.{one.verdict}", lang),
                link,
            )
        )
    return make_table(
        say("caption.checks", lang),
        ("indicator", "check", "printed", "computed", "verdict", "source"),
        rows,
        lang=lang,
        numeric=("printed", "computed"),
        empty=say("note.none_checks", lang),
    )


def _write_checked(
    data: Dataset, check: Check, value: Decimal | str | None, lang: str, *, decimals: int | None = None
) -> str:
    """Write one side of a check: a date, a weekday, a percentage or a number."""
    if value is None:
        return ""
    if isinstance(value, str):
        return format_period(value, lang)
    if check.check_id == "weekday":
        return format_weekday(int(value), lang)
    unit = data.row("indicator", check.indicator_id)["unit"]
    percent = unit == "percent" and check.check_id not in ("plan_base", "shared_base")
    return (format_percent if percent else format_number)(value, lang, decimals=decimals)


def table_gaps(data: Dataset, gaps: Sequence[Gap], *, lang: str) -> Table:
    """List the indicators that a text lacks and others have."""
    rows = [
        (
            data.name("indicator", one.indicator_id, lang),
            join((data.name("locality", place, lang) for place in one.known_in), lang),
        )
        for one in gaps
    ]
    return make_table(
        say("caption.gaps", lang),
        ("indicator", "known_in"),
        rows,
        lang=lang,
        empty=say("note.none_gaps", lang),
    )


def table_coverage(data: Dataset, coverage: pd.DataFrame, *, lang: str) -> Table:
    """Give the coverage behind its picture, in words."""
    rows = [
        (
            data.name("indicator", str(indicator), lang),
            *("–" if state == "absent" else say(f"state.{state}", lang) for state in row),
        )
        for indicator, row in coverage.iterrows()
    ]
    return Table(
        caption=say("caption.coverage", lang),
        columns=(
            say("column.indicator", lang),
            *(data.name("locality", one, lang) for one in coverage.columns),
        ),
        rows=tuple(rows),
        lang=lang,
        notes=(say("note.coverage", lang),),
    )


def table_provenance(data: Dataset, figures: Iterable[Figure], *, lang: str) -> Table:
    """Tell where each figure of a report comes from; links from other tables lead here.

    A computed figure stands as the printed figures it is made from, and its formula.
    """
    figures = list(figures)
    ids = {id_ for one in figures for id_ in one.observation_ids}
    rows = []
    for row in data.observations.to_dict("records"):
        if row["observation_id"] not in ids:
            continue
        indicator = data.name("indicator", row["indicator_id"], lang)
        place = (
            data.name("subject", row["subject"], lang)
            if row["subject"]
            else data.name("locality", row["locality_id"], lang)
        )
        note = row[f"note_{lang}"]
        rows.append(
            (
                Cell(f"{place}: {indicator}", anchor=anchor_of(row["observation_id"])),
                Cell(f"“{row['printed']}”", lang="" if lang == "vi" else "vi"),
                name_source(data, row["source_id"], lang),
                say("join.page", lang, number=row["paragraph"]),
                say(f"basis.{row['period_basis']}", lang) + f": {format_period(row['period'], lang)}",
                note,
            )
        )
    rows.sort(key=lambda one: sort_key(one[0].text))
    made = sorted({describe_formula(data, one, lang) for one in figures if one.is_computed}, key=sort_key)
    return make_table(
        say("caption.provenance", lang),
        ("figure", "printed", "source", "paragraph", "period", "note"),
        rows,
        lang=lang,
        notes=made,
    )


def reading_order(data: Dataset, figure: Figure) -> tuple[int, bool, bool, str, str]:
    """Order figures as a reader expects: wholes, their parts, what happened in the year, then shares."""
    row = data.row("indicator", figure.indicator_id)
    natures = ("stock", "flow", "share", "rate", "ratio")
    return natures.index(row["nature"]), bool(figure.subject), bool(row["part_of"]), figure.indicator_id, figure.subject


def _printed(data: Dataset, check: Check, note: Note, lang: str) -> Number:
    """Give the printed side of a check with the note of its figure, or where there is none that of the check."""
    words, ids = _write_checked(data, check, check.printed, lang), set(check.observation_ids)
    if isinstance(check.printed, Decimal) and check.indicator_id:
        figures = find_figures(data, locality_id=check.locality_id, indicator_id=check.indicator_id, computed=False)
        for figure in figures:
            if ids.issuperset(figure.observation_ids) and figure.value == check.printed:
                return Number(words, note_figure(data, figure, lang), check.printed)
    return Number(words, note, check.printed if isinstance(check.printed, Decimal) else None)


def _note_check(data: Dataset, check: Check, title: str, told: str, lang: str) -> Note:
    """Tell what a check rests on: printed figures, or the text itself."""
    parts = "-".join(check.part_ids)
    key = f"n-check-{check.locality_id}-{check.indicator_id}-{check.subject}-{check.check_id}-{parts}"
    if not check.source_id:
        return note_made(data, title, told, check.observation_ids, lang, key=key)
    lines = ((say("column.check", lang), told), (say("column.source", lang), name_source(data, check.source_id, lang)))
    return Note(f"n-check-{check.source_id}-{check.check_id}", title, lines)


def _plain(check: Check) -> Decimal | None:
    """Give the computed side for a spreadsheet, where it is one number."""
    return check.computed if isinstance(check.computed, Decimal) and check.computed_high is None else None


def _subject(data: Dataset, figure: Figure, lang: str) -> str:
    words = data.name("subject", figure.subject, lang) if figure.subject else ""
    if figure.status != "observed":
        words = ", ".join(filter(None, (words, say(f"status.{figure.status}", lang))))
    return words
