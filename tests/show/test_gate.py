"""The gate in pictures and tables."""

import matplotlib.pyplot as plt
import pytest

from analysis import show
from analysis.methods import compare_pairs, count_grades, find_confusions, find_figures, read_yardsticks


@pytest.fixture(params=["vi", "en"])
def lang(request):
    return request.param


def test_the_matrix_and_its_words(data, lang):
    """The matrix draws each judged pair, and its words count the verdicts."""
    comparisons = compare_pairs(data)
    _, ax = plt.subplots()
    assert show.plot_matrix(data, comparisons, lang=lang, ax=ax) is ax
    drawn = sum(len(one.get_offsets()) for one in ax.collections)
    plt.close("all")
    assert drawn == len(comparisons)
    words = show.describe_matrix(data, comparisons, lang=lang)
    assert str(sum(one.verdict == "not_comparable" for one in comparisons)) in words


def test_refusals_carry_both_figures(data, lang):
    """Each refused pair shows both figures, and each table holds its verdict only."""
    comparisons = compare_pairs(data)
    refused = show.table_refusals(data, comparisons, verdict="not_comparable", lang=lang)
    passed = show.table_refusals(data, comparisons, verdict="with_care", lang=lang)
    assert len(refused.rows) + len(passed.rows) == len(comparisons)
    assert any("Ba Tri 34; Tràng Định 5" in str(row[1]) for row in refused.rows)
    assert all(row[2] for row in refused.rows)


def test_lookalikes_are_told_apart(data, lang):
    """The table tells what each 129 is, and both documents numbered 02 with issuer."""
    rows = {row[0]: str(row[1]) for row in show.table_confusions(data, find_confusions(data), lang=lang).rows}
    (many,) = [words for name, words in rows.items() if " 129" in name]
    assert many.count(";") == 3
    (register,) = [words for name, words in rows.items() if " 02" in name]
    assert "02-HD/TU" in register and "02-NQ/TU" in register and "2021" in register


def test_yardsticks_say_what_fails(data, lang):
    """A yardstick that does not fit says why, in words."""
    (rate,) = find_figures(data, locality_id="lai_chau", indicator_id="admission_rate")
    ((_, _, verdict, _),) = show.table_yardsticks(data, read_yardsticks(data, rate), lang=lang).rows
    assert verdict == {"vi": "Chưa hoặc không còn hiệu lực lúc đó", "en": "Not in force at the time"}[lang]


def test_intervals_say_their_assumption(data, lang):
    """Wilson intervals of 5/59 and 34/129 stand with the method and the assumption: 3.7 to 18.4 per cent for 5/59."""
    table = show.table_intervals(data, count_grades(data), lang=lang)
    cells = [str(row[2]) for row in table.rows if "Tràng Định" in row[0]]
    assert cells[0] == {"vi": "3,7% đến 18,4%", "en": "3.7% to 18.4%"}[lang]
    assert table.notes
