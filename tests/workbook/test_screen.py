"""A file that is no workbook, or unsafe, or too large is refused before it is opened."""

import gc
import io
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


@pytest.mark.few(5)
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


SHEET, RELATIONS = "xl/worksheets/sheet2.xml", "xl/_rels/workbook.xml.rels"
MANY = "<worksheet><sheetData>" + '<row r="1"/>' * (MAX_ROWS + 1) + "</sheetData></worksheet>"
LINK = '<Relationship Id="x9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}" Target="{}"'


def disguise(path, content=None, name="xl/media/picture.png"):
    """Let the sheet of places lie in a part that is named as a picture, with other content if that is given."""
    with zipfile.ZipFile(path) as package:
        parts = {part: package.read(part) for part in package.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for part, held in parts.items():
            said = held.replace(SHEET.encode(), name.encode()) if part in (RELATIONS, "[Content_Types].xml") else held
            package.writestr(name if part == SHEET else part, content if content and part == SHEET else said)
    return path


def relate(path, kind, target, mode=""):
    """Add a relationship to the workbook."""
    with zipfile.ZipFile(path) as package:
        parts = {part: package.read(part) for part in package.namelist()}
    told = (LINK.format(kind, target) + mode + "/></Relationships>").encode()
    parts[RELATIONS] = parts[RELATIONS].replace(b"</Relationships>", told)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for part, held in parts.items():
            package.writestr(part, held)


def test_a_part_is_what_others_say_it_is(fill):
    """A sheet in a part that is named as a picture is read as any other, and a picture stays one."""
    path = disguise(fill())
    add(path, "xl/media/image1.png", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9)
    assert len(read_workbook(path).tables["localities"]) == 1


@pytest.mark.few(8)
@pytest.mark.parametrize(
    ("content", "told"),
    [
        (MANY.encode(), f"more than {MAX_ROWS} rows"),
        (b"\n \t" + MANY.encode(), f"more than {MAX_ROWS} rows"),
        (MANY.encode("utf-16"), f"more than {MAX_ROWS} rows"),
        (f'<?xml version="1.0" encoding="utf-16"?>{MANY}'.encode("utf-16"), f"more than {MAX_ROWS} rows"),
        (MANY.encode("utf-32"), "damaged"),
        (f'<?xml version="1.0" encoding="cp037"?>{MANY}'.encode("cp037"), "damaged"),
        (f'<?xml version="1.0" encoding="utf-7"?>{MANY}'.encode(), "damaged"),
        (f'<?xml version="1.0" encoding="cp037"?>{MANY}'.encode(), "damaged"),
        (b"<worksheet>" + b"<a>" * 100_000, "more than 30000 cells"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "damaged"),
        (b"<worksheet><sheetData><row></sheetData></worksheet>", "damaged"),
    ],
)
@pytest.mark.parametrize("name", ["xl/media/picture.png", "x"])
def test_no_name_hides_what_a_part_holds(fill, content, told, name):
    """What would be opened as XML is looked at first, however it is named and encoded."""
    with pytest.raises(AnalysisError, match=told):
        read_workbook(disguise(fill(), content, name))


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("xl/workbook.xml", b"2006/relationships", b"2lationships"),
        ("xl/_rels/workbook.xml.rels", b"worksheets/sheet4.xml", b"worksheetsheet4.xml"),
    ],
)
def test_a_sheet_whose_part_is_not_named_is_no_missing_one(fill, name, old, new):
    """A sheet that the file lists, and that does not lie where it says, is damage: no person took it away."""
    path = fill()
    with zipfile.ZipFile(path) as package:
        parts = {part: package.read(part) for part in package.namelist()}
    assert old in parts[name]
    parts[name] = parts[name].replace(old, new, 1)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for part, held in parts.items():
            package.writestr(part, held)
    with pytest.raises(AnalysisError, match="damaged"):
        read_workbook(path)


def test_a_file_that_cannot_be_opened_is_left_closed(fill):
    """What only openpyxl finds wrong is refused in words, and nothing holds the file from then on."""
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    cell = '<row r="1"><c r="A1" t="s"><v>99999</v></c></row>'  # the words of a list that has no so many
    path = disguise(fill(), f'<worksheet xmlns="{space}"><sheetData>{cell}</sheetData></worksheet>'.encode())
    with pytest.raises(AnalysisError, match="damaged"):
        read_workbook(path)
    gc.collect()
    files = (held for held in gc.get_objects() if issubclass(type(held), io.FileIO))
    assert not [held for held in files if held.name == str(path)]


@pytest.mark.parametrize(
    ("kind", "target", "mode", "told"),
    [
        ("externalLink", "other/part.xml", "", "links to other workbooks"),
        ("worksheet", "file:///etc/passwd", ' TargetMode="External"', "links to other workbooks"),
        ("worksheet", "../../../../etc/passwd", "", None),
        ("vbaProject", "media/picture.png", "", "macros"),
        ("hyperlink", "https://example.org/", ' TargetMode="External"', None),
    ],
)
def test_a_relationship_leads_nowhere_outside(fill, kind, target, mode, told):
    """Links to other files and macros are known by what relates them; a path outside of the file reads nothing."""
    path = fill()
    relate(path, kind, target, mode)
    if told:
        with pytest.raises(AnalysisError, match=told):
            read_workbook(path)
    else:
        assert len(read_workbook(path).tables["localities"]) == 1


def test_a_csv_file_is_refused_with_advice(tmp_path):
    """A CSV file as a spreadsheet saves it, BOM and semicolons, is told where its rows belong."""
    path = tmp_path / "mine.csv"
    path.write_bytes("\ufeffMã;Tên\nxa_toi;Xã Tôi\n".encode())
    with pytest.raises(AnalysisError, match="one table only"):
        read_workbook(path)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("bài.docx", b"PK\x05\x06" + bytes(18)),  # a zip without a workbook
        ("bài.docx", OLD + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")),
        ("bài.doc", OLD + b"\0" * 600), ("bài.pdf", b"%PDF-1.7\n"), ("bài.txt", "Xã Tôi\n".encode()),
    ],
)  # fmt: skip
def test_an_article_is_no_workbook_to_be_saved_anew(tmp_path, name, content):
    """Who gives the article where the workbook is asked for learns how an article is read."""
    (tmp_path / name).write_bytes(content)
    with pytest.raises(AnalysisError, match="an article, not a workbook"):
        read_workbook(tmp_path / name)


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
