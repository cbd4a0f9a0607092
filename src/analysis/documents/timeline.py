"""Documents, articles and rules over time."""

from collections.abc import Iterator, Mapping
from math import ceil
from typing import Any

import pandas as pd

from analysis.dataset import Dataset
from analysis.drawings.behind import draw, sources_of_places
from analysis.elements import picture
from analysis.elements.picture import Axes, Picture
from analysis.elements.speech import Described, capital
from analysis.elements.table import Paragraph
from analysis.elements.typeset import fold, measure, tall
from analysis.elements.wording import Voice
from analysis.methods import lay_timeline
from analysis.methods.yardsticks import find_edges, find_signs
from analysis.package.places import REFORM

_LANE, _HEAD = 1.25, 0.35  # of a timeline, in inches: the room for the names of lanes, and for the years


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
    unit = voice.listed(signs)
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
        spot, long = at(day), measure(words)
        end = at(event["end"] if pd.notna(event["end"]) else last) if pd.notna(event.get("start")) else spot
        ways = [(picture.width() - end - 0.1, end + 0.1, "left", ""), (spot - _LANE - 0.1, spot - 0.1, "right", "")]
        is_cut = spot < at(pd.Timestamp(REFORM)) < spot + 0.2 + long
        ways.insert(2 * is_cut, (end - spot - 0.13, spot + 0.1, "left", "in"))
        space, *way = next((way for way in ways if long <= way[0]), max(ways))
        return (fold(words, space), end, *way) if event else (fold(words, room), end, _LANE, "left", "")

    for lane, name, told in _word_lanes(voice, events):
        colour = picture.ACCENT if lane in data.ids("locality") else picture.QUIET
        lanes.append((y, fold(name, _LANE - 0.1), colour))
        low = y + tall(lanes[-1][1])
        for event, words in told:
            lines.append((y, colour, event, lay(event, words)))
            y += tall(lines[-1][-1][0]) + 0.02
        y = max(low, y) + 0.1
    reform, named = at(pd.Timestamp(REFORM)), voice.say("timeline.reform", day=voice.day(REFORM))
    ax, step = picture.new_sheet(ax, y + tall("")), ceil(0.45 * len(years) / room)
    for year in years:
        start = at(pd.Timestamp(year, 1, 1))
        ax.plot((start, start), (_HEAD, y), color=picture.BAND, linewidth=1, zorder=0)
        if (last.year - year) % step == 0:  # so that the last year is named
            ax.text(start + room / len(years) / 2, _HEAD - 0.08, str(year), ha="center", va="bottom")
    ax.plot([reform] * 2, (_HEAD, y), color=picture.INK, linestyle=":", linewidth=1.2, zorder=0)
    ax.text(min(reform + measure(named) / 2, picture.width()), y, named, va="top", ha="right")
    for top, name, colour in lanes:
        ax.plot((0, picture.width()), (top - 0.05, top - 0.05), color=picture.LINE, linewidth=0.6)
        ax.text(0, top, name, va="top", weight="bold", color=colour)
    for top, colour, event, (words, end, x, side, within) in lines:
        middle = top + tall("") / 2
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


def name_event(voice: Voice, event: Mapping[Any, Any]) -> str:
    """Name an article, a rule by its documents, or a cited document with its level or the places that cite it."""
    if event["kind"] in ("article", "rule"):
        return capital(voice.numbered(event["number"])).replace("+", " + ") or voice.say("timeline.article")
    level, is_central = voice.say(f"level.{event['level']}") if event["level"] else "", event["lane"] == "central"
    more = voice.names("locality", event["places"].split("+")) if is_central else level
    kind = "" if "/" in event["number"] else voice.say(f"document.{event['kind']}")  # "05" alone names nothing
    return f"{kind} {voice.numbered(event['number'])}".strip() + (f" ({more})" if more else "")


def _word_time(voice: Voice, event: Mapping[Any, Any]) -> str:
    """Word the day of an event and its years; that a text gives a document no day is said."""
    parts = [voice.day(event["day"]) or (event["kind"] != "rule" and voice.say("timeline.no_day"))]
    start, end = (f"{event[name]:%Y-%m-%d}" if pd.notna(event[name]) else "" for name in ("start", "end"))
    if end:
        parts.append(voice.period(f"{start}/{end}"))
    elif start:  # of grading only the year is known
        parts.append(voice.say("timeline.since", day=voice.period(start.removesuffix("-01-01"))))
    return voice.listed(filter(None, parts))
