"""Search without a server: what each part of each page says, each text kept once, inside one page."""

from __future__ import annotations

import json
import pickle
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, count
from os import SEEK_END
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from analysis.elements.pages import SitePage
from analysis.elements.speech import Link
from analysis.elements.table import Element, Paragraph, Points, words_in
from analysis.paths import write_atomically
from analysis.plan.runs import PARTS
from analysis.text import fold
from analysis.words.catalogue import say

if TYPE_CHECKING:
    from analysis.site.around import Edition, Listed

_CALL = "take("  # what the program of the search page calls the function that a shard is handed to
_OTHERS = "others"  # what search.js asks for by this name
_MOST_TITLES = 1000  # a word that more have finds nothing by itself


class Section(NamedTuple):
    """A part of a page: anchor and words of its heading, and what stands in it.

    The part before the first heading has no anchor; its heading is the answer to what the page asks, if it has one.
    """

    anchor: str
    heading: str
    texts: tuple[str, ...]


class Told:
    """The parts of pages, kept in a file: of thousands they would be hundreds of MB; a class because it holds that."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def put(self, sections: Sequence[Section]) -> Sequence[Section]:
        """Put the parts of a page away, and give what reads them when they are asked for."""
        if not sections:
            return ()
        place = self._file.seek(0, SEEK_END)
        pickle.dump([tuple(section) for section in sections], self._file)
        return _Away(self, place, len(sections))

    def take(self, place: int) -> list[Section]:
        """Read the parts that were put at a place."""
        self._file.seek(place)
        return [Section(*section) for section in pickle.load(self._file)]


class _Away(Sequence[Section]):
    """Parts of a page that are read each time; a class because who lists pages takes them for a tuple."""

    def __init__(self, told: Told, place: int, number: int) -> None:
        self._told, self._place, self._number = told, place, number

    def __len__(self) -> int:
        return self._number

    def __getitem__(self, rank: Any) -> Any:
        return self._told.take(self._place)[rank]

    def __iter__(self) -> Iterator[Section]:
        return iter(self._told.take(self._place))


class PageOutline:
    """The parts of a page as it is written; a class because each anchor must differ from those before.

    What prose marks as of another language than `lang` is not searched: a page on functions has such spans.
    """

    def __init__(self, lead: str, lang: str = "") -> None:
        self.lang = lang
        self.contents: list[Link] = []
        self.level = 1  # of the last heading
        self._used = {"main", "contents", "show-code", "open-all", "notes"}
        self._parts: list[tuple[str, str, list[str]]] = [("", "", [lead])]

    def answer(self, text: str) -> None:
        """Take the answer to what the page asks."""
        self._parts[0] = ("", text, [*self._parts[0][2], text])

    def open(self, anchor: str, heading: str, brief: str = "") -> None:
        """Begin a part under a heading of the second level, which the contents list names in brief, if it can."""
        self.contents.append(Link(f"#{anchor}", brief or heading))
        self._parts.append((anchor, heading, []))

    def add_heading(self, text: str, level: int, brief: str = "") -> str:
        """Give a heading an anchor of its own, in plain letters; one of the second level begins a part."""
        heading = " ".join(text.split())
        base = "-".join(re.findall(r"[a-z0-9]+", fold(heading))) or "s"
        names = chain([base], (f"{base}-{number}" for number in count(2)))
        anchor = next(name for name in names if name not in self._used)
        self._used.add(anchor)
        self.level = level
        if level == 2:
            self.open(anchor, heading, brief)
        else:
            self.add_words(heading)
        return anchor

    def add_words(self, *pieces: str) -> None:
        """Add what is read in the part that was begun last."""
        self._parts[-1][2].extend(pieces)

    @property
    def sections(self) -> tuple[Section, ...]:
        """The parts, each text of a part once."""
        return tuple(
            Section(anchor, heading, tuple(dict.fromkeys(filter(None, (" ".join(text.split()) for text in pieces)))))
            for anchor, heading, pieces in self._parts
        )


class Row(NamedTuple):
    """A part of a page as the search takes it: where it is, title of the page, heading, kind of page, its texts."""

    target: str
    title: str
    heading: str
    kind: str
    texts: tuple[str, ...]


def list_rows(href: str, title: str, kind: str, sections: Iterable[Section]) -> list[Row]:
    """List the parts of a page as the search takes them."""
    return [Row(f"{href}#{part.anchor}".removesuffix("#"), title, part.heading, kind, part.texts) for part in sections]


def title_keys(title: str) -> set[str]:
    """Give the first letters, without marks, of each word of a title: by these its file is asked for."""
    return {word[:3] for word in re.findall(r"[a-z0-9]+", fold(title))}


def write_index(rows: Iterable[Row], *, shard: str = "") -> str:
    """Write rows as JSON that can stand inside a script, each text once: nothing in it can end one.

    A `shard` is a script of its own, which hands them to the search page under its name.
    """
    ranks: dict[str, int] = {}

    def rank(text: str) -> int:
        return ranks.setdefault(text, len(ranks))

    told = [[row.target, rank(row.title), row.heading, rank(row.kind), [*map(rank, row.texts)]] for row in rows]
    raw = json.dumps({"texts": list(ranks), "rows": told}, ensure_ascii=False, separators=(",", ":"))
    for sign in ("<", ">", "&", "\u2028", "\u2029"):
        raw = raw.replace(sign, f"\\u{ord(sign):04x}")
    return f'{_CALL}"{shard}",\n{raw}\n)' if shard else raw


def write_search(edition: Edition, built: Sequence[Listed], folder: Path) -> dict[str, Any]:
    """Write the files of the search, and give what its page has: links to every page but the first, and an index.

    Of pages about places in groups what they say goes into a file for each group, and their titles into files by the
    first letters of a word in them; what the other pages say goes into one, and the search page itself has their
    headings. It asks for these as somebody types. What pages say of one group alone is held at a time.
    """
    kinds = {part: say(f"menu.{part}", edition.lang) for part in PARTS}
    links, rows, groups = list[Link](), list[Row](), edition.around.groups
    owner = {place: group.name for group in groups for place in group.places}
    inside: dict[str, list[Listed | SitePage]] = {group.name: [] for group in groups}
    earlier = read_rows(folder / "search.json")

    def tell(page: Listed | SitePage) -> Iterator[Row]:
        if isinstance(page, SitePage):
            yield from list_rows(f"{page.name}.html", page.title, kinds[page.part], outline_page(page))
            return
        yield from list_rows(page.href, page.heading, kinds[page.run.part], page.sections)
        if page.on_sheet:
            first, *others = page.on_sheet
            parts = first._replace(heading=""), *others
            yield from list_rows(name_sheet(page.sheet), first.heading, kinds[page.run.part], parts)

    for report in built:
        kind, id_ = report.run.subject or ("", "")
        if group := owner.get(id_) if kind == "locality" else None:
            inside[group].append(report)
            continue
        links.append(Link(report.href, report.answer or report.heading))
        rows.extend(tell(report))
    for site_page in edition.around.pages:
        if group := owner.get(site_page.place):
            inside[group].append(site_page)
            continue
        links.append(Link(f"{site_page.name}.html", site_page.title))
        rows.extend(tell(site_page))
    held = {link.href for link in links}
    for sheet in (card.sheet.href for card in edition.around.cards if card.sheet.href not in held):
        kept = [row for row in earlier if row.target.partition("#")[0] == sheet and (folder / sheet).is_file()]
        links += [Link(sheet, row.title) for row in kept[:1]]
        rows += kept
    titles: dict[str, list[Row]] = {}
    for name, pages in inside.items():
        told = [row for page in pages for row in tell(page)]
        made = {row.target.partition("#")[0] for row in told}
        told += (
            row
            for row in read_rows(_shard(folder, name))
            if (href := row.target.partition("#")[0]) not in made and (folder / href).is_file()
        )
        for row in (row for row in told if "#" not in row.target):
            for key in title_keys(row.title):
                titles.setdefault(key, []).append(row._replace(texts=()))
        write_atomically(_shard(folder, name), write_index(told, shard=name))
    # The file of a province, named by its code, stays its own where a title has that number.
    titles = {key: told for key, told in titles.items() if len(told) <= _MOST_TITLES and key not in inside}
    files = titles | ({_OTHERS: rows} if groups else {})
    for name, told in files.items():
        write_atomically(_shard(folder, name), write_index(told, shard=name))
    for path in {*(folder / "search").glob("*.js")} - {_shard(folder, name) for name in (*files, *inside)}:
        path.unlink()  # of places that are no longer there
    write_atomically(folder / "search.json", write_index(rows))
    links += [Link(f"places-{group.name}.html", group.heading) for group in groups]
    shards = {"groups": [(group.name, group.heading) for group in groups], "letters": sorted(titles)}
    headings = [row._replace(texts=()) for row in rows] if groups else rows
    return {"pages": links, "index": write_index(headings), **shards}


def outline_page(page: SitePage) -> tuple[Section, ...]:
    """Give the parts of a page beside the reports."""
    outline = PageOutline(page.lead)
    for block in page.blocks:
        if block.heading:
            outline.open(block.anchor, block.heading)
        outline.add_words(*words_in(block.content))
    return outline.sections


def name_sheet(place: str) -> str:
    """Name the page of the sheet of a place."""
    return f"handout-{place}.html"


def _shard(folder: Path, name: str) -> Path:
    return folder / "search" / f"{name}.js"


def parts_by_page(rows: Iterable[Row]) -> dict[str, tuple[Section, ...]]:
    """Give the parts of each page, by its address, out of rows that `list_rows` made of them."""
    parts: dict[str, tuple[Section, ...]] = {}
    for row in rows:
        href, _, anchor = row.target.partition("#")
        parts[href] = (*parts.get(href, ()), Section(anchor, row.heading, row.texts))
    return parts


def read_rows(index: Path) -> list[Row]:
    """Take up the rows that an earlier build wrote with `write_index`; none where they are not there, or damaged."""
    try:
        raw = index.read_text(encoding="utf-8")
        told = json.loads(raw.split("\n")[1] if raw.startswith(_CALL) else raw)
        texts = told["texts"]
        return [
            Row(target, texts[title], heading, texts[kind], tuple(texts[rank] for rank in inside))
            for target, title, heading, kind, inside in told["rows"]
        ]
    except (OSError, ValueError, TypeError, LookupError):
        return []


def first_words(element: Element | None) -> str:
    """Give what a paragraph or the first point says; a list of questions, of links or of facts says nothing found."""
    if isinstance(element, Paragraph):
        return "".join(map(str, element.text))
    if not isinstance(element, Points) or element.numbered or element.style in ("along", "facts"):
        return ""
    return str(element.items[0]) if element.items else ""
