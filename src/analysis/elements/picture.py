"""Pictures: SVG with alt text, in one style and typeface, greys and one accent; in a notebook, a page, a file."""

import base64
import io
import pickle
from collections.abc import Callable
from contextlib import suppress
from contextvars import ContextVar, copy_context
from dataclasses import dataclass, field, replace
from functools import cache
from html import escape
from typing import TYPE_CHECKING, Any, NewType

from analysis.elements.table import ELEMENT_MIME, Table, pack, quote_markdown
from analysis.elements.typeset import SMALL, fold, in_style, make_canvas, read_style
from analysis.errors import AnalysisError

if TYPE_CHECKING:
    from matplotlib.axes import Axes as Axes  # offered to all that draw
else:
    Axes = NewType("Axes", object)  # matplotlib is loaded by whoever draws

_DPI = 110  # of the PNG, which is for slides and letters; what prints well is the SVG
WIDE, NARROW = 7.4, 4.2
"""The width of a picture in inches, in a page and on a phone: there its letters are as large as those beside it."""
_WIDTH = ContextVar("width", default=WIDE)
width = _WIDTH.get
"""Give the width of the sheet in inches: `NARROW` where it is for a phone."""
DRAFTS = ContextVar[dict[bytes, "Picture"] | None]("drafts", default=None)
"""In a draft, whose PNGs are named and empty, the pictures of those before it, by all that each is made of."""
BARE = ContextVar("bare", default=0.0)  # how wide a picture is on a slide, its foot of cautions alone; or zero
INK, QUIET, LINE, BAND, ACCENT, PAPER = "#1b1e22", "#50565e", "#aab2bc", "#eef0ee", "#8c1d18", "#ffffff"
"""Words and marks; what stands back; rules; the ground of counts; the one colour, dark enough for words; the paper."""


@dataclass(frozen=True, repr=False)
class Picture:
    """A drawn picture, the words for it, and the table of what it draws, where no table beside it shows the same."""

    svg: str
    alt: str
    png: Callable[..., bytes] | None = field(default=None, compare=False)  # drawn where it is asked for, at a `dpi`
    table: Table | None = None
    caption: str = ""
    narrow: str = ""  # the same drawn for a phone
    sides: tuple[float, float] = field(default=(0, 0), compare=False)  # of one for a slide, in points; it has no SVG

    def __repr__(self) -> str:
        return f"Picture({self.alt[:200]!r})"

    def __reduce__(self) -> tuple[Any, ...]:  # what draws the PNG stays where it is
        return Picture, (self.svg, self.alt, None, self.table, self.caption, self.narrow, self.sides)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> tuple[dict[str, Any], dict[str, Any]]:
        draw = self.png if DRAFTS.get() is None else self.png and bytes
        kind, content = ("png", draw()) if draw else ("svg+xml", self.svg.encode())
        packed = base64.b64encode(content).decode()
        # JupyterLab gives a picture no words and an SVG no typeface, but shows HTML before either.
        html = f'<img alt="{escape(self.alt)}" src="data:image/{kind};base64,{packed}">'
        shown: dict[str, Any] = {"text/plain": self.alt, "text/markdown": quote_markdown(self.alt), "text/html": html}
        shown |= {"image/svg+xml": self.svg} | ({"image/png": packed} if draw else {})
        shown |= {ELEMENT_MIME: pack(self.table)} if self.table and self.table.rows else {}
        told = {"alt": self.alt}
        return shown, {"image/png": told, "image/svg+xml": told | {"caption": self.caption, "narrow": self.narrow}}


def figures(plot: Callable[[], Axes], *, alt: str, wide: float = WIDE, care: str = "", **told: Any) -> Picture:
    """Take the picture of what a function draws: for a page, and once more as narrow as a phone."""

    def draw(wide: float, **told: Any) -> Picture:
        _WIDTH.set(wide)
        with in_style():  # of which words are measured
            return figure(plot(), alt=alt, **told)

    wide, told = (BARE.get(), told | {"foot": care[:1].upper() + care[1:]}) if BARE.get() else (wide, told)
    drafts, key = DRAFTS.get(), b""
    with suppress(TypeError, AttributeError, pickle.PicklingError):  # then it is drawn each time
        key = b"" if drafts is None else pickle.dumps((plot, alt, wide, told))
    if drafts and key in drafts:
        return replace(drafts[key], png=lambda **at: (copy_context().run(draw, wide, **told).png or bytes)(**at))
    narrow = "" if BARE.get() else copy_context().run(draw, NARROW, foot=told["foot"]).svg
    drawn = replace(copy_context().run(draw, wide, **told), narrow=narrow)
    return drafts.setdefault(key, drawn) if drafts is not None and key else drawn


def figure(axes: Axes, *, alt: str, caption: str = "", foot: str = "", table: Table | None = None) -> Picture:
    """Take the picture of axes that a `plot_` function drew, and close the figure; empty words are refused.

    The foot, its units and sources, is drawn under it; the table is for where none beside it shows the same.
    """
    import matplotlib.pyplot as plt
    from matplotlib.axis import Axis
    from matplotlib.text import Text
    from matplotlib.transforms import Bbox

    if not alt.strip():
        raise AnalysisError("a picture needs words that stand for it")
    if (drawn := axes.get_figure(root=True)) is None:
        raise AnalysisError("these axes belong to no figure")
    plt.close(drawn)
    make_canvas()(drawn)
    with in_style():
        # A text drawn after the axes were made has its caller's family. Scales that are off would make marks if asked.
        parts = [part for ax in drawn.axes for part in ax.get_children() if ax.axison or not isinstance(part, Axis)]
        for text in (*drawn.texts, *(text for part in parts for text in part.findobj(Text))):
            text.set_fontfamily(read_style()["font.family"])
        if any(ax.axison for ax in drawn.axes):  # a bare sheet has no labels to lay out
            drawn.draw_without_rendering()
        # As wide as the figure, or wider where words stand outside of it.
        box, (wide, _) = drawn.get_tightbbox(), drawn.get_size_inches()
        room = Bbox([[min(box.x0, 0), box.y0], [max(box.x1, wide), box.y1]]).padded(0.1)
        room = _write_foot(drawn, room, foot) if foot else room

    def write(file: Any, **options: Any) -> Any:
        with in_style():
            drawn.savefig(file, bbox_inches=room, **options)
        return file.getvalue()

    svg = "" if BARE.get() else write(io.StringIO(), format="svg", dpi=72, metadata={"Date": None, "Creator": None})
    png, sides = lambda dpi=_DPI: write(io.BytesIO(), dpi=dpi), tuple(room.size * 72)
    return Picture(svg[svg.find("<svg") :], alt, png, table, caption, sides=sides)


def _write_foot(drawn: Any, room: Any, foot: str) -> Any:
    """Write a line under all that is drawn, broken to its width; give the room of both, in inches."""
    from matplotlib.transforms import Bbox

    (wide, high), family = drawn.get_size_inches(), read_style()["font.family"]
    at, words = ((room.x0 + 0.1) / wide, (room.y0 - 0.03) / high), fold(foot, room.width - 0.2)
    text = drawn.text(*at, words, va="top", fontsize=SMALL, fontfamily=family, color=QUIET)
    box = text.get_window_extent(drawn.canvas.renderer).transformed(drawn.dpi_scale_trans.inverted())
    return Bbox.union([room, box.padded(0.1)])


def new_sheet(ax: Axes | None, height: float, wide: float = 0.0) -> Axes:
    """Give axes, or new ones, as a bare sheet, in inches from the top left corner; words may stand outside of it."""
    import matplotlib.pyplot as plt

    with in_style():
        ax = ax or plt.figure(figsize=(wide or width(), height)).add_axes((0, 0, 1, 1), axes_class=_bare_axes())
    ax.set(xlim=(0, wide or width()), ylim=(height, 0))
    ax.axis("off")
    return ax


@cache
def _bare_axes() -> Any:
    """Give axes without what nobody sees of a sheet, for that takes most of its time: marks, rules, room for them."""
    from matplotlib import artist, axes, axis, patches

    def nothing(*_: Any, **__: Any) -> None: ...

    def put_sides(sheet: Any) -> None:
        sheet.xaxis, sheet.yaxis = along(sheet, clear=False), up(sheet, clear=False)

    along, up = (type(kind.__name__, (kind,), {"set_clip_path": nothing}) for kind in (axis.XAxis, axis.YAxis))
    ground = type("Ground", (patches.Rectangle,), {"get_transform": artist.Artist.get_transform})
    own = {"_init_axis": put_sides, "_gen_axes_spines": lambda _: {}, "_gen_axes_patch": lambda _: ground((0, 0), 1, 1)}
    left = dict.fromkeys(("grid", "tick_params", "_update_line_limits", "_update_patch_limits"), nothing)
    return type("Sheet", (axes.Axes,), own | left)


def stretch(ax: Axes, height: float) -> Axes:
    """Make a sheet of `new_sheet` so high; its figure too, of which it takes all."""
    if drawn := ax.get_figure(root=True):
        drawn.set_size_inches(drawn.get_size_inches()[0], height)
    ax.set_ylim(height, 0)
    return ax
