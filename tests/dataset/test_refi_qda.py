"""Coded passages go to other programs and come back: valid by the schema, read by coded, each at its characters."""

import hashlib
import os
import sqlite3
import subprocess
import sys
import zipfile
from dataclasses import replace
from importlib import resources
from xml.etree import ElementTree

import pytest

import analysis
from analysis.commands.main import main
from analysis.dataset.refi_qda import find_texts, make_codebook, make_project, name_codes
from analysis.dataset.second_coder import read_project, write_codings
from analysis.errors import AnalysisError
from analysis.paths import zip_files
from analysis.text import paragraph_spans

Q = {"q": "urn:QDA-XML:project:1.0"}
OTHER = "the package qualitative-coding, of the tests, is not made for this Python (3.14 and newer)"
# Made up. What can move a character is in it: a mark, CRLF, a line of no more than a no-break space, blanks at the
# edges, and a letter beyond the first plane, which is one character to Python and two to other languages.
LINES = (
    "Xã Thử giữ nếp họp 🌾",
    "\u00a0",
    "  Một chi bộ họp muộn.\t",
    "Đảng ủy cử hai người giúp chi bộ. Hai tổ nay họp đúng kỳ.",
    "Năm sau xã mở thêm lớp.",
)
LATE, HELPED, CLASSES = LINES[2].strip(), LINES[3], LINES[4]
RAW = ("\ufeff" + "\r\n".join(LINES) + "\r\n").encode()
MEETINGS, SENT, TRAINING = (
    "Nền nếp sinh hoạt chi bộ",
    "Phân công người theo dõi, hỗ trợ cơ sở",
    "Trình độ, đào tạo cán bộ",
)
# Coder, code, and the paragraph that it is of.
FIRST = [
    ("c1", f"{MEETINGS} – hạn chế", LATE),
    ("c1", f"{SENT} – giải pháp (đã làm)", HELPED),
    ("c1", f"{MEETINGS} – kết quả", HELPED),
    ("c1", f"{TRAINING} – giải pháp (dự định)", CLASSES),
]
SECOND = [
    ("lan", f"{MEETINGS} – hạn chế", LATE),
    ("lan", f"{SENT} – giải pháp (đang làm)", HELPED),
]


def coding(paragraph, theme_id, direction, status, gloss, coder="c1"):
    row = {"locality_id": "thu", "source_id": "thu_2024", "paragraph": str(paragraph), "theme_id": theme_id}
    words = {"gloss_vi": gloss, "gloss_en": f"{gloss} (en)"}
    return row | words | {"direction": direction, "status": status, "coder": coder}


def key(row):
    return row["direction"], row["theme_id"], int(row["paragraph"])


LAN = [
    coding(2, "cell_meeting_regularity", "limitation", "", "Họp trễ", "lan"),
    coding(3, "cadre_assignment_to_grassroots", "measure", "ongoing", "Có người giúp", "lan"),
]


@pytest.fixture(scope="module")
def places(write_package, tmp_path_factory):
    """Give three folders: a made-up place with its first coder, the second coder's codings, and the text."""
    base = tmp_path_factory.mktemp("thu")
    codings = [
        coding(2, "cell_meeting_regularity", "limitation", "", "Họp chậm & <muộn>"),
        coding(3, "cadre_assignment_to_grassroots", "measure", "done", "Cử người giúp"),
        coding(3, "cell_meeting_regularity", "result", "", "Họp lại đều"),
        coding(4, "cadre_training", "measure", "planned", "Sẽ mở lớp"),
    ]
    source = {"source_id": "thu_2024", "locality_id": "thu", "title": "Bài đặt ra", "title_en": "Made up"}
    source |= {"published_on": "2024-02-05", "genre": "portal", "sha256": hashlib.sha256(RAW).hexdigest()}
    place = {"locality_id": "thu", "name_vi": "Xã Thử", "name_en": "Test commune", "level": "commune", "code": "01234"}
    tables = {
        "localities": [place],
        "sources": [source | {"paragraphs": "4", "body_from": "1", "body_to": "4"}],
        "codings": sorted(codings, key=key),
    }
    (base / "texts").mkdir()
    (base / "texts" / "thu_2024.txt").write_bytes(RAW)
    return write_package(base / "data", tables), write_package(base / "lan", {"codings": LAN}), base / "texts"


@pytest.fixture(scope="module")
def both(places):
    """Give the data of the made-up place alone, coded by two people."""
    return analysis.load(*places[:2]).of("thu")


@pytest.fixture(scope="module")
def coded(places):
    """Give the data in which only the first coder has coded the made-up place."""
    return analysis.load(places[0])


@pytest.fixture(scope="module")
def schema():
    """Give the schema of projects."""
    xmlschema = pytest.importorskip("xmlschema", reason=OTHER)
    pytest.importorskip("qualitative_coding", reason=OTHER)
    return xmlschema.XMLSchema(resources.files("qualitative_coding") / "refi_qda" / "schema.xsd")


def write(path, content):
    path.write_bytes(content)
    return path


def read(content):
    """Give the parts of a project by name, its XML as a tree."""
    with zipfile.ZipFile(content) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    return ElementTree.fromstring(parts["project.qde"]), parts


def placed(root, parts):
    """List who coded what with which code, as the project has it: coder, code, characters of the text."""
    users = {user.get("guid"): user.get("name") for user in root.iterfind(".//q:User", Q)}
    codes = {code.get("guid"): code.get("name") for code in root.iterfind(".//q:Code", Q)}
    found = []
    for source in root.iterfind(".//q:TextSource", Q):
        text = parts[source.get("plainTextPath").replace("internal://", "sources/")].decode()
        for passage in source.iterfind("q:PlainTextSelection", Q):
            words = text[int(passage.get("startPosition")) : int(passage.get("endPosition"))]
            for made in passage.iterfind("q:Coding", Q):
                code = made.find("q:CodeRef", Q).get("targetGUID")
                found.append((users[made.get("creatingUser")], codes[code], words))
    return sorted(found)


def test_each_coding_stands_on_the_characters_of_its_paragraph(both, places, schema, tmp_path):
    """With the text a project is valid, and each coding of each coder covers its paragraph, whole and no more."""
    path = write(tmp_path / "x.qdpx", make_project(both, texts=find_texts(both, places[2]), lang="vi"))
    root, parts = read(path)
    schema.validate(parts["project.qde"].decode())
    assert placed(root, parts) == sorted(FIRST + SECOND)
    notes = {note.get("guid"): note.find("q:PlainTextContent", Q).text for note in root.iterfind(".//q:Note", Q)}
    told = {notes[ref.get("targetGUID")] for ref in root.iterfind(".//q:Coding/q:NoteRef", Q)}
    assert {"Họp chậm & <muộn>", "Cử người giúp (en)", "Có người giúp"} <= told
    case = next(case for case in root.iterfind(".//q:Case", Q))
    assert case.get("name") == "Xã Thử"
    assert "01234" in {value.text for value in case.iterfind("q:VariableValue/q:TextValue", Q)}
    (source,) = root.iterfind(".//q:TextSource", Q)
    assert case.find("q:SourceRef", Q).get("targetGUID") == source.get("guid")
    assert "2024-02-05" in {value.text for value in source.iterfind("q:VariableValue/q:DateValue", Q)}


def test_without_the_text_glosses_stand_in_its_place(both, schema, tmp_path):
    """Without texts no word of one is in the project; each coding covers its gloss, which names the paragraph."""
    root, parts = read(write(tmp_path / "x.qdpx", make_project(both, texts={}, lang="en")))
    schema.validate(parts["project.qde"].decode())
    assert not any(line.strip() in part.decode() for part in parts.values() for line in (LATE, HELPED, CLASSES))
    found = placed(root, parts)
    assert len(found) == 6
    assert (
        "c1",
        "Qualifications and training of cadres – measure (planned)",
        "thu_2024, paragraph 4: Sẽ mở lớp (en)",
    ) in found


def test_a_blank_project_has_texts_and_codes_and_no_coding(both, places, schema, tmp_path):
    """For a second coder to begin with: nobody's codings, glosses or names are in it."""
    texts = find_texts(both, places[2])
    root, parts = read(write(tmp_path / "x.qdpx", make_project(both, texts=texts, lang="vi", blank=True)))
    schema.validate(parts["project.qde"].decode())
    assert placed(root, parts) == []
    assert root.find("q:Users", Q) is None
    assert "Cử người giúp" not in parts["project.qde"].decode()
    assert len(list(root.iterfind(".//q:TextSource", Q))) == 1


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_codebook_is_that_of_the_project(data, schema, lang):
    """Each theme is a code with its definition, and beneath it six, each of a name of its own; valid in a project."""
    book = make_codebook(data, lang=lang).decode()
    assert 'xmlns="urn:QDA-XML:codebook:1.0"' in book
    root = ElementTree.fromstring(book.replace(":codebook:", ":project:"))
    themes = root.findall("q:Codes/q:Code", Q)
    assert [theme.get("name") for theme in themes] == list(data.themes[f"name_{lang}"])
    for theme, definition in zip(themes, data.themes[f"definition_{lang}"], strict=True):
        assert definition in theme.findtext("q:Description", namespaces=Q)
        assert len(theme.findall("q:Code", Q)) == 8  # a limitation, six states of a measure, a result
    names = [code.get("name") for code in root.iterfind(".//q:Code", Q)]
    assert len(names) == len(set(names))
    project = ElementTree.Element("{urn:QDA-XML:project:1.0}Project", name="x")
    root.attrib.pop("origin")  # a codebook of its own names its program, one in a project does not
    project.append(root)
    schema.validate(ElementTree.tostring(project, encoding="unicode"))


def test_a_code_does_not_name_its_direction_twice():
    """A measure set out is "giải pháp (đề ra…)", and each code has a name of its own."""
    names = name_codes("Kết nạp", "vi")
    assert names["measure", "stepwise"] == "Kết nạp – giải pháp (đề ra mà bài nói gộp là đang làm)"
    assert len({*names.values()}) == len(names)


def test_equal_data_give_equal_bytes(both, places):
    """Codebook and project are the same each time."""
    texts = find_texts(both, places[2])
    again = analysis.load(*places[:2]).of("thu")
    assert make_project(both, texts=texts, lang="vi") == make_project(again, texts=texts, lang="vi")
    assert make_codebook(both, lang="vi") == make_codebook(again, lang="vi")


def test_only_the_text_that_was_coded_is_taken(both, places, tmp_path):
    """A text of other bytes is refused by its name, and so is a folder without any of the texts."""
    with pytest.raises(AnalysisError, match=r"thu_2024\.txt"):
        find_texts(both, places[0])
    (tmp_path / "thu_2024.txt").write_bytes(RAW + b"\r\n")
    with pytest.raises(AnalysisError, match="SHA-256"):
        find_texts(both, tmp_path)


def run_other(folder, *arguments):
    """Run the command of qualitative-coding, whose importer stops for a debugger that it was left with."""
    code = "from qualitative_coding.cli import cli; cli()"
    environment = os.environ | {"PYTHONBREAKPOINT": "0", "PYTHONUTF8": "1"}
    command = [sys.executable, "-c", code, *arguments]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.slow
def test_another_program_reads_it_and_gives_it_back(both, coded, places, tmp_path):
    """qualitative-coding has each code and each coding on its line; what it gives back is the second coder's work."""
    pytest.importorskip("qualitative_coding", reason=OTHER)
    project, folder = tmp_path / "x.qdpx", tmp_path / "other"
    # Three themes of the codebook, for it writes each code to the disk by itself.
    themes = both.themes[both.themes["name_vi"].isin([MEETINGS, SENT, TRAINING])]
    short = replace(both, tables={**both.tables, "themes": themes})
    write(project, make_project(short, texts=find_texts(both, places[2]), lang="vi"))
    folder.mkdir()
    run_other(folder, "init", "--import", str(project))
    base = sqlite3.connect(folder / "qualitative_coding.sqlite3")
    lines = (folder / "corpus" / "thu_2024.txt").read_text(encoding="utf-8").split("\n")
    found = base.execute("SELECT coder_id, code_id, line FROM coded_line").fetchall()
    assert sorted((coder, code, lines[line].strip()) for coder, code, line in found) == sorted(FIRST + SECOND)
    names = {name for (name,) in base.execute("SELECT name FROM code")}
    assert len(names) == 3 * 9 and {MEETINGS, f"{TRAINING} – giải pháp (cần làm)", f"{SENT} – kết quả"} < names
    base.close()
    run_other(folder, "export", "../back.qdpx")
    rows, left = read_project(tmp_path / "back.qdpx", coded)
    assert [(*key(row), row["status"], row["coder"]) for row in rows] == [
        ("limitation", "cell_meeting_regularity", 2, "", "lan"),
        ("measure", "cadre_assignment_to_grassroots", 3, "ongoing", "lan"),
    ]
    assert left == {("known", "c1"): 4}
    # It keeps no notes, and codings beside need no gloss.
    write_codings(tmp_path / "taken", rows, "en")
    assert list(analysis.load(places[0], tmp_path / "taken").beside["codings"]["coder"]) == ["lan", "lan"]


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_what_goes_out_comes_back(both, coded, places, tmp_path, lang):
    """The second coder's rows come back as they went out, glosses too; the first coder's are there already."""
    path = write(tmp_path / "x.qdpx", make_project(both, texts=find_texts(both, places[2]), lang=lang))
    rows, left = read_project(path, coded)
    assert [dict.fromkeys(LAN[0], "") | row for row in rows] == LAN
    assert left == {("known", "c1"): 4}


def test_what_comes_back_is_laid_beside(both, places, tmp_path, capsys):
    """What the command writes is taken by `check` and stands beside the first coder's; it overwrites nothing."""
    path = write(tmp_path / "x.qdpx", make_project(both, texts=find_texts(both, places[2]), lang="vi"))
    folder = str(tmp_path / "taken")
    main_exits(0, "import", str(path), folder, "--data", str(places[0]))
    loaded = analysis.load(places[0], folder)  # which checks every cell
    assert [row["gloss_vi"] for row in loaded.beside["codings"].to_dict("records")] == ["Họp trễ", "Có người giúp"]
    main_exits(1, "import", str(path), folder, "--data", str(places[0]))
    assert "nothing is overwritten" in capsys.readouterr().err


def main_exits(code, *arguments):
    with pytest.raises(SystemExit) as done:
        main(list(arguments))
    assert (done.value.code or 0) == code


def project_of(text, passages, codes=None, users=(("u", "Lan"),), inline=False):
    """Write the XML of a project as another program would: `passages` are (start, end, code, user)."""
    codes = codes or {"m": f"{MEETINGS} – hạn chế", "s": f"{SENT} – giải pháp (đã làm)", "x": "Món ăn", "t": MEETINGS}
    guid = {name: f"{{00000000-0000-0000-0000-0000000000{n:02X}}}" for n, name in enumerate([*codes, "u", "v"])}
    made = "".join(
        f'<PlainTextSelection guid="{guid["u"]}" startPosition="{start}" endPosition="{end}">'
        f'<Coding guid="{guid["u"]}" creatingUser="{guid.get(user, "")}"><CodeRef targetGUID="{guid[code]}"/></Coding>'
        "</PlainTextSelection>"
        for start, end, code, user in passages
    )
    people = "".join(f'<User guid="{guid[mark]}" name="{name}"/>' for mark, name in users)
    listed = "".join(
        f'<Code guid="{guid[mark].lower()}" name="{name}" isCodable="true"/>' for mark, name in codes.items()
    )
    content = f"<PlainTextContent>{text}</PlainTextContent>" if inline else ""
    where = "" if inline else ' plainTextPath="internal://T.TXT"'
    xml = (
        f'<?xml version="1.0" encoding="utf-8"?><Project name="x" xmlns="{Q["q"]}"><Users>{people}</Users>'
        f"<CodeBook><Codes>{listed}</Codes></CodeBook><Sources>"
        f'<TextSource guid="{guid["v"]}" name="bài"{where}>{content}{made}</TextSource></Sources></Project>'
    )
    return zip_files({"project.qde": xml.encode("utf-8-sig"), "Sources/t.txt": text.encode()})


# As the other program may keep it: with line feeds alone, or with CRLF.
LF = "\n".join(LINES) + "\n"
CRLF = LF.replace("\n", "\r\n")


@pytest.mark.parametrize(
    ("text", "start", "end", "expected"),
    [
        (LF, LF.index(LATE), LF.index(LATE) + len(LATE), [2]),
        (CRLF, CRLF.index(LATE), CRLF.index(LATE) + len(LATE), [2]),
        (CRLF, LF.index(HELPED), LF.index(HELPED) + len(HELPED), [3]),  # counted as if a line ended in one character
        (LF, LF.index("họp muộn"), LF.index("họp muộn") + 3, [2]),  # a word of it
        (LF, LF.index(HELPED), LF.index(CLASSES) + len(CLASSES), [3, 4]),
        (LF, LF.index(LATE) - 1, LF.index(HELPED) + 4, [2]),  # all of coded, and the first letters of the next
        (LF, 0, 0, [1]),
        (LF, 5000, 5003, []),
        (LF, "two", 4, []),
    ],
)
def test_characters_lead_to_paragraphs(coded, tmp_path, text, start, end, expected):
    """A passage is of the paragraphs that it covers by half, or that hold half of it, however lines end."""
    path = write(tmp_path / "x.qdpx", project_of(text, [(start, end, "m", "u")]))
    rows, left = read_project(path, coded)
    assert [int(row["paragraph"]) for row in rows] == expected
    assert left == ({} if expected else {("place", "thu_2024"): 1})


def test_what_is_left_out_is_told_with_its_reason(coded, tmp_path):
    """A foreign code, a theme without direction, a nameless or known coder and a double are counted, by name."""
    late, helped = (LF.index(LATE), LF.index(LATE) + 9), (LF.index(HELPED), LF.index(HELPED) + 50)
    passages = [(*late, "x", "u"), (*late, "t", "u"), (*late, "s", "v"), (*late, "s", "nobody"), (*late, "m", "v")]
    passages += [(*helped, "m", "u"), (*helped, "m", "u"), (*late, "s", "u")]
    content = project_of(LF, passages, users=(("u", "Phạm Lan"), ("v", "c1")), inline=True)
    rows, left = read_project(write(tmp_path / "x.qdpx", content), coded)
    assert [(*key(row), row["coder"]) for row in rows] == [
        ("limitation", "cell_meeting_regularity", 3, "pham_lan"),
        ("measure", "cadre_assignment_to_grassroots", 2, "pham_lan"),
    ]
    assert left == {
        ("code", "Món ăn"): 1,
        ("code", MEETINGS): 1,
        ("coder", "c1"): 1,
        ("coder", ""): 1,
        ("known", "c1"): 1,
        ("twice", "thu_2024"): 1,
    }
    rows, left = read_project(tmp_path / "x.qdpx", coded, coder="Người thứ hai")
    assert {row["coder"] for row in rows} == {"nguoi_thu_hai"}
    assert ("coder", "c1") not in left and ("known", "c1") in left
    with pytest.raises(AnalysisError, match="123"):
        read_project(tmp_path / "x.qdpx", coded, coder="123")


def test_of_two_statuses_the_first_counts(coded, tmp_path):
    """One row a paragraph, theme and direction: done comes before planned, whichever the project has first."""
    codes = {"p": f"{SENT} – giải pháp (dự định)", "d": f"{SENT} – giải pháp (đã làm)"}
    at = LF.index(LATE), LF.index(LATE) + 9
    rows, left = read_project(
        write(tmp_path / "x.qdpx", project_of(LF, [(*at, "p", "u"), (*at, "d", "u")], codes)), coded
    )
    assert [row["status"] for row in rows] == ["done"]
    assert left == {("twice", "thu_2024"): 1}


def test_a_text_is_known_by_its_paragraphs_where_the_folder_has_it(coded, places, tmp_path):
    """A text whose blanks another program changed is ours with the folder of texts, and a stranger without."""
    changed = LF.replace("\u00a0\n", "\n\n").replace("  Một", "Một")
    at = changed.index(LATE)
    path = write(tmp_path / "x.qdpx", project_of(changed, [(at, at + len(LATE), "m", "u")]))
    assert read_project(path, coded) == ([], {("source", "bài"): 1})
    rows, _ = read_project(path, coded, texts=find_texts(coded, places[2]))
    assert [row["paragraph"] for row in rows] == ["2"]


def test_a_project_of_nvivo_is_read_and_what_is_not_ours_is_told(tmp_path, capsys):
    """The project that NVivo wrote is read; neither of its texts is ours: nothing is written, the exit code is 1."""
    pytest.importorskip("qualitative_coding", reason=OTHER)
    project = resources.files("qualitative_coding") / "refi_qda" / "nvivo_project.qdpx"
    main_exits(1, "import", str(project), str(tmp_path / "out"), "--lang", "en")
    told = capsys.readouterr().err
    assert told.count("is not a text of the data") == 2
    assert "nothing is written" in told
    assert not (tmp_path / "out").exists()


BILLION = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><Project name="&b;"/>'


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"no zip at all", "not a zip"),
        (zip_files({"project.txt": b"x"}), "project.qde"),
        (zip_files({"project.qde": b"<Project><Users></Project>"}), "mismatched tag"),
        (zip_files({"project.qde": BILLION.encode()}), "DOCTYPE"),
        (zip_files({"project.qde": BILLION.encode("utf-16")}), "codec"),
        (zip_files({"project.qde": b" " * 51_000_000}), "50 MB"),
        (zip_files({"project.qde": b"<Project/>"})[:-30], "zip"),
    ],
    ids=["no zip", "no project", "bad XML", "entities", "other letters", "bomb", "cut off"],
)
def test_what_is_no_project_is_refused_by_name(tmp_path, capsys, content, told):
    """A file that is none, is damaged, unpacks without end or declares entities is refused, without a traceback."""
    path = write(tmp_path / "hostile.qdpx", content)
    main_exits(1, "import", str(path), str(tmp_path / "out"))
    error = capsys.readouterr().err
    assert "hostile.qdpx" in error and told in error
    assert "Traceback" not in error
    assert not (tmp_path / "out").exists()


def test_nothing_outside_the_file_is_read(coded, tmp_path):
    """A path that leads out of the project is a text that is not in it, even where our text lies there."""
    (tmp_path / "thu_2024.txt").write_bytes(RAW)
    content = project_of(LF, [(0, 9, "m", "u")])
    with zipfile.ZipFile(write(tmp_path / "in.qdpx", content)) as package:
        xml = package.read("project.qde").replace(b"T.TXT", b"../thu_2024.txt")
    for path in (b"../thu_2024.txt", str(tmp_path / "thu_2024.txt").encode()):
        made = write(tmp_path / "x.qdpx", zip_files({"project.qde": xml.replace(b"../thu_2024.txt", path)}))
        assert read_project(made, coded) == ([], {("source", "bài"): 1})


def test_spans_are_those_of_the_paragraphs():
    """Of each paragraph its first character and the one after its last are told, whatever ends the lines."""
    text = "a\r\n \u00a0\n  bc \u2028🌾d\x0b\n"
    assert [text[start:end] for start, end in paragraph_spans(text)] == ["a", "bc", "🌾d"]
    assert paragraph_spans(text)[0] == (0, 1)
