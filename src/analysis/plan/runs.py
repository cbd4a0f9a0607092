"""Read `runs.yml`, the only list of what is built, and check all of it before anything runs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.errors import DataError, RunError, UnknownIdError, Wording
from analysis.package.yaml_lines import find_repeated, line_of, read_yaml, value_of
from analysis.paths import show_path
from analysis.plan.entries import TAKEN, Run, RunEntry, word_fault
from analysis.plan.notebook import read_cells
from analysis.text import slug
from analysis.words.catalogue import LANGUAGES, tell, tell_unknown

if TYPE_CHECKING:
    from analysis.dataset import Dataset

_NOTEBOOK = ".ipynb"
_BESIDE = (".csv", ".json", ".parquet", ".py", ".tsv", ".txt", ".xlsx", ".yml")  # what a notebook may read


def load_runs(data: Dataset, notebooks_dir: Path, named: Sequence[str] = (), *, of: str = "") -> list[Run]:
    """Read the runs of a folder in the order of its `runs.yml`; a `RunError` tells all faults, each with its line.

    `of` a kind alone are given those of its things. After them come those of notebook files named by path, not listed.
    """
    try:
        root, content = read_yaml(notebooks_dir / "runs.yml")
    except DataError as error:
        first_fault = error.faults[0]
        wrong = tell(f"wrong.{first_fault.kind}", **first_fault.details)
        raise RunError(tell("fault.in_notebook", file=first_fault.place, told=wrong)) from error
    faults = [word_fault(tell("fault.twice", key=repr(key)), line) for key, line in find_repeated(root)]
    if not (isinstance(content, dict) and isinstance(content.get("runs"), list) and content["runs"]):
        faults.append(word_fault(tell("fault.list"), 1))
        content = {}
    faults += [word_fault(tell_unknown("key", key, ["runs"]), line_of(root, key)) for key in content if key != "runs"]
    runs: list[Run] = []
    first: dict[str, int] = {}
    for entry, node in zip(content.get("runs", ()), getattr(value_of(root, "runs"), "value", ()), strict=False):
        for run in RunEntry(entry, node, data, notebooks_dir, faults).read(of):
            if run.run_id in first:
                told = tell("fault.id_used", line=first[run.run_id])
                faults.append(word_fault(told, line_of(node), run.run_id))
            first.setdefault(run.run_id, line_of(node))
            runs.append(run)
    if faults := list(dict.fromkeys(faults)):
        head = tell("fault.faults", number=len(faults), folder=notebooks_dir.name).words
        lines = {lang: [f"  {notebooks_dir.name}/{fault.words[lang]}" for fault in faults] for lang in LANGUAGES}
        raise RunError(Wording.of({lang: "\n".join([head[lang], *lines[lang]]) for lang in LANGUAGES}))
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
    taken = {run.run_id: show_path(run.notebook) for run in listed} | dict.fromkeys(TAKEN, tell("fault.site"))
    if run_id in taken:
        told = tell("fault.name_taken", name=run_id, owner=taken[run_id])
        raise RunError(tell("fault.in_notebook", file=show_path(path), told=told))
    reads = tuple(sorted(beside for beside in place.parent.iterdir() if beside.suffix in _BESIDE))
    return [Run(run_id, place, reads=reads, free=True)]
