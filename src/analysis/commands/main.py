"""Commands: each parses, calls one function, prints.

Heavy libraries are imported inside the commands that need them, so that `--help` is quick.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from analysis import __version__
from analysis.errors import AnalysisError
from analysis.package.schema import SUBJECT_KINDS
from analysis.paths import show_path

__all__ = ["cli", "main"]

_data_option = click.option(
    "--data",
    "data_paths",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="A folder or workbook laid over the built-in data; may be given again.",
)
_CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


@click.group(context_settings=_CONTEXT)
@click.version_option(__version__, prog_name="analysis")
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
def cli(debug: bool) -> None:
    """Turn checked data on grassroots Party organisations into comparisons and reports."""


@cli.command()
@click.argument("runs", nargs=-1, metavar="[RUN]...")
@click.option("--lang", type=click.Choice(["vi", "en", "all"]), default="all", show_default=True)
@click.option("--out", type=click.Path(path_type=Path), help="Folder for the reports.  [default: reports]")
@click.option("--jobs", type=click.IntRange(min=1), help="Reports at once.  [default: one a core]")
@_data_option
@click.option("--timeout", type=click.IntRange(min=1), default=600, show_default=True, metavar="SECONDS",
              help="Stop a report whose cell takes longer.")  # fmt: skip
@click.option("--fail-fast/--keep-going", help="After a failure begin no more reports, or make all others.  "
              "[default: keep going]")  # fmt: skip
@click.option(
    "--engine",
    type=click.Choice(["forked", "papermill"]),
    metavar="[forked|papermill]",
    help="Run notebooks in forks of a warm process, or each in a kernel.  [default: forked where possible]",
)
@click.option("--dask", "cluster", metavar="tcp://HOST:PORT",
              help="Let the workers of a Dask cluster run the notebooks; they need this package.")  # fmt: skip
@click.option("--no-cache", is_flag=True, help="Run every notebook, whatever earlier builds made.")
@click.option("--json", "as_json", is_flag=True, help="Tell what was done as JSON.")
@click.option("--profile", is_flag=True, help="Tell where the time went, report by report.")
@click.option("--log", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
              help="Write a line for each report.  [default: build.log in the cache]")  # fmt: skip
def build(runs: tuple[str, ...], out: Path | None, **options: Any) -> None:
    r"""Build reports: all of them, or the RUNs named.

    A RUN is an id from `analysis list runs`, or a notebook, which stands for all its runs. Only what changed is
    built again: what earlier builds made is kept in .cache/build, which may be deleted at any time.

    \b
    Examples:
      analysis build
      analysis build profile-ba_tri --lang vi
      analysis build 20_compare_indicator --out site --jobs 2
    """
    from analysis.commands.build import run

    sys.exit(run(runs, out, **options))


@cli.command()
@click.argument("lessons", nargs=-1, metavar="[LESSON]...")
@click.option("--lang", type=click.Choice(["vi", "en", "all"]), default="all", show_default=True)
@click.option("--out", type=click.Path(path_type=Path), help="Folder for the lessons.  [default: reports]")
@_data_option
@click.pass_context
def lesson(context: click.Context, lessons: tuple[str, ...], **options: Any) -> None:
    r"""Make lesson packs: all of them, or the LESSONs named.

    Beside the page lie a Word plan, slides, papers with and without key, questions as Moodle GIFT and XML, the list
    of every number with its source, and one zip of all. A LESSON is a file of data/lessons, without its ending.

    \b
    Examples:
      analysis lesson
      analysis lesson grading --lang vi --out lessons
    """
    _build_each(context, "70_lesson", "lesson", lessons, options)


@cli.command(name="field-study")
@click.argument("localities", nargs=-1, metavar="[LOCALITY]...")
@click.option("--lang", type=click.Choice(["vi", "en", "all"]), default="all", show_default=True)
@click.option("--out", type=click.Path(path_type=Path), help="Folder for the outlines.  [default: reports]")
@_data_option
@click.pass_context
def field_study(context: click.Context, localities: tuple[str, ...], **options: Any) -> None:
    r"""Make outlines of a field study, as a page and as Word: of every locality, or of those named.

    Beside them lies a workbook in which a class fills the blanks in; `analysis check` reads it.

    \b
    Example:
      analysis field-study ba_tri --lang vi
    """
    _build_each(context, "80_field_study", "locality", localities, options)


def _build_each(
    context: click.Context, notebook: str, kind: str, ids: tuple[str, ...], options: dict[str, Any]
) -> None:
    """Build the runs of a notebook that is run once for each thing of a kind."""
    from analysis.errors import UnknownIdError

    prefix = notebook.partition("_")[2].replace("_", "-")
    wanted = tuple(f"{prefix}-{one}" for one in ids) or (notebook,)
    try:
        context.invoke(build, runs=wanted, **options)
    except UnknownIdError as error:
        if error.given not in wanted:
            raise
        known = [one.removeprefix(f"{prefix}-") for one in error.choices if one.startswith(f"{prefix}-")]
        raise UnknownIdError(kind, str(error.given).removeprefix(f"{prefix}-"), known) from None


@cli.command()
@click.argument("workbook", type=click.Path(path_type=Path), metavar="WORKBOOK.xlsx")
@click.option("--locality", metavar="ID", help="Id of your locality: small plain letters, digits and _.")
@click.option("--lang", type=click.Choice(["vi", "en"]), default="vi", show_default=True)
def new(workbook: Path, locality: str | None, lang: str) -> None:
    r"""Write a workbook in which to fill in a locality of your own.

    \b
    Example:
      analysis new my_commune.xlsx --locality my_commune
    """
    from analysis.words.catalogue import say
    from analysis.workbook.template import write_template

    write_template(workbook, locality=locality, lang=lang)
    click.echo(say("report.written", lang, file=show_path(workbook)))


@cli.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")
@click.option("--lang", type=click.Choice(["vi", "en"]), default="vi", show_default=True, help="For workbooks.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.option("--marked", type=click.Path(path_type=Path), metavar="OUT.xlsx",
              help="Write a copy of the workbook with the wrong cells coloured.")  # fmt: skip
def check(paths: tuple[Path, ...], lang: str, as_json: bool, marked: Path | None) -> None:
    r"""Check the data package and its lessons, with the folders and workbooks at PATHs laid over it.

    Every fault is listed at once: by file, line and column, or by sheet, row and column of a workbook. The exit
    code is 1 if there is one.

    \b
    Examples:
      analysis check
      analysis check my_commune.xlsx --marked review.xlsx
    """
    books = [one for one in paths if one.is_file()]
    if marked is not None and len(books) != 1:
        raise click.UsageError("--marked needs exactly one workbook")
    if books or as_json:
        from analysis.commands.workbook import check_workbooks

        check_workbooks(paths, lang=lang, as_json=as_json, marked=marked)
        return
    from analysis.dataset import check_layers
    from analysis.lessons.lesson import check_lessons

    faults = check_layers(*paths) or check_lessons(*paths)
    for fault in faults:
        click.echo(str(fault), err=True)
    if faults:
        click.echo(f"{len(faults)} fault(s)", err=True)
        sys.exit(1)
    click.echo("No fault: every cell, key and rule holds.")


@cli.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--lang", type=click.Choice(["vi", "en"]), default="vi", show_default=True)
@_data_option
def verify(folder: Path, data_paths: tuple[Path, ...], lang: str) -> None:
    r"""Check figures, documents and codings against the article texts in FOLDER.

    The texts are named SOURCE_ID.txt. Numbers in a text that no row accounts for are listed for a person to
    judge; they do not make the command fail. With --data only the texts of those packages must be there.

    \b
    Examples:
      analysis verify articles
      analysis verify . --data my_commune.xlsx
    """
    from analysis.commands.workbook import verify_texts

    verify_texts(folder, data_paths, lang=lang)


@cli.command()
@click.argument("article", type=click.Path(path_type=Path))
@click.option(
    "--into",
    type=click.Path(path_type=Path),
    metavar="WORKBOOK.xlsx",
    help="Lay them into a workbook too, in rows to be decided; it is made if there is none.",
)
@click.option("--lang", type=click.Choice(["vi", "en"]), default="vi", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="As JSON: rows by table.")
@click.option("--convert", is_flag=True, help="Convert text in TCVN3, VNI or VIQR instead of refusing it.")
@_data_option
def extract(article: Path, data_paths: tuple[Path, ...], **options: Any) -> None:
    r"""Propose figures, documents and places to read from ARTICLE: .txt, .md, .html, .docx or .pdf with text.

    Every row is a candidate that a person must judge; in a workbook it stays one until its mark is taken away.

    \b
    Examples:
      analysis extract article.html
      analysis extract article.docx --json
      analysis extract article.pdf --into mine.xlsx
    """  # fmt: skip
    from analysis.commands.workbook import show_candidates

    show_candidates(article, data_paths, **options)


@cli.command(name="list")
@click.argument("what", type=click.Choice([*SUBJECT_KINDS.values(), "runs"]), default="runs")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@_data_option
def list_(what: str, as_json: bool, data_paths: tuple[Path, ...]) -> None:
    r"""List the ids that other commands take.

    \b
    Examples:
      analysis list localities
      analysis list indicators --json
    """
    from analysis.dataset import load

    data = load(*data_paths)
    if what == "runs":
        from analysis.paths import notebooks_dir
        from analysis.plan.runs import load_runs

        rows = [
            {"id": one.run_id, "notebook": one.notebook.stem, "parameters": dict(one.parameters)}
            for one in load_runs(data, notebooks_dir())
        ]
        lines = [f"{one['id']:<48} {one['notebook']}" for one in rows]
    else:
        kind = next(kind for kind, plural in SUBJECT_KINDS.items() if plural == what)
        rows = [
            {"id": one, "name_vi": data.name(kind, one, "vi"), "name_en": data.name(kind, one, "en")}
            for one in data.ids(kind)
        ]
        lines = [f"{one['id']:<42} {one['name_vi']} | {one['name_en']}" for one in rows]
    click.echo(json.dumps(rows, ensure_ascii=False, indent=2) if as_json else "\n".join(lines))


@cli.command()
@click.argument("indicator")
@click.argument("localities", nargs=-1, required=True, metavar="LOCALITY LOCALITY...")
@click.option("--json", "as_json", is_flag=True, help="As JSON, with the reasons in both languages.")
@click.option("--lang", type=click.Choice(["vi", "en"]), default="vi", show_default=True)
@_data_option
def compare(
    indicator: str, localities: tuple[str, ...], as_json: bool, lang: str, data_paths: tuple[Path, ...]
) -> None:
    r"""Judge whether INDICATOR may be compared across localities, and give its figures.

    \b
    Examples:
      analysis compare members_per_cell nam_po lai_chau
      analysis compare organisations_graded_excellent trang_dinh ba_tri --json
    """
    from analysis.dataset import load
    from analysis.methods import compare as judge_all
    from analysis.show import report_comparison

    data = load(*data_paths)
    report = report_comparison(data, judge_all(data, indicator, localities))
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False, indent=2))
        return
    click.echo(f"{report['indicator'][lang]}: {report['verdict']['words'][lang]}")
    for one in report["figures"]:
        click.echo(f"  {one['place'][lang]}: {one['words'][lang]} ({one['period']}, {one['origin']})")
    for one in report["missing"]:
        click.echo(f"  {one}: -")
    for pair in report["pairs"]:
        click.echo(f"{' – '.join(pair['places'])}: {pair['verdict']['words'][lang]}")
        for reason in pair["reasons"]:
            click.echo(f"  {reason['id']}: {reason['words'][lang]}")


@cli.command()
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED, metavar="[JUPYTER OPTION]...")
def lab(arguments: tuple[str, ...]) -> None:
    r"""Open JupyterLab in notebooks/ with the project's kernel.

    Options after `--` go to JupyterLab as they are.

    \b
    Examples:
      analysis lab
      analysis lab -- --no-browser --port 8899
    """
    import subprocess

    from analysis.paths import notebooks_dir

    # The interpreter that runs this command is the project's, and so is the kernel it offers as python3.
    command = [sys.executable, "-m", "jupyterlab", "--notebook-dir", str(notebooks_dir()), *arguments]
    sys.exit(subprocess.run(command, check=False).returncode)


def main(arguments: list[str] | None = None) -> None:
    """Run a command; an error that the reader can put right is told without a traceback, exit code 1."""
    arguments = sys.argv[1:] if arguments is None else arguments
    debug = "--debug" in arguments
    _guard(lambda: cli.main([one for one in arguments if one != "--debug"], prog_name="analysis"), debug=debug)


def _guard(run: Callable[[], Any], *, debug: bool) -> None:
    try:
        run()
    except AnalysisError as error:
        if debug:
            raise
        click.echo(f"Error: {error}", err=True)
        sys.exit(1)
    except OSError as error:
        if debug:
            raise
        click.echo(f"Error: {error.filename or ''}: {error.strerror or error}", err=True)
        sys.exit(1)
