"""`runs.yml` and parameters: what is accepted, and how a fault is told."""

from __future__ import annotations

import subprocess
import sys

import pytest

import analysis
from analysis.errors import RunError, UnknownIdError
from analysis.paths import notebooks_dir
from analysis.plan.notebook import NotebookCell, Parameter, check_value, read_parameters
from analysis.plan.runs import load_runs, select_runs

GOOD = """\
runs:
- notebook: 00_overview
  id: overview
- notebook: 10_profile
  id: profile-{locality_id}
  for_each: {locality_id: localities}
- notebook: 10_profile
  id: compare-{years}
  for_each: {years: [2018, 2019]}
  parameters: {indicator_ids: [party_members, party_cells], share: 1, quiet: true}
"""


def load(notebooks, data, text):
    (notebooks / "runs.yml").write_text(text, encoding="utf-8")
    return load_runs(data, notebooks)


def test_runs_are_read_in_order(notebooks, data):
    """A good list must give one run for each value, with its parameters and what it is about."""
    runs = load(notebooks, data, GOOD)
    assert [run.run_id for run in runs] == [
        "overview",
        "profile-ba_tri",
        "profile-nam_po",
        "compare-2018",
        "compare-2019",
    ]
    assert runs[0].parameters == {}
    assert runs[1].parameters == {"locality_id": "ba_tri"}
    assert runs[1].notebook == notebooks / "10_profile.ipynb"
    assert [run.subject for run in runs[1:4]] == [("locality", "ba_tri"), ("locality", "nam_po"), None]
    assert runs[3].parameters["years"] == 2018
    assert runs[3].parameters["indicator_ids"] == ["party_members", "party_cells"]


def entry(notebook="10_profile", run_id="one", rest=""):
    """Word a list of one run."""
    return f"runs:\n- notebook: {notebook}\n  id: {run_id}\n  {rest}\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("runs: [", "notebooks/runs.yml, line 2: the file cannot be read as YAML: "),
        ("- " * 100_000 + "x", "notebooks/runs.yml: the file cannot be read as YAML: nested too deep"),
        ("runs:\n- a: {b\n", "notebooks/runs.yml, line 3: the file cannot be read as YAML: "),
        ("", "line 1: must be `runs:` followed by a list"),
        ("runs:\n", "line 1: must be `runs:` followed by a list"),
        ("[1, 2]", "line 1: must be `runs:` followed by a list"),
        ("runs: [x]", "line 1: 'x' is not a run"),
        (GOOD + "run: 1\n", "line 11: unknown key 'run'; did you mean runs?"),
        (entry(rest="parameter: {}"), "line 4, run one: unknown key 'parameter'; did you mean parameters?"),
        (entry(rest="id: two"), "line 4: 'id' is given twice"),
        (entry(rest="parameters: {quiet: true, quiet: false}"), "line 4: 'quiet' is given twice"),
        ("runs:\n- id: x\n", "line 2, run x: needs `notebook:` with a name"),
        ("runs:\n- notebook: 10_profile\n  id: 7\n", "line 3, run 7: needs `id:` with a name"),
        (entry(rest="parameters: [1]"), "line 4, run one: `parameters` must hold `name: value`"),
        (entry("10_profil"), "line 2, run one: unknown notebook '10_profil'; did you mean 10_profile?"),
        (entry("../secret"), "line 2, run one: notebook '../secret' leaves the folder notebooks/"),
        (entry("/etc/passwd"), "line 2, run one: notebook '/etc/passwd' leaves the folder"),
        (entry("link"), "line 2, run one: notebook 'link' leaves the folder"),
        (entry(run_id="Hồ-sơ"), "line 3, run Hồ-sơ: is not an id: use a-z, 0-9, _ and -"),
        (entry(run_id="a/b"), "line 3, run a/b: is not an id"),
        (entry(run_id="index"), "line 3, run index: is not an id"),
        (
            entry(run_id="x-{locality_id}"),
            "line 3, run x-{locality_id}: id 'x-{locality_id}' may hold no braces",
        ),
        (
            entry(run_id="x-{locality}", rest="for_each: {locality_id: localities}"),
            "id 'x-{locality}' may hold {locality_id}",
        ),
        (
            entry(run_id="x-{locality_id.__class__}", rest="for_each: {locality_id: localities}"),
            "may hold {locality_id}",
        ),
        (
            entry(rest="for_each: {locality_id: localities}"),
            "line 2, run one: the id is already used in line 2",
        ),
        (
            entry(run_id="overview") + GOOD.removeprefix("runs:\n"),
            "line 5, run overview: the id is already used in line 2",
        ),
        (entry(rest="for_each: {locality_id: []}"), "parameter locality_id: `for_each` over nothing"),
        (entry(rest="for_each: {locality_id: }"), "parameter locality_id: `for_each` over nothing"),
        (entry(rest="for_each: {locality_id: places}"), "`for_each`: unknown kind 'places'"),
        (
            entry(rest="for_each: {locality_id: themes}"),
            "every one of themes, so it must be named theme_id",
        ),
        (entry(rest="for_each: {}"), "line 4, run one: `for_each` takes exactly one parameter"),
        (
            entry(run_id="x-{locality_id}", rest="for_each: {locality_id: [ba_try]}"),
            "line 4, run x-ba_try, parameter locality_id: unknown locality 'ba_try'; did you mean ba_tri? "
            "Valid: ba_tri, nam_po",
        ),
        (
            entry(run_id="x-{years}", rest="for_each: {years: [2018]}\n  parameters: {years: 2019}"),
            "parameter years: is given in `for_each` and in `parameters`",
        ),
        (entry(rest="reads: figures.csv"), "line 4, run one: `reads` must hold a list of files"),
        (
            entry(rest="reads:\n    - link.ipynb\n    - figures.csv"),
            "line 6, run one: `reads`: there is no file 'figures.csv'; write its path from the folder notebooks/",
        ),
        (entry(rest='reads: ["\\0"]'), "line 4, run one: `reads`: there is no file '\\x00'"),
        (entry(rest="parameters: {lang: vi}"), "parameter lang: `lang` is set by the build"),
        (
            entry(rest="parameters: {localty_id: ba_tri}"),
            "run one: unknown parameter 'localty_id'; did you mean locality_id?",
        ),
        (entry(rest="parameters: {locality_id: 3}"), "parameter locality_id: 3 is not str"),
        (entry(rest="parameters: {years: many}"), "parameter years: 'many' is not Optional[int]"),
        (entry(rest="parameters: {years: true}"), "parameter years: True is not Optional[int]"),
        (entry(rest="parameters: {share: half}"), "parameter share: 'half' is not float"),
        (entry(rest="parameters: {quiet: 1}"), "parameter quiet: 1 is not bool"),
        (entry(rest="parameters: {indicator_ids: party_cells}"), "'party_cells' is not list[str]"),
        (
            entry(rest="parameters:\n    quiet: true\n    indicator_ids: [party_cell]"),
            "line 6, run one, parameter indicator_ids: unknown indicator 'party_cell'",
        ),
        (entry(rest="parameters: {locality_id: Ba Tri ấp}"), "has letters outside ASCII; pass an id"),
    ],
)
def test_a_fault_is_told_with_its_place(notebooks, data, text, expected):
    """Each fault must be refused with file, line, run and parameter, and the valid choices if any."""
    (notebooks / "link.ipynb").symlink_to("/etc/passwd")
    with pytest.raises(RunError) as caught:
        load(notebooks, data, text)
    assert expected in str(caught.value)
    assert "notebooks/runs.yml" in str(caught.value)


def test_files_that_a_notebook_reads_are_found(notebooks, data):
    """The files that an entry names must be those its run reads, from the folder of the list or beside it."""
    (notebooks / "own").mkdir()
    files = notebooks / "own" / "figures.csv", notebooks.parent / "texts.txt"
    for file in files:
        file.write_text("1", encoding="utf-8")
    mine, other = load(notebooks, data, entry(rest="reads: [own/figures.csv, ../texts.txt]") + entry(run_id="two")[6:])
    assert [path.resolve() for path in mine.reads] == [file.resolve() for file in files]
    assert other.reads == ()


def test_runs_of_one_kind_of_thing_are_read_alone():
    """Who asks for the runs of indicators gets those that are listed for them, in their order, and no others."""
    data = analysis.load()
    every = load_runs(data, notebooks_dir())
    for kind in ("indicator", "theme", "locality"):
        asked = load_runs(data, notebooks_dir(), of=kind)
        assert asked == [run for run in every if run.subject and run.subject[0] == kind] != []


def test_all_faults_come_at_once(notebooks, data):
    """Faults of several runs must be told together, each once."""
    text = entry("nowhere") + entry(run_id="B").removeprefix("runs:\n")
    text += entry(run_id="x-{locality_id}", rest="for_each: {locality_id: localities}\n  parameters: {x: 1}")[6:]
    with pytest.raises(RunError, match=r"^3 fault\(s\)") as caught:
        load(notebooks, data, text)
    assert str(caught.value).count("unknown parameter 'x'") == 1


def test_a_missing_list_is_told(notebooks, data):
    """A folder without `runs.yml`, and one whose list is not UTF-8, must be refused in words."""
    with pytest.raises(RunError, match=r"notebooks/runs.yml: the file cannot be opened"):
        load_runs(data, notebooks)
    (notebooks / "runs.yml").write_bytes("runs: Nậm".encode("utf-16"))
    with pytest.raises(RunError, match=r"runs.yml: the letters are not in UTF-8"):
        load_runs(data, notebooks)


@pytest.mark.parametrize("content", ["", "{}", "[1]", '{"cells": [{"cell_type": "code", "source": 3}]}'])
def test_a_file_that_is_no_notebook_is_told(notebooks, data, content):
    """A damaged notebook must be named, not end in a traceback."""
    (notebooks / "10_profile.ipynb").write_text(content, encoding="utf-8")
    with pytest.raises(RunError, match=r"10_profile.ipynb is not a notebook"):
        load(notebooks, data, GOOD)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ([], "needs exactly one code cell tagged `parameters`, has none"),
        (["lang: int = 1", "lang: int = 2"], "needs exactly one code cell tagged `parameters`, has 2"),
        (["lang = 'vi'"], "line 1: `lang = 'vi'` is not of the form `name: type = default`"),
        (["lang: str ="], "parameters cell, line 1: invalid syntax"),
        (["LANG\nplace: Path = 1"], "parameter place: type Path is not one of int, float"),
        (["LANG\nplace: str = 3"], "parameter place: default 3 is not str"),
        (["LANG\nplace: str = f()"], "parameter place: default f() is not a plain value"),
        (["place: str = 'x'"], 'has no parameter `lang: str = "vi"`'),
        (["lang: int = 1"], 'parameter lang: is int, must be `lang: str = "vi"`'),
        (["lang: str = 'fr'"], "parameter lang: is str, must be"),
        (['lang: Literal["vi", "en"] = "vi"'], "parameter lang: type Literal['vi', 'en'] is not one of int, float"),
    ],
)
def test_a_faulty_parameters_cell_is_told(notebooks, data, make, cells, expected):
    """A notebook must declare its parameters in one cell, typed, with `lang` among them."""
    made = [make.code(cell.replace("LANG", make.PARAMETERS), "parameters") for cell in cells]
    (notebooks / "reports").mkdir()
    make.notebook(notebooks / "reports" / "x.ipynb", *make.TITLES, *made)
    with pytest.raises(RunError) as caught:
        load(notebooks, data, entry("reports/x"))
    assert "notebooks/reports/x.ipynb: " in str(caught.value)
    assert expected in str(caught.value)


@pytest.mark.parametrize(
    "annotation",
    ["int", "'str'", "list[int]", "Optional[str]", "Optional[list[str]]", "list[Optional[int]]"],
)
def test_every_documented_type_is_read(annotation):
    """Each type the documentation names must be accepted, with a value or without."""
    source = f'lang: str = "vi"\nx: {annotation}  # comment'
    parameters, faults = read_parameters([NotebookCell("code", source, frozenset({"parameters"}))])
    assert faults == []
    assert parameters["x"].required


@pytest.mark.parametrize(
    ("annotation", "good", "bad"),
    [
        ("int", [0, -3], [True, 1.0, "1", None]),
        ("float", [1, 0.5], [True, "0.5", None]),
        ("bool", [True], [1, 0, "true"]),
        ("str", ["a"], [1, None, ["a"]]),
        ("list[int]", [[], [1, 2]], [1, [True], ["a"], [None]]),
        ("Optional[list[Optional[int]]]", [None, [1, None]], [[0.5], [[None]]]),
    ],
)
def test_a_type_accepts_its_values_and_no_others(annotation, good, bad):
    """Nothing is turned into another type: true is no number, nor is a number true."""
    parameter = Parameter("x", annotation)
    assert [check_value(parameter, value) for value in good] == [None] * len(good)
    assert [check_value(parameter, value) for value in bad] == [f"{value!r} is not {annotation}" for value in bad]


@pytest.mark.parametrize(
    "annotation",
    [
        *("list", "Optional", "Literal['a']", "dict[str, int]", "int[str]", "list[int, str]", "list[f()]"),
        *("int | None", "().__class__", "__import__('os').name", "None", "(int, str)", "lambda: int"),
    ],
)
def test_no_other_type_is_evaluated(annotation):
    """An annotation may name the types that are documented; anything else is refused without being run."""
    source = f'lang: str = "vi"\nx: {annotation} = 1'
    _, faults = read_parameters([NotebookCell("code", source, frozenset({"parameters"}))])
    assert len(faults) == 1
    assert " is not one of int, float, str, bool, list[…], Optional[…]" in faults[0]


def test_a_parameter_without_default_must_be_given(notebooks, data, make):
    """A parameter that is only annotated must get a value, and may."""
    make.notebook(notebooks / "50_x.ipynb", make.code(f"{make.PARAMETERS}\nplace: str", "parameters"))
    with pytest.raises(RunError, match=r"line 2, run one, parameter place: has no value"):
        load(notebooks, data, entry("50_x"))
    assert load(notebooks, data, entry("50_x", rest="parameters: {place: here}"))[0].parameters == {"place": "here"}


def test_ids_in_defaults_are_checked(notebooks, data, make):
    """A default that names nothing in the data must be refused where it would be used, and only there."""
    source = f'{make.PARAMETERS}\ntheme_id: str = "training"'
    make.notebook(notebooks / "50_x.ipynb", make.code(source, "parameters"))
    with pytest.raises(RunError, match="unknown theme 'training'; did you mean cadre_training"):
        load(notebooks, data, entry("50_x"))
    assert load(notebooks, data, entry("50_x", rest="parameters: {theme_id: cadre_training}"))


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ([], 5),
        (["overview"], 1),
        (["10_profile"], 4),
        (["10", "overview"], 5),
        (["profile-ba_tri", "profile-ba_tri"], 1),
    ],
)
def test_runs_are_chosen_by_id_or_notebook(notebooks, data, names, expected):
    """A name must choose a run, or all runs of a notebook; each once, in the order of the list."""
    runs = load(notebooks, data, GOOD)
    chosen = select_runs(runs, names)
    assert len(chosen) == expected
    assert chosen == [run for run in runs if run in chosen]


@pytest.mark.parametrize("name", ["profile-ba_try", "", "99"])
def test_an_unknown_run_is_told(notebooks, data, name):
    """A name that chooses nothing must be refused with the valid ones."""
    with pytest.raises(UnknownIdError, match=r"unknown run .*profile-ba_tri"):
        select_runs(load(notebooks, data, GOOD), [name])


def test_importing_and_loading_is_cheap(notebooks):
    """Neither importing this room nor reading the list may import what runs notebooks."""
    (notebooks / "runs.yml").write_text(GOOD, encoding="utf-8")
    program = (
        "import sys, pathlib, types, analysis.plan.runs as p;"
        "ids = {'locality': ['ba_tri'], 'indicator': ['party_members', 'party_cells'], 'theme': [], 'lesson': []};"
        "print('pydantic' in sys.modules);"
        f"p.load_runs(types.SimpleNamespace(ids=ids.get), pathlib.Path({str(notebooks)!r}));"
        "print([m for m in ('papermill', 'nbconvert', 'nbformat', 'pandas', 'jinja2') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "[]"]
