"""Documents, passages and assignments are proposed as places to read, with the words that they rest on."""

from datetime import date

import pytest

from analysis.dataset import load
from analysis.extract.article import ArticleParagraph
from analysis.extract.cues import read_cues
from analysis.extract.mentions import DocumentFinder, PassageFinder
from analysis.extract.rows import Extractor

CUES = read_cues()

# Kind, number, issuer and day of each document of a sentence, parted by bars.
DOCUMENTS = [
    ("Thực hiện Nghị quyết số 21-NQ/TW, ngày 16/6/2022 của Ban Chấp hành Trung ương Đảng khóa XIII",
     ["resolution|21-NQ/TW|Ban Chấp hành Trung ương Đảng|2022-06-16"]),
    ("Theo Chỉ thị số 10-CT/TW của Ban Bí thư và Hướng dẫn số 34-HD/BTCTW ngày 21.9.2017 của Ban Tổ chức Trung ương",
     ["directive|10-CT/TW|Ban Bí thư|", "guidance|34-HD/BTCTW|Ban Tổ chức Trung ương|2017-09-21"]),
    ("Quy định số 213-QĐ/TW ngày 02-01-2020 của Bộ Chính trị", ["regulation|213-QĐ/TW|Bộ Chính trị|2020-01-02"]),
    ("Đảng ủy đặc khu ban hành Kế hoạch số 02-KH/ĐU", ["plan|02-KH/ĐU|Đảng ủy đặc khu|"]),
    ("Ban Thường vụ Huyện ủy ban hành Đề án số 05-ĐA/HU", ["scheme|05-ĐA/HU|Ban Thường vụ Huyện ủy|"]),
    # Cited by a bare number, by a title, or with no number at all.
    ("Thực hiện Chỉ thị 05 của Bộ Chính trị khóa XII", ["directive|05|Bộ Chính trị|"]),
    ("Nghị quyết 21 của Trung ương được học tập", ["resolution|21|Trung ương|"]),
    ("Đề án “Nâng chất lượng sinh hoạt” của Huyện ủy", ["scheme||Huyện ủy|"]),
    ("Huyện ủy xây dựng Đề án về phát triển đảng viên, giao chi bộ", ["scheme||Huyện ủy|"]),
    ("Đảng ủy xã ban hành Nghị quyết chuyên đề về phát triển đảng viên", ["resolution||Đảng ủy xã|"]),
    ("theo Hướng dẫn của Ban Tổ chức Tỉnh ủy", ["guidance||Ban Tổ chức Tỉnh ủy|"]),
    ("theo các Hướng dẫn 07, 11 của Ban Tổ chức Trung ương",
     ["guidance|07|Ban Tổ chức Trung ương|", "guidance|11|Ban Tổ chức Trung ương|"]),
    # No documents: a plan that is no paper, what a statute says, a document of nobody.
    ("Huyện ủy xây dựng kế hoạch kết nạp 40 đảng viên", []), ("Điều lệ Đảng quy định chi bộ họp hằng tháng", []),
    ("Nghị quyết đi vào cuộc sống", []),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "cited"), DOCUMENTS, ids=lambda told: told[:30] if isinstance(told, str) else "")
def test_documents_are_found_as_they_are_cited(sentence, cited):
    """A document has the kind, number, issuer and day that its citation tells, without a number too."""
    found = DocumentFinder(CUES).find(sentence, 1)
    assert [f"{each.kind}|{each.number}|{each.issuer}|{each.issued_on or ''}" for each in found] == cited
    assert all(each.printed in sentence and len(each.printed) <= 90 for each in found)


def test_a_figure_behind_a_document_without_a_number_stays_a_figure():
    """What a document is about stands in its printed form, but hides no figure."""
    (found,) = DocumentFinder(CUES).find("Huyện ủy ban hành Kế hoạch kết nạp 40 đảng viên", 1)
    assert found.printed == "Kế hoạch kết nạp 40 đảng viên"
    assert (found.start, found.end) == (18, 26)


# What a sentence may be, with words that it rests on and rules to read it by.
PLACES = [
    ("Một số chi bộ chưa duy trì nền nếp sinh hoạt, việc kết nạp còn chậm.", "codings", "limitation",
     "chưa, còn chậm, nền nếp, kết nạp", "direction_limitation"),
    ("Thời gian tới, Đảng ủy sẽ tiếp tục đổi mới nội dung sinh hoạt chi bộ.", "codings", "measure",
     "tiếp tục, đổi mới, nội dung sinh hoạt", "direction_measure status_planned"),
    ("Nhờ đó, chất lượng sinh hoạt được nâng lên.", "codings", "result",
     "nhờ đó, được nâng lên, chất lượng sinh hoạt", "direction_result frame_cause"),
    ("Việc kết nạp được chú trọng nhưng còn chậm.", "codings", "limitation measure",
     "chú trọng, còn chậm, kết nạp", "direction_limitation direction_measure direction_both status_ongoing"),
    ("Huyện ủy cử 29 cán bộ xuống dự sinh hoạt với các chi bộ.", "assignments", "",
     "cử, cán bộ, xuống, dự sinh hoạt", "direction_measure"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "table", "directions", "words", "rules"), PLACES, ids=[each[0][:25] for each in PLACES]
)
def test_a_place_to_read_says_by_which_words_and_rules(sentence, table, directions, words, rules):
    """A sentence is proposed with what it may be, the words of the text, and the rules of the codebook that fit."""
    (found,) = [each for each in PassageFinder(CUES).find(sentence, 1) if each.table == table]
    assert (found.directions, found.rules) == (tuple(directions.split()), tuple(rules.split()))
    assert sorted(found.words) == sorted(words.split(", "))
    assert set(found.rules) <= set(load().tables["coding_rules"]["rule_id"])


# What has the words of a limitation and tells none, with what it is a limitation beside.
NO_LIMITATIONS = [
    "Đảng viên trẻ giúp đỡ thôn khó khăn.", "Tạo nguồn kết nạp ở các thôn, bản đặc biệt khó khăn.",
    "Mở lớp bồi dưỡng cho xã khó khăn của huyện.", "Kết nạp đảng viên ở vùng đặc biệt khó khăn.",
    "Đoàn thể thăm hộ gia đình có hoàn cảnh khó khăn.", "Góp ngày công giúp gia đình khó khăn làm nhà.",
    "Đội thiếu niên học tập và làm theo gương Bác.", "Các hình thức sinh hoạt chuyên đề phong phú.",
    "Kỷ luật bằng hình thức khiển trách 2 đảng viên.", "Nội dung, hình thức học tập phong phú.",
    "Ở xã Mường Ví khó khăn, huyện mở lớp bồi dưỡng.", "Tạo nguồn kết nạp ở bản Mẫu đặc biệt khó khăn.",
]  # fmt: skip


@pytest.mark.parametrize("sentence", NO_LIMITATIONS)
def test_a_place_that_is_difficult_is_no_limitation(sentence):
    """A kind of place, of people, of work is called by words that elsewhere tell what is lacking."""
    assert not any("limitation" in each.directions for each in PassageFinder(CUES).find(sentence, 1))


@pytest.mark.parametrize("sentence", [
    "Xã còn nhiều khó khăn trong kết nạp đảng viên.", "Việc kết nạp đảng viên ở xã gặp khó khăn.",
    "Tạo nguồn ở thôn khó khăn do thanh niên đi làm xa.", "Kinh tế của xã còn khó khăn.",
    "Chi bộ thiếu nguồn kết nạp đảng viên.", "Sinh hoạt chuyên đề ở vài nơi còn hình thức.",
    "Khắc phục tình trạng hình thức trong phê bình.",
])  # fmt: skip
def test_what_is_difficult_stays_a_limitation(sentence):
    """The same words, said of what is done, tell a limitation."""
    (found,) = PassageFinder(CUES).find(sentence, 1)
    assert "limitation" in found.directions


@pytest.mark.parametrize("sentence", [
    "Nghị quyết số 05-NQ/TU về tăng cường cán bộ cho cơ sở.",
    "Về tăng cường cán bộ, đảng viên giúp đỡ chi bộ bản.",
    "Huyện ủy bàn ba việc. Về luân chuyển cán bộ xuống xã, các đồng chí cùng góp ý.",
    "Đề án số 02-ĐA/HU, ngày 3/4/2019 của Huyện ủy, về điều động, luân chuyển cán bộ về cơ sở.",
    "Huyện ủy ban hành Đề án “Tăng cường cán bộ trẻ về xã”.",
    "Quy định số 12 về việc giới thiệu đảng viên về sinh hoạt tại nơi cư trú được học tập.",
    # The words of another thing.
    "Cán bộ, đảng viên dự tiếp xúc cử tri, góp ý về đất đai.", "Cán bộ có bằng cử nhân về làm việc ở xã.",
    "Đại hội bầu cử cấp ủy, các đồng chí trúng cử hứa giúp dân.", "Huyện ủy giao ban với bí thư chi bộ về kết nạp.",
    "Cán bộ hoàn thành nhiệm vụ được giao, giúp dân làm đường.", "Giao chỉ tiêu kết nạp đảng viên về từng chi bộ.",
    "Cấp ủy tăng cường quán triệt chủ trương về kết nạp đảng viên.",
    "Chi bộ giới thiệu quần chúng giúp đảng viên cao tuổi.",
])  # fmt: skip
def test_what_a_document_is_about_sends_nobody(sentence):
    """The title of a document is no assignment, nor an election, a meeting, a task or a work that is done more."""
    assert not any(each.table == "assignments" for each in PassageFinder(CUES).find(sentence, 1))


@pytest.mark.parametrize("sentence", [
    "Thực hiện Nghị quyết 05 về luân chuyển cán bộ, huyện đã cử 12 cán bộ về giúp xã.",
    "Thực hiện kế hoạch, huyện phân công cán bộ về giúp các xã.",
    "Quyết định điều động 12 cán bộ về xã giúp dân.", "37 cán bộ được điều về tăng cường cho các xã.",
    "Huyện ủy xây dựng kế hoạch giao các đồng chí ủy viên về dự sinh hoạt.",
    "Huyện cử 29 cán bộ xuống dự sinh hoạt theo Hướng dẫn về sinh hoạt.",
    "Huyện ủy giao nhiệm vụ cho 12 đồng chí theo dõi xã.", "Tỉnh tăng cường 12 cán bộ về xã.",
    "Chi bộ cử đảng viên giúp hộ nghèo.",
    "Đảng ủy giới thiệu đảng viên về sinh hoạt tại nơi cư trú.", "Đồng chí được giao phụ trách địa bàn.",
])  # fmt: skip
def test_who_is_sent_beside_a_document_is_sent(sentence):
    """An assignment stays one where a document is named too."""
    assert any(each.table == "assignments" for each in PassageFinder(CUES).find(sentence, 1))


def test_a_title_is_no_place_to_read(tmp_path):
    """Codings are of paragraphs, headlines not."""
    lines = "Giả Sơn tăng cường kết nạp đảng viên", "Ngày 22/5/2020", "Các chi bộ đẩy mạnh kết nạp đảng viên trẻ. " * 9
    (article := tmp_path / "a.txt").write_text("\n".join(lines), encoding="utf-8")
    found = Extractor(CUES).extract(article)
    assert found.title == lines[0]
    assert {each.paragraph for each in found.passages} == {3}


@pytest.mark.parametrize("sentence", ["Xã có 12 chi bộ với 264 đảng viên.", "Cán bộ, đảng viên về dự đông đủ."])
def test_no_place_without_its_words(sentence):
    """A sentence that only counts, or names people sent by nobody, is no place to read."""
    assert PassageFinder(CUES).find(sentence, 1) == []


@pytest.mark.parametrize(("sentence", "directions"), [
    ("Phấn đấu năm 2026 tỷ lệ hộ nghèo giảm còn dưới 10%.", ("measure",)),
    ("Năm 2024 tỷ lệ hộ nghèo giảm còn 10%.", ("result",)),
    ("Năm 2024 kết nạp 12 đảng viên, đạt 80% chỉ tiêu 15 đảng viên.", ("result",)),
])  # fmt: skip
def test_what_is_aimed_at_is_no_result(sentence, directions):
    """A sentence whose figures are all targets is proposed as a planned measure."""
    extractor = Extractor(CUES, load().tables["indicators"].to_dict("records"))
    _, _, (found,) = extractor.find_candidates(ArticleParagraph(1, sentence), date(2025, 2, 3))
    assert found.directions == directions
    assert ("status_planned" in found.rules) == (directions == ("measure",))
