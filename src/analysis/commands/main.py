"""The command `analysis`: its commands in one group, and how an error is told."""

import sys

import click

from analysis import __version__
from analysis.commands import data, reports, workbook
from analysis.errors import AnalysisError
from analysis.paths import notebooks_dir
from analysis.words.catalogue import refuse

_COMMANDS = [
    each for file in (data, reports, workbook) for each in vars(file).values() if isinstance(each, click.Command)
]


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}, commands=_COMMANDS)
@click.version_option(__version__, prog_name="analysis")
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
def cli(debug: bool) -> None:
    """Turn checked data on grassroots Party organisations into comparisons and reports."""


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

    # The interpreter that runs this command is the project's, and so is the kernel it offers as python3.
    command = [sys.executable, "-m", "jupyterlab", "--notebook-dir", str(notebooks_dir()), *arguments]
    sys.exit(subprocess.run(command, check=False).returncode)


def main(arguments: list[str] | None = None) -> None:
    """Run a command; an error that the reader can put right is told without a traceback, exit code 1."""
    arguments = sys.argv[1:] if arguments is None else arguments
    debug = "--debug" in arguments
    try:
        cli.main([argument for argument in arguments if argument != "--debug"], prog_name="analysis")
    except (AnalysisError, OSError, ModuleNotFoundError) as error:
        if debug:
            raise
        told = f"{error.filename or ''}: {error.strerror or error}" if isinstance(error, OSError) else str(error)
        if isinstance(error, FileNotFoundError):
            told = str(refuse("missing", file=error.filename))
        if isinstance(error, ModuleNotFoundError):
            told += "; pip install 'grassroots-case-studies[lab,bench,dask]' brings all that is not needed to build"
        click.echo(f"Error: {told}", err=True)
        sys.exit(1)
