"""The public face: few names, each documented with what it returns and an example that runs."""

import doctest
import inspect

import pytest

import analysis

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
