"""How long pages are as they open: in screens on a desk and on a phone, and in sides of A4."""

import io

import pytest
from pypdf import PdfReader

# Screens of 1440 × 900 and of 390 × 844 px that no page may pass; a profile may take fewer on a desk.
SCREENS = {(1440, 900): 8, (390, 844): 15}
OF_A_PROFILE = {(1440, 900): 6, (390, 844): 15}
WIDTHS = ((768, 900), (360, 900))  # further ones that no page may pass
MEASURE = "[document.documentElement.scrollHeight, document.documentElement.scrollWidth]"


def find_long(page, paths, limits=None):
    """List the pages that are longer than so many screens, or wider than one."""
    long = {}
    for path in paths:
        page.goto(path.as_uri())
        most = limits or (OF_A_PROFILE if path.name.startswith("profile-") else SCREENS)
        for width, height in (*most, *WIDTHS):
            page.set_viewport_size({"width": width, "height": height})
            tall, wide = page.evaluate(MEASURE)
            if tall > most.get((width, height), float("inf")) * height or wide > width:
                long[f"{path.parent.name}/{path.name}", width] = round(tall / height, 1), wide
    return long


def test_no_page_is_long_as_it_opens(open_page, pages):
    """As it opens no page is longer than 8 screens on a desk, a profile 6, or 15 on a phone, nor wider than one."""
    assert find_long(open_page(), pages) == {}


def test_a_long_page_would_be_seen(open_page, built_site, tmp_path):
    """The measure itself works: with everything open the ledger of a profile is too long, and a wide thing is seen."""
    page, path = open_page(), built_site / "vi" / "profile-lai_chau.html"
    page.goto(path.as_uri())
    shut, _ = page.evaluate(MEASURE)
    page.locator("#open-all").check()
    assert page.evaluate(MEASURE)[0] > shut
    assert find_long(page, [built_site / "vi" / "ratings.html"], {(1440, 900): 0.5})
    path = tmp_path / "wide.html"
    path.write_text("<!doctype html><p style='width: 500px'>x")
    assert [width for _, width in find_long(page, [path])] == [390, 360]


@pytest.mark.parametrize(("kind", "most"), [("profile", 4), ("theme", 4)])
def test_a_page_of_a_place_or_a_theme_prints_on_four_sides(open_page, pages, kind, most):
    """As it opens, a profile prints on four sides of A4, a theme on four sides across."""
    page, long = open_page(), {}
    for path in (path for path in pages if path.name.startswith(f"{kind}-")):
        page.goto(path.as_uri())
        sides = len(PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages)
        if sides > most:
            long[f"{path.parent.name}/{path.name}"] = sides
    assert long == {}


# Words after the picture beside the main points that run into it.
OVERLAID = """(() => {
    const figure = document.querySelector(".output:has(> .main-points) + .code + figure");
    const box = figure.firstElementChild.getBoundingClientRect(), found = [];
    const bottom = figure.lastElementChild.getBoundingClientRect().bottom;  // of the links to its files
    for (let e = figure.nextElementSibling; e; e = e.nextElementSibling) {
        const range = document.createRange();
        range.selectNodeContents(e);
        if ([...range.getClientRects()].some(r => r.width && r.left < box.right && r.right > box.left + 2
            && r.top < bottom && r.bottom > box.top)) found.push(e.innerText);
    }
    return found;
})()"""


def test_nothing_runs_into_the_picture_of_a_place(open_page, pages):
    """On a desk no line of a profile, such as the links to its sheet, stands over the picture beside its points."""
    page, found = open_page(), {}
    for path in (path for path in pages if path.name.startswith("profile-")):
        page.goto(path.as_uri())
        found[f"{path.parent.name}/{path.name}"] = page.evaluate(OVERLAID)
    assert len(found) >= 10 and not any(found.values()), found


# What opens a row of a captioned table, as wide as a printed sheet makes it, and the letters of its longest word.
OPENERS = """[...document.querySelectorAll("main table:has(caption):not(.explore) tr > :first-child")]
    .filter(cell => cell.checkVisibility() && cell.innerText.trim())
    .map(cell => [cell.getBoundingClientRect().width,
                  Math.max(...cell.innerText.trim().split(/\\s+/).map(word => word.length))])"""


def test_no_row_on_paper_opens_a_letter_a_line(open_page, pages):
    """On a sheet of A4 the first column of a table has room for words: at least 5 px a letter, of at most eight.

    What is folded on the screen is unfolded first, as one does who wants it printed.
    """
    page, narrow = open_page(), {}
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 642, "height": 971})
    for path in (path for path in pages if path.name.startswith(("profile-", "theme-", "ways"))):
        page.goto(path.as_uri())
        page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true; })")
        openers = page.evaluate(OPENERS)
        assert openers, f"{path.name} has no table"
        if any(width < 5 * min(letters, 8) for width, letters in openers):
            narrow[f"{path.parent.name}/{path.name}"] = min(width for width, _ in openers)
    assert narrow == {}
