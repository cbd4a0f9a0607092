"""Make many reports; each is replaced only by a whole one, and none that fails stops another."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.errors import BuildError, RunError, UnknownIdError
from analysis.publish.execute import TIMEOUT, Failure, find_fault
from analysis.publish.notebook import Title, read_cells, read_title
from analysis.publish.pool import Made, Task, default_engine, default_jobs, make_all, share_memory
from analysis.publish.render import Link, Page
from analysis.publish.runs import Run
from analysis.publish.site import files_of, name_run, write_atomically, write_site
from analysis.show.catalogue import LANGUAGES, say

if TYPE_CHECKING:
    from analysis.dataset import Dataset

__all__ = ["BuildResult", "build"]


@dataclass(frozen=True)
class BuildResult:
    """What a build did.

    Parameters
    ----------
    built
        The reports written, in the order of the runs.
    failed
        Why the others could not be.
    missing
        Reports that are listed and not there, whether asked for now or not.
    """

    built: tuple[Path, ...] = ()
    failed: tuple[Failure, ...] = ()
    missing: tuple[Path, ...] = ()


def build(
    runs: Sequence[Run],
    data: Dataset,
    *,
    out: Path,
    langs: Sequence[str] = LANGUAGES,
    jobs: int | None = None,
    data_paths: Sequence[Path | str] = (),
    progress: bool = True,
    listed: Sequence[Run] | None = None,
    timeout: int = TIMEOUT,
    engine: str | None = None,
) -> BuildResult:
    """Make the reports of some runs, then the contents pages.

    A failing notebook does not raise: it is in the result, its executed copy lies in
    `out/failed/<lang>/<run_id>.ipynb`, and an older report stays.

    Parameters
    ----------
    runs
        What to build now.
    data
        Gives the names of places and indicators, and the version for the footer.
    out
        The folder of the site; reports go to `out/<lang>/<run_id>.html`.
    langs
        Languages to build.
    jobs
        How many reports at once; by default one for each core.
    data_paths
        Further data packages for the notebooks, which find them in `ANALYSIS_DATA`.
    progress
        Show a line on stderr.
    listed
        All runs of `runs.yml`, for the contents pages and the links between reports; `runs` unless given.
    timeout
        Seconds that one cell may take.
    engine
        ``"forked"`` or ``"papermill"``; the first, which is faster, where the system allows it.

    Raises
    ------
    BuildError
        If `out` cannot be written.
    RunError
        If a notebook has no title in a language.
    UnknownIdError
        If a language is not one of ours.
    """
    listed = runs if listed is None else listed
    for lang in langs:
        if lang not in LANGUAGES:
            raise UnknownIdError("language", lang, LANGUAGES)
    titles = _read_titles([*listed, *runs], langs)
    _check_writable(out, langs)
    versions = {lang: _versions(data, lang) for lang in langs}
    asked = {(run.run_id, lang) for run in runs for lang in langs}

    def there(run: Run, lang: str) -> bool:
        return (run.run_id, lang) in asked or (out / lang / f"{run.run_id}.html").is_file()

    memory = share_memory(jobs or default_jobs())
    tasks = []
    for run in runs:
        for lang in langs:
            linked = [other for other in listed if other == run or there(other, lang)]
            previous, following = _neighbours(run, linked, titles, data, lang)
            other = next(other for other in LANGUAGES if other != lang)
            translation = Link(f"../{other}/{run.run_id}.html", say("site.language", other), other)
            page = Page(
                lang,
                titles[run.notebook, lang],
                subject=name_run(run, data, lang) if run.subject else None,
                parameters=tuple((name, _word(value)) for name, value in run.parameters.items()),
                versions=versions[lang],
                index=Link("index.html", say("site.index", lang)),
                previous=previous,
                following=following,
                translation=translation if there(run, other) else None,
                files=files_of(run),
            )
            tasks.append(Task(run, page, timeout, engine or default_engine(), memory))
    results = _make_reports(tasks, out, jobs=jobs, data_paths=data_paths, progress=progress)
    missing = write_site(listed, data, titles, out=out, langs=langs, versions=versions)
    outcomes = [results[task.run.run_id, task.page.lang] for task in tasks]
    return BuildResult(
        tuple(outcome for outcome in outcomes if isinstance(outcome, Path)),
        tuple(outcome for outcome in outcomes if isinstance(outcome, Failure)),
        missing,
    )


def _make_reports(
    tasks: Sequence[Task], out: Path, *, jobs: int | None, data_paths: Sequence[Path | str], progress: bool
) -> dict[tuple[str, str], Path | Failure]:
    if not tasks:
        return {}
    # One seed for the order of sets, so that the same input gives the same bytes.
    environment = {"PYTHONHASHSEED": "0", "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
    if data_paths:
        environment["ANALYSIS_DATA"] = os.pathsep.join(str(Path(path).resolve()) for path in data_paths)
    results = {}
    making = make_all(tasks, jobs=jobs or default_jobs(), environment=environment)
    with closing(making):
        for task, made in making:
            results[task.run.run_id, task.page.lang] = _write(task, made, out)
    return results


def _write(task: Task, made: Made, out: Path) -> Path | Failure:
    """Put a report, or what is left of a failed run, in its place."""
    run, lang = task.run, task.page.lang
    report = out / lang / f"{run.run_id}.html"
    left = out / "failed" / lang / f"{run.run_id}.ipynb"
    try:
        if made.report is not None:
            for name, content in made.report.files.items():
                write_atomically(report.parent / files_of(run) / name, content)
            write_atomically(report, made.report.html)
            left.unlink(missing_ok=True)
        elif made.notebook:
            write_atomically(left, made.notebook)
    except OSError as error:
        return made.failure or find_fault(run, lang, None, None, "OSError", f"{report}: {error.strerror}")
    return made.failure or report


def _read_titles(runs: Sequence[Run], langs: Sequence[str]) -> dict[tuple[Path, str], Title]:
    titles, faults = {}, []
    for notebook in dict.fromkeys(run.notebook for run in runs):
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


def _check_writable(out: Path, langs: Sequence[str]) -> None:
    """Refuse a folder that cannot be written before any work is done."""
    import tempfile

    for folder in (out, *(out / lang for lang in langs)):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                pass
        except OSError as error:
            reason = "it is a file" if folder.is_file() else error.strerror
            raise BuildError(f"cannot write reports to {folder}: {reason}; name another folder") from error


def _neighbours(
    run: Run, listed: Sequence[Run], titles: Mapping[tuple[Path, str], Title], data: Dataset, lang: str
) -> tuple[Link | None, Link | None]:
    """Give links to the reports before and after this one."""

    def link(other: Run) -> Link:
        title = titles[other.notebook, lang].heading
        if other.subject:
            name = name_run(other, data, lang)
            title = name if other.notebook == run.notebook else f"{title}: {name}"
        return Link(f"{other.run_id}.html", title)

    if run not in listed:
        return None, None
    place = listed.index(run)
    before, after = listed[:place], listed[place + 1 :]
    return (link(before[-1]) if before else None), (link(after[0]) if after else None)


def _versions(data: Dataset, lang: str) -> tuple[tuple[str, str], ...]:
    from importlib import metadata

    return (
        (say("site.version_data", lang), data.version),
        (say("site.version_package", lang), metadata.version("grassroots-case-studies")),
        ("Python", platform.python_version()),
        ("pandas", metadata.version("pandas")),
        ("papermill", metadata.version("papermill")),
    )


def _word(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
