"""The notebooks under stock papermill, as its users run them."""

import json
import os
import subprocess
import sys

import nbformat
import pytest

from analysis.paths import notebooks_dir

pytestmark = pytest.mark.slow

REPORTS = notebooks_dir() / "reports"
NOTEBOOKS = sorted(path.stem for path in REPORTS.glob("*.ipynb"))

STEADY = {"PYDEVD_DISABLE_FILE_VALIDATION": "1", "PYTHONHASHSEED": "0", "OPENBLAS_NUM_THREADS": "1"}


def run(*arguments, **options):
    return subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, encoding="utf-8", check=False, **options
    )


# One process runs them all, for its start is most of what a single notebook would cost; what fails is told by name.
ALL = """
import json, sys, traceback, papermill
engine, jobs, faults = sys.argv[1], json.load(sys.stdin), {}
if engine == "forked":
    import analysis.build.warm
for name, notebook, out, parameters in jobs:
    try:
        papermill.execute_notebook(notebook, out, parameters, engine_name=engine, progress_bar=False)
    except Exception:
        faults[name] = traceback.format_exc()
json.dump(faults, open("faults.json", "w"))
"""


def parameters_of(notebook):
    return {"lang": "en"} | ({"locality_id": "ba_tri"} if notebook.startswith("10") else {})


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """Run each notebook under both engines, from another folder; give the folders of what came out."""
    found = {}
    for engine in ("nbclient", "forked"):
        folder = found[engine] = tmp_path_factory.mktemp(engine)
        jobs = [
            (name, str(REPORTS / f"{name}.ipynb"), str(folder / f"{name}.ipynb"), parameters_of(name))
            for name in NOTEBOOKS
        ]
        done = run("-c", ALL, engine, input=json.dumps(jobs), cwd=folder, env={**os.environ, **STEADY})
        assert done.returncode == 0, done.stderr[-3000:]
    return found


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_stock_papermill(notebook, folders):
    """Each notebook runs under stock papermill, from any folder, and comes out the same under the forked engine."""
    outputs = []
    for folder in folders.values():
        faults = json.loads((folder / "faults.json").read_text(encoding="utf-8"))
        assert notebook not in faults, faults[notebook][-3000:]
        cells = nbformat.read(folder / f"{notebook}.ipynb", as_version=4).cells
        outputs.append([cell.get("outputs") for cell in cells])
    # Every notebook has four cells that show nothing: its parameters and those given, what it imports, what it loads.
    assert sum(bool(output) for output in outputs[0]) >= min(3, sum(output is not None for output in outputs[0]) - 4)
    assert outputs[1] == outputs[0]


def test_shares_are_tested_when_the_reader_asks(tmp_path):
    """With `as_process` the comparison of a share has its tests and its funnel, with their methods."""
    out = tmp_path / "out.ipynb"
    done = run(
        "-m", "papermill", str(REPORTS / "20_compare_indicator.ipynb"), str(out), "-p", "lang", "en",
        "-p", "indicator_id", "grassroots_cells_share", "-p", "as_process", "True",
        "-y", "locality_ids: [nam_po, trang_dinh, lai_chau]", "--no-progress-bar",
        cwd=tmp_path, env={**os.environ, **STEADY},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    shown = out.read_text(encoding="utf-8")
    assert "Newcombe, 95%" in shown
    assert "Share of grassroots cells: 3 of 3 places keep within the limits" in shown
