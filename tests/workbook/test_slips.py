"""Slips that used to pass: each is told at its cell, and the neighbour without the slip is taken."""

import datetime
import io
import json
import re
from zipfile import ZipFile

import openpyxl
import pytest
from click.testing import CliRunner
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Color, Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat
from PIL import Image as PillowImage
from workbook.conftest import column_of

from analysis.commands.main import cli
from analysis.errors import AnalysisError
from analysis.workbook.xlsx import open_book

PLACES, SOURCES, FIGURES = "Địa phương", "Nguồn", "Số liệu"
AFTERNOON = datetime.datetime(2021, 3, 3, 14, 5)


def check(path, *options):
    """Give the exit code of `analysis check`, and the fields and kinds of faults and notices of the workbook."""
    done = CliRunner().invoke(cli, ["check", str(path), "--json", *options], catch_exceptions=False)
    report = json.loads(done.output)
    quiet = {"made", "english", "unlisted", "code_unlisted", "other_code"}
    return done.exit_code, *(
        {
            (told["field"], told["kind"])
            for told in report[what]
            if told["kind"] not in quiet and told["field"] != "code"
        }
        for what in ("faults", "notices")
    )


def say(path, *options):
    """Give what the command says to a person."""
    return CliRunner().invoke(cli, ["check", str(path), *options], catch_exceptions=False).output


@pytest.mark.few(10)
@pytest.mark.parametrize(
    ("cell", "value", "shown_as", "told"),
    [
        ((FIGURES, 3, "value"), "1368", None, {("printed", "prints_other")}),
        ((FIGURES, 3, "value"), "0", None, {("printed", "prints_other")}),
        ((FIGURES, 3, "printed"), "nhiều đảng viên", None, {("printed", "prints_none")}),
        ((FIGURES, 3, "printed"), "gần 1.906 đảng viên", None, {("printed", "prints_other")}),
        ((FIGURES, 3, "repeats"), "1: 1.609 đảng viên", None, {("repeats", "prints_other")}),
        ((FIGURES, 6, "value"), 0.802, "0%", {("value", "shown")}),  # 80% is seen
        ((FIGURES, 6, "value"), 0.802, "0.0%", set()),
        ((FIGURES, 3, "value"), 1906, "#,##0_);[Red](#,##0)", set()),
        *(((FIGURES, 3, "value"), 1906, code, set()) for code in ("# ##0", r"#\ ##0", '#" "##0', "#\u00a0##0")),
        *(
            ((FIGURES, 3, "value"), 1906, code, set())
            for code in ("# ### ##0", "0 000", "#\u202f##0", "# ##0_);(# ##0)")
        ),
        *(((FIGURES, 6, "value"), 80.2, code, set()) for code in ("# ##0.0", "0.0")),
        ((FIGURES, 6, "value"), 80.2, "# ##0", {("value", "shown")}),  # 80 is seen
        # 19 06, 190 6, 2 and "1 906 triệu" are seen.
        *(
            ((FIGURES, 3, "value"), 1906, code, {("value", "shown")})
            for code in ("0 00", "# #", "# ##0,", '# ##0" triệu"')
        ),
        ((FIGURES, 3, "value"), 1906, "0,", {("value", "shown")}),  # 2 is seen
        ((FIGURES, 3, "value"), 1906, '"1.386"', {("value", "shown")}),
        ((FIGURES, 3, "value"), 1906, ";;;", {("value", "shown")}),
        ((SOURCES, 3, "title"), 1.7976931348623157e308, None, {("title", "shown")}),  # endless, in the file
        ((SOURCES, 3, "title"), 0.5, "0%", {("title", "shown")}),
        ((FIGURES, 3, "period"), -1e286, "0.0", {("period", "period")}),
        ((FIGURES, 3, "period"), "12/2021", None, {("period", "not_yet")}),
        ((FIGURES, 3, "period"), "2020-01/2022-06", None, {("period", "not_yet")}),
        ((FIGURES, 3, "paragraph"), "1", None, {("paragraph", "audit")}),
        ((SOURCES, 3, "sha256"), "0" * 64, None, {("sha256", "audit")}),
        ((PLACES, 3, "name_vi"), True, None, {("name_vi", "other_type")}),
        ((PLACES, 3, "name_vi"), "<b>Đồng Xuân</b>", None, {("name_vi", "letters")}),
        ((PLACES, 3, "name_vi"), "Đồng Xuân 🙂", None, {("name_vi", "letters")}),
        ((PLACES, 3, "name_vi"), "Đồng Xuân Ⅳ", None, {("name_vi", "letters")}),
        ((FIGURES, 3, "printed"), AFTERNOON, "d/m", {("printed", "other_type")}),
        ((PLACES, 3, "name_vi"), datetime.time(14, 24), "h:mm", {("name_vi", "other_type")}),
        ((SOURCES, 3, "title"), datetime.timedelta(days=3), "[h]:mm", {("title", "other_type")}),
        ((PLACES, 3, "locality_id"), "a" * 300, None, {("locality_id", "long")}),
    ],
)
def test_a_slip_is_told_at_its_cell(fill, cell, value, shown_as, told):
    """What contradicts the print, the format, the day of the text or the text itself is a fault."""
    path = fill({cell: value})
    if shown_as:
        book = openpyxl.load_workbook(path)
        sheet = book[cell[0]]
        row = next(found for found in sheet[cell[1]] if found.value == value)
        row.number_format = shown_as
        book.save(path)
    code, faults, _ = check(path)
    assert (code, told <= faults) == (bool(told), True), faults
    assert bool(faults) == bool(told)


@pytest.mark.few(2)
@pytest.mark.parametrize(
    ("cell", "value", "told"),
    [
        ((FIGURES, 3, "value"), "1\u00a0906", {("value", "read"), ("value", "spaces")}),
        ((FIGURES, 3, "value"), "１.９０６", {("value", "letters")}),
        ((PLACES, 3, "name_vi"), "_x0110_ồng Xuân", {("name_vi", "letters")}),
        ((SOURCES, 3, "published_on"), AFTERNOON, {("published_on", "time")}),
        ((PLACES, 3, "name_vi"), "Đồng Xuân", set()),
    ],
)
def test_what_is_read_as_it_was_meant_is_noted(fill, cell, value, told):
    """Spaces in a number, wide digits and escapes mean what they show; the hour of a day is cut, and said."""
    assert check(fill({cell: value})) == (0, set(), told)


@pytest.mark.parametrize(("typed", "right"), [("Đồng Xuân", "dong_xuan"), ("1dong", "xa_toi")])
def test_an_id_that_is_none_gets_one_that_is(fill, typed, right):
    """What is proposed for an id that is none is an id, of the words typed where they make one."""
    told = say(fill({(PLACES, 3, "locality_id"): typed}))
    assert f"Ví dụ: {right}" in told


@pytest.mark.parametrize(
    ("typed", "kind"), [("Đồng Xuân", "form"), ("DONG_XUAN", "form"), ("dong-xuan", "form"), ("a" * 300, "long")]
)
def test_an_id_that_is_none_is_told_where_it_was_typed(fill, typed, kind):
    """Cells of other sheets that take the id over say nothing of it, nor does the name of the text made of it."""
    assert check(fill({(PLACES, 3, "locality_id"): typed}))[1] == {("locality_id", kind)}


@pytest.mark.few(3)
@pytest.mark.parametrize(
    ("cell", "typed", "told"),
    [
        ((FIGURES, 3, "locality_id"), "xã Đồng Xuân", {("locality_id", "read")}),
        ((FIGURES, 3, "source_id"), "Đồng Xuân xây dựng chi bộ", {("source_id", "read")}),
        ((FIGURES, 3, "subject"), "thôn Thượng", {("subject", "read")}),
        ((FIGURES, 3, "subject"), "thôn Hạ", {("subject", "no_row")}),
        ((FIGURES, 3, "source_id"), "báo", {("source_id", "no_row")}),
    ],
)
def test_a_name_stands_for_an_id_of_another_sheet(fill, cell, typed, told):
    """A place, an article and a part are named as their own sheets name them; of what is not there it is said where."""
    part = {("Bộ phận của địa phương", 3, "name_vi"): "Thôn Thượng", ("Bộ phận của địa phương", 3, "kind"): "thôn"}
    _, faults, notices = check(fill({**part, cell: typed}))
    assert faults | {notice for notice in notices if notice[1] == "read"} == told


def test_what_is_typed_without_an_end_is_told_in_short(fill):
    """Of a name of 32,000 letters, and of an id of 300, each line tells no more than the first two hundred."""
    typed = {(PLACES, 3, "name_vi"): "Đồng" * 8000, (PLACES, 3, "locality_id"): "a" * 300}
    lines = say(fill(typed)).splitlines()
    assert len(lines) > 3 and max(map(len, lines)) < 700


def test_a_day_that_cannot_be_is_a_fault(fill):
    """No text was published on a day to come, and none cites a document that was issued after it."""
    day = datetime.date.today()
    for days, told in ((0, set()), (1, {("published_on", "future")})):
        published = f"{day + datetime.timedelta(days):%d/%m/%Y}"
        path = fill({(SOURCES, 3, "published_on"): published, (SOURCES, 3, "source_id"): "my_commune_2021"})
        assert {fault for fault in check(path)[1] if fault[0] == "published_on"} == told
    cited = {"kind": "chỉ thị", "subject_vi": "Kết nạp", "printed": "Chỉ thị số 50-CT/TW", "paragraph": "2"}
    for issued, told in (("03/3/2021", set()), ("04/3/2021", {("issued_on", "issued_later")})):
        cells = {("Văn bản được dẫn", 3, name): words for name, words in {**cited, "issued_on": issued}.items()}
        assert {fault for fault in check(fill(cells))[1] if fault[0] == "issued_on"} == told


def test_what_a_person_does_not_see_is_told(fill):
    """Hidden sheets, rows, columns and filters are read all the same, and a sheet that is gone is named."""

    def hide(book):
        sheet = book[FIGURES]
        sheet.row_dimensions[5].height = 0
        sheet.row_dimensions[6].hidden = sheet.column_dimensions["D"].hidden = True
        sheet.auto_filter.ref = "A1:D9"
        sheet.auto_filter.add_filter_column(1, ["x"])
        book[SOURCES].sheet_state = "hidden"
        book.remove(book["Mã hóa"])

    code, faults, notices = check(fill(also=hide))
    assert (code, faults) == (0, set())
    kinds = {kind for _, kind in notices}
    assert kinds == {"hidden_sheet", "hidden_rows", "hidden_columns", "filtered", "sheet_missing"}


BOX = (
    "<xdr:twoCellAnchor {}><xdr:from><xdr:col>{}</xdr:col><xdr:row>8</xdr:row></xdr:from><xdr:sp><xdr:txBody><a:p>"
    "<a:r><a:t>{}</a:t></a:r></a:p></xdr:txBody></xdr:sp></xdr:twoCellAnchor>"
)
NAMES = (
    'xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
)


def test_what_lies_on_a_sheet_and_stands_in_no_cell_is_told(fill):
    """Text boxes are told with their cells and words, pictures with their cells; a line without words is passed."""
    PillowImage.new("RGB", (9, 9)).save(picture := io.BytesIO(), "PNG")
    path = fill(also=lambda book: book[FIGURES].add_image(Image(picture), "D7"))
    with ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    (drawing,) = [name for name in parts if "drawings/drawing" in name and name.endswith(".xml")]
    end = re.search(rb"</(?:\w+:)?wsDr>", parts[drawing]).start()
    boxes = "".join(BOX.format(NAMES, *told) for told in ((1, "Kết nạp 7 đảng viên"), (2, "")))
    parts[drawing] = parts[drawing][:end] + boxes.encode() + parts[drawing][end:]
    with ZipFile(path, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    for lang, told in (("vi", ("hộp chữ ở ô B9", "ảnh ở ô D7")), ("en", ("text boxes at B9", "pictures at D7"))):
        done = CliRunner().invoke(cli, ["check", str(path), "--lang", lang], catch_exceptions=False)
        assert done.exit_code == 0 and "Kết nạp 7 đảng viên" in done.output
        assert all(f"“{FIGURES}”: {words}" in done.output for words in told)
    assert check(fill())[2].isdisjoint({("", "text_box"), ("", "picture")})
    with ZipFile(path, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content.replace(b"<xdr:col>1<", b"<xdr:col>-5<"))
    with pytest.raises(AnalysisError, match="the file is damaged"):
        open_book(path)


@pytest.mark.few(3)
@pytest.mark.parametrize(
    ("looks", "told"),
    [
        ({"font": Font(color="FFFFFFFF")}, True),
        ({"font": Font(color=Color(theme=0))}, True),
        ({"font": Font(color=Color(indexed=9))}, True),
        ({"font": Font(size=1)}, True),
        ({"number_format": ";;;"}, True),
        ({"fill": PatternFill("solid", fgColor="FF000000")}, True),
        ({"fill": PatternFill("solid", fgColor="FF000000"), "font": Font(color="FFFFFFFF")}, False),
        ({"font": Font(color="FFC00000", size=8)}, False),
        ({"font": Font(color=Color(theme=1)), "number_format": "0;-0;0;@"}, False),
    ],
)
def test_what_a_cell_does_not_show_is_told(fill, looks, told):
    """Letters of the colour of their ground, of no size, or hidden by a format are read and told; others are not."""

    def dress(book):
        cell = book[FIGURES].cell(3, column_of(book[FIGURES], "value"))
        for name, look in looks.items():
            setattr(cell, name, look)

    code, faults, notices = check(fill(also=dress))
    assert (code, faults, ("value", "unseen") in notices) == (0, set(), told)
    assert notices <= {("value", "unseen")}


@pytest.mark.few(3)
@pytest.mark.parametrize(
    ("look", "told"),
    [
        ({"font": Font(color="FFFFFFFF")}, True),
        ({"font": Font(color="FF1F4E79"), "fill": PatternFill(bgColor="FF1F4E79")}, True),
        ({"fill": PatternFill(bgColor="FF000000")}, True),
        ({"numFmt": NumberFormat(164, ";;;")}, True),
        ({"font": Font(color="FFC00000")}, False),
        ({"fill": PatternFill(bgColor="FFFFF2CC")}, False),
    ],
)
def test_what_a_rule_can_hide_is_told(fill, look, told):
    """A conditional format that makes letters of the colour of their ground, or hides them, is told with its cells."""

    def dress(book):
        rule = Rule("expression", formula=["TRUE"], dxf=DifferentialStyle(**look))
        book[FIGURES].conditional_formatting.add("E3:E9", rule)

    code, faults, notices = check(fill(also=dress))
    assert (code, faults, notices) == (0, set(), {("", "unseen_if")} if told else set())


def test_a_column_of_no_width_is_told(fill, tmp_path):
    """A column narrowed to nothing, as spreadsheets can write it, is hidden whatever it says of itself."""
    narrow = tmp_path / "narrow.xlsx"
    with ZipFile(fill()) as old, ZipFile(narrow, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            columns = re.search(rb"<cols>.*?</cols>", part)
            if b'r="E3"' in part and columns:
                part = part.replace(columns[0], re.sub(rb'width="[^"]*"', b'width="0"', columns[0], count=1))
            new.writestr(name, part)
    assert ("", "hidden_columns") in check(narrow)[2]
    assert ("", "hidden_columns") not in check(fill())[2]


@pytest.mark.parametrize(("height", "width", "kind"), [(0.5, 12, "hidden_rows"), (15, 0.2, "hidden_columns")])
def test_a_row_or_a_column_hardly_there_is_hidden(fill, height, width, kind):
    """What is drawn too small to show a letter is told as what is hidden."""

    def squeeze(book):
        book[FIGURES].row_dimensions[3].height = height
        book[FIGURES].column_dimensions["E"].width = width

    assert check(fill(also=squeeze))[2] == {("", kind)}


def test_what_is_crossed_out_is_asked_about_and_a_comment_is_told(fill):
    """A cell crossed out, whole or in part, is a fault; what a person wrote beside a cell is told, our own mark not."""

    def cross(book):
        figures = book[FIGURES]
        for place, words, author in (("value", "xem lại", "Lan"), ("period", "ô sai", "analysis")):
            figures.cell(3, column_of(figures, place)).comment = Comment(words, author)
        figures.cell(3, column_of(figures, "printed")).font = Font(strike=True)
        struck = TextBlock(InlineFont(strike=True), "1.905")
        figures.cell(6, column_of(figures, "printed")).value = CellRichText("80,2% kế hoạch ", struck)

    code, faults, notices = check(path := fill(also=cross))
    assert (code, faults, notices) == (1, {("printed", "crossed")}, {("value", "comment")})
    assert "gạch ngang" in say(path) and "xem lại" in say(path) and "crossed out" in say(path, "--lang", "en")


def test_the_words_of_a_thread_are_told_and_those_beside_a_blank_row(fill):
    """Excel keeps a thread behind words of its own; what is noted where nothing is filled in is told, too."""
    thread = "[Threaded comment]\n\nYour version … https://go.microsoft.com/fwlink/?linkid=870924\n\nComment:\n    "

    def note(book):
        for row, words in ((3, f"{thread}hỏi lại xã"), (30, "còn thiếu nữ")):
            book[FIGURES].cell(row, column_of(book[FIGURES], "value")).comment = Comment(words, "Lan")

    said = say(fill(also=note))
    assert "“Comment: hỏi lại xã”" in said and "dòng 30" in said and "còn thiếu nữ" in said


@pytest.mark.parametrize("spoil", ["insert_rows", "delete_rows"])
def test_headings_that_are_not_in_their_row_are_one_fault(fill, spoil):
    """A row put above the headings, or their own row deleted, is told once, not for each column."""
    assert check(fill(also=lambda book: getattr(book[FIGURES], spoil)(1)))[1] == {("", "headings")}


def test_a_copy_of_a_sheet_is_no_renamed_one(fill):
    """Excel allows no two sheets of one name, so of a copy it is said where its rows belong."""
    said = say(fill(also=lambda book: setattr(book.copy_worksheet(book[FIGURES]), "title", "Số liệu (2)")))
    assert "sang sheet “Số liệu”" in said and "đặt tên sheet" not in said


def test_blank_rows_that_are_numbered_are_no_fault(fill):
    """A person numbers rows as in any list; a number that is none of a row is a fault as before."""

    def number(book):
        for row in range(3, 20):
            book[FIGURES].cell(row, 1).value = row - 2

    assert check(fill(also=number))[:2] == (0, set())
    assert check(fill(also=lambda book: book[FIGURES].cell(9, 1, 1906)))[1] == {("", "stray")}


def test_what_stands_in_no_column_is_told(fill):
    """Rows pasted whole into the first cell, and cells beside the table, are faults; a sign before a row is told."""

    def paste(book):
        book[FIGURES]["A8"] = "party_members;1906;2020;1.906 đảng viên;2"
        book[FIGURES].cell(6, 30, "80,2")
        book[FIGURES]["A3"] = "bỏ"

    done = CliRunner().invoke(cli, ["check", str(fill(also=paste)), "--json"], catch_exceptions=False)
    report = json.loads(done.output)
    assert [(told["row"], told["kind"]) for told in report["faults"]] == [(6, "stray"), (8, "stray")]
    assert "A8" in report["faults"][1]["wrong"] and "AD6" in report["faults"][0]["wrong"]
    assert [told["row"] for told in report["notices"] if told["kind"] == "stray"] == [3]


def test_a_fault_is_told_once_where_a_cell_is_made_from_another(fill, tmp_path):
    """A mark of direction in a title is no second fault in the English made from it; a table of no form is one."""
    _, faults, _ = check(fill({(SOURCES, 3, "title"): "Đồng \u202eXuân"}))
    assert faults == {("title", "letters")}
    (tmp_path / "sources.csv").write_bytes(b"source_id\n\xff\n")
    assert check(tmp_path)[:2] == (1, {("", "file_encoding")})


@pytest.mark.parametrize("name", ["Đồng Xuân", "Xã Đồng Xuân", "đồng xuân"])
def test_a_second_place_of_one_name_is_asked_about(fill, name):
    """The same name and level under the same unit above is one place typed twice, or two: a person knows."""
    second = {"name_vi": name, "level": "xã", "code": "09998", "locality_id": "other_commune"}
    about = {(SOURCES, 3, "locality_id"): "my_commune", (FIGURES, 3, "locality_id"): "my_commune"}
    about |= {(FIGURES, 6, "locality_id"): "my_commune", (FIGURES, 3, "source_id"): "my_commune_2021"}
    about |= {(SOURCES, 3, "source_id"): "my_commune_2021", (FIGURES, 6, "source_id"): "my_commune_2021"}
    _, _, notices = check(fill({**{(PLACES, 4, name): value for name, value in second.items()}, **about}))
    assert ("name_vi", "namesake") in notices


@pytest.mark.parametrize("level", [None, "làng"])
def test_a_place_without_a_level_is_a_fault_alone(fill, level):
    """A level that is lacking, or is none, is told at its cell, and stops nothing else from being told."""
    code, faults, _ = check(fill({(PLACES, 3, "level"): level}))
    assert code == 1 and "level" in {column for column, _ in faults}


def test_of_two_places_each_row_is_asked_for_its_own(fill):
    """With a second place no row is of either: that is told, and of ids that would be made of it nothing is."""
    second = {"name_vi": "Xuân Đồng", "level": "xã", "code": "09998", "locality_id": "other_commune"}
    _, faults, _ = check(fill({(PLACES, 4, name): value for name, value in second.items()}))
    assert faults == {("locality_id", "empty"), ("sha256", "text_missing")}


@pytest.mark.parametrize("day", ["3/3/1021", "3/3/9021"])
def test_a_day_on_which_nothing_can_have_been_published_is_asked_about(fill, day):
    """Before there was a Party, or in time to come: a slip in the year, told beside the day."""
    _, _, notices = check(fill({(SOURCES, 3, "published_on"): day}))
    assert ("published_on", "published") in notices


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"title": "Chi bộ Đồng Xuân"}, {("title", "audit")}), ({"author": "Lê Thử"}, {("author", "audit")}),
        ({"outlet": "Báo Thử", "outlet_basis": "printed"}, {("outlet", "audit")}), ({"author": "Trần Thử"}, set()),
    ],
)  # fmt: skip
def test_a_head_that_its_text_has_otherwise_is_told_at_its_cell(fill, cells, told):
    """A title, an author or an outlet is held against the text that lies beside the workbook."""
    path = fill({(SOURCES, 3, field): value for field, value in cells.items()})
    lines = "Đồng Xuân xây dựng chi bộ", "Có 1.906 đảng viên, đạt 80,2% kế hoạch.", "Tác giả: Trần Thử, 03/3/2021"
    (path.parent / "my_commune_2021.txt").write_text("\n".join(lines), encoding="utf-8")
    code, faults, _ = check(path)
    assert (code, faults) == (len(told), told)


def test_a_typed_fingerprint_that_is_another_one_is_to_be_cleared(fill):
    """Nobody compares 64 letters with an article: emptied, the cell is filled in from the text."""
    told = say(fill({(SOURCES, 3, "sha256"): "0" * 64, (SOURCES, 3, "paragraphs"): "2"}))
    assert "mã SHA-256 khác. Cách sửa: xóa ô này" in told


def test_the_last_line_tells_what_was_compared(fill):
    """With its text beside it the workbook is held against it; without, only `verify` can tell, and how is said."""
    path = fill({(SOURCES, 3, "sha256"): "0" * 64, (SOURCES, 3, "paragraphs"): "2"})
    (path.parent / "my_commune_2021.txt").unlink()
    last = say(path, "--lang", "en").splitlines()[-1]
    assert "analysis verify FOLDER --data" in last and "my_commune_2021.txt" in last
    path = fill()
    assert "my_commune_2021" in say(path, "--lang", "en") and "analysis verify" not in say(path, "--lang", "en")


def test_a_renamed_sheet_is_told_in_the_language_asked_for(fill):
    """The sheets to choose from are those of the template, in that language."""
    said = say(fill(also=lambda book: setattr(book[FIGURES], "title", "Bảng 1")), "--lang", "en")
    assert "Localities, Sources, Observations" in said
    assert "Themes" not in said and "Norms" not in said


@pytest.mark.parametrize(
    ("sheet", "cells", "has", "lacks"),
    [
        (FIGURES, {"note_vi": "hỏi lại"}, "Ghi chú (tiếng Việt)", "“Mã chỉ tiêu”, “Giá trị”, “Thời điểm, kỳ”"),
        (FIGURES, {"indicator_id": "women_members", "note_vi": "hỏi lại"}, "Ghi chú (tiếng Việt)", "thêm “Giá trị”"),
        (FIGURES, {"observation_id": "so_9"}, "Mã số liệu", "“Giá trị”"),
        (FIGURES, {"locality_id": "my_commune", "source_id": "my_commune_2021"}, "Mã nguồn", "“Giá trị”"),
        (FIGURES, {"paragraph": "2"}, "Đoạn", "“Như in”"),
        (PLACES, {"locality_id": "xa_khac"}, "Mã địa phương", "“Tên (tiếng Việt)”, “Cấp hành chính”"),
        (SOURCES, {"note_vi": "chưa có bài"}, "Ghi chú (tiếng Việt)", "“Nhan đề”, “Ngày đăng”, “Thể loại”"),
        ("Mã hóa", {"coder": "c1"}, "Người mã hóa", "“Chiều”, “Mã chủ đề”, “Đoạn”"),
        ("Bộ phận của địa phương", {"subject_id": "thon_mot"}, "Mã bộ phận", "“Tên (tiếng Việt)”"),
    ],
)
def test_a_row_of_a_note_an_id_or_a_place_alone_is_told_once(fill, sheet, cells, has, lacks):
    """One remark tells what the row has and what it lacks; rows elsewhere are read as if it were not there."""
    path = fill({(sheet, 9, name): value for name, value in cells.items()})
    code, faults, _ = check(path)
    assert (code, faults) == (1, {("", "bare")})
    (line,) = [line for line in say(path, "--lang", "vi").splitlines() if "dòng chỉ có" in line]
    assert f"“{sheet}”, dòng 9" in line and f"“{has}”" in line.partition("Cách sửa")[0]
    assert lacks in line.partition("Cách sửa")[2] and line.endswith("hoặc xóa cả dòng.")
    assert "and nothing else" in say(path, "--lang", "en") and "or delete the whole row" in say(path, "--lang", "en")


def test_a_row_that_has_begun_is_told_cell_by_cell(fill):
    """What a figure says beside its note is no bare row: each of its empty cells is told."""
    code, faults, _ = check(fill({(FIGURES, 9, "note_vi"): "hỏi lại", (FIGURES, 9, "value"): "12"}))
    assert code == 1 and {("indicator_id", "empty"), ("period", "empty"), ("paragraph", "empty")} <= faults
