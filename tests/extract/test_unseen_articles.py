"""Articles that were written by another hand than the rules are read about as well as those to learn from."""

import re
from decimal import Decimal

import pytest
from unseen_articles import CELLS, rates, read_articles, score

from analysis.dataset import load
from analysis.extract.cues import read_cues
from analysis.extract.rows import Extractor

# What extraction must not fall below, for either half.
FLOORS = {"found": 0.98, "precision": 0.96, "indicator recall": 0.88, "indicator precision": 0.9, "period": 0.83,
          "all right": 0.79}  # fmt: skip


@pytest.mark.parametrize("half", ["dev", "held"])
def test_unseen_articles_are_read_no_worse_than_promised(half, tmp_path):
    """Figures, indicators, periods, and everything at once stay above their floors."""
    extractor = Extractor(read_cues(), load().tables["indicators"].to_dict("records"))
    reached = rates(score(extractor, half, tmp_path))
    assert {name: rate for name, rate in reached.items() if rate < FLOORS[name]} == {}


@pytest.mark.parametrize("half", ["dev", "held"])
def test_keys_are_of_their_articles(half):
    """Each value of a key stands in its article, in digits or in words, and each indicator in the dictionary."""
    known = {*load().ids("indicator"), ""}
    words = {"0": "không", "3": "ba", "2": "hai", "1": "một"}
    for article in read_articles(half):
        text = re.sub(r"(?<=\d)\.(?=\d{3})", "", article["text"]).replace(",", ".")
        for row in article["key"]:
            assert row["indicator"] in known and list(row) == list(CELLS)
            for end in row["value"].removeprefix("-").split("–"):
                forms = (end, f"{Decimal(end) / 1_000_000:f}".rstrip("0").rstrip("."), words.get(end, end))
                assert any(form in text for form in forms), (article["title"], end)
