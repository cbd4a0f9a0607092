"""What chance alone could do: funnel and power as pictures, each with its words, or the sentence that refuses them."""

from collections.abc import Iterable
from decimal import Decimal

from analysis.dataset import Dataset
from analysis.elements.behind import draw, sources_of_figures
from analysis.elements.picture import Axes, Described, Picture, colour_of, new_axes
from analysis.elements.speech import Note, Number
from analysis.elements.table import Paragraph
from analysis.elements.wording import Columns, Voice
from analysis.methods import Comparison, Figure, Funnel, FunnelPoint, Grading, Refusal, funnel_of_shares, units_needed
from analysis.methods.ordered import funnel_limits
from analysis.show.certainty import describe_refusal, format_chance, read_as_process


def show_funnel(data: Dataset, comparison: Comparison, *, as_process: bool, lang: str) -> Picture | Paragraph:
    """Draw the shares of a comparison in a funnel around their common share, or say why there is none."""
    voice, comparison = Voice(data, lang), comparison.largest
    funnel = read_as_process(voice, comparison, funnel_of_shares, as_process=as_process)
    if isinstance(funnel, Paragraph):
        return funnel
    made = voice.say("axis.limits", level=voice.percent(funnel.level * 100))

    def note(figure: Figure) -> Note:
        key = f"n-limits-{figure.locality_id}-{figure.indicator_id}-{figure.subject}"
        return voice.note_made(voice.about(figure), made, [figure], key=key)

    columns: Columns[FunnelPoint] = {
        "locality": lambda point: voice.about(point.figure),
        "count": lambda point: Number(voice.amount(point.units), note(point.figure), Decimal(point.units)),
        "share": lambda point: voice.number(point.figure, told=("subject",)),
        "limits": lambda point: Number(" – ".join(map(voice.proportion, (point.low, point.high))), note(point.figure)),
        "source": lambda point: voice.link(point.figure),
    }
    name, numeric = voice.name("indicator", funnel.indicator_id), ("count", "share", "limits")
    table = voice.table(name, columns, funnel.points, numeric=numeric)
    unit, sources = voice.say("unit.percent"), sources_of_figures(data, comparison.figures)
    return draw(voice, plot_funnel, describe_funnel, funnel, unit=unit, sources=sources, table=table)


def plot_funnel(data: Dataset, funnel: Funnel, *, lang: str, ax: Axes | None = None) -> Axes:
    """Draw each share over the size of its group, with the limits that chance alone would keep."""
    voice = Voice(data, lang)
    ax = new_axes(ax, height=3.6, width=6.4)
    largest = max(point.units for point in funnel.points)
    sizes = sorted({max(2, round(largest * 1.15 * step / 80)) for step in range(1, 81)})
    for bounds in zip(*funnel_limits(funnel.share, sizes, level=funnel.level), strict=True):
        ax.plot(sizes, [bound * 100 for bound in bounds], color="#5b6470", linewidth=1, linestyle="--")
    ax.axhline(funnel.share * 100, color="#5b6470", linewidth=1)
    # Neighbours of like size have their names on different sides.
    for n, point in enumerate(sorted(funnel.points, key=lambda point: point.units)):
        colour, share = colour_of(data, point.figure.locality_id), point.share.estimate * 100
        ax.plot(point.units, share, "X" if point.outside else "o", color=colour, markersize=8)
        name, (up, side) = voice.about(point.figure), (9, "bottom") if n % 2 else (-9, "top")
        ax.annotate(name, (point.units, share), (0, up), textcoords="offset points", ha="center", va=side, color=colour)
    ax.set_xlim(0, sizes[-1])
    ax.set_ylim(0, 100)
    ax.xaxis.set_major_formatter(lambda value, _: voice.amount(value))
    ax.yaxis.set_major_formatter(lambda value, _: voice.percent(value))
    ax.set_xlabel(voice.say("axis.units"))
    ax.set_title(voice.say("axis.limits", level=voice.percent(funnel.level * 100)), loc="left", fontsize=9)
    return ax


def describe_funnel(data: Dataset, funnel: Funnel, *, lang: str) -> Described:
    """Word the picture of `plot_funnel`, with the test that all shares are equal."""
    voice = Voice(data, lang)
    parts = []
    for point in funnel.points:
        share, low, high = map(voice.proportion, (point.share.estimate, point.low, point.high))
        told = {"place": voice.about(point.figure), "share": share, "units": voice.amount(point.units)}
        verdict = voice.say("alt.outside" if point.outside else "alt.inside")
        parts.append(voice.say("alt.funnel_part", **told, low=low, high=high, verdict=verdict))
    if isinstance(funnel.significance, Refusal):
        test = describe_refusal(funnel.significance, lang=lang)
    else:
        method = voice.say(f"method.{funnel.significance.method}")
        test = voice.say("alt.equal_shares", method=method, p_value=format_chance(funnel.significance.p_value, lang))
    told = {"share": voice.proportion(funnel.share), "level": voice.percent(funnel.level * 100), "test": test}
    caption = voice.say("picture.funnel", title=voice.name("indicator", funnel.indicator_id))
    listed = voice.say("join.semicolon").join(parts)
    return Described(voice.say("alt.funnel", caption=caption, parts=listed, **told), caption)


def show_power(data: Dataset, grading: Grading, *, lang: str) -> Picture | Paragraph:
    """Draw how many units each side needs to see a difference from the share graded excellent at one place."""
    voice = Voice(data, lang)
    top = grading.grades["excellent"]
    if top is None or grading.shares["excellent"] is None:
        return Paragraph(voice.say("note.none_figures"))
    based_on, base = (top, grading.assessed), _from_base(voice, grading)
    key = f"n-power-{top.locality_id}-{top.indicator_id}"
    note = voice.note_made(base, voice.say("method.arcsine"), based_on, key=key)
    columns: Columns[tuple[int, int]] = {
        "step": lambda told: voice.amount(told[0]),
        "units_each": lambda told: Number(voice.amount(told[1]), note, Decimal(told[1])),
    }
    table = voice.table(base, columns, _list_needed(grading), numeric=("units_each",))
    unit, sources = voice.say(f"counted.{grading.counted}"), sources_of_figures(data, based_on)
    return draw(voice, plot_power, describe_power, grading, unit=unit, sources=sources, table=table)


def plot_power(data: Dataset, grading: Grading, *, lang: str, ax: Axes | None = None) -> Axes:
    """Draw the units needed in each group over the difference to see, and the units that the place has."""
    voice = Voice(data, lang)
    ax = new_axes(ax, height=2.6, width=6.4)
    colour = colour_of(data, grading.locality_id)
    ax.plot(*zip(*_list_needed(grading, range(3, 41)), strict=True), color=colour, linewidth=1.8)
    units = float(grading.assessed.value)
    ax.axhline(units, color=colour, linewidth=0.9, linestyle=":")
    label = voice.say("axis.has", number=voice.amount(grading.assessed.value))
    ax.text(41, units, label, color=colour, ha="right", va="bottom", fontsize=9)
    ax.set_yscale("log")
    ax.set_xlim(0, 41)
    ax.yaxis.set_major_formatter(lambda value, _: voice.amount(value))
    ax.set_xlabel(voice.say("axis.difference"))
    ax.set_ylabel(voice.say("axis.units_each"))
    ax.set_title(f"{_from_base(voice, grading)}\n{voice.say('method.arcsine')}", loc="left", fontsize=9)
    return ax


def describe_power(data: Dataset, grading: Grading, *, lang: str) -> Described:
    """Word the picture of `plot_power`: the base, the units that differences take, and those that the place has."""
    voice = Voice(data, lang)
    parts = (
        voice.say("alt.power_part", difference=voice.amount(step), units=voice.amount(units))
        for step, units in _list_needed(grading)
    )
    caption, method = voice.say("picture.power"), voice.say("method.arcsine")
    told = {"base": _from_base(voice, grading), "has": voice.amount(grading.assessed.value), "method": method}
    return Described(voice.say("alt.power", caption=caption, parts=voice.join(parts), **told), caption)


def _from_base(voice: Voice, grading: Grading) -> str:
    share = voice.percent(grading.shares["excellent"], decimals=1)
    return voice.say("axis.base", place=voice.place(grading.locality_id), share=share)


def _list_needed(grading: Grading, differences: Iterable[int] = range(5, 31, 5)) -> list[tuple[int, int]]:
    """List differences upwards in percentage points with the units that each takes in each group."""
    base = float(grading.shares["excellent"] or 0) / 100
    needed = {step: units_needed(base, base + step / 100) for step in differences if base + step / 100 <= 1}
    return [(step, 0 if isinstance(units, Refusal) else units) for step, units in needed.items()]
