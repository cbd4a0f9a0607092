"""Shares held against each other: only what the gate lets through, and with what method."""

from dataclasses import replace
from math import sqrt

import pytest

from analysis import methods
from analysis.errors import AnalysisError, NotComparableError
from analysis.methods import (
    NEEDED,
    Comparison,
    Refusal,
    compare,
    compute_figure,
    contrast_shares,
    contrasts,
    find_figures,
    funnel_of_shares,
    interval_of_share,
    require_one_axis,
)

DISTRICTS = ["nam_po", "trang_dinh"]


def test_difference_by_hand(data):
    """Nậm Pồ's 23 of 40 less Tràng Định's 34 of 59, with the limits that the two Wilson intervals give."""
    (found,) = contrast_shares(data, compare(data, "grassroots_cells_share", DISTRICTS))
    assert found.difference.estimate == pytest.approx(23 / 40 - 34 / 59)
    assert found.ratio.estimate == pytest.approx((23 / 40) / (34 / 59))
    first, second = interval_of_share(23, 40), interval_of_share(34, 59)
    below = sqrt((first.estimate - first.low) ** 2 + (second.high - second.estimate) ** 2)
    assert found.difference.low == pytest.approx(found.difference.estimate - below)
    assert (found.difference.method, found.ratio.method, found.significance.method) == ("newcombe", "log", "fisher")


def test_every_pair_is_told(data):
    """Three places give three contrasts."""
    found = contrast_shares(data, compare(data, "grassroots_cells_share", [*DISTRICTS, "lai_chau"]))
    assert [(contrast.left.locality_id, contrast.right.locality_id) for contrast in found] == [
        ("nam_po", "trang_dinh"),
        ("nam_po", "lai_chau"),
        ("trang_dinh", "lai_chau"),
    ]


def test_a_printed_share_is_taken_from_its_counts(data):
    """Tràng Định's printed 8.5 per cent enters as 5 of 59, not as 8.5."""
    rows = data.indicators.assign(counted="residential_cell", tier="below_grassroots")
    same = replace(data, tables={**data.tables, "indicators": rows})
    (found,) = contrast_shares(same, compare(same, "organisations_graded_excellent_share", ["trang_dinh", "ba_tri"]))
    assert found.difference.estimate == pytest.approx(5 / 59 - 34 / 129)


@pytest.mark.parametrize("method", [contrast_shares, funnel_of_shares])
def test_the_gate_comes_first(data, method):
    """What the gate keeps apart is neither tested nor put in a funnel; the error holds the reasons."""
    comparison = compare(data, "organisations_graded_excellent_share", ["trang_dinh", "ba_tri"])
    with pytest.raises(NotComparableError, match="tier"):
        method(data, comparison)


def test_what_is_no_share_is_not_tested(data):
    """Members per cell are no share of counted units."""
    comparison = compare(data, "members_per_cell", ["nam_po", "lai_chau"])
    assert contrast_shares(data, comparison) == Refusal("not_a_share")
    assert funnel_of_shares(data, comparison) == Refusal("not_a_share")


def test_a_bound_is_not_tested(data):
    """A figure known only as "over" is no number to test."""
    comparison = compare(data, "grassroots_cells_share", DISTRICTS)
    bound = replace(comparison, figures=(replace(comparison.figures[0], qualifier="gt"), comparison.figures[1]))
    assert contrast_shares(data, bound) == Refusal("bound")


def test_an_unknown_base_is_not_tested(data):
    """A printed share whose units no text counts cannot be tested."""
    (share,) = find_figures(data, locality_id="trang_dinh", indicator_id="residential_cells_meeting_12_share")
    other = replace(share, locality_id="nam_po")
    pair = ("trang_dinh", "nam_po")
    comparison = Comparison(share.indicator_id, pair, (share, other), (), (), "with_care")
    assert contrast_shares(data, comparison) == Refusal("unknown_base")


@pytest.mark.parametrize("method", [contrast_shares, funnel_of_shares, require_one_axis])
def test_asked_by_ids_or_by_rows(data, method):
    """An indicator with places, a comparison, a part of the frame of figures and rows of it ask the same."""
    places = [*DISTRICTS, "lai_chau"]
    frame = data.figures().query("indicator == 'grassroots_cells_share' and place in @places")
    assert set(frame["place"]) == {*places} and len(frame) == 3
    comparison = compare(data, "grassroots_cells_share", list(frame["place"]))
    ways = [("grassroots_cells_share", frame), (frame,), ([row for _, row in frame.iterrows()],)]
    told = method(data, comparison)
    assert [show(method(data, *way)) for way in ways] == [show(told)] * len(ways)


def show(found):
    """Give what is told of figures, without how they were asked for."""
    return found.figures if isinstance(found, Comparison) else found


def test_rows_are_what_is_compared(data):
    """Of Hải Lựu's and Nậm Pồ's members, a commune's and a district's, the rows given are refused, and no others."""
    frame = data.figures().query("indicator == 'party_members' and subject == ''").set_index("place", drop=False)
    with pytest.raises(NotComparableError, match=r"hai_luu, nam_po: count_across_levels \(commune / district\)$"):
        require_one_axis(data, frame.loc[["hai_luu", "nam_po"]])
    with pytest.raises(AnalysisError, match="at least two figures"):
        contrast_shares(data, frame.loc[["hai_luu"]])
    with pytest.raises(AnalysisError, match="all columns"):
        contrast_shares(data, frame[["place", "indicator", "value"]])
    with pytest.raises(AnalysisError, match="one place has several"):
        contrast_shares(data, frame.loc[["nam_po", "hai_luu", "nam_po"]])
    with pytest.raises(AnalysisError, match="comparison takes Comparison"):
        contrast_shares(data, 5)


def test_computed_at_the_time_of_a_row(data):
    """Nậm Pồ's 1,906 members in 40 organisations are of one day: a row of it serves as its figure does."""
    rows = data.figures().query("place == 'nam_po' and indicator == 'party_members' and subject == ''")
    figure = data.figure_of(rows)
    made = compute_figure(data, "nam_po", "members_per_cell", of=figure)
    assert made is not None and compute_figure(data, "nam_po", "members_per_cell", of=rows.iloc[0]) == made
    with pytest.raises(AnalysisError, match=r"of takes Figure \| None or a row of figures\(\), not int"):
        compute_figure(data, "nam_po", "members_per_cell", of=5)


def test_funnel_by_hand(data):
    """The common share of the three places is (23 + 34 + 341) of (40 + 59 + 526)."""
    funnel = funnel_of_shares(data, compare(data, "grassroots_cells_share", [*DISTRICTS, "lai_chau"]))
    assert funnel.share == pytest.approx((23 + 34 + 341) / (40 + 59 + 526))
    assert [point.units for point in funnel.points] == [40, 59, 526]
    assert not any(point.outside for point in funnel.points)
    far = replace(funnel.points[2], low=0.9)
    assert far.outside


def test_limits_of_a_funnel_by_hand():
    """Around 50 % with z of 99.8 % = 3.0902: 0.5 ± z/(1 + z²/n) · √(0.25/n + z²/4n²), which is 0.1476 for n = 100."""
    [(low, high)] = contrasts.funnel_limits(0.5, [100])
    assert (low, high) == (pytest.approx(0.3524, abs=1e-4), pytest.approx(0.6476, abs=1e-4))
    # For n = 25: 3.0902 / 1.38198 · √(0.01 + 0.0038198) = 0.2629.
    [(low, high)] = contrasts.funnel_limits(0.5, [25])
    assert (low, high) == (pytest.approx(0.2371, abs=1e-4), pytest.approx(0.7629, abs=1e-4))


def test_two_places_make_no_funnel(data):
    """With two places there is a difference to tell, and no funnel."""
    comparison = compare(data, "grassroots_cells_share", DISTRICTS)
    assert funnel_of_shares(data, comparison) == Refusal("too_few", needed=NEEDED["funnel"], given=2)


def test_no_way_round_the_gate():
    """What compares two groups by their bare counts is not offered beside the functions that ask the gate."""
    raw = {
        "difference_of_shares",
        "ratio_of_shares",
        "exact_test",
        "homogeneity_test",
        "stochastic_superiority",
        "fit_proportional_odds",
        "funnel_limits",
    }
    assert raw.isdisjoint(vars(methods))
    assert {"contrast_shares", "funnel_of_shares", "compare_grades"} <= set(vars(methods))
