"""Run cells in this process as a kernel would, and send what they show to whoever started it.

The shell is ipykernel's own, its messages go down a pipe. The process is a fork for one notebook, and ends with it.
"""

import asyncio
import builtins
import contextlib
import gc
import getpass
import io
import os
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module
from multiprocessing.connection import Connection
from typing import Any, NoReturn

from analysis.build.limits import OUTPUT_LIMIT, OutputLimitError, count_shown
from analysis.plan.notebook import TOLD_BY
from analysis.words.catalogue import LANGUAGES, use_language

_INLINE = "module://matplotlib_inline.backend_inline"
_CHUNK, _PAUSE = 32_768, 0.2  # characters printed, and seconds, before they are sent; ipykernel waits as long


class LostPictureError(RuntimeError):
    """A picture that was drawn or shown where no page can get it."""


class NeedsKernelError(Exception):
    """The notebook asks for what only a live kernel has."""


def load_ipython_extension(shell: Any) -> None:
    """Show also the pictures that a notebook alone would lose, and let a cell fail whose picture no page can get.

    IPython calls this by its name when a kernel is told to load this module.
    """
    lost, source = list[object](), ""  # pictures that no page gets, and the cell that runs

    def show(manager: Any) -> None:
        # Without a screen this method does nothing at all: a figure that is then closed would be gone.
        if not _is_inline():
            lost.append(manager)
            return
        import_module("IPython.display").display(manager.canvas.figure)
        sys.modules["matplotlib.pyplot"].close(manager.canvas.figure)

    def sign(message: dict[str, Any]) -> dict[str, Any]:
        # A picture that takes another output's place stands in that one's cell; its words stand in the cell that runs.
        content = message["content"]
        if message["header"]["msg_type"].startswith("update") and any("image/" in form for form in content["data"]):
            content["metadata"] = {**content["metadata"], TOLD_BY: source}
        return message

    def watch(info: Any) -> None:
        nonlocal source
        source = str(info.raw_cell)
        lang = shell.user_ns.get("lang")
        if isinstance(lang, str) and lang in LANGUAGES:  # that of the page, which a notebook need not ask for
            use_language(lang)
        # Imported only where a cell may draw: a notebook without pictures need not wait for it.
        if "matplotlib" in sys.modules or "matplotlib" in source:
            import_module("matplotlib.backend_bases").FigureManagerBase.show = show

    def judge(_: Any) -> None:
        plt = sys.modules.get("matplotlib.pyplot")
        if plt is not None and (lost or (plt.get_fignums() and not _is_inline())):
            chosen = sys.modules["matplotlib"].get_backend()
            fault = LostPictureError(
                f"a picture was drawn for the backend {chosen!r}, from which no page gets it; leave out the line that "
                "chooses a backend (`matplotlib.use`, `plt.switch_backend` or `%matplotlib`), and close with "
                "`plt.close()` what is only to be saved in a file"
            )
            lost.clear()
            plt.close("all")
            shell.showtraceback((LostPictureError, fault, None))
        elif plt is not None and plt.get_fignums():
            # Chosen again behind another backend, this one is not tied to the shell.
            inline = import_module("matplotlib_inline.backend_inline")
            if inline.flush_figures not in shell.events.callbacks["post_execute"]:
                inline.configure_inline_support(shell, "inline")
                inline.show(close=True)

    def hand_on(shown: Any) -> dict[str, Any]:
        from analysis.elements.frame import make_table  # which takes a while, and not every notebook needs it
        from analysis.elements.table import ELEMENT_MIME, pack

        return {ELEMENT_MIME: pack(make_table(shown))}

    # A frame, a series or an answer shown by itself is a table of the page, in its language.
    for module, kind in (("pandas", "DataFrame"), ("pandas", "Series"), ("analysis.dataset.results", "Answer")):
        shell.display_formatter.mimebundle_formatter.for_type_by_name(module, kind, hand_on)
    # The page has a place for a figure's words; one made without pyplot is a picture before it is first used, too.
    shell.display_formatter.mimebundle_formatter.pop("matplotlib.figure.Figure", None)
    draw = partial(import_module("IPython.core.pylabtools").print_figure, base64=True)
    shell.display_formatter.formatters["image/png"].for_type_by_name("matplotlib.figure", "Figure", draw)
    shell.display_pub.register_hook(sign)
    shell.events.register("pre_run_cell", watch)
    shell.events.register("post_run_cell", judge)


def _is_inline() -> bool:
    return str(sys.modules["matplotlib"].get_backend(auto_select=False)) in ("inline", _INLINE)


class _Wire:
    """The way out of this process; a class because it counts what has passed."""

    def __init__(self, pipe: Connection) -> None:
        self.pid, self.overfull = os.getpid(), False
        self._pipe, self._lock, self._left = pipe, threading.RLock(), OUTPUT_LIMIT

    def send(self, kind: str, *content: object) -> None:
        with self._lock:
            self._pipe.send((kind, *content))

    def show(self, kind: str, content: dict[str, Any]) -> None:
        """Send one message of the kernel protocol; one that is too much is dropped, with an `OutputLimitError`."""
        if kind.startswith("comm_"):
            self.leave("a widget talks to its kernel")
        self._left -= count_shown(content)
        self.overfull = self._left < 0
        if self.overfull and kind != "error":
            raise OutputLimitError
        header = {"msg_type": kind}
        self.send("message", {"msg_type": kind, "header": header, "parent_header": {}, "content": content})

    def leave(self, reason: str) -> NoReturn:
        """Give up: only a live kernel can do what the notebook asks."""
        self.send("live", reason)
        os._exit(0)


class _Stream(io.StringIO):
    """What cells print, and what programs and libraries write past Python, on its way to the wire."""

    encoding, errors = "utf-8", "strict"

    def __init__(self, wire: _Wire, name: str, number: int) -> None:
        super().__init__()
        self.name, self._wire, self._number, self._sent = name, wire, number, time.monotonic()
        self._lock, self._below = threading.RLock(), tempfile.TemporaryFile()  # noqa: SIM115 - open to the end
        os.dup2(self._below.fileno(), number)

    def fileno(self) -> int:
        return self._number

    def write(self, text: str) -> int:
        if os.getpid() != self._wire.pid:  # a process that the notebook started
            os.write(self._number, text.encode())
            return len(text)
        with self._lock:
            super().write(text)
        if self.tell() > _CHUNK or time.monotonic() - self._sent > _PAUSE:
            self.flush()
        return len(text)

    def flush(self) -> None:
        if os.getpid() != self._wire.pid:
            return
        with self._lock:
            text, self._sent = self.getvalue(), time.monotonic()
            self.seek(0)
            self.truncate()
        if text:
            self._wire.show("stream", {"name": self.name, "text": text})

    def send_below(self) -> None:
        """Send what was written past Python, which a kernel notices last."""
        below = self._below.fileno()
        if written := os.pread(below, OUTPUT_LIMIT + 1, 0):
            os.ftruncate(below, 0)
            os.lseek(below, 0, os.SEEK_SET)
            self._wire.show("stream", {"name": self.name, "text": written.decode("utf-8", "replace")})


def run_cells(
    cells: Sequence[tuple[int, str, bool]],
    pipe: Connection,
    drafts: dict[bytes, Any] | None,
    ready: Callable[[Any], None],
) -> NoReturn:
    """Run cells, given by place, source, and whether they may raise, in a shell made `ready`; then end the process.

    The pipe takes ``("start", place)``, ``("message", message)``, ``("end", fault)`` with `fault` None, ``"error"``,
    ``"exit"`` or ``"limit"``, ``("live", reason)``, at last ``("done", drafts)`` with pictures for further drafts.
    """
    try:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD):
            signal.signal(number, signal.SIG_DFL)
        wire = _Wire(pipe)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        streams = sys.stdout, sys.stderr = _Stream(wire, "stdout", 1), _Stream(wire, "stderr", 2)
        ready(shell := _make_shell(wire))
        if drafts is not None:
            import_module("analysis.elements.picture").DRAFTS.set(drafts)
            html = shell.display_formatter.formatters["text/html"]  # which a page makes itself, of values
            html.for_type_by_name("analysis.elements.table", "Element", lambda element: None)
        if "" not in sys.path:  # what each new process has for itself
            sys.path.insert(0, "")
        if "numpy" in sys.modules:
            sys.modules["numpy"].random.seed()
        gc.set_threshold(50_000)  # a page is made of many objects that stay: to look among them often takes a tenth
        gc.enable()
        asyncio.run(_run_all(shell, cells, wire, streams))
        wire.send("done", drafts)
    finally:
        os._exit(0)


async def _run_all(shell: Any, cells: Sequence[tuple[int, str, bool]], wire: _Wire, streams: Sequence[_Stream]) -> None:
    for index, source, may_raise in cells:
        wire.send("start", index)
        shell._last_traceback_during_displayhook = False
        if shell.should_run_async(source, transformed_cell=source):
            result = None
            try:
                result = await shell.run_cell_async(source, store_history=True)
            finally:
                shell.events.trigger("post_execute")
                shell.events.trigger("post_run_cell", result)
        else:
            result = shell.run_cell(source, store_history=True)
        with contextlib.suppress(OutputLimitError):
            sys.stdout.flush()
            sys.stderr.flush()
            for stream in streams:
                stream.send_below()
        raised = not may_raise and (not result.success or shell._last_traceback_during_displayhook)
        fault = "exit" if shell.exit_now else "limit" if wire.overfull else "error" if raised else None
        wire.send("end", fault)
        if fault:
            return


def _make_shell(wire: _Wire) -> Any:
    """Make ipykernel's shell with a session that writes to our pipe."""
    import comm
    from ipykernel.compiler import XCachingCompiler
    from ipykernel.zmqshell import ZMQInteractiveShell
    from IPython.core.error import StdinNotImplementedError
    from jupyter_client.session import Session, json_packer, json_unpacker
    from traitlets.config import Config

    os.environ["MPLBACKEND"] = os.environ.get("MPLBACKEND") or _INLINE  # as ipykernel does

    class PipeSession(Session):
        def send(self, stream: Any, msg_or_type: Any, content: Any = None, *arguments: Any, **options: Any) -> None:
            if isinstance(msg_or_type, dict):
                msg_or_type, content = msg_or_type["header"]["msg_type"], msg_or_type["content"]
            wire.show(str(msg_or_type), json_unpacker(json_packer(content or {})))  # bytes become base64

    class Shell(ZMQInteractiveShell):
        @property
        def kernel(self) -> NoReturn:
            wire.leave("a cell asks for its kernel")

        def _update_exit_now(self, change: Any) -> None:
            """There is no loop to stop."""

        def enable_gui(self, gui: Any = None) -> None:
            if gui is not None:
                wire.leave(f"a cell asks for the event loop {gui}")

    def refuse(*arguments: object, **options: object) -> NoReturn:  # in the words of ipykernel
        raise StdinNotImplementedError("raw_input was called, but this frontend does not support input requests.")

    builtins.input = getpass.getpass = refuse
    comm.create_comm = lambda *arguments, **options: wire.leave("a widget talks to its kernel")
    config = Config({"HistoryManager": {"enabled": False}})  # else a thread writes all cells to a file of the user's
    shell: Any = Shell.instance(config=config, user_module=None, compiler_class=XCachingCompiler)
    session = PipeSession(username="", session="", key=b"unused")  # without one it warns in the first cell
    shell.displayhook.session = shell.display_pub.session = session
    shell.displayhook.topic = b"execute_result"
    shell.displayhook.get_execution_count = lambda: shell.execution_count
    # The process before this one has drawn; here, as in a kernel, a way of drawing is chosen when one first draws.
    if "matplotlib.pyplot" in sys.modules and os.environ["MPLBACKEND"] == _INLINE:
        sys.modules["matplotlib"].rcParams["backend"] = _INLINE
        sys.modules["matplotlib.pyplot"]._backend_mod = None  # type: ignore[attr-defined]  # pyplot keeps it to itself
        sys.modules.pop("matplotlib_inline.backend_inline", None)
    load_ipython_extension(shell)
    return shell
