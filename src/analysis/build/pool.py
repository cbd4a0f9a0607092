"""Make pages in several processes, whatever happens to any of them."""

from __future__ import annotations

import os
import signal
import time
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.build.execute import Failure, RunFailedError, execute, find_fault
from analysis.plan.runs import Run
from analysis.site.render import Page, Rendered, RenderError, render

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from analysis.build.forks import Nursery

__all__ = ["Made", "Task", "default_engine", "default_jobs", "make", "make_all", "share_memory"]

_MAX_JOBS = 8
_ROOM = 600_000_000  # bytes that a worker and its notebook may need
_ATTEMPTS = 2


@dataclass(frozen=True)
class Task:
    """One report to make, with what stands around its cells.

    Parameters
    ----------
    timeout
        Seconds that one cell may take.
    engine
        ``"forked"`` or ``"papermill"``.
    memory
        Bytes that the notebook may take; None for no bound.
    notebook
        The executed notebook as JSON, if it need only be laid out.
    watch
        Note what the notebook reads.
    version
        Of the data.
    """

    run: Run
    page: Page
    timeout: int
    engine: str = "papermill"
    memory: int | None = None
    notebook: str = ""
    watch: bool = False
    version: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """Run and language."""
        return self.run.run_id, self.page.lang


@dataclass(frozen=True)
class Made:
    """What a worker sends back: a page, or why there is none and the notebook as far as it came.

    The worker writes no file, so whatever happens to it leaves none half written.

    Parameters
    ----------
    notebook
        The executed notebook as JSON.
    reads
        What it has read, if that is known: ``table:…``, ``path:…``; then `notebook` holds a stamp in place of
        the version of the data.
    fallback
        Why the forked engine had to leave the notebook to a kernel.
    seconds
        Where the time went: ``run`` and ``render``.
    """

    notebook: str = ""
    reads: frozenset[str] | None = None
    fallback: str = ""
    report: Rendered | None = None
    failure: Failure | None = None
    seconds: Mapping[str, float] = field(default_factory=dict)


def default_jobs() -> int:
    """Count the reports to make at once: one for each core we may use, within the memory that is free."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(cores, _MAX_JOBS, (free_memory() or _ROOM * _MAX_JOBS) // _ROOM))


def default_engine() -> str:
    """Name the faster engine where it works, else papermill's own."""
    from analysis.build.engine import can_fork

    return "forked" if can_fork() else "papermill"


def share_memory(jobs: int) -> int | None:
    """Give the bytes that each of some notebooks may take at once, or None where nothing is known."""
    free = free_memory()
    return None if free is None else max(_ROOM, int(free * 0.8) // jobs)


def free_memory() -> int | None:
    """Give the bytes of memory that are free for us, or None where the system does not say."""
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable"))
    except (OSError, StopIteration):
        return None


def make(task: Task, owner: Connection | None = None) -> Made:
    """Run and lay out one report; every error becomes a failure of this report alone.

    Parameters
    ----------
    owner
        Who waits for it; if its other end closes, a forked notebook is stopped.
    """
    import nbformat

    from analysis.dataset.load import UNSTAMPED

    run, page = task.run, task.page
    started = time.perf_counter()
    if task.notebook:
        return _lay_out(task, Made(notebook=task.notebook, reads=frozenset()), {})
    fallbacks: list[str] = []
    reads: set[str] = set()
    try:
        notebook = execute(
            run,
            page.lang,
            timeout=task.timeout,
            engine=task.engine,
            memory=task.memory,
            owner=owner,
            on_fallback=fallbacks.append,
            on_read=reads.add if task.watch else None,
        )
    except RunFailedError as error:
        left = nbformat.writes(error.notebook).replace(UNSTAMPED, task.version) if error.notebook is not None else ""
        return Made(failure=error.failure, notebook=left, fallback="".join(fallbacks))
    except Exception as error:
        return replace(broken(task, error), fallback="".join(fallbacks))
    known = task.engine == "forked" and task.watch and not fallbacks
    made = Made(nbformat.writes(notebook), frozenset(reads) if known else None, "".join(fallbacks))
    return _lay_out(task, made, {"run": time.perf_counter() - started})


def _lay_out(task: Task, made: Made, seconds: dict[str, float]) -> Made:
    """Add the page to what was run."""
    import nbformat

    from analysis.dataset.load import UNSTAMPED

    started = time.perf_counter()
    read = [what.partition(":")[2] for what in made.reads or () if what.startswith("version:")]
    text = made.notebook.replace(UNSTAMPED, *read[:1] or [task.version])
    notebook = nbformat.reads(text, as_version=4)
    try:
        report = render(notebook, task.page)
    except RenderError as error:
        failure = find_fault(task.run, task.page.lang, notebook, error.index, "RenderError", str(error))
    except Exception as error:
        failure = broken(task, error).failure
    else:
        return replace(made, report=report, seconds={**seconds, "render": time.perf_counter() - started})
    return replace(made, failure=failure, notebook=text)


def broken(task: Task, error: BaseException) -> Made:
    """Word an error that is no fault of a cell."""
    last = "".join(traceback.format_exception(error)).splitlines()[-6:]
    failure = find_fault(task.run, task.page.lang, None, None, type(error).__name__, str(error), last)
    return Made(failure=failure)


def make_all(
    tasks: Sequence[Task],
    *,
    jobs: int,
    environment: Mapping[str, str],
    nursery: Nursery | None = None,
    meanwhile: Callable[[], None] | None = None,
) -> Iterator[tuple[Task, Made]]:
    """Make pages and give each as soon as it is there.

    Close the iterator to stop early: the workers end, and what they run with them.

    Parameters
    ----------
    environment
        Variables for the workers and their kernels.
    nursery
        The warm process, if it has been started already; with the same variables.
    meanwhile
        Called once when forked workers have their first reports to make: what else there is to do costs no time then.
    """
    if not tasks:
        return
    jobs = max(1, min(jobs, len(tasks)))
    if tasks[0].engine == "forked":
        from analysis.build.forks import Nursery, make_forked

        if nursery is not None:
            yield from make_forked(tasks, nursery, jobs=jobs, meanwhile=meanwhile)
            return
        with Nursery(environment) as own:
            yield from make_forked(tasks, own, jobs=jobs, meanwhile=meanwhile)
        return
    yield from _make_spawned(tasks, jobs=jobs, environment=environment, attempt=1)


def _make_spawned(
    tasks: Sequence[Task], *, jobs: int, environment: Mapping[str, str], attempt: int
) -> Iterator[tuple[Task, Made]]:
    """Make pages in processes that start from nothing; a process that dies breaks the pool, so begin anew."""
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor, as_completed
    from concurrent.futures.process import BrokenProcessPool

    before = set(multiprocessing.active_children())
    pool = ProcessPoolExecutor(
        max_workers=jobs,
        # Fork would copy threads' locks; spawn is also the only way on Windows and macOS.
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_start_worker,
        initargs=(dict(environment),),
    )
    finished = 0
    again = []
    try:
        waiting = {pool.submit(make, task): task for task in tasks}
        for future in as_completed(list(waiting)):
            task = waiting.pop(future)  # drop it, or every page stays in memory to the end
            error = future.exception()
            finished += 1
            if isinstance(error, BrokenProcessPool) and attempt < _ATTEMPTS:
                again.append(task)
            else:
                yield task, broken(task, error) if error else future.result()
    finally:
        pool.shutdown(wait=finished == len(tasks), cancel_futures=True)
        if finished < len(tasks):
            for child in set(multiprocessing.active_children()) - before:
                child.terminate()
    # Each in a pool of its own, so that one that kills its process spoils no other.
    for task in again:
        yield from _make_spawned([task], jobs=1, environment=environment, attempt=attempt + 1)


def _start_worker(environment: dict[str, str]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what Ctrl-C stops
    os.environ.update(environment)
    # What a worker or a dying kernel prints would tear the progress line; failures carry what matters.
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    os.dup2(silent, 2)
