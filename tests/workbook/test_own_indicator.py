"""An indicator of one's own is a row of the workbook: its name is enough, and its faults are told."""

import pytest
from reviews import review_workbooks

import analysis
from analysis.package.frames import read_frames
from analysis.package.schema import read_package
from analysis.paths import data_dir
from analysis.workbook.completion import is_made

FIGURES, INDICATORS = "Số liệu", "Chỉ tiêu"
OWN = {
    (INDICATORS, 3, "name_vi"): "Nhà văn hóa thôn được sửa",
    (INDICATORS, 3, "topic"): "đời sống",
    (INDICATORS, 3, "unit"): "số lượng",
    (INDICATORS, 3, "counted"): "ấp, khu phố",
    (INDICATORS, 3, "nature"): "số phát sinh trong kỳ",
    (INDICATORS, 3, "definition_vi"): "Số nhà văn hóa thôn được sửa chữa trong năm.",
    (FIGURES, 4, "indicator_id"): "nhà văn hóa thôn được  sửa",
    (FIGURES, 4, "value"): "6",
    (FIGURES, 4, "period"): "2020",
    (FIGURES, 4, "period_basis"): "bài nêu",
    (FIGURES, 4, "printed"): "6 nhà",
    (FIGURES, 4, "paragraph"): "2",
}


def test_a_name_and_a_definition_make_an_indicator(fill):
    """Id, concept, tier and decimals are made, the name stands for the id on other sheets, and the reading is told."""
    path = fill(OWN)
    review = review_workbooks(path)["vi"]
    assert review.faults == ()
    assert (FIGURES, 4, "read") in {(notice.sheet, notice.row, notice.kind) for notice in review.notices}
    data = analysis.load(path)
    row = data.row("indicator", "nha_van_hoa_thon_duoc_sua")
    assert (row["concept"], row["tier"], row["decimals"], row["better"]) == (
        row["indicator_id"],
        "community",
        0,
        "neither",
    )
    assert data.row("observation", "my_commune_nha_van_hoa_thon_duoc_sua")["value"] == 6
    assert analysis.compare(data, "nha_van_hoa_thon_duoc_sua", ["my_commune", "ba_tri"]).verdict == "not_comparable"


def test_decimals_are_those_of_its_figures(fill):
    """A share entered with one decimal is shown with one."""
    path = fill(
        {
            **OWN,
            (INDICATORS, 3, "unit"): "%",
            (INDICATORS, 3, "nature"): "tỷ lệ trên tổng",
            (FIGURES, 4, "value"): "4,5%",
            (FIGURES, 4, "printed"): "4,5%",
        }
    )
    assert analysis.load(path).row("indicator", "nha_van_hoa_thon_duoc_sua")["decimals"] == 1


@pytest.mark.few(4)
@pytest.mark.parametrize(
    ("changes", "place", "kind"),
    [
        ({(INDICATORS, 3, "definition_vi"): None}, (INDICATORS, "definition_vi"), "empty"),
        ({(INDICATORS, 3, "topic"): "văn hóa"}, (INDICATORS, "topic"), "choice"),
        ({(INDICATORS, 3, "counted"): None}, (INDICATORS, "counted"), "empty"),
        ({(INDICATORS, 3, "indicator_id"): "party_members"}, (INDICATORS, None), "twice"),
        ({(INDICATORS, 3, "indicator_id"): "Nhà văn hóa"}, (INDICATORS, "indicator_id"), "form"),
        ({(INDICATORS, 3, "part_of"): "no_such_whole"}, (INDICATORS, "part_of"), "unknown"),
        ({(FIGURES, 4, "indicator_id"): "nhà văn hóa"}, (FIGURES, "indicator_id"), "unknown"),
        ({(FIGURES, 4, "value"): "6,5"}, (FIGURES, "value"), "count"),
    ],
)
def test_its_faults_are_told_once_each(fill, changes, place, kind):
    """A wrong indicator is told where it stands, in words with advice; what would have followed is not told too."""
    faults = review_workbooks(fill({**OWN, **changes}))["vi"].faults
    told = [(fault.sheet, fault.field or None, fault.kind) for fault in faults if fault.sheet == place[0]]
    assert [entry for entry in told if entry[2] == kind and place[1] in (entry[1], None)], told
    assert len(told) == 1, told
    assert all(fault.right for fault in faults)


def test_each_thing_counted_has_one_tier():
    """The tier can be made from the thing counted, since the built-in indicators give each thing one tier only."""
    built_in = read_frames(read_package(), [data_dir()])["indicators"]
    indicators = read_package().tables["indicators"]
    assert is_made(indicators, indicators.field("tier"))
    assert (built_in.groupby("counted")["tier"].nunique() == 1).all()
