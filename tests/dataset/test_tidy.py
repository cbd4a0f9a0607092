"""The tidy frames: one row a figure, a coding, a document, a place, for who works with the data by hand."""

import re

import pandas as pd
import pytest

import analysis
from analysis import show
from analysis.errors import AnalysisError, UnknownIdError
from analysis.methods import compare, find_answers, find_figures, interval_of_share, judge
from analysis.methods.intervals import Interval


def test_a_row_of_figures_tells_all_that_its_print_allows(data):
    """Nậm Pồ prints 1,906 members in paragraph 4 of a text of 17 January 2018, which does not date them."""
    figures = data.figures(lang="en")
    row = figures[(figures.place == "nam_po") & (figures.indicator == "party_members")].iloc[0]
    assert (row.value, row.low, row.high, row.printed, row.paragraph) == (1906, 1906, 1906, "1.906 đảng viên", 4)
    assert (row.place_name, row.level, row.basis) == ("Nậm Pồ", "district", "publication")
    assert row.start == row.end == pd.Timestamp("2018-01-17")


def test_computed_figures_stand_beside_the_printed_ones(data):
    """30,044 members of Lai Châu are 13.4 a cell; no text prints it."""
    figures = data.figures()
    (row,) = figures[(figures.place == "lai_chau") & (figures.indicator == "members_per_cell")].to_dict("records")
    assert (round(row["value"], 1), row["basis"], row["printed"]) == (13.4, "computed", "")
    assert "lai_chau_party_members" in row["observations"]


def test_the_columns_can_be_drawn_and_filtered(data):
    """Numbers are floats, days are days, text is text: no column of Python objects in any frame."""
    for frame in (data.figures(), data.codings(), data.documents(), data.places()):
        assert not [name for name, kind in frame.dtypes.items() if kind.kind == "O" and str(kind) == "object"]
        assert len(frame) and frame.columns.is_unique
    assert {str(data.figures()[name].dtype) for name in ("value", "low", "high")} == {"float64"}


def test_a_frame_belongs_to_who_asked_for_it(data):
    """What is written into a frame is not in the next."""
    mine = data.figures()
    mine["value"] = 0.0
    assert data.figures()["value"].max() > 1000


def test_names_are_in_the_language_of_the_session(data):
    """Vietnamese unless said otherwise; a language that is none of ours is refused."""
    assert "district" in data.places()["level"].tolist()

    def documents(**asked):
        return list(show.show_documents(data, "ba_tri", **asked))

    vi, told = data.codings()["theme_name"][0], {"vi": documents(), "en": documents(lang="en")}
    assert told["vi"] == documents(lang="vi") != told["en"]
    analysis.use_language("en")
    try:
        assert data.codings()["theme_name"][0] != vi
        assert documents() == told["en"]
    finally:
        analysis.use_language("vi")
    with pytest.raises(analysis.errors.UnknownIdError, match="en, vi"):
        data.figures(lang="fr")


def test_one_id_is_no_row_of_letters(data):
    """A place named alone is one place, which is too few to compare; kinds are known in the plural too."""
    with pytest.raises(analysis.errors.AnalysisError, match="at least two"):
        compare(data, "party_members", "nam_po")
    assert data.ids("localities") == data.ids("locality") == data.ids("places") == list(data.places()["place"])


def test_a_comparison_shows_itself_in_a_few_lines(data):
    """Three places stand in a table of their values; who lacks one follows, and what keeps it out."""
    comparison = compare(data, "members_per_cell", data.ids("locality"))
    assert len(repr(comparison)) < 1000
    frame = comparison.to_frame().set_index("place")
    assert frame["value"].round(1).dropna().to_dict() == {"hai_luu": 25.2, "lai_chau": 13.4, "nam_po": 12.5}
    assert frame.loc["trang_dinh", "kept_out_by"] == "lacks_part"
    assert "<table" in comparison._repr_html_()


def test_a_dataset_shows_itself_in_a_few_lines(data):
    """As text, in HTML and in Markdown it names each table with its rows, of which the codebook has 22."""
    shown = repr(data), data._repr_html_(), data._repr_markdown_()
    assert all(name in each and len(each) < 1500 for name in data.tables for each in shown)
    assert "| themes | 22 |" in shown[2]


def test_answers_to_a_limitation_are_laid_beside_it_across_places(data):
    """Two texts name a shortfall of cadres sent; what Hải Lựu does under that theme stands beside both."""
    answers = find_answers(data, "cadre_assignment_to_grassroots", lang="en")
    beside = answers[(answers["place"] == "hai_luu") & ~answers["same_text"]]
    assert set(beside["limited_place"]) == {"ba_tri", "lai_chau"}
    assert set(beside["limited_source"]) == {"ba_tri_2019", "lai_chau_2022"} and set(beside["source"]) == {
        "hai_luu_2022"
    }
    assert answers["gloss"].str.len().min() > 0


def test_a_dataset_counts_the_rows_that_it_gives(data):
    """What a dataset says of itself is the length of what stands under each name, also of documents, which are more
    in their table of documents in force than in the frame of those cited."""
    shown = dict(re.findall(r"^  (\w+) +(\d+) rows$", repr(data), re.M))
    assert shown["documents"] == str(len(data["documents"])) == "20"
    assert "| documents | 20 |" in data._repr_markdown_()
    assert all(int(number) == len(data[name]) for name, number in shown.items())


def test_the_value_of_a_figure_is_taken_by_its_own_interval(data):
    """34 and 129, as the figures of Ba Tri hold them, are whole numbers."""
    figures = {figure.indicator_id: figure.value for figure in analysis.dataset.figures.find_figures(data)}
    count, total = (figures[f"residential_cells_{name}"] for name in ("graded_excellent", "assessed"))
    assert interval_of_share(count, total) == interval_of_share(34, 129)
    assert isinstance(interval_of_share(count, total), Interval)


def test_a_frame_names_its_places(data):
    """A part of the figures may stand where places are asked for, each once; another frame is refused in words."""
    cells = data.figures().query("indicator == 'members_per_cell' and place != 'hai_luu'")
    told = compare(data, "members_per_cell", cells)
    assert told.locality_ids == ("lai_chau", "nam_po") and told.verdict == "with_care"
    with pytest.raises(AnalysisError, match="column 'place'; this one has x, y"):
        compare(data, "members_per_cell", pd.DataFrame({"x": [], "y": []}))
    with pytest.raises(UnknownIdError, match=r"one locality is asked for, .* int\. Valid: ba_tri, hai_luu"):
        compare(data, "members_per_cell", 5)


def test_a_row_of_the_frame_stands_for_its_figure(data):
    """Where a figure is asked for its row does, each of them; a row that was changed is of none, and told."""
    frame, figures = data.figures(), find_figures(data)
    assert [data.figure_of(frame.iloc[n]) for n in range(len(frame))] == list(figures)
    per_cell = frame[frame["indicator"] == "members_per_cell"].set_index("place", drop=False)
    assert judge(data, per_cell.loc["nam_po"], right=per_cell.loc[["lai_chau"]]).verdict == "with_care"
    with pytest.raises(AnalysisError, match=r"\(nam_po, members_per_cell\) is of 0 figures"):
        judge(data, per_cell.loc["nam_po"].replace(per_cell.loc["nam_po", "value"], 12), per_cell.loc["lai_chau"])
    with pytest.raises(AnalysisError, match=r"left takes Figure or a row of figures\(\), not DataFrame"):
        judge(data, frame, frame.iloc[0])


def test_a_frame_without_rows_has_its_columns_and_their_types(data):
    """Of a place whose text prints no figure, is not coded and cites nothing each frame is there, and empty."""
    for name in ("figures", "codings", "documents", "places"):
        whole, none = getattr(data, name)(), getattr(data.of(), name)()
        assert len(none) == 0 < len(whole)
        assert none.dtypes.to_dict() == whole.dtypes.to_dict() and list(none) == list(whole)


def test_all_days_have_one_type(data):
    """Days of figures, documents and places can be put together without a cast."""
    frames = (data.figures(), data.documents(), data.places())
    kinds = {str(kind) for frame in frames for kind in frame.select_dtypes("datetime").dtypes}
    assert kinds == {"datetime64[us]"}


def test_coders_are_first_or_all(data):
    """A misspelt choice of coders is told with what is valid, and not taken for another."""
    with pytest.raises(UnknownIdError, match="all"):
        data.codings(coders="alle")
