"""Make pages in several processes, whatever happens to any of them."""

from __future__ import annotations

import os
import signal
import traceback
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from analysis.publish.execute import Failure, RunFailedError, execute, find_fault
from analysis.publish.render import Page, Rendered, RenderError, render
from analysis.publish.runs import Run

__all__ = ["Made", "Task", "default_jobs", "make_all"]

_MAX_JOBS = 8  # a job is two processes, and a kernel with pandas and matplotlib takes some 200 MB


@dataclass(frozen=True)
class Task:
    """One report to make, with what stands around its cells."""

    run: Run
    page: Page
    timeout: int


@dataclass(frozen=True)
class Made:
    """What a worker sends back: a page, or why there is none and the notebook as far as it came.

    The worker writes no file, so whatever happens to it leaves none half written.
    """

    report: Rendered | None = None
    failure: Failure | None = None
    notebook: str = ""


def default_jobs() -> int:
    """Count the reports to make at once: one for each core we may use, within a usual machine's memory."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(cores, _MAX_JOBS))


def make_all(
    tasks: Sequence[Task], *, jobs: int, environment: Mapping[str, str], progress: bool
) -> Iterator[tuple[Task, Made]]:
    """Make pages and give each as soon as it is there.

    Close the iterator to stop early: the workers end, and their kernels after them.

    Parameters
    ----------
    environment
        Variables for the workers and their kernels.
    progress
        Show a line on stderr.
    """
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor, as_completed

    from tqdm import tqdm

    before = set(multiprocessing.active_children())
    pool = ProcessPoolExecutor(
        max_workers=max(1, min(jobs, len(tasks))),
        # Fork would copy threads' locks; spawn is also the only way on Windows and macOS.
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_start_worker,
        initargs=(dict(environment),),
    )
    finished = failed = 0
    try:
        waiting = {pool.submit(_make, task): task for task in tasks}
        with tqdm(total=len(tasks), unit="report", disable=not progress, dynamic_ncols=True) as bar:
            for future in as_completed(list(waiting)):
                task = waiting.pop(future)  # drop it, or every page stays in memory to the end
                error = future.exception()
                made = _broken(task, error) if error else future.result()
                finished += 1
                failed += made.failure is not None
                bar.set_postfix_str(f"{failed} failed" if failed else "", refresh=False)
                bar.update()
                yield task, made
    finally:
        pool.shutdown(wait=finished == len(tasks), cancel_futures=True)
        if finished < len(tasks):
            for child in set(multiprocessing.active_children()) - before:
                child.terminate()


def _start_worker(environment: dict[str, str]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what Ctrl-C stops
    os.environ.update(environment)
    # What a worker or a dying kernel prints would tear the progress line; failures carry what matters.
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    os.dup2(silent, 2)


def _make(task: Task) -> Made:
    """Run and lay out one report; every error becomes a failure of this report alone."""
    import nbformat

    run, page = task.run, task.page
    try:
        notebook = execute(run, page.lang, timeout=task.timeout)
    except RunFailedError as error:
        left = nbformat.writes(error.notebook) if error.notebook is not None else ""
        return Made(failure=error.failure, notebook=left)
    except Exception as error:
        return _broken(task, error)
    try:
        return Made(render(notebook, page))
    except RenderError as error:
        failure = find_fault(run, page.lang, notebook, error.index, "RenderError", str(error))
    except Exception as error:
        failure = _broken(task, error).failure
    return Made(failure=failure, notebook=nbformat.writes(notebook))


def _broken(task: Task, error: BaseException) -> Made:
    last = "".join(traceback.format_exception(error)).splitlines()[-6:]
    failure = find_fault(task.run, task.page.lang, None, None, type(error).__name__, str(error), last)
    return Made(failure=failure)
