"""The pages that a place of one's own touches, built as all pages are, while a person looks on."""

import multiprocessing
import shutil
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from threading import Lock, Thread
from typing import Any

from analysis.build.machine import can_fork, count_jobs, worker_environment
from analysis.build.make import Plan, build
from analysis.build.workers import Workers
from analysis.dataset import Dataset, load
from analysis.methods import count_coverage
from analysis.package.yaml_lines import read_yaml
from analysis.paths import find_project, notebooks_dir
from analysis.plan.cache import Cache
from analysis.plan.runs import Run, load_runs
from analysis.review.judge import TABLES
from analysis.review.work import Work

SITE = "site"
"""The folder of the pages in the folder of a work."""
# What is built from: the tables as they were when the build began, which a person goes on changing.
_SNAPSHOT = ".tables"


@dataclass
class Building:
    """How far a build of a version is: reports made, of how many, pages to open as address, kind and what of."""

    state: str = "none"
    version: int = -1
    lang: str = ""
    made: int = 0
    of: int = 0
    pages: list[tuple[str, str, str]] = field(default_factory=list)
    fault: str = ""


class OwnPages:
    """What is built, by the name of its work; a class because warm processes wait in it for the next build."""

    def __init__(self, make_plan: Callable[..., Plan]) -> None:
        self._make_plan, self._lock = make_plan, Lock()
        self._builds: dict[str, Building] = {}
        self._workers: dict[Path, Workers] = {}

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

    def start(self, name: str, work: Work, places: Sequence[str], lang: str) -> None:
        """Begin to build the pages of the places of a work in a language, unless they are being built, or are there."""
        known = self._builds.get(name, Building())
        is_same = known.state == "done" and (known.version, known.lang) == (work.version, lang)
        if known.state != "going" and not is_same:
            told = self._builds[name] = Building("going", work.version, lang)
            Thread(target=self._run, args=(told, work.folder, places, lang), daemon=True).start()

    def stop(self) -> None:
        """End every build that goes on."""
        for child in multiprocessing.active_children():
            child.terminate()

    def _run(self, told: Building, folder: Path, places: Sequence[str], lang: str) -> None:
        try:
            with self._lock:
                faults = self._build(told, folder, places, lang)
            told.fault, told.state = "\n".join(faults), "failed" if faults else "done"
        except Exception as error:  # whatever it is, a person waits for an answer
            told.fault, told.state = str(error), "failed"
            raise

    def _build(self, told: Building, folder: Path, places: Sequence[str], lang: str) -> list[str]:
        workers, tables, out = self.warm(folder), folder / _SNAPSHOT, folder / SITE
        shutil.rmtree(tables, ignore_errors=True)
        shutil.copytree(folder / TABLES, tables)
        data = load(tables)
        listed = load_runs(data, notebooks_dir())
        runs = choose_runs(data, listed, places)
        told.of = len(runs)

        def count(line: str) -> None:
            told.made += 1

        # Pages of other rows than those of today are no pages of this work any more.
        kept = {f"{lang}/{run.run_id}.html" for run in runs}
        stale = [name for path in out.rglob("*.html") if (name := path.relative_to(out).as_posix()) not in kept]
        cache = Cache((find_project() or folder) / ".cache" / "build")
        asked = data, runs, listed, [lang], notebooks_dir(), out, [tables]
        options = {"stale": tuple(stale), "workers": workers, "cache": cache, "progress": False, "log": count}
        result = build(self._make_plan(*asked, **options))
        pages = [(run.run_id, data.name(*run.subject, lang) if run.subject else run.run_id) for run in runs]
        pages += [(f"handout-{place}", data.name("locality", place, lang)) for place in places]
        told.pages = [(f"{lang}/{page}.html", page.split("-")[0], about) for page, about in pages]
        told.pages = [page for page in told.pages if (out / page[0]).is_file()]
        return [str(failure) for failure in result.failed]


def choose_runs(data: Dataset, runs: Sequence[Run], places: Sequence[str]) -> list[Run]:
    """Choose the pages that places touch: their own, and those of what is known of them and coded of them."""
    coverage, codings = count_coverage(data), data["codings"]
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
