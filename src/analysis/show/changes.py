"""One indicator at one place over time: in words, and from three dates on as a line."""

from collections.abc import Sequence
from functools import partial

from analysis.dataset import Dataset
from analysis.elements.behind import draw, name_unit, sources_of_figures
from analysis.elements.picture import Axes, Described, Picture, colour_of, new_axes
from analysis.elements.speech import Pieces, glue, shared_cautions
from analysis.elements.table import Points
from analysis.elements.wording import Columns, Voice
from analysis.methods import Change, Figure


def list_changes(data: Dataset, changes: Sequence[Change], *, lang: str) -> Points:
    """Tell each change over time in a sentence, from its first figure to its last."""
    voice = Voice(data, lang)
    told = [voice.point(word_change(voice, change), change.figures) for change in changes if change.figures]
    return Points(tuple(told or [voice.point(voice.say("note.none_change"))]))


def word_change(voice: Voice, change: Change) -> Pieces:
    """Word a change over time: from what on which day, to what on which; what asks for care; what stands apart."""
    place = voice.name("locality", change.locality_id)
    told = voice.pieces("note.change", place=place, steps=_steps(voice, change.figures))
    reasons = voice.reasons(dict.fromkeys(reason for step in change.judgements for reason in step.reasons))
    care = f" {voice.say('note.change_care', reasons=reasons)}" if reasons else ""
    if not change.others:
        return glue(*told, care)
    others = voice.join_bars((voice.when(figure), voice.number(figure, told=("basis",))) for figure in change.others)
    return glue(*told, care, " ", *voice.pieces("note.change_others", others=others))


def show_change(data: Dataset, change: Change, *, lang: str) -> Picture | Points:
    """Draw a change over time where there are three dates or more; else tell it."""
    voice = Voice(data, lang)
    if len(change.figures) < 3:
        return list_changes(data, [change], lang=lang)
    number = partial(voice.number, told=("basis",))
    columns: Columns[Figure] = {"period": voice.when, "value": number, "source": voice.link}
    table = voice.table(describe_change(data, change, lang=lang).caption, columns, change.figures, numeric=("value",))
    unit, sources = name_unit(voice, change.indicator_id), sources_of_figures(data, change.figures)
    return draw(voice, plot_change, describe_change, change, unit=unit, sources=sources, table=table)


def plot_change(data: Dataset, change: Change, *, lang: str, ax: Axes | None = None) -> Axes:
    """Draw the figures of a change over time as a line over the days on which their times end."""
    voice = Voice(data, lang)
    ax = new_axes(ax, height=2.6, width=6.4)
    days = [figure.end.toordinal() for figure in change.figures]
    values, colour = [float(figure.value) for figure in change.figures], colour_of(data, change.locality_id)
    ax.plot(days, values, color=colour, linewidth=1.6)
    for day, value, figure in zip(days, values, change.figures, strict=True):
        face = colour if figure.qualifier == "eq" else "w"  # a bound is no value: its mark is open
        ax.plot(day, value, "o", markersize=7, color=colour, markerfacecolor=face)
        words = voice.figure(figure, told=("basis",))
        ax.annotate(words, (day, value), (0, 8), textcoords="offset points", ha="center")
    ax.set_xticks(days, [voice.when(figure) for figure in change.figures], rotation=30, ha="right")
    ax.set_ylim(0, (max(values) or 1) * 1.2)
    ax.yaxis.set_visible(False)
    ax.spines["left"].set_visible(False)
    return ax


def describe_change(data: Dataset, change: Change, *, lang: str) -> Described:
    """Word the picture of `plot_change`."""
    voice = Voice(data, lang)
    title, place = voice.name("indicator", change.indicator_id), voice.name("locality", change.locality_id)
    caption, steps = voice.say("picture.change", title=title, place=place), _steps(voice, change.figures)
    return Described(voice.say("alt.change", caption=caption, steps="".join(map(str, steps))), caption)


def _steps(voice: Voice, figures: Sequence[Figure]) -> Pieces:
    """Word a row of figures: from the first, by way of those between, to the last."""
    steps: list[Pieces] = []
    numbers = [voice.number(figure) for figure in figures]
    shared = shared_cautions(numbers)
    ways = ["from", *["by"] * (len(figures) - 2), "to"]
    for way, figure, number in zip(ways, figures, numbers, strict=True):
        day = "note.on_day" if figure.start == figure.end else "note.in_span"
        when = voice.say(day, period=voice.period(figure.period))
        steps += [(" ",)] if steps else []
        steps.append(voice.pieces(f"note.change_{way}", value=number.without(shared), when=when))
    told = f" ({voice.beware(shared)})" if shared else ""
    return glue(*[piece for step in steps for piece in step], told)
