"""Hand the same reports to a Dask cluster: workers get notebooks and data by content, and send back whole pages.

A worker needs this package and nothing else of the project. What it gets is sent once, when it has a report to make:
the data, and those notebooks that its reports need. It lies in a folder that goes with the worker. A worker that dies
is replaced by Dask, which gives its reports to another.
"""

import io
import logging
import multiprocessing
import sys
import tempfile
import threading
import zipfile
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import CancelledError
from contextlib import suppress
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from analysis.build.machine import can_fork, share_memory, worker_environment
from analysis.build.task import Made, Task, word_failure
from analysis.build.workers import WorkerDiedError, Workers
from analysis.errors import BuildError
from analysis.package.frames import list_files, package_folders
from analysis.paths import CODE, data_dir, digest, digest_path, zip_files
from analysis.plan.entries import Run
from analysis.words.catalogue import tell

_NOTEBOOK = ".ipynb"
_CONNECT = 30  # seconds until a scheduler that does not answer is given up
_LOOK = 10  # seconds after which a scheduler is asked again whether it has workers


def make_on_cluster(
    tasks: Sequence[Task], address: str, *, notebooks: Path, data_paths: Sequence[Path]
) -> Generator[tuple[Task, Made]]:
    """Make reports on the workers of a cluster and give each as soon as it is there.

    The scheduler's address is such as ``"tcp://127.0.0.1:8786"``; all notebooks lie in one folder, with what they read
    beside the data. A `BuildError` says that Dask is not installed, that no scheduler answers, or which notebook reads
    files from elsewhere.
    """
    try:
        from distributed import Client, as_completed
        from distributed.comm.addressing import resolve_address
    except ImportError as error:
        raise BuildError(tell("fault.no_dask")) from error
    folder = notebooks.resolve()
    for task in tasks:
        for path in (task.run.notebook, *task.run.reads):
            if not path.resolve().is_relative_to(folder):
                raise BuildError(tell("fault.reads_outside", run=task.run.run_id, file=path, folder=notebooks))
    try:
        resolve_address(address)  # first: a client of what is no address takes a minute to end
        client = Client(address, timeout=_CONNECT, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise BuildError(tell("fault.no_scheduler", address=address)) from error
    further = {f"further/{n}": path.resolve() for n, path in enumerate(package_folders(data_paths)[1:])}
    listed = sorted(list_files(folder)[1])
    files = {("notebooks", folder, path) for path in listed if path.suffix != _NOTEBOOK}
    for name, place in {"data": data_dir(), **further}.items():
        above, found = list_files(place)
        files |= {(name, above, path) for path in found}
    # A package is a folder, or a workbook in one.
    inside = [f"{name}/{path.name}" if path.is_file() else name for name, path in further.items()]
    logging.getLogger("distributed.client").setLevel(logging.CRITICAL + 1)  # what ends is told below, in words
    with client:
        waiting, code, is_manned = dict[Any, Task](), digest_path(CODE), True

        @cache
        def send(files: frozenset[tuple[str, Path, Path]]) -> Any:
            # Bytes that depend on the content alone, for workers that ask, and again where one that had them dies.
            named = {f"{name}/{path.relative_to(above).as_posix()}": path for name, above, path in files}
            packed = zip_files({name: path.read_bytes() for name, path in sorted(named.items())})
            return client.submit(bytes, packed, key=f"files-{digest(packed)}", retries=3)

        for task in tasks:
            needed = frozenset(("notebooks", folder, path) for path in choose_notebooks(task.run, folder, listed))
            own = task.run.notebook.resolve().relative_to(folder)
            given = send(frozenset(files)), send(needed), task, own, inside, code
            waiting[client.submit(_make_here, *given, retries=3, pure=False)] = task

        def ask(question: Callable[[], Any]) -> Any:
            try:
                return question()
            except (CancelledError, OSError) as error:  # before a report was there, or while it was fetched
                raise BuildError(tell("fault.scheduler_ended", address=address)) from error

        try:
            while waiting:
                was_manned, is_manned = is_manned, bool(ask(client.nthreads))
                if was_manned and not is_manned:  # in a queue they come when it is their turn
                    print(tell("fault.no_worker", address=address), file=sys.stderr, flush=True)
                with suppress(TimeoutError):
                    for future in as_completed(list(waiting), loop=client.loop, timeout=_LOOK):
                        task, fault = waiting.pop(future), ask(future.exception)
                        yield task, Made(failure=word_failure(task, fault)) if fault is not None else ask(future.result)
        finally:
            client.cancel(list(waiting))


def choose_notebooks(run: Run, folder: Path, listed: Sequence[Path]) -> list[Path]:
    """Choose the notebooks that a run needs: its own and those it reads, or all where it reads what is listed."""
    read = {path.resolve() for path in (run.notebook, *run.reads)}
    return [
        path for path in listed if path.suffix == _NOTEBOOK and (path.resolve() in read or folder / "runs.yml" in read)
    ]


def _make_here(bundle: bytes, notebooks: bytes, task: Task, notebook: Path, further: Sequence[str], code: str) -> Made:
    if digest_path(CODE) != code:
        raise BuildError(tell("fault.other_version"))
    home, workers = _prepare(threading.get_ident(), bundle, tuple(further))
    _unpack(home.name, notebooks)
    run = replace(task.run, notebook=Path(home.name, "notebooks", notebook))
    engine = "forked" if can_fork() else "papermill"
    [(_, made)] = workers.make_all([replace(task, run=run, engine=engine, memory=share_memory(2))])
    # A failure of the process is Dask's to try again elsewhere; one of the notebook would be the same anywhere.
    if made.failure is not None and made.failure.error == WorkerDiedError.__name__:
        raise BuildError(made.failure.message)
    return made


@cache
def _unpack(folder: str, bundle: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
        archive.extractall(folder)


@cache
def _prepare(thread: int, bundle: bytes, further: tuple[str, ...]) -> tuple[tempfile.TemporaryDirectory[str], Workers]:
    """Unpack a bundle and start workers for it, once for each thread of a Dask worker; both end with it.

    They are processes of their own, for a Dask worker has threads and must not be forked.
    """
    home = tempfile.TemporaryDirectory(prefix="analysis-", ignore_cleanup_errors=True)
    _unpack(home.name, bundle)
    # A Dask nanny makes its worker a daemon, and those may have no children: theirs could outlive them. Ours do not.
    multiprocessing.current_process().daemon = False
    environment = worker_environment([Path(home.name, name) for name in further])
    environment = {"ANALYSIS_DATA": "", **environment, "ANALYSIS_HOME": home.name}
    return home, Workers(1, environment, warm=can_fork())
