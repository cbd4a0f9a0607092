"""Read the parameters a notebook declares, and check values against them before a kernel starts.

papermill only warns about an unknown parameter and lets text into `n: int`; a report built from it would be
wrong without anybody noticing.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass

from analysis.plan.notebook import NotebookCell

__all__ = ["Parameter", "check_value", "read_parameters"]

_MISSING = object()
_PLAIN = {"int": (int,), "float": (int, float), "str": (str,), "bool": (bool,)}
_UNDERSTOOD = "int, float, str, bool, list[…], Literal[…], X | None"


@dataclass(frozen=True)
class Parameter:
    """One annotated assignment of a `parameters` cell.

    Parameters
    ----------
    name, annotation
        As written.
    default
        The value it has unless another is given; meaningless where `required`.
    required
        True for an annotation without a value.
    """

    name: str
    annotation: str
    default: object = None
    required: bool = False


def read_parameters(cells: Sequence[NotebookCell]) -> tuple[dict[str, Parameter], list[str]]:
    """Read the declared parameters of a notebook, and what is wrong with the declaration.

    Returns
    -------
    parameters
        By name; empty if the cell cannot be read.
    faults
        Everything wrong, each without its place.
    """
    tagged = [cell for cell in cells if "parameters" in cell.tags]
    if len(tagged) != 1 or tagged[0].kind != "code":
        return {}, [f"needs exactly one code cell tagged `parameters`, has {_count(tagged)}"]
    try:
        statements = ast.parse(tagged[0].source).body
    except SyntaxError as error:
        return {}, [f"parameters cell, line {error.lineno}: {error.msg}"]
    parameters, faults = {}, []
    for statement in statements:
        if isinstance(statement, ast.Import | ast.ImportFrom):
            continue  # an annotation such as Literal is evaluated, so the cell has to import it
        if not (isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name)):
            faults.append(
                f"parameters cell, line {statement.lineno}: `{ast.unparse(statement).splitlines()[0]}` "
                "is not of the form `name: type = default`"
            )
            continue
        parameter, fault = _declaration(statement, statement.target.id)
        parameters[parameter.name] = parameter
        faults += [fault] if fault else []
    return parameters, faults + _check_lang(parameters.get("lang"))


def check_value(parameter: Parameter, value: object) -> str | None:
    """Say what is wrong with a value for a parameter; None if nothing is."""
    if not _fits(_parse(parameter.annotation), value):
        return f"{value!r} is not {parameter.annotation}"
    texts = value if isinstance(value, list) else [value]
    # papermill writes text into the notebook with escapes, and would show Vietnamese as \u1ee7.
    if not all(text.isascii() for text in texts if isinstance(text, str)):
        return f"{value!r} has letters outside ASCII; pass an id"
    return None


def _declaration(statement: ast.AnnAssign, name: str) -> tuple[Parameter, str | None]:
    annotation = ast.unparse(statement.annotation)
    if isinstance(statement.annotation, ast.Constant) and isinstance(statement.annotation.value, str):
        annotation = statement.annotation.value
    if not _understood(_parse(annotation)):
        # Read on with a type that accepts nothing, so that later checks do not add faults of their own.
        return Parameter(name, "None"), f"parameter {name}: type {annotation} is not one of {_UNDERSTOOD}"
    if statement.value is None:
        return Parameter(name, annotation, required=True), None
    try:
        default = ast.literal_eval(statement.value)
    except ValueError:
        shown = ast.unparse(statement.value)
        return Parameter(name, annotation), f"parameter {name}: default {shown} is not a plain value"
    parameter = Parameter(name, annotation, default)
    wrong = check_value(parameter, default)
    return parameter, f"parameter {name}: default {wrong}" if wrong else None


def _check_lang(parameter: Parameter | None) -> list[str]:
    expected = 'lang: Literal["vi", "en"]'
    if parameter is None:
        return [f"has no parameter `{expected}`"]
    fits = all(check_value(parameter, lang) is None for lang in ("vi", "en"))
    if fits and parameter.annotation.startswith("Literal"):
        return []
    return [f"parameter lang: is {parameter.annotation}, must be `{expected}`"]


def _parse(annotation: str) -> ast.expr | None:
    try:
        return ast.parse(annotation, mode="eval").body
    except SyntaxError:
        return None


def _understood(node: ast.expr | None) -> bool:
    match node:
        case ast.Name(id=name):
            return name in _PLAIN
        case ast.Constant(value=value):
            return value is None
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            return _understood(left) and _understood(right)
        case ast.Subscript(value=ast.Name(id="list" | "Optional"), slice=inner):
            return _understood(inner)
        case ast.Subscript(value=ast.Name(id="Literal")):
            return _choices(node) is not _MISSING
    return False


def _fits(node: ast.expr | None, value: object) -> bool:
    match node:
        case ast.Name(id=name):
            # bool is an int to Python, not to a reader.
            return isinstance(value, _PLAIN[name]) and (name == "bool") == isinstance(value, bool)
        case ast.Constant():
            return value is None
        case ast.BinOp(left=left, right=right):
            return _fits(left, value) or _fits(right, value)
        case ast.Subscript(value=ast.Name(id="list"), slice=inner):
            return isinstance(value, list) and all(_fits(inner, item) for item in value)
        case ast.Subscript(value=ast.Name(id="Optional"), slice=inner):
            return value is None or _fits(inner, value)
        case ast.Subscript():
            return any(type(choice) is type(value) and choice == value for choice in _choices(node))
    return False


def _choices(node: ast.Subscript) -> Sequence[object] | object:
    try:
        choices = ast.literal_eval(node.slice)
    except ValueError:
        return _MISSING
    return choices if isinstance(choices, tuple) else (choices,)


def _count(cells: Sequence[NotebookCell]) -> str:
    if not cells:
        return "none"
    return str(len(cells)) if len(cells) > 1 else f"a {cells[0].kind} cell"
