"""The commands as a reader types them, and what they say to bad input."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import analysis
from analysis.commands import reports
from analysis.commands.main import cli, main
from analysis.paths import project_dir
from analysis.plan.entries import Run


def call(capsys, *arguments):
    """Run a command in this process; give exit code, what it printed, and what it said on stderr."""
    with pytest.raises(SystemExit) as done:
        main(list(arguments))
    printed = capsys.readouterr()
    return done.value.code or 0, printed.out, printed.err


def test_help_has_examples(capsys):
    """Every command explains itself and gives examples, line by line."""
    for name in cli.commands:
        code, out, _ = call(capsys, name, "--help")
        assert code == 0
        written = [line.strip() for line in cli.commands[name].callback.__doc__.splitlines()]
        examples = [line for line in written if re.match(rf"analysis {name}\b", line)]
        assert examples and "\\b" not in out, name
        # Each stands on a line of its own.
        assert [line.strip() for line in out.splitlines() if line.startswith(f"    analysis {name}")] == examples, name


def test_python_m_is_the_same():
    """`python -m analysis` is the command."""
    done = subprocess.run([sys.executable, "-m", "analysis", "--version"], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("analysis, version ")


def test_help_and_import_are_light():
    """Neither `import analysis` nor `--help` imports pandas, matplotlib, papermill or another heavy library."""
    heavy = ("pandas", "numpy", "pandera", "pydantic", "matplotlib", "papermill", "nbformat", "babel", "openpyxl")
    code = (
        "import sys, analysis, analysis.commands.main\n"
        "try: analysis.commands.main.main(['--help'])\n"
        "except SystemExit: pass\n"
        f"print([m for m in {heavy} if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_the_package_shows_what_it_offers():
    """`dir(analysis)` names load and compare before either is fetched, and an unknown name is an error as usual."""
    assert {"load", "compare"} <= set(dir(analysis))
    assert callable(analysis.load) and callable(analysis.compare)
    with pytest.raises(AttributeError, match="nothing"):
        analysis.nothing  # noqa: B018


def test_check(capsys):
    """The built-in package has no fault."""
    assert call(capsys, "check")[0] == 0


def test_check_tells_every_fault(capsys, tmp_path):
    """Faults of a package laid over are told with file, line and column, exit code 1."""
    (tmp_path / "localities.csv").write_text("locality_id,name_vi\nBad Id,x\n", encoding="utf-8")
    code, _, err = call(capsys, "check", str(tmp_path))
    assert code == 1
    assert "localities.csv, dòng 1" in err
    assert "Traceback" not in err
    for command in (["check", str(tmp_path)], ["export", "out.qdc", "--data", str(tmp_path)]):
        assert "localities.csv, line 1" in call(capsys, *command, "--lang", "en")[2]
        assert "localities.csv, dòng 1" in call(capsys, *command)[2]


@pytest.mark.parametrize(
    "arguments",
    [("import", "no.qdpx", "out"), ("check", "no.xlsx"), ("extract", "no.txt"), ("verify", "no"),
     ("export", "out.qdpx", "--texts", "no"), ("agreement", "--data", "no.xlsx")],
)  # fmt: skip
def test_what_is_not_there_is_named_in_plain_words(capsys, tmp_path, monkeypatch, arguments):
    """A file or folder that is not there is named in both languages, without words of the machine."""
    monkeypatch.chdir(tmp_path)
    code, _, err = call(capsys, *arguments)
    assert code == 1 and len(err.strip().splitlines()) == 2
    assert "không" in err and "Errno" not in err and arguments[-1 if arguments[0] != "import" else 1] in err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("options", "told", "untold"),
    [
        (("--lang", "vi"), "phải là `runs:`", "must be"),
        (("--lang", "en"), "must be `runs:`", "phải là"),
        ((), "phải là `runs:`", ""),
    ],
)
def test_a_faulty_list_of_runs_is_told_in_the_language_asked_for(capsys, tmp_path, monkeypatch, options, told, untold):
    """What is wrong in `runs.yml` is said in Vietnamese or English, in both where neither is asked for."""
    shutil.copytree(project_dir() / "data", tmp_path / "data")
    monkeypatch.setenv("ANALYSIS_HOME", str(tmp_path))
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "runs.yml").write_text("runs:\n", encoding="utf-8")
    with pytest.raises(SystemExit):
        main(["build", *options])
    said = capsys.readouterr().err
    assert told in said and (untold == "" or untold not in said)


@pytest.mark.few(1)
@pytest.mark.parametrize(("lang", "told"), [("vi", "findings.yml, dòng "), ("en", "findings.yml, line ")])
def test_a_file_beside_the_tables_is_told_in_the_language_asked_for(capsys, tmp_path, monkeypatch, lang, told):
    """Findings that cannot be read as YAML are told with their line, in the words of one language alone."""
    shutil.copytree(project_dir() / "data", tmp_path / "data")
    monkeypatch.setenv("ANALYSIS_HOME", str(tmp_path))
    with (tmp_path / "data" / "findings.yml").open("a", encoding="utf-8") as file:
        file.write("  - [")
    code, _, err = call(capsys, "check", "--lang", lang)
    assert code == 1 and told in err and ("cannot be read" in err) is (lang == "en")


def test_an_unknown_id_is_told_in_the_language_asked_for(capsys):
    """In Vietnamese as in English the id that is close is named."""
    asked = "compare", "party_members", "Lai Châu", "nam_po", "--lang"
    assert call(capsys, *asked, "vi")[2].startswith("Error: không có mã “Lai Châu”; gần giống: lai_chau. Có: ba_tri, ")
    assert call(capsys, *asked, "en")[2].startswith("Error: unknown locality 'Lai Châu'; did you mean lai_chau? ")
    asked = "compare", "Đảng viên", "ba_tri", "lai_chau", "--lang"
    told = call(capsys, *asked, "vi")[2]  # by its name, and among all that are valid, in both languages
    assert "gần giống: party_members. Có:" in told and "women_members_share" in told
    assert "did you mean party_members" in call(capsys, *asked, "en")[2]


def test_an_error_without_a_file_names_none(capsys, monkeypatch):
    """What the system says without naming a file is told as it is, and None is no place."""
    monkeypatch.setattr(Path, "cwd", lambda: (_ for _ in ()).throw(FileNotFoundError(2, "No such file or directory")))
    code, _, err = call(capsys, "check", "no.xlsx")
    assert code == 1 and "None" not in err and "Traceback" not in err


@pytest.mark.parametrize(("what", "expected"), [("localities", 5), ("themes", 22), ("indicators", 70), ("runs", 16)])
def test_list(capsys, what, expected):
    """Lists give at least what the collection holds, as text and as JSON."""
    code, out, _ = call(capsys, "list", what, "--json")
    rows = json.loads(out)
    assert code == 0
    assert len(rows) >= expected
    text = call(capsys, "list", what)[1]
    assert all(row["id"] in text for row in rows)


def test_compare_json(capsys):
    """The comparison in JSON carries verdict, reasons and values: 5 and 34 organisations and cells."""
    code, out, _ = call(capsys, "compare", "organisations_graded_excellent", "trang_dinh", "ba_tri", "--json")
    report = json.loads(out)
    assert code == 0
    assert report["verdict"]["id"] == "not_comparable"
    assert [figure["value"] for figure in report["figures"]] == [5, 34]
    assert "tier" in {reason["id"] for reason in report["pairs"][0]["reasons"]}


def test_compare_in_words(capsys):
    """The comparison in words is in Vietnamese by default and in English when asked."""
    assert "Không so sánh được" in call(capsys, "compare", "party_members", "nam_po", "lai_chau")[1]
    english = call(capsys, "compare", "party_members", "nam_po", "lai_chau", "--lang", "en")[1]
    assert "Not comparable" in english and "30,044" in english


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["compare", "party_member", "nam_po", "lai_chau"], "did you mean party_members"),
        (["compare", "party_members", "nam_pho", "lai_chau"], "did you mean nam_po"),
        (["compare", "party_members", "Lai Châu", "nam_po"], "did you mean lai_chau"),
        (["compare", "party_members", "TRÀNG ĐỊNH", "nam_po"], "did you mean trang_dinh"),
        (["compare", "party_members", "nam_po"], "at least two"),
        (["compare", "party_members", "nam_po", "lai_chau", "nam_po"], "named twice"),
        (["build", "profile-nam_pho"], "profile-nam_po"),
        (["build", "--data", "no_such_folder"], "no_such_folder"),
        (["verify", "no_such_folder"], "no_such_folder"),
        (["verify", "tests"], "nam_po_2018.txt"),
        (["check", "no_such_folder"], "no_such_folder"),
        (["list", "towns"], "localities"),
        (["build", "--lang", "fr"], "vi"),
        (["build", "--jobs", "0"], "jobs"),
    ],
)
def test_bad_input(capsys, arguments, told):
    """Bad input gets a message that names the place and the choices, exit code not 0, no traceback."""
    code, _, err = call(capsys, *arguments)
    assert code != 0
    assert told in err
    assert "Traceback" not in err


def test_out_is_a_file(capsys, tmp_path):
    """A file for a folder is refused before any notebook runs, and left as it was."""
    target = tmp_path / "site"
    target.write_text("mine", encoding="utf-8")
    code, _, err = call(capsys, "build", "overview", "--out", str(target))
    assert code == 1
    assert "it is a file" in err
    assert target.read_text(encoding="utf-8") == "mine"


@pytest.mark.slow
def test_debug_shows_the_traceback():
    """With --debug, wherever it stands, the error comes with its traceback; without it, never."""
    command = [sys.executable, "-m", "analysis", "compare", "nothing", "nam_po", "lai_chau"]
    plain = subprocess.run(command, capture_output=True, text=True, check=False)
    debug = subprocess.run([*command, "--debug"], capture_output=True, text=True, check=False)
    assert plain.returncode != 0 and debug.returncode != 0
    assert "Traceback" not in plain.stderr
    assert "Traceback" in debug.stderr


@pytest.mark.parametrize("before", [[], ["--"], ["--port", "8899"]])
def test_lab_opens_the_notebooks(monkeypatch, before):
    """`analysis lab` starts JupyterLab of this environment in notebooks/ and passes options on, behind `--` or not."""
    seen = []

    class Done:
        returncode = 0

    monkeypatch.setattr(subprocess, "run", lambda command, check: seen.append(command) or Done())
    with pytest.raises(SystemExit):
        main(["lab", *before, "--no-browser"])
    (command,) = seen
    assert command[:3] == [sys.executable, "-m", "jupyterlab"]
    assert command[-1] == "--no-browser" and ("8899" in command) == ("8899" in before)
    assert command[command.index("--notebook-dir") + 1].endswith("notebooks")


def test_lab_turns_the_notebooks_to_a_language(monkeypatch, tmp_path):
    """With a language the prose of others is folded before JupyterLab opens; what has no languages stays untouched."""
    (tmp_path / "notebooks" / "own").mkdir(parents=True)
    (tmp_path / "notebooks" / "runs.yml").write_text("runs: []\n", encoding="utf-8")
    spoken, plain = tmp_path / "notebooks" / "own" / "spoken.ipynb", tmp_path / "notebooks" / "plain.ipynb"
    shutil.copy(Path(reports.__file__).with_name("new_notebook.ipynb"), spoken)
    plain.write_text("half wri", encoding="utf-8")
    monkeypatch.setenv("ANALYSIS_HOME", str(tmp_path))
    monkeypatch.setattr(subprocess, "run", lambda command, check: subprocess.CompletedProcess(command, 0))
    before = spoken.read_text(encoding="utf-8")
    for lang in ("en", "vi"):
        with pytest.raises(SystemExit):
            main(["lab", "--lang", lang])
        assert (spoken.read_text(encoding="utf-8") == before) == (lang == "vi")
    assert plain.read_text(encoding="utf-8") == "half wri"


@pytest.mark.parametrize(("command", "id_", "kinds"), [
    ("lesson", "grading", {".html", ".docx", ".pptx", ".gift", ".xml", ".json", ".zip"}),
    ("field-study", "ba_tri", {".html", ".docx", ".xlsx", ".json"}),
])  # fmt: skip
@pytest.mark.slow
def test_packs_are_written(capsys, tmp_path, command, id_, kinds):
    """`lesson` and `field-study` write the page and every file beside it, of what was named alone."""
    code, out, err = call(capsys, command, id_, "--lang", "vi", "--out", str(tmp_path))
    assert code == 0, out + err
    written = {
        path.suffix for path in tmp_path.rglob("*") if path.is_file() and id_ in f"{path.parent.name}{path.name}"
    }
    assert kinds <= written
    assert not (tmp_path / "en").exists()


@pytest.mark.parametrize(("command", "notebook", "subject"), [
    ("lesson", "70_lesson", ("lesson", "grading")),
    ("field-study", "80_field_study", ("locality", "ba_tri")),
])  # fmt: skip
def test_packs_are_found_by_what_they_are_about(capsys, monkeypatch, command, notebook, subject):
    """`lesson` and `field-study` build their notebook's run about what was named, whatever its id."""
    made = []
    names = {"other": "10_other", "mine": notebook}
    runs = [Run(run_id, Path(f"{name}.ipynb"), subject=subject) for run_id, name in names.items()]
    monkeypatch.setattr("analysis.plan.runs.load_runs", lambda data, folder: runs)
    monkeypatch.setattr("analysis.commands.build.run", lambda runs, out, **options: made.append(runs) or 0)
    assert call(capsys, command, subject[1])[0] == 0
    assert call(capsys, command)[0] == 0
    assert made == [("mine",), (notebook,)]


@pytest.mark.parametrize(("command", "typo", "known"), [
    ("lesson", "gradings", ["grading", "meetings", "cadres", "organisation"]),
    ("field-study", "ba_try", ["ba_tri", "nam_po"]),
])  # fmt: skip
def test_unknown_packs_are_refused(capsys, tmp_path, command, typo, known):
    """An unknown lesson or locality is told with the choices, and nothing is written."""
    code, _, err = call(capsys, command, typo, "--out", str(tmp_path / "site"))
    assert code != 0
    assert typo in err and all(name in err for name in known)
    assert "70_lesson" not in err and "Traceback" not in err
    assert not (tmp_path / "site").exists()


@pytest.mark.parametrize(("command", "id_"), [("lesson", "grading"), ("field-study", "ba_tri")])
def test_packs_need_a_folder_to_write_in(capsys, tmp_path, command, id_):
    """Where the folder cannot be written, the command says so and leaves nothing half-written."""
    (tmp_path / "there").write_text("mine", encoding="utf-8")
    code, _, err = call(capsys, command, id_, "--lang", "vi", "--out", str(tmp_path / "there" / "site"))
    assert code != 0
    assert "there" in err and "Traceback" not in err
    assert [path.name for path in tmp_path.iterdir()] == ["there"]


@pytest.mark.parametrize("command", [
    ("compare", "members_per_cel", "nam_po", "lai_chau"),
    ("compare", "members_per_cell", "nam_po", "lai_cha"),
    ("compare", "members_per_cell", "nam_po", "lai_chau", "--data", "bad"),
    ("extract", "article.txt", "--data", "bad"),
    ("extract", "none.txt"),
    ("check", "none"),
])  # fmt: skip
def test_what_is_no_answer_is_no_json(capsys, tmp_path, monkeypatch, command):
    """Faulty data, an unknown id or a missing file is told as text on standard error; standard output is empty."""
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "observations.csv").write_text("observation_id\nx\n", encoding="utf-8")
    (tmp_path / "article.txt").write_text("Xã có 12 chi bộ.\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    code, out, err = call(capsys, *command, "--json")
    assert (code, out) == (1, "")
    assert err.startswith(("Error: ", "bad/observations.csv, "))


@pytest.mark.parametrize("folder", ["article.txt", "article.txt/works"])
def test_a_file_given_as_the_folder_of_works_is_told(capsys, tmp_path, folder):
    """What is no folder is told in both languages, where none is asked for, and nothing is started."""
    (tmp_path / "article.txt").write_text("Xã có 12 chi bộ.\n", encoding="utf-8")
    code, _, err = call(capsys, "serve", "--no-browser", "--folder", str(tmp_path / folder))
    assert code == 1 and err.startswith(f"Error: {tmp_path / folder}: không phải thư mục\n")
    assert "not a folder" in err
