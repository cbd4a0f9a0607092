"""Put reports in their place: whole or not at all, by one build at a time; take away what is no longer listed."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from analysis.errors import BuildError
from analysis.plan.runs import Run
from analysis.site.around import files_of, write_atomically
from analysis.site.render import Rendered

__all__ = ["LOCK", "hold", "keep_failed", "put", "remove_stale"]

LOCK = ".building"
"""Lies in the folder while a build writes there."""


@contextlib.contextmanager
def hold(folder: Path) -> Iterator[None]:
    """Hold a folder while the block runs; the system lets go of it whatever happens to this process.

    Raises
    ------
    BuildError
        If another process holds it; the message says which, and since when.
    """
    path = folder / LOCK
    with path.open("a+", encoding="utf-8") as file:
        if not _lock(file.fileno()):
            file.seek(0)
            held = file.read().strip() or "another process"
            raise BuildError(f"{folder} is being built by {held}; wait until it is done, or name another folder")
        file.truncate(0)
        file.write(f"process {os.getpid()} since {datetime.now():%H:%M:%S}")
        file.flush()
        try:
            yield
        finally:
            with contextlib.suppress(OSError):
                path.unlink()


def put(report: Rendered, run: Run, lang: str, out: Path) -> Path:
    """Write a report with what lies beside it; a file that is the same already is left alone.

    What lies beside comes first, so that no page leads to a file that is not there yet.
    """
    page = out / lang / f"{run.run_id}.html"
    beside = page.parent / files_of(run)
    for name, content in report.files.items():
        write_atomically(beside / name, content)
    write_atomically(page, report.html)
    _remove_others(beside, report.files)
    with contextlib.suppress(OSError):
        _failed(run.run_id, lang, out).unlink()
    return page


def keep_failed(notebook: str, run: Run, lang: str, out: Path) -> None:
    """Write the notebook of a failed run, as far as it came."""
    write_atomically(_failed(run.run_id, lang, out), notebook)


def remove_stale(reports: Iterable[str], out: Path) -> None:
    """Take away reports that an earlier build made, given by their paths below `out`, with all that goes with them."""
    for name in reports:
        page = out / name
        for path in (page, _failed(page.stem, page.parent.name, out)):
            with contextlib.suppress(OSError):
                path.unlink()
        shutil.rmtree(page.parent / files_of(Run(page.stem, page)), ignore_errors=True)


def _failed(run_id: str, lang: str, out: Path) -> Path:
    return out / "failed" / lang / f"{run_id}.ipynb"


def _remove_others(folder: Path, wanted: Iterable[str]) -> None:
    kept = {folder / name for name in wanted}
    for path in [*sorted(folder.rglob("*"), reverse=True), folder]:
        with contextlib.suppress(OSError):
            if path.is_dir():
                path.rmdir()  # only if nothing is left in it
            elif path not in kept:
                path.unlink()


def _lock(descriptor: int) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            # Far behind what is written, so that others can read who holds it.
            os.lseek(descriptor, 1000, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
