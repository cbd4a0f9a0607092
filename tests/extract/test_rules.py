"""An article is read into candidates: figures, documents and places to read."""

import json
from cProfile import Profile
from datetime import date
from decimal import Decimal
from random import Random

import pytest
from keyed_articles import read_articles

from analysis.dataset import load
from analysis.extract.article import ArticleParagraph
from analysis.extract.cues import read_cues
from analysis.extract.mentions import DocumentFinder, PassageFinder, merge_documents
from analysis.extract.numerals import FigureFinder
from analysis.extract.periods import PeriodFinder
from analysis.extract.rows import Extractor, candidate_rows
from analysis.text import find_spans, read_figure

CUES = read_cues()
EXTRACTOR = Extractor(CUES)
PERIODS = PeriodFinder(CUES)
find_documents, find_figures, find_passages = (
    finder(CUES).find for finder in (DocumentFinder, FigureFinder, PassageFinder)
)
ARTICLES = read_articles("dev")


def written(figure):
    ends = [figure.value] if figure.value_high is None else [figure.value, figure.value_high]
    return "–".join(f"{end:f}" if isinstance(end, Decimal) else str(end) for end in ends)


def proposed(text):
    return [(written(figure), figure.qualifier, figure.unit) for figure in find_figures(text, find_spans(text))]


def periods(text, documents=(), published=None):
    return [dated.period for dated in dating(text, documents, published)]


def dating(text, documents=(), published=None):
    spans = find_spans(text, published)
    outside = [span for span in spans if not any(first <= span.start < last for first, last in documents)]
    return PERIODS.find(text, find_figures(text, spans), outside, published)


def test_a_word_within_another_is_no_cue():
    """ "Hiến đất" speaks of resources, "sức chiến đấu" does not; a mark beside a word does not hide it."""
    themes = [
        theme
        for text in ("Chi bộ tăng cường vận dụng sức chiến đấu của mình.", "Chi bộ (hiến đất) tiếp tục họp đều.")
        for passage in find_passages(text, 1)
        for theme in passage.themes
    ]
    assert themes == ["leadership_capacity", "resources_mobilisation"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("trồng 5-7ha keo", [("5–7", "eq", "ha")]),
        ("mở 2,5km đường", [("2.5", "eq", "km")]),
        ("có 34/129 chi bộ", [("34", "eq", "count"), ("129", "eq", "count")]),
        ("họp 10-11 kỳ/năm", [("10–11", "eq", "meetings_per_year")]),
        ("góp trên 2,3 tỷ đồng", [("2300000000", "gt", "vnd")]),
        ("có 04 đơn vị, gần 80,2% số hộ", [("4", "eq", "count"), ("80.2", "approx", "percent")]),
        ("từ 85% trở lên", [("85", "ge", "percent")]),
        ("giao ban 6 tháng/lần", [("6", "eq", "months")]),
        ("đỡ đầu hai hộ nghèo", [("2", "eq", "count")]),
        ("91 hoàn thành tốt, không có chi bộ yếu", [("91", "eq", "count"), ("0", "eq", "count")]),
        ("huyện Nậm Ví 28 đồng chí", [("28", "eq", "count")]),
    ],
)
def test_figures_as_print_has_them(text, expected):
    """Fractions, ranges, qualifiers, scales, zero-padded counts, small words and none are read."""
    assert proposed(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "ngày 31/12/2021", "ngày 05 tháng 7 năm 2022", "tháng 9/2023", "năm 2018", "giai đoạn 2016 - 2020", "lúc 16:30",
        "Nghị quyết số 04-NQ/TU", "Thông tư 32/2020/TT-BGDĐT", "chi bộ bản Mới 1, 2 (xã Ví Dụ)",
        "thôn 3", "tổ dân phố số 4",
        "điện thoại (0288) 3.855.120", "gọi 0912.345.678", "lần thứ 4", "lớp 12", "khóa 13", "Điều 5", "ISO 9001:2015",
        "thứ hai, họp chi ủy", "hai là, giao ban", "Xã Ba Tri", "một số chi bộ", "các đảng viên trên 55 tuổi",
        "a1@vidu.example",
    ],
)  # fmt: skip
def test_what_is_no_figure(text):
    """Dates, numbers of documents, names with digits, telephone numbers, classes and ordinals are no figures."""
    assert proposed(text) == []


def test_a_printed_form_reads_as_its_value(tmp_path):
    """What is proposed is what the reader of printed forms makes of the words: one reading of figures, not two."""
    for article in ARTICLES:
        for candidate in EXTRACTOR.extract(article.write(tmp_path)).candidates:
            if candidate.figure.unit == "months" or candidate.figure.printed.lower().startswith(("chưa ", "không ")):
                continue
            readings = [(reading.value, reading.qualifier) for reading in read_figure(candidate.figure.printed)]
            if candidate.figure.value_high is not None:
                assert readings == [(candidate.figure.value, "ge"), (candidate.figure.value_high, "le")], (
                    candidate.figure
                )
            else:  # a fall is negative, its words are not
                value = abs(candidate.figure.value) if candidate.dated.falls else candidate.figure.value
                assert (value, candidate.figure.qualifier) in readings, candidate.figure


def test_repeated_documents_are_one():
    """A document cited again is one row with the other paragraph, and what the second mention adds is kept."""
    first = find_documents("thực hiện Nghị quyết số 09-NQ/TU của Tỉnh ủy", 2)
    again = find_documents("Nghị quyết số 09-NQ/TU, ngày 14 tháng 4 năm 2022 và Kế hoạch 5-KH/HU", 4)
    merged = merge_documents(first + again)
    assert [(document.number, document.issuer, str(document.issued_on), document.repeats) for document in merged] == [
        ("09-NQ/TU", "Tỉnh ủy", "2022-04-14", (4,)),
        ("5-KH/HU", "", "None", ()),
    ]
    assert find_documents("mỗi năm có kế hoạch kết nạp 5 đảng viên", 1) == []


def test_passages_are_places_not_texts():
    """A sentence is proposed by its place, with themes of the codebook; a sentence without signs is not."""
    text = "Đảng bộ xã ở ven sông. Tuy nhiên, việc kết nạp còn khó khăn."
    (passage,) = find_passages(text, 3)
    assert text[passage.start : passage.end] == "Tuy nhiên, việc kết nạp còn khó khăn."
    assert passage.directions == ("limitation",) and passage.themes == ("member_recruitment",)
    assert set(CUES.themes) == set(load().ids("theme"))


def test_period_is_the_one_stated():
    """The year beside a figure comes before one that stands earlier; a date of a document is no period."""
    text = "Hộ nghèo từ 34% năm 2020 còn 21% năm 2023"
    assert periods(text) == ["2020", "2023"]
    text = "Theo Chỉ thị 10-CT/TW ngày 30/3/2007, 5 chi bộ"
    (cited,) = find_documents(text, 1)
    assert periods(text, [(cited.start, cited.end)])[-1] == ""
    assert periods("Đến 31/12/2021 có 5 chi bộ") == ["2021-12-31"]


def test_rows_say_what_a_person_decides(tmp_path):
    """Each row carries what is left to decide; the best indicator is proposed, or none."""
    indicators = load().tables["indicators"].to_dict("records")
    found = Extractor(CUES, indicators).extract(ARTICLES[0].write(tmp_path))
    rows = candidate_rows(found, source_id="vi_du_2024")
    assert all(row["decide"] for table in rows.values() for row in table)
    members = next(row for row in rows["observations"] if row["value"] == "52386")
    assert members["indicator_id"] == "party_members" and members["period"] == "2020-06-30"
    assert any(row["indicator_id"] == "" and "no_indicator" in row["decide"] for row in rows["observations"])
    assert json.loads(json.dumps(rows, ensure_ascii=False))["directives"]


def count_steps(text):
    """Count the calls that reading a paragraph takes: unlike time, they are the same on every machine."""
    profile = Profile()
    profile.runcall(EXTRACTOR.find_candidates, ArticleParagraph(1, text), date(2023, 1, 1))
    return sum(entry.callcount for entry in profile.getstats())


def test_words_in_whatever_disorder_are_read():
    """Words, numbers and marks thrown together are read without an error, as a page badly saved may have them."""
    draw, told = Random(20261129), EXTRACTOR.find_candidates
    words = [word for article in ARTICLES for text in article.paragraphs for word in text.split()]
    marks = "12 9, 3.400 (15%) 2019 và lần_lượt từ lên – 45-50 5/7 trở_lên % . ; : 0 %, ( )".replace(
        "_", "\u00a0"
    ).split(" ")
    for size in range(400):
        line = " ".join(draw.choice(draw.choice([words, words, marks])) for _ in range(3 + size % 60))
        assert all(each.paragraph == 1 for each in told(ArticleParagraph(1, line.replace("\u00a0", " ")))[0]), line


def test_a_sentence_without_an_end_is_read_in_time():
    """A sentence four times as long takes no more than five times the steps, however many figures hang in it."""
    item = "năm 2021 xã Mẫu kết nạp 38 đảng viên, trong đó 12 nữ, đạt 76% chỉ tiêu; cuối năm 2022 có 34/129 chi bộ; "
    count_steps(item)
    assert count_steps(item * 240) < 5 * count_steps(item * 60)


def test_an_article_is_told_nothing_of_the_one_before(tmp_path):
    """One extractor reads two articles, then the first again, as if each were its only one."""
    paths = [article.write(tmp_path) for article in ARTICLES[:2]]
    first, _, again = (EXTRACTOR.extract(path) for path in (*paths, paths[0]))
    assert first == again == Extractor(CUES).extract(paths[0])
    blank = tmp_path / "blank.txt"
    blank.write_text("Một dòng không có gì ở đầu bài, cũng không nêu ngày nào.\n", encoding="utf-8")
    assert (EXTRACTOR.extract(blank).author, EXTRACTOR.extract(blank).published_on) == ("", None)
