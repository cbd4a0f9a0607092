"""The audit against the texts: what a row may not get wrong, on a text made up for this test."""

import hashlib
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

import analysis
from analysis.dataset import own_sources, verify
from analysis.dataset.verify import describe_finding
from analysis.errors import AnalysisError

SOURCE = "test_commune_2024"
SOURCES = Path(__file__).parents[3] / "shared" / "sources"
needs_texts = pytest.mark.skipif(not SOURCES.is_dir(), reason="the article texts are not part of the project")

# Six paragraphs: the line of a no-break space is no paragraph. Paragraph 5 writes Đ with U+00D0, as one source does.
TEXT = """Ghi chép thử về xã Ví Dụ
Ngày đăng 05/02/2024
\u00a0
Sổ của xã Ví Dụ ghi 1.172 người ở 12 chi bộ nhỏ bên suối, hộ khó còn 0,5%.
Có trên 40% hộ trồng chè; mức đó được nhắc 2 lần trong cuốn sổ.
Xã làm theo Kế hoạch số 17-KH/ÐU, ngày 03/01/2024 về trồng chè và nuôi ong ven suối trong cả mùa mưa dài.
Hết bài thử.
"""


@pytest.fixture(scope="module")
def texts(tmp_path_factory):
    """Give a folder with the made-up text."""
    folder = tmp_path_factory.mktemp("texts")
    (folder / f"{SOURCE}.txt").write_text(TEXT, encoding="utf-8", newline="")
    return folder


@pytest.fixture(scope="module")
def coded(tmp_path_factory, write_package, small_package):
    """Give the data with a package laid over that codes the made-up text rightly."""
    (source,) = small_package["sources"]
    (members,) = small_package["observations"]
    figures = [
        {**members, "indicator_id": indicator, "value": value, "qualifier": qualifier, "printed": printed}
        | {"observation_id": f"test_commune_{indicator}", "paragraph": paragraph}
        for indicator, value, qualifier, printed, paragraph in [
            ("affiliated_cells", "12", "eq", "12 chi bộ nhỏ", "3"),
            ("better_off_households_share", "40", "gt", "trên 40% hộ", "4"),
            ("party_members", "1172", "eq", "1.172 người", "3"),
            ("poor_households_share", "0.5", "eq", "còn 0,5%", "3"),
        ]
    ]
    directive = {
        "directive_id": "test_commune_plan_17",
        "kind": "plan",
        "number": "17-KH/ĐU",
        "issued_on": "2024-01-03",
        "subject_vi": "Chè và ong",
        "subject_en": "Tea and bees",
        "printed": "Kế hoạch số 17-KH/ĐU, ngày 03/01/2024",
        "source_id": SOURCE,
        "paragraph": "5",
    }
    coding = {
        "locality_id": "test_commune",
        "direction": "measure",
        "status": "done",
        "theme_id": "socioeconomic_leadership",
        "paragraph": "5",
        "source_id": SOURCE,
        "gloss_vi": "Kế hoạch 17 năm 2024 giao việc trồng chè và nuôi ong ven suối trong cả năm.",
        "gloss_en": "Plan 17 assigns tea and bees.",
        "directive_ids": "test_commune_plan_17",
        "coder": "c1",
    }
    tables = {
        "localities": small_package["localities"],
        "sources": [{**source, "sha256": hashlib.sha256(TEXT.encode()).hexdigest()}],
        "observations": figures,
        "directives": [directive],
        "codings": [coding],
    }
    return analysis.load(write_package(tmp_path_factory.mktemp("package") / "mine", tables))


@pytest.fixture
def change(coded):
    """Give the data with cells of one row of the made-up source changed."""

    def changed(table, key, **cells):
        frame = coded.tables[table].copy()
        found = (frame["source_id"] == SOURCE) & (frame.iloc[:, 0] == key)
        assert found.sum() == 1
        for column, cell in cells.items():
            frame[column] = frame[column].astype(object).where(~found, pd.Series([cell] * len(frame), frame.index))
        return replace(coded, tables={**coded.tables, table: frame})

    return changed


def findings(data, folder):
    """Give the findings about the made-up source; the five real texts are not in its folder."""
    return [finding for finding in verify(data, folder).findings if finding.source_id == SOURCE]


def test_rows_that_a_text_bears_out_pass(coded, texts):
    """All kinds of row are looked at, the made-up text is borne out, the absent ones are told."""
    audit = verify(coded, texts)
    assert audit.checked == {"sources": 1, "observations": 4, "directives": 1, "codings": 1}
    assert [finding for finding in audit.findings if finding.source_id == SOURCE] == []
    assert sorted(finding.source_id for finding in audit.findings) == [
        "ba_tri_2019",
        "hai_luu_2022",
        "lai_chau_2022",
        "nam_po_2018",
        "trang_dinh_2019",
    ]
    assert all(f"no {finding.source_id}.txt in " in str(finding) for finding in audit.findings)


def test_only_needed_texts_must_be_there(coded, texts, tmp_path):
    """With data of one's own its texts must be there, and no others; where they are not, that is told by name."""
    assert own_sources(coded) == [SOURCE]
    audit = verify(coded, texts, needed=own_sources(coded))
    assert (audit.checked["sources"], audit.findings) == (1, [])
    with pytest.raises(AnalysisError, match=f"expected {SOURCE}.txt$"):
        verify(coded, tmp_path, needed=own_sources(coded))


def test_the_mark_of_notepad_is_no_letter(coded, tmp_path):
    """A text saved with a byte order mark is read as the one without; only its fingerprint differs."""
    (tmp_path / f"{SOURCE}.txt").write_bytes(b"\xef\xbb\xbf" + TEXT.encode())
    (finding,) = verify(coded, tmp_path, needed=[SOURCE]).findings
    assert "SHA-256" in str(finding)


MEMBERS, CELLS, SHARE = (
    "test_commune_party_members",
    "test_commune_affiliated_cells",
    "test_commune_poor_households_share",
)
BETTER_OFF, PLAN, CODING = "test_commune_better_off_households_share", "test_commune_plan_17", "test_commune"


@pytest.mark.parametrize(
    ("table", "row", "cells", "paragraph", "message"),
    [
        pytest.param(
            "observations",
            MEMBERS,
            {"paragraph": 4},
            4,
            "“1.172 người” is not in this paragraph; it stands in paragraph 3",
            id="paragraph",
        ),
        pytest.param("observations", MEMBERS, {"paragraph": 7}, 7, "the text has 6 paragraphs", id="no such paragraph"),
        pytest.param(
            "observations",
            MEMBERS,
            {"printed": "1.172 con"},
            3,
            "“1.172 con” is not in the paragraph",
            id="not printed",
        ),
        # A number inside a bigger one: 172 in 1.172, 1.17 in 1.172, 2 in 12, 5% in 0,5%, 0 in 40 and 0,5.
        pytest.param(
            "observations",
            MEMBERS,
            {"printed": "172 người", "value": 172},
            3,
            "is not in the paragraph",
            id="172 in 1.172",
        ),
        pytest.param(
            "observations", MEMBERS, {"printed": "1.17", "value": 117}, 3, "is not in the paragraph", id="1.17 in 1.172"
        ),
        pytest.param(
            "observations", MEMBERS, {"printed": "1", "value": 1}, 3, "“1” is not in the paragraph", id="1 in 1.172"
        ),
        pytest.param(
            "observations", CELLS, {"printed": "2 chi bộ", "value": 2}, 3, "is not in the paragraph", id="2 in 12"
        ),
        pytest.param("observations", SHARE, {"printed": "5%", "value": 5}, 3, "is not in the paragraph", id="5 in 0,5"),
        pytest.param("observations", SHARE, {"printed": "còn 0", "value": 0}, 3, "not in the paragraph", id="0 in 0,5"),
        pytest.param(
            "directives",
            PLAN,
            {"number": "71-KH/ĐU"},
            5,
            "number 71-KH/ĐU is not in “Kế hoạch số 17-KH/ĐU, ngày 03/01/2024”",
            id="directive number",
        ),
        pytest.param(
            "directives", PLAN, {"number": "7-KH/ĐU"}, 5, "number 7-KH/ĐU is not in", id="directive number cut"
        ),
        pytest.param(
            "directives",
            PLAN,
            {"issued_on": pd.Timestamp("2024-03-01")},
            5,
            "reads as 3 January 2024, recorded 1 March 2024",
            id="directive date, month first",
        ),
        pytest.param(
            "directives",
            PLAN,
            {"issued_on": pd.NaT},
            5,
            "reads as 3 January 2024, recorded –",
            id="directive date left out",
        ),
        pytest.param(
            "directives",
            PLAN,
            {"printed": "Kế hoạch số 17-KH/ĐU"},
            5,
            "has no date, recorded 3 January 2024; copy the date as it is printed",
            id="directive date not quoted",
        ),
        pytest.param(
            "directives",
            PLAN,
            {"paragraph": 4},
            4,
            "is not in this paragraph; it stands in paragraph 5",
            id="directive place",
        ),
        pytest.param(
            "codings",
            CODING,
            {"gloss_vi": "Kế hoạch 18 về chè."},
            5,
            "18 in the gloss is not in the paragraph",
            id="gloss",
        ),
        pytest.param(
            "codings",
            CODING,
            {"gloss_vi": "Sổ ghi 172 hoặc 1.172 người.", "paragraph": 3},
            3,
            "172 in the gloss is not in the paragraph",
            id="gloss, part of a number",
        ),
        pytest.param(
            "codings",
            CODING,
            {"gloss_vi": "Nêu việc Trồng chè, và nuôi ong ven suối trong cả mùa sau."},
            5,
            "the gloss copies the text: “trồng chè và nuôi ong ven suối trong cả mùa”",
            id="gloss of ten words",
        ),
        pytest.param("codings", CODING, {"paragraph": 7}, 7, "the text has 6 paragraphs", id="coding nowhere"),
    ],
)
def test_a_row_that_its_text_does_not_bear_out_is_found(change, texts, table, row, cells, paragraph, message):
    """The finding names the row and its paragraph, and what the text has instead."""
    (found,) = findings(change(table, row, **cells), texts)
    assert row in found.row
    assert found.paragraph == paragraph
    assert message in str(found)
    assert str(found).startswith(f"{SOURCE}, paragraph {paragraph}: {found.row}: ")


@pytest.mark.parametrize(
    ("table", "row", "cells", "kind", "details", "words"),
    [
        (
            "directives",
            PLAN,
            {"issued_on": pd.Timestamp("2024-03-01")},
            "reads_as",
            {
                "printed": "Kế hoạch số 17-KH/ĐU, ngày 03/01/2024",
                "read": (date(2024, 1, 3),),
                "recorded": (date(2024, 3, 1),),
            },
            "đọc là 03/01/2024, đã ghi 01/3/2024",
        ),
        (
            "observations",
            MEMBERS,
            {"paragraph": 4},
            "elsewhere",
            {"printed": "1.172 người", "elsewhere": (3,)},
            "không có trong đoạn này mà ở đoạn 3",
        ),
    ],
)
def test_a_finding_is_a_value_worded_at_the_end(change, texts, table, row, cells, kind, details, words):
    """What was read and what is recorded are figures and days, written as each language writes them."""
    (found,) = findings(change(table, row, **cells), texts)
    assert (found.kind, found.details) == (kind, details)
    assert describe_finding(found, "vi").startswith(f"{SOURCE}, đoạn {found.paragraph}: {row}: ")
    assert words in describe_finding(found, "vi")


@pytest.mark.parametrize(
    ("table", "row", "cells"),
    [
        # The figure with fewer words, or with more; its paragraph 3 holds both others too.
        ("observations", MEMBERS, {"printed": "1.172"}),
        ("observations", MEMBERS, {"printed": "ghi 1.172 người ở"}),
        # A fall is below zero and printed as a size; more than a fall lies below it.
        ("observations", SHARE, {"value": -0.5, "reading": "difference"}),
        ("observations", BETTER_OFF, {"value": -40, "qualifier": "lt", "reading": "relative_change"}),
        # A number of a document may be left out, and a date where none is quoted.
        ("directives", PLAN, {"number": ""}),
        ("directives", PLAN, {"printed": "Kế hoạch số 17-KH/ĐU", "issued_on": pd.NaT}),
        # Nine words of the text in one gloss, and ten words that are not a run.
        ("codings", CODING, {"gloss_vi": "Có trồng chè và nuôi ong ven suối trong cả"}),
        ("codings", CODING, {"gloss_vi": "Nuôi ong và trồng chè ven suối trong cả mùa mưa dài"}),
        # Numbers of the paragraph, whole and as parts of a date.
        ("codings", CODING, {"gloss_vi": "Sổ có 12 chi bộ và 1.172 người, 0,5%.", "paragraph": 3}),
        ("codings", CODING, {"gloss_vi": "Kế hoạch 17 của năm 2024."}),
    ],
)
def test_a_row_put_in_another_way_that_the_text_bears_out_passes(change, texts, table, row, cells):
    """The audit stops what is wrong, not what is worded or quoted otherwise."""
    assert findings(change(table, row, **cells), texts) == []


HEAD = (
    "Ghi chép thử về xã Ví Dụ",
    "{day}",
    "Sổ của xã Ví Dụ ghi 1.172 người ở 12 chi bộ bên suối. " * 4,
    "Tác giả: Trần Thử",
)


@pytest.mark.parametrize(
    ("cells", "day", "outlet", "row", "words"),
    [
        (
            {"title": "Ghi chép về xã Thử"},
            "Ngày đăng 05/02/2024",
            "Báo Ví Dụ",
            "title",
            "“Ghi chép thử về xã Ví Dụ” in paragraph 1",
        ),
        ({"author": "Lê Thử"}, "", "", "author", "“Trần Thử” in paragraph 3"),
        ({"author": "Trần Thử, Lê Ví"}, "", "", "author", "“Trần Thử” in paragraph 3"),
        ({"outlet": "Báo Thử", "outlet_basis": "printed"}, "", "Báo Ví Dụ", "outlet", "“Báo Ví Dụ” in paragraph"),
        ({"outlet": "Báo Thử", "outlet_basis": "printed"}, "", "", "outlet", "choose “inferred”"),
        # What the text bears out, says in other letters, or does not tell.
        ({"title": "GHI CHÉP THỬ VỀ XÃ “VÍ DỤ”", "author": "Trần Thử"}, "Ngày đăng 05/02/2024", "", "", ""),
        ({"title": "Ghi chép về xã Thử"}, "", "", "", ""),
        ({"outlet": "Báo Thử", "outlet_basis": "inferred"}, "", "Báo Ví Dụ", "", ""),
        ({"outlet": "Báo Ví Dụ", "outlet_basis": "printed"}, "", "Báo Ví Dụ", "", ""),
    ],
)
def test_a_head_that_the_text_has_otherwise_is_found(change, tmp_path, cells, day, outlet, row, words):
    """A title, an author or an outlet is held against the head and the foot of the text."""
    lines = (line.format(day=day) for line in (*HEAD, outlet) if line)
    (tmp_path / f"{SOURCE}.txt").write_text("\n".join(lines), encoding="utf-8")
    plain = {"title": "Ghi chép thử", "author": "", "outlet": "", "outlet_basis": ""}
    found = findings(change("sources", SOURCE, **{**plain, **cells}), tmp_path)
    told = [each for each in found if each.row in ("title", "author", "outlet")]
    assert [each.row for each in told] == ([row] if row else [])
    assert all(words in str(each) for each in told)


def test_another_text_is_told_by_its_fingerprint(coded, tmp_path):
    """One letter more, and the text is not the one that was coded; a paragraph more is counted."""
    path = tmp_path / f"{SOURCE}.txt"
    path.write_text(TEXT.replace("Hết bài", "Hết  bài"), encoding="utf-8", newline="")
    (found,) = findings(coded, tmp_path)
    assert (found.row, found.paragraph) == ("source", None)
    assert "SHA-256 differs" in str(found)
    path.write_text(TEXT + "Thêm.\n", encoding="utf-8", newline="")
    path.write_text("Ghi chép.\n", encoding="utf-8", newline="")
    assert f"{SOURCE}: source: 1 paragraphs, 6 recorded" in map(str, findings(coded, tmp_path))
    path.write_text(TEXT + "Thêm.\n", encoding="utf-8", newline="")
    assert [str(finding) for finding in findings(coded, tmp_path)][1] == f"{SOURCE}: source: 7 paragraphs, 6 recorded"


def test_a_text_that_is_absent_or_not_utf_8_is_told(coded, tmp_path):
    """One bad file does not keep the others from being checked."""
    (tmp_path / "ba_tri_2019.txt").write_bytes(b"\xd0")
    (found,) = findings(coded, tmp_path)
    assert str(found) == f"{SOURCE}: source: no {SOURCE}.txt in {tmp_path}"
    audit = verify(coded, tmp_path)
    assert "ba_tri_2019: source: ba_tri_2019.txt is not UTF-8" in map(str, audit.findings)
    (tmp_path / f"{SOURCE}.txt").write_text(TEXT, encoding="utf-8", newline="")
    assert findings(coded, tmp_path) == []


def test_a_folder_without_texts_is_refused(coded, tmp_path):
    """A wrong folder is an error with the names that were looked for, not an audit of nothing."""
    (tmp_path / "other.txt").write_text("x", encoding="utf-8")
    with pytest.raises(AnalysisError, match=rf"holds none of the texts; expected ba_tri_2019\.txt, .*{SOURCE}\.txt"):
        verify(coded, tmp_path)
    for name in ("nowhere", "other.txt"):
        with pytest.raises(AnalysisError, match=f"{name}: not a folder"):
            verify(coded, tmp_path / name)


@pytest.mark.parametrize(
    ("table", "row", "cells", "message"),
    [
        (
            "observations",
            MEMBERS,
            {"repeats": ((4, "1.172 người"),)},
            "is not in this paragraph; it stands in paragraph 3",
        ),
        ("sources", SOURCE, {"published_printed": ((2, "Ngày đăng 06/02/2024"),)}, "is not in the paragraph"),
        (
            "sources",
            SOURCE,
            {"published_printed": ((5, "ngày 03/01/2024"),)},
            "reads as 3 January 2024, recorded 5 February 2024",
        ),
        ("sources", SOURCE, {"published_printed": ((1, "Ghi chép"),)}, "has no date, recorded 5 February 2024"),
    ],
)
def test_second_places_and_dates_are_checked(coded, change, texts, table, row, cells, message):
    """Where a figure is printed again, and where the date is, must stand and read as recorded."""
    (found,) = findings(change(table, row, **cells), texts)
    assert message in str(found)
    good = change("sources", SOURCE, published_printed=((2, "Ngày đăng 05/02/2024"),))
    assert findings(good, texts) == []
    assert findings(change("observations", MEMBERS, repeats=((3, "1.172 người"),)), texts) == []


def test_numbers_that_no_row_accounts_for_are_listed(coded, change, texts):
    """Dates are left out, and what rows quote; the rest is for a person to judge."""

    def uncoded(data):
        return [
            (passage.paragraph, passage.row) for passage in verify(data, texts).uncoded if passage.source_id == SOURCE
        ]

    assert uncoded(coded) == [(4, "2")]
    assert uncoded(change("observations", MEMBERS, repeats=((4, "2 lần"),))) == []
    assert uncoded(change("observations", MEMBERS, printed="người")) == [(3, "1.172"), (4, "2")]
    # Outside the body nothing is coded.
    assert uncoded(change("sources", SOURCE, body_to=3)) == []


@needs_texts
def test_the_five_articles_bear_out_every_row(data):
    """Each figure, document and coding of the package stands in its article as recorded."""
    audit = verify(data, SOURCES)
    assert [str(finding) for finding in audit.findings] == []
    assert audit.checked["sources"] == 5
    assert audit.checked["observations"] == len(data.observations)
    assert audit.checked["directives"] == len(data.directives)
    assert audit.checked["codings"] == len(data.tables["codings"])


# Read in the articles one by one: none is a figure about the locality that lacks a row.
JUDGED = {
    ("ba_tri_2019", 3): ["2016", "2020"],  # the period of the assignment
    ("ba_tri_2019", 7): ["2018"],  # the year graded
    ("lai_chau_2022", 2): ["21", "34", "1.330", "0"],  # hour, readers, comments of the page
    ("lai_chau_2022", 3): ["2021"],
    ("lai_chau_2022", 9): ["2021"],
    ("lai_chau_2022", 10): ["2021"],
    ("lai_chau_2022", 14): ["4"],  # the fourth check of cards: an ordinal
    ("lai_chau_2022", 15): ["30", "2022", "2025"],  # Conclusion 30 again; a term of office
    ("nam_po_2018", 3): ["09", "16", "6451"],  # hour, readers of the page
    ("nam_po_2018", 5): ["2016", "2020", "1", "2"],  # period of the resolution; villages called Mới 1 and Mới 2
    ("trang_dinh_2019", 2): ["10", "45"],  # hour
    ("trang_dinh_2019", 5): ["2018"],  # the year graded
}


@needs_texts
def test_every_number_without_a_row_has_been_judged(data):
    """A number that an article prints is a row, or is on the list above with what it is."""
    left = {}
    for passage in verify(data, SOURCES).uncoded:
        left.setdefault((passage.source_id, passage.paragraph), []).append(passage.row)
    assert left == JUDGED
