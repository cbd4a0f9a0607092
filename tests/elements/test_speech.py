"""Notes: every number tells who says it, in both languages, and nothing hostile gets through."""

import re
from dataclasses import replace

import pytest

from analysis import show
from analysis.elements.findings import list_findings
from analysis.elements.html import Notes, write_alone, write_html, write_note
from analysis.elements.references import fill
from analysis.elements.speech import Note, Number, glue
from analysis.elements.table import Cell, Paragraph, Point, Points
from analysis.elements.wording import Voice
from analysis.methods import check_consistency, compare, count_grades, find_figures
from analysis.site.overview import describe_site
from analysis.words.catalogue import say

HOSTILE = "</div><script>alert(1)</script> \"x\" 'y' {curly}"


@pytest.fixture(params=["vi", "en"])
def lang(request):
    return request.param


def figure_of(data, locality, indicator):
    (found,) = find_figures(data, locality_id=locality, indicator_id=indicator)
    return found


@pytest.mark.parametrize(
    ("numbers", "vi", "en"),
    [((4,), "đoạn 4", ("paragraph 4", "para. 4")), ((4, 8, 4), "đoạn 4, 8", ("paragraphs 4, 8", "paras 4, 8"))],
)
def test_several_paragraphs_are_named_in_the_plural(data, numbers, vi, en):
    """English tells a paragraph from several, each named once; Vietnamese has the same word for both."""
    for lang, named in (("vi", (vi, vi)), ("en", en)):
        voice = Voice(data, lang)
        assert [voice.pages(numbers, whole=whole).replace("\u00a0", " ") for whole in (True, False)] == [*named]


def test_a_printed_figure_tells_form_source_paragraph_and_date(data, lang):
    """The note of 1,906 members gives the printed form, the source, the paragraph, the date and how it is known."""
    note = Voice(data, lang).note(figure_of(data, "nam_po", "party_members"))
    words = " ".join(f"{label}: {told}" for label, told in note.lines).replace("\xa0", " ")
    assert "“1.906 đảng viên”" in words
    assert {"vi": "Đoạn 4", "en": "Para. 4"}[lang] in words
    assert "2018" in words
    assert {"vi": "in trong bài", "en": "printed in the article"}[lang] in words


def test_a_computed_figure_tells_formula_and_pieces(data, lang):
    """The note of 44.3 members a cell gives the formula and each printed figure it is made from."""
    figure = figure_of(data, "nam_po", "members_per_organisation")
    note = Voice(data, lang).note(figure)
    words = " ".join(told for _, told in note.lines)
    assert figure.is_computed
    assert "÷" in words
    assert "1.906 đảng viên" in words
    assert {"vi": "không in trong bài", "en": "not printed in the article"}[lang] in words


def test_what_is_quoted_keeps_its_language(data):
    """In English notes and tables the printed form is marked as Vietnamese; in Vietnamese ones nothing is."""
    figure = figure_of(data, "nam_po", "party_members")
    for lang, marked in (("en", True), ("vi", False)):
        note = write_note(Voice(data, lang).note(figure))
        table = show.table_provenance(data, [figure], lang=lang)._repr_html_()
        assert ('<span lang="vi">“1.906 đảng viên”</span>' in note) == marked
        assert ('<span lang="vi">“1.906 đảng viên”</span>' in table) == marked


def test_every_figure_has_a_note_of_its_own(data, lang):
    """Each figure of the data has a note; two figures never share one, and a key is fit for an id."""
    notes = [Voice(data, lang).note(figure) for figure in find_figures(data)]
    assert len({note.key for note in notes}) == len(notes)
    assert all(re.fullmatch(r"[A-Za-z0-9_-]+", note.key) for note in notes)
    assert all(label.strip() and words.strip() for note in notes for label, words in note.lines)


def test_numbers_in_tables_have_notes(data, lang):
    """Each number in a numeric column of the tables of figures is one that opens."""
    gradings = count_grades(data)
    tables = [
        *(table for place in data.ids("locality") for table in list(show.show_key_figures(data, place, lang=lang))[1:]),
        show.table_comparison(data, compare(data, "party_members", data.ids("locality")), lang=lang),
        show.table_sources(data, lang=lang),
        show.table_ceiling(data, gradings, lang=lang),
        show.table_intervals(data, gradings, lang=lang),
        *(show.grades.table_grading(data, grading, lang=lang) for grading in gradings),
        *(show.table_checks(data, check_consistency(data, place), lang=lang) for place in data.ids("locality")),
    ]
    for table in tables:
        for row in table.rows:
            for n in table.numeric:
                assert isinstance(row[n], Number) or not re.search(r"\d", str(row[n])), (table.caption, row[n])


def test_a_number_is_a_button_and_its_note_a_popover(data):
    """In a page a number opens its note by the browser's own means: a button, the id it names, no program."""
    number = Voice(data, "vi").number(figure_of(data, "nam_po", "party_members"))
    assert re.fullmatch(
        r'<span class="unbroken"><button type="button" class="who" popovertarget="([^"]+)">1\.906<sup>1</sup></button>'
        r'<span class="dated" title="thời điểm lấy theo ngày đăng"><span aria-hidden="true">\u2060°</span>'
        r'<span class="unseen"> \(thời điểm lấy theo ngày đăng\)</span></span></span>',
        write_html(number, Notes()),
    )
    assert f'<div class="note" popover role="note" id="{number.note.key}">' in write_note(number.note, "Đóng")


def test_in_a_notebook_the_notes_are_folded(data):
    """JupyterLab takes popovers out of a stored notebook: there numbers have ranks, and the notes are folded."""
    number = Voice(data, "vi").number(figure_of(data, "nam_po", "party_members"))
    html = write_alone(Points((Point((number, " ", number)),)))
    assert html.count("1.906<sup>1</sup>") == 2
    shown, _, folded = html.partition("<details><summary>[1]</summary><ol><li>")
    assert "note" not in shown and folded.count('<div class="note">') == 1
    assert "popover" not in html and "onclick" not in html


def test_a_remark_on_times_is_a_sign_and_other_remarks_are_spelt(data):
    """Of a plan without a day pages spell that it is one and set a sign for the day, whose words a listener hears."""
    voice = Voice(data, "vi")
    text = "Mỗi đảng viên phụ trách {nam_po.household_groups_per_member} nhóm hộ."
    told = fill(voice, text, lambda reference: voice.number(reference.find(data)))
    html = write_alone(Points((Point(told),)))
    assert '<span class="caution"> (Dự định.)</span><span class="dated"' in html
    assert '<span class="unseen"> (Thời điểm lấy theo ngày đăng.)</span>' in html
    assert str(Point(told)).endswith("nhóm hộ. (Dự định; thời điểm lấy theo ngày đăng.)")


def test_a_remark_that_holds_of_some_figures_says_of_which(data):
    """Read aloud, 12.5 of Nậm Pồ is dated by its article and 13.4 of Lai Châu is not; of 1,906 and 12.5 one is a sum.

    A page spells such a remark, for its sign would stand for all figures of the sentence.
    """
    voice = Voice(data, "en")

    def told(text):
        return fill(voice, text, lambda reference: voice.number(reference.find(data)), aloud=True)

    both = told("Nậm Pồ {nam_po.members_per_cell}, Lai Châu {lai_chau.members_per_cell}.")
    assert "".join(map(str, both)) == (
        "Nậm Pồ 12.5, Lai Châu 13.4. (Computed. Figures on Nậm Pồ: as of the date of publication.)"
    )
    html = write_alone(Points((Point(both),)))
    assert "Figures on Nậm Pồ: as of the date of publication.)</span>" in html and 'class="dated"' not in html
    summed = told("Nậm Pồ {nam_po.party_members}, a cell {nam_po.members_per_cell}.")
    assert "".join(map(str, summed)) == ("Nậm Pồ 1,906, a cell 12.5. (As of the date of publication. 12.5: computed.)")


def test_hostile_words_in_a_note_stay_words():
    """Markup in a title, a label, the words or the number is shown, not run."""
    note = Note("n-x", HOSTILE, ((HOSTILE, HOSTILE),))
    html = write_alone(Cell("", parts=(HOSTILE, Number(HOSTILE, note))))
    assert "<script" not in html
    assert html.count("</div>") == 1


@pytest.mark.few(1)
def test_a_card_tells_what_its_article_is_about(data, around, lang):
    """A card begins with the sentence on its article, Ba Tri's with what came of it; two figures follow, there 129
    cadres for 129 hamlets and 21 for 24 communes, their dates told once. Without such a sentence four things stand."""
    cards = {card.subject[1]: card for card in around(lang).cards}
    assert list(cards) == data.ids("locality")
    for place, card in cards.items():
        (lead,) = list_findings(data, place, lang=lang, apart="lead")
        assert card.told[0].parts == lead.words and len(card.told) == 3
    assert {"vi": "nền nếp, chất lượng hơn", "en": "better and more orderly"}[lang] in str(cards["ba_tri"].told[0])
    for cell, numbers in zip(cards["ba_tri"].told[1:], (["129", "129"], ["21", "24"]), strict=True):
        shown = [piece for piece in cell.parts if not isinstance(piece, str)]
        assert [number.text for number in shown] == numbers
        assert not any(number.cautions for number in shown)
    assert say("mark.context", lang) in cards["ba_tri"].source
    bare = describe_site(replace(data, finding_files=()), lang).cards
    assert all(len(card.told) == 4 for card in bare)


@pytest.mark.few(1)
def test_a_sheet_tells_five_points_with_a_picture_and_asks_three_questions(data, around, lang):
    """The sheet of each place: five points, its picture, three questions, its source by author, title, outlet, date."""
    sheets = [page for page in around(lang).pages if page.kind == "handout"]
    assert len(sheets) == 5
    for sheet, place in zip(sheets, data.ids("locality"), strict=True):
        (points, picture), (asked,), (source, lessons, onward) = (block.content for block in sheet.blocks)
        assert f"profile-{place}.html" in str(onward.items[0].words)
        assert (len(points.items), len(asked.items)) == (5, 3)
        assert 1 <= len(lessons.items) <= 2
        assert picture.svg.startswith("<svg") and picture.alt
        row = data.of(place).sources.to_dict("records")[0]
        assert all(row[name] in source.text for name in ("author", "outlet"))


def test_a_sheet_names_the_shortfalls_of_those_assigned_and_of_cells(data, lang):
    """Where an article names shortfalls of those it assigns the sheet does: of Ba Tri (para. 8) that a few do not
    attend in full and that some secretaries chair unsurely; of Lai Châu (para. 14) that some leaders do not."""
    sheets = {page.place: page.blocks[0].content[0] for page in describe_site(data, lang).pages}
    words = {
        "vi": {"ba_tri": ("chưa dự đủ", "lúng túng"), "lai_chau": ("chưa dự đủ", "20,08%", "71,76%")},
        "en": {"ba_tri": ("do not attend", "hesitantly"), "lai_chau": ("do not attend", "20.08%", "71.76%")},
    }
    for place, named in words[lang].items():
        told = " ".join(map(str, sheets[place].items))
        assert [each for each in named if each not in told] == []


def test_a_sentence_keeps_its_numbers(data):
    """A phrase filled with a number keeps it as one that opens, in its place; digits in words stay words."""
    voice = Voice(data, "vi")
    first, second = (voice.number(figure_of(data, place, "party_members")) for place in ("nam_po", "hai_luu"))
    told = voice.join_pieces([voice.pieces("alt.bar", label="3780", value=first), ("Hải Lựu ", second, ", 12.378")])
    assert told == ("3780 ", first, ", Hải Lựu ", second, ", 12.378")
    assert voice.pieces("caution.genre") == (voice.say("caution.genre"),)
    assert glue("", first, "", ("a", "b"), "c") == (first, "abc")


def test_a_count_in_a_sentence_lists_what_it_counts(data, lang):
    """A number that only counts opens with what it counts, under the sentence as far as the number."""
    told = Voice(data, lang).counting("limit.handful", 5, "a, b", about="sources")
    before, number, after = told if len(told) == 3 else ("", *told)
    assert (str(number), number.note.title) == ("5", f"{before}5".strip())
    assert number.note.lines[-1][1] == "a, b"
    assert f"{before}5{after}" == Voice(data, lang).say("limit.handful", number=5)


def test_no_line_breaks_between_a_number_and_the_mark_that_touches_it():
    """A bracket before a number, and the mark after it, stay on its line; none is lost or stands twice."""
    first, second = (Number(text, Note(f"n-{text}", text, ())) for text in "12")
    html = write_html(Paragraph(("a (", first, "; b) ", second, " c ", second, ".")), Notes())
    assert re.findall(r'<span class="unbroken">(\(?)<button.*?</button>([;.]?)</span>', html) == [("(", ";"), ("", ".")]
    assert re.sub(r"<sup>.*?</sup>|<[^>]+>", "", html) == "a (1; b) 2 c 2."
    caution = Number("12,5", Note("n-3", "12,5", ()), cautions=(say("mark.publication", "vi"),))
    html = write_html(Paragraph(("là huyện (", caution, "); hết")), Notes())
    assert re.findall(r'<span class="unbroken">(\(?)<button.*</button>.*</span>(\)?)</span>; hết', html) == [("(", ")")]
    worked = Number("26.4%", Note("n-4", "26.4%", ()), cautions=("computed",))
    html = write_html(Paragraph(("quarters (", worked, "), that")), Notes())
    assert 'quarters <span class="unbroken">(<button' in html and "(computed)</span>)</span>, that" in html


def test_the_word_that_opens_what_a_sentence_rests_on_stands_alone_on_no_line():
    """It shares an unbroken part with the word before it; behind a mark a space that holds a line together does."""
    opens = Number("[căn cứ]", Note("k", "T", ()))
    html = write_html(Points((Point(("không nêu hạn chế này. ", opens)), Point((opens, " ", opens)))), Notes())
    assert re.findall(r'(\w+ )?<span class="unbroken rests">([^<]*)<button', html) == [
        ("chế ", "này. "),
        ("", "\u00a0"),
    ]


def test_the_number_of_a_plenum_is_worded(data):
    """The resolution of "Trung ương 4 (khóa XII)", in paragraph 7 of the article on Tràng Định, is told in English."""
    assert Voice(data, "vi").numbered("Trung ương 4 (khóa XII)") == "Trung ương 4 (khóa XII)"
    assert Voice(data, "en").numbered("Trung ương 4 (khóa XII)") == "of Central Committee plenum 4 (term XII)"
    assert Voice(data, "en").numbered("05-CT/TW") == "05-CT/TW"
