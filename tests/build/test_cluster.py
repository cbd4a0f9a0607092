"""A Dask cluster on this machine must make the same site, whatever happens to its workers."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from small_site import build

import analysis
from analysis.build.cluster import choose_notebooks
from analysis.errors import BuildError
from analysis.plan.cache import Cache
from analysis.plan.entries import Run
from analysis.plan.runs import load_runs

pytestmark = pytest.mark.slow

SLOW = "import os, pathlib, time\nmark = pathlib.Path({mark!r}) / f'{{os.getpid()}}-{{number}}'\nmark.touch()\n"
SLOW += "time.sleep(1)\nimport analysis\nprint(number, analysis.load().version)"


@pytest.fixture
def cluster(tmp_path):
    """Start a scheduler and two worker processes; give the address and the processes, the scheduler first."""
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
    # A nanny, which most have, makes its worker a daemon.
    for number, nanny in enumerate(("--no-nanny", "--nanny")):
        start("dask_worker", *options, nanny, "--local-directory", str(tmp_path / f"worker{number}"))
    try:
        deadline = time.monotonic() + 60
        while not (file.is_file() and '"address"' in file.read_text()) and time.monotonic() < deadline:
            time.sleep(0.2)
        import json

        yield json.loads(file.read_text())["address"], processes
    finally:
        for process in processes:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def list_ancestors(pid):
    """List the processes above one, from /proc."""
    found = []
    while pid > 1:
        pid = int(Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()[1])
        found.append(pid)
    return found


def kill_while_busy(worker, marks, killed):
    """Kill a worker as soon as it runs a notebook; tell the mark of that run."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and not killed:
        time.sleep(0.05)
        for mark in marks.iterdir():
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):
                if worker.pid in list_ancestors(int(mark.name.partition("-")[0])):
                    os.killpg(worker.pid, signal.SIGKILL)
                    killed.append(mark.name)
                    return


def list_slow_runs(notebooks, make, tmp_path):
    """List six runs that take a second each; give the folder in which each leaves a mark when it begins."""
    marks = tmp_path / "marks"
    marks.mkdir()
    parameters = make.code(f"{make.PARAMETERS}\nnumber: int", "parameters")
    cell = make.code(SLOW.format(mark=str(marks)))
    (notebooks / "reports").mkdir()
    make.notebook(notebooks / "reports" / "80_slow.ipynb", *make.TITLES, parameters, cell)
    (notebooks / "runs.yml").write_text(
        "runs:\n- notebook: reports/80_slow\n  id: slow-{number}\n  for_each: {number: [1, 2, 3, 4, 5, 6]}\n",
        encoding="utf-8",
    )
    return marks


def test_a_scheduler_that_ends_is_told(notebooks, make, tmp_path, cluster, capfd):
    """With its scheduler gone a build must end with what to do; begun again, here or there, it makes the rest alone."""
    address, (scheduler, *_) = cluster
    marks, out = list_slow_runs(notebooks, make, tmp_path), tmp_path / "out"

    def kill():
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline and not list(out.glob("vi/slow-*.html")):
            time.sleep(0.05)
        os.killpg(scheduler.pid, signal.SIGKILL)

    data = analysis.load()
    runs = load_runs(data, notebooks)
    killer = threading.Thread(target=kill)
    killer.start()
    cache, given = tmp_path / "cache", {"out": out, "langs": ("vi",), "progress": False, "folder": notebooks}
    with pytest.raises(BuildError, match=f"scheduler at {address} ended; start it and its workers and build again"):
        build(runs, data, cluster=address, cache=Cache(cache), **given)
    killer.join()
    assert "Traceback" not in capfd.readouterr().err
    there = {path.stem for path in out.glob("vi/slow-*.html")}
    assert 1 <= len(there) < 6
    again = build(runs, data, jobs=2, cache=Cache(cache), **given)
    assert {each.run_id for each in again.outcomes if each.how == "recalled"} == there
    assert sum(each.how == "run" for each in again.outcomes) == 6 - len(there)
    assert list(marks.iterdir())


def test_that_no_worker_is_left_is_told_once_and_a_new_one_makes_the_rest(
    notebooks, make, tmp_path, cluster, capfd, monkeypatch
):
    """Who waits learns for what: with all workers gone midway that is told, and the next one goes on."""
    monkeypatch.setattr("analysis.build.cluster._LOOK", 0.5)
    address, processes = cluster
    list_slow_runs(notebooks, make, tmp_path)
    out, told = tmp_path / "out", list[str]()

    def wait_for(is_so):
        deadline = time.monotonic() + 120
        while not is_so() and time.monotonic() < deadline:
            time.sleep(0.05)

    def read_told():
        told.append(capfd.readouterr().err)
        return "has no worker" in "".join(told)

    def replace_workers():
        wait_for(lambda: list(out.glob("vi/slow-*.html")))
        read_told()  # the first may not have been there in time
        told.clear()
        for worker in processes[1:]:
            os.killpg(worker.pid, signal.SIGKILL)
        wait_for(read_told)
        time.sleep(2)
        command = [sys.executable, "-m", "distributed.cli.dask_worker", address, "--nthreads", "1", "--no-dashboard"]
        options = {"start_new_session": True, "cwd": tmp_path, "stderr": subprocess.DEVNULL}
        processes.append(subprocess.Popen([*command, "--no-nanny"], **options))

    data = analysis.load()
    replacing = threading.Thread(target=replace_workers)
    replacing.start()
    given = {"out": out, "langs": ("vi",), "progress": False, "folder": notebooks}
    result = build(load_runs(data, notebooks), data, cluster=address, **given)
    replacing.join()
    read_told()
    assert result.failed == () and len(result.built) == 6
    assert "".join(told).count(f"at {address} has no worker; waiting: start some by") == 1


@pytest.mark.skipif(sys.platform != "linux", reason="whose notebook it is, is read from /proc")
def test_the_site_is_the_same_and_a_killed_worker_costs_no_report(notebooks, make, tmp_path, cluster):
    """With one of two workers killed midway, every report must come back, equal to the byte to those made here."""
    address, (_, *workers) = cluster
    marks = list_slow_runs(notebooks, make, tmp_path)
    data = analysis.load()
    runs = load_runs(data, notebooks)
    killed = []
    killer = threading.Thread(target=kill_while_busy, args=(workers[0], marks, killed))
    killer.start()
    there, here = tmp_path / "there", tmp_path / "here"
    result = build(runs, data, out=there, langs=("vi",), progress=False, cluster=address, folder=notebooks)
    killer.join()
    assert result.failed == ()
    # The run that was cut short was begun again by another process, and no other was.
    (cut,) = {mark.partition("-")[2] for mark in killed}
    begun = [path.name.partition("-")[2] for path in marks.iterdir()]
    assert sorted(begun) == sorted(["1", "2", "3", "4", "5", "6", cut])
    build(runs, data, out=here, langs=("vi",), jobs=2, progress=False, folder=notebooks)
    made, wanted = (
        {path.relative_to(out): path.read_bytes() for path in out.rglob("*") if path.is_file()} for out in (there, here)
    )
    assert len([path for path in wanted if path.name.startswith("slow-") and path.suffix == ".html"]) == 6
    assert made.keys() == wanted.keys()
    assert [path for path in wanted if made[path] != wanted[path]] == []


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "tcp://127.0.0.1", "http://127.0.0.1:8787"])
def test_no_scheduler_is_told(notebooks, data, tmp_path, monkeypatch, address):
    """An address where no scheduler answers, or that is none, must be refused with it, before any report."""
    monkeypatch.setattr("analysis.build.cluster._CONNECT", 0.5)
    if not address.endswith(":9"):  # where a client would only be given up after a minute
        monkeypatch.setattr("distributed.Client", None)
    (notebooks / "runs.yml").write_text("runs:\n- {notebook: 00_overview, id: overview}\n", encoding="utf-8")
    with pytest.raises(BuildError, match=f"no Dask scheduler answers at {address}$"):
        build(load_runs(data, notebooks), data, out=tmp_path / "out", progress=False, cluster=address)
    assert not list(Path(tmp_path / "out").rglob("*.html"))


def test_a_worker_gets_no_notebook_that_its_reports_do_not_need(tmp_path):
    """A run gets its own notebook and one that it reads; one that reads what is listed, as a profile does, gets all."""
    own, read, other, listed = (tmp_path / name for name in ("a.ipynb", "b.ipynb", "c.ipynb", "runs.yml"))
    found = [own, read, other, listed]
    assert choose_notebooks(Run("a", own), tmp_path, found) == [own]
    assert choose_notebooks(Run("a", own, reads=(read,)), tmp_path, found) == [own, read]
    assert choose_notebooks(Run("a", own, reads=(listed,)), tmp_path, found) == [own, read, other]
