"""Search without a server: the words of each part of each page, small enough to lie inside one page."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

from analysis.elements.table import Link
from analysis.text import fold

__all__ = ["Outline", "Searched", "Section", "read_index", "write_index"]

_WORD = re.compile(r"\w+(?:[.,/-]\w+)*%?")


@dataclass(frozen=True)
class Section:
    """A part of a page: anchor and words of its heading, none of both before the first, and which words are in it."""

    anchor: str
    heading: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Searched:
    """A page as the search knows it."""

    href: str
    title: str
    sections: tuple[Section, ...] = ()


class Outline:
    """The parts of a page as it is written; a class because each anchor must differ from those before."""

    def __init__(self, *head: str) -> None:
        self.contents: list[Link] = []
        self._used = {"main", "contents", "show-code", "notes"}
        self._parts: list[tuple[str, str, list[str]]] = [("", "", list(head))]

    def open(self, anchor: str, heading: str) -> None:
        """Begin a part under a heading of the second level."""
        self.contents.append(Link(f"#{anchor}", heading))
        self._parts.append((anchor, heading, [heading]))

    def add_heading(self, text: str, level: int) -> str:
        """Give a heading an anchor of its own, in plain letters; one of the second level begins a part."""
        heading = " ".join(text.split())
        base = "-".join(re.findall(r"[a-z0-9]+", fold(heading))) or "s"
        anchor, number = base, 1
        while anchor in self._used:
            number += 1
            anchor = f"{base}-{number}"
        self._used.add(anchor)
        if level == 2:
            self.open(anchor, heading)
        else:
            self.add_words(heading)
        return anchor

    def add_words(self, *pieces: str) -> None:
        """Add what is read in the part that was begun last."""
        self._parts[-1][2].extend(pieces)

    @property
    def sections(self) -> tuple[Section, ...]:
        """The parts, each word of a part once."""
        return tuple(Section(anchor, heading, _words(" ".join(pieces))) for anchor, heading, pieces in self._parts)


def write_index(pages: Iterable[Searched]) -> str:
    """Write the sections of pages as JSON that can stand inside a script: nothing in it can end one."""
    rows = [
        [f"{page.href}#{part.anchor}" if part.anchor else page.href, page.title, part.heading, " ".join(part.words)]
        for page in pages
        for part in page.sections
    ]
    raw = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
    for sign in ("<", ">", "&", "\u2028", "\u2029"):
        raw = raw.replace(sign, f"\\u{ord(sign):04x}")
    return raw


def read_index(search_page: Path, hrefs: Collection[str]) -> dict[str, Searched]:
    """Take up what an earlier search page knows of some pages; nothing where there is none."""
    found: dict[str, list[Section]] = {}
    titles: dict[str, str] = {}
    href = ""
    try:
        rows = json.loads(_Island(search_page.read_text(encoding="utf-8")).content)
        for target, title, heading, words in rows:
            href = target if target in hrefs else href
            anchor = target[len(href) + 1 :] if target.startswith(f"{href}#") else ""
            if href and (anchor or target == href):
                titles[href] = title
                found.setdefault(href, []).append(Section(anchor, heading, tuple(words.split())))
    except (OSError, ValueError, TypeError):
        return {}
    return {href: Searched(href, titles[href], tuple(parts)) for href, parts in found.items()}


class _Island(HTMLParser):
    """Finds the data that lie inside the search page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.content, self._inside = "", False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = ("id", "index") in attrs

    def handle_data(self, data: str) -> None:
        self.content += data if self._inside else ""


def _words(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_WORD.findall(unicodedata.normalize("NFC", text).lower())))
