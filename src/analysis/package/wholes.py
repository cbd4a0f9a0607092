"""What a part cannot be: above its whole, within one place or one time, or with other parts beside it."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache, partial
from itertools import chain
from typing import Any

from analysis.errors import Fault
from analysis.package.frames import Frames, Row, fault_at
from analysis.package.places import LEVELS, find_wholes, life_of, share_a_name
from analysis.package.schema import CellList, Package, TableSchema
from analysis.package.table_rows import by_key, list_rows

Rows = Sequence[Row]
Sums = Sequence[tuple[tuple[str, ...], tuple[str, ...], Row]]

_Ids = tuple[str, ...]
_Held = Sequence[tuple[Sequence[str], _Ids]]  # parts, and the whole in which they are held


def check_wholes(package: Package, frames: Frames, rows: Rows, *, wholes: bool) -> Iterator[Fault]:
    """Find parts above their wholes, with `wholes` also by indicator; `check_figures` gives the rows."""
    indicators = {row["indicator_id"]: row for row in list_rows(frames["indicators"])}
    places = {row["locality_id"]: row for row in list_rows(frames["localities"])}
    levels = (row for row in rows if row["reading"] == "level")  # a part may grow by more than its whole does
    alike = by_key(((row["locality_id"], row["subject"], *row["time"], row["status"]), row) for row in levels)
    sums = _find_sums(indicators, list_rows(frames["derived"]), package.tables["derived"]) if wholes else []
    told: set[str] = set()
    flows: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for (place, subject, _, _, status), found in alike.items():
        flows[place, subject, status] += (row for row in found if row["nature"] == "flow")
    valid_at = cache(partial(_sums_at, sums))

    @cache
    def held_at(level: str, start: str, end: str, known: frozenset[str], around: frozenset[str]) -> _Held:
        """Give the sums of which some parts are known, and the whole."""
        valid = valid_at(level, start, end)
        held = [([id_ for id_ in parts if id_ in known], whole) for parts, whole in valid if around.issuperset(whole)]
        return [(parts, whole) for parts, whole in held if parts]

    for (place, subject, start, end, status), found in alike.items():
        # What comes in half a year is a part of what comes in the year.
        wider = [row for row in flows[place, subject, status] if row["start"] <= start and end <= row["end"]]
        known, around = (frozenset(row["indicator_id"] for row in group) for group in (found, found + wider))
        held = held_at(places[place]["level"], start.isoformat(), end.isoformat(), known, around)
        if held:
            yield from _check_wholes(found, found + wider, held, told)
        yield from _check_shares(found, indicators)
    subjects = {row["subject_id"]: row["kind"] for row in list_rows(frames["subjects"])}
    yield from _check_around(rows, places, subjects, sums, told)


def _find_sums(indicators: Mapping[str, Row], derived: Rows, table: TableSchema) -> Sums:
    """Find which indicators together cannot be above which, and the row that says where and when."""
    always = {"level": "any", "valid_from": "", "valid_to": ""}
    partitions: dict[tuple[str, str], list[str]] = defaultdict(list)
    sums: list[tuple[_Ids, _Ids, Row]] = []
    for id_, row in indicators.items():
        if (whole := row["part_of"]) and row["unit"] == indicators[whole]["unit"]:
            sums.append(((id_,), (whole,), always))
            if row["partition"]:
                partitions[whole, row["partition"]].append(id_)
    sums += [(tuple(parts), (whole,), always) for (whole, _), parts in partitions.items()]
    top, bottom = (table.field(name).cell_list or CellList() for name in ("numerator", "denominator"))
    shares: dict[tuple[str, ...], list[tuple[str, _Ids, Row]]] = defaultdict(list)
    for row in derived:
        if indicators[row["indicator_id"]]["nature"] == "share":
            sums.append((parts := top.read(row["numerator"]), bottom.read(row["denominator"]), row))
            base = ("denominator", "level", "valid_from", "valid_to", "scale")
            shares[tuple(row[name] for name in base)].append((row["indicator_id"], parts, row))
    for group in shares.values():  # the share of the best is a part of the share of the two best
        for whole, of, when in group:
            within = [id_ for id_, parts, _ in group if len(parts) == 1 < len(of) and set(parts) < set(of)]
            sums += [(ids, (whole,), when) for ids in {*((id_,) for id_ in within), tuple(within)} - {()}]
    return sums


def _sums_at(sums: Sums, level: str, start: str, end: str) -> list[tuple[_Ids, _Ids]]:
    """Give parts with each of their wholes at a place and time, but none that is only a part of another."""
    found: dict[_Ids, set[_Ids]] = defaultdict(set)
    for parts, wholes, row in sums:
        valid = (row["valid_from"] or start) <= end and start <= (row["valid_to"] or end)
        if row["level"] in ("any", level) and valid:
            found[parts].add(wholes)
    every = [
        (parts, wholes)
        for parts, options in found.items()
        for wholes in options
        if not any(set(wholes) < set(other) for other in options)
    ]
    return sorted(every, key=lambda pair: (len(pair[0]), pair))


def _check_wholes(rows: Rows, wider: Rows, held: _Held, told: set[str]) -> Iterator[Fault]:
    """A part is not above its whole, with both its ends, nor are all parts together above it.

    Rows are of one place, subject, span and status; those in `wider`, of spans that hold theirs too, may be wholes.
    """
    own, around = (by_key((row["indicator_id"], row) for row in group) for group in (rows, wider))
    for parts, wholes in held:
        reach = least if len(parts) > 1 else _reach
        found = [max(own[id_], key=reach) for id_ in parts]
        whole = [min(around[id_], key=most) for id_ in wholes]
        total, limit = sum(map(reach, found), Decimal()), sum(map(most, whole), Decimal())
        if total <= limit:
            continue
        slack = _slack(row for row in (*found, *whole) if row["nature"] == "share")
        # What was told of one part is not told again of it among others.
        if total - slack > limit and told.isdisjoint(row["observation_id"] for row in found):
            yield _fault_above(found, whole[0], total, limit, told)


def _fault_above(found: Rows, other: Row, total: Decimal, limit: Decimal, told: set[str]) -> Fault:
    """Tell at the last of the parts that they are above their whole, and where that stands."""
    last = max(found, key=lambda row: (row["_file"], int(row["_line"])))
    told.add(last["observation_id"])
    said = {"other": other["observation_id"], "file": other["_file"], "line": str(other["_line"])}
    said["parts"] = ", ".join(row["observation_id"] for row in found)
    kind = "parts_above" if len(found) > 1 else "above_whole"
    return fault_at(kind, last, "value", cell=str(total), whole=str(limit), **said)


def _check_around(
    rows: Rows, places: Mapping[str, Row], subjects: Mapping[str, str], sums: Sums, told: set[str]
) -> Iterator[Fault]:
    """No count is above that of a place or a time around its own, nor are flows or places within one together."""
    # By indicator and whole place, and the level of the parts: none for the figures of the place itself.
    parts: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    sure = {"unit": ("count",), "nature": ("stock", "flow"), "status": ("observed",), "reading": ("level",)}
    rows = [row for row in rows if all(row[name] in taken for name, taken in sure.items())]
    above = find_wholes(places.values())
    holding = {outer for row in rows for outer in above[row["locality_id"]]}
    holding |= {row["locality_id"] for row in rows if row["subject"]}
    at: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in sorted(rows, key=least, reverse=True):
        id_, place = row["indicator_id"], row["locality_id"]
        for key in ((id_, place, ""), *((id_, outer, places[place]["level"]) for outer in above[place])):
            parts[key].append(row)
            at[key, row["time"]].append(row)

    @cache
    def held_in(id_: str, level: str, start: date, end: date) -> list[str]:
        valid = _sums_at(sums, level, start.isoformat(), end.isoformat())
        return [id_, *(held[0] for held, wholes in valid if len(held) == 1 and wholes == (id_,))]

    def holds(whole: Row, part: Row) -> bool:
        if whole["locality_id"] == part["locality_id"] and whole["subject"] == part["subject"]:
            return whole["indicator_id"] == part["indicator_id"] and _is_within(whole, part)
        return not whole["subject"] and (whole["time"] == part["time"] or _is_within(whole, part))

    for whole in rows:
        id_, place = whole["indicator_id"], whole["locality_id"]
        if place not in holding and len(parts[id_, place, ""]) == 1:  # itself
            continue
        limit, level = most(whole), places[place]["level"]
        ids = held_in(id_, level, *whole["time"])
        lower = ("",) if whole["subject"] else ("", *LEVELS[: LEVELS.index(level)])
        # What has no parts in time is held against figures of its own time alone, however many others there are.
        near = parts.get if _adds_up(whole) else lambda key, time=whole["time"]: at.get((key, time))
        groups = {held: [near((held, place, key)) or () for key in lower] for held in ids}
        for group in chain(*groups.values()):
            for part in group[: bisect_left(group, -limit, key=lambda part: -least(part))]:
                if part["observation_id"] not in told and holds(whole, part):
                    yield _fault_above([part], whole, least(part), limit, told)
        same = (part for part in groups[id_][0] if part["subject"] == whole["subject"] and holds(whole, part))
        known = groups.values() if limit.is_finite() else ()
        within = ([part for part in chain(*of) if holds(whole, part)] for of in known if sum(map(len, of)) > 1)
        beside = (group for found in within for group in _find_beside(whole, found, places, subjects))
        for apart in (_most_apart(same), *beside):
            total = sum(map(least, apart), Decimal())
            if apart and total > limit and told.isdisjoint(part["observation_id"] for part in apart):
                yield _fault_above(apart, whole, total, limit, told)


def time_of(nature: str, start: date, end: date) -> tuple[date, date]:
    """Give the first and the last day of a figure; a stock of a month or a year is that of its last day."""
    is_of_day = nature == "stock" and (end - start).days < 366
    return end if is_of_day else start, end


def _adds_up(whole: Row) -> bool:
    """Tell whether a flow may have parts in time. Grades do not add up: the next year's are of the same units."""
    first, last = whole["time"]
    return bool(whole["nature"] == "flow" and whole["topic"] != "grading" and first < last)


def _is_within(whole: Row, part: Row) -> bool:
    """Tell whether a flow is a part of a longer one."""
    (first, last), (start, end) = whole["time"], part["time"]
    dated = "publication" not in (whole["period_basis"], part["period_basis"])  # whose span nobody knows
    adds_up = part["nature"] == "flow" and _adds_up(whole)
    return adds_up and dated and first <= start and end <= last and (first, last) != (start, end)


def _most_apart(rows: Iterable[Row]) -> Rows:
    """Choose flows whose spans do not overlap so that they make the most together."""
    best: list[tuple[Decimal, list[Row]]] = [(Decimal(), [])]
    rows = sorted(rows, key=lambda row: row["end"])
    ends = [row["end"] for row in rows]
    for row in rows:
        total, chosen = best[bisect_left(ends, row["start"])]
        best.append(max(best[-1], (total + least(row), [*chosen, row]), key=lambda option: option[0]))
    return best[-1][1]


def _find_beside(whole: Row, within: Rows, places: Mapping[str, Row], subjects: Mapping[str, str]) -> Iterable[Rows]:
    """Give the figures of places that lie beside each other in a whole, each place once: its communes, its villages.

    Who supports places is counted in each that he goes to, and Party organisations may hold one another.
    """
    beside: dict[tuple[str, bool], list[Row]] = defaultdict(list)
    if sum(map(least, within), Decimal()) <= most(whole):
        return []
    for row in reversed(within):  # of several rows of one place the least counts
        place, subject = places[row["locality_id"]], row["subject"]
        kind, (first, last) = subjects.get(subject, place["level"]), life_of(place)
        nested = subject and (place["locality_id"] != whole["locality_id"] or kind == "party_organisation")
        if row["topic"] != "support" and first <= row["end"] <= last and not nested:
            group = beside[kind, not subject]
            alike = (places[other["locality_id"]] for other in group if other["subject"] == subject)
            if not any(share_a_name(place, other) for other in alike):
                group.append(row)
    return [rows for rows in beside.values() if len(rows) > 1]


def _check_shares(rows: Sequence[Row], indicators: Mapping[str, Row]) -> Iterator[Fault]:
    """Shares of one partition do not add up to more than 100% and what rounding can add."""
    known = ((row, indicators[row["indicator_id"]]) for row in rows)
    parts = ((row, of) for row, of in known if of["partition"] and (of["unit"], of["nature"]) == ("percent", "share"))
    for shares in by_key(((of["counted"], of["partition"]), row) for row, of in parts).values():
        total = sum(map(least, shares), Decimal())
        if len(shares) > 1 and total - _slack(shares) > 100 and all(Decimal(row["value"]) <= 100 for row in shares):
            last = shares[-1]
            ids = ", ".join(row["observation_id"] for row in shares)
            yield fault_at("shares_above", last, "value", cell=str(total), others=ids)


def _slack(shares: Iterable[Row]) -> Decimal:
    """Give what rounding can add to shares: half of their last decimals."""
    return sum((Decimal(1).scaleb(-len(row["value"].partition(".")[2])) / 2 for row in shares), Decimal())


def least(row: Row) -> Decimal:
    """Give what the figure is at least; over 500 counted is 501."""
    return _least(row["value"], row["qualifier"], row["unit"])


@lru_cache(100_000)
def _least(value: str, qualifier: str, unit: str) -> Decimal:
    if qualifier not in ("eq", "gt", "ge"):
        return Decimal()
    return Decimal(value) + int(qualifier == "gt" and unit == "count")


def _reach(row: Row) -> Decimal:
    """Give the upper end of a range, and what any other figure is at least."""
    return Decimal(row["value_high"]) if row["value_high"] and row["qualifier"] == "eq" else least(row)


def most(row: Row) -> Decimal:
    """Give what the figure is at most, under 500 counted 499; one of a list that breaks off has no such limit."""
    return _most(row["value_high"] or row["value"], row["qualifier"], row["unit"], row["list_is_partial"])


@lru_cache(100_000)
def _most(value: str, qualifier: str, unit: str, is_partial: str) -> Decimal:
    if qualifier not in ("eq", "lt", "le") or is_partial == "true":
        return Decimal("Infinity")
    return Decimal(value) - int(qualifier == "lt" and unit == "count")
