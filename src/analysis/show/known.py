"""What is known where, what is not, whether the print agrees with itself, and what looks alike though it is not."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from html import escape
from textwrap import fill

import pandas as pd

from analysis.dataset import Dataset
from analysis.elements.behind import draw, lay_grid, sources_of_places
from analysis.elements.picture import Axes, Described, Picture, new_axes
from analysis.elements.speech import Note, Number, Pieces, glue, lower
from analysis.elements.table import Cell, Heading, Paragraph, Points, Table, heading
from analysis.elements.wording import Columns, Voice
from analysis.methods import Check, Confusion, Gap, check_consistency, find_figures, find_gaps
from analysis.methods.coverage import STATES
from analysis.show.sources import name_issuer
from analysis.text import format_weekday, sort_key
from analysis.text.numbers import decimals_of

_Row = tuple[str | Number | Cell, ...]

# Shape and fill tell the states apart without colour.
_MARKS = {
    "printed": ("o", "#1b2129"),
    "computed": ("o", "white"),
    "part_only": ("^", "white"),
    "not_observed": ("D", "white"),
    "not_applicable": ("$-$", "#1b2129"),
}


def show_coverage(data: Dataset, coverage: pd.DataFrame, *, lang: str) -> Picture | Paragraph:
    """Draw what is known where."""
    voice = Voice(data, lang)
    if coverage.empty:
        return Paragraph(voice.say("note.none_figures"))
    unit, sources = voice.say("foot.coverage"), sources_of_places(data, coverage.columns)
    return draw(voice, plot_coverage, describe_coverage, coverage, unit=unit, sources=sources)


def plot_coverage(data: Dataset, coverage: pd.DataFrame, *, lang: str, ax: Axes | None = None) -> Axes:
    """Draw which indicator is known where, by topic: one mark a cell, its shape telling how it is known."""
    voice = Voice(data, lang)
    topics = [data.row("indicator", str(indicator))["topic"] for indicator in coverage.index]
    # Narrow columns and broken names, so that a phone shows both; three lines of a name take a row and a half.
    names = [fill(voice.name("indicator", str(indicator)), 27) for indicator in coverage.index]
    # Each topic takes a row for its name above its indicators.
    places, heads, row = [], [], 0.0
    for n, (topic, name) in enumerate(zip(topics, names, strict=True)):
        if n == 0 or topics[n - 1] != topic:
            heads.append((row, voice.say(f"profile.{topic}")))
            row += 1
        extra = 0.22 * max(0, name.count("\n") - 1)
        places.append(row + extra)
        row += 1 + 2 * extra
    ax = new_axes(ax, height=0.37 * row, width=0.27 * len(coverage.columns))
    for state, (mark, face) in _MARKS.items():
        lines, columns = (coverage.to_numpy() == state).nonzero()
        ax.scatter(columns, [places[line] for line in lines], marker=mark, s=46, facecolor=face, edgecolor="#1b2129",
                   label=voice.say(f"state.{state}"), zorder=2)  # fmt: skip
    lay_grid(ax, names, [voice.name("locality", place) for place in coverage.columns], at=places)
    ax.yaxis.tick_right()
    for place, name in heads:
        ax.text(1.03, place, fill(name, 27), transform=ax.get_yaxis_transform(), ha="left", va="center", weight="bold")
    for label in ax.get_xticklabels():
        label.set(rotation=40, ha="left", rotation_mode="anchor")
    ax.set_ylim(row - 0.5, -0.5)
    ax.legend(loc="upper left", bbox_to_anchor=(0, 0), frameon=False, fontsize=9)
    return ax


def describe_coverage(data: Dataset, coverage: pd.DataFrame, *, lang: str) -> Described:
    """Word the picture of `plot_coverage`."""
    voice = Voice(data, lang)
    parts = []
    for place in coverage.columns:
        counts = coverage[place].value_counts()
        numbers = {state: voice.amount(int(counts.get(state, 0))) for state in STATES if state != "absent"}
        parts.append(voice.say("alt.coverage_part", place=voice.name("locality", place), **numbers))
    caption = voice.say("picture.coverage", rows=len(coverage), columns=len(coverage.columns))
    return Described(voice.say("alt.coverage", caption=caption, parts=" ".join(parts)), caption)


def table_coverage(data: Dataset, coverage: pd.DataFrame, *, lang: str) -> Table:
    """Give the coverage behind its picture, in words."""
    voice = Voice(data, lang)
    words = {state: voice.say(f"state.{state}") for state in STATES if state != "absent"}
    rows = (
        (voice.name("indicator", str(indicator)), *(words.get(state, "–") for state in row))
        for indicator, row in coverage.iterrows()
    )
    notes = [voice.say("note.coverage")]
    return table_by_place(voice, voice.say("caption.coverage"), "indicator", coverage.columns, rows, notes=notes)


def table_by_place(
    voice: Voice, caption: str, head: str, places: Iterable[str], rows: Iterable[_Row], *, notes: Sequence[str] = ()
) -> Table:
    """Make a table of rows that say something of each place; `head` heads what they are about, ``column.<head>``."""
    columns, rows = (voice.say(f"column.{head}"), *(voice.name("locality", place) for place in places)), tuple(rows)
    counts = any(isinstance(cell, Number) for row in rows for cell in row)
    return Table(caption, columns, rows, voice.lang, tuple(notes), tuple(range(1, len(columns))) if counts else ())


def show_unknown(data: Dataset, locality_id: str, *, lang: str) -> Iterator[Heading | Points]:
    """Tell of what a text gives no figure though others do, and which checks of it do not agree."""
    voice, gaps = Voice(data, lang), find_gaps(data, locality_id)
    known = {figure.indicator_id for figure in find_figures(data, locality_id=locality_id)}
    topics = {id_: data.row("indicator", id_)["topic"] for id_ in (*known, *(gap.indicator_id for gap in gaps))}
    told_of = {topics[id_] for id_ in known}
    lacking = [topic for topic in dict.fromkeys(topics[gap.indicator_id] for gap in gaps) if topic not in told_of]
    names = voice.join(lower(voice.say(f"profile.{topic}")) for topic in lacking)
    yield heading(voice.say("unknown.topics" if lacking else "unknown.gaps", topics=names, number=len(gaps)))
    checks = check_consistency(data, locality_id)
    odd = [check for check in checks if check.verdict not in ("agrees", "follows")]
    told: list[Pieces] = []
    for check in odd:
        name = voice.name("indicator", check.indicator_id) if check.indicator_id else voice.say("column.published")
        verdict = voice.say(f"check_verdict.{check.verdict}")
        told.append((voice.say("unknown.check", indicator=name, check=lower(voice.check(check)), verdict=verdict),))
    if checks:
        key, listed = "checks" if odd else "checks_agree", voice.say("join.semicolon").join(map(voice.check, checks))
        told.insert(0, voice.counting(f"unknown.{key}", len(checks), listed, about=f"checks-{locality_id}"))
    yield Points(tuple(map(voice.point, told)))


def list_gaps(data: Dataset, gaps: Sequence[Gap], *, lang: str) -> Points:
    """List by topic the indicators that a text lacks and others have, with where they are known."""
    voice, topics = Voice(data, lang), dict[str, list[str]]()
    for gap in gaps:
        told = voice.say(
            "gap.item", indicator=voice.indicator(gap.indicator_id), places=voice.names("locality", gap.known_in)
        )
        topics.setdefault(data.row("indicator", gap.indicator_id)["topic"], []).append(told)
    join = voice.say("join.semicolon").join
    items = [
        voice.say("gap.topic", topic=voice.say(f"profile.{topic}"), items=join(told)) for topic, told in topics.items()
    ]
    return Points(tuple(map(voice.point, items or [voice.say("note.none_gaps")])), style="")


def table_checks(data: Dataset, checks: Sequence[Check], *, lang: str) -> Table:
    """List consistency checks: printed, computed, verdict."""
    voice = Voice(data, lang)
    columns, numeric = ("indicator", "check", "printed", "computed", "verdict", "source"), ("printed", "computed")
    rows, empty = [_row_of_check(voice, check) for check in checks], voice.say("note.none_checks")
    return voice.table(voice.say("caption.checks"), columns, rows, numeric=numeric, empty=empty)


def _row_of_check(voice: Voice, check: Check) -> tuple[str | Number | Cell, ...]:
    # A base and a weekday only count, whatever their indicator.
    counts = check.check_id in ("plan_base", "shared_base", "weekday") or not check.indicator_id
    unit = "count" if counts else str(voice.data.row("indicator", check.indicator_id)["unit"])

    def write(value: Decimal | str, *, decimals: int | None = None) -> str:
        """Write one side of a check: a date, a weekday, a percentage or a number."""
        if isinstance(value, str):
            return voice.period(value)
        if check.check_id == "weekday":
            return format_weekday(int(value), voice.lang)
        return (voice.percent if unit == "percent" else voice.amount)(value, decimals=decimals)

    name = voice.name("indicator", check.indicator_id) if check.indicator_id else voice.say("column.published")
    # Two places beyond the printed ones: 84,746 shows why 84,7 was printed, and 84,75 would not.
    exact = check.printed if check.check_id == "percentage" else None
    decimals = decimals_of(exact) + 2 if isinstance(exact, Decimal) else None
    computed = "" if check.computed is None else write(check.computed, decimals=decimals)
    if check.computed_high is not None:
        computed = voice.say("value.range", low=computed, high=write(check.computed_high))
    note = _note(voice, check, f"{name}: {computed or voice.say('check_verdict.refused')}")
    single = check.computed if isinstance(check.computed, Decimal) and check.computed_high is None else None
    printed: str | Number = "" if check.printed is None else Number(write(check.printed), note)
    if isinstance(check.printed, Decimal):
        printed = Number(write(check.printed), note, check.printed, unit)
        # The printed side has the note of its figure, if it is one.
        figures = find_figures(voice.data, locality_id=check.locality_id, computed=False)
        alike = [each for each in figures if (each.indicator_id, each.value) == (check.indicator_id, check.printed)]
        own = [each for each in alike if set(each.observation_ids) <= set(check.observation_ids)]
        if own:
            printed = replace(printed, note=voice.note(own[0]), cautions=voice.cautions(own[0]))
    link = voice.link(check)
    if check.source_id:
        places = voice.data.row("source", check.source_id)["published_printed"]
        link = Cell(voice.join(voice.say("join.page", number=number) for number, _ in places))
    made = "" if check.computed is None else Number(computed, note, single, unit)
    return name, voice.check(check), printed, made, voice.say(f"check_verdict.{check.verdict}"), link


def _note(voice: Voice, check: Check, title: str) -> Note:
    """Tell what a check rests on: printed figures, or the text itself."""
    told = voice.check(check)
    if check.source_id:
        source = (voice.say("column.source"), voice.source(check.source_id))
        return Note(f"n-check-{check.source_id}-{check.check_id}", title, ((voice.say("column.check"), told), source))
    about = (check.locality_id, check.indicator_id, check.subject, check.check_id, *(check.part_ids or [""]))
    return voice.note_made(title, told, [check], key=f"n-check-{'-'.join(about)}")


def table_confusions(data: Dataset, confusions: Sequence[Confusion], *, lang: str) -> Table:
    """List what looks alike, with what each thing is."""
    voice = Voice(data, lang)
    columns: Columns[Confusion] = {
        "lookalike": lambda alike: voice.say(
            f"confusion.{alike.kind}",
            shared=alike.shared if isinstance(alike.shared, str) else voice.amount(alike.shared),
        ),
        "meanings": lambda alike: Cell("", parts=voice.join_pieces(_meanings(voice, alike), by="join.semicolon")),
        "source": lambda alike: voice.link(*alike.figures, placed=True),
    }
    return voice.table(voice.say("caption.confusions"), columns, confusions, empty=voice.say("note.none_confusions"))


def _meanings(voice: Voice, alike: Confusion) -> list[Pieces]:
    """Tell what each of the things is that look alike."""
    if alike.kind == "number":
        names = (f"{voice.about(figure)}: {voice.indicator(figure.indicator_id)} " for figure in alike.figures)
        numbers = (voice.number(figure, told=("subject",)) for figure in alike.figures)
        return [glue(*pair) for pair in zip(names, numbers, strict=True)]
    if alike.kind == "register":
        return [(_document(voice, id_),) for id_ in alike.ids]
    place, *parts = alike.ids
    caution = voice.text(voice.data.row("locality", place), "caution")
    meanings = [voice.place(place), *(voice.name("subject", part) for part in parts), caution]
    return [(meaning,) for meaning in meanings if meaning]


def _document(voice: Voice, directive_id: str) -> str:
    row = voice.data.row("directive", directive_id)
    about = [name_issuer(voice, row), voice.day(row["issued_on"])]
    return f"{voice.directive(directive_id)} ({', '.join(filter(None, about))})"


def head_topics(data: Dataset, coverage: pd.DataFrame, *, lang: str) -> Heading:
    """Say of which topics most places have figures, printed for the whole place or computed, and how many places."""
    voice, topics = Voice(data, lang), [data.row("indicator", str(indicator))["topic"] for indicator in coverage.index]
    known = coverage.isin(["printed", "computed"]).groupby(topics, sort=False).any().sum(axis=1)
    names = voice.join(lower(voice.say(f"profile.{topic}")) for topic in known.index[known == known.max()])
    return heading(voice.say("heading.topics", topics=names, number=known.max(), total=len(coverage.columns)))


def draw_topics(data: Dataset, coverage: pd.DataFrame, *, lang: str) -> Picture:
    """Draw the indicators known in each place by topic: a disc a cell, its area telling how many; with their table.

    It is written directly, so that the contents page costs no drawing library.
    """
    voice, table = Voice(data, lang), _table_topics(Voice(data, lang), coverage)
    left, top, step, line = 230, 40, 105, 44
    width, height = left + step * len(coverage.columns), top + line * len(table.rows) + 8
    middles = [left + n * step + step / 2 for n in range(len(coverage.columns))]
    marks = [_text(x, 22, name, "middle", bold=True) for x, name in zip(middles, table.columns[1:], strict=True)]
    totals = [0] * len(middles)
    for row, (topic, *cells) in enumerate(table.rows):
        y = top + row * line + line / 2
        marks.append(_text(left - 14, y + 5, str(topic), "end"))
        marks.append(f'<line x1="0" x2="{width}" y1="{y + line / 2}" y2="{y + line / 2}" stroke="#e1e5ea"/>')
        for n, cell in enumerate(cells):
            if isinstance(cell, Number):
                totals[n] += (number := int(cell.value or 0))
                marks.append(f'<circle cx="{middles[n]}" cy="{y}" r="{4.6 * number**0.5:.1f}" fill="#9cbfdd"/>')
                marks.append(_text(middles[n], y + 5, cell.text, "middle"))
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        f'<rect width="{width}" height="{height}" fill="#fff"/>{"".join(marks)}</svg>'
    )
    parts = voice.bars(zip(table.columns[1:], map(voice.amount, totals), strict=True))
    return Picture(svg, voice.say("alt.topics", title=table.caption, rows=len(table.rows), parts=parts), table=table)


def _table_topics(voice: Voice, coverage: pd.DataFrame) -> Table:
    """Count the indicators known in each place, by topic: printed for the whole place, or computed."""

    def count(topic: object, place: str, ids: Iterable[str]) -> str | Number:
        names = sorted((voice.name("indicator", id_) for id_ in ids), key=sort_key)
        title = f"{voice.name('locality', place)}: {voice.say(f'profile.{topic}')}"
        key = f"topic-{place}-{topic}"
        return voice.counted(len(names), title, voice.join(names), key=key) if names else "–"

    topics = [voice.data.row("indicator", str(indicator))["topic"] for indicator in coverage.index]
    rows = [
        (voice.say(f"profile.{topic}"), *(count(topic, place, cells.index[cells[place]]) for place in coverage.columns))
        for topic, cells in coverage.isin(["printed", "computed"]).groupby(topics, sort=False)
    ]
    return table_by_place(voice, voice.say("site.coverage"), "topic", coverage.columns, rows)


def _text(x: float, y: float, words: str, anchor: str, *, bold: bool = False) -> str:
    weight = ' font-weight="700"' if bold else ""
    return (
        f'<text x="{x}" y="{y}" text-anchor="{anchor}" font-size="15"{weight} fill="#1b2129" '
        f"font-family=\"'Grassroots Sans', 'DejaVu Sans', sans-serif\">{escape(words)}</text>"
    )
