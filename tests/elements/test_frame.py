"""A pandas frame of anybody's as a table: words, numbers and dates of the reader's language."""

import numpy as np
import pandas as pd
import pytest

import analysis
from analysis.elements.frame import make_table
from analysis.elements.table import pack as pack_element
from analysis.elements.table import unpack
from analysis.errors import AnalysisError

FRAME = pd.DataFrame(
    {
        "place": ["Nậm Pồ", None],
        "year": [2018, 2022],
        "members": [1906, 30044],
        "share": [100 / 3, np.nan],
        "p": [0.00012, 0.5],
        "day": pd.to_datetime(["2021-03-03", None]),
        "stated": [True, False],
    }
)


@pytest.mark.parametrize(
    ("lang", "rows"),
    [
        (
            "vi",
            (
                ("Nậm Pồ", "2018", "1.906", "33,333", "0,00012", "03/3/2021", "có"),
                ("–", "2022", "30.044", "–", "0,50000", "–", "không"),
            ),
        ),
        (
            "en",
            (
                ("Nậm Pồ", "2018", "1,906", "33.333", "0.00012", "3 March 2021", "yes"),
                ("–", "2022", "30,044", "–", "0.50000", "–", "no"),
            ),
        ),
    ],
)
def test_each_column_is_worded_in_the_language(lang, rows):
    """Numbers, dates, yes and no stand as the language writes them, years whole, what is missing as a dash."""
    table = make_table(FRAME, lang=lang, caption="x")
    assert table.columns == tuple(FRAME.columns)  # the index only counts the rows
    assert table.rows == rows
    assert table.numeric == (1, 2, 3, 4)


@pytest.mark.parametrize(
    ("lang", "words"),
    [("vi", ["129", "1.906", "12,539", "80,200"]), ("en", ["129", "1,906", "12.539", "80.200"])],
)
def test_a_whole_number_among_others_stays_whole(lang, words):
    """Counts beside an average and a share get no decimals that would make a thousand of them."""
    frame = pd.DataFrame({"value": [129, 1906, 12.5394736, 80.2]})
    assert [row[0] for row in make_table(frame, lang=lang).rows] == words


def test_a_very_small_number_is_not_nothing():
    """A p-value of 0.0000001 does not stand as zero."""
    assert make_table(pd.DataFrame({"p": [1e-7, 0.5, 0.0]}), lang="en").rows == (("1.0e-07",), ("0.500000",), ("0",))


@pytest.mark.parametrize(
    ("frame", "columns"),
    [
        (FRAME.set_index("place"), tuple(FRAME.columns)),
        (FRAME[["members"]].describe(), ("Row", "members")),
        (FRAME.groupby("place")[["members"]].agg(["min"]), ("place", "members · min")),
        (pd.DataFrame([[1, 2]], columns=["", "a"]), ("Column 1", "a")),
        (pd.DataFrame([[1, 2]], columns=["a", "a"]), ("a", "a")),
    ],
)
def test_no_head_of_a_column_is_empty(frame, columns):
    """Every column has a head, the index too, whatever the frame is like; and the table travels as plain values."""
    table = make_table(frame, lang="en")
    assert table.columns == columns
    assert unpack(pack_element(table)) == table


def test_of_a_long_frame_the_first_rows_are_shown():
    """Of many rows 60 are shown and the number of all is told; of none, that there are none."""
    table = make_table(pd.DataFrame({"a": range(12_000)}), lang="vi")
    assert len(table.rows) == 60
    assert table.notes == ("60 dòng đầu trong 12.000 dòng.",)
    assert "<p>The table has no rows.</p>" in make_table(FRAME[:0], lang="en")._repr_html_()


def test_a_series_is_a_table_too():
    """What pandas gives for groups, a series, is a table with its index; anything else is refused in words."""
    means = pd.DataFrame({"place": ["a", "a", "b"], "value": [1, 2, 5]}).groupby("place")["value"].mean()
    table = make_table(means, lang="en")
    assert (table.columns, table.rows) == (("place", "value"), (("a", "1.5"), ("b", "5")))
    with pytest.raises(AnalysisError, match="not of str"):
        make_table("x")


def test_an_answer_is_a_table_as_its_frame_is(data):
    """What a function answers is laid in a page as a frame is; over a comparison stands its verdict."""
    gradings = analysis.count_grades(data)
    assert analysis.make_table(gradings, "Xếp loại").rows == analysis.make_table(gradings.to_frame()).rows
    compared = analysis.make_table(analysis.compare(data, "party_members", ["nam_po", "lai_chau"]))
    assert compared.caption.startswith("party_members: not_comparable (count_across_levels")
