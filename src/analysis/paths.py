"""Where things are, and how files are put there.

The data, notebooks and reports stand beside the package in the project's folder, so that a reader can open
them without knowing Python. A wheel holds copies of data and notebooks, for those who work without that folder.
"""

import errno
import io
import os
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

from analysis.errors import AnalysisError, NoProjectError

_DATA, _RUNS = Path("data", "datapackage.json"), Path("notebooks", "runs.yml")
# What comes with the code: the folders of its checkout, or their copies in an installed package.
_GIVEN = (Path(__file__).resolve().parents[2], Path(__file__).resolve().parent / "project")
# The earliest day that a zip can hold: equal input gives equal bytes.
_EARLIEST = (1980, 1, 1, 0, 0, 0)


def find_project() -> Path | None:
    """Find the project that is worked in: `ANALYSIS_HOME`, the current folder or one above it, or this code's checkout.

    It holds `notebooks/runs.yml`; None where there is no project. An AnalysisError says that `ANALYSIS_HOME` is none.
    """
    if named := os.environ.get("ANALYSIS_HOME"):
        if not any((Path(named) / mark).is_file() for mark in (_DATA, _RUNS)):
            told = f"ANALYSIS_HOME is {named}, where there is no {_DATA.as_posix()} and no {_RUNS.as_posix()}"
            raise AnalysisError(told)
        return Path(named).resolve()
    folders = (Path.cwd(), *Path.cwd().parents, _GIVEN[0])
    return next((folder for folder in folders if (folder / _RUNS).is_file()), None)


def project_dir() -> Path:
    """Give the folder of the project that is worked in, or raise a NoProjectError."""
    project = find_project()
    if project is None:
        raise NoProjectError(
            f"no {_RUNS.as_posix()} in {Path.cwd()} or above it; `analysis init FOLDER` makes a project"
        )
    return project


def data_dir() -> Path:
    """Give the folder of the built-in data package."""
    return _holder(_DATA) / "data"


def notebooks_dir() -> Path:
    """Give the folder of the notebooks and `runs.yml`."""
    return _holder(_RUNS) / "notebooks"


def given_notebooks() -> Path:
    """Give the folder of the notebooks that come with the code."""
    return next(folder / "notebooks" for folder in _GIVEN if (folder / _RUNS).is_file())


def own_data() -> list[Path]:
    """List what a project lays over the built-in data: its `data/`, once it holds data, and the workbooks in there."""
    folder = (find_project() or _GIVEN[0]) / "data"
    if folder == data_dir():
        return []
    holds = any(next(folder.glob(form), None) for form in ("*.csv", "*.yml", "lessons/*.yml"))
    return [*([folder] if holds else []), *sorted(folder.glob("[!~]*.xlsx"))]


def _holder(mark: Path) -> Path:
    """Find the folder whose data or notebooks are taken: the project's, or the given one where it has none."""
    folders = (find_project(), *_GIVEN)
    return next(folder for folder in folders if folder and (folder / mark).is_file())


def show_path(path: Path) -> str:
    """Show a path from where the reader stands, if it is below."""
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix() or "."
    except ValueError:
        return path.as_posix()


def write_whole(path: Path, write: Callable[[Path], object]) -> None:
    """Have a file written under another name in the same folder, which must be there, and then put in its place."""
    if not path.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path.parent))
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        write(part)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def zip_files(files: Mapping[str, bytes]) -> bytes:
    """Pack files, content by name, into a zip without a day of its own."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, _EARLIEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            entry.create_system = 3  # the same bytes whatever the machine is
            archive.writestr(entry, content)
    return buffer.getvalue()
