"""What stands around the reports: cards and sheets of places, dictionary, methods, sources, names of reports."""

from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import partial
from typing import Any

from analysis.dataset import Dataset
from analysis.dataset.printed import Formula
from analysis.dataset.whole import make_database, make_workbook
from analysis.elements.findings import COLLECTION
from analysis.elements.pages import Block, Card, SitePage, Surroundings
from analysis.elements.speech import capital, shared_cautions
from analysis.elements.table import Link, Paragraph, Point, Points, Table
from analysis.elements.wording import Columns, Voice
from analysis.methods import Figure, count_coverage, find_figures, find_stances
from analysis.methods.judgement import REASONS
from analysis.package.schema import Field, read_package
from analysis.plan.runs import Run
from analysis.show.grades import table_norms
from analysis.show.known import draw_topics
from analysis.show.practices import table_codebook, table_coding_rules
from analysis.show.profile import reading_order
from analysis.show.sources import table_sources
from analysis.show.synthesis import MOST_POINTS, TELLING, list_cautions, list_found

_TOPICS = ("organisation", "members", "grading", "meetings", "staffing", "support")
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
"""The methods that reports call, in this order, each with the sources that its docstring cites, whole.

What it does is in the catalogue; one without a source is plain arithmetic.
"""
_CHECKS = (
    *("parts_whole", "remainder", "shares_whole", "shares_remainder", "percentage", "plan_base", "shared_base"),
    *("subset", "stay"),
)


def describe_site(data: Dataset, lang: str) -> Surroundings:
    """Make all that a site in one language has besides reports."""
    voice = Voice(data, lang)
    places = data.ids("locality")
    makers = {"dictionary": _dictionary, "methods": _methods, "codebook": _codebook, "sources": _sources}
    pages = (
        SitePage(name, voice.say(f"site.{name}"), voice.say(f"site.{name}_lead"), tuple(make(voice)))
        for name, make in makers.items()
    )
    return Surroundings(
        (*pages, *(_hand_out(voice, place) for place in places)),
        tuple(_card(voice, place) for place in places),
        draw_topics(data, count_coverage(data), lang=lang),
        list_found(data, COLLECTION, *TELLING, lang=lang, most=MOST_POINTS),
        {"xlsx": make_workbook(data), "sqlite": make_database(data)},
    )


def name_run(run: Run, data: Dataset, lang: str) -> str:
    """Give the name of what a run is about; its id where `runs.yml` says nothing that has a name."""
    if not run.subject:
        return run.run_id
    # A run that names its places is told from the one over all places.
    name, places = data.name(*run.subject, lang), run.parameters.get("locality_ids")
    if not isinstance(places, list) or not places:
        return name
    return f"{name} ({', '.join(data.name('locality', place, lang) for place in places)})"


def ask_run(run: Run, data: Dataset, lang: str) -> str:
    """Give the question of what a run is about, if it has one of its own."""
    return str(data.row(*run.subject).get(f"question_{lang}", "")) if run.subject and run.subject[0] == "theme" else ""


def _card(voice: Voice, locality_id: str) -> Card:
    """Tell a place in its first figures, two of each topic in turn, with the link to its sheet."""
    seen: Counter[str] = Counter()
    turns: list[tuple[int, Figure]] = []
    for figure in _whole(voice.data, locality_id):
        topic = voice.data.row("indicator", figure.indicator_id)["topic"]
        turns.append((seen[topic] // 2, figure))
        seen[topic] += 1
    kept = [figure for _, figure in sorted(turns, key=lambda turn: turn[0])[:4]]
    numbers = [voice.number(figure) for figure in kept]
    shared = shared_cautions(numbers)
    names = (voice.name("indicator", figure.indicator_id) for figure in kept)
    return Card(
        ("locality", locality_id),
        capital(voice.place(locality_id)),
        " ".join(filter(None, (_cite(voice, locality_id), voice.beware(shared)))),
        tuple(zip(names, (number.without(shared) for number in numbers), strict=True)),
        Link(f"handout-{locality_id}.html", voice.say("site.handout")),
    )


def _hand_out(voice: Voice, locality_id: str) -> SitePage:
    """Tell a place on one sheet of paper: ten figures, and the first passages of its text, in our words."""
    data = voice.data

    def where(figure: Figure) -> str:
        paragraphs = sorted({int(data.row("observation", id_)["paragraph"]) for id_ in figure.observation_ids})
        how = voice.say("who.computed" if figure.is_computed else "who.printed")
        return f"{voice.say('join.page', number=voice.join(map(str, paragraphs)))}, {how}"

    columns: Columns[Figure] = {
        "indicator": lambda figure: voice.name("indicator", figure.indicator_id),
        "value": partial(voice.number, told=("computed", "basis")),
        "period": voice.when,
        "source": where,
    }
    figures, caption = _whole(data, locality_id)[:10], voice.say("handout.figures")
    blocks = [Block("", "", (voice.table(caption, columns, figures, numeric=("value",)),))]
    codings = data.of(locality_id).codings
    for stance, number in (("limitation", 3), ("deed", 2), ("proposal", 2), ("result", 2)):
        rows = codings[find_stances(codings) == stance].sort_values("paragraph").to_dict("records")
        pages = {voice.gloss(row): voice.say("join.page", number=row["paragraph"]) for row in rows}
        glosses = [f"{gloss} ({page})" for gloss, page in list(pages.items())[:number]]
        if glosses:
            blocks.append(Block(voice.say(f"direction.{stance}"), stance, (_plain_list(glosses),)))
    cautions = map(str, list_cautions(data, locality_id, lang=voice.lang).items)
    blocks.append(Block(voice.say("caption.cautions"), "cautions", (_plain_list(cautions),)))
    title = capital(voice.place(locality_id))
    return SitePage(f"handout-{locality_id}", title, _cite(voice, locality_id), tuple(blocks), "handout", "places")


def _plain_list(sentences: Iterable[str]) -> Points:
    return Points(tuple(Point((words,)) for words in sentences), style="")


def _cite(voice: Voice, locality_id: str) -> str:
    sources = voice.data.sources
    return " ".join(map(voice.source, sources[sources["locality_id"] == locality_id]["source_id"]))


def _whole(data: Dataset, locality_id: str) -> list[Figure]:
    """List what is observed for the whole place: organisation first, then members, then the other topics."""

    def order(figure: Figure) -> tuple[int, bool, tuple[object, ...]]:
        topic = data.row("indicator", figure.indicator_id)["topic"]
        place = _TOPICS.index(topic) if topic in _TOPICS else len(_TOPICS)
        return place, figure.is_computed, reading_order(data, figure)

    figures = find_figures(data, locality_id=locality_id)
    return sorted((each for each in figures if not each.subject and each.status == "observed"), key=order)


def _dictionary(voice: Voice) -> Iterator[Block]:
    columns: Columns[Field] = {
        "column": lambda column: column.name,
        "type": lambda column: column.type,
        "meaning": lambda column: column.meaning(voice.lang),
        "required": lambda column: voice.say("dictionary.yes" if column.required else "dictionary.no"),
        "allowed": lambda column: "; ".join(filter(None, (".".join(column.foreign_key), ", ".join(column.enum)))),
    }
    for table in read_package().tables.values():
        caption = f"{table.name}.csv: {table.title[voice.lang]}"
        notes = [voice.say("dictionary.key", columns=", ".join(table.key))]
        listed = voice.table(caption, columns, table.fields, notes=notes)
        lead = Paragraph(table.description[voice.lang])
        yield Block(table.title[voice.lang], f"t-{table.name}", (lead, listed))


def _methods(voice: Voice) -> Iterator[Block]:
    yield Block(voice.say("block.profile"), "profile", (Paragraph(voice.say("block.profile_lead")),))
    columns: Columns[dict[Any, Any]] = {
        "indicator": lambda row: voice.name("indicator", row["indicator_id"]),
        "formula": lambda row: voice.ratio(Formula(row["numerator"], row["denominator"], Decimal(str(row["scale"])))),
        "level": lambda row: voice.say("methods.any" if row["level"] == "any" else f"level.{row['level']}"),
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


def _sources(voice: Voice) -> Iterator[Block]:
    yield _block(voice, "texts", table_sources(voice.data, lang=voice.lang))

    columns: Columns[dict[Any, Any]] = {
        "title": lambda row: voice.name("source", row["source_id"]),
        "paragraphs": lambda row: voice.amount(int(row["paragraphs"])),
        "note": lambda row: voice.text(row, "note"),
    }
    rows, notes = voice.data.sources.to_dict("records"), [voice.say("sources.rights")]
    yield _block(voice, "described", voice.table(voice.say("sources.described"), columns, rows, notes=notes))
    yield _block(voice, "norms", table_norms(voice.data, lang=voice.lang))
    yield _block(voice, "reading", table_norms(voice.data, reading=True, lang=voice.lang))


def _block(voice: Voice, name: str, table: Table) -> Block:
    return Block(voice.say(f"block.{name}"), name, (Paragraph(voice.say(f"block.{name}_lead")), table))
