"""Find the documents that a text cites: kind, number, issuer and date."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from analysis.extract.cues import Cues
from analysis.extract.phrases import any_of, any_phrase, find_words
from analysis.text import find_dates, small

__all__ = ["Document", "DocumentFinder", "merge_documents"]

_CODE = r"\d+[a-z]?(?:/\d{4})?[-/](?=[a-zđ])[a-zđ]+\d?(?:[-/][a-zđ]+\d*)*"
_DAY = r"\d{1,2}(?:[/.-]\d{1,2}[/.-]\d{4}|\s+tháng\s+\d{1,2}(?:,| năm) \d{4})"


@dataclass(frozen=True)
class Document:
    """One document as cited.

    Attributes
    ----------
    kind
        Such as ``"resolution"``.
    number, issuer
        As printed, ``""`` where none is.
    paragraph, repeats
        Where it is cited first, and the other paragraphs that cite it.
    """

    kind: str
    number: str
    issuer: str
    issued_on: date | None
    printed: str
    paragraph: int
    start: int
    end: int
    repeats: tuple[int, ...] = ()


class DocumentFinder:
    """Finds documents by their kinds, issuers and the words between them."""

    def __init__(self, cues: Cues) -> None:
        words = cues.documents
        self._kinds = words.kinds
        issuer = any_phrase(words.issuers, cues.lists)
        date = rf"(?P<date>,? ?(?:\(?{any_of(words.dated)} |-)?{_DAY}\)?)?"
        self._cited = re.compile(
            rf"(?<!\w)(?P<kind>{any_of(words.kinds)})(?: {any_of(words.manners)})?(?::? ?số)?:? ?"
            rf"(?P<code>{_CODE}|(?<=số )\d+\b(?!\s*[%.,]\d)){date}"
        )
        self._next = re.compile(rf"(?:,|;| và)(?: số)? (?P<code>{_CODE}){date}")
        self._plenums = {
            issuer: re.compile(rf"{any_phrase(phrases, cues.lists)}(?!\w)".replace("#", r"\d+"))
            for issuer, phrases in words.plenums.items()
        }
        self._unnumbered = re.compile(
            rf"(?<!\w)(?P<kind>{any_of(words.unnumbered)}) của "
            rf"(?P<issuer>{issuer}|{any_of(words.issuers_unnumbered)})(?!\w)"
        )
        self._of = re.compile(rf"[^,.;]{{0,3}}\s*,?\s*của (?P<issuer>{issuer})(?!\w)")
        self._issues = re.compile(rf"(?P<issuer>{issuer})(?: [^\W\d_]+){{0,3}} (?:đã )?{any_of(words.issuing)}\b")

    def find(self, text: str, paragraph: int) -> list[Document]:
        """Find every mention of a document in a paragraph in NFC; `merge_documents` makes one row of repeated ones."""
        low = small(text)
        if not (places := find_words(low, self._kinds)):
            return []
        found: list[Document] = []
        passed = 0
        for place in places:
            if place < passed or not (match := self._cited.match(low, place)):
                continue
            kind = self._kinds[match["kind"]]
            following: re.Match[str] | None = match
            while following:
                found.append(self._read(text, low, following, kind, paragraph))
                passed = following.end()
                following = self._next.match(low, passed)
        for place in places:
            for issuer, pattern in self._plenums.items():
                if match := pattern.match(low, place):
                    printed = text[slice(*match.span())]
                    found.append(Document("resolution", "", issuer, None, printed, paragraph, *match.span()))
            if match := self._unnumbered.match(low, place):
                issuer, printed = text[slice(*match.span("issuer"))].strip(), text[slice(*match.span())]
                kind = self._kinds[match["kind"]]
                found.append(Document(kind, "", issuer, None, printed, paragraph, *match.span()))
        return sorted(found, key=lambda document: document.start)

    def _read(self, text: str, low: str, match: re.Match[str], kind: str, paragraph: int) -> Document:
        start, end = match.span()
        printed = text[start:end].strip(" ,;(")
        dates = [day for _, _, day in find_dates(text[match.end("code") : end].lstrip("-"))] if match["date"] else []
        issuer = self._of.match(low, end)
        if not issuer:
            sentence = max(low.rfind(". ", 0, start), low.rfind("; ", 0, start)) + 1
            issuer = next(reversed([*self._issues.finditer(low, sentence, start)]), None)
        named = text[slice(*issuer.span("issuer"))].strip() if issuer else ""
        number = text[slice(*match.span("code"))]
        return Document(kind, number, named, dates[0] if dates else None, printed, paragraph, start, end)


def merge_documents(mentions: list[Document]) -> list[Document]:
    """Make one row of each document that is cited more than once; what a later mention adds is kept."""
    merged: dict[tuple[str, str, str], Document] = {}
    for mention in mentions:
        key = mention.kind, mention.number.lower(), "" if mention.number else mention.printed.lower()
        first = merged.setdefault(key, mention)
        again = mention.paragraph not in (first.paragraph, *first.repeats)
        merged[key] = replace(
            first,
            issuer=first.issuer or mention.issuer,
            issued_on=first.issued_on or mention.issued_on,
            repeats=(*first.repeats, mention.paragraph) if again else first.repeats,
        )
    return list(merged.values())
