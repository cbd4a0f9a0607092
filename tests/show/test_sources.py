"""Texts, yardsticks, cited documents and where figures stand."""

import matplotlib.pyplot as plt
import pytest

from analysis import show
from analysis.methods import find_figures, list_directives, read_yardsticks
from analysis.words.catalogue import say


@pytest.fixture(params=["vi", "en"])
def lang(request):
    return request.param


def test_yardsticks_say_what_fails(data, lang):
    """A yardstick that does not fit says why, in words."""
    (rate,) = find_figures(data, locality_id="lai_chau", indicator_id="admission_rate")
    ((_, _, verdict, _),) = show.table_yardsticks(data, read_yardsticks(data, rate), lang=lang).rows
    assert verdict == {"vi": "Chưa hoặc không còn hiệu lực lúc đó", "en": "Not in force at the time"}[lang]


def test_a_document_without_level_or_number_is_drawn(data, lang):
    """A document whose text gives neither level nor number stands on a line of its own, by its kind, and is worded."""
    directives = list_directives(data).copy()
    dated = directives.index[directives["issued_on"].notna()][0]
    directives.loc[dated, ["level", "number", "kind"]] = ["", "", "conclusion"]
    kind, unstated = say("document.conclusion", lang), say("level.unstated", lang)
    ax = show.plot_timeline(data, directives, lang=lang)
    assert unstated in [label.get_text() for label in ax.get_yticklabels()]
    assert any(text.get_text().startswith(kind) for text in ax.texts)
    plt.close("all")
    words = show.describe_timeline(data, directives, lang=lang)
    assert kind in words and unstated in words
    assert unstated not in show.describe_timeline(data, list_directives(data), lang=lang)


@pytest.mark.parametrize(("lang", "mark"), [("vi", "(suy ra)"), ("en", "(inferred)")])
def test_an_issuer_that_no_text_prints_in_full_says_so(data, lang, mark):
    """The texts of Nậm Pồ, Hải Lựu and Ba Tri do not name the province whose Party Committee they cite."""
    table = show.table_directives(data, list_directives(data), lang=lang)
    issuers = [str(row[2]) for row in table.rows]
    told = [issuer for issuer in issuers if issuer.endswith(mark)]
    assert len(told) == 5
    names = {"vi": "Tỉnh ủy Điện Biên", "en": "Điện Biên provincial Party Committee"}
    assert f"{names[lang]} {mark}" in told
    assert not any("Lai Châu" in issuer for issuer in told)
