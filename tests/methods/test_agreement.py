"""Agreement of coders against published examples and planted codings, and claims tried without each coding."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis.methods import (
    Refusal,
    agreement,
    compare_claims,
    compare_coders,
    find_patterns,
    list_disagreements,
    read_themes,
    try_claims,
)
from analysis.methods.agreement import UNITS, Claim, _measure, list_claims

MISSING = -1


@pytest.fixture(autouse=True)
def few_draws(monkeypatch):
    """Draw less often than for a reader, who is told how often; what is asserted here holds for any number."""
    monkeypatch.setattr(agreement, "DRAWS", 60)


def test_published_alpha_of_two_coders():
    """Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, A: ten units, yes or no, two coders: 0.095."""
    meg, owen = [0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]
    assert _measure(np.array([meg, owen]).T, np.ones(10, int))[1] == pytest.approx(0.095, abs=5e-4)


def test_published_alpha_of_four_coders_with_gaps():
    """Krippendorff (2011), C: twelve units, five values, four coders, some of whom passed units over: 0.743."""
    coders = [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, MISSING, MISSING, MISSING],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, MISSING, 3],
        [MISSING, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, MISSING],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, MISSING],
    ]
    kappa, alpha = _measure(np.array(coders).T, np.ones(12, int))
    assert alpha == pytest.approx(0.743, abs=5e-4)
    assert np.isnan(kappa)


def test_published_kappa():
    """Two readers take 20 of 50 proposals and leave 15, and differ on 5 and 10: 0.7 is seen, 0.5 chance, so 0.4."""
    known, times = np.array([[0, 0], [0, 1], [1, 0], [1, 1]]), np.array([20, 5, 10, 15])
    assert _measure(known, times)[0] == pytest.approx(0.4)


@pytest.fixture
def lay(data):
    """Give a function that puts codings of one theme in Hải Lựu, whose body has 18 paragraphs, for those there are."""

    def make(rows):
        """Take (coder, paragraph, direction, status); what c1 says counts, what others say is beside."""
        table = pd.DataFrame(rows, columns=["coder", "paragraph", "direction", "status"])
        table = table.assign(locality_id="hai_luu", source_id="hai_luu_2022", theme_id="cadre_training")
        table["answered_by"] = [()] * len(table)
        counts, beside = (table[(table["coder"] == "c1") == first].reset_index(drop=True) for first in (True, False))
        return replace(data, tables={**data.tables, "codings": counts}, beside={"codings": beside})

    return make


def found(data, unit, coders=None):
    """Give the comparison in one unit, of the coders named or of the last group."""
    return [each for each in compare_coders(data) if each.unit == unit and coders in (None, each.coders)][-1]


def again(data, change=lambda rows: rows, coder="c2"):
    """Lay the built-in codings beside as those of another coder, changed."""
    rows = change(data.tables["codings"].copy()).assign(coder=coder).reset_index(drop=True)
    return replace(data, beside={"codings": pd.concat([data.beside["codings"], rows], ignore_index=True)})


def test_directions_are_compared_where_both_gave_the_theme(lay):
    """Cohen's example in ten passages: four and three alike, one and two not; alpha is 1 - 19 * 3 / (11 * 9)."""
    pairs = [("limitation", "limitation")] * 4 + [("limitation", "result")] + [("result", "limitation")] * 2
    pairs += [("result", "result")] * 3
    rows = [(coder, n, pair[k], "") for n, pair in enumerate(pairs, 1) for k, coder in enumerate(("c1", "c2"))]
    data = lay([*rows, ("c1", 11, "result", "")])  # what c1 alone coded is no passage of both
    told = found(data, "direction")
    assert (told.units, told.alike, told.source_ids) == (10, 7, ("hai_luu_2022",))
    assert told.kappa.estimate == pytest.approx(0.4)
    assert told.alpha.estimate == pytest.approx(1 - 19 * 3 / 99)
    low, high = told.kappa.interval
    assert -1 <= low < 0.4 < high <= 1
    assert compare_coders(data) == compare_coders(data)
    # Eleven paragraphs have the theme for c1, ten for c2; all else of 18 paragraphs and 22 themes has it for neither.
    passages = found(data, "passage")
    assert (passages.units, passages.alike) == (18 * 22, 18 * 22 - 1)
    assert [(said["c1"][0]["paragraph"], len(said["c2"])) for said in list_disagreements(data).values()] == [
        (5, 1), (6, 1), (7, 1), (11, 0)
    ]  # fmt: skip


def test_what_cannot_be_told_is_refused_in_words_and_never_a_hole(lay):
    """Nine paragraphs are too few for an interval; where all is said alike a coefficient is not defined."""
    rows = [(coder, n, "measure", "done") for n in range(1, 10) for coder in ("c1", "c2")]
    data = lay([*rows, ("c1", 10, "result", "")])
    told = found(data, "direction")
    assert (told.units, told.kappa.estimate, told.kappa.interval) == (9, None, Refusal("one_class"))
    assert found(data, "status").alpha.interval == Refusal("one_class")
    apart = lay([*rows[:-1], ("c2", 9, "result", ""), ("c1", 10, "result", "")])
    assert found(apart, "direction").alpha.interval == Refusal("too_few", needed=10, given=9)
    alone = lay([("c1", 1, "result", ""), ("c2", 2, "result", "")])
    assert found(alone, "direction").kappa.interval == Refusal("too_few", needed=10, given=0)
    assert found(alone, "direction").kappa.estimate is None


def test_coders_who_say_the_same_agree_in_everything(data):
    """Identical codings have every coefficient 1, no interval that would look certain, and nothing to talk of."""
    told = compare_coders(again(data))
    assert [each.unit for each in told] == list(UNITS)
    for each in told:
        assert (each.alike, each.kappa.estimate, each.alpha.estimate) == (each.units, 1, 1)
        assert each.kappa.interval == each.alpha.interval == Refusal("no_disagreement")
    assert list_disagreements(again(data)) == {}
    # 11 + 18 + 16 + 8 + 14 paragraphs of the five bodies, each with each of 22 themes.
    assert [each.units for each in told if each.unit in ("passage", "presence")] == [67 * 22, 5 * 22]


def test_a_text_that_one_coder_left_out_is_not_compared(data):
    """Where the second coder has nothing on Ba Tri, four texts are compared, and no claim on Ba Tri alone."""
    four = again(data, lambda rows: rows[rows["locality_id"] != "ba_tri"])
    for each in compare_coders(four):
        assert "ba_tri_2019" not in each.source_ids and len(each.source_ids) == 4
        assert each.alike == each.units
    assert found(four, "passage").units == (67 - 11) * 22
    assert not [claim for claim in compare_claims(four) if claim.locality_ids == ("ba_tri",)]


def test_other_directions_leave_the_passages_alike(data):
    """A coder who takes every limitation for a result finds the same passages and not one limitation."""
    other = again(data, lambda rows: rows.replace({"direction": {"limitation": "result"}}))
    assert found(other, "passage").kappa.estimate == found(other, "presence").alpha.estimate == 1
    assert found(other, "direction").kappa.estimate < 1
    assert found(other, "presence_limitation").kappa.estimate <= 0
    assert found(other, "status").alike == found(other, "status").units


def test_more_than_two_are_compared_two_by_two_and_all_together(data):
    """Three coders make three pairs with both coefficients, and one alpha of all where a text may lack a coder."""
    three = again(again(data), lambda rows: rows[rows["locality_id"] == "ba_tri"], coder="c3")
    told = compare_coders(three)
    assert list(dict.fromkeys(each.coders for each in told)) == [
        ("c1", "c2"), ("c1", "c3"), ("c2", "c3"), ("c1", "c2", "c3")
    ]  # fmt: skip
    every = found(three, "passage")
    assert (every.units, len(every.source_ids), every.kappa, every.alpha.estimate) == (67 * 22, 5, None, 1)
    assert found(three, "passage", ("c2", "c3")).source_ids == ("ba_tri_2019",)
    assert compare_coders(data) == () and compare_claims(data) == {} and list_disagreements(data) == {}


def test_claims_hang_on_the_passages_of_the_articles(data):
    """Three texts lament cell meetings, each in one paragraph, and four tell how they plan: only the first can fall."""
    tried = {(each.claim.kind, each.claim.theme_id): each for each in try_claims(data)}
    lament = tried["shared_limitation", "cell_meeting_quality"]
    where = {("ba_tri", 8), ("lai_chau", 14), ("trang_dinh", 5)}
    assert {(row["locality_id"], row["paragraph"]) for row in lament.hinges} == where
    assert len(lament.codings) == 3
    plan = tried["shared_deed", "planning_and_targets"]
    assert (len(plan.locality_ids), plan.hinges) == (4, [])
    # Which four they are hangs on each place that tells of it in one paragraph: all but Lai Châu, which does in two.
    named = tried["deed", "planning_and_targets"]
    assert named.claim.locality_ids == ("ba_tri", "lai_chau", "nam_po", "trang_dinh")


def test_every_point_of_pages_is_a_claim(data):
    """What the page of practices and the picture of a theme say, and of which places, is among what is tried."""
    claims = list_claims(data)
    for kind, themes in find_patterns(data).items():
        for theme, places in themes.items():
            named = () if kind.startswith("shared") else tuple(places)
            assert tuple(claims[Claim(kind, theme, named)]) == places
    for theme, told in read_themes(data).items():
        for stance in ("deed", "result", "limitation"):
            if places := tuple(place for place, of in told.items() if of[stance]):
                assert tuple(claims[Claim(stance, theme, places)]) == places


def test_a_limitation_that_stands_twice_hangs_on_neither_row(lay):
    """A limitation told twice and answered twice hangs on no row; told once it hangs on that; a plan is no answer."""
    twice = [("c1", 1, "limitation", ""), ("c1", 2, "limitation", "")]
    twice += [("c1", 3, "measure", "done"), ("c1", 4, "measure", "ongoing")]

    def own(rows):
        kinds = {each.claim.kind: each for each in try_claims(lay(rows)) if each.claim.theme_id == "cadre_training"}
        return {kind: [row["paragraph"] for row in each.hinges] for kind, each in kinds.items()}

    assert own(twice) == {"limitation": [], "deed": [], "alone": []}
    assert own(twice[1:]) == {"limitation": [2], "deed": [], "alone": []}
    wished = own([*twice[1:2], ("c1", 5, "measure", "planned")])
    assert wished == {"limitation": [2], "open": [2]}
    assert own(twice[:1]) == {"limitation": [1], "open": [1]}


def test_a_point_is_true_under_one_coder_and_not_under_the_other(lay):
    """Of a deed and a limitation the second coder takes the deed for a wish: what rests on it holds under one alone."""
    first = [("c1", 1, "limitation", ""), ("c1", 2, "measure", "done")]
    second = [("c2", 1, "limitation", ""), ("c2", 2, "measure", "recommended")]
    under = compare_claims(lay([*first, *second]))
    held = {claim.kind: [coder for coder, places in of.items() if places] for claim, of in under.items()
            if claim.theme_id == "cadre_training"}  # fmt: skip
    assert held == {
        "limitation": ["c1", "c2"],
        **{kind: ["c1"] for kind in ("deed", "alone")},
        "open": ["c2"],
    }


def test_what_two_places_do_holds_while_each_has_its_coding(data):
    """Ba Tri acts, Nậm Pồ plans: that only Ba Tri acts dies with its coding, and where a coder takes the plan for done.

    A second coder who coded Ba Tri alone, as the first did, leaves Nậm Pồ's plan to the first.
    """
    row = {"theme_id": "cadre_training", "direction": "measure", "coder": "c1", "answered_by": ()}
    rows = pd.DataFrame(
        [
            row | {"locality_id": place, "source_id": source, "paragraph": 5, "status": status}
            for place, source, status in (("ba_tri", "ba_tri_2019", "done"), ("nam_po", "nam_po_2018", "planned"))
        ]
    )
    both = replace(data, tables={**data.tables, "codings": rows}, beside={"codings": rows[:1].assign(coder="c2")})
    acting = Claim("deed", "cadre_training", ("ba_tri",))
    (tried,) = [each for each in try_claims(both) if each.claim == acting]
    assert [row["locality_id"] for row in tried.hinges] == ["ba_tri"]
    assert all(compare_claims(both)[acting].values())
    other = replace(both, beside={"codings": rows.assign(coder="c2", status=["done", "done"])})
    assert compare_claims(other)[acting] == {"c1": ("ba_tri",), "c2": ()}


def test_claims_hold_under_one_coder_or_under_both(data):
    """Where the second coder finds no lament of meetings in Ba Tri, two texts share it: too few; the rest stands."""
    lament = "theme_id == 'cell_meeting_quality' and locality_id == 'ba_tri' and direction == 'limitation'"
    other = again(data, lambda rows: rows.query(f"not ({lament})"))
    claims = compare_claims(other)
    apart = {claim: under for claim, under in claims.items() if not all(under.values())}
    three, two = ("ba_tri", "lai_chau", "trang_dinh"), ("lai_chau", "trang_dinh")
    assert {(claim.kind, claim.locality_ids, *map(bool, under.values())) for claim, under in apart.items()} == {
        ("shared_limitation", (), True, False),
        ("limitation", three, True, False),
        ("limitation", two, False, True),
        ("open", ("ba_tri", "trang_dinh"), True, False),
        ("open", ("trang_dinh",), False, True),
    }
    assert {claim.theme_id for claim in apart} == {"cell_meeting_quality"}
    assert len(claims) == len(try_claims(data)) + 2
