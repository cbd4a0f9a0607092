"""The house drawn from the code: rooms in their order, what each is for, and which ones it uses.

`make house` writes the picture into CONTRIBUTING.md; a test holds that the one there is that of today.
"""

from __future__ import annotations

import ast
from collections.abc import Collection
from functools import cache
from importlib.util import resolve_name
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[1] / "src" / "analysis"
# In the order in which rooms may know each other: each imports from those before it.
ROOMS = (
    *("words", "text", "package", "extract", "workbook", "dataset", "methods"),
    *("plan", "elements", "drawings", "documents", "show", "lessons", "site", "build", "review", "commands"),
)
GROUND = ("errors.py", "paths.py")  # known to every room; they know none
# What loads a module by its name; what runs a file is a fault wherever it stands, for a file is no name.
_LOADERS = {"import_module", "__import__", "resolve_name", "run_module", "find_spec", "set_forkserver_preload"}
_FILE_LOADERS = {"run_path", "spec_from_file_location", "SourceFileLoader"}
_RUNNERS = {"exec", "eval"}
_NAMED = ("name", "mod_name", "module_names")  # what the loaders call the name


class Imports:
    """What a text of Python imports, and where it hides what it imports.

    Attributes
    ----------
    names
        The modules and the things in them, in full: imported at the head or in a function, loaded by name, reached from
        the package by attributes, or named by any text.
    faults
        The lines that load a module whose name is not written out, with their numbers.
    """

    def __init__(self, text: str, folder: tuple[str, ...], modules: Collection[str]) -> None:
        self.names: set[str] = set()
        self.faults: list[str] = []
        self._folder, self._modules = folder, modules
        self._bound: dict[str, str] = {}  # what a name of this text was imported as, in full
        self._values: dict[str, list[ast.expr]] = {}  # what is assigned to a name
        tree, lines = ast.parse(text), text.splitlines()
        for node in ast.walk(tree):
            self._bind(node)
        called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
        for node in ast.walk(tree):
            if not self._is_clear(node, called):
                self.faults.append(f"{node.lineno}: {lines[node.lineno - 1].strip()}")

    def _bind(self, node: ast.AST) -> None:
        if isinstance(node, ast.Import):
            for alias in node.names:
                first = alias.name.split(".")[0]
                self.names.add(alias.name)
                self._bound[alias.asname or first] = alias.name if alias.asname else first
        elif isinstance(node, ast.ImportFrom):
            above = self._folder[: len(self._folder) + 1 - node.level] if node.level else ()
            module = ".".join((*above, *([node.module] if node.module else [])))
            for alias in node.names:
                name = f"{module}.{alias.name}"
                self.names.add(name if name in self._modules else module)
                self._bound[alias.asname or alias.name] = name
        elif isinstance(node, ast.Assign | ast.For | ast.comprehension | ast.AnnAssign | ast.NamedExpr):
            value = node.iter if isinstance(node, ast.For | ast.comprehension) else node.value
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                if isinstance(target, ast.Name) and value is not None:
                    self._values.setdefault(target.id, []).append(value)

    def _is_clear(self, node: ast.AST, called: set[int]) -> bool:
        """Take up what one node imports; tell whether all of it is written out."""
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            name = node.value.partition(":")[0]
            if name.startswith("analysis.") and name.replace(".", "_").isidentifier():
                self.names.add(name)
        elif isinstance(node, ast.Attribute | ast.Name):
            path = self._path(node)
            self.names |= {path} - {"analysis"}  # imported as part of what stands in it
            head, _, last = path.rpartition(".")
            if last in _RUNNERS and head in ("", "builtins"):
                return id(node) in called
            return last not in _FILE_LOADERS and (last not in _LOADERS or id(node) in called)
        elif isinstance(node, ast.Subscript) and self._path(node.value) == "sys.modules":
            return self._load([node.slice])
        elif isinstance(node, ast.Call):
            path = self._path(node.func)
            if path in _RUNNERS or path.removeprefix("builtins.") in _RUNNERS:
                return self._run(node.args)
            if path.rpartition(".")[2] in _LOADERS or path == "sys.modules.get":
                return self._load([*node.args[:1], *(word.value for word in node.keywords if word.arg in _NAMED)], node)
            if path == "getattr" and (thing := self._path(node.args[0])).split(".")[0] == "analysis":
                found = self._written(node.args[1])
                self.names |= {f"{thing}.{name}" for name in found or ()}
                return found is not None
        return True

    def _load(self, names: list[ast.expr], call: ast.Call | None = None) -> bool:
        found = [name for node in names for name in self._written(node) or ()]
        if not names or any(self._written(node) is None for node in names):
            return False
        if not any(name.startswith(".") for name in found):
            return True
        given = [*call.args[1:2], *(word.value for word in call.keywords if word.arg == "package")] if call else []
        packages = [".".join(self._folder)] if given and self._path(given[0]) == "__package__" else None
        packages = packages or (self._written(given[0]) if given else None)
        for package in packages or ():
            self.names |= {resolve_name(name, package) for name in found}
        return packages is not None

    def _run(self, code: list[ast.expr]) -> bool:
        texts = self._written(code[0]) if code else None
        for text in texts or ():
            inner = Imports(text, self._folder, self._modules)
            self.names |= inner.names
            if inner.faults:
                return False
        return texts is not None

    def _path(self, node: ast.expr) -> str:
        """Give a chain of attributes in full, from what its first name was imported as; empty if it is no chain."""
        if isinstance(node, ast.Name):
            return self._bound.get(node.id, node.id)
        if isinstance(node, ast.Attribute):
            return f"{self._path(node.value)}.{node.attr}"
        return ""

    def _written(self, node: ast.expr, seen: tuple[str, ...] = ()) -> list[str] | None:
        """Give the texts that an expression stands for; None if not all are written out in this text."""
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            return [node.value]
        if isinstance(node, ast.Tuple | ast.List | ast.Set):
            parts = node.elts
        elif isinstance(node, ast.Name) and node.id not in seen:
            parts, seen = self._values.get(node.id, []), (*seen, node.id)
        else:
            return None
        found = [self._written(part, seen) for part in parts]
        return [name for part in found for name in part or ()] if parts and None not in found else None


@cache  # several tests ask about the same files
def _look(text: str, folder: tuple[str, ...], modules: frozenset[str]) -> Imports:
    return Imports(text, folder, modules)


def _read(root: Path) -> tuple[dict[str, Path], dict[Path, Imports]]:
    """Give the files of a package by the names of their modules, and what each of them imports."""
    names = {path: ("analysis", *path.relative_to(root).with_suffix("").parts) for path in sorted(root.rglob("*.py"))}
    modules = {".".join(parts).removesuffix(".__init__"): path for path, parts in names.items()}
    known = frozenset(modules)
    return modules, {path: _look(path.read_text("utf-8"), parts[:-1], known) for path, parts in names.items()}


def read_imports(root: Path) -> dict[Path, set[Path]]:
    """Give for each file of a package the files that it imports, by any of the ways that `Imports` knows."""
    modules, found = _read(root)

    def file_of(name: str) -> Path | None:
        """Give the file of a module, or of the module below the package that a thing stands in."""
        while name not in modules and name.count(".") > 1:
            name = name.rpartition(".")[0]
        return modules.get(name)

    return {path: {file_of(name) for name in of.names} - {path, None} for path, of in found.items()}


def find_unwritten(root: Path) -> list[str]:
    """List the lines that import something whose name is not written out, so that nobody can tell what it is."""
    return [f"{path.relative_to(root)}:{fault}" for path, of in _read(root)[1].items() for fault in of.faults]


def find_circles(imports: dict[Path, set[Path]]) -> set[frozenset[Path]]:
    """Give the groups of files that import each other in a loop."""
    reached = {}
    for start in imports:
        seen: set[Path] = set()
        waiting = list(imports[start])
        while waiting:
            path = waiting.pop()
            if path not in seen:
                seen.add(path)
                waiting += imports[path]
        reached[start] = seen
    groups = {frozenset(other for other in reached[path] if path in reached[other]) for path in imports}
    return {group for group in groups if group}


def room_of(path: Path, root: Path = SOURCE) -> str:
    """Name the room of a file; the package's own face and its way in stand above all rooms."""
    parts = path.relative_to(root).parts
    return parts[0] if len(parts) > 1 or parts[0] in GROUND else "commands"


def climbing(imports: dict[Path, set[Path]], root: Path = SOURCE) -> list[str]:
    """List the imports that run from a room to one that stands after it."""
    order = {name: place for place, name in enumerate((*GROUND, *ROOMS))}
    return [
        f"{path.relative_to(root)} imports {other.relative_to(root)}"
        for path, others in imports.items()
        for other in others
        if order[room_of(path, root)] < order[room_of(other, root)]
    ]


def draw() -> str:
    """Draw the rooms as a Mermaid diagram; an arrow that others already lead along is left out."""
    used: dict[str, set[str]] = {room: set() for room in ROOMS}
    for path, others in read_imports(SOURCE).items():
        for other in others:
            room, there = room_of(path), room_of(other)
            if room != there and there not in GROUND:
                used[room].add(there)
    through: dict[str, set[str]] = {}
    for room in ROOMS:
        through[room] = set().union(*(through.get(other, set()) for other in used[room]), used[room])
    lines = ["flowchart TD"]
    for room in ROOMS:
        purpose = ast.get_docstring(ast.parse((SOURCE / room / "__init__.py").read_text(encoding="utf-8"))) or ""
        head = purpose.splitlines()[0].rstrip(".")
        lines.append(f'  {room}["<b>{room}</b><br>{head}"]')
    for room in ROOMS:
        further = set().union(*(through.get(other, set()) for other in used[room]))
        lines += [f"  {there} --> {room}" for there in ROOMS if there in used[room] - further]
    return "\n".join(lines)


def write(guide: Path) -> None:
    """Put the picture of today in the place of the one that stands in a guide."""
    before, _, rest = guide.read_text(encoding="utf-8").partition("```mermaid\n")
    guide.write_text(f"{before}```mermaid\n{draw()}\n```{rest.partition('```')[2]}", encoding="utf-8")


if __name__ == "__main__":
    write(SOURCE.parents[1] / "CONTRIBUTING.md")
