"""What is told of a workbook while it is read: faults that stop, notices that do not; the catalogue words both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from analysis.errors import Fault
from analysis.words.catalogue import say

__all__ = ["Remarks", "in_english"]


@dataclass
class Remarks:
    """A list that grows with every sheet; its faults have a kind and details, and no message yet.

    Notices are repairs or readings that a person should know of, in the form of faults.
    """

    faults: list[Fault] = field(default_factory=list)
    notices: list[Fault] = field(default_factory=list)

    def add_fault(
        self, file: str, kind: str, /, *, row: int | None = None, column: str | None = None, **details: object
    ) -> None:
        """Add a fault of a kind that the catalogue words."""
        said = {name: str(detail) for name, detail in details.items()}
        self.faults.append(Fault(file, "", row=row, column=column, kind=kind, details=said))

    def add_notice(self, file: str, kind: str, /, *, row: int, column: str, before: str = "", after: str = "") -> None:
        """Add a notice of a kind that the catalogue words."""
        self.notices.append(Fault(file, "", row, column, kind, {"before": before, "after": after}))


def in_english(faults: Sequence[Fault]) -> list[Fault]:
    """Give faults their message in English, as those of a folder have it."""
    return [replace(fault, message=say(f"wrong.{fault.kind}", "en", **fault.details)) for fault in faults]
