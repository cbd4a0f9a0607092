"""The notebooks of reports as committed: thin, clean, in two languages."""

import ast
import json
import re
from pathlib import Path

import papermill
import pytest

from analysis import commands
from analysis.paths import notebooks_dir
from analysis.plan.entries import STRICT
from analysis.plan.notebook import read_cells, read_parameters, turn_to, unfold

OURS = [path for folder in STRICT for path in sorted((notebooks_dir() / folder).glob("*.ipynb"))]
NEW = Path(commands.__file__).with_name("new_notebook.ipynb")
REPORTS = [path for path in OURS if path.parent.name == "reports"]


@pytest.fixture(params=OURS, ids=lambda path: path.stem)
def every(request):
    """Give the cells of each of the collection's own notebooks; those of a reader's own are not looked at."""
    return json.loads(request.param.read_text(encoding="utf-8"))["cells"]


@pytest.fixture(params=REPORTS, ids=lambda path: path.stem)
def cells(request):
    """Give the cells of each notebook that makes a report."""
    return json.loads(request.param.read_text(encoding="utf-8"))["cells"]


def tags(cell):
    return cell["metadata"].get("tags", [])


def source(cell):
    return unfold("".join(cell["source"]))


def test_no_outputs(every):
    """No notebook is committed with outputs or execution counts."""
    for cell in every:
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None


def test_thin_code(cells):
    """Code cells are at most 12 lines, define nothing, hold no path and silence no warning."""
    for cell in cells:
        if cell["cell_type"] != "code":
            continue
        text = source(cell)
        assert len(text.splitlines()) <= 12, text
        tree = ast.parse(text)
        assert not [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.ClassDef | ast.Lambda)], text
        assert not re.search(r"warnings|Path\(|os\.|\.\./|sys\.", text), text


def test_prose_in_two_languages(cells):
    """Prose cells come in pairs, Vietnamese first, with the same headings level by level."""
    prose = [cell for cell in cells if cell["cell_type"] == "markdown"]
    assert len(prose) % 2 == 0
    for vi, en in zip(prose[::2], prose[1::2], strict=True):
        assert "lang-vi" in tags(vi) and "lang-en" in tags(en)
        levels = [re.findall(r"^#+", source(cell), re.MULTILINE) for cell in (vi, en)]
        assert levels[0] == levels[1]
        assert source(vi).count("\n") == source(en).count("\n")
        assert re.search(r"[ăâđêôơưàảãáạ]", source(vi), re.IGNORECASE)


def test_title_and_parts(cells):
    """A notebook begins with a title and its question, and has the parts that a reader counts on."""
    titles = [cell for cell in cells if "title" in tags(cell)]
    assert cells[:2] == titles
    for cell in titles:
        heading, _, question = source(cell).split("\n", 2)
        assert heading.startswith("# ")
        assert question.endswith("?")
    headings = re.findall(r"^## (.+)$", "\n".join(map(source, cells)), re.MULTILINE)
    # What made a page is told in its foot, the same on every page.
    assert not {"Phiên bản", "Versions"} & set(headings)
    ledgers = [cell for cell in cells if "table_provenance" in source(cell) and "show." in source(cell)]
    assert len(ledgers) <= 1 and all("folded" in tags(cells[cells.index(cell) - 1]) for cell in ledgers)


def test_parameters_are_typed_and_explained(every):
    """The one parameters cell types each parameter, comments it, and offers both languages."""
    (cell,) = [cell for cell in every if "parameters" in tags(cell)]
    assigned = [line for line in source(cell).splitlines() if "=" in line]
    assert assigned[0].startswith('lang: str = "vi"  # vi or en: ')
    assert all(re.match(r"\w+: .+ = .+  # .+", line) for line in assigned)
    assert source(cell).isascii()


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.stem)
def test_papermill_lists_the_parameters(path):
    """What papermill lists is what the notebook declares, so that a misspelt name can be told from a parameter."""
    listed = papermill.inspect_notebook(path)
    declared, faults = read_parameters(read_cells(path))
    assert not faults and "lang" in listed
    assert {name: found["inferred_type_name"] for name, found in listed.items()} == {
        name: parameter.annotation for name, parameter in declared.items()
    }
    assert all(found["help"] for found in listed.values())


@pytest.mark.parametrize("path", [*OURS, NEW], ids=lambda path: path.stem)
def test_prose_of_the_other_language_is_out_of_the_way(path):
    """In JupyterLab prose is folded under its language's name but in one: in Vietnamese first, or in the one turned to.

    "Run All" unfolds what metadata fold, so it stands in the text. Turned back a notebook is what it was.
    """
    written = path.read_text(encoding="utf-8")
    for lang, other, notebook in (("vi", "English", written), ("en", "Tiếng Việt", turn_to("en", written))):
        cells = json.loads(notebook)["cells"]
        spoken = [cell for cell in cells if any(tag.startswith("lang-") for tag in tags(cell))]
        written_so = ["".join(cell["source"]) for cell in spoken]
        folded = [text.startswith(f"<details><summary>{other}</summary>\n\n") for text in written_so]
        assert spoken and folded == [f"lang-{lang}" not in tags(cell) for cell in spoken]
        assert [text.endswith("\n\n</details>") for text in written_so] == folded
        # A list of contents that JupyterLab makes has the headings of the language that is open, and no others.
        for text, shut in zip(written_so, folded, strict=True):
            assert {"tocSkip" in line for line in re.findall("^#+ .+", text, re.MULTILINE)} <= {shut}
        assert not any("jupyter" in cell["metadata"] for cell in spoken)
        [parameters] = [source(cell) for cell in cells if "parameters" in tags(cell)]
        assert re.search(rf'^lang: str = "{lang}"', parameters, re.MULTILINE)
    assert turn_to("vi", turn_to("en", written)) == written


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("<details><summary>English</summary>\n\n# Name\n\nText.\n\n</details>", "# Name\n\nText."),
        ("<details><summary>Hint</summary>\n\nText.\n\n</details>", None),
        ("<details><summary>English</summary>\n\nText.\n\n</details>\n\nMore.", None),
        ("Text.\n\n<details><summary>English</summary>\n\nMore.\n\n</details>", None),
    ],
)
def test_only_a_cell_that_its_language_folds_is_unfolded(written, read):
    """Pages, titles and checks read the prose itself; what a researcher folds in a cell stays as it is."""
    assert unfold(written) == (read or written)


def test_fixed_prose_holds_no_figure(cells):
    """Prose that stands whatever the data say names no locality and gives no figure of one."""
    names = ("Nậm Pồ", "Tràng Định", "Hải Lựu", "Lai Châu", "Ba Tri")
    for cell in cells:
        if cell["cell_type"] == "markdown":
            assert not any(name in source(cell) for name in names)
            numbers = set(re.findall(r"\d[\d.,/]*\d|\d", source(cell)))
            # The day districts were abolished, the ceiling in the rules, and its English date.
            assert numbers <= {"01/7/2025", "20", "1", "2025"}, source(cell)


def test_ids_are_names(every):
    """Cell ids are names that stay when cells move, each once."""
    ids = [cell["id"] for cell in every]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[a-z][a-z-]*(-\d+)?", id_) for id_ in ids)


def test_every_notebook_is_built():
    """`runs.yml` names every notebook of the collection, and a test of this folder runs each of its runs."""
    listed = Path(notebooks_dir() / "runs.yml").read_text(encoding="utf-8")
    assert all(f"notebook: {path.parent.name}/{path.stem}\n" in listed for path in OURS)
