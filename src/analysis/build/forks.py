"""Hand reports to forked workers, take them back, and replace a worker that dies."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from multiprocessing import Pipe
from multiprocessing.connection import Connection, wait
from typing import Self

from analysis.build.pool import Made, Task, broken
from analysis.errors import BuildError

__all__ = ["Nursery", "make_forked"]

_ATTEMPTS = 2
_STARTS = 3  # of the process that forks, before giving up


class WorkerDiedError(Exception):
    """A process that made a report ended without a word, twice."""


def make_forked(
    tasks: Sequence[Task], nursery: Nursery, *, jobs: int, meanwhile: Callable[[], None] | None = None
) -> Iterator[tuple[Task, Made]]:
    """Make pages in workers forked from one warm process, and give each as soon as it is there.

    A worker that dies is replaced, and its report begun once more. `meanwhile` is called once, when all workers have
    something to do.
    """
    waiting = deque(tasks)
    attempts: dict[tuple[str, str], int] = {}
    busy: dict[Connection, Task] = {}
    try:
        while waiting or busy:
            while waiting and len(busy) < jobs:
                worker, task = nursery.fork(), waiting.popleft()
                attempts[task.key] = attempts.get(task.key, 0) + 1
                with contextlib.suppress(BrokenPipeError):
                    worker.send(task)
                busy[worker] = task
            if meanwhile is not None:
                meanwhile()
                meanwhile = None
            for worker in wait(list(busy)):
                task = busy[worker]
                try:
                    made = worker.recv()
                except (EOFError, OSError):
                    worker.close()
                    del busy[worker]
                    if attempts[task.key] < _ATTEMPTS:
                        waiting.appendleft(task)
                        continue
                    made = broken(task, WorkerDiedError(f"the process that made it died {_ATTEMPTS} times"))
                else:
                    if waiting and not made.fallback:
                        following = busy[worker] = waiting.popleft()
                        attempts[following.key] = attempts.get(following.key, 0) + 1
                        with contextlib.suppress(BrokenPipeError):
                            worker.send(following)
                    else:
                        worker.close()
                        del busy[worker]
                yield task, made
    finally:
        for worker in busy:
            worker.close()


class Nursery:
    """The warm process; a class because it is started anew when it dies.

    Make it early: while it imports what reports need, the caller can read what is to be built.
    """

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment, self._starts = {**os.environ, **environment}, 0
        self._printed = tempfile.TemporaryFile()  # noqa: SIM115 - open as long as the process writes
        self._start()

    def _start(self) -> None:
        self._starts += 1
        self._control, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "analysis.build.nursery", str(theirs.fileno())],
                env=self._environment,
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                # What a worker or a library prints would tear the progress line; failures carry what matters.
                stdout=subprocess.DEVNULL,
                stderr=self._printed,
                start_new_session=True,  # Ctrl-C reaches us alone, who know what to stop
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *fault: object) -> None:
        self.close()

    def fork(self) -> Connection:
        """Give the connection to a new worker."""
        while True:
            ours, theirs = Pipe()
            try:
                with theirs:
                    socket.send_fds(self._control, [b"w"], [theirs.fileno()])
                return ours
            except OSError as error:
                ours.close()
                if self._starts >= _STARTS:
                    raise BuildError(
                        "the process that runs notebooks does not start; try --engine papermill"
                    ) from error
                self._stop()
                self._start()

    def _last_lines(self) -> list[str]:
        self._printed.seek(0)
        return self._printed.read().decode("utf-8", "replace").strip().splitlines()

    def close(self) -> None:
        """End the warm process and its workers; what these run ends with them."""
        self._stop()
        self._printed.close()

    def _stop(self) -> None:
        self._control.close()
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
