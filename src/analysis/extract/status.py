"""Tell the standing of figures: what is graded and how, and what is a target or planned."""

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from analysis.extract.cues import Cues
from analysis.extract.mentions import Candidate
from analysis.extract.numerals import PrintedFigure
from analysis.extract.periods import Dated
from analysis.extract.phrases import any_of, any_phrase, compile_phrases, compiled, cover, whole_words
from analysis.text import read_number, small

_THESE, _IN_TURN = (re.compile(rf"\b(?:{said})\b") for said in ("này|nói trên|trên đây|đó", "lần lượt|tương ứng"))
_SAYING = "là|còn|đạt|có|được|kết nạp|gần|trên|hơn|mới|chỉ|nay|hiện|bình quân|chiếm"
SAID = re.compile(rf"\W*(?:(?:năm )?\d{{4}}:? )?(?:(?:{_SAYING}) )*(?=\d|$)")  # before a figure, and names nothing
_FAR, _NEAR = 330, 60  # characters within which what is graded was told, and what was planned
_SO_FAR = re.compile(r"\d[^,;]*[,;] (?:tính |và )?(?:đến|hết)(?: hết| cuối| ngày)? (?:tháng|quý|\d)[^,;]*$")
# "Chỉ tiêu kết nạp đạt 84% kế hoạch" tells what was done, "chỉ tiêu là đạt 100%" does not.
_AIMED = re.compile(
    r"(?:phấn đấu|mục tiêu|thực hiện|hoàn thành)(?: [^\W\d_]+){0,3} chỉ tiêu.{0,4}$|chỉ tiêu(?: là|:| đề).{0,2}$"
)
_LEFT, _TO_COME = (re.compile(rf"[\d.]+(?: [^\W\d_]+){{1,3}} {said}(?!\w)") for said in ("còn lại", "theo (?:kế|chỉ)"))
_ON, _OPEN = (" cụ thể", " theo đó", " trong đó"), re.compile(r"\d(?!.*(?:đạt|vượt|hoàn thành))")
_PART, _FROM = re.compile(r"[,;]"), re.compile(r"đầu nhiệm kỳ \d|từ (?:(?!khi|lúc|sau|đầu|năm|tháng)[^\W\d]+ ){0,4}\d")


class Gradings:
    """Names what is graded and how: "34 chi bộ ấp hoàn thành xuất sắc", "hoàn thành tốt 91 đơn vị"."""

    def __init__(self, cues: Cues) -> None:
        words, self.before = cues.gradings, ""
        self.subjects = {word: name for name, several in words.subjects.items() for word in several}
        self._grades = {word: name for name, several in words.grades.items() for word in several}
        several = [{*told.split()} for told in (*self._grades, *words.shortened, *words.assessed)]
        self._words = [told for told in several if not any(other < told for other in several)]
        subject = f"(?:{any_of([*self.subjects, *words.in_short])})"
        others = ["lớp", "khóa", "chương trình", "đăng ký", "hồ sơ", "công trình", "phần việc", "mục tiêu", "tiêu chí"]
        plans = any_of((*cues.readings.not_compared, "đại hội", "việc", "xây dựng", "nghĩa vụ", *others))
        grade = rf"(?P<grade>{any_of(self._grades)})(?!\w)(?! {plans})"
        self._subject = whole_words(self.subjects)
        self._not_with = whole_words(words.not_with)
        self._kind = compiled("hoàn thành|đánh giá|loại")
        short, between, told = map(any_of, (words.shortened, words.between, words.told))
        self._short = compiled(
            rf"\W*(?:trong đó,? )?(?:mức |loại )?(?={short}(?: (?:{told}))?[ ,:(\d.]*#)|[^#]*# (?={short}\W*$)"
        )
        self._label = compiled(rf"^\W*(?:(?:mức|loại) )?{short}:? ?#(?: {subject})?$")
        # "90% tổ chức cơ sở đảng và trên 90% đảng viên hoàn thành tốt nhiệm vụ": both are of one grade.
        self._shared = compiled(
            rf" (?:số )?(?P<subject>{subject})(?:(?!hoàn|không|chưa|xếp|đạt|được|đánh)[^\d,;.]){{0,40}}?(?: và|,)"
            rf"(?: [^\W\d]+)? [\d.,]+ ?% (?:số )?{subject}(?: (?:{between})(?!\w))*,? {grade}"
        )
        self._behind = compiled(
            rf"#(?: (?:số|tổng số))?(?: (?P<subject>{subject}))?(?:,? (?:{between})(?!\w))*,? {grade}"
        )
        # "hoàn thành tốt nhiệm vụ năm 2022 và 2023 lần lượt là 93,1% và 95,4%"
        in_turn = r"(?:(?<=lần lượt )|(?<=lần lượt là ))[\d.,]+ ?% và(?= #$)|\d{4} và(?= (?:năm )?\d{4}(?!\d))"
        self._before = compiled(
            rf"{grade}(?:[ ,:(]+(?:{told}|{in_turn}|\d[\d./]*)(?!\w))*[ ,:(]*#(?! (?:so với )?{plans})"
        )
        assessed = any_of(words.assessed)
        self._assessed = compiled(
            rf"#(?: (?:số|tổng số))? (?P<subject>{subject})(?: (?:{between})(?!\w))*? ?{assessed}|"
            rf"(?P<said>{subject})(?: (?:{between})(?!\w))*? ?{assessed}(?: (?:là|có|gồm))? #|"
            rf"^(?:trong đó,? )?số {assessed}(?: (?:là|có|gồm))? # (?P<all>{subject})$|"
            rf"(?<!được )(?<!\w)(?:đánh giá|xếp loại|phân loại)(?:,? (?:chất lượng|xếp loại))?"
            rf"(?: (?:được|cho|đối với))? # (?P<graded>{subject})(?=$| trong| {short})"
        )

    def makes(self, indicator: str) -> bool:
        """Tell whether an indicator is of a subject and a grade."""
        bare = indicator.removesuffix("_share")
        names, grades = {*self.subjects.values()}, {*self._grades.values(), "assessed"}
        return any(f"{name}_{grade}" == bare for name in names for grade in grades)

    def may_name(self, line: str, start: int) -> bool:
        """Tell whether a line may go on with grades told above: it has their words, or none before its first figure."""
        low = line.lower()
        is_told = any(all(word in low for word in words) for words in self._words)
        return is_told or SAID.match(low, 0, start) is not None

    def names(self, text: str) -> bool:
        """Tell whether a line is no more than what is graded."""
        return self._subject.fullmatch(small(text)) is not None

    def last(self, text: str) -> str:
        """Give the words of what may be graded that a text names last, those of an indicator alone."""
        named = [word[0] for word in self._subject.finditer(small(text))]
        return next((word for word in reversed(named) if self.subjects[word] != "others"), "")

    def topic(self, text: str, *, is_on: bool = False) -> str:
        """Give the words for what is graded, of a line that tells of grades or `is_on` with it, or nothing."""
        low = small(text)
        found = self._subject.search(low) if is_on or self._kind.search(low) else None
        return found[0] if found else ""

    def name(self, low: str, figure: PrintedFigure, clause: str, *, below: bool) -> str | None:
        """Give the indicator of a figure that is told of a grade, ``""`` where the dictionary has none for it."""
        met = self._short.match(clause)
        if met and (self._label.search(clause) or self._kind.search(low, max(0, figure.start - _FAR), figure.start)):
            clause = f"{clause[: met.end()]}hoàn thành {clause[met.end() :]}"  # "xuất sắc: 9; tốt: 35"
        shared = self._shared.match(low, figure.end) if figure.unit == "percent" else None
        if not shared and not ("hoàn thành" in clause or "đánh giá" in clause or "loại" in clause):
            return None
        start = max(low.rfind("; ", 0, figure.start), low.rfind(". ", 0, figure.start)) + 1
        if self._not_with.search(low, start, figure.end + 60):
            return ""
        found = shared or self._behind.search(clause) or self._before.search(clause)
        if not found and figure.unit == "count" and (counted := self._assessed.search(clause)):
            told = counted["subject"] or counted["said"] or counted["graded"] or counted["all"]
            subject = self._subject_of(low, figure.start, told)
            return None if below else f"{subject}_assessed" if subject else ""
        if not found:
            return None
        stated = found.groupdict().get("subject")
        if stated is None:  # "xếp loại xuất sắc 9 chi bộ"
            inside = [*self._subject.finditer(clause[: found.start()])]
            noun = figure.counted if figure.counted in self.subjects else None
            stated = inside[-1][0] if inside else noun
        subject = self._subject_of(low, figure.start, stated)
        both = found.re is self._behind and " và " in found["grade"]
        in_turn = both and _IN_TURN.search(low, start, figure.start)
        if not subject or in_turn:
            return ""
        grade = "assessed" if below else self._grades[found["grade"]]
        return f"{subject}_{grade}{'_share' if figure.unit == 'percent' else ''}"

    def _subject_of(self, low: str, start: int, stated: str | None) -> str:
        """Give what is graded: as stated, or told before where it is not, or only its beginning is."""
        earlier = [word[0] for word in self._subject.finditer(low, max(0, start - _FAR), start)]
        if earlier and self.before.startswith(f"{earlier[-1]} ") and _THESE.search(low, max(0, start - _FAR), start):
            earlier = [self.before]
        if stated is None or stated not in self.subjects:
            stated = earlier[-1] if earlier else ""
        longer = [word for word in earlier if word.startswith(f"{stated} ")]
        return self.subjects.get(longer[-1] if longer else stated, "")


class StatusFinder:
    """Finds what is a target or planned, by the words that it hangs on."""

    def __init__(self, cues: Cues) -> None:
        words = cues.context
        kinds = {"target": words.target, "planned": words.planned}
        self._aims = [(status, *aim) for status, phrases in kinds.items()
                      for aim in compile_phrases(phrases, cues.lists, figure=r"(?=\d)")]  # fmt: skip
        aims = any_phrase([*words.target, *words.planned], cues.lists).replace(" #", "")
        self._bare = compiled(rf"{aims}(?: (?:là|giao|quý|năm|cả năm|tháng|của \w+))* ?$")
        begins = r";[^;]*?(?<!\w)|[,:] (?:[\w/]+ ){0,4}|\d[^,;.:]* và (?=kết quả)"
        self._done = compiled(rf"(?:{begins}){any_of(words.done)}(?!\w)")
        self._doing = compiled(rf"[,;:] {any_of(words.doing)} (?=[\d.]*\d(?:[,;.)]|$))")  # "giao 12, thực hiện 9"
        self._above_line = {name for name, entry in cues.indicators.items() if entry.above_line}
        self._back = whole_words((*words.looking_back, *words.done))
        plans, self._plans = any_of(cues.readings.not_compared), cues.readings.not_compared
        self._in_bracket = compiled(rf" ?(?:so với )?(?:{plans}|nghị quyết)[^\d.;,()]*\((?:{plans} )?")
        of_plan = rf"(\d+(?:,\d+)?) ?% (?:so với )?(?:{plans}|nghị quyết)"
        self._of_plan_now = compiled(rf"[\d,]+ ?% (?:so với )?(?:{plans}|nghị quyết)")
        self._of_plan = compiled(rf"(?: [^\W\d_]+){{0,4}},? \(?(?:mới |đã |chỉ )?{any_of(words.attained)} {of_plan}")
        behind = rf"\.(?:{'|'.join(_ON)})(?!(?:,? [^\W\d_]+)* \d+ {plans})"
        parts = rf"(?::|{behind}|, (?:trong đó|gồm|có)(?!(?:,? [^\W\d_]+)* \d+ (?:{plans}|đạt|vượt|hoàn thành)))"
        told = "".join(rf"(?<!{word} )(?<!{word} \d)" for word in ("đề ra", "đặt ra", "thông qua"))
        self._attained = compiled(
            rf"(?:(?<!\w)(?<!để )(?<!nhằm )(?<!phần )(?<!tâm )(?<!không )(?<!chưa ){any_of(words.attained)}|\d ?%)"
            rf"(?: [^\W\d_]+){{0,2}}? {plans}(?!\w)[^,;.:()]*|"
            rf"(?<!\w){any_of(words.not_planned)}(?!\w)|{plans}(?: \w+)? đã đạt(?!\w)|"
            # Not those of which some are told: "đề ra 6 chỉ tiêu: kết nạp 60 đảng viên; …", "…, trong đó …"
            rf"(?:{told}|(?!\d {plans}[^,;.:]*{parts}))\d {plans}(?!\w)"
        )

    def find_aims(self, low: str) -> list[tuple[int, str]]:
        """Give where the words of targets and plans end, and which they are; "đạt 76% chỉ tiêu" is none."""
        likely = [(status, pattern) for status, needed, pattern in self._aims if needed in low]
        if not any(pattern.search(low) for _, pattern in likely):
            return []
        low = self._attained.sub(cover, low)
        return [(aim.end(), status) for status, pattern in likely for aim in pattern.finditer(low)]

    def opens_aims(self, line: str) -> bool:
        """Tell whether a heading is of what is aimed at, and not of what came of it."""
        return bool(self.find_aims(small(line))) and not self._back.search(small(line))

    def is_plan(self, low: str, last: Candidate, figure: PrintedFigure) -> bool:
        """Tell whether a figure is what was planned, told behind a part of it: "94% chỉ tiêu (1.800)"."""
        before = last.figure
        is_below = figure.start == before.start + 1
        of_all = low.endswith("trong tổng số ", 0, figure.start) and _TO_COME.match(low, figure.start)
        if of_all or (is_below and last.indicator in self._above_line and figure.counted == "đảng viên"):
            return True  # "kết nạp 31 trong tổng số 90 đảng viên theo kế hoạch", "kết nạp 21/20 đảng viên"
        share = self._of_plan.match(low, figure.end) if is_below else None
        if share:  # "145/130 đảng viên, đạt 111,5% chỉ tiêu"
            plan, done = read_number(share[1]) * figure.value, before.value * 100
            return plan - figure.value < done < plan + figure.value
        between = low[before.end : figure.start]
        is_whole = between.endswith("/") and figure.counted in self._plans
        is_whole = is_whole or (before.unit == "percent" and self._in_bracket.fullmatch(between) is not None)
        return is_whole and figure.unit == "count" and len(between) < _NEAR

    def is_attained(
        self, clause: str, share: PrintedFigure, done: Candidate | None, known: Sequence[Candidate]
    ) -> bool:
        """Tell whether a share is what was done, told right before it, of what the sentence planned: by the numbers."""
        aims = [each.figure.value for each in known if done and each.status != done.status and each.indicator]
        if not done or share.unit != "percent" or done.status != "observed" or not clause.endswith("#"):
            return False
        return any(aim and abs(done.figure.value * 100 / Decimal(aim) - share.value) < 1 for aim in aims)

    def find_planned(self, earlier: Sequence[Candidate], known: Sequence[Candidate]) -> list[str]:
        """Give what a share of a plan may be of, the last first: of what was told before, no money or land since."""
        start = max((each.figure.start for each in earlier if each.figure.unit not in ("count", "percent")), default=-1)
        return [each.indicator for each in reversed(known) if each.figure.start > start]

    def is_bare(self, words: str) -> bool:
        """Tell whether the words before a figure name nothing but a target or a plan: "chỉ tiêu là 40"."""
        return self._bare.search(words) is not None

    def tell(self, low: str, start: int, dated: Dated, aims: Sequence[tuple[int, str]], published: date | None) -> str:
        """Give the status of a figure: that of the words of its sentence, with nothing done or over told between."""
        sentence = low.rfind(". ", 0, start) + 1
        begin = low.rfind(". ", 0, sentence - 1) + 1 if low.startswith(_ON, sentence) else sentence
        aim, status = max(((end, kind) for end, kind in aims if begin < end <= start), default=(0, ""))
        aim = 0 if aim <= sentence and not _OPEN.search(low, max(begin, aim - 16), sentence) else aim
        said = low[aim:start]
        doing = self._doing.search(low, max(aim, start - 20))
        is_done = self._done.search(low, aim, start) or (doing is not None and doing.end() == start)
        earlier = self._doing.search(low, aim, start)  # "kế hoạch 60, thực hiện 66, đạt 110%"
        is_done = is_done or (earlier is not None and ";" not in low[earlier.end() : start])
        is_told = low.endswith("chỉ tiêu", 0, aim) and not _AIMED.search(low[max(0, aim - _NEAR) : aim + 4])
        is_done = is_done or bool((is_told and self._of_plan_now.match(low, start)) or _FROM.match(dated.open_span))
        if not aim or is_done or ")" in said.partition("(")[0] or _LEFT.match(low, start):
            return "observed"  # "(chỉ tiêu 40), đạt 112%", "15 thôn còn lại"
        end = dated.period.rpartition("/")[2]
        is_over = dated.basis == "stated" and dated.said != "until" and "" < end < str(published or "")[: len(end)]
        before = said.rpartition(dated.words.lower())[0] if is_over and dated.words else ""
        today = str(published or "")
        is_past = dated.said == "until" and len(end) > 4 and today[:4] <= end < today[: len(end)]
        if is_past and _SO_FAR.search(said):
            return "observed"  # "Chỉ tiêu là 130 đảng viên, đến tháng 8 đạt 88"
        return "observed" if _PART.search(before) else status  # "phấn đấu mỗi năm kết nạp 30, năm 2017 kết nạp 28"
