"""A process that pays the imports once and then forks workers; each worker makes one report after the other.

It is started as a program of its own, because a process may be forked safely only while it has one thread, and
because the order of sets is fixed before Python starts.
"""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import socket
import sys
from importlib import import_module
from multiprocessing.connection import Connection

from analysis.errors import AnalysisError
from analysis.lessons.files import import_jsonschema

__all__ = ["main"]

# What notebooks and the exporter import, some of it only when a function is called.
_IMPORTED = (
    "papermill",
    "nbconvert.exporters.html",
    "nbconvert.preprocessors.sanitize",
    "nbconvert.filters.markdown_mistune",
    "nbclient",
    "ipykernel.ipkernel",
    "ipykernel.zmqshell",
    "matplotlib.pyplot",
    "matplotlib.backends.backend_svg",
    "matplotlib.backends.backend_agg",  # savefig measures text with it
    "matplotlib_inline.backend_inline",
    "PIL.features",
    "babel.numbers",
    "babel.dates",
    "statsmodels.stats.proportion",
    "docx",
    "pptx",
    "xlsxwriter",
    "analysis.methods",
    "analysis.show",
    "analysis.build.engine",
    "analysis.site.render",
)


def main(number: int) -> None:
    """Become warm, then fork a worker for each connection that comes through a socket.

    Parameters
    ----------
    number
        File descriptor of the socket; when its other end closes, all is done.
    """
    control = socket.socket(fileno=number)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who started us decides what Ctrl-C stops
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # a worker's end is seen by the other end of its connection
    _warm_up()
    gc.collect()
    gc.freeze()
    while True:
        message, descriptors, _, _ = socket.recv_fds(control, 1, 1)
        if not message:
            return
        (descriptor,) = descriptors
        if os.fork():
            os.close(descriptor)
            continue
        try:
            control.close()
            _work(Connection(descriptor))
        finally:
            os._exit(0)


def _warm_up() -> None:
    import_jsonschema()  # before papermill imports it, grammars and all
    # What imports add to the filters for warnings stays, as it would in a notebook that imports the same.
    for name in _IMPORTED:
        import_module(name)
    from analysis.dataset.load import preload
    from analysis.methods import find_figures

    # Else each report will say what is wrong with the data.
    with contextlib.suppress(AnalysisError, OSError):
        find_figures(preload())
    _use_once()


def _use_once() -> None:
    """Do once what every report does, so that fonts, locales and templates are read here and not in each of them."""
    from datetime import date

    from analysis.elements.html import write_alone
    from analysis.elements.picture import figure, new_axes
    from analysis.elements.table import Paragraph, pack, unpack
    from analysis.text import format_date, format_number

    figure(new_axes(None), alt="nothing")
    write_alone(unpack(pack(Paragraph("nothing"))))
    for lang in ("vi", "en"):
        format_number(1.5, lang)
        format_date(date(2025, 1, 1), lang)


def _work(owner: Connection) -> None:
    """Make reports until the other end closes."""
    from analysis.build.pool import make

    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    while True:
        try:
            task = owner.recv()
        except EOFError:
            return
        made = make(task, owner)
        try:
            owner.send(made)
        except OSError:
            return
        if made.fallback:
            return  # a kernel's client has left threads behind, and such a process must not be forked


if __name__ == "__main__":
    main(int(sys.argv[1]))
