"""Check every row against the text it was taken from."""

import hashlib
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from analysis.dataset.load import assemble, own_sources
from analysis.dataset.tidy import Dataset
from analysis.errors import AnalysisError, Fault
from analysis.package.frames import Row, fault_at, read_frames
from analysis.package.schema import read_package
from analysis.package.table_rows import by_key
from analysis.text import find_dates, find_numbers, format_date, normalise, paragraphs, read_number
from analysis.words.catalogue import LANGUAGES, refuse, say

# Terms of the field run to nine words ("chi bộ trực thuộc đảng bộ cơ sở …"); a longer run is a copied passage.
_COPIED_WORDS = 10

# What names the rows of a table in a finding, and the column that shows what is found.
_NAMED_BY = {"sources": ["source_id"], "observations": ["observation_id"], "directives": ["directive_id"]}
_NAMED_BY |= {"codings": ["locality_id", "direction", "theme_id"]}
_SHOWN_BY = {"other_text": "sha256", "paragraphs": "paragraphs", "no_paragraph": "paragraph", "elsewhere": "paragraph"}
_SHOWN_BY |= {"gloss_number": "gloss_vi", "gloss_copied": "gloss_vi", "number": "number"}
_SHOWN_BY |= dict.fromkeys(("not_printed", "reads_as"), "printed")
_HEAD = ("title", "author", "outlet")  # what a source has of the head of its text
_SIGNS, _NAMES = re.compile(r"[^\w]+"), re.compile(r" ?[,;&–-] ?| và ")

Detail = str | int | date
Details = Detail | tuple[Detail, ...]
_Place = tuple[str, str, int]  # source, row, paragraph


@dataclass(frozen=True)
class Discrepancy:
    """One row that its text does not bear out; worded as ``audit.<kind>`` with the details."""

    source_id: str
    row: str
    paragraph: int | None
    kind: str
    details: Mapping[str, Details] = field(hash=False)

    def __str__(self) -> str:
        """Source and paragraph first, then row and finding."""
        return describe_finding(self, "en")


@dataclass(frozen=True)
class Audit:
    """How many rows of each kind were checked, those that the texts do not bear out, and numbers without a row.

    Each of `uncoded` is for a person to judge, since names, terms of office and class limits hold numbers too.
    """

    checked: dict[str, int]
    findings: list[Discrepancy] = field(default_factory=list)
    uncoded: list[Discrepancy] = field(default_factory=list)


def compare_texts(
    places: Sequence[Path], tables: Mapping[Path, dict[str, Any]], known: Sequence[Fault] = ()
) -> tuple[list[Fault], list[str], list[str]]:
    """Hold what is not built in against those of its texts that lie in its folder, or beside that or its workbook.

    `places` are as `package_folders` gives them, with the `tables` of each workbook. Rows that cannot be read for a
    fault `known` are left out. Given are faults, each at its row, and the sources whose text is there and is not.
    """
    frames = read_frames(read_package(), places, read_file=tables.__getitem__)
    fields = (field for table in read_package().tables.values() for field in table.fields)
    read_as_is = {field.name for field in fields if field.type == "string" and not field.cell_list}
    read_as_is -= {"period", "source_id"}
    wrong = {(fault.file, fault.row) for fault in known if fault.column not in read_as_is}
    frames = {name: frame[[row not in wrong for row in zip(frame["_file"], frame["_line"], strict=True)]]
              for name, frame in frames.items()} if wrong else frames  # fmt: skip
    data, faults = assemble(places, frames), list[Fault]()
    seen: dict[str, None] = {}
    own = own_sources(data)
    named = ((row, columns) for table, columns in _NAMED_BY.items() for row in frames[table].to_dict("records"))
    rows = by_key(((row["source_id"], " ".join(row[name] for name in columns)), row) for row, columns in named)
    for folder in find_text_folders(places):
        there = [id_ for id_ in own if id_ not in seen and (folder / f"{id_}.txt").is_file()]
        seen |= dict.fromkeys(there)
        for found in verify(data, folder, needed=there).findings if there else ():
            if found.source_id in there:
                name = found.source_id if found.row in ("source", "published_printed", *_HEAD) else found.row
                several = rows[found.source_id, name]
                row = next((each for each in several if each.get("paragraph") == str(found.paragraph)), several[0])
                column = found.row if found.row in row else _SHOWN_BY.get(found.kind)
                words = {f"words_{lang}": _word_finding(found, lang) for lang in LANGUAGES}
                faults.append(fault_at("audit", row, column, **words))
    return faults, list(seen), [id_ for id_ in own if id_ not in seen]


def find_text_folders(places: Sequence[Path]) -> list[Path]:
    """List the folders in which texts of packages may lie, the built-in one left out: their own, and those above."""
    near = (folder for place in places[1:] for folder in (place, place.resolve().parent))
    return [folder for folder in dict.fromkeys(near) if folder.is_dir() and any(folder.glob("*.txt"))]


def describe_finding(finding: Discrepancy, lang: str) -> str:
    """Word a finding, its place first."""
    place = finding.source_id
    if finding.paragraph is not None:
        place = say("audit.paragraph", lang, source=place, paragraph=finding.paragraph)
    return say("audit.finding", lang, place=place, row=finding.row, words=_word_finding(finding, lang))


def _word_finding(finding: Discrepancy, lang: str) -> str:

    def word(detail: Details) -> str:
        if isinstance(detail, tuple):
            return ", ".join(map(word, detail)) or "–"
        return format_date(detail, lang) if isinstance(detail, date) else str(detail)

    details = {name: word(detail) for name, detail in finding.details.items()}
    is_undated = finding.kind == "reads_as" and not finding.details["read"]
    return say("audit.undated" if is_undated else f"audit.{finding.kind}", lang, **details)


def verify(data: Dataset, folder: str | Path, *, needed: Collection[str] | None = None) -> Audit:
    """Check observations, directives and codings against article texts, which are those that were coded, by SHA-256.

    Texts are named ``SOURCE_ID.txt``. Those of the sources that are `needed` must be there, or of all without it; the
    others are checked if they are. An AnalysisError says that the folder is not there or holds none of those needed.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise refuse("no_folder", file=folder)
    sources = data.ids("source")
    needed = set(sources if needed is None else needed)
    there = {source_id for source_id in sources if (folder / f"{source_id}.txt").is_file()}
    if needed and not needed & there:
        expected = ", ".join(f"{source_id}.txt" for source_id in sorted(needed))
        raise refuse("no_texts", file=folder, expected=expected)
    audit = Audit({"sources": 0, "observations": 0, "directives": 0, "codings": 0})
    for source_id in sources:
        if source_id not in needed | there:
            continue
        file = f"{source_id}.txt"
        try:
            raw = (folder / file).read_bytes()
            text = [normalise(line) for line in paragraphs(raw.decode("utf-8-sig"))]
        except OSError:
            audit.findings.append(_find("text_missing", source_id, "source", file=file, folder=str(folder)))
            continue
        except UnicodeDecodeError:
            audit.findings.append(_find("encoding", source_id, "source", file=file))
            continue
        audit.checked["sources"] += 1
        source = data.row("source", source_id)
        audit.findings.extend(_check_source(source, raw, text))
        rows: dict[str, list[Row]] = {}
        for name, check in _CHECKS.items():
            rows[name] = [row for row in data.coded_rows(name) if row["source_id"] == source_id]
            audit.checked[name] += len(rows[name])
            audit.findings.extend(finding for row in rows[name] for finding in check(row, text))
        audit.uncoded.extend(_find_uncoded(source, text, rows["observations"] + rows["directives"]))
    return audit


def _find(kind: str, source_id: str, row: str, paragraph: int | None = None, /, **details: Details) -> Discrepancy:
    return Discrepancy(source_id, row, paragraph, kind, details)


def _check_source(source: Row, raw: bytes, text: Sequence[str]) -> Iterator[Discrepancy]:
    source_id = source["source_id"]
    if hashlib.sha256(raw).hexdigest() != source["sha256"]:
        yield _find("other_text", source_id, "source")
    if len(text) != source["paragraphs"]:
        yield _find("paragraphs", source_id, "source", found=len(text), recorded=source["paragraphs"])
    for paragraph, printed in source["published_printed"]:
        place = (source_id, "published_printed", paragraph)
        yield from _check_printed(place, printed, text) or _check_days(place, printed, source["published_on"])
    yield from _check_head(source, text)


def _check_head(source: Row, text: Sequence[str]) -> Iterator[Discrepancy]:
    """Find a title or an author where the text has another, and an outlet that is told as printed and is not."""
    names = {"title": [source["title"]], "author": _NAMES.split(source["author"])}
    names |= {"outlet": [source["outlet"]]} if source["outlet_basis"] == "printed" else {}

    def find_lacking(text: str) -> list[str]:
        said = _plain(text)
        return [name for name, each in names.items() if not all(map(said.__contains__, map(_plain, each)))]

    if not (lacking := find_lacking(" ".join(text))):
        return
    from analysis.extract.cues import read_cues
    from analysis.extract.imprint import Imprint

    imprint = Imprint(read_cues())
    for number, paragraph in enumerate(text, 1):
        imprint.take(number, paragraph)
    imprint.finish()
    for name in lacking:
        place, recorded = (source["source_id"], name), source[name]
        if other := getattr(imprint, name):
            # A text without the day that stands in its head may be without its title.
            is_head = name != "title" or imprint.published_on is not None
            if is_head and name in find_lacking(other):  # "Trần ThửTAG:" is a name beside other words of the page
                yield _find("other_head", *place, recorded=recorded, found=other, where=imprint.paragraph[name])
        elif name == "outlet":
            yield _find("no_outlet", *place, recorded=recorded)


def _check_observation(row: Row, text: Sequence[str]) -> Iterator[Discrepancy]:
    # That its print reads as it is recorded was seen when it was loaded.
    for paragraph, printed in ((row["paragraph"], row["printed"]), *row["repeats"]):
        yield from _check_printed((row["source_id"], row["observation_id"], paragraph), printed, text)


def _check_directive(row: Row, text: Sequence[str]) -> Iterator[Discrepancy]:
    place, printed = (row["source_id"], row["directive_id"], row["paragraph"]), row["printed"]
    missing = _check_printed(place, printed, text)
    if not missing and row["number"] and not _spans(row["number"], printed):
        yield _find("number", *place, number=row["number"], printed=printed)
    yield from missing or _check_days(place, printed, row["issued_on"])


def _check_coding(row: Row, text: Sequence[str]) -> Iterator[Discrepancy]:
    name = f"{row['locality_id']} {row['direction']} {row['theme_id']}"
    place = (row["source_id"], name, row["paragraph"])
    if row["paragraph"] > len(text):
        yield _find("no_paragraph", *place, found=len(text))
        return
    printed = {_value(part) for parts in _numbers(text[row["paragraph"] - 1]) for part in parts}
    for part in (part for _, *parts in _numbers(row["gloss_vi"]) for part in parts):
        if part and _value(part) not in printed:
            yield _find("gloss_number", *place, number=part)
    body, words = (re.findall(r"\w+", told.lower()) for told in (" ".join(text), row["gloss_vi"]))
    whole = f" {' '.join(body)} "
    runs = (" ".join(words[start : start + _COPIED_WORDS]) for start in range(len(words) - _COPIED_WORDS + 1))
    if copied := next((run for run in runs if f" {run} " in whole), None):
        yield _find("gloss_copied", *place, words=copied)


_CHECKS = {"observations": _check_observation, "directives": _check_directive, "codings": _check_coding}


def _check_printed(place: _Place, printed: str, text: Sequence[str]) -> list[Discrepancy]:
    """Find that what is said to be printed is not in its paragraph."""
    if place[2] > len(text):
        return [_find("no_paragraph", *place, found=len(text))]
    where = tuple(number for number, paragraph in enumerate(text, 1) if _spans(printed, paragraph))
    if where:
        return [] if place[2] in where else [_find("elsewhere", *place, printed=printed, elsewhere=where)]
    return [_find("not_printed", *place, printed=printed)]


def _check_days(place: _Place, printed: str, recorded: Any) -> Iterator[Discrepancy]:
    """Find that a date is not printed as it is recorded; a document may have none."""
    read = tuple(day for _, _, day in find_dates(printed))
    days = (recorded.date(),) if recorded == recorded else ()  # a date that is not there differs from itself
    if read != days:
        yield _find("reads_as", *place, printed=printed, read=read, recorded=days)


def _find_uncoded(source: Row, text: Sequence[str], rows: Sequence[Row]) -> Iterator[Discrepancy]:
    printed = [words for row in rows for words in (row["printed"], *(again for _, again in row.get("repeats", ())))]
    first = source["body_from"]
    for paragraph, body in enumerate(text[first - 1 : source["body_to"]], first):
        taken = [span for words in printed for span in _spans(words, body)]
        taken += [(start, end) for start, end, _ in find_dates(body)]
        for start, end, number in find_numbers(body):
            if not any(low <= start and end <= high for low, high in taken):
                around = body[max(0, start - 15) : end + 15]
                yield _find("uncoded", source["source_id"], number, paragraph, around=around)


def _plain(words: str) -> str:
    """Give words in small letters, a space for whatever stands between them."""
    return _SIGNS.sub(" ", f" {words} ".lower())


def _spans(printed: str, text: str) -> list[tuple[int, int]]:
    """Where a printed form stands whole: 17 does not stand in 1.172, nor 5 in 0,5."""
    pattern = rf"(?<!\w)(?<!\d[.,]){re.escape(normalise(printed))}(?!\w)(?![.,]\d)"
    return [found.span() for found in re.finditer(pattern, text)]


def _numbers(text: str) -> list[list[str]]:
    """Give each number of a text, and after it the parts of a range, a fraction or a date."""
    return [[number, *re.split(r"[/–-]", number)] for _, _, number in find_numbers(text)]


def _value(number: str) -> Decimal | int | str:
    try:
        return read_number(number)
    except AnalysisError:
        return number
