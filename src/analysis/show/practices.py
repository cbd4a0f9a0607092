"""What the texts lament, do and report, theme by theme and place by place; what a class can discuss of it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from analysis.dataset import Dataset
from analysis.elements.findings import list_findings
from analysis.elements.headlines import list_headlines, word_headline
from analysis.elements.speech import Link, Mark, Pieces, capital, leave_out, lower
from analysis.elements.table import Cell, Filter, Heading, Point, Points, Table, heading
from analysis.elements.wording import Columns, Voice
from analysis.methods import STANCES, Figure, Told, find_figures, find_gaps, find_patterns, list_directives, read_themes
from analysis.package.schema import read_package
from analysis.show.sources import link_theme, name_issuer, name_level
from analysis.show.theme import bulleted, tell_coding
from analysis.text import sort_key

_Placed = Mapping[str, Sequence[str]]  # themes with their places
_MOST = 3  # measures and figures that a row of ways tells
_MOST_DOCUMENTS = 6
_OF_A_PLACE = ("alone", "unanswered", "proposed")


def list_patterns(data: Dataset, *, about: str = "", most: int | None = None, lang: str = "") -> Points:
    """Tell what several texts state alike, what one tells alone, what stays open: at most so many points.

    With the id of a place only what it alone tells, and what of its own stays open. Each place opens its passages, or
    where places are told with their themes each theme does.
    """
    voice, told = Voice(data, lang), []
    for kind, themes in find_patterns(data).items():
        if about:
            themes = {theme: [about] for theme, places in themes.items() if about in places and kind in _OF_A_PLACE}
        if about:
            items = _link_themes(voice, themes, about)
        elif kind in _OF_A_PLACE:
            items = _by_place(voice, themes)
        else:
            items = _by_theme(voice, themes, done_by=read_themes(data) if kind == "unmet" else None)
        if themes:
            told.append(Point(voice.pieces(f"pattern.{kind}", items=items)))
    nothing = () if about else (Point((voice.say("note.none_codings"),)),)
    return Points(tuple(told[:most]) or nothing)


def _by_theme(voice: Voice, themes: _Placed, *, done_by: Mapping[str, Told] | None) -> Pieces:
    """Name themes, each with its places, and with those that tell a deed under it if these are given."""

    def link(theme: str, places: Iterable[str]) -> Pieces:
        return voice.join_pieces((link_theme(voice, theme, place, voice.name("locality", place)),) for place in places)

    items = []
    for theme, places in themes.items():
        links = link(theme, places)
        if done_by is not None:
            doing = [place for place, told in done_by[theme].items() if told["deed"]]
            others = link(theme, doing) if doing else (voice.say("alt.none"),)
            links = voice.pieces("pattern.done_by", places=links, others=others)
        items.append(voice.pieces("pattern.item", name=lower(voice.name("theme", theme)), links=links))
    return voice.join_pieces(items, by="join.semicolon")


def _by_place(voice: Voice, themes: _Placed) -> Pieces:
    """Name the places that themes have, each with these themes."""
    items = []
    for place in voice.data.ids("locality"):
        held = [theme for theme, places in themes.items() if place in places]
        name, links = voice.name("locality", place), _link_themes(voice, held, place)
        items += [voice.pieces("pattern.item", name=name, links=links)] if held else []
    return voice.join_pieces(items)


def _link_themes(voice: Voice, themes: Iterable[str], place: str) -> Pieces:
    """Name themes, each as a link to what a place tells of it."""
    links = ((link_theme(voice, theme, place, lower(voice.name("theme", theme))),) for theme in themes)
    return voice.join_pieces(links, by="join.semicolon")


def table_themes(data: Dataset, themes: Mapping[str, Told], *, lang: str = "") -> Table:
    """Show which themes the texts have in which stance, a letter for each; a cell opens the passages.

    `themes` is as from `read_themes`. The reader may choose what to see.
    """
    voice, places = Voice(data, lang), data.ids("locality")
    letters = {each: (voice.say(f"direction.{each}_letter"), voice.say(f"direction.{each}_told")) for each in STANCES}

    def cell(theme: str, place: str) -> Cell | str:
        """Mark what the text about a place has of a theme."""
        held = {each: rows for each, rows in themes[theme][place].items() if rows}
        keys = {each: {row[name] for row in rows for name in ("direction", "status")} for each, rows in held.items()}
        marks = [Mark(*letters[each], each, tuple(sorted(own - {""}))) for each, own in keys.items()]
        text = voice.join(mark.words for mark in marks)
        return Cell("", links=(link_theme(voice, theme, place, text, marks),)) if marks else "–"

    def offer(section: str, ids: Iterable[str]) -> tuple[tuple[str, str], ...]:
        return tuple((id_, voice.say(f"{section}.{id_}")) for id_ in ids)

    heads = [Cell("", links=(link_theme(voice, theme),)) for theme in themes]
    rows = [(head, *(cell(theme, place) for place in places)) for head, theme in zip(heads, themes, strict=True)]
    columns = (voice.say("column.theme"), *(voice.name("locality", place) for place in places))
    key = voice.listed(f"{letter} {words}" for letter, words in letters.values())
    known = read_package().tables["codings"]
    filters = (
        Filter("columns", voice.say("column.locality"), tuple(enumerate(columns))[1:]),
        Filter("marks", voice.say("column.stance"), offer("direction", known.field("direction").enum)),
        Filter("marks", voice.say("column.status"), offer("status", known.field("status").enum)),
        Filter("rows", columns[0], tuple(enumerate(map(str, heads)))),
    )
    caption, empty = voice.say("caption.themes", key=key), voice.say("note.none_codings")
    return Table(caption, columns, tuple(rows), voice.lang, empty=empty, filters=filters)


def show_documents(data: Dataset, locality_id: str, *, lang: str = "") -> Iterator[Heading | Points]:
    """Tell how many documents a text cites, from which level, and list them with what each is about."""
    voice, cited = Voice(data, lang), list_directives(data.of(locality_id)).to_dict("records")
    levels = voice.join(
        voice.say("cited.of_level" if level else "cited.of_no_level", number=number, level=name_level(voice, level))
        for level, number in Counter(row["level"] for row in cited).items()
    )
    yield heading(voice.say("cited.heading", number=len(cited), levels=levels) if cited else voice.say("cited.none"))
    items = []
    for row in cited[:_MOST_DOCUMENTS]:
        issued = ", ".join(filter(None, (name_issuer(voice, row), voice.day(row["issued_on"]))))
        page = voice.say("join.page", number=row["paragraph"])
        about = f": {voice.text(row, 'subject')}" if row["number"] else ""  # else it is named by its subject
        named = voice.directive(row["directive_id"])
        items.append(voice.point(voice.say("cited.document", document=named, about=about, issued=issued, page=page)))
    if rest := len(cited[_MOST_DOCUMENTS:]):
        link = Link("directives.html", voice.say("cited.page"))
        items.append(Point(voice.pieces("cited.rest", number=voice.amount(rest), page=link)))
    yield Points(tuple(items), style="")


def table_codebook(data: Dataset, *, lang: str = "") -> Table:
    """List the themes with what each takes in and leaves out."""
    voice = Voice(data, lang)
    themes = sorted(data.themes.to_dict("records"), key=lambda theme: sort_key(voice.text(theme, "name")))
    columns: Columns[dict[Any, Any]] = {
        "theme": lambda theme: Cell("", links=(link_theme(voice, theme["theme_id"]),)),
        **{name: partial(voice.text, column=name) for name in ("definition", "include", "exclude")},
    }
    caption = voice.say("caption.codebook", number=voice.amount(len(themes)))
    return voice.table(caption, columns, themes, notes=[voice.say("note.own_words")])


def table_coding_rules(data: Dataset, *, lang: str = "") -> Table:
    """List the rules by which passages are coded, in the order in which they are to be read."""
    voice = Voice(data, lang)
    about = read_package().tables["coding_rules"].field("about").enum
    rules = sorted(data.coding_rules.to_dict("records"), key=lambda rule: (about.index(rule["about"]), rule["order"]))
    columns: Columns[dict[Any, Any]] = {
        "about": lambda rule: voice.say(f"about.{rule['about']}"),
        "rule": lambda rule: f"{voice.text(rule, 'name')}. {voice.text(rule, 'rule')}",
        **{name: partial(voice.text, column=name) for name in ("example_1", "example_2")},
    }
    return voice.table(voice.say("caption.coding_rules", number=voice.amount(len(rules))), columns, rules)


def list_questions(data: Dataset, locality_id: str, *, lang: str = "", most: int = 3) -> list[Pieces]:
    """List what a class can discuss of a place: what an editor asks, then by rule what its text leaves open.

    These are its limitations that nothing done meets, its targets, what other texts print and this one does not; at
    last what may be asked of any text.
    """
    voice = Voice(data, lang)
    asked: list[Pieces] = [each.words for each in list_findings(data, locality_id, lang=lang, asked=True)]
    own = ((theme, told[locality_id]) for theme, told in sorted(read_themes(data).items()))
    if unmet := [theme for theme, stances in own if stances["limitation"] and not stances["deed"]]:
        themes = voice.join(lower(voice.name("theme", theme)) for theme in unmet)
        asked.append((voice.say("question.open", themes=themes),))
    figures = find_figures(data, locality_id=locality_id, computed=False)
    if targets := [figure for figure in figures if figure.status != "observed"]:
        bars = voice.join_bars((voice.indicator(each.indicator_id), voice.number(each)) for each in targets)
        asked.append(voice.pieces("question.target", targets=bars))
    if gaps := find_gaps(data, locality_id):
        gap = max(gaps, key=lambda gap: len(gap.known_in))
        told = {"indicator": voice.indicator(gap.indicator_id), "places": voice.names("locality", gap.known_in)}
        asked.append((voice.say("question.gap", **told),))
    asked += [(voice.say(f"question.{name}"),) for name in ("own", "record", "missing")]
    return asked[:most]


def link_sheets(data: Dataset, locality_id: str, *, lang: str = "") -> Points:
    """Lead from the profile of a place to its sheet to hand out, and to all places side by side."""
    voice = Voice(data, lang)
    sheet, ways = Link(f"handout-{locality_id}.html", voice.say("site.handout")), voice.say("caption.ways")
    return Points((Point((sheet, " · ", Link("ways.html", ways))),), style="along")


def show_ways(data: Dataset, *, lang: str = "") -> Iterator[Heading | Table]:
    """Set side by side what each place does, under a heading that counts the places."""
    table = table_ways(data, lang=lang)
    yield heading(table.caption)
    yield replace(table, caption=Voice(data, lang).say("caption.ways"))


def table_ways(data: Dataset, *, lang: str = "", brief: bool = False) -> Table:
    """Set side by side what each place does; `brief`, for a slide, what comes first of it and what falls short."""
    voice, places = Voice(data, lang), data.ids("locality")
    number = dict(enumerate(voice.say("ways.numbers").split("; "), 1)).get(len(places), voice.amount(len(places)))
    dated = {place: f" ({_date(voice, place)[0]})" for place in places}
    columns: Columns[str] = {
        "locality": lambda id_: Cell("", (Link(f"profile-{id_}.html", voice.name("locality", id_)), dated[id_])),
        "way": partial(_tell_ways, voice),
        "often": partial(_tell_times, voice),
        "figures": lambda place: bulleted(_tell_counts(voice, place), voice.say("ways.untold")),
        "shortfall": lambda place: bulleted(
            [tell_coding(voice, row) for row in _find_limits(voice, place)[:2]],
            _say_lack(voice, place, "ways.no_shortfall"),
        ),
        "discuss": lambda place: Cell("", list_questions(data, place, lang=lang, most=1)[0]),
    }
    notes = []
    if brief:
        notes = [voice.listed(voice.name("locality", place) + dated[place] for place in places)]
        columns = {
            "locality": partial(voice.name, "locality"),
            "figures": lambda place: bulleted(_tell_counts(voice, place)[:1], voice.say("ways.untold")),
            "shortfall": lambda place: next(
                (voice.name("theme", row["theme_id"]) for row in _find_limits(voice, place)), voice.say("ways.untold")
            ),
        }
    caption = capital(voice.say("ways.heading", number=number))
    return replace(voice.table(caption, columns, places, notes=notes), style="matrix")


def _tell_ways(voice: Voice, place: str) -> Cell:
    """Tell who does what: those sent and the measures coded that come first of a place, with links to their themes."""
    told: dict[int, tuple[str, Pieces]] = {}
    for rank, each in enumerate(list_headlines(voice.data, place, most=99)):
        measure = each.assignment.measure if each.assignment else each.coding
        if measure and measure["direction"] == "measure" and len(told) < _MOST:
            words = tell_coding(voice, measure)
            if each.assignment:
                people, duty = (voice.text(each.assignment.row, column) for column in ("from", "duty"))
                words = voice.pieces("ways.sent", people=capital(people), duty=duty, cited=words[1:])
            told[rank] = measure["theme_id"], words
    cell = bulleted([words for _, words in told.values()], _say_lack(voice, place, "ways.untold"))
    links = [(link_theme(voice, theme, place),) for theme in dict.fromkeys(theme for theme, _ in told.values())]
    lead = voice.pieces("ways.themes", themes=voice.join_pieces(links)) if links else ()
    return replace(cell, lines=cell.lines or (cell.parts,), parts=lead) if lead else cell


def _say_lack(voice: Voice, place: str, key: str) -> str:
    """Say what a text does not tell, unless nobody has coded it yet."""
    return voice.say(key if place in set(voice.data.tables["codings"]["locality_id"]) else "told.nothing")


def _tell_times(voice: Voice, place: str) -> Cell:
    """Tell how often a thing is done, or for how long: every figure in a unit of time."""
    figures: dict[str, list[Pieces]] = {}
    for figure in filter(partial(_is_time, voice), find_figures(voice.data, locality_id=place)):
        name = voice.name("indicator", figure.indicator_id)
        figures.setdefault(name, []).append((voice.number(figure, told=("basis",)),))
    told = [voice.pieces("headline.brief", name=name, value=voice.join_pieces(of)) for name, of in figures.items()]
    return bulleted(told, voice.say("ways.untold"))


def _is_time(voice: Voice, figure: Figure) -> bool:
    return voice.data.row("indicator", figure.indicator_id)["unit"] in ("months", "years", "meetings_per_year")


def _tell_counts(voice: Voice, place: str) -> list[Pieces]:
    """Tell the figures that come first of a place."""
    counted = [each for each in list_headlines(voice.data, place, most=99) if each.figures]
    told = [word_headline(voice, each, brief=True) for each in counted if not _is_time(voice, each.figures[0])][:_MOST]
    return [leave_out(words, _date(voice, place)[1]) for words in told]


def _date(voice: Voice, place: str) -> tuple[str, list[str]]:
    """Tell of which day the text about a place is, and of when its figures are; give the marks that this tells."""
    bases = dict.fromkeys(figure.period_basis for figure in find_figures(voice.data, locality_id=place))
    marks = [voice.say(f"mark.{basis}") for basis in bases if basis != "stated"]
    days = voice.data.sources.loc[voice.data.sources["locality_id"] == place, "published_on"]
    return voice.say("ways.dated", days=voice.join(map(voice.day, days)), marks="; ".join(["", *marks])), marks


def _find_limits(voice: Voice, place: str) -> list[dict[Any, Any]]:
    """Find the limitations that a text names, those under the themes of what comes first of it before others."""
    themes: list[str] = []
    for each in list_headlines(voice.data, place, most=99):
        themes += [row["theme_id"] for row in (each.coding, each.assignment and each.assignment.row) if row]
        for figure in each.figures:
            themes += voice.data.row("indicator", figure.indicator_id)["theme_ids"]
    table, order = voice.data.tables["codings"], {theme: rank for rank, theme in reversed([*enumerate(themes)])}
    rows = table[(table["locality_id"] == place) & (table["direction"] == "limitation")].to_dict("records")
    return sorted(rows, key=lambda row: (order.get(row["theme_id"], len(themes)), row["paragraph"]))
