"""Find what an earlier build made of a report, and keep what this one makes.

A run is known by its notebook, parameters, the code and the versions installed; it is the same run while all that
it has read is unchanged: tables of the data, files, folders. A page is known by the run's outputs and by what
stands around them.
"""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.build.pool import Made, Task
from analysis.errors import AnalysisError
from analysis.paths import data_dir
from analysis.plan.cache import Cache
from analysis.plan.fingerprint import (
    digest,
    digest_code,
    digest_data,
    digest_environment,
    digest_path,
    digest_tables,
)
from analysis.site.render import Rendered
from analysis.site.search import Section

if TYPE_CHECKING:
    from analysis.dataset import Dataset

__all__ = ["Recall"]


class Recall:
    """The memory of one build; a class because the fingerprints of code and data are taken once, at its start."""

    def __init__(self, cache: Cache, data: Dataset, data_paths: Sequence[Path | str]) -> None:
        self._cache = cache
        self._places = [Path(path).resolve() for path in data_paths]
        self._code = digest_code()
        # Where further data lie can be seen by a notebook; so can where the project lies.
        self._base = digest(self._code, digest_environment(), *map(str, self._places))
        tables = getattr(data, "tables", {})
        self._known = {f"version:{data.version}": "", **digest_tables(tables, data.version)}
        self._states: dict[str, str] = {}

    @property
    def paths(self) -> list[str]:
        """The files and folders that any of the reports has read."""
        return sorted(what.removeprefix("path:") for what in self._states if what.startswith("path:"))

    def find(self, task: Task) -> Made | None:
        """Give the report, or only the notebook as it was run, or None."""
        entry = self._cache.get("runs", self._run_key(task))
        if entry is None or any(self._state(what, task) != state for what, state in entry["reads"].items()):
            return None
        made = Made(notebook=entry["notebook"], reads=frozenset(entry["reads"]))
        page = self._cache.get("pages", self._page_key(task, made))
        if page is None:
            return made
        files = {name: base64.b64decode(content) for name, content in page["files"].items()}
        sections = tuple(Section(*part[:2], tuple(part[2])) for part in page["sections"])
        return Made(notebook=made.notebook, reads=made.reads, report=Rendered(page["html"], files, sections))

    def keep(self, task: Task, made: Made) -> None:
        """Keep a report that is whole, unless what it was made from changed meanwhile."""
        if made.report is None:
            return
        if not task.notebook:
            # Where it is not known what was read, it may have been anything.
            reads = {"*"} if made.reads is None or "*" in made.reads else set(made.reads)
            if any(what.startswith("version:") and what not in self._known for what in reads):
                return
            state = {what: self._state(what, task) for what in sorted(reads) if not what.startswith("version:")}
            self._cache.put("runs", self._run_key(task), {"notebook": made.notebook, "reads": state})
        files = {name: base64.b64encode(content).decode() for name, content in made.report.files.items()}
        sections = [[part.anchor, part.heading, part.words] for part in made.report.sections]
        content = {"html": made.report.html, "files": files, "sections": sections}
        self._cache.put("pages", self._page_key(task, made), content)

    def finish(self) -> None:
        """Bound the cache; if the code changed while we built, nobody knows which one made what."""
        if digest_code() != self._code:
            self._cache.forget()
        self._cache.trim()

    def _state(self, what: str, task: Task) -> str:
        """Give the digest of something that a run has read, as it is now."""
        if not what.startswith("path:") and what != "*":
            return self._known.get(what, "none")
        if what not in self._states:
            if what == "*":  # all data, and whatever lies beside the notebooks
                folders = [*_built_in(), *self._places, task.run.notebook.parent]
                self._states[what] = digest(self._known[what], digest_data(folders))
            else:
                self._states[what] = digest_path(Path(what.removeprefix("path:")))
        return self._states[what]

    def _run_key(self, task: Task) -> str:
        run = task.run
        parameters = json.dumps(run.parameters, sort_keys=True, default=str)
        place = os.path.realpath(run.notebook)
        return digest(self._base, place, run.notebook.read_bytes(), parameters, task.page.lang)

    def _page_key(self, task: Task, made: Made) -> str:
        return digest(self._base, made.notebook, task.version, repr(task.page))


def _built_in() -> list[Path]:
    try:
        return [data_dir()]
    except AnalysisError:
        return []
