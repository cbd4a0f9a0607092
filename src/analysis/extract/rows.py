"""Propose rows of the data package from an article; every row is a candidate that a person must judge."""

import re
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from analysis.extract.article import ArticleParagraph, read_article, read_cells, read_columns
from analysis.extract.cues import Cues, read_cues
from analysis.extract.imprint import Imprint, Place
from analysis.extract.indicators import Offers
from analysis.extract.mentions import Candidate, Document, DocumentFinder, Passage, PassageFinder, merge_documents
from analysis.extract.numerals import FigureFinder
from analysis.extract.periods import Dated
from analysis.extract.phrases import stop_sentences
from analysis.extract.retold import OF_BEFORE, FormerUnits, ToldBefore, leave_title, mark_repeats
from analysis.extract.scope import Scope
from analysis.package.places import name_numbered
from analysis.text import SpeltOut, find_abbreviations, find_spans, period_bounds, slug, small, spell_out
from analysis.words.catalogue import LANGUAGES

_DIGIT = re.compile(r"\d")
_BULLET = re.compile(r"(?:[-–+•*]|\(?(?:\d{1,2}|[a-zđ])[.)]) ")
_HEADING = re.compile(r"(?:[A-ZĐ]|[IVX]+|\d{1,2})[.)] (?P<name>[^\d.:;]{3,60}(?: \d{4})?|(?<=[IVX][.)] )[^.:;]{3,80})")
_LINE = 120  # characters below which a line without a stop is one of the list or the table above it


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
        self._figures, self._imprint = FigureFinder(cues), Imprint(cues)
        self._documents, self._passages = DocumentFinder(cues), PassageFinder(cues)
        self._scope, self._shorts = Scope(cues, indicators), cues.figures.abbreviations
        self._offers, self._former = Offers(cues, indicators, self._scope.matcher), FormerUnits(cues)

    def extract(self, article: str | Path | Sequence[ArticleParagraph]) -> Extract:
        """Propose what an article has, a file or read already; an `AnalysisError` says why it cannot be read."""
        imprint, mentions = copy(self._imprint).begin(), list[Document]()
        paragraphs = list(read_article(article)) if isinstance(article, str | Path) else article
        # The day of publication may stand at the foot, and dates what is read before.
        body = [paragraph for paragraph in paragraphs if not imprint.take(*paragraph)]
        imprint.finish()
        result = Extract(
            imprint.title, imprint.published_on, imprint.printed, imprint.author, imprint.outlet, len(paragraphs),
            imprint.place, imprint.paragraph,
        )  # fmt: skip
        years = [span.period[:4] for span in find_spans(result.title) if span.period and span.basis == "stated"]
        told = ToldBefore(find_abbreviations(result.title), year=years[-1] if years else "")
        told.topic = self._scope.gradings.topic(result.title)
        place, title = result.place, result.found_in.get("title")
        told.where = "others" if imprint.is_of_others else f"{place.level} {small(place.name)}" if place else ""
        for paragraph in body:
            candidates, cited, passages = self.find_candidates(paragraph, result.published_on, told)
            candidates = self._former.mark(paragraph.text, candidates, result.published_on, place)
            before = [each for each in result.candidates[-1:] if each.paragraph == paragraph.number - 1]
            result.candidates += self._ground(paragraph.text, candidates, before)
            mentions += cited
            result.passages += passages if paragraph.number != title else []
        result.candidates = leave_title(result.candidates, title)
        mark_repeats(result.candidates)
        result.documents = merge_documents(mentions)
        return result

    def _ground(self, text: str, candidates: Sequence[Candidate], before: Sequence[Candidate]) -> list[Candidate]:
        """Give the candidates of a paragraph with the words that each rests on, and with what the dictionary lacks."""
        whole = before[0].indicator if before and OF_BEFORE.match(_BULLET.sub("", text, count=1)) else ""
        levels = ((each, each.dated.reading == "level" and "mean" not in each.decide) for each in candidates)
        asked = [(each.figure, each.indicator, level and each.decide[0] == "no_indicator") for each, level in levels]
        found = zip(candidates, self._offers.find(text, asked, whole), strict=True) if asked else ()
        new = "new_indicator"  # where a row of the dictionary is offered
        return [each._replace(why=why, offer=row or None, decide=(new, *each.decide[1:]) if row else each.decide)
                for each, (why, row) in found]  # fmt: skip

    def find_candidates(
        self, paragraph: ArticleParagraph, published: date | None = None, told: ToldBefore | None = None
    ) -> tuple[list[Candidate], list[Document], list[Passage]]:
        """Find what one paragraph offers; memory stays flat when paragraphs are taken one by one.

        What an article has told before it, its abbreviations and times, is in `told`, which this paragraph adds to.
        """
        told, number = told or ToldBefore(), paragraph.number
        if "(" in paragraph.text or " tắt " in paragraph.text:
            told.shorts.update(find_abbreviations(paragraph.text))
        spelt = spell_out(paragraph.text, self._shorts | told.shorts)
        text = stop_sentences(spelt.text)
        cited = self._documents.find(paragraph.text, number)
        bullet, heading = _BULLET.match(text), _HEADING.fullmatch(text)
        is_line = bullet is not None or "|" in text or (len(text) < _LINE and not text.endswith("."))
        names = self._scope.gradings.names(text) or (not bullet and text.endswith(":"))
        opens = (asks := text.endswith("?")) or heading is not None or names
        columns = read_columns(text) if is_line and not bullet else ()
        if is_line and told.columns and not columns and (candidates := self._read_cells(text, number, published, told)):
            return [_as_printed(found, spelt, paragraph.text) for found in candidates], cited, []
        places = {place for document in cited for place in range(document.start, document.end)}

        def inside(place: int) -> bool:
            return len(places) > 0 and place >= 0 and spelt.printed_at(place) in places

        masked = "".join("#" if inside(place) else sign for place, sign in enumerate(text)) if places else text
        bare = f"{' ' * bullet.end()}{text[bullet.end() :]}" if bullet else text
        goes_on = (is_line or told.head.endswith("? ")) and not opens
        heads = told.heads(bare.strip().lower(), self._cues.context.part, goes_on=goes_on)
        candidates = self._read(heads[0], bare, number, published, told, inside)
        for head in heads[1:]:  # what stands farther above a line
            of_grades, gradings = told.topic != "" and head is heads[-1], self._scope.gradings
            is_known = all(each.indicator for each in candidates)
            if not is_known and (not of_grades or gradings.may_name(bare, candidates[0].figure.start)):
                again = self._read(head, bare, number, published, replace(told, times={}), inside)
                fits = gradings.makes if of_grades else bool
                for rank, new in enumerate(again if len(again) == len(candidates) else ()):
                    if not (old := candidates[rank]).indicator and fits(new.indicator):
                        decide = ("indicator_to_confirm", *old.decide[1:])
                        candidates[rank] = old._replace(indicator=new.indicator, decide=decide)
        told.graded_before = self._scope.gradings.last(text) or told.graded_before
        told.columns = columns or (told.columns if is_line else ())
        if is_line and not asks:
            name = text[heading.start("name") :] if heading else text
            told.topic = self._scope.gradings.topic(name, is_on=opens) or ("" if heading else told.topic)
            if opens:
                told.parent, told.above = "", f"{masked[len(text) - len(name) :]} "
                is_aim = heading is not None and self._scope.statuses.opens_aims(name)
                if not bullet or is_aim:  # below "2. Phát triển đảng viên" stands what does not begin so
                    told.head, told.above = told.above, ""
                elif told.aims and (text[0].isdigit(), told.aims[0].isdigit()) != (True, False):
                    told.head = ""  # "2. Kết quả" ends what "1. Chỉ tiêu" opened, not what "II. Chỉ tiêu" did
                told.aims = text if bullet and is_aim else told.aims * bool(told.head)
            else:
                told.line = bare.rstrip(" ;.").lstrip()
                told.parent = told.parent if bullet else told.line * bool(candidates)
        else:
            told.head, told.line, told.parent, told.above = f"{text} " if opens else "", "", "", ""
        start = text.rfind(". ", 0, candidates[-1].figure.start) + 1 if candidates else len(text)
        told.last = f"{masked[start:].strip(' ;.')}. " if candidates else ""
        if len(spelt.parts) > 1:
            candidates = [_as_printed(candidate, spelt, paragraph.text) for candidate in candidates]
        mark_repeats(candidates)
        return candidates, cited, self._passages.find(paragraph.text, number, candidates)

    def _read(
        self, head: str, bare: str, number: int, published: date | None, told: ToldBefore,
        inside: Callable[[int], bool],
    ) -> list[Candidate]:  # fmt: skip
        """Read a paragraph, or a line below a head; what stands in the name of a document is left out."""
        text, skipped = f"{head.replace('? ', '. ')}{bare}", len(head)
        # Spans are looked for where there may be figures: few paragraphs without digits have one.
        spans = find_spans(text, published) if (digits := _DIGIT.search(text)) else []
        figures = self._figures.find(text, spans)
        if figures and not digits and (spans := find_spans(text, published)):
            figures = self._figures.find(text, spans)
        figures = [figure for figure in figures if not inside(figure.start - skipped)]
        spans = [span for span in spans if not inside(span.start - skipped)]
        candidates = self._scope.read(text, figures, spans, published, number, told) if figures or spans else []
        return _below_head(candidates, text, skipped) if head else candidates

    def _read_cells(self, text: str, number: int, published: date | None, told: ToldBefore) -> list[Candidate]:
        """Read a row of a table as the sentences that its numbers are short for."""
        found: list[Candidate] = []
        for cell in read_cells(text, told.columns, told.head or told.graded):
            several = [self.find_candidates(ArticleParagraph(number, said), published, ToldBefore())[0]
                       for said in cell.sentences]  # fmt: skip
            lasts = [read[-1] for read in several if read]  # a day or a number of a document is no figure
            if last := max(lasts, key=lambda last: bool(last.indicator), default=None):
                figure = last.figure._replace(
                    start=cell.start, end=cell.start + len(cell.printed), printed=cell.printed
                )
                period = last.dated.period or cell.time
                dated = last.dated._replace(basis="context", period=period) if period else last.dated
                found.append(last._replace(figure=figure, dated=dated, decide=(*last.decide, "period")))
        return found


def _below_head(candidates: Sequence[Candidate], text: str, skipped: int) -> list[Candidate]:
    """Give the candidates of a line without those of the head of its list; a time that the head tells is one nearby."""
    kept = [found for found in candidates if found.figure.start >= skipped]
    gone, line, lines = len(candidates) - len(kept), text[skipped:], list[Candidate]()
    for found in kept:
        figure = found.figure._replace(start=found.figure.start - skipped, end=found.figure.end - skipped)
        part_of = found.part_of - gone if found.part_of is not None and found.part_of >= gone else None
        found = found._replace(figure=figure, part_of=part_of)
        if found.dated.basis == "stated" and found.dated.words not in line:
            found = found._replace(dated=found.dated._replace(basis="context"), decide=(*found.decide, "period"))
        lines.append(found)
    return lines


def _as_printed(candidate: Candidate, spelt: SpeltOut, text: str) -> Candidate:
    """Give a candidate with the places and the words of the article, whose abbreviations were spelt out."""
    figure, at = candidate.figure, spelt.printed_at
    begin = spelt.text.find(figure.printed, max(0, figure.start - len(figure.printed)))
    start, end, last = at(figure.start), at(figure.end - 1) + 1, at(begin + len(figure.printed) - 1) + 1
    # "HTXSNV 130" is told by 130 alone.
    first = start if begin > 0 and at(begin - 1) == at(begin) else at(begin)
    return candidate._replace(figure=figure._replace(start=start, end=end, printed=text[first:last]))


def candidate_rows(extract: Extract, *, source_id: str, locality_id: str = "") -> dict[str, list[dict[str, Any]]]:
    """Give the candidates as rows by table, for a workbook; cells that a person must fill are empty.

    They are ``localities``, ``sources``, ``observations``, ``directives`` and ``indicators``, with the column names of
    the data package, and ``passages`` and ``assignments``: places to read. ``decide`` in each row lists what is left
    to a person.
    """
    published, place = _text(extract.published_on), extract.place
    printed = f"{extract.found_in['published_on']}: {extract.published_printed}" if extract.published_printed else ""
    called = {f"name_{lang}": name_numbered(place.name, place.kind, lang) for lang in LANGUAGES} if place else {}
    localities = [
        {
            "locality_id": slug(called["name_vi"]), **called, "level": place.level,
            "unit_kind": place.kind, "paragraph": place.paragraph, "decide": ("place",),
        }
    ] if place else []  # fmt: skip
    source = {
        "source_id": source_id, "locality_id": locality_id, "title": extract.title, "outlet": extract.outlet,
        "outlet_basis": "printed" if extract.outlet else "", "author": extract.author, "published_on": published,
        "published_printed": printed, "paragraphs": extract.paragraphs, "found_in": dict(extract.found_in),
        "decide": ("title", "genre", "outlet", "author", "published_on"),
    }  # fmt: skip
    observations = [
        {
            "observation_id": f"{source_id}_{rank:03d}", "locality_id": locality_id, "indicator_id": found.indicator,
            "value": str(found.figure.value), "value_high": _text(found.figure.value_high),
            "qualifier": found.figure.qualifier, "reading": found.dated.reading, "unit": found.figure.unit,
            "counted": found.figure.counted, **_period_cells(found.dated, published), "against": found.dated.against,
            "status": found.status, "printed": found.figure.printed, "source_id": source_id,
            "paragraph": found.paragraph, "why": found.why, "former": found.former, **_tell_offer(found.offer or {}),
            "decide": found.decide,
        }
        for rank, found in enumerate(extract.candidates, 1)
    ]  # fmt: skip
    offers = dict[str, dict[str, Any]]()
    for found in extract.candidates:
        if row := found.offer:
            told = {"why": found.why, "paragraph": found.paragraph, "decide": ("new_indicator",)}
            offers.setdefault(row["indicator_id"], {**row, **told})
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
    places: dict[str, list[dict[str, Any]]] = {"codings": [], "assignments": []}
    for passage in extract.passages:
        table = (cells := passage._asdict()).pop("table")
        asked = ("theme", "direction") if table == "codings" else ("assignment",)
        places[table].append({**cells, "source_id": source_id, "decide": asked})
    return {
        "localities": localities, "sources": [source], "observations": observations, "directives": directives,
        "indicators": list(offers.values()), "passages": places["codings"], "assignments": places["assignments"],
    }  # fmt: skip


def _tell_offer(offer: Mapping[str, str]) -> dict[str, str]:
    """Tell what a figure seems to be of, where the dictionary lacks it."""
    names = {"offer": "indicator_id", "seems_vi": "name_vi", "seems_en": "name_en"}
    return {cell: offer.get(name, "") for cell, name in names.items()}


def _period_cells(dated: Dated, published: str) -> dict[str, str]:
    """Give the cells of a period: the day of publication where none is told, nothing where its ends are not known."""
    is_open = dated.basis == "open"
    period = "" if is_open else dated.period or published
    start, end = (str(day) for day in period_bounds(period)) if period else ("", "")
    basis = "" if dated.basis in ("open", "undecided") else dated.basis  # what is not known is stated by nobody
    return {"period": period, "period_basis": basis, "start": start, "end": end, "open_span": dated.open_span}


def _text(value: object) -> str:
    return "" if value is None else str(value)
