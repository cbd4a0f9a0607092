"""Texts, yardsticks, cited documents and where figures stand."""

import re
from dataclasses import replace

import matplotlib.pyplot as plt
import pandas as pd
import pytest

import analysis
from analysis import show
from analysis.documents.timeline import describe_timeline
from analysis.elements.speech import capital
from analysis.elements.typeset import read_style
from analysis.elements.wording import Voice
from analysis.lessons.deck import name_reading
from analysis.lessons.ledger import Ledger
from analysis.methods import find_figures, lay_timeline, list_directives, read_yardsticks
from analysis.words.catalogue import say


@pytest.fixture(params=["vi", "en"])
def lang(request):
    return request.param


def test_yardsticks_say_what_fails(data, lang):
    """A yardstick that does not fit says why, in words."""
    (rate,) = find_figures(data, locality_id="lai_chau", indicator_id="admission_rate")
    ((_, _, verdict, _),) = show.table_yardsticks(data, read_yardsticks(data, rate), lang=lang).rows
    assert verdict == {"vi": "Chưa hoặc không còn hiệu lực lúc đó", "en": "Not in force at the time"}[lang]


def test_what_has_lapsed_is_told_as_lapsed(data, lang):
    """12-HD/BTCTW ended on the eve of 42-HD/BTCTW (28 October 2025), which is in force; who cites it is named."""
    ended, kept = (
        {str(row[0]): [*map(str, row)] for row in show.table_in_force(data, ended=ended, lang=lang).rows}
        for ended in (True, False)
    )
    assert not ended.keys() & kept.keys() and len(ended) + len(kept) == len(data.tables["documents"])
    (old,), (new,) = (
        [row for name, row in of.items() if mark in name] for of, mark in ((ended, "12-HD"), (kept, "42-HD"))
    )
    assert "27/10/2025" in old[2] or "27 October 2025" in old[2]
    assert "42-HD/BTCTW" in old[2] and "Tràng Định" in old[1]
    assert all(row[3] and "2026" in row[4] for row in (*ended.values(), *kept.values()))
    assert capital(say("force.in_force", lang, day=Voice(data, lang).day(pd.Timestamp("2026-11-29")))) in new[2]


def test_a_rule_that_lapses_is_told_so_wherever_it_is_named(home, lang, set_cells):
    """A document and a norm to which an end is given carry it in every text that names them."""
    set_cells(home, [("documents", ("guidance_42_2025",), "in_force_to", "2026-10-31")])
    set_cells(home, [("norms", ("duration_2025",), "in_force_to", "2026-10-31")])
    ledger = Ledger(Voice(analysis.load(), lang))
    told = [
        "".join(map(str, ledger.fill({lang: f"x {{{words}}}"})))
        for words in ("document.guidance_42_2025", "norm.duration_2025")
    ]
    assert all(
        say("force.ended", lang, day=Voice(analysis.load(), lang).day(pd.Timestamp("2026-10-31"))) in words
        for words in told
    )


def test_the_term_of_a_target_ends(data):
    """The target of 21-NQ/TW for members in every village ran to the end of 2025; its resolution was not repealed."""
    words = "{norm.villages_with_members_target}"
    assert "hết hạn sau 31/12/2025" in "".join(map(str, Ledger(Voice(data, "vi")).fill({"vi": words})))
    assert "expired after 31 December 2025" in "".join(map(str, Ledger(Voice(data, "en")).fill({"en": words})))


def drawn(data, events, lang):
    """Draw a timeline and give its words with their boxes, and its marks of texts and documents, of bars that go on."""
    ax = show.plot_timeline(data, events, lang=lang)
    ax.figure.draw_without_rendering()
    boxes = [(text.get_text(), text.get_window_extent()) for text in ax.texts if text.get_text()]
    marks = [(line.get_marker(), float(line.get_xdata()[0])) for line in ax.lines]
    plt.close("all")
    return boxes, [mark for mark in marks if mark[0] in "*o"], [mark for mark in marks if mark[0] in "<>"]


def test_a_timeline_ends_with_the_rules_of_today(data, lang):
    """The last year named is 2026, and a bar that began before the first year or goes on has an arrow there.

    Of the rules four have no end, the statute twice and Guidance 27 of 2014 began before 2015, when the plans begin.
    """
    boxes, _, arrows = drawn(data, lay_timeline(data), lang)
    years = [int(words) for words, _ in boxes if re.fullmatch(r"\d{4}", words)]
    assert years[0] == 2015 and years[-1] == 2026
    assert [mark for mark, _ in arrows].count(">") == 4 and [mark for mark, _ in arrows].count("<") == 3
    assert len({spot for mark, spot in arrows if mark == "<"}) == 1
    assert any(words.startswith("27-HD/BTCTW") and "2014" in words for words, _ in boxes)


def test_words_stand_in_their_bar_or_beside_it(data, lang):
    """No words run over the end of their bar, and none in a bar are cut by the line of the reform.

    Four plans have their time, five rules of grading and five others.
    """
    with plt.rc_context(read_style()):
        ax = show.plot_timeline(data, lay_timeline(data), lang=lang)
        ax.figure.draw_without_rendering()
    bars = [line.get_window_extent() for line in ax.lines if line.get_linewidth() == 13]
    (reform,) = (line.get_window_extent().x0 for line in ax.lines if line.get_linestyle() == ":")
    assert len(bars) == 4 + 5 + 5
    told = [(text.get_text(), text.get_window_extent()) for text in ax.texts if text.get_weight() != "bold"]
    for words, box in told:
        for bar in (bar for bar in bars if box.y0 < bar.y0 < box.y1):
            within = bar.x0 < box.x0 and box.x1 < bar.x1
            assert within or box.x0 >= bar.x1 or box.x1 <= bar.x0 + 1, words
            assert not within or not box.x0 < reform < box.x1, words
    plt.close("all")


def test_an_undated_document_is_named_and_not_placed(data, lang):
    """Hải Lựu's text does not date Resolution 05: it is named, with no mark."""
    events = lay_timeline(data)
    boxes, marks, _ = drawn(data, events[events["lane"] == "hai_luu"], lang)
    assert [mark for mark, _ in marks] == ["*"]
    words = " ".join(words for words, _ in boxes).replace("\n", " ")
    assert (
        say(
            "timeline.undated",
            lang,
            documents=f"{say('document.resolution', lang)} 05 ({say('level.provincial', lang)})",
        )
        in words
    )
    # Ba Tri's plan has years and no day: it is a bar, and says so.
    plan = f"{say('document.plan', lang)} ({say('level.district', lang)}), {say('timeline.no_day', lang)}; 2016–2020"
    assert plan in describe_timeline(data, events, lang=lang)


def test_a_document_without_level_or_number_is_drawn(data, lang):
    """A dated document whose text gives neither level nor number has a mark, and is named by its kind."""
    events = lay_timeline(data)
    dated = events.index[(events["lane"] == "lai_chau") & events["day"].notna()][0]
    events.loc[dated, ["level", "number", "kind"]] = ["", "", "conclusion"]
    boxes, marks, _ = drawn(data, events, lang)
    assert [mark for mark, _ in marks].count("o") == 7 and [mark for mark, _ in marks].count("*") == 5
    begun = f"{say('document.conclusion', lang)}, "
    assert any(words.startswith(begun) for words, _ in boxes)
    assert f": {begun}" in describe_timeline(data, events, lang=lang).replace("; ", ": ")


def test_what_is_found_in_the_documents(data, lang):
    """Points by rule, worked by hand.

    What to use today comes first: Guidance 12, cited by Tràng Định, ended on the eve of Guidance 42; of Directives 05
    and 28 no later document is known. All but Tràng Định act on a provincial resolution; two documents, Nậm Pồ's
    resolution and Ba Tri's plan of assignments, have a result. Lai Châu's paragraph 6 credits "many" with one,
    none by name, so the three that paragraph 7 names have none; of 20 documents 7 have a day, and 4 of the others a
    number. A report that Lai Châu wrote is none.
    """
    ended, lasting, acted, results, undated = map(str, show.list_cited(data, lang=lang).items)
    assert "42-HD/BTCTW" in ended and "05-CT/TW" in lasting and "28-CT/TW" in lasting and "12-HD" not in lasting
    assert not any(name in results for name in ("01-QĐ/TU", "02-HD/TU"))
    assert re.findall(r"\b[45]\b", acted)[:2] == ["4", "5"] and "Tràng Định" not in acted
    assert all(
        name in acted for name in ("04-NQ/TU (Nậm Pồ)", "02-NQ/TU (Ba Tri)", "05 (Hải Lựu)", "07-NQ/TU (Lai Châu)")
    )
    assert re.findall(r"\b\d+\b", results)[:2] == ["2", "20"]
    assert "04-NQ/TU (Nậm Pồ)" in results and "(Ba Tri)" in results
    assert re.findall(r"\b\d+\b", undated) == ["13", "20", "9"]
    assert "12-HD/BTCTW (Tràng Định)" in ended and {"vi": "27/10/2025", "en": "27 October 2025"}[lang] in ended


def test_nothing_is_found_where_nothing_is_cited(data, lang):
    """Without ties no deed is told; without documents nothing at all."""
    untied = data.tables["codings"].assign(directive_ids=[()] * len(data.tables["codings"]))
    bare = replace(data, tables={**data.tables, "codings": untied})
    told = [re.findall(r"\b20\b", str(point)) for point in show.list_cited(bare, lang=lang).items]
    assert told == [[], [], ["20"], ["20"]]
    bare = replace(bare, tables={**bare.tables, "directives": data.directives[:0]})
    assert not show.list_cited(bare, lang=lang).items


def test_outcomes_stand_beside_their_document(data, lang):
    """The row of Resolution 04 has Nậm Pồ's deed, aims and result of paragraph 5; an untied document has no row."""
    table = show.table_outcomes(data, list_directives(data), lang=lang)
    rows = {str(row[0]): [str(cell) for cell in row[1:]] for row in table.rows}
    assert len(rows) == 20
    (row,) = [cells for name, cells in rows.items() if "04-NQ/TU" in name]
    page = say("join.page", lang, number=5)
    assert [cells.count(f"({page})") for cells in row] == [1, 1, 1]  # after all that a paragraph tells
    aims = data.tables["codings"].query("source_id == 'nam_po_2018' and paragraph == 5 and status == 'planned'")
    assert len(aims) == 2 and all(gloss in row[1] for gloss in aims[f"gloss_{lang}"])
    assert row[2].startswith(
        {"vi": "Theo lời Bí thư Huyện ủy", "en": "By the district secretary"}[lang]
    )  # which needs no label
    (plan,) = [name for name in rows if "02-NQ/TU" in name and "2016–2020" in name]
    assert plan.endswith(say("timeline.continues", lang, document=Voice(data, lang).directive("ba_tri_resolution_02")))


def test_who_says_it_of_what_and_when(data, lang):
    """A setting stands only where the text prints it; the author's office, an inferred outlet and dates are told."""
    rows = {str(row[0]): [str(cell) for cell in row[1:]] for row in show.table_sources(data, lang=lang).rows}
    setting, title, office, figures, since = next(row for name, row in rows.items() if "Tràng Định" in name)
    assert setting.endswith(f"({say('join.page', lang, number=4)})") and "GV Khoa Xây dựng Đảng" in office
    assert say("note.outlet_inferred", lang) not in title and "Thất Khê" in since
    setting, title, office, figures, _ = next(row for name, row in rows.items() if "Ba Tri" in name)
    assert setting == office == capital(say("level.unstated", lang))
    assert say("note.outlet_inferred", lang) in title
    assert {"vi": "07/3/2019", "en": "7 March 2019"}[lang] in figures  # the meeting; the grades are of 2018


def test_a_place_laid_over_joins_lanes_and_table(tmp_path, write_package, small_package):
    """A place laid over has a lane with its article, and a row that tells what its text does not say."""
    data = analysis.load(write_package(tmp_path / "mine", small_package))
    boxes, _, _ = drawn(data, lay_timeline(data), "vi")
    assert "Xã thử" in [words for words, _ in boxes]
    row = next(row for row in show.table_sources(data, lang="vi").rows if "Xã thử" in str(row[0]))
    assert str(row[1]) == "Không nêu" and str(row[4]).startswith("1 ")


@pytest.mark.parametrize(
    ("lang", "called", "told"),
    [
        ("vi", "Xã Suối Mơ (tưởng tượng)", ("Nơi tưởng tượng", "là tưởng tượng")),
        ("en", "Suối Mơ (imaginary) commune", ("An imaginary place", "is imaginary")),
    ],
)
def test_a_place_made_up_for_a_class_says_so(tmp_path, write_package, small_package, lang, called, told):
    """Its name says so wherever it stands; in the place of a code, and first of what to beware of, stands why."""
    (place,) = small_package["localities"]
    place = place | {"name_vi": "Suối Mơ (tưởng tượng)", "name_en": "Suối Mơ (imaginary)", "code": "00000"}
    data = analysis.load(write_package(tmp_path / "mine", small_package | {"localities": [place]}))
    row = next(row for row in show.table_sources(data, lang=lang).rows if called in str(row[0]))
    assert str(row[-1]).startswith(told[0]) and "00000" not in str(row[-1])
    assert told[1] in str(show.list_cautions(data, place["locality_id"], lang=lang).items[0])
    assert not any("imaginary" in str(point) for point in show.list_cautions(data, "ba_tri", lang="en").items)


@pytest.mark.parametrize(("lang", "mark"), [("vi", "(suy ra)"), ("en", "(inferred)")])
def test_an_issuer_that_no_text_prints_in_full_says_so(data, lang, mark):
    """The texts of Nậm Pồ, Hải Lựu and Ba Tri do not name the province whose Party Committee they cite."""
    table = show.table_directives(data, list_directives(data), lang=lang)
    issuers = [str(row[1]).rpartition("; ")[2] for row in table.rows]
    told = [issuer for issuer in issuers if issuer.endswith(mark)]
    assert len(told) == 3  # “Trung ương 4” says whose resolution it is
    names = {"vi": "Tỉnh ủy Điện Biên", "en": "Điện Biên provincial Party Committee"}
    assert f"{names[lang]} {mark}" in told
    assert not any("Lai Châu" in issuer for issuer in told)


def test_what_the_texts_cite_is_counted_by_its_state(data, lang):
    """Of 20 documents cited, 12-HD ended, 28-CT, 05-CT (see 01-KL/TW) and the Resolution of the 4th plenum (see
    21-KL/TW) have nothing in their place, four had years of their own that are past (Ba Tri and Nậm Pồ 2016–2020,
    Tràng Định 2015–2020, Lai Châu's plan of 2021); the national programme that Ba Tri's text names is no rule."""
    first = str(show.list_force(data, lang=lang).items[0])
    today, _, counts = first.partition(". ")
    assert "50-CT/TW" in today and "42-HD/BTCTW" in today  # a commune's own question comes before the tally
    in_force = show.table_in_force(data, ended=False, lang=lang).rows
    assert all(any(name in str(row[0]) for row in in_force) for name in ("50-CT/TW", "42-HD/BTCTW"))
    assert [int(number) for number in re.findall(r"\d+", counts)] == [20, 1, 4, 3, 11, 1]
    table = show.table_directives(data, list_directives(data), lang=lang)
    force = {str(row[0]): str(row[2]) for row in table.rows}
    (over,) = [words for name, words in force.items() if "04-NQ/TU" in name]
    assert "2016" in over and "2020" in over


def test_each_document_cited_says_what_to_do_how_certain_it_is_and_since_when(data, lang):
    """All 20 tell what a commune should do and a day of checking, 22 to 29 November 2026; what was searched in vain
    says so with its day, the 29th; to the Resolution of the 4th plenum belongs 21-KL/TW, and its row leads there."""
    rows = show.table_directives(data, list_directives(data), lang=lang).rows
    day = {"vi": r"2[2-9]/11/2026", "en": r"2[2-9] November 2026"}[lang]
    assert len(rows) == 20 and all(str(row[3]) and re.search(day, str(row[4])) for row in rows)
    nowhere = [str(row[2]) for row in rows if capital(say("force.no_source", lang)) in str(row[2])]
    searched = Voice(data, lang).day(pd.Timestamp("2026-11-29"))
    assert len(nowhere) == 11 and all(f"{say('force.no_source', lang)[1:]}, " in told for told in nowhere)
    assert all(searched in told for told in nowhere)
    (plenum,) = [row for row in rows if "Trung ương 4" in str(row[0])]
    assert "21-KL/TW" in str(plenum[2]) and "in-force.html#conclusion_21_2021" in [of.href for of in plenum[3].links]
    # The provinces of Ba Tri and Hải Lựu were merged into others: those are to be asked.
    asked = {str(row[0]): str(row[3]) for row in rows}
    assert any("02-NQ/TU" in name and "Vĩnh Long" in told for name, told in asked.items())
    assert any("05" in name and "Phú Thọ" in told for name, told in asked.items())


def test_a_cited_document_that_nobody_looked_up_says_so(data, lang):
    """Without a day of checking a row gives none, and advises to ask the office that issued it."""
    bare = list_directives(data).assign(verification="", checked_on=pd.NaT, meaning_vi="", meaning_en="", clause_vi="",
                                        clause_en="", number="", issued_on=pd.NaT)  # fmt: skip
    row = show.table_directives(data, bare[bare["kind"] == "guidance"], lang=lang).rows[0]
    assert str(row[4]) == say("verification.none", lang) and "2026" not in str(row[2])
    assert str(row[3]) == say("force.ask", lang)


def test_a_document_that_no_text_cites_is_told_as_that(data, lang):
    """12-HD, 05-CT and 28-CT are cited by Tràng Định; 124-QĐ and 21-NQ by nobody: they come last, and say so."""
    _, *told = (str(point) for point in show.list_force(data, lang=lang).items)
    beside = {"vi": "không bài nào dẫn", "en": "cited by no article"}[lang]
    names = ("12-HD", "05-CT", "28-CT", "124-QĐ", "21-NQ")
    assert all(name in point for name, point in zip(names, told, strict=True))
    assert [beside in point for point in told] == [False, False, False, True, True]


def test_a_title_is_quoted_and_what_a_document_is_about_is_told_as_such(data):
    """05-CT/TW is called as the Politburo calls it; of 31-HD/BTCTW of 2020 no title was seen, and English has none."""
    names = [str(row[0]) for row in show.table_in_force(data, ["directive_05_2016", "guidance_31_2020"]).rows]
    title = "“Về đẩy mạnh học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh”"
    assert names[0] == f"Chỉ thị 05-CT/TW ngày 15/5/2016, {title}"
    assert names[1].startswith("Hướng dẫn 31-HD/BTCTW ngày 01/7/2020, về cán bộ biên phòng")
    table = show.table_in_force(data, ["directive_05_2016"], lang="en")
    assert "May 2016, on studying and following" in str(table.rows[0][0]) and "“" not in str(table.rows[0][0])
    assert say("note.titles", "en") in table.notes
    # Quotation marks within others are single ones.
    (name,) = (str(row[0]) for row in show.table_in_force(data, ["conclusion_21_2021"]).rows)
    assert name.count("“") == name.count("”") == 1 and "‘tự diễn biến’" in name


def test_a_document_has_one_title_wherever_it_is_told(data):
    """The article on Tràng Định leaves a word out of the title of 28-CT/TW; all pages print the whole title."""
    title = "“Về nâng cao chất lượng kết nạp đảng viên và rà soát, sàng lọc, đưa những đảng viên không còn đủ tư cách"
    row = data.row("directive", "trang_dinh_directive_28")
    listed = show.table_directives(data, list_directives(data)[lambda table: table["number"] == row["number"]])
    in_force = show.table_in_force(data, ["directive_28_2019"])
    profile = "\n".join(map(str, list(show.show_documents(data, "trang_dinh"))[1].items))
    reading = "".join(map(str, name_reading(Ledger(Voice(data, "vi")), {"documents": ["directive_28_2019"]})[0]))
    assert all(title in told for told in (str(listed.rows), str(in_force.rows), profile, reading))


def test_lanes_without_texts_tell_of_all_texts(data):
    """Of lanes that hold no article the words still say that all five are older than the reform of 1 July 2025."""
    events = lay_timeline(data)
    told = show.show_timeline(data, events[events["kind"] != "article"], lang="vi")
    assert "5 trong 5 bài đăng trước ngày 01/7/2025" in told.caption


def test_documents_without_a_source_stand_apart_and_are_counted(data):
    """Of the 20 documents cited 11 have no source that tells of their force: the table of the others counts them."""
    parts = [
        show.table_directives(data, list_directives(data), sourced=sourced, lang="vi") for sourced in (True, False)
    ]
    assert [len(part.rows) for part in parts] == [9, 11]
    assert any(note.startswith("Còn 11 văn bản") for note in parts[0].notes) and len(parts[1].notes) == 1


@pytest.mark.parametrize(
    ("lanes", "signs"),
    [
        (["grading"], "a bar is the years graded by a rule; an arrow at the end of a bar means that it goes on; "),
        (
            ["central", "rules"],
            "a disc is a document; a bar is the time a rule is in force; "
            "an arrow at the end of a bar means that it began earlier or it goes on; ",
        ),
        (["lai_chau"], "a star is an article; a disc is a document; a bar is the time a document is meant for; "),
        (["hai_luu"], "a star is an article; "),
    ],
)
def test_the_foot_of_a_timeline_names_the_signs_that_it_has(data, lanes, signs):
    """No star is explained where no article stands, nor a disc, a bar or an arrow that is not drawn; the line is named.

    Lai Châu's guidance has its day, its project its years; Guidance 27 of 2014 began before the first document.
    """
    events = lay_timeline(data)
    told = show.show_timeline(data, events[events["lane"].isin(lanes)], lang="en")
    foot = " ".join(" ".join(re.findall(r">([^<>]+)<", told.svg)).split()).partition("Unit: ")[2]
    assert foot.split(". ")[0].rstrip(".") == signs.rstrip("; ")
    assert "1 July 2025: no district level any more" in told.svg  # by the dotted line, on slides too


def test_rules_alone_are_drawn_from_the_first_of_them(data):
    """Without any document or article the line of rules begins in 2014, with 27-HD/BTCTW, and 2025 is on it."""
    events = lay_timeline(data)
    drawn = show.show_timeline(data, events[events["kind"] == "rule"], lang="vi")
    years = re.findall(r">(20\d\d)<", drawn.svg)
    assert "27-HD/BTCTW, 2014" in drawn.alt and years[0] <= "2015" and years[-1] >= "2025"
    assert "42-HD/BTCTW, từ 28/10/2025" in drawn.caption and "12-HD" not in drawn.caption  # which of them go on
