"""The official list of administrative units, before 1 July 2025 and since: found by name, and codes held against it."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache, lru_cache
from typing import Any

import pandas as pd

from analysis.errors import Fault
from analysis.package.frames import fault_at
from analysis.package.places import KINDS, LEVELS, REFORM, is_imaginary, life_of, names_of
from analysis.package.table_rows import by_key, list_rows
from analysis.paths import data_dir
from analysis.text import fold, match_key

_REFORM = REFORM.isoformat()
_NEAR = 5  # units of one name that are told
_LEVELS = {2: "province", 3: "district", 5: "commune"}  # by the length of the code
NO_CODE = {level: "0" * length for length, level in _LEVELS.items()}
"""What stands where a code must, of a place that is imaginary."""
_ASIDE = re.compile(r"\s*\(.*\)$")  # a place of a class says so behind its name


@dataclass(frozen=True)
class OfficialUnit:
    """A row of the list: `valid_from` is empty where the list has it from the first, `valid_until` where it goes on."""

    code: str
    name: str
    kind: str
    parent: str
    valid_from: str
    valid_until: str

    @property
    def level(self) -> str:
        """Give the level, as `localities` tells it."""
        return _LEVELS[len(self.code)]

    @property
    def ever_above(self) -> list[OfficialUnit]:
        """Give all units above it in its time: a province that became a city is two."""
        found = [unit for unit in _by_code().get(self.parent, ()) if unit.lived(self.valid_from, self.valid_until)]
        return [each for unit in found for each in (unit, *unit.ever_above)]

    def above(self, day: str = "") -> list[OfficialUnit]:
        """Give the units above it, the nearest first: those of a day, in ISO form, else the last in its time."""
        ever = self.ever_above
        there = [unit for unit in ever if day and unit.lived(day, day)]
        return list({unit.level: unit for unit in (*ever, *there)}.values())

    def lived(self, first: str, last: str) -> bool:
        """Tell whether the list has it on some day from the first to the last, in ISO form; empty is without end."""
        return self.valid_from <= (last or "9999") and first <= (self.valid_until or "9999")

    @property
    def called(self) -> set[str]:
        """Give its code, and its name with its kind and without, as keys."""
        return {self.code, match_key(self.name), match_key(f"{self.kind} {self.name}")}

    def __str__(self) -> str:
        """Write it with its kind and the units above."""
        return ", ".join(f"{unit.kind} {unit.name}" for unit in (self, *self.above()))


@cache
def read_units() -> tuple[OfficialUnit, ...]:
    """Read the list, sorted by code and time; it is empty where a project's own data package has none."""
    path = data_dir() / "units.csv"
    if not path.is_file():
        return ()
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(OfficialUnit(*row) for row in list(csv.reader(file))[1:])


def find_units(text: str, *, day: str = "") -> list[OfficialUnit]:
    """Find units by code or by name, with its kind or without, with diacritics or without; the best come first.

    Behind a comma the units above may be named: ``"tan tien, lang son"``. `day`, in ISO form, keeps the units of that
    day; else those of today come before those of old.
    """
    name, *above = (fold(part) for part in text.split(","))
    exact = match_key(text.split(",")[0])
    found = []
    for unit, own, full in _index():
        whole = name in (own, full, unit.code)
        if (not whole and (not name or f" {name}" not in f" {full}")) or (day and not unit.lived(day, day)):
            continue
        told = fold(", ".join(f"{each.kind} {each.name}" for each in (unit, *unit.ever_above))) if above else ""
        if all(part in told for part in above):
            best = (unit.code != name, not whole, exact not in unit.called, bool(unit.valid_until), len(own), unit.code)
            found.append((best, unit))
    return [unit for _, unit in sorted(found, key=lambda each: each[0])]


def find_meant(place: Mapping[Any, Any], last: str = "9999") -> tuple[list[OfficialUnit], bool]:
    """Find the units that a row of `localities` may be, by its name, and its code if it has one; tell if that is sure.

    They were there by the last day, if that is given. The list is whole since 1 July 2025; units that ended before
    8 April 2023 are not in it, so that a name of that time is sure only with the unit above.
    """
    first, end = map(str, life_of(place))
    name = _ASIDE.sub("", place["name_vi"])
    asked = names_of({**place, "name_vi": name})
    found = [
        unit
        for unit in (_by_code().get(place["code"], ()) if place["code"] else _by_name().get(fold(name), ()))
        if unit.level == place["level"] and unit.lived(first, min(end, last)) and not asked.isdisjoint(unit.called)
    ]
    told = {place["parent_code"], *map(match_key, place["parent_vi"].split(","))}
    known = {unit: sum(bool(told & each.called) for each in unit.ever_above) for unit in found}
    if not any(known.values()) and (said := fold(place["parent_vi"])):  # without marks, or after another sign
        forms = {unit: [rf"\b{re.escape(fold(each.name))}\b" for each in unit.ever_above] for unit in found}
        known = {unit: sum(re.search(form, said) is not None for form in forms[unit]) for unit in found}
    most = max(known.values(), default=0)  # districts of one name lie in several provinces
    return [unit for unit in found if known[unit] == most], bool(most) or first >= _REFORM


def is_of_now(place: Mapping[Any, Any], last: str = "9999") -> bool:
    """Tell that a row says its place ended with the reform, where the list has such a unit only since then.

    Who writes of a commune that was merged out of others takes it for one that was merged.
    """
    alive = {**place, "fate": ""}
    ended = place["fate"] in ("merged", "divided") and not find_meant(place, last)[0]
    return ended and any(unit.valid_from >= _REFORM for unit in find_meant(alive, last)[0])


def judge_codes(frames: Mapping[str, pd.DataFrame]) -> Iterator[tuple[bool, Fault]]:
    """Hold the codes of places against the list: tell each that is not of its place, and whether that is sure."""
    for row in list_rows(frames["localities"]) if read_units() else ():
        try:
            life = tuple(map(str, life_of(row)))
        except ValueError:  # a day that is none, and told as such
            continue
        ended = row["level"] == "district" and life[0] >= _REFORM  # told too
        if is_imaginary(row):
            for unit in _by_code().get(row["code"], ())[-1:]:
                yield True, fault_at("unit_taken", row, "code", cell=row["code"], name=row["name_vi"], near=str(unit))
            continue
        found, _ = find_meant(row) if row["level"] in LEVELS else ([], False)
        if found and row["unit_kind"] not in ("", *(KINDS.get(unit.kind, "") for unit in found)):
            yield False, fault_at("unit_kind", row, "unit_kind", near=list_near(found))
        if row["level"] not in LEVELS or ended or found:
            continue
        if is_of_now(row):
            yield True, fault_at("fate_now", row, "fate", cell=row["fate"], name=row["name_vi"])
            continue
        meant, sure = find_meant({**row, "code": ""})
        said = {"cell": row["code"], "name": row["name_vi"], "near": list_near(meant or find_near(row))}
        yield sure, fault_at("unit_code" if meant else "unit_name", row, "code", **said)


def list_near(units: Iterable[OfficialUnit]) -> str:
    """List units that may be meant, each with its code."""
    return "; ".join(f"{unit.code} ({unit})" for unit in units)


def find_near(place: Mapping[Any, Any]) -> list[OfficialUnit]:
    """Find the units of the code of a row of `localities`, and those whose names are like its own, marks aside."""
    return _find_close(place["code"], fold(place["name_vi"].split(",")[0]), place["level"], *map(str, life_of(place)))


@lru_cache(1_000)  # places are judged for faults and again for notices
def _find_close(code: str, name: str, level: str, first: str, last: str) -> list[OfficialUnit]:
    there = [(unit, own, full) for unit, own, full in _index() if unit.level == level and unit.lived(first, last)]
    alike = [unit for unit, *names in there if name in names][:_NEAR]
    if not alike:
        names = {own: unit for unit, own, _ in there}
        alike = [names[near] for near in get_close_matches(name, names, n=2, cutoff=0.8)]
    return [*(unit for unit, *_ in there if unit.code == code), *alike]


@cache
def _by_name() -> dict[str, list[OfficialUnit]]:
    return by_key((name, unit) for unit, own, full in _index() for name in {own, full})


@cache
def _by_code() -> dict[str, list[OfficialUnit]]:
    return by_key((unit.code, unit) for unit in read_units())


@cache
def _index() -> list[tuple[OfficialUnit, str, str]]:
    return [(unit, fold(unit.name), fold(f"{unit.kind} {unit.name}")) for unit in read_units()]
