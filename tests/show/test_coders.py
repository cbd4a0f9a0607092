"""What is said of agreement: plainly that there is no second coder, or the figures, the differences and the claims."""

import re
from dataclasses import replace

import pytest

from analysis import methods, show
from analysis.elements.findings import find_true
from analysis.elements.speech import Number
from analysis.elements.table import Cell
from analysis.methods import agreement
from analysis.words.catalogue import say


@pytest.fixture(params=["vi", "en"])
def lang(request):
    return request.param


@pytest.fixture
def second(data, monkeypatch):
    """Give the data with a second coder, who found no limitation in Ba Tri and takes one of Lai Châu for a result."""
    monkeypatch.setattr(agreement, "DRAWS", 60)
    limits = data.tables["codings"]["direction"] == "limitation"
    rows = data.tables["codings"][~(limits & (data.tables["codings"]["locality_id"] == "ba_tri"))].assign(coder="lan")
    changed = rows.index[(rows["locality_id"] == "lai_chau") & (rows["direction"] == "limitation")][0]
    rows.loc[changed, "direction"] = "result"
    return replace(data, beside={"codings": rows.reset_index(drop=True)})


def told(data, lang):
    points = show.tell_agreement(data, methods.compare_coders(data), methods.try_claims(data), lang=lang)
    return points, [str(point) for point in points.items]


def test_one_coder_alone_is_said_plainly_and_each_claim_is_tried(data, lang):
    """Without a second coder the first point says so, the last how to take part; no table looks like a result."""
    points, words = told(data, lang)
    assert words[0] == say("agreement.alone", lang) and words[-1] == say("agreement.join", lang)
    assert "analysis " not in " ".join(words)  # commands stand in the guide
    assert list(show.list_agreement(data, [], lang=lang)) == []
    tried = methods.try_claims(data)
    kinds, tables = show.table_sensitivity(data, tried, lang=lang), list(show.list_sensitivity(data, tried, lang=lang))
    assert sum(row[1].value for row in kinds.rows) == len(tried) == sum(len(table.rows) for table in tables)
    assert [str(row[0]) for row in kinds.rows] == [table.caption for table in tables]
    lament = data.name("theme", "cell_meeting_quality", lang)
    (row,) = [row for row in tables[0].rows if row[0] == lament]
    # Paragraphs 8, 14 and 5 of the three articles, each the only one of its text.
    assert all([int(number) for number in re.findall(r"\d+", cell)] == [8, 14, 5] for cell in row[2:4])
    numbers = [piece for point in points.items for piece in point.words if isinstance(piece, Number)]
    assert sum(number.value for number in numbers) == len(
        [each for each in tried if each.claim.kind.startswith("shared")]
    )


@pytest.mark.few(1)
def test_a_second_coder_is_told_in_figures_differences_and_claims(data, second, lang):
    """With a second coder the first points are figures of both; tables list where they differ and what still holds."""
    points, words = told(second, lang)
    assert len(words) <= 6 and all("c1, lan" in each and "α" in each for each in words[:4])
    figures, differences, claims, findings = show.list_agreement(second, methods.compare_coders(second), lang=lang)
    assert len(figures.rows) == len(agreement.UNITS)
    lost = data.tables["codings"][
        (data.tables["codings"]["locality_id"] == "ba_tri") & (data.tables["codings"]["direction"] == "limitation")
    ]
    assert differences.columns[2:] == ("c1", "lan")
    of_ba_tri = [row for row in differences.rows if row[0].startswith("Ba Tri")]
    assert {row[1] for row in of_ba_tri} == {data.name("theme", theme, lang) for theme in lost["theme_id"]}
    assert len(differences.rows) == len(of_ba_tri) + 1
    holds = say("agreement.all", lang)
    alone = {say("agreement.some", lang, coders=coder) for coder in ("c1", "lan")}
    assert {row[-1] for row in claims.rows} == alone
    # In full each claim stands by its kind, with those that hold by all and those that the second coder alone makes.
    tables = list(show.list_sensitivity(second, methods.try_claims(second), lang=lang))
    under = [str(row[-1]) for table in tables for row in table.rows]
    assert set(under) == {holds, *alone} and len(under) - under.count(holds) == len(claims.rows)
    # That three texts lament cell meetings holds by the first coder alone; what Nậm Pồ alone names, by both.
    held = {str(row[0]).split(" [")[0]: row[-1] for row in findings.rows}
    for finding_id, both in (("meetings_fall_short", False), ("nam_po_security", True)):
        words = str(Cell("", parts=find_true(data, lang=lang)[finding_id].words)).split(" [")[0]
        assert (held[words] == holds) is both
    for element in (points, figures, differences, claims, findings):
        assert "nan" not in " ".join(element.words()).split()
