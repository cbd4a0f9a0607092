"""The package where there is no checkout: installed from a wheel, in an empty folder, in a project of one's own."""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from analysis import load, paths
from analysis.commands.main import main
from analysis.errors import AnalysisError, NoProjectError
from analysis.package.frames import package_folders
from analysis.paths import data_dir, find_project, notebooks_dir, own_data, project_dir

ROOT = project_dir()


def run(*command, folder, **variables):
    """Run a program outside the checkout, with nothing set that leads back to it."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("ANALYSIS_", "PYTHON"))}
    command = list(map(str, command))
    environment |= {"PYTHONUTF8": "1", **variables}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8")


@pytest.fixture(scope="session")
def installer():
    """Give the module install.py."""
    spec = importlib.util.spec_from_file_location("install", ROOT / "install.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def wheel(tmp_path_factory):
    """Build the wheel of this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    done = run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, folder=ROOT)
    assert done.returncode == 0, done.stderr
    return next(folder.glob("*.whl"))


def test_a_wheel_holds_all_that_pages_are_made_with(wheel):
    """Each file of the code, of the data and of the notebooks is in the wheel, byte for byte, and nothing else is."""
    places = {
        "analysis": ROOT / "src/analysis",
        **{f"analysis/project/{name}": ROOT / name for name in ("data", "notebooks")},
    }
    expected = {
        f"{name}/{path.relative_to(folder).as_posix()}": path
        for name, folder in places.items()
        for path in folder.rglob("*")
        if path.is_file() and not {"__pycache__", ".ipynb_checkpoints"}.intersection(path.parts)
    }
    expected |= {f"analysis/project/{name}": ROOT / name for name in ("CITATION.cff", "LICENSE")}
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
        assert held == set(expected)
        assert all(archive.read(name) == path.read_bytes() for name, path in expected.items())


def find_python(version):
    """Find an interpreter of a version that really starts; a shim may stand there for one that is not chosen."""
    if sys.version_info[:2] == tuple(map(int, version.split("."))):
        return sys.executable
    kept = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"), "versions")
    for path in (shutil.which(f"python{version}"), *sorted(kept.glob(f"{version}.*/bin/python"))):
        if path and run(path, "-c", "import ensurepip", folder=ROOT).returncode == 0:
            return path
    return None


TRIED = """
import contextlib, io, pathlib, sys
import analysis
from analysis.commands.main import main

def tell(*arguments):
    told = io.StringIO()
    with contextlib.redirect_stdout(told), contextlib.redirect_stderr(told):
        try:
            main(list(arguments))
        except SystemExit as ended:
            return ended.code or 0, told.getvalue()

assert pathlib.Path(analysis.__file__).is_relative_to(sys.prefix), analysis.__file__
assert tell("check", "--lang", "en")[0] == 0
for command in (["build"], ["lesson", "grading"], ["field-study", "ba_tri"], ["lab"]):
    code, told = tell(*command)
    assert code == 1 and ("analysis init" in told or "[lab" in told), told
assert not list(pathlib.Path().iterdir())
assert tell("init", "mine")[0] == 0
print(len(analysis.load().ids("locality")), f"{sys.version_info[0]}.{sys.version_info[1]}", "tried")
"""


@pytest.mark.slow
@pytest.mark.parametrize("version", ["3.11", "3.12", "3.13"])
def test_a_wheel_works_outside_a_checkout(wheel, installer, tmp_path, version):
    """In an empty folder, on each Python that is here: data, their check, what to do, a project, one of its pages."""
    python, uv = find_python(version), shutil.which("uv", path=Path(sys.executable).parent) or shutil.which("uv")
    if python is None or uv is None:
        pytest.skip(f"no Python {version} here" if python is None else "uv is not here")
    settings = installer.read_settings(
        installer.begin([sys.executable, "-m", "pip", "config", "list"]).communicate()[0]
    )
    installed, empty = tmp_path / "installed", tmp_path / "empty"
    empty.mkdir()
    run(uv, "venv", "--python", python, installed, folder=tmp_path)
    scripts = next(path for name in ("bin", "Scripts") if (path := installed / name).is_dir())
    install = (uv, "pip", "install", "--python", scripts / "python", "-c", ROOT / "constraints.txt", wheel)
    done = run(*install, folder=tmp_path, **settings)
    if done.returncode and run(*install, "--dry-run", folder=tmp_path, **settings).returncode:
        pytest.skip(f"the packages cannot be had for Python {version}: {done.stderr[-300:]}")
    assert done.returncode == 0, done.stderr

    # One process for all but the build: to start one costs seconds.
    done = run(scripts / "python", "-c", TRIED, folder=empty)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == f"5 {version} tried"
    assert [path.name for path in empty.iterdir()] == ["mine"]
    done = run(scripts / "analysis", "build", "compare-members_per_cell", "--lang", "vi", folder=empty / "mine")
    assert done.returncode == 0, done.stderr
    assert "Nậm Pồ" in (empty / "mine/reports/vi/compare-members_per_cell.html").read_text(encoding="utf-8")


@pytest.fixture
def own_project(tmp_path, monkeypatch):
    """Make a project by the command, and work in it."""
    monkeypatch.delenv("ANALYSIS_HOME", raising=False)
    monkeypatch.delenv("ANALYSIS_DATA", raising=False)
    main_returns(0, "init", str(tmp_path / "mine"))
    monkeypatch.chdir(tmp_path / "mine")
    return tmp_path / "mine"


def main_returns(code, *arguments):
    """Run a command in this process and hold it to its exit code."""
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    assert (ended.value.code or 0) == code


def test_a_project_has_notebooks_of_its_own_over_the_data_that_come_with_the_code(own_project):
    """In a new project notebooks are its own, the same as those given; data are the built-in ones alone."""
    assert find_project() == own_project
    assert notebooks_dir() == own_project / "notebooks"
    given = {
        path.relative_to(ROOT) for path in (ROOT / "notebooks").rglob("*.*") if ".ipynb_checkpoints" not in path.parts
    }
    assert {path.relative_to(own_project) for path in (own_project / "notebooks").rglob("*.*")} == given
    assert data_dir() == ROOT / "data" and own_data() == []
    assert {path.name for path in own_project.iterdir()} == {".gitignore", "README.md", "data", "notebooks"}


def test_own_data_are_laid_over_in_a_project(own_project, write_package, small_package, monkeypatch):
    """Tables, lessons and workbooks in `data/` are laid over the built-in data, from any folder of the project."""
    built_in = load().ids("locality")
    write_package(own_project / "data", small_package)
    monkeypatch.chdir(own_project / "notebooks")
    assert load().ids("locality") == sorted([*built_in, "test_commune"], key=[*built_in, "test_commune"].index)
    (own_project / "data" / "~$open.xlsx").touch()
    main_returns(0, "new", str(own_project / "data" / "further.xlsx"))
    assert package_folders() == [ROOT / "data", own_project / "data", own_project / "data" / "further.xlsx"]
    monkeypatch.setenv("ANALYSIS_HOME", str(ROOT))
    assert package_folders() == [ROOT / "data"]


def test_a_project_may_hold_lessons_alone(own_project):
    """A lesson of one's own needs no table beside it."""
    (own_project / "data" / "lessons").mkdir()
    shutil.copy(ROOT / "data/lessons/grading.yml", own_project / "data/lessons/my_grading.yml")
    assert "my_grading" in load().ids("lesson")


@pytest.mark.parametrize("there", ["file", "folder"])
def test_init_overwrites_nothing(tmp_path, capsys, there):
    """A file, or a folder with something in it, is refused and stays as it was."""
    place = tmp_path / "mine"
    kept = place if there == "file" else place / "kept.txt"
    kept.parent.mkdir(exist_ok=True)
    kept.write_text("kept", encoding="utf-8")
    main_returns(1, "init", str(place))
    assert "mine" in capsys.readouterr().err
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [kept]


@pytest.mark.parametrize("empty", [True, False])
def test_init_leaves_nothing_half_made(tmp_path, monkeypatch, empty):
    """A project that cannot be made whole is not made: an empty folder stays empty, a new one is not there."""
    place = tmp_path / "mine"
    if empty:
        place.mkdir()
    copy = shutil.copytree

    def fail(source, target, *arguments, **options):
        copy(source, target, *arguments, **options)
        if Path(target).name == "notebooks":
            raise OSError(28, "No space left on device", str(target))

    monkeypatch.setattr(shutil, "copytree", fail)
    main_returns(1, "init", str(place))
    assert list(tmp_path.rglob("*")) == ([place] if empty else [])


def test_without_a_project_it_is_said_what_to_do(tmp_path, monkeypatch, capsys):
    """In no project, as from a wheel, data are found; what needs a project says in both languages how to begin."""
    monkeypatch.delenv("ANALYSIS_HOME", raising=False)
    monkeypatch.setattr(paths, "_GIVEN", (tmp_path / "lib", ROOT))
    monkeypatch.chdir(tmp_path)
    assert find_project() is None and data_dir() == ROOT / "data" and own_data() == []
    with pytest.raises(NoProjectError, match="analysis init FOLDER"):
        project_dir()
    main_returns(1, "build")
    told = capsys.readouterr().err
    assert "analysis init THƯ_MỤC" in told and "analysis init FOLDER" in told
    monkeypatch.setenv("ANALYSIS_HOME", str(tmp_path))
    with pytest.raises(
        AnalysisError, match=r"ANALYSIS_HOME is .* no data/datapackage\.json and no notebooks/runs\.yml"
    ):
        find_project()


@pytest.mark.parametrize("has_pip", [True, False])
@pytest.mark.parametrize("works", ["uv", "pip"])
def test_packages_are_installed_with_uv_or_else_with_pip(installer, monkeypatch, capsys, tmp_path, works, has_pip):
    """With uv where it installs, else with pip: each package is held to its hash, and which of them it was is said.

    Where Python came without pip, as on Debian, the environment gets one.
    """
    ran = []
    monkeypatch.setattr(installer, "find_spec", lambda name: name if has_pip else None)

    def pretend(command, where=None):
        ran.append([Path(part).name for part in map(str, command)])
        return works == "uv" or ran[-1][0] != "uv"

    monkeypatch.setattr(installer, "run", pretend)
    monkeypatch.setattr(installer.subprocess, "run", lambda *_, **__: subprocess.CompletedProcess([], 0, stdout=""))
    for name in ("VENV", "BIN", "MARK"):
        monkeypatch.setattr(installer, name, tmp_path / getattr(installer, name).name)
    monkeypatch.setattr(installer.os, "chdir", lambda _: None)
    monkeypatch.setattr(installer.sys, "argv", ["install.py", "--ready"])
    with pytest.raises(SystemExit, match="True"):
        installer.main()
    monkeypatch.setattr(installer.sys, "argv", ["install.py"])
    tmp_path.joinpath(".venv").mkdir()
    installer.main()
    told = capsys.readouterr()
    assert f"with {works} in" in told.out and ("uv cannot be had" in told.err) == (works == "pip")
    assert ran.pop(0)[1:] == ["-m", "venv", *(["--without-pip"] if has_pip else []), "--clear", ".venv"]
    assert all(("--python" in command) == has_pip for command in ran if command[0] != "uv")
    assert all("--require-hashes" in command for command in ran if "-e" not in command)
    pip = Path(sys.executable).name if has_pip else "python"
    assert [command[0] for command in ran] == ([pip, "uv", "uv"] if works == "uv" else [pip, "uv", pip, pip])


def test_a_folder_with_vietnamese_letters_is_found_in_any_code_page(installer, monkeypatch, tmp_path):
    """Python 3.12 and older read what the environment names in the code page, and do not start where it cannot be."""
    home = tmp_path / "Nguyễn Thị Hợp"
    (home / "src" / "found").mkdir(parents=True)
    (home / "src" / "found" / "__init__.py").touch()
    venv.create(home / ".venv", symlinks=True)
    python = next(path for name in ("bin", "Scripts") if (path := home / ".venv" / name).is_dir()) / "python"
    (place,) = (home / ".venv").glob("[Ll]ib/**/site-packages")
    (place / "_editable_impl.pth").write_text(str(home / "src"), encoding="utf-8")
    monkeypatch.setattr(installer, "ROOT", home)
    monkeypatch.setattr(installer, "VENV", home / ".venv")
    installer.name_from_here()
    assert (place / "_editable_impl.pth").read_bytes().isascii()
    plain = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    assert run(python, "-c", "import found", folder=tmp_path, **plain).stderr == ""


def test_a_link_in_the_place_of_the_environment_is_refused(tmp_path):
    """Where .venv leads elsewhere nothing is installed and nothing emptied; what to do is said, in both languages."""
    elsewhere, folder = tmp_path / "nơi khác", tmp_path / "project"
    elsewhere.mkdir()
    (elsewhere / "kept.txt").write_text("kept", encoding="utf-8")
    folder.mkdir()
    for name in ("install.py", "requirements.txt"):
        shutil.copy(ROOT / name, folder)
    (folder / ".venv").symlink_to(elsewhere, target_is_directory=True)
    done = run(sys.executable, "install.py", folder=folder)
    assert done.returncode == 1
    assert f".venv is a link to {elsewhere}." in done.stderr and f".venv là đường dẫn tới {elsewhere}." in done.stderr
    assert "Remove the link .venv" in done.stderr
    assert [path.name for path in elsewhere.iterdir()] == ["kept.txt"]


def test_an_environment_is_ready_for_its_folder_and_its_pins(installer, monkeypatch, tmp_path):
    """It is ready where it was made whole, in this folder, of these pins; other pins alone do not clear it."""
    assert not installer.run([tmp_path / "python"]), "that of an environment may lead to one that is gone"
    ran = []
    for name in ("VENV", "BIN", "MARK", "PINS"):
        monkeypatch.setattr(installer, name, tmp_path / getattr(installer, name).name)
    monkeypatch.setattr(installer, "run", lambda command, *_: ran.append(list(map(str, command))) or True)
    monkeypatch.setattr(installer, "begin", lambda _: None)
    monkeypatch.setattr(installer.os, "chdir", lambda _: None)

    def asked(*options):
        monkeypatch.setattr(installer.sys, "argv", ["install.py", *options])
        try:
            return installer.main()
        except SystemExit as ended:
            return ended.code

    tmp_path.joinpath(".venv").mkdir()
    tmp_path.joinpath("requirements.txt").write_text("one==1\n", encoding="utf-8")
    assert asked("--ready") is True
    assert asked() is None and "--clear" in ran[0]
    assert asked("--ready") is False
    tmp_path.joinpath("requirements.txt").write_text("one==2\n", encoding="utf-8")
    assert asked("--ready") is True
    ran.clear()
    assert asked() is None and not any("--clear" in command for command in ran)
    monkeypatch.setattr(installer, "ROOT", tmp_path / "moved")
    ran.clear()
    assert asked() is None and "--clear" in ran[0]


def test_uv_looks_where_pip_looks(installer, monkeypatch):
    """Indexes, folders and certificates that pip is told of are told to uv, unless uv is told of others."""
    told = "\n".join(
        (
            "global.index-url='https://packages.example/simple'",
            "global.extra-index-url='file:///one file:///two'",
            ":env:.find-links='/wheels /more'",
            "global.cert='/certificates.crt'",
            "global.timeout='60'",
        )
    )
    monkeypatch.setenv("SSL_CERT_FILE", "/own.crt")
    assert installer.read_settings(told) == {
        "UV_INDEX_STRATEGY": "unsafe-best-match",
        "UV_DEFAULT_INDEX": "https://packages.example/simple",
        "UV_INDEX": "file:///one file:///two",
        "UV_FIND_LINKS": "/wheels,/more",
        "SSL_CERT_FILE": "/own.crt",
    }


def test_each_pin_is_read_whole(installer):
    """The installer reads every pin with its hashes, uv's among them."""
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    assert len(installer.read_pins()) == len(re.findall("^[a-z0-9]", text, re.MULTILINE))
    assert sum(entry.count("--hash=sha256:") for entry in installer.read_pins()) == text.count("--hash=sha256:")
