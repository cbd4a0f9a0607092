"""The house: rooms in one order, no circle among files, nothing too big, one name for one thing."""

import ast
from collections import Counter
from pathlib import Path

from analysis.paths import project_dir

SOURCE = project_dir() / "src" / "analysis"
# In the order in which rooms may know each other: each imports from those before it.
ROOMS = (
    *("text", "words", "package", "extract", "workbook", "dataset", "methods"),
    *("plan", "elements", "show", "lessons", "site", "build", "commands"),
)
GROUND = ("errors.py", "paths.py")  # known to every room; they know none
LOADERS = ("import_module", "__import__")


def read_imports(root):
    """Give for each file of a package the files that it imports: at its head, inside functions, and by name."""
    files = {".".join(("analysis", *path.relative_to(root).with_suffix("").parts)): path for path in root.rglob("*.py")}
    modules = {name.removesuffix(".__init__"): path for name, path in files.items()}
    found = {}
    for path in modules.values():
        names = set()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                full = [f"{node.module}.{alias.name}" for alias in node.names]
                names |= {name if name in modules else node.module for name in full}
            elif isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in LOADERS:
                names |= {value.value for value in ast.walk(node) if isinstance(value, ast.Constant)}
        found[path] = {modules[name] for name in names if name in modules} - {path}
    return found


def find_circles(imports):
    """Give the groups of files that import each other in a loop."""
    reached = {}
    for start in imports:
        seen, waiting = set(), list(imports[start])
        while waiting:
            path = waiting.pop()
            if path not in seen:
                seen.add(path)
                waiting += imports[path]
        reached[start] = seen
    groups = {frozenset(other for other in reached[path] if path in reached[other]) for path in imports}
    return {group for group in groups if group}


def room_of(path, root=SOURCE):
    """Name the room of a file; the package's own face and its way in stand above all rooms."""
    parts = path.relative_to(root).parts
    return parts[0] if len(parts) > 1 or parts[0] in GROUND else "commands"


def climbing(imports, root=SOURCE):
    """List the imports that run from a room to one that stands after it."""
    order = {name: place for place, name in enumerate((*GROUND, *ROOMS))}
    return [
        f"{path.relative_to(root)} imports {other.relative_to(root)}"
        for path, others in imports.items()
        for other in others
        if order[room_of(path, root)] < order[room_of(other, root)]
    ]


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
    """A loop through a function's body and through `import_module`, and an import up, are all found."""
    for room, name, text in (
        ("text", "letters", "def f():\n    from analysis.site.render import page\n"),
        ("site", "render", 'from importlib import import_module\nimport_module("analysis.text.letters")\n'),
        ("site", "search", "from analysis.text import letters\n"),
    ):
        (tmp_path / room).mkdir(exist_ok=True)
        (tmp_path / room / f"{name}.py").write_text(text, encoding="utf-8")
    imports = read_imports(tmp_path)
    assert find_circles(imports) == {frozenset({tmp_path / "text" / "letters.py", tmp_path / "site" / "render.py"})}
    assert climbing(imports, tmp_path) == [f"{Path('text/letters.py')} imports {Path('site/render.py')}"]


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
