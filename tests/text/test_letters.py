"""Letters: one form, the alphabet's order, keys for names, old encodings."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import AnalysisError
from analysis.text import find_legacy_encoding, find_lookalikes, fold, match_key, normalise, paragraphs, slug, sort_key

VIETNAMESE = "aăâbcdđeêghiklmnoôơpqrstuưvxyàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ"
words = st.text(st.sampled_from(VIETNAMESE + VIETNAMESE.upper()), min_size=1, max_size=7)
names = st.lists(words, min_size=1, max_size=4).map(" ".join)


@pytest.mark.parametrize(
    ("given_text", "proper"),
    [
        ("Ðảng bộ", "Đảng bộ"),
        ("\u0189ảng", "Đảng"),
        ("ðảng", "đảng"),
        ("12\u00a0kỳ\u2009/\u3000năm", "12 kỳ / năm"),
        ("chi\u200b bộ\ufeff", "chi bộ"),
        ("hai\ndòng", "hai\ndòng"),
    ],
)
def test_each_character_gets_its_one_form(given_text, proper):
    """Look-alikes, other spaces and invisible characters are put right; line feeds stay."""
    assert normalise(given_text) == proper


@given(st.text())
def test_normalising_twice_changes_nothing(text):
    """What is normalised is normal, and is in NFC."""
    once = normalise(text)
    assert normalise(once) == once
    assert unicodedata.is_normalized("NFC", once)


@given(names)
def test_loose_marks_are_composed(name):
    """A name typed with loose marks becomes the name typed with whole letters."""
    assert normalise(unicodedata.normalize("NFD", name)) == name


def test_lookalikes_are_reported_with_their_place():
    """Each wrong letter is given with its position in the text as stored."""
    text = "TCCSÐ a\u0309 đ ð"
    assert find_lookalikes(text) == [(4, "Ð", "Đ"), (6, "a\u0309", "ả"), (11, "ð", "đ")]


@given(names)
def test_proper_names_have_no_lookalikes(name):
    """A proper name is not reported."""
    assert find_lookalikes(name) == []


@pytest.mark.parametrize(
    "in_order",
    [
        # CLDR, common/collation/vi.xml: tones are secondary, in this order; capitals come after.
        ["ba", "Ba", "bà", "bả", "bã", "bá", "bạ", "Bạ"],
        # The letters are primary.
        ["az", "ăa", "âa", "ba"],
        ["dz", "đa", "ez", "êa", "ga"],
        ["oz", "ôz", "ơa", "pa", "uz", "ưa", "va"],
        # A space is lighter than a letter, so the second word of Ba Tri is compared before its tone.
        ["Ba", "Bà Rịa", "Ba Tri", "Bạc Liêu"],
        ["Hà Giang", "Hải Dương", "Hải Lựu"],
        [
            "Daklak",
            "Dương",
            "Đà Nẵng",
            "Đắk Lắk",
            "Điện Biên",
            "Lai Châu",
            "Nậm Pồ",
            "Tràng Định",
            "Vĩnh Phúc",
        ],
        # Tone decides only between names whose letters are all the same.
        ["hoa mai", "hóa mai", "hoa nai"],
        # Signs, then digits, then letters.
        ["(a)", "1", "10", "2", "a"],
    ],
)
def test_order_is_that_of_the_vietnamese_alphabet(in_order):
    """Names sort as CLDR's rules for Vietnamese say, whatever order they come in."""
    turned = in_order[::-1]
    assert sorted(turned, key=sort_key) == in_order


def test_a_lookalike_sorts_as_the_letter_it_stands_for():
    """Ðiện typed with Eth stands where Điện does."""
    assert sort_key("Ðiện Biên") == sort_key("Điện Biên")


@given(names, names)
def test_only_equal_names_have_equal_sort_keys(first, second):
    """Two different names never tie, so the order is the same on every machine."""
    assert (sort_key(first) == sort_key(second)) == (first == second)


def test_folding_makes_text_searchable():
    """Case, tones, marks, đ and runs of spaces do not matter in a search."""
    assert fold("  Ðảng bộ\u00a0 HUYỆN Tràng Định ") == "dang bo huyen trang dinh"
    assert fold("ưu ơn ăn âm") == "uu on an am"


@given(names)
def test_folded_names_are_ascii(name):
    """Nothing Vietnamese is left after folding."""
    assert fold(name).isascii()


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Hòa Bình", "Hoà Bình"),
        ("Ủy ban", "Uỷ ban"),
        ("Thúy", "Thuý"),
        ("khỏe", "khoẻ"),
        ("Ðảng ủy", "đảng  uỷ"),
        ("quý", "qúy"),
    ],
)
def test_both_ways_of_placing_a_tone_match(first, second):
    """Two spellings of one name have one key."""
    assert match_key(first) == match_key(second)


@pytest.mark.parametrize(
    ("first", "second"), [("Hòa", "Hoa"), ("Hòa", "Hóa"), ("Thủy", "Thúy"), ("của", "cuả"), ("Lựu", "Lưu")]
)
def test_names_with_another_tone_do_not_match(first, second):
    """A key keeps apart what is spelt with other letters or tones."""
    assert match_key(first) != match_key(second)


def test_the_tone_of_quy_stays():
    """In "quý" the u belongs to the q: the tone is on y, where it was."""
    assert match_key("Quý") == "quý"


def test_slug_is_an_ascii_id():
    """The words of a name are joined by underscores."""
    assert slug("Tràng Định") == "trang_dinh"
    assert slug("Ðảng bộ xã Hải Lựu (2022)") == "dang_bo_xa_hai_luu_2022"
    with pytest.raises(AnalysisError, match="at least one Latin letter"):
        slug("…!")


def test_paragraphs_are_the_lines_that_are_not_blank():
    """A line of only a no-break space is blank, and does not move the numbers."""
    text = "Tiêu đề\n\n \u00a0 \n  Đoạn hai \r\n\u2028Đoạn ba"
    assert paragraphs(text) == ["Tiêu đề", "Đoạn hai", "Đoạn ba"]


@given(st.lists(st.sampled_from(["a", " ", "\u00a0", "\n", "\r\n", "\u2028", "\t", "Ð", "a\u0309"])))
def test_normalising_keeps_paragraph_numbers(parts):
    """The paragraphs of a normalised text are the normalised paragraphs."""
    text = "".join(parts)
    assert paragraphs(normalise(text)) == [normalise(paragraph).strip() for paragraph in paragraphs(text)]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        # Worked by hand from TCVN 5712:1993, the VNI table and RFC 1456: Đảng bộ, Việt Nam, huyện.
        ("§¶ng bé", "TCVN3"),
        ("ViÖt Nam", "TCVN3"),
        ("Ñaûng boä", "VNI"),
        ("Vieät Nam", "VNI"),
        ("DDa?ng bo^.", "VIQR"),
        ("Vie^.t Nam", "VIQR"),
        ("Ä\x90áº£ng", "mojibake"),
        ("Äáº£ng", "mojibake"),
        ("chi bá»™", "mojibake"),
        ("â€œTăng cườngâ€\x9d", "mojibake"),
    ],
)
def test_old_encodings_are_recognised(text, encoding):
    """Text from before Unicode, or damaged on the way, is named as what it is."""
    assert find_legacy_encoding(text) == encoding


@given(st.sampled_from(["Điện Biên", "chi bộ trực thuộc", "Hải Lựu", "tổ chức cơ sở đảng"]))
def test_utf8_read_as_latin1_is_recognised(text):
    """Whatever name is damaged that way, it is seen."""
    assert find_legacy_encoding(text.encode().decode("latin-1")) == "mojibake"


@pytest.mark.parametrize(
    "text",
    [
        "Chi bộ có 25 đảng viên; hoà, thuý, quý, uỷ: “XÃ”, XÃ\u00a0HỘI, XÃ…",
        "Ðảng bộ huyện, TCCSÐ, Ðông",
        "1.906 (80,2%), 10–11 kỳ/năm, 23/5/2016",
        "I'm here at 9 a.m. and you're late; it's the cell's meeting.",
        "A naïve café, a façade, Zoë, Zürich, piñata, 5 µm, m², 20 °C, Excel®, § 5, footnote¹",
        "a + b, f(x), C++, DDT, e^x",
        "",
    ],
)
def test_proper_text_is_not_accused(text):
    """Proper Vietnamese and English, with their signs, are of no old encoding."""
    assert find_legacy_encoding(text) is None


@given(names)
def test_no_vietnamese_letters_look_like_an_old_encoding(name):
    """No run of Vietnamese letters is taken for another encoding but by capitals amid small letters."""
    assert find_legacy_encoding(name.lower()) is None
    assert find_legacy_encoding(name.upper()) is None
