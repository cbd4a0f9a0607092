"""The command that serves the site while it is worked on: what is saved is built, and the page loads itself anew."""

import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache, partial
from pathlib import Path
from threading import Event, Thread
from typing import Any

import click
from watchfiles import watch

from analysis.build.machine import can_fork, count_jobs, worker_environment
from analysis.build.make import build
from analysis.build.serve import Site, serve
from analysis.build.workers import Workers
from analysis.commands import load_data
from analysis.commands.build import make_plan
from analysis.dataset import load
from analysis.errors import AnalysisError, BuildError
from analysis.package.frames import package_folders
from analysis.paths import notebooks_dir, project_dir
from analysis.plan.cache import Cache, digest_inputs
from analysis.plan.runs import Run, load_runs, select_runs
from analysis.show.overview import describe_site
from analysis.words.catalogue import LANGUAGES


class _HeardError(Exception):
    """Something was saved, or a page asked for, while others were built."""


def run(name: str | None, out: Path, *, lang: str, data_paths: Sequence[Path], browser: bool) -> None:
    """Serve the site, and build what is saved, until Ctrl-C; each option is told in the help of the command."""
    langs, saved = LANGUAGES if lang == "all" else (lang,), Event()
    listed = load_runs(load_data(data_paths, langs[0]), notebooks_dir())
    site = Site(out, f"{langs[0]}/{select_runs(listed, [name])[0].run_id if name else 'index'}.html")
    address = serve(site) + site.looked
    # An editor puts a new file in the place of one that is watched.
    places = {place if place.is_dir() else place.parent for place in (notebooks_dir(), *package_folders(data_paths))}

    def follow() -> None:
        for _ in watch(*places, step=20):
            saved.set()

    Thread(target=follow, daemon=True).start()
    describe = lru_cache(maxsize=4)(lambda inputs, lang: describe_site(load(*data_paths), lang))
    click.echo(f"{address}\nSave a notebook or a table, and see the page change. Ctrl-C ends.")
    if browser:
        click.launch(address)
    with suppress(KeyboardInterrupt), Workers(count_jobs(), worker_environment(data_paths), warm=can_fork()) as workers:
        while True:
            saved.clear()
            try:
                with suppress(_HeardError):
                    _refresh(site, saved, langs, data_paths, describe, workers)
                    saved.wait()
            except (AnalysisError, OSError) as error:
                _tell(site, [error])
                saved.wait(0.5 if isinstance(error, BuildError) else None)  # another build may hold the folder


def _refresh(
    site: Site, saved: Event, langs: Sequence[str], data_paths: Sequence[Path], describe: Any, workers: Workers
) -> None:
    """Build the page that is looked at, then all others, and tell what is wrong."""
    started, notebooks, looked = time.monotonic(), notebooks_dir(), site.looked
    data = load(*data_paths)
    listed = load_runs(data, notebooks)
    describe = partial(describe, digest_inputs(notebooks, data_paths, with_runs=False))
    cache = Cache(project_dir() / ".cache" / "build")

    def note(told: str) -> None:
        if saved.is_set() or site.looked != looked:
            raise _HeardError

    def make(runs: Sequence[Run], langs: Sequence[str], **around: Any) -> None:
        plan = make_plan(data, runs, listed, langs, notebooks, site.folder, data_paths, workers=workers, cache=cache)
        _tell(site, build(replace(plan, progress=False, **around)).failed)

    lang, page = looked.partition("/")[::2]
    own = [run for run in listed if lang in langs and page == f"{run.run_id}.html"]
    if own:
        make(own, [lang], describe=None)
        click.echo(f"{time.strftime('%H:%M:%S')} {looked} in {time.monotonic() - started:.2f} s")
    make([*own, *(run for run in listed if run not in own)], langs, describe=describe, log=note)


def _tell(site: Site, faults: Sequence[object]) -> None:
    """Tell the first thing that is wrong in the terminal and in each page, and how many there are."""
    told = "\n".join([*map(str, faults[:1]), *([f"and {len(faults) - 1} more"] if faults[1:] else [])])
    if told != site.fault:
        click.echo(told or "Nothing is wrong any more.", err=True)
    site.fault = told
