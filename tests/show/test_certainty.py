"""How certain: tables and pictures name their method, and what is refused is refused in words."""

import re
from dataclasses import replace

import pytest

from analysis import show
from analysis.elements.table import Paragraph, Table
from analysis.elements.wording import Voice
from analysis.methods import Refusal, compare, count_grades, find_figures
from analysis.methods.contrasts import funnel_of_shares
from analysis.show.certainty import describe_refusal, format_chance
from analysis.words.catalogue import say

PLACES = ["nam_po", "trang_dinh", "lai_chau"]


@pytest.fixture(params=["vi", "en"])
def lang(request):
    return request.param


def words(cell):
    return getattr(cell, "text", cell)


def test_full_counts_are_not_tested_unasked(data, lang):
    """Without being asked to take units as outcomes of a process, the page says once that full counts are not."""
    comparison = compare(data, "grassroots_cells_share", PLACES)
    told, needs = show.show_tests(data, comparison, as_process=False, lang=lang)
    assert told == Paragraph(describe_refusal(Refusal("full_count"), lang=lang))
    told, names = (
        "".join(map(str, needs.items)).lower(),
        ("funnel", "average", "quantiles", "ranks", "clustering", "regression"),
    )
    assert all(say(f"need.{name}", lang).lower() in told for name in names)


def test_what_the_gate_refuses_is_refused_with_reasons(data, lang):
    """Even when asked, what the gate keeps apart is not tested and carries nothing: the reasons are told, and once."""
    for places in (["hai_luu", "lai_chau"], data.ids("locality")):
        comparison = compare(data, "party_members", places)
        for as_process in (True, False):
            (found,) = show.show_tests(data, comparison, as_process=as_process, lang=lang)
            assert isinstance(found, Paragraph)
            told = {"vi": ("xã", "tỉnh"), "en": ("commune", "province")}[lang]
            assert all(level in found.text for level in told)


def test_contrasts_name_their_methods(data, lang):
    """Each pair of shares has difference, ratio and p-value, with the method of each and the assumption."""
    comparison = compare(data, "grassroots_cells_share", PLACES)
    table, *_ = show.show_tests(data, comparison, as_process=True, lang=lang)
    assert len(table.rows) == 3
    for row in table.rows:
        assert all(name in row[4] for name in ("Newcombe", "Fisher"))
        assert row[5].links
    # 23/40 - 34/59 = -0.13 points.
    assert words(table.rows[0][1]).startswith({"vi": "-0,1 (", "en": "-0.1 ("}[lang])
    assert table.notes


def test_the_funnel_has_every_place(data, lang):
    """Each place is a row with its units, its share and its limits; 23 + 34 + 341 of 40 + 59 + 526 are 63.7 %."""
    comparison = compare(data, "grassroots_cells_share", PLACES)
    _, table, _ = show.show_tests(data, comparison, as_process=True, lang=lang)
    assert {str(row[0]): str(row[1]) for row in table.rows} == {"Nậm Pồ": "40", "Tràng Định": "59", "Lai Châu": "526"}
    assert {"vi": "63,7%", "en": "63.7%"}[lang] in table.caption and "Wilson" in table.notes[0]
    assert {str(row[4]) for row in table.rows} == {say("alt.inside", lang)}


def test_the_units_that_would_show_a_difference_are_told(data, lang):
    """From 34 of 129 excellent, 10 points more take 336 units a side: 2·2.8016² / h², h by hand; no share, none."""
    # h = 2 asin √(34/129 + 0.1) - 2 asin √(34/129) = 0.2162; 2 · (1.9600 + 0.8416)² / h² = 335.9.
    gradings = [grading for grading in count_grades(data) if grading.locality_id == "ba_tri"]
    notes = show.table_intervals(data, gradings, lang=lang).notes
    assert ["336" in note and "129" in note and "Cohen" in note for note in notes] == [False, True]
    none = replace(gradings[0], shares={**gradings[0].shares, "excellent": None})
    assert len(show.table_intervals(data, [none], lang=lang).notes) == 1


def test_grades_of_two_tiers_are_not_set_against_each_other(data, lang):
    """For Tràng Định and Ba Tri the table gives the reasons of the gate and no number."""
    ((_, told, odds, _),) = show.table_grade_contrasts(data, count_grades(data), lang=lang).rows
    assert odds == ""
    assert {"vi": "khác cấp tổ chức", "en": "different tiers of organisation"}[lang] in told


def test_grades_of_one_tier_are(data, lang):
    """Were both of one tier, both columns would name their method."""
    same = data.indicators.assign(counted="residential_cell", tier="below_grassroots")
    like = replace(data, tables={**data.tables, "indicators": same})
    ((_, superiority, odds, _),) = show.table_grade_contrasts(like, count_grades(like), lang=lang).rows
    assert "Brunner–Munzel" in superiority
    assert {"vi": "tỷ số chênh tích lũy", "en": "proportional odds"}[lang] in odds.lower()


def test_needs_count_comparable_places_only(data, lang):
    """Three comparable places carry a funnel and nothing else; one line tells what asks for how many more."""
    comparison = compare(data, "grassroots_cells_share", PLACES)
    *_, three = show.show_tests(data, comparison, as_process=True, lang=lang)
    carried = {"vi": "Đủ số liệu.", "en": "Enough figures."}[lang]
    assert [str(each).endswith(carried) for each in three.items] == [True, False]
    assert [*map(int, re.findall(r"\d+", str(three.items[1])))] == [3, 8, 8, 8, 12, 20]


@pytest.mark.parametrize("as_process", [True, False])
@pytest.mark.parametrize("indicator", ["members_per_cell", "grassroots_cells_share", "residential_cells_share"])
def test_what_is_said_to_be_carried_is_drawn(data, indicator, as_process, lang):
    """The list calls the funnel carried exactly where the page shows one, and else says what the method itself says."""
    comparison = compare(data, indicator, data.ids("locality"))
    *drawn, needs = show.show_tests(data, comparison, as_process=as_process, lang=lang)
    told, limits = str(needs.items[0]), {"vi": "giới hạn", "en": "limits"}[lang]
    shown = [table for table in drawn if isinstance(table, Table) and limits in str(table.columns).lower()]
    assert told.endswith(show.say("need.carried", lang)) == bool(shown)
    refused = funnel_of_shares(data, comparison.largest)
    if as_process and not shown:
        assert told.endswith(describe_refusal(refused, lang=lang))


@pytest.mark.parametrize(("p_value", "vi"), [(0.0, "dưới 0,001"), (0.0004652, "dưới 0,001"), (0.4857, "0,486")])
def test_no_chance_is_written_as_none(p_value, vi):
    """A very small p-value is written as a bound, never as zero."""
    assert format_chance(p_value, "vi") == vi


def test_a_part_is_told_in_the_reason(data, lang):
    """A reason that concerns one part of a computed figure names the part."""
    from analysis.methods import judge

    left, right = (
        find_figures(data, locality_id=place, indicator_id="members_per_cell")[0] for place in ("nam_po", "lai_chau")
    )
    members, *cells = left.parts
    spoilt = replace(left, parts=(replace(members, status="target"), *cells))
    (reason,) = [reason for reason in judge(data, spoilt, right).reasons if reason.reason_id == "status"]
    told = {"vi": "(ở phần: đảng viên)", "en": "(in its part: Party members)"}[lang]
    assert told in Voice(data, lang).reasons([reason])


def test_intervals_say_their_assumption(data, lang):
    """Wilson intervals of 5/59 and 34/129 stand with the method and the assumption: 3.7 to 18.4 per cent for 5/59."""
    table = show.table_intervals(data, count_grades(data), lang=lang)
    cells = [str(row[2]) for row in table.rows if "Tràng Định" in row[0]]
    assert cells[0] == {"vi": "3,7% đến 18,4%", "en": "3.7% to 18.4%"}[lang]
    assert table.notes
