"""The command that serves the site to this machine alone: what is saved is built, and the page loads itself anew."""

import asyncio
import time
import webbrowser
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Event, Thread
from typing import Any

import click
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, RequestHandler
from watchfiles import watch

from analysis.build.machine import can_fork, worker_environment
from analysis.build.make import build
from analysis.build.task import Task
from analysis.build.workers import Workers
from analysis.commands import load_data
from analysis.commands.build import choose_languages, find_gone, make_plan
from analysis.dataset import check_layers, load
from analysis.errors import AnalysisError, BuildError
from analysis.package.frames import package_folders
from analysis.paths import notebooks_dir, project_dir
from analysis.plan.cache import Cache
from analysis.plan.entries import Run
from analysis.plan.runs import load_runs, select_runs
from analysis.site.around import environment
from analysis.site.edition import Page
from analysis.words.catalogue import LANGUAGES

_SETTLED = 1.0
"""Seconds in which nothing is written any more before what is wrong with a file is told."""


@dataclass
class Site:
    """What is served: a folder, in it the page that was asked for last, what is wrong, and whether a page is due.

    `named` is what is to be seen, which may be a notebook file that `runs.yml` does not list; `saved` is when a file
    was written last, by the clock of this process. `drafts` are the pages without what is to be taken away, of which
    `whole` is the one of which a reader asked for it.
    """

    folder: Path
    looked: str
    named: tuple[str, ...] = ()
    fault: Mapping[str, str] = field(default_factory=lambda: dict.fromkeys(LANGUAGES, ""))
    drafts: set[str] = field(default_factory=set)
    whole: str = ""
    saved: float = -_SETTLED
    woken: Event = field(default_factory=Event)


def serve(site: Site) -> str:
    """Serve a site, at a port that is free, from a thread of its own until this process ends; give its address."""
    [socket] = bind_sockets(0, "127.0.0.1")
    application = Application(site=site, log_function=lambda handler: None)
    # A page elsewhere whose name leads to this machine's address learns nothing.
    application.add_handlers(r"127\.0\.0\.1|localhost", [(r"/(.*)", _File)])

    async def run() -> None:
        HTTPServer(application).add_socket(socket)
        await asyncio.Event().wait()

    Thread(target=asyncio.run, args=(run(),), daemon=True).start()
    return f"http://127.0.0.1:{socket.getsockname()[1]}/"


class _File(RequestHandler):
    """Give a file as it is now, a page with the program that loads it anew; one not built yet comes when it is."""

    async def get(self, name: str) -> None:
        site, name = self.settings["site"], name or "index.html"
        page = name.rpartition(".files/")[0] + ".html"
        while page in site.drafts and page == site.looked and not any(site.fault.values()):
            site.whole = page
            site.woken.set()
            await asyncio.sleep(0.1)
        path = (site.folder / name).resolve()
        inside = path.is_relative_to(site.folder)
        written = str(path.stat().st_mtime_ns) if inside and path.is_file() else ""
        self.set_header("Cache-Control", "no-store")
        lang = next((lang for lang in LANGUAGES if name.startswith(f"{lang}/")), LANGUAGES[0])
        if self.get_query_argument("state", ""):
            await self.finish({"written": written, "fault": site.fault[lang]})
            return
        self.set_status(200 if written else 404)
        self.write(path.read_bytes() if written else b"")
        if inside and name.endswith(".html"):
            site.looked = name
            site.woken.set()
            self.write(environment().get_template("preview.html.j2").render(lang=lang, name=name, written=written))


def run(name: str | None, out: Path, *, lang: str, data_paths: Sequence[Path], browser: bool) -> None:
    """Serve the site, and build the page that is looked at, until Ctrl-C; each option is told in the help."""
    langs = LANGUAGES if lang == "all" else (lang,)
    named = (name,) if name else ()
    first = select_runs(load_runs(load_data(data_paths, langs[0]), notebooks_dir(), named), named)[0]
    begun = choose_languages(lang, [first])[0] if name else langs[0]
    site = Site(out.resolve(), f"{begun}/{first.run_id if name else 'index'}.html", named)
    address = serve(site) + site.looked

    def follow(*places: Path, recursive: bool = True) -> None:
        for _ in watch(*places, step=20, recursive=recursive):
            site.saved = time.monotonic()
            site.woken.set()

    # An editor puts a new file in the place of one that is watched.
    places = {place if place.is_dir() else place.parent for place in (notebooks_dir(), *package_folders(data_paths))}
    places |= {*project_dir().glob("data/")}  # where a project's first table may come
    Thread(target=follow, args=places, daemon=True).start()
    # Where a notebook lies elsewhere there may be anything below.
    Thread(target=follow, args=(first.notebook.parent,), kwargs={"recursive": False}, daemon=True).start()
    click.echo(f"{address}\nIt comes as soon as it is built. Ctrl-C ends.")
    warm, seen = False, ("", 0.0)  # what is wrong, and since when
    if browser:
        webbrowser.open(address)  # says nothing where there is no browser
    with suppress(KeyboardInterrupt), Workers(1, worker_environment(data_paths), warm=can_fork()) as workers:
        while True:
            site.woken.clear()
            try:
                faults: Sequence[object] = _refresh(site, langs, data_paths, workers)
                if not (warm or faults):
                    _rehearse(workers, langs[0], data_paths)
                seen = "", 0.0
            except (AnalysisError, OSError) as error:
                # A file may be read before the watcher tells that it is being written.
                seen = seen if seen[0] == str(error) else (str(error), time.monotonic())
                faults, left = [error], max(site.saved, seen[1]) + _SETTLED - time.monotonic()
                if left > 0 and not isinstance(error, BuildError):  # somebody may be writing the file still
                    time.sleep(left)
                    continue
            worded = [_word(fault) for fault in faults]
            told = {each: "\n".join(words[each] for words in worded) for each in LANGUAGES}
            if told != site.fault:
                click.echo(told[begun] or "Nothing is wrong any more.", err=True)
            site.fault = told
            if not (warm or faults):  # whoever saves now waits for no more than the page
                click.echo("Ready: save a notebook or a table, and see the page change.")
                warm = True
            site.woken.wait(0.5 if any(isinstance(fault, BuildError) for fault in faults) else None)  # another builds


def _word(fault: object) -> Mapping[str, str]:
    """Word what is wrong in each language; what a notebook raises is told as it is."""
    if not isinstance(fault, AnalysisError):
        return dict.fromkeys(LANGUAGES, str(fault))
    from analysis.workbook.review import word_whole  # which the first page need not wait for

    return word_whole(fault)


def _rehearse(workers: Workers, lang: str, data_paths: Sequence[Path]) -> None:
    """Make a page that nobody sees, and check the data: whoever saves first pays for nothing that is done only once."""
    if can_fork():
        notebook = Path(__file__).with_name("new_notebook.ipynb")
        list(workers.make_all([Task(Run("rehearsal", notebook), Page(lang, "", "", free=True), 60, "forked")]))
    check_layers(*data_paths)
    workers.prepare(until_done=True)


def _refresh(site: Site, langs: Sequence[str], data_paths: Sequence[Path], workers: Workers) -> Sequence[object]:
    """Build the page that is looked at, or all that stand around reports if it is none of them; give what is wrong."""
    started, notebooks, (lang, _, page) = time.monotonic(), notebooks_dir(), site.looked.partition("/")
    data = load(*data_paths)
    listed = load_runs(data, notebooks, site.named)
    own = [run for run in listed if lang in langs and page == f"{run.run_id}.html"]
    cache, asked = Cache(project_dir() / ".cache" / "build"), [lang] if own else langs
    draft = bool(own) and site.looked != site.whole
    options: dict[str, Any] = {"draft": draft, "stale": find_gone(cache, site.folder, data, listed, site.named)}
    options |= {"workers": workers, "cache": cache}
    plan = make_plan(data, own, listed, asked, notebooks, site.folder, data_paths, **options)
    result = build(replace(plan, progress=False, describe=None if own else plan.describe))
    if draft and [outcome.how for outcome in result.outcomes] != ["recalled"]:
        site.drafts.add(site.looked)
    else:
        site.drafts.discard(site.looked)
        site.whole = ""
    if any(outcome.how != "recalled" for outcome in result.outcomes):
        click.echo(f"{time.strftime('%H:%M:%S')} {lang}/{page} in {time.monotonic() - started:.2f} s")
        workers.prepare()
    return result.failed
