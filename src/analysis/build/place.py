"""Put reports in their place: whole or not at all, by one build at a time; take away what is no longer listed."""

import contextlib
import os
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from analysis.errors import BuildError
from analysis.paths import write_atomically
from analysis.plan.entries import Run
from analysis.site.around import files_of
from analysis.site.edition import Rendered
from analysis.words.catalogue import tell


@contextlib.contextmanager
def hold(out: Path, langs: Iterable[str] = ()) -> Iterator[None]:
    """Hold a folder while the block runs; the system lets go of it whatever happens to this process.

    A `BuildError` says that it, or the folder of a language in it, cannot be written, or which process holds it, and
    since when.
    """
    for folder in (out, *(out / lang for lang in langs)):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            tempfile.TemporaryFile(dir=folder).close()
        except OSError as error:
            reason = tell("fault.is_file") if folder.is_file() else error.strerror or error
            raise BuildError(tell("fault.cannot_write", folder=folder, why=reason)) from error
    path = out / ".building"
    with path.open("a+", encoding="utf-8") as file:
        try:
            _lock(file.fileno())
        except OSError as error:
            file.seek(0)
            holder = file.read().strip() or tell("fault.other_process")
            raise BuildError(tell("fault.held", folder=out, holder=holder)) from error
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
        if content:  # a draft names what it has not
            write_atomically(beside / name, content)
    write_atomically(page, report.html)
    if report.sheet is not None:
        write_atomically(page.parent / report.sheet.name, report.sheet.html)
    kept = {beside / name for name in report.files}
    for path in [*sorted(beside.rglob("*"), reverse=True), beside]:
        with contextlib.suppress(OSError):
            if path.is_dir():
                path.rmdir()  # only if nothing is left in it
            elif path not in kept:
                path.unlink()
    _drop_failed(page, out)
    return page


def failed_copy(run_id: str, lang: str, out: Path) -> Path:
    """Say where the notebook of a failed run lies, as far as it came."""
    return out / "failed" / lang / f"{run_id}.ipynb"


def _drop_failed(page: Path, out: Path) -> None:
    """Take away the notebook that is left of a failed run of a page, and the folders if nothing else is in them."""
    copy = failed_copy(page.stem, page.parent.name, out)
    with contextlib.suppress(OSError):
        copy.unlink()
        copy.parent.rmdir()
        copy.parent.parent.rmdir()


def remove_stale(reports: Iterable[str], out: Path) -> None:
    """Take away reports that an earlier build made, given by their paths below `out`, with all that goes with them."""
    for name in reports:
        page = out / name
        with contextlib.suppress(OSError):
            page.unlink()
        _drop_failed(page, out)
        shutil.rmtree(page.parent / files_of(Run(page.stem, page)), ignore_errors=True)


def _lock(descriptor: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        # Far behind what is written, so that others can read who holds it.
        os.lseek(descriptor, 1000, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
