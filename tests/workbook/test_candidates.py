"""What an article may hold, laid into a workbook: in its place, marked, and accepted by nobody but a person."""

import hashlib
import json

import openpyxl
import pytest
from click.testing import CliRunner
from reviews import review_workbooks

from analysis.commands.main import cli
from analysis.dataset import load
from analysis.errors import AnalysisError, DataError
from analysis.extract.article import read_article
from analysis.extract.cues import read_cues
from analysis.extract.rows import Extractor
from analysis.words.catalogue import LANGUAGES, section
from analysis.workbook.candidates import add_candidates
from analysis.workbook.proposals import word_value
from analysis.workbook.reading import read_workbook
from analysis.workbook.template import write_template

pytestmark = pytest.mark.usefixtures("short_workbooks")

ARTICLE = """Đồng Xuân: đảng bộ gần dân
Thứ tư, 03/3/2021
Đến hết năm 2020, Đảng bộ có 1.906 đảng viên sinh hoạt ở 46 chi bộ, trong đó 31 chi bộ thôn.
Năm 2020, tỷ lệ hộ nghèo còn 4,5%. Thực hiện Kế hoạch số 12-KH/ĐU ngày 03/3/2020, các chi bộ đã đổi mới sinh hoạt.
"""
NAMES = {"party_members": "Đảng viên", "poor_households_share": "Tỷ lệ hộ nghèo"}
KNOWN = [
    {"indicator_id": "party_members", "name_vi": "Đảng viên", "unit": "count"},
    {"indicator_id": "poor_households_share", "name_vi": "Tỷ lệ hộ nghèo", "unit": "percent"},
]


@pytest.fixture
def article(tmp_path):
    path = tmp_path / "bài báo.txt"
    path.write_text(ARTICLE, encoding="utf-8")
    return path


@pytest.fixture
def book(tmp_path):
    path = tmp_path / "mine.xlsx"
    write_template(path, locality="dong_xuan", lang="vi")
    return path


def add(book, article, lang="vi", change=lambda found: found):
    found = change(Extractor(indicators=KNOWN).extract(article))
    return add_candidates(
        book, found, list(read_article(article)), name=article.stem, indicators=NAMES, themes={}, lang=lang
    )


def rows_of(book, title):
    """Give the rows under the example as dictionaries of heading and cell."""
    sheet = openpyxl.load_workbook(book)[title]
    heads, *rows = [[cell.value or "" for cell in row] for row in sheet.iter_rows()]
    return [dict(zip(heads, row, strict=True)) for row in rows if any(row) and row[0] != "Ví dụ"]


def test_candidates_stand_in_their_sheets(book, article):
    """Each figure and document stands in its sheet as a person would type it, with the source and its paragraph."""
    assert add(book, article)[0] == "dong_xuan_2021"
    rows = rows_of(book, "Số liệu")
    assert [row["Như in *"] for row in rows] == ["1.906 đảng viên", "46 chi bộ", "31 chi bộ", "4,5%"]
    assert all(row["Dòng"].startswith("Xét ") for row in rows)
    assert {row["Mã nguồn"] for row in rows} == {"dong_xuan_2021"}
    first, second, _, share = rows
    assert (first["Mã chỉ tiêu *"], first["Giá trị *"], first["Đoạn *"]) == ("Đảng viên [party_members]", "1906", "3")
    assert second["Mã chỉ tiêu *"] == "" and second["Mã địa phương"] == "dong_xuan"
    assert (share["Giá trị *"], share["Thời điểm, kỳ *"], share["Căn cứ thời điểm *"]) == ("4,5", "2020", "bài nêu")
    (document,) = rows_of(book, "Văn bản được dẫn")
    assert (document["Loại *"], document["Số, ký hiệu"], document["Ngày ban hành"]) == (
        "kế hoạch",
        "12-KH/ĐU",
        "03/3/2020",
    )
    (source,) = rows_of(book, "Nguồn")
    assert (source["Nhan đề *"], source["Ngày đăng *"]) == ("Đồng Xuân: đảng bộ gần dân", "03/3/2021")


def test_what_is_to_decide_is_listed(book, article):
    """A list names for each row unit, what is counted, of what it may be a part, and what a person must decide.

    It names a row by its mark, which stays with it when others are deleted, and the genre is among what is to decide.
    """
    add(book, article)
    marks = {row["Như in *"]: row["Dòng"] for row in rows_of(book, "Số liệu")}
    (source,) = rows_of(book, "Nguồn")
    told = [row["Dấu ở cột A"] for row in rows_of(book, "Cần xét")]
    assert len(set(told)) == len(told) and {*marks.values(), source["Dòng"]} <= set(told)
    assert "thể loại" in next(row for row in rows_of(book, "Cần xét") if row["Sheet"] == "Nguồn")["Cần quyết định"]
    listed = {row["Như in"]: row for row in rows_of(book, "Cần xét")}
    part = listed["31 chi bộ"]
    assert (part["Sheet"], part["Dấu ở cột A"], part["Có lẽ là phần của"]) == (
        "Số liệu", marks["31 chi bộ"], marks["46 chi bộ"],
    )  # fmt: skip
    assert part["Đếm gì"] == "chi bộ" and "chỉ tiêu nào" in part["Cần quyết định"]
    assert "chỉ tiêu có đúng không" in listed["1.906 đảng viên"]["Cần quyết định"]
    places = rows_of(book, "Chỗ cần đọc")
    assert places and all(place["Đoạn"] == "4" for place in places)
    assert not any("Mã chủ đề" in row for row in rows_of(book, "Mã hóa"))


def test_no_candidate_is_accepted_by_itself(book, article):
    """As they stand, each row is one fault with its sheet and row, and none reaches the data."""
    add(book, article)
    faults = [fault for fault in review_workbooks(book)["vi"].faults if fault.kind == "undecided"]
    assert len(faults) == sum(len(rows_of(book, sheet)) for sheet in ("Nguồn", "Số liệu", "Văn bản được dẫn")) == 6
    assert {(fault.sheet, fault.row) for fault in faults} >= {("Nguồn", 3), ("Số liệu", 6)}
    assert all("“Xét " in fault.right for fault in faults)


def test_what_a_person_decides_is_taken(book, article):
    """With the marks taken away, open cells filled in and unwanted rows deleted, the workbook is sound."""
    add(book, article)
    filled = openpyxl.load_workbook(book)
    decided = {
        "Địa phương": {"Tên (tiếng Việt) *": "Đồng Xuân", "Cấp hành chính *": "xã", "Mã đơn vị": "09999"},
        "Nguồn": {"Thể loại *": "báo"},
        "Văn bản được dẫn": {"Nội dung (tiếng Việt) *": "Sinh hoạt chi bộ", "Cấp": "xã"},
    }
    for title in ("Địa phương", "Nguồn", "Số liệu", "Văn bản được dẫn"):
        sheet = filled[title]
        heads = [cell.value for cell in sheet[1]]
        for row in range(sheet.max_row, 2, -1):
            cells = [sheet.cell(row, number + 1) for number in range(len(heads))]
            if title == "Số liệu" and cells[0].value and not cells[heads.index("Mã chỉ tiêu *")].value:
                sheet.delete_rows(row)
                continue
            if any(cell.value for cell in cells):
                cells[0].value = None
                for head, value in decided.get(title, {}).items():
                    cells[heads.index(head)].value = value
    filled.save(book)
    review = review_workbooks(book)["vi"]
    assert [fault.words("vi") for fault in review.faults] == []


def test_what_the_dictionary_lacks_can_be_added(article, tmp_path):
    """An indicator that is offered stands as a row to decide; taken, its figures and the workbook are sound."""
    book = tmp_path / "moi.xlsx"
    told = "Năm 2022, huyện Giả Định kết nạp {} đảng viên, trong đó nữ {}."
    text = f"Huyện Giả Định phát triển Đảng\nNgày 06/01/2023\n{told}"
    for name, numbers in (("a", (58, 22)), ("b", (61, 30))):
        article.write_text(text.format(*numbers).replace("phát triển", f"phát triển ({name})"), encoding="utf-8")
        found = Extractor(indicators=load().tables["indicators"].to_dict("records")).extract(article)
        names = {"members_admitted": "Đảng viên mới kết nạp"}
        texts = list(read_article(article))
        add_candidates(book, found, texts, name=name, indicators=names, themes={}, lang="vi")
    (row,) = rows_of(book, "Chỉ tiêu")  # once, though two articles have it
    assert row["Dòng"].startswith("Xét") and row["Mã chỉ tiêu"] == "members_admitted_women"
    assert (row["Tên (tiếng Việt) *"], row["Là một phần của"]) == ("Đảng viên mới kết nạp là nữ", "members_admitted")
    figures = rows_of(book, "Số liệu")
    assert figures[1]["Mã chỉ tiêu *"] == "Đảng viên mới kết nạp là nữ [members_admitted_women]"
    (place,) = rows_of(book, "Địa phương")
    assert (place["Tên (tiếng Việt) *"], place["Cấp hành chính *"]) == ("Giả Định", "huyện")
    why = {row["Như in"]: row["Vì sao"] for row in rows_of(book, "Cần xét")}
    assert why["nữ 22"] == "nữ 22" and why["58 đảng viên"] == "kết nạp 58 đảng viên" and why["Giả Định"] == "đoạn 1"
    filled = openpyxl.load_workbook(book)
    for sheet in filled.worksheets:
        for row in sheet.iter_rows(min_row=3, max_col=1):
            row[0].value = None if str(row[0].value).startswith("Xét") else row[0].value
    filled.save(book)
    kinds = {(fault.sheet, fault.field, fault.kind) for fault in review_workbooks(book)["vi"].faults}
    assert {sheet for sheet, _, kind in kinds} <= {"Nguồn", "Địa phương"}  # genre and code are a person's to give


def test_rows_that_are_there_stay(book, article, tmp_path):
    """A second article is laid under the first, which stays as it was; the same one again changes nothing at all."""
    add(book, article)
    before = rows_of(book, "Số liệu")
    other = tmp_path / "khac.txt"
    other.write_text(ARTICLE.replace("gần dân", "đổi mới").replace("1.906", "2.012"), encoding="utf-8")
    assert add(book, other)[0] == "dong_xuan_2021_2"
    after = rows_of(book, "Số liệu")
    assert after[: len(before)] == before and after[len(before)]["Như in *"] == "2.012 đảng viên"
    content = book.read_bytes()
    with pytest.raises(AnalysisError, match="dong_xuan_2021_2"):
        add(book, other)
    assert book.read_bytes() == content


def test_kinds_and_units_outside_the_lists_are_left_to_the_person(book, article):
    """A kind of document or a unit that the package does not know leaves its cell empty and is told."""

    def strange(found):
        found.documents = [document._replace(kind="notice") for document in found.documents]
        found.candidates = [
            candidate._replace(figure=candidate.figure._replace(unit="hectare")) for candidate in found.candidates[:1]
        ]
        return found

    add(book, article, change=strange)
    (document,) = rows_of(book, "Văn bản được dẫn")
    assert document["Loại *"] == ""
    told = [row["Đơn vị"] for row in rows_of(book, "Cần xét")]
    assert "notice: chưa có trong danh sách" in told and "hectare: chưa có trong danh sách" in told


def test_the_text_stands_beside(book, article):
    """The paragraphs are written beside the workbook under the id of the source, but never over another text."""
    _, text = add(book, article)
    assert text == book.with_name("dong_xuan_2021.txt")
    assert text.read_text(encoding="utf-8").splitlines() == ARTICLE.splitlines()
    other = book.with_name("other.xlsx")
    write_template(other, locality="dong_xuan", lang="en")
    text.write_text("something else\n", encoding="utf-8")
    assert add(other, article, lang="en")[1] is None
    assert book.with_name("dong_xuan_2021.txt").read_text(encoding="utf-8") == "something else\n"


def test_the_article_itself_serves_as_the_text(tmp_path):
    """Where the article lies beside the workbook under the id of the source, it is the text, untouched."""
    article, book = tmp_path / "bai.txt", tmp_path / "so.xlsx"
    article.write_text(ARTICLE.replace("\n", "\n\n"), encoding="utf-8")
    before = article.read_bytes()
    assert add(book, article)[1] == article
    assert article.read_bytes() == before


def test_a_new_workbook_is_made(article, tmp_path):
    """Where there is no workbook one is made, and without a locality the source is named after the article."""
    assert add(tmp_path / "new.xlsx", article)[0] == "bai_bao"
    assert len(rows_of(tmp_path / "new.xlsx", "Số liệu")) == 4


def test_what_is_no_workbook_of_ours_is_refused(book, article, tmp_path):
    """Another ending, a damaged file, a lost sheet, a changed heading: refused with the place, and left as it is."""
    with pytest.raises(AnalysisError, match=r"\.xlsx"):
        add(tmp_path / "new.ods", article)
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04 nothing")
    with pytest.raises(AnalysisError, match=r"broken\.xlsx"):
        add(broken, article)
    spoilt = openpyxl.load_workbook(book)
    spoilt["Số liệu"]["D1"] = "Khác"
    spoilt.save(tmp_path / "heading.xlsx")
    with pytest.raises(DataError, match="Khác"):
        add(tmp_path / "heading.xlsx", article)
    del spoilt["Nguồn"]
    spoilt.save(tmp_path / "lost.xlsx")
    kept = hashlib.sha256((tmp_path / "lost.xlsx").read_bytes()).digest()
    with pytest.raises(AnalysisError, match="Nguồn"):
        add(tmp_path / "lost.xlsx", article)
    assert hashlib.sha256((tmp_path / "lost.xlsx").read_bytes()).digest() == kept
    assert not list(tmp_path.glob(".*"))


def test_the_command_says_what_it_did(article, tmp_path):
    """The command words candidates and what is left to decide in the language asked for, and refuses to take twice."""
    book = tmp_path / "mine.xlsx"
    done = CliRunner().invoke(cli, ["extract", str(article), "--into", str(book), "--lang", "en"])
    assert done.exit_code == 0, done.output
    assert "which indicator?" in done.output and "“Decide”" in done.output and "4 figures, 1 documents" in done.output
    done = CliRunner().invoke(cli, ["extract", str(article)])
    assert "4 số liệu, 1 văn bản" in done.output
    again = CliRunner().invoke(cli, ["extract", str(article), "--into", str(book)])
    assert isinstance(again.exception, AnalysisError)


@pytest.mark.parametrize(
    ("value", "qualifier", "unit", "counted", "vi", "en"),
    [
        ("1906", "eq", "count", "đảng viên", "1.906 đảng viên", "1,906 đảng viên"),
        ("80.2", "gt", "percent", "", "trên 80,2%", "over 80.2%"),
        ("20", "ge", "count", "hộ", "từ 20 hộ trở lên", "at least 20 hộ"),
        ("1", "gt", "years", "năm", "trên 1 năm", "over 1 years"),
        ("10", "eq", "meetings_per_year", "kỳ", "10 kỳ một năm", "10 meetings a year"),
        ("3", "eq", "days", "ngày", "3 ngày", "3 days"),
        ("4", "eq", "m2", "", "4 m²", "4 m²"),
        (
            "10",
            "ge",
            "meetings_per_year",
            "kỳ sinh hoạt",
            "từ 10 kỳ sinh hoạt một năm trở lên",
            "at least 10 meetings a year",
        ),
    ],
)
def test_a_proposed_value_is_worded(value, qualifier, unit, counted, vi, en):
    """A proposed value is written as the language prints numbers, and a unit that is what is counted stands once."""
    row = {"value": value, "qualifier": qualifier, "unit": unit, "counted": counted}
    assert (word_value(row, "vi"), word_value(row, "en")) == (vi, en)


def test_every_unit_that_articles_measure_in_has_a_word():
    """What a candidate is measured in is told in words of each language, and in no id."""
    for lang in LANGUAGES:
        assert set(read_cues().figures.units.values()) <= {*section("unit", lang), *section("measure", lang)}


@pytest.mark.parametrize(
    ("value", "high", "qualifier", "unit", "vi", "en"),
    [
        ("-12", "", "lt", "count", "giảm trên 12 hộ", "down by over 12 hộ"),
        ("-1.2", "", "eq", "percent", "giảm 1,2% hộ", "down by 1.2% hộ"),
        ("-5", "-3", "eq", "count", "giảm 3–5 hộ", "down by 3–5 hộ"),
        ("2", "", "ge", "count", "tăng từ 2 hộ trở lên", "up by at least 2 hộ"),
        ("0", "", "eq", "count", "0 hộ", "0 hộ"),
    ],
)
def test_a_change_is_worded_as_a_rise_or_a_fall(value, high, qualifier, unit, vi, en):
    """A fall by more than twelve is told as people say it, not as a number below minus twelve."""
    row = {"value": value, "value_high": high, "qualifier": qualifier, "unit": unit, "counted": "hộ"}
    row |= {"reading": "difference"}
    assert (word_value(row, "vi"), word_value(row, "en")) == (vi, en)


def test_the_basis_of_an_issuer_is_known(tmp_path):
    """An issuer that stands in the text is printed, that of a plenum's resolution inferred; without one it is empty."""
    article, book = tmp_path / "bai.txt", tmp_path / "mine.xlsx"
    body = "Thực hiện Nghị quyết Trung ương 4 khóa XII, Chỉ thị số 05-CT/TW của Bộ Chính trị và Kế hoạch số 12-KH/ĐU."
    article.write_text(f"Xã Giả Định nhìn lại\n\nNgày 16/9/2021\n\n{body}\n", encoding="utf-8")
    told = CliRunner().invoke(cli, ["extract", str(article), "--json", "--into", str(book)], catch_exceptions=False)
    rows = json.loads(told.output)["directives"]
    assert {(row["printed"].split()[0], row["issuer_basis"]) for row in rows} == {
        ("Nghị", "inferred"),
        ("Chỉ", "printed"),
        ("Kế", ""),
    }
    filled = openpyxl.load_workbook(book)["Văn bản được dẫn"]
    column = next(cell.column for cell in filled[1] if cell.value == "Căn cứ cơ quan ban hành")
    assert sorted(str(filled.cell(line, column).value or "") for line in range(3, 6)) == ["", "in trong bài", "suy ra"]


def test_spans_ranges_and_changes_reach_the_workbook(tmp_path):
    """A half-year, a range, a fall and a rise are laid in as people type them and read back as they were."""
    article, book = tmp_path / "bai.txt", tmp_path / "mine.xlsx"
    body = "Từ đầu nhiệm kỳ đến nay kết nạp 31 đảng viên. "
    body += "6 tháng đầu năm mở 3 lớp cho 40-45 người, giảm 1 lớp so với cùng kỳ, tăng 2 người."
    article.write_text(f"Xã Giả Định nhìn lại\n\nNgày 16/9/2021\n\n{body}\n", encoding="utf-8")
    CliRunner().invoke(cli, ["extract", str(article), "--into", str(book)], catch_exceptions=False)
    filled = openpyxl.load_workbook(book)
    for row in filled["Số liệu"].iter_rows(min_row=3):
        row[0].value = None
    filled.save(book)
    read = read_workbook(book).tables["observations"].sort_values("_line")
    cells = read[["value", "value_high", "reading", "period", "against"]].values.tolist()
    assert cells == [
        ["31", "", "", "", ""],
        ["3", "", "", "2021-01/2021-06", ""],
        ["40", "45", "", "2021-01/2021-06", ""],
        ["-1", "", "difference", "2021-01/2021-06", "2020-01/2020-06"],
        ["2", "", "difference", "2021-01/2021-06", ""],
    ]
