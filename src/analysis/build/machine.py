"""What this machine lends to a build: forks, how many reports at once, memory, variables, a warm process to fork from.

Only light modules are imported, so that the warm process starts before all else.
"""

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Mapping, Sequence
from multiprocessing import connection, forkserver, resource_tracker
from pathlib import Path

from analysis.paths import find_project

_MAX_JOBS = 8
_ROOM = 600_000_000  # bytes that a worker and its notebook may need
_LATER, _LAST = 10, 19  # steps of niceness, of which ten leave a tenth of the time; there are no more
_starting = threading.Lock()


def can_fork() -> bool:
    """Tell whether processes can be forked safely here; on macOS the system's own libraries forbid it."""
    return hasattr(os, "fork") and sys.platform != "darwin"


def count_jobs() -> int:
    """Count the reports to make at once: one for each core we may use, within the memory that is free."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(cores, _MAX_JOBS, _free_memory() // _ROOM))


def share_memory(jobs: int) -> int:
    """Give the bytes that each of some notebooks may take at once."""
    return max(_ROOM, int(_free_memory() * 0.8) // jobs)


def _free_memory() -> int:
    from psutil import virtual_memory

    free = int(virtual_memory().available)
    if sys.platform == "linux":
        import resource

        given = resource.getrlimit(resource.RLIMIT_AS)[1]  # by a shell or a queue, for each process
        return free if given == resource.RLIM_INFINITY else min(free, given)
    return free


def worker_environment(data_paths: Sequence[Path] = ()) -> dict[str, str]:
    """Give the variables that workers and notebooks are run with."""
    # One seed for the order of sets, so that the same input gives the same bytes; one thread for sums, so that
    # as many reports as there are cores do not quarrel over them, and a process stays one that may be forked.
    single = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")
    environment = {"PYTHONHASHSEED": "0", "PYDEVD_DISABLE_FILE_VALIDATION": "1", **dict.fromkeys(single, "1")}
    # The same hour and the same order of letters wherever pages are made.
    environment |= {"TZ": "UTC", "LC_ALL": "C.UTF-8"}
    # Elsewhere chosen for programs without a screen, it would swallow what a notebook shows.
    environment["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"
    if project := find_project():
        environment["ANALYSIS_HOME"] = str(project)  # a notebook from elsewhere works in this project too
    if data_paths:
        environment["ANALYSIS_DATA"] = os.pathsep.join(str(path.resolve()) for path in data_paths)
    return environment


def start_warm(environment: Mapping[str, str], *, many: bool = False) -> None:
    """Start the process that workers are forked from, unless it runs; while it imports, the caller goes on.

    For `many` reports it imports all that workers need, which takes twice as long, once for all of them.
    """
    with _starting:
        # Nothing that lies in the folder where we are called may be imported in place of a library.
        wanted = {**environment, "PYTHONSAFEPATH": "1", "ANALYSIS_MANY": "1" if many else ""}
        before = {name: os.environ[name] for name in wanted if name in os.environ}
        os.environ.update(wanted)
        resource_tracker.ensure_running()  # which would let Ctrl-C through when it begins
        blocked = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
        try:
            forkserver.set_forkserver_preload(["analysis.build.warm"])
            forkserver.ensure_running()  # without Ctrl-C, until `warm` says that it is not for that process
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, blocked)
            for name in wanted:
                del os.environ[name]
            os.environ.update(before)


def give_way() -> None:
    """Let all other threads and processes go before this thread, as long as it lasts, where the system can do that."""
    if sys.platform == "linux":  # elsewhere it would be the whole process, for good
        later = os.getpriority(os.PRIO_PROCESS, 0) + _LATER
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), min(later, _LAST))


def end_with_parent() -> None:
    """Let Linux end this process when the one that waits for it is killed, whatever it does then; without a thread."""
    parent = multiprocessing.parent_process()
    if sys.platform != "linux" or parent is None:
        return
    import fcntl

    # The other end of this pipe closes with the parent; the signal of that ends a process that does not expect it.
    fcntl.fcntl(parent.sentinel, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(parent.sentinel, fcntl.F_SETFL, fcntl.fcntl(parent.sentinel, fcntl.F_GETFL) | os.O_ASYNC)
    if connection.wait([parent.sentinel], 0):
        os._exit(1)
