"""What the process that workers are forked from does first: import and use once what every report needs.

To import this module is to do it; `analysis.build.workers` lets the forkserver of `multiprocessing` import it. The data
are read and checked meanwhile by who builds, and handed over with the reports to make.
"""

import contextlib
import gc
import os
import signal
import sys
from datetime import date
from importlib import import_module
from types import TracebackType

# What cells of notebooks import, some of it only when a function is called. What runs and lays out notebooks is left
# to the worker of the first, for what stands around the reports can be begun without; see `import_more`.
_IMPORTED = (
    "analysis.methods",
    "analysis.show",
    "analysis.build.task",
    "ipykernel.ipkernel",
    "ipykernel.zmqshell",
    "IPython.core.application",
    "IPython.core.completerlib",
    "IPython.core.oinspect",
    "matplotlib.pyplot",
    "matplotlib.backends.backend_svg",
    "matplotlib.backends.backend_agg",  # savefig measures text with it
    "matplotlib_inline.backend_inline",
    "PIL.features",
    "psutil",
    "babel.numbers",
    "babel.dates",
)


_MOST_PLACES = 60  # of thousands a worker makes a few pages, and the others' figures would only fill its memory


def prepare_more(place: str = "") -> None:
    """Import and work out what many reports need; not before the first, which may be all that is asked for.

    Of the places near to the next report's `place` it reads the figures, which pages of its neighbours need as well.
    """
    from analysis import methods
    from analysis.dataset import load
    from analysis.dataset.tables import let_go
    from analysis.elements.findings import find_true
    from analysis.elements.headlines import list_headlines
    from analysis.elements.pages import count_in_lessons
    from analysis.errors import AnalysisError
    from analysis.methods.groups import list_near
    from analysis.paths import notebooks_dir
    from analysis.show.profile import find_pages
    from analysis.words.catalogue import LANGUAGES

    import_more()
    with contextlib.suppress(AnalysisError, OSError):
        data = load()
        methods.list_assignments(data)
        methods.find_patterns(data)
        methods.lay_timeline(data)
        count_in_lessons(data, "")
        for id_ in data.ids("locality")[:_MOST_PLACES]:
            methods.find_figures(data, locality_id=id_)
            methods.check_consistency(data, id_)
            list_headlines(data, id_, most=99)
        if place:
            find_pages(data, notebooks_dir())
            near = list_near(data, place, most=_MOST_PLACES)
            let_go(data, [place, *near, *data.ids("locality")[:_MOST_PLACES]])
            methods.find_gaps(data, place)
            methods.trace_directives(data)
            for id_ in near:
                methods.find_figures(data, locality_id=id_)
        for lang in LANGUAGES:
            find_true(data, lang=lang)
    gc.collect()  # else what the last report left in circles would be kept for good: 2 MB of each with a workbook
    gc.freeze()


def read_data() -> None:
    """Read the data, unless they were handed over, so that processes forked from this one have them ready."""
    from analysis.dataset import load
    from analysis.errors import AnalysisError

    with contextlib.suppress(AnalysisError, OSError):  # each report will say what is wrong with them
        load()


def _warm_up() -> None:
    """Import all, and do once what every report does: fonts, locales and templates are read here, not in each."""
    # What imports add to the filters for warnings stays, as it would in a notebook that imports the same.
    for name in _IMPORTED:
        import_module(name)
    from analysis.elements.html import write_alone
    from analysis.elements.picture import figure, new_sheet
    from analysis.elements.table import Paragraph, pack, unpack
    from analysis.elements.typeset import measure
    from analysis.text import format_date, format_number
    from analysis.words.catalogue import LANGUAGES

    sheet = new_sheet(None, 1)
    for weight in ("normal", "bold"):
        measure("nothing", weight=weight)
        sheet.text(0, 0, "nothing", weight=weight)
    figure(sheet, alt="nothing")._repr_mimebundle_()
    write_alone(unpack(pack(Paragraph("nothing"))))
    # What may draw is looked for among all that is installed, a third of what a shell takes to begin.
    import_module("matplotlib.backends").backend_registry.is_valid_backend("inline")
    for lang in LANGUAGES:
        format_number(1.5, lang)
        format_date(date(2025, 1, 1), lang)


def import_more() -> None:
    """Import what each worker would import by itself; of one report that would be too much to wait for."""
    from analysis.build.task import import_layout
    from analysis.package.yaml_lines import import_jsonschema

    import_jsonschema()  # before papermill imports it, grammars and all
    for name in ("papermill", "statsmodels.stats.proportion"):
        import_module(name)
    import_layout()


def _tell(kind: type[BaseException], fault: BaseException, where: TracebackType | None) -> None:
    """Tell what fails where a worker begins, unless who asked for it has ended meanwhile, and tells that itself."""
    if not issubclass(kind, FileNotFoundError | EOFError):  # of its locks, and of what it was to read
        sys.__excepthook__(kind, fault, where)


sys.excepthook = _tell
signal.signal(signal.SIGINT, signal.SIG_IGN)  # who builds decides what Ctrl-C stops; workers inherit this
signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])
gc.disable()  # nearly all that is made here stays: to look for what does not takes a seventh of the time, even once
_warm_up()
if os.environ.get("ANALYSIS_MANY"):
    import_more()
gc.freeze()
gc.enable()
