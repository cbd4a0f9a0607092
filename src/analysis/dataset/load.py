"""The data package in memory: typed tables, names of things, rows by id."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from analysis.errors import AnalysisError, DataError, Fault, UnknownIdError
from analysis.package.frames import package_folders, read_frames
from analysis.package.layers import find_beside
from analysis.package.schema import TableSchema, read_package
from analysis.package.yaml_lines import read_yaml
from analysis.text import period_bounds
from analysis.words.catalogue import LANGUAGES, check_language

if TYPE_CHECKING:
    import pandas as pd

FRAMES: dict[str, Callable[[Dataset, str], pd.DataFrame]] = {}
"""What makes a frame of a dataset in a language; the room that can work one out adds it when it is loaded."""

_SHOWN = 8  # places named where a dataset is shown; it may hold thousands


class _Files(dict[str, Path]):
    """The file of each lesson, by its id; what is shown of them names no folder of this machine."""

    def __repr__(self) -> str:
        return f"Lessons: {', '.join(self)}"


@dataclass(frozen=True, eq=False, repr=False)  # two are never compared cell by cell; one can key a cache
class Dataset:
    """The tables of one or more packages laid over each other, checked and typed; with the file of each lesson, by id.

    In the frames of `tables` missing text is ``""``, missing numbers and dates are ``NA``, a list is a tuple.
    Observations also have the first and last day of their period as ``start`` and ``end``; a reading left out is a
    level. Codings are of each text's first coder; those of others stand in `beside`, for agreement, and are counted
    nowhere. With a file of findings goes whether nothing lies over its package, so that all it says must hold. The
    version is twelve hexadecimal digits that change with any cell, lesson and finding.
    """

    tables: Mapping[str, pd.DataFrame]
    version: str
    lesson_files: Mapping[str, Path] = field(default_factory=dict)
    beside: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    finding_files: Sequence[tuple[Path, bool]] = ()
    _by_id: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict, init=False)

    def __getattr__(self, name: str) -> pd.DataFrame:
        """Give a table as an attribute: ``data.observations``."""
        if name in self.__dict__.get("tables", {}):
            return self.tables[name]
        raise AttributeError(name)

    def __repr__(self) -> str:
        """Name the version, the places and the tables, in a few lines."""
        rows = "\n".join(f"  {name:<16}{len(table):>6} rows" for name, table in self.tables.items())
        return f"{self._summary()}\n{rows}"

    def _repr_html_(self) -> str:
        """Give the same as a table, for notebooks and pages."""
        row = '<tr><th scope="row">{}</th><td>{}</td></tr>'
        rows = "".join(row.format(name, len(table)) for name, table in self.tables.items())
        head = '<tr><th scope="col">Table</th><th scope="col">Rows</th></tr>'
        caption = f"<caption>{escape(self._summary())}</caption>"
        return f'<table lang="en">{caption}<thead>{head}</thead><tbody>{rows}</tbody></table>'

    def _summary(self) -> str:
        places = self.ids("locality")
        shown = ", ".join(places[:_SHOWN]) + (f" and {len(places) - _SHOWN} more" if len(places) > _SHOWN else "")
        return f"Dataset, version {self.version}, {len(places)} places: {shown}"

    def _map(self, make: Callable[[pd.DataFrame], pd.DataFrame]) -> Dataset:
        tables, beside = ({name: make(table) for name, table in of.items()} for of in (self.tables, self.beside))
        return replace(self, tables=tables, lesson_files=_Files(self.lesson_files), beside=beside)

    def figures(self, *, lang: str = LANGUAGES[0]) -> pd.DataFrame:
        """Give one row for each figure, printed and computed, with ids and with names in a language.

        `value`, and `low` to `high` as far as the print allows, are in `unit`; `start` and `end` are the first and the
        last day. `subject` is the part of the place that it is about, empty for the whole; `basis` tells where the time
        comes from, or that the figure is ``computed``. `source`, `paragraph` and `printed` tell where it stands; of a
        computed one they lead to the first figure that it takes, and `printed` is empty.
        """
        check_language(lang)
        return FRAMES["figures"](self, lang)

    def ids(self, kind: str) -> list[str]:
        """List the ids of one kind, such as locality, source, indicator, observation, theme, directive or lesson."""
        return list(self.lesson_files if kind == "lesson" else self._rows(kind))

    def lesson_file(self, lesson_id: str) -> Path:
        """Give the file of a lesson; an unknown id raises an UnknownIdError."""
        if lesson_id not in self.lesson_files:
            raise UnknownIdError("lesson", lesson_id, self.lesson_files)
        return self.lesson_files[lesson_id]

    def row(self, kind: str, id_: str) -> dict[str, Any]:
        """Give the row of an id as a dictionary; an unknown one raises an UnknownIdError with those that are close."""
        rows = self._rows(kind)
        if id_ not in rows:
            raise UnknownIdError(kind, id_, rows)
        return rows[id_]

    def rows(self, kind: str) -> Collection[dict[str, Any]]:
        """Give the rows of one kind as dictionaries."""
        return self._rows(kind).values()

    def coded_rows(self, name: str) -> list[dict[Any, Any]]:
        """List the rows of a table, those of other coders that stand beside it too."""
        tables = (of[name] for of in (self.tables, self.beside) if name in of)
        return [row for table in tables for row in table.to_dict("records")]

    def name(self, kind: str, id_: str, lang: str) -> str:
        """Name a thing in a language.

        An UnknownIdError is raised if thing or language is unknown, an AnalysisError if its table has no names in it.
        """
        check_language(lang)
        if kind == "lesson":  # who makes it tells the faults of its file
            content = read_yaml(self.lesson_file(id_))[1]
            title = content.get("title") if isinstance(content, dict) else None
            return title.get(lang, id_) if isinstance(title, dict) else id_
        row = self.row(kind, id_)
        column = f"name_{lang}" if kind != "source" else "title" if lang == LANGUAGES[0] else f"title_{lang}"
        if column not in row:
            raise AnalysisError(f"the table of {kind} has no column {column}; add it there and to datapackage.json")
        return str(row[column])

    def of(self, locality_id: str) -> Dataset:
        """Keep the rows of one locality in the tables that belong to localities; an UnknownIdError if there is none."""
        self.row("locality", locality_id)
        sources = set(self.sources.loc[self.sources["locality_id"] == locality_id, "source_id"])

        def keep(table: pd.DataFrame) -> pd.DataFrame:
            if "locality_id" in table:
                return table[table["locality_id"] == locality_id].reset_index(drop=True)
            return table[table["source_id"].isin(sources)].reset_index(drop=True) if "source_id" in table else table

        return self._map(keep)

    def _rows(self, kind: str) -> dict[str, dict[str, Any]]:
        if kind not in self._by_id:  # asked first: thousands of times a page
            if kind not in (kinds := read_package().kinds):
                raise UnknownIdError("kind of id", kind, kinds)
            rows = cast("list[dict[str, Any]]", self.tables[kinds[kind]].to_dict("records"))
            self._by_id[kind] = {row[f"{kind}_id"]: row for row in rows}
        return self._by_id[kind]


def load(*paths: str | Path) -> Dataset:
    """Load the built-in data package with others laid over it, every cell and every key checked.

    Others are folders of CSV files named as the built-in tables, or workbooks; tables they lack are taken as empty.
    Without any, those named in the environment variable `ANALYSIS_DATA` are laid over. If anything is wrong, the
    `DataError` lists every fault with file, line and column.
    """
    folders = package_folders(paths)
    files = [(file.resolve(), file.stat()) for folder in folders for file in _files(folder)]
    state = tuple((file, told.st_size, told.st_mtime_ns, told.st_ctime_ns) for file, told in files)
    if state not in _last:
        data = _read(folders)
        _last.clear()
        _last[state] = data
    # Frames of its own for each; pandas copies their cells when they are written to.
    return _last[state]._map(lambda table: table.copy(deep=False))


_last: dict[tuple[object, ...], Dataset] = {}
"""What was loaded last, by the state of its files: a process that makes many reports reads them once."""


def _files(folder: Path) -> list[Path]:
    """List the files of a package; a workbook takes the texts beside it for those of its sources."""
    if folder.is_dir():
        return sorted(path for path in folder.rglob("*") if path.is_file())
    return [folder, *sorted(folder.parent.glob("*.txt"))]


def _read(folders: Sequence[Path]) -> Dataset:
    frames, faults = _check(folders)
    if faults:
        raise DataError(faults)
    lessons = {file.stem: file for folder in folders for file in sorted((folder / "lessons").glob("*.yml"))}
    findings = [(folder / "findings.yml", folder == folders[-1]) for folder in folders]
    findings = [(file, last) for file, last in findings if file.is_file()]
    version = _digest(frames, lessons | {str(n): file for n, (file, _) in enumerate(findings)})
    schemas = read_package().tables
    tables = {name: _type_table(schemas[name], frame) for name, frame in frames.items()}
    codings, second = tables["codings"], find_beside(frames["codings"])
    tables["codings"] = codings[~second].reset_index(drop=True)
    return Dataset(tables, version, lessons, {"codings": codings[second].reset_index(drop=True)}, tuple(findings))


def check_layers(*paths: str | Path) -> list[Fault]:
    """List every fault of the built-in package with others, as `load` takes them, laid over it, table by table."""
    return _check(package_folders(paths))[1]


def _check(folders: Sequence[Path]) -> tuple[dict[str, pd.DataFrame], list[Fault]]:
    """Read and check all tables as text; the reader of workbooks is heavy, and most packages are folders."""
    from analysis.package.check import check_packages

    def read_file(path: Path) -> dict[str, pd.DataFrame]:
        from analysis.workbook.reading import read_workbook

        book = read_workbook(path)
        book.refuse()
        return book.tables

    return check_packages(folders, read_file=read_file)


def own_sources(data: Dataset) -> list[str]:
    """List the sources of data that are not built in."""
    built_in = set(read_frames(read_package(), package_folders()[:1])["sources"]["source_id"])
    return [id_ for id_ in data.ids("source") if id_ not in built_in]


def _type_table(table: TableSchema, frame: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    typed: dict[str, pd.Series[Any]] = {}
    for column in table.fields:
        cells = frame[column.name]
        if column.type in ("integer", "number"):
            numbers = pd.to_numeric(cells.where(cells != "", None))
            typed[column.name] = numbers.astype("Int64" if column.type == "integer" else "Float64")
        elif column.type == "date":
            typed[column.name] = pd.to_datetime(cells.where(cells != "", None), format="%Y-%m-%d")
        elif column.type == "boolean":
            typed[column.name] = cells == "true"
        elif column.cell_list:
            typed[column.name] = pd.Series([column.cell_list.read(cell) for cell in cells], cells.index, dtype=object)
        else:
            typed[column.name] = cells
    if table.name == "observations":
        typed["reading"] = typed["reading"].mask(typed["reading"] == "", "level")
        bounds = [period_bounds(period) for period in frame["period"]]
        for end, column_name in enumerate(("start", "end")):
            typed[column_name] = pd.to_datetime(pd.Series([days[end] for days in bounds], frame.index, dtype=object))
    return pd.DataFrame(typed)


def _digest(frames: Mapping[str, pd.DataFrame], lessons: Mapping[str, Path]) -> str:
    sums = hashlib.sha256()
    for name, file in sorted(lessons.items()):
        sums.update(name.encode() + file.read_bytes())
    for name in sorted(frames):
        sums.update(name.encode())
        sums.update(frames[name].drop(columns=["_file", "_line"]).to_csv(index=False).encode())
    return sums.hexdigest()[:12]
