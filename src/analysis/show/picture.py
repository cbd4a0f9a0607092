"""Pictures for notebooks and reports: SVG with alt text, in one style, one colour per locality."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from analysis.dataset import Dataset
from analysis.errors import AnalysisError

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["STYLE", "Picture", "colour_of", "figure", "new_axes"]

# DejaVu Sans comes with matplotlib and covers every Vietnamese letter; its Mono face does not.
STYLE: dict[str, Any] = {
    "font.family": "DejaVu Sans",
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": "#5b6470",
    "axes.labelcolor": "#2b323b",
    "xtick.color": "#2b323b",
    "ytick.color": "#2b323b",
    "text.color": "#1b2129",
    "figure.facecolor": "white",
    "axes.facecolor": "white",
    "svg.fonttype": "path",
    "svg.hashsalt": "analysis",
}

# Dark enough on white for text (4.5:1 or more), and apart in grey; taken in the order of the localities.
_COLOURS = ("#0b5394", "#9c4a00", "#4a7a1e", "#7b3294", "#a61c3c", "#00696b", "#5c5c00", "#6b4226")


@dataclass(frozen=True)
class Picture:
    """A drawn picture with the words that stand for it."""

    svg: str
    alt: str

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> tuple[dict[str, Any], dict[str, Any]]:
        return (
            {"image/svg+xml": self.svg, "text/plain": self.alt},
            {"image/svg+xml": {"alt": self.alt}},
        )


def figure(axes: Axes, *, alt: str) -> Picture:
    """Take the picture of axes that a `plot_` function drew, with its words, and close the figure.

    Raises
    ------
    AnalysisError
        If the words are empty.
    """
    import matplotlib.pyplot as plt

    if not alt.strip():
        raise AnalysisError("a picture needs words that stand for it")
    drawn = axes.get_figure()
    if drawn is None:
        raise AnalysisError("these axes belong to no figure")
    buffer = io.StringIO()
    # A date in the file would make two equal reports differ.
    with _style():
        drawn.savefig(buffer, format="svg", bbox_inches="tight", metadata={"Date": None, "Creator": None})
    plt.close(drawn.get_figure(root=True))
    svg = buffer.getvalue()
    return Picture(svg=svg[svg.index("<svg") :], alt=alt)


def new_axes(ax: Axes | None, *, width: float = 6.0, height: float = 3.0) -> Axes:
    """Give the axes to draw on: those handed in, or new ones of this size in inches, in the house style.

    Long labels may stand outside: `figure` takes in whatever is drawn.
    """
    if ax is not None:
        return ax
    import matplotlib.pyplot as plt

    with _style():
        return plt.figure(figsize=(width, height)).add_axes((0, 0, 1, 1))


def colour_of(data: Dataset, locality_id: str) -> str:
    """Give the colour of a locality; the same in every picture."""
    return _COLOURS[data.ids("locality").index(locality_id) % len(_COLOURS)]


@contextmanager
def _style() -> Iterator[None]:
    import matplotlib as mpl

    with mpl.rc_context(STYLE):
        yield
