"""What looks alike, and which norm may be laid over a figure."""

from dataclasses import replace
from decimal import Decimal

import pytest

from analysis.methods import compare_pairs, find_confusions, find_figures, read_yardsticks


def test_numbers_with_several_meanings(data):
    """129, 59, 34, 40 and 84 each mean several things in the five texts."""
    shared = {confusion.shared for confusion in find_confusions(data) if confusion.kind == "number"}
    assert {Decimal(n) for n in (129, 59, 34, 40, 84)} <= shared
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
        ("ba_tri", "residential_cells_excellent_to_good", "excellent_ceiling_2018", ("base", "unverified")),
        ("trang_dinh", "organisations_excellent_to_good", "excellent_ceiling_2023", ("not_in_force", "base")),
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


@pytest.mark.parametrize(("value", "position"), [("2.99", "does_not_meet"), ("3.4", "meets"), ("4.1", "does_not_meet")])
def test_a_norm_that_is_a_range(data, value, position):
    """In its time, 3 to 4 per cent admitted a year is met from 3 to 4."""
    (rate,) = find_figures(data, locality_id="lai_chau", indicator_id="admission_rate")
    number = Decimal(value)
    (found,) = read_yardsticks(data, replace(rate, period="2023", value=number, low=number, high=number))
    assert found.position == position
