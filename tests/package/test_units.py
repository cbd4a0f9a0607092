"""The official list of administrative units: whole, found by name, and codes held against it."""

from collections import Counter

import pytest

import analysis
from analysis.errors import DataError
from analysis.package.units import find_meant, find_units, read_units


@pytest.mark.parametrize(
    ("day", "counts"),
    [
        ("2023-04-08", {2: 63, 3: 705, 5: 10_598}),  # statistics office
        ("2025-06-30", {2: 63, 3: 696, 5: 10_035}),  # the eve of the rearrangement
        ("2025-07-01", {2: 34, 5: 3_321, "xã": 2_621, "phường": 687, "đặc khu": 13, "tỉnh": 28}),  # 19/2025/QĐ-TTg
        ("2026-09-20", {2: 34, 5: 3_321, "xã": 2_599, "phường": 709, "đặc khu": 13, "thành phố": 9}),  # 39/2026/QH16
    ],
)
def test_the_list_is_whole(day, counts):
    """On each of these days it has as many units of each kind as were published; each stands once, in its parent."""
    units = [unit for unit in read_units() if unit.lived(day, day)]
    told = Counter(len(unit.code) for unit in units) + Counter(unit.kind for unit in units)
    assert {key: told[key] for key in counts} == counts
    assert len({unit.code for unit in units}) == len(units)
    codes = {unit.code for unit in units}
    assert {unit.parent for unit in units} - {""} < codes
    assert all(bool(unit.parent) == (len(unit.code) > 2) for unit in units)


@pytest.mark.parametrize(
    ("day", "code", "words"),
    [
        ("2018-01-17", "103", "huyện Nậm Pồ, tỉnh Điện Biên"),
        ("2019-09-23", "180", "huyện Tràng Định, tỉnh Lạng Sơn"),
        ("2022-08-03", "08782", "xã Hải Lựu, huyện Sông Lô, tỉnh Vĩnh Phúc"),
        ("2022-03-14", "12", "tỉnh Lai Châu"),
        ("2019-03-08", "836", "huyện Ba Tri, tỉnh Bến Tre"),
        ("2026-01-01", "08782", "xã Hải Lựu, tỉnh Phú Thọ"),
        ("2026-01-01", "29110", "xã Ba Tri, tỉnh Vĩnh Long"),
        ("2026-01-01", "03166", "xã Mường Chà, tỉnh Điện Biên"),
        ("2025-07-01", "26368", "xã Long Thành, tỉnh Đồng Nai"),
        ("2026-05-01", "26368", "phường Long Thành, thành phố Đồng Nai"),  # 237/NQ-UBTVQH16
    ],
)
def test_a_code_means_its_unit_of_the_day(day, code, words):
    """Codes are used again: each gives the unit of that day, with those above."""
    assert str(find_units(code, day=day)[0]) == words


@pytest.mark.parametrize("text", ["xã Hải Lựu", "hai luu", "XA HAI LUU", "Hải lựu, Phú Thọ"])
def test_a_unit_is_found_with_diacritics_and_without(text):
    """The unit of today comes first, however its name is typed."""
    assert str(find_units(text)[0]) == "xã Hải Lựu, tỉnh Phú Thọ"


@pytest.mark.parametrize(
    ("parent", "codes"),
    [
        ("huyện Châu Thành, tỉnh Bến Tre", ["28840"]),
        ("tỉnh Bến Tre", ["28840"]),
        ("huyện Châu Thành", ["28840", "30274", "30622"]),  # in Đồng Tháp and An Giang too
    ],
)
def test_all_units_above_that_are_told_choose_among_those_of_one_name(parent, codes):
    """Three districts Châu Thành had a commune Tân Phú: the province beside the district tells which is meant."""
    place = {"name_vi": "Tân Phú", "level": "commune", "code": "", "parent_code": "", "parent_vi": parent}
    place |= {"fate": "", "code_from": "", "code_to": ""}
    assert [unit.code for unit in find_meant(place, "2024-05-12")[0]] == codes


def test_a_province_that_became_a_city_is_what_it_was_on_the_day():
    """Quảng Ninh is a city since 1 September 2026: a text of before lies in the province, and both names find it."""
    for asked in ("tiên yên, tỉnh quảng ninh", "tiên yên, thành phố quảng ninh"):
        unit = find_units(asked)[0]
        assert unit.code == "06862"
    words = {day: [f"{above.kind} {above.name}" for above in unit.above(day)] for day in ("2025-09-15", "2026-09-02")}
    assert words == {"2025-09-15": ["tỉnh Quảng Ninh"], "2026-09-02": ["thành phố Quảng Ninh"]}


def test_the_name_as_it_is_written_comes_first():
    """Who types diacritics gets that name before others of the same letters."""
    assert find_units("Bà Triệu")[0].name == "Bà Triệu"
    assert not find_units("không có đâu")


@pytest.mark.parametrize(
    ("cells", "right"),
    [
        ({"name_vi": "Ba Tri", "code": "29110", "code_from": "2025-07-01"}, None),
        ({"name_vi": "Ba Tri", "code": "29111", "code_from": "2025-07-01"}, "29110 (xã Ba Tri, tỉnh Vĩnh Long)"),
        ({"name_vi": "Ba Chi", "code": "29110", "fate": "formed"}, "Ba Tri"),
        ({"name_vi": "Hải Lựu", "code": "08783", "parent_vi": "huyện Sông Lô"}, "08782"),
        ({"name_vi": "Hải Lựu", "code": "08782"}, None),
    ],
)
def test_an_invented_code_is_a_fault(small_package, write_package, tmp_path, cells, right):
    """Where the list knows better, the fault says what would be right; the true code passes."""
    (place,) = small_package["localities"]
    folder = write_package(tmp_path / "mine", small_package | {"localities": [place | {"level": "commune"} | cells]})
    if right is None:
        analysis.load(folder)
        return
    with pytest.raises(DataError, match="official list") as caught:
        analysis.load(folder)
    assert right in str(caught.value)
