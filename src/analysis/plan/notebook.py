"""Read what a committed notebook says about itself, without starting or importing Jupyter."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import Any

from analysis.errors import RunError

__all__ = ["NotebookCell", "Title", "read_cells", "read_title", "split_title", "wanted", "words_of_picture"]


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


def words_of_picture(source: str, metadata: Mapping[str, Any]) -> tuple[str, str]:
    """Give the alternative text and the line under them that a cell declares for its pictures.

    Both stand in option lines at its head, as in Quarto, or in its metadata, as in MyST-NB.

    Raises
    ------
    RunError
        If the option lines cannot be read.
    """
    import yaml

    lines = takewhile(lambda line: line.startswith("#|"), source.splitlines())
    try:
        options = yaml.safe_load("\n".join(line.removeprefix("#|") for line in lines))
    except yaml.YAMLError as error:
        raise RunError(f"the lines `#| …` of the cell are no YAML; put the words in quotes: {error}") from error
    return (
        _text_at(options, "fig-alt") or _text_at(metadata, "mystnb", "image", "alt"),
        _text_at(options, "fig-cap") or _text_at(metadata, "mystnb", "figure", "caption"),
    )


def _text_at(tree: Any, *keys: str) -> str:
    """Follow keys into what a person wrote; nothing where there is no text."""
    for key in keys:
        tree = tree.get(key) if isinstance(tree, Mapping) else None
    return tree.strip() if isinstance(tree, str) else ""


def _join(source: str | Sequence[str] | Mapping[str, object]) -> str:
    if isinstance(source, str | list):
        return "".join(source)
    raise TypeError
