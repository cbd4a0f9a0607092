"""The page of a place: what its article is about, its key figures beside the nearest, what it tells and leaves out."""

import re
import shutil
from dataclasses import replace

import pandas as pd
import pytest

from analysis import load, show
from analysis.elements.headlines import list_headlines
from analysis.elements.speech import Link
from analysis.elements.table import Point
from analysis.methods import check_consistency, find_figures, find_gaps, find_nearest, read_organisation
from analysis.paths import notebooks_dir
from analysis.show.profile import find_pages
from analysis.words.catalogue import say

PLACES = ("nam_po", "trang_dinh", "hai_luu", "lai_chau", "ba_tri")


@pytest.fixture(params=["vi", "en"])
def lang(request):
    return request.param


def read(data, place, lang="vi"):
    """Give the heading over the key figures, and their rows as words by the name of the indicator."""
    head, table = show.show_key_figures(data, place, lang=lang)
    return head.text, {str(row[0]): tuple(map(plain, row[1:])) for row in table.rows}


def plain(words):
    """Give words with plain spaces."""
    return str(words).replace("\N{NO-BREAK SPACE}", " ")


def test_key_figures_of_ba_tri(data):
    """From the article: 129 cadres for 129 hamlets and quarters, 21 for 24 communes, three years, all without another
    place; 34 and 91 of 129 cells make 96.9 %, and Tràng Định graded organisations of the tier above."""
    head, rows = read(data, "ba_tri")
    assert head == "Không số liệu chính nào của Ba Tri so sánh được với nơi khác"
    meeting, alone = "07/3/2019 (suy từ nội dung bài) đoạn", "–"
    assert list(rows.values()) == [
        ("129", f"{meeting} 4", alone),
        ("129", f"{meeting} 4", alone),
        ("21", f"{meeting} 4", alone),
        ("24", f"{meeting} 4", alone),
        (
            "96,9% (tính từ số liệu trong bài)",
            "năm 2018 đoạn 7",
            "Không so sánh được với Tràng Định: đơn vị phân tích khác nhau: chi bộ khu dân cư và tổ chức cơ sở đảng",
        ),
        ("3 năm", f"{meeting} 3", alone),
    ]


def test_key_figures_of_nam_po(data):
    """From the articles: 1906 over 23 and 129 cells is 12.5 beside 30 044 over 341 and 1908 in Lai Châu, 13.4; 59 of
    129 is 45.7 % beside 10 of 15 in Hải Lựu; 23 of 40 is 57.5 % beside 34 of 59 in the district nearer in time; 1906
    over 40 is 47.7 beside 30 044 over 526, 57.1; nobody else counts rural members; members of a province stay apart."""
    head, rows = read(data, "nam_po")
    assert (
        head == "Tỷ lệ chi bộ thôn, bản trong chi bộ trực thuộc: 45,7% ở Nậm Pồ, 66,7% ở Hải Lựu; "
        "so sánh được, cần lưu ý"
    )
    at, alone, care = (
        "17/01/2018 (lấy theo ngày đăng) đoạn 4",
        "–",
        "So sánh được, cần lưu ý xem so sánh",
    )
    assert set(rows.values()) == {  # their order is an editor's
        ("12,5 (tính từ số liệu trong bài)", at, "Lai Châu: 13,4 (31/12/2021)", care),
        ("45,7% (tính từ số liệu trong bài)", at, "Hải Lựu: 66,7% (03/8/2022 (lấy theo ngày đăng))", care),
        ("80,2%", at, "–", alone),
        (
            *("1.906", at, "–"),
            "Không so sánh được với Lai Châu: số lượng tuyệt đối của các cấp hành chính khác nhau: huyện và tỉnh",
        ),
        ("57,5% (tính từ số liệu trong bài)", at, "Tràng Định: 57,6% (23/9/2019 (lấy theo ngày đăng))", care),
        ("47,7 (tính từ số liệu trong bài)", at, "Lai Châu: 57,1 (31/12/2021)", care),
    }


def test_what_only_stands_beside_is_no_nearest_place(data):
    """Hải Lựu's members per cell have another denominator: no place is set beside them, and the verdict says why."""
    _, rows = read(data, "hai_luu")
    nearest, verdict = rows["Đảng viên bình quân một chi bộ"][-2:]
    assert (nearest, verdict.startswith("Chỉ để tham khảo: ")) == ("–", True)


def test_key_figures_lead_to_the_page_that_compares(data):
    """A verdict that lets figures stand together leads to the page of its concept, which is one that is built."""
    _, table = show.show_key_figures(data, "nam_po", lang="vi")
    links = {str(row[0]): row[-1].links[0].href for row in table.rows if not isinstance(row[-1], str)}
    assert links["Đảng viên bình quân một chi bộ"] == "compare-members_per_cell.html"
    assert links["Tỷ lệ chi bộ thôn, bản trong chi bộ trực thuộc"] == "compare-residential_cells_share.html"


def test_no_key_figure_for_its_letter(data):
    """Where nobody ranked a figure, grades do not fill the list: without its headlines Tràng Định begins otherwise."""
    bare = replace(data, tables={**data.tables, "headlines": data.headlines[data.headlines["locality_id"] == "x"]})
    figures = [figure for each in list_headlines(bare, "trang_dinh", most=3) for figure in each.figures]
    assert not any("graded" in figure.indicator_id for figure in figures)
    _, rows = read(bare, "trang_dinh")
    assert rows["Tỷ lệ chi bộ cơ sở trong tổ chức cơ sở đảng"][0] == "57,6% (tính từ số liệu trong bài)"


def test_places_equally_near_are_all_named(invent, lang):
    """Two communes of one day and one level stand equally near: both are named, in the order of places."""
    cells = [("affiliated_cells", 10, "2022-08-03"), ("party_members", 250, "2022-08-03")]
    more = load(invent(dict.fromkeys(("xa_1", "xa_2", "xa_3"), ("commune", cells))))
    (figure,) = find_figures(more, locality_id="xa_1", indicator_id="members_per_cell")
    pairs = find_nearest(more, figure)
    assert [(pair.right.locality_id, pair.verdict) for pair in pairs] == [
        ("xa_2", "comparable"),
        ("xa_3", "comparable"),
    ]
    head, rows = read(more, "xa_1", lang)
    row = rows[more.name("indicator", "members_per_cell", lang)]
    assert row[2].count("25") == 2 and row[2].index("xa_2") < row[2].index("xa_3")
    assert head.count("xa_") == 2


def test_a_place_without_codings_or_comparison(invent, lang):
    """A place that prints one figure, is not coded and has no like says so, and its page is as long as that."""
    more = load(invent({"xa_1": ("commune", [("committee_members_added", 7, "2024")])}))
    assert say("article.plain", lang, texts="@", place="@").partition("@")[0] in str(
        show.tell_article(more, "xa_1", lang=lang).text
    )
    (point,) = show.list_main_points(more, "xa_1", lang=lang).items
    assert more.name("indicator", "committee_members_added", lang).lower() in str(point).lower()
    head, rows = read(more, "xa_1", lang)
    assert [row[0] for row in rows.values()] == ["7"]
    assert show.head_told(more, "xa_1", lang=lang).text == say("told.nothing", lang)
    assert not show.table_told(more, "xa_1", most=6, lang=lang).rows
    head, points = show.show_documents(more, "xa_1", lang=lang)
    assert head.text == say("cited.none", lang) and not points.items


def test_a_place_without_figures(invent, lang):
    """A place of which no figure is recorded says so instead of its key figures, and not that its article has none."""
    more = load(invent({"xa_1": ("commune", [])}))
    head, rows = read(more, "xa_1", lang)
    assert head == say("spine.empty", lang, place="xa_1") and not rows
    unknown, *_ = show.show_unknown(more, "xa_1", lang=lang)
    drawn = show.pictures.describe_organisation(more, read_organisation(more, "xa_1"), lang=lang)
    recorded = {"vi": "ghi", "en": "recorded"}[lang]
    assert all(recorded in words for words in (head, unknown.text, drawn.caption))


def test_the_article_in_a_sentence(data, lang):
    """Each profile has a heading of its own, and opens with one sentence: what was done, what came of it, what is
    not known."""
    heads = [show.head_place(data, place, lang=lang) for place in PLACES]
    assert all(head.answers for head in heads) and len({head.text for head in heads}) == len(PLACES)
    assert (
        heads[PLACES.index("ba_tri")].text
        == {
            "vi": "Ba Tri: “huyện nắm tới ấp”, 129 cán bộ huyện theo dõi 129 ấp, khu phố",
            "en": "Ba Tri: 129 district cadres assigned to 129 hamlets and quarters",
        }[lang]
    )
    told = {place: str(Point(show.tell_article(data, place, lang="vi").text)) for place in PLACES}
    # Ba Tri 3, 6, 8 and 11; only the article about Hải Lựu names no limitation.
    assert told["ba_tri"].startswith("Qua 3 năm phân công")
    assert all(each in told["ba_tri"] for each in ("chất lượng hơn", "chưa dự đủ", "không nêu số liệu trước đó"))
    plain = [re.sub(r" \((Mọi|Thời)[^)]*\)| \[căn cứ\]", "", words) for words in told.values()]  # when, on what
    assert all(words.endswith(".") and ". " not in words for words in plain)
    assert [place for place in PLACES if "không nêu hạn chế nào" in told[place]] == ["hai_luu"]


def test_an_article_without_an_editor_is_told_by_its_most_frequent_theme(data, lang):
    """A theme of five paragraphs against one of two is told, with how many; one of a single paragraph is too thin."""
    codings = data.tables["codings"].query("locality_id == 'lai_chau'")
    few = codings[codings["theme_id"].isin(["cadre_training", "cadre_assignment_to_grassroots"])]
    tied = few[~((few["theme_id"] == "cadre_assignment_to_grassroots") & (few["paragraph"] > 8))]

    def tell(rows):
        bare = replace(data, tables={**data.tables, "codings": rows}, finding_files=())
        return str(Point((show.tell_article(bare, "lai_chau", lang=lang).text,)))

    name = data.name("theme", "cadre_assignment_to_grassroots", lang)
    # Sending stands in paragraphs 8, 10, 13, 14 and 15 of Lai Châu's, training in 11 and 13.
    assert name[1:] in tell(few) and "(5" in tell(few)
    assert name[1:] not in tell(tied)


def test_main_points_are_six_at_most(data, lang):
    """A profile opens with six points at most, no two alike; one tells a shortfall wherever the text does."""
    points = {place: list(map(str, show.list_main_points(data, place, lang=lang).items)) for place in PLACES}
    assert all(1 < len(set(told)) == len(told) <= 6 for told in points.values())
    assert points["ba_tri"][0].count("129") == 2
    # An editor tells a shortfall of each place whose article names any: none is told by rule beside it.
    short = {
        "ba_tri": {"vi": "báo cáo chưa kịp thời", "en": "reports come late"},
        "lai_chau": {"vi": "chưa dự đủ", "en": "do not attend every meeting"},
        "nam_po": {"vi": "hạn chế về giữ gìn an ninh", "en": "a shortfall in security"},
        "trang_dinh": {"vi": "nêu hạn chế ở lãnh đạo, sinh hoạt", "en": "names shortfalls in leadership, meetings"},
    }
    assert all(words[lang] in " ".join(points[place]) for place, words in short.items())
    heads = say("pattern.limited", lang, items=""), say("pattern.first_open", lang, items="")
    assert not [point for told in points.values() for point in told if point.startswith(heads)]
    lai_chau = " ".join(points["lai_chau"])
    assert all(number in lai_chau.replace(",", ".") for number in ("71.76%", "20.08%", "1.022", "102%", "1.781"))


def test_what_a_text_tells_theme_by_theme(data):
    """From Ba Tri's article: nothing is done for meetings, attendance, criticism and the economy; people sent come
    first with the passage that has the figures, and where the other stands; in full both are there. Under these four
    the article finds things better too (6)."""
    assert show.head_told(data, "ba_tri", lang="vi").text == (
        "Có kết quả, có hạn chế, chưa rõ đã làm gì: chất lượng sinh hoạt cấp ủy, chi bộ và chủ đề khác"
    )
    # In Lai Châu's, what falls short (14) is of six themes, and under each something is done: one of them fits.
    assert show.head_told(data, "lai_chau", lang="vi").text == (
        "Nêu hạn chế và cũng nêu việc đã, đang làm: phân công người theo dõi, hỗ trợ cơ sở và chủ đề khác"
    )
    # Nậm Pồ 6 names security, and no measure of its own for it; Tràng Định 7 to 9 leaves open what has been done, and
    # of leadership praises efforts (4) before it names the shortfall (5).
    told = {place: show.head_told(data, place, lang="vi").text.split(": ") for place in ("nam_po", "trang_dinh")}
    assert told["nam_po"] == [
        "Hạn chế chưa rõ đã làm gì",
        "an ninh, trật tự, quốc phòng",
    ]
    assert told["trang_dinh"] == [  # two of six, and others
        told["nam_po"][0],
        "chất lượng sinh hoạt cấp ủy, chi bộ; nền nếp sinh hoạt chi bộ và chủ đề khác",
    ]
    brief = show.table_told(data, "ba_tri", most=6, lang="vi")
    assert len(brief.rows) == 6
    head, deed, result, limitation, proposal = brief.rows[0]
    assert head.links[0].href == "theme-cadre_assignment_to_grassroots.html#ba_tri"
    assert "129 cán bộ huyện" in plain(deed)[:30] and plain(deed).endswith("(và đoạn 3)")
    assert plain(limitation).endswith("[đoạn 8]") and plain(result).endswith("[đoạn 6]")
    assert "[đoạn 9, cần làm]" in plain(proposal)
    full = show.table_told(data, "ba_tri", lang="vi")
    # For leading people are sent and there is a plan (4): its row leads there.
    led = {str(row[0]): [link.href for link in row[1].pieces if isinstance(link, Link)] for row in full.rows
           if not isinstance(row[1], str)}  # fmt: skip
    sent, plan = (f"theme-{theme}.html#ba_tri" for theme in ("cadre_assignment_to_grassroots", "planning_and_targets"))
    assert {name: links for name, links in led.items() if links} == {
        "Vai trò, năng lực lãnh đạo": [sent, plan]}  # fmt: skip
    blank = {str(row[0]) for row in full.rows if row[1] == "–" and row[3] != "–"}
    assert blank == {"Chất lượng sinh hoạt cấp ủy, chi bộ", "Lãnh đạo kinh tế - xã hội", "Nền nếp sinh hoạt chi bộ",
                     "Tập trung dân chủ, tự phê bình và phê bình"}  # fmt: skip
    assert len(full.rows) == 17 and str(full.rows[0][1]).count("[đoạn") == 2
    # Hải Lựu's article names no limitation.
    acted = "Bài không nêu hạn chế; nêu việc đã, đang làm về vai trò, năng lực lãnh đạo và "
    assert show.head_told(data, "hai_luu", lang="vi").text.startswith(acted)


def test_what_a_text_leaves_out(data):
    """Ba Tri's article counts no organisations, members or meetings; its checks agree. That of Lai Châu, which counts
    border guards at work in villages, has no grades and no meetings, and 1,393 members on probation beside 1,022
    admitted, which ask for a second look."""
    head, points = show.show_unknown(data, "ba_tri", lang="vi")
    assert head.text.startswith("Bài không có số liệu về cơ cấu tổ chức đảng; đảng viên; sinh hoạt chi bộ")
    assert [str(point) for point in points.items] == ["Những số bài có nêu thống nhất với nhau, qua 3 phép đối chiếu."]
    head, points = show.show_unknown(data, "lai_chau", lang="vi")
    assert head.text == "Bài không có số liệu về xếp loại, sinh hoạt chi bộ"
    first, *odd = map(str, points.items)
    assert first == "Với những số bài có nêu, trong 12 phép đối chiếu cần xem lại:"
    assert [words.split(":")[0] for words in odd] == [
        "Đảng viên dự bị (1.393, 1.022)",  # parts that are examples of more have nothing to set beside them
    ]
    listed = " ".join(map(str, show.list_gaps(data, find_gaps(data, "ba_tri"), lang="vi").items))
    assert "đảng viên (Hải Lựu, Lai Châu, Nậm Pồ)" in listed
    # 34, 91, 4 and none make 129 cells of hamlets and quarters that are graded: their count is not simply lacking.
    assert "chi bộ thôn, bản (Hải Lựu, Nậm Pồ), dù bài này nêu số đã được xếp loại: 129" in listed
    others = [
        show.list_gaps(data, find_gaps(data, of), lang="vi").items for of in data.ids("locality") if of != "ba_tri"
    ]
    assert "đã được xếp loại:" not in " ".join(str(point) for items in others for point in items)


@pytest.mark.parametrize(
    ("lang", "told", "cited"),
    [
        ("vi", "Xã thử đã làm: lập nhóm trực tuyến", "Bài dẫn 1 văn bản, không có văn bản nào của Trung ương"),
        (
            "en",
            "Done in Test commune: an online group set up",
            "Documents cited in the article: 1, none of them central",
        ),
    ],
)
def test_a_place_of_ones_own_is_headed_by_a_sentence(tmp_path, write_package, small_package, lang, told, cited):
    """Without a title by an editor the first deed heads the page as a title, with no full stop; none is a word."""
    of = {"source_id": "test_commune_2024", "paragraph": "4"}
    coding = {"locality_id": "test_commune", "theme_id": "cell_meeting_quality", "direction": "measure", "coder": "c1"}
    coding |= {"status": "done", "gloss_vi": "Lập nhóm trực tuyến.", "gloss_en": "An online group set up."}
    document = {"directive_id": "test_05", "kind": "resolution", "level": "commune", "printed": "Nghị quyết"}
    document |= {"subject_vi": "Sinh hoạt chi bộ", "subject_en": "Cell meetings"}
    more = small_package | {"observations": [], "codings": [coding | of], "directives": [document | of]}
    data = load(write_package(tmp_path / "mine", more))
    assert show.head_place(data, "test_commune", lang=lang).text == told
    assert next(show.show_documents(data, "test_commune", lang=lang)).text == cited


def test_documents_are_told_with_what_is_done_on_them(data):
    """Nậm Pồ acts on its one document, resolution 04-NQ/TU of the province of 23 May 2016; Tràng Định cites five."""
    head, points = show.show_documents(data, "nam_po", lang="vi")
    assert head.text == "Việc nêu trong bài gắn với Nghị quyết 04-NQ/TU; bài dẫn 1 văn bản"
    # What Tràng Định has done is to make a plan; on what it would act no text ties to a deed.
    heads = {place: next(show.show_documents(data, place, lang="vi")).text for place in ("trang_dinh", "ba_tri")}
    assert heads["trang_dinh"] == "Bài dẫn 5 văn bản, 4 của Trung ương"
    # Ba Tri acts on a plan of the district too, whose name leaves no room for both.
    assert heads["ba_tri"] == "Việc nêu trong bài gắn với Nghị quyết 02-NQ/TU; bài dẫn 4 văn bản"
    assert "(bài không nêu cơ quan ban hành; đoạn 11)" in " ".join(
        map(plain, list(show.show_documents(data, "ba_tri", lang="vi"))[1].items)
    )
    assert str(points.items[0]).startswith(
        "Nghị quyết 04-NQ/TU, “Tăng cường xây dựng"
    ) and "23/5/2016; đoạn 5" in plain(points.items[0])


@pytest.mark.parametrize("locality", PLACES)
def test_every_link_of_a_profile_leads_to_its_source(data, locality, lang):
    """Each part of a profile renders for each place, and each link to a figure leads to its row in the sources, where
    every figure of the place has one, printed or computed, under the title of the text told once."""
    figures = find_figures(data, locality_id=locality)
    parts = [
        show.tell_article(data, locality, lang=lang),
        show.list_main_points(data, locality, lang=lang),
        *show.show_key_figures(data, locality, lang=lang),
        show.head_told(data, locality, lang=lang),
        show.table_told(data, locality, most=6, lang=lang),
        show.table_told(data, locality, lang=lang),
        *show.show_documents(data, locality, lang=lang),
        *show.show_unknown(data, locality, lang=lang),
        show.list_cautions(data, locality, lang=lang),
        show.list_gaps(data, find_gaps(data, locality), lang=lang),
        show.table_checks(data, check_consistency(data, locality), lang=lang),
        show.table_sources(data.of(locality), lang=lang),
    ]
    table = show.table_provenance(data, figures, lang=lang)
    assert len(table.rows) == len(figures) and len(table.columns) == 5
    assert data.of(locality).sources["author"].iloc[0] in table.caption
    html, sources = "".join(part._repr_html_() for part in parts), table._repr_html_()
    targets = set(re.findall(r'href="#([^"]+)"', html + sources))
    assert targets and targets <= set(re.findall(r'id="([^"]+)"', sources))
    assert not re.search(r"\b(nan|NaN|NaT|None|<NA>)\b", html + sources)


def test_a_long_list_of_documents_ends_on_their_page(data, lang):
    """Where a text cites more documents than a page has room for, six are told and the rest lie behind a link."""
    row = data.directives[data.directives["source_id"] == "nam_po_2018"].iloc[0].to_dict()
    many = pd.DataFrame([row | {"directive_id": f"d{n:02}"} for n in range(15)], columns=data.directives.columns)
    untied = data.tables["codings"].assign(directive_ids=[()] * len(data.tables["codings"]))
    tables = {**data.tables, "directives": many, "codings": untied}
    head, points = show.show_documents(replace(data, tables=tables), "nam_po", lang=lang)
    assert "15" in head.text
    assert len(points.items) == 7 and str(points.items[-1]).startswith("9 ")
    assert points.items[-1].words[1].href == "directives.html"


def test_a_checked_figure_is_not_called_computed_only(data, lang):
    """Ba Tri's article prints the three years (3) twice, and 129 cells beside their grades (7): what a check holds
    against the print is told as printed, or as computed again, and never as printed nowhere."""
    rows = show.table_checks(data, check_consistency(data, "ba_tri"), lang=lang).rows
    checked = [row for row in rows if row[3] and row[0] != say("column.published", lang)]
    origins = {str(row[1]): row[3].note.lines[0][1] for row in checked}
    assert origins[say("check.repeated", lang)] == say("who.printed", lang)
    parts = say("check.parts_whole", lang, parts="")
    assert {of for told, of in origins.items() if told.startswith(parts)} == {say("who.checked", lang)}
    assert say("who.computed", lang) not in origins.values()


def test_of_two_comparisons_of_a_concept_the_first_that_is_listed_is_linked(data, tmp_path):
    """A further notebook of one indicator, listed later, changes nothing of where key figures lead."""
    (tmp_path / "own").mkdir()
    shutil.copy(notebooks_dir() / "reports" / "20_compare_indicator.ipynb", tmp_path / "own" / "compare.ipynb")
    first, second = "organisations_good_or_better_share", "residential_cells_good_or_better_share"
    assert len({data.row("indicator", id_)["concept"] for id_ in (first, second)}) == 1
    entry = "- {{notebook: own/compare, id: '{name}-{{indicator_id}}', for_each: {{indicator_id: [{ids}]}}}}\n"
    listed = entry.format(name="a", ids=f"{first}, {second}") + entry.format(name="b", ids=first)
    (tmp_path / "runs.yml").write_text(f"runs:\n{listed}", encoding="utf-8")
    assert [*find_pages(data, tmp_path).values()] == [f"a-{first}.html"]
