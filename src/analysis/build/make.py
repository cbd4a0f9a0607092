"""Make many reports; each is replaced only by a whole one, and none that fails stops another."""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.build.execute import TIMEOUT, Failure, find_fault
from analysis.build.lock import hold
from analysis.build.place import keep_failed, put, remove_stale
from analysis.build.progress import Outcome, Progress
from analysis.build.recall import Recall
from analysis.build.task import Made, Task
from analysis.build.workers import Workers, default_engine, default_jobs, share_memory, worker_environment
from analysis.elements.pages import Surroundings
from analysis.elements.table import Link
from analysis.errors import BuildError, RunError, UnknownIdError
from analysis.paths import notebooks_dir
from analysis.plan.cache import Cache
from analysis.plan.fingerprint import digest_inputs
from analysis.plan.notebook import Title, read_cells, read_title
from analysis.plan.runs import Run
from analysis.show.overview import describe_site, name_run
from analysis.site.around import Edition, Listed, files_of, write_site
from analysis.site.render import Page
from analysis.site.search import Section
from analysis.words.catalogue import LANGUAGES, say

if TYPE_CHECKING:
    from analysis.dataset import Dataset

__all__ = ["BuildResult", "build"]


@dataclass(frozen=True)
class BuildResult:
    """What a build did.

    Parameters
    ----------
    built
        The reports that are there now, whole and up to date, in the order of the runs.
    failed
        Why the others could not be.
    missing
        Reports that are listed and not there, whether asked for now or not.
    outcomes
        One for each report asked for, in the same order.
    """

    built: tuple[Path, ...] = ()
    failed: tuple[Failure, ...] = ()
    missing: tuple[Path, ...] = ()
    outcomes: tuple[Outcome, ...] = ()


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
    cache: Cache | None = None,
    fail_fast: bool = False,
    notebooks: Path | None = None,
    stale: Sequence[str] = (),
    cluster: str | None = None,
    log: Callable[[str], None] | None = None,
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
    cache
        What earlier builds made; without one, every notebook is run.
    fail_fast
        Begin no more reports after one has failed.
    notebooks
        The folder of `runs.yml`.
    stale
        Reports of earlier builds to take away, as paths below `out`.
    cluster
        Address of a Dask scheduler, whose workers run the notebooks instead of this machine.
    log
        Called with a line for each report as it ends.

    Raises
    ------
    BuildError
        If `out` cannot be written, or another build holds it.
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
    jobs = jobs or default_jobs()
    engine = engine or default_engine()
    settings = {"timeout": timeout, "engine": engine, "memory": share_memory(jobs)}
    folder = notebooks or notebooks_dir()
    with hold(out):
        remove_stale(stale, out)
        tasks = [Task(run, page, **settings) for run, page in _lay_pages(runs, listed, titles, data, out, langs)]
        recall = Recall(cache, lambda: digest_inputs(folder, data_paths)) if cache is not None else None
        results: dict[tuple[str, str], Outcome] = {}
        around: dict[str, Surroundings] = {}
        sections: dict[tuple[str, str], tuple[Section, ...]] = {}

        def prepare() -> None:
            with suppress(Exception):  # then they are made at the end, when what is wrong can cost no report
                around.update({lang: describe_site(data, lang) for lang in langs if data.tables})

        making = _make(tasks, recall, _runner(jobs, data_paths, engine, cluster, folder, prepare))
        with Progress(len(tasks), jobs, shown=progress) as line, closing(making):
            for task, made, how in making:
                outcome = results[task.key] = _place(task, made, how, out)
                sections[task.key] = made.report.sections if made.report is not None else ()
                line.count(failed=outcome.failure is not None)
                if log is not None:
                    log(str(outcome))
                if outcome.failure is not None and fail_fast:
                    break
        if recall is not None:
            recall.finish()
        editions = []
        for lang in langs:
            reports = (
                Listed(run, titles[run.notebook, lang], name_run(run, data, lang), sections.get((run.run_id, lang), ()))
                for run in listed
            )
            beside = around.get(lang) or (describe_site(data, lang) if data.tables else Surroundings())
            editions.append(Edition(lang, tuple(reports), beside, _versions(data, lang)))
        missing, failures = (), []
        try:
            missing = write_site(editions, out=out, data_paths=data_paths)
        except OSError as error:
            words = f"{error.filename or out}: {error.strerror}"
            failures.append(Failure("index", ", ".join(langs), "the pages around the reports", "OSError", words))
    outcomes = tuple(results[task.key] for task in tasks if task.key in results)
    return BuildResult(
        tuple(one.path for one in outcomes if one.path is not None),
        (*(one.failure for one in outcomes if one.failure is not None), *failures),
        missing,
        outcomes,
    )


def _runner(
    jobs: int,
    data_paths: Sequence[Path | str],
    engine: str,
    cluster: str | None,
    folder: Path,
    meanwhile: Callable[[], None],
) -> Callable[[Sequence[Task]], Iterator[tuple[Task, Made]]]:
    """Choose what runs notebooks: this machine or a cluster."""
    if cluster is None:

        def run_here(tasks: Sequence[Task]) -> Iterator[tuple[Task, Made]]:
            if tasks:
                with Workers(jobs, worker_environment(data_paths), warm=engine == "forked") as workers:
                    yield from workers.make_all(tasks, meanwhile=meanwhile)

        return run_here
    from analysis.build.cluster import make_on_cluster
    from analysis.paths import data_dir

    further = [Path(path) for path in data_paths]
    return lambda tasks: make_on_cluster(
        tasks, cluster, notebooks=folder, data=data_dir(), data_paths=further, environment=worker_environment()
    )


def _make(
    tasks: Sequence[Task], recall: Recall | None, run_all: Callable[[Sequence[Task]], Iterator[tuple[Task, Made]]]
) -> Iterator[tuple[Task, Made, str]]:
    """Give each report as soon as it is there, and how it came: recalled, laid out anew, or run."""
    waiting = []
    for task in tasks:
        known = recall.find(task) if recall is not None else None
        if known is not None and known.report is not None:
            yield task, known, "recalled"
        else:
            waiting.append(replace(task, notebook=known.notebook) if known is not None else task)
    # Those that need only be laid out come first: they take a moment.
    with closing(run_all(sorted(waiting, key=lambda task: not task.notebook))) as making:
        for task, made in making:
            if recall is not None:
                recall.keep(task, made)
            yield task, made, "laid out" if task.notebook else "run"


def _place(task: Task, made: Made, how: str, out: Path) -> Outcome:
    """Put a report, or what is left of a failed run, in its place."""
    run, lang = task.run, task.page.lang
    failure, path = made.failure, None
    try:
        if made.report is not None:
            path = put(made.report, run, lang, out)
        elif made.notebook:
            keep_failed(made.notebook, run, lang, out)
    except OSError as error:
        report = out / lang / f"{run.run_id}.html"
        failure, path = failure or find_fault(run, lang, None, None, "OSError", f"{report}: {error.strerror}"), None
    return Outcome(run.run_id, lang, path, failure, how, made.live, made.seconds)


def _lay_pages(
    runs: Sequence[Run],
    listed: Sequence[Run],
    titles: Mapping[tuple[Path, str], Title],
    data: Dataset,
    out: Path,
    langs: Sequence[str],
) -> Iterator[tuple[Run, Page]]:
    """Say what stands around the cells of each report."""
    versions = {lang: _versions(data, lang) for lang in langs}
    asked = {(run.run_id, lang) for run in runs for lang in langs}

    def there(run: Run, lang: str) -> bool:
        return (run.run_id, lang) in asked or (out / lang / f"{run.run_id}.html").is_file()

    for run in runs:
        for lang in langs:
            linked = [other for other in listed if other == run or there(other, lang)]
            previous, following = _neighbours(run, linked, titles, data, lang)
            other = next(other for other in LANGUAGES if other != lang)
            translation = Link(f"../{other}/{run.run_id}.html", say("site.language", other), other)
            yield (
                run,
                Page(
                    lang,
                    titles[run.notebook, lang],
                    subject=name_run(run, data, lang) if run.subject else None,
                    parameters=tuple(
                        (name, ", ".join(map(str, value)) if isinstance(value, list) else str(value))
                        for name, value in run.parameters.items()
                    ),
                    versions=versions[lang],
                    index=Link("index.html", say("site.index", lang)),
                    previous=previous,
                    following=following,
                    translation=translation if there(run, other) else None,
                    files=files_of(run),
                ),
            )


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
    return (
        (say("site.version_data", lang), data.version),
        (say("site.version_package", lang), metadata.version("grassroots-case-studies")),
        ("Python", platform.python_version()),
        *((name, metadata.version(name)) for name in ("pandas", "matplotlib", "statsmodels", "papermill", "nbconvert")),
    )
