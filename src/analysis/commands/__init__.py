"""The command line: each command parses, calls one function and prints.

Heavy libraries are imported inside the commands that need them, so that `--help` is quick.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from analysis.words.catalogue import LANGUAGES, say

if TYPE_CHECKING:
    from analysis.dataset import Dataset
    from analysis.workbook.review import Review

PLACE = click.Path(path_type=Path)
data_option = click.option("--data", "data_paths", multiple=True, type=PLACE, metavar="PATH",
                           help="A folder or workbook laid over the built-in data; may be given again.")  # fmt: skip
langs_option = click.option("--lang", type=click.Choice([*LANGUAGES, "all"]), default="all", show_default=True)
lang_option = click.option("--lang", type=click.Choice(LANGUAGES), default=LANGUAGES[0], show_default=True)


def find_notebook(name: str) -> str:
    """Give the path of a notebook file that is named from here, else from the folder of notebooks; an id as it is."""
    from analysis.paths import notebooks_dir

    own = notebooks_dir() / f"{name.removesuffix('.ipynb')}.ipynb"
    return str(own) if own.is_file() and not Path(name).is_file() else name


def load_data(paths: Sequence[Path], lang: str = LANGUAGES[0]) -> Dataset:
    """Load the data with packages laid over it; their faults are told as `check` tells them, and end the command."""
    from analysis.dataset import load
    from analysis.errors import DataError

    try:
        return load(*paths)
    except DataError:
        from analysis.workbook.review import find_remarks, word_remarks

        tell_faults(word_remarks(*find_remarks(*paths))[lang], lang)
        raise


def hold_against_texts(data: Dataset, paths: Sequence[Path], lang: str) -> None:
    """Hold rows of packages laid over against those of their texts that are there; differences end the command."""
    from analysis.dataset.verify import compare_texts, find_text_folders
    from analysis.package.frames import package_folders

    places = package_folders(paths)
    texts = {text.stem for folder in find_text_folders(places) for text in folder.glob("*.txt")}
    if texts.isdisjoint(data.ids("source")):
        return
    from analysis.workbook.cells import Remarks
    from analysis.workbook.reading import read_workbook
    from analysis.workbook.review import word_remarks

    books = [read_workbook(place) for place in places if not place.is_dir()]
    faults, _, _ = compare_texts(places, {book.path: book.tables for book in books})
    tell_faults(word_remarks(Remarks(faults), books)[lang], lang)


def tell_faults(review: Review, lang: str) -> None:
    """Tell each fault on a line, then their number, and end the command with exit code 1; go on if there is none."""
    for fault in review.faults:
        click.echo(fault.words(lang), err=True)
    if review.faults:
        click.echo(say("report.count", lang, number=len(review.faults)), err=True)
        sys.exit(1)
