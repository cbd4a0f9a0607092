"""What a printed figure cannot be: every row of observations that breaks a rule, with the cell that shows it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from operator import itemgetter
from typing import Any

from analysis.errors import AnalysisError, Fault
from analysis.package.frames import Frames, Row, fault_at
from analysis.package.schema import CellList, Package
from analysis.package.table_rows import list_rows
from analysis.package.wholes import check_wholes, time_of
from analysis.text import Reading, format_number, period_bounds, read_figure
from analysis.text.numbers import MIRRORED, SIGNS, exact
from analysis.words.catalogue import LANGUAGES

# What rules ask of a figure, of the thirty columns of a table.
_ASKED = {"observation_id", "locality_id", "indicator_id", "subject", "value", "value_high", "qualifier", "reading"}
_ASKED |= {"against", "period", "period_basis", "status", "list_is_partial", "source_id", "printed"}
_SOON = timedelta(45)  # half a year is told some weeks before it is over


def check_figures(package: Package, frames: Frames, *, wholes: bool = True) -> Iterator[Fault]:
    """Find the figures that cannot be: values, readings, dates, second rows, and, with `wholes`, parts above theirs."""
    rows = []
    indicators = {row["indicator_id"]: row for row in list_rows(frames["indicators"])}
    for row in list_rows(frames["observations"], _ASKED):
        try:
            start, end = period_bounds(row["period"])
        except AnalysisError as error:
            yield fault_at("period", row, "period", str(error), cell=row["period"])
        else:
            more = {name: indicators[row["indicator_id"]][name] for name in ("unit", "nature", "topic")}
            row["reading"] = row["reading"] or "level"
            row.update(more, start=start, end=end, time=time_of(more["nature"], start, end))
            rows.append(row)
    days = {(row["source_id"], row["locality_id"]): row["published_on"] for row in list_rows(frames["sources"])}

    def check(row: Row) -> Iterator[Fault]:
        yield from _check_value(row, indicators[row["indicator_id"]])
        yield from _check_reading(row)
        if day := days.get((row["source_id"], row["locality_id"])):  # none of the wrong text, which is told already
            yield from _check_date(row, date.fromisoformat(day))

    told = itemgetter("value", "value_high", "qualifier", "reading", "indicator_id", "against", "period", "status")
    yield from _check_each(rows, lambda row: (told(row), days.get((row["source_id"], row["locality_id"]))), check)
    yield from _check_same(rows)
    yield from check_wholes(package, frames, rows, wholes=wholes)


def check_prints(package: Package, frames: Frames, faults: Sequence[Fault]) -> Iterator[Fault]:
    """Find the figures whose printed forms do not read as what is recorded; rows that are wrong anyway are left out."""
    places = package.tables["observations"].field("repeats").cell_list or CellList()
    wrong = {(fault.file, fault.row) for fault in faults}
    asked = ("printed", "repeats", "value", "value_high", "qualifier", "reading")

    def check(row: Row) -> Iterator[Fault]:
        yield from _check_print(row, "printed", row["printed"])
        for _, printed in places.read(row["repeats"]):
            yield from _check_print(row, "repeats", printed)

    rows = list_rows(frames["observations"], asked)
    rows = [row for row in rows if (row["_file"], int(row["_line"])) not in wrong] if wrong else rows
    yield from _check_each(rows, itemgetter(*asked), check)


def _check_each(
    rows: Iterable[Row], read_key: Callable[[Row], object], check: Callable[[Row], Iterable[Fault]]
) -> Iterator[Fault]:
    """Check rows, but none that is like one without a fault by all that the check looks at."""
    sound = set()
    for row in rows:
        if (key := read_key(row)) not in sound:
            found = list(check(row))
            yield from found
            if not found:
                sound.add(key)


def _check_print(row: Row, column: str, printed: str) -> Iterator[Fault]:
    """The value is what the printed form reads as, with its qualifier."""

    def word(readings: Iterable[Reading], lang: str = "") -> str:
        values = ((SIGNS[each.qualifier], Decimal(each.value)) for each in readings)
        told = (f"{sign} {format_number(value, lang) if lang else f'{value:f}'}".strip() for sign, value in values)
        return ("; " if lang else ", ").join(told)

    try:
        read = read_figure(printed)
    except AnalysisError as error:
        yield fault_at("prints_none", row, column, str(error), cell=printed)
        return
    recorded = recorded_readings(row)
    if not set(recorded) <= set(read):
        said = {"cell": printed}
        for lang in LANGUAGES:
            said |= {f"read_{lang}": word(read, lang), f"recorded_{lang}": word(recorded, lang)}
        yield fault_at("prints_other", row, column, **said)


def _check_value(row: Row, indicator: Row) -> Iterator[Fault]:
    """A level is not below zero, a count is whole, a share is at most 100%; a range has an upper end.

    A change may be negative, but nothing shrinks by more than all of it, and no share moves by more than 100 points.
    """
    id_, reading, relative = row["indicator_id"], row["reading"], row["reading"] == "relative_change"
    is_share = indicator["unit"] == "percent" and indicator["nature"] == "share" and not relative
    is_count = indicator["unit"] == "count" and not relative
    for column in ("value", "value_high"):
        if cell := row[column]:
            value, sign = Decimal(cell), {"gt": ">", "lt": "<"}.get(row["qualifier"], "")
            passes, sinks = value == 100 and sign == ">", value == 0 and sign == "<"
            cell = f"{sign} {cell}" if passes or sinks else cell
            for kind, wrong in (
                ("negative", reading == "level" and (value < 0 or sinks)),
                ("fall", relative and value < -100),
                ("count", is_count and value % 1),
                ("share", is_share and (abs(value) > 100 or passes)),
            ):
                if wrong:
                    yield fault_at(kind, row, column, cell=cell, indicator=id_)
    if high := row["value_high"]:
        if Decimal(high) <= Decimal(row["value"]):
            yield fault_at("range", row, "value_high", cell=high, first=row["value"])
        if row["qualifier"] != "eq":
            yield fault_at("range_qualifier", row, "qualifier", cell=row["qualifier"])


def recorded_readings(row: Row) -> list[Reading]:
    """Give what the print must read as: of a range both ends, of a fall, recorded below zero, its size."""
    return list(_read_recorded(str(row["value"]), str(row["value_high"]), row["qualifier"], row["reading"]))


@lru_cache(10_000)
def _read_recorded(cell: str, high: str, qualifier: str, reading: str) -> tuple[Reading, ...]:
    value = exact(cell)
    several: tuple[Reading, ...] = (Reading(value, qualifier),)
    if high[:1].isdigit():  # no cell as text and no missing one of a typed table
        several = Reading(value, "ge"), Reading(exact(high), "le")
    if reading not in ("difference", "relative_change") or value >= 0:
        return several
    return tuple(Reading(-read.value, MIRRORED.get(read.qualifier, read.qualifier)) for read in several)


def _check_reading(row: Row) -> Iterator[Fault]:
    """Only a change is reckoned against a period, which lies before its own."""
    if not row["against"]:
        return
    if row["reading"] == "level":
        yield fault_at("against_level", row, "against", cell=row["against"])
    try:
        first, last = period_bounds(row["against"])
    except AnalysisError as error:
        yield fault_at("period", row, "against", str(error), cell=row["against"])
        return
    # A year may be measured from its first day.
    if last >= row["start"] and not first == last == row["start"] < row["end"]:
        yield fault_at("against_order", row, "against", cell=row["against"], first=row["period"])


def _check_date(row: Row, published: date) -> Iterator[Fault]:
    """What a text tells as seen has begun when it is published, and what it tells as aimed at is not over."""
    exact_end = "/" in row["period"] and row["period"].count("-") > 1  # an interval of months or days
    late = row["start"] > published or (exact_end and row["end"] > published + _SOON)
    observed, told = row["status"] == "observed", {"cell": row["period"], "published": published.isoformat()}
    if observed and late:
        yield fault_at("not_yet", row, "period", **told)
    if not observed and row["end"] < published:
        yield fault_at("past_target", row, "period", **told)


def _check_same(rows: Iterable[Row]) -> Iterator[Fault]:
    """No figure has two rows, however its period is written."""
    first: dict[tuple[Any, ...], Row] = {}
    told = ("locality_id", "indicator_id", "subject", "status", "qualifier")
    read_key = itemgetter(*told, "reading", "against", "start", "end")
    for row in rows:
        if (known := first.setdefault(read_key(row), row)) is not row:
            printed = known["printed"] or known["value"]
            yield fault_at("second", row, "observation_id", line=str(known["_line"]), printed=printed)
