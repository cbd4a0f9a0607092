"""Read `runs.yml`, the only list of what is built, and check all of it before anything runs."""

from __future__ import annotations

import re
import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.errors import RunError, UnknownIdError, unknown
from analysis.package.schema import SUBJECT_KINDS
from analysis.package.yaml_lines import YamlError, find_repeated, line_of, read_yaml, value_of
from analysis.plan.notebook import read_cells
from analysis.plan.parameters import Parameter, check_value, read_parameters

if TYPE_CHECKING:
    from analysis.dataset import Dataset

__all__ = ["Run", "load_runs", "select_runs"]

_KINDS = {plural: kind for kind, plural in SUBJECT_KINDS.items()}
_KEYS = ("notebook", "id", "for_each", "parameters", "reads")
_SLUG = re.compile(r"[a-z0-9_-]+")


@dataclass(frozen=True)
class Run:
    """One report to make: a notebook and the values of its parameters.

    Parameters
    ----------
    run_id
        Names the report's file; an ASCII slug.
    notebook
        The notebook's file.
    parameters
        As given in `runs.yml`, without the language.
    subject
        Kind and id of what the report is about, such as ``("locality", "ba_tri")``.
    reads
        Files that the notebook reads beside the data package.
    """

    run_id: str
    notebook: Path
    parameters: Mapping[str, object] = field(default_factory=dict, hash=False)
    subject: tuple[str, str] | None = None
    reads: tuple[Path, ...] = ()


def load_runs(data: Dataset, notebooks_dir: Path) -> list[Run]:
    """Read the runs of a folder of notebooks, in the order of its `runs.yml`.

    Raises
    ------
    RunError
        If anything is wrong; all faults at once, each with its line, run and parameter.
    """
    file = notebooks_dir / "runs.yml"
    try:
        root, content = read_yaml(file)
    except YamlError as error:
        raise RunError(str(error)) from error
    reader = _Reader(data, notebooks_dir)
    runs: list[Run] = []
    for key, line in find_repeated(root):
        reader.fault(f"{key!r} is given twice", line=line)
    if not (isinstance(content, dict) and isinstance(content.get("runs"), list) and content["runs"]):
        reader.fault("must be `runs:` followed by a list of runs", line=1)
    else:
        for key in [key for key in content if key != "runs"]:
            reader.fault(unknown("key", key, ["runs"]), line=line_of(root, key))
        for entry, node in zip(content["runs"], value_of(root, "runs").value, strict=True):
            runs += reader.read_entry(entry, node)
    first: dict[str, int] = {}
    for run, line in zip(runs, reader.lines, strict=True):
        if run.run_id in first:
            reader.fault(f"the id is already used in line {first[run.run_id]}", line=line, run=run.run_id)
        first.setdefault(run.run_id, line)
    if reader.faults:
        faults = list(dict.fromkeys(reader.faults))
        lines = "\n".join(f"  {fault}" for fault in faults)
        raise RunError(f"{len(faults)} fault(s) in {notebooks_dir.name}/runs.yml:\n{lines}")
    return runs


def select_runs(runs: Sequence[Run], names: Sequence[str]) -> list[Run]:
    """Choose runs by id, or by the name of their notebook or its beginning; all if nothing is named.

    Raises
    ------
    UnknownIdError
        If a name fits no run.
    """
    if not names:
        return list(runs)
    chosen: set[str] = set()
    for name in names:
        exact = {run.run_id for run in runs if run.run_id == name}
        found = exact or {run.run_id for run in runs if name and run.notebook.stem.startswith(name)}
        if not found:
            raise UnknownIdError("run", name, {run.run_id for run in runs} | {run.notebook.stem for run in runs})
        chosen |= found
    return [run for run in runs if run.run_id in chosen]


class _Reader:
    """Reads entries and gathers faults; a class because every step may add one."""

    def __init__(self, data: Dataset, notebooks_dir: Path) -> None:
        self.folder = notebooks_dir
        self.ids = {kind: list(data.ids(kind)) for kind in _KINDS.values()}
        self.faults: list[str] = []
        self.lines: list[int] = []  # of each run read, for the check on duplicates
        self._declared: dict[Path, dict[str, Parameter] | None] = {}

    def fault(self, message: str, *, line: int, run: object = None, parameter: object = None) -> None:
        place = f"{self.folder.name}/runs.yml, line {line}"
        place += f", run {run}" if run is not None else ""
        place += f", parameter {parameter}" if parameter is not None else ""
        self.faults.append(f"{place}: {message}")

    def read_entry(self, entry: object, node) -> list[Run]:
        line = line_of(node)
        if not isinstance(entry, dict):
            self.fault(f"{entry!r} is not a run; write `- notebook: …` and `id: …`", line=line)
            return []
        template = entry.get("id")
        before = len(self.faults)
        for key in [key for key in entry if key not in _KEYS]:
            self.fault(unknown("key", key, _KEYS), line=line_of(node, key), run=template)
        for key in ("notebook", "id"):
            if not isinstance(entry.get(key), str):
                self.fault(f"needs `{key}:` with a name", line=line_of(node, key), run=template)
        for key in ("for_each", "parameters"):
            if key in entry and not isinstance(entry[key], dict):
                self.fault(f"`{key}` must hold `name: value`", line=line_of(node, key), run=template)
        if len(self.faults) > before:
            return []
        notebook = self._notebook(entry["notebook"], line_of(node, "notebook"), template)
        if notebook is None:
            return []
        declared = self._declared[notebook]
        fixed = entry.get("parameters", {})
        reads = self._reads(entry, node)
        each, values = self._each(entry, node)
        self._check_names(declared, fixed, each, node, template)
        for name, value in fixed.items():
            self._check(declared, name, value, line_of(node, "parameters", name), template)
        for parameter in (declared or {}).values():
            if parameter.name not in {*fixed, each} and not parameter.required:
                self._check(declared, parameter.name, parameter.default, line, template)
        runs = []
        for value in values:
            run_id = self._run_id(template, {each: value} if each else {}, line_of(node, "id"))
            if each:
                self._check(declared, each, value, line_of(node, "for_each", each), run_id or template)
            kind = (each or "").removesuffix("_id")
            subject = (kind, str(value)) if each and kind != each and kind in self.ids else None
            if run_id is not None:
                runs.append(Run(run_id, notebook, {**({each: value} if each else {}), **fixed}, subject, reads))
                self.lines.append(line)
        return runs

    def _notebook(self, name: str, line: int, run: str) -> Path | None:
        """Find and read a notebook; None, with a fault, where there is none that can be used."""
        path = self.folder / f"{name}.ipynb"
        try:
            inside = path.resolve().is_relative_to(self.folder.resolve())
        except (OSError, RuntimeError, ValueError):  # links in a circle, a null in the name
            inside = False
        if not inside or Path(name).is_absolute():
            self.fault(f"notebook {name!r} leaves the folder {self.folder.name}/", line=line, run=run)
            return None
        if not path.is_file():
            found = self.folder.rglob("*.ipynb")
            names = [path.relative_to(self.folder).with_suffix("").as_posix() for path in found]
            self.fault(unknown("notebook", name, names), line=line, run=run)
            return None
        if path not in self._declared:
            try:
                self._declared[path], wrong = read_parameters(read_cells(path))
            except RunError as error:
                self._declared[path], wrong = None, [str(error)]
            for message in wrong:
                self.faults.append(f"{self.folder.name}/{name}.ipynb: {message}")
            if wrong:
                self._declared[path] = None  # one fault of the notebook, not one more for each of its runs
        return path

    def _reads(self, entry: dict, node) -> tuple[Path, ...]:
        """Find the files that the notebook reads; relative to the folder, each with a fault where it is not there."""
        names = entry.get("reads", [])
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            message = "`reads` must hold a list of files, such as [my_figures.csv]"
            self.fault(message, line=line_of(node, "reads"), run=entry["id"])
            return ()
        files = []
        for place, name in enumerate(names):
            files.append(self.folder / name)
            try:
                there = files[-1].is_file()
            except ValueError:  # a null in the name
                there = False
            if not there:
                message = f"`reads`: there is no file {name!r}; write its path from the folder {self.folder.name}/"
                self.fault(message, line=line_of(node, "reads", place), run=entry["id"])
        return tuple(files)

    def _each(self, entry: dict, node) -> tuple[str | None, list]:
        """Give the parameter that varies and its values; ``(None, [None])`` for a single run."""
        if "for_each" not in entry:
            return None, [None]
        line, template = line_of(node, "for_each"), entry["id"]
        if len(entry["for_each"]) != 1:
            self.fault("`for_each` takes exactly one parameter", line=line, run=template)
            return None, []
        [(name, values)] = entry["for_each"].items()
        name = str(name)
        line = line_of(node, "for_each", name)
        if isinstance(values, str):
            if values not in _KINDS:
                self.fault(f"`for_each`: {unknown('kind', values, _KINDS)}", line=line, run=template)
                return name, []
            if name != f"{_KINDS[values]}_id":
                message = f"takes every one of {values}, so it must be named {_KINDS[values]}_id"
                self.fault(message, line=line, run=template, parameter=name)
                return name, []
            values = self.ids[_KINDS[values]]
        if not isinstance(values, list) or not values:
            message = f"`for_each` over nothing; write a list of values, or one of {', '.join(_KINDS)}"
            self.fault(message, line=line, run=template, parameter=name)
            return name, []
        return name, values

    def _check_names(self, declared, fixed: dict, each: str | None, node, run: str) -> None:
        given = {name: ("parameters", name) for name in fixed}
        if each in given:
            message = "is given in `for_each` and in `parameters`"
            self.fault(message, line=line_of(node, "parameters", each), run=run, parameter=each)
        given |= {each: ("for_each", each)} if each else {}
        if "lang" in given:
            message = "`lang` is set by the build, once for each language; take it out"
            self.fault(message, line=line_of(node, *given["lang"]), run=run, parameter="lang")
        if declared is None:
            return
        for name in [name for name in given if name not in declared and name != "lang"]:
            message = unknown("parameter", name, declared.keys() - {"lang"})
            self.fault(message, line=line_of(node, *given[name]), run=run)
        for parameter in declared.values():
            if parameter.required and parameter.name not in {*given, "lang"}:
                message = f"has no value; the notebook needs one ({parameter.annotation})"
                self.fault(message, line=line_of(node), run=run, parameter=parameter.name)

    def _check(self, declared, name: str, value: object, line: int, run: str) -> None:
        if declared is None or name not in declared or name == "lang":
            return
        wrong = check_value(declared[name], value)
        if wrong:
            self.fault(wrong, line=line, run=run, parameter=name)
            return
        kind = re.sub(r"_ids?$", "", name)
        if kind == name or kind not in self.ids or value is None:
            return
        for given in value if isinstance(value, list) else [value]:
            if given not in self.ids[kind]:
                self.fault(unknown(kind, given, self.ids[kind]), line=line, run=run, parameter=name)

    def _run_id(self, template: str, values: dict, line: int) -> str | None:
        try:
            fields = [(name, form) for _, name, form, _ in string.Formatter().parse(template) if name is not None]
        except ValueError:
            fields = [(template, "")]
        wrong = [name for name, form in fields if name not in values or form]
        if wrong:
            allowed = ", ".join(f"{{{name}}}" for name in values) or "no braces, for there is no `for_each`"
            self.fault(f"id {template!r} may hold {allowed}", line=line, run=template)
            return None
        run_id = template.format(**values)
        if not _SLUG.fullmatch(run_id) or run_id == "index":
            message = "is not an id: use a-z, 0-9, _ and -, and not `index`, which is the contents page"
            self.fault(message, line=line, run=run_id)
            return None
        return run_id
