"""A workbook filled in as people type, and ways to spoil it."""

import openpyxl
import pytest

from analysis.workbook.template import write_template

FILLED = {
    "Địa phương": {3: {"name_vi": "Đồng Xuân", "level": "xã", "code": "09999"}},
    "Nguồn": {3: {"title": "Đồng Xuân xây dựng chi bộ", "published_on": "03/3/2021", "genre": "báo"}},
    "Số liệu": {
        3: {
            "indicator_id": "Tổng số đảng viên [party_members]",
            "value": "1.906",
            "period": "12/2020",
            "period_basis": "bài nêu",
            "printed": "1.906 đảng viên",
            "paragraph": "2",
        },
        6: {
            "indicator_id": "admission_plan_achieved",
            "value": "80,2%",
            "period": "năm 2020",
            "period_basis": "bài nêu",
            "printed": "80,2% kế hoạch",
            "paragraph": "2",
        },
    },
}
TEXT = "Đồng Xuân\n\nCó 1.906 đảng viên, đạt 80,2% kế hoạch.\n"


def column_of(sheet, name):
    """Find the column of a field in a sheet by its heading."""
    from analysis.package.schema import read_package

    table = next(table for table in read_package().tables.values() if table.title["vi"] == sheet.title)
    return next(cell.column for cell in sheet[1] if str(cell.value).removesuffix(" *") == table.field(name).title["vi"])


@pytest.fixture(scope="session")
def template(tmp_path_factory):
    """Give an empty workbook for one locality."""
    path = tmp_path_factory.mktemp("template") / "mine.xlsx"
    write_template(path, locality="my_commune", lang="vi")
    return path


@pytest.fixture(scope="session")
def short_template(few_units, tmp_path_factory):
    """Give the same with a few units."""
    path = tmp_path_factory.mktemp("short") / "mine.xlsx"
    with few_units():
        write_template(path, locality="my_commune", lang="vi")
    return path


@pytest.fixture
def fill(short_template, tmp_path):
    """Fill the workbook in, change cells by sheet, row and field, and do anything else to the book."""

    def make(changes=None, also=None, name="mine.xlsx"):
        book = openpyxl.load_workbook(short_template)
        wanted = {(sheet, row, field): value for sheet, rows in FILLED.items() for row, cells in rows.items()
                  for field, value in cells.items()}  # fmt: skip
        for (sheet, row, field), value in {**wanted, **(changes or {})}.items():
            book[sheet].cell(row, column_of(book[sheet], field)).value = value
        if also:
            also(book)
        path = tmp_path / name
        book.save(path)
        (tmp_path / "my_commune_2021.txt").write_text(TEXT, encoding="utf-8")
        return path

    return make
