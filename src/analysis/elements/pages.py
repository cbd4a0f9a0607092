"""What stands around the reports of a site, as values, and what of the data a page of a place may read."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from textwrap import shorten
from typing import Any

from analysis.dataset import Dataset
from analysis.dataset.tables import let_go, once
from analysis.elements.picture import Picture
from analysis.elements.speech import Link, capital
from analysis.elements.table import Cell, Element, Point, Points
from analysis.elements.wording import Voice
from analysis.methods import find_figures, groups
from analysis.package.places import find_wholes
from analysis.text import slug
from analysis.words.catalogue import say

_LONGEST_NAME = 48  # letters of what a file is about


@dataclass(frozen=True)
class Block:
    """A part of a page: heading, anchor, and what stands there."""

    heading: str
    anchor: str
    content: tuple[Element | Picture, ...]


@dataclass(frozen=True)
class SitePage:
    """A page beside the reports; `kind` chooses its style, `part` is where it stands in the menu."""

    name: str
    title: str
    lead: str
    blocks: tuple[Block, ...]
    kind: str = "page"
    part: str = "data"
    place: str = ""  # that it is about, if it is about one


@dataclass(frozen=True)
class Card:
    """A place on the contents page: kind and id, by which reports about it are known; what comes first; its sheet."""

    subject: tuple[str, str]
    heading: str
    source: str
    told: tuple[Cell, ...]
    sheet: Link


@dataclass(frozen=True)
class Group:
    """Places of a site that has too many to list at once, under the name of what they lie in; `name` is for files."""

    name: str
    heading: str
    places: tuple[str, ...]


@dataclass(frozen=True)
class Surroundings:
    """All that a site in one language has besides reports: `subjects` shows what each place is about.

    Where there are very many places, `groups` has them by the province in which they lie, and there are no cards.
    The contents page tells the points of the collection, `found`, first, under its `answer`; `files` hold all data, by
    their ending; `packed` what is made from them for the zip of all data, by its name.
    """

    pages: tuple[SitePage, ...] = ()
    cards: tuple[Card, ...] = ()
    groups: tuple[Group, ...] = ()
    subjects: Picture | None = None
    found: Points | None = None
    files: Mapping[str, bytes] = field(default_factory=dict)
    packed: Mapping[str, bytes] = field(default_factory=dict)
    answer: str = ""


def list_groups(voice: Voice, most: int, only: Collection[str] = ()) -> tuple[Group, ...]:
    """Part more places than `most` by the province in which they lie, in the order of its code; none where fewer.

    `only` names provinces, where not all are asked for.
    """
    places, data = voice.data.rows("locality"), voice.data
    if len(places) <= most:
        return ()
    wholes, found, keys = find_wholes(places), dict[str, list[str]](), dict[str, str]()
    for place in places:
        own = place["locality_id"]
        above = [id_ for id_ in sorted(wholes[own]) if data.row("locality", id_)["level"] == "province"]
        key = own if place["level"] == "province" else above[0] if above else ""
        code = data.row("locality", key)["code"] if key else "99"  # a province may be there twice, of two years
        found.setdefault(code, []).append(own)
        keys.setdefault(code, key)
    asked = [code for code in sorted(found) if not only or code in only]
    names = {code: capital(voice.place(keys[code])) if keys[code] else voice.say("site.elsewhere") for code in asked}
    return tuple(Group(code, names[code], tuple(found[code])) for code in asked)


def tell_few(data: Dataset, *, lang: str = "") -> Points | None:
    """Tell that a page of `Dataset.few` is of some places alone, and lead to all by province; else give nothing."""
    voice, few = Voice(data, lang), data.few()
    if few is data:
        return None
    links = [(Link(f"places-{group.name}.html", group.heading),) for group in list_groups(voice, 0)]
    told = {name: voice.amount(len(each.ids("locality"))) for name, each in (("number", few), ("all", data))}
    return Points((Point(voice.pieces("note.few", places=voice.join_pieces(links), **told)),), style="")


def name_taken(kind: str, ending: str, about: str, lang: str) -> str:
    """Name a file of a lesson by its kind and what it is about: ``giao-an-doc-ket-qua-xep-loai.docx``."""
    return f"{say(f'file.{kind}', lang)}-{plain_name(about)}.{ending}"


def plain_name(text: str) -> str:
    """Write the first words of a text in plain letters, as files are named."""
    return shorten(slug(text).replace("_", " "), _LONGEST_NAME, placeholder="").replace(" ", "-")


# What a page of a place may read of places that are not near: who prints which indicator, and how passages are coded.
_READ_OF_ALL = {
    "observations": ("locality_id", "indicator_id", "status", "subject"),
    "codings": ("locality_id", "theme_id", "direction", "status", "source_id", "paragraph", "directive_ids", "coder"),
}


@dataclass(frozen=True)
class Near:
    """Digests of the figures and codings that the page of a place may read.

    They are of its `own` rows with what it reads of all places; of the `rows` of the places near it; and of those
    figures in them that stand beside its own, the `shown`, which takes longer and is worked out where it is asked for.
    """

    own: str
    rows: str
    shown: Callable[[], str]


def digest_near(data: Dataset, locality_id: str, *, alone: bool = False) -> Near | None:
    """Digest the figures and codings that the page of a place may read, None where those are all there are.

    Of many places it reads its own rows, the figures nearest to these unless it is read `alone`, and of all others who
    prints which indicator and how passages are coded. A finding or a lesson may ask for anything, so pages of places
    that one names read all.
    """
    near = groups.list_near(data, locality_id, most=groups.MOST_PLACES)
    if len(near) < groups.MOST_PLACES or locality_id in _named(data):
        return None
    of_all, rows = _digest_rows(data)
    own = sha256(repr((of_all, locality_id, rows.get(locality_id), alone)).encode())
    if alone:
        return Near(own.hexdigest(), "", str)
    beside = sha256(b"".join(place.encode() + rows.get(place, b"") for place in near))
    return Near(own.hexdigest(), beside.hexdigest(), partial(_digest_shown, data, locality_id))


def _digest_shown(data: Dataset, locality_id: str) -> str:
    """Digest which figures of other places are nearest to those of a place and why, with all that is told of them."""
    sums = sha256()
    let_go(data, [locality_id, *groups.list_near(data, locality_id, most=groups.MOST_PLACES)])
    for figure in find_figures(data, locality_id=locality_id):
        for pair in groups.find_nearest(data, figure):
            printed = [tuple(data.row("observation", id_).items()) for id_ in pair.right.observation_ids]
            reasons = [tuple(vars(reason).values()) for reason in pair.reasons]
            sums.update(repr((*vars(pair.right).values(), pair.verdict, reasons, printed)).encode())
    return sums.hexdigest()


@once
def _named(data: Dataset) -> set[str]:
    """Find the places that findings and lessons name, by themselves or by a figure."""
    files = (*(file for file, _ in data.finding_files), *data.lesson_files.values())
    words = {word for file in files for word in re.findall(r"\w+", file.read_text(encoding="utf-8"))}
    owners = zip(*(data.tables["observations"][name] for name in ("observation_id", "locality_id")), strict=True)
    return words.intersection(data.ids("locality")) | {place for id_, place in owners if id_ in words}


@once
def _digest_rows(data: Dataset) -> tuple[bytes, dict[str, bytes]]:
    """Digest what a page may read of all places, and the whole rows of each."""
    of_all, rows = sha256(), defaultdict[str, Any](sha256)
    for name, columns in _READ_OF_ALL.items():
        for table in (tables[name] for tables in (data.tables, data.beside) if name in tables):
            of_all.update(repr([table[column].tolist() for column in columns]).encode())
            for place, *cells in zip(table["locality_id"], *(table[column].tolist() for column in table), strict=True):
                rows[place].update(repr((name, cells)).encode())
    return of_all.digest(), {place: sums.digest() for place, sums in rows.items()}


def count_in_lessons(data: Dataset, id_: str) -> dict[str, int]:
    """Count how often each lesson names a place or its texts, a theme or an indicator, the one that does most first.

    Who names an indicator names its themes.
    """
    own = {id_, *data.sources.loc[data.sources["locality_id"] == id_, "source_id"]}
    own |= {row["indicator_id"] for row in data.rows("indicator") if id_ in row["theme_ids"]}
    told = {lesson: sum(words.get(name, 0) for name in own) for lesson, words in _count_words(data).items()}
    return dict(sorted(told.items(), key=lambda item: -item[1]))


@once
def _count_words(data: Dataset) -> dict[str, dict[str, int]]:
    """Count the words of all that each lesson says, among them the ids that it names."""
    texts = {lesson: data.lesson_file(lesson).read_text("utf-8", "replace") for lesson in data.ids("lesson")}
    return {lesson: Counter(re.findall(r"\w+", text)) for lesson, text in texts.items()}


def tell_texts(voice: Voice, locality_id: str) -> str:
    """Tell where a place is, who wrote its texts and when they were published; nothing of a place without a text."""
    data = voice.data
    texts = data.rows("source", of=locality_id)
    told = [{"author": text["author"], "day": voice.day(text["published_on"])} for text in texts]
    by = voice.listed(voice.say(f"article.{'of' if each['author'] else 'dated'}", **each) for each in told)
    place = ", ".join((capital(voice.place(locality_id)), *data.row("locality", locality_id)[f"parent_{voice.lang}"]))
    return voice.say("article.by", place=place, texts=by) if by else ""


def tell_to_find(voice: Voice, source_ids: Iterable[str]) -> tuple[str, str]:
    """Tell how texts are found, by their addresses where there are any, and how their paragraphs are counted."""
    known = voice.listed(filter(None, (voice.data.row("source", id_)["address"] for id_ in source_ids)))
    found = voice.say("article.at", addresses=known) if known else voice.say("article.no_address")
    return f"{voice.say('article.find')} {found}", voice.say("article.count")
