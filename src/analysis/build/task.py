"""Make one report, in whichever process: run its notebook and lay it out; every error is a failure of this report."""

from __future__ import annotations

import time
import traceback
from collections.abc import Mapping
from dataclasses import dataclass, field

from analysis.build.engine import NeedsKernelError
from analysis.build.execute import Cause, Failure, RunFailedError, execute, word_failure
from analysis.plan.runs import Run
from analysis.site.render import Page, Rendered, RenderError, render

__all__ = ["Made", "Task", "broken", "make"]


@dataclass(frozen=True)
class Task:
    """One report to make, with what stands around its cells and how `execute` runs it.

    `notebook` is the executed notebook as JSON, if it need only be laid out.
    """

    run: Run
    page: Page
    timeout: int
    engine: str = "papermill"
    memory: int | None = None
    notebook: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """Run and language."""
        return self.run.run_id, self.page.lang


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


def make(task: Task) -> Made:
    """Run and lay out one report, or only lay it out."""
    import nbformat

    run, lang, text, report, failure = task.run, task.page.lang, task.notebook, None, None
    seconds, started = dict[str, float](), time.perf_counter()
    try:
        if not text:
            text = nbformat.writes(execute(run, lang, timeout=task.timeout, engine=task.engine, memory=task.memory))
            seconds["run"] = time.perf_counter() - started
        started, notebook = time.perf_counter(), nbformat.reads(text, as_version=4)
        report = render(notebook, task.page)
    except NeedsKernelError as error:
        return Made(live=str(error))
    except RunFailedError as error:
        left = nbformat.writes(error.notebook) if error.notebook is not None else ""
        return Made(notebook=left, failure=error.failure)
    except RenderError as error:
        failure = word_failure(run, lang, Cause("RenderError", str(error), error.index), notebook)
    except Exception as error:
        failure = broken(task, error).failure
    if text:
        seconds["render"] = time.perf_counter() - started
    return Made(notebook=text, report=report, failure=failure, seconds=seconds)


def broken(task: Task, error: BaseException) -> Made:
    """Word an error that is no fault of a cell."""
    last = "".join(traceback.format_exception(error)).splitlines()[-6:]
    cause = Cause(type(error).__name__, str(error), traceback=tuple(last))
    return Made(failure=word_failure(task.run, task.page.lang, cause))
