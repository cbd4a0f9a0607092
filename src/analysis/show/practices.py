"""What the texts lament, do and report, theme by theme."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from analysis.dataset import Dataset
from analysis.elements.behind import draw, lay_grid, sources_of_places
from analysis.elements.origins import Number
from analysis.elements.picture import Picture, new_axes
from analysis.elements.table import Paragraph, Table
from analysis.elements.wording import Columns, Voice
from analysis.methods import DIRECTIONS, Answer
from analysis.text import sort_key

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

__all__ = [
    "describe_themes",
    "plot_themes",
    "show_themes",
    "table_codebook",
    "table_codings",
    "table_matches",
    "table_themes",
]

# Where in a cell a direction stands, and in which colour; its letter says the same.
_MARKS = {"limitation": (-0.27, "#a61c3c"), "measure": (0.0, "#0b5394"), "result": (0.27, "#3f6b1a")}


def show_themes(data: Dataset, counts: pd.DataFrame, *, lang: str) -> Picture | Paragraph:
    """Draw the matrix of themes; what it counts stands in the tables of themes or of codings."""
    voice = Voice(data, lang)
    if counts.empty:
        return Paragraph(voice.say("note.none_codings"))
    unit, sources = voice.say("foot.themes"), sources_of_places(data, _places(counts))
    caption = _name_themes(voice, counts)
    return draw(voice, plot_themes, describe_themes, counts, caption=caption, unit=unit, sources=sources)


def plot_themes(data: Dataset, counts: pd.DataFrame, *, lang: str, ax: Axes | None = None) -> Axes:
    """Draw the matrix of themes: in each cell the paragraphs with limitations, measures and results."""
    voice = Voice(data, lang)
    places = _places(counts)
    letters = {direction: voice.say(f"direction.{direction}_short") for direction in DIRECTIONS}
    ax = new_axes(ax, height=0.29 * len(counts), width=1.15 * len(places) if len(places) > 1 else 1.6)
    for row, (_, cells) in enumerate(counts.iterrows()):
        for column, place in enumerate(places):
            for direction, (offset, colour) in _MARKS.items():
                number = int(cells[place, direction])
                if number:
                    ax.text(column + offset, row, f"{letters[direction]}{number}", ha="center", va="center",
                            fontsize=9, color=colour, fontweight="bold")  # fmt: skip
    themes = [voice.name("theme", str(theme)) for theme in counts.index]
    lay_grid(ax, themes, [voice.name("locality", place) for place in places])
    key = "   ".join(f"{letter} = {voice.say(f'direction.{direction}')}" for direction, letter in letters.items())
    ax.text(1, -0.01, key, transform=ax.transAxes, ha="right", va="top", fontsize=9)
    return ax


def describe_themes(data: Dataset, counts: pd.DataFrame, *, lang: str) -> str:
    """Word the picture of `plot_themes`."""
    voice = Voice(data, lang)
    by_place = counts.T.groupby(level="locality_id", sort=False).sum().T
    common = voice.names("theme", map(str, by_place.index[(by_place > 0).all(axis=1)]))
    totals = by_place.sum().items()
    parts = voice.bars((voice.name("locality", str(place)), voice.amount(int(total))) for place, total in totals)
    return voice.say("alt.themes", caption=_name_themes(voice, counts), common=common, parts=parts)


def _name_themes(voice: Voice, counts: pd.DataFrame) -> str:
    return voice.say("picture.themes", rows=len(counts), columns=len(_places(counts)))


def table_themes(data: Dataset, counts: pd.DataFrame, *, lang: str) -> Table:
    """Give the matrix of themes behind its picture: limitations / measures / results of each place."""
    voice = Voice(data, lang)
    places = _places(counts)
    rows = [
        (
            voice.name("theme", str(theme)),
            *(_passages(voice, str(theme), place, [int(row[place, each]) for each in DIRECTIONS]) for place in places),
        )
        for theme, row in counts.iterrows()
    ]
    heads = " / ".join(voice.say(f"direction.{direction}") for direction in DIRECTIONS)
    return Table(
        caption=f"{voice.say('caption.themes')} ({heads})",
        columns=(voice.say("column.theme"), *(voice.name("locality", place) for place in places)),
        rows=tuple(rows),
        lang=lang,
        numeric=tuple(range(1, len(places) + 1)),
        notes=(voice.say("note.themes"), voice.say("note.own_words")),
    )


def table_codings(data: Dataset, locality_id: str, direction: str, *, lang: str) -> Table:
    """List what a text states in one direction, by theme."""
    voice = Voice(data, lang)
    codings = data.of(locality_id).codings
    codings = codings[codings["direction"] == direction].sort_values(["paragraph", "theme_id"])
    columns: Columns[dict[Any, Any]] = {
        "theme": lambda coding: voice.name("theme", coding["theme_id"]),
        "gloss": lambda coding: voice.text(coding, "gloss"),
        "source": lambda coding: voice.say("join.page", number=coding["paragraph"]),
    }
    caption = voice.say("caption.codings", direction=voice.say(f"direction.{direction}"))
    notes, empty = [voice.say("note.quote")], voice.say(f"note.none_{direction}")
    return voice.table(caption, columns, codings.to_dict("records"), notes=notes, empty=empty)


def table_codebook(data: Dataset, *, lang: str) -> Table:
    """List the themes with what each takes in and leaves out."""
    voice = Voice(data, lang)
    themes = sorted(data.themes.to_dict("records"), key=lambda theme: sort_key(voice.text(theme, "name")))
    columns: Columns[dict[Any, Any]] = {
        "theme": lambda theme: voice.text(theme, "name"),
        "definition": lambda theme: voice.text(theme, "definition"),
        "include": lambda theme: voice.text(theme, "include"),
        "exclude": lambda theme: voice.text(theme, "exclude"),
    }
    caption = voice.say("caption.codebook", number=voice.amount(len(themes)))
    return voice.table(caption, columns, themes, notes=[voice.say("note.own_words")])


def table_matches(data: Dataset, answers: Sequence[Answer], *, lang: str) -> Table:
    """Set limitations against measures and results of the same theme in the same text."""
    voice = Voice(data, lang)
    columns: Columns[Answer] = {
        "theme": lambda answer: f"{voice.name('locality', answer.locality_id)}: {voice.name('theme', answer.theme_id)}",
        "limitations": lambda answer: voice.join(map(str, answer.limitations)),
        "measures": lambda answer: voice.join(map(str, answer.measures)),
        "results": lambda answer: voice.join(map(str, answer.results)),
    }
    return voice.table(voice.say("caption.matches"), columns, answers)


def _places(counts: pd.DataFrame) -> list[str]:
    return list(counts.columns.get_level_values("locality_id").unique())


def _passages(voice: Voice, theme: str, place: str, numbers: Sequence[int]) -> Number | str:
    """Write the passages of a theme in a text, with their paragraphs; a dash where there is none."""
    if not any(numbers):
        return "–"
    codings = voice.data.codings
    own = codings[(codings["locality_id"] == place) & (codings["theme_id"] == theme)]
    found = []
    for direction in DIRECTIONS:
        where = sorted({int(paragraph) for paragraph in own.loc[own["direction"] == direction, "paragraph"]})
        if where:
            name = voice.say(f"direction.{direction}")
            found.append(voice.say("who.paragraphs", direction=name, paragraphs=voice.join(map(str, where))))
    title = f"{voice.name('locality', place)}: {voice.name('theme', theme)}"
    note = voice.note_count(title, voice.say("join.semicolon").join(found), key=f"{place}-{theme}")
    return Number(" / ".join(map(str, numbers)), note)
