"""Write the contents pages: one for the choice of language, one for each language."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.publish.notebook import Title
from analysis.publish.render import TEMPLATES, Link
from analysis.publish.runs import Run
from analysis.show.catalogue import LANGUAGES, say

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

    Returns
    -------
    tuple of Path
        The listed reports that are not there.
    """
    missing: list[Path] = []
    langs = list(langs)
    there = [lang for lang in LANGUAGES if lang in langs or (out / lang / "index.html").is_file()]
    for lang in langs:
        parts = _parts(runs, data, titles, out=out, lang=lang)
        missing += [
            out / lang / f"{run.run_id}.html" for run in runs if not (out / lang / f"{run.run_id}.html").is_file()
        ]
        html = (
            _environment()
            .get_template("index.html.j2")
            .render(
                lang=lang,
                parts=parts,
                translations=[other for other in there if other != lang],
                versions=versions[lang],
            )
        )
        write_atomically(out / lang / "index.html", html)
    write_atomically(out / "index.html", _environment().get_template("choice.html.j2").render(langs=there))
    return tuple(missing)


def files_of(run: Run) -> str:
    """Name the folder, beside a report, of what can be taken away from it."""
    return f"{run.run_id}.files"


def write_atomically(path: Path, content: str | bytes) -> None:
    """Replace a file by a whole new one, or leave it as it was."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_bytes(content.encode() if isinstance(content, str) else content)
        part.replace(path)
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
        "css": (TEMPLATES / "report" / "style.css").read_text(encoding="utf-8"),
    }
    return environment
