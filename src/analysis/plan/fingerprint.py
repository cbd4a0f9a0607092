"""Short names for long contents: when nothing in a fingerprint has changed, nothing need be done again.

Only light modules are imported, for a build that finds nothing to do ends here.
"""

from __future__ import annotations

import hashlib
import os
import platform
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

__all__ = [
    "digest",
    "digest_code",
    "digest_data",
    "digest_environment",
    "digest_files",
    "digest_path",
    "digest_tables",
]

_CODE = Path(__file__).resolve().parents[1]
_SKIPPED = {"README.md", ".ipynb_checkpoints", "__pycache__"}
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
    """Digest a file's content, or the names in a folder."""
    try:
        return digest(*sorted(one.name for one in path.iterdir()) if path.is_dir() else (path.read_bytes(),))
    except OSError:
        return "none"


def digest_files(folder: Path, files: Iterable[Path]) -> str:
    """Digest the names and contents of some files of a folder."""
    return digest(*(part for path in sorted(files) for part in (path.relative_to(folder).as_posix(), _read(path))))


def digest_code() -> str:
    """Digest everything in this package: code, words, templates."""
    files = []
    for folder, folders, names in os.walk(_CODE):
        folders[:] = [one for one in folders if one != "__pycache__"]
        files += [Path(folder, name) for name in names]
    return digest_files(_CODE, files)


def digest_environment() -> str:
    """Digest what else a page depends on: Python, the versions of all that is installed, some variables."""
    installed = {
        name
        for folder in sys.path
        if os.path.isdir(folder)  # noqa: PTH112 - an empty name is the current folder, and not meant
        for name in os.listdir(folder)  # noqa: PTH208 - the names are all that is wanted
        if name.endswith((".dist-info", ".egg-info"))
    }
    variables = [f"{name}={os.environ.get(name, '')}" for name in _VARIABLES]
    return digest(sys.version, sys.platform, platform.machine(), *sorted(installed), "", *variables)


def digest_data(places: Iterable[Path]) -> str:
    """Digest all files of some data packages, folders or workbooks, and where they lie.

    A workbook takes the texts beside it for those of its sources, so they count as well.
    """
    parts = []
    for place in places:
        folder = place if place.is_dir() else place.parent
        files = folder.rglob("*") if place.is_dir() else [place, *folder.glob("*.txt")]
        kept = (path for path in files if path.is_file() and path.name != "README.md")
        parts += [str(place.resolve()), digest_files(folder, kept)]
    return digest(*parts)


def digest_tables(tables: Mapping[str, object], version: str) -> dict[str, str]:
    """Digest each table of a data set; ``*`` stands for all of it."""
    found = {f"table:{name}": digest(tables[name].to_csv(index=False)) for name in tables}
    return {**found, "*": version}


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b"\0unreadable"
