"""Tell at once whether a build would change nothing, and which reports of an earlier one are no longer listed.

Only light modules are imported: this is what a build costs that finds nothing to do.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from analysis.plan.cache import Cache
from analysis.plan.fingerprint import digest, digest_path

__all__ = ["find_stale", "is_current", "remember"]


def is_current(cache: Cache, out: Path, request: str, inputs: str) -> list[str] | None:
    """Give the reports of the same build, if nothing has changed since: neither what it read nor what it wrote.

    `request` names what is asked for, `inputs` what all reports are made from, but for files that `runs.yml` declares.
    """
    last = _recall(cache, out).get(request)
    if last is None or last["inputs"] != inputs:
        return None
    current = all(_state(out / name) == state for name, state in last["files"].items())
    current = current and all(digest_path(Path(path)) == known for path, known in last["read"].items())
    return list(last["reports"]) if current else None


def remember(
    cache: Cache,
    out: Path,
    request: str,
    inputs: str,
    *,
    reports: Iterable[str],
    others: Iterable[str] = (),
    read: Iterable[str] = (),
) -> None:
    """Remember a build without failures: its reports and what else it wrote, below `out`, and the files it read."""
    reports = sorted(reports)
    build = {
        "inputs": inputs,
        "reports": reports,
        "files": {name: _state(out / name) for name in [*reports, *others]},
        "read": {path: digest_path(Path(path)) for path in read},
    }
    cache.put("builds", _key(out), {**_recall(cache, out), request: build})


def find_stale(cache: Cache, out: Path, listed: Iterable[str]) -> list[str]:
    """Give the reports that an earlier build left and that are no longer listed, as paths relative to `out`."""
    left = {name for build in _recall(cache, out).values() for name in build["reports"]}
    return sorted(left.difference(listed))


def _recall(cache: Cache, out: Path) -> dict[str, Any]:
    return dict(cache.get("builds", _key(out)) or {})


def _key(out: Path) -> str:
    return digest(str(out.resolve()))


def _state(path: Path) -> list[int] | None:
    try:
        state = path.stat()
    except OSError:
        return None
    return [state.st_size, state.st_mtime_ns, state.st_ino]
