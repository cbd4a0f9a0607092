"""Read the parameters a notebook declares, and check values against them before a kernel starts.

papermill only warns about an unknown parameter and lets text into `n: int`; a report built from it would be
wrong without anybody noticing.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from types import GenericAlias
from typing import TYPE_CHECKING, Annotated, Any

from analysis.plan.notebook import NotebookCell

if TYPE_CHECKING:
    from pydantic import TypeAdapter

__all__ = ["Parameter", "check_value", "read_parameters"]

_PLAIN: dict[str, type] = {"int": int, "float": float, "str": str, "bool": bool}
_UNDERSTOOD = "int, float, str, bool, list[…], Literal[…], X | None"


@dataclass(frozen=True)
class Parameter:
    """One annotated assignment of a `parameters` cell; one without a value is `required`, and has no default."""

    name: str
    annotation: str
    default: object = None
    required: bool = False


def read_parameters(cells: Sequence[NotebookCell]) -> tuple[dict[str, Parameter], list[str]]:
    """Read the declared parameters of a notebook by name, and all that is wrong with them, without its place.

    There are none if the cell cannot be read.
    """
    tagged = [cell for cell in cells if "parameters" in cell.tags]
    if len(tagged) != 1 or tagged[0].kind != "code":
        count = "none" if not tagged else len(tagged) if len(tagged) > 1 else f"a {tagged[0].kind} cell"
        return {}, [f"needs exactly one code cell tagged `parameters`, has {count}"]
    try:
        statements = ast.parse(tagged[0].source).body
    except SyntaxError as error:
        return {}, [f"parameters cell, line {error.lineno}: {error.msg}"]
    parameters: dict[str, Parameter] = {}
    faults = []
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


def _declaration(statement: ast.AnnAssign, name: str) -> tuple[Parameter, str | None]:
    annotation = ast.unparse(statement.annotation)
    if isinstance(statement.annotation, ast.Constant) and isinstance(statement.annotation.value, str):
        annotation = statement.annotation.value
    if _adapter(annotation) is None:
        return Parameter(name, annotation), f"parameter {name}: type {annotation} is not one of {_UNDERSTOOD}"
    if statement.value is None:
        return Parameter(name, annotation, required=True), None
    try:
        default = ast.literal_eval(statement.value)
    except ValueError:
        shown = ast.unparse(statement.value)
        return Parameter(name, annotation), f"parameter {name}: default {shown} is not a plain value"
    wrong = check_value(parameter := Parameter(name, annotation, default), default)
    return parameter, f"parameter {name}: default {wrong}" if wrong else None


def _check_lang(parameter: Parameter | None) -> list[str]:
    expected = 'lang: Literal["vi", "en"]'
    if parameter is None:
        return [f"has no parameter `{expected}`"]
    fits = parameter.annotation.startswith("Literal") and not any(check_value(parameter, lang) for lang in ("vi", "en"))
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
