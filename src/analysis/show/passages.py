"""The tables of texts, places, passages, documents and yardsticks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from analysis.dataset import Dataset
from analysis.elements.origins import Number, note_count, number_counted
from analysis.elements.table import Cell, Table, make_table
from analysis.elements.wording import capital, join, name_directive, name_place, name_source
from analysis.methods import DIRECTIONS, Answer, Trace
from analysis.text import format_date, format_number, sort_key
from analysis.words.catalogue import say

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "table_codebook",
    "table_codings",
    "table_directives",
    "table_matches",
    "table_norms",
    "table_place",
    "table_sources",
    "table_themes",
    "table_traces",
]

_TAKEN = {"observations": "figures", "codings": "codings", "directives": "directives"}


def table_sources(data: Dataset, *, lang: str) -> Table:
    """Tell what each text is and how much was taken from it."""
    rows = [
        (
            capital(name_place(data, row["locality_id"], lang)),
            name_source(data, row["source_id"], lang),
            say(f"genre.{row['genre']}", lang),
            *(_count(data, one, row, lang) for one in ("observations", "codings", "directives")),
        )
        for row in data.sources.to_dict("records")
    ]
    return make_table(
        say("caption.sources", lang),
        ("locality", "title", "genre", "figures", "codings", "directives"),
        rows,
        lang=lang,
        numeric=("figures", "codings", "directives"),
        notes=[row[f"note_{lang}"] for row in data.sources.to_dict("records")] if len(rows) == 1 else (),
    )


def _count(data: Dataset, table: str, source: dict[str, Any], lang: str) -> Number:
    number = int((data.tables[table]["source_id"] == source["source_id"]).sum())
    title = f"{capital(name_place(data, source['locality_id'], lang))}: {say(f'column.{_TAKEN[table]}', lang)}"
    rows = say("who.rows", lang, number=number, table=table, condition=f"source_id = {source['source_id']}")
    return number_counted(number, title, rows, lang, key=f"{table}-{source['source_id']}")


def table_place(data: Dataset, locality_id: str, *, lang: str) -> Table:
    """Tell what the place was when the text was written, and what became of it on 1 July 2025."""
    row = data.row("locality", locality_id)
    code = row["code"]
    if not _missing(row["code_to"]):
        code = say("profile.until", lang, code=code, date=format_date(row["code_to"].date(), lang))
    lines = [
        ("profile.level", say(f"level.{row['level']}", lang)),
        ("profile.parent", row[f"parent_{lang}"]),
        ("profile.code", code),
        ("profile.now", row[f"successors_{lang}"]),
        ("profile.caution", row[f"caution_{lang}"]),
    ]
    return make_table(
        say("caption.place", lang, place=capital(name_place(data, locality_id, lang))),
        ("item", "about"),
        [(say(key, lang), words) for key, words in lines if words],
        lang=lang,
        notes=[row["reference"]] if row["reference"] else [],
    )


def table_codings(data: Dataset, locality_id: str, direction: str, *, lang: str) -> Table:
    """List what a text states in one direction, by theme."""
    codings = data.of(locality_id).codings
    rows = [
        (
            data.name("theme", row["theme_id"], lang),
            row[f"gloss_{lang}"],
            say("join.page", lang, number=row["paragraph"]),
        )
        for row in codings[codings["direction"] == direction].sort_values(["paragraph", "theme_id"]).to_dict("records")
    ]
    return make_table(
        say("caption.codings", lang, direction=say(f"direction.{direction}", lang)),
        ("theme", "gloss", "source"),
        rows,
        lang=lang,
        notes=[say("note.quote", lang)],
        empty=say(f"note.none_{direction}", lang),
    )


def table_directives(data: Dataset, directives: pd.DataFrame, *, lang: str) -> Table:
    """List cited documents, in the order given."""
    rows = [
        (
            " ".join(filter(None, (capital(say(f"document.{row['kind']}", lang)), row["number"]))),
            row[f"subject_{lang}"],
            row[f"issuer_{lang}"] or say("level.unstated", lang),
            say("level.unstated", lang) if _missing(row["issued_on"]) else format_date(row["issued_on"].date(), lang),
            say(f"level.{row['level'] or 'unstated'}", lang),
            f"{data.name('locality', row['locality_id'], lang)}, " + say("join.page", lang, number=row["paragraph"]),
        )
        for row in directives.to_dict("records")
    ]
    return make_table(
        say("caption.directives", lang),
        ("document", "about", "issuer", "issued_on", "level", "source"),
        rows,
        lang=lang,
        empty=say("note.none_directives", lang),
    )


def table_traces(data: Dataset, traces: Sequence[Trace], *, lang: str) -> Table:
    """List measures with the documents that their texts tie them to."""
    glosses = {
        (row["locality_id"], row["theme_id"], row["direction"], int(row["paragraph"])): row[f"gloss_{lang}"]
        for row in data.codings.to_dict("records")
    }
    rows = [
        (
            data.name("locality", one.locality_id, lang),
            data.name("theme", one.theme_id, lang),
            glosses[one.locality_id, one.theme_id, one.direction, one.paragraph],
            "; ".join(" → ".join(name_directive(data, id_, lang) for id_ in chain) for chain in one.chains),
            say("join.page", lang, number=one.paragraph),
        )
        for one in traces
    ]
    return make_table(
        say("caption.traces", lang),
        ("locality", "theme", "gloss", "chain", "source"),
        rows,
        lang=lang,
        empty=say("note.none_traces", lang),
    )


def table_norms(data: Dataset, *, indicator_id: str | None = None, lang: str) -> Table:
    """List yardsticks with their base, the time they were in force, and how far they are verified.

    Parameters
    ----------
    indicator_id
        Keep those of the concept of this indicator; all where ``None``.
    """
    norms = data.norms
    if indicator_id is not None:
        norms = norms[norms["concept"] == data.row("indicator", indicator_id)["concept"]]
    rows = []
    for row in norms.to_dict("records"):
        until = "" if _missing(row["in_force_to"]) else format_date(row["in_force_to"].date(), lang)
        force = f"{format_date(row['in_force_from'].date(), lang)} – {until}"
        rows.append(
            (
                row[f"name_{lang}"],
                row["document"] if lang == "vi" else Cell(row["document"], lang="vi"),
                row[f"base_{lang}"],
                force.rstrip(),
                say(f"verification.{row['verification']}", lang),
                row[f"note_{lang}"],
            )
        )
    return make_table(
        say("caption.norms", lang),
        ("norm", "document", "base", "in_force", "verification", "note"),
        rows,
        lang=lang,
        notes=[say("note.norms_use", lang)],
        empty=say("note.none_norms", lang),
    )


def table_codebook(data: Dataset, *, lang: str) -> Table:
    """List the themes with what each takes in and leaves out."""
    rows = [
        tuple(row[f"{one}_{lang}"] for one in ("name", "definition", "include", "exclude"))
        for row in data.themes.to_dict("records")
    ]
    return make_table(
        say("caption.codebook", lang, number=format_number(len(rows), lang)),
        ("theme", "definition", "include", "exclude"),
        sorted(rows, key=lambda row: sort_key(row[0])),
        lang=lang,
        notes=[say("note.own_words", lang)],
    )


def table_matches(data: Dataset, answers: Sequence[Answer], *, lang: str) -> Table:
    """Set limitations against measures and results of the same theme in the same text."""

    def paragraphs(numbers: Sequence[int]) -> str:
        return join((str(one) for one in numbers), lang)

    rows = [
        (
            f"{data.name('locality', one.locality_id, lang)}: {data.name('theme', one.theme_id, lang)}",
            paragraphs(one.limitations),
            paragraphs(one.measures),
            paragraphs(one.results),
        )
        for one in answers
    ]
    return make_table(say("caption.matches", lang), ("theme", "limitations", "measures", "results"), rows, lang=lang)


def table_themes(data: Dataset, counts: pd.DataFrame, *, lang: str) -> Table:
    """Give the matrix of themes behind its picture: limitations / measures / results of each place."""
    places = list(counts.columns.get_level_values("locality_id").unique())
    rows = [
        (
            data.name("theme", str(theme), lang),
            *(
                _cell_of_theme(data, str(theme), place, [int(row[place, one]) for one in DIRECTIONS], lang)
                for place in places
            ),
        )
        for theme, row in counts.iterrows()
    ]
    heads = " / ".join(say(f"direction.{one}", lang) for one in DIRECTIONS)
    return Table(
        caption=f"{say('caption.themes', lang)} ({heads})",
        columns=(say("column.theme", lang), *(data.name("locality", one, lang) for one in places)),
        rows=tuple(rows),
        lang=lang,
        numeric=tuple(range(1, len(places) + 1)),
        notes=(say("note.themes", lang), say("note.own_words", lang)),
    )


def _cell_of_theme(data: Dataset, theme: str, place: str, numbers: Sequence[int], lang: str) -> Number | str:
    """Write the passages of a theme in a text, with their paragraphs; a dash where there is none."""
    if not any(numbers):
        return "–"
    codings = data.codings
    own = codings[(codings["locality_id"] == place) & (codings["theme_id"] == theme)]
    found = []
    for direction in DIRECTIONS:
        where = sorted({int(one) for one in own.loc[own["direction"] == direction, "paragraph"]})
        if where:
            words = join(map(str, where), lang)
            name = say(f"direction.{direction}", lang)
            found.append(say("who.paragraphs", lang, direction=name, paragraphs=words))
    title = f"{data.name('locality', place, lang)}: {data.name('theme', theme, lang)}"
    note = note_count(title, say("join.semicolon", lang).join(found), lang, key=f"{place}-{theme}")
    return Number(" / ".join(map(str, numbers)), note)


def _missing(value: Any) -> bool:
    return value is None or value != value  # NaT and NA are not equal to themselves
