"""Tiny notebooks and data for the tests of this room; kernels start once for all of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from analysis.build.machine import can_fork, worker_environment
from analysis.build.make import build as make_reports
from analysis.build.workers import Workers
from analysis.commands.build import make_plan
from analysis.elements.pages import Surroundings
from analysis.paths import notebooks_dir
from analysis.plan.runs import load_runs, select_runs

HOSTILE = "<script>alert(1)</script> \"Ấp 'Đông'\" & co"


IDS = {
    "locality": ["ba_tri", "nam_po"],
    "indicator": ["party_members", "party_cells"],
    "theme": ["cadre_training"],
    "lesson": ["grading"],
}
NAMES = {"ba_tri": HOSTILE, "nam_po": "Nậm Pồ"}


class Data:
    """What this room asks of a data package, and no more."""

    version = "abc123"

    def ids(self, kind: str) -> list[str]:
        return IDS[kind]

    def name(self, kind: str, id_: str, lang: str) -> str:
        return NAMES.get(id_, f"{id_} ({lang})")

    def row(self, kind: str, id_: str) -> dict[str, str]:
        return {}


def build(runs, data, *, langs=("vi", "en"), listed=None, folder=None, describe=None, data_paths=(), **options):
    """Build some runs of one folder of notebooks; a double of the data has nothing that could stand around them."""
    folder = folder or (runs[0].notebook.parent if runs else notebooks_dir())
    listed = runs if listed is None else listed
    plan = make_plan(data, runs, listed, langs, folder, data_paths=data_paths, **options)
    if describe is None and isinstance(data, Data):
        describe = lambda lang: Surroundings()  # noqa: E731
    return make_reports(replace(plan, describe=describe or plan.describe))


def md(source: str, *tags: str):
    return new_markdown_cell(source, metadata={"tags": list(tags)})


def code(source: str, *tags: str):
    return new_code_cell(source, metadata={"tags": list(tags)})


PARAMETERS = 'from typing import Optional\nlang: str = "vi"  # vi or en: language of the report'
TITLES = (
    md("# Tổng quan\n\nMỗi bài viết cho biết điều gì?", "title", "lang-vi"),
    md("# Overview\n\nWhat does each article tell?", "title", "lang-en"),
)
SHOW = """from IPython.display import display
svg = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20"/></svg>'
alt = 'Cột "cao" <script>alert(2)</script>'
display({"image/svg+xml": svg}, raw=True, metadata={"image/svg+xml": {"alt": alt}})
display({"text/html": "<table><caption>Bảng</caption><tr><th scope='col'>A</th></tr></table>"}, raw=True)
display({"text/markdown": f"{locality_id}: <span lang='en'>Party cells</span> <script>x</script>"}, raw=True)
print(sorted({"c", "a"}))"""


def write_notebook(path: Path, *cells) -> None:
    """Write a notebook as stock papermill wants it."""
    metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"
    nbformat.write(new_notebook(cells=list(cells), metadata=metadata), path)


@pytest.fixture(scope="session")
def data() -> Data:
    return Data()


@pytest.fixture(scope="session")
def workers() -> Iterator[Workers]:
    """Lend one process that makes reports, which stays over many builds as that of a preview does."""
    with Workers(1, worker_environment(), warm=can_fork()) as lent:
        yield lent


@pytest.fixture(scope="session")
def make() -> SimpleNamespace:
    """Give the makers of cells and notebooks."""
    return SimpleNamespace(
        md=md, code=code, notebook=write_notebook, PARAMETERS=PARAMETERS, TITLES=TITLES, HOSTILE=HOSTILE
    )


@pytest.fixture
def notebooks(tmp_path) -> Path:
    """Give a folder with two good notebooks and no `runs.yml`."""
    folder = tmp_path / "notebooks"
    folder.mkdir()
    write_notebook(folder / "00_overview.ipynb", *TITLES, code(PARAMETERS, "parameters"))
    write_notebook(
        folder / "10_profile.ipynb",
        *TITLES,
        code(
            f'{PARAMETERS}\nlocality_id: str = "ba_tri"  # which place\nyears: Optional[int] = None\n'
            "indicator_ids: list[str] = []\nshare: float = 0.5\n"
            "quiet: bool = False",
            "parameters",
        ),
    )
    return folder


@pytest.fixture(scope="session")
def site(tmp_path_factory, data):
    """Build a small site once: an overview and two profiles in both languages."""
    folder = tmp_path_factory.mktemp("Dự án {x}") / "notebooks"  # a path papermill would trip over
    folder.mkdir()
    write_notebook(
        folder / "00_overview.ipynb",
        *TITLES,
        code(PARAMETERS, "parameters"),
        md("## Số liệu\n\nVăn xuôi.", "lang-vi"),
        md("## Figures\n\nProse.", "lang-en"),
        code("import os\nprint(os.environ['ANALYSIS_DATA'], lang)"),
    )
    write_notebook(
        folder / "10_profile.ipynb",
        md("# Hồ sơ\n\nĐịa phương này ra sao?\n\nGhi chú sau câu hỏi.", "title", "lang-vi"),
        md("# Profile\n\nWhat is this place like?", "title", "lang-en"),
        code(f'{PARAMETERS}\nlocality_id: str = "ba_tri"', "parameters"),
        md("## Đảng viên và chi bộ\n\nTiếng Việt.", "lang-vi"),
        md("## Members and cells\n\nEnglish.", "lang-en"),
        md("## Đảng viên và chi bộ\n\n### <em>Nhỏ</em>"),
        code(SHOW),
    )
    (folder / "runs.yml").write_text(
        "runs:\n- {notebook: 00_overview, id: overview}\n"
        "- notebook: 10_profile\n  id: profile-{locality_id}\n  for_each: {locality_id: localities}\n",
        encoding="utf-8",
    )
    out = folder.parent / "reports"
    runs = load_runs(data, folder)
    result = build(runs, data, out=out, jobs=2, data_paths=[folder], progress=False)
    return SimpleNamespace(out=out, runs=runs, result=result, folder=folder)


BROKEN = """import os, sys, time, warnings
if how == "die":
    os._exit(3)
if how == "hang":
    time.sleep(600)
if how == "exit":
    sys.exit(0)
if how == "warn":
    warnings.warn("old data")
if how == "picture":
    from IPython.display import display
    display({"image/png": "iVBORw0KGgo="}, raw=True)
if how == "kill":
    import signal
    os.kill(os.getpid(), signal.SIGKILL)
if how == "prints":
    for _ in range(100):
        print("x" * 1_000_000)
if how == "swallows":
    try:
        print("x" * 30_000_000, flush=True)
    except Exception:
        pass
if how == "eats":
    numbers = bytearray(200_000_000_000)
if how == "raise":
    {}["Nậm Pồ"]"""


HOWS = ["raise", "die", "kill", "hang", "exit", "warn", "picture", "prints", "swallows", "eats", "not"]


@pytest.fixture(scope="session")
def broken(tmp_path_factory, data):
    """Build a notebook that fails in every way a notebook can, beside one that does not."""
    folder = tmp_path_factory.mktemp("broken") / "notebooks"
    (folder / "reports").mkdir(parents=True)
    write_notebook(
        folder / "reports" / "20_broken.ipynb",
        *TITLES,
        code(f"{PARAMETERS}\nhow: str", "parameters"),
        md("## Phần một"),
        code(BROKEN),
        code("print('after')"),
    )
    (folder / "runs.yml").write_text(
        f"runs:\n- notebook: reports/20_broken\n  id: broken-{{how}}\n  for_each: {{how: [{', '.join(HOWS)}]}}\n",
        encoding="utf-8",
    )
    out = folder.parent / "reports"
    (out / "vi").mkdir(parents=True)
    (out / "vi" / "broken-raise.html").write_text("the old report", encoding="utf-8")
    runs = load_runs(data, folder)
    result = build(runs, data, out=out, langs=("vi",), jobs=2, progress=False, timeout=5)
    failures = {failure.run_id.removeprefix("broken-"): failure for failure in result.failed}
    assert select_runs(runs, ["20"]) == runs
    return SimpleNamespace(out=out, result=result, failures=failures)
