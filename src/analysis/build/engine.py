"""A papermill engine that runs each notebook in a fork of this process instead of a kernel.

What this process has imported need not be imported again, and nothing that a notebook does reaches it. Fork
only from a process of one thread. Papermill loads this module while it is imported itself: import papermill, and take
the engine from there. Use it by hand as `papermill --engine forked`.
"""

import os
import signal
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from multiprocessing import Pipe, get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine, NotebookExecutionManager

from analysis.build.limits import OutputLimitError, limit_memory
from analysis.build.machine import can_fork, end_with_parent
from analysis.build.shell import NeedsKernelError, run_cells

_MOST_DRAFTS = 50
_drafts: dict[bytes, Any] = {}
"""The pictures of drafts that were made last."""


class ForkedEngine(NBClientEngine):  # type: ignore[misc]  # papermill has no types
    """Runs the cells of a notebook in a forked process, one for each notebook."""

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: NotebookExecutionManager,
        kernel_name: str,
        *,
        execution_timeout: float | None = None,
        memory: int | None = None,
        fallback: bool = True,
        draft: bool = False,
        meanwhile: Callable[[], None] = lambda: None,
        **options: Any,
    ) -> Any:
        """Run the cells; where that cannot be done, start a kernel.

        A cell may take `execution_timeout` seconds, the notebook `memory` bytes beyond what this process has; while it
        begins, `meanwhile` is called here. A kernel leaves threads behind, and this process must then not be forked:
        without `fallback`, a `NeedsKernelError` says instead what needs one.
        """
        try:
            if not can_fork():
                raise NeedsKernelError("this system cannot fork a process")
            return _run(nb_man, execution_timeout, memory, draft, meanwhile)
        except NeedsKernelError:
            if not fallback:
                raise
        nb_man.notebook_start()
        return super().execute_managed_notebook(nb_man, kernel_name, execution_timeout=execution_timeout, **options)


def _run(
    nb_man: NotebookExecutionManager,
    timeout: float | None,
    memory: int | None,
    draft: bool,
    meanwhile: Callable[[], None],
) -> Any:
    from ipykernel.ipkernel import IPythonKernel

    client = PapermillNotebookClient(nb_man)
    client.reset_execution_trackers()
    cells = []
    for index, cell in enumerate(nb_man.nb.cells):
        tags = cell.metadata.get("tags", [])
        if cell.cell_type == "code" and cell.source.strip() and client.skip_cells_with_tag not in tags:
            cells.append((index, cell.source, "raises-exception" in tags))
    incoming, outgoing = Pipe(duplex=False)
    process = get_context("fork").Process(target=_run_apart, args=(cells, incoming, outgoing, memory, draft))
    process.start()
    outgoing.close()
    try:
        meanwhile()
        _follow(client, incoming, timeout, process)
    finally:
        incoming.close()
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)  # type: ignore[arg-type]  # it has begun; with all that it started
        process.kill()
        process.join()
    nb_man.nb.metadata["language_info"] = dict(IPythonKernel.language_info)
    return nb_man.nb


def _run_apart(
    cells: Sequence[tuple[int, str, bool]], incoming: Connection, outgoing: Connection, memory: int | None, draft: bool
) -> None:
    """Run cells in a process that heads a group of its own, ends with its parent and cannot eat all memory."""
    os.setpgid(0, 0)
    incoming.close()
    end_with_parent()
    run_cells(cells, outgoing, _drafts if draft else None, partial(limit_memory, beyond=memory))


def _follow(client: Any, pipe: Connection, timeout: float | None, process: BaseProcess) -> None:
    """Write into the notebook what its process sends, as nbclient writes what a kernel sends."""
    cells, manager = client.nb.cells, client.nb_man
    index, started = 0, time.monotonic()
    while True:
        if not pipe.poll(max(0, started + timeout - time.monotonic()) if timeout else None):
            raise CellTimeoutError.error_from_timeout_and_cell(
                "Cell execution timed out", int(timeout or 0), cells[index]
            )
        try:
            kind, *content = pipe.recv()
        except (EOFError, OSError):
            raise _death(process) from None
        if kind == "start":
            (index,), started = content, time.monotonic()
            manager.cell_start(cells[index], index)
            client.clear_before_next_output = False
        elif kind == "message":
            client.process_message(content[0], cells[index], index)
        elif kind == "end":
            if content[0]:
                manager.cell_exception(cells[index], cell_index=index)
            manager.cell_complete(cells[index], cell_index=index)
            if content[0] == "limit":
                raise OutputLimitError
        elif kind == "live":
            raise NeedsKernelError(content[0])
        else:
            _drafts.update(content[0] or {})
            for key in [*_drafts][:-_MOST_DRAFTS]:
                del _drafts[key]
            return


def _death(process: BaseProcess) -> Exception:
    """Say how a notebook's process ended; `killed` is true if from outside."""
    process.join(2)
    code = process.exitcode or 0
    told = f" (signal {-code})" if code < 0 else f" (exit code {code})" if code else ""
    error = DeadKernelError(f"Kernel died{told}")
    error.killed = code < 0  # type: ignore[attr-defined]  # nbclient's own class does not tell it apart
    return error
