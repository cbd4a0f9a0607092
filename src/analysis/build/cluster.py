"""Hand the same reports to a Dask cluster: workers get notebooks and data by content, and send back whole pages.

A worker needs this package and nothing else of the project. What it gets lies in a folder named by its content, so
that it is sent once. A worker that dies is replaced by Dask, which gives its reports to another.
"""

from __future__ import annotations

import io
import os
import shutil
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from analysis.build.pool import Made, Task, broken, default_engine, share_memory
from analysis.errors import BuildError
from analysis.plan.fingerprint import digest, digest_code

__all__ = ["make_on_cluster"]

_CONNECT = 30  # seconds until a scheduler that does not answer is given up
_RETRIES = 3


def make_on_cluster(
    tasks: Sequence[Task], address: str, *, data: Path, data_paths: Iterable[Path], environment: Mapping[str, str]
) -> Iterator[tuple[Task, Made]]:
    """Make pages on the workers of a cluster and give each as soon as it is there.

    Parameters
    ----------
    address
        Of the scheduler, such as ``"tcp://127.0.0.1:8786"``.
    data
        The built-in data package; `data_paths` are those laid over it.
    environment
        Variables for the notebooks, without places.

    Raises
    ------
    BuildError
        If Dask is not installed or the scheduler does not answer.
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
    further = [Path(path).resolve() for path in data_paths]
    bundle = _pack({task.run.notebook.parent for task in tasks}, data, further)
    with client:
        sent = client.scatter(bundle, hash=True)
        waiting = {
            client.submit(
                _make_here,
                sent,
                _detach(task),
                len(further),
                dict(environment),
                digest_code(),
                retries=_RETRIES,
                pure=False,
            ): task
            for task in tasks
        }
        try:
            for future in as_completed(list(waiting), loop=client.loop):
                task = waiting.pop(future)
                error = future.exception()
                yield task, broken(task, error) if error is not None else future.result()
        finally:
            client.cancel(list(waiting))


def _pack(notebooks: set[Path], data: Path, further: Sequence[Path]) -> bytes:
    """Pack files into bytes that depend on nothing but their content."""
    if len(notebooks) != 1:
        raise BuildError("reports for a cluster must be made from notebooks of one folder")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        folders = [("notebooks", *notebooks), ("data", data), *((f"further/{n}", one) for n, one in enumerate(further))]
        for name, folder in folders:
            for path in sorted(folder.rglob("*")):
                if path.is_file() and ".ipynb_checkpoints" not in path.parts:
                    entry = zipfile.ZipInfo(f"{name}/{path.relative_to(folder).as_posix()}")
                    archive.writestr(entry, path.read_bytes())
    return packed.getvalue()


def _detach(task: Task) -> Task:
    """Take out of a task what holds on this machine only."""
    return replace(task, run=replace(task.run, notebook=Path(task.run.notebook.name)), memory=None)


def _make_here(bundle: bytes, task: Task, further: int, environment: dict[str, str], code: str) -> Made:
    """Make one report on a worker."""
    if digest_code() != code:
        raise BuildError("the worker has another version of this package; install the same everywhere")
    folder = _unpack(bundle)
    task = replace(task, run=replace(task.run, notebook=folder / "notebooks" / task.run.notebook))
    places = {"ANALYSIS_HOME": str(folder)}
    if further:
        places["ANALYSIS_DATA"] = os.pathsep.join(str(folder / "further" / str(number)) for number in range(further))
    made = _make(task, tuple({**environment, **places}.items()))
    # A failure of the process is Dask's to try again elsewhere; one of the notebook would be the same anywhere.
    if made.failure is not None and made.failure.error == "WorkerDiedError":
        raise BuildError(made.failure.message)
    return made


def _make(task: Task, environment: tuple[tuple[str, str], ...]) -> Made:
    """Run a task in a process of its own, for a worker of Dask has threads and must not be forked."""
    from analysis.build.pool import make_all

    engine = default_engine()
    task = replace(task, engine=engine, memory=share_memory(2))
    nursery: Any = _nursery(environment) if engine == "forked" else None
    [(_, made)] = make_all([task], jobs=1, environment=dict(environment), nursery=nursery)
    return made


@cache
def _nursery(environment: tuple[tuple[str, str], ...]) -> Any:
    """Start the warm process once for each worker and content; it ends with the worker."""
    from analysis.build.forks import Nursery

    return Nursery(dict(environment))


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
