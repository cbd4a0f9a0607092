"""The workbook of a field study: made, filled in as people type, checked, laid over and shown."""

import io
import re

import openpyxl
import pytest

import analysis
from analysis.commands.main import main
from analysis.lessons.field_study import open_field_study
from analysis.lessons.pack import write_field_study
from analysis.package.schema import read_package

pytestmark = pytest.mark.usefixtures("short_workbooks")

OWN = "ba_tri_field_study"


def column_of(sheet, table, name, lang):
    """Find the column of a field in a sheet by its heading."""
    heading = read_package().tables[table].field(name).title[lang]
    return next(cell.column for cell in sheet[1] if str(cell.value).removesuffix(" *") == heading)


def call(capsys, *arguments):
    """Run a command in this process; give exit code, what it printed, and what it said on stderr."""
    with pytest.raises(SystemExit) as done:
        main(list(arguments))
    printed = capsys.readouterr()
    return done.value.code or 0, printed.out, printed.err


@pytest.fixture(scope="module", params=["vi", "en"])
def outline(request):
    """Give the outline of a place with its workbook."""
    made = open_field_study(analysis.load(), "ba_tri", lang=request.param)
    files = write_field_study(made)
    return made, next(file.content for name, file in files.items() if name.endswith(".xlsx"))


@pytest.fixture
def filled(outline, tmp_path):
    """Fill the workbook in: the day, one figure, and the notes beside it."""
    made, content = outline
    path = tmp_path / "class.xlsx"
    book = openpyxl.load_workbook(io.BytesIO(content))

    def put(table, row, **cells):
        sheet = book[read_package().tables[table].title[made.lang]]
        for name, typed in cells.items():
            sheet.cell(row, column_of(sheet, table, name, made.lang)).value = typed

    basis = {"vi": "bài nêu", "en": "stated"}[made.lang]
    put("sources", 3, published_on="12/5/2025")
    put("observations", 3 + made.asked.index("party_members"), value="7.321", period="12/2024", period_basis=basis,
        printed="7.321 đảng viên", paragraph="2")  # fmt: skip
    book.save(path)
    (tmp_path / f"{OWN}.txt").write_text("Ghi chép\n\nHuyện có 7.321 đảng viên.\n", encoding="utf-8")
    return path, made.lang


@pytest.mark.few(1)
def test_each_blank_has_its_line(outline):
    """The workbook has a line for each blank of the outline, by the id of its indicator, and a place of its own."""
    made, content = outline
    book = openpyxl.load_workbook(io.BytesIO(content))
    tables = read_package().tables
    sheet = book[tables["observations"].title[made.lang]]
    column = column_of(sheet, "observations", "indicator_id", made.lang)
    begun = [sheet.cell(row, column).value for row in range(3, sheet.max_row + 1)]
    assert [re.search(r"\[(\w+)\]$", value)[1] for value in begun if value] == list(made.asked)
    assert len(made.asked) == len(made.blanks.rows)
    assert book[tables["localities"].title[made.lang]].cell(3, 2).value == OWN
    assert OWN not in analysis.load().ids("locality")


@pytest.mark.slow
def test_filled_in_it_is_sound_and_shown(filled, tmp_path, capsys):
    """Filled in, `analysis check` takes it, lines left empty are no fault, and the figure stands in the profile."""
    path, lang = filled
    code, out, err = call(capsys, "check", str(path), "--lang", lang)
    assert (code, err) == (0, ""), out
    code, out, err = call(capsys, "build", f"profile-{OWN}", "--data", str(path), "--lang", lang, "--out",
                          str(tmp_path / "site"), "--no-cache")  # fmt: skip
    assert code == 0, out + err
    page = next((tmp_path / "site").rglob(f"*{OWN}*.html")).read_text(encoding="utf-8")
    assert {"vi": "7.321", "en": "7,321"}[lang] in page


@pytest.mark.few(1)
def test_what_is_half_filled_in_is_told(filled, capsys):
    """A line with a figure but without its period is a fault with its sheet and column; so are lost notes."""
    path, lang = filled
    title = read_package().tables["observations"].title[lang]
    book = openpyxl.load_workbook(path)
    column = column_of(book[title], "observations", "period", lang)
    for row in range(3, 60):
        book[title].cell(row, column).value = None
    book.save(path)
    code, _, err = call(capsys, "check", str(path), "--lang", lang)
    assert code == 1
    assert title in err
    path.with_name(f"{OWN}.txt").unlink()
    assert f"{OWN}.txt" in call(capsys, "check", str(path), "--lang", lang)[2]
