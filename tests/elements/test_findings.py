"""Findings: each sentence rests on rows that are there, holds under its conditions, and types no number."""

import re
from dataclasses import replace
from itertools import product

import pytest
import yaml

import analysis
from analysis.elements.findings import check_findings, list_findings
from analysis.elements.proof import APART, COLLECTION, name_coding
from analysis.elements.references import fill
from analysis.elements.wording import Voice
from analysis.errors import DataError
from analysis.workbook.cells import Remarks
from analysis.workbook.review import word_remarks

OWN = {
    "id": "own",
    "about": ["ba_tri"],
    "rank": 1,
    "vi": "Ba Tri có {ba_tri.communes_supported} xã, thị trấn được giúp.",
    "en": "In Ba Tri {ba_tri.communes_supported} communes and townships are helped.",
    "rests_on": ["ba_tri.communes_supported"],
    "holds_if": [{"above": ["ba_tri.communes_supported", 20]}],
}


@pytest.fixture
def write(tmp_path, data):
    """Give a function that makes a changed finding the only one of the data, and gives what is wrong with it."""

    def change(**fields):
        (tmp_path / "data").mkdir(exist_ok=True)
        file = tmp_path / "data" / "findings.yml"
        file.write_text(yaml.safe_dump([OWN | fields], allow_unicode=True), encoding="utf-8")
        return [str(fault) for fault in check_findings(replace(data, finding_files=((file, True),)))]

    return change


def words(finding):
    return "".join(map(str, finding.words))


def test_the_findings_of_the_collection_are_proved(data):
    """At least twenty-five, of every kind, some about each of the five places; each is true of the data."""
    assert check_findings(data) == []
    written = yaml.safe_load(data.finding_files[0][0].read_text(encoding="utf-8"))
    kinds = [finding["kind"] for finding in written]
    assert len([kind for kind in kinds if kind not in APART]) >= 25
    assert set(kinds) == {"shared", "contrast", "singular", "unknown", *APART}
    for place in data.ids("locality"):
        assert [finding.kind for finding in list_findings(data, place, lang="en")].count("singular") >= 2, place
        apart = {kind: len(list_findings(data, place, lang="en", apart=kind)) for kind in APART}
        assert (apart["title"], apart["lead"]) == (1, 1) and apart["question"] >= 3, place


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_finding_is_one_sentence(data, lang):
    """Each finding but a question is one sentence, of 55 words at most; what is called shared three places share."""
    for finding in yaml.safe_load(data.finding_files[0][0].read_text(encoding="utf-8")):
        plain = re.sub(r"{[^}]*}", "N", finding[lang])
        assert finding["kind"] == "question" or not re.search(r"[.!?] \w", plain), finding["id"]
        assert len(plain.split()) <= 55, finding["id"]
    shared = [each for each in list_findings(data, COLLECTION, lang=lang) if each.kind == "shared"]
    places = {each.finding_id: {row.split(".")[1].split("_")[0] for row in each.rests_on} for each in shared}
    assert shared and all(len(of) >= 3 for of in places.values()), places


def test_a_finding_says_what_the_articles_say(data):
    """The numbers of a finding are those printed: 129 cadres, 129 hamlets and quarters, 315 members, 1.781 homes."""
    first = list_findings(data, "ba_tri", lang="vi")[0]
    assert words(first).startswith("Ba Tri phân công 129 cán bộ huyện theo dõi, giúp 129 ấp, khu phố")
    households = list_findings(data, "member_task_assignment", lang="en")[0]
    # 1,781 over 315 is 5.65.
    assert "315 Party members of the border guard" in words(households)
    assert "1,781 households" in words(households)
    assert "5.7" in words(households)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_title_of_a_theme_says_no_more_than_its_rows(data, lang):
    """What Nậm Pồ's paragraph 6 sets out a title tells as that, for 7 says only of the measures together that they are
    carried out step by step; what is better by its district secretary (5) is told as the secretary's; "combat
    strength", which Tràng Định's text alone finds weak, as nobody's.
    """
    plan, step, office, term = {
        "vi": ("đề ra", "từng bước", "Bí thư", "sức chiến đấu"),
        "en": ("sets out", "step by step", "secretary", "combat"),
    }[lang]
    rows = {name_coding(row): row for row in data.tables["codings"].to_dict("records")}
    titles = [each for id_ in data.ids("theme") for each in list_findings(data, id_, lang=lang, apart="title")]
    stepwise = [each for each in titles if any(rows[row]["status"] == "stepwise" for row in each.behind if row in rows)]
    assert len(stepwise) == 4 and all(plan in words(each) for each in stepwise), [*map(words, stepwise)]
    assert not [each for each in titles if step in words(each)]
    spoken = [each for each in titles if "coding.nam_po.result.leadership_capacity.5" in each.behind]
    assert len(spoken) == 1 and office in words(spoken[0])
    assert not [each for each in titles if term in words(each)] and term not in data.name(
        "theme", "leadership_capacity", lang
    )
    assert all(
        office.lower() in row[f"gloss_{lang}"].lower()
        for id_, row in rows.items()
        if id_.startswith("coding.nam_po.result.") and id_.endswith(("capacity.5", "mobilisation.5"))
    )


def test_a_finding_opens_what_it_rests_on(data):
    """The last word of a finding has a note that lists its rows: an assignment, a figure, a passage with its gloss."""
    basis = list_findings(data, "sent_but_absent", lang="vi") or list_findings(data, COLLECTION, lang="vi")
    finding = next(finding for finding in basis if finding.finding_id == "sent_but_absent")
    lines = [f"{label}: {text}" for label, text in finding.words[-1].note.lines]
    assert len(lines) == 4
    assert "Ba Tri, đoạn\xa08" in lines[1]
    assert "Ba Tri, đoạn\xa08" in lines[2] and "Lai Châu, đoạn\xa014" in lines[3]


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"en": "{ba_tri.communes_supported} of 24 communes."}, "the number 24 is typed"),
        (
            {"en": "{ba_tri.communes_supported} communes, {ba_tri.provincial_cadres_received} people."},
            "own: ba_tri.provincial_cadres_received is named but is not in rests_on",
        ),
        ({"vi": "{ba_tri.communes_supported} xã ở hai huyện."}, "the number “hai” is typed in words; no condition"),
        ({"en": "{ba_tri.communes_supported} of three."}, "the number “three” is typed in words; no condition"),
        ({"vi": "Ba Tri có {ba_tri.communes} xã."}, "unknown indicator 'communes'"),
        ({"vi": "Có {count.helpers} nơi được giúp."}, "unknown name of a condition 'helpers'"),
        ({"rests_on": [*OWN["rests_on"], "coding.ba_tri.measure.cadre_training.4"]}, "no such coding"),
        ({"rests_on": [*OWN["rests_on"], "assignment.ba_tri_nobody"]}, "unknown assignment 'ba_tri_nobody'"),
        ({"about": ["ba_trí"]}, "“ba_trí” has not the form"),
        ({"about": ["bo_tri"]}, "unknown thing to be about 'bo_tri'; did you mean ba_tri?"),
        (
            {"holds_if": [{"below": ["ba_tri.communes_supported", 30]}]},
            "is none of these forms: equal, above, places, no_figure, verdict",
        ),
        ({"holds_if": [{"above": ["ba_tri.communes_supported"]}]}, "a list of at least 2 is needed"),
        ({"holds_if": [{"places": {"tabel": "codings"}, "at_least": 1}]}, "“table” is missing"),
        ({"holds_if": [{"places": {"table": "coding"}, "at_least": 1}]}, "“coding” is not allowed; close: codings."),
        ({"holds_if": [{"places": {"table": "codings"}}]}, "these forms: at_least, exactly, without"),
        ({"kind": "titel"}, "“titel” is not allowed; close: title."),
        ({"rnak": 1}, "unknown key “rnak”; close: rank."),
        ({"holds_if": [{"above": ["ba_tri.communes_supported", 0]}]}, "= 24 > 0: holds whatever"),
        (
            {"holds_if": [{"above": ["lai_chau.party_members", "nam_po.party_members"]}]},
            "no condition asks after anything that the sentence rests on: ba_tri.communes_supported",
        ),
        ({"en": "Ba Tri has communes."}, "ba_tri.communes_supported is named in this language only"),
        (
            {"holds_if": [{"places": {"table": "observations", "indicator_id": "comunes_supported"}, "at_least": 1}]},
            "unknown indicator 'comunes_supported'; did you mean communes_supported?",
        ),
        ({"holds_if": [{"above": [20, "ba_tri.communes_supported"]}]}, "true: 20, ba_tri.communes_supported = 24"),
        ({"holds_if": [{"equal": ["ba_tri.communes_supported", 25]}]}, "true: ba_tri.communes_supported = 24, 25"),
        ({"holds_if": [{"no_figure": ["ba_tri.communes_supported"]}]}, "no longer true: ba_tri.communes_supported"),
        (
            {"holds_if": [{"places": {"table": "assignments", "from_level": "province"}, "exactly": ["ba_tri"]}]},
            "no longer true: ba_tri, lai_chau",
        ),
        ({"holds_if": [{"places": {"table": "assignments", "form": "x"}, "at_least": 1}]}, "unknown column 'form'"),
        (
            {
                "holds_if": [
                    {"verdict": {"indicator": "party_members", "places": ["nam_po", "hai_luu"]}, "is": "with_care"}
                ]
            },
            "no longer true: verdict = not_comparable",
        ),
    ],
)  # fmt: skip
def test_what_is_not_true_of_the_data_is_told_with_its_line(write, fields, told):
    """A fault names the file, the line of the field and what is true now; the finding as it was has none."""
    assert write() == []
    faults = write(**fields)
    assert [told in fault and fault.startswith("data/findings.yml, line ") for fault in faults] == [True], faults


def test_a_fault_of_form_hides_no_other(tmp_path, data):
    """A finding without a rank, one that stands twice and one that is not true are all told in one go."""
    nameless = {key: value for key, value in OWN.items() if key != "rank"}
    untrue = OWN | {"id": "untrue", "holds_if": [{"equal": ["ba_tri.communes_supported", 25]}]}
    (tmp_path / "data").mkdir()
    file = tmp_path / "data" / "findings.yml"
    file.write_text(yaml.safe_dump([nameless, untrue, OWN, OWN], allow_unicode=True), encoding="utf-8")
    faults = [str(fault) for fault in check_findings(replace(data, finding_files=((file, True),)))]
    told = ("“rank” is missing", "“own” stands twice", "untrue: no longer true: ba_tri.communes_supported = 24, 25")
    assert len(faults) == 3
    assert all(any(each in fault for fault in faults) for each in told), faults


def test_a_fault_says_what_to_do(tmp_path, data):
    """What helps is of the fault: a row to add for a figure not rested on, a change of the condition for an untruth."""
    (tmp_path / "data").mkdir()
    file = tmp_path / "data" / "findings.yml"
    named = "{ba_tri.communes_supported}, {ba_tri.provincial_cadres_received}"
    changed = {
        "vi": f"Có {named}.",
        "en": f"There are {named}.",
        "holds_if": [{"equal": ["ba_tri.communes_supported", 1]}],
    }
    file.write_text(yaml.safe_dump([OWN | changed], allow_unicode=True), encoding="utf-8")
    faults = check_findings(replace(data, finding_files=((file, True),)))
    told = {lang: {each.words(lang).split(": ")[-1] for each in review.faults}
            for lang, review in word_remarks(Remarks(faults=faults), []).items()}  # fmt: skip
    assert told["en"] == {
        "add ba_tri.provincial_cadres_received to rests_on, or take it out of the sentence.",
        "make the sentence and its condition say what is true now, or correct the rows.",
    }
    assert "sửa câu và điều kiện theo điều đang đúng, hoặc sửa dòng dữ liệu." in told["vi"]


def test_a_count_in_words_is_borne_out_by_a_condition_a_figure_or_a_row(write):
    """“Năm nơi” where five places are counted; “mười hai kỳ” where a row says 12; “năm” is not read as five."""
    counted = {
        "rests_on": ["coding.ba_tri.measure.cadre_assignment_to_grassroots.4"],
        "holds_if": [{"places": {"table": "codings", "direction": "measure"}, "at_least": 1}],
    }
    assert write(vi="Cả năm nơi, trong năm đó.", en="All five, in that year.", **counted) == []
    assert "“sáu”" in write(vi="Cả sáu nơi.", en="All of them.", **counted)[0]
    twelve = ["trang_dinh.residential_cells_meeting_12_share"]
    assert write(vi="Đủ mười hai kỳ, ở Ba Tri.", en="All twelve meetings.", rests_on=twelve) == []
    assert "“mười một”" in write(vi="Đủ mười một kỳ.", en="All meetings.", rests_on=twelve)[0]


def test_a_fault_is_told_whole_in_either_language(tmp_path, data):
    """Where it is, what is wrong and what is true now stand in Vietnamese, or in English; no word of the other."""
    wrong = OWN | {"vi": "Ba Tri có {ba_tri.comunes_supported} xã.", "holds_if": [{"equal": [1, 2]}]}
    typed = OWN | {"id": "typed", "vi": "Có {ba_tri.communes_supported} xã ở hai huyện."}
    (tmp_path / "data").mkdir()
    file = tmp_path / "data" / "findings.yml"
    file.write_text(yaml.safe_dump([wrong, typed], allow_unicode=True), encoding="utf-8")
    remarks = Remarks(faults=check_findings(replace(data, finding_files=((file, True),))))
    told = {lang: [fault.words(lang) for fault in review.faults] for lang, review in word_remarks(remarks, []).items()}
    assert len(told["vi"]) == len(told["en"]) == 3
    assert all(line.startswith("data/findings.yml, dòng ") and "Cách sửa: " in line for line in told["vi"])
    assert any("“hai” được viết bằng chữ" in line and "hiện nay có: 1, " in line for line in told["vi"])
    assert any("không có mã “comunes_supported”; gần giống: communes_supported" in line for line in told["vi"])
    assert any("không còn đúng; hiện nay: 1, 2" in line for line in told["vi"])
    assert not any(word in line for line in told["vi"] for word in ("unknown", "Valid", "now:", "written", "true"))
    assert not any(word in line for line in told["en"] for word in ("không", "hiện nay", "dòng", "Cách sửa"))


def test_a_finding_of_changed_data_stops_a_page(home, set_cells):
    """Once 128 cadres are recorded for 129 hamlets, that each has one is not said any more, and the build is told."""
    row = ("ba_tri_district_cadres_assigned",)
    set_cells(home, [("observations", row, "value", "128"), ("observations", row, "printed", "128 cán bộ")])
    with pytest.raises(DataError, match=r"ba_tri_one_each: no longer true: .* = 128"):
        list_findings(analysis.load(), "ba_tri", lang="vi")


def test_what_holds_of_one_package_is_left_out_where_another_contradicts_it(tmp_path, write_package, small_package):
    """A commune that names a shortfall in security leaves Nậm Pồ no longer the only one; nothing is wrong with that."""
    coding = {
        "locality_id": "test_commune", "direction": "limitation", "theme_id": "security_order", "paragraph": "2",
        "source_id": "test_commune_2024", "gloss_vi": "Trật tự còn yếu.", "gloss_en": "Order is weak.", "coder": "c1",
    }  # fmt: skip
    folder = write_package(tmp_path / "mine", small_package | {"codings": [coding]})
    data = analysis.load(folder)
    assert check_findings(data) == []
    told = {finding.finding_id for finding in list_findings(data, "nam_po", lang="vi")}
    assert "nam_po_security" not in told
    assert "nam_po_household_groups" in told
    # What the package itself says must hold of all.
    wrong = OWN | {"holds_if": [{"places": {"table": "codings", "theme_id": "security_order"}, "exactly": ["nam_po"]}]}
    (folder / "findings.yml").write_text(yaml.safe_dump([wrong], allow_unicode=True), encoding="utf-8")
    (fault,) = check_findings(analysis.load(folder))
    assert "no longer true: nam_po, trang_dinh, test_commune" in fault.message


@pytest.mark.parametrize(
    ("direction", "status"),
    [
        ("limitation", ""),
        ("result", ""),
        *(("measure", status) for status in ("done", "planned", "recommended", "unclear")),
    ],
)
def test_what_only_one_article_is_said_to_speak_of_no_other_speaks_of(
    tmp_path, write_package, small_package, direction, status
):
    """That one article alone has secretaries as village heads falls, on all pages, with whatever another says of it."""
    coding = {"locality_id": "test_commune", "source_id": "test_commune_2024", "paragraph": "2", "coder": "c1"}
    glosses = {"gloss_vi": "Bí thư làm trưởng thôn.", "gloss_en": "Secretaries are heads."}
    coding |= {"direction": direction, "status": status, "theme_id": "secretary_head_unification", **glosses}

    def tell(data):
        asked = product(("singular", "secretary_head_unification"), ("", "title"))
        return {
            each.finding_id for about, apart in asked for each in list_findings(data, about, lang="en", apart=apart)
        }

    said = {"secretaries_as_heads", "singular_title", "secretary_head_unification_picture"}
    assert said <= tell(analysis.load())
    data = analysis.load(write_package(tmp_path / "mine", small_package | {"codings": [coding]}))
    assert tell(data).isdisjoint(said)


def test_that_no_article_has_earlier_figures_falls_with_a_place_that_has_them(invent):
    """A commune of 200 members in 2022 and 210 in 2023 leaves no heading that says there is nothing to compare with."""

    def heads(data):
        return {
            each.finding_id
            for kind in ("title", "")
            for each in list_findings(data, "collection", lang="vi", apart=kind)
        }

    lay = {"xa_thu": ("commune", [("party_members", 200, "2022-12-31"), ("party_members", 210, "2023-12-31")])}
    data = analysis.load(invent(lay))
    assert check_findings(data) == []
    assert heads(analysis.load()) - heads(data) >= {"collection_title", "no_before"}
    assert "collection_counted" in heads(data)


def test_a_finding_changes_the_version(home, data):
    """Pages are made anew when a finding changes, for the version of the data does."""
    before = analysis.load().version
    file = home / "findings.yml"
    file.write_text(file.read_text(encoding="utf-8").replace("rank: 7", "rank: 8"), encoding="utf-8")
    assert analysis.load().version != before
    assert check_findings(replace(data, finding_files=())) == []


def test_what_a_number_cautions_of_never_parts_it_from_its_noun(data):
    """A caution before a noun stands after the sentence: once for equal numbers, and with the number where others are.

    The 84 members and 84 cells of Lai Châu are its border guard's, as of a time that the text does not state; so is
    the time of Ba Tri's 129, which are of the whole district. Nậm Pồ's one group is what it sets out to do.
    """
    voice = Voice(data, "vi")

    def told(text):
        return "".join(map(str, fill(voice, text, lambda reference: voice.number(reference.find(data)))))

    members, cells = (f"lai_chau.{name}.lai_chau_border_guard" for name in ("border_members_in_cells",
                                                                            "cells_with_border_members"))  # fmt: skip
    both = f"{{ba_tri.district_cadres_assigned}} cán bộ; {{{members}}} đảng viên vào {{{cells}}} chi bộ bản."
    assert told(both) == (
        "129 cán bộ; 84 đảng viên vào 84 chi bộ bản. (Mọi số liệu ở đây: thời điểm suy từ nội dung bài. "
        "84: Đảng bộ Bộ đội Biên phòng tỉnh.)"
    )
    alone = told("Mỗi đảng viên phụ trách {nam_po.household_groups_per_member} nhóm hộ.")
    assert alone == "Mỗi đảng viên phụ trách 1 nhóm hộ. (Dự định; thời điểm lấy theo ngày đăng.)"
    assert told("Nông thôn: {nam_po.rural_members_share}.").startswith("Nông thôn: 80,2% (thời điểm")
