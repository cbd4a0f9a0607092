"""A file that is no workbook, or unsafe, or too large is refused before it is opened."""

import tracemalloc
import zipfile

import openpyxl
import pytest

from analysis.errors import AnalysisError
from analysis.workbook.reading import read_workbook
from analysis.workbook.review import Review, write_marked
from analysis.workbook.xlsx import MAX_ROWS

OLD = bytes.fromhex("d0cf11e0a1b11ae1")


def add(path, name, content):
    """Add a part to a workbook."""
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr(name, content)


def spoil(kind, path):
    """Make a bad file of a good workbook."""
    if kind == "bomb":
        add(path, "xl/worksheets/sheet99.xml", b" " * 60_000_000)
    elif kind == "rows":
        rows = b"".join(b'<row r="%d"/>' % number for number in range(1, 1_000_001))
        add(path, "xl/worksheets/sheet99.xml", b"<worksheet><sheetData>" + rows + b"</sheetData></worksheet>")
    elif kind == "macros":
        add(path, "xl/vbaProject.bin", b"x")
    elif kind == "links":
        add(path, "xl/externalLinks/externalLink1.xml", b"<externalLink/>")
    elif kind == "entities":
        add(path, "xl/worksheets/sheet99.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')
    elif kind == "password":
        path.write_bytes(OLD + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"))
    elif kind == "old":
        path.write_bytes(OLD + b"\0" * 600 + "Workbook".encode("utf-16-le"))
    elif kind == "cut":
        path.write_bytes(path.read_bytes()[:2000])
    elif kind == "empty":
        path.write_bytes(b"")
    elif kind == "sheets":
        openpyxl.Workbook().save(path)
    elif kind == "far":
        book = openpyxl.load_workbook(path)
        book.worksheets[1]["A1048576"] = "x"
        book.save(path)


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("bomb", "unpacks to more than"),
        ("rows", f"more than {MAX_ROWS} rows"),
        ("far", f"more than {MAX_ROWS} rows"),
        ("macros", "macros"),
        ("links", "links to other workbooks"),
        ("entities", "damaged"),
        ("password", "has a password"),
        ("old", "old .xls"),
        ("cut", "damaged"),
        ("empty", "not an .xlsx"),
        ("sheets", "analysis new"),
    ],
)
def test_a_bad_file_is_refused(fill, kind, told):
    """Each is refused with its reason, in both languages, and with little memory."""
    path = fill()
    assert read_workbook(path).faults == []
    spoil(kind, path)
    tracemalloc.start()
    with pytest.raises(AnalysisError, match=told) as refused:
        read_workbook(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 60_000_000
    assert str(refused.value).count(path.name) == 2
    assert list(path.parent.glob(".*")) == []


def test_a_csv_file_is_refused_with_advice(tmp_path):
    """A CSV file as a spreadsheet saves it, BOM and semicolons, is told where its rows belong."""
    path = tmp_path / "mine.csv"
    path.write_bytes("\ufeffMã;Tên\nxa_toi;Xã Tôi\n".encode())
    with pytest.raises(AnalysisError, match="one table only"):
        read_workbook(path)


def test_the_marked_copy_marks_and_runs_nothing(fill, tmp_path):
    """The copy colours the wrong cell, holds no formula, and never stands in the place of the workbook."""
    from reviews import review_workbooks

    path = fill({("Số liệu", 3, "value"): '=HYPERLINK("http://x")', ("Số liệu", 3, "note_vi"): "@SUM(A1)"})
    kept = path.read_bytes()
    review = review_workbooks(path)["en"]
    write_marked(path, tmp_path / "marked.xlsx", review, lang="en")
    book = openpyxl.load_workbook(tmp_path / "marked.xlsx")
    cell = book["Số liệu"]["E3"]
    assert cell.fill.start_color.rgb.endswith("FFC7CE") and "formula" in cell.comment.text
    assert not book["Số liệu"]["E6"].comment
    assert "formula" in book["Faults"]["A1"].value
    assert all(cell.data_type != "f" for sheet in book.worksheets for row in sheet.iter_rows() for cell in row)
    with pytest.raises(AnalysisError, match="another name"):
        write_marked(path, path, Review((), ()))
    assert path.read_bytes() == kept
