"""Propose rows of the data package from an article; every row is a candidate that a person must judge."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from analysis.extract.article import ArticleParagraph, read_article
from analysis.extract.documents import Document, find_documents, merge_documents
from analysis.extract.imprint import Imprint
from analysis.extract.indicators import Known, match_indicator, prepare_indicators
from analysis.extract.nouns import small
from analysis.extract.numerals import PrintedFigure, find_figures
from analysis.extract.passages import Passage, find_passages
from analysis.extract.periods import find_period

__all__ = ["Candidate", "Extract", "candidate_rows", "extract_article", "find_candidates"]

_TARGET = re.compile(r"mục tiêu|phấn đấu|chỉ tiêu|đến hết năm|sẽ(?<!\w..)(?!\w)|yêu cầu")
_PART = re.compile(r"trong đó|gồm|riêng|trong số|\(")
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


def extract_article(
    path: str | Path, *, indicators: Sequence[Mapping[str, Any]] = (), convert: bool = False
) -> Extract:
    """Read an article and propose its figures, documents and the places to read.

    Parameters
    ----------
    path
        As for `read_article`.
    indicators
        Rows of the dictionary, with ``indicator_id``, ``name_vi`` and ``unit``.
    convert
        As for `read_article`.

    Returns
    -------
    Extract

    Raises
    ------
    AnalysisError
        If the file cannot be read; the message says why and what to do.
    """
    known = prepare_indicators(indicators)
    result = Extract()
    mentions: list[Document] = []
    imprint = Imprint()
    for paragraph in read_article(path, convert=convert):
        result.paragraphs = paragraph.number
        if paragraph.furniture or imprint.take(paragraph.number, paragraph.text):
            continue
        candidates, cited, passages = find_candidates(paragraph, known)
        result.candidates += candidates
        mentions += cited
        result.passages += passages
    result.documents = merge_documents(mentions)
    imprint.finish()
    result.title, result.published_on = imprint.title, imprint.published_on
    result.author, result.outlet = imprint.author, imprint.outlet
    return result


def find_candidates(
    paragraph: ArticleParagraph, known: Known | None = None
) -> tuple[list[Candidate], list[Document], list[Passage]]:
    """Find what one paragraph offers; memory stays flat when paragraphs are taken one by one."""
    text = paragraph.text
    cited = find_documents(text, paragraph.number)
    candidates: list[Candidate] = []
    if figures := find_figures(text):
        spans = [(one.start, one.end) for one in cited]
        targets = [match.span() for match in _TARGET.finditer(small(text))]
    before = -_NEAR
    for figure in figures:
        start = figure.start
        if spans and any(first <= start < last for first, last in spans):
            continue
        period = find_period(text, start, figure.end, spans)
        basis, decide = ("stated", _DECIDE) if period else ("publication", _DECIDE_PERIOD)
        status = "observed"
        if targets:
            left = max(text.rfind(". ", 0, start), text.rfind("; ", 0, start)) + 1
            if any(left <= first and last <= start for first, last in targets):
                status, decide = "target", (*decide, "status")
        part_of = len(candidates) - 1 if start - before < _NEAR and _PART.search(text, before, start) else None
        indicator = match_indicator(text, figure, known) if known else ""
        decide = ("indicator_to_confirm" if indicator else "no_indicator", *decide)
        candidates.append(Candidate(paragraph.number, figure, period, basis, status, part_of, indicator, decide))
        before = figure.end
    return candidates, cited, find_passages(text, paragraph.number)


def candidate_rows(extract: Extract, *, source_id: str, locality_id: str = "") -> dict[str, list[dict[str, Any]]]:
    """Give the candidates as rows by table, for a workbook; cells that a person must fill are empty.

    Parameters
    ----------
    extract
        From `extract_article`.
    source_id, locality_id
        Ids that the rows take.

    Returns
    -------
    dict
        ``sources``, ``observations`` and ``directives``, with the column names of the data package, and
        ``passages``, which is no table: places to read. ``decide`` in each row says what is left to a person.
    """
    published = extract.published_on.isoformat() if extract.published_on else ""
    source = {
        "source_id": source_id, "locality_id": locality_id, "title": extract.title, "outlet": extract.outlet,
        "outlet_basis": "printed" if extract.outlet else "", "author": extract.author, "published_on": published,
        "paragraphs": extract.paragraphs, "decide": "title, outlet, author, published_on",
    }  # fmt: skip
    observations = [
        {
            "observation_id": f"{source_id}_{rank:03d}", "locality_id": locality_id, "indicator_id": one.indicator,
            "value": str(one.figure.value), "qualifier": one.figure.qualifier, "unit": one.figure.unit,
            "counted": one.figure.counted, "period": one.period or published, "period_basis": one.period_basis,
            "status": one.status, "printed": one.figure.printed, "source_id": source_id,
            "paragraph": one.paragraph, "decide": ", ".join(one.decide),
        }
        for rank, one in enumerate(extract.candidates, 1)
    ]  # fmt: skip
    directives = [
        {
            "directive_id": f"{source_id}_document_{rank:02d}", "kind": one.kind, "number": one.number,
            "issuer_vi": one.issuer, "issued_on": one.issued_on.isoformat() if one.issued_on else "",
            "printed": one.printed, "source_id": source_id, "paragraph": one.paragraph,
            "decide": "issuer, level, about",
        }
        for rank, one in enumerate(extract.documents, 1)
    ]  # fmt: skip
    passages = [{**asdict(one), "source_id": source_id, "decide": "theme, direction"} for one in extract.passages]
    return {"sources": [source], "observations": observations, "directives": directives, "passages": passages}
