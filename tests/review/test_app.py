"""The application that serves articles beside their rows: what it answers, whom, and what it keeps."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import shutil
import signal
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
import zipfile
from datetime import date
from http.cookiejar import CookieJar
from types import SimpleNamespace

import openpyxl
import pytest
from click.testing import CliRunner
from openpyxl.styles import Font

from analysis.commands.build import make_plan
from analysis.commands.main import cli
from analysis.review.app import ReviewApp
from analysis.text import format_date
from analysis.workbook.reading import read_workbook

ARTICLE = """Xã Tân Thử củng cố chi bộ thôn <script>alert(1)</script>
Ngày 12/3/2024
Đảng bộ xã Tân Thử hiện có 18 chi bộ trực thuộc với 412 đảng viên. Năm 2023, Đảng bộ kết nạp 14 đảng viên mới.
Thực hiện Chỉ thị số 50-CT/TW ngày 30/12/2022, đảng ủy xã phân công đảng ủy viên dự sinh hoạt chi bộ thôn hằng tháng.
Tuy nhiên, chất lượng sinh hoạt của một số chi bộ còn hạn chế, việc tự phê bình và phê bình chưa thường xuyên.
"""
PLACE = {"name_vi": "Tân Thử", "level": "commune", "code": "99998"}


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """Start the application in this process; give its folder, its address and its token."""
    folder, handler = tmp_path_factory.mktemp("Các việc"), signal.getsignal(signal.SIGTERM)
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    ReviewApp.make_plan = staticmethod(make_plan)
    app = ReviewApp.initialize_server(
        [
            f"--ReviewApp.folder={folder}",
            "--ServerApp.port=0",
            f"--ServerApp.root_dir={folder}",
            "--ServerApp.log_level=50",
        ]
    )
    signal.signal(signal.SIGTERM, handler)
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    asyncio.run_coroutine_threadsafe(asyncio.sleep(0), loop).result(20)  # by then it listens
    yield SimpleNamespace(
        folder=folder, address=f"http://127.0.0.1:{app.port}", token=app.identity_provider.token, app=app
    )
    asyncio.run_coroutine_threadsafe(app._cleanup(), loop).result(20)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(20)
    asyncio.set_event_loop(None)
    loop.close()
    app.clear_instance()


class Window:
    """A browser's window: cookies, and the mark against forged requests, as its pages send it."""

    def __init__(self, server, *, token=True):
        self.server, self.jar = server, CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))
        if token:
            self.ask(f"/review?token={server.token}")

    def ask(self, address, body=None, **headers):
        """Ask for an address; give the status, the headers and the text."""
        xsrf = next((cookie.value for cookie in self.jar if cookie.name == "_xsrf"), "")
        asked = urllib.request.Request(self.server.address + address, body, {"X-XSRFToken": xsrf, **headers})
        try:
            with self.opener.open(asked) as answer:
                return SimpleNamespace(code=answer.status, headers=answer.headers, body=answer.read(), url=answer.url)
        except urllib.error.HTTPError as error:
            return SimpleNamespace(code=error.code, headers=error.headers, body=error.read(), url=error.url)

    def paste(self, text):
        """Paste an article; give the address of the work."""
        return self.ask("/review", urllib.parse.urlencode({"text": text}).encode())

    def send(self, name, content, address="/review", **fields):
        """Send a file, as a form does, with its other fields."""
        line = '--grenze\r\nContent-Disposition: form-data; name="{}"'
        body = "".join(f"{line.format(key)}\r\n\r\n{text}\r\n" for key, text in fields.items())
        body = f'{body}{line.format("file")}; filename="{name}"\r\n\r\n'.encode() + content + b"\r\n--grenze--\r\n"
        return self.ask(address, body, **{"Content-Type": "multipart/form-data; boundary=grenze"})

    def state(self, work, **fields):
        """Give the state of a work."""
        return json.loads(self.ask(f"{work}/state?{urllib.parse.urlencode(fields)}").body)

    def judged(self, work):
        """Give the state of a work once its last version was judged."""
        end = time.monotonic() + 90
        while (state := self.state(work))["judged"] != state["version"]:
            assert time.monotonic() < end
            time.sleep(0.1)
        return state

    def change(self, work, version, edits, key=None, **more):
        """Send a change; give the status and the state."""
        asked = {"version": version, "key": key or f"{time.monotonic_ns()}", "edits": edits, **more}
        answer = self.ask(f"{work}/state", json.dumps(asked).encode())
        return answer.code, json.loads(answer.body) if answer.body[:1] == b"{" else {}


@pytest.fixture
def window(server):
    """Give a window that came by the address with the token."""
    return Window(server)


def begin(window, article=ARTICLE):
    """Paste an article; give the address of the work and its state."""
    answer = window.paste(article)
    assert answer.code == 200, answer.body.decode()
    work = urllib.parse.urlsplit(answer.url).path
    return work, window.state(work)


@pytest.fixture(scope="module")
def begun(server):
    """Begin a work that no test changes; give its address and its state."""
    return begin(Window(server))


def rows(state, table, **cells):
    """List the entries of a table whose cells are these."""
    return [
        entry
        for entry in state["entries"]
        if entry["table"] == table and all(entry["cells"].get(name) == text for name, text in cells.items())
    ]


def fill(window, work, state):
    """Fill in what an article does not say of itself, and accept the number of members; give the state."""
    [members] = rows(state, "observations", printed="412 đảng viên")
    edits = [
        {"number": rows(state, "localities")[0]["number"], "cells": PLACE, "state": "accepted"},
        {"number": rows(state, "sources")[0]["number"], "cells": {"genre": "newspaper"}, "state": "accepted"},
        {"number": members["number"], "state": "accepted"},
    ]
    code, _ = window.change(work, state["version"], edits)
    assert code == 200
    return window.judged(work)


def test_an_article_becomes_rows_that_are_accepted_and_saved(window, server):
    """What was found is marked where it stands; what is accepted stands in the tables, the rest in none."""
    work, state = begin(window)
    [members] = rows(state, "observations", printed="412 đảng viên")
    [text] = state["articles"].values()
    paragraph, start, end = members["found"]
    assert text[paragraph - 1][start:end] == "412" and members["state"] == "proposed" and members["ask"]
    assert [entry["state"] for entry in rows(state, "localities", name_vi="Tân Thử")] == ["proposed"]
    assert rows(state, "directives", number="50-CT/TW") and rows(state, "codings")
    state = fill(window, work, state)
    assert not [fault for fault in state["faults"] if fault["right"]]
    with zipfile.ZipFile(io.BytesIO(window.ask(f"{work}/tables.zip").body)) as archive:
        table = list(csv.DictReader(io.StringIO(archive.read("tables/observations.csv").decode())))
    assert [(row["locality_id"], row["value"], row["printed"], row["paragraph"]) for row in table] == [
        ("tan_thu", "412", "412 đảng viên", "3")
    ]


def test_what_an_article_tells_of_itself_is_decided_too(window):
    """Title and day are proposed, each with its paragraph; while place or article is undecided, that is a fault."""
    work, state = begin(window)
    [source] = rows(state, "sources")
    [place] = rows(state, "localities")
    assert (source["state"], place["state"]) == ("proposed", "proposed")
    assert (source["hints"]["found_in"]["title"], source["hints"]["found_in"]["published_on"]) == (1, 2)
    assert place["hints"]["found_in"] == {"name_vi": 1} and "thể loại" in source["ask"]
    told = [(fault["number"], fault["right"]) for fault in window.judged(work)["faults"] if fault["right"]]
    assert [number for number, _ in told] == [place["number"], source["number"]]
    assert all("Nhận" in right for _, right in told)
    refused = window.ask(f"{work}/build", b"{}")
    assert refused.code == 409 and len(json.loads(refused.body)["faults"]) == 2
    state = fill(window, work, state)
    assert not [fault for fault in state["faults"] if fault["right"]]


def test_an_indicator_that_is_lacking_is_offered(window):
    """A figure of women among those admitted names the row that is offered for it, which is there, filled in."""
    lines = ARTICLE.replace("14 đảng viên mới.", "14 đảng viên mới, trong đó có 9 nữ.")
    work, state = begin(window, lines)
    [women] = rows(state, "observations", printed="9")
    [offered] = rows(state, "indicators")
    assert women["hints"]["offer"] == offered["cells"]["indicator_id"] and "indicator_id" not in women["cells"]
    assert offered["state"] == "proposed" and offered["cells"]["name_vi"] and offered["cells"]["unit"] == "count"
    typed = f"{offered['cells']['name_vi']} [{offered['cells']['indicator_id']}]"
    edits = [{"number": offered["number"], "state": "accepted"}]
    edits += [{"number": women["number"], "state": "accepted", "cells": {"indicator_id": typed}}]
    _, state = window.change(work, state["version"], edits)
    state = fill(window, work, state)
    assert not [fault for fault in state["faults"] if fault["right"]]


def test_a_place_to_read_says_why(begun):
    """A passage and an assignment lie to be decided, each with its words, the codebook's rules and all it may be."""
    _, state = begun
    (sent,) = rows(state, "assignments", paragraph="4")
    (weak,) = rows(state, "codings", paragraph="5")
    assert (sent["state"], sent["found"][0], "phân công" in sent["hints"]["why"]) == ("proposed", 4, True)
    assert "hạn chế" in weak["hints"]["why"] and "direction_limitation" in weak["hints"]["rules"]


def test_works_of_one_article_are_told_apart(window):
    """Each says when it was changed last."""
    for _ in range(2):
        begin(window)
    page = window.ask("/review").body.decode()
    assert page.count(f"ngày {format_date(date.today(), 'vi')})") >= 2


def test_a_workbook_is_opened_once(server, monkeypatch, tmp_path):
    """A workbook that is given is opened once, however much is read of it; it may be large."""
    from analysis.review import intake, judge
    from analysis.review.work import Work
    from analysis.workbook import reading

    path, opened = tmp_path / "so.xlsx", []
    path.write_bytes(judge.make_workbook(Work(tmp_path), "vi"))
    for module in (intake, reading):
        monkeypatch.setattr(module, "open_book", lambda path, do=intake.open_book: opened.append(path) or do(path))
    intake.read_given(path)
    assert opened == [path]


def test_an_article_is_taken_once_into_a_work(window):
    """Pasted again into the same work it is refused, and no row stands twice; once rejected it may be taken anew."""
    work, state = begin(window)
    asked = urllib.parse.urlencode({"text": ARTICLE, "work": work.rpartition("/")[2]}).encode()
    answer = window.ask("/review", asked)
    assert answer.code == 422 and "đã có trong việc đang làm" in answer.body.decode()
    assert window.state(work)["entries"] == state["entries"]
    [source] = rows(state, "sources")
    window.change(work, state["version"], [{"number": source["number"], "state": "rejected"}])
    assert window.ask("/review", asked).code == 200 and len(rows(window.state(work), "sources")) == 2


def test_the_tables_taken_away_have_their_text_among_them(window, tmp_path):
    """Unpacked, they are a folder that `analysis check` holds against the article without being asked."""
    work, state = begin(window)
    fill(window, work, state)
    with zipfile.ZipFile(io.BytesIO(window.ask(f"{work}/tables.zip").body)) as archive:
        archive.extractall(tmp_path)
    told = CliRunner().invoke(cli, ["check", str(tmp_path / "tables")])
    assert told.exit_code == 0 and "Đã đối chiếu với văn bản" in told.output and "verify" not in told.output


@pytest.mark.parametrize(
    ("text", "is_told"), [("X· T©n Thö cñng cè chi bé\nHiÖn cã 412 ®¶ng viªn.", True), ("Xã có 412 đảng viên.", False)]
)
def test_an_article_that_was_converted_says_so(window, text, is_told):
    """Old encodings do not tell all capitals: beside the rows stands that letters are to be looked at again."""
    work, state = begin(window, text)
    assert ("đã được chuyển sang Unicode" in window.ask(work).body.decode()) == is_told
    assert "412 đảng viên" in state["articles"][str(rows(state, "sources")[0]["number"])][-1]


def test_an_article_that_has_lost_letters_says_so(window):
    """Where letters are lost the paragraph is told on the page, in its language, and the rest is read."""
    work, state = begin(window, "Xã Tân Thử\nChi b? tr?c thu?c xã.\nHiện có 412 đảng viên.")
    for lang, told in (("vi", "đoạn 2 mất chữ"), ("en", "letters are lost, paragraph 2")):
        assert told in window.ask(f"{work}?lang={lang}").body.decode()
    assert rows(state, "observations")


def test_the_workbook_holds_the_same(window, tmp_path):
    """The workbook that is taken away has the rows accepted, and those to decide marked so; opened, it is the work."""
    work, state = begin(window)
    state = fill(window, work, state)
    path = tmp_path / "so.xlsx"
    path.write_bytes(window.ask(f"{work}/workbook.xlsx").body)
    book = read_workbook(path)
    assert book.tables["observations"]["printed"].tolist() == ["412 đảng viên"]
    assert {fault.kind for fault in book.faults} == {"undecided"}
    answer = window.send("so.xlsx", path.read_bytes())
    again = window.state(urllib.parse.urlsplit(answer.url).path)
    for table in ("localities", "sources", "observations", "directives", "codings"):
        held = [[(entry["state"], entry["cells"]) for entry in rows(each, table)] for each in (state, again)]
        accepted = [[cells for kind, cells in each if kind == "accepted"] for each in held]
        assert accepted[0] == accepted[1], table
        assert len(held[0]) == len(held[1]), table


@pytest.mark.slow
def test_a_workbook_changed_elsewhere_is_brought_back(window, tmp_path):
    """The text is known again by its fingerprint; a cell crossed out and a hidden row are told, and lie to be decided.

    Given to its own work it adds no row that is there.
    """
    work, state = begin(window)
    state = fill(window, work, state)
    path = tmp_path / "so.xlsx"
    path.write_bytes(window.ask(f"{work}/workbook.xlsx").body)
    same = urllib.parse.urlsplit(window.send("so.xlsx", path.read_bytes(), work=work.rpartition("/")[2]).url).path
    accepted = [entry for entry in window.state(same)["entries"] if entry["state"] == "accepted"]
    assert same == work and len(accepted) == len([each for each in state["entries"] if each["state"] == "accepted"])
    book = openpyxl.load_workbook(path)
    figures = book["Số liệu"]
    printed = next(cell for cells in figures.iter_rows() for cell in cells if cell.value == "412 đảng viên")
    printed.font, figures.row_dimensions[printed.row].hidden = Font(strike=True), True
    book.save(path)
    again = urllib.parse.urlsplit(window.send("so.xlsx", path.read_bytes()).url).path
    told = window.state(again)
    (row,) = (entry for entry in rows(told, "observations") if entry["cells"].get("printed") == "412 đảng viên")
    assert row["state"] == "proposed" and list(told["articles"].values()) == list(state["articles"].values())
    for lang, words in (("vi", ("gạch ngang", "đang bị ẩn")), ("en", ("crossed out", "hidden"))):
        page = window.ask(f"{again}?lang={lang}").body.decode()
        assert all(each in page for each in words), lang


def test_a_fault_is_told_beside_its_field_with_what_would_be_right(window):
    """A wrong cell is told by row and column, in the language asked for, in the words of `analysis check`."""
    work, state = begin(window)
    state = fill(window, work, state)
    [members] = rows(state, "observations", printed="412 đảng viên")
    window.change(work, state["version"], [{"number": members["number"], "cells": {"period": "hôm qua"}}])
    [fault] = [fault for fault in window.judged(work)["faults"] if fault["right"]]
    assert (fault["number"], fault["column"]) == (members["number"], "period")
    assert "hôm qua" in fault["wrong"] and "31/12/2021" in fault["right"]
    [fault] = [fault for fault in window.state(work, lang="en")["faults"] if fault["right"]]
    assert "names no particular day" in fault["wrong"] and "such as" in fault["right"]


@pytest.mark.parametrize(
    ("cells", "column", "told"),
    [
        ({"printed": "421 đảng viên", "value": "421"}, "printed", "không có trong đoạn"),  # wrong in both fields alike
        ({"paragraph": "5"}, "paragraph", "ở đoạn 3"),
    ],
)
def test_a_row_is_held_against_its_article_before_all_is_decided(window, cells, column, told):
    """A row that the article does not bear out is told at its field, nothing else decided yet, and stops the pages."""
    work, state = begin(window)
    [members] = rows(state, "observations", printed="412 đảng viên")
    edits = [{"number": members["number"], "cells": cells, "state": "accepted"}]
    window.change(work, state["version"], edits)
    [fault] = [fault for fault in window.judged(work)["faults"] if fault["number"] == members["number"]]
    assert fault["column"] == column and told in fault["wrong"] and fault["right"]
    answer = window.ask(f"{work}/build", b"{}")
    assert answer.code == 409 and members["number"] in [fault["number"] for fault in json.loads(answer.body)["faults"]]


def test_what_is_made_of_other_cells_is_asked_of_nobody(window):
    """Of rows without an indicator, accepted before the place is, the indicator is asked for, and no id of theirs."""
    work, state = begin(window)
    open_ones = rows(state, "observations")[:2]
    edits = [{"number": row["number"], "state": "accepted", "cells": {"indicator_id": ""}} for row in open_ones]
    window.change(work, state["version"], edits)
    told = [fault for fault in window.judged(work)["faults"] if fault["number"] in {row["number"] for row in open_ones}]
    assert sorted(fault["column"] for fault in told if fault["right"]) == ["indicator_id", "indicator_id"]


def test_what_was_rejected_and_is_needed_is_told_in_words(window):
    """Without a place that alone is said, not at each row; of a rejected article its rows say so, and name no id."""
    work, state = begin(window)
    state = fill(window, work, state)
    (place,) = rows(state, "localities")
    (source,) = rows(state, "sources")
    for entry, told in ((place, "Chưa nhận địa phương nào"), (source, "bài mà dòng này được lấy ra đã bị bỏ")):
        state = window.change(work, state["version"], [{"number": entry["number"], "state": "rejected"}])[1]
        assert {fault["wrong"] for fault in window.judged(work)["faults"] if fault["right"]} == {told}
        state = window.change(work, state["version"], [{"number": entry["number"], "state": "accepted"}])[1]


def test_two_windows_lose_nothing(window, server):
    """A change of an older state is refused with the newer one; sent again it is made, and once though sent twice."""
    work, state = begin(window)
    [members] = rows(state, "observations", printed="412 đảng viên")
    [admitted] = rows(state, "observations", printed="14 đảng viên")
    other = Window(server)
    code, _ = other.change(work, state["version"], [{"number": members["number"], "state": "accepted"}])
    assert code == 200
    edit = [{"number": admitted["number"], "state": "rejected"}]
    code, newer = window.change(work, state["version"], edit, key="k")
    assert code == 409 and rows(newer, "observations", printed="412 đảng viên")[0]["state"] == "accepted"
    for _ in range(2):
        code, last = window.change(work, newer["version"], edit, key="k")
        assert code == 200 and last["version"] == newer["version"] + 1
    assert {entry["state"] for entry in rows(last, "observations", paragraph="3")} >= {"accepted", "rejected"}
    assert "entries" not in other.state(work, since=last["version"])


def test_what_is_too_long_is_told_at_once(window, monkeypatch):
    """A text that is no article, and one with more rows than a work holds, are refused in the words of the language."""
    began = time.monotonic()
    answer = window.paste("Đảng bộ xã có 12 chi bộ.\n" * 25_000)
    assert answer.code == 422 and "500 nghìn ký tự" in answer.body.decode() and time.monotonic() - began < 5
    monkeypatch.setattr("analysis.review.work._MOST", 3)
    for lang, words in (("vi", "đã đủ 5.000 dòng"), ("en", "5,000 rows")):
        answer = window.ask(f"/review?lang={lang}", urllib.parse.urlencode({"text": ARTICLE}).encode())
        assert answer.code == 422 and words in answer.body.decode()


def test_steps_are_undone_and_done_again(window):
    """Undo takes back the last step, a new row too; redo makes it again, until something else is changed."""
    work, state = begin(window)
    number = rows(state, "observations", printed="18 chi bộ")[0]["number"]
    _, state = window.change(work, state["version"], [{"number": number, "cells": {"value": "19"}}])
    before = state["entries"]
    _, state = window.change(
        work, state["version"], [{"table": "codings", "cells": {"paragraph": "5"}, "state": "accepted"}]
    )
    assert len(state["entries"]) == len(before) + 1
    _, state = window.change(work, state["version"], [], go="undo")
    assert state["entries"] == before and state["redo"] == 1
    _, state = window.change(work, state["version"], [], go="undo")
    assert rows(state, "observations", printed="18 chi bộ")[0]["cells"]["value"] == "18"
    for _ in range(2):
        _, state = window.change(work, state["version"], [], go="redo")
    assert len(state["entries"]) == len(before) + 1 and state["redo"] == 0
    _, state = window.change(work, state["version"], [], go="undo")
    _, state = window.change(work, state["version"], [{"number": number, "cells": {"value": "20"}}])
    assert state["redo"] == 0 and state["undo"] == 2


def write_docx(path):
    import docx

    document = docx.Document()
    for line in ARTICLE.splitlines():
        document.add_paragraph(line)
    document.save(path)


def write_html(path):
    lines = "".join(f"<p>{line.replace('<', '&lt;')}</p>" for line in ARTICLE.splitlines())
    path.write_text(f"<html><script>var n = 9;</script><nav>9 chi bộ</nav>{lines}</html>", encoding="utf-8")


def write_pdf(path):
    import matplotlib.pyplot as plt

    with plt.rc_context({"pdf.fonttype": 42}):
        figure = plt.figure(figsize=(20, 4))
        for rank, line in enumerate(ARTICLE.splitlines()):
            figure.text(0.01, 0.9 - rank / 8, line)
        figure.savefig(path)
        plt.close(figure)


@pytest.mark.parametrize("write", [write_docx, write_html, write_pdf])
def test_a_file_is_read_as_what_is_pasted(window, begun, tmp_path, write):
    """An article gives the same figures and documents as Word, as a page and as PDF as it does pasted."""
    path = tmp_path / f"bai.{write.__name__.removeprefix('write_')}"
    write(path)
    answer = window.send(path.name, path.read_bytes())
    state = window.state(urllib.parse.urlsplit(answer.url).path)
    for table, column in (("observations", "printed"), ("directives", "number")):
        told = [[entry["cells"].get(column) for entry in rows(each, table)] for each in (state, begun[1])]
        assert told[0] == told[1]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("bai.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        ("bai.pdf", b"PK\x03\x04 no pdf"),
        ("bai.docx", b"<html>"),
        ("bai.txt", b"\x00\x01\x02"),
        ("bai.txt", b"  \n"),
        ("so.xlsx", b"PK no workbook"),
        ("so.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        ("so.xlsb", b"PK\x05\x06" + bytes(18)),
        ("<img src=x onerror=alert(1)>.exe", b"MZ"),
        ("..\\..\\x.txt", b""),
    ],
)
def test_a_wrong_file_is_refused_with_a_sentence(window, server, name, content):
    """What cannot be read is refused with its name as text, and nothing is left of it."""
    before = sorted(server.folder.iterdir())
    answer = window.send(name, content)
    page = answer.body.decode()
    assert answer.code == 422 and 'id="fault"' in page and "Chưa mở được" in page
    kinds = {"bai.doc": ".docx", "so.xls": ".xlsx", "so.xlsb": ".xlsx"}
    assert f"lưu thành {kinds.get(name, '')}" in page or name not in kinds
    assert "<img" not in page and sorted(server.folder.iterdir()) == before


@pytest.mark.parametrize(("name", "content"), [("hong", "{"), ("hong", "[]"), ("Bản sao (2)", None)])
def test_a_work_that_does_not_open_is_named_and_stops_no_other(window, server, begun, name, content):
    """A damaged work, or a folder copied under a name that no address has, is told; the others are still there."""
    folder, whole = server.folder / name, server.folder / begun[0].rpartition("/")[2]
    folder.mkdir()
    try:
        (folder / "work.json").write_text(content or (whole / "work.json").read_text("utf-8"), encoding="utf-8")
        page = window.ask("/review")
        assert page.code == 200 and f"Chưa mở được thư mục {name}:" in page.body.decode()
        assert f'href="{begun[0]}?' in page.body.decode()
    finally:
        shutil.rmtree(folder)


@pytest.mark.parametrize("edit", [
    {"number": 99_999}, {"number": "1"}, {"table": "themes"}, {"number": 1, "state": "done"},
    {"number": 1, "found": [1]},
    {"number": 1, "cells": {"x": ""}}, {"number": 1, "cells": {"name_vi": "x" * 6000}},
    {"number": 1, "cells": {"name_vi": 7}}, {"number": 1, "cells": []}, {},
])  # fmt: skip
def test_a_change_that_is_none_changes_nothing(window, begun, edit):
    """A change of what there is not, or that is too long, is refused; the state stays."""
    work, state = begun
    code, _ = window.change(work, state["version"], [edit])
    assert code == 400 and window.state(work)["entries"] == state["entries"]


def test_nobody_else_is_answered(server, window, begun):
    """Without the token there is no page and no state; without the mark of a page nothing is changed; no other host."""
    work, state = begun
    stranger = Window(server, token=False)
    for address in ("/review", work, f"{work}/state", f"{work}/workbook.xlsx", f"{work}/site/vi/index.html"):
        answer = stranger.ask(address)
        assert answer.code == 403 or "/login" in answer.url, address
    forged = window.ask(
        f"{work}/state",
        json.dumps({"version": state["version"], "key": "x", "edits": []}).encode(),
        **{"X-XSRFToken": "no"},
    )
    assert forged.code == 403
    assert window.ask(work, Host="elsewhere.example").code == 403
    for address in ("/api/contents", "/api/kernels", "/files/work.json", "/api/terminals", "/tree", "/lab"):
        assert window.ask(address).code == 404, address
    name = work.rsplit("/", 1)[1]
    for address in (
        f"{work}/site/../work.json",
        f"{work}/site/%2e%2e/work.json",
        f"/review/works/..%2f{name}",
        "/review/works/x",
    ):
        assert window.ask(address).code == 404, address
    assert server.app.ip == "127.0.0.1"


def test_a_unit_is_found_by_name_in_the_official_list(window, begun):
    """A place is looked up with marks or without, in its province; what is picked is what the list says of it."""
    found = json.loads(window.ask("/review/units?name=" + urllib.parse.quote("ba tri, vinh long")).body)["units"]
    assert found[0]["cells"] | {"parent_vi": ""} == {
        "name_vi": "Ba Tri", "level": "commune", "code": found[0]["cells"]["code"], "code_from": "01/7/2025",
        "code_to": "", "parent_vi": "", "unit_kind": "",
    }  # fmt: skip
    assert "Vĩnh Long" in found[0]["words"] and found[0]["cells"]["code"].isdigit()
    assert json.loads(window.ask("/review/units?name=").body) == {"units": []}
    for day, above in (("15/9/2025", "tỉnh"), ("02/9/2026", "thành phố"), ("hôm qua", "thành phố")):
        asked = urllib.parse.urlencode({"name": "tiên yên, quảng ninh", "day": day})
        unit = json.loads(window.ask(f"/review/units?{asked}").body)["units"][0]
        assert unit["cells"]["parent_vi"] == f"{above} Quảng Ninh"


def test_what_is_written_is_text(window, begun):
    """An article that holds a program is shown as text, and no program but the page's own may run."""
    work, _ = begun
    answer = window.ask(work)
    page = answer.body.decode()
    assert "<script>alert" not in page and "alert(1)" not in page.replace("\\u003cscript\\u003ealert(1)", "")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "script-src 'self';" in policy and "unsafe" not in policy
    assert "<script>alert" not in window.ask("/review").body.decode()
