"""The forked engine against a kernel: the same notebook must come out the same."""

from __future__ import annotations

import base64
import os
import re
import subprocess
import sys
import textwrap
import time
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest

from analysis.build.machine import can_fork, worker_environment
from analysis.build.task import Task
from analysis.build.workers import Workers
from analysis.plan.entries import Run
from analysis.site.edition import Page

pytestmark = pytest.mark.skipif(not can_fork(), reason="this system forks no processes")


@pytest.mark.parametrize("many", ["", "1"])
def test_one_report_need_not_wait_for_what_only_others_need(many):
    """The warm process imports what cells need; what runs and lays out notebooks only where many are to be made."""
    told = (
        "import sys, analysis.build.warm; print(*sorted({'matplotlib', 'nbconvert', 'papermill'} & sys.modules.keys()))"
    )
    environment = {**os.environ, **worker_environment(), "ANALYSIS_MANY": many}
    done = subprocess.run([sys.executable, "-c", told], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["matplotlib", "nbconvert", "papermill"][: 3 if many else 1]


# Each cell is one thing that a notebook may do.
CELLS = {
    "several": "from IPython.display import HTML\ndisplay(1, 'a')\ndisplay(HTML('<b>x</b>'), metadata={'k': 1})\n2",
    "quiet": "3;",
    "counts": "(In[1][:4], Out, _)",
    "streams": "import sys\nprint('Nậm Pồ')\nprint('e', file=sys.stderr)\nprint('after')",
    "pieces": "import time\nprint('a')\ntime.sleep(0.5)\nprint('b')",
    "below": "import os\n_ = os.system('echo from below')",
    "magic": "%%bash\necho from bash",
    "warn": "import warnings\nwarnings.warn('old data')\nwarnings.warn('gone', DeprecationWarning)",
    "inline": "%matplotlib inline\nimport matplotlib.pyplot as plt\n_ = plt.plot([1, 2])",
    "implicit": "import matplotlib.pyplot as plt\n_ = plt.plot([1, 2])",
    "update": "from IPython.display import display\nh = display('one', display_id='x')\nh.update('two')",
    "clear": "from IPython.display import clear_output\nprint('gone')\nclear_output()\nprint('stays')",
    "table": "import pandas as pd\npd.DataFrame({'a': [1.5]})",
    "await": "import asyncio\nawait asyncio.sleep(0)\nasyncio.get_running_loop() is not None",
    "main": "import sys, __main__\n(__name__, __main__.__dict__ is globals(), sys.path[0], sys.argv[1:] == [])",
    "place": "import os\nos.path.basename(os.getcwd())",
    "input": "try:\n    input()\nexcept Exception as error:\n    print(type(error).__name__, error)",
    "seed": "import numpy, random\nnumpy.random.random() != random.random()",
    "thread": "import threading\nt = threading.Thread(target=print, args=('thread',))\nt.start()\nt.join()",
    "blocks": "import multiprocessing\np = multiprocessing.get_context('fork').Process(target=print, args=('x',))\n"
    "p.start()\np.join()\np.exitcode",
    "version": "import analysis\nanalysis.load().version",
    "dataset": "analysis.load()",
    "failing": "1 / 0",
    "syntax": "a b",
}
ALLOWED = {"failing", "syntax"}


def start(folder, engine, cells):
    """Start a process of its own that runs cells, as the command of papermill does."""
    path, out = folder / "in.ipynb", folder / f"{engine}.ipynb"
    metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    notebook = nbformat.v4.new_notebook(metadata=metadata)
    for name, source in cells.items():
        tags = ["raises-exception"] if name in ALLOWED else []
        notebook.cells.append(nbformat.v4.new_code_cell(source, metadata={"tags": tags}))
    nbformat.write(notebook, path)
    return subprocess.Popen(
        [sys.executable, "-m", "papermill", path, out, "--engine", engine, "--no-progress-bar", "--cwd", folder],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        # ipykernel leaves what programs print alone where it sees pytest.
        env={name: value for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST"},
    )


def run(folder, engine, cells):
    """Run cells so to their end."""
    with start(folder, engine, cells) as process:
        said, wrong = process.communicate()
    done = SimpleNamespace(returncode=process.returncode, stdout=said, stderr=wrong)
    out = folder / f"{engine}.ipynb"
    written = nbformat.read(out, as_version=4).cells if out.is_file() else []
    # papermill adds a cell that points to an error.
    return SimpleNamespace(done=done, cells=[cell for cell in written if cell.cell_type == "code"])


def plain(cell):
    """Give the outputs of a cell without what differs between any two runs: places in memory and on disk, pieces."""
    outputs = []
    for output in cell.outputs:
        output = dict(output)
        output.pop("traceback", None)
        if "text" in output:
            output["text"] = re.sub(r"\S*ipykernel_\d+/", "FOLDER/", output["text"])
        if outputs and outputs[-1].get("name") == output.get("name") and "text" in output:
            outputs[-1]["text"] += output["text"]
        else:
            outputs.append(output)
    return outputs


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    """Run all cells under both engines."""
    folder = tmp_path_factory.mktemp("both")
    stock, forked = (run(folder, engine, CELLS) for engine in ("nbclient", "forked"))
    # papermill goes on after a cell that may raise, and still ends with its error.
    for done in (stock.done, forked.done):
        assert done.returncode == 1 and "SyntaxError" in done.stderr, done.stderr[-3000:]
    return dict(zip(CELLS, zip(stock.cells, forked.cells, strict=True), strict=True))


@pytest.mark.parametrize("name", CELLS)
def test_a_cell_shows_the_same(both, name):
    """Outputs, their metadata and order, streams, errors and the number of the cell must be those of a kernel."""
    stock, forked = both[name]
    assert plain(forked) == plain(stock)
    assert forked.execution_count == stock.execution_count


def test_the_cells_show_something(both):
    """The comparison must not be one of nothing with nothing."""
    silent = {name for name, (stock, _) in both.items() if not stock.outputs}
    assert silent == {"quiet"}


def test_a_traceback_is_the_kernels(both):
    """The lines of a traceback must be those of a kernel, but for the name of the file."""
    stock, forked = both["failing"]
    numbers = re.compile(r"(Cell )?In ?\[?\d*\]?|\x1b\[[0-9;]*m|\S*ipykernel_\S*")
    lines = ["\n".join(cell.outputs[-1].traceback) for cell in (stock, forked)]
    assert numbers.sub("", lines[0]) == numbers.sub("", lines[1])


PNG = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==")

# What a notebook may do with pictures, each in cells of its own; none uses a function of ours but the last.
PICTURES = {
    "shown": ["import pandas as pd\nimport matplotlib.pyplot as plt",
              "ax = pd.DataFrame({'a': [1, 2]}).plot.barh()\nplt.show()", "plt.get_fignums()"],
    "left open": ["import matplotlib.pyplot as plt\nplt.plot([1, 2]);", "plt.get_fignums()"],
    "two": ["import matplotlib.pyplot as plt\nfor n in 1, 2:\n    plt.figure(figsize=(n, 1))\n    plt.plot([n, 2])"],
    "after an error": ["import matplotlib.pyplot as plt\nplt.plot([1, 2])\nprint('so far')\n1 / 0"],
    "as a value": ["import matplotlib.pyplot as plt\nfig, ax = plt.subplots()\nplt.close(fig)", "fig"],
    "saved": ["import io, matplotlib.pyplot as plt\nplt.figure(figsize=(1, 1)).savefig(io.BytesIO())\nplt.close()"],
    "saved by another": ["import io, matplotlib, matplotlib.pyplot as plt\nmatplotlib.use('Agg')",
                         "plt.plot([1, 2])\nplt.savefig(io.BytesIO())\nplt.close()"],
    "shown by itself": ["import matplotlib.pyplot as plt\nfig, ax = plt.subplots()\nfig.show()"],
    "shown by itself and closed": ["import matplotlib.pyplot as plt",
                                   "fig, ax = plt.subplots()\nfig.show()\nplt.close(fig)"],
    "not by itself": ["import matplotlib.pyplot as plt\nplt.ioff();", "plt.plot([1, 2]);"],
    "chosen again": ["import matplotlib.pyplot as plt\nplt.switch_backend('agg')",
                     "plt.switch_backend('inline')\nplt.plot([1, 2]);", "plt.get_fignums()"],
    "without pyplot": ["from matplotlib.figure import Figure\nf = Figure(figsize=(1, 1))\nax = f.subplots()", "f"],
    "of Pillow": ["from PIL import Image\nImage.new('RGB', (3, 3))"],
    "as bytes": [f"class Own:\n    def _repr_png_(self):\n        return {PNG!r}",
                 "Own.__repr__ = lambda self: 'own'\nOwn()"],
    "as gif": ["import io\nimport PIL.Image as I\nfrom IPython.display import Image",
               "b = io.BytesIO()\nI.new('RGB', (3, 3)).save(b, 'GIF')\nImage(b.getvalue(), format='gif')"],
    "as pdf": ["import matplotlib.pyplot as plt", "%config InlineBackend.figure_formats = ['pdf']",
               "plt.plot([1, 2])\nplt.show()"],
    "in no form": ["import matplotlib.pyplot as plt", "%config InlineBackend.figure_formats = []",
                   "plt.plot([1, 2])\nplt.show()"],
    "in an earlier cell": ["h = display('one', display_id=True)",
                           f"from IPython.display import Image\nh.update(Image({PNG!r}))"],
    "ours": ["from analysis.show import figure\nimport matplotlib.pyplot as plt",
             "ax = plt.figure().add_axes((0, 0, 1, 1))\nax.plot([1, 2])\nfigure(ax, alt='x')"],
}  # fmt: skip


# What a notebook may do to lose a picture: it draws for files alone, and then shows.
LOST = {
    "shown": ["import matplotlib\nmatplotlib.use('Agg')\nimport matplotlib.pyplot as plt",
              "plt.plot([1, 2])\nplt.show()"],
    "left open": ["import matplotlib.pyplot as plt", "plt.switch_backend('svg')\nplt.plot([1, 2]);"],
    "shown and closed": ["1", "import matplotlib.pyplot as plt\nplt.switch_backend('agg')\nplt.plot([1, 2])\n"
                         "plt.show()\nplt.close()"],
    "shown by itself": ["import matplotlib, matplotlib.pyplot as plt\nmatplotlib.use('pdf')",
                        "fig, ax = plt.subplots()\nfig.show()\nplt.close(fig)"],
    "by magic": ["%matplotlib agg", "import pandas as pd\nax = pd.Series([1, 2]).plot()"],
}  # fmt: skip


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    """Run what draws under both engines, in the processes that a build runs notebooks in; give what comes back."""
    folder = tmp_path_factory.mktemp("drawn")
    runs = {}
    for number, sources in enumerate([*PICTURES.values(), *LOST.values()]):
        cells = [nbformat.v4.new_code_cell("lang = 'vi'", metadata={"tags": ["parameters"]})]
        cells += [nbformat.v4.new_code_cell(source) for source in sources]
        for cell in cells[1:]:
            if "display_id" not in cell.source:  # which another cell's picture replaces
                cell.metadata = {"mystnb": {"image": {"alt": "words for it"}}}
        metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
        path = folder / f"{number}.ipynb"
        nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=metadata), path)
        runs[path.stem] = tuple(sources)
    made_by = {}
    for engine in ("papermill", "forked"):
        tasks = [Task(Run(id_, folder / f"{id_}.ipynb"), Page("vi", "x", "y"), 60, engine) for id_ in runs]
        with Workers(2, worker_environment(), warm=True) as workers:
            for task, made in workers.make_all(tasks):
                made_by[engine, runs[task.run.run_id]] = made
    return made_by


def code_cells(made):
    """Give what the code cells of a notebook show."""
    return [plain(cell) for cell in nbformat.reads(made.notebook, as_version=4).cells if cell.cell_type == "code"]


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_shown_the_same(drawn, name):
    """A picture that a notebook shows or leaves open must be among its outputs, and no other, under both engines."""
    stock, forked = (code_cells(drawn[engine, tuple(PICTURES[name])]) for engine in ("papermill", "forked"))
    if name != "as pdf":  # which tells the second when it was made
        assert forked == stock
    pictures = [output for cell in forked for output in cell if any("image" in mime for mime in output.get("data", {}))]
    absent = {"saved", "saved by another", *REFUSED}
    assert len(pictures) == (0 if name in absent else 2 if name == "two" else 1)


# What no page can show, and how the refusal begins.
REFUSED = {"as pdf": "the output (application/pdf, a figure", "in no form": "the output (a figure named in text alone)"}


@pytest.mark.parametrize("engine", ["papermill", "forked"])
@pytest.mark.parametrize("name", [name for name in PICTURES if name != "after an error"])
def test_a_picture_that_is_shown_is_in_the_page(drawn, name, engine):
    """A picture must be in the page with the words of the cell that shows it; else the refusal says what to give."""
    made = drawn[engine, tuple(PICTURES[name])]
    if name in REFUSED:
        assert made.failure.message.startswith(REFUSED[name])
        assert "leave out the line that sets `figure_formats`" in made.failure.message
        return
    assert made.failure is None
    count = {"two": 2, "saved": 0, "saved by another": 0}.get(name, 1)
    html = made.report.html.partition("<main")[2]
    assert len(re.findall(r"<img\b|<svg\b", html)) == count
    assert html.count('alt="words for it"') == (0 if name == "ours" else count)


@pytest.mark.parametrize("engine", ["papermill", "forked"])
@pytest.mark.parametrize("name", LOST)
def test_a_lost_picture_fails(drawn, name, engine):
    """A picture that is drawn where no page can get it must fail with its cell and with what to leave out."""
    failure = drawn[engine, tuple(LOST[name])].failure
    assert (failure.error, failure.cell) == ("LostPictureError", 3)
    assert failure.source == LOST[name][1].splitlines()[0]
    assert "leave out the line that chooses a backend" in failure.message


def test_a_widget_gets_its_kernel(tmp_path):
    """A notebook that opens a channel to its kernel must be run by one, from its first cell on."""
    cells = {"first": "print('once')", "comm": "import comm\nc = comm.create_comm(target_name='x')\nc.comm_id != ''"}
    forked = run(tmp_path, "forked", cells)
    assert forked.done.returncode == 0, forked.done.stderr[-3000:]
    assert [cell.outputs[0].get("text", "") for cell in forked.cells] == ["once\n", ""]
    assert forked.cells[1].outputs[0].data["text/plain"] == "True"


def test_what_many_reports_need_is_worked_out_after_the_first(tmp_path):
    """A report alone waits for nothing that only further ones use, though pages around it were made before."""
    loaded = nbformat.v4.new_code_cell("import sys\n'statsmodels.stats.proportion' in sys.modules")
    nbformat.write(nbformat.v4.new_notebook(cells=[loaded]), path := tmp_path / "loaded.ipynb")
    task, told = Task(Run("loaded", path), Page("vi", "x", "y"), 60, "forked"), []
    with Workers(1, worker_environment(), warm=True) as workers:
        assert workers.begin(str, ["vi"]).result() == {"vi": "vi"}
        for _ in range(2):
            [(_, made)] = workers.make_all([task])
            told.append(nbformat.reads(made.notebook, 4).cells[-1].outputs[0].data["text/plain"])
    assert told == ["False", "True"]


def test_what_stands_around_a_report_gives_way_to_it():
    """Somebody waits for the report: what is worked out beside it goes behind it, and its process not for good."""
    work, own = partial(os.getpriority, os.PRIO_PROCESS), os.getpriority(os.PRIO_PROCESS, 0)
    with Workers(1, worker_environment(), warm=True) as workers:
        told = [workers.begin(work, [0]).result()[0] for _ in range(2)]
    assert told == [min(own + 10, 19)] * 2


@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited on Linux")
def test_where_a_process_may_take_less_than_is_free_reports_are_made(tmp_path):
    """What a shell or a queue lets each process take bounds a notebook too, which else could not even begin."""
    program = textwrap.dedent(
        """
        import resource, sys
        from pathlib import Path
        from analysis.build.machine import share_memory, worker_environment
        from analysis.build.task import Task
        from analysis.build.workers import Workers
        from analysis.plan.entries import Run
        from analysis.site.edition import Page
        resource.setrlimit(resource.RLIMIT_AS, (2_000_000_000, 2_000_000_000))
        print(share_memory(1) < 2_000_000_000)
        tasks = [Task(Run(name, Path(name)), Page("en", "t", "q", free=True), 60, "forked", memory=10**13)
                 for name in sys.argv[1:]]
        with Workers(1, worker_environment(), warm=True) as workers:
            for task, made in workers.make_all(tasks):
                print(task.run.run_id, made.failure.error if made.failure else "made")
        """
    )
    cells = {"calm.ipynb": "len(bytearray(10**8))", "hungry.ipynb": "len(bytearray(3 * 10**9))"}
    for name, source in cells.items():
        nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)]), tmp_path / name)
    done = subprocess.run(
        [sys.executable, "-c", program, *cells], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.stdout.splitlines() == ["True", "calm.ipynb made", "hungry.ipynb MemoryError"], done.stderr[-2000:]


def test_who_stops_a_build_waits_for_nothing_that_stands_around_it():
    """Ctrl-C when all reports are there, and what stands around them is not, ends that too, and the command."""
    program = textwrap.dedent(
        """
        import os, signal, threading, time
        from analysis.build.machine import worker_environment
        from analysis.build.workers import Workers
        signal.signal(signal.SIGINT, signal.default_int_handler)
        with Workers(2, worker_environment(), warm=True) as workers:
            workers.begin(len, ["vi"]).result()
            workers.begin(time.sleep, [600])
            threading.Timer(1, os.kill, (os.getpid(), signal.SIGINT)).start()
        """
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)
    assert done.stderr.splitlines()[-1] == "KeyboardInterrupt", done.stderr[-2000:]


def test_nothing_passes_from_one_run_to_the_next(tmp_path):
    """What a notebook changes in a library, a variable or its folder must be unknown to the next one."""
    program = textwrap.dedent(
        """
        import sys, pandas, papermill, nbformat
        nb = nbformat.read(sys.argv[1], as_version=4)
        for _ in range(2):
            done = papermill.execute_notebook(nb, None, engine_name="forked", kernel_name="python3",
                                              language="python", progress_bar=False)
            print(done.cells[0].outputs[0].data["text/plain"])
        """
    )
    notebook = nbformat.v4.new_notebook()
    source = "import os, pandas\nseen = (hasattr(pandas, 'left'), 'mine' in globals(), os.environ.get('LEFT'))\n"
    source += "pandas.left = mine = 1\nos.environ['LEFT'] = '1'\nseen"
    notebook.cells.append(nbformat.v4.new_code_cell(source))
    nbformat.write(notebook, tmp_path / "in.ipynb")
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program, tmp_path / "in.ipynb"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.splitlines() == ["(False, False, None)"] * 2, done.stderr[-2000:]


def test_a_draft_is_the_page_of_a_build_though_its_notebook_has_no_html(tmp_path):
    """A page takes the values of an element: of its HTML, which only a notebook shows, a draft can do without."""
    path = tmp_path / "in.ipynb"
    source = "from analysis.elements.table import Paragraph\nParagraph('as values')"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
    nbformat.write(notebook, path)
    with Workers(1, worker_environment(), warm=True) as workers:
        pages = [Page("en", "t", "q", free=True, draft=draft) for draft in (False, True)]
        tasks = [Task(Run("in", path, free=True), page, 60, "forked") for page in pages]
        whole, draft = (next(workers.make_all([task]))[1] for task in tasks)
    assert "as values" in whole.report.html and whole.report.html == draft.report.html
    shown = [nbformat.reads(made.notebook, as_version=4).cells[-1].outputs[0].data for made in (whole, draft)]
    assert "text/html" in shown[0] and "text/html" not in shown[1]


def test_a_run_without_a_waiting_process_ends(tmp_path):
    """When the process that runs a notebook is killed, the notebook must end too."""
    mark = tmp_path / "mark"
    source = f"import os, time\nopen({str(mark)!r}, 'w').write(str(os.getpid()))\ntime.sleep(600)"
    with start(tmp_path, "forked", {"long": source}) as waiting:
        deadline = time.monotonic() + 60
        while not (mark.is_file() and mark.read_text()) and time.monotonic() < deadline:
            time.sleep(0.1)
        waiting.kill()
    child = int(mark.read_text())
    deadline = time.monotonic() + 20
    while _alive(child) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not _alive(child)


def _alive(pid):
    """Tell whether a process runs; one that has ended and waits for its parent does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
