"""Vietnamese letters: one form for each, the alphabet's order, keys for names, old encodings recognised."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from analysis.errors import AnalysisError

__all__ = [
    "find_legacy_encoding",
    "find_lookalikes",
    "fold",
    "match_key",
    "normalise",
    "paragraphs",
    "slug",
    "sort_key",
]

# Eth looks like Đ and is typed for it; neither NFC nor lower() repairs that. African D (U+0189) is drawn
# the same too. Small eth is not drawn as đ, but it is what lower() makes of a wrong capital.
_LOOKALIKES = {"\u00d0": "Đ", "\u0189": "Đ", "\u00f0": "đ"}

# Every space but the line feed becomes U+0020, character for character. The two Unicode line separators
# become line feeds because str.splitlines counts them as such: paragraph numbers must not move.
_SPACES = {chr(code): " " for code in (0x09, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000)}
_LINE_ENDS = {"\u2028": "\n", "\u2029": "\n"}
_INVISIBLE = dict.fromkeys("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff", "")
_ONE_FORM = str.maketrans(_LOOKALIKES | _SPACES | _LINE_ENDS | _INVISIBLE)
_IMPROPER = re.compile(f"[{''.join(map(chr, _ONE_FORM))}]")  # found far sooner than every character is translated
_FOLD_LETTERS = str.maketrans({"đ": "d"})

# The order is the one of CLDR (common/collation/vi.xml over the root order): signs, digits, letters.
_PRIMARY_ORDER = "\n _-–—,;:!?.…·'‘’\"“”«»()[]{}§@*/\\&#%•`^°+×<=>|~$0123456789aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_PRIMARY = {letter: rank for rank, letter in enumerate(_PRIMARY_ORDER)}
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
_BREVE, _CIRCUMFLEX, _HORN = "\u0306", "\u0302", "\u031b"
_BASES = {_BREVE: "a", _CIRCUMFLEX: "aeo", _HORN: "ou"}  # elsewhere a mark does not make another letter

_TONE_MARKS = "".join(_TONES)
# oa, oe and uy are the only places where the two schools of spelling differ. In "quý" the u belongs to
# the q, and the tone stands on y in both, so moving it to the second letter is right there too.
_TONE_ON_FIRST = re.compile(f"(o)([{_TONE_MARKS}])([ae])|(u)([{_TONE_MARKS}])(y)")

# Old encodings are recognised; `legacy` converts them on request only: their tables are ambiguous for capitals.
# This is TCVN 5712:1993 VN3 ("ABC", the .Vn fonts), small letters, its bytes read as Latin-1.
_TCVN3 = dict(
    zip(
        "¡¢£¤¥¦§¨©ª«¬­®µ¶·¸¹»¼½¾ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞßáâãäåæçèéêëìíîïñòóôõö÷øùúûüýþ",
        "ăâêôơưđăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ",
        strict=True,
    )
)

# VNI: a letter followed by a mark; đ, ơ, ư and some i and y have a character of their own.
_VNI_SINGLE = {"ñ": "đ", "ö": "ư", "ô": "ơ", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}
_VNI_MARKS = {
    "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ù": "\u0301", "ï": "\u0323", "â": "\u0302", "ê": "\u0306",
    "à": "\u0302\u0300", "å": "\u0302\u0309", "ã": "\u0302\u0303", "á": "\u0302\u0301", "ä": "\u0302\u0323",
    "è": "\u0306\u0300", "ú": "\u0306\u0309", "ü": "\u0306\u0303", "é": "\u0306\u0301", "ë": "\u0306\u0323",
}  # fmt: skip
_VNI_PAIR = re.compile(f"([aeouyöô])([{''.join(_VNI_MARKS)}])|[{''.join(_VNI_SINGLE)}]")

_VIQR_MARKS = {
    "^": "\u0302", "(": "\u0306", "+": "\u031b",
    "`": "\u0300", "?": "\u0309", "~": "\u0303", "'": "\u0301", ".": "\u0323",
}  # fmt: skip
_VIQR_WORD = re.compile(r"(?<![^\s\"(])[A-Za-z][A-Za-z^(+`?~'.]*(?![^\s\",;:!)])")

_LETTERS = set("aăâbcdđeêghiklmnoôơpqrstuưvxyàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ")
_CAPITAL_INSIDE = re.compile("[a-z][\u00c0-\u00de]")
_TONE = re.compile("[\u0300\u0309\u0303\u0301\u0323]")
# A syllable written in Vietnamese, tone apart: first consonant, vowels, last consonant.
_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnrstvx])?"
    r"(?:(?P<open>oai|oay|oao|oeo|uây|uya|uyu|iêu|yêu|uôi|ươi|ươu|ai|ao|au|ay|âu|ây|eo|êu|ia|iu|oi|ôi|ơi|"
    r"ua|ui|ưa|ưi|ưu|uơ)|(?:oa|uê|uy|[aêi])(?:ch|nh)|"
    r"(?:uyê|oa|oă|oe|uâ|uê|uô|ươ|iê|yê|uy|[aăâeêioôơuưy])(?P<last>ng|[cmnpt])?)"
)

# UTF-8 read as Windows-1252 or Latin-1: the bytes of ă đ ĩ ũ ơ ư, of U+1EA0-1EF9, of curly quotes, and of
# à-ý. After Ã only signs that a proper text does not put there: "XÃ”" is a quoted word in capitals.
_MOJIBAKE = re.compile(
    "Ä[\u0090\u0091\u2018\u0192\u0083\u0082\u201a©¨]|Å[¨©]|Æ[\u00a0¡°¯]|áº[\u00a0-\u00bf]|"
    "á[º»][\u0080-\u00bf\u0152-\u0192\u2013\u2014\u2018\u201a\u201c\u201e\u2020-\u2022"
    "\u2030-\u203a\u02c6\u02dc\u20ac\u2122]|"
    "â€[\u0080-\u00bf\u0152-\u0192\u02dc\u2018-\u2022\u2122]|Ã[¡¢£¨©ª¬­²³´µ¹º½]"
)


def normalise(text: str) -> str:
    """Give each character its one proper form.

    Parameters
    ----------
    text
        Any text.

    Returns
    -------
    str
        In NFC, with Ð (U+00D0) as Đ and ð as đ, every Unicode space as a plain space and invisible
        characters removed. Line feeds stay, so the number of lines does not change. Only composing and
        removing change the length; where neither happens, positions are those of `text`.
    """
    return unicodedata.normalize("NFC", text.translate(_ONE_FORM) if _IMPROPER.search(text) else text)


def find_lookalikes(text: str) -> list[tuple[int, str, str]]:
    """Find letters that look right and are not: Ð for Đ, and letters not in composed form.

    Parameters
    ----------
    text
        Any text, as stored.

    Returns
    -------
    list of (position, char, should_be)
        `position` is the 0-based index in `text`; `char` is one character, or a letter with its loose
        marks; in the order of the text.
    """
    found = []
    for match in re.finditer(r"(?s).[\u0300-\u036f]*", text):
        as_written = match.group()
        proper = unicodedata.normalize("NFC", "".join(_LOOKALIKES.get(char, char) for char in as_written))
        if proper != as_written:
            found.append((match.start(), as_written, proper))
    return found


def sort_key(text: str) -> tuple[tuple[int, ...], tuple[int, ...], tuple[bool, ...], str]:
    """Make a key that sorts as the Vietnamese alphabet does.

    The order is that of ICU and CLDR for ``vi``: letters of the whole string first (a < ă < â, d < đ,
    e < ê, o < ô < ơ, u < ư; a space before any letter), then tones (none, huyền, hỏi, ngã, sắc, nặng), then
    small before capital. Because the whole string is compared, Bà Rịa comes before Ba Tri.

    Parameters
    ----------
    text
        A name or a title.

    Returns
    -------
    tuple
        To be given to ``sorted(key=sort_key)``; its parts are not for reading.

    Notes
    -----
    Unicode CLDR, ``common/collation/vi.xml``, https://github.com/unicode-org/cldr. Digits sort one by one,
    so "10" comes before "2", as in ICU by default.
    """
    text = normalise(text)
    letters: list[int] = []
    marks: list[int] = []
    cases: list[bool] = []
    base = ""
    for char in unicodedata.normalize("NFD", text):
        small = char.lower()
        if base and base in _BASES.get(char, ""):
            base = unicodedata.normalize("NFC", base + char)
            letters[-1] = _PRIMARY[base]
        elif base and unicodedata.combining(char):
            # A mark that Vietnamese does not have weighs more than any tone.
            marks[-1] = marks[-1] * 10 + _TONES.get(char, 9)
        else:
            base = small
            letters.append(_PRIMARY.get(small, len(_PRIMARY) + ord(small[0])))
            marks.append(0)
            cases.append(char != small)
    return tuple(letters), tuple(marks), tuple(cases), text


def fold(text: str) -> str:
    """Make text searchable: small letters, no tones or marks, đ as d, single spaces.

    Parameters
    ----------
    text
        Any text.

    Returns
    -------
    str
        For example ``"dang bo huyen"`` for ``"Đảng bộ  huyện"``.
    """
    loose = unicodedata.normalize("NFD", normalise(text).lower().translate(_FOLD_LETTERS))
    bare = "".join(char for char in loose if not unicodedata.combining(char))
    return " ".join(bare.split())


def match_key(text: str) -> str:
    """Make a key under which two spellings of one name are equal.

    Parameters
    ----------
    text
        A name.

    Returns
    -------
    str
        Normalised, in small letters, with single spaces, and with the tone on the second letter of oa, oe
        and uy, so that hòa = hoà, ủy = uỷ and thúy = thuý. Tones and marks still count: Hoa is not Hòa.
    """
    loose = unicodedata.normalize("NFD", normalise(text).lower())
    moved = _TONE_ON_FIRST.sub(lambda m: "".join((m[1] or m[4], m[3] or m[6], m[2] or m[5])), loose)
    return " ".join(unicodedata.normalize("NFC", moved).split())


def slug(text: str) -> str:
    """Make an ASCII id of a name.

    Parameters
    ----------
    text
        A name with at least one Latin letter or digit.

    Returns
    -------
    str
        For example ``"trang_dinh"`` for ``"Tràng Định"``.

    Raises
    ------
    AnalysisError
        If nothing is left to make an id of.
    """
    words = re.findall(r"[a-z0-9]+", fold(text))
    if not words:
        raise AnalysisError(f"no id can be made of {text!r}: expected at least one Latin letter or digit")
    return "_".join(words)


def paragraphs(text: str) -> list[str]:
    """Split a text into its paragraphs, as every `paragraph` number of the project counts them.

    Parameters
    ----------
    text
        An article as stored. Number the stored text, not a normalised one: a line of only invisible
        characters is a paragraph here.

    Returns
    -------
    list of str
        The lines that are not blank after ``str.strip()``, stripped; paragraph *n* is element *n* - 1.
    """
    return [stripped for line in text.splitlines() if (stripped := line.strip())]


def find_legacy_encoding(text: str) -> str | None:
    """Tell whether Vietnamese text is in an encoding from before Unicode.

    Words are read in each old encoding; only those that cannot be proper Vietnamese as they stand, and
    that become a possible syllable, count. One such sign at the edge of one word is not enough.

    Parameters
    ----------
    text
        A cell, a paragraph or an article; Vietnamese or English.

    Returns
    -------
    {"TCVN3", "VNI", "VIQR", "mojibake"} or None
        "mojibake" is UTF-8 that was read as Windows-1252 or Latin-1. None if the text looks proper.

    Notes
    -----
    TCVN 5712:1993; VIQR is RFC 1456.
    """
    if _MOJIBAKE.search(text):
        return "mojibake"
    if _viqr_points(text) >= 2:
        return "VIQR"
    words = set(re.findall(r"[^\W\d_]+(?:[^\w\s.,;:!?()\"'/-]+[^\W\d_]*)*|[^\w\s]+[^\W\d_]+\S*", text))
    points = {
        "TCVN3": sum(_points(word, _from_tcvn3) for word in words),
        "VNI": sum(_points(word, _from_vni) for word in words),
    }
    best = max(points, key=points.__getitem__)
    return best if points[best] >= 2 else None


def _points(word: str, decode: Callable[[str], str]) -> int:
    """Weigh one word: nothing if it is proper as it stands or decodes to no syllable."""
    word = word.strip(".,;:!?()[]\"'“”‘’…–-/")
    odd = [place for place, char in enumerate(word) if char.lower() not in _LETTERS]
    odd += [match.end() - 1 for match in _CAPITAL_INSIDE.finditer(word)]
    # A letter outside Latin-1 was never a byte; a leading µ is a unit; Ð is a look-alike of Đ, as in Ðông.
    if not odd or any(ord(char) > 0xFF for char in word) or word[0] == "µ" or "Ð" in word:
        return 0
    if not _is_syllable(decode(word)):
        return 0
    # A sign between two letters is hardly ever typed on purpose; one at the edge may be a footnote.
    return 2 if len(odd) > 1 or 0 < odd[0] < len(word) - 1 else 1


def _from_tcvn3(word: str) -> str:
    # Only ASCII has small and capital letters here: Ö and ö are ệ and ử.
    return "".join(_TCVN3.get(char, char.lower() if char.isascii() else char) for char in word)


def _from_vni(word: str) -> str:
    def letter(match: re.Match[str]) -> str:
        if match[1] is None:
            return _VNI_SINGLE[match[0]]
        return _VNI_SINGLE.get(match[1], match[1]) + _VNI_MARKS[match[2]]

    return unicodedata.normalize("NFC", _VNI_PAIR.sub(letter, word.lower()))


def _viqr_points(text: str) -> int:
    """Weigh the words typed in VIQR; English contractions ("I'm", "a.m.") alone weigh nothing."""
    points = strong = 0
    for word in set(_VIQR_WORD.findall(text)):
        typed = word.lower() if re.search(r"[\^(+]", word) else word.lower().rstrip("'?.")
        decoded = re.sub("^dd", "đ", typed)
        decoded = re.sub(r"[\^(+`?~'.]", lambda match: _VIQR_MARKS[match[0]], decoded)
        shapes = len(re.findall(r"[\^(+]", typed)) + typed.startswith("dd")
        tones = len(re.findall(r"[`?~'.]", typed))
        if shapes + tones and _is_syllable(unicodedata.normalize("NFC", decoded)):
            strong += shapes
            points += shapes + tones
    return points if strong else 0


def _is_syllable(word: str) -> bool:
    """Tell whether a small-lettered word can be one Vietnamese syllable."""
    loose = unicodedata.normalize("NFD", word)
    tones = _TONE.findall(loose)
    match = _SYLLABLE.fullmatch(unicodedata.normalize("NFC", _TONE.sub("", loose)))
    if match is None or len(tones) > 1:
        return False
    # Stopped syllables have sắc or nặng, no other tone: this alone sorts out most foreign words.
    stopped = word.endswith("ch") or match["last"] in ("c", "p", "t")
    return not stopped or tones in (["\u0301"], ["\u0323"])
