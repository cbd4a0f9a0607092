"""Lessons as data: read from YAML, checked against a schema, each fault with its file, line and field."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from analysis.errors import DataError, Fault
from analysis.package.yaml_lines import YamlError, find_repeated, line_of, read_yaml

__all__ = ["MINUTES_IN_A_PERIOD", "Lesson", "import_jsonschema", "read_lesson"]

MINUTES_IN_A_PERIOD = 45


class Lesson(Mapping[str, Any]):
    """One lesson, as its file says it; each part knows the line it stands in.

    Parameters
    ----------
    file
        Name for messages, such as ``lessons/grading.yml``.
    """

    def __init__(self, file: str, node: Any, content: Mapping[str, Any]) -> None:
        self.file, self._node, self._content = file, node, content

    def __getitem__(self, key: str) -> Any:
        return self._content[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._content)

    def __len__(self) -> int:
        return len(self._content)

    def fault(self, message: str, *path: str | int) -> Fault:
        """Make a fault at one field of the lesson.

        Parameters
        ----------
        path
            Keys and places, from 0, that lead to the field.
        """
        return Fault(self.file, message, row=line_of(self._node, *path), column=_field(path) or None)


def read_lesson(file: Path) -> Lesson:
    """Read one lesson.

    Raises
    ------
    DataError
        If it is not YAML, or a field is missing, unknown or of the wrong kind, a number is typed into a text, or the
        minutes do not add up to the periods; every fault is listed.
    """
    name = f"{file.parent.name}/{file.name}"
    try:
        node, content = read_yaml(file)
    except YamlError as error:
        raise DataError([error.fault]) from error
    if not isinstance(content, dict):
        raise DataError([Fault(name, "a lesson is a mapping of fields")])
    lesson = Lesson(name, node, content)
    faults = [Fault(name, f"{key} stands twice", row=line) for key, line in find_repeated(node)]
    faults += _check_schema(lesson, file)
    if not faults:
        faults = [*_check_content(lesson, file)]
    if faults:
        raise DataError(faults)
    return lesson


def _check_schema(lesson: Lesson, file: Path) -> Iterator[Fault]:
    from analysis.paths import data_dir

    errors = _make_validator((data_dir() / "lessons" / "schema.json").read_text(encoding="utf-8")).iter_errors(
        dict(lesson)
    )
    for error in sorted(errors, key=lambda one: (str(list(one.absolute_path)), one.message)):
        yield lesson.fault(_shorten(error.message), *error.absolute_path)


@lru_cache(maxsize=4)
def _make_validator(schema: str) -> Any:
    return import_jsonschema().Draft202012Validator(json.loads(schema))


def import_jsonschema() -> ModuleType:
    """Import jsonschema without the two seconds in which it builds grammars of web addresses.

    It takes them for the formats ``iri`` and ``iri-reference``, which nothing here checks, where Jupyter happens to
    have installed them. What has been imported otherwise stays as it is.
    """
    grammars = "rfc3987_syntax"
    masked = "jsonschema" not in sys.modules and grammars not in sys.modules
    if masked:
        sys.modules[grammars] = None  # type: ignore[assignment]  # an import of it now fails, which the library expects
    try:
        return import_module("jsonschema")
    finally:
        if masked:
            del sys.modules[grammars]


def _check_content(lesson: Lesson, file: Path) -> Iterator[Fault]:
    if lesson["lesson_id"] != file.stem:
        yield lesson.fault(f"{lesson['lesson_id']!r} is not the name of the file, {file.stem!r}", "lesson_id")
    minutes = sum(step["minutes"] for step in lesson["steps"])
    planned = lesson["periods"] * MINUTES_IN_A_PERIOD
    if minutes != planned:
        yield lesson.fault(
            f"the steps take {minutes} minutes; {lesson['periods']} periods of {MINUTES_IN_A_PERIOD} are {planned}",
            "steps",
        )
    for part in ("items", "questions"):
        seen: set[str] = set()
        for place, one in enumerate(lesson[part]):
            if one["id"] in seen:
                yield lesson.fault(f"{one['id']!r} stands twice", part, place, "id")
            seen.add(one["id"])
    items = [one["id"] for one in lesson["items"]]
    for place, step in enumerate(lesson["steps"]):
        for n, shown in enumerate(step["show"]):
            if shown not in items:
                yield lesson.fault(f"unknown item {shown!r}. Valid: {', '.join(items)}", "steps", place, "show", n)


def _field(path: Sequence[str | int]) -> str:
    words = ""
    for one in path:
        words += f"[{one + 1}]" if isinstance(one, int) else f".{one}" if words else one
    return words


def _shorten(message: str) -> str:
    return message if len(message) <= 200 else f"{message[:100]} … {message[-90:]}"
