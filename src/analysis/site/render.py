"""Turn an executed notebook into one HTML file that asks nothing of any network."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from analysis.elements.html import Notes, write_html
from analysis.elements.speech import Link
from analysis.elements.table import ELEMENT_MIME, Element, Heading, Table, unpack
from analysis.errors import AnalysisError
from analysis.lessons.pack import take_along
from analysis.plan.notebook import TOLD_BY, read_words, split_options, split_title, unfold, wanted
from analysis.site.around import environment
from analysis.site.downloads import make_csv, make_xlsx, name_file
from analysis.site.edition import Page, Rendered
from analysis.site.gaps import Gaps, RenderError, offline, word_live, words_of
from analysis.site.inline import inline_picture, keep_ranges, whole_svg
from analysis.site.search import PageOutline, first_words
from analysis.words.catalogue import say

if TYPE_CHECKING:
    from nbformat import NotebookNode

_PICTURES = ("image/svg+xml", "image/png", "image/jpeg", "image/gif", "image/webp")
_SHOWN = (_PICTURES[0], "text/html", "text/markdown", *_PICTURES[1:], "text/plain")
_LIVE = ("application/javascript", "application/vnd.jupyter.widget-view+json")
_HIDDEN_TAGS = {"parameters", "injected-parameters", "remove-cell"}
_ROLES = ("exercise", "answer")  # tags of cells that set a reader a task, and of those after them that are folded
_FOLDED = "folded"  # the tag of a heading whose section is shut until a reader opens it
# What a call that draws returns, for programs alone.
_OBJECT = re.compile(r"[\[(]*(?:<(?!Figure size)\w[\w.]*[: ]|Text\()")
_SVG = re.compile(r"<svg\b[^<]*>.*</svg>\s*\Z|<svg\b[^<]*/>\s*\Z", re.DOTALL)


@dataclass(frozen=True)
class _Piece:
    """A part of the body as the template takes it; `html` and `behind` are checked, other words are escaped there."""

    kind: str
    html: str = ""
    words: str = ""
    links: tuple[Link, ...] = ()  # to files to take away
    offers: Mapping[str, list[tuple[str, Link]]] = field(default_factory=dict)  # the files of a lesson, by their use
    caption: str = ""  # what they hold
    behind: str = ""  # the table of what a picture draws
    shown: str = ""  # over a picture
    begins: bool = False  # whether a section begins in it, so that one that is folded ends before it
    role: str = ""  # "exercise", or "answer" for what waits until a reader opens it


def render(notebook: NotebookNode, page: Page) -> Rendered:
    """Lay an executed notebook out as a page.

    A `RenderError` says that an output is an error, a warning, a picture without alternative text, needs a program to
    be shown, or would ask something of a network; in a free notebook all but the first are told in the page.
    """
    report = _Report(page, {cell.source: cell for cell in notebook.cells})
    pieces: list[_Piece] = []
    for index, cell in enumerate(notebook.cells):
        report.gaps.at(cell)
        role = next((tag for tag in cell.metadata.get("tags", []) if tag in _ROLES), "")
        try:
            pieces += [replace(piece, role=role) for piece in report.lay_out(cell)]
        except AnalysisError as error:
            raise RenderError(str(error), index) from error
    report.gaps.finish(titled=report.titled, translations=page.translations)
    template, outline = environment().get_template("report.html.j2"), report.outline
    around: dict[str, Any] = {"page": page, "title": report.answer or page.heading, "lead": page.question, **vars(page)}
    around |= {"about": report.first, "contents": outline.contents, "notes": report.notes, "programs": report.programs}
    around["folds"] = any({piece.kind, piece.role} & {"fold", "answer"} or piece.behind for piece in pieces)
    around["folds"] |= any("<details" in piece.html for piece in pieces)
    html = keep_ranges(template.render(around, pieces=pieces, gaps=report.gaps.found))
    return Rendered(html.rstrip() + "\n", report.files, outline.sections, tuple(report.gaps.found))


class _Report:
    """A report as it is written; a class because anchors, notes, pictures and files depend on those before."""

    def __init__(self, page: Page, cells: Mapping[str, NotebookNode]) -> None:
        self.page, self.cells = page, cells  # by their source
        self.outline = PageOutline(page.question, page.lang)
        self.notes = Notes()
        self.first = ""  # the first point or paragraph, which a link to the page tells
        self.answer = ""  # to what the page asks, in place of its name
        self.programs = set[str]()  # that its tables need
        self.files: dict[str, bytes] = {}
        self._pictures, self._taken, self.titled, self._said = 0, 0, False, False
        self.gaps = Gaps(page.lang, free=page.free, strict=page.strict)

    def lay_out(self, cell: NotebookNode) -> Iterator[_Piece]:
        """Check a cell, and make its pieces ready for the template if it belongs to the report."""
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                raise RenderError(f"the cell raises {output.ename}: {output.evalue}")
            if output.output_type == "stream" and output.name == "stderr":
                self.gaps.warn(output.text)
        tags, source = set(cell.metadata.get("tags", [])), unfold(cell.source)
        if tags & _HIDDEN_TAGS or cell.cell_type == "raw" or not wanted(tags, self.page.lang):
            return
        free, self._attached = self.page.free, cell.get("attachments")  # the pictures that were pasted into it
        if (free or "title" in tags) and not self.titled and cell.cell_type == "markdown":
            # The first title has its place at the head of the page.
            title = split_title(source, free=free)
            self.titled, source = bool(title) or not free, title.rest if title else source
            self.gaps.title(title.heading if title else None, cell.source)
        if cell.cell_type == "code":
            from analysis.site.prose import write_code

            yield from [_Piece("code", write_code(split_options(source)[1]))] if source.strip() else []
        elif source.strip():
            yield from self._try(source, self._fold if _FOLDED in tags else self._prose, source)
        for output in cell.get("outputs", []):
            if not (output.output_type == "stream" and output.name == "stderr") and not _OBJECT.match(_plain(output)):
                yield from self._try(_plain(output), self._output, output, cell)

    def _try(self, plain: str, write: Callable[..., _Piece | Iterable[_Piece]], *given: Any) -> list[_Piece]:
        """Write pieces; what cannot stand in the page of a free notebook is told, and stands there as plain text."""
        try:
            made = write(*given)
            return [made] if isinstance(made, _Piece) else list(made)
        except AnalysisError as error:
            if not self.page.free:
                raise
            self.gaps.lack("left_out", told=str(error))
            return [self._printed(plain)] if plain.strip() else []

    def _fold(self, source: str) -> Iterator[_Piece]:
        """Lay out the heading of a section that is folded, and the prose under it."""
        heading, rest = source.lstrip().partition("\n")[::2]
        title = self._prose(heading)
        if not title.begins:
            raise RenderError(f"a cell tagged '{_FOLDED}' begins with a heading of the second level: ## Sources")
        yield replace(title, kind="fold")
        if rest.strip():
            yield self._prose(rest)

    def _prose(self, source: str, *, from_data: bool = False) -> _Piece:
        from analysis.site.prose import write_prose

        sections = len(self.outline.contents)
        options: dict[str, Any] = {"from_data": from_data, "free": self.page.free, "attachments": self._attached}
        html = self.gaps.clean(write_prose(source, self.outline, **options))
        return _Piece("prose", html, begins=len(self.outline.contents) > sections)

    def _output(self, output: NotebookNode, cell: NotebookNode) -> _Piece:
        """Choose the one form of an output that is shown."""
        if output.output_type == "stream":
            return self._printed(output.text)
        if (along := take_along(output.data, draft=self.page.draft)) is not None:
            laid = self._lay_beside({name: file.content for name, file in along.items()})
            offers = dict[str, list[tuple[str, Link]]]()
            for link in (link for link in laid if along[link.text].label):
                file, kind = along[link.text], link.text.rpartition(".")[2]
                if kind in ("gift", "xml"):  # a browser would open them from a folder: their bytes stand in the link
                    packed = base64.b64encode(file.content).decode()
                    link = replace(link, href=f"data:application/octet-stream;base64,{packed}")
                words = f"{file.label} ({say(f'file_kind.{kind}', self.page.lang)})"
                offers.setdefault(file.group, []).append((words, link))
                self.outline.add_words(file.label)
            return _Piece("along", offers=offers)
        element = unpack(output.data[ELEMENT_MIME]) if ELEMENT_MIME in output.data else None
        said, self._said = self._said, isinstance(element, Heading)  # what is seen stands over a picture once
        if isinstance(element, Heading) and element.answers and not (self.answer or self.outline.contents):
            self.answer = element.text
            self.outline.answer(element.text)
            return _Piece("prose")
        if isinstance(element, Heading):
            headed = replace(element, anchor=self.outline.add_heading(element.text, 2, element.brief))
            return _Piece("prose", write_html(headed, self.notes), begins=True)
        self.first = self.first or first_words(element)
        if element is not None and "image/svg+xml" not in output.data:
            if isinstance(element, Table) and not element.caption:  # a frame of the notebook's own
                element = replace(element, caption=read_words(cell.source, cell.metadata, self.page.lang)["tbl-cap"])
                if not element.caption and self.page.free:
                    self.gaps.lack("table_caption")
            (html, files), caption = self._write(element), getattr(element, "caption", "")
            return _Piece("output", html, links=self._offer(caption, files), caption=caption)
        mime = next((mime for mime in _SHOWN if mime in output.data), "")
        content = "".join(output.data.get(mime, ""))
        # Where only plain text is left, it names what is not there; not so beside a formula, or for an empty figure.
        poor = mime in ("", "text/plain")
        lost = [form for form in output.data if form in _LIVE or (poor and form not in (*_SHOWN, "text/latex"))]
        if poor and content.startswith("<Figure size ") and not content.endswith("with 0 Axes>"):
            lost.append("a figure named in text alone")
        if lost or not mime:
            raise RenderError(word_live(lost or output.data, content, self.page.lang if self.page.free else "en"))
        if mime.startswith("image/"):
            shown = self._picture(mime, output, element, cell)
            return replace(shown, shown="") if said else shown
        if mime == "text/html":
            content = self.gaps.caption(content, read_words(cell.source, cell.metadata, self.page.lang)["tbl-cap"])
            self.outline.add_words(words_of(content))
            return _Piece("output", self.gaps.clean(content))
        if mime == "text/markdown":
            return self._prose(self.gaps.leave_out_pictures(content), from_data=True)
        return self._printed(content)

    def _printed(self, text: str) -> _Piece:
        from nbconvert.filters import strip_ansi

        self.outline.add_words(text)
        return _Piece("printed", words=strip_ansi(text))  # type: ignore[no-untyped-call]  # nbconvert has no types

    def _write(self, element: Element) -> tuple[str, dict[str, bytes]]:
        """Write an element as HTML, a table with rows as files too; search finds rows to explore on their own pages."""
        self.outline.add_words(*(() if getattr(element, "style", "") == "explore" else element.words()))
        html, kinds = offline(write_html(element, self.notes)), {"csv": make_csv, "xlsx": make_xlsx}
        if not (isinstance(element, Table) and element.rows):
            return html, {}
        self.programs |= {"explore"} & {element.style} or ({"filter"} if element.filters else set())
        return html, {kind: b"" if self.page.draft else write(element) for kind, write in kinds.items()}

    def _picture(self, mime: str, output: NotebookNode, behind: Element | None, cell: NotebookNode) -> _Piece:
        """Lay out a picture; one in SVG becomes part of the page and can be taken away, with the table behind it."""
        metadata, content = output.metadata.get(mime, {}), "".join(output.data[mime])
        alt, shown = (str(metadata.get(name, "")).strip() for name in ("alt", "caption"))
        if not alt:
            cell = self.cells.get(output.metadata.get(TOLD_BY), cell)
            alt, shown, _ = read_words(cell.source, cell.metadata, self.page.lang).values()
            self.outline.add_words(shown)
        if not shown and self.page.free:
            self.gaps.lack("caption")
        if not alt:
            self.gaps.lack("alt", mime=mime)
            alt = say("lack.undescribed", self.page.lang)
            shown = shown or alt
        if mime != "image/svg+xml":
            return _Piece("image", f"data:{mime};base64,{''.join(content.split())}", words=alt, shown=shown)
        offline(content)
        if not _SVG.search(content):
            raise RenderError("the picture (image/svg+xml) is not an SVG element")
        offline(narrow := metadata.get("narrow", ""))
        files = {"svg": whole_svg(content, alt).encode()}
        if "image/png" in output.data:
            files["png"] = base64.b64decode("".join(output.data["image/png"]))
        html, tables = self._write(behind) if behind else ("", {})
        files |= tables
        self._pictures, caption = self._pictures + 1, shown or alt
        svg, links = inline_picture(content, narrow, alt, self._pictures), self._offer(caption, files)
        return _Piece("picture", svg, links=links, caption=caption, behind=html, shown=shown)

    def _offer(self, caption: str, contents: Mapping[str, bytes]) -> tuple[Link, ...]:
        """Lay files beside the page, one for each kind, and give the links to them."""
        stem = name_file(self._taken + 1, caption)
        links = self._lay_beside({f"{stem}.{kind}": content for kind, content in contents.items()})
        return tuple(Link(link.href, kind.upper()) for link, kind in zip(links, contents, strict=False))

    def _lay_beside(self, files: Mapping[str, bytes]) -> tuple[Link, ...]:
        """Lay files beside the page, if anything lies there, and give the links to them."""
        if self.page.files is None or not files:
            return ()
        self._taken += 1
        self.files |= files
        return tuple(Link(f"{self.page.files}/{name}", name) for name in files)


def _plain(output: NotebookNode) -> str:
    """Give the text of an output that has no other form."""
    shown = output.get("data", {})
    return "".join(shown["text/plain"]) if list(shown) == ["text/plain"] else ""
