"""Figures of a workbook that cannot be: refused at sheet, row and column, in words and as JSON."""

import json
from pathlib import Path

import jsonschema
from click.testing import CliRunner

import analysis
from analysis.commands.main import cli

FIGURES = "Số liệu"
SCHEMA = Path(analysis.__file__).parent / "commands" / "check.schema.json"


def check(path):
    done = CliRunner().invoke(cli, ["check", str(path), "--json"], catch_exceptions=False)
    report = json.loads(done.output)
    jsonschema.validate(report, json.loads(SCHEMA.read_text(encoding="utf-8")), jsonschema.Draft202012Validator)
    return done.exit_code, report


def test_a_share_above_a_hundred_and_a_part_above_its_whole_are_refused_at_their_cells(fill):
    """The share is told at its value; the women, more than the 1,906 members, at theirs, with the members' row."""
    women = {"indicator_id": "women_members", "value": "1.907", "period": "12/2020", "period_basis": "bài nêu"}
    women |= {"printed": "1.907 đảng viên nữ", "paragraph": "2"}
    share = {"indicator_id": "village_heads_members_share", "value": "101%"}
    cells = {(FIGURES, 4, name): value for name, value in women.items()}
    cells |= {(FIGURES, 6, name): value for name, value in share.items()}
    code, report = check(fill(cells))
    told = {(fault["sheet"], fault["row"], fault["field"], fault["kind"]) for fault in report["faults"]}
    assert (code, told) == (1, {(FIGURES, 4, "value", "above_whole"), (FIGURES, 6, "value", "share")})
    (part,) = (fault for fault in report["faults"] if fault["kind"] == "above_whole")
    assert "row 3" in part["words"]["en"] and "dòng 3" in part["words"]["vi"]
    assert part["file"] == "mine.xlsx" and part["column"].isalpha() and part["heading"] == "Giá trị"
    right = {(4, "value"): "1.906", (4, "printed"): "1.906 nữ", (6, "value"): "100%", (6, "printed"): "100% trưởng bản"}
    path = fill({**cells, **{(FIGURES, *cell): value for cell, value in right.items()}})
    text = path.parent / "my_commune_2021.txt"
    text.write_text("Bài\nCó 1.906 đảng viên, 1.906 nữ, 100% trưởng bản.\n", encoding="utf-8")
    assert check(path)[0] == 0


def test_a_year_that_was_not_over_is_noticed_and_accepted(fill):
    """The text of 3 March 2021 may print a figure of 2021; the notice asks for the days, and the exit code is 0."""
    code, report = check(fill({(FIGURES, 6, "period"): "năm 2021"}))
    assert (code, report["faults"]) == (0, [])
    (notice,) = (notice for notice in report["notices"] if notice["kind"] == "unfinished")
    assert (notice["sheet"], notice["row"], notice["field"], notice["right"]) == (FIGURES, 6, "period", "")
