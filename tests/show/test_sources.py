"""Texts, yardsticks and where figures stand."""

import pytest

from analysis import show
from analysis.methods import find_figures, read_yardsticks


@pytest.fixture(params=["vi", "en"])
def lang(request):
    return request.param


def test_yardsticks_say_what_fails(data, lang):
    """A yardstick that does not fit says why, in words."""
    (rate,) = find_figures(data, locality_id="lai_chau", indicator_id="admission_rate")
    ((_, _, verdict, _),) = show.table_yardsticks(data, read_yardsticks(data, rate), lang=lang).rows
    assert verdict == {"vi": "Chưa hoặc không còn hiệu lực lúc đó", "en": "Not in force at the time"}[lang]
