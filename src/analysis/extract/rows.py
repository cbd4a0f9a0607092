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
from analysis.extract.periods import PeriodFinder
from analysis.extract.phrases import any_of, small
from analysis.extract.sentences import Passage, PassageFinder

__all__ = ["Candidate", "Extract", "Extractor", "candidate_rows"]

_NEAR = 60  # characters within which a figure may be a part of the one before it
_DECIDE = ("subject",)
_DECIDE_PERIOD = ("subject", "period")


class Candidate(NamedTuple):
    """One figure proposed as an observation.

    Attributes
    ----------
    period, period_basis
        The period of its sentence (stated), or nothing: then a person gives it, or the day of publication stands.
    part_of
        The rank, from 0, of the figure of the same paragraph that it seems to be a part of, or ``None``.
    indicator
        The id of the dictionary that fits best, or nothing.
    decide
        What a person must decide, as ids of reasons.
    """

    paragraph: int
    figure: PrintedFigure
    period: str
    period_basis: str
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
        Rows of the dictionary, with ``indicator_id``, ``name_vi`` and ``unit``; without them none is proposed.
    """

    def __init__(self, cues: Cues | None = None, indicators: Sequence[Mapping[Any, Any]] = ()) -> None:
        self._cues = cues = cues or read_cues()
        self._figures, self._periods = FigureFinder(cues), PeriodFinder(cues)
        self._documents, self._passages = DocumentFinder(cues), PassageFinder(cues)
        self._indicators = IndicatorMatcher(cues, indicators)
        self._target = re.compile(rf"(?<!\w){any_of(cues.context.target)}(?!\w)")
        self._part = re.compile(any_of(cues.context.part))

    def extract(self, path: str | Path, *, convert: bool = False) -> Extract:
        """Read an article and propose its figures, documents and the places to read.

        Parameters
        ----------
        path, convert
            As for `read_article`.

        Raises
        ------
        AnalysisError
            If the file cannot be read; the message says why and what to do.
        """
        result = Extract()
        mentions: list[Document] = []
        imprint = Imprint(self._cues)
        for paragraph in read_article(path, convert=convert):
            result.paragraphs = paragraph.number
            if imprint.take(paragraph.number, paragraph.text):
                continue
            candidates, cited, passages = self.find_candidates(paragraph)
            result.candidates += candidates
            mentions += cited
            result.passages += passages
        result.documents = merge_documents(mentions)
        imprint.finish()
        result.title, result.published_on = imprint.title, imprint.published_on
        result.author, result.outlet = imprint.author, imprint.outlet
        return result

    def find_candidates(self, paragraph: ArticleParagraph) -> tuple[list[Candidate], list[Document], list[Passage]]:
        """Find what one paragraph offers; memory stays flat when paragraphs are taken one by one."""
        text = paragraph.text
        cited = self._documents.find(text, paragraph.number)
        candidates: list[Candidate] = []
        if figures := self._figures.find(text):
            spans = [(document.start, document.end) for document in cited]
            targets = [match.span() for match in self._target.finditer(small(text))]
        before = -_NEAR
        for figure in figures:
            start = figure.start
            if spans and any(first <= start < last for first, last in spans):
                continue
            period = self._periods.find(text, start, figure.end, spans)
            basis, decide = ("stated", _DECIDE) if period else ("publication", _DECIDE_PERIOD)
            status = "observed"
            if targets:
                left = max(text.rfind(". ", 0, start), text.rfind("; ", 0, start)) + 1
                if any(left <= first and last <= start for first, last in targets):
                    status, decide = "target", (*decide, "status")
            near = start - before < _NEAR and self._part.search(text, before, start)
            part_of = len(candidates) - 1 if near else None
            indicator = self._indicators.match(text, figure)
            decide = ("indicator_to_confirm" if indicator else "no_indicator", *decide)
            candidates.append(Candidate(paragraph.number, figure, period, basis, status, part_of, indicator, decide))
            before = figure.end
        return candidates, cited, self._passages.find(text, paragraph.number)


def candidate_rows(extract: Extract, *, source_id: str, locality_id: str = "") -> dict[str, list[dict[str, Any]]]:
    """Give the candidates as rows by table, for a workbook; cells that a person must fill are empty.

    Parameters
    ----------
    extract
        From `Extractor.extract`.
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
            "value": str(found.figure.value), "qualifier": found.figure.qualifier, "unit": found.figure.unit,
            "counted": found.figure.counted, "period": found.period or published, "period_basis": found.period_basis,
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
