"""Turn an executed notebook into one HTML file that asks nothing of any network."""

from __future__ import annotations

import base64
import copy
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from html import escape, unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.elements.html import Notes, write_html, write_note
from analysis.elements.svg import inline_svg, quote_css, whole_svg, write_typeface
from analysis.elements.table import ELEMENT_MIME, Element, Link, Table, unpack
from analysis.errors import AnalysisError, BuildError
from analysis.lessons.pack import take_along
from analysis.plan.notebook import Title, split_title, wanted
from analysis.site.downloads import make_csv, make_xlsx, name_file
from analysis.site.offline import find_request
from analysis.words.catalogue import say

if TYPE_CHECKING:
    from nbconvert import HTMLExporter
    from nbformat import NotebookNode

__all__ = ["TEMPLATES", "Page", "RenderError", "render"]

TEMPLATES = Path(__file__).with_name("template")
"""The folder of our templates and style sheet."""

_SHOWN = ("text/html", "text/markdown", "image/svg+xml", "image/png", "image/jpeg", "text/plain")
_LIVE = ("application/javascript", "application/vnd.jupyter.widget-view+json")
_HIDDEN_TAGS = {"parameters", "injected-parameters"}
_SVG = re.compile(r"<svg\b[^<]*>.*</svg>\s*\Z|<svg\b[^<]*/>\s*\Z", re.DOTALL)
_HEADING = re.compile(r"<h([1-6])>(.*?)</h\1>", re.DOTALL)
# What a text made from data may hold; all else in it is shown as the characters it is written with.
_TAGS = (
    *("a", "abbr", "b", "blockquote", "br", "code", "em", "h2", "h3", "h4", "h5", "hr", "i", "li", "ol", "p"),
    *("pre", "s", "span", "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul"),
)
_ATTRIBUTES = {"*": ["lang"], "a": ["href"], "abbr": ["title"], "th": ["scope"], "ol": ["start"]}


@dataclass(frozen=True)
class Page:
    """What stands around the cells of one report.

    Parameters
    ----------
    lang
        Language of the page.
    title
        From the notebook's title cell.
    subject
        What this report is about, if the notebook makes several.
    parameters, versions
        Names and values for the footer.
    index, previous, following, translation
        Relative links; None where there is nothing to link to.
    files
        Name of the folder beside the page for what can be taken away; None where nothing can.
    """

    lang: str
    title: Title
    subject: str | None = None
    parameters: tuple[tuple[str, str], ...] = ()
    versions: tuple[tuple[str, str], ...] = ()
    index: Link | None = None
    previous: Link | None = None
    following: Link | None = None
    translation: Link | None = None
    files: str | None = None

    @property
    def heading(self) -> str:
        """The heading, with the name of the subject."""
        return f"{self.title.heading}: {self.subject}" if self.subject else self.title.heading


class RenderError(BuildError):
    """An output that must not stand in a report; `index` is the place of its cell, from 0."""

    def __init__(self, message: str, index: int | None = None) -> None:
        super().__init__(message)
        self.index = index


@dataclass(frozen=True)
class Rendered:
    """A report as it leaves the project: the page, and by name what lies beside it to be taken away."""

    html: str
    files: Mapping[str, bytes] = field(default_factory=dict)


def render(notebook: NotebookNode, page: Page) -> Rendered:
    """Lay an executed notebook out as a page.

    Parameters
    ----------
    notebook
        As papermill returns it; not changed.
    page
        What stands around the cells.

    Raises
    ------
    RenderError
        If an output is an error, a warning, a picture without alternative text, needs a program to be shown,
        or would ask something of a network.
    """
    from nbconvert.exporters.templateexporter import TemplateExporter

    made = _Made(page)
    body = copy.copy(notebook)
    body.cells = _body(notebook, page, made)
    # HTMLExporter's own method would read the whole page again, to put a filler where an alt text is missing.
    html, _ = TemplateExporter.from_notebook_node(
        _exporter(),
        body,
        resources={
            "page": page,
            "contents": made.anchors.contents,
            "notes": [write_note(note, say("who.close", page.lang)) for note in made.notes.called],
            "typeface": write_typeface(),
            "margin": quote_css(page.heading),
            "say": lambda key, **fields: say(key, page.lang, **fields),
        },
    )
    return Rendered(html.rstrip() + "\n", made.files)


@cache
def _exporter() -> HTMLExporter:
    """Make the exporter once for each process: reading templates costs more than a page."""
    from nbconvert import HTMLExporter
    from nbconvert.filters.highlight import Highlight2HTML

    exporter = HTMLExporter(
        extra_template_basedirs=[str(TEMPLATES)], template_name="report", optimistic_validation=True
    )
    exporter.environment.autoescape = True
    exporter.register_filter("highlight_code", Highlight2HTML(pygments_lexer="ipython3", parent=exporter))
    exporter.register_filter("picture", _data_url)
    return exporter


class _Made:
    """What the outputs of one page have given so far: anchors, notes, pictures, files to take away."""

    def __init__(self, page: Page) -> None:
        self.anchors = _Anchors()
        self.notes = Notes()
        self.pictures = 0
        self.files: dict[str, bytes] = {}
        self._page = page

    def lay_beside(self, files: Mapping[str, bytes]) -> list[Link]:
        """Lay files with names of their own beside the page, and give the links to them."""
        if self._page.files is None:
            return []
        self.files |= files
        return [Link(f"{self._page.files}/{name}", name) for name in files]

    def offer(self, caption: str, contents: Mapping[str, bytes]) -> list[Link]:
        """Lay files beside the page, one for each kind, and give the links to them."""
        if self._page.files is None:
            return []
        stem = name_file(len({name.partition("-")[0] for name in self.files}) + 1, caption)
        self.files |= {f"{stem}.{kind}": content for kind, content in contents.items()}
        return [Link(f"{self._page.files}/{stem}.{kind}", kind.upper()) for kind in contents]


def _body(notebook: NotebookNode, page: Page, made: _Made) -> list[NotebookNode]:
    """Choose the cells of a report and make each ready for the template."""
    cells, titled = [], False
    for index, original in enumerate(notebook.cells):
        tags = set(original.metadata.get("tags", []))
        if tags & _HIDDEN_TAGS or original.cell_type == "raw" or not wanted(tags, page.lang):
            _check_outputs(original, index)
            continue
        cell = copy.deepcopy(original)
        if cell.cell_type == "code":
            _check_outputs(cell, index)
            cell.outputs = [_output(output, index, made) for output in cell.outputs]
            if cell.source.strip() or cell.outputs:
                cells.append(cell)
            continue
        if "title" in tags and not titled:
            title = split_title(cell.source)
            titled, cell.source = True, title.rest if title else cell.source
        if cell.source.strip():
            cell.metadata["html"] = _prose(cell.source, index, made.anchors)
            cells.append(cell)
    return cells


def _check_outputs(cell: NotebookNode, index: int) -> None:
    for output in cell.get("outputs", []):
        if output.output_type == "error":
            raise RenderError(f"the cell raises {output.ename}: {output.evalue}", index)
        if output.output_type == "stream" and output.name == "stderr":
            last = output.text.strip().splitlines()[-1:] or [""]
            raise RenderError(f"the cell writes a warning or an error message: {last[0]}", index)


def _output(output: NotebookNode, index: int, made: _Made) -> NotebookNode:
    """Keep the one form of an output that is shown, checked; all become `display_data`."""
    if output.output_type == "stream":
        return output
    along = take_along(output.data)
    if along is not None:
        return _offer_along(output, along, made)
    element = _take_up(output, index)
    if element is not None and "image/svg+xml" not in output.data:
        return _show_element(output, element, index, made)
    live = [mime for mime in _LIVE if mime in output.data]
    mime = next((mime for mime in _SHOWN if mime in output.data), None)
    if live or mime is None:
        kind = ", ".join(live or output.data)
        raise RenderError(f"the output ({kind}) cannot be shown in a page without programs", index)
    content, metadata = output.data[mime], output.metadata.get(mime, {})
    content = "".join(content) if isinstance(content, list) else content
    if mime.startswith("image/") and not str(metadata.get("alt", "")).strip():
        raise RenderError(f"the picture ({mime}) has no alternative text", index)
    shown = copy.copy(output)
    if mime in ("text/html", "image/svg+xml"):
        _check_offline(content, index)
    if mime == "text/html":
        metadata = {"links": {"caption": "", "links": []}}
    if mime == "image/svg+xml":
        if not _SVG.search(content):
            raise RenderError("the picture (image/svg+xml) is not an SVG element", index)
        table = element if isinstance(element, Table) else None
        metadata = {
            **metadata,
            "table": _write(table, index, made) if table else "",
            "links": _offer_picture(content, output.data, metadata, table, made),
        }
        content = inline_svg(content, metadata["alt"], made.pictures)
    if mime == "text/markdown":
        content = _prose(content, index, made.anchors, from_data=True)
    shown.output_type, shown.data, shown.metadata = "display_data", {mime: content}, {mime: metadata}
    return shown


def _offer_along(output: NotebookNode, files: Mapping[str, bytes], made: _Made) -> NotebookNode:
    """Lay the files of a lesson beside the page, and show a list of links in their place."""
    links = made.lay_beside(files)
    items = "".join(f'<li><a href="{escape(one.href)}" download>{escape(one.text)}</a></li>' for one in links)
    return _as_html(output, f'<ul class="along">{items}</ul>', {"caption": "", "links": []})


def _take_up(output: NotebookNode, index: int) -> Element | None:
    """Take up the element that a cell hands on as plain values, if it does."""
    if ELEMENT_MIME not in output.data:
        return None
    try:
        return unpack(output.data[ELEMENT_MIME])
    except AnalysisError as error:
        raise RenderError(f"the output ({ELEMENT_MIME}) cannot be shown: {error}", index) from error


def _show_element(output: NotebookNode, element: Element, index: int, made: _Made) -> NotebookNode:
    """Write an element as HTML, a table with its files beside it."""
    offered: dict[str, Any] = {"caption": "", "links": []}
    if isinstance(element, Table) and element.rows:
        links = made.offer(element.caption, {"csv": make_csv(element), "xlsx": make_xlsx(element)})
        offered = {"caption": element.caption, "links": links}
    return _as_html(output, _write(element, index, made), offered)


def _as_html(output: NotebookNode, html: str, offered: Mapping[str, Any]) -> NotebookNode:
    shown = copy.copy(output)
    shown.output_type, shown.data = "display_data", {"text/html": html}
    shown.metadata = {"text/html": {"links": offered}}
    return shown


def _write(element: Element, index: int, made: _Made) -> str:
    html = write_html(element, made.notes)
    _check_offline(html, index)
    return html


def _offer_picture(
    svg: str, data: Mapping[str, Any], metadata: Mapping[str, Any], table: Table | None, made: _Made
) -> dict[str, Any]:
    made.pictures += 1
    alt = str(metadata["alt"])
    contents = {"svg": whole_svg(svg, alt).encode()}
    if data.get("image/png"):
        contents["png"] = base64.b64decode("".join(data["image/png"]))
    if table:
        contents |= {"csv": make_csv(table), "xlsx": make_xlsx(table)}
    caption = str(metadata.get("caption") or "") or re.split(r"[:.(]", alt)[0]
    return {"caption": caption, "links": made.offer(caption, contents)}


def _prose(source: str, index: int, anchors: _Anchors, *, from_data: bool = False) -> str:
    """Render markdown, with an anchor at each heading."""
    from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

    html = MarkdownWithMath(renderer=IPythonRenderer(escape=False, exclude_anchor_links=True)).render(source)
    if from_data:
        html = _cleaner().sanitize_html_tags(html)
    _check_offline(html, index)

    def anchored(found: re.Match[str]) -> str:
        level, inner = int(found[1]), found[2]
        if level == 1:
            raise RenderError("only the title cell has a heading with one #; begin with ##", index)
        return f'<h{level} id="{anchors.add(inner, level)}">{inner}</h{level}>'

    return _HEADING.sub(anchored, html)


@cache
def _cleaner() -> Any:
    from nbconvert.preprocessors.sanitize import SanitizeHTML

    return SanitizeHTML(tags=list(_TAGS), attributes=_ATTRIBUTES)


class _Anchors:
    """The anchors given so far on one page; a class because each must differ from those before."""

    def __init__(self) -> None:
        self.contents: list[Link] = []
        self._used = {"main", "contents", "show-code", "notes"}

    def add(self, heading: str, level: int) -> str:
        text = " ".join(unescape(re.sub(r"<[^>]+>", "", heading)).split())
        letters = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
        slug = re.sub(r"[^a-z0-9]+", "-", "".join(c for c in letters if not unicodedata.combining(c))).strip("-")
        base, number = slug or "s", 1
        slug = base
        while slug in self._used:
            number += 1
            slug = f"{base}-{number}"
        self._used.add(slug)
        if level == 2:
            self.contents.append(Link(f"#{slug}", text))
        return slug


def _data_url(content: str, mime: str) -> str:
    return f"data:{mime};base64,{''.join(content.split())}"


def _check_offline(html: str, index: int) -> None:
    found = find_request(html)
    if found:
        raise RenderError(f"{found} would run a program or ask something of a network", index)
