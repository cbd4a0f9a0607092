"""See at a glance that a build would find nothing to do, before anything else is imported.

Where every file and folder that a build read, looked for or wrote has the size, the times and the number that it had,
that build would tell what it told. Its inode's time moves with a file's content whatever a program sets: one rewritten
with the same size and modification time is seen, but on Windows, where that time is the day of its making. Anything
else that differs is no answer: then contents are read.
"""

import os
import sys
import zlib
from collections.abc import Iterable, Mapping

_VARIABLES = ("ANALYSIS_HOME", "ANALYSIS_DATA", "SOURCE_DATE_EPOCH", "PYTHONUTF8")
_TICK = 100_000_000  # nanoseconds in which a file may change twice without its times telling


def look() -> str | None:
    """Give what this command would tell, or None where it has to look closer."""
    try:
        folder, request = os.environ.get("ANALYSIS_HOME") or os.getcwd(), _request()
        while not os.path.isfile(path := os.path.join(folder, ".cache", "build", _name(request))):
            if folder == (folder := os.path.dirname(folder)):
                return None
        with open(path, encoding="utf-8", errors="surrogateescape", newline="\n") as file:
            if next(file) != request + "\n":
                return None
            told = next(file)
            for line in file:
                state, _, place = line[:-1].partition("\t")
                if state != _state(place):
                    return None
    except (OSError, ValueError, StopIteration):
        return None
    return told[:-1].replace("\0", "\n")


def observe(places: Iterable[str]) -> dict[str, str]:
    """Take the states of files and folders, those of the programs that are installed with them."""
    return {place: _state(place) for place in (*sys.path, *places)}


def keep(folder: str, told: str, seen: Mapping[str, str], since: int, written: Iterable[str] = ()) -> None:
    """Keep what this command tells, with the states that all had, unless one may have changed `since` they were seen.

    What this command itself has just `written` is seen now.
    """
    lines = [f"{state}\t{place}" for place, state in {**seen, **observe(written)}.items()]
    recent = any(int(part) > since - _TICK for state in seen.values() for part in state.split()[1:3])
    if sys.argv[1:2] != ["build"] or recent or any("\n" in line for line in lines):
        return
    request = _request()
    path = os.path.join(folder, _name(request))
    try:
        with open(f"{path}.{os.getpid()}", "w", encoding="utf-8", errors="surrogateescape", newline="\n") as file:
            file.write("\n".join([request, told.replace("\n", "\0"), *lines, ""]))
        os.replace(file.name, path)
    except OSError:  # a folder that cannot be written costs time; one that is full keeps no part
        from contextlib import suppress

        with suppress(OSError):
            os.remove(f"{path}.{os.getpid()}")


def _request() -> str:
    return repr((sys.version, sys.argv[1:], os.getcwd(), sys.path, [os.environ.get(name) for name in _VARIABLES]))


def _name(request: str) -> str:
    return f"nothing-{zlib.crc32(request.encode('utf-8', 'surrogatepass')):08x}"


def _state(place: str) -> str:
    try:
        seen = os.stat(place)
    except OSError:
        return ""
    return f"{seen.st_size} {seen.st_mtime_ns} {seen.st_ctime_ns} {seen.st_ino}"
