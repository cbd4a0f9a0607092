"""Which place lies in which, and which share a name: by codes and dates."""

from datetime import date
from itertools import product

import pandas as pd
import pytest

import analysis
from analysis.package.places import find_wholes, lies_in, life_of, share_a_name

pytestmark = pytest.mark.usefixtures("no_official_list")


def place(level, code, **more):
    """Give a row of `localities` as it is loaded; its life is open."""
    empty = {
        "locality_id": code,
        "name_vi": code,
        "parent_vi": "",
        "parent_code": "",
        "iso_3166_2": "",
        "code_from": pd.NaT,
        "code_to": pd.NaT,
        "fate": "",
    }
    return {**empty, "level": level, "code": code, **more}


def day(text):
    return pd.Timestamp(text)


@pytest.mark.parametrize(
    ("part", "whole", "inside"),
    [
        # Ba Tri's unit above is 83, as its row says; 86 is the province that Bến Tre went into.
        (place("district", "836", parent_code="83"), place("province", "83"), True),
        (place("district", "836", parent_code="83"), place("province", "86"), False),
        (place("province", "83"), place("district", "836", parent_code="83"), False),
        (place("commune", "08782", parent_code="253"), place("district", "253"), True),
        (place("commune", "08782", parent_code="253", iso_3166_2="VN-70"), place("district", "254"), False),
        (place("commune", "08782", parent_code="253", iso_3166_2="VN-70"),
         place("province", "26", iso_3166_2="VN-70"), True),
        (place("commune", "08782", parent_code="253", iso_3166_2="VN-70"),
         place("province", "25", iso_3166_2="VN-68"), False),
        (place("district", "836", parent_code="83", code_to=day("2025-06-30")),
         place("province", "83", code_from=day("2025-07-01")), False),
        (place("district", "836", parent_code="83", name_vi="Lai Châu"),
         place("province", "12", name_vi="Lai Châu"), False),
    ],
)  # fmt: skip
def test_a_place_lies_in_another(data, part, whole, inside):
    """Codes tell it, the ISO code of the province where a district stands between; a name beside a code does not."""
    assert lies_in(data.rows("locality"), part, whole) is inside


def test_every_district_ended_with_the_reform():
    """A district without a last day ended on 30 June 2025; an earlier day stands, and a province goes on."""
    assert life_of(place("district", "1"))[1] == life_of(place("district", "1", code_to=day("2026-12-31")))[1]
    assert life_of(place("district", "1"))[1] == date(2025, 6, 30)
    assert life_of(place("district", "1", code_to=day("2019-12-31")))[1] == date(2019, 12, 31)
    assert life_of(place("province", "1"))[1] == date.max


def test_a_fate_without_days_is_that_of_the_reform():
    """Without a day what was formed began on 1 July 2025, and what was merged or divided ended the day before."""
    assert life_of(place("commune", "1", fate="formed")) == (date(2025, 7, 1), date.max)
    assert life_of(place("commune", "1", fate="formed", code_from=day("2024-11-01")))[0] == date(2024, 11, 1)
    assert life_of(place("commune", "1", fate="merged")) == (date.min, date(2025, 6, 30))
    assert life_of(place("province", "1", fate="divided", code_to=day("2026-05-31")))[1] == date(2026, 5, 31)
    assert life_of(place("province", "1", fate="continues")) == (date.min, date.max)


def test_a_unit_above_known_by_name_only(write_package, tmp_path):
    """Without a code the name tells the unit above, if one place alone of those alive bears it."""
    old, new = {"code_to": "2025-06-30"}, {"code_from": "2025-07-01"}
    province = {"name_vi": "Thử Biển", "name_en": "Thử Biển", "level": "province"}
    told = [
        ("xa_a", "huyện Thử Suối, tỉnh Thử Biển", old),
        ("xa_b", "Thử Biển", new),
        ("xa_c", "tỉnh Thử Biển", {}),
        ("xa_d", "tỉnh Thử Rừng", old),
    ]
    rows = [{"locality_id": "tinh_a", "code": "91", **province, **old}]
    rows += [{"locality_id": "tinh_b", "code": "92", **province, **new}]
    rows += [
        {"locality_id": id_, "name_vi": id_, "name_en": id_, "level": "commune", "code": f"9000{n}",
         "parent_vi": above, "parent_en": above, **life}
        for n, (id_, above, life) in enumerate(told)
    ]  # fmt: skip
    data = analysis.load(write_package(tmp_path / "named", {"localities": rows}))
    found = {
        (part, whole)
        for part, whole in product(("xa_a", "xa_b", "xa_c", "xa_d"), ("tinh_a", "tinh_b"))
        if lies_in(data.rows("locality"), data.row("locality", part), data.row("locality", whole))
    }
    # The third lived with both, so its name does not tell which.
    assert found == {("xa_a", "tinh_a"), ("xa_b", "tinh_b")}
    assert {(part, whole) for part, wholes in find_wholes(data.rows("locality")).items() for whole in wholes} == found


def test_all_wholes_are_those_of_every_two_places():
    """Who lies in whom is the same asked of all at once: by code, through a district, by the code of a province."""
    rows = [
        place("province", "12"),
        place("province", "26", iso_3166_2="VN-70"),
        place("district", "253", parent_code="12"),
        place("commune", "08782", parent_code="253"),
        place("commune", "08783", parent_code="999", iso_3166_2="VN-70"),
        place("commune", "08784", parent_code="12", fate="formed"),
    ]
    expected = {"12": set(), "26": set(), "253": {"12"}, "08782": {"253", "12"}, "08783": {"26"}, "08784": {"12"}}
    assert find_wholes(rows) == expected
    ids = [
        (part["locality_id"], whole["locality_id"]) for part, whole in product(rows, rows) if lies_in(rows, part, whole)
    ]
    assert {(part, whole) for part, wholes in expected.items() for whole in wholes} == set(ids)


def test_a_name_may_be_written_with_its_level():
    """Xã Hải Lựu is Hải Lựu; another name with another code is another place."""
    short, long = place("commune", "1", name_vi="Hải Lựu"), place("commune", "2", name_vi="xã Hải Lựu")
    assert share_a_name(short, long)
    assert share_a_name(short, place("commune", "1", name_vi="Đôn Nhân"))
    assert not share_a_name(short, place("commune", "3", name_vi="Đôn Nhân"))
