"""Numbers: read as Vietnamese print has them, found, and written in two languages."""

from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import AnalysisError, UnknownIdError
from analysis.text import (
    QUALIFIERS,
    Reading,
    find_numbers,
    format_figure,
    format_number,
    format_percent,
    hold_numbers,
    read_figure,
    read_number,
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.906", 1906),
        ("30.044", 30044),
        ("05", 5),
        ("0", 0),
        (" 1906 ", 1906),
        ("80,2", Decimal("80.2")),
        ("1,906", Decimal("1.906")),
        ("1.234.567,891", Decimal("1234567.891")),
        ("-2,5", Decimal("-2.5")),
        ("−3", -3),
    ],
)
def test_dot_groups_and_comma_is_the_decimal_mark(text, value):
    """A number has the value that its Vietnamese reader gives it."""
    read = read_number(text)
    assert read == value
    assert type(read) is type(value)


@pytest.mark.parametrize(
    "text",
    [
        "1.90",
        "1.2.3",
        "12..",
        "",
        "1.9066",
        "0.500",
        ".5",
        "5,",
        "1,2,3",
        "1,234.5",
        "12 xã",
        "1 906",
        "١",
        "9" * 5000,
        "1." + "000." * 2000 + "000",
    ],
)
def test_a_malformed_number_is_refused(text):
    """The message repeats the text and says what is expected."""
    with pytest.raises(AnalysisError, match="expected digits") as caught:
        read_number(text)
    assert repr(text) in str(caught.value)


@given(st.integers(-(10**12), 10**12))
def test_whole_numbers_survive_writing_and_reading(value):
    """What is written in Vietnamese is read back."""
    assert read_number(format_number(value, "vi")) == value


@given(st.decimals(-(10**9), 10**9, places=3))
def test_decimals_survive_writing_and_reading(value):
    """No place is lost or gained on the way."""
    assert read_number(format_number(value, "vi", decimals=3)) == value


EQ = "eq"


@pytest.mark.parametrize(
    ("printed", "readings"),
    [
        # Nouns before and after.
        ("1.906 đảng viên", [(1906, EQ)]),
        ("84 chi bộ bản", [(84, EQ)]),
        ("40 chi, đảng bộ trực thuộc", [(40, EQ)]),
        ("đảng bộ cơ sở 185", [(185, EQ)]),
        ("Mường Tè 93 đồng chí", [(93, EQ)]),
        ("hoàn thành nhiệm vụ 4", [(4, EQ)]),
        ("05 đơn vị", [(5, EQ)]),
        ("tỷ lệ 5%", [(5, EQ)]),
        # Per cent.
        ("80,2%", [(Decimal("80.2"), EQ)]),
        ("chiếm 36,12 %", [(Decimal("36.12"), EQ)]),
        ("-2,5%", [(Decimal("-2.5"), EQ)]),
        # Qualified.
        ("trên 40% số hộ", [(40, "gt")]),
        ("hơn 1 năm", [(1, "gt")]),
        ("dưới 3 đảng viên", [(3, "lt")]),
        ("chưa đầy 10", [(10, "lt")]),
        ("gần 57 nghìn đảng viên", [(57000, "approx")]),
        ("khoảng 30", [(30, "approx")]),
        ("xấp xỉ 30%", [(30, "approx")]),
        ("từ 85% trở lên", [(85, "ge")]),
        ("từ 3 đảng viên trở lên", [(3, "ge")]),
        ("ít nhất 3", [(3, "ge")]),
        ("tối thiểu 9 kỳ", [(9, "ge")]),
        ("không dưới 9 kỳ", [(9, "ge")]),
        ("từ 5 trở xuống", [(5, "le")]),
        ("tối đa 20%", [(20, "le")]),
        ("không quá 20%", [(20, "le")]),
        ("từ 85%", [(85, EQ)]),
        ("cao hơn 5%", [(5, EQ)]),
        # Fractions, ranges; a slash before a word is a unit.
        ("34/129 chi bộ", [(34, EQ), (129, EQ)]),
        ("10-11 kỳ/năm", [(10, "ge"), (11, "le")]),
        ("10–11", [(10, "ge"), (11, "le")]),
        ("9-11 kỳ/ năm", [(9, "ge"), (11, "le")]),
        ("3-4%", [(3, "ge"), (4, "le")]),
        ("từ 3 đến 4%", [(3, "ge"), (4, "le")]),
        ("từ 3% đến 4%", [(3, "ge"), (4, "le")]),
        ("12 kỳ/năm", [(12, EQ)]),
        # Scaled.
        ("trên 60 triệu đồng/năm", [(60_000_000, "gt")]),
        ("1,5 tỷ đồng", [(1_500_000_000, EQ)]),
        ("2 tỷ 500 triệu đồng", [(2_500_000_000, EQ)]),
        ("3-4 triệu đồng", [(3_000_000, "ge"), (4_000_000, "le")]),
        ("từ 40 triệu đồng/năm đến 65 triệu", [(40_000_000, "ge"), (65_000_000, "le")]),
        ("từ 2 triệu đồng đến 3", [(2_000_000, "ge"), (3_000_000, "le")]),
        ("5 ngàn", [(5000, EQ)]),
        ("5 tỉnh", [(5, EQ)]),
        # In words.
        ("không có chi bộ không hoàn thành nhiệm vụ", [(0, EQ)]),
        ("chưa có", [(0, EQ)]),
        ("3 thôn chưa có chi bộ", [(3, EQ)]),
        ("một nhóm hộ", [(1, EQ)]),
        ("hai mươi lăm xã", [(25, EQ)]),
        ("hơn mười lăm xã", [(15, "gt")]),
        ("năm xã", [(5, EQ)]),
        # Intervals, in months, and durations.
        ("6 tháng/lần", [(6, EQ)]),
        ("6 tháng một lần", [(6, EQ)]),
        ("6 tháng 1 lần", [(6, EQ)]),
        ("hai quý/lần", [(6, EQ)]),
        ("hằng năm", [(12, EQ)]),
        ("hàng năm", [(12, EQ)]),
        ("hằng quý", [(3, EQ)]),
        ("hàng tháng", [(1, EQ)]),
        ("3 năm", [(3, EQ)]),
        # Several, in the order printed; dates, years, documents and names are no figures.
        ("526 tổ chức (đảng bộ 185; chi bộ 341)", [(526, EQ), (185, EQ), (341, EQ)]),
        ("91 tốt, hoàn thành 4, không có chi bộ yếu", [(91, EQ), (4, EQ), (0, EQ)]),
        ("năm 2018 có 59 tổ chức", [(59, EQ)]),
        ("tính đến 31/12/2021 có 30.044 đảng viên", [(30044, EQ)]),
        ("từ 5/2016 đã kết nạp 12", [(12, EQ)]),
        ("theo Hướng dẫn 12-HD/BTCTW, 85%", [(85, EQ)]),
        ("Ba Tri 93 đồng chí", [(93, EQ)]),
        ("hằng năm kết nạp 30", [(30, EQ)]),
    ],
)
def test_a_printed_form_states_these_figures(printed, readings):
    """Each figure is read with what qualifies it, as a Vietnamese reader would."""
    assert read_figure(printed) == tuple(Reading(value, qualifier) for value, qualifier in readings)


@pytest.mark.parametrize(
    ("printed", "reason"),
    [
        ("đảng viên", "states no figure"),
        ("", "states no figure"),
        ("một số chi bộ", "states no figure"),
        ("năm qua", "states no figure"),
        ("Ba Tri", "states no figure"),
        ("ngày 23/5/2016", "states no figure"),
        ("giai đoạn 2016 - 2020", "states no figure"),
        ("1.90 đảng viên", "expected digits"),
        ("11-10 kỳ", "does not rise"),
        ("1 triệu rưỡi", "rưỡi"),
        ("một trăm hộ", "ninety-nine"),
    ],
)
def test_what_would_be_a_guess_is_refused(printed, reason):
    """No figure is made up; the message repeats the text and says why."""
    with pytest.raises(AnalysisError, match=reason) as caught:
        read_figure(printed)
    assert repr(printed) in str(caught.value)


@given(st.sampled_from(QUALIFIERS), st.integers(0, 10**7), st.booleans())
def test_written_figures_are_read_back(qualifier, value, unit_percent):
    """A figure written in Vietnamese states what it was written from."""
    written = format_figure(value, "vi", unit_percent=unit_percent, qualifier=qualifier)
    assert read_figure(written) == (Reading(value, qualifier),)


def test_every_group_of_digits_is_found():
    """Fractions and dates are one token, ranges two; signs stay outside."""
    text = "1.906 (80,2%), 34/129, ngày 23/5/2016, 23-5-2016, 2016-05-23, 10-11 kỳ, 05-CT/TW."
    expected = ["1.906", "80,2", "34/129", "23/5/2016", "23-5-2016", "2016-05-23", "10", "11", "05"]
    assert [token for *_, token in find_numbers(text)] == expected


@given(st.text(st.sampled_from("0123456789.,/-% aĐ")))
def test_no_digit_is_left_out_of_an_audit(text):
    """The tokens hold every digit of the text, each at its place."""
    found = find_numbers(text)
    assert all(text[start:end] == token for start, end, token in found)
    in_tokens = sum(char.isdigit() for *_, token in found for char in token)
    assert in_tokens == sum(char.isdigit() for char in text)


@pytest.mark.parametrize(
    ("value", "decimals", "vi", "en"),
    [
        (1906, None, "1.906", "1,906"),
        (80.2, None, "80,2", "80.2"),
        (Decimal("80.20"), None, "80,20", "80.20"),
        (1234567.891, None, "1.234.567,891", "1,234,567.891"),
        (0.1 + 0.2, None, "0,3", "0.3"),
        (5.0, None, "5", "5"),
        (5, 1, "5,0", "5.0"),
        (100 * 5 / 59, 1, "8,5", "8.5"),  # printed so in the Tràng Định article
        (2.5, 0, "3", "3"),
        (0.25, 1, "0,3", "0.3"),
        (-2.5, 0, "-3", "-3"),
        (-0.04, 1, "0,0", "0.0"),
        (-1906, None, "-1.906", "-1,906"),
        (Decimal("1.1234565"), None, "1,123457", "1.123457"),
        (np.int64(30044), None, "30.044", "30,044"),
        (np.float32(80.2), None, "80,2", "80.2"),
        (np.float64(36.12), 1, "36,1", "36.1"),
    ],
)
def test_numbers_are_written_as_each_language_prints_them(value, decimals, vi, en):
    """Groups, decimal mark and rounding (halves away from zero) are those of the reader's language."""
    assert format_number(value, "vi", decimals=decimals) == vi
    assert format_number(value, "en", decimals=decimals) == en


@pytest.mark.parametrize(
    "value", [None, float("nan"), float("inf"), np.nan, pd.NA, pd.NaT, Decimal("NaN"), "1906", True]
)
def test_what_is_not_a_number_is_never_written(value):
    """A missing value stops the report instead of showing as "nan"."""
    with pytest.raises(AnalysisError, match="finite number"):
        format_number(value, "vi")


def test_percentages_are_in_per_cent_already():
    """80.2 is 80.2 per cent, and no space stands before the sign."""
    assert format_percent(80.2, "vi") == "80,2%"
    assert format_percent(80.2, "en") == "80.2%"
    assert format_percent(80.22, "vi", decimals=1) == "80,2%"


@pytest.mark.parametrize(
    ("qualifier", "vi", "en"),
    [
        ("eq", "40%", "40%"),
        ("gt", "trên 40%", "over 40%"),
        ("ge", "từ 40% trở lên", "40% or more"),
        ("lt", "dưới 40%", "under 40%"),
        ("le", "từ 40% trở xuống", "40% or less"),
        ("approx", "khoảng 40%", "about 40%"),
    ],
)
def test_a_figure_keeps_its_qualifier_in_words(qualifier, vi, en):
    """What was printed as "over 40%" is never shown as 40%."""
    assert format_figure(40, "vi", unit_percent=True, qualifier=qualifier) == vi
    assert format_figure(40, "en", unit_percent=True, qualifier=qualifier) == en


def test_unknown_languages_and_qualifiers_are_refused_with_the_choices():
    """The message lists what may be asked for."""
    with pytest.raises(UnknownIdError, match="en, vi"):
        format_number(1, "fr")
    with pytest.raises(UnknownIdError, match="approx"):
        format_figure(1, "vi", qualifier="about")


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("Nậm Pồ, đoạn 4; Điều 11, khoản 2", "Nậm Pồ, đoạn~4; Điều~11, khoản~2"),
        ("Source: paragraphs 3, 10; Article 5; No. 3", "Source: paragraphs~3, 10; Article~5; No.~3"),
        ("trong số 12 đảng bộ, 12 Party cells", "trong số 12 đảng bộ, 12 Party cells"),
        ("ba đoạn văn, bài 4, 2018 và 2019", "ba đoạn văn, bài 4, 2018 và 2019"),
    ],
)
def test_a_number_is_held_by_its_word(text, held):
    """No line ends between the word for a part of a text and its number; “số”, among others, counts as well."""
    assert hold_numbers(text) == held.replace("~", "\u00a0")
