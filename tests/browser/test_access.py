"""Every page for everyone: axe finds nothing in light and dark, and nothing needs a wider screen."""

from pathlib import Path

import pytest

WIDTHS = (360, 768, 1440)


@pytest.fixture(scope="module")
def axe(browser):
    """Give the program of axe-core."""
    import axe_playwright_python

    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


# What another theme or another width may change; the rest of a page is the same in both.
OF_THE_LOOK = ["color-contrast", "link-in-text-block", "scrollable-region-focusable", "target-size"]


def find_violations(page, axe, rules=None):
    page.evaluate(axe)
    options = {"resultTypes": ["violations"]} | ({"runOnly": {"type": "rule", "values": rules}} if rules else {})
    found = page.evaluate("options => axe.run(options)", options)
    return [(violation["id"], violation["nodes"][0]["html"][:160]) for violation in found["violations"]]


@pytest.mark.parametrize(("scheme", "width", "rules"), [("light", 1440, None), ("dark", 360, OF_THE_LOOK)])
def test_axe_finds_nothing(open_page, pages, axe, scheme, width, rules):
    """Axe, contrast included, finds nothing in any page, in both themes, on a wide screen and on a phone."""
    page = open_page(width=width, scheme=scheme)
    faults = {}
    for path in pages:
        page.goto(path.as_uri())
        if found := find_violations(page, axe, rules):
            faults[f"{path.parent.name}/{path.name}"] = found
    assert not faults


def test_axe_finds_what_is_wrong(open_page, axe, tmp_path):
    """The check itself works: a page with a picture without words and grey on grey is refused."""
    path = tmp_path / "x.html"
    path.write_text("<title>x</title><main><h1>x</h1><img src='data:,'><p style='color:#aaa'>Chi bộ</p></main>")
    page = open_page(path)
    found = {name for name, _ in find_violations(page, axe)}
    assert {"image-alt", "color-contrast", "html-has-lang"} <= found
    assert {name for name, _ in find_violations(page, axe, OF_THE_LOOK)} == {"color-contrast"}


def test_open_notes_pass_axe(open_page, reports, axe):
    """A note that is open is as good as the page under it."""
    page = open_page(scheme="dark")
    for path in reports[:3]:
        page.goto(path.as_uri())
        page.locator(".who").first.click()
        assert page.locator(".note:popover-open").count() == 1
        assert not find_violations(page, axe), path


def test_no_page_scrolls_sideways(open_page, pages):
    """No page is wider than the screen at 360, 768 and 1440 px."""
    page = open_page()
    wide = []
    for path in pages:
        page.goto(path.as_uri())
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
                wide.append((path.name, width))
    assert not wide
