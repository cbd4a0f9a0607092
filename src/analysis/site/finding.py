"""The files by which a site is searched: which pages and parts go into which, and the parts kept until then."""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Mapping, Sequence
from os import SEEK_END
from pathlib import Path
from typing import IO, Any

from analysis.elements.pages import SitePage
from analysis.elements.speech import Link
from analysis.elements.table import words_in
from analysis.package.table_rows import by_key
from analysis.paths import write_atomically
from analysis.plan.entries import PARTS
from analysis.site.edition import Edition, Listed
from analysis.site.search import PageOutline, Row, Section, list_rows, read_rows, title_words, write_index
from analysis.words.catalogue import say

_OTHERS = "others"  # what search.js asks for by this name
_MOST_TITLES = 600  # in one file, so that it and the page have less than 300 kB


class PartsAway:
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

    def __init__(self, parts: PartsAway, place: int, number: int) -> None:
        self._parts, self._place, self._number = parts, place, number

    def __len__(self) -> int:
        return self._number

    def __getitem__(self, rank: Any) -> Any:
        return self._parts.take(self._place)[rank]

    def __iter__(self) -> Iterator[Section]:
        return iter(self._parts.take(self._place))


def write_search(edition: Edition, built: Sequence[Listed], folder: Path) -> dict[str, Any]:
    """Write the files of the search, and give what its page has: links to every page but the first, and an index.

    Of pages about places in groups what they say goes into a file for each group, and their titles into files by the
    first letters of a word in them, or by a word; what the other pages say goes into one, and the search page itself
    has their headings. It asks for these as somebody types, for the smallest first. What pages say of one group alone
    is held at a time.
    """
    kinds = {part: say(f"menu.{part}", edition.lang) for part in PARTS}
    links, rows, groups = list[Link](), list[Row](), edition.around.groups
    owner = {place: group.name for group in groups for place in group.places}
    inside: dict[str, list[Listed | SitePage]] = {group.name: [] for group in groups}
    earlier = read_rows(folder / "search.json")

    sheet_kind = say("site.handout", edition.lang)  # it has the title of the page of its place

    def tell(page: Listed | SitePage) -> Iterator[Row]:
        if isinstance(page, SitePage):
            kind = sheet_kind if page.kind == "handout" else kinds[page.part]
            yield from list_rows(f"{page.name}.html", page.title, kind, outline_page(page))
            return
        yield from list_rows(page.href, page.heading, kinds[page.run.part], page.sections)
        if page.on_sheet:
            first, *others = page.on_sheet
            parts = first._replace(heading=""), *others
            yield from list_rows(f"handout-{page.sheet}.html", first.heading, sheet_kind, parts)

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
            for word in title_words(row.title):
                titles.setdefault(word, []).append(row._replace(texts=()))
        write_atomically(_shard(folder, name), write_index(told, shard=name))
    # The file of a province, named by its code, stays its own where a title has that number.
    titles = {key: [*told] for key, told in _part(titles).items() if key not in inside}
    files = titles | ({_OTHERS: rows} if groups else {})
    for name, told in files.items():
        write_atomically(_shard(folder, name), write_index(told, shard=name))
    for path in {*(folder / "search").glob("*.js")} - {_shard(folder, name) for name in (*files, *inside)}:
        path.unlink()  # of places that are no longer there
    write_atomically(folder / "search.json", write_index(rows))
    links += [Link(f"places-{group.name}.html", group.heading) for group in groups]
    shards = {"groups": [(group.name, group.heading) for group in groups], "letters": [*titles]}
    headings = [row._replace(texts=()) for row in rows] if groups else rows
    return {"pages": links, "index": write_index(headings), **shards}


def _part(titles: Mapping[str, Sequence[Row]]) -> dict[str, Sequence[Row]]:
    """Part the titles with each word into files: by the first letters, or by the word where these would hold too many.

    Of a word that too many have, as "đảng", only those are found by it that begin with it, as that of a place does.
    The smallest comes first, and those that do not hold all come last.
    """
    whole, begun = dict[str, Sequence[Row]](), dict[str, Sequence[Row]]()
    for start, words in by_key((word[:3], word) for word in titles).items():
        told = [*dict.fromkeys(row for word in words for row in titles[word])]
        own = {start: told} if len(told) <= _MOST_TITLES else {word: titles[word] for word in words}
        for key, rows in own.items():
            if len(rows) <= _MOST_TITLES:
                whole[key] = rows
            elif 0 < len(first := [row for row in rows if key in [*title_words(row.title)][:1]]) <= _MOST_TITLES:
                begun[key] = first
    return {key: of[key] for of in (whole, begun) for key in sorted(of, key=lambda key: (len(of[key]), key))}


def outline_page(page: SitePage) -> tuple[Section, ...]:
    """Give the parts of a page beside the reports."""
    outline = PageOutline(page.lead)
    for block in page.blocks:
        if block.heading:
            outline.open(block.anchor, block.heading)
        outline.add_words(*words_in(block.content))
    return outline.sections


def _shard(folder: Path, name: str) -> Path:
    return folder / "search" / f"{name}.js"
