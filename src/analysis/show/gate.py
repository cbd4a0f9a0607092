"""The gate as a picture and tables: what may stand together, what may not, what looks alike, which norm fits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

from analysis.dataset import Dataset
from analysis.elements.origins import Number
from analysis.elements.picture import new_axes
from analysis.elements.table import Cell, Table, make_table
from analysis.elements.wording import Voice, capital
from analysis.methods import VERDICTS, Comparison, Confusion, Figure, Yardstick

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
    voice = Voice(data, lang)
    rows = list(dict.fromkeys(one.indicator_id for one in comparisons))
    columns = list(combinations(data.ids("locality"), 2))
    ax = new_axes(ax, height=0.3 * len(rows), width=0.62 * len(columns))
    for verdict in VERDICTS:
        cells = [one for one in comparisons if one.verdict == verdict]
        x = [columns.index(one.locality_ids) for one in cells]
        y = [rows.index(one.indicator_id) for one in cells]
        mark, face = _MARKS[verdict]
        edge = face if verdict == "not_comparable" else "#1b2129"
        ax.scatter(x, y, marker=mark, s=60, facecolor=face, edgecolor=edge, label=voice.say(f"verdict.{verdict}"))
    ax.set_yticks(range(len(rows)), [voice.name("indicator", one) for one in rows], fontsize=9)
    names = ["\n".join(voice.name("locality", place) for place in pair) for pair in columns]
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
    voice = Voice(data, lang)
    counts = {verdict: voice.amount(sum(one.verdict == verdict for one in comparisons)) for verdict in VERDICTS}
    places = len(data.ids("locality"))
    rows = len({one.indicator_id for one in comparisons})
    return voice.say("alt.matrix", rows=rows, columns=places * (places - 1) // 2, **counts)


def table_refusals(data: Dataset, comparisons: Sequence[Comparison], *, verdict: str, lang: str) -> Table:
    """List the pairs with one verdict, with every reason and both figures.

    Parameters
    ----------
    verdict
        ``not_comparable`` or ``with_care``.
    """
    voice = Voice(data, lang)
    rows = [
        (
            capital(" / ".join(dict.fromkeys(voice.name("indicator", f.indicator_id) for f in one.figures))),
            Cell("", parts=_apart(voice, one.figures)),
            capital(voice.reasons(one, verdict=verdict)),
            voice.cite(one.figures),
        )
        for one in comparisons
        if one.verdict == verdict
    ]
    caption = "caption.refusals" if verdict == "not_comparable" else "caption.cares"
    return make_table(
        voice.say(caption),
        ("indicator", "pair", "reasons", "source"),
        rows,
        lang=lang,
        empty=voice.say("note.none_pairs"),
    )


def table_confusions(data: Dataset, confusions: Sequence[Confusion], *, lang: str) -> Table:
    """List what looks alike, with what each thing is."""
    voice = Voice(data, lang)
    rows = []
    for one in confusions:
        shared = one.shared if isinstance(one.shared, str) else voice.amount(one.shared)
        parts: list[str | Number] = []
        meanings = []
        if one.kind == "number":
            for f in one.figures:
                named = f"{voice.about(f)}: {voice.indicator(f.indicator_id)} ("
                parts += ["; " if parts else "", named, voice.number(f), ")"]
        elif one.kind == "register":
            meanings = [_document(voice, id_) for id_ in one.ids]
        else:
            place, *parts = one.ids
            caution = data.row("locality", place)[f"caution_{lang}"]
            names = [voice.name("subject", part) for part in parts]
            meanings = [voice.place(place), *names, *([caution] if caution else [])]
        rows.append(
            (
                voice.say(f"confusion.{one.kind}", shared=shared),
                Cell("; ".join(meanings), parts=tuple(parts)),
                voice.cite(one.figures),
            )
        )
    return make_table(
        voice.say("caption.confusions"),
        ("lookalike", "meanings", "source"),
        rows,
        lang=lang,
        empty=voice.say("note.none_confusions"),
    )


def table_yardsticks(data: Dataset, yardsticks: Iterable[Yardstick], *, lang: str) -> Table:
    """Tell for each figure and norm whether the norm may be laid over it, and if not, which test fails."""
    voice = Voice(data, lang)
    rows = []
    for one in yardsticks:
        if one.position is None:
            verdict = voice.join(voice.say(f"failure.{failure}") for failure in one.failures)
        else:
            verdict = voice.say(f"position.{one.position}")
        rows.append(
            (
                Cell(
                    f"{voice.about(one.figure)}: ",
                    parts=(voice.number(one.figure), f" ({voice.period(one.figure.period)})"),
                ),
                voice.name("norm", one.norm_id),
                capital(verdict),
                voice.link(one.figure.observation_ids),
            )
        )
    return make_table(
        voice.say("caption.yardsticks"),
        ("figure", "norm", "fits", "source"),
        rows,
        lang=lang,
        notes=[voice.say("note.norms_use")],
        empty=voice.say("note.none_norms"),
    )


def _apart(voice: Voice, figures: Iterable[Figure]) -> tuple[str | Number, ...]:
    """Set figures in a row, each after its name."""
    parts: list[str | Number] = []
    for one in figures:
        parts += ["; " if parts else "", f"{voice.about(one)} ", voice.number(one)]
    return tuple(filter(None, parts))


def _document(voice: Voice, directive_id: str) -> str:
    row = voice.data.row("directive", directive_id)
    issued = row["issued_on"]
    dated = "" if issued != issued else f", {voice.day(issued.date())}"
    return f"{voice.directive(directive_id)} ({row[f'issuer_{voice.lang}'] or voice.say('level.unstated')}{dated})"
