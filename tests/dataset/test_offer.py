"""What a public function is given and cannot take is told by the name of its parameter, never from inside."""

import inspect

import pandas as pd
import pytest

import analysis
from analysis import lessons, methods, show
from analysis.errors import AnalysisError

WRONG = {
    "a word": "x",
    "nothing": None,
    "a number": 3,
    "a list": ["ba_tri"],
    "a list of nothing": [None],
    "a list in a list": [["ba_tri"]],
    "a frame": pd.DataFrame({"a": [1]}),
    "a column": pd.Series(["ba_tri"]),
    "a mapping": {"ba_tri": 1},
    "bytes": b"ba_tri",
    "a thing": object(),
}


def list_functions(data):
    """List what is offered, by its name."""
    for room in (analysis, methods, show, lessons):
        yield from ((f"{room.__name__}.{name}", getattr(room, name)) for name in dir(room))
    yield from ((f"data.{name}", getattr(data, name)) for name in dir(data) if inspect.ismethod(getattr(data, name)))


@pytest.fixture(scope="module")
def right(data):
    """Give what is right for parameters by their names."""
    figures, places = methods.find_figures(data, locality_id="ba_tri"), data.ids("locality")
    return {
        "data": data,
        "indicator_id": "party_members",
        "locality_ids": ["nam_po", "lai_chau"],
        "locality_id": "ba_tri",
        "theme_id": "cadre_training",
        "lang": "vi",
        "kind": "theme",
        "id_": "cadre_training",
        "first": "ba_tri",
        "second": "trang_dinh",
        "comparison": analysis.compare(data, "members_per_cell", places),
        "figure": figures[0],
        "left": figures[0],
        "right": figures[0],
        "coding": data.coded_rows("codings")[0],
        "codings": data.tables["codings"],
        "count": 3,
        "total": 9,
        "share_1": 0.2,
        "share_2": 0.3,
        "figures": figures,
        "frame": data.places(),
        "pairs": methods.compare_pairs(data)[:2],
        "comparisons": methods.compare_pairs(data)[:2],
        "directives": methods.list_directives(data),
        "themes": methods.read_themes(data),
        "told": methods.read_theme(data, "cadre_training"),
        "tried": methods.try_claims(data)[:2],
        "grading": analysis.count_grades(data)[0],
        "gradings": analysis.count_grades(data),
        "assignments": methods.list_assignments(data),
        "gaps": methods.find_gaps(data, "ba_tri"),
        "checks": analysis.check_consistency(data, "ba_tri"),
        "organisation": methods.read_organisation(data, "lai_chau"),
        "points": methods.find_theme_points(data, "cadre_training"),
    }


def test_what_a_function_cannot_take_is_told_by_its_parameter(data, right, monkeypatch):
    """An unknown id is told with those that there are, any other thing with the kind that is asked for."""
    monkeypatch.setattr("analysis.words.catalogue._session", ["vi"])
    raw, tried = [], 0
    for name, function in list_functions(data):
        if not (inspect.isfunction(function) or inspect.ismethod(function)):
            continue
        parameters = inspect.signature(function).parameters.values()
        needed = {each.name for each in parameters if each.default is each.empty and each.kind in (1, 3)}
        for parameter in (each for each in parameters if each.kind in (1, 3) and needed - {each.name} <= {*right}):
            others = {each: right[each] for each in needed - {parameter.name}}
            for what, given in WRONG.items():
                tried += 1
                try:
                    found = function(**others, **{parameter.name: given})
                    for _ in found if inspect.isgenerator(found) else ():
                        pass
                except AnalysisError:
                    continue
                except Exception as error:
                    raw.append(f"{name}({parameter.name}), {what}: {error!r}")
    assert not raw, "\n".join(raw)
    assert tried > 1000


@pytest.mark.parametrize(
    ("ask", "told"),
    [
        (lambda data: analysis.compare("x", "party_members", None), r"compare: data takes Dataset, not str"),
        (lambda data: analysis.compare_coders(None), r"compare_coders: data takes Dataset, not NoneType"),
        (lambda data: methods.period_of(data, 3), r"period_of: figure takes Figure, not int"),
        (lambda data: methods.find_stances(["x"]), r"find_stances: codings takes DataFrame, not list"),
        (lambda data: show.list_gaps(data, ["x"]), r"list_gaps: gaps takes "),
        (lambda data: data.ids(pd.DataFrame({"a": [1]})), r"Valid: "),
        (lambda data: data.figures(lang=["vi"]), r"one language is asked for.*Valid: en, vi"),
    ],
)
def test_it_names_the_parameter_and_what_is_asked_for(ask, told, data):
    """Or the choices where there are some."""
    with pytest.raises(AnalysisError, match=told):
        ask(data)


def test_what_is_missing_is_told_by_python(data):
    """As for any function; and each parameter may be named."""
    with pytest.raises(TypeError, match="locality_ids"):
        methods.compare(data, "party_members")
    assert methods.read_themes(data=data) == methods.read_themes(data)
