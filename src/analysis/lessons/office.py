"""What Word files and slides share: font, languages, widths of columns, and bytes that stay the same."""

import io
import re
import zipfile
from typing import Any

from analysis.lessons.parts import Item
from analysis.paths import zip_files
from analysis.words.catalogue import say

FONT = "Times New Roman"
_DAY = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")

# Letters that a row of a table holds in the narrowest place, a Word page; of which a blank to write in takes some.
_ROW, _BLANK = 75, 10
_BREAK = re.compile(r"[\s-]+|/(?!\d)")


def language_tag(lang: str) -> str:
    """Give the tag by which office programs know a language, such as ``"vi-VN"``."""
    return say("site.locale", lang).replace("_", "-")


def save(document: Any) -> bytes:
    """Give a Word file or slides as bytes that are the same each time."""
    buffer = io.BytesIO()
    document.save(buffer)
    return fix_times(buffer.getvalue())


def fix_times(content: bytes) -> bytes:
    """Give every part of a zip, such as a Word file, the same old day; workbooks inside it as well."""
    with zipfile.ZipFile(io.BytesIO(content)) as old:
        parts = {entry.filename: old.read(entry) for entry in old.infolist()}
    for name, part in parts.items():
        if name.endswith(".xlsx"):
            parts[name] = fix_times(part)
        elif name == "docProps/core.xml":
            parts[name] = _DAY.sub(rb"\g<1>2025-01-01T00:00:00Z", part)
    return zip_files(parts)


def share_width(item: Item, width: float) -> list[float]:
    """Share a width out over the columns of a table by the longest text of each; words fit, blanks take a hand."""
    texts = [[row[n] for row in (item.columns, *item.texts)] for n in range(len(item.columns))]
    weights = [min(max(9, *map(len, column)), 55) for column in texts]
    least = [max(_BLANK if not any(column[1:]) else 0, *map(_longest, column)) / _ROW for column in texts]
    spare = max(0.0, 1 - sum(least))
    missing = [max(0.0, weight / sum(weights) - floor) for weight, floor in zip(weights, least, strict=True)]
    shares = [floor + spare * lack / (sum(missing) or 1) for floor, lack in zip(least, missing, strict=True)]
    return [width * share / sum(shares) for share in shares]


def _longest(words: str) -> float:
    """Measure the longest word of a text in letters; capitals are wide."""
    return max((len(word) + 0.4 * sum(map(str.isupper, word)) + 2.5 for word in _BREAK.split(words)), default=0)
