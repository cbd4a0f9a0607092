"""Find what paragraphs mention: documents by kind, number, issuer, date, sentences to read, what is told again."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from analysis.extract.cues import Cues
from analysis.extract.numerals import PrintedFigure
from analysis.extract.periods import Dated
from analysis.extract.phrases import any_of, any_phrase, behind_any, compile_phrases, compiled, cover, find_places
from analysis.text import find_dates, small

_CODE = r"\d+[a-z]?(?:/\d{4})?[-/](?=[a-zđ])[a-zđ]+\d?(?:[-/][a-zđ]+\d*)*"
_BARE = r"\d{1,4}(?:(?=,? ngày \d)|/(?:19|20)\d\d\b(?!/))"  # "Chỉ thị 12, ngày …", "Quyết định 68/2016"
_SUBJECT = re.compile(r"[^,.;:()“”\"]{0,70}(?!\w)")
_DAY = r"\d{1,2}(?:[/.-]\d{1,2}[/.-]\d{4}|\s+tháng\s+\d{1,2}(?:,| năm) \d{4})"
_MARKS = '()“”",;.:!?…*_'  # they stand right beside words
_TELLS = r"(?! (?:do|vì|bởi|hơn|trong|khi)(?!\w))"  # "tạo nguồn ở thôn khó khăn do thanh niên đi làm xa"
_HARD = re.compile(rf"(?<=[^\W\d_] )([^\W\d_])\w*,? (?:(?:rất|đặc biệt) )?khó khăn{_TELLS}")
_SENTENCE = re.compile(r"[^.!?…;]+(?:[.,](?=\d)[^.!?…;]+)*[.!?…;]*")


class Document(NamedTuple):
    """One document as cited first, such as a ``"resolution"``, and the other paragraphs that cite it.

    Number and issuer are as printed, ``""`` where none is; `issuer_printed` is false where other words tell the issuer.
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
    issuer_printed: bool = True


class DocumentFinder:
    """Finds documents by their kinds, issuers and the words between them."""

    def __init__(self, cues: Cues) -> None:
        words = cues.documents
        self._kinds = words.kinds
        issuer, number, by = any_phrase(words.issuers, cues.lists), any_of(words.numbered), any_of(words.issued_by)
        date = rf"(?P<date>,? ?(?:\(?{any_of(words.dated)} |-)?{_DAY}\)?)?"
        self._cited = compiled(
            rf"(?<!\w)(?P<kind>{any_of(words.kinds)})(?: {any_of(words.manners)})?(?::? ?{number})?:? ?"
            rf"(?P<code>{_CODE}|{behind_any(words.numbered)}\d+\b(?!\s*[%.,]\d)|{_BARE}){date}"
        )
        self._next = compiled(rf"(?:,|;| và)(?: {number})? (?P<code>{_CODE}){date}")
        self._plenums = {
            issuer: compiled(any_phrase(phrases, cues.lists).replace("#", r"\d+"))
            for issuer, phrases in words.plenums.items()
        }
        self._unnumbered = compiled(
            rf"(?<!\w)(?P<kind>{any_of(words.unnumbered)})(?: {any_of(words.manners)})?"
            rf"(?: (?P<code>\d{{1,3}}(?:(?:,| và) \d{{1,3}})*))?(?: [“\"][^”\"]{{4,60}}[”\"])? {by} "
            rf"(?P<issuer>{issuer}|{any_of(words.issuers_unnumbered)})(?!\w)"
        )
        self._kind = compiled(rf"{any_of(words.kinds)}(?: {any_of(words.manners)})?(?!\w)")
        self._of = compiled(rf"[^,.;]{{0,3}}\s*,?\s*{by} (?P<issuer>{issuer})(?!\w)")
        self._issues = compiled(
            rf"(?P<issuer>{issuer})(?: [^\W\d_]+){{0,3}} (?:{any_of(words.already)} )?{any_of(words.issuing)}\b"
        )

    def find(self, text: str, paragraph: int) -> list[Document]:
        """Find every mention of a document in a paragraph in NFC; `merge_documents` makes one row of repeated ones."""
        low, passed = small(text), 0
        found: list[Document] = []
        for place in find_places(low, self._kinds):
            match = self._cited.match(low, place) if place >= passed else None
            kind = self._kinds[match["kind"]] if match else ""
            while match:
                found.append(self._read(text, low, match, kind, paragraph))
                passed = match.end()
                match = self._next.match(low, passed)
            for issuer, pattern in self._plenums.items():
                if match := pattern.match(low, place):
                    printed = text[slice(*match.span())]
                    told = Document("resolution", "", issuer, None, printed, paragraph, *match.span())
                    found.append(told._replace(issuer_printed=small(issuer) in small(printed)))
            if match := self._unnumbered.match(low, place):
                issuer, printed = text[slice(*match.span("issuer"))].strip(), text[slice(*match.span())]
                told = Document(self._kinds[match["kind"]], "", issuer, None, printed, paragraph, *match.span())
                found += [told._replace(number=code) for code in re.findall(r"\d+", match["code"] or "") or [""]]
            elif text[place].isupper() and not any(each.start <= place < each.end for each in found):
                found += self._find_issued(text, low, place, paragraph)
        return sorted(found, key=lambda document: document.start)

    def _find_issued(self, text: str, low: str, place: int, paragraph: int) -> list[Document]:
        """Find a document without a number behind the words of who issues it: "Huyện ủy ban hành Đề án …"."""
        several = self._issues.finditer(low, self._sentence(low, place), place)
        issued = [each for each in several if each.end() == place - 1]
        if not issued or not (kind := self._kind.match(low, place)):
            return []
        subject = _SUBJECT.match(text, kind.end())
        printed = text[place : subject.end() if subject else kind.end()].strip()
        name = next(word for word in sorted(self._kinds, key=len, reverse=True) if kind[0].startswith(word))
        issuer = text[slice(*issued[-1].span("issuer"))].strip()
        return [Document(self._kinds[name], "", issuer, None, printed, paragraph, place, kind.end())]

    @staticmethod
    def _sentence(low: str, place: int) -> int:
        """Give the place where the clause of a place begins."""
        return max(low.rfind(". ", 0, place), low.rfind("; ", 0, place)) + 1

    def _read(self, text: str, low: str, match: re.Match[str], kind: str, paragraph: int) -> Document:
        start, end = match.span()
        dates = [day for _, _, day in find_dates(text[match.end("code") : end].lstrip("-"))] if match["date"] else []
        issuer = self._of.match(low, end)
        for before in self._issues.finditer(low, self._sentence(low, start), start) if not issuer else ():
            issuer = before
        named = text[slice(*issuer.span("issuer"))].strip() if issuer else ""
        number, day = text[slice(*match.span("code"))], dates[0] if dates else None
        return Document(kind, number, named, day, text[start:end].strip(" ,;("), paragraph, start, end)


def merge_documents(mentions: list[Document]) -> list[Document]:
    """Make one row of each document that is cited more than once; what a later mention adds is kept."""
    merged, places = dict[tuple[str, str, str], Document](), dict[tuple[str, str, str], dict[int, None]]()
    for mention in mentions:
        key = mention.kind, mention.number.lower(), "" if mention.number else mention.printed.lower()
        first = merged.setdefault(key, mention)
        places.setdefault(key, {})[mention.paragraph] = None
        merged[key] = first._replace(
            issuer=first.issuer or mention.issuer, issued_on=first.issued_on or mention.issued_on
        )
    return [first._replace(repeats=tuple(place for place in places[key] if place != first.paragraph))
            for key, first in merged.items()]  # fmt: skip


class Passage(NamedTuple):
    """One sentence to read, by its place: a text of others is not stored. A person decides what its words suggest.

    `words` are those of the text that it rests on, `rules` the ids of the codebook's rules to read it by; `table` is
    ``"codings"``, or ``"assignments"`` where somebody may be sent somewhere.
    """

    paragraph: int
    start: int
    end: int
    directions: tuple[str, ...]
    themes: tuple[str, ...]
    words: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    table: str = "codings"


class _Finder:
    """Finds the names whose words a part of a text has, in the order of the names."""

    def __init__(self, several: Mapping[Any, Iterable[str]]) -> None:
        self.names = {_bare(words).strip(): name for name, these in several.items() for words in these}
        self.order, self.pattern = list(several), compiled(rf" (?=({any_of(self.names)}) )")

    def find(self, bare: str, start: int, end: int) -> tuple[tuple[str, ...], list[str]]:
        """Give the names and the words that were met."""
        words = list(dict.fromkeys(self.pattern.findall(bare, start, end)))
        met = {self.names[word] for word in words}
        return tuple(name for name in self.order if name in met), words


class PassageFinder:
    """Finds places to read by the words of directions and themes, of rules and of assignments."""

    def __init__(self, cues: Cues) -> None:
        self._directions, self._themes = _Finder(cues.directions), _Finder(cues.themes)
        self._rules, self._sent = _Finder(cues.rules), _Finder(dict(cues.assignments))
        self._sending = _Finder(dict([*cues.assignments.items()][:1])).pattern  # the words of which are the rarest
        passed = compile_phrases(cues.no_directions, cues.lists)
        self._passed = [(needed, compiled(f"{pattern.pattern}{_TELLS}")) for needed, pattern in passed]
        sent, kinds = any_of(cues.assignments.get("sent", ())), any_of(cues.documents.kinds)
        by, about = r"[^,;:“”\"]|,(?= (?:ngày|của|về|khóa|số)(?!\w))", rf"về (?:việc |công tác )?(?:{sent}, )*"
        # What a document is about sends nobody: "Nghị quyết 05 về tăng cường cán bộ", "Về luân chuyển cán bộ".
        self._none_sent = compiled(
            rf"(?<!\w){kinds}(?!\w)(?:(?!\. |[ “\"](?:{sent}|được|đã|điều|đưa)(?!\w))(?:{by})){{0,90}}?"
            rf"(?: {about}[^,;.:”\"]*|[“\"][^”\"]*)|(?:^|[.!?…] |[“\"]){about}{sent}(?!\w)[^,;.:”\"]*|"
            f"{any_phrase(cues.no_assignments, cues.lists)}"
        )

    def find(self, text: str, paragraph: int, candidates: Sequence["Candidate"] = ()) -> list[Passage]:
        """Find sentences whose words suggest a limitation, a measure, a result, or, if all figures are aims, a plan."""
        named = _HARD.sub(lambda met: cover(met) if met[1].isupper() else met[0], text) if "khó khăn" in text else text
        low, told = small(text), small(named)
        for needed, pattern in self._passed:
            told = pattern.sub(cover, told) if needed in told else told
        bare, found = _bare(told), list[Passage]()
        # Few paragraphs have all the words of somebody sent somewhere.
        sending = _bare(self._none_sent.sub(cover, told)) if self._sending.search(bare) else ""
        is_likely = len(self._sent.find(sending, 0, len(sending))[0]) == len(self._sent.order)
        for match in _SENTENCE.finditer(low) if is_likely or self._directions.pattern.search(bare) else ():
            start, end = match.span()
            if end - start < 20:
                continue
            directions, said = self._directions.find(bare, start, end + 2)
            themes, about = self._themes.find(bare, start, end + 2) if directions else ((), [])
            sent, who = self._sent.find(sending, start, end + 2) if is_likely else ((), [])
            is_sent = len(sent) == len(self._sent.order) > 0
            if not (directions and themes) and not is_sent:
                continue
            ruled, _ = self._rules.find(bare, start, end + 2)
            inside = {each.status for each in candidates if start <= each.figure.start < end}
            if "result" in directions and inside and "observed" not in inside:
                directions = tuple(dict.fromkeys(name.replace("result", "measure") for name in directions))
                ruled = (*ruled, *(("status_planned",) if "status_planned" not in ruled else ()))
            start += len(match[0]) - len(match[0].lstrip())
            if directions and themes:
                rules = [f"direction_{name}" for name in directions] + ["direction_both"] * (len(directions) > 1)
                rules += [name for name in ruled if "measure" in directions or not name.startswith("status_")]
                found.append(Passage(paragraph, start, end, directions, themes, (*said, *about), tuple(rules)))
            if is_sent:
                rules = ["direction_measure", *(name for name in ruled if name.startswith("status_"))]
                found.append(Passage(paragraph, start, end, (), themes, tuple(who), tuple(rules), "assignments"))
        return found


def _bare(text: str) -> str:
    """Put a space in the place of every mark, and one at either end."""
    for mark in _MARKS:  # ten times faster than `translate`
        text = text.replace(mark, " ")
    return f" {text} "


class Candidate(NamedTuple):
    """One figure proposed as an observation, and what a person must decide, as ids of reasons.

    Where its sentence says nothing of its time, a person gives the period, or the day of publication stands. `part_of`
    is the rank, from 0, of the figure of the same paragraph that it seems to be a part of; `indicator` the id of the
    dictionary that fits best, or nothing; `why` the words that it rests on, or those of `offer`, a row that the
    dictionary lacks; `former` the words by which it may be of a unit that was merged.
    """

    paragraph: int
    figure: PrintedFigure
    dated: Dated
    status: str
    part_of: int | None
    indicator: str
    decide: tuple[str, ...]
    why: str = ""
    offer: Mapping[str, str] | None = None
    former: str = ""


class LastTold:
    """Finds what a figure goes on with, whose clause says nothing of what it counts."""

    def __init__(
        self, cues: Cues, match: Callable[[str, PrintedFigure, str], str], plan_of: Callable[[str], str]
    ) -> None:
        elsewhere, self._match, self._plan_of = any_of(cues.context.elsewhere), match, plan_of
        self._bare = compiled(rf"(?:(?:{any_of(cues.context.goes_on_bare)}(?!\w)|{elsewhere} (?=#)|#)[ ,]*)+")

    def find(self, text: str, figure: PrintedFigure, dated: Dated, clause: str, earlier: Sequence[Candidate]) -> str:
        """Give the indicator told last, or the one of a sentence before that has no figure, or ``""``."""
        like = next((each for each in reversed(earlier) if each.indicator and each.figure.unit == figure.unit), None)
        rest = clause.partition("#")[2].replace(dated.words.lower() or "#", "").strip()
        if rest not in ("", "đồng chí", "người", like.figure.counted if like else ""):
            return ""
        start = earlier[-1].figure.end if earlier else 0
        start = max([text.rfind(mark, start, figure.start) for mark in (". ", "; ", ", ", ": ")]) + 1
        if start == 0:
            return ""
        time = dated.words or dated.open_span or "#"
        first, *words = text[start : figure.start].replace(time, "#").split() or ["§"]
        if first == "§" and text.endswith(time, 0, start - 1):
            first = "#"  # "lũy kế 9 tháng: 121"
        words = ["#" if word[:1].isupper() else word for word in words]  # names
        said = (" ".join([begins, *words]) for begins in (small(first), "#" if first[:1].isupper() else "§"))
        if not any(map(self._bare.fullmatch, said)):
            return ""
        if like:
            named = [each for each in earlier if each.indicator][-1]
            others = [each for each in earlier[earlier.index(like) + 1 :] if each.figure.unit == figure.unit]
            is_last = named is like or self._plan_of(named.indicator) == like.indicator
            return like.indicator if is_last and all(each.part_of is not None for each in others) else ""
        end = max(0, text.rfind(". ", 0, figure.start))
        told = small(text[text.rfind(". ", 0, end) + 1 : end]).rpartition(": ")[2].strip()
        return "" if not told or any(map(str.isdigit, told)) else self._match(text, figure, f"{told} # {rest}".strip())
