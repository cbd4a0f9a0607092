"""What is known where, what is not, by which rules, and whether the print agrees with itself."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from analysis.dataset import Dataset
from analysis.dataset.tidy import measure_texts
from analysis.documents.cited import head_directives, head_in_force
from analysis.elements.findings import list_findings
from analysis.elements.proof import COLLECTION, PARTS
from analysis.elements.speech import Note, Number, Pieces, anchor_of, capital, lower
from analysis.elements.table import Cell, Heading, Points, Table, heading
from analysis.elements.wording import Columns, Voice
from analysis.errors import UnknownIdError
from analysis.methods import Check, Figure, Gap, check_consistency, count_grades, find_figures, find_gaps
from analysis.methods.themes import find_left, find_most, pick_open
from analysis.package.places import is_imaginary
from analysis.text import format_weekday, sort_key
from analysis.text.numbers import decimals_of


def head_page(data: Dataset, page: str, *, lang: str = "") -> Heading:
    """Head `directives`, `in_force`, `practices` or `synthesis` by an editor's title, else by what is seen there."""
    voice = Voice(data, lang)
    if page not in _HEADS:
        raise UnknownIdError("page", page, _HEADS)
    titles = {each.rank: str(each) for each in list_findings(data, COLLECTION, lang=voice.lang, apart="title")}
    return heading(titles.get({"synthesis": 1, "practices": 2}.get(page, 0)) or _HEADS[page](voice), answers=True)


def head_collection(data: Dataset, *, lang: str = "") -> Heading:
    """Head all texts together: of which years, what most tell as done and as a shortfall, and which few name none."""
    voice, days, codings = Voice(data, lang), data.sources["published_on"], data.tables["codings"]
    lacking = {*codings.loc[codings["direction"] == "limitation", "source_id"]}
    silent = data.sources.loc[~data.sources["source_id"].isin(lacking), "locality_id"].unique()
    most = [(stance, find_most(data, stance)) for stance in ("deed", "limitation")]
    parts = [_word_most(voice, stance, themes) for stance, themes in most if themes]
    if 0 < len(silent) < len(days) / 2:
        parts.append(voice.say("heading.collection_silent", places=voice.names("locality", silent)))
    fields = {"years": "–".join(dict.fromkeys(f"{day:%Y}" for day in (days.min(), days.max())))}
    fields["number"], kept = voice.amount(len(days)), (parts, [part for n, part in enumerate(parts) if n != 1])
    told = (voice.say("join.semicolon").join(each) or lower(voice.say("heading.practices_none")) for each in kept)
    return heading(*(voice.say("heading.collection", told=each, **fields) for each in told), answers=True)


def _word_most(voice: Voice, stance: str, themes: Mapping[str, int]) -> str:
    """Say how many texts tell of the theme that most tell of, of several the first: no more is claimed of it."""
    theme, number = next(iter(themes.items()))
    return voice.say(f"heading.most_{stance}", number=voice.amount(number), theme=lower(voice.name("theme", theme)))


def _head_practices(voice: Voice) -> str:
    """Tell whose texts name deeds and then shortfalls, and which stays open; else what most tell as done."""
    left, deed = find_left(voice.data), find_most(voice.data, "deed")
    parts = [voice.say("heading.practices_left", places=voice.names("locality", left, few=True))] if left else []
    for theme, places in [*pick_open(voice.data).items()][:1]:
        told = {"theme": lower(voice.name("theme", theme)), "places": voice.names("locality", places, few=True)}
        parts.append(voice.say("heading.practices_open", **told))
    parts = parts or ([_word_most(voice, "deed", deed)] if deed else [])
    return capital(voice.say("join.semicolon").join(parts)) or voice.say("heading.practices_none")


def _found(voice: Voice) -> str:
    kinds = Counter(each.kind for each in list_findings(voice.data, COLLECTION, lang=voice.lang))
    return voice.say("heading.synthesis", **{kind: voice.amount(kinds[kind]) for kind in PARTS})


_HEADS = {"directives": head_directives, "in_force": head_in_force, "practices": _head_practices, "synthesis": _found}


def show_unknown(data: Dataset, locality_id: str, *, lang: str = "") -> Iterator[Heading | Points]:
    """Tell on what a text gives no figure though others do, and which checks of it do not agree."""
    voice, gaps = Voice(data, lang), find_gaps(data, locality_id)
    told = {data.row("indicator", each.indicator_id)["topic"] for each in find_figures(data, locality_id=locality_id)}
    rows = [data.row("indicator", gap.indicator_id) for gap in gaps]
    topics = dict.fromkeys(row["topic"] for row in rows if row["topic"] not in told and row["unit"] != "years")
    listed = voice.apart(lower(voice.say(f"profile.{topic}")) for topic in topics)
    key = "untold" if not told else "topics" if topics else "gaps" if gaps else "gaps_none"
    heads = [key, "gaps"] if key == "topics" else [key]  # of too many topics the number of indicators
    told_heads = (voice.say(f"unknown.{of}", number=voice.amount(len(gaps)), topics=listed) for of in heads)
    yield heading(*told_heads, brief=voice.say("unknown.brief"))
    checks, points = check_consistency(data, locality_id), list[Pieces]()
    odd = [check for check in checks if check.verdict in ("differs", "question")]
    for check in odd:
        name, words, *sides, verdict, _ = _row_of_check(voice, check)
        numbers = voice.join_pieces((side,) for side in sides if isinstance(side, Number))
        fields = {"indicator": str(name), "check": lower(str(words)), "verdict": str(verdict)}
        points.append(voice.pieces(f"unknown.check{'' if numbers else '_bare'}", sides=numbers, **fields))
    if checks:
        key, listed = "checks" if odd else "checks_agree", voice.listed(map(voice.check, checks))
        points.insert(0, voice.counting(f"unknown.{key}", len(checks), listed, about=f"checks-{locality_id}"))
    yield Points(tuple(map(voice.point, points)))


def list_gaps(data: Dataset, gaps: Sequence[Gap], *, lang: str = "") -> Points:
    """List by topic the indicators that a text lacks and others have, with where they are known, and who is graded."""
    voice, topics = Voice(data, lang), dict[str, list[Pieces]]()
    for gap in gaps:
        row, told = data.row("indicator", gap.indicator_id), {"places": voice.names("locality", gap.known_in)}
        words = voice.pieces("gap.item", indicator=voice.indicator(gap.indicator_id), **told)
        for each in count_grades(data, gap.locality_id) if row["topic"] == "organisation" else ():
            if each.counted == row["counted"]:
                words = voice.pieces("gap.graded", graded=voice.number(each.assessed), indicator=words)
        topics.setdefault(voice.say(f"profile.{row['topic']}"), []).append(words)
    listed = {topic: voice.join_pieces(items, by="join.semicolon") for topic, items in topics.items()}
    items = [voice.pieces("gap.topic", topic=topic, items=of) for topic, of in listed.items()]
    return Points(tuple(map(voice.point, items or [(voice.say("note.none_gaps"),)])), style="")


def table_checks(data: Dataset, checks: Sequence[Check], *, lang: str = "") -> Table:
    """List consistency checks: printed, computed, verdict."""
    voice = Voice(data, lang)
    columns, numeric = ("indicator", "check", "printed", "computed", "verdict", "source"), ("printed", "computed")
    rows, empty = [_row_of_check(voice, check) for check in checks], voice.say("note.none_checks")
    return voice.table(voice.say("caption.checks"), columns, rows, numeric=numeric, empty=empty)


def _row_of_check(voice: Voice, check: Check) -> tuple[str | Number | Cell, ...]:
    # A base and a weekday only count, whatever their indicator.
    counts = check.check_id in ("plan_base", "shared_base", "weekday") or not check.indicator_id
    unit = "count" if counts else str(voice.data.row("indicator", check.indicator_id)["unit"])

    def write(value: Decimal | str, *, decimals: int | None = None) -> str:
        if isinstance(value, str):
            return voice.period(value)
        if check.check_id == "weekday":
            return format_weekday(int(value), voice.lang)
        return (voice.percent if unit == "percent" else voice.amount)(value, decimals=decimals)

    name = voice.name("indicator", check.indicator_id) if check.indicator_id else voice.say("column.published")
    # Two places beyond the printed ones: 84,746 shows why 84,7 was printed, and 84,75 would not.
    exact = check.printed if check.check_id == "percentage" else None
    decimals = decimals_of(exact) + 2 if isinstance(exact, Decimal) else None
    computed = "" if check.computed is None else write(check.computed, decimals=decimals)
    if check.computed_high is not None:
        computed = voice.say("value.range", low=computed, high=write(check.computed_high))
    note = _note(voice, check, f"{name}: {computed or voice.say('check_verdict.refused')}")
    single = check.computed if isinstance(check.computed, Decimal) and check.computed_high is None else None
    printed: str | Number = "" if check.printed is None else Number(write(check.printed), note)
    if isinstance(check.printed, Decimal):
        printed = Number(write(check.printed), note, check.printed, unit)
        # The printed side has the note of its figure, if it is one.
        figures = find_figures(voice.data, locality_id=check.locality_id, computed=False)
        alike = [each for each in figures if (each.indicator_id, each.value) == (check.indicator_id, check.printed)]
        for own in [each for each in alike if set(each.observation_ids) <= set(check.observation_ids)][:1]:
            printed = replace(printed, note=voice.note(own), cautions=voice.cautions(own))
    link = voice.link(check)
    if check.source_id:
        link = Cell(voice.pages(page for page, _ in voice.data.row("source", check.source_id)["published_printed"]))
    made = "" if check.computed is None else Number(computed, note, single, unit)
    return name, voice.check(check), printed, made, voice.say(f"check_verdict.{check.verdict}"), link


def _note(voice: Voice, check: Check, title: str) -> Note:
    """Tell what a check rests on: printed figures, or the text itself."""
    told = voice.check(check)
    if check.source_id:
        source = (voice.say("column.source"), voice.source(check.source_id))
        return Note(f"n-check-{check.source_id}-{check.check_id}", title, ((voice.say("column.check"), told), source))
    about = (check.locality_id, check.indicator_id, check.subject, check.check_id, *(check.part_ids or [""]))
    by = "who.checked" if check.verdict in ("agrees", "differs") else ""
    by = "who.printed" if check.check_id in ("repeated", "subset") else by  # held against a figure as it is printed
    return voice.note_made(title, told, [check], key=f"n-check-{'-'.join(about)}", by=by)


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
        return f"{capital(voice.text(row, 'successors'))}. {voice.say(f'profile.{key}', code=row['code'], date=until)}"

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


def table_provenance(data: Dataset, figures: Iterable[Figure], *, lang: str = "") -> Table:
    """Tell where each figure of a report comes from, printed or computed; links from other tables lead here.

    With a computed figure stand the printed ones that it is made from. Each row names its source in short, and the
    notes each once in full; where there is only one the caption does.
    """
    voice, figures = Voice(data, lang), set(figures)
    told = {id_: data.row("observation", id_) for figure in figures for id_ in figure.observation_ids}
    sources, places = ({row[name] for row in told.values()} for name in ("source_id", "locality_id"))
    every = (each for id_ in places for each in find_figures(data, locality_id=id_, computed=False))
    printed = {each for each in every if told.keys() >= {*each.observation_ids}}

    def brief(source_id: str) -> str:
        place, day = (data.row("source", source_id)[name] for name in ("locality_id", "published_on"))
        return voice.say("foot.source", place=voice.name("locality", place), day=voice.day(day))

    def name(figure: Figure) -> str:
        about = ("subject", figure.subject) if figure.subject else ("locality", figure.locality_id)
        return f"{voice.name(*about)}: {voice.name('indicator', figure.indicator_id)}"

    def form(figure: Figure) -> Cell:
        if figure.is_computed:  # the formula stands beside it
            return Cell(voice.figure(figure, told=("subject", "basis", "computed")))
        return Cell(f"“{told[figure.observation_ids[0]]['printed']}”", lang="" if voice.lang == "vi" else "vi")

    def beware(figure: Figure) -> str:
        if figure.formula:
            return f"= {voice.ratio(figure.formula)}"
        marks = "; ".join(voice.cautions(figure, told=("subject", "basis")))
        return capital(". ".join(filter(None, (marks, voice.text(told[figure.observation_ids[0]], "note")))))

    columns: Columns[Figure] = {
        "figure": lambda each: Cell(name(each), anchor="" if each.is_computed else anchor_of(*each.observation_ids)),
        "printed": form,
        **({"source": lambda each: brief(told[each.observation_ids[0]]["source_id"])} if len(sources) > 1 else {}),
        "paragraph": lambda each: voice.join(link.text for link in voice.link(each).links),
        "period": voice.when,
        "note": beware,
    }
    notes = sorted(f"{brief(id_)}: {voice.source(id_)}" for id_ in sources if len(sources) > 1)
    notes += [voice.say("note.unquoted")] * any(figure.is_computed for figure in figures)
    caption = ". ".join((voice.say("caption.provenance"), *(voice.source(id_) for id_ in sources if len(sources) == 1)))
    rows = sorted(printed | figures, key=lambda each: (sort_key(name(each)), each.span, each.observation_ids))
    return voice.table(caption, columns, rows, notes=notes)
