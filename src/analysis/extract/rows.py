"""Propose rows of the data package from an article; every row is a candidate that a person must judge."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from analysis.extract.article import ArticleParagraph, read_article
from analysis.extract.cues import Cues, read_cues
from analysis.extract.documents import Document, DocumentFinder, merge_documents
from analysis.extract.imprint import Imprint, Place
from analysis.extract.indicators import IndicatorMatcher
from analysis.extract.numerals import FigureFinder, PrintedFigure
from analysis.extract.periods import Dated, PeriodFinder
from analysis.extract.phrases import any_of, compile_phrases, find_matches, whole_words
from analysis.extract.sentences import Passage, PassageFinder
from analysis.text import find_spans, period_bounds, slug, small
from analysis.text.numbers import MIRRORED

_DIGIT = re.compile(r"\d")
_YEAR_END = re.compile(r"(?:[hH]ết|[cC]uối) năm")
_NEAR = 60  # characters within which a figure may be a part of the one before it
_DECIDE = {"stated": (), "open": ("open_span",)}


class Candidate(NamedTuple):
    """One figure proposed as an observation, and what a person must decide, as ids of reasons.

    Where its sentence says nothing of its time, a person gives the period, or the day of publication stands. `part_of`
    is the rank, from 0, of the figure of the same paragraph that it seems to be a part of; `indicator` the id of the
    dictionary that fits best, or nothing.
    """

    paragraph: int
    figure: PrintedFigure
    dated: Dated
    status: str
    part_of: int | None
    indicator: str
    decide: tuple[str, ...]


@dataclass
class Extract:
    """What an article offers; nothing in it is accepted by itself."""

    title: str = ""
    published_on: date | None = None
    published_printed: str = ""
    author: str = ""
    outlet: str = ""
    paragraphs: int = 0
    place: Place | None = None
    found_in: Mapping[str, int] = field(default_factory=dict)
    candidates: list[Candidate] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)


class Extractor:
    """Finds what an article may hold, by cues, those of the built-in package unless others are given.

    The indicators are rows of the dictionary, with ``indicator_id``, ``name_vi``, ``unit`` and ``nature``; without them
    none is proposed.
    """

    def __init__(self, cues: Cues | None = None, indicators: Sequence[Mapping[Any, Any]] = ()) -> None:
        self._cues = cues = cues or read_cues()
        self._figures, self._periods = FigureFinder(cues), PeriodFinder(cues)
        self._documents, self._passages = DocumentFinder(cues), PassageFinder(cues)
        self._indicators = IndicatorMatcher(cues, indicators)
        self._stocks = {row["indicator_id"] for row in indicators if row.get("nature") == "stock"}
        no_stock = ("flow", "rate", "grading")  # in the year, not on its last day
        self._of_days = {
            row["indicator_id"] for row in indicators if not {row.get("nature"), row.get("topic")} & {*no_stock}
        }
        words = cues.context.target, cues.context.elsewhere, cues.readings.each_year, cues.readings.summed
        self._target, self._elsewhere, self._each_year, self._summed = map(whole_words, words)
        self._done = re.compile(rf"(?:;[^;]*?(?<!\w)|, (?:[^\W\d]+ ){{0,2}}){any_of(cues.context.done)}(?!\w)")
        self._reached, self._formed = cues.readings.reached, compile_phrases(cues.readings.formed, cues.lists)
        self._part = re.compile(any_of(cues.context.part))

    def extract(self, path: str | Path, *, convert: bool = False) -> Extract:
        """Propose what an article has: figures, documents, passages; an `AnalysisError` says why it cannot be read."""
        imprint, mentions = Imprint(self._cues), list[Document]()
        paragraphs = list(read_article(path, convert=convert))
        # The day of publication may stand at the foot, and dates what is read before.
        body = [paragraph for paragraph in paragraphs if not imprint.take(*paragraph)]
        imprint.finish()
        result = Extract(
            imprint.title, imprint.published_on, imprint.printed, imprint.author, imprint.outlet, len(paragraphs),
            imprint.place, imprint.paragraph,
        )  # fmt: skip
        for paragraph in body:
            candidates, cited, passages = self.find_candidates(paragraph, result.published_on)
            result.candidates += candidates
            mentions += cited
            result.passages += passages
        result.documents = merge_documents(mentions)
        return result

    def find_candidates(
        self, paragraph: ArticleParagraph, published: date | None = None
    ) -> tuple[list[Candidate], list[Document], list[Passage]]:
        """Find what one paragraph offers; memory stays flat when paragraphs are taken one by one."""
        text, number = paragraph.text, paragraph.number
        cited = self._documents.find(text, number)
        places = {place for document in cited for place in range(document.start, document.end)}
        # Spans are looked for where there may be figures: few paragraphs without digits have one.
        spans = find_spans(text, published) if (digits := _DIGIT.search(text)) else []
        figures = self._figures.find(text, spans)
        if figures and not digits and (spans := find_spans(text, published)):
            figures = self._figures.find(text, spans)
        # What stands in the name of a document is neither figure nor period.
        figures = [figure for figure in figures if figure.start not in places]
        spans = [span for span in spans if span.start not in places]
        candidates: list[Candidate] = []
        low, to_come = small(text), str(published or "9999")
        ends = {figure.end for figure in figures}  # "76% chỉ tiêu" is no target
        words = self._cues.context
        told = find_matches(self._target, words.target, low) if figures else ()
        aims = [aim.end() for aim in told if aim.start() - 1 not in ends]
        others = (
            place.end() for place in (find_matches(self._elsewhere, words.elsewhere, low) if figures else ())
            if text[place.end() + 1 :][:1].isupper()
            or (place[0] in words.small and low[: place.start()].rstrip()[-1:] in ("", ".", ";"))
        )  # fmt: skip
        other = next(others, len(text))
        end = -_NEAR
        found = self._periods.find(text, figures, spans, published) if figures else []
        for figure, dated in zip(figures, found, strict=True):
            near = figure.start - end < _NEAR and self._part.search(text, end, figure.start)
            end = figure.end
            indicator, dated = self._name(text, figure, dated, candidates)
            # A mean is a ratio where the dictionary has one of the kind, else a count that is no total.
            is_mean = figure.unit == "ratio" and not indicator and figure.counted not in self._cues.figures.times
            is_aimed_at = bool(aims) and self._is_aimed_at(low, figure.start, aims)
            if indicator and figure.unit == "count" and dated.basis == "publication" and not is_aimed_at:
                said = max(low.rfind(mark, 0, figure.start) for mark in (". ", "; ")) + 1
                if indicator not in self._stocks and self._each_year.search(low, said, figure.start):
                    indicator, is_mean = "", True  # "mỗi năm kết nạp từ 100 đến 120"
            figure = figure._replace(unit="count") if is_mean else figure
            is_target = dated.period[:10] > to_come or is_aimed_at
            decide = (
                "indicator_to_confirm" if indicator else "no_indicator",
                *(("mean",) if is_mean else ()),
                *(("subject",) if near or figure.start > other else ()),
                *_DECIDE.get(dated.basis, ("period",)),
                *(("status",) if is_target else ()),
            )
            part_of = len(candidates) - 1 if near else None
            figure = _turn_down(figure) if dated.falls else figure
            status = "target" if is_target else "observed"
            candidates.append(Candidate(number, figure, dated, status, part_of, indicator, decide))
        return candidates, cited, self._passages.find(text, number)

    def _is_aimed_at(self, low: str, start: int, aims: Sequence[int]) -> bool:
        """Tell whether a figure hangs on the words of a target in its sentence, with nothing done told between."""
        sentence = low.rfind(". ", 0, start) + 1
        aim = max((end for end in aims if sentence < end <= start), default=None)
        return aim is not None and not self._done.search(low, aim, start)

    def _name(self, text: str, figure: PrintedFigure, dated: Dated, earlier: Sequence[Candidate]) -> tuple[str, Dated]:
        """Give the indicator of a figure and its time: a stock has a day or a year, a mean or a change is no level."""
        clause = self._indicators.clause(text, figure)
        for needed, pattern in self._formed if figure.unit == "count" else ():
            if needed in clause and (formed := pattern.search(clause)):
                return "", dated._replace(reading="difference", falls=self._periods.falls.search(formed[0]) is not None)
        before = earlier[-1] if earlier else None
        if before and before.figure.end == figure.end and before.figure.value > figure.value:
            return "", dated  # "130/120 đảng viên": what was planned, and no whole
        indicator = "" if dated.reading == "relative_change" else self._indicators.match(text, figure, clause)
        bracket = text.rfind("(", 0, figure.start)
        if before and before.figure.end < bracket and ")" not in text[bracket : figure.start]:
            again = figure.counted in ("", before.figure.counted) and before.dated.period != dated.period != ""
            indicator = (again and before.indicator) or indicator  # "130 đảng viên (năm 2022: 120 đảng viên)"
        sentence = text.rfind(". ", 0, figure.start) + 1
        known = [found for found in earlier if found.indicator and found.figure.start >= sentence]
        if indicator in self._stocks and self._summed.search(clause):
            indicator = ""  # "kết nạp 21 đảng viên, lũy kế 6 tháng là 39 đảng viên"
        like = known[-1] if known and dated.reading == "difference" and indicator in self._stocks else None
        if like and like.indicator not in self._stocks and like.figure.counted == figure.counted:
            indicator = ""  # "kết nạp 60 đảng viên, tăng 5 đảng viên"
        if not indicator and dated.reading == "level":
            indicator = self._carry(text, figure, dated, clause, known)
        elif not self._indicators.holds(indicator, [found.indicator for found in known]):
            return "", dated
        if indicator not in self._of_days and _YEAR_END.search(text, sentence):
            # What came by the end of the year, or was graded then, is of the year.
            dated = dated._replace(period=dated.period.removesuffix("-12-31"))
        if "/" not in dated.period:
            return indicator, dated
        first, _, last = dated.period.partition("/")
        if len(first) <= 4 and self._each_year.search(clause[: clause.index("#")]):
            return "", dated
        if indicator in self._stocks:
            dated = dated._replace(period=last if len(last) == 10 else last[:4])
        return indicator, dated

    def _carry(self, text: str, figure: PrintedFigure, dated: Dated, clause: str, known: Sequence[Candidate]) -> str:
        """Give the indicator of an earlier figure of the sentence that is told once more, of another time or level."""
        like = next((found for found in reversed(known) if found.figure.unit == figure.unit), None)
        if not like:
            return ""
        said = clause[: clause.index("#")].strip()
        # "Tỷ lệ hộ nghèo giảm 1,4%, còn 3,9%", "được giao kết nạp 80, đã thực hiện 60"
        again = (like.dated.reading == "difference" or like.status == "target") and said in self._reached
        if like.dated.period != dated.period:
            # "47 thôn có … (58%); quý II mới có 14 thôn (14,6%)"
            again = again or (text[figure.start - 1] == "(" and figure.unit == "percent")
            # "Kết nạp 12 đảng viên năm 2020, 15 đảng viên năm 2021"
            bare = not said or (self._summed.search(said) is not None and like.indicator not in self._stocks)
            again = again or (bare and figure.counted != "" and figure.counted == like.figure.counted)
        return like.indicator if again else ""


def candidate_rows(extract: Extract, *, source_id: str, locality_id: str = "") -> dict[str, list[dict[str, Any]]]:
    """Give the candidates as rows by table, for a workbook; cells that a person must fill are empty.

    They are ``localities``, ``sources``, ``observations`` and ``directives``, with the column names of the data
    package, and ``passages``, which is no table: places to read. ``decide`` in each row lists what is left to a person.
    """
    published, place = _text(extract.published_on), extract.place
    printed = f"{extract.found_in['published_on']}: {extract.published_printed}" if extract.published_printed else ""
    localities = [
        {
            "locality_id": slug(place.name), "name_vi": place.name, "name_en": place.name, "level": place.level,
            "paragraph": place.paragraph, "decide": ("place",),
        }
    ] if place else []  # fmt: skip
    source = {
        "source_id": source_id, "locality_id": locality_id, "title": extract.title, "outlet": extract.outlet,
        "outlet_basis": "printed" if extract.outlet else "", "author": extract.author, "published_on": published,
        "published_printed": printed, "paragraphs": extract.paragraphs, "found_in": dict(extract.found_in),
        "decide": ("title", "outlet", "author", "published_on"),
    }  # fmt: skip
    observations = [
        {
            "observation_id": f"{source_id}_{rank:03d}", "locality_id": locality_id, "indicator_id": found.indicator,
            "value": str(found.figure.value), "value_high": _text(found.figure.value_high),
            "qualifier": found.figure.qualifier, "reading": found.dated.reading, "unit": found.figure.unit,
            "counted": found.figure.counted, **_period_cells(found.dated, published), "against": found.dated.against,
            "status": found.status, "printed": found.figure.printed, "source_id": source_id,
            "paragraph": found.paragraph, "decide": found.decide,
        }
        for rank, found in enumerate(extract.candidates, 1)
    ]  # fmt: skip
    directives = [
        {
            "directive_id": f"{source_id}_document_{rank:02d}", "kind": document.kind, "number": document.number,
            "issuer_vi": document.issuer,
            "issuer_basis": ("printed" if document.issuer_printed else "inferred") if document.issuer else "",
            "issued_on": _text(document.issued_on),
            "printed": document.printed, "source_id": source_id, "paragraph": document.paragraph,
            "decide": ("issuer", "level", "about"),
        }
        for rank, document in enumerate(extract.documents, 1)
    ]  # fmt: skip
    passages = [
        {**passage._asdict(), "source_id": source_id, "decide": ("theme", "direction")} for passage in extract.passages
    ]
    return {
        "localities": localities, "sources": [source], "observations": observations, "directives": directives,
        "passages": passages,
    }  # fmt: skip


def _turn_down(figure: PrintedFigure) -> PrintedFigure:
    """Make of the size of a fall a figure below zero; of a range the ends change places."""
    low, high = (figure.value, None) if figure.value_high is None else (figure.value_high, -figure.value)
    return figure._replace(value=-low, value_high=high, qualifier=MIRRORED.get(figure.qualifier, figure.qualifier))


def _period_cells(dated: Dated, published: str) -> dict[str, str]:
    """Give the cells of a period: the day of publication where none is told, nothing where its ends are not known."""
    is_open = dated.basis == "open"
    period = "" if is_open else dated.period or published
    start, end = (str(day) for day in period_bounds(period)) if period else ("", "")
    basis = "stated" if is_open else dated.basis
    return {"period": period, "period_basis": basis, "start": start, "end": end, "open_span": dated.open_span}


def _text(value: object) -> str:
    return "" if value is None else str(value)
