"""The built-in data, ways to spoil it, a small package to lay over it, and the whole site, built once."""

import csv
import gc
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import MappingProxyType

import pytest
from hypothesis import settings

import analysis
from analysis.package.units import read_units
from analysis.package.yaml_lines import import_jsonschema

import_jsonschema()  # before anything imports it with its grammars of web addresses, a fifth of what collecting takes

# No check here is of speed: a busy machine must not fail one.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

DATA = Path(__file__).parents[1] / "data"


def pytest_collection_modifyitems(items):
    """Begin with the files whose tests build, so that two processes end at about the same time.

    A test that would first have to build the whole site, or one of many places, or to start LibreOffice, is slow; so
    is each case of a test after the first of which `few` says that `make test` passes them.
    """
    building = ("notebooks", "plan", "build", "commands", "workbook", "lessons", "test_country")
    items.sort(key=lambda item: not {item.path.parent.name, item.path.stem} & {*building})
    there = {"built_site"} if "ANALYSIS_SITE" in os.environ else set()
    cases = Counter()
    for item in items:
        test = item.path, getattr(item, "originalname", item.name)
        cases[test] += 1
        few = item.get_closest_marker("few")
        if few and cases[test] > few.args[0]:
            item.add_marker("slow")
        if {"built_site", "country_site", "resave"} - there & {*item.fixturenames}:
            item.add_marker("slow")


def pytest_collection_finish():
    """Look for garbage more seldom, and never among what was imported: tests make many things that end at once."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Give each file to one process, and those that look into all lessons to the same, which makes them once.

    Tests in a browser are the longest of all: each that shares no site of its own goes to the first that is free.
    """
    from xdist.scheduler import LoadFileScheduling

    class Scheduling(LoadFileScheduling):
        def _split_scope(self, nodeid):
            if nodeid.startswith("tests/browser/") and "_of_many" not in nodeid:
                return nodeid
            return re.sub(r"(lessons/)test_(lesson|pack).*", r"\1", super()._split_scope(nodeid))

    return Scheduling(config, log)


@pytest.fixture(autouse=True)
def closed():
    """Close what a test has drawn: so many open pictures are a warning, which would fail a test of another file."""
    yield
    if pyplot := sys.modules.get("matplotlib.pyplot"):
        pyplot.close("all")


@pytest.fixture(scope="session")
def data():
    """Give the built-in data package, checked."""
    return analysis.load()


@pytest.fixture(scope="session")
def around():
    """Give a function that describes what stands around the reports in a language, the first time that it is asked."""
    from analysis.site.overview import describe_site

    return cache(lambda lang: describe_site(analysis.load(), lang))


@pytest.fixture
def spoil(data):
    """Give the data with the value of one observation changed."""

    def change(observation_id, value):
        table = data.observations.copy()
        found = table["observation_id"] == observation_id
        assert found.sum() == 1
        table.loc[found, "value"] = value
        return replace(data, tables={**data.tables, "observations": table})

    return change


def read_rows(path):
    """Read a table as lists of cells, the header first."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def write_rows(path, rows):
    """Write a table as the package stores it."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


@pytest.fixture(scope="session")
def set_cells():
    """Give a function that changes cells of a package and tells the lines they stand on."""

    def change(folder, cells):
        """Change (table, key, column, value) each; `key` is the row's leading cells before any change."""
        tables = {table: read_rows(folder / f"{table}.csv") for table, *_ in cells}
        lines = [
            next(n for n, row in enumerate(tables[table], 1) if tuple(row[: len(key)]) == key)
            for table, key, _, _ in cells
        ]
        for (table, _, column, value), line in zip(cells, lines, strict=True):
            tables[table][line - 1][tables[table][0].index(column)] = value
        for table, rows in tables.items():
            write_rows(folder / f"{table}.csv", rows)
        return lines

    return change


@pytest.fixture
def home(tmp_path, monkeypatch):
    """Give the folder of a copied data package that takes the place of the built-in one."""
    folder = tmp_path / "home" / "data"
    shutil.copytree(DATA, folder)
    monkeypatch.setenv("ANALYSIS_HOME", str(folder.parent))
    return folder


def print_figure(row):
    """Print a figure as its row records it: with its qualifier, both ends of a range, and no sign of a fall."""
    words = {"gt": "trên {}", "ge": "từ {} trở lên", "lt": "dưới {}", "le": "không quá {}", "approx": "khoảng {}"}
    ends = (row.get(end, "").removeprefix("-").replace(".", ",") for end in ("value", "value_high"))
    return words.get(row.get("qualifier"), "{}").format("-".join(filter(None, ends)))


@pytest.fixture(scope="session")
def write_package():
    """Give a function that writes a package of a few rows; columns that a row does not name stay empty.

    A figure that does not tell its print is printed as it is recorded: another print is a fault of its own.
    """

    def write(folder, tables):
        folder.mkdir(parents=True, exist_ok=True)
        for table, rows in tables.items():
            header = read_rows(DATA / f"{table}.csv")[0]
            rows = [{"printed": print_figure(row)} | row for row in rows] if table == "observations" else rows
            assert all(set(row) <= set(header) for row in rows)
            write_rows(folder / f"{table}.csv", [header, *([row.get(column, "") for column in header] for row in rows)])
        return folder

    return write


@pytest.fixture(scope="session")
def small_package():
    """Give the tables of a package about one made-up commune, without its text."""
    tables = {
        "localities": [
            {
                "locality_id": "test_commune",
                "name_vi": "Xã thử",
                "name_en": "Test commune",
                "level": "commune",
                "code": "99999",
            }
        ],
        "sources": [
            {
                "source_id": "test_commune_2024",
                "locality_id": "test_commune",
                "title": "Bài thử",
                "title_en": "A text made up for tests",
                "published_on": "2024-02-05",
                "genre": "portal",
                "sha256": "0" * 64,
                "paragraphs": "6",
                "body_from": "1",
                "body_to": "6",
            }
        ],
        "observations": [
            {
                "observation_id": "test_commune_party_members",
                "locality_id": "test_commune",
                "indicator_id": "party_members",
                "value": "1172",
                "qualifier": "eq",
                "period": "2024-02-05",
                "period_basis": "publication",
                "status": "observed",
                "list_is_partial": "false",
                "source_id": "test_commune_2024",
                "paragraph": "3",
            }
        ],
    }
    # Who changes a row in one test would change it in those that follow.
    return {name: [MappingProxyType(row) for row in rows] for name, rows in tables.items()}


@pytest.fixture(scope="module")
def no_official_list():
    """Hold no place against the official list of units: places made up for a module of tests are not in it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("analysis.package.units.read_units", tuple)
        yield


@pytest.fixture(scope="session")
def few_units():
    """Give a context in which workbooks are written with a few of the official units and of the rows made ready.

    The list takes five times what the rest of a workbook takes, and what reads workbooks does not read it; rows made
    ready and left empty are most of the rest.
    """

    @contextmanager
    def shorten():
        units = read_units()[:60]
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("analysis.workbook.template.read_units", lambda: units)
            patch.setattr("analysis.workbook.template._READY", 8)
            yield

    return shorten


@pytest.fixture(scope="module")
def short_workbooks(few_units):
    """Write the workbooks of a module with a few units."""
    with few_units():
        yield


@pytest.fixture(scope="session")
def invent(write_package, tmp_path_factory):
    """Give a function that lays made-up places over the built-in data and gives the folder that it wrote."""

    def lay(places, **more):
        """Take `{id: (level, [(indicator, value, period, {further cells})])}`, and further cells of all localities."""
        tables = {"localities": [], "sources": [], "observations": []}
        for n, (place, (level, figures)) in enumerate(sorted(places.items())):
            names = {"name_vi": place, "name_en": place}
            tables["localities"].append({"locality_id": place, "level": level, "code": f"9{n:04}", **names, **more})
            tables["sources"].append(
                {
                    "source_id": f"{place}_text",
                    "locality_id": place,
                    "title": "Bài thử",
                    "title_en": "A text made up for tests",
                    "published_on": "2026-11-01",
                    "genre": "portal",
                    "sha256": "0" * 64,
                    "paragraphs": "9",
                    "body_from": "1",
                    "body_to": "9",
                }
            )
            for rank, (indicator, value, period, *cells) in enumerate(figures):
                tables["observations"].append(
                    {
                        "observation_id": f"{place}_{rank:02}_{indicator}",
                        "locality_id": place,
                        "indicator_id": indicator,
                        "value": str(value),
                        "qualifier": "eq",
                        "period": period,
                        "period_basis": "stated",
                        "status": "observed",
                        "list_is_partial": "false",
                        "source_id": f"{place}_text",
                        "paragraph": "3",
                        **(cells[0] if cells else {}),
                    }
                )
        return write_package(tmp_path_factory.mktemp("invented") / "data", tables)

    return lay


@pytest.fixture(scope="session")
def built_site(tmp_path_factory):
    """Build every report in both languages by the command, as a reader does; give the folder.

    `ANALYSIS_SITE` names one that is there already. Test processes share one build: the first makes it.
    """
    if "ANALYSIS_SITE" in os.environ:
        return Path(os.environ["ANALYSIS_SITE"]).resolve()
    base = tmp_path_factory.getbasetemp()
    base = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder, told = base / "Trang báo cáo", base / "site.told"
    try:
        folder.mkdir()
    except FileExistsError:
        while not told.exists():
            time.sleep(0.2)
    else:
        command = [sys.executable, "-m", "analysis", "build", "--out", str(folder)]
        done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
        told.write_text("" if done.returncode == 0 else done.stderr[-4000:] or "failed", encoding="utf-8")
    fault = told.read_text(encoding="utf-8")
    assert not fault, fault
    return folder


@pytest.fixture
def edit_lesson(home):
    """Give a function that changes the text of a lesson once and gives its file."""

    def change(old, new, lesson="grading"):
        file = home / "lessons" / f"{lesson}.yml"
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new, 1), encoding="utf-8")
        return file

    return change


@pytest.fixture(scope="session")
def small_country(tmp_path_factory):
    """Give the packages of a synthetic country of 60 communes in three provinces, as the benchmarks make it."""
    spec = importlib.util.spec_from_file_location("country", DATA.parent / "benchmarks" / "country.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.write_country(tmp_path_factory.mktemp("country"), provinces=3, communes=60)


@pytest.fixture(scope="session")
def country_site(small_country, tmp_path_factory):
    """Build profiles of five places of the synthetic country in Vietnamese, by rules for more places than it has."""
    from analysis.build.make import build
    from analysis.commands.build import make_plan
    from analysis.paths import notebooks_dir
    from analysis.plan.runs import load_runs

    out = tmp_path_factory.mktemp("country_site")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("analysis.site.overview.MOST_PLACES", 20)
        country = analysis.load(*small_country)
        listed = load_runs(country, notebooks_dir())
        asked = ("profile-synthetic_01", "profile-synthetic_00004", "in-force")
        runs = [run for run in listed if run.run_id in asked or run.run_id.startswith("profile-synthetic_0127")]
        plan = make_plan(country, runs, listed, ("vi",), notebooks_dir(), out, small_country, progress=False)
        result = build(plan)
    assert not result.failed
    return out
