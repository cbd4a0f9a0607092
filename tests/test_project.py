"""The project as a whole: pins, environments, documents and rooms agree."""

import ast
import importlib.util
import os
import re
import subprocess
import tomllib
from datetime import date
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

from analysis.commands.main import cli
from analysis.package.schema import describe_package, read_package
from analysis.paths import project_dir
from analysis.words.catalogue import say

ROOT = project_dir()


def read(name):
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def project():
    return tomllib.loads(read("pyproject.toml"))["project"]


@pytest.fixture(scope="module")
def pins():
    found = re.findall(r"^([A-Za-z0-9._-]+)==([^\s;]+)", read("requirements.txt"), re.MULTILINE)
    pins = {}
    for name, version in found:
        pins.setdefault(canonicalize_name(name), set()).add(Version(version))
    return pins


def list_declared(project):
    """Give what the project and its extras ask for; an extra that stands for others names the project itself."""
    declared = [
        *project["dependencies"],
        *(each for extra in project["optional-dependencies"].values() for each in extra),
    ]
    return [requirement for requirement in map(Requirement, declared) if requirement.name != project["name"]]


def test_pins_fulfil_the_project(project, pins):
    """Every declared dependency is pinned, at versions that its declaration allows."""
    for requirement in list_declared(project):
        name = canonicalize_name(requirement.name)
        assert name in pins, name
        assert all(version in requirement.specifier for version in pins[name]), requirement


def test_the_pins_hold_every_extra(project):
    """What developers install, which is what is pinned, holds all other extras; no dependency is declared twice."""
    (whole,) = [
        Requirement(each) for each in project["optional-dependencies"]["dev"] if each.startswith(project["name"])
    ]
    assert whole.extras == set(project["optional-dependencies"]) - {"dev"}
    names = [canonicalize_name(requirement.name) for requirement in list_declared(project)]
    assert len(names) == len(set(names))


def test_pins_carry_hashes_and_no_address():
    """Each pin has a hash; no line names an index or an address."""
    text = read("requirements.txt")
    entries = re.split(r"\n(?=[A-Za-z0-9])", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE).strip())
    assert len(entries) > 100
    assert all("--hash=sha256:" in entry for entry in entries)
    assert not re.search(r"https?://|--index|--find-links|--extra-index", text)


def test_constraints_are_the_pins():
    """`constraints.txt` holds the pins of `requirements.txt`, for the same platforms, and nothing else."""
    pinned = re.findall(r"^([a-z0-9][^\\\n]*?) *\\?$", read("requirements.txt"), re.MULTILINE)
    assert read("constraints.txt").splitlines() == pinned


def test_conda_environment_agrees(project):
    """The conda environment installs the project with extras that it has, at its pins, for a Python that it allows."""
    environment = yaml.safe_load(read("environment.yml"))
    assert environment["name"] == project["name"]
    python, pip, packages = environment["dependencies"]
    assert Version(python.removeprefix("python=")) in SpecifierSet(project["requires-python"])
    assert pip == "pip"
    constraint, editable = packages["pip"]
    assert constraint == "--constraint constraints.txt"
    extras = re.fullmatch(r"--editable \.\[([a-z,]+)\]", editable)[1].split(",")
    # Users are told to open JupyterLab.
    assert "lab" in extras and set(extras) <= set(project["optional-dependencies"])


def test_version_is_one(project):
    """The version is the same in the project, the package, the data and the citation."""
    import analysis

    assert project["version"] == analysis.__version__ == read_package().version
    assert f"version: {project['version']}\n" in read("CITATION.cff")


def test_the_citation_is_whole():
    """`CITATION.cff` has what its format 1.2.0 requires, a day, the title of the data, and no odd address."""
    told = yaml.safe_load(read("CITATION.cff"))
    assert told["cff-version"] == "1.2.0" and told["type"] in ("dataset", "software")
    assert {"message", "title", "authors"} <= told.keys() and all(author["name"] for author in told["authors"])
    assert told["title"] == read_package().title["en"]
    assert date(2026, 11, 22) <= told["date-released"] <= date.today()
    # Without an address the site says so at the foot of each page; one that is given is one that a browser opens.
    assert all(told[key].startswith("https://") for key in ("url", "repository-code") if key in told)
    assert "doi" not in told
    assert [author["name"] for author in told["authors"]] == [say("site.contributors", "en")]


@pytest.mark.parametrize("name", ["README.md", "README.vi.md"])
def test_readme_shows_the_two_commands_first(name):
    """The first commands that a reader meets are `make reports` and `make test`."""
    first = re.search(r"```sh\n(.*?)```", read(name), re.DOTALL)[1]
    assert first.split("\n") == ["make reports", "make test", ""]


@pytest.mark.parametrize("name", ["README.md", "README.vi.md"])
def test_every_command_is_documented(name):
    """Each command stands in both READMEs."""
    assert all(f"`analysis {command}" in read(name) for command in cli.commands)


def test_readme_python_runs():
    """The Python example of the README runs and gives the verdict that it shows."""
    code = re.search(r"```python\n(.*?)```", read("README.md"), re.DOTALL)[1]
    space = {}
    exec(code, space)
    assert space["comparison"].verdict == re.search(r"# '(\w+)'", code)[1]


def test_ci_runs_what_the_readme_says():
    """CI runs all tests, slow ones too, the lint, all reports and the audit of the evidence."""
    lines = [line.strip() for line in read(".ci/run").splitlines()]
    built = [f"ANALYSIS_SITE=reports make {target}" for target in ("test-all", "browser")]
    assert [line for line in lines if "make " in line] == ["make check", "make reports", *built]
    assert any("analysis verify" in line for line in lines)


@pytest.mark.parametrize("spoilt", [False, True])
def test_workflows_are_of_their_form(tmp_path, spoilt):
    """Each workflow file is valid by the schema that check-jsonschema brings; one without its jobs is not."""
    if importlib.util.find_spec("check_jsonschema") is None:
        pytest.skip("check-jsonschema is not installed; the extra `dev` brings it")
    files = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
    assert [file.stem for file in files] == ["publish", "test"]
    from check_jsonschema import main as judge

    for file in files:
        made = tmp_path / file.name
        made.write_text(file.read_text(encoding="utf-8").replace("jobs:", "work:" if spoilt else "jobs:"), "utf-8")
        done = CliRunner().invoke(judge, ["--builtin-schema", "vendor.github-workflows", str(made)])
        assert (done.exit_code != 0) == spoilt, done.output


def test_workflows_run_what_the_readme_says(project):
    """They test each Python allowed with all tests and the checks, publish what is built, and need no secret."""
    test, publish = (read(f".github/workflows/{name}.yml") for name in ("test", "publish"))
    job = yaml.safe_load(test)["jobs"]["test"]
    pythons = job["strategy"]["matrix"]["python"]
    assert pythons[0] == project["requires-python"].removeprefix(">=")
    commands = [step["run"].removesuffix(" PYTHON=python") for step in job["steps"] if "run" in step]
    assert commands == ["make test-all", "make check"]
    steps = yaml.safe_load(publish)["jobs"]["build"]["steps"]
    assert steps[-3]["run"].startswith("make reports") and steps[-1]["with"] == {"path": "reports"}
    assert "secrets." not in test + publish


def test_the_published_citation_has_the_address_of_its_host(tmp_path):
    """Beside the pages stands `CITATION.cff` with the address that the host gives; a project's name is no address."""
    steps = yaml.safe_load(read(".github/workflows/publish.yml"))["jobs"]["build"]["steps"]
    write, copy = [step for step in steps if "CITATION.cff" in step.get("run", "")]
    made = next(step for step in steps if step.get("run", "").startswith("make reports"))
    assert steps.index(write) < steps.index(made) < steps.index(copy)  # so that each page shows it
    assert write["env"] == {"ADDRESS": "${{ steps.host.outputs.base_url }}"}
    assert [step["uses"] for step in steps if step.get("id") == "host"] == ["actions/configure-pages@v5"]
    (tmp_path / "CITATION.cff").write_text(read("CITATION.cff"), encoding="utf-8")
    (tmp_path / "reports").mkdir()
    address = {"ADDRESS": "https://example.org/site"}
    for step in (write, copy):
        subprocess.run(["bash", "-ec", step["run"]], cwd=tmp_path, env=os.environ | address, check=True)
    told = yaml.safe_load((tmp_path / "reports" / "CITATION.cff").read_text(encoding="utf-8"))
    assert told == yaml.safe_load(read("CITATION.cff")) | {"url": "https://example.org/site"}


def test_dictionary_is_current():
    """`data/README.md` says what `datapackage.json` says."""
    assert read("data/README.md") == describe_package(read_package())


def test_modules_keep_their_size():
    """A module is neither a shelf nor a crumb: at most about 300 lines of code."""
    for path in (ROOT / "src").rglob("*.py"):
        lines = path.read_text(encoding="utf-8").splitlines()
        assert len(lines) <= 360, f"{path.name}: {len(lines)}"
        assert path.stem not in ("utils", "helpers", "misc", "common")


def test_public_names_have_docstrings():
    """Every public function and class of the package has a docstring."""
    for path in (ROOT / "src").rglob("*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
                assert ast.get_docstring(node), f"{path.name}: {node.name}"


def test_nothing_private_is_tracked():
    """No tracked file holds an absolute path of a machine or the address of a package registry."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("git is not here, or this is no checkout")
    # Written in pieces, so that this file does not hold what it looks for.
    pieces = ["/home/\\w+/", "/ro" + "ot/", "/Users/\\w+/", r"[A-Z]:\\Users"]
    pieces += ["py" + r"pi\.org", "python" + "hosted", "npm" + r"js\.org"]
    pattern = re.compile("|".join(pieces))
    for name in listed.stdout.splitlines():
        if (ROOT / name).is_file():
            found = pattern.search((ROOT / name).read_text(encoding="utf-8", errors="ignore"))
            assert not found, f"{name}: {found}"


def test_reports_are_not_tracked():
    """Only the README of reports/ is tracked."""
    listed = subprocess.run(["git", "ls-files", "reports"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("git is not here, or this is no checkout")
    assert listed.stdout.split() == ["reports/README.md"]


def test_the_build_is_measured_on_every_report():
    """What is held against papermill is every run of the site in both languages, each from a notebook that is there."""
    spec = importlib.util.spec_from_file_location("measured_build", ROOT / "benchmarks" / "build.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    jobs = module.list_jobs()
    assert all(Path(notebook).is_file() for notebook, _ in jobs)
    runs = yaml.safe_load(read("notebooks/runs.yml"))["runs"]
    assert {Path(notebook).stem for notebook, _ in jobs} == {Path(run["notebook"]).name for run in runs}
    assert {given["lang"] for _, given in jobs} == {"vi", "en"}
