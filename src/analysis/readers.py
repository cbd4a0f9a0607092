"""Where the reader of a package that is one file is found.

`dataset` lays packages over each other and must not know the rooms to its right, so the reader of workbooks is
named here and fetched when a file is first met.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["read_package_file"]


def read_package_file(path: Path) -> dict[str, pd.DataFrame]:
    """Read a package that is one file into tables of text, with `_file` and `_line`.

    Raises
    ------
    AnalysisError
        If the file is of no known kind, unsafe, or has faults.
    """
    return import_module("analysis.intake").read_tables(path)
