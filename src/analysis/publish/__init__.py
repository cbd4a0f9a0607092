"""Run notebooks and lay them out as a site of self-contained pages."""

from analysis.publish.build import BuildResult, build, kernel_environment
from analysis.publish.cache import Cache
from analysis.publish.execute import Failure, RunFailedError, execute
from analysis.publish.render import Page, RenderError, render
from analysis.publish.runs import Run, load_runs, select_runs

__all__ = [
    "BuildResult",
    "Cache",
    "Failure",
    "Page",
    "RenderError",
    "Run",
    "RunFailedError",
    "build",
    "execute",
    "kernel_environment",
    "load_runs",
    "render",
    "select_runs",
]
