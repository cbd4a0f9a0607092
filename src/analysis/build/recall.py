"""Find what an earlier build made of a report, and keep what this one makes.

A run is known by all that it may depend on: code, versions, data (all, or what its entry says that it reads), files
beside the notebooks, the code cells of its notebook, parameters and the files that its entry declares. A page is known
by the run's outputs, the prose between them, and what stands around them.
"""

import base64
import json
import os
import pickle
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from analysis.build.task import Made, Task
from analysis.elements.pages import Surroundings
from analysis.paths import digest, digest_path
from analysis.plan.cache import Cache, digest_inputs
from analysis.plan.notebook import read_cells
from analysis.site.render import Rendered
from analysis.site.search import Section


class Recall:
    """The memory of one build; a class because what all reports depend on is digested once, at its start."""

    def __init__(
        self, cache: Cache, notebooks: Path, data_paths: Sequence[Path], near: Mapping[str, str] | None = None
    ) -> None:
        self._cache, self._read = cache, partial(digest_inputs, notebooks, data_paths, with_runs=False)
        self._inputs, bare = self._read(), self._read(with_rows=False) if near else ""
        self._near = {run_id: digest(bare, rows) for run_id, rows in (near or {}).items()}
        self._keys: dict[tuple[str, str], tuple[str, str]] = {}

    def find(self, task: Task) -> Made | None:
        """Give the report, or only the notebook as it was run, or None."""
        key, written = self._keys[task.key] = self._run_key(task)
        run = self._cache.get("runs", key) or (self._cache.get("drafts", key) if task.page.draft else None)
        if run is None:
            return None
        notebook = run["notebook"] if run["written"] == written else _rewrite(run["notebook"], task.run.notebook)
        page = self._cache.get("pages", self._page_key(task, notebook))
        if page is None:
            return Made(notebook=notebook)
        files = {name: base64.b64decode(content) for name, content in page["files"].items()}
        sections = tuple(Section(anchor, heading, tuple(words)) for anchor, heading, words in page["sections"])
        report = Rendered(page["html"], files, sections, tuple(page["gaps"]))
        return Made(notebook=notebook, report=report)

    def keep(self, task: Task, made: Made) -> None:
        """Keep a report that is whole, unless its notebook or a file that it declares changed while it was made."""
        key = self._run_key(task)
        if made.report is None or key != self._keys[task.key]:
            return
        run = {"notebook": made.notebook, "written": key[1]}
        self._cache.put("drafts" if task.page.draft else "runs", key[0], run)
        if task.page.draft:
            return
        files = {name: base64.b64encode(content).decode() for name, content in made.report.files.items()}
        content = vars(made.report) | {"files": files}
        self._cache.put("pages", self._page_key(task, made.notebook), content)

    def find_around(self, describe: object, lang: str) -> Surroundings | None:
        """Give what stands around the reports in a language, if an earlier build made it of the same; see `Plan`."""
        entry = self._cache.get("around", self._around_key(describe, lang))
        found: Surroundings | None = pickle.loads(base64.b64decode(entry["packed"])) if entry else None
        return found

    def keep_around(self, describe: object, lang: str, around: Surroundings) -> None:
        """Keep what stands around the reports, where what made it is known by what it is given."""
        if isinstance(describe, partial):
            packed = base64.b64encode(pickle.dumps(around)).decode()
            self._cache.put("around", self._around_key(describe, lang), {"packed": packed})

    def finish(self) -> None:
        """Bound the cache; if code or data changed while we built, nobody knows which made what."""
        if self._read() != self._inputs:
            self._cache.forget()
        self._cache.trim()

    def _around_key(self, describe: object, lang: str) -> str:
        return digest(self._inputs, repr(describe.args) if isinstance(describe, partial) else "", lang)

    def _run_key(self, task: Task) -> tuple[str, str]:
        """Digest what a run depends on, and beside it the whole file, prose and outputs that were saved in it too."""
        run = task.run
        cells = [[cell.source, *sorted(cell.tags)] for cell in read_cells(run.notebook) if cell.kind == "code"]
        told = [json.dumps(part, sort_keys=True, default=str) for part in (cells, run.parameters)]
        # A notebook can see where it lies.
        place, reads = os.path.realpath(run.notebook), map(digest_path, run.reads)
        return digest(self._near.get(run.run_id, self._inputs), place, *told, task.page.lang, *reads), digest_path(
            run.notebook
        )

    def _page_key(self, task: Task, notebook: str) -> str:
        return digest(self._near.get(task.run.run_id, self._inputs), notebook, repr(task.page))


def _rewrite(executed: str, notebook: Path) -> str:
    """Give a notebook as it is written now, with what its code, which is the same, showed when it was run."""
    ran, written = json.loads(executed), json.loads(notebook.read_bytes())

    def list_own(cells: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [cell for cell in cells if "injected-parameters" not in cell.get("metadata", {}).get("tags", [])]

    shown = iter([cell for cell in list_own(ran["cells"]) if cell["cell_type"] == "code"])
    ran["cells"] = [
        {"id": f"cell-{place}", "metadata": {}}
        | cell
        | ({"outputs": next(shown)["outputs"], "execution_count": None} if cell["cell_type"] == "code" else {})
        for place, cell in enumerate(list_own(written["cells"]))
    ]
    return json.dumps(ran)
