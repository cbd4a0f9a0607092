"""The tables of figures: each words rows of the data or the result of a method, and leads to their source."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from analysis.dataset import Dataset
from analysis.elements.origins import Note, Number
from analysis.elements.table import Cell, Table, make_table
from analysis.elements.wording import Voice, anchor_of
from analysis.methods import Check, Figure, Gap, find_figures
from analysis.methods.bases import decimals_of
from analysis.text import format_number, format_percent, format_weekday, sort_key

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
    voice = Voice(data, lang)
    if topic == "computed":
        kept = [one for one in figures if one.is_computed]
    else:
        kept = [
            one for one in figures if not one.is_computed and data.row("indicator", one.indicator_id)["topic"] == topic
        ]
    kept.sort(key=lambda one: reading_order(data, one))
    title = voice.say(f"profile.{topic}")
    # A column that would be empty tells nothing.
    scoped = any(_subject(voice, one) for one in kept)
    rows = [
        (
            voice.name("indicator", one.indicator_id),
            voice.number(one),
            *([_subject(voice, one)] if scoped else []),
            voice.when(one),
            voice.link(one.observation_ids),
        )
        for one in kept
    ]
    return make_table(
        title,
        ("indicator", "value", *(["subject"] if scoped else []), "period", "source"),
        rows,
        lang=lang,
        numeric=("value",),
        notes=[voice.say("note.computed")] if any(one.is_computed for one in kept) else [],
        empty=voice.say("note.none_topic", topic=title),
    )


def table_checks(data: Dataset, checks: Sequence[Check], *, lang: str) -> Table:
    """List consistency checks: printed, computed, verdict."""
    voice = Voice(data, lang)
    rows = []
    for one in checks:
        # Two places beyond the printed ones: 84,746 shows why 84,7 was printed, and 84,75 would not.
        exact = one.check_id == "percentage" and isinstance(one.printed, Decimal)
        decimals = decimals_of(one.printed) + 2 if exact else None
        computed = _write_checked(voice, one, one.computed, decimals=decimals)
        if one.computed_high is not None:
            high = _write_checked(voice, one, one.computed_high)
            computed = voice.say("value.range", low=computed, high=high)
        name = voice.name("indicator", one.indicator_id) if one.indicator_id else voice.say("column.published")
        check = voice.check(one)
        link = voice.link(one.observation_ids)
        if one.source_id:
            places = data.row("source", one.source_id)["published_printed"]
            link = Cell(voice.join((voice.say("join.page", number=number) for number, _ in places)))
        note = _note_check(voice, one, f"{name}: {computed or voice.say('check_verdict.refused')}", check)
        rows.append(
            (
                name,
                check,
                "" if one.printed is None else _printed(voice, one, note),
                "" if one.computed is None else Number(computed, note, _plain(one)),
                voice.say(f"check_verdict.{one.verdict}"),
                link,
            )
        )
    return make_table(
        voice.say("caption.checks"),
        ("indicator", "check", "printed", "computed", "verdict", "source"),
        rows,
        lang=lang,
        numeric=("printed", "computed"),
        empty=voice.say("note.none_checks"),
    )


def _write_checked(voice: Voice, check: Check, value: Decimal | str | None, *, decimals: int | None = None) -> str:
    """Write one side of a check: a date, a weekday, a percentage or a number."""
    if value is None:
        return ""
    if isinstance(value, str):
        return voice.period(value)
    if check.check_id == "weekday":
        return format_weekday(int(value), voice.lang)
    unit = voice.data.row("indicator", check.indicator_id)["unit"]
    percent = unit == "percent" and check.check_id not in ("plan_base", "shared_base")
    return (format_percent if percent else format_number)(value, voice.lang, decimals=decimals)


def table_gaps(data: Dataset, gaps: Sequence[Gap], *, lang: str) -> Table:
    """List the indicators that a text lacks and others have."""
    voice = Voice(data, lang)
    rows = [
        (
            voice.name("indicator", one.indicator_id),
            voice.join(voice.name("locality", place) for place in one.known_in),
        )
        for one in gaps
    ]
    return make_table(
        voice.say("caption.gaps"),
        ("indicator", "known_in"),
        rows,
        lang=lang,
        empty=voice.say("note.none_gaps"),
    )


def table_coverage(data: Dataset, coverage: pd.DataFrame, *, lang: str) -> Table:
    """Give the coverage behind its picture, in words."""
    voice = Voice(data, lang)
    rows = [
        (
            voice.name("indicator", str(indicator)),
            *("–" if state == "absent" else voice.say(f"state.{state}") for state in row),
        )
        for indicator, row in coverage.iterrows()
    ]
    return Table(
        caption=voice.say("caption.coverage"),
        columns=(
            voice.say("column.indicator"),
            *(voice.name("locality", one) for one in coverage.columns),
        ),
        rows=tuple(rows),
        lang=lang,
        notes=(voice.say("note.coverage"),),
    )


def table_provenance(data: Dataset, figures: Iterable[Figure], *, lang: str) -> Table:
    """Tell where each figure of a report comes from; links from other tables lead here.

    A computed figure stands as the printed figures it is made from, and its formula.
    """
    voice = Voice(data, lang)
    figures = list(figures)
    ids = {id_ for one in figures for id_ in one.observation_ids}
    rows = []
    for row in data.observations.to_dict("records"):
        if row["observation_id"] not in ids:
            continue
        indicator = voice.name("indicator", row["indicator_id"])
        place = voice.name("subject", row["subject"]) if row["subject"] else voice.name("locality", row["locality_id"])
        note = voice.text(row, "note")
        rows.append(
            (
                Cell(f"{place}: {indicator}", anchor=anchor_of(row["observation_id"])),
                Cell(f"“{row['printed']}”", lang="" if lang == "vi" else "vi"),
                voice.source(row["source_id"]),
                voice.say("join.page", number=row["paragraph"]),
                voice.say(f"basis.{row['period_basis']}") + f": {voice.period(row['period'])}",
                note,
            )
        )
    rows.sort(key=lambda one: sort_key(one[0].text))
    made = sorted({voice.formula(one) for one in figures if one.is_computed}, key=sort_key)
    return make_table(
        voice.say("caption.provenance"),
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


def _printed(voice: Voice, check: Check, note: Note) -> Number:
    """Give the printed side of a check with the note of its figure, or where there is none that of the check."""
    words, ids = _write_checked(voice, check, check.printed), set(check.observation_ids)
    if isinstance(check.printed, Decimal) and check.indicator_id:
        figures = find_figures(
            voice.data, locality_id=check.locality_id, indicator_id=check.indicator_id, computed=False
        )
        for figure in figures:
            if ids.issuperset(figure.observation_ids) and figure.value == check.printed:
                return Number(words, voice.note(figure), check.printed)
    return Number(words, note, check.printed if isinstance(check.printed, Decimal) else None)


def _note_check(voice: Voice, check: Check, title: str, told: str) -> Note:
    """Tell what a check rests on: printed figures, or the text itself."""
    parts = "-".join(check.part_ids)
    key = f"n-check-{check.locality_id}-{check.indicator_id}-{check.subject}-{check.check_id}-{parts}"
    if not check.source_id:
        return voice.note_made(title, told, check.observation_ids, key=key)
    lines = ((voice.say("column.check"), told), (voice.say("column.source"), voice.source(check.source_id)))
    return Note(f"n-check-{check.source_id}-{check.check_id}", title, lines)


def _plain(check: Check) -> Decimal | None:
    """Give the computed side for a spreadsheet, where it is one number."""
    return check.computed if isinstance(check.computed, Decimal) and check.computed_high is None else None


def _subject(voice: Voice, figure: Figure) -> str:
    words = voice.name("subject", figure.subject) if figure.subject else ""
    if figure.status != "observed":
        words = ", ".join(filter(None, (words, voice.say(f"status.{figure.status}"))))
    return words
