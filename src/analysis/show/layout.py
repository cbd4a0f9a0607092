"""Tables: rows in words, laid out by great_tables, with a caption, header cells and a note."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.show.catalogue import say

if TYPE_CHECKING:
    from great_tables import GT

__all__ = ["Cell", "Heading", "Paragraph", "Table", "heading", "make_table"]


_REDUNDANT = re.compile(r'\s(?:id|headers|aria-\w+|data-quarto-[\w-]+)="[^"]*"')


@dataclass(frozen=True)
class Cell:
    """Text of a cell with what it leads to, or with the name by which it is led to.

    Attributes
    ----------
    links
        Pairs of text and target, put after `text`; a target starts with ``#``.
    anchor
        Name that links in the page lead to.
    """

    text: str
    links: tuple[tuple[str, str], ...] = ()
    anchor: str = ""

    def html(self) -> str:
        """Render as HTML, everything escaped."""
        words = html.escape(self.text)
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
    rows: tuple[tuple[str | Cell, ...], ...]
    lang: str
    notes: tuple[str, ...] = ()
    numeric: tuple[int, ...] = ()
    empty: str = ""

    def _repr_html_(self) -> str:
        if not self.rows:
            return f"<p>{html.escape(self.empty or say('note.none_figures', self.lang))}</p>"
        return _tidy(self.to_gt().as_raw_html(), self.caption)

    def to_gt(self) -> GT:
        """Lay the table out with great_tables, in its language."""
        import pandas as pd
        from great_tables import GT

        names = [f"c{n}" for n in range(len(self.columns))]
        frame = pd.DataFrame(
            [[cell.html() if isinstance(cell, Cell) else html.escape(cell) for cell in row] for row in self.rows],
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
    rows: Sequence[Sequence[str | Cell]],
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


def _tidy(raw: str, caption: str) -> str:
    """Keep the table and leave the style to the page.

    great_tables writes 7 KB of style with each table, colours that know no dark page, and the same ids in
    every table; the header cells keep their scope, which says the same to a screen reader.
    """
    table = raw[raw.index("<table") : raw.index("</table>") + len("</table>")]
    table = re.sub(r"<(?:table|tr|th|td)\b[^>]*>", lambda tag: _REDUNDANT.sub("", tag[0]), table)
    return re.sub(
        r"(<table\b[^>]*>)",
        lambda found: f"{found[1]}\n<caption>{html.escape(caption)}</caption>",
        table,
        count=1,
    )
