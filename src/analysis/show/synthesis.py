"""What the texts support together, what they do not, and what to beware of: statements that carry their figures."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import groupby, product
from operator import attrgetter, itemgetter
from typing import Any

from analysis.dataset import Dataset
from analysis.dataset.figures import find_figures, formula_for
from analysis.dataset.printed import Figure
from analysis.elements.findings import find_true, link_theme, list_findings
from analysis.elements.proof import APART, COLLECTION, name_coding
from analysis.elements.speech import Link, Pieces, glue, lower
from analysis.elements.table import Heading, Point, Points, heading
from analysis.elements.wording import Voice
from analysis.methods.comparability import change_over_time, compare
from analysis.methods.coverage import count_coverage
from analysis.methods.themes import MEASURES, find_own, find_patterns, read_place, read_themes
from analysis.methods.verdicts import Comparison
from analysis.package.places import is_imaginary
from analysis.show.practices import find_limits
from analysis.show.profile import tell_article, tell_headlines
from analysis.show.theme import tell_coding

TELLING = ("shared", "contrast", "singular")
"""Kinds of findings that may stand first on a page: what was found, not what cannot be known."""
MOST_POINTS = 6
"""So many main points may open a page."""
_MOST_OPEN, _MOST_TOLD = 1, 2  # shortfalls that a point tells; places whose deeds it tells in their glosses
_MOST_INDICATORS, _MOST_BESIDE = 4, 12  # that a sentence names; figures that it sets side by side
_OF_A_PLACE = ("alone", "open")  # patterns that are told place by place
_Placed = Mapping[str, Sequence[str]]  # themes with their places


def list_found(data: Dataset, about: str, *kinds: str, lang: str = "", most: int | None = None) -> Points:
    """List what the data have found about a thing, of some kinds or all, by rank, at most so many.

    `about` is the id of a place, a theme or an indicator, or ``"collection"``; kinds are those of `Finding`. A
    `DataError` tells each finding that is not true of the data.
    """
    apart = next((kind for kind in kinds if kind in APART), "")
    found = [each for each in list_findings(data, about, lang=lang, apart=apart) if not kinds or each.kind in kinds]
    return Points(tuple(Point(each.words, figures=each.figures) for each in found[:most]), style="main-points")


def head_found(data: Dataset, kind: str, *, lang: str = "") -> Heading:
    """Head what was found of a kind as an editor sums it up, else by how many findings there are."""
    voice = Voice(data, lang)
    if titles := list_findings(data, kind, lang=voice.lang, apart="title"):
        return heading(told := str(titles[0]), brief=told.partition(":")[0])
    found = [each for each in list_findings(data, COLLECTION, lang=lang) if each.kind == kind]
    return heading(voice.say(f"heading.{kind}_bare", number=voice.amount(len(found))))


def list_texts(data: Dataset, *, lang: str = "") -> Points:
    """Tell of each place of which kind and day its text is, and what that tells; each opens its page."""
    voice, told = Voice(data, lang), list[Point]()
    for place in data.ids("locality"):
        rows, text = data.rows("source", of=place), tell_article(data, place, lang=lang).text
        dated = voice.join(f"{voice.say('genre.' + row['genre'])}, {voice.day(row['published_on'])}" for row in rows)
        link = Link(f"profile-{place}.html", voice.name("locality", place))
        told.append(Point(glue(link, f" ({dated}): ", *([text] if isinstance(text, str) else text))))
    return Points(tuple(told), style="main-points")


def list_main_points(data: Dataset, locality_id: str, *, lang: str = "") -> Points:
    """List what opens the page of a place: what was found of it alone, then beside others, then by rule.

    Of a place of which nothing was found, what comes first when it is told stands instead. Of the shortfalls that its
    text names there is always one: by rule only where no finding tells any.
    """
    found = [each for each in list_findings(data, locality_id, lang=lang) if each.kind in TELLING]
    found = sorted(found, key=lambda each: -TELLING.index(each.kind))[: MOST_POINTS - 1]
    told = tuple(Point(each.words, figures=each.figures) for each in found)
    told = told or tell_headlines(data, locality_id, lang=lang, most=MOST_POINTS - 2).items
    figures = (figure for each in found for figure in each.figures if figure.locality_id == locality_id)
    known = {theme for figure in figures for theme in data.row("indicator", figure.indicator_id)["theme_ids"]}
    rests_on = {id_ for each in found for id_ in each.rests_on}
    lamented = any(".limitation." in id_ for id_ in rests_on)
    derived = () if lamented else list_open(data, locality_id, known=known | rests_on, lang=lang)
    return Points((*told, *derived[: MOST_POINTS - len(told)]), style="main-points")


def list_conclusions(data: Dataset, *, lang: str = "") -> Points:
    """State what figures of several places support, each sentence with its figures: only through the gate."""
    return Points(tuple(_tell_comparisons(Voice(data, lang), data.ids("indicator"))))


def list_limits(data: Dataset, *, lang: str = "") -> Points:
    """State what the texts together do not support, each with the reason."""
    voice = Voice(data, lang)
    return Points((*_tell_refusals(voice, data.ids("indicator")), *_tell_limits(voice)))


def list_judged(data: Dataset, indicator_ids: Collection[str], *, lang: str = "") -> Points:
    """State what the gate allows and forbids to say of these indicators across places; their figures stand beside."""
    told = (*_tell_comparisons(voice := Voice(data, lang), indicator_ids), *_tell_refusals(voice, indicator_ids))
    return Points(tuple(Point(point.words) for point in told or (voice.point(voice.say("limit.none")),)))


def list_cautions(data: Dataset, locality_id: str, *, lang: str = "") -> Points:
    """State what to beware of in the figures of one place, from what the tables declare."""
    voice, place = Voice(data, lang), data.row("locality", locality_id)
    figures = find_figures(data, locality_id=locality_id, computed=False)
    percent = [figure for figure in figures if data.row("indicator", figure.indicator_id)["unit"] == "percent"]
    printed = {figure.indicator_id for figure in figures}

    def has_base(figure: Figure) -> bool:
        formula = formula_for(data, locality_id, figure.indicator_id, figure.span, subject=figure.subject)
        return formula is not None and printed.issuperset(formula.denominator)

    groups = {
        "publication": [figure for figure in figures if figure.period_basis == "publication"],
        "context": [figure for figure in figures if figure.period_basis == "context"],
        "partial": [figure for figure in figures if figure.is_partial],
        "target": [figure for figure in figures if figure.status != "observed"],
        "bound": [figure for figure in figures if figure.qualifier != "eq"],
        "part": [figure for figure in figures if figure.subject],
        "base": [figure for figure in percent if figure.reading == "level" and not has_base(figure)],
    }
    found = [voice.point(voice.say("caution.imaginary"))] if is_imaginary(place) else []
    for name, kept in filter(itemgetter(1), groups.items()):
        names = (f"{voice.about(figure)}, {voice.indicator(figure.indicator_id)}" for figure in kept)
        values = (voice.figure(figure, told=("subject",)) for figure in kept)
        listed = voice.join(map(" ".join, zip(names, values, strict=True)))
        about = "-".join(id_ for figure in kept for id_ in figure.observation_ids)[:120]
        found.append(voice.point(voice.counting(f"caution.{name}", len(kept), listed, about=about), kept))
    if caution := voice.text(place, "caution"):
        found.append(voice.point(voice.say("caution.boundary", caution=caution)))
    return Points((*found,) if found else (voice.point(voice.say("caution.genre")),))


def list_patterns(data: Dataset, *, most: int | None = None, lang: str = "") -> Points:
    """Tell what is done about what several texts name a shortfall of, then what one does alone, what stays open.

    Of themes, a point each, stand first those of which most texts tell what is done already, of these those of most
    shortfalls. Two places are told in a gloss, first those that name the shortfall themselves, the others by name; of a
    place, first what a finding on practices rests on, then what any finding does, what it counts, what is done already.
    """
    voice, found = Voice(data, lang), list[tuple[int, int, Point]]()
    rows = data.assignments.assign(direction="measure").to_dict("records")
    sent = {f"assignment.{row['assignment_id']}": name_coding(row) for row in rows}
    proved = find_true(data, lang=voice.lang).values()
    picked, rested = (
        {sent.get(row, row) for each in proved if kind in (each.kind, "") for row in each.rests_on}
        for kind in ("practice", "")
    )

    def rank(row: Mapping[Any, Any]) -> tuple[bool, bool, bool, int]:
        name, counts = name_coding(row), re.search(r"\d", voice.gloss(row))
        return name not in picked, name not in rested, not counts, [*MEASURES].index(row["status"])

    def link(theme: str, places: Iterable[str]) -> Pieces:
        return voice.join_pieces((link_theme(voice, theme, place, voice.name("locality", place)),) for place in places)

    for theme, told in read_themes(data).items():
        limited = [place for place, of in told.items() if of["limitation"]]
        deeds = sorted((min(of["deed"], key=rank) for of in told.values() if of["deed"]), key=rank)
        deeds.sort(key=lambda row: (row["status"] == "stepwise", row["locality_id"] not in limited))
        places = [str(row["locality_id"]) for row in deeds]
        parts = [glue(f"{voice.name('locality', row['locality_id'])}: ", tell_coding(voice, row)) for row in deeds]
        others = voice.pieces("pattern.others" if deeds else "pattern.none", places=link(theme, places[_MOST_TOLD:]))
        parts = [*parts[:_MOST_TOLD], *([others] if places[_MOST_TOLD:] or not deeds else [])]
        fields = {"limited": link(theme, limited), "deeds": voice.join_pieces(parts, by="join.sentence")}
        words = voice.pieces("pattern.theme", theme=link_theme(voice, theme), **fields)
        if len(limited) > 1:
            found.append((-sum(row["status"] == "done" for row in deeds), -len(limited), Point(words)))
    kinds = [(kind, themes) for kind in _OF_A_PLACE if (themes := find_patterns(data)[kind])]
    last = [Point(voice.pieces(f"pattern.{kind}", items=_by_place(voice, themes))) for kind, themes in kinds]
    points = [point for *_, point in sorted(found, key=itemgetter(0, 1))][: most and most - len(last)] + last
    return Points(tuple(points) or (Point((voice.say("note.none_codings"),)),), style="main-points")


def list_open(data: Dataset, locality_id: str, *, known: Collection[str] = (), lang: str = "") -> list[Point]:
    """Tell in their words the shortfalls that a text names, then what it alone does; each opens its theme.

    First come those that it meets with nothing. What is `known` is told already: rows, named as findings name them, and
    whole themes.
    """
    voice, patterns, told_by = Voice(data, lang), find_own(data, locality_id), read_place(data, locality_id)
    rows: dict[str, list[Mapping[Any, Any]]] = {name: [] for name in ("first_open", "limited", "own")}
    for row in find_limits(voice, locality_id):
        rows["first_open" if row["theme_id"] in patterns["open"] else "limited"].append(row)
    rows["own"] = [told_by[theme]["deed"][0] for theme in patterns["alone"]]
    told = []
    for name, of in rows.items():
        new = [row for row in of if not {name_coding(row), row["theme_id"]}.intersection(known)][:_MOST_OPEN]
        links = ((link_theme(voice, row["theme_id"], locality_id, voice.gloss(row)),) for row in new)
        if new:
            told.append(Point(voice.pieces(f"pattern.{name}", items=voice.join_pieces(links, by="join.sentence"))))
    return told


def _by_place(voice: Voice, themes: _Placed) -> Pieces:
    """Name the places that themes have, each with these themes."""
    items = []
    for place in voice.data.ids("locality"):
        held = [theme for theme, places in themes.items() if place in places]
        links = ((link_theme(voice, theme, place, lower(voice.name("theme", theme))),) for theme in held)
        told = voice.join_pieces(links, by="join.semicolon")
        items += [voice.pieces("pattern.item", name=voice.name("locality", place), links=told)] if held else []
    return voice.join_pieces(items)


def _tell_comparisons(voice: Voice, among: Collection[str]) -> Iterator[Point]:
    """Set the computed indicators side by side that the gate allows: ratios, then shares; grades are told by place."""
    table, computed = voice.data.indicators, set(voice.data.derived["indicator_id"]).intersection(among)
    table = table[table["indicator_id"].isin(computed) & (table["topic"] != "grading")]
    ids, data = table.sort_values(["nature", "indicator_id"])["indicator_id"], voice.data
    parts = [(id_, part) for id_ in ids if (found := _across(data, id_)) for part in found.parts]
    known = [dict.fromkeys(reason.reason_id for reason in part.reasons) for _, part in parts]
    shared = [id_ for id_ in known[0] if all(id_ in each for each in known)] if known[1:] else []
    for indicator, part in parts:  # a place more may make more of them; what all ask care for is told once
        reasons = voice.reasons(reason for reason in part.reasons if reason.reason_id not in shared)
        care = f" {voice.say('conclusion.care', reasons=reasons)}" if reasons else ""
        ends = sorted(part.figures, key=attrgetter("value")) if len(part.figures) > _MOST_BESIDE else []
        figures = (ends[0], ends[-1]) if ends else part.figures
        values = voice.join_bars((voice.about(each), voice.number(each, told=("subject",))) for each in figures)
        key, told = f"conclusion.{'ends' if ends else 'computed'}", {"indicator": voice.name("indicator", indicator)}
        yield voice.point(voice.pieces(key, values=values, care=care, **told), figures)
    reasons = voice.join(voice.say(f"brief.{id_}") for id_ in shared)
    yield from [voice.point(voice.say("conclusion.care_all", reasons=reasons))] * bool(shared)


def _tell_refusals(voice: Voice, among: Collection[str]) -> Iterator[Point]:
    """State which figures the gate keeps apart: those of the same places and reasons in one sentence."""
    refused, seen = dict[tuple[str, str, str], list[Comparison]](), set[str]()
    for indicator in among:
        concept = voice.data.row("indicator", indicator)["concept"]
        comparison = None if concept in seen else _across(voice.data, indicator)
        if comparison is None:
            continue
        seen.add(concept)
        if comparison.verdict == "not_comparable":
            places = voice.names("locality", comparison.locality_ids)
            reasons = voice.reasons(comparison.reasons, verdict="not_comparable")
            refused.setdefault(("limit.refused", places, reasons), []).append(comparison)
        told = {place for part in comparison.parts for place in part.locality_ids}
        for left in (left for left in comparison.left_out if told and left.locality_id not in told):
            about = voice.name("locality", left.locality_id), voice.reasons(left.reasons)
            refused.setdefault(("limit.left_out", *about), []).append(comparison)
    for (phrase, named, reasons), comparisons in refused.items():
        listed = voice.apart(voice.indicator(each.indicator_id) for each in comparisons)
        names: Pieces = (listed,)
        topics = {str(voice.data.row("indicator", each.indicator_id)["topic"]) for each in comparisons}
        if len(comparisons) > _MOST_INDICATORS and len(topics) == 1:  # a long list of like names is not read
            note, topic = f"{phrase}-{comparisons[0].indicator_id}-{named}", lower(voice.say(f"topic.{topics.pop()}"))
            names = voice.counting("limit.several", len(comparisons), listed, about=note, topic=topic)
        figures = [figure for comparison in comparisons for figure in comparison.figures]
        yield voice.point(voice.pieces(phrase, indicators=names, places=named, reasons=reasons), figures)


def _tell_limits(voice: Voice) -> Iterator[Point]:
    known, key = find_figures(voice.data, computed=False), attrgetter("indicator_id", "locality_id")
    whole = {key(figure) for figure in known if not figure.subject and not figure.is_partial}
    partial = sorted((figure for figure in known if figure.is_partial and key(figure) not in whole), key=key)
    for (indicator, place), figures in groupby(partial, key=key):
        told = {"indicator": voice.indicator(indicator), "place": voice.name("locality", place)}
        yield voice.point(voice.say("limit.partial", **told), figures)
    # Where the number of all persons is missing, none of the shares that are taken of it can be known.
    table, coverage = voice.data.indicators, count_coverage(voice.data)
    wholes = table["indicator_id"].isin(table["part_of"]) & (table["tier"] == "person") & (table["nature"] == "stock")
    for indicator in (id_ for id_ in table.loc[wholes, "indicator_id"] if id_ in coverage.index):
        lacking = [str(place) for place, state in coverage.loc[indicator].items() if state == "absent"]
        if lacking:
            told = {"indicator": voice.indicator(indicator), "places": voice.names("locality", lacking)}
            yield voice.point(voice.say("limit.absent", **told))
    asked = product(voice.data.ids("indicator"), voice.data.ids("locality"))
    if not any(change_over_time(voice.data, *each).figures for each in asked):
        dates = voice.join(map(voice.day, voice.data.sources["published_on"].sort_values()))
        yield voice.point(voice.say("limit.once", dates=dates))
    yield voice.point(voice.say("limit.cause"))
    sources = list(map(voice.source, voice.data.ids("source")))
    yield voice.point(voice.counting("limit.handful", len(sources), voice.join(sources), about="sources"))


def _across(data: Dataset, indicator_id: str) -> Comparison | None:
    """Compare an indicator over the places that have a figure of their own; ``None`` if they are under two."""
    comparison = compare(data, indicator_id, data.ids("locality"))
    if comparison.not_held:
        return comparison
    places = list(dict.fromkeys(figure.locality_id for figure in comparison.figures))
    return compare(data, indicator_id, places) if len(places) > 1 else None
