"""Tell at once whether a build would change nothing, and which reports of an earlier one are no longer listed.

Only light modules are imported: this is what a build costs that finds nothing to do.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from analysis.plan.fingerprint import digest, digest_path

__all__ = ["find_stale", "is_current", "remember"]


def is_current(cache: Path, out: Path, request: str, inputs: str) -> dict[str, Any] | None:
    """Give what was remembered of the same build, if nothing has changed since: neither what it read nor wrote.

    Parameters
    ----------
    cache
        The folder of the cache.
    out
        The folder of the reports.
    request
        What is asked for: runs, languages.
    inputs
        Digest of what all reports are made from, but for files that `runs.yml` declares.
    """
    last = _read(_path(cache, out, request))
    if last.get("inputs") != inputs:
        return None
    current = all(_state(out / name) == state for name, state in last["files"].items())
    return last if current and all(digest_path(Path(path)) == known for path, known in last["read"].items()) else None


def remember(
    cache: Path,
    out: Path,
    request: str,
    inputs: str,
    *,
    reports: Iterable[str],
    others: Iterable[str] = (),
    read: Iterable[str] = (),
) -> None:
    """Remember a build without failures.

    Parameters
    ----------
    reports
        Paths of all reports in `out`, relative to it.
    others
        Paths of what else it wrote.
    read
        Files that its notebooks read, as `runs.yml` declares.
    """
    reports = sorted(reports)
    files = {name: _state(out / name) for name in [*reports, *others]}
    digests = {path: digest_path(Path(path)) for path in read}
    content = {"inputs": inputs, "reports": reports, "files": files, "read": digests}
    path = _path(cache, out, request)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps(content)
        part.write_text(digest(text) + text, encoding="utf-8")
        part.replace(path)


def find_stale(cache: Path, out: Path, listed: Iterable[str]) -> list[str]:
    """Give the reports that an earlier build left and that are no longer listed, as paths relative to `out`."""
    listed = set(listed)
    known = (name for path in _path(cache, out, "").parent.glob("*.json") for name in _read(path).get("reports", []))
    return sorted({name for name in known if name not in listed})


def _path(cache: Path, out: Path, request: str) -> Path:
    return cache / "builds" / digest(str(out.resolve())) / f"{request}.json"


def _read(path: Path) -> dict[str, Any]:
    """Read what was remembered; nothing, if it is damaged."""
    try:
        content = path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return {}
    head, text = content[:32], content[32:]
    return json.loads(text) if head == digest(text) else {}


def _state(path: Path) -> list[int] | None:
    try:
        state = path.stat()
    except OSError:
        return None
    return [state.st_size, state.st_mtime_ns, state.st_ino]
