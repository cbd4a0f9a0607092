"""Several places, several dates: the largest parts that may stand together, and one place against itself."""

from dataclasses import replace
from itertools import chain, combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

import analysis
from analysis import show
from analysis.errors import AnalysisError, NotComparableError
from analysis.methods import VERDICTS, compare, compare_grades, count_grades, find_figures, require_one_axis
from analysis.methods.comparability import change_over_time
from analysis.methods.groups import find_groups

pytestmark = pytest.mark.usefixtures("no_official_list")

CARE = {"period_basis": "context"}


def cells(members, affiliated, day, more=None):
    """Give the figures from which members per cell of a commune of old follow."""
    return [(id_, value, day, *([more] if more else [])) for id_, value in
            (("party_members", members), ("affiliated_cells", affiliated))]  # fmt: skip


PLACES = {
    "xa_1": ("commune", [*cells(300, 12, "2019-12-31"), *cells(330, 11, "2021-12-31")]),
    "xa_2": ("commune", [*cells(400, 10, "2021-06-30"), ("members_admitted", 9, "2021-01/2021-06")]),
    "xa_3": ("commune", [*cells(500, 20, "2022-01-31", CARE), *cells(90, 3, "2015-12-31")]),
    "xa_4": ("commune", [*cells(90, 3, "2012-12-31"), ("members_admitted", 20, "2012")]),
    "xa_5": ("commune", [*cells(95, 3, "2013-12-31"), ("members_admitted", 15, "2021")]),
    "xa_6": ("commune", [*cells(700, 20, "2026-06-30")]),
    "huyen_1": ("district", [("members_admitted", 50, "2021"), ("members_admitted", 20, "2022-01/2022-06")]),
    "huyen_2": ("district", [("members_admitted", 60, "2020"), ("party_members", 4000, "2021-12-31")]),
    "huyen_3": ("district", [("party_members", 5000, "2016-06-30"), ("party_members", 5100, "2021-11-30")]),
    "xa_7": ("commune", [("party_members", 310, f"{year}-12-31") for year in (2019, 2020, 2021, 2024)]),
    "xa_8": (
        "commune",
        [
            ("members_admitted", 10, "2020"),
            ("members_admitted", 4, "2021-01/2021-06"),
            ("members_admitted", 12, "2021"),
        ],
    ),
    "xa_9": ("commune", [("members_admitted", 10, "2020"), ("members_admitted", 4, "2021-01/2021-06")]),
}
INDICATORS = ["members_per_cell", "members_admitted", "party_members", "grassroots_cells_share"]


@pytest.fixture(scope="module")
def places(invent):
    """Give the built-in data with the places above laid over them."""
    return analysis.load(invent(PLACES))


def ids(comparison):
    return [set(part.locality_ids) for part in comparison.parts]


def reasons(comparison):
    return {left.locality_id: {reason.reason_id for reason in left.reasons} for left in comparison.left_out}


def times(comparison):
    return {figure.locality_id: figure.period for figure in comparison.figures}


drawn = st.lists(st.sampled_from([*PLACES, "nam_po", "hai_luu", "lai_chau", "trang_dinh"]), min_size=3, unique=True)


@given(drawn, st.sampled_from(INDICATORS))
def test_a_place_more_takes_nothing_away(places, localities, indicator):
    """Every part before is contained in a part after."""
    before, after = compare(places, indicator, localities[:-1]), compare(places, indicator, localities)
    for part in ids(before):
        assert any(part <= larger for larger in ids(after))


@given(drawn, st.sampled_from(INDICATORS), st.randoms())
def test_the_order_of_places_does_not_matter(places, localities, indicator, random):
    """In whatever order places are named, the verdict, the parts and their dates are the same."""
    shuffled = random.sample(localities, len(localities))
    first, second = compare(places, indicator, localities), compare(places, indicator, shuffled)
    assert (first.verdict, ids(first), times(first)) == (second.verdict, ids(second), times(second))
    assert [times(part) for part in first.parts] == [times(part) for part in second.parts]
    assert reasons(first) == reasons(second)


@given(drawn, st.sampled_from(INDICATORS))
def test_parts_are_what_they_say(places, localities, indicator):
    """In a part no pair is refused, no place stands twice; who is in no largest part has a reason or no figure."""
    comparison = compare(places, indicator, localities)
    for part in comparison.parts:
        assert len(part.locality_ids) > 1
        assert "not_comparable" not in {pair.verdict for pair in part.judgements}
        assert len(part.judgements) == len(part.figures) * (len(part.figures) - 1) / 2
        require_one_axis(places, part)
    assert comparison.verdict == (comparison.parts[0].verdict if comparison.parts else "not_comparable")
    sizes = [(-len(part.locality_ids), VERDICTS.index(part.verdict)) for part in comparison.parts]
    assert sizes == sorted(sizes)
    inside = set(comparison.parts[0].locality_ids) if comparison.parts else set()
    assert {left.locality_id for left in comparison.left_out} == set(localities) - inside
    assert all(left.reasons for left in comparison.left_out)


class Drawn:
    """A gate that refuses what a drawn graph does not join."""

    def __init__(self, joined):
        self.joined = joined

    def refuses(self, left, right):
        return frozenset((left, right)) not in self.joined


@given(st.data(), st.integers(2, 5))
def test_groups_are_all_that_there_are(data, draw, number):
    """The groups found are those that trying every choice of places and dates finds, none in another."""
    (figure,) = find_figures(data, locality_id="nam_po", indicator_id="party_members")
    days = draw.draw(st.lists(st.integers(1, 3), min_size=number, max_size=number))
    nodes = {
        (f"p{n}", ""): tuple(replace(figure, locality_id=f"p{n}", period=str(2015 + 2 * k)) for k in range(count))
        for n, count in enumerate(days)
    }
    pairs = [frozenset(pair) for left, right in combinations(nodes, 2) for pair in product(nodes[left], nodes[right])]
    gate = Drawn(set(draw.draw(st.lists(st.sampled_from(pairs)))))
    choices = chain.from_iterable(
        product(*(nodes[owner] for owner in some))
        for size in range(1, number + 1)
        for some in combinations(nodes, size)
    )
    whole = {
        frozenset(figure.locality_id for figure in choice)
        for choice in choices
        if not any(gate.refuses(*pair) for pair in combinations(choice, 2))
    }
    expected = {group for group in whole if not any(group < other for other in whole)}
    found = find_groups(gate, nodes)
    assert {frozenset(figure.locality_id for figure in group) for group in found} == expected
    assert not any(gate.refuses(*pair) for group in found for pair in combinations(group, 2))


def test_one_commune_more_leaves_the_picture(places, data):
    """Members per cell of three places stays a picture of three when a commune that lacks a tier is laid over."""
    before = compare(data, "members_per_cell", data.ids("locality"))
    after = compare(places, "members_per_cell", [*data.ids("locality"), "xa_6"])
    assert ids(before) == ids(after) == [{"nam_po", "hai_luu", "lai_chau"}]
    assert after.verdict == "with_care"
    told = {left.locality_id: left.reasons[0] for left in after.left_out}
    assert (told["xa_6"].reason_id, told["xa_6"].left) == ("lacks_part", ("grassroots_cells",))


def test_the_dates_nearest_in_time(places):
    """Of 2019-12-31 and 2021-12-31, the latter is nearer to 2021-06-30: 330 : 11 against 400 : 10."""
    comparison = compare(places, "members_per_cell", ["xa_1", "xa_2"])
    assert times(comparison) == {"xa_1": "2021-12-31", "xa_2": "2021-06-30"}
    assert [figure.value for figure in comparison.figures] == [30, 40]
    assert [figure.period for figure in comparison.others] == ["2019-12-31"]


def test_a_year_is_held_against_a_year_though_a_half_year_be_nearer(places):
    """Of the year 2020 and a half of 2021, only the former may stand beside the year 2021; the other stays listed."""
    comparison = compare(places, "members_admitted", ["xa_9", "xa_5"])
    assert times(comparison) == {"xa_9": "2020", "xa_5": "2021"}
    assert [figure.period for figure in comparison.others] == ["2021-01/2021-06"]


def test_two_and_three_places_are_answered_alike(invent):
    """Half-years of 2021 and 2022 stand together, and a third place with a half-year joins them."""
    halves = {
        "xa_a": ("commune", [("members_admitted", 110, "2021"), ("members_admitted", 50, "2021-01/2021-06")]),
        "xa_b": ("commune", [("members_admitted", 45, "2022-01/2022-06")]),
        "xa_c": ("commune", [("members_admitted", 40, "2022-01/2022-06")]),
    }
    data = analysis.load(invent(halves))
    pair, three = (compare(data, "members_admitted", list(halves)[:number]) for number in (2, 3))
    assert (pair.verdict, three.verdict) == ("with_care", "with_care")
    assert times(pair)["xa_a"] == times(three)["xa_a"] == "2021-01/2021-06"


def test_two_targets_stand_together_behind_what_was_observed(invent):
    """A place with a target alone is held against the other's target; two that both have results are held by these."""
    aims = {"status": "target"}
    lay = {
        "xa_a": ("commune", [("women_members_share", 40, "2030", aims)]),
        "xa_b": ("commune", [("women_members_share", 45, "2030", aims), ("women_members_share", 33, "2022-06-30")]),
        "xa_c": ("commune", [("women_members_share", 50, "2030", aims), ("women_members_share", 30, "2022-06-30")]),
    }
    data = analysis.load(invent(lay))
    assert times(compare(data, "women_members_share", ["xa_a", "xa_b"])) == {"xa_a": "2030", "xa_b": "2030"}
    both = {"xa_b": "2022-06-30", "xa_c": "2022-06-30"}
    assert times(compare(data, "women_members_share", ["xa_b", "xa_c"])) == both
    assert {"xa_a", "xa_b", "xa_c"} in ids(compare(data, "women_members_share", ["xa_a", "xa_b", "xa_c"]))


@given(st.permutations(["nam_po", "lai_chau", "trang_dinh", "hai_luu", "ba_tri"]), st.sampled_from(INDICATORS))
def test_reasons_come_in_one_order(places, localities, indicator):
    """Reasons of a set are told in the same order, whatever the order of its places."""
    asked = compare(places, indicator, sorted(localities))
    again = compare(places, indicator, localities)
    named = [dict.fromkeys(reason.reason_id for reason in found.reasons) for found in (asked, again)]
    assert list(named[0]) == list(named[1])


def test_of_dates_as_near_the_milder_is_taken(invent):
    """Two figures a year before and a year after are as near; the one whose time the text states is taken."""
    lay = {
        "xa_a": (
            "commune",
            [("women_members_share", 30, "2020-06-30", CARE), ("women_members_share", 31, "2022-06-30")],
        ),
        "xa_b": ("commune", [("women_members_share", 32, "2021-06-30")]),
    }
    near = compare(analysis.load(invent(lay)), "women_members_share", ["xa_a", "xa_b"])
    # Both ask for care, since the base is not known; of as mild ones the earlier stands.
    assert near.verdict == "with_care"
    assert times(near)["xa_a"] == "2020-06-30"


def about(figures):
    return {figure.locality_id: figure.subject for figure in figures}


def test_a_village_stands_beside_a_village_of_a_place_that_has_its_own_figure(invent, write_package):
    """A village is held against the other place's village; two places' own figures are held against each other."""
    day, share = "2022-06-30", "poor_households_share"
    lay = {
        f"xa_{name}": ("commune", [(share, 5, day)] * own + [(share, 1, day, {"subject": f"xa_{name}_thon"})] * village)
        for name, own, village in (("a", 0, 1), ("b", 1, 1), ("c", 1, 0), ("d", 1, 1))
    }
    villages = [
        {"subject_id": f"xa_{name}_thon", "locality_id": f"xa_{name}", "name_vi": "thôn Thử", "name_en": "Test village",
         "kind": "village"}
        for name in "abd"
    ]  # fmt: skip
    data = analysis.load(write_package(invent(lay), {"subjects": villages}))
    pair = compare(data, share, ["xa_a", "xa_b"])
    assert pair.verdict == "with_care"
    assert about(pair.figures) == {"xa_a": "xa_a_thon", "xa_b": "xa_b_thon"}
    assert (about(pair.others), pair.left_out) == ({"xa_b": ""}, ())
    assert about(compare(data, share, ["xa_b", "xa_d"]).figures) == {"xa_b": "", "xa_d": ""}
    # A village beside a commune without one stays refused.
    assert reasons(compare(data, share, ["xa_a", "xa_c"])) == {"xa_a": {"subject"}, "xa_c": {"subject"}}
    # With a third place the second stands in either part, with what fits there, and is not left out.
    three = compare(data, share, ["xa_c", "xa_a", "xa_b"])
    assert ids(three) == [{"xa_a", "xa_b"}, {"xa_b", "xa_c"}]
    assert [about(part.figures)["xa_b"] for part in three.parts] == ["xa_b_thon", ""]
    assert reasons(three) == {"xa_c": {"subject"}}
    # Where all have a village, the villages alone share an axis.
    villages = compare(data, share, ["xa_a", "xa_b", "xa_d"])
    require_one_axis(data, villages)
    assert about(villages.figures) == {"xa_a": "xa_a_thon", "xa_b": "xa_b_thon", "xa_d": "xa_d_thon"}
    assert len(villages.figures) == 3
    assert ids(villages) == [{"xa_a", "xa_b", "xa_d"}, {"xa_b", "xa_d"}]


def test_more_groups_than_can_be_told(invent):
    """Of 20 provinces with a district and its commune each, any two that are no part of each other stand in a group.

    There are 3 to the power of 20 choices of one from each province. A place less takes no pair away.
    """
    lay, above = {}, {}
    for n in range(20):
        for level, code, parent in (("province", f"{n + 50}", ""), ("district", f"9{n:02}", f"{n + 50}"),
                                    ("commune", f"950{n:02}", f"9{n:02}")):  # fmt: skip
            lay[f"{level}_{n:02}"] = (level, [("members_per_organisation", 20 + n, "2021-12-31")])
            above[f"{level}_{n:02}"] = {"code": code, "parent_code": parent}
    data = analysis.load(invent(lay))
    rows = data.localities.set_index("locality_id")
    for place, cells in above.items():
        rows.loc[place, list(cells)] = list(cells.values())
    data = replace(data, tables={**data.tables, "localities": rows.reset_index()})
    for asked in (sorted(lay), sorted(lay)[1:]):
        parts = ids(compare(data, "members_per_organisation", asked))
        kept = {pair for part in parts for pair in combinations(sorted(part), 2)}
        assert kept == {(a, b) for a, b in combinations(asked, 2) if a[-2:] != b[-2:]}
        assert max(map(len, parts)) == 20


def test_two_times_make_two_parts(places):
    """Communes of 2012 and 2013 stand together, and so do those of 2021 and 2022; one of 2015 joins the former."""
    comparison = compare(places, "members_per_cell", ["xa_1", "xa_2", "xa_3", "xa_4", "xa_5"])
    assert ids(comparison) == [{"xa_1", "xa_2", "xa_3"}, {"xa_3", "xa_4", "xa_5"}]
    assert times(comparison.parts[0])["xa_3"] == "2022-01-31"
    assert times(comparison.parts[1])["xa_3"] == "2015-12-31"
    assert reasons(comparison) == {"xa_4": {"period"}, "xa_5": {"period"}}
    with pytest.raises(NotComparableError, match=r"period.*largest part"):
        require_one_axis(places, comparison)
    require_one_axis(places, comparison.largest)


def test_a_place_against_itself(places):
    """330 : 11 is 30 members per cell in 2021, 300 : 12 is 25 in 2019: a change, told from the earlier to the later."""
    comparison = compare(places, "members_per_cell", ["xa_1", "xa_1"])
    assert [(figure.value, figure.period) for figure in comparison.change.figures] == [
        (25, "2019-12-31"),
        (30, "2021-12-31"),
    ]
    assert comparison.verdict == "comparable"
    assert compare(places, "members_per_cell", ["xa_2", "xa_2"]).verdict == "not_comparable"


def test_before_a_place_was_formed_its_name_stood_for_another(invent):
    """A commune formed on 1 July 2025 did not grow from a figure of 2024; two figures after that day are its change."""
    counts = [("party_members", 300, "2024-12-31"), ("party_members", 900, "2025-12-31")]
    data = analysis.load(
        invent({"xa_y": ("commune", [*counts, ("party_members", 930, "2026-06-30")])}, code_from="2025-07-01")
    )
    change = change_over_time(data, "party_members", "xa_y")
    assert [figure.period for figure in change.figures] == ["2025-12-31", "2026-06-30"]


def test_flows_of_unequal_spans_are_no_change(places):
    """From the year 2020 one may go to the year 2021, not to its first half; with the half alone there is no change."""
    change = change_over_time(places, "members_admitted", "xa_8")
    assert [figure.period for figure in change.figures] == ["2020", "2021"]
    assert [figure.period for figure in change.others] == ["2021-01/2021-06"]
    assert change_over_time(places, "members_admitted", "xa_9").figures == ()


def test_a_long_row(places):
    """Members at four ends of years are one row of three steps, though the first and the last lie five years apart."""
    change = change_over_time(places, "party_members", "xa_7")
    assert [figure.period[:4] for figure in change.figures] == ["2019", "2020", "2021", "2024"]
    assert len(change.judgements) == 3


def test_one_of_three_named_twice(places):
    """Two names of one place among three are a slip."""
    with pytest.raises(AnalysisError, match="xa_1 is named twice"):
        compare(places, "members_per_cell", ["xa_1", "xa_2", "xa_1"])


def test_gradings_of_several_years(invent):
    """Of gradings of 2019 and 2021 that of 2021 is held against 2022: 8 of 10 good against 4 of 10 good, 2 : 6 not."""
    graded = ("organisations_assessed", "organisations_graded_good", "organisations_graded_completed")

    def grade(year, *counts):
        return [(id_, count, str(year)) for id_, count in zip(graded, counts, strict=True)]

    lay = {
        "huyen_a": ("district", [*grade(2019, 10, 5, 5), *grade(2021, 10, 8, 2)]),
        "huyen_b": ("district", grade(2022, 10, 4, 6)),
    }
    data = analysis.load(invent(lay))
    contrast = compare_grades(data, "huyen_a", "huyen_b")
    assert [grading.period for grading in (contrast.first, contrast.second)] == ["2021", "2022"]
    # A good unit meets a completed one in 8 * 6 of 100 pairs, an equal one in 8 * 4 + 2 * 6.
    assert contrast.superiority.estimate == pytest.approx((48 + 44 / 2) / 100)
    gradings = [grading for grading in count_grades(data) if grading.locality_id.startswith("huyen")]
    assert len(gradings) == 3
    assert len(show.table_grade_contrasts(data, gradings, lang="vi").rows) == 1
