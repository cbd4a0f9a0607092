"""Every page for everyone: axe finds nothing in light and dark, and the words of pictures stand out."""

from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def axe(browser):
    """Give the program of axe-core."""
    import axe_playwright_python

    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


# What another theme or another width may change; the rest of a page is the same in both.
OF_THE_LOOK = ["color-contrast", "link-in-text-block", "scrollable-region-focusable", "target-size"]


def find_violations(page, axe, rules=None):
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe)
    options = {"resultTypes": ["violations"]} | ({"runOnly": {"type": "rule", "values": rules}} if rules else {})
    found = page.evaluate("options => axe.run(options)", options)
    return [(violation["id"], violation["nodes"][0]["html"][:160]) for violation in found["violations"]]


def test_axe_finds_nothing(open_page, pages, axe):
    """Axe, contrast included, finds nothing in any page, in both themes, on a wide screen and on a phone."""
    page, faults = open_page(), {}
    for path in pages:
        page.goto(path.as_uri())
        for scheme, width, rules in (("light", 1440, None), ("dark", 360, OF_THE_LOOK)):
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": 900})
            if found := find_violations(page, axe, rules):
                faults[f"{path.parent.name}/{path.name}", scheme] = found
    assert not faults


def test_axe_finds_what_is_wrong(open_page, axe, tmp_path):
    """The check itself works: a page with a picture without words and grey on grey is refused."""
    path = tmp_path / "x.html"
    path.write_text("<title>x</title><main><h1>x</h1><img src='data:,'><p style='color:#aaa'>Chi bộ</p></main>")
    page = open_page(path)
    found = {name for name, _ in find_violations(page, axe)}
    assert {"image-alt", "color-contrast", "html-has-lang"} <= found
    assert {name for name, _ in find_violations(page, axe, OF_THE_LOOK)} == {"color-contrast"}


# The contrast of each word of a picture that is less than 4.5 to what lies under its middle: a filled shape that holds
# all of it, else the ground of the page.
FAINT = """() => {
  const parse = colour => colour.match(/[\\d.]+/g).map(Number);
  const light = rgb => rgb.slice(0, 3).map(value => value / 255)
    .map(part => part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
    .reduce((sum, part, n) => sum + part * [0.2126, 0.7152, 0.0722][n], 0.05);
  const solid = rgb => rgb.length < 4 || rgb[3] > 0.5;
  const ground = element => { for (; element; element = element.parentElement) {
    const rgb = parse(getComputedStyle(element).backgroundColor);
    if (solid(rgb)) return rgb; } return [255, 255, 255]; };
  const faint = [];
  for (const word of document.querySelectorAll('svg text')) {
    const box = word.getBoundingClientRect(), sheet = word.ownerSVGElement;
    if (!box.width || !word.checkVisibility()) continue;
    let under = ground(sheet);
    for (const shape of sheet.querySelectorAll('rect, path')) {
      const style = getComputedStyle(shape), held = shape.getBoundingClientRect();
      if (style.fill === 'none' || shape.closest('defs, clipPath') || word.compareDocumentPosition(shape) & 4) continue;
      const holds = held.left <= box.left + 1 && held.right >= box.right - 1
        && held.top <= box.top + box.height / 2 && held.bottom >= box.top + box.height / 2;
      if (holds && solid(parse(style.fill)) && style.fillOpacity > 0.5) under = parse(style.fill);
    }
    const [dark, bright] = [light(parse(getComputedStyle(word).fill)), light(under)].sort((a, b) => a - b);
    if (bright / dark < 4.5) faint.push([word.textContent, (bright / dark).toFixed(1)]);
  }
  return faint;
}"""


def test_words_in_pictures_stand_out(open_page, pages):
    """Axe does not look into pictures: there each word has a contrast of 4.5 to its ground too, by day and by night."""
    page, faults, seen = open_page(), {}, 0
    for path in (path for path in pages if not path.name.startswith(("handout-", "field-study-", "guide-"))):
        page.goto(path.as_uri())
        seen += page.locator("svg text").count()
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            if found := page.evaluate(FAINT):
                faults[f"{path.parent.name}/{path.name}", scheme] = found[:3]
    assert seen > 500 and not faults


def test_a_faint_word_in_a_picture_would_be_seen(open_page, tmp_path):
    """The measure itself works: grey on the page, and ink on a dark shape, are told; ink on the page is not."""
    path, inks = tmp_path / "x.html", (("#aaa", 20, "xám"), ("#1b1e22", 60, "trên nền tối"), ("#1b1e22", 100, "rõ"))
    words = "".join(f'<text x="10" y="{y}" fill="{ink}">{told}</text>' for ink, y, told in inks)
    path.write_text(
        f'<meta charset="utf-8"><svg width="200" height="120"><rect y="40" width="200" height="30"/>{words}'
    )
    assert [told for told, _ in open_page(path).evaluate(FAINT)] == ["xám", "trên nền tối"]


def test_open_notes_pass_axe(open_page, reports, axe):
    """A note that is open is as good as the page under it."""
    page = open_page(scheme="dark")
    for path in reports[:3]:
        page.goto(path.as_uri())
        page.locator(".who").first.click()
        assert page.locator(".note:popover-open").count() == 1
        assert not find_violations(page, axe), path
