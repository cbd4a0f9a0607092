"""The statement of the tables: read, refused when broken, and turned into checks of cells."""

import json
import re
from datetime import date

import pandas as pd
import pandera.errors
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import AnalysisError
from analysis.package.schema import CellList, Field, TableSchema, has_odd_cells, make_schema, read_package

WORDS = {"vi": "x", "en": "x"}


def column(**limits):
    """Make the only column of a table."""
    return Field(name="cell", title=WORDS, description=WORDS, **{"type": "string", **limits})


def reasons(limits, cells):
    """Give the reasons for which cells of one column are refused."""
    table = TableSchema(name="one", title=WORDS, description=WORDS, fields=(column(**limits),), key=("cell",))
    frame = pd.DataFrame({"cell": cells}, dtype=str)
    try:
        make_schema(table).validate(frame, lazy=True)
        assert not has_odd_cells(table, frame), "what asks each cell once finds no more than the checks"
    except pandera.errors.SchemaErrors as error:
        assert has_odd_cells(table, frame), "nor less"
        return [str(check) for check in error.failure_cases["check"]]
    return []


@pytest.mark.parametrize(
    ("limits", "good", "bad", "reason"),
    [
        ({"required": True}, ["x", " "], [""], "must not be empty"),
        ({}, ["", "x", "1", "Ð"], None, None),
        (
            {"type": "integer"},
            ["0", "12", "-3", "007", ""],
            ["1.0", "1,5", "1.906,", "x", " 1", "1 ", "+1", "٣"],
            "whole",
        ),
        (
            {"type": "number"},
            ["0", "12.5", "-0.25", "100", ""],
            ["12,5", "1.", ".5", "1e3", "nan", "inf", "5%"],
            "12.5",
        ),
        (
            {"type": "date"},
            ["2021-12-31", "2020-02-29", ""],
            ["31/12/2021", "2021-02-29", "20211231", "2021-W52-5", "2021-12", "2021-1-1", "2021-12-31T00:00"],
            "must be a date, such as 2021-12-31",
        ),
        ({"type": "boolean"}, ["true", "false", ""], ["True", "1", "đúng"], "must be true or false"),
        ({"enum": ("gt", "ge")}, ["gt", "ge", ""], ["GT", "eq", "g"], "must be one of gt, ge"),
        ({"pattern": "^[a-z]+$"}, ["abc", ""], ["a1", "abc\n", "xABC"], "must have the form"),
        ({"max_length": 3}, ["abc", "đẹp", ""], ["abcd"], "must have at most 3 characters"),
        ({"type": "integer", "minimum": 1}, ["1", "2", ""], ["0", "-1"], "must be at least 1"),
        ({"type": "number", "maximum": 0.5}, ["0.5", "-1", ""], ["0.51"], "must be at most 0.5"),
    ],
)
def test_a_limit_lets_good_cells_through_and_stops_bad_ones(limits, good, bad, reason):
    """Each cell is judged by itself, with the reason in words; an empty one is only stopped where it is required."""
    assert reasons(limits, good) == []
    for cell in bad or []:
        told = reasons(limits, [good[0], cell])
        assert len(told) == 1, (cell, told)
        assert reason in told[0]


def test_a_cell_of_the_wrong_type_is_told_once():
    """A limit on size says nothing of what is no number."""
    assert reasons({"type": "integer", "minimum": 1, "required": True}, ["vài"]) == [
        "must be a whole number, such as 12"
    ]


@settings(deadline=None, max_examples=30)
@given(st.integers(-(10**14), 10**14), st.dates(date(1900, 1, 1)))
def test_every_number_and_day_is_taken_as_it_is_written(number, day):
    """Nothing that the package writes itself is refused."""
    assert reasons({"type": "integer"}, [str(number)]) == []
    assert reasons({"type": "number"}, [str(number)]) == []
    assert reasons({"type": "date"}, [day.isoformat()]) == []


@settings(deadline=None, max_examples=30)
@given(st.text(max_size=12))
def test_what_passes_as_a_number_or_a_day_can_be_read_as_one(text):
    """Loading never meets a cell that checking let through and that is not what it should be."""
    for type_, read in (("integer", int), ("number", float), ("date", date.fromisoformat)):
        if text and not reasons({"type": type_}, [text]):
            assert text.isascii()
            read(text)


def statement(tmp_path, change=lambda raw: None):
    """Write a statement of one table of one column, changed."""
    names = {"title": "Tên", "title_en": "Name", "description": "Lời", "description_en": "Words"}
    raw = {
        **names,
        "version": "1.2.3",
        "licenses": [{"name": "CC-BY-4.0"}],
        "resources": [
            {
                **names,
                "name": "places",
                "schema": {
                    "fields": [
                        {**names, "name": "place_id", "type": "string", "constraints": {"required": True}},
                        {**names, "name": "inside", "type": "string"},
                        {**names, "name": "people", "type": "integer", "constraints": {"minimum": 0, "maximum": 9}},
                    ],
                    "primaryKey": ["place_id"],
                    "foreignKeys": [{"fields": ["inside"], "reference": {"resource": "", "fields": ["place_id"]}}],
                },
            }
        ],
    }
    change(raw)
    path = tmp_path / "package.json"
    path.write_text(json.dumps(raw), encoding="utf-8")
    return path


def test_a_statement_is_read_as_it_is_written(tmp_path):
    """Names in both languages, types, limits and keys all come from the file."""
    package = read_package(statement(tmp_path))
    table = package.tables["places"]
    assert (package.version, package.licence, package.title) == ("1.2.3", "CC-BY-4.0", {"vi": "Tên", "en": "Name"})
    assert table.columns == ("place_id", "inside", "people")
    assert table.key == ("place_id",)
    assert table.field("place_id").required
    assert not table.field("inside").required
    assert (table.field("people").minimum, table.field("people").maximum) == (0, 9)
    assert table.foreign_keys == {"inside": ("places", "place_id")}


@pytest.mark.parametrize(
    ("cell_list", "cell", "items"),
    [
        (CellList("+"), "", ()),
        (CellList("+"), "party_members", ("party_members",)),
        (CellList("+"), "grassroots_cells+affiliated_cells", ("grassroots_cells", "affiliated_cells")),
        (CellList(), "women+members", ("women+members",)),
        (CellList(" | ", after_paragraph=": "), "6: 3 năm", ((6, "3 năm"),)),
        (CellList(" | ", after_paragraph=": "), "10: 1.022 | 12: đảng viên: 5", ((10, "1.022"), (12, "đảng viên: 5"))),
        (CellList(after_paragraph=": "), "2: 23/09/2019 | 5 lượt xem", ((2, "23/09/2019 | 5 lượt xem"),)),
    ],
)
def test_a_list_in_a_cell_is_read_by_its_statement(cell_list, cell, items):
    """Ids and places stand in the order of the cell; an empty cell has none, and without a delimiter there is one."""
    assert cell_list.read(cell) == items


def test_every_list_is_stated_with_the_table_of_its_ids():
    """The statement says of each cell that holds ids whose they are; places in texts, levels and names are none."""
    fields = [(table.name, field) for table in read_package().tables.values() for field in table.fields]
    stated = {(table, field.name): field.cell_list.reference for table, field in fields if field.cell_list}
    assert stated == {
        ("localities", "parent_vi"): None,
        ("localities", "parent_en"): None,
        ("localities", "successors"): None,
        ("indicators", "levels"): None,
        ("indicators", "theme_ids"): ("themes", "theme_id"),
        ("derived", "without"): ("indicators", "indicator_id"),
        ("derived", "numerator"): ("indicators", "indicator_id"),
        ("derived", "denominator"): ("indicators", "indicator_id"),
        ("codings", "directive_ids"): ("directives", "directive_id"),
        ("codings", "answered_by"): None,
        ("observations", "repeats"): None,
        ("sources", "published_printed"): None,
    }


def test_kinds_are_those_of_the_package():
    """Each table with an id of its own is a kind of things, and no other is."""
    kinds = read_package().kinds
    assert {"locality": "localities", "rule": "coding_rules", "norm": "norms"}.items() <= kinds.items()
    assert {"codings", "derived", "stays"}.isdisjoint(kinds.values())


def drop(*keys):
    def change(raw):
        for key in keys[:-1]:
            raw = raw[key]
        del raw[keys[-1]]

    return change


@pytest.mark.parametrize(
    "change",
    [
        drop("resources"),
        drop("version"),
        drop("title_en"),
        drop("resources", 0, "schema"),
        drop("resources", 0, "schema", "primaryKey"),
        drop("resources", 0, "schema", "fields", 0, "type"),
        drop("resources", 0, "schema", "fields", 0, "description_en"),
        lambda raw: raw.update(resources=7),
        lambda raw: raw.update(resources=[7]),
        lambda raw: raw.update(licenses=[]),
        lambda raw: raw["resources"][0]["schema"]["fields"][0].update(constraints=["required"]),
    ],
)
def test_a_statement_with_a_part_missing_or_wrong_is_refused(tmp_path, change):
    """Whatever the slip, the message names the file and nobody sees a traceback."""
    with pytest.raises(AnalysisError, match=r"package\.json cannot be read as a data package"):
        read_package(statement(tmp_path, change))


@pytest.mark.parametrize("text", ["", "{", "[]", "1", '"resources"', "null", '{"resources": [}'])
def test_what_is_no_json_object_is_refused(tmp_path, text):
    """A cut-off file, or one of another kind, is told by name."""
    path = tmp_path / "broken.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(AnalysisError, match=r"broken\.json cannot be read as a data package"):
        read_package(path)


def test_a_statement_that_is_not_there_or_not_utf_8_is_refused(tmp_path):
    """The file is named, as it is when its content is wrong."""
    (tmp_path / "old.json").write_bytes(b'{"title": "\xd0"}')
    for name in ("nowhere.json", "old.json"):
        with pytest.raises(AnalysisError, match=re.escape(name)):
            read_package(tmp_path / name)
