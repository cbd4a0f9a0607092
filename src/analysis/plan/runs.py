"""Read `runs.yml`, the only list of what is built, and check all of it before anything runs."""

from __future__ import annotations

import re
import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.errors import RunError, UnknownIdError, unknown
from analysis.package.schema import SUBJECT_KINDS
from analysis.package.yaml_lines import YamlError, find_repeated, line_of, read_yaml, value_of
from analysis.plan.notebook import read_cells
from analysis.plan.parameters import Parameter, check_value, read_parameters

if TYPE_CHECKING:
    from analysis.dataset import Dataset

__all__ = ["Run", "load_runs", "select_runs"]

_KIND_OF = {plural: kind for kind, plural in SUBJECT_KINDS.items()}
_KIND_NAMED = {f"{kind}_id{s}": kind for kind in SUBJECT_KINDS for s in ("", "s")}
_KEYS = ("notebook", "id", "for_each", "parameters", "reads")
_SLUG = re.compile(r"[a-z0-9_-]+")


@dataclass(frozen=True)
class Run:
    """One report to make: a notebook and the values of its parameters.

    `run_id`, an ASCII slug, names the report's file; `subject` is kind and id of what it is about, such as
    ``("locality", "ba_tri")``; `reads` are files that the notebook reads beside the data package.
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
    try:
        root, content = read_yaml(notebooks_dir / "runs.yml")
    except YamlError as error:
        raise RunError(str(error)) from error
    reading = _Reading(data, notebooks_dir)
    for key, line in find_repeated(root):
        reading.fault(f"{key!r} is given twice", line)
    if not (isinstance(content, dict) and isinstance(content.get("runs"), list) and content["runs"]):
        reading.fault("must be `runs:` followed by a list of runs", 1)
        content = {}
    for key in content:
        if key != "runs":
            reading.fault(unknown("key", key, ["runs"]), line_of(root, key))
    runs: list[Run] = []
    first: dict[str, int] = {}
    for entry, node in zip(content.get("runs", ()), getattr(value_of(root, "runs"), "value", ()), strict=False):
        for run in _Entry(entry, node, reading).read():
            if run.run_id in first:
                reading.fault(f"the id is already used in line {first[run.run_id]}", line_of(node), run.run_id)
            first.setdefault(run.run_id, line_of(node))
            runs.append(run)
    if reading.faults:
        faults = list(dict.fromkeys(reading.faults))
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


@dataclass(frozen=True)
class _Reading:
    """What the entries of a list are read against, and the faults found so far."""

    data: Dataset
    folder: Path
    faults: list[str] = field(default_factory=list)
    declared: dict[Path, dict[str, Parameter]] = field(default_factory=dict)

    def fault(self, message: str, line: int, run: object = None, parameter: object = None) -> None:
        named = {"line": line, "run": run, "parameter": parameter}
        place = "".join(f", {name} {given}" for name, given in named.items() if given is not None)
        self.faults.append(f"{self.folder.name}/runs.yml{place}: {message}")

    def parameters_of(self, notebook: Path) -> dict[str, Parameter]:
        """Give the parameters that a notebook declares; none where they are faulty, which is told once."""
        if notebook not in self.declared:
            try:
                self.declared[notebook], wrong = read_parameters(read_cells(notebook))
            except RunError as error:
                wrong = [str(error)]
            if wrong:
                self.declared[notebook] = {}
                name = notebook.relative_to(self.folder).as_posix()
                self.faults.extend(f"{self.folder.name}/{name}: {message}" for message in wrong)
        return self.declared[notebook]


class _Entry:
    """One entry of the list; a class because each step of reading it may find a fault at one of its lines."""

    def __init__(self, entry: object, node: Any, reading: _Reading) -> None:
        self.entry: dict[Any, Any] = entry if isinstance(entry, dict) else {}
        self.node, self.reading, self.template = node, reading, self.entry.get("id")
        if not isinstance(entry, dict):
            self.fault(f"{entry!r} is not a run; write `- notebook: …` and `id: …`")

    def fault(self, message: str, *keys: object, run: object = None, parameter: object = None) -> None:
        self.reading.fault(message, line_of(self.node, *keys), self.template if run is None else run, parameter)

    def read(self) -> list[Run]:
        notebook = self._notebook(self.entry["notebook"]) if self._is_formed() else None
        if notebook is None:
            return []
        declared = self.reading.parameters_of(notebook)
        fixed = self.entry.get("parameters", {})
        reads = self._reads()
        each, values = self._each()
        self._check_names(declared, fixed, each)
        for name, value in fixed.items():
            if name in declared:
                self._check(declared[name], value, "parameters", name)
        for parameter in declared.values():
            if parameter.name not in {*fixed, each} and not parameter.required:
                self._check(parameter, parameter.default)
        runs = []
        for value in values:
            varied = {} if each is None else {each: value}
            run_id = self._run_id(varied)
            if each in declared:
                self._check(declared[each], value, "for_each", each, run=run_id)
            kind = _KIND_NAMED.get(each or "")
            subject = (kind, str(value)) if kind and isinstance(value, str) else None
            if run_id is not None:
                runs.append(Run(run_id, notebook, varied | fixed, subject, reads))
        return runs

    def _is_formed(self) -> bool:
        """Check the keys of the entry and what kind of thing each holds."""
        before = len(self.reading.faults)
        for key in self.entry:
            if key not in _KEYS:
                self.fault(unknown("key", key, _KEYS), key)
        for key in ("notebook", "id"):
            if self.entry and not isinstance(self.entry.get(key), str):
                self.fault(f"needs `{key}:` with a name", key)
        for key in ("for_each", "parameters"):
            if not isinstance(self.entry.get(key, {}), dict):
                self.fault(f"`{key}` must hold `name: value`", key)
        reads = self.entry.get("reads", [])
        if not isinstance(reads, list) or not all(isinstance(name, str) for name in reads):
            self.fault("`reads` must hold a list of files, such as [my_figures.csv]", "reads")
        return bool(self.entry) and len(self.reading.faults) == before

    def _notebook(self, name: str) -> Path | None:
        """Find and read a notebook; None, with a fault, where there is none that can be used."""
        folder = self.reading.folder
        path = folder / f"{name}.ipynb"
        try:
            inside = path.resolve().is_relative_to(folder.resolve())
        except (OSError, RuntimeError, ValueError):  # links in a circle, a null in the name
            inside = False
        if not inside or Path(name).is_absolute():
            self.fault(f"notebook {name!r} leaves the folder {folder.name}/", "notebook")
            return None
        if not path.is_file():
            names = [found.relative_to(folder).with_suffix("").as_posix() for found in folder.rglob("*.ipynb")]
            self.fault(unknown("notebook", name, names), "notebook")
            return None
        return path

    def _reads(self) -> tuple[Path, ...]:
        folder = self.reading.folder
        names = self.entry.get("reads", ())
        for place, name in enumerate(names):
            if not (folder / name).is_file():
                message = f"`reads`: there is no file {name!r}; write its path from the folder {folder.name}/"
                self.fault(message, "reads", place)
        return tuple(folder / name for name in names)

    def _each(self) -> tuple[str | None, list[Any]]:
        """Give the parameter that varies and its values; ``(None, [None])`` for a single run."""
        if "for_each" not in self.entry:
            return None, [None]
        if len(self.entry["for_each"]) != 1:
            self.fault("`for_each` takes exactly one parameter", "for_each")
            return None, []
        [(name, values)] = self.entry["for_each"].items()
        name = str(name)

        def refuse(message: str, parameter: str | None = None) -> tuple[str, list[Any]]:
            self.fault(message, "for_each", name, parameter=parameter)
            return name, []

        if isinstance(values, str):
            kind = _KIND_OF.get(values)
            if kind is None:
                return refuse(f"`for_each`: {unknown('kind', values, _KIND_OF)}")
            if name != f"{kind}_id":
                return refuse(f"takes every one of {values}, so it must be named {kind}_id", name)
            values = self.reading.data.ids(kind)
        if not isinstance(values, list) or not values:
            return refuse(f"`for_each` over nothing; write a list of values, or one of {', '.join(_KIND_OF)}", name)
        return name, values

    def _check_names(self, declared: Mapping[str, Parameter], fixed: Mapping[str, object], each: str | None) -> None:
        given = {name: ("parameters", name) for name in fixed}
        if each is not None:
            if each in given:
                self.fault("is given in `for_each` and in `parameters`", *given[each], parameter=each)
            given[each] = ("for_each", each)
        if "lang" in given:
            message = "`lang` is set by the build, once for each language; take it out"
            self.fault(message, *given["lang"], parameter="lang")
        for name, place in given.items():
            if declared and name not in {*declared, "lang"}:
                self.fault(unknown("parameter", name, declared.keys() - {"lang"}), *place)
        for parameter in declared.values():
            if parameter.required and parameter.name not in {*given, "lang"}:
                wanted = f"has no value; the notebook needs one ({parameter.annotation})"
                self.fault(wanted, parameter=parameter.name)

    def _check(self, parameter: Parameter, value: object, *place: str, run: str | None = None) -> None:
        """Check a value against the type of its parameter, and where that is named after a kind, against the ids."""
        if parameter.name == "lang":
            return
        wrong, kind = [check_value(parameter, value)], _KIND_NAMED.get(parameter.name)
        if kind is not None and value is not None and wrong == [None]:
            ids = self.reading.data.ids(kind)
            given = value if isinstance(value, list) else [value]
            wrong = [unknown(kind, id_, ids) for id_ in given if id_ not in ids]
        for message in filter(None, wrong):
            self.fault(message, *place, run=run, parameter=parameter.name)

    def _run_id(self, values: Mapping[str, object]) -> str | None:
        template = self.entry["id"]
        try:
            fields = [(name, form) for _, name, form, _ in string.Formatter().parse(template) if name is not None]
        except ValueError:
            fields = [(template, "")]
        if any(name not in values or form for name, form in fields):
            allowed = ", ".join(f"{{{name}}}" for name in values) or "no braces, for there is no `for_each`"
            self.fault(f"id {template!r} may hold {allowed}", "id")
            return None
        run_id = template.format(**values)
        if not _SLUG.fullmatch(run_id) or run_id == "index":
            message = "is not an id: use a-z, 0-9, _ and -, and not `index`, which is the contents page"
            self.fault(message, "id", run=run_id)
            return None
        return str(run_id)
