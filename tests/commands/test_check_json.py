"""What `analysis check --json` gives: the form that the package states, and what it says of faults and notices."""

import json
import re

import jsonschema
import pytest
from click.testing import CliRunner

import analysis
from analysis.commands.main import cli
from analysis.workbook.review import find_remarks, report_review, word_remarks

pytestmark = pytest.mark.usefixtures("no_official_list")
SCHEMA = json.loads((analysis.paths.Path(analysis.__file__).parent / "commands/check.schema.json").read_text("utf-8"))


def check(*arguments):
    """Run the command and give its exit code and what it gives, once that has the stated form."""
    done = CliRunner().invoke(cli, ["check", *map(str, arguments), "--json"], catch_exceptions=False)
    return done.exit_code, of_form(json.loads(done.output))


def check_tables(folder):
    """Give what the command tells of the tables of a folder, without its look at lessons, findings and cues."""
    return of_form(json.loads(json.dumps(report_review(word_remarks(*find_remarks(folder)), "vi"))))


def of_form(report):
    """Give a report that has the stated form."""
    jsonschema.validate(report, SCHEMA, jsonschema.Draft202012Validator)
    assert set(report["faults"][0] if report["faults"] else ()) <= set(SCHEMA["$defs"]["told"]["properties"])
    return report


def places(told):
    return [(fault["file"], fault["sheet"], fault["row"], fault["column"], fault["kind"]) for fault in told]


def test_the_form_is_one_that_can_be_broken():
    """The stated form is sound and takes neither a fault without words nor another key."""
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    good = {"faults": [], "notices": []}
    jsonschema.validate(good, SCHEMA)
    for bad in ({"faults": []}, good | {"more": 1}, good | {"faults": [{"file": "x.csv"}]}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(bad, SCHEMA)
    described = [*SCHEMA["properties"].values(), *SCHEMA["$defs"]["told"]["properties"].values()]
    assert all(entry["description"] for entry in described)


def test_sound_data_have_no_fault_and_one_question():
    """The five articles are without a fault; 1,393 on probation after 1,022 admitted in the year is a question."""
    code, report = check()
    assert (code, report["faults"]) == (0, [])
    (notice,) = report["notices"]
    assert (notice["file"], notice["field"], notice["kind"]) == ("observations.csv", "value", "stay")
    assert all(words.endswith("?") and "1393" in words and "1022" in words for words in notice["words"].values())


@pytest.mark.parametrize(
    ("stock", "admitted", "kinds"),
    [
        (("130", "2023-12-31"), ("100", "2023"), ["stay"]),
        (("130", "2024-01-31"), ("100", "2023"), ["stay"]),  # counted a month after the year
        (("130", "2023-12-01"), ("100", "2023"), ["stay"]),  # a month before its end
        (("130", "2023-12"), ("100", "2023"), ["stay"]),
        (("130", "2023"), ("100", "2023"), ["stay"]),
        (("130", "2023-06-30"), ("100", "2022-07/2023-06"), ["stay"]),
        (("70", "2023-12-31"), ("100", "2023"), ["stay"]),
        (("110", "2023-12-31"), ("100", "2023"), []),  # ten in a hundred may be late recognition
        (("130", "2023-10-31"), ("100", "2023"), []),  # two months before
        (("130", "2023-12-31"), ("100", "2023-07/2023-12"), []),  # half a year cannot tell
        (("130", "2023-12-31"), ("100", "2022/2023"), ["stay"]),  # in the last of two years no more than in both
        (("90", "2023-12-31"), ("100", "2022/2023"), []),
    ],
)
def test_a_stock_far_from_what_came_in_is_asked_about(tmp_path, write_package, small_package, stock, admitted, kinds):
    """Members on probation about the end of a year and those admitted in it: more than a tenth apart is a question."""
    (figure,) = small_package["observations"]
    names = ("observation_id", "indicator_id", "value", "period")
    told = (("a", "probationary_members", *stock), ("b", "members_admitted", *admitted))
    rows = [figure | dict(zip(names, row, strict=True)) for row in told]
    late = [small_package["sources"][0] | {"published_on": "2024-03-01"}]
    report = check_tables(write_package(tmp_path / "mine", small_package | {"observations": rows, "sources": late}))
    assert report["faults"] == []
    assert [notice["kind"] for notice in report["notices"]] == kinds


def test_faults_of_a_folder_are_told_by_line_and_column_in_both_languages(tmp_path, write_package, small_package):
    """A share above 100 and a date in another form name file, line, column, and what a file of a folder should hold."""
    (figure,) = small_package["observations"]
    share = figure | {"observation_id": "a_share", "indicator_id": "women_members_share", "value": "101"}
    source = small_package["sources"][0] | {"published_on": "05/02/2024"}
    laid = small_package | {"observations": [share, figure]}
    code, report = check(write_package(tmp_path / "mine", laid))
    (fault,) = report["faults"]
    assert (code, places([fault])) == (1, [("mine/observations.csv", "", 2, "value", "share")])
    assert fault["words"]["en"].startswith("mine/observations.csv, line 2, column value (Value): “101” is over 100")
    assert fault["words"]["vi"].startswith("mine/observations.csv, dòng 2, cột value (Giá trị): “101” lớn hơn 100")
    (fault,) = check_tables(write_package(tmp_path / "other", small_package | {"sources": [source]}))["faults"]
    assert places([fault]) == [("other/sources.csv", "", 2, "published_on", "date")]
    assert "2021-03-03" in fault["right"]
    (tmp_path / "other" / "sources.csv").write_text("source_id\nx,y\n", encoding="utf-8")
    code, report = check(tmp_path / "other")
    assert (code, {fault["kind"] for fault in report["faults"]}) == (1, {"ragged", "heading_missing"})


def test_a_wrong_choice_in_a_table_that_no_sheet_has_is_told(tmp_path, write_package):
    """A norm is no part of a workbook; a value that is not allowed there is told with those that are."""
    norm = {"norm_id": "a_norm", "unit": "metres"}
    faults = check(write_package(tmp_path / "mine", {"norms": [norm]}))[1]["faults"]
    assert ["count, percent, points, minutes" in fault["right"] for fault in faults if fault["field"] == "unit"] == [
        True
    ]


def test_a_lesson_with_a_fault_is_told_too(home):
    """Lessons of data whose tables are right are looked at as without --json."""
    lesson = home / "lessons" / "grading.yml"
    lesson.write_text(lesson.read_text(encoding="utf-8").replace("title:", "titel:", 1), encoding="utf-8")
    code, report = check()
    assert code == 1
    assert {(fault["file"], fault["kind"]) for fault in report["faults"]} == {("lessons/grading.yml", "told")}


ENGLISH = re.compile(r"(?<![\w.])(the|is|are|not|has|than|this|with|unknown|cannot|stands|must|no|of|and)(?!\w)")


def spoil_tables(home):
    """Spoil tables of the built-in package, each in another way."""
    (home / "themes.csv").unlink()
    (home / "localities.csv").write_bytes(b"locality_id\n\xff\n")
    (home / "sources.csv").write_text("", encoding="utf-8")
    (home / "observations.csv").write_text('observation_id\nx,"y\n', encoding="utf-8")
    (home / "norms.csv").write_text(",".join(f"c{n}" for n in range(300)) + "\n", encoding="utf-8")
    (home / "documents.csv").write_text("x\n" * 20_002, encoding="utf-8")
    with (home / "codings.csv").open("r+b") as file:
        file.truncate(21_000_000)
    subjects = (home / "subjects.csv").read_text(encoding="utf-8")
    (home / "subjects.csv").write_text(subjects.replace("name_vi,name_en", "name_vi,name_vi,nam", 1), encoding="utf-8")


TABLES = {
    *("table_missing", "file_encoding", "table_empty", "table_form", "table_wide", "table_long", "file_large"),
    *("ragged", "heading", "heading_twice", "heading_missing"),
}


def spoil_lessons(home):
    """Spoil lessons in their form and in what they say, and the cues."""
    files = sorted((home / "lessons").glob("*.yml"))
    texts = [file.read_text(encoding="utf-8") for file in files]
    files[0].write_text("steps: [", encoding="utf-8")
    files[1].write_bytes(b"\xff")
    files[2].write_text("một câu", encoding="utf-8")
    files[3].write_text("", encoding="utf-8")
    files[4].write_text(texts[4] + texts[4], encoding="utf-8")
    files[5].write_text(texts[5].replace("lesson_id: ", "lesson_id: x", 1).replace("minutes: ", "minutes: 1"), "utf-8")
    cues = (home / "cues.yml").read_text(encoding="utf-8")
    new = "themes:\n  cadre_traning: [Rà lại]"
    (home / "cues.yml").write_text(cues.replace("themes:", new, 1).replace("[xã, phường,", "[xã, xã,", 1), "utf-8")


@pytest.mark.parametrize(
    ("spoil", "kinds"), [(spoil_tables, TABLES), (spoil_lessons, {"not_yaml", "key_twice", "told"})]
)
def test_what_is_wrong_is_told_in_the_language_that_is_asked_for(home, spoil, kinds):
    """No message of a check in Vietnamese is English, whatever keeps a table, a lesson or the cues from being read."""
    spoil(home)
    code, report = check("--lang", "vi")
    assert code == 1 and {fault["kind"] for fault in report["faults"]} >= kinds
    for fault in report["faults"]:
        told = f"{fault['wrong']} {fault['right']}"
        told = told if fault["kind"] != "not_yaml" else fault["right"]  # why is told by the library that reads it
        assert not ENGLISH.search(told), told


@pytest.mark.slow
def test_a_figure_outside_the_days_of_its_place_is_noticed(tmp_path, write_package, small_package):
    """A commune formed on 1 July 2025 has no figure of its own before, nor a former district after; it is no fault."""
    (figure,), (source,) = small_package["observations"], small_package["sources"]
    place = small_package["localities"][0] | {"code_from": "2024-02-05", "fate": "formed"}
    district = {"source_id": "ba_tri_late", "locality_id": "ba_tri", "published_on": "2025-11-05"}
    late = {"observation_id": "b", "locality_id": "ba_tri", "source_id": "ba_tri_late", "period": "2025-06"}
    rows = [
        figure | {"observation_id": "a", "period": "2024-02-04"},
        figure | late,
        figure | late | {"observation_id": "c", "period": "2025-07-01"},
        figure | {"observation_id": "d"},
        figure | {"observation_id": "e", "indicator_id": "members_admitted", "period": "2024-02"},
    ]
    tables = {"localities": [place], "observations": rows, "sources": [source | district, source]}
    folder = write_package(tmp_path / "mine", small_package | tables)
    code, report = check(folder)
    assert (code, report["faults"]) == (0, [])
    assert [(notice["row"], notice["column"], notice["kind"]) for notice in report["notices"]] == [
        (2, "period", "before_place"),
        (4, "period", "after_place"),
        (6, "period", "before_place"),
        (6, "period", "unfinished"),
    ]
    assert "2025-06-30" in report["notices"][1]["words"]["vi"]
    told = CliRunner().invoke(cli, ["check", str(folder), "--lang", "en"], catch_exceptions=False)
    assert told.exit_code == 0
    assert "Note: mine/observations.csv, line 4, column period (Period): the period 2025-07-01 ends" in told.output


def test_a_district_has_no_figures_once_there_are_no_districts(tmp_path, write_package, small_package):
    """A district without its last day, or with a later one, ended on 30 June 2025; an unmerged commune goes on."""
    (figure,), (source,) = small_package["observations"], small_package["sources"]
    cases = [
        ("district", "", "", ["after_place"]),
        ("district", "2027-12-31", "", ["after_place"]),
        ("commune", "", "", []),
        ("commune", "", "merged", ["after_place"]),
        ("commune", "2026-03-01", "merged", []),
    ]
    for level, code_to, fate, kinds in cases:
        place = small_package["localities"][0] | {"level": level, "code_to": code_to, "fate": fate}
        late = {
            "observations": [figure | {"period": "2026-02-01"}],
            "sources": [source | {"published_on": "2026-02-05"}],
        }
        folder = write_package(tmp_path / f"{level}{code_to}{fate}", small_package | late | {"localities": [place]})
        notices = check_tables(folder)["notices"]
        assert [notice["kind"] for notice in notices] == kinds


@pytest.mark.parametrize(("level", "kinds"), [("commune", ["other_level"]), ("province", [])])
def test_an_indicator_of_another_level_is_asked_about(tmp_path, write_package, small_package, level, kinds):
    """Party organisations directly above the grassroots are said of provinces, not of a commune."""
    (figure,), (place,) = small_package["observations"], small_package["localities"]
    rows = {"observations": [figure | {"indicator_id": "superior_organisations", "value": "12"}]}
    rows["localities"] = [place | {"level": level, "code": "99" if level == "province" else place["code"]}]
    report = check_tables(write_package(tmp_path / "mine", small_package | rows))
    assert (report["faults"], [notice["kind"] for notice in report["notices"]]) == ([], kinds)


@pytest.mark.parametrize(
    ("admitted", "stock", "kinds"),
    [
        ({"value": "1173", "period": "2023-02/2024-01"}, {"period": "2024-01-31"}, ["outgrown"]),
        ({"value": "1172", "period": "2023-02/2024-01"}, {"period": "2024-01-31"}, []),
        ({"value": "1173", "period": "2023"}, {"period": "2024-01-31"}, []),
        ({"value": "1173", "period": "2023"}, {"period": "2023", "list_is_partial": "true"}, []),
        ({"value": "1173", "period": "2023"}, {"period": "2023", "subject": "test_commune_a"}, []),
        ({"value": "1173", "period": "2023", "qualifier": "lt"}, {"period": "2023"}, []),
        ({"value": "1000", "value_high": "1180", "period": "2023"}, {"period": "2023"}, []),
        ({"value": "1173", "period": "2023", "status": "target"}, {"period": "2023"}, []),
    ],
)
def test_more_admitted_than_there_are_is_asked_about(tmp_path, write_package, small_package, admitted, stock, kinds):
    """More admitted in a span than members on its last day, of one place and part, is a question and no fault."""
    (figure,) = small_package["observations"]
    part = {"subject_id": "test_commune_a", "locality_id": "test_commune", "name_vi": "A", "name_en": "A"}
    flow = figure | {"observation_id": "a", "indicator_id": "members_admitted"} | admitted
    rows = {"observations": [flow, figure | {"observation_id": "b"} | stock], "subjects": [part | {"kind": "village"}]}
    report = check_tables(write_package(tmp_path / "mine", small_package | rows))
    assert [notice["kind"] for notice in report["notices"] if notice["kind"] != "unfinished"] == kinds
    assert not [fault for fault in report["faults"] if fault["kind"] != "past_target"]
    assert all("1172" in notice["words"]["vi"] for notice in report["notices"] if notice["kind"] == "outgrown")


@pytest.mark.parametrize(
    ("admitted", "kinds"),
    [
        ({"2023": "1070"}, []),  # within a tenth
        ({"2023": "1000"}, ["stay"]),
        # All that came in half a year is there, of a quarter the next is not told; of a longer time all that is.
        ({"2023-07/2023-12": "1172"}, []),
        ({"2023-07/2023-12": "1400"}, ["stay"]),
        ({"2023-07/2023-12": "100"}, []),
        ({"2019/2023": "1000"}, ["stay"]),
        ({"2019/2023": "5000"}, []),
        ({"2023-01/2023-06": "500", "2023-07/2023-12": "600"}, []),
        ({"2023-01/2023-06": "300", "2023-07/2023-12": "310"}, ["stay"]),
        ({"2023-01/2023-03": "300", "2023-07/2023-12": "310"}, []),
        ({"2024-01": "1400"}, []),  # after the day
    ],
)
def test_what_is_there_is_near_to_what_came_in(tmp_path, write_package, small_package, admitted, kinds):
    """1172 on probation at the year's end came in within it, in a longer time at least, and hold a shorter one's."""
    (figure,) = small_package["observations"]
    stock = figure | {"observation_id": "z", "indicator_id": "probationary_members", "period": "2023-12-31"}
    flows = [
        figure | {"observation_id": f"f{n}", "indicator_id": "members_admitted", "value": value, "period": period}
        for n, (period, value) in enumerate(admitted.items())
    ]
    report = check_tables(write_package(tmp_path / "mine", small_package | {"observations": [*flows, stock]}))
    assert (report["faults"], [notice["kind"] for notice in report["notices"]]) == ([], kinds)


@pytest.mark.parametrize(("admitted", "kinds"), [("1173", ["outgrown"]), ("1172", [])])
def test_only_like_things_are_asked_about(tmp_path, write_package, small_package, admitted, kinds):
    """Of more admitted members than organisations nothing is asked, and the question about members stays."""
    (figure,) = small_package["observations"]
    ratio = {
        "indicator_id": "own_ratio", "concept": "own_ratio", "topic": "members", "name_vi": "Tỷ số", "name_en": "Ratio",
        "unit": "ratio", "counted": "party_member", "tier": "person", "nature": "ratio", "decimals": "1",
        "better": "neither", "definition_vi": "x", "definition_en": "x",
    }  # fmt: skip
    per = {"indicator_id": "own_ratio", "level": "any", "numerator": "members_admitted", "scale": "1"}
    rows = [("members_admitted", admitted, "2023"), ("party_members", "1172", "2023-12-31")]
    rows.append(("grassroots_organisations", "50", "2023-12-31"))
    figures = [
        figure | {"observation_id": f"f{n}", "indicator_id": id_, "value": value, "period": period}
        for n, (id_, value, period) in enumerate(rows)
    ]
    tables = {"indicators": [ratio], "derived": [per | {"denominator": "grassroots_organisations"}]}
    report = check_tables(write_package(tmp_path / "mine", small_package | tables | {"observations": figures}))
    assert [notice["kind"] for notice in report["notices"]] == kinds


@pytest.mark.slow
def test_codings_of_a_second_coder_are_noticed(tmp_path, write_package):
    """A folder of codings alone may code a built-in text again: it is said that they stand beside, and of whom."""
    coding = {"locality_id": "nam_po", "direction": "result", "theme_id": "cadre_training", "source_id": "nam_po_2018"}
    rows = [coding | {"paragraph": n, "gloss_vi": "x", "gloss_en": "x", "coder": "c2"} for n in ("4", "5")]
    code, report = check(write_package(tmp_path / "mine", {"codings": rows}))
    assert (code, report["faults"]) == (0, [])
    assert places(report["notices"]) == [("mine/codings.csv", "", 2, "coder", "beside")]
    words = report["notices"][0]["words"]["en"]
    assert "2 codings of nam_po_2018 by c2 are laid beside those of c1 (codings.csv)" in words


@pytest.mark.slow
def test_more_codings_by_the_first_coder_are_noticed(tmp_path, write_package):
    """Another package's `c1` carries on the first's work and is counted with them; it is said, lest two be mixed."""
    coding = {"locality_id": "nam_po", "direction": "result", "theme_id": "cadre_training", "source_id": "nam_po_2018"}
    row = coding | {"paragraph": "4", "gloss_vi": "x", "gloss_en": "x", "coder": "c1"}
    folder = write_package(tmp_path / "mine", {"codings": [row]})
    code, report = check(folder)
    assert (code, places(report["notices"])) == (0, [("mine/codings.csv", "", 2, "coder", "carried_on")])
    data = analysis.load(folder)
    assert (len(data.tables["codings"]), len(data.beside["codings"])) == (len(analysis.load()["codings"]) + 1, 0)
