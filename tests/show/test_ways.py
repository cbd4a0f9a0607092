"""What each place does, side by side; what a class can discuss of it."""

import pytest

import analysis
from analysis import show
from analysis.lessons.lesson import open_field_study

# Worked by hand from the articles, a row a way: Ba Tri (paragraphs 3, 4 and 8), Lai Châu (11, 13 and 14), Tràng Định
# (5, 8 and 10). Who does what; how often, of that same thing; how many; what falls short; what to discuss.
NOT_TOLD, NO_LIMIT = "the article does not say", "the article names no shortfall of this"
ROWS = {
    "ba_tri": [
        (
            "and help hamlets and quarters [para. 4, done]",
            "3 years",
            "129 for 129",
            "A few assigned",
            "give more",
        ),
        (
            "help communes and townships [para. 4, done]",
            NOT_TOLD,
            "21 (date from the context) for 24 (date from the context) communes",
            NO_LIMIT,
            "One place per person",
        ),
    ],
    "lai_chau": [
        ("be in charge of households [para. 13, done]", NOT_TOLD, "for 1,781 households", NO_LIMIT, "looks after"),
        ("double as village heads. [para. 11, ongoing]", NOT_TOLD, "71.76%", "are low. [para. 14]", "admitting heads"),
        ("Keeps up briefings", "12 months (Lai Châu city), 6 months (Sìn Hồ", NOT_TOLD, NO_LIMIT, "Which interval"),
    ],
    "trang_dinh": [
        (
            "follow the situation [para. 10, ongoing]",
            *[NOT_TOLD] * 2,
            NO_LIMIT,
            "how often",
        ),
        ("85% or more attend", NOT_TOLD, "36.12%", "at only 36.12%", "Why do cells miss meetings"),
    ],
}


def rows_of(data, lang):
    """Give the heading, the words of the rows of each place, and the table."""
    title, table = show.show_ways(data, lang=lang)
    words = [[str(cell).replace("\N{NO-BREAK SPACE}", " ") for cell in row] for row in table.rows]
    names = {data.name("locality", place, lang): place for place in data.ids("locality")}
    return title, {place: [row for row in words if row[0].startswith(name)] for name, place in names.items()}, table


def test_each_row_has_something_to_discuss(data, lang):
    """A class finds a question in each row."""
    _, rows, _ = rows_of(data, lang)
    assert all(row[5].rstrip().split(" [")[0].split(" (")[0].endswith("?") for of in rows.values() for row in of)


def test_each_row_is_one_way(data):
    """Who does what, how often, how many, what falls short and what to discuss: all of one thing, else it is said."""
    title, rows, _ = rows_of(data, "en")
    first, second = title.text.split("; ")
    assert first == "Assigning cadres to the grassroots (Ba Tri, Hải Lựu, Tràng Định)"
    assert second == "assigning tasks to members (Lai Châu, Nậm Pồ)"
    for place, ways in ROWS.items():
        for row, columns in zip(rows[place], ways, strict=True):
            assert [words for cell, words in zip(row[1:], columns, strict=True) if words not in cell] == [], place
    assert all(row[4] == NO_LIMIT for row in rows["hai_luu"])
    assert not any("year" in row[2] for row in rows["nam_po"])  # years of a resolution are not how often


def test_each_row_leads_to_the_profile_and_the_theme(data, lang):
    """The name of a place opens its profile, what it does the page of its theme; the table prints across."""
    _, rows, table = rows_of(data, lang)
    assert table.style == "matrix"
    owners = [place for place, of in rows.items() for _ in of]
    for place, row in zip(owners, table.rows, strict=True):
        assert [piece.href for piece in row[0].parts[:1]] == [f"profile-{place}.html"]
        (link,) = row[1].links
        assert link.href.startswith("theme-") and link.href.endswith(f"#{place}")


def test_all_places_fit_a_slide(data, lang):
    """For a slide a place has what comes first of it: 315 for 1,781, 36.12 %; 600 letters at most, dates under it."""
    table = show.table_ways(data, lang=lang)
    rows = dict(zip(data.ids("locality"), ([str(cell) for cell in row] for row in table.rows), strict=True))
    assert all(number in rows["lai_chau"][1] for number in ("315", "1.781" if lang == "vi" else "1,781"))
    assert ("36,12%" if lang == "vi" else "36.12%") in rows["trang_dinh"][1]
    assert sum(len(cell) for row in (table.columns, *rows.values()) for cell in row) <= 600
    assert len(table.notes) == 1
    glosses = {row[f"gloss_{lang}"].rstrip(".") for row in data.tables["codings"].to_dict("records")}
    assert all(rows[place][2] in glosses for place in rows if place != "hai_luu")  # whose text names none


def test_a_place_laid_over_stands_in_it(invent):
    """A place with two figures and no passage has a row, and no part in the heading; what it lacks is said."""
    figures = [("party_members", 200, "2024"), ("members_admitted", 9, "2024")]
    data = analysis.load(invent({"xa_thu": ("commune", figures)}))
    title, rows, _ = rows_of(data, "vi")
    assert "xa_thu" not in title.text and title.text.endswith("(Lai Châu, Nậm Pồ)")  # what the sixth does is not known
    ((_, way, often, counted, shortfall, asked),) = rows["xa_thu"]
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
