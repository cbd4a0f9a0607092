"""Read what a committed notebook says about itself, without starting or importing Jupyter, and check its parameters.

papermill only warns about an unknown parameter and lets text into `n: int`; a report built from it would be wrong
without anybody noticing.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import takewhile
from pathlib import Path
from types import GenericAlias
from typing import TYPE_CHECKING, Annotated, Any

from analysis.errors import RunError
from analysis.words.catalogue import LANGUAGES

if TYPE_CHECKING:
    from pydantic import TypeAdapter

TOLD_BY = "told_by"
"""In an output's metadata: the source of the cell that has the words for it, where it is another's."""

_PLAIN: dict[str, type] = {"int": int, "float": float, "str": str, "bool": bool}
_UNDERSTOOD = "int, float, str, bool, list[…], Literal[…], X | None"


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
        return [_read_cell(cell) for cell in content["cells"]]
    except OSError as error:
        raise RunError(f"{notebook.name} cannot be read: {error.strerror}") from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise RunError(f"{notebook.name} is not a notebook of format 4") from error


def _read_cell(cell: Any) -> NotebookCell:
    source, tags = cell["source"], cell.get("metadata", {}).get("tags", ())
    if not isinstance(source, str | list):
        raise TypeError(source)
    return NotebookCell(str(cell["cell_type"]), "".join(source), frozenset(tags))


def read_title(cells: Iterable[NotebookCell], lang: str) -> Title | None:
    """Give the title of a notebook in a language, or None if it has none."""
    titles = (cell for cell in cells if "title" in cell.tags and cell.kind == "markdown" and wanted(cell.tags, lang))
    return next(map(split_title, (cell.source for cell in titles)), None)


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


def split_options(source: str) -> tuple[str, str]:
    """Part the option lines `#| …` at the head of a cell from its code."""
    options = list(takewhile(lambda line: line.startswith("#|"), source.splitlines(keepends=True)))
    return "".join(line.removeprefix("#|") for line in options), source[sum(map(len, options)) :]


def read_words(source: str, metadata: Mapping[str, Any], lang: str) -> dict[str, str]:
    """Give the words that a cell declares for what it shows: `fig-alt`, `fig-cap` and `tbl-cap`.

    They stand in option lines at its head, as in Quarto, `fig-alt-vi` before `fig-alt`; or in its metadata, as in
    MyST-NB. A `RunError` says that the option lines cannot be read.
    """
    import yaml

    try:
        options = yaml.safe_load(split_options(source)[0])
    except yaml.YAMLError as error:
        raise RunError(f"the lines `#| …` of the cell are no YAML; put the words in quotes: {error}") from error
    found = {
        "fig-alt": _text_at(metadata, "mystnb", "image", "alt"),
        "fig-cap": _text_at(metadata, "mystnb", "figure", "caption"),
        "tbl-cap": "",
    }
    return {
        name: _text_at(options, f"{name}-{lang}") or _text_at(options, name) or given for name, given in found.items()
    }


def _text_at(tree: Any, *keys: str) -> str:
    """Follow keys into what a person wrote; nothing where there is no text."""
    for key in keys:
        tree = tree.get(key) if isinstance(tree, Mapping) else None
    return tree.strip() if isinstance(tree, str) else ""


@dataclass(frozen=True)
class Parameter:
    """One annotated assignment of a `parameters` cell; one without a value is `required`, and has no default."""

    name: str
    annotation: str
    default: object = None
    required: bool = False


def read_parameters(cells: Sequence[NotebookCell]) -> tuple[dict[str, Parameter], list[str]]:
    """Read the declared parameters of a notebook by name, none if the cell cannot be read, and all that is wrong."""
    tagged = [cell for cell in cells if "parameters" in cell.tags]
    if len(tagged) != 1 or tagged[0].kind != "code":
        count = "none" if not tagged else len(tagged) if len(tagged) > 1 else f"a {tagged[0].kind} cell"
        return {}, [f"needs exactly one code cell tagged `parameters`, has {count}"]
    try:
        statements = ast.parse(tagged[0].source).body
    except SyntaxError as error:
        return {}, [f"parameters cell, line {error.lineno}: {error.msg}"]
    parameters, faults = dict[str, Parameter](), list[str]()
    for statement in statements:
        fault = None
        match statement:
            case ast.Import() | ast.ImportFrom():
                pass  # an annotation such as Literal is evaluated, so the cell has to import it
            case ast.AnnAssign(target=ast.Name(id=name)):
                parameters[name], fault = _declare(name, statement)
            case _:
                written = ast.unparse(statement).splitlines()[0]
                place = f"parameters cell, line {statement.lineno}"
                fault = f"{place}: `{written}` is not of the form `name: type = default`"
        faults += [fault] if fault else []
    return parameters, faults + _check_lang(parameters.get("lang"))


def check_value(parameter: Parameter, value: object) -> str | None:
    """Say what is wrong with a value for a parameter; None if nothing is."""
    from pydantic import ValidationError

    adapter = _adapter(parameter.annotation)
    try:
        if adapter is not None:
            adapter.validate_python(value)
    except ValidationError:
        return f"{value!r} is not {parameter.annotation}"
    texts = value if isinstance(value, list) else [value]
    # papermill writes text into the notebook with escapes, and would show Vietnamese as \u1ee7.
    if not all(text.isascii() for text in texts if isinstance(text, str)):
        return f"{value!r} has letters outside ASCII; pass an id"
    return None


def _declare(name: str, statement: ast.AnnAssign) -> tuple[Parameter, str | None]:
    annotation, default = ast.unparse(statement.annotation), statement.value
    if isinstance(statement.annotation, ast.Constant) and isinstance(statement.annotation.value, str):
        annotation = statement.annotation.value
    parameter = Parameter(name, annotation, required=default is None)
    if _adapter(annotation) is None:
        return parameter, f"parameter {name}: type {annotation} is not one of {_UNDERSTOOD}"
    if default is None:
        return parameter, None
    try:
        parameter = replace(parameter, default=ast.literal_eval(default))
    except ValueError:
        return parameter, f"parameter {name}: default {ast.unparse(default)} is not a plain value"
    wrong = check_value(parameter, parameter.default)
    return parameter, f"parameter {name}: default {wrong}" if wrong else None


def _check_lang(parameter: Parameter | None) -> list[str]:
    expected = f"lang: Literal{json.dumps(LANGUAGES)}"
    if parameter is None:
        return [f"has no parameter `{expected}`"]
    fits = parameter.annotation.startswith("Literal") and not any(check_value(parameter, lang) for lang in LANGUAGES)
    return [] if fits else [f"parameter lang: is {parameter.annotation}, must be `{expected}`"]


@cache
def _adapter(annotation: str) -> TypeAdapter[Any] | None:
    """Give what accepts the values of a type and no other; None for a type that is not understood."""
    from pydantic import ConfigDict, TypeAdapter

    try:
        kind = _evaluate(ast.parse(annotation, mode="eval").body)
    except (SyntaxError, TypeError, ValueError):
        return None
    return TypeAdapter(kind, config=ConfigDict(strict=True))


def _evaluate(node: ast.expr) -> Any:
    """Evaluate an annotation made of the types that are understood, and of nothing else."""
    match node:
        case ast.Name(id=name) if name in _PLAIN:
            return _PLAIN[name]
        case ast.Constant(value=None):
            return None
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            return _evaluate(left) | _evaluate(right)
        case ast.Subscript(value=ast.Name(id="list"), slice=inner):
            return GenericAlias(list, (_evaluate(inner),))
        case ast.Subscript(value=ast.Name(id="Optional"), slice=inner):
            return _evaluate(inner) | None
        case ast.Subscript(value=ast.Name(id="Literal"), slice=inner):
            choices = ast.literal_eval(inner)
            return _one_of(choices if isinstance(choices, tuple) else (choices,))
    raise ValueError(ast.unparse(node))


def _one_of(choices: tuple[object, ...]) -> Any:
    from pydantic import AfterValidator

    def choose(value: object) -> object:
        # Not pydantic's own Literal, to which True is 1; to a reader it is not.
        if any(type(choice) is type(value) and choice == value for choice in choices):
            return value
        raise ValueError(value)

    return Annotated[Any, AfterValidator(choose)]
