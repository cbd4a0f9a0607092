"""Show how far a build is, and tell at its end what it did."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from analysis.build.execute import Failure

__all__ = ["Outcome", "Progress", "profile", "summarise"]


@dataclass(frozen=True)
class Outcome:
    """What became of one report.

    Parameters
    ----------
    path, failure
        The report, or why there is none.
    how
        ``"run"``, ``"laid out"`` anew around what was run before, or ``"recalled"``.
    fallback
        Why the forked engine left the notebook to a kernel; empty if it did not.
    seconds
        Where the time went.
    """

    run_id: str
    lang: str
    path: Path | None
    failure: Failure | None
    how: str
    fallback: str = ""
    seconds: Mapping[str, float] = field(default_factory=dict)

    def __str__(self) -> str:
        """Name the report, then what happened."""
        if self.failure is not None:
            return f"{self.run_id} ({self.lang}): failed\n{self.failure}"
        told = "".join(f", {name} {one:.2f} s" for name, one in self.seconds.items())
        told += f"; run by a kernel of its own, for {self.fallback}" if self.fallback else ""
        return f"{self.run_id} ({self.lang}): {self.how}{told}"

    def to_json(self) -> dict[str, Any]:
        """Give it as plain values."""
        failure = None
        if self.failure is not None:
            names = ("notebook", "cell", "source", "error", "message", "parameters", "traceback")
            failure = {name: getattr(self.failure, name) for name in names}
        return {
            "run": self.run_id,
            "lang": self.lang,
            "how": "failed" if failure else self.how,
            "path": str(self.path) if self.path else None,
            "fallback": self.fallback or None,
            "seconds": {name: round(one, 3) for name, one in self.seconds.items()},
            "failure": failure,
        }


class Progress:
    """One line on stderr for a whole build: done, running, failed, seconds left.

    A class because the line is written over; nothing is written where nobody looks.
    """

    def __init__(self, total: int, jobs: int, *, shown: bool) -> None:
        self._total, self._jobs = total, jobs
        self._shown = shown and sys.stderr.isatty()
        self._done = self._failed = self._width = 0
        self._started = time.monotonic()

    def __enter__(self) -> Self:
        self._write()
        return self

    def __exit__(self, *fault: object) -> None:
        if self._shown and self._width:
            sys.stderr.write("\r" + " " * self._width + "\r")
            sys.stderr.flush()

    def count(self, *, failed: bool) -> None:
        """Count one more report."""
        self._done += 1
        self._failed += failed
        self._write()

    def line(self) -> str:
        """Word the line."""
        running = min(self._jobs, self._total - self._done)
        parts = [f"{self._done}/{self._total} done", f"{running} running"]
        parts += [f"{self._failed} failed"] if self._failed else []
        if 0 < self._done < self._total:
            passed = time.monotonic() - self._started
            parts.append(f"about {passed / self._done * (self._total - self._done):.0f} s left")
        return ", ".join(parts)

    def _write(self) -> None:
        if self._shown:
            line = self.line()
            sys.stderr.write("\r" + line.ljust(self._width))
            sys.stderr.flush()
            self._width = len(line)


def summarise(outcomes: Sequence[Outcome]) -> list[str]:
    """Tell a build in a table: a row for each notebook's kind of outcome, then the total."""
    counts = {how: sum(one.failure is None and one.how == how for one in outcomes) for how in _HOW}
    counts["failed"] = sum(one.failure is not None for one in outcomes)
    rows = [f"{word:<18}{counts[how]:>6}" for how, word in _HOW.items() if counts[how]]
    rows += [f"{'failed':<18}{counts['failed']:>6}"] if counts["failed"] else []
    rows += [
        f"{one.run_id} ({one.lang}) was run by a kernel of its own: {one.fallback}" for one in outcomes if one.fallback
    ]
    return rows


def profile(outcomes: Sequence[Outcome]) -> list[str]:
    """Tell where the time went, the slowest report first."""
    rows = sorted(outcomes, key=lambda one: -sum(one.seconds.values()))
    names = list(dict.fromkeys(name for one in rows for name in one.seconds))
    lines = [f"{'report':<52}" + "".join(f"{name:>9}" for name in names) + f"{'total':>9}"]
    for one in rows:
        cells = "".join(f"{one.seconds.get(name, 0):>9.2f}" for name in names)
        lines.append(f"{f'{one.run_id} ({one.lang})':<52}{cells}{sum(one.seconds.values()):>9.2f}")
    return lines


_HOW = {"run": "run", "laid out": "laid out anew", "recalled": "unchanged"}
