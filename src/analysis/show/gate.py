"""The gate as a picture and tables: what may stand together, what may not, what looks alike, which norm fits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

from analysis.dataset import Dataset
from analysis.elements.links import cite_figures, link_figure
from analysis.elements.origins import Number, number_of
from analysis.elements.picture import new_axes
from analysis.elements.table import Cell, Table, make_table
from analysis.elements.wording import (
    capital,
    describe_reasons,
    join,
    name_directive,
    name_figure,
    name_indicator,
    name_place,
)
from analysis.methods import VERDICTS, Comparison, Confusion, Figure, Yardstick
from analysis.text import format_date, format_number, format_period
from analysis.words.catalogue import say

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = [
    "describe_matrix",
    "plot_matrix",
    "table_confusions",
    "table_refusals",
    "table_yardsticks",
]

# Shape, not colour alone, tells the verdicts apart.
_MARKS = {"comparable": ("o", "#1b2129"), "with_care": ("o", "white"), "not_comparable": ("X", "#a61c3c")}


def plot_matrix(data: Dataset, comparisons: Sequence[Comparison], *, lang: str, ax: Axes | None = None) -> Axes:
    """Draw the verdict of the gate on each concept and pair of localities: one mark a cell."""
    rows = list(dict.fromkeys(one.indicator_id for one in comparisons))
    columns = list(combinations(data.ids("locality"), 2))
    ax = new_axes(ax, height=0.3 * len(rows), width=0.62 * len(columns))
    for verdict in VERDICTS:
        cells = [one for one in comparisons if one.verdict == verdict]
        x = [columns.index(one.locality_ids) for one in cells]
        y = [rows.index(one.indicator_id) for one in cells]
        mark, face = _MARKS[verdict]
        edge = face if verdict == "not_comparable" else "#1b2129"
        ax.scatter(x, y, marker=mark, s=60, facecolor=face, edgecolor=edge, label=say(f"verdict.{verdict}", lang))
    ax.set_yticks(range(len(rows)), [data.name("indicator", one, lang) for one in rows], fontsize=9)
    names = ["\n".join(data.name("locality", place, lang) for place in pair) for pair in columns]
    ax.set_xticks(range(len(columns)), names, fontsize=8)
    ax.set_xlim(-0.5, len(columns) - 0.5)
    ax.set_ylim(len(rows) - 0.5, -0.5)
    for row in range(len(rows)):
        ax.axhline(row + 0.5, color="#e1e5ea", linewidth=0.7, zorder=0)
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    for side in ax.spines.values():
        side.set_visible(False)
    ax.legend(loc="upper right", bbox_to_anchor=(1, 0), ncol=3, frameon=False, fontsize=9)
    return ax


def describe_matrix(data: Dataset, comparisons: Sequence[Comparison], *, lang: str) -> str:
    """Word the picture of `plot_matrix`."""
    counts = {verdict: format_number(sum(one.verdict == verdict for one in comparisons), lang) for verdict in VERDICTS}
    places = len(data.ids("locality"))
    rows = len({one.indicator_id for one in comparisons})
    return say("alt.matrix", lang, rows=rows, columns=places * (places - 1) // 2, **counts)


def table_refusals(data: Dataset, comparisons: Sequence[Comparison], *, verdict: str, lang: str) -> Table:
    """List the pairs with one verdict, with every reason and both figures.

    Parameters
    ----------
    verdict
        ``not_comparable`` or ``with_care``.
    """
    rows = [
        (
            capital(" / ".join(dict.fromkeys(data.name("indicator", f.indicator_id, lang) for f in one.figures))),
            Cell("", parts=_apart(data, one.figures, lang)),
            capital(describe_reasons(data, one, lang, verdict=verdict)),
            cite_figures(data, one.figures, lang=lang),
        )
        for one in comparisons
        if one.verdict == verdict
    ]
    caption = "caption.refusals" if verdict == "not_comparable" else "caption.cares"
    return make_table(
        say(caption, lang),
        ("indicator", "pair", "reasons", "source"),
        rows,
        lang=lang,
        empty=say("note.none_pairs", lang),
    )


def table_confusions(data: Dataset, confusions: Sequence[Confusion], *, lang: str) -> Table:
    """List what looks alike, with what each thing is."""
    rows = []
    for one in confusions:
        shared = one.shared if isinstance(one.shared, str) else format_number(one.shared, lang)
        parts: list[str | Number] = []
        meanings = []
        if one.kind == "number":
            for f in one.figures:
                named = f"{name_figure(data, f, lang)}: {name_indicator(data, f.indicator_id, lang)} ("
                parts += ["; " if parts else "", named, number_of(data, f, lang), ")"]
        elif one.kind == "register":
            meanings = [_document(data, id_, lang) for id_ in one.ids]
        else:
            place, *parts = one.ids
            caution = data.row("locality", place)[f"caution_{lang}"]
            names = [data.name("subject", part, lang) for part in parts]
            meanings = [name_place(data, place, lang), *names, *([caution] if caution else [])]
        rows.append(
            (
                say(f"confusion.{one.kind}", lang, shared=shared),
                Cell("; ".join(meanings), parts=tuple(parts)),
                cite_figures(data, one.figures, lang=lang),
            )
        )
    return make_table(
        say("caption.confusions", lang),
        ("lookalike", "meanings", "source"),
        rows,
        lang=lang,
        empty=say("note.none_confusions", lang),
    )


def table_yardsticks(data: Dataset, yardsticks: Iterable[Yardstick], *, lang: str) -> Table:
    """Tell for each figure and norm whether the norm may be laid over it, and if not, which test fails."""
    rows = []
    for one in yardsticks:
        if one.position is None:
            verdict = join((say(f"failure.{failure}", lang) for failure in one.failures), lang)
        else:
            verdict = say(f"position.{one.position}", lang)
        rows.append(
            (
                Cell(
                    f"{name_figure(data, one.figure, lang)}: ",
                    parts=(number_of(data, one.figure, lang), f" ({format_period(one.figure.period, lang)})"),
                ),
                data.name("norm", one.norm_id, lang),
                capital(verdict),
                link_figure(data, one.figure, lang),
            )
        )
    return make_table(
        say("caption.yardsticks", lang),
        ("figure", "norm", "fits", "source"),
        rows,
        lang=lang,
        notes=[say("note.norms_use", lang)],
        empty=say("note.none_norms", lang),
    )


def _apart(data: Dataset, figures: Iterable[Figure], lang: str) -> tuple[str | Number, ...]:
    """Set figures in a row, each after its name."""
    parts: list[str | Number] = []
    for one in figures:
        parts += ["; " if parts else "", f"{name_figure(data, one, lang)} ", number_of(data, one, lang)]
    return tuple(filter(None, parts))


def _document(data: Dataset, directive_id: str, lang: str) -> str:
    row = data.row("directive", directive_id)
    issued = row["issued_on"]
    dated = "" if issued != issued else f", {format_date(issued.date(), lang)}"
    return f"{name_directive(data, directive_id, lang)} ({row[f'issuer_{lang}'] or say('level.unstated', lang)}{dated})"
