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
import pathlib
there = pathlib.Path(".venv/bin/analysis")
there.parent.mkdir(parents=True)
there.write_text('#!/bin/sh\\necho "$@" >> told.txt\\n')
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
    assert (folder / "told.txt").read_text() == "serve\nserve\n"


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
    assert "%PYTHON% install.py" in lines and r".venv\Scripts\analysis.exe serve" in lines
