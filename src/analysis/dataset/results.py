"""What a question is answered with: a value, several of one kind or by key, that show themselves and lie in a frame."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from html import escape
from textwrap import shorten
from types import NoneType, UnionType
from typing import Any, ClassVar, Self, TypeVar, Union, get_args, get_origin, get_type_hints

import pandas as pd

from analysis.dataset.offer import complete
from analysis.words.catalogue import say, session_language

_Kind = TypeVar("_Kind")
_Read = Callable[..., Any]
_Cell = tuple[str, str, _Read]
_MOST_ROWS = 8  # shown of several; all are in the frame
_TYPES = {bool: "boolean", int: "Int64", date: "datetime64[us]", str: "str"}


@complete
class Answer:
    """A value that shows itself as a table; `to_frame` gives the table."""

    in_frame: ClassVar[tuple[str, ...]] = ()
    """What of it stands in a frame; all its fields where nothing is named."""

    def to_frame(self) -> pd.DataFrame:
        """Lay what it is made of in a frame, one a row, or else itself in one row.

        Returns
        -------
        DataFrame
            Columns as `Answers.to_frame` has them.
        """
        return Answers(*self._parts()).to_frame()

    def _parts(self) -> tuple[Any, Iterable[Any]]:
        """Give what stands in the rows of its frame, and of what kind that is."""
        return type(self), [self]

    @property
    def headline(self) -> str:
        """What stands over the table."""
        return ""

    def _brief(self) -> str:
        """Give what stands for it in a cell."""
        return str(getattr(self, fields(self)[0].name))  # type: ignore[arg-type]  # each kind is a dataclass

    def __init_subclass__(cls) -> None:
        cls.__repr__ = cls.__repr__  # type: ignore[method-assign]  # which a dataclass would take for one to be made

    def __repr__(self) -> str:
        """Name the kind and what is known, in a few lines; a figure by its value."""
        row = {name: cells.iloc[0] for name, cells in Answers(type(self), [self]).to_frame().items()}
        known = {name: cell for name, cell in row.items() if not pd.isna(cell) and cell != ""}
        told = (f"{name}={cell:g}" if isinstance(cell, float) else f"{name}={cell}" for name, cell in known.items())
        return shorten(f"{type(self).__name__}({', '.join(told)})", 500, placeholder=" …)")

    def _repr_html_(self) -> str:
        frame, more = self._begin()
        table = frame.to_html(index=False, float_format="{:g}".format)
        return "".join(f"<p>{escape(words)}</p>" if words else "" for words in (self.headline, more)) + str(table)

    def _repr_markdown_(self) -> str:
        frame, more = self._begin()
        rows = (
            [shorten(str(cell), 60).replace("|", "\\|") for cell in row]
            for row in frame.astype(object).fillna("").to_numpy()
        )
        lines = [f"| {' | '.join(row)} |" for row in ([*frame], ["---"] * frame.shape[1], *rows)]
        return "\n".join([*lines, "", more] if more else lines)

    def _begin(self) -> tuple[pd.DataFrame, str]:
        """Give the first rows of its frame, and how many there are in all, and where, if these are not all."""
        frame = self.to_frame()
        told = {"shown": str(_MOST_ROWS), "rows": str(len(frame))}
        return frame.head(_MOST_ROWS), say("frame.first", session_language(), **told) if len(frame) > _MOST_ROWS else ""

    def __dir__(self) -> list[str]:
        hidden = {*dir(tuple), "in_frame", "headline"}
        return [name for name in super().__dir__() if not name.startswith("_") and name not in hidden]


class Answers(Answer, tuple[_Kind, ...]):
    """Answers of one kind, in order, as a tuple has them.

    Examples
    --------
    >>> import analysis
    >>> gradings = analysis.count_grades(analysis.load()).to_frame()
    >>> gradings.loc[gradings["place"] == "ba_tri", ["assessed", "grades.excellent"]].values.tolist()
    [[129.0, 34.0]]
    """

    kind: type[_Kind]

    def __new__(cls, kind: type[_Kind], found: Iterable[_Kind] = ()) -> Self:
        """Keep what was found of a kind."""
        made = super().__new__(cls, found)
        made.kind = kind
        return made

    def __getnewargs__(self) -> tuple[Any, ...]:
        return self.kind, tuple(self)

    def to_frame(self) -> pd.DataFrame:
        """Lay them in a frame, one a row; without any it has its columns all the same.

        Returns
        -------
        DataFrame
            A column for each field: numbers float, whole numbers Int64, days as such, missing ones ``NA``; a figure by
            its value, several ids in one text. Ids stand as `place`, `indicator`, `source`, as in the frames of a
            dataset; fields of a field behind a dot; what is a number or a text is the text in a column `…_text`.
        """
        laid = _lay_out(self.kind)  # type: ignore[arg-type]  # a class is hashable
        frame = pd.DataFrame({name: [read(each) for each in self] for name, _, read in laid}, dtype=object)
        frame = frame.fillna({name: "" for name, kind, _ in laid if kind == "str"})
        return frame.astype({name: kind for name, kind, _ in laid})

    def __getitem__(self, place: Any) -> Any:  # of a slice answers too
        found = super().__getitem__(place)
        return Answers(self.kind, found) if isinstance(place, slice) else found

    def __repr__(self) -> str:
        return f"{len(self)} × {self.kind.__name__}\n{_write(self.to_frame())}"


class Found(Answer, Mapping[Any, Any]):
    """What is found by key, and under it by further keys; nothing is put in or taken out.

    `levels` name the columns of its frame: those of each key, at last those of what is found, ids or rows of a table.
    """

    def __init__(self, held: Mapping[Any, Any], *levels: str) -> None:
        # What is under a key is made when it is asked for: of thousands of places a page tells of a few.
        self._levels, self._given, self._held = levels or ("",), dict(held), dict[Any, Any]()

    def __getitem__(self, key: Any) -> Any:
        if key not in self._held:
            self._held[key] = self._take(self._given[key])
        return self._held[key]

    def _take(self, of: Any) -> Any:
        if not any(self._levels) or isinstance(of, Found):  # of a row, as it is, or made before
            return of
        if self._levels[2:]:
            return Found(of, *self._levels[1:])
        return tuple(Found(row) if isinstance(row, Mapping) else row for row in of)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._given)

    def __len__(self) -> int:
        return len(self._given)

    def to_frame(self) -> pd.DataFrame:
        """Lay what is found in a frame, each id or row in one; a key under which nothing is found has none.

        Returns
        -------
        DataFrame
            A column for each key; ids stand as `place`, `theme`, `source`, as in the frames of a dataset.
        """
        names = [_name(name) for level in self._levels for name in level.split()] or [*map(_name, self)]
        frame = pd.DataFrame(self._list(), columns=names, dtype=object)
        return frame.astype({name: "Int64" if name == "paragraph" else "str" for name in names})

    def _list(self) -> Iterator[tuple[Any, ...]]:
        if not any(self._levels):  # a row
            yield tuple(map(_join, self.values()))
        for key, value in self.items() if any(self._levels) else ():
            told = tuple(map(_join, key)) if isinstance(key, tuple) else (key,)
            if isinstance(value, Found):
                yield from ((*told, *row) for row in value._list())
            else:
                names = self._levels[-1].split()
                rows = (tuple(each[n] for n in names) if isinstance(each, Mapping) else (each,) for each in value)
                yield from ((*told, *row) for row in rows)

    def _brief(self) -> str:
        return f"{self['source_id']}:{self['paragraph']}"  # of a row

    def __repr__(self) -> str:
        return f"{len(self)} found\n{_write(self.to_frame())}"


def _write(frame: pd.DataFrame) -> str:
    """Write a frame in a few lines."""
    return frame.to_string(index=False, max_rows=_MOST_ROWS, max_cols=8, max_colwidth=24, float_format="{:g}".format)


def _name(column: str) -> str:
    return re.sub(r"_id(s?)$", r"\1", column).replace("locality", "place").replace("directive", "document")


@cache
def _lay_out(kind: Any) -> tuple[_Cell, ...]:
    return tuple(_lay_fields("", kind, lambda value: value))


def _lay_fields(name: str, kind: Any, get: _Read) -> Iterator[_Cell]:
    hints = get_type_hints(kind)
    about = {field.name: field.metadata for field in fields(kind)} if is_dataclass(kind) else {}
    for field in getattr(kind, "in_frame", ()) or [*(about or kind._fields)]:
        hint = hints.get(field) or get_type_hints(getattr(kind, field).fget)["return"]
        column, read = f"{name}.{_name(field)}".lstrip("."), _step(get, kind, field)
        keys = about[field].get("keys", ()) if field in about else ()  # of a mapping that always has the same ones
        for key in keys:
            yield from _lay(f"{column}.{key}", get_args(hint)[1], _step(read, Mapping, key))
        if not keys:
            yield from _lay(column, hint, read)


def _step(get: _Read, kind: Any, name: str) -> _Read:
    """Give a field of what is read, or the value of a key; nothing where it is of another kind."""

    def read(value: Any) -> Any:
        whole = get(value)
        if not isinstance(whole, kind):
            return None
        return whole.get(name) if isinstance(whole, Mapping) else getattr(whole, name)

    return read


def _lay(name: str, hint: Any, read: _Read) -> Iterator[_Cell]:
    """Lay a value in columns, one for each way in which its hint lets it be told."""
    every = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
    kinds = [kind for kind in every if kind is not NoneType]
    for kind in kinds:
        if kind in _TYPES:
            column = f"{name}_text" if kind is str and len(kinds) > 1 else name
            take: _Read = lambda value, kind=kind: found if isinstance(found := read(value), kind) else None  # noqa: E731
            yield column, _TYPES[kind], take
        elif hasattr(kind, "__float__"):
            yield name, "float64", lambda value: float(found) if hasattr(found := read(value), "__float__") else None
            if name in ("figure", "left", "right"):  # of which place and indicator its column does not tell
                yield f"{name}.id", "str", lambda value: _join(read(value))
        elif is_dataclass(kind) or hasattr(kind, "_fields"):
            yield from _lay_fields(name, kind, read)
        elif get_args(kind)[:1] == (float,):
            for n, end in enumerate(("low", "high")):
                take = lambda value, n=n: ends[n] if isinstance(ends := read(value), tuple) else None  # noqa: E731
                yield f"{name}.{end}", "float64", take
        else:
            yield name, "str", lambda value: _join(read(value))


def _join(value: Any) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, Answer) and not isinstance(value, tuple):
        return value._brief()
    if isinstance(value, Mapping):  # a row of a table
        return Found(value)._brief()
    return " ".join(map(_join, value)) if isinstance(value, Iterable) else str(value)
