"""What `analysis extract --json` gives: the form that the package states, for several articles."""

import json
from copy import deepcopy
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner
from keyed_articles import read_articles

import analysis
from analysis.commands.main import cli
from analysis.package.schema import read_package
from analysis.words.catalogue import section

SCHEMA = json.loads((Path(analysis.__file__).parent / "commands/extract.schema.json").read_text("utf-8"))
SPANS = """Xã Giả Định nhìn lại

Ngày 16/9/2021

Từ đầu nhiệm kỳ đến nay, Đảng bộ kết nạp 31 đảng viên. 6 tháng đầu năm mở 3 lớp cho 40-45 người, tăng 1 so với cùng kỳ.
"""


def extract(article):
    """Run the command and give what it gives, once that has the stated form."""
    done = CliRunner().invoke(cli, ["extract", str(article), "--json"], catch_exceptions=False)
    found = json.loads(done.output)
    jsonschema.validate(found, SCHEMA, jsonschema.Draft202012Validator)
    return found


def test_the_form_is_one_that_can_be_broken(tmp_path):
    """The stated form is sound, describes each of its keys, and takes neither another key nor another value."""
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    (tmp_path / "a.txt").write_text(SPANS, encoding="utf-8")
    good = extract(tmp_path / "a.txt")
    wrong = {"reading": "mean", "period": "6 tháng", "value": "1.906,5", "start": "2021", "decide": "all", "more": 1}
    for key, value in wrong.items():
        bad = deepcopy(good)
        bad["observations"][0][key] = value
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(bad, SCHEMA)
    for table in SCHEMA["properties"].values():
        for key, entry in table["items"]["properties"].items():
            assert "$ref" in entry or entry["description"], key


@pytest.mark.parametrize("article", read_articles("dev")[::4], ids=lambda article: article.name)
def test_articles_have_the_form(article, tmp_path):
    """What an article of each kind offers has the stated form, and what is told of a period agrees with it."""
    found = extract(article.write(tmp_path))
    assert found["observations"]
    for row in found["observations"]:
        assert bool(row["period"]) == bool(row["start"]) == bool(row["end"])
        assert row["start"] <= row["end"] and (row["reading"] != "level" or not row["against"])


@pytest.mark.parametrize(("lang", "told"), [("vi", "đoạn 2 mất chữ"), ("en", "letters are lost, paragraph 2")])
def test_lost_letters_are_told_beside_what_is_read(tmp_path, lang, told):
    """An article with lost letters is read, and which of its paragraphs lack them is told apart from the rows."""
    (tmp_path / "a.txt").write_text("Xã Giả Định\nChi b? tr?c thu?c: 17.\nXã có 264 đảng viên.\n", encoding="utf-8")
    done = CliRunner().invoke(cli, ["extract", str(tmp_path / "a.txt"), "--json", "--lang", lang])
    assert done.exit_code == 0 and told in done.stderr and "thu?c" in done.stderr
    assert [row["indicator_id"] for row in json.loads(done.stdout)["observations"]][-1] == "party_members"


def test_a_span_a_range_and_a_change_are_told(tmp_path):
    """An open span leaves the period to a person, with its words; a half-year has two days; a change is no level."""
    (tmp_path / "a.txt").write_text(SPANS, encoding="utf-8")
    admitted, classes, people, more = extract(tmp_path / "a.txt")["observations"]
    assert (admitted["period"], admitted["open_span"]) == ("", "Từ đầu nhiệm kỳ đến nay")
    assert "open_span" in admitted["decide"]
    assert (classes["period"], classes["start"], classes["end"]) == ("2021-01/2021-06", "2021-01-01", "2021-06-30")
    assert (people["value"], people["value_high"], people["qualifier"]) == ("40", "45", "eq")
    assert (more["value"], more["reading"], more["against"]) == ("1", "difference", "2020-01/2020-06")
    told = CliRunner().invoke(cli, ["extract", str(tmp_path / "a.txt"), "--lang", "vi"]).output
    assert "Từ đầu nhiệm kỳ đến nay" in told and "40–45 người" in told and "so với 6 tháng đầu năm 2020" in told


def test_values_and_reasons_are_those_of_the_project():
    """What may stand in a cell is what the data package allows, and each reason to decide is worded."""
    table, stated = read_package().tables["observations"], SCHEMA["properties"]["observations"]["items"]["properties"]
    for name in ("qualifier", "reading", "period_basis"):
        open_cell = {""} if name == "period_basis" else set()  # where a person must decide
        assert set(stated[name]["enum"]) == {*table.field(name).enum, *open_cell}
    assert set(stated) >= {name for name in table.columns if name not in ("subject", "list_is_partial", "repeats")} - {
        "note_vi",
        "note_en",
    }
    reasons = set(SCHEMA["$defs"]["decide"]["pattern"][2:].split(")")[0].split("|"))
    assert reasons <= section("decide", "vi").keys() & section("decide", "en").keys()
