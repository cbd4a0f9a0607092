"""Figures that cannot be: each is refused at its row and cell, and its neighbour that can be is not."""

from itertools import pairwise

import pytest

from analysis.dataset import check_layers

LEVEL = {"qualifier": "eq", "period_basis": "stated", "status": "observed", "list_is_partial": "false"}
ABOVE, TOGETHER = "above_whole", "parts_above"
SHARES = [f"organisations_graded_{grade}_share" for grade in ("completed", "excellent", "good")]


@pytest.fixture
def lay(tmp_path, write_package, small_package):
    """Lay figures of a made-up commune over the data, as indicator and cells, and give the faults."""

    village = {"locality_id": "test_commune", "name_vi": "Thôn", "name_en": "Village", "kind": "village"}

    def check(*figures):
        rows = []
        for n, (indicator, cells) in enumerate(figures):
            about = {"observation_id": f"f{n:02}", "locality_id": "test_commune", "indicator_id": indicator}
            where = {"source_id": "test_commune_2024", "paragraph": "3", "period": "2023"}
            rows.append(LEVEL | about | where | cells)
        subjects = [village | {"subject_id": id_} for id_ in sorted({row.get("subject", "") for row in rows} - {""})]
        tables = small_package | {"observations": rows, "subjects": subjects}
        return check_layers(write_package(tmp_path / "mine", tables))

    return check


def told(faults):
    """Say what was refused where: the rank of the figure, the column, the kind."""
    assert {fault.file for fault in faults} <= {"mine/observations.csv"}
    return [(fault.row - 2, fault.column, fault.kind) for fault in faults]


def change(reading, value, **more):
    return {"reading": reading, "value": value, **more}


# One figure: what is refused in which column, or None where nothing is.
CASES = [
    ("village_heads_members_share", {"value": "100"}, None),
    ("village_heads_members_share", {"value": "100.1"}, ("value", "share")),
    ("village_heads_members_share", {"value": "100", "qualifier": "ge"}, None),
    ("village_heads_members_share", {"value": "100", "qualifier": "gt"}, ("value", "share")),
    ("village_heads_members_share", {"value": "90", "value_high": "101"}, ("value_high", "share")),
    ("admission_plan_achieved", {"value": "125"}, None),  # per cent of plan
    ("organisations_excellent_to_good", {"value": "120"}, None),  # a ratio
    ("party_members", {"value": "-1"}, ("value", "negative")),
    ("party_members", {"value": "0", "qualifier": "lt"}, ("value", "negative")),
    ("party_members", {"value": "0", "qualifier": "le"}, None),
    ("poor_households_share", {"value": "0.0", "qualifier": "lt"}, ("value", "negative")),
    ("village_heads_members_share", {"value": "100.0", "qualifier": "gt"}, ("value", "share")),
    ("party_members", change("difference", "-12"), None),
    ("party_members", change("difference", "-1.5"), ("value", "count")),
    ("party_members", change("relative_change", "-1.5"), None),
    ("party_members", change("relative_change", "250"), None),  # growth
    ("party_members", change("relative_change", "-100"), None),
    ("party_members", change("relative_change", "-101"), ("value", "fall")),
    ("poor_households_share", change("difference", "-1.2"), None),
    ("poor_households_share", change("difference", "-101"), ("value", "share")),
    ("poor_households_share", change("relative_change", "130"), None),
    ("party_members", {"value": "50", "value_high": "55"}, None),
    ("party_members", {"value": "50", "value_high": "50"}, ("value_high", "range")),
    ("party_members", {"value": "50", "value_high": "5"}, ("value_high", "range")),
    ("party_members", {"value": "50", "value_high": "55", "qualifier": "approx"}, ("qualifier", "range_qualifier")),
    ("party_members", {"value": "50", "against": "2022"}, ("against", "against_level")),
    ("party_members", change("difference", "5", against="2022"), None),
    ("party_members", change("difference", "5", against="2023-01-01"), None),  # from the first day of the year
    ("party_members", change("difference", "5", against="2023"), ("against", "against_order")),
    ("party_members", change("difference", "5", against="2024"), ("against", "against_order")),
    ("party_members", change("difference", "5", against="2022-13"), ("against", "period")),
    ("members_admitted", change("difference", "5", against="2022-01/2022-06", period="2023-01/2023-06"), None),
    # The text was published on 5 February 2024.
    ("party_members", {"value": "50", "period": "2024-02-05"}, None),
    ("party_members", {"value": "50", "period": "2024-02-06"}, ("period", "not_yet")),
    ("party_members", {"value": "50", "period": "2025"}, ("period", "not_yet")),
    ("members_admitted", {"value": "50", "period": "2024"}, None),  # the year has begun: a notice
    ("members_admitted", {"value": "50", "period": "2025", "status": "target"}, None),
    ("members_admitted", {"value": "50", "period": "2024-02-05", "status": "target"}, None),
    ("members_admitted", {"value": "50", "period": "2023", "status": "target"}, ("period", "past_target")),
    ("members_admitted", {"value": "50", "period": "2020/2023", "status": "planned"}, ("period", "past_target")),
    ("members_admitted", {"value": "50", "period": "2020/2025", "status": "planned"}, None),
]


def test_a_figure_that_cannot_be_is_refused_at_its_cell(lay):
    """Shares, counts, ranges, changes and dates have limits, and what lies just within them is taken."""
    found = told(lay(*((indicator, cells | {"subject": f"s{n:02}"}) for n, (indicator, cells, _) in enumerate(CASES))))
    assert sorted(found) == [(n, *expected) for n, (*_, expected) in enumerate(CASES) if expected]


def test_every_rule_of_one_figure_has_a_case_that_it_refuses_and_one_that_it_lets_through():
    """The table above has both sides of each limit."""
    refused = {case[2][1] for case in CASES if case[2]}
    assert refused == {
        *("share", "negative", "count", "fall", "range", "range_qualifier"),
        *("against_level", "against_order", "period", "not_yet", "past_target"),
    }
    assert any(left[0] == right[0] and bool(left[2]) != bool(right[2]) for left, right in pairwise(CASES))


def test_a_part_is_not_above_its_whole(lay):
    """More women than members is refused at the women, and the row of the members is named."""
    (fault,) = lay(("party_members", {"value": "50"}), ("women_members", {"value": "51"}))
    assert told([fault]) == [(1, "value", "above_whole")]
    assert fault.details["other"] == "f00"
    assert "mine/observations.csv, row 2" in fault.message
    assert lay(("party_members", {"value": "50"}), ("women_members", {"value": "50"})) == []


def test_no_end_of_a_part_is_above_its_whole(lay):
    """Of 200 members 150 to 250 cannot be women; 150 to 200 can, and 150 to 250 of 200 to 260."""
    women, members = {"value": "150", "value_high": "250"}, {"value": "200"}
    assert told(lay(("party_members", members), ("women_members", women))) == [(1, "value", "above_whole")]
    assert lay(("party_members", members), ("women_members", women | {"value_high": "200"})) == []
    assert lay(("party_members", members | {"value_high": "260"}), ("women_members", women)) == []


@pytest.mark.parametrize(
    ("women", "members", "kinds"),
    [
        ("gt", "eq", [ABOVE]),
        ("ge", "lt", [ABOVE]),
        ("gt", "ge", []),
        ("ge", "eq", []),
        ("ge", "le", []),
        ("eq", "gt", []),
        ("lt", "eq", []),
    ],
)
def test_a_bound_of_a_part_is_within_its_whole(lay, women, members, kinds):
    """Over 500 women are not of 500 members, nor 500 or more of under 500; 500 or more of 500 may be."""
    cells = {"party_members": members, "women_members": women}
    faults = lay(*((id_, {"value": "500", "qualifier": qualifier}) for id_, qualifier in cells.items()))
    assert [fault.kind for fault in faults] == kinds


def test_a_list_that_breaks_off_is_no_whole(lay):
    """205 women are not above 200 members of a list that the text breaks off."""
    women = ("women_members", {"value": "205"})
    assert lay(("party_members", {"value": "200", "list_is_partial": "true"}), women) == []
    assert told(lay(("party_members", {"value": "200"}), women)) == [(1, "value", "above_whole")]


def test_a_share_of_a_part_is_not_above_that_of_the_whole(lay):
    """80% excellent are not within 70% good or better, nor 40% and 35% together; 66.65% within 66.6% is rounding."""
    better = ("organisations_good_or_better_share", {"value": "70"})
    excellent, good = SHARES[1:]
    assert told(lay(better, (excellent, {"value": "80"}))) == [(1, "value", "above_whole")]
    assert lay(better, (excellent, {"value": "70"})) == []
    grades = [(excellent, {"value": "40"}), (good, {"value": "35"})]
    assert told(lay(better, *grades)) == [(2, "value", "parts_above")]
    assert lay((better[0], {"value": "66.6"}), (excellent, {"value": "66.65"})) == []


def test_what_came_in_a_part_of_the_year_is_not_above_what_came_in_it(lay):
    """40 admitted in half of 2022 are more than 30 in all of it, but not than 30 in half a year; stocks may fall."""
    half, year = {"value": "40", "period": "2022-01/2022-06"}, {"value": "30", "period": "2022"}
    assert told(lay(("members_admitted", year), ("rural_members_admitted", half))) == [(1, "value", "above_whole")]
    assert lay(("members_admitted", half | {"value": "30"}), ("rural_members_admitted", year | {"value": "40"})) == []
    assert lay(("members_admitted", year | {"value": "40"}), ("rural_members_admitted", half)) == []
    assert lay(("party_members", year), ("women_members", half)) == []


def test_a_part_of_another_whole_may_be_above(lay):
    """Only a level of the same place, span and status is a part of a whole; a bound may be below it."""
    others = [
        {"period": "2022"},
        {"period": "2023-06-30"},  # another day
        {"period": "2025", "status": "target"},
        change("difference", "51"),
        {"qualifier": "le"},
        {"qualifier": "approx", "against": "", "period": "2023-01-01/2023-12-31"},
    ]
    parts = [("women_members", {"value": "51", **cells}) for cells in others]
    assert lay(("party_members", {"value": "50"}), *parts) == []


def test_a_span_is_the_same_however_it_is_written(lay):
    """The year 2023 and the interval of its months are one span: for wholes, and for second rows."""
    whole = ("party_members", {"value": "50"})
    assert told(lay(whole, ("women_members", {"value": "51", "period": "2023-01/2023-12"}))) == [
        (1, "value", "above_whole")
    ]
    assert told(lay(whole, ("party_members", {"value": "51", "period": "2023-01/2023-12"}))) == [
        (1, "observation_id", "second")
    ]
    assert lay(whole, ("party_members", change("difference", "5"))) == []  # a change is another figure


def test_a_numerator_is_not_above_its_denominator(lay):
    """Good and excellent together are not more than were assessed, though neither alone is."""
    grades = [("organisations_graded_excellent", {"value": "6"}), ("organisations_graded_good", {"value": "5"})]
    (fault,) = lay(("organisations_assessed", {"value": "10"}), *grades)
    assert told([fault]) == [(2, "value", "parts_above")]
    assert (fault.details["cell"], fault.details["whole"], fault.details["other"]) == ("11", "10", "f00")
    assert lay(("organisations_assessed", {"value": "11"}), *grades) == []


def test_shares_of_one_whole_do_not_pass_a_hundred(lay):
    """Three shares of 33.4, 33.4 and 33.3 are rounded; 40, 40 and 21 are not."""
    rounded = [(id_, {"value": value}) for id_, value in zip(SHARES, ("33.4", "33.4", "33.3"), strict=True)]
    assert lay(*rounded) == []
    above = [(id_, {"value": value}) for id_, value in zip(SHARES, ("40.0", "40.0", "21.0"), strict=True)]
    assert told(lay(*above)) == [(2, "value", "shares_above")]


# A share that a reader adds.
OWN = {
    "indicator_id": "own_share", "concept": "own_share", "topic": "members", "name_vi": "Tỷ lệ", "name_en": "Share",
    "unit": "percent", "counted": "party_member", "tier": "person", "nature": "share", "decimals": "0",
    "better": "neither", "definition_vi": "x", "definition_en": "x",
}  # fmt: skip


MANY, HALF = {"value": "1172", "printed": "1.172 người"}, {"value": "0.5", "printed": "còn 0,5%"}
OVER = {"value": "40", "printed": "trên 40% hộ", "qualifier": "gt"}
# A figure that is recorded as its print does not read, and the kind of fault; the print may stand for two numbers.
PRINTS = [
    ("party_members", MANY, None),
    ("party_members", MANY | {"value": "1173"}, "prints_other"),
    ("poor_households_share", HALF, None),
    ("poor_households_share", HALF | {"value": "5"}, "prints_other"),
    ("better_off_households_share", OVER, None),
    ("better_off_households_share", OVER | {"qualifier": "eq"}, "prints_other"),
    ("better_off_households_share", OVER | {"printed": "40% hộ"}, "prints_other"),
    ("better_off_households_share", OVER | change("difference", "-40"), "prints_other"),
    ("better_off_households_share", OVER | change("difference", "-40", qualifier="lt"), None),
    ("party_members", MANY | {"printed": "chi bộ"}, "prints_none"),
    ("party_members", MANY | {"repeats": "4: 2 lần"}, "prints_other"),
    ("party_members", MANY | {"repeats": "4: 1.172 đảng viên"}, None),
]


def test_a_figure_is_recorded_as_its_print_reads(lay):
    """Value, decimals and qualifier are those printed, in both places; a fall is below zero, its bound turned."""
    figures = [(id_, cells | {"period": f"20{n:02}"}) for n, (id_, cells, _) in enumerate(PRINTS)]
    column = {n: "repeats" for n, (_, cells, _) in enumerate(PRINTS) if "repeats" in cells}
    found = told(lay(*figures))
    assert found == [(n, column.get(n, "printed"), kind) for n, (*_, kind) in enumerate(PRINTS) if kind]


@pytest.mark.parametrize(
    ("women", "members", "other"), [("201", "300", "f1"), ("301", "200", "f0"), ("200", "300", "")]
)
def test_each_whole_of_a_part_is_looked_at(tmp_path, write_package, small_package, women, members, other):
    """Women among rural members are not above these, nor above all members, whichever share was declared first."""
    (figure,) = small_package["observations"]
    counts = {"party_members": members, "rural_members": "200", "women_members": women}
    rows = [
        figure | {"observation_id": f"f{n}", "indicator_id": id_, "value": counts[id_]} for n, id_ in enumerate(counts)
    ]
    formula = {
        "indicator_id": "own_share",
        "level": "any",
        "numerator": "women_members",
        "denominator": "rural_members",
    }
    laid = small_package | {"indicators": [OWN], "derived": [formula | {"scale": "100"}], "observations": rows}
    faults = check_layers(write_package(tmp_path / "mine", laid))
    assert [(fault.row, fault.kind, fault.details["other"]) for fault in faults] == [(4, ABOVE, other)] * bool(other)


def test_what_is_of_another_unit_is_no_part_and_a_formula_multiplies(tmp_path, write_package, small_package):
    """A percentage is not held against the count it is said to be a part of; a formula times nothing is refused."""
    (member,) = small_package["observations"]
    own = OWN | {"part_of": "party_members"}
    figures = [member | {"value": "50"}, member | {"observation_id": "z", "indicator_id": "own_share", "value": "80"}]
    formula = {
        "indicator_id": "own_share",
        "level": "any",
        "numerator": "women_members",
        "denominator": "party_members",
    }
    laid = small_package | {"indicators": [own], "observations": figures}
    assert check_layers(write_package(tmp_path / "mine", laid | {"derived": [formula | {"scale": "100"}]})) == []
    (fault,) = check_layers(write_package(tmp_path / "mine", laid | {"derived": [formula | {"scale": "0"}]}))
    assert (fault.file, fault.column, fault.kind) == ("mine/derived.csv", "scale", "low")


@pytest.mark.parametrize(
    ("whole", "parts", "kind"),
    [
        # A village of the commune, on the same day.
        ({"indicator": "party_members"}, [{"value": "61", "subject": "v"}], ABOVE),
        ({"indicator": "party_members"}, [{"value": "61", "subject": "v", "indicator": "women_members"}], ABOVE),
        ({"indicator": "party_members"}, [{"value": "60", "subject": "v"}], None),
        ({"indicator": "party_members"}, [{"value": "61", "subject": "v", "qualifier": "approx"}], None),
        ({"indicator": "party_members", "qualifier": "ge"}, [{"value": "61", "subject": "v"}], None),
        ({"indicator": "party_members", "list_is_partial": "true"}, [{"value": "61", "subject": "v"}], None),
        ({"indicator": "party_members"}, [{"value": "61", "subject": "v", "period": "2022"}], None),
        ({"indicator": "income_per_person"}, [{"value": "61", "subject": "v"}], None),
        # A half-year and a year within a longer time.
        ({}, [{"value": "70", "period": "2023-01/2023-06"}], ABOVE),
        ({"period": "2019/2023"}, [{"value": "70"}], ABOVE),
        ({}, [{"value": "60", "period": "2023-01/2023-06"}], None),
        ({}, [{"value": "70", "period": "2023-01/2023-06", "qualifier": "le"}], None),
        ({}, [{"value": "70", "period": "2022-07/2023-06"}], None),
        ({}, [{"value": "70", "period": "2023-06-30", "period_basis": "publication"}], None),
        ({"indicator": "party_members"}, [{"value": "70", "period": "2023-01/2023-06"}], None),
        ({}, [{"value": "20", "period": "2023-01/2023-06"}, {"value": "50", "period": "2023-07/2023-12"}], TOGETHER),
        ({}, [{"value": "10", "period": "2023-01/2023-06"}, {"value": "50", "period": "2023-07/2023-12"}], None),
        ({}, [{"value": "40", "period": "2023-01/2023-06"}, {"value": "50", "period": "2023-04/2023-09"}], None),
        # The organisations graded in each of two years are the same ones.
        ({"indicator": "organisations_assessed", "period": "2022/2023"},
         [{"value": "40", "period": "2022"}, {"value": "40", "period": "2023"}], None),
        # The end of a month and of a year is a day.
        ({"indicator": "party_members"},
         [{"value": "61", "indicator": "women_members", "period": "2023-12-31"}], ABOVE),
        ({"indicator": "party_members", "period": "2023-06-30"},
         [{"value": "61", "indicator": "women_members", "period": "2023-06"}], ABOVE),
    ],
)  # fmt: skip
def test_a_count_is_not_above_that_of_a_place_or_a_time_around_it(lay, whole, parts, kind):
    """A village within its commune, a half-year within the year, two halves: above 60 is refused, if sure."""
    first = {"indicator": "members_admitted", "value": "60", **whole}
    figures = [first, *({"indicator": first["indicator"]} | part for part in parts)]
    cells = [
        (figure["indicator"], {name: figure[name] for name in figure if name != "indicator"}) for figure in figures
    ]
    assert told(lay(*cells)) == ([(len(parts), "value", kind)] if kind else [])


@pytest.mark.parametrize(
    ("indicator", "period", "parent", "kind"),
    [
        ("party_members", "2021-12-31", "105", ABOVE),
        ("party_members", "2021", "105", ABOVE),
        ("members_admitted", "2021", "105", ABOVE),
        ("members_admitted", "2021-01/2021-06", "105", ABOVE),
        ("party_members", "2020-12-31", "105", None),
        ("members_admitted", "2020", "105", None),
        ("party_members", "2021-12-31", "106", None),
        ("poor_households_share", "2021", "105", None),
    ],
)
def test_a_commune_is_not_above_its_district(tmp_path, write_package, small_package, indicator, period, parent, kind):
    """80 in a commune are more than 50 in its district, of the same time; not than 50 in a district beside it."""
    (source,) = small_package["sources"]
    whole = {"members_admitted": "2021", "poor_households_share": "2021"}.get(indicator, "2021-12-31")
    places = [("h_b", "district", "105", "12", whole, "50"), ("x_b", "commune", "12870", parent, period, "80")]
    tables = {"localities": [], "sources": [], "observations": []}
    for id_, level, code, above, when, value in places:
        about, names = {"locality_id": id_}, {"name_vi": id_, "name_en": id_}
        tables["localities"].append(about | names | {"level": level, "code": code, "parent_code": above})
        tables["sources"].append(source | about | {"source_id": f"{id_}_text"})
        figure = {"observation_id": f"{id_}_f", "indicator_id": indicator, "period": when, "value": value}
        tables["observations"].append(LEVEL | about | figure | {"source_id": f"{id_}_text", "paragraph": "3"})
    if parent == "106":
        names = {"name_vi": "Khác", "name_en": "Other", "level": "district", "code": "106", "parent_code": "12"}
        tables["localities"].insert(1, {"locality_id": "h_c", **names})
    faults = check_layers(write_package(tmp_path / "mine", tables))
    assert told(faults) == ([(1, "value", kind)] if kind else [])
    assert all(fault.details["other"] == "h_b_f" for fault in faults)


ADMITTED = {"indicator_id": "members_admitted", "period": "2021"}

# Of a district with 50: the figures of its communes 1 to 3, of `y` in another district, of `z`, which is 1 told again.
BESIDE = [
    ({"1": "30", "2": "30"}, {}, TOGETHER),
    ({"1": "20", "2": "30"}, {}, None),
    ({"1": "30", "2": "30"}, {"2": {"period": "2020-12-31"}}, None),  # another day
    ({"1": "30", "2": "30"}, {"2": {"indicator_id": "women_members"}}, None),
    ({"1": "30", "2": "30"}, {"2": {"qualifier": "approx"}}, None),
    ({"1": "30", "2": "30"}, {"": {"list_is_partial": "true"}}, None),
    ({"1": "30", "y": "30"}, {}, None),
    ({"1": "30", "2": "30"}, {key: {"indicator_id": "district_cadres_assigned"} for key in ("", "1", "2")}, None),
    ({"1": "10", "2": "20", "3": "21"}, {}, TOGETHER),
    ({"1": "30", "z": "30"}, {}, None),
    ({"1": "30", "z": "30", "2": "21"}, {}, TOGETHER),
    ({"1": "30", "2": "30"}, {key: {"indicator_id": "women_members"} for key in "12"}, TOGETHER),
    # What came in the year, or in parts of it.
    ({"1": "30", "2": "30"}, dict.fromkeys(("", "1", "2"), ADMITTED), TOGETHER),
    ({"1": "20", "2": "30"}, dict.fromkeys(("", "1", "2"), ADMITTED), None),
    ({"1": "30", "2": "30"}, dict.fromkeys(("", "1"), ADMITTED) | {"2": ADMITTED | {"period": "2022"}}, None),
    (
        {"1": "30", "2": "30"},
        dict.fromkeys(("", "1"), ADMITTED) | {"2": ADMITTED | {"period": "2021-07/2021-12"}},
        TOGETHER,
    ),
]


def test_communes_together_are_not_above_their_district(tmp_path, write_package, small_package):
    """Two communes with 30 each are more than the 50 of their district; of another time or district they are not.

    Nor is one commune that is told twice, under one code, nor a cadre who may follow both.
    """
    (source,) = small_package["sources"]
    tables = {"localities": [], "sources": [], "observations": []}
    for n, (values, cells, _) in enumerate(BESIDE, 10):
        for key, value in sorted({"": "50", **values}.items()):
            id_, district = f"d{n}{key}", f"9{n}"
            code = f"{district}{ {'y': 4, 'z': 1}.get(key, key):0>2}" if key else district
            above = {"": "12", "y": "899"}.get(key, district)
            about, names = {"locality_id": id_}, {"name_vi": id_, "name_en": id_, "parent_code": above, "code": code}
            tables["localities"].append(about | names | {"level": "commune" if key else "district"})
            tables["sources"].append(source | about | {"source_id": f"{id_}_text"})
            figure = {"observation_id": f"{id_}_f", "indicator_id": "party_members", "value": value}
            figure |= {"period": "2021-12-31", "source_id": f"{id_}_text", "paragraph": "3"}
            tables["observations"].append(LEVEL | about | figure | cells.get(key, {}))
    for rows in tables.values():
        rows.sort(key=lambda row: next(iter(row.values())))
    faults = [fault for fault in check_layers(write_package(tmp_path / "mine", tables)) if "other" in fault.details]
    refused = {fault.details["other"]: fault.kind for fault in faults}
    assert refused == {f"d{n}_f": kind for n, (*_, kind) in enumerate(BESIDE, 10) if kind}


def test_villages_together_are_not_above_their_commune(tmp_path, write_package, small_package):
    """Two villages with 61 members are more than the 60 of their commune; Party organisations may hold one another."""
    (place,), (source,) = small_package["localities"], small_package["sources"]
    cases = [
        (("30", "31"), ("village", "village"), TOGETHER),
        (("30", "30"), ("village", "village"), None),
        (("30", "31"), ("party_organisation", "party_organisation"), None),
        (("30", "31"), ("village", "party_organisation"), None),
    ]
    tables = {"localities": [], "sources": [], "subjects": [], "observations": []}
    for case, (values, kinds, _) in enumerate(cases):
        about, text = {"locality_id": f"c{case}"}, {"source_id": f"c{case}_text"}
        names = {"name_vi": f"Xã {case}", "name_en": f"Commune {case}", "code": f"9999{case}"}
        tables["localities"].append(place | about | names)
        tables["sources"].append(source | about | text)
        for n, (value, kind) in enumerate(zip(("60", *values), ("", *kinds), strict=True)):
            figure = {"observation_id": f"c{case}_{n}", "indicator_id": "party_members", "value": value}
            figure |= {"paragraph": "3", "period": "2023-12-31", "subject": f"c{case}_s{n}" if kind else ""}
            tables["observations"].append(LEVEL | about | text | figure)
            part = {"subject_id": f"c{case}_s{n}", "name_vi": f"Phần {n}", "name_en": f"Part {n}", "kind": kind}
            tables["subjects"] += [about | part] if kind else []
    faults = check_layers(write_package(tmp_path / "mine", tables))
    assert [(fault.kind, fault.details["other"]) for fault in faults] == [(TOGETHER, "c0_0")]
