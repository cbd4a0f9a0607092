"""What a question is answered with: a value, or several of one kind, that show themselves and lie in a frame."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from html import escape
from inspect import formatannotation, getdoc, getmodule, isfunction, ismodule
from types import NoneType, UnionType
from typing import Any, ClassVar, Self, TypeVar, Union, get_args, get_origin, get_type_hints

import pandas as pd

_Kind = TypeVar("_Kind")
_Read = Callable[..., Any]
_Cell = tuple[str, str, _Read]
_TYPES = {bool: "boolean", int: "Int64", date: "datetime64[us]", str: "str"}


class Answer:
    """A value that shows itself as a table; `to_frame` gives the table."""

    in_frame: ClassVar[tuple[str, ...]] = ()
    """What of it stands in a frame; all its fields where nothing is named."""

    def to_frame(self) -> pd.DataFrame:
        """Lay it in a frame of one row, as `Answers.to_frame` lays several."""
        return Answers(type(self), [self]).to_frame()

    @property
    def headline(self) -> str:
        """What stands over the table."""
        return ""

    def _brief(self) -> str:
        """Give what stands for it in a cell."""
        return str(getattr(self, fields(self)[0].name))  # type: ignore[arg-type]  # each kind is a dataclass

    def _repr_html_(self) -> str:
        table = self.to_frame().to_html(index=False, max_rows=60, float_format="{:g}".format)
        return f"<p>{escape(self.headline)}</p>{table}" if self.headline else str(table)

    def _repr_markdown_(self) -> str:
        frame = self.to_frame()
        cells = [["" if pd.isna(cell) else str(cell).replace("|", "\\|") for cell in row] for row in frame.to_numpy()]
        return "\n".join(f"| {' | '.join(row)} |" for row in ([*frame], ["---"] * frame.shape[1], *cells))

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

    def __repr__(self) -> str:
        frame, number = self.to_frame(), "{:g}".format
        told = frame.to_string(index=False, max_rows=8, max_cols=8, max_colwidth=24, float_format=number)
        return f"{len(self)} × {self.kind.__name__}\n{told}"


@cache
def _lay_out(kind: Any) -> tuple[_Cell, ...]:
    return tuple(_lay_fields("", kind, lambda value: value))


def _lay_fields(name: str, kind: Any, get: _Read) -> Iterator[_Cell]:
    hints = get_type_hints(kind)
    about = {field.name: field.metadata for field in fields(kind)} if is_dataclass(kind) else {}
    for field in getattr(kind, "in_frame", ()) or [*(about or kind._fields)]:
        hint = hints.get(field) or get_type_hints(getattr(kind, field).fget)["return"]
        column = re.sub(r"_id(s?)$", r"\1", field).replace("locality", "place").replace("directive", "document")
        column, read = f"{name}.{column}".lstrip("."), _step(get, kind, field)
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
        return f"{value['source_id']}:{value['paragraph']}"
    return " ".join(map(_join, value)) if isinstance(value, Iterable) else str(value)


def offer(room: dict[str, Any]) -> Callable[[], list[str]]:
    """Complete what a room offers: each function tells what it returns, by the classes it names, and names are public.

    Returns
    -------
    callable
        The `__dir__` of the room: its names without modules.
    """
    for function in filter(isfunction, room.values()):
        if "Returns\n" not in (told := getdoc(function) or ""):
            named = get_type_hints(function, vars(getmodule(function)))["return"]
            kinds = [kind for kind in _find_kinds(named) if kind.__module__.startswith("analysis.")]
            about = [f"    {kind.__name__}: {(kind.__doc__ or '').partition(chr(10))[0]}" for kind in kinds]
            shown = re.sub(r"\w+\.", "", formatannotation(named))
            function.__doc__ = "\n".join([told, "", "Returns", "-------", shown, *about])

    def name_all() -> list[str]:  # modules come in later as well
        offered = (name for name, value in room.items() if not ismodule(value) and value is not offer)
        return [name for name in offered if not name.startswith("_")]

    return name_all


def _find_kinds(hint: Any) -> Iterator[type]:
    if isinstance(hint, type) and not get_args(hint):
        yield hint
    for part in get_args(hint):
        yield from _find_kinds(part)
