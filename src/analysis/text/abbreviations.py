"""Find the abbreviations that a text defines, and spell them out with the places where they stood."""

import re
from bisect import bisect_right
from collections.abc import Mapping
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

from analysis.text.letters import fold

__all__ = ["SpeltOut", "find_abbreviations", "spell_out"]

_CALLED = r"(?:(?:sau|dưới) đây )?(?:viết|gọi) tắt (?:là )?"
_SHORT = r"[^\W\d_]+(?:[ ./-][^\W\d_]+){0,3}"
_DEFINED = re.compile(
    rf"\((?P<called>{_CALLED})?(?P<behind>{_SHORT})\)|,? {_CALLED}(?P<told>{_SHORT})(?=[,.;)])|"
    r"(?<![\w/-])(?P<before>[A-ZĐ]{2,9}) \((?P<words>[^()\d]{4,60})\)"
)
_WORD, _PART = re.compile(r"[^\W\d_]+"), re.compile(r"[ ./-]")
_LONGEST = 80  # characters within which the words stand that are made short


class SpeltOut(NamedTuple):
    """A text with its abbreviations spelt out; `parts` tell where each stretch of it begins, here and as printed."""

    text: str
    parts: tuple[tuple[int, int], ...] = ((0, 0),)

    def printed_at(self, place: int) -> int:
        """Give the place in the printed text of a place in this one; one within the words is its last letter."""
        rank = bisect_right(self.parts, place, key=itemgetter(0)) - 1
        here, printed = self.parts[rank]
        following, end = self.parts[rank + 1] if rank + 1 < len(self.parts) else (place + 2, 2**62)
        return end - 1 if place + 1 == following else min(printed + place - here, end - 1)


def find_abbreviations(text: str) -> dict[str, str]:
    """Find what a text defines: "tổ chức cơ sở đảng (TCCSĐ)", "ĐV (đảng viên)", "chi bộ thôn (gọi tắt là chi bộ T)".

    Capitals are the initials of words, one of them may stand for none; a word that is written out is in both.
    """
    found: dict[str, str] = {}
    for match in _DEFINED.finditer(text):
        short = match["behind"] or match["told"] or match["before"]
        is_short = match["called"] or match["told"] or any(part.isupper() and part[1:] for part in _PART.split(short))
        before = text[max(0, match.start() - _LONGEST) : match.start()]
        words = [word.lower() for word in _WORD.findall(match["words"] or before)]
        count = _count_words(short, words) if is_short else 0
        if count and count == len(words if match["words"] else words[-count:]):
            found[short] = " ".join(words[-count:])
    return found


def _count_words(short: str, words: list[str]) -> int:
    """Count the last of some words that an abbreviation stands for, part by part from its end; 0 where it does not."""
    parts = _PART.split(short)
    letters = [part.lower() for part in parts if len(part) > 1 and not part.isupper()]
    wanted = [piece for part in parts for piece in ([part.lower()] if part.lower() in letters else part.lower())]
    for left_out in (None, *(range(1, len(wanted)) if short.isupper() and len(short) > 3 else ())):
        pieces = [piece for rank, piece in enumerate(wanted) if rank != left_out]
        ends = words[-len(pieces) :]
        if len(ends) == len(pieces) and all(
            fold(word if len(piece) > 1 else word[0]) == fold(piece) for word, piece in zip(ends, pieces, strict=True)
        ):
            return len(pieces)
    return 0


@lru_cache(maxsize=8)  # an article has the same ones throughout
def _pattern(shorts: tuple[str, ...], words: tuple[str, ...]) -> re.Pattern[str]:
    choice, meant = ("|".join(sorted(map(re.escape, several), key=len, reverse=True)) for several in (shorts, words))
    return re.compile(
        rf" \((?:{_CALLED})?(?:{choice})\)|"
        rf"(?<![\w/-])(?P<short>{choice})(?![\w/-])(?: \((?i:{meant})\))?"
    )


def spell_out(text: str, known: Mapping[str, str]) -> SpeltOut:
    """Write each abbreviation in words, and leave the brackets out that define one."""
    met = [short for short in known if short in text]
    if not met:
        return SpeltOut(text)
    pattern = _pattern(tuple(met), tuple({known[short] for short in met}))
    pieces, parts, end, length = [], [(0, 0)], 0, 0
    for match in pattern.finditer(text):
        words = known[match["short"]] if match["short"] else ""
        pieces += [text[end : match.start()], words]
        length += match.start() - end
        parts.append((length, match.start()))
        length, end = length + len(words), match.end()
        parts.append((length, end))
    return SpeltOut("".join([*pieces, text[end:]]), tuple(parts))
