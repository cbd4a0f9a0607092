"""The pages that a place of one's own touches, built as all pages are, while a person looks on."""

import multiprocessing
import re
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from threading import Lock, Thread
from typing import Any

from analysis.build.machine import can_fork, count_jobs, start_warm, worker_environment
from analysis.build.make import Plan, build
from analysis.build.workers import Workers
from analysis.dataset import Dataset, load
from analysis.errors import AnalysisError
from analysis.methods import count_coverage
from analysis.package.yaml_lines import read_yaml
from analysis.paths import find_project, notebooks_dir
from analysis.plan.cache import Cache
from analysis.plan.entries import Run
from analysis.plan.runs import load_runs
from analysis.review.judge import TABLES
from analysis.review.work import Work
from analysis.words.catalogue import LANGUAGES
from analysis.workbook.review import word_whole

SITE = "site"
"""The folder of the pages in the folder of a work."""
_LINK = re.compile(rb'<a\b[^>]*? href="(?P<page>[\w./-]+\.html)(?:#[^"]*)?"[^>]*>(?P<words>.*?)</a>', re.DOTALL)
# What is built from: the tables as they were when the build began, which a person goes on changing.
_SNAPSHOT = ".tables"


@dataclass
class Building:
    """How far a build of a version is: reports made, of how many, what is made now, pages as address, kind, what of.

    `langs` are those that it has, the one asked for first; a page is listed as soon as it is there.
    """

    state: str = "none"
    version: int = -1
    langs: tuple[str, ...] = ()
    made: int = 0
    of: int = 0
    now: tuple[str, str] = ("", "")
    pages: list[tuple[str, str, str]] = field(default_factory=list)
    fault: str = ""


class OwnPages:
    """What is built, by the name of its work; a class because warm processes wait in it for the next build."""

    def __init__(self, make_plan: Callable[..., Plan]) -> None:
        self._make_plan, self._lock = make_plan, Lock()
        self._builds: dict[str, Building] = {}
        self._workers: dict[Path, Workers] = {}
        if can_fork():  # what notebooks need is imported over there while a person reads
            start_warm(worker_environment())

    def tell(self, name: str) -> dict[str, Any]:
        """Tell how far the pages of a work are."""
        return asdict(self._builds.get(name, Building()))

    def warm(self, folder: Path) -> Workers:
        """Start what will build the pages of the work in a folder, and end what waits for another."""
        if folder not in self._workers:
            while self._workers:
                self._workers.popitem()[1].__exit__()
            self._workers[folder] = Workers(count_jobs(), worker_environment([folder / _SNAPSHOT]), warm=can_fork())
        return self._workers[folder]

    def start(self, name: str, work: Work, places: Sequence[str], lang: str, *, both: bool = False) -> None:
        """Begin to build the pages of the places of a work in a language, or in all, unless they are there.

        What is built of the same version in another language stays.
        """
        known = self._builds.get(name, Building())
        there = known.langs if known.version == work.version else ()
        langs = tuple(dict.fromkeys((lang, *there, *(LANGUAGES if both else ()))))
        if known.state != "going" and not (known.state == "done" and there == langs):
            told = self._builds[name] = Building("going", work.version, langs)
            Thread(target=self._run, args=(told, work.folder, places), daemon=True).start()

    def stop(self) -> None:
        """End every build that goes on."""
        for child in multiprocessing.active_children():
            child.terminate()

    def _run(self, told: Building, folder: Path, places: Sequence[str]) -> None:
        try:
            with self._lock:
                faults = self._build(told, folder, places)
            told.fault, told.state = "\n".join(faults), "failed" if faults else "done"
        except Exception as error:  # whatever it is, a person waits for an answer
            words = word_whole(error)[told.langs[0]] if isinstance(error, AnalysisError) else str(error)
            told.fault, told.state = words, "failed"
            raise

    def _build(self, told: Building, folder: Path, places: Sequence[str]) -> list[str]:
        workers, tables, out = self.warm(folder), folder / _SNAPSHOT, folder / SITE
        shutil.rmtree(tables, ignore_errors=True)
        shutil.copytree(folder / TABLES, tables)
        data = load(tables)
        listed, own = load_runs(data, notebooks_dir()), [("locality", place) for place in places]
        # The profile first, which is what a person waits for.
        runs = sorted(choose_runs(data, listed, places), key=lambda run: run.subject not in own)
        lang, told.of, began = told.langs[0], len(runs) * len(told.langs), time.time()
        pages = [(run.run_id, data.name(*run.subject, lang) if run.subject else run.run_id) for run in runs]
        pages += [(f"handout-{place}", data.name("locality", place, lang)) for place in places]
        offered = [(f"{lang}/{page}.html", page.split("-")[0], about) for page, about in pages]

        def list_made() -> None:
            made = [page for page in offered if (out / page[0]).is_file() and (out / page[0]).stat().st_mtime >= began]
            told.pages, told.now = made, next((page[1:] for page in offered if page not in made), ("", ""))

        def count(line: str) -> None:
            told.made += 1
            list_made()

        list_made()
        # Pages of other rows than those of today are no pages of this work any more.
        kept = {f"{lang}/{run.run_id}.html" for run in runs for lang in told.langs}
        stale = [name for path in out.rglob("*.html") if (name := path.relative_to(out).as_posix()) not in kept]
        cache = Cache((find_project() or folder) / ".cache" / "build")
        asked = data, runs, listed, told.langs, notebooks_dir(), out, [tables]
        options = {"stale": tuple(stale), "workers": workers, "cache": cache, "progress": False, "log": count}
        result = build(self._make_plan(*asked, **options))
        told.pages = [page for page in offered if (out / page[0]).is_file()]
        return [str(failure) for failure in result.failed]


def read_page(path: Path) -> bytes:
    """Read a file of the site; of a page, links to pages that these few do not have are their words alone."""
    content = path.read_bytes()
    if path.suffix != ".html":
        return content
    return _LINK.sub(
        lambda link: link[0] if (path.parent / link["page"].decode()).is_file() else link["words"], content
    )


def choose_runs(data: Dataset, runs: Sequence[Run], places: Sequence[str]) -> list[Run]:
    """Choose the pages that places touch: their own, and those of what is known of them and coded of them."""
    coverage, codings = count_coverage(data), data.tables["codings"]
    known = coverage.index[coverage[list(places)].isin(["printed", "computed"]).any(axis=1)]
    touched = {*places, *known, *codings.loc[codings["locality_id"].isin(places), "theme_id"]}
    return [run for run in runs if touched & _about(data, run)]


def _about(data: Dataset, run: Run) -> set[str]:
    """Tell what a page is about: its place, its indicator or its theme, of a lesson those that it shows."""
    kind, id_ = run.subject or ("", "")
    if kind != "lesson":
        return {id_, str(run.parameters.get("indicator_id", ""))}
    items = (read_yaml(data.lesson_file(id_))[1] or {}).get("items", [])
    values = [value for item in items for value in item.values()]
    return {str(each) for value in values for each in (value if isinstance(value, list) else [value])}
