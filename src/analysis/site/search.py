"""Search without a server: the words of each part of each page, small enough to lie inside one page."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from html import unescape
from pathlib import Path

__all__ = ["Section", "read_sections", "write_index"]

_LEFT_OUT = re.compile(
    r"<(style|svg|script|nav|footer)\b.*?</\1>|<div class=\"code\">.*?</pre>\s*</div>\s*</div>"
    r"|<section class=\"notes\".*?</section>|<p class=\"(?:take|hint)\">.*?</p>|<label.*?</label>|<sup>.*?</sup>",
    re.DOTALL,
)
_TITLE = re.compile(r"<h1[^>]*>(.*?)</h1>", re.DOTALL)
_HEADING = re.compile(r'<h2 id="([^"]+)">(.*?)</h2>', re.DOTALL)
_WORD = re.compile(r"\w+(?:[.,/-]\w+)*%?")


@dataclass(frozen=True)
class Section:
    """A part of a page: where it is, what it is called, which words are in it."""

    target: str
    title: str
    heading: str
    words: tuple[str, ...]


def read_sections(page: Path) -> list[Section]:
    """Read the parts of a page: what stands before its first heading of the second level, and each after one."""
    html = _LEFT_OUT.sub(" ", page.read_text(encoding="utf-8"))
    body = html[html.find("<body") :]
    found = _TITLE.search(body)
    title = _plain(found[1]) if found else page.stem
    pieces = _HEADING.split(body)
    sections = [Section(page.name, title, "", _words(pieces[0]))]
    for anchor, heading, inner in zip(pieces[1::3], pieces[2::3], pieces[3::3], strict=True):
        sections.append(Section(f"{page.name}#{anchor}", title, _plain(heading), _words(f"{heading} {inner}")))
    return sections


def write_index(sections: Iterable[Section]) -> str:
    """Write the sections as JSON that can stand inside a script: nothing in it can end one."""
    rows = [[one.target, one.title, one.heading, " ".join(one.words)] for one in sections]
    raw = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
    for sign in ("<", ">", "&", "\u2028", "\u2029"):
        raw = raw.replace(sign, f"\\u{ord(sign):04x}")
    return raw


def _plain(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def _words(html: str) -> tuple[str, ...]:
    text = unicodedata.normalize("NFC", _plain(html)).lower()
    return tuple(dict.fromkeys(_WORD.findall(text)))
