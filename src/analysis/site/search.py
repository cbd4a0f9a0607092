"""Search without a server: the words of each part of each page, small enough to lie inside one page."""

import json
import re
import unicodedata
from collections.abc import Iterable
from itertools import chain, count
from pathlib import Path
from typing import NamedTuple

from analysis.elements.table import Link
from analysis.text import fold

_WORD = re.compile(r"\w+(?:[.,/-]\w+)*%?")


class Section(NamedTuple):
    """A part of a page: anchor and words of its heading, both empty before the first, and which words are in it."""

    anchor: str
    heading: str
    words: tuple[str, ...]


class PageOutline:
    """The parts of a page as it is written; a class because each anchor must differ from those before."""

    def __init__(self, *head: str) -> None:
        self.contents: list[Link] = []
        self._used = {"main", "contents", "show-code", "open-all", "notes"}
        self._parts: list[tuple[str, str, list[str]]] = [("", "", list(head))]

    def open(self, anchor: str, heading: str) -> None:
        """Begin a part under a heading of the second level."""
        self.contents.append(Link(f"#{anchor}", heading))
        self._parts.append((anchor, heading, [heading]))

    def add_heading(self, text: str, level: int) -> str:
        """Give a heading an anchor of its own, in plain letters; one of the second level begins a part."""
        heading = " ".join(text.split())
        base = "-".join(re.findall(r"[a-z0-9]+", fold(heading))) or "s"
        names = chain([base], (f"{base}-{number}" for number in count(2)))
        anchor = next(name for name in names if name not in self._used)
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


def list_rows(href: str, title: str, sections: Iterable[Section]) -> list[list[str]]:
    """List the parts of a page as the search takes them: where it is, title, heading, words."""
    return [
        [f"{href}#{part.anchor}" if part.anchor else href, title, part.heading, " ".join(part.words)]
        for part in sections
    ]


def write_index(rows: Iterable[list[str]]) -> str:
    """Write rows as JSON that can stand inside a script: nothing in it can end one."""
    raw = json.dumps(list(rows), ensure_ascii=False, separators=(",", ":"))
    for sign in ("<", ">", "&", "\u2028", "\u2029"):
        raw = raw.replace(sign, f"\\u{ord(sign):04x}")
    return raw


def read_rows(index: Path) -> list[list[str]]:
    """Take up the rows that an earlier build wrote with `write_index`; none where they are not there, or damaged."""
    try:
        return [[target, title, heading, words] for target, title, heading, words in json.loads(index.read_bytes())]
    except (OSError, ValueError, TypeError):
        return []


def _words(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_WORD.findall(unicodedata.normalize("NFC", text).lower())))
