"""An entry of `runs.yml`, read into the runs that it stands for, each step with the faults that it finds."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.errors import RunError, Wording
from analysis.package.schema import SUBJECT_KINDS
from analysis.package.yaml_lines import line_of
from analysis.plan.notebook import Parameter, check_value, read_cells, read_parameters
from analysis.words.catalogue import LANGUAGES, tell, tell_unknown, word_error

if TYPE_CHECKING:
    from analysis.dataset import Dataset

_KIND_OF = {plural: kind for kind, plural in SUBJECT_KINDS.items()}
_KIND_NAMED = {f"{kind}_id{s}": kind for kind in SUBJECT_KINDS for s in ("", "s")}
PARTS = ("overview", "places", "practices", "comparisons", "lessons", "documents", "own", "learn", "data")
"""The parts of the site, in the order of its menu."""
STRICT = ("reports", "learn", "guide")
"""The folders of the collection's own notebooks; one that lies elsewhere is free: what it lacks is no fault."""
_OWN = "own"  # the part of what names none
_NEAR = ("near_place", "own_place")
_FORMS: dict[str, type] = {
    "notebook": str, "id": str, "for_each": dict, "parameters": dict, "reads": list, "first": list, "data": str,
    "menu": str,
}  # fmt: skip
_SLUG = re.compile(r"[a-z0-9_-]+")
TAKEN = ("index", "search", "dictionary", "methods", "codebook", "sources", "design", "made")  # pages of the site


@dataclass(frozen=True)
class Run:
    """One report to make: a notebook and the values of its parameters.

    `run_id`, an ASCII slug, names the report's file; `subject` is kind and id of what it is about, such as
    ``("locality", "ba_tri")``; `reads` are files that the notebook reads beside the data package, `part` is where it
    stands in the menu. A `free` notebook is none of the collection's own: what it lacks is told, and no fault. One of a
    place that reads only what is `near`, as its entry says, is made anew only when that changes.
    """

    run_id: str
    notebook: Path
    parameters: Mapping[str, object] = field(default_factory=dict, hash=False)
    subject: tuple[str, str] | None = None
    reads: tuple[Path, ...] = ()
    part: str = _OWN
    free: bool = False
    near: str = ""


def word_fault(message: Wording, line: int, run: object = None, parameter: object = None) -> Wording:
    """Word a fault with where it stands: the line, the run and the parameter, as far as they are known."""
    named = {"line": line, "run": run, "parameter": parameter}
    known = [(tell(f"fault.{name}"), given) for name, given in named.items() if given is not None]
    places = {lang: "".join(f", {name.words[lang]} {given}" for name, given in known) for lang in LANGUAGES}
    return Wording.of({lang: f"runs.yml{places[lang]}: {message.words[lang]}" for lang in LANGUAGES})


@dataclass(frozen=True)
class RunEntry:
    """One entry of the list; a class because each step of reading it may find a fault at one of its lines."""

    entry: Any
    node: Any
    data: Dataset
    folder: Path
    faults: list[Wording]
    known: dict[str, dict[str, None]] = field(default_factory=dict)  # ids of each kind, asked for once

    def fault(self, message: Wording, *keys: object, run: object = None, parameter: object = None) -> None:
        """Note a fault at the field to which keys lead."""
        if run is None and isinstance(self.entry, dict):
            run = self.entry.get("id")
        self.faults.append(word_fault(message, line_of(self.node, *keys), run, parameter))

    def read(self, of: str = "") -> list[Run]:
        """Read the runs of the entry, or none unless it is run for each thing `of` a kind; faults are noted."""
        asked = self._is_formed() and (not of or of in map(_KIND_NAMED.get, self.entry.get("for_each", ())))
        notebook = self._notebook(self.entry["notebook"]) if asked else None
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
        runs, from_data = list[Run](), isinstance(self.entry.get("for_each", {}).get(each), str)
        for value in values:
            run_id, kind = self._run_id(each, value), _KIND_NAMED.get(each or "")
            if each in declared and not (from_data and runs):  # of thousands of ids the first tells what all are
                self._check(declared[each], value, "for_each", each, run=run_id)
            subject = (kind, value) if kind and isinstance(value, str) else None
            if run_id is not None:
                varied = {} if each is None else {each: value}
                told = self.entry.get("menu", _OWN), free, self.entry.get("data", "")
                runs.append(Run(run_id, notebook, varied | fixed, subject, reads, *told))
        return runs

    def _is_formed(self) -> bool:
        """Check the keys of the entry and what kind of thing each holds."""
        if not isinstance(self.entry, dict):
            self.fault(tell("fault.not_run", given=repr(self.entry)))
            return False
        before = len(self.faults)
        for key in self.entry:
            if key not in _FORMS:
                self.fault(tell_unknown("key", key, _FORMS), key)
        for key, kind in _FORMS.items():
            given = self.entry.get(key, {"menu": _OWN, "data": _NEAR[0]}.get(key, None if kind is str else kind()))
            names = given if isinstance(given, list) else ()
            if not (isinstance(given, kind) and all(isinstance(name, str) for name in names)) or (
                given not in {"menu": PARTS, "data": _NEAR}.get(key, (given,))
            ):
                self.fault(tell(f"fault.form_{key}", choices=", ".join(PARTS)), key)
        return len(self.faults) == before

    def _notebook(self, name: str) -> Path | None:
        """Find a notebook; None, with a fault, where there is none that can be used."""
        path = self.folder / f"{name}.ipynb"
        try:
            inside = path.resolve().is_relative_to(self.folder.resolve())
        except (OSError, RuntimeError, ValueError):  # links in a circle, a null in the name
            inside = False
        if not inside or Path(name).is_absolute():
            self.fault(tell("fault.leaves", name=repr(name), folder=self.folder.name), "notebook")
        elif not path.is_file():
            found = (path.relative_to(self.folder) for path in self.folder.rglob("*.ipynb"))
            self.fault(tell_unknown("notebook", name, [path.with_suffix("").as_posix() for path in found]), "notebook")
        else:
            return path
        return None

    def _declared(self, notebook: Path, free: bool) -> dict[str, Parameter] | None:
        """Read the parameters that a notebook declares; None where they are faulty."""
        try:
            declared, wrong = read_parameters(read_cells(notebook), free=free)
        except RunError as error:
            wrong = [Wording.of(word_error(error))]
        name = notebook.relative_to(self.folder).as_posix()
        self.faults.extend(tell("fault.in_notebook", file=name, told=message) for message in wrong)
        return None if wrong else declared

    def _reads(self) -> tuple[Path, ...]:
        paths = tuple(self.folder / name for name in self.entry.get("reads", ()))
        for place, path in enumerate(paths):
            if not path.is_file():
                given = repr(self.entry["reads"][place])
                self.fault(tell("fault.no_file", name=given, folder=self.folder.name), "reads", place)
        return paths

    def _each(self) -> tuple[str | None, list[Any]]:
        """Give the parameter that varies and its values; ``(None, [None])`` for a single run."""
        if "for_each" not in self.entry:
            return None, [None]
        if len(self.entry["for_each"]) != 1:
            self.fault(tell("fault.one_parameter"), "for_each")
            return None, []
        [(name, values)] = self.entry["for_each"].items()
        name, wrong = str(name), None
        if isinstance(values, str):
            kind = _KIND_OF.get(values)
            if kind is None:
                wrong = tell("fault.of_for_each", told=tell_unknown("kind", values, _KIND_OF))
            elif name != f"{kind}_id":
                wrong = tell("fault.named", values=values, kind=kind)
            else:
                values = order_ids(self.data, kind, self.entry.get("first", ()))
        if not wrong and not (isinstance(values, list) and values):
            wrong = tell("fault.nothing", choices=", ".join(_KIND_OF))
        if wrong:
            self.fault(wrong, "for_each", name, parameter=name)
        return name, [] if wrong else values

    def _check_names(self, declared: Mapping[str, Parameter], fixed: Mapping[str, object], each: str | None) -> None:
        given = {name: ("parameters", name) for name in fixed}
        if each is not None:
            if each in given:
                self.fault(tell("fault.given_both"), *given[each], parameter=each)
            given[each] = ("for_each", each)
        if "lang" in given:
            self.fault(tell("fault.lang_set"), *given["lang"], parameter="lang")
        for name, place in given.items():
            if name not in {*declared, "lang"}:
                self.fault(tell_unknown("parameter", name, declared.keys() - {"lang"}), *place)
        for name, parameter in declared.items():
            if parameter.required and name not in {*given, "lang"}:
                self.fault(tell("fault.no_value", annotation=parameter.annotation), parameter=name)

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
            wrong = [tell_unknown(kind, id_, ids) for id_ in given if id_ not in ids]
        for message in filter(None, wrong):
            self.fault(message, *place, run=run, parameter=parameter.name)

    def _run_id(self, each: str | None, value: object) -> str | None:
        template, varied = self.entry["id"], f"{{{each}}}"
        if re.search("[{}]", template if each is None else template.replace(varied, "")):
            allowed = tell("fault.no_braces") if each is None else varied
            self.fault(tell("fault.braces", name=repr(template), allowed=allowed), "id")
            return None
        run_id: str = template.replace(varied, str(value))
        if not _SLUG.fullmatch(run_id) or run_id in TAKEN:
            self.fault(tell("fault.no_id", choices=", ".join(TAKEN)), "id", run=run_id)
            return None
        return run_id


def order_ids(data: Dataset, kind: str, first: Sequence[str] = ()) -> list[str]:
    """List the ids of a kind as a reader asks for them.

    Themes stand by the number of places whose texts speak of them, the most first. Among equals come those named in
    `first`, in its order, then the others as in their table.
    """
    if kind != "theme" and not first:  # of thousands of places
        return data.ids(kind)
    pairs: set[tuple[str, str]] = set()
    if kind == "theme":
        table = data.tables["codings"]
        pairs = set(zip(table["theme_id"].tolist(), table["locality_id"].tolist(), strict=True))
    spoken = Counter(theme for theme, _ in pairs)
    rank = {id_: n for n, id_ in enumerate(first)}
    return sorted(data.ids(kind), key=lambda id_: (-spoken[id_], rank.get(id_, len(rank))))
