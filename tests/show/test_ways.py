"""What each place does, side by side; what a class can discuss of it."""

import re

import pytest

import analysis
from analysis import show
from analysis.lessons.field_study import open_field_study

# Worked by hand from the articles, a row a place: Ba Tri (paragraphs 3, 4 and 8), Hải Lựu (8), Lai Châu (8, 13 and 14),
# Tràng Định (10). Who is sent to do what; how many and how often; what falls short in that; what to discuss of it.
NONE = "The article names no shortfall in this."
ROWS = {
    "ba_tri": [
        ["help hamlets and quarters [para. 4, done]", "help communes and townships [para. 4, done]"],
        ["129 for 129", "21 for 24", "3 years"],
        [
            "A few assigned cadres, according to the article, do not attend all meetings",
            "information and reports come late",
            "[para. 8]",
        ],
        ["give more", "One place per person"],
    ],
    "hai_luu": [["take charge of cells"], ["–"], [NONE], ["How often should a committee member"]],
    "lai_chau": [
        [
            "be in charge of households [para. 13, done]",
            "take part in cell meetings [para. 13, done]",
            "district and city leaders: attend meetings of commune committees, attend, follow and guide",
            "Agency cells and Party organisations of Lai Châu city: help village cells [para. 13, done]",
            "Keeps up briefings: Lai Châu city yearly",
        ],
        ["1,781 households", "for 84 village cells"],
        ["do not attend", "[para. 14]"],
        ["looks after", "once they move on"],
    ],
    "nam_po": [["group of households"], ["–"], [NONE], ["how should the cell judge"]],
    "trang_dinh": [
        ["follow the situation [para. 10, ongoing]"],
        ["–"],
        [NONE],
        ["What should be recorded and reported each time"],
    ],
}


def rows_of(data, lang):
    """Give the heading, the picture, the words of the row of each place, and the table."""
    title, drawn, table = show.show_ways(data, lang=lang)
    words = [[str(cell).replace("\N{NO-BREAK SPACE}", " ") for cell in row] for row in table.rows]
    return title, drawn, dict(zip(data.ids("locality"), words, strict=True)), table


@pytest.mark.few(1)
def test_each_place_has_a_row_with_something_to_discuss(data, lang):
    """A class finds a question in each row, which opens the profile; the table prints across."""
    _, _, rows, table = rows_of(data, lang)
    assert all(row[4].rstrip().split(" [")[0].split(" (")[0].endswith("?") for row in rows.values())
    assert "matrix" in table.style.split()
    assert [row[0].parts[0].href for row in table.rows] == [f"profile-{place}.html" for place in rows]


def test_only_ba_tri_tells_for_how_long(data):
    """Its article says three years; that on Lai Châu how often briefings are held, and no term of an assignment."""
    _, _, _, table = rows_of(data, "vi")
    (note,) = table.notes
    assert "thời gian phân công (Hải Lựu, Lai Châu, Nậm Pồ, Tràng Định)" in note
    assert "định kỳ họp, giao ban (Ba Tri, Hải Lựu, Nậm Pồ, Tràng Định)" in note


def test_a_row_tells_what_its_article_tells(data):
    """Whom it sends, how many and how often, and what falls short in that alone: neither Hòa Bình's economy nor Tràng
    Định's meetings are ways of sending people."""
    title, _, rows, table = rows_of(data, "en")
    head = "4 articles report assigning people; Nậm Pồ: each member to have households"
    assert title.text == f"{head}; shortfalls: Ba Tri, Lai Châu" and title.answers
    for place, columns in ROWS.items():
        for cell, words in zip(rows[place][1:], columns, strict=True):
            assert [each for each in words if each not in cell] == [], place
    assert not any("year" in rows["nam_po"][n] for n in (1, 2))  # years of a resolution are not how often
    told = " ".join(cell for row in rows.values() for cell in row[1:4])
    assert not re.search("livestock|36.12|71.76|attendance", told)
    (note,) = table.notes  # what no cell says stands once, under them
    assert note.startswith("The articles do not say") and "figures (Hải Lựu, Nậm Pồ, Tràng Định)" in note


@pytest.mark.few(1)
def test_no_assignment_is_left_out(data, lang):
    """Lai Châu's committee members in charge of units, Ba Tri's communes. That border officers may be added to
    committees is in a regulation alone (7): nobody is told to have been."""
    told = {
        "ba_tri": {"vi": "xã nắm tới hộ [đoạn 9, cần làm]", "en": "reaching each household [para. 9, recommended]"},
        "lai_chau": {"vi": "phụ trách, giúp cơ sở [đoạn 10, đã làm]", "en": "and help them [para. 10, done]"},
    }
    _, _, rows, _ = rows_of(data, lang)
    assert all(words[lang] in rows[place][1] for place, words in told.items())
    page, sent = {"vi": "đoạn", "en": "para."}[lang], data.assignments.to_dict("records")
    left = [row for row in sent if f"[{page} {row['paragraph']}, " not in rows[row["locality_id"]][1]]
    assert left == []


@pytest.mark.few(1)
def test_the_picture_draws_whom_each_place_sends(data, lang):
    """It draws each place, both numbers of those who count them, and the leaders whom Lai Châu sends to communes."""
    _, drawn, _, _ = rows_of(data, lang)
    assert all(data.name("locality", place, lang) in drawn.alt for place in data.ids("locality"))
    for number in ("129", "24", "315", "84", {"vi": "1.781", "en": "1,781"}[lang]):
        assert f">{number}<" in drawn.svg and f">{number}<" in drawn.narrow
    words = " ".join(re.sub(r"<[^>]+>", " ", drawn.svg).split())  # a line of the picture is an element of its own
    assert {"vi": "đảng ủy cấp xã", "en": "commune committees"}[lang] in words


def test_a_place_laid_over_stands_in_it(invent):
    """A place with two figures and no passage has a row, and is not counted among those who assign."""
    figures = [("party_members", 200, "2024"), ("members_admitted", 9, "2024")]
    data = analysis.load(invent({"xa_thu": ("commune", figures)}))
    title, _, rows, table = rows_of(data, "vi")
    told = title.text
    assert told.startswith("4 bài nêu phân công người") and "Nậm Pồ: đề ra mỗi đảng viên một nhóm hộ" in told
    _, way, counted, shortfall, asked = rows["xa_thu"]
    # Nobody has coded its text: what that tells of practices and shortfalls is not known.
    assert (way, shortfall) == ("–", "–")
    assert "chưa đoạn nào của bài được xếp theo chủ đề (" in table.notes[0]
    assert open_field_study(data, "xa_thu", lang="vi").unasked == "Chưa có đoạn nào của bài được mã hóa."
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
