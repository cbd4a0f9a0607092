"""Make reports in several processes, whatever happens to any of them.

Where the system can fork, workers are forked from one process that has imported what cells need (`build.warm`);
a worker makes one report after the other, and forks a process for each notebook. Start no thread that
lasts in any of them: only a process of one thread may be forked.
"""

import multiprocessing
import os
import pickle
import signal
import sys
from collections import deque
from collections.abc import Callable, Generator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, ThreadPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager, suppress
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import TypeVar

from analysis.build.machine import end_with_parent, give_way, start_warm
from analysis.build.task import Made, Task, make, word_failure
from analysis.dataset.load import hand_over, take_over
from analysis.errors import BuildError
from analysis.words.catalogue import tell

_Result = TypeVar("_Result")


class WorkerDiedError(Exception):
    """A process that made a report ended without a word, twice."""


class Workers(AbstractContextManager["Workers"]):
    """Processes that make reports; a class because one that dies takes its pool with it, which is then replaced.

    They have variables from `worker_environment`, and are forked from a `warm` process; else each starts from nothing,
    and can only run kernels.
    """

    def __init__(self, jobs: int, environment: Mapping[str, str], *, warm: bool) -> None:
        self._jobs, self._environment = jobs, {**os.environ, **environment}
        self._warm, self._context = warm, multiprocessing.get_context("forkserver" if warm else "spawn")
        # A process that has run a kernel has threads, and must not be forked for a notebook any more.
        self._pools: dict[str, ProcessPoolExecutor] = {}
        self._others = {*multiprocessing.active_children()}
        if warm:
            start_warm(environment)

    def __exit__(self, kind: object = None, *fault: object) -> None:
        try:
            if kind is not None:
                self._end()
            for pool in self._pools.values():
                pool.shutdown()
        except BaseException:  # Ctrl-C: who then ends waits for each process, and none would be told to end
            self._end()
            raise

    def _end(self) -> None:
        for child in {*multiprocessing.active_children()} - self._others:
            child.terminate()

    def begin(self, work: Callable[[str], _Result], langs: Sequence[str]) -> Future[dict[str, _Result]] | None:
        """Begin to work something out in each language, in a process that then makes reports; None where none can.

        What it works out of the data the reports that it makes need not work out again. It gives way to reports that
        are made meanwhile, for which somebody may wait.
        """
        if not self._warm:
            return None
        try:
            pickle.dumps(work)
        except Exception:  # of whatever cannot be sent
            return None
        return self._hand("forked", _work_out, work, tuple(langs))

    def make_all(
        self, tasks: Sequence[Task], *, meanwhile: Callable[[], None] | None = None
    ) -> Generator[tuple[Task, Made]]:
        """Make reports and give each as soon as it is there.

        Close the iterator to stop early: the workers end, and what they run with them. `meanwhile` is called once when
        the first reports are begun: what else there is to do costs no time then.
        """
        waiting, busy, reasons = deque(tasks), dict[Future[Made], Task](), dict[tuple[str, str], str]()

        def refill() -> None:
            # No more than can be made at once, so that a death leaves no doubt which report may have caused it.
            while waiting and len(busy) < self._jobs:
                task = waiting.popleft()
                busy[self._submit(task)] = task

        try:
            refill()
            if meanwhile is not None:
                meanwhile()
            while busy:
                for future in wait(busy, return_when=FIRST_COMPLETED).done:
                    task = busy.pop(future)
                    made = self._take(task, future)
                    if made.live:
                        reasons[task.key] = made.live
                        waiting.append(replace(task, engine="papermill"))
                    refill()
                    if not made.live:
                        yield task, replace(made, live=reasons.get(task.key, ""))
        finally:
            if busy:
                self._end()

    def prepare(self, *, until_done: bool = False) -> None:
        """Let those who run notebooks work out what the next report needs, while nobody waits for it, or `until_done`.

        Who waits has them started where nothing has been run so far.
        """
        if "forked" in self._pools or (until_done and self._warm):
            with suppress(BrokenProcessPool):  # which is then replaced
                # Once for the data, once for what is made of them.
                done = [self._hand("forked", _prepare) for _ in range(1 + until_done)]
                wait(done if until_done else ())

    def _take(self, task: Task, future: Future[Made], *, again: bool = True) -> Made:
        try:
            return future.result()
        except BrokenProcessPool:
            if not again:
                return Made(failure=word_failure(task, WorkerDiedError("the process that made it died 2 times")))
        except Exception as error:
            return Made(failure=word_failure(task, error))
        # Once more in a pool of its own, for any report that was being made may have been the cause.
        with self._new_pool(1) as pool:
            return self._take(task, _submit(pool, _make, task, hand_over()), again=False)

    def _submit(self, task: Task) -> Future[Made]:
        return self._hand(task.engine, _make, task)

    def _hand(self, engine: str, work: Callable[..., _Result], *given: object) -> Future[_Result]:
        """Hand work to the pool of an engine, with the data; one whose processes end is replaced once."""
        for _ in range(2):
            if engine not in self._pools:
                self._pools[engine] = self._new_pool(self._jobs)
            try:
                return _submit(self._pools[engine], work, *given, hand_over())
            except BrokenProcessPool:
                self._pools.pop(engine).shutdown()
            except (OSError, EOFError) as error:
                raise BuildError(tell("fault.no_start")) from error
        raise BuildError(tell("fault.ends"))

    def _new_pool(self, jobs: int) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(
            jobs, mp_context=self._context, initializer=_start_worker, initargs=(self._environment,)
        )


def _submit(pool: ProcessPoolExecutor, work: Callable[..., _Result], *given: object) -> Future[_Result]:
    """Hand work to a pool, which may start a process for it.

    It does not import the program that builds, of which it needs nothing: that may be long, or build when imported.
    """
    program = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        return pool.submit(work, *given)
    finally:
        sys.modules["__main__"] = program


_taken = [(Path(), "")]
"""The data that this worker took over last."""
_made = [0]
"""How many reports this worker has begun: the first may be all that is asked for."""


def _make(task: Task, data: tuple[Path, str]) -> Made:
    if task.engine == "forked":
        kind, id_ = task.run.subject or ("", "")
        _prepare(data, more=_made[0] > 0, place=id_ if kind == "locality" else "")
    _made[0] += 1
    return make(task)


def _work_out(work: Callable[[str], _Result], langs: Sequence[str], data: tuple[Path, str]) -> dict[str, _Result]:
    with ThreadPoolExecutor(1, initializer=give_way) as apart:  # it is gone before anything is forked
        return apart.submit(_work_out_now, work, langs, data).result()


def _work_out_now(work: Callable[[str], _Result], langs: Sequence[str], data: tuple[Path, str]) -> dict[str, _Result]:
    _prepare(data)
    return {lang: work(lang) for lang in langs}


def _prepare(data: tuple[Path, str], *, more: bool = True, place: str = "") -> None:
    """Have the data that who builds has read; what a worker works out of them it works out once for all notebooks."""
    from analysis.build.warm import prepare_more, read_data

    if data != _taken[0]:
        take_over(*data)
        _taken[0] = data
    elif more:
        prepare_more(place)
    read_data()


def _start_worker(environment: Mapping[str, str]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what Ctrl-C stops
    os.environ.clear()
    os.environ.update(environment)
    # What a worker or a dying kernel prints would tear the progress line; failures carry what matters.
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    os.dup2(silent, 2)
    end_with_parent()
