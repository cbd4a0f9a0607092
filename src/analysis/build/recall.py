"""Find what an earlier build made of a report, and keep what this one makes.

A run is known by all that it may depend on: code, versions, data (all, or what its entry says that it reads), files
beside the notebooks, the code cells of its notebook, parameters and the files that its entry declares. A page is known
by the run's outputs, the prose between them, and what stands around them.
"""

import json
import os
import pickle
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from analysis.build.task import Made, Task
from analysis.elements.pages import Near, Surroundings
from analysis.paths import digest, digest_path
from analysis.plan.cache import Cache, digest_inputs
from analysis.plan.notebook import read_cells
from analysis.site.edition import HandOut, Rendered
from analysis.site.search import Section


class Recall:
    """The memory of one build; a class because what all reports depend on is digested once, at its start."""

    def __init__(
        self, cache: Cache, notebooks: Path, data_paths: Sequence[Path], near: Mapping[str, Near] | None = None
    ) -> None:
        self._cache, self._read = cache, partial(digest_inputs, notebooks, data_paths, with_runs=False)
        self._inputs, self._bare = self._read(), self._read(with_rows=False) if near else ""
        self._near = near or {}
        self._shown: dict[str, Mapping[str, str]] = {}
        self._keys: dict[tuple[str, str], tuple[str, str]] = {}

    def find(self, task: Task) -> Made | None:
        """Give the report, or only the notebook as it was run, or None."""
        part, written = self._keys[task.key] = self._run_key(task)
        if (reads := self._digest_read(task)) is None:
            return None
        key = digest(reads, part)
        run = self._cache.get("runs", key) or (self._cache.get("drafts", key) if task.page.draft else None)
        if run is None:
            return None
        notebook = run["notebook"] if run["written"] == written else _rewrite(run["notebook"], task.run.notebook)
        page = self._cache.get("pages", digest(reads, notebook, repr(task.page)))
        if page is None:
            return Made(notebook=notebook)
        sheet = page["sheet"] and HandOut(**page["sheet"] | {"sections": _take_up(page["sheet"]["sections"])})
        report = Rendered(page["html"], page.get("files", {}), _take_up(page["sections"]), tuple(page["gaps"]), sheet)
        return Made(notebook=notebook, report=report)

    def keep(self, task: Task, made: Made) -> None:
        """Keep a report that is whole, unless its notebook or a file that it declares changed while it was made."""
        part, written = self._run_key(task)
        if made.report is None or (part, written) != self._keys[task.key]:
            return
        reads = self._digest_read(task, is_made=True) or ""
        run = {"notebook": made.notebook, "written": written}
        self._cache.put("drafts" if task.page.draft else "runs", digest(reads, part), run)
        if task.page.draft:
            return
        content = {**vars(made.report), "sheet": made.report.sheet and vars(made.report.sheet)}
        files = content.pop("files")
        self._cache.put("pages", digest(reads, made.notebook, repr(task.page)), content, files)

    def find_around(self, describe: object, lang: str) -> Surroundings | None:
        """Give what stands around the reports in a language, if an earlier build made it of the same; see `Plan`."""
        entry = self._cache.get("around", self._around_key(describe, lang))
        found: Surroundings | None = pickle.loads(entry["files"]["packed"]) if entry else None
        return found

    def keep_around(self, describe: object, lang: str, around: Surroundings) -> None:
        """Keep what stands around the reports, where what made it is known by what it is given."""
        if isinstance(describe, partial):
            self._cache.put("around", self._around_key(describe, lang), {}, {"packed": pickle.dumps(around)})

    def finish(self) -> None:
        """Bound the cache; if code or data changed while we built, nobody knows which made what."""
        if self._read() != self._inputs:
            self._cache.forget()
        self._cache.trim()

    def _around_key(self, describe: object, lang: str) -> str:
        return digest(self._inputs, repr(describe.args) if isinstance(describe, partial) else "", lang)

    def _digest_read(self, task: Task, *, is_made: bool = False) -> str | None:
        """Digest what of the data a run may read; None of a place of which no page is made so far, now or before.

        What a page shows of the places near its own is worked out only where something of these has changed.
        """
        if (near := self._near.get(task.run.run_id)) is None:
            return self._inputs
        own = digest(self._bare, near.own)
        known = self._shown.get(own) or self._cache.get("near", own)
        if known is None and not is_made:
            return None
        if known is None or known["rows"] != near.rows:
            known = {"rows": near.rows, "shown": near.shown()}
            self._cache.put("near", own, known)
        self._shown[own] = known
        return digest(own, known["shown"])

    def _run_key(self, task: Task) -> tuple[str, str]:
        """Digest what a run depends on beside the data, and the whole file, prose and outputs saved in it too."""
        run = task.run
        cells = [[cell.source, *sorted(cell.tags)] for cell in read_cells(run.notebook) if cell.kind == "code"]
        told = [json.dumps(part, sort_keys=True, default=str) for part in (cells, run.parameters)]
        # A notebook can see where it lies.
        place, reads = os.path.realpath(run.notebook), map(digest_path, run.reads)
        return digest(place, *told, task.page.lang, *reads), digest_path(run.notebook)


def _take_up(sections: Iterable[Any]) -> tuple[Section, ...]:
    return tuple(Section(anchor, heading, tuple(words)) for anchor, heading, words in sections)


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
