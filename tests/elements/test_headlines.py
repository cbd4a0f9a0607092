"""What comes first when a place is told: declared in the data, else by rule."""

from dataclasses import replace

import pytest

import analysis
from analysis.elements.headlines import list_headlines, word_headline
from analysis.elements.wording import Voice
from analysis.errors import AnalysisError, UnknownIdError
from analysis.show.profile import tell_headlines

PLACE = "test_commune"


def _told(headline):
    """Word a headline by its numbers, or by the theme and paragraph of its coding."""
    if headline.coding:
        return f"{headline.coding['theme_id']} {headline.coding['paragraph']}"
    return " : ".join(f"{float(figure.value):.4g}" for figure in headline.figures)


# As the articles print them, and worked by hand from what they print: 378 / 15 members, 10 of 15 cells in Hải Lựu;
# 59 of 129 in Nậm Pồ.
@pytest.mark.parametrize(
    ("place", "first"),
    [
        ("ba_tri", ["129 : 129", "21 : 24", "cadre_assignment_to_grassroots 8", "cell_meeting_quality 8", "96.9"]),
        (
            "hai_luu",
            [
                *("cadre_assignment_to_grassroots 8", "leadership_methods 7", "socioeconomic_leadership 12"),
                *("25.2", "democratic_centralism_criticism 11"),
            ],
        ),
        ("lai_chau", ["1022", "315 : 1781", "84 : 84", "71.76", "cadre_assignment_to_grassroots 14"]),
        ("nam_po", ["member_task_assignment 6", "80.2", "mass_organisations 6", "mass_organisations 6", "45.74"]),
        (
            "trang_dinh",
            [
                *("36.12", "cell_meeting_quality 5", "inspection_supervision 10"),
                *("cell_meeting_regularity 8", "ideological_education 7"),
            ],
        ),
    ],
)
def test_each_place_is_headed_by_what_its_article_is_about(data, place, first):
    """The first five headlines of each place are what its article is about, in the order an editor gave them."""
    assert list(map(_told, list_headlines(data, place))) == first


def _figure(id_, value, paragraph=2, **cells):
    return {
        "observation_id": f"{PLACE}_{id_}",
        "locality_id": PLACE,
        "indicator_id": id_,
        "value": str(value),
        "qualifier": "eq",
        "period": "2018",
        "period_basis": "stated",
        "status": "observed",
        "list_is_partial": "false",
        "source_id": f"{PLACE}_2018",
        "paragraph": str(paragraph),
        **cells,
    }


def _deed(theme, paragraph):
    coding = {"locality_id": PLACE, "source_id": f"{PLACE}_2018", "theme_id": theme, "coder": "x"}
    coding |= {"direction": "measure", "status": "done", "paragraph": str(paragraph)}
    return coding | {"gloss_vi": "Lời của chúng tôi.", "gloss_en": "Our own words."}


@pytest.fixture
def lay(write_package, small_package, tmp_path):
    """Give a function that lays a commune with some figures and codings over the built-in package."""

    def load(figures=(), codings=()):
        tables = {name: small_package[name] for name in ("localities", "sources")}
        tables["sources"] = [{**tables["sources"][0], "source_id": f"{PLACE}_2018"}]
        key = ("locality_id", "direction", "theme_id", "paragraph")
        tables["observations"] = sorted(figures, key=lambda row: row["observation_id"])
        tables["codings"] = sorted(codings, key=lambda row: [row[column] for column in key])
        return analysis.load(write_package(tmp_path / "laid", tables))

    return load


def _grades(of, numbers):
    kinds = ("assessed", "graded_excellent", "graded_good", "graded_completed", "graded_not_completed")
    return [_figure(f"{of}_{kind}", number) for kind, number in zip(kinds, numbers, strict=True)]


def test_of_grades_alone_the_widest_share_comes_first(lay):
    """Of 34, 91, 4 and 0 in 129 the first is the share of good or better, 96.9 %, and not the first letter."""
    told = list_headlines(lay(_grades("residential_cells", (129, 34, 91, 4, 0))), PLACE)
    assert _told(told[0]) == "96.9"


def test_what_is_about_the_subject_comes_before_shares_counts_and_grades(lay):
    """A figure under a theme with a deed leads; then the deed without a figure, a share computed, and grades last."""
    figures = [
        *_grades("residential_cells", (20, 2, 14, 4, 0)),
        _figure("party_members", 200),
        _figure("women_members", 50),
    ]
    figures += [_figure("committee_members_added", 7, 6), _figure("members_admitted", 9, 5)]
    codings = [_deed("member_recruitment", 5), _deed("ideological_education", 6)]
    told = list(map(_told, list_headlines(lay(figures, codings), PLACE)))
    # 9 / 200 admitted and 50 / 200 women are shares; admissions have the deed.
    assert told == ["4.5", "ideological_education 6", "7", "80", "9"]


def test_a_level_comes_before_its_rise_and_what_was_reached_before_what_is_aimed_at(lay):
    """Of 92.5 % and the 4 points that it rose the level is told; of 9 admitted and 30 to be admitted later, the 9."""
    share = _figure("meeting_attendance_share", 92.5)
    rise = {**_figure("meeting_attendance_share", 4, reading="difference", against="2017"), "observation_id": "z_rise"}
    aim = _figure("members_admitted", 30, 3, status="target", period="2030")
    aim["observation_id"] = "z_aim"
    told = list(map(_told, list_headlines(lay([share, rise, _figure("members_admitted", 9, 3), aim]), PLACE)))
    assert told == ["92.5", "9"]


def test_a_place_without_figures_is_headed_by_its_deeds(lay):
    """Without figures the deeds come first, each theme once, in the order of the text; without either nothing does."""
    codings = [_deed("member_recruitment", 5), _deed("cell_meeting_quality", 3), _deed("cell_meeting_quality", 4)]
    told = list_headlines(lay(codings=codings), PLACE)
    assert list(map(_told, told)) == ["cell_meeting_quality 3", "member_recruitment 5"]
    assert list_headlines(lay(), PLACE) == ()


def test_what_is_declared_must_be_known(data):
    """An indicator declared and not known of its place stops with its row; so does a place that is not there."""
    declared = data.headlines.copy()
    declared.loc[declared["indicator_id"] == "residential_cells_good_or_better_share", "indicator_id"] = (
        "admission_rate"
    )
    with pytest.raises(AnalysisError, match=r"ba_tri, rank 5: nothing is printed or computed of admission_rate"):
        list_headlines(replace(data, tables={**data.tables, "headlines": declared}), "ba_tri", most=6)
    with pytest.raises(UnknownIdError):
        list_headlines(data, "hanoi")


@pytest.mark.parametrize(
    ("place", "numbers"),
    [
        ("ba_tri", ("129", "21", "24", "96,9%", "chưa dự đủ các kỳ sinh hoạt", "lúng túng")),
        ("lai_chau", ("315", "1.781", "84", "71,76%", "20,08%", "1.022", "102%", "phân công cấp ủy viên tỉnh")),
        ("nam_po", ("nhóm hộ", "80,2%", "59", "45,7%", "12,5", "Hạn chế ở Nậm Pồ: ", "nguồn phát triển")),
        ("hai_luu", ("25,2", "378", "phụ trách chi bộ nông thôn", "đổi mới phương thức lãnh đạo", "Hòa Bình")),
        (
            "trang_dinh",
            (
                *(
                    "36,12%",
                    "47,49%",
                    "lãnh đạo, sinh hoạt, kiểm tra, trình độ cán bộ",
                    "phân công huyện ủy viên",
                    "85%",
                    "giáo dục tư tưởng",
                ),
                *("đào tạo cán bộ", "kiểm tra, giám sát", "kết nạp", "8,5%"),
            ),
        ),
    ],
)
def test_five_points_keep_what_a_place_is_about(data, place, numbers):
    """Five points tell the numbers and the five measures that an article is about, no finding twice.

    Each is about the place alone: none begins with what other articles lack, or tells figures of another place.
    """
    points = [str(point) for point in tell_headlines(data, place, lang="vi").items]
    assert len(set(points)) == len(points) == 5
    # What the text calls for is told as that, not as what a class is to do.
    assert not [point for point in points if point.startswith(("Cần ", "Coi ", "Tỷ lệ ", "Chỉ ", "Việc "))]
    told = " ".join(points)
    assert [each for each in numbers if each not in told] == []


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_short_headline_leaves_its_place_to_where_it_stands(data, lang):
    """In short, beside the name of a place, a headline does not name it again; written out it does of a deed."""
    voice = Voice(data, lang)
    for place in data.ids("locality"):
        for headline in (each for each in list_headlines(data, place, most=99) if each.coding):
            short, whole = (str(word_headline(voice, headline, brief=brief)[0]) for brief in (True, False))
            assert voice.gloss(headline.coding).lower() in short.lower()
            assert voice.name("locality", place) not in short.removesuffix(voice.gloss(headline.coding)[1:])
            if headline.coding["status"] in ("done", "ongoing", "stepwise"):
                assert voice.name("locality", place) in whole
