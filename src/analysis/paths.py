"""Where things are, and how files are put there.

The data, notebooks and reports stand beside the package in the project's folder, so that a reader can open
them without knowing Python.
"""

import io
import os
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

from analysis.errors import AnalysisError

_MARK = Path("data") / "datapackage.json"
# The earliest day that a zip can hold: equal input gives equal bytes.
_EARLIEST = (1980, 1, 1, 0, 0, 0)


def project_dir() -> Path:
    """Find the project's folder: `ANALYSIS_HOME`, the folder of this code, or one above the current one.

    It holds `data/datapackage.json`; an AnalysisError says so where none of them does.
    """
    if named := os.environ.get("ANALYSIS_HOME"):
        if (Path(named) / _MARK).is_file():
            return Path(named).resolve()
        raise AnalysisError(f"ANALYSIS_HOME is {named}, where there is no {_MARK.as_posix()}")
    for folder in (Path(__file__).resolve().parents[2], Path.cwd(), *Path.cwd().parents):
        if (folder / _MARK).is_file():
            return folder
    raise AnalysisError(
        f"no {_MARK.as_posix()} beside the code or above {Path.cwd()}; "
        "work inside the project's folder, or set ANALYSIS_HOME to it"
    )


def data_dir() -> Path:
    """Give the folder of the built-in data package."""
    return project_dir() / "data"


def notebooks_dir() -> Path:
    """Give the folder of the notebooks and `runs.yml`."""
    return project_dir() / "notebooks"


def show_path(path: Path) -> str:
    """Show a path from where the reader stands, if it is below."""
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix() or "."
    except ValueError:
        return path.as_posix()


def write_whole(path: Path, write: Callable[[Path], object]) -> None:
    """Have a file written under another name in the same folder, and then put in its place."""
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
