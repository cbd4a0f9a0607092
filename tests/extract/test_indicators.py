"""The best matching indicator of the dictionary is proposed, or none."""

import pytest

from analysis.dataset import load
from analysis.extract.article import ArticleParagraph
from analysis.extract.cues import read_cues
from analysis.extract.indicators import IndicatorMatcher, Offers
from analysis.extract.numerals import FigureFinder
from analysis.extract.rows import Extractor
from analysis.package.schema import read_package

# Own sentences; for each figure in order the indicator that a person would choose, or none.
KEY = [
    ("Đảng bộ huyện có 41 tổ chức cơ sở đảng với 2.318 đảng viên.", "grassroots_organisations party_members"),
    ("Trong đó có 14 đảng bộ cơ sở, 27 chi bộ cơ sở, 163 chi bộ trực thuộc.",
     "grassroots_committees grassroots_cells affiliated_cells"),
    ("Năm qua, xã kết nạp được 12 đảng viên, đạt 80% kế hoạch.", "members_admitted admission_plan_achieved"),
    ("Toàn xã có 127 đảng viên nữ, 9 đảng viên dự bị.", "women_members probationary_members"),
    ("Có 86 đảng viên là người dân tộc thiểu số.", "ethnic_minority_members"),
    ("Kết nạp đảng viên đạt 95% kế hoạch.", "admission_plan_achieved"),
    ("Tỷ lệ hộ nghèo giảm còn 4,2%, hộ khá, giàu chiếm 51%.", "poor_households_share better_off_households_share"),
    ("Thu nhập bình quân đầu người đạt 48 triệu đồng/năm.", "income_per_person"),
    ("Có 92% đảng viên dự sinh hoạt chi bộ.", "meeting_attendance_share"),
    ("Hằng năm có 98,4% tổ chức cơ sở đảng hoàn thành tốt nhiệm vụ trở lên.", "organisations_good_or_better_share"),
    ("Cuối năm có 6 tổ chức cơ sở đảng hoàn thành xuất sắc nhiệm vụ.", "organisations_graded_excellent"),
    ("Có 71 chi bộ thôn, bản và 118 đoàn viên.", "residential_cells -"),
    ("Có 31 chi bộ ấp, khu phố hoàn thành tốt nhiệm vụ.", "residential_cells_graded_good"),
    ("Đã kỷ luật 5 đảng viên vi phạm.", "-"),
    ("Nhân dân góp 300 triệu đồng, làm 4 km đường.", "- -"),
    ("Huyện mở 3 lớp cho 210 đảng viên mới.", "- -"),  # who attend a class, not who were admitted
    ("Toàn huyện có 210 đảng viên mới.", "members_admitted"),
    ("Có 18 đảng viên được tặng Huy hiệu.", "-"),
    ("Có 7 chi bộ yếu.", "-"),
    ("Tổ chức gồm: đảng bộ cơ sở 14, chi bộ cơ sở 27.", "grassroots_committees grassroots_cells"),
    ("Đảng viên nông thôn là 529, học sinh nữ 30.", "rural_members -"),
    ("Có 34/129 chi bộ ấp hoàn thành xuất sắc nhiệm vụ.",
     "residential_cells_graded_excellent residential_cells_assessed"),
    ("Số tổ chức cơ sở đảng hoàn thành tốt nhiệm vụ có 33 đơn vị (chiếm 80,5%).",
     "organisations_graded_good organisations_graded_good_share"),
    ("Đảng viên nông thôn là 640, chiếm 71,3%.", "rural_members rural_members_share"),
    ("Toàn Đảng bộ có 22 chi, đảng bộ trực thuộc.", "grassroots_organisations"),
    ("Thường trực giao ban hằng quý với bí thư chi bộ.", "briefing_interval"),
    ("Họp giao ban với 15 xã.", "-"),
    ("Trưởng thôn, bản, tổ dân phố là đảng viên chiếm 64,5%.", "village_heads_members_share"),
    ("Thôn có 35% số hộ có mức sống khá, giàu.", "better_off_households_share"),
    ("Đảng viên tham dự sinh hoạt đạt từ 90% trở lên.", "meeting_attendance_share"),
    ("Năm 2020 kết nạp 1.105 đảng viên đạt 104% kế hoạch.", "members_admitted admission_plan_achieved"),
    ("Đưa cán bộ về 12 chi bộ bản khó khăn.", "-"),
]  # fmt: skip


CUES = read_cues()
find_figures = FigureFinder(CUES).find
DICTIONARY = load().tables["indicators"].to_dict("records")


@pytest.fixture(scope="module")
def known():
    return IndicatorMatcher(CUES, DICTIONARY)


def test_indicators_of_the_key(known):
    """Each figure of the key gets the indicator chosen by hand, or rightly none."""
    right, wrong = 0, []
    for text, chosen in KEY:
        figures = find_figures(text)
        assert len(figures) == len(chosen.split()), text
        for figure, wanted in zip(figures, chosen.split(), strict=True):
            ours = known.match(text, figure) or "-"
            assert wanted == "-" or wanted in {row["indicator_id"] for row in DICTIONARY}
            right += ours == wanted
            wrong += [(figure.printed, ours, wanted)] if ours != wanted else []
    assert right + len(wrong) >= 40
    assert not wrong


def test_nothing_is_proposed_beyond_the_dictionary(known):
    """Without a dictionary nothing is proposed; with another unit, neither."""
    text = "Đảng bộ có 264 đảng viên."
    (figure,) = find_figures(text)
    assert known.match(text, figure) == "party_members"
    assert IndicatorMatcher(CUES, []).match(text, figure) == ""
    row = {"indicator_id": "party_members", "unit": "percent", "name_vi": "Đảng viên"}
    assert IndicatorMatcher(CUES, [row]).match(text, figure) == ""


# What the dictionary lacks: for each figure without an indicator the row that is offered and the words it rests on.
OFFERED = [
    ("Tỉnh kết nạp 702 đảng viên, trong đó nữ 398, dân tộc ít người 21, khối doanh nghiệp 18.",
     "members_admitted_women=nữ 398; members_admitted_ethnic_minority=dân tộc ít người 21; "
     "members_admitted_in_enterprises=khối doanh nghiệp 18"),
    ("Xã kết nạp 130 đảng viên, trong đó nữ chiếm 45%.", "members_admitted_women_share=nữ chiếm 45%"),
    ("Xã kết nạp 58 đảng viên. Trong đó, có 22 nữ, 9 người dân tộc thiểu số.",
     "members_admitted_women=22 nữ; members_admitted_ethnic_minority=9 người dân tộc thiểu số"),
    ("Xã kết nạp được 58 đảng viên (gồm 22 nữ, 30 người trong độ tuổi Đoàn).",
     "members_admitted_women=22 nữ; members_admitted_youth_union_age=30 người trong độ tuổi đoàn"),
    ("Đảng bộ có 264 đảng viên, trong đó 12 đảng viên là người có đạo.",
     "party_members_religious=12 đảng viên là người có đạo"),
    ("Huyện trao Huy hiệu Đảng cho 14 đảng viên; thi hành kỷ luật 5 đảng viên.",
     "members_honoured=huy hiệu đảng cho 14 đảng viên; members_disciplined=kỷ luật 5 đảng viên"),
    ("Xã còn 51 hộ nghèo; tỷ lệ hộ cận nghèo còn 5,1%.",
     "poor_households=51 hộ nghèo; near_poor_households_share=hộ cận nghèo còn 5,1%"),
    ("Huyện còn 9 bản chưa có đảng viên; 14 bản có đảng viên sinh hoạt ghép.",
     "villages_without_members=9 bản chưa có đảng viên"),
    # The dictionary has it, nothing tells the whole, or no phrase fits: nothing is offered.
    ("Đảng bộ có 264 đảng viên, trong đó có 86 đảng viên nữ.", ""), ("Lớp học có 22 nữ.", ""),
    ("Xã kết nạp 58 đảng viên. Hội Phụ nữ có 22 hội viên nữ.", ""), ("Huyện có 12 mô hình kinh tế.", ""),
    ("Đảng viên nhận giúp 96 hộ nghèo, tặng quà cho 120 hộ nghèo.", ""), ("Có 12 hộ nghèo được xây nhà.", ""),
    ("Có 97/143 bí thư chi bộ kiêm trưởng thôn; 112 trong 121 bí thư chi bộ kiêm trưởng thôn.",
     "secretaries_heads=97/143 bí thư chi bộ kiêm trưởng thôn"),
    ("Xã có 58 đảng viên, 30 đoàn viên.", ""), ("Trao quà cho 14 đảng viên khó khăn.", ""),
]  # fmt: skip


@pytest.fixture(scope="module")
def reading():
    """Give what finds figures in a sentence, and what offers rows for those that the dictionary lacks."""
    cues, indicators = read_cues(), load().tables["indicators"].to_dict("records")
    return Extractor(cues, indicators), Offers(cues, indicators, IndicatorMatcher(cues, indicators))


@pytest.mark.parametrize(("sentence", "offered"), OFFERED, ids=lambda text: text[:30])
def test_what_the_dictionary_lacks_is_offered_by_its_words(reading, sentence, offered):
    """A row to add is offered where words tell it from its neighbours, a part only of a whole told in the sentence."""
    extractor, offers = reading
    candidates, _, _ = extractor.find_candidates(ArticleParagraph(1, sentence))
    named = [(each.figure, each.indicator, each.dated.reading == "level") for each in candidates]
    rows = offers.find(sentence, named)
    assert "; ".join(f"{row['indicator_id']}={why}" for why, row in rows if row) == offered
    known = {field.name for field in read_package().tables["indicators"].fields}
    for _, row in rows:
        assert row.keys() <= known and all(isinstance(cell, str) for cell in row.values())
        assert not row or row["name_vi"] != row["name_en"]


@pytest.mark.parametrize(("sentence", "words"), [
    ("Huyện có 84/96 chi bộ thôn có chi ủy.", "huyện có 84/96 chi bộ thôn có chi ủy"),
    ("Đã có 1.123/1.128 chi bộ thôn, bản.", "1.123/1.128 chi bộ thôn, bản"),
])  # fmt: skip
def test_words_on_which_a_whole_rests_print_its_fraction_in_full(reading, sentence, words):
    """What stands below the line of a fraction is shown with the number above it, no digit of which is cut off."""
    extractor, offers = reading
    candidates, _, _ = extractor.find_candidates(ArticleParagraph(1, sentence))
    named = [(each.figure, each.indicator, each.dated.reading == "level") for each in candidates]
    whole = next(n for n, each in enumerate(candidates) if each.indicator == "residential_cells")
    assert offers.find(sentence, named)[whole][0] == words


@pytest.mark.parametrize(("sentence", "printed"), [
    ("Cuối năm 2014, số đảng viên của đảng bộ lên con số 2.305.", "2.305"),
    ("Đảng bộ khối đề ra 8 mục tiêu.", "8"),
    ("Đảng viên nữ: 127.", "Đảng viên nữ: 127"),
])  # fmt: skip
def test_a_figure_is_printed_with_the_noun_before_it_only_if_it_counts_it(reading, sentence, printed):
    """Behind a verb or "con số" the noun of another clause is no part of what a figure is printed as."""
    candidates, _, _ = reading[0].find_candidates(ArticleParagraph(1, sentence))
    assert [each.figure.printed for each in candidates] == [printed]
