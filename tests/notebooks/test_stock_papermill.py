"""The notebooks under stock papermill, as its users run them."""

import json
import os
import subprocess
import sys

import nbformat
import pytest

from analysis.paths import notebooks_dir

REPORTS = notebooks_dir() / "reports"
NOTEBOOKS = sorted(path.stem for path in REPORTS.glob("*.ipynb"))

STEADY = {"PYDEVD_DISABLE_FILE_VALIDATION": "1", "PYTHONHASHSEED": "0", "OPENBLAS_NUM_THREADS": "1"}


def run(*arguments, **options):
    return subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, encoding="utf-8", check=False, **options
    )


# One warm process runs them all under the forked engine, whose start is most of what a single notebook would cost.
ALL_FORKED = """
import json, sys, papermill
import analysis.build.warm
for notebook, out, parameters in json.load(sys.stdin):
    papermill.execute_notebook(notebook, out, parameters, engine_name="forked", progress_bar=False)
"""


def parameters_of(notebook):
    return {"lang": "en"} | ({"locality_id": "ba_tri"} if notebook.startswith("10") else {})


@pytest.fixture(scope="module")
def forked(tmp_path_factory):
    """Run each notebook under the forked engine, from another folder; give the folder of what came out."""
    folder = tmp_path_factory.mktemp("forked")
    jobs = [(str(REPORTS / f"{name}.ipynb"), str(folder / f"{name}.ipynb"), parameters_of(name)) for name in NOTEBOOKS]
    done = run("-c", ALL_FORKED, input=json.dumps(jobs), cwd=folder, env={**os.environ, **STEADY})
    assert done.returncode == 0, done.stderr[-3000:]
    return folder


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_stock_papermill(notebook, tmp_path, forked):
    """Each notebook runs under stock papermill, from any folder, and comes out the same under the forked engine."""
    out = tmp_path / "out.ipynb"
    given = [part for name, value in parameters_of(notebook).items() for part in ("-p", name, value)]
    source = str(REPORTS / f"{notebook}.ipynb")
    done = run(
        "-m", "papermill", source, str(out), *given, "--engine", "nbclient", "--no-progress-bar",
        cwd=tmp_path, env={**os.environ, **STEADY},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    outputs = [
        [cell.get("outputs") for cell in nbformat.read(path, as_version=4).cells]
        for path in (out, forked / f"{notebook}.ipynb")
    ]
    assert sum(bool(output) for output in outputs[0]) > 3
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
    assert "Funnel of Share of single-cell organisations" in shown
