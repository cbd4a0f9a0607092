"""The whole package as one workbook and one database: every row, typed, with its keys."""

import io
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import datetime

import pytest

import analysis
from analysis.commands.main import main
from analysis.dataset.whole import make_database, make_workbook
from analysis.package.schema import read_package


@pytest.fixture(scope="module")
def laid(write_package, small_package, tmp_path_factory):
    """Give the data with a made-up commune, and a second coder of Nậm Pồ, who writes no gloss."""
    row = {"locality_id": "nam_po", "source_id": "nam_po_2018", "paragraph": "3", "coder": "lan"}
    codings = [
        row | {"direction": "limitation", "theme_id": "cell_meeting_quality", "gloss_vi": "=1+1", "gloss_en": "-"}
    ]
    return analysis.load(write_package(tmp_path_factory.mktemp("laid") / "data", small_package | {"codings": codings}))


def ask(content, query):
    with closing(sqlite3.connect(":memory:")) as base:
        base.deserialize(content)
        return base.execute(query).fetchall()


def test_the_database_holds_every_row_with_its_type(laid):
    """Numbers are numbers, days ISO texts, codes keep their zeros, lists are as written, what is missing is NULL."""
    made = make_database(laid)
    query = "SELECT value, typeof(value), repeats, value_high FROM observations WHERE observation_id = '{}'"
    assert ask(made, query.format("lai_chau_members_admitted")) == [(1022, "integer", "10: 1.022 đảng viên mới", None)]
    assert ask(made, query.format("trang_dinh_residential_cells_meeting_12_share")) == [(36.12, "real", None, None)]
    assert ask(made, "SELECT code, code_from FROM localities WHERE locality_id = 'hai_luu'") == [("08782", None)]
    assert ask(made, "SELECT published_on, outlet FROM sources WHERE source_id = 'lai_chau_2022'") == [
        ("2022-03-14", None)
    ]
    assert ask(made, "SELECT value FROM observations WHERE locality_id = 'test_commune'") == [(1172,)]
    for name, table in read_package().tables.items():
        assert ask(made, f"SELECT count(*) FROM {name}") == [(len(laid.tables[name]),)], table.name


def test_the_database_keeps_the_keys(laid):
    """Each reference leads somewhere, and a row of a place that is not there, or twice there, is refused."""
    made = make_database(laid)
    assert ask(made, "PRAGMA foreign_key_check") == []
    with closing(sqlite3.connect(":memory:")) as base:
        base.deserialize(made)
        base.execute("PRAGMA foreign_keys = ON")
        for wrong in ("INSERT INTO subjects VALUES ('a', 'nowhere', 'a', 'a', 'village')",
                      "INSERT INTO subjects SELECT * FROM subjects LIMIT 1"):  # fmt: skip
            with pytest.raises(sqlite3.IntegrityError):
                base.execute(wrong)


def test_second_codings_stand_in_a_table_of_their_own(laid):
    """A second coder's rows are in `codings_beside`, and none of them among the first coder's."""
    made = make_database(laid)
    assert ask(made, "SELECT coder, gloss_vi FROM codings_beside") == [("lan", "=1+1")]
    assert ask(made, "SELECT count(*) FROM codings WHERE coder = 'lan'") == [(0,)]


def test_the_workbook_holds_every_row_and_no_formula(laid):
    """A sheet a table, numbers and days as such; a text that begins with = stays a text."""
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(make_workbook(laid)))
    for name in read_package().tables:
        assert book[name].max_row == 1 + len(laid.tables[name]), name
    values = {row[0]: row for row in book["observations"].iter_rows(values_only=True)}
    heads = list(values["observation_id"])
    assert values["lai_chau_members_admitted"][heads.index("value")] == 1022
    assert datetime(2022, 3, 14) in [row[8] for row in book["sources"].iter_rows(values_only=True)]
    assert "08782" in [cell.value for cell in book["localities"]["I"]]
    (cell,) = [cell for row in book["codings_beside"].iter_rows() for cell in row if cell.value == "=1+1"]
    assert cell.data_type == "s"


def test_a_dictionary_goes_with_the_tables(data):
    """Each column is told in both languages; title, version and licence are there."""
    made = make_database(data)
    columns = sum(len(table.fields) for table in read_package().tables.values())
    assert ask(made, "SELECT count(*) FROM dictionary") == [(columns,)]
    told = ask(
        made, "SELECT need, title_vi, title_en FROM dictionary WHERE \"table\" = 'codings' AND \"column\" = 'coder'"
    )
    assert told == [("key", "Người mã hóa", "Coder")]
    assert ask(made, "SELECT licence, data FROM package") == [("CC-BY-4.0", data.version)]


def test_computed_figures_stand_beside_the_printed(data):
    """All figures are a table of both files: 34 of 129 cells of Ba Tri is computed, with no printed words."""
    from openpyxl import load_workbook

    made = make_database(data)
    query = "SELECT value, printed, place_name_vi, indicator_name_en, start FROM figures WHERE place = 'ba_tri' AND {}"
    (computed,) = ask(
        made, query.format("indicator = 'residential_cells_graded_excellent_share' AND basis = 'computed'")
    )
    assert computed[0] == pytest.approx(100 * 34 / 129) and computed[1:3] == (None, "Ba Tri")
    assert ask(made, "SELECT value, printed FROM figures WHERE indicator = 'party_members' AND place = 'hai_luu'"
               " AND subject IS NULL") == [(378, "378 đảng viên")]  # fmt: skip
    assert all(len(day) == 10 for (day,) in ask(made, "SELECT start FROM figures WHERE start IS NOT NULL"))
    sheet = load_workbook(io.BytesIO(make_workbook(data)))["figures"]
    assert sheet.max_row == 1 + len(data.figures())
    assert any(row[:2] == ("hai_luu", "Hải Lựu") and 378 in row for row in sheet.iter_rows(values_only=True))


def test_equal_data_give_equal_bytes(data):
    """Both files are the same each time they are made."""
    again = replace(data)
    assert make_workbook(data) == make_workbook(again)
    assert make_database(data) == make_database(again)


def test_export_by_command(tmp_path, capsys):
    """Each ending is written; another one is refused with the choices; what holds no text says so."""
    for ending in ("qdc", "qdpx", "xlsx", "sqlite"):
        with pytest.raises(SystemExit) as done:
            main(["export", str(tmp_path / f"out.{ending}"), "--lang", "en"])
        assert not done.value.code
        assert (tmp_path / f"out.{ending}").stat().st_size > 9000
    assert "in place of the texts of ba_tri_2019" in capsys.readouterr().out
    with pytest.raises(SystemExit) as done:
        main(["export", str(tmp_path / "out.csv")])
    assert done.value.code == 1
    assert "Valid: .qdc, .qdpx, .sqlite, .xlsx" in capsys.readouterr().err
