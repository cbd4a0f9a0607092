"""Read what a committed notebook says about itself, without starting or importing Jupyter."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis.errors import RunError

__all__ = ["NotebookCell", "Title", "read_cells", "read_title", "split_title", "wanted"]


@dataclass(frozen=True)
class NotebookCell:
    """One cell as its author wrote it."""

    kind: str
    source: str
    tags: frozenset[str]


@dataclass(frozen=True)
class Title:
    """The title cell of a notebook in one language: heading, the question it answers, and what follows."""

    heading: str
    question: str
    rest: str = ""


def read_cells(notebook: Path) -> list[NotebookCell]:
    """Read the cells of a notebook; a `RunError` says that it cannot be read or is no notebook."""
    try:
        content = json.loads(notebook.read_text(encoding="utf-8"))
        return [
            NotebookCell(
                str(cell["cell_type"]), _join(cell["source"]), frozenset(cell.get("metadata", {}).get("tags", ()))
            )
            for cell in content["cells"]
        ]
    except OSError as error:
        raise RunError(f"{notebook.name} cannot be read: {error.strerror}") from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise RunError(f"{notebook.name} is not a notebook of format 4") from error


def read_title(cells: Iterable[NotebookCell], lang: str) -> Title | None:
    """Give the title of a notebook in a language, or None if it has none."""
    for cell in cells:
        if "title" in cell.tags and cell.kind == "markdown" and wanted(cell.tags, lang):
            return split_title(cell.source)
    return None


def split_title(source: str) -> Title | None:
    """Split the text of a title cell; None if it does not start with a `# heading`."""
    lines = source.strip().splitlines()
    found = re.fullmatch(r"#\s+(.+?)\s*#*", lines[0]) if lines else None
    if found is None:
        return None
    question, _, rest = "\n".join(lines[1:]).strip().partition("\n\n")
    return Title(found[1], " ".join(question.split()), rest.strip())


def wanted(tags: Iterable[str], lang: str) -> bool:
    """Tell whether a cell with these tags belongs to a report in this language."""
    spoken = {tag for tag in tags if tag.startswith("lang-")}
    return not spoken or f"lang-{lang}" in spoken


def _join(source: str | Sequence[str] | Mapping[str, object]) -> str:
    if isinstance(source, str | list):
        return "".join(source)
    raise TypeError
