"""Short names for long contents: when nothing in a fingerprint has changed, nothing need be done again.

Only light modules are imported, for a build that finds nothing to do ends here.
"""

import hashlib
import os
import platform
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from analysis.package.frames import package_folders

CODE = Path(__file__).resolve().parents[1]
"""The folder of this package: code, words, templates."""

_VARIABLES = ("ANALYSIS_HOME", "ANALYSIS_DATA", "LANG", "LC_ALL", "TZ", "MPLBACKEND", "SOURCE_DATE_EPOCH")


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
    return _digest_files(path, _walk(path)) if path.is_dir() else digest(_read(path))


def digest_inputs(notebooks: Path, data_paths: Sequence[Path | str], *, with_runs: bool) -> str:
    """Digest what every report may depend on: code, versions, all data, and what lies beside the notebooks.

    `runs.yml` and the notebooks in its folder may be left out where each run is known by its own.
    """
    beside = [path for path in _walk(notebooks) if with_runs or (path.suffix != ".ipynb" and path.name != "runs.yml")]
    parts = [digest_path(CODE), _digest_environment(), _digest_files(notebooks, beside)]
    for place in package_folders(data_paths):
        # A notebook can see where the data lie.
        parts += [str(place.resolve()), _digest_files(*list_files(place))]
    return digest(*parts)


def list_files(place: Path) -> tuple[Path, Iterable[Path]]:
    """List the files of a folder; those of a workbook are it and the texts beside it, which may be of its sources."""
    return (place, _walk(place)) if place.is_dir() else (place.parent, [place, *place.parent.glob("*.txt")])


def _walk(place: Path) -> Iterator[Path]:
    """List the files below a folder, without what Python compiled and Jupyter set aside."""
    for folder, folders, names in os.walk(place):
        folders[:] = [name for name in folders if name not in ("__pycache__", ".ipynb_checkpoints")]
        yield from (Path(folder, name) for name in names)


def _digest_files(folder: Path, files: Iterable[Path]) -> str:
    return digest(*(part for path in sorted(files) for part in (path.relative_to(folder).as_posix(), _read(path))))


def _digest_environment() -> str:
    """Digest what else a page depends on: Python, the versions of all that is installed, some variables."""
    # An empty name is the current folder, and not meant.
    installed = {path.name for folder in sys.path if folder for path in Path(folder).glob("*.*-info")}
    variables = [f"{name}={os.environ.get(name, '')}" for name in _VARIABLES]
    return digest(sys.version, sys.platform, platform.machine(), *sorted(installed), "", *variables)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b"\0unreadable"
