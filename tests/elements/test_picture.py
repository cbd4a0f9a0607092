"""Pictures in a page: named, apart from each other, set in the typeface of the page."""

from __future__ import annotations

import html
import io
import re

import pytest

from analysis.elements.html import quote_css
from analysis.elements.picture import INK, Picture, figure, figures, new_sheet
from analysis.elements.typeset import SMALL, fold, measure
from analysis.site.inline import inline_svg, whole_svg, write_typeface

SVG = (
    '<svg width="10" xmlns="http://www.w3.org/2000/svg"><metadata>x</metadata>'
    '<defs><style type="text/css">*{stroke-linejoin: round}</style></defs>\n'
    '<g id="figure_1"><path id="m1"/><use href="#m1"/><g clip-path="url(#c1)"/><clipPath id="c1"/></g>'
    "<text style=\"font: 10px 'Grassroots Sans'\">a <tspan>b</tspan></text></svg>"
)
HOSTILE = '"><script>alert(1)</script>'


def test_pictures_of_one_page_share_no_id():
    """Ids that are used are told apart by the place of the picture, and those that are not are dropped."""
    first, second = (inline_svg(SVG, "Cột", place) for place in (1, 2))
    ids = [set(re.findall(r' id="([^"]+)"', html)) for html in (first, second)]
    assert ids == [{"p1-m1", "p1-c1"}, {"p2-m1", "p2-c1"}]
    assert 'href="#p1-m1"' in first
    assert "url(#p1-c1)" in first


def test_a_picture_in_a_page_is_named_and_lean():
    """The root says that it is an image and what it shows; rules that would reach the page are gone, text stays."""
    html = inline_svg(SVG, HOSTILE, 1)
    assert html.count('role="img"') == 1
    assert "<script" not in html
    assert "<style" not in html
    assert "metadata" not in html
    assert "a <tspan>b</tspan>" in html


def test_a_picture_in_a_notebook_is_named():
    """What JupyterLab shows first, which is HTML, carries the words, drawn in the typeface where there are pixels."""
    for png, kind in ((lambda: b"x", "png"), (None, "svg+xml")):
        shown, metadata = Picture(SVG, HOSTILE, png=png)._repr_mimebundle_()
        alt, source = re.fullmatch(r'<img alt="([^"]*)" src="([^"]*)">', shown["text/html"]).groups()
        assert html.unescape(alt) == HOSTILE
        assert source.startswith(f"data:image/{kind};base64,")
        assert metadata["image/svg+xml"]["alt"] == HOSTILE


def test_a_picture_file_carries_its_typeface():
    """A picture taken away has the typeface and its words inside, and hostile words stay words."""
    file = whole_svg(SVG, HOSTILE)
    assert file.startswith("<?xml")
    assert "data:font/woff2;base64," in file
    assert "<script" not in file
    assert "<title>&quot;&gt;&lt;script&gt;" in file


def test_the_typeface_is_small():
    """Both weights together take less than 60 KB of a page."""
    assert write_typeface().count("@font-face") == 2
    assert len(write_typeface()) < 60_000


def test_words_cannot_leave_a_string_of_a_style_sheet():
    """Quotes, braces, line breaks and tags in a title are written as codes."""
    assert quote_css("Hồ sơ") == '"Hồ sơ"'
    assert not re.search(r"[<>{};\n]|(?<!^)\"(?!$)", quote_css('a"; } </style> {\n'))


@pytest.mark.parametrize("weight", ["normal", "bold"])
@pytest.mark.parametrize("line", ["Ba Tri: 129 cán bộ → ấp, khu phố", "AV, To: office ☃ 1,022"])
def test_a_line_is_as_wide_as_matplotlib_measures_it(line, weight):
    """Words that are set one by one take together what the line takes, with a sign that the typeface lacks as well."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    wide = measure(line, 11, weight)
    font = FontProperties(family=["Grassroots Sans", "DejaVu Sans"], size=11, weight=weight)
    assert wide * 72 == pytest.approx(text_to_path.get_text_width_height_descent(line, font, False)[0], abs=0.05)


def test_a_png_has_the_words_where_they_are_measured():
    """The PNG of a sheet is opaque; its words end where their measure says, and it is larger at more pixels an inch."""
    from PIL import Image, ImageOps

    sheet, words = new_sheet(None, 1), "Chi bộ ấp, khu phố"
    sheet.text(1, 0.5, words, fontsize=SMALL)
    drawn = figure(sheet, alt="words").png
    for dpi in (110, 330):
        image = Image.open(io.BytesIO(drawn(dpi=dpi)))
        assert image.mode == "RGB"
        left, _, right, _ = ImageOps.invert(image.convert("L")).getbbox()
        assert (right - left) / dpi == pytest.approx(measure(words), abs=0.03)
        assert image.width / dpi == pytest.approx(7.4 + 0.2, abs=0.02)


def test_words_are_drawn_in_the_size_and_ink_of_the_style():
    """A word that a picture gives no size of its own is as large as it is measured, and in ink, not in black."""

    def plot():
        sheet = new_sheet(None, 1)
        sheet.text(0, 0.5, "chi bộ")
        return sheet

    (told,) = re.findall(r'<text style="([^"]*)"', figures(plot, alt="words", foot="").svg)
    assert f"font-size: {SMALL}px" in told and f"fill: {INK}" in told


@pytest.mark.parametrize("words", ["Nậm Pồ, đoạn 4; Lai Châu, đoạn 6", "Lai Châu, paragraphs 3, 10; Article 5"])
def test_a_line_of_a_picture_ends_before_no_number_of_its_word(words):
    """However narrow a picture is, a paragraph and its number stay together; the words are the same."""
    for width in (0.5, 1, 1.5, 2):
        lines = fold(words, width).split("\n")
        assert " ".join(lines) == words
        assert not any(line.endswith(("đoạn", "paragraphs", "Article")) for line in lines)
