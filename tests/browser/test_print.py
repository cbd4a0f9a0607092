"""Pages on paper: A4, nothing cut, notes numbered, one sheet for a place."""

import io
import re
import unicodedata

import pytest
from pypdf import PdfReader

from analysis.elements.typeset import SMALL
from analysis.words.catalogue import say

# The room between margins of 2 cm on A4, in CSS pixels.
WIDTH, HEIGHT = 642, 971

CUT = """height => [...document.querySelectorAll('tr, figure, .notes li')].filter(element => {
  const box = element.getBoundingClientRect();
  return box.height > height || (box.height > 0 && getComputedStyle(element).breakInside !== 'avoid');
}).map(element => element.outerHTML.slice(0, 120))"""
WIDE = """() => [...document.querySelectorAll('body *')].filter(element =>
  element.getBoundingClientRect().right > document.documentElement.clientWidth + 1 && element.getClientRects().length
  && !element.closest('svg')).map(element => element.outerHTML.slice(0, 120))"""

SHOWN = """() => {
  const there = found => [...document.querySelectorAll(found)].filter(element => element.getClientRects().length);
  return [...there('tr').flatMap(row => [...row.children].map(cell => [cell.innerText])),
          ...there('figure svg').map(picture => [...picture.querySelectorAll('text')].map(word => word.textContent))];
}"""


ROWS = """() => [...document.querySelectorAll('.output table')].filter(table => table.getClientRects().length).map(
  table => [...table.querySelectorAll('tbody tr')].filter(row => row.getClientRects().length).map(
    row => [...row.children].map(cell => cell.innerText)))"""


FOLDED = """() => Array.from(document.querySelectorAll('.questions details')).flatMap(part => {
    part.open = true;
    const told = Array.from(part.querySelectorAll('p')).map(line => line.innerText);
    part.open = false;
    return told;
})"""


def open_all(page):
    """Open all that is folded, by the switch at the top where the page has one."""
    page.evaluate("document.querySelector('#open-all')?.click()")


def bare(words):
    """Give words without blanks, which a PDF does not keep, and without the signs that allow or forbid a break."""
    return re.sub(r"[\s\u200b\u2060]+", "", unicodedata.normalize("NFC", words))


def print_page(page, asked):
    """Print a page; give what a script finds in it, and the words of each sheet."""
    page.emulate_media(media="print")
    # Words for who hears the page stand on no sheet.
    heard = page.add_style_tag(content=".unseen { display: none }")
    found = page.evaluate(asked)
    heard.evaluate("style => style.remove()")
    leaves = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    return found, [bare(leaf.extract_text()) for leaf in leaves]


def find_cut(page):
    """Print a page, and list the cells and pictures whose words do not stand together on one sheet."""
    shown, sheets = print_page(page, SHOWN)
    return [words for words in shown if not any(all(bare(part) in sheet for part in words) for sheet in sheets)]


def boxes(pdf):
    found = re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]", pdf)
    return [(float(width), float(height)) for width, height in found]


def test_nothing_is_cut_on_paper(open_page, pages):
    """No row, picture or note is broken over two sheets or is higher than one, and nothing is wider than one."""
    page = open_page()
    page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    page.emulate_media(media="print")
    faults = {}
    for path in pages:
        page.goto(path.as_uri())
        open_all(page)
        if found := page.evaluate(CUT, HEIGHT) + page.evaluate(WIDE):
            faults[f"{path.parent.name}/{path.name}"] = found[:3]
    assert not faults


@pytest.mark.parametrize(
    "name",
    [
        "vi/profile-lai_chau",
        "vi/comparability",
        "vi/ratings",
        "vi/lesson-grading",
        "en/overview",
        "en/directives",
        "vi/theme-leadership_capacity",
        "en/theme-cadre_assignment_to_grassroots",
    ],
)
def test_the_printed_file_has_each_cell_and_picture_whole(open_page, built_site, name):
    """In the PDF itself the words of each cell of a table, and of each picture, stand on one sheet."""
    page = open_page(built_site / f"{name}.html")
    open_all(page)
    assert find_cut(page) == []


@pytest.mark.parametrize("name", ["leadership_capacity", "cadre_assignment_to_grassroots", "security_order"])
def test_places_side_by_side_are_two_sheets_across(open_page, built_site, name):
    """A theme prints on A4 across, question, points and places on two sheets at most; its glosses need no notes."""
    page = open_page()
    for lang, note in (("vi", "Tóm ý bằng lời của chúng tôi"), ("en", "Glosses in our own words")):
        page.goto((built_site / lang / f"theme-{name}.html").as_uri())
        open_all(page)
        page.emulate_media(media="print")
        assert not page.locator(".matrix sup").first.is_visible()
        called = [int(mark) for mark in page.locator(".who sup:visible").all_inner_texts()]
        listed = [int(item.get_attribute("value")) for item in page.locator(".notes li:visible").all()]
        assert listed == sorted(set(called))
        assert called or name != "cadre_assignment_to_grassroots"  # others may tell no figure but in their glosses
        pdf = page.pdf(prefer_css_page_size=True)
        sheets = PdfReader(io.BytesIO(pdf)).pages[:2]
        assert all(abs(sheet.mediabox.width - 842) < 1 and abs(sheet.mediabox.height - 595) < 1 for sheet in sheets)
        assert any(bare(note) in bare(sheet.extract_text()) for sheet in sheets), (lang, name)


def test_a_cut_row_would_be_seen(open_page, built_site):
    """Where rows may be broken, the same look at the PDF finds cells that are."""
    page = open_page(built_site / "vi" / "profile-lai_chau.html")
    open_all(page)
    page.add_style_tag(content="@media print { tr { break-inside: auto !important } td { line-height: 4 !important } }")
    assert find_cut(page)


def find_alone(page):
    """Print a page, and list the rows that stand on a sheet without any other of their table, which has several."""
    tables, sheets = print_page(page, ROWS)
    alone = []
    for rows in tables:
        at = [
            next((n for n, sheet in enumerate(sheets) if all(bare(cell) in sheet for cell in row)), -1) for row in rows
        ]
        alone += [row for row, sheet in zip(rows, at, strict=True) if rows[1:] and at.count(sheet) == 1]
    return alone


def test_no_row_of_a_table_stands_alone_on_a_sheet(open_page, built_site):
    """The page of each place prints on three or four sides, none of which has one row of a table that has more; where
    rows may part anywhere, the same look finds one."""
    page = open_page()
    for path in sorted(built_site.glob("*/profile-*.html")):
        page.goto(path.as_uri())
        assert find_alone(page) == [], path.name
    page.goto((built_site / "vi" / "profile-ba_tri.html").as_uri())
    page.add_style_tag(content="@media print { tr { break-before: auto !important; break-after: auto !important }"
                       " .output tr { height: 9cm }  }")  # fmt: skip
    assert find_alone(page)


def test_notes_are_numbered_on_paper(open_page, built_site):
    """On paper the controls are gone, and once all is opened each number has that of its note, listed at the end."""
    page = open_page(built_site / "vi" / "profile-nam_po.html")
    assert not page.locator("#notes").is_visible()
    assert not page.locator(".who sup").first.is_visible()
    page.emulate_media(media="print")
    assert not page.locator("#notes").is_visible() and not page.locator(".who sup").first.is_visible()
    page.emulate_media(media="screen")
    open_all(page)
    page.emulate_media(media="print")
    assert page.locator("#notes").is_visible()
    assert page.locator(".who sup").first.inner_text() == "1"
    numbers = {int(mark) for mark in page.locator(".who sup").all_text_contents()}
    assert numbers == set(range(1, page.locator(".notes li").count() + 1))
    # The paragraph of a coded passage stands beside its gloss, so its note is not printed.
    assert all(note.is_visible() for note in page.locator(".notes .note:not([id^=c-])").all())
    for hidden in (".take", "nav", "#show-code", ".close"):
        assert not page.locator(hidden).first.is_visible(), hidden


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_lesson_prints_its_answers_and_what_is_said(open_page, built_site, lang):
    """On paper stand considerations, lecture and answers, which a screen keeps shut; after printing they are shut."""
    page = open_page(built_site / lang / "lesson-meetings.html")
    page.emulate_media(media="print")
    heard = page.add_style_tag(content=".unseen { display: none }")
    held = page.evaluate(FOLDED)
    heard.evaluate("style => style.remove()")
    assert len(held) > 60  # three ways, five steps and seven questions, each of several lines
    sheets = [leaf.extract_text() for leaf in PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages]
    assert not [line for line in held if bare(line)[:30] not in bare("".join(sheets))]
    assert page.locator(".questions details[open]").count() == 0


def test_code_is_printed_where_it_is_what_is_learnt(open_page, built_site):
    """On paper a page to learn from keeps its code, but for the answers that are shut; a report keeps none."""
    page = open_page(built_site / "vi" / "learn-reading.html")
    page.emulate_media(media="print")
    assert page.locator(".code").first.is_visible()
    assert not page.locator(".answer .code").first.is_visible()
    page.goto((built_site / "vi" / "ratings.html").as_uri())
    assert not page.locator(".code").first.is_visible()


def test_paper_is_a4(open_page, built_site):
    """A report prints on A4 in each language, over several sheets."""
    page = open_page()
    for lang in ("vi", "en"):
        page.goto((built_site / lang / "ratings.html").as_uri())
        sheets = boxes(page.pdf(prefer_css_page_size=True))
        assert len(sheets) > 1
        assert all(abs(width - 595) < 1 and abs(height - 842) < 1 for width, height in sheets)


def test_a_sheet_to_hand_out_is_one_sheet(open_page, pages):
    """The sheet of each place fits on one side of A4; all places take one for the picture, one for the table."""
    page = open_page()
    sheets = [path for path in pages if path.name.startswith("handout-") or path.name == "ways.html"]
    assert len(sheets) == 12
    long = {}
    for path in sheets:
        page.goto(path.as_uri())
        count = len(boxes(page.pdf(prefer_css_page_size=True)))
        if count != 1 + (path.name == "ways.html"):
            long[path.name, path.parent.name] = count
    assert not long


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_what_all_places_do_prints_with_its_picture(open_page, built_site, lang):
    """The first side has heading and picture, its letters 7 pt or more; the second each question to discuss."""
    page = open_page(built_site / lang / "ways.html")
    page.emulate_media(media="print")
    asked = page.locator(".ways-told tbody td:last-child:not(:has(li)), .ways-told td:last-child li").all_inner_texts()
    page.set_viewport_size({"width": round(19 / 2.54 * 96), "height": 1123})
    letters = page.locator("figure .picture svg").first.evaluate("svg => svg.getScreenCTM().a") * SMALL * 0.75
    assert letters > 7
    picture, table = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    assert bare(page.locator("h1").inner_text()) in bare(picture.extract_text())
    assert len(asked) == 7  # two of Ba Tri and of Lai Châu, one of the other three
    assert all(bare(words.split("?")[0]) in bare(table.extract_text()) for words in asked)


def test_paper_does_not_say_what_to_tap(open_page, built_site):
    """What a reader of the screen may do with a number is not told on paper, nor stands there what opens a note."""
    page = open_page()
    for lang in ("vi", "en"):
        for name in ("handout-lai_chau", "ways", "theme-cell_meeting_quality", "profile-ba_tri", "synthesis"):
            page.goto((built_site / lang / f"{name}.html").as_uri())
            hint = bare(say("who.hint", lang))
            assert hint in bare(page.locator("body").inner_text()) or name.startswith("handout-")
            leaves = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
            words = bare("".join(leaf.extract_text() for leaf in leaves))
            assert hint not in words and bare(say("finding.basis", lang))[:-1] not in words, (lang, name)


def test_what_is_shut_stays_off_the_paper(open_page, built_site):
    """A folded section is printed once its reader opens it, or all at once; shut it leaves no heading."""
    page = open_page(built_site / "vi" / "ratings.html")
    words = page.locator(".folded h2").first.inner_text()

    def printed():
        leaves = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
        return bare("".join(leaf.extract_text() for leaf in leaves))

    assert bare(words) not in printed()
    page.locator(".folded summary").first.press("Enter")
    assert bare(words) in printed()
    open_all(page)
    everything = printed()
    page.locator("#open-all").uncheck()
    assert bare(words) in everything and bare(words) not in printed()
