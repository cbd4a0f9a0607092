"""What the texts are and cite, and by which yardsticks it may be read."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby
from math import ceil
from operator import itemgetter
from typing import Any

import pandas as pd

from analysis.dataset.tidy import Dataset, measure_texts
from analysis.elements import picture
from analysis.elements.behind import draw, sources_of_places
from analysis.elements.findings import link_theme
from analysis.elements.picture import Axes, Picture
from analysis.elements.references import (
    STATES,
    is_ended,
    known_of,
    name_cited,
    name_event,
    name_issuer,
    state_of,
    word_checked,
    word_cited,
    word_document,
    word_force,
    word_title,
)
from analysis.elements.speech import Described, Link, capital
from analysis.elements.table import Cell, Paragraph, Points, Table
from analysis.elements.wording import Columns, Voice
from analysis.methods import lay_timeline, list_directives, trace_directives
from analysis.methods.yardsticks import find_edges, find_signs
from analysis.package.places import REFORM, is_imaginary

_TODAY = ("directive_50_2025", "guidance_42_2025")  # by which cells of a commune meet
_LANE, _HEAD = 1.25, 0.35  # of a timeline, in inches: the room for the names of lanes, and for the years


def table_sources(data: Dataset, places: Sequence[str] = (), *, lang: str = "") -> Table:
    """Tell who says it, of what and when: each place, or those named, its text, its figures, the place today."""
    voice, sources = Voice(data, lang), list_sources(data, places)
    unstated, (counts, first, last) = capital(voice.say("level.unstated")), measure_texts(data).values()

    def place(source: Mapping[Any, Any], column: str) -> Any:
        return voice.text(data.row("locality", source["locality_id"]), column)

    def since(source: Mapping[Any, Any]) -> str:
        row = data.row("locality", source["locality_id"])
        if is_imaginary(row):
            return voice.say("profile.imaginary")
        key, until = "until" if row["code_to"] == row["code_to"] else "code", voice.day(row["code_to"])
        return f"{voice.text(row, 'successors')}. {voice.say(f'profile.{key}', code=row['code'], date=until)}"

    def setting(source: Mapping[Any, Any]) -> str:
        where = voice.pages((source["setting_paragraphs"] or "").split(", "))
        return f"{voice.text(source, 'setting')} ({where})" if voice.text(source, "setting") else unstated

    def title(source: Mapping[Any, Any]) -> str:
        outlet = source["outlet_basis"] == "inferred" and voice.say("note.outlet_inferred")
        about = (voice.source(source["source_id"]), capital(voice.say(f"genre.{source['genre']}")) + ".", outlet)
        return " ".join(filter(None, about))

    def figures(source: Mapping[Any, Any]) -> Cell:
        id_, count = source["source_id"], counts.get(source["source_id"], 0)
        who = voice.say("who.rows", number=count)
        number = voice.counted(count, voice.name("locality", source["locality_id"]), who, key=id_)
        ends = dict.fromkeys(f"{days[id_]:%Y-%m-%d}" for days in (first, last) if id_ in days)
        return Cell("", parts=(number, f" ({voice.period('/'.join(ends))})" if ends else ""))

    columns: Columns[Mapping[str, Any]] = {
        "locality": lambda source: ", ".join((capital(voice.place(source["locality_id"])), *place(source, "parent"))),
        "setting": setting,
        "title": title,
        "office": lambda source: Cell(source["author_role"], lang="vi") if source["author_role"] else unstated,
        "figures": figures,
        "since": since,
    }
    notes = [voice.text(source, "note") for source in sources] if len(sources) == 1 else []
    return voice.table(voice.say("caption.sources"), columns, sources, notes=notes)


def list_sources(data: Dataset, places: Collection[str] = ()) -> list[Mapping[str, Any]]:
    """List the texts on some places, or all."""
    return [row for row in data.rows("source") if not places or row["locality_id"] in places]


def list_force(data: Dataset, *, lang: str = "") -> Points:
    """Tell what holds today, count what texts cite by its force; tell each that is known, ended first; norms' own."""
    voice, used = Voice(data, lang), data.norms[data.norms["use"] == "yardstick"]
    cited = Counter(state_of(voice, row) for row in list_directives(data).to_dict("records"))
    states = (voice.say(f"cited.are_{state}", number=voice.amount(cited[state])) for state in STATES if cited[state])
    told = {"today": voice.join_last(word_document(voice, id_) for id_ in _TODAY), "states": voice.listed(states)}
    named = {*zip(data.directives["number"], data.directives["issued_on"], strict=True)}
    leaned = named.union(zip(used["document"], used["issued_on"], strict=True))
    rows = {(row["number"], row["issued_on"]): row for row in data.rows("document")}
    rules = [(key not in named, not is_ended(voice, rows[key]), key[1], rows[key]) for key in leaned & rows.keys()]
    points = [voice.point((voice.say("cited.states", total=cited.total(), **told),))] if cited else []
    for beside, *_, row in sorted(rules, key=itemgetter(0, 1, 2))[: 6 - len(points)]:
        fields = {"document": word_document(voice, row["document_id"]), "meaning": voice.text(row, "meaning")}
        key, state = "cited.force_beside" if beside else "cited.force", word_force(voice, row)
        points.append(voice.point((voice.say(key, state=state, **fields),)))
    return Points(tuple(points), style="main-points")


def table_in_force(
    data: Dataset, ids: Sequence[str] = (), *, ended: bool | None = None, brief: bool = False, lang: str = ""
) -> Table:
    """Tell of documents, all or some, who cites them, whether they are in force, and what a commune needs to know.

    `ended` keeps those that have ended on the day of the last check, or the others; a `brief` table has no addresses.
    """
    voice, cited = Voice(data, lang), list_directives(data)
    asked = map(partial(data.row, "document"), ids or data.ids("document"))
    rows = sorted((row for row in asked if ended in (None, is_ended(voice, row))), key=itemgetter("issued_on"))

    def name(row: Mapping[Any, Any]) -> Cell:
        words = f"{word_document(voice, row['document_id'])}, {word_title(voice, row)}"
        return Cell(words, anchor="" if ended is None else row["document_id"])

    def where(row: Mapping[Any, Any]) -> str:
        found = cited[(cited["number"] == row["number"]) & (cited["issued_on"] == row["issued_on"])]
        return voice.join(map(voice.where, found.to_dict("records"))) if len(found) else "–"

    columns: Columns[Mapping[str, Any]] = {
        "document": name,
        "cited_in": where,
        "in_force": lambda row: f"{capital(word_force(voice, row))}. {voice.text(row, 'clause')}".strip(),
        "today": lambda row: voice.text(row, "meaning"),
        "verification": partial(word_checked, voice, brief=brief),
    }
    day = voice.day(data.tables["documents"]["checked_on"].max())
    return voice.table(voice.say("caption.in_force", day=day), columns, rows, notes=[voice.say("note.titles")])


def show_timeline(data: Dataset, events: pd.DataFrame, *, lang: str = "") -> Picture | Paragraph:
    """Draw cited documents, articles and rules in lanes over time."""
    voice = Voice(data, lang)
    if events["first"].isna().all():
        return Paragraph(voice.say("note.none_dated"))
    either = voice.say("foot.or")
    signs = (
        voice.say(f"foot.{sign}", told=either.join(voice.say(f"foot.sign_{each}") for each in meanings))
        for sign, meanings in find_signs(events).items()
    )
    unit = voice.say("foot.timeline", signs=voice.listed(signs), day=voice.day(REFORM))
    sources = sources_of_places(data, events["lane"])
    return draw(voice, plot_timeline, describe_timeline, events, unit=unit, sources=sources)


def plot_timeline(data: Dataset, events: pd.DataFrame, *, lang: str = "", ax: Axes | None = None) -> Axes:
    """Draw events in lanes, each on a line of its own with its words beside it; what is undated, in words alone.

    A bar that begins before the first year, or goes on, ends in an arrow.
    """
    voice, (first, last), y = Voice(data, lang), find_edges(events), _HEAD
    years, room = range(first.year, last.year + 1), picture.width() - _LANE
    lanes, lines = list[tuple[float, str, str]](), list[Any]()

    def at(day: pd.Timestamp) -> float:
        return _LANE + room * min(max((day - first) / (last - first), 0), 1)

    def lay(event: Mapping[Any, Any], words: str) -> tuple[Any, ...]:
        """Put words in their bar if no line cuts them there, else behind or before it, else where most room is."""
        day = event["day"] if pd.notna(event.get("day")) else event.get("start", first)
        spot, long = at(day), picture.measure(words)
        end = at(event["end"] if pd.notna(event["end"]) else last) if pd.notna(event.get("start")) else spot
        ways = [(picture.width() - end - 0.1, end + 0.1, "left", ""), (spot - _LANE - 0.1, spot - 0.1, "right", "")]
        is_cut = spot < at(pd.Timestamp(REFORM)) < spot + 0.2 + long
        ways.insert(2 * is_cut, (end - spot - 0.13, spot + 0.1, "left", "in"))
        space, *way = next((way for way in ways if long <= way[0]), max(ways))
        return (picture.fold(words, space), end, *way) if event else (picture.fold(words, room), end, _LANE, "left", "")

    for lane, name, told in _word_lanes(voice, events):
        colour = picture.ACCENT if lane in data.ids("locality") else picture.QUIET
        lanes.append((y, picture.fold(name, _LANE - 0.1), colour))
        low = y + picture.tall(lanes[-1][1])
        for event, words in told:
            lines.append((y, colour, event, lay(event, words)))
            y += picture.tall(lines[-1][-1][0]) + 0.02
        y = max(low, y) + 0.1
    ax, step = picture.new_sheet(ax, y), ceil(0.45 * len(years) / room)
    for year in years:
        start = at(pd.Timestamp(year, 1, 1))
        ax.plot((start, start), (_HEAD, y), color=picture.BAND, linewidth=1, zorder=0)
        if (last.year - year) % step == 0:  # so that the last year is named
            ax.text(start + room / len(years) / 2, _HEAD - 0.08, str(year), ha="center", va="bottom")
    ax.plot([at(pd.Timestamp(REFORM))] * 2, (_HEAD, y), color=picture.INK, linestyle=":", linewidth=1.2, zorder=0)
    for top, name, colour in lanes:
        ax.plot((0, picture.width()), (top - 0.05, top - 0.05), color=picture.LINE, linewidth=0.6)
        ax.text(0, top, name, va="top", weight="bold", color=colour)
    for top, colour, event, (words, end, x, side, within) in lines:
        middle = top + picture.tall("") / 2
        if pd.notna(event.get("start")):
            begin = at(event["start"])
            ax.plot((begin, end), (middle, middle), color=colour, linewidth=13, alpha=0.22, solid_capstyle="butt")
            for edge, mark in [(begin, "<")] * (event["start"] < first) + [(end, ">")] * pd.isna(event["end"]):
                ax.plot(edge, middle, mark, color=colour, markersize=8, clip_on=False)
        if pd.notna(event.get("day")):
            ax.plot(at(event["day"]), middle, "*" if event["kind"] == "article" else "o", color=colour, markersize=9)
        box = {"ec": "none", "pad": 0.6, "fc": "none" if within else picture.PAPER}
        ax.text(x, top, words, va="top", ha=side, color=picture.INK if event else picture.QUIET, bbox=box)
    return ax


def describe_timeline(data: Dataset, events: pd.DataFrame, *, lang: str = "") -> Described:
    """Word `plot_timeline`: how many of its texts (if none, of all) are from before the reform; which rules go on."""
    voice, reform = Voice(data, lang), pd.Timestamp(REFORM)
    lanes = [*_word_lanes(voice, events)]
    texts = (events if (events["kind"] == "article").any() else lay_timeline(data)).query("kind == 'article'")
    told = {"before": voice.amount(int((texts["day"] < reform).sum())), "texts": voice.amount(len(texts))}
    told["rules"] = voice.listed(words for *_, lines in lanes for event, words in lines if pd.isna(event.get("end")))
    key = "picture.rules" if len(events) and (events["kind"] == "rule").all() else "picture.timeline"
    caption = voice.say(key, day=voice.day(reform), **told)
    told["parts"] = ". ".join(f"{name}: {voice.listed(words for _, words in lines)}" for _, name, lines in lanes)
    return Described(voice.say("alt.timeline", caption=caption, **told), caption)


def _word_lanes(voice: Voice, events: pd.DataFrame) -> Iterator[tuple[str, str, list[tuple[dict[Any, Any], str]]]]:
    """Give each lane, its name, and its events in words: last, on one line without an event, the undated documents."""
    for lane, group in events.groupby("lane", sort=False):
        found = [(event, name_event(voice, event)) for event in group.to_dict("records")]
        lines = [(each, f"{name}, {_word_time(voice, each)}") for each, name in found if pd.notna(each["first"])]
        undated = [event["number"] and name for event, name in found if pd.isna(event["first"])]
        if bare := undated.count(""):  # "a plan" names none
            undated = [*filter(None, undated), voice.say("timeline.bare", number=voice.amount(bare))]
        lines += [({}, voice.say("timeline.undated", documents=voice.join(undated)))] if undated else []
        is_place = lane in voice.data.ids("locality")
        yield str(lane), voice.name("locality", str(lane)) if is_place else voice.say(f"timeline.{lane}"), lines


def _word_time(voice: Voice, event: Mapping[Any, Any]) -> str:
    """Word the day of an event and its years; that a text gives a document no day is said."""
    parts = [voice.day(event["day"]) or (event["kind"] != "rule" and voice.say("timeline.no_day"))]
    start, end = (f"{event[name]:%Y-%m-%d}" if pd.notna(event[name]) else "" for name in ("start", "end"))
    if end:
        parts.append(voice.period(f"{start}/{end}"))
    elif start:  # of grading only the year is known
        parts.append(voice.say("timeline.since", day=voice.period(start.removesuffix("-01-01"))))
    return voice.listed(filter(None, parts))


def table_directives(data: Dataset, directives: pd.DataFrame, *, sourced: bool | None = None, lang: str = "") -> Table:
    """List cited documents in the order given, or those `sourced` or not: what was found, what a commune should do."""
    voice, known = Voice(data, lang), partial(known_of, Voice(data, lang))

    def today(row: Mapping[Any, Any]) -> Cell:
        clause, meaning = (voice.text(known(row), name) for name in ("clause", "meaning"))
        named = (each for each in data.rows("document") if each["number"] and each["number"] in f"{clause} {meaning}")
        links = [Link(f"in-force.html#{of['document_id']}", word_document(voice, of["document_id"])) for of in named]
        return Cell(meaning or voice.say("force.ask"), links=tuple(links))

    columns: Columns[dict[Any, Any]] = {
        "document": lambda row: f"{name_cited(voice, row)} ({voice.where(row)})",
        "about": lambda row: f"{capital(word_title(voice, row))}; {name_issuer(voice, row, 'cited.no_issuer')}",
        "in_force": lambda row: f"{capital(word_cited(voice, row))}. {voice.text(known(row), 'clause')}".strip(),
        "today": today,
        "verification": lambda row: word_checked(voice, known(row), brief="document_id" in known(row)),
    }
    rows = [row for row in directives.to_dict("records") if sourced in (None, state_of(voice, row) != "no_source")]
    n, empty = len(directives) - len(rows), voice.say("note.none_directives")
    notes = [voice.say("note.titles"), *[voice.say("note.unsourced", number=voice.amount(n))] * bool(sourced and n)]
    return voice.table(voice.say("caption.directives"), columns, rows, notes=notes, empty=empty, style="told")


def table_outcomes(data: Dataset, directives: pd.DataFrame, *, theme_id: str = "", lang: str = "") -> Table:
    """Set beside each document what its text ties to it, under one theme or all: done, to be done, and told of it."""
    voice, tied = Voice(data, lang), trace_directives(data, theme_id)

    def name(row: Mapping[Any, Any]) -> str:
        continues = voice.say("timeline.continues", document=voice.directive(to)) if (to := row["carries_out"]) else ""
        return f"{voice.directive(row['directive_id'])} ({voice.name('locality', row['locality_id'])}){continues}"

    def tell(row: Mapping[Any, Any], stances: Sequence[str]) -> str | Cell:
        told, links = list[str](), dict[str, Link]()
        for stance in stances:
            codings = tied[row["directive_id"]].get(stance, ())
            plain = not stances[1:] or not codings or voice.is_judged(voice.gloss(codings[0]))
            told += [] if plain else [f"{voice.say(f'direction.{stance}')}:"]
            for page, several in groupby(codings, key=itemgetter("paragraph")):
                told += [*map(voice.gloss, several), f"({voice.say('join.page', number=page)})"]
            links |= {each["theme_id"]: link_theme(voice, each["theme_id"], each["locality_id"]) for each in codings}
        return Cell(" ".join(told), links=() if theme_id else tuple(links.values())) if told else "–"

    columns: Columns[dict[Any, Any]] = {
        "document": name,
        "done": partial(tell, stances=["deed"]),
        "to_do": partial(tell, stances=["proposal"]),
        "told": partial(tell, stances=["result", "limitation"]),
    }
    rows = [row for row in directives.to_dict("records") if tied[row["directive_id"]]]
    notes, empty = [voice.say("note.outcomes")], voice.say("note.none_traces")
    return voice.table(voice.say("caption.outcomes"), columns, rows, notes=notes, empty=empty, style="told")
