"""The gate in pictures and tables."""

import matplotlib.pyplot as plt
import pytest

from analysis import show
from analysis.methods import compare_pairs, find_confusions


@pytest.fixture(params=["vi", "en"])
def lang(request):
    return request.param


def test_the_matrix_and_its_words(data, lang):
    """The picture has a mark for each judged pair and a line for each two places; its words count the verdicts."""
    comparisons = compare_pairs(data)
    _, ax = plt.subplots()
    assert show.plot_matrix(data, comparisons, lang=lang, ax=ax) is ax
    drawn = sum(line.get_marker() not in ("None", "", None) for line in ax.lines)
    plt.close("all")
    assert drawn == len(comparisons)
    words = show.pairs.describe_matrix(data, comparisons, lang=lang)
    assert str(sum(comparison.verdict == "not_comparable" for comparison in comparisons)) in words


def test_verdicts_carry_both_figures(data, lang):
    """Each pair stands once with both figures and its verdict; what is refused or asks for care has its reasons."""
    pairs = compare_pairs(data)
    table = show.table_judgements(data, [each for pair in pairs for each in pair.judgements], lang=lang)
    assert len(table.rows) == len(pairs)
    (grades,) = [row for row in table.rows if "Ba Tri 34; Tràng Định 5" in str(row[1])]
    assert grades[2] == show.say("verdict.not_comparable", lang)
    plain = show.say("verdict.comparable", lang)
    assert all(row[3] for row in table.rows if row[2] != plain)


def test_lookalikes_are_told_apart(data, lang):
    """The table tells what each 129 is, and both documents numbered 02 with issuer and paragraph."""
    where = {row[0]: str(row[2]) for row in show.table_confusions(data, find_confusions(data), lang=lang).rows}
    assert [words.count("Ba Tri, ") for name, words in where.items() if " 02" in name] == [1]
    rows = {row[0]: str(row[1]) for row in show.table_confusions(data, find_confusions(data), lang=lang).rows}
    (many,) = [words for name, words in rows.items() if " 129" in name]
    assert many.count(";") == 3
    (register,) = [words for name, words in rows.items() if " 02" in name]
    assert "02-HD/TU" in register and "02-NQ/TU" in register and "2021" in register


def test_places_of_one_name_are_named(data, lang):
    """Of places that share a name the table tells each by its name and what to beware of, and shows no id."""
    (words,) = [str(row[1]) for row in show.table_confusions(data, find_confusions(data), lang=lang).rows
                if "Lai Châu" in row[0]]  # fmt: skip
    names, _, caution = words.partition(". ")
    assert names == {"vi": "Tỉnh Lai Châu; Thành phố Lai Châu", "en": "Lai Châu province; Lai Châu city"}[lang]
    assert caution == data.row("locality", "lai_chau")[f"caution_{lang}"]
