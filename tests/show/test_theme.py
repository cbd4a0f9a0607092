"""One theme across places: the matrix, what stands out, figures, the kind of evidence."""

import re
from collections import Counter
from dataclasses import replace

import pandas as pd
import pytest

from analysis import load, show
from analysis.elements.speech import Number
from analysis.elements.table import pack, unpack
from analysis.errors import UnknownIdError
from analysis.methods import STANCES, find_theme_points, read_theme

# Worked by hand from the articles: the paragraphs in which each place tells what; all others say nothing of it.
ROWS = {
    "secretary_head_unification": {
        "lai_chau": {"limitation": [14], "deed": [11], "proposal": [15], "result": [11]},
    },
    "cell_meeting_regularity": {
        "ba_tri": {"limitation": [8], "result": [6]},
        "lai_chau": {"result": [12]},
        "nam_po": {"deed": [6]},
        "trang_dinh": {"limitation": [5], "proposal": [8]},
    },
    "information_reporting": {
        "ba_tri": {"limitation": [8], "deed": [3]},
        "lai_chau": {"deed": [9, 12, 13], "result": [12]},
        "trang_dinh": {"proposal": [10]},
    },
}
POINTS = {
    "secretary_head_unification": [
        ("deed", "lai_chau"), ("result", "lai_chau"), ("limitation", "lai_chau"),
        ("silent", "ba_tri hai_luu nam_po trang_dinh"),
    ],
    "cell_meeting_regularity": [
        ("tie", "nam_po"), ("result", "ba_tri lai_chau"), ("limitation", "ba_tri trang_dinh"),
        ("unanswered", "ba_tri"), ("proposed", "trang_dinh"), ("unprompted", "nam_po"),
    ],
    "information_reporting": [
        ("deed", "ba_tri lai_chau"), ("result", "lai_chau"), ("limitation", "ba_tri"), ("unprompted", "lai_chau"),
        ("proposal", "trang_dinh"), ("silent", "hai_luu nam_po"),
    ],
}  # fmt: skip


@pytest.fixture(params=["vi", "en"])
def lang(request):
    return request.param


def plant(data, told, *, theme="member_screening", places=None):
    """Give the data with codings of one theme alone, and `places` alone: each place with its stances in order."""
    rows, first = [], data.tables["codings"].iloc[0].to_dict() | {"theme_id": theme, "directive_ids": ()}
    for place, stances in told.items():
        for paragraph, stance in enumerate(stances.split(), 1):
            status = {"deed": "done", "proposal": "planned"}.get(stance, "")
            own = {"locality_id": place, "paragraph": paragraph, "status": status, "gloss_en": f"{place} {stance}."}
            rows.append(first | own | {"direction": "measure" if status else stance})
    tables = {**data.tables, "codings": pd.DataFrame(rows, columns=data.tables["codings"].columns)}
    if places is not None:
        row = data.localities.iloc[[0]]
        named = [row.assign(locality_id=place, name_vi=place, name_en=place) for place in places]
        tables |= {"localities": pd.concat(named, ignore_index=True)}
    return replace(data, tables=tables, finding_files=())  # what an editor says is of the codings that were


def points_of(data, theme="member_screening"):
    return [(point.kind, " ".join(point.locality_ids)) for point in find_theme_points(data, theme)]


def cells_of(table):
    """Give the row of each place: the paragraphs of each stance, by the buttons that open the notes."""
    pages = [
        [
            []
            if cell == "–"
            else [int(re.search(r"\d+", part.text)[0]) for part in cell.pieces if isinstance(part, Number)]
            for cell in cells
        ]
        for _, *cells in table.rows
    ]
    return {row[0].anchor: dict(zip(STANCES, found, strict=True)) for row, found in zip(table.rows, pages, strict=True)}


@pytest.mark.parametrize("theme", ROWS)
def test_the_matrix_against_rows_worked_by_hand(data, theme, lang):
    """Each cell holds the passages found by hand, in full and in the order of the text; silent places say so, last."""
    table = show.table_theme(data, read_theme(data, theme), lang=lang)
    empty = {stance: [] for stance in STANCES}
    assert cells_of(table) == {place: empty | ROWS[theme].get(place, {}) for place in data.ids("locality")}
    glosses = data.tables["codings"].loc[data.tables["codings"]["theme_id"] == theme, f"gloss_{lang}"]
    words = " ".join(str(cell) for row in table.rows for cell in row)
    assert all(gloss.rstrip(".") in words for gloss in glosses)
    silent = [row[0].anchor for row in table.rows if "không có đoạn nào" in str(row[0]) or "no passage" in str(row[0])]
    assert silent == [place for place in data.ids("locality") if place not in ROWS[theme]]
    assert silent == [row[0].anchor for row in table.rows][len(ROWS[theme]) :]
    assert unpack(pack(table)) == table


def test_a_gloss_opens_where_it_is_from(data, lang):
    """The note of a gloss tells place, theme, text, paragraph, the author's office and documents, no coder's mark."""
    table = show.table_theme(data, read_theme(data, "ideological_education"), lang=lang)
    row = next(row for row in table.rows if row[0].anchor == "trang_dinh")
    (note,) = [part.note for part in row[4].parts if isinstance(part, Number)]
    told = "\n".join(words for _, words in note.lines)
    assert note.title.startswith("Tràng Định: ")
    for words in ("Nguyễn Thị Hương", "ThS., GV Khoa Xây dựng Đảng", "7"):
        assert words in told
    assert not {"c1"} & {words for _, words in note.lines}
    office = next(n for n, (_, words) in enumerate(note.lines) if words.startswith("ThS."))
    assert lang == "vi" or note.quoting[office] == (0, len(note.lines[office][1]))
    carried = next(iter(show.table_theme(data, read_theme(data, "member_screening"), lang=lang).rows))
    (note,) = [part.note for part in carried[1].parts if isinstance(part, Number)]
    assert carried[0].anchor == "lai_chau" and any("02-HD/TU" in words for _, words in note.lines)


@pytest.mark.parametrize("theme", POINTS)
def test_points_worked_by_hand(data, theme):
    """Of three themes read by hand: who acts, reports, laments, what meets it, who is silent, in the declared order."""
    assert points_of(data, theme) == POINTS[theme]


def test_a_limitation_without_a_measure_is_told(data, lang):
    """What is lamented and not answered is told with its words; a plan or a wish is told as no more than that."""
    planted = plant(data, {"ba_tri": "limitation", "nam_po": "deed limitation", "lai_chau": "limitation proposal"})
    assert points_of(planted) == [
        ("tie", "nam_po"), ("result", ""), ("limitation", "ba_tri lai_chau nam_po"), ("unanswered", "ba_tri"),
        ("proposed", "lai_chau"), ("silent", "hai_luu trang_dinh"),
    ]  # fmt: skip
    told = list(
        map(str, show.list_theme_points(planted, find_theme_points(planted, "member_screening"), lang=lang).items)
    )
    assert "Ba Tri" in told[3] and (lang == "vi" or "ba_tri limitation. [para.\N{NO-BREAK SPACE}1]" in told[3])
    met = plant(data, {"ba_tri": "limitation deed", "nam_po": "limitation deed"})
    assert not {"unanswered", "proposed", "unprompted"} & {kind for kind, _ in points_of(met)}


def test_a_tie_is_said_as_a_tie(data, lang):
    """As many who act as who only plan are told in one sentence, both sides named; one more on a side is none."""
    tied = plant(data, {"ba_tri": "deed", "hai_luu": "deed proposal", "nam_po": "proposal", "lai_chau": "proposal"})
    first = find_theme_points(tied, "member_screening")[0]
    assert (first.kind, first.locality_ids, first.others) == ("tie", ("ba_tri", "hai_luu"), ("lai_chau", "nam_po"))
    words = str(show.list_theme_points(tied, [first], lang=lang).items[0])
    assert "Ba Tri, Hải Lựu" in words and "Lai Châu, Nậm Pồ" in words and words.count("2") == 2
    more = plant(data, {"ba_tri": "deed", "hai_luu": "deed", "nam_po": "proposal"})
    assert points_of(more)[0] == ("deed", "ba_tri hai_luu") and ("proposal", "nam_po") in points_of(more)


def test_a_place_without_codings_is_silent(data, lang):
    """Without any coding the one point is that no text speaks of it, and the table still has a row a place."""
    empty = plant(data, {})
    assert points_of(empty) == [("silent", " ".join(data.ids("locality")))]
    told = read_theme(empty, "member_screening")
    table = show.table_theme(empty, told, lang=lang)
    assert len(table.rows) == 5 and {cell for _, *cells in table.rows for cell in cells} == {"–"}
    assert str(show.tell_evidence(empty, told, lang=lang).text)
    with pytest.raises(UnknownIdError):
        read_theme(data, "member_screning")


def test_one_place_and_ten(data, lang):
    """A single place does not stand alone among others; of ten the first are named and the number counts all."""
    single = plant(data, {"p0": "deed"}, places=["p0"])
    (deed, *_) = find_theme_points(single, "member_screening")
    assert not deed.is_single
    assert str(show.list_theme_points(single, [deed], lang=lang).items[0]).endswith(": p0.")
    places = [f"p{n}" for n in range(10)]
    ten = plant(data, dict.fromkeys(places[:8], "deed"), places=places)
    (deed, *_) = show.list_theme_points(ten, find_theme_points(ten, "member_screening"), lang=lang).items
    words = str(deed)
    assert "8" in words and "10" in words and "p4" in words and "p5" not in words
    (number, among) = [piece for piece in deed.words if isinstance(piece, Number)]
    assert all(place in number.note.lines[1][1] for place in places[:8]) and "p9" in among.note.lines[1][1]


def test_points_differ_from_theme_to_theme(data, lang):
    """At most six a theme, none twice on a page, none on every page, and no gloss told twice."""
    pages = {}
    for theme in data.ids("theme"):
        points = show.list_theme_points(data, find_theme_points(data, theme), lang=lang)
        pages[theme] = [str(point) for point in points.items]
        assert 0 < len(pages[theme]) == len(set(pages[theme])) <= 6
        notes = [p.note.key for point in points.items for p in point.words if isinstance(p, Number) and "[" in p.text]
        assert len(notes) == len(set(notes)), theme
        assert unpack(pack(points)).items[0].words == points.items[0].words
    told = Counter(words for found in pages.values() for words in found)
    assert max(told.values()) < len(pages)


def test_figures_of_a_theme_and_what_the_gate_says(data, lang):
    """Grades stand under their theme with their cautions; organisations and hamlet cells are kept apart, with why."""
    table = show.table_theme_figures(data, "quality_classification", lang=lang)
    assert table.columns[1:] == ("Ba Tri", "Tràng Định")
    row = next(row for row in table.rows if row[0] == data.name("indicator", "organisations_graded_excellent", lang))
    assert row[1] == "–" and row[2].parts[0].text == "5" and "2018" in str(row[2])
    judged = show.list_judged(data, show.indicators_of(data, "quality_classification"), lang=lang)
    (words,) = map(str, judged.items)
    assert "Ba Tri, Tràng Định" in words
    assert not judged.items[0].links  # the page has no table of sources that they could lead to
    (alone,) = show.list_judged(data, show.indicators_of(data, "cadre_training"), lang=lang).items
    assert str(alone) == show.say("limit.none", lang)
    members = show.table_theme_figures(data, "organisation_staffing", lang=lang)
    assert {"Hải Lựu", "Lai Châu", "Nậm Pồ"} < set(members.columns)


def test_the_kind_of_evidence_comes_from_the_texts(data, lang):
    """Who speaks of the theme, of which genre, and of which authors the office is given."""
    words = show.tell_evidence(data, read_theme(data, "cadre_training"), lang=lang).text
    assert show.say("genre.school_article", lang) in words and show.say("genre.newspaper", lang) not in words
    _, known, unknown = words.split(". ")
    assert "Tràng Định" in known and "Tràng Định" not in unknown and "Nậm Pồ" not in words
    # Where no author's office is given nothing is said of those of which it is.
    alone = show.tell_evidence(data, read_theme(data, "secretary_head_unification"), lang=lang).text
    assert len(alone.split(". ")) == 2 and show.say("theme.no_office", lang, places="Lai Châu") in alone


def test_a_place_laid_over_stands_in_every_theme(small_package, write_package, tmp_path, lang):
    """A place of another package has a row of every matrix, is counted, and its figure has a column of its own."""
    coding = {"locality_id": "test_commune", "source_id": "test_commune_2024", "direction": "result", "paragraph": "3"}
    coding |= {"theme_id": "member_recruitment", "gloss_vi": "Lời thử.", "gloss_en": "On trial.", "coder": "c1"}
    more = load(write_package(tmp_path / "more", {**small_package, "codings": [coding]}))
    name = more.name("locality", "test_commune", lang)
    for theme in more.ids("theme"):
        table, points = show.table_theme(more, read_theme(more, theme), lang=lang), find_theme_points(more, theme)
        assert [row[0].anchor for row in table.rows].count("test_commune") == 1
        assert all(point.among == 6 for point in points)
        assert show.tell_evidence(more, read_theme(more, theme), lang=lang)
    found = cells_of(show.table_theme(more, read_theme(more, "member_recruitment"), lang=lang))
    assert found["test_commune"] == {"limitation": [], "deed": [], "proposal": [], "result": [3]}
    assert name in show.table_theme_figures(more, "organisation_staffing", lang=lang).columns


@pytest.mark.parametrize(
    ("told", "vi", "en"),
    [
        # One place with both; one with a limitation that only another acts on; three of one kind are counted.
        (
            {"lai_chau": "limitation deed"},
            "Lai Châu vừa nêu hạn chế, vừa nêu việc đã, đang làm",
            "a shortfall and action in Lai Châu",
        ),
        (
            {"nam_po": "limitation", "trang_dinh": "deed"},
            "Nậm Pồ nêu hạn chế mà chưa nêu việc làm; Tràng Định nêu việc đã, đang làm",
            "a shortfall and no action reported in Nậm Pồ; action in Tràng Định",
        ),
        (
            {"ba_tri": "limitation", "hai_luu": "limitation deed", "nam_po": "limitation"},
            "3 nơi nêu hạn chế; Hải Lựu nêu việc đã, đang làm; Ba Tri, Nậm Pồ nêu hạn chế mà chưa nêu việc làm",
            "a shortfall in 3 places; action in Hải Lựu; a shortfall and no action reported in Ba Tri, Nậm Pồ",
        ),
        (
            {"ba_tri": "limitation proposal"},
            "Ba Tri nêu hạn chế mà chưa nêu việc làm",
            "a shortfall and no action reported in Ba Tri",
        ),
        (  # a result is of what was done before, and leaves a shortfall that is named after it
            {"ba_tri": "limitation result", "trang_dinh": "limitation proposal", "hai_luu": "deed"},
            "Ba Tri, Tràng Định nêu hạn chế mà chưa nêu việc làm; Hải Lựu nêu việc đã, đang làm",
            "a shortfall and no action reported in Ba Tri, Tràng Định; action in Hải Lựu",
        ),
        (
            {"ba_tri": "deed"},
            "không nơi nào nêu hạn chế; Ba Tri nêu việc đã, đang làm",
            "no shortfall named; action in Ba Tri",
        ),
        (
            {"ba_tri": "proposal"},
            "Ba Tri chỉ nêu việc dự định, cần làm hoặc chưa rõ",
            "nothing clearly done, in Ba Tri",
        ),
        ({}, "chưa bài nào nêu", "in no article"),
    ],
)  # fmt: skip
def test_a_theme_is_headed_by_what_is_seen(data, told, vi, en):
    """By rule the title of a theme names who names a limitation and who acts; of three places or more their number."""
    few = plant(data, told)
    for lang, words in (("vi", vi), ("en", en)):
        head = show.head_theme(few, "member_screening", read_theme(few, "member_screening"), lang=lang)
        assert (head.text.split(": ", 1)[1], head.answers) == (words, True)
        assert head.text.startswith(data.name("theme", "member_screening", lang))


def test_an_editor_heads_a_theme_by_what_the_texts_say(data, lang):
    """Each theme has a title that no other has, tells a place of the data, and needs no name of the theme before it."""
    heads = {id_: show.head_theme(data, id_, read_theme(data, id_), lang=lang).text for id_ in data.ids("theme")}
    names = [data.name("locality", id_, lang) for id_ in data.ids("locality")]
    assert len({*heads.values()}) == len(heads) == 22
    for id_, head in heads.items():
        assert any(name in head for name in names) and not head.startswith(f"{data.name('theme', id_, lang)}: ")
    # Tràng Định's article prints 36.12 % for all twelve meetings, Lai Châu's 1,022 admitted.
    assert ("36,12%" if lang == "vi" else "36.12%") in heads["cell_meeting_regularity"]
    assert ("1.022" if lang == "vi" else "1,022") in heads["member_recruitment"]


def test_all_places_are_headed_by_the_limitation_that_most_name(data):
    """Of five texts three name the leadership of organisations, three the quality of meetings; alone none is shared."""
    head = show.head_collection(data, lang="vi")
    named = [data.name("theme", id_, "vi").lower() for id_ in ("leadership_capacity", "cell_meeting_quality")]
    assert head.answers and head.text == f"3 trong 5 bài cùng nêu hạn chế về {'; '.join(named)}"
    two = plant(data, {"ba_tri": "limitation", "nam_po": "limitation", "hai_luu": "deed"})
    assert show.head_collection(two, lang="en").text == "2 of 5 articles name shortfalls in member screening"
    alone = show.head_collection(plant(data, {"ba_tri": "limitation"}), lang="vi").text
    assert alone == "Không hạn chế nào được nhiều bài cùng nêu"
