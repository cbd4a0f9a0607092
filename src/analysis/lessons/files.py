"""Lessons as data: read from YAML, checked against a schema, each fault with its file, line and field."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.errors import DataError, Fault
from analysis.package.yaml_lines import check_schema, fault_in, find_repeated, read_yaml
from analysis.paths import data_dir

MINUTES_IN_A_PERIOD = 45


@dataclass(frozen=True)
class Lesson:
    """One lesson, as its file says it, named for messages; `node` has the content with the lines of its parts."""

    file: str
    node: Any
    content: dict[str, Any]

    def field(self, *path: str | int) -> Any:
        """Give the field to which keys and places, from 0, lead."""
        found: Any = self.content
        for key in path:
            found = found[key]
        return found

    def fault(self, message: str, *path: str | int) -> Fault:
        """Make a fault at the field to which keys and places, from 0, lead."""
        return fault_in(self.file, self.node, message, *path)


def read_lesson(file: Path) -> Lesson:
    """Read one lesson.

    A `DataError` tells that it is not YAML, a field is missing, unknown or of the wrong kind, an id stands twice or
    leads nowhere, or the minutes do not add up to the periods: every fault.
    """
    name = f"{file.parent.name}/{file.name}"
    node, content = read_yaml(file)
    if not isinstance(content, dict):
        raise DataError([Fault(name, "a lesson is a mapping of fields")])
    lesson = Lesson(name, node, content)
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
