"""The place of a workbook: its code by its name, for a person who has no list of codes at hand."""

import openpyxl
import pytest
from reviews import review_workbooks

from analysis.package.places import call_place, names_of
from analysis.text import match_key
from analysis.workbook.reading import read_workbook
from analysis.workbook.review import find_remarks

SHEET, TEXT_DAY = "Địa phương", ("Nguồn", 3, "published_on")


@pytest.mark.few(3)
@pytest.mark.parametrize(
    ("typed", "day", "known"),
    [
        ({"name_vi": "Hải Lựu"}, "03/8/2022", ("08782", "253", "huyện Sông Lô, tỉnh Vĩnh Phúc", "", "")),
        ({"name_vi": "xã Hải Lựu"}, "03/8/2025", ("08782", "25", "tỉnh Phú Thọ", "2025-07-01", "")),
        ({"name_vi": "Nậm Pồ", "level": "huyện"}, "17/01/2018", ("103", "11", "tỉnh Điện Biên", "", "2025-06-30")),
        ({"name_vi": "Tân Tiến", "parent_vi": "huyện Tràng Định"}, "01/3/2021",
         ("06019", "180", "huyện Tràng Định", "", "")),
        ({"name_vi": "Tiên Yên", "parent_vi": "tỉnh Quảng Ninh"}, "15/9/2025",
         ("06862", "22", "tỉnh Quảng Ninh", "2025-07-01", "")),
        ({"name_vi": "Đông Ngũ"}, "15/9/2025", ("06877", "22", "tỉnh Quảng Ninh", "2025-07-01", "")),
    ],
)  # fmt: skip
def test_the_code_is_filled_in_by_the_name(fill, typed, day, known):
    """Name, level and day of the text are enough where one unit fits; what is filled in is told."""
    cells = {(SHEET, 3, field): value for field, value in ({"code": None} | typed).items()}
    book = read_workbook(fill({**cells, TEXT_DAY: day}))
    (row,) = book.tables["localities"].to_dict("records")
    assert tuple(row[name] for name in ("code", "parent_code", "parent_vi", "code_from", "code_to")) == known
    assert {notice.column for notice in book.notices if notice.kind == "made"} >= {"code", "parent_code"}


@pytest.mark.parametrize(
    ("typed", "day", "called"),
    [
        ({"name_vi": "Thục Phán"}, "15/9/2025", ("phường Thục Phán", "Thục Phán ward")),  # 19/2025/QĐ-TTg
        ({"name_vi": "xã Hải Lựu"}, "15/9/2025", ("xã Hải Lựu", "xã Hải Lựu commune")),
        ({"name_vi": "Hải Phòng", "level": "tỉnh"}, "15/9/2025", ("thành phố Hải Phòng", "Hải Phòng city")),
        ({"name_vi": "Mơ Thượng (tưởng tượng)", "unit_kind": "phường"}, "15/9/2025",
         ("phường Mơ Thượng (tưởng tượng)", "Mơ Thượng (imaginary) ward")),
    ],
)  # fmt: skip
def test_a_ward_is_called_a_ward(fill, typed, day, called):
    """What kind of unit a place is comes from the list, or from whoever made it up; its name has it once."""
    cells = {(SHEET, 3, field): value for field, value in ({"code": None, "name_en": None} | typed).items()}
    (row,) = read_workbook(fill({**cells, TEXT_DAY: day})).tables["localities"].to_dict("records")
    assert tuple(call_place(row, lang) for lang in ("vi", "en")) == called
    assert match_key(called[0]) in names_of(row)


def test_an_empty_name_is_called_nothing():
    """A cell without a name is a fault that is told, and stops nobody who asks what the place is called."""
    row = {"name_vi": "", "name_en": "", "level": "commune", "unit_kind": "ward"}
    assert (call_place(row, "vi"), call_place(row, "en")) == ("", "")


@pytest.mark.parametrize("above", ["Sông Lô - Vĩnh Phúc", "H. Sông Lô, T. Vĩnh Phúc", "song lo, vinh phuc"])
def test_what_lies_above_is_read_as_people_write_it(fill, above):
    """Two units above behind a dash, shortened or without marks tell a commune from its namesakes as well."""
    cells = {"name_vi": "Tân Lập", "code": None, "parent_vi": above}
    book = read_workbook(fill({(SHEET, 3, field): value for field, value in cells.items()} | {TEXT_DAY: "03/8/2022"}))
    assert book.tables["localities"]["code"].tolist() == ["08818"]


@pytest.mark.parametrize(("typed", "read"), [(8782, "08782"), ("8782", "08782")])
def test_a_code_without_its_zeros_is_read_with_them(fill, typed, read):
    """Excel takes zeros away from the front of a number; the level tells how many there were."""
    typed = {(SHEET, 3, "name_vi"): "Hải Lựu", (SHEET, 3, "code"): typed}
    remarks, (book,) = find_remarks(fill({**typed, TEXT_DAY: "03/8/2022"}))
    assert book.tables["localities"]["code"].tolist() == [read]
    assert "code" not in {fault.column for fault in remarks.faults}
    assert ("code", "read") in {(told.column, told.kind) for told in remarks.notices}


def test_a_name_that_cannot_be_read_is_looked_up_nowhere(fill):
    """A look-alike letter in a name is told at the name; that the list has no such unit follows from it."""
    review = review_workbooks(fill({(SHEET, 3, "name_vi"): "Hải Lựu \u202e", (SHEET, 3, "code"): None}))["vi"]
    assert [(fault.field, fault.kind) for fault in review.faults] == [("name_vi", "letters")]


@pytest.mark.few(3)
@pytest.mark.parametrize(
    ("typed", "day", "kind", "right"),
    [
        ({"name_vi": "Tân Tiến", "code": None}, "01/9/2025", "unit_choice", "06019 (xã Tân Tiến, tỉnh Lạng Sơn)"),
        ({"name_vi": "Hải Lu", "code": None}, "01/9/2025", "unit_name", ""),
        ({"name_vi": "Hải Lựu", "code": "08783"}, "01/9/2025", "unit_code", "08782 (xã Hải Lựu, tỉnh Phú Thọ)"),
        ({"name_vi": "Hải Lu", "code": "12345"}, "01/9/2025", "unit_name", ""),
        ({"name_vi": "Hải Lựu", "code": "12345", "fate": "giữ nguyên"}, "01/9/2025", "unit_code", "08782"),
        ({"name_vi": "Hải Lựu", "code": None, "fate": "thành lập mới"}, "03/8/2022", "unit_later", "08782"),
        # A code of today, of a text of when it was that of xã Phú Bình.
        ({"name_vi": "Bình Thạnh Đông", "code": "30445"}, "12/3/2022", "unit_code",
         "30454 (xã Bình Thạnh Đông, huyện Phú Tân, tỉnh An Giang)"),
    ],
)  # fmt: skip
def test_a_code_that_cannot_be_right_is_a_fault(fill, typed, day, kind, right):
    """Since 1 July 2025 the list is whole, and of old it has the later ones of a name: the fault says what is right."""
    cells = {(SHEET, 3, field): value for field, value in typed.items()}
    remarks, _ = find_remarks(fill({**cells, TEXT_DAY: day}))
    (fault,) = [fault for fault in remarks.faults if fault.column == "code"]
    assert fault.kind == kind
    assert right in fault.details["near"]


@pytest.mark.parametrize(
    ("typed", "is_told"),
    [
        ({"name_vi": "Ba Tri", "code": "29110", "code_from": "01/7/2025", "fate": "sáp nhập vào"}, True),
        ({"name_vi": "Thư Lâm", "code": None, "fate": "chia ra"}, True),
        ({"name_vi": "Nà Hỳ", "code": None, "fate": "thành lập mới"}, False),
        ({"name_vi": "Hải Lựu", "code": None, "fate": "sáp nhập vào"}, False),  # the old one was merged
    ],
)
def test_a_place_that_was_made_by_a_merger_did_not_end_with_it(fill, typed, is_told):
    """Who takes the commune of today for one that was merged is told so at its fate, and not that there is none."""
    cells = {(SHEET, 3, field): value for field, value in typed.items()}
    faults = find_remarks(fill({**cells, TEXT_DAY: "15/9/2025"}))[0].faults
    assert [fault.kind for fault in faults if fault.column in ("fate", "code")] == ["fate_now"] * is_told


def test_a_day_is_told_as_it_is_typed_and_a_thing_by_its_name(fill):
    """What is asked about a figure has no days and ids in the form of tables."""
    figures, place = {("Số liệu", 3, "period"): "9/2025"}, {"name_vi": "Phú Tân", "level": "huyện", "code": None}
    place["parent_vi"] = "tỉnh An Giang"
    path = fill({(SHEET, 3, field): value for field, value in place.items()} | figures | {TEXT_DAY: "12/10/2025"})
    (asked,) = [each for each in review_workbooks(path)["vi"].notices if each.kind == "after_place"]
    assert asked.wrong == "thời điểm tháng 9/2025 kết thúc sau khi Phú Tân không còn, 30/6/2025"
    path = fill({("Số liệu", 3, "indicator_id"): "tổ chức cơ sở đảng"})
    for lang, name in (("vi", "Tổ chức cơ sở đảng [grassroots_organisations]"), ("en", "[grassroots_organisations]")):
        (read,) = [each for each in review_workbooks(path)[lang].notices if each.kind == "read"]
        assert name in read.wrong and (lang == "vi") == ("Tổ chức" in read.wrong.partition("”")[2])


def test_an_old_place_that_the_list_does_not_have_is_asked_about(fill):
    """A commune that may have ended before the earliest list is a notice, and no fault."""
    remarks, _ = find_remarks(fill({(SHEET, 3, "name_vi"): "Bắc Ái Thượng"}))
    assert not remarks.faults
    assert "unit_name" in [notice.kind for notice in remarks.notices]


@pytest.mark.parametrize(
    ("typed", "day", "told"),
    [
        ({"name_vi": "Suối Mơ (tưởng tượng)"}, "14/10/2025", ("00000", "Suối Mơ (imaginary)", "2025-07-01")),
        ({"name_vi": "Hải Lựu ( Tưởng tượng )"}, "14/10/2025", ("00000", "Hải Lựu (imaginary)", "2025-07-01")),
        ({"name_vi": "Suối Mơ (tưởng tượng)"}, "06/5/2024", ("00000", "Suối Mơ (imaginary)", "")),
        ({"name_vi": "Mường Sua (tưởng tượng)", "level": "huyện"}, "22/11/2021", ("000", "Mường Sua (imaginary)", "")),
    ],
)
def test_a_place_made_up_for_a_class_says_so_and_is_not_looked_up(fill, typed, day, told):
    """Its name declares it, in both languages; it has no official code, whether or not a real place has its name."""
    cells = {(SHEET, 3, field): value for field, value in ({"code": None, "name_en": None} | typed).items()}
    remarks, (book,) = find_remarks(fill({**cells, TEXT_DAY: day}))
    assert not [each for each in (*remarks.faults, *remarks.notices) if each.kind.startswith("unit_")]
    (row,) = book.tables["localities"].to_dict("records")
    assert tuple(row[name] for name in ("code", "name_en", "code_from")) == told


def test_a_place_made_up_for_a_class_has_no_real_ones_code(fill):
    """With the code of a real place its figures would pass for that one's; which one is told."""
    typed = {(SHEET, 3, "name_vi"): "Suối Mơ (tưởng tượng)", (SHEET, 3, "code"): "08782"}
    (fault,) = [
        each for each in find_remarks(fill({**typed, TEXT_DAY: "14/10/2025"}))[0].faults if each.column == "code"
    ]
    assert (fault.kind, fault.details["near"]) == ("unit_taken", "xã Hải Lựu, tỉnh Phú Thọ")


def test_what_a_place_that_is_not_in_the_list_may_be_is_told(fill):
    """Who made a place up learns from the fault itself how to enter it."""
    typed = {(SHEET, 3, "name_vi"): "Suối Mơ", (SHEET, 3, "code"): None, TEXT_DAY: "14/10/2025"}
    (fault,) = [each for each in review_workbooks(fill(typed))["vi"].faults if each.kind == "unit_name"]
    assert "“Suối Mơ (tưởng tượng)”" in fault.right


@pytest.mark.parametrize("typed", ["Hai Luu", "hải lưu", "X. Hải Lựu", "xã Hải Lựu, tỉnh Phú Thọ"])
def test_a_name_that_lacks_marks_or_has_more_finds_its_unit(fill, typed):
    """Of a name typed without marks, shortened, or with what lies above it, the unit that may be meant is told."""
    cells = {(SHEET, 3, "name_vi"): typed, (SHEET, 3, "code"): None, TEXT_DAY: "14/10/2025"}
    (fault,) = [each for each in review_workbooks(fill(cells))["vi"].faults if each.field == "code"]
    assert fault.kind == "unit_name" and "08782 (xã Hải Lựu, tỉnh Phú Thọ)" in fault.right


def test_a_name_in_capitals_is_written_as_the_list_has_it(fill):
    """A name copied from a heading stands in no page in capitals; that it is written otherwise is told."""
    book = read_workbook(fill({(SHEET, 3, "name_vi"): "XÃ HẢI LỰU", (SHEET, 3, "code"): None, TEXT_DAY: "03/8/2022"}))
    assert book.tables["localities"]["name_vi"].tolist() == ["Hải Lựu"]
    (notice,) = [notice for notice in book.notices if (notice.column, notice.kind) == ("name_vi", "read")]
    assert (notice.details["before"], notice.details["after"]) == ("XÃ HẢI LỰU", "Hải Lựu")


@pytest.mark.parametrize(
    ("typed", "level", "kind"),
    [("Phường", "commune", "ward"), ("đặc khu", "commune", "special_zone"), ("Thị xã", "district", "town")],
)
def test_a_kind_of_unit_tells_its_level(fill, typed, level, kind):
    """Who writes the kind of the unit where its level is asked for has told both."""
    name = {(SHEET, 3, "name_vi"): "Mơ Thượng (tưởng tượng)", (SHEET, 3, "code"): None}
    (row,) = read_workbook(fill({**name, (SHEET, 3, "level"): typed})).tables["localities"].to_dict("records")
    assert (row["level"], row["unit_kind"]) == (level, kind)


def test_a_kind_that_the_list_has_otherwise_is_asked_about(fill):
    """Hải Lựu is a commune in the list; who calls it a ward is asked, who leaves the kind to the list is not."""
    typed = {(SHEET, 3, "name_vi"): "Hải Lựu", (SHEET, 3, "code"): None, TEXT_DAY: "03/8/2022"}
    for kind, told in (("phường", ["unit_kind"]), (None, [])):
        remarks, _ = find_remarks(fill({**typed, (SHEET, 3, "unit_kind"): kind}))
        assert [notice.kind for notice in remarks.notices if notice.column == "unit_kind"] == told


def test_a_level_that_is_none_asks_nothing_of_the_figures(fill):
    """While the level is wrong no figure is said to be of another one, and no code is asked for."""
    review = review_workbooks(fill({(SHEET, 3, "level"): "làng", (SHEET, 3, "code"): None}))["vi"]
    assert [fault.field for fault in review.faults] == ["level"]
    assert "other_level" not in {notice.kind for notice in review.notices}


def test_a_lacking_code_is_told_once(fill):
    """Where no unit has the name, the fault at the code says so, and no notice beside it."""
    remarks, _ = find_remarks(fill({(SHEET, 3, "name_vi"): "Tân Thử Nghiệm", (SHEET, 3, "code"): None}))
    told = [each.kind for each in (*remarks.faults, *remarks.notices) if each.column == "code"]
    assert told == ["unit_name"]


def test_the_workbook_has_the_list_to_look_up_in(template):
    """Each unit of today stands in a sheet, with its name without diacritics and its code; the file stays small."""
    sheet = openpyxl.load_workbook(template)["Đơn vị hành chính"]
    rows = {row[2]: row for row in sheet.iter_rows(min_row=2, values_only=True) if not row[3]}
    assert len(rows) == 34 + 3321
    assert rows["08782"][:2] == ("xã Hải Lựu, tỉnh Phú Thọ", "xa hai luu, tinh phu tho")
    assert template.stat().st_size < 300_000
