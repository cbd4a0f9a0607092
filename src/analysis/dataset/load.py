"""The data package read into memory: every cell checked, every table typed."""

import atexit
import gc
import hashlib
import os
import pickle
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd

from analysis.dataset.tidy import Dataset
from analysis.errors import DataError, Fault
from analysis.package.frames import Frames, keep_last, lesson_files, list_files, package_folders, read_frames
from analysis.package.layers import find_beside
from analysis.package.schema import TableSchema, read_package
from analysis.paths import (
    CODE,
    digest,
    digest_code,
    digest_environment,
    digest_files,
    find_project,
    is_sound,
    keep_sound,
    write_whole,
)
from analysis.text import period_bounds


def load(*paths: str | Path) -> Dataset:
    """Load the built-in data package with others laid over it, every cell and every key checked.

    Others are folders of CSV files named as the built-in tables, or workbooks; tables they lack are taken as empty.
    Without any, those named in the environment variable `ANALYSIS_DATA` are laid over. If anything is wrong, the
    `DataError` lists every fault with file, line and column.

    Returns
    -------
    Dataset
        Checked and typed; equal files give the same version.

    Examples
    --------
    >>> import analysis
    >>> analysis.load().ids("locality")
    ['ba_tri', 'hai_luu', 'lai_chau', 'nam_po', 'trang_dinh']
    """
    folders = package_folders(paths)
    state = _see(folders)
    if state not in _last:
        collecting = gc.isenabled()
        gc.disable()  # rows by the hundred thousand are made and stay: to look for garbage among them takes an eighth
        try:
            read = _read(folders)
        finally:
            if collecting:
                gc.enable()
        _last.clear()
        _last[state] = read
    return _last[state][1]


_last: dict[str, tuple[str, Dataset]] = {}
"""What was loaded last with its mark, by the state of its files: who makes many reports reads them once."""
_MOST_KEPT = 3  # datasets in the cache, the newest


def hand_over() -> tuple[Path, str]:
    """Put what was loaded last into a file for other processes to take over, which need not check it again.

    It is that of the cache, where the next command finds it; with it goes the state of the files that were read.
    """
    state = next(iter(_last), "")
    return _pack(state), state


@lru_cache(1)
def _pack(state: str) -> Path:
    mark, data = _last.get(state, ("", None))
    path = _find_kept(mark)
    if path is not None and path.is_file():
        return path
    content = pickle.dumps(data and _share_texts(data))
    content = digest(content).encode() + content
    if path is not None:
        with suppress(OSError):  # nothing can be kept here
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, lambda part: part.write_bytes(content))
            for old in sorted(path.parent.iterdir(), key=lambda kept: -kept.stat().st_mtime_ns)[_MOST_KEPT:]:
                old.unlink(missing_ok=True)
            return path
    with suppress(OSError):  # nor there
        folder = TemporaryDirectory()  # gone with this process; a country is too much to send with each report
        atexit.register(folder.cleanup)
        path = Path(folder.name) / "data"
        path.write_bytes(content)
        return path
    return Path()  # who takes over reads the tables


def _share_texts(data: Dataset) -> Dataset:
    """Have texts that are equal be one: of a country's million cells most are, and are read again in half the time."""
    known: dict[str, str] = {}

    def share(cells: "pd.Series[Any]") -> "pd.Series[Any]":
        shared = [known.setdefault(cell, cell) for cell in cells.tolist()] if cells.dtype == "str" else cells
        return pd.Series(shared, cells.index, cells.dtype)

    return replace(data, tables={name: table.apply(share) for name, table in data.tables.items()})


def take_over(packed: Path, state: str) -> None:
    """Take over what another process loaded, of files in a state; what is gone since is left to `load`."""
    if (data := _unpack(packed)) is not None:
        _last.clear()
        _last[state] = "", data


def _find_kept(mark: str) -> Path | None:
    """Say where a dataset is kept from one command to the next, by all that it depends on."""
    project = find_project() if mark else None
    return project and project / ".cache" / "data" / mark


def _unpack(path: Path) -> Dataset | None:
    """Read a dataset that was put into a file, if it is there; one that is not whole goes."""
    with suppress(OSError):
        content = path.read_bytes()
        if digest(content[_DIGITS:]).encode() == content[:_DIGITS]:
            data: Dataset | None = pickle.loads(memoryview(content)[_DIGITS:])
            return data
        path.unlink()
    return None


_DIGITS = len(digest())


def _see(folders: Sequence[Path]) -> str:
    """Give a digest that changes with the sizes and times of the files of packages."""
    found = (file for folder in folders for file in sorted(list_files(folder.absolute())[1]) if file.is_file())
    files = [(str(file), file.stat()) for file in found]
    return digest(repr([(name, told.st_size, told.st_mtime_ns, told.st_ctime_ns) for name, told in files]))


def _read(folders: Sequence[Path]) -> tuple[str, Dataset]:
    """Read a dataset as the cache has it, or from its files; its mark is empty where they changed meanwhile."""
    mark = _mark(folders)
    kept = _find_kept(mark)
    if kept and (data := _unpack(kept)) is not None and mark == _mark(folders):
        with suppress(OSError):
            os.utime(kept)
        return mark, data
    frames, faults = _check(folders, known=is_sound(mark))
    if mark != _mark(folders):  # something changed while they were read
        mark, (frames, faults) = "", _check(folders)
    if faults:
        raise DataError(faults)
    if mark:
        keep_sound(mark)
    return mark, assemble(folders, frames)


def assemble(folders: Sequence[Path], frames: Frames) -> Dataset:
    """Make the dataset of packages laid over each other, the built-in one first, from their tables without a fault.

    Returns
    -------
    Dataset
        As `load` gives it, of tables that were read already.
    """
    # A notebook, which opens them, runs in a folder of its own.
    lessons = {file.stem: file.absolute() for folder in folders for file in lesson_files(folder)}
    findings = [(folder.absolute() / "findings.yml", folder == folders[-1]) for folder in folders]
    findings = [(file, last) for file, last in findings if file.is_file()]
    version = _digest(frames, lessons | {str(n): file for n, (file, _) in enumerate(findings)})
    tables = {name: _type_table(read_package().tables[name], frame) for name, frame in frames.items()}
    codings, second = tables["codings"], find_beside(frames["codings"])
    tables["codings"] = codings[~second].reset_index(drop=True)
    return Dataset(tables, version, lessons, {"codings": codings[second].reset_index(drop=True)}, tuple(findings))


def check_layers(*paths: str | Path) -> list[Fault]:
    """List every fault of the built-in package with others, as `load` takes them, laid over it, table by table."""
    return _check(package_folders(paths))[1]


def _mark(folders: Sequence[Path]) -> str:
    """Digest all that the check of packages depends on."""
    parts = (part for place in folders for part in (str(place.absolute()), digest_files(*list_files(place))))
    return digest(digest_code(CODE), digest_environment(), *parts)


def _check(folders: Sequence[Path], *, known: bool = False) -> tuple[dict[str, pd.DataFrame], list[Fault]]:
    """Read tables as text, and check them unless they are `known` to be sound.

    The reader of workbooks is heavy, and most packages are folders.
    """

    def read_file(path: Path) -> dict[str, pd.DataFrame]:
        from analysis.workbook.reading import read_workbook

        book = read_workbook(path)
        book.refuse()
        return book.tables

    if known:
        return read_frames(read_package(), folders, read_file=read_file), []
    from analysis.package.check import check_packages

    return check_packages(folders, read_file=read_file)


def own_sources(data: Dataset) -> list[str]:
    """List the sources of data that are not built in."""
    built_in = set(read_frames(read_package(), package_folders()[:1])["sources"]["source_id"])
    return [id_ for id_ in data.ids("source") if id_ not in built_in]


@keep_last
def _type_table(table: TableSchema, frame: pd.DataFrame) -> pd.DataFrame:
    """Give a table with the types of its columns."""
    typed: dict[str, pd.Series[Any]] = {}
    for column in table.fields:
        cells = frame[column.name]
        if column.type in ("integer", "number"):
            numbers = pd.to_numeric(cells.where(cells != "", None))
            typed[column.name] = numbers.astype("Int64" if column.type == "integer" else "Float64")
        elif column.type == "date":
            typed[column.name] = pd.to_datetime(cells.where(cells != "", None), format="%Y-%m-%d")
        elif column.type == "boolean":
            typed[column.name] = cells == "true"
        elif column.cell_list:
            typed[column.name] = pd.Series([column.cell_list.read(cell) for cell in cells], cells.index, dtype=object)
        else:
            typed[column.name] = cells.astype(str)
    if table.name == "observations":
        typed["reading"] = typed["reading"].mask(typed["reading"] == "", "level")
        bounds = [period_bounds(period) for period in frame["period"]]
        for end, column_name in enumerate(("start", "end")):
            typed[column_name] = pd.to_datetime(pd.Series([days[end] for days in bounds], frame.index, dtype=object))
    return pd.DataFrame(typed)


def _digest(frames: Frames, lessons: Mapping[str, Path]) -> str:
    sums = hashlib.sha256()
    for name, file in sorted(lessons.items()):
        sums.update(name.encode() + file.read_bytes())
    for name in sorted(frames):
        sums.update(name.encode())
        for column in read_package().tables[name].columns:
            sums.update("\x1f".join([column, *frames[name][column]]).encode())
    return sums.hexdigest()[:12]
