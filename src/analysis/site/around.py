"""Write the pages around the reports: contents, search, dictionary, methods, sources, sheets, choice of language."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.elements.html import Notes, write_html, write_note
from analysis.elements.origins import Number
from analysis.elements.svg import inline_svg, write_typeface
from analysis.elements.table import Link
from analysis.package.frames import package_folders
from analysis.plan.notebook import Title
from analysis.plan.runs import Run
from analysis.site.downloads import pack_files
from analysis.site.pages import SitePage, handout_of, make_pages
from analysis.site.render import TEMPLATES
from analysis.site.search import read_sections, write_index
from analysis.words.catalogue import LANGUAGES, say

if TYPE_CHECKING:
    from analysis.dataset import Dataset

__all__ = ["name_run", "write_atomically", "write_site"]


@dataclass(frozen=True)
class _Part:
    """The reports of one notebook on a contents page; `only` where it makes a single one without subject."""

    heading: str
    question: str
    links: tuple[Link, ...]
    only: Link | None


@dataclass(frozen=True)
class _Card:
    """A place on the contents page; figures are names with their numbers."""

    heading: str
    source: str
    figures: tuple[tuple[str, Number], ...]
    links: tuple[Link, ...]


def name_run(run: Run, data: Dataset, lang: str) -> str:
    """Give the name of what a run is about; its id where `runs.yml` says nothing that has a name."""
    if not run.subject:
        return run.run_id
    name = data.name(*run.subject, lang)
    # A run that names its places is told from the one over all places.
    places = run.parameters.get("locality_ids", [])
    return f"{name} ({', '.join(data.name('locality', one, lang) for one in places)})" if places else name


def write_site(
    runs: Sequence[Run],
    data: Dataset,
    titles: Mapping[tuple[Path, str], Title],
    *,
    out: Path,
    langs: Iterable[str],
    versions: Mapping[str, tuple[tuple[str, str], ...]],
    data_paths: Sequence[str | Path] = (),
    pages: Mapping[str, list[SitePage]] | None = None,
) -> tuple[Path, ...]:
    """Write the contents page of each language and the first page.

    Parameters
    ----------
    runs
        All runs of `runs.yml`, whether built or not.
    titles
        Heading and question for each notebook and language.
    out
        The folder of the site.
    langs
        The languages to write; a page of another that is there already stays and is linked.
    versions
        Names and versions for the footer, by language.
    data_paths
        Packages laid over the built-in one, which go into the zip of all data beside it.
    pages
        What `make_pages` gives, by language, where it has been made already.

    Returns
    -------
    tuple of Path
        The listed reports that are not there.
    """
    missing: list[Path] = []
    langs = list(langs)
    there = [lang for lang in LANGUAGES if lang in langs or (out / lang / "index.html").is_file()]
    for lang in langs:
        missing += [
            out / lang / f"{run.run_id}.html" for run in runs if not (out / lang / f"{run.run_id}.html").is_file()
        ]
        # A double of the data in a test has no tables.
        beside = (pages or {}).get(lang) or (make_pages(data, lang) if data.tables else [])
        around = {
            "lang": lang,
            "links": _links(beside, lang),
            "translations": [other for other in there if other != lang],
            "versions": versions[lang],
        }
        for page in beside:
            write_atomically(out / lang / f"{page.name}.html", _write_page(page, around))
        write_atomically(out / lang / "index.html", _write_index(runs, data, titles, out, around))
        write_atomically(out / lang / "search.html", _write_search(runs, beside, out, around))
    write_atomically(out / "index.html", _environment().get_template("choice.html.j2").render(langs=there))
    if data.tables:
        write_atomically(out / "data.zip", pack_files(_data_files(data_paths), folder="grassroots-case-studies-data"))
    return tuple(missing)


def _write_page(page: SitePage, around: Mapping[str, Any]) -> str:
    template = _environment().get_template("page.html.j2")
    own = f"{page.name}.html"
    return template.render(
        **around, own=own, kind=page.kind, title=page.title, lead=page.lead, blocks=page.blocks, notes=Notes()
    )


def _write_index(
    runs: Sequence[Run],
    data: Dataset,
    titles: Mapping[tuple[Path, str], Title],
    out: Path,
    around: Mapping[str, Any],
) -> str:
    lang = around["lang"]
    cards, coverage = [], None
    if data.tables:
        from analysis.methods import count_coverage
        from analysis.show.summary import draw_topics, table_topics

        cards = [_card(runs, data, place, out, lang) for place in data.ids("locality")]
        known = count_coverage(data)
        picture = draw_topics(data, known, lang=lang)
        table = table_topics(data, known, lang=lang)
        coverage = {"svg": inline_svg(picture.svg, picture.alt, 1), "table": table}
    return (
        _environment()
        .get_template("index.html.j2")
        .render(
            **around,
            own="index.html",
            title=say("site.title", lang),
            lead=say("site.lead", lang),
            parts=_parts(runs, data, titles, out=out, lang=lang),
            cards=cards,
            coverage=coverage,
            notes=Notes(),
        )
    )


def _write_search(runs: Sequence[Run], pages: Sequence[SitePage], out: Path, around: Mapping[str, Any]) -> str:
    lang = around["lang"]
    names = ["index", *(run.run_id for run in runs), *(page.name for page in pages)]
    files = [out / lang / f"{name}.html" for name in names if (out / lang / f"{name}.html").is_file()]
    found = {path: read_sections(path) for path in files}
    return (
        _environment()
        .get_template("search.html.j2")
        .render(
            **around,
            own="search.html",
            title=say("site.search", lang),
            lead=say("site.search_lead", lang),
            pages=[Link(path.name, sections[0].title) for path, sections in found.items()],
            index=write_index(one for sections in found.values() for one in sections),
        )
    )


def _links(pages: Sequence[SitePage], lang: str) -> list[Link]:
    plain = [Link(f"{page.name}.html", page.title) for page in pages if page.kind == "page"]
    return [
        Link("index.html", say("site.index", lang)),
        *plain,
        Link("search.html", say("site.search", lang)),
    ]


def _card(runs: Sequence[Run], data: Dataset, place: str, out: Path, lang: str) -> _Card:
    """Tell a place in a few figures, with links to its report and its sheet."""
    from analysis.elements.wording import Voice, capital
    from analysis.show.summary import list_key_figures

    own = [run for run in runs if run.subject == ("locality", place) and (out / lang / f"{run.run_id}.html").is_file()]
    links = [Link(f"{run.run_id}.html", say("site.profile", lang)) for run in own[:1]]
    sources = data.sources[data.sources["locality_id"] == place]["source_id"]
    figures = list_key_figures(data, place, number=4, lang=lang)
    return _Card(
        capital(Voice(data, lang).place(place)),
        " ".join(map(Voice(data, lang).source, sources)),
        tuple(figures),
        (*links, Link(f"{handout_of(place)}.html", say("site.handout", lang))),
    )


def _data_files(data_paths: Sequence[str | Path]) -> dict[str, Path]:
    """Name the files of the packages: the built-in one, and each laid over it in a folder of its own."""
    own, *further = package_folders(data_paths)
    files = _package_files(own)
    for number, path in enumerate(further, start=1):
        inside = _package_files(path) if path.is_dir() else {path.name: path}
        files |= {f"laid-over-{number}/{name}": file for name, file in inside.items()}
    return files


def _package_files(folder: Path) -> dict[str, Path]:
    found = [*folder.iterdir(), *folder.glob("lessons/*")]
    return {
        one.relative_to(folder).as_posix(): one
        for one in found
        if one.is_file() and one.suffix in (".csv", ".json", ".md", ".yml")
    }


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


def _parts(
    runs: Sequence[Run],
    data: Dataset,
    titles: Mapping[tuple[Path, str], Title],
    *,
    out: Path,
    lang: str,
) -> list[_Part]:
    parts = []
    for notebook in dict.fromkeys(run.notebook for run in runs):
        own = [run for run in runs if run.notebook == notebook]
        links = []
        for run in own:
            built = (out / lang / f"{run.run_id}.html").is_file()
            links.append(Link(f"{run.run_id}.html" if built else "", name_run(run, data, lang)))
        only = links[0] if len(own) == 1 and own[0].subject is None else None
        title = titles[notebook, lang]
        parts.append(_Part(title.heading, title.question, tuple(links), only))
    return parts


@cache
def _environment():
    from jinja2 import Environment, FileSystemLoader

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES / "site"),
        autoescape=True,
        keep_trailing_newline=True,
    )
    environment.globals |= {
        "say": say,
        "write": write_html,
        "write_note": write_note,
        "css": (TEMPLATES / "report" / "style.css").read_text(encoding="utf-8"),
        "script": (TEMPLATES / "site" / "search.js").read_text(encoding="utf-8"),
        "typeface": write_typeface,
    }
    return environment
