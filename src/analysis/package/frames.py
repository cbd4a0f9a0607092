"""The files of data packages read as text, each cell with the file and line that it stands in."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from analysis.errors import DataError, Fault, find_close
from analysis.package.schema import Package, TableSchema
from analysis.paths import data_dir, digest_path, own_data, show_path, walk
from analysis.words.catalogue import refuse, say, section

if TYPE_CHECKING:
    import pandas as pd

Frames = Mapping[str, "pd.DataFrame"]
"""Tables by their names."""
Row = Mapping[Any, Any]
"""A row of a table by its columns."""
Result = TypeVar("Result")

_MAX_FILE = 20  # MB
_MAX_ROWS = 20_000
# Endings of what was meant for a table or a lesson; editors write the ones with txt, which Windows does not show.
_NO_TABLE, _NO_LESSON = ("csv.txt", "ods", "tab", "tsv", "xls", "xlsx"), ("yaml", "yaml.txt", "yml.txt")
_ALIKE = 2  # columns that a file of another kind may share with a table
_MAX_COLUMNS = 200  # of a table by its first line, each of which is looked up


def fault_at(kind: str, row: Mapping[Any, Any], column: str | None, message: str = "", /, **details: str) -> Fault:
    """Tell something of a row that was read by `read_frames`, and of one of its cells.

    Without a message of its own it says what the catalogue has for its kind.
    """
    message = message or _word_fault(kind, {name.removesuffix("_en"): words for name, words in details.items()})
    return Fault(row["_file"], message, row=int(row["_line"]), column=column, kind=kind, details=details)


def file_fault(kind: str, file: str, row: int | None = None, column: str | None = None, /, **details: object) -> Fault:
    """Tell what keeps a file from being read, in the words that the catalogue has for its kind."""
    told = {name: str(detail) for name, detail in details.items()}
    return Fault(file, _word_fault(kind, told), row, column, kind, told)


def _word_fault(kind: str, details: Mapping[str, str]) -> str:
    """Word a fault with what would be right, or a notice."""
    if kind not in section("wrong", "en"):
        return say(f"notice.{kind}", "en", **details)
    right = "right_file" if kind in section("right_file", "en") else "right"
    return "; ".join(say(f"{part}.{kind}", "en", **details) for part in ("wrong", right))


def package_folders(paths: Sequence[str | Path] = ()) -> list[Path]:
    """List the folders and files to load: the built-in one first, then the project's own, then the named ones."""
    if not paths:
        paths = [path for path in os.environ.get("ANALYSIS_DATA", "").split(os.pathsep) if path]
    folders, known = [data_dir()], {data_dir().resolve()}
    for given in (*own_data(), *paths):
        if not isinstance(given, str | Path) or not str(given):  # "" is the current folder to pathlib
            raise refuse("no_package", file=repr(given))
        if not (path := Path(given)).exists():
            raise refuse("no_package", file=path)
        if (place := path.resolve()) not in known:
            known.add(place)
            for other in (other for other in folders if path.is_file() and other.name == path.name):
                raise refuse("namesakes", file=path, other=other)
            folders.append(path)
    return folders


def lesson_files(place: Path) -> list[Path]:
    """List the lessons of a package: in `lessons` in its folder, or beside a workbook, or a folder of lessons alone."""
    home = place if place.is_dir() else place.parent
    found = sorted((home / "lessons").glob("*.yml"))
    if found or home != place or any(place.glob("*.csv")):
        return found
    return [file for file in sorted(place.glob("*.yml")) if file.name not in ("findings.yml", "cues.yml")]


def list_files(place: Path) -> tuple[Path, Iterable[Path]]:
    """List the files of a package; those of a workbook are it, and beside it lessons and the texts of its sources."""
    if place.is_dir():
        return place, walk(place)
    return place.parent, [place, *place.parent.glob("*.txt"), *lesson_files(place)]


def keep_last(work_out: Callable[[TableSchema, pd.DataFrame], Result]) -> Callable[[TableSchema, pd.DataFrame], Result]:
    """Work something out of a table by itself, if it is not as the one of its name was last."""
    known: dict[str, tuple[TableSchema, pd.DataFrame, Result]] = {}

    @wraps(work_out)
    def give(table: TableSchema, frame: pd.DataFrame) -> Result:
        last = known.get(table.name)
        if last is None or last[0] is not table or not last[1].equals(frame):
            last = known[table.name] = table, frame, work_out(table, frame)
        return last[2]

    return give


def name_folders(folders: Sequence[Path]) -> list[str]:
    """Name the folder of each package, by its path where two would have one name."""
    names = [folder.resolve().name for folder in folders]
    return [name if names.count(name) == 1 else show_path(folder) for name, folder in zip(names, folders, strict=True)]


def read_frames(
    package: Package, folders: Sequence[Path], *, read_file: Callable[[Path], dict[str, pd.DataFrame]] | None = None
) -> dict[str, pd.DataFrame]:
    """Read all tables as text; the columns `_file` and `_line` tell where each row stands.

    `folders` are those of CSV files, the built-in one first, and files such as workbooks, which `read_file` reads.
    A DataError tells each file that is unreadable, not UTF-8 or not a table, has other columns or ragged rows, or that
    the built-in package lacks. Other packages may leave out columns that may be empty.
    """
    import pandas as pd

    faults: list[Fault] = []
    frames: dict[str, list[pd.DataFrame]] = {name: [] for name in package.tables}
    for folder, called in zip(folders, name_folders(folders), strict=True):
        if read_file is not None and not folder.is_dir():
            try:
                for name, frame in read_file(folder).items():
                    frames[name].append(frame)
            except DataError as error:
                faults += error.faults
            continue
        shown = "" if folder == data_dir() else f"{called}/"
        tables = any((folder / f"{name}.csv").is_file() for name in package.tables)
        books = [path for path in sorted(folder.glob("*.xlsx")) if not path.name.startswith("~")]
        if shown and books and not tables and (not lesson_files(folder) or (folder / "lessons").is_dir()):
            faults.append(file_fault("book_unread", f"{shown}{books[0].name}", near=show_path(books[0])))
        below = [fault for fault in find_below(package, folders, folder, called) if fault.kind == "table_below"]
        if shown and not (books or below or tables or lesson_files(folder)):
            faults.append(file_fault("no_table", shown))
        faults += below if shown else ()
        faults += _find_misnamed(package, folder, shown) if shown and folder.is_dir() else ()
        for name in package.tables:
            path = folder / f"{name}.csv"
            try:
                if path.is_file():
                    read = _read_rows if shown else _read_own
                    frames[name].append(read(path, package.tables[name], shown + path.name))
                elif not shown:
                    faults.append(file_fault("table_missing", path.name))
            except DataError as error:
                faults += error.faults
    if faults:
        raise DataError(faults)
    return {
        name: (pd.concat(found, ignore_index=True) if found[1:] else found[0])
        if found
        else pd.DataFrame(columns=[*package.tables[name].columns, "_file", "_line"], dtype=str)
        for name, found in frames.items()
    }


def find_below(package: Package, folders: Sequence[Path], folder: Path, called: str) -> Iterator[Fault]:
    """Tell each folder within that of a package which has tables: nothing of them is read.

    That is a fault, unless the package has them all itself: then they seem to be copies, of which a notice tells.
    """
    given, found = {each.resolve() for each in folders} - {folder.resolve()}, dict[Path, list[str]]()
    for path in sorted((*folder.glob("[!.]*/*.csv"), *folder.glob("[!.]*/[!.]*/*.csv"))):
        if path.stem in package.tables and given.isdisjoint((path.parent.resolve(), path.parent.parent.resolve())):
            found.setdefault(path.parent, []).append(path.name)
    for place, names in found.items():
        is_copy = all((folder / name).is_file() for name in names)
        told = {"files": ", ".join(names), "near": show_path(folder)}
        shown = f"{called}/{place.relative_to(folder).as_posix()}/"
        yield file_fault("copies_below" if is_copy else "table_below", shown, **told)


def _find_misnamed(package: Package, folder: Path, shown: str) -> Iterator[Fault]:
    """Tell files that seem to be a table and have no table's name, so that no row of theirs would be read."""
    # A disk that takes capitals for small letters has one file under both names.
    known = [folder / f"{name}.csv" for name in ("units", *package.tables)]
    for path in sorted(each for each in (*folder.iterdir(), *folder.glob("lessons/*")) if each.is_file()):
        stem, _, ending = path.name.lower().partition(".")
        is_table = stem in package.tables and ending in _NO_TABLE and path.parent == folder
        if is_table or ending in _NO_LESSON:
            near = f"{path.name.partition('.')[0]}.{'csv' if is_table else 'yml'}"
            yield file_fault("file_ending", f"{shown}{path.relative_to(folder).as_posix()}", near=near)
        is_csv = path.suffix.lower() == ".csv" and path.parent == folder
        if not is_csv or any(each.is_file() and each.samefile(path) for each in known):
            continue
        with path.open("rb") as file:
            head = set(file.readline(10_000).decode("utf-8-sig", "ignore").strip().replace(";", ",").split(","))
        alike = any(len(head.intersection(table.columns)) > _ALIKE for table in package.tables.values())
        if alike or find_close(path.stem, package.tables):
            choices = ", ".join(f"{each}.csv" for each in package.tables)
            yield file_fault("sheet_unknown", f"{shown}{path.name}", cell=path.name, choices=choices)


_own: dict[Path, tuple[str, TableSchema, pd.DataFrame]] = {}
"""The built-in tables as they were read last, by their files: where one changes the others need not be read again."""


def _read_own(path: Path, table: TableSchema, file: str) -> pd.DataFrame:
    content = digest_path(path)
    if path not in _own or _own[path][0] != content or _own[path][1] is not table:
        _own[path] = content, table, _read_rows(path, table, file, whole=True)
    return _own[path][2].copy(deep=False)


def _read_rows(path: Path, table: TableSchema, file: str, *, whole: bool = False) -> pd.DataFrame:
    """Read one file as text.

    Not by pandas, which fills up short rows, cuts off what is too long in the first one, and does not say on
    which line a row stands once a line is blank or a cell holds a line break.
    """
    import pandas as pd

    try:
        if path.stat().st_size > _MAX_FILE * 1_000_000:
            raise DataError([file_fault("file_large", file, limit=_MAX_FILE)])
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise DataError([file_fault("file_encoding", file, line, byte=error.start)]) from error
    except OSError as error:
        raise DataError([file_fault("file_unread", file, why=error.strerror)]) from error
    rows: list[tuple[int, list[str]]] = []
    # A spreadsheet that writes decimals with a comma parts the cells of a CSV file with semicolons.
    head = text.split("\n", 1)[0]
    parted = ";" if ";" in head and "," not in head else ","
    reader, line = csv.reader(io.StringIO(text, newline=""), delimiter=parted, strict=True), 1
    try:
        for cells in reader:
            if cells:
                rows.append((line, cells))
            if len(rows) > _MAX_ROWS:
                raise DataError([file_fault("table_long", file, line, limit=_MAX_ROWS)])
            line = reader.line_num + 1
    except csv.Error as error:
        raise DataError([file_fault("table_form", file, line)]) from error
    if not rows:
        raise DataError([file_fault("table_empty", file, columns=",".join(table.columns))])
    (_, header), *body = rows
    if len(header) > _MAX_COLUMNS:
        columns = ",".join(table.columns)
        raise DataError([file_fault("table_wide", file, 1, found=len(header), columns=columns)])
    faults = list(_check_columns(table, header, file, whole))
    ragged = ((line, len(cells)) for line, cells in body if len(cells) != len(header))
    faults += [file_fault("ragged", file, row, found=count, columns=len(header)) for row, count in ragged]
    if faults:
        raise DataError(faults)
    left_out = [name for name in table.columns if name not in header]
    full = [[*cells, *[""] * len(left_out), file, str(line)] for line, cells in body]
    return pd.DataFrame(full, columns=[*header, *left_out, "_file", "_line"], dtype=object)


def _check_columns(table: TableSchema, header: Sequence[str], file: str, whole: bool) -> Iterator[Fault]:
    for column in table.fields:
        if column.name not in header and (whole or column.required):
            yield file_fault("heading_missing", file, 1, column.name, cell=column.name)
    for place, name in enumerate(header):
        if name not in table.columns:
            near = " / ".join(find_close(name, table.columns))
            yield file_fault("heading", file, 1, cell=name, near=near, ids=", ".join(table.columns))
        elif name in header[:place]:
            yield file_fault("heading_twice", file, 1, name, cell=name)
