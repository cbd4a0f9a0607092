"""What a question is answered with lies in a typed frame, shows itself, and cannot be written into the data."""

import dataclasses
import inspect
import pickle
import subprocess
import sys
from collections import defaultdict

import pandas as pd
import pytest

import analysis
from analysis import lessons, methods, show
from analysis.dataset.results import Answer, Answers
from analysis.dataset.tables import once
from analysis.errors import AnalysisError, UnknownIdError

KINDS = [kind for kind in vars(methods).values() if inspect.isclass(kind) and issubclass(kind, Answer)]
ANSWERS = {
    "check_consistency": lambda data: analysis.check_consistency(data),
    "compare": lambda data: analysis.compare(data, "members_per_cell", data.ids("locality")),
    "reasons": lambda data: analysis.compare(data, "party_members", ["nam_po", "lai_chau"]).reasons,
    "compare_coders": lambda data: analysis.compare_coders(data),
    "count_grades": lambda data: analysis.count_grades(data),
    "find_answers": lambda data: analysis.find_answers(data, "cadre_training"),
    "interval_of_share": lambda data: analysis.interval_of_share(34, 129),
    "change_over_time": lambda data: methods.change_over_time(data, "members_admitted", "lai_chau"),
    "compare_pairs": lambda data: methods.compare_pairs(data),
    "find_confusions": lambda data: methods.find_confusions(data),
    "find_figures": lambda data: methods.find_figures(data, locality_id="ba_tri"),
    "find_gaps": lambda data: methods.find_gaps(data, "ba_tri"),
    "list_assignments": lambda data: methods.list_assignments(data),
    "read_organisation": lambda data: methods.read_organisation(data, "lai_chau"),
    "try_claims": lambda data: methods.try_claims(data),
    **{
        name: getattr(methods, name)
        for name in ("read_themes", "find_patterns", "trace_directives", "compare_claims", "list_disagreements")
    },
    "read_theme": lambda data: methods.read_theme(data, "cadre_training"),
    "judgements": lambda data: analysis.compare(data, "party_members", data.ids("locality")).judgements[:2],
    "grading": lambda data: analysis.count_grades(data)[0],
}


def is_typed(frame):
    """Numbers, days, truths and texts have types; what is of a place stands under `place`."""
    assert frame.columns.is_unique and "object" not in {str(kind) for kind in frame.dtypes}
    assert not [name for name in frame if "locality" in name or name.endswith(("_id", "_ids"))]
    return True


@pytest.mark.parametrize("ask", ANSWERS.values(), ids=ANSWERS)
def test_an_answer_is_a_typed_frame_that_shows_itself(ask, data):
    """In JupyterLab it is a table; as text it is short; completion offers public names and no method of a tuple."""
    answer = ask(data)
    if isinstance(answer, pd.DataFrame):
        assert is_typed(answer)
        return
    assert is_typed(answer.to_frame())
    assert answer._repr_html_().count("<table") == 1
    assert answer._repr_markdown_().splitlines()[1].startswith("| ---")
    assert len(repr(answer)) < 2500 and max(len(answer._repr_html_()), len(answer._repr_markdown_())) < 7000
    assert "to_frame" in dir(answer) and not {"count", "index", "in_frame", "headline"} & {*dir(answer)}
    assert not [name for name in dir(answer) if name.startswith("_")]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_no_answer_at_all_has_its_columns(kind):
    """An empty frame is filtered as one of many rows."""
    empty = Answers(kind).to_frame()
    assert len(empty) == 0 and len(empty.columns) and is_typed(empty)


def test_a_frame_of_answers_has_their_numbers(data):
    """Ba Tri graded 129 cells in 2018: 34, 91, 4 and 0, 34 being 26.4 %; a check of days has them as text."""
    row = analysis.count_grades(data, "ba_tri").to_frame().iloc[0]
    grades = [row[f"grades.{grade}"] for grade in methods.GRADES]
    assert (row["place"], row["assessed"], grades) == ("ba_tri", 129, [34, 91, 4, 0])
    assert round(row["shares.excellent"], 1) == 26.4
    checks = analysis.check_consistency(data, "ba_tri").to_frame().set_index("check")
    assert checks.loc["parts_whole", "printed"] == checks.loc["parts_whole", "computed"] == 129
    assert checks.loc["observed_dates", "printed_text"] and pd.isna(checks.loc["observed_dates", "printed"])


def test_a_field_is_told_in_each_way_that_it_may_have():
    """A coefficient has its interval in two columns, or why there is none in a third."""
    refused = methods.Refusal("too_few", needed=10, given=3)
    coefficients = [methods.agreement.Coefficient(0.5, (0.25, 0.75)), methods.agreement.Coefficient(None, refused)]
    frame = Answers(methods.agreement.Coefficient, coefficients).to_frame()
    assert frame["interval.high"].tolist()[0] == 0.75 and pd.isna(frame["estimate"][1])
    assert frame["interval.refusal"].tolist() == ["", "too_few"]
    assert frame["interval.needed"].tolist()[1] == 10


def test_what_is_found_by_key_lies_in_a_frame(data):
    """A row for each coding under its theme, place and stance; the text has glosses, and nothing is put in."""
    told = methods.read_themes(data)
    frame = told.to_frame()
    assert len(frame) == len(data.tables["codings"]) and {*frame["stance"]} == {*methods.STANCES}
    paragraphs = [row["paragraph"] for row in told["cadre_assignment_to_grassroots"]["ba_tri"]["deed"]]
    own = frame.query("theme == 'cadre_assignment_to_grassroots' and place == 'ba_tri' and stance == 'deed'")
    assert own["paragraph"].tolist() == paragraphs != []
    assert pickle.loads(pickle.dumps(told)) == told
    with pytest.raises(TypeError):
        told["cadre_training"]["nam_po"] = {}
    patterns = methods.find_patterns(data).to_frame().query("kind == 'alone'")
    assert {*zip(patterns["theme"], patterns["place"], strict=True)} == {
        (theme, place) for theme, places in methods.find_patterns(data)["alone"].items() for place in places
    }


def test_an_answer_is_told_in_a_few_words(data):
    """Ba Tri's grading has its 129 cells and no digit that nobody needs; part of several answers is answers too."""
    gradings = analysis.count_grades(data)
    told = repr(gradings[0])
    assert told.startswith("Grading(place=ba_tri, ") and "assessed=129" in told and "shares.excellent=26.3566," in told
    assert len(told) < 400 and "Decimal" not in told
    assert isinstance(gradings[:1], Answers) and len(gradings[:1].to_frame()) == 1


def test_answers_are_kept_as_they_are(data):
    """They are equal to a tuple, can be pickled, and nothing is put into them."""
    gradings = analysis.count_grades(data)
    assert gradings == tuple(gradings) and pickle.loads(pickle.dumps(gradings)) == gradings
    assert pickle.loads(pickle.dumps(gradings)).to_frame().equals(gradings.to_frame())
    with pytest.raises(TypeError):
        gradings[0] = None


@pytest.mark.parametrize(
    "places", ["ba_tri", ["ba_tri"], ("ba_tri",), pd.Series(["ba_tri"]), pd.DataFrame({"place": ["ba_tri", "ba_tri"]})]
)
def test_places_are_named_in_any_way(places, data):
    """By an id, by several, by a column or by a frame; without any all are asked."""
    assert {grading.locality_id for grading in analysis.count_grades(data, places)} == {"ba_tri"}
    assert {check.locality_id for check in analysis.check_consistency(data, places)} == {"ba_tri"}
    assert {check.locality_id for check in analysis.check_consistency(data)} == {*data.ids("locality")}


BY_ONE = {
    "indicator": {
        "compare": lambda data, given: analysis.compare(data, given, ["ba_tri", "nam_po"]),
        "find_figures": lambda data, given: methods.find_figures(data, indicator_id=given),
        "change_over_time": lambda data, given: methods.change_over_time(data, given, "ba_tri"),
        "compute_figure": lambda data, given: methods.compute_figure(data, "ba_tri", given),
        "row": lambda data, given: data.row("indicator", given),
        "name": lambda data, given: data.name("indicator", given, "vi"),
    },
    "theme": {
        "find_answers": analysis.find_answers,
        "read_theme": methods.read_theme,
        "list_assignments": methods.list_assignments,
        "trace_directives": methods.trace_directives,
    },
    "locality": {
        "change_over_time": lambda data, given: methods.change_over_time(data, "party_members", given),
        "find_gaps": methods.find_gaps,
        "read_organisation": methods.read_organisation,
        "find_figures": lambda data, given: methods.find_figures(data, locality_id=[given]),
        "of": lambda data, given: data.of(given),
    },
}
CASES = [(kind, name, ask) for kind, asks in BY_ONE.items() for name, ask in asks.items()]


@pytest.mark.parametrize(("kind", "name", "ask"), CASES, ids=[f"{kind}-{name}" for kind, name, _ in CASES])
def test_what_is_no_id_is_told_with_the_choices(kind, name, ask, data):
    """A list, a tuple, a column, a number, a slip: each is told with the ids there are, never from inside."""
    valid = data.ids(kind)
    for given in ([valid[0]], (valid[0],), pd.Series([valid[0]]), 5, f"{valid[0]}x", data.name(kind, valid[0], "vi")):
        with pytest.raises(UnknownIdError) as told:
            ask(data, given)
        assert valid[0] in told.value.choices and f"Valid: {sorted(valid)[0]}" in str(told.value)


def test_a_name_in_place_of_an_id_is_understood(data):
    """Who writes the name, in either language and any case, is told the id."""
    for lang in ("vi", "en"):
        with pytest.raises(UnknownIdError, match=r"did you mean members_per_cell\?"):
            analysis.compare(data, data.name("indicator", "members_per_cell", lang).upper(), ["ba_tri", "nam_po"])


def write_cell(frame):
    """Write into a frame in place."""
    frame.iloc[0, 0] = "written"


WRITE = {
    "table": lambda data: write_cell(data.tables["themes"]),
    "items": lambda data: [write_cell(frame) for frame in data.tables.values() if len(frame)],
    "beside": lambda data: [write_cell(frame) for frame in data.beside.values() if len(frame)],
    "attribute": lambda data: write_cell(data.themes),
    "item": lambda data: write_cell(data["themes"]),
    "tidy": lambda data: write_cell(data["figures"]),
    "rows of a place": lambda data: write_cell(data.rows_of("codings", "ba_tri")),
    "a part": lambda data: write_cell(data.of("ba_tri").tables["themes"]),
    "lesson": lambda data: data.lesson("grading").clear(),
    "grading": lambda data: analysis.count_grades(data)[0].grades.clear(),
}
REFUSED = {
    "tables": lambda data: data.tables.__setitem__("themes", None),
    "lessons": lambda data: data.lesson_files.__setitem__("grading", None),
    "item": lambda data: data.__setitem__("themes", None),
    "attribute": lambda data: setattr(data, "themes", None),
    "field": lambda data: setattr(data, "version", ""),
    "row": lambda data: data.row("theme", data.ids("theme")[0]).__setitem__("name_vi", ""),
    "rows": lambda data: next(iter(data.rows("theme"))).update(name_vi=""),
    "themes": lambda data: methods.read_themes(data).clear(),
    "coding": lambda data: methods.read_themes(data)["cadre_assignment_to_grassroots"]["ba_tri"]["deed"][0].update(
        paragraph=1
    ),
    "figure": lambda data: setattr(methods.find_figures(data)[0], "value", 0),
    "check": lambda data: setattr(analysis.check_consistency(data, "ba_tri")[0], "verdict", ""),
}


def told_of(data):
    """Give all that the data say, as they are asked."""
    told: dict = {name: data.tables[name].to_csv() for name in data.tables}
    told |= {name: data[name].to_csv() for name in ("figures", "codings")}
    told |= {kind: [dict(row) for row in data.rows(kind)] for kind in ("theme", "indicator")}
    return told | {
        "lesson": data.lesson("grading"),
        "checks": str(analysis.check_consistency(data).to_frame().to_dict()),
    }


def test_nothing_is_written_into_the_data():
    """What is written to a copy stays there; every other way is refused; then the data are as before."""
    data = analysis.load()
    before = told_of(data)
    for write in WRITE.values():
        write(data)
    for write in REFUSED.values():
        with pytest.raises((AnalysisError, TypeError, AttributeError, dataclasses.FrozenInstanceError)):
            write(data)
    assert told_of(data) == before
    with pytest.raises(AnalysisError, match=r"not written to. .*data\.figures\(\).*analysis\.load\(FOLDER\)"):
        data.observations = pd.DataFrame()


def test_what_was_worked_out_takes_nothing_in_by_being_asked(data):
    """Whatever mapping it was worked out as, who asks it for what it has not leaves nothing behind."""
    worked_out = once(lambda data: defaultdict(list, {"of": defaultdict(list, {"known": [1]})}))(data)
    for mapping in (worked_out, worked_out["of"]):
        with pytest.raises(KeyError):
            mapping["unknown"]
        assert len(mapping) == 1
    assert worked_out["of"]["known"] == (1,)


@pytest.mark.parametrize("way", ["values", "_values", "array"])
def test_the_arrays_of_a_table_are_read_only(way):
    """Not even the array below a column can be written to, whatever its type; a changed copy of a table stays apart."""
    data = analysis.load()
    for name, column in (("observations", "value"), ("observations", "start"), ("observations", "printed"),
                         ("observations", "paragraph"), ("documents", "in_force_to")):  # fmt: skip
        cells = getattr(data.tables[name][column], way)
        before = data.tables[name][column].tolist()
        with pytest.raises(ValueError, match="read-only"):
            cells[:1] = cells[len(cells) - 1 :]
        assert str(data.tables[name][column].tolist()) == str(before)
    own = data.observations
    own.loc[own.index[0], "value"] = 77
    assert own["value"].iloc[0] == 77 != data.observations["value"].iloc[0]


def test_what_is_not_there_is_told_with_what_is_meant(data):
    """A misspelt table leads to the right one; tables and pictures tell themselves in a line, whatever they hold."""
    with pytest.raises(AttributeError, match="a dataset has no 'obervations'; did you mean observations"):
        _ = data.obervations
    assert not hasattr(data, "_repr_png_")
    assert len(repr(analysis.make_table(data.figures()))) < 200
    picture = show.draw_subjects(data, lang="en")
    assert repr(picture).startswith(f"Picture({picture.alt[:60]!r}"[:-1]) and len(repr(picture)) < 250


def test_many_answers_show_the_first_and_how_many_there_are(data):
    """Of all glosses the first eight stand in the table, with where the others are, in the session's language."""
    told = methods.read_themes(data)
    for lang, shown in (("en", "rows; to_frame() gives all."), ("vi", "dòng; to_frame() cho tất cả.")):
        analysis.use_language(lang)
        html, markdown = told._repr_html_(), told._repr_markdown_()
        assert html.count("<tr") == 1 + 8 and f"{len(told.to_frame())} {shown}</p>" in html
        assert markdown.endswith(f"{len(told.to_frame())} {shown}")
        assert len(markdown.splitlines()) == 2 + 8 + 2


@pytest.mark.few(1)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_what_a_page_consists_of_is_told_in_a_line(data, lang):
    """Whatever stands in a page is short as text: in a session it shows itself as what it is."""
    place = "ba_tri"
    parts = [
        show.head_place(data, place, lang=lang),
        show.tell_article(data, place, lang=lang),
        show.list_main_points(data, place, lang=lang),
        *show.show_key_figures(data, place, lang=lang),
        *show.show_documents(data, place, lang=lang),
        *show.show_ways(data, lang=lang),
        show.show_subject(data, place, lang=lang),
    ]
    assert {type(part).__name__ for part in parts} >= {"Heading", "Points", "Table", "Picture"}
    assert max(len(repr(part)) for part in parts) < 300


def test_two_things_of_one_name_agree(data):
    """`data["documents"]` is `data.documents()`; the register as in its file is `data.tables["documents"]`."""
    for name in ("figures", "codings", "documents", "places"):
        assert data[name].equals(getattr(data, name)())
    assert "document_id" in data.tables["documents"] and data["themes"].equals(data.tables["themes"])
    with pytest.raises(UnknownIdError, match="unknown table 'theme'; did you mean themes"):
        data["theme"]


ROOMS = {analysis: ["load"], methods: ["judge"], show: ["show_ways"], lessons: ["open_field_study"]}


def test_completion_offers_public_names(data):
    """Frames, tables and a few functions; nothing that serves the package alone, nor what a module imports."""
    offered = {*dir(data)}
    assert {"figures", "codings", "documents", "places", "observations", "ids", "row"} <= offered
    assert not {"beside", "coded_rows", "finding_files", "lesson_files", "rows_of"} & offered
    assert {*data._ipython_key_completions_()} == {"figures", "places", *data.tables}
    assert all(hasattr(data, name) for name in offered) and offered == {*dir(data.of("ba_tri"))}
    for room in (analysis, methods, show, lessons):
        modules = {name for name in dir(room) if inspect.ismodule(getattr(room, name))}
        assert modules == ({"methods", "show"} if room is analysis else set()) and "offer" not in dir(room)
        assert {*dir(room)} >= {*ROOMS[room]}


@pytest.mark.slow
def test_completion_without_jedi_offers_no_more(data):
    """IPython, which then adds what a class has, completes a dataset and an answer by what they offer."""
    code = (
        "import IPython.core.completer as c, analysis; d = analysis.load(); g = analysis.count_grades(d)\n"
        "print(*(sorted(c.Completer(namespace=globals()).attr_matches(f'{each}.')) for each in 'dg'), sep='\\n')"
    )
    told = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.splitlines()
    assert told == [
        str(sorted(f"{name}.{each}" for each in dir(of)))
        for name, of in (("d", data), ("g", analysis.count_grades(data)))
    ]


def test_cells_of_a_table_are_ones_own(data):
    """What is written into an array of a table's cells, which pandas lets through, stays in the table given."""
    for name, column, cell in (
        ("observations", "value", 9999),
        ("themes", "theme_id", "zzz"),
        ("figures", "value", 9999),
    ):
        data[name][column].array[0] = cell
        assert data[name][column].iloc[0] != cell


@pytest.mark.parametrize("given", [["data"], None, "", 3])
def test_what_is_no_path_is_refused_in_words(given):
    """Who gives a list, nothing or a number for a folder is told what is asked for."""
    with pytest.raises(AnalysisError, match="not a folder with a data package"):
        analysis.load(given)


def test_names_come_in_the_language_of_the_session(data):
    """Without a language a name is in that of the session; tables complete by name."""
    assert data.name("locality", "nam_po") == data.name("locality", "nam_po", "vi")
    assert "themes" in data.tables._ipython_key_completions_()
    with pytest.raises(UnknownIdError, match=r"one interval method is asked for.*wilson"):
        analysis.interval_of_share(1, 2, method=["wilson"])
