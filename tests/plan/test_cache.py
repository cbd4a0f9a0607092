"""What earlier builds made: used when nothing changed, never when something did."""

from __future__ import annotations

import ast
import json
import os
import shutil
import sys
import time
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pytest
from small_site import build

import analysis
from analysis.build.machine import worker_environment
from analysis.build.place import hold
from analysis.build.recall import Recall
from analysis.build.task import Made, Task
from analysis.commands.build import find_gone
from analysis.elements.pages import SitePage, Surroundings
from analysis.errors import BuildError
from analysis.paths import CODE, notebooks_dir
from analysis.plan import glance
from analysis.plan.cache import Cache, digest_inputs, find_stale, is_current, remember
from analysis.plan.notebook import read_cells
from analysis.plan.runs import load_runs
from analysis.site.edition import Page, Rendered

NOTEBOOKS = notebooks_dir() / "reports"


def test_a_build_is_current_only_while_all_that_it_read_and_wrote_is_the_same(tmp_path):
    """A changed input, page or file read must be seen, another request be told apart, and damage not be read."""
    cache, out, read = Cache(tmp_path / "cache"), tmp_path / "out", tmp_path / "read.txt"
    out.mkdir()
    page = out / "one.html"
    page.write_text("page", encoding="utf-8")
    read.write_text("a", encoding="utf-8")

    def again():
        remember(cache, out, "all", "inputs", reports=["one.html"], others=[], read=[str(read)])

    again()
    assert is_current(cache, out, "all", "inputs")["reports"] == ["one.html"]
    assert is_current(cache, out, "all", "others") is None
    assert is_current(cache, out, "some", "inputs") is None
    read.write_text("b", encoding="utf-8")
    assert is_current(cache, out, "all", "inputs") is None
    again()
    page.write_text("other", encoding="utf-8")
    assert is_current(cache, out, "all", "inputs") is None
    again()
    (entry,) = (path for path in cache.folder.rglob("*") if path.is_file())
    entry.write_bytes(entry.read_bytes()[:-1])
    assert is_current(cache, out, "all", "inputs") is None


def test_files_come_back_as_they_were_put_in(tmp_path):
    """Texts with marks and line ends of any system, bytes that are no text, and nothing at all stay what they are."""
    files = {
        "a.csv": "\ufefftỉnh\r\n1\n".encode(),
        "b.png": b"\x89PNG\r\n",
        "empty": b"",
        "c.zip": b"\xff" * 9,
        "": b"\xfe",
    }
    cache = Cache(tmp_path)
    cache.put("pages", "key", {"html": "nửa \udce9"}, files)
    assert cache.get("pages", "key") == {"html": "nửa \udce9", "files": files}
    cache.put("pages", "key", {"html": ""})
    assert cache.get("pages", "key") == {"html": ""}
    entry = tmp_path / "pages" / "ke" / "key"
    cache.put("pages", "key", {}, files)
    entry.write_bytes(entry.read_bytes()[:-1])
    assert cache.get("pages", "key") is None


def test_what_is_seen_at_a_glance_is_true(tmp_path, monkeypatch):
    """Any file that differs, is gone or is new, even one of the same size and time, must be looked at closely."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["analysis", "build"])
    monkeypatch.setattr(sys, "path", [])
    folder, page = tmp_path / ".cache" / "build", tmp_path / "data" / "page.html"
    for each in (folder, page.parent):
        each.mkdir(parents=True)
    page.write_text("page", encoding="utf-8")

    def again(seconds=1):
        places = [str(page), str(page.parent), str(tmp_path / "data" / "none")]
        glance.keep(str(folder), "told\nnothing\n", glance.observe(places), time.time_ns() + seconds * 10**9)
        return glance.look()

    assert again(seconds=-1) is None  # it may have changed since
    assert again() == "told\nnothing\n"
    before = page.stat()
    time.sleep(0.02)  # longer than the clock of a file system takes from one tick to the next
    page.write_text("Page", encoding="utf-8")
    os.utime(page, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert (page.stat().st_size, page.stat().st_mtime_ns) == (before.st_size, before.st_mtime_ns)
    assert sys.platform == "win32" or glance.look() is None
    assert again() is not None
    (page.parent / "none").write_text("new", encoding="utf-8")
    assert glance.look() is None
    assert again() is not None
    page.unlink()
    assert glance.look() is None
    assert again() is not None
    monkeypatch.setenv("ANALYSIS_DATA", "elsewhere")
    assert glance.look() is None
    monkeypatch.delenv("ANALYSIS_DATA")
    monkeypatch.setattr(sys, "argv", ["analysis", "build", "--strict"])
    assert glance.look() is None
    before = {*folder.iterdir()}

    def refuse(*_):
        raise OSError("no space")

    monkeypatch.setattr(os, "replace", refuse)
    assert again() is None
    assert {*folder.iterdir()} == before, "of a disk that is full no part stays"


def test_what_was_ever_listed_and_no_longer_is_goes(tmp_path):
    """A report is known from the build that it was listed in, however that ended, until it is listed no more."""
    cache, out = Cache(tmp_path / "cache"), tmp_path / "out"
    assert find_stale(cache, out, ["one.html", "two.html"]) == []
    assert find_stale(cache, out, ["two.html"]) == ["one.html"]
    assert find_stale(cache, out, ["one.html"]) == ["two.html"]
    assert find_stale(cache, tmp_path / "other", ["one.html"]) == []


def test_the_hand_out_of_a_place_goes_with_the_place(tmp_path):
    """A place laid over the data once has a sheet in each language, which goes when the place is laid over no more."""
    cache, out = Cache(tmp_path / "cache"), tmp_path / "out"
    more, fewer = (SimpleNamespace(ids=lambda kind, held=held: held) for held in (["ba_tri", "mine"], ["ba_tri"]))
    assert find_gone(cache, out, more, [], []) == ()
    assert find_gone(cache, out, fewer, [], []) == ("en/handout-mine.html", "vi/handout-mine.html")


def test_the_hour_and_the_language_of_the_machine_change_nothing(monkeypatch):
    """Pages are made under one time zone and one order of letters, so those of the machine are no input of theirs."""
    before = digest_inputs(NOTEBOOKS, [], with_runs=False)
    for name, other in (("TZ", "Asia/Ho_Chi_Minh"), ("LC_ALL", "vi_VN.UTF-8"), ("LANG", "fr_FR.UTF-8")):
        monkeypatch.setenv(name, other)
    assert digest_inputs(NOTEBOOKS, [], with_runs=False) == before
    assert worker_environment().items() >= {"TZ": "UTC", "LC_ALL": "C.UTF-8"}.items()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    assert digest_inputs(NOTEBOOKS, [], with_runs=False) != before


@pytest.fixture
def project(notebooks, make, data, tmp_path, workers):
    """Give a small project and a way to build it that tells how each report came about."""
    beside = tmp_path / "beside.txt"
    beside.write_text("one", encoding="utf-8")
    make.notebook(
        notebooks / "00_overview.ipynb",
        *make.TITLES,
        make.code(make.PARAMETERS, "parameters"),
        make.code(f"print(open({str(beside)!r}).read())"),
    )
    (notebooks / "runs.yml").write_text(
        "runs:\n- {notebook: 00_overview, id: overview, reads: [../beside.txt]}\n"
        "- {notebook: 10_profile, id: profile-ba_tri, parameters: {locality_id: ba_tri}}\n",
        encoding="utf-8",
    )
    out, folder = tmp_path / "out", tmp_path / "cache"

    def go(**options):
        cache = Cache(folder, bound=options.pop("bound", 10**9))
        given = options.pop("data", data)
        runs = load_runs(given, notebooks)
        options = {"langs": ("vi",), "jobs": 1, "progress": False, "workers": workers, **options}
        result = build(runs, given, out=out, cache=cache, **options)
        assert result.failed == ()
        return {outcome.run_id: outcome.how for outcome in result.outcomes}

    return SimpleNamespace(go=go, out=out, cache=folder, notebooks=notebooks, beside=beside, tmp_path=tmp_path)


RUN = {"overview": "run", "profile-ba_tri": "run"}
RECALLED = {"overview": "recalled", "profile-ba_tri": "recalled"}


def test_only_what_changed_is_run(project, make):
    """A report must be run again if its notebook, or a file that its entry declares, changed; another must not."""
    assert project.go() == RUN
    pages = {path: path.stat().st_mtime_ns for path in project.out.rglob("*.html")}
    assert project.go() == RECALLED
    assert all(path.stat().st_mtime_ns == time for path, time in pages.items() if path.name != "index.html")
    make.notebook(project.notebooks / "10_profile.ipynb", *make.TITLES, make.code(PROFILE, "parameters"))
    assert project.go() == {"overview": "recalled", "profile-ba_tri": "run"}
    project.beside.write_text("two", encoding="utf-8")
    assert project.go() == {"overview": "run", "profile-ba_tri": "recalled"}
    assert "two" in (project.out / "vi" / "overview.html").read_text(encoding="utf-8")


def test_what_lies_beside_the_notebooks_is_read_by_all(project):
    """A file in the folder of `runs.yml`, new or changed, must run every report again, for any may read it."""
    project.go()
    (project.notebooks / "own").mkdir()
    for content in ("a,b", "a,c"):
        (project.notebooks / "own" / "figures.csv").write_text(content, encoding="utf-8")
        assert project.go() == RUN
        assert project.go() == RECALLED


PROFILE = 'lang: str = "vi"\nlocality_id: str = "nam_po"\nprint("new")'
PROFILE = PROFILE.replace('\nprint("new")', "")


def test_what_stands_around_the_cells_needs_no_run(project):
    """A new report in the list changes the links of its neighbour, which must be laid out without being run."""
    project.go()
    runs = project.notebooks / "runs.yml"
    text = runs.read_text(encoding="utf-8") + "- {notebook: 10_profile, id: z, parameters: {locality_id: nam_po}}\n"
    runs.write_text(text, encoding="utf-8")
    assert project.go() == {"overview": "recalled", "profile-ba_tri": "laid out", "z": "run"}
    assert 'href="z.html"' in (project.out / "vi" / "profile-ba_tri.html").read_text(encoding="utf-8")


def test_prose_and_saved_outputs_need_no_run(project):
    """Prose that is changed, moved or added and outputs that were saved lay a page out anew; a line of code runs it."""
    path = project.notebooks / "00_overview.ipynb"
    project.go()

    def save(change):
        """Change the notebook, build, and give how its page came about, with the page."""
        notebook = json.loads(path.read_text(encoding="utf-8"))
        change(notebook["cells"])
        path.write_text(json.dumps(notebook), encoding="utf-8")
        page = project.out / "vi" / "overview.html"
        return project.go()["overview"], page.read_text(encoding="utf-8")

    how, page = save(lambda cells: cells.append({"cell_type": "markdown", "metadata": {}, "source": "Lời sau cùng."}))
    assert how == "laid out" and page.index(">one") < page.index("Lời sau cùng.")
    how, page = save(lambda cells: cells.insert(2, cells.pop()))
    assert how == "laid out" and page.index("Lời sau cùng.") < page.index(">one")
    shown = [{"output_type": "stream", "name": "stdout", "text": "saved elsewhere"}]
    how, page = save(lambda cells: cells[-1].update(outputs=shown, execution_count=7))
    assert how == "recalled" and "saved elsewhere" not in page
    how, page = save(lambda cells: cells[-1].update(source=f"{''.join(cells[-1]['source'])}; print(2)"))
    assert how == "run" and "saved elsewhere" not in page
    assert project.go() == RECALLED


def test_a_damaged_entry_is_made_again(project):
    """An entry cut short, emptied or overwritten must be noticed, and the page must come out right."""
    project.go()
    page = (project.out / "vi" / "overview.html").read_bytes()
    for number, path in enumerate(sorted(file for file in project.cache.rglob("*") if file.is_file())):
        content = path.read_bytes()
        path.write_bytes([content[:-1], b"", content[:-9] + b"x" * 9][number % 3])
    (project.out / "vi" / "overview.html").unlink()
    assert project.go() == RUN
    assert (project.out / "vi" / "overview.html").read_bytes() == page


def test_the_cache_may_be_deleted_or_denied(project):
    """Without a cache, and with one that cannot be written, the build must do its work."""
    project.cache.write_text("a file where the folder should be", encoding="utf-8")
    assert project.go() == RUN
    assert project.go() == RUN
    project.cache.unlink()
    assert project.go() == RUN
    assert project.go() == RECALLED


def test_the_cache_is_bounded(project):
    """After a build the cache must hold no more than its bound, and keep what was used last."""
    project.go()
    whole = sum(path.stat().st_size for path in project.cache.rglob("*") if path.is_file())
    assert project.go(bound=whole) == RECALLED
    project.go(bound=whole - 1)
    left = sum(path.stat().st_size for path in project.cache.rglob("*") if path.is_file())
    assert 0 < left < whole


# One cell of each table, by the key of its row.
CELLS = [
    ("localities", ("ba_tri",), "name_vi", "Ba Tri khác"),
    ("subjects", ("hai_luu_hoa_binh",), "name_vi", "thôn khác"),
    ("sources", ("ba_tri_2019",), "title", "Tên khác"),
    ("indicators", ("admission_rate",), "name_vi", "Tỷ lệ khác"),
    ("derived", ("admission_rate", "any"), "scale", "1000"),
    ("observations", ("ba_tri_communes_supported",), "note_vi", "Ghi chú khác."),
    ("themes", ("cadre_training",), "name_vi", "Chủ đề khác"),
    ("coding_rules", ("theme_two",), "rule_vi", "Quy tắc khác."),
    ("directives", ("ba_tri_cell_plan",), "subject_vi", "Nội dung khác"),
    ("codings", ("ba_tri", "limitation", "cadre_assignment_to_grassroots"), "gloss_vi", "Lời khác."),
    ("assignments", ("ba_tri_members_groups",), "duty_vi", "Lời khác."),
    ("documents", ("guidance_42_2025",), "meaning_vi", "Nghĩa khác."),
    ("headlines", ("ba_tri", "5"), "indicator_id", "residential_cells_graded_good_share"),
    ("norms", ("absence_months",), "name_vi", "Quy định khác"),
    ("stays", ("probationary_members",), "note_vi", "Lời khác."),
    ("grading_rules", ("grading_2008",), "name_vi", "Quy định xếp loại khác"),
]

ALL_TABLES = "import analysis\ndata = analysis.load()\nfor name, table in data.tables.items():\n"
ALL_TABLES += "    print(name, table.to_csv(index=False))"


@pytest.mark.slow
def test_every_page_that_shows_a_changed_cell_is_made_anew(home, make, tmp_path, set_cells):
    """After a change of each table in turn no page is recalled and one shows it; at the end all is as from nothing."""
    notebooks, out, cache = tmp_path / "notebooks", tmp_path / "out", Cache(tmp_path / "cache")
    notebooks.mkdir()
    shutil.copy(NOTEBOOKS / "00_overview.ipynb", notebooks)
    make.notebook(
        notebooks / "tables.ipynb", *make.TITLES, make.code(make.PARAMETERS, "parameters"), make.code(ALL_TABLES)
    )
    (notebooks / "runs.yml").write_text(
        "runs:\n- {notebook: tables, id: tables}\n- {notebook: 00_overview, id: overview}\n",
        encoding="utf-8",
    )
    tasks = [Task(run, Page("vi", "x", "y"), 60) for run in load_runs(analysis.load(), notebooks)]

    def read_pages(folder, cache, ids=("tables", "overview")):
        """Build these reports, and give the bytes of all that is there; every one must have been run."""
        data = analysis.load()
        runs = [run for run in load_runs(data, notebooks) if run.run_id in ids]
        around = None if "overview" in ids else lambda lang: Surroundings()  # which are looked at when all is there
        result = build(runs, data, out=folder, langs=("vi",), jobs=1, progress=False, cache=cache, describe=around)
        assert [(outcome.run_id, outcome.how) for outcome in result.outcomes] == [(id_, "run") for id_ in ids]
        return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    def count_recalled():
        """Count the runs that a build would not run again, by what it asks itself."""
        recall = Recall(cache, notebooks, ())
        return sum(recall.find(task) is not None for task in tasks)

    def shows(pages, cell):
        """Tell whether a row with the key and the new value of a cell is printed."""
        _, key, _, value = cell
        lines = pages[Path("vi", "tables.html")].decode().splitlines()
        return any(all(word in line for word in (*key, value)) for line in lines)

    before = read_pages(out, cache)
    assert {table for table, *_ in CELLS} == set(analysis.load().tables)
    for cell in CELLS:
        table = home / f"{cell[0]}.csv"
        content = table.read_bytes()
        assert count_recalled() == 2
        set_cells(home, [cell])
        assert count_recalled() == 0, cell
        table.write_bytes(content)
    seen = before
    for cells, last in ((CELLS[::2], False), (CELLS[1::2], True)):  # each alone is noticed, as was seen; half show here
        set_cells(home, cells)
        previous, seen = seen, read_pages(out, cache, ("tables", "overview") if last else ("tables",))
        assert [cell for cell in cells if shows(previous, cell) or not shows(seen, cell)] == []
    assert [cell for cell in CELLS if not shows(seen, cell)] == []
    assert seen == read_pages(tmp_path / "scratch", None)


@pytest.mark.slow
def test_each_notebook_is_made_anew(home, tmp_path, set_cells):
    """After a change of all tables each notebook's English page must be, to the byte, that of a build from nothing.

    English, for the test of one table after the other is Vietnamese; both languages would take twice the time.
    """
    first = {}
    for run in load_runs(analysis.load(), NOTEBOOKS.parent):
        if run.notebook.parent == NOTEBOOKS:  # pages to learn from and guides answer of the data as they are
            first.setdefault(run.notebook, run)
    assert {notebook.name for notebook in first} == {path.name for path in NOTEBOOKS.glob("*.ipynb")}

    def read_files(folder, cache):
        """Build, and give how each report came about and the bytes of all that is there."""
        options = {"folder": NOTEBOOKS.parent, "langs": ("en",), "jobs": 2, "progress": False, "cache": cache}
        made = build(list(first.values()), analysis.load(), out=folder, **options)
        assert made.failed == ()
        found = {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        return {(outcome.run_id, outcome.lang): outcome.how for outcome in made.outcomes}, found

    cache = Cache(tmp_path / "cache")
    _, before = read_files(tmp_path / "out", cache)
    set_cells(home, CELLS)
    how, after = read_files(tmp_path / "out", cache)
    assert how == {(run.run_id, "en"): "run" for run in first.values()}
    assert after != before
    assert after == read_files(tmp_path / "scratch", None)[1]


def test_two_builds_at_once_do_not_meet(project):
    """While one build holds a folder, another must be refused and told who holds it; then it may build."""
    project.out.mkdir()
    with hold(project.out), pytest.raises(BuildError, match=rf"is being built by process {os.getpid()} since \d"):
        project.go()
    assert project.go() == RUN
    assert not (project.out / ".building").exists()


def test_a_lock_left_by_a_killed_build_holds_nobody(project):
    """A lock file without a process behind it must not stop a build."""
    project.out.mkdir()
    (project.out / ".building").write_text("process 1 since yesterday", encoding="utf-8")
    assert project.go() == RUN


def test_after_a_build_that_was_cut_short_the_rest_is_made(project):
    """What was finished before the end came must not be run again."""
    first = project.go(fail_fast=True)
    assert first == RUN
    entries = sorted((project.cache / "runs").rglob("*"), key=lambda path: path.stat().st_mtime_ns)
    [path for path in entries if path.is_file()][-1].unlink()  # as if the second had not been reached
    (project.out / "vi" / "profile-ba_tri.html").unlink()
    assert project.go() == {"overview": "recalled", "profile-ba_tri": "run"}


def test_a_page_that_leads_to_listed_pages_is_made_anew_with_the_list_and_no_other_is(tmp_path):
    """A comparison taken out of `runs.yml` asks for the pages that lead to comparisons, and for them alone."""
    folder, cache, data = tmp_path / "notebooks", Cache(tmp_path / "cache"), analysis.load()
    shutil.copytree(notebooks_dir(), folder)

    def find():
        """Recall each report that is listed, and keep it; give those that were not there."""
        recall, runs = Recall(cache, folder, ()), load_runs(data, folder)
        tasks = [Task(run, Page("vi", "x", "y"), 60) for run in runs]
        lost = [task.run.run_id for task in tasks if recall.find(task) is None]
        for task in tasks:
            recall.keep(task, Made(notebook="{}", report=Rendered("")))
        return lost, {run.run_id for run in runs}

    (lost, before), (again, _) = find(), find()
    assert ({*lost}, again) == (before, [])
    text = (folder / "runs.yml").read_text(encoding="utf-8")
    (folder / "runs.yml").write_text(text.replace("        - party_members\n", ""), encoding="utf-8")
    lost, after = find()
    assert before - after == {"compare-party_members"}
    leading = "profile-", "compare-", "ratings"
    assert lost == [run.run_id for run in load_runs(data, folder) if run.run_id.startswith(leading)]


def test_each_page_that_may_lead_to_listed_pages_says_that_it_reads_the_list():
    """Else a worker elsewhere has no notebooks to list, and a page stays as it was when the list has changed."""
    leading, before = {"find_pages", "load_runs"}, set[str]()
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in (CODE / "show").glob("*.py")]
    functions = [each for tree in trees for each in ast.walk(tree) if isinstance(each, ast.FunctionDef)]
    while leading != before:  # what calls one that leads there leads there
        before = {*leading}
        leading |= {each.name for each in functions if name_all(each) & leading}
    assert "tell_comparison" in leading
    silent = set()
    for run in load_runs(analysis.load(), NOTEBOOKS.parent):
        cells = [ast.parse(cell.source) for cell in read_cells(run.notebook) if cell.kind == "code"]
        if NOTEBOOKS.parent / "runs.yml" not in run.reads and any(name_all(cell) & leading for cell in cells):
            silent.add(run.run_id)
    assert not silent


def name_all(tree):
    """Give every name that stands in code."""
    nodes = [*ast.walk(tree)]
    return {node.id for node in nodes if isinstance(node, ast.Name)} | {
        node.attr for node in nodes if isinstance(node, ast.Attribute)
    }


def describe_by_hand(title, lang):
    """Make what stands around no reports, with a title to know it by."""
    return Surroundings(pages=(SitePage("page", f"{title} ({lang})", "", ()),))


def test_what_stands_around_reports_is_made_anew_only_when_what_it_is_made_of_changes(home, tmp_path, set_cells):
    """The same data and the same arguments give what was made before, in each language; others ask for another."""
    cache, made = Cache(tmp_path / "cache"), describe_by_hand

    def fail(title, lang):
        pytest.fail("made again")

    titles = []
    for work in (partial(made, "a"), partial(fail, "a"), partial(made, "b")):
        recall = Recall(cache, NOTEBOOKS, ())
        for lang in ("vi", "en"):
            around = recall.find_around(work, lang) or work(lang)
            recall.keep_around(work, lang, around)
            titles.append(around.pages[0].title)
    assert titles == ["a (vi)", "a (en)", "a (vi)", "a (en)", "b (vi)", "b (en)"]
    set_cells(home, [("norms", ("duration_2018",), "note_en", "One word more.")])
    assert Recall(cache, NOTEBOOKS, ()).find_around(partial(made, "a"), "vi") is None
    Recall(cache, NOTEBOOKS, ()).keep_around(lambda lang: made("c", lang), "vi", made("c", "vi"))
    assert Recall(cache, NOTEBOOKS, ()).find_around(lambda lang: made("c", lang), "vi") is None
