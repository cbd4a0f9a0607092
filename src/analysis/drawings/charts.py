"""Figures drawn as bars or in a funnel, what texts tell as a grid."""

from collections import defaultdict
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor

from analysis.dataset import Dataset
from analysis.elements import picture
from analysis.elements.picture import ACCENT, INK, LINE, NARROW, PAPER, QUIET, Axes, new_sheet, stretch
from analysis.elements.speech import Described
from analysis.elements.typeset import fold, measure, tall
from analysis.elements.wording import Voice
from analysis.methods import STANCES, Figure
from analysis.methods.contrasts import Funnel, funnel_limits

_MOST_OUTSIDE = 6  # places outside the limits of a funnel that are named
# The sign of a stance, its colour and the colour within.
_MARKS = {"deed": ("s", INK, INK), "proposal": ("s", INK, PAPER), "judged": ("v", ACCENT, ACCENT)}
_MARKS |= {"limitation": ("v", ACCENT, PAPER), "result": ("o", QUIET, QUIET)}
_MARKS |= {"open": _MARKS["limitation"], "met": _MARKS["deed"], "acting": _MARKS["result"]}


@dataclass(frozen=True)
class Bar:
    """A bar with its name before it and its words after it; not `exact` it is open, `beside` others grey."""

    name: str
    value: float
    words: str
    exact: bool = True
    beside: bool = False


def bar_of(voice: Voice, figure: Figure, name: str, *, told: Container[str]) -> Bar:
    """Make the bar of a figure, with the cautions that are not `told`; that of a bound, which is no value, is open."""
    return Bar(name, float(figure.value), voice.figure(figure, told=told), figure.qualifier == "eq")


def plot_bars(ax: Axes | None, bars: Sequence[Bar], top: float = 0, full: float = 0, every: Sequence[Bar] = ()) -> Axes:
    """Draw bars from `top` on, names before or above them, around each what is `full`, on the scale of `every` bar."""
    every, is_phone = every or bars, picture.width() == NARROW
    is_narrow = is_phone and (
        not full or not every[1:] or max(measure(bar.name) for bar in every) > picture.width() / 2
    )
    part = 1 if is_narrow else 2 if is_phone else 3
    told = {bar: (fold(bar.name, picture.width() / part), fold(bar.words, picture.width() / 3)) for bar in every}
    before, after = (max(measure(line) for pair in told.values() for line in pair[n].split("\n")) for n in (0, 1))
    start = 0.0 if is_narrow else before + 0.12
    room, longest = picture.width() - start - after - 0.13, max(full, *(bar.value for bar in every)) or 1
    names, labels = zip(*(told[bar] for bar in bars), strict=True)
    heights = [max(0 if is_narrow else tall(told[bar][0]), tall(told[bar][1]), 0.26) + 0.08 for bar in bars]
    height = top + sum(heights) + sum(map(tall, names)) * is_narrow
    ax = stretch(ax, height) if ax and top else new_sheet(ax, height)
    for bar, name, label, height in zip(bars, names, labels, heights, strict=True):
        top += tall(name) * is_narrow
        # A bar stands by its name: beside it, or right under it and beside the first line of its words.
        middle, end = top + (min(height, 0.34) if is_narrow else height) / 2, start + room * bar.value / longest
        face, color = (LINE, QUIET) if bar.beside else (ACCENT, ACCENT)  # told apart in print without colour too
        if full:
            ax.barh(middle, room * full / longest, 0.26, start, fc="none", ec=LINE, zorder=1 + 2 * (bar.value > full))
        ax.barh(middle, end - start, 0.26, start, facecolor=face if bar.exact else "none", edgecolor=color)
        x, y, ha, va = (0, top, "left", "bottom") if is_narrow else (before, middle, "right", "center")
        ax.text(x, y, name, ha=ha, va=va)
        y, va = (middle - tall("") / 2, "top") if is_narrow else (middle, "center")
        ax.text(start + room * max(bar.value, full) / longest + 0.08, y, label, va=va)
        top += height
    return ax


@dataclass(frozen=True)
class Grid:
    """Rows under heads: in each cell the stances that a text has; without words a key tells the marks.

    Of words stands what comes before the first line break beside the mark, the rest below it.
    """

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Mapping[str, str], ...]], ...]
    key: Mapping[str, str]
    first: int = 0


def plot_grid(data: Dataset, grid: Grid, *, lang: str = "") -> Axes:
    """Draw the marks of each row under their heads, each with its words; a key of marks above."""
    wide, key = picture.width(), list[tuple[float, float, str]]()
    marks = defaultdict[tuple[str, float], list[tuple[float, float]]](list)  # drawn at once: each alone takes a while
    left = min(max(measure(name) for name, _ in grid.rows), wide * (0.32 if grid.key else 0.37)) + 0.15
    step, x, y = (wide - left) / len(grid.heads), 0.0, 0.0
    most = max(len(cell) for _, cells in grid.rows for cell in cells)
    apart = (step - 0.12) / len(STANCES)  # from mark to mark of a cell, which leaves a little paper between them
    for stance, label in grid.key.items():
        long = 0.2 + measure(label)
        x, y = (0.0, y + 0.24) if x and x + long > wide else (x, y)
        key.append((x, y, stance))
        x += long + 0.2
    y += 0.34 if key else 0
    heads = [fold(head, step - 0.06, weight="bold") for head in grid.heads]
    top = y = y + max(map(tall, heads))
    ax = new_sheet(None, 0.1)
    for x, at, stance in key:
        marks[stance, 6].append((x + 0.06, at + 0.1))
        ax.text(x + 0.18, at + 0.1, grid.key[stance], va="center_baseline")
    for n, head in enumerate(heads):
        ax.text(left + step * n, top, head, va="bottom", weight="bold")
    for rank, (name, cells) in enumerate(grid.rows):
        ax.plot((0, wide), (y + 0.05, y + 0.05), color=LINE, linewidth=0.6)
        name, y = fold(name, left - 0.1), y + 0.1
        low = tall(name)
        ax.text(0, y, name, va="top", color=ACCENT if rank < grid.first else INK)
        for n, cell in enumerate(cells):
            for stance, told in cell.items():
                beside, _, under = told.partition("\n")
                x = left + step * n + 0.06 + (0 if beside or most == 1 else apart * STANCES.index(stance))
                size = 6 if beside or most == 1 else min(6, apart * 72 - 4.3)
                marks[stance, size].append((x, y + 0.1))
                beside, under = fold(beside, step - 0.26), fold(under, step - 0.08)
                at = y + max(0.2, tall(beside))
                for place, words in (((left + step * n + 0.18, y), beside), ((left + step * n, at), under)):
                    if words:
                        ax.text(*place, words, va="top")
                low = max(low, at - y + (tall(under) if under else 0))
        y += max(low, 0.2)
    for n in range(1, len(grid.heads) if key else 0):  # marks alone would run into those of the next head
        ax.plot((left + step * n - 0.05,) * 2, (top, y), color=LINE, linewidth=0.6)
    for (stance, size), spots in marks.items():
        (sign, colour, face), (xs, ys) = _MARKS[stance], zip(*spots, strict=True)
        ax.plot(xs, ys, sign, markersize=size, color=colour, markerfacecolor=face, markeredgewidth=1.3)
    return stretch(ax, y + 0.02)


def describe_grid(data: Dataset, grid: Grid, *, lang: str = "") -> Described:
    """Word each row: under which heads which stances stand, and where."""
    voice, lines = Voice(data, lang), list[str]()
    for name, cells in grid.rows:
        held = (", ".join(_word_mark(grid, *each) for each in cell.items()) for cell in cells)
        items = voice.listed(f"{head}: {told}" for head, told in zip(grid.heads, held, strict=True) if told)
        lines.append(f"{name}: {items or voice.say('alt.none')}.")
    return Described(" ".join([f"{grid.title}.", *lines]), grid.title)


def _word_mark(grid: Grid, stance: str, words: str) -> str:
    told = "; ".join(filter(None, reversed(words.split("\n"))))
    return ": ".join(filter(None, (grid.key.get(stance), told)))


def head_funnel(voice: Voice, funnel: Funnel) -> str:
    """Say how many shares lie outside the limits of a funnel."""
    told = {"share": voice.proportion(funnel.share), "level": voice.percent(funnel.level * 100)}
    outside, every = sum(point.outside for point in funnel.points), len(funnel.points)
    return voice.say("heading.funnel", outside=voice.amount(outside), all=voice.amount(every), **told)


def plot_funnel(data: Dataset, funnel: Funnel, *, lang: str = "", ax: Axes | None = None) -> Axes:
    """Draw shares over their denominators, between the limits around the common share; what lies outside is filled."""
    from matplotlib.ticker import MaxNLocator

    voice, (left, deep), most = Voice(data, lang), (0.62, 3.2), max(point.units for point in funnel.points)
    sizes = range(min(point.units for point in funnel.points), most + 1)
    lows, highs = zip(*funnel_limits(funnel.share, sizes, level=funnel.level), strict=True)
    seen = [*lows, *highs, *(point.share.estimate for point in funnel.points)]
    low, high = floor(min(seen) * 10) / 10, ceil(max(seen) * 10) / 10
    title = fold(voice.name("indicator", funnel.indicator_id), picture.width())
    top, scale = tall(title) + 0.15, (picture.width() - left - 0.1) / most
    ax = new_sheet(ax, top + deep + 0.6)
    ax.text(0, 0, title, va="top")

    def y(share: float) -> float:
        return float(top + deep * (high - share) / (high - low))

    for share in MaxNLocator(5).tick_values(low, high):
        if low - 1e-9 <= share <= high + 1e-9:
            ax.plot((left, picture.width()), (y(share), y(share)), color=LINE, linewidth=0.6)
            ax.text(left - 0.08, y(share), voice.percent(round(share * 100, 6)), ha="right", va="center")
    for units in MaxNLocator(5, integer=True).tick_values(0, most):
        if 0 <= units <= most:
            ax.text(left + scale * units, top + deep + 0.08, voice.amount(int(units)), ha="center", va="top")
    ax.text(picture.width(), top + deep + 0.32, voice.say("axis.units"), ha="right", va="top", color=QUIET)
    for edges in (lows, highs):
        ax.plot([left + scale * size for size in sizes], [*map(y, edges)], "--", color=INK, linewidth=1)
    ax.plot((left, picture.width()), (y(funnel.share), y(funnel.share)), color=INK, linewidth=1)
    for point in funnel.points:
        mark, color, face = ("D", *[ACCENT] * 2) if point.outside else ("o", INK, PAPER)
        spot = left + scale * point.units, y(point.share.estimate)
        ax.plot(*spot, mark, markersize=6, color=color, markerfacecolor=face)
    return ax


def describe_funnel(data: Dataset, funnel: Funnel, *, lang: str = "") -> Described:
    """Word the picture of `plot_funnel`: how many lie outside, then which; of many the lowest and the highest."""
    voice, rising = Voice(data, lang), sorted(funnel.points, key=lambda point: point.share.estimate)
    outside = [point for point in rising if point.outside]
    shown = outside if len(outside) <= _MOST_OUTSIDE else [outside[0], outside[-1]]
    caption = f"{voice.name('indicator', funnel.indicator_id)}: {head_funnel(voice, funnel)}"
    parts = voice.bars((voice.about(each.figure), voice.figure(each.figure, told=("subject",))) for each in shown)
    return Described(voice.say("alt.bars", caption=caption, parts=parts) if shown else caption, caption)
