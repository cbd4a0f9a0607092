"""Write workbooks: whole or not at all, and with no cell that a spreadsheet would run."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

__all__ = ["put", "save", "write_whole"]


def put(cell: Any, text: str) -> None:
    """Write text into a cell as text: =, +, - and @ at its beginning stay letters, also after an edit."""
    cell.value = text
    if isinstance(text, str):
        cell.data_type = "s"
        cell.number_format = "@"
        if text[:1] in ("=", "+", "-", "@"):
            cell.quotePrefix = True


def save(book: Any, path: Path) -> None:
    """Save a workbook so that the file is whole or as it was."""
    write_whole(path, book.save)


def write_whole(path: Path, write: Callable[[Path], object]) -> None:
    """Have a file written under another name in the same folder, and then put in its place."""
    handle, name = tempfile.mkstemp(dir=path.resolve().parent, prefix=f".{path.stem}.", suffix=path.suffix)
    os.close(handle)
    temporary = Path(name)
    try:
        write(temporary)
        umask = os.umask(0)
        os.umask(umask)
        temporary.chmod(0o666 & ~umask)  # mkstemp's is for its owner alone
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
