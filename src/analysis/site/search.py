"""Search without a server: what each part of each page says, each text kept once, inside one page."""

import json
import re
from collections.abc import Iterable
from itertools import accumulate, chain, count, pairwise
from pathlib import Path
from typing import NamedTuple

from analysis.elements.speech import Link
from analysis.elements.table import Element, Paragraph, Points
from analysis.text import fold

_CALL = "take("  # what the program of the search page calls the function that a shard is handed to


class Section(NamedTuple):
    """A part of a page: anchor and words of its heading, and what stands in it.

    The part before the first heading has no anchor; its heading is the answer to what the page asks, if it has one.
    """

    anchor: str
    heading: str
    texts: tuple[str, ...]


class PageOutline:
    """The parts of a page as it is written; a class because each anchor must differ from those before.

    What prose marks as of another language than `lang` is not searched: a page on functions has such spans.
    """

    def __init__(self, lead: str, lang: str = "") -> None:
        self.lang = lang
        self.contents: list[Link] = []
        self.level = 1  # of the last heading
        self._used = {"main", "contents", "show-code", "open-all", "notes"}
        self._parts: list[tuple[str, str, list[str]]] = [("", "", [lead])]

    def answer(self, text: str) -> None:
        """Take the answer to what the page asks."""
        self._parts[0] = ("", text, [*self._parts[0][2], text])

    def open(self, anchor: str, heading: str, brief: str = "") -> None:
        """Begin a part under a heading of the second level, which the contents list names in brief, if it can."""
        self.contents.append(Link(f"#{anchor}", brief or heading))
        self._parts.append((anchor, heading, []))

    def add_heading(self, text: str, level: int, brief: str = "") -> str:
        """Give a heading an anchor of its own, in plain letters; one of the second level begins a part."""
        heading = " ".join(text.split())
        base = "-".join(re.findall(r"[a-z0-9]+", fold(heading))) or "s"
        names = chain([base], (f"{base}-{number}" for number in count(2)))
        anchor = next(name for name in names if name not in self._used)
        self._used.add(anchor)
        self.level = level
        if level == 2:
            self.open(anchor, heading, brief)
        else:
            self.add_words(heading)
        return anchor

    def add_words(self, *pieces: str) -> None:
        """Add what is read in the part that was begun last."""
        self._parts[-1][2].extend(pieces)

    @property
    def sections(self) -> tuple[Section, ...]:
        """The parts, each text of a part once."""
        return tuple(
            Section(anchor, heading, tuple(dict.fromkeys(filter(None, (" ".join(text.split()) for text in pieces)))))
            for anchor, heading, pieces in self._parts
        )


class Row(NamedTuple):
    """A part of a page as the search takes it: where it is, title of the page, heading, kind of page, its texts."""

    target: str
    title: str
    heading: str
    kind: str
    texts: tuple[str, ...]


def list_rows(href: str, title: str, kind: str, sections: Iterable[Section]) -> list[Row]:
    """List the parts of a page as the search takes them."""
    return [Row(f"{href}#{part.anchor}".removesuffix("#"), title, part.heading, kind, part.texts) for part in sections]


def title_words(title: str) -> dict[str, None]:
    """Give each word of a title, in their order, without marks: by these its file is asked for."""
    return dict.fromkeys(re.findall(r"[a-z0-9]+", fold(title)))


def write_index(rows: Iterable[Row], *, shard: str = "") -> str:
    """Write rows as JSON that can stand inside a script, each text once: nothing in it can end one.

    A row tells of each of its texts how far it stands after the one before, mostly 1: ranks would take a tenth of the
    page more. A `shard` is a script of its own, which hands them to the search page under its name.
    """
    ranks: dict[str, int] = {}

    def rank(text: str) -> int:
        return ranks.setdefault(text, len(ranks))

    def steps(texts: tuple[str, ...]) -> list[int]:
        return [after - before for before, after in pairwise([0, *map(rank, texts)])]

    told = [[row.target, rank(row.title), row.heading, rank(row.kind), steps(row.texts)] for row in rows]
    raw = json.dumps({"texts": list(ranks), "parts": told}, ensure_ascii=False, separators=(",", ":"))
    for sign in ("<", ">", "&", "\u2028", "\u2029"):
        raw = raw.replace(sign, f"\\u{ord(sign):04x}")
    return f'{_CALL}"{shard}",\n{raw}\n)' if shard else raw


def parts_by_page(rows: Iterable[Row]) -> dict[str, tuple[Section, ...]]:
    """Give the parts of each page, by its address, out of rows that `list_rows` made of them."""
    parts: dict[str, tuple[Section, ...]] = {}
    for row in rows:
        href, _, anchor = row.target.partition("#")
        parts[href] = (*parts.get(href, ()), Section(anchor, row.heading, row.texts))
    return parts


def read_rows(index: Path) -> list[Row]:
    """Take up the rows that an earlier build wrote with `write_index`; none where they are not there, or damaged."""
    try:
        raw = index.read_text(encoding="utf-8")
        told = json.loads(raw.split("\n")[1] if raw.startswith(_CALL) else raw)
        texts = told["texts"]
        return [
            Row(target, texts[title], heading, texts[kind], tuple(texts[rank] for rank in accumulate(inside)))
            for target, title, heading, kind, inside in told["parts"]
        ]
    except (OSError, ValueError, TypeError, LookupError):
        return []


def first_words(element: Element | None) -> str:
    """Give what a paragraph or the first point says; a list of questions, of links or of facts says nothing found."""
    if isinstance(element, Paragraph):
        return "".join(map(str, element.text))
    if not isinstance(element, Points) or element.numbered or element.style in ("along", "facts"):
        return ""
    return str(element.items[0]) if element.items else ""
