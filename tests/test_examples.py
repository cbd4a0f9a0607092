"""The public face: few names, each documented with what it returns and an example that runs."""

import ast
import doctest
import inspect
import textwrap
from functools import cache
from pathlib import Path
from types import UnionType
from typing import get_args, get_type_hints

import matplotlib.pyplot as plt
import pandas as pd
import pytest

import analysis
from analysis import lessons, methods, show
from analysis.dataset.results import Answers

FACE = [getattr(analysis, name) for name in analysis.__all__]
LOAD = cache(analysis.load)  # for all examples
METHODS = [getattr(analysis.Dataset, name) for name in ("figures", "codings", "documents", "places", "figure_of")]


OFFERED = {
    f"{room.__name__.split('.')[1]}.{name}": getattr(room, name) for room in (show, methods) for name in dir(room)
}
FUNCTIONS = {name: offered for name, offered in OFFERED.items() if inspect.isfunction(offered)}
EXPLAINED = {each.__name__: each for each in (*FACE, *METHODS, Answers)} | FUNCTIONS


@pytest.fixture(autouse=True)
def one_load(monkeypatch):
    """Let the examples share what is loaded, and let go of what each has drawn."""
    monkeypatch.setattr(analysis, "load", LOAD)
    yield
    plt.close("all")


@pytest.mark.parametrize("name", EXPLAINED)
def test_each_public_name_tells_what_it_returns_and_shows_it(name):
    """The docstring has Returns, but that of a class, and an example, and the example gives what it says."""
    offered = EXPLAINED[name]
    assert inspect.isclass(offered) or "Returns\n" in offered.__doc__
    found = doctest.DocTestParser().get_doctest(inspect.getdoc(offered), {}, name, None, None)
    assert found.examples
    assert doctest.DocTestRunner(verbose=False, optionflags=doctest.ELLIPSIS).run(found).failed == 0


def test_each_method_of_an_answer_tells_what_it_returns():
    """What completion offers of a dataset and of each kind of answer has Returns, too."""
    kinds = [Answers, *filter(inspect.isclass, OFFERED.values())]
    offered = {(kind, name) for kind in kinds for name in dir(kind) if not name.startswith("_")}
    offered |= {(analysis.Dataset, name) for name in dir(LOAD())}
    functions = [(kind, name) for kind, name in offered if inspect.isfunction(getattr(kind, name, None))]
    assert len(functions) > 20
    assert [pair for pair in functions if "Returns\n" not in inspect.getdoc(getattr(*pair))] == []


def test_each_example_of_a_room_is_of_a_function_that_it_offers():
    """No example is left over from a function of another name, and none stands there twice."""
    for room in (show, methods):
        parts = Path(room.__file__).with_name("examples.txt").read_text(encoding="utf-8").split("\n\n")
        names = [part.partition("\n")[0] for part in parts]
        assert sorted(set(names)) == sorted(names)
        assert set(names) <= {name for name in dir(room) if inspect.isfunction(getattr(room, name))}


def test_the_face_is_read_in_one_screen():
    """Completion offers the public names, at most twenty, and nothing that the module only imports."""
    assert set(dir(analysis)) == {*analysis.__all__, "methods", "show", "__version__"}
    assert len(analysis.__all__) <= 20
    with pytest.raises(AttributeError, match=r"it offers .*load"):
        _ = analysis.import_module


def test_each_method_answers_with_what_lies_in_a_frame():
    """What is asked of `methods` comes as a frame, a column of one, or an object that `to_frame` lays in one."""
    methods_ = {name: inspect.unwrap(each) for name, each in FUNCTIONS.items() if name.startswith("methods.")}
    given = {name: get_type_hints(each, vars(inspect.getmodule(each)))["return"] for name, each in methods_.items()}
    kinds = {name: get_args(hint) if isinstance(hint, UnionType) else (hint,) for name, hint in given.items()}
    assert len(kinds) > 25
    assert not {
        name: kind
        for name, several in kinds.items()
        for kind in several
        if kind not in (pd.DataFrame, type(None)) and not hasattr(kind, "to_frame")
    }


PLAIN = {"list", "Sequence", "Iterator", "None", "str", "Axes"}


def untold(function):
    """Name what a function returns that no class of ours tells of, unless its docstring does."""
    written = ast.parse(textwrap.dedent(inspect.getsource(function))).body[0]
    named = {node.id for node in ast.walk(written.returns) if isinstance(node, ast.Name)} - PLAIN
    known = vars(inspect.getmodule(function))
    ours = {name for name in named if getattr(known.get(name), "__module__", "").startswith("analysis.")}
    return set() if "Returns\n" in ast.get_docstring(written) else named - ours


@pytest.mark.parametrize("room", [methods, show, lessons], ids=lambda room: room.__name__)
def test_what_a_function_returns_is_told(room):
    """Each function offered to notebooks has Returns: written, or made of a class of ours that tells itself."""
    functions = [getattr(room, name) for name in dir(room) if inspect.isfunction(getattr(room, name))]
    assert [each.__name__ for each in functions if "\nReturns\n-------\n" not in inspect.getdoc(each)] == []
    assert {each.__name__: found for each in functions if (found := untold(each))} == {}
    assert len(functions) > 9
    assert "Iterator[Heading | Picture | Table]\n    Heading: A heading" in inspect.getdoc(show.show_ways)


def test_a_plain_answer_has_to_be_told():
    """Words and elements tell themselves; a dict, a frame or a number does not."""

    def give() -> dict[str, int]:
        """Give numbers."""

    assert untold(give) == {"dict", "int"}
