"""Who is sent to the grassroots: from which level to which, how many to how many, and what the texts tell of it."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import attrgetter
from textwrap import fill, wrap

from analysis.dataset import Dataset
from analysis.elements.behind import draw
from analysis.elements.picture import Axes, Described, Picture, colour_of, new_axes
from analysis.elements.speech import Number, Pieces, glue, shared_cautions
from analysis.elements.table import Cell, Heading, Point, Points, Table, heading
from analysis.elements.wording import Columns, Voice
from analysis.methods import Assignment, Figure, count_grades, levels_sent, list_assignments, read_organisation
from analysis.show.grades import show_grading
from analysis.show.profile import show_organisation
from analysis.show.theme import note_coding, tell_coding

# In inches: the height of a band and of what stands over the first, the room for their names, the most side by side.
_BAND, _HEAD, _NAMES, _WIDEST = 0.42, 0.66, 1.05, 5.4
_NOT_PRINTED = "?"
_LETTERS = 9  # of a line of the name of a place

_Spot = tuple[float, float]


def show_assignments(data: Dataset, theme_id: str = "", *, lang: str) -> Iterator[Heading | Points | Picture | Table]:
    """Tell, draw and list who is sent to the grassroots, under one theme or all; nothing where no text tells of any."""
    voice, sent = Voice(data, lang), list_assignments(data, theme_id)
    if sent:
        unit, sources = voice.say("foot.sent"), [each.row["source_id"] for each in sent]
        yield heading(voice.say("sent.heading"))
        yield Points(tuple(_tell_assignments(voice, sent)))
        yield draw(voice, plot_assignments, describe_assignments, sent, unit=unit, sources=sources)
        yield table_assignments(data, sent, lang=lang)


def show_subject(data: Dataset, locality_id: str, *, lang: str) -> Picture:
    """Draw the picture of what the text about a place tells most of in figures, chosen by rule.

    Who is sent to the grassroots, where the text counts people or units; else its gradings, else its organisation.
    """
    voice, sent = Voice(data, lang), [each for each in list_assignments(data) if each.place == locality_id]
    if any(each.senders or each.receivers for each in sent):
        unit, sources = voice.say("foot.sent"), [each.row["source_id"] for each in sent]
        return draw(voice, plot_assignments, describe_assignments, sent, unit=unit, sources=sources)
    if gradings := [each for each in count_grades(data) if each.locality_id == locality_id]:
        return show_grading(data, gradings[-1], lang=lang)
    return show_organisation(data, read_organisation(data, locality_id), lang=lang)


def plot_assignments(data: Dataset, assignments: Sequence[Assignment], *, lang: str, ax: Axes | None = None) -> Axes:
    """Draw an arrow for each assignment from level to level, a panel a place, with how many at both its ends."""
    voice = Voice(data, lang)
    rows: list[list[list[Assignment]]] = [[]]
    for panel in (list(group) for _, group in groupby(assignments, attrgetter("place"))):
        if rows[-1] and sum(_width(voice, beside) for beside in (*rows[-1], panel)) > _WIDEST:
            rows.append([])
        rows[-1].append(panel)
    bands = [_bands([sent for panel in row for sent in panel]) for row in rows]
    width = _NAMES + max(sum(_width(voice, panel) for panel in row) for row in rows)
    notes = [voice.say("sent.key"), *("".join(map(str, item)) for item in _list_counts(voice, assignments))]
    under = "\n".join(fill(note, int(width * 14)) for note in notes)
    height = sum(_HEAD + _BAND * len(levels) for levels in bands) + 0.15 * under.count("\n") + 0.7
    ax, top = new_axes(ax, width=width, height=height), 0.0
    for row, levels in zip(rows, bands, strict=True):
        top += _HEAD
        middles = {level: top + _BAND * (n + 0.5) for n, level in enumerate(levels)}
        for n, (level, middle) in enumerate(middles.items()):
            face, line = (("#eef1f5", "#e1e6ec")[n % 2], "-") if level in levels_sent() else ("white", ":")
            ax.barh(middle, width - _NAMES, _BAND, _NAMES, color=face, edgecolor="#aab2bc", linestyle=line, zorder=0)
            name = fill(voice.say(f"sent.{level}"), 14)
            ax.text(_NAMES - 0.08, middle, name, ha="right", va="center", fontsize=9)
        left = _NAMES
        for panel in row:
            middle, colour = left + _width(voice, panel) / 2, colour_of(data, panel[0].place)
            name = fill(voice.name("locality", panel[0].place), _LETTERS)
            ax.text(middle, top - 0.2, name, ha="center", va="bottom", fontsize=9.5, weight="bold",
                    color=colour)  # fmt: skip
            x = middle - sum(_room(voice, sent) for sent in panel) / 2
            for sent in panel:
                room, (start, end) = _room(voice, sent), sent.levels
                share = 4 if start == end else 2  # within a level an arrow leads to the side
                spots = (x + room / share, middles[start]), (x + room - room / share, middles[end])
                ax.text(spots[0][0], top - 0.05, str(sent.rank), ha="center", fontsize=8, color="#5b6470")
                _draw_arrow(ax, spots, _numbers(voice, sent), is_deed=sent.is_deed, colour=colour)
                x += room
            left += _width(voice, panel)
        top += _BAND * len(levels)
    for key, line in (("deed", "-"), ("proposal", "--")):
        top += 0.2
        ax.plot((0.05, 0.45), (top, top), line, color="#1b2129", linewidth=1.3)
        ax.text(0.55, top, voice.say(f"sent.{key}"), va="center", fontsize=8.5)
    ax.text(0.05, top + 0.13, under, va="top", fontsize=8.5)
    ax.set(xlim=(0, width), ylim=(height, 0))
    ax.axis("off")
    return ax


def _draw_arrow(ax: Axes, spots: Sequence[_Spot], numbers: Sequence[str], *, is_deed: bool, colour: str) -> None:
    """Draw an arrow between two numbers; of what is not done it is dashed, with an open head."""
    (x, y), (end, low) = spots
    gaps = [0.045 * len(number) + 0.03 for number in numbers]
    tail, head = ((x + gaps[0], y), (end - gaps[1], y)) if y == low else ((x, y + 0.11), (end, low - 0.11))
    style = {"arrowstyle": "-|>", "linestyle": "-"} if is_deed else {"arrowstyle": "->", "linestyle": "--"}
    ax.annotate("", head, tail, arrowprops={**style, "color": colour, "linewidth": 1.3, "shrinkA": 0, "shrinkB": 0})
    for spot, number in zip(spots, numbers, strict=True):
        ax.text(*spot, number, ha="center", va="center", fontsize=9.5)


def describe_assignments(data: Dataset, assignments: Sequence[Assignment], *, lang: str) -> Described:
    """Word the picture of `plot_assignments`."""
    voice = Voice(data, lang)
    caption = voice.say(
        "picture.sent", places=voice.names("locality", dict.fromkeys(sent.place for sent in assignments))
    )
    return Described(" ".join([f"{caption}.", *map(str, _tell_assignments(voice, assignments))]), caption)


def table_assignments(data: Dataset, assignments: Sequence[Assignment], *, lang: str) -> Table:
    """List who is sent from where to where, how many, to do what, whether it is done, and what the text says of it."""
    voice, first = Voice(data, lang), dict[tuple[str, str, int], int]()

    def end(sent: Assignment, side: str) -> str:
        level = voice.say(f"sent.{sent.levels[side == 'to']}")
        return f"{voice.text(sent.row, side)} ({level})"

    def duty(sent: Assignment) -> Cell:
        page = Number(voice.say("join.page", number=sent.row["paragraph"]), note_coding(voice, sent.measure))
        return Cell(f"{voice.say('status.' + sent.row['status'])}: {voice.text(sent.row, 'duty')} ", parts=(page,))

    def came(sent: Assignment) -> Cell | str:
        """Give a gloss once among the rows of a place, then the number of the row that has it."""
        told = list[Pieces]()
        for coding in filter(None, (sent.limitation, sent.result)):
            rank = first.setdefault((sent.place, coding["direction"], coding["paragraph"]), sent.rank)
            words = tell_coding(voice, coding) if rank == sent.rank else (voice.say("sent.as", rank=rank),)
            told.append(glue(f"{voice.say('sent.' + coding['direction'])}: ", words))
        return Cell("", parts=voice.join_pieces(told, by="join.semicolon")) if told else "–"

    columns: Columns[Assignment] = {
        "locality": lambda sent: _name_row(voice, sent),
        "sent_from": lambda sent: end(sent, "from"),
        "sent_to": lambda sent: end(sent, "to"),
        "sent_numbers": lambda sent: Cell(
            "", parts=_count(voice, sent, compare=True) or (voice.say("sent.unprinted"),)
        ),
        "duty": duty,
        "sent_came": came,
    }
    return voice.table(voice.say("caption.sent"), columns, assignments, notes=[voice.say("note.own_words")])


def _tell_assignments(voice: Voice, assignments: Sequence[Assignment]) -> Iterator[Point]:
    """Tell by rule how many are sent to how many, from which level to which, and of which the texts tell what came."""
    items = _list_counts(voice, assignments)
    rest = (voice.say("sent.rest"),) if len(items) < len(assignments) else ()
    told = voice.pieces("sent.counted", items=voice.join_pieces(items, by="join.semicolon")) if items else ()
    yield voice.point(glue(told, " " if told else "", rest))
    for is_deed, key in ((True, "deeds"), (False, "proposals")):
        routes: dict[str, list[str]] = {}
        for sent in (sent for sent in assignments if sent.is_deed == is_deed):
            route = " → ".join(voice.say(f"sent.{level}") for level in sent.levels)
            routes.setdefault(route, []).append(sent.place)
        if routes:
            each = (f"{route} ({voice.names('locality', dict.fromkeys(of))})" for route, of in routes.items())
            yield voice.point(voice.say(f"sent.{key}", items=voice.say("join.semicolon").join(each)))
    limited = [sent.place for sent in assignments if sent.limitation]
    ended = [sent.place for sent in assignments if sent.result]
    neither = [sent.place for sent in assignments if sent.place not in {*limited, *ended}]
    groups = {"limitations": limited, "results": ended, "neither": neither}
    named = {key: voice.names("locality", dict.fromkeys(of)) for key, of in groups.items() if of}
    yield voice.point(" ".join(voice.say(f"sent.{key}", places=of) for key, of in named.items()))


def _list_counts(voice: Voice, assignments: Sequence[Assignment]) -> list[Pieces]:
    return [glue(f"{_name_row(voice, sent)}: ", count) for sent in assignments if (count := _count(voice, sent))]


def _count(voice: Voice, sent: Assignment, *, compare: bool = False) -> Pieces:
    """Tell how many people are sent to how many units, or the ratio that is printed instead; nothing where none is.

    What both numbers caution of stands once after them; to `compare` them, the declared ratio or which is more follows.
    """
    people, units, told = sent.senders, sent.receivers, list[Pieces]()
    shared = shared_cautions(voice.number(figure) for figure in (people, units) if figure)

    def name(figure: Figure) -> str:
        return voice.say(f"counted.{voice.data.row('indicator', figure.indicator_id)['counted']}")

    def side(figure: Figure | None) -> Pieces:
        return glue(voice.number(figure).without(shared), f" {name(figure)}") if figure else (_NOT_PRINTED,)

    if people or units:
        told.append(glue(side(people), " → ", side(units), f" ({'; '.join(shared)})" if shared else ""))
    if sent.ratio and (compare or not sent.ratio.is_computed):
        told.append(glue(f"{voice.indicator(sent.ratio.indicator_id)}: ", voice.number(sent.ratio)))
    elif compare and people and units and sent.share is not None:
        kind = "equal" if sent.share == 1 else "fewer" if sent.share < 1 else "more"
        words = " : ".join(map(voice.amount, sent.share.as_integer_ratio()))
        made, key = f"{voice.value(people)} : {voice.value(units)} = {words}", f"n-sent-{sent.row['assignment_id']}"
        note = voice.note_made(f"{_name_row(voice, sent)}: {words}", made, (people, units), key=key)
        ratio = Number(words, note, cautions=(voice.say("mark.computed"),))
        told.append(voice.pieces(f"sent.{kind}", people=name(people), units=name(units), ratio=ratio))
    return voice.join_pieces(told, by="join.semicolon")


def _name_row(voice: Voice, sent: Assignment) -> str:
    return f"{voice.name('locality', sent.place)} ({sent.rank})"


def _bands(assignments: Sequence[Assignment]) -> list[str]:
    """List the levels that arrows begin at, pass and reach, from the highest; those not named are first and last."""
    used, levels = {level for sent in assignments for level in sent.levels}, levels_sent()
    ranks = [rank for rank, level in enumerate(levels) if level in used]
    passed = levels[ranks[0] : ranks[-1] + 1] if ranks else ()
    return [level for level in ("from_unnamed", *passed, "to_unnamed") if level in used.union(passed)]


def _numbers(voice: Voice, sent: Assignment) -> list[str]:
    """Write how many people and how many units, or the sign that the text prints no number."""
    return [voice.value(side) if side else _NOT_PRINTED for side in (sent.senders, sent.receivers)]


def _room(voice: Voice, sent: Assignment) -> float:
    """Give the width that an arrow takes, with its numbers, in inches."""
    start, end = sent.levels
    return (0.12 + 0.08 * max(2, *map(len, _numbers(voice, sent)))) * (2 if start == end else 1)


def _width(voice: Voice, panel: Sequence[Assignment]) -> float:
    """Give the width of a panel, of its arrows or its name, in inches."""
    name = max(map(len, wrap(voice.name("locality", panel[0].place), _LETTERS)))
    return max(sum(_room(voice, sent) for sent in panel) + 0.2, 0.09 * name + 0.16)
