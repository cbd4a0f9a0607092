"""The command line: each command parses, calls one function and prints.

Heavy libraries are imported inside the commands that need them, so that `--help` is quick.
"""

from pathlib import Path

import click

from analysis.words.catalogue import LANGUAGES

PLACE = click.Path(path_type=Path)
data_option = click.option("--data", "data_paths", multiple=True, type=PLACE, metavar="PATH",
                           help="A folder or workbook laid over the built-in data; may be given again.")  # fmt: skip
langs_option = click.option("--lang", type=click.Choice([*LANGUAGES, "all"]), default="all", show_default=True)
lang_option = click.option("--lang", type=click.Choice(LANGUAGES), default=LANGUAGES[0], show_default=True)
