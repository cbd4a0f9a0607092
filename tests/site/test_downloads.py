"""Files to take away: numbers stay numbers, text stays text, equal input gives equal bytes."""

from __future__ import annotations

import csv
import io
import time
import zipfile
from decimal import Decimal

import pytest

from analysis.elements.speech import Note, Number
from analysis.elements.table import Table
from analysis.paths import zip_files
from analysis.site.downloads import make_csv, make_xlsx, name_file

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\u200f=1", "＝1", '=HYPERLINK("x")']


def table(*rows, caption="Đảng viên", lang="vi"):
    return Table(caption, ("Chỉ tiêu", "Giá trị"), rows, lang, notes=("Ghi chú",))


def number(text, value, unit="count"):
    note = Note("n-1", "Nậm Pồ: 80,2%", (("Nguồn", "Báo Điện Biên Phủ"),))
    return Number(text, note, None if value is None else Decimal(str(value)), unit)


def read_csv(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def read_xlsx(content):
    from openpyxl import load_workbook

    return load_workbook(io.BytesIO(content))


def test_csv_has_mark_numbers_and_sources():
    """A CSV begins with the mark that Excel looks for, gives number and words, and ends each row with its source."""
    content = make_csv(table(["Tỷ lệ", number("80,2%", 80.2)], ["Đảng viên", number("1.906", 1906.0)]))
    assert content.startswith(b"\xef\xbb\xbf")
    head, *rows = read_csv(content)
    assert head == ["Chỉ tiêu", "Giá trị (số)", "Giá trị", "Nguồn"]
    assert rows[0][:3] == ["Tỷ lệ", "80.2", "80,2%"]
    assert rows[1][:3] == ["Đảng viên", "1906", "1.906"]
    assert "Báo Điện Biên Phủ" in rows[0][3]


def test_xlsx_has_numbers_and_a_sheet_of_sources():
    """A workbook holds numbers as numbers with their form, and tells the source of each on a sheet of its own."""
    rows = ["Tỷ lệ", number("80,2%", 80.2, "percent")], ["Có", number("trên 40", None)]
    book = read_xlsx(make_xlsx(table(*rows)))
    sheet, sources = book.worksheets
    assert (sheet["B3"].value, sheet["B3"].number_format) == (80.2, '#,##0.0"%"')
    assert sheet["B4"].value == "trên 40"
    assert sources["A2"].value == "Nậm Pồ: 80,2%"
    assert "Báo Điện Biên Phủ" in sources["B2"].value


def test_the_unit_of_a_number_gives_its_form():
    """A number is formed as a percentage by its unit, however its words tell it."""
    rows = ["Phần trăm", number("80,2 phần trăm", 80.2, "percent")], ["Số đếm", number("40 (80,2%)", 40.0)]
    sheet = read_xlsx(make_xlsx(table(*rows))).worksheets[0]
    assert [sheet[place].number_format for place in ("B3", "B4")] == ['#,##0.0"%"', "#,##0"]


def test_rows_are_as_high_as_their_words():
    """A row whose words need more lines than one is that much higher, for not every spreadsheet sees to it."""
    sheet, _ = read_xlsx(make_xlsx(table(["Ngắn", number("5", 5.0)], ["Dài " * 40, number("6", 6.0)]))).worksheets
    assert sheet.row_dimensions[3].height is None
    assert sheet.row_dimensions[4].height == 3 * 15  # 160 letters in a column of 60


@pytest.mark.parametrize("words", FORMULAS)
def test_formulas_are_made_harmless(words):
    """What a spreadsheet would run is quoted in a CSV and stored as text in a workbook; other text is left alone."""
    dangerous = table([words, number(words, None)], caption=words)
    for row in read_csv(make_csv(dangerous))[1:]:
        assert all(not cell.strip().startswith(("=", "+", "-", "@")) for cell in row)
        assert row[0].startswith("'")
    book = read_xlsx(make_xlsx(dangerous))
    for sheet in book.worksheets:
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    assert book.worksheets[0]["A3"].quotePrefix
    assert read_csv(make_csv(table(["A-B = 3", "x"])))[1][0] == "A-B = 3"


def test_hostile_text_stands_as_it_is():
    """Markup, quotes, right-to-left marks, emoji and very long words come through; control characters do not."""
    words = "<script>alert(1)</script> \"'</style> \u202eabc 🇻🇳 " + "dài" * 20_000
    row = read_csv(make_csv(table([f"{words}\x00\x1b", "x"])))[1]
    assert row[0] == words
    cell = read_xlsx(make_xlsx(table([f"{words}\x00\x1b", "x"]))).worksheets[0]["A3"].value
    assert cell == words[: len(cell)] and len(cell) > 30_000


def test_equal_input_gives_equal_bytes():
    """Files made at different times are the same, byte for byte."""
    made = table(["a", number("1", 1.0)])
    files = {f"x/{name}": name.encode() for name in ("a.csv", "b.csv")}
    first = make_xlsx(made), make_csv(made), zip_files(files)
    time.sleep(2.1)  # longer than the step of the clock in a zip
    assert (make_xlsx(made), make_csv(made), zip_files(files)) == first
    with zipfile.ZipFile(io.BytesIO(first[2])) as packed:
        assert packed.namelist() == ["x/a.csv", "x/b.csv"]


def test_names_of_files_are_plain():
    """A file is named by its place and caption in plain letters, whatever the caption holds."""
    assert name_file(3, "Đảng viên: nữ") == "03-dang-vien-nu"
    assert name_file(12, "../../<x>" + "ă" * 100).isascii()
    assert "/" not in name_file(12, "../../x")
    assert name_file(1, "…") == "01-x"
