"""The house drawn from the code: rooms in their order, what each is for, and which ones it uses.

`make house` writes the picture into CONTRIBUTING.md; a test holds that the one there is that of today.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[1] / "src" / "analysis"
# In the order in which rooms may know each other: each imports from those before it.
ROOMS = (
    *("text", "words", "package", "extract", "workbook", "dataset", "methods"),
    *("plan", "elements", "show", "lessons", "site", "build", "commands"),
)
GROUND = ("errors.py", "paths.py")  # known to every room; they know none
_LOADER = re.compile(r"\bimportlib\b|\b__import__\b|\bset_forkserver_preload\b")


def read_imports(root: Path) -> dict[Path, set[Path]]:
    """Give for each file of a package the files that it imports: at its head, inside functions, and by name.

    A file that can load modules by name is taken to load each module whose name it holds.
    """
    files = {".".join(("analysis", *path.relative_to(root).with_suffix("").parts)): path for path in root.rglob("*.py")}
    modules = {name.removesuffix(".__init__"): path for name, path in files.items()}
    found = {}
    for path in modules.values():
        folder = ("analysis", *path.relative_to(root).parts[:-1])
        text = path.read_text(encoding="utf-8")
        names: set[str] = set()
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Import):
                names |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                above = folder[: len(folder) + 1 - node.level] if node.level else ()
                module = ".".join((*above, *([node.module] if node.module else [])))
                full = [f"{module}.{alias.name}" for alias in node.names]
                names |= {name if name in modules else module for name in full}
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and _LOADER.search(text):
                names.add(".".join((*folder, node.value[1:])) if node.value.startswith(".") else node.value)
        found[path] = {modules[name] for name in names if name in modules} - {path}
    return found


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
