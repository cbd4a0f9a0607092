"""Pictures and the words that stand for them."""

import re
from dataclasses import replace
from html import unescape

import matplotlib as mpl
import matplotlib.pyplot as plt
import pandas as pd
import pytest

from analysis import show
from analysis.documents.timeline import describe_timeline
from analysis.drawings.charts import Bar, plot_bars
from analysis.drawings.strands import list_strands
from analysis.drawings.subjects import _choose, is_worth_drawing
from analysis.elements import picture as drawing
from analysis.elements.picture import Picture, figure
from analysis.elements.typeset import measure, read_style
from analysis.elements.wording import Voice
from analysis.errors import AnalysisError
from analysis.methods import (
    compare,
    count_grades,
    lay_timeline,
    list_assignments,
    read_organisation,
    read_theme,
    read_themes,
)
from analysis.site.inline import inline_picture
from analysis.words.catalogue import say


@pytest.fixture(params=["vi", "en"])
def lang(request):
    return request.param


def pictures(data, lang):
    comparison = compare(data, "members_per_cell", ["nam_po", "hai_luu", "lai_chau"])
    grading, events = count_grades(data)[0], lay_timeline(data)
    organisation, sent = read_organisation(data, "lai_chau"), list_assignments(data)
    return [
        (show.plot_comparison, show.comparison.describe_comparison, comparison),
        (show.plot_grading, show.grades.describe_grading, grading),
        (show.plot_timeline, describe_timeline, events),
        (show.plot_organisation, show.pictures.describe_organisation, organisation),
        (show.plot_assignments, show.assignments.describe_assignments, sent),
    ]


def test_each_picture_draws_on_the_axes_given(data, lang):
    """A plot draws on the axes handed in and gives them back, and changes no global setting."""
    before = dict(mpl.rcParams)
    for plot, _, what in pictures(data, lang):
        _, ax = plt.subplots()
        assert plot(data, what, lang=lang, ax=ax) is ax
        assert ax.has_data() or ax.texts
    plt.close("all")
    assert dict(mpl.rcParams) == before


@pytest.mark.few(1)
def test_each_picture_has_words(data, lang):
    """Each plot has a twin in words, which goes with the picture as alt text; no figure stays open."""
    for plot, describe, what in pictures(data, lang):
        words = describe(data, what, lang=lang)
        picture = figure(plot(data, what, lang=lang), alt=words)
        bundle, metadata = picture._repr_mimebundle_()
        assert bundle["image/svg+xml"].startswith("<svg")
        assert metadata["image/svg+xml"]["alt"] == words
        assert "nan" not in words.lower().split()
    assert not plt.get_fignums()


def test_the_same_picture_is_the_same_bytes(data):
    """A picture drawn twice is the same to the byte."""
    comparison = compare(data, "members_per_cell", ["nam_po", "lai_chau"])
    drawn = [figure(show.plot_comparison(data, comparison, lang="vi"), alt="x").svg for _ in range(2)]
    assert drawn[0] == drawn[1]


def test_words_carry_the_figures(data):
    """The words of a picture hold its numbers, in the manner of the language."""
    comparison = compare(data, "members_per_cell", ["nam_po", "hai_luu", "lai_chau"])
    words = show.comparison.describe_comparison(data, comparison, lang="vi")
    assert all(number in words for number in ("12,5", "25,2", "13,4"))
    grading = next(grading for grading in count_grades(data) if grading.locality_id == "trang_dinh")
    assert "50 (84.7%)" in show.grades.describe_grading(data, grading, lang="en")


def test_a_picture_without_words_is_refused():
    """A picture needs words that stand for it."""
    _, ax = plt.subplots()
    with pytest.raises(AnalysisError, match="words"):
        figure(ax, alt=" ")
    plt.close("all")


def test_vietnamese_letters_are_in_the_typeface():
    """Every Vietnamese letter from U+1EA0 to U+1EF9 is in the typeface of the pictures."""
    from matplotlib.font_manager import FontProperties, findfont, get_font

    for weight in ("normal", "bold"):
        family = read_style()["font.family"][:1]
        font = get_font(findfont(FontProperties(family=family, weight=weight), fallback_to_default=False))
        assert font.family_name == "Grassroots Sans"
        assert all(code in font.get_charmap() for code in [*range(0x1EA0, 0x1EFA), 0x110, 0x111, 0x1A0, 0x1AF])


def test_letters_in_a_picture_are_text(data):
    """Every letter of a picture stands as text in our typeface, so that it can be selected and searched."""
    svg = show.pictures.show_organisation(data, read_organisation(data, "nam_po"), lang="vi").svg
    assert "1.529" in svg and "1.906" in svg
    texts = re.findall(r"<text [^>]*>", svg)
    assert texts and all("Grassroots Sans" in text for text in texts)


@pytest.mark.few(1)
def test_a_picture_is_drawn_in_greys_and_one_accent(data, lang):
    """No picture has a colour beside greys and the accent; in a page they are those of the page, also by night."""
    greys = {drawing.INK, drawing.QUIET, drawing.LINE, drawing.BAND, drawing.PAPER}
    for grey in greys:
        channels = [int(grey[n : n + 2], 16) for n in (1, 3, 5)]
        assert max(channels) - min(channels) <= 20, grey
    drawn = [show.show_subject(data, place, lang=lang) for place in data.ids("locality")]
    drawn += [show.draw_subjects(data, lang=lang), show.show_timeline(data, lay_timeline(data), lang=lang)]
    pictures = [each for each in drawn if isinstance(each, Picture)]
    assert len(pictures) >= 6
    for each in pictures:
        assert set(re.findall(r"#[0-9a-f]{3,6}\b", each.svg + each.narrow)) <= greys | {drawing.ACCENT}
        shown = inline_picture(each.svg, each.narrow, each.alt, 1)
        assert not re.findall(r"[:\"]\s?#[0-9a-f]{3,6}\b", shown)
        assert "var(--ink)" in shown or "<text" in shown


def test_on_a_phone_a_bar_stands_under_its_own_name(data):
    """However many lines the words after it take, a bar is nearer to the name above it than to the one below."""
    words = [
        "25,2 (tính từ số liệu trong bài; thời điểm lấy theo ngày đăng)",
        "13,4",
        "12,5 (tính từ số liệu trong bài; thời điểm lấy theo ngày)",
    ]
    bars = [Bar(name, 9, told) for name, told in zip("ABC", words, strict=True)]
    token = drawing._WIDTH.set(drawing.NARROW)
    try:
        ax = plot_bars(None, bars)
    finally:
        drawing._WIDTH.reset(token)
    names = [next(text.get_position()[1] for text in ax.texts if text.get_text() == bar.name) for bar in bars]
    gaps = [bar.get_y() - name for bar, name in zip(ax.patches, names, strict=True)]
    assert max(gaps) - min(gaps) < 0.01 and max(gaps) < 0.1
    plt.close(ax.get_figure())


@pytest.mark.parametrize("wide", [drawing.WIDE, drawing.NARROW])
def test_bars_of_one_picture_have_one_scale(data, wide):
    """Of Tràng Định 36.12%, 47.49%, the rest and three grades stand in groups: each hundred per cent is as wide."""
    bars = [bar for strand in list_strands(Voice(data, "vi"), "trang_dinh") for bar in strand.bars]
    assert len(bars) == 6 and len({len(bar.words) for bar in bars}) > 2
    token, scales = drawing._WIDTH.set(wide), set()
    try:
        for bar in bars:
            ax = plot_bars(None, [bar], full=100, every=bars)
            frame, value = ax.patches
            scales.add((round(frame.get_x(), 3), round(frame.get_width(), 3)))
            assert value.get_width() == pytest.approx(frame.get_width() * bar.value / 100)
            plt.close(ax.get_figure())
    finally:
        drawing._WIDTH.reset(token)
    assert len(scales) == 1


@pytest.mark.few(1)
def test_nothing_to_draw_is_said(data, lang):
    """Where there is nothing to draw a sentence stands instead of an empty picture; else the picture."""
    events = lay_timeline(data)
    empty = [
        show.show_timeline(data, events[:0], lang=lang),
        show.show_matrix(data, [], lang=lang),
    ]
    assert all(element._repr_html_().startswith("<p>") for element in empty)
    drawn = [
        show.pictures.show_organisation(data, read_organisation(data, "nam_po"), lang=lang),
        show.show_timeline(data, events, lang=lang),
    ]
    assert all(isinstance(picture, Picture) for picture in drawn)


@pytest.mark.few(1)
def test_the_picture_of_a_place_is_of_its_own_subject(data, lang):
    """Ba Tri: who is sent to how many, and what its cells were graded; Hải Lựu: committee members and cells, and what
    is told of Hòa Bình; Lai Châu: border members, village heads, admissions; Nậm Pồ: a group of households each, which
    is no count, and shares; Tràng Định: meetings kept. None is of two numbers, and none says what is not counted.
    """
    drawn = {place: show.show_subject(data, place, lang=lang) for place in data.ids("locality")}
    for place, numbers in {
        "ba_tri": ("21", "24", "129", "34", "91", "4", "0", "26.4"),
        "hai_luu": ("60", "0.5", "40", "66.7"),
        "lai_chau": ("84", "315", "1781", "71.76", "20.08", "102", "1022"),
        "nam_po": ("80.2", "45.7"),
        "trang_dinh": ("36.12", "47.49", "16.39", "5", "50", "8.5", "84.7"),
    }.items():
        alt = re.sub(r"(?<=\d)[.,](?=\d{3})", "", drawn[place].alt).replace(",", ".")
        assert set(numbers) <= set(re.findall(r"\d+(?:\.\d+)?", alt)), place
        assert drawn[place].alt.startswith(drawn[place].caption)
    assert say("organisation.uncounted", lang) not in " ".join(picture.alt for picture in drawn.values())
    for place in ("hai_luu", "nam_po"):
        sent = next(row for row in data.assignments.to_dict("records") if row["locality_id"] == place)
        assert all(sent[f"{side}_{lang}"][1:] in drawn[place].alt for side in ("from", "to", "duty"))
    assert not re.search(r"(?<![\d/,.])1(?![\d/,.])", drawn["nam_po"].alt)
    # Of its shortfalls the article answers none by name: no picture sets a measure beside one.
    coded = data.tables["codings"].query("direction == 'limitation'")
    assert not [gloss for gloss in coded[f"gloss_{lang}"] for each in drawn.values() if gloss.rstrip(".") in each.alt]


def test_what_only_shares_a_theme_is_joined_by_no_line(data, lang):
    """An arrow is people sent, and nothing else has a line, which would hint at a cause; a limitation is not drawn, for
    a measure beside it would look like its answer."""
    voice = Voice(data, lang)
    strands = {place: list_strands(voice, place) for place in data.ids("locality")}
    assert [sum(each.is_sent for each in strands[place]) for place in strands] == [3, 1, 3, 1, 1]
    assert [sum(bool(each.ends) and not each.is_sent for each in strands[place]) for place in strands] == [
        0,
        1,
        1,  # those admitted, and the plan
        0,
        0,
    ]
    assert [each.is_deed for each in strands["ba_tri"] if each.is_sent] == [True, True, False]
    assert not show.show_subject(data, "trang_dinh", lang=lang).svg.count("stroke-dasharray")


def test_bars_of_one_scale_are_parts_of_a_whole(data, lang):
    """102 % of a plan is no bar; 36.12 and 47.49 % of cells stand together with what they leave of the whole, 16.39,
    which is grey; a rule parts them from what is counted of others, and grades come last; no bar is of an aim. The
    foot of Nậm Pồ's picture says that its bars are of members and of cells."""
    voice = Voice(data, lang)
    strands = {place: list_strands(voice, place) for place in data.ids("locality")}
    assert all(bar.value <= 100 for of in strands.values() for each in of for bar in each.bars)
    (plan,) = [each for each in strands["lai_chau"] if each.ends and not each.is_sent]
    assert [end.head for end in (plan.start, *plan.ends)] == [{"vi": "1.022", "en": "1,022"}[lang], "102%"]
    bars = [[bar.value for bar in each.bars] for each in strands["trang_dinh"] if each.bars]
    assert bars[0] == [36.12, 47.49, 16.39] and len(bars[1]) == 3 and not bars[2:]  # the 85 % aimed at are no bar
    assert [bar.beside for bar in strands["trang_dinh"][0].bars] == [False, False, True]
    assert len({each.base for each in strands["trang_dinh"] if each.bars}) == 2
    counted = [say(f"counted.{base}", lang) for base in ("party_member", "affiliated_cell")]
    svg = " ".join(re.findall(r">([^<>]+)<", show.show_subject(data, "nam_po", lang=lang).svg))
    assert all(words in " ".join(svg.split()) for words in counted)


def test_no_picture_of_a_page_is_of_two_numbers(data, lang):
    """Two numbers are told in words: the rates of Lai Châu (11) are no picture of their theme, whose passages are; each
    place has more in its own picture, and its rows in the picture of all hold words or more than two bars."""
    voice = Voice(data, lang)
    for theme, told in read_themes(data).items():
        drawn = show.show_stances(data, {theme: told}, lang=lang)
        assert len(re.findall(r"\d%", drawn.alt)) != 2, theme
    for place in data.ids("locality"):
        strands = list_strands(voice, place)
        assert is_worth_drawing(strands), place
        few = _choose(strands)
        assert any(each.ends for each in few) or sum(len(each.bars) for each in few) > 2, place


def test_a_dashed_box_is_explained_where_there_is_any(data, lang):
    """The foot of an organisation tells of dashed boxes if its text leaves one out: Lai Châu's counts no village cells,
    and with a count of every kind no box is dashed."""
    organisation = read_organisation(data, "lai_chau")
    left = [unit for row in organisation.rows for unit in row if unit.figure is None]
    whole = [tuple(unit for unit in row if unit.figure) for row in organisation.rows]
    drawn = [
        " ".join(show.pictures.show_organisation(data, of, lang=lang).svg.split())
        for of in (organisation, replace(organisation, rows=tuple(filter(None, whole))))
    ]
    dashed = say("foot.organisation_dashed", lang).partition("; ")[2]
    assert left and [dashed in svg for svg in drawn] == [True, False]


@pytest.mark.few(1)
def test_a_picture_is_headed_by_a_sentence(data, lang):
    """Over the picture of a place stands who is assigned to whom, or what is shared: no arrow, no row of bars."""
    titles = {place: show.show_subject(data, place, lang=lang).caption for place in data.ids("locality")}
    assert not any(sign in title for title in titles.values() for sign in ("→", "–", ";"))
    assigned = {"vi": "cán bộ (huyện) được phân công cho 129", "en": "district-level cadres are assigned to 129"}
    assert titles["ba_tri"].startswith(f"Ba Tri: 129 {assigned[lang]}")
    first = {"vi": "khu phố: 36,12%, cùng", "en": "in village and quarter cells: 36.12%, with"}[lang]
    assert first in titles["trang_dinh"] and say("picture.also_graded", lang) in titles["trang_dinh"]
    # Of Tràng Định bars alone are drawn, though it assigns people too: the picture of all does not count who does.
    assert re.findall(r"\d", show.draw_subjects(data, lang=lang).caption) == ["5"]


def test_each_place_has_rows_in_the_picture_of_all(data, lang):
    """Numbers at both ends of the lines of Ba Tri and Lai Châu, words at those of the others, and bars of 80.2, 36.12
    and 47.49 %, each in its frame, with the 16.39 % that the last two leave in words; no words leave the sheet, on a
    phone neither."""
    picture, forty = show.draw_subjects(data, lang=lang), {"vi": "trên 40%", "en": "over 40%"}[lang]
    large = ["129", "129", "21", "24", "0.5%", forty, "1.022", "102%", "315", "1.781", "80.2%", "36.12%", "47.49%"]
    for svg, wide in ((picture.svg, 760), (picture.narrow, 400)):
        drawn = re.findall(r'font-size="20"[^>]*>([^<]*)<', svg)
        assert sorted(number.replace(",", ".") for number in drawn) == sorted(large)
        assert svg.count("<path") == 6 and svg.count("<line") == 5 + 6 and svg.count("<rect") == 1 + 2 * 3
        for x, size, words in re.findall(r'<text x="(\d+)"[^>]*font-size="(\d+)"[^>]*>([^<]*)<', svg):
            bold = "bold" if size == "20" else "normal"
            assert int(x) + 72 * measure(unescape(words), int(size), bold) <= wide + 2, words
        assert re.search(r">[^<]+: 16[.,]39%<", svg)
    assert all(data.name("locality", place, lang) in picture.alt for place in data.ids("locality"))


def test_an_editor_chooses_the_picture_of_a_place(data):
    """Were Ba Tri's grades its first headline, they would be drawn instead of the cadres sent."""

    def ranked(**first):
        rows = data.headlines.assign(rank=data.headlines["rank"] + 1)
        row = {**dict.fromkeys(rows.columns, ""), "locality_id": "ba_tri", "rank": 1, **first}
        rows = pd.concat([rows, pd.DataFrame([row])]).astype({"rank": "int64"})
        return show.show_subject(replace(data, tables={**data.tables, "headlines": rows}), "ba_tri", lang="en")

    graded = ranked(indicator_id="residential_cells_good_or_better_share")
    assert graded.caption.startswith("Ba Tri: grades of 129") and "34 (26.4%)" in graded.caption
    assert "91 (70.5%)" in graded.alt
    received = ranked(observation_id="ba_tri_provincial_cadres_received")
    assert received.caption.startswith("Ba Tri: 21 province-level cadres")


@pytest.mark.parametrize(
    ("theme", "vi", "en"),
    [
        (
            "member_recruitment",
            "Kết nạp, phát triển đảng viên: đã, đang làm ở Lai Châu; nêu hạn chế ở Lai Châu",
            "Member recruitment: done or ongoing in Lai Châu; shortfalls named in Lai Châu",
        ),
        (
            "cell_meeting_regularity",
            "Nền nếp sinh hoạt chi bộ: đề ra ở Nậm Pồ; bài về Ba Tri, Tràng Định nêu hạn chế, "
            "chưa rõ đã làm gì; kết quả không có số liệu",
            "Regularity of cell meetings: set out in Nậm Pồ; "
            "shortfalls with nothing clearly done in Ba Tri, Tràng Định; no figure on results",
        ),
        (
            "cadre_assignment_to_grassroots",
            "Phân công người theo dõi, hỗ trợ cơ sở: đã, đang làm ở 4 nơi; nêu hạn chế ở Ba Tri, Lai Châu; "
            "kết quả không có số liệu",
            "Assigning cadres to the grassroots: done or ongoing in 4 places; shortfalls named in Ba Tri, Lai Châu; "
            "no figure on results",
        ),
        (
            "leadership_methods",
            "Phương thức lãnh đạo của cấp ủy: đã, đang làm ở Hải Lựu, Lai Châu; "
            "bài về Tràng Định nêu hạn chế, chưa rõ đã làm gì",
            "Leadership methods: done or ongoing in Hải Lựu, Lai Châu; "
            "shortfalls with nothing clearly done in Tràng Định",
        ),
        (
            "security_order",
            "An ninh, trật tự, quốc phòng: Tràng Định nêu kết quả, nhận định, không nêu việc cụ thể; "
            "nêu hạn chế ở Nậm Pồ",
            "Security and order: a result or judgement but no single act in Tràng Định; shortfalls named in Nậm Pồ",
        ),
    ],
)
def test_the_picture_of_a_theme_is_headed_by_the_deed_and_the_gap(data, theme, vi, en):
    """Where it is done or only set out, which shortfall no deed meets, whether figures tell a result: read by hand.

    Where an editor has a second title for a theme, that heads its picture.
    """
    told = {theme: read_theme(data, theme)}
    data = replace(data, finding_files=())
    assert [show.show_stances(data, told, lang=lang).caption for lang in ("vi", "en")] == [vi, en]


def test_a_mark_says_who_plans_and_what_is_only_set_out(data):
    """Of Nậm Pồ's recruiting only the title of a provincial resolution speaks of a plan (5): it is set from above; what
    the district's cells carry out (6), as with mass organisations, is only set out, with all themes too."""
    own = show.show_stances(data, {"member_recruitment": read_theme(data, "member_recruitment")}, lang="vi").alt
    told = own.partition(". Nậm Pồ: ")[2].partition(". ")[0].replace("\xa0", " ")
    assert told == "Dự định, cần làm, chưa rõ: cấp trên đề ra; đoạn 5"
    led = show.show_stances(data, {"mass_organisations": read_theme(data, "mass_organisations")}, lang="vi").alt
    told = led.partition(". Nậm Pồ: ")[2].partition(". ")[0].replace("\xa0", " ")
    assert told == "Đã, đang làm: đề ra; đoạn 6; Hạn chế: đoạn 6."
    marks = show.show_stances(data, {"leadership_capacity": read_theme(data, "leadership_capacity")}, lang="vi").alt
    # Ba Tri's resolution (4) is the province's; what Lai Châu goes on with (15) is its own.
    assert marks.count("cấp trên đề ra") == 1 and "dự định; đoạn 15" in marks.replace("\xa0", " ")
    every = show.show_stances(data, read_themes(data), lang="vi").alt
    assert "Nậm Pồ: đã, đang làm: đề ra" in every
