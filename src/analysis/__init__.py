"""Checked data, honest comparisons and reports on five Vietnamese localities.

Begin with ``data = analysis.load()``: `data.figures()`, `codings()`, `documents()` and `places()` are plain frames.
The names are fetched when first used, so that importing the package costs nothing.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False  # to import it from `typing` takes half as long again as Python to start
if TYPE_CHECKING:
    from typing import Any

    from analysis.dataset.load import load
    from analysis.dataset.tidy import Dataset
    from analysis.elements.frame import make_table
    from analysis.methods import (
        check_consistency,
        compare,
        compare_coders,
        count_grades,
        find_answers,
        interval_of_share,
    )
    from analysis.words.catalogue import use_language

__all__ = [
    "Dataset",
    "check_consistency",
    "compare",
    "compare_coders",
    "count_grades",
    "find_answers",
    "interval_of_share",
    "load",
    "make_table",
    "use_language",
]

__version__ = "0.1.0"
_ROOMS = ("methods", "show")  # what answers a question, and what shows an answer


def __getattr__(name: str) -> Any:
    if name == "methods":  # these two also where nothing has imported them yet, as in a kernel of its own
        import analysis.methods

        return analysis.methods
    if name == "show":
        import analysis.show

        return analysis.show
    if name not in __all__:
        raise AttributeError(f"module 'analysis' has no attribute {name!r}; it offers {', '.join(__all__)}")
    from analysis import dataset

    if name in vars(dataset):  # who only loads the data need not wait for what compares and words them
        return vars(dataset)[name]
    from analysis import methods
    from analysis.elements.frame import make_table
    from analysis.words.catalogue import use_language

    return {**vars(methods), "make_table": make_table, "use_language": use_language}[name]


def __dir__() -> list[str]:
    return [*__all__, *_ROOMS, "__version__"]


def _show(figure: Any) -> Any:
    from analysis.drawings.behind import show_described

    return show_described(figure)


# In a session of JupyterLab, which gives a picture no words, one of `plt.show()` shows itself with those of its cell.
if "IPython" in sys.modules and (_shell := sys.modules["IPython"].get_ipython()) is not None:
    _shell.display_formatter.mimebundle_formatter.for_type_by_name("matplotlib.figure", "Figure", _show)
