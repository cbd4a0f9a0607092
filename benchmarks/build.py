"""Measure the build against other ways to run the same notebooks, all in one run on one machine.

    python benchmarks/build.py --rounds 3 --jobs 2

The sides are interleaved, so that what else the machine does falls on all of them; read the ratios, not the
seconds. Each time is that of a whole process, from its start to its end.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import textwrap
import threading
import time
from collections import Counter
from importlib import metadata
from pathlib import Path

from analysis.paths import notebooks_dir, project_dir

CLI = [sys.executable, "-m", "analysis", "build"]
ENVIRONMENT = {**os.environ, "PYTHONHASHSEED": "0", "OPENBLAS_NUM_THREADS": "1", "PYDEVD_DISABLE_FILE_VALIDATION": "1"}

# papermill's API and one exporter, in as many processes as we use; each job is [notebook, parameters].
API = """
import json, multiprocessing, sys, warnings, logging
def work(job):
    import papermill
    global exporter
    if "exporter" not in globals():
        from nbconvert import HTMLExporter
        exporter = HTMLExporter()
        logging.getLogger("papermill").setLevel(logging.ERROR)
    notebook, parameters = job
    done = papermill.execute_notebook(notebook, None, parameters=parameters, progress_bar=False, cwd=CWD)
    open(f"{OUT}/{abs(hash(str(job)))}.html", "w").write(exporter.from_notebook_node(done)[0])
if __name__ == "__main__":
    OUT, jobs, CWD, processes = json.load(open(sys.argv[1]))
    with multiprocessing.Pool(processes) as pool:
        pool.map(work, jobs, chunksize=1)
"""

# The code of the notebooks as a script: imports and the package's data once, then cell after cell, then our page.
SCRIPT = """
import ast, json, os, sys
from pathlib import Path
import analysis.build.warm, nbformat
from IPython.core.interactiveshell import InteractiveShell
from analysis.site.edition import Page
from analysis.site.render import render
OUT, jobs, CWD, processes = json.load(open(sys.argv[1]))
def work(mine):
    shell = InteractiveShell.instance()
    data = analysis.load()
    analysis.load = lambda: data
    for number, (path, parameters) in mine:
        notebook = nbformat.read(path, as_version=4)
        shown = []
        def show(value):
            content, notes = shell.display_formatter.format(value)
            shown.append(nbformat.v4.new_output("display_data", data=content, metadata=notes))
        names = {"display": show}
        for cell in notebook.cells:
            if cell.cell_type != "code":
                continue
            tree, last = ast.parse(cell.source), None
            if tree.body and isinstance(tree.body[-1], ast.Expr):
                last = ast.Expression(tree.body.pop().value)
            exec(compile(tree, "script", "exec"), names)
            if last is not None and (value := eval(compile(last, "script", "eval"), names)) is not None:
                show(value)
            if "parameters" in cell.metadata.get("tags", []):
                names.update(parameters)
            cell.outputs, shown = shown, []
        page = render(notebook, Page(parameters["lang"], "x", "y"))
        Path(OUT, f"{number}.html").write_text(page.html, encoding="utf-8")
children = []
for first in range(processes):
    child = os.fork()
    if child == 0:
        work(list(enumerate(jobs))[first::processes])
        os._exit(0)
    children.append(child)
assert all(os.waitpid(child, 0)[1] == 0 for child in children)
"""


def list_jobs() -> list[tuple[str, dict]]:
    """List every report of the site as notebook and parameters."""
    listed = json.loads(subprocess.check_output([sys.executable, "-m", "analysis", "list", "runs", "--json"]))
    notebooks = {path.stem: str(path) for path in notebooks_dir().rglob("*.ipynb")}
    return [
        (notebooks[run["notebook"]], {**run["parameters"], "lang": lang}) for run in listed for lang in ("vi", "en")
    ]


def clock(command: list, **options) -> float:
    started = time.perf_counter()
    done = subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, check=False, **options)
    if done.returncode:
        raise SystemExit(done.stderr[-3000:])
    return time.perf_counter() - started


def run_program(source: str, jobs: list, processes: int) -> float:
    with tempfile.TemporaryDirectory() as folder:
        program, given = Path(folder, "program.py"), Path(folder, "given.json")
        program.write_text(source, encoding="utf-8")
        given.write_text(json.dumps([folder, jobs, str(notebooks_dir()), processes]), encoding="utf-8")
        return clock([sys.executable, program, given])


def run_stock(jobs: list) -> float:
    """Time the two commands on one report of each notebook, and count it for all of that notebook's."""
    counts, total = Counter(notebook for notebook, _ in jobs), 0.0
    for notebook, count in counts.items():
        parameters = next(given for other, given in jobs if other == notebook)
        flags = [part for name, value in parameters.items() for part in ("-y", json.dumps({name: value}))]
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder, "out.ipynb")
            seconds = clock([sys.executable, "-m", "papermill", notebook, out, *flags, "--cwd", notebooks_dir()])
            seconds += clock([sys.executable, "-m", "nbconvert", "--to", "html", out])
        total += seconds * count
    return total


def run_ours(processes: int, *options: str) -> float:
    with tempfile.TemporaryDirectory() as out:
        return clock([*CLI, "--out", out, "--jobs", str(processes), "--no-cache", *options])


def run_profiles(count: int, processes: int) -> tuple[float, list[float]]:
    """Build many profiles, in a project of their own; give the time and the memory of a worker as it went."""
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder)
        shutil.copytree(project_dir() / "data", project / "data")
        (project / "notebooks").mkdir()
        shutil.copy(notebooks_dir() / "reports" / "10_locality_profile.ipynb", project / "notebooks")
        entries = "".join(
            f"- {{notebook: 10_locality_profile, id: p{number}, parameters: {{locality_id: {place}}}}}\n"
            for number, place in zip(range(count // 2), PLACES * count, strict=False)
        )
        (project / "notebooks" / "runs.yml").write_text(f"runs:\n{entries}", encoding="utf-8")
        sizes: list[float] = []
        ended = threading.Event()
        watcher = threading.Thread(target=_watch, args=(sizes, ended))
        watcher.start()
        try:
            started = time.perf_counter()
            subprocess.run(
                [*CLI, "--jobs", str(processes), "--no-cache"],
                env={**ENVIRONMENT, "ANALYSIS_HOME": str(project)},
                check=True,
                capture_output=True,
            )
            return time.perf_counter() - started, sizes
        finally:
            ended.set()
            watcher.join()


PLACES = ("nam_po", "trang_dinh", "hai_luu", "lai_chau", "ba_tri")


def _watch(sizes: list[float], ended: threading.Event) -> None:
    """Note the largest worker's memory, in MB, once a second."""
    while not ended.wait(1):
        found = [0.0]
        for status in Path("/proc").glob("[0-9]*/status"):
            try:
                command = status.with_name("cmdline").read_bytes()
                if b"multiprocessing.forkserver" in command:
                    text = status.read_text()
                    found.append(int(text.partition("VmRSS:")[2].split()[0]) / 1000)
            except (OSError, IndexError):
                continue
        sizes.append(max(found))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--without-stock", action="store_true", help="leave out the two commands, which take longest")
    parser.add_argument("--many", type=int, default=200, help="profiles in the long run; 0 for none")
    options = parser.parse_args()
    jobs, processes = list_jobs(), options.jobs
    profiles = [job for job in jobs if "10_locality" in job[0]]
    twenty = (profiles * 2)[:20]
    times: dict[str, list[float]] = {}

    def note(side: str, seconds: float) -> None:
        times.setdefault(side, []).append(seconds)
        print(f"{side:<44}{seconds:>8.2f} s", flush=True)

    for _ in range(options.rounds):
        if not options.without_stock:
            note("site: papermill + nbconvert, estimated", run_stock(jobs))
        note(f"site: papermill API, {processes} processes", run_program(API, jobs, processes))
        note("site: analysis build, from nothing", run_ours(processes))
        note("20 profiles: warm plain script", run_program(SCRIPT, twenty, processes))
        note("20 profiles: analysis build", run_profiles(20, processes)[0])
        with tempfile.TemporaryDirectory() as out:
            clock([*CLI, "--out", out, "--jobs", str(processes)])
            note("nothing changed", clock([*CLI, "--out", out]))
        note("analysis --help", clock([sys.executable, "-m", "analysis", "--help"]))
        note("import analysis", clock([sys.executable, "-c", "import analysis"]))
        note("python -c pass", clock([sys.executable, "-c", "pass"]))
    if options.many:
        note(f"{options.many} profiles: warm plain script",
             run_program(SCRIPT, (profiles * options.many)[: options.many], processes))  # fmt: skip
        seconds, sizes = run_profiles(options.many, processes)
        note(f"{options.many} profiles: analysis build", seconds)
        tenth = max(1, len(sizes) // 10)
        print(f"largest worker: {max(sizes[tenth : 3 * tenth]):.0f} MB early, {max(sizes[-2 * tenth :]):.0f} MB late")
    print(
        textwrap.dedent("""
        | What | median s | of how many |
        |---|---|---|""")
    )
    for side, seconds in times.items():
        print(f"| {side} | {statistics.median(seconds):.2f} | {len(seconds)} |")
    packages = ("papermill", "nbconvert", "nbclient", "ipykernel", "pandas", "matplotlib")
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in packages)
    print(f"\nPython {platform.python_version()}, {versions}; {processes} processes, {len(jobs)} reports in the site.")


if __name__ == "__main__":
    main()
