"""What `analysis compare --json` gives: the form that the package states, and what it says of places and dates."""

import json
from importlib.resources import files

import jsonschema
import pytest
from click.testing import CliRunner

from analysis.commands.main import cli

SCHEMA = json.loads(files("analysis").joinpath("commands/compare.schema.json").read_text("utf-8"))
FLOW = "members_admitted"
PLACES = {
    "xa_1": (
        "commune",
        [
            ("party_members", 300, "2021-12-31"),
            ("party_members", 320, "2022-12-31", {"note_en": "A note."}),
            ("party_members", 330, "2023-12-31"),
            (FLOW, 9, "2021"),
            ("agency_cell_meetings", 10, "2022", {"value_high": "11"}),
            ("poor_households_share", "1.4", "2022", {"reading": "difference", "against": "2021"}),
        ],
    ),
    "xa_2": ("commune", [("party_members", 210, "2023-06-30"), (FLOW, 4, "2021-01/2021-06")]),
    "xa_3": ("commune", [("party_members", 100, "2012-12-31"), ("poor_households_share", 5, "2022")]),
}


@pytest.fixture(scope="module")
def compare(invent):
    """Give a function that runs the command with places laid over the data, once its answer has the stated form."""
    folder = invent(PLACES)

    def run(*arguments):
        done = CliRunner().invoke(cli, ["compare", *arguments, "--json", "--data", str(folder)], catch_exceptions=False)
        report = json.loads(done.output)
        jsonschema.validate(report, SCHEMA, jsonschema.Draft202012Validator)
        return report

    return run


def test_the_form_is_one_that_can_be_broken(compare):
    """The stated form is sound, describes each key, and takes neither another key nor an unknown verdict."""
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    good = compare("party_members", "xa_1", "xa_2")
    for bad in (good | {"more": 1}, good | {"verdict": "comparable"}, {k: v for k, v in good.items() if k != "parts"}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(bad, SCHEMA)
    kinds = [SCHEMA, *(SCHEMA["$defs"][kind] for kind in ("figure", "reason", "pair", "part", "left_out"))]
    assert all(entry["description"] for kind in kinds for entry in kind["properties"].values())


def test_two_places_by_their_nearest_dates(compare):
    """Of three ends of years that of 2022 is nearest to June 2023 by 181 days to 184; the others are listed."""
    report = compare("party_members", "xa_1", "xa_2")
    assert report["verdict"]["id"] == "with_care"
    assert report["pairs"][0]["periods"] == ["2022-12-31", "2023-06-30"]
    assert report["pairs"][0]["reason_ids"] == report["reason_ids"]
    assert "count_without_base" in report["reason_ids"]
    assert [figure["value"] for figure in report["figures"]] == [320, 210]
    assert sorted(figure["value"] for figure in report["others"]) == [300, 330]
    assert (report["left_out"], report["change"]) == ([], None)


def test_two_places_kept_apart(compare):
    """A half-year's admissions against a year's: no part, and each is told what keeps it out."""
    report = compare(FLOW, "xa_1", "xa_2")
    assert (report["verdict"]["id"], report["parts"]) == ("not_comparable", [])
    assert "span" in report["reason_ids"]
    assert [(figure["start"], figure["end"]) for figure in report["figures"]] == [
        ("2021-01-01", "2021-12-31"),
        ("2021-01-01", "2021-06-30"),
    ]
    assert [(left["locality_id"], "span" in left["reason_ids"]) for left in report["left_out"]] == [
        ("xa_1", True),
        ("xa_2", True),
    ]


def test_a_set_of_places(compare):
    """Two communes of ten years later stand together; the third is left out for its date, the fourth has no figure."""
    report = compare("party_members", "xa_1", "xa_2", "xa_3", "ba_tri")
    (part,) = report["parts"]
    assert part["locality_ids"] == ["xa_1", "xa_2"]
    assert part["figures"] == ["xa_1_01_party_members", "xa_2_00_party_members"]
    assert report["verdict"] == part["verdict"]
    assert {left["locality_id"]: left["reason_ids"] for left in report["left_out"]} == {
        "xa_3": ["period"],
        "ba_tri": ["missing"],
    }
    assert report["missing"] == ["ba_tri"]


def test_a_place_over_time(compare):
    """300, 320 and 330 members at three ends of years are a change, told in both languages from first to last."""
    report = compare("party_members", "xa_1", "xa_1")
    assert [figure["value"] for figure in report["change"]["figures"]] == [300, 320, 330]
    assert report["reason_ids"][0] == "change_over_time"
    assert report["change"]["words"]["en"].startswith(
        "xa_1, over time: from 300 on 31 December 2021 by way of 320 on 31 December 2022 to 330 on 31 December 2023."
    )
    assert "từ 300 vào ngày 31/12/2021 qua 320 vào ngày 31/12/2022 đến 330" in report["change"]["words"]["vi"]


def test_a_place_of_one_time(compare):
    """With one date there is no change to tell, and that is the reason."""
    report = compare("party_members", "xa_2", "xa_2")
    assert (report["verdict"]["id"], report["change"]) == ("not_comparable", None)
    assert report["reason_ids"] == ["change_over_time", "one_time"]


def test_too_few_figures(compare):
    """Where only one place has a figure the verdict says so, and what the other lacks."""
    report = compare("members_per_cell", "nam_po", "xa_1")
    assert report["reason_ids"] == ["no_figure", "lacks_part"]
    assert report["left_out"][1]["reason_ids"] == ["lacks_part"]


def test_a_flow_over_a_stock_has_the_span_of_the_flow(compare):
    """9 admitted in 2021 of 300 members at its end are 3 per cent of that year; the day of the stock is named apart."""
    report = compare("admission_rate", "xa_1", "lai_chau")
    figure = report["figures"][0]
    assert [figure[name] for name in ("value", "period", "start", "end")] == [3, "2021", "2021-01-01", "2021-12-31"]
    assert figure["stock_day"] == "2021-12-31"
    assert report["pairs"][0]["periods"][0] == "2021"
    assert {figure["stock_day"] for figure in compare("party_members", "xa_1", "xa_2")["figures"]} == {None}


def test_figures_tell_what_they_are(compare):
    """A range has its upper end, a change its reading and what it is against, and a level beside it is refused."""
    (figure,) = compare("agency_cell_meetings", "xa_1", "xa_2")["figures"]
    assert (figure["value"], figure["value_high"], figure["qualifier"]) == (10, 11, "range")
    report = compare("poor_households_share", "xa_1", "xa_3")
    assert [(figure["reading"], figure["against"]) for figure in report["figures"]] == [
        ("difference", "2021"),
        ("level", None),
    ]
    assert "reading" in report["reason_ids"]
