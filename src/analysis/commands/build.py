"""The command that builds: what is asked, what is told, and what is remembered for the next time."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from analysis.paths import notebooks_dir, project_dir, reports_dir, show_path
from analysis.plan.fingerprint import digest, digest_inputs, digest_runs
from analysis.plan.last_build import find_stale, is_current, remember

if TYPE_CHECKING:
    from analysis.build.make import BuildResult

__all__ = ["run"]


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
    result, listed, reads = _build(
        runs,
        out,
        cache=cache,
        keep=not no_cache,
        langs=langs,
        data_paths=data_paths,
        jobs=jobs,
        timeout=timeout,
        fail_fast=fail_fast,
        engine=engine,
        cluster=cluster,
        progress=not as_json,
        log=log or cache / "build.log",
    )
    if not (result.failed or no_cache) and inputs == _read_inputs(data_paths):
        others = ["index.html", *(f"{one}/index.html" for one in langs)]
        there = _list_there(out, listed)
        remember(cache, out, request, inputs, reports=there, others=others + _beside(out, listed), read=reads)
    _tell(result, out, as_json=as_json, profile=profile, seconds=time.monotonic() - started)
    return 1 if result.failed else 0


def _build(
    runs: Sequence[str],
    out: Path,
    *,
    cache: Path,
    keep: bool,
    data_paths: Sequence[Path],
    engine: str | None,
    cluster: str | None,
    log: Path,
    **options: Any,
) -> tuple[BuildResult, list[str], list[str]]:
    """Build, and give the paths of all listed reports below `out`, and of the files that their notebooks read."""
    with ExitStack() as stack:
        # First of all: what notebooks need is imported over there while we read what is to be built.
        if cluster is None and engine != "papermill":
            _start_warm(data_paths)
        from analysis.build.make import build as build_reports
        from analysis.dataset import load
        from analysis.plan.cache import Cache
        from analysis.plan.runs import load_runs, select_runs
        from analysis.words.catalogue import LANGUAGES

        data = load(*data_paths)
        listed = load_runs(data, notebooks_dir())
        chosen = select_runs(listed, runs)
        reports = [f"{lang}/{one.run_id}.html" for one in listed for lang in LANGUAGES]
        write = stack.enter_context(_Log(log)).write
        result = build_reports(
            chosen,
            data,
            out=out,
            listed=listed,
            data_paths=data_paths,
            engine=engine,
            cluster=cluster,
            cache=Cache(cache) if keep else None,
            stale=find_stale(cache, out, reports),
            log=write,
            **options,
        )
    return result, reports, sorted({str(path) for run in listed for path in run.reads})


def _read_inputs(data_paths: Sequence[Path]) -> str:
    return digest(digest_inputs(notebooks_dir(), data_paths), digest_runs(notebooks_dir()))


def _start_warm(data_paths: Sequence[Path]) -> None:
    from analysis.build.workers import can_fork, start_warm, worker_environment

    if can_fork():
        start_warm(worker_environment(data_paths))


class _Log:
    """A file with a line for each report as it ends; a class because it may turn out not to be writable."""

    def __init__(self, path: Path) -> None:
        self._path, self._file = path, None

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


def _list_there(out: Path, reports: Sequence[str]) -> list[str]:
    return [name for name in reports if (out / name).is_file()]


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
            "reports": [one.to_json() for one in result.outcomes],
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
