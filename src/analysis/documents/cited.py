"""What texts cite, and what comes of it: which documents can be used today, what is done on them, and what is found."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby
from operator import itemgetter
from typing import Any

import pandas as pd

from analysis.dataset import Dataset
from analysis.documents.force import (
    STATES,
    find_document,
    find_latest,
    is_ended,
    known_of,
    name_cited,
    name_issuer,
    state_of,
    word_checked,
    word_cited,
    word_document,
    word_force,
    word_title,
)
from analysis.elements.findings import link_theme
from analysis.elements.speech import Link, Pieces, capital
from analysis.elements.table import Cell, Heading, Point, Points, Table, heading
from analysis.elements.wording import Columns, Voice
from analysis.methods import list_directives, trace_directives

_MOST_DOCUMENTS, _MOST_ACTED = 6, 2
_POLICIES = ("resolution", "conclusion", "directive")  # kinds of documents
_TODAY = ("directive_50_2025", "guidance_42_2025")  # by which cells of a commune meet


def head_cited(data: Dataset, directives: pd.DataFrame, *, lang: str = "") -> Heading:
    """Head the documents cited by the first and the last that has a day, and by the districts, gone since, of some."""
    voice, dated = Voice(data, lang), directives[directives["issued_on"].notna()].sort_values("issued_on")
    ends = (dated.iloc[n][["directive_id", "issued_on"]] for n in sorted({0, len(dated) - 1}) if len(dated))
    told = [(voice.say("heading.cited_of", document=voice.directive(id_), day=voice.day(day)), f"{day:%Y}")
            for id_, day in ends]  # fmt: skip
    key, gone = f"heading.cited_{min(len(dated), 2)}", directives.loc[directives["level"] == "district", "locality_id"]
    spans = [voice.say(key, **dict(zip(("first", "last"), of, strict=False))) for of in zip(*told, strict=True)]
    also = [voice.say("heading.cited_gone", places=voice.names("locality", gone.unique()))] * bool(len(gone))
    return heading(*(voice.say("join.semicolon").join([span, *also]) for span in spans or [voice.say(key)]))


def list_cited(data: Dataset, *, lang: str = "") -> Points:
    """State what is found in the documents cited: what to use today, what most places act on, what came, what lacks."""
    voice, tied, table = Voice(data, lang), trace_directives(data), list_directives(data)
    if table.empty:
        return Points(())
    total, listed, points = voice.amount(len(table)), voice.listed, list[Pieces]()
    names = zip(map(voice.directive, table["directive_id"]), table["locality_id"], strict=True)
    table["name"] = [f"{name} ({voice.name('locality', place)})" for name, place in names]
    table["state"] = [state_of(voice, row) for row in table.to_dict("records")]
    for row in table[table["state"] == "ended"].to_dict("records"):
        points.append((voice.say("cited.ended", document=row["name"], state=word_cited(voice, row)),))
    page = Link("in-force.html", voice.say("cited.lasting_page"))
    if lasting := listed(table.loc[table["state"] == "in_force", "name"]):
        points.append(voice.pieces("cited.lasting", documents=lasting, page=page))
    # A result that a text ties to several documents at once is no result of each.
    results = [tied[id_].get("result", ()) for id_ in table["directive_id"]]
    told = table[[any(not each["directive_ids"][1:] for each in of) for of in results]]
    number, fields, acted = _find_acted(voice, table)
    later = dict(zip(zip(table["carries_out"], table["level"], strict=True), table["directive_id"], strict=True))
    acts = ((row["name"], later.get((row["directive_id"], row["level"]))) for row in table[acted].to_dict("records"))
    on = partial(voice.say, "cited.continued")  # what carries a document on at its level is named with it
    if items := listed(on(later=voice.directive(id_), earlier=name) if id_ else name for name, id_ in acts):
        points.append(voice.counting("cited.acted", number, items, about="cited", **fields, items=items))
    items, undated = listed(told["name"]) or voice.join([]), table[table["issued_on"].isna()]
    points.append(voice.counting("cited.results", len(told), items, about="cited", total=total, items=items))
    fields = {"total": total, "bare": voice.amount(int((undated["number"] == "").sum()))}
    points.append(voice.counting("cited.undated", len(undated), listed(undated["name"]), about="cited", **fields))
    return Points(tuple(map(voice.point, points[-6:])), style="main-points")


def _find_acted(voice: Voice, table: pd.DataFrame) -> tuple[int, dict[str, str], "pd.Series[bool]"]:
    """Find on which kind of document of which level most places act: how many, in words, and which documents."""
    tied = trace_directives(voice.data)
    acted = table["directive_id"].map(lambda id_: "deed" in tied[id_]) & (table["level"] != "")
    places = table[acted].groupby(["kind", "level"])["locality_id"].nunique()
    if places.empty:
        return 0, {}, acted
    kind, level = places.sort_values(ascending=False, kind="stable").index[0]
    fields = {"kind": voice.say(f"document.{kind}"), "level": voice.say(f"level.{level}")}
    fields["total"] = voice.amount(len(voice.data.ids("locality")))
    return int(places.max()), fields, acted & (table["kind"] == kind) & (table["level"] == level)


def head_directives(voice: Voice) -> str:
    """Say on which documents most places act, how many are cited, and which of them ended are followed by which."""
    table = list_directives(voice.data)
    number, fields, _ = _find_acted(voice, table)
    numbers = {"acted": number, "number": len(table), "undated": int(table["issued_on"].isna().sum())}
    fields |= {"places": fields.pop("total", "")} | {name: voice.amount(of) for name, of in numbers.items()}
    known = (find_document(voice, *row) for row in zip(table["number"], table["issued_on"], strict=True))
    later = {row["number"]: find_latest(voice, row) for row in known if row and is_ended(voice, row)}
    new = {old: voice.data.row("document", id_)["number"] for old, id_ in later.items() if id_}
    ended = voice.listed(voice.say("heading.directives_now", old=old, new=number) for old, number in new.items())
    return voice.say(f"heading.directives{'_bare' if not number else '_ended' if ended else ''}", **fields, ended=ended)


def head_in_force(voice: Voice) -> str:
    """Name the latest document in force that sets how long a cell meets, and that sets the points of a grade."""
    latest: dict[str, str] = {}
    for name, concept in (("meetings", "meeting_minutes"), ("grading", "grading_points")):
        rows = voice.data.norms[voice.data.norms["concept"] == concept].sort_values("in_force_from")
        lasting = (row for row in rows.to_dict("records") if not is_ended(voice, row))
        known = (find_document(voice, row["document"], row["issued_on"]) for row in lasting)
        latest[name] = ["–", *(word_document(voice, row["document_id"]) for row in known if row)][-1]
    return voice.say("heading.in_force", **latest)


def show_documents(data: Dataset, locality_id: str, *, lang: str = "") -> Iterator[Heading | Points]:
    """Tell on which documents a text acts most and how many it cites, and list them with what each is about."""
    voice, cited = Voice(data, lang), list_directives(data, locality_id).to_dict("records")
    tied, own, items = trace_directives(data), [row["directive_id"] for row in cited], list[Point]()
    deeds = {id_: len(tied[id_]["deed"]) for id_ in own if "deed" in tied[id_]}
    rows = {id_: data.row("directive", id_) for id_ in deeds}  # what sets a policy, then what carries it out
    first = sorted(rows, key=lambda id_: (not rows[id_]["number"], rows[id_]["kind"] not in _POLICIES, -deeds[id_]))
    # A plan alone is what was made, not what is carried out.
    key = "heading" if (central := sum(row["level"] == "central" for row in cited)) else "local" if cited else "none"
    key = "basis" if any(row["number"] for row in rows.values()) else key
    acted = [voice.say("cited.and").join(map(voice.directive, first[:most])) for most in range(_MOST_ACTED, 0, -1)]
    counts = {"number": voice.amount(len(cited)), "central": voice.amount(central)}
    told = (voice.say(f"cited.{key}", documents=of, **counts) for of in acted)
    yield heading(*told, brief=voice.say("menu.documents"))
    for row in cited[:_MOST_DOCUMENTS]:
        issued = ", ".join(filter(None, (name_issuer(voice, row, "cited.no_issuer"), voice.day(row["issued_on"]))))
        named = ", ".join([voice.directive(row["directive_id"]), *([word_title(voice, row)] if row["number"] else [])])
        page = voice.say("join.page", number=row["paragraph"])
        items.append(voice.point(voice.say("cited.document", document=named, issued=issued, page=page)))
    link, rest = Link("directives.html", voice.say("cited.page")), voice.amount(len(cited[_MOST_DOCUMENTS:]))
    items += [Point(voice.pieces("cited.rest", number=rest, page=link))] if cited[_MOST_DOCUMENTS:] else []
    yield Points(tuple(items), style="")


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
