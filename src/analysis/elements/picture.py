"""Pictures: SVG with alt text, in one style and typeface, greys and one accent; in a notebook, a page, a file."""

import base64
import io
import pickle
import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from contextvars import ContextVar, copy_context
from dataclasses import dataclass, field, replace
from functools import cache, partial
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, NewType, Self

from analysis.elements.table import ELEMENT_MIME, Table, pack, quote_markdown
from analysis.errors import AnalysisError

if TYPE_CHECKING:
    from matplotlib.axes import Axes as Axes  # offered to all that draw
else:
    Axes = NewType("Axes", object)  # matplotlib is loaded by whoever draws

TYPEFACE = Path(__file__).with_name("typeface")
"""The folder of the typeface: TrueType for measuring, WOFF2 for pages."""
_STYLE_FILE = Path(__file__).with_name("analysis.mplstyle")
_DPI = 110  # of the PNG, which is for slides and letters; what prints well is the SVG
WIDE, NARROW = 7.4, 4.2
"""The width of a picture in inches, in a page and on a phone: there its letters are as large as those beside it."""
_WIDTH = ContextVar("width", default=WIDE)
DRAFTS = ContextVar[dict[bytes, "Picture"] | None]("drafts", default=None)
"""In a draft, whose PNGs are named and empty, the pictures of those before it, by all that each is made of."""
SMALL = 10.5
"""The size of letters, in points: on a slide, on A4 paper and in a page none is smaller than the small print there."""
INK, QUIET, LINE, BAND = "#1b1e22", "#50565e", "#aab2bc", "#eef0ee"
"""Words and marks; what stands back; frames and rules; the ground of what is counted."""
ACCENT, PAPER = "#8c1d18", "#ffffff"
"""The one colour beside greys, for what the figures and the places say, dark enough for words; and the ground."""
_TOKENS = {INK: "ink", QUIET: "quiet", LINE: "line", BAND: "raised", ACCENT: "accent", PAPER: "ground"}
_PALETTE = re.compile("|".join(_TOKENS))

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


@dataclass(frozen=True, repr=False)
class Picture:
    """A drawn picture, the words for it, and the table of what it draws, where no table beside it shows the same."""

    svg: str
    alt: str
    png: Callable[..., bytes] | None = field(default=None, compare=False)  # drawn where it is asked for, at a `dpi`
    table: Table | None = None
    caption: str = ""
    narrow: str = ""  # the same drawn for a phone

    def __repr__(self) -> str:
        return f"Picture({self.alt[:200]!r})"

    def __reduce__(self) -> tuple[Any, ...]:  # what draws the PNG stays where it is
        return Picture, (self.svg, self.alt, None, self.table, self.caption, self.narrow)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> tuple[dict[str, Any], dict[str, Any]]:
        draw = self.png if DRAFTS.get() is None else self.png and bytes
        kind, content = ("png", draw()) if draw else ("svg+xml", self.svg.encode())
        packed = base64.b64encode(content).decode()
        # JupyterLab gives a picture no words and an SVG no typeface, but shows HTML before either.
        html = f'<img alt="{escape(self.alt)}" src="data:image/{kind};base64,{packed}">'
        shown: dict[str, Any] = {"text/plain": self.alt, "text/markdown": quote_markdown(self.alt), "text/html": html}
        shown |= {"image/svg+xml": self.svg} | ({"image/png": packed} if draw else {})
        shown |= {ELEMENT_MIME: pack(self.table)} if self.table and self.table.rows else {}
        return shown, {
            "image/png": {"alt": self.alt},
            "image/svg+xml": {"alt": self.alt, "caption": self.caption, "narrow": self.narrow},
        }


def width() -> float:
    """Give the width in inches of the sheet: `NARROW` where it is for a phone."""
    return _WIDTH.get()


def figures(plot: Callable[[], Axes], *, alt: str, wide: float = WIDE, **told: Any) -> Picture:
    """Take the picture of what a function draws: for a page, and once more as narrow as a phone."""

    def draw(wide: float, **told: Any) -> Picture:
        _WIDTH.set(wide)
        return figure(plot(), alt=alt, **told)

    drafts, key = DRAFTS.get(), b""
    with suppress(TypeError, AttributeError, pickle.PicklingError):  # then it is drawn each time
        key = b"" if drafts is None else pickle.dumps((plot, alt, wide, told))
    if drafts and key in drafts:
        return replace(drafts[key], png=lambda **at: (copy_context().run(draw, wide, **told).png or bytes)(**at))
    drawn = copy_context().run(draw, wide, **told)
    drawn = replace(drawn, narrow=copy_context().run(draw, NARROW, foot=told["foot"]).svg)
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
    with plt.rc_context(_read_style()):
        # A text drawn by `plot_` after the axes were made took the family of whoever called it.
        # Of axes that are off the scales are not asked: they would make their marks for it.
        parts = [part for ax in drawn.axes for part in ax.get_children() if ax.axison or not isinstance(part, Axis)]
        for text in (*drawn.texts, *(text for part in parts for text in part.findobj(Text))):
            text.set_fontfamily(_read_style()["font.family"])
        if any(ax.axison for ax in drawn.axes):  # a bare sheet has no labels to lay out
            drawn.draw_without_rendering()
        # As wide as the figure, or wider where words stand outside of it.
        box, (wide, _) = drawn.get_tightbbox(), drawn.get_size_inches()
        room = Bbox([[min(box.x0, 0), box.y0], [max(box.x1, wide), box.y1]]).padded(0.1)
        room = _write_foot(drawn, room, foot) if foot else room
    plt.close(drawn)

    def write(**options: Any) -> bytes:
        file = io.BytesIO()
        with plt.rc_context(_read_style()):
            drawn.savefig(file, bbox_inches=room, **options)
        return file.getvalue()

    # A date in the file would make two equal reports differ.
    svg = write(format="svg", metadata={"Date": None, "Creator": None}).decode()
    png = partial(write, format="png", dpi=_DPI, metadata={"Software": None})
    return Picture(svg[svg.index("<svg") :], alt, png, table, caption)


def _write_foot(drawn: Any, room: Any, foot: str) -> Any:
    """Write a line under all that is drawn, broken to its width; give the room of both, in inches."""
    from matplotlib.transforms import Bbox

    wide, high = drawn.get_size_inches()
    family, x, y = _read_style()["font.family"], (room.x0 + 0.1) / wide, (room.y0 - 0.03) / high
    words = fold(foot, room.width - 0.2)
    text = drawn.text(x, y, words, va="top", fontsize=SMALL, fontfamily=family, color=QUIET)
    box = text.get_window_extent(drawn.canvas.get_renderer()).transformed(drawn.dpi_scale_trans.inverted())
    return Bbox.union([room, box.padded(0.1)])


def new_sheet(ax: Axes | None, height: float, wide: float = 0.0) -> Axes:
    """Give a bare sheet to draw on, of the common width or wider; its unit is an inch, from the top left corner.

    It is made of the axes handed in, or of new ones; words may stand outside of it.
    """
    import matplotlib.pyplot as plt

    with plt.rc_context(_read_style()):
        ax = ax or plt.figure(figsize=(wide or width(), height)).add_axes((0, 0, 1, 1))
    ax.set(xlim=(0, wide or width()), ylim=(height, 0))
    ax.axis("off")
    return ax


def measure(words: str, size: float = SMALL, weight: str = "normal") -> float:
    """Give the width of words on one line, in inches."""
    first, *others = (_measure_word(word, size, weight) for word in words.split(" "))
    return first + sum(_measure_word(" ", size, weight) + other for other in others)


@cache
def _measure_word(word: str, size: float, weight: str) -> float:
    """Give the width of a word, which comes again in other lines, and in the same picture for a phone."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    font = FontProperties(family=_read_style()["font.family"], size=size, weight=weight)
    return float(text_to_path.get_text_width_height_descent(word, font, ismath=False)[0]) / 72


def fold(words: str, width: float, size: float = SMALL, weight: str = "normal") -> str:
    """Break words into lines of at most a width in inches; a word is never broken."""
    lines: list[str] = []
    for word in words.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        lines[-1:] = [longer] if measure(longer, size, weight) <= width else [*lines[-1:], word]
    return "\n".join(lines)


def tall(words: str, size: float = SMALL) -> float:
    """Give the height of words in lines, in inches."""
    return (words.count("\n") + 1) * size * 1.4 / 72


@dataclass(frozen=True)
class Bar:
    """A bar with its name before it and its words after it; not `exact` it is open, `beside` others grey."""

    name: str
    value: float
    words: str
    exact: bool = True
    beside: bool = False


def stretch(ax: Axes, height: float) -> Axes:
    """Make a sheet of `new_sheet` so high; its figure too, of which it takes all."""
    if drawn := ax.get_figure(root=True):
        drawn.set_size_inches(drawn.get_size_inches()[0], height)
    ax.set_ylim(height, 0)
    return ax


def plot_bars(ax: Axes | None, bars: Sequence[Bar], top: float = 0, full: float = 0, every: Sequence[Bar] = ()) -> Axes:
    """Draw bars from `top` on, names before or above them, around each what is `full`, on the scale of `every` bar."""
    every, is_phone = every or bars, width() == NARROW
    is_narrow = is_phone and (not full or not every[1:] or max(measure(bar.name) for bar in every) > width() / 2)
    part = 1 if is_narrow else 2 if is_phone else 3
    told = {bar: (fold(bar.name, width() / part), fold(bar.words, width() / 3)) for bar in every}
    before, after = (max(measure(line) for pair in told.values() for line in pair[n].split("\n")) for n in (0, 1))
    start = 0.0 if is_narrow else before + 0.12
    room, longest = width() - start - after - 0.13, max(full, *(bar.value for bar in every)) or 1
    names, labels = zip(*(told[bar] for bar in bars), strict=True)
    heights = [max(0 if is_narrow else tall(told[bar][0]), tall(told[bar][1]), 0.26) + 0.12 for bar in bars]
    height = top + sum(heights) + sum(map(tall, names)) * is_narrow
    ax = stretch(ax, height) if ax and top else new_sheet(ax, height)
    for bar, name, label, height in zip(bars, names, labels, heights, strict=True):
        top += tall(name) * is_narrow
        # A bar stands by its name: beside it, or right under it and beside the first line of its words.
        middle, end = top + (min(height, 0.38) if is_narrow else height) / 2, start + room * bar.value / longest
        face, color = (LINE, QUIET) if bar.beside else (ACCENT, ACCENT)  # told apart in print without colour too
        if full:
            ax.barh(middle, room * full / longest, 0.26, start, fc="none", ec=LINE, zorder=1 + 2 * (bar.value > full))
        ax.barh(middle, end - start, 0.26, start, facecolor=face if bar.exact else "none", edgecolor=color)
        x, y, ha, va = (0, top, "left", "bottom") if is_narrow else (before, middle, "right", "center")
        ax.text(x, y, name, ha=ha, va=va)
        y, va = (middle - tall("") / 2, "top") if is_narrow else (middle, "center")
        ax.text(start + room * max(bar.value, full) / longest + 0.08, y, label, va=va)
        top += height
    return ax


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
    rules = ""
    for name, weight in (("Regular", 400), ("Bold", 700)):
        packed = base64.b64encode((TYPEFACE / f"GrassrootsSans-{name}.woff2").read_bytes()).decode()
        rules += f'@font-face {{ font-family: "Grassroots Sans"; font-weight: {weight}; font-display: block; '
        rules += f"src: url(data:font/woff2;base64,{packed}) format('woff2'); }}\n"
    return rules


def inline_picture(svg: str, narrow: str, alt: str, place: int | str) -> str:
    """Make a picture part of a page, with what a phone shows in its place; ours take the colours of the page."""
    both = inline_svg(svg, alt, place) + (inline_svg(narrow, alt, f"{place}n") if narrow else "")
    return _PALETTE.sub(lambda found: f"var(--{_TOKENS[found[0]]})", both) if narrow else both


def inline_svg(svg: str, alt: str, place: int | str) -> str:
    """Make a drawing part of a page: named for a screen reader, with ids that no other has, by its rank."""
    svg = _PLOT_STYLE.sub("", _DROPPED.sub("", svg)).strip()
    used = {found[2] for found in _USES.finditer(svg)}
    svg = _IDS.sub(lambda found: f' id="p{place}-{found[1]}"' if found[1] in used else "", svg)
    svg = _USES.sub(rf"\1p{place}-\2", svg)
    label = f' role="img" aria-label="{escape(alt)}"'
    return _BLANKS.sub("><", _ROOT.sub(lambda found: f"{found[0][:-1]}{label}>", svg, count=1))


def whole_svg(svg: str, alt: str) -> str:
    """Make a picture a file of its own, with its words and its typeface inside."""
    svg, inside = _DROPPED.sub("", svg).strip(), f"<title>{escape(alt)}</title><style>{write_typeface()}</style>"
    return '<?xml version="1.0" encoding="utf-8"?>\n' + _ROOT.sub(lambda found: found[0] + inside, svg, count=1) + "\n"
