"""Find title, author, outlet and day of an article in its head and foot; nothing is proposed that is not printed."""

from __future__ import annotations

import re
from datetime import date

from analysis.text import find_dates

__all__ = ["Imprint"]

HEAD = 8  # paragraphs in which a page prints title, day and byline
_BODY = 150  # characters from which a line is no line of the foot
_CAPITAL = "A-ZĐÀ-ÃÈ-ÊÌÍÒ-ÕÙÚÝĂĨŨƠƯẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ"
_NAME = rf"[{_CAPITAL}][^\W\d_]*(?: [{_CAPITAL}][^\W\d_]*){{1,4}}"
_NAMES = rf"{_NAME}(?:(?: ?[-–,&] ?| và ){_NAME}){{0,3}}"
_SURNAMES = (
    "Nguyễn|Trần|Lê|Phạm|Hoàng|Huỳnh|Phan|Vũ|Võ|Đặng|Bùi|Đỗ|Hồ|Ngô|Dương|Lý|Đinh|Trương|Lương|Mai|Đào|Đoàn|Trịnh|"
    "Hà|Tô|Tạ|Cao|Lâm|Chu|Châu|Nông|Hứa|Vi|Lò|Lường|Quàng|Giàng|Vàng|Sùng|Thào|Cầm|Tòng|Cà|Y|K'|Rơ|Siu"
)
_SURNAMED = re.compile(rf"(?:{_SURNAMES})\b", re.IGNORECASE)
# A degree may stand before the name, an office after it, and the words of the page's next block right behind it.
_BYLINE = re.compile(rf"(?:(?:Th\.?S|TS|PGS|GS|CN|CVC)[.,]? ?)*(?P<name>{_NAMES})(?: ?\([^()]{{3,60}}\))?(?:TAGS?:.*)?")
_LABEL = (
    r"(?:tác giả|người viết|tin[,]? bài|bài viết|bài(?: và|,)? ảnh|tin(?: và|,)? ảnh|bài|thực hiện|"
    r"phóng viên|pv)"
)
_LABELLED = re.compile(rf"(?:^|[|(–-] ?|\. )(?i:{_LABEL}) ?: ?(?P<name>{_NAMES})")
_PAPER = (
    rf"(?:(?:Báo|BÁO)(?: điện tử)?|(?:Tạp chí|TẠP CHÍ)|(?:Cổng|Trang) (?:thông tin|TTĐT)(?: điện tử)?|"
    rf"(?:CỔNG|TRANG) THÔNG TIN ĐIỆN TỬ|"
    rf"Đài (?:Phát thanh|PT)[^|.()]{{0,40}}?) (?=[{_CAPITAL}])[^|.()\d–:;]{{2,60}}?"
)
_PAPER_LINE = re.compile(rf"(?P<paper>{_PAPER})")
_BEFORE_TEXT = re.compile(rf"\(?(?P<paper>{_PAPER}|[A-ZĐ]{{2,6}})\)? ?[-–] ")
_BY_SOURCE = re.compile(
    rf"\(? ?(?:Theo|Nguồn(?: tin)?) ?:? ?(?P<paper>{_PAPER}|[A-ZĐ]{{3,8}}|[\w-]+(?:\.[\w-]+)*\.vn) ?\)?\.?"
)
_NO_PAPER = {"UBND", "HĐND", "MTTQ", "BTV", "BCH", "TW", "KT", "XH"}
_DATED = re.compile(
    r"\(?(?:\d{1,2}:\d\d|\d{1,2}h\d\d|(?:thứ|chủ nhật)\b|ngày\b|(?:lần )?cập nhật|đăng|xuất bản|thời gian|"
    r"\d{1,2}/\d{1,2}/\d{4}|\d{1,2}-\d{1,2}-\d{4}).{0,90}",
    re.IGNORECASE,
)
_UPDATED = re.compile(r"\(?(?:lần )?cập nhật", re.IGNORECASE)
_BOLD = re.compile(r"^[*_#>\s]+|[*_\s]+$")


class Imprint:
    """What an article says about itself, gathered while its paragraphs pass.

    Attributes
    ----------
    title, author, outlet
        As printed, ``""`` where nothing is.
    published_on
        Or ``None``.
    """

    def __init__(self) -> None:
        self.title = self.author = self.outlet = ""
        self.published_on: date | None = None
        self._updated = self._begun = False
        self._foot: list[str] = []

    def take(self, number: int, text: str) -> bool:
        """Take one paragraph that is not furniture; tell whether it belongs to the head alone."""
        self._foot = [] if len(text) >= _BODY else [*self._foot[-3:], text]
        self._begun = self._begun or (bool(self.title) and len(text) >= _BODY)
        if not self.author and (found := _LABELLED.search(text)):
            self.author = found["name"]
        return number <= HEAD and self._take_head(number, text)

    def finish(self) -> None:
        """Look at the last short lines, where a byline, a source or a day may stand."""
        for line in self._foot:
            bare = _BOLD.sub("", line)
            bare = bare[1:-1].strip() if bare[:1] == "(" and bare[-1:] == ")" else bare
            if bare in (self.title, self.author):
                continue
            if not self.author and (found := _BYLINE.fullmatch(bare)):
                self.author = found["name"]
            elif not self.outlet and (found := _BY_SOURCE.fullmatch(line) or _PAPER_LINE.fullmatch(bare)):
                self.outlet = found["paper"].strip()
            elif self.published_on is None:
                self._take_day(line)

    def _take_head(self, number: int, text: str) -> bool:
        bare = _BOLD.sub("", text)
        if not self.outlet and (found := _BEFORE_TEXT.match(text)) and found["paper"] not in _NO_PAPER:
            self.outlet = found["paper"]
        if len(bare) < 110 and self._take_day(bare):
            return True
        if len(bare) < 90 and self._take_line(number, bare):
            return True
        # Above the date the last line is the title; the ones before it name the page or the series.
        above = self.published_on is None and not self._begun and not text.endswith(".")
        if len(text) < 250 and (above or not self.title):
            self.title = bare
        return False

    def _take_line(self, number: int, bare: str) -> bool:
        """Take a line that is nothing but a name or an outlet."""
        if found := _PAPER_LINE.fullmatch(bare) or _BY_SOURCE.fullmatch(bare):
            self.outlet = self.outlet or found["paper"].strip()
            return True
        if labelled := _LABELLED.fullmatch(bare):
            return labelled["name"] == self.author
        byline = _BYLINE.fullmatch(bare) if self.title and number > 1 and not self._begun else None
        if byline and _SURNAMED.match(byline["name"]):
            self.author = self.author or byline["name"]
            return True
        return False

    def _take_day(self, line: str) -> bool:
        if not _DATED.fullmatch(line) or not (dates := find_dates(line)):
            return False
        updated = bool(_UPDATED.match(line))
        if self.published_on is None or (self._updated and not updated):
            self.published_on, self._updated = dates[0][2], updated
            return True
        return updated
