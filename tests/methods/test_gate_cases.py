"""The gate judged by a table of cases that a reader of the field can extend: `gate_cases.csv`.

One row is a pair of made-up places with a figure each. An empty cell takes the default: a district of its own name and
code, 12 members a cell, stated of 31 December 2021. `value` may be ``computed``: then `more` prints the parts, as
``indicator=value`` or ``indicator=value@period``, parted by blanks. `right_same` puts the right figure at the left
place; `also` adds a district between, as ``district CODE in CODE``. `rule` is the reason that the row is about.
"""

import csv
import re
from dataclasses import replace
from pathlib import Path

import pytest

import analysis
from analysis.elements.wording import Voice
from analysis.methods import VERDICTS, find_figures, judge
from analysis.methods.judgement import REASONS
from analysis.words.catalogue import section

pytestmark = pytest.mark.usefixtures("no_official_list")

with (Path(__file__).parent / "gate_cases.csv").open(encoding="utf-8", newline="") as table:
    CASES = list(csv.DictReader(table))
ENDS = ("left", "right")
CODES = {"province": "9{}", "district": "90{}", "commune": "9000{}"}
# A share of the same kind on another whole, as a lecturer may lay it over the data.
INDICATOR = {
    "indicator_id": "women_share_of_rural", "concept": "women_members_share", "topic": "members",
    "name_vi": "Tỷ lệ nữ trong đảng viên nông thôn", "name_en": "Women among rural members", "unit": "percent",
    "counted": "party_member", "tier": "person", "nature": "share", "decimals": "1", "better": "neither",
    "definition_vi": "Nữ trên đảng viên nông thôn.", "definition_en": "Women over rural members.",
}  # fmt: skip
FORMULA = {"indicator_id": "women_share_of_rural", "level": "any", "numerator": "women_members",
           "denominator": "rural_members", "scale": "100"}  # fmt: skip


def side_of(case, end):
    """Give what a case says of one side, without the empty cells, and the id of its place."""
    told = {key.removeprefix(f"{end}_"): cell for key, cell in case.items() if key.startswith(f"{end}_") and cell}
    told["place"] = f"gate_{case['id']}_{'left' if case['right_same'] else end}"
    return {"indicator": "members_per_cell", "level": "district", "period": "2021-12-31", "value": "12"} | told


def place_rows(case):
    """Give the places of a case."""
    sides = [side_of(case, end) for end in (ENDS[:1] if case["right_same"] else ENDS)]
    if case["also"]:
        _, code, _, above = case["also"].split()
        sides.append({"place": f"gate_{case['id']}_also", "level": "district", "code": code, "parent_code": above})
    for told in sides:
        name = told.get("name", told["place"])
        yield {
            "locality_id": told["place"], "name_vi": name, "name_en": name, "level": told["level"],
            "code": told.get("code", CODES[told["level"]].format(8 if told["place"].endswith("right") else 7)),
            "parent_vi": told.get("parent", ""), "parent_en": told.get("parent", ""),
            "parent_code": told.get("parent_code", ""), "iso_3166_2": told.get("iso", ""),
            "code_from": told.get("from", ""), "code_to": told.get("to", ""), "fate": told.get("fate", ""),
        }  # fmt: skip


def figure_rows(case, end):
    """Give the figure of one side, and what is printed beside it."""
    told = side_of(case, end)
    printed = [] if told["value"] == "computed" else [(told["indicator"], told["value"], told["period"])]
    for more in told.get("more", "").split():
        indicator, _, rest = more.partition("=")
        value, _, period = rest.partition("@")
        printed.append((indicator, value, period or told["period"]))
    for number, (indicator, value, period) in enumerate(printed):
        row = {
            "observation_id": f"gate_{case['id']}_{end}_{number}", "locality_id": told["place"],
            "indicator_id": indicator, "value": value, "qualifier": "eq", "period": period,
            "subject": f"gate_{case['id']}_{end}_part" if "subject" in told else "",
            "period_basis": told.get("basis", "stated"), "status": told.get("status", "observed"),
            "list_is_partial": told.get("partial", "false"), "source_id": f"{told['place']}_text", "paragraph": "1",
        }  # fmt: skip
        if not number and told["value"] != "computed":
            own = {"value_high": "high", "qualifier": "qualifier", "reading": "reading", "against": "against"}
            row |= {column: told[key] for column, key in own.items() if key in told}
        yield row


@pytest.fixture(scope="module")
def data(write_package, tmp_path_factory):
    """Give the data with every case laid over it."""
    places = sorted((row for case in CASES for row in place_rows(case)), key=lambda row: row["locality_id"])
    # A target is told before its day is over, a result after.
    told_early = {side_of(case, end)["place"] for case in CASES for end in ENDS if case[f"{end}_status"] == "target"}
    sources = [
        {
            "source_id": f"{row['locality_id']}_text", "locality_id": row["locality_id"], "title": "Bài thử",
            "published_on": "2021-06-30" if row["locality_id"] in told_early else "2026-11-01",
            "title_en": "Made up", "genre": "portal", "sha256": "0" * 64, "paragraphs": "1",
            "body_from": "1", "body_to": "1",
        }
        for row in places
    ]  # fmt: skip
    parts = [
        {"subject_id": f"gate_{case['id']}_{end}_part", "locality_id": side_of(case, end)["place"],
         "name_vi": "Phần thử", "name_en": "Test part", "kind": case[f"{end}_subject"]}
        for case in CASES for end in ENDS if case[f"{end}_subject"]
    ]  # fmt: skip
    rows = [row for case in CASES for end in ENDS for row in figure_rows(case, end)]
    tables = {
        "localities": places,
        "subjects": sorted(parts, key=lambda row: row["subject_id"]),
        "sources": sorted(sources, key=lambda row: row["source_id"]),
        "indicators": [INDICATOR],
        "derived": [FORMULA],
        "observations": sorted(rows, key=lambda row: row["observation_id"]),
    }
    return analysis.load(write_package(tmp_path_factory.mktemp("gate"), tables))


def figure_of(data, case, end):
    """Find the figure of one side: the printed one, or the one that is computed."""
    told = side_of(case, end)
    (figure,) = (
        figure
        for figure in find_figures(data, locality_id=told["place"], indicator_id=told["indicator"])
        if figure.is_computed == (told["value"] == "computed")
        and all(id_.startswith(f"gate_{case['id']}_{end}_") for id_ in figure.observation_ids)
    )
    return figure


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_a_case_is_judged_as_its_row_says(data, case):
    """Each row's verdict and reasons are exactly those that the gate finds, whichever figure is named first."""
    left, right = (figure_of(data, case, end) for end in ENDS)
    for judgement in (judge(data, left, right), judge(data, right, left)):
        found = {reason.reason_id for reason in judgement.reasons}
        assert (judgement.verdict, found) == (case["verdict"], set(filter(None, case["reasons"].split("+"))))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_values_decide_nothing(data, case):
    """A pair is judged the same whatever its values are rounded to."""
    left, right = (figure_of(data, case, end) for end in ENDS)
    rounded = [replace(figure, value=round(figure.value) + 1) for figure in (left, right)]
    assert judge(data, *rounded).reasons == judge(data, left, right).reasons


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_reason_is_worded(data, lang):
    """Each reason that the cases give is a sentence that names what both sides are, and has its line on the page.

    Of two denominators of which one has all of the other only what it has more is named.
    """
    assert set(section("gate", lang)) == set(REASONS)
    for case in CASES:
        judgement = judge(data, *(figure_of(data, case, end) for end in ENDS))
        for reason in judgement.reasons:
            words = Voice(data, lang).reasons([reason])
            assert not re.search(r"[{}]|gate_|: ?$|\(\)", words.replace("gate_" + case["id"], "")), words
            sides = {frozenset(reason.left), frozenset(reason.right)} - {frozenset()}
            both = len(sides) == 2 and not (reason.reason_id == "formula" and min(sides, key=len) < max(sides, key=len))
            assert {"vi": " và ", "en": " and "}[lang] in words or not both, words


def test_every_reason_and_verdict_has_a_pair():
    """Each reason stands in a case about it and is missing from a neighbouring one; each verdict has its cases."""
    about = {(case["rule"], case["rule"] in case["reasons"].split("+")) for case in CASES}
    assert about == {(reason, holds) for reason in REASONS for holds in (True, False)}
    assert {case["verdict"] for case in CASES} == set(VERDICTS)
    assert len({case["id"] for case in CASES}) == len(CASES)
