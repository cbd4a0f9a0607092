"""What this machine lends to a build: how many reports at once, memory, variables, a warm process to fork from.

Only light modules are imported, so that the warm process starts before all else.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping, Sequence
from multiprocessing import forkserver
from pathlib import Path

from analysis.build.engine import can_fork

__all__ = ["count_jobs", "default_engine", "share_memory", "start_warm", "worker_environment"]

_MAX_JOBS = 8
_ROOM = 600_000_000  # bytes that a worker and its notebook may need
_starting = threading.Lock()


def default_engine() -> str:
    """Name the faster engine where it works, else papermill's own."""
    return "forked" if can_fork() else "papermill"


def count_jobs() -> int:
    """Count the reports to make at once: one for each core we may use, within the memory that is free."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(cores, _MAX_JOBS, (_free_memory() or _ROOM * _MAX_JOBS) // _ROOM))


def share_memory(jobs: int) -> int | None:
    """Give the bytes that each of some notebooks may take at once, or None where nothing is known."""
    free = _free_memory()
    return None if free is None else max(_ROOM, int(free * 0.8) // jobs)


def _free_memory() -> int | None:
    """Give the bytes of memory that are free for us, or None where the system does not say."""
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable"))
    except (OSError, StopIteration):
        return None


def worker_environment(data_paths: Sequence[Path] = ()) -> dict[str, str]:
    """Give the variables that workers and notebooks are run with."""
    # One seed for the order of sets, so that the same input gives the same bytes; one thread for sums, so that
    # as many reports as there are cores do not quarrel over them, and a process stays one that may be forked.
    single = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")
    environment = {"PYTHONHASHSEED": "0", "PYDEVD_DISABLE_FILE_VALIDATION": "1", **dict.fromkeys(single, "1")}
    # Elsewhere chosen for programs without a screen, it would swallow what a notebook shows.
    environment["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"
    if data_paths:
        environment["ANALYSIS_DATA"] = os.pathsep.join(str(path.resolve()) for path in data_paths)
    return environment


def start_warm(environment: Mapping[str, str]) -> None:
    """Start the process that workers are forked from, unless it runs; while it imports, the caller goes on."""
    with _starting:
        # Nothing that lies in the folder where we are called may be imported in place of a library.
        wanted = {**environment, "PYTHONSAFEPATH": "1"}
        before = {name: os.environ[name] for name in wanted if name in os.environ}
        os.environ.update(wanted)
        try:
            forkserver.set_forkserver_preload(["analysis.build.warm"])
            forkserver.ensure_running()
        finally:
            for name in wanted:
                del os.environ[name]
            os.environ.update(before)
