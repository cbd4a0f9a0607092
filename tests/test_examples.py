"""The public face: few names, each documented with what it returns and an example that runs."""

import ast
import doctest
import inspect
import textwrap

import pytest

import analysis
from analysis import lessons, methods, show
from analysis.dataset.results import Answers

FACE = [getattr(analysis, name) for name in analysis.__all__]
METHODS = [analysis.Dataset.figures, analysis.Dataset.codings, analysis.Dataset.documents, analysis.Dataset.places]


@pytest.mark.parametrize("offered", [*FACE, *METHODS, Answers], ids=lambda each: each.__name__)
def test_each_public_name_tells_what_it_returns_and_shows_it(offered):
    """The docstring has Returns, but that of a class, and an example, and the example gives what it says."""
    assert inspect.isclass(offered) or "Returns\n" in offered.__doc__
    (found,) = doctest.DocTestFinder(recurse=False).find(offered, offered.__name__, globs={})
    assert found.examples
    assert doctest.DocTestRunner(verbose=False).run(found).failed == 0


def test_the_face_is_read_in_one_screen():
    """Completion offers the public names, at most twenty, and nothing that the module only imports."""
    assert set(dir(analysis)) == {*analysis.__all__, "methods", "show", "__version__"}
    assert len(analysis.__all__) <= 20
    with pytest.raises(AttributeError, match=r"it offers .*load"):
        _ = analysis.import_module


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
    assert "Iterator[Heading | Table]\n    Heading: A heading" in inspect.getdoc(show.show_ways)


def test_a_plain_answer_has_to_be_told():
    """Words and elements tell themselves; a dict, a frame or a number does not."""

    def give() -> dict[str, int]:
        """Give numbers."""

    assert untold(give) == {"dict", "int"}
