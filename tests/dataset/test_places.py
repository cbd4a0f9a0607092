"""Which place lies in which, and which share a name: by codes and dates."""

import pandas as pd
import pytest

from analysis.dataset.places import lies_in, share_a_name


def place(level, code, **more):
    """Give a row of `localities` as it is loaded; its life is open."""
    empty = {"name_vi": code, "parent_code": "", "iso_3166_2": "", "code_from": pd.NaT, "code_to": pd.NaT}
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
    """Codes tell it, the ISO code of the province where a district stands between, and a name never does."""
    assert lies_in(data, part, whole) is inside


def test_a_name_may_be_written_with_its_level():
    """Xã Hải Lựu is Hải Lựu; another name with another code is another place."""
    short, long = place("commune", "1", name_vi="Hải Lựu"), place("commune", "2", name_vi="xã Hải Lựu")
    assert share_a_name(short, long)
    assert share_a_name(short, place("commune", "1", name_vi="Đôn Nhân"))
    assert not share_a_name(short, place("commune", "3", name_vi="Đôn Nhân"))
