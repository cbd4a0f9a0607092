"""Times and spans of time are read as Vietnamese articles write them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import AnalysisError
from analysis.text import find_spans, format_period, normalise, period_before, period_bounds, read_period

PUBLISHED = date(2021, 9, 16)  # a Thursday in September


def spans_of(text, published=PUBLISHED):
    return [(text[span.start : span.end], span.period) for span in find_spans(normalise(text), published)]


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("6 tháng đầu năm 2021", "2021-01/2021-06"),
        ("sáu tháng cuối năm 2020", "2020-07/2020-12"),
        ("9 tháng năm 2023", "2023-01/2023-09"),
        ("9 tháng đầu năm", "2021-01/2021-09"),
        ("6 tháng đầu năm nay", "2021-01/2021-06"),
        ("12 tháng năm 2020", "2020"),
        ("nửa đầu năm 2022", "2022-01/2022-06"),
        ("Nửa cuối năm 2020", "2020-07/2020-12"),
        ("nửa đầu năm nay", "2021-01/2021-06"),
        ("quý I/2024", "2024-01/2024-03"),
        ("quý 3 năm 2019", "2019-07/2019-09"),
        ("quý II.2018", "2018-04/2018-06"),
        ("quý I và quý II/2024", "2024-01/2024-06"),
        ("Q1/2019", "2019-01/2019-03"),
        ("quý IV", "2020-10/2020-12"),
        ("giai đoạn 2016–2020", "2016/2020"),
        ("2016-2020", "2016/2020"),
        ("từ năm 2016 đến năm 2020", "2016/2020"),
        ("từ 2016 đến 2020", "2016/2020"),
        ("giai đoạn từ năm 2016 đến 2020", "2016/2020"),
        ("nhiệm kỳ 2020 – 2025", "2020/2025"),
        ("năm học 2021-2022", ""),
        ("Lũy kế 9 tháng", "2021-01/2021-09"),
        ("tính chung 8 tháng", "2021-01/2021-08"),
        ("10 tháng của năm 2020", "2020-01/2020-10"),
        ("9 tháng 2020", "2020-01/2020-09"),
        ("9 tháng (năm 2020", "2020-01/2020-09"),
        ("9 tháng năm ngoái", "2020-01/2020-09"),
        ("11 tháng năm nay", ""),
        ("hai quý đầu năm 2020", "2020-01/2020-06"),
        ("3 quý năm 2020", "2020-01/2020-09"),
        ("2 quý cuối của năm 2020", "2020-07/2020-12"),
        ("quý đầu năm 2020", "2020-01/2020-03"),
        ("quý cuối năm 2020", "2020-10/2020-12"),
        ("nửa cuối 2020", "2020-07/2020-12"),
        ("hết quý I/2020", "2020-03-31"),
        ("hết quý II", "2021-06-30"),
        ("quý I của năm 2020", "2020-01/2020-03"),
        ("quý ba năm 2020", "2020-07/2020-09"),
        ("từ quý một đến quý ba năm 2020", "2020-01/2020-09"),
        ("quý I, II, III năm 2020", "2020-01/2020-09"),
        ("quý I và quý III năm 2020", ""),
        ("tháng chín năm 2020", "2020-09"),
        ("tháng 9 của năm 2020", "2020-09"),
        ("tháng 1 đến tháng 9 năm 2020", "2020-01/2020-09"),
        ("tháng 7, 8, 9 năm 2020", ""),
        ("tháng Giêng năm 2020", ""),
        ("tháng cuối năm 2020", ""),
        ("3 tháng giữa năm 2020", ""),
        ("15 tháng năm 2020", ""),
        ("9T năm 2020", ""),
        ("nửa năm 2020", ""),
        ("giữa năm 2020", ""),
        ("đầu năm 2020", ""),
        ("đầu năm", ""),
        ("đợt 1 năm 2020", ""),
        ("mùa hè năm 2020", ""),
        ("niên độ 2019-2020", ""),
        ("niên độ kế toán 2020", ""),
        ("kỳ I năm học 2019-2020", ""),
        ("6 tháng đầu năm học 2019-2020", ""),
        ("năm học này", ""),
        ("giữa nhiệm kỳ 2020-2025", ""),
        ("2 năm đầu nhiệm kỳ 2020-2025", ""),
        ("3 năm 2018-2020", "2018/2020"),
        ("3 năm 2015-2020", ""),
        ("Qua 3 năm thực hiện", "2018-09-16/2021-09-16"),
        ("từ Đại hội XII đến nay", ""),
        ("kể từ khi sáp nhập đến nay", ""),
        ("từ giữa năm 2020 đến nay", ""),
        ("từ năm 2018 đến 9 tháng đầu năm 2020", ""),
        ("năm 2018, 2019 và 6 tháng đầu năm 2020", ""),
        ("sau hơn 3 năm thực hiện", ""),
        ("qua 2 năm rưỡi triển khai", ""),
        ("cuối quý I năm 2020", "2020-03-31"),
        ("hai năm 2022, 2023", "2022/2023"),
        ("năm 2022 và 2023", "2022/2023"),
        ("các năm 2019, 2020 và 2021", "2019/2021"),
        ("năm 2019 và năm 2021", ""),
        ("từ đầu nhiệm kỳ đến nay", ""),
        ("từ đầu nhiệm kỳ 2020–2025 đến nay", ""),
        ("5 năm qua", "2016-09-16/2021-09-16"),
        ("Ba năm gần đây", "2018-09-16/2021-09-16"),
        ("6 tháng qua", "2021-03-16/2021-09-16"),
        ("từ đầu năm đến nay", "2021-01-01/2021-09-16"),
        ("từ năm 2019 đến nay", "2019-01-01/2021-09-16"),
        ("từ đầu năm 2021 đến 30/6/2021", "2021-01-01/2021-06-30"),
        ("từ đầu năm 2021 đến hết tháng 6/2021", "2021-01/2021-06"),
        ("từ tháng 3 đến tháng 5/2021", "2021-03/2021-05"),
        ("từ ngày 01/3 đến ngày 30/6/2021", "2021-03-01/2021-06-30"),
        ("tháng 5/2020", "2020-05"),
        ("tháng 5", "2021-05"),
        ("tháng 11", "2020-11"),
        ("5/2020", "2020-05"),
        ("hết tháng 6/2021", "2021-06-30"),
        ("hết năm 2020", "2020-12-31"),
        ("cuối năm 2020", "2020-12-31"),
        ("cuối năm 2021", "2021"),  # to come on the day of publication
        ("năm nay", "2021"),
        ("năm ngoái", "2020"),
        ("trong năm", "2021"),
        ("cuối năm", "2021"),
        ("sáng 30/8", "2021-08-30"),
        ("15 tháng 12 năm 2020", "2020-12-15"),
        ("đến nay", "2021-09-16"),
        ("hiện nay", "2021-09-16"),
    ],
)
def test_a_span_is_read_as_written(text, period):
    """Each way of saying a span gives its ISO form, whole, also within a sentence; one that is open gives none."""
    assert spans_of(text) == [(text, period)]
    assert (text, period) in spans_of(f"Xã Mẫu có, {text}, đã làm xong.")


@pytest.mark.parametrize(
    ("typed", "period", "vi", "en"),
    [
        ("lũy kế 9 tháng năm 2023", "2023-01/2023-09", "9 tháng đầu năm 2023", "the first 9 months of 2023"),
        ("10 tháng của năm 2023", "2023-01/2023-10", "10 tháng đầu năm 2023", "the first 10 months of 2023"),
        ("ba quý đầu năm 2023", "2023-01/2023-09", "9 tháng đầu năm 2023", "the first 9 months of 2023"),
        ("quý đầu năm 2024", "2024-01/2024-03", "quý I/2024", "the first quarter of 2024"),
        ("quý cuối năm 2023", "2023-10/2023-12", "quý IV/2023", "the fourth quarter of 2023"),
        ("hai quý cuối năm 2023", "2023-07/2023-12", "6 tháng cuối năm 2023", "the second half of 2023"),
        ("hết quý I/2024", "2024-03-31", "31/3/2024", "31 March 2024"),
        ("đến hết quý I/2024", "2024-03-31", "31/3/2024", "31 March 2024"),
        ("3 năm 2021-2023", "2021/2023", "2021–2023", "2021–2023"),
        ("3 năm (2021, 2022, 2023)", "2021/2023", "2021–2023", "2021–2023"),
        ("2021, 2022, 2023", "2021/2023", "2021–2023", "2021–2023"),
        ("5 năm (2016-2020)", "2016/2020", "2016–2020", "2016–2020"),
        ("cả nhiệm kỳ 2015 - 2020", "2015/2020", "2015–2020", "2015–2020"),
        ("nhiệm kỳ XXIII (2020-2025)", "2020/2025", "2020–2025", "2020–2025"),
        ("2021-05/2021-05", "2021-05", "tháng 5/2021", "May 2021"),
    ],
)
def test_a_part_of_a_year_is_typed_and_worded(typed, period, vi, en):
    """A part of a year is read in a cell of a workbook, never as the year, and worded back in both languages."""
    assert read_period(typed) == read_period(vi) == period
    assert (format_period(period, "vi"), format_period(period, "en")) == (vi, en)


def test_years_of_work_end_with_publication_only_where_no_year_is_told():
    """ "Sau 3 năm thực hiện" in a sentence of another year ends in nobody knows which; months may follow a year."""
    assert spans_of("Năm 2019, sau 3 năm thực hiện.")[1] == ("sau 3 năm thực hiện", "")
    assert spans_of("Năm 2019, trong 9 tháng đầu, xã họp.")[1] == ("9 tháng đầu", "2019-01/2019-09")


@pytest.mark.parametrize(
    "text",
    ["mỗi quý 1 lần", "những năm qua", "12 kỳ/năm", "34/129 chi bộ", "thực hiện có hiệu quả", "ba năm liền",
     "25/2024/NĐ-CP", "2 tháng/lần", "1.950 đảng viên", "ngày 19/5 hằng năm", "6 tháng đầu năm học", "năm chi bộ"],
)  # fmt: skip
def test_what_is_no_span(text):
    """An interval between meetings, a vague past, a fraction, a document and a count of years are no spans."""
    assert spans_of(text) == []


def test_a_year_not_said_is_that_of_the_words_before():
    """A half-year has the year of its sentence, "trong năm" that of the sentences before, else of publication."""
    assert spans_of("Năm 2018 kết nạp 9; 6 tháng cuối năm kết nạp 5.")[1][1] == "2018-07/2018-12"
    assert spans_of("Năm 2018 kết nạp 9. 6 tháng đầu năm kết nạp 5.")[1][1] == "2021-01/2021-06"
    assert spans_of("Năm 2018 kết nạp 9. Trong năm, xã mở 2 lớp.")[1][1] == "2018"
    assert [span.basis for span in find_spans("Năm 2018; trong năm; đến nay", PUBLISHED)] == [
        "stated",
        "context",
        "now",
    ]
    assert [span.basis for span in find_spans("6 tháng đầu năm, 5 năm qua, trong năm")] == ["open"] * 3


def test_months_at_the_head_of_a_sentence_are_those_that_have_passed():
    """ "Trong 9 tháng," counts from January; months not over yet are of no known year, later ones a length of time."""
    assert spans_of("Trong 9 tháng, xã Mẫu kết nạp 9.", date(2023, 10, 12)) == [("Trong 9 tháng", "2023-01/2023-09")]
    assert spans_of("Xã Mẫu họp. Qua tám tháng, xã có 9.") == [("Qua tám tháng", "2021-01/2021-08")]
    assert spans_of("Trong 11 tháng, xã Mẫu kết nạp 9.") == [("Trong 11 tháng", "")]
    assert spans_of("Phải làm xong trong 6 tháng, không để chậm; trong 3 tháng đầu, xã chờ.") == []


@pytest.mark.parametrize(
    ("compared", "period", "against"),
    [
        ("cùng kỳ", "2021-01/2021-06", "2020-01/2020-06"),
        ("cùng kỳ năm trước", "2021-01-01/2021-09-16", "2020-01-01/2020-09-16"),
        ("cùng kỳ năm 2019", "2021-01/2021-03", "2019-01/2019-03"),
        ("năm trước", "2018", "2017"),
        ("năm trước", "2023-11-02", "2022"),
        ("nhiệm kỳ trước", "2015/2020", "2010/2015"),
        ("quý trước", "2024-01/2024-03", "2023-10/2023-12"),
        ("tháng trước", "2021-01", "2020-12"),
        ("năm 2015", "2021", "2015"),
        ("nhiệm kỳ trước", "2021", ""),
        ("cùng kỳ", "", ""),
        ("cùng kỳ", "2020-02-29", "2019-02-28"),
    ],
)
def test_what_a_figure_is_compared_with(compared, period, against):
    """The same months of the year before, or the term before, are counted from the figure's own span."""
    (span,) = find_spans(compared, PUBLISHED)
    assert period_before(span, period) == against


DAYS = st.dates(date(1930, 1, 1), date(2090, 12, 31))


@given(start=DAYS, end=DAYS, form=st.sampled_from(["%Y", "%Y-%m", "%Y-%m-%d"]), single=st.booleans())
def test_written_periods_are_read_back(start, end, form, single):
    """Whatever period is written in Vietnamese is read back as the same days, with no date of publication."""
    ends = sorted(day.strftime(form) for day in (start, end))
    period = ends[0] if single or ends[0] == ends[1] else "/".join(ends)
    assert period_bounds(read_period(format_period(period, "vi"))) == period_bounds(period)
    assert read_period(period) == period


@given(n=st.integers(1, 20), day=DAYS)
def test_years_past_end_on_the_day_of_publication(n, day):
    """ "N năm qua" ends on the day of publication and begins N years before, on 28 February if there is no 29th."""
    start, end = period_bounds(read_period(f"{n} năm qua", day))
    assert end == day and start.year == day.year - n
    assert abs(start.replace(year=2000) - day.replace(year=2000)) <= timedelta(days=1)


@pytest.mark.parametrize(
    "text",
    ["6 tháng đầu năm", "13/2019", "2020-2019", "đến nay", "quý V/2019", "xã", "", "30/2/2019", "năm học 2022-2023"],
)
def test_what_tells_no_period_is_refused(text):
    """A typed period without its year, or that does not exist, is refused with what would be right."""
    with pytest.raises(AnalysisError, match=r"period|particular time"):
        read_period(text)


@pytest.mark.parametrize("text", ["năm ngoái", "đầu năm 2021", "31/02/2021", "sau đại hội"])
def test_what_names_no_time_is_told_what_does(text):
    """The message says what may be written, with two examples, and repeats what was."""
    with pytest.raises(AnalysisError) as told:
        read_period(text)
    assert f"{text!r} names no particular time" in str(told.value)
    assert "such as 31/12/2021 or 6 tháng đầu năm 2021" in str(told.value)
