"""The workbook to fill in is made from the data package, says what to do, and opens without repair."""

import shutil
import subprocess

import openpyxl
import pytest

from analysis.dataset import read_package
from analysis.errors import AnalysisError
from analysis.intake import review_workbooks, write_template
from analysis.intake.template import FILLED


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
        listed = {str(one.sqref).split("3:")[0]: one.formula1 for one in sheet.data_validations.dataValidation}
        for cell, field in zip(sheet[1][1:], table.fields, strict=True):
            assert cell.value.removesuffix(" *") == field.title[lang]
            assert field.description[lang] in cell.comment.text
            closed = (
                field.enum or field.type == "boolean" or any(key.column == field.name for key in table.foreign_keys)
            )
            assert bool(closed) == (cell.column_letter in listed), field.name
        for formula in listed.values():
            title, place = formula.removeprefix("=").rsplit("!", 1)
            assert book[title.strip("'")][place.replace("$", "")]


def test_the_example_is_no_data(template):
    """The empty workbook lacks its locality's name, and none of its faults is on the example row."""
    review = review_workbooks(template)
    assert {one.field for one in review.faults} >= {"name_vi", "level", "code"}
    assert all(one.place.row == 3 for one in review.faults)


@pytest.mark.parametrize(
    ("name", "locality", "told"),
    [
        ("mine.xls", "mine", ".xlsx"),
        ("mine.xlsx", "ba_tri", "ba_tri"),
        ("mine.xlsx", "Xã Tôi", "Xã Tôi"),
        ("there.xlsx", "mine", "there.xlsx"),
    ],
)
def test_bad_requests_write_nothing(tmp_path, name, locality, told):
    """A wrong ending, an id in use or no id at all, and a file that is there are refused by name."""
    (tmp_path / "there.xlsx").write_text("mine", encoding="utf-8")
    with pytest.raises(AnalysisError, match=told):
        write_template(tmp_path / name, locality=locality)
    assert [one.name for one in tmp_path.iterdir()] == ["there.xlsx"]
    assert (tmp_path / "there.xlsx").read_text(encoding="utf-8") == "mine"


def test_libreoffice_opens_it(template, tmp_path):
    """LibreOffice Calc reads the workbook and writes it again with the same sheets and headings."""
    office = shutil.which("soffice") or shutil.which("libreoffice")

    def convert(path):
        profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
        command = [office, "--headless", profile, "--convert-to", "xlsx", "--outdir", str(tmp_path / "out"), str(path)]
        subprocess.run(command, capture_output=True, timeout=240, check=False)
        return tmp_path / "out" / f"{path.stem}.xlsx"

    (tmp_path / "plain.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    if office is None or not convert(tmp_path / "plain.csv").is_file():
        pytest.skip("LibreOffice with Calc is not here")
    ours, theirs = openpyxl.load_workbook(template), openpyxl.load_workbook(convert(template))
    assert theirs.sheetnames == ours.sheetnames
    for sheet in ours.worksheets:
        assert [one.value for one in theirs[sheet.title][1]][: sheet.max_column] == [one.value for one in sheet[1]]
        assert len(theirs[sheet.title].data_validations.dataValidation) >= bool(sheet.data_validations.dataValidation)
