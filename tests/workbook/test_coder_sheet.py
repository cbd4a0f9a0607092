"""A second coder's sheet: made, filled in, checked, and the agreement told from it."""

import json

import openpyxl
import pytest
from reviews import review_workbooks

import analysis
from analysis.commands.main import main
from analysis.methods import agreement, compare_coders
from analysis.words.catalogue import say
from analysis.workbook.cells import label_values
from analysis.workbook.template import _CODED, write_coder_sheet

SHEET = 1  # the codings, after the guide


@pytest.fixture(autouse=True)
def few_draws(monkeypatch):
    """Draw less often than for a reader; what is asserted here holds for any number."""
    monkeypatch.setattr(agreement, "DRAWS", 60)


@pytest.fixture(params=["vi", "en"])
def lang(request):
    return request.param


@pytest.fixture
def fill(data, tmp_path):
    """Fill a sheet for one place in with the codings of its first coder, change cells by row and column, and save."""

    def make(changes=(), place="nam_po", lang="vi", mark="lan", keep=None):
        path = tmp_path / "second.xlsx"
        path.unlink(missing_ok=True)
        write_coder_sheet(path, data.tables, [place], lang=lang)
        book = openpyxl.load_workbook(path)
        sheet, columns = book.worksheets[SHEET], list(_CODED)
        fields = {field.name: field for field in analysis.package.schema.read_package().tables["codings"].fields}
        free = {str(row[2].value): row[0].row for row in sheet.iter_rows(min_row=2)}
        for coding in data.of(place).tables["codings"].to_dict("records")[:keep]:
            line = free.pop(str(coding["paragraph"]), sheet.max_row + 1)
            cells = {name: coding[name] for name in ("locality_id", "source_id", "paragraph")}
            cells["theme_id"] = f"{data.name('theme', coding['theme_id'], lang)} [{coding['theme_id']}]"
            for name in ("direction", "status"):
                cells[name] = label_values(fields[name], lang).get(coding[name])
            for name, value in cells.items():
                sheet.cell(line, columns.index(name) + 1).value = value
        sheet.cell(2, columns.index("coder") + 1).value = mark
        for (line, name), value in dict(changes).items():
            sheet.cell(line, columns.index(name) + 1).value = value
        book.save(path)
        return path

    return make


def run(capsys, *arguments, code=0):
    """Run a command that ends with this exit code, and give what it says, to whom it should."""
    with pytest.raises(SystemExit) as stop:
        main([*arguments])
    told = capsys.readouterr()
    assert (stop.value.code or 0) == code, told
    return told.err if code else told.out


def test_the_sheet_asks_and_does_not_answer(data, lang, tmp_path):
    """It has a row for each paragraph of the bodies, the codebook and the rules whole, and not one coding or gloss."""
    write_coder_sheet(tmp_path / "all.xlsx", data.tables, data.ids("locality"), lang=lang)
    book = openpyxl.load_workbook(tmp_path / "all.xlsx")
    rows = list(book.worksheets[SHEET].iter_rows(min_row=2, values_only=True))
    # 11 + 18 + 16 + 8 + 14 paragraphs.
    assert len(rows) == 67 and all(row[3:] == (None,) * 6 for row in rows)
    assert [row[2] for row in rows if row[0] == "nam_po"] == [str(n) for n in range(1, 9)]
    words = " ".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)
    for kind, columns in (("theme", ("definition", "include", "exclude")), ("rule", ("rule", "example_1"))):
        for row in data.rows(kind):
            assert all(row[f"{column}_{lang}"] in words for column in columns) and row[f"{kind}_id"] in words
    assert not [gloss for gloss in data.tables["codings"][f"gloss_{lang}"] if gloss in words]
    choices = [rule.formula1 for rule in book.worksheets[SHEET].data_validations.dataValidation]
    assert len(choices) == 3 and any("$A$2:$A$23" in choice for choice in choices)
    # The guide is Vietnamese first, with English beside it, whatever the language of the rest.
    assert "số đoạn" in book.worksheets[0]["A2"].value and "paragraph" in book.worksheets[0]["B2"].value


def test_a_sheet_filled_in_makes_the_round(data, fill, capsys, lang):
    """Who codes as the first coder did, blanks between, is accepted as laid beside, and agrees in everything."""
    path = fill(lang=lang)
    review = review_workbooks(path)[lang]
    assert not review.faults
    (notice,) = [told for told in review.notices if told.kind == "beside"]
    number = len(data.of("nam_po").tables["codings"])
    assert {"lan", str(number), "nam_po_2018"} <= set(notice.wrong.replace(",", "").split())
    both = analysis.load(path)
    assert len(both.beside["codings"]) == number
    assert both.tables["codings"].equals(data.tables["codings"])
    assert {(each.source_ids, each.kappa.estimate) for each in compare_coders(both)} == {(("nam_po_2018",), 1)}
    assert "analysis agreement --data" in run(capsys, "check", str(path), "--lang", lang)


@pytest.mark.few(6)
@pytest.mark.parametrize(
    ("changes", "kind", "row", "column", "words"),
    [
        ({(5, "theme_id"): "cadre_traning"}, "unknown", 5, "E", "cadre_training"),
        ({(5, "source_id"): "nam_po_2019"}, "unknown", 5, "B", "nam_po_2018"),
        ({(5, "paragraph"): "9"}, "outside", 5, "C", "8"),
        ({(5, "direction"): "lời khen"}, "choice", 5, "F", ""),
        ({(5, "direction"): None}, "empty", 5, "F", ""),
        ({(2, "coder"): "c1"}, "coder_taken", 5, "D", "c2"),
    ],
)
def test_what_is_wrong_is_told_by_its_place(fill, lang, changes, kind, row, column, words):
    """A wrong id, paragraph or word, and the mark of the first coder, are refused with sheet, row and column."""
    faults = review_workbooks(fill(changes, lang=lang))[lang].faults
    told = [fault for fault in faults if (fault.kind, fault.row, fault.column) == (kind, row, column)]
    assert told and words in told[0].right
    assert told[0].sheet == {"vi": "Mã hóa", "en": "Codings"}[lang]


def test_a_sheet_without_a_theme_is_told(fill):
    """A sheet of blanks says that nothing is coded yet."""
    assert [fault.kind for fault in review_workbooks(fill(keep=0))["vi"].faults] == ["nothing_coded"]


def test_a_sheet_without_a_mark_is_refused_at_its_yellow_cell(fill, capsys):
    """A coder who gave no mark is asked for one, by sheet, row and column, and by no command taken for another."""
    path = str(fill(mark=None))
    (fault,) = review_workbooks(path)["vi"].faults
    assert (fault.kind, fault.sheet, fault.row, fault.column) == ("coder_empty", "Mã hóa", 2, "D")
    assert "như c2 hay lan" in fault.right
    for command in (["check", path], ["agreement", "--data", path], ["export", "out.xlsx", "--data", path]):
        told = run(capsys, *command, code=1)
        assert "sheet “Mã hóa”, dòng 2, cột D" in told and "nobody" not in told, command
    assert "row 2, column D" in run(capsys, "agreement", "--lang", "en", "--data", path, code=1)


def test_two_sheets_with_one_mark_are_refused_by_the_names_of_both(fill, tmp_path, capsys):
    """One mark for the same text in two files is told with both; of different texts it is one person who went on."""
    first = fill(keep=2).rename(tmp_path / "first.xlsx")
    second = fill(keep=2).rename(tmp_path / "other.xlsx")
    told = run(capsys, "check", str(first), str(second), code=1)
    assert "“lan”" in told and "first.xlsx" in told and "other.xlsx" in told and "nam_po_2018" in told
    elsewhere = fill(place="ba_tri", keep=2).rename(tmp_path / "elsewhere.xlsx")
    assert set(analysis.load(first, elsewhere).beside["codings"]["coder"]) == {"lan"}
    (tmp_path / "more").mkdir()
    namesake = second.rename(tmp_path / "more" / "first.xlsx")
    assert str(first) in (told := run(capsys, "check", str(first), str(namesake), code=1)) and str(namesake) in told


@pytest.mark.few(1)
def test_coders_without_a_difference_are_told_so(fill, capsys, lang):
    """Where all is coded alike the command says in a sentence that there is no difference."""
    told = run(capsys, "agreement", "--data", str(fill(lang=lang)), "--lang", lang)
    assert say("agreement.no_difference", lang) in told


def test_only_codings_beside_go_without_a_gloss(home, tmp_path, write_package, set_cells):
    """What counts says in our words what it counts; what is laid beside need not, in a folder too."""
    from analysis.dataset.load import check_layers

    coding = {"locality_id": "nam_po", "direction": "result", "source_id": "nam_po_2018", "paragraph": "4"}
    coding |= {"theme_id": "cadre_training", "coder": "c2"}
    assert check_layers(write_package(tmp_path / "beside", {"codings": [coding]})) == []
    more = write_package(tmp_path / "more", {"codings": [coding | {"coder": "c1"}]})
    assert {(told.kind, told.column) for told in check_layers(more)} == {("empty", "gloss_vi"), ("empty", "gloss_en")}


@pytest.mark.few(1)
def test_agreement_is_told_in_words_and_as_json(fill, capsys, lang):
    """The command gives figures, differences and claims of two coders; its JSON has no hole."""
    path = str(fill({(5, "theme_id"): "cadre_training"}, lang=lang))
    told = run(capsys, "agreement", "--data", path, "--lang", lang)
    assert all(words in told for words in ("c1", "lan", "κ", "α", "Nậm Pồ")) and "nan" not in told.split()
    report = json.loads(run(capsys, "agreement", "--data", path, "--json"), parse_constant=pytest.fail)
    assert set(report) == {"figures", "differences", "claims"} and len(report["figures"]) == len(agreement.UNITS)
    # Of two rows of paragraph 4 on one theme the second coder gave one to another: a difference for either theme.
    differences = [(len(said["c1"]), len(said["lan"])) for said in report["differences"]]
    assert sorted(differences) == [(0, 1), (2, 1)]


def test_without_a_second_coder_the_command_says_so(capsys, lang):
    """With one coder there is nothing to compare: clear words, how to begin, and an exit code that is not zero."""
    assert "analysis coder-sheet all" in run(capsys, "agreement", "--lang", lang, code=1)


@pytest.mark.parametrize(
    ("arguments", "words"), [(("ba_trii", "x.xlsx"), "did you mean ba_tri"), (("all", "x.csv"), ".xlsx")]
)
def test_bad_requests_write_nothing(tmp_path, monkeypatch, capsys, arguments, words):
    """An unknown place and another ending are refused, and nothing is written."""
    monkeypatch.chdir(tmp_path)
    assert words in run(capsys, "coder-sheet", *arguments, code=1)
    assert list(tmp_path.iterdir()) == []
