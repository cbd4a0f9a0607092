"""What is said in one language: phrases, days, lists, and numbers with notes that answer "says who?"."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, Self

from analysis.text import format_date, format_number, format_percent, format_period
from analysis.words.catalogue import LANGUAGES, say, say_pieces


@dataclass(frozen=True)
class Note:
    """What stands behind a number: what it says, and pairs of label and words that tell how it is known.

    Equal keys have equal notes in a page. `quoting` tells for each line from where to where it quotes a text, in a note
    in another language than the text's.
    """

    key: str
    title: str
    lines: tuple[tuple[str, str], ...]
    quoting: tuple[tuple[int, int], ...] = ()


class Described(str):
    """The words that stand for a picture, with the caption that they begin with."""

    caption: str

    def __new__(cls, words: str, caption: str) -> Self:
        """Keep the caption with the words."""
        made = super().__new__(cls, words)
        made.caption = caption
        return made


@cache
def dated_marks() -> frozenset[str]:
    """Give the cautions, in each language, that only tell how the time of a figure is known."""
    return frozenset(say(f"mark.{basis}", lang) for basis in ("context", "publication") for lang in LANGUAGES)


class Piece:
    """What stands in a sentence beside words: a number, or a link."""


@dataclass(frozen=True)
class Remark(Piece):
    """What a sentence says of its numbers in brackets at its end: the `whole` of it.

    A page writes out what is `spelt`, and sets for what is `dated` a sign that its foot explains once. Below what is
    read out it is no part of the speech: it stands in a line of its own that begins with the words of `line`.
    """

    whole: str
    spelt: str
    dated: str
    line: str = ""

    def __str__(self) -> str:
        return f"\n{self.line}: {self.whole}" if self.line else f" ({self.whole})"


@dataclass(frozen=True)
class Number(Piece):
    """A number in words, with its note; for a spreadsheet its value, if it is a single one, in a unit of `indicators`.

    Its cautions are what a reader must know with it and nothing beside it tells, in short words: a target, a part of
    the place. Every writer shows them; for those of `dated_marks` a page has a sign.
    """

    text: str
    note: Note
    value: Decimal | None = None
    unit: str = "count"
    cautions: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.text + self.aside

    @property
    def aside(self) -> str:
        """Its cautions in brackets, to stand after it; nothing where it has none."""
        return f" ({'; '.join(self.cautions)})" if self.cautions else ""

    def without(self, cautions: Sequence[str]) -> Self:
        """Leave out cautions that stand beside it otherwise."""
        return replace(self, cautions=tuple(words for words in self.cautions if words not in cautions))


@dataclass(frozen=True)
class Mark:
    """A letter and the words that it stands for; `kind` is its look, by one of its `keys` a filter leaves it there."""

    letter: str
    words: str
    kind: str
    keys: tuple[str, ...]


@dataclass(frozen=True)
class Link(Piece):
    """A link; `marks` show its text in letters."""

    href: str
    text: str
    marks: tuple[Mark, ...] = ()

    def __str__(self) -> str:
        return self.text


Pieces = tuple[str | Number | Remark | Link, ...]
"""A sentence as words, numbers and links in turn, perhaps with a remark on its numbers at its end."""


def glue(*parts: str | Number | Remark | Link | Pieces) -> Pieces:
    """Put words and numbers, or links, in a row, neighbouring words made one."""
    row: list[str | Number | Remark | Link] = []
    for part in parts:
        for piece in part if isinstance(part, tuple) else (part,):
            if isinstance(piece, str) and row and isinstance(row[-1], str):
                row[-1] += piece
            elif piece:
                row.append(piece)
    return tuple(row)


def shared_cautions(pieces: Iterable[str | Number | Remark | Link]) -> tuple[str, ...]:
    """Give what all numbers of a text caution of alike, if it has several: it can be told once beside them."""
    numbers = [piece for piece in pieces if isinstance(piece, Number)]
    if len(numbers) < 2:
        return ()
    return tuple(words for words in numbers[0].cautions if all(words in number.cautions for number in numbers))


def leave_out(pieces: Pieces, cautions: Sequence[str]) -> Pieces:
    """Leave out of all numbers of a sentence the cautions that stand beside it otherwise."""
    return tuple(piece.without(cautions) if isinstance(piece, Number) else piece for piece in pieces)


def anchor_of(observation_id: str) -> str:
    """Name the row of `table_provenance` that holds a printed figure."""
    return f"o-{observation_id}"


def capital(words: str) -> str:
    """Begin words with a capital letter."""
    return words[:1].upper() + words[1:]


def lower(words: str) -> str:
    """Begin words with a small letter, but a name."""
    return words if words.startswith("Party ") else words[:1].lower() + words[1:]


class Speech:
    """What can be said in a language without any data."""

    lang: str

    def say(self, key: str, /, **fields: object) -> str:
        """Give a phrase of the catalogue, its fields filled in."""
        return say(key, self.lang, **fields)

    def amount(self, value: Any, *, decimals: int | None = None) -> str:
        """Write a number."""
        return format_number(value, self.lang, decimals=decimals)

    def numbered(self, number: str) -> str:
        """Word the number of a document: that of a plenum and of the Charter is words, any other is always the same."""
        if charter := re.fullmatch("Điều lệ Đảng( và quy định thi hành)?", number):
            return self.say("document.charter_rules" if charter[1] else "document.charter")
        plenum = re.fullmatch(r"Trung ương (\d+),? \(?khóa ([IVXL]+)\)?", number)
        return self.say("document.plenum", number=plenum[1], term=plenum[2]) if plenum else number

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

    def origin(self, words: str) -> str:
        """Tell that a number is printed, or inferred from words such as "hằng năm"."""
        return self.say("who.inferred", words=words) if words else self.say("who.printed")

    def listed(self, parts: Iterable[str]) -> str:
        """Join words that may hold commas into a list."""
        return self.say("join.semicolon").join(parts)

    def apart(self, names: Iterable[str]) -> str:
        """Join names into a list, by semicolons where one of them holds a comma."""
        told = [*names]
        return (self.listed if any("," in each for each in told) else self.join)(told)

    def bars(self, values: Iterable[tuple[str, str]]) -> str:
        """Word the bars of a picture: the label and the value of each."""
        return self.join(self.say("alt.bar", label=label, value=value) for label, value in values)

    def quote(self, title: str, subject: str) -> str:
        """Quote the title of a document; where no source prints it, and in English, tell what it is on."""
        if self.lang == "vi" and title:
            return f"“{capital(title).replace('“', '‘').replace('”', '’')}”"
        return self.say("document.about", subject=self.inside(subject))

    def inside(self, words: str) -> str:
        """Write words as they stand inside a sentence: with a small letter, unless they begin with a proper name."""
        return words if words.startswith(tuple(self.say("join.proper").split("; "))) else lower(words)

    def is_judged(self, gloss: str) -> bool:
        """Tell whether a gloss says itself that it gives what the text says, and needs no such label."""
        return gloss.startswith(tuple(self.say("join.judged").split("; ")))

    def pieces(self, key: str, /, **fields: str | Number | Remark | Link | Pieces) -> Pieces:
        """Give a phrase in pieces, its fields filled in with words, numbers or pieces."""
        return glue(*say_pieces(key, self.lang, **fields))

    def join_bars(self, values: Iterable[tuple[str, Number]]) -> Pieces:
        """Word numbers as `bars` does, in pieces."""
        return self.join_pieces(self.pieces("alt.bar", label=label, value=value) for label, value in values)

    def pages(self, numbers: Iterable[object], *, whole: bool = False) -> str:
        """Name paragraphs of a text by their numbers, each once; in `whole` words or in short."""
        several = [*dict.fromkeys(map(str, numbers))]
        if whole:
            return self.say("join.paragraphs" if several[1:] else "join.paragraph", number=", ".join(several))
        return self.say("join.pages" if several[1:] else "join.page", number=", ".join(several))

    def join_last(self, words: Iterable[str]) -> str:
        """Join words into a list whose last stands behind an “and”; nothing for none."""
        *others, last = [*words] or [""]
        return self.say("join.last", first=self.join(others), last=last) if others else last

    def join_pieces(self, parts: Iterable[Pieces], *, by: str = "join.list") -> Pieces:
        """Join pieces into a list."""
        between = self.say(by)
        return glue(*[piece for n, part in enumerate(parts) for piece in ((between, part) if n else (part,))])

    def beware(self, cautions: Sequence[str]) -> str:
        """Tell once what holds for all figures beside it; nothing where nothing does."""
        return self.say("mark.all", cautions="; ".join(cautions)) if cautions else ""

    def counted(self, number: int, title: str, rows: str, *, key: str) -> Number:
        """Write a number that we counted in a table of the data."""
        return Number(self.amount(number), self.note_count(title, rows, key=key), Decimal(number))

    def counting(self, key: str, number: int, listed: str, *, about: str, **fields: str) -> Pieces:
        """Give a phrase whose `{number}` only counts, as a number whose note, by the key `about`, lists it."""
        told = self.pieces(key, number=self.counted(number, "", listed, key=""), **fields)
        before = told[0] if isinstance(told[0], str) else ""
        counted = self.counted(number, f"{before}{self.amount(number)}".strip(), listed, key=f"{about}-{len(before)}")
        return tuple(piece if isinstance(piece, str) else counted for piece in told)

    def note_count(self, title: str, rows: str, *, key: str) -> Note:
        """Tell what was counted in the tables of the data."""
        lines = [(self.say("who.origin"), self.say("who.counted")), (self.say("who.from"), rows)]
        return self.make_note(f"n-count-{key}", title, lines)

    def make_note(self, key: str, title: str, lines: Sequence[tuple[str, ...]]) -> Note:
        """Make a note of lines, each once: a label with its words, or with what stands round and in a quotation."""
        lines = list(dict.fromkeys(lines))
        told = tuple((label, "".join(words)) for label, *words in lines)
        quoting = tuple((len(words[0]), len(words[0] + words[1])) if words[1:] else (0, 0) for _, *words in lines)
        return Note(re.sub(r"[^A-Za-z0-9_-]+", "-", key), title, told, () if self.lang == "vi" else quoting)
