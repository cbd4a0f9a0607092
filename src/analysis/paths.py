"""Where things are, and how files are put there.

The data, notebooks and reports stand beside the package in the project's folder, so that a reader can open
them without knowing Python. A wheel holds copies of data and notebooks, for those who work without that folder.
"""

import errno
import hashlib
import io
import os
import platform
import sys
import time
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path

from analysis.errors import AnalysisError, NoProjectError

CODE = Path(__file__).resolve().parent
"""The folder of this package: code, words, templates."""

_DATA, _RUNS = Path("data", "datapackage.json"), Path("notebooks", "runs.yml")
_CITED = ("CITATION.cff", "LICENSE")
_SOUND, _MOST_SOUND = Path(".cache", "sound"), 100
# What comes with the code: the folders of its checkout, or their copies in an installed package.
_GIVEN = (CODE.parents[1], CODE / "project")
# Others that a notebook might feel, such as TZ and LC_ALL, are the same for every worker, whatever they are here.
_VARIABLES = ("ANALYSIS_HOME", "ANALYSIS_DATA", "SOURCE_DATE_EPOCH")
_SET_ASIDE = ("__pycache__", ".ipynb_checkpoints")
_MUCH = 5_000_000  # bytes, of a country's data, which are packed a fourth larger in less than half the time
# The earliest day that a zip can hold: equal input gives equal bytes.
_EARLIEST = (1980, 1, 1, 0, 0, 0)


def find_project() -> Path | None:
    """Find the project that is worked in: `ANALYSIS_HOME`, or the current folder or one above it.

    It holds `notebooks/runs.yml`; None where there is no project. An AnalysisError says that `ANALYSIS_HOME` is none.
    """
    if named := os.environ.get("ANALYSIS_HOME"):
        if not any((Path(named) / mark).is_file() for mark in (_DATA, _RUNS)):
            told = f"ANALYSIS_HOME is {named}, where there is no {_DATA.as_posix()} and no {_RUNS.as_posix()}"
            raise AnalysisError(told)
        return Path(named).resolve()
    return next((folder for folder in (Path.cwd(), *Path.cwd().parents) if (folder / _RUNS).is_file()), None)


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


def cited_files() -> list[Path]:
    """List what tells how to cite the collection, and its licences: the project's own files, or those given."""
    folders = [folder for folder in (find_project(), *_GIVEN) if folder]
    found = (next(filter(Path.is_file, (folder / name for folder in folders)), None) for name in _CITED)
    return [path for path in found if path]


def own_data() -> list[Path]:
    """List what a project lays over the built-in data: its `data/`, once it holds data, and the workbooks in there."""
    folder = (find_project() or _GIVEN[0]) / "data"
    if folder == data_dir():
        return []
    holds = any(next(folder.glob(form), None) for form in ("*.csv", "*.yml", "lessons/*.yml"))
    return [*([folder] if holds else []), *sorted(folder.glob("[!~]*.xlsx"))]


def looked_for() -> list[Path]:
    """List what tells where the project is and what it has of its own, there or not, here and in each folder above."""
    folders = (find_project() or Path.cwd(), Path.cwd(), *Path.cwd().parents)
    return [folder / name for folder in folders for name in (_DATA, _RUNS, *_CITED, "data", "data/lessons")]


def _holder(mark: Path) -> Path:
    """Find the folder whose data or notebooks are taken: the project's, or the given one where it has none."""
    return next(folder for folder in (find_project(), *_GIVEN) if folder and (folder / mark).is_file())


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


def write_atomically(path: Path, content: str | bytes) -> None:
    """Replace a file by a whole new one, or leave it as it was; one that holds the same already is not touched."""
    new = content.encode() if isinstance(content, str) else content
    if path.is_file() and path.read_bytes() == new:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        write_whole(path, lambda part: part.write_bytes(new))
    except OSError as error:
        # A full disk does not say what it had no room for.
        raise OSError(error.errno, error.strerror, str(path)) from error


def zip_files(files: Mapping[str, bytes]) -> bytes:
    """Pack files, content by name, into a zip without a day of its own."""
    buffer, level = io.BytesIO(), 1 if sum(map(len, files.values())) > _MUCH else None
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, _EARLIEST)
            packed = name.endswith((".docx", ".png", ".pptx", ".xlsx"))  # to pack it again takes time and no less room
            entry.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            entry.create_system = 3  # the same bytes whatever the machine is
            archive.writestr(entry, content, compresslevel=level)
    return buffer.getvalue()


def digest(*parts: str | bytes) -> str:
    """Give 32 hexadecimal digits that change with any of the parts, or with where one ends."""
    sums = hashlib.blake2b(digest_size=16)
    for part in parts:
        content = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        sums.update(len(content).to_bytes(8, "big"))
        sums.update(content)
    return sums.hexdigest()


def digest_path(path: Path) -> str:
    """Digest a file's content, or those of all files in a folder."""
    return digest_files(path, walk(path)) if path.is_dir() else _digest(str(path))


def walk(place: Path, *, folders: bool = False) -> Iterator[Path]:
    """List the files, or the `folders`, below a folder, without what Python compiled and Jupyter set aside."""
    for above, inside, names in os.walk(place, followlinks=True):
        inside[:] = [name for name in inside if name not in _SET_ASIDE and not _leads_back(Path(above, name))]
        yield from (Path(above, name) for name in (inside if folders else names))


def _leads_back(folder: Path) -> bool:
    """Whether a folder is a link to one in which it lies, as one reached it: what is below would have no end."""
    return folder.is_symlink() and folder.resolve() in {above.resolve() for above in folder.absolute().parents}


def digest_files(folder: Path, files: Iterable[Path]) -> str:
    """Digest files by their places below a folder and their contents."""
    above = len(str(folder / "x")) - 1  # as texts: thousands are looked at, again for each page that is seen anew
    placed = sorted((path[above:].replace(os.sep, "/"), path) for path in map(str, files))
    return digest(*(part for place, path in placed for part in (place, _digest(path))))


def digest_code(code: Path) -> str:
    """Digest code as this process met it and as it is now: what is made by the one and known as the other is wrong."""
    return digest(_meet(code), digest_path(code))


_meet = cache(digest_path)


def digest_environment() -> str:
    """Digest what else a page depends on: Python, the versions of all that is installed, some variables."""
    # An empty name is the current folder, and not meant.
    installed = {path.name for folder in sys.path if folder for path in Path(folder).glob("*.*-info")}
    variables = [f"{name}={os.environ.get(name, '')}" for name in _VARIABLES]
    return digest(sys.version, sys.platform, platform.machine(), *sorted(installed), "", *variables)


def is_sound(mark: str) -> bool:
    """Tell whether what has this digest was checked before, and found without a fault."""
    return mark in _read_sound()


def keep_sound(mark: str) -> None:
    """Keep that what has this digest is without a fault; where nothing can be kept, it is checked each time."""
    if mark not in (known := _read_sound()) and (project := find_project()) is not None:
        with suppress(OSError):
            (project / _SOUND).parent.mkdir(parents=True, exist_ok=True)
            told = "\n".join([*known[1 - _MOST_SOUND :], mark])
            write_whole(project / _SOUND, lambda part: part.write_text(told, encoding="ascii"))


def _read_sound() -> list[str]:
    with suppress(OSError, UnicodeDecodeError):
        return ((find_project() or Path()) / _SOUND).read_text(encoding="ascii").split()
    return []


def _digest(path: str) -> str:
    """Digest a file; one that was written a while ago and is as it was is not read again."""
    try:
        told = os.stat(path)  # noqa: PTH116 - of thousands of texts
        state = told.st_ino, told.st_size, told.st_mtime_ns, told.st_ctime_ns
        known = _digested.get(path)
        if known is None or known[0] != state:
            known = state, digest(Path(path).read_bytes())
            if max(state[2:]) < time.time_ns() - _FRESH:
                _digested[path] = known
        return known[1]
    except OSError:
        return "unreadable"


_FRESH = 2_000_000_000
"""Nanoseconds in which a file may be written twice at what its clock takes for one time."""
_digested: dict[str, tuple[tuple[int, ...], str]] = {}
