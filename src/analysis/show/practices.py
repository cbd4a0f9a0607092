"""What each place does, laments and reports, side by side and theme by theme; what a class can discuss of it."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import Any

from analysis.dataset import Dataset
from analysis.elements.findings import link_theme, list_findings
from analysis.elements.headlines import Headline, list_headlines, word_headline
from analysis.elements.picture import Picture
from analysis.elements.proof import Finding
from analysis.elements.speech import Link, Mark, Pieces, capital, leave_out, lower
from analysis.elements.table import Cell, Filter, Heading, Point, Points, Table, heading
from analysis.elements.wording import Columns, Voice
from analysis.methods import STANCES, Assignment, Figure, Told, find_figures, find_gaps, list_assignments
from analysis.methods.themes import MEASURES, find_own, read_place
from analysis.package.schema import read_package
from analysis.package.table_rows import by_key
from analysis.show.assignments import draw_assignments
from analysis.show.theme import bulleted, tell_coding

_MOST, _MOST_COUNTS = 2, 4  # of a place: ways in which nobody is sent, shortfalls and questions; and figures
_WIDE = 9.2  # the width in inches of the picture, which stands alone in its row
_STATES = {"organisation", "members", "grading"}  # topics of figures that count what there is, and nothing done


@dataclass(frozen=True)
class _Way:
    """One thing that a place does: its measure, those who are sent for it, and what is told of just this."""

    measure: Mapping[Any, Any]
    sent: Sequence[Assignment]
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
    unmet = find_own(data, locality_id)["open"]
    if themes := voice.listed(lower(voice.name("theme", theme)) for theme in sorted(unmet)):
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


def show_ways(data: Dataset, *, lang: str = "") -> Iterator[Heading | Picture | Table]:
    """Draw who is sent to whom, then tell what each place does, a row a place, under a heading of what is found."""
    voice, places = Voice(data, lang), data.ids("locality")
    ways = {place: _find_ways(voice, place) for place in places}
    sent = [each for of in ways.values() for way in of for each in way.sent]
    yield _head_ways(voice, sent)
    if sent:
        yield draw_assignments(voice, sent, wide=_WIDE)
    cells: dict[str, dict[str, list[Pieces]]] = {place: _tell_place(voice, place, of) for place, of in ways.items()}
    names = ("way", "figures", "shortfall", "discuss")

    def name(place: str) -> Cell:
        dated = _date(voice, place)[0]
        return Cell("", (Link(f"profile-{place}.html", voice.name("locality", place)), f" ({dated})"), anchor=place)

    def tell(key: str) -> Callable[[str], Cell]:
        silent = voice.say("ways.no_limit")
        return lambda place: bulleted(cells[place][key], silent if key == "shortfall" and ways[place] else "–")

    columns: Columns[str] = {"locality": name, **{key: tell(key) for key in names}}
    acting = [place for place in places if ways[place]]
    lacking = {key: [place for place in acting if not cells[place][key]] for key in ("figures", "term", "often")}
    told = [voice.say(f"ways.no_{key}", places=voice.names("locality", of)) for key, of in lacking.items() if of]
    if uncoded := [place for place in places if not ways[place]]:
        told.append(voice.say("ways.no_way", places=voice.names("locality", uncoded)))
    notes = [voice.say("ways.lacking", told="; ".join(told))] if told else []
    yield replace(voice.table(voice.say("caption.ways"), columns, places, notes=notes), style="matrix ways-told")


def link_sheets(data: Dataset, locality_id: str, *, lang: str = "") -> Points:
    """Lead from the profile of a place to its sheet to hand out, and to all places side by side."""
    voice = Voice(data, lang)
    sheet, ways = Link(f"handout-{locality_id}.html", voice.say("site.handout")), voice.say("caption.ways")
    return Points((Point((sheet, "\u2003", Link("ways.html", ways))),), style="along")


def _tell_place(voice: Voice, place: str, ways: Sequence[_Way]) -> dict[str, list[Pieces]]:
    """Tell of a place who does what, how many and how often, what falls short, and what a class can discuss."""
    headlines = [each for each in list_headlines(voice.data, place, most=99) if each.figures]
    dated = [told for way in ways if way.sent for told in _tell_times(voice, way.times)]  # of others the gloss tells it
    counts = _tell_counts(voice, place, [each for way in ways for each in way.counts] if ways else headlines)
    limits = [row for way in ways for row in way.limits] if ways else find_limits(voice, place)
    asked = [way.asked for way in ways if way.asked] or list_questions(voice.data, place, lang=voice.lang, most=1)
    told = {"way": [_tell_way(voice, way) for way in ways], "figures": counts + dated}
    units = {voice.data.row("indicator", each.indicator_id)["unit"] for way in ways for each in way.times}
    told |= {"term": [()] * ("years" in units), "often": [()] * bool(units - {"years"})}
    return told | {"discuss": asked[:_MOST], "shortfall": [tell_coding(voice, row) for row in limits[:_MOST]]}


def _tell_way(voice: Voice, way: _Way) -> Pieces:
    """Tell who does what where people are sent, else the gloss of the measure; where it stands opens its note."""
    words = tell_coding(voice, way.measure)
    if not way.sent:
        return words
    people, duty = (
        voice.join(dict.fromkeys(voice.text(each.row, side) for each in way.sent)) for side in ("from", "duty")
    )
    return voice.pieces("ways.sent", people=capital(people), duty=duty, cited=words[1:])


def _head_ways(voice: Voice, sent: Sequence[Assignment]) -> Heading:
    """Head ways by how many texts tell of people sent, and name who has households alone and where it falls short."""
    sending = dict.fromkeys(each.place for each in sent)
    followed = {each.place for each in sent if each.levels[1] != "household"}
    limited = {each.place for each in sent if each.limitation}
    parts = {"households": sending.keys() - followed, "limited": limited}
    words = {
        key: voice.say(f"ways.{key}", places=voice.names("locality", filter(of.__contains__, sending))) if of else ""
        for key, of in parts.items()
    }
    key = "some" if followed else "none"
    return heading(capital(voice.say(f"ways.{key}", sending=voice.amount(len(followed)), **words)), answers=True)


def _find_ways(voice: Voice, place: str) -> list[_Way]:
    """Find whom a place sends and what it does at known times; of who sends nobody which measures its headlines tell.

    Of these come first those of which a shortfall is named or something is counted. What is counted, how often it is
    done, what falls short and what may be asked stand with the first way they are about: the people that they count or
    the document that they act on, else the theme.
    """
    data, headlines, found = voice.data, list_headlines(voice.data, place, most=99), list[_Way]()
    told = [row for stances in read_place(data, place).values() for of in stances.values() for row in of]
    measures = [row for row in told if row["direction"] == "measure"]
    assigned = [each for each in list_assignments(data) if each.place == place]
    firsts: dict[tuple[str, str], tuple[Mapping[Any, Any], Sequence[Assignment]]] = {}

    def add(measure: Mapping[Any, Any], first: Assignment | None = None) -> None:
        counted = first and (first.senders or first.ratio)
        alike = [each for each in assigned if each.measure == measure and not (each.senders or each.ratio)]
        sent = [first] if first and counted else alike
        if sent or measure["theme_id"] not in {theme for theme, _ in firsts}:
            firsts.setdefault((measure["theme_id"], sent[0].row["assignment_id"] if sent else ""), (measure, sent))

    for each in headlines:
        if each.coding and each.coding["direction"] == "measure":
            add(each.coding, each.assignment)
        elif each.assignment:
            add(each.assignment.measure, each.assignment)
        elif not each.coding:
            rows = [data.row("indicator", figure.indicator_id) for figure in each.figures]
            themes = {theme for row in rows if row["topic"] not in _STATES for theme in row["theme_ids"]}
            for row in [row for row in measures if row["theme_id"] in themes][:1]:
                add(row)
    sent_themes = {theme for theme, _ in firsts}
    for each_sent in assigned:
        if each_sent.is_deed and each_sent.row["theme_id"] not in sent_themes:
            add(each_sent.measure, each_sent)
    by = itemgetter(f"from_{voice.lang}", "paragraph", "status")
    for each_sent in assigned:  # then all others, those of a passage together
        rest = [other for other in assigned if not any(other in of for _, of in firsts.values())]
        if each_sent in rest:
            own = each_sent.measure, by(each_sent.row)
            alike = [other for other in rest if other.measure == own[0] or by(other.row) == own[1]]
            firsts[each_sent.row["theme_id"], each_sent.row["assignment_id"]] = own[0], alike
    times = [figure for figure in find_figures(data, locality_id=place) if _is_time(voice, figure)]
    counts = [each for each in headlines if each.figures and not _is_time(voice, each.figures[0])]
    limits, asked = find_limits(voice, place), list_findings(data, place, lang=voice.lang, apart="question")
    for measure, sent in sorted(firsts.values(), key=lambda way: (not way[1], MEASURES[way[0]["status"]] != "deed")):
        theme = measure["theme_id"]

        def is_own(each: Headline, sent: Sequence[Assignment] = sent, theme: str = theme) -> bool:
            if each.assignment or sent:
                return each.assignment in sent
            return theme in data.row("indicator", each.figures[0].indicator_id)["theme_ids"]

        done = MEASURES[measure["status"]] == "deed"  # of what is only called for nothing is done at any time
        own_times = [
            figure for figure in times if done and theme in data.row("indicator", figure.indicator_id)["theme_ids"]
        ]
        own_limits: list[Mapping[Any, Any]] = [row for row in limits if row["theme_id"] == theme]
        if sent:
            own_limits, tied = [each.limitation for each in sent if each.limitation][:1], {*measure["directive_ids"]}
            own_limits += [row for row in limits if tied & {*row["directive_ids"]} and row not in own_limits]
        question = next((each for each in asked if theme in _themes_of(data, each)), None)
        words = question.words if question else ()
        found.append(_Way(measure, sent, own_times, [each for each in counts if is_own(each)], own_limits, words))
        times = [figure for figure in times if figure not in own_times]
        asked = [each for each in asked if each is not question]
    found.sort(key=lambda way: 0 if way.sent else 1 if way.limits else 2 if way.counts else 3)
    idle = [way for way in found if not way.sent][: 0 if found and found[0].sent else _MOST]
    return [way for way in found if way.sent or way.times or way in idle]


def _themes_of(data: Dataset, finding: Finding) -> set[str]:
    """Give the themes of the rows and figures that a finding rests on."""
    themes = {row.split(".")[3] for row in finding.rests_on if row.startswith("coding.")}
    sent = (row.partition(".")[2] for row in finding.rests_on if row.startswith("assignment."))
    themes |= {data.row("assignment", id_)["theme_id"] for id_ in sent}
    return themes.union(*(data.row("indicator", figure.indicator_id)["theme_ids"] for figure in finding.figures))


def _tell_times(voice: Voice, figures: Sequence[Figure]) -> list[Pieces]:
    """Tell how often a thing is done, or for how long; how the dates are known stands with the name of the place."""
    told = ((voice.name("indicator", each.indicator_id), voice.number(each, told=("basis",))) for each in figures)
    named = by_key((name, (number,)) for name, number in told)
    return [voice.pieces("headline.brief", name=name, value=voice.join_pieces(of)) for name, of in named.items()]


def _is_time(voice: Voice, figure: Figure) -> bool:
    return voice.data.row("indicator", figure.indicator_id)["unit"] in ("months", "years", "meetings_per_year")


def _tell_counts(voice: Voice, place: str, counts: Sequence[Headline]) -> list[Pieces]:
    """Tell figures that come first of a place; how their times are known stands with its name."""
    kept = (each for each in counts if each.figures[0].status == "observed")
    counted = [each for each in kept if not _is_time(voice, each.figures[0])][:_MOST_COUNTS]
    return [leave_out(word_headline(voice, each, brief=True), _date(voice, place)[1]) for each in counted]


def _date(voice: Voice, place: str) -> tuple[str, list[str]]:
    """Tell of which day the text about a place is, and of when its figures are; give the marks that this tells."""
    bases = dict.fromkeys(figure.period_basis for figure in find_figures(voice.data, locality_id=place))
    marks = [voice.say(f"mark.{basis}") for basis in bases if basis != "stated"]
    days = voice.data.sources.loc[voice.data.sources["locality_id"] == place, "published_on"]
    return voice.say("ways.dated", days=voice.join(map(voice.day, days)), marks="; ".join(["", *marks])), marks
