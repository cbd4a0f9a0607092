"""Which place lies in which, by codes, names and the days on which they were valid, and which go by one name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from analysis.dataset.load import Dataset
from analysis.package.layers import REFORM
from analysis.text import match_key
from analysis.words.catalogue import say

_LEVELS = ("commune", "district", "province")


def life_of(place: Mapping[str, Any]) -> tuple[date, date]:
    """Give the first and the last day on which the code of a row of `localities` meant this place.

    Every district ended with the reform, whatever its row says.
    """
    first, last = place["code_from"], place["code_to"]
    last = last.date() if last == last else date.max
    if place["level"] == "district":
        last = min(last, REFORM - timedelta(days=1))
    return first.date() if first == first else date.min, last


def lies_in(data: Dataset, part: Mapping[str, Any], whole: Mapping[str, Any]) -> bool:
    """Tell whether one place lies in another, by codes, and only if both were valid at one time.

    The code of the unit above decides, also through a district in `data`; where it is not that of a province, the ISO
    code of the province does. A name does only where no code is given, and only one place in `data` bears it.
    """
    if not _may_hold(part, whole):
        return False
    above = part["parent_code"]
    if not above and not part["iso_3166_2"]:
        told = {match_key(name) for name in part["parent_vi"]}
        rows = (data.row("locality", id_) for id_ in data.ids("locality") if told & _names(whole))
        alike = [row["locality_id"] for row in rows if _may_hold(part, row) and told & _names(row)]
        return alike == [whole["locality_id"]]
    if above == whole["code"] or whole["level"] == "district":
        return bool(above == whole["code"])
    if len(above) == len(whole["code"]):  # another province
        return False
    if part["iso_3166_2"] and whole["iso_3166_2"]:
        return bool(part["iso_3166_2"] == whole["iso_3166_2"])
    rows = (data.row("locality", id_) for id_ in data.ids("locality"))
    return any(row["code"] == above and lies_in(data, part, row) and lies_in(data, row, whole) for row in rows)


def _may_hold(part: Mapping[str, Any], whole: Mapping[str, Any]) -> bool:
    """Tell whether one place is of a higher level than another and lived at one time with it."""
    (first, last), (from_, to) = life_of(part), life_of(whole)
    return _LEVELS.index(part["level"]) < _LEVELS.index(whole["level"]) and first <= to and from_ <= last


def share_a_name(first: Mapping[str, Any], second: Mapping[str, Any]) -> bool:
    """Tell whether two places have one name, written with its level or without, or one code."""
    return first["code"] == second["code"] or not _names(first).isdisjoint(_names(second))


def _names(place: Mapping[str, Any]) -> set[str]:
    name = place["name_vi"]
    return {match_key(name), match_key(say(f"place.{place['level']}", "vi", name=name))}
