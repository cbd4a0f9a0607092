"""What texts tell: one theme across places side by side, one place across themes, what stands out, on what it rests."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from analysis.dataset import Dataset
from analysis.drawings.charts import bar_of
from analysis.drawings.strands import Strand
from analysis.elements.findings import cite_coding, link_theme, list_findings, note_coding, word_state
from analysis.elements.headlines import Headline, list_headlines
from analysis.elements.proof import Finding, name_coding
from analysis.elements.speech import Number, Pieces, capital, glue, lower
from analysis.elements.table import Cell, Heading, Paragraph, Points, Table, heading
from analysis.elements.wording import Columns, Voice
from analysis.methods import STANCES, Told, figures_coded, find_figures, read_theme
from analysis.methods.themes import find_kinds, find_own, list_elsewhere, read_place
from analysis.package.table_rows import list_rows
from analysis.show.profile import reading_order

_UNMET = 3  # themes in a heading
_Passage = tuple[bool, tuple[Any, str, str], int, Mapping[Any, Any]]  # if untitled; whose, early, row


def list_theme_points(data: Dataset, theme_id: str, *, most: int = 6, lang: str = "") -> Points:
    """Tell what was done under a theme, what came of it, what falls short and what is proposed, a passage a point.

    First stand the passages of which an editor's title speaks, then what an editor says of its figures side by side.
    Of others each of these, then each place, is told once before any is told again; of what is alike in this comes
    first what comes first of its place. Last is told what no text names under this theme.
    """
    voice, told, counted = Voice(data, lang), read_theme(data, theme_id), Counter[object]()
    titled = {row for each in list_findings(data, theme_id, lang=lang, apart="title")[:1] for row in each.behind}
    empty = [voice.say(f"theme.no_{each}") for each in STANCES[:3] if not any(of[each] for of in told.values())]
    own, passages, chosen = {*indicators_of(data, theme_id)}, list[_Passage](), list[_Passage]()
    for place, stances in told.items():
        ranks = _rank(list_headlines(data, place, most=99)) if any(stances.values()) else {}
        for stance, row in ((stance, row) for stance, rows in stances.items() for row in rows):
            figures, numbers = figures_coded(data, row), re.findall(r"\d(?:[\d.,]*\d)?", voice.gloss(row))
            known = (name_coding(row), *(each for each in figures if each.indicator_id in own))
            rank = min((ranks[each] for each in known if each in ranks), default=100 - len(known))  # else figures first
            said = {id_ for each in figures if voice.amount(each.value) in numbers for id_ in each.observation_ids}
            passages.append((titled.isdisjoint((known[0], *said)), ((place, stance), stance, place), rank, row))
            titled -= said  # a figure that the title names is told once
    beside = [each.words for each in list_findings(data, theme_id, lang=lang) if _compares(data, each)][:1]
    while passages and len(chosen) < most - bool(empty) - len(beside):
        chosen.append(min(passages, key=lambda each: (each[0], *map(counted.__getitem__, each[1]), each[2])))
        passages.remove(chosen[-1])
        counted.update(chosen[-1][1])
    points, last = list[Pieces](), sum(not untitled for untitled, *_ in chosen)
    for _, (_, stance, place), _, row in sorted(chosen, key=lambda each: (each[0], STANCES.index(each[1][1]))):
        # A number that the text itself finds wanting is a figure, and no result.
        named = [each for each in figures_coded(data, row) if voice.amount(each.value) in voice.gloss(row)]
        is_figure = stance == "result" and told[place]["limitation"] and named
        key = "theme.figure" if is_figure else f"stances.{stance}_head"
        kind, gloss = word_state(voice, row) if row["status"] else voice.say(key), voice.gloss(row)
        plain = stance == "result" and voice.is_judged(gloss)
        gloss = lower(gloss) if plain else capital(gloss.removeprefix(capital(kind)).lstrip())
        begin = voice.join([voice.name("locality", place), kind][: 1 if plain else 2])
        points.append(voice.pieces("theme.told", place=begin, gloss=glue(gloss, *cite_coding(voice, row, brief=True))))
    points[last:last] = beside
    if points and empty:
        points.append((voice.say("theme.empty", stances=voice.say("theme.nor").join(empty)),))
    return Points(tuple(map(voice.point, points or [(voice.say("note.none_codings"),)])), style="main-points")


def _compares(data: Dataset, finding: Finding) -> bool:
    """Tell whether a finding sets figures of an indicator side by side."""
    told, known = {*finding.about}, data.ids("indicator")
    return finding.kind == "contrast" and bool(finding.figures) and not told.isdisjoint(known)


def _rank(headlines: Sequence[Headline]) -> dict[object, int]:
    """Give the ranks of the figures and, by their names, of the codings that come first of a place."""
    ranks: dict[object, int] = {}
    for rank, each in reversed([*enumerate(headlines)]):
        coding = each.coding or (each.assignment and each.assignment.measure)
        ranks |= dict.fromkeys((*each.figures, *([name_coding(coding)] if coding else [])), rank)
    return ranks


def head_theme(data: Dataset, theme_id: str, told: Told, *, lang: str = "") -> Heading:
    """Head the page of a theme as an editor says it, else by who names a limitation, who acts, where nothing is done.

    Of up to two places the names stand, of more their number. What is only planned or called for is told as that.
    """
    stances, voice, kinds = ("limitation", "deed", "proposal"), Voice(data, lang), find_kinds(told)
    if titles := list_findings(data, theme_id, lang=lang, apart="title"):
        return heading(str(titles[0]), answers=True)
    limited, acted, hoped = ([place for place, of in told.items() if of[stance]] for stance in stances)
    idle = [place for place in limited if place in kinds.get("open", ())]
    parts = [("limited", limited), ("acted", acted)] if limited or acted else [("hoped", hoped)]
    if limited == acted != []:
        parts = [("both", limited)]
    elif idle:  # named before what is done elsewhere, where it is all of them
        parts = [("idle", idle), *parts[1:][: len(acted)]] if idle == limited else [*parts, ("idle", idle)]

    def tell(part: str, places: Sequence[str]) -> str:
        key = f"theme.head_{part}" if places else f"theme.head_{part}_none"
        return voice.say(key, places=voice.names("locality", places, few=True))

    return heading(f"{voice.name('theme', theme_id)}: {voice.listed(tell(*part) for part in parts)}", answers=True)


def table_theme(data: Dataset, told: Told, *, lang: str = "") -> Table:
    """Lay the glosses of a theme side by side, a row a place, those whose text does not speak of it last."""
    voice, rows = Voice(data, lang), []
    for place, stances in sorted(told.items(), key=lambda item: not any(item[1].values())):
        days = data.sources.loc[data.sources["locality_id"] == place, "published_on"]
        about = [capital(voice.place(place)), *(f"({voice.day(day)})" for day in days)]
        name = " ".join(about) if any(stances.values()) else voice.say("theme.unspoken", place=" ".join(about))
        cells = (_glosses(voice, stances[stance]) for stance in STANCES)
        rows.append((Cell(name, anchor=place), _tell_deeds(voice, stances, next(cells)), *cells))
    heads = tuple(voice.say(f"column.{name}") for name in ("locality", *STANCES))
    return Table(voice.say("caption.theme"), heads, tuple(rows), voice.lang, (voice.say("note.theme"),), style="matrix")


def head_told(data: Dataset, locality_id: str, *, lang: str = "") -> Heading:
    """Head what a text tells by themes: of limitations not met, else of those met, else of what it tells as done."""
    voice, told, patterns = Voice(data, lang), _read_place(data, locality_id), find_own(data, locality_id)
    limited, acted = ([theme for theme, of in told.items() if of[stance]] for stance in ("limitation", "deed"))
    unmet = [theme for theme in limited if theme in patterns["open"]]
    bare = [theme for theme in unmet if not told[theme]["result"]]  # a theme's name alone would hide its result
    kinds = {"unmet": bare, "unmet_mixed": unmet, "met": limited, "acted": acted}
    key, themes = next((each for each in kinds.items() if each[1]), ("hoped" if told else "nothing", []))
    names = [lower(voice.name("theme", theme)) for theme in themes]
    shown = ((voice.apart(names[:most]), names[most:]) for most in range(_UNMET, 0, -1))
    listed = (voice.say("told.others", themes=of) if more else of for of, more in shown)
    return heading(*(voice.say(f"told.{key}", themes=of) for of in listed), brief=voice.say("told.brief"))


def table_told(data: Dataset, locality_id: str, *, most: int | None = None, lang: str = "") -> Table:
    """Lay what the text of a place tells side by side, a row a theme, those of which it tells most stances first.

    Of the `most` themes a stance has one gloss, opens its note, and tells where the others stand; all themes are told
    in full, their notes on the pages that they lead to.
    """
    voice, told = Voice(data, lang), _read_place(data, locality_id)

    def write(codings: Sequence[Mapping[Any, Any]]) -> Cell | str:
        return str(_glosses(voice, codings)) if most is None else _gloss(voice, codings)

    rows = list[tuple[Cell | str, ...]]()
    for theme, stances in list(told.items())[:most]:
        deeds, *others = (write(stances[each]) for each in STANCES)
        name = Cell("", links=(link_theme(voice, theme, locality_id),))
        rows.append((name, _tell_deeds(voice, stances, deeds), *others))
    heads = tuple(voice.say(f"column.{name}") for name in ("theme", *STANCES))
    sides = {theme: sum(map(bool, stances.values())) for theme, stances in told.items()}
    fullest = [lower(voice.name("theme", theme)) for theme in told if sides[theme] == max(sides.values())]
    key = "caption.told" if most is None or not told else "caption.told_most"
    caption = voice.say(key, themes=voice.apart(fullest[:_UNMET]))
    note, empty = map(voice.say, ("note.own_words" if most is None else "note.theme", "note.none_codings"))
    return Table(caption, heads, tuple(rows), voice.lang, (note,), empty=empty, style="told")


def _read_place(data: Dataset, locality_id: str) -> Mapping[str, Mapping[str, Sequence[Mapping[Any, Any]]]]:
    """Give what the text of a place tells of each theme that it speaks of, those of most stances first."""
    return dict(sorted(read_place(data, locality_id).items(), key=lambda item: -sum(map(bool, item[1].values()))))


def _gloss(voice: Voice, codings: Sequence[Mapping[Any, Any]]) -> Cell | str:
    """Give the gloss that tells most figures, or stands first, and where the others stand; a dash for none."""
    if not codings:
        return "–"
    first, *others = sorted(codings, key=lambda coding: -len(figures_coded(voice.data, coding)))
    pages = voice.join_pieces((Number(str(each["paragraph"]), note_coding(voice, each)),) for each in others)
    more = glue(" ", voice.pieces("told.several" if others[1:] else "told.more", pages=pages)) if others else ""
    return Cell("", parts=glue(tell_coding(voice, first), more))


def _tell_deeds(voice: Voice, stances: Mapping[str, Sequence[Mapping[Any, Any]]], own: Cell | str) -> Cell | str:
    """Give what is done, or lead to the other themes under which a text that names a limitation tells of it."""
    elsewhere = {} if stances["deed"] else {row["theme_id"]: row["locality_id"] for row in list_elsewhere(stances)}
    links = [
        (link_theme(voice, theme, place, lower(voice.name("theme", theme))),) for theme, place in elsewhere.items()
    ]
    return Cell("", parts=voice.pieces("told.elsewhere", themes=voice.join_pieces(links))) if links else own


def _glosses(voice: Voice, codings: Sequence[Mapping[Any, Any]]) -> Cell | str:
    return bulleted([tell_coding(voice, coding) for coding in codings]) if codings else "–"


def bulleted(told: Sequence[Pieces], nothing: str = "") -> Cell:
    """Put what is told in a cell, as a list unless it stands alone, and `nothing` for none of it."""
    return Cell("", lines=tuple(told)) if told[1:] else Cell("", (*told, (nothing,))[0])


def tell_coding(voice: Voice, coding: Mapping[Any, Any]) -> Pieces:
    """Give a gloss and its paragraph, with the status of a measure, which opens the note."""
    return glue(voice.gloss(coding), *cite_coding(voice, coding))


def explore_codings(data: Dataset, *, lang: str = "") -> Table:
    """List every coded passage, for a reader to search, sort and choose from."""
    voice = Voice(data, lang)
    columns: Columns[Mapping[Any, Any]] = {
        "locality": lambda each: voice.name("locality", each["locality_id"]),
        "theme": lambda each: voice.name("theme", each["theme_id"]),
        "direction": lambda each: voice.say(f"direction.{each['direction']}"),
        "status": lambda each: word_state(voice, each) if each["status"] else "",
        "gloss": voice.gloss,
        "paragraph": lambda each: Number(str(each["paragraph"]), note_coding(voice, each)),
        "document": lambda each: voice.say("join.semicolon").join(map(voice.directive, each["directive_ids"])),
        "source": lambda each: voice.name("source", each["source_id"]),
    }
    return voice.table(voice.say("caption.passages"), columns, list_rows(data.tables["codings"]), style="explore")


def table_theme_figures(data: Dataset, theme_id: str, *, lang: str = "") -> Table:
    """Give the figures that belong to a theme, a row an indicator, a column each place that has one of them."""
    voice = Voice(data, lang)
    found = [figure for figure in find_figures(data) if figure.indicator_id in indicators_of(data, theme_id)]
    figures = sorted(found, key=lambda figure: reading_order(data, figure))
    places = [place for place in data.ids("locality") if any(figure.locality_id == place for figure in figures)]

    def write(indicator: str, place: str) -> Cell | str:
        own = [figure for figure in figures if (figure.indicator_id, figure.locality_id) == (indicator, place)]
        told = (glue(voice.number(figure, told=("basis",)), f", {voice.when(figure)}") for figure in own)
        return Cell("", parts=voice.join_pieces(told, by="join.semicolon")) if own else "–"

    rows = [
        (voice.name("indicator", indicator), *(write(indicator, place) for place in places))
        for indicator in dict.fromkeys(figure.indicator_id for figure in figures)
    ]
    columns = (voice.say("column.indicator"), *(voice.name("locality", place) for place in places))
    return Table(voice.say("caption.theme_figures"), columns, tuple(rows), voice.lang)


def indicators_of(data: Dataset, theme_id: str) -> list[str]:
    """List the indicators whose figures belong to a theme.

    Returns
    -------
    list of str
        Ids of `indicators`, in its order.
    """
    return [row["indicator_id"] for row in data.rows("indicator") if theme_id in row["theme_ids"]]


def find_rates(voice: Voice, theme_id: str, locality_id: str) -> list[Strand]:
    """Find the shares of a place that belong to a theme, each to be drawn as a bar, the largest first."""
    own = (voice.data.row("indicator", id_) for id_ in indicators_of(voice.data, theme_id))
    rows = {row["indicator_id"]: row for row in own if row["unit"] == "percent"}
    found = [each for each in find_figures(voice.data, locality_id=locality_id) if each.indicator_id in rows]
    shares, strands = [each for each in found if each.is_usable and each.status == "observed"], list[Strand]()
    for each in sorted(shares, key=lambda each: -each.value):  # an aim is told in words
        name = voice.name("indicator", each.indicator_id)
        bars = (bar_of(voice, each, name, told=("subject", "computed", "basis")),)  # which the foot tells
        strands.append(Strand(bars=bars, base=rows[each.indicator_id]["counted"], figures=(each,)))
    return strands


def tell_evidence(data: Dataset, told: Told, *, lang: str = "") -> Paragraph:
    """Tell of which kind the texts are that speak of a theme, and of which their authors' office is known."""
    voice = Voice(data, lang)
    sources = data.sources[data.sources["locality_id"].isin([place for place, of in told.items() if any(of.values())])]
    genres, has_role = sources.groupby("genre")["locality_id"], sources["author_role"] != ""
    kinds = (f"{voice.say(f'genre.{genre}')} ({voice.names('locality', of.unique())})" for genre, of in genres)
    kept = ("office", sources["locality_id"][has_role]), ("no_office", sources["locality_id"][~has_role])
    offices = (voice.say(f"theme.{key}", places=voice.names("locality", of.unique())) for key, of in kept if len(of))
    return Paragraph(" ".join((voice.say("theme.evidence", kinds=voice.join(kinds)), *offices)))
