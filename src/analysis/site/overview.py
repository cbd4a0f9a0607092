"""What stands around the reports, from the data: cards, sheets, dictionary, methods, sources, and names of runs."""

from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import Any

from analysis.dataset import Dataset
from analysis.dataset.printed import Formula
from analysis.dataset.whole import list_figures, make_database, make_workbook
from analysis.drawings.subjects import draw_subjects
from analysis.elements.findings import link_theme, list_findings
from analysis.elements.headlines import list_headlines, word_headline
from analysis.elements.pages import (
    Block,
    Card,
    Group,
    SitePage,
    Surroundings,
    count_in_lessons,
    list_groups,
    name_taken,
    tell_texts,
)
from analysis.elements.proof import COLLECTION
from analysis.elements.speech import Link, capital, leave_out, shared_cautions
from analysis.elements.table import Cell, Paragraph, Point, Points, Table
from analysis.elements.wording import Columns, Voice
from analysis.methods.judgement import REASONS
from analysis.package.schema import Field, read_package
from analysis.plan.entries import Run
from analysis.show.grades import table_norms
from analysis.show.known import head_page, list_sources, table_sources
from analysis.show.pictures import show_subject
from analysis.show.practices import list_questions
from analysis.show.profile import head_place, tell_headlines
from analysis.show.synthesis import MOST_POINTS, TELLING, list_found
from analysis.text import sort_key

# Points, lessons and rows of the picture on the sheet of a place; of a card, where a sentence on its article is two.
_MOST_TOLD, _MOST_LESSONS, _MOST_DRAWN, _MOST_CARD = 5, 2, 3, 4
MOST_PLACES, FEW = 60, 2  # with more no page lists them all; so few have their sheets beside, for somebody waits

TOLD_METHODS = {
    "interval_of_share": "Wilson 1927; Clopper and Pearson 1934; Brown, Cai and DasGupta 2001",
    "difference_of_shares": "Newcombe (1998), Statistics in Medicine 17:873",
    "ratio_of_shares": "",
    "exact_test": "Fisher 1935",
    "stochastic_superiority": "Brunner and Munzel (2000), Biometrical Journal 42:17",
    "fit_proportional_odds": "McCullagh (1980), Journal of the Royal Statistical Society B 42:109",
    "funnel_limits": "Spiegelhalter (2005), Statistics in Medicine 24:1185",
    "units_needed": "Cohen 1988",
    "compare_coders": "Cohen (1960), Educational and Psychological Measurement 20:37; "
    "Krippendorff (2011), Computing Krippendorff's Alpha-Reliability",
    "bases_of_percentage": "",
    "shared_bases": "",
}
"""The methods that reports call, in this order, each with the sources that its docstring cites; arithmetic has none."""
_WHOLES = ("parts_whole", "remainder", "shares_whole", "shares_remainder")
_CSV: dict[str, Any] = {"index": False, "lineterminator": "\n"}
_CHECKS = (*_WHOLES, "percentage", "plan_base", "shared_base", "subset", "stay")


def describe_site(data: Dataset, lang: str, about: Sequence[str] | None = None, of: Sequence[str] = ()) -> Surroundings:
    """Make all that a site in one language has besides reports.

    Only places that it is made `about`, if any, get sheets, and then no files of all data; of very many no cards, and
    the sheet of each is made with a report of it, unless `FEW` are asked for. Named provinces (`of`) alone get pages.
    """
    voice, groups, every = Voice(data, lang), list_groups(Voice(data, lang), MOST_PLACES, of), data.ids("locality")
    about = about if groups else about or None
    whole, on_sheets = about is None, (about or every) if not groups or len(about or every) <= FEW else ()
    made = {"dictionary": _dictionary(voice), "methods": _methods(voice), "codebook": _codebook(voice)}
    made["sources"] = _sources(voice, groups)
    heads = {name: (voice.say(f"site.{name}"), voice.say(f"site.{name}_lead")) for name in made}
    pages = [SitePage(name, *heads[name], tuple(blocks)) for name, blocks in made.items()]
    for each in groups:
        (title, lead), texts = heads["sources"], tuple(_texts(voice, each.places))
        pages.append(SitePage(f"sources-{each.name}", f"{title}: {each.heading}", lead, texts, "group"))
    return Surroundings(
        (*pages, *(hand_out(data, place, lang=lang) for place in on_sheets)),
        () if groups else tuple(_card(voice, place) for place in every),
        groups,
        None if groups else draw_subjects(data, lang=lang),
        list_found(data.few(), COLLECTION, *TELLING, lang=lang, most=MOST_POINTS),
        {"xlsx": make_workbook(data), "sqlite": make_database(data)} if whole else {},
        {"figures.csv": list_figures(data).to_csv(**_CSV).encode()} if whole or not groups else {},
        head_page(data.few(), "synthesis", lang=lang).text,
    )


def name_run(run: Run, data: Dataset, lang: str) -> str:
    """Give the name of what a run is about, with the places that it names; its id where that has no name."""
    if not run.subject:
        return run.run_id
    name, places = data.name(*run.subject, lang), run.parameters.get("locality_ids")
    listed = isinstance(places, list) and ", ".join(data.name("locality", place, lang) for place in places)
    return f"{name} ({listed})" if listed else name


def ask_run(run: Run, data: Dataset, lang: str) -> str:
    """Give what the theme or lesson of a run asks, or what its indicator counts, or of which texts it tells."""
    kind, id_ = run.subject or ("", "")
    if kind == "locality" and run.part == "places":
        return tell_texts(Voice(data, lang), id_)
    asked = data.lesson(id_).get("question", {}).get(lang) if kind == "lesson" else ""
    row = data.row(kind, id_) if kind in ("theme", "indicator") else {f"question_{lang}": asked}
    return str(row.get(f"question_{lang}") or row.get(f"definition_{lang}") or "").replace(". ", ".\n").split("\n")[0]


def _card(voice: Voice, locality_id: str) -> Card:
    """Tell a place in a sentence on its article and two figures, else in what comes first of it; link to its sheet."""
    leads = [Cell("", each.words) for each in list_findings(voice.data, locality_id, lang=voice.lang, apart="lead")][:1]
    first = list_headlines(voice.data, locality_id, most=99)
    counted = (each for each in first if each.figures and each.figures[0].status == "observed")
    first = [*counted][: _MOST_CARD - 2] if leads else first[:_MOST_CARD]
    told = [word_headline(voice, each, brief=True) for each in first]
    shared = shared_cautions(piece for words in told for piece in words)
    return Card(
        ("locality", locality_id),
        capital(voice.place(locality_id)),
        " ".join(filter(None, (_cite(voice, locality_id), voice.beware(shared)))),
        (*leads, *(Cell("", leave_out(words, shared)) for words in told)),
        Link(f"handout-{locality_id}.html", voice.say("site.handout")),
    )


def hand_out(data: Dataset, locality_id: str, *, lang: str = "") -> SitePage:
    """Tell a place on a sheet of paper: its text in a sentence, what comes first, a picture, questions, the source."""
    voice = Voice(data, lang)
    leads = [Point(each.words) for each in list_findings(data, locality_id, lang=lang, apart="lead")]
    first = tell_headlines(voice.data, locality_id, lang=voice.lang, most=_MOST_TOLD - len(leads))
    told, asked = replace(first, items=(*leads, *first.items)), list_questions(data, locality_id, lang=voice.lang)
    places = [(f"profile-{locality_id}.html", voice.say("site.profile")), ("ways.html", voice.say("caption.ways"))]
    links = [(Link(to, words),) for to, words in (*places, ("index.html#lessons", voice.say("menu.lessons")))]
    onward = Points((Point(voice.join_pieces(links, by="join.semicolon")),), style="along")
    # A copy keeps nothing that draws: 1 MB a sheet, and a country has thousands.
    drawn = Block("", "", (told, copy(show_subject(voice.data, locality_id, most=_MOST_DRAWN, lang=voice.lang))))
    blocks = (
        drawn,
        Block(voice.say("handout.questions"), "questions", (Points(tuple(map(Point, asked)), style="questions"),)),
        Block(
            voice.say("handout.source"),
            "source",
            (Paragraph(_cite(voice, locality_id, foot=True)), _list_lessons(voice, locality_id), onward),
        ),
    )
    title, lead = head_place(voice.data, locality_id, lang=voice.lang).text, tell_texts(voice, locality_id)
    return SitePage(f"handout-{locality_id}", title, lead, blocks, "handout", "places", locality_id)


def _list_lessons(voice: Voice, locality_id: str) -> Points:
    """Lead to the lessons that tell most of a place, and to the slides and the plan of each by the names of the files.

    They are named, for on paper a link is only words.
    """
    told, found = count_in_lessons(voice.data, locality_id), []
    for id_ in [id_ for id_, times in told.items() if times][:_MOST_LESSONS]:
        about = voice.name("lesson", id_)
        names = (name_taken(kind, ending, about, voice.lang) for kind, ending in (("slides", "pptx"), ("plan", "docx")))
        slides, plan = (Link(f"lesson-{id_}.files/{name}", name) for name in names)
        led = {"lesson": Link(f"lesson-{id_}.html", about), "slides": slides, "plan": plan}
        found.append(voice.point(voice.pieces("handout.lesson", **led)))
    return Points(tuple(found), style="lessons")


def _cite(voice: Voice, locality_id: str, *, foot: bool = False) -> str:
    """Cite the texts of a place; at the `foot` of a sheet it is told where an outlet is inferred, or none."""
    rows, mark = voice.data.rows_of("sources", locality_id), f" ({voice.say('outlet.inferred')})"
    told = [line.replace(mark, "") if foot else line for line in map(voice.source, rows["source_id"])]
    known = {"inferred": (rows["outlet_basis"] == "inferred").any(), "unpublished": (rows["outlet"] == "").any()}
    told += [voice.say(f"handout.{key}") for key, holds in known.items() if foot and holds]
    return " ".join(told)


def _dictionary(voice: Voice) -> Iterator[Block]:
    columns: Columns[Field] = {
        "column": lambda column: column.name,
        "type": lambda column: column.type,
        "meaning": lambda column: column.meaning(voice.lang),
        "required": lambda column: voice.say("frame.yes" if column.required else "frame.no"),
        "allowed": lambda column: "; ".join(filter(None, (".".join(column.foreign_key), ", ".join(column.enum)))),
    }
    for table in read_package().tables.values():
        caption = f"{table.name}.csv: {table.title[voice.lang]}"
        notes = [voice.say("dictionary.key", columns=", ".join(table.key))]
        told = Paragraph(table.description[voice.lang]), voice.table(caption, columns, table.fields, notes=notes)
        yield Block(table.title[voice.lang], f"t-{table.name}", told)


def _methods(voice: Voice) -> Iterator[Block]:
    yield Block(voice.say("block.profile"), "profile", (Paragraph(voice.say("block.profile_lead")),))
    columns: Columns[dict[Any, Any]] = {
        "indicator": lambda row: voice.name("indicator", row["indicator_id"]),
        "formula": lambda row: voice.ratio(Formula(row["numerator"], row["denominator"], Decimal(str(row["scale"])))),
        "level": lambda row: voice.say(f"level.{row['level']}"),
        "in_force": lambda row: " – ".join(map(voice.day, (row["valid_from"], row["valid_to"]))).strip(" –"),
    }
    rows = voice.data.derived.to_dict("records")
    notes = [voice.say("methods.computed_source"), voice.say("methods.tiers")]
    yield _block(voice, "computed", voice.table(voice.say("methods.computed"), columns, rows, notes=notes))
    gate, checks = (f"gate.{rule}" for rule in REASONS), (f"check.{check}" for check in _CHECKS)
    for name, keys in (("gate", gate), ("checks", checks)):
        lines = [(str(number), capital(voice.say(key, parts="…"))) for number, key in enumerate(keys, 1)]
        yield _block(voice, name, voice.table(voice.say(f"methods.{name}"), ("number", "about"), lines))
    plain = voice.say("methods.arithmetic")
    told = ((voice.say(f"explained.{method}"), cited or plain, method) for method, cited in TOLD_METHODS.items())
    formulas = voice.table(voice.say("methods.formulas"), ("about", "source", "function"), told)
    yield _block(voice, "formulas", formulas)


def _codebook(voice: Voice) -> Iterator[Block]:
    yield _block(voice, "themes", table_codebook(voice.data, lang=voice.lang))
    yield _block(voice, "coding", table_coding_rules(voice.data, lang=voice.lang))


def _sources(voice: Voice, groups: Sequence[Group]) -> Iterator[Block]:
    links = tuple(Point((Link(f"sources-{group.name}.html", group.heading),)) for group in groups)
    content = Paragraph(voice.say("site.sources_by_group")), Points(links)
    yield from (Block(voice.say("block.texts"), "texts", content),) if groups else _texts(voice)
    yield _block(voice, "norms", table_norms(voice.data, lang=voice.lang))
    yield _block(voice, "reading", table_norms(voice.data, reading=True, lang=voice.lang))


def _texts(voice: Voice, places: Sequence[str] = ()) -> Iterator[Block]:
    yield _block(voice, "texts", table_sources(voice.data, places, lang=voice.lang))
    columns: Columns[Mapping[str, Any]] = {
        "title": lambda row: voice.name("source", row["source_id"]),
        "paragraphs": lambda row: voice.amount(int(row["paragraphs"])),
        "note": lambda row: voice.text(row, "note"),
    }
    rows, notes = list_sources(voice.data, places), [voice.say("sources.rights"), voice.say("article.count")]
    yield _block(voice, "described", voice.table(voice.say("sources.described"), columns, rows, notes=notes))


def _block(voice: Voice, name: str, table: Table) -> Block:
    return Block(voice.say(f"block.{name}"), name, (Paragraph(voice.say(f"block.{name}_lead")), table))


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
