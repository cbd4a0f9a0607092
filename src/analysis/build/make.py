"""Make many reports; each is replaced only by a whole one, and none that fails stops another."""

from collections.abc import Callable, Generator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryFile

from analysis.build.machine import can_fork, count_jobs, share_memory, worker_environment
from analysis.build.place import failed_copy, hold, put, remove_stale
from analysis.build.progress import Outcome, show_progress
from analysis.build.recall import Recall
from analysis.build.task import Failure, Made, RunFailedError, Task, word_failure
from analysis.build.workers import Workers
from analysis.elements.pages import Near, Surroundings
from analysis.elements.speech import Link
from analysis.paths import write_atomically
from analysis.plan.cache import Cache
from analysis.plan.entries import Run
from analysis.site.around import files_of, write_site
from analysis.site.edition import Edition, Listed, Page
from analysis.site.finding import PartsAway
from analysis.site.search import Section
from analysis.words.catalogue import LANGUAGES


@dataclass(frozen=True)
class Plan:
    """What to make, and how; most of it is told in the help of the command that builds.

    `runs` are the reports to make now; `editions`, one for each language, have all that are listed in `notebooks`.
    What stands around them is made by `describe`, called where they are made, and known from one build to the next
    by its arguments if it is a `partial`; without it that stays as it is. Reports go to `out/<lang>/<run_id>.html`;
    a `draft` is the page alone. `data_paths` are packages laid over the built-in one; notebooks find them in
    `ANALYSIS_DATA`. `workers` are lent by who builds again and again, `cluster` is the address of a Dask scheduler;
    without a `cache` of what earlier builds made, every notebook is run; `near` digests what those runs may read
    that read a part of the data, by run; `stale` are reports of theirs to take away, as paths below `out`; `log` is
    called with a line for each report as it ends.
    """

    runs: tuple[Run, ...]
    editions: tuple[Edition, ...]
    describe: Callable[[str], Surroundings] | None
    notebooks: Path
    out: Path
    data_paths: tuple[Path, ...] = ()
    jobs: int | None = None
    workers: Workers | None = None
    timeout: int = 600  # seconds that one cell may take
    memory: int | None = None  # MB that one notebook may take; else its share of what is free
    engine: str | None = None
    cluster: str | None = None
    cache: Cache | None = None
    near: Mapping[str, Near] = field(default_factory=dict)
    stale: tuple[str, ...] = ()
    fail_fast: bool = False
    strict: bool = False
    draft: bool = False
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


def build(plan: Plan) -> BuildResult:
    """Make reports, then the pages around them.

    A failing notebook does not raise: it is in the result, its executed copy lies in
    `out/failed/<lang>/<run_id>.ipynb`, and an older report stays. A `BuildError` says that `out` cannot be written, or
    is held by another build.
    """
    out, langs = plan.out, [edition.lang for edition in plan.editions]
    recall = Recall(plan.cache, plan.notebooks, plan.data_paths, plan.near) if plan.cache is not None else None
    outcomes: dict[tuple[str, str], Outcome] = {}
    sections, on_sheets = dict[tuple[str, str], Sequence[Section]](), dict[tuple[str, str], Sequence[Section]]()
    around, begun = plan.editions if plan.describe else (), list[Future[dict[str, Surroundings]]]()
    found = {each.lang: recall.find_around(plan.describe, each.lang) for each in around if recall is not None}
    known = {lang: made for lang, made in found.items() if made is not None}

    @cache
    def describe(lang: str) -> Surroundings:
        with suppress(Exception):  # a process that ended; what is wrong with the pages is told by making them here
            return known[lang] if lang in known else begun[0].result()[lang]
        return plan.describe(lang) if plan.describe else Surroundings()

    def prepare(workers: Workers) -> Callable[[], None]:
        """Begin what stands around the reports elsewhere, or give what makes it here while reports are made."""
        lacking = [edition.lang for edition in around if edition.lang not in known]
        if plan.describe and (making := workers.begin(plan.describe, lacking) if lacking else None):
            begun.append(making)
            return lambda: None
        return make_here

    def make_here() -> None:
        with suppress(Exception):  # then they are made at the end, when what is wrong can cost no report
            for edition in around:
                describe(edition.lang)

    with hold(out, langs), ExitStack() as ending:
        if recall is not None:
            ending.callback(recall.finish)  # however the build ends
        away = PartsAway(ending.enter_context(TemporaryFile()))
        remove_stale(plan.stale, out)
        tasks = _list_tasks(plan)
        making = _make(tasks, plan, recall, prepare)
        with show_progress(len(tasks), shown=plan.progress) as line, closing(making):
            for task, made, how in making:
                outcome = outcomes[task.key] = _place(task, made, how, out)
                if made.report is not None:
                    sections[task.key] = away.put(made.report.sections)
                    on_sheets[task.key] = away.put(made.report.sheet.sections if made.report.sheet else ())
                line.update()
                if failures := sum(outcome.failure is not None for outcome in outcomes.values()):
                    line.set_postfix_str(f"{failures} failed")
                if plan.log is not None:
                    plan.log(str(outcome))
                if outcome.failure is not None and plan.fail_fast:
                    break
        editions = []
        for edition in around:
            lang, reports = edition.lang, []
            for report in edition.reports:
                key = report.run.run_id, lang
                reports.append(replace(report, sections=sections.get(key, ()), on_sheet=on_sheets.get(key, ())))
            editions.append(replace(edition, reports=tuple(reports), around=describe(lang)))
            if recall is not None and lang not in known:
                recall.keep_around(plan.describe, lang, editions[-1].around)
        ordered = tuple(outcomes[task.key] for task in tasks if task.key in outcomes)
        failed = [outcome.failure for outcome in ordered if outcome.failure is not None]
        if plan.strict and failed and not any(outcome.path for outcome in ordered):
            return BuildResult((), tuple(failed), (), ordered)  # nothing is put in place
        try:
            missing = write_site(editions, out=out, data_paths=plan.data_paths) if around else ()
        except OSError as error:
            missing, message = (), f"{error.filename or out}: {error.strerror or error}"
            failed.append(Failure("index", ", ".join(langs), "the pages around the reports", "OSError", message))
    built = tuple(outcome.path for outcome in ordered if outcome.path is not None)
    return BuildResult(built, tuple(failed), missing, ordered)


def _list_tasks(plan: Plan) -> list[Task]:
    """List the reports to make, run by run, each with what stands around its cells."""
    asked = {run.run_id for run in plan.runs}
    langs = [edition.lang for edition in plan.editions]
    memory = plan.memory * 1_000_000 if plan.memory else share_memory(plan.jobs or count_jobs())
    engine = plan.engine or ("forked" if can_fork() else "papermill")

    def is_there(report: Listed, lang: str) -> bool:
        return (report.run.run_id in asked and lang in langs) or (plan.out / lang / report.href).is_file()

    def link(report: Listed, run: Run) -> Link:
        """Link the report beside one, by its short name if it is of the same notebook."""
        near = report.run.subject and report.run.notebook == run.notebook
        return Link(report.href, report.name if near else report.heading)

    pages = {}
    for edition in plan.editions:
        lang, others = edition.lang, [lang for lang in LANGUAGES if lang != edition.lang]
        there = [report for report in edition.reports if is_there(report, lang)]
        menu = edition.menu([report.href for report in there])
        for place, report in enumerate(there):
            run = report.run
            pages[run.run_id, lang] = Page(
                lang,
                report.heading,
                report.asked or report.title.question,
                menu=menu,
                part=run.part,
                own=report.href,
                previous=link(there[place - 1], run) if place else None,
                following=link(there[place + 1], run) if there[place + 1 :] else None,
                translations=tuple(other for other in others if is_there(report, other)),
                files=files_of(run),
                free=run.free,
                strict=plan.strict,
                draft=plan.draft,
                cite=edition.cite,
                sheet=report.sheet,
            )
    every, how = ((run, lang) for run in plan.runs for lang in langs), (plan.timeout, engine, memory)
    return [Task(run, pages[run.run_id, lang], *how, kept=plan.cache is not None) for run, lang in every]


def _make(
    tasks: Sequence[Task], plan: Plan, recall: Recall | None, prepare: Callable[[Workers], Callable[[], None]]
) -> Generator[tuple[Task, Made, str]]:
    """Give each report as soon as it is there, and how it came: recalled, laid out anew, or run."""
    waiting = []
    for task in tasks:
        known = recall.find(task) if recall is not None else None
        if known is not None and known.report is not None:
            yield task, known, "recalled"
        else:
            waiting.append(replace(task, notebook=known.notebook) if known is not None else task)
    if not waiting:
        return
    waiting.sort(key=lambda task: not task.notebook)  # those that need only be laid out take a moment
    with ExitStack() as ending:
        if plan.cluster is not None:
            from analysis.build.cluster import make_on_cluster

            making = make_on_cluster(waiting, plan.cluster, notebooks=plan.notebooks, data_paths=plan.data_paths)
        else:
            # A process is forked when there is something to do: the pages around a report alone are made beside it.
            jobs, environment = plan.jobs or count_jobs(), worker_environment(plan.data_paths)
            warm = waiting[0].engine == "forked"
            workers = plan.workers or ending.enter_context(Workers(jobs, environment, warm=warm))
            making = workers.make_all(waiting, meanwhile=prepare(workers))
        for task, made in ending.enter_context(closing(making)):
            yield task, made, "laid out" if task.notebook else "run"
            if recall is not None:  # when it is in its place already, for somebody may wait for it
                recall.keep(task, made)


def _place(task: Task, made: Made, how: str, out: Path) -> Outcome:
    """Put a report, or what is left of a failed run, in its place."""
    run, lang = task.run, task.page.lang
    failure, path = made.failure, None
    try:
        if made.report is not None:
            path = put(made.report, run, lang, out)
        elif made.notebook:
            write_atomically(failed_copy(run.run_id, lang, out), made.notebook)
    except OSError as error:
        told = RunFailedError("OSError", f"{out / lang / run.run_id}.html: {error.strerror or error}")
        failure = failure or word_failure(task, told)
    gaps = made.report.gaps if made.report is not None else ()
    return Outcome(run.run_id, lang, path, failure, how, made.live, made.seconds, gaps)
