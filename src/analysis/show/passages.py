"""The tables of texts, places, passages, documents and yardsticks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from analysis.dataset import Dataset
from analysis.elements.origins import Number
from analysis.elements.table import Cell, Table, make_table
from analysis.elements.wording import Voice, capital
from analysis.methods import DIRECTIONS, Answer, Trace
from analysis.text import sort_key

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
    voice = Voice(data, lang)
    rows = [
        (
            capital(voice.place(row["locality_id"])),
            voice.source(row["source_id"]),
            voice.say(f"genre.{row['genre']}"),
            *(_count(voice, one, row) for one in ("observations", "codings", "directives")),
        )
        for row in data.sources.to_dict("records")
    ]
    return make_table(
        voice.say("caption.sources"),
        ("locality", "title", "genre", "figures", "codings", "directives"),
        rows,
        lang=lang,
        numeric=("figures", "codings", "directives"),
        notes=[voice.text(row, "note") for row in data.sources.to_dict("records")] if len(rows) == 1 else (),
    )


def _count(voice: Voice, table: str, source: dict[str, Any]) -> Number:
    number = int((voice.data.tables[table]["source_id"] == source["source_id"]).sum())
    title = f"{capital(voice.place(source['locality_id']))}: {voice.say(f'column.{_TAKEN[table]}')}"
    rows = voice.say("who.rows", number=number, table=table, condition=f"source_id = {source['source_id']}")
    return voice.counted(number, title, rows, key=f"{table}-{source['source_id']}")


def table_place(data: Dataset, locality_id: str, *, lang: str) -> Table:
    """Tell what the place was when the text was written, and what became of it on 1 July 2025."""
    voice = Voice(data, lang)
    row = data.row("locality", locality_id)
    code = row["code"]
    if not _missing(row["code_to"]):
        code = voice.say("profile.until", code=code, date=voice.day(row["code_to"].date()))
    lines = [
        ("profile.level", voice.say(f"level.{row['level']}")),
        ("profile.parent", voice.text(row, "parent")),
        ("profile.code", code),
        ("profile.now", voice.text(row, "successors")),
        ("profile.caution", voice.text(row, "caution")),
    ]
    return make_table(
        voice.say("caption.place", place=capital(voice.place(locality_id))),
        ("item", "about"),
        [(voice.say(key), words) for key, words in lines if words],
        lang=lang,
        notes=[row["reference"]] if row["reference"] else [],
    )


def table_codings(data: Dataset, locality_id: str, direction: str, *, lang: str) -> Table:
    """List what a text states in one direction, by theme."""
    voice = Voice(data, lang)
    codings = data.of(locality_id).codings
    rows = [
        (
            voice.name("theme", row["theme_id"]),
            voice.text(row, "gloss"),
            voice.say("join.page", number=row["paragraph"]),
        )
        for row in codings[codings["direction"] == direction].sort_values(["paragraph", "theme_id"]).to_dict("records")
    ]
    return make_table(
        voice.say("caption.codings", direction=voice.say(f"direction.{direction}")),
        ("theme", "gloss", "source"),
        rows,
        lang=lang,
        notes=[voice.say("note.quote")],
        empty=voice.say(f"note.none_{direction}"),
    )


def table_directives(data: Dataset, directives: pd.DataFrame, *, lang: str) -> Table:
    """List cited documents, in the order given."""
    voice = Voice(data, lang)
    rows = [
        (
            " ".join(filter(None, (capital(voice.say(f"document.{row['kind']}")), row["number"]))),
            voice.text(row, "subject"),
            voice.text(row, "issuer") or voice.say("level.unstated"),
            voice.say("level.unstated") if _missing(row["issued_on"]) else voice.day(row["issued_on"].date()),
            voice.say(f"level.{row['level'] or 'unstated'}"),
            f"{voice.name('locality', row['locality_id'])}, " + voice.say("join.page", number=row["paragraph"]),
        )
        for row in directives.to_dict("records")
    ]
    return make_table(
        voice.say("caption.directives"),
        ("document", "about", "issuer", "issued_on", "level", "source"),
        rows,
        lang=lang,
        empty=voice.say("note.none_directives"),
    )


def table_traces(data: Dataset, traces: Sequence[Trace], *, lang: str) -> Table:
    """List measures with the documents that their texts tie them to."""
    voice = Voice(data, lang)
    glosses = {
        (row["locality_id"], row["theme_id"], row["direction"], int(row["paragraph"])): voice.text(row, "gloss")
        for row in data.codings.to_dict("records")
    }
    rows = [
        (
            voice.name("locality", one.locality_id),
            voice.name("theme", one.theme_id),
            glosses[one.locality_id, one.theme_id, one.direction, one.paragraph],
            "; ".join(" → ".join(voice.directive(id_) for id_ in chain) for chain in one.chains),
            voice.say("join.page", number=one.paragraph),
        )
        for one in traces
    ]
    return make_table(
        voice.say("caption.traces"),
        ("locality", "theme", "gloss", "chain", "source"),
        rows,
        lang=lang,
        empty=voice.say("note.none_traces"),
    )


def table_norms(data: Dataset, *, indicator_id: str | None = None, lang: str) -> Table:
    """List yardsticks with their base, the time they were in force, and how far they are verified.

    Parameters
    ----------
    indicator_id
        Keep those of the concept of this indicator; all where ``None``.
    """
    voice = Voice(data, lang)
    norms = data.norms
    if indicator_id is not None:
        norms = norms[norms["concept"] == data.row("indicator", indicator_id)["concept"]]
    rows = []
    for row in norms.to_dict("records"):
        until = "" if _missing(row["in_force_to"]) else voice.day(row["in_force_to"].date())
        force = f"{voice.day(row['in_force_from'].date())} – {until}"
        rows.append(
            (
                voice.text(row, "name"),
                row["document"] if lang == "vi" else Cell(row["document"], lang="vi"),
                voice.text(row, "base"),
                force.rstrip(),
                voice.say(f"verification.{row['verification']}"),
                voice.text(row, "note"),
            )
        )
    return make_table(
        voice.say("caption.norms"),
        ("norm", "document", "base", "in_force", "verification", "note"),
        rows,
        lang=lang,
        notes=[voice.say("note.norms_use")],
        empty=voice.say("note.none_norms"),
    )


def table_codebook(data: Dataset, *, lang: str) -> Table:
    """List the themes with what each takes in and leaves out."""
    voice = Voice(data, lang)
    rows = [
        tuple(row[f"{one}_{lang}"] for one in ("name", "definition", "include", "exclude"))
        for row in data.themes.to_dict("records")
    ]
    return make_table(
        voice.say("caption.codebook", number=voice.amount(len(rows))),
        ("theme", "definition", "include", "exclude"),
        sorted(rows, key=lambda row: sort_key(row[0])),
        lang=lang,
        notes=[voice.say("note.own_words")],
    )


def table_matches(data: Dataset, answers: Sequence[Answer], *, lang: str) -> Table:
    """Set limitations against measures and results of the same theme in the same text."""
    voice = Voice(data, lang)

    def paragraphs(numbers: Sequence[int]) -> str:
        return voice.join(str(one) for one in numbers)

    rows = [
        (
            f"{voice.name('locality', one.locality_id)}: {voice.name('theme', one.theme_id)}",
            paragraphs(one.limitations),
            paragraphs(one.measures),
            paragraphs(one.results),
        )
        for one in answers
    ]
    return make_table(voice.say("caption.matches"), ("theme", "limitations", "measures", "results"), rows, lang=lang)


def table_themes(data: Dataset, counts: pd.DataFrame, *, lang: str) -> Table:
    """Give the matrix of themes behind its picture: limitations / measures / results of each place."""
    voice = Voice(data, lang)
    places = list(counts.columns.get_level_values("locality_id").unique())
    rows = [
        (
            voice.name("theme", str(theme)),
            *(
                _cell_of_theme(voice, str(theme), place, [int(row[place, one]) for one in DIRECTIONS])
                for place in places
            ),
        )
        for theme, row in counts.iterrows()
    ]
    heads = " / ".join(voice.say(f"direction.{one}") for one in DIRECTIONS)
    return Table(
        caption=f"{voice.say('caption.themes')} ({heads})",
        columns=(voice.say("column.theme"), *(voice.name("locality", one) for one in places)),
        rows=tuple(rows),
        lang=lang,
        numeric=tuple(range(1, len(places) + 1)),
        notes=(voice.say("note.themes"), voice.say("note.own_words")),
    )


def _cell_of_theme(voice: Voice, theme: str, place: str, numbers: Sequence[int]) -> Number | str:
    """Write the passages of a theme in a text, with their paragraphs; a dash where there is none."""
    if not any(numbers):
        return "–"
    codings = voice.data.codings
    own = codings[(codings["locality_id"] == place) & (codings["theme_id"] == theme)]
    found = []
    for direction in DIRECTIONS:
        where = sorted({int(one) for one in own.loc[own["direction"] == direction, "paragraph"]})
        if where:
            words = voice.join(map(str, where))
            name = voice.say(f"direction.{direction}")
            found.append(voice.say("who.paragraphs", direction=name, paragraphs=words))
    title = f"{voice.name('locality', place)}: {voice.name('theme', theme)}"
    note = voice.note_count(title, voice.say("join.semicolon").join(found), key=f"{place}-{theme}")
    return Number(" / ".join(map(str, numbers)), note)


def _missing(value: Any) -> bool:
    return value is None or value != value  # NaT and NA are not equal to themselves
