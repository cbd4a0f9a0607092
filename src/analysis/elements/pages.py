"""What stands around the reports of a site, as values: pages made from the data, cards of places."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from textwrap import shorten

from analysis.elements.picture import Picture
from analysis.elements.speech import Link
from analysis.elements.table import Cell, Element, Points
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
    The contents page tells the points of the collection, `found`, first; `files` hold all data, by their ending;
    `packed` what is made from them for the zip of all data, by its name.
    """

    pages: tuple[SitePage, ...] = ()
    cards: tuple[Card, ...] = ()
    groups: tuple[Group, ...] = ()
    subjects: Picture | None = None
    found: Points | None = None
    files: Mapping[str, bytes] = field(default_factory=dict)
    packed: Mapping[str, bytes] = field(default_factory=dict)


def name_taken(kind: str, ending: str, about: str, lang: str) -> str:
    """Name a file of a lesson by its kind and what it is about: ``giao-an-doc-ket-qua-xep-loai.docx``."""
    return f"{say(f'file.{kind}', lang)}-{plain_name(about)}.{ending}"


def plain_name(text: str) -> str:
    """Write the first words of a text in plain letters, as files are named."""
    return shorten(slug(text).replace("_", " "), _LONGEST_NAME, placeholder="").replace(" ", "-")
