"""Run one notebook in a kernel of its own, and say in a reader's words what went wrong if it fails."""

from __future__ import annotations

import logging
import os
import re
import tempfile
import warnings
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.build.engine import ForkedEngine, NeedsKernelError
from analysis.build.shell import OUTPUT_LIMIT, TOO_LONG, OutputLimitError
from analysis.errors import BuildError
from analysis.plan.runs import Run

if TYPE_CHECKING:
    from nbformat import NotebookNode
    from traitlets.config import Config

__all__ = ["TIMEOUT", "Failure", "RunFailedError", "execute", "find_fault"]

TIMEOUT = 600
"""Seconds that one cell may take."""

_ENGINES = {"papermill": "keeping", "forked": "keeping-forked"}
_MARKER = "papermill-error-cell-tag"
_ANSI = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]")
_TRACEBACK_LINES = 12
_KEPT = 10_000  # characters of a stream that was far too long
_START_TIMEOUT = 60  # seconds; a kernel takes one or two
_LONGEST_ADDRESS = 100  # a socket's path may have 103 characters on macOS, and a number is added


@dataclass(frozen=True)
class Failure:
    """Why one report could not be made.

    Parameters
    ----------
    run_id, lang, notebook
        Which report; `notebook` is the name of its file.
    error, message
        Name and text of the error.
    cell
        Number of the cell in the committed notebook, all cells counted from 1; None if none is to blame.
    source
        First line of that cell.
    parameters
        As given to the notebook.
    traceback
        The last lines, without colour codes.
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


class RunFailedError(BuildError):
    """A notebook that did not run to its end; `notebook` is as far as it came."""

    def __init__(self, failure: Failure, notebook: NotebookNode | None) -> None:
        super().__init__(str(failure))
        self.failure, self.notebook = failure, notebook


def execute(
    run: Run,
    lang: str,
    *,
    folder: Path | None = None,
    timeout: int = TIMEOUT,
    engine: str = "papermill",
    **options: Any,
) -> NotebookNode:
    """Run a notebook from top to bottom in a fresh kernel, or in a fresh fork of this process.

    Parameters
    ----------
    run
        The notebook and its parameters.
    lang
        Language of the report, ``"vi"`` or ``"en"``; passed to the notebook.
    folder
        Where the kernel works; beside the notebook unless given.
    timeout
        Seconds that one cell may take.
    engine
        ``"papermill"``, or ``"forked"`` where this process has one thread.
    options
        For the forked engine: `memory` and `fallback`.

    Raises
    ------
    RunFailedError
        If a cell raises, ends the kernel, takes too long or shows too much.
    NeedsKernelError
        If the forked engine may not start the kernel that the notebook needs.
    """
    import nbformat
    from papermill import execute_notebook
    from papermill.exceptions import PapermillExecutionError

    _register_engines()
    source = nbformat.read(run.notebook, as_version=4)
    kept: list[NotebookNode] = []
    # Both libraries log what is told better by the failure, and warn of things readers cannot change.
    logging.getLogger("papermill").setLevel(logging.CRITICAL + 1)

    def attempt() -> NotebookNode:
        with tempfile.TemporaryDirectory() as sockets:
            return execute_notebook(
                # As a node: papermill takes braces in a path for placeholders.
                source,
                None,
                parameters={**run.parameters, "lang": lang},
                engine_name=_ENGINES[engine],
                kernel_name="python3",
                language="python",
                progress_bar=False,
                request_save_on_cell_execute=False,
                autosave_cell_every=0,
                cwd=folder or run.notebook.parent,
                start_timeout=_START_TIMEOUT,
                execution_timeout=timeout,
                keep=kept.append,
                config=_own_sockets(sockets),
                # A kernel serves one run, so nothing is lost; waiting for it costs a second a report.
                shutdown_kernel="immediate",
                # The default of 4 s is too short for a machine with more kernels than cores.
                iopub_timeout=60,
                **(options if engine == "forked" else {}),
            )

    with warnings.catch_warnings() if engine == "papermill" else nullcontext():
        if engine == "papermill":  # a fork would inherit it
            warnings.simplefilter("ignore")
        try:
            try:
                notebook = attempt()
            except RuntimeError as error:
                # Once more when the kernel never spoke, for then no cell has run; or was killed from outside.
                if getattr(error, "killed", False) or (kept and _last_started(kept[-1]) is None):
                    notebook = attempt()
                else:
                    raise
        except PapermillExecutionError as error:
            last = [_ANSI.sub("", line) for line in "\n".join(error.traceback).splitlines()]
            fault = (error.ename, _ANSI.sub("", str(error.evalue)), last[-_TRACEBACK_LINES:])
        except NeedsKernelError:
            raise
        except Exception as error:  # a dead kernel, a timeout, a kernel that never starts: all end one report
            message = _ANSI.sub("", str(error)).strip()
            fault = (type(error).__name__, message.splitlines()[0] if message else "", [])
        else:
            fault = None
    reached = _tidy(kept[-1], run) if kept else None
    index = _last_started(reached)
    if fault is None:
        if _stopped(notebook):
            fault = ("SystemExit", "a cell ended the notebook before its last cell", [])
        elif (index := _find_overlong(notebook)) is not None:
            fault = (OutputLimitError.__name__, TOO_LONG, [])
        else:
            return notebook
    if fault[0] == OutputLimitError.__name__:
        _trim(reached)
    raise RunFailedError(find_fault(run, lang, reached, index, *fault), reached)


def find_fault(
    run: Run,
    lang: str,
    notebook: NotebookNode | None,
    index: int | None,
    error: str,
    message: str,
    traceback: list[str] | None = None,
) -> Failure:
    """Word a failure, with the place in the notebook as its author knows it.

    Parameters
    ----------
    notebook, index
        The executed notebook and the place of the cell in it, from 0, if one is to blame.
    """
    number, source = None, ""
    if notebook is not None and index is not None:
        # papermill adds a cell of its own, which nobody who opens the notebook will count.
        before = notebook.cells[: index + 1]
        number = len(before) - sum("injected-parameters" in _tags(cell) for cell in before)
        source = next(iter(notebook.cells[index].source.strip().splitlines()), "")
    return Failure(
        run.run_id,
        lang,
        run.notebook.name,
        error,
        message,
        cell=number,
        source=source,
        parameters=dict(run.parameters),
        traceback=tuple(traceback or ()),
    )


def _tags(cell: NotebookNode) -> list[str]:
    return cell.metadata.get("tags", [])


def _tidy(notebook: NotebookNode, run: Run) -> NotebookNode:
    """Take out what papermill adds for its own readers: markers of the error, and the input as metadata.

    What was printed in pieces becomes whole, for where it breaks depends on the clock.
    """
    notebook.cells = [cell for cell in notebook.cells if _MARKER not in _tags(cell)]
    notebook.metadata.get("papermill", {})["input_path"] = run.notebook.name
    for cell in notebook.cells:
        whole: list[NotebookNode] = []
        for output in cell.get("outputs", []):
            if output.output_type == "stream" and whole and whole[-1].get("name") == output.name:
                whole[-1].text += output.text
            else:
                whole.append(output)
        if whole:
            cell.outputs = whole
    return notebook


def _find_overlong(notebook: NotebookNode) -> int | None:
    """Find the cell with which the notebook shows more than a page can hold."""
    left = OUTPUT_LIMIT
    for index, cell in enumerate(notebook.cells):
        for output in cell.get("outputs", []):
            left -= len(output.get("text", "")) + sum(len(str(one)) for one in output.get("data", {}).values())
        if left < 0:
            return index
    return None


def _trim(notebook: NotebookNode) -> None:
    """Cut what was printed: what is kept for inspection must open in an editor."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if "text" in output:
                output.text = output.text[:_KEPT]


def _stopped(notebook: NotebookNode) -> bool:
    """Tell whether a cell called `exit()`, which papermill takes for success."""
    return any(cell.metadata.get("papermill", {}).get("exception") for cell in notebook.cells)


def _last_started(notebook: NotebookNode | None) -> int | None:
    """Find the cell that was running when all ended; a dead kernel does not say."""
    if notebook is None:
        return None
    started = [
        index
        for index, cell in enumerate(notebook.cells)
        if cell.cell_type == "code" and cell.metadata.get("papermill", {}).get("start_time")
    ]
    return started[-1] if started else None


def _own_sockets(folder: str) -> Config:
    """Let a kernel talk through files of its own: with TCP, two that start at once can be given one port."""
    from traitlets.config import Config

    config = Config()
    address = f"{folder}/kernel"
    if os.name == "posix" and len(address) <= _LONGEST_ADDRESS:
        config.KernelManager.transport = "ipc"
        config.KernelManager.ip = address
    return config


@cache
def _register_engines() -> None:
    from papermill.engines import NBClientEngine, papermill_engines

    for name, engine in (("papermill", NBClientEngine), ("forked", ForkedEngine)):
        papermill_engines.register(_ENGINES[name], _keeping(engine))


def _keeping(engine: type) -> type:
    """Let an engine hand out the notebook first, which papermill drops when a kernel dies."""

    class KeepingEngine(engine):
        @classmethod
        def execute_managed_notebook(cls, nb_man, kernel_name, *, keep, **kwargs):
            keep(nb_man.nb)
            return super().execute_managed_notebook(nb_man, kernel_name, **kwargs)

    return KeepingEngine
