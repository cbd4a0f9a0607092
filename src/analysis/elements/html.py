"""The one writer of HTML: elements as they stand in a notebook, or in a page with numbered calls of its notes."""

from __future__ import annotations

from contextlib import suppress
from functools import cache
from html import escape
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.elements.speech import Note, dated_marks
from analysis.paths import find_project
from analysis.words.catalogue import say

if TYPE_CHECKING:
    from jinja2 import Environment
    from jinja2.bccache import Bucket

_BESIDE = """<style>
.gt_table.gt_table :is(caption, th, td) { text-align: left; vertical-align: top; white-space: pre-line; }
.gt_table.gt_table .gt_right { text-align: right; }
</style>"""  # JupyterLab sets the words of a table to the right


class Notes:
    """The notes that the numbers of a page call; a class because the rank of each depends on those before."""

    def __init__(self, *, numbered: bool = True) -> None:
        self.numbered = numbered
        self._called: dict[str, tuple[int, Note]] = {}

    def call(self, note: Note) -> int:
        """Keep a note once, and give its rank among those called."""
        rank, _ = self._called.setdefault(note.key, (len(self._called) + 1, note))
        return rank

    @property
    def called(self) -> list[Note]:
        """The notes in the order of their ranks."""
        return [note for _, note in self._called.values()]


def quote_css(words: str) -> str:
    """Write words as a string of a style sheet; every sign that could end it, or the sheet, is written as its code."""
    return '"' + "".join(c if c.isalnum() or c == " " else f"\\{ord(c):x} " for c in words) + '"'


def write_html(element: Any, notes: Notes) -> str:
    """Write an element, everything escaped; the notes of its numbers are called."""
    written: str = _macros()[type(element).__name__](element, notes)
    return written


def write_note(note: Note, close: str = "") -> str:
    """Write a note, which a button of the page opens and print sets out at the end; `close` words what closes it."""
    written: str = _macros()["Note"](note, close)
    return written


def write_alone(element: Any) -> str:
    """Write an element as it stands in a notebook: its notes folded after it, for JupyterLab knows no popover."""
    notes = Notes(numbered=False)
    html = f"{write_html(element, notes)}"  # a plain text: one of jinja's would escape what it is joined to
    html += _BESIDE if "<table" in html else ""
    if not (called := notes.called):
        return html
    told = "".join(f"<li>{write_note(note)}</li>" for note in called)
    named = f"1–{len(called)}" if called[1:] else "1"
    return f"{html}<details><summary>[{named}]</summary><ol>{told}</ol></details>"


@cache
def _macros() -> dict[str, Any]:
    """Read the macros once: they are plain functions of a template that holds nothing else."""
    environment = read_templates(Path(__file__).parent, finalize=_escape)
    environment.globals |= {"say": say, "dated": dated_marks()}
    # A dict of its own: what belongs to an object that is gone is lost to the garbage collector of Python 3.13.0.
    return dict(vars(environment.get_template("elements.html.j2").module))


def read_templates(folder: Path, **options: Any) -> Environment:
    """Give what reads the templates of a folder; to what code they were turned is kept, as Python keeps its own."""
    from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader

    class TemplateStore(FileSystemBytecodeCache):
        def dump_bytecode(self, bucket: Bucket) -> None:
            with suppress(OSError):  # a full disk
                super().dump_bytecode(bucket)

    kept = None
    with suppress(OSError):
        if (project := find_project()) is not None:
            place = project / ".cache" / "templates" / metadata.version("jinja2")
            place.mkdir(parents=True, exist_ok=True)
            kept = TemplateStore(str(place))
    return Environment(loader=FileSystemLoader(folder), autoescape=True, bytecode_cache=kept, **options)


def _escape(value: Any) -> Any:
    """Escape as Python does, quotes too: jinja writes them as other codes."""
    from markupsafe import Markup

    return value if hasattr(value, "__html__") else Markup(escape(str(value)))
