"""What people type is understood; what cannot be is refused by sheet, row and column."""

import shutil
import unicodedata
from datetime import datetime

import pytest
from reviews import review_workbooks

import analysis
from analysis import show
from analysis.dataset.load import check_layers
from analysis.errors import DataError
from analysis.methods import list_assignments, read_theme
from analysis.paths import data_dir
from analysis.plan.cache import digest_inputs
from analysis.workbook.reading import read_workbook

FIGURES = "Số liệu"


def test_a_workbook_is_one_more_package(fill):
    """A filled-in workbook is laid over the five: numbers, dates and periods read, ids made, nothing else changed."""
    before = {path: path.read_bytes() for path in data_dir().glob("*.csv")}
    data = analysis.load(fill())
    assert len(data.localities) == 6
    mine = data.of("my_commune")
    assert mine.row("observation", "my_commune_party_members")["value"] == 1906
    assert mine.row("observation", "my_commune_admission_plan_achieved")["value"] == 80.2
    assert list(mine.observations["period"]) == ["2020", "2020-12"]
    assert str(mine.row("source", "my_commune_2021")["published_on"].date()) == "2021-03-03"
    assert mine.row("source", "my_commune_2021")["paragraphs"] == 2
    assert before == {path: path.read_bytes() for path in data_dir().glob("*.csv")}


def test_letters_and_spaces_are_repaired_with_a_notice(fill):
    """NFD, Ð for Đ and doubled spaces are put right, and each is told."""
    loose = unicodedata.normalize("NFD", "Bài  của")
    path = fill({("Địa phương", 3, "name_vi"): "Ðồng Xuân", ("Nguồn", 3, "title"): loose,
                 ("Nguồn", 3, "author"): "Lê  Văn"})  # fmt: skip
    book = read_workbook(path)
    assert book.tables["localities"]["name_vi"].tolist() == ["Đồng Xuân"]
    assert book.tables["sources"]["title"].tolist() == ["Bài của"]
    assert {(notice.column, notice.kind) for notice in book.notices} >= {
        ("name_vi", "letters"),
        ("title", "letters"),
        ("author", "spaces"),
    }
    assert not {notice.column for notice in read_workbook(fill()).notices if notice.kind in ("letters", "spaces")}


@pytest.mark.few(6)
@pytest.mark.parametrize(
    ("field", "typed", "read"),
    [
        ("value", 1906, "1906"),
        ("value", "2.000.001", "2000001"),
        ("value", "80.2", "80.2"),
        ("period", "31/12/2019", "2019-12-31"),
        ("period", 2019, "2019"),
        ("qualifier", "Trên", "gt"),
        ("qualifier", "at least", "ge"),
        ("qualifier", None, "eq"),
        ("list_is_partial", "có", "true"),
        ("list_is_partial", False, "false"),
        ("value", "1.906", "1906"),
        ("value", " 1.906\u00a0", "1906"),
        ("value", "80,2 %", "80.2"),
        ("period", "tháng 12/2019", "2019-12"),
        ("period", "03/3/2021", "2021-03-03"),
        ("period", "quý I/2024", "2024-01/2024-03"),
        ("period", "Q1/2019", "2019-01/2019-03"),
        ("period", "6 tháng đầu năm 2021", "2021-01/2021-06"),
        ("period", "giai đoạn 2016–2020", "2016/2020"),
        ("against", "cùng kỳ 2020", "cùng kỳ 2020"),
        ("against", "9 tháng đầu năm 2020", "2020-01/2020-09"),
        ("period", datetime(2019, 12, 31), "2019-12-31"),
        ("paragraph", 2.0, "2"),
    ],
)
def test_what_people_type(fill, field, typed, read):
    """Numbers of the spreadsheet, marks of either language, periods and words of a list are read."""
    table = read_workbook(fill({(FIGURES, 3, field): typed})).tables["observations"]
    assert table.loc[table["indicator_id"] == "party_members", field].tolist() == [read]


def test_all_faults_at_once(fill):
    """Faults of every kind, of the sheets, of cells and between tables, are told in one go by their places."""

    def also(book):
        book["Nguồn"].merge_cells("G3:H3")

    path = fill(
        {
            (FIGURES, 3, "value"): "=1+1",
            (FIGURES, 3, "paragraph"): "bốn",
            (FIGURES, 6, "indicator_id"): "party_member",
            (FIGURES, 7, "value"): "1,906",
            (FIGURES, 8, "period"): "quý V/2019",
            (FIGURES, 9, "paragraph"): "9",
            (FIGURES, 9, "indicator_id"): "grassroots_cells",
            (FIGURES, 9, "value"): "5",
            (FIGURES, 9, "period"): "2020",
            (FIGURES, 9, "period_basis"): "bài nêu",
            (FIGURES, 9, "printed"): "5 chi bộ",
        },
        also,
    )
    told = {(fault.sheet, fault.row, fault.field): fault for fault in review_workbooks(path)["vi"].faults}
    expected = {
        (FIGURES, 3, "value"): "formula",
        (FIGURES, 3, "paragraph"): "whole",
        (FIGURES, 6, "indicator_id"): "unknown",
        (FIGURES, 7, "value"): "ambiguous",
        (FIGURES, 8, "period"): "period",
        (FIGURES, 9, "paragraph"): "outside",
        ("Nguồn", 3, "author"): "merged",
    }
    assert {place: told[place].kind for place in expected if place in told} == expected
    assert "party_members" in told[FIGURES, 6, "indicator_id"].right
    assert "6 tháng đầu năm 2021" in told[FIGURES, 8, "period"].right
    assert all(fault.right for fault in told.values())


def test_faults_stand_in_the_order_of_the_sheets_and_offer_what_can_be_chosen(fill):
    """As a person goes through the workbook; an empty cell with a list says what is in it, by the words of the list."""
    gone = {("Nguồn", 3, "genre"): None, ("Số liệu", 3, "period_basis"): None, ("Địa phương", 3, "level"): None}
    faults = [each for each in review_workbooks(fill(gone))["vi"].faults if each.kind == "empty"]
    assert [each.sheet for each in faults] == ["Địa phương", "Nguồn", "Số liệu"]
    assert faults[0].right == "chọn một trong: tỉnh, huyện, xã"
    assert faults[2].right == "chọn một trong: bài nêu, suy từ nội dung bài, lấy theo ngày đăng"


def test_the_built_in_data_are_not_to_be_touched(fill):
    """A row about a built-in locality, and its id taken for one's own, are refused."""
    review = review_workbooks(
        fill({("Địa phương", 3, "locality_id"): "ba_tri", (FIGURES, 3, "locality_id"): "ba_tri"})
    )["vi"]
    assert {(fault.sheet, fault.field) for fault in review.faults if fault.kind == "built_in"} >= {
        ("Địa phương", "locality_id"),
        (FIGURES, "locality_id"),
    }


def test_a_changed_example_and_a_missing_text_are_told(fill, tmp_path):
    """Data typed over the example are not lost in silence, and a source needs the text of its article."""
    path = fill({(FIGURES, 2, "value"): "7"})
    (tmp_path / "my_commune_2021.txt").unlink()
    assert {fault.kind for fault in review_workbooks(path)["vi"].faults} == {"example_changed", "text_missing"}


def test_an_issuer_is_printed_unless_it_is_said_to_be_inferred(fill):
    """A document with an issuer and no basis has it printed, which is told; without an issuer the basis stays empty."""
    cited = {"kind": "kế hoạch", "subject_vi": "Sinh hoạt chi bộ", "printed": "Kế hoạch", "paragraph": "2"}
    rows = [cited | {"issuer_vi": "Đảng ủy xã"}, cited, cited | {"issuer_vi": "Huyện ủy", "issuer_basis": "suy ra"}]
    path = fill(
        {("Văn bản được dẫn", line, name): cell for line, row in enumerate(rows, 3) for name, cell in row.items()}
    )
    book = read_workbook(path)
    assert book.tables["directives"].sort_values("_line")["issuer_basis"].tolist() == ["printed", "", "inferred"]
    assert [notice.row for notice in book.notices if notice.column == "issuer_basis"] == [3]


def test_headings_and_sheets(fill):
    """An unknown, a doubled or a missing heading and a renamed sheet are faults; a sheet of remarks is not."""

    def also(book):
        sheet = book[FIGURES]
        sheet["E1"] = "Trị giá"
        sheet["Z1"] = "Như in"
        book["Mã hóa"].title = "Mã hoá bài"
        book.create_sheet("Việc riêng")["A1"] = "Nhớ gọi điện"

    review = review_workbooks(fill(also=also))["vi"]
    assert {fault.kind for fault in review.faults} == {"heading", "heading_missing", "heading_twice", "sheet_unknown"}
    with pytest.raises(DataError, match="sheet Số liệu"):
        analysis.load(fill(also=also))


def test_rows_in_any_order_and_blank_rows(fill):
    """Rows may stand in any order with blank ones between; made ids never collide."""
    same = {(FIGURES, 9, field): value for field, value in (
        ("indicator_id", "party_members"), ("value", "1.800"), ("period", "2019"), ("period_basis", "bài nêu"),
        ("printed", "1.800"), ("paragraph", "2"))}  # fmt: skip
    path = fill(same)
    assert review_workbooks(path)["vi"].faults == ()
    ids = read_workbook(path).tables["observations"]["observation_id"].tolist()
    assert ids == sorted(ids) and "my_commune_party_members_2" in ids


@pytest.mark.few(2)
@pytest.mark.parametrize(
    ("typed", "kind", "advice"),
    [
        (1.906, "count", "1906"),
        ("hơn 1.906", "number", "Mức chính xác"),
        ("không có", "number", "ghi 0"),
        ("1.906 đảng viên", "number", "chỉ ghi con số"),
        ("1,906", "ambiguous", "1.906"),
        ("-5", "negative", "từ 0"),
    ],
)
def test_a_value_that_is_no_number_gets_its_advice(fill, typed, kind, advice):
    """What a spreadsheet or a habit makes of a figure is one fault, at its cell, with what would be right."""
    (fault,) = review_workbooks(fill({(FIGURES, 3, "value"): typed}))["vi"].faults
    assert (fault.kind, fault.row, fault.field) == (kind, 3, "value")
    assert advice in fault.right


@pytest.mark.few(2)
@pytest.mark.parametrize("typed", ["2020-2019", "năm ngoái", "13/2019", "30/2/2019", "6 tháng đầu năm"])
def test_a_period_that_is_none_gets_its_advice(fill, typed):
    """A span that runs back or has no year, a loose word, no such day: refused in a calendar's words, not a norm's."""
    (fault,) = review_workbooks(fill({(FIGURES, 3, "period"): typed}))["vi"].faults
    assert fault.kind == "period" and "31/12/2021" in fault.right


@pytest.mark.few(2)
@pytest.mark.parametrize("typed", ["3/3/21", "Q1/2019", 44258, None])
def test_a_wrong_date_is_one_fault(fill, typed):
    """The day of an article that is no day is told once; the ids and the text that hang on it are not told too."""
    (fault,) = review_workbooks(fill({("Nguồn", 3, "published_on"): typed}))["vi"].faults
    assert (fault.kind, fault.field) == ("empty" if typed is None else "date", "published_on")


def test_the_text_must_be_in_unicode(fill, tmp_path):
    """A text saved as UTF-16 is refused with advice; one with the mark of Notepad is read as one without."""
    path = fill()
    text = (tmp_path / "my_commune_2021.txt").read_text(encoding="utf-8")
    (tmp_path / "my_commune_2021.txt").write_bytes(text.encode("utf-16"))
    (fault,) = review_workbooks(path)["vi"].faults
    assert fault.kind == "text_encoding" and "UTF-8" in fault.right
    (tmp_path / "my_commune_2021.txt").write_bytes(text.encode("utf-8-sig"))
    assert review_workbooks(path)["vi"].faults == ()
    assert read_workbook(path).tables["sources"]["paragraphs"].tolist() == ["2"]


@pytest.mark.parametrize(
    ("said", "kind"),
    [(" \n\n", "text_blank"), ("Xã\n§ång Xu©n cã 1.906 ®¶ng viªn, ®¹t 80,2% kÕ ho¹ch.", "text_legacy")],
)
def test_a_text_that_cannot_be_read_is_told_as_that(fill, tmp_path, said, kind):
    """An empty text, and one in an encoding of before Unicode saved as UTF-8, are told, not numbers of paragraphs."""
    path = fill()
    (tmp_path / "my_commune_2021.txt").write_text(said, encoding="utf-8")
    (fault,) = review_workbooks(path)["vi"].faults
    assert (fault.kind, fault.row, fault.field) == (kind, 3, "sha256")


def test_a_text_that_has_lost_letters_is_told(fill, tmp_path):
    """A text beside a workbook in which letters are lost is taken, with a notice that names its paragraphs."""
    path = fill()
    (tmp_path / "my_commune_2021.txt").write_text("Xã Giả Định\nChi b? tr?c thu?c\n", encoding="utf-8")
    for lang, words in (("vi", "đoạn 2 mất chữ"), ("en", "letters are lost, paragraph 2")):
        review = review_workbooks(path)[lang]
        (notice,) = [notice for notice in review.notices if notice.kind == "text_lost"]
        assert words in notice.wrong and (notice.row, review.faults) == (3, ())


def test_names_of_indicators_and_themes_are_read(fill):
    """A name in either language stands for its id, with a notice; one that is close is told with the close ones."""
    path = fill({(FIGURES, 3, "indicator_id"): "đảng viên", (FIGURES, 6, "indicator_id"): "Admission plan achieved"})
    review = review_workbooks(path)["vi"]
    assert review.faults == ()
    assert {(notice.row, notice.kind) for notice in review.notices if notice.field == "indicator_id"} == {
        (3, "read"),
        (6, "read"),
    }
    (fault,) = review_workbooks(fill({(FIGURES, 3, "indicator_id"): "Đảng viên mới"}))["vi"].faults
    assert fault.kind == "unknown" and "[members_admitted]" in fault.right


def test_a_measure_says_whether_it_is_done(fill):
    """The status of a measure is chosen in either language; where it is left open, or is of another row, it is told."""

    def code(direction, status):
        cells = {"direction": direction, "status": status, "theme_id": "mass_organisations", "paragraph": "2"}
        cells |= {"gloss_vi": "Lời thử.", "gloss_en": "Words."}
        return fill({("Mã hóa", 3, field): cell for field, cell in cells.items()})

    for typed, read in (("cần làm", "recommended"), ("Ongoing", "ongoing"), ("planned", "planned")):
        assert analysis.load(code("giải pháp", typed)).of("my_commune").tables["codings"]["status"].tolist() == [read]
    assert review_workbooks(code("hạn chế", None))["vi"].faults == ()
    (fault,) = review_workbooks(code("giải pháp", None))["vi"].faults
    assert (fault.sheet, fault.row, fault.field, fault.kind) == ("Mã hóa", 3, "status", "no_status")
    assert fault.right.endswith("đã làm, đang làm, đề ra mà bài nói gộp là đang làm, dự định, cần làm, chưa rõ đã làm")
    (fault,) = review_workbooks(code("kết quả", "đã làm"))["en"].faults
    assert (fault.field, fault.kind) == ("status", "own_status")


def test_a_text_of_another_package_gets_a_second_coder(fill, tmp_path, write_package, small_package):
    """Left empty, the coder is c1 for a text of the workbook; for one of another package a mark is asked for."""
    coding = {"locality_id": "test_commune", "source_id": "test_commune_2024", "direction": "result", "paragraph": "2"}
    coding |= {"theme_id": "mass_organisations", "gloss_vi": "Lời thử.", "gloss_en": "Words."}
    first = write_package(tmp_path / "first", small_package | {"codings": [coding | {"coder": "c1"}]})
    cells = {("Mã hóa", 3, field): {"result": "kết quả"}.get(cell, cell) for field, cell in coding.items()}
    (fault,) = review_workbooks(first, fill(cells))["vi"].faults
    assert (fault.kind, fault.row, fault.field) == ("coder_empty", 3, "coder")
    data = analysis.load(first, fill(cells | {("Mã hóa", 3, "coder"): "c2"}))
    assert data.of("test_commune").tables["codings"]["coder"].tolist() == ["c1"]
    assert data.beside["codings"]["coder"].tolist() == ["c2"]
    own = fill({("Mã hóa", 3, field): coding[field] for field in ("theme_id", "paragraph", "gloss_vi", "gloss_en")}
               | {("Mã hóa", 3, "direction"): "kết quả"}, name="own.xlsx")  # fmt: skip
    assert analysis.load(own).of("my_commune").tables["codings"]["coder"].tolist() == ["c1"]


def test_a_place_of_a_workbook_stands_in_every_theme(fill):
    """What a workbook codes stands in its theme beside the others, and in every other theme the place is silent."""
    told = {"theme_id": "mass_organisations", "direction": "giải pháp", "status": "dự định", "paragraph": "2"}
    cells = {("Mã hóa", 3, field): cell for field, cell in (told | {"gloss_vi": "Lời.", "gloss_en": "Words."}).items()}
    data = analysis.load(fill(cells))
    for theme in data.ids("theme"):
        rows = {row[0].anchor: row for row in show.table_theme(data, read_theme(data, theme), lang="vi").rows}
        assert len(rows) == 6
        here = [
            n for n, cell in enumerate(rows["my_commune"]) if "Lời. [đoạn\N{NO-BREAK SPACE}2, dự định]" in str(cell)
        ]
        assert here == ([4] if theme == "mass_organisations" else [])
    assert "Đồng Xuân" in show.table_theme_figures(data, "organisation_staffing", lang="vi").columns


def test_who_is_sent_is_filled_in_as_people_say_it(fill):
    """A row of assignments takes levels and status in words, gets an id, and joins the list of its theme."""
    theme = "cadre_assignment_to_grassroots"
    coding = {
        "theme_id": theme,
        "direction": "giải pháp",
        "status": "đã làm",
        "paragraph": "2",
        "gloss_vi": "Cử người.",
    }
    sent = {
        "status": "đã làm", "from_level": "xã", "from_vi": "đảng ủy viên", "to_level": "thôn, bản, ấp",
        "to_vi": "chi bộ thôn", "duty_vi": "dự họp", "paragraph": "2",
    }  # fmt: skip
    cells = {("Mã hóa", 3, field): value for field, value in {**coding, "theme_id": theme}.items()}
    cells |= {("Phân công về cơ sở", 3, field): value for field, value in {**sent, "theme_id": theme}.items()}
    assert check_layers(fill(cells)) == []
    data = analysis.load(fill(cells))
    (row,) = (each.row for each in list_assignments(data, theme) if each.place == "my_commune")
    assert (row["assignment_id"], row["from_level"], row["to_level"]) == ("my_commune_sent", "commune", "village")
    assert row["from_en"] == "đảng ủy viên"
    # A status is never taken for granted, and what no passage is coded for is told at its cell.
    without = check_layers(fill(cells | {("Phân công về cơ sở", 3, "status"): None}))
    assert [(fault.kind, fault.column) for fault in without] == [("empty", "status")]
    path = fill(cells | {("Phân công về cơ sở", 3, "paragraph"): "1"})
    assert [(fault.kind, fault.column) for fault in check_layers(path)] == [("uncoded", "paragraph")]
    for lang, words in (("vi", "(giải pháp, đã làm)"), ("en", "(measure, done)")):
        (told,) = review_workbooks(path)[lang].faults
        assert words in told.wrong


def test_lessons_lie_beside_the_workbook_or_alone(fill, tmp_path):
    """A lesson is found in `lessons` beside a workbook and in a folder of lessons alone; its change is seen."""
    text = (
        (data_dir() / "lessons" / "grading.yml").read_text(encoding="utf-8").replace("id: grading", "id: of_my_own", 1)
    )
    path, alone = fill(), tmp_path / "alone"
    for folder in (path.parent / "lessons", alone):
        folder.mkdir()
        (folder / "of_my_own.yml").write_text(text, encoding="utf-8")
    for place in (path, alone):
        assert {"grading", "of_my_own"} <= set(analysis.load(place).ids("lesson"))
    before, version = digest_inputs(alone, [path], with_runs=False), analysis.load(path).version
    (path.parent / "lessons" / "of_my_own.yml").write_text(text + "\n", encoding="utf-8")
    assert digest_inputs(alone, [path], with_runs=False) != before
    assert analysis.load(path).version != version
    (path.parent / "lessons" / "another.yml").write_text(text.replace("of_my_own", "another", 1), encoding="utf-8")
    assert "another" in analysis.load(path).ids("lesson")


def test_lessons_and_findings_are_found_from_elsewhere(tmp_path, monkeypatch):
    """What a folder named from where one stands brings is opened by notebooks too, which run in another folder."""
    shutil.copytree(data_dir() / "lessons", tmp_path / "mine" / "lessons")
    (tmp_path / "mine" / "findings.yml").write_text("[]\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    data = analysis.load("mine")
    monkeypatch.chdir("/")
    assert data.lesson_file("grading").is_file() and all(file.is_file() for file, _ in data.finding_files)
    assert len(data.finding_files) == 2
