"""The command that builds: what is asked, what is told, and what is remembered for the next time."""

from __future__ import annotations

import contextlib
import json
import platform
import time
from collections.abc import Iterable, Sequence
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from analysis.errors import RunError, UnknownIdError
from analysis.paths import notebooks_dir, project_dir, reports_dir, show_path
from analysis.plan.fingerprint import digest, digest_inputs, digest_runs
from analysis.plan.last_build import find_stale, is_current, remember
from analysis.plan.notebook import Title, read_cells, read_title
from analysis.words.catalogue import LANGUAGES, say

if TYPE_CHECKING:
    from analysis.build.make import BuildResult, Plan
    from analysis.dataset import Dataset
    from analysis.plan.runs import Run

__all__ = ["make_plan", "run"]


def run(
    runs: Sequence[str],
    out: Path | None,
    *,
    lang: str,
    jobs: int | None,
    data_paths: Sequence[Path],
    timeout: int,
    fail_fast: bool,
    engine: str | None,
    cluster: str | None,
    no_cache: bool,
    as_json: bool,
    profile: bool,
    log: Path | None,
) -> int:
    """Build reports, tell what was done, and give the exit code."""
    started = time.monotonic()
    out = out or reports_dir()
    cache = project_dir() / ".cache" / "build"
    langs = ("vi", "en") if lang == "all" else (lang,)
    request = digest(json.dumps([sorted(runs), langs, [str(path) for path in data_paths]]))
    inputs = _read_inputs(data_paths)
    if not no_cache:
        last = is_current(cache, out, request, inputs)
        if last is not None:
            _tell_nothing(last["reports"], out, as_json)
            return 0
    # First of all: what notebooks need is imported over there while we read what is to be built.
    if cluster is None and engine != "papermill":
        _start_warm(data_paths)
    from analysis.build.make import Options, build
    from analysis.dataset import load
    from analysis.plan.cache import Cache
    from analysis.plan.runs import load_runs, select_runs

    data = load(*data_paths)
    listed = load_runs(data, notebooks_dir())
    plan = make_plan(data, select_runs(listed, runs), listed, langs, notebooks_dir(), data_paths)
    reports = [f"{lang}/{run.run_id}.html" for run in listed for lang in LANGUAGES]
    with _Log(log or cache / "build.log") as file:
        options = Options(
            out,
            jobs=jobs,
            timeout=timeout,
            engine=engine,
            cluster=cluster,
            cache=None if no_cache else Cache(cache),
            stale=tuple(find_stale(cache, out, reports)),
            fail_fast=fail_fast,
            progress=not as_json,
            log=file.write,
        )
        result = build(plan, options)
    if not (result.failed or no_cache) and inputs == _read_inputs(data_paths):
        there = [name for name in reports if (out / name).is_file()]
        others = ["index.html", *(f"{lang}/index.html" for lang in langs), *_beside(out, reports)]
        read = sorted({str(path) for run in listed for path in run.reads})
        remember(cache, out, request, inputs, reports=there, others=others, read=read)
    _tell(result, out, as_json=as_json, profile=profile, seconds=time.monotonic() - started)
    return 1 if result.failed else 0


def make_plan(
    data: Dataset,
    runs: Sequence[Run],
    listed: Sequence[Run],
    langs: Sequence[str],
    notebooks: Path,
    data_paths: Sequence[Path] = (),
) -> Plan:
    """Gather what a build takes: reports with their titles and names, and what stands around them.

    Parameters
    ----------
    runs, listed
        The reports to make now, and all that `runs.yml` lists.
    notebooks
        The folder of `runs.yml`.

    Raises
    ------
    RunError
        If a notebook has no title in a language.
    UnknownIdError
        If a language is not one of ours.
    """
    from analysis.build.make import Plan
    from analysis.elements.pages import Surroundings
    from analysis.show.overview import describe_site, name_run
    from analysis.site.around import Edition, Listed

    titles = _read_titles({run.notebook for run in listed}, langs)
    editions = tuple(
        Edition(
            lang,
            tuple(Listed(run, titles[run.notebook, lang], name_run(run, data, lang)) for run in listed),
            Surroundings(),
            _list_versions(data, lang),
        )
        for lang in langs
    )
    return Plan(tuple(runs), editions, lambda lang: describe_site(data, lang), notebooks, tuple(data_paths))


def _read_titles(notebooks: Iterable[Path], langs: Sequence[str]) -> dict[tuple[Path, str], Title]:
    titles, faults = {}, []
    for lang in langs:
        if lang not in LANGUAGES:
            raise UnknownIdError("language", lang, LANGUAGES)
    for notebook in sorted(notebooks):
        cells = read_cells(notebook)
        for lang in langs:
            title = read_title(cells, lang)
            if title is None:
                faults.append(
                    f"{notebook.name}: no title in {lang}; tag a markdown cell `title` and `lang-{lang}`, "
                    "and begin it with `# Heading`"
                )
            else:
                titles[notebook, lang] = title
    if faults:
        raise RunError("\n".join(faults))
    return titles


def _list_versions(data: Dataset, lang: str) -> tuple[tuple[str, str], ...]:
    """Name what a page was made with, for its foot."""
    libraries = ("pandas", "matplotlib", "statsmodels", "papermill", "nbconvert")
    return (
        (say("site.version_data", lang), data.version),
        (say("site.version_package", lang), metadata.version("grassroots-case-studies")),
        ("Python", platform.python_version()),
        *((name, metadata.version(name)) for name in libraries),
    )


def _read_inputs(data_paths: Sequence[Path]) -> str:
    return digest(digest_inputs(notebooks_dir(), data_paths), digest_runs(notebooks_dir()))


def _start_warm(data_paths: Sequence[Path]) -> None:
    from analysis.build.engine import can_fork
    from analysis.build.workers import start_warm, worker_environment

    if can_fork():
        start_warm(worker_environment(data_paths))


class _Log:
    """A file with a line for each report as it ends; a class because it may turn out not to be writable."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: TextIO | None = None

    def __enter__(self) -> _Log:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self._path.open("w", encoding="utf-8")
        except OSError as error:
            click.echo(f"no log: {self._path}: {error.strerror}", err=True)
        return self

    def __exit__(self, *fault: object) -> None:
        if self._file is not None:
            self._file.close()

    def write(self, text: str) -> None:
        if self._file is None:
            return
        with contextlib.suppress(OSError):  # a full disk, which each report tells of itself
            self._file.write(f"{time.strftime('%H:%M:%S')} {text}\n")
            self._file.flush()


def _beside(out: Path, reports: Sequence[str]) -> list[str]:
    """List what lies beside the reports."""
    folders = (out / name.replace(".html", ".files") for name in reports)
    found = (path for folder in folders if folder.is_dir() for path in folder.rglob("*") if path.is_file())
    return [path.relative_to(out).as_posix() for path in found]


def _tell_nothing(reports: Sequence[str], out: Path, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({"changed": False, "reports": [], "failed": 0}, indent=2))
        return
    click.echo(f"Nothing changed: {len(reports)} reports in {show_path(out)}; open {show_path(out)}/index.html")


def _tell(result: BuildResult, out: Path, *, as_json: bool, profile: bool, seconds: float) -> None:
    from analysis.build.progress import profile as tell_profile
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
    for line in [*summarise(result.outcomes), *(tell_profile(result.outcomes) if profile else [])]:
        click.echo(line)
    folder = show_path(out)
    click.echo(f"{len(result.built)} reports built in {folder} in {seconds:.1f} s; open {folder}/index.html")
    if result.failed:
        click.echo(f"{len(result.failed)} failed; their notebooks are in {folder}/failed", err=True)
