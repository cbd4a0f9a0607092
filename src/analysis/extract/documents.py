"""Find the documents that a text cites: kind, number, issuer and date."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from analysis.extract.nouns import find_words, small
from analysis.text import find_dates

__all__ = ["Document", "find_documents", "merge_documents"]

_KINDS = {
    "nghị quyết": "resolution", "chỉ thị": "directive", "kết luận": "conclusion", "quy định": "regulation",
    "qui định": "regulation", "hướng dẫn": "guidance", "kế hoạch": "plan", "chương trình": "programme",
    "quyết định": "decision", "báo cáo": "report", "công văn": "letter", "đề án": "scheme", "thông tư": "circular",
    "nghị định": "decree", "thông báo": "notice", "thông tri": "instruction", "quy chế": "rules", "luật": "law",
}  # fmt: skip
_NAMES = "|".join(_KINDS)
_CODE = r"\d+[a-z]?(?:/\d{4})?[-/](?=[a-zđ])[a-zđ]+\d?(?:[-/][a-zđ]+\d*)*"
_ISSUER = (
    r"(?:ban thường vụ|ban chấp hành|thường trực|btv|bch)?(?: ?(?:trung ương đảng|trung ương|đảng bộ (?:tỉnh|"
    r"huyện|xã)|"
    r"tỉnh ủy|thành ủy|huyện ủy|thị ủy|quận ủy|đảng ủy(?: (?:xã|phường|khu|khối))?))|"
    r"bộ chính trị|ban bí thư|ban chấp hành trung ương|ban (?:tổ chức|tuyên giáo|dân vận)(?: (?:trung ương|"
    r"tỉnh ủy|huyện ủy))?|"
    r"ủy ban kiểm tra(?: trung ương)?|thủ tướng chính phủ|chính phủ|quốc hội|ủy ban nhân dân(?: (?:tỉnh|huyện|"
    r"xã))?|ubnd(?: (?:tỉnh|huyện|xã))?|"
    r"hội đồng nhân dân(?: (?:tỉnh|huyện|xã))?|bộ (?:giáo dục và đào tạo|nội vụ|tài chính|chính trị|[a-zà-ỹđ]+)"
)
_DATE = (
    r"(?P<date>,? ?(?:\(?ngày |ban hành ngày |-)?\d{1,2}(?:[/.-]\d{1,2}[/.-]\d{4}|\s+tháng\s+\d{1,2}(?:,|"
    r" năm) \d{4})\)?)?"
)
_CITED = re.compile(
    rf"(?<!\w)(?P<kind>{_NAMES})(?: (?:chuyên đề|hành động|liên tịch|"
    rf"thực hiện))?(?::? ?số)?:? ?(?P<code>{_CODE}|(?<=số )\d+\b(?!\s*[%.,]\d)){_DATE}"
)
_PLENUM = re.compile(
    r"(?<!\w)nghị quyết (?:hội nghị )?(?:lần thứ \w+ )?(?P<name>trung ương \d+,? ?\(?(?:khóa|khoá) [ivxl]+\)?|"
    r"đại hội (?:[ivxl]+|đảng bộ \w+|đại biểu[^,.;]{0,40}?|đh [^,.;]{0,20})\b|đh đảng bộ \w+)"
)
_UNNUMBERED = re.compile(
    rf"(?<!\w)(?P<kind>nghị quyết|chỉ thị|kết luận|quy định|kế hoạch|chương trình) của (?P<issuer>{_ISSUER}|"
    rf"chi bộ)(?!\w)"
)
_BARE = re.compile(rf"(?:,|;| và)(?: số)? (?P<code>{_CODE}){_DATE}")
_OF = re.compile(rf"[^,.;]{{0,3}}\s*,?\s*của (?P<issuer>{_ISSUER})(?!\w)")
_ISSUES = re.compile(
    rf"(?P<issuer>{_ISSUER})(?: (?:tỉnh|huyện|xã|khu|[^\W\d_]+)){{0,3}} (?:đã )?(?:ban hành|có|xây dựng|ra)\b"
)


@dataclass(frozen=True)
class Document:
    """One document as cited.

    Attributes
    ----------
    kind
        Such as ``"resolution"``.
    number
        As printed, ``""`` where none is.
    issuer
        As printed, ``""`` where none is.
    issued_on
        Or ``None``.
    printed
        The characters as printed.
    paragraph
        Where it is cited first.
    repeats
        The other paragraphs that cite it.
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


def find_documents(text: str, paragraph: int) -> list[Document]:
    """Find every mention of a document in a paragraph in NFC; `merge_documents` makes one row of repeated ones."""
    low = small(text)
    if not (places := find_words(low, *_KINDS)):
        return []
    found: list[Document] = []
    passed = 0
    for place in places:
        match = _CITED.match(low, place) if place >= passed else None
        if match is None:
            continue
        passed = match.end()
        found.append(_document(text, low, match, _KINDS[match["kind"]], paragraph))
        position = match.end()
        while more := _BARE.match(low, position):
            found.append(_document(text, low, more, found[-1].kind, paragraph))
            position = more.end()
    for match in filter(None, (_PLENUM.match(low, place) for place in places)):
        issuer = "Ban Chấp hành Trung ương" if "trung ương" in match["name"] else "Đại hội"
        found.append(Document("resolution", "", issuer, None, text[slice(*match.span())], paragraph, *match.span()))
    for match in filter(None, (_UNNUMBERED.match(low, place) for place in places)):
        issuer = text[slice(*match.span("issuer"))]
        printed = text[slice(*match.span())]
        found.append(Document(_KINDS[match["kind"]], "", issuer, None, printed, paragraph, *match.span()))
    return sorted(found, key=lambda one: one.start)


def _document(text: str, low: str, match: re.Match[str], kind: str, paragraph: int) -> Document:
    start, end = match.span()
    printed = text[start:end].strip(" ,;(")
    dates = [day for _, _, day in find_dates(text[match.end("code") : end].lstrip("-"))] if match["date"] else []
    named = _OF.match(low, end)
    if named:
        issuer = text[slice(*named.span("issuer"))]
    else:
        sentence = max(low.rfind(". ", 0, start), low.rfind("; ", 0, start)) + 1
        before = list(_ISSUES.finditer(low, sentence, start))
        issuer = text[slice(*before[-1].span("issuer"))].strip() if before else ""
    number = text[slice(*match.span("code"))]
    return Document(kind, number, issuer.strip(), dates[0] if dates else None, printed, paragraph, start, end)


def merge_documents(mentions: list[Document]) -> list[Document]:
    """Make one row of each document that is cited more than once; what a later mention adds is kept."""
    merged: dict[tuple[str, ...], Document] = {}
    for one in mentions:
        key = (one.kind, one.number.lower()) if one.number else (one.kind, "", one.printed.lower())
        first = merged.get(key)
        if first is None:
            merged[key] = one
            continue
        again = one.paragraph != first.paragraph and one.paragraph not in first.repeats
        merged[key] = replace(
            first,
            issuer=first.issuer or one.issuer,
            issued_on=first.issued_on or one.issued_on,
            repeats=(*first.repeats, one.paragraph) if again else first.repeats,
        )
    return list(merged.values())
