"""The files that a person double-clicks: they make the environment once, then open the application."""

import os
import shutil
import subprocess
import sys

import pytest
from house import SOURCE

ROOT = SOURCE.parents[1]
SCRIPTS = ("start-linux.sh", "start-macos.command")
INSTALL = """
import pathlib, sys
there = pathlib.Path(".venv/bin/python")
if "--ready" in sys.argv:
    sys.exit(0)
there.parent.mkdir(parents=True, exist_ok=True)
there.write_text('#!/bin/sh\\n[ "$2" = --ready ] || echo "$@" >> told.txt\\n')
there.chmod(0o755)
pathlib.Path("installed.txt").open("a").write("once ")
"""

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the scripts are those of a POSIX shell")


@pytest.fixture
def folder(tmp_path):
    """Give a folder with a space in its name, the starters and an install.py that takes no time."""
    home = tmp_path / "năm địa phương"
    home.mkdir()
    for name in SCRIPTS:
        shutil.copy(ROOT / name, home)
    (home / "install.py").write_text(INSTALL, encoding="utf-8")
    (home / "bin").mkdir()
    (home / "bin" / "python3").symlink_to(sys.executable)
    return home


def start(folder, name, path=None):
    """Double-click a file, from elsewhere, with nobody at the keyboard."""
    path = path or f"{folder / 'bin'}:/usr/bin:/bin"
    return subprocess.run(
        [folder / name], capture_output=True, text=True, encoding="utf-8", env={"PATH": path, "LC_ALL": "C.UTF-8"},
        cwd="/", stdin=subprocess.DEVNULL, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("name", SCRIPTS)
def test_it_installs_once_and_opens_the_application(folder, name):
    """The first time the environment is made, each time the application is opened."""
    for _ in range(2):
        done = start(folder, name)
        assert (done.returncode, done.stderr) == (0, "")
    assert (folder / "installed.txt").read_text() == "once "
    assert (folder / "told.txt").read_text() == "-m analysis serve\n" * 2


@pytest.mark.parametrize("name", SCRIPTS)
def test_it_opens_through_a_link(folder, tmp_path, name):
    """A link to a starter, on a desktop, opens what it leads to."""
    (tmp_path / name).symlink_to(folder / name)
    assert start(tmp_path, name, path=f"{folder / 'bin'}:/usr/bin:/bin").returncode == 0
    assert (folder / "told.txt").is_file()


@pytest.mark.parametrize("broken", ["half made", "without its Python"])
def test_an_environment_that_does_not_work_is_made_anew(folder, broken):
    """One that was left half made, or whose Python is gone, does not stop the application from opening."""
    python = folder / ".venv/bin/python"
    python.parent.mkdir(parents=True)
    if broken == "half made":
        python.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
        python.chmod(0o755)
    else:
        python.symlink_to("/nowhere/python3")
        (folder / "install.py").write_text(f"import pathlib\npathlib.Path('{python}').unlink()\n{INSTALL}", "utf-8")
    assert start(folder, SCRIPTS[0]).returncode == 0
    assert (folder / "told.txt").read_text() == "-m analysis serve\n"


def test_alone_it_asks_to_be_unpacked(folder):
    """Opened out of an archive, without the folder around it, it says what to do first."""
    (folder / "install.py").unlink()
    done = start(folder, SCRIPTS[0])
    assert done.returncode == 1 and "Hãy giải nén" in done.stdout and "Unpack" in done.stdout


def test_what_is_wrong_is_told_in_both_languages(folder):
    """Without a Python that will do, and when the installation fails, the last lines say so, and nothing is opened."""
    (folder / "old").mkdir()
    for name in ("dirname", "sh"):
        (folder / "old" / name).symlink_to(shutil.which(name))
    done = start(folder, SCRIPTS[0], path=str(folder / "old"))
    assert done.returncode == 1 and "Cần Python 3.11" in done.stdout and "is needed" in done.stdout
    (folder / "install.py").write_text("raise SystemExit('no network')", encoding="utf-8")
    done = start(folder, SCRIPTS[0])
    assert done.returncode == 1 and "Chưa cài đặt được" in done.stdout and "no network" in done.stderr
    assert not (folder / "told.txt").exists()


def test_the_one_for_windows_does_the_same():
    """It has the line ends that Windows wants, goes to places that it has, and takes the same two steps."""
    text = (ROOT / "start-windows.bat").read_bytes()
    assert text.count(b"\r\n") == text.count(b"\n") > 20
    lines = text.decode("utf-8").split("\r\n")
    labels = {line[1:] for line in lines if line.startswith(":")}
    assert {line.rpartition("goto ")[2] for line in lines if "goto " in line} == labels
    for step in (
        "call %PYTHON% install.py || goto failed",
        r".venv\Scripts\python.exe -m analysis serve || goto stopped",
    ):
        assert step in lines
    code_page = lines.index("chcp 65001 >nul")
    assert all(line.isascii() for line in lines[:code_page]), "read before the code page is UTF-8"
    shell = (ROOT / SCRIPTS[0]).read_text(encoding="utf-8")
    told = [line[5:] for line in lines if line.startswith("echo ")]
    assert sum(line in shell for line in told) >= len(told) - 2, "what both say is the same but for how to unpack"


def test_the_one_for_windows_stays_open_where_it_fails():
    """Each of its ends but the good one says why in both languages, waits for its reader and tells that it failed."""
    text = (ROOT / "start-windows.bat").read_text(encoding="utf-8")
    opened, *ends = text.partition("exit /b 0\n")[2].split("\n:")
    assert opened.startswith(":unpack") and len(ends) == 3
    for end in (opened, *ends):
        _, vietnamese, english, *rest = end.splitlines()
        assert vietnamese.startswith("echo ") and not vietnamese.isascii() and english.startswith("echo ")
        assert rest == ["pause", "exit /b 1"]
    # Names of folders may have "!", "&" and spaces; what is told before Python is looked for is seen while it is.
    assert "delayedexpansion" not in text.lower() and text.count("%~dp0") == text.count('"%~dp0"') == 1
    assert text.index("Installing, ") < text.index("for %%P in ")
