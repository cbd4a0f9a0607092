"""Tell an article from the page around it; find its title, author, outlet and day as printed in its head and foot."""

import re
from datetime import date

from analysis.extract.cues import Cues
from analysis.extract.phrases import any_of, any_phrase
from analysis.text import find_dates

HEAD = 8  # paragraphs in which a page prints title, day and byline
_BODY = 150  # characters from which a line is no line of the foot
_CAPITAL = "A-ZĐÀ-ÃÈ-ÊÌÍÒ-ÕÙÚÝĂĨŨƠƯẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ"
_NAME = rf"[{_CAPITAL}][^\W\d_]*(?: [{_CAPITAL}][^\W\d_]*){{1,4}}"
_NAMES = rf"{_NAME}(?:(?: ?[-–,&] ?| và ){_NAME}){{0,3}}"
_NUMBER, _BULLET = re.compile(r"\d+"), re.compile(r"^[•*-] *")
_BOLD = re.compile(r"^[*_#>\s]+|[*_\s]+$")
_IN_A_NAME = r"[^|.()]{0,40}?"


class Imprint:
    """What an article says about itself, as printed, gathered while its paragraphs pass."""

    def __init__(self, cues: Cues) -> None:
        self.title = self.author = self.outlet = ""
        self.published_on: date | None = None
        self._updated = self._begun = self._ended = False
        self._foot: list[str] = []
        self._furniture, self._end = cues.page.furniture, cues.page.end
        words = cues.imprint
        self._surnamed = re.compile(rf"{any_of(words.surnames)}\b", re.IGNORECASE)
        # A degree may stand before the name, an office after it, and the words of the page's next block right behind.
        self._byline = re.compile(
            rf"(?:{any_of(words.degrees)}[.,]? ?)*(?P<name>{_NAMES})(?: ?\([^()]{{3,60}}\))?(?:TAGS?:.*)?"
        )
        self._labelled = re.compile(rf"(?:^|[|(–-] ?|\. )(?i:{any_of(words.author_labels)}) ?: ?(?P<name>{_NAMES})")
        outlet = any_phrase(words.outlets, cues.lists, any_words=_IN_A_NAME)
        outlet = rf"{outlet} (?=[{_CAPITAL}])[^|.()\d–:;]{{2,60}}?"
        self._outlet_line = re.compile(rf"(?P<outlet>{outlet})")
        self._before_text = re.compile(rf"\(?(?P<outlet>{outlet}|[A-ZĐ]{{2,6}})\)? ?[-–] ")
        self._taken_from = re.compile(
            rf"\(? ?{any_of(words.taken_from)} ?:? ?(?P<outlet>{outlet}|[A-ZĐ]{{3,8}}|[\w-]+(?:\.[\w-]+)*\.vn) ?\)?\.?"
        )
        self._not_outlets = words.not_outlets
        self._change = re.compile(rf"\(?{any_of(words.updated)}", re.IGNORECASE)
        self._dated = re.compile(
            rf"\(?(?:\d{{1,2}}(?::|h)\d\d|{any_of(words.dated)}\b|{any_of(words.updated)}|"
            r"\d{1,2}([/-])\d{1,2}\1\d{4}).{0,90}",
            re.IGNORECASE,
        )

    def take(self, number: int, text: str) -> bool:
        """Take one paragraph; tell whether it belongs to the head alone, or to the page around the article."""
        self._ended = self._ended or (number > 2 and begin_line(text).startswith(self._end))
        if self._ended or self.is_furniture(text):
            return True
        self._foot = [] if len(text) >= _BODY else [*self._foot[-3:], text]
        self._begun = self._begun or (bool(self.title) and len(text) >= _BODY)
        if not self.author and (found := self._labelled.search(text)):
            self.author = found["name"]
        return number <= HEAD and self._take_head(number, text, _BOLD.sub("", text))

    def is_furniture(self, text: str) -> bool:
        """Tell whether a line belongs to the page around an article, such as a counter or an address."""
        return begin_line(text).startswith(self._furniture)

    def finish(self) -> None:
        """Look at the last short lines, where a byline, a source or a day may stand."""
        for line in self._foot:
            bare = _BOLD.sub("", line)
            bare = bare[1:-1].strip() if bare[:1] == "(" and bare[-1:] == ")" else bare
            if bare in (self.title, self.author):
                continue
            if not self.author and (found := self._byline.fullmatch(bare)):
                self.author = found["name"]
            elif not self.outlet and (found := self._taken_from.fullmatch(line) or self._outlet_line.fullmatch(bare)):
                self.outlet = found["outlet"].strip()
            elif self.published_on is None:
                self._take_day(line)

    def _take_head(self, number: int, text: str, bare: str) -> bool:
        """Take a line of the head; tell whether it is nothing but a day, an outlet or a name."""
        if not self.outlet and (found := self._before_text.match(text)) and found["outlet"] not in self._not_outlets:
            self.outlet = found["outlet"]
        if len(bare) < 110 and self._take_day(bare):
            return True
        if len(bare) < 90:
            if found := self._outlet_line.fullmatch(bare) or self._taken_from.fullmatch(bare):
                self.outlet = self.outlet or found["outlet"].strip()
                return True
            labelled = self._labelled.fullmatch(bare)
            if labelled and labelled["name"] == self.author:
                return True
            named = self._byline.fullmatch(bare) if self.title and number > 1 and not self._begun else None
            if named and not labelled and self._surnamed.match(named["name"]):
                self.author = self.author or named["name"]
                return True
        # Above the date the last line is the title; the ones before it name the page or the series.
        above = self.published_on is None and not self._begun and not text.endswith(".")
        if len(text) < 250 and (above or not self.title):
            self.title = bare
        return False

    def _take_day(self, line: str) -> bool:
        if not self._dated.fullmatch(line) or not (dates := find_dates(line)):
            return False
        updated = bool(self._change.match(line))
        if self.published_on is None or (self._updated and not updated):
            self.published_on, self._updated = dates[0][2], updated
            return True
        return updated


def begin_line(text: str) -> str:
    """Give the beginning of a line as the cues of a page have it: in small letters, numbers as 0, bullets as •."""
    return _NUMBER.sub("0", _BULLET.sub("• ", text[:60].lower())) + " "
