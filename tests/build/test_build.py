"""Making many reports: what is written, what stays, and what is said when one fails."""

from __future__ import annotations

import contextlib
import errno
import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from html import escape
from pathlib import Path

import pytest
from small_site import build

from analysis.build.machine import can_fork
from analysis.build.place import failed_copy, put, remove_stale
from analysis.build.progress import show_progress, summarise
from analysis.build.task import RunFailedError, Task, execute
from analysis.errors import BuildError, RunError, UnknownIdError
from analysis.plan.entries import Run
from analysis.plan.runs import load_runs, select_runs, take_notebook
from analysis.site.edition import Page, Rendered


def test_every_report_is_built(site):
    """Every run must give one page in each language, and nothing else may be in the folder."""
    assert site.result.failed == ()
    assert site.result.missing == ()
    names = {"overview.html", "profile-ba_tri.html", "profile-nam_po.html", "index.html", "search.html", "search.json"}
    names |= {"made.html", "design.html", "profile-ba_tri.files", "profile-nam_po.files"}  # pictures to take away
    for lang in ("vi", "en"):
        assert {path.name for path in (site.out / lang).iterdir()} == names
    assert {path.name for path in site.out.iterdir()} == {"vi", "en", "index.html"}


def test_rebuilding_gives_the_same_bytes(site, data, tmp_path):
    """The same input must give the same file, and building one report must leave the others alone."""
    copy = tmp_path / "copy"
    shutil.copytree(site.out, copy)
    (copy / "vi" / "profile-ba_tri.html").write_text("old", encoding="utf-8")
    chosen = select_runs(site.runs, ["profile-ba_tri"])
    result = build(chosen, data, out=copy, langs=("vi",), jobs=1, progress=False, listed=site.runs)
    assert [path.name for path in result.built] == ["profile-ba_tri.html"]
    for page in site.out.rglob("*.html"):
        assert (copy / page.relative_to(site.out)).read_bytes() == page.read_bytes(), page.name


def test_further_data_reach_the_kernel(site):
    """The folders of further data must be found by notebooks, as absolute paths, in ANALYSIS_DATA."""
    page = (site.out / "en" / "overview.html").read_text(encoding="utf-8")
    assert f"{site.folder.resolve()} en" in page


@pytest.mark.parametrize(("silent", "built"), [(1, True), (2, False)])
def test_a_silent_kernel_is_started_once_more(site, monkeypatch, silent, built):
    """A kernel that never answers must be started a second time, and two silent ones must be a failure."""
    from papermill.engines import NBClientEngine

    starts = []
    start = NBClientEngine.execute_managed_notebook.__func__

    def engine(cls, nb_man, kernel_name, **kwargs):
        starts.append(kernel_name)
        if len(starts) <= silent:
            raise RuntimeError("Kernel didn't respond in 60 seconds")
        return start(cls, nb_man, kernel_name, **kwargs)

    monkeypatch.setattr(NBClientEngine, "execute_managed_notebook", classmethod(engine))
    monkeypatch.setenv("ANALYSIS_DATA", "none")
    (run,) = select_runs(site.runs, ["overview"])
    task = Task(run, Page("vi", "x", "y"), 60)
    if built:
        assert "none vi" in execute(task).cells[-1].outputs[0].text
    else:
        with pytest.raises(RunFailedError, match="didn't respond"):
            execute(task)
    assert len(starts) == 2


def test_one_failure_does_not_stop_the_others(broken):
    """Runs that fail must be told apart from the one that does not, which must be built."""
    assert [path.name for path in broken.result.built] == ["broken-not.html"]
    faults = ["raise", "die", "kill", "hang", "exit", "warn", "picture", "prints", "swallows", "eats"]
    assert list(broken.failures) == faults
    assert [path.stem for path in broken.result.missing] == [f"broken-{how}" for how in faults[1:]]


@pytest.mark.parametrize(
    ("how", "error", "message"),
    [
        ("raise", "KeyError", "Nậm Pồ"),
        ("die", "DeadKernelError", "Kernel died"),
        ("kill", "DeadKernelError", "Kernel died"),
        ("prints", "OutputLimitError", "more than 20 million characters"),
        ("swallows", "OutputLimitError", "more than 20 million characters"),
        ("eats", "MemoryError", "MB bộ nhớ"),
        ("hang", "CellTimeoutError", "5 seconds"),
        ("exit", "SystemExit", "before its last cell"),
        ("warn", "RenderError", "writes a warning"),
        ("picture", "RenderError", "no alternative text"),
    ],
)
def test_a_failure_names_notebook_cell_and_cause(broken, how, error, message):
    """A failure must name the notebook, the cell as its author counts it, the parameters and the cause."""
    failure = broken.failures[how]
    assert (failure.run_id, failure.lang, failure.notebook) == (f"broken-{how}", "vi", "20_broken.ipynb")
    assert (failure.cell, failure.source) == (5, "import os, sys, time, warnings")
    assert failure.error == error
    assert message in failure.message
    assert failure.parameters == {"how": how}
    assert "20_broken.ipynb, cell 5" in str(failure)
    assert f"how='{how}'" in str(failure)


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["papermill", "forked"])
def test_a_cell_that_takes_all_memory_costs_its_report_alone(notebooks, make, data, tmp_path, engine):
    """Within the memory that it is given a notebook fails, in the words of its language, and the other is made."""
    if sys.platform != "linux":
        pytest.skip("memory is limited on Linux")
    hungry = "blocks = []\nwhile True:\n    blocks.append(bytearray(50_000_000))"
    make.notebook(
        notebooks / "30_hungry.ipynb", *make.TITLES, make.code(make.PARAMETERS, "parameters"), make.code(hungry)
    )
    listed = "runs:\n- {notebook: 30_hungry, id: hungry}\n- {notebook: 00_overview, id: overview}\n"
    (notebooks / "runs.yml").write_text(listed, encoding="utf-8")
    asked = {"out": tmp_path / "out", "langs": ("vi", "en"), "engine": engine, "memory": 400, "progress": False}
    result = build(load_runs(data, notebooks), data, **asked)
    assert {path.name for path in result.built} == {"overview.html"}
    told = {failure.lang: (failure.error, failure.message) for failure in result.failed}
    assert {error for error, _ in told.values()} == {"MemoryError"}
    assert "400 MB bộ nhớ" in told["vi"][1] and "400 MB of memory" in told["en"][1]


def test_what_is_left_of_a_flood_can_be_opened(broken):
    """The notebook of a run that printed far too much must be cut, and all failed notebooks be small."""
    sizes = [path.stat().st_size for path in (broken.out / "failed").rglob("*.ipynb")]
    assert len(sizes) == 10
    assert max(sizes) < 100_000


@pytest.mark.parametrize("engine", ["papermill", "forked"])
def test_a_worker_that_dies_is_replaced(notebooks, make, data, tmp_path, engine):
    """A report whose worker is killed once must be made by another, and one killed each time be a failure."""
    if engine == "forked" and not can_fork():
        pytest.skip("this system forks no processes")
    marks = tmp_path / "marks"
    marks.mkdir()
    # The notebook kills the process that waits for it, as a system short of memory may.
    cell = (
        f"import os, signal, pathlib\nmark = pathlib.Path({str(marks)!r}) / f'{{name}}-{{os.getpid()}}'\nmark.touch()\n"
    )
    cell += f"if len(list(pathlib.Path({str(marks)!r}).glob(f'{{name}}-*'))) <= times:\n"
    cell += "    os.kill(os.getppid(), signal.SIGKILL)\n    import time; time.sleep(20)\nprint('made at last')"
    parameters = make.code(f"{make.PARAMETERS}\nname: str\ntimes: int", "parameters")
    make.notebook(notebooks / "50_kills.ipynb", *make.TITLES, parameters, make.code(cell))
    (notebooks / "runs.yml").write_text(
        "runs:\n- {notebook: 50_kills, id: once, parameters: {name: once, times: 1}}\n"
        "- {notebook: 50_kills, id: always, parameters: {name: always, times: 9}}\n"
        "- {notebook: 50_kills, id: never, parameters: {name: never, times: 0}}\n",
        encoding="utf-8",
    )
    runs = load_runs(data, notebooks)
    result = build(runs, data, out=tmp_path / "out", langs=("vi",), jobs=1, progress=False, engine=engine)
    assert [path.stem for path in result.built] == ["once", "never"]
    assert [failure.run_id for failure in result.failed] == ["always"]


def test_a_notebook_that_needs_a_kernel_gets_one_and_this_is_told(notebooks, make, data, tmp_path):
    """A notebook with a widget must be run by a kernel, its report be built, and the outcome say why; another not."""
    if not can_fork():
        pytest.skip("this system forks no processes")
    cell = make.code("import comm\nprint(comm.create_comm(target_name='x').comm_id != '')")
    make.notebook(notebooks / "70_live.ipynb", *make.TITLES, make.code(make.PARAMETERS, "parameters"), cell)
    (notebooks / "runs.yml").write_text(
        "runs:\n- {notebook: 70_live, id: live}\n- {notebook: 00_overview, id: overview}\n", encoding="utf-8"
    )
    runs = load_runs(data, notebooks)
    out = tmp_path / "out"
    result = build(runs, data, out=out, langs=("vi",), jobs=1, progress=False)
    assert [outcome.fallback for outcome in result.outcomes] == ["a widget talks to its kernel", ""]
    assert "True" in (out / "vi" / "live.html").read_text(encoding="utf-8")
    assert any(line.startswith("live (vi) was run by a kernel") for line in summarise(result.outcomes))


DRAW = "import pandas as pd\nimport matplotlib.pyplot as plt\npd.Series([1, 2]).plot.barh()\nplt.show()"
FOREIGN = [
    "# How *many* are there?\n\nA plain look.",
    "year = 2018",
    f"#| fig-alt: Hai cột\n#| fig-cap-vi: Hai\n{DRAW}",
    "#| tbl-cap: Chia đều\npd.DataFrame({'share': [100 / 3]}, index=['Nậm Pồ'])",
    "# Another\n\n#### Deep\n\n![](data:image/png;base64,AAAA)",
    DRAW,
    "pd.DataFrame({'a': [1]})",
    "import warnings\nwarnings.warn('old data')",
    "from IPython.display import HTML\nHTML('<script>1</script>')",
    "from analysis.words.catalogue import session_language\nprint('speaks', session_language())",
]


@pytest.mark.parametrize("engine", ["papermill", "forked"])
def test_a_foreign_notebook_is_a_page_that_tells_what_it_lacks(notebooks, make, data, tmp_path, engine):
    """A notebook that knows nothing of us is a page; what it lacks stands in it with cell and remedy, all at once."""
    if engine == "forked" and not can_fork():
        pytest.skip("this system forks no processes")
    cells = [(make.md if source.startswith("# ") else make.code)(source) for source in FOREIGN]
    make.notebook(notebooks / "Câu hỏi.ipynb", *cells)
    (run,) = take_notebook(notebooks / "Câu hỏi.ipynb", [])
    result = build([run], data, out=tmp_path / "out", langs=("vi", "en"), jobs=1, progress=False, engine=engine)
    assert [path.name for path in result.built] == ["cau_hoi.html"] * 2
    page = (tmp_path / "out" / "vi" / "cau_hoi.html").read_text(encoding="utf-8")
    assert re.findall(r"<h(\d)[^>]*>([^<]*)</h", page) == [
        ("1", "How many are there?"),
        ("2", "Another"),
        ("3", "Deep"),
    ]
    assert "<figcaption>Hai</figcaption>" in page and 'alt="Hai cột"' in page
    assert "speaks vi" in page  # what we make for it, too
    # The frame is a table of ours in the language of the page, with a head for each row and column.
    table = page[page.index("<caption>Chia đều") :]
    assert re.findall(r"<t[hd].*?</t[hd]>", table)[:4] == [
        '<th scope="col">Dòng</th>',
        '<th class="gt_right" scope="col">share</th>',
        '<th scope="row">Nậm Pồ</th>',
        '<td class="gt_right">33,333</td>',
    ]
    # No picture is without words, in the page as for who builds it.
    assert page.count('alt="Hình này chưa có lời mô tả."') == 2
    told = [each.gaps for each in result.outcomes]
    kinds = [
        "caption",
        "img",
        "caption",
        "alternative text",
        "caption",
        "Warning: old data",
        "<script>",
        "one language",
    ]
    for place, kind, gap in zip([3, 5, 6, 6, 7, 8, 9, None], kinds, told[1], strict=True):
        assert kind in gap and (gap.startswith(f"cell {place}: ") or place is None)
    assert len(told[0]) == 7  # in Vietnamese the first picture has a caption
    assert all(escape(gap).partition("`")[0] in page for gap in told[0])


def test_strict_puts_nothing_in_place(notebooks, make, data, tmp_path):
    """In a strict build a notebook that lacks something is a failure that tells all of it, and no page is written."""
    make.notebook(notebooks / "x.ipynb", make.code(DRAW))
    runs = take_notebook(notebooks / "x.ipynb", [])
    result = build(runs, data, out=tmp_path / "out", langs=("vi",), jobs=1, progress=False, strict=True)
    (failure,) = result.failed
    assert all(word in failure.message for word in ("tiêu đề", "fig-alt", "fig-cap"))
    assert not list((tmp_path / "out").rglob("*.html"))


@pytest.mark.skipif(sys.platform != "linux", reason="threads are counted in /proc")
def test_what_forks_a_notebook_has_one_thread(notebooks, make, data, tmp_path):
    """A worker that forks must have one thread, as must the notebook's process when it begins."""
    cell = make.code("import os\nprint([len(os.listdir(f'/proc/{pid}/task')) for pid in (os.getppid(), 'self')])")
    make.notebook(notebooks / "73_threads.ipynb", *make.TITLES, make.code(make.PARAMETERS, "parameters"), cell)
    (notebooks / "runs.yml").write_text("runs:\n- {notebook: 73_threads, id: threads}\n", encoding="utf-8")
    result = build(load_runs(data, notebooks), data, out=tmp_path, langs=("vi", "en"), jobs=1, progress=False)
    assert all("[1, 1]" in page.read_text(encoding="utf-8") for page in result.built)
    assert len(result.built) == 2


def test_what_lies_beside_a_report_goes_with_it(tmp_path):
    """Downloads must be written with their report, those no longer made be removed, and all go when it goes."""
    run = Run("one", tmp_path)
    page = put(Rendered("<p>", {"a.docx": b"a", "b/c.pptx": b"c"}), run, "vi", tmp_path)
    beside = page.with_name("one.files")
    assert {path.name for path in beside.rglob("*.*")} == {"a.docx", "c.pptx"}
    before = (beside / "a.docx").stat().st_mtime_ns
    put(Rendered("<p>", {"a.docx": b"a"}), run, "vi", tmp_path)
    assert [path.name for path in beside.rglob("*")] == ["a.docx"]
    assert (beside / "a.docx").stat().st_mtime_ns == before
    put(Rendered("<p>"), run, "vi", tmp_path)
    assert not beside.exists()
    put(Rendered("<p>", {"a.docx": b"a"}), run, "vi", tmp_path)
    copy = failed_copy("one", "vi", tmp_path)
    copy.parent.mkdir(parents=True)
    copy.write_text("{}", encoding="utf-8")
    remove_stale(["vi/one.html"], tmp_path)
    assert list((tmp_path / "vi").iterdir()) == []
    assert not (tmp_path / "failed").exists()


def test_the_progress_line_tells_all(monkeypatch):
    """The line must tell what is done, failed, and how long it will take where a person looks, and be gone after."""
    screen = io.StringIO()
    monkeypatch.setattr(sys, "stderr", screen)
    with show_progress(4, shown=True) as line:
        line.update()
    assert screen.getvalue() == ""
    screen.isatty = lambda: True
    with show_progress(4, shown=True) as line:
        assert str(line) == "0/4 done, ? left"
        line.update(3)
        line.set_postfix_str("1 failed")
        assert re.fullmatch(r"3/4 done, 1 failed, \d\d:\d\d left", str(line))
    assert "1 failed" in screen.getvalue()
    assert screen.getvalue().endswith(" \r")


@pytest.mark.parametrize("fail_fast", [True, False])
def test_failing_fast(notebooks, make, data, tmp_path, fail_fast):
    """With `fail_fast` no report must be begun after a failure; without it, all others must be made."""
    cell = make.code("1 / number")
    parameters = make.code(f"{make.PARAMETERS}\nnumber: int", "parameters")
    make.notebook(notebooks / "60_x.ipynb", *make.TITLES, parameters, cell)
    (notebooks / "runs.yml").write_text(
        "runs:\n- notebook: 60_x\n  id: x-{number}\n  for_each: {number: [1, 0, 2, 3]}\n", encoding="utf-8"
    )
    told = []
    result = build(
        load_runs(data, notebooks), data, out=tmp_path / "out", langs=("vi",), jobs=1, progress=False,
        fail_fast=fail_fast, log=told.append,
    )  # fmt: skip
    assert [path.stem for path in result.built] == (["x-1"] if fail_fast else ["x-1", "x-2", "x-3"])
    assert [failure.run_id for failure in result.failed] == ["x-0"]
    assert told[0].startswith("x-1 (vi): run, run ")
    assert told[1].startswith("x-0 (vi): failed\nx-0 (vi), 60_x.ipynb, cell 4 `1 / number`: ZeroDivisionError")
    assert len(told) == (2 if fail_fast else 4)


def test_the_traceback_is_short_and_plain(broken):
    """The last lines of a traceback must come without colour codes."""
    traceback = broken.failures["raise"].traceback
    assert 0 < len(traceback) <= 12
    assert "KeyError: 'Nậm Pồ'" in traceback[-1]
    assert "\x1b" not in "".join(traceback)


def test_the_old_report_stays_when_the_new_one_fails(broken):
    """A report must be replaced only by a whole one."""
    assert (broken.out / "vi" / "broken-raise.html").read_text(encoding="utf-8") == "the old report"


def test_a_failed_run_leaves_its_notebook(broken):
    """The executed notebook of each failed run must lie in `failed`, and no other file but reports."""
    left = {path.name for path in (broken.out / "failed" / "vi").iterdir()}
    assert left == {f"broken-{how}.ipynb" for how in broken.failures}
    notebook = json.loads((broken.out / "failed" / "vi" / "broken-raise.ipynb").read_text(encoding="utf-8"))
    assert any(output["output_type"] == "error" for cell in notebook["cells"] for output in cell.get("outputs", []))
    assert len(notebook["cells"]) == 7  # the six of the notebook, and the one papermill adds
    assert notebook["metadata"]["papermill"]["input_path"] == "20_broken.ipynb"
    assert {path.suffix for path in broken.out.rglob("*.*")} == {".html", ".ipynb", ".json"}


def test_a_folder_that_cannot_be_written_is_refused_first(notebooks, data, tmp_path):
    """A file in the place of the folder must be refused before any kernel starts."""
    (notebooks / "runs.yml").write_text("runs:\n- {notebook: 00_overview, id: overview}\n", encoding="utf-8")
    runs = load_runs(data, notebooks)
    out = tmp_path / "reports"
    out.write_text("a file", encoding="utf-8")
    started = time.monotonic()
    with pytest.raises(BuildError, match=r"reports.*it is a file"):
        build(runs, data, out=out, progress=False)
    with pytest.raises(BuildError, match="cannot write reports"):
        build(runs, data, out=out / "below", progress=False)
    assert time.monotonic() - started < 1
    assert out.read_text(encoding="utf-8") == "a file"


def test_a_full_disk_costs_only_what_it_had_no_room_for(notebooks, data, tmp_path, monkeypatch):
    """Without room, the report is named with its path, its old page stays, the others are built, no part is left."""
    (notebooks / "runs.yml").write_text(
        "runs:\n- {notebook: 00_overview, id: first}\n- {notebook: 00_overview, id: second}\n", encoding="utf-8"
    )
    out = tmp_path / "reports"
    (out / "vi").mkdir(parents=True)
    (out / "vi" / "first.html").write_text("the old report", encoding="utf-8")
    write = Path.write_bytes

    def write_if_small(path, content):
        if path.name.startswith((".first.html", ".search.html")):
            write(path, content[:10])
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(path, content)

    monkeypatch.setattr(Path, "write_bytes", write_if_small)
    result = build(load_runs(data, notebooks), data, out=out, langs=("vi",), progress=False)
    words = [str(failure) for failure in result.failed]
    assert [line.partition(" ")[0] for line in words] == ["first", "index"]
    assert f"{out / 'vi' / 'first.html'}: No space left on device" in words[0]
    assert f"{out / 'vi' / 'search.html'}: No space left on device" in words[1]
    assert (out / "vi" / "first.html").read_text(encoding="utf-8") == "the old report"
    assert "</html>" in (out / "vi" / "second.html").read_text(encoding="utf-8")
    assert not list(out.rglob("*.part"))


def test_pages_around_that_cannot_be_made_cost_no_report(notebooks, data, tmp_path):
    """A fault in the pages around the reports must be raised only when every report is in its place."""
    made = []

    def fail(*_):
        made.append(len(list((tmp_path / "out").rglob("first.html"))))
        raise ZeroDivisionError

    (notebooks / "runs.yml").write_text("runs:\n- {notebook: 00_overview, id: first}\n", encoding="utf-8")
    runs = load_runs(data, notebooks)
    with pytest.raises(ZeroDivisionError):
        build(runs, data, out=tmp_path / "out", langs=("vi",), progress=False, describe=fail)
    assert made == [0, 1]  # beside the first report, and once more after the last
    assert "</html>" in (tmp_path / "out" / "vi" / "first.html").read_text(encoding="utf-8")


def test_an_unknown_language_is_refused(data, tmp_path):
    """A language that is not ours must be refused by name, before a folder is made."""
    with pytest.raises(UnknownIdError, match="unknown language 'fr'"):
        build([], data, out=tmp_path / "out", langs=("fr",), progress=False)
    assert not (tmp_path / "out").exists()


def test_a_notebook_without_a_title_is_refused(notebooks, make, data, tmp_path):
    """A notebook of the collection without a title in a language must be named before anything starts."""
    (notebooks / "reports").mkdir()
    make.notebook(notebooks / "reports" / "30_x.ipynb", make.TITLES[0], make.code(make.PARAMETERS, "parameters"))
    (notebooks / "runs.yml").write_text("runs:\n- {notebook: reports/30_x, id: x}\n", encoding="utf-8")
    with pytest.raises(RunError, match=r"30_x.ipynb: no title in en"):
        build(load_runs(data, notebooks), data, out=tmp_path / "out", progress=False)


def interrupt(folder, notebooks, make, send):
    """Begin to build a notebook that sleeps, send a signal; give what was printed, and the process of the notebook."""
    mark = folder / "started"
    cell = make.code(
        f"import os, pathlib, time\nmark = pathlib.Path({str(mark)!r})\n"
        "mark.with_suffix('.part').write_text(f'{os.getpid()} {os.getppid()}')\n"
        "mark.with_suffix('.part').rename(mark)\ntime.sleep(600)"
    )
    make.notebook(notebooks / "40_long.ipynb", *make.TITLES, make.code(make.PARAMETERS, "parameters"), cell)
    (notebooks / "runs.yml").write_text("runs:\n- {notebook: 40_long, id: long}\n", encoding="utf-8")
    program = folder / "program.py"
    program.write_text(
        textwrap.dedent(
            f"""
            import signal
            import sys
            from pathlib import Path
            sys.path.insert(0, {str(Path(__file__).parents[1])!r})
            from analysis.plan.runs import load_runs
            from small_site import Data, build
            # A shell that runs the tests in the background lets its children ignore the signal.
            signal.signal(signal.SIGINT, signal.default_int_handler)
            runs = load_runs(Data(), Path({str(notebooks)!r}))
            try:
                build(runs, Data(), out=Path({str(folder / "out")!r}), langs=("vi",), jobs=1)
            except KeyboardInterrupt:
                print("stopped")
            """
        ),
        encoding="utf-8",
    )
    process = subprocess.Popen(
        [sys.executable, str(program)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        deadline = time.monotonic() + 240
        while not mark.is_file() and time.monotonic() < deadline:
            time.sleep(0.1)
        send(process)
        printed, errors = process.communicate(timeout=60)
    finally:
        # Workers and kernels that outlive the program would hold its pipes open.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
    return printed, errors, [int(number) for number in mark.read_text().split()]


def wait_for_end(processes):
    """Wait until processes have ended; tell which have not."""
    deadline = time.monotonic() + 60
    while any(map(_alive, processes)) and time.monotonic() < deadline:
        time.sleep(0.2)
    return [process for process in processes if _alive(process)]


@pytest.mark.skipif(os.name == "nt", reason="Windows sends no SIGINT to one process")
@pytest.mark.parametrize("whom", ["program", "all"])
def test_ctrl_c_stops_cleanly(notebooks, make, tmp_path, whom):
    """An interrupted build must end soon, say nothing more, leave no half report, and no worker or kernel running."""

    def send(process):
        if whom == "all":  # as a terminal does
            os.killpg(process.pid, signal.SIGINT)
        else:
            process.send_signal(signal.SIGINT)

    printed, errors, processes = interrupt(tmp_path, notebooks, make, send)
    assert printed == "stopped\n", errors
    assert errors == ""
    assert list((tmp_path / "out").rglob("*.*")) == []
    assert wait_for_end(processes) == []


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere no system ends a process with another")
def test_a_killed_build_leaves_no_process(notebooks, make, tmp_path):
    """When the process that builds is killed, its workers and what they run must end, without being asked."""
    _, errors, processes = interrupt(tmp_path, notebooks, make, lambda process: process.kill())
    assert "Traceback" not in errors
    assert wait_for_end(processes) == []


def _alive(pid: int) -> bool:
    """Tell whether a process runs; one that has ended and waits for its parent does not."""
    try:
        os.kill(pid, 0)
        status = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
        return status.rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return sys.platform != "linux"
    except ProcessLookupError:
        return False


def test_outcomes_are_plain_values(site, broken):
    """What a build tells must be JSON, with names that do not change."""
    told = json.loads(json.dumps([outcome.to_json() for outcome in site.result.outcomes]))
    assert [report["run"] for report in told[::2]] == ["overview", "profile-ba_tri", "profile-nam_po"]
    assert set(told[0]) == {"run", "lang", "how", "path", "fallback", "seconds", "failure", "lacks"}
    assert told[0]["seconds"].keys() == {"run", "render"}
    failed = json.loads(json.dumps(broken.result.outcomes[0].to_json()))["failure"]
    assert (failed["cell"], failed["error"], failed["parameters"]) == (5, "KeyError", {"how": "raise"})
