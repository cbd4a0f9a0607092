"""Make many reports; each is replaced only by a whole one, and none that fails stops another."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from analysis.build.execute import TIMEOUT, Cause, Failure, word_failure
from analysis.build.machine import count_jobs, default_engine, share_memory, worker_environment
from analysis.build.place import hold, keep_failed, put, remove_stale
from analysis.build.progress import Outcome, show_progress
from analysis.build.recall import Recall
from analysis.build.task import Made, Task
from analysis.build.workers import Workers
from analysis.elements.pages import Surroundings
from analysis.elements.table import Link
from analysis.errors import BuildError
from analysis.plan.cache import Cache
from analysis.plan.fingerprint import digest_inputs
from analysis.plan.runs import Run
from analysis.site.around import Edition, Listed, files_of, write_site
from analysis.site.render import Page
from analysis.site.search import Section
from analysis.words.catalogue import LANGUAGES, say

__all__ = ["BuildResult", "Options", "Plan", "build"]


@dataclass(frozen=True)
class Plan:
    """What to make.

    `runs` are the reports to make now; `editions`, one for each language, have all that are listed in `notebooks`. What
    stands around them is made by `describe`, called while workers run. `data_paths` are packages laid over the
    built-in one; notebooks find them in `ANALYSIS_DATA`.
    """

    runs: tuple[Run, ...]
    editions: tuple[Edition, ...]
    describe: Callable[[str], Surroundings]
    notebooks: Path
    data_paths: tuple[Path, ...] = ()


@dataclass(frozen=True)
class Options:
    """How to make it; most of it is told in the help of the command that builds.

    Reports go to `out/<lang>/<run_id>.html`. `cluster` is the address of a Dask scheduler; without a `cache` of what
    earlier builds made, every notebook is run; `stale` are reports of theirs to take away, as paths below `out`; `log`
    is called with a line for each report as it ends.
    """

    out: Path
    jobs: int | None = None
    timeout: int = TIMEOUT
    engine: str | None = None
    cluster: str | None = None
    cache: Cache | None = None
    stale: tuple[str, ...] = ()
    fail_fast: bool = False
    progress: bool = True
    log: Callable[[str], None] | None = None


@dataclass(frozen=True)
class BuildResult:
    """What a build did.

    `outcomes` has one for each report asked for, in the order of the runs; `built` are those that are there now, whole
    and up to date; `missing` are listed and not there, whether asked for now or not.
    """

    built: tuple[Path, ...]
    failed: tuple[Failure, ...]
    missing: tuple[Path, ...]
    outcomes: tuple[Outcome, ...]


def build(plan: Plan, options: Options) -> BuildResult:
    """Make reports, then the pages around them.

    A failing notebook does not raise: it is in the result, its executed copy lies in
    `out/failed/<lang>/<run_id>.ipynb`, and an older report stays.

    Raises
    ------
    BuildError
        If `out` cannot be written, or another build holds it.
    """
    out, langs = options.out, [edition.lang for edition in plan.editions]
    _check_writable(out, langs)
    recall = None
    if options.cache is not None:
        recall = Recall(options.cache, lambda: digest_inputs(plan.notebooks, plan.data_paths))
    outcomes: dict[tuple[str, str], Outcome] = {}
    sections: dict[tuple[str, str], tuple[Section, ...]] = {}
    around: dict[str, Surroundings] = {}

    def prepare() -> None:
        with suppress(Exception):  # then they are made at the end, when what is wrong can cost no report
            around.update({lang: plan.describe(lang) for lang in langs})

    with hold(out):
        remove_stale(options.stale, out)
        tasks = _list_tasks(plan, options)
        with (
            show_progress(len(tasks), shown=options.progress) as line,
            closing(_make(tasks, recall, lambda waiting: _run(waiting, plan, options, prepare))) as making,
        ):
            for task, made, how in making:
                outcome = outcomes[task.key] = _place(task, made, how, out)
                sections[task.key] = made.report.sections if made.report is not None else ()
                line.update()
                if failures := sum(outcome.failure is not None for outcome in outcomes.values()):
                    line.set_postfix_str(f"{failures} failed")
                if options.log is not None:
                    options.log(str(outcome))
                if outcome.failure is not None and options.fail_fast:
                    break
        if recall is not None:
            recall.finish()
        editions = [
            replace(
                edition,
                reports=tuple(
                    replace(report, sections=sections.get((report.run.run_id, edition.lang), ()))
                    for report in edition.reports
                ),
                around=around.get(edition.lang) or plan.describe(edition.lang),
            )
            for edition in plan.editions
        ]
        missing: tuple[Path, ...] = ()
        ordered = tuple(outcomes[task.key] for task in tasks if task.key in outcomes)
        failed = [outcome.failure for outcome in ordered if outcome.failure is not None]
        try:
            missing = write_site(editions, out=out, data_paths=plan.data_paths)
        except OSError as error:
            message = f"{error.filename or out}: {error.strerror}"
            failed.append(Failure("index", ", ".join(langs), "the pages around the reports", "OSError", message))
    built = tuple(outcome.path for outcome in ordered if outcome.path is not None)
    return BuildResult(built, tuple(failed), missing, ordered)


def _list_tasks(plan: Plan, options: Options) -> list[Task]:
    """List the reports to make, run by run, each with what stands around its cells."""
    pages = {(run.run_id, page.lang): page for edition in plan.editions for run, page in _lay(edition, plan, options)}
    memory = share_memory(options.jobs or count_jobs())
    engine = options.engine or default_engine()
    return [
        Task(run, pages[run.run_id, edition.lang], options.timeout, engine, memory)
        for run in plan.runs
        for edition in plan.editions
    ]


def _lay(edition: Edition, plan: Plan, options: Options) -> Iterator[tuple[Run, Page]]:
    """Say what stands around the cells of each report in one language."""
    asked = {run.run_id for run in plan.runs}
    langs = {edition.lang for edition in plan.editions}
    lang, other = edition.lang, next(lang for lang in LANGUAGES if lang != edition.lang)

    def is_there(report: Listed, lang: str) -> bool:
        return (report.run.run_id in asked and lang in langs) or (options.out / lang / report.href).is_file()

    def link(reports: Sequence[Listed], run: Run) -> Link | None:
        """Link the report beside one, by its short name if it is of the same notebook."""
        for report in reports:
            near = report.run.subject and report.run.notebook == run.notebook
            return Link(report.href, report.name if near else report.heading)
        return None

    there = [report for report in edition.reports if is_there(report, lang)]
    for place, report in enumerate(there):
        run = report.run
        if run.run_id in asked:
            translation = Link(f"../{other}/{report.href}", say("site.language", other), other)
            yield (
                run,
                Page(
                    lang,
                    report.heading,
                    report.title.question,
                    parameters=tuple((name, _word(value)) for name, value in run.parameters.items()),
                    versions=edition.versions,
                    index=Link("index.html", say("site.index", lang)),
                    previous=link(there[place - 1 : place], run),
                    following=link(there[place + 1 : place + 2], run),
                    translation=translation if is_there(report, other) else None,
                    files=files_of(run),
                ),
            )


def _word(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _run(
    tasks: Sequence[Task], plan: Plan, options: Options, meanwhile: Callable[[], None]
) -> Generator[tuple[Task, Made]]:
    if options.cluster is not None:
        from analysis.build.cluster import make_on_cluster

        yield from make_on_cluster(tasks, options.cluster, notebooks=plan.notebooks, data_paths=plan.data_paths)
    elif tasks:
        jobs, environment = options.jobs or count_jobs(), worker_environment(plan.data_paths)
        with Workers(jobs, environment, warm=tasks[0].engine == "forked") as workers:
            yield from workers.make_all(tasks, meanwhile=meanwhile)


def _make(
    tasks: Sequence[Task], recall: Recall | None, run_all: Callable[[Sequence[Task]], Generator[tuple[Task, Made]]]
) -> Generator[tuple[Task, Made, str]]:
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
        cause = Cause("OSError", f"{out / lang / run.run_id}.html: {error.strerror}")
        failure, path = failure or word_failure(run, lang, cause), None
    return Outcome(run.run_id, lang, path, failure, how, made.live, made.seconds)


def _check_writable(out: Path, langs: Sequence[str]) -> None:
    """Refuse a folder that cannot be written before any work is done."""
    for folder in (out, *(out / lang for lang in langs)):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                pass
        except OSError as error:
            reason = "it is a file" if folder.is_file() else error.strerror
            raise BuildError(f"cannot write reports to {folder}: {reason}; name another folder") from error
