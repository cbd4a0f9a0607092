"""What earlier builds made, in a folder that may be deleted at any time and is never trusted blindly."""

from __future__ import annotations

import contextlib
import json
import os
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from analysis.paths import write_whole
from analysis.plan.fingerprint import digest

__all__ = ["SIZE_BOUND", "Cache"]

SIZE_BOUND = 500_000_000
"""Bytes that a cache may hold after a build; what was not used for longest goes first."""

_DIGITS = 32


class Cache:
    """Entries by kind and key; a class because the folder and what was dropped from it belong together.

    An entry is compressed JSON behind a digest of its bytes. One that does not match its digest is removed, and
    counts as not there. A folder that cannot be written keeps nothing, which only costs time.
    """

    def __init__(self, folder: Path, *, bound: int = SIZE_BOUND) -> None:
        self.folder, self._bound = folder, bound
        self.damaged = 0
        self._written: list[Path] = []

    def get(self, kind: str, key: str) -> Mapping[str, Any] | None:
        """Give what was put under a key, or None."""
        path = self._path(kind, key)
        try:
            entry = path.read_bytes()
        except OSError:
            return None
        head, body = entry[:_DIGITS], entry[_DIGITS:]
        if head != digest(kind, key, body).encode():
            self.damaged += 1
            with contextlib.suppress(OSError):
                path.unlink()
            return None
        with contextlib.suppress(OSError):
            os.utime(path)
        content: Mapping[str, Any] = json.loads(zlib.decompress(body))
        return content

    def put(self, kind: str, key: str, content: Mapping[str, Any]) -> None:
        """Keep something under a key."""
        path = self._path(kind, key)
        body = zlib.compress(json.dumps(content, ensure_ascii=False).encode("utf-8", "surrogatepass"), 1)
        with contextlib.suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, lambda part: part.write_bytes(digest(kind, key, body).encode() + body))
            self._written.append(path)

    def forget(self) -> None:
        """Remove what was put in since this object was made."""
        for path in self._written:
            with contextlib.suppress(OSError):
                path.unlink()
        self._written.clear()

    def trim(self) -> None:
        """Remove what was not used for longest, until the bound is kept."""
        found = []
        for path in self.folder.rglob("*"):
            with contextlib.suppress(OSError):
                state = path.stat()
                if path.is_file() and path.parent != self.folder:
                    found.append((state.st_mtime_ns, state.st_size, path))
        total = sum(size for _, size, _ in found)
        for _, size, path in sorted(found):
            if total <= self._bound:
                return
            with contextlib.suppress(OSError):
                path.unlink()
                total -= size

    def _path(self, kind: str, key: str) -> Path:
        return self.folder / kind / key[:2] / key
