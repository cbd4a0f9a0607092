"""The notebooks under stock papermill, as its users run them."""

import os
import subprocess
import sys

import nbformat
import pytest

from analysis.paths import notebooks_dir

NOTEBOOKS = sorted(path.stem for path in notebooks_dir().glob("*.ipynb"))


def run(*arguments, **options):
    return subprocess.run(
        [sys.executable, "-m", *arguments], capture_output=True, text=True, encoding="utf-8", check=False, **options
    )


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_stock_papermill(notebook, tmp_path):
    """Each notebook runs under stock papermill, from any folder, and comes out the same under the forked engine."""
    outputs = [
        [cell.get("outputs") for cell in execute(notebook, engine, tmp_path)] for engine in ("nbclient", "forked")
    ]
    assert sum(bool(one) for one in outputs[0]) > 3
    assert outputs[1] == outputs[0]


def execute(notebook, engine, folder):
    out = folder / f"{engine}.ipynb"
    extra = ["-p", "locality_id", "ba_tri"] if notebook.startswith("10") else []
    environment = {"PYDEVD_DISABLE_FILE_VALIDATION": "1", "PYTHONHASHSEED": "0", "OPENBLAS_NUM_THREADS": "1"}
    done = run(
        "papermill", str(notebooks_dir() / f"{notebook}.ipynb"), str(out), "-p", "lang", "en", *extra,
        "--engine", engine, "--no-progress-bar", cwd=folder, env={**os.environ, **environment},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return nbformat.read(out, as_version=4).cells


def test_shares_are_tested_when_the_reader_asks(tmp_path):
    """With `as_process` the comparison of a share has its tests and its funnel, with their methods."""
    out = tmp_path / "out.ipynb"
    done = run(
        "papermill", str(notebooks_dir() / "20_compare_indicator.ipynb"), str(out), "-p", "lang", "en",
        "-p", "indicator_id", "grassroots_cells_share", "-p", "as_process", "True",
        "-y", "locality_ids: [nam_po, trang_dinh, lai_chau]", "--no-progress-bar",
        cwd=tmp_path, env={**os.environ, "PYDEVD_DISABLE_FILE_VALIDATION": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    shown = out.read_text(encoding="utf-8")
    assert "Newcombe, 95%" in shown
    assert "Funnel of Share of single-cell organisations" in shown
