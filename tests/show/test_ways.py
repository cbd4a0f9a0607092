"""What each place does, side by side; what a class can discuss of it."""

import pytest

import analysis
from analysis import show
from analysis.elements.speech import Link
from analysis.lessons.field_study import open_field_study

# Worked by hand from the articles of Ba Tri (paragraphs 3, 4, 7 and 8) and Lai Châu (11, 13 and 14).
ROWS = {
    "ba_tri": (
        ("follow and help hamlets and quarters [para. 4, done]", "help communes and townships [para. 4, done]"),
        ("3 years",),
        ("129 for 129 hamlets and quarters", "21 for 24 communes and townships", "96.9% (34 + 91 over 129)"),
        ("A few assigned cadres do not attend all meetings", "[para. 8]"),
    ),
    "lai_chau": (
        ("be answerable for households [para. 13, done]", "take part in cell meetings [para. 13, done]"),
        ("12 months (Lai Châu city)", "6 months (Sìn Hồ district)", "3 months (Tam Đường district)"),
        ("315", "for 1,781 households in the border area", "84 village cells in difficulty", "71.76%"),
        ("do not attend grassroots meetings in full", "village heads who are members are low", "[para. 14]"),
    ),
}


def rows_of(data, lang):
    """Give the heading, the words of each row by its place, and the table."""
    title, table = show.show_ways(data, lang=lang)
    words = [[str(cell).replace("\N{NO-BREAK SPACE}", " ") for cell in row] for row in table.rows]
    return title, dict(zip(data.ids("locality"), words, strict=True)), table


def test_the_rows_are_what_the_articles_tell(data):
    """Who does what, how often, how many and what falls short stand in the row of a place, with their paragraphs."""
    title, rows, _ = rows_of(data, "en")
    assert title.text == "Five places, five ways"
    for place, columns in ROWS.items():
        for cell, words in zip(rows[place][1:5], columns, strict=True):
            assert [each for each in words if each not in cell] == [], place
    assert rows["hai_luu"][2] == "the text does not say"
    assert rows["hai_luu"][4] == "the text names no shortfall"


def test_each_row_leads_to_the_profile_and_the_themes(data, lang):
    """The name of a place opens its profile, what it does the pages of its themes; the table prints across."""
    _, _, table = rows_of(data, lang)
    assert table.style == "matrix"
    for place, row in zip(data.ids("locality"), table.rows, strict=True):
        assert [piece.href for piece in row[0].parts[:1]] == [f"profile-{place}.html"]
        links = [piece for piece in row[1].parts if isinstance(piece, Link)]
        assert links and all(link.href.startswith("theme-") for link in links)


def test_all_places_fit_a_slide(data, lang):
    """For a slide a place has what comes first of it: 315 for 1,781, 36.12 %; 600 letters at most, dates under it."""
    table = show.table_ways(data, lang=lang, brief=True)
    rows = dict(zip(data.ids("locality"), ([str(cell) for cell in row] for row in table.rows), strict=True))
    assert all(number in rows["lai_chau"][1] for number in ("315", "1.781" if lang == "vi" else "1,781"))
    assert ("36,12%" if lang == "vi" else "36.12%") in rows["trang_dinh"][1]
    assert sum(len(cell) for row in (table.columns, *rows.values()) for cell in row) <= 600
    assert len(table.notes) == 1


def test_a_place_laid_over_stands_in_it(invent):
    """A place with two figures and no passage has a row, and the heading counts it; what it lacks is said."""
    figures = [("party_members", 200, "2024"), ("members_admitted", 9, "2024")]
    data = analysis.load(invent({"xa_thu": ("commune", figures)}))
    title, rows, _ = rows_of(data, "vi")
    assert title.text == "Sáu địa phương, sáu cách làm"
    _, way, often, counted, shortfall, asked = rows["xa_thu"]
    # Nobody has coded its text: what that tells of practices and shortfalls is not known.
    assert (way, often, shortfall) == (uncoded := "Chưa có đoạn nào của bài được mã hóa", "bài không nêu", uncoded)
    assert open_field_study(data, "xa_thu", lang="vi").unasked == f"{uncoded}."
    assert "4,50% (9 trên 200)" in counted
    assert asked.endswith("?")


def test_questions_are_asked_by_rule_where_no_editor_wrote_any(invent, lang):
    """A place laid over has three questions, of what other texts print first; those written for Ba Tri are its own."""
    data = analysis.load(invent({"xa_thu": ("commune", [("party_members", 200, "2024")])}))
    asked = ["".join(map(str, words)) for words in show.practices.list_questions(data, "xa_thu", lang=lang)]
    assert len(set(asked)) == len(asked) == 3
    others = show.practices.list_questions(data, "ba_tri", lang=lang)
    assert len(others) == 3
    assert not set(asked) & {"".join(map(str, words)) for words in others}


@pytest.fixture(params=["vi", "en"])
def lang(request):
    return request.param
