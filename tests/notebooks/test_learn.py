"""The notebooks to learn from: what each tells, and that its answers are right and are checked."""

import ast
import json
import re
import subprocess
import sys
from itertools import groupby

import matplotlib.pyplot as plt
import pytest
from bs4 import BeautifulSoup

from analysis.paths import notebooks_dir
from analysis.plan.notebook import unfold
from analysis.plan.runs import load_runs
from analysis.show import say

NOTEBOOKS = sorted((notebooks_dir() / "learn").glob("*.ipynb"))
# What a learner writes with: the collection, and libraries that a book on data analysis teaches.
LIBRARIES = {"analysis", "babel", "itertools", "krippendorff", "matplotlib", "numpy", "pandas", "scipy", "statsmodels"}
TOLD = {
    "vi": (
        r"\*\*Thời gian:\*\* (\d+) phút\n",
        r"\*\*Mục tiêu\.\*\* .+:\n\n(- .+\n?){2,}",
        r"## Điểm chính\n\n(- .+\n?){2,}",
    ),
    "en": (
        r"\*\*Time:\*\* (\d+) minutes\n",
        r"\*\*Objectives\.\*\* .+:\n\n(- .+\n?){2,}",
        r"## Key points\n\n(- .+\n?){2,}",
    ),
}


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def cells(request):
    return read(request.param)


def read(path):
    return json.loads(path.read_text(encoding="utf-8"))["cells"]


def source(cell):
    return unfold("".join(cell["source"]))


def tags(cell):
    return cell["metadata"].get("tags", [])


def role(cell):
    return next((tag for tag in tags(cell) if tag in ("exercise", "answer")), "")


def test_there_is_enough_to_learn_from():
    """There are at least eight notebooks to learn from."""
    assert len(NOTEBOOKS) >= 8


@pytest.mark.parametrize("lang", TOLD)
def test_each_tells_time_question_objectives_and_key_points(cells, lang):
    """A notebook begins with its question, how long it takes and what is learnt, and ends with its key points."""
    prose = [source(cell) for cell in cells if f"lang-{lang}" in tags(cell)]
    assert re.fullmatch(r"# \d\. .+\n\n.+\?", prose[0])
    time, objectives, points = TOLD[lang]
    assert 15 <= int(re.match(time, prose[1])[1]) <= 60
    assert re.search(objectives, prose[1])
    assert re.fullmatch(points, prose[-1])


def test_prose_stands_in_pairs(cells):
    """Each piece of prose stands in both languages, Vietnamese first, with the same headings and the same tags."""
    prose = [cell for cell in cells if cell["cell_type"] == "markdown" and "remove-cell" not in tags(cell)]
    for vi, en in zip(prose[::2], prose[1::2], strict=True):
        assert [tag.replace("-vi", "-en") for tag in tags(vi)] == tags(en) and "lang-vi" in tags(vi)
        assert re.findall(r"^#+ ", source(vi), re.MULTILINE) == re.findall(r"^#+ ", source(en), re.MULTILINE)
        assert source(vi).count("\n") == source(en).count("\n"), source(en)


def test_code_is_plain(cells):
    """Code is what a learner can change: short cells, nothing defined, known libraries, no output kept."""
    ids = [cell["id"] for cell in cells]
    assert len(set(ids)) == len(ids) and all(re.fullmatch(r"[a-z][a-z-]*(-\d+)?", id_) for id_ in ids)
    for cell in (cell for cell in cells if cell["cell_type"] == "code" and "parameters" not in tags(cell)):
        nodes = list(ast.walk(ast.parse(source(cell))))
        assert len(source(cell).splitlines()) <= 12, source(cell)
        assert not [node for node in nodes if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Lambda)]
        named = {name.name for node in nodes if isinstance(node, ast.Import) for name in node.names}
        named |= {node.module for node in nodes if isinstance(node, ast.ImportFrom)}
        assert {name.partition(".")[0] for name in named} <= LIBRARIES
        assert not cell["outputs"] and cell["execution_count"] is None


def test_each_exercise_has_its_answer(cells):
    """Three to six exercises, numbered, each followed by its answer; in JupyterLab an answer is folded.

    It stands under a heading that is shut, for JupyterLab opens the output of a cell that is run; pages have no such
    heading.
    """
    roles = [(kind, list(group)) for kind, group in groupby(cells, role) if kind]
    assert [kind for kind, _ in roles] == ["exercise", "answer"] * (len(roles) // 2)
    assert 3 <= len(roles) // 2 <= 6
    for number, ((_, asked), (_, answer)) in enumerate(zip(roles[::2], roles[1::2], strict=True), 1):
        heads = [source(cell).partition("\n\n")[0] for cell in asked]
        assert heads == [f"### Bài tập {number}", f"### Exercise {number}"]
        opening = cells[cells.index(asked[-1]) + 1]
        assert opening["metadata"] == {"jp-MarkdownHeadingCollapsed": True, "tags": ["remove-cell"]}
        assert source(opening) == "#### Lời giải · Answer" and cells.index(answer[0]) == cells.index(opening) + 1
        assert not any(
            re.search(r"^#{1,4} ", source(cell), re.MULTILINE) for cell in answer if cell not in code_of(answer)
        )
        folded = {"source_hidden": True, "outputs_hidden": True}
        assert code_of(answer) and all(cell["metadata"]["jupyter"] == folded for cell in code_of(answer))


def code_of(answer):
    return [cell for cell in answer if cell["cell_type"] == "code"]


class Spoil(ast.NodeTransformer):
    """Makes wrong what an answer compares its result with."""

    def __init__(self):
        self.spoilt = 0

    def visit_Compare(self, node):
        node.comparators = [Wrong(self, type(node.ops[-1])).visit(side) for side in node.comparators]
        return node


class Wrong(ast.NodeTransformer):
    def __init__(self, spoil, operator):
        self.spoil, self.operator = spoil, operator

    def visit_Constant(self, node):
        self.spoil.spoilt += 1
        if isinstance(node.value, str):
            return ast.Constant(f"{node.value}?")
        return ast.Constant({ast.Lt: -1e9, ast.Gt: 1e9}.get(self.operator, node.value + 1))


def spoil(statement):
    """Give an assertion with wrong values, or None for one that compares with no value of its own."""
    spoiler = Spoil()
    changed = spoiler.visit(ast.parse(ast.unparse(statement)))
    return ast.fix_missing_locations(changed) if spoiler.spoilt else None


def test_answers_are_right_and_a_wrong_one_would_fail(cells, monkeypatch):
    """All code runs from top to bottom; each answer checks its result, and the check fails for another value."""
    monkeypatch.setattr(plt, "show", lambda: plt.close("all"))
    space, checked = {}, 0
    for cell in (cell for cell in cells if cell["cell_type"] == "code"):
        exec(compile(source(cell), cell["id"], "exec"), space)
        if role(cell) != "answer":
            continue
        asserts = [node for node in ast.parse(source(cell)).body if isinstance(node, ast.Assert)]
        wrong = list(filter(None, map(spoil, asserts)))
        assert wrong, f"{cell['id']} compares its result with no value"
        for statement in wrong:
            with pytest.raises(AssertionError):
                exec(compile(statement, cell["id"], "exec"), space)
            checked += 1
    assert checked >= 3


def test_each_is_a_page_with_its_code_and_folded_answers(built_site, data):
    """Each notebook is a page in both languages, with its code in sight and as many folded answers as exercises."""
    runs = load_runs(data, notebooks_dir())
    pages = {run.notebook: run.run_id for run in runs if run.notebook.parent.name == "learn"}
    assert sorted(pages) == NOTEBOOKS
    for path, name in pages.items():
        cells = read(path)
        for lang in ("vi", "en"):
            page = BeautifulSoup((built_site / lang / f"{name}.html").read_text(encoding="utf-8"), "html.parser")
            assert page.select_one("#show-code").has_attr("checked")
            exercises = page.select(".exercise")
            assert len(exercises) == sum(role(cell) == "exercise" and f"lang-{lang}" in tags(cell) for cell in cells)
            for exercise in exercises:
                answer = exercise.find_next_sibling()
                assert answer.name == "details" and not answer.has_attr("open")
                assert answer.summary.get_text() == say("site.answer", lang)
                assert "assert" in answer.select_one(".code").get_text()
            shown = sum(cell["cell_type"] == "code" and "parameters" not in tags(cell) for cell in cells)
            assert len(page.select(".code")) == shown


@pytest.mark.slow
def test_a_notebook_to_learn_from_runs_under_stock_papermill(tmp_path):
    """With a kernel of its own, from another folder and in English, a notebook runs as it does in JupyterLab."""
    command = [
        sys.executable,
        "-m",
        "papermill",
        str(NOTEBOOKS[-2]),
        "out.ipynb",
        "-p",
        "lang",
        "en",
        "--no-progress-bar",
    ]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    shown = [output for cell in read(tmp_path / "out.ipynb") for output in cell.get("outputs", [])]
    assert sum("image/png" in output.get("data", {}) for output in shown) >= 2
    assert not [output for output in shown if output.get("name") == "stderr"]


@pytest.mark.parametrize(
    "statement", ["assert 1 + 1 == 2", 'assert {"a"} <= {"a", "b"}', "assert 0 < 1 / 2 < 1", "assert [1] == [1]"]
)
def test_a_check_with_another_value_fails(statement):
    """The walk itself works: each kind of check that answers use holds, and fails when its value is another."""
    exec(statement)
    with pytest.raises(AssertionError):
        exec(compile(spoil(ast.parse(statement).body[0]), "spoilt", "exec"))


def test_a_check_that_compares_with_nothing_is_found():
    """An assertion without a value of its own proves nothing, and counts for none."""
    assert spoil(ast.parse("assert share == share").body[0]) is None
