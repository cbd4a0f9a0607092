"""Put reports in their place: whole or not at all, and take away what is no longer listed."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterable
from pathlib import Path

from analysis.plan.runs import Run
from analysis.site.around import files_of, write_atomically
from analysis.site.render import Rendered

__all__ = ["keep_failed", "put", "remove_stale"]


def put(report: Rendered, run: Run, lang: str, out: Path) -> Path:
    """Write a report with what lies beside it; a file that is the same already is left alone.

    What lies beside comes first, so that no page leads to a file that is not there yet.
    """
    page = out / lang / f"{run.run_id}.html"
    beside = page.parent / files_of(run)
    for name, content in report.files.items():
        _write(beside / name, content)
    _write(page, report.html.encode())
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
        with contextlib.suppress(OSError):
            page.unlink()
        shutil.rmtree(page.parent / files_of(Run(page.stem, page)), ignore_errors=True)
        with contextlib.suppress(OSError):
            _failed(page.stem, page.parent.name, out).unlink()


def _failed(run_id: str, lang: str, out: Path) -> Path:
    return out / "failed" / lang / f"{run_id}.ipynb"


def _write(path: Path, content: bytes) -> None:
    try:
        if path.read_bytes() == content:
            return
    except OSError:
        pass
    write_atomically(path, content)


def _remove_others(folder: Path, wanted: Iterable[str]) -> None:
    kept = {folder / name for name in wanted}
    for path in sorted(folder.rglob("*"), reverse=True):
        with contextlib.suppress(OSError):
            if path.is_dir():
                path.rmdir()  # only if nothing is left in it
            elif path not in kept:
                path.unlink()
    with contextlib.suppress(OSError):
        if folder.is_dir() and not kept:
            folder.rmdir()
