"""Coverage, grades, themes and cited documents."""

from dataclasses import replace
from decimal import Decimal

import pytest

import analysis
from analysis.errors import AnalysisError, NotComparableError, UnknownIdError
from analysis.methods import (
    GRADES,
    STANCES,
    Refusal,
    compare_grades,
    count_coverage,
    count_grades,
    find_gaps,
    find_patterns,
    lay_timeline,
    list_directives,
    read_organisation,
    read_themes,
    trace_directives,
)


@pytest.mark.parametrize(
    ("indicator", "locality", "state"),
    [
        ("party_members", "nam_po", "printed"),
        ("party_members", "trang_dinh", "absent"),
        ("members_per_cell", "hai_luu", "computed"),
        ("poor_households_share", "hai_luu", "part_only"),
        ("meeting_attendance_share", "trang_dinh", "not_observed"),
        ("residential_cells_graded_not_completed", "ba_tri", "printed"),
        ("communes_supported", "hai_luu", "not_applicable"),
        ("communes_supported", "nam_po", "absent"),
        ("grassroots_organisations", "hai_luu", "not_applicable"),  # a commune of before July 2025 is one itself
        ("grassroots_committees", "hai_luu", "not_applicable"),
        ("members_per_organisation", "hai_luu", "not_applicable"),
        ("intermediate_committees", "hai_luu", "absent"),  # its committee may have had some
        ("grassroots_committees", "ba_tri", "absent"),
    ],
)
def test_how_an_indicator_is_known(data, indicator, locality, state):
    """Coverage tells printed, computed, known of a part, target only, absent and not applicable apart."""
    assert count_coverage(data).loc[indicator, locality] == state


def test_gaps_are_what_others_print(data):
    """Ba Tri's text lacks the number of members, which three others print; Nậm Pồ's does not lack it."""
    gaps = {gap.indicator_id: gap.known_in for gap in find_gaps(data, "ba_tri")}
    assert gaps["party_members"] == ("hai_luu", "lai_chau", "nam_po")
    assert "party_members" not in {gap.indicator_id for gap in find_gaps(data, "nam_po")}
    assert "members_per_cell" not in gaps
    with pytest.raises(UnknownIdError):
        find_gaps(data, "hanoi")


def test_no_place_is_asked_for_what_its_level_cannot_have(data):
    """No commune is asked for its communes and no province for provincial cadres sent to it; what is printed stays."""
    for place, indicator in (("hai_luu", "communes_supported"), ("lai_chau", "provincial_cadres_received")):
        assert indicator not in {gap.indicator_id for gap in find_gaps(data, place)}
    others = data.localities["locality_id"] != "hai_luu"
    columns = {
        "code_to": data.localities["code_to"].where(others),
        "fate": data.localities["fate"].where(others, "continues"),
    }
    places = data.localities.assign(**columns)
    lasting = replace(data, tables={**data.tables, "localities": places})
    for laid, asked in ((data, False), (lasting, True)):  # a commune of today has organisations under it
        gaps = {gap.indicator_id for gap in find_gaps(laid, "hai_luu")}
        assert ("grassroots_organisations" in gaps, "grassroots_cells" in gaps) == (asked, asked)
    levels = [("district",)] * len(data.indicators)
    only = replace(data, tables={**data.tables, "indicators": data.indicators.assign(levels=levels)})
    assert not find_gaps(only, "hai_luu") and find_gaps(only, "nam_po")
    assert count_coverage(only).loc["party_members", "hai_luu"] == "printed"


def test_what_an_organisation_is_made_of(data):
    """Hải Lựu was one grassroots organisation, with 15 cells, 10 of them of villages; Nậm Pồ has 23 + 129 cells."""
    commune, district = (read_organisation(data, place) for place in ("hai_luu", "nam_po"))
    units = {unit.indicator_id: unit for row in commune.rows for unit in row}
    assert "grassroots_organisations" not in units and "superior_organisations" not in units
    assert [units[id_].figure.value for id_ in ("affiliated_cells", "residential_cells", "party_members")] == [
        15,
        10,
        378,
    ]
    assert (units["affiliated_cells"].under, units["residential_cells"].under) == ("", "affiliated_cells")
    assert units["women_members"].figure is None and units["party_members"].under is None
    assert commune.sums == ()
    units = {unit.indicator_id: unit for row in district.rows for unit in row}
    assert (units["grassroots_organisations"].under, units["affiliated_cells"].under) == ("", "grassroots_committees")
    assert [[part.value for part in parts] for parts in district.sums] == [[23, 129]]


def test_grades(data):
    """The two gradings of 2018 are those printed; a grade not printed is None, a printed "none" is zero."""
    gradings = {grading.locality_id: grading for grading in count_grades(data)}
    assert set(gradings) == {"ba_tri", "trang_dinh"}
    values = {
        place: [None if (figure := grading.grades[grade]) is None else int(figure.value) for grade in GRADES]
        for place, grading in gradings.items()
    }
    assert values == {"ba_tri": [34, 91, 4, 0], "trang_dinh": [5, 50, 4, None]}
    assert [gradings[place].assessed.value for place in ("ba_tri", "trang_dinh")] == [129, 59]
    assert gradings["trang_dinh"].unaccounted == 0
    assert gradings["trang_dinh"].excellent_to_good.value == 10
    assert gradings["ba_tri"].excellent_to_good.value == pytest.approx(Decimal("37.3626"), abs=Decimal("1e-4"))
    assert {grading.period for grading in gradings.values()} == {"2018"}


def test_a_year_without_a_unit_assessed_is_no_grading(invent):
    """Where none was assessed nothing is graded; two years of one place are two gradings."""
    years = [("organisations_assessed", 0, "2023"), ("organisations_assessed", 5, "2024")]
    graded = [("organisations_graded_good", 4, "2024"), ("organisations_assessed", 6, "2025")]
    data = analysis.load(invent({"huyen_thu": ("district", [*years, *graded])}))
    told = [
        (grading.period, grading.assessed.value) for grading in count_grades(data) if grading.locality_id == "huyen_thu"
    ]
    assert told == [("2024", 5), ("2025", 6)]


def test_grades_are_compared_through_the_gate(data, spoil):
    """The two gradings of 2018 may not be tested; were their units of one kind, 0.3998 by hand would come out."""
    with pytest.raises(NotComparableError, match="tier"):
        compare_grades(data, "trang_dinh", "ba_tri")
    with pytest.raises(AnalysisError, match="nam_po has no grading"):
        compare_grades(data, "trang_dinh", "nam_po")
    one_kind = data.indicators.assign(counted="residential_cell", tier="below_grassroots")
    same = replace(data, tables={**data.tables, "indicators": one_kind})
    by_hand = (5 * 95 + 5 * 34 / 2 + 50 * 4 + 50 * 91 / 2 + 4 * 4 / 2) / (59 * 129)
    assert compare_grades(same, "trang_dinh", "ba_tri").superiority.estimate == pytest.approx(by_hand)
    short = spoil("ba_tri_residential_cells_graded_good", 90)
    short = replace(short, tables={**short.tables, "indicators": one_kind})
    assert compare_grades(short, "trang_dinh", "ba_tri") == Refusal("grades_missing")


def test_each_text_is_read_theme_by_theme(data):
    """Every coding stands once under its theme, place and stance: Hải Lựu has no limitation, Ba Tri four deeds."""
    told = read_themes(data)

    def paragraphs(place, stance):
        return sorted(row["paragraph"] for theme in told.values() for row in theme[place][stance])

    assert len(told) == 22
    rows = [row for place in data.ids("locality") for stance in STANCES for row in paragraphs(place, stance)]
    assert len(rows) == len(data.tables["codings"])
    assert paragraphs("hai_luu", "limitation") == []
    assert set(paragraphs("ba_tri", "limitation")) == {8}
    assert set(paragraphs("ba_tri", "deed")) == {3, 4} and len(paragraphs("ba_tri", "deed")) == 4
    assert len(paragraphs("ba_tri", "proposal")) == 12
    assert (len(paragraphs("trang_dinh", "deed")), len(paragraphs("trang_dinh", "proposal"))) == (
        2,
        14,
    )  # 10 and 11; 4 praises


def test_what_answers_what(data):
    """Nậm Pồ answers what it lacks in mass organisations (6), not in security; a wish or an aim is no answer."""
    found, themes = find_patterns(data), read_themes(data)
    assert found["open"]["security_order"] == ("nam_po",)
    assert "mass_organisations" not in found["open"]
    # Ba Tri finds meetings better (6) before it names what falls short in them (8), and then only calls for more (10).
    assert found["open"]["cell_meeting_quality"] == ("ba_tri", "trang_dinh")
    # Ba Tri: an aim and what should be done (9 to 11), but the paragraph of the aim tells of cadres sent to reach it.
    # Tràng Định: praise of what organisations strive for (4) stands before the shortfall (5), and answers nothing.
    assert found["open"]["leadership_capacity"] == ("trang_dinh",)
    assert "inspection_supervision" not in found["open"]  # Tràng Định 10 has committee members sent
    leading = themes["leadership_capacity"]["ba_tri"]["proposal"]
    assert [row["paragraph"] for row in leading] == [4, 9, 10, 11]
    assert not any("hai_luu" in places for places in found["open"].values())


def test_what_texts_state_alike(data):
    """Three texts find that cell meetings fall short, three that leading does; no other limitation is so shared."""
    found = find_patterns(data)
    assert found["shared_limitation"] == {
        "cell_meeting_quality": ("ba_tri", "lai_chau", "trang_dinh"),
        "leadership_capacity": ("ba_tri", "nam_po", "trang_dinh"),
    }
    deeds = found["shared_deed"]
    assert deeds["leadership_capacity"] == ("hai_luu", "lai_chau", "nam_po")  # Ba Tri's is an aim, Tràng Định's praise
    # Grades are printed by two, Ba Tri (7) and, among what falls short, Tràng Định (5); neither a cell held up as an
    # example in Hải Lựu (9) nor commendation in Lai Châu (12) is a grade.
    assert set(found["shared_result"]) == {
        *("leadership_capacity", "cadre_assignment_to_grassroots", "socioeconomic_leadership", "leader_exemplarity")
    }
    grades = {place for place, of in read_themes(data)["quality_classification"].items() if of["result"]}
    assert grades == {"ba_tri", "trang_dinh"}


def test_directives_in_order(data):
    """Central documents come first, by date; those without a date come last in their level."""
    listed = list_directives(data)
    central = listed[listed["level"] == "central"]
    assert list(central["number"])[:3] == ["05-CT/TW", "12-HD/BTCTW", "28-CT/TW"]
    assert listed["level"].iloc[0] == "central"
    assert central["issued_on"].isna().to_list() == sorted(central["issued_on"].isna())


def test_a_document_has_what_its_text_ties_to_it(data):
    """Nậm Pồ tells of Resolution 04 a deed, two aims and a result in paragraph 5; Ba Tri no plan of Lai Châu."""
    tied = trace_directives(data)
    found = {
        stance: [coding["paragraph"] for coding in codings] for stance, codings in tied["nam_po_resolution_04"].items()
    }
    assert found == {"deed": [5], "proposal": [5, 5], "result": [5]}
    assert not tied["lai_chau_meeting_rules"].get("deed")
    # Lai Châu carries out Conclusion 30 in paragraph 10, with the resolution that it continues, and means to in 15.
    for directive in ("lai_chau_conclusion_30", "lai_chau_resolution_07"):
        assert {stance: [each["paragraph"] for each in tied[directive][stance]] for stance in ("deed", "proposal")} == {
            "deed": [10],
            "proposal": [15],
        }
    # No sentence ties the progress of paragraph 6 to a document of paragraph 7: one of these screens members out.
    assert not any("result" in tied[f"lai_chau_{name}"] for name in ("regulation_01", "guidance_02", "guidance_police"))


def on_line(events, lane):
    """Give what stands in a lane as (kind, number, day, first and last year)."""
    rows = events[events["lane"] == lane]
    days = [None if day != day else f"{day:%Y-%m-%d}" for day in rows["day"]]
    years = [None if year != year else int(year) for end in ("start", "end") for year in rows[end].dt.year]
    return list(zip(rows["kind"], rows["number"], days, years[: len(rows)], years[len(rows) :], strict=True))


def test_what_stands_where_on_the_timeline(data):
    """Days and years are those of the articles: in paragraph 5 of Nậm Pồ, 3 of Ba Tri, 7, 8 and 11 of Tràng Định."""
    events = lay_timeline(data)
    assert on_line(events, "central")[:3] == [
        ("directive", "05-CT/TW", "2016-05-15", None, None),
        ("guidance", "12-HD/BTCTW", "2018-07-06", None, None),
        ("directive", "28-CT/TW", "2019-01-21", None, None),
    ]
    assert on_line(events, "nam_po") == [
        ("resolution", "04-NQ/TU", "2016-05-23", 2016, 2020),
        ("article", "", "2018-01-17", None, None),
    ]
    assert on_line(events, "ba_tri")[:3] == [
        ("plan", "", None, 2016, 2020),
        ("article", "", "2019-03-08", None, None),
        ("resolution", "02-NQ/TU", None, None, None),
    ]
    assert on_line(events, "trang_dinh")[0] == ("plan", "", None, 2015, 2020)
    assert [day for _, _, day, *_ in on_line(events, "hai_luu")] == ["2022-08-03", None]
    assert list(events["lane"].unique()) == ["central", *data.ids("locality"), "grading", "rules"]


def test_rules_stand_on_the_timeline_while_in_force(data):
    """A rule that ended before the first document or article has no line; a document that grades stands once."""
    events = lay_timeline(data)
    grading = on_line(events, "grading")
    assert [rule[1] for rule in grading][:2] == ["27-HD/BTCTW", "132-QĐ/TW+16-HD/BTCTW"]  # 20-HD/BTCTW graded to 2013
    assert grading[-1] == ("rule", "366-QĐ/TW+43-HD/BTCTW", None, 2025, None)
    rules = {rule[1]: rule[3:] for rule in on_line(events, "rules")}
    assert rules["12-HD/BTCTW"] == (2018, 2025) and rules["42-HD/BTCTW"] == (2025, None)
    assert rules["21-NQ/TW"] == (2022, None)  # of its five targets two have no end
    assert not {"", "16-HD/BTCTW", "366-QĐ/TW"} & set(rules)


def test_a_place_laid_over_has_a_lane(tmp_path, write_package, small_package):
    """A central document that two texts cite by number and day stands once, for both; one without stands by itself."""
    source = small_package["sources"][0]["source_id"]
    cited = {"kind": "directive", "level": "central", "subject_vi": "x", "subject_en": "x", "printed": "x"}
    cited |= {"source_id": source, "paragraph": "2"}
    rows = [
        cited | {"directive_id": "test_05", "number": "05-CT/TW", "issued_on": "2016-05-15"},
        cited | {"directive_id": "test_bare"},
        cited
        | {"directive_id": "test_plan", "kind": "plan", "level": "commune", "covers_from": "2010", "covers_to": "2012"},
    ]
    data = analysis.load(write_package(tmp_path / "mine", small_package | {"directives": rows}))
    events = lay_timeline(data)
    five = events[events["number"] == "05-CT/TW"]
    assert list(five["places"]) == ["trang_dinh+test_commune"] or list(five["places"]) == ["test_commune+trang_dinh"]
    assert on_line(events, "test_commune")[0] == ("plan", "", None, 2010, 2012)
    assert on_line(events, "test_commune")[1][0] == "article"
    assert on_line(events, "grading")[0][1] == "20-HD/BTCTW"  # in force in 2010
    assert len(events[(events["lane"] == "central") & events["first"].isna()]) == 4
