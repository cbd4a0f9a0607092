"""Propose the indicator of the dictionary that a figure is likely to be of, or none."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from analysis.extract.cues import Cues, key_words, needed_words
from analysis.extract.numerals import PrintedFigure
from analysis.extract.phrases import Cue, any_of, any_phrase, compile_phrase, compiled, whole_words
from analysis.extract.status import SAID, Gradings
from analysis.text import small
from analysis.text.quantities import OF
from analysis.words.catalogue import LANGUAGES, say

_IN_TURN, _WORD = re.compile(r"(?: |(?>\d[\d.,]*) ?%?|và|lần lượt|tương ứng|là)*"), re.compile(r"\w+")
_BELOW = re.compile(r"\d(?: trong (?:tổng |số )*)?$")
_LISTED, _MARKS = re.compile(r"(?:\d[\d.,]* ?%?(?:, | và ))+$"), re.compile("[“”\"'‘’:]")
_THEN = re.compile(r",? (?:và|thì|còn|đến|sang)(?: đến)?(?: hết| cuối)?(?: năm)? ?$")  # "kết nạp 14 và năm 2018"
_COUNTED = re.compile(r"(?<!năm )(?<!quý )(?<![\d./])\d[\d.]* (?!tháng|năm|quý|ngày)[^\W\d_]")
_QUALIFIED = r"(?: ?(?:trên|hơn|gần|khoảng|chừng|từ|dưới|đến|tới|xuống|còn))?"
# "Số chi bộ thôn giảm từ 142 xuống còn 96" is "có 142 chi bộ thôn": what is counted may be the subject of its clause.
_SUBJECT = (
    r"(?:.*?(?<!\w)(?<!thiểu )(?:tỷ lệ|tỉ lệ|tổng số|số lượng|số) (?:số )?)?(?P<counted>\w[^#]*?),?(?: từ (?:mức|chỗ))?"
    r"(?: (?:hiện|đã|chỉ|nay|cũng|mới|vẫn|được|bình quân|trung bình))*"
    r"(?: (?:đạt|chiếm|tăng|giảm|nâng|còn|lên|xuống|bằng{}|là(?= (?:\w+ )?#))(?!\w)[^#]*)? ?#"
)
_SUBJECTS = {"percent": re.compile(_SUBJECT.format("")), "count": re.compile(_SUBJECT.format(r"|có(?= \w* ?#)|gồm"))}
_OF_SOME = re.compile(r"[^\d;.,]{0,60}(?<!từ )\d\d (?:năm )?tuổi đảng| đảng viên (?:ở|tại|trong) \d+ (?:doanh|công) ")
_SHARE = re.compile(r" đảng viên,? \(?(?:chiếm|bằng|đạt)[^\d;.]{0,20}[\d,]+ ?% (?:trong |trên )?(?:tổng )?số đảng viên")
_SHARED = re.compile(r"(?:[^\d,;.():]{0,30}(?:,| và) \d[\d.]* [^\d,;.():]{0,40}?)+ (?:được|bị)(?!\w)[^\d,;.()]*")
# Characters of a sentence that are looked through; "từ 95% trở lên đảng viên": what is counted stands behind it.
_SENTENCE, _UPWARD = 2000, re.compile(r"^ trở (?:lên|xuống)(?= [^\W\d])")
_OF_WHOLE = ("topic", "theme_ids", "counted", "tier", "nature", "levels")  # what a part has of its whole


class IndicatorMatcher:
    """Proposes indicators, rows with ``indicator_id``, ``name_vi`` and ``unit``, by their cues, else by their names."""

    def __init__(self, cues: Cues, indicators: Sequence[Mapping[Any, Any]]) -> None:
        units = {str(row["indicator_id"]): str(row["unit"]) for row in indicators}
        self._units, self.gradings = units, Gradings(cues)
        self._cues: dict[str, dict[str, list[tuple[int, str, Cue]]]] = {unit: {} for unit in units.values()}
        self._phrased: dict[tuple[str, str], list[Cue]] = {}
        self._names: dict[str, dict[str, list[tuple[frozenset[str], str, str]]]] = {unit: {} for unit in units.values()}
        for name in filter(units.__contains__, cues.indicators):
            entry = cues.indicators[name]
            unless = rf"(?! {any_phrase(entry.not_before, cues.lists)})" if entry.not_before else ""
            behind = rf"(?:^|(?:^|\W)(?:{any_phrase(entry.only_behind, cues.lists)})){_QUALIFIED} ?$"
            not_with = rf"{any_of(entry.not_with, begins=True)}(?!\w)" if entry.not_with else ""
            for phrase in entry.cues:
                said, *told = phrase.split(" & ")
                whole, *beside = (compile_phrase(part, cues.lists) for part in said.split(" + "))
                cue = Cue(
                    f"{whole}{unless}", beside, [compile_phrase(part, cues.lists) for part in told], name, phrase,
                    whole, max(map(needed_words, told), key=len, default=""),
                    behind if entry.only_behind and phrase.startswith("#") else "", not_with, entry.above_line,
                )  # fmt: skip
                self._phrased.setdefault((units[name], name), []).append(cue)
                needed = max(map(needed_words, said.split(" + ")), key=len)
                for word in key_words(said.partition(" + ")[0], cues):
                    self._cues[units[name]].setdefault(word, []).append(
                        (sum(map(len, self._phrased.values())), needed, cue)
                    )
        for row in indicators:
            name = str(row["indicator_id"])
            if (name not in cues.indicators or not cues.indicators[name].cues) and not self.gradings.makes(name):
                called = str(row["name_vi"]).lower()
                words = frozenset(_WORD.findall(called))
                longest = max(sorted(words), key=len, default="")  # is looked for first: most are passed at once
                self._names[str(row["unit"])].setdefault(longest, []).append((words, name, called))
        self._part, self.where, self._unsaid = compiled(any_of(cues.context.part)), False, " ".join(cues.context.unsaid)
        self.clause = lru_cache(64)(self._clause)  # is asked for again when a paragraph is read
        self._counted_as, nobody = cues.gradings.in_short, any_of([*cues.gradings.in_short, "người", "hộ"])
        self._no_noun = compiled(rf" ?(?:{nobody})?(?: (?:so với|trong|trên|của|xuống|lên|đến)(?!\w).*)?")
        self.whole_of = {name: entry.part_of for name, entry in cues.indicators.items() if entry.part_of}
        self._wholes = {name: whole_words(entry.mentions) for name, entry in cues.indicators.items() if entry.has_parts}
        self._shorts = {
            (whole, word): name for name, entry in cues.indicators.items() for whole, word in entry.in_short.items()
        }
        self.related = {*self._wholes, *self.whole_of, *dict(self._shorts.keys())}  # what has parts, and what is one
        plans = {str(row.get("plan_of") or ""): str(row["indicator_id"]) for row in indicators}
        self.plan_of = lambda indicator: plans.get(indicator, "")  # tells how much of the plan of another was attained
        self._plan = compiled(rf"(?: so với)? ?{any_of(cues.readings.not_compared)}(?!\w)")
        # A mark parts clauses, but not within a number, a list of kinds of village, or before the share of a part.
        goes_on, share = rf"(?!đảng bộ có){any_of(cues.context.goes_on)}", any_of(cues.context.share)
        self._past = compiled(rf"(?:;|, (?!{goes_on}\b)).*")
        self._times = compiled(times := r"năm \d{4}|\d{1,2} tháng(?!\w)")
        self._cut_at_mark = compiled(cut := rf"[;:(.,](?<![.,](?=\d))(?<!,(?= {goes_on}\b))")
        self._cut_before = compiled(rf"{cut}| và(?= (?:{times}))|(?<=[\d%]) và(?= t[ỷỉ] lệ)")
        both = r"(?:hoàn thành )?(?:xuất sắc|tốt)[^\d,;.]*(?:năm \d{4})?(?:[;.]|$)"  # "hoàn thành tốt, xuất sắc"
        self._cut_after = compiled(rf"[^;.(),\d]*(?:,(?= {goes_on}\b| {both})[^;.(),\d]*)*")
        self._share = compiled(rf"\W*(?:(?:đến nay|hiện nay|hiện|nay|đã|mới|chỉ|luôn) )*{share}{_QUALIFIED} ?")
        grade = any_of(word for several in cues.gradings.grades.values() for word in several)
        of_all = rf"(?:{share} )?(?:(?:trên|hơn|gần) )?"
        self._graded = compiled(grade)
        self._aside = compiled(
            rf"(?: [^\W\d_]+){{0,5}}? \({of_all}[\d,]+ ?%\)(?= )|\)(?= )|"
            rf"(?: [^\W\d_]+){{0,5}}?, {of_all}[\d,]+ ?%,(?= {grade})|,(?= {grade})"
        )

    def match(self, text: str, figure: PrintedFigure, clause: str = "") -> str:
        """Give the indicator that the clause of a figure speaks of, or ``""``: none is better than a wrong one."""
        if figure.unit not in self._cues or _OF_SOME.match(low := small(text), figure.end):
            return ""
        clause = clause or self.clause(text, figure)
        below = figure.start > 0 and text[figure.start - 1].isdigit()
        if (graded := self.gradings.name(low, figure, clause, below=below)) is not None:
            return graded if self._units.get(graded) == figure.unit else ""
        # "Trong 87 chi bộ ấp có 19 chi bộ …": all are counted.
        whole = below or (clause.rstrip().endswith(" có") and "trong #" in clause)
        if cue := self.find_cue(clause, figure.unit, low, figure, whole=whole):
            if cue.not_with:
                start = max(low.rfind("; ", 0, figure.start), low.rfind(". ", 0, figure.start)) + 1
                shared = _SHARED.match(low, figure.end) if figure.counted != "đảng viên" else None
                said = f"{low[start : figure.start]}{clause[clause.index('#') :]}{shared[0] if shared else ''}"
                if compiled(cue.not_with).search(said) or (not cue.above_line and _SHARE.match(low, figure.end)):
                    return ""
            # In "34/129 chi bộ ấp có chi ủy" all stand below the line, and what stands above it is a part of them.
            is_part = below or any(link in text[figure.start : figure.end] for link in OF)
            return cue.indicator if cue.above_line != below or not is_part else ""
        said, names = f"{clause} {figure.printed.lower()} {self._unsaid}", self._names[figure.unit].items()
        is_any = figure.unit != "count" or figure.counted in self._counted_as
        likely = [(len(words), name) for longest, several in names if longest in said for words, name, called in several
                  if (is_any or called.startswith(figure.counted)) and words.issubset(_WORD.findall(said))]  # fmt: skip
        return max(likely, default=(0, ""))[1]

    def _clause(self, text: str, figure: PrintedFigure) -> str:
        """Give the clause of a figure, which stands in it as ``#``."""
        low, start = small(text), figure.start
        left = low[max(0, start - 120) : start]
        marks = self._cut_before if " và" in left else self._cut_at_mark  # which is found far sooner
        cuts = [0, *[mark.end() for mark in marks.finditer(left)]]
        # "kết nạp 38 đảng viên, đạt 76% chỉ tiêu", "đảng viên nữ 15 (38%)": what is spoken of stands before the mark.
        is_share = False
        if len(cuts) > 1 and figure.unit == "percent":
            is_share = self._share.fullmatch(left, cuts[-1]) is not None and left[cuts[-1] - 1] != ";"
            if is_share or left.endswith("(") or self._plan.match(low, figure.end):
                cuts.pop()
        if len(cuts) > 1 and left[cuts[-1] - 1] == ":" and not _COUNTED.search(left, cuts[-2], cuts[-1]):
            # "Đảng viên nữ: 127 đồng chí", "Tỷ lệ hộ nghèo: năm 2020 là 4,8%", but "17 chi bộ: 11 chi bộ thôn"
            while len(cuts) > 1 and left[cuts[-1] - 1] == ":" and SAID.match(left, cuts[-1]):
                cuts.pop()
        while (
            len(cuts) > 1
            and (left[cuts[-1] - 2].isdigit() or left[cuts[-1] - 2] + left[cuts[-1] - 1] == "%,")
            and _IN_TURN.fullmatch(left, cuts[-1])
        ):
            left = _LISTED.sub("", left)  # "lần lượt 9, 11 và 14 đảng viên"
            cuts = [cut for cut in cuts[:-1] if cut <= len(left)]
        end, likely = figure.end, low.startswith(")", figure.end) or "%" in low[figure.end : figure.end + 60]
        aside = self._aside.match(low, end) if likely and not self._graded.search(left, cuts[-1]) else None
        if aside and (aside[0] != "," or is_share):
            end = aside.end()  # "21 đảng viên (0,4%) không hoàn thành nhiệm vụ"
        right = self._cut_after.match(low, end)
        said, after = left[cuts[-1] :].removeprefix(" "), right[0][:90] if right else ""
        after = _UPWARD.sub("", after) if after.startswith(" trở ") else after
        after = f"{re.split('[ ,()]*[(,)]', low[figure.end : end])[0]}{after}" if end > figure.end else after
        said = said.rstrip("0123456789.") if low[start - 1 : start].isdigit() else said  # below the line of a fraction
        within = figure.value == 0 and figure.counted in low[start : figure.end]  # "không chi bộ nào bị …"
        if figure.counted and (within or figure.counted not in figure.printed.lower()):
            verb, _, none = low[start : figure.end].removesuffix(" nào").partition(figure.counted)
            said += "§ " * (within and len(verb.split()) > 2)  # "không kết nạp được đảng viên nào": none came
            after = f" {figure.counted}{none}{after}" if within else f" {figure.counted}"  # "47 và 55 đảng viên"
        after = _THEN.sub("", after) if "năm" in after[-4:] or self._times.match(low, end + len(after)) else after
        return " ".join(_MARKS.sub("", f"{said}#{after}").split())

    def find_cue(
        self, clause: str, unit: str, low: str = "", figure: PrintedFigure | None = None, *, whole: bool = False
    ) -> Cue | None:  # fmt: skip
        """Give the first cue of a unit that fits a clause, or, if `whole`, fits it when all are counted, no part."""
        around, said = f"{low} đảng bộ xã" if low and self.where else low or clause, clause
        by_word = self._cues.get(unit, {})
        while said:
            likely = [
                each for word in {"", *_WORD.findall(said)} if word in by_word
                for each in by_word[word] if each[1] in said and each[2].around in around
            ]  # fmt: skip
            for *_, cue in sorted(likely):
                fits = compiled(cue.whole if whole else cue.pattern).search(said)
                if not fits or ((cue.beside or cue.told) and not self._is_told(cue, clause, low, figure)):
                    continue
                behind = cue.behind if not whole and said is clause else ""
                return cue if not behind or compiled(behind).search(clause[: clause.index("#")]) else None
            said = self._turn(clause, unit) if said is clause and not whole else ""
        return None

    def _turn(self, clause: str, unit: str) -> str:
        """Put what is counted, the subject of its clause, behind the figure; give ``""`` where it is not."""
        is_bare = unit in _SUBJECTS and self._no_noun.fullmatch(clause, clause.find("#") + 1)
        subject = _SUBJECTS[unit].match(clause) if is_bare else None
        return f"có # {self._part.sub('', subject['counted']).strip()}" if subject else ""

    def _is_told(self, cue: Cue, clause: str, low: str, figure: PrintedFigure | None) -> bool:
        """Tell whether a clause and its sentence have all that a cue asks for beside its phrase."""
        wide = clause + self._past.sub("", low[figure.end : figure.end + 60]) if figure and cue.beside else clause
        if not all(compiled(part).search(wide) for part in cue.beside):
            return False
        sentence = clause
        if figure and cue.told:
            rest = low[figure.end : figure.end + _SENTENCE].partition(". ")[0].partition("; ")[0]
            start = max(low.rfind(". ", 0, figure.start) + 1, figure.start - _SENTENCE)
            sentence = low[start : figure.end] + rest + " đảng bộ xã" * self.where
        return all(compiled(part).search(sentence) for part in cue.told)

    def part_of(self, whole: str, figure: PrintedFigure, clause: str) -> str:
        """Give the indicator of a part that is called in short: "41 tổ chức cơ sở đảng (14 đảng bộ, 27 chi bộ)"."""
        said, _, rest = re.sub(r"(?:khối|xã|phường|cơ quan|nghiệp) (?:có |gồm )?#.*", "", clause).partition("#")
        told = rest.strip().removesuffix(" và") or self._part.sub("", said).strip()  # "chi bộ: 27"
        return self._shorts.get((whole, told), "") if figure.unit == "count" else ""

    def is_of_plan(self, text: str, figure: PrintedFigure) -> bool:
        """Tell whether a figure is a percentage of what was planned."""
        return figure.unit == "percent" and self._plan.match(small(text), figure.end) is not None

    def is_share(self, clause: str) -> bool:
        """Tell whether a clause says of a figure no more than what share it is: "đạt 112,5%"."""
        return self._share.fullmatch(f"{clause.partition('#')[0]}".rpartition(",")[2]) is not None and clause[-1] == "#"

    def words(self, clause: str, unit: str, indicator: str) -> str:
        """Give the words of a clause that its indicator rests on: those of a cue, else all of them."""
        met = (compiled(cue.pattern).search(clause) for cue in self._phrased.get((unit, indicator), ()))
        return next((found[0] for found in met if found), clause)

    def holds(
        self, indicator: str, told: Sequence[tuple[str, int]], low: str, of: int, end: int, *, hangs: bool, bare: bool
    ) -> bool:
        """Tell whether one of `related` counts no part of another, or a part of the whole told last in its sentence.

        In "kết nạp 58 đảng viên, trong đó nữ 22" the women are of those admitted, not of all members. Given are those
        told earlier, each with its place, and the places between which words may tell of a whole without a figure. One
        that `hangs` on another is no whole itself; one that is `bare` does not say of what it is a part.
        """
        wholes = [(place, name) for name, place in told if name in self._wholes]
        if indicator not in self.whole_of:  # "46 tổ chức cơ sở đảng, trong đó … 30 chi, đảng bộ"
            return not (hangs and (indicator in dict(told) or (wholes != [] and indicator == "party_members")))
        of = max(of, end - _SENTENCE)
        wholes += [(said.start(), name) for name, word in self._wholes.items() for said in word.finditer(low, of, end)]
        return (not wholes and not bare) or (wholes != [] and max(wholes)[1] == self.whole_of[indicator])


class Offers:
    """Offers rows of indicators that the dictionary lacks, with the words that tell them from their neighbours."""

    def __init__(self, cues: Cues, indicators: Sequence[Mapping[Any, Any]], known: IndicatorMatcher) -> None:
        self._dictionary, self._entries = {str(row["indicator_id"]): row for row in indicators}, cues.offers
        rows = [{"indicator_id": name, **entry.row} for name, entry in cues.offers.items() if indicators]
        self._known, self._lacking = known, IndicatorMatcher(cues.model_copy(update={"indicators": cues.offers}), rows)
        self._wholes = {name for name, entry in cues.indicators.items() if entry.has_parts}
        self._part = compiled(any_of(cues.context.part))

    def find(
        self, text: str, candidates: Sequence[tuple[PrintedFigure, str, bool]], whole: str = ""
    ) -> list[tuple[str, dict[str, str]]]:
        """Give for each figure of a paragraph the words that it rests on, and the row that is offered, or none.

        A figure has its indicator, or ``""``, and whether a row may be offered; the first may be parts of a `whole`.
        """
        found, whole, end = list[tuple[str, dict[str, str]]](), whole if whole in self._wholes else "", 0
        for figure, indicator, is_open in candidates:
            clause = self._known.clause(text, figure) if indicator or is_open else ""
            between = small(text[end : figure.start].replace(". Trong ", ", trong ", 1)) if whole else ""
            whole = "" if ". " in between or not self._part.search(between) else whole
            if indicator in self._wholes:
                whole, end = indicator, figure.end
            words = self._known.words(clause, figure.unit, indicator) if indicator else ""
            row: dict[str, str] = {}
            is_some = _BELOW.search(text[: figure.start][-20:]) or _OF_SOME.match(small(text), figure.end)
            if is_open and not is_some and not indicator and (cue := self._find_cue(clause, figure.unit, whole)):
                row = self._make_row(cue, whole, is_share=figure.unit == "percent")
                words = next((met[0] for met in [compiled(cue.pattern).search(clause)] if met), clause)
            below = text[: figure.start][-1:].isdigit()  # it begins within the first number: "8|4/96 chi bộ"
            found.append((words.replace("#", text[figure.start - below : figure.end]).strip(), row))
        return found

    def _find_cue(self, clause: str, unit: str, whole: str) -> Cue | None:
        """Give the cue of a thing of its own, else that of a part of the whole told before, if none of it is known."""
        if (cue := self._lacking.find_cue(clause, unit)) or not whole:
            return cue
        known = self._known.find_cue(clause, unit)
        is_known = known is not None and self._known.whole_of.get(known.indicator) == whole
        return None if is_known else self._lacking.find_cue(clause, "part")

    def _make_row(self, cue: Cue, whole: str, *, is_share: bool) -> dict[str, str]:
        """Make the row of an indicator by its cue; what is not told of a part follows from its whole."""
        row = {"indicator_id": cue.indicator, "decimals": str(+is_share), "better": "neither"}
        cells = self._entries[cue.indicator].row
        if cells["unit"] == "part":
            base = self._dictionary[whole]
            cell = {name: base.get(name) or "" for name in _OF_WHOLE}
            row |= {name: "+".join(told) if isinstance(told, tuple) else str(told) for name, told in cell.items()}
            row |= {"indicator_id": f"{whole}_{cue.indicator}" + "_share" * is_share}
            row |= {"unit": "percent", "nature": "share"} if is_share else {"unit": "count", "part_of": whole}
            for lang in LANGUAGES:
                name = f"{base[f'name_{lang}']} {cells[f'name_{lang}']}"
                row[f"name_{lang}"] = say("offer.share", lang, name=name[0].lower() + name[1:]) if is_share else name
        else:
            row |= cells
        told = {f"definition_{lang}": say("offer.definition", lang, name=row[f"name_{lang}"]) for lang in LANGUAGES}
        return {**row, "concept": row["indicator_id"], **told}
