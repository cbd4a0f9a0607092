"""Vietnamese letters: one form for each, the alphabet's order, keys for names."""

import re
import unicodedata
from functools import lru_cache

from analysis.errors import AnalysisError

__all__ = ["find_lookalikes", "find_strangers", "fold", "match_key", "normalise", "paragraph_spans", "paragraphs"]
__all__ += ["slug", "small", "sort_key"]

# Eth looks like Đ and is typed for it; neither NFC nor lower() repairs that. African D (U+0189) is drawn
# the same too. Small eth is not drawn as đ, but it is what lower() makes of a wrong capital.
_LOOKALIKES = str.maketrans({"\u00d0": "Đ", "\u0189": "Đ", "\u00f0": "đ"})

# Every space but the line feed becomes U+0020, character for character. The two Unicode line separators
# become line feeds because str.splitlines counts them as such: paragraph numbers must not move.
_SPACES = {chr(code): " " for code in (0x09, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000)}
_LINE_ENDS = {"\u2028": "\n", "\u2029": "\n"}
_INVISIBLE = dict.fromkeys("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff", "")
_ONE_FORM = _LOOKALIKES | str.maketrans(_SPACES | _LINE_ENDS | _INVISIBLE)
_IMPROPER = re.compile(f"[{''.join(map(chr, _ONE_FORM))}]")  # found far sooner than every character is translated
_FOLD_LETTERS = str.maketrans({"đ": "d"})

# The order is the one of CLDR (common/collation/vi.xml over the root order): signs, digits, letters.
_PRIMARY_ORDER = "\n _-–—,;:!?.…·'‘’\"“”«»()[]{}§@*/\\&#%•`^°+×<=>|~$0123456789aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_PRIMARY = {letter: rank for rank, letter in enumerate(_PRIMARY_ORDER)}
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
# Breve, circumflex and horn, each with the letters of which it makes another letter.
_BASES = {"\u0306": "a", "\u0302": "aeo", "\u031b": "ou"}

# Signs that no name has where VIQR puts them; in H'leo and TP.HCM they follow a consonant.
_VIQR_LEFT = re.compile(r"[\^~`*?]|(?<=\w)[aeiouyAEIOUY](?:['+(](?!\d)|\.(?=[a-z]))|\b[dD][dD]")

_TONE_MARKS = "".join(_TONES)
# oa, oe and uy are the only places where the two schools of spelling differ. In "quý" the u belongs to
# the q, and the tone stands on y in both, so moving it to the second letter is right there too.
_TONE_ON_FIRST = re.compile(f"(o)([{_TONE_MARKS}])([ae])|(u)([{_TONE_MARKS}])(y)")


def normalise(text: str) -> str:
    """Give each character its one proper form.

    The text is in NFC, with Ð (U+00D0) as Đ and ð as đ, every Unicode space as a plain space and invisible
    characters removed. Line feeds stay, so the number of lines does not change. Only composing and removing change
    the length; where neither happens, positions are those of `text`.
    """
    return unicodedata.normalize("NFC", text.translate(_ONE_FORM) if _IMPROPER.search(text) else text)


def find_lookalikes(text: str) -> list[tuple[int, str, str]]:
    """Find letters that look right and are not: Ð for Đ, and letters not in composed form.

    Each comes with its 0-based position and what it should be; it is one character, or a letter with its loose marks.
    """
    if text == unicodedata.normalize("NFC", text.translate(_LOOKALIKES)):  # as nearly all are
        return []
    letters = re.finditer(r"(?s).[\u0300-\u036f]*", text)
    proper = ((match, unicodedata.normalize("NFC", match[0].translate(_LOOKALIKES))) for match in letters)
    return [(match.start(), match[0], letter) for match, letter in proper if letter != match[0]]


@lru_cache(maxsize=10_000)
def find_strangers(text: str, *, name: bool = False) -> list[tuple[int, str]]:
    """Find what no text of ours is written with, each with its 0-based position.

    It is what nobody sees (controls, marks of direction, letters for private use), letters of other scripts than Latin,
    digits but 0 to 9; in a name, which is too short to tell its encoding by, also what TCVN3 and VIQR
    leave, signs such as <, and numbers in one letter such as Ⅳ.
    """
    strange = {char for char in set(text) if _is_strange(char, name)}
    found = [(place, char) for place, char in enumerate(text) if char in strange] if strange else []
    return found + [(left.start(), left[0]) for left in _VIQR_LEFT.finditer(text) if name]


@lru_cache(2_000)  # texts are long, and their letters few
def _is_strange(char: str, name: bool) -> bool:
    return (
        not char.isprintable()
        or (char.isdecimal() and not char.isascii())
        or (char.isalpha() and not char.isascii() and not unicodedata.name(char, "").startswith("LATIN"))
        or (name and (unicodedata.category(char)[0] == "S" or (char.isnumeric() and not char.isascii())))
        or (name and "\xa0" < char <= "\xff" and small(char) not in "àáâãèéêìíòóôõùúý")
    )


def sort_key(text: str) -> tuple[tuple[int, ...], tuple[int, ...], tuple[bool, ...], str]:
    """Make a key that sorts as the Vietnamese alphabet does.

    The order is that of ICU and CLDR for ``vi``: letters of the whole string first (a < ă < â, d < đ,
    e < ê, o < ô < ơ, u < ư; a space before any letter), then tones (none, huyền, hỏi, ngã, sắc, nặng), then
    small before capital. Because the whole string is compared, Bà Rịa comes before Ba Tri. Digits sort one by one,
    so "10" comes before "2", as in ICU by default. Source: Unicode CLDR, ``common/collation/vi.xml``.
    """
    text, base = normalise(text), ""
    letters: list[int] = []
    marks: list[int] = []
    cases: list[bool] = []
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
    """Make text searchable, in small letters without marks: ``"Đảng bộ  huyện"`` becomes ``"dang bo huyen"``."""
    loose = unicodedata.normalize("NFD", normalise(text).lower().translate(_FOLD_LETTERS))
    bare = "".join(char for char in loose if not unicodedata.combining(char))
    return " ".join(bare.split())


def match_key(text: str) -> str:
    """Make a key under which two spellings of one name are equal.

    It is normalised, in small letters, with single spaces, and with the tone on the second letter of oa, oe and uy,
    so that hòa = hoà, ủy = uỷ and thúy = thuý. Tones and marks still count: Hoa is not Hòa.
    """
    loose = unicodedata.normalize("NFD", normalise(text).lower())
    moved = _TONE_ON_FIRST.sub(lambda m: "".join((m[1] or m[4], m[3] or m[6], m[2] or m[5])), loose)
    return " ".join(unicodedata.normalize("NFC", moved).split())


def slug(text: str) -> str:
    """Make an ASCII id of a name: ``"trang_dinh"`` of ``"Tràng Định"``; an `AnalysisError` if nothing of it is left."""
    words = re.findall(r"[a-z0-9]+", fold(text))
    if not words:
        raise AnalysisError(f"no id can be made of {text!r}: expected at least one Latin letter or digit")
    return "_".join(words)


def paragraphs(text: str) -> list[str]:
    """Split a text into its paragraphs, as every `paragraph` number of the project counts them.

    They are the lines that are not blank after ``str.strip()``, stripped; paragraph *n* is element *n* - 1. Number the
    text as stored, not a normalised one: a line of only invisible characters is a paragraph here.
    """
    return [text[start:end] for start, end in paragraph_spans(text)]


def paragraph_spans(text: str) -> list[tuple[int, int]]:
    """Find the `paragraphs` of a text: of each its first character and the one after its last, counted from 0."""
    spans, start = [], 0
    for line in text.splitlines(keepends=True):
        if stripped := line.strip():
            first = start + line.index(stripped)
            spans.append((first, first + len(stripped)))
        start += len(line)
    return spans


@lru_cache(8)  # all who look at a paragraph ask in turn, again and again
def small(text: str) -> str:
    """Give a text in small letters, each in its place; as it is where one would take two places (İ)."""
    low = text.lower()
    return low if len(low) == len(text) else text
