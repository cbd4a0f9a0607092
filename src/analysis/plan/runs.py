"""Read `runs.yml`, the only list of what is built, and check all of it before anything runs."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.errors import DataError, RunError, UnknownIdError, unknown
from analysis.package.schema import SUBJECT_KINDS
from analysis.package.yaml_lines import find_repeated, line_of, read_yaml, value_of
from analysis.plan.notebook import Parameter, check_value, read_cells, read_parameters
from analysis.text import slug

if TYPE_CHECKING:
    from analysis.dataset import Dataset

_KIND_OF = {plural: kind for kind, plural in SUBJECT_KINDS.items()}
_KIND_NAMED = {f"{kind}_id{s}": kind for kind in SUBJECT_KINDS for s in ("", "s")}
PARTS = ("overview", "places", "practices", "comparisons", "lessons", "documents", "own", "learn", "data")
"""The parts of the site, in the order of its menu."""
STRICT = ("reports", "learn", "guide")
"""The folders of the collection's own notebooks; one that lies elsewhere is free: what it lacks is no fault."""
_OWN = "own"  # the part of what names none
_NEAR = "near_place"
_FORMS: dict[str, tuple[type, str]] = {
    "notebook": (str, "needs `notebook:` with a name"),
    "id": (str, "needs `id:` with a name"),
    "for_each": (dict, "`for_each` must hold `name: value`"),
    "parameters": (dict, "`parameters` must hold `name: value`"),
    "reads": (list, "`reads` must hold a list of files, such as [my_figures.csv]"),
    "data": (str, "`data` must be near_place or left out"),
    "menu": (str, f"`menu` must be one of {', '.join(PARTS)}"),
}
_NOTEBOOK = ".ipynb"
_SLUG = re.compile(r"[a-z0-9_-]+")
_TAKEN = ("index", "search", "dictionary", "methods", "codebook", "sources", "design", "made")  # pages of the site
_BESIDE = (".csv", ".json", ".parquet", ".py", ".tsv", ".txt", ".xlsx", ".yml")  # what a notebook may read


@dataclass(frozen=True)
class Run:
    """One report to make: a notebook and the values of its parameters.

    `run_id`, an ASCII slug, names the report's file; `subject` is kind and id of what it is about, such as
    ``("locality", "ba_tri")``; `reads` are files that the notebook reads beside the data package, `part` is where it
    stands in the menu. A `free` notebook is none of the collection's own: what it lacks is told, and no fault. One of a
    place that reads only what is `near` is made anew only when that changes.
    """

    run_id: str
    notebook: Path
    parameters: Mapping[str, object] = field(default_factory=dict, hash=False)
    subject: tuple[str, str] | None = None
    reads: tuple[Path, ...] = ()
    part: str = _OWN
    free: bool = False
    near: bool = False


def load_runs(data: Dataset, notebooks_dir: Path, named: Sequence[str] = ()) -> list[Run]:
    """Read the runs of a folder in the order of its `runs.yml`; a `RunError` tells all faults, each with its line.

    After them come those of notebook files that are named by their paths and not listed.
    """
    try:
        root, content = read_yaml(notebooks_dir / "runs.yml")
    except DataError as error:
        raise RunError(str(error.faults[0])) from error
    faults = [_word(f"{key!r} is given twice", line) for key, line in find_repeated(root)]
    if not (isinstance(content, dict) and isinstance(content.get("runs"), list) and content["runs"]):
        faults.append(_word("must be `runs:` followed by a list of runs", 1))
        content = {}
    faults += [_word(unknown("key", key, ["runs"]), line_of(root, key)) for key in content if key != "runs"]
    runs: list[Run] = []
    first: dict[str, int] = {}
    for entry, node in zip(content.get("runs", ()), getattr(value_of(root, "runs"), "value", ()), strict=False):
        for run in _Entry(entry, node, data, notebooks_dir, faults).read():
            if run.run_id in first:
                told = f"the id is already used in line {first[run.run_id]}"
                faults.append(_word(told, line_of(node), run.run_id))
            first.setdefault(run.run_id, line_of(node))
            runs.append(run)
    if faults := list(dict.fromkeys(faults)):
        lines = "\n".join(f"  {notebooks_dir.name}/{fault}" for fault in faults)
        raise RunError(f"{len(faults)} fault(s) in {notebooks_dir.name}/runs.yml:\n{lines}")
    for name in named:
        taken = take_notebook(Path(name), runs) if name.endswith(_NOTEBOOK) else []
        runs += [run for run in taken if run not in runs]
    return runs


def select_runs(runs: Sequence[Run], names: Sequence[str]) -> list[Run]:
    """Choose runs by id, by how the name of their notebook begins, or by its path, all if none is named.

    A name of none of them is an `UnknownIdError`.
    """
    if not names:
        return list(runs)
    chosen: set[str] = set()
    for name in names:
        found = {run.run_id for run in runs if run.run_id == name}
        found = found or {run.run_id for run in runs if name and run.notebook.stem.startswith(name)}
        if name.endswith(_NOTEBOOK):
            found |= {run.run_id for run in runs if run.notebook.resolve() == Path(name).resolve()}
        if not found:
            raise UnknownIdError("run", name, {run.run_id for run in runs} | {run.notebook.stem for run in runs})
        chosen |= found
    return [run for run in runs if run.run_id in chosen]


def take_notebook(path: Path, listed: Sequence[Run]) -> list[Run]:
    """Give the runs of a notebook file: those that are listed, else one that is named after it, with what lies beside.

    That one is free, though it lie among the collection's, where a copy does. A `RunError` says that it is no notebook,
    or that another page has its name.
    """
    read_cells(path)
    place = path.resolve()
    if found := [run for run in listed if run.notebook.resolve() == place]:
        return found
    run_id = slug(path.stem)
    taken = {run.run_id: run.notebook.name for run in listed} | dict.fromkeys(_TAKEN, "the site itself")
    if run_id in taken:
        told = f"its page would be {run_id}.html, which is a page of {taken[run_id]}; give the file another name"
        raise RunError(f"{path}: {told}")
    reads = tuple(sorted(beside for beside in place.parent.iterdir() if beside.suffix in _BESIDE))
    return [Run(run_id, place, reads=reads, free=True)]


def _word(message: str, line: int, run: object = None, parameter: object = None) -> str:
    named = {"line": line, "run": run, "parameter": parameter}
    place = "".join(f", {name} {given}" for name, given in named.items() if given is not None)
    return f"runs.yml{place}: {message}"


@dataclass(frozen=True)
class _Entry:
    """One entry of the list; a class because each step of reading it may find a fault at one of its lines."""

    entry: Any
    node: Any
    data: Dataset
    folder: Path
    faults: list[str]
    known: dict[str, dict[str, None]] = field(default_factory=dict)  # ids of each kind, asked for once

    def fault(self, message: str, *keys: object, run: object = None, parameter: object = None) -> None:
        if run is None and isinstance(self.entry, dict):
            run = self.entry.get("id")
        self.faults.append(_word(message, line_of(self.node, *keys), run, parameter))

    def read(self) -> list[Run]:
        notebook = self._notebook(self.entry["notebook"]) if self._is_formed() else None
        if notebook is None:
            return []
        inside = notebook.resolve().relative_to(self.folder.resolve())
        free = len(inside.parts) != 2 or inside.parts[0] not in STRICT
        declared, fixed, reads = self._declared(notebook, free), self.entry.get("parameters", {}), self._reads()
        each, values = self._each()
        if declared is None:
            return []
        self._check_names(declared, fixed, each)
        for parameter in declared.values():
            if parameter.name in fixed:
                self._check(parameter, fixed[parameter.name], "parameters", parameter.name)
            elif parameter.name != each and not parameter.required:
                self._check(parameter, parameter.default)
        runs = []
        for value in values:
            run_id, kind = self._run_id(each, value), _KIND_NAMED.get(each or "")
            if each in declared:
                self._check(declared[each], value, "for_each", each, run=run_id)
            subject = (kind, value) if kind and isinstance(value, str) else None
            if run_id is not None:
                varied = {} if each is None else {each: value}
                told = self.entry.get("menu", _OWN), free, "data" in self.entry
                runs.append(Run(run_id, notebook, varied | fixed, subject, reads, *told))
        return runs

    def _is_formed(self) -> bool:
        """Check the keys of the entry and what kind of thing each holds."""
        if not isinstance(self.entry, dict):
            self.fault(f"{self.entry!r} is not a run; write `- notebook: …` and `id: …`")
            return False
        before = len(self.faults)
        for key in self.entry:
            if key not in _FORMS:
                self.fault(unknown("key", key, _FORMS), key)
        for key, (kind, wanted) in _FORMS.items():
            given = self.entry.get(key, {"menu": _OWN, "data": _NEAR}.get(key, None if kind is str else kind()))
            names = given if isinstance(given, list) else ()
            if not (isinstance(given, kind) and all(isinstance(name, str) for name in names)) or (
                given not in {"menu": PARTS, "data": (_NEAR,)}.get(key, (given,))
            ):
                self.fault(wanted, key)
        return len(self.faults) == before

    def _notebook(self, name: str) -> Path | None:
        """Find a notebook; None, with a fault, where there is none that can be used."""
        path = self.folder / f"{name}.ipynb"
        try:
            inside = path.resolve().is_relative_to(self.folder.resolve())
        except (OSError, RuntimeError, ValueError):  # links in a circle, a null in the name
            inside = False
        if not inside or Path(name).is_absolute():
            self.fault(f"notebook {name!r} leaves the folder {self.folder.name}/", "notebook")
        elif not path.is_file():
            found = (path.relative_to(self.folder) for path in self.folder.rglob("*.ipynb"))
            self.fault(unknown("notebook", name, [path.with_suffix("").as_posix() for path in found]), "notebook")
        else:
            return path
        return None

    def _declared(self, notebook: Path, free: bool) -> dict[str, Parameter] | None:
        """Read the parameters that a notebook declares; None where they are faulty."""
        try:
            declared, wrong = read_parameters(read_cells(notebook), free=free)
        except RunError as error:
            wrong = [str(error)]
        self.faults.extend(f"{notebook.relative_to(self.folder).as_posix()}: {message}" for message in wrong)
        return None if wrong else declared

    def _reads(self) -> tuple[Path, ...]:
        paths = tuple(self.folder / name for name in self.entry.get("reads", ()))
        for place, path in enumerate(paths):
            if not path.is_file():
                told = f"there is no file {self.entry['reads'][place]!r}; write its path from the folder"
                self.fault(f"`reads`: {told} {self.folder.name}/", "reads", place)
        return paths

    def _each(self) -> tuple[str | None, list[Any]]:
        """Give the parameter that varies and its values; ``(None, [None])`` for a single run."""
        if "for_each" not in self.entry:
            return None, [None]
        if len(self.entry["for_each"]) != 1:
            self.fault("`for_each` takes exactly one parameter", "for_each")
            return None, []
        [(name, values)] = self.entry["for_each"].items()
        name, wrong = str(name), None
        if isinstance(values, str):
            kind = _KIND_OF.get(values)
            if kind is None:
                wrong = f"`for_each`: {unknown('kind', values, _KIND_OF)}"
            elif name != f"{kind}_id":
                wrong = f"takes every one of {values}, so it must be named {kind}_id"
            else:
                values = self.data.ids(kind)
        if not wrong and not (isinstance(values, list) and values):
            wrong = f"`for_each` over nothing; write a list of values, or one of {', '.join(_KIND_OF)}"
        if wrong:
            self.fault(wrong, "for_each", name, parameter=name)
        return name, [] if wrong else values

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
            if name not in {*declared, "lang"}:
                self.fault(unknown("parameter", name, declared.keys() - {"lang"}), *place)
        for name, parameter in declared.items():
            if parameter.required and name not in {*given, "lang"}:
                self.fault(f"has no value; the notebook needs one ({parameter.annotation})", parameter=name)

    def _check(self, parameter: Parameter, value: object, *place: str, run: str | None = None) -> None:
        """Check a value against the type of its parameter, and where that is named after a kind, against the ids."""
        if parameter.name == "lang":
            return
        wrong, kind = [check_value(parameter, value)], _KIND_NAMED.get(parameter.name)
        if kind is not None and value is not None and wrong == [None]:
            if kind not in self.known:
                self.known[kind] = dict.fromkeys(self.data.ids(kind))
            ids = self.known[kind]
            given = value if isinstance(value, list) else [value]
            wrong = [unknown(kind, id_, ids) for id_ in given if id_ not in ids]
        for message in filter(None, wrong):
            self.fault(message, *place, run=run, parameter=parameter.name)

    def _run_id(self, each: str | None, value: object) -> str | None:
        template, varied = self.entry["id"], f"{{{each}}}"
        if re.search("[{}]", template if each is None else template.replace(varied, "")):
            allowed = "no braces, for there is no `for_each`" if each is None else varied
            self.fault(f"id {template!r} may hold {allowed}", "id")
            return None
        run_id: str = template.replace(varied, str(value))
        if not _SLUG.fullmatch(run_id) or run_id in _TAKEN:
            message = f"is not an id: use a-z, 0-9, _ and -, and none of the site's own pages: {', '.join(_TAKEN)}"
            self.fault(message, "id", run=run_id)
            return None
        return run_id
