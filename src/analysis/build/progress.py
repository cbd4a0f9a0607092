"""Show how far a build is, and tell at its end what it did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from analysis.build.task import Failure

if TYPE_CHECKING:
    from tqdm import tqdm

_HOW = {"run": "run", "laid out": "laid out anew", "recalled": "unchanged"}


@dataclass(frozen=True)
class Outcome:
    """What became of one report.

    It was ``"run"``, ``"laid out"`` anew around what was run before, or ``"recalled"``; `fallback` is why the forked
    engine left its notebook to a kernel, empty if it did not.
    """

    run_id: str
    lang: str
    path: Path | None
    failure: Failure | None
    how: str
    fallback: str = ""
    seconds: Mapping[str, float] = field(default_factory=dict)
    gaps: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Name the report, then what happened."""
        if self.failure is not None:
            return f"{self.run_id} ({self.lang}): failed\n{self.failure}"
        told = "".join(f", {name} {spent:.2f} s" for name, spent in self.seconds.items())
        told += f"; run by a kernel of its own, for {self.fallback}" if self.fallback else ""
        return f"{self.run_id} ({self.lang}): {self.how}{told}"

    def to_json(self) -> dict[str, Any]:
        """Give it as plain values."""
        names = ("notebook", "cell", "source", "error", "message", "parameters", "traceback")
        failure = self.failure and {name: getattr(self.failure, name) for name in names}
        return {
            "run": self.run_id,
            "lang": self.lang,
            "how": "failed" if failure else self.how,
            "path": str(self.path) if self.path else None,
            "fallback": self.fallback or None,
            "seconds": {name: round(spent, 3) for name, spent in self.seconds.items()},
            "failure": failure,
            "lacks": self.gaps,
        }


def show_progress(total: int, *, shown: bool) -> tqdm[NoReturn]:
    """Give one line on stderr for a whole build: done, failed, time left; nothing is written where nobody looks."""
    from tqdm import tqdm

    tqdm.monitor_interval = 0  # its thread would outlive the build
    words = "{n}/{total} done{postfix}, {remaining} left"
    return tqdm(total=total, disable=None if shown else True, leave=False, miniters=1, bar_format=words)


def summarise(outcomes: Sequence[Outcome]) -> list[str]:
    """Tell a build in a table: how many reports came about in which way, and which needed a kernel."""
    counts = Counter("failed" if outcome.failure else _HOW[outcome.how] for outcome in outcomes)
    lines = [f"{how:<18}{counts[how]:>6}" for how in (*_HOW.values(), "failed") if counts[how]]
    live = [outcome for outcome in outcomes if outcome.fallback]
    lines += [f"{made.run_id} ({made.lang}): {told}" for made in outcomes for told in made.gaps]
    return lines + [f"{made.run_id} ({made.lang}) was run by a kernel of its own: {made.fallback}" for made in live]
