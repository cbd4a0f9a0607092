"""The house: rooms in one order, no circle among files, nothing too big, one name for one thing."""

import ast
import json
import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest
from house import ROOMS, SOURCE, climbing, draw, find_circles, find_unwritten, read_imports, room_of

from analysis.plan.entries import STRICT

PARTS = ("src", "tests", "benchmarks")


def test_every_room_is_in_the_order():
    """Each folder of the package is a room with a place in the order."""
    assert {path.parent.name for path in SOURCE.glob("*/*.py")} == set(ROOMS)


def test_rooms_import_from_those_before_them():
    """No file imports from a room that stands after its own, not even inside a function."""
    assert not climbing(read_imports(SOURCE))


def test_no_circle_of_files():
    """No files import each other in a loop."""
    assert not [sorted(str(path.relative_to(SOURCE)) for path in group) for group in find_circles(read_imports(SOURCE))]


def test_a_planted_circle_and_a_climb_are_found(tmp_path):
    """A loop is found through a function's body, a relative import and a module loaded by name, and so is a climb."""
    for room, name, text in (
        ("text", "letters", "def f():\n    from analysis.site.render import page\n"),
        ("site", "render", 'from importlib import import_module as load\nNAME = "analysis.text.letters"\nload(NAME)\n'),
        ("site", "search", "from ..text import letters\n"),
        ("show", "first", "from . import second\n"),
        ("show", "second", "from .first import x\n"),
    ):
        (tmp_path / room).mkdir(exist_ok=True)
        (tmp_path / room / f"{name}.py").write_text(text, encoding="utf-8")
    imports = read_imports(tmp_path)
    assert find_circles(imports) == {
        frozenset({tmp_path / "text" / "letters.py", tmp_path / "site" / "render.py"}),
        frozenset({tmp_path / "show" / "first.py", tmp_path / "show" / "second.py"}),
    }
    assert imports[tmp_path / "site" / "search.py"] == {tmp_path / "text" / "letters.py"}
    assert climbing(imports, tmp_path) == [f"{Path('text/letters.py')} imports {Path('site/render.py')}"]


@pytest.mark.parametrize(
    "text",
    [
        'from importlib import import_module\nimport_module(".render", package="analysis.site")\n',
        'import importlib as loads\nloads.import_module(".render", "analysis.site")\n',
        'NAMES = ("json", "analysis.site.render")\nfor name in NAMES:\n    importlib.import_module(name)\n',
        '__import__("analysis.site.render")\n',
        'from pkgutil import resolve_name\nresolve_name("analysis.site.render:page")\n',
        'import runpy\nrunpy.run_module(mod_name="analysis.site.render")\n',
        'import sys\nsys.modules["analysis.site.render"].page\n',
        'from sys import modules\nmodules.get("analysis.site.render")\n',
        "import analysis\n\ndef f():\n    return analysis.site.render.page\n",
        "import analysis.text as own\nimport analysis as whole\nwhole.site.render.page()\n",
        'import analysis\ngetattr(analysis.site, "render")\n',
        'exec("from analysis.site import render")\n',
        "CODE = \"__import__('analysis.site.render')\"\neval(CODE)\n",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from analysis.site.render import page\n",
    ],
)
def test_each_way_of_importing_is_followed(tmp_path, text):
    """A module is known to be imported in whatever way its name is written out; the loop that this makes is found."""
    files = {"text/letters": text, "site/render": "from analysis.text import letters\n", "site/__init__": ""}
    for name, content in files.items():
        (tmp_path / name).with_suffix(".py").parent.mkdir(exist_ok=True)
        (tmp_path / name).with_suffix(".py").write_text(content, encoding="utf-8")
    imports = read_imports(tmp_path)
    assert find_circles(imports) == {frozenset({tmp_path / "text" / "letters.py", tmp_path / "site" / "render.py"})}
    assert f"{Path('text/letters.py')} imports {Path('site/render.py')}" in climbing(imports, tmp_path)
    assert find_unwritten(tmp_path) == []


@pytest.mark.parametrize(
    "line",
    [
        "importlib.import_module(f\"analysis.site.{'render'}\")",
        'importlib.import_module("analysis.site" + ".render")',
        'importlib.import_module(".render", package="analysis." + "site")',
        'importlib.import_module(".render")',
        "importlib.import_module(made_elsewhere)",
        "list(map(importlib.import_module, NAMES))",
        "load = importlib.import_module",
        'sys.modules["analysis." + name]',
        "pkgutil.resolve_name(name=name)",
        'runpy.run_path("site/render.py")',
        "getattr(analysis.site, name)",
        'exec("import " + name)',
        'eval("__import__(name)")',
        "builtins.exec(text)",
    ],
)
def test_an_import_whose_name_is_not_written_out_is_a_fault(tmp_path, line):
    """A line that imports what no reader of the file can name is a fault of itself, with its place."""
    (tmp_path / "text").mkdir()
    head = "import analysis, builtins, importlib, pkgutil, runpy, sys\nNAMES = [str(1)]\n"
    (tmp_path / "text" / "letters.py").write_text(f"{head}{line}\n", encoding="utf-8")
    assert find_unwritten(tmp_path) == [f"{Path('text/letters.py')}:3: {line}"]


def test_every_import_is_written_out():
    """No file of the package makes the name of a module while it runs."""
    assert find_unwritten(SOURCE) == []


def test_no_module_is_too_long():
    """No module of the package has more than 300 lines."""
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in SOURCE.rglob("*.py")}
    assert [f"{path.relative_to(SOURCE)}: {length}" for path, length in lengths.items() if length > 300] == []


def test_no_room_is_too_big():
    """No room holds more than 15 in 100 of the lines, nor more than a dozen files beside its face."""
    lines = Counter()
    for path in SOURCE.rglob("*.py"):
        lines[room_of(path)] += len(path.read_text(encoding="utf-8").splitlines())
    for room in ROOMS:
        assert lines[room] <= 0.15 * lines.total(), f"{room}: {lines[room]} of {lines.total()}"
        assert len([path for path in (SOURCE / room).glob("*.py") if path.name != "__init__.py"]) <= 12, room


def test_one_name_for_one_module():
    """No two modules of the package have the same name."""
    names = Counter(path.stem for path in SOURCE.rglob("*.py") if path.name != "__init__.py")
    assert [name for name, number in names.items() if number > 1] == []


def test_one_name_for_one_class():
    """No two public classes of the package have the same name."""
    names = Counter(
        node.name
        for path in SOURCE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    )
    assert [name for name, number in names.items() if number > 1] == []


def test_the_picture_of_the_house_is_that_of_today():
    """CONTRIBUTING.md shows the house as the code draws it; `make house` writes it anew."""
    guide = (SOURCE.parents[1] / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert f"```mermaid\n{draw()}\n```" in guide


def test_things_are_named_by_what_they_are():
    """No variable of code, tests, benchmarks or notebooks is called one: what it holds has a name."""
    root = SOURCE.parents[1]
    texts = {path: path.read_text(encoding="utf-8") for part in PARTS for path in (root / part).rglob("*.py")}
    for path in (path for folder in STRICT for path in (root / "notebooks" / folder).glob("*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        texts[path] = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    named = [
        f"{path.relative_to(root)}: {text.splitlines()[node.lineno - 1].strip()}"
        for path, text in texts.items()
        for node in ast.walk(ast.parse(text))
        if getattr(node, "id", getattr(node, "arg", None)) in ("one", "ones")
    ]
    assert named == []


def test_what_the_types_do_not_say_is_explained():
    """Each place that the type checker is told to pass names its code and says why."""
    for path in SOURCE.rglob("*.py"):
        for line in path.read_text(encoding="utf-8").splitlines():
            assert "type: ignore" not in line or re.search(r"# type: ignore\[[a-z, -]+\]  # \S+ \S+", line), line
    settings = tomllib.loads((SOURCE.parents[1] / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mypy"]
    assert not settings.get("ignore_errors") and not settings.get("disable_error_code")
