"""The application as a person meets it in a browser: from an empty start to pages of one's own place, taken away."""

from __future__ import annotations

import os
import posixpath
import re
import socket
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest
from browser.guide_pictures import GUIDE, take

ARTICLE = """Xã Tân Thử củng cố chi bộ thôn <script>document.title = "run"</script>
Ngày 12/3/2024
Đảng bộ xã Tân Thử hiện có 18 chi bộ trực thuộc với 412 đảng viên. Năm 2023, Đảng bộ kết nạp 14 đảng viên mới.
Thực hiện Chỉ thị số 50-CT/TW ngày 30/12/2022, đảng ủy xã phân công đảng ủy viên dự sinh hoạt chi bộ thôn hằng tháng.
Tuy nhiên, chất lượng sinh hoạt của một số chi bộ còn hạn chế, việc tự phê bình và phê bình chưa thường xuyên.
"""
PATIENCE = 60_000  # milliseconds
A_BUILD = 300_000


@pytest.fixture
def program(tmp_path, browser):
    """Give ways to start the command, again at the same port, and to end it at once; after the browser, to skip."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder, log, running = tmp_path / "Các việc", tmp_path / "log", []
    environment = {**os.environ, "JUPYTER_RUNTIME_DIR": str(tmp_path / "runtime")}

    def start():
        command = [sys.executable, "-u", "-m", "analysis", "serve", "--no-browser"]
        command += ["--port", str(port), "--folder", str(folder)]
        with log.open("w") as told:
            running.append(subprocess.Popen(command, stdout=told, stderr=told, env=environment))
        end = time.monotonic() + 90
        while not (found := re.search(r"http://\S+", log.read_text(encoding="utf-8"))):
            assert running[-1].poll() is None and time.monotonic() < end, log.read_text(encoding="utf-8")
            time.sleep(0.1)
        return found[0]

    def end():
        children = psutil.Process(running[-1].pid).children(recursive=True)
        running[-1].kill()
        running[-1].wait()
        assert not psutil.wait_procs(children, timeout=30)[1]

    yield SimpleNamespace(start=start, end=end, folder=folder, port=port)
    for process in running:
        process.kill()
        process.wait()


@pytest.fixture
def visit(browser, program):
    """Give a way to open a window; what asks elsewhere, fails or breaks the policy of the page fails the test."""
    contexts, wrong = [], []

    def start(address, *, context=None, width=1440, height=900, scheme="light"):
        if context is None:
            context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
            contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda told: wrong.append(told.text) if "Security Policy" in told.text else None)
        own = f"http://127.0.0.1:{program.port}/"
        page.on("request", lambda asked: None if asked.url.startswith((own, "data:")) else wrong.append(asked.url))
        page.goto(address)
        return page

    yield start
    for context in contexts:
        context.close()
    assert not wrong


@pytest.fixture(scope="module")
def axe(browser):
    """Give a function that lists what axe-core finds in a page."""
    import axe_playwright_python

    source = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")

    def find(page):
        # The page lets no text become a program, so the browser itself is told to run it.
        page.evaluate(source)
        found = page.evaluate("() => axe.run({resultTypes: ['violations']})")
        return [(each["id"], each["nodes"][0]["html"][:160]) for each in found["violations"]]

    return find


def row(page, printed):
    """Give the row whose line begins with what is printed."""
    return page.locator("article.row", has=page.locator(".said", has_text=printed))


def choose(page, printed):
    """Open the row whose line holds what is printed, unless it is open."""
    if "now" not in row(page, printed).first.get_attribute("class").split():
        row(page, printed).first.locator(".head").click()
    page.locator(".row.now .said", has_text=printed).wait_for()


def fill(page, table, **cells):
    """Open the first row of a table, and fill in cells of it."""
    page.locator(f"[data-table={table}]").click()
    page.locator("#list .head").first.click()
    for column, text in cells.items():
        field = page.locator(f".row.now [data-column={column}]")
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(text)
        else:
            field.fill(text)
            field.blur()


def wait_saved(page):
    """Wait until all is written."""
    page.locator("#saved", has_text="Đã ghi").wait_for()


def test_from_an_empty_start_to_pages_taken_away(program, visit, axe, tmp_path):
    """A wrong file is told; an article is read, decided by keys and buttons, put right, and becomes a site in a zip."""
    page = visit(program.start())
    assert axe(page) == []
    wrong = {"name": "<b>bài.doc", "mimeType": "application/msword", "buffer": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"}
    page.locator("#file").set_input_files(wrong)
    page.get_by_role("button", name="Mở tệp").click()
    page.locator("#fault", has_text=".doc").wait_for()
    assert page.locator("#fault b").count() == 0 and "đọc" in page.inner_text("#fault")
    page.locator("#text").fill(ARTICLE)
    page.get_by_role("button", name="Đọc bài").click()
    row(page, "18 chi bộ").wait_for()
    assert page.title() != "run" and "<script>" in page.inner_text("#text p >> nth=0")
    # Keys: the row before and after, accept, reject, undo.
    choose(page, "412 đảng viên")
    page.keyboard.press("k")
    assert "18 chi bộ" in page.inner_text(".row.now .said")
    page.keyboard.press("r")
    wait_saved(page)
    assert "rejected" in row(page, "18 chi bộ").get_attribute("class")
    page.keyboard.press("u")
    page.locator("article.row.proposed", has_text="18 chi bộ").wait_for()
    choose(page, "412 đảng viên")
    assert page.locator("#text mark.now").inner_text() == "412"
    page.keyboard.press("a")
    page.locator("article.row.accepted", has_text="412 đảng viên").wait_for()
    # A fault stands beside its field, and goes when the field is right.
    choose(page, "412 đảng viên")
    period = page.locator(".row.now [data-column=period]")
    period.fill("hôm qua")
    period.blur()
    page.locator(".row.now .field.bad .fault", has_text="hôm qua").wait_for()
    assert axe(page) == []
    period.fill("31/12/2023")
    period.blur()
    page.locator(".row.now .field.bad").wait_for(state="detached")
    # A row from a selection, and a passage coded with the codebook at hand.
    page.evaluate("""() => {
        const text = document.querySelector('#text p[data-rank="3"]');
        const found = [...text.querySelectorAll("mark")].find((mark) => mark.textContent.includes("14"));
        document.getSelection().selectAllChildren(found);
    }""")
    page.locator("[data-add=observations]").click()
    page.locator(".row.now .said", has_text="Đoạn 3: 14").wait_for()
    assert page.locator(".row.now [data-column=printed]").input_value() == "14"
    assert page.locator(".row.now [data-column=paragraph]").input_value() == "3"
    page.locator(".row.now [data-act=reject]").click()
    page.locator("[data-table=codings]").click()
    choose(page, "Đoạn 5")
    page.locator(".row.now [data-column=theme_id]").fill("cell_meeting_quality")
    page.locator(".row.now [data-column=theme_id]").blur()
    page.locator(".row.now .codebook", has_text="Không gồm").first.wait_for()
    page.locator(".row.now [data-column=direction]").select_option("limitation")
    page.locator(".row.now [data-column=gloss_vi]").fill("Một số chi bộ họp chưa tốt.")
    page.locator(".row.now [data-column=gloss_vi]").blur()
    page.locator(".row.now [data-act=accept]").click()
    # With a fault there are no pages; then there are.
    page.locator("[data-do=pages]").click()
    page.locator("#pages-state", has_text="còn chỗ cần sửa").wait_for()
    # Each fault leads to its row.
    page.locator("#pages-list button", has_text="Chưa xét nhan đề").click()
    assert "Xã Tân Thử" in page.inner_text(".row.now .said") and page.locator("#text p.fact").count() == 2
    fill(page, "localities", name_vi="Tân Thử", level="commune", code="99998")
    page.locator(".row.now [data-act=accept]").click()
    fill(page, "sources", genre="newspaper")
    page.locator(".row.now [data-act=accept]").click()
    wait_saved(page)
    page.locator("[data-do=pages]").click()
    page.locator("#pages-list a", has_text="Hồ sơ").wait_for(timeout=A_BUILD)  # which can be looked at at once
    # A program that ended while it built is asked again when it runs again.
    program.end()
    page.locator("#pages-state", has_text="Không liên lạc được").wait_for()
    program.start()
    page.locator("a.zip").wait_for(timeout=A_BUILD)
    offered = page.locator("#pages-list a").all_inner_texts()
    for kind in ("Hồ sơ: Tân Thử", "So sánh: Đảng viên", "Chủ đề: ", "Bài dạy: ", "Bản một trang: Tân Thử"):
        assert any(name.startswith(kind) for name in offered), (kind, offered)
    page.locator("#pages-state", has_text="dòng chưa xem").wait_for()  # of which no page says anything
    page.locator("[data-act=both]").click()
    page.locator("#pages-state", has_text="Có cả bản tiếng Việt").wait_for(timeout=A_BUILD)
    frame = page.frame_locator("#page")
    frame.locator("h1", has_text="Tân Thử").wait_for()
    assert "412" in frame.locator("body").inner_text()
    with page.expect_download() as taken:
        page.locator("a.zip").click()
    taken.value.save_as(tmp_path / "site.zip")
    with zipfile.ZipFile(tmp_path / "site.zip") as archive:
        names = set(archive.namelist())
        assert {"site/vi/profile-tan_thu.html", "site/vi/handout-tan_thu.html", "site/index.html"} <= names
        assert "site/en/profile-tan_thu.html" in names
        assert "412" in archive.read("site/vi/profile-tan_thu.html").decode()
        for name in (name for name in names if name.endswith(".html")):
            for page in re.findall(r'<a [^>]*href="([\w./-]+\.html)', archive.read(name).decode()):
                assert posixpath.normpath(posixpath.join(posixpath.dirname(name), page)) in names, (name, page)


def test_the_pictures_of_the_guide_are_taken_anew(program, visit):
    """The walk that takes them goes from an empty start to pages to carry away, and takes each that the guide shows."""
    page = visit(program.start(), width=1100, height=680)
    taken = take(page, "vi")
    shown = re.findall(r"attachment:(\w+_vi\.png)", GUIDE.read_text(encoding="utf-8"))
    assert sorted(taken) == sorted(shown)
    assert all(picture.startswith(b"\x89PNG") and 10_000 < len(picture) < 60_000 for picture in taken.values())
    with page.expect_download() as carried:
        page.locator("a.zip").click()
    assert zipfile.is_zipfile(carried.value.path())


def test_two_windows_and_a_killed_program_lose_nothing(program, visit):
    """Each window learns what the other did; what is done while nothing answers is kept, and saved when it does."""
    first = visit(program.start())
    first.locator("#text").fill(ARTICLE)
    first.get_by_role("button", name="Đọc bài").click()
    row(first, "18 chi bộ").wait_for()
    second = visit(first.url, context=first.context)
    choose(second, "412 đảng viên")
    # The second hears nothing while the first goes on, so that its own change is of an older state.
    second.route("**/state?since=*", lambda route: route.abort())
    second.wait_for_timeout(600)
    choose(first, "18 chi bộ")
    first.locator(".row.now [data-act=accept]").click()
    wait_saved(first)
    second.locator(".row.now [data-act=accept]").click()
    second.locator("#notice", has_text="thay đổi của bạn được ghi thêm").wait_for()
    second.unroute("**/state?since=*")
    first.locator("#notice", has_text="cửa sổ khác").wait_for()
    for page in (first, second):
        for printed in ("18 chi bộ", "412 đảng viên"):
            page.locator("article.row.accepted", has_text=printed).wait_for()
    # The same field in both: the state of the one that was first, and the other's own at a press.
    for page in (first, second):
        choose(page, "18 chi bộ")
    second.route("**/state?since=*", lambda route: route.abort())
    second.wait_for_timeout(600)
    for page, text in ((first, "19"), (second, "20")):
        page.locator(".row.now [data-column=value]").fill(text)
        page.locator(".row.now [data-column=value]").blur()
    second.unroute("**/state?since=*")
    second.locator("#notice", has_text="sửa đúng ô này").wait_for()
    assert second.locator(".row.now [data-column=value]").input_value() == "19"
    second.get_by_role("button", name="Ghi bản của tôi").click()
    first.locator("article.row", has_text="= 20").wait_for()
    # A folder that cannot be written to, as on a drive taken out: what is done waits until it can.
    name = first.url.split("/works/")[1].partition("?")[0]
    (program.folder / name).rename(program.folder / "đã rút")
    choose(first, "14 đảng viên")
    first.locator(".row.now [data-act=reject]").click()
    first.locator("#notice", has_text="không ghi được vào thư mục").wait_for()
    assert first.locator("#saved").inner_text() == "Chưa ghi được"
    (program.folder / "đã rút").rename(program.folder / name)
    wait_saved(first)
    first.locator("#notice").wait_for(state="hidden")
    first.locator("article.row.rejected", has_text="14 đảng viên").wait_for()
    # Nothing answers: what is done stays in the window.
    program.end()
    choose(first, "14 đảng viên")
    first.locator(".row.now [data-act=accept]").click()
    first.locator("#notice", has_text="Cứ để cửa sổ này mở").wait_for()
    first.wait_for_timeout(500)
    program.start()
    wait_saved(first)
    again = visit(first.url, context=first.context)
    for printed in ("= 20", "412 đảng viên", "14 đảng viên"):
        again.locator("article.row.accepted", has_text=printed).wait_for()


def test_what_is_done_while_the_program_answers_is_not_lost(program, visit):
    """A press that lasts, a selection, a fold that is open and a field typed into outlast what is drawn anew."""
    page = visit(program.start())
    page.locator("#text").fill(ARTICLE)
    page.get_by_role("button", name="Đọc bài").click()
    choose(page, "18 chi bộ")
    # The press begins while the field is saved, and ends when the answer is there.
    page.locator(".row.now [data-column=value]").fill("18,0")
    page.locator(".row.now [data-act=accept]").click(delay=600)
    page.locator("article.row.accepted", has_text="18 chi bộ").wait_for()
    choose(page, "412 đảng viên")
    page.locator(".row.now summary", has_text="Các ô khác").click()
    page.locator(".row.now details [data-column=note_vi]").fill("đã xem")
    place = page.locator('#text p[data-rank="5"]').bounding_box()
    page.mouse.move(place["x"] + 60, place["y"] + 12)
    page.mouse.down()
    for far in range(100, 300, 20):
        page.mouse.move(place["x"] + far, place["y"] + 12)
        page.wait_for_timeout(60)
    page.mouse.up()
    said = page.evaluate("document.getSelection().toString()").strip()
    assert said and said in ARTICLE.splitlines()[4]
    with page.expect_response(lambda answer: "/state?" in answer.url and '"faults": [{' in answer.text()):
        page.locator(".row.now [data-column=period]").focus()
        page.keyboard.type("xyz")
    page.wait_for_timeout(300)
    assert page.locator(".row.now [data-column=period]").input_value() == "xyz12/3/2024"
    assert page.locator(".row.now details", has_text="Các ô khác").evaluate("fold => fold.open")
    page.locator(".row.now [data-column=period]").fill("")
    page.keyboard.press("Escape")


def test_a_key_does_what_was_pressed_or_says_why_not(program, visit):
    """A key that is held decides one row; of letters that an input method makes of two presses none is a key."""
    page = visit(program.start())
    page.locator("#text").fill(ARTICLE)
    page.get_by_role("button", name="Đọc bài").click()
    choose(page, "18 chi bộ")
    for _ in range(4):  # the first is a press, the others say that it lasts
        page.keyboard.down("a")
    page.keyboard.up("a")
    wait_saved(page)
    assert page.locator("article.row.accepted").count() == 1
    # Telex: "ar" is "a", then taken back, then "ả"; "aaa" is "â", taken back, then "a" twice.
    for made in ("ả", "aa"):
        page.evaluate(
            """made => { for (const key of ["Backspace", ...made])
                 document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true })); }""",
            made,
        )
        page.locator("#notice", has_text="Bộ gõ tiếng Việt").wait_for()
        page.locator("#notice button").click()
    assert page.locator("article.row.accepted").count() == 1
    page.wait_for_timeout(100)
    page.keyboard.press("A")  # of a keyboard with Caps Lock
    page.locator("article.row.accepted").nth(1).wait_for()
    # With no row open a key opens the one that has the focus, and the next press decides it.
    page.locator("[data-table=observations]").click()
    row(page, "14 đảng viên").first.locator(".head").focus()
    page.keyboard.press("r")
    page.locator(".row.now .said", has_text="14 đảng viên").wait_for()
    assert page.locator("article.row.rejected").count() == 0
    page.keyboard.press("r")
    page.locator("article.row.rejected", has_text="14 đảng viên").wait_for()


def test_words_are_selected_by_keys_alone(program, visit):
    """From a row to its place in the article, a word on and one more: they become a row of that paragraph."""
    page = visit(program.start())
    page.locator("#text").fill(ARTICLE)
    page.get_by_role("button", name="Đọc bài").click()
    choose(page, "412 đảng viên")
    assert page.locator(".row.now [data-column=locality_id]").count() == 0  # the only place is that of all rows
    page.keyboard.press("t")
    for key, words in (
        ("ArrowRight", "đảng"), ("Shift+ArrowRight", "đảng viên"), ("ArrowDown", "Thực"), ("ArrowUp", "Đảng"),
        ("ArrowRight", "bộ"), ("ArrowLeft", "Đảng"), ("Shift+ArrowRight", "Đảng bộ"),
    ):  # fmt: skip
        page.keyboard.press(key)
        assert page.evaluate("document.getSelection().toString()").strip() == words
    page.keyboard.press("n")
    page.locator(".row.now .said", has_text="Đoạn 3: Đảng bộ").wait_for()
    assert page.locator(".row.now [data-column=paragraph]").input_value() == "3"


def test_what_is_undone_is_seen(program, visit):
    """The row that a key takes back, or makes again, opens; a range is told with both its ends."""
    page = visit(program.start())
    page.locator("#text").fill(ARTICLE.replace("kết nạp 14 đảng", "kết nạp từ 12 đến 15 đảng"))
    page.get_by_role("button", name="Đọc bài").click()
    row(page, "= 12–15").wait_for()
    choose(page, "18 chi bộ")
    page.keyboard.press("r")
    wait_saved(page)
    choose(page, "12–15")
    choose(page, "18 chi bộ")
    page.keyboard.press("r")  # which it is already
    choose(page, "12–15")
    for key, state in (("u", "proposed"), ("y", "rejected")):
        page.keyboard.press(key)
        page.locator(f".row.now.{state} .said", has_text="18 chi bộ").wait_for()


def test_a_row_says_that_it_is_a_change_or_a_target(program, visit):
    """What a year brought more, and what is aimed at, are told so in the line of their row, in either language."""
    page = visit(program.start())
    said = "Đảng bộ có 412 đảng viên, tăng 12 đảng viên so với năm 2023. Phấn đấu năm 2025 kết nạp 20 đảng viên."
    page.locator("#text").fill(f"Xã Tân Thử củng cố chi bộ\nNgày 12/3/2024\n{said}")
    page.get_by_role("button", name="Đọc bài").click()
    row(page, "12 đảng viên · = 12 · phần tăng, giảm").first.wait_for()
    row(page, "20 đảng viên · = 20 · mục tiêu · 2025").wait_for()
    page.get_by_role("link", name="English").click()
    row(page, "= 12 · difference").wait_for()
    row(page, "= 20 · target · 2025").wait_for()
    said = page.locator(".said", has_text="= 412").inner_text()
    assert said.endswith("412 đảng viên · = 412 · 12/3/2024 · Đảng viên")


def test_a_place_made_up_for_a_class_is_marked_at_a_press(program, visit):
    """Where the list of today has no such unit, the lecturer is offered to say that the place is imaginary."""
    page = visit(program.start())
    page.locator("#text").fill(ARTICLE.replace("12/3/2024", "12/9/2025"))
    page.get_by_role("button", name="Đọc bài").click()
    row(page, "18 chi bộ").wait_for()
    page.locator("[data-table=localities]").click()
    page.locator("#list .head").first.click()
    page.locator(".row.now [data-act=accept]").click()
    page.locator("[data-table=localities]", has_text="1 chỗ cần sửa").click()
    page.locator("#list .head").first.click()
    page.locator(".row.now .fault", has_text="Ghi là nơi tưởng tượng").wait_for()
    page.locator(".row.now [data-act=imaginary]").click()
    page.locator("article.row.accepted .said", has_text="Tân Thử (tưởng tượng)").wait_for()
    page.locator("[data-table=localities]", has_not_text="cần sửa").wait_for()
    assert page.locator(".row.now .fault").count() == 0


def test_it_reads_on_a_phone(program, visit, axe):
    """On a phone the article stays above the rows, nothing is too wide, and axe finds nothing, in the dark."""
    page = visit(program.start(), width=360, height=740, scheme="dark")
    assert page.evaluate("document.documentElement.scrollWidth <= 360") and axe(page) == []
    page.locator("#text").fill(ARTICLE)
    page.get_by_role("button", name="Đọc bài").click()
    choose(page, "412 đảng viên")
    page.locator(".row.now .fields").first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= 360")
    page.evaluate("scrollTo(0, 0)")  # where nothing stays
    assert page.locator("#article").bounding_box()["y"] < page.locator("#rows").bounding_box()["y"]
    assert axe(page) == []
    choose(page, "14 đảng viên")  # far down: its place in the article is seen beside it
    article, mark, said = (page.locator(at).bounding_box() for at in ("#article", "mark.now", ".row.now .said"))
    assert 0 <= mark["y"] < article["y"] + article["height"] <= said["y"] < 740
    page.evaluate("scrollTo(0, 0)")
    page.get_by_role("link", name="English").click()
    page.locator("[data-do=pages]", has_text="See my page").wait_for()
    assert page.locator("html").get_attribute("lang") == "en"
