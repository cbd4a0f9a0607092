"""The page to explore all figures and codings: searched, sorted, chosen from, taken away."""

import csv
import io
from collections import Counter

import pytest
from pypdf import PdfReader

from analysis.elements.wording import Voice
from analysis.words.catalogue import say

VALUES = "all => all.map(cell => cell.dataset.value)"


@pytest.fixture
def explore(open_page, built_site):
    """Give a way to open the page in a language; its first table holds figures, its second codings."""

    def start(lang="vi", **options):
        page = open_page(built_site / lang / "explore.html", **options)
        return page, page.locator(".output").nth(0), page.locator(".output").nth(1)

    return start


def saved(page, output, lang="vi"):
    """Press the button that saves the rows shown, and read the file."""
    with page.expect_download() as waiting:
        output.get_by_role("button", name=say("explore.save", lang)).press("Enter")
    content = waiting.value.path().read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def column(output, rank):
    """Read what the visible rows hold in a column."""
    return output.locator(f"tbody tr:not([hidden]) > :nth-child({rank})").all_inner_texts()


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_rows_saved_are_those_of_the_data(explore, data, lang):
    """Chosen by place and origin and saved, the rows are the printed figures of that place, numbers with a point."""
    page, figures, _ = explore(lang)
    frame = data.figures(lang=lang)
    frame = frame[(frame["place"] == "nam_po") & (frame["basis"] != "computed")]
    place, printed = data.name("locality", "nam_po", lang), say("who.printed", lang)
    figures.locator("details summary").click()
    for name, chosen in (("column.locality", place), ("column.basis", printed)):
        figures.get_by_role("combobox", name=say(name, lang), exact=True).select_option(chosen)
    rows = saved(page, figures, lang)
    assert Counter(row[say("column.indicator", lang)] for row in rows) == Counter(frame["indicator_name"])
    assert {row[say("column.locality", lang)] for row in rows} == {place}
    # A column of numbers with a point, empty for a range, a change or "more than"; beside it each figure in words.
    number = say("take.number", lang, column=say("column.value", lang))
    assert list(rows[0]).index(number) == list(rows[0]).index(say("column.value", lang)) - 1
    bare = [float(row[number]) for row in rows if row[number]]
    assert not Counter(bare) - Counter(frame["value"]) and len(bare) > len(frame) / 2
    assert all(row[say("column.value", lang)] for row in rows)
    # The article prints 1.906 Party members.
    members = frame.loc[frame["indicator"] == "party_members", "indicator_name"].iloc[0]
    told = [row[number] for row in rows if row[say("column.indicator", lang)] == members]
    assert "1906" in told
    shown = figures.locator("[role=status]").inner_text()
    assert str(len(frame)) in shown and f"{'1.906' if lang == 'vi' else '1,906'}" in " ".join(column(figures, 4))


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_ready_made_question_sets_the_fields(explore, data, lang):
    """Asked for targets the table shows the one that an article sets; asked next for what is computed, all of that and
    no target, and the fields and their fold say so; asked for meetings, those of Tràng Định."""
    _, figures, _ = explore(lang)
    figures.get_by_role("button", name=say("explore.targets", lang)).click()
    assert column(figures, 6) == [say("status.target", lang)]
    assert say("status.target", lang) in figures.locator("details summary").inner_text()
    figures.locator("details summary").click()
    figures.get_by_role("button", name=say("explore.computed", lang)).click()
    status, basis = (
        figures.get_by_role("combobox", name=say(f"column.{name}", lang), exact=True) for name in ("status", "basis")
    )
    assert (status.input_value(), basis.input_value()) == ("", say("who.computed", lang))
    assert len(column(figures, 1)) == (data.figures()["basis"] == "computed").sum()
    figures.get_by_role("button", name=say("explore.about", lang)).click()
    assert basis.input_value() == "" and {*column(figures, 1)} == {"Tràng Định"}


def test_every_coding_and_every_column_can_be_saved(explore, data):
    """With all columns chosen the file holds every coding, with what must be known of the figures that it tells."""
    page, _, codings = explore()
    # The title of its article stands in every row of a place: it is there to be added, so that glosses have room.
    assert say("column.source", "vi") not in codings.locator("thead th:visible").all_inner_texts()
    codings.locator("details summary").press("Enter")
    for box in codings.locator("details input:not(:checked)").all():
        box.press("Space")
    rows = saved(page, codings)
    assert len(rows) == len(data.codings())
    codings = data.tables["codings"].to_dict("records")
    wanted = Counter((Voice(data, "vi").gloss(coding), str(coding["paragraph"])) for coding in codings)
    assert Counter((row["Tóm ý"], row["Đoạn"]) for row in rows) == wanted
    assert {row["Nguồn"] for row in rows} == set(data.tables["sources"]["title"])


def test_rows_are_sorted_by_keyboard(explore):
    """Enter on the name of a column sorts numbers by size and times by day, and turns round when pressed again."""
    _, figures, _ = explore()
    first = column(figures, 5)
    head = figures.locator("thead th").nth(3)
    head.get_by_role("button").focus()
    for order, reverse in (("ascending", False), ("descending", True)):
        head.get_by_role("button").press("Enter")
        assert head.get_attribute("aria-sort") == order
        cells = figures.locator("tbody td:nth-child(4)[data-value]").evaluate_all(VALUES)
        values = [float(value) for value in cells]
        assert values == sorted(values, reverse=reverse) and len(values) > 60
    figures.locator("thead th").nth(4).get_by_role("button").press("Enter")
    days = figures.locator("tbody td:nth-child(5)").evaluate_all(VALUES)
    assert days == sorted(days)
    assert head.get_attribute("aria-sort") is None
    figures.get_by_role("button", name=say("filter.clear", "vi")).press("Enter")
    assert column(figures, 5) == first


def test_words_are_found_with_and_without_marks(explore):
    """Words typed narrow the table, with marks or without; what is hidden is not printed, and none is told."""
    page, figures, codings = explore()
    words = codings.get_by_label(say("explore.words", "vi"))
    words.fill("sinh hoat chi bo")
    without = column(codings, 5)
    words.fill("sinh hoạt chi bộ")
    assert 0 < len(column(codings, 5)) <= len(without) < 168
    figures.get_by_label(say("explore.words", "vi")).fill("không có từ nào như thế")
    assert column(figures, 1) == []
    assert "0 trong 100" in figures.locator("[role=status]").inner_text()
    printed = " ".join("".join(part.extract_text() for part in PdfReader(io.BytesIO(page.pdf())).pages).split())
    assert printed.count("Giải pháp") + printed.count("Hạn chế") + printed.count("Kết quả") < 168


def test_a_row_opens_its_source_and_the_page_stays_small(explore, built_site):
    """A figure and a paragraph open the note that names the text; each page is below 900 KB."""
    page, figures, codings = explore(width=390)
    for output in (figures, codings):
        output.locator(".who").first.press("Enter")
        assert "đoạn" in page.locator(".note:popover-open").inner_text().lower()
        page.keyboard.press("Escape")
    for lang in ("vi", "en"):
        assert (built_site / lang / "explore.html").stat().st_size < 900_000
        index = (built_site / lang / "index.html").read_text(encoding="utf-8")
        assert 'href="explore.html"' in index


def test_without_programs_everything_is_there(explore, data):
    """With programs switched off both tables stand whole, without controls."""
    _, figures, codings = explore(java_script_enabled=False)
    assert codings.locator("tbody tr").count() == len(data.codings())
    assert not figures.locator(".explorer").is_visible()
