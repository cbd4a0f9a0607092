"""Pictures: SVG with alt text, in one style and typeface, one colour per locality; in a notebook, a page, a file."""

import base64
import io
import re
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Any, Self

from analysis.dataset import Dataset
from analysis.elements.table import ELEMENT_MIME, Table, pack
from analysis.errors import AnalysisError

if TYPE_CHECKING:
    from matplotlib.axes import Axes as Axes  # offered to all that draw
else:
    Axes = Any  # matplotlib is loaded by whoever draws

TYPEFACE = Path(__file__).with_name("typeface")
"""The folder of the typeface: TrueType for measuring, WOFF2 for pages."""

_STYLE_FILE = Path(__file__).with_name("analysis.mplstyle")
_DPI = 110  # of the PNG, which is for slides and letters; what prints well is the SVG

# Dark enough on white for text (4.5:1 or more), and apart in grey; taken in the order of the localities.
_COLOURS = ("#0b5394", "#9c4a00", "#4a7a1e", "#7b3294", "#a61c3c", "#00696b", "#5c5c00", "#6b4226")

# Parts of an SVG that matplotlib writes.
_IDS = re.compile(r'\sid="([^"]*)"')
_USES = re.compile(r'(url\(#|href="#)([^")]+)')
_ROOT = re.compile(r"<svg\b[^>]*>")
_DROPPED = re.compile(r"<\?xml.*?\?>|<!DOCTYPE.*?>|<!--.*?-->|<metadata>.*?</metadata>", re.DOTALL)
_PLOT_STYLE = re.compile(r"<defs>\s*<style[^>]*>\*\{[^{}]*\}</style>\s*</defs>")
_BLANKS = re.compile(r">\s+<(?!/?(?:text|tspan))")


class Described(str):
    """The words that stand for a picture, with the caption that they begin with."""

    caption: str

    def __new__(cls, words: str, caption: str) -> Self:
        """Keep the caption with the words."""
        made = super().__new__(cls, words)
        made.caption = caption
        return made


@dataclass(frozen=True)
class Picture:
    """A drawn picture, the words for it, and the table of what it draws, where no table beside it shows the same."""

    svg: str
    alt: str
    png: bytes = b""
    table: Table | None = None
    caption: str = ""

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> tuple[dict[str, Any], dict[str, Any]]:
        shown: dict[str, Any] = {"image/svg+xml": self.svg, "text/plain": self.alt}
        if self.png:
            shown["image/png"] = base64.b64encode(self.png).decode()
        if self.table and self.table.rows:
            shown[ELEMENT_MIME] = pack(self.table)
        return shown, {"image/svg+xml": {"alt": self.alt, "caption": self.caption}}


def figure(axes: Axes, *, alt: str, caption: str = "", foot: str = "", table: Table | None = None) -> Picture:
    """Take the picture of axes that a `plot_` function drew, and close the figure; empty words are refused.

    The foot, its units and sources, is drawn under it; the table is for where none beside it shows the same.
    """
    import matplotlib.pyplot as plt
    from matplotlib.text import Text

    if not alt.strip():
        raise AnalysisError("a picture needs words that stand for it")
    if (drawn := axes.get_figure(root=True)) is None:
        raise AnalysisError("these axes belong to no figure")
    buffer, pixels = io.StringIO(), io.BytesIO()
    with plt.rc_context(_read_style()):
        # A text drawn by `plot_` after the axes were made took the family of whoever called it.
        for text in drawn.findobj(Text):
            text.set_fontfamily(_read_style()["font.family"])
        drawn.draw_without_rendering()  # lays the labels out, once for both files
        room = drawn.get_tightbbox().padded(0.1)
        if foot:
            room = _write_foot(drawn, room, foot)
        # A date in the file would make two equal reports differ.
        drawn.savefig(buffer, format="svg", bbox_inches=room, metadata={"Date": None, "Creator": None})
        drawn.savefig(pixels, format="png", bbox_inches=room, dpi=_DPI, metadata={"Software": None})
    plt.close(drawn)
    svg = buffer.getvalue()
    return Picture(svg=svg[svg.index("<svg") :], alt=alt, png=pixels.getvalue(), table=table, caption=caption)


def _write_foot(drawn: Any, room: Any, foot: str) -> Any:
    """Write a line under all that is drawn, broken to its width; give the room of both, in inches."""
    from matplotlib.transforms import Bbox

    size = 8.0
    letters = max(30, int((room.width - 0.2) * 72 / (size * 0.5)))  # a letter is about half as wide as it is high
    width, height = drawn.get_size_inches()
    family, x, y = _read_style()["font.family"], (room.x0 + 0.1) / width, room.y0 / height
    words = drawn.text(x, y, fill(foot, letters), va="top", fontsize=size, fontfamily=family, color="#5b6470")
    box = words.get_window_extent(drawn.canvas.get_renderer()).transformed(drawn.dpi_scale_trans.inverted())
    return Bbox.union([room, box.padded(0.1)])


def new_axes(ax: Axes | None, *, width: float = 6.0, height: float = 3.0) -> Axes:
    """Give the axes to draw on: those handed in, or new ones of this size in inches; labels may stand outside of it."""
    if ax is not None:
        return ax
    import matplotlib.pyplot as plt

    with plt.rc_context(_read_style()):
        return plt.figure(figsize=(width, height)).add_axes((0, 0, 1, 1))


def colour_of(data: Dataset, locality_id: str) -> str:
    """Give the colour of a locality; the same in every picture."""
    return _COLOURS[data.ids("locality").index(locality_id) % len(_COLOURS)]


@cache
def _read_style() -> Any:
    """Read the style once, and tell matplotlib of the typeface that it names."""
    from matplotlib import font_manager, rc_params_from_file

    for path in sorted(TYPEFACE.glob("*.ttf")):
        font_manager.fontManager.addfont(path)
    return rc_params_from_file(_STYLE_FILE, use_default_template=False)


@cache
def write_typeface() -> str:
    """Write the rules that carry the typeface inside a page or a picture."""
    rules = []
    for name, weight in (("Regular", 400), ("Bold", 700)):
        packed = base64.b64encode((TYPEFACE / f"GrassrootsSans-{name}.woff2").read_bytes()).decode()
        rules.append(
            f'@font-face {{ font-family: "Grassroots Sans"; font-weight: {weight}; font-display: block; '
            f"src: url(data:font/woff2;base64,{packed}) format('woff2'); }}"
        )
    return "\n".join(rules) + "\n"


def inline_svg(svg: str, alt: str, place: int) -> str:
    """Make a picture part of a page: named for a screen reader, with ids that no other picture has, by its rank."""
    svg = _PLOT_STYLE.sub("", _DROPPED.sub("", svg)).strip()
    used = {found[2] for found in _USES.finditer(svg)}
    svg = _IDS.sub(lambda found: f' id="p{place}-{found[1]}"' if found[1] in used else "", svg)
    svg = _USES.sub(rf"\1p{place}-\2", svg)
    label = f' role="img" aria-label="{escape(alt, quote=True)}"'
    svg = _ROOT.sub(lambda found: f"{found[0][:-1]}{label}>", svg, count=1)
    return _BLANKS.sub("><", svg)


def whole_svg(svg: str, alt: str) -> str:
    """Make a picture a file of its own, with its words and its typeface inside."""
    svg = _DROPPED.sub("", svg).strip()
    inside = f"<title>{escape(alt)}</title><style>{write_typeface()}</style>"
    return '<?xml version="1.0" encoding="utf-8"?>\n' + _ROOT.sub(lambda found: found[0] + inside, svg, count=1) + "\n"


def quote_css(words: str) -> str:
    """Write words as a string of a style sheet; every sign that could end it, or the sheet, is written as its code."""
    return '"' + "".join(c if c.isalnum() or c == " " else f"\\{ord(c):x} " for c in words) + '"'
