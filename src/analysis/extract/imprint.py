"""Tell an article from the page around it; find its title, author, outlet and day as printed in its head and foot."""

import re
from collections import Counter
from datetime import date
from typing import NamedTuple, Self

from analysis.extract.cues import Cues
from analysis.extract.phrases import any_of, any_phrase, compiled
from analysis.package.places import KINDS
from analysis.text import find_dates, small, spell_out
from analysis.text.quantities import COUNT_WORDS

HEAD = 8  # paragraphs in which a page prints title, day and byline
_BODY = 150  # characters from which a line is none of the foot, and one with a stop no title
_CAPITAL = "A-ZĐÀ-ÃÈ-ÊÌÍÒ-ÕÙÚÝĂĨŨƠƯẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ"
_NAME = rf"[{_CAPITAL}][^\W\d_]*(?: [{_CAPITAL}][^\W\d_]*){{1,4}}"
_NAMES = rf"{_NAME}(?:(?: ?[-–,&] ?| và ){_NAME}){{0,3}}"
_NUMBER, _BULLET = re.compile(r"\d+"), re.compile(r"^[•*-] *")
_WHOLE = r"\g<0>#"  # ends a number: "phường 1" is not in "phường 12"
_BOLD = re.compile(r"^[*_#>|\s]+|[*_|\s]+$")
_IN_A_NAME = r"[^|.()]{0,40}?"
_PLACE = (  # may have a number: "xã Mẫu Sơn 2"
    rf"[{_CAPITAL}][^\W\d_]*(?:[ '’][{_CAPITAL}][^\W\d_]*){{0,3}}"
    r"(?: \d\d?(?= ?[,;()”\"]| ?[.:](?!\d)|$| (?:có|hiện|đã|là|được|tổ chức|họp|đại hội|lần thứ|khóa|nhiệm kỳ)(?!\w)))?"
)
_SOME = "".join(rf"(?<!{word} )" for word in ("các", "mỗi", "những", "nhiều", r"\d"))
_NUMBERED = rf"(?i:(?<={_SOME}phường )|(?<={_SOME}quận ))"  # "Đảng bộ phường 5"; in "3 phường 5 xã" they are counted
_SEVERAL = re.compile(r"(?:nhiều|các|một số|những) (?:xã|phường|huyện|đảng bộ|địa phương|đơn vị)(?!\w)")
_OF_CELL = re.compile(
    rf"(?<!các )(?i:chi bộ)(?: (?:điểm|thôn|bản|ấp|buôn|làng|xóm|khu phố|tổ dân phố))* (?=[{_CAPITAL}\d])"
)
_OFFICE = re.compile(r"(?i)(?<!\w)(?:bí thư|chủ tịch|trưởng|giám đốc|chánh|ủy viên|đại biểu|đồng chí)(?!\w)[^,;.]*$")
# "26 Tháng 11 2023": days as pages alone write them.
_MONTH = re.compile(r"(?i)(tháng \d{1,2}),? (?=\d{4})")
_WORDED = re.compile(rf"(?i)(?<=\d tháng )({'|'.join(sorted(COUNT_WORDS, key=len, reverse=True))}|tư),? (?=\d{{4}})")
_TIGHT = re.compile(r"\b(T\.?[PX]\.)(?=[^\W\d_]{2})")  # "TP.Giả Sơn"; behind it, how a text begins, and no title
_OF_DAY = re.compile(r"(?:Ngày|Sáng|Trưa|Chiều|Tối) (?:ngày )?\d{1,2}[/.-]\d|(?:Căn cứ|Thực hiện) [^\d,]{4,40}\d")


class Place(NamedTuple):
    """The place that an article seems to be about: its level, its name, and the paragraph that names it first.

    `kind` is what the article calls it, as `unit_kind` of `localities`.
    """

    level: str
    name: str
    paragraph: int
    kind: str = ""


class Imprint:
    """What an article says about itself, as printed, gathered while its paragraphs pass; `paragraph` tells where.

    `printed` is the day of publication as it is printed, with its weekday.
    """

    def __init__(self, cues: Cues) -> None:
        self.begin()
        self._furniture, self._end = cues.page.furniture, cues.page.end
        words = self._words = cues.imprint
        self._surnamed = compiled(rf"{any_of(words.surnames)}\b", re.IGNORECASE)
        # A degree may stand before the name, an office after it, and the words of the page's next block right behind.
        self._byline = compiled(
            rf"(?:{any_of((*words.degrees, *words.taken_from))}[.,]? ?)*"
            rf"(?P<name>{_NAMES}(?:(?:, ?| và | [-–] ){any_of(words.degrees)}[.,]? ?{_NAME}){{0,3}})"
            rf"(?: ?\([^()]{{3,60}}\)| [-–] {any_of(words.offices)}.{{0,60}})?(?:TAGS?:.*)?"
        )
        self._office = compiled(rf"{any_of(words.offices)}(?: (?:[{_CAPITAL}][^\W_]*|ủy|{any_of(words.places)}))*")
        self._labelled = compiled(
            rf"(?:^|[|(–-] ?|\. )(?i:{any_of(words.author_labels)}) ?: ?(?P<name>{_NAMES})(?=\W*$|\.? ?[|,;(–-])"
        )
        self._signed = compiled(rf"^(?i:{any_of(words.author_labels)}) ?: ?")
        outlet = any_phrase(words.outlets, cues.lists, any_words=_IN_A_NAME)
        site = r"[\w-]+(?:\.[\w-]+)*\.(?i:vn|com)(?!\w)"
        proper = rf"(?:{site}|(?=[{_CAPITAL}])[^|.()\d–:;]{{2,60}}?)"
        outlet = rf"(?!(?i:báo cáo)){outlet} (?:{any_of(words.places)} )?{proper}"
        self._outlet_line = compiled(rf"(?P<outlet>{outlet}|{site})(?:,? số .*)?")
        short = rf"(?P<outlet>{outlet}|[A-ZĐ]{{2,8}}(?:&[A-ZĐ]{{2,4}}| (?i:online)|\+)?|[A-Z][a-z]{{7,}}|{site})"
        # "VOV.VN - Ngày …", "(PLVN)-Ngày …", "(SGGP).- Ngày …"
        self._before_text = compiled(
            rf"\(?{short}\)?\.? ?[-–—](?:\** |(?<=[)nm].)|(?<=\.VN.))|\({short.replace('outlet', 'marked')}\):? |"
            rf"\((?P<named>[{_CAPITAL}]\w+(?: (?![{_CAPITAL}])[^\W\d_]+){{1,2}})\) ?[-–—] |"  # "(Dân trí) - "
            r"(?P<bare>[A-ZĐ]{3,8}) (?=[NSTC]\w+ (?:ngày )?\d)"  # "ANTĐ Sáng 5/9, …"
        )
        dated = rf"(?=(?i:(?:{any_of(words.dated)})\W|\d))"
        self._with_day = compiled(
            rf"^\W*{short}\)?[ ,:|–-]+{dated}|(?<=\d)[ ,|–-]+\(?{short.replace('outlet', 'last')}\W*$"
        )
        self._taken_from = compiled(
            rf"\(? ?(?i:{any_of(words.taken_from)}) ?:? ?(?:(?P<name>{_NAME})(?:, | - ))?"
            rf"(?P<outlet>{outlet}|[A-ZĐ]{{3,8}}|{site}) ?\)?\.?"
        )
        self._change = compiled(any_of(words.updated), re.IGNORECASE)
        self._founded = compiled(any_of(words.founded), re.IGNORECASE)
        self._no_title = compiled(rf"(?:\d+|[IVX]+)\. |(?i:{any_of(words.asking)}) ?:|.*: ?\d[\d.]*$|\(.*\)$")
        self._beside = compiled(
            rf"(?i:\s*(?:(?<!\w){any_of((*words.dated, *words.updated, *words.author_labels))}(?!\w)|t\d\d:\d\d\S*|"
            r"\d+ ?h ?\d*(?!\w)|(?<=\d)(?: sa| ch)(?!\w)|[^\w\s]|\d))+"
        )
        self._section = compiled(rf"{any_of(words.sections)}(?: - {any_of(words.sections)})*")
        counters = (word for word in self._furniture if word.replace(" ", "").isalpha())
        self._counter = compiled(rf"(?i:(?<!\w){any_of(counters)}(?!\w).*)")
        self._weekday = compiled(rf"(?i:{any_of(words.dated)})\W+(?:ngày )?$")
        kind, unit = any_of(words.kinds_of_places), any_of({**words.places, **words.two_tier_places})
        numbered = rf"{_NUMBERED}\d\d?(?!\w|[.,/-]?\d| ?%| {any_of(cues.figures.nouns)}(?!\w))"
        self._places = compiled(
            rf"(?<!\w)(?P<unit>(?i:{unit}))(?: (?i:{kind})){{0,2}} (?!(?i:{kind})(?!\w))(?P<name>{_PLACE}|{numbered})"
        )
        # "Nâng chất lượng sinh hoạt ở Đồng Mơ", whose text tells of "toàn huyện".
        all_of = rf"t(?<!\w.)oàn (?:đảng bộ )?(?={unit}(?!\w))|đ(?<!\w.)ảng bộ (?={unit} (?:hiện )?có(?!\w))"
        self._of_all = compiled(rf"(?:{all_of})(?P<unit>{unit})")
        self._in_title = compiled(rf"(?:^(?P<first>{_PLACE}): |(?:^|.* )(?:[ởỞ]|[tT]ại) (?P<last>{_PLACE})$)")
        shorts = cues.figures.abbreviations.items()
        self._shorts = {short: said for short, said in shorts if said in words.places}
        # "ĐẢNG ỦY XÃ CẨM TRẠCH", the last line above a report, names who reports.
        self._letterhead = compiled(rf"(?:\w+ \w+ )?{self._places.pattern}")

    def begin(self) -> Self:
        """Begin an article: nothing is told yet; the patterns, which take long to make, stay."""
        self.title = self.author = self.outlet = self.printed = ""
        self.published_on: date | None = None
        self.place: Place | None = None
        self.paragraph: dict[str, int] = {}
        self._updated = self._begun = self._ended = self._above = self.is_of_others = False
        self._number, self._first, self._body = 0, list[tuple[str, int]](), 0
        self._foot: list[tuple[int, str]] = []
        self._sender: dict[tuple[str, str], list[int]] = {}
        self._named: dict[tuple[str, str], list[int]] = {}
        self._units: Counter[str] = Counter()
        return self

    def take(self, number: int, text: str) -> bool:
        """Take one paragraph; tell whether it belongs to the head alone, or to the page around the article."""
        self._ended = self._ended or (number > 2 and begin_line(text).startswith(self._end))
        if self._ended or self.is_furniture(text):
            return True
        self._number = number
        if number <= HEAD and text.isupper() and (found := self._letterhead.fullmatch(text.title())):
            self._sender = {(small(found["unit"]), found["name"]): [number]}
        told = spell_out(_TIGHT.sub(r"\1 ", text), self._shorts).text  # "TP Giả Sơn"
        for found in self._places.finditer(told) if not text.isupper() else ():
            is_person = found["name"].count(" ") > 1 and self._surnamed.match(found["name"])
            is_person = is_person and _OFFICE.search(told, max(0, found.start() - 60), found.start())
            if not is_person and found["name"] not in self._words.no_places:  # "các tỉnh Tây Nguyên"
                self._named.setdefault((small(found["unit"]), found["name"]), []).append(number)
        self._units.update(self._of_all.findall(told.lower()))
        self._foot = [] if len(text) >= _BODY else [*self._foot[-3:], (number, text)]
        self._begun = self._begun or (bool(self.title) and len(text) >= _BODY)
        self._body = self._body or number * self._begun
        if not self.author and ":" in text and (labelled := self._labelled.search(text)):
            self._tell("author", labelled["name"])
        return number <= HEAD and self._take_head(number, text, _BOLD.sub("", text))

    def is_furniture(self, text: str) -> bool:
        """Tell whether a line belongs to the page around an article, such as a counter or an address."""
        return begin_line(text).startswith(self._furniture)

    def finish(self) -> None:
        """Look at the last short lines, where a byline, a source or a day may stand; then choose the place."""
        office: tuple[int, str] | None = None
        for number, line in self._foot:
            self._number = number
            bare = _BOLD.sub("", line)
            bare = bare[1:-1].strip() if bare[:1] == "(" and bare[-1:] == ")" else bare
            signed = self._signed.sub("", bare)
            if bare in (self.title, self.author) or self._office.fullmatch(signed):
                office = (number, signed) if number > HEAD or bare != signed else office
                continue
            if found := self._taken_from.fullmatch(line) or self._outlet_line.fullmatch(bare):
                self._tell("outlet", self.outlet or found["outlet"].strip())
                if not self.author and found.groupdict().get("name"):
                    self._tell("author", found["name"])
            elif not self.author and (found := self._byline.fullmatch(bare)):
                self._tell("author", found["name"])
            elif self.published_on is None:
                self._take_day(line)
        if office and not self.author:
            self._number, signed = office
            self._tell("author", signed)
        for first in self._first if self.published_on is None else ():
            self.title, self.paragraph["title"] = first
        self.place = self._choose_place(small(self.title))

    def _choose_place(self, title: str) -> Place | None:
        """Give the place that the title calls with its level, else by its name, else the one named most, or first."""
        words, told, named = self._words, dict[tuple[str, str], list[int]](), self._named or self._sender
        title = _NUMBER.sub(_WHOLE, title)
        levels = words.two_tier_places if str(self.published_on or "") >= words.two_tiers else words.places
        for (unit, name), places in named.items():
            if level := "province" if name in words.cities and unit.startswith("thành") else levels.get(unit):
                full = f"{unit} {(short := _NUMBER.sub(_WHOLE, small(name)))}"
                at = title.find(full if name.isdigit() else short)
                called = (full in title) * 1000 + (at >= 0) * 500 - max(0, at)
                called -= (f", {full}" in title) * 400  # "huyện Giả Sơn, tỉnh Minh Giang" is the district
                told.setdefault((level, name), [0]).extend(places)
                told[level, name][0] = max(told[level, name][0], called)
        titled, names = self._in_title.match(self.title), {small(name) for _, name in told}
        name = (titled["first"] or titled["last"]) if titled else ""
        if name and self._units and small(name) not in (*names, *map(small, words.no_places)):
            level = levels.get(self._units.most_common(1)[0][0])
            told |= {(level, name): [400, self.paragraph["title"]]} if level else {}
        elif name and small(name) not in names and not any(called for called, *_ in told.values()):
            return None  # of a place whose level nobody tells
        rank = {place: (called + len(places), -min(places)) for place, (called, *places) in told.items()}
        best = max(rank, key=lambda place: rank[place], default=None)
        of_all, times = (self._units.most_common(1) or [("", 0)])[0]
        of_all, times = (whole["unit"], 100) if (whole := self._of_all.search(title)) else (of_all, times)
        alike = [place for place in rank if best and (place[0], rank[place][0]) == (best[0], rank[best][0])]
        is_other = best and levels.get(of_all) not in (None, best[0]) and rank[best][0] <= times
        several = _SEVERAL.match(title) is not None and sum(place[0] == "commune" for place in rank) > 1
        self.is_of_others = several or _OF_CELL.search(self.title) is not None
        bodies = {name for unit, name in named if unit.endswith("ủy")}  # whose committee is named
        is_aside = best and rank[best][0] == 1 and -rank[best][1] > self._body > 0 and best[1] not in bodies
        if best is None or is_other or is_aside or several or (len(alike) > 2 and best[0] != "commune"):
            return None  # "toàn tỉnh có …", more often than any place is named: of a province without a name
        units = Counter({unit: len(places) for (unit, name), places in named.items() if name == best[1]})
        kinds = [KINDS.get(unit, "") for unit, _ in (units or self._units).most_common() if levels.get(unit) == best[0]]
        return Place(*best, -rank[best][1], *kinds[:1])

    def _tell(self, name: str, value: str | date) -> None:
        """Note what is found, with the paragraph where it stands; what was found before keeps its own."""
        if getattr(self, name) != value:
            setattr(self, name, value)
            self.paragraph[name] = self._number

    def _take_head(self, number: int, text: str, bare: str) -> bool:
        """Take a line of the head; tell whether it is nothing but a day, an outlet or a name."""
        if len(bare) < 110 and self._take_day(bare):
            return True
        opened = self._before_text.match(bare)
        name = next(filter(None, opened.groups())) if opened else ""
        if not self.outlet and opened and name not in self._words.not_outlets:
            self._tell("outlet", name)
        if len(bare) < 90:
            if found := self._outlet_line.fullmatch(bare) or self._taken_from.fullmatch(bare):
                self._tell("outlet", self.outlet or found["outlet"].strip())
                return True
            labelled = self._labelled.fullmatch(bare)
            if labelled and labelled["name"] == self.author:
                return True
            named = self._byline.fullmatch(bare) if self.title and number > 1 and not self._begun else None
            if named and not labelled and (text.endswith("|") or self._surnamed.match(named["name"])):
                self._tell("author", self.author or named["name"])
                return True
        sender = self.title != "" and text.isupper() and self._letterhead.fullmatch(text.title())
        if sender or self._office.fullmatch(bare) or bare.endswith((" -", " –")):
            return bool(self.title)  # a dateline is no title, nor is an office beneath one
        if self.title and self._founded.search(bare) and find_dates(bare):
            return False
        # Above the date the last line is the title; the ones before it name the page or the series.
        # "(ABC) - Năm nay xã kết nạp 9 đảng viên." is text, as is what is long; behind it no title comes.
        is_text = len(text) >= _BODY or opened is not None or _OF_DAY.match(text) is not None
        self._begun = self._begun or (text.endswith(".") and is_text)
        above = self.published_on is None and not self._begun and not text.endswith(".")
        above = above or not (self.title or self._begun)
        if self._section.fullmatch(small(bare)):
            return True
        if len(text) < 250 and above and text[-1] not in ":;," and not (self.title and self._no_title.match(bare)):
            self._tell("title", bare)
            self._first = self._first or [(bare, number)]
        return False

    def _take_day(self, line: str) -> bool:
        """Take a line that is nothing but days, with hours, counters and a name beside them."""
        said = line
        line = _WORDED.sub(lambda word: f"{COUNT_WORDS.get(word[1].lower(), 4)} năm ", self._counter.sub("", line))
        line = rest = _MONTH.sub(r"\1 năm ", line)
        if said_by := self._with_day.search(line):
            line = rest = f"{line[: said_by.start()]}{'|' * len(said_by[0])}{line[said_by.end() :]}"
        dates = [] if self._founded.search(line) else find_dates(line)
        for start, end, _ in reversed(dates):
            rest = f"{rest[:start]}|{rest[end:]}"
        several = map(str.strip, self._beside.sub("|", rest).split("|"))
        pieces = [piece for piece in several if piece and not self._section.fullmatch(small(piece))]
        named = [found["name"] for piece in pieces if (found := self._byline.fullmatch(piece))]
        if not dates or len(named) < len(pieces):
            return False
        outlet = said_by["outlet"] or said_by["last"] if said_by else ""
        if not self.outlet and outlet and outlet not in self._words.not_outlets:
            self._tell("outlet", outlet.strip())
        if not self.author and named and self._surnamed.match(named[0]):
            self._tell("author", named[0])
        before = 0
        for start, end, day in dates:
            updated, before = bool(self._change.search(line, before, start)), end
            is_clock = self._above and self.title != "" and self._number <= HEAD and not updated  # above the title
            if self.published_on is None or is_clock or (self._updated and not updated):
                self._updated, self._above = updated, self.published_on is None and not self.title
                self._tell("published_on", day)
                weekday = self._weekday.search(line, 0, start)
                printed = line[weekday.start() if weekday else start : end]
                self.printed = printed if printed in said else ""
        return True


def begin_line(text: str) -> str:
    """Give the beginning of a line as the cues of a page have it: in small letters, numbers as 0, bullets as •."""
    return _NUMBER.sub("0", _BULLET.sub("• ", text[:60].lower())) + " "
