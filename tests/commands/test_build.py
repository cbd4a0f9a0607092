"""The command that builds: quick where nothing changed, plain in what it tells."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from types import SimpleNamespace

import pytest
from click.testing import CliRunner
from nbformat import write
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

import analysis
from analysis.commands import find_notebook, hold_against_texts
from analysis.commands.main import cli
from analysis.errors import RunError
from analysis.paths import project_dir
from analysis.site.edition import word_citation


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """Give a copy of the project with one notebook, and a way to run its command."""
    folder = tmp_path_factory.mktemp("project")
    shutil.copytree(project_dir() / "data", folder / "data")
    (folder / "notebooks").mkdir()
    shutil.copy(project_dir() / "notebooks" / "reports" / "50_directives.ipynb", folder / "notebooks")
    (folder / "notebooks" / "runs.yml").write_text(
        "runs:\n- {notebook: 50_directives, id: directives}\n", encoding="utf-8"
    )
    environment = {**os.environ, "ANALYSIS_HOME": str(folder)}

    def go(*arguments, program="from analysis.commands.main import main; main()"):
        return subprocess.run(
            [sys.executable, "-c", program, "build", *arguments],
            capture_output=True, text=True, encoding="utf-8", check=False, env=environment, cwd=folder,
        )  # fmt: skip

    return SimpleNamespace(folder=folder, go=go)


MEASURED = """
import atexit, pathlib, sys
def tell():
    heavy = sorted({"pandas", "numpy", "papermill", "matplotlib", "nbconvert", "IPython"} & set(sys.modules))
    status = pathlib.Path("/proc/self/status")  # where there is none, the imports alone tell
    peak = status.read_text().partition("VmHWM:")[2].split() if status.is_file() else [0]
    print(heavy, int(peak[0]) < 60_000, file=sys.stderr)
atexit.register(tell)
from analysis.commands.main import main
main()
"""


GLANCED = "import sys\nfrom analysis.__main__ import main\n"


@pytest.mark.parametrize(("place", "told"), [("", True), ("..", True), ("texts", False)])
def test_rows_that_a_text_denies_are_not_built(tmp_path, write_package, small_package, place, told):
    """A text in the folder of its rows, or beside it, is held against them; without one nothing is."""
    folder = write_package(tmp_path / "mine", small_package)
    (folder / place).mkdir(exist_ok=True)
    (folder / place / "test_commune_2024.txt").write_text("Bài thử\nXã thử\nCó 1.173 đảng viên.\n", encoding="utf-8")
    checked = CliRunner().invoke(cli, ["check", str(folder)])
    assert ("“1172” không có trong đoạn" in checked.output, checked.exit_code) == (told, int(told))
    if told:
        asked = ["build", "profile-test_commune", "--data", str(folder), "--out", str(tmp_path / "site")]
        built = CliRunner().invoke(cli, asked)
        assert ("“1172” không có trong đoạn" in built.stderr, built.exit_code) == (True, 1)
        assert not (tmp_path / "site").exists()
    else:  # nothing is read for it
        hold_against_texts(analysis.load(folder), [folder], "vi")


def test_a_build_and_what_follows(project):
    """The first build makes all, the second nothing, without heavy imports and much memory; a change is seen."""
    first = project.go("--json", "--jobs", "1")
    assert first.returncode == 0, first.stderr[-3000:]
    told = json.loads(first.stdout)
    assert [(report["run"], report["lang"], report["how"]) for report in told["reports"]] == [
        ("directives", "vi", "run"), ("directives", "en", "run"),
    ]  # fmt: skip
    assert (told["changed"], told["failed"]) == (True, 0)
    log = (project.folder / ".cache" / "build" / "build.log").read_text(encoding="utf-8")
    assert "directives (vi): run, run " in log
    second = project.go(program=MEASURED)
    assert second.stdout == "Nothing changed: 2 reports in reports; open reports/index.html\n"
    assert second.stderr == "[] True\n"
    glanced = project.go(
        program=f"{GLANCED}main()\nprint([name for name in ('click', 'typing') if name in sys.modules])"
    )
    assert glanced.stdout == f"{second.stdout}[]\n"
    (project.folder / "data" / "lessons.txt").write_text("new", encoding="utf-8")  # read by none, but it might be
    told = project.go().stdout
    assert "run                    2\n" in told
    there = [path for path in (project.folder / "reports").rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in there) / 1e6
    assert f", {size:.1f} MB in {len(there)} files there; open reports/index.html\n" in told
    assert project.go().stdout.startswith("Nothing changed")
    search = project.folder / "reports" / "vi" / "search.html"
    search.unlink()  # a page around the reports is missed like one of them
    assert not project.go().stdout.startswith("Nothing changed")
    assert search.is_file()
    page = project.folder / "reports" / "vi" / "directives.html"
    whole = page.read_bytes()
    page.write_bytes(whole[:-1])
    third = project.go(program=MEASURED)
    assert page.read_bytes() == whole
    assert "unchanged              2\n" in third.stdout
    assert "'pandas'" in third.stderr  # the measure sees what it looks for
    (project.folder / "notebooks" / "runs.yml").write_text(
        "runs:\n- {notebook: 50_directives, id: renamed}\n", encoding="utf-8"
    )
    fourth = project.go()
    assert fourth.returncode == 0, fourth.stderr[-3000:]
    names = {path.name for path in (project.folder / "reports" / "vi").iterdir()}
    assert {"index.html", "renamed.html"} <= names
    assert not [name for name in names if name.startswith("directives")]


@pytest.mark.slow
def test_a_failure_is_told(project):
    """A notebook that fails must be named on stderr, with exit code 1, and the next build must try it again."""
    notebook = project.folder / "notebooks" / "50_directives.ipynb"
    text = notebook.read_text(encoding="utf-8")
    notebook.write_text(text.replace("data = analysis.load()", "data = analysis.lead()"), encoding="utf-8")
    for _ in range(2):
        done = project.go("--lang", "vi", "--fail-fast")
        assert done.returncode == 1
        assert "50_directives.ipynb, cell" in done.stderr
        assert "AttributeError: module 'analysis' has no attribute 'lead'" in done.stderr
        assert "1 failed; their notebooks are in reports/failed" in done.stderr
        assert "Traceback" not in done.stdout
    notebook.write_text(text, encoding="utf-8")
    done = project.go("--lang", "vi")
    assert done.returncode == 0, done.stderr[-3000:]
    assert not (project.folder / "reports" / "failed").exists()


@pytest.mark.slow
def test_the_last_line_and_what_is_left_are_true(project):
    """No page is named that is not there, a killed build leaves no mark for good, and no run outlives its listing."""
    runs, reports = project.folder / "notebooks" / "runs.yml", project.folder / "new"
    entry = "- {notebook: 50_directives, id: %s}\n"
    listed = runs.read_text(encoding="utf-8")
    runs.write_text("runs:\n" + entry % "kept" + entry % "leaves", encoding="utf-8")
    options = ("--out", "new", "--lang", "vi", "--jobs", "1")
    notebook = project.folder / "notebooks" / "50_directives.ipynb"
    text = notebook.read_text(encoding="utf-8")
    notebook.write_text(text.replace("data = analysis.load()", "data = analysis.lead()"), encoding="utf-8")
    strict = project.go("leaves", *options, "--strict")
    assert "open" not in strict.stdout
    assert (reports / "failed" / "vi" / "leaves.ipynb").is_file()
    notebook.write_text(text, encoding="utf-8")
    runs.write_text("runs:\n" + entry % "kept", encoding="utf-8")  # one that only ever failed goes too
    assert project.go(*options).returncode == 0
    assert not (reports / "failed").exists()
    runs.write_text("runs:\n" + entry % "kept" + entry % "leaves", encoding="utf-8")
    partial = project.go("leaves", *options, "--no-cache")
    assert partial.returncode == 0, partial.stderr[-3000:]
    assert "open new/index.html" in partial.stdout
    runs.write_text("runs:\n" + entry % "kept", encoding="utf-8")
    assert project.go(*options).returncode == 0
    assert [path.name for path in (reports / "vi").glob("*.html") if path.stem in ("kept", "leaves")] == ["kept.html"]
    (reports / ".building").write_text("process 1 since yesterday", encoding="utf-8")
    assert project.go(*options).stdout == "Nothing changed: 1 reports in new; open new/index.html\n"
    assert not (reports / ".building").exists()
    runs.write_text(listed, encoding="utf-8")


@pytest.mark.slow
def test_a_page_of_ones_own_stays_when_another_is_built(project):
    """A notebook that is named by its path leaves its page where it is; building another by its path keeps it."""
    for name, folder in (("mine", project.folder), ("yours", project.folder), ("new", project.folder / "notebooks")):
        note = new_notebook(cells=[new_markdown_cell(f"# Of {name}"), new_code_cell("1 + 1")])
        write(note, folder / f"{name}.ipynb")  # where `new-notebook` puts it, its name alone is enough
        done = project.go(f"{name}.ipynb", "--lang", "en", "--out", "own", "--jobs", "1")
        assert done.returncode == 0, done.stderr[-3000:]
    assert {"mine.html", "yours.html", "new.html"} <= {path.name for path in (project.folder / "own" / "en").iterdir()}


def test_a_notebook_of_ones_own_is_named_with_or_without_its_ending(tmp_path, monkeypatch):
    """What `new-notebook` made is found by the name that was given to it; any other name stays an id."""
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "runs.yml").write_text("runs: []\n", encoding="utf-8")
    (tmp_path / "notebooks" / "mine.ipynb").write_text("", encoding="utf-8")
    monkeypatch.setenv("ANALYSIS_HOME", str(tmp_path))
    there = str(tmp_path / "notebooks" / "mine.ipynb")
    assert [find_notebook(name) for name in ("mine", "mine.ipynb", "yours", "yours.ipynb")] == [
        there, there, "yours", "yours.ipynb",
    ]  # fmt: skip


def test_the_foot_cites_by_whom_when_and_where(tmp_path, monkeypatch):
    """Author, day and address come from the project's `CITATION.cff`; one that tells no day or author is refused."""
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "runs.yml").write_text("runs: []\n", encoding="utf-8")
    monkeypatch.setenv("ANALYSIS_HOME", str(tmp_path))
    assert word_citation("en").endswith(". The contributors, data 0.1.0, 27 November 2026. No public address so far.")
    own = "authors:\n  - name: A Room\n  - {given-names: B, family-names: C}\ndate-released: 2026-01-02\n"
    file = tmp_path / "CITATION.cff"
    file.write_text(f"{own}url: https://example.org/x\n", encoding="utf-8")
    assert word_citation("vi").endswith(". A Room, B C, dữ liệu 0.1.0, 02/01/2026. https://example.org/x")
    for spoilt in (own.replace("date-released", "date"), own.replace("name: A Room", "alias: A"), "- x", "a: b: c"):
        file.write_text(spoilt, encoding="utf-8")
        with pytest.raises(RunError, match=r"CITATION\.cff needs `authors`"):
            word_citation("vi")


@pytest.mark.skipif(os.name == "nt", reason="where a signal goes to no group of processes")
@pytest.mark.parametrize("seconds", [0.12, 0.2, 0.7, 0.9])
def test_ctrl_c_is_told_in_a_word_whenever_it_comes(tmp_path, seconds):
    """While workers are begun as well, which tell nothing of what who asked for them has taken away."""
    asked = [sys.executable, "-m", "analysis", "build", "profile-ba_tri", "--no-cache", "--out", str(tmp_path / "out")]
    with subprocess.Popen(
        asked, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    ) as command:
        time.sleep(seconds)
        os.killpg(command.pid, signal.SIGINT)
        told, _ = command.communicate(timeout=60)
    # Else Python was not up when it came, or all was built before.
    assert told.strip() == "Aborted!" or "Aborted!" not in told
