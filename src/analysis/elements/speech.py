"""Phrases of the catalogue, numbers, days and lists in one language."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from analysis.elements.origins import Number, Pieces, glue
from analysis.text import format_date, format_number, format_percent, format_period
from analysis.words.catalogue import say, say_pieces

__all__ = ["Speech", "capital", "lower"]


def capital(words: str) -> str:
    """Begin words with a capital letter."""
    return words[:1].upper() + words[1:]


def lower(words: str) -> str:
    """Begin words with a small letter."""
    return words[:1].lower() + words[1:]


class Speech:
    """What can be said in a language without any data."""

    lang: str

    def say(self, key: str, /, **fields: object) -> str:
        """Give a phrase of the catalogue, its `{fields}` filled in."""
        return say(key, self.lang, **fields)

    def amount(self, value: Any, *, decimals: int | None = None) -> str:
        """Write a number."""
        return format_number(value, self.lang, decimals=decimals)

    def percent(self, value: Any, *, decimals: int | None = None) -> str:
        """Write a percentage."""
        return format_percent(value, self.lang, decimals=decimals)

    def proportion(self, value: float) -> str:
        """Write a proportion from 0 to 1 as a percentage with one decimal."""
        return format_percent(value * 100, self.lang, decimals=1)

    def day(self, day: date) -> str:
        """Write a day; nothing for one that is missing."""
        return "" if day != day else format_date(day, self.lang)

    def period(self, period: str) -> str:
        """Write a day, a month, a year or an interval of them."""
        return format_period(period, self.lang)

    def join(self, parts: Iterable[str]) -> str:
        """Join words into a list; the word for "none" where there are none."""
        return self.say("join.list").join(parts) or self.say("alt.none")

    def bars(self, values: Iterable[tuple[str, str]]) -> str:
        """Word the bars of a picture: the label and the value of each."""
        return self.join(self.say("alt.bar", label=label, value=value) for label, value in values)

    def pieces(self, key: str, /, **fields: str | Number | Pieces) -> Pieces:
        """Give a phrase in pieces, its `{fields}` filled in with words, numbers or pieces."""
        return glue(*say_pieces(key, self.lang, **fields))

    def join_pieces(self, parts: Iterable[Pieces], *, by: str = "join.list") -> Pieces:
        """Join pieces into a list."""
        between = self.say(by)
        return glue(*[piece for n, part in enumerate(parts) for piece in ((between, part) if n else (part,))])
