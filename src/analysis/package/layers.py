"""What packages laid over each other make of one another: whose codings count, and what a person should look at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from typing import TypeVar

import pandas as pd

from analysis.errors import AnalysisError, Fault
from analysis.package.frames import Frames, Row, fault_at
from analysis.package.places import LEVELS, life_of, names_of
from analysis.package.table_rows import by_key, list_rows
from analysis.package.units import judge_codes
from analysis.package.wholes import least, most
from analysis.text import first_day, match_key, period_bounds
from analysis.words.catalogue import LANGUAGES

# A stock is told some weeks before or after the year of what flows into it is closed.
_ABOUT = timedelta(45)
_FOUNDED = date(1930, 2, 3)

Flow = TypeVar("Flow")


def find_beside(codings: pd.DataFrame) -> pd.Series[bool]:
    """Mark the codings of each text by another coder than its first one, as `read_frames` gives them.

    The first coder of a text is that of the first package that codes it, and of several in one package the first by
    the alphabet. The others are laid beside, for agreement; nothing counts them.
    """
    first: dict[str, tuple[str, str]] = {}
    for source, *told in zip(*(codings[name] for name in ("source_id", "_file", "coder")), strict=True):
        file, coder = first.setdefault(source, (told[0], told[1]))
        first[source] = (file, min(coder, told[1]) if file == told[0] else coder)
    return codings["coder"] != codings["source_id"].map({source: coder for source, (_, coder) in first.items()})


def check_coders(codings: pd.DataFrame) -> Iterator[Fault]:
    """Find marks that are laid beside and under which several files code the same text: each stands for one coder."""
    for (source, coder), rows in codings[find_beside(codings)].groupby(["source_id", "coder"], sort=False):
        for row in rows.drop_duplicates("_file").iloc[1:].to_dict("records"):
            said = {"cell": str(coder), "source": str(source), "other": rows["_file"].iloc[0], "own": row["_file"]}
            yield fault_at("coder_twice", row, "coder", **said)


def find_notices(frames: Frames) -> list[Fault]:
    """Find what is no fault and yet should be seen: figures that outgrow their place or its whole, second codings."""
    levels = list(_read_levels(frames))
    found = [notice for sure, notice in judge_codes(frames) if not sure]
    found += [*_notice_namesakes(frames["localities"]), *_notice_places(frames)]
    found += [*_notice_outgrown(frames, levels), *_notice_stays(frames, levels)]
    return [*found, *_notice_days(frames["sources"]), *_notice_codings(frames["codings"])]


def _notice_namesakes(localities: pd.DataFrame) -> Iterator[Fault]:
    """Ask about a second place of one name and level in one whole: typed twice, or another place."""
    first: dict[tuple[str, ...], Row] = {}
    for row in (row for row in list_rows(localities) if row["level"] in LEVELS):  # else a fault, told as one
        about = row["level"], match_key(row["parent_vi"]), row["code_to"]
        keys = [(name, *about) for name in sorted(names_of(row))]  # with its level and without
        other = next((first[key] for key in keys if key in first), None)
        for key in keys:
            first.setdefault(key, row)
        if other:
            yield fault_at("namesake", row, "name_vi", cell=row["name_vi"], place=other["locality_id"])


def _notice_days(sources: pd.DataFrame) -> Iterator[Fault]:
    """Ask about a day on which no text on the Party's grassroots was published: before there was one, or to come."""
    for row in list_rows(sources):
        with suppress(ValueError):  # a fault, and told as one
            if not _FOUNDED <= date.fromisoformat(row["published_on"]) <= date.today() + timedelta(1):
                yield fault_at("published", row, "published_on", cell=row["published_on"])


def join_flows(
    flows: Iterable[tuple[date, date, Flow]], day: date, stay: str
) -> list[tuple[date, date, tuple[Flow, ...]]]:
    """Give the flows that end about a day, each with its first and last day, alone and with those right before it.

    Those of exactly the time that a stock stays come first, then the nearest; what is joined is of no longer time.
    """
    known = list(flows)
    found: list[tuple[date, date, tuple[Flow, ...]]] = [
        (start, end, (flow,)) for start, end, flow in known if abs(end - day) <= _ABOUT
    ]
    for start, end, parts in found:  # it grows while it is gone through
        due, eve = first_day(end, stay), start - timedelta(1)
        found += [(first, end, (flow, *parts)) for first, last, flow in known if last == eve and first >= due]
    return sorted(found, key=lambda joined: (joined[0] != first_day(joined[1], stay), abs(joined[1] - day)))


def _read_levels(frames: Frames) -> Iterator[Row]:
    """Give the rows of observed levels, each with its first and last day and what it is at least and at most."""
    units = dict(zip(frames["indicators"]["indicator_id"], frames["indicators"]["unit"], strict=True))
    for row in list_rows(frames["observations"]):
        if row["reading"] in ("", "level") and row["status"] == "observed":
            with suppress(AnalysisError, ArithmeticError):  # a fault, and told as one
                start, end = period_bounds(row["period"])
                row["unit"] = units.get(row["indicator_id"], "")
                yield row | {"start": start, "end": end, "least": least(row), "most": most(row)}


def _notice_places(frames: Frames) -> Iterator[Fault]:
    """Ask about a figure of a time or an indicator that its place or text does not have."""
    places: dict[str, Row] = {row["locality_id"]: row for row in list_rows(frames["localities"])}
    indicators: dict[str, Row] = {row["indicator_id"]: row for row in list_rows(frames["indicators"])}
    published = dict(zip(frames["sources"]["source_id"], frames["sources"]["published_on"], strict=True))
    for row in list_rows(frames["observations"]):
        try:
            start, end = period_bounds(row["period"])
            first, last = life_of(place := places[row["locality_id"]])
            told = date.fromisoformat(published[row["source_id"]])
        except (AnalysisError, KeyError, ValueError):  # a fault, and told as one
            continue
        said = {"cell": row["period"]} | {f"place_{lang}": place[f"name_{lang}"] for lang in LANGUAGES}
        for kind, found, day in (
            ("before_place", start < first, first),
            ("after_place", end > last, last),
            ("unfinished", row["status"] == "observed" and start <= told < end, told),
        ):
            if found:
                yield fault_at(kind, row, "period", day=str(day), **said)
        asked = indicators.get(row["indicator_id"]) if place["level"] in LEVELS else None  # else a fault
        if asked and not row["subject"] and place["level"] not in (asked["levels"] or place["level"]):
            said |= {f"cell_{lang}": asked[f"name_{lang}"] for lang in LANGUAGES}
            yield fault_at("other_level", row, "indicator_id", **said)


def _notice_outgrown(frames: Frames, levels: Sequence[Row]) -> Iterator[Fault]:
    """Ask about a flow above the stock of the same things, by the formulas of the data, on the last day of its span.

    It is possible, though only if more left in the span than there were before it: a question, and no fault.
    """
    kinds = {row["indicator_id"]: (row["nature"], row["counted"]) for row in list_rows(frames["indicators"])}
    into: dict[str, list[str]] = defaultdict(list)
    for flow, stock in zip(frames["derived"]["numerator"], frames["derived"]["denominator"], strict=True):
        (nature, counted), kind = kinds.get(flow, ("", "")), kinds.get(stock)
        if nature == "flow" and kind == ("stock", counted):
            into[flow].append(stock)
    stocks = {(row["indicator_id"], *_about(row), row["end"]): row for row in levels}
    for row, stock_id in ((flow, stock_id) for flow in levels for stock_id in into[flow["indicator_id"]]):
        found = stocks.get((stock_id, *_about(row), row["end"]), row)
        if row["least"] > found["most"]:
            said = {"cell": row["value"], "stock": found["value"], "other": found["observation_id"]}
            yield fault_at("outgrown", row, "value", **said)


def _notice_stays(frames: Frames, levels: Sequence[Row]) -> Iterator[Fault]:
    """Ask about a stock far from what came in within the time that it stays, or a longer or shorter, by `stays`."""
    entire = (row for row in levels if row["list_is_partial"] != "true")
    whole = by_key(((row["indicator_id"], *_about(row)), (row["start"], row["end"], row)) for row in entire)
    for rule, (key, stocks) in product(list_rows(frames["stays"]), list(whole.items())):
        flows = whole.get((rule["flow"], *key[1:]), [])
        for _, day, stock in stocks if key[0] == rule["stock"] else ():
            with suppress(AnalysisError, ArithmeticError):  # the rule is wrong, and told as a fault
                for start, end, joined in join_flows(flows, day, rule["stay"]):
                    came, limit = (sum((flow[end_] for flow in joined), Decimal()) for end_ in ("least", "most"))
                    due, full = first_day(day, rule["stay"]), start == first_day(end, rule["stay"])
                    # All that is there came in within a longer time; all that came in within a shorter one is there.
                    over = stock["least"] - limit if full or (start <= due and day <= end) else Decimal()
                    under = came - stock["most"] if full or (due <= start and end <= day) else Decimal()
                    tolerance = Decimal(rule["tolerance"]) / 100
                    if over > tolerance * limit or under > tolerance * came:
                        periods = " + ".join(flow["period"] for flow in joined)
                        said = {"cell": stock["value"], "flow": str(came), "period": periods}
                        others = ", ".join(flow["observation_id"] for flow in joined)
                        yield fault_at("stay", stock, "value", **said, other=others)
                        break


def _about(row: Row) -> tuple[str, str]:
    return row["locality_id"], row["subject"]


def _notice_codings(codings: pd.DataFrame) -> Iterator[Fault]:
    if codings.empty:
        return
    rows = codings[~find_beside(codings)].drop_duplicates("source_id")
    first = dict(zip(rows["source_id"], zip(rows["coder"], rows["_file"], strict=True), strict=True))
    for (file, source, coder), rows in codings.groupby(["_file", "source_id", "coder"], sort=False):
        first_coder, first_file = first[source]
        if (coder, file) == (first_coder, first_file):
            continue
        kind = "carried_on" if coder == first_coder else "beside"
        said = {"coder": str(coder), "source": str(source), "number": str(len(rows))}
        said["first"] = f"{first_coder} ({first_file})"
        yield fault_at(kind, rows.iloc[0].to_dict(), "coder", **said)
