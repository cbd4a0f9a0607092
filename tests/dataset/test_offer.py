"""What a public function is given and cannot take is told by the name of its parameter, never from inside."""

import inspect
from collections.abc import Iterator

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
    }


@pytest.mark.slow
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
                    for _ in found if isinstance(found, Iterator) else ():
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
        (
            lambda data: methods.read_yardsticks(data, 3),
            r"figure takes Figure or a row of figures\(\), not int",
        ),
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


@pytest.mark.parametrize(("call", "told"), [
    (lambda d: show.plot_matrix(d, []), r"plot_matrix: comparisons is empty; at least one is needed"),
    (lambda d: show.table_theme_figures(d, "cadre_trainin"), r"unknown theme .* did you mean cadre_training"),
    (lambda d: show.indicators_of(d, ["cadre_training"]), r"one theme is asked for, by its id, .* of type list"),
    (lambda d: show.link_sheets(d, ["ba_tri"]), r"one locality is asked for, by its id, .* of type list"),
    (lambda d: show.table_sources(d, "ba_tri"), r"table_sources: places takes a list of ids; write \['ba_tri'\]"),
    (lambda d: show.table_sources(d, ["ba_tri", "ba_trii"]), r"unknown locality 'ba_trii'; did you mean ba_tri"),
    (lambda d: show.table_norms(d, norm_ids="x"), r"table_norms: norm_ids takes a list of ids; write \['x'\]"),
    (lambda d: show.link_sheets(d, "ba tri"), r"unknown locality 'ba tri'; did you mean ba_tri"),
    (lambda d: show.list_found(d, "ba_trii"), r"unknown subject 'ba_trii'; did you mean ba_tri"),
    (lambda d: list(show.show_key_figures(d, "x")), r"unknown locality 'x'"),
    (lambda d: show.list_theme_points(d, "cadre_training", most=-1), r"most is a number from 0 up, not -1"),
    (lambda d: show.head_theme(d, "cadre_training", {}), r"told is empty; give what `methods.read_theme` gives"),
    (lambda d: methods.compare_grades(d, "ba_tri", "trang_dinh", level=2), r"level must be one of .*, not 2"),
    (lambda d: analysis.compare(d, "party_members", {"ba_tri": 1, "nam_po": 2}), r"in a list, .* not by a mapping"),
    (lambda d: analysis.make_table(d.places(), 5), r"a caption is a text, not of type int"),
])  # fmt: skip
def test_what_is_wrong_is_told_and_never_shown_as_nothing(data, call, told):
    """An id that there is not, nothing at all, or a number below 0 is refused in one sentence; no empty page of it."""
    with pytest.raises(AnalysisError, match=told):
        call(data)


def test_what_is_meant_is_taken(data):
    """A column of places counts each once as its frame does, `lang` may come first, and no pairs are told as none."""
    figures = data.figures("en")
    assert figures["place_name"].equals(data.figures(lang="en")["place_name"])
    named = figures[figures["indicator"] == "members_per_cell"]
    by_column, by_frame = (analysis.compare(data, "members_per_cell", each) for each in (named["place"], named))
    assert by_column == by_frame and by_column.locality_ids == ("hai_luu", "lai_chau", "nam_po")
    assert show.count_verdicts(data, [], lang="en") == "There is no such pair."


def test_what_is_shown_in_several_elements_shows_itself(data, monkeypatch):
    """At the end of a cell they are displayed as in a loop, elsewhere told by name; who goes on lacks none."""
    displayed = []
    monkeypatch.setattr("IPython.display.display", lambda *shown: displayed.extend(shown))
    shown = show.show_key_figures(data, "nam_po", lang="en")
    first = next(shown)
    shown._ipython_display_()
    assert displayed == [first, *shown] == list(show.show_key_figures(data, "nam_po", lang="en"))
    assert [line.partition("(")[0] for line in repr(shown).split("\n")] == ["Heading", "Table"]
    assert list(shown) == []
