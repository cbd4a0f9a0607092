"""The gate: which figures may stand side by side."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

import analysis
from analysis.errors import AnalysisError, NotComparableError, UnknownIdError
from analysis.methods import VERDICTS, compare, compute_figure, find_figures, judge, require_one_axis


def reasons(comparison, verdict=None):
    return {reason.reason_id for reason in comparison.reasons if verdict in (None, reason.verdict)}


@pytest.mark.parametrize(
    "indicator",
    ["organisations_graded_excellent", "organisations_graded_excellent_share", "organisations_good_or_better_share"],
)
def test_grades_of_two_tiers(data, indicator):
    """Tràng Định's organisations and Ba Tri's hamlet cells are graded on two tiers: not comparable."""
    comparison = compare(data, indicator, ["trang_dinh", "ba_tri"])
    assert comparison.verdict == "not_comparable"
    assert {"unit_of_analysis", "tier"} <= reasons(comparison, "not_comparable")


def test_raw_counts_of_two_levels(data):
    """The members of a commune and of a province never share an axis."""
    comparison = compare(data, "party_members", ["hai_luu", "lai_chau"])
    assert comparison.verdict == "not_comparable"
    assert "count_across_levels" in reasons(comparison)


def test_raw_counts_of_two_districts(data):
    """Organisations of two districts may stand together, with care for their size and date."""
    comparison = compare(data, "grassroots_organisations", ["nam_po", "trang_dinh"])
    assert comparison.verdict == "with_care"
    assert {"count_without_base", "period", "period_basis"} <= reasons(comparison)
    assert "count_across_levels" not in reasons(comparison)


def test_ratios_of_two_levels(data):
    """Members per cell may be compared across levels with care, and the formulas that differ are told."""
    comparison = compare(data, "members_per_cell", ["hai_luu", "lai_chau"])
    assert comparison.verdict == "with_care"
    assert {"level", "formula"} <= reasons(comparison)
    assert "formula" not in reasons(compare(data, "members_per_cell", ["nam_po", "lai_chau"]))


def test_a_village_against_a_district(data):
    """A figure of a village is not comparable with one of a whole locality."""
    (village,) = find_figures(data, indicator_id="poor_households_share")
    whole = replace(village, subject="", locality_id="nam_po", qualifier="eq")
    assert "subject" in {reason.reason_id for reason in judge(data, village, whole).reasons}
    assert judge(data, village, whole).verdict == "not_comparable"


def test_a_target_is_not_an_observation(data):
    """A target stands on no axis with what was observed."""
    (target,) = find_figures(data, indicator_id="meeting_attendance_share")
    observed = replace(target, status="observed")
    assert judge(data, target, observed).verdict == "not_comparable"
    assert "status" not in {reason.reason_id for reason in judge(data, observed, observed).reasons}


def test_flow_and_stock(data):
    """Admissions in a year and members on probation at a date differ in nature."""
    (admitted,) = find_figures(data, indicator_id="members_admitted")
    (probation,) = find_figures(data, indicator_id="probationary_members")
    assert {"nature", "concept"} <= {reason.reason_id for reason in judge(data, admitted, probation).reasons}


def test_per_cent_of_plan_is_no_share(data):
    """Plan achieved is a rate and does not compare with a share, though both are per cent."""
    plan = next(iter(find_figures(data, locality_id="lai_chau", indicator_id="admission_plan_achieved")))
    (share,) = find_figures(data, locality_id="lai_chau", indicator_id="women_members_share")
    found = {reason.reason_id for reason in judge(data, plan, share).reasons}
    assert "nature" in found
    assert "unit" not in found


def test_partial_lists_and_unknown_bases_ask_for_care(data):
    """Districts of one province from a list that breaks off may be compared with care only."""
    found = find_figures(data, locality_id="lai_chau", indicator_id="admission_plan_achieved")
    left, right = (figure for figure in found if figure.subject in ("lai_chau_nam_nhun", "lai_chau_than_uyen"))
    judgement = judge(data, left, right)
    assert judgement.verdict == "with_care"
    assert {"partial_list", "unknown_base"} <= {reason.reason_id for reason in judgement.reasons}


@pytest.mark.parametrize(("years", "verdict"), [(0, "with_care"), (4, "with_care"), (5, "not_comparable")])
def test_years_apart(data, years, verdict):
    """Beyond the declared distance in years, figures are not comparable."""
    (figure,) = find_figures(data, locality_id="nam_po", indicator_id="grassroots_cells_share")
    later = replace(figure, period=str(2018 + years), locality_id="trang_dinh")
    assert judge(data, figure, later).verdict == verdict


def test_the_gate_is_symmetric(data):
    """The verdict on two figures does not depend on their order."""
    figures = find_figures(data)
    for left in figures:
        for right in figures[::7]:
            forward, backward = judge(data, left, right), judge(data, right, left)
            assert forward.verdict == backward.verdict
            assert {each.reason_id for each in forward.reasons} == {each.reason_id for each in backward.reasons}


def test_a_share_is_judged_the_same_printed_or_computed(data):
    """Where a text prints a share and the counts it is made from, either is judged like the other beside any figure."""
    figures, looked_at = find_figures(data), set()
    for printed in find_figures(data, computed=False):
        place = printed.locality_id
        made = compute_figure(data, place, printed.indicator_id, subject=printed.subject, of=printed)
        for other in figures if made is not None else ():
            if other.locality_id != place:
                verdicts = [judge(data, figure, other) for figure in (printed, made)]
                assert verdicts[0].verdict == verdicts[1].verdict
                assert {each.reason_id for each in verdicts[0].reasons} == {
                    each.reason_id for each in verdicts[1].reasons
                }
                looked_at.add(printed.observation_ids)
    assert {"nam_po_rural_members_share", "trang_dinh_organisations_graded_good_share"} <= {id_ for (id_,) in looked_at}


days = st.dates(date(2015, 1, 1), date(2025, 6, 30))


@given(st.lists(days, min_size=3, max_size=3).map(sorted))
def test_a_greater_distance_never_softens(data, three):
    """Of two later days the farther one is judged at least as strictly, by days and not by years."""
    day, near, far = three
    (figure,) = find_figures(data, locality_id="nam_po", indicator_id="grassroots_organisations")
    others = [replace(figure, locality_id="trang_dinh", period=other.isoformat()) for other in (near, far)]
    verdicts = [judge(data, replace(figure, period=day.isoformat()), other).verdict for other in others]
    assert VERDICTS.index(verdicts[0]) <= VERDICTS.index(verdicts[1])


def test_another_difference_never_softens(data):
    """A pair with one more difference is judged at least as strictly."""
    (left,) = find_figures(data, locality_id="nam_po", indicator_id="grassroots_cells_share")
    (right,) = find_figures(data, locality_id="trang_dinh", indicator_id="grassroots_cells_share")
    before = VERDICTS.index(judge(data, left, right).verdict)
    for change in ({"status": "target"}, {"is_partial": True}, {"qualifier": "gt"}, {"period": "2030"}):
        assert VERDICTS.index(judge(data, left, replace(right, **change)).verdict) >= before


figures = st.deferred(lambda: st.sampled_from(find_figures(analysis.load())))
DIFFERENCES = {
    "status": lambda left, right: {"status": "target" if left.status == "observed" else "observed"},
    "is_partial": lambda left, right: {"is_partial": True},
    "qualifier": lambda left, right: {"qualifier": "gt"},
    "period": lambda left, right: {"period": str(max(left.end, right.end).year + 5)},
    "period_basis": lambda left, right: {"period_basis": "context" if left.period_basis == "stated" else "stated"},
    "subject": lambda left, right: {"subject": ""} if left.subject else {"subject": "hai_luu_hoa_binh"},
}


@given(figures, figures, st.sets(st.sampled_from(sorted(DIFFERENCES)), min_size=1))
def test_a_difference_added_never_softens(data, left, right, changed):
    """Any two figures that agree in a fact are judged at least as strictly once they differ in it."""
    alike = {"status", "period_basis", "subject"}
    right = replace(right, **{fact: getattr(left, fact) for fact in changed & alike})
    before = VERDICTS.index(judge(data, left, right).verdict)
    spoilt = replace(right, **{k: v for name in changed for k, v in DIFFERENCES[name](left, right).items()})
    assert VERDICTS.index(judge(data, left, spoilt).verdict) >= before


def test_a_part_is_named(data):
    """What holds for one part of a computed figure only is told of that part; what holds for all, of the whole."""
    pair = [
        find_figures(data, locality_id=place, indicator_id="members_per_cell")[0] for place in ("nam_po", "lai_chau")
    ]
    left, right = pair
    members, *cells = left.parts
    bound = replace(left, parts=(replace(members, qualifier="gt"), *cells), qualifier="ge")
    told = {reason.reason_id: reason for reason in judge(data, bound, right).reasons}
    assert told["qualifier"].part_ids == ("party_members",)
    assert told["period"].part_ids == ()
    assert judge(data, bound, right).verdict == "with_care"


def test_the_worst_part_decides(data):
    """A computed figure is judged by the worst of what it is made from, its size left out."""
    left, right = (
        find_figures(data, locality_id=place, indicator_id="members_per_cell")[0] for place in ("nam_po", "lai_chau")
    )
    members, *cells = right.parts
    planned = replace(right, parts=(replace(members, status="target"), *cells))
    judgement = judge(data, left, planned)
    assert judgement.verdict == "not_comparable"
    assert [
        (reason.reason_id, reason.part_ids) for reason in judgement.reasons if reason.verdict == "not_comparable"
    ] == [("status", ("party_members",))]
    assert "count_across_levels" not in {reason.reason_id for reason in judgement.reasons}
    assert judge(data, planned, left).verdict == "not_comparable"


def test_a_printed_share_against_the_parts_of_another(data):
    """A printed figure is held against each part of a computed one by when and how both are known."""
    (printed,) = find_figures(data, locality_id="trang_dinh", indicator_id="organisations_graded_excellent_share")
    (made,) = find_figures(data, locality_id="ba_tri", indicator_id="residential_cells_graded_excellent_share")
    excellent, assessed = made.parts
    doubted = replace(made, parts=(excellent, replace(assessed, period_basis="context")))
    told = [reason for reason in judge(data, printed, doubted).reasons if reason.reason_id == "period_basis"]
    assert [reason.part_ids for reason in told] == [("residential_cells_assessed",)]


def test_one_axis_is_refused_with_reasons(data):
    """Asking for one axis for figures that the gate keeps apart raises with the reasons; else it passes."""
    with pytest.raises(NotComparableError, match="unit_of_analysis"):
        require_one_axis(data, compare(data, "organisations_graded_excellent", ["trang_dinh", "ba_tri"]))
    require_one_axis(data, compare(data, "members_per_cell", ["nam_po", "lai_chau"]))


def test_places_without_a_figure(data):
    """A place without a figure is named as missing; with one place left there is nothing to compare."""
    comparison = compare(data, "members_per_cell", ["nam_po", "ba_tri"])
    assert comparison.missing == ("ba_tri",)
    assert comparison.verdict == "not_comparable"


def test_bad_requests(data):
    """Unknown ids, one place only, and a place named twice are refused."""
    with pytest.raises(UnknownIdError, match="did you mean members_per_cell"):
        compare(data, "members_per_cells", ["nam_po", "lai_chau"])
    with pytest.raises(UnknownIdError, match="ba_tri"):
        compare(data, "members_per_cell", ["nam_po", "batri"])
    with pytest.raises(AnalysisError, match="at least two"):
        compare(data, "members_per_cell", ["nam_po"])
    with pytest.raises(AnalysisError, match="nam_po is named twice"):
        compare(data, "members_per_cell", ["nam_po", "lai_chau", "nam_po"])
