"""Pictures inside a page and beside it: SVG whose text stays text, set in the typeface that goes with it."""

from __future__ import annotations

import base64
import re
from functools import cache
from html import escape

from analysis.elements.picture import TYPEFACE

__all__ = ["inline_svg", "quote_css", "whole_svg", "write_typeface"]

_IDS = re.compile(r'\sid="([^"]*)"')
_USES = re.compile(r'(url\(#|href="#)([^")]+)')
_ROOT = re.compile(r"<svg\b[^>]*>")
_DROPPED = re.compile(r"<\?xml.*?\?>|<!DOCTYPE.*?>|<!--.*?-->|<metadata>.*?</metadata>", re.DOTALL)
_PLOT_STYLE = re.compile(r"<defs>\s*<style[^>]*>\*\{[^{}]*\}</style>\s*</defs>")
_BLANKS = re.compile(r">\s+<(?!/?(?:text|tspan))")


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
