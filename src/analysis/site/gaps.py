"""What a notebook of anybody's lacks to be a whole page, told at its head and by the command that builds it.

HTML that others made is read for what would run a program or ask something of a network, and for its words.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from html import escape
from html.parser import HTMLParser
from typing import Any

from analysis.errors import BuildError
from analysis.words.catalogue import say

_UNNAMED = re.compile(r"<th\b([^>]*)>(?:\s|&nbsp;)*</th>")  # libraries write the corner of a table so; it heads nothing
# Before a warning stands a folder of this machine, and the file; a cell has one whose name is a number.
_FOLDER = re.compile(r"^(?:\S*[\\/])?(?:\d+\.py:\d+: |(?<=[\\/])(?=\S+:\d+: ))")
_TABLE = re.compile(r"<table\b[^>]*>", re.IGNORECASE)
_PROGRESS = re.compile(r"\d%\|.*\|")  # as tqdm writes a bar in text
_SETS_LANGUAGE = re.compile(r"^lang\b[^=\n]*=(?!=)", re.MULTILINE)
_UNDESCRIBED = re.compile(r"<img\b(?![^>]*\balt\s*=\s*[\"'][^\"'])")
# A drawing in HTML has its words as an attribute or as the title that it begins with; in another it is part of that.
_UNDESCRIBED_SVG = re.compile(
    r"<svg\b(?![^>]*\baria-(?:label|labelledby|hidden)\s*=\s*[\"'][^\"'])(?![^>]*>\s*<title\b[^>]*>\s*[^\s<])",
    re.IGNORECASE,
)
_PICTURE = re.compile(r"!\[([^\]]*)\]\([^)]*\)")  # in Markdown
_ACTIVE = {"script", "animate", "set", "foreignobject", "iframe", "object", "embed", "link", "base", "meta", "form"}
_FETCHED = {"src", "srcset", "poster", "background", "xlink:href"}
_STYLE = re.compile(r"@import|url\(\s*[\"']?(?!data:|#|[\"'])", re.IGNORECASE)
_SPACES = re.compile(r"[\s\x00-\x20]+")


class RenderError(BuildError):
    """An output that must not stand in a report; `index` is the place of its cell, from 0."""

    def __init__(self, message: str, index: int | None = None) -> None:
        super().__init__(message)
        self.index = index


class Gaps:
    """What one notebook lacks; a class because it is found cell by cell. Only a free notebook may lack anything."""

    def __init__(self, lang: str, *, free: bool, strict: bool) -> None:
        self.found: list[str] = []
        self._lang, self._free, self._strict = lang, free, strict
        self._cell, self._spoken, self._written = 0, set[str](), False

    def warn(self, text: str) -> None:
        """Tell what was written beside the output: a bar, and the line of each warning, or else the last."""
        lines = text.strip().splitlines() or [""]
        said = [line for line in lines if not _PROGRESS.search(line)]
        if len(said) < len(lines):
            self.lack("progress")
            said = list(filter(str.strip, said))
        for line in [line for line in said if "Warning: " in line] or said[-1:]:
            self.lack("warning", line=_FOLDER.sub("", line.strip()))

    def at(self, cell: Any) -> None:
        """Go on to the next cell, counted as its author counts."""
        tags = cell.metadata.get("tags", [])
        self._cell += "injected-parameters" not in tags
        self._spoken |= {tag for tag in tags if tag.startswith("lang-")}
        self._written |= cell.cell_type == "markdown" and bool(cell.source.strip())
        ours = {"parameters", "injected-parameters"}.intersection(tags)
        if self._free and not ours and cell.cell_type == "code" and _SETS_LANGUAGE.search(cell.source):
            self.lack("parameters")

    def lack(self, kind: str, **given: str) -> None:
        """Note what the cell lacks and what to do, once; a `RenderError` says it where the notebook is not free."""
        if not self._free:
            raise RenderError(say(f"lack.{kind}", "en", **given))
        told = say(f"lack.{kind}", self._lang, **given)
        self.found.append(say("lack.in_cell", self._lang, cell=self._cell, told=told) if self._cell else told)

    def clean(self, html: str) -> str:
        """Give HTML of anybody's as it can stand in a page: no head is empty, no picture without words."""
        if _UNDESCRIBED.search(html):
            self.lack("alt_img")
        html = _UNDESCRIBED.sub(f'<img alt="{say("lack.undescribed", self._lang)}"', html)
        if self._free and _UNDESCRIBED_SVG.search(html):
            self.lack("alt_svg")
        html = _UNDESCRIBED_SVG.sub(f'<svg role="img" aria-label="{say("lack.undescribed", self._lang)}"', html)
        return offline(_UNNAMED.sub(r"<td\1></td>", html), self._lang if self._free else "en")

    def leave_out_pictures(self, markdown: str) -> str:
        """Give Markdown that code of a free notebook wrote without its pictures, which a page does not show so."""
        if not self._free or not _PICTURE.search(markdown):
            return markdown
        self.lack("markdown_img")
        return _PICTURE.sub(r"\1", markdown)

    def caption(self, html: str, words: str) -> str:
        """Give HTML whose first table has a caption: its own, or the words of its cell; else it is lacking."""
        table = _TABLE.search(html)
        if table is None or "<caption" in html.lower():
            return html
        if not words and self._free:
            self.lack("table_caption")
        return f"{html[: table.end()]}<caption>{escape(words)}</caption>{html[table.end() :]}" if words else html

    def title(self, heading: str | None, source: str) -> None:
        """Tell where the heading of a section is the title."""
        if heading and not re.search(r"^(?:#\s|=+ *$)", source, re.MULTILINE):
            self.lack("heading_low", heading=heading)

    def finish(self, *, titled: bool, translations: Sequence[str]) -> None:
        """Look at the whole; a `RenderError` tells all that is lacking where nothing may be."""
        self._cell = 0
        if not self._free:
            return
        if not titled:
            self.lack("heading")
        if self._spoken and f"lang-{self._lang}" not in self._spoken:
            self.lack("language", lang=self._lang)
        elif self._written and not self._spoken and translations:
            self.lack("languages")
        self.found = list(dict.fromkeys(self.found))
        if self.found and self._strict:
            raise RenderError("\n  ".join([say("lack.title", self._lang), *self.found]))


def offline(html: str, lang: str = "en") -> str:
    """Give HTML back if it runs no program and asks nothing of a network."""
    if found := find_request(html):
        fetched = found.partition("=")[0] in _FETCHED
        asked = "lack.fetched" if "//" in found else "lack.beside"
        raise RenderError(say(asked if fetched else "lack.program", lang, found=found))
    return html


def word_live(forms: Iterable[str], plain: str, lang: str) -> str:
    """Word why an output cannot stand in a page, and what to give in its place; a control or a bar is no plot."""
    told = ", ".join(forms)
    kind = "progress" if _PROGRESS.search(plain) else "control" if "widget" in told else "live"
    return say(f"lack.{kind}", lang, forms=told)


@lru_cache(256)
def find_request(html: str) -> str:
    """Give the first tag, attribute or style that a self-contained page must not have; empty if none.

    Links that a reader follows, `<a href>`, ask for nothing by themselves and are left alone.
    """
    return _Finder(html).found


def words_of(html: str) -> str:
    """Give what a reader reads of it; pictures and style sheets have no words."""
    return " ".join(_Finder(html).words)


class _Finder(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found = ""
        self.words: list[str] = []
        self._pictures = 0
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._pictures += tag == "svg"
        found = [f"<{tag}>"] if tag in _ACTIVE else []
        found += [f'{name}="{(value or "")[:60]}"' for name, value in attrs if _asks(tag, name, value or "")]
        self.found = self.found or "".join(found[:1])

    def handle_endtag(self, tag: str) -> None:
        self._pictures -= tag == "svg"

    def handle_data(self, data: str) -> None:
        if self.cdata_elem is None and not self._pictures:
            self.words.append(data)
        if self.cdata_elem == "style" and _STYLE.search(data):
            self.found = self.found or "a style sheet that loads another file"


def _asks(tag: str, name: str, value: str) -> bool:
    bare = _SPACES.sub("", value).lower()  # browsers skip blanks inside `java script:`
    fetched = name in _FETCHED or (name == "href" and tag not in {"a", "area"})
    return (
        name.startswith("on")
        or (fetched and bool(bare) and not bare.startswith(("data:image/", "#")))
        or (name == "style" and bool(_STYLE.search(value)))
        or bare.startswith(("javascript:", "vbscript:"))
    )
