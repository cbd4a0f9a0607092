"""What is told of a workbook while it is read: faults that stop, notices that do not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from analysis.errors import Fault
from analysis.words.catalogue import say

__all__ = ["Notice", "make_fault"]


@dataclass(frozen=True)
class Notice:
    """One repair or reading that a person should know of."""

    file: str
    row: int
    column: str
    kind: str
    before: str = ""
    after: str = ""


def make_fault(file: str, kind: str, /, *, row: int | None = None, column: str | None = None, **details: Any) -> Fault:
    """Make a fault of a kind that the catalogue words."""
    said = {key: str(one) for key, one in details.items()}
    return Fault(file, say(f"wrong.{kind}", "en", **said), row=row, column=column, kind=kind, details=said)
