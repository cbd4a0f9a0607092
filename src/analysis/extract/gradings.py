"""Tell what is graded and how of the figures that are told of a grade."""

import re

from analysis.extract.cues import Cues
from analysis.extract.numerals import PrintedFigure
from analysis.extract.phrases import any_of, compiled, whole_words
from analysis.text import small

_THESE = re.compile(r"(?<!\w)(?:này|nói trên|trên đây|đó)(?!\w)")
_FAR = 250  # characters within which what is graded was told


class Gradings:
    """Names what is graded and how: "34 chi bộ ấp hoàn thành xuất sắc", "hoàn thành tốt 91 đơn vị"."""

    def __init__(self, cues: Cues) -> None:
        words, self.before = cues.gradings, ""
        self._subjects = {word: name for name, several in words.subjects.items() for word in several}
        self._grades = {word: name for name, several in words.grades.items() for word in several}
        subject = f"(?:{any_of([*self._subjects, *words.in_short])})"
        plans = any_of((*cues.readings.not_compared, "đại hội", "việc", "xây dựng"))
        grade = rf"(?P<grade>{any_of(self._grades)})(?!\w)(?! {plans})"
        self._subject = compiled(rf"(?<!\w){any_of(self._subjects)}(?!\w)")
        self._not_with = whole_words(words.not_with)
        self._kind = compiled("hoàn thành|đánh giá|loại")
        short, between, told = map(any_of, (words.shortened, words.between, words.told))
        self._short = compiled(rf"^\W*(?:mức |loại )?(?={short}(?: (?:{told}))?[ ,:(\d.]*#)|(?<=#) (?={short}\W*$)")
        self._label = compiled(rf"^\W*(?:(?:mức|loại) )?{short}:? ?#(?: {subject})?$")
        # "90% tổ chức cơ sở đảng và trên 90% đảng viên hoàn thành tốt nhiệm vụ": both are of one grade.
        self._shared = compiled(
            rf" (?:số )?(?P<subject>{subject})(?:(?!hoàn|không|chưa|xếp|đạt|được|đánh)[^\d,;.]){{0,40}}?(?: và|,)"
            rf"(?: [^\W\d]+)? [\d.,]+ ?% (?:số )?{subject}(?: (?:{between})(?!\w))*,? {grade}"
        )
        self._behind = compiled(
            rf"#(?: (?:số|tổng số))?(?: (?P<subject>{subject}))?(?:,? (?:{between})(?!\w))*,? {grade}"
        )
        self._before = compiled(rf"{grade}(?:[ ,:(]+(?:{told}|\d[\d./]*)(?!\w))*[ ,:(]*#(?! (?:so với )?{plans})")
        assessed = any_of(words.assessed)
        self._assessed = compiled(
            rf"#(?: (?:số|tổng số))? (?P<subject>{subject})(?: (?:{between})(?!\w))*? ?{assessed}|"
            rf"(?P<said>{subject})(?: (?:{between})(?!\w))*? ?{assessed}(?: (?:là|có|gồm))? #|"
            rf"(?<!được )(?<!\w)(?:đánh giá|xếp loại|phân loại)(?:,? (?:chất lượng|xếp loại))?"
            rf"(?: (?:được|cho|đối với))? # (?P<graded>{subject})(?=$| trong| {short})"
        )

    def makes(self, indicator: str) -> bool:
        """Tell whether an indicator is of a subject and a grade."""
        bare = indicator.removesuffix("_share")
        names, grades = {*self._subjects.values()}, {*self._grades.values(), "assessed"}
        return any(f"{name}_{grade}" == bare for name in names for grade in grades)

    def names(self, text: str) -> bool:
        """Tell whether a line is no more than what is graded."""
        return self._subject.fullmatch(small(text)) is not None

    def last(self, text: str) -> str:
        """Give the words of what may be graded that a text names last, those of an indicator alone."""
        named = [word[0] for word in self._subject.finditer(small(text))]
        return next((word for word in reversed(named) if self._subjects[word] != "others"), "")

    def topic(self, text: str, *, is_on: bool = False) -> str:
        """Give the words for what is graded, of a line that tells of grades or `is_on` with it, or nothing."""
        low = small(text)
        found = self._subject.search(low) if is_on or self._kind.search(low) else None
        return found[0] if found else ""

    def name(self, low: str, figure: PrintedFigure, clause: str, *, below: bool) -> str | None:
        """Give the indicator of a figure that is told of a grade, ``""`` where the dictionary has none for it."""
        met = self._short.search(clause)
        if met and (self._label.search(clause) or self._kind.search(low, max(0, figure.start - _FAR), figure.start)):
            clause = f"{clause[: met.end()]}hoàn thành {clause[met.end() :]}"  # "xuất sắc: 9; tốt: 35"
        shared = self._shared.match(low, figure.end) if figure.unit == "percent" else None
        if not shared and not self._kind.search(clause):
            return None
        start = max(low.rfind("; ", 0, figure.start), low.rfind(". ", 0, figure.start)) + 1
        if self._not_with.search(low, start, figure.end + 60):
            return ""
        found = shared or self._behind.search(clause) or self._before.search(clause)
        if not found and figure.unit == "count" and (counted := self._assessed.search(clause)):
            told = counted["subject"] or counted["said"] or counted["graded"]
            subject = self._subject_of(low, figure.start, told)
            return None if below else f"{subject}_assessed" if subject else ""
        if not found:
            return None
        stated = found.groupdict().get("subject")
        if stated is None:
            inside = [*self._subject.finditer(clause[: found.start()])]
            stated = inside[-1][0] if inside else None
        subject = self._subject_of(low, figure.start, stated)
        if not subject:
            return ""
        grade = "assessed" if below else self._grades[found["grade"]]
        return f"{subject}_{grade}{'_share' if figure.unit == 'percent' else ''}"

    def _subject_of(self, low: str, start: int, stated: str | None) -> str:
        """Give what is graded: as stated, or told before where it is not, or only its beginning is."""
        earlier = [word[0] for word in self._subject.finditer(low, max(0, start - _FAR), start)]
        if earlier and self.before.startswith(f"{earlier[-1]} ") and _THESE.search(low, max(0, start - _FAR), start):
            earlier = [self.before]
        if stated is None or stated not in self._subjects:
            if not earlier:
                return ""
            stated = earlier[-1]
        longer = [word for word in earlier if word.startswith(f"{stated} ")]
        return self._subjects[longer[-1] if longer else stated]
