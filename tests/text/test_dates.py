"""Dates and periods: read as Vietnamese print has them, and written in two languages."""

import subprocess
import sys
from datetime import date, datetime

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import AnalysisError, UnknownIdError
from analysis.text import (
    find_dates,
    find_weekday,
    format_date,
    format_period,
    format_weekday,
    period_bounds,
    read_date,
    span_length,
)

dates = st.dates(date(1900, 1, 1), date(2999, 12, 31))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("23/5/2016", date(2016, 5, 23)),
        ("06/7/2018", date(2018, 7, 6)),
        ("03/3/2021", date(2021, 3, 3)),
        ("17/01/2018", date(2018, 1, 17)),
        ("7/3/2019", date(2019, 3, 7)),
        ("31/12/2021", date(2021, 12, 31)),
        ("29/02/2020", date(2020, 2, 29)),
        ("23.5.2016", date(2016, 5, 23)),
        ("23-5-2016", date(2016, 5, 23)),
        ("2016-05-23", date(2016, 5, 23)),
        ("ngày 23 tháng 5 năm 2016", date(2016, 5, 23)),
        ("Ngày\u00a007\u00a0tháng 3 năm 2019", date(2019, 3, 7)),
        ("ngày 7/3/2019", date(2019, 3, 7)),
        ("Thứ Hai, 23/09/2019 - 10:45", date(2019, 9, 23)),
        ("09:16 - Thứ Tư, 17/01/2018", date(2018, 1, 17)),
        ("Chủ nhật 14/3/2021", date(2021, 3, 14)),
    ],
)
def test_dates_are_read_in_all_the_ways_they_are_written(text, expected):
    """The day stands before the month, with or without zeros."""
    assert read_date(text) == expected


@pytest.mark.parametrize("text", ["31/2/2020", "29/02/2019", "3/13/2021", "00/1/2021", "2021-02-30"])
def test_days_that_do_not_exist_are_refused(text):
    """An impossible date is an error that repeats it."""
    with pytest.raises(AnalysisError, match="no such day") as caught:
        read_date(text)
    assert repr(text) in str(caught.value)


@pytest.mark.parametrize("text", ["", "5/2016", "3/9/19", "23/5-2016", "23/5/2016 và 24/5/2016", "hôm nay"])
def test_what_is_not_one_full_date_is_refused(text):
    """Months, two-figure years and several dates are no date."""
    with pytest.raises(AnalysisError, match="is not a date"):
        read_date(text)


def test_dates_are_found_in_running_text():
    """Places run from the first digit to the last; numbers of documents and impossible days are no dates."""
    text = "Số 25/2024/TT-BNV, ngày 26 tháng 6 năm 2014; ngày 06/7/2018; 32/1/2020; 27-28/7/2020."
    assert [(text[start:end], found) for start, end, found in find_dates(text)] == [
        ("26 tháng 6 năm 2014", date(2014, 6, 26)),
        ("06/7/2018", date(2018, 7, 6)),
        ("28/7/2020", date(2020, 7, 28)),
    ]


@pytest.mark.parametrize(
    ("iso", "vi", "en"),
    [
        # Decree 30/2020/NĐ-CP: a zero before days under 10, and before months 1 and 2 only.
        ("2021-03-03", "03/3/2021", "3 March 2021"),
        ("2018-07-06", "06/7/2018", "6 July 2018"),
        ("2018-01-17", "17/01/2018", "17 January 2018"),
        ("2021-02-18", "18/02/2021", "18 February 2021"),
        ("2016-05-23", "23/5/2016", "23 May 2016"),
        ("2021-12-31", "31/12/2021", "31 December 2021"),
    ],
)
def test_dates_are_written_the_official_way(iso, vi, en):
    """A date and its ISO text are written the same, in each language's form."""
    assert format_date(iso, "vi") == format_date(date.fromisoformat(iso), "vi") == vi
    assert format_date(iso, "en") == format_date(datetime.fromisoformat(iso), "en") == en


@given(dates)
def test_dates_survive_writing_and_reading(value):
    """What is written in Vietnamese is read back, alone and in a sentence."""
    written = format_date(value, "vi")
    assert read_date(written) == value
    assert [found for *_, found in find_dates(f"Ngày {written}, họp.")] == [value]


@pytest.mark.parametrize("value", [pd.NaT, None, "", "2021", "03/3/2021", "2021-02-30", 2021])
def test_what_is_not_a_date_is_never_written(value):
    """A missing or partial date stops the report."""
    with pytest.raises(AnalysisError):
        format_date(value, "vi")


@pytest.mark.parametrize(
    ("period", "vi", "en", "first", "last"),
    [
        ("2018", "năm 2018", "2018", date(2018, 1, 1), date(2018, 12, 31)),
        ("2018-01", "tháng 01/2018", "January 2018", date(2018, 1, 1), date(2018, 1, 31)),
        ("2020-02", "tháng 02/2020", "February 2020", date(2020, 2, 1), date(2020, 2, 29)),
        ("2018-07", "tháng 7/2018", "July 2018", date(2018, 7, 1), date(2018, 7, 31)),
        ("2021-12-31", "31/12/2021", "31 December 2021", date(2021, 12, 31), date(2021, 12, 31)),
        ("2015/2020", "2015–2020", "2015–2020", date(2015, 1, 1), date(2020, 12, 31)),
        ("2021-01/2021-06", "6 tháng đầu năm 2021", "the first half of 2021", date(2021, 1, 1), date(2021, 6, 30)),
        ("2021-07/2021-12", "6 tháng cuối năm 2021", "the second half of 2021", date(2021, 7, 1), date(2021, 12, 31)),
        ("2024-01/2024-03", "quý I/2024", "the first quarter of 2024", date(2024, 1, 1), date(2024, 3, 31)),
        ("2018-04/2018-06", "quý II/2018", "the second quarter of 2018", date(2018, 4, 1), date(2018, 6, 30)),
        ("2021-01/2021-09", "9 tháng đầu năm 2021", "the first 9 months of 2021", date(2021, 1, 1), date(2021, 9, 30)),
        ("2021-02/2021-05", "từ tháng 2 đến tháng 5/2021", "February to May 2021", date(2021, 2, 1), date(2021, 5, 31)),
        ("2021-01/2021-12", "năm 2021", "2021", date(2021, 1, 1), date(2021, 12, 31)),
        (
            "2021-01-01/2021-09-16",
            "từ đầu năm đến 16/9/2021",
            "1 January to 16 September 2021",
            date(2021, 1, 1),
            date(2021, 9, 16),
        ),
        (
            "2015-05-22/2020-05-22",
            "từ 22/5/2015 đến 22/5/2020",
            "22 May 2015 to 22 May 2020",
            date(2015, 5, 22),
            date(2020, 5, 22),
        ),
        (
            "2020-11/2021-02",
            "từ tháng 11/2020 đến tháng 02/2021",
            "November 2020 to February 2021",
            date(2020, 11, 1),
            date(2021, 2, 28),
        ),
    ],
)
def test_periods_are_written_and_bounded(period, vi, en, first, last):
    """A period has its words in each language, and its first and last day."""
    assert format_period(period, "vi") == vi
    assert format_period(period, "en") == en
    assert period_bounds(period) == (first, last)


@pytest.mark.parametrize(
    "period",
    [
        *("", None, "18", "2018-1", "2018-13", "2018-00", "2018-02-00", "2018-02-30"),
        *("2020/2015", "2018/2018", "2018-Q1", "0000"),
        *("2021-06/2021-01", "2021-01/2021-13", "2021-01-01/", "/2021", "2021/2022/2023", "2021-01/06", "../2021"),
    ],
)
def test_bad_periods_are_refused(period):
    """Neither words nor days are made of what is no period; the message repeats it."""
    with pytest.raises(AnalysisError, match="period") as caught:
        format_period(period, "vi")
    assert repr(str(period)) in str(caught.value)
    with pytest.raises(AnalysisError):
        period_bounds(period)


def test_unknown_languages_are_refused():
    """Dates and periods are written in Vietnamese and English only."""
    with pytest.raises(UnknownIdError, match="language"):
        format_date("2021-03-03", "fr")
    with pytest.raises(UnknownIdError, match="language"):
        format_period("2021", "fr")


def test_importing_the_room_is_cheap():
    """Babel is loaded when something is written, not when the room is imported."""
    code = "import sys, analysis.text; sys.exit('babel' in sys.modules or 'pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    ("period", "length"),
    [
        ("2020", (12, 0)),
        ("2021", (12, 0)),
        ("2021-01/2021-12", (12, 0)),
        ("2015/2020", (72, 0)),
        ("2016/2020", (60, 0)),
        ("2021-01-01/2021-09-16", (8, 16)),
        ("2021-12-15/2022-01-14", (1, 0)),
    ],
)
def test_spans_are_as_long_as_the_calendar_says(period, length):
    """A span is so many months and days: a leap year is as long as any, and a term of six years is no plan of five."""
    assert span_length(*period_bounds(period)) == length


@pytest.mark.parametrize(
    ("text", "weekday"),
    [
        ("09:16 - Thứ Tư, 17/01/2018", 3),
        ("Thứ hai - 14/03/2022", 1),
        ("thứ 7, 02/3/2024", 6),
        ("Chủ nhật, 03/3/2024", 7),
        ("Ngày đăng bài: 08/03/2019", None),
        ("lần thứ 9", None),
        ("thứ bảytháng", None),
    ],
)
def test_weekdays_are_found(text, weekday):
    """A weekday printed with a date is found, by name or number; an ordinal that is no weekday is not."""
    assert find_weekday(text) == weekday


@given(dates)
def test_weekdays_read_back(day):
    """A weekday as written is found again, and is that of the calendar."""
    written = format_weekday(day.isoweekday(), "vi")
    assert find_weekday(f"{written}, {format_date(day, 'vi')}") == day.isoweekday()
    assert format_weekday(day.isoweekday(), "en") == day.strftime("%A")


@pytest.mark.parametrize("weekday", [0, 8, "3"])
def test_there_is_no_such_weekday(weekday):
    """Only 1 to 7 are weekdays."""
    with pytest.raises(AnalysisError, match="1 for Monday"):
        format_weekday(weekday, "vi")
