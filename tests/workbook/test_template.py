"""The workbook to fill in is made from the data package, says what to do, and opens without repair."""

import re
import shutil
import subprocess

import openpyxl
import pytest
from reviews import review_workbooks

from analysis.errors import AnalysisError
from analysis.package.schema import read_package
from analysis.workbook.completion import FILLED
from analysis.workbook.reading import read_workbook
from analysis.workbook.template import order_columns, write_template


@pytest.mark.few(1)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_column_has_heading_note_and_list(tmp_path, lang):
    """Each table has its sheet; each column its heading with a note; each closed list a drop-down that exists."""
    write_template(tmp_path / "mine.xlsx", lang=lang)
    book = openpyxl.load_workbook(tmp_path / "mine.xlsx")
    assert book.sheetnames[0] == {"vi": "Hướng dẫn", "en": "Guide"}[lang]
    for name in FILLED:
        table = read_package().tables[name]
        sheet = book[table.title[lang]]
        assert sheet.freeze_panes == "B2"
        listed = {
            str(validation.sqref).split("3:")[0]: validation.formula1
            for validation in sheet.data_validations.dataValidation
        }
        fields = {field.title[lang]: field for field in table.fields}
        for cell, field in zip(sheet[1][1:], order_columns(table), strict=True):
            assert fields.pop(cell.value.removesuffix(" *")) == field
            assert field.description[lang] in cell.comment.text
            closed = field.enum or field.type == "boolean" or field.name in table.foreign_keys
            assert bool(closed) == (cell.column_letter in listed), field.name
        assert not fields
        for formula in listed.values():
            title, place = formula.removeprefix("=").rsplit("!", 1)
            assert book[title.strip("'")][place.replace("$", "")]


@pytest.mark.few(1)
@pytest.mark.parametrize(("lang", "told"), [("vi", "Ít khi cần."), ("en", "Seldom needed.")])
def test_columns_that_few_rows_need_stand_last(tmp_path, lang, told):
    """What each figure must have stands together before what few need, which is grey and says so in its note."""
    write_template(tmp_path / "mine.xlsx", lang=lang)
    table = read_package().tables["observations"]
    heads = openpyxl.load_workbook(tmp_path / "mine.xlsx")[table.title[lang]][1][1:]
    rare = [told in cell.comment.text for cell in heads]
    assert rare == sorted(rare)
    assert [cell.fill.start_color.rgb == "00EEEEEE" for cell in heads] == rare
    named = [cell.value.removesuffix(" *") for cell, last in zip(heads, rare, strict=True) if last]
    for name in ("subject", "value_high", "qualifier", "reading", "against", "list_is_partial"):
        assert table.field(name).title[lang] in named
    assert not any(cell.value.endswith(" *") for cell, last in zip(heads, rare, strict=True) if last)


def test_a_workbook_with_the_columns_of_before_says_the_same(fill):
    """Columns are found by their headings: in the order of the tables, as workbooks had them, rows read the same."""
    path, title = fill(name="now.xlsx"), read_package().tables["observations"].title["vi"]
    now, book = read_workbook(path), openpyxl.load_workbook(path)
    sheet, place = book[title], {str(cell.value).removesuffix(" *"): cell.column for cell in book[title][1]}
    old = [1, *(place[field.title["vi"]] for field in read_package().tables["observations"].fields)]
    for line in range(1, 10):
        for number, value in enumerate([sheet.cell(line, column).value for column in old], start=1):
            sheet.cell(line, number).value = value
    book.save(path)
    assert [cell.value for cell in sheet[1]].index("Giá trị cuối") < [cell.value for cell in sheet[1]].index("Như in *")
    assert read_workbook(path).tables["observations"].equals(now.tables["observations"])


def test_the_example_is_no_data(template):
    """The empty workbook lacks its locality's name, and none of its faults is on the example row."""
    review = review_workbooks(template)["vi"]
    assert {fault.field for fault in review.faults} >= {"name_vi", "level", "code"}
    assert all(fault.row == 3 for fault in review.faults)


@pytest.mark.parametrize(
    ("name", "locality", "told"),
    [
        ("mine.xls", "mine", ".xlsx"),
        ("mine.xlsx", "ba_tri", "ba_tri"),
        ("mine.xlsx", "Xã Tôi", "gần giống: xa_toi"),
        ("there.xlsx", "mine", "there.xlsx"),
    ],
)
def test_bad_requests_write_nothing(tmp_path, name, locality, told):
    """A wrong ending, an id in use or no id at all, and a file that is there are refused by name."""
    (tmp_path / "there.xlsx").write_text("mine", encoding="utf-8")
    with pytest.raises(AnalysisError, match=told):
        write_template(tmp_path / name, locality=locality)
    assert [path.name for path in tmp_path.iterdir()] == ["there.xlsx"]
    assert (tmp_path / "there.xlsx").read_text(encoding="utf-8") == "mine"


@pytest.fixture(scope="module")
def resave(tmp_path_factory):
    """Give a function that lets LibreOffice Calc write a workbook again, as xlsx or as pdf."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    folder = tmp_path_factory.mktemp("office")

    def convert(path, kind="xlsx"):
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = [office, "--headless", profile, "--convert-to", kind, "--outdir", str(folder), str(path)]
        subprocess.run(command, capture_output=True, timeout=240, check=False)
        return folder / f"{path.stem}.{kind}"

    (folder / "plain.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    if office is None or not convert(folder / "plain.csv").is_file():
        pytest.skip("LibreOffice with Calc is not here")
    return convert


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_libreoffice_keeps_it(resave, tmp_path, lang):
    """LibreOffice writes the workbook again with the same sheets, headings, notes, lists, widths, and text format."""
    write_template(tmp_path / f"{lang}.xlsx", locality="mine", lang=lang)
    ours = openpyxl.load_workbook(tmp_path / f"{lang}.xlsx")
    theirs = openpyxl.load_workbook(resave(tmp_path / f"{lang}.xlsx"))
    assert theirs.sheetnames == ours.sheetnames
    for sheet in ours.worksheets:
        again = theirs[sheet.title]
        assert [cell.value for cell in again[1]][: sheet.max_column] == [cell.value for cell in sheet[1]]
        lists = {
            str(validation.sqref): validation.formula1.lstrip("=").replace("'", "") for validation in _lists(sheet)
        }
        assert {str(validation.sqref): validation.formula1.replace("'", "") for validation in _lists(again)} == lists
        for cell in sheet[1]:
            note = again[cell.coordinate].comment
            assert (note.text if note else None) == (cell.comment.text if cell.comment else None)
        assert again.column_dimensions["A"].width == pytest.approx(sheet.column_dimensions["A"].width, abs=1)
        if sheet.freeze_panes == "B2":
            (third,) = (column for column in again.column_dimensions.values() if column.min <= 3 <= column.max)
            assert third.number_format == "@"
    # Frozen panes belong to a view, and a conversion without a window has none to write.
    assert ours.worksheets[1].freeze_panes == "B2"


def _lists(sheet):
    return sheet.data_validations.dataValidation


def test_a_filled_workbook_saved_by_libreoffice_is_taken(fill, resave):
    """What LibreOffice saves of a filled-in workbook has the same rows, and a fault put into it is still found."""
    path = fill()
    kept = read_workbook(path).tables
    shutil.copy(resave(path), path)
    assert review_workbooks(path)["vi"].faults == ()
    again = read_workbook(path).tables
    for name, table in kept.items():
        assert again[name].drop(columns="_file").equals(table.drop(columns="_file")), name
    shutil.copy(resave(fill({("Số liệu", 3, "value"): "1,906"})), path)
    assert [fault.kind for fault in review_workbooks(path)["vi"].faults] == ["ambiguous"]


def test_it_prints_on_few_pages(resave, tmp_path):
    """The guide fits one page and a table at most two beside each other: a PDF has no more pages than that."""
    write_template(tmp_path / "print.xlsx", locality="mine")
    pages = re.findall(rb"/Type ?/Page\b(?!s)", resave(tmp_path / "print.xlsx", "pdf").read_bytes())
    assert 1 + len(FILLED) < len(pages) <= 1 + 2 * (len(FILLED) + 1) + 4
