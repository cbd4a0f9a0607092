"""Words set in the typeface of pictures: measured, broken into lines, and drawn alike in SVG and PNG."""

import io
from contextlib import AbstractContextManager, nullcontext
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from analysis.text.numbers import hold_numbers

TYPEFACE = Path(__file__).with_name("typeface")
"""The folder of the typeface: TrueType for measuring, WOFF2 for pages."""
SMALL = 10.5
"""The size of letters, in points: on a slide, on A4 paper and in a page none is smaller than the small print there."""


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


@cache
def _open_typeface(weight: str | int) -> tuple[Any, Any, frozenset[int], tuple[float, ...]]:
    """Open the typeface in memory (a file is read anew for each letter), and with what lends it signs.

    Give its own signs, and how far a line goes up, down and to the next, in parts of its size.
    """
    from matplotlib.font_manager import FontProperties, findfont, get_font
    from matplotlib.ft2font import FT2Font

    paths = [findfont(FontProperties(family=family, weight=weight)) for family in read_style()["font.family"]]
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
def make_canvas() -> Any:
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


def in_style() -> AbstractContextManager[Any]:
    """Let matplotlib have the style, which takes a while, unless it has it."""
    from matplotlib import rc_context, rcParams

    style = read_style()
    return nullcontext() if all(rcParams[name] == style[name] for name in style) else rc_context(style)


@cache
def read_style() -> Any:
    """Read the style once, and tell matplotlib of the typeface that it names."""
    from matplotlib import font_manager, rc_params_from_file

    for path in sorted(TYPEFACE.glob("*.ttf")):
        font_manager.fontManager.addfont(path)
    return rc_params_from_file(TYPEFACE.with_name("analysis.mplstyle"), use_default_template=False)
