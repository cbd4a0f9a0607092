"""What packages laid over each other make of one another: whose codings count, and what a person should look at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date, timedelta
from typing import TYPE_CHECKING

from analysis.errors import AnalysisError, Fault
from analysis.package.figure_rules import least, most
from analysis.package.frames import fault_at
from analysis.text import period_bounds

if TYPE_CHECKING:
    import pandas as pd

REFORM = date(2025, 7, 1)
"""From this day there are two levels of local government: no districts, and communes merged from several."""


def find_beside(codings: pd.DataFrame) -> pd.Series[bool]:
    """Mark the codings of each text by another coder than its first one, as `read_frames` gives them.

    The first coder of a text is that of the first package that codes it, and of several in one package the first by
    the alphabet. The others are laid beside, for agreement; nothing counts them.
    """
    of_first_package = codings["_file"] == codings.groupby("source_id")["_file"].transform("first")
    first = codings[of_first_package].groupby("source_id")["coder"].min()
    return codings["coder"] != codings["source_id"].map(first)


def find_notices(frames: Mapping[str, pd.DataFrame]) -> list[Fault]:
    """Find what is no fault and yet should be seen: figures that outgrow their place or its whole, second codings."""
    return [*_notice_dates(frames), *_notice_outgrown(frames), *_notice_codings(frames["codings"])]


def _notice_dates(frames: Mapping[str, pd.DataFrame]) -> Iterator[Fault]:
    places = {row["locality_id"]: row for row in frames["localities"].to_dict("records")}
    last_of_districts = (REFORM - timedelta(days=1)).isoformat()
    published = dict(zip(frames["sources"]["source_id"], frames["sources"]["published_on"], strict=True))
    for row in frames["observations"].to_dict("records"):
        try:
            start, end = (day.isoformat() for day in period_bounds(row["period"]))
            place, told = places[row["locality_id"]], published[row["source_id"]]
        except (AnalysisError, KeyError):  # a fault, and told as one
            continue
        said = {"cell": row["period"], "place": row["locality_id"]}
        ends = place["code_to"], last_of_districts if place["level"] == "district" else ""
        gone = min(filter(None, ends), default="")
        for kind, found, day, words in (
            ("before_place", start < place["code_from"], place["code_from"], "begins before the place did"),
            ("after_place", end > (gone or end), gone, "ends after the place did"),
            ("unfinished", row["status"] == "observed" and start <= told < end, told, "was not over in the text of"),
        ):
            if found:
                yield fault_at(kind, row, "period", f"{row['period']} {words}, {day}", day=day, **said)


def _notice_outgrown(frames: Mapping[str, pd.DataFrame]) -> Iterator[Fault]:
    """Ask about a flow above the stock that it goes into, by the formulas of the data, on the last day of its span.

    It is possible, though only if more left in the span than there were before it: a question, and no fault.
    """
    nature = dict(zip(frames["indicators"]["indicator_id"], frames["indicators"]["nature"], strict=True))
    formulas = zip(frames["derived"]["numerator"], frames["derived"]["denominator"], strict=True)
    into = {flow: stock for flow, stock in formulas if (nature.get(flow), nature.get(stock)) == ("flow", "stock")}
    figures = []
    for row in frames["observations"].to_dict("records"):
        if row["reading"] in ("", "level") and row["status"] == "observed":
            with suppress(AnalysisError, ArithmeticError):  # a fault, and told as one
                end = period_bounds(row["period"])[1]
                figures.append(((row["locality_id"], row["subject"], end), row, least(row), most(row)))
    stocks = {(row["indicator_id"], where): (row, upper) for where, row, _, upper in figures}
    for where, row, lower, _ in figures:
        stock, upper = stocks.get((into.get(row["indicator_id"]), where), (row, lower))
        if lower > upper:
            said = {"cell": row["value"], "stock": stock["value"], "other": stock["observation_id"]}
            message = f"{row['value']} came in {row['period']}, more than the {stock['value']} at its end"
            yield fault_at("outgrown", row, "value", message, **said)


def _notice_codings(codings: pd.DataFrame) -> Iterator[Fault]:
    if codings.empty:
        return
    beside = find_beside(codings)
    counted = dict(zip(codings.loc[~beside, "source_id"], codings.loc[~beside, "coder"], strict=True))
    for (_, source, coder), rows in codings[beside].groupby(["_file", "source_id", "coder"], sort=False):
        said = {"coder": str(coder), "source": str(source), "number": str(len(rows)), "first": counted[str(source)]}
        message = f"{len(rows)} codings of {source} by {coder} are laid beside those of {said['first']}, not counted"
        yield fault_at("beside", rows.iloc[0].to_dict(), "coder", message, **said)
