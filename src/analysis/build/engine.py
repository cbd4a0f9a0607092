"""A papermill engine that runs each notebook in a fork of this process instead of a kernel.

What this process has imported need not be imported again, and nothing that a notebook does reaches it. Fork
only from a process of one thread. Use it by hand as `papermill --engine forked`.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from types import MethodType
from typing import TYPE_CHECKING, Any

from analysis.build.shell import TOO_LONG, OutputLimitError, run_cells

if TYPE_CHECKING:
    from papermill.engines import NotebookExecutionManager

__all__ = ["ForkedEngine", "NeedsKernelError", "can_fork"]

_PDEATHSIG = 1


class NeedsKernelError(Exception):
    """The notebook asks for what only a live kernel has."""


def can_fork() -> bool:
    """Tell whether processes can be forked safely here; on macOS the system's own libraries forbid it."""
    return hasattr(os, "fork") and sys.platform != "darwin"


class _LikeEngine(type):
    """Lets a class have what papermill's `Engine` has: papermill loads this module while it is imported itself."""

    def __getattr__(cls, name: str) -> Any:
        from papermill.engines import Engine

        found = getattr(Engine, name)
        return MethodType(found.__func__, cls) if isinstance(found, MethodType) else found


class ForkedEngine(metaclass=_LikeEngine):
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
        **options: Any,
    ) -> Any:
        """Run the cells; where that cannot be done, start a kernel.

        A cell may take `execution_timeout` seconds, the notebook `memory` bytes beyond what this process has.

        Parameters
        ----------
        fallback
            Start a kernel where one is needed; it leaves threads behind, and this process must then not be forked.
            Else a `NeedsKernelError` says what needs it.
        """
        try:
            if not can_fork():
                raise NeedsKernelError("this system cannot fork a process")
            return _run(nb_man, execution_timeout, memory)
        except NeedsKernelError:
            if not fallback:
                raise
        from papermill.engines import NBClientEngine

        nb_man.notebook_start()
        return NBClientEngine.execute_managed_notebook(
            nb_man, kernel_name, execution_timeout=execution_timeout, **options
        )


def _run(nb_man: NotebookExecutionManager, timeout: float | None, memory: int | None) -> Any:
    from ipykernel.ipkernel import IPythonKernel
    from papermill.clientwrap import PapermillNotebookClient

    client = PapermillNotebookClient(nb_man)
    client.reset_execution_trackers()
    cells = [
        (index, cell.source, _may_raise(cell))
        for index, cell in enumerate(nb_man.nb.cells)
        if cell.cell_type == "code"
        and cell.source.strip()
        and client.skip_cells_with_tag not in cell.metadata.get("tags", [])
    ]
    incoming, outgoing = Pipe(duplex=False)
    sys.stdout.flush()
    sys.stderr.flush()
    parent, child = os.getpid(), os.fork()
    if child == 0:
        try:
            incoming.close()
            _stand_apart(parent, memory)
            run_cells(cells, outgoing)
        finally:
            os._exit(1)
    outgoing.close()
    try:
        _follow(client, incoming, timeout, child)
    finally:
        incoming.close()
        _end(child)
    nb_man.nb.metadata["language_info"] = dict(IPythonKernel.language_info)
    return nb_man.nb


def _follow(client: Any, pipe: Connection, timeout: float | None, child: int) -> None:
    """Write into the notebook what its process sends, as nbclient writes what a kernel sends."""
    from nbclient.exceptions import CellTimeoutError

    cells, manager = client.nb.cells, client.nb_man
    index, deadline = 0, time.monotonic() + timeout if timeout else None
    while True:
        if not pipe.poll(max(0, deadline - time.monotonic()) if deadline else None):
            raise CellTimeoutError.error_from_timeout_and_cell(
                "Cell execution timed out", int(timeout or 0), cells[index]
            )
        try:
            kind, *content = pipe.recv()
        except (EOFError, OSError):
            raise _death(child) from None
        if kind == "start":
            (index,) = content
            manager.cell_start(cells[index], index)
            client.clear_before_next_output = False
            deadline = time.monotonic() + timeout if timeout else None
        elif kind == "message":
            client.process_message(content[0], cells[index], index)
        elif kind == "end":
            fault = content[1]
            if fault and not (fault == "error" and _may_raise(cells[index])):
                manager.cell_exception(cells[index], cell_index=index)
            manager.cell_complete(cells[index], cell_index=index)
            if fault == "limit":
                raise OutputLimitError(TOO_LONG)
        elif kind == "live":
            raise NeedsKernelError(content[0])
        else:
            return


def _may_raise(cell: Any) -> bool:
    return "raises-exception" in cell.metadata.get("tags", [])


def _death(child: int) -> Exception:
    """Say how a notebook's process ended; `killed` is true if from outside."""
    from nbclient.exceptions import DeadKernelError

    error = DeadKernelError("Kernel died")
    end = time.monotonic() + 2
    while time.monotonic() < end:
        state = os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        if state is not None:
            if state.si_code != os.CLD_EXITED:
                error = DeadKernelError(f"Kernel died (signal {state.si_status})")
                error.killed = True  # type: ignore[attr-defined] # nbclient's own class does not tell it apart
            elif state.si_status:
                error = DeadKernelError(f"Kernel died (exit code {state.si_status})")
            break
        time.sleep(0.01)
    return error


def _stand_apart(parent: int, memory: int | None) -> None:
    """Make this process the head of a group of its own, which ends with its parent and cannot eat all memory."""
    os.setpgid(0, 0)
    if sys.platform == "linux":
        import ctypes
        import resource

        ctypes.CDLL(None).prctl(_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)
        if memory is not None:
            pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
            limit = pages * resource.getpagesize() + memory
            resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def _end(child: int) -> None:
    """End a notebook's process with all that it started."""
    for end in (os.killpg, os.kill):
        try:
            end(child, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            continue
    os.waitpid(child, 0)
