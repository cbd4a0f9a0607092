"""Each figure of a sentence has the time, the reading and the indicator that the sentence tells, and no other."""

from datetime import date
from pathlib import Path

import pytest

from analysis.dataset import load
from analysis.extract.article import ArticleParagraph
from analysis.extract.cues import read_cues
from analysis.extract.rows import Extract, Extractor, candidate_rows
from analysis.package.places import call_place
from analysis.package.yaml_lines import read_yaml

CASES, CONTEXTS = (read_yaml(Path(__file__).with_name(f"{name}.yml"))[1] for name in ("cases", "contexts"))
CELLS = ("value", "indicator", "period", "reading", "against", "status")


@pytest.fixture(scope="module")
def extractor():
    """Give an extractor that knows the dictionary."""
    return Extractor(read_cues(), load().tables["indicators"].to_dict("records"))


def told(candidate):
    """Write a candidate as a case does."""
    figure, dated = candidate.figure, candidate.dated
    ends = "–".join(str(end) for end in (figure.value, figure.value_high) if end is not None)
    period = {"open": "ask", "publication": "-"}.get(dated.basis, dated.period)
    return ends, candidate.indicator, period, dated.reading, dated.against, candidate.status


def wanted(case):
    for line in case["figures"]:
        cells = dict(zip(CELLS, (cell.strip() for cell in str(line).split("|")), strict=False))
        known = {cell: value for cell, value in cells.items() if value}
        yield tuple(({"reading": "level", "status": "observed"} | known).get(cell, "") for cell in CELLS)


@pytest.mark.parametrize("case", [case for case in CASES if "expect" in case], ids=lambda case: case["text"][:40])
def test_a_sentence_gives_what_is_expected_and_nothing_else(extractor, case):
    """The rows of a sentence have the indicators, values and periods expected, and no level beyond them but grades."""
    candidates, _, _ = extractor.find_candidates(ArticleParagraph(1, case["text"]), case["day"])
    extract = Extract(candidates=candidates, published_on=case["day"])
    levels = [row for row in candidate_rows(extract, source_id="mau")["observations"] if row["reading"] == "level"]
    for indicator, value, period in case["expect"]:
        met = [row for row in levels if row["indicator_id"] == indicator
               and "–".join(filter(None, (row["value"], row["value_high"]))) == str(value)]  # fmt: skip
        assert met, (indicator, value)
        assert met[0]["period"] == str(period) if period else met[0]["period_basis"] != "stated"
        levels.remove(met[0])
    beyond = {row["indicator_id"] for row in levels if not row["indicator_id"].startswith("members_graded")}
    assert beyond <= {""}
    assert not {candidate.indicator for candidate in candidates} & {*case.get("never", ())}


@pytest.mark.parametrize("case", [case for case in CASES if "figures" in case], ids=lambda case: case["text"][:40])
def test_a_sentence_is_read_as_it_says(extractor, case):
    """Every figure of a sentence has its value, indicator, period, reading, what it is against, and status."""
    candidates, _, _ = extractor.find_candidates(ArticleParagraph(1, case["text"]), case["day"])
    assert [told(candidate) for candidate in candidates] == list(wanted(case))
    for candidate in candidates:
        assert ("open_span" in candidate.decide) == (candidate.dated.basis == "open")
        assert ("period" in candidate.decide) == (candidate.dated.basis in ("publication", "context", "undecided"))


@pytest.mark.parametrize(
    ("text", "doubted"),
    [
        ("Toàn huyện có 41 tổ chức cơ sở đảng với 1.870 đảng viên.", [False, False]),
        ("Toàn huyện kết nạp 58 đảng viên, trong đó nữ 22.", [False, True]),
        ("Toàn xã có 264 đảng viên. Chi bộ thôn Giả Sơn có 21 đảng viên, họp 12 kỳ/năm.", [False, True, True]),
        ("Chi bộ có 21 đảng viên.", [True]),
        ("Ở Chi bộ khu phố 41 (Đảng bộ phường Giả Sơn) có 203 đảng viên.", [True]),
        ("Ở các chi bộ có 264 đảng viên.", [False]),
        ("Các chi bộ có 264 đảng viên.", [False]),
        ("Năm 2018, chi bộ có 21 đảng viên.", [True]),
        ("Từ 12 đảng viên năm 2010, đến nay chi bộ có 34 đảng viên.", [False, True]),
        ("Hiện nay, các chi bộ có 264 đảng viên.", [False]),
        ("Đảng ủy phường 3 kết nạp nhiều nhất với 19 đảng viên.", [True]),
    ],
)
def test_whose_a_figure_is_stands_in_doubt_where_the_text_names_another(extractor, text, doubted):
    """A person is asked for the subject of a part, and of what stands behind the name or the sentence of another."""
    candidates, _, _ = extractor.find_candidates(ArticleParagraph(1, text))
    assert ["subject" in candidate.decide for candidate in candidates] == doubted


@pytest.mark.parametrize(
    ("text", "basis"),
    [
        ("Năm 2022, huyện kết nạp 143 đảng viên.", "context"),
        ("Nhiệm kỳ 2020-2025, huyện kết nạp 143 đảng viên.", "context"),
        ("Năm 2021, huyện kết nạp 143 đảng viên.", "stated"),
        ("9 tháng năm 2022, huyện kết nạp 143 đảng viên.", "stated"),
        ("Năm 2022, huyện phấn đấu kết nạp 143 đảng viên.", "stated"),
    ],
)
def test_a_span_that_was_not_over_is_for_a_person_to_decide(extractor, text, basis):
    """What was done in a year, told months before its end, is not stated to be of the whole year."""
    candidates, _, _ = extractor.find_candidates(ArticleParagraph(1, text), date(2022, 10, 4))
    assert [candidate.dated.basis for candidate in candidates] == [basis]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Bình quân mỗi chi bộ kết nạp 2 đảng viên.", [True]),
        ("Mỗi năm kết nạp từ 100 đến 120 đảng viên.", [True]),
        ("Bình quân 12 đảng viên/chi bộ.", [False]),
        ("Toàn xã có 18 chi bộ, thu nhập tăng 1,5 lần.", [False, False]),
    ],
)
def test_a_mean_without_an_indicator_says_so(extractor, text, told):
    """A mean of which the dictionary has no ratio is proposed as none of its counts, with the reason."""
    candidates, _, _ = extractor.find_candidates(ArticleParagraph(1, text))
    assert ["mean" in candidate.decide for candidate in candidates] == told


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Tỷ lệ đảng viên dự sinh hoạt toàn huyện đạt 88%, có nơi chỉ đạt 71%.", [True, False]),
        ("Có nơi tỷ lệ đảng viên dự sinh hoạt chỉ đạt 71%.", [False]),
        ("Kết nạp đảng viên đạt 92% kế hoạch; một số xã mới đạt 40% kế hoạch.", [True, False]),
        ("Tỷ lệ đảng viên dự họp đạt 90%, nơi cao nhất là 98%, nơi thấp nhất 71%.", [True, False, False]),
        ("Tỷ lệ đảng viên dự họp bình quân 88%, cao nhất 96%, thấp nhất 71%.", [True, False, False]),
        ("Có chi bộ chỉ 71% đảng viên dự họp.", [False]),
        ("Có chi bộ chỉ có 12 đảng viên, trong đó 5 đảng viên nữ.", [False, False]),
        ("Nhiều thôn tỷ lệ hộ nghèo trên 41%.", [False]),
        ("Thu nhập bình quân đầu người có xã mới 18 triệu đồng/năm.", [False]),
        ("Một vài xã chỉ kết nạp được 2 đảng viên.", [False]),
        ("Hầu hết các chi bộ có tỷ lệ đảng viên dự sinh hoạt trên 90%.", [False]),
        ("Ở một số nơi, đảng viên dự họp chỉ 71%.", [False]),
        ("Chỉ 71% đảng viên dự họp ở một số chi bộ.", [False]),
        ("Có tháng chỉ kết nạp 2 đảng viên.", [False]),
        ("Tỷ lệ đảng viên dự họp chi bộ thôn có lúc chỉ đạt 71%.", [False]),
        ("Tỷ lệ đảng viên dự họp: nơi cao nhất: 98%; nơi thấp nhất: 71%.", [False, False]),
        ("Nơi ít nhất cũng kết nạp được 2 đảng viên, có xã tỷ lệ hộ nghèo còn 41% năm 2021.", [False, False]),
        ("Chi bộ ít đảng viên nhất cũng có 5 đảng viên.", [False]),
        ("Xã kết nạp ít nhất 7 đảng viên. Không ít nơi hộ nghèo trên 41%; toàn xã Mẫu Hạ còn 3%.", [True, False, True]),
        ("Tỷ lệ hộ nghèo còn 9%; 5 xã có tỷ lệ hộ nghèo trên 41%.", [True, True, False]),
        ("Đảng viên dự sinh hoạt bình quân 83%; nơi cao nhất là Đảng bộ xã Mẫu Hạ 95,5%.", [True, True]),
        ("Dù một số chi bộ chưa mạnh, Đảng bộ vẫn có 1.204 đảng viên.", [True]),
        ("Sau khi sáp nhập một số chi bộ, huyện còn 41 tổ chức cơ sở đảng.", [True]),
        ("Kết nạp 45 đảng viên ở nhiều chi bộ thôn.", [True]),
        ("Những năm qua, Đảng bộ kết nạp 143 đảng viên.", [True]),
        ("Tỷ lệ thôn có chi bộ đạt 98%. Năm 2021 xã có tỷ lệ hộ nghèo 9%.", [True, True]),
    ],
)
def test_a_figure_of_places_or_times_without_a_name_is_none_of_the_place(extractor, text, named):
    """What is so somewhere, or at most or least, has no indicator and says why; what is of all keeps its own."""
    candidates, _, _ = extractor.find_candidates(ArticleParagraph(1, text))
    assert ["unnamed" not in candidate.decide for candidate in candidates] == named
    assert any(candidate.indicator for candidate in candidates) == any(named)
    assert not any(candidate.indicator for candidate in candidates if "unnamed" in candidate.decide)


@pytest.mark.parametrize(
    ("sentence", "value", "qualifier"),
    [
        ("Tỷ lệ hộ nghèo xã Mẫu giảm hơn 1,2%.", "-1.2", "lt"),
        ("Tỷ lệ hộ nghèo xã Mẫu tăng hơn 1,2%.", "1.2", "gt"),
        ("Tỷ lệ hộ nghèo xã Mẫu thấp hơn 1,2% so với năm 2020.", "-1.2", "eq"),
        ("Tỷ lệ đảng viên dự họp không ít hơn 85%.", "85", "ge"),
        ("Toàn huyện có nhiều nhất 29 xã, ít nhất 6.", "29", "eq"),
        ("Mỗi tháng họp ít nhất 2 lần.", "2", "ge"),
        ("Có 92,1% tổ chức cơ sở đảng hoàn thành tốt nhiệm vụ trở lên.", "92.1", "eq"),
        ("Có 92,1% tổ chức cơ sở đảng dự họp trở lên.", "92.1", "ge"),
        ("Có 61 bí thư có trình độ từ trung cấp trở lên.", "61", "eq"),
        ("Xã kết nạp 61 đảng viên trở lên.", "61", "ge"),
        ("Xã kết nạp 61 trở lên đảng viên mới.", "61", "ge"),
        ("Có 92,1% trở lên đảng viên hoàn thành tốt nhiệm vụ.", "92.1", "ge"),
        ("Có 30% trở xuống số hộ chưa có nước sạch.", "30", "le"),
    ],
)
def test_a_bound_is_that_of_the_figure(extractor, sentence, value, qualifier):
    """More than a fall lies below it; where a grade goes on upwards, its share is no bound."""
    extract = Extract(candidates=extractor.find_candidates(ArticleParagraph(1, sentence))[0])
    row, *_ = candidate_rows(extract, source_id="mau_2021")["observations"]
    assert (row["value"], row["qualifier"]) == (value, qualifier)


@pytest.mark.parametrize(
    ("title", "line", "doubted"),
    [
        ("Đảng bộ xã Bình Lâm vững mạnh", "Đảng bộ xã Bình Lâm có 25 chi bộ. Toàn xã có 702 đảng viên.", [0, 0]),
        ("Đảng bộ xã Bình Lâm vững mạnh", "Thôn Giả Sơn có 40 đảng viên. Toàn xã có 702 đảng viên.", [1, 0]),
        ("Đảng bộ xã Bình Lâm vững mạnh", "Thôn Giả Sơn, xã Bình Lâm có 40 đảng viên.", [1]),
        ("Đảng bộ xã Bình Lâm vững mạnh", "Xã Bình Lâm Thượng có 40 đảng viên.", [1]),
        ("Đảng bộ xã Bình Lâm vững mạnh", "Toàn tỉnh có 92.400 đảng viên.", [1]),
        ("Đặc khu Cồn Én làm theo Bác", "Đảng bộ đặc khu Cồn Én có 18 chi bộ. Toàn đặc khu có 6 thôn.", [0, 0]),
        ("Phường 5 làm theo Bác", "Phường 5 có 9 chi bộ; phường 51 có 18 chi bộ; toàn phường có 9 chi bộ.", [0, 1, 0]),
        ("Phường Giả Định làm theo Bác", "Phường Mẫu có 9 chi bộ; toàn phường có 18 chi bộ.", [1, 0]),
        (
            "Tỉnh Lâm Khê sắp xếp bộ máy",
            "Toàn tỉnh có 76 xã, phường. Tại Hòa Xá, toàn xã có 1.120 đảng viên.",
            [0, 1],
        ),
        ("Huyện Mường Lò sắp xếp bộ máy", "Toàn huyện có 3.120 đảng viên; toàn xã có 180 đảng viên.", [0, 1]),
        ("Chi bộ thôn Giả Sơn, xã Bình Lâm họp", "Với 37 đảng viên, chi bộ đạt 100% chỉ tiêu.", [1, 1]),
        ("Các chi bộ ở xã Bình Lâm giữ nếp họp", "Toàn xã có 370 đảng viên, 100% chi bộ họp đều.", [0, 0]),
        ("Nhiều xã họp đại hội", "Xã Mẫu có 180 đảng viên; xã Ví có 9 chi bộ. Tỷ lệ hộ nghèo còn 3%.", [1, 1, 1]),
    ],
)
def test_the_whole_commune_is_the_place_of_an_article_on_it(extractor, tmp_path, title, line, doubted):
    """The own name, or "toàn" with its kind, is the place itself; of another place or level a person is asked."""
    day = "05/9/2022" if title.startswith("Huyện") else "05/9/2025"
    (tmp_path / "mau.txt").write_text(f"{title}\n\nNgày {day}\n\n{line}{' Việc vẫn còn.' * 9}\n", encoding="utf-8")
    found = extractor.extract(tmp_path / "mau.txt").candidates
    assert ["subject" in candidate.decide for candidate in found] == [*map(bool, doubted)]


@pytest.mark.parametrize(
    ("line", "former"),
    [
        (
            "Trước khi sáp nhập, phường Bình Lâm có 812 đảng viên. Nay Đảng bộ phường có 1.905 đảng viên.",
            ["Trước khi sáp nhập", ""],
        ),
        (
            "Phường Bình Lâm cũ có 812 đảng viên, 41 chi bộ; phường Bình Lâm mới có 1.905 đảng viên.",
            ["Phường Bình Lâm cũ", "Phường Bình Lâm cũ", ""],
        ),
        ("Phường Bình Lâm (cũ) có 812 đảng viên. Nhiệm kỳ qua, ba đảng bộ cũ kết nạp 87 đảng viên.",
         ["Phường Bình Lâm (cũ)", "", "đảng bộ cũ"]),
        (
            "Hợp nhất từ phường Bình Lâm (812 đảng viên) và phường An Tân (640 đảng viên), nay có 1.905 đảng viên.",
            ["Hợp nhất từ phường Bình Lâm", "Hợp nhất từ phường Bình Lâm", ""],
        ),
        (
            "Nhập từ 3 phường: Bình Lâm (812 đảng viên), An Tân (640 đảng viên) và Đông Hòa (453 đảng viên).",
            ["", *["Nhập từ 3 phường"] * 3],
        ),
        ("Trước sắp xếp, Đảng bộ phường có 812 đảng viên, hiện nay có 1.905 đảng viên.", ["Trước sắp xếp", ""]),
        ("Năm 2024, Đảng bộ phường kết nạp 41 đảng viên.", ["Năm 2024"]),
        (
            "Cuối năm 2024, Đảng bộ phường Bình Lâm có 812 đảng viên; đến ngày 30/8/2025 có 1.905 đảng viên.",
            ["Cuối năm 2024", ""],
        ),
        ("6 tháng đầu năm 2025, phường kết nạp 12 đảng viên.", ["6 tháng đầu năm 2025"]),
        ("Nhiệm kỳ 2020 - 2025, Đảng bộ phường kết nạp 215 đảng viên.", ["Nhiệm kỳ 2020 - 2025"]),
        ("Năm 2025, phường kết nạp 31 đảng viên; hiện Đảng bộ phường có 1.905 đảng viên.", ["", ""]),
        ("Sau khi sáp nhập, Đảng bộ phường có 1.905 đảng viên.", [""]),
        ("Phường thành lập trên cơ sở hợp nhất 3 phường, Đảng bộ có 1.905 đảng viên.", ["", ""]),
        ("Trước khi sáp nhập các khu phố, phường có 14 chi bộ. Cán bộ cũ dìu dắt 12 đảng viên mới.", ["", ""]),
        ("Phấn đấu đến năm 2030, phường kết nạp 250 đảng viên.", [""]),
    ],
)  # fmt: skip
def test_what_is_of_a_unit_before_the_merger_is_asked_for(extractor, tmp_path, line, former):
    """A figure of the time or the units before 1 July 2025 is not taken for one of the new ward of the same name."""
    text = "Đảng bộ phường Bình Lâm vững mạnh\n\nNgày {}\n\n{}{}\n".format("05/9/2025", line, " Việc vẫn còn." * 9)
    (tmp_path / "mau.txt").write_text(text, encoding="utf-8")
    found = extractor.extract(tmp_path / "mau.txt").candidates
    assert [candidate.former for candidate in found] == former
    assert ["former" in candidate.decide for candidate in found] == [*map(bool, former)]
    # The day of publication is no time of what was there before.
    assert not any(candidate.former and candidate.dated.basis == "publication" for candidate in found)


@pytest.mark.parametrize(
    ("title", "day", "line", "former"),
    [
        ("Đảng bộ phường Bình Lâm vững mạnh", "05/9/2022", "Năm 2021, Đảng bộ phường kết nạp 41 đảng viên.", ""),
        ("Đảng bộ xã Bình Lâm vững mạnh", "05/9/2022", "Trước khi sáp nhập, xã Bình Lâm có 412 đảng viên.",
         "Trước khi sáp nhập"),
        ("Đảng bộ tỉnh Lâm Khê vững mạnh", "05/9/2025", "Năm 2024, Đảng bộ tỉnh kết nạp 912 đảng viên.", "Năm 2024"),
        ("Đảng bộ tỉnh Lai Châu vững mạnh", "05/9/2025", "Năm 2024, Đảng bộ tỉnh kết nạp 912 đảng viên.", ""),
        ("Đảng bộ tỉnh Lâm Đồng vững mạnh", "05/9/2025", "Năm 2024, Đảng bộ tỉnh kết nạp 912 đảng viên.", "Năm 2024"),
    ],
)  # fmt: skip
def test_a_place_that_was_not_merged_keeps_its_figures(extractor, tmp_path, title, day, line, former):
    """Before the reform each figure is of its place, as it is in a province that the reform left as it was."""
    text = f"{title}\n\nNgày {day}\n\n{line}{' Việc vẫn còn.' * 9}\n"
    (tmp_path / "mau.txt").write_text(text, encoding="utf-8")
    (found,) = extractor.extract(tmp_path / "mau.txt").candidates
    assert found.former == former


def test_a_ward_with_a_number_is_named_with_its_kind(extractor, tmp_path):
    """A number alone is no name: the row of the place, and its id, say what it is the number of, in each language."""
    text = f"Phường 5 làm theo Bác\n\nNgày 05/9/2022\n\nPhường 5 có 9 chi bộ.{' Việc vẫn còn.' * 9}\n"
    (tmp_path / "ward.txt").write_text(text, encoding="utf-8")
    (row,) = candidate_rows(extractor.extract(tmp_path / "ward.txt"), source_id="mau")["localities"]
    assert [row[name] for name in ("locality_id", "name_vi", "name_en")] == ["phuong_5", "Phường 5", "Ward 5"]
    assert [call_place(row, lang) for lang in ("vi", "en")] == ["Phường 5", "Ward 5"]
    assert call_place({**row, "name_vi": "Mẫu Sơn", "name_en": "Mẫu Sơn"}, "en") == "Mẫu Sơn ward"


def test_a_day_of_publication_at_the_foot_dates_what_stands_before(extractor, tmp_path):
    """The day printed under an article gives its "6 tháng đầu năm" a year as one above it would."""
    body = (
        "Đảng bộ xã Giả Định\n\n{}6 tháng đầu năm, toàn xã kết nạp 12 đảng viên, đạt 60% kế hoạch."
        + " Việc vẫn còn." * 9
    )
    for name, text in (("head", body.format("Ngày 05/7/2019\n\n")), ("foot", body.format("") + "\n\nNgày 05/7/2019\n")):
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
        found = extractor.extract(tmp_path / f"{name}.txt")
        assert [candidate.dated.period for candidate in found.candidates] == ["2019-01/2019-06"] * 2, name


def test_what_a_bracket_tells_of_a_name_is_of_the_place_if_it_is_its_own(extractor, tmp_path):
    """A school that is called as its commune is not the commune."""
    told = "Đảng bộ xã Bình Lâm (264 đảng viên) họp. Trường Mầm non Bình Lâm (16 đảng viên) dự." + " Việc vẫn còn." * 9
    (tmp_path / "own.txt").write_text(f"Xã Bình Lâm vững mạnh\n\nNgày 05/9/2022\n\n{told}\n", encoding="utf-8")
    found = extractor.extract(tmp_path / "own.txt").candidates
    assert [(each.figure.value, each.indicator) for each in found] == [(264, "party_members"), (16, "")]


def test_what_is_offered_is_offered_once(extractor, tmp_path):
    """Those who are given a badge are told twice in an article on it: the second time they are told again."""
    lines = (
        "Xã Mẫu trao Huy hiệu\n\nXã trao Huy hiệu Đảng cho 14 đảng viên.\n\nTại lễ, xã trao Huy hiệu cho 14 đồng chí.\n"
    )
    (tmp_path / "badge.txt").write_text(lines, encoding="utf-8")
    found = extractor.extract(tmp_path / "badge.txt").candidates
    assert [(bool(each.offer), each.decide[0]) for each in found] == [(True, "new_indicator"), (False, "repeated")]


def test_a_title_repeats_and_does_not_add(extractor, tmp_path):
    """A figure of the title that the text tells again is proposed once, where the text tells it, with its own words."""
    text = "Tỉnh Giả Định kết nạp 301 đảng viên, đạt 36% chỉ tiêu\n\nNgày 05/7/2022\n\n{}\n"
    body = "Nửa đầu năm 2022, tỉnh kết nạp 301 đảng viên (ĐV), đạt 36% chỉ tiêu. Nâng tổng số ĐV lên 20.812 đồng chí."
    (tmp_path / "title.txt").write_text(text.format(body), encoding="utf-8")
    found = extractor.extract(tmp_path / "title.txt").candidates
    assert [(candidate.paragraph, candidate.figure.printed, candidate.indicator) for candidate in found] == [
        (3, "301 đảng viên", "members_admitted"),
        (3, "36% chỉ tiêu", "admission_plan_achieved"),
        (3, "20.812 đồng chí", "party_members"),
    ]


def test_a_year_under_review_is_that_of_its_report(extractor, tmp_path):
    """ "Trong năm" is the year that the title or the opening reviews, not that of the duties ahead."""
    opening = "Ngày 11/1, Huyện ủy Giả Sơn tổng kết công tác năm 2022, triển khai nhiệm vụ năm 2023."
    page = f"Giả Sơn tổng kết công tác\n12/01/2023\n{opening}\nTrong năm, toàn huyện kết nạp 143 đảng viên.\n"
    titled = "Giả Sơn tổng kết năm 2021\n12/03/2022\nTrong năm, toàn huyện kết nạp 131 đảng viên.\n"
    for text, year in ((page, "2022"), (titled, "2021")):
        (tmp_path / "report.txt").write_text(text, encoding="utf-8")
        (found,) = extractor.extract(tmp_path / "report.txt").candidates
        assert (found.dated.period, found.dated.basis) == (year, "context")


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (  # a list takes the time and the subject of its head, and ends where a sentence stands alone
            "Xếp loại tổ chức cơ sở đảng năm 2021:|- Hoàn thành xuất sắc nhiệm vụ: 9 tổ chức (19,6%).|"
            "- Không hoàn thành nhiệm vụ: 0.|Đảng bộ có 264 đảng viên.",
            [
                ("9", "organisations_graded_excellent", "2021", "context", "observed"),
                ("19.6", "organisations_graded_excellent_share", "2021", "context", "observed"),
                ("0", "organisations_graded_not_completed", "2021", "context", "observed"),
                ("264", "party_members", "", "publication", "observed"),
            ],
        ),
        (  # what the head aims at
            "Đại hội đề ra các chỉ tiêu đến năm 2025:|1. Kết nạp 60 đảng viên.|2. Tỷ lệ hộ nghèo còn dưới 2%.",
            [
                ("60", "members_admitted", "2025", "context", "target"),
                ("2", "poor_households_share", "2025", "context", "target"),
            ],
        ),
        (  # years of its own
            "Số đảng viên kết nạp qua các năm như sau:|Năm 2019: 12 đồng chí|Năm 2020: 15 đồng chí",
            [
                ("12", "members_admitted", "2019", "stated", "observed"),
                ("15", "members_admitted", "2020", "stated", "observed"),
            ],
        ),
        (  # headings of sections
            "A. Tổ chức cơ sở đảng|Tổng số: 46|Được đánh giá: 45|Hoàn thành tốt nhiệm vụ: 38 (84,4%)|B. Đảng viên|"
            "Tổng số: 3.105|Hoàn thành xuất sắc nhiệm vụ: 402",
            [
                ("46", "grassroots_organisations", "", "publication", "observed"),
                ("45", "organisations_assessed", "", "publication", "observed"),
                ("38", "organisations_graded_good", "", "publication", "observed"),
                ("84.4", "organisations_graded_good_share", "", "publication", "observed"),
                ("3105", "party_members", "", "publication", "observed"),
                ("402", "members_graded_excellent", "", "publication", "observed"),
            ],
        ),
        (  # a line that is a part of the line before
            "Kết quả năm 2021:|- Kết nạp 84 đảng viên;|- Trong đó: nữ 39, dân tộc thiểu số 15;",
            [
                ("84", "members_admitted", "2021", "context", "observed"),
                ("39", "", "2021", "context", "observed"),
                ("15", "", "2021", "context", "observed"),
            ],
        ),
        (  # women among those admitted are not the women members
            "Kết nạp đảng viên giai đoạn 2016 - 2020:|+ Đảng viên nữ: 27 đồng chí",
            [("27", "", "2016/2020", "context", "observed")],
        ),
        (  # a table pasted line by line, with the unit in brackets
            "Chỉ tiêu 2019 2020|Tổng số đảng viên 3.105 3.160|Tỷ lệ hộ nghèo (%) 9,4 7,2|"
            "Thu nhập bình quân đầu người (triệu đồng) 32 35,5|Tổ chức cơ sở đảng 46 46|Xã có 12 chi bộ trực thuộc.",
            [
                ("3105", "party_members", "2019", "context", "observed"),
                ("3160", "party_members", "2020", "context", "observed"),
                ("9.4", "poor_households_share", "2019", "context", "observed"),
                ("7.2", "poor_households_share", "2020", "context", "observed"),
                ("32000000", "income_per_person", "2019", "context", "observed"),
                ("35500000", "income_per_person", "2020", "context", "observed"),
                ("46", "grassroots_organisations", "2019", "context", "observed"),
                ("46", "grassroots_organisations", "2020", "context", "observed"),
                ("12", "affiliated_cells", "", "publication", "observed"),
            ],
        ),
        (  # cells that are days, dots or numbers of documents are no figures
            "Chỉ tiêu 2019 2020|Ngày họp 12.5.2019 3.4.2020|Mã số 1.2.3 00.00|Tổng số đảng viên 3.105 3.160",
            [
                ("3105", "party_members", "2019", "context", "observed"),
                ("3160", "party_members", "2020", "context", "observed"),
            ],
        ),
        (  # years as heads of lists, of which the next ends the last
            "Năm 2019:|- Kết nạp 17 đảng viên.|Năm 2020:|- Kết nạp 19 đảng viên.|- Tỷ lệ hộ nghèo còn 8,3%.",
            [
                ("17", "members_admitted", "2019", "context", "observed"),
                ("19", "members_admitted", "2020", "context", "observed"),
                ("8.3", "poor_households_share", "2020", "context", "observed"),
            ],
        ),
        (  # what is to be done
            "III. NHIỆM VỤ 6 THÁNG CUỐI NĂM|- Kết nạp 9 đảng viên mới.|- Tỷ lệ hộ nghèo còn dưới 5%.",
            [
                ("9", "members_admitted", "2022-07/2022-12", "context", "target"),
                ("5", "poor_households_share", "2022-07/2022-12", "context", "target"),
            ],
        ),
        (  # a numbered heading of what is aimed at, and the next one that ends it
            "1. Chỉ tiêu chủ yếu|- Kết nạp 9 đảng viên mới.|- Giảm tỷ lệ hộ nghèo 1,5%, còn dưới 4%.|"
            "2. Kết quả thực hiện chỉ tiêu năm 2021|- Kết nạp 8 đảng viên.",
            [
                ("9", "members_admitted", "", "publication", "target"),
                ("-1.5", "poor_households_share", "", "publication", "target"),
                ("4", "poor_households_share", "", "publication", "target"),
                ("8", "members_admitted", "", "publication", "observed"),
            ],
        ),
        (  # grades below what is graded, in short
            "Xếp loại năm 2021:|Về chi bộ thôn, bản:|- Xuất sắc: 11 chi bộ|- Tốt: 62 chi bộ|Về đảng viên:|- Tốt: 1.204",
            [
                ("11", "residential_cells_graded_excellent", "", "publication", "observed"),
                ("62", "residential_cells_graded_good", "", "publication", "observed"),
                ("1204", "members_graded_good", "", "publication", "observed"),
            ],
        ),
        (  # points that are parts of the line above them
            "Một số kết quả:|Tổng số đảng viên: 1.304|- Nữ: 402 (30,8%)|- Dự bị: 51",
            [
                ("1304", "party_members", "", "publication", "observed"),
                ("402", "women_members", "", "publication", "observed"),
                ("30.8", "women_members_share", "", "publication", "observed"),
                ("51", "probationary_members", "", "publication", "observed"),
            ],
        ),
    ],
)
def test_lists_and_tables_pasted_as_lines_have_the_time_above_them(extractor, tmp_path, lines, told):
    """A line hangs on the head of its list or the years of its table, and a person confirms that time."""
    text = "Đảng bộ xã Mẫu Thượng\n10/03/2022\n" + lines.replace("|", "\n") + "\n"
    (tmp_path / "list.txt").write_text(text, encoding="utf-8")
    found = extractor.extract(tmp_path / "list.txt").candidates
    assert [(str(each.figure.value), each.indicator, *each.dated[:2], each.status) for each in found] == told
    for each in found:
        assert (
            text.splitlines()[each.paragraph - 1][each.figure.start : each.figure.end].strip("%") in each.figure.printed
        )
        assert ("period" in each.decide) == (each.dated.basis != "stated")


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (  # years beside one another, with a column of units
            ["Chỉ tiêu | Đơn vị | Năm 2020 | Năm 2021", "Đảng viên | người | 3.105 | 3.160",
             "Tỷ lệ hộ nghèo | % | 9,4 | 7,2"],
            [("3105", "party_members", "2020"), ("3160", "party_members", "2021"),
             ("9.4", "poor_households_share", "2020"), ("7.2", "poor_households_share", "2021")],
        ),
        (  # years below one another
            ["Năm | Tổ chức cơ sở đảng | Tỷ lệ hộ nghèo (%)", "2020 | 46 | 9,4", "2021 | 45 | 7,2"],
            [("46", "grassroots_organisations", "2020"), ("9.4", "poor_households_share", "2020"),
             ("45", "grassroots_organisations", "2021"), ("7.2", "poor_households_share", "2021")],
        ),
        (  # a number and its share
            ["Xếp loại tổ chức cơ sở đảng:", "Mức | Số lượng | Tỷ lệ (%)", "Hoàn thành tốt nhiệm vụ | 33 | 73,3"],
            [("33", "organisations_graded_good", ""), ("73.3", "organisations_graded_good_share", "")],
        ),
        (  # a column that is a part of the one before it
            ["Năm | Kết nạp | Trong đó nữ | Tổng số đảng viên", "2019 | 119 | 50 | 4.310"],
            [("119", "members_admitted", "2019"), ("50", "", "2019"), ("4310", "party_members", "2019")],
        ),
        (  # a row for each grade, with what is graded above its column
            ["Xếp loại năm 2021 | Số chi bộ thôn | Tỷ lệ (%)", "Hoàn thành tốt nhiệm vụ | 8 | 66,7"],
            [("8", "residential_cells_graded_good", ""), ("66.7", "residential_cells_graded_good_share", "")],
        ),
        (  # grades beside one another are none of the whole
            ["Đối tượng | Hoàn thành | Không hoàn thành", "Đảng viên | 310 | 22"],
            [("310", "members_graded_completed", ""), ("22", "members_graded_not_completed", "")],
        ),
    ],
)  # fmt: skip
def test_a_table_is_read_by_its_rows_and_columns(extractor, tmp_path, lines, told):
    """A number of a table is of what its row and its column say together, and a person confirms its time."""
    (tmp_path / "table.txt").write_text("\n".join(["Đảng bộ xã Mẫu Thượng", "10/03/2022", *lines]), encoding="utf-8")
    found = extractor.extract(tmp_path / "table.txt").candidates
    assert [(str(each.figure.value), each.indicator, each.dated.period) for each in found] == told
    assert all("period" in each.decide for each in found)


@pytest.mark.parametrize("article", CONTEXTS, ids=lambda article: article["lines"][0][:40])
def test_a_figure_is_of_what_stands_above_or_before_it(extractor, tmp_path, article):
    """A line below a heading, a question or another line, and a figure that says nothing itself, have what was told."""
    lines, keys = zip(*((line.partition(" => ")[::2]) for line in article["lines"]), strict=True)
    path = tmp_path / "bai.txt"
    path.write_text("\n".join(lines), encoding="utf-8")
    candidates = extractor.extract(path).candidates
    for number, key in enumerate(keys, 1):
        named = [each for each in candidates if each.paragraph == number and each.indicator]
        assert sorted(f"{told(each)[0]} {each.indicator}" for each in named) == sorted(filter(None, key.split("; ")))


@pytest.mark.parametrize(
    ("before", "line", "told"),
    [
        (
            "Năm 2021, huyện kết nạp 143 đảng viên.",
            "Trong đó, có 61 đảng viên nữ, 40 đảng viên là người dân tộc thiểu số.",
            [("", "members_admitted_women", "2021"), ("", "members_admitted_ethnic_minority", "2021")],
        ),
        (
            "Hiện nay huyện có 2.964 đảng viên. Họ ở khắp các xã.",
            "Trong đó, đảng viên nữ 904 đồng chí, chiếm 30,5%.",
            [("women_members", "", ""), ("women_members_share", "", "")],
        ),
        (
            "Cuối năm 2021, huyện có 41 tổ chức cơ sở đảng, 2.964 đảng viên.",
            "Gồm 14 đảng bộ và 27 chi bộ.",
            [("grassroots_committees", "", "2021-12-31"), ("grassroots_cells", "", "2021-12-31")],
        ),
        ("Huyện kết nạp 143 đảng viên.", "Đảng bộ có 904 đảng viên nữ.", [("women_members", "", "")]),
        ("Nhân dân góp công làm đường.", "Trong đó, xã có 61 đảng viên nữ.", [("women_members", "", "")]),
    ],
)
def test_a_paragraph_that_begins_with_parts_goes_on(extractor, tmp_path, before, line, told):
    """ "Trong đó" at the beginning of a paragraph tells parts of the last figure of the one before it, at its time."""
    lines = ["Đảng bộ huyện Mẫu Thượng", "05/9/2022", before, f"{line}{' Việc vẫn còn.' * 9}"]
    (tmp_path / "parts.txt").write_text("\n".join(lines), encoding="utf-8")
    found = [each for each in extractor.extract(tmp_path / "parts.txt").candidates if each.paragraph == 4]
    offered = [(each.offer or {}).get("indicator_id", "") for each in found]
    assert [(each.indicator, offer, each.dated.period) for each, offer in zip(found, offered, strict=True)] == told


def test_a_figure_is_printed_from_its_abbreviation_on_or_by_itself(extractor):
    """No printed form begins within an abbreviation: behind one that ends in a noun the figure stands alone."""
    text = "Về đảng viên: HTXSNV 130 (14,9%), 52 TCCSĐ được xếp loại."
    candidates, _, _ = extractor.find_candidates(ArticleParagraph(1, text))
    assert [candidate.figure.printed for candidate in candidates] == ["130", "14,9%", "52 TCCSĐ"]
