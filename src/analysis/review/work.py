"""One piece of work, kept in a folder: rows, each proposed, accepted or rejected, and the articles they are read from.

Every change is written before it is answered, as a whole file in the place of the last one, with a version number; so
a closed window, a program that was ended or a second window loses nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from analysis.errors import AnalysisError
from analysis.package.schema import read_package
from analysis.paths import write_whole
from analysis.text import normalise, paragraphs
from analysis.words.catalogue import refuse
from analysis.workbook.completion import FILLED

STATES = ("proposed", "accepted", "rejected")
FILE = "work.json"
"""What a work is kept in."""
NAME = re.compile("[a-z0-9_]{1,60}")
"""How the folder of a work is named."""
_LONGEST = 5_000  # characters of one cell
_MOST = 5_000  # rows
_REMEMBERED = 300  # steps that can be undone


class ConflictError(AnalysisError):
    """A change of a state that another window has changed since."""


@dataclass(frozen=True)
class Draft:
    """One row: its number, which it keeps, its table, what was decided, and its cells as typed, those in use alone.

    Values of a list stand in `cells` by their ids. `found` is the paragraph, and the characters there, that it was
    found in; `hints` are what the program says of it for a person to judge.
    """

    number: int
    table: str
    state: str = "proposed"
    cells: Mapping[str, str] = field(default_factory=dict)
    found: tuple[int, int, int] | None = None
    hints: Mapping[str, Any] = field(default_factory=dict)


@dataclass
class Work:
    """What stands in a folder: read anew for each request, so that several programs may serve it."""

    folder: Path
    version: int = 0
    entries: dict[int, Draft] = field(default_factory=dict)
    done: list[list[list[Any]]] = field(default_factory=list)
    undone: list[list[list[Any]]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @classmethod
    def read(cls, folder: Path) -> Work:
        """Read the work of a folder; an AnalysisError if there is none."""
        try:
            told = json.loads((folder / FILE).read_text(encoding="utf-8"))
            entries = {entry["number"]: Draft(**entry) for entry in told.pop("entries")}
            return cls(folder, entries=entries, **told)
        except (OSError, ValueError, TypeError, LookupError) as error:
            raise AnalysisError(f"{folder / FILE}: {error}") from error

    def of(self, table: str, *states: str) -> list[Draft]:
        """Give the entries of a table in the order of their numbers, those of some states alone."""
        return [entry for entry in self.entries.values() if entry.table == table and entry.state in (states or STATES)]

    def articles(self) -> dict[int, list[str]]:
        """Give the paragraphs of each source, by the number of its entry; none where its text is not here."""
        found = {}
        for entry in self.of("sources"):
            path = self.text_of(entry)
            found[entry.number] = paragraphs(path.read_text(encoding="utf-8")) if path.is_file() else []
        return found

    def text_of(self, source: Draft) -> Path:
        """Tell where the text of a source stands: beside the workbook, under its id."""
        return self.folder / f"{normalise(source.cells.get('source_id', '')) or '-'}.txt"

    def add(self, entries: Sequence[Mapping[str, Any]]) -> None:
        """Add entries, given without their numbers, and save; this is no step that can be undone."""
        for entry in entries:
            self._put(_check(dict(entry), Draft(self._free(), entry["table"])))
        self.version += 1
        self._save()

    def change(self, version: int, key: str, edits: Sequence[Mapping[str, Any]]) -> None:
        """Make a change of some entries and save; what was made already, by its key, is not made again.

        An edit names the `number` of an entry, or the `table` of a new one, and what is other about it. A ConflictError
        says that the state is not the one that was changed.
        """
        if key in self.keys:
            return
        self._refuse_old(version)
        step = []
        for edit in edits:
            number = edit.get("number")
            before = self.entries.get(number) if isinstance(number, int) else None
            if number is not None and before is None:
                raise AnalysisError(f"no row {number}")
            after = _check(edit, before or Draft(self._free(), str(edit.get("table"))))
            step.append([before and asdict(before), asdict(after)])
            self._put(after)
        self.done, self.undone = [*self.done, step][-_REMEMBERED:], []
        self._finish(key)

    def go_back(self, version: int, key: str, *, forward: bool = False) -> None:
        """Undo the last step, or do again the one undone last, and save; nothing where there is none."""
        if key in self.keys:
            return
        self._refuse_old(version)
        taken, given = (self.undone, self.done) if forward else (self.done, self.undone)
        if taken:
            given.append(step := taken.pop())
            for before, after in step if forward else reversed(step):
                if told := after if forward else before:
                    self._put(Draft(**told))
                else:
                    self.entries.pop(after["number"])
            self._finish(key)

    def _refuse_old(self, version: int) -> None:
        if version != self.version:
            raise ConflictError(f"version {version} was changed, and it is {self.version} now")

    def _finish(self, key: str) -> None:
        self.version, self.keys = self.version + 1, [*self.keys, key][-_REMEMBERED:]
        self._save()

    def _free(self) -> int:
        if len(self.entries) >= _MOST:
            raise refuse("work_long")
        steps = [step for steps in (self.done, self.undone) for step in steps]
        return 1 + max([*self.entries, *(after["number"] for step in steps for _, after in step)], default=0)

    def _put(self, entry: Draft) -> None:
        self.entries[entry.number] = entry
        self.entries = dict(sorted(self.entries.items()))

    def _save(self) -> None:
        told = {"version": self.version, "entries": [asdict(entry) for entry in self.entries.values()]}
        told |= {"done": self.done, "undone": self.undone, "keys": self.keys, "notes": self.notes}
        text = json.dumps(told, ensure_ascii=False, indent=1)
        write_whole(self.folder / FILE, lambda part: part.write_text(text, encoding="utf-8"))


def list_works(folder: Path) -> tuple[list[Work], list[str]]:
    """List the works in a folder, the one that was changed last first, and the names of those that do not open."""
    works, closed = [], []
    for path in sorted(folder.glob(f"[!.]*/{FILE}"), key=lambda path: path.stat().st_mtime, reverse=True):
        try:
            works.append(Work.read(path.parent))
        except AnalysisError:
            closed.append(path.parent.name)
    named = [work for work in works if NAME.fullmatch(work.folder.name)]
    return named, closed + [work.folder.name for work in works if work not in named]


def _check(edit: Mapping[str, Any], entry: Draft) -> Draft:
    """Give an entry as an edit leaves it; an AnalysisError if it names what there is not, or is too long."""
    table = read_package().tables.get(entry.table)
    cells, state, found = edit.get("cells", {}), edit.get("state", entry.state), edit.get("found", entry.found)
    if table is None or table.name not in FILLED or state not in STATES or not isinstance(cells, Mapping):
        raise AnalysisError(f"no table {entry.table!r}, or no state {state!r}")
    for name, text in cells.items():
        if name not in table.columns or not isinstance(text, str) or len(text) > _LONGEST:
            raise AnalysisError(f"no column {name!r} of {table.name}, or more than {_LONGEST} characters in it")
    if found is not None and not (len(found) == 3 and all(isinstance(number, int) for number in found)):
        raise AnalysisError("a place is a paragraph and two characters")
    known = {name: text.strip() for name, text in {**entry.cells, **cells}.items() if text.strip()}
    place = None if found is None else (found[0], found[1], found[2])
    return Draft(entry.number, entry.table, state, known, place, edit.get("hints", entry.hints))
