"""The public face: few names, each documented with what it returns and an example that runs."""

import ast
import doctest
import inspect
import textwrap

import pytest

import analysis
from analysis import methods, show

FACE = [getattr(analysis, name) for name in analysis.__all__]
METHODS = [analysis.Dataset.figures, analysis.Dataset.codings, analysis.Dataset.documents, analysis.Dataset.places]


@pytest.mark.parametrize(
    "offered", [each for each in (*FACE, *METHODS) if not inspect.isclass(each)], ids=lambda each: each.__name__
)
def test_each_public_name_tells_what_it_returns_and_shows_it(offered):
    """The docstring has Returns and an example, and the example gives what it says."""
    assert "Returns\n" in offered.__doc__
    (found,) = doctest.DocTestFinder(recurse=False).find(offered, offered.__name__, globs={})
    assert found.examples
    assert doctest.DocTestRunner(verbose=False).run(found).failed == 0


def test_the_face_is_read_in_one_screen():
    """Completion offers the public names, at most twenty, and nothing that the module only imports."""
    assert set(dir(analysis)) == {*analysis.__all__, "__version__"}
    assert len(analysis.__all__) <= 20
    with pytest.raises(AttributeError, match=r"it offers .*load"):
        _ = analysis.import_module


PLAIN = {"list", "Sequence", "Iterator", "None", "str", "Axes"}


def untold(function):
    """Name what a function returns that no class of ours tells of, unless its docstring does."""
    returned = ast.parse(textwrap.dedent(inspect.getsource(function))).body[0].returns
    named = {node.id for node in ast.walk(returned) if isinstance(node, ast.Name)} - PLAIN
    known = vars(inspect.getmodule(function))
    ours = {name for name in named if getattr(known.get(name), "__module__", "").startswith("analysis.")}
    return set() if "Returns\n" in inspect.getdoc(function) else named - ours


@pytest.mark.parametrize("room", [methods, show], ids=lambda room: room.__name__)
def test_what_a_function_returns_is_told(room):
    """A function offered to notebooks gives values of a class that tells itself, or says in Returns what it gives."""
    functions = [each for each in vars(room).values() if inspect.isfunction(each)]
    assert {each.__name__: found for each in functions if (found := untold(each))} == {}
    assert len(functions) > 30


def test_a_plain_answer_has_to_be_told():
    """Words and elements tell themselves; a dict, a frame or a number does not."""

    def give() -> dict[str, int]:
        """Give numbers."""

    assert untold(give) == {"dict", "int"}
