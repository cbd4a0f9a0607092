"""Consistency checks: printed, computed, verdict."""

from dataclasses import replace
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import analysis
from analysis.errors import AnalysisError, DataError
from analysis.methods import check_consistency
from analysis.text.numbers import bases_of_percentage, round_as_printed, shared_bases


def found(data, locality):
    return {(check.check_id, check.indicator_id): check for check in check_consistency(data, locality)}


@pytest.mark.parametrize(
    ("locality", "whole", "total"),
    [
        ("nam_po", "grassroots_organisations", 17 + 23),
        ("trang_dinh", "grassroots_organisations", 25 + 34),
        ("trang_dinh", "organisations_assessed", 5 + 50 + 4),
        ("lai_chau", "grassroots_organisations", 185 + 341),
        ("ba_tri", "residential_cells_assessed", 34 + 91 + 4 + 0),
    ],
)
def test_parts_add_up(data, locality, whole, total):
    """The parts that each text prints add up to its whole, as worked by hand."""
    check = found(data, locality)["parts_whole", whole]
    assert (check.computed, check.verdict) == (total, "agrees")


@pytest.mark.parametrize(
    ("locality", "share", "part", "whole"),
    [
        ("nam_po", "rural_members_share", 1529, 1906),
        ("trang_dinh", "organisations_graded_excellent_share", 5, 59),
        ("trang_dinh", "organisations_graded_good_share", 50, 59),
        ("trang_dinh", "organisations_graded_completed_share", 4, 59),
    ],
)
def test_percentages_agree(data, locality, share, part, whole):
    """Each printed percentage is its part over its whole at the printed precision."""
    check = found(data, locality)["percentage", share]
    assert check.computed == pytest.approx(Decimal(part) / whole * 100)
    assert check.verdict == "agrees"


def test_what_the_text_does_not_say(data):
    """Tràng Định's two classes of cells leave 100 - 36.12 - 47.49 = 16.39 per cent unsaid."""
    check = found(data, "trang_dinh")["shares_remainder", "residential_cells_meeting_12_share"]
    assert (check.printed, check.computed, check.verdict) == (None, Decimal("16.39"), "follows")


def test_plan_behind_a_rounded_percentage(data):
    """Lai Châu's 1 022 admissions at 102 per cent of plan allow a plan of 998 to 1 006."""
    check = found(data, "lai_chau")["plan_base", "admission_plan_achieved"]
    assert (check.computed, check.computed_high) == (998, 1006)


def test_subsets(data):
    """A part that is no larger than its whole agrees: 59 of 129 cells, 10 of 15 cells."""
    assert found(data, "nam_po")["subset", "residential_cells"].verdict == "agrees"
    assert found(data, "hai_luu")["subset", "residential_cells"].verdict == "agrees"


def test_partial_lists_have_no_total(data):
    """Districts named as examples are in no sum."""
    assert not [check for check in check_consistency(data, "lai_chau") if "rural_members_admitted" in check.part_ids]


def test_a_partial_list_is_refused_a_total(data):
    """That the four districts named as examples have no total is itself told."""
    check = found(data, "lai_chau")["partial_total", "rural_members_admitted"]
    assert (check.printed, check.computed, check.verdict) == (None, None, "refused")
    assert len(check.observation_ids) == 4


def test_repeated_figures(data, spoil):
    """1 022 admissions are printed twice and alike; were one 1 023, the two would differ."""
    assert found(data, "lai_chau")["repeated", "members_admitted"].verdict == "agrees"
    check = found(spoil("lai_chau_members_admitted", 1023), "lai_chau")["repeated", "members_admitted"]
    assert (check.printed, check.computed, check.verdict) == (1023, 1022, "differs")


@pytest.mark.parametrize(("locality", "weekday"), [("nam_po", 3), ("hai_luu", 3), ("lai_chau", 1), ("trang_dinh", 1)])
def test_weekdays(data, locality, weekday):
    """The weekday that four texts print is that of the calendar: Wednesday, Wednesday, Monday, Monday."""
    check = found(data, locality)["weekday", ""]
    assert (check.printed, check.computed, check.verdict) == (weekday, weekday, "agrees")
    assert ("weekday", "") not in found(data, "ba_tri")


def change_source(data, **cells):
    sources = data.sources.copy()
    for column, cell in cells.items():
        changed = sources["source_id"] == "lai_chau_2022"
        sources[column] = sources[column].where(~changed, pd.Series([cell] * len(sources), sources.index))
    return replace(data, tables={**data.tables, "sources": sources})


def test_dates_in_order(data):
    """Lai Châu's latest document is of 6 July 2021 and its latest date 31 December 2021, before 14 March 2022."""
    checks = found(data, "lai_chau")
    assert checks["document_dates", ""].printed == "2021-07-06"
    assert checks["observed_dates", ""].printed == "2021-12-31"
    assert {checks[check_id, ""].verdict for check_id in ("document_dates", "observed_dates")} == {"agrees"}
    early = found(change_source(data, published_on=pd.Timestamp("2021-07-05")), "lai_chau")
    assert {early[check_id, ""].verdict for check_id in ("weekday", "document_dates", "observed_dates")} == {
        "agrees",
        "differs",
    }
    assert early["document_dates", ""].verdict == "differs"
    tuesday = change_source(data, published_printed=((2, "Thứ ba - 14/03/2022"),))
    assert found(tuesday, "lai_chau")["weekday", ""].verdict == "differs"


def test_checks_run_over_any_package(write_package, small_package, tmp_path):
    """A locality of one's own is checked by the same rules: 10 of its 12 cells are of villages."""
    (members,) = small_package["observations"]
    own = [
        {
            **members,
            "observation_id": f"test_commune_{indicator}",
            "indicator_id": indicator,
            "value": value,
            "printed": printed,
        }
        for indicator, value, printed in [
            ("affiliated_cells", "12", "12 chi bộ"),
            ("members_admitted", "30", "30 đảng viên mới"),
            ("admission_plan_achieved", "120", "120% kế hoạch"),
            ("residential_cells", "10", "10 chi bộ thôn"),
        ]
    ]
    tables = {**small_package, "observations": sorted(own, key=lambda row: row["observation_id"])}
    checks = found(analysis.load(write_package(tmp_path / "mine", tables)), "test_commune")
    assert checks["subset", "residential_cells"].verdict == "agrees"
    # 30 at 120 per cent: 3000/120.5 = 24.9 and 3000/119.5 = 25.1.
    plan = checks["plan_base", "admission_plan_achieved"]
    assert (plan.computed, plan.computed_high) == (25, 25)


@pytest.mark.parametrize(
    ("row", "value", "key", "verdict"),
    [
        ("nam_po_grassroots_cells", 24, ("parts_whole", "grassroots_organisations"), "differs"),
        ("nam_po_rural_members_share", 80.3, ("percentage", "rural_members_share"), "differs"),
        ("nam_po_residential_cells", 130, ("subset", "residential_cells"), "differs"),
    ],
)
def test_disagreements_are_told(spoil, row, value, key, verdict):
    """A figure changed by one unit of its last place is found to differ."""
    assert found(spoil(row, value), "nam_po")[key].verdict == verdict


@given(base=st.integers(1, 10_000), part=st.integers(1, 10_000), places=st.integers(0, 2))
def test_bases_hold_the_true_one(base, part, places):
    """The range of bases holds the base that the percentage was made from, and its ends round alike."""
    percentage = round_as_printed(Decimal(part) / base * 100, Decimal(1).scaleb(-places))
    stored = percentage.normalize()
    if stored <= Decimal(1).scaleb(min(0, stored.as_tuple().exponent)) / 2:
        return
    low, high = bases_of_percentage(Decimal(part), percentage)
    assert low <= base <= high
    for end in (low, high):
        assert round_as_printed(Decimal(part) / end * 100, stored) == round_as_printed(percentage, stored)


@pytest.mark.parametrize(("part", "percentage"), [(0, "10"), (-1, "10"), ("1.5", "10"), (5, "0")])
def test_no_base_is_made_up(part, percentage):
    """Where no base can follow there is an error, not a number."""
    with pytest.raises(AnalysisError, match="no base can be told"):
        bases_of_percentage(Decimal(part), Decimal(percentage))


def test_no_whole_base():
    """A percentage that no whole base gives is refused: 1 of 3 is 33.33, and nothing gives 40.00 of 1."""
    with pytest.raises(AnalysisError, match="no whole base"):
        bases_of_percentage(Decimal(1), Decimal("40.01"))


def test_the_smallest_base_that_percentages_share():
    """A half and a third share 6, 12, 18 at whole per cent 50 and 33 only after smaller bases that round alike."""
    assert shared_bases([Decimal("50.00"), Decimal("33.33")]) == [6, 12, 18]
    assert shared_bases([Decimal("8.5"), Decimal("84.7"), Decimal("6.8")], count=1) == [59]
    assert shared_bases([Decimal("33.34")], count=1, largest=100) == []


def test_the_base_behind_the_meetings(data):
    """Tràng Định's 36.12 and 47.49 per cent rest on one base: 108 and 142 of 299 round to them, and none smaller do."""
    check = found(data, "trang_dinh")["shared_base", "residential_cells_meeting_12_share"]
    assert round_as_printed(Decimal(108) / 299 * 100, Decimal("0.01")) == Decimal("36.12")
    assert round_as_printed(Decimal(142) / 299 * 100, Decimal("0.01")) == Decimal("47.49")
    assert check.computed == 299
    assert ("shared_base", "organisations_graded_completed_share") not in found(data, "trang_dinh")


@pytest.mark.parametrize("percentages", [[], ["-1"], ["100.1"]])
def test_no_shared_base_without_percentages(percentages):
    """Without percentages, or with one outside 0 to 100, there is an error."""
    with pytest.raises(AnalysisError, match="0 to 100"):
        shared_bases([Decimal(percentage) for percentage in percentages])


def test_a_percentage_that_no_plan_gives(spoil):
    """37 admissions at 102 per cent fit no whole plan (36.1 to 36.5), which is told as a disagreement, not raised."""
    checks = found(spoil("lai_chau_members_admitted", 37), "lai_chau")
    told = checks["no_plan_base", "admission_plan_achieved"]
    assert (told.verdict, told.printed, told.computed) == ("differs", 102, None)
    assert ("plan_base", "admission_plan_achieved") not in checks


def test_parts_and_wholes_of_one_time(invent):
    """30 admitted in a half-year of 2022 are no part of 20 in 2023; 30 of 20 in one half-year are refused."""
    spans = [("members_admitted", 20, "2023"), ("rural_members_admitted", 30, "2022-01/2022-06")]
    checks = found(analysis.load(invent({"xa_thu": ("commune", spans)})), "xa_thu")
    assert not any(check_id == "subset" for check_id, _ in checks)
    same = [(id_, value, "2023-01/2023-06") for id_, value, _ in spans]
    with pytest.raises(DataError, match=r"“30” is above its whole, 20 \(xa_thu_00_members_admitted: "):
        analysis.load(invent({"xa_thu": ("commune", same)}))


def test_a_percentage_of_another_time_is_not_held_against_counts(invent):
    """40 per cent at mid-year is not what 100 of 300 at the end of it gives; 33.3 at the end is."""
    counts = [("women_members", 100, "2023-12-31"), ("party_members", 300, "2023-12-31")]
    figures = [*counts, ("women_members_share", 40, "2023-06-30"), ("women_members_share", "33.3", "2023-12-31")]
    checks = check_consistency(analysis.load(invent({"xa_thu": ("commune", figures)})), "xa_thu")
    told = [(check.printed, check.verdict) for check in checks if check.check_id == "percentage"]
    assert told == [(Decimal("33.3"), "agrees")]


def test_one_part_larger_than_its_whole(invent):
    """60 grassroots cells of 58 organisations are refused, though nothing is said of the committees."""
    figures = [("grassroots_organisations", 58, "2024-12-31"), ("grassroots_cells", 60, "2024-12-31")]
    with pytest.raises(DataError, match=r"“60” is above its whole, 58 \(huyen_thu_00_grassroots_organisations: "):
        analysis.load(invent({"huyen_thu": ("district", figures)}))


def test_village_cells_of_a_commune_of_today(invent):
    """Of 46 + 104 cells 120 may be of villages, since some of these are grassroots cells; of 104 alone they may not."""
    day = "2026-06-30"
    figures = [("affiliated_cells", 104, day), ("grassroots_cells", 46, day), ("residential_cells", 120, day)]
    check = found(analysis.load(invent({"xa_thu": ("commune", figures)})), "xa_thu")["subset", "residential_cells"]
    assert (check.computed, check.verdict) == (150, "agrees")
    with pytest.raises(DataError, match=r"“120” is above its whole, 104 \(xa_thu_00_affiliated_cells: "):
        analysis.load(invent({"xa_thu": ("district", figures)}))


def test_more_on_probation_than_were_admitted_is_asked_about(data, spoil):
    """Probation lasts twelve months, yet 1,393 are on it at the end of 2021 and 1,022 were admitted in that year."""
    check = found(data, "lai_chau")["stay", "probationary_members"]
    assert (check.printed, check.computed, check.verdict) == (1393, 1022, "question")
    assert set(check.observation_ids) == {"lai_chau_probationary_members", "lai_chau_members_admitted"}
    near = found(spoil("lai_chau_probationary_members", 1124), "lai_chau")["stay", "probationary_members"]
    assert near.verdict == "agrees"  # 102 apart of 1,022: less than ten in a hundred
    far = found(spoil("lai_chau_probationary_members", 919), "lai_chau")["stay", "probationary_members"]
    assert far.verdict == "question"  # 103 apart


def test_a_stay_is_a_rule_of_any_data(tmp_path, write_package, small_package):
    """A package may say of its own stock and flow how long one stays: here three months of a made-up commune."""
    (member,) = small_package["observations"]
    cells = [("committee_members_added", "30", "2023-10/2023-12"), ("committee_members_added", "90", "2023")]
    cells.append(("intermediate_committees", "12", "2023-12-31"))
    names = ("indicator_id", "value", "period")
    figures = [member | dict(zip(names, row, strict=True)) | {"observation_id": f"f{n}"} for n, row in enumerate(cells)]
    rule = {"stock": "intermediate_committees", "flow": "committee_members_added", "stay": "P3M", "tolerance": "50"}
    laid = small_package | {"observations": figures, "stays": [rule]}
    check = found(analysis.load(write_package(tmp_path / "mine", laid)), "test_commune")
    assert check["stay", "intermediate_committees"].verdict == "question"
    assert check["stay", "intermediate_committees"].computed == 30


@pytest.mark.parametrize(
    ("day", "span", "verdict"),
    [
        ("2024-01-31", "2023", "question"),
        ("2023-12-01", "2023", "question"),
        ("2023-12", "2023", "question"),
        ("2023", "2023", "question"),
        ("2023-12-31", "2023-07/2023-12", "refused"),
        ("2023-09-30", "2023-01/2023-09", "refused"),
        ("2023-10-31", "2023", None),
    ],
)
def test_a_stock_is_set_against_the_year_that_ends_about_its_day(invent, day, span, verdict):
    """Of 130 on probation and 100 admitted: asked about within some weeks, refused for less than twelve months."""
    figures = [("probationary_members", 130, day), ("members_admitted", 100, span)]
    checks = check_consistency(analysis.load(invent({"xa_thu": ("commune", figures)})), "xa_thu")
    assert [check.verdict for check in checks if "stay" in check.check_id] == ([verdict] if verdict else [])


def test_the_whole_year_comes_before_a_part_of_it(invent):
    """Where 60 of a half-year and 125 of the year are told, 130 on probation are set against the 125."""
    flows = [("members_admitted", 60, "2023-07/2023-12"), ("members_admitted", 125, "2023")]
    data = analysis.load(invent({"xa_thu": ("commune", [*flows, ("probationary_members", 130, "2023-12-31")])}))
    check = found(data, "xa_thu")["stay", "probationary_members"]
    assert (check.computed, check.verdict) == (125, "agrees")
