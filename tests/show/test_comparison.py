"""One indicator across places, as the gate allows."""

import re
from dataclasses import replace

import matplotlib.pyplot as plt
import pytest

import analysis
from analysis import show
from analysis.elements.picture import Picture
from analysis.elements.speech import Number
from analysis.elements.table import Heading, Paragraph, Points
from analysis.elements.wording import Voice
from analysis.errors import NotComparableError
from analysis.lessons.ledger import Ledger
from analysis.methods import change_over_time, compare, compare_pairs, find_figures
from analysis.methods.verdicts import find_least, may_compare


def test_one_axis_only_through_the_gate(data):
    """Figures that the gate keeps apart are never drawn together; shown apart they keep values and reasons."""
    comparison = compare(data, "organisations_graded_excellent_share", ["trang_dinh", "ba_tri"])
    with pytest.raises(NotComparableError, match="tier"):
        show.plot_comparison(data, comparison, lang="vi")
    apart = show.show_comparison(data, comparison, lang="vi")._repr_html_()
    assert all(words in apart for words in ("8,5%", "26,4%", "khác cấp tổ chức"))
    allowed = compare(data, "members_per_cell", ["nam_po", "lai_chau"])
    assert isinstance(show.show_comparison(data, allowed, lang="vi"), Points)  # two numbers are told, not drawn
    three = compare(data, "members_per_cell", ["nam_po", "lai_chau", "hai_luu"])
    assert isinstance(show.show_comparison(data, three, lang="vi"), Picture)


@pytest.fixture(scope="module")
def places(invent):
    """Give members per cell of communes: 25 in 2012 and 30 in 2013; 20, 21 and 22 at the ends of 2021 to 2023; 24."""
    days = {"xa_1": {"2012-12-31": 250}, "xa_2": {"2013-12-31": 300}, "xa_4": {"2022-06-30": 240}}
    days["xa_3"] = {"2021-12-31": 200, "2022-12-31": 210, "2023-12-31": 220}
    return analysis.load(
        invent(
            {
                place: (
                    "commune",
                    [
                        figure
                        for day, members in found.items()
                        for figure in (("party_members", members, day), ("affiliated_cells", 10, day))
                    ],
                )
                for place, found in days.items()
            }
        )
    )


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_each_part_is_drawn_and_who_stands_in_none_is_told(places, lang):
    """Two groups of two communes are told apart, that of closer dates first; who is not in it is told with reason."""
    comparison = compare(places, "members_per_cell", ["xa_1", "xa_2", "xa_3", "xa_4", "ba_tri"])
    drawn = [show.show_comparison(places, part, lang=lang) for part in comparison.parts]
    assert [re.findall(r"xa_\d", " ".join(map(str, points.items))) for points in drawn] == [
        ["xa_3", "xa_4"],
        ["xa_1", "xa_2"],
    ]
    told = [point.words for point in show.comparison.list_left_out(places, comparison, lang=lang).items]
    assert ["".join(map(str, words))[:4] for words in told] == ["xa_1", "xa_2", "Ba T"]
    told_names = ["xa_1", "xa_2", "Ba Tri"]
    shown = list(show.tell_comparison(places, comparison, lang=lang))
    heads = [element.text for element in shown if isinstance(element, Heading)]
    assert [re.findall(r"[Xx]a_\d|Ba Tri", head) for head in heads] == [["xa_3", "xa_4"], ["xa_1", "xa_2"], told_names]
    with pytest.raises(NotComparableError, match="period"):
        show.plot_comparison(places, comparison, lang=lang)


def test_three_dates_are_drawn(places):
    """Three ends of years are bars in their order, whose words tell each; one date alone is told to be no change."""
    change = change_over_time(places, "party_members", "xa_3")
    picture = show.show_change(places, change, lang="vi")
    steps = "từ 200 vào ngày 31/12/2021 qua 210 vào ngày 31/12/2022 đến 220 vào ngày 31/12/2023"
    assert steps in picture.alt
    ax = show.plot_change(places, change, lang="vi")
    lengths = [bar.get_width() for bar in ax.patches]
    assert [round(200 * length / lengths[0]) for length in lengths] == [200, 210, 220]
    plt.close(ax.get_figure())
    (point,) = show.list_changes(places, [change], lang="vi").items
    assert steps in "".join(map(str, point.words))
    alone = change_over_time(places, "party_members", "xa_4")
    (point,) = show.list_changes(places, [alone], lang="en").items
    assert point.words == ("No place has figures of several dates that can be compared.",)


@pytest.mark.parametrize(
    ("members", "vi", "en"),
    [
        # Of ten cells each: a tenth of the greater figure apart is near.
        (
            (100, 110),
            "10,0 ở xa_1 (2021), 11,0 ở xa_2 (2021): gần nhau",
            "10.0 in xa_1 (2021), 11.0 in xa_2 (2021): close",
        ),
        (
            (100, 112),
            "10,0 ở xa_1 (2021), 11,2 ở xa_2 (2021): chênh lệch",
            "10.0 in xa_1 (2021), 11.2 in xa_2 (2021): apart",
        ),
        ((100, None), "Chỉ xa_1 có số liệu này", "Only xa_1 has this figure"),
        ((None, None), "Chưa nơi nào có số liệu này", "No place has this figure"),
    ],
)
def test_the_heading_of_a_comparison_changes_with_the_figures(invent, members, vi, en):
    """The first heading gives place, value and year of each figure, and says whether they are near and comparable."""
    day = "2021-12-31"
    figures = {
        place: [("affiliated_cells", 10, day), *([("party_members", value, day)] if value else [])]
        for place, value in zip(("xa_1", "xa_2"), members, strict=True)
    }
    data = analysis.load(invent({place: ("commune", found) for place, found in figures.items()}))
    comparison = compare(data, "members_per_cell", ["xa_1", "xa_2"])
    for lang, said, verdict in (("vi", vi, "so sánh được"), ("en", en, "comparable")):
        head, *_ = show.tell_comparison(data, comparison, lang=lang)
        named = f"{data.name('indicator', 'members_per_cell', lang)}: "
        assert (head.text.removesuffix(f", {verdict}"), head.answers) == (named + said, True)


# 30,044 members in 341 + 1,908 cells and 1,906 in 23 + 129; counts of a commune, a province and a district; cells and
# organisations graded: worked by hand from the articles.
TITLES = [
    (
        "members_per_cell",
        "Đảng viên bình quân một chi bộ: Lai Châu 13,4 (2021), Nậm Pồ 12,5 (bài 2018): gần nhau, so sánh có lưu ý",
        "Members per Party cell: 13.4 in Lai Châu (2021), 12.5 in Nậm Pồ (2018 article): close, comparable with care",
    ),
    (
        "party_members",
        "Đảng viên: Hải Lựu 378, Lai Châu 30.044, Nậm Pồ 1.906: không so sánh được, vì đếm ở khác cấp",
        "Party members: Hải Lựu 378, Lai Châu 30,044, Nậm Pồ 1,906: not comparable: counts of different levels",
    ),
    (
        "organisations_graded_excellent_share",
        "Hoàn thành xuất sắc nhiệm vụ: Ba Tri 26,4%, Tràng Định 8,5% (2018): không so sánh được, vì khác đơn vị đếm",
        "With excellent completion of tasks: Ba Tri 26.4%, Tràng Định 8.5% (2018): not comparable: units differ",
    ),
    (
        "grassroots_organisations",
        "Tổ chức cơ sở đảng: 40 ở Nậm Pồ (bài 2018), 59 ở Tràng Định (bài 2019): chỉ để tham khảo, "
        "vì số đếm tùy quy mô",
        "Grassroots Party organisations: Nậm Pồ 40 (2018 article), Tràng Định 59 (2019 article): for information only",
    ),
    (
        "members_per_organisation",
        "Đảng viên bình quân một tổ chức cơ sở đảng: Lai Châu 57,1 (2021), Nậm Pồ 47,7 (bài 2018): so sánh có lưu ý",
        "Members per grassroots Party organisation: Lai Châu 57.1 (2021), Nậm Pồ 47.7 (2018 article): "
        "compare with care",
    ),
    (
        "residential_cells_share",
        "Tỷ lệ chi bộ thôn, bản: Hải Lựu 66,7% (bài 2022), Nậm Pồ 45,7% (bài 2018): chênh lệch, so sánh được, "
        "cần lưu ý",
        "Share of village cells: Hải Lựu 66.7% (2022 article), Nậm Pồ 45.7% (2018 article): apart, "
        "comparable with care",
    ),
]


@pytest.mark.parametrize(("indicator", "vi", "en"), TITLES)
def test_the_title_names_two_places_and_with_what_care(data, indicator, vi, en):
    """Of several the pair with the fewest things to know is named; where none may be compared it is said why.

    What makes a title longer than 110 letters is left out: of what a share is, whether figures are near, why; the
    years of two that may stand together never.
    """
    comparison = compare(data, indicator, data.ids("locality"))
    heads = [next(show.tell_comparison(data, comparison, lang=lang)) for lang in ("vi", "en")]
    assert [head.text for head in heads] == [vi, en]


@pytest.mark.parametrize(
    ("basis", "vi", "en"),
    [
        ("stated", "(2021)", "(2021)"),
        ("publication", "(bài 2021)", "(2021 article)"),
        ("context", "(2021, suy từ bài)", "(2021, inferred)"),
    ],
)
def test_a_year_that_the_text_does_not_state_is_not_told_as_that_of_the_count(data, basis, vi, en):
    """In a heading the year alone is the text's own; that of publication is the article's, another is inferred."""
    (figure,) = find_figures(data, locality_id="lai_chau", indicator_id="party_members")
    for lang, when in (("vi", vi), ("en", en)):
        voice = Voice(data, lang)
        (told,) = show.comparison._values(voice, [replace(figure, period_basis=basis)], voice.value)
        assert "".join(map(str, told)).endswith(when)


def test_no_pair_that_only_stands_beside_heads_a_comparison(data):
    """However few things are to be known with such a pair, one that may be compared is named before it."""
    pairs = compare(data, "members_per_cell", data.ids("locality")).judgements
    assert all(pair.reasons for pair in pairs)
    brief = [
        pair
        if may_compare(pair)
        else replace(pair, reasons=[each for each in pair.reasons if each.reason_id == "formula"])
        for pair in pairs
    ]
    assert [len(pair.reasons) for pair in brief if not may_compare(pair)] == [1, 1]
    least = find_least(brief)
    assert least and {least.left.locality_id, least.right.locality_id} == {"lai_chau", "nam_po"}
    assert find_least([pair for pair in brief if not may_compare(pair)]) is None  # two, alike


# Of 15 affiliated cells 10 are of villages, of 129 there are 59: counted in the articles; the rest worked by hand.
@pytest.mark.parametrize(
    ("lang", "means", "parts", "care"),
    [
        (
            "vi",
            "có thể thuộc loại khác, nên không suy ra nơi nào làm tốt hơn",
            ["10", "15", "5", "59", "129", "70"],
            "Lưu ý: ",
        ),
        (
            "en",
            "of other kinds, so this does not show which does better",
            ["10", "15", "5", "59", "129", "70"],
            "With care: ",
        ),
    ],
)
def test_a_comparison_tells_what_it_means_and_what_is_left(data, lang, means, parts, care):
    """After the title comes what the difference means, of a commune and a district that they may count other kinds,
    then what each share is made of and its rest; care is last."""
    comparison = compare(data, "residential_cells_share", ["hai_luu", "nam_po"])
    _, meaning, points, last = show.tell_comparison(data, comparison, lang=lang)
    numbers = [piece.text for point in points.items for piece in point.words if isinstance(piece, Number)]
    assert (means in meaning.text, numbers, last.text.startswith(care)) == (True, parts, True)


def test_which_pair_is_best_compared_is_said(data):
    """Three pairs may stand together on members per cell; only Lai Châu and Nậm Pồ have cells of the same kinds:
    they are the answer, Hải Lựu stands beside them in words, picture and table. The title alone gives the verdict;
    below it stand its reasons, once, and what cannot be concluded."""
    comparison = compare(data, "members_per_cell", data.ids("locality"))
    head, told, meaning, _, lacking, *_ = show.tell_comparison(data, comparison, lang="vi")
    assert "so sánh có lưu ý" in head.text and "Không có số liệu" in lacking.text
    assert "không có nghĩa" in meaning.text
    assert told.text == (
        "Điều cần lưu ý giữa Lai Châu và Nậm Pồ: khác cấp hành chính, khác thời điểm. "
        + "Hải Lựu chỉ để tham khảo: cấp xã không tính chi bộ cơ sở."
    )
    drawn = show.show_comparison(data, comparison, lang="vi")
    assert drawn.caption.endswith(
        "13,4 ở Lai Châu, 12,5 ở Nậm Pồ so sánh được, cần lưu ý; 25,2 ở Hải Lựu chỉ để tham khảo"
    )
    rows = show.table_judgements(data, comparison.judgements, lang="en").rows
    said = {("Hải Lựu" in str(row[0])): str(row[1]) for row in rows}
    assert said == {True: "For information only", False: "Comparable with care"}
    counted = compare(data, "party_members", data.ids("locality"))
    assert show.count_verdicts(data, counted.judgements, lang="en") == "Of 3 pairs: 3 not comparable"


@pytest.mark.parametrize(
    ("lang", "head", "words"),
    [
        (
            "vi",
            "So sánh được nhiều nhất: Lai Châu\u00a0– Nậm Pồ (3 chỉ tiêu); ",
            ("57,5%", "13,4", "57,1", "66,7%"),
        ),
        (
            "en",
            "Comparable on most indicators: Lai Châu\u00a0– Nậm Pồ (3 indicators); ",
            ("57.5%", "13.4", "57.1", "66.7%"),
        ),
    ],
)
def test_what_may_be_compared_is_told_with_its_figures(data, lang, head, words):
    """Counts and figures of other denominators are not among what may be compared; the graded places come last.

    Lai Châu and Nậm Pồ share three: members per cell, members per organisation, the share of grassroots cells.
    """
    pairs = compare_pairs(data)
    title = show.head_pairs(data, pairs, lang=lang).text
    assert title.startswith(head) and "Ba Tri" in title
    *kept, refused = ("".join(map(str, point.words)) for point in show.tell_pairs(data, pairs, lang=lang).items)
    assert [word in told for word, told in zip(words, kept, strict=True)] == [True] * 4
    assert "Ba Tri" in refused and "Tràng Định" in refused
    drawn = show.show_matrix(data, pairs, lang=lang)
    assert ("tròn đặc" in drawn.alt, "full disc" in drawn.alt) == (False, False)


@pytest.fixture(scope="module")
def flows(invent):
    """Give a district that tells admissions of five years, a year and a half-year, and its members on one day."""
    admitted = {"2016/2020": 600, "2020": 124, "2020-07/2020-12": 71}
    figures = [("members_admitted", value, period) for period, value in admitted.items()]
    return analysis.load(invent({"xa_1": ("district", [*figures, ("party_members", 4000, "2020-12-31")])}))


@pytest.mark.parametrize(
    ("lang", "day", "spans"),
    [
        ("en", "of Party members on 31 December 2020", ("2016–2020", "2020", "the second half of 2020")),
        ("vi", "tính trên đảng viên ngày 31/12/2020", ("2016–2020", "năm 2020", "6 tháng cuối năm 2020")),
    ],
)
def test_a_flow_over_a_stock_tells_its_span_and_the_day_of_the_stock(flows, lang, day, spans):
    """Three rates over one day's members are three rows, each with its own span and note, and the day beside it."""
    rates = find_figures(flows, locality_id="xa_1", indicator_id="admission_rate")
    table = show.table_provenance(flows, rates, lang=lang)
    expected = [(value, f"{span}, {day}") for value, span in zip((600, 124, 71), spans, strict=True)]
    at = [str(head) for head in table.columns].index({"en": "Period", "vi": "Thời điểm"}[lang])
    assert [row[at] for row in table.rows if day in row[at]] == [words for _, words in expected]
    notes = [Voice(flows, lang).note(rate) for rate in rates]
    assert len({note.key for note in notes}) == 3
    for note, (value, _) in zip(notes, expected, strict=True):
        assert any(f"“{value}”" in words for _, words in note.lines)


def test_the_span_of_a_flow_stands_in_verdicts_changes_and_lessons(flows):
    """Pairs, changes over time and the tables of lessons tell the spans of flows, and each date is its own entry."""
    comparison = compare(flows, "admission_rate", ["xa_1", "xa_1"])
    pairs = [str(row[0]) for row in show.table_judgements(flows, comparison.judgements, lang="en").rows]
    assert pairs and all(", 2016–2020, of Party members on" in pair or "2020, of Party" in pair for pair in pairs)
    rates = find_figures(flows, locality_id="xa_1", indicator_id="admission_rate")
    told = "".join(map(str, show.profile._steps(Voice(flows, "en"), rates[:2])))
    assert "in 2016–2020, of Party members on 31 December 2020" in told
    ledger = Ledger(Voice(flows, "en"))
    rows = ledger.tabulate(rates, "indicator", "value", "period").rows
    assert [str(row[2]).partition(",")[0] for row in rows] == ["2016–2020", "2020", "the second half of 2020"]
    assert len({row[1].note.key for row in rows}) == 3


@pytest.mark.parametrize(
    ("among", "vi", "en"),
    [
        ([], "Tổ chức cơ sở đảng: ", "Grassroots Party organisations: "),
        (["nam_po", "trang_dinh"], "Tổ chức cơ sở đảng (riêng cấp huyện): ", "(district level only): "),
        (["lai_chau", "nam_po"], "Tổ chức cơ sở đảng (riêng Lai Châu, Nậm Pồ): ", "(Lai Châu, Nậm Pồ only): "),
    ],
)
def test_the_title_says_which_places_were_chosen(data, among, vi, en):
    """By their level if they share it, else by their names; where none were chosen the title says nothing of it."""
    comparison = compare(data, "grassroots_organisations", among or data.ids("locality"))
    for lang, words in (("vi", vi), ("en", en)):
        head = next(iter(show.tell_comparison(data, comparison, among=among, lang=lang)))
        assert words in head.text and head.answers


@pytest.mark.parametrize(
    ("indicator", "told"),
    [
        # 30,044 over 341 + 1,908 cells and 526 organisations, 1,906 over 23 + 129 and 40; 10 of 15 and 59 of 129 cells.
        ("party_members", [("13.4", "12.5"), ("57.1", "47.7")]),
        ("affiliated_cells", [("13.4", "12.5"), ("66.7%", "45.7%")]),
        (
            "organisations_graded_excellent_share",
            [("residential Party cells with excellent completion of tasks in Tràng Định",)],
        ),
    ],
)
def test_a_refused_comparison_says_what_to_use_instead(data, indicator, told):
    """After the title comes what may be compared, with numbers, each once, or what would have to be known for it."""
    comparison = compare(data, indicator, data.ids("locality"))
    head, instead, meaning, *rest = show.tell_comparison(data, comparison, lang="en")
    points = list(map(str, instead.items))
    assert [all(words in point for words in each) for point, each in zip(points, told, strict=True)] == [True] * len(
        told
    )
    assert "not comparable" in head.text and not meaning.text.endswith("comparison.")
    assert not any("378" in str(each) or "26.4%" in str(each) for each in rest)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_who_has_no_figure_is_named_once(data, lang):
    """Three of the five articles grade nobody (Hải Lựu, Lai Châu, Nậm Pồ): a sentence names them, and no
    heading stands over nothing; of members per cell two lack what it is made of, which is told: Ba Tri prints 129
    cells, those assessed (7)."""
    graded = compare(data, "organisations_good_or_better_share", data.ids("locality"))
    *_, last = show.tell_comparison(data, graded, lang=lang)
    assert isinstance(last, Paragraph) and all(place in last.text for place in ("Hải Lựu", "Lai Châu", "Nậm Pồ"))
    assert not show.comparison.list_left_out(data, graded, lang=lang).items
    cells = compare(data, "members_per_cell", data.ids("locality"))
    told = [*map(str, show.comparison.list_left_out(data, cells, lang=lang).items)]
    assert [each.partition(": ")[0] for each in told] == ["Ba Tri", "Tràng Định"]
    *_, head, last = show.tell_comparison(data, cells, lang=lang)
    assert isinstance(head, Heading) and [*map(str, last.items)] == told
    assert "129" in told[0] and not any(digit.isdigit() for digit in told[1])
