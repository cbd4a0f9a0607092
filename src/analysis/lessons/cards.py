"""Cards of a slide: what each row of an item says, laid out in lines, and the size of type in which they fit."""

from collections.abc import Sequence
from dataclasses import replace
from math import ceil
from typing import Any

from pptx.enum.dml import MSO_THEME_COLOR

from analysis.elements.speech import Number
from analysis.lessons.parts import Item

WIDTH, HEIGHT = 859, 320  # of what a slide holds beside its title; points, as all lengths here
LETTER = 0.62  # of its size is a letter wide, in the widest typeface that stands in for the template's
GAP, INSET, BIG, _SMALL, _LEAST = 9, 7, 40, 14, 16  # between and within cards; a number, small type, the least of words
# What a column is on a card, by what the item shows: whose it is, a number in large type, words, what is told with it.
CARDS = {
    "figures": ("text", "head", "big", "foot"),
    "refusal": ("head", "text", "big", "foot"),
    "practices": ("head", "head", "text", "foot"),
    "ways": ("head", "text", "foot"),
    "options": ("text",),
}
_Card = dict[str, str]
Run = tuple[str, int, Any]
"""Words, their size in points, their colour."""


def take_rows(item: Item, rows: Sequence[int]) -> Item:
    """Take some rows of an item, with what leads from one of them to another."""
    flows = tuple((rows.index(a), rows.index(b)) for a, b in item.flows if a in rows and b in rows)
    return replace(item, rows=tuple(item.rows[n] for n in rows), flows=flows)


def make_cards(item: Item) -> list[_Card]:
    """Make a card of each row; what a number cautions of is told with it, in small type.

    What is in small type on every card is left out: `shared_words` gives it, for the foot of the slide.
    """
    shared = shared_words(item)
    return [{role: words for role, words in card.items() if words not in shared} for card in _all_cards(item)]


def shared_words(item: Item) -> list[str]:
    """Give what stands in small type on every card."""
    cards = _all_cards(item)
    small = [words for role, words in cards[0].items() if role in ("head", "foot")] if cards[1:] else []
    return [words for words in small if all(words in card.values() for card in cards)]


def _all_cards(item: Item) -> list[_Card]:
    cards = []
    for row in item.rows:
        card: dict[str, list[str]] = {}
        for role, cell in zip(CARDS[item.kind], row, strict=False):
            cautions = cell.cautions if isinstance(cell, Number) and role == "big" else ()
            card.setdefault(role, []).append(str(cell.without(cautions) if isinstance(cell, Number) else cell))
            card.setdefault("foot", []).extend(cautions)
        cards.append({role: " · ".join(filter(None, told)) for role, told in card.items()})
    return cards


def lay_lines(item: Item) -> list[list[int]]:
    """Lay cards out in lines: what leads to what in a line of its own, numbers beside each other, words beneath."""
    paired = [n for flow in item.flows for n in flow]
    rest = [n for n in range(len(item.rows)) if n not in paired]
    beside = 3 if "big" in CARDS[item.kind] else 1
    return [*map(list, item.flows), *(rest[n : n + beside] for n in range(0, len(rest), beside))]


def fit(item: Item, sizes: Sequence[int]) -> int:
    """Find the largest of some sizes of type, or the least there is, in which cards fit; 0 where none does."""
    return next((size for size in (*sizes, _LEAST) if sum(measure_lines(item, size)) <= HEIGHT), 0)


def measure_lines(item: Item, size: int) -> list[float]:
    """Measure each line of cards, with the gap below it, in points."""
    cards, heights = make_cards(item), []
    for line in lay_lines(item):
        width = (WIDTH - GAP * (len(line) - 1) - (4 * GAP if sign_between(item, line) else 0)) / len(line) - 2 * INSET
        told = [tell(cards[n], size, beside=len(line) > 1) for n in line]
        tall = [sum(_rise(runs, width) for runs in paragraphs) for paragraphs in told]
        heights.append(max(tall) + 2 * INSET + GAP)
    return heights


def tell(card: _Card, size: int, *, beside: bool) -> list[list[Run]]:
    """Give the paragraphs of a card; where cards stand under each other, whose it is begins the line."""
    looks = {
        "head": (_SMALL if beside else size, MSO_THEME_COLOR.ACCENT_1),
        "big": (BIG, MSO_THEME_COLOR.ACCENT_1),
        "text": (size, MSO_THEME_COLOR.TEXT_1),
        "foot": (_SMALL, MSO_THEME_COLOR.TEXT_2),
    }
    runs = [[(words, *look)] for role, look in looks.items() if (words := card.get(role))]
    if not beside and card.get("head") and card.get("text"):
        head, *rest = runs
        runs = [[(f"{head[0][0]}: ", *head[0][1:]), *rest[0]], *rest[1:]]
    return runs


def _rise(runs: Sequence[Run], width: float) -> float:
    """Measure a paragraph in points."""
    return ceil(sum(len(words) * size * LETTER for words, size, _ in runs) / width) * max(run[1] for run in runs) * 1.2


def sign_between(item: Item, line: Sequence[int]) -> str:
    """Give what stands between the cards of a line."""
    return "→" if tuple(line) in item.flows else "≠" if item.kind == "refusal" else ""
