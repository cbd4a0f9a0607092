"""A picture as part of a page, in its colours, and as a file of its own, with its typeface inside."""

import base64
import re
from functools import cache
from html import escape

from analysis.elements.picture import ACCENT, BAND, INK, LINE, PAPER, QUIET
from analysis.elements.typeset import TYPEFACE
from analysis.text import NUMBERED

_TOKENS = {INK: "ink", QUIET: "quiet", LINE: "line", BAND: "raised", ACCENT: "accent", PAPER: "ground"}
_PALETTE = re.compile("|".join(_TOKENS))
_IDS = re.compile(r'\sid="([^"]*)"')
_USES = re.compile(r'(url\(#|href="#)([^")]+)')
_ROOT = re.compile(r"<svg\b[^>]*>")
_DROPPED = re.compile(r"<\?xml.*?\?>|<!DOCTYPE.*?>|<!--.*?-->|<metadata>.*?</metadata>", re.DOTALL)
_PLOT_STYLE = re.compile(r"<defs>\s*<style[^>]*>\*\{[^{}]*\}</style>\s*</defs>")
_NUMBER, _REST = r"\d[\d.,/]*%?", r"(?:–\d[\d.,/]*%?|-[A-ZĐ][A-ZĐ/]*)"
_KEPT = re.compile(  # what is no text of a page is passed over whole
    r"<(script|style|svg|title|option)\b.*?</\1>|<[^>]*>|"
    rf"{_NUMBER}{_REST}|{NUMBERED} (?:{_NUMBER}{_REST}?|(?=(?:<[^>]*>)+\d))",
    re.DOTALL,
)
_HELD = "\N{NO-BREAK SPACE}"
_BLANKS = re.compile(r">\s+<(?!/?(?:text|tspan))")


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


def keep_ranges(page: str) -> str:
    """Let no line end in a range, in the number of a document or before that of a paragraph; copied as before."""

    def keep(found: re.Match[str]) -> str:
        words = found[0]
        return (
            words if words[0] == "<" else words[:-1] + _HELD if words[-1] == " " else f'<span class="nb">{words}</span>'
        )

    return _KEPT.sub(keep, page)
