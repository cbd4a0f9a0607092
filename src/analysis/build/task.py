"""Make one report, in whichever process: run its notebook, lay it out, and say in a reader's words what went wrong."""

from __future__ import annotations

import json
import logging
import os
import re
import tempfile
import time
import traceback
import warnings
from collections.abc import Mapping, Sequence
from contextlib import chdir
from dataclasses import dataclass, field, replace
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

from analysis.build.limits import OUTPUT_LIMIT, OutputLimitError, count_shown, limit_memory
from analysis.build.shell import NeedsKernelError, load_ipython_extension
from analysis.errors import BuildError
from analysis.package.yaml_lines import import_jsonschema
from analysis.plan.entries import Run
from analysis.site.around import environment, write_page
from analysis.site.edition import HandOut, Page, Rendered
from analysis.site.finding import outline_page
from analysis.site.gaps import RenderError
from analysis.site.render import render
from analysis.words.catalogue import say

if TYPE_CHECKING:
    from nbformat import NotebookNode

_ANSI = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]")
_TRACEBACK_LINES = 12
_KEPT = 10_000  # characters of a stream that was far too long
_LONGEST_ADDRESS = 100  # a socket's path may have 103 characters on macOS, and a number is added
_IMPORTS = 1_000_000_000  # bytes of addresses that libraries take in a kernel; a fork has them already
_LEFT = (("SystemExit", ""), ("SystemExit", "0"))  # what `exit()` shows


@dataclass(frozen=True)
class Task:
    """One report to make, with what stands around its cells and how `execute` runs it."""

    run: Run
    page: Page
    timeout: int  # seconds that one cell may take
    engine: str = "papermill"
    memory: int | None = None
    notebook: str = ""  # executed, as JSON, if it need only be laid out
    kept: bool = True  # whether it is to be handed back as that, which takes a while, where nothing fails

    @property
    def key(self) -> tuple[str, str]:
        """Run and language."""
        return self.run.run_id, self.page.lang


@dataclass(frozen=True)
class Failure:
    """Why one report could not be made.

    `notebook` is the name of its file; `cell` counts all cells there from 1, None if none is to blame, and `source` is
    its first line; `traceback` has the last lines, without colour codes.
    """

    run_id: str
    lang: str
    notebook: str
    error: str
    message: str
    cell: int | None = None
    source: str = ""
    parameters: Mapping[str, object] | None = None
    traceback: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Place first, then what is wrong, then what may help."""
        place = f"{self.run_id} ({self.lang}), {self.notebook}"
        if self.cell is not None:
            place += f", cell {self.cell} `{self.source}`"
        given = ", ".join(f"{name}={value!r}" for name, value in (self.parameters or {}).items())
        lines = [f"{place}: {self.error}: {self.message}".rstrip(": ")]
        lines += [f"  with {given}"] if given else []
        return "\n".join([*lines, *(f"  | {line}" for line in self.traceback)])


@dataclass(frozen=True)
class Made:
    """What a worker sends back: a page, or why there is none and the notebook as far as it came.

    The worker writes no file, so whatever happens to it leaves none half written. `live` is why the notebook needs a
    kernel of its own; without page and failure it is still to be run by one.
    """

    notebook: str = ""
    live: str = ""
    report: Rendered | None = None
    failure: Failure | None = None
    seconds: Mapping[str, float] = field(default_factory=dict)


class RunFailedError(BuildError):
    """What ends one report; `index` is the place of the cell to blame, from 0, if there is one."""

    notebook: NotebookNode | None = None  # as far as it came

    def __init__(self, kind: str, message: str, index: int | None = None, lines: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.kind, self.index, self.lines = kind, index, lines


def make(task: Task) -> Made:
    """Run and lay out one report, or only lay it out; every error is a failure of this report."""
    import_jsonschema()  # before nbformat imports it, grammars and all
    import nbformat

    text, notebook, report, failure = task.notebook, None, None, None
    seconds, started = dict[str, float](), time.perf_counter()
    try:
        # Before cells are run in a fork, which has what was worked out for it.
        sheet = make_sheet(task.page) if task.page.sheet and not task.page.draft else None
        notebook = nbformat.v4.reads(text) if text else execute(task)
        seconds |= {} if text else {"run": time.perf_counter() - started}
        started = time.perf_counter()
        report = replace(render(notebook, task.page), sheet=sheet)
    except NeedsKernelError as error:
        return Made(live=str(error))
    except RunFailedError as error:
        return Made(notebook=nbformat.writes(error.notebook), failure=word_failure(task, error, error.notebook))
    except Exception as error:
        failure = word_failure(task, error, notebook)
    if notebook is not None:
        seconds["render"] = time.perf_counter() - started
        if not text and (task.kept or failure):
            # In one line: no person reads it, and json breaks lines in Python alone.
            text = json.dumps(notebook, ensure_ascii=False, sort_keys=True)
    return Made(notebook=text, report=report, failure=failure, seconds=seconds)


def make_sheet(page: Page) -> HandOut:
    """Make the sheet of a place, which goes with the page of a report about it."""
    from analysis.dataset import load
    from analysis.site.overview import hand_out

    made = hand_out(load(), page.sheet, lang=page.lang)
    frame = {"lang": page.lang, "menu": page.menu, "translations": page.translations, "cite": page.cite}
    lead, *parts = outline_page(made)
    return HandOut(f"{made.name}.html", write_page(made, frame), (lead._replace(heading=made.title), *parts))


def word_failure(task: Task, error: BaseException, notebook: NotebookNode | None = None) -> Failure:
    """Word what went wrong, with the place in the executed notebook as its author knows it."""
    kind, lines, number, source = type(error).__name__, list[str](), None, ""
    if isinstance(error, RunFailedError):
        kind, lines = error.kind, list(error.lines)
    elif not isinstance(error, RenderError):  # no fault of a cell
        lines = "".join(traceback.format_exception(error)).splitlines()[-6:]
    index = getattr(error, "index", None)
    if notebook is not None and index is not None:
        # papermill adds a cell of its own, which nobody who opens the notebook will count.
        before = notebook.cells[: index + 1]
        number = len(before) - sum("injected-parameters" in cell.metadata.get("tags", []) for cell in before)
        source = next(iter(notebook.cells[index].source.strip().splitlines()), "")
    told = (kind, str(error), number, source, dict(task.run.parameters), tuple(lines))
    return Failure(task.run.run_id, task.page.lang, task.run.notebook.name, *told)


def execute(task: Task) -> NotebookNode:
    """Run a notebook from top to bottom, in its folder, in a fresh kernel or in a fresh fork of this process.

    On Linux it may take `memory` bytes beyond what it begins with. The engine ``"forked"`` wants a process of one
    thread; under it a `NeedsKernelError` says what only a live kernel can do. A `RunFailedError` says which cell
    raises, ends the kernel, takes too long or too much memory, or shows too much.
    """
    from papermill.iorw import load_notebook_node
    from papermill.parameterize import parameterize_notebook

    # It warns of what is told better by a failure.
    logging.getLogger("papermill").setLevel(logging.CRITICAL + 1)
    path, parameters = task.run.notebook, {**task.run.parameters, "lang": task.page.lang}
    source = load_notebook_node(str(path))
    for again in (True, False):
        notebook: NotebookNode = parameterize_notebook(source, parameters, kernel_name="python3", language="python")
        notebook.metadata.papermill["input_path"] = path.name
        try:
            with chdir(path.parent):
                _run(notebook, task)
            fault = _find_fault(notebook, task)
        except NeedsKernelError:
            raise
        except Exception as error:  # a dead kernel, a timeout, a kernel that never starts: all end one report
            # The cell that was running; a dead kernel does not say.
            times = [cell.metadata.get("papermill", {}).get("start_time") for cell in notebook.cells]
            last = max((index for index, begun in enumerate(times) if begun), default=None)
            # Once more when the kernel never spoke, for then no cell has run; or was killed from outside.
            if again and ((isinstance(error, RuntimeError) and last is None) or getattr(error, "killed", False)):
                continue
            message = _ANSI.sub("", str(error)).strip()
            fault = RunFailedError(type(error).__name__, next(iter(message.splitlines()), ""), last)
        break
    from nbconvert.preprocessors.coalescestreams import CoalesceStreamsPreprocessor

    # What was printed in pieces is joined, for where it breaks depends on the clock.
    CoalesceStreamsPreprocessor().preprocess(notebook, {})  # type: ignore[no-untyped-call]  # nbconvert has no types
    if fault is None:
        return notebook
    if fault.kind == OutputLimitError.__name__:  # what is kept for inspection must open in an editor
        for output in (output for cell in notebook.cells for output in cell.get("outputs", []) if "text" in output):
            output.text = output.text[:_KEPT]
    fault.notebook = notebook
    raise fault


def _run(notebook: NotebookNode, task: Task) -> None:
    from papermill.engines import papermill_engines
    from traitlets.config import Config

    options = {"progress_bar": False, "autosave_cell_every": 0, "execution_timeout": task.timeout}
    run = partial(papermill_engines.execute_notebook_with_engine, nb=notebook, kernel_name="python3", **options)
    if task.engine == "forked":
        run("forked", memory=task.memory, fallback=False, draft=task.page.draft, meanwhile=import_layout)
        return
    limit = []
    if task.memory is not None:
        more = task.memory + _IMPORTS
        within = f"__import__({limit_memory.__module__!r}, fromlist=['']).limit_memory(get_ipython(), {more})"
        limit = [f"--InteractiveShellApp.exec_lines={within}"]
    with tempfile.TemporaryDirectory() as sockets, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of things readers cannot change
        config, address = Config(), f"{sockets}/kernel"
        # A kernel talks through files of its own: with TCP, two that start at once can be given one port.
        if os.name == "posix" and len(address) <= _LONGEST_ADDRESS:
            config.KernelManager.transport, config.KernelManager.ip = "ipc", address
        run(
            "nbclient",
            config=config,
            extra_arguments=[f"--InteractiveShellApp.extra_extensions={load_ipython_extension.__module__}", *limit],
            # A kernel serves one run, so nothing is lost; waiting for it costs a second a report.
            shutdown_kernel="immediate",
            # The default of 4 s is too short for a machine with more kernels than cores.
            iopub_timeout=60,
        )


def import_layout() -> None:
    """Import what lays a page out and no cell needs: who waits for the first cells has nothing else to do."""
    import_module("xlsxwriter")
    import_module("analysis.site.prose").write_code("")
    environment().get_template("report.html.j2")


def _find_fault(notebook: NotebookNode, task: Task) -> RunFailedError | None:
    """Find what went wrong in a notebook that came to an end: an error shown, an early end, more than a page holds."""
    left = OUTPUT_LIMIT
    for index, cell in enumerate(notebook.cells):
        for output in cell.get("outputs", []):
            left -= count_shown(output)
            if output.output_type == "error" and (output.ename, output.evalue) not in _LEFT:
                lines = _ANSI.sub("", "\n".join(output.traceback)).splitlines()[-_TRACEBACK_LINES:]
                told = _ANSI.sub("", output.evalue)
                if output.ename.endswith("MemoryError") and task.memory is not None:
                    within = say("fault.memory", task.page.lang, limit=task.memory // 1_000_000)
                    told = f"{told}; {within}" if told else within
                return RunFailedError(output.ename, told, index, lines)
        if cell.metadata.papermill.get("exception"):
            return RunFailedError("SystemExit", "a cell ended the notebook before its last cell", index)
        if left < 0:
            return RunFailedError(OutputLimitError.__name__, str(OutputLimitError()), index)
    return None
