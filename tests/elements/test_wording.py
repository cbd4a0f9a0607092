"""Numbers, names and reasons in two languages."""

from dataclasses import replace
from decimal import Decimal

import pytest

from analysis.elements.speech import Note, Number, shared_cautions
from analysis.elements.wording import Voice
from analysis.methods import compare, find_figures
from analysis.show import report_comparison


@pytest.mark.parametrize(
    ("locality", "indicator", "vi", "en"),
    [
        ("nam_po", "party_members", "1.906", "1,906"),
        ("nam_po", "rural_members_share", "80,2%", "80.2%"),
        ("nam_po", "members_per_cell", "12,5", "12.5"),
        ("lai_chau", "village_heads_members_share", "71,76%", "71.76%"),
        ("lai_chau", "admission_rate", "3,40%", "3.40%"),
        ("hai_luu", "income_per_person", "trên 60\xa0triệu\xa0đồng", "over 60\xa0million\xa0dong"),
        ("hai_luu", "better_off_households_share", "trên 40%", "over 40%"),
        ("trang_dinh", "meeting_attendance_share", "từ 85% trở lên", "85% or more"),
        ("trang_dinh", "agency_cell_meetings", "10–11 kỳ/năm", "10–11 a year"),
        ("ba_tri", "residential_cells_graded_not_completed", "0", "0"),
    ],
)
def test_values(data, locality, indicator, vi, en):
    """Figures are written in the manner of each language, printed ones as precisely as printed."""
    (figure,) = find_figures(data, locality_id=locality, indicator_id=indicator)
    assert (Voice(data, "vi").value(figure), Voice(data, "en").value(figure)) == (vi, en)


@pytest.mark.parametrize(
    ("indicator", "value", "qualifier", "reading", "against", "vi", "en"),
    [
        ("women_members_share", "-1.2", "eq", "difference", "2020", "giảm 1,2 điểm phần trăm so với năm 2020",
         "down 1.2 percentage points on 2020"),
        ("party_members", "7.5", "eq", "relative_change", "2020", "tăng 7,5% so với năm 2020", "up 7.5% on 2020"),
        ("party_members", "-12", "eq", "difference", "", "giảm 12", "down 12"),
        ("party_members", "-12", "lt", "difference", "", "giảm trên 12", "down over 12"),
        ("poor_households_share", "1.2", "eq", "level", "", "1,2%", "1.2%"),
    ],
)  # fmt: skip
def test_a_change_is_no_level(data, indicator, value, qualifier, reading, against, vi, en):
    """A rise or fall says so, in points where percentages are compared, against when, and never as a bare number."""
    (printed,) = find_figures(data, locality_id="nam_po", indicator_id="party_members")
    figure = replace(printed, indicator_id=indicator, value=Decimal(value), qualifier=qualifier, reading=reading,
                     against=against)  # fmt: skip
    assert (Voice(data, "vi").value(figure), Voice(data, "en").value(figure)) == (vi, en)
    assert (Voice(data, "vi").number(figure).value is None) == (reading != "level")


def test_what_must_be_known_stands_with_a_figure(data):
    """A target, a village, a partial list, a date not stated are said with a figure, but for what stands beside it."""
    told = {}
    for locality, indicator in (
        ("trang_dinh", "meeting_attendance_share"),
        ("hai_luu", "poor_households_share"),
        ("lai_chau", "party_members"),
    ):
        (figure,) = find_figures(data, locality_id=locality, indicator_id=indicator)
        told[locality] = str(Voice(data, "vi").number(figure)), Voice(data, "en").figure(figure, told=("basis",))
    assert told == {
        "trang_dinh": ("từ 85% trở lên (mục tiêu; thời điểm lấy theo ngày đăng)", "85% or more (target)"),
        "hai_luu": ("0,5% (thôn Hòa Bình; thời điểm lấy theo ngày đăng)", "0.5% (Hòa Bình village)"),
        "lai_chau": ("30.044", "30,044"),
    }
    listed = next(found for found in find_figures(data, locality_id="lai_chau") if found.is_partial)
    assert Voice(data, "vi").say("mark.partial") in Voice(data, "vi").cautions(listed)


def test_what_all_caution_of_is_told_once():
    """A caution that all numbers of a text share is found once; that of one alone stays with it."""
    first, second = (Number("1", Note("a", "a", ()), cautions=words) for words in (("x", "y"), ("x",)))
    assert shared_cautions(["one ", first, second]) == ("x",)
    assert str(first.without(("x",))) == "1 (y)"
    assert shared_cautions([first]) == ()


def test_names(data):
    """Places carry their level, sources their author, outlet and date in the official style."""
    assert Voice(data, "vi").place("nam_po") == "huyện Nậm Pồ"
    assert Voice(data, "en").place("lai_chau") == "Lai Châu province"
    assert Voice(data, "vi").source("hai_luu_2022").endswith("Báo Vĩnh Phúc (suy ra). 03/8/2022.")


def test_reasons_name_both_sides(data):
    """Reasons name the things that differ, in both languages, each once however many pairs."""
    comparison = compare(data, "party_members", ["hai_luu", "nam_po", "lai_chau"])
    strict = Voice(data, "vi").reasons(comparison.reasons, verdict="not_comparable")
    assert strict.count("cấp hành chính") == 1
    assert all(level in strict for level in ("xã", "huyện", "tỉnh"))
    assert "commune" in Voice(data, "en").reasons(comparison.reasons)


def test_comparison_as_plain_values(data):
    """A comparison for JSON carries verdict, values and reasons in both languages."""
    report = report_comparison(data, compare(data, "members_per_cell", ["nam_po", "ba_tri", "lai_chau"]))
    assert report["verdict"]["id"] == "with_care"
    assert report["missing"] == ["ba_tri"]
    assert [round(figure["value"], 1) for figure in report["figures"]] == [12.5, 13.4]
    assert all(set(reason["words"]) == {"vi", "en"} for pair in report["pairs"] for reason in pair["reasons"])


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_table_is_made_by_its_columns(data, lang):
    """A table has a head in words for each column and in each row what they say of it; or its cells as they are."""
    voice = Voice(data, lang)
    places = ["nam_po", "hai_luu"]
    columns = {"locality": voice.place, "count": lambda place: str(places.index(place))}
    table = voice.table("Places", columns, places, numeric=("count",), empty="none")
    assert table.columns == (voice.say("column.locality"), voice.say("column.count"))
    assert table.rows == ((voice.place("nam_po"), "0"), (voice.place("hai_luu"), "1"))
    assert (table.caption, table.numeric, table.empty, table.lang) == ("Places", (1,), "none", lang)
    rows = [(voice.place(place), str(n)) for n, place in enumerate(places)]
    assert voice.table("Places", list(columns), rows, numeric=("count",), empty="none") == table


def test_links_lead_to_every_figure_once_a_paragraph(data):
    """Links to figures of one paragraph are one link; with their places named, those of each place stand apart."""
    (rate,) = find_figures(data, locality_id="nam_po", indicator_id="members_per_cell")
    voice = Voice(data, "en")
    assert voice.link(rate, rate) == voice.link(rate)
    (other,) = find_figures(data, locality_id="lai_chau", indicator_id="members_per_cell")
    cited = [link.text for link in voice.link(rate, other, placed=True).links]
    assert any("Nậm Pồ" in words for words in cited) and any("Lai Châu" in words for words in cited)


@pytest.mark.parametrize(
    ("place", "paragraph", "begins", "vi", "en"),
    [
        ("trang_dinh", 8, "Bài nêu việc giữ nghiêm", " (mục tiêu, thời điểm lấy theo ngày đăng).",
         " (target, as of the date of publication)."),
        ("hai_luu", 14, "Thôn Hòa Bình", " (mọi số liệu ở đây: thời điểm lấy theo ngày đăng).",
         " (all figures here: as of the date of publication)."),  # 60 million in words
        ("lai_chau", 10, "Kết nạp 1.022",
         " (93, 36, 30, 28: bài chỉ liệt kê một số ví dụ, thời điểm suy từ nội dung bài).",
         " (93, 36, 30, 28: from a partial list, date from the context)."),
        ("lai_chau", 3, "Kết nạp năm 2021", "đạt 102% kế hoạch.", "reached 102% of the plan."),  # nothing to caution of
        ("nam_po", 5, "Theo lời Bí thư Huyện ủy, hai", "hiến đất làm đường.", "give land for roads."),  # no year
    ],
)  # fmt: skip
def test_a_gloss_tells_what_its_figures_caution_of(data, place, paragraph, begins, vi, en):
    """A target, a date not stated, a list that breaks off stand at the end of a gloss whose figures have them."""
    codings = data.tables["codings"][
        (data.tables["codings"]["locality_id"] == place) & (data.tables["codings"]["paragraph"] == paragraph)
    ]
    coding = next(row for row in codings.to_dict("records") if row["gloss_vi"].startswith(begins))
    assert Voice(data, "vi").gloss(coding).endswith(vi)
    assert Voice(data, "en").gloss(coding).endswith(en)


@pytest.mark.parametrize(("lang", "name"), [("vi", "đảng viên"), ("en", "Party members")])
def test_a_proper_name_keeps_its_capital(data, lang, name):
    """Inside a sentence an indicator begins small, but for a proper name."""
    assert Voice(data, lang).indicator("party_members") == name
