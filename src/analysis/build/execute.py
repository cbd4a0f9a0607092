"""Run one notebook in a process of its own, and say in a reader's words what went wrong if it fails."""

from __future__ import annotations

import logging
import os
import re
import tempfile
import warnings
from collections.abc import Mapping
from contextlib import chdir
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.build.engine import ForkedEngine, NeedsKernelError
from analysis.build.shell import OUTPUT_LIMIT, TOO_LONG, OutputLimitError, load_ipython_extension
from analysis.errors import BuildError
from analysis.plan.runs import Run

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = ["TIMEOUT", "Cause", "Failure", "RunFailedError", "execute", "word_failure"]

TIMEOUT = 600
"""Seconds that one cell may take."""

_ANSI = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]")
_TRACEBACK_LINES = 12
_KEPT = 10_000  # characters of a stream that was far too long
_START_TIMEOUT = 60  # seconds; a kernel takes one or two
_LONGEST_ADDRESS = 100  # a socket's path may have 103 characters on macOS, and a number is added


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


class RunFailedError(BuildError):
    """A notebook that did not run to its end; `notebook` is as far as it came."""

    def __init__(self, failure: Failure, notebook: NotebookNode | None) -> None:
        super().__init__(str(failure))
        self.failure, self.notebook = failure, notebook


@dataclass(frozen=True)
class Cause:
    """What went wrong, and in which cell of the executed notebook, from 0, if one is to blame."""

    error: str
    message: str
    index: int | None = None
    traceback: tuple[str, ...] = ()


def execute(
    run: Run, lang: str, *, timeout: int = TIMEOUT, engine: str = "papermill", memory: int | None = None
) -> NotebookNode:
    """Run a notebook from top to bottom, in its folder, in a fresh kernel or in a fresh fork of this process.

    The engine ``"forked"`` wants a process of one thread; under it the notebook may take `memory` bytes.

    Raises
    ------
    RunFailedError
        If a cell raises, ends the kernel, takes too long or shows too much.
    NeedsKernelError
        If the forked engine meets what only a live kernel can do.
    """
    from nbconvert.preprocessors.coalescestreams import CoalesceStreamsPreprocessor
    from papermill.iorw import load_notebook_node
    from papermill.parameterize import parameterize_notebook

    # It warns of what is told better by a failure.
    logging.getLogger("papermill").setLevel(logging.CRITICAL + 1)
    source = load_notebook_node(str(run.notebook))
    for again in (True, False):
        notebook: NotebookNode = parameterize_notebook(
            source, {**run.parameters, "lang": lang}, kernel_name="python3", language="python"
        )
        notebook.metadata.papermill["input_path"] = run.notebook.name
        try:
            with chdir(run.notebook.parent):
                _run(notebook, engine, timeout, memory)
            cause = _find_cause(notebook)
            break
        except NeedsKernelError:
            raise
        except Exception as error:  # a dead kernel, a timeout, a kernel that never starts: all end one report
            # Once more when the kernel never spoke, for then no cell has run; or was killed from outside.
            silent = isinstance(error, RuntimeError) and _last_started(notebook) is None
            if again and (silent or getattr(error, "killed", False)):
                continue
            message = _ANSI.sub("", str(error)).strip()
            cause = Cause(type(error).__name__, next(iter(message.splitlines()), ""), _last_started(notebook))
            break
    # What was printed in pieces is joined, for where it breaks depends on the clock.
    CoalesceStreamsPreprocessor().preprocess(notebook, {})  # type: ignore[no-untyped-call]
    if cause is None:
        return notebook
    if cause.error == OutputLimitError.__name__:
        _trim(notebook)
    raise RunFailedError(word_failure(run, lang, cause, notebook), notebook)


def word_failure(run: Run, lang: str, cause: Cause, notebook: NotebookNode | None = None) -> Failure:
    """Word a failure, with the place in the executed notebook as its author knows it."""
    number, source = None, ""
    if notebook is not None and cause.index is not None:
        # papermill adds a cell of its own, which nobody who opens the notebook will count.
        before = notebook.cells[: cause.index + 1]
        number = len(before) - sum("injected-parameters" in cell.metadata.get("tags", []) for cell in before)
        source = next(iter(notebook.cells[cause.index].source.strip().splitlines()), "")
    told = (cause.error, cause.message, number, source, dict(run.parameters), cause.traceback)
    return Failure(run.run_id, lang, run.notebook.name, *told)


def _run(notebook: NotebookNode, engine: str, timeout: int, memory: int | None) -> None:
    from papermill.engines import NBClientEngine
    from traitlets.config import Config

    options = {"progress_bar": False, "autosave_cell_every": 0, "execution_timeout": timeout}
    if engine == "forked":
        ForkedEngine.execute_notebook(notebook, "python3", **options, memory=memory, fallback=False)
        return
    with tempfile.TemporaryDirectory() as sockets, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of things readers cannot change
        config, address = Config(), f"{sockets}/kernel"
        # A kernel talks through files of its own: with TCP, two that start at once can be given one port.
        if os.name == "posix" and len(address) <= _LONGEST_ADDRESS:
            config.KernelManager.transport, config.KernelManager.ip = "ipc", address
        NBClientEngine.execute_notebook(
            notebook,
            "python3",
            **options,
            start_timeout=_START_TIMEOUT,
            config=config,
            extra_arguments=[f"--InteractiveShellApp.extra_extensions={load_ipython_extension.__module__}"],
            # A kernel serves one run, so nothing is lost; waiting for it costs a second a report.
            shutdown_kernel="immediate",
            # The default of 4 s is too short for a machine with more kernels than cores.
            iopub_timeout=60,
        )


def _find_cause(notebook: NotebookNode) -> Cause | None:
    """Find what went wrong in a notebook that came to an end: an error shown, an early end, more than a page holds."""
    left = OUTPUT_LIMIT
    for index, cell in enumerate(notebook.cells):
        for output in cell.get("outputs", []):
            left -= len(output.get("text", "")) + sum(len(str(content)) for content in output.get("data", {}).values())
            if output.output_type == "error" and (output.ename, output.evalue) not in _LEFT:
                lines = [_ANSI.sub("", line) for line in "\n".join(output.traceback).splitlines()]
                return Cause(output.ename, _ANSI.sub("", output.evalue), index, tuple(lines[-_TRACEBACK_LINES:]))
        if cell.metadata.papermill.get("exception"):
            return Cause("SystemExit", "a cell ended the notebook before its last cell", index)
        if left < 0:
            return Cause(OutputLimitError.__name__, TOO_LONG, index)
    return None


_LEFT = (("SystemExit", ""), ("SystemExit", "0"))  # what `exit()` shows


def _last_started(notebook: NotebookNode) -> int | None:
    """Find the cell that was running when all ended; a dead kernel does not say."""
    times = [cell.metadata.get("papermill", {}).get("start_time") for cell in notebook.cells]
    return max((index for index, time in enumerate(times) if time), default=None)


def _trim(notebook: NotebookNode) -> None:
    """Cut what was printed: what is kept for inspection must open in an editor."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if "text" in output:
                output.text = output.text[:_KEPT]
