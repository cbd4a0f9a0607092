"""The command `analysis`: its commands in one group, and how an error is told."""

import re
import sys
from importlib import import_module
from pathlib import Path

import click

from analysis import __version__
from analysis.commands import PLACE, data, reports, workbook
from analysis.errors import AnalysisError, DataError, NoProjectError, RefusedError, UnknownIdError, Wording
from analysis.paths import given_notebooks, project_dir, show_path
from analysis.plan.notebook import turn_to
from analysis.words.catalogue import LANGUAGES, refuse, say

_COMMANDS = [
    each for file in (data, reports, workbook) for each in vars(file).values() if isinstance(each, click.Command)
]


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}, commands=_COMMANDS)
@click.version_option(__version__, prog_name="analysis")
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
def cli(debug: bool) -> None:
    """Turn checked data on grassroots Party organisations into comparisons and reports."""


@cli.command(context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED, metavar="[JUPYTER OPTION]...")
@click.option("--lang", type=click.Choice(LANGUAGES), help="Turn the notebooks to this language first.")
def lab(arguments: tuple[str, ...], lang: str | None) -> None:
    r"""Open JupyterLab in notebooks/ with the project's kernel.

    With --lang notebooks that have prose in several languages show one: others are folded, and `lang` is set, in the
    files, until another is asked for. Other options go to JupyterLab as they are.

    \b
    Examples:
      analysis lab
      analysis lab --lang en
      analysis lab --no-browser --port 8899
    """
    import subprocess

    import_module("jupyterlab")  # before the search for it fails in another process
    for path in (project_dir() / "notebooks").rglob("*.ipynb") if lang else ():
        if '"lang-' in (before := path.read_text(encoding="utf-8")):
            path.write_text(turn_to(lang or "", before), encoding="utf-8")
    # The interpreter that runs this command is the project's, and so is the kernel it offers as python3.
    folder, kernels = project_dir() / "notebooks", "analysis.commands.lab.DescribingKernels"
    command = [sys.executable, "-m", "jupyterlab", "--notebook-dir", str(folder)]
    command += [f"--ServerApp.kernel_spec_manager_class={kernels}", *arguments]
    sys.exit(subprocess.run(command, check=False).returncode)


@cli.command()
@click.argument("folder", type=PLACE)
def init(folder: Path) -> None:
    r"""Make a project in FOLDER: notebooks to change, and data of your own over the built-in ones.

    \b
    Example:
      analysis init my_project
    """
    import shutil

    folder, new = folder.resolve(), not folder.exists()
    if not new and (not folder.is_dir() or any(folder.iterdir())):
        raise refuse("not_empty", file=show_path(folder))
    try:
        shutil.copytree(Path(__file__).with_name("project"), folder, dirs_exist_ok=True)
        unwanted = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
        shutil.copytree(given_notebooks(), folder / "notebooks", ignore=unwanted)
        (folder / "data").mkdir()
        (folder / ".gitignore").write_text("/.cache/\n/reports/\n", encoding="utf-8")
    except BaseException:  # Ctrl-C too: nothing is left half made
        for path in folder.glob("*"):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        if new:
            shutil.rmtree(folder, ignore_errors=True)
        raise
    for lang in LANGUAGES:
        click.echo(say("report.project", lang, folder=show_path(folder)))


for _command in cli.commands.values():  # in a raw docstring the mark that keeps lines apart is two letters
    _command.help = (_command.help or "").replace("\\b", "\b")


def main(arguments: list[str] | None = None) -> None:
    """Run a command; an error that the reader can put right is told without a traceback, exit code 1."""
    arguments = sys.argv[1:] if arguments is None else arguments
    debug = "--debug" in arguments
    try:
        cli.main([argument for argument in arguments if argument != "--debug"], prog_name="analysis")
    except (AnalysisError, OSError, ModuleNotFoundError) as error:
        if debug:
            raise
        told = str(error)
        if isinstance(error, OSError) and error.filename:  # none is named where the folder we are in is gone
            told = f"{error.filename}: {error.strerror or error}"
            known = {FileNotFoundError: "missing", FileExistsError: "no_folder", NotADirectoryError: "no_folder"}
            if type(error) in known:
                told = str(refuse(known[type(error)], file=error.filename))
        if isinstance(error, NoProjectError):
            told = str(refuse("no_project", folder=Path.cwd()))
        if isinstance(error, ModuleNotFoundError):
            told = str(refuse("no_module", module=error.name))
        worded = isinstance(next(iter(error.args), None), Wording)
        # Raised by who was not told the language that is asked for.
        if isinstance(error, AnalysisError) and (
            worded or isinstance(error, RefusedError | UnknownIdError | DataError)
        ):
            from analysis.workbook.review import word_whole

            asked, words = re.search(r"--lang[= ](\w+)", " ".join(arguments)), word_whole(error)
            told = words.get(asked[1] if asked else "", "\n".join(words.values()) if worded else told)
        click.echo(f"Error: {told}", err=True)
        sys.exit(1)
