"""The command that serves the site: what is saved is seen, what is wrong is told, and nothing is left behind."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from types import SimpleNamespace

import psutil
import pytest

from analysis.paths import project_dir

MARKDOWN = """# Thử\n\nThế nào?"""
PARAMETERS = 'lang: str = "vi"  # vi or en: language'
COMMAND = [sys.executable, "-u", "-m", "analysis", "preview"]
# What is saved must be seen; how fast, the benchmarks measure.
PATIENCE = 90


def cell(kind, source, *tags, **more):
    return {
        "cell_type": kind,
        "id": tags[0] + str(len(source)),
        "metadata": {"tags": list(tags)},
        "source": source,
        **more,
    }


def write_notebook(path, said, code="number = 1"):
    """Write a notebook that says something and runs something."""
    ran = {"execution_count": None, "outputs": []}
    cells = [
        cell("markdown", MARKDOWN, "title", "lang-vi"),
        cell("markdown", said, "lang-vi"),
        cell("code", PARAMETERS, "parameters", **ran),
        cell("code", code, "work", **ran),
    ]
    kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    path.write_text(
        json.dumps({"cells": cells, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}), encoding="utf-8"
    )


@pytest.fixture
def project(tmp_path):
    """Give a project of two small notebooks, and ways to preview it and to ask what is served."""
    folder = tmp_path / "project"
    shutil.copytree(project_dir() / "data", folder / "data")
    (folder / "notebooks").mkdir()
    notebooks = {name: folder / "notebooks" / f"{name}.ipynb" for name in ("10_first", "20_second")}
    for name, path in notebooks.items():
        write_notebook(path, f"Lời của {name}.")
    runs = "".join(f"- {{notebook: {name}, id: {name[3:]}}}\n" for name in notebooks)
    (folder / "notebooks" / "runs.yml").write_text(f"runs:\n{runs}", encoding="utf-8")
    started = []

    def start(*arguments):
        """Start the command, and give the address it prints."""
        log = given.log = tmp_path / f"log-{len(started)}"
        with log.open("w") as told:
            started.append(
                subprocess.Popen(
                    [*COMMAND, *arguments, "--lang", "vi", "--no-browser"], stdout=told, stderr=told, cwd=folder,
                    env={**os.environ, "ANALYSIS_HOME": str(folder)},
                    # Who runs the tests in the background has Ctrl-C ignored, and children inherit that.
                    preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
                )
            )  # fmt: skip
        wait(lambda: "http://" in log.read_text() or started[-1].poll() is not None)
        return re.search(r"http://127\.0\.0\.1:(\d+)/(\S+)", log.read_text())

    given = SimpleNamespace(folder=folder, notebooks=notebooks, start=start, started=started)
    yield given
    for process in started:
        process.kill()
        process.wait()


def wait(true):
    """Wait until something is true."""
    end = time.monotonic() + PATIENCE
    while not (held := true()):
        assert time.monotonic() < end
        time.sleep(0.05)
    return held


def read(address):
    """Read what is served at an address; nothing where nothing is there yet."""
    try:
        with urllib.request.urlopen(address) as answer:
            return answer.read().decode()
    except urllib.error.HTTPError:
        return ""


@pytest.mark.slow
def test_what_is_saved_is_seen_and_what_is_wrong_is_told(project):
    """A saved notebook changes its page; a broken one, a bad cell and bad YAML are told, and the last page stays."""
    found = project.start("first")
    page, first = found.group(0), project.notebooks["10_first"]
    assert found.group(2) == "vi/first.html"

    def fault():
        return json.loads(read(f"{page}?state=1"))["fault"]

    wait(lambda: "Lời của 10_first." in read(page))
    built = (project.folder / "reports" / "vi" / "first.html").read_text(encoding="utf-8")
    assert read(page).startswith(built) and "preview-fault" not in built  # the program that reloads is only served
    written = json.loads(read(f"{page}?state=1"))["written"]
    wait(
        lambda: "Ready: save a notebook" in project.log.read_text()
    )  # told when what runs notebooks is warm, not before
    assert project.log.read_text().index("vi/first.html in ") < project.log.read_text().index("Ready: ")
    write_notebook(first, "Lời mới.")
    wait(lambda: "Lời mới." in read(page))
    assert json.loads(read(f"{page}?state=1"))["written"] != written
    # Others come when they are asked for, and so does what stands around them.
    for other, told in (("second", "Lời của 20_second."), ("index", "second.html"), ("first", "Lời mới.")):
        wait(lambda other=other, told=told: told in read(page.replace("first", other)))

    write_notebook(first, "Lời sai.", "1 / 0")
    wait(lambda: "10_first.ipynb, cell 4 `1 / 0`: ZeroDivisionError" in fault())
    assert "Lời mới." in read(page) and "ZeroDivisionError" in project.log.read_text()
    first.write_text("{", encoding="utf-8")
    wait(lambda: "10_first.ipynb" in fault() and "ZeroDivisionError" not in fault())
    write_notebook(first, "Lời lành.")
    wait(lambda: "Lời lành." in read(page) and not fault())
    for name, spoil, told in (
        (
            "observations.csv",
            lambda text: text.replace(",eq,", ",equal,", 1),
            ("observations.csv, dòng 2", "observations.csv, line 2"),
        ),
        ("findings.yml", lambda text: f"{text}  - [", ("data/findings.yml, dòng", "data/findings.yml, line")),
    ):
        table = project.folder / "data" / name
        text = table.read_text(encoding="utf-8")
        table.write_text(spoil(text), encoding="utf-8")
        assert read(page.replace("first", "index"))  # which tells findings
        wait(lambda told=told: told[0] in fault())
        english = json.loads(read(f"{page.replace('/vi/', '/en/')}?state=1"))["fault"]
        assert told[1] in english and told[0] not in english
        assert "Lời lành." in read(page)
        table.write_text(text, encoding="utf-8")
        wait(lambda: not fault())


@pytest.mark.slow
def test_the_first_table_of_a_project_is_seen(project):
    """A new project has no data of its own: what is put there first, while a page is looked at, counts at once."""
    shutil.rmtree(project.folder / "data")
    (project.folder / "data").mkdir()
    page = project.start("first").group(0)
    wait(lambda: "Ready: save a notebook" in project.log.read_text())
    (project.folder / "data" / "codings.csv").write_text("x\n1\n", encoding="utf-8")
    wait(lambda: "codings.csv, dòng 1" in json.loads(read(f"{page}?state=1"))["fault"])
    (project.folder / "data" / "codings.csv").unlink()
    wait(lambda: not json.loads(read(f"{page}?state=1"))["fault"])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("there", "ending", "begins", "code"),
    [
        ("svg", "png", b"\x89PNG", "from analysis import load, show\nshow.show_subject(load(), 'ba_tri', lang=lang)"),
        (
            "gift",
            "pptx",
            b"PK",
            "from analysis import lessons, load\nlessons.open_lesson(load(), 'grading', lang=lang)",
        ),
    ],
)
def test_a_page_is_seen_before_what_is_taken_away_from_it(project, there, ending, begins, code):
    """A page is that of a build, to the byte; what is taken away from it is made when it is asked for, as there."""
    write_notebook(project.notebooks["10_first"], "Một hình.", code)
    found = project.start("first")
    page, beside = found.group(0), project.folder / "reports" / "vi" / "first.files"
    for number in range(2):  # the second one is drawn no more
        told = f"Một hình, lần {number}."
        write_notebook(project.notebooks["10_first"], told, f"number = {number}\n{code}")
        wait(lambda told=told: told in read(page))
        html = (project.folder / "reports" / "vi" / "first.html").read_text(encoding="utf-8")
        assert list(beside.glob(f"*.{there}")) and not list(beside.glob(f"*.{ending}"))
    [name] = set(re.findall(rf"first\.files/[^\"]+\.{ending}", html))
    asked = urllib.request.urlopen(page.replace("first.html", name)).read()
    assert json.loads(read(f"{page}?state=1"))["written"]
    command = [*COMMAND[:-1], "build", "first", "--lang", "vi", "--no-cache", "--out", "other"]
    subprocess.run(command, check=True, cwd=project.folder, env={**os.environ, "ANALYSIS_HOME": str(project.folder)})
    built = project.folder / "other" / "vi"
    assert (built / "first.html").read_text(encoding="utf-8") == html
    assert (built / name).read_bytes() == asked and asked.startswith(begins)
    assert (project.folder / "reports" / "vi" / "first.html").read_text(encoding="utf-8") == html


@pytest.mark.slow
def test_a_file_that_is_half_written_is_waited_for(project):
    """A notebook and a table that somebody writes piece by piece are no fault, and are seen when they are whole."""
    page, first = project.start("first").group(0), project.notebooks["10_first"]
    wait(lambda: "Lời của 10_first." in read(page))
    for name, path in (("notebook", first), ("table", project.folder / "data" / "codings.csv")):
        whole = path.read_text(encoding="utf-8")
        path.write_text(whole[: len(whole) // 2], encoding="utf-8")
        time.sleep(0.5)
        path.write_text(whole, encoding="utf-8")
        write_notebook(first, f"Lời sau {name}.")
        wait(lambda name=name: f"Lời sau {name}." in read(page))
    assert "is not a notebook" not in project.log.read_text() and "codings.csv" not in project.log.read_text()


@pytest.mark.slow
def test_a_notebook_that_no_list_names_is_seen_as_well(project):
    """The path of a notebook file elsewhere serves its page, which changes when it is saved."""
    mine = project.folder / "mine" / "Câu hỏi.ipynb"
    mine.parent.mkdir()
    write_notebook(mine, "Lời riêng.")
    found = project.start("mine/Câu hỏi.ipynb")
    assert found.group(2) == "vi/cau_hoi.html"
    wait(lambda: "Lời riêng." in read(found.group(0)))
    write_notebook(mine, "Lời khác.")
    wait(lambda: "Lời khác." in read(found.group(0)))


@pytest.mark.slow
def test_it_is_served_to_this_machine_alone_and_leaves_nothing(project):
    """No other address, host or folder is answered; Ctrl-C ends it with exit code 0, in a build too."""
    write_notebook(project.notebooks["10_first"], "Lâu.", "import time\ntime.sleep(60)")
    found = project.start("first")
    page, port = found.group(0), int(found.group(1))
    with socket.socket() as other, pytest.raises(ConnectionRefusedError):
        other.connect(("127.0.0.2", port))
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(urllib.request.Request(f"{page}?state=1", headers={"Host": "elsewhere.example"}))
    (project.folder / "secret.html").write_text("secret", encoding="utf-8")
    for path in ("/../secret.html", "/vi/..%2f..%2fsecret.html"):
        with socket.create_connection(("127.0.0.1", port)) as asking:
            asking.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
            answer = b"".join(iter(lambda: asking.recv(9999), b""))
        assert answer.startswith(b"HTTP/1.1 404") and b"secret<" not in answer
    children = wait_for_workers(project.started[0])
    project.started[0].send_signal(signal.SIGINT)
    assert project.started[0].wait(20) == 0
    assert not psutil.wait_procs(children, timeout=20)[1]


@pytest.mark.slow
def test_two_at_once_both_show_what_is_saved(project):
    """Each has a port of its own, both come to show what is saved, and one that is killed leaves no process."""
    pages = [project.start("first").group(0) for _ in range(2)]
    assert pages[0] != pages[1]
    write_notebook(project.notebooks["10_first"], "Lời mới.")
    for page in pages:
        wait(lambda page=page: "Lời mới." in read(page) and not json.loads(read(f"{page}?state=1"))["fault"])
    children = wait_for_workers(project.started[0])
    project.started[0].kill()
    assert not psutil.wait_procs(children, timeout=20)[1]


def wait_for_workers(started):
    """Wait until a process has processes that work for it, and give these."""
    process = psutil.Process(started.pid)
    wait(lambda: len(process.children(recursive=True)) > 2)
    return process.children(recursive=True)


@pytest.mark.slow
def test_an_unknown_run_ends_it(project):
    """A run that is not listed is told with the choices, exit code 1, before anything is served or written."""
    assert project.start("frist") is None
    assert project.started[0].wait(20) == 1
    assert "không có mã “frist”; gần giống: first" in project.log.read_text()
    assert not (project.folder / "reports").exists()
