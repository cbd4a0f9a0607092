"""The data package in memory: typed tables, names of things, rows by id."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.errors import DataError, Fault, UnknownIdError
from analysis.package.frames import package_folders, read_frames
from analysis.package.schema import KINDS, TableSchema, read_package
from analysis.package.yaml_lines import read_yaml

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["UNSTAMPED", "Dataset", "check_layers", "load", "own_sources", "preload", "watch_tables"]


@dataclass(frozen=True, eq=False)  # two are never compared cell by cell; one can key a cache
class Dataset:
    """The tables of one or more packages laid over each other, checked and typed.

    Attributes
    ----------
    tables
        A data frame for each table of `datapackage.json`; missing text is ``""``, missing numbers and
        dates are ``NA``; a cell that holds a list is a tuple.
    version
        Twelve hexadecimal digits that change with any cell of any table and any lesson.
    lesson_files
        The file of each lesson, by its id.
    memory
        What others have worked out of these tables and keep; one that is made with other tables begins without.
    """

    tables: Mapping[str, pd.DataFrame]
    version: str
    lesson_files: Mapping[str, Path] = field(default_factory=dict)
    memory: dict[Any, Any] = field(init=False, default_factory=dict, repr=False)

    def __getattr__(self, name: str) -> pd.DataFrame:
        """Give a table as an attribute: ``data.observations``."""
        if name in self.__dict__.get("tables", {}):
            return self.tables[name]
        raise AttributeError(name)

    def ids(self, kind: str) -> list[str]:
        """List the ids of one kind, such as locality, source, indicator, observation, theme, directive or lesson."""
        return list(self.lesson_files if kind == "lesson" else self._rows(kind))

    def lesson_file(self, lesson_id: str) -> Path:
        """Give the file of a lesson.

        Raises
        ------
        UnknownIdError
            If there is no such lesson.
        """
        if lesson_id not in self.lesson_files:
            raise UnknownIdError("lesson", lesson_id, self.lesson_files)
        return self.lesson_files[lesson_id]

    def row(self, kind: str, id_: str) -> dict[str, Any]:
        """Give the row of an id as a dictionary.

        Raises
        ------
        UnknownIdError
            If there is no such id.
        """
        rows = self._rows(kind)
        if id_ not in rows:
            raise UnknownIdError(kind, id_, rows)
        return rows[id_]

    def name(self, kind: str, id_: str, lang: str) -> str:
        """Name a thing in a language, ``"vi"`` or ``"en"``.

        Raises
        ------
        UnknownIdError
            If there is no such id or language.
        """
        if lang not in ("vi", "en"):
            raise UnknownIdError("language", lang, ("vi", "en"))
        if kind == "lesson":
            return self._lesson_titles(id_).get(lang, id_)
        row = self.row(kind, id_)
        if kind == "source":
            return row["title"] if lang == "vi" else row["title_en"]
        return row[f"name_{lang}"]

    def of(self, locality_id: str) -> Dataset:
        """Keep the rows of one locality in the tables that belong to localities.

        Raises
        ------
        UnknownIdError
            If there is no such locality.
        """
        self.row("locality", locality_id)
        sources = set(self.sources.loc[self.sources["locality_id"] == locality_id, "source_id"])

        def keep(name: str) -> pd.DataFrame:
            table = self.tables[name]
            if "locality_id" in table:
                table = table[table["locality_id"] == locality_id]
            elif "source_id" in table:
                table = table[table["source_id"].isin(sources)]
            return table.reset_index(drop=True)

        return Dataset(tables=_Tables(self.tables, keep), version=self.version, lesson_files=self.lesson_files)

    def _rows(self, kind: str) -> dict[str, dict[str, Any]]:
        if kind not in KINDS:
            raise UnknownIdError("kind of id", kind, KINDS)
        if kind not in self._by_id:
            self._by_id[kind] = {row[f"{kind}_id"]: row for row in self.tables[KINDS[kind]].to_dict("records")}
        return self._by_id[kind]

    def _lesson_titles(self, lesson_id: str) -> dict[str, str]:
        """Read the titles of a lesson by language; none where its file has faults, which who makes it will tell."""
        content = read_yaml(self.lesson_file(lesson_id))[1]
        title = content.get("title") if isinstance(content, dict) else None
        return title if isinstance(title, dict) else {}

    @cached_property
    def _by_id(self) -> dict[str, dict[str, dict[str, Any]]]:
        return {}


class _Tables(Mapping):
    """Tables that are made when they are first asked for; a class because it keeps them."""

    def __init__(self, names: Iterable[str], make: Callable[[str], pd.DataFrame]) -> None:
        self._names, self._make, self._made = tuple(names), make, {}

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in self._made:
            if name not in self._names:
                raise KeyError(name)
            self._made[name] = self._make(name)
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def load(*paths: str | Path) -> Dataset:
    """Load the built-in data package, with others laid over it.

    Parameters
    ----------
    paths
        Further packages: folders of CSV files named as the built-in tables, or workbooks; tables they lack are
        taken as empty. Without any, those named in the environment variable `ANALYSIS_DATA` are laid over.

    Returns
    -------
    Dataset
        The union, with every cell and every key checked.

    Raises
    ------
    DataError
        If anything is wrong; every fault is listed with file, line and column.
    """
    from analysis.package.check import check_frames

    folders = package_folders(paths)
    # Given once only: who loads twice gets two that share nothing, as anywhere.
    ready = None if paths else _ready.pop(tuple(folders), None)
    if ready is not None:
        return ready if _watcher is None else _watch(ready, _watcher)
    package = read_package()
    frames = read_frames(package, folders, read_file=_read_file)
    faults = check_frames(package, frames)
    if faults:
        raise DataError(faults)
    lessons = {file.stem: file for folder in folders for file in sorted((folder / "lessons").glob("*.yml"))}
    data = Dataset(
        tables={name: _type_table(package.tables[name], frame) for name, frame in frames.items()},
        version=_digest(frames, lessons),
        lesson_files=lessons,
    )
    # Data asked for by name have a version of their own, which no one puts in later.
    return data if _watcher is None or paths else _watch(data, _watcher)


_ready: dict[tuple[Path, ...], Dataset] = {}
_watcher: Callable[[str], None] | None = None

UNSTAMPED = "0da7a5e7da7a"
"""The version of watched data: what a run shows of the true one is put in later, for it changes with any table."""


def watch_tables(note: Callable[[str], None]) -> None:
    """Tell a function ``table:NAME`` for each table that data loaded from now on hand out, and ``version:…``."""
    global _watcher
    _watcher = note


def _watch(data: Dataset, note: Callable[[str], None]) -> Dataset:
    def hand_out(name: str) -> pd.DataFrame:
        note(f"table:{name}")
        return data.tables[name]

    note(f"version:{data.version}")
    watched = replace(data, tables=_Tables(data.tables, hand_out), version=UNSTAMPED)
    object.__setattr__(watched, "memory", data.memory)  # the same tables
    return watched


def check_layers(*paths: str | Path) -> list[Fault]:
    """Check the built-in package with others laid over it.

    Parameters
    ----------
    paths
        Further packages, as `load` takes them.

    Returns
    -------
    list of Fault
        Every fault, in the order of the tables; empty if all is well.
    """
    from analysis.package.check import check_frames

    package = read_package()
    try:
        frames = read_frames(package, package_folders(paths), read_file=_read_file)
    except DataError as error:
        return error.faults
    return check_frames(package, frames)


def _read_file(path: Path) -> dict[str, pd.DataFrame]:
    """Read a workbook; its reader is heavy, and most packages are folders."""
    from analysis.workbook.reading import read_tables

    return read_tables(path)


def own_sources(data: Dataset) -> list[str]:
    """List the sources of data that are not built in."""
    package = read_package()
    built_in = read_frames(package, package_folders()[:1])
    return [one for one in data.ids("source") if one not in set(built_in["sources"]["source_id"])]


def preload() -> Dataset:
    """Load what `load()` will give in each process forked from this one, so that none has to read and check it.

    The files must not change meanwhile.
    """
    folders = tuple(package_folders())
    _ready.pop(folders, None)
    data = load()
    _ready[folders] = data
    return data


def _type_table(table: TableSchema, frame: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    typed = {}
    for column in table.fields:
        cells = frame[column.name]
        if column.type == "integer":
            typed[column.name] = pd.to_numeric(cells.where(cells != "", None)).astype("Int64")
        elif column.type == "number":
            typed[column.name] = pd.to_numeric(cells.where(cells != "", None)).astype("Float64")
        elif column.type == "date":
            typed[column.name] = pd.to_datetime(cells.where(cells != "", None), format="%Y-%m-%d")
        elif column.type == "boolean":
            typed[column.name] = cells == "true"
        elif column.cell_list:
            typed[column.name] = pd.Series([column.cell_list.read(cell) for cell in cells], cells.index, dtype=object)
        else:
            typed[column.name] = cells
    return pd.DataFrame(typed)


def _digest(frames: Mapping[str, pd.DataFrame], lessons: Mapping[str, Path]) -> str:
    sums = hashlib.sha256()
    for name, file in sorted(lessons.items()):
        sums.update(name.encode() + file.read_bytes())
    for name in sorted(frames):
        sums.update(name.encode())
        sums.update(frames[name].drop(columns=["_file", "_line"]).to_csv(index=False).encode())
    return sums.hexdigest()[:12]
