"""The notes of a page: taken from its outputs, each kept once, numbered in the order in which numbers call them."""

from __future__ import annotations

import re
from html import escape

from analysis.words.catalogue import say

__all__ = ["Notes"]

_NOTE = re.compile(r'<div class="note" popover role="note" id="([^"]+)">.*?</div>', re.DOTALL)
_CALL = re.compile(r'(<button type="button" class="who" popovertarget="([^"]+)">)(.*?)(</button>)', re.DOTALL)


class Notes:
    """The notes met so far on one page; a class because each number depends on those before."""

    def __init__(self, lang: str) -> None:
        self._lang = lang
        self._known: dict[str, str] = {}
        self._called: dict[str, int] = {}

    def take(self, html: str) -> str:
        """Take the notes out of a piece of a page, and number the calls in it."""
        for found in _NOTE.finditer(html):
            self._known.setdefault(found[1], found[0])

        def call(found: re.Match[str]) -> str:
            number = self._called.setdefault(found[2], len(self._called) + 1)
            return f"{found[1]}{found[3]}<sup>{number}</sup>{found[4]}"

        return _CALL.sub(call, _NOTE.sub("", html))

    @property
    def items(self) -> list[str]:
        """The notes in order, each with a button that closes it.

        A number whose note is nowhere in the page raises: it would be a number without a source.
        """
        close = escape(say("who.close", self._lang))
        return [_closable(self._known[key], key, close) for key in self._called]


def _closable(note: str, key: str, close: str) -> str:
    button = f'<button type="button" class="close" popovertarget="{key}" popovertargetaction="hide">{close}</button>'
    return f"{note.removesuffix('</div>')}{button}</div>"
