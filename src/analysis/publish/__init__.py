"""Run notebooks and lay them out as a site of self-contained pages."""

from analysis.publish.build import BuildResult, build
from analysis.publish.execute import Failure, RunFailedError, execute
from analysis.publish.render import Page, RenderError, render
from analysis.publish.runs import Run, load_runs, select_runs

__all__ = [
    "BuildResult",
    "Failure",
    "Page",
    "RenderError",
    "Run",
    "RunFailedError",
    "build",
    "execute",
    "load_runs",
    "render",
    "select_runs",
]
