"""The notebooks under stock papermill, as its users run them."""

import os
import subprocess
import sys

import pytest

from analysis.paths import notebooks_dir

NOTEBOOKS = sorted(path.stem for path in notebooks_dir().glob("*.ipynb"))


def run(*arguments, **options):
    return subprocess.run(
        [sys.executable, "-m", *arguments], capture_output=True, text=True, encoding="utf-8", check=False, **options
    )


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_stock_papermill(notebook, tmp_path):
    """Each notebook runs under stock papermill with its own parameters, from any folder."""
    out = tmp_path / "out.ipynb"
    extra = ["-p", "locality_id", "ba_tri"] if notebook.startswith("10") else []
    done = run(
        "papermill", str(notebooks_dir() / f"{notebook}.ipynb"), str(out), "-p", "lang", "en", *extra,
        "--no-progress-bar", cwd=tmp_path, env={**os.environ, "PYDEVD_DISABLE_FILE_VALIDATION": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    assert out.is_file()
