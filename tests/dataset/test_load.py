"""The package in memory: types, version, rows by id, one locality, packages laid over."""

import datetime
import os
import subprocess
import sys

import pandas as pd
import pytest

import analysis
from analysis.dataset import check_layers
from analysis.errors import AnalysisError, DataError, UnknownIdError
from analysis.package.frames import package_folders
from analysis.package.table_rows import Rows, list_rows
from analysis.paths import _meet, walk


def test_columns_have_the_types_that_the_statement_gives(data):
    """A figure is a number, a day a date, a mark true or false, a code text."""
    observation = data.row("observation", "trang_dinh_residential_cells_meeting_12_share")
    assert observation["value"] == 36.12
    assert isinstance(observation["value"], float)
    assert observation["paragraph"] == 5
    assert isinstance(observation["paragraph"], int)
    published = data.row("source", "ba_tri_2019")["published_on"]
    assert published.date() == datetime.date(2019, 3, 8)
    assert pd.api.types.is_datetime64_dtype(data.sources["published_on"])
    assert data.observations["list_is_partial"].dtype == bool
    assert data.row("observation", "lai_chau_rural_members_admitted_muong_te")["list_is_partial"] is True
    assert observation["list_is_partial"] is False
    assert data.row("locality", "hai_luu")["code"] == "08782"
    assert data.row("source", "ba_tri_2019")["published_printed"] == ((2, "Ngày đăng bài: 08/03/2019"),)
    formulas = data.derived.set_index(["indicator_id", "level"])
    parts = ("grassroots_cells", "affiliated_cells")
    assert formulas.loc[("members_per_cell", "any"), "denominator"] == parts
    assert observation["repeats"] == ()


def test_what_is_missing_stays_missing(data):
    """An empty cell is never zero: text is empty, numbers and days are NA."""
    ba_tri = data.row("observation", "ba_tri_communes_supported")
    assert (ba_tri["subject"], ba_tri["note_vi"]) == ("", "")
    assert pd.isna(data.row("norm", "duration_2018")["value_high"])
    assert data.row("norm", "admission_rate_target")["value_high"] == 4
    assert data.row("directive", "hai_luu_resolution_05")["issued_on"] is pd.NaT
    assert data.row("directive", "trang_dinh_guidance_12")["issued_on"].date() == datetime.date(2018, 7, 6)


def test_tables_are_checked_anew_only_when_a_byte_that_counts_has_changed(home, set_cells, monkeypatch, tmp_path):
    """What was found sound is read unchecked by the next process; a cell, a rule or a lost mark asks for the check."""
    module = sys.modules["analysis.dataset.load"]
    checked, check, code = [], module._check, tmp_path / "code"
    code.mkdir()
    monkeypatch.setattr(module, "CODE", code)
    monkeypatch.setattr(
        module, "_check", lambda *given, known=False: checked.append(not known) or check(*given, known=known)
    )

    def checks():
        """Load as a new process would, and tell whether the tables were checked."""
        module._last.clear()
        data, made = analysis.load(), list(checked)
        checked.clear()
        assert len(data.ids("locality")) == 5
        return made

    assert [checks(), checks()] == [[True], [False]]
    set_cells(home, [("norms", ("duration_2018",), "note_en", "One word more.")])
    assert [checks(), checks()] == [[True], [False]]
    (code / "rule.py").touch()
    assert [checks(), checks()] == [[True], [False]]
    _meet.cache_clear()  # what a process found sound that began with other rules is not taken by one with these
    assert [checks(), checks()] == [[True], [False]]
    (home.parent / ".cache" / "sound").write_bytes("đã xem".encode())
    assert [checks(), checks()] == [[True], [False]]
    set_cells(home, [("norms", ("duration_2018",), "unit", "no unit")])
    for _ in range(2):  # what is wrong is never remembered as sound
        with pytest.raises(DataError, match="no unit"):
            checks()


def test_what_was_handed_over_is_taken_up_by_the_next_command(home, set_cells, monkeypatch):
    """It is read from one file, as it was; a changed cell, a damaged or lost file leads to the tables again."""
    module, read = sys.modules["analysis.dataset.load"], []
    check = module._check
    monkeypatch.setattr(module, "_check", lambda *given, **named: read.append(given) or check(*given, **named))

    def load_anew():
        """Load as a new process would, hand over, and tell whether tables were read; a third takes over what we did."""
        module._last.clear()
        module._pack.cache_clear()
        data, was_read = analysis.load(), bool(read)
        read.clear()
        packed, state = module.hand_over()
        module._last.clear()
        module.take_over(packed, state)
        taken = analysis.load()
        assert not read
        assert taken.version == data.version
        for name, table in data.tables.items():
            pd.testing.assert_frame_equal(table, taken.tables[name])
        assert taken.row("norm", "duration_2018") == data.row("norm", "duration_2018")
        with pytest.raises(ValueError, match="read-only"):
            taken.tables["norms"]["value"].array._data[0] = 0
        return was_read, packed

    (first, path), (again, same) = load_anew(), load_anew()
    assert (first, again, same) == (True, False, path)
    assert path.is_relative_to(home.parent / ".cache")
    set_cells(home, [("norms", ("duration_2018",), "note_en", "One word more.")])
    changed, other = load_anew()
    assert changed
    assert other != path
    assert analysis.load().row("norm", "duration_2018")["note_en"] == "One word more."
    other.write_bytes(other.read_bytes()[:-1] + b"?")
    assert load_anew()[0]
    other.unlink()
    assert load_anew()[0]
    module._last.clear()
    module.take_over(path.with_name("gone"), "a state")  # which is left to `load`
    assert analysis.load().row("norm", "duration_2018")["note_en"] == "One word more."
    for n in range(5):
        set_cells(home, [("norms", ("duration_2018",), "note_en", f"{n} words more.")])
        load_anew()
    assert len([*path.parent.iterdir()]) == 3


@pytest.mark.skipif(os.name == "nt", reason="where links need a right of their own")
def test_a_folder_that_is_a_link_is_looked_into(home, tmp_path):
    """Lessons that lie elsewhere are a part of the package, and their changes are seen; a link upwards has no end."""
    module, elsewhere = sys.modules["analysis.dataset.load"], tmp_path / "elsewhere"
    (home / "lessons").rename(elsewhere)
    (home / "lessons").symlink_to(elsewhere)
    (elsewhere / "up").symlink_to(home)
    found, state = [], analysis.load().version
    module.hand_over()
    text = (elsewhere / "grading.yml").read_text(encoding="utf-8")
    for name, words in (("another", text.replace("id: grading", "id: another", 1)), ("grading", f"# A word.\n{text}")):
        (elsewhere / f"{name}.yml").write_text(words, encoding="utf-8")
        for _ in range(2):  # by this process, and by the next
            found.append((analysis.load().version, len(analysis.load().ids("lesson"))))
            module.hand_over()
            module._last.clear()
    assert [number for _, number in found] == [7] * 4
    assert len({state, *(version for version, _ in found)}) == 3
    assert sum(path.name == "norms.csv" for path in walk(home)) == 1
    (elsewhere / "up").unlink()
    (home / "lessons").unlink()
    elsewhere.rename(home / "lessons")
    assert analysis.load().lesson_file("another").is_file(), "as where it was read, nothing leads elsewhere"


def test_without_a_project_what_is_handed_over_lies_in_a_folder_that_goes(monkeypatch, tmp_path):
    """It is taken over all the same."""
    module = sys.modules["analysis.dataset.load"]
    monkeypatch.setattr(module, "find_project", lambda: None)
    module._last.clear()
    module._pack.cache_clear()
    version = analysis.load().version
    packed, state = module.hand_over()
    module._last.clear()
    module.take_over(packed, state)
    assert module._last[state][1].version == version
    assert packed.parent.name.startswith("tmp")

    def refuse():
        raise OSError("no space")

    monkeypatch.setattr(module, "TemporaryDirectory", refuse)
    module._last.clear()
    module._pack.cache_clear()
    assert analysis.load().version == version
    packed, state = module.hand_over()
    module._last.clear()
    module.take_over(packed, state)  # which is left to `load`
    assert analysis.load().version == version


def test_rows_are_made_when_they_are_asked_for_and_stay_as_they_are():
    """By id or rank, by what a column says, in the order asked for; what lacks is None, NaT, or empty."""
    days = pd.to_datetime(pd.Series(["2019-03-08", None, "2019-03-08"]))
    table = pd.DataFrame({"norm_id": list("abc"), "unit": ["%", "", "%"], "low": [1, None, 3], "day": days})
    rows = Rows(table.astype({"low": "Int64"}), "norm_id")
    assert (len(rows), [*rows], "b" in rows, "d" in rows) == (3, ["a", "b", "c"], True, False)
    assert rows["c"] == {"norm_id": "c", "unit": "%", "low": 3, "day": pd.Timestamp("2019-03-08")}
    assert rows["b"]["low"] is None
    assert rows["b"]["day"] is pd.NaT
    assert rows.find("unit", ["%", "year"]) == {0, 2}
    assert [row["norm_id"] for row in rows.pick([2, 0])] == ["c", "a"]
    assert [*Rows(table)] == [0, 1, 2]
    with pytest.raises(TypeError):
        rows["a"]["unit"] = "year"
    with pytest.raises(KeyError):
        rows["d"]
    with pytest.raises(UnknownIdError, match="did you mean unit"):
        rows.find("units", ["%"])


def test_the_version_is_that_of_the_cells(home, data, set_cells):
    """The same cells give the same version however the file is written; any other cell, another."""
    assert len(data.version) == 12
    for path in home.glob("*.csv"):
        # As Excel saves it: with a mark at the beginning, and carriage returns.
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert analysis.load().version == data.version
    for path in home.glob("*.csv"):
        path.write_bytes(path.read_bytes()[3:].replace(b"\r\n", b"\n"))
    set_cells(home, [("norms", ("duration_2018",), "note_en", "One word more.")])
    assert analysis.load().version != data.version


def test_things_are_named_in_both_languages(data):
    """The name is the one of the reader's language; a source goes by its title."""
    assert data.name("locality", "lai_chau", "vi") == "Lai Châu"
    assert data.name("subject", "lai_chau_city", "vi") == "Thành phố Lai Châu"
    assert data.name("subject", "lai_chau_city", "en") == "Lai Châu city"
    assert data.name("source", "nam_po_2018", "vi") == "Phát huy vai trò lãnh đạo của các tổ chức đảng"
    assert data.name("source", "nam_po_2018", "en").isascii()


@pytest.mark.parametrize(
    ("kind", "given", "close"),
    [
        ("locality", "nam_bo", "nam_po"),
        ("indicator", "party_member", "party_members"),
        ("source", "ba_tri_2018", "ba_tri_2019"),
        ("theme", "cadre_train", "cadre_training"),
        ("subject", "lai_chau_citi", "lai_chau_city"),
        ("observation", "nam_po_party_member", "nam_po_party_members"),
        ("directive", "hai_luu_resolution_5", "hai_luu_resolution_05"),
        ("norm", "duration_2019", "duration_2018"),
    ],
)
def test_an_unknown_id_is_refused_with_the_close_ones(data, kind, given, close):
    """The message says what was asked for and what may have been meant; the close one is known."""
    with pytest.raises(UnknownIdError) as caught:
        data.row(kind, given)
    message = str(caught.value)
    assert f"unknown {kind} '{given}'; did you mean" in message
    assert close in message.split(" Valid: ")[0]
    assert caught.value.choices == sorted(data.ids(kind))
    assert data.row(kind, close)[f"{kind}_id"] == close
    with pytest.raises(UnknownIdError):
        data.name(kind, given, "vi")


def test_an_unknown_kind_of_id_is_refused_with_the_kinds(data):
    """A slip in the kind is told like a slip in the id."""
    with pytest.raises(UnknownIdError, match="unknown kind of id 'town'"):
        data.ids("town")
    with pytest.raises(UnknownIdError, match="did you mean locality"):
        data.row("localitys", "ba_tri")


def test_tables_are_attributes_and_nothing_else_is(data):
    """`data.observations` is the table, a copy to write in; a misspelt one is an AttributeError, as Python has it."""
    assert data.observations.equals(data.tables["observations"])
    with pytest.warns(pd.errors.ChainedAssignmentError):
        data.observations["mine"] = 1
    assert "mine" not in data["observations"]
    assert {"observations", "codings", "figures"} <= {*dir(data), *data._ipython_key_completions_()}
    with pytest.raises(UnknownIdError, match="observations"):
        data["observation"]
    with pytest.raises(AttributeError, match="observation"):
        data.observation  # noqa: B018


def test_one_locality_is_kept_with_what_belongs_to_it(data):
    """Rows of the other localities go; what belongs to none, as themes, stays whole."""
    kept = data.of("hai_luu")
    assert kept.ids("locality") == ["hai_luu"]
    assert kept.ids("source") == ["hai_luu_2022"]
    assert kept.ids("subject") == ["hai_luu_hoa_binh"]
    # Three figures of the commune and three of its village; the two documents that its text cites.
    assert sorted(kept.observations["value"]) == [0.5, 10, 15, 40, 378, 60_000_000]
    assert kept.ids("directive") == ["hai_luu_resolution_05"]
    assert set(kept.tables["codings"]["locality_id"]) == {"hai_luu"}
    assert set(data.tables["codings"]["locality_id"]) > {"hai_luu"}
    assert kept.ids("theme") == data.ids("theme")
    assert kept.ids("indicator") == data.ids("indicator")
    assert kept.version == data.version
    assert list(kept.observations.index) == list(range(6))
    with pytest.raises(UnknownIdError, match="did you mean hai_luu"):
        data.of("hai_lu")


def test_a_package_may_leave_out_what_may_be_empty(tmp_path, write_package, small_package):
    """Columns that may be empty need not stand in a package laid over; the built-in package has all of them."""
    laid = small_package | {"observations": [small_package["observations"][0] | {"printed": "1.172 người"}]}
    folder = write_package(tmp_path / "mine", laid)
    for table, (row,) in laid.items():
        lines = [",".join(row), ",".join(f'"{cell}"' for cell in row.values())]
        (folder / f"{table}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert check_layers(folder) == []
    row = analysis.load(folder).row("observation", "test_commune_party_members")
    assert (row["reading"], row["against"], row["subject"]) == ("level", "", "")
    (folder / "observations.csv").write_text("observation_id,value\nx,1\n", encoding="utf-8")
    missing = {fault.column for fault in check_layers(folder)}
    assert {"period", "printed"} <= missing
    assert not {"reading", "value_high", "subject"} & missing


def test_observations_have_the_days_of_their_period(data):
    """A year runs from its first to its last day, a day begins and ends with itself."""
    rows = {name: data.row("observation", name) for name in ("lai_chau_members_admitted", "lai_chau_party_members")}
    days = {name: (str(row["start"].date()), str(row["end"].date())) for name, row in rows.items()}
    assert days == {
        "lai_chau_members_admitted": ("2021-01-01", "2021-12-31"),
        "lai_chau_party_members": ("2021-12-31", "2021-12-31"),
    }


def test_packages_named_in_the_environment_are_laid_over(tmp_path, monkeypatch, write_package, small_package):
    """ANALYSIS_DATA stands in where no folder is named."""
    folder = write_package(tmp_path / "mine", small_package)
    monkeypatch.setenv("ANALYSIS_DATA", str(folder))
    assert "test_commune" in analysis.load().ids("locality")
    monkeypatch.delenv("ANALYSIS_DATA")
    assert "test_commune" not in analysis.load().ids("locality")


def test_folders_are_taken_in_order_each_once(tmp_path, monkeypatch):
    """The built-in package comes first; a folder named on the command line outdoes the environment."""
    built_in = analysis.paths.data_dir()
    first, second = tmp_path / "a", tmp_path / "b"
    first.mkdir()
    second.mkdir()
    monkeypatch.setenv("ANALYSIS_DATA", os.pathsep.join(map(str, [second, first, second, built_in])))
    assert package_folders() == [built_in, second, first]
    assert package_folders([first]) == [built_in, first]
    monkeypatch.setenv("ANALYSIS_DATA", "")
    assert package_folders() == [built_in]
    monkeypatch.setenv("ANALYSIS_DATA", str(tmp_path / "nowhere"))
    with pytest.raises(AnalysisError, match="nowhere: not a folder"):
        package_folders()


def test_a_home_without_data_is_refused(tmp_path, monkeypatch):
    """ANALYSIS_HOME that leads nowhere is told, not passed over."""
    monkeypatch.setenv("ANALYSIS_HOME", str(tmp_path))
    with pytest.raises(AnalysisError, match=r"ANALYSIS_HOME is .*, where there is no data/datapackage\.json"):
        analysis.load()


def test_importing_is_cheap():
    """Heavy libraries are loaded when they are used: a wrong command answers at once."""
    heavy = "{'pandas', 'numpy', 'pandera', 'matplotlib', 'scipy', 'papermill'} & set(sys.modules)"
    code = f"import sys, analysis; before = {heavy}; analysis.load(); print(before, sorted({heavy}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("set() [")
    assert "'pandas'" in done.stdout


def test_a_csv_file_saved_by_a_spreadsheet_is_read(tmp_path):
    """Semicolons and a byte order mark, as Excel writes them in Vietnamese, give the same rows as commas."""
    lines = ["subject_id,locality_id,name_vi,name_en,kind", "ba_tri_ap,ba_tri,ấp,a hamlet,village"]
    for name, mark in (("commas", ","), ("semicolons", ";")):
        (tmp_path / name).mkdir()
        text = "\r\n".join(line.replace(",", mark) for line in lines) + "\r\n"
        (tmp_path / name / "subjects.csv").write_bytes(text.encode("utf-8-sig"))
    first, second = (analysis.load(tmp_path / name) for name in ("commas", "semicolons"))
    assert second.row("subject", "ba_tri_ap")["name_vi"] == "ấp"
    assert first.version == second.version


def test_the_files_of_lessons_are_shown_without_a_folder(data):
    """As the last line of a cell they must name each lesson and no folder of this machine."""
    shown = repr(data.lesson_files)
    assert all(id_ in shown for id_ in data.ids("lesson"))
    assert "/" not in shown and "\\" not in shown
    assert data.lesson_files["grading"].is_file()


def test_what_one_who_loads_changes_no_other_sees(home):
    """Data are read once for a state of their files; cells, columns and rows changed by one are unknown to the next."""
    first = analysis.load()
    mine, codings = first.tables["observations"], first.tables["codings"]
    mine.loc[0, "value"] = -1
    mine["mine"] = 1
    del codings["gloss_vi"]
    second = analysis.load()
    assert "mine" not in second.observations
    assert second.observations.loc[0, "value"] != -1
    assert "gloss_vi" in second.tables["codings"]


def test_a_changed_file_is_read_again(home, set_cells):
    """A change of a table or a lesson is seen by the next who loads in the same process."""
    version = analysis.load().version
    set_cells(home, [("norms", ("duration_2018",), "note_en", "One word more.")])
    changed = analysis.load()
    assert changed.row("norm", "duration_2018")["note_en"] == "One word more."
    assert changed.version != version
    (home / "lessons" / "new.yml").write_text("title: {vi: Mới, en: New}\n", encoding="utf-8")
    assert "new" in analysis.load().ids("lesson")


def test_a_dataset_shows_what_it_holds(home, data, tmp_path, write_package, small_package):
    """What a cell shows of a dataset is its version, places and rows, and nothing of this machine."""
    for shown in (repr(data), data._repr_html_()):
        assert f"version {data.version}, 5 places: ba_tri, hai_luu, lai_chau, nam_po, trang_dinh" in shown
        assert all(name in shown and str(len(data[name])) in shown for name in data.tables)
    laid_over = analysis.load(write_package(tmp_path / "mine", small_package))
    assert "6 places" in repr(laid_over)
    for loaded in (laid_over, analysis.load(), laid_over.of("test_commune")):
        for shown in (repr(loaded), loaded._repr_html_()):
            assert "/" not in shown.replace("</", "<")
            assert len(shown) < 2000


# A second coder.


def code_again(write_package, folder, coder, rows=3):
    """Code the first passages of Nậm Pồ again, by another coder or, for a name like c1, further ones by the same."""
    coding = {"locality_id": "nam_po", "direction": "result", "source_id": "nam_po_2018"}
    told = [coding | {"theme_id": "cadre_training", "paragraph": str(n), "coder": coder} for n in range(4, 4 + rows)]
    return write_package(folder, {"codings": [row | {"gloss_vi": "x", "gloss_en": "x"} for row in told]})


def test_codings_of_a_second_coder_are_kept_beside_and_counted_nowhere(data, tmp_path, write_package):
    """What a class codes again changes no count, chain or table, and is there to be compared with the first."""
    from analysis.methods import read_themes
    from analysis.show import table_sources, table_told

    again = analysis.load(code_again(write_package, tmp_path / "mine", "c2"))
    assert again.version != data.version
    assert len(again.tables["codings"]) == len(data.tables["codings"])
    assert set(again.tables["codings"]["coder"]) == {"c1"}
    assert [tuple(row) for row in again.beside["codings"][["paragraph", "coder"]].to_numpy()] == [
        (4, "c2"), (5, "c2"), (6, "c2")
    ]  # fmt: skip
    assert len(again.of("nam_po").beside["codings"]) == 3
    assert again.of("ba_tri").beside["codings"].empty
    assert read_themes(again) == read_themes(data)
    assert table_told(again, "nam_po", lang="vi") == table_told(data, "nam_po", lang="vi")
    assert table_sources(again, lang="vi") == table_sources(data, lang="vi")
    assert data.beside["codings"].empty


def test_more_codings_by_the_first_coder_count(data, tmp_path, write_package):
    """A package may carry on the first coder's work: its rows are counted with those they continue."""
    more = analysis.load(code_again(write_package, tmp_path / "mine", "c1", rows=1))
    assert len(more.tables["codings"]) == len(data.tables["codings"]) + 1
    assert more.beside["codings"].empty


def test_the_first_coder_is_that_of_the_first_package_then_of_the_alphabet(tmp_path, write_package, small_package):
    """Of a text of one's own the first package decides, within it the alphabet, whatever others are called."""
    coding = {"locality_id": "test_commune", "direction": "result", "source_id": "test_commune_2024"}
    coding |= {"theme_id": "cadre_training", "paragraph": "3", "gloss_vi": "x", "gloss_en": "x"}
    first = write_package(tmp_path / "b", small_package | {"codings": [coding | {"coder": c} for c in ("lan", "minh")]})
    second = write_package(tmp_path / "a", {"codings": [coding | {"coder": "an"}]})
    data = analysis.load(first, second)
    assert set(data.of("test_commune").tables["codings"]["coder"]) == {"lan"}
    assert sorted(data.beside["codings"]["coder"]) == ["an", "minh"]


def test_rows_are_those_of_pandas(data):
    """Rows listed by column have the values and types that pandas gives, missing ones too."""
    for table in data.tables.values():
        assert repr(list_rows(table)) == repr(table.to_dict("records"))


def test_of_thousands_of_ids_the_close_ones_are_told():
    """Who mistypes one of three thousand is told those that are close, and no list of all."""
    told = str(UnknownIdError("locality", "place_2999x", [f"place_{n}" for n in range(3000)]))
    assert "did you mean place_2999" in told and told.endswith(" and 2800 more")
