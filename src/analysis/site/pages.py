"""The pages of the site that are no reports: data dictionary, methods, sources, and a sheet for each place."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.elements.table import Element, Paragraph, Point, Points, Table, make_table
from analysis.words.catalogue import say

if TYPE_CHECKING:
    from analysis.dataset import Dataset

__all__ = ["Block", "SitePage", "handout_of", "make_pages"]

# The methods that are told, in this order; what each does is in the catalogue, its source in its docstring.
_TOLD = (
    *("interval_of_share", "interval_of_count", "interval_of_rate", "difference_of_shares", "ratio_of_shares"),
    *("stochastic_superiority", "fit_proportional_odds", "funnel_limits", "power_of_difference", "units_needed"),
    *("bases_of_percentage", "shared_bases"),
)
_CITED = re.compile(
    r"[A-Z][a-z]+(?:,? (?:and )?[A-Z][A-Za-z]+)* \(?(?:1[89]|20)\d\d\)?"
    r"(?:, [A-Z][A-Za-z ]+(?:\d+:\d+|[IVX]+, p\. \d+))?"
)
_REASONS = (
    *("concept", "unit_of_analysis", "tier", "nature", "unit", "status", "subject", "count_across_levels", "level"),
    *("count_without_base", "period", "period_basis", "partial_list", "qualifier", "unknown_base", "formula"),
)
_CHECKS = (
    *("parts_whole", "remainder", "shares_whole", "shares_remainder", "percentage", "plan_base", "shared_base"),
    "subset",
)


@dataclass(frozen=True)
class Block:
    """A part of a page: heading, anchor, and what stands there."""

    heading: str
    anchor: str
    content: tuple[Element, ...]


@dataclass(frozen=True)
class SitePage:
    """A page beside the reports; `kind` chooses its style."""

    name: str
    title: str
    lead: str
    blocks: tuple[Block, ...]
    kind: str = "page"


def make_pages(data: Dataset, lang: str) -> list[SitePage]:
    """Make every page of the site in a language, apart from contents and search."""
    makers = {"dictionary": _dictionary, "methods": _methods, "sources": _sources}
    pages = [
        SitePage(name, say(f"site.{name}", lang), say(f"site.{name}_lead", lang), tuple(make(data, lang)))
        for name, make in makers.items()
    ]
    return [*pages, *(_handout(data, place, lang) for place in data.ids("locality"))]


def handout_of(locality_id: str) -> str:
    """Name the page with the one-sheet profile of a place."""
    return f"handout-{locality_id}"


def _dictionary(data: Dataset, lang: str) -> Iterator[Block]:
    from analysis.package.dictionary import list_columns
    from analysis.package.schema import read_package

    for table in read_package().tables.values():
        rows = [
            (
                *(row.name, row.type, row.meaning),
                say("dictionary.yes" if row.required else "dictionary.no", lang),
                "; ".join(filter(None, (row.key, row.choices))),
            )
            for row in list_columns(table, lang)
        ]
        listed = make_table(
            f"{table.name}.csv: {table.title[lang]}",
            ("column", "type", "meaning", "required", "allowed"),
            rows,
            lang=lang,
            notes=[say("dictionary.key", lang, columns=", ".join(table.key))],
        )
        yield Block(table.title[lang], f"t-{table.name}", (Paragraph(table.description[lang]), listed))


def _methods(data: Dataset, lang: str) -> Iterator[Block]:
    from analysis.elements.wording import Voice
    from analysis.methods import consistency, intervals, ordered

    side = Voice(data, lang).side
    rows = []
    for row in data.derived.to_dict("records"):
        words = say("join.over", lang, numerator=side(row["numerator"]), denominator=side(row["denominator"]))
        if row["scale"] != 1:
            words = say("join.times", lang, formula=words, scale=f"{row['scale']:g}")
        level = say("methods.any" if row["level"] == "any" else f"level.{row['level']}", lang)
        rows.append((data.name("indicator", row["indicator_id"], lang), words, level))
    made = make_table(
        say("methods.computed", lang), ("indicator", "formula", "level"), rows, lang=lang,
        notes=[say("methods.computed_source", lang)],
    )  # fmt: skip
    yield _block("computed", made, lang)
    yield _block(
        "gate", _listed("gate", [say(f"reason.{one}", lang, sides="…").removesuffix(": …") for one in _REASONS], lang),
        lang,
    )  # fmt: skip
    yield _block("checks", _listed("checks", [say(f"check.{one}", lang, parts="…") for one in _CHECKS], lang), lang)
    rows = []
    for name in _TOLD:
        function = next(getattr(one, name) for one in (intervals, ordered, consistency) if hasattr(one, name))
        cited = "; ".join(dict.fromkeys(_CITED.findall(" ".join((inspect.getdoc(function) or "").split()))))
        rows.append((say(f"explained.{name}", lang), cited or say("methods.arithmetic", lang), name))
    table = make_table(say("methods.formulas", lang), ("about", "source", "function"), rows, lang=lang)
    yield _block("formulas", table, lang)


def _sources(data: Dataset, lang: str) -> Iterator[Block]:
    from analysis.show import table_norms, table_sources
    from analysis.text import format_date, format_number

    yield _block("texts", table_sources(data, lang=lang), lang)
    rows = []
    for row in data.sources.to_dict("records"):
        outlet = row["outlet"] or say("level.unstated", lang)
        rows.append(
            (
                data.name("source", row["source_id"], lang),
                row["author"] or say("level.unstated", lang),
                f"{outlet} ({say('outlet.' + row['outlet_basis'], lang)})" if row["outlet_basis"] else outlet,
                format_date(row["published_on"].date(), lang),
                format_number(int(row["paragraphs"]), lang),
                row[f"note_{lang}"],
            )
        )
    described = make_table(
        say("sources.described", lang), ("title", "author", "outlet", "published", "paragraphs", "note"), rows,
        lang=lang, notes=[say("sources.rights", lang)],
    )  # fmt: skip
    yield _block("described", described, lang)
    yield _block("norms", table_norms(data, lang=lang), lang)


def _handout(data: Dataset, locality_id: str, lang: str) -> SitePage:
    from analysis.elements.wording import Voice, capital
    from analysis.show.summary import list_glosses, table_handout
    from analysis.show.synthesis import list_cautions

    blocks = [Block("", "", (table_handout(data, locality_id, number=10, lang=lang),))]
    for direction, number in (("limitation", 3), ("measure", 4), ("result", 3)):
        glosses = list_glosses(data, locality_id, direction, number=number, lang=lang)
        if glosses:
            blocks.append(Block(say(f"direction.{direction}", lang), direction, (_plain_list(glosses),)))
    cautions = [one.text for one in list_cautions(data, locality_id, lang=lang).statements]
    blocks.append(Block(say("caption.cautions", lang), "cautions", (_plain_list(cautions),)))
    texts = data.sources[data.sources["locality_id"] == locality_id]["source_id"]
    lead = " ".join(map(Voice(data, lang).source, texts))
    return SitePage(
        handout_of(locality_id), capital(Voice(data, lang).place(locality_id)), lead, tuple(blocks), "handout"
    )


def _listed(name: str, words: list[str], lang: str) -> Table:
    rows = [(str(n), one[:1].upper() + one[1:]) for n, one in enumerate(words, 1)]
    return make_table(say(f"methods.{name}", lang), ("number", "about"), rows, lang=lang)


def _block(name: str, table: Table, lang: str) -> Block:
    return Block(say(f"block.{name}", lang), name, (Paragraph(say(f"block.{name}_lead", lang)), table))


def _plain_list(sentences: Iterable[str]) -> Points:
    return Points(tuple(Point((words,)) for words in sentences), style="")
