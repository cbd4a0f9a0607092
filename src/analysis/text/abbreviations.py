"""Find the abbreviations that a text defines, and spell them out with the places where they stood."""

import re
from bisect import bisect_right
from collections.abc import Mapping
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

from analysis.text.letters import fold

__all__ = ["SpeltOut", "find_abbreviations", "spell_out"]

_SHORT = r"(?<![\w/-])(?P<{}>[A-ZĐ]{{2,9}})"
_DEFINED = re.compile(
    rf"\((?:(?:viết|gọi) tắt (?:là )?)?{_SHORT.format('behind')}\)|"
    rf"{_SHORT.format('before')} \((?P<words>[^()\d]{{4,60}})\)"
)
_WORD = re.compile(r"[^\W\d_]+")


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
    """Find what a text defines: "tổ chức cơ sở đảng (TCCSĐ)", "ĐV (đảng viên)"; the initials of the words agree."""
    found: dict[str, str] = {}
    for match in _DEFINED.finditer(text):
        short = match["behind"] or match["before"]
        words = _WORD.findall(match["words"] or text[max(0, match.start() - 80) : match.start()])
        words = words if match["words"] else words[-len(short) :]
        if fold("".join(word[0] for word in words)) == fold(short):
            found[short] = " ".join(words).lower()
    return found


@lru_cache(maxsize=8)  # an article has the same ones throughout
def _pattern(shorts: tuple[str, ...], words: tuple[str, ...]) -> re.Pattern[str]:
    choice, meant = ("|".join(sorted(map(re.escape, several), key=len, reverse=True)) for several in (shorts, words))
    return re.compile(
        rf" \((?:(?:viết|gọi) tắt (?:là )?)?(?:{choice})\)|"
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
