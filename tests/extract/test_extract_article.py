"""Files are read into paragraphs, or refused with a reason."""

import re
import subprocess
import sys
import unicodedata
import zipfile

import pytest

from analysis.commands.main import cli
from analysis.errors import AnalysisError
from analysis.extract.article import LARGEST, read_article
from analysis.extract.cues import read_cues
from analysis.extract.imprint import Imprint

TEXT = "Xã Ví Dụ\n\nNgày 03/3/2021\n\nĐảng bộ xã có 12 chi bộ với 264 đảng viên.\n\nLượt xem: 1.204\n"


def read(path, **options):
    return [paragraph.text for paragraph in read_article(path, **options)]


def write(folder, name, content):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_text_and_markup_give_the_same_paragraphs(tmp_path):
    """A page gives the lines its readers see; scripts, menus and counters are left aside."""
    plain = read(write(tmp_path, "a.txt", TEXT))
    page = "".join(f"<p>{line}</p>" for line in TEXT.split("\n\n"))
    page = f"<html><script>var n = 5 chi bộ</script><nav>Trang 9</nav>{page}</html>"
    assert read(write(tmp_path, "a.html", page)) == plain
    imprint = Imprint(read_cues())
    assert [imprint.is_furniture(text) for text in plain] == [False, False, False, True]


def test_word_document(tmp_path):
    """A Word document gives its paragraphs, and a row of a table as one."""
    import docx

    document = docx.Document()
    document.add_paragraph("Đảng bộ xã có 264 đảng viên")
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Đảng viên nữ", "127"
    document.save(tmp_path / "a.docx")
    assert read(tmp_path / "a.docx") == ["Đảng bộ xã có 264 đảng viên", "Đảng viên nữ 127"]


def test_scanned_pdf_is_refused(tmp_path):
    """A PDF without a text layer is refused with what to do."""
    import pypdf

    writer = pypdf.PdfWriter()
    writer.add_blank_page(200, 200)
    writer.write(tmp_path / "a.pdf")
    with pytest.raises(AnalysisError, match="scanned PDF"):
        read(tmp_path / "a.pdf")


def test_what_a_library_cannot_open_is_refused_in_words(tmp_path, monkeypatch):
    """A PDF locked with AES is locked; whatever else a library raises is a damaged file, in no words of its own."""
    import pypdf
    from pypdf.errors import DependencyError

    path = write(tmp_path, "a.pdf", b"%PDF-1.4")
    for raised, told in ((DependencyError("cryptography>=3.1"), "mật khẩu"), (IndexError("list index"), "tệp hỏng")):

        def fail(_, raised=raised):
            raise raised

        monkeypatch.setattr(pypdf, "PdfReader", fail)
        with pytest.raises(AnalysisError, match=told) as refused:
            read(path)
        assert str(raised) not in str(refused.value)


def test_what_word_holds_apart_is_read_in_its_place(tmp_path):
    """A proposed insertion counts and a proposed deletion does not; forms, boxes and tables in cells are read once."""
    import docx
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    def add(xml):
        document.element.body.insert(-1, parse_xml(xml.replace(">", f" {nsdecls('w')}>", 1)))

    document = docx.Document()
    run, gone = "<w:r><w:t xml:space='preserve'>{}</w:t></w:r>".format, "<w:r><w:delText>{}</w:delText></w:r>".format
    add(f"<w:p>{run('Xã có ')}<w:ins w:id='1' w:author='a'>{run('12')}</w:ins>"
        f"<w:del w:id='2' w:author='a'>{gone('11')}</w:del>{run(' chi bộ')}</w:p>")  # fmt: skip
    add(f"<w:p><w:pPr><w:rPr><w:ins w:id='3' w:author='a'/></w:rPr></w:pPr>{run('Dòng thứ hai')}</w:p>")
    add(f"<w:sdt><w:sdtContent><w:p>{run('Ô của biểu mẫu')}</w:p></w:sdtContent></w:sdt>")
    add(f"<w:p>{run('Tên: ')}<w:sdt><w:sdtContent>{run('Ví Dụ')}</w:sdtContent></w:sdt></w:p>")
    box = f"<w:txbxContent><w:p>{run('Nam 59')}</w:p><w:p>{run('người')}</w:p></w:txbxContent>"
    mc = "xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'"
    add(f"<w:p>{run('Hộp')}<w:r><mc:AlternateContent {mc}><mc:Choice>{box}</mc:Choice>"
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>")  # fmt: skip
    cell = document.add_table(1, 2).rows[0].cells[0]
    cell.text = "Nữ"
    cell.add_table(1, 1).rows[0].cells[0].text = "40 người"
    document.save(tmp_path / "a.docx")
    told = ["Xã có 12 chi bộ", "Dòng thứ hai", "Ô của biểu mẫu", "Tên: Ví Dụ", "Hộp", "Nam 59", "người"]
    told += ["Nữ 40 người"]
    assert read(tmp_path / "a.docx") == told


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.txt", b"", "empty"),
        ("a.txt", "Xã Ví Dụ".encode("utf-16"), "UTF-16"),
        ("a.txt", rb"{\rtf1\ansi Xa Vi Du co 12 chi bo}", "rtf"),
        ("a.txt", bytes(range(256)) * 4, "binary"),
        ("a.txt", b"%PDF-1.7", "proper ending"),
        ("a.docx", b"no zip", "not a .docx"),
        ("a.pdf", b"no pdf", "not a .pdf"),
        ("a.xyz", b"text", "expected .txt"),
        ("a.txt", b"Caf\xe9 \xff\xfe\xfa", "UTF-8"),
        ("a.txt", "  \n\t\n", "no text"),
    ],
)
def test_bad_files_are_refused(tmp_path, name, content, message):
    """Each bad file is refused with a reason that names it."""
    with pytest.raises(AnalysisError, match=message) as caught:
        read(write(tmp_path, name, content))
    assert name in str(caught.value)


def test_large_files_and_bombs_are_refused_unread(tmp_path):
    """A file of 50 MB and a zip that unpacks to far more are refused before they are read."""
    with (tmp_path / "a.txt").open("wb") as file:
        file.truncate(50 * 2**20)
    with pytest.raises(AnalysisError, match="50 MB"):
        read(tmp_path / "a.txt")
    with zipfile.ZipFile(tmp_path / "a.docx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * (LARGEST + 1))
    with pytest.raises(AnalysisError, match="no article"):
        read(tmp_path / "a.docx")


def test_pdf_with_a_text_layer_is_read(tmp_path):
    """The words of a PDF with a text layer are read, with their Vietnamese letters; the figure in them is proposed."""
    import matplotlib.pyplot as plt

    from analysis.extract.rows import Extractor

    with plt.rc_context({"pdf.fonttype": 42}):
        figure = plt.figure()
        figure.text(0.1, 0.8, "Đảng bộ xã Thử Chữ có 264 đảng viên.")
        figure.savefig(tmp_path / "a.pdf")
        plt.close(figure)
    assert read(tmp_path / "a.pdf") == ["Đảng bộ xã Thử Chữ có 264 đảng viên."]
    assert [candidate.figure.printed for candidate in Extractor().extract(tmp_path / "a.pdf").candidates] == [
        "264 đảng viên"
    ]


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("TCVN3", "§¶ng bé x· cã 12 chi bé vµ 264 ®¶ng viªn"),
        ("VNI", "Ñaûng boä xaõ coù 12 chi boä vaø 264 ñaûng vieân"),
        ("VIQR", "DDa?ng bo^. xa~ co' 12 chi bo^. va` 264 dda?ng vie^n"),
    ],
)
@pytest.mark.parametrize("saved_as", ["latin-1", "utf-8"])
def test_old_encodings_need_a_request(tmp_path, encoding, text, saved_as):
    """TCVN3, VNI and VIQR are recognised and refused with advice; on request they are converted."""
    path = write(tmp_path, "a.txt", text.encode(saved_as))
    with pytest.raises(AnalysisError, match=rf"{encoding}.*--convert"):
        read(path)
    converted = read(path, convert=True)[0]
    assert converted.lower() == "đảng bộ xã có 12 chi bộ và 264 đảng viên"


def write_1258(text):
    """Write text in Windows-1258, whose tones stand behind their letters."""
    plain = unicodedata.normalize("NFD", text)
    for mark, letters in (("\u0302", "aeoAEO"), ("\u0306", "aA"), ("\u031b", "ouOU")):
        for letter in letters:  # the tone may stand between a letter and its mark
            whole = unicodedata.normalize("NFC", letter + mark)
            plain = re.sub(f"{letter}(\u0323?){mark}", rf"{whole}\1", plain)
    return plain.encode("cp1258")


@pytest.mark.parametrize(
    "text",
    [
        "Tổng kết ở phường Ví Dụ: 1.386 đảng viên, kiểm tra thường xuyên",
        "Chi bộ thôn mạnh, cán bộ được chọn",  # dots below alone
        "Xã có 12 chi bộ",
    ],
)
def test_windows_1258_is_read_as_it_is(tmp_path, text):
    """Its bytes are also those of letters in TCVN3, but not of Vietnamese words."""
    path = write(tmp_path, "a.txt", write_1258(text))
    assert [paragraph.text for paragraph in read_article(path)] == [text]
    assert [paragraph.text for paragraph in read_article(path, convert=True)] == [text]


def test_proper_text_is_never_converted(tmp_path):
    """A request to convert leaves a text in Unicode as it is, with names and words without marks."""
    text = "Xã Ví Dụ họp ở hội trường; ban tin Internet, email (a@vidu.example), 12 chi bộ?"
    assert read(write(tmp_path, "a.txt", text), convert=True) == read(write(tmp_path, "b.txt", text))


REFUSED = """
import sys
from analysis.errors import AnalysisError
from analysis.extract.article import read_article

def peak():
    with open("/proc/self/status") as file:
        return int(next(line for line in file if line.startswith("VmHWM")).split()[1])

if sys.argv[1].endswith(".pdf"):
    import pypdf  # its own size is not what a bad file costs
before = peak()
try:
    for paragraph in read_article(sys.argv[1]):
        pass
except AnalysisError as error:
    print(peak() - before, error)
"""


@pytest.mark.few(2)
@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("large.txt", "50 MB"), ("large.pdf", "50 MB"), ("empty.txt", "empty"), ("binary.txt", "binary"),
        ("utf16.txt", "UTF-16"), ("scanned.pdf", "scanned PDF"), ("one_line.txt", "a line of more than"),
    ],
)  # fmt: skip
def test_bad_files_are_refused_with_little_memory(tmp_path, name, message):
    """A bad file, however large, is refused by a process that grows by less than 16 MB on it."""
    path = tmp_path / name
    if name.startswith("large"):
        with path.open("wb") as file:
            file.truncate(50 * 2**20)
    elif name == "scanned.pdf":
        import pypdf

        writer = pypdf.PdfWriter()
        writer.add_blank_page(200, 200)
        writer.write(path)
    else:
        size = LARGEST - 100
        content = {
            "empty.txt": b"",
            "binary.txt": bytes(range(256)) * (size // 256),
            "utf16.txt": ("chi bộ " * (size // 14)).encode("utf-16"),
            "one_line.txt": b"chi " * (size // 4),
        }
        path.write_bytes(content[name])
    done = subprocess.run([sys.executable, "-c", REFUSED, str(path)], capture_output=True, text=True, check=True)
    grown, _, refusal = done.stdout.partition(" ")
    assert message in refusal and name in refusal
    assert int(grown) < 16 * 1024, grown


def test_memory_does_not_wait_for_the_whole(tmp_path):
    """Paragraphs come one by one: the first is there before the last is read."""
    path = write(tmp_path, "a.txt", TEXT * 1000)
    lines = read_article(path)
    assert iter(lines) is lines and next(lines).text == "Xã Ví Dụ"


def test_command(tmp_path):
    """The command prints candidates, or the same as JSON."""
    from click.testing import CliRunner

    path = write(tmp_path, "vi_du.txt", TEXT)
    shown = CliRunner().invoke(cli, ["extract", str(path)])
    assert shown.exit_code == 0 and "264 đảng viên" in shown.output and "party_members" in shown.output
    rows = CliRunner().invoke(cli, ["extract", str(path), "--json"])
    assert rows.exit_code == 0 and '"period": "2021-03-03"' in rows.output
