"""Markdown as HTML, each heading with an anchor, its words kept for the search."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from html import unescape
from typing import Any

from nbconvert.filters.highlight import Highlight2HTML
from nbconvert.filters.markdown_mistune import InvalidNotebook, IPythonRenderer, MarkdownWithMath
from nbconvert.preprocessors.sanitize import SanitizeHTML

from analysis.errors import BuildError
from analysis.site.gaps import words_of
from analysis.site.search import PageOutline

# What a text made from data may hold; all else in it is shown as the characters it is written with.
_TAGS = (
    *("a", "abbr", "b", "blockquote", "br", "code", "em", "h2", "h3", "h4", "h5", "hr", "i", "li", "ol", "p"),
    *("pre", "s", "span", "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul"),
)
# Blocks of blocks; all others hold a sentence, which is kept whole.
_HOLDING = ("list", "list_item", "block_quote", "table", "table_head", "table_body", "table_row")
_ATTRIBUTES = {"*": ["lang"], "a": ["href"], "abbr": ["title"], "th": ["scope"], "ol": ["start"]}


@lru_cache(256)
def write_code(source: str) -> str:
    """Give code as HTML; many reports are of one notebook, and a draft is of what it was but for a line."""
    return str(Highlight2HTML(pygments_lexer="ipython3")(source))  # type: ignore[no-untyped-call]  # nbconvert has no types


def write_prose(
    source: str, outline: PageOutline, *, from_data: bool = False, free: bool = False, attachments: Any = None
) -> str:
    """Write markdown as HTML, and tell the outline of the page its headings and words; from data it has few tags.

    In free prose no level of headings is skipped, whatever its author wrote. A `BuildError` says that other prose has a
    heading of the first level that is not from data, or shows an attachment that its cell does not have.
    """
    renderer = _Renderer(outline, from_data, free, attachments)
    try:
        html: str = MarkdownWithMath(renderer=renderer).render(source)
    except InvalidNotebook as error:
        raise BuildError(str(error)) from error
    if not from_data:
        return html

    def is_ours(tag: str, name: str, value: str) -> bool:
        return name == "lang" or (name == "id" and value in renderer.anchors)

    headings = {f"h{level}": is_ours for level in range(2, 6)}
    cleaner = SanitizeHTML(tags=list(_TAGS), attributes=_ATTRIBUTES | headings)  # type: ignore[no-untyped-call]  # nbconvert has no types
    return str(cleaner.sanitize_html_tags(html))  # type: ignore[no-untyped-call]  # nbconvert has no types


class _Renderer(IPythonRenderer):
    """Looks through what was parsed before it becomes HTML."""

    def __init__(self, outline: PageOutline, from_data: bool, free: bool, attachments: Any) -> None:
        super().__init__(escape=False, exclude_anchor_links=True, attachments=attachments or {})
        self.anchors: set[str] = set()
        self._outline, self._from_data, self._free = outline, from_data, free

    def __call__(self, tokens: Iterable[dict[str, Any]], state: Any) -> str:
        kept = list(tokens)
        self._look_through(kept)
        return str(super().__call__(kept, state))

    def _look_through(self, tokens: Iterable[dict[str, Any]]) -> None:
        for token in tokens:
            if token["type"] == "heading":
                self._anchor(token)
            elif token["type"] in _HOLDING:
                self._look_through(token["children"])
            else:
                self._outline.add_words("".join(_words(token, self._outline.lang)))

    def _anchor(self, token: dict[str, Any]) -> None:
        if self._free:
            token["attrs"]["level"] = max(2, min(token["attrs"]["level"], self._outline.level + 1))
        level = token["attrs"]["level"]
        text = "".join(_words(token, self._outline.lang))
        if level == 1 and self._from_data:
            self._outline.add_words(text)
        elif level == 1:
            raise BuildError("only the title cell has a heading with one #; begin with ##")
        else:
            token["attrs"]["id"] = self._outline.add_heading(text, level)
            self.anchors.add(token["attrs"]["id"])


def _words(token: dict[str, Any], lang: str) -> Iterator[str]:
    """Give the words of what was parsed, without its markup and what a span in it says in another language."""
    is_ours = True
    for child in token.get("children", ()):
        if child["type"] == "inline_html" and (opened := re.match(r'<span lang="(\w+)">', child["raw"])):
            is_ours = lang in ("", opened[1])
        if is_ours:
            yield from _words(child, lang)
        is_ours = is_ours or child.get("raw") == "</span>"
    raw = token.get("raw", "")
    if token["type"] in ("inline_html", "block_html"):
        yield words_of(raw)
    elif token["type"] in ("softbreak", "linebreak"):
        yield " "
    else:
        yield unescape(raw) if token["type"] == "text" else raw
