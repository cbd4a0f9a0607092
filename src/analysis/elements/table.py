"""Tables: rows in words, laid out by great_tables, with a caption, header cells and a note."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from analysis.elements.origins import Note, Number, write_notes
from analysis.words.catalogue import say

if TYPE_CHECKING:
    from great_tables import GT

__all__ = ["TABLE_MIME", "Cell", "Heading", "Paragraph", "Table", "heading", "make_table"]

TABLE_MIME = "application/vnd.analysis.table+json"
"""Beside its HTML a table shows itself as rows, for files to take away."""

_REDUNDANT = re.compile(r'\s(?:id|headers|aria-\w+|data-quarto-[\w-]+)="[^"]*"|\s(?:row|col)span="1"')
_CLASSES = re.compile(r'\sclass="(?!gt_table)[^"]*"')  # of cells only the side they are set to matters to a page
_BLANKS = re.compile(r"\n\s+(?=</?t)")

_NARROW = 3  # columns that fit on a phone side by side


@dataclass(frozen=True)
class Cell:
    """Text of a cell with what it leads to, or with the name by which it is led to.

    Attributes
    ----------
    links
        Pairs of text and target, put after `text`; a target starts with ``#``.
    anchor
        Name that links in the page lead to.
    parts
        Words and numbers put after `text`; numbers open their note.
    lang
        Language of `text` where it is not that of the table.
    """

    text: str
    links: tuple[tuple[str, str], ...] = ()
    anchor: str = ""
    parts: tuple[str | Number, ...] = ()
    lang: str = ""

    def __str__(self) -> str:
        return self.text + "".join(map(str, self.parts))

    @property
    def notes(self) -> tuple[Note, ...]:
        """The notes of its numbers."""
        return tuple(one.note for one in self.parts if isinstance(one, Number))

    def html(self) -> str:
        """Render as HTML, everything escaped."""
        words = html.escape(self.text)
        if self.lang:
            words = f'<span lang="{html.escape(self.lang, quote=True)}">{words}</span>'
        words += "".join(one.html() if isinstance(one, Number) else html.escape(one) for one in self.parts)
        targets = ", ".join(
            f'<a href="{html.escape(target, quote=True)}">{html.escape(text)}</a>' for text, target in self.links
        )
        anchor = f'<span id="{html.escape(self.anchor, quote=True)}"></span>' if self.anchor else ""
        return anchor + " ".join(filter(None, (words, targets)))


@dataclass(frozen=True)
class Table:
    """A table of worded rows; shows itself in a notebook.

    Attributes
    ----------
    caption
        Its heading.
    columns
        Words of the header cells; the first column heads its rows.
    rows
        Cells, as text or `Cell`.
    notes
        Lines under the table.
    numeric
        Positions of columns that are set to the right.
    empty
        What is said instead when there are no rows.
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str | Number | Cell, ...], ...]
    lang: str
    notes: tuple[str, ...] = ()
    numeric: tuple[int, ...] = ()
    empty: str = ""

    def _repr_html_(self) -> str:
        if not self.rows:
            return f"<p>{html.escape(self.empty or say('note.none_figures', self.lang))}</p>"
        return _tidy(self.to_gt().as_raw_html(), self.caption, self.columns) + write_notes(self._notes())

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        """Give the rows beside the HTML, which `_repr_html_` makes; in plain text the caption stands for them."""
        return {"text/plain": self.caption} | ({TABLE_MIME: self.to_dict()} if self.rows else {})

    def to_dict(self) -> dict[str, Any]:
        """Give caption, columns, rows and the notes of numbers as plain values.

        A cell is its words, or a dictionary with `text`, `value` (a number, or None) and `notes` (keys).
        """
        return {
            "lang": self.lang,
            "caption": self.caption,
            "columns": list(self.columns),
            "rows": [[_plain(cell) for cell in row] for row in self.rows],
            "remarks": list(self.notes),
            "notes": {one.key: [one.title, [list(line) for line in one.lines]] for one in self._notes()},
        }

    def _notes(self) -> list[Note]:
        return [note for row in self.rows for cell in row for note in _notes_of(cell)]

    def to_gt(self) -> GT:
        """Lay the table out with great_tables, in its language."""
        import pandas as pd
        from great_tables import GT

        names = [f"c{n}" for n in range(len(self.columns))]
        frame = pd.DataFrame(
            [[html.escape(cell) if isinstance(cell, str) else cell.html() for cell in row] for row in self.rows],
            columns=names,
        )
        laid = (
            GT(frame, rowname_col=names[0], locale=self.lang)
            .tab_stubhead(self.columns[0])
            .cols_label(dict(zip(names[1:], self.columns[1:], strict=True)))
            .fmt_passthrough(names, escape=False)
            .cols_align("left", names)
        )
        if self.numeric:
            laid = laid.cols_align("right", [names[n] for n in self.numeric])
        for note in self.notes:
            laid = laid.tab_source_note(note)
        return laid


def make_table(
    caption: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[str | Number | Cell]],
    *,
    lang: str,
    notes: Sequence[str] = (),
    numeric: Sequence[str] = (),
    empty: str = "",
) -> Table:
    """Make a table from names of columns in the catalogue and rows of words.

    Parameters
    ----------
    columns
        Names under ``column.`` in the catalogue.
    numeric
        Those of them that are set to the right.
    """
    return Table(
        caption=caption,
        columns=tuple(say(f"column.{one}", lang) for one in columns),
        rows=tuple(tuple(row) for row in rows),
        lang=lang,
        notes=tuple(notes),
        numeric=tuple(list(columns).index(one) for one in numeric),
        empty=empty,
    )


@dataclass(frozen=True)
class Heading:
    """A heading made from data, one level under the headings of the notebook."""

    text: str

    def _repr_html_(self) -> str:
        return f"<h3>{html.escape(self.text)}</h3>"


@dataclass(frozen=True)
class Paragraph:
    """A sentence that stands where there is nothing to draw."""

    text: str

    def _repr_html_(self) -> str:
        return f"<p>{html.escape(self.text)}</p>"


def heading(text: str) -> Heading:
    """Make a heading of words that come from the data."""
    return Heading(text[:1].upper() + text[1:])


def _plain(cell: str | Number | Cell) -> Any:
    if isinstance(cell, str):
        return cell
    if isinstance(cell, Number):
        value = None if cell.value is None else float(cell.value)
        return {"text": cell.text, "value": value, "notes": [cell.note.key]}
    words = " ".join(filter(None, (str(cell), ", ".join(text for text, _ in cell.links))))
    return {"text": words, "value": None, "notes": [one.key for one in cell.notes]} if cell.notes else words


def _notes_of(cell: str | Number | Cell) -> tuple[Note, ...]:
    if isinstance(cell, str):
        return ()
    return (cell.note,) if isinstance(cell, Number) else cell.notes


def _tidy(raw: str, caption: str, columns: Sequence[str]) -> str:
    """Keep the table and leave the style to the page.

    great_tables writes 7 KB of style with each table, colours that know no dark page, and the same ids in
    every table; the header cells keep their scope, which says the same to a screen reader.
    """
    table = raw[raw.index("<table") : raw.index("</table>") + len("</table>")]
    table = re.sub(r"<(?:table|thead|tbody|tr|th|td)\b[^>]*>", lambda tag: _shorten(tag[0]), _BLANKS.sub("\n", table))
    if len(columns) > _NARROW:
        # On a phone the rows of a wide table stand under each other, each cell after the name of its column.
        table = re.sub(r"<tr>.*?</tr>", lambda row: _name_cells(row[0], columns), table, flags=re.DOTALL)
        table = table.replace('class="gt_table"', 'class="gt_table stacks"', 1)
    return re.sub(
        r"(<table\b[^>]*>)",
        lambda found: f"{found[1]}\n<caption>{html.escape(caption)}</caption>",
        table,
        count=1,
    )


def _shorten(tag: str) -> str:
    aligned = ' class="gt_right"' if "gt_right" in tag else ""
    return _CLASSES.sub(aligned, _REDUNDANT.sub("", tag))


def _name_cells(row: str, columns: Sequence[str]) -> str:
    names = iter(columns[1:])

    def named(tag: re.Match[str]) -> str:
        name = next(names, "")
        none = " data-none" if tag[2] else ""
        return f'<td data-name="{html.escape(name, quote=True)}"{none}{tag[1]}>{tag[2] or ""}' if name else tag[0]

    return re.sub(r"<td\b([^>]*)>(–(?=</td>))?", named, row) if "<td" in row and "colspan" not in row else row
