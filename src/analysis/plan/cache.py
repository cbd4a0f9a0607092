"""What earlier builds made, in a folder that may be deleted at any time and is never trusted blindly.

Long contents have short names: when nothing in a digest has changed, nothing need be done again. Only light modules are
imported: this is what a build costs that finds nothing to do.
"""

import contextlib
import json
import os
import time
import zlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from analysis.package.frames import list_files, package_folders
from analysis.paths import (
    CODE,
    cited_files,
    digest,
    digest_code,
    digest_environment,
    digest_files,
    digest_path,
    looked_for,
    walk,
    write_whole,
)

_ROWS = ("observations.csv", "codings.csv")
"""The tables that have most rows; a report may read only some of them."""


_BOUND = 500_000_000  # bytes
_FILES = ""  # under this name an entry has its files: the texts, and of others their length
_NONE: Mapping[str, bytes] = {}


class Cache:
    """Entries by kind and key; a class because the folder and what was put into it belong together.

    An entry is compressed JSON and the files that are no text, behind a digest of all bytes. One that does not match
    its digest counts as not there.
    A folder that cannot be written keeps nothing, which only costs time. `bound` is in bytes; without one 500 MB are
    kept, or what was asked for or put in since this object was made, for a country has more.
    """

    def __init__(self, folder: Path, *, bound: int | None = None) -> None:
        self.folder, self._bound = folder, bound
        self._written, self._since = list[Path](), time.time_ns()

    def get(self, kind: str, key: str) -> Mapping[str, Any] | None:
        """Give what was put under a key, with its `files`, bytes by name, if it had any; or None."""
        path = self._path(kind, key)
        with contextlib.suppress(OSError):
            entry = path.read_bytes()
            head, body = entry[:32], entry[32:]
            if head == digest(kind, key, body).encode():
                with contextlib.suppress(OSError):
                    os.utime(path)
                return _unpack(body)
        return None

    def put(self, kind: str, key: str, content: Mapping[str, Any], files: Mapping[str, bytes] = _NONE) -> None:
        """Keep something under a key, and files with it."""
        path = self._path(kind, key)
        body = _pack(content, files)
        with contextlib.suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, lambda part: part.write_bytes(digest(kind, key, body).encode() + body))
            self._written.append(path)

    def forget(self) -> None:
        """Remove what was put in since this object was made."""
        for path in self._written:
            with contextlib.suppress(OSError):
                path.unlink()

    def trim(self) -> None:
        """Remove what was not used for longest, until the bound is kept."""
        found = []
        for path in self.folder.glob("*/*/*"):
            with contextlib.suppress(OSError):
                found.append((path.stat().st_mtime_ns, path.stat().st_size, path))
        total = sum(size for _, size, _ in found)
        bound = _BOUND if self._bound is None else self._bound
        for used, size, path in sorted(found):
            if total <= bound or (self._bound is None and used > self._since):
                return
            with contextlib.suppress(OSError):
                path.unlink()
                total -= size

    def _path(self, kind: str, key: str) -> Path:
        return self.folder / kind / key[:2] / key


def _pack(content: Mapping[str, Any], files: Mapping[str, bytes]) -> bytes:
    # What is no text, such as a picture or a document, is packed already: to pack it again would only take time.
    texts: dict[str, str | int] = {}
    others = []
    for name, held in files.items():
        try:
            texts[name] = held.decode()
        except UnicodeDecodeError:
            texts[name] = len(held)
            others.append(held)
    head = json.dumps({**content, _FILES: texts}, ensure_ascii=False)
    return b"".join([zlib.compress(head.encode("utf-8", "surrogatepass"), 1), *others])


def _unpack(body: bytes) -> dict[str, Any]:
    packing = zlib.decompressobj()
    content: dict[str, Any] = json.loads(packing.decompress(body))
    others, files = memoryview(packing.unused_data), {}
    for name, held in content.pop(_FILES, {}).items():
        size = held if isinstance(held, int) else 0
        files[name] = held.encode() if isinstance(held, str) else bytes(others[:size])
        others = others[size:]
    return {**content, "files": files} if files else content


def is_remembered(cache: Cache, out: Path, request: str) -> bool:
    """Tell whether the same was built before, which may be current."""
    return request in _recall(cache, out)


def is_current(cache: Cache, out: Path, request: str, inputs: str) -> Mapping[str, Any] | None:
    """Give the same build, if nothing has changed since: neither what it read nor what it wrote.

    It has its `reports`, what else it `read`, and in `files` what it wrote.
    `request` names what is asked for, `inputs` what all reports are made from, but for files that `runs.yml` declares.
    """
    last = _recall(cache, out).get(request)
    if last is None or last["inputs"] != inputs:
        return None
    return last if last == _record(out, **last) else None


def remember(
    cache: Cache, out: Path, request: str, inputs: str, *, reports: list[str], others: list[str], read: list[str]
) -> Mapping[str, Any]:
    """Remember a build without failures: its reports and what else it wrote, below `out`, and the files it read."""
    build = _record(out, inputs, reports, [*reports, *others], read)
    cache.put("builds", _key(out), {**_recall(cache, out), request: build})
    return build


def find_stale(cache: Cache, out: Path, listed: Iterable[str]) -> list[str]:
    """Give the reports that were listed in an earlier build and no longer are, as paths relative to `out`.

    That build may have been partial, or have failed: what it was asked for is kept before it begins.
    """
    listed = set(listed)
    known = set((cache.get("listed", _key(out)) or {"reports": []})["reports"])
    cache.put("listed", _key(out), {"reports": sorted(known | listed)})
    return sorted(known - listed)


def _record(out: Path, inputs: str, reports: list[str], files: Iterable[str], read: Iterable[str]) -> dict[str, Any]:
    return {
        "inputs": inputs,
        "reports": reports,
        "files": {name: _state(out / name) for name in files},
        "read": {path: digest_path(Path(path)) for path in read},
    }


def _state(path: Path) -> list[int] | None:
    with contextlib.suppress(OSError):
        state = path.stat()
        return [state.st_size, state.st_mtime_ns, state.st_ino]
    return None


def _recall(cache: Cache, out: Path) -> Mapping[str, Any]:
    return cache.get("builds", _key(out)) or {}


def _key(out: Path) -> str:
    return digest(str(out.resolve()))


def digest_inputs(notebooks: Path, data_paths: Sequence[Path | str], *, with_runs: bool, with_rows: bool = True) -> str:
    """Digest what every report may depend on: code, versions, all data, and what lies beside the notebooks.

    `runs.yml` and the notebooks in its folder may be left out where each run is known by its own; figures and codings
    where it is known by those that it may read, but for the first built-in ones, which workbooks have as examples.
    """
    beside = [path for path in walk(notebooks) if with_runs or (path.suffix != ".ipynb" and path.name != "runs.yml")]
    parts = [digest_code(CODE), digest_environment(), digest_files(notebooks, beside), *map(digest_path, cited_files())]
    folders = package_folders(data_paths)
    for place in folders:
        # A notebook can see where the data lie.
        folder, files = list_files(place)
        kept = (path for path in files if with_rows or path.name not in _ROWS)
        parts += [str(place.resolve()), digest_files(folder, kept)]
    for path in () if with_rows else (folders[0] / name for name in _ROWS):
        with contextlib.suppress(OSError), path.open("rb") as file:
            parts += [digest(file.readline(), file.readline())]
    return digest(*parts)


def list_places(notebooks: Path, data_paths: Sequence[Path | str]) -> list[str]:
    """List all files and folders that `digest_inputs` reads or looks for: where all are as they were, so is it."""
    found = looked_for()
    for place in (CODE, notebooks, *package_folders(data_paths)):
        home, files = list_files(place)
        found += [home, home / "lessons", *files, *(walk(place, folders=True) if place.is_dir() else ())]
    return list(map(str, found))
