"""A campaign of spoilt workbooks and folders: no traceback, no hang, and what is accepted is what was meant or is told.

A few examples of a fixed seed are tried each time; `make fuzz` tries as many as `ANALYSIS_FUZZ` says.
"""

import csv
import os
import shutil
import zipfile
from datetime import date
from decimal import Decimal
from math import isclose
from time import process_time

import openpyxl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openpyxl.utils.datetime import to_excel
from workbook.conftest import FILLED, column_of

import analysis
from analysis.errors import AnalysisError, DataError, RefusedError
from analysis.package.frames import package_folders, read_frames
from analysis.package.schema import read_package
from analysis.workbook.review import find_remarks

pytestmark = pytest.mark.slow
HANG = 20  # seconds of the processor
EXAMPLES = int(os.environ.get("ANALYSIS_FUZZ", "3"))
FUZZ = settings(
    max_examples=EXAMPLES,
    derandomize="ANALYSIS_FUZZ" not in os.environ,
    deadline=None,  # of the clock, which others may hold up; `accept` looks at what an example itself takes
    phases=[Phase.generate, Phase.shrink] if EXAMPLES < 100 else [Phase.generate],
    suppress_health_check=list(HealthCheck),
    database=None,
)
CELLS = [(sheet, row, field) for sheet, rows in FILLED.items() for row, cells in rows.items() for field in cells]
NUMBERS = st.one_of(st.integers(), st.floats(), st.booleans(), st.dates(), st.datetimes())
TYPED = st.one_of(
    st.text(max_size=40),
    st.text(alphabet="0123456789.,  \u00a0\uff11%-+=e/", max_size=12),
    st.sampled_from(
        ["1 906", "1\u00a0906", "１９０６", "_x0031_906", "1906", "1,906", "1906,0", "80.2", "'1906", "=1906"]
    ),
    NUMBERS,
)
FORMATS = ("General", "@", "0", "0.0", "0%", "#,##0", "0,", "d/m/yyyy", '"9"0', "0.00E+00", "# ?/?")


# What the made-up data lean on; a table without a rule for them is left empty, so that an example takes less time.
KEPT = {
    "localities": ["ba_tri"],
    "sources": ["ba_tri_2019"],
    "indicators": ["admission_plan_achieved", "members_admitted", "party_members"],
    "themes": ["member_recruitment", "organisation_staffing", "planning_and_targets"],
}


@pytest.fixture(scope="module")
def small_home(no_official_list, tmp_path_factory):
    """Lay over few built-in rows."""
    home = tmp_path_factory.mktemp("home")
    shutil.copytree(analysis.paths.data_dir(), home / "data", ignore=shutil.ignore_patterns("units.csv", "lessons"))
    for path in (home / "data").glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        rows = [row for row in rows if row[0] in KEPT.get(path.stem, ())]
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([header, *rows])
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ANALYSIS_HOME", str(home))
        yield home


@pytest.fixture(scope="module")
def sound(small_home, short_template, tmp_path_factory):
    """Give a workbook filled in, of no other sheets and rows, with its text beside it, in which nothing is wrong."""
    folder = tmp_path_factory.mktemp("sound")
    book = openpyxl.load_workbook(short_template)
    for sheet in book.worksheets:
        if sheet.title not in FILLED:
            book.remove(sheet)
            continue
        sheet.delete_rows(max(FILLED[sheet.title]) + 1, sheet.max_row)
        for cell in sheet[2]:
            cell.value = None  # an example is one of all built-in rows
        sheet.data_validations.dataValidation.clear()
        for row, cells in FILLED[sheet.title].items():
            for name, value in cells.items():
                sheet.cell(row, column_of(sheet, name)).value = value
    book.save(folder / "mine.xlsx")
    (folder / "my_commune_2021.txt").write_text("Bài\nCó 1.906 đảng viên, 80,2% kế hoạch.\n", encoding="utf-8")
    remarks, _ = find_remarks(folder / "mine.xlsx")
    assert remarks.faults == [], remarks.faults
    return folder / "mine.xlsx"


@pytest.fixture(scope="module")
def opened(sound):
    """Open the workbook once; whoever changes it puts it back."""
    return openpyxl.load_workbook(sound)


def accept(path):
    """Give what the figures of a package laid over are, and which columns are told of; None where it is refused."""
    began = process_time()
    try:
        remarks, books = find_remarks(path)
    except AnalysisError as error:  # in words for whoever gave the file; another one is a mistake of ours
        assert isinstance(error, DataError | RefusedError), error
        return None
    finally:
        assert process_time() - began < HANG
    return None if remarks.faults else (books, {notice.column for notice in remarks.notices})


def figures_of(books):
    return sorted(map(Decimal, books[0].tables["observations"]["value"]))


@FUZZ
@given(where=st.sampled_from(CELLS), typed=TYPED, shown_as=st.sampled_from(FORMATS))
def test_a_spoilt_cell_is_refused_told_or_means_the_same(sound, opened, where, typed, shown_as):
    """Whatever is typed into a cell, no figure is another one; words are those typed, or their repair is told."""
    sheet, row, field = where
    cell, path = opened[sheet].cell(row, column_of(opened[sheet], field)), sound.with_name("cell.xlsx")
    before = cell.value, cell.number_format
    try:
        cell.value, cell.number_format = typed, shown_as
        opened.save(path)
    except (ValueError, TypeError, openpyxl.utils.exceptions.IllegalCharacterError):
        return  # no spreadsheet holds it
    finally:
        cell.value, cell.number_format = before
    taken = accept(path)
    if taken is None:
        return
    books, told = taken
    figures = figures_of(books)
    assert set(figures) <= {Decimal(1906), Decimal("80.2")}
    if field in ("name_vi", "title") and field not in told:
        (table,) = (each for each in books[0].tables.values() if field in each and len(each))
        words = set(table[field])
        if isinstance(typed, str):
            assert " ".join(typed.split()) in words
        else:  # a day in a format that shows none is, in the file and to the eye, a number; a file holds 16 digits
            number = to_excel(typed) if isinstance(typed, date) else typed
            assert str(typed) in words or isclose(float(words.pop()), number, rel_tol=1e-12)


@FUZZ
@given(
    data=st.data(), place=st.integers(0, 10**6), new=st.binary(max_size=6), length=st.integers(0, 6), raw=st.booleans()
)
def test_a_spoilt_file_is_refused_or_means_the_same(sound, data, place, new, length, raw):
    """Bytes changed in the file, or in one of its parts, leave the figures as they were, or are refused."""
    path = sound.with_name("file.xlsx")
    if raw:
        content = sound.read_bytes()
        at = place % len(content)
        path.write_bytes(content[:at] + new + content[at + length :])
    else:
        with zipfile.ZipFile(sound) as package, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as spoilt:
            wanted = data.draw(st.sampled_from(sorted(package.namelist())))
            for part in package.namelist():
                content = package.read(part)
                at = place % max(1, len(content))
                spoilt.writestr(part, content[:at] + new + content[at + length :] if part == wanted else content)
    if taken := accept(path):
        books, told = taken
        assert set(figures_of(books)) <= {Decimal(1906), Decimal("80.2")}
        assert len(figures_of(books)) == 2 or told


@FUZZ
@given(
    table=st.sampled_from(["localities", "sources", "observations"]),
    place=st.integers(0, 10**6),
    new=st.one_of(st.binary(max_size=4), st.text(max_size=4).map(lambda text: text.encode("utf-8", "replace"))),
    length=st.integers(0, 4),
)
def test_a_spoilt_folder_is_refused_or_means_the_same(
    small_home, write_package, small_package, tmp_path_factory, table, place, new, length
):
    """A change in a table of a folder leaves its figure as it was, or is refused."""
    folder = write_package(tmp_path_factory.getbasetemp() / "spoilt", small_package)
    assert length or new or accept(folder) is not None
    path = folder / f"{table}.csv"
    content = path.read_bytes()
    at = place % len(content)
    path.write_bytes(content[:at] + new + content[at + length :])
    if accept(folder) is not None:
        observations = read_frames(read_package(), package_folders([folder]))["observations"]
        assert [Decimal(value) for value in observations["value"]] in ([Decimal(1172)], [])
