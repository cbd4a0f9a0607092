"""Convert Vietnamese text from the encodings before Unicode."""

from __future__ import annotations

import re
import unicodedata

from analysis.errors import UnknownIdError
from analysis.text import letters

__all__ = ["convert_legacy"]

_WORD = re.compile(r"\S+")
_VIQR_PAIR = re.compile(r"([aeiouyAEIOUY])([\^(+]?)([`?~'.]?)(?=(\w?))")


def convert_legacy(text: str, encoding: str) -> str:
    """Convert text in an encoding from before Unicode.

    Parameters
    ----------
    text
        As it looks when its bytes are read as Latin-1; for VIQR as typed.
    encoding
        ``"TCVN3"``, ``"VNI"`` or ``"VIQR"``, as `find_legacy_encoding` names it.

    Returns
    -------
    str
        In NFC. TCVN3 tells small from capital letters by the font for most letters with marks: they come out small.

    Raises
    ------
    UnknownIdError
        If `encoding` is another.
    """
    if encoding == "TCVN3":
        return "".join(letters._TCVN3.get(char, char) for char in text)
    if encoding == "VNI":
        return _WORD.sub(_vni_word, text)
    if encoding == "VIQR":
        return _WORD.sub(_viqr_word, text)
    raise UnknownIdError("encoding", encoding, ("TCVN3", "VNI", "VIQR"))


def _like(word: str, converted: str) -> str:
    if word.isupper() and len(word) > 1:
        return converted.upper()
    return converted[:1].upper() + converted[1:] if word[:1].isupper() else converted


def _vni_word(match: re.Match[str]) -> str:
    return _like(match[0], letters._from_vni(match[0]))


def _viqr_word(match: re.Match[str]) -> str:
    word = match[0]
    typed = re.sub("dd|DD|Dd", lambda found: "đ" if found[0] == "dd" else "Đ", word)
    # A sign at the end of a sentence is a stop: "dda?." has its tone before it.
    body, stop = (typed[:-1], typed[-1]) if typed[-1:] in ".?" and not _only_tone(typed) else (typed, "")
    for sign, mark in letters._VIQR_MARKS.items():
        body = re.sub(rf"(?<=[^\W\d_]){re.escape(sign)}|(?<=[\u0300-\u036f]){re.escape(sign)}", mark, body)
    return unicodedata.normalize("NFC", body) + stop


def _only_tone(word: str) -> bool:
    """Whether the last sign may be the tone of a word: "ve^`" before a stop has one already."""
    return word[-1] == "." and not re.search(r"[`?~'.]", word[:-1]) and bool(re.search(r"[aeiouy][\^(+]?\.$", word))
