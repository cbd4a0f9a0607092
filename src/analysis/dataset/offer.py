"""What a room offers to notebooks: names to complete, what each function gives, and words for what it cannot take."""

import re
import sys
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import wraps
from inspect import formatannotation, getdoc, getmodule, isfunction, isgeneratorfunction, ismodule, signature
from pathlib import Path
from types import SimpleNamespace, UnionType
from typing import Any, NewType, TypeVar, Union, get_args, get_origin, get_type_hints

import numpy as np
import pandas as pd

from analysis.errors import AnalysisError, UnknownIdError

_Kind = TypeVar("_Kind")
_Result = TypeVar("_Result")
_KINDS = {"locality_id": "locality", "theme_id": "theme", "indicator_id": "indicator"}
_LISTS = {"places": "locality", "among": "locality", "norm_ids": "norm", "ids": "document"}
_FIGURE = ("Figure", "Figure'>", "Figure | None")
_BEGUN = ">>> from analysis import load, methods, show\n>>> data = load()"


def offer(room: dict[str, Any]) -> Callable[[], list[str]]:
    """Complete what a room offers: each function tells what it returns, by the classes it names, and names are public.

    What is of no kind that a function asks for is told by the name of its parameter. Worked examples stand in
    `examples.txt` of the room: the name of a function, then what is typed and what comes back.

    Returns
    -------
    callable
        The `__dir__` of the room: its names without modules.
    """
    told_by = _read_examples(Path(room["__file__"]).with_name("examples.txt"))
    for name, function in [(name, value) for name, value in room.items() if isfunction(value) and value is not offer]:
        if "Returns\n" not in (told := getdoc(function) or ""):
            named = get_type_hints(function, vars(getmodule(function)))["return"]
            kinds = [kind for kind in _find_kinds(named) if kind.__module__.startswith("analysis.")]
            shown = re.sub(r"\w+\.", "", formatannotation(named))
            about = [f"    {kind.__name__}: {(kind.__doc__ or '').partition(chr(10))[0]}" for kind in kinds]
            about = [each.replace(f"    {shown}: ", "    ", 1) for each in about]
            told = "\n".join([told, "", "Returns", "-------", shown, *about])
        if name in told_by:
            told = "\n".join([told, "", "Examples", "--------", told_by[name]])
        function.__doc__ = told
        room[name] = _guard(function)

    def name_all() -> list[str]:  # modules come in later as well
        offered = (name for name, value in room.items() if not ismodule(value) and value is not offer)
        return [name for name in offered if not name.startswith("_")]

    return name_all


class Shown(Iterator[Any]):
    """What a function shows, one element after the other; at the end of a cell it shows itself."""

    def __init__(self, made: Iterator[Any]) -> None:
        self._seen, self._made = list[Any](), made

    def __next__(self) -> Any:
        self._seen.append(next(self._made))
        return self._seen[-1]

    def _take_all(self) -> list[Any]:
        left = [*self._made]
        self._made = iter(left)  # who goes on gets them all the same
        return [*self._seen, *left]

    def __repr__(self) -> str:
        return "\n".join(map(repr, self._take_all()))

    def _ipython_display_(self) -> None:
        from IPython.display import display

        display(*self._take_all())


def complete(kind: type[_Kind]) -> type[_Kind]:
    """Complete an object by its `__dir__` alone: IPython without jedi would add what else its class has.

    Returns
    -------
    type
        The class.
    """
    if "IPython" in sys.modules:
        from IPython.utils.generics import complete_object

        complete_object.register(kind, lambda shown, known: dir(shown))
    return kind


def _read_examples(path: Path) -> dict[str, str]:
    """Read the examples of a room by the name of the function, each to be run by itself."""
    parts = path.read_text(encoding="utf-8").rstrip().split("\n\n") if path.is_file() else []
    return {name: f"{_BEGUN}\n{example}" for name, _, example in (part.partition("\n") for part in parts)}


def _guard(function: Callable[..., Any]) -> Callable[..., Any]:
    """Let a function refuse an id that there is not, and, failing from inside, tell which argument it cannot take."""
    asks = signature(function).parameters
    figures = {name: n for n, name in enumerate(asks) if str(asks[name].annotation).rpartition(".")[2] in _FIGURE}
    refusing = [(name, n) for n, name in enumerate(asks) if name in (*_KINDS, *_LISTS, "about", "most", "told")]

    def refuse(given: tuple[Any, ...], named: dict[str, Any]) -> None:
        data: Any = named.get("data", given[0] if given else None)
        for name, place in refusing:
            value = named.get(name, given[place] if place < len(given) else None)
            unsaid = value is None or (isinstance(value, str) and not value)
            if name in _LISTS and isinstance(value, str) and not unsaid:
                raise AnalysisError(f"{function.__name__}: {name} takes a list of ids; write [{value!r}]")
            if name in _LISTS and isinstance(value, Sequence) and hasattr(data, "row"):
                for id_ in value:
                    data.row(_LISTS[name], id_)
            elif name in _KINDS and not unsaid and hasattr(data, "row"):
                data.row(_KINDS[name], value)
            elif name == "about" and isinstance(value, str) and hasattr(data, "ids"):
                known = ["collection", *(id_ for kind in _KINDS.values() for id_ in data.ids(kind))]
                if value not in known:
                    raise UnknownIdError("subject", value, known)
            elif name == "most" and isinstance(value, int) and value < 0:
                raise AnalysisError(f"{function.__name__}: most is a number from 0 up, not {value}")
            elif name == "told" and isinstance(value, Mapping) and not value:
                raise AnalysisError(f"{function.__name__}: told is empty; give what `methods.read_theme` gives")

    def tell(error: Exception, given: tuple[Any, ...], named: dict[str, Any]) -> None:
        if isinstance(error, AnalysisError):
            return
        asked = {name: hint for name, hint in function.__annotations__.items() if name != "return"}
        hints = get_type_hints(SimpleNamespace(__annotations__=asked), vars(getmodule(function)))
        try:
            bound = signature(function).bind(*given, **named).arguments
        except TypeError:  # which tells what is missing
            return
        for name, value in bound.items():
            if name in hints and not _is_of(value, hints[name]):
                row = " or a row of figures()" if name in figures else ""
                kind = re.sub(r"\w+\.", "", formatannotation(hints[name])) + row
                raise AnalysisError(f"{function.__name__}: {name} takes {kind}, not {type(value).__name__}") from error
            if isinstance(error, KeyError) and isinstance(value, Mapping | pd.DataFrame | pd.Series):
                raise AnalysisError(f"{function.__name__}: {name} has no {error.args[0]}") from error
            if isinstance(value, Collection) and not isinstance(value, str | Mapping) and not len(value):
                raise AnalysisError(f"{function.__name__}: {name} is empty; at least one is needed") from error

    def take(given: tuple[Any, ...], named: dict[str, Any]) -> Iterator[Any]:
        """Put figures in the place of rows of the frame of figures."""
        find = getattr(named.get("data", given[0] if given else None), "figure_of", lambda row: row)
        named |= {name: find(named[name]) for name in figures if name in named}
        yield from (find(each) if n in figures.values() else each for n, each in enumerate(given))

    @wraps(function)
    def give(*given: Any, **named: Any) -> Any:
        given = tuple(take(given, named)) if figures else given
        refuse(given, named)
        try:
            return function(*given, **named)
        except Exception as error:
            tell(error, given, named)
            raise

    @wraps(function)
    def show(*given: Any, **named: Any) -> Shown:
        return Shown(give_each(given, named))

    def give_each(given: tuple[Any, ...], named: dict[str, Any]) -> Iterator[Any]:
        refuse(given, named)
        try:
            yield from function(*given, **named)
        except Exception as error:
            tell(error, given, named)
            raise

    return show if isgeneratorfunction(function) else give


def _is_of(value: Any, hint: Any) -> bool:
    """Tell whether a value, and what a list of several holds, can be what a hint says."""
    if get_origin(hint) in (Union, UnionType):
        return any(_is_of(value, each) for each in get_args(hint))
    if isinstance(hint, NewType):  # stands for a class of a library that is loaded by who needs it
        return hint.__name__ in [kind.__name__ for kind in type(value).__mro__]
    kind = get_origin(hint) or hint
    if not isinstance(kind, type) or kind in (object, Any):
        return True
    if isinstance(value, str | bytes):
        return isinstance(value, str) and kind in (str, Path)
    if kind is float:
        return isinstance(value, int | float | Decimal)
    if not isinstance(value, kind) or not isinstance(value, Collection) or not get_args(hint):
        return isinstance(value, kind)
    if isinstance(value, Mapping) and issubclass(kind, Mapping):
        return all(_is_of(each, get_args(hint)[1]) for each in value.values())
    return all(_is_of(each, get_args(hint)[0]) for each in value)


def _find_kinds(hint: Any) -> Iterator[type]:
    if isinstance(hint, type) and not get_args(hint):
        yield hint
    for part in get_args(hint):
        yield from _find_kinds(part)


class Kept(Mapping[str, _Result]):
    """What a dataset holds by name: nothing is put in or taken out, and each who asks for a frame has his own."""

    def __init__(self, held: Mapping[str, _Result]) -> None:
        self._held = dict(held)
        frames = [each for each in held.values() if isinstance(each, pd.DataFrame)]
        for array in (frame[column].array for frame in frames for column in frame):
            for part in ("_data", "_mask", "_ndarray"):  # pandas keeps arrays of numpy alone from being written to
                cells = getattr(array, part, None)
                for each in (cells, getattr(cells, "base", None)):
                    if isinstance(each, np.ndarray):
                        each.flags.writeable = False

    def __reduce__(self) -> tuple[Any, ...]:
        return Kept, (self._held,)  # made anew, for arrays that are unpacked could be written to

    def __getitem__(self, name: str) -> _Result:
        held = self._held[name]
        return held.copy(deep=False) if isinstance(held, pd.DataFrame) else held  # copied when it is written to

    def __setitem__(self, name: str, value: object) -> None:
        raise AnalysisError(READ_ONLY)

    def __iter__(self) -> Iterator[str]:
        return iter(self._held)

    def __len__(self) -> int:
        return len(self._held)

    def _ipython_key_completions_(self) -> list[str]:
        return [*self]

    def __repr__(self) -> str:
        return ", ".join(self)  # the files of lessons lie in folders that are nobody's business


READ_ONLY = (
    "a dataset is not written to. Change a frame that it gives, such as data.figures(); what shall hold for every"
    " table and figure is a row of a folder or workbook of your own: analysis.load(FOLDER)"
)
