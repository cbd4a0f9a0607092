"""Pictures: SVG with alt text, in one style and typeface, greys and one accent; in a notebook, a page, a file."""

import base64
import io
import pickle
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext, suppress
from contextvars import ContextVar, copy_context
from dataclasses import dataclass, field, replace
from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, NewType

import numpy as np

from analysis.elements.table import ELEMENT_MIME, Table, pack, quote_markdown
from analysis.errors import AnalysisError
from analysis.text import hold_numbers

if TYPE_CHECKING:
    from matplotlib.axes import Axes as Axes  # offered to all that draw
else:
    Axes = NewType("Axes", object)  # matplotlib is loaded by whoever draws

TYPEFACE = Path(__file__).with_name("typeface")
"""The folder of the typeface: TrueType for measuring, WOFF2 for pages."""
_DPI = 110  # of the PNG, which is for slides and letters; what prints well is the SVG
WIDE, NARROW = 7.4, 4.2
"""The width of a picture in inches, in a page and on a phone: there its letters are as large as those beside it."""
_WIDTH = ContextVar("width", default=WIDE)
width = _WIDTH.get
"""Give the width of the sheet in inches: `NARROW` where it is for a phone."""
DRAFTS = ContextVar[dict[bytes, "Picture"] | None]("drafts", default=None)
"""In a draft, whose PNGs are named and empty, the pictures of those before it, by all that each is made of."""
BARE = ContextVar("bare", default=0.0)  # how wide a picture is on a slide, its foot of cautions alone; or zero
SMALL = 10.5
"""The size of letters, in points: on a slide, on A4 paper and in a page none is smaller than the small print there."""
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
        with _in_style():  # of which words are measured
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
    _canvas()(drawn)
    with _in_style():
        # A text drawn after the axes were made has its caller's family. Scales that are off would make marks if asked.
        parts = [part for ax in drawn.axes for part in ax.get_children() if ax.axison or not isinstance(part, Axis)]
        for text in (*drawn.texts, *(text for part in parts for text in part.findobj(Text))):
            text.set_fontfamily(_read_style()["font.family"])
        if any(ax.axison for ax in drawn.axes):  # a bare sheet has no labels to lay out
            drawn.draw_without_rendering()
        # As wide as the figure, or wider where words stand outside of it.
        box, (wide, _) = drawn.get_tightbbox(), drawn.get_size_inches()
        room = Bbox([[min(box.x0, 0), box.y0], [max(box.x1, wide), box.y1]]).padded(0.1)
        room = _write_foot(drawn, room, foot) if foot else room

    def write(file: Any, **options: Any) -> Any:
        with _in_style():
            drawn.savefig(file, bbox_inches=room, **options)
        return file.getvalue()

    svg = "" if BARE.get() else write(io.StringIO(), format="svg", dpi=72, metadata={"Date": None, "Creator": None})
    png, sides = lambda dpi=_DPI: write(io.BytesIO(), dpi=dpi), tuple(room.size * 72)
    return Picture(svg[svg.find("<svg") :], alt, png, table, caption, sides=sides)


def _write_foot(drawn: Any, room: Any, foot: str) -> Any:
    """Write a line under all that is drawn, broken to its width; give the room of both, in inches."""
    from matplotlib.transforms import Bbox

    (wide, high), family = drawn.get_size_inches(), _read_style()["font.family"]
    at, words = ((room.x0 + 0.1) / wide, (room.y0 - 0.03) / high), fold(foot, room.width - 0.2)
    text = drawn.text(*at, words, va="top", fontsize=SMALL, fontfamily=family, color=QUIET)
    box = text.get_window_extent(drawn.canvas.renderer).transformed(drawn.dpi_scale_trans.inverted())
    return Bbox.union([room, box.padded(0.1)])


def new_sheet(ax: Axes | None, height: float, wide: float = 0.0) -> Axes:
    """Give axes, or new ones, as a bare sheet, in inches from the top left corner; words may stand outside of it."""
    import matplotlib.pyplot as plt

    with _in_style():
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


def measure(words: str, size: float = SMALL, weight: str | int = "normal") -> float:
    """Give the width of words on one line, in inches."""
    wide = sum(_set_word(word, weight)[0] for word in words.split(" ")) + words.count(" ") * _set_word(" ", weight)[0]
    return wide * size / 7200


def fold(words: str, width: float, size: float = SMALL, weight: str = "normal") -> str:
    """Break words into lines of at most a width in inches; a word is never broken, nor parted from its number."""
    lines: list[str] = []
    for word in hold_numbers(words).split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        lines[-1:] = [longer] if measure(longer, size, weight) <= width else [*lines[-1:], word]
    return "\n".join(lines).replace("\N{NO-BREAK SPACE}", " ")


def tall(words: str, size: float = SMALL) -> float:
    """Give the height of words in lines, in inches."""
    return (words.count("\n") + 1) * size * 1.4 / 72


def stretch(ax: Axes, height: float) -> Axes:
    """Make a sheet of `new_sheet` so high; its figure too, of which it takes all."""
    if drawn := ax.get_figure(root=True):
        drawn.set_size_inches(drawn.get_size_inches()[0], height)
    ax.set_ylim(height, 0)
    return ax


@cache
def _open_typeface(weight: str | int) -> tuple[Any, Any, frozenset[int], tuple[float, ...]]:
    """Open the typeface in memory (a file is read anew for each letter), and with what lends it signs.

    Give its own signs, and how far a line goes up, down and to the next, in parts of its size.
    """
    from matplotlib.font_manager import FontProperties, findfont, get_font
    from matplotlib.ft2font import FT2Font

    paths = [findfont(FontProperties(family=family, weight=weight)) for family in _read_style()["font.family"]]
    own = FT2Font(io.BytesIO(Path(paths[0]).read_bytes()))
    table: Any = own.get_sfnt_table("OS/2")
    parts = table["sTypoAscender"], -table["sTypoDescender"], table["sTypoLineGap"]
    return own, get_font(paths), frozenset(own.get_charmap()), tuple(part / own.units_per_EM for part in parts)


@cache
def _set_word(word: str, weight: str | int) -> tuple[float, float, float, Any, Any]:
    """Set a word 100 points high, for lines of any size: how far right, up, down; points of its outline, their uses."""
    from matplotlib.ft2font import LoadFlags
    from matplotlib.textpath import text_to_path

    own, with_others, signs, _ = _open_typeface(weight)
    font = own if signs.issuperset(map(ord, word)) else with_others
    font.set_size(100, 72)
    font.set_text(word, 0.0, flags=LoadFlags.NO_HINTING)
    (wide, high), down = font.get_width_height(), font.get_descent()
    glyphs, shapes, _ = text_to_path.get_glyphs_with_font(font, word)
    points = np.concatenate([np.empty((0, 2)), *(shapes[name][0] + np.array((x, y)) for name, x, y, _ in glyphs)])
    return wide / 64, (high - down) / 64, down / 64, points, np.concatenate([[], *(shapes[of[0]][1] for of in glyphs)])


def _measure_text(renderer: Any, words: str, font: Any, _: Any) -> tuple[float, float, float]:
    """Give the width, height and descent of a line as matplotlib asks for them, alike for SVG and PNG."""
    size, weight = renderer.points_to_pixels(font.get_size_in_points()), font.get_weight()
    up, down = (max(_set_word(word, weight)[side] for word in words.split(" ")) * size / 100 for side in (1, 2))
    return measure(words, size, weight) * 72, up + down, down


def _draw_text(agg: Any, gc: Any, x: float, y: float, words: str, font: Any, angle: float, *_: Any, **__: Any) -> None:
    """Draw a line in a PNG, its words as they are measured."""
    from matplotlib.path import Path as Outline
    from matplotlib.transforms import Affine2D

    size, laid, room = agg.points_to_pixels(font.get_size_in_points()), list[tuple[Any, Any]](), np.zeros(2)
    for word in words.split(" "):
        wide, _up, _down, points, uses = _set_word(word, font.get_weight())
        laid.append((points + room, uses))
        room[0] += wide + _set_word(" ", font.get_weight())[0]
    place = Affine2D().scale(size / 100).rotate_deg(angle).translate(x, agg.height - y)
    gc.set_linewidth(0)
    points, uses = map(np.concatenate, zip(*laid, strict=True))
    agg.draw_path(gc, Outline(points, uses), place, gc.get_rgb())


@cache
def _canvas() -> Any:
    """Give the canvas of our pictures, for which a word is set once for all."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
    from matplotlib.backends.backend_svg import RendererSVG
    from PIL import Image

    def line(drawer: Any, font: Any) -> Any:  # how far any line goes up and down, and the gap between two
        size, parts = drawer.points_to_pixels(font.get_size_in_points()), _open_typeface(font.get_weight())[3]
        return [size * part for part in parts]

    measured = {"get_text_width_height_descent": _measure_text, "_get_font_height_metrics": line}
    pixels = type("Pixels", (RendererAgg,), measured | {"draw_text": _draw_text})
    vectors = type("Vectors", (RendererSVG,), measured)

    class Canvas(FigureCanvasAgg):
        def get_renderer(self: Any) -> Any:
            self.renderer = pixels(*self.get_width_height(physical=True), self.figure.dpi)
            return self.renderer

        def print_png(self: Any, file: Any, **_: Any) -> None:  # type: ignore[override]  # it has a single caller
            self.draw()
            drawn = Image.fromarray(np.asarray(self.buffer_rgba())).convert("RGB")  # all is drawn on paper
            drawn.save(file, "PNG", dpi=(self.figure.dpi,) * 2, compress_level=2)  # more takes twice as long

        def print_svg(self: Any, file: Any, *, metadata: Any = None, **_: Any) -> None:
            self.figure.draw(renderer := vectors(*self.figure.get_size_inches() * 72, file, metadata=metadata))
            renderer.finalize()

    return Canvas


def _in_style() -> AbstractContextManager[Any]:
    """Let matplotlib have the style, which takes a while, unless it has it."""
    from matplotlib import rc_context, rcParams

    style = _read_style()
    return nullcontext() if all(rcParams[name] == style[name] for name in style) else rc_context(style)


@cache
def _read_style() -> Any:
    """Read the style once, and tell matplotlib of the typeface that it names."""
    from matplotlib import font_manager, rc_params_from_file

    for path in sorted(TYPEFACE.glob("*.ttf")):
        font_manager.fontManager.addfont(path)
    return rc_params_from_file(TYPEFACE.with_name("analysis.mplstyle"), use_default_template=False)
