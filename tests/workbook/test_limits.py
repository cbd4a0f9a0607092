"""A hostile file is refused in a process that may use little memory, and leaves the built-in data as they are."""

import hashlib
import re
import subprocess
import sys
import zipfile

import openpyxl
import pytest
from workbook.conftest import column_of

from analysis.package import check, units, wholes
from analysis.paths import data_dir
from analysis.workbook import completion
from analysis.workbook.review import find_remarks

OLE = bytes.fromhex("d0cf11e0a1b11ae1")
# A sound workbook needs 115 MB, measured; this leaves room for other machines. A bomb would need gigabytes.
PEAK = 300_000_000
CHILD = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (3_000_000_000, 3_000_000_000))
from analysis.commands.main import main
try:
    main(["check", sys.argv[1], "--lang", sys.argv[2]])
finally:
    # Not ru_maxrss, which a child takes over from the process that forked it.
    (peak,) = (line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM"))
    print("peak", peak, file=sys.stderr)
"""


def check_apart(path, lang="vi"):
    """Run `analysis check` in a process of its own; give its exit code, what it said, and its peak in bytes."""
    child = subprocess.run(
        [sys.executable, "-c", CHILD, str(path), lang], capture_output=True, text=True, encoding="utf-8", check=False
    )
    said, _, peak = child.stderr.rpartition("peak ")
    return child.returncode, child.stdout + said, int(peak) * 1024


def with_part(path, name, chunks):
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as package, package.open(name, "w", force_zip64=True) as part:
        for chunk in chunks:
            part.write(chunk)
    return path


def bomb(path):
    return with_part(path, "xl/media/image1.xml", (b"\0" * 10_000_000 for _ in range(60)))


def lying_bomb(path):
    """The size that the file declares of a part is less than what would unpack."""
    with_part(path, "xl/worksheets/sheet99.xml", (b" " * 10_000_000 for _ in range(30)))
    raw, true = path.read_bytes(), (300_000_000).to_bytes(4, "little")
    assert true in raw
    path.write_bytes(raw.replace(true, (1_000).to_bytes(4, "little")))
    return path


def nested(path):
    with_part(path, "xl/a.xml", (b"<a>" * 1_000_000 for _ in range(5)))
    return path


def million_rows(path):
    rows = (
        b"".join(b'<row r="%d"/>' % number for number in range(at, at + 10_000)) for at in range(1, 1_000_001, 10_000)
    )
    return with_part(path, "xl/worksheets/sheet99.xml", [b"<worksheet><sheetData>", *rows])


def spoil_part(path, name, old, new):
    with zipfile.ZipFile(path) as package:
        parts = {part: package.read(part) for part in package.namelist()}
    assert old in parts[name]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for part, content in parts.items():
            package.writestr(part, content.replace(old, new, 1) if part == name else content)
    return path


def in_sheet(path, new):
    """Put something behind the rows of the sheet of places."""
    return spoil_part(path, "xl/worksheets/sheet2.xml", b"</sheetData>", new)


def empty_cells(path):
    sound = path.stat().st_size
    path = in_sheet(path, b'<row r="60">' + b"<c/>" * 8_000_000 + b"</row></sheetData>")
    assert path.stat().st_size < sound + 100_000
    return path


def merged(path):
    return in_sheet(path, b'</sheetData><mergeCells><mergeCell ref="A60:XFD1048576"/></mergeCells>')


def linked(path):
    return in_sheet(path, b'</sheetData><hyperlinks><hyperlink ref="A60:XFD200" location="a"/></hyperlinks>')


def styles(path):
    return spoil_part(path, "xl/styles.xml", b"</cellXfs>", b"<xf/>" * 300_000 + b"</cellXfs>")


def sheet_elsewhere(path):
    """A sheet may lie in a part of any name."""
    with_part(path, "xl/sheet.bin", [b"<worksheet><sheetData>", *([b"<row/>" * 1000] * 100)])
    return path


def wide(path):
    book = openpyxl.load_workbook(path)
    book["Số liệu"]["XFD3"] = "x"
    book.save(path)
    return path


def same_sheet(path):
    """The sheet of places is listed three thousand times."""
    with zipfile.ZipFile(path) as package:
        listed = re.findall(rb"<sheet [^>]*/>", package.read("xl/workbook.xml"))[1]
    new = b"".join(listed.replace(b' name="', b' name="%d ' % number) for number in range(3000))
    return spoil_part(path, "xl/workbook.xml", b"</sheets>", new + b"</sheets>")


def same_part(path):
    """The part of a sheet is listed under other ids, too."""
    new = b'<Relationship Id="x" Type="x" Target="worksheets/../worksheets/sheet2.xml"/></Relationships>'
    return spoil_part(path, "xl/_rels/workbook.xml.rels", b"</Relationships>", new)


def many_attributes(path):
    named = b" ".join(b'a%d="x"' % number for number in range(800_000))
    return in_sheet(path, b'<row r="60" ' + named + b"/></sheetData>")


def many_ranges(path):
    cells = b" ".join(b"A%d" % number for number in range(1, 200_000))
    rule = b'<cfRule type="expression" priority="1"><formula>1</formula></cfRule></conditionalFormatting>'
    return in_sheet(path, b'</sheetData><conditionalFormatting sqref="' + cells + b'">' + rule)


def macros(path):
    with_part(path, "xl/vbaProject.bin", [OLE])
    return path.rename(path.with_suffix(".xlsm"))


def links(path):
    return with_part(path, "xl/externalLinks/externalLink1.xml", [b"<externalLink/>"])


def password(path):
    path.write_bytes(OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 5_000_000)
    return path


def old(path):
    path.write_bytes(OLE + b"\0" * 600 + "Workbook".encode("utf-16-le"))
    return path.rename(path.with_suffix(".xls"))


def csv(path):
    path.unlink()
    path = path.with_suffix(".csv")
    path.write_bytes("\ufeffMã;Tên\r\nxa_toi;Xã Tôi\r\n".encode())
    return path


def wrong_sheets(path):
    openpyxl.Workbook().save(path)
    return path


def huge(path):
    with path.open("r+b") as file:
        file.truncate(3_000_000_000)
    return path


def names():
    """Give the fingerprint of every file of the built-in data."""
    files = sorted(path for path in data_dir().rglob("*") if path.is_file())
    return {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.mark.few(2)
@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (nested, "hơn 30000 ô"),
        (linked, "100 cột"),
        (bomb, "giải nén ra hơn"),
        (lying_bomb, "hỏng"),
        (empty_cells, "hơn 400000 ô"),
        (merged, "5000 dòng"),
        (styles, "hơn 30000 ô"),
        (sheet_elsewhere, "5000 dòng"),
        (million_rows, "5000 dòng"),
        (same_sheet, "hỏng"),
        (same_part, "hỏng"),
        (many_attributes, "hơn 300000 ô"),
        (many_ranges, "hơn 300000 ô"),
        (wide, "100 cột"),
        (macros, "có macro"),
        (links, "liên kết tới sổ khác"),
        (password, "có mật khẩu"),
        (old, "kiểu cũ .xls"),
        (csv, "chỉ chứa được một bảng"),
        (wrong_sheets, "analysis new"),
        (huge, "lớn hơn 20 MB"),
    ],
)
def test_a_hostile_file_needs_little_memory(fill, spoil, told):
    """Each is refused in words with its name, within the memory that a sound workbook needs; no data are changed."""
    before = names()
    path = spoil(fill())
    code, said, peak = check_apart(path)
    assert code == 1
    assert told in said and path.name in said
    assert "Traceback" not in said
    assert peak < PEAK
    assert names() == before


@pytest.mark.slow
def test_a_sound_workbook_passes_the_same_way(fill):
    """The same process takes a sound workbook, in either language, so the refusals are of what was spoilt."""
    for lang, told in (("vi", "Không có lỗi"), ("en", "No fault")):
        code, said, peak = check_apart(fill(), lang)
        assert (code, told in said) == (0, True), said
        assert peak < PEAK


@pytest.mark.parametrize(
    ("sheet", "cells", "counted"),
    [
        ("Số liệu", {"indicator_id": "số người", "subject": "thôn nào đó"}, (completion, "get_close_matches")),
        ("Số liệu", {"indicator_id": "party_member"}, (check, "find_close")),
        ("Địa phương", {"name_vi": "Hai Luu", "level": "xã"}, (units, "get_close_matches")),
    ],
)
def test_one_slip_in_every_row_is_looked_up_once(fill, monkeypatch, sheet, cells, counted):
    """A column filled down with a wrong name takes no longer for its rows: what is close to it is looked for once."""
    asked, real = [], getattr(*counted)
    monkeypatch.setattr(*counted, lambda *given, **more: asked.append(given) or real(*given, **more))

    def fill_down(book):
        for row in range(10, 200):
            for name, text in cells.items():
                book[sheet].cell(row, column_of(book[sheet], name)).value = text

    find_remarks(fill(also=fill_down))
    assert len(asked) <= len(cells)


def test_days_of_one_place_are_not_held_against_each_other(fill, monkeypatch):
    """Of a figure told for hundreds of days each is looked at once, not each with every other."""
    asked, real = [], wholes._is_within
    monkeypatch.setattr(wholes, "_is_within", lambda *given: asked.append(given) or real(*given))

    def fill_down(book):
        figures = book["Số liệu"]
        for row in range(10, 310):
            for column in range(1, figures.max_column + 1):
                figures.cell(row, column).value = figures.cell(3, column).value
            day = f"{1 + row % 28}/{1 + row // 28 % 12}/2019"
            figures.cell(row, column_of(figures, "period")).value = day

    remarks, _ = find_remarks(fill(also=fill_down))
    assert remarks.faults == [] and len(asked) <= 2 * 302
