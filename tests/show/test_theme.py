"""One theme across places: the matrix, what stands out, figures, the kind of evidence."""

import re
from collections import Counter
from dataclasses import replace

import pandas as pd
import pytest

from analysis import load, show
from analysis.elements.findings import list_findings
from analysis.elements.speech import Number
from analysis.elements.table import pack, unpack
from analysis.elements.wording import Voice
from analysis.errors import UnknownIdError
from analysis.methods import STANCES, read_theme
from analysis.words.catalogue import say

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
# Of these the points: what the title says, then each stance and each place once before any again, then what comes first
# of its place.
POINTS = {
    "secretary_head_unification": ["lai_chau 11", "lai_chau 14", "lai_chau 11", "lai_chau 15"],
    "cell_meeting_regularity": ["ba_tri 6", "lai_chau 12", "trang_dinh 5", "nam_po 6", "ba_tri 8", "trang_dinh 8"],
    "information_reporting": ["lai_chau 13", "ba_tri 8", "ba_tri 3", "lai_chau 9", "lai_chau 12", "trang_dinh 10"],
}


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
    tables |= {name: data.tables[name].iloc[:0] for name in ("headlines", "assignments")}  # of codings that were
    if places is not None:
        row = data.localities.iloc[[0]]
        named = [row.assign(locality_id=place, name_vi=place, name_en=place) for place in places]
        tables |= {"localities": pd.concat(named, ignore_index=True)}
    return replace(data, tables=tables, finding_files=())  # what an editor says is of the codings that were


def points_of(data, theme="member_screening", **asked):
    """Give the words of each point and, of those that cite a passage, its place and paragraph."""
    items = show.list_theme_points(data, theme, **asked).items
    keys = [[piece.note.key for piece in item.words if isinstance(piece, Number)] for item in items]
    cited = [re.fullmatch(r"c-(\w+)-\w+-\w+-(\d+)-\w+", of[-1]) for of in keys if of]
    return [str(item) for item in items], [" ".join(each.groups()) for each in cited if each]


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
def test_points_worked_by_hand(data, theme, lang):
    """Of three themes read by hand: what was done, came of it, falls short, is proposed; the place first in each."""
    words, cited = points_of(data, theme, lang=lang)
    assert cited == POINTS[theme] and len(words) == len(cited)
    for told, place in zip(words, cited, strict=True):
        assert told.startswith(data.name("locality", place.split()[0], lang))


def test_a_point_says_what_it_tells_of_its_place(data, lang):
    """Before a gloss stands whether it is done, a result or falls short, once: one that begins with it loses it, and
    one that says itself that the article judges has no such word before it."""
    words = [
        *points_of(data, "inspection_supervision", lang=lang)[0],
        *points_of(data, "member_screening", lang=lang)[0],
    ]
    begins = {
        "vi": (
            "Ba Tri: bài nhận định nhìn chung kiểm tra",
            "Tràng Định, hạn chế: ",
            "Hải Lựu, dự định: ",
            "Lai Châu, dự định: Rà soát",
        ),
        "en": (
            "Ba Tri: the article says that by and large inspection",
            "Tràng Định, shortfall: ",
            "Hải Lựu, planned: ",
            "Lai Châu, planned: To ",
        ),
    }
    for begin in begins[lang]:
        assert sum(told.startswith(begin) for told in words) == 1
    judged = re.compile({"vi": "nhận định: Bài (nhận định|ghi nhận)", "en": "judgement: The article"}[lang])
    assert not [
        told for theme in data.ids("theme") for told in points_of(data, theme, lang=lang)[0] if judged.search(told)
    ]


def test_what_a_text_finds_wanting_is_a_figure_and_no_result(data, lang):
    """Lai Châu prints two rates (11) and calls them low (14); Tràng Định's grades stand among what falls short (5). Ba
    Tri's (7) are a result, and after both stands that they cannot be compared, with the share of each."""
    label, result = {"vi": ("số liệu", "kết quả, nhận định"), "en": ("figure", "result or judgement")}[lang]
    rates = [str(item) for item in show.list_theme_points(data, "secretary_head_unification", lang=lang).items]
    assert rates[0].startswith(f"Lai Châu, {label}: ") and not [told for told in rates if f"{result}: " in told]
    grades = [str(item) for item in show.list_theme_points(data, "quality_classification", lang=lang).items][:3]
    assert {told.partition(": ")[0] for told in grades[:2]} == {f"Tràng Định, {label}", f"Ba Tri, {result}"}
    assert all(share in grades[2].replace(",", ".") for share in ("26.4%", "8.5%"))


@pytest.mark.few(1)
def test_what_a_title_claims_stands_first_among_its_points(data, lang):
    """Each passage on which the title of a theme rests has its point, before all others, each figure one that tells it;
    each place that the title names has a point of its own."""
    for theme in data.ids("theme"):
        title, *_ = list_findings(data, theme, lang=lang, apart="title")  # another may head the picture
        items = show.list_theme_points(data, theme, lang=lang).items
        notes = [piece.note.key for item in items for piece in item.words if isinstance(piece, Number)]
        told = [".".join(("coding", *key.split("-")[1:5])) for key in notes if key.startswith("c-")]
        rests = {row for row in title.behind if row.startswith("coding.")}
        assert rests <= {*told}, theme
        assert all(Voice(data, lang).amount(each.value) in "".join(map(str, items)) for each in title.figures), theme
        assert rests == {*told[: len(rests)]} or any("." not in row for row in title.behind), theme
        places = {row.split(".")[1] for row in rests} | {
            data.row("observation", row)["locality_id"] for row in title.behind if "." not in row
        }
        places |= {place for place in data.ids("locality") if data.name("locality", place, lang) in str(title)}
        assert places <= {row.split(".")[1] for row in told}, theme


def test_a_measure_that_was_set_out_is_told_as_that(data, lang):
    """Nậm Pồ's paragraph 6 lists measures, and 7 says of all of them that they are being carried out: whatever the
    theme, its point and its cell say so, and none is told as done."""
    label = say("status.stepwise", lang)
    told = data.tables["codings"].query("locality_id == 'nam_po' and paragraph == 6 and direction == 'measure'")
    assert len(told) == 7 and {*told["status"]} == {"stepwise"}
    for theme in told["theme_id"]:
        (row,) = [
            row for row in show.table_theme(data, read_theme(data, theme), lang=lang).rows if row[0].anchor == "nam_po"
        ]
        assert label in str(row[1])
    points = [word for theme in told["theme_id"] for word in points_of(data, theme, lang=lang)[0]]
    assert sum(each.startswith(f"Nậm Pồ, {label}: ") for each in points) >= 5
    assert not [each for each in points if each.startswith("Nậm Pồ") and "6]" in each and label not in each
                and show.say("stances.limitation_head", lang) not in each]  # fmt: skip


def test_each_stance_and_each_place_comes_before_any_comes_again(data):
    """One deed and one limitation first, then the deed of the other place, the second of the first last of all."""
    planted = plant(data, {"ba_tri": "deed deed", "nam_po": "limitation deed"})
    assert points_of(planted, most=3, lang="en")[1] == [
        "ba_tri 1",
        "nam_po 1",
    ]  # the third tells that there is no result
    assert points_of(planted, most=4, lang="en")[1] == ["ba_tri 1", "nam_po 2", "nam_po 1"]
    assert points_of(planted, lang="en")[1] == ["ba_tri 1", "nam_po 2", "ba_tri 2", "nam_po 1"]


def test_what_no_text_has_is_told_once_as_no_passage(data, lang):
    """Of a theme with deeds and plans alone the last point tells that no passage is a result or a limitation."""
    words, cited = points_of(plant(data, {"ba_tri": "deed", "lai_chau": "proposal"}), lang=lang)
    assert cited == ["ba_tri 1", "lai_chau 1"] and len(words) == 3
    assert [("kết quả" if lang == "vi" else "result") in told for told in words] == [False, False, True]
    full = plant(data, {"ba_tri": "deed result limitation"})
    assert len(points_of(full, lang=lang)[0]) == 3


def test_a_place_without_codings_is_silent(data, lang):
    """Without any coding the one point is that no passage is coded, and the table still has a row a place."""
    empty = plant(data, {})
    assert points_of(empty, lang=lang) == ([show.say("note.none_codings", lang)], [])
    told = read_theme(empty, "member_screening")
    table = show.table_theme(empty, told, lang=lang)
    assert len(table.rows) == 5 and {cell for _, *cells in table.rows for cell in cells} == {"–"}
    assert str(show.tell_evidence(empty, told, lang=lang).text)
    with pytest.raises(UnknownIdError):
        read_theme(data, "member_screning")


def test_one_place_and_ten(data):
    """A single place has its deed told; of ten that do the same the first six, or five where something is nowhere."""
    assert points_of(plant(data, {"p0": "deed"}, places=["p0"]), lang="en")[1] == ["p0 1"]
    places = [f"p{n}" for n in range(10)]
    ten = plant(data, dict.fromkeys(places, "deed"), places=places)
    assert points_of(ten, lang="en")[1] == [f"p{n} 1" for n in range(5)]


@pytest.mark.few(1)
def test_points_differ_from_theme_to_theme(data, lang):
    """At most six a theme, none twice on a page, none on every page, and no gloss told twice."""
    pages = {}
    for theme in data.ids("theme"):
        pages[theme], cited = points_of(data, theme, lang=lang)
        assert 0 < len(pages[theme]) == len(set(pages[theme])) <= 6 and len(pages[theme]) - len(cited) in (0, 1)
        points = show.list_theme_points(data, theme, lang=lang)
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


@pytest.mark.few(1)
def test_a_place_laid_over_stands_in_every_theme(small_package, write_package, tmp_path, lang):
    """A place of another package has a row of every matrix, is counted, and its figure has a column of its own."""
    coding = {"locality_id": "test_commune", "source_id": "test_commune_2024", "direction": "result", "paragraph": "3"}
    coding |= {"theme_id": "member_recruitment", "gloss_vi": "Lời thử.", "gloss_en": "On trial.", "coder": "c1"}
    more = load(write_package(tmp_path / "more", {**small_package, "codings": [coding]}))
    name = more.name("locality", "test_commune", lang)
    for theme in more.ids("theme"):
        table = show.table_theme(more, read_theme(more, theme), lang=lang)
        assert [row[0].anchor for row in table.rows].count("test_commune") == 1
        assert show.tell_evidence(more, read_theme(more, theme), lang=lang)
    found = cells_of(show.table_theme(more, read_theme(more, "member_recruitment"), lang=lang))
    assert "test_commune 3" in points_of(more, "member_recruitment", lang=lang)[1]
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
    """Each theme has a title of 110 letters at most that no other has, tells a place, and needs no name before it."""
    heads = {id_: show.head_theme(data, id_, read_theme(data, id_), lang=lang).text for id_ in data.ids("theme")}
    names = [data.name("locality", id_, lang) for id_ in data.ids("locality")]
    assert len({*heads.values()}) == len(heads) == 22 and max(map(len, heads.values())) <= 110
    for id_, head in heads.items():
        assert any(name in head for name in names) and not head.startswith(f"{data.name('theme', id_, lang)}: ")
    # So has the picture of each, which names no count of passages.
    drawn = [list_findings(data, id_, lang=lang, apart="title")[1:] for id_ in data.ids("theme")]
    assert [len(each) for each in drawn] == [1] * 22 and max(len(str(each[0])) for each in drawn) <= 110
    # Tràng Định's article prints 36.12 % for all twelve meetings, Lai Châu's 1,022 admitted.
    assert ("36,12%" if lang == "vi" else "36.12%") in heads["cell_meeting_regularity"]
    assert ("1.022" if lang == "vi" else "1,022") in heads["member_recruitment"]


def test_all_texts_are_headed_by_what_they_are(data, lang):
    """Five texts of 2018 to 2022. Four tell of sending cadres to the grassroots, that on Hải Lựu of no shortfall; with
    the three that find leading wanting it is too long for a title. Each is told by place, kind, day and words."""
    head = show.head_collection(data, lang=lang)
    assert head.answers and re.findall(r"\d+", head.text) == ["5", "2018", "2022", "4"] and "Hải Lựu" in head.text
    assert data.name("theme", "cadre_assignment_to_grassroots", lang).lower() in head.text.lower()
    told = [str(item) for item in show.list_texts(data, lang=lang).items]
    names = ("Ba Tri", "Hải Lựu", "Lai Châu", "Nậm Pồ", "Tràng Định")
    assert [each.startswith(f"{name} (") for each, name in zip(told, names, strict=True)] == [True] * 5
    # By the articles: on two portals, in two newspapers, by a school; 8 March 2019, three years of assigning people.
    kinds = {"vi": "cổng thông tin, 08/3/2019", "en": "portal, 8 March 2019"}[lang]
    assert told[0].startswith(f"Ba Tri ({kinds}): ") and "3" in told[0].partition(": ")[2]
    # A place of which no editor says anything is told by its article and its date.
    bare = str(show.list_texts(replace(data, finding_files=()), lang=lang).items[4])
    assert data.name("source", "trang_dinh_2019", lang) in bare
    screened = show.head_collection(plant(data, {"ba_tri": "deed"}), lang=lang).text
    assert data.name("theme", "member_screening", lang).lower() in screened.lower() and "Ba Tri" not in screened
    nothing = show.head_collection(plant(data, {}), lang=lang).text
    assert nothing.lower().endswith(say("heading.practices_none", lang).lower())


@pytest.mark.parametrize(
    ("lang", "told"), [("vi", "suy từ chữ “hằng quý”"), ("en", "inferred from the word “hằng quý”")]
)
def test_what_follows_from_a_word_is_not_called_printed(data, lang, told):
    """Tam Đường meets "hằng quý": its 3 months are inferred; Sìn Hồ's "6 tháng/lần" is printed. No coder is named."""
    rows = show.explore_figures(data, lang=lang).rows
    origins = {row[2]: str(row[6]) for row in rows if data.name("indicator", "briefing_interval", lang) == row[1]}
    tam_duong, sin_ho = (data.name("subject", f"lai_chau_{name}", lang) for name in ("tam_duong", "sin_ho"))
    assert told in origins[tam_duong]
    assert origins[sin_ho] == show.say("who.printed", lang)
    assert show.say("column.coder", lang) not in show.explore_codings(data, lang=lang).columns
