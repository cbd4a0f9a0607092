"""Propose rows of the data package from an article; every row is a candidate that a person must judge."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from analysis.extract.article import ArticleParagraph, read_article
from analysis.extract.cues import Cues, read_cues
from analysis.extract.documents import Document, DocumentFinder, merge_documents
from analysis.extract.imprint import Imprint
from analysis.extract.indicators import IndicatorMatcher
from analysis.extract.numerals import FigureFinder, PrintedFigure
from analysis.extract.periods import Dated, PeriodFinder
from analysis.extract.phrases import any_of, compile_phrase, needed_words
from analysis.extract.sentences import Passage, PassageFinder
from analysis.text import find_spans, period_bounds, small
from analysis.text.numbers import MIRRORED

__all__ = ["Candidate", "Extract", "Extractor", "candidate_rows"]

_DIGIT = re.compile(r"\d")
_NEAR = 60  # characters within which a figure may be a part of the one before it
_DECIDE = {"stated": ("subject",), "open": ("subject", "open_span")}


class Candidate(NamedTuple):
    """One figure proposed as an observation.

    Attributes
    ----------
    dated
        What its sentence says of its time; where that is nothing, a person gives the period, or the day of publication
        stands.
    part_of
        The rank, from 0, of the figure of the same paragraph that it seems to be a part of, or ``None``.
    indicator
        The id of the dictionary that fits best, or nothing.
    decide
        What a person must decide, as ids of reasons.
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
    author: str = ""
    outlet: str = ""
    paragraphs: int = 0
    candidates: list[Candidate] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)


class Extractor:
    """Finds what an article may hold.

    Parameters
    ----------
    cues
        Those of the built-in package unless others are given.
    indicators
        Rows of the dictionary, with ``indicator_id``, ``name_vi``, ``unit`` and ``nature``; without them none is
        proposed.
    """

    def __init__(self, cues: Cues | None = None, indicators: Sequence[Mapping[Any, Any]] = ()) -> None:
        self._cues = cues = cues or read_cues()
        self._figures, self._periods = FigureFinder(cues), PeriodFinder(cues)
        self._documents, self._passages = DocumentFinder(cues), PassageFinder(cues)
        self._indicators = IndicatorMatcher(cues, indicators)
        self._stocks = {row["indicator_id"] for row in indicators if row.get("nature") == "stock"}
        self._target, self._done, self._each_year = (
            re.compile(rf"(?<!\w){any_of(words)}(?!\w)")
            for words in (cues.context.target, cues.context.done, cues.readings.each_year)
        )
        self._reached = cues.readings.reached
        self._formed = [
            (needed_words(phrase), re.compile(rf"{compile_phrase(phrase, cues.lists)}(?!\w)"))
            for phrase in cues.readings.formed
        ]
        self._part = re.compile(any_of(cues.context.part))

    def extract(self, path: str | Path, *, convert: bool = False) -> Extract:
        """Read an article, as `read_article` does, and propose its figures, documents and the places to read.

        Raises
        ------
        AnalysisError
            If the file cannot be read; the message says why and what to do.
        """
        result = Extract()
        mentions: list[Document] = []
        imprint, page = Imprint(self._cues), set[int]()
        # The day of publication may stand at the foot, and dates what is read before.
        for paragraph in read_article(path, convert=convert):
            result.paragraphs = paragraph.number
            if imprint.take(paragraph.number, paragraph.text):
                page.add(paragraph.number)
        imprint.finish()
        result.title, result.published_on = imprint.title, imprint.published_on
        result.author, result.outlet = imprint.author, imprint.outlet
        for paragraph in read_article(path, convert=convert):
            if paragraph.number in page:
                continue
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
        places = [(document.start, document.end) for document in cited]
        # Spans are looked for where there may be figures: few paragraphs without digits have one.
        spans = find_spans(text, published) if (digits := _DIGIT.search(text)) else []
        figures = self._figures.find(text, spans)
        if figures and not digits and (spans := find_spans(text, published)):
            figures = self._figures.find(text, spans)
        if places:
            figures = [figure for figure in figures if not any(first <= figure.start < last for first, last in places)]
        candidates: list[Candidate] = []
        targets: list[int] = []
        if figures:
            found = self._periods.find(text, figures, spans, published=published, documents=places)
            ends = {figure.end for figure in figures}  # "76% chỉ tiêu" is no target
            low, to_come = small(text), published.isoformat() if published else "9999"
            if any(word in low for word in self._cues.context.target):
                targets = [match.end() for match in self._target.finditer(low) if match.start() - 1 not in ends]
        for rank, figure in enumerate(figures):
            before = figures[rank - 1].end if rank else -_NEAR
            near = figure.start - before < _NEAR and self._part.search(text, before, figure.start)
            indicator, dated = self._name(text, figure, found[rank], candidates)
            is_target = dated.period[:10] > to_come or (bool(targets) and self._is_target(text, figure.start, targets))
            status = "target" if is_target else "observed"
            decide = (
                "indicator_to_confirm" if indicator else "no_indicator",
                *_DECIDE.get(dated.basis, ("subject", "period")),
                *(("status",) if status == "target" else ()),
            )
            part_of = rank - 1 if near else None
            figure = _turn_down(figure) if dated.falls else figure
            candidates.append(Candidate(number, figure, dated, status, part_of, indicator, decide))
        return candidates, cited, self._passages.find(text, number)

    def _is_target(self, text: str, start: int, targets: Sequence[int]) -> bool:
        """Tell whether a figure hangs on the words of a target in its sentence, with nothing done told between."""
        sentence = text.rfind(". ", 0, start) + 1
        behind = [end for end in targets if sentence < end <= start]
        if not behind:
            return False
        clause = text.rfind("; ", behind[-1], start)
        return clause < 0 or not self._done.search(small(text), clause, start)

    def _name(self, text: str, figure: PrintedFigure, dated: Dated, earlier: Sequence[Candidate]) -> tuple[str, Dated]:
        """Give the indicator of a figure and its time: a stock has a day or a year, a mean or a change is no level."""
        clause = self._indicators.clause(text, figure)
        if figure.unit == "count":
            for needed, pattern in self._formed:
                if needed in clause and pattern.search(clause):
                    return "", dated._replace(reading="difference")
        indicator = "" if dated.reading == "relative_change" else self._indicators.match(text, figure, clause)
        if earlier and (self._indicators.is_part(indicator) if indicator else dated.reading == "level"):
            sentence = text.rfind(". ", 0, figure.start) + 1
            known = [found for found in earlier if found.indicator and found.figure.start >= sentence]
            if not indicator:
                indicator = self._carry(text, figure, dated, clause, known) if known else ""
            elif not self._indicators.is_part_of(indicator, [found.indicator for found in known]):
                return "", dated
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
        like = [found for found in known if found.figure.unit == figure.unit]
        if not like:
            return ""
        said = clause[: clause.index("#")].strip()
        if like[-1].dated.reading == "difference" and said in self._reached:
            return like[-1].indicator  # "tỷ lệ hộ nghèo giảm 1,4%, còn 3,9%"
        if like[-1].dated.period == dated.period:
            return ""
        if text[figure.start - 1] == "(" and figure.unit == "percent":
            return like[-1].indicator  # "47 thôn có … (58%); quý II mới có 14 thôn (14,6%)"
        same = not said and figure.counted and figure.counted == like[-1].figure.counted
        return like[-1].indicator if same else ""  # "kết nạp 12 đảng viên năm 2020, 15 đảng viên năm 2021"


def candidate_rows(extract: Extract, *, source_id: str, locality_id: str = "") -> dict[str, list[dict[str, Any]]]:
    """Give the candidates as rows by table, for a workbook; cells that a person must fill are empty.

    Parameters
    ----------
    source_id, locality_id
        Ids that the rows take.

    Returns
    -------
    dict
        ``sources``, ``observations`` and ``directives``, with the column names of the data package, and
        ``passages``, which is no table: places to read. ``decide`` in each row lists what is left to a person.
    """
    published = extract.published_on.isoformat() if extract.published_on else ""
    source = {
        "source_id": source_id, "locality_id": locality_id, "title": extract.title, "outlet": extract.outlet,
        "outlet_basis": "printed" if extract.outlet else "", "author": extract.author, "published_on": published,
        "paragraphs": extract.paragraphs, "decide": ("title", "outlet", "author", "published_on"),
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
            "issuer_vi": document.issuer, "issued_on": document.issued_on.isoformat() if document.issued_on else "",
            "printed": document.printed, "source_id": source_id, "paragraph": document.paragraph,
            "decide": ("issuer", "level", "about"),
        }
        for rank, document in enumerate(extract.documents, 1)
    ]  # fmt: skip
    passages = [
        {**asdict(passage), "source_id": source_id, "decide": ("theme", "direction")} for passage in extract.passages
    ]
    return {"sources": [source], "observations": observations, "directives": directives, "passages": passages}


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
