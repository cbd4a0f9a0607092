"""Who is sent to the grassroots, from which level to which, and the picture of what a text tells most of."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby
from operator import attrgetter

from analysis.dataset import Dataset
from analysis.drawings.behind import draw
from analysis.elements import picture
from analysis.elements.findings import note_coding
from analysis.elements.picture import Axes, Picture
from analysis.elements.speech import Described, Number, Pieces, capital, glue, shared_cautions
from analysis.elements.table import Cell, Heading, Point, Points, Table, heading
from analysis.elements.typeset import fold, measure, tall
from analysis.elements.wording import Columns, Voice
from analysis.methods import Assignment, Figure, list_assignments
from analysis.methods.coverage import levels_sent
from analysis.methods.themes import CARRIED_OUT
from analysis.package.table_rows import by_key
from analysis.show.theme import tell_coding

_BAND, _BRIEF, _NAMES = 0.76, 0.62, 0.88  # inches: a band, the same beside short words, the names of places before them
_GROUPS = {"deeds": CARRIED_OUT, "stepwise": ("stepwise",), "proposals": ("planned", "recommended")}
_NOT_PRINTED, _OF_NO_LEVEL = "?", "border_guard"  # which starts beside the bands: a force of none of the levels


def show_assignments(data: Dataset, theme_id: str = "", *, lang: str = "") -> Iterator[Heading | Points | Picture]:
    """Draw who is sent to the grassroots, with the list of them, and tell of it; nothing where no text tells of any."""
    voice, sent = Voice(data, lang), list_assignments(data, theme_id)
    if sent:
        places = dict.fromkeys(each.place for each in sent)
        counted = {each.place for each in sent if each.senders or each.receivers}
        told = {"places": voice.amount(len(places)), "counted": voice.amount(len(counted))}
        yield heading(voice.say("sent.heading" if counted else "sent.heading_uncounted", **told))
        yield draw_assignments(voice, sent, table=table_assignments(data, sent, lang=lang))
        yield Points(tuple(_tell_assignments(voice, sent)))


def draw_assignments(
    voice: Voice,
    sent: Sequence[Assignment],
    *,
    table: Table | None = None,
    wide: float = picture.WIDE,
    brief: bool = False,
) -> Picture:
    """Draw who is sent to whom, with its words and a foot that tells what the arrows are; `brief` for a slide."""
    keys = {"sent": True, "sent_dashed": not all(each.row["status"] in CARRIED_OUT for each in sent)}
    shared = "; ".join(_shared(voice, sent))
    told = [*(voice.say(f"foot.{key}") for key, used in keys.items() if used)]
    told.append(voice.say("foot.sent_ends", cautions=shared) if shared else "")
    unit, sources = voice.listed(filter(None, told)), [each.row["source_id"] for each in sent]
    plot = partial(plot_assignments, brief=brief)
    return draw(voice, plot, describe_assignments, sent, unit=unit, sources=sources, table=table, wide=wide)


def plot_assignments(
    data: Dataset, assignments: Sequence[Assignment], *, lang: str = "", ax: Axes | None = None, brief: bool = False
) -> Axes:
    """Draw an arrow for each assignment across the bands of the levels, beside its words; by place.

    Those who do the same for the same share their words. An end whose level no text names hangs open at the other one.
    In `brief`, for a slide, a row is of those of a passage who are not counted, apart of whom a shortfall is told.
    """
    voice, levels, shared = Voice(data, lang), _bands(assignments), _shared(Voice(data, lang), assignments)
    # On a narrow sheet the bands take all of it, and words stand above their arrow; on a wide one beside their place.
    is_narrow = picture.width() == picture.NARROW
    brief = brief and not is_narrow
    start = _NAMES if brief or picture.width() > picture.WIDE else 0.12
    band, under = (picture.width() / len(levels), 0.45) if is_narrow else (_BRIEF if brief else _BAND, 0.0)
    left = picture.width() - band * len(levels)
    room = (picture.width() if is_narrow else left) - start - 0.13
    spots = {level: left + band * (n + 0.5) for n, level in enumerate(levels)}
    heads = [fold(voice.say(f"sent.{level}"), band - 0.05) for level in levels]
    names, rows = list[tuple[float, str]](), list[tuple[float, float, list[Assignment], str, str]]()
    y = top = max(map(tall, heads)) + 0.1
    for place, group in groupby(assignments, attrgetter("place")):
        names.append((y + 0.06, place))
        y += 0.06 if start == _NAMES else 0.32
        alike: dict[tuple[object, ...], list[Assignment]] = {}
        for sent in group:
            counted = capital("".join(map(str, _count(voice, sent, told=shared))))
            key = [sent.row[of] for of in (("paragraph",) if brief else ("to_vi", "duty_vi"))]
            alike.setdefault((counted, *key, brief and bool(sent.limitation), sent.row["status"]), []).append(sent)
        for (told, *_), several in alike.items():
            counted, duty = ("", _word_brief(voice, several)) if brief else (str(told), _word_duty(voice, several))
            spare = band * (brief and levels[0] not in {each.levels[0] for each in several})  # that no arrow crosses
            counted, duty = fold(counted, room, weight="bold"), fold(duty, room + spare)
            height = tall(duty) + (tall(counted) + 0.04 if counted else 0)
            several = [*{each.levels: each for each in several}.values()] if brief else several
            height = max(height, (0.13 if brief else 0.21) * len(several))
            rows.append((y, height, several, counted, duty))
            y += height + under * len(several) + (0.02 if brief else 0.1)
    ax = picture.new_sheet(ax, y)
    for n, (x, name) in enumerate(zip(spots.values(), heads, strict=True)):
        if levels[n] != _OF_NO_LEVEL:
            ax.bar(x, y - top, band, top, color=(picture.BAND, "white")[n % 2], edgecolor=picture.LINE, linewidth=0.6)
        ax.text(x, top - 0.06, name, ha="center", va="bottom")
    for at, place in names:
        ax.text(0, at, voice.name("locality", place), va="top", weight="bold", color=picture.ACCENT)
    for at, height, several, counted, duty in rows:
        if not is_narrow:  # what is told of an arrow and the arrow are read as a row
            ax.plot((start, picture.width()), (at - (0.01 if brief else 0.05),) * 2, color=picture.LINE, linewidth=0.6)
        ax.text(start, at, counted, va="top", weight="bold")
        ax.text(start, at + height / (1 + brief), duty, va="center" if brief else "bottom")
        for n, sent in enumerate(several, 1):
            below = height + under * (n - 0.4) if is_narrow else height * (n - 0.5) / len(several)
            _draw_arrow(ax, voice, sent, spots, at + below, "" if brief else _word_ratio(voice, sent))
    return ax


def _draw_arrow(ax: Axes, voice: Voice, sent: Assignment, spots: Mapping[str, float], y: float, ratio: str) -> None:
    """Draw an arrow between its numbers, an average above; of what is not done it is dashed, with an open head.

    Within one level, or where the text does not name the other one, it is short; a ring stands for what is not named,
    and says so.
    """
    known = [spots[level] for level in sent.levels if level in spots]
    if not known:
        middle, words = sum(spots.values()) / len(spots), voice.say("sent.unnamed")
        ax.text(middle, y, words, ha="center", va="center", color=picture.QUIET)
        return
    is_short, is_done, colour = known[0] == known[-1], sent.row["status"] in CARRIED_OUT, picture.ACCENT
    ends = (known[0] - 0.26, known[0] + 0.26) if is_short else known
    numbers = ["" if is_short or not side else voice.value(side) for side in (sent.senders, sent.receivers)]
    gaps = [measure(number, weight="bold") / 2 + 0.06 if number else 0.0 for number in numbers]
    for spot, number, level in zip(ends, numbers, sent.levels, strict=True):
        ax.text(spot, y, number, ha="center", va="center", weight="bold")
        if level not in spots:
            ax.plot(spot, y, "o", markersize=8, color=colour, markerfacecolor="white", zorder=4)
            words = voice.say(f"sent.{level}")
            room = measure(words) + 0.14
            is_left = ends[0] - room > min(spots.values()) if spot == ends[0] else ends[1] + room > picture.width()
            x, side = (ends[0] - 0.14, "right") if is_left else (ends[1] + 0.14, "left")
            ax.text(x, y, words, ha=side, va="center")
    ax.text(sum(ends) / 2, y - 0.05, ratio, ha="center", va="bottom")
    way = ends[0] + gaps[0], ends[1] - gaps[1] - (0.04 if sent.levels[1] in spots else 0.11)
    ax.plot(way, (y, y), color=colour, linewidth=1.8, linestyle="-" if is_done else (0, (3, 1.5)))
    ax.plot(way[1], y, ">", markersize=7, color=colour, markerfacecolor=colour if is_done else "white", zorder=3)


def describe_assignments(data: Dataset, assignments: Sequence[Assignment], *, lang: str = "") -> Described:
    """Word the picture of `plot_assignments`: how many are sent to how many, then the routes, then what came of it."""
    voice, shared = Voice(data, lang), _shared(Voice(data, lang), assignments)
    named, items = "", list[str]()
    for sent in assignments:
        if count := "".join(map(str, _count(voice, sent, told=shared))):
            name = voice.name("locality", sent.place)
            items.append(count if name == named else f"{name}: {count}")
            named = name
    places = voice.names("locality", dict.fromkeys(sent.place for sent in assignments))
    caption = voice.listed(items) or voice.say("picture.sent", places=places)
    beware = [voice.beware(shared)] if shared else []
    return Described(" ".join([f"{caption}.", *beware, *map(str, _tell_assignments(voice, assignments))]), caption)


def table_assignments(data: Dataset, assignments: Sequence[Assignment], *, lang: str = "") -> Table:
    """List who is sent from where to where, how many, to do what, whether it is done, and what the text says of it."""
    voice, first = Voice(data, lang), dict[tuple[str, str, int], int]()

    def end(sent: Assignment, side: str) -> str:
        level, told = voice.say(f"sent.{sent.levels[side == 'to']}"), voice.text(sent.row, side)
        return told if sent.levels[side == "to"] == _OF_NO_LEVEL else f"{told} ({level})"

    def duty(sent: Assignment) -> Cell:
        page = Number(voice.say("join.page", number=sent.row["paragraph"]), note_coding(voice, sent.measure))
        return Cell(f"{voice.say('status.' + sent.row['status'])}: {voice.text(sent.row, 'duty')} ", parts=(page,))

    def came(sent: Assignment) -> Cell | str:
        told = list[Pieces]()  # a gloss once among the rows of a place, then the number of the row that has it
        for coding in filter(None, (sent.limitation, sent.result)):
            rank = first.setdefault((sent.place, coding["direction"], coding["paragraph"]), sent.rank)
            words = tell_coding(voice, coding) if rank == sent.rank else (voice.say("sent.as", rank=rank),)
            kind = "" if voice.is_judged(str(words[0])) else f"{voice.say('sent.' + coding['direction'])}: "
            told.append(glue(kind, *words))
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
    notes, empty = [voice.say("note.own_words")], voice.say("note.none_sent")
    return voice.table(voice.say("caption.sent"), columns, assignments, notes=notes, empty=empty)


def _word_duty(voice: Voice, several: Sequence[Assignment]) -> str:
    """Tell who are sent, to whom where the number does not say it, and to do what; that it is not done yet is said."""
    told, sent = voice.listed(voice.text(each.row, "from") for each in several), several[0]
    if not sent.receivers:
        told += f" → {voice.text(sent.row, 'to')}"
    status = "" if sent.row["status"] in CARRIED_OUT else f" ({voice.say('status.' + sent.row['status'])})"
    return f"{capital(told)}: {voice.text(sent.row, 'duty')}{status}"


def _word_brief(voice: Voice, several: Sequence[Assignment]) -> str:
    """Tell who, the first of a list, are sent to do what, whether it is not done yet, and that it falls short."""
    names, duties = ([voice.text(each.row, of) for each in several] for of in ("from", "duty"))
    who = (first + "…" * bool(more) for first, more, _ in (name.partition(", ") for name in names))
    told, status = ": ".join(voice.join(dict.fromkeys(of)) for of in (who, duties)), several[0].row["status"]
    beside = [] if status in CARRIED_OUT else [voice.say(f"status.{status}")]
    limits = [each.limitation["paragraph"] for each in several if each.limitation]
    beside += [voice.say("sent.short", page=voice.say("join.page", number=limits[0]))] if limits else []
    return capital(told) + (f" ({'; '.join(beside)})" if beside else "")


def _word_ratio(voice: Voice, sent: Assignment) -> str:
    """Write people to units in lowest terms, or the units of each that a formula computes, if any."""
    # That there are as many people as places does not say that each place has one of them.
    return f"1 : {voice.value(sent.ratio)}" if sent.ratio and sent.ratio.is_computed else ""


def _tell_assignments(voice: Voice, assignments: Sequence[Assignment]) -> Iterator[Point]:
    """Tell by rule from which level to which people are sent, and of which assignments the texts tell what came."""
    for key, states in _GROUPS.items():
        routes = by_key((_route(voice, sent), sent.place) for sent in assignments if sent.row["status"] in states)
        if routes:
            each = (f"{route} ({voice.names('locality', dict.fromkeys(of))})" for route, of in routes.items())
            yield voice.point(voice.say(f"sent.{key}", items=voice.listed(each)))
    limited = [sent.place for sent in assignments if sent.limitation]
    ended = [sent.place for sent in assignments if sent.result]
    silent = [sent.place for sent in assignments if sent.place not in limited]
    groups = {"limitations": limited, "no_limit": silent, "results": ended}
    named = {key: voice.names("locality", dict.fromkeys(of)) for key, of in groups.items() if of}
    yield voice.point(" ".join(voice.say(f"sent.{key}", places=of) for key, of in named.items()))


def _route(voice: Voice, sent: Assignment) -> str:
    """Tell from which level to which, and which of them the text does not name."""
    start, end = (voice.say(f"sent.{level}") for level in sent.levels)
    unnamed = [side for side in ("from", "to") if f"{side}_unnamed" in sent.levels]
    name = "none" if unnamed[1:] else (unnamed or ["named"])[0]
    return voice.say(f"sent.route_{name}", start=start, end=end)


def _count(voice: Voice, sent: Assignment, *, compare: bool = False, told: tuple[str, ...] = ()) -> Pieces:
    """Tell how many people are sent to how many units, or the ratio that is printed instead; nothing where none is.

    What both numbers caution of stands once after them, unless it is `told` elsewhere; to `compare` them, the declared
    ratio or which is more follows. An aim is no number of people.
    """
    people, units, parts = sent.senders, sent.receivers, list[Pieces]()
    shared = shared_cautions(voice.number(figure).without(told) for figure in (people, units) if figure)
    counted = people and voice.say(f"counted.{voice.data.row('indicator', people.indicator_id)['counted']}")
    names = counted or "", voice.text(sent.row, "to")

    def side(figure: Figure | None, name: str) -> Pieces:
        number = voice.number(figure).without((*shared, *told)) if figure else None
        return glue(number.without(number.cautions), f" {name}{number.aside}") if number else (_NOT_PRINTED,)

    if people or units:
        sides = side(people, names[0]), " → ", side(units, names[1])
        parts.append(glue(*sides, f" ({'; '.join(shared)})" if shared else ""))
    if sent.ratio and (compare or (sent.ratio.status == "observed" and not sent.ratio.is_computed)):
        parts.append(glue(f"{voice.indicator(sent.ratio.indicator_id)}: ", voice.number(sent.ratio)))
    elif compare and people and units and sent.share is not None:
        kind = "equal" if sent.share == 1 else "fewer" if sent.share < 1 else "more"
        few, many = map(voice.amount, sent.share.as_integer_ratio())
        words = voice.say("sent.ratio", few=few, people=names[0], many=many, units=names[1])
        made, key = f"{voice.value(people)}/{voice.value(units)} = {few}/{many}", f"n-sent-{sent.row['assignment_id']}"
        note = voice.note_made(f"{_name_row(voice, sent)}: {words}", made, (people, units), key=key)
        ratio = Number(words, note, cautions=(voice.say("mark.computed"),))
        parts.append(voice.pieces(f"sent.{kind}", people=names[0], units=names[1], ratio=ratio))
    return voice.join_pieces(parts, by="join.semicolon")


def _shared(voice: Voice, assignments: Sequence[Assignment]) -> tuple[str, ...]:
    """Give what all printed numbers caution of alike."""
    sides = (side for sent in assignments for side in (sent.senders, sent.receivers) if side)
    return shared_cautions(map(voice.number, sides))


def _name_row(voice: Voice, sent: Assignment) -> str:
    return f"{voice.name('locality', sent.place)} ({sent.rank})"


def _bands(assignments: Sequence[Assignment]) -> tuple[str, ...]:
    """List the levels from the highest that an arrow touches to the lowest; all where no text names any."""
    levels, used = levels_sent(), {level for sent in assignments for level in sent.levels}
    ranks = [rank for rank, level in enumerate(levels) if level in used]
    return levels[ranks[0] : ranks[-1] + 1] if ranks else levels
