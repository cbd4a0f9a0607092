"""Statements: only through the gate, each with its figures."""

import csv
import re
from dataclasses import replace

import pytest

from analysis import load, show
from analysis.elements.speech import Link, Number, lower
from analysis.elements.wording import Voice
from analysis.methods import compare, count_grades, find_figures
from analysis.paths import data_dir
from analysis.words.catalogue import say


@pytest.fixture(params=["vi", "en"])
def lang(request):
    return request.param


def test_conclusions_pass_the_gate(data, lang):
    """A sentence that sets places side by side rests on figures that the gate lets stand together."""
    for statement in show.list_conclusions(data, lang=lang).items:
        places = list(dict.fromkeys(figure.locality_id for figure in statement.figures))
        if len(places) > 1:
            assert compare(data, statement.figures[0].indicator_id, places).verdict != "not_comparable"


def test_conclusions_carry_the_worked_figures(data):
    """Members per cell are told as worked by hand: 12.5, 13.4, 25.2."""
    text = str(show.list_conclusions(data, lang="en").items[0])
    assert all(number in text for number in ("Nậm Pồ 12.5", "Lai Châu 13.4", "Hải Lựu 25.2"))


def test_a_place_more_takes_no_sentence_away(data, invent, lang):
    """With a ward of 2025 a second group is told; the first, of three places, stays, and who is in none is a limit."""
    ward = [("party_members", 2790, "2025-09-30"), ("grassroots_cells", 44, "2025-09-30")]
    old = [("party_members", 200, "2005-12-31"), ("affiliated_cells", 10, "2005-12-31")]
    lay = {"phuong_thu": ("commune", [*ward, ("affiliated_cells", 100, "2025-09-30")]), "xa_thu": ("commune", old)}
    more = load(invent(lay))

    def tell(data):
        name = data.name("indicator", "members_per_cell", lang)
        told = show.list_conclusions(data, lang=lang).items
        return [{figure.locality_id for figure in each.figures} for each in told if str(each).startswith(name)]

    assert tell(data) == [{"nam_po", "hai_luu", "lai_chau"}]
    assert sorted(map(sorted, tell(more))) == [["hai_luu", "lai_chau", "nam_po"], ["hai_luu", "lai_chau", "phuong_thu"]]
    limits = [str(each) for each in show.list_limits(more, lang=lang).items]
    beginning = say("limit.left_out", lang, places="xa_thu", indicators="", reasons="").split("xa_thu")[0] + "xa_thu"
    assert any(text.startswith(beginning) for text in limits)


def test_nothing_is_said_of_change_where_there_is_one_date(data, invent, lang):
    """That nothing can be said of change over time is told of the five articles, not where a place has two dates."""
    lay = {"xa_thu": ("commune", [("party_members", 200, "2022-12-31"), ("party_members", 210, "2023-12-31")])}
    once = say("limit.once", lang, dates="").split("(")[0]
    for known, told in ((data, True), (load(invent(lay)), False)):
        assert any(str(each).startswith(once) for each in show.list_limits(known, lang=lang).items) == told


def test_a_formula_of_ones_own_is_told(write_package, tmp_path, lang):
    """An indicator computed by a package laid over is told across places: 1906 members by 17, 30044 by 185."""
    with (data_dir() / "indicators.csv").open(encoding="utf-8", newline="") as file:
        row = next(row for row in csv.DictReader(file) if row["indicator_id"] == "members_per_organisation")
    own = {
        "indicator_id": "members_per_committee",
        "concept": "members_per_committee",
        "name_en": "Members a committee",
    }
    derived = {"indicator_id": own["indicator_id"], "level": "any", "numerator": "party_members", "scale": "1"}
    derived["denominator"] = "grassroots_committees"
    tables = {"indicators": [{**row, **own, "name_vi": "Đảng viên một đảng bộ cơ sở"}], "derived": [derived]}
    laid = load(write_package(tmp_path / "own", tables))
    told = [str(statement) for statement in show.list_conclusions(laid, lang=lang).items]
    name = laid.name("indicator", own["indicator_id"], lang)
    values = {"vi": ("112,1", "162,4"), "en": ("112.1", "162.4")}[lang]
    assert any(text.startswith(name) and all(value in text for value in values) for text in told), told


def test_limits_name_the_refusals(data, lang):
    """Grades of 2018 are kept apart; rural admissions are examples, and of the plan the province has a whole."""
    text = " ".join(str(statement) for statement in show.list_limits(data, lang=lang).items)
    assert "Ba Tri, Tràng Định" in text
    assert {"vi": "nơi được nêu chỉ là ví dụ", "en": "places named are examples"}[lang] in text
    assert lower(data.name("indicator", "rural_members_admitted", lang)) in text
    assert lower(data.name("indicator", "admission_plan_achieved", lang)) not in text
    assert {"vi": "không phải mẫu", "en": "no sample"}[lang] in text


def test_statements_link_to_their_sources(data, lang):
    """Each linked statement leads to a row of the table of sources made from the same list."""
    statements = show.list_limits(data, lang=lang)
    targets = set(re.findall(r'href="#([^"]+)"', statements._repr_html_()))
    sources = show.table_provenance(data, statements.figures, lang=lang)._repr_html_()
    assert targets
    assert targets <= set(re.findall(r'id="([^"]+)"', sources))


def test_a_ledger_names_each_article_in_full_once(data, lang):
    """Of the articles under a ledger each title stands once, in its notes; its rows name it by place and day."""
    table = show.table_provenance(data, find_figures(data), lang=lang)
    words = " ".join(table.words())
    titles = [data.name("source", id_, lang) for id_ in data.ids("source")]
    assert len(titles) == 5 and [words.count(title) for title in titles] == [1] * 5
    assert {str(row[2]) for row in table.rows} >= {
        {"vi": "Nậm Pồ (17/01/2018)", "en": "Nậm Pồ (17 January 2018)"}[lang]
    }


def test_cautions_count_what_the_tables_declare(data):
    """Lai Châu has nine figures from lists that break off: four of admissions and five of plans."""
    text = " ".join(str(statement) for statement in show.list_cautions(data, "lai_chau", lang="en").items)
    assert "given as examples: 9." in text


# Counted in the articles: of Lai Châu six of a plan (3, 10), two of village heads and three of officials (11); of Hải
# Lựu two of the households of Hòa Bình (14); of Tràng Định two of meetings (5) and one that is aimed at (8), and its
# grades are of 59. The others print none.
@pytest.mark.parametrize(
    ("place", "number"), [("ba_tri", 0), ("hai_luu", 2), ("lai_chau", 11), ("nam_po", 0), ("trang_dinh", 3)]
)
def test_percentages_without_their_base_are_counted(data, place, number, lang):
    """Whatever a percentage is of, a whole or a plan, it is counted where the article does not give that number."""
    begin = say("caution.base", lang, number="#").split("#")[0]
    told = [str(each) for each in show.list_cautions(data, place, lang=lang).items if str(each).startswith(begin)]
    assert [each.removeprefix(begin).split(".")[0] for each in told] == [str(number)] * bool(number)


def test_what_several_texts_lament_stands_with_what_is_done(data, lang):
    """Of sending cadres Ba Tri (8) and Lai Châu (14) name shortfalls, and four texts deeds: these two are told, the
    others named, Lai Châu by whom it sends to meetings (8), which is what it laments; of meetings three name
    shortfalls, of them Lai Châu tells model meetings (13), then Hải Lựu (8) what it does: what the findings say too."""
    told = show.list_patterns(data, lang=lang).items
    for rank, theme, lamented, spelt, named in (
        (
            0,
            "cadre_assignment_to_grassroots",
            ["ba_tri", "lai_chau"],
            r"129 .*Lai Châu: .*\s8, ",
            ["hai_luu", "trang_dinh"],
        ),
        (1, "cell_meeting_quality", ["ba_tri", "lai_chau", "trang_dinh"], r"Lai Châu: .*\s13, .*Hải Lựu: .*\s8, ", []),
    ):
        opened = [piece.href for piece in told[rank].words if isinstance(piece, Link)]
        assert opened == [f"theme-{theme}.html", *(f"theme-{theme}.html#{place}" for place in (*lamented, *named))]
        assert re.search(spelt, str(told[rank]))


KINDS = ("shared", "contrast", "singular", "unknown")


def test_each_part_of_what_was_found_is_headed_by_its_sum(data, lang):
    """A part is headed by what an editor sums up of it, which begins like none of its points, that tell it in full;
    without findings it is headed by their number."""
    for kind in KINDS:
        head = show.head_found(data, kind, lang=lang).text
        told = re.split(r"[:;,]", head.partition(": ")[2])[0]
        points = [lower(str(point)) for point in show.list_found(data, "collection", kind, lang=lang).items]
        assert told and points and not any(told in point for point in points)
        bare = show.head_found(replace(data, finding_files=()), kind, lang=lang).text
        assert bare == say(f"heading.{kind}_bare", lang, number="0")


def test_what_one_article_alone_has_is_no_difference(data):
    """Secretaries who are village heads, meetings a year, households of border guards are figures of one text each:
    they stand by themselves, and each number of what differs has a like one in another place or beside it none."""
    told = {kind: " ".join(map(str, show.list_found(data, "collection", kind, lang="en").items)) for kind in KINDS[1:3]}
    for number in ("20.08%", "71.76%", "36.12%", "47.49%", "315", "1,781"):
        assert (number in told["contrast"], number in told["singular"]) == (False, True)
    assert all(number in told["contrast"] for number in ("13.4", "12.5", "26.4%", "8.5%", "64.8%"))


def test_what_one_text_laments_is_no_pattern(data, lang):
    """Where a single text names shortfalls only what it alone does and what it leaves open is told."""
    codings = data.tables["codings"]
    alone = replace(data, tables={**data.tables, "codings": codings[codings["locality_id"] == "ba_tri"]})
    beginnings = tuple(say(f"pattern.{kind}", lang, items="").rstrip(" .") for kind in ("alone", "open"))
    assert all(str(each).startswith(beginnings) for each in show.list_patterns(alone, lang=lang).items)


def test_no_praise_and_no_ranking(data, lang):
    """Statements describe: no word of praise, blame or rank."""
    words = {
        "vi": r"tốt hơn|xuất sắc nhất|kém hơn|đứng đầu|tuyệt vời",
        "en": r"\b(better|best|worst|leads|excellent work)\b",
    }
    for make in (show.list_conclusions, show.list_patterns, show.list_limits):
        for statement in make(data, lang=lang).items:
            plain = re.sub(r"completion or better|người đứng đầu", "", str(statement))  # two names of things
            assert not re.search(words[lang], plain), str(statement)


def test_figures_in_a_sentence_are_numbers_in_order(data, lang):
    """Each figure that a conclusion writes is a number with the note of that figure, in the order of the sentence."""
    voice = Voice(data, lang)
    for told in show.list_conclusions(data, lang=lang).items:
        numbers = [piece for piece in told.words if isinstance(piece, Number)]
        if told.figures:
            assert numbers == [voice.number(figure) for figure in told.figures]


def test_a_count_is_not_a_figure_of_the_same_value(data, lang):
    """Nậm Pồ has one target, of the value 1: the number of targets opens with their list, not as that figure."""
    (target,) = [statement for statement in show.list_cautions(data, "nam_po", lang=lang).items
                 if str(statement).startswith(say("caution.target", lang, number=1))]  # fmt: skip
    (number,) = [piece for piece in target.words if isinstance(piece, Number)]
    assert (str(number), str(target.figures[0].value)) == ("1", "1")
    assert number.note.lines[0][1] == say("who.counted", lang)


def test_the_heading_of_a_grading_changes_with_the_grades(data, lang):
    """Of Ba Tri it is 26.4 per cent of 129 cells, by hand; where no share is printed, what was graded alone."""
    (grading,) = [grading for grading in count_grades(data) if grading.locality_id == "ba_tri"]
    share = {"vi": "26,4%", "en": "26.4%"}[lang]
    head = show.head_grading(data, grading, lang=lang).text
    assert share in head and "129" in head and "2018" in head
    none = replace(grading, shares={**grading.shares, "excellent": None})
    head = show.head_grading(data, none, lang=lang).text
    assert "%" not in head and "129" in head


def test_pages_over_all_places_are_headed_by_what_they_count(data):
    """Counted by hand in the tables: of 22 documents one is followed by another; four texts tie what is done to a
    resolution of their province; without documents each count is nought. That on force names what to use."""
    heads = {
        page: show.head_page(data, page, lang="vi") for page in ("directives", "in_force", "practices", "synthesis")
    }
    assert heads["directives"].text == (
        "4 trong 5 nơi gắn việc làm với nghị quyết cấp tỉnh; thay 12-HD/BTCTW nay dùng 42-HD/BTCTW"
    )
    latest = "dùng Hướng dẫn 42-HD/BTCTW ngày 28/10/2025; xếp loại: dùng Quy định 366-QĐ/TW ngày 30/8/2025"
    assert heads["in_force"].text == f"Sinh hoạt chi bộ: {latest}"
    codings = data.tables["codings"]
    # Of seven themes with a shortfall (8) Ba Tri's text has three after what is done (3, 4), Lai Châu's six all (14);
    # Nậm Pồ's names most beside its measures (6), Tràng Định's before them. Good meetings stay open in two, of which
    # Ba Tri's text finds them better too (6): both name Tràng Định, a way named (8), not that it was taken.
    assert "Tràng Định có chi bộ họp thiếu kỳ, chưa rõ đã làm gì" in heads["practices"].text
    assert show.head_page(replace(data, finding_files=()), "practices", lang="vi").text == (
        "Nêu việc đã làm rồi nêu hạn chế: Lai Châu; chưa rõ đã làm gì: chất lượng sinh hoạt cấp ủy, chi bộ (Tràng Định)"
    )
    # Where no text names a shortfall, what most tell as done stands instead: four tell of plans as well.
    unlamented = replace(data, tables={**data.tables, "codings": codings[codings["direction"] != "limitation"]})
    ruled = show.head_page(replace(unlamented, finding_files=()), "practices", lang="vi").text
    assert ruled == "4 bài nêu việc phân công người theo dõi, hỗ trợ cơ sở"
    assert "không bài nào có số liệu trước khi làm" in heads["synthesis"].text
    assert all(head.answers and len(head.text) <= 110 for head in heads.values())
    untied = data.tables["codings"].assign(directive_ids=[()] * len(codings))
    bare = replace(data, tables={**data.tables, "directives": data.directives.iloc[:0], "codings": untied})
    assert show.head_page(bare, "in_force", lang="vi") == heads["in_force"]  # what is to be used no article cites


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_what_all_comparisons_ask_care_for_is_told_once(data, lang):
    """All four computed indicators stand across levels and dates, some inferred; one has denominators of two kinds."""
    *told, last = map(str, show.list_conclusions(data, lang=lang).items)
    shared = [say(f"brief.{id_}", lang) for id_ in ("period_basis", "level", "period")]
    assert len(told) == 4 and all(words in last for words in shared)
    care = say("conclusion.care", lang, reasons="").rstrip(". ")
    assert [care in words for words in told] == [True, False, False, False] and told[1].endswith(").")
