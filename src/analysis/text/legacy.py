"""Recognise Vietnamese text in the encodings before Unicode, and convert it."""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from itertools import zip_longest

from analysis.errors import UnknownIdError

__all__ = ["convert_legacy", "find_legacy_encoding", "find_lost", "is_plain"]

# Old encodings are recognised, and converted on request only: their tables are ambiguous for capitals.
# This is TCVN 5712:1993 VN3 ("ABC", the .Vn fonts), its bytes read as Latin-1: seven capitals, then small letters.
_TCVN3 = str.maketrans(
    "¡¢£¤¥¦§¨©ª«¬­®µ¶·¸¹»¼½¾ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞßáâãäåæçèéêëìíîïñòóôõö÷øùúûüýþ",
    "ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ",
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
_VIQR_SIGNS = re.compile(r"(?<=[^\W\d_])(?:[\^(+][`?~'.]?|[`?~'.][\^(+]?)")
_VIQR_WORD = re.compile(r"(?<![^\s\"(])[A-Za-z][A-Za-z^(+`?~'.]*(?![^\s\",;:!)])")

_LETTERS = {*"abcdeghiklmnopqrstuvxy", *map(chr, _TCVN3.values())}
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


# Text of these characters alone, without what follows, hides no letter of an old encoding and no look-alike.
_OURS = "".join(sorted(letter for letter in _LETTERS if not letter.isascii()))
_PLAIN = re.compile(f"[ -~{_OURS}{_OURS.upper()}“”‘’…–—]*")
_DOUBTFUL = re.compile(r"[A-Za-z][`?~'.]*[\^(+]|[dD][dD]|[a-z][\u00c0-\u00de]")


def is_plain(text: str) -> bool:
    """Tell at one look that text is of Vietnamese letters and signs, so that nothing need be looked for in it.

    False says only that it must be looked at.
    """
    if text.isascii():
        return text.isprintable() and not _DOUBTFUL.search(text)  # VIQR is of these letters alone
    return _PLAIN.fullmatch(text) is not None and not _DOUBTFUL.search(text)


# What stands where a program had no letter: the sign for that, a box beside a letter, or a question mark within a word.
_LOST = re.compile(
    "\ufffd|[\u25a0\u25a1\u25ad\u25af\u2610](?=[^\\W\\d_])|(?<=[^\\W\\d_])[\u25a0\u25a1\u25ad\u25af\u2610]"
)
_ASKED = re.compile(r"(?P<before>^|[“\"(]|[^\W\d_])\?+(?P<behind>[^\W\d_])")
_VOWEL = re.compile(r"(?i)[aăâeêioôơuưy]|[^\x00-\x7fđ?]")
_ADDRESS = re.compile(r"://|www\.|[=&@]")


def find_lost(text: str) -> list[str]:
    """Find the words of a text that have lost letters, in their order: "tr?c thu?c", "tr\ufffdc", "tr□c"."""
    lost, ends = dict[int, str](), dict[int, str]()
    words = text.split() if "?" in text or _LOST.search(text) else []
    for place, (word, after) in enumerate(zip_longest(words, words[1:], fillvalue="")):
        within = None if _ADDRESS.search(word) else _ASKED.search(word)
        if _LOST.search(word) or (within and (within["behind"].islower() or not within["before"].islower())):
            lost[place] = word
        elif word[:1].isalpha() and word.endswith("?") and after[:1].islower():  # "chi b? này", but "để làm gì? cho ai"
            (ends if _VOWEL.search(word) else lost)[place] = word
    return [word for _, word in sorted((lost | ends).items())] if lost else []


@lru_cache(50_000)  # the cells of tables, which are read again whenever one of them was changed
def find_legacy_encoding(text: str) -> str | None:
    """Tell which encoding from before Unicode Vietnamese text is in; None if it looks proper.

    It is "TCVN3", "VNI" or "VIQR", by TCVN 5712:1993 and RFC 1456 (VIQR), or "mojibake": UTF-8 that was read as
    Windows-1252 or Latin-1. Words are read in each old encoding; only those that cannot be proper Vietnamese as they
    stand, and that become a possible syllable, count. One such sign at the edge of one word is not enough.
    """
    if _MOJIBAKE.search(text):
        return "mojibake"
    if _viqr_points(text) >= 2:
        return "VIQR"
    words = set(re.findall(r"[^\W\d_]+(?:[^\w\s.,;:!?()\"'/-]+[^\W\d_]*)*|[^\w\s]+[^\W\d_]+\S*", text))
    points = {name: sum(of) for name, of in zip(("TCVN3", "VNI"), zip(*map(_weigh, words), strict=True), strict=False)}
    best = max(points, key=points.__getitem__, default="")
    return best if best and points[best] >= 2 else None


def convert_legacy(text: str, encoding: str) -> str:
    """Convert text in an encoding from before Unicode to NFC; an `UnknownIdError` if `find_legacy_encoding` knows none.

    The text is as it looks when its bytes are read as Latin-1; for VIQR as typed. TCVN3 tells small from capital
    letters by the font for most letters with marks: they come out small.
    """
    decoders = {"TCVN3": lambda word: word.translate(_TCVN3), "VNI": _from_vni, "VIQR": _from_viqr_in_text}
    if encoding not in decoders:
        raise UnknownIdError("encoding", encoding, decoders)
    return re.sub(r"\S+", lambda word: decoders[encoding](word[0]), text)


def _from_tcvn3(word: str) -> str:
    # Only ASCII has small and capital letters here: Ö and ö are ệ and ử.
    return re.sub("[A-Z]", lambda capital: capital[0].lower(), word).translate(_TCVN3)


def _from_vni(word: str) -> str:
    def letter(match: re.Match[str]) -> str:
        if match[1] is None:
            return _VNI_SINGLE[match[0]]
        return _VNI_SINGLE.get(match[1], match[1]) + _VNI_MARKS[match[2]]

    converted = unicodedata.normalize("NFC", _VNI_PAIR.sub(letter, word.lower()))
    if word.isupper() and len(word) > 1:
        return converted.upper()
    return converted[:1].upper() + converted[1:] if word[:1].isupper() else converted


def _from_viqr(word: str) -> str:
    word = re.sub("[dD][dD]", lambda found: "đ" if found[0] == "dd" else "Đ", word)
    marked = _VIQR_SIGNS.sub(lambda signs: "".join(_VIQR_MARKS[sign] for sign in signs[0]), word)
    return unicodedata.normalize("NFC", marked)


def _from_viqr_in_text(word: str) -> str:
    # A sign at the end of a sentence is a stop: "dda?." has its tone before it, "ve^`." too; in "bo^." it is the tone.
    only_tone = not re.search(r"[`?~'.]", word[:-1]) and re.search(r"[aeiouy][\^(+]?\.$", word)
    stop = word[-1] if word[-1] in ".?" and not only_tone else ""
    return _from_viqr(word.removesuffix(stop)) + stop


@lru_cache(20_000)  # texts are many, their words are few
def _weigh(word: str) -> tuple[int, int]:
    return _points(word, _from_tcvn3), _points(word, _from_vni)


def _points(word: str, decode: Callable[[str], str]) -> int:
    """Weigh one word: nothing if it is proper as it stands or decodes to no syllable."""
    word = word.strip(".,;:!?()[]\"'“”‘’…–-/")
    # A letter outside Latin-1 was never a byte, and ASCII stays as it is.
    if not word or not "\x80" <= max(word) <= "\xff":
        return 0
    odd = [place for place, char in enumerate(word) if char.lower() not in _LETTERS]
    odd += [match.end() - 1 for match in _CAPITAL_INSIDE.finditer(word)]
    # A leading µ is a unit; Ð is a look-alike of Đ, as in Ðông.
    if not odd or word[0] == "µ" or "Ð" in word or not _is_syllable(decode(word).lower()):
        return 0
    # A sign between two letters is hardly ever typed on purpose; one at the edge may be a footnote.
    return 2 if len(odd) > 1 or 0 < odd[0] < len(word) - 1 else 1


def _viqr_points(text: str) -> int:
    """Weigh the words typed in VIQR; English contractions ("I'm", "a.m.") alone weigh nothing."""
    points = strong = 0
    for word in set(_VIQR_WORD.findall(text)):
        typed = word.lower() if re.search(r"[\^(+]", word) else word.lower().rstrip("'?.")
        shapes = len(re.findall(r"[\^(+]", typed)) + typed.startswith("dd")
        tones = len(re.findall(r"[`?~'.]", typed))
        if shapes + tones and _is_syllable(_from_viqr(typed)):
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
