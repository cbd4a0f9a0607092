"""Which place lies in which, by codes, names and the days on which they were valid, and which go by one name."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any

from analysis.package.table_rows import by_key
from analysis.text import match_key
from analysis.words.catalogue import say

REFORM = date(2025, 7, 1)
"""From this day there are two levels of local government: no districts, and communes merged from several."""

LEVELS = ("commune", "district", "province")

KINDS = {"phường": "ward", "thị trấn": "township", "đặc khu": "special_zone", "quận": "urban_district",
         "thị xã": "town", "thành phố": "city"}  # fmt: skip
"""Kinds of the list as `localities` tells them; of the others a level has one."""

LEVEL_OF = dict.fromkeys(("phường", "thị trấn", "đặc khu"), "commune") | dict.fromkeys(("quận", "thị xã"), "district")
"""The level of each kind that has no other."""


def life_of(place: Mapping[Any, Any]) -> tuple[date, date]:
    """Give the first and the last day on which the code of a row of `localities` meant this place.

    Every district ended with the reform, whatever its row says; so did what was merged or divided, and with it began
    what was formed, where the row gives no day.
    """
    fate, eve = place["fate"], REFORM - timedelta(days=1)
    first = _day(place["code_from"]) or (REFORM if fate == "formed" else date.min)
    last = _day(place["code_to"]) or (eve if fate in ("merged", "divided") else date.max)
    return first, min(last, eve) if place["level"] == "district" else last


def _day(cell: Any) -> date | None:
    """Read a day as a package stores it or as it is loaded."""
    if isinstance(cell, str):
        return date.fromisoformat(cell) if cell else None
    return cell.date() if cell == cell else None


def lies_in(places: Collection[Mapping[str, Any]], part: Mapping[str, Any], whole: Mapping[str, Any]) -> bool:
    """Tell whether one place lies in another, by codes, and only if both were valid at one time.

    The code of the unit above decides, also through a district in `places`; where it is not that of a province, the ISO
    code of the province does. A name does only where no code is given, and only one of `places` bears it.
    """
    if not _may_hold(part, whole):
        return False
    above = part["parent_code"]
    if not above and not part["iso_3166_2"]:
        told = _names_above(part)
        rows = places if told & names_of(whole) else ()
        alike = [row["locality_id"] for row in rows if _may_hold(part, row) and told & names_of(row)]
        return alike == [whole["locality_id"]]
    if above == whole["code"] or whole["level"] == "district":
        return bool(above == whole["code"])
    if len(above) == len(whole["code"]):  # another province
        return False
    if part["iso_3166_2"] and whole["iso_3166_2"]:
        return bool(part["iso_3166_2"] == whole["iso_3166_2"])
    return any(row["code"] == above and lies_in(places, part, row) and lies_in(places, row, whole) for row in places)


def find_wholes(places: Collection[Mapping[str, Any]]) -> dict[str, set[str]]:
    """Give the places in which each place lies, by their ids: all that `lies_in` tells, without asking of every two."""
    large = (row for row in places if row["level"] != LEVELS[0])
    known = by_key((key, row) for row in large for key in {row["code"], row["iso_3166_2"], *names_of(row)})

    def ask(part: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
        keys = {part["parent_code"], part["iso_3166_2"]} - {""} or _names_above(part)
        return {row["locality_id"]: row for key in keys for row in known.get(key, ())}

    found = {}
    for part in places:
        near = ask(part)
        near |= {
            id_: whole for row in [*near.values()] if row["level"] == "district" for id_, whole in ask(row).items()
        }
        wholes = (id_ for id_, whole in near.items() if lies_in(near.values(), part, whole))
        found[part["locality_id"]] = set(wholes)
    return found


def _names_above(part: Mapping[str, Any]) -> set[str]:
    names = part["parent_vi"]  # read as a list where the table is loaded
    return {match_key(name) for name in (names.split(",") if isinstance(names, str) else names)}


def _may_hold(part: Mapping[str, Any], whole: Mapping[str, Any]) -> bool:
    """Tell whether one place is of a higher level than another and lived at one time with it."""
    (first, last), (from_, to) = life_of(part), life_of(whole)
    return LEVELS.index(part["level"]) < LEVELS.index(whole["level"]) and first <= to and from_ <= last


def share_a_name(first: Mapping[str, Any], second: Mapping[str, Any]) -> bool:
    """Tell whether two places have one name, written with its level or without, or one code."""
    same = first["code"] == second["code"] and not is_imaginary(first)  # which has no code of its own
    return same or not names_of(first).isdisjoint(names_of(second))


def is_one_place(first: Mapping[str, Any], second: Mapping[str, Any]) -> bool:
    """Tell whether two rows are of one place, which the reform left as it was."""
    same = all(first[column] == second[column] for column in ("level", "code"))
    fates = {first["fate"], second["fate"]}
    return first == second or (same and "continues" in fates and fates <= {"continues", ""})


def is_imaginary(place: Mapping[Any, Any]) -> bool:
    """Tell whether a place is made up, as for a class: its name says so behind it, and goes with it wherever it is."""
    aside = place["name_vi"].partition("(")[2].strip(" )")
    return bool(aside) and match_key(aside) == match_key(say("place.imaginary", "vi", name="").strip(" ()"))


def is_named_for(part: Mapping[str, Any], place: Mapping[str, Any]) -> bool:
    """Tell whether a row of `subjects` is a unit of the level of a place, and has its name."""
    return bool(part["kind"] == place["level"]) and match_key(part["name_vi"]) in names_of(place)


def names_of(place: Mapping[str, Any]) -> set[str]:
    """Give the keys of the name of a place, written with its level and without."""
    return {match_key(place["name_vi"]), match_key(call_place(place, "vi"))}


def name_numbered(name: str, kind: str, lang: str) -> str:
    """Give the name of a unit with its kind where it is a number, Phường 5 or Ward 5; another stays as it is."""
    words = say(f"place.{kind}", lang, name=name).split() if name.isdigit() else []
    return " ".join(sorted(words, key=str.isdigit)).capitalize() or name


def call_place(place: Mapping[Any, Any], lang: str) -> str:
    """Name a place with its kind, as people call it: huyện Nậm Pồ, Nậm Pồ district; a name that has it stands alone."""
    if not (name := place[f"name_{lang}"]):
        return ""  # an empty cell, which the checks tell of
    told = say(f"place.{place.get('unit_kind') or place['level']}", lang, name=name)
    before, _, after = told.partition(name)
    has = name.casefold().startswith(before) if before else name.casefold().endswith(after)
    has = has or name.casefold().startswith(f"{after.strip()} ")  # Ward 5
    return name if has else told
