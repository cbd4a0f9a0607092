"""What each place does, laments and reports, side by side and theme by theme; what a class can discuss of it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from analysis.dataset import Dataset
from analysis.elements.findings import list_findings
from analysis.elements.headlines import Headline, list_headlines, word_headline
from analysis.elements.proof import Finding
from analysis.elements.speech import Link, Mark, Pieces, capital, leave_out, lower
from analysis.elements.table import Cell, Filter, Heading, Table, heading
from analysis.elements.wording import Columns, Voice
from analysis.methods import (
    STANCES,
    Assignment,
    Figure,
    Told,
    find_figures,
    find_gaps,
    list_assignments,
    read_themes,
)
from analysis.methods.themes import MEASURES
from analysis.package.schema import read_package
from analysis.show.sources import link_theme
from analysis.show.theme import bulleted, tell_coding

_MOST_WAYS, _MOST = 2, 2  # ways of a place, and figures of a way, that are told
_SHORT = 70  # letters of a gloss that a slide has room for
_STATES = {"organisation", "members", "grading"}  # topics of figures that count what there is, and nothing done


@dataclass(frozen=True)
class _Way:
    """One thing that a place does: its measure, if its text is coded, and what is told of just this."""

    place: str
    measure: Mapping[Any, Any] | None
    sent: Assignment | None
    times: Sequence[Figure]
    counts: Sequence[Headline]
    limits: Sequence[Mapping[Any, Any]]
    asked: Pieces


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


def list_questions(data: Dataset, locality_id: str, *, lang: str = "", most: int = 3) -> list[Pieces]:
    """List what a class can discuss of a place: what an editor asks, then by rule what its text leaves open.

    These are its limitations that nothing done meets, its targets, what other texts print and this one does not; at
    last what may be asked of any text.
    """
    voice = Voice(data, lang)
    asked: list[Pieces] = [each.words for each in list_findings(data, locality_id, lang=lang, apart="question")]
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


def find_limits(voice: Voice, place: str) -> list[dict[Any, Any]]:
    """Find the limitations that a text names, those under the themes of what comes first of it before others."""
    themes: list[str] = []
    for each in list_headlines(voice.data, place, most=99):
        themes += [row["theme_id"] for row in (each.coding, each.assignment and each.assignment.row) if row]
        for figure in each.figures:
            themes += voice.data.row("indicator", figure.indicator_id)["theme_ids"]
    table, order = voice.data.tables["codings"], {theme: rank for rank, theme in reversed([*enumerate(themes)])}
    rows = table[(table["locality_id"] == place) & (table["direction"] == "limitation")].to_dict("records")
    return sorted(rows, key=lambda row: (order.get(row["theme_id"], len(themes)), row["paragraph"]))


def show_ways(data: Dataset, *, lang: str = "") -> Iterator[Heading | Table]:
    """Set side by side what each place does, a row a way, under a heading that counts places and ways."""
    voice, places = Voice(data, lang), data.ids("locality")
    ways = [way for place in places for way in _find_ways(voice, place)]

    def tell(way: _Way) -> Cell:
        if not way.measure:
            return Cell(voice.say("told.nothing"))
        words = tell_coding(voice, way.measure)
        if way.sent:
            people, duty = (voice.text(way.sent.row, column) for column in ("from", "duty"))
            words = voice.pieces("ways.sent", people=capital(people), duty=duty, cited=words[1:])
        return Cell("", words, links=(link_theme(voice, way.measure["theme_id"], way.place),))

    def is_first(way: _Way) -> bool:
        return way is next(each for each in ways if each.place == way.place)

    def name(way: _Way) -> Cell:
        dated = (f" ({_date(voice, way.place)[0]})",) if is_first(way) else ()
        return Cell("", (Link(f"profile-{way.place}.html", voice.name("locality", way.place)), *dated))

    def lack(way: _Way, key: str) -> str:
        return voice.say(key if way.measure else "told.nothing")

    columns: Columns[_Way] = {
        "locality": name,
        "way": tell,
        "often": lambda way: bulleted(_tell_times(voice, way.times), voice.say("ways.untold")),
        "figures": lambda way: bulleted(
            _tell_counts(voice, way.place, way.counts, dated=is_first(way)), voice.say("ways.untold")
        ),
        "shortfall": lambda way: bulleted(
            [tell_coding(voice, row) for row in way.limits[:2]], lack(way, "ways.no_shortfall")
        ),
        "discuss": lambda way: Cell("", way.asked or ("–",)),
    }
    yield _head_ways(voice, ways)
    yield replace(voice.table(voice.say("caption.ways"), columns, ways), style="matrix")


def _head_ways(voice: Voice, ways: Sequence[_Way]) -> Heading:
    """Head ways by the themes under which places act: each place under that of its own which most of them share."""
    acted = [(way.place, way.measure["theme_id"]) for way in ways if way.measure and _is_deed(way)]
    shared = Counter(theme for _, theme in dict.fromkeys(acted))
    best = {
        place: max((theme for owner, theme in acted if owner == place), key=shared.__getitem__) for place, _ in acted
    }
    groups = {theme: [place for place in best if best[place] == theme] for theme in best.values()}
    told = (f"{lower(voice.name('theme', each))} ({voice.names('locality', groups[each])})" for each in groups)
    bare = voice.say("ways.places", number=voice.amount(len(voice.data.ids("locality"))))
    return heading(capital("; ".join(told) or bare), answers=True)


def table_ways(data: Dataset, *, lang: str = "") -> Table:
    """Set side by side, for a slide, what comes first of each place and what falls short."""
    voice, places = Voice(data, lang), data.ids("locality")
    firsts = {place: [each for each in list_headlines(data, place, most=99) if each.figures][:1] for place in places}

    def parts(place: str) -> list[str]:
        held = (figure.subject for each in firsts[place] for figure in each.figures if figure.subject)
        return [voice.name("subject", subject) for subject in dict.fromkeys(held)]

    columns: Columns[str] = {
        "locality": partial(voice.name, "locality"),
        "figures": lambda place: bulleted(
            [leave_out(words, parts(place)) for words in _tell_counts(voice, place, firsts[place], dated=True)],
            voice.say("ways.untold"),
        ),
        "shortfall": lambda place: _tell_shortfall(voice, place),
    }
    named = {place: "; ".join([_date(voice, place)[0], *parts(place)]) for place in places}
    notes = [voice.listed(f"{voice.name('locality', place)} ({told})" for place, told in named.items())]
    caption = capital(voice.say("ways.places", number=voice.amount(len(places))))
    return replace(voice.table(caption, columns, places, notes=notes), style="matrix")


def _tell_shortfall(voice: Voice, place: str) -> str:
    """Tell a shortfall that a text names in the words of its gloss: the first that is short, else the shortest."""
    told = [voice.gloss(row).rstrip(".") for row in find_limits(voice, place)] or [voice.say("ways.no_limits")]
    return next((words for words in told if len(words) <= _SHORT), min(told, key=len))


def _is_deed(way: _Way) -> bool:
    return way.measure is not None and MEASURES[way.measure["status"]] == "deed"


def _find_ways(voice: Voice, place: str) -> list[_Way]:
    """Find what a place does, deeds first: whom it sends and which measures its headlines tell or count.

    After the first way come those of which a shortfall is named; one that is done at known times is always told. What
    is counted, how often it is done, what falls short and what may be asked stand with the first way they are about:
    the people that they count, else the theme.
    """
    data, headlines, found = voice.data, list_headlines(voice.data, place, most=99), list[_Way]()
    told = [row for told in read_themes(data).values() for of in told[place].values() for row in of]
    measures = [row for row in told if row["direction"] == "measure"]
    firsts: dict[tuple[str, str], tuple[Mapping[Any, Any], Assignment | None]] = {}

    def add(measure: Mapping[Any, Any], sent: Assignment | None = None) -> None:
        if sent or measure["theme_id"] not in {theme for theme, _ in firsts}:
            firsts.setdefault((measure["theme_id"], sent.row["assignment_id"] if sent else ""), (measure, sent))

    for each in headlines:
        if each.coding and each.coding["direction"] == "measure":
            add(each.coding)
        elif each.assignment:
            add(each.assignment.measure, each.assignment)
        elif not each.coding:
            rows = [data.row("indicator", figure.indicator_id) for figure in each.figures]
            themes = {theme for row in rows if row["topic"] not in _STATES for theme in row["theme_ids"]}
            for row in [row for row in measures if row["theme_id"] in themes][:1]:
                add(row)
    sent_themes = {theme for theme, _ in firsts}
    for each_sent in list_assignments(data):
        if each_sent.place == place and each_sent.is_deed and each_sent.row["theme_id"] not in sent_themes:
            add(each_sent.measure, each_sent)
    ways = sorted(firsts.values(), key=lambda way: MEASURES[way[0]["status"]] != "deed")
    times = [figure for figure in find_figures(data, locality_id=place) if _is_time(voice, figure)]
    counts = [each for each in headlines if each.figures and not _is_time(voice, each.figures[0])]
    limits, asked = find_limits(voice, place), list_findings(data, place, lang=voice.lang, apart="question")
    for measure, sent in ways:
        theme = measure["theme_id"]

        def is_own(each: Headline, sent: Assignment | None = sent, theme: str = theme) -> bool:
            if each.assignment or (sent and sent.senders):
                return each.assignment is not None and sent is not None and each.assignment.row == sent.row
            return theme in data.row("indicator", each.figures[0].indicator_id)["theme_ids"]

        done = MEASURES[measure["status"]] == "deed"  # of what is only called for nothing is done at any time
        own_times = [
            figure for figure in times if done and theme in data.row("indicator", figure.indicator_id)["theme_ids"]
        ]
        own_limits: list[Mapping[Any, Any]] = [row for row in limits if row["theme_id"] == theme]
        if sent:
            own_limits = [sent.limitation] if sent.limitation else []
        question = next((each for each in asked if theme in _themes_of(data, each)), None)
        words = question.words if question else ()
        found.append(
            _Way(place, measure, sent, own_times, [each for each in counts if is_own(each)], own_limits, words)
        )
        times = [figure for figure in times if figure not in own_times]
        asked = [each for each in asked if each is not question]
    if found:
        found = [found[0], *sorted(found[1:], key=lambda way: not way.limits)]
        return [way for n, way in enumerate(found) if n < _MOST_WAYS or (way.times and _is_deed(way))]
    return [_Way(place, None, None, times, counts, (), list_questions(data, place, lang=voice.lang, most=1)[0])]


def _themes_of(data: Dataset, finding: Finding) -> set[str]:
    """Give the themes of the rows and figures that a finding rests on."""
    themes = {row.split(".")[3] for row in finding.rests_on if row.startswith("coding.")}
    sent = (row.partition(".")[2] for row in finding.rests_on if row.startswith("assignment."))
    themes |= {data.row("assignment", id_)["theme_id"] for id_ in sent}
    return themes.union(*(data.row("indicator", figure.indicator_id)["theme_ids"] for figure in finding.figures))


def _tell_times(voice: Voice, figures: Sequence[Figure]) -> list[Pieces]:
    """Tell how often a thing is done, or for how long; how the dates are known stands with the name of the place."""
    named: dict[str, list[Pieces]] = {}
    for figure in figures:
        name = voice.name("indicator", figure.indicator_id)
        named.setdefault(name, []).append((voice.number(figure, told=("basis",)),))
    return [voice.pieces("headline.brief", name=name, value=voice.join_pieces(of)) for name, of in named.items()]


def _is_time(voice: Voice, figure: Figure) -> bool:
    return voice.data.row("indicator", figure.indicator_id)["unit"] in ("months", "years", "meetings_per_year")


def _tell_counts(voice: Voice, place: str, counts: Sequence[Headline], *, dated: bool) -> list[Pieces]:
    """Tell figures that come first of a place; where its name is `dated`, that tells how their times are known."""
    counted = [each for each in counts if each.figures and not _is_time(voice, each.figures[0])][:_MOST]
    told = _date(voice, place)[1] if dated else ()
    return [leave_out(word_headline(voice, each, brief=True), told) for each in counted]


def _date(voice: Voice, place: str) -> tuple[str, list[str]]:
    """Tell of which day the text about a place is, and of when its figures are; give the marks that this tells."""
    bases = dict.fromkeys(figure.period_basis for figure in find_figures(voice.data, locality_id=place))
    marks = [voice.say(f"mark.{basis}") for basis in bases if basis != "stated"]
    days = voice.data.sources.loc[voice.data.sources["locality_id"] == place, "published_on"]
    return voice.say("ways.dated", days=voice.join(map(voice.day, days)), marks="; ".join(["", *marks])), marks
