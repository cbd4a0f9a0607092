"""Hand the same reports to a Dask cluster: workers get notebooks and data by content, and send back whole pages.

A worker needs this package and nothing else of the project. What it gets lies in a folder named by its content, so
that it is sent once. A worker that dies is replaced by Dask, which gives its reports to another.
"""

from __future__ import annotations

import io
import multiprocessing
import os
import shutil
import tempfile
import threading
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cache
from pathlib import Path

from analysis.build.engine import can_fork
from analysis.build.machine import default_engine, share_memory, worker_environment
from analysis.build.task import Made, Task, broken
from analysis.build.workers import WorkerDiedError, Workers
from analysis.errors import BuildError
from analysis.lessons.office import zip_files
from analysis.paths import data_dir
from analysis.plan.fingerprint import CODE, digest, digest_path, list_files

__all__ = ["make_on_cluster"]

_CONNECT = 30  # seconds until a scheduler that does not answer is given up
_RETRIES = 3


def make_on_cluster(
    tasks: Sequence[Task], address: str, *, notebooks: Path, data_paths: Sequence[Path]
) -> Iterator[tuple[Task, Made]]:
    """Make reports on the workers of a cluster and give each as soon as it is there.

    The scheduler's address is such as ``"tcp://127.0.0.1:8786"``; all notebooks lie in one folder, with what they read
    beside the data.

    Raises
    ------
    BuildError
        If Dask is not installed, the scheduler does not answer, or a notebook reads files from elsewhere.
    """
    try:
        from distributed import Client, as_completed
    except ImportError as error:
        raise BuildError(
            "a cluster needs Dask; install the project with its extra: pip install -e '.[dask]'"
        ) from error
    try:
        client = Client(address, timeout=_CONNECT, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise BuildError(f"no Dask scheduler answers at {address}") from error
    further = {f"further/{n}": path.resolve() for n, path in enumerate(data_paths)}
    bundle = _pack({"notebooks": notebooks, "data": data_dir(), **further})
    # A package is a folder, or a workbook in one.
    inside = [f"{name}/{path.name}" if path.is_file() else name for name, path in further.items()]
    detached = {task.key: _detach(task, notebooks) for task in tasks}
    with client:
        sent = client.scatter(bundle, hash=True, broadcast=True)  # to all, for one may die
        code, options = digest_path(CODE), {"retries": _RETRIES, "pure": False}
        waiting = {client.submit(_make_here, sent, detached[task.key], inside, code, **options): task for task in tasks}
        try:
            for future in as_completed(list(waiting), loop=client.loop):
                task = waiting.pop(future)
                fault = future.exception()
                yield task, broken(task, fault) if fault is not None else future.result()
        finally:
            client.cancel(list(waiting))


def _pack(places: Mapping[str, Path]) -> bytes:
    """Pack folders, by the names that they get, into bytes that depend on nothing but their content."""
    files: dict[str, bytes] = {}
    for name, place in places.items():
        folder, found = list_files(place)
        files |= {f"{name}/{path.relative_to(folder).as_posix()}": path.read_bytes() for path in sorted(found)}
    return zip_files(files)


def _detach(task: Task, notebooks: Path) -> Task:
    """Take out of a task what holds on this machine only.

    Raises
    ------
    BuildError
        If it reads files that do not lie below the folder of notebooks, which is all that is sent.
    """
    folder = notebooks.resolve()
    for path in task.run.reads:
        if not path.resolve().is_relative_to(folder):
            raise BuildError(f"{task.run.run_id} reads {path}, which a cluster does not get; move it to {notebooks}")
    notebook = task.run.notebook.resolve().relative_to(folder)
    return replace(task, run=replace(task.run, notebook=notebook, reads=()), memory=None)


def _make_here(bundle: bytes, task: Task, further: Sequence[str], code: str) -> Made:
    if digest_path(CODE) != code:
        raise BuildError("the worker has another version of this package; install the same everywhere")
    folder = _unpack(bundle)
    task = replace(task, run=replace(task.run, notebook=folder / "notebooks" / task.run.notebook))
    workers = _start_workers(threading.get_ident(), folder, tuple(folder / name for name in further))
    task = replace(task, engine=default_engine(), memory=share_memory(2))
    [(_, made)] = workers.make_all([task])
    # A failure of the process is Dask's to try again elsewhere; one of the notebook would be the same anywhere.
    if made.failure is not None and made.failure.error == WorkerDiedError.__name__:
        raise BuildError(made.failure.message)
    return made


@cache
def _start_workers(thread: int, home: Path, data_paths: tuple[Path, ...]) -> Workers:
    """Start workers once for each thread of a Dask worker and each content; they end with it.

    They are processes of their own, for a Dask worker has threads and must not be forked.
    """
    # A Dask nanny makes its worker a daemon, and those may have no children: theirs could outlive them. Ours do not.
    multiprocessing.current_process().daemon = False
    environment = {"ANALYSIS_DATA": "", **worker_environment(data_paths), "ANALYSIS_HOME": str(home)}
    return Workers(1, environment, warm=can_fork())


def _unpack(bundle: bytes) -> Path:
    """Unpack once into a folder named by the content; by rename, so that it is whole or not there."""
    folder = Path(tempfile.gettempdir()) / f"analysis-{os.getuid() if hasattr(os, 'getuid') else 0}-{digest(bundle)}"
    if not folder.is_dir():
        part = Path(tempfile.mkdtemp(dir=folder.parent))
        with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
            archive.extractall(part)
        with suppress(OSError):  # another worker was first
            part.rename(folder)
        shutil.rmtree(part, ignore_errors=True)
    return folder
