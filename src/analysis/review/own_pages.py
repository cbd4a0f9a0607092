"""The pages that a place of one's own touches, built by the command that builds, while a person looks on."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from analysis.dataset import Dataset, load
from analysis.methods import count_coverage
from analysis.package.yaml_lines import read_yaml
from analysis.paths import find_project, notebooks_dir
from analysis.plan.runs import Run, load_runs
from analysis.review.judge import TABLES
from analysis.review.work import Work

SITE = "site"
"""The folder of the pages in the folder of a work."""
_LOG, _ERRORS = "build.log", "build.errors"


@dataclass
class _Building:
    """One build: its process, the pages it makes in the order in which they are offered, and where it tells of them."""

    process: subprocess.Popen[bytes]
    pages: list[tuple[str, str]]
    folder: Path
    lang: str


@dataclass
class OwnPages:
    """What is being built, by the name of the work."""

    building: dict[str, _Building] = field(default_factory=dict)

    def start(self, name: str, work: Work, places: Sequence[str], lang: str) -> None:
        """Begin to build the pages of the places of a work in a language; what is being built is left to end."""
        if (known := self.building.get(name)) and known.process.poll() is None:
            return
        tables = work.folder / TABLES
        data = load(tables)
        runs = choose_runs(data, load_runs(data, notebooks_dir()), places)
        command = [sys.executable, "-m", "analysis", "build", *(run.run_id for run in runs), "--lang", lang]
        command += ["--data", str(tables), "--out", str(work.folder / SITE), "--log", str(work.folder / _LOG)]
        (work.folder / _LOG).unlink(missing_ok=True)
        errors: IO[bytes]
        with (work.folder / _ERRORS).open("wb") as errors:
            process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=errors,
                cwd=find_project() or work.folder, env={**os.environ, "PYTHONUTF8": "1"},
            )  # fmt: skip
        pages = [(run.run_id, data.name(*run.subject, lang) if run.subject else run.run_id) for run in runs]
        pages += [(f"handout-{place}", data.name("locality", place, lang)) for place in places]
        self.building[name] = _Building(process, pages, work.folder, lang)

    def tell(self, name: str) -> dict[str, Any]:
        """Tell how far the pages of a work are: how many of how many, which can be opened, and what went wrong."""
        known = self.building.get(name)
        if known is None:
            return {"state": "none"}
        code, log = known.process.poll(), known.folder / _LOG
        told: dict[str, Any] = {"state": "going" if code is None else "done" if code == 0 else "failed"}
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines() if log.is_file() else []
        at = known.folder / SITE / known.lang
        pages = [(f"{known.lang}/{page}.html", page.split("-")[0], of) for page, of in known.pages]
        told["pages"] = [page for page in pages if code is not None and (at.parent / page[0]).is_file()]
        told |= {"made": len(lines), "of": sum(not page.startswith("handout-") for page, _ in known.pages)}
        if told["state"] == "failed":
            told["fault"] = (known.folder / _ERRORS).read_text(encoding="utf-8", errors="replace")[-2000:]
        return told

    def stop(self) -> None:
        """End every build that goes on."""
        for known in self.building.values():
            if known.process.poll() is None:
                known.process.terminate()


def choose_runs(data: Dataset, runs: Sequence[Run], places: Sequence[str]) -> list[Run]:
    """Choose the pages that places touch: their own, and those of what is known of them and coded of them."""
    coverage = count_coverage(data)
    known = coverage.index[coverage[list(places)].isin(["printed", "computed"]).any(axis=1)]
    codings = data["codings"]
    themes = codings.loc[codings["locality_id"].isin(places), "theme_id"]
    touched = {*places, *known, *themes}
    return [run for run in runs if touched & _about(data, run)]


def _about(data: Dataset, run: Run) -> set[str]:
    """Tell what a page is about: its place, its indicator or its theme, of a lesson those that it shows."""
    kind, id_ = run.subject or ("", "")
    if kind != "lesson":
        return {id_, str(run.parameters.get("indicator_id", ""))}
    items = (read_yaml(data.lesson_file(id_))[1] or {}).get("items", [])
    return {
        str(each)
        for item in items
        for value in item.values()
        for each in (value if isinstance(value, list) else [value])
    }
