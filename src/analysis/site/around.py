"""Write the pages around the reports: contents, search, pages made from the data, choice of language."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.elements.html import Notes
from analysis.elements.pages import Card, SitePage, Surroundings
from analysis.elements.svg import inline_svg
from analysis.elements.table import Link
from analysis.package.frames import package_folders
from analysis.plan.notebook import Title
from analysis.plan.runs import Run
from analysis.site.downloads import pack_files
from analysis.site.render import environment
from analysis.site.search import Outline, Searched, Section, read_index, write_index
from analysis.words.catalogue import LANGUAGES, say

__all__ = ["Edition", "Listed", "files_of", "write_atomically", "write_site"]


@dataclass(frozen=True)
class Listed:
    """A report that is listed, whether it was ever built or not.

    Attributes
    ----------
    title
        Of its notebook.
    name
        Of what it is about.
    sections
        Its parts, where it was made in this build.
    """

    run: Run
    title: Title
    name: str
    sections: tuple[Section, ...] = ()

    @property
    def href(self) -> str:
        """Its place beside the other pages of its language."""
        return f"{self.run.run_id}.html"

    @property
    def heading(self) -> str:
        """The heading of its page."""
        return f"{self.title.heading}: {self.name}" if self.run.subject else self.title.heading


@dataclass(frozen=True)
class Edition:
    """A site in one language: its reports, what stands around them, and names and versions for the foot of pages."""

    lang: str
    reports: tuple[Listed, ...]
    around: Surroundings
    versions: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class _Part:
    """The reports of one notebook on a contents page; `only` where it makes a single one without subject."""

    title: Title
    links: tuple[Link, ...]
    only: Link | None


def write_site(editions: Sequence[Edition], *, out: Path, data_paths: Sequence[str | Path] = ()) -> tuple[Path, ...]:
    """Write the pages around the reports in some languages, and the first page.

    Parameters
    ----------
    editions
        One for each language to write; a page of another that is there already stays and is linked.
    out
        The folder of the site.
    data_paths
        Packages laid over the built-in one, which go into the zip of all data beside it.

    Returns
    -------
    tuple of Path
        The listed reports that are not there.
    """
    missing: list[Path] = []
    there = [
        lang
        for lang in LANGUAGES
        if any(edition.lang == lang for edition in editions) or (out / lang / "index.html").is_file()
    ]
    for edition in editions:
        folder = out / edition.lang
        missing += [folder / report.href for report in edition.reports if not (folder / report.href).is_file()]
        frame = {
            "lang": edition.lang,
            "links": _links(edition),
            "translations": [lang for lang in there if lang != edition.lang],
            "versions": edition.versions,
        }
        for page in edition.around.pages:
            fields = {"kind": page.kind, "title": page.title, "lead": page.lead, "blocks": page.blocks}
            _write(folder / f"{page.name}.html", "page", frame, fields)
        _write(folder / "index.html", "index", frame, _contents(edition, folder))
        _write(folder / "search.html", "search", frame, _search(edition, folder))
    choice = environment().get_template("choice.html.j2").render(langs=there)
    write_atomically(out / "index.html", choice)
    if any(edition.around.coverage for edition in editions):
        write_atomically(out / "data.zip", pack_files(_data_files(data_paths), folder="grassroots-case-studies-data"))
    return tuple(missing)


def _write(path: Path, template: str, frame: Mapping[str, Any], fields: Mapping[str, Any]) -> None:
    made = environment().get_template(f"{template}.html.j2")
    write_atomically(path, made.render(**frame, **fields, own=path.name, notes=Notes()))


def _links(edition: Edition) -> list[Link]:
    plain = [Link(f"{page.name}.html", page.title) for page in edition.around.pages if page.kind == "page"]
    first = Link("index.html", say("site.index", edition.lang))
    return [first, *plain, Link("search.html", say("site.search", edition.lang))]


def _contents(edition: Edition, folder: Path) -> dict[str, Any]:
    """Give what the template of the contents page takes."""
    coverage = edition.around.coverage
    return {
        "title": say("site.title", edition.lang),
        "lead": say("site.lead", edition.lang),
        "parts": _parts(edition, folder),
        "cards": [(card, _card_links(card, edition, folder)) for card in edition.around.cards],
        "coverage": coverage,
        "picture": inline_svg(coverage.svg, coverage.alt, 1) if coverage else "",
    }


def _card_links(card: Card, edition: Edition, folder: Path) -> tuple[Link, ...]:
    """Link a place to its report, if it is there, and to its sheet."""
    own = [report for report in edition.reports if report.run.subject == card.subject]
    there = [report.href for report in own if (folder / report.href).is_file()]
    return (*(Link(href, say("site.profile", edition.lang)) for href in there[:1]), card.sheet)


def _parts(edition: Edition, folder: Path) -> list[_Part]:
    """Gather the reports by notebook; one that is not there has no target."""
    parts = []
    for notebook in dict.fromkeys(report.run.notebook for report in edition.reports):
        own = [report for report in edition.reports if report.run.notebook == notebook]
        links = tuple(Link(report.href if (folder / report.href).is_file() else "", report.name) for report in own)
        only = links[0] if len(own) == 1 and own[0].run.subject is None else None
        parts.append(_Part(own[0].title, links, only))
    return parts


def _search(edition: Edition, folder: Path) -> dict[str, Any]:
    """Give what the template of the search page takes; what this build did not make is as an earlier one found it."""
    reports = [report for report in edition.reports if (folder / report.href).is_file()]
    older = {report.href for report in reports if not report.sections}
    earlier = read_index(folder / "search.html", older) if older else {}
    pages = [
        Searched("index.html", say("site.title", edition.lang), _outline_contents(edition, folder).sections),
        *(earlier.get(report.href) or Searched(report.href, report.heading, report.sections) for report in reports),
        *(Searched(f"{page.name}.html", page.title, _outline(page).sections) for page in edition.around.pages),
    ]
    return {
        "title": say("site.search", edition.lang),
        "lead": say("site.search_lead", edition.lang),
        "pages": [Link(page.href, page.title) for page in pages],
        "index": write_index(pages),
    }


def _outline(page: SitePage) -> Outline:
    outline = Outline(page.title, page.lead)
    for block in page.blocks:
        if block.heading:
            outline.open(block.anchor, block.heading)
        for element in block.content:
            outline.add_words(*element.words())
    return outline


def _outline_contents(edition: Edition, folder: Path) -> Outline:
    lang, around = edition.lang, edition.around
    outline = Outline(say("site.title", lang), say("site.lead", lang))
    if around.cards:
        outline.open("places", say("site.places", lang))
    for card in around.cards:
        outline.add_words(card.heading, card.source, *(words for pair in card.figures for words in map(str, pair)))
    outline.open("questions", say("site.questions", lang))
    for part in _parts(edition, folder):
        outline.add_words(part.title.heading, part.title.question, *(link.text for link in part.links if not part.only))
    if around.coverage and around.coverage.table:
        outline.open("coverage", say("site.coverage", lang))
        outline.add_words(say("site.coverage_lead", lang), *around.coverage.table.words())
        outline.open("data", say("site.data", lang))
        outline.add_words(say("site.data_lead", lang), say("site.data_zip", lang))
    return outline


def _data_files(data_paths: Sequence[str | Path]) -> dict[str, Path]:
    """Name the files of the packages: the built-in one, and each laid over it in a folder of its own."""
    own, *further = package_folders(data_paths)
    files = dict(_package_files(own))
    for number, path in enumerate(further, start=1):
        inside = _package_files(path) if path.is_dir() else [(path.name, path)]
        files |= {f"laid-over-{number}/{name}": file for name, file in inside}
    return files


def _package_files(folder: Path) -> Iterator[tuple[str, Path]]:
    for path in [*folder.iterdir(), *folder.glob("lessons/*")]:
        if path.is_file() and path.suffix in (".csv", ".json", ".md", ".yml"):
            yield path.relative_to(folder).as_posix(), path


def files_of(run: Run) -> str:
    """Name the folder, beside a report, of what can be taken away from it."""
    return f"{run.run_id}.files"


def write_atomically(path: Path, content: str | bytes) -> None:
    """Replace a file by a whole new one, or leave it as it was; one that holds the same already is not touched."""
    new = content.encode() if isinstance(content, str) else content
    if path.is_file() and path.read_bytes() == new:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_bytes(new)
        part.replace(path)
    except OSError as error:
        # A full disk does not say what it had no room for.
        raise OSError(error.errno, error.strerror, str(path)) from error
    finally:
        part.unlink(missing_ok=True)
