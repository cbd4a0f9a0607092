"""What looks alike, and which norm may be laid over a figure."""

from dataclasses import replace
from decimal import Decimal

import pytest

import analysis
from analysis.methods import compare_pairs, find_confusions, find_figures, read_yardsticks


def test_numbers_with_several_meanings(data):
    """129, 59, 34 and 40 each mean several things in the five texts; no text prints the 12 months of "hằng năm".

    The 84 members in 84 cells of Lai Châu are both sides of one assignment.
    """
    shared = {confusion.shared for confusion in find_confusions(data) if confusion.kind == "number"}
    assert {Decimal(n) for n in (129, 59, 34, 40)} == shared
    assert Decimal(1906) not in shared
    (confusion,) = [confusion for confusion in find_confusions(data) if confusion.shared == Decimal(129)]
    assert {figure.locality_id for figure in confusion.figures} == {"nam_po", "ba_tri"}
    assert len(confusion.figures) == 4


def test_register_numbers_of_several_documents(data):
    """Number 02 is a guidance of Lai Châu and a resolution of Bến Tre, told apart by issuer and date."""
    found = {
        confusion.shared: set(confusion.ids) for confusion in find_confusions(data) if confusion.kind == "register"
    }
    assert found["02"] == {"lai_chau_guidance_02", "ba_tri_resolution_02"}
    assert "12" not in found


def test_names_of_several_places(data):
    """Ba Tri, Tràng Định and Hải Lựu live on as other units, Lai Châu is a city too; Nậm Pồ is no unit any more."""
    found = {confusion.ids[0] for confusion in find_confusions(data) if confusion.kind == "place"}
    assert found == {"ba_tri", "trang_dinh", "hai_luu", "lai_chau"}


@pytest.mark.parametrize(
    ("cells", "confused"),
    [
        ({"successors": "Khác; xa_thu", "fate": "merged"}, True),
        ({"successors": "Khác", "successors_vi": "xã xa_thu mới và xã Khác", "fate": "merged"}, False),
        ({"successors": "xa_thu", "fate": "continues"}, False),
    ],
)
def test_a_unit_of_today_of_the_same_name(invent, cells, confused):
    """What a place has become is told by the list of names; prose does not, and who continues is the same."""
    data = analysis.load(invent({"xa_thu": ("commune", [])}, **cells))
    found = [confusion.ids for confusion in find_confusions(data) if confusion.kind == "place"]
    assert (("xa_thu",) in found) is confused


def test_every_pair_with_two_figures_is_judged(data):
    """Pairs go through the gate once each: the grades of two tiers are refused, the two districts pass with care."""
    verdicts = {
        (comparison.indicator_id, comparison.locality_ids): comparison.verdict for comparison in compare_pairs(data)
    }
    assert verdicts["grassroots_organisations", ("nam_po", "trang_dinh")] == "with_care"
    assert verdicts["party_members", ("lai_chau", "nam_po")] == "not_comparable"
    assert verdicts["organisations_graded_good", ("ba_tri", "trang_dinh")] == "not_comparable"
    assert ("party_members", ("ba_tri", "nam_po")) not in verdicts


@pytest.mark.parametrize(
    ("locality", "indicator", "norm", "failures"),
    [
        ("lai_chau", "admission_rate", "admission_rate_target", ("not_in_force",)),
        ("trang_dinh", "organisations_good_or_better_share", "good_or_better_target", ("not_in_force",)),
        ("ba_tri", "residential_cells_good_or_better_share", "good_or_better_target", ("not_in_force", "base")),
        ("ba_tri", "residential_cells_excellent_to_good", "excellent_ceiling_2023", ("not_in_force", "base")),
        ("trang_dinh", "organisations_excellent_to_good", "excellent_ceiling_2023", ("not_in_force",)),
        ("trang_dinh", "meeting_attendance_share", "attendance_2018", ("not_observed",)),
        ("lai_chau", "party_members", "national_members_2020", ("not_in_force", "national_total")),
    ],
)
def test_why_a_norm_does_not_fit(data, locality, indicator, norm, failures):
    """A norm is kept off a figure of another time, unit or base, when unverified, and off targets; it says which."""
    figures = [
        figure for figure in find_figures(data, locality_id=locality, indicator_id=indicator) if not figure.subject
    ]
    (found,) = [yardstick for yardstick in read_yardsticks(data, figures[0]) if yardstick.norm_id == norm]
    assert (found.failures, found.position) == (failures, None)


@pytest.mark.parametrize(
    ("low", "high", "position"),
    [
        (85, 85, "does_not_meet"),  # the criterion is over 85
        (86, 86, "meets"),
        (84, 84, "does_not_meet"),
        (85, None, "open"),
        (86, None, "meets"),
        (None, 84, "does_not_meet"),
        (80, 90, "open"),
    ],
)
def test_where_a_figure_lies(data, low, high, position):
    """With an observed attendance in force of Guidance 12, over 85 meets it; bounds that do not tell stay open."""
    (target,) = find_figures(data, indicator_id="meeting_attendance_share")
    ends = {"low": None if low is None else Decimal(low), "high": None if high is None else Decimal(high)}
    (found,) = read_yardsticks(data, replace(target, status="observed", **ends))
    assert found.position == position


@pytest.mark.parametrize(("value", "position"), [("2.99", "does_not_meet"), ("3.4", "meets"), ("4.5", "meets")])
def test_a_norm_that_is_a_range_at_least(data, value, position):
    """In its time, 3 to 4 per cent admitted a year is met from 3 on, above 4 as well."""
    (rate,) = find_figures(data, locality_id="lai_chau", indicator_id="admission_rate")
    number = Decimal(value)
    (found,) = read_yardsticks(data, replace(rate, period="2023", value=number, low=number, high=number))
    assert found.position == position


def lay(data, place, indicator, norm, **changes):
    """Lay one norm over the figure of a place, changed."""
    (figure,) = find_figures(data, locality_id=place, indicator_id=indicator)
    (found,) = [laid for laid in read_yardsticks(data, replace(figure, **changes)) if laid.norm_id == norm]
    return found.failures or found.position


@pytest.mark.parametrize(
    ("period", "value", "told"),
    [
        ("2018", 21, ("not_in_force",)),
        ("2022", 21, ("not_in_force",)),
        ("2023", 21, "exceeds"),  # of the year graded when it ended, though it came into force in October
        ("2023", 20, "open"),  # the ceiling is within each group, of which the whole tells nothing
        ("2024", 21, "exceeds"),
        ("2025", 21, ("not_in_force",)),  # graded by Regulation 366, though 124 was in force till August
        ("2023-01/2023-06", 21, ("not_in_force", "span")),
        ("2024-01/2024-06", 21, ("span",)),
        ("2024-12-31", 21, ("span",)),
        ("2023/2024", 21, ("span",)),
    ],
)
def test_the_ceiling_is_laid_where_it_was_in_force_for_the_year_graded(data, period, value, told):
    """A fifth of those graded good bound organisations graded in 2023 and 2024, year by year; no other span or year."""
    number = Decimal(value)
    changes = {"period": period, "value": number, "low": number, "high": number, "parts": ()}
    place = ("trang_dinh", "organisations_excellent_to_good", "excellent_ceiling_2023")
    assert lay(data, *place, **changes) == told


def test_a_yearly_norm_is_not_laid_over_a_half_year_nor_over_a_change(data):
    """3 to 4 per cent a year say nothing of six months, nor of a rise by 3 per cent."""
    norm, number = ("lai_chau", "admission_rate", "admission_rate_target"), Decimal("3.4")
    changes = {"value": number, "low": number, "high": number, "parts": ()}
    assert lay(data, *norm, **changes, period="2023") == "meets"
    assert lay(data, *norm, **changes, period="2023-01/2023-06") == ("span",)
    assert lay(data, *norm, **changes, period="2023", reading="relative_change") == ("not_level",)


def test_a_target_to_be_reached_by_a_day_is_not_missed_before(invent):
    """98 per cent of villages with members in 2024 are short of nothing yet; at the end of 2025 they are."""
    days = [("villages_with_members_share", 98, "2024-12-31"), ("villages_with_members_share", 99, "2025-12-31")]
    figures = find_figures(analysis.load(invent({"xa_thu": ("commune", days)})), locality_id="xa_thu")
    laid = [read_yardsticks(analysis.load(), figure)[0] for figure in figures]
    assert [yardstick.failures or yardstick.position for yardstick in laid] == [("not_due",), "does_not_meet"]


@pytest.mark.parametrize(("period", "told"), [("2023", "does_not_meet"), ("2023-01/2023-06", ("span",))])
def test_meetings_are_judged_by_the_year(data, period, told):
    """Once a month is twelve a year: 6 in a year are too few, and of 6 in half of it nothing is said."""
    changes = {"indicator_id": "cell_meetings", "period": period, "qualifier": "eq"}
    changes |= {"value": Decimal(6), "low": Decimal(6), "high": Decimal(6)}
    assert lay(data, "trang_dinh", "agency_cell_meetings", "cell_meeting_monthly", **changes) == told


def test_every_yardstick_can_be_met_by_an_indicator(data):
    """What is marked as a yardstick or for scale has an indicator of its concept, unit and base; the rest is read."""
    facts = ["concept", "counted", "unit"]
    measured = set(data.indicators[facts].itertuples(index=False, name=None))
    used = data.norms[data.norms["use"] != "reading"]
    assert [row for row in used[facts].itertuples(index=False, name=None) if row not in measured] == []
    read = data.norms[data.norms["use"] == "reading"]
    assert [row for row in read[facts].itertuples(index=False, name=None) if row in measured] == []
    assert (data.norms["use"] != "").all() and len(used) == 17 and len(read) == 18
    assert set(data.norms.loc[data.norms["use"] == "scale", "kind"]) == {"total"}
