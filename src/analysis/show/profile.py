"""What one place is, what its text tells of it in figures, and how a figure of it changed over time."""

from collections.abc import Sequence
from functools import partial
from textwrap import fill

from analysis.dataset import Dataset
from analysis.elements.behind import draw, name_unit, sources_of_figures
from analysis.elements.picture import Axes, Described, Picture, colour_of, new_axes
from analysis.elements.speech import Number, Pieces, capital, glue, shared_cautions
from analysis.elements.table import Paragraph, Points, Table
from analysis.elements.wording import Columns, Voice
from analysis.methods import Change, Figure, period_of
from analysis.text import period_bounds

_NATURES = ("stock", "flow", "share", "rate", "ratio")


def name_place(data: Dataset, locality_id: str, lang: str) -> str:
    """Name a locality with its level: huyện Nậm Pồ, Nậm Pồ district."""
    return Voice(data, lang).place(locality_id)


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
    caption, notes = voice.say("caption.place", place=capital(voice.place(locality_id))), [row["reference"]]
    return voice.table(caption, ("item", "about"), rows, notes=list(filter(None, notes)))


def table_figures(data: Dataset, figures: Sequence[Figure], *, topic: str, lang: str) -> Table:
    """List the printed figures of one value of the column `topic` of `indicators`, or with ``computed`` the others."""
    voice = Voice(data, lang)

    def belongs(figure: Figure) -> bool:
        return topic == ("computed" if figure.is_computed else data.row("indicator", figure.indicator_id)["topic"])

    kept = sorted(filter(belongs, figures), key=lambda figure: reading_order(data, figure))
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


def show_parts(data: Dataset, parts: Sequence[tuple[Figure, Figure]], *, lang: str) -> Picture | Paragraph:
    """Draw the parts of wholes of one place."""
    voice = Voice(data, lang)
    if not parts:
        return Paragraph(voice.say("note.none_parts"))
    sources = sources_of_figures(data, [figure for pair in parts for figure in pair])
    columns: Columns[tuple[Figure, Figure]] = {
        "indicator": lambda pair: voice.name("indicator", pair[0].indicator_id),
        "part": lambda pair: voice.number(pair[0]),
        "whole": lambda pair: voice.number(pair[1]),
        "share": lambda pair: _share(voice, *pair),
        "source": lambda pair: voice.link(*pair, placed=True),
    }
    caption = voice.say("caption.parts", place=voice.name("locality", parts[0][0].locality_id))
    table = voice.table(caption, columns, parts, numeric=("part", "whole", "share"))
    return draw(voice, plot_parts, describe_parts, parts, unit=voice.say("foot.parts"), sources=sources, table=table)


def plot_parts(data: Dataset, parts: Sequence[tuple[Figure, Figure]], *, lang: str, ax: Axes | None = None) -> Axes:
    """Draw printed parts as bars on a scale of 0 to 100 per cent of the wholes that hold them."""
    voice = Voice(data, lang)
    ax = new_axes(ax, height=0.42 * len(parts))
    shared = _shared(voice, parts)
    ax.set_title(voice.beware(shared), loc="left", fontsize=9)
    for row, (part, whole) in enumerate(parts):
        ax.barh(row, 100, height=0.55, color="#e6eaef")
        ax.barh(row, float(part.value / whole.value * 100), height=0.55, color=colour_of(data, part.locality_id))
        ax.text(101.5, row, _part_of(voice, part, whole, shared), va="center", fontsize=9)
    labels = [fill(voice.name("indicator", part.indicator_id), 34) for part, _ in parts]
    ax.set_yticks(range(len(parts)), labels, fontsize=9)
    ax.set_ylim(len(parts) - 0.5, -0.5)
    ax.set_xlim(0, 135)
    ax.set_xticks([0, 50, 100], [voice.percent(share) for share in (0, 50, 100)], fontsize=9)
    ax.spines["bottom"].set_bounds(0, 100)
    ax.spines["left"].set_visible(False)
    ax.tick_params(axis="y", length=0)
    return ax


def describe_parts(data: Dataset, parts: Sequence[tuple[Figure, Figure]], *, lang: str) -> Described:
    """Word the picture of `plot_parts`."""
    voice = Voice(data, lang)
    if not parts:
        return Described(voice.say("note.none_parts"), "")
    shared = _shared(voice, parts)
    title = voice.say("caption.parts", place=voice.place(parts[0][0].locality_id))
    caption = voice.say("picture.bars", title=title)
    told = [(voice.name("indicator", pair[0].indicator_id), _part_of(voice, *pair, shared)) for pair in parts]
    words = voice.say("alt.bars", caption=caption, parts=voice.bars(told))
    return Described(" ".join(filter(None, (words, voice.beware(shared)))), caption)


def _shared(voice: Voice, parts: Sequence[tuple[Figure, Figure]]) -> tuple[str, ...]:
    """Give what all figures of a picture caution of alike."""
    return shared_cautions(voice.number(figure) for pair in parts for figure in pair)


def _part_of(voice: Voice, part: Figure, whole: Figure, shared: Sequence[str]) -> str:
    told, of = (str(voice.number(figure).without(shared)) for figure in (part, whole))
    share = voice.percent(part.value / whole.value * 100, decimals=1)
    return f"{voice.say('join.ratio', part=told, whole=of)} ({share})"


def _share(voice: Voice, part: Figure, whole: Figure) -> Number:
    share = part.value / whole.value * 100
    words, name = voice.percent(share, decimals=1), voice.indicator(part.indicator_id)
    made = voice.say("join.over", numerator=name, denominator=voice.indicator(whole.indicator_id))
    key = "-".join(("n-part", part.locality_id, part.indicator_id, whole.indicator_id, part.subject, part.period))
    note = voice.note_made(f"{voice.about(part)}: {name}: {words}", made, (part, whole), key=key)
    return Number(words, note, round(share, 1), "percent")


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
