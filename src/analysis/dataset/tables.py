"""The tables of a dataset: typed, looked up by id, and never written to in place."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import wraps
from html import escape
from pathlib import Path
from typing import Any, ParamSpec, Self, TypeVar, cast
from weakref import WeakKeyDictionary

import pandas as pd

from analysis.errors import AnalysisError, UnknownIdError
from analysis.package.schema import read_package
from analysis.package.yaml_lines import read_yaml
from analysis.words.catalogue import LANGUAGES, check_language

_Given = ParamSpec("_Given")
_Result = TypeVar("_Result")
_known: WeakKeyDictionary[Tables, dict[tuple[Any, ...], Any]] = WeakKeyDictionary()
"""What was worked out of each dataset that lives."""
_SHOWN = 8  # places named where a dataset is shown; it may hold thousands


def once(work_out: Callable[_Given, _Result]) -> Callable[_Given, _Result]:
    """Work something out of a dataset once, and keep it as long as that dataset lives; each who asks has his list."""

    @wraps(work_out)
    def give(*arguments: _Given.args, **named: _Given.kwargs) -> _Result:
        data, key = cast("Tables", arguments[0]), (work_out, *arguments[1:], *named.items())
        known = _known.setdefault(data, {})
        if key not in known:
            known[key] = work_out(*arguments, **named)
        return cast("_Result", known[key].copy() if isinstance(known[key], list) else known[key])

    return give


class _Files(dict[str, Path]):
    """The file of each lesson, by its id; what is shown of them names no folder of this machine."""

    def __repr__(self) -> str:
        return f"Lessons: {', '.join(self)}"


def read_ids(ids: str | Sequence[str] | pd.DataFrame) -> tuple[str, ...]:
    """Take one id or several, or those of a frame with a column `place`, each once; an AnalysisError if it is neither.

    Returns
    -------
    tuple of str
        The ids, in the order given.
    """
    if isinstance(ids, pd.DataFrame):
        if "place" not in ids:
            raise AnalysisError(f"a frame names places in a column 'place'; this one has {', '.join(map(str, ids))}")
        return tuple(dict.fromkeys(ids["place"]))
    found = (ids,) if isinstance(ids, str) else tuple(ids) if isinstance(ids, Iterable) else (ids,)
    if odd := [id_ for id_ in found if not isinstance(id_, str)]:
        raise AnalysisError(f"ids are texts such as 'ba_tri', not {odd[0]!r}")
    return found


@dataclass(frozen=True, eq=False, repr=False)  # two are never compared cell by cell; one can key a cache
class Tables:
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
        """Give a table as an attribute, ``data.observations``: a copy, so that what is written to it stays there."""
        if name in self.__dict__.get("tables", {}):
            return self.tables[name].copy(deep=False)
        raise AttributeError(name)

    def __getitem__(self, name: str) -> pd.DataFrame:
        """Give a table by its name, as an attribute does: ``data["codings"]``; an UnknownIdError if there is none."""
        if name not in self.tables:
            raise UnknownIdError("table", name, self.tables)
        return self.tables[name].copy(deep=False)

    def _ipython_key_completions_(self) -> list[str]:
        return list(self.tables)

    def __dir__(self) -> list[str]:
        return [name for name in (*super().__dir__(), *self.tables) if not name.startswith("_")]

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

    def again(self) -> Self:
        """Give the same once more, with frames of its own; what is worked out of one is known of both."""
        made = self._map(lambda table: table.copy(deep=False))  # pandas copies cells when they are written to
        _known[made] = _known.setdefault(self, {})
        return made

    def _map(self, make: Callable[[pd.DataFrame], pd.DataFrame]) -> Self:
        tables, beside = ({name: make(table) for name, table in of.items()} for of in (self.tables, self.beside))
        return replace(self, tables=tables, lesson_files=_Files(self.lesson_files), beside=beside)

    def ids(self, kind: str) -> list[str]:
        """List the ids of one kind, such as locality, source, indicator, observation, theme, directive or lesson."""
        return list(self.lesson_files if kind == "lesson" else self._rows(kind))

    def lesson_file(self, lesson_id: str) -> Path:
        """Give the file of a lesson; an unknown id raises an UnknownIdError."""
        if lesson_id not in self.lesson_files:
            raise UnknownIdError("lesson", lesson_id, self.lesson_files)
        return self.lesson_files[lesson_id]

    def lesson(self, lesson_id: str) -> Any:
        """Give what the file of a lesson says, unchecked."""
        return _read_lesson(self, self.lesson_file(lesson_id))

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
            content = self.lesson(id_)
            title = content.get("title") if isinstance(content, dict) else None
            return title.get(lang, id_) if isinstance(title, dict) else id_
        row = self.row(kind, id_)
        column = f"name_{lang}" if kind != "source" else "title" if lang == LANGUAGES[0] else f"title_{lang}"
        if column not in row:
            raise AnalysisError(f"the table of {kind} has no column {column}; add it there and to datapackage.json")
        return str(row[column])

    def rows_of(self, name: str, locality_id: str) -> pd.DataFrame:
        """Give the rows of a table that are about a place, in their order."""
        table: pd.DataFrame = self.tables[name].iloc[_places(self, name).get(locality_id, [])]
        return table

    def of(self, locality_id: str) -> Self:
        """Keep the rows of one locality in the tables that belong to localities; an UnknownIdError if there is none."""
        self.row("locality", locality_id)
        sources = set(self.rows_of("sources", locality_id)["source_id"])

        def keep(table: pd.DataFrame) -> pd.DataFrame:
            if "locality_id" in table:
                return table[table["locality_id"] == locality_id].reset_index(drop=True)
            return table[table["source_id"].isin(sources)].reset_index(drop=True) if "source_id" in table else table

        return self._map(keep)

    def _rows(self, kind: str) -> dict[str, dict[str, Any]]:
        if kind not in self._by_id:  # asked first: thousands of times a page
            kinds = read_package().kinds
            kind = next((known for known, table in kinds.items() if table == kind), kind)  # "localities" as well
            if kind not in kinds:
                raise UnknownIdError("kind of id", kind, kinds)
            self._by_id[kind] = _index(self, kinds[kind], f"{kind}_id")
        return self._by_id[kind]


@once
def _index(data: Tables, name: str, key: str) -> dict[str, dict[str, Any]]:
    rows = cast("list[dict[str, Any]]", data.tables[name].to_dict("records"))
    return {row[key]: row for row in rows}


@once
def _places(data: Tables, name: str) -> Mapping[Any, Any]:
    return data.tables[name].groupby("locality_id", sort=False).indices


@once
def _read_lesson(data: Tables, file: Path) -> Any:
    return read_yaml(file)[1]
