"""The ten steps of README.vi.md, read out of it and followed: its commands run, its tables typed into the workbook."""

import re
import shlex
import shutil
import struct
import subprocess
import sys

import openpyxl
import pytest

from analysis.paths import project_dir

SECTION = "## Thêm địa phương của mình"


def read_steps():
    """Give what README.vi.md has a lecturer do: ("run", words) and ("fill", sheet, rows), in its order."""
    text = (project_dir() / "README.vi.md").read_text(encoding="utf-8").split(SECTION)[1].split("\n## ")[0]
    steps, sheets, rows = [], [], []
    for line in [*text.splitlines(), ""]:
        cells = [cell.strip() for cell in line.strip("|").split("|")] if line.startswith("|") else None
        if cells:
            rows += [cells] if not set(line) <= set("|- ") else []
            continue
        if rows:
            header, *body = rows
            steps.append(("fill", sheets.pop(0), [dict(zip(header, row, strict=True)) for row in body]))
            rows = []
        if line.startswith("**"):
            sheets = re.findall(r"sheet “([^”]+)”", line.split(":")[0], re.IGNORECASE)
        if line.startswith("analysis "):
            steps.append(("run", shlex.split(line)[1:]))
    return text, steps


def type_in(path, sheet, rows):
    """Type rows under the headings of a sheet, below the example, as a person does: as text."""
    book = openpyxl.load_workbook(path)
    headings = {str(cell.value).removesuffix(" *"): cell.column for cell in book[sheet][1]}
    for number, row in enumerate(rows, start=3):
        for heading, typed in row.items():
            book[sheet].cell(number, headings[heading]).value = typed
    book.save(path)


def run(arguments, folder):
    command = [sys.executable, "-m", "analysis", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False)


@pytest.fixture(scope="module")
def followed(tmp_path_factory):
    """Follow the steps in an empty folder; of the whole site only the pages looked at here are built."""
    folder, done = tmp_path_factory.mktemp("steps"), []
    shutil.copy(project_dir() / ".readme" / "suoi_mo_2024.txt", folder)
    for kind, *what in read_steps()[1]:
        if kind == "fill":
            type_in(folder / "suoi_mo.xlsx", *what)
            continue
        (arguments,) = what
        if arguments[0] == "build":
            arguments = [*arguments, "overview", "profile-suoi_mo", "--lang", "vi"]
        done.append((arguments[0], run(arguments, folder)))
    return folder, done


def test_there_are_ten_steps_with_pictures():
    """The steps are numbered from 1 to 10, and each picture stands here, is a small PNG and is told in Vietnamese."""
    text, steps = read_steps()
    assert re.findall(r"^\*\*(\d+)\.", text, re.MULTILINE) == [str(number) for number in range(1, 11)]
    assert [step[1][0] for step in steps if step[0] == "run"] == ["new", "extract", "check", "verify", "build"]
    pictures = re.findall(r"!\[([^\]]+)\]\(([^)]+)\)", text)
    assert 4 <= len(pictures) <= 6
    for told, place in pictures:
        raw = (project_dir() / place).read_bytes()
        assert raw.startswith(b"\x89PNG") and len(raw) <= 62_000, place
        assert struct.unpack(">I", raw[16:20])[0] >= 500, place
        assert len(told) > 20 and not told.isascii()


@pytest.mark.slow
def test_each_command_succeeds(followed):
    """Every command of the steps does what its step says, from an empty folder, with no fault and no finding."""
    folder, done = followed
    for name, child in done:
        assert child.returncode == 0, (name, child.stdout + child.stderr)
    said = {name: child.stdout for name, child in done}
    assert "1.906 đảng viên" in said["extract"]
    assert "Không có lỗi" in said["check"]
    assert "0 chỗ sai" in said["verify"]
    assert (folder / "ban_soat.xlsx").is_file()


@pytest.mark.slow
def test_the_locality_is_in_the_report(followed):
    """The profile shows the place and its figures as printed, its own indicator too, and the index leads to it."""
    folder, _ = followed
    page = (folder / "trang_cua_toi" / "vi" / "profile-suoi_mo.html").read_text(encoding="utf-8")
    for told in ("Suối Mơ (tưởng tượng)", "1.906", "92,5", "Nhà văn hóa thôn được sửa", "12-KH/ĐU"):
        assert told in page, told
    assert "Suối Mơ" in (folder / "trang_cua_toi" / "vi" / "index.html").read_text(encoding="utf-8")


@pytest.mark.slow
def test_a_slip_on_the_way_is_told(followed, tmp_path):
    """The same workbook with a value that its print contradicts is stopped by `check` and by `verify`, in numbers of
    the language."""
    folder, _ = followed
    for name in ("suoi_mo.xlsx", "suoi_mo_2024.txt"):
        shutil.copy(folder / name, tmp_path)
    type_in(tmp_path / "suoi_mo.xlsx", "Số liệu", [{"Giá trị": "1.960"}])
    assert run(["check", "suoi_mo.xlsx"], tmp_path).returncode == 1
    told = {
        "vi": "đọc là 1.906, mà ô giá trị và mức chính xác ghi 1.960",
        "en": "reads as 1,906, but value and qualifier say 1,960",
    }
    for lang, words in told.items():
        found = run(["verify", ".", "--data", "suoi_mo.xlsx", "--lang", lang], tmp_path)
        assert found.returncode == 1
        assert words in found.stderr
