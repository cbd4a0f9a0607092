"""A Dask cluster on this machine must make the same site, whatever happens to its workers."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import analysis
from analysis.build.make import build
from analysis.errors import BuildError
from analysis.plan.runs import load_runs

SLOW = "import os, pathlib, time\nmark = pathlib.Path({mark!r}) / f'{{os.getppid()}}-{{number}}'\nmark.touch()\n"
SLOW += "time.sleep(1)\nimport analysis\nprint(number, analysis.load().version)"


@pytest.fixture
def cluster(tmp_path):
    """Start a scheduler and two worker processes; give the address and the processes."""
    file = tmp_path / "scheduler.json"
    processes = []

    def start(*command):
        processes.append(
            subprocess.Popen(
                [sys.executable, "-m", "distributed.cli." + command[0], *command[1:]],
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True, cwd=tmp_path,
            )
        )  # fmt: skip
        return processes[-1]

    start("dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(file))
    options = ["--nthreads", "1", "--nworkers", "1", "--no-dashboard", "--scheduler-file", str(file)]
    for number in range(2):
        start("dask_worker", *options, "--no-nanny", "--local-directory", str(tmp_path / f"worker{number}"))
    try:
        deadline = time.monotonic() + 60
        while not (file.is_file() and '"address"' in file.read_text()) and time.monotonic() < deadline:
            time.sleep(0.2)
        import json

        yield json.loads(file.read_text())["address"], processes[1:]
    finally:
        for process in processes:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def test_the_site_is_the_same_and_a_killed_worker_costs_no_report(notebooks, make, tmp_path, cluster, nursery):
    """With one of two workers killed midway, every report must come back, equal to the byte to those made here."""
    address, workers = cluster
    marks = tmp_path / "marks"
    marks.mkdir()
    parameters = make.code(f"{make.PARAMETERS}\nnumber: int", "parameters")
    cell = make.code(SLOW.format(mark=str(marks)))
    make.notebook(notebooks / "80_slow.ipynb", *make.TITLES, parameters, cell)
    (notebooks / "runs.yml").write_text(
        "runs:\n- notebook: 80_slow\n  id: slow-{number}\n  for_each: {number: [1, 2, 3, 4, 5, 6]}\n",
        encoding="utf-8",
    )
    data = analysis.load()
    runs = load_runs(data, notebooks)
    killed = []

    def kill(_):
        if not killed:
            killed.append(workers[0].pid)
            os.killpg(workers[0].pid, signal.SIGKILL)

    there, here = tmp_path / "there", tmp_path / "here"
    result = build(runs, data, out=there, langs=("vi",), progress=False, cluster=address, log=kill)
    assert result.failed == ()
    assert killed
    build(runs, data, out=here, langs=("vi",), jobs=2, progress=False, nursery=nursery)
    pages = sorted(path.relative_to(here) for path in here.rglob("*.html"))
    assert len([one for one in pages if one.name.startswith("slow-")]) == 6
    assert all((there / page).read_bytes() == (here / page).read_bytes() for page in pages)


def test_no_scheduler_is_told(notebooks, data, tmp_path, monkeypatch):
    """An address where no scheduler answers must be refused with the address, before any report."""
    monkeypatch.setattr("analysis.build.cluster._CONNECT", 0.5)
    (notebooks / "runs.yml").write_text("runs:\n- {notebook: 00_overview, id: overview}\n", encoding="utf-8")
    with pytest.raises(BuildError, match=r"no Dask scheduler answers at tcp://127.0.0.1:9"):
        build(load_runs(data, notebooks), data, out=tmp_path / "out", progress=False, cluster="tcp://127.0.0.1:9")
    assert not list(Path(tmp_path / "out").rglob("*.html"))
