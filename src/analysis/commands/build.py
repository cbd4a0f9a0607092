"""The command that builds: what is asked, what is told, and what is remembered for the next time."""

from __future__ import annotations

import contextlib
import gc
import json
import os
import time
from collections.abc import Mapping, Sequence
from functools import lru_cache, partial
from io import FileIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from analysis.commands import hold_against_texts, load_data
from analysis.errors import BuildError, RunError, Wording
from analysis.paths import digest, find_project, notebooks_dir, show_path
from analysis.plan import glance
from analysis.plan.cache import Cache, digest_inputs, find_stale, is_current, is_remembered, list_places, remember
from analysis.plan.notebook import Title, find_languages, read_cells, read_title
from analysis.words.catalogue import LANGUAGES, say, tell

if TYPE_CHECKING:
    from analysis.build.make import BuildResult, Plan
    from analysis.dataset import Dataset
    from analysis.elements.pages import Surroundings
    from analysis.plan.entries import Run


def run(
    runs: Sequence[str],
    out: Path,
    *,
    lang: str,
    data_paths: Sequence[Path],
    no_cache: bool,
    as_json: bool,
    log: Path | None,
    **options: Any,
) -> int:
    """Build reports, tell what was done, and give the exit code.

    Each is told in the help of the command; what else is asked goes to `analysis.build.make.Plan` as it is.
    """
    started = time.monotonic()
    cache, langs = Cache((find_project() or Path()) / ".cache" / "build"), choose_languages(lang)
    # What is to be made, however it is made.
    key = digest(json.dumps([sorted(runs), langs, [str(path) for path in data_paths], options["strict"]]))

    def prepare() -> None:
        """Have what notebooks need imported over there, while we read what is to be built."""
        from analysis.build.machine import can_fork, start_warm, worker_environment

        if can_fork() and options["engine"] != "papermill" and not options["cluster"]:
            is_first = no_cache or not (cache.folder / "runs").is_dir()
            start_warm(worker_environment(data_paths), many=is_first and not runs)

    if no_cache or not is_remembered(cache, out, key):  # else there may be nothing to do
        prepare()
    since, seen = time.time_ns(), glance.observe(list_places(notebooks_dir(), data_paths))
    inputs = digest_inputs(notebooks_dir(), data_paths, with_runs=True)
    current = None if no_cache else is_current(cache, out, key, inputs)
    if current is not None:
        if (out / ".building").exists():  # left by a build that was killed, unless one is at work
            from analysis.build.place import hold

            with contextlib.suppress(BuildError), hold(out):
                pass
        told = _tell_nothing(out, len(current["reports"]), as_json=as_json)
        glance.keep(str(cache.folder), told, seen | glance.observe(_list_all(out, current)), since)
        click.echo(told, nl=False)
        return 0
    gc.disable()  # what is imported and read from here on stays until the end
    prepare()
    from analysis.build.make import build
    from analysis.plan.runs import load_runs, select_runs

    data = load_data(data_paths, langs[0])
    hold_against_texts(data, data_paths, langs[0])
    listed = load_runs(data, notebooks_dir(), runs)
    langs = choose_languages(lang, select_runs(listed, runs))
    reports = _name_pages(listed)
    gone = find_gone(cache, out, data, listed, runs)
    with _open_log(log or cache.folder / "build.log") as file:
        asked = data, select_runs(listed, runs), listed, langs, notebooks_dir(), out, data_paths
        options |= {"cache": None if no_cache else cache, "progress": not as_json, "log": partial(_write, file)}
        plan = make_plan(*asked, stale=gone, **options)
        gc.enable()
        gc.freeze()
        result = build(plan)
    lacking = any(outcome.gaps for outcome in result.outcomes)  # which is told each time
    since, seen = time.time_ns(), glance.observe(list_places(notebooks_dir(), data_paths))
    if not (result.failed or no_cache or lacking) and inputs == digest_inputs(
        notebooks_dir(), data_paths, with_runs=True
    ):
        there = [name for name in reports if (out / name).is_file()]
        others = _beside(out, reports, langs)
        read = sorted({str(path) for run in listed for path in (run.notebook, *run.reads)})
        made = remember(cache, out, key, inputs, reports=there, others=others, read=read)
        told = _tell_nothing(out, len(there), as_json=as_json)  # the next time
        glance.keep(str(cache.folder), told, seen, since, _list_all(out, made))
    _tell(result, out, time.monotonic() - started, as_json=as_json)
    return 1 if result.failed else 0


def _tell_nothing(out: Path, reports: int, *, as_json: bool) -> str:
    nothing = f"Nothing changed: {reports} reports in {show_path(out)}{_lead_to(out)}\n"
    return json.dumps({"changed": False, "reports": [], "failed": 0}, indent=2) + "\n" if as_json else nothing


def _list_all(out: Path, build: Mapping[str, Any]) -> list[str]:
    """List what a build read beside its inputs, what it wrote, and what one that was killed leaves."""
    return [*build["read"], *(str(out / name) for name in (*build["files"], ".building"))]


def choose_languages(lang: str, runs: Sequence[Run] = ()) -> tuple[str, ...]:
    """Choose the language that is asked for; where all are, of notebooks of one's own those that they are in."""
    spoken = {each for run in runs for each in (find_languages(read_cells(run.notebook)) if run.free else LANGUAGES)}
    return tuple(each for each in LANGUAGES if each in spoken or not runs) if lang == "all" else (lang,)


def _name_pages(listed: Sequence[Run]) -> list[str]:
    """Name the pages of reports in each language, as paths below the folder that they are built in."""
    return [f"{lang}/{run.run_id}.html" for run in listed for lang in LANGUAGES]


def find_gone(cache: Cache, out: Path, data: Dataset, listed: Sequence[Run], named: Sequence[str]) -> tuple[str, ...]:
    """Give the pages of earlier builds whose runs are listed no more, and the hand-outs of places that are gone.

    A page of a notebook named by its path stays.
    """
    from analysis.plan.runs import load_runs

    lasting = load_runs(data, notebooks_dir()) if any(name.endswith(".ipynb") for name in named) else listed
    sheets = [f"{lang}/handout-{place}.html" for lang in LANGUAGES for place in data.ids("locality")]
    return tuple(sorted({*find_stale(cache, out, [*_name_pages(lasting), *sheets])} - {*_name_pages(listed)}))


def make_plan(
    data: Dataset,
    runs: Sequence[Run],
    listed: Sequence[Run],
    langs: Sequence[str],
    notebooks: Path,
    out: Path,
    data_paths: Sequence[Path] = (),
    **options: Any,
) -> Plan:
    """Gather what a build takes: reports with their titles and names, and what stands around them.

    `runs` are the reports to make now, `listed` all that `runs.yml` in the folder of notebooks lists. A RunError tells
    the notebooks without a title in a language, an UnknownIdError a language that is not one of ours.
    """
    from analysis.build.make import Plan
    from analysis.elements.pages import Surroundings, digest_near, list_groups
    from analysis.elements.wording import Voice
    from analysis.site.edition import Edition, Listed, leave_far, word_citation
    from analysis.site.overview import FEW, MOST_PLACES, ask_run, name_run

    asked = {run.subject for run in runs}
    about = None if len(runs) == len(listed) else [id_ for id_ in data.ids("locality") if ("locality", id_) in asked]
    is_large = len(data.ids("locality")) > MOST_PLACES
    groups = list_groups(Voice(data, langs[0]), MOST_PLACES) if is_large else ()
    listed, only = leave_far(listed, runs, groups, out / langs[0])
    versions = {lang: _list_versions(data, lang) for lang in langs}
    cells = {notebook: read_cells(notebook) for notebook in sorted({run.notebook for run in listed})}
    free = {run.notebook for run in listed if run.free}
    titles = {(path, lang): read_title(cells[path], lang, free=path in free) for path in cells for lang in langs}
    for path in free:  # the title in another language, or the name of the file
        others = (read_title(cells[path], lang, free=True) for lang in LANGUAGES)
        other = next(filter(None, others), Title(path.stem.replace("_", " ").capitalize(), ""))
        titles |= {(path, lang): titles[path, lang] or other for lang in langs}
    faults = [
        tell("fault.no_title", file=notebook.name, lang=lang)
        for (notebook, lang), title in titles.items()
        if title is None
    ]
    if faults:
        raise RunError(Wording.of({lang: "\n".join(fault.words[lang] for fault in faults) for lang in LANGUAGES}))
    editions, firsts = [], {run.subject: run.run_id for run in reversed(listed) if run.subject}
    beside = data.ids("locality") if not is_large else about if about and len(about) <= FEW else ()  # of these around
    sheets = {run_id: id_ for (kind, id_), run_id in firsts.items() if kind == "locality" and id_ not in beside}
    for lang in langs:
        titled = ((run, titles[run.notebook, lang]) for run in listed)
        told = ((run, title, name_run(run, data, lang), ask_run(run, data, lang)) for run, title in titled if title)
        pages = tuple(
            Listed(run, title, name, asked=question, sheet=sheets.get(run.run_id, ""))
            for run, title, name, question in told
        )
        editions.append(Edition(lang, pages, Surroundings(), versions[lang], word_citation(lang)))
    around = partial(_describe, tuple(data_paths), about, only)
    near = {
        run.run_id: digest_near(data, run.subject[1], alone=run.near == "own_place")
        for run in runs
        if run.near and run.subject and options.get("cache") is not None
    }
    options |= {"near": {run_id: rows for run_id, rows in near.items() if rows}}
    return Plan(tuple(runs), tuple(editions), around, notebooks, out, tuple(data_paths), **options)


def _describe(paths: Sequence[Path], about: Sequence[str] | None, only: Sequence[str], lang: str) -> Surroundings:
    """Make what stands around the reports, in whichever process."""
    from analysis.dataset import load
    from analysis.site.overview import describe_site

    return describe_site(load(*paths), lang, about, only)


def _list_versions(data: Dataset, lang: str) -> tuple[tuple[str, str], ...]:
    """Name what a page was made with, for its foot."""
    import platform

    libraries = ("pandas", "matplotlib", "statsmodels", "papermill", "nbconvert")
    return (
        (say("site.version_data", lang), data.version),
        (say("site.version_package", lang), _version("grassroots-case-studies")),
        ("Python", platform.python_version()),
        *((name, _version(name)) for name in libraries),
    )


@lru_cache
def _version(name: str) -> str:
    from importlib import metadata

    return metadata.version(name)


def _open_log(path: Path) -> FileIO:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return FileIO(path, "w")
    except OSError as error:
        click.echo(f"no log: {path}: {error.strerror}", err=True)
        return FileIO(os.devnull, "w")


def _write(file: FileIO, text: str) -> None:
    with contextlib.suppress(OSError):  # a full disk, which each report tells of itself
        file.write(f"{time.strftime('%H:%M:%S')} {text}\n".encode())


def _beside(out: Path, reports: Sequence[str], langs: Sequence[str]) -> list[str]:
    """List what stands around the reports (index, search, hand-outs, data) and what can be taken away from each."""
    around = (
        path
        for folder in (out, *(out / lang for lang in langs), *(out / lang / "search" for lang in langs))
        for path in folder.glob("*.*")
    )
    beside = (path for name in reports for path in (out / name.replace(".html", ".files")).rglob("*"))
    return [path.relative_to(out).as_posix() for path in (*around, *beside) if path.is_file()]


def _tell(result: BuildResult, out: Path, seconds: float, *, as_json: bool) -> None:
    from analysis.build.place import failed_copy
    from analysis.build.progress import summarise

    if as_json:
        told = {
            "changed": True,
            "reports": [outcome.to_json() for outcome in result.outcomes],
            "failed": len(result.failed),
            "missing": [str(path) for path in result.missing],
            "seconds": round(seconds, 3),
        }
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    for failure in result.failed:
        click.echo(str(failure), err=True)
    for line in summarise(result.outcomes):
        click.echo(line)
    built = f"{len(result.built)} report{'s' * (len(result.built) != 1)}"
    sizes = [path.stat().st_size for path in out.rglob("*") if path.is_file()]
    there = f"{sum(sizes) / 1e6:.1f} MB in {len(sizes)} files there"
    click.echo(f"{built} built in {show_path(out)} in {seconds:.1f} s, {there}{_lead_to(out)}")
    if result.failed:
        left = any(failed_copy(failure.run_id, failure.lang, out).is_file() for failure in result.failed)
        where = f"; their notebooks are in {show_path(out)}/failed" if left else ""
        click.echo(f"{len(result.failed)} failed{where}", err=True)


def _lead_to(out: Path) -> str:
    return f"; open {show_path(out)}/index.html" if (out / "index.html").is_file() else ""
