"""The tables of a dataset: typed, looked up by id, and never written to in place."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import wraps
from html import escape
from pathlib import Path
from types import MappingProxyType
from typing import Any, ParamSpec, Self, TypeVar, cast
from weakref import WeakKeyDictionary

import pandas as pd

from analysis.dataset.offer import Kept
from analysis.errors import AnalysisError, UnknownIdError, find_close
from analysis.package.schema import read_package
from analysis.package.table_rows import Rows, list_rows, rank_cells
from analysis.package.yaml_lines import read_yaml
from analysis.words.catalogue import LANGUAGES, session_language

_Given = ParamSpec("_Given")
_Result = TypeVar("_Result")
_known: WeakKeyDictionary[Tables, dict[tuple[Any, ...], Any]] = WeakKeyDictionary()
"""What was worked out of each dataset that lives."""
_MOST_KNOWN = 10_000  # keys; of sixty places near each other there are some 4,000
_SHOWN = 8  # places named where a dataset is shown; it may hold thousands


def once(work_out: Callable[_Given, _Result]) -> Callable[_Given, _Result]:
    """Work something out of a dataset once, and keep it as long as that dataset lives; nobody can write to it."""

    @wraps(work_out)
    def give(*arguments: _Given.args, **named: _Given.kwargs) -> _Result:
        data, *others = (*arguments, named["data"]) if "data" in named else arguments
        key = (work_out, *others, *(pair for pair in named.items() if pair[0] != "data"))
        try:
            known = _known.setdefault(cast("Tables", data), {})
            is_new = key not in known
        except TypeError:  # a list where an id is asked for: what looks it up tells so
            known, key, is_new = {}, (), True
        if is_new:
            known[key] = _freeze(work_out(*arguments, **named))
        return cast("_Result", known[key].copy(deep=False) if isinstance(known[key], pd.DataFrame) else known[key])

    return give


def let_go(data: Tables, keep: Collection[str]) -> None:
    """Forget, where much is known, what was worked out of each place but those to `keep`: there may be thousands."""
    known = _known.get(data, {})
    others = {*data.ids("locality")} - {*keep} if len(known) > _MOST_KNOWN else set()
    for key in [*known] if others else ():
        parts = (part[-1] if isinstance(part, tuple) and part else part for part in key[1:])
        if not others.isdisjoint(getattr(part, "locality_id", part) for part in parts):
            del known[key]


def _freeze(found: Any) -> Any:
    if isinstance(found, dict):
        inner = {key: _freeze(value) for key, value in found.items() if isinstance(value, dict | list)}
        return MappingProxyType({**found, **inner})  # a plain one: another may take in what it is asked for
    return tuple(map(_freeze, found)) if isinstance(found, list) else found


def read_ids(data: Tables, ids: str | Sequence[str] | pd.DataFrame | None) -> tuple[str, ...]:
    """Take one place or several, those of a frame with a column `place`, each once, or all; an AnalysisError if not.

    Returns
    -------
    tuple of str
        The ids, in the order given; each is one of the dataset.
    """
    if isinstance(ids, pd.DataFrame) and "place" not in ids:
        raise AnalysisError(f"a frame names places in a column 'place'; this one has {', '.join(map(str, ids))}")
    if isinstance(ids, Mapping):
        raise AnalysisError("places are named in a list, or by a frame with a column 'place', not by a mapping")
    given: Any = data.ids("locality") if ids is None else ids["place"] if isinstance(ids, pd.DataFrame) else ids
    given = list(dict.fromkeys(given)) if isinstance(given, pd.Series) else given
    given = given if isinstance(given, Iterable) and not isinstance(given, str) else [given]
    return tuple(data.row("locality", id_)["locality_id"] for id_ in given)


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
    _by_id: dict[str, Rows] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        for name in ("tables", "beside", "lesson_files"):
            object.__setattr__(self, name, Kept(getattr(self, name)))

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_by_id": {}}

    def __getattr__(self, name: str) -> pd.DataFrame:
        """Give a table as an attribute, ``data.observations``: a copy, so that what is written to it stays there."""
        known = self.__dict__.get("tables", {})  # none yet while it is unpacked
        if name in known:
            return self.tables[name]
        close = find_close(name, known)
        raise AttributeError(f"a dataset has no {name!r}" + (f"; did you mean {' or '.join(close)}?" if close else ""))

    def __repr__(self) -> str:
        """Name the version, the places and the tables, in a few lines."""
        rows = "\n".join(f"  {name:<16}{number:>6} rows" for name, number in self._sizes().items())
        return f"{self._summary()}\n{rows}"

    def _repr_html_(self) -> str:
        """Give the same as a table, for notebooks and pages."""
        row = '<tr><th scope="row">{}</th><td>{}</td></tr>'
        rows = "".join(row.format(*size) for size in self._sizes().items())
        head = '<tr><th scope="col">Table</th><th scope="col">Rows</th></tr>'
        caption = f"<caption>{escape(self._summary())}</caption>"
        return f'<table lang="en">{caption}<thead>{head}</thead><tbody>{rows}</tbody></table>'

    def _repr_markdown_(self) -> str:
        rows = (f"| {name} | {number} |" for name, number in self._sizes().items())
        return "\n".join([self._summary(), "", "| Table | Rows |", "| --- | ---: |", *rows])

    def _sizes(self) -> dict[str, int]:
        return {name: len(table) for name, table in self.tables.items()}

    def _summary(self) -> str:
        places = self.ids("locality")
        shown = ", ".join(places[:_SHOWN]) + (f" and {len(places) - _SHOWN} more" if len(places) > _SHOWN else "")
        return f"Dataset, version {self.version}, {len(places)} places: {shown}"

    def ids(self, kind: str) -> list[str]:
        """List the ids of one kind: locality, source, indicator, observation, theme, directive, lesson and others.

        Returns
        -------
        list of str
            In the order of the table; a kind that is none raises an UnknownIdError.

        Examples
        --------
        >>> import analysis
        >>> analysis.load().ids("locality")[:2]
        ['ba_tri', 'hai_luu']
        """
        return list(self.lesson_files if isinstance(kind, str) and kind == "lesson" else self._rows(kind))

    def lesson_file(self, lesson_id: str) -> Path:
        """Give the file of a lesson; an unknown id raises an UnknownIdError."""
        if lesson_id not in self.lesson_files:
            names = ((id_, self.name("lesson", id_, lang)) for id_ in self.lesson_files for lang in LANGUAGES)
            named = [id_ for id_, name in names if name.casefold() == str(lesson_id).casefold()]
            raise UnknownIdError("lesson", lesson_id, self.lesson_files, named=list(dict.fromkeys(named)))
        return self.lesson_files[lesson_id]

    def lesson(self, lesson_id: str) -> Any:
        """Give what the file of a lesson says, unchecked."""
        return read_yaml(self.lesson_file(lesson_id))[1]

    def row(self, kind: str, id_: str) -> Mapping[str, Any]:
        """Give the row of an id; what is none raises an UnknownIdError with those that are close or so named.

        Returns
        -------
        Mapping
            By column, as in the table of its kind; it cannot be written to.
        """
        rows = self._rows(kind)
        if not isinstance(id_, str) or id_ not in rows:
            columns = {"title", *(f"{what}_{lang}" for what in ("name", "title") for lang in LANGUAGES)}
            told = str(id_).casefold()
            words = {key: {str(row[name]).casefold() for name in columns & {*row}} for key, row in rows.items()}
            named = [key for key in words if told in words[key]]
            raise UnknownIdError(kind, id_, rows, named=named)
        return rows[id_]

    def rows(self, kind: str, *, of: str = "") -> Collection[Mapping[str, Any]]:
        """Give the rows of one kind, or those of them that are about one place, an UnknownIdError if that is none.

        Returns
        -------
        collection of Mapping
            Each as `row` gives it, in the order of the table.
        """
        if isinstance(of, str) and not of:
            return self._rows(kind).values()
        rows = self._rows(kind)
        return rows.pick(sorted(rows.find("locality_id", [self.row("locality", of)["locality_id"]])))

    def coded_rows(self, name: str) -> list[dict[Any, Any]]:
        """List the rows of a table, those of other coders that stand beside it too."""
        tables = (of[name] for of in (self.tables, self.beside) if name in of)
        return [row for table in tables for row in list_rows(table)]

    def name(self, kind: str, id_: str, lang: str | None = None) -> str:
        """Name a thing in a language, else in that of the session.

        An UnknownIdError is raised if thing or language is unknown, an AnalysisError if its table has no names in it.

        Returns
        -------
        str
            As its table has it; of a source the title, of a lesson what it is about.

        Examples
        --------
        >>> import analysis
        >>> analysis.load().name("locality", "nam_po")
        'Nậm Pồ'
        """
        lang = session_language(lang)
        if isinstance(kind, str) and kind == "lesson":  # who makes it tells the faults of its file
            content = self.lesson(id_)
            title = content.get("short") or content.get("title") if isinstance(content, dict) else None
            return title.get(lang, id_) if isinstance(title, dict) else id_
        row = self.row(kind, id_)
        column = f"name_{lang}" if kind != "source" else "title" if lang == LANGUAGES[0] else f"title_{lang}"
        if column not in row:
            raise AnalysisError(f"the table of {kind} has no column {column}; add it there and to datapackage.json")
        return str(row[column])

    def rows_of(self, name: str, *ids: str, by: str = "locality_id") -> pd.DataFrame:
        """Give the rows of a table that are about places, or of what else stands in the column `by`, in their order."""
        ranks = _ranks(self, name, by)
        table: pd.DataFrame = self.tables[name].iloc[sorted(rank for id_ in ids for rank in ranks.get(id_, ()))]
        return table

    @once
    def of(self, *locality_ids: str) -> Self:
        """Keep the rows of localities in the tables that belong to localities; an UnknownIdError if one is none.

        Returns
        -------
        Dataset
            Of the same version, with the rows in their order.
        """
        places = {self.row("locality", id_)["locality_id"] for id_ in locality_ids}
        sources = {*self.rows_of("sources", *places)["source_id"]}

        def keep(table: pd.DataFrame, name: str = "") -> pd.DataFrame:
            column, kept = ("locality_id", places) if "locality_id" in table else ("source_id", sources)
            if column not in table:
                return table
            rows = self.rows_of(name, *kept, by=column) if name else table[table[column].isin(kept)]
            return rows.reset_index(drop=True)

        beside = {name: keep(table) for name, table in self.beside.items()}
        return replace(self, tables={name: keep(self.tables[name], name) for name in self.tables}, beside=beside)

    def _rows(self, kind: str) -> Rows:
        if not isinstance(kind, str) or kind not in self._by_id:  # asked first: thousands of times a page
            self._by_id[kind] = _index(self, self._table_of(kind))
        return self._by_id[kind]

    def _table_of(self, kind: str) -> str:
        """Name the table of a kind of ids: "locality", "localities", and "place", as the tidy frames call it."""
        kinds = read_package().kinds
        known = {table: table for table in kinds.values()} | kinds
        known |= dict.fromkeys(("place", "places"), kinds["locality"])
        if not isinstance(kind, str) or kind not in known:
            raise UnknownIdError("kind of id", kind, kinds)
        return known[kind]


@once
def _index(data: Tables, name: str) -> Rows:
    kind = next(kind for kind, table in read_package().kinds.items() if table == name)
    return Rows(data.tables[name], f"{kind}_id")


@once
def _ranks(data: Tables, name: str, column: str) -> Mapping[Any, Any]:
    return MappingProxyType(rank_cells(data.tables[name][column].tolist()))
