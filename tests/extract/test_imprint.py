"""The title, author, outlet and day are taken from the head and the foot of an article, as printed."""

from pathlib import Path

import pytest

from analysis.extract.cues import read_cues
from analysis.extract.imprint import Imprint
from analysis.package.yaml_lines import read_yaml

CUES = read_cues()
BODY = "Đảng bộ xã Ví Dụ có 12 chi bộ với 264 đảng viên; các chi bộ họp đều, bàn việc làng, giao việc; " * 2 + "hết."


LONG = "các chi bộ họp đều, bàn việc làng, giao việc cho từng người; " * 4 + "hết."
HEADS = read_yaml(Path(__file__).with_name("heads.yml"))[1]


@pytest.mark.parametrize("head", HEADS, ids=lambda head: head["page"].splitlines()[0][:40])
def test_a_page_is_read_as_it_prints_itself(head):
    """Title, author, outlet, day and place are those that the page prints, each with its paragraph, and no others."""
    lines = [line.strip().replace("BODY", LONG) for line in head["page"].splitlines()]
    imprint = Imprint(CUES)
    for number, line in enumerate(lines, 1):
        imprint.take(number, line)
    imprint.finish()
    told = {name: getattr(imprint, name) for name in ("title", "author", "outlet")}
    assert told == {name: head.get(name, "") for name in told}
    assert imprint.published_on == head.get("day")
    assert " ".join(imprint.place[:2] if imprint.place else ()) == head.get("place", "")
    assert imprint.paragraph.keys() == {name for name, value in told.items() if value} | {"published_on"} & {
        "published_on" if "day" in head else ""
    }
    for name, number in imprint.paragraph.items():
        assert (str(head["day"].year) if name == "published_on" else told[name]) in lines[number - 1], name
    assert not imprint.place or imprint.place.name in lines[imprint.place.paragraph - 1]


def found(*lines):
    imprint = Imprint(CUES)
    kept = [line for number, line in enumerate(lines, 1) if not imprint.take(number, line)]
    imprint.finish()
    for name in filter(None, (imprint.title, imprint.author, imprint.outlet)):
        assert any(name in line for line in lines), name
    assert BODY in kept
    return imprint


@pytest.mark.parametrize(
    ("lines", "place"),
    [
        (["ĐẢNG BỘ HUYỆN GIẢ ĐỊNH", "ĐẢNG ỦY XÃ MẪU SƠN", BODY], ("commune", "Mẫu Sơn", 2)),
        (["XÃ MẪU SƠN", "Đảng ủy xã Thử Khê báo cáo. " + BODY], ("commune", "Thử Khê", 2)),
        (["ĐẢNG BỘ XÃ MẪU SƠN PHÁT TRIỂN ĐẢNG VIÊN TRẺ", BODY], None),
    ],
)  # fmt: skip
def test_a_report_is_of_whom_its_letterhead_names(lines, place):
    """The last line of capitals that is a place alone names it where the text does not."""
    imprint = Imprint(CUES)
    for number, line in enumerate((each.replace("xã Ví Dụ", "xã") for each in lines), 1):
        imprint.take(number, line)
    imprint.finish()
    assert (imprint.place and imprint.place[:3]) == place


@pytest.mark.parametrize(
    ("day", "text", "told"),
    [
        ("05/11/2025", "Phường Mẫu Sơn được lập từ phường Thử, phường Ví.", ("commune", "Mẫu Sơn", "ward")),
        ("05/11/2025", "Xã Mẫu Sơn giáp phường Thử Khê.", ("commune", "Mẫu Sơn", "")),
        ("05/11/2025", "Đặc khu Mẫu Sơn có 9 chi bộ.", ("commune", "Mẫu Sơn", "special_zone")),
        ("05/11/2025", "Thành phố Mẫu Sơn có 9 xã.", ("province", "Mẫu Sơn", "city")),
        ("05/11/2021", "Thành phố Mẫu Sơn có 9 xã.", ("district", "Mẫu Sơn", "city")),
        ("05/11/2021", "Thị xã Mẫu Sơn có 9 xã.", ("district", "Mẫu Sơn", "town")),
        ("05/11/2021", "Thị trấn Mẫu Sơn có 9 chi bộ.", ("commune", "Mẫu Sơn", "township")),
        ("05/11/2021", "Huyện Mẫu Sơn có 9 xã, thị trấn.", ("district", "Mẫu Sơn", "")),
        ("05/11/2021", "Đảng bộ phường 5 họp; phường 15 cùng dự.", ("commune", "5", "ward")),
        ("05/11/2025", "Phường 12, thành phố Mẫu Sơn, vừa lập.", ("commune", "12", "ward")),
        ("05/11/2021", "Quận 4 có 9 phường.", ("district", "4", "urban_district")),
        (
            "05/11/2021",
            "Huyện Mẫu Sơn có 3 phường 14 xã, các phường 5 và 6 họp, mỗi phường 5 người.",
            ("district", "Mẫu Sơn", ""),
        ),
        ("05/11/2021", "Huyện Mẫu Sơn: phường 5 đảng viên, quận 4,5%.", ("district", "Mẫu Sơn", "")),
    ],
)
def test_a_place_is_of_the_kind_that_the_article_calls_it(day, text, told):
    """A ward is no commune in the words of its article, nor a town a district."""
    imprint = Imprint(CUES)
    body = BODY.replace("xã Ví Dụ", "nơi đây")
    for number, line in enumerate(("Xây dựng Đảng ở cơ sở", f"Ngày {day}", f"{text} {body}"), 1):
        imprint.take(number, line)
    imprint.finish()
    assert (imprint.place.level, imprint.place.name, imprint.place.kind) == told


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("Tác giả: Nguyễn Thử", "Nguyễn Thử"), ("Bài: Minh Họa", "Minh Họa"), ("Bài và ảnh: Lê Thử", "Lê Thử"),
        ("Bài, ảnh: Thu Mẫu - Văn Thử", "Thu Mẫu - Văn Thử"), ("Tin, bài: TRẦN THỬ", "TRẦN THỬ"),
        ("Nguyễn Thử Chữ", "Nguyễn Thử Chữ"), ("**Nguyễn Thử và Lò Văn Mẫu**", "Nguyễn Thử và Lò Văn Mẫu"),
        ("Ngày đăng: 12/5/2021 | Tác giả: Phạm Ví", "Phạm Ví"),
        ("Chi bộ Thôn Mẫu", ""), ("Xây dựng Đảng", ""), ("Bài: học từ cơ sở", ""), ("Đồng tác giả của mô hình", ""),
    ],
)  # fmt: skip
def test_author_in_the_head(line, author):
    """A byline under the title is read with a label, in bold or bare; a place or a heading is no author."""
    assert found("Chi bộ giữ nếp họp", line, BODY).author == author


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("Thu Mẫu", "Thu Mẫu"),
        ("**Minh Thử**", "Minh Thử"),
        ("(Bài, ảnh: Văn Ví)", "Văn Ví"),
        ("Còn tiếp", ""),
        ("ThS. Lê Thử Mẫu", "Lê Thử Mẫu"),
        ("Minh Ví (Ban Thử Nghiệm)", "Minh Ví"),
        ("Văn ThửTAG:", "Văn Thử"),
    ],
)
def test_author_in_the_foot(line, author):
    """The last short line may be a byline, even of a pen name; the same line with text after it is a subheading."""
    assert found("Chi bộ giữ nếp họp", BODY, line).author == author
    if ":" not in line:
        assert found("Chi bộ giữ nếp họp", BODY, line, BODY).author == ""


@pytest.mark.parametrize(
    ("lines", "outlet"),
    [
        (("Báo Ví Dụ", "Chi bộ giữ nếp họp", BODY), "Báo Ví Dụ"),
        (("Chi bộ giữ nếp họp", BODY, "(Theo Báo Ví Dụ)"), "Báo Ví Dụ"),
        (("Chi bộ giữ nếp họp", BODY, "Nguồn: Tạp chí Thử Nghiệm"), "Tạp chí Thử Nghiệm"),
        (("Chi bộ giữ nếp họp", BODY, "Nguồn: baovidu.example.vn"), "baovidu.example.vn"),
        (("Chi bộ giữ nếp họp", "(BVD) - " + BODY, BODY), "BVD"),
        *(
            (("Chi bộ giữ nếp họp", f"{begins}{BODY}", BODY), outlet)
            for begins, outlet in (
                ("VDT.VN - ", "VDT.VN"),
                ("VDT.vn – ", "VDT.vn"),
                ("VDT.VN-", "VDT.VN"),
                ("(BAOVIDU.COM.VN) — ", "BAOVIDU.COM.VN"),
                ("(baovidu.com) - ", "baovidu.com"),
                ("(VD&MT) - ", "VD&MT"),
                ("VDND Online - ", "VDND Online"),
                ("VD+ - ", "VD+"),
                ("(VDVN)-", "VDVN"),
                ("(VDGP).- ", "VDGP"),
                ("**VDT.VN -** ", "VDT.VN"),
                ("TP.VD - ", ""),
                ("(Ví Dụ) - ", ""),
                ("VN-Index và ", ""),
                ("Q.1 - ", ""),
            )
        ),
        (("VDT.VN", "Chi bộ giữ nếp họp", BODY), "VDT.VN"),
        (("Chi bộ giữ nếp họp", "VDT.VN | 12/5/2021", BODY), "VDT.VN"),
        (("Chi bộ giữ nếp họp", BODY, "(Theo VDT.VN)"), "VDT.VN"),
        (("Chi bộ giữ nếp họp", BODY, "Theo Báo Điện tử VDT.VN"), "Báo Điện tử VDT.VN"),
        (("Cổng thông tin điện tử Huyện Ví Dụ", "Chi bộ giữ nếp họp", BODY), "Cổng thông tin điện tử Huyện Ví Dụ"),
        (("Chi bộ giữ nếp họp", BODY, "TRANG THÔNG TIN ĐIỆN TỬ XÃ VÍ DỤ"), "TRANG THÔNG TIN ĐIỆN TỬ XÃ VÍ DỤ"),
        (("Chi bộ giữ nếp họp", "UBND - " + BODY, BODY), ""),
        (("Báo cáo của Đảng ủy", "Chi bộ giữ nếp họp", BODY), ""),
        (("Chi bộ giữ nếp họp", BODY, "Theo kế hoạch của Đảng ủy"), ""),
    ],
)
def test_outlet(lines, outlet):
    """The outlet is read in the head, before the text or in the foot; an office or a report is no outlet."""
    assert found(*lines).outlet == outlet


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("Cập nhật: 12/5/2021 08:30", "2021-05-12"), ("Thứ Tư, 12/5/2021, 08:30", "2021-05-12"),
        ("Chủ nhật, ngày 16 tháng 5 năm 2021", "2021-05-16"), ("08:30 | 12/05/2021", "2021-05-12"),
        ("Đăng ngày 12-5-2021", "2021-05-12"), ("(Cập nhật 12.5.2021)", "2021-05-12"),
        ("Đến 12/5/2021 xã có 12 chi bộ", "None"), ("Thứ Tư hằng tuần", "None"), ("Cập nhật: 31/02/2021", "None"),
    ],
)  # fmt: skip
def test_day(line, day):
    """A line of the head that begins as a date of a page gives the day; a day in the text does not."""
    assert str(found("Chi bộ giữ nếp họp", line, BODY).published_on) == day


def test_day_of_publication_comes_before_that_of_a_change():
    """Where a page prints both, the day of publication is taken; alone, the day of the change."""
    changed, published = "Cập nhật: 20/5/2021", "Đăng ngày 12/5/2021"
    for lines in ((changed, published), (published, changed)):
        assert str(found("Chi bộ giữ nếp họp", *lines, BODY).published_on) == "2021-05-12"
    assert str(found("Chi bộ giữ nếp họp", changed, BODY).published_on) == "2021-05-20"


def test_nothing_is_made_up():
    """A text that names nobody proposes nobody: the title alone is taken."""
    imprint = found("Chi bộ giữ nếp họp", BODY)
    assert (imprint.title, imprint.author, imprint.outlet) == ("Chi bộ giữ nếp họp", "", "")
    assert imprint.published_on is None
