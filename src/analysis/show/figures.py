"""The pictures of the reports, each with a twin that words it from the same data."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import fill
from typing import TYPE_CHECKING, Any

from analysis.dataset import Dataset
from analysis.elements.picture import colour_of, new_axes
from analysis.elements.wording import Voice
from analysis.methods import Comparison, Figure, Grading, require_one_axis
from analysis.methods.coverage import STATES
from analysis.methods.themes import DIRECTIONS, LEVELS
from analysis.text import format_percent
from analysis.words.catalogue import say

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

__all__ = [
    "describe_comparison",
    "describe_coverage",
    "describe_grading",
    "describe_parts",
    "describe_themes",
    "describe_timeline",
    "plot_comparison",
    "plot_coverage",
    "plot_grading",
    "plot_parts",
    "plot_themes",
    "plot_timeline",
]

# Shape and fill tell the states apart without colour.
_MARKS = {
    "printed": ("o", "#1b2129", "#1b2129"),
    "computed": ("o", "white", "#1b2129"),
    "part_only": ("^", "white", "#1b2129"),
    "not_observed": ("D", "white", "#1b2129"),
}
_DIRECTION_COLOURS = {"limitation": "#a61c3c", "measure": "#0b5394", "result": "#3f6b1a"}
_GRADE_COLOURS = ("#0b3d6b", "#3f78b5", "#9cbfdd", "#e3edf6")


def plot_coverage(data: Dataset, coverage: pd.DataFrame, *, lang: str, ax: Axes | None = None) -> Axes:
    """Draw which indicator is known where, by topic: one mark a cell, its shape telling how it is known."""
    voice = Voice(data, lang)
    topics = [data.row("indicator", str(one))["topic"] for one in coverage.index]
    # Narrow columns and broken names, so that a phone shows both; three lines of a name take a row and a half.
    names = [fill(voice.name("indicator", str(one)), 27) for one in coverage.index]
    # Each topic takes a row for its name above its indicators.
    places, heads, row = [], [], 0.0
    for n, (topic, name) in enumerate(zip(topics, names, strict=True)):
        if n == 0 or topics[n - 1] != topic:
            heads.append((row, voice.say(f"profile.{topic}")))
            row += 1
        extra = 0.22 * max(0, name.count("\n") - 1)
        places.append(row + extra)
        row += 1 + 2 * extra
    ax = new_axes(ax, height=0.37 * row, width=0.27 * len(coverage.columns))
    for state in STATES[:-1]:
        cells = zip(*(coverage.to_numpy() == state).nonzero(), strict=True)
        spots = [(column, places[line]) for line, column in cells]
        mark, face, edge = _MARKS[state]
        x, y = zip(*spots, strict=True) if spots else ((), ())
        label = voice.say(f"state.{state}")
        ax.scatter(x, y, marker=mark, s=46, facecolor=face, edgecolor=edge, label=label, zorder=2)
    _grid(ax, places, names)
    ax.yaxis.tick_right()
    for place, name in heads:
        ax.text(1.03, place, fill(name, 27), transform=ax.get_yaxis_transform(), ha="left", va="center", weight="bold")
    _places(ax, voice, list(coverage.columns))
    for name in ax.get_xticklabels():
        name.set(rotation=40, ha="left", rotation_mode="anchor")
    ax.set_ylim(row - 0.5, -0.5)
    ax.legend(loc="upper left", bbox_to_anchor=(0, 0), frameon=False, fontsize=9)
    return ax


def describe_coverage(data: Dataset, coverage: pd.DataFrame, *, lang: str) -> str:
    """Word the picture of `plot_coverage`."""
    voice = Voice(data, lang)
    parts = []
    for place in coverage.columns:
        counts = coverage[place].value_counts()
        numbers = {state: voice.amount(int(counts.get(state, 0))) for state in STATES[:-1]}
        parts.append(voice.say("alt.coverage_part", place=voice.name("locality", place), **numbers))
    rows, columns = coverage.shape
    return voice.say("alt.coverage", rows=rows, columns=columns, parts=" ".join(parts))


def plot_comparison(data: Dataset, comparison: Comparison, *, lang: str, ax: Axes | None = None) -> Axes:
    """Draw the figures of a comparison as bars on one axis.

    Raises
    ------
    NotComparableError
        If the gate keeps them apart.
    """
    voice = Voice(data, lang)
    require_one_axis(comparison)
    figures = comparison.figures
    ax = new_axes(ax, height=0.42 * len(figures))
    longest = max(float(one.value) for one in figures) or 1
    for row, one in enumerate(figures):
        colour = colour_of(data, one.locality_id)
        # A bound is no value: its bar is open.
        face = colour if one.qualifier == "eq" else "none"
        ax.barh(row, float(one.value), height=0.62, facecolor=face, edgecolor=colour)
        ax.text(float(one.value) + longest * 0.012, row, voice.value(one), va="center")
    ax.set_yticks(range(len(figures)), [voice.about(one) for one in figures])
    ax.invert_yaxis()
    ax.set_xlim(0, longest * 1.16)
    ax.xaxis.set_visible(False)
    ax.spines["bottom"].set_visible(False)
    ax.tick_params(axis="y", length=0)
    return ax


def describe_comparison(data: Dataset, comparison: Comparison, *, lang: str) -> str:
    """Word the picture of `plot_comparison`."""
    voice = Voice(data, lang)
    return voice.say(
        "alt.bars",
        title=voice.name("indicator", comparison.indicator_id),
        parts=voice.join(_labelled(voice, one) for one in comparison.figures),
    )


def plot_grading(data: Dataset, grading: Grading, *, lang: str, ax: Axes | None = None) -> Axes:
    """Draw the grades of one place as parts of one bar, each labelled with count and share."""
    voice = Voice(data, lang)
    ax = new_axes(ax, height=1.7, width=7.4)
    start = 0.0
    total = float(grading.assessed.value)
    for (grade, figure), colour in zip(grading.grades.items(), _GRADE_COLOURS, strict=True):
        if figure is None or not figure.value:
            continue
        width = float(figure.value)
        ax.barh(0, width, left=start, height=0.5, color=colour, edgecolor="white")
        words = fill(voice.say(f"grade.{grade}"), 14)
        label = f"{voice.value(figure)}\n({_share(grading, grade, lang)})"
        narrow = width / total < 0.08
        inside = "white" if colour in _GRADE_COLOURS[:2] else "#1b2129"
        middle = start + width / 2
        ax.text(middle, 0.33 if narrow else 0, label, ha="center", va="bottom" if narrow else "center",
                color="#1b2129" if narrow else inside, fontsize=9)  # fmt: skip
        ax.text(middle, -0.33, words, ha="center", va="top", fontsize=8.5)
        start += width
    ax.set_xlim(0, total)
    ax.set_ylim(-0.95, 0.75)
    ax.axis("off")
    return ax


def describe_grading(data: Dataset, grading: Grading, *, lang: str) -> str:
    """Word the picture of `plot_grading`."""
    voice = Voice(data, lang)
    parts = [
        voice.say(
            "alt.bar",
            label=voice.say(f"grade.{grade}"),
            value=f"{voice.value(figure)} ({share})",
        )
        for grade, figure in grading.grades.items()
        if figure is not None and (share := _share(grading, grade, lang))
    ]
    title = voice.say(
        "caption.grades",
        year=grading.period[:4],
        counted=voice.say(f"counted.{grading.counted}"),
        place=voice.place(grading.locality_id),
    )
    return voice.say("alt.bars", title=title, parts=voice.join(parts))


def plot_parts(data: Dataset, parts: Sequence[tuple[Figure, Figure]], *, lang: str, ax: Axes | None = None) -> Axes:
    """Draw printed parts as bars on a scale of 0 to 100 per cent of the wholes that hold them."""
    voice = Voice(data, lang)
    ax = new_axes(ax, height=0.42 * len(parts))
    for row, (part, whole) in enumerate(parts):
        share = float(part.value / whole.value * 100)
        ax.barh(row, 100, height=0.55, color="#e6eaef")
        ax.barh(row, share, height=0.55, color=colour_of(data, part.locality_id))
        ax.text(101.5, row, _part_of(voice, part, whole), va="center", fontsize=9)
    labels = [fill(voice.name("indicator", part.indicator_id), 34) for part, _ in parts]
    ax.set_yticks(range(len(parts)), labels, fontsize=9)
    ax.set_ylim(len(parts) - 0.5, -0.5)
    ax.set_xlim(0, 135)
    ax.set_xticks([0, 50, 100], [voice.percent(one) for one in (0, 50, 100)], fontsize=9)
    ax.spines["bottom"].set_bounds(0, 100)
    ax.spines["left"].set_visible(False)
    ax.tick_params(axis="y", length=0)
    return ax


def describe_parts(data: Dataset, parts: Sequence[tuple[Figure, Figure]], *, lang: str) -> str:
    """Word the picture of `plot_parts`."""
    voice = Voice(data, lang)
    if not parts:
        return voice.say("note.none_parts")
    words = (
        voice.say(
            "alt.bar",
            label=voice.name("indicator", part.indicator_id),
            value=_part_of(voice, part, whole),
        )
        for part, whole in parts
    )
    title = voice.say("caption.parts", place=voice.place(parts[0][0].locality_id))
    return voice.say("alt.bars", title=title, parts=voice.join(words))


def plot_themes(data: Dataset, counts: pd.DataFrame, *, lang: str, ax: Axes | None = None) -> Axes:
    """Draw the matrix of themes: in each cell the paragraphs with limitations, measures and results."""
    voice = Voice(data, lang)
    places = list(counts.columns.get_level_values("locality_id").unique())
    ax = new_axes(ax, height=0.29 * len(counts), width=1.15 * len(places) if len(places) > 1 else 1.6)
    offsets = dict(zip(DIRECTIONS, (-0.27, 0.0, 0.27), strict=True))
    for row, (_, cells) in enumerate(counts.iterrows()):
        for column, place in enumerate(places):
            for direction in DIRECTIONS:
                number = int(cells[place, direction])
                if number:
                    text = f"{voice.say(f'direction.{direction}_short')}{number}"
                    ax.text(column + offsets[direction], row, text, ha="center", va="center", fontsize=9,
                            color=_DIRECTION_COLOURS[direction], fontweight="bold")  # fmt: skip
    _grid(ax, range(len(counts)), [voice.name("theme", str(one)) for one in counts.index])
    _places(ax, voice, places)
    key = "   ".join(f"{voice.say(f'direction.{one}_short')} = {voice.say(f'direction.{one}')}" for one in DIRECTIONS)
    ax.text(1, -0.01, key, transform=ax.transAxes, ha="right", va="top", fontsize=9)
    return ax


def describe_themes(data: Dataset, counts: pd.DataFrame, *, lang: str) -> str:
    """Word the picture of `plot_themes`."""
    voice = Voice(data, lang)
    by_place = counts.T.groupby(level="locality_id", sort=False).sum().T
    common = [voice.name("theme", str(one)) for one in by_place.index[(by_place > 0).all(axis=1)]]
    parts = [
        voice.say(
            "alt.bar",
            label=voice.name("locality", str(place)),
            value=voice.amount(int(total)),
        )
        for place, total in by_place.sum().items()
    ]
    rows, columns = by_place.shape
    return voice.say("alt.themes", rows=rows, columns=columns, common=voice.join(common), parts=voice.join(parts))


def plot_timeline(data: Dataset, directives: pd.DataFrame, *, lang: str, ax: Axes | None = None) -> Axes:
    """Draw the dated documents on a time line, one row a level, the citing place by colour and in words."""
    voice = Voice(data, lang)
    dated = directives[directives["issued_on"].notna()]
    levels = [one for one in (*LEVELS, "") if (dated["level"] == one).any()]  # "": the text does not say
    ax = new_axes(ax, height=0.6 + 1.35 * len(levels), width=7.4)
    steps = (0.2, -0.32, 0.38, -0.5)
    for row, level in enumerate(levels):
        found = dated[dated["level"] == level].sort_values("issued_on").to_dict("records")
        for n, one in enumerate(found):
            colour = colour_of(data, one["locality_id"])
            ax.plot(one["issued_on"], row, "o", color=colour, markersize=8)
            ax.annotate(
                f"{_document(one, lang)}\n{voice.name('locality', one['locality_id'])}",
                (one["issued_on"], row),
                (one["issued_on"], row + steps[n % len(steps)]),
                ha="center",
                va="center",
                fontsize=8.5,
                color=colour,
                arrowprops={"arrowstyle": "-", "color": "#aab2bc", "shrinkB": 5},
            )
    ax.set_yticks(range(len(levels)), [voice.say(f"level.{one or 'unstated'}") for one in levels])
    ax.set_ylim(len(levels) - 0.4, -0.6)
    ax.margins(x=0.12)
    ax.spines["left"].set_visible(False)
    ax.tick_params(axis="y", length=0)
    return ax


def describe_timeline(data: Dataset, directives: pd.DataFrame, *, lang: str) -> str:
    """Word the picture of `plot_timeline`."""
    voice = Voice(data, lang)
    dated = directives[directives["issued_on"].notna()].sort_values("issued_on")
    parts = [
        f"{_document(one, lang)} ({voice.day(one['issued_on'].date())}, "
        f"{voice.say('level.' + (one['level'] or 'unstated'))}, {voice.name('locality', one['locality_id'])})"
        for one in dated.to_dict("records")
    ]
    return voice.say(
        "alt.timeline",
        first=dated["issued_on"].min().year if len(dated) else "",
        last=dated["issued_on"].max().year if len(dated) else "",
        number=len(dated),
        parts=voice.join(parts),
    )


def _document(directive: dict[str, Any], lang: str) -> str:
    """Call a document by its number, or by its kind where the text gives none."""
    return directive["number"] or say(f"document.{directive['kind']}", lang)


def _labelled(voice: Voice, figure: Figure) -> str:
    return voice.say("alt.bar", label=voice.about(figure), value=voice.value(figure))


def _part_of(voice: Voice, part: Figure, whole: Figure) -> str:
    words = voice.say("join.ratio", part=voice.value(part), whole=voice.value(whole))
    return f"{words} ({voice.percent(part.value / whole.value * 100, decimals=1)})"


def _share(grading: Grading, grade: str, lang: str) -> str:
    share = grading.shares[grade]
    return "" if share is None else format_percent(share, lang, decimals=1)


def _grid(ax: Axes, places: Sequence[float], labels: Sequence[str]) -> None:
    ax.set_yticks(places, labels, fontsize=9)
    ax.set_ylim(places[-1] + 0.5, places[0] - 0.5)
    for place in places:
        ax.axhline(place + 0.5, color="#e1e5ea", linewidth=0.7, zorder=0)


def _places(ax: Axes, voice: Voice, places: Sequence[str]) -> None:
    ax.set_xticks(range(len(places)), [voice.name("locality", one) for one in places], fontsize=9)
    ax.set_xlim(-0.5, len(places) - 0.5)
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    for side in ax.spines.values():
        side.set_visible(False)
