"""The commands that make reports: all of them, or those of lessons and of field studies."""

import sys
from pathlib import Path
from typing import Any

import click

from analysis.commands import PLACE, data_option, find_notebook, lang_option, langs_option, load_data
from analysis.errors import UnknownIdError
from analysis.paths import notebooks_dir, project_dir, show_path, write_whole
from analysis.plan.notebook import turn_to
from analysis.text import slug
from analysis.words.catalogue import LANGUAGES, refuse, say


@click.command()
@click.argument("runs", nargs=-1, metavar="[RUN]...")
@langs_option
@click.option("--out", type=PLACE, help="Folder for the reports.  [default: reports]")
@click.option("--jobs", type=click.IntRange(min=1), help="Reports at once.  [default: one a core]")
@data_option
@click.option("--timeout", type=click.IntRange(min=1), default=600, show_default=True, metavar="SECONDS",
              help="Stop a report whose cell takes longer.")  # fmt: skip
@click.option("--memory", type=click.IntRange(min=100), metavar="MB",
              help="Stop a report that takes more.  [default: its share of what is free]")  # fmt: skip
@click.option("--fail-fast/--keep-going", help="After a failure begin no more reports, or make all others.  "
              "[default: keep going]")  # fmt: skip
@click.option("--engine", type=click.Choice(["forked", "papermill"]), metavar="[forked|papermill]",
              help="Run notebooks in forks of a warm process, or each in a kernel.  [default: forked where possible]",
)  # fmt: skip
@click.option("--dask", "cluster", metavar="tcp://HOST:PORT",
              help="Let the workers of a Dask cluster run the notebooks; they need this package.")  # fmt: skip
@click.option(
    "--strict", is_flag=True, help="Refuse what a notebook of your own lacks: alt text, captions, a language."
)
@click.option("--no-cache", is_flag=True, help="Run every notebook, whatever earlier builds made.")
@click.option("--json", "as_json", is_flag=True, help="Tell what was done as JSON.")
@click.option("--log", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
              help="Write a line for each report, with its seconds.  [default: build.log in the cache]")  # fmt: skip
def build(runs: tuple[str, ...], out: Path | None, **options: Any) -> None:
    r"""Build reports: all of them, or the RUNs named.

    A RUN is an id from `analysis list runs`, a notebook, which stands for all its runs, or the path of any notebook
    file, from here or from the folder of notebooks. Only what changed is built again: what earlier builds made is kept
    in .cache/build, which may be deleted at any time.

    \b
    Examples:
      analysis build
      analysis build profile-ba_tri --lang vi
      analysis build 20_compare_indicator --out site --jobs 2
      analysis build my_question.ipynb --lang vi --strict
    """
    from analysis.commands.build import run

    sys.exit(run(tuple(map(find_notebook, runs)), out or project_dir() / "reports", **options))


@click.command()
@click.argument("run", required=False)
@langs_option
@click.option("--out", type=PLACE, help="Folder of the reports.  [default: reports]")
@click.option("--browser/--no-browser", default=True, help="Open the page.  [default: open]")
@data_option
def preview(run: str | None, out: Path | None, **options: Any) -> None:
    r"""Serve the site to this machine alone, and build anew what is saved.

    Notebooks, tables, lessons, findings: the page that is looked at is built, others when they are opened. A fault is
    told here and in the page, which stays as it was. RUN is the page to begin with: an id, or any notebook file.

    \b
    Examples:
      analysis preview profile-ba_tri --lang vi --no-browser
      analysis preview my_question.ipynb
    """
    from analysis.commands.preview import run as serve

    serve(run and find_notebook(run), out or project_dir() / "reports", **options)


@click.command()
@click.option("--folder", type=PLACE, help="Folder of all works.  [default: one in your documents]")
@click.option("--port", type=click.IntRange(1024, 65535), default=8890, show_default=True,
              help="Where it answers on this machine; the next that is free, if it is taken.")  # fmt: skip
@click.option("--browser/--no-browser", default=True, help="Open the application.  [default: open]")
def serve(folder: Path | None, port: int, browser: bool) -> None:
    r"""Open an application in the browser: an article, what it holds, and the pages of your own place.

    Give an article or a workbook; accept, correct or reject what was found, and see the pages. It answers this machine
    alone, and each change is saved at once.

    \b
    Examples:
      analysis serve
      analysis serve --folder my_places --no-browser
    """
    from secrets import token_hex

    from platformdirs import user_documents_path

    from analysis.commands.build import make_plan
    from analysis.review.app import ReviewApp

    folder = (folder or user_documents_path() / say("serve.folder", LANGUAGES[0])).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    ReviewApp.make_plan = staticmethod(make_plan)
    token = token_hex()  # of our own: one that Jupyter makes it tells in lines of its own, too
    server = ReviewApp.initialize_server(  # type: ignore[no-untyped-call]  # without types there
        [f"--ReviewApp.folder={folder}", f"--ServerApp.port={port}", f"--ServerApp.root_dir={folder}",
         f"--IdentityProvider.token={token}", f"--ServerApp.open_browser={browser}",
         "--ServerApp.log_level=ERROR", "--ReviewApp.log_level=ERROR"]
    )  # fmt: skip
    address = f"http://127.0.0.1:{server.port}/review?token={token}"
    told = [address, *(say("serve.serving", lang, folder=folder) for lang in LANGUAGES)]
    server.io_loop.add_callback(click.echo, "\n".join(told))  # once it listens
    server.start()


@click.command(name="new-notebook")
@click.argument("name")
@lang_option
def new_notebook(name: str, lang: str) -> None:
    r"""Copy a notebook to begin with, into notebooks/NAME.ipynb: a figure, a table and a picture, in two languages.

    NAME may also be the path of a file that ends in .ipynb. A notebook that is there already is never overwritten.

    \b
    Examples:
      analysis new-notebook my_question
      analysis new-notebook elsewhere/my_question.ipynb
    """
    path, folder = Path(name), project_dir() / "notebooks"  # without a project nobody could build it
    if path.suffix != ".ipynb":
        path = path.with_name(f"{path.name}.ipynb")
        if path.parent != Path():
            raise refuse("no_name", given=name, name=slug(path.stem))
    id_ = slug(path.stem)
    path = folder / path if path.parent == Path() else path
    if path.exists():
        raise refuse("there", file=show_path(path), other=f"{path.stem}_2")
    given = turn_to(lang, Path(__file__).with_name("new_notebook.ipynb").read_text(encoding="utf-8"))
    write_whole(path, lambda part: part.write_text(given, encoding="utf-8"))
    listed = path.resolve().is_relative_to(folder)  # runs.yml lists what lies there
    for told in LANGUAGES:
        click.echo(say("report.notebook", told, file=show_path(path)))
        if listed:
            click.echo(
                say("report.list_notebook", told, name=path.resolve().relative_to(folder).with_suffix(""), id=id_)
            )


@click.command()
@click.argument("lessons", nargs=-1, metavar="[LESSON]...")
@langs_option
@click.option("--out", type=PLACE, help="Folder for the lessons.  [default: reports]")
@data_option
@click.pass_context
def lesson(context: click.Context, /, lessons: tuple[str, ...], **options: Any) -> None:
    r"""Make lesson packs: all of them, or the LESSONs named.

    Beside the page lie a Word plan, slides, papers with and without key, questions as Moodle GIFT and XML, the list
    of every number with its source, and one zip of all. A LESSON is a file of data/lessons, without its ending.

    \b
    Examples:
      analysis lesson
      analysis lesson grading --lang vi --out lessons
    """
    _build_each(context, "70_lesson", "lesson", lessons, options)


@click.command(name="field-study")
@click.argument("localities", nargs=-1, metavar="[LOCALITY]...")
@langs_option
@click.option("--out", type=PLACE, help="Folder for the outlines.  [default: reports]")
@data_option
@click.pass_context
def field_study(context: click.Context, /, localities: tuple[str, ...], **options: Any) -> None:
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
    runs: tuple[str, ...] = (notebook,)
    if ids:
        from analysis.plan.runs import load_runs

        listed = load_runs(load_data(options["data_paths"]), notebooks_dir())
        known = {run.subject: run.run_id for run in listed if run.notebook.stem == notebook}
        for id_ in ids:
            if (kind, id_) not in known:
                raise UnknownIdError(kind, id_, [subject[1] for subject in known if subject])
        runs = tuple(known[kind, id_] for id_ in ids)
    context.invoke(build, runs=runs, **options)
