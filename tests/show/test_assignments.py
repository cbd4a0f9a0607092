"""Who is sent to the grassroots, drawn and listed, held against the articles."""

import re
from dataclasses import replace
from itertools import combinations

import matplotlib.pyplot as plt
import pytest

import analysis
from analysis import show
from analysis.elements import picture
from analysis.elements.typeset import read_style
from analysis.methods import compare_pairs, count_grades, lay_timeline, list_assignments, read_organisation
from analysis.words.catalogue import say

pytestmark = pytest.mark.usefixtures("no_official_list")

CADRES, MEMBERS = "cadre_assignment_to_grassroots", "member_task_assignment"


@pytest.fixture(params=["vi", "en"])
def lang(request):
    return request.param


def words_of(table):
    """Give the rows of a table as words, by their first cell."""
    return {str(row[0]): [str(cell) for cell in row[1:]] for row in table.rows}


def texts_of(plot, *about, lang):
    """Draw, and give every word in the picture with its box, in inches."""
    with plt.rc_context(read_style()):
        ax = plot(*about, lang=lang)
        ax.get_figure().draw_without_rendering()
        boxes = [
            (text.get_text(), text.get_window_extent(), text.get_fontsize()) for text in ax.texts if text.get_text()
        ]
    return ax, boxes


def clashes(boxes):
    """Name the words whose boxes lie over each other."""
    return [(a, b) for (a, box, _), (b, other, _) in combinations(boxes, 2) if box.overlaps(other)]


@pytest.fixture(scope="session")
def planted(invent, write_package):
    """Give the data with a province laid over that sends people in ten ways, also within a level, and counts some."""
    place, day = "planted_place", "2026-10-01"
    figures = [
        ("district_cadres_assigned", 40, day, {"qualifier": "gt"}),
        ("residential_areas_followed", 31, day),
        ("party_members", 12345, day),
        ("communes_supported", 4, day),
        ("grassroots_committees", 3, day),
        ("grassroots_cells", 40, day, {"qualifier": "gt"}),
        ("affiliated_cells", 9, day),
    ]
    folder = invent({place: ("province", figures)})
    over, areas, members, communes = (f"{place}_{rank:02}_{name}" for rank, (name, *_) in enumerate(figures[:4]))
    row = {
        **{
            "locality_id": place,
            "theme_id": CADRES,
            "source_id": f"{place}_text",
            "paragraph": "3",
            "status": "planned",
        },
        **{"from_vi": "cán bộ", "from_en": "cadres", "to_vi": "nơi xa", "to_en": "far units"},
        **{"duty_vi": "giúp", "duty_en": "help"},
    }
    ends = [("village", "village"), ("", ""), ("province", "household"), ("commune", ""), ("", "commune")]
    rows = [{**row, "from_level": high, "to_level": low} for high, low in (*ends, ("village", "household"))]
    done = {**row, "status": "done", "paragraph": "5"}
    rows += [
        {**done, "from_level": "district", "to_level": "village", "senders": over, "receivers": areas},
        {**done, "from_level": "province", "to_level": "commune", "senders": members, "receivers": communes},
        {**done, "from_level": "commune", "to_level": "commune", "senders": members, "limitation_paragraph": "4"},
        {**done, "from_level": "commune", "to_level": "village", "receivers": areas, "theme_id": MEMBERS},
    ]
    coding = {
        "locality_id": place,
        "source_id": f"{place}_text",
        "theme_id": CADRES,
        "direction": "measure",
        "coder": "x",
    }
    coding |= {"gloss_vi": "Lời của chúng tôi.", "gloss_en": "Our own words."}
    codings = [
        {**coding, "direction": "limitation", "paragraph": "4"},
        {**coding, "paragraph": "3", "status": "planned"},
        {**coding, "paragraph": "5", "status": "done"},
        {**coding, "theme_id": MEMBERS, "paragraph": "5", "status": "done"},
    ]
    numbered = [{**row, "assignment_id": f"planted_{n:02}"} for n, row in enumerate(rows)]
    return analysis.load(write_package(folder, {"assignments": numbered, "codings": codings}))


def test_numbers_are_those_of_the_articles(data):
    """129 cadres for 129 hamlets, 21 for 24 communes, 84 members for 84 cells, 315 for 1,781 households, 5.65 each."""
    sent = {each.row["assignment_id"]: each for each in list_assignments(data)}
    pairs = {id_: (each.senders.value, each.receivers.value) for id_, each in sent.items() if each.senders}
    assert pairs == {
        "ba_tri_district_cadres": (129, 129),
        "ba_tri_provincial_cadres": (21, 24),
        "lai_chau_border_cells": (84, 84),
        "lai_chau_border_households": (315, 1781),
    }
    assert sent["ba_tri_provincial_cadres"].share.as_integer_ratio() == (7, 8)
    assert float(sent["lai_chau_border_households"].ratio.value) == pytest.approx(5.65, abs=0.005)
    groups = sent["nam_po_household_groups"]  # "một nhóm hộ": the article counts neither members nor groups
    assert groups.senders is None and groups.receivers is None and groups.ratio is None


def test_the_table_tells_numbers_shortfall_and_result(data):
    """A row tells how many, how both stand to each other, what is lacking, what came; a gloss is told once a place."""
    rows = words_of(show.table_assignments(data, list_assignments(data, CADRES), lang="en"))
    who, to, numbers, duty, came = rows["Ba Tri (1)"]
    assert who.endswith("(province)") and to == "communes and townships (commune)"
    assert numbers == (
        "21 cadres → 24 communes and townships (date from the context); "
        "fewer people than units: 7 cadres for 8 communes and townships (computed)"
    )
    assert duty.split()[-2:] == ["para.", "4"] and duty.startswith("done: help communes and townships") and came == "–"
    assert rows["Ba Tri (2)"][2].endswith("as many cadres as hamlets and quarters")
    limited, judged = rows["Ba Tri (2)"][4].split("; ")  # which says itself that it is a judgement
    assert limited.startswith("shortfall: A few assigned cadres") and judged.startswith("The article says")
    assert rows["Hải Lựu (1)"][2] == "no number printed"
    # Who is of no level comes first, without one; the unnamed stands before both.
    assert rows["Lai Châu (2)"][0] == "border guard members, nominated by its provincial Party committee"
    # The shortfall is of leaders of departments, districts and the city, not of the provincial committee.
    assert rows["Lai Châu (3)"][0].startswith("provincial committee members (Standing Board included)")
    assert rows["Lai Châu (3)"][4].startswith("The article says")
    assert rows["Lai Châu (4)"][4].startswith("shortfall: Some leaders")
    assert rows["Lai Châu (4)"][4].endswith("; result: as in row 3")
    assert rows["Lai Châu (7)"][4] == "shortfall: as in row 4; result: as in row 3"
    assert rows["Tràng Định (1)"][1].endswith("(level not named)") and rows["Tràng Định (1)"][3].startswith("ongoing: ")
    rows = words_of(show.table_assignments(data, list_assignments(data, MEMBERS), lang="vi"))
    assert "315 đảng viên → 1.781 hộ gia đình" in rows["Lai Châu (1)"][2]
    assert "một đảng viên biên phòng phụ trách: 5,7 (" in rows["Lai Châu (1)"][2]
    assert "tính từ số liệu trong bài" in rows["Lai Châu (1)"][2] and rows["Nậm Pồ (1)"][2] == "bài không nêu số"


def test_numbers_open_where_they_are_from(data):
    """A printed number opens its article, a ratio what it was computed from, a paragraph its text."""
    rows = show.table_assignments(data, list_assignments(data), lang="vi").rows
    (row,) = [row for row in rows if row[0] == "Ba Tri (1)"]
    people, units, ratio = (part for part in row[3].parts if not isinstance(part, str))
    assert "“21 đồng chí”" in str(people.note) and "“24 xã, thị trấn”" in str(units.note)
    assert "21/24 = 7/8" in str(ratio.note) and "Trà Dũng" in str(row[-2].parts[0].note)


@pytest.mark.few(1)
def test_a_theme_without_assignments_shows_nothing(data, lang):
    """Of a theme under which no text tells of anyone sent nothing is shown: no sentence, no picture, no table."""
    shown = {theme for theme in data.ids("theme") if list(show.show_assignments(data, theme, lang=lang))}
    assert shown == {CADRES, MEMBERS}


@pytest.mark.few(2)
@pytest.mark.parametrize("theme", [CADRES, MEMBERS, ""])
def test_there_is_an_arrow_for_each_row_and_no_other(data, planted, lang, theme):
    """An arrow for each row that names a level, open for what is set out or planned; a ring, told so, for others."""
    for laid in (data, planted):
        sent = list_assignments(laid, theme)
        ax, boxes = texts_of(show.plot_assignments, laid, sent, lang=lang)
        heads = [line.get_markerfacecolor() for line in ax.lines if line.get_marker() == ">"]
        rings = sum(line.get_marker() == "o" for line in ax.lines)
        plt.close(ax.get_figure())
        unnamed = [sum(level.endswith("unnamed") for level in each.levels) for each in sent]
        assert len(heads) == sum(number < 2 for number in unnamed) and rings == unnamed.count(1)
        assert heads.count("white") == sum(
            each.row["status"] not in ("done", "ongoing") for each, n in zip(sent, unnamed, strict=True) if n < 2
        )
        told = {say(f"sent.{side}_unnamed", lang) for side in ("from", "to")}
        assert sum(words in told for words, *_ in boxes) == rings
        said = say("sent.unnamed", lang)
        assert sum(words == said for words, *_ in boxes) == unnamed.count(2)


def test_the_bands_are_the_levels_in_order(data, lang):
    """Province, district, commune, village stand in this order from left to right, and nothing else is a band."""
    ax, boxes = texts_of(show.plot_assignments, data, list_assignments(data, CADRES), lang=lang)
    names = [say(f"sent.{level}", lang) for level in ("province", "district", "commune", "village")]
    spots = {words.replace("\n", " "): box.x0 for words, box, _ in boxes}
    assert [spots[name] for name in names] == sorted(spots[name] for name in names) and len(ax.patches) == 4
    plt.close(ax.get_figure())


@pytest.mark.few(2)
@pytest.mark.parametrize("width", [picture.WIDE, picture.NARROW, 10.6])
def test_the_border_guard_starts_beside_the_levels(data, lang, width, monkeypatch):
    """The 315 and the 84 of the border guard stand left of all five levels, under a name without a band."""
    monkeypatch.setattr(picture, "width", lambda: width)
    ax, boxes = texts_of(show.plot_assignments, data, list_assignments(data), lang=lang)
    first = min(band.get_x() for band in ax.patches)
    starts = [min(text.get_position()[0] for text in ax.texts if text.get_text() == told) for told in ("315", "84")]
    assert len(ax.patches) == 5 and max(starts) < first
    assert say("sent.border_guard", lang) in {words.replace("\n", " ") for words, *_ in boxes}
    plt.close(ax.get_figure())


@pytest.mark.slow
@pytest.mark.parametrize(("width", "least"), [(picture.WIDE, 11 / 720), (picture.NARROW, 9 / 350)])
def test_words_stand_apart_and_are_large_enough(data, planted, lang, width, least, monkeypatch):
    """No word of a picture lies on another or leaves it; on a slide it has 11 points, on a phone 9 px, or more.

    A slide is 10 inches wide, a picture on a phone 350 px.
    """
    monkeypatch.setattr(picture, "width", lambda: width)
    for laid in (data, planted):
        drawn = [(show.plot_assignments, list_assignments(laid, theme)) for theme in (CADRES, MEMBERS, "")]
        drawn += [(show.plot_organisation, read_organisation(laid, place)) for place in laid.ids("locality")]
        drawn += [(show.plot_grading, grading) for grading in count_grades(laid)]
        drawn += [(show.plot_matrix, compare_pairs(laid)), (show.plot_timeline, lay_timeline(laid))]
        for plot, what in drawn:
            ax, boxes = texts_of(plot, laid, what, lang=lang)
            assert clashes(boxes) == [], what
            figure = ax.get_figure()
            assert min(size for *_, size in boxes) / 72 / (figure.get_tightbbox().width + 0.2) >= least, what
            sheet = figure.bbox.padded(8)  # of the margin that each picture has around it
            assert all(sheet.contains(*box.min) and sheet.contains(*box.max) for _, box, _ in boxes), what
            plt.close(figure)


@pytest.mark.few(1)
@pytest.mark.parametrize("width", [picture.WIDE, picture.NARROW])
def test_each_name_fits_in_its_box(data, planted, lang, width, monkeypatch):
    """In the drawing of an organisation each name and number lies inside the box that is drawn for it."""
    monkeypatch.setattr(picture, "width", lambda: width)
    for laid, place in [*((data, place) for place in data.ids("locality")), (planted, "planted_place")]:
        ax, boxes = texts_of(show.plot_organisation, laid, read_organisation(laid, place), lang=lang)
        drawn = [patch.get_window_extent() for patch in ax.patches for _ in ("number", "name")]
        for (label, box, _), around in zip(boxes, drawn, strict=True):
            assert around.contains(*box.min) and around.contains(*box.max), label
        plt.close(ax.get_figure())


def test_words_for_the_picture_agree_with_it(data, lang):
    """The words begin with what is seen and tell each number that stands at an arrow, as worked by hand."""
    sent = list_assignments(data, CADRES)
    words = show.assignments.describe_assignments(data, sent, lang=lang)
    assert words.startswith(words.caption)
    ax, boxes = texts_of(show.plot_assignments, data, sent, lang=lang)
    plt.close(ax.get_figure())
    assert sorted(label for label, *_ in boxes if label.isdigit()) == ["129", "129", "21", "24", "84", "84"]
    assert not [label for label, *_ in boxes if " : " in label]  # as many people as places is no place for each
    assert re.findall(r"(\d+) [^→;()]+ → (\d+)", words.caption) == [("21", "24"), ("129", "129"), ("84", "84")]


@pytest.mark.few(1)
def test_a_place_laid_over_joins_in(planted, lang):
    """A place of one's own stands in sentences, picture and table; 12,345 is more than 4; no bound is compared."""
    _, picture, points = show.show_assignments(planted, CADRES, lang=lang)
    assert any("planted_place" in str(point) for point in points.items) and "planted_place" in picture.alt
    rows = [" ".join(map(str, row)) for row in picture.table.rows if str(row[0]).startswith("planted_place")]
    assert len(rows) == 9
    more, bound = ("more people than units", "for 31") if lang == "en" else ("nhiều người hơn nơi", "cho 31")
    assert sum(more in row for row in rows) == 1 and not any(bound in row for row in rows)


def test_an_organisation_shows_what_is_not_counted(data, planted):
    """What a text does not count is a box that says so; of Ba Tri nothing is counted, and a bound is not added up."""
    words = show.pictures.describe_organisation(data, read_organisation(data, "ba_tri"), lang="vi")
    assert words.count(": bài không nêu") == 12 and re.findall(r"\d+", words) == ["11"]
    told = show.pictures.show_organisation(data, read_organisation(data, "ba_tri"), lang="vi")
    assert told.text == f"{words.caption}."  # nothing is counted, so nothing is drawn
    words = show.pictures.describe_organisation(data, read_organisation(data, "nam_po"), lang="vi")
    assert (
        "Tổ chức cơ sở đảng: 40; Đảng bộ cơ sở: 17; Chi bộ cơ sở: 23" in words
        and "= 152 (tính từ số liệu trong bài)" in words
    )
    words = show.pictures.describe_organisation(planted, read_organisation(planted, "planted_place"), lang="en")
    assert "Grassroots Party cells: over 40" in words and "computed" not in words


def test_a_commune_of_today_may_have_grassroots_organisations(invent):
    """Since the reform a commune may direct grassroots organisations: they are drawn, and 3 + 20 cells are added up."""
    figures = [("grassroots_committees", 2), ("grassroots_cells", 3), ("affiliated_cells", 20), ("party_members", 500)]
    folder = invent(
        {"new_commune": ("commune", [(*figure, "2026-10-01") for figure in figures])}, code_from="2025-07-01"
    )
    data = analysis.load(folder)
    words = show.pictures.describe_organisation(data, read_organisation(data, "new_commune"), lang="en")
    assert (
        "Grassroots Party organisations: not stated; Grassroots Party committees: 2; Grassroots Party cells: 3" in words
    )
    assert "Party organisations directly above" not in words and "= 23 (computed)" in words


def test_a_place_lists_its_own_and_says_when_there_is_none(data, lang):
    """The table of one place has its rows alone, Ba Tri's four; where nobody is sent a sentence says so."""
    place = data.of("ba_tri")
    rows = show.table_assignments(place, list_assignments(place), lang=lang).rows
    assert [str(row[0]) for row in rows] == [f"Ba Tri ({rank})" for rank in (1, 2, 3, 4)]
    none = replace(place, tables={**place.tables, "assignments": place.assignments[:0]})
    assert list(show.table_assignments(none, [], lang=lang).words()) == [say("note.none_sent", lang)]
