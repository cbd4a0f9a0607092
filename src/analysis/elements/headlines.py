"""What comes first when a place is told: as an editor ranked it, or by rule; and how each is worded."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

import pandas as pd

from analysis.dataset import Dataset
from analysis.dataset.tables import once
from analysis.elements.speech import Pieces, lower
from analysis.elements.wording import Voice
from analysis.errors import AnalysisError
from analysis.methods import Assignment, Figure, find_figures, find_stances, list_assignments

_CODING = ("theme_id", "direction", "paragraph")  # name a coding of a place


@dataclass(frozen=True)
class Headline:
    """What comes first when a place is told: a figure, or a coding where none tells it.

    With them goes the assignment of people that they tell, and after a figure the other side of it that is counted.
    """

    figures: tuple[Figure, ...] = ()
    coding: Mapping[Any, Any] | None = None
    assignment: Assignment | None = None


@once
def list_headlines(data: Dataset, locality_id: str, *, most: int = 5) -> Sequence[Headline]:
    """List what comes first when a place is told: as the table `headlines` ranks it, else by rule; so many at most.

    The rule begins with people sent in known number, then come figures under a theme of which the text tells a deed,
    deeds without figures, other figures; of each the whole place before its parts, shares and ratios before counts, and
    what is printed first. But for people sent, no topic comes again before each came once; grades come last.
    An `AnalysisError` tells of an indicator that is declared and not known there, an UnknownIdError of no such place.
    """
    data.row("locality", locality_id)
    rows = data.rows_of("headlines", locality_id).sort_values("rank").to_dict("records")
    sent = [each for each in list_assignments(data) if each.place == locality_id]
    figures = sorted(find_figures(data, locality_id=locality_id), key=lambda figure: figure.span[::-1])
    codings = data.rows_of("codings", locality_id).sort_values("paragraph", kind="stable")
    if not rows:
        return _rank_headlines(data, sent, figures, codings)[:most]
    latest = {figure.indicator_id: figure for figure in figures if not figure.subject}
    printed = {id_: figure for figure in figures if not figure.is_computed for id_ in figure.observation_ids}
    by_key = {tuple(row[name] for name in _CODING): row for row in codings.to_dict("records")}
    found = []
    for row in rows[:most]:
        coding = by_key.get(tuple(row[name] for name in _CODING))
        figure = printed.get(row["observation_id"]) or latest.get(row["indicator_id"])
        if not coding and not figure:
            told = f"headlines: {locality_id}, rank {row['rank']}"
            raise AnalysisError(f"{told}: nothing is printed or computed of {row['indicator_id']}")
        found.append(_headline(sent, figure, coding))
    return found


def _headline(sent: Sequence[Assignment], figure: Figure | None, coding: Mapping[Any, Any] | None = None) -> Headline:
    """Put with a figure or a coding the assignment that it counts, or is the measure of."""
    for each in sent:
        sides = [side for side in (each.senders, each.receivers, each.ratio) if side and not side.is_computed]
        if figure in sides:
            return Headline((figure, *(side for side in sides if side != figure)), assignment=each)
        if coding and coding == each.measure:
            return Headline(coding=coding, assignment=each)
    return Headline((figure,) if figure else (), coding)


def _rank_headlines(
    data: Dataset, sent: Sequence[Assignment], figures: Sequence[Figure], codings: pd.DataFrame
) -> list[Headline]:
    rows = codings.to_dict("records")
    deeds = [row for row, stance in zip(rows, find_stances(codings), strict=True) if stance == "deed"]
    acted, counted = {row["theme_id"] for row in deeds}, set[str]()
    ranked: list[tuple[tuple[Any, ...], str, Headline]] = []
    latest = sorted(figures, key=lambda figure: (figure.status == "observed", figure.reading == "level"))
    for figure in {(figure.indicator_id, figure.subject): figure for figure in latest}.values():
        made, row = _headline(sent, figure), data.row("indicator", figure.indicator_id)
        side = made.assignment
        if (figure.status != "observed" and not side) or (side and side.senders and figure == side.receivers):
            continue  # a target of nothing done; what stands beside the number of those sent
        counted.update(row["theme_ids"])
        place = 0 if side else 1 if acted.intersection(row["theme_ids"]) else 3
        first = min(data.row("observation", id_)["paragraph"] for id_ in figure.observation_ids)
        is_count = row["nature"] in ("stock", "flow")
        rank = (row["topic"] == "grading", place, bool(figure.subject), is_count, first, -float(figure.value))
        ranked.append((rank, side.row["assignment_id"] if side else row["topic"], made))
    alone = {row["theme_id"]: row for row in reversed(deeds or rows) if row["theme_id"] not in counted}
    for coding in alone.values():
        made = _headline(sent, None, coding)
        ranked.append(((False, 2, False, not made.assignment, coding["paragraph"], 0.0), "coded", made))
    turns, told = Counter[str](), list[tuple[int, bool, Headline]]()
    for rank, topic, made in sorted(ranked, key=itemgetter(0)):
        told.append((turns[topic], rank[0], made))
        turns[topic] += 1
    return [made for *_, made in sorted(told, key=itemgetter(0, 1))]


def word_headline(voice: Voice, headline: Headline, *, brief: bool = False) -> Pieces:
    """Word a headline: what is counted, how many, and unless it is to be `brief` where and when; or its gloss."""
    if row := headline.coding:
        place, told = voice.name("locality", row["locality_id"]), row["status"] or row["direction"]
        key, gloss = f"headline.brief_{told}" if brief else f"headline.{told}", voice.gloss(row)
        return (voice.say(key, gloss=gloss, lower=lower(gloss), place=place),)
    figure, *others = headline.figures
    told = ("computed",) if brief else ("computed", "basis")
    value: Pieces = (voice.number(figure, told=told),)
    if headline.assignment and others:
        units = voice.number(others[0], told=(*told, "subject"))
        value = voice.pieces("headline.sent", people=value, units=units, to=voice.text(headline.assignment.row, "to"))
    elif figure.formula:
        above = len(figure.formula.numerator)
        sides = (
            voice.join_pieces(((voice.number(part, told=(*told, "subject")),) for part in parts), by="headline.plus")
            for parts in (figure.parts[:above], figure.parts[above:])
        )
        value = voice.pieces("headline.made", value=value, **dict(zip(("above", "below"), sides, strict=True)))
    name = voice.name("indicator", figure.indicator_id) if brief else voice.indicator(figure.indicator_id)
    beside = {"place": voice.name("locality", figure.locality_id), "name": name, "when": voice.when(figure)}
    return voice.pieces("headline.brief" if brief else "headline.figure", value=value, **beside)
