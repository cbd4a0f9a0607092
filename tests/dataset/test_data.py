"""The built-in package itself: its form, and its figures as a person reads them in the articles."""

import csv
import json
import re
import unicodedata
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from analysis.dataset import check_layers
from analysis.text import format_date, normalise, paragraphs

DATA = Path(__file__).parents[2] / "data"
SOURCES = Path(__file__).parents[3] / "shared" / "sources"
needs_texts = pytest.mark.skipif(not SOURCES.is_dir(), reason="the article texts are not part of the project")

STATEMENT = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))
RESOURCES = {resource["name"]: resource for resource in STATEMENT["resources"]}
FILES = sorted(path.relative_to(DATA).as_posix() for path in DATA.rglob("*") if path.is_file())


def rows_of(table):
    """Read a table as the package stores it, without our own loader."""
    with (DATA / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def test_an_independent_judge_finds_the_package_valid():
    """Frictionless, which shares no code with our checks, accepts the statement and all tables."""
    import frictionless  # half a second, for two tests

    report = frictionless.validate(str(DATA / "datapackage.json"))
    assert report.flatten(["title", "rowNumber", "fieldName", "message"]) == []
    assert report.valid
    assert report.stats["tasks"] == 17


@pytest.mark.slow
def test_the_independent_judge_finds_what_is_wrong(home, set_cells):
    """The statement binds others as it binds us: a type, an allowed value, a missing cell, a key, a length."""
    cells = [
        ("observations", ("nam_po_party_members",), "value", "nhiều"),
        ("observations", ("nam_po_rural_members",), "qualifier", "over"),
        ("observations", ("nam_po_grassroots_cells",), "printed", ""),
        ("observations", ("nam_po_residential_cells",), "indicator_id", "no_such_indicator"),
        ("observations", ("nam_po_affiliated_cells",), "printed", "x" * 61),
    ]
    import frictionless

    lines = set_cells(home, cells)
    report = frictionless.validate(str(home / "datapackage.json"))
    kinds = ["type-error", "constraint-error", "constraint-error", "foreign-key", "constraint-error"]
    expected = [[line, kind] for line, kind in zip(lines, kinds, strict=True)]
    assert sorted(report.flatten(["rowNumber", "type"])) == sorted(expected)


def test_our_own_checks_find_nothing():
    """Every cell, key and rule of the built-in package holds."""
    assert check_layers() == []


def test_localities_and_sources_have_the_fixed_ids(data):
    """The five places and their five texts are called what others rely on; each text is about its place."""
    assert set(data.ids("locality")) == {"nam_po", "trang_dinh", "hai_luu", "lai_chau", "ba_tri"}
    assert {row["source_id"]: row["locality_id"] for row in rows_of("sources")} == {
        "nam_po_2018": "nam_po",
        "trang_dinh_2019": "trang_dinh",
        "hai_luu_2022": "hai_luu",
        "lai_chau_2022": "lai_chau",
        "ba_tri_2019": "ba_tri",
    }


def test_each_indicator_says_where_it_can_be_said():
    """No place, and no district or commune within one, prints a figure that its level is said not to have."""
    levels = {row["indicator_id"]: set(row["levels"].split("+")) for row in rows_of("indicators")}
    assert all(several <= {"province", "district", "commune"} for several in levels.values())
    kinds = {row["locality_id"]: row["level"] for row in rows_of("localities")}
    kinds |= {row["subject_id"]: row["kind"] for row in rows_of("subjects")}
    printed = [(row["indicator_id"], kinds[row["subject"] or row["locality_id"]]) for row in rows_of("observations")]
    at_levels = [(id_, kind) for id_, kind in printed if kind not in ("village", "party_organisation")]
    assert [(id_, kind) for id_, kind in at_levels if kind not in levels[id_]] == []
    assert levels["superior_organisations"] == {"province"}  # a district stands above its grassroots itself
    assert levels["provincial_cadres_received"] == {"district", "commune"}  # a province sends them


THEMES = [
    "leadership_capacity",
    "leadership_methods",
    "democratic_centralism_criticism",
    "cell_meeting_quality",
    "cell_meeting_regularity",
    "inspection_supervision",
    "cadre_training",
    "organisation_staffing",
    "member_recruitment",
    "member_screening",
    "member_task_assignment",
    "cadre_assignment_to_grassroots",
    "ideological_education",
    "leader_exemplarity",
    "mass_organisations",
    "socioeconomic_leadership",
    "security_order",
    "secretary_head_unification",
    "planning_and_targets",
    "information_reporting",
    "resources_mobilisation",
    "quality_classification",
]


def test_the_codebook_has_the_fixed_themes(data):
    """The 22 ids of the codebook are there, all of them and no others, and each is used in a coding."""
    assert len(THEMES) == 22
    assert sorted(data.ids("theme")) == sorted(THEMES)
    assert {row["theme_id"] for row in rows_of("codings")} == set(THEMES)


def test_official_codes_keep_their_zeros(data):
    """Codes are text, as published by the General Statistics Office: Hải Lựu's begins with a zero."""
    codes = {"nam_po": "103", "trang_dinh": "180", "hai_luu": "08782", "lai_chau": "12", "ba_tri": "836"}
    assert {row["locality_id"]: row["code"] for row in rows_of("localities")} == codes
    assert {place: data.row("locality", place)["code"] for place in codes} == codes


def test_what_became_of_each_place_is_told():
    """Of the three districts none is left since 1 July 2025, the commune was merged, the province goes on."""
    assert {row["locality_id"]: (row["level"], row["fate"], row["code_to"]) for row in rows_of("localities")} == {
        "nam_po": ("district", "divided", "2025-06-30"),
        "trang_dinh": ("district", "divided", "2025-06-30"),
        "ba_tri": ("district", "divided", "2025-06-30"),
        "hai_luu": ("commune", "merged", "2025-06-30"),
        "lai_chau": ("province", "continues", ""),
    }


# Read in the five articles by a person who did not make the tables: source, paragraph, indicator, subject,
# qualifier, value.
READ = """
nam_po_2018 4 grassroots_organisations - eq 40
nam_po_2018 4 grassroots_committees - eq 17
nam_po_2018 4 grassroots_cells - eq 23
nam_po_2018 4 affiliated_cells - eq 129
nam_po_2018 4 residential_cells - eq 59
nam_po_2018 4 party_members - eq 1906
nam_po_2018 4 rural_members - eq 1529
nam_po_2018 4 rural_members_share - eq 80.2
nam_po_2018 5 resolution_years - gt 1
nam_po_2018 6 household_groups_per_member - eq 1
trang_dinh_2019 4 grassroots_organisations - eq 59
trang_dinh_2019 4 grassroots_committees - eq 25
trang_dinh_2019 4 grassroots_cells - eq 34
trang_dinh_2019 5 residential_cells_meeting_12_share - eq 36.12
trang_dinh_2019 5 residential_cells_meeting_9_11_share - eq 47.49
trang_dinh_2019 5 agency_cell_meetings - eq 10-11
trang_dinh_2019 5 organisations_assessed - eq 59
trang_dinh_2019 5 organisations_graded_excellent - eq 5
trang_dinh_2019 5 organisations_graded_excellent_share - eq 8.5
trang_dinh_2019 5 organisations_graded_good - eq 50
trang_dinh_2019 5 organisations_graded_good_share - eq 84.7
trang_dinh_2019 5 organisations_graded_completed - eq 4
trang_dinh_2019 5 organisations_graded_completed_share - eq 6.8
trang_dinh_2019 8 meeting_attendance_share - ge 85
trang_dinh_2019 8 pilot_cells_interval - eq 12
hai_luu_2022 6 party_members - eq 378
hai_luu_2022 6 affiliated_cells - eq 15
hai_luu_2022 6 residential_cells - eq 10
hai_luu_2022 14 income_per_person hai_luu_hoa_binh gt 60000000
hai_luu_2022 14 better_off_households_share hai_luu_hoa_binh gt 40
hai_luu_2022 14 poor_households_share hai_luu_hoa_binh eq 0.5
lai_chau_2022 3 members_admitted - eq 1022
lai_chau_2022 3 admission_plan_achieved - eq 102
lai_chau_2022 6 superior_organisations - eq 12
lai_chau_2022 6 grassroots_organisations - eq 526
lai_chau_2022 6 grassroots_committees - eq 185
lai_chau_2022 6 grassroots_cells - eq 341
lai_chau_2022 6 intermediate_committees - eq 3
lai_chau_2022 6 affiliated_cells - eq 1908
lai_chau_2022 6 party_members - eq 30044
lai_chau_2022 6 probationary_members - eq 1393
lai_chau_2022 6 women_members - eq 10182
lai_chau_2022 6 ethnic_minority_members - eq 15984
lai_chau_2022 10 rural_members_admitted lai_chau_muong_te eq 93
lai_chau_2022 10 rural_members_admitted lai_chau_phong_tho eq 36
lai_chau_2022 10 rural_members_admitted lai_chau_sin_ho eq 30
lai_chau_2022 10 rural_members_admitted lai_chau_nam_nhun eq 28
lai_chau_2022 10 admission_plan_achieved lai_chau_nam_nhun eq 125
lai_chau_2022 10 admission_plan_achieved lai_chau_city eq 125
lai_chau_2022 10 admission_plan_achieved lai_chau_phong_tho eq 123
lai_chau_2022 10 admission_plan_achieved lai_chau_than_uyen eq 115
lai_chau_2022 10 admission_plan_achieved lai_chau_military eq 112
lai_chau_2022 11 village_heads_members_share - eq 71.76
lai_chau_2022 11 secretaries_heads_share - eq 20.08
lai_chau_2022 11 commune_cadres_consolidated - eq 110
lai_chau_2022 11 committee_members_added - eq 138
lai_chau_2022 11 commune_officials_education_share - eq 97
lai_chau_2022 11 commune_officials_professional_share - eq 99
lai_chau_2022 11 commune_officials_theory_share - eq 95
lai_chau_2022 13 briefing_interval lai_chau_city eq 12
lai_chau_2022 13 briefing_interval lai_chau_tam_duong eq 3
lai_chau_2022 13 briefing_interval lai_chau_tan_uyen eq 3
lai_chau_2022 13 briefing_interval lai_chau_sin_ho eq 6
lai_chau_2022 13 border_members_in_cells lai_chau_border_guard eq 84
lai_chau_2022 13 cells_with_border_members lai_chau_border_guard eq 84
lai_chau_2022 13 border_members_for_households lai_chau_border_guard eq 315
lai_chau_2022 13 households_with_border_members lai_chau_border_guard eq 1781
ba_tri_2019 3 assignment_years - eq 3
ba_tri_2019 4 district_cadres_assigned - eq 129
ba_tri_2019 4 residential_areas_followed - eq 129
ba_tri_2019 4 provincial_cadres_received - eq 21
ba_tri_2019 4 communes_supported - eq 24
ba_tri_2019 7 residential_cells_assessed - eq 129
ba_tri_2019 7 residential_cells_graded_excellent - eq 34
ba_tri_2019 7 residential_cells_graded_good - eq 91
ba_tri_2019 7 residential_cells_graded_completed - eq 4
ba_tri_2019 7 residential_cells_graded_not_completed - eq 0
"""


def test_the_figures_are_those_that_a_second_reader_found():
    """Every printed figure is a row, at its place and with its qualifier, and no row is without a figure."""
    stored = [
        (
            *(row["source_id"], row["paragraph"], row["indicator_id"], row["subject"] or "-", row["qualifier"]),
            "-".join(filter(None, (row["value"], row["value_high"]))),
        )
        for row in rows_of("observations")
    ]
    assert sorted(stored) == sorted(tuple(line.split()) for line in READ.strip().splitlines())


def test_only_what_was_set_as_a_task_is_no_observation():
    """Tràng Định's 85% is a level to be reached; its yearly pilot cells and Nậm Pồ's household group are measures."""
    status = {row["observation_id"]: row["status"] for row in rows_of("observations") if row["status"] != "observed"}
    assert status == {
        "trang_dinh_meeting_attendance_share": "target",
        "trang_dinh_pilot_cells_interval": "planned",
        "nam_po_household_groups_per_member": "planned",
    }


def test_lists_that_break_off_are_marked():
    """Lai Châu's two lists of examples end in an ellipsis: nine figures, and no other list of figures is cut."""
    partial = [row for row in rows_of("observations") if row["list_is_partial"] == "true"]
    assert {(row["source_id"], row["paragraph"]) for row in partial} == {("lai_chau_2022", "10")}
    assert len(partial) == 9


def test_documents_are_those_that_the_articles_number_or_date():
    """Number and date of each numbered document are as the articles print them."""
    numbered = {
        (row["source_id"], row["paragraph"], row["number"], row["issued_on"])
        for row in rows_of("directives")
        if row["number"] or row["issued_on"]
    }
    assert numbered == {
        ("nam_po_2018", "5", "04-NQ/TU", "2016-05-23"),
        ("trang_dinh_2019", "7", "Trung ương 4 (khóa XII)", ""),
        ("trang_dinh_2019", "7", "05-CT/TW", "2016-05-15"),
        ("trang_dinh_2019", "8", "12-HD/BTCTW", "2018-07-06"),
        ("trang_dinh_2019", "11", "28-CT/TW", "2019-01-21"),
        ("hai_luu_2022", "4", "05", ""),
        ("lai_chau_2022", "7", "01-QĐ/TU", "2021-03-03"),
        ("lai_chau_2022", "7", "02-HD/TU", "2021-07-06"),
        ("lai_chau_2022", "10", "30-KL/TU", "2021-02-18"),
        ("lai_chau_2022", "10", "07-NQ/TU", ""),
        ("ba_tri_2019", "4", "02-NQ/TU", ""),
    }


@needs_texts
def test_an_issuer_is_printed_or_said_to_be_inferred():
    """Each issuer has its basis; a province that the text does not name makes it inferred."""
    bases = {row["directive_id"]: row["issuer_basis"] for row in rows_of("directives") if row["issuer_vi"]}
    assert all(bases.values()) and len(bases) == 15
    assert not any(row["issuer_basis"] for row in rows_of("directives") if not row["issuer_vi"])
    for source, province in (("nam_po_2018", "Điện Biên"), ("hai_luu_2022", "Vĩnh Phúc"), ("ba_tri_2019", "Bến Tre")):
        assert province not in (SOURCES / f"{source}.txt").read_text(encoding="utf-8")
        told = [row for row in rows_of("directives") if row["source_id"] == source and province in row["issuer_vi"]]
        assert told and all(row["issuer_basis"] == "inferred" for row in told)


def test_norms_that_nobody_has_read_are_marked():
    """The ceiling of 2018 and the months of probation were not seen in a document; the rest says where it was."""
    marks = {row["norm_id"]: row["verification"] for row in rows_of("norms")}
    assert {norm_id for norm_id, mark in marks.items() if mark == "unverified"} == {
        "excellent_ceiling_2018",
        "probation_months",
    }
    # Its clause was seen, what follows it was cut off.
    assert {norm_id for norm_id, mark in marks.items() if mark == "partly"} == {
        "subordinates_completed_2019",
        "subordinates_good_2019",
    }
    for row in rows_of("norms"):
        if row["verification"] == "unverified":
            assert row["reference"] == ""
            assert "chưa" in row["note_vi"].lower()
            assert "not " in row["note_en"]
        else:
            assert row["reference"] != ""


def test_each_year_was_graded_under_one_rule():
    """From 2008 on each year has one rule of grading, named in both languages by its documents and their dates."""
    rules = rows_of("grading_rules")
    ends = [(int(row["graded_from"]), row["graded_to"]) for row in rules]
    assert ends[0][0] == 2008 and ends[-1][1] == ""
    assert all(int(last) + 1 == first for (_, last), (first, _) in pairwise(ends))
    for row in rules:
        documents, days = row["documents"].split("+"), row["issued_on"].split("+")
        for document, day in zip(documents, days, strict=True):
            for lang in ("vi", "en"):
                words = {"vi": f"{document} ngày ", "en": f"{document} of "}[lang] + format_date(day, lang)
                assert words in row[f"name_{lang}"]


def test_ends_of_documents_and_of_norms_agree():
    """A document ends on the eve of its successor, and a norm never outlives its document."""
    documents = {row["document_id"]: row for row in rows_of("documents")}
    known = {(row["number"], row["issued_on"]): row["in_force_to"] for row in documents.values()}
    assert len(known) == len(documents)
    for row in documents.values():
        assert bool(row["replaced_by"]) <= bool(row["in_force_to"])
        if row["replaced_by"]:
            eve = date.fromisoformat(row["in_force_to"])
            assert (date.fromisoformat(documents[row["replaced_by"]]["in_force_from"]) - eve).days == 1
        assert (row["reference"] == "") == (row["verification"] == "unverified")
    # At outlets whose wording is not to be relied on nothing is read, but in part.
    spared = ("thuviennhadat", "encovietnam", "quanghungmedia", "lsvn.vn")
    assert not [
        id_ for id_, row in documents.items() if row["verification"] == "read" and row["reference"].startswith(spared)
    ]
    for norm in rows_of("norms"):
        end = known.get((norm["document"], norm["issued_on"]), "")
        assert not end or "" < norm["in_force_to"] <= end, norm["norm_id"]
        assert not norm["document"].endswith("TW") or (norm["document"], norm["issued_on"]) in known


@pytest.mark.parametrize("table", RESOURCES)
def test_what_is_said_is_said_in_both_languages(table):
    """No cell in one language stands without its fellow in the other."""
    columns = [field["name"] for field in RESOURCES[table]["schema"]["fields"]]
    pairs = [(column, f"{column[:-3]}_en") for column in columns if column.endswith("_vi")]
    # A text is named in both languages; a document has one title, that of its own language.
    pairs += [("title", "title_en")] if "title" in columns and table not in ("directives", "documents") else []
    assert all(english in columns for _, english in pairs)
    alone = [
        (line, vietnamese)
        for line, row in enumerate(rows_of(table), 2)
        for vietnamese, english in pairs
        if bool(row[vietnamese].strip()) != bool(row[english].strip())
    ]
    assert alone == []


def test_every_coding_has_a_gloss_of_its_own():
    """Glosses are there in both languages, differ from each other, and no two passages of a theme share one."""
    codings = rows_of("codings")
    assert all(row["gloss_vi"].strip() and row["gloss_en"].strip() for row in codings)
    assert [row for row in codings if row["gloss_vi"] == row["gloss_en"]] == []
    seen = [(row["locality_id"], row["theme_id"], row["gloss_vi"]) for row in codings]
    assert len(set(seen)) == len(seen)


def test_what_should_be_done_is_no_deed():
    """As the articles tell it: what is asked for at the end of two, and set out at the end of two others."""
    status = {
        (row["locality_id"], int(row["paragraph"]), row["theme_id"]): row["status"]
        for row in rows_of("codings")
        if row["direction"] == "measure"
    }

    def told(place, first, last):
        return {status[key] for key in status if key[0] == place and first <= key[1] <= last}

    assert status.pop(("trang_dinh", 11, "planning_and_targets")) == "done"  # the plan of 2015 to 2020 was made
    # Tràng Định 10 goes on assigning members, who have attended.
    assert status.pop(("trang_dinh", 10, "cadre_assignment_to_grassroots")) == "ongoing"
    # What it tells as if under way, among what is needed: "luôn", "không ngừng", "tiếp tục", "qua đó", "cụ thể như".
    told_so = [
        *((7, "ideological_education"), (7, "leadership_capacity"), (8, "cadre_training"), (8, "leadership_capacity")),
        *((8, "cell_meeting_quality"), (8, "cell_meeting_regularity"), (9, "cadre_training")),
        *((9, "organisation_staffing"), (10, "information_reporting"), (11, "member_recruitment")),
        (11, "member_screening"),
    ]
    assert {status.pop(("trang_dinh", *key)) for key in told_so} == {"unclear"}
    assert told("ba_tri", 9, 11) == told("trang_dinh", 6, 12) == {"recommended"}
    assert told("hai_luu", 15, 17) == told("lai_chau", 15, 15) == {"planned"}
    assert told("nam_po", 6, 6) == {"stepwise"}  # a list of measures; paragraph 7: cells have been carrying them out
    assert status.pop(("ba_tri", 4, "leadership_capacity")) == "planned"  # what the province's resolution aims at
    assert told("ba_tri", 3, 4) == {"done"}


def test_the_rules_of_coding_decide_what_a_coder_asks():
    """Each thing that a coder decides has rules, in an order without a hole, each with two examples of its own."""
    rules = rows_of("coding_rules")
    for about in ("direction", "status", "frame", "theme", "gloss"):
        order = sorted(int(row["order"]) for row in rules if row["about"] == about)
        assert len(order) >= 3
        assert order == list(range(1, len(order) + 1))
    for lang in ("vi", "en"):
        examples = [row[f"example_{n}_{lang}"] for row in rules for n in (1, 2)]
        assert len(set(examples)) == 2 * len(rules)
    themes = {row["theme_id"] for row in rows_of("themes")}
    named = {
        word
        for row in (*rules, *rows_of("themes"))
        for cell in row.values()
        for word in re.findall(r"\b[a-z]+(?:_[a-z]+)+\b", cell)
    }
    named -= {row["rule_id"] for row in rules}
    assert named - {"answered_by"} <= themes  # the column that a coder fills


def test_the_statement_and_the_files_are_the_same_tables():
    """Each table of the statement is a file with these columns in this order, and no table is left over."""
    assert {resource["path"] for resource in RESOURCES.values()} == {path for path in FILES if path.endswith(".csv")}
    for name, resource in RESOURCES.items():
        assert list(rows_of(name)[0]) == [field["name"] for field in resource["schema"]["fields"]]


@pytest.mark.parametrize("file", FILES)
def test_a_file_is_stored_in_one_form(file):
    """UTF-8 without a mark at its beginning, composed letters, line feeds, one at the end, no space before it."""
    raw = (DATA / file).read_bytes()
    text = raw.decode("utf-8")
    assert not raw.startswith(b"\xef\xbb\xbf")
    assert unicodedata.is_normalized("NFC", text)
    assert "\r" not in text
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert [n for n, line in enumerate(text.split("\n"), 1) if line != line.rstrip()] == []
    # None of the spaces and marks that cannot be seen.
    assert re.findall("[\u00a0\u00ad\u200b-\u200f\u2028\u2029\u2060\ufeff]", text) == []


@pytest.mark.parametrize("table", RESOURCES)
def test_rows_are_sorted_by_key(table):
    """Rows rise by key, whole numbers as numbers, so that each key stands once."""
    schema = RESOURCES[table]["schema"]
    numbers = {field["name"] for field in schema["fields"] if field["type"] == "integer"}
    keys = [
        tuple(int(row[name]) if name in numbers else row[name] for name in schema["primaryKey"])
        for row in rows_of(table)
    ]
    assert len(keys) > 1 or table == "stays"  # one rule is sourced so far
    assert all(first < second for first, second in pairwise(keys))


# Letters in brackets keep this file out of what it and the project's own search look for.
ELSEWHERE = re.compile(
    r"(?<![\w.:/<])/(?:home|root|work|tmp|usr|opt|mnt|Users)/|\b[A-Za-z]:\\|file://"
    r"|py[p]i|python[h]osted|anaconda\.|conda-forge|npm[j]s|index-url|proxy|localhost|127\.0\.0\.1"
)


def test_files_lead_to_no_machine_and_no_registry():
    """What is published names no folder of the machine it was made on, nor where packages were fetched."""
    assert [file for file in FILES if ELSEWHERE.search((DATA / file).read_text(encoding="utf-8"))] == []
    for bad in ("/home/" + "ann/x", "see /mnt/" + "notes", "D:\\x", "https://py" + "pi.org/x", "http://localhost:8000"):
        assert ELSEWHERE.search(bad), bad
    for good in ("202/2025/QH15", "9-11 kỳ/ năm", "https://creativecommons.org/licenses/by/4.0/", "QĐ/TU"):
        assert not ELSEWHERE.search(good), good


@needs_texts
def test_a_title_is_what_its_source_prints(articles):
    """A title of a cited document stands word for word in its paragraph; of another it is told where it was read."""
    cited = [row for row in rows_of("directives") if row["title"]]
    assert len(cited) == 10
    for row in cited:
        text = paragraphs((SOURCES / f"{row['source_id']}.txt").read_text(encoding="utf-8"))[int(row["paragraph"]) - 1]
        assert f" {' '.join(words(row['title']))} " in f" {' '.join(words(text))} ", row["directive_id"]
    known = {(row["number"], row["issued_on"]): row for row in rows_of("documents")}
    assert [row["document_id"] for row in known.values() if not row["title"]] == ["guidance_31_2020"]
    assert all(row["reference"] for row in known.values() if row["title"])
    # One document has one title: that of the table of documents, where it is there.
    assert not [row for row in cited if (row["number"], row["issued_on"]) in known]
    numbers = [(row["number"], row["issued_on"]) for row in cited if row["number"]]
    assert len(set(numbers)) == len(numbers)


# Cells that name or quote, as they must: titles and outlets are how a text is cited, names are terms of the
# field, and `printed` is what the audit looks for, which the statement keeps short.
QUOTING = {"title", "outlet", "name_vi", "printed"}


def words(text):
    """Give the words of a text in small letters, parted by single spaces."""
    return re.findall(r"\w+", normalise(text).lower())


def find_copied(cell, whole, number=10):
    """Give the first words in a row, ten or another number, that a cell shares with the articles, or nothing."""
    own = words(cell)
    runs = (" ".join(own[start : start + number]) for start in range(len(own) - number + 1))
    return next((run for run in runs if f" {run} " in whole), None)


@pytest.fixture(scope="module")
def articles():
    """Give the paragraphs of all articles."""
    return [
        paragraph
        for path in sorted(SOURCES.glob("*.txt"))
        for paragraph in paragraphs(path.read_text(encoding="utf-8"))
    ]


@needs_texts
def test_what_we_say_is_in_our_own_words(articles):
    """No cell but a name, a title or a printed form has ten words in a row from an article."""
    whole = f" {' | '.join(' '.join(words(paragraph)) for paragraph in articles)} "
    body = words(max(articles, key=len))
    assert find_copied("Theo bài: " + " ".join(body[:10]), whole)
    assert not find_copied("Theo bài: " + " ".join(body[:9]), whole)
    copied = [
        f"{table}.csv, line {line}, column {column}: {run}"
        for table in RESOURCES
        for line, row in enumerate(rows_of(table), 2)
        for column, cell in row.items()
        if column not in QUOTING and (run := find_copied(cell, whole))
    ]
    # The codebook is stricter with glosses: not even seven.
    copied += [row["gloss_vi"] for row in rows_of("codings") if find_copied(row["gloss_vi"], whole, 7)]
    assert copied == []


@needs_texts
def test_no_sentence_of_an_article_is_stored(articles):
    """Not even where it is quoted: none but a title or outlet holds a whole clause of ten words or more."""
    parts = (words(part) for paragraph in articles for part in re.split(r"[.;:!?…](?:\s|$)", paragraph))
    clauses = {" ".join(part) for part in parts if len(part) >= 10}
    assert len(clauses) > 100

    def holds(cell):
        own = f" {' '.join(words(cell))} "
        return [clause for clause in clauses if f" {clause} " in own]

    assert holds("Bài viết: " + max(clauses, key=len))
    found = [
        f"{table}.csv, line {line}, column {column}"
        for table in RESOURCES
        for line, row in enumerate(rows_of(table), 2)
        for column, cell in row.items()
        if column not in ("title", "outlet") and holds(cell)
    ]
    assert found == []


def test_glosses_hold_the_same_numbers_in_both_languages():
    """Each number of a Vietnamese gloss stands in the English one, in the manner of English."""
    from analysis.text import find_numbers, format_number, read_number

    for line, row in enumerate(rows_of("codings"), 2):
        numbers = [number for _, _, number in find_numbers(row["gloss_vi"]) if row["gloss_vi"]]
        for number in numbers:
            english = number if len(number) == 4 and number.isdigit() else format_number(read_number(number), "en")
            words = {"1": "one", "2": "two"}
            assert english in row["gloss_en"] or words.get(english, english) in row["gloss_en"], (line, number)
