"""The command line: each command parses, calls one function and prints.

Heavy libraries are imported inside the commands that need them, so that `--help` is quick.
"""

from pathlib import Path

import click

data_option = click.option(
    "--data",
    "data_paths",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="A folder or workbook laid over the built-in data; may be given again.",
)
langs_option = click.option("--lang", type=click.Choice(["vi", "en", "all"]), default="all", show_default=True)
lang_option = click.option("--lang", type=click.Choice(["vi", "en"]), default="vi", show_default=True)
