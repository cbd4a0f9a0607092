"""Lessons as data: read from YAML, checked against a schema, each fault with its file, line and field."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from analysis.errors import DataError, Fault
from analysis.package.yaml_lines import check_schema, fault_in, find_repeated, read_yaml
from analysis.paths import data_dir

MINUTES_IN_A_PERIOD = 45


class Lesson(NamedTuple):
    """One lesson, as its file says it; `fault` takes a message, then keys and places from 0 that lead to a field."""

    content: dict[str, Any]
    fault: Callable[..., Fault]


def read_lesson(file: Path) -> Lesson:
    """Read one lesson.

    A `DataError` tells that it is not YAML, a field is missing, unknown or of the wrong kind, an id stands twice or
    leads nowhere, or the minutes do not add up to the periods: every fault.
    """
    name = f"{file.parent.name}/{file.name}"
    node, content = read_yaml(file)
    if not isinstance(content, dict):
        raise DataError([Fault(name, "a lesson is a mapping of fields")])
    lesson = Lesson(content, partial(fault_in, name, node))
    faults = [Fault(name, f"{key} stands twice", row=line) for key, line in find_repeated(node)]
    faults += check_schema(file, node, content, data_dir() / "lessons" / "schema.json")
    faults = faults or [*_check_content(lesson, file.stem)]
    if faults:
        raise DataError(faults)
    return lesson


def _check_content(lesson: Lesson, name: str) -> Iterator[Fault]:
    content = lesson.content
    if content["lesson_id"] != name:
        yield lesson.fault(f"{content['lesson_id']!r} is not the name of the file, {name!r}", "lesson_id")
    minutes = sum(step["minutes"] for step in content["steps"])
    planned = content["periods"] * MINUTES_IN_A_PERIOD
    if minutes != planned:
        periods = f"{content['periods']} periods of {MINUTES_IN_A_PERIOD}"
        yield lesson.fault(f"the steps take {minutes} minutes; {periods} are {planned}", "steps")
    for part in ("items", "questions"):
        ids = [spec["id"] for spec in content[part]]
        for n, id_ in enumerate(ids):
            if id_ in ids[:n]:
                yield lesson.fault(f"{id_!r} stands twice", part, n, "id")
    items = [spec["id"] for spec in content["items"]]
    for n, step in enumerate(content["steps"]):
        for place, shown in enumerate(step["show"]):
            if shown not in items:
                yield lesson.fault(f"unknown item {shown!r}. Valid: {', '.join(items)}", "steps", n, "show", place)
