"""Notes that answer "says who?": for each number its source, date, paragraph, printed form, or what it is made from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from analysis.dataset import Dataset
from analysis.elements.wording import capital, format_value, join, name_figure, name_indicator, name_source
from analysis.methods import Figure
from analysis.text import format_number, format_period
from analysis.words.catalogue import say

__all__ = [
    "Note",
    "Number",
    "describe_formula",
    "mark_figures",
    "note_count",
    "note_figure",
    "note_made",
    "number_counted",
    "number_of",
]


@dataclass(frozen=True)
class Note:
    """What stands behind a number.

    Attributes
    ----------
    key
        Names the note in a page; equal keys have equal notes.
    title
        What the number says, in words.
    lines
        Pairs of label and words: how it is known, printed form, source, paragraph, date.
    quoting
        Positions of lines that quote a text, for a page in another language than the text's.
    """

    key: str
    title: str
    lines: tuple[tuple[str, str], ...]
    quoting: tuple[int, ...] = ()


@dataclass(frozen=True)
class Number:
    """A number in words, with its note.

    Attributes
    ----------
    value
        For a spreadsheet, in the unit of the words; ``None`` where the words give no single number.
    """

    text: str
    note: Note
    value: Decimal | None = None

    def __str__(self) -> str:
        return self.text


def number_of(data: Dataset, figure: Figure, lang: str) -> Number:
    """Write a figure with its unit, and the note that tells where it comes from."""
    value = figure.value if figure.qualifier == "eq" else None
    if value is not None and figure.is_computed:
        value = round(value, int(data.row("indicator", figure.indicator_id)["decimals"]))
    return Number(format_value(data, figure, lang), note_figure(data, figure, lang), value)


def number_counted(number: int, title: str, rows: str, lang: str, *, key: str) -> Number:
    """Write a number that we counted in a table of the data."""
    return Number(format_number(number, lang), note_count(title, rows, lang, key=key), Decimal(number))


def note_figure(data: Dataset, figure: Figure, lang: str) -> Note:
    """Tell where a figure comes from: printed where and how, or computed from which printed figures."""
    title = f"{name_figure(data, figure, lang)}: {name_indicator(data, figure.indicator_id, lang)}"
    title = f"{title}: {format_value(data, figure, lang)}"
    if figure.is_computed:
        key = ("n", figure.locality_id, figure.indicator_id, figure.subject, figure.period)
        return note_made(
            data, title, describe_formula(data, figure, lang), figure.observation_ids, lang, key="-".join(key)
        )
    lines = [(say("who.origin", lang), say("who.printed", lang)), *_printed(data, figure.observation_ids, lang)]
    if figure.status != "observed":
        lines.append((say("who.status", lang), say(f"status.{figure.status}", lang)))
    return Note(f"n-{'-'.join(figure.observation_ids)}", title, tuple(lines), _quoting(lines, lang))


def note_made(data: Dataset, title: str, formula: str, observation_ids: Iterable[str], lang: str, *, key: str) -> Note:
    """Tell how a number was computed, and from which printed figures."""
    lines = [(say("who.origin", lang), say("who.computed", lang)), (say("who.formula", lang), formula)]
    ids = list(dict.fromkeys(observation_ids))
    for id_ in ids:
        row = data.row("observation", id_)
        words = say(
            "who.piece",
            lang,
            indicator=name_indicator(data, row["indicator_id"], lang),
            printed=row["printed"],
            paragraph=row["paragraph"],
        )
        lines.append((say("who.from", lang), words))
    rows = [data.row("observation", id_) for id_ in ids]
    for source in dict.fromkeys(row["source_id"] for row in rows):
        lines.append((say("column.source", lang), name_source(data, source, lang)))
    when = dict.fromkeys(_when(row, lang) for row in rows)
    lines.append((say("column.period", lang), join(when, lang)))
    return Note(_slug(key), title, tuple(lines), _quoting(lines, lang))


def note_count(title: str, rows: str, lang: str, *, key: str) -> Note:
    """Tell what was counted in the tables of the data."""
    lines = ((say("who.origin", lang), say("who.counted", lang)), (say("who.from", lang), rows))
    return Note(_slug(f"n-count-{key}"), title, lines)


def describe_formula(data: Dataset, figure: Figure, lang: str) -> str:
    """Word the formula of a computed figure; nothing for a printed one."""
    if figure.formula is None:
        return ""
    scale = figure.formula.scale
    words = say(
        "join.over",
        lang,
        numerator=" + ".join(name_indicator(data, one, lang) for one in figure.formula.numerator),
        denominator=" + ".join(name_indicator(data, one, lang) for one in figure.formula.denominator),
    )
    if scale != 1:
        words = say("join.times", lang, formula=words, scale=format_number(float(scale), lang))
    return f"{data.name('indicator', figure.indicator_id, lang)} = {words}"


def mark_figures(data: Dataset, words: str, figures: Sequence[Figure], lang: str) -> tuple[str | Number, ...]:
    """Find figures in a sentence that was worded from them, and give it in pieces: words and numbers.

    Each figure is looked for after its name, then by itself, from left to right; one that the sentence does not
    write stays out. A number that only counts the figures is marked as that.
    """
    found: list[tuple[int, int, Number]] = []
    for figure in figures:
        number = number_of(data, figure, lang)
        whole = rf"(?<![\d.,/]){re.escape(number.text)}(?![\d/]|[.,]\d)"
        named = re.escape(name_figure(data, figure, lang)) + r":? " + f"(?P<number>{whole})"
        for match in (*re.finditer(named, words), *re.finditer(f"(?P<number>{whole})", words)):
            place = match.span("number")
            if all(place[1] <= start or end <= place[0] for start, end, _ in found):
                found.append((*place, number))
                break
    if not found:
        found += _find_count(data, words, figures, lang)
    pieces: list[str | Number] = []
    last = 0
    for start, end, number in sorted(found, key=lambda one: one[0]):
        pieces += [words[last:start], number]
        last = end
    return tuple(one for one in (*pieces, words[last:]) if one)


def _find_count(data: Dataset, words: str, figures: Sequence[Figure], lang: str) -> list[tuple[int, int, Number]]:
    """Find the number of figures in a sentence that writes none of them, or without figures that of the texts."""
    number = len(figures) or len(data.sources)
    match = re.search(rf"(?<![\d.,/]){re.escape(format_number(number, lang))}(?![\d/]|[.,]\d)", words)
    if not match:
        return []
    if figures:
        listed = join((f"{name_figure(data, one, lang)}, {_lead(data, one, lang)}" for one in figures), lang)
        key = "-".join(id_ for one in figures for id_ in one.observation_ids)[:120]
    else:
        listed = join((name_source(data, one, lang) for one in data.ids("source")), lang)
        key = "sources"
    title = words[: match.end()].strip()
    return [(*match.span(), number_counted(number, title, listed, lang, key=f"{key}-{match.start()}"))]


def _lead(data: Dataset, figure: Figure, lang: str) -> str:
    return f"{name_indicator(data, figure.indicator_id, lang)} {format_value(data, figure, lang)}"


def _printed(data: Dataset, observation_ids: Iterable[str], lang: str) -> list[tuple[str, str]]:
    lines: list[tuple[str, str]] = []
    for id_ in observation_ids:
        row = data.row("observation", id_)
        lines += [
            (say("who.form", lang), f"“{row['printed']}”"),
            (
                say("column.source", lang),
                f"{name_source(data, row['source_id'], lang)} "
                f"{capital(say('join.page', lang, number=row['paragraph']))}.",
            ),
            (say("column.period", lang), _when(row, lang)),
        ]
        if row[f"note_{lang}"]:
            lines.append((say("column.note", lang), row[f"note_{lang}"]))
    return list(dict.fromkeys(lines))


def _quoting(lines: Sequence[tuple[str, str]], lang: str) -> tuple[int, ...]:
    quoting = {say("who.form", lang), say("who.from", lang)} if lang != "vi" else set()
    return tuple(n for n, (label, _) in enumerate(lines) if label in quoting)


def _when(row: dict[str, Any], lang: str) -> str:
    return f"{format_period(row['period'], lang)} ({say('basis.' + row['period_basis'], lang)})"


def _slug(key: str) -> str:
    return re.sub(r"[^A-Za-z0-9_-]+", "-", key)
