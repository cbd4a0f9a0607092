"""The tables of figures: each words rows of the data or the result of a method, and leads to their source."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from analysis.dataset import Dataset
from analysis.methods import Check, Comparison, Figure, Gap, Grading
from analysis.show.catalogue import say
from analysis.show.layout import Cell, Table, make_table
from analysis.show.wording import (
    capital,
    describe_check,
    describe_reason,
    describe_reasons,
    format_value,
    join,
    name_figure,
    name_indicator,
    name_place,
    name_source,
)
from analysis.text import format_number, format_percent, format_period, sort_key

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "cite_figures",
    "table_ceiling",
    "table_checks",
    "table_comparison",
    "table_coverage",
    "table_figures",
    "table_gaps",
    "table_grading",
    "table_judgements",
    "table_provenance",
    "table_versions",
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
    kept.sort(key=lambda one: _reading_order(data, one))
    title = say(f"profile.{topic}", lang)
    # A column that would be empty tells nothing.
    scoped = any(_subject(data, one, lang) for one in kept)
    rows = [
        (
            data.name("indicator", one.indicator_id, lang),
            format_value(data, one, lang),
            *([_subject(data, one, lang)] if scoped else []),
            _period(one, lang),
            _sources(data, one, lang),
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
        unit = data.row("indicator", one.indicator_id)["unit"]
        percent = unit == "percent" and one.check_id != "plan_base"
        write = format_percent if percent else format_number
        decimals = 2 if one.check_id == "percentage" else None
        computed = write(one.computed, lang, decimals=decimals)
        if one.computed_high is not None:
            computed = say("value.range", lang, low=computed, high=write(one.computed_high, lang))
        rows.append(
            (
                data.name("indicator", one.indicator_id, lang),
                describe_check(data, one, lang),
                "" if one.printed is None else write(one.printed, lang),
                computed,
                say(f"check_verdict.{one.verdict}", lang),
                _sources_of(data, one.observation_ids, lang),
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


def table_comparison(data: Dataset, comparison: Comparison, *, lang: str) -> Table:
    """Give the figures of a comparison, each with what it counts, its period and its source."""
    rows = [
        (
            name_figure(data, one, lang),
            format_value(data, one, lang),
            data.name("indicator", one.indicator_id, lang),
            _period(one, lang),
            say("state.computed" if one.is_computed else "state.printed", lang),
            _sources(data, one, lang),
        )
        for one in comparison.figures
    ]
    notes = []
    if comparison.missing:
        places = join((data.name("locality", one, lang) for one in comparison.missing), lang)
        notes.append(say("note.missing", lang, places=places))
    if any(one.is_computed for one in comparison.figures):
        notes.append(say("note.computed", lang))
    return make_table(
        say("caption.comparison", lang, indicator=_compared(data, comparison, lang)),
        ("locality", "value", "indicator", "period", "basis", "source"),
        rows,
        lang=lang,
        numeric=("value",),
        notes=notes,
    )


def table_judgements(data: Dataset, comparison: Comparison, *, lang: str) -> Table:
    """Give the gate's verdict on each pair of figures, with every reason."""
    rows = [
        (
            f"{name_figure(data, one.left, lang)} – {name_figure(data, one.right, lang)}",
            say(f"verdict.{one.verdict}", lang),
            capital("; ".join(describe_reason(data, reason, lang) for reason in one.reasons)),
        )
        for one in comparison.judgements
    ]
    return make_table(
        say("caption.judgements", lang, indicator=_compared(data, comparison, lang)),
        ("pair", "verdict", "reasons"),
        rows,
        lang=lang,
        empty=capital(describe_reasons(data, comparison, lang)) + ".",
    )


def table_grading(data: Dataset, grading: Grading, *, lang: str) -> Table:
    """Give the grades of one place: count, share of the units assessed, source."""
    rows = []
    for grade, figure in grading.grades.items():
        share = grading.shares[grade]
        rows.append(
            (
                say(f"grade.{grade}", lang),
                say("level.unstated", lang) if figure is None else format_value(data, figure, lang),
                "" if share is None else format_percent(share, lang, decimals=1),
                "" if figure is None else _sources(data, figure, lang),
            )
        )
    return make_table(
        say(
            "caption.grades",
            lang,
            year=grading.period[:4],
            counted=say(f"counted.{grading.counted}", lang),
            place=name_place(data, grading.locality_id, lang),
        ),
        ("grade", "count", "share", "source"),
        rows,
        lang=lang,
        numeric=("count", "share"),
    )


def table_ceiling(data: Dataset, gradings: Sequence[Grading], *, lang: str) -> Table:
    """Give the excellent grades of each place on two bases: units graded good, and all units assessed."""
    rows = []
    for one in gradings:
        share, ratio = one.shares["excellent"], one.excellent_to_good
        if share is None or ratio is None:
            continue
        rows.append(
            (
                name_place(data, one.locality_id, lang),
                say(f"counted.{one.counted}", lang),
                format_value(data, ratio, lang),
                format_percent(share, lang, decimals=1),
                _sources_of(data, (*ratio.observation_ids, *one.assessed.observation_ids), lang),
            )
        )
    return make_table(
        say("caption.ceiling", lang),
        ("locality", "tier", "of_good", "of_all", "source"),
        rows,
        lang=lang,
        numeric=("of_good", "of_all"),
        notes=[say("note.cap", lang)],
    )


def table_versions(data: Dataset, *, lang: str) -> Table:
    """Tell the versions of the data, the code and the packages that made a report."""
    import platform
    from importlib.metadata import version

    from analysis import __version__

    libraries = ("pandas", "matplotlib", "statsmodels", "great_tables", "papermill", "nbconvert")
    rows = [
        (say("versions.data", lang), data.version),
        (say("versions.package", lang), __version__),
        ("Python", platform.python_version()),
        *((one, version(one)) for one in libraries),
    ]
    return make_table(say("caption.versions", lang), ("item", "version"), rows, lang=lang)


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
                Cell(f"{place}: {indicator}", anchor=_anchor(row["observation_id"])),
                f"“{row['printed']}”",
                name_source(data, row["source_id"], lang),
                say("join.page", lang, number=row["paragraph"]),
                say(f"basis.{row['period_basis']}", lang) + f": {format_period(row['period'], lang)}",
                note,
            )
        )
    rows.sort(key=lambda one: sort_key(one[0].text))
    made = sorted({_formula(data, one, lang) for one in figures if one.is_computed}, key=sort_key)
    return make_table(
        say("caption.provenance", lang),
        ("figure", "printed", "source", "paragraph", "period", "note"),
        rows,
        lang=lang,
        notes=made,
    )


def _formula(data: Dataset, figure: Figure, lang: str) -> str:
    if figure.formula is None:
        return ""
    top, bottom, scale = figure.formula
    words = say(
        "join.over",
        lang,
        numerator=" + ".join(name_indicator(data, one, lang) for one in top.split("+")),
        denominator=" + ".join(name_indicator(data, one, lang) for one in bottom.split("+")),
    )
    if scale != 1:
        words = say("join.times", lang, formula=words, scale=format_number(scale, lang))
    return f"{data.name('indicator', figure.indicator_id, lang)} = {words}"


def cite_figures(data: Dataset, figures: Iterable[Figure], *, lang: str) -> Cell:
    """Link to the rows of `table_provenance` for figures of one or more places, one link a paragraph."""
    links: dict[str, str] = {}
    for id_ in (id_ for one in figures for id_ in one.observation_ids):
        row = data.row("observation", id_)
        place = data.name("locality", row["locality_id"], lang)
        links.setdefault(f"{place}, {say('join.page', lang, number=row['paragraph'])}", f"#{_anchor(id_)}")
    return Cell("", links=tuple(links.items()))


def _sources(data: Dataset, figure: Figure, lang: str) -> Cell:
    return _sources_of(data, figure.observation_ids, lang)


def _sources_of(data: Dataset, observation_ids: Iterable[str], lang: str) -> Cell:
    """Link to the printed figures, one link a paragraph."""
    links: dict[str, str] = {}
    for id_ in observation_ids:
        row = data.row("observation", id_)
        links.setdefault(say("join.page", lang, number=row["paragraph"]), f"#{_anchor(id_)}")
    return Cell("", links=tuple(links.items()))


def _reading_order(data: Dataset, figure: Figure) -> tuple[int, bool, bool, str, str]:
    """Order figures as a reader expects: wholes, their parts, what happened in the year, then shares."""
    row = data.row("indicator", figure.indicator_id)
    natures = ("stock", "flow", "share", "rate", "ratio")
    return natures.index(row["nature"]), bool(figure.subject), bool(row["part_of"]), figure.indicator_id, figure.subject


def _compared(data: Dataset, comparison: Comparison, lang: str) -> str:
    """Name every indicator that a comparison holds: the one asked for, and others of its concept."""
    ids = dict.fromkeys([comparison.indicator_id, *(one.indicator_id for one in comparison.figures)])
    return " / ".join(data.name("indicator", one, lang) for one in ids)


def _anchor(observation_id: str) -> str:
    return f"o-{observation_id}"


def _subject(data: Dataset, figure: Figure, lang: str) -> str:
    words = data.name("subject", figure.subject, lang) if figure.subject else ""
    if figure.status != "observed":
        words = ", ".join(filter(None, (words, say(f"status.{figure.status}", lang))))
    return words


def _period(figure: Figure, lang: str) -> str:
    words = format_period(figure.period, lang)
    return words if figure.period_basis == "stated" else f"{words} ({say(f'basis.{figure.period_basis}', lang)})"
