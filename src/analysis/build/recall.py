"""Find what an earlier build made of a report, and keep what this one makes.

A run is known by all that it may depend on: code, versions, data, files beside the notebooks, its notebook, parameters
and the files that its entry declares. A page is known by the run's outputs and by what stands around them.
"""

import base64
import json
import os
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from analysis.build.task import Made, Task
from analysis.plan.cache import Cache, digest, digest_inputs, digest_path
from analysis.site.render import Rendered
from analysis.site.search import Section


class Recall:
    """The memory of one build; a class because what all reports depend on is digested once, at its start."""

    def __init__(self, cache: Cache, notebooks: Path, data_paths: Sequence[Path]) -> None:
        self._cache, self._read = cache, partial(digest_inputs, notebooks, data_paths, with_runs=False)
        self._inputs = self._read()
        self._keys: dict[tuple[str, str], str] = {}

    def find(self, task: Task) -> Made | None:
        """Give the report, or only the notebook as it was run, or None."""
        key = self._keys[task.key] = self._run_key(task)
        run = self._cache.get("runs", key)
        if run is None:
            return None
        page = self._cache.get("pages", self._page_key(task, run["notebook"]))
        if page is None:
            return Made(notebook=run["notebook"])
        files = {name: base64.b64decode(content) for name, content in page["files"].items()}
        sections = tuple(Section(anchor, heading, tuple(words)) for anchor, heading, words in page["sections"])
        report = Rendered(page["html"], files, sections, tuple(page["gaps"]))
        return Made(notebook=run["notebook"], report=report)

    def keep(self, task: Task, made: Made) -> None:
        """Keep a report that is whole, unless its notebook or a file that it declares changed while it was made."""
        key = self._run_key(task)
        if made.report is None or key != self._keys[task.key]:
            return
        self._cache.put("runs", key, {"notebook": made.notebook})
        files = {name: base64.b64encode(content).decode() for name, content in made.report.files.items()}
        content = vars(made.report) | {"files": files}
        self._cache.put("pages", self._page_key(task, made.notebook), content)

    def finish(self) -> None:
        """Bound the cache; if code or data changed while we built, nobody knows which made what."""
        if self._read() != self._inputs:
            self._cache.forget()
        self._cache.trim()

    def _run_key(self, task: Task) -> str:
        run = task.run
        parameters = json.dumps(run.parameters, sort_keys=True, default=str)
        # A notebook can see where it lies.
        place, content = os.path.realpath(run.notebook), run.notebook.read_bytes()
        return digest(self._inputs, place, content, parameters, task.page.lang, *map(digest_path, run.reads))

    def _page_key(self, task: Task, notebook: str) -> str:
        return digest(self._inputs, notebook, repr(task.page))
