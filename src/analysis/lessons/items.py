"""What a lesson shows, made by its kind: figures, charts, gradings, refusals, practices, norms, documents."""

import base64
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from functools import partial
from itertools import combinations, groupby, product
from operator import attrgetter
from typing import Any

from analysis.drawings.strands import Strand, list_strands
from analysis.drawings.subjects import is_worth_drawing, show_strands
from analysis.elements.findings import word_state
from analysis.elements.picture import Picture
from analysis.elements.references import word_beside
from analysis.elements.speech import capital, lower
from analysis.elements.table import Table
from analysis.elements.wording import Voice
from analysis.lessons.deck import draw_bars, project
from analysis.lessons.ledger import Ledger
from analysis.lessons.on_page import show_units
from analysis.lessons.parts import Item, plain
from analysis.methods import (
    GRADES,
    Comparison,
    Figure,
    compare,
    count_grades,
    find_figures,
    judge,
    lay_timeline,
    list_assignments,
    read_organisation,
    require_one_axis,
)
from analysis.methods.verdicts import may_compare, part_best
from analysis.show import show_timeline, table_in_force, table_norms
from analysis.show.assignments import draw_assignments
from analysis.show.pictures import show_organisation
from analysis.words.catalogue import refuse

_MOST_DRAWN = 3  # rows of the picture of a place, so that its letters are large on a slide
_SHEET = 7.05  # inches of the picture of all places, on a sheet
_FULL = 100  # per cent of a plan
_DPI = 330  # of a picture as a page has it: over the whole of a slide more than 200 are left


def make_item(ledger: Ledger, spec: dict[str, Any]) -> Item:
    """Make what an item asks to be shown; an `AnalysisError` tells that the data lack it or the gate forbids it."""
    item, figures = _MAKERS[spec["kind"]](ledger, spec)
    caption = plain(ledger.fill(spec["title"])) if "title" in spec else item.caption
    places = item.places or ledger.places(*figures)
    source = ledger.word_sources(places) if figures else ""
    return replace(item, item_id=spec["id"], kind=spec["kind"], caption=caption, source=source, places=places)


def tell_once(voice: Voice, items: Sequence[Item], shown: Collection[str]) -> tuple[Item, ...]:
    """Leave out of a table of figures what a chart that is `shown` in the lesson draws, and say where that stands."""
    charts = [(item.chart, item) for item in items if item.chart and item.item_id in shown]
    drawn = {(chart.name, *row): item.caption for chart, item in charts for row in item.texts}
    told = []
    for item in items:
        rows = tuple(row for row, words in zip(item.rows, item.texts, strict=True) if words not in drawn)
        if item.kind == "figures" and 0 < len(rows) < len(item.rows):
            where = dict.fromkeys(drawn[row] for row in item.texts if row in drawn)
            notes = (*item.notes, *(voice.say("lesson.drawn", chart=chart) for chart in where))
            item = replace(item, rows=rows, notes=notes)
        told.append(item)
    return tuple(told)


_Shown = tuple[Item, Sequence[Figure]]
"""An item before its sources are told, and the figures in it."""


def _figures(ledger: Ledger, spec: dict[str, Any]) -> _Shown:
    found = [
        figure
        for indicator in spec["indicators"]
        for place in spec["localities"]
        for figure in find_figures(ledger.voice.data, locality_id=place, indicator_id=indicator)
    ]
    if not found:
        raise refuse("item_no_figure", places=", ".join(spec["localities"]), what=", ".join(spec["indicators"]))
    return ledger.tabulate(found, "indicator", "locality", "value", "period"), found


def compare_all(ledger: Ledger, spec: dict[str, Any]) -> Comparison:
    """Compare the places that a lesson names; an `AnalysisError` tells which of them has no figure."""
    comparison = compare(ledger.voice.data, spec["indicator"], spec["localities"])
    if comparison.missing:
        raise refuse("item_no_figure", places=", ".join(comparison.missing), what=spec["indicator"])
    return comparison


def _chart(ledger: Ledger, spec: dict[str, Any]) -> _Shown:
    """Draw places side by side, or the parts that are counted of one place, where the gate lets each pair of them."""
    voice = ledger.voice
    figures: Sequence[Figure]
    left, whole, beside = list[Figure](), list[Figure](), list[Figure]()
    if spec["localities"][1:]:
        comparison = compare_all(ledger, spec)
        require_one_axis(voice.data, comparison)
        figures, pairs, beside = comparison.figures, [*comparison.judgements], [*part_best(comparison)[1]]
    else:
        found = find_figures(voice.data, locality_id=spec["localities"][0], indicator_id=spec["indicator"])
        parts = [figure for figure in found if figure.subject]
        whole = [figure for figure in found if not figure.subject and figure.span == parts[0].span]
        judged = {pair: judge(voice.data, *pair) for pair in combinations(parts, 2)}
        apart = {pair for pair, found in judged.items() if found.verdict == "not_comparable"}
        figures = tuple(figure for figure in parts if (parts[0], figure) not in apart)  # that may stand by the first
        sides = [*combinations(figures, 2)]
        if not sides or not apart.isdisjoint(sides):
            raise refuse("item_axis", place=spec["localities"][0], what=spec["indicator"])
        pairs = [judged[each] for each in sides]
        left = [part for part in parts if part not in figures]
    shown = (*whole, *figures)  # first what the parts are held against
    item = ledger.tabulate(shown, "locality", "value", "period")
    names = [row[0] for row in item.texts]
    if not spec["localities"][1:]:  # beside parts of one place its name says nothing
        about = (voice.name("subject", of.subject) if of.subject else voice.place(of.locality_id) for of in shown)
        names = [capital(ledger.name(words, words)) for words in about]
    name = ledger.indicator(spec["indicator"])
    kept = [pair for pair in pairs if may_compare(pair)]
    reasons = dict.fromkeys(reason for pair in kept or pairs for reason in pair.reasons)
    cares = ledger.name(f"{spec['indicator']}:reasons", voice.reasons(reasons))
    care = voice.say("lesson.care", reasons=cares) if kept else f"{voice.say('spine.beside', reason=cares)}."
    why = voice.listed(dict.fromkeys(filter(None, (word_beside(voice, pair) for pair in pairs))))
    more = f" {voice.say('conclusion.others', places=voice.listed(map(voice.about, beside)), reasons=why)}" * bool(
        beside
    )
    item = replace(item, caption=name, notes=(care + more,))
    if left:  # of the same list, but of another kind
        about = (f"{voice.name('subject', of.subject)} {ledger.figure(of, told=('subject', 'partial'))}" for of in left)
        item = replace(item, notes=(*item.notes, voice.say("lesson.left_out", parts=voice.listed(about))))
    bars: dict[str, Figure | None] = dict(zip(names, shown, strict=True))
    if "unnamed" in spec:
        bars[plain(ledger.fill(spec["unnamed"]))] = None
    drawn, full, grey = draw_bars(ledger, item, name, bars, apart=whole), 0, tuple(map(shown.index, beside))
    if voice.data.row("indicator", spec["indicator"])["plan_of"]:
        full, line = _FULL, voice.say("lesson.plan_line", full=voice.percent(_FULL))
        drawn = replace(drawn, notes=(*drawn.notes, ledger.name(f"{spec['indicator']}:line", line)))
    if drawn.chart:  # a bar that only stands by the others is grey, and says so
        only = f" ({lower(voice.say('verdict.beside'))})"
        told = tuple(bar + only * (n in grey) for n, bar in enumerate(drawn.chart.categories))
        drawn = replace(drawn, chart=replace(drawn.chart, categories=told, full=full, beside=grey))
    return replace(drawn, alt=drawn.alt + more), shown


def _grading(ledger: Ledger, spec: dict[str, Any]) -> _Shown:
    voice, place = ledger.voice, spec["locality"]
    voice.data.row("locality", place)
    grading = next(iter(count_grades(voice.data, place)), None)
    if grading is None:
        raise refuse("item_no_grades", place=place)
    counts = {voice.say(f"grade.{grade}"): grading.grades[grade] for grade in GRADES}
    rows = tuple(
        (name, ledger.figure(figure) if figure else voice.say("level.unstated"))
        for name, figure in (*counts.items(), (voice.say("lesson.assessed"), grading.assessed))
    )
    year, counted = ledger.year(grading.assessed), voice.say(f"counted.{grading.counted}")
    caption = voice.say("caption.grades", year=year, counted=counted, place=voice.place(place))
    item = Item(caption, ledger.columns("grade", "count"), rows, (1,))
    drawn = draw_bars(ledger, item, voice.say("column.count"), counts)
    return drawn, [grading.assessed, *filter(None, counts.values())]


def _refusal(ledger: Ledger, spec: dict[str, Any]) -> _Shown:
    voice, comparison = ledger.voice, compare(ledger.voice.data, spec["indicator"], spec["localities"])
    if comparison.verdict != "not_comparable":
        raise refuse("item_not_refused", what=spec["indicator"], verdict=comparison.verdict)
    item = ledger.tabulate(comparison.figures, "locality", "indicator", "value", "period")
    caption = voice.say("lesson.refusal", indicator=ledger.indicator(spec["indicator"]))
    told = capital(voice.reasons(comparison.reasons, verdict="not_comparable"))
    reasons = ledger.name(f"{spec['indicator']}:apart", told)
    notes = voice.say("lesson.apart", reasons=reasons), *item.notes
    return replace(item, caption=caption, notes=notes), comparison.figures


def _practices(ledger: Ledger, spec: dict[str, Any]) -> _Shown:
    voice, (shown, few), also = ledger.voice, ledger.shown, {*spec.get("also", ())}  # passages under other themes
    places, notes = spec.get("localities", shown), () if "localities" in spec else few
    for kind, id_ in (*product(["theme"], spec["themes"]), *product(["locality"], places)):
        voice.data.row(kind, id_)
    table = voice.data.tables["codings"]
    rank = table["locality_id"] + "." + table["theme_id"] + "." + table["paragraph"].astype(str)
    kept = rank.isin(also) | (table["theme_id"].isin(spec["themes"]) & table["locality_id"].isin(places))
    kept &= table["direction"].isin(spec.get("directions", table["direction"]))
    table = table[kept].sort_values(["direction", "locality_id", "paragraph", "theme_id"])
    if table.empty or also - {*rank[kept]}:
        raise refuse("item_no_passage")
    rows = []
    for coding in table.to_dict("records"):
        kind = word_state(voice, coding) if coding["status"] else voice.say(f"direction.{coding['direction']}")
        rows.append((ledger.cite(coding), capital(kind), ledger.gloss(coding)))
    caption = voice.say("lesson.practices", themes=voice.names("theme", spec["themes"]))
    columns = ledger.columns("source", "direction", "gloss")
    return Item(caption, columns, tuple(rows), notes=(*notes, voice.say("lesson.own_words"))), ()


def _norms(ledger: Ledger, spec: dict[str, Any]) -> _Shown:
    """List yardsticks, each narrowed alone: of one in per cent there is a denominator, of others what they apply to."""
    made = [table_norms(ledger.voice.data, norm_ids=[id_], lang=ledger.voice.lang) for id_ in spec["norms"]]
    alone = [_narrow(table, [(0, 2), (1, 3), (5, 4)]) for table in made]
    notes = tuple(dict.fromkeys(note for table in made for note in table.notes))
    return _take(ledger, replace(alone[0], rows=tuple(row for table in alone for row in table.rows), notes=notes))


def _in_force(ledger: Ledger, spec: dict[str, Any]) -> _Shown:
    table = table_in_force(ledger.voice.data, spec["documents"], brief=True, lang=ledger.voice.lang)
    return _take(ledger, _narrow(table, [(0, 1), (2, 4), (3,)]))


def _picture(ledger: Ledger, spec: dict[str, Any]) -> _Shown:
    """Draw what a place does, its organisation, whom all assign, how units were graded, or lanes of the timeline."""
    voice, data, lang = ledger.voice, ledger.voice.data, ledger.voice.lang
    figures, cites = list[Figure](), list[tuple[str, int]]()
    if not ledger.drawn:
        return Item("", (), ()), ()
    place, spoken = spec.get("place", spec.get("organisation", "")), tuple[str, ...]()
    strands = _choose(list_strands(ledger.voice, place), spec.get("indicators", ())) if "place" in spec else []
    draw: Callable[[], object]
    if is_worth_drawing(strands):
        draw = partial(show_strands, data, place, strands, lang=lang)
        figures = [figure for strand in strands for figure in strand.figures]
        cites = [of for strand in strands for of in strand.cites]
    elif place:
        draw = partial(show_organisation, data, read_organisation(data, place), lang=lang)
    elif "graded" in spec:
        gradings = [grading for of in spec["graded"] for grading in count_grades(data, of)[:1]]
        draw, figures = partial(show_units, data, gradings, lang=lang), [of.figures[0] for of in gradings]
    elif "assigned" in spec:
        done = [each for each in list_assignments(data) if each.is_deed and "from_unnamed" not in each.levels]
        draw = partial(draw_assignments, ledger.voice, done, wide=_SHEET, brief=True)
        cites = [(each.row["source_id"], each.row["paragraph"]) for each in done]
        for named, sent in groupby(done, attrgetter("place")):
            tasks = dict.fromkeys(f"{voice.text(each.row, 'from')}: {voice.text(each.row, 'duty')}" for each in sent)
            said = "; ".join(tasks).replace(" (", ", ").replace(")", "")  # nobody speaks brackets
            spoken = *spoken, f"{voice.name('locality', named)}: {said}."
    else:
        events = (laid := lay_timeline(data)).loc[laid["lane"].isin(spec["lanes"])]
        if "documents" in spec:  # beside articles these alone
            numbers = {data.row("document", id_)["number"] for id_ in spec["documents"]}
            events = events[events["number"].isin(numbers) | (events["kind"] == "article")]
        draw = partial(show_timeline, data, events, lang=lang)
    if not isinstance(drawn := draw(), Picture) or not drawn.png:
        raise refuse("item_no_picture")
    alt, caption = (ledger.name(f"picture.{spec['id']}.{what}", words)
                    for what, words in (("alt", drawn.alt), ("caption", drawn.caption)))  # fmt: skip
    sheet, slide = (base64.b64encode(png).decode() for png in (drawn.png(dpi=_DPI), project(draw, dpi=_DPI)))
    told = ({"source_id": source, "paragraph": page} for source, page in cites)
    places = tuple(dict.fromkeys((*ledger.places(*figures), *map(ledger.cite, told))))
    item = Item(caption, (), (), alt=alt, picture=(drawn.svg, drawn.narrow, sheet, slide))
    if strands and all(len(strand.bars) == 1 for strand in strands):  # a kind that Word and slides have
        item = draw_bars(ledger, item, caption, {strand.bars[0].name: strand.figures[0] for strand in strands})
    return replace(item, places=places, spoken=spoken, alt=alt), ()


def _choose(strands: Sequence[Strand], indicators: Sequence[str]) -> list[Strand]:
    """Keep what draws one of the indicators, if any are named; of bars those of the kind of the first.

    These are shares, or the grades of one grading, which have a title.
    """
    strands = [each for each in strands if not indicators or {of.indicator_id for of in each.figures} & {*indicators}]
    strands = strands[:_MOST_DRAWN]
    first = next((strand for strand in strands if strand.bars), None)
    return [each for each in strands if not (first and each.bars) or bool(each.start.words) == bool(first.start.words)]


def _narrow(table: Table, groups: Sequence[tuple[int, ...]]) -> Table:
    """Put columns of few words under others, each after its head: paper has room for three."""
    heads = [str(head) for head in table.columns]

    def put(row: Sequence[object], group: tuple[int, ...]) -> str:
        said = [(n, str(row[n]).removesuffix(".")) for n in group if str(row[n]) not in ("", "–")]
        return ". ".join(words if n == group[0] else f"{heads[n]}: {words}" for n, words in said)

    rows = tuple(tuple(put(row, group) for group in groups) for row in table.rows)
    return replace(table, columns=tuple(table.columns[group[0]] for group in groups), rows=rows)


def _take(ledger: Ledger, table: Table) -> _Shown:
    """Take over a table of norms or documents."""
    # A sheet has no room for a column that says nothing.
    kept = [n for n in range(len(table.columns)) if any(str(row[n]) not in ("", "–") for row in table.rows)]
    rows = tuple(tuple(ledger.name(f"{row[n]}", str(row[n])) for n in kept) for row in table.rows)
    notes = tuple(ledger.name(note, note) for note in table.notes)
    return Item(table.caption, tuple(table.columns[n] for n in kept), rows, notes=notes), ()


_MAKERS: dict[str, Callable[[Ledger, dict[str, Any]], _Shown]] = {
    "figures": _figures,
    "chart": _chart,
    "grading": _grading,
    "refusal": _refusal,
    "practices": _practices,
    "norms": _norms,
    "in_force": _in_force,
    "picture": _picture,
}
