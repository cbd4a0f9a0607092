"""The rows of a table, each by its columns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import count
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

from analysis.errors import UnknownIdError

if TYPE_CHECKING:
    import pandas as pd

Key = TypeVar("Key")
Value = TypeVar("Value")


def list_rows(frame: pd.DataFrame, only: Collection[str] = ()) -> list[dict[str, Any]]:
    """List the rows of a table by column, as pandas does, which looks at the type of each of a million cells.

    `only` names columns where a table has many and no others are asked for; where a row stands comes with it.
    """
    names = [str(name) for name in frame if not only or name in only or name in ("_file", "_line")]
    columns = (list_cells(frame[name]) for name in names)
    return [dict(zip(names, cells, strict=True)) for cells in zip(*columns, strict=True)]


def list_cells(cells: pd.Series[Any]) -> list[Any]:
    """List the cells of a column, None for what lacks in one of numbers."""
    from pandas import NA, NaT, factorize

    if cells.dtype.kind == "M":  # of the same few days: each is made once
        ranks, days = factorize(cells)
        known = [*days.tolist(), NaT]
        return [known[rank] for rank in ranks.tolist()]
    may_lack = getattr(cells.dtype, "na_value", None) is NA
    return [None if cell is NA else cell for cell in cells.tolist()] if may_lack else cells.tolist()


def rank_cells(cells: Iterable[Any]) -> dict[Any, list[int]]:
    """Give the ranks of cells by what they hold; pandas takes longer, which first numbers what they hold."""
    return by_key(zip(cells, count(), strict=False))


def by_key(pairs: Iterable[tuple[Key, Value]]) -> dict[Key, list[Value]]:
    """Give the values of pairs by their keys, both in the order in which they come."""
    found: dict[Key, list[Value]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return dict(found)


class Rows(Mapping[Any, Mapping[str, Any]]):
    """The rows of a table by their ids, or by their ranks; each is made when it is asked for, and none can be changed.

    Of a country there are a million cells, and a page looks at a few hundred rows.
    """

    def __init__(self, table: pd.DataFrame, key: str = "") -> None:
        self._cells = {str(name): list_cells(table[name]) for name in table}
        self._ranks = {id_: rank for rank, id_ in enumerate(self._cells[key] if key else range(len(table)))}
        self._made: dict[int, Mapping[str, Any]] = {}
        self._found: dict[str, dict[Any, list[int]]] = {}

    def __len__(self) -> int:
        return len(self._ranks)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._ranks)

    def __contains__(self, id_: object) -> bool:
        return id_ in self._ranks

    def __getitem__(self, id_: Any) -> Mapping[str, Any]:
        rank = self._ranks[id_]
        return self._made[rank] if rank in self._made else self.pick([rank])[0]

    def pick(self, ranks: Collection[int]) -> tuple[Mapping[str, Any], ...]:
        """Give the rows of some ranks."""
        for rank in (rank for rank in ranks if rank not in self._made):
            self._made[rank] = MappingProxyType({name: cells[rank] for name, cells in self._cells.items()})
        return tuple(self._made[rank] for rank in ranks)

    def find(self, column: str, values: Collection[object]) -> set[int]:
        """Give the ranks of the rows that have one of some values in a column; an UnknownIdError if it is none."""
        if column not in self._cells:
            raise UnknownIdError("column", column, self._cells)
        if column not in self._found:
            self._found[column] = rank_cells(self._cells[column])
        return {rank for value in values for rank in self._found[column].get(value, ())}
