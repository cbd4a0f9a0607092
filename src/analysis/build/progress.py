"""Show how far a build is, and tell at its end what it did."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from analysis.build.execute import Failure

__all__ = ["Outcome", "Progress", "list_times", "summarise"]

_HOW = {"run": "run", "laid out": "laid out anew", "recalled": "unchanged"}


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
        told = "".join(f", {name} {spent:.2f} s" for name, spent in self.seconds.items())
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
            "seconds": {name: round(spent, 3) for name, spent in self.seconds.items()},
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
        """Count a report."""
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
    """Tell a build in a table: how many reports came about in which way, and which needed a kernel."""
    counts = Counter("failed" if outcome.failure else _HOW[outcome.how] for outcome in outcomes)
    lines = [f"{how:<18}{counts[how]:>6}" for how in (*_HOW.values(), "failed") if counts[how]]
    for outcome in outcomes:
        if outcome.fallback:
            lines.append(f"{outcome.run_id} ({outcome.lang}) was run by a kernel of its own: {outcome.fallback}")
    return lines


def list_times(outcomes: Sequence[Outcome]) -> list[str]:
    """Tell where the time went, the slowest report first."""
    names = list(dict.fromkeys(name for outcome in outcomes for name in outcome.seconds))
    lines = [f"{'report':<52}" + "".join(f"{name:>9}" for name in names) + f"{'total':>9}"]
    for outcome in sorted(outcomes, key=lambda outcome: -sum(outcome.seconds.values())):
        times = [*(outcome.seconds.get(name, 0) for name in names), sum(outcome.seconds.values())]
        lines.append(f"{f'{outcome.run_id} ({outcome.lang})':<52}" + "".join(f"{time:>9.2f}" for time in times))
    return lines
