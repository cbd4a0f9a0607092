"""The data package in memory: typed tables, names of things, rows by id."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.dataset.lessons import Lesson, read_lesson
from analysis.dataset.schema import Package, Table, read_package
from analysis.errors import AnalysisError, DataError, Fault, UnknownIdError, unknown
from analysis.paths import data_dir
from analysis.readers import read_package_file

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["UNSTAMPED", "Dataset", "load", "preload", "watch_tables"]

_KINDS = {
    "locality": "localities",
    "subject": "subjects",
    "source": "sources",
    "indicator": "indicators",
    "observation": "observations",
    "theme": "themes",
    "directive": "directives",
    "norm": "norms",
}


@dataclass(frozen=True, eq=False)  # two are never compared cell by cell; one can key a cache
class Dataset:
    """The tables of one or more packages laid over each other, checked and typed.

    Attributes
    ----------
    tables
        A data frame for each table of `datapackage.json`; missing text is ``""``, missing numbers and
        dates are ``NA``.
    version
        Twelve hexadecimal digits that change with any cell of any table and any lesson.
    lesson_files
        The file of each lesson, by its id.
    """

    tables: Mapping[str, pd.DataFrame]
    version: str
    lesson_files: Mapping[str, Path] = field(default_factory=dict)

    def __getattr__(self, name: str) -> pd.DataFrame:
        """Give a table as an attribute: ``data.observations``."""
        if name in self.__dict__.get("tables", {}):
            return self.tables[name]
        raise AttributeError(name)

    def ids(self, kind: str) -> list[str]:
        """List the ids of one kind, such as locality, source, indicator, observation, theme, directive or lesson."""
        return list(self.lesson_files if kind == "lesson" else self._rows(kind))

    def lesson(self, lesson_id: str) -> Lesson:
        """Read a lesson.

        Raises
        ------
        UnknownIdError
            If there is no such lesson.
        DataError
            If its file has faults; every one is listed with line and field.
        """
        if lesson_id not in self.lesson_files:
            raise UnknownIdError("lesson", lesson_id, self.lesson_files)
        return read_lesson(self.lesson_files[lesson_id])

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
            return self.lesson(id_)["title"][lang]
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
        if kind not in _KINDS:
            raise UnknownIdError("kind of id", kind, _KINDS)
        if kind not in self._by_id:
            self._by_id[kind] = {row[f"{kind}_id"]: row for row in self.tables[_KINDS[kind]].to_dict("records")}
        return self._by_id[kind]

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
    from analysis.dataset.check import check_frames

    folders = package_folders(paths)
    # Given once only: who loads twice gets two that share nothing, as anywhere.
    ready = None if paths else _ready.pop(tuple(folders), None)
    if ready is not None:
        return ready if _watcher is None else _watch(ready, _watcher)
    package = read_package()
    frames = read_frames(package, folders)
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
    return Dataset(tables=_Tables(data.tables, hand_out), version=UNSTAMPED, lesson_files=data.lesson_files)


def preload() -> Dataset:
    """Load what `load()` will give in each process forked from this one, so that none has to read and check it.

    The files must not change meanwhile.
    """
    folders = tuple(package_folders())
    _ready.pop(folders, None)
    data = load()
    _ready[folders] = data
    return data


def package_folders(paths: Sequence[str | Path] = ()) -> list[Path]:
    """List the folders and files to load: the built-in one first, then the named ones, each once."""
    if not paths:
        paths = [one for one in os.environ.get("ANALYSIS_DATA", "").split(os.pathsep) if one]
    folders = [data_dir()]
    for path in map(Path, paths):
        if not path.exists():
            raise AnalysisError(f"{path}: not a folder with a data package, nor a workbook")
        if path.resolve() not in [one.resolve() for one in folders]:
            folders.append(path)
    return folders


def read_frames(package: Package, folders: Sequence[Path]) -> dict[str, pd.DataFrame]:
    """Read all tables as text; the columns `_file` and `_line` tell where each row stands.

    Raises
    ------
    DataError
        If a file is unreadable, not UTF-8 or not a table, if it has other columns or ragged rows, or if the
        built-in package lacks one.
    """
    import pandas as pd

    faults: list[Fault] = []
    frames: dict[str, list[pd.DataFrame]] = {name: [] for name in package.tables}
    names = [folder.resolve().name for folder in folders]
    for folder, called in zip(folders, names, strict=True):
        if not folder.is_dir():
            try:
                for name, frame in read_package_file(folder).items():
                    frames[name].append(frame)
            except DataError as error:
                faults += error.faults
            continue
        shown = "" if folder == data_dir() else f"{called if names.count(called) == 1 else folder}/"
        if shown and not any((folder / f"{name}.csv").is_file() for name in package.tables):
            faults.append(Fault(shown, f"no table here; a package has files such as {next(iter(frames))}.csv"))
        for name in package.tables:
            path = folder / f"{name}.csv"
            if not path.is_file():
                if not shown:
                    faults.append(Fault(path.name, "the table is missing"))
                continue
            try:
                frames[name].append(_read_rows(path, package.tables[name], shown + path.name))
            except DataError as error:
                faults += error.faults
    if faults:
        raise DataError(faults)
    return {
        name: pd.concat(found, ignore_index=True)
        if found
        else pd.DataFrame(columns=[*package.tables[name].columns, "_file", "_line"], dtype=str)
        for name, found in frames.items()
    }


def _read_rows(path: Path, table: Table, file: str) -> pd.DataFrame:
    """Read one file as text.

    Not by pandas, which fills up short rows, cuts off what is too long in the first one, and does not say on
    which line a row stands once a line is blank or a cell holds a line break.
    """
    import csv
    import io

    import pandas as pd

    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise DataError([Fault(file, f"not UTF-8 at byte {error.start}; save it as UTF-8", row=line)]) from error
    except OSError as error:
        raise DataError([Fault(file, f"cannot be read: {error.strerror}")]) from error
    rows: list[tuple[int, list[str]]] = []
    # A spreadsheet that writes decimals with a comma parts the cells of a CSV file with semicolons.
    header = text.split("\n", 1)[0]
    parted = ";" if ";" in header and "," not in header else ","
    reader, line = csv.reader(io.StringIO(text, newline=""), delimiter=parted, strict=True), 1
    try:
        for cells in reader:
            if cells:
                rows.append((line, cells))
            line = reader.line_num + 1
    except csv.Error as error:
        raise DataError([Fault(file, f"cannot be read as a table: {error}", row=line)]) from error
    if not rows:
        raise DataError([Fault(file, f"the file is empty; its first line must be {','.join(table.columns)}")])
    (_, header), *body = rows
    faults = list(_check_columns(table, header, file))
    for line, cells in body:
        if len(cells) != len(header):
            faults.append(Fault(file, f"{len(cells)} cells, but the table has {len(header)} columns", row=line))
    if faults:
        raise DataError(faults)
    frame = pd.DataFrame([cells for _, cells in body], columns=header, dtype=str)
    return frame.assign(_file=file, _line=[line for line, _ in body])


def _check_columns(table: Table, header: Sequence[str], file: str) -> Iterator[Fault]:
    for one in table.columns:
        if one not in header:
            yield Fault(file, "the column is missing", row=1, column=one)
    for place, one in enumerate(header):
        if one not in table.columns:
            yield Fault(file, unknown("column", one, table.columns), row=1)
        elif one in header[:place]:
            yield Fault(file, "the column stands twice", row=1, column=one)


def _type_table(table: Table, frame: pd.DataFrame) -> pd.DataFrame:
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
