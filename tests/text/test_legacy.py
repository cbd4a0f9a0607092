"""Old encodings are converted on request."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import AnalysisError
from analysis.text import convert_legacy, find_legacy_encoding, find_lookalikes, find_lost, find_strangers, is_plain


def test_old_encodings_are_converted():
    """Text in the three old encodings is converted; another is refused with the valid ones."""
    # TCVN 5712:1993 has seven capitals with a mark of their own: § is Đ, ® is đ.
    assert (
        convert_legacy("§¶ng bé x·, ®¶ng viªn; ¢n, £, ¤ng, ¥, ¦u", "TCVN3")
        == "Đảng bộ xã, đảng viên; Ân, Ê, Ông, Ơ, Ưu"
    )
    assert convert_legacy("Ñaûng boä xaõ", "VNI") == "Đảng bộ xã"
    assert convert_legacy("DDa?ng bo^. xa~", "VIQR") == "Đảng bộ xã"
    with pytest.raises(AnalysisError, match="TCVN3, VIQR, VNI"):
        convert_legacy("a", "KOI8")


@pytest.mark.parametrize(
    ("text", "lost"),
    [
        ("Chi b? tr?c thu?c xã h?p ??u.", ["b?", "tr?c", "thu?c", "h?p", "??u."]),
        ("ĐẢNG B? HUY?N ??NG MƠ", ["HUY?N", "??NG"]),
        ("“?ảng b? xã”", ["“?ảng", "b?"]),
        ("Đảng b\ufffd xã, chi b□ thôn", ["b\ufffd", "b□"]),
        ("Làm gì? cho ai? để làm gì? Vì sao?Vì dân. Có đúng không?”, ông hỏi.", []),
        ("□ Hoàn thành tốt ☐ Chưa hoàn thành", []),
        ("Xem https://vi.du/bai?ma=5, thu@vi.du?x", []),
    ],
)
def test_words_that_have_lost_letters_are_found(text, lost):
    """A mark of a lost letter stands within a word; a question, a box to tick and an address have all their letters."""
    assert find_lost(text) == lost


# Letters of Vietnamese, of the old encodings and of others, with the signs that VIQR and mojibake are made of.
MIXED = "adoxTfjw đĐơưăâêôáàậẵỳ ÐðßþñöøùÄÃÅÆ§¶µ ^(+`?~'.,-/“”–… áºÃ¡\u0300\u0323\u200b\x07а١"


@given(st.text(MIXED, max_size=12))
def test_nothing_is_found_in_text_that_is_plain(text):
    """Text that need not be looked at has no sign of an old encoding, no look-alike and no stranger."""
    assert is_plain("Đảng bộ xã có 36 chi bộ (trong đó 8 ở thôn, 45,5%) – “tự soi, tự sửa”…")
    assert not any(map(is_plain, ("§¶ng bé", "Ñaûng boä", "Đảng bo^. xã", "Ðảng bộ", "а", "a\x07", "ho\u0300a")))
    if is_plain(text) and not text.isascii():
        assert find_legacy_encoding(text) is None
        assert (find_lookalikes(text), find_strangers(text)) == ([], [])
