"""What one place is, what its text tells of it in figures, and how a figure of it changed over time."""

from collections.abc import Sequence
from functools import partial
from textwrap import fill

from analysis.dataset import Dataset
from analysis.elements.behind import draw, name_unit, sources_of_figures, sources_of_places
from analysis.elements.picture import Axes, Described, Picture, colour_of, new_axes
from analysis.elements.speech import Pieces, capital, glue, shared_cautions
from analysis.elements.table import Points, Table
from analysis.elements.wording import Columns, Voice
from analysis.methods import Change, Figure, Organisation, Unit, period_of
from analysis.text import period_bounds

_WIDTH = 3.35  # of the drawing of an organisation, in inches: as wide as a phone
_ROOT = Unit("", None)

_NATURES = ("stock", "flow", "share", "rate", "ratio")


def table_place(data: Dataset, locality_id: str, *, lang: str) -> Table:
    """Tell what the place was when the text was written, and what became of it on 1 July 2025."""
    voice = Voice(data, lang)
    row = data.row("locality", locality_id)
    code, until = row["code"], voice.day(row["code_to"])
    lines = {
        "level": voice.say(f"level.{row['level']}"),
        "parent": ", ".join(row[f"parent_{lang}"]),
        "code": voice.say("profile.until", code=code, date=until) if until else code,
        "now": voice.text(row, "successors"),
        "caution": voice.text(row, "caution"),
    }
    rows = [(voice.say(f"profile.{item}"), words) for item, words in lines.items() if words]
    caption = voice.say("caption.place", place=capital(voice.place(locality_id)))
    return voice.table(caption, ("item", "about"), rows, notes=list(filter(None, [row["reference"]])))


def table_figures(data: Dataset, figures: Sequence[Figure], *, topic: str, lang: str) -> Table:
    """List the printed figures of one value of the column `topic` of `indicators`, or with ``computed`` the others."""
    voice = Voice(data, lang)

    def belongs(figure: Figure) -> bool:
        return topic == ("computed" if figure.is_computed else data.row("indicator", figure.indicator_id)["topic"])

    kept = sorted(filter(belongs, figures), key=partial(reading_order, data))
    title = voice.say(f"profile.{topic}")
    columns: Columns[Figure] = {
        "indicator": lambda figure: voice.name("indicator", figure.indicator_id),
        "value": partial(voice.number, told=("status", "subject", "computed", "basis")),
        # A column that would be empty tells nothing.
        **({"subject": partial(_subject, voice)} if any(_subject(voice, figure) for figure in kept) else {}),
        "period": voice.when,
        "source": voice.link,
    }
    notes = [voice.say("note.computed")] if topic == "computed" and kept else []
    empty = voice.say("note.none_topic", topic=title)
    return voice.table(title, columns, kept, numeric=("value",), notes=notes, empty=empty)


def reading_order(data: Dataset, figure: Figure) -> tuple[int, bool, bool, str, str]:
    """Order figures as a reader expects: wholes, their parts, what happened in the year, then shares."""
    row = data.row("indicator", figure.indicator_id)
    nature = _NATURES.index(row["nature"])
    return nature, bool(figure.subject), bool(row["part_of"]), figure.indicator_id, figure.subject


def _subject(voice: Voice, figure: Figure) -> str:
    part = voice.name("subject", figure.subject) if figure.subject else ""
    status = "" if figure.status == "observed" else voice.say(f"status.{figure.status}")
    return ", ".join(filter(None, (part, status)))


def show_organisation(data: Dataset, organisation: Organisation, *, lang: str) -> Picture:
    """Draw what the Party organisation of a place is made of."""
    voice, sources = Voice(data, lang), sources_of_places(data, [organisation.locality_id])
    unit = voice.say("foot.organisation")
    return draw(voice, plot_organisation, describe_organisation, organisation, unit=unit, sources=sources)


def plot_organisation(data: Dataset, organisation: Organisation, *, lang: str, ax: Axes | None = None) -> Axes:
    """Draw a box for each kind of unit, hung on what it belongs to: open and dashed where the text counts none."""
    voice, colour = Voice(data, lang), colour_of(data, organisation.locality_id)
    rows = [
        [(unit, _label(voice, organisation, unit, int(_WIDTH * 14 / len(row)) - 1)) for unit in row]
        for row in ((_ROOT,), *organisation.rows)
    ]
    heights = [0.165 * max(label.count("\n") + 1 for _, label in row) + 0.12 for row in rows]
    notes = "\n".join(fill(note, int(_WIDTH * 14)) for note in _note_organisation(voice, organisation))
    height = sum(heights) + 0.18 * len(heights) + 0.15 * notes.count("\n") + 0.2
    ax, top, spots = new_axes(ax, width=_WIDTH, height=height), 0.0, dict[str, tuple[float, float]]()
    for row, tall in zip(rows, heights, strict=True):
        wide = _WIDTH / len(row)
        for n, (unit, label) in enumerate(row):
            middle, counted = wide * (n + 0.5), bool(unit.figure or unit is _ROOT)
            if unit.under in spots:
                ax.plot(*zip(spots[unit.under], (middle, top), strict=True), color="#5b6470", linewidth=1)
            face = "#eef1f5" if counted else "white"
            ax.barh(top + tall / 2, wide - 0.08, tall, wide * n + 0.04, color=face, edgecolor=colour,
                    linestyle="-" if counted else "--")  # fmt: skip
            ax.text(middle, top + tall / 2, label, ha="center", va="center", fontsize=8.5)
            spots[unit.indicator_id] = middle, top + tall
        top += tall + 0.18
    ax.text(0.04, top, notes, va="top", fontsize=8.5)
    ax.set(xlim=(0, _WIDTH), ylim=(height, 0))
    ax.axis("off")
    return ax


def describe_organisation(data: Dataset, organisation: Organisation, *, lang: str) -> Described:
    """Word the picture of `plot_organisation`."""
    voice = Voice(data, lang)
    caption = voice.say("picture.organisation", place=voice.place(organisation.locality_id))
    units = [unit for row in organisation.rows for unit in row]
    labels = (_label(voice, organisation, unit).replace("\n", ": ") for unit in units)
    counted = {"known": voice.amount(sum(unit.figure is not None for unit in units)), "all": voice.amount(len(units))}
    told = voice.say("alt.organisation", caption=caption, parts=voice.say("join.semicolon").join(labels), **counted)
    return Described(" ".join([told, *_note_organisation(voice, organisation)]), caption)


def _label(voice: Voice, organisation: Organisation, unit: Unit, letters: int = 999) -> str:
    """Name a unit and tell how many there are, with the date if they are of several; in lines."""
    if unit is _ROOT:
        return voice.say("organisation.root", place=voice.place(organisation.locality_id))
    number = voice.say("organisation.uncounted")
    if unit.figure:
        number = voice.figure(unit.figure, told=("basis",))
        number += f" ({voice.when(unit.figure)})" if len(_dates(voice, organisation)) > 1 else ""
    lines = (voice.name("indicator", unit.indicator_id), number)
    return "\n".join(fill(words, letters, break_long_words=False) for words in lines)


def _dates(voice: Voice, organisation: Organisation) -> list[str]:
    dates = (voice.when(unit.figure) for row in organisation.rows for unit in row if unit.figure)
    return list(dict.fromkeys(dates))


def _note_organisation(voice: Voice, organisation: Organisation) -> list[str]:
    """Tell of when the figures are, if of one time, and what those come to that a formula adds."""
    notes = [voice.say("organisation.at", when=when) for when in _dates(voice, organisation)]
    notes = notes if len(notes) == 1 else []
    for parts in organisation.sums:
        total, side = voice.amount(sum(part.value for part in parts)), voice.side(part.indicator_id for part in parts)
        notes.append(voice.say("organisation.sum", parts=capital(side), total=total))
    return notes


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
        start, end = period_bounds(period_of(voice.data, figure))
        when = voice.say("note.on_day" if start == end else "note.in_span", period=voice.span(figure))
        steps += [(" ",)] if steps else []
        steps.append(voice.pieces(f"note.change_{way}", value=number.without(shared), when=when))
    told = f" ({voice.beware(shared)})" if shared else ""
    return glue(*[piece for step in steps for piece in step], told)
