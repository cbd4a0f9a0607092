"""The collection at a glance: key figures of a place, what is known by topic, one page to hand out."""

from __future__ import annotations

from collections import Counter
from html import escape
from typing import TYPE_CHECKING, Any

from analysis.dataset import Dataset
from analysis.elements.origins import Number
from analysis.elements.picture import Picture
from analysis.elements.table import Table, make_table
from analysis.elements.wording import Voice
from analysis.methods import Figure, find_figures
from analysis.show.profile import reading_order
from analysis.text import sort_key

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["draw_topics", "list_glosses", "list_key_figures", "table_handout", "table_topics"]

_TOPICS = ("organisation", "members", "grading", "meetings", "staffing", "support")


def list_key_figures(data: Dataset, locality_id: str, *, number: int, lang: str) -> list[tuple[str, Number]]:
    """Give the first figures of a place as a reader expects them: name and number; two of each topic in turn.

    Only what is observed for the whole place counts; a place without gives an empty list.
    """
    voice = Voice(data, lang)
    seen: Counter[str] = Counter()
    turns: list[tuple[int, Figure]] = []
    for one in _whole(data, locality_id):
        topic = data.row("indicator", one.indicator_id)["topic"]
        turns.append((seen[topic] // 2, one))
        seen[topic] += 1
    kept = [one for _, one in sorted(turns, key=lambda turn: turn[0])[:number]]
    return [(voice.name("indicator", one.indicator_id), voice.number(one)) for one in kept]


def table_topics(data: Dataset, coverage: pd.DataFrame, *, lang: str) -> Table:
    """Count the indicators known in each place, by topic."""
    voice = Voice(data, lang)
    rows = []
    for topic, known in _known(data, coverage).items():
        cells: list[str | Number] = [voice.say(f"profile.{topic}")]
        for place, ids in known.items():
            if not ids:
                cells.append("–")
                continue
            names = voice.join(sorted((voice.name("indicator", one) for one in ids), key=sort_key))
            title = f"{voice.name('locality', place)}: {cells[0]}"
            cells.append(voice.counted(len(ids), title, names, key=f"topic-{place}-{topic}"))
        rows.append(tuple(cells))
    return Table(
        caption=voice.say("site.coverage"),
        columns=(voice.say("column.topic"), *(voice.name("locality", str(one)) for one in coverage.columns)),
        rows=tuple(rows),
        lang=lang,
        numeric=tuple(range(1, len(coverage.columns) + 1)),
    )


def draw_topics(data: Dataset, coverage: pd.DataFrame, *, lang: str) -> Picture:
    """Draw `table_topics`: a disc a cell, its area telling how many indicators are known.

    It is written directly, so that the contents page costs no drawing library.
    """
    voice = Voice(data, lang)
    known = _known(data, coverage)
    places = [str(one) for one in coverage.columns]
    left, top, step, line = 230, 40, 105, 44
    marks, parts = [], []
    for n, place in enumerate(places):
        name = voice.name("locality", place)
        marks.append(_text(left + n * step + step / 2, 22, name, "middle", bold=True))
        total = sum(len(ids[place]) for ids in known.values())
        parts.append(voice.say("alt.bar", label=name, value=voice.amount(total)))
    for row, (topic, cells) in enumerate(known.items()):
        y = top + row * line + line / 2
        marks.append(_text(left - 14, y + 5, voice.say(f"profile.{topic}"), "end"))
        marks.append(f'<line x1="0" x2="{left + step * len(places)}" y1="{y + line / 2}" y2="{y + line / 2}" '
                     'stroke="#e1e5ea"/>')  # fmt: skip
        for n, place in enumerate(places):
            number = len(cells[place])
            x = left + n * step + step / 2
            if number:
                marks.append(f'<circle cx="{x}" cy="{y}" r="{4.6 * number**0.5:.1f}" fill="#9cbfdd"/>')
                marks.append(_text(x, y + 5, voice.amount(number), "middle"))
    width, height = left + step * len(places), top + line * len(known) + 8
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        f'<rect width="{width}" height="{height}" fill="#fff"/>{"".join(marks)}</svg>'
    )
    title = voice.say("site.coverage")
    return Picture(svg=svg, alt=voice.say("alt.topics", title=title, rows=len(known), parts=voice.join(parts)))


def table_handout(data: Dataset, locality_id: str, *, number: int, lang: str) -> Table:
    """List the figures of a place for one sheet of paper: value, time, paragraph."""
    voice = Voice(data, lang)
    rows = []
    for one in _whole(data, locality_id)[:number]:
        paragraphs = sorted({int(data.row("observation", id_)["paragraph"]) for id_ in one.observation_ids})
        how = voice.say("who.computed" if one.is_computed else "who.printed")
        rows.append(
            (
                voice.name("indicator", one.indicator_id),
                voice.number(one),
                voice.when(one),
                f"{voice.say('join.page', number=voice.join(map(str, paragraphs)))}, {how}",
            )
        )
    return make_table(
        voice.say("handout.figures"), ("indicator", "value", "period", "source"), rows, lang=lang, numeric=("value",)
    )


def list_glosses(data: Dataset, locality_id: str, direction: str, *, number: int, lang: str) -> list[str]:
    """Give the first passages of a text in one direction, in our words, each with its paragraph."""
    voice = Voice(data, lang)
    codings = data.of(locality_id).codings
    rows: list[dict[str, Any]] = codings[codings["direction"] == direction].sort_values("paragraph").to_dict("records")
    glosses = {str(voice.text(row, "gloss")): row for row in rows}
    return [
        f"{gloss} ({voice.say('join.page', number=row['paragraph'])})" for gloss, row in list(glosses.items())[:number]
    ]


def _whole(data: Dataset, locality_id: str) -> list[Figure]:
    """List what is observed for the whole place: organisation first, then members, then the other topics."""
    figures = find_figures(data, locality_id=locality_id)
    kept = [one for one in figures if not one.subject and one.status == "observed"]

    def order(figure: Figure) -> tuple[int, bool, tuple[object, ...]]:
        topic = data.row("indicator", figure.indicator_id)["topic"]
        place = _TOPICS.index(topic) if topic in _TOPICS else len(_TOPICS)
        return place, figure.is_computed, reading_order(data, figure)

    return sorted(kept, key=order)


def _known(data: Dataset, coverage: pd.DataFrame) -> dict[str, dict[str, list[str]]]:
    """List the indicators known in each place by topic: printed for the whole place, or computed."""
    known: dict[str, dict[str, list[str]]] = {}
    for indicator, row in coverage.iterrows():
        cells = known.setdefault(data.row("indicator", str(indicator))["topic"], {})
        for place, state in row.items():
            cells.setdefault(str(place), []).extend([str(indicator)] if state in ("printed", "computed") else [])
    return known


def _text(x: float, y: float, words: str, anchor: str, *, bold: bool = False) -> str:
    weight = ' font-weight="700"' if bold else ""
    return (
        f'<text x="{x}" y="{y}" text-anchor="{anchor}" font-size="15"{weight} fill="#1b2129" '
        f"font-family=\"'Grassroots Sans', 'DejaVu Sans', sans-serif\">{escape(words)}</text>"
    )
