"""Bad tables: each fault is found, placed, and worded with what would be right."""

import shutil
import unicodedata

import pytest

import analysis
from analysis.dataset import check_layers
from analysis.errors import AnalysisError, DataError
from analysis.paths import data_dir
from analysis.workbook.review import find_remarks

DATA = analysis.paths.data_dir()

# Each case: table, leading cells of the row, column, a bad cell, a good cell (None: as it stands), what the
# fault must say. All bad cells of a stage stand in one copy of the package, all good ones in another.
CELLS = [
    ("observations", ("nam_po_party_members",), "value", "1906 đv", "1907", ["must be a number", "'1906 đv'"]),
    ("observations", ("nam_po_rural_members",), "value", "1.529,0", "1529.0", ["must be a number", "12.5"]),
    ("observations", ("nam_po_grassroots_cells",), "value", "٢٣", "24", ["must be a number"]),
    ("observations", ("nam_po_grassroots_organisations",), "value", "9" * 400, "41", ["must be a number"]),
    ("observations", ("nam_po_grassroots_committees",), "paragraph", "bốn", "5", ["must be a whole number"]),
    ("observations", ("trang_dinh_grassroots_cells",), "paragraph", "0", "1", ["must be at least 1", "'0'"]),
    ("sources", ("ba_tri_2019",), "published_on", "08/03/2019", "2019-03-09", ["must be a date, such as 2021-12-31"]),
    ("sources", ("hai_luu_2022",), "published_on", "20220803", "2022-08-04", ["must be a date"]),
    ("sources", ("nam_po_2018",), "published_on", "2018-01-32", "2018-01-17", ["must be a date"]),
    ("observations", ("nam_po_residential_cells",), "list_is_partial", "đúng", "true", ["must be true or false"]),
    (
        "observations",
        ("nam_po_resolution_years",),
        "qualifier",
        "over",
        "ge",
        ["must be one of eq, gt, ge, lt, le, approx, not 'over'"],
    ),
    ("localities", ("hai_luu",), "level", "xã", "district", ["must be one of province, district, commune", "'xã'"]),
    ("localities", ("trang_dinh",), "code", "180a", "180", ["must have the form", "'180a'"]),
    ("sources", ("lai_chau_2022",), "sha256", "abc", "0" * 64, ["must have the form"]),
    (
        "observations",
        ("nam_po_rural_members_share",),
        "period",
        "quý I/2018",
        "2018-01",
        ["must have the form", "'quý I"],
    ),
    ("observations", ("nam_po_affiliated_cells",), "printed", "", "129", ["must not be empty"]),
    ("codings", ("ba_tri", "result", "quality_classification"), "gloss_en", "", "Graded.", ["must not be empty"]),
    (
        "codings",
        ("hai_luu", "measure", "mass_organisations"),
        "status",
        "xong",
        "done",
        ["must be one of done, ongoing"],
    ),
    ("observations", ("ba_tri_communes_supported",), "printed", "x" * 61, "24 " + "x" * 57, ["at most 60 characters"]),
    (
        "observations",
        ("ba_tri_residential_cells_assessed",),
        "observation_id",
        "Ba Tri 129",
        "ba_tri_residential_cells_129",
        ["must have the form", "'Ba Tri 129'"],
    ),
    # Letters: the text looks right on the screen, or comes from before Unicode.
    ("sources", ("trang_dinh_2019",), "author", "Ðỗ Ví", "Đỗ Ví", ["(U+00D0) at character 1", "use 'Đ'"]),
    (
        "sources",
        ("hai_luu_2022",),
        "author",
        unicodedata.normalize("NFD", "Ví Dụng Trà").replace("i\u0301", "í").replace("u\u0323", "ụ"),
        "Ví Dụng Trà",
        ["at character 11 is not in NFC", "use 'à'"],
    ),
    ("sources", ("ba_tri_2019",), "author", "§¶ng bé huyÖn", "Đảng bộ huyện", ["TCVN3", "'§¶ng bé huyÖn'"]),
    ("sources", ("nam_po_2018",), "author", "Ñaûng boä huyeän", "Đảng bộ huyện", ["VNI", "convert"]),
    # Keys.
    (
        "observations",
        ("trang_dinh_organisations_graded_good",),
        "observation_id",
        "trang_dinh_organisations_graded_excellent",
        "trang_dinh_organisations_graded_goo",
        ["“trang_dinh_organisations_graded_excellent” stands already in observations.csv, row ", "one row less"],
    ),
]
FOREIGN_KEYS = [
    (
        "observations",
        ("nam_po_party_members",),
        "indicator_id",
        "party_member",
        "probationary_members",
        ["unknown indicator_id 'party_member'", "did you mean party_members", "Valid: ", "women_members"],
    ),
    (
        "observations",
        ("nam_po_rural_members",),
        "locality_id",
        "nam_bo",
        None,
        ["unknown locality_id 'nam_bo'; did you mean nam_po? Valid: ba_tri, hai_luu, lai_chau, nam_po, trang_dinh"],
    ),
    (
        "observations",
        ("hai_luu_income_per_person_hoa_binh",),
        "subject",
        "hai_luu_hoa_bin",
        "",
        ["did you mean hai_luu_hoa_binh"],
    ),
    ("codings", ("ba_tri", "result", "cadre_training"), "theme_id", "cadre_trainin", None, ["mean cadre_training"]),
    (
        "directives",
        ("lai_chau_conclusion_30",),
        "carries_out",
        "lai_chau_resolution_7",
        "",
        ["did you mean lai_chau_resolution_07"],
    ),
    ("indicators", ("women_members",), "part_of", "party_membrs", "", ["did you mean party_members"]),
    ("derived", ("women_members_share",), "indicator_id", "xyz", None, ["unknown indicator_id 'xyz'. Valid: "]),
]
RULES = [
    ("observations", ("nam_po_party_members",), "period", "2017-13", "2017-12", ["'2017-13' does not exist"]),
    ("observations", ("nam_po_rural_members",), "period", "2017-02-29", "2017-02-28", ["does not exist"]),
    ("observations", ("nam_po_rural_members_share",), "value", "100.5", "100", ["over 100", "is a share"]),
    ("observations", ("nam_po_grassroots_cells",), "value", "23.5", "24", ["not a whole number", "is a count"]),
    ("observations", ("nam_po_grassroots_committees",), "value", "-1", "0", ["“-1” is below zero; zero or more"]),
    # The body of the Nậm Pồ text is its paragraphs 1 to 8; a ninth is the website's.
    (
        "observations",
        ("nam_po_residential_cells",),
        "paragraph",
        "9",
        "8",
        ["paragraph 9 is outside the body of nam_po_2018; a paragraph from 1 to 8"],
    ),
    (
        "directives",
        ("nam_po_resolution_04",),
        "paragraph",
        "9",
        "8",
        ["outside the body of nam_po_2018; a paragraph from 1 to 8"],
    ),
    ("codings", ("nam_po", "result", "resources_mobilisation"), "paragraph", "9", "8", ["outside the body"]),
    (
        "observations",
        ("hai_luu_party_members",),
        "subject",
        "lai_chau_sin_ho",
        "hai_luu_hoa_binh",
        ["“lai_chau_sin_ho” belongs to lai_chau"],
    ),
    (
        "observations",
        ("hai_luu_residential_cells",),
        "source_id",
        "ba_tri_2019",
        None,
        ["“ba_tri_2019” belongs to ba_tri"],
    ),
    (
        "codings",
        ("hai_luu", "measure", "mass_organisations"),
        "source_id",
        "ba_tri_2019",
        None,
        ["“ba_tri_2019” belongs to ba_tri"],
    ),
    # An assignment rests on codings of its passage, counts with figures of its place, and leads downwards.
    (
        "assignments",
        ("ba_tri_provincial_cadres",),
        "paragraph",
        "5",
        "3",
        ["no coding of cadre_assign", "(measure, done)"],
    ),
    (
        "assignments",
        ("lai_chau_border_cells",),
        "limitation_paragraph",
        "13",
        "14",
        ["paragraph 13 has no coding", "(limitation)"],
    ),
    ("assignments", ("trang_dinh_committee_members",), "senders", "nam_po_party_members", None, ["belongs to nam_po"]),
    (
        "assignments",
        ("hai_luu_committee_members",),
        "to_level",
        "district",
        "commune",
        ["“district” lies above “commune”"],
    ),
    # A headline names one thing, whole and of its own place.
    ("headlines", ("ba_tri", "5"), "observation_id", "ba_tri_communes_supported", None, ["a row names one thing"]),
    ("headlines", ("ba_tri", "2"), "observation_id", "", None, ["a row names one thing"]),
    (
        "headlines",
        ("ba_tri", "4"),
        "paragraph",
        "",
        None,
        ["with all its cells: observation_id; indicator_id; theme_id + direction + paragraph"],
    ),
    ("headlines", ("ba_tri", "8"), "paragraph", "7", "6", ["paragraph 7 has no coding", "(result)"]),
    ("headlines", ("ba_tri", "1"), "observation_id", "nam_po_party_members", None, ["belongs to nam_po"]),
    (
        "codings",
        ("lai_chau", "measure", "cadre_training", "13"),
        "status",
        "",
        "ongoing",
        ["the measure has no status; choose one of: done, ongoing, stepwise, planned, recommended, unclear"],
    ),
    (
        "codings",
        ("lai_chau", "result", "cadre_training", "11"),
        "status",
        "done",
        "",
        ["only a measure has a status; leave the cell empty"],
    ),
    (
        "observations",
        ("trang_dinh_grassroots_committees",),
        "indicator_id",
        "grassroots_cells",
        "party_members",
        ["for the same place, indicator, time and status already", "row 65 has “34 chi bộ cơ sở”", "of a part"],
    ),
    (
        "derived",
        ("members_per_cell", "any"),
        "denominator",
        "grassroots_cells+affiliated_cell",
        "grassroots_cells",
        ["unknown indicator_id 'affiliated_cell'", "did you mean affiliated_cells"],
    ),
    (
        "derived",
        ("admission_rate",),
        "numerator",
        "members_admited",
        "party_members",
        ["did you mean members_admitted"],
    ),
    (
        "codings",
        ("ba_tri", "measure", "cell_meeting_quality"),
        "directive_ids",
        "ba_tri_cell_plan+ba_tri_cell_plans",
        "ba_tri_cell_plan+ba_tri_resolution_02",
        ["unknown directive_id 'ba_tri_cell_plans'; did you mean ba_tri_cell_plan"],
    ),
    # What leads back to itself.
    ("indicators", ("rural_members",), "part_of", "rural_members", "party_members", ["leads back to itself"]),
    ("derived", ("women_members_share",), "numerator", "women_members_share", "women_members", ["back to itself"]),
    ("directives", ("lai_chau_conclusion_30",), "carries_out", "lai_chau_conclusion_30", "", ["back to itself"]),
    # Ends before beginnings.
    ("norms", ("duration_2018",), "in_force_to", "2018-07-05", "2018-07-06", ["“2018-07-05” is before “2018-07-06”"]),
    ("norms", ("admission_rate_target",), "value_high", "2", "3", ["“2” is before “3”"]),
    ("grading_rules", ("grading_2014",), "graded_to", "2013", "2014", ["“2013” is before “2014”"]),
    (
        "norms",
        ("weak_points_2014",),
        "in_force_to",
        "2014-09-24",
        "2014-09-25",
        ["“2014-09-24” is before “2014-09-25”"],
    ),
    ("sources", ("hai_luu_2022",), "paragraphs", "17", "18", ["“17” is before “18”"]),
    # No district is new since 1 July 2025, and none goes on.
    (
        "localities",
        ("ba_tri",),
        "fate",
        "continues",
        "merged",
        ["since 1 July 2025 there are no districts", "ba_tri is a district"],
    ),
    ("localities", ("trang_dinh",), "fate", "formed", "merged", ["since 1 July 2025 there are no districts"]),
    # Order: the first row that stands wrong, and the one that should stand there.
    (
        "norms",
        ("cell_committee_from",),
        "norm_id",
        "zz_committee_from",
        "cell_committee_from_9",
        ["rows are not in order", "cell_meeting_monthly should be here"],
    ),
]
STAGES = {"cells": CELLS, "foreign keys": FOREIGN_KEYS, "rules": RULES}
CASES = [
    pytest.param(stage, n, id=f"{case[0]}-{case[2]}-{case[3][:20]!a}")
    for stage, cases in STAGES.items()
    for n, case in enumerate(cases)
]


@pytest.fixture(scope="module")
def spoiled(tmp_path_factory, set_cells):
    """Give, by stage, the lines of the bad cells and the faults found."""
    found = {}
    for stage, cases in STAGES.items():
        folder = tmp_path_factory.mktemp("spoiled") / "data"
        shutil.copytree(DATA, folder)
        lines = set_cells(folder, [case[:4] for case in cases])
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("ANALYSIS_HOME", str(folder.parent))
            found[stage] = lines, check_layers()
    return found


@pytest.mark.parametrize(("stage", "n"), CASES)
def test_a_bad_cell_is_found_and_placed(spoiled, stage, n):
    """The fault names file, line and column, and says what would be right."""
    table, _, column, *_, phrases = STAGES[stage][n]
    lines, faults = spoiled[stage]
    # These two are of the whole row, not of the cell that was changed.
    column = {
        "rows are not in order": None,
        "for the same place, indicator, time and status already": "observation_id",
    }.get(phrases[0], column)
    place = (f"{table}.csv", lines[n], column)
    messages = [fault.message for fault in faults if (fault.file, fault.row, fault.column) == place]
    assert len(messages) == 1, faults
    assert [phrase for phrase in phrases if phrase not in messages[0]] == []


@pytest.mark.parametrize("stage", STAGES)
def test_all_faults_are_told_at_once_and_no_others(spoiled, stage):
    """One fault a bad cell: the rest of the package is as good as it was."""
    assert len(spoiled[stage][1]) == len(STAGES[stage])


@pytest.mark.parametrize("stage", STAGES)
def test_what_is_just_within_the_limit_is_no_fault(home, set_cells, stage):
    """Each rule lets through the neighbour of the cell that it stops."""
    cells = [(*case[:3], case[4]) for case in STAGES[stage] if case[4] is not None]
    # A figure is printed as it is recorded.
    printed = {("value", good): good.replace(".", ",") for *_, good in cells} | {
        ("qualifier", "ge"): "từ 1 năm trở lên"
    }
    cells += [
        (*case[:2], "printed", printed[case[2:]]) for case in cells if case[0] == "observations" and case[2:] in printed
    ]
    set_cells(home, cells)
    assert check_layers() == []


def test_a_fault_is_worded_place_first(home, set_cells):
    """A reader finds the place before the reason, and `load` says the same as `check_layers`."""
    (line,) = set_cells(home, [("norms", ("duration_2018",), "kind", "law")])
    (fault,) = check_layers()
    assert str(fault) == f"norms.csv, line {line}, column kind: must be one of rule, ceiling, target, total, not 'law'"
    with pytest.raises(DataError, match="1 fault") as caught:
        analysis.load()
    assert str(fault) in str(caught.value)


def test_a_cell_that_repeats_is_told_in_each_row(home, set_cells):
    """Equal cells are judged once, and each row that has one is told, in the order of the file."""
    ids = [f"ba_tri_{name}" for name in ("communes_supported", "residential_cells_assessed")]
    bad = {"printed": "1\u043e", "qualifier": "over"}
    cells = [("observations", (id_,), column, cell) for column, cell in bad.items() for id_ in ids]
    lines = sorted(set_cells(home, cells))[::2]
    told = [(fault.row, fault.column, fault.kind) for fault in check_layers() if fault.kind in ("letters", "choice")]
    kinds = {"qualifier": "choice", "printed": "letters"}
    assert told == [(line, column, kind) for column, kind in kinds.items() for line in lines]


def test_a_key_of_several_columns_is_unique(home, set_cells):
    """Two codings of one passage under one theme and direction are one too many; no single column is to blame."""
    key = ("ba_tri", "measure", "cadre_assignment_to_grassroots")
    first, second = set_cells(
        home, [("codings", (*key, "3"), "paragraph", "4"), ("codings", (*key, "11"), "paragraph", "10")]
    )
    (fault,) = check_layers()
    assert (fault.file, fault.row, fault.column) == ("codings.csv", first + 1, None)
    assert f"“{' + '.join(key)} + 4 + c1” stands already in codings.csv, row {first}" in fault.message
    assert second == first + 3


def test_a_circle_of_two_is_found_at_both(home, set_cells):
    """A whole that is a part of its part is told for each of the two."""
    parts = [
        ("indicators", ("party_members",), "part_of", "women_members"),
        ("indicators", ("women_members",), "part_of", "party_members"),
    ]
    lines = set_cells(home, parts)
    assert [(fault.row, fault.column) for fault in check_layers()] == [(line, "part_of") for line in sorted(lines)]


def change_text(path, old, new, count=1):
    text = path.read_text(encoding="utf-8")
    assert text.count(old) >= 1
    path.write_text(text.replace(old, new, count), encoding="utf-8", newline="")


def change_line(path, number, change):
    lines = path.read_text(encoding="utf-8").split("\n")
    lines[number - 1] = change(lines[number - 1])
    path.write_text("\n".join(lines), encoding="utf-8", newline="")


def places(faults):
    return [(fault.file, fault.row, fault.column) for fault in faults]


def test_an_untouched_copy_has_no_fault(home):
    """What the other tests spoil is right to begin with."""
    assert check_layers() == []


def test_a_misspelt_column_is_missing_and_unknown(home):
    """The heading is named with the one it is close to."""
    change_text(home / "observations.csv", ",qualifier,", ",qualifer,")
    missing, strange = check_layers()
    assert places([missing, strange]) == [("observations.csv", 1, "qualifier"), ("observations.csv", 1, None)]
    assert "the column “qualifier” is missing" in missing.message
    assert "no column “qualifer”" in strange.message and "close: qualifier" in strange.message
    assert "Columns: " in strange.message
    assert "period_basis" in strange.message


def test_a_column_that_stands_twice_is_told(home):
    """The second of two columns of one name is not taken for another."""
    change_text(home / "subjects.csv", "name_vi,name_en", "name_vi,name_vi")
    faults = check_layers()
    assert places(faults) == [("subjects.csv", 1, "name_en"), ("subjects.csv", 1, "name_vi")]
    assert "stands twice" in faults[1].message


def test_a_table_of_a_million_columns_is_refused_by_its_first_line(home):
    """What no table has is told once, and not column by column."""
    (home / "subjects.csv").write_text(",".join(f"c{n}" for n in range(1_000_000)) + "\n", encoding="utf-8")
    (fault,) = check_layers()
    assert str(fault).startswith("subjects.csv, line 1: its first line has 1000000 columns, far more than the table")


def test_columns_may_stand_in_any_order(home):
    """The heading says what a column is, not its place."""
    path = home / "derived.csv"
    rows = [line.split(",") for line in path.read_text(encoding="utf-8").splitlines()]
    path.write_text("".join(",".join(row[::-1]) + "\n" for row in rows), encoding="utf-8", newline="")
    assert check_layers() == []


@pytest.mark.parametrize(
    ("line", "change", "cells"),
    [
        pytest.param(2, lambda text: text + ",x", 20, id="long first row"),
        pytest.param(5, lambda text: text + ",x", 20, id="long row"),
        pytest.param(5, lambda text: text.rsplit(",", 1)[0], 18, id="short row"),
        pytest.param(78, lambda text: "trang_dinh", 1, id="cut off"),
    ],
)
def test_a_ragged_row_is_refused(home, line, change, cells):
    """A row that is too long or too short is neither cut nor filled up: its cells may stand in wrong columns."""
    change_line(home / "observations.csv", line, change)
    (fault,) = check_layers()
    assert places([fault]) == [("observations.csv", line, None)]
    assert fault.message.partition(";")[0] == f"this line has {cells} cells, and the first line 19 columns"


@pytest.mark.parametrize(
    ("spoil", "line", "reason"),
    [
        pytest.param(lambda text: text + 'x,"abc', 13, "cannot be read as a table", id="open quote"),
        pytest.param(lambda text: text.replace("thôn Hòa", '"thôn" Hòa'), 2, "cannot be read", id="text after quote"),
        pytest.param(lambda text: "", None, "empty; its first line must be subject_id,locality_id", id="empty"),
        pytest.param(lambda text: "\n\n", None, "empty", id="blank"),
    ],
)
def test_what_is_no_table_is_told_with_its_line(home, spoil, line, reason):
    """A file that cannot be read is named, with the line where reading stopped."""
    path = home / "subjects.csv"
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") == 12  # a heading and eleven parts of localities
    path.write_text(spoil(text), encoding="utf-8", newline="")
    (fault,) = check_layers()
    assert places([fault]) == [("subjects.csv", line, None)]
    assert reason in fault.message


def test_a_file_that_is_not_utf_8_is_told_with_its_line(home):
    """The byte and the line lead to the letter; nothing is guessed from an old encoding."""
    path = home / "subjects.csv"
    lines = path.read_bytes().split(b"\n")
    before = len(b"\n".join(lines[:4])) + 1
    lines[4] = b"\xd0" + lines[4]
    path.write_bytes(b"\n".join(lines))
    (fault,) = check_layers()
    assert places([fault]) == [("subjects.csv", 5, None)]
    assert f"not in UTF-8, from byte {before} on; save the file as UTF-8" in fault.message


def test_a_missing_table_is_named(home):
    """The built-in package has every table."""
    (home / "themes.csv").unlink()
    (fault,) = check_layers()
    assert str(fault).startswith("themes.csv: the file of this table is missing; ")


def test_faults_of_several_files_are_told_together(home):
    """A reader repairs all files at once."""
    (home / "themes.csv").unlink()
    (home / "norms.csv").write_bytes(b"\xff")
    change_line(home / "derived.csv", 3, lambda text: text + ",x")
    change_text(home / "subjects.csv", ",kind", ",sort")
    assert places(check_layers()) == [
        ("subjects.csv", 1, "kind"),
        ("subjects.csv", 1, None),
        ("derived.csv", 3, None),
        ("themes.csv", None, None),
        ("norms.csv", 1, None),
    ]


def test_lines_are_those_of_the_file(home, set_cells):
    """Blank lines and line breaks within a cell, refused too, do not move the line that a fault names."""
    (line,) = set_cells(home, [("localities", ("trang_dinh",), "iso_3166_2", "VN9")])
    assert line == 6  # the last of five
    change_text(home / "localities.csv", "\nhai_luu,", "\n\nhai_luu,")
    change_text(home / "localities.csv", "Nay không còn đơn vị", "Nay không\ncòn đơn vị")
    assert sorted(places(check_layers())) == [
        ("localities.csv", 6, "caution_vi"),
        ("localities.csv", 8, "iso_3166_2"),
    ]


# Another package laid over.


def test_a_package_with_one_more_locality_is_taken_up(tmp_path, write_package, small_package):
    """A lecturer's own folder needs only the tables it fills."""
    folder = write_package(tmp_path / "mine", small_package)
    assert check_layers(folder) == []
    data = analysis.load(folder)
    assert data.ids("locality") == ["ba_tri", "hai_luu", "lai_chau", "nam_po", "trang_dinh", "test_commune"]
    assert data.row("observation", "test_commune_party_members")["value"] == 1172


def test_a_folder_laid_over_may_lack_a_column_that_may_be_empty(tmp_path, write_package, small_package):
    """Codings made before measures had a status load, but for the measures: each is told with what to choose from."""
    folder = write_package(tmp_path / "mine", small_package)
    header = "locality_id,direction,theme_id,paragraph,source_id,gloss_vi,gloss_en,coder\n"
    row = "test_commune,{},mass_organisations,3,test_commune_2024,Lời thử.,Words.,c1\n"
    path = folder / "codings.csv"
    path.write_text(header + row.format("limitation") + row.format("result"), encoding="utf-8")
    assert check_layers(folder) == []
    assert set(analysis.load(folder).of("test_commune").tables["codings"]["status"]) == {""}
    path.write_text(header + row.format("limitation") + row.format("measure"), encoding="utf-8")
    (fault,) = check_layers(folder)
    assert places([fault]) == [("mine/codings.csv", 3, "status")]
    choices = "done, ongoing, stepwise, planned, recommended, unclear"
    assert fault.message == f"the measure has no status; choose one of: {choices}"
    path.write_text(header.replace(",coder", "") + row.format("result").replace(",c1", ""), encoding="utf-8")
    (fault,) = check_layers(folder)
    assert places([fault]) == [("mine/codings.csv", 1, "coder")] and "the column “coder” is missing" in fault.message


def test_an_id_that_is_taken_is_refused_naming_both_files(tmp_path, write_package, small_package):
    """A package cannot change a row of another without anyone seeing it."""
    rows = [{**small_package["localities"][0], "locality_id": "ba_tri"}]
    folder = write_package(tmp_path / "mine", {"localities": rows})
    (fault,) = check_layers(folder)
    assert places([fault]) == [("mine/localities.csv", 2, "locality_id")]
    assert "“ba_tri” stands already in localities.csv, row 2; another id, or one row less" in fault.message
    with pytest.raises(DataError, match=r"mine/localities\.csv, line 2, column locality_id: “ba_tri” stands already"):
        analysis.load(folder)


def test_two_folders_of_one_name_are_told_apart(tmp_path, write_package, small_package):
    """Order is a matter of one file, and a fault leads to one folder."""
    first = {"localities": [{**small_package["localities"][0], "locality_id": "zz_commune"}]}
    second = {"localities": [{**small_package["localities"][0], "level": "xã"}]}
    folders = [write_package(tmp_path / name / "data", tables) for name, tables in (("a", first), ("b", second))]
    (fault,) = check_layers(*folders)
    assert places([fault]) == [(f"{folders[1]}/localities.csv", 2, "level")]
    good = write_package(folders[1], small_package)
    assert check_layers(folders[0], good) == []


def test_a_folder_without_tables_is_refused(tmp_path):
    """A wrong folder is not taken for an empty package."""
    folder = tmp_path / "holiday"
    folder.mkdir()
    (folder / "photo.txt").write_text("x", encoding="utf-8")
    (fault,) = check_layers(folder)
    assert str(fault).startswith("holiday/: the folder has no table of a data package, such as localities.csv")
    assert fault.kind == "no_table"  # by which it is worded in each language


@pytest.mark.parametrize(
    ("name", "told"),
    [("localitys.csv", True), ("Localities.CSV", True), ("nơi của tôi.csv", True), ("to_go.csv", False)],
)
def test_a_table_of_another_name_is_no_row_lost(tmp_path, write_package, small_package, name, told):
    """A file that is close to a table by name or columns is a fault, as nothing of it is read; others are not."""
    folder = write_package(tmp_path / "mine", small_package)
    content = (folder / "localities.csv").read_text(encoding="utf-8") if told else "đi,về\n1,2\n"
    (folder / name).write_text(content, encoding="utf-8")
    assert [(fault.kind, fault.file) for fault in check_layers(folder)] == [("sheet_unknown", f"mine/{name}")] * told


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("observations.tsv", "observations.csv"),
        ("codings.csv.txt", "codings.csv"),
        ("Themes.xlsx", "Themes.csv"),
        ("lessons/of_mine.yaml", "of_mine.yml"),
        ("of_mine.yml.txt", "of_mine.yml"),
        ("my_commune_2021.txt", None),
        ("list of a class.xlsx", None),
    ],
)
def test_a_table_or_a_lesson_of_another_ending_is_told(tmp_path, write_package, small_package, name, near):
    """What is meant for a table or a lesson and is not read is a fault, with the name that it would be read by."""
    folder = write_package(tmp_path / "mine", small_package)
    (folder / "lessons").mkdir()
    (folder / name).write_text("x", encoding="utf-8")
    told = [("file_ending", f"mine/{name}", near)] if near else []
    assert [(fault.kind, fault.file, fault.details["near"]) for fault in check_layers(folder)] == told


@pytest.mark.parametrize(
    ("place", "names", "told"),
    [
        ("tables", ["observations"], "table_below"),
        ("2021/own", ["observations", "localities"], "table_below"),
        ("old", ["localities"], "copies_below"),
        (".git", ["observations"], None),
        ("texts", ["to_go"], None),
    ],
)
def test_tables_in_a_folder_within_are_told(tmp_path, write_package, small_package, place, names, told):
    """A table that lies deeper is a fault with the folder that it belongs into; copies of tables are a notice."""
    folder = write_package(tmp_path / "mine", {"localities": small_package["localities"]})
    (folder / place).mkdir(parents=True)
    for name in names:
        (folder / place / f"{name}.csv").write_text("locality_id\n", encoding="utf-8")
    remarks, _ = find_remarks(folder)
    found = {fault.kind: fault for fault in (*remarks.faults, *remarks.notices) if fault.kind.endswith("_below")}
    assert [*found] == ([told] if told else [])
    assert [fault.kind for fault in check_layers(folder)] == (["table_below"] if told == "table_below" else [])
    for fault in found.values():
        assert fault.file == f"mine/{place}/" and fault.details["near"].endswith("mine")
        assert fault.details["files"] == ", ".join(f"{name}.csv" for name in sorted(names))


def test_the_tables_of_a_folder_that_has_none_itself_are_named(tmp_path, write_package, small_package):
    """The folder above that of the tables is told with where they lie; each of two that are given is read."""
    inner = write_package(tmp_path / "mine" / "data", small_package)
    (fault,) = check_layers(tmp_path / "mine")
    assert (fault.kind, fault.file) == ("table_below", "mine/data/")
    write_package(tmp_path / "mine", {"themes": []})
    assert check_layers(tmp_path / "mine", inner) == []


def test_a_workbook_in_a_folder_without_tables_is_told(tmp_path):
    """Nothing of it would be read where the folder is given, with lessons beside it or without."""
    for number, folder in enumerate((tmp_path / "alone", tmp_path / "beside")):
        folder.mkdir()
        (folder / "mine.xlsx").write_bytes(b"x")
        if number:
            shutil.copytree(data_dir() / "lessons", folder / "lessons")
        (fault,) = check_layers(folder)
        assert (fault.kind, fault.file) == ("book_unread", f"{folder.name}/mine.xlsx")
        assert fault.details["near"].endswith("mine.xlsx")


@pytest.mark.parametrize("cell", ["#REF!", "#N/A", "#NAME?"])
def test_an_error_of_a_spreadsheet_is_no_name(home, set_cells, cell):
    """What a formula left in a CSV file where it failed is a fault at its cell, and no name of a place."""
    (line,) = set_cells(home, [("localities", ("nam_po",), "name_vi", cell)])
    assert ("error_cell", "name_vi", line) in [(fault.kind, fault.column, fault.row) for fault in check_layers()]


def test_a_folder_that_is_not_there_is_refused(tmp_path):
    """A misspelt path is told with the path, and a file that is no workbook with what to do."""
    (tmp_path / "file.csv").write_text("x", encoding="utf-8")
    for name, told in (("nowhere", "not a folder with a data package"), ("file.csv", "one table only")):
        with pytest.raises(AnalysisError, match=f"{name}: .*{told}"):
            check_layers(tmp_path / name)


@pytest.mark.parametrize(
    ("place", "other", "column"),
    [
        ({"parent_code": "998"}, {"level": "district", "code": "998", "parent_code": "97"}, None),
        ({"parent_code": "97"}, {"level": "province", "code": "97"}, None),
        ({"parent_vi": "huyện Mẫu, tỉnh Mẫu"}, {"level": "district", "code": "998", "name_vi": "Mẫu"}, None),
        ({"parent_vi": "tỉnh Mẫu"}, {"level": "commune", "code": "99998", "name_vi": "Mẫu"}, None),
        ({"parent_code": "99998"}, {}, "parent_code"),
        ({"parent_code": "99999"}, {}, "parent_code"),
        ({"level": "district", "code": "998", "parent_code": "99998"}, {"code": "99998"}, "parent_code"),
        ({"level": "province", "code": "97", "parent_code": "98"}, {"level": "province", "code": "98"}, "parent_code"),
        (
            {"level": "province", "code": "97", "parent_code": "998"},
            {"level": "district", "code": "998"},
            "parent_code",
        ),
        ({"level": "district", "code": "998", "parent_vi": "xã Mẫu"}, {"code": "99998", "name_vi": "Mẫu"}, "parent_vi"),
        ({"parent_vi": "xã Mẫu"}, {"code": "99998", "name_vi": "Mẫu"}, "parent_vi"),
    ],
)
def test_what_lies_above_a_place_is_of_a_higher_level(tmp_path, write_package, small_package, place, other, column):
    """A district is not above its province, a commune not above its district, by code or by name."""
    (commune,) = small_package["localities"]
    rows = [commune | {"locality_id": "another", "code": "99997", "name_vi": "Khác"} | other, commune | place]
    faults = check_layers(write_package(tmp_path / "mine", small_package | {"localities": rows}))
    assert [(fault.kind, fault.row, fault.column) for fault in faults] == ([("parent", 3, column)] if column else [])


def test_units_above_are_parted_in_one_way(tmp_path, write_package, small_package):
    """A list of units above is refused where it would be read as one name."""
    (commune,) = small_package["localities"]
    rows = [commune | {"parent_vi": "huyện Mẫu,tỉnh Mẫu"}]
    (fault,) = check_layers(write_package(tmp_path / "mine", small_package | {"localities": rows}))
    assert (fault.kind, fault.row, fault.column) == ("form", 2, "parent_vi")


def test_places_that_lie_in_each_other_are_told(tmp_path, write_package, small_package):
    """Of two places each above the other, at least one is not of a higher level."""
    (commune,) = small_package["localities"]
    district = commune | {"locality_id": "a_district", "level": "district", "code": "998", "name_vi": "Khác"}
    rows = [district | {"parent_code": "99999"}, commune | {"parent_code": "998"}]
    (fault,) = check_layers(write_package(tmp_path / "mine", small_package | {"localities": rows}))
    assert (fault.kind, fault.row, fault.column) == ("parent", 2, "parent_code")


def test_a_table_too_large_to_hold_is_refused_unread(write_package, tmp_path):
    """A file of a folder is bounded in bytes and in rows before a cell of it is looked at."""
    folder = write_package(tmp_path / "mine", {"localities": []})
    table = folder / "localities.csv"
    with table.open("a", encoding="utf-8") as file:
        file.write("x\n" * 20_001)
    assert "more than 20000 rows" in "\n".join(map(str, check_layers(folder)))
    with table.open("r+b") as file:
        file.truncate(21_000_000)
    assert "larger than 20 MB" in "\n".join(map(str, check_layers(folder)))


@pytest.mark.parametrize(
    ("table", "column", "cell", "told"),
    [
        ("localities", "name_vi", "Xã thử\u202e", "letters"),  # turns the line about
        ("localities", "name_vi", "Xã\u0007 thử", "letters"),
        ("localities", "name_vi", "Xã \ue000", "letters"),  # for private use
        ("localities", "name_vi", "Х\u00e3 thử", "letters"),  # Cyrillic
        ("localities", "name_vi", "Lµng", "legacy"),
        ("localities", "name_vi", "Hoµ", "letters"),  # one sign of TCVN3, at the edge
        ("localities", "name_vi", "Ba` Tri", "letters"),  # VIQR
        ("localities", "name_vi", "Ha.i An", "letters"),
        ("localities", "name_vi", "Ddong", "letters"),
        ("localities", "name_vi", "x" * 121, "long"),
        ("localities", "name_vi", "Ea H'leo", None),
        ("localities", "name_vi", "Đắk R'lấp", None),
        ("localities", "name_vi", "TP.HCM (khu 1)", None),
        ("localities", "locality_id", "x" * 61, "long"),
        ("sources", "title", "Тitle", "letters"),
        ("sources", "outlet", "Ba'o Gia? La^m", "legacy"),  # VIQR, of plain letters alone
        ("sources", "title", "DDa?ng bo^. xa~ La^m", "legacy"),
        ("sources", "title", "Adding up (a+b): don't ask", None),
        ("sources", "title", "Bài thử: 5 m², “một”… – hết", None),
        ("sources", "address", "javascript:alert(1)", "form"),
        ("sources", "address", "https://name:secret@example.org/a", "form"),
        ("sources", "address", "https://example.org/a?b=1", None),
        ("sources", "address", "https://example.org/@a", None),
    ],
)
def test_a_text_is_bounded_and_of_letters_that_a_reader_sees(
    tmp_path, write_package, small_package, table, column, cell, told
):
    """Nothing unseen, of another script or of an old encoding passes, nor an id that is no name of a file."""
    tables = small_package | {table: [small_package[table][0] | {column: cell}]}
    kinds = {fault.kind for fault in check_layers(write_package(tmp_path / "mine", tables)) if fault.column == column}
    assert kinds - {"unknown"} == ({told} if told else set())  # other rows name the place


def test_every_text_has_a_bound():
    """A column takes words of a list, a form of fixed length, or at most so many letters."""
    from analysis.package.schema import read_package

    fixed = {"parent_code", "code", "iso_3166_2", "sha256", "period", "against", "stay", "span"}
    fields = [field for table in read_package().tables.values() for field in table.fields]
    assert [each.name for each in fields if each.type == "string" and not each.enum and not each.max_length
            and each.name not in fixed] == []  # fmt: skip
