"""Figures, places, reasons and checks put into words, each number with its note, the same wherever they stand."""

import re
from collections.abc import Callable, Container, Iterable, Mapping, Sequence, Set
from decimal import Decimal
from typing import Any, TypeVar

from analysis.dataset import Dataset
from analysis.dataset.figures import period_of
from analysis.dataset.printed import Formula, words_of_interval
from analysis.elements.speech import Link, Note, Number, Pieces, Speech, anchor_of, capital, glue
from analysis.elements.table import Cell, Point, Table
from analysis.methods import Check, Figure, Reason, figures_coded
from analysis.package.places import call_place
from analysis.package.table_rows import by_key
from analysis.text import format_figure
from analysis.text.numbers import MIRRORED, decimals_of
from analysis.words.catalogue import say_pieces, session_language

Row = TypeVar("Row")
Columns = Mapping[str, Callable[[Row], str | Number | Cell]]
"""Columns of a table, by their names under ``column.`` in the catalogue, each with what it says of a row."""

# The section of the catalogue that words both sides of a reason, where it is not named like the reason.
_SIDES = {"unit_of_analysis": "counted", "subject": "kind", "count_across_levels": "level", "period_basis": "basis"}
_NUMBER = re.compile(r"(\d+(?:[.,]\d+)*)%?")
_NAMED = re.compile(r"(?<=[^\W\d_] )([^\W\d_]+) (\d+)")  # "bản Mới 1" is a name where it names no part counted
_TIMES = ("against", "reform", "span", "unknown_span", "unknown_day", "period")
_MOST_NAMED, _FEW_NAMED = 40, 12  # things in a list that are all named; of more so many


class Voice(Speech):
    """A dataset told in one language: that of the session where none is given."""

    def __init__(self, data: Dataset, lang: str = "") -> None:
        self.data, self.lang = data, session_language(lang)

    def text(self, row: Mapping[Any, Any], column: str) -> Any:
        """Give what a row says in this language: its column `<column>_vi` or `<column>_en`."""
        return row[f"{column}_{self.lang}"]

    def name(self, kind: str, id_: str) -> str:
        """Name a thing as its table does."""
        return self.data.name(kind, id_, self.lang)

    def names(self, kind: str, ids: Iterable[str], *, few: bool = False) -> str:
        """Name things in a list; of very many the first. Where `few` may stand, more than two places are counted."""
        if len(ids := [*ids]) > 2 and few:
            return self.say("theme.places", number=self.amount(len(ids)))
        if len(ids) <= _MOST_NAMED:
            return self.join(self.name(kind, id_) for id_ in ids)
        number, names = self.amount(len(ids) - _FEW_NAMED), (self.name(kind, id_) for id_ in ids[:_FEW_NAMED])
        return self.say("join.others", names=", ".join(names), number=number)

    def indicators(self, ids: Iterable[str]) -> str:
        """Name the indicators that stand together, each once."""
        return " / ".join(dict.fromkeys(self.name("indicator", id_) for id_ in ids))

    def place(self, locality_id: str) -> str:
        """Name a locality with its level: huyện Nậm Pồ, Nậm Pồ district."""
        return call_place(self.data.row("locality", locality_id), self.lang)

    def directive(self, directive_id: str) -> str:
        """Name a document by its kind and number, or where it has none by its kind and its title or what it is on."""
        row = self.data.row("directive", directive_id)
        kind, title = capital(self.say("document." + row["kind"])), row["title"] if self.lang == "vi" else ""
        key = "document.planned" if row["kind"] in ("plan", "programme") else "document.untitled"
        about = self.say(key, kind=kind, subject=self.inside(self.text(row, "subject")))
        return f"{kind} {self.numbered(row['number']) or title}" if row["number"] or title else about

    def indicator(self, indicator_id: str) -> str:
        """Name an indicator as it stands inside a sentence."""
        return self.inside(self.name("indicator", indicator_id))

    def source(self, source_id: str) -> str:
        """Cite a source: title, outlet, date; an outlet that is not printed is told as inferred, an unknown one not."""
        source = self.data.row("source", source_id)
        inferred = f" ({self.say('outlet.inferred')})" if source["outlet_basis"] == "inferred" else ""
        known = [source["author"], self.name("source", source_id), source["outlet"] and source["outlet"] + inferred]
        return ". ".join([*filter(None, known), self.day(source["published_on"])]) + "."

    def where(self, row: Mapping[Any, Any]) -> str:
        """Tell where in which text a row stands: the place and the paragraph."""
        return f"{self.name('locality', row['locality_id'])}, {self.say('join.page', number=row['paragraph'])}"

    def about(self, figure: Figure) -> str:
        """Name what a figure is about: its part of the locality, with the locality, or the locality."""
        place = self.name("locality", figure.locality_id)
        return f"{self.name('subject', figure.subject)} ({place})" if figure.subject else place

    def value(self, figure: Figure) -> str:
        """Write a figure with its unit and qualifier; printed ones as precisely as printed.

        A computed figure has the decimals of its indicator. A change tells rise or fall, of percentages in points.
        """
        indicator = self.data.row("indicator", figure.indicator_id)
        decimals = int(indicator["decimals"]) if figure.is_computed else decimals_of(figure.value)
        unit, change = indicator["unit"], figure.reading != "level"
        percent = figure.reading == "relative_change" or (unit == "percent" and not change)
        if figure.qualifier == "range" and figure.low is not None and figure.high is not None:
            write = self.percent if percent else self.amount
            low, high = sorted(map(abs, (figure.low, figure.high))) if change else (figure.low, figure.high)
            words = self.say("value.range", low=write(low, decimals=decimals), high=write(high, decimals=decimals))
        else:
            how = figure.qualifier.replace("range", "eq")
            how = MIRRORED.get(how, how) if change and figure.value < 0 else how
            value = abs(figure.value) if change else figure.value
            unit, value = ("vnd_millions", value / 10**6) if unit == "vnd" and not value % 10**6 else (unit, value)
            words = format_figure(value, self.lang, unit_percent=percent, qualifier=how, decimals=decimals)
        if not change:
            return self.say(f"value.{unit}", number=words)
        if figure.reading == "difference":
            words = self.say("value.points" if unit == "percent" else f"value.{unit}", number=words)
        words = self.say("value.falls" if figure.value < 0 else "value.rises", number=words)
        return self.say("value.against", change=words, period=self.period(figure.against)) if figure.against else words

    def cautions(self, figure: Figure, *, told: Container[str] = ()) -> tuple[str, ...]:
        """Name what a reader must know with a figure and is not `told`: ``status subject partial basis computed``."""
        marks = {
            "status": "" if figure.status == "observed" else self.say(f"status.{figure.status}"),
            "subject": self.name("subject", figure.subject) if figure.subject else "",
            "partial": self.say("mark.partial") if figure.is_partial else "",
            "computed": self.say("mark.computed") if figure.is_computed else "",
            "basis": "" if figure.period_basis == "stated" else self.say(f"mark.{figure.period_basis}"),
        }
        return tuple(words for kind, words in marks.items() if words and kind not in told)

    def figure(self, figure: Figure, *, told: Container[str] = ()) -> str:
        """Write a figure with its cautions where words alone can stand; `told` is as for `cautions`."""
        return str(Number(self.value(figure), Note("", "", ()), cautions=self.cautions(figure, told=told)))

    def gloss(self, coding: Mapping[Any, Any]) -> str:
        """Give the gloss of a coding, in brackets at its end what must be known with the printed figures it tells."""
        gloss = self.text(coding, "gloss")
        said = {match[1]: match[0] for match in _NUMBER.finditer(gloss)}
        figures = [(figure, self._find_in(gloss, said.keys(), figure)) for figure in figures_coded(self.data, coding)]
        every = set[str]().union(*(numbers for _, numbers in figures))
        marked: dict[str, set[str]] = {}
        for figure, numbers in figures:
            for words in self.cautions(figure) if numbers else ():
                names = [word for word in words.split() if word[0].isupper()]  # "Sìn Hồ" tells "huyện Sìn Hồ"
                if any(name not in gloss for name in names or [words]):
                    marked.setdefault(words, set()).update(numbers)
        groups: dict[str, list[str]] = {}
        for words, numbers in marked.items():
            key, listed = "all" if numbers == every else "some", (said[number] for number in said if number in numbers)
            groups.setdefault(self.say(f"mark.gloss_{key}", numbers=self.join(listed)), []).append(words)
        told = (f"{about if len(every) > 1 else ''}{self.join(words)}" for about, words in groups.items())
        return f"{gloss.rstrip('.')} ({self.say('join.semicolon').join(told)})." if marked else gloss

    def _find_in(self, gloss: str, said: Set[str], figure: Figure) -> set[str]:
        """Give the numbers of a figure if all are `said`, scaled in words ("60 triệu") or not."""
        ends = {abs(figure.value), abs(figure.high or figure.value)}
        scaled = ({self.amount(end.scaleb(-power)) for end in ends} for power in (0, 3, 6, 9))
        numbers = next((several for several in scaled if several <= said), set())
        named = {number for name, number in _NAMED.findall(gloss) if name[0].isupper()}
        return numbers if figure.subject or not numbers & named else set()

    def span(self, figure: Figure) -> str:
        """Write the period of a figure; of a flow over a stock that of the flow, with the day of the stock."""
        period = period_of(self.data, figure)
        if period == figure.period:
            return self.period(period)
        stocks = self.side(part.indicator_id for part in figure.parts if part.period == figure.period)
        return self.say("value.of_day", period=self.period(period), stocks=stocks, day=self.period(figure.period))

    def when(self, figure: Figure) -> str:
        """Write the period of a figure, with how it is known where the text does not state it."""
        words = self.span(figure)
        return words if figure.period_basis == "stated" else f"{words} ({self.say(f'basis.{figure.period_basis}')})"

    def formula(self, figure: Figure) -> str:
        """Word the formula of a computed figure; nothing for a printed one."""
        return f"{self.name('indicator', figure.indicator_id)} = {self.ratio(figure.formula)}" if figure.formula else ""

    def ratio(self, formula: Formula) -> str:
        """Word what a formula divides by what, and its scale."""
        above, below, times = self.side(formula.numerator), self.side(formula.denominator), float(formula.scale)
        words = self.say("join.over", numerator=above, denominator=below)
        return words if formula.scale == 1 else self.say("join.times", formula=words, scale=self.amount(times))

    def side(self, indicator_ids: Iterable[str]) -> str:
        """Name the indicators that one side of a formula adds."""
        return " + ".join(map(self.indicator, indicator_ids))

    def reasons(self, reasons: Iterable[Reason], *, verdict: str | None = None) -> str:
        """Word reasons of the gate, all or those for a verdict, with the things that differ, equal ones told once."""
        asked, told = (reason for reason in reasons if verdict in (None, reason.verdict)), list[str]()
        groups = by_key(((reason.reason_id, reason.part_ids), reason) for reason in asked)
        for (reason_id, part_ids), group in groups.items():
            sides = [side for each in group for side in (each.left, each.right) if any(side)]
            if reason_id == "formula":  # what some denominators have and others lack
                sides = [tuple(id_ for id_ in side if any(id_ not in other for other in sides)) for side in sides]
            named = dict.fromkeys(self._side(reason_id, side) for side in sides if side)
            told.append(self.say(f"reason.{reason_id}", sides=self.join_last(named)))
            if part_ids:
                parts = self.join(map(self.indicator, part_ids))
                told[-1] = self.say("reason.in_part", reason=told[-1], parts=parts)
        return self.listed(told)

    def _side(self, reason_id: str, ids: tuple[str, ...]) -> str:
        if reason_id in ("formula", "different_base"):
            return self.side(ids)
        if reason_id == "lacks_part":
            return self.join(map(self.indicator, ids))
        if reason_id == "grading_rules":
            return self.names("grading_rule", ids)
        value, *period = ids
        if reason_id in ("part_of_whole", "same_name", "outside_place", "imaginary"):
            return " ".join([self.place(value), *(f"({self.period(told)})" for told in period)])
        if reason_id in _TIMES:
            return self.say("level.unstated") if value == "unstated" else self.period(value)
        return value if reason_id == "concept" else self.say(f"{_SIDES.get(reason_id, reason_id)}.{value}")

    def check(self, check: Check) -> str:
        """Word what a consistency check looked at."""
        return self.say(f"check.{check.check_id}", parts=self.join(map(self.indicator, check.part_ids)))

    def number(self, figure: Figure, *, told: Container[str] = ()) -> Number:
        """Write a figure with its unit, the cautions that are not `told`, and the note that tells where it is from."""
        value: Decimal | None = None
        indicator = self.data.row("indicator", figure.indicator_id)
        if figure.qualifier == "eq" and figure.reading == "level":  # a change never stands as a bare number
            value = round(figure.value, int(indicator["decimals"])) if figure.is_computed else figure.value
        return Number(self.value(figure), self.note(figure), value, indicator["unit"], self.cautions(figure, told=told))

    def note(self, figure: Figure) -> Note:
        """Tell where a figure comes from: printed where and how, or computed from which printed figures."""
        words = self.figure(figure, told=("subject", "computed"))
        title = f"{self.about(figure)}: {self.indicator(figure.indicator_id)}: {words}"
        if figure.is_computed:
            key = ("n", figure.locality_id, figure.indicator_id, figure.subject, period_of(self.data, figure))
            return self.note_made(title, self.formula(figure), [figure], key="-".join(key))
        lines: list[tuple[str, ...]] = [(self.say("who.origin"), self.origin(words_of_interval(self.data, figure)))]
        for row in (self.data.row("observation", id_) for id_ in figure.observation_ids):
            paragraph = capital(self.say("join.page", number=row["paragraph"]))
            lines += [
                (self.say("who.form"), "", f"“{row['printed']}”", ""),
                (self.say("column.source"), f"{self.source(row['source_id'])} {paragraph}."),
                (self.say("column.period"), self._dated(row)),
            ]
            if self.text(row, "note"):
                lines.append((self.say("column.note"), self.text(row, "note")))
        if figure.status != "observed":
            lines.append((self.say("who.status"), self.say(f"status.{figure.status}")))
        return self.make_note(f"n-{'-'.join(figure.observation_ids)}", title, lines)

    def note_made(self, title: str, formula: str, of: Iterable[Figure | Check], *, key: str, by: str = "") -> Note:
        """Tell how a number was computed, and from which printed figures; or how it is known, `by` ``who.checked``."""
        ids = dict.fromkeys(id_ for each in of for id_ in each.observation_ids)
        rows, origin = [self.data.row("observation", id_) for id_ in ids], self.say(by or "who.computed")
        lines: list[tuple[str, ...]] = [(self.say("who.origin"), origin), (self.say("who.formula"), formula)]
        for row in rows:
            name, quoted = self.indicator(row["indicator_id"]), f"“{row['printed']}”"
            told = say_pieces("who.piece", self.lang, indicator=name, printed=quoted, paragraph=str(row["paragraph"]))
            at = told.index(quoted)
            lines.append((self.say("who.from"), "".join(told[:at]), quoted, "".join(told[at + 1 :])))
        for source in dict.fromkeys(row["source_id"] for row in rows):
            lines.append((self.say("column.source"), self.source(source)))
        lines.append((self.say("column.period"), self.join(dict.fromkeys(map(self._dated, rows)))))
        return self.make_note(key, title, lines)

    def _dated(self, row: Mapping[str, Any]) -> str:
        return f"{self.period(row['period'])} ({self.say('basis.' + row['period_basis'])})"

    def link(self, *based_on: Figure | Check, placed: bool = False) -> Cell:
        """Link to the printed figures, one link a paragraph; `placed` names the place with it."""
        links: dict[str, str] = {}
        for id_ in (id_ for each in based_on for id_ in each.observation_ids):
            row = self.data.row("observation", id_)
            words = self.where(row) if placed else self.say("join.page", number=row["paragraph"])
            links.setdefault(words, f"#{anchor_of(id_)}")
        return Cell("", links=tuple(Link(href, text) for text, href in links.items()))

    def point(self, words: Pieces | str, figures: Iterable[Figure] = ()) -> Point:
        """Make a sentence that links to the figures it rests on."""
        figures = tuple(figures)
        return Point(glue(words), self.link(*figures, placed=True).links, figures)

    def table(
        self,
        caption: str,
        columns: Columns[Row] | Sequence[str],
        rows: Iterable[Row],
        *,
        numeric: Sequence[str] = (),
        notes: Sequence[str] = (),
        empty: str = "",
        style: str = "",
    ) -> Table:
        """Make a table of what each column says of each row, or of rows of cells under columns that only have names.

        `numeric` names the columns that are set to the right, `empty` is what is said instead of no rows.
        """
        cells: Iterable[Any] = rows
        if isinstance(columns, Mapping):
            cells = ([write(row) for write in columns.values()] for row in rows)
        heads, right = tuple(self.say(f"column.{name}") for name in columns), map(list(columns).index, numeric)
        return Table(caption, heads, tuple(map(tuple, cells)), self.lang, tuple(notes), tuple(right), empty, style)
