"""What the texts lament, do and report, theme by theme."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import pandas as pd

from analysis.dataset import Dataset
from analysis.elements.behind import draw, lay_grid, sources_of_places
from analysis.elements.picture import Axes, Described, Picture, new_axes
from analysis.elements.speech import Number
from analysis.elements.table import Paragraph, Table
from analysis.elements.wording import Columns, Voice
from analysis.methods import STANCES, Answer, find_stances
from analysis.package.schema import read_package
from analysis.show.known import table_by_place
from analysis.show.sources import link_theme
from analysis.text import sort_key

# Where in a cell a stance stands, and in which colour; its letter says the same.
_MARKS = {
    "limitation": (-0.33, "#a61c3c"),
    "deed": (-0.11, "#0b5394"),
    "proposal": (0.11, "#6b4c00"),
    "result": (0.33, "#3f6b1a"),
}


def show_themes(data: Dataset, counts: pd.DataFrame, *, lang: str) -> Picture | Paragraph:
    """Draw the matrix of themes; what it counts stands in the tables of themes or of codings."""
    voice = Voice(data, lang)
    if counts.empty:
        return Paragraph(voice.say("note.none_codings"))
    unit, sources = voice.say("foot.themes"), sources_of_places(data, _places(counts))
    return draw(voice, plot_themes, describe_themes, counts, unit=unit, sources=sources)


def plot_themes(data: Dataset, counts: pd.DataFrame, *, lang: str, ax: Axes | None = None) -> Axes:
    """Draw the matrix of themes: in each cell the paragraphs with limitations, deeds, proposals and results."""
    voice = Voice(data, lang)
    places = _places(counts)
    letters = {stance: voice.say(f"direction.{stance}_short") for stance in STANCES}
    ax = new_axes(ax, height=0.29 * len(counts), width=1.15 * len(places) if len(places) > 1 else 1.6)
    for row, (_, cells) in enumerate(counts.iterrows()):
        for column, place in enumerate(places):
            for stance, (offset, colour) in _MARKS.items():
                number = int(cells[place, stance])
                if number:
                    ax.text(column + offset, row, f"{letters[stance]}{number}", ha="center", va="center",
                            fontsize=9, color=colour, fontweight="bold")  # fmt: skip
    themes = [voice.name("theme", str(theme)) for theme in counts.index]
    lay_grid(ax, themes, [voice.name("locality", place) for place in places])
    key = "   ".join(f"{letter} = {voice.say(f'direction.{stance}')}" for stance, letter in letters.items())
    ax.text(1, -0.01, key, transform=ax.transAxes, ha="right", va="top", fontsize=9)
    return ax


def describe_themes(data: Dataset, counts: pd.DataFrame, *, lang: str) -> Described:
    """Word the picture of `plot_themes`."""
    voice = Voice(data, lang)
    by_place = counts.T.groupby(level="locality_id", sort=False).sum().T
    common = voice.names("theme", map(str, by_place.index[(by_place > 0).all(axis=1)]))
    totals = by_place.sum().items()
    parts = voice.bars((voice.name("locality", str(place)), voice.amount(int(total))) for place, total in totals)
    caption = voice.say("picture.themes", rows=len(counts), columns=len(_places(counts)))
    return Described(voice.say("alt.themes", caption=caption, common=common, parts=parts), caption)


def table_themes(data: Dataset, counts: pd.DataFrame, *, lang: str) -> Table:
    """Give the matrix of themes behind its picture: limitations / deeds / proposals / results of each place."""
    voice = Voice(data, lang)
    places = _places(counts)
    rows = []
    for theme, row in counts.iterrows():
        numbers = {place: [int(row[place, stance]) for stance in STANCES] for place in places}
        cells = (_passages(voice, str(theme), place, told) for place, told in numbers.items())
        rows.append((voice.name("theme", str(theme)), *cells))
    heads = " / ".join(voice.say(f"direction.{stance}") for stance in STANCES)
    caption, notes = f"{voice.say('caption.themes')} ({heads})", [voice.say("note.themes"), voice.say("note.own_words")]
    return table_by_place(voice, caption, "theme", places, rows, notes=notes)


def table_codings(data: Dataset, locality_id: str, direction: str, *, lang: str) -> Table:
    """List what a text states in one direction, by theme; of measures what is done comes first."""
    voice = Voice(data, lang)
    codings = data.of(locality_id).codings
    codings = codings[codings["direction"] == direction]
    codings = codings.assign(stance=find_stances(codings)).sort_values(["stance", "paragraph", "theme_id"])
    columns: Columns[dict[Any, Any]] = {
        "theme": lambda coding: link_theme(voice, coding["theme_id"], locality_id),
        "gloss": voice.gloss,
        **({"status": lambda coding: voice.say(f"status.{coding['status']}")} if direction == "measure" else {}),
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
        **{name: partial(voice.text, column=name) for name in ("definition", "include", "exclude")},
    }
    caption = voice.say("caption.codebook", number=voice.amount(len(themes)))
    return voice.table(caption, columns, themes, notes=[voice.say("note.own_words")])


def table_coding_rules(data: Dataset, *, lang: str) -> Table:
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


def table_matches(data: Dataset, answers: Sequence[Answer], *, lang: str) -> Table:
    """Set limitations against deeds, proposals and results of the same theme in the same text."""
    voice = Voice(data, lang)
    columns: Columns[Answer] = {
        "theme": lambda answer: f"{voice.name('locality', answer.locality_id)}: {voice.name('theme', answer.theme_id)}",
        "limitations": lambda answer: voice.join(map(str, answer.limitations)),
        "deeds": lambda answer: voice.join(map(str, answer.deeds)),
        "proposals": lambda answer: voice.join(map(str, answer.proposals)),
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
    stances, found = find_stances(own), []
    for stance in STANCES:
        where = sorted({int(paragraph) for paragraph in own.loc[stances == stance, "paragraph"]})
        if where:
            name = voice.say(f"direction.{stance}")
            found.append(voice.say("who.paragraphs", direction=name, paragraphs=voice.join(map(str, where))))
    title = f"{voice.name('locality', place)}: {voice.name('theme', theme)}"
    note = voice.note_count(title, voice.say("join.semicolon").join(found), key=f"{place}-{theme}")
    return Number(" / ".join(map(str, numbers)), note)
