"""Let one build at a time write into a folder."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from analysis.errors import BuildError

__all__ = ["NAME", "hold"]

NAME = ".building"
"""Lies in the folder while a build writes there."""


@contextlib.contextmanager
def hold(folder: Path) -> Iterator[None]:
    """Hold a folder while the block runs; the system lets go of it whatever happens to this process.

    Raises
    ------
    BuildError
        If another process holds it; the message says which, and since when.
    """
    path = folder / NAME
    file = path.open("a+", encoding="utf-8")
    try:
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
    finally:
        file.close()


def _lock(descriptor: int) -> bool:
    try:
        if os.name == "nt":
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
