"""Check every row against the text it was taken from."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from analysis.dataset.load import Dataset
from analysis.errors import AnalysisError
from analysis.text import find_dates, find_numbers, normalise, paragraphs, read_figure, read_number

__all__ = ["COPIED_WORDS", "Audit", "Finding", "verify"]

# Terms of the field run to nine words ("chi bộ trực thuộc đảng bộ cơ sở …"); a longer run is a copied passage.
COPIED_WORDS = 10


@dataclass(frozen=True)
class Finding:
    """One row that its text does not bear out.

    `kind` and `details` say the same as `message`, for those who word it in another language.
    """

    source_id: str
    row: str
    message: str
    paragraph: int | None = None
    kind: str = field(default="", compare=False)
    details: Mapping[str, str] = field(default_factory=dict, compare=False, hash=False)

    def __str__(self) -> str:
        """Source and paragraph first, then row and finding."""
        place = self.source_id + (f", paragraph {self.paragraph}" if self.paragraph else "")
        return f"{place}: {self.row}: {self.message}"


@dataclass(frozen=True)
class Audit:
    """What an audit looked at and found.

    Attributes
    ----------
    checked
        How many rows of each kind were checked.
    findings
        Rows that the texts do not bear out.
    uncoded
        Numbers in the body of a text that no row accounts for; each is for a person to judge, since names,
        terms of office and class limits hold numbers too.
    """

    checked: dict[str, int]
    findings: list[Finding] = field(default_factory=list)
    uncoded: list[Finding] = field(default_factory=list)


def verify(data: Dataset, folder: str | Path, *, needed: Collection[str] | None = None) -> Audit:
    """Check observations, directives and codings against article texts.

    The printed form stands in the stated paragraph; the value is what the printed form reads as in Vietnamese;
    a directive's number and date are those printed; numbers in a gloss stand in its paragraph, and no gloss
    copies a passage; the text is the one that was coded, by its SHA-256.

    Parameters
    ----------
    data
        The package to audit.
    folder
        Where the texts are, named ``SOURCE_ID.txt``.
    needed
        Sources whose text must be there; the others are checked if theirs is. Without it, all must.

    Raises
    ------
    AnalysisError
        If the folder does not exist or holds none of the texts that must be there.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise AnalysisError(f"{folder}: not a folder")
    needed = set(data.ids("source") if needed is None else needed)
    there = {one for one in data.ids("source") if (folder / f"{one}.txt").is_file()}
    if needed and not needed & there:
        expected = ", ".join(f"{one}.txt" for one in sorted(needed))
        raise AnalysisError(f"{folder}: holds none of the texts; expected {expected}")
    checked = {"sources": 0, "observations": 0, "directives": 0, "codings": 0}
    findings: list[Finding] = []
    uncoded: list[Finding] = []
    for source_id in (one for one in data.ids("source") if one in needed | there):
        source = data.row("source", source_id)
        try:
            raw = (folder / f"{source_id}.txt").read_bytes()
            text = [normalise(one) for one in paragraphs(raw.decode("utf-8-sig"))]
        except OSError:
            findings.append(_find("text_missing", source_id, "source", file=f"{source_id}.txt", folder=folder))
            continue
        except UnicodeDecodeError:
            findings.append(_find("encoding", source_id, "source", file=f"{source_id}.txt"))
            continue
        checked["sources"] += 1
        findings += _check_source(source, raw, text)
        rows = {
            name: [one for one in data.tables[name].to_dict("records") if one["source_id"] == source_id]
            for name in ("observations", "directives", "codings")
        }
        for name, found in rows.items():
            checked[name] += len(found)
        findings += [one for row in rows["observations"] for one in _check_observation(row, text)]
        findings += [one for row in rows["directives"] for one in _check_directive(row, text)]
        copied = " ".join(_words(" ".join(text)))
        findings += [one for row in rows["codings"] for one in _check_coding(row, text, copied)]
        uncoded += _find_uncoded(source, text, rows["observations"] + rows["directives"])
    return Audit(checked=checked, findings=findings, uncoded=uncoded)


_MESSAGES = {
    "text_missing": "no {file} in {folder}",
    "encoding": "{file} is not UTF-8",
    "other_text": "the text is not the one that was coded: its SHA-256 differs",
    "paragraphs": "{found} paragraphs, {recorded} recorded",
    "reads_as": "'{printed}' reads as {read}, recorded {recorded}",
    "no_figure": "{reason}",
    "number": "number {number} is not in '{printed}'",
    "no_paragraph": "the text has {found} paragraphs",
    "not_printed": "'{printed}' is not in the paragraph",
    "elsewhere": "'{printed}' is not in the paragraph; it stands in paragraph {elsewhere}",
    "gloss_number": "{number} in the gloss is not in the paragraph",
    "gloss_copied": "the gloss copies the text: '{words}'",
    "uncoded": "no row accounts for it: …{around}…",
}


def _find(kind: str, source_id: str, row: str, paragraph: int | None = None, /, **details: object) -> Finding:
    said = {key: str(one) for key, one in details.items()}
    return Finding(source_id, row, _MESSAGES[kind].format(**said), paragraph, kind, said)


def _or_none(*days: date) -> str:
    return ", ".join(one.isoformat() for one in days) or "–"


def _check_source(source: dict[str, Any], raw: bytes, text: Sequence[str]) -> Iterator[Finding]:
    source_id = source["source_id"]
    if hashlib.sha256(raw).hexdigest() != source["sha256"]:
        yield _find("other_text", source_id, "source")
    if len(text) != source["paragraphs"]:
        yield _find("paragraphs", source_id, "source", found=len(text), recorded=source["paragraphs"])
    for paragraph, printed in source["published_printed"]:
        missing = _check_printed({"paragraph": paragraph, "printed": printed}, (source_id, "published_printed"), text)
        if missing:
            yield missing
            continue
        dates = [found for _, _, found in find_dates(printed)]
        if dates != [source["published_on"].date()]:
            said = {"read": _or_none(*dates), "recorded": _or_none(source["published_on"].date())}
            yield _find("reads_as", source_id, "published_printed", paragraph, printed=printed, **said)


def _check_observation(row: dict[str, Any], text: Sequence[str]) -> Iterator[Finding]:
    for paragraph, printed in [(row["paragraph"], row["printed"]), *row["repeats"]]:
        yield from _check_figure({**row, "paragraph": paragraph, "printed": printed}, text)


def _check_figure(row: dict[str, Any], text: Sequence[str]) -> Iterator[Finding]:
    place = (row["source_id"], row["observation_id"])
    missing = _check_printed(row, place, text)
    if missing:
        yield missing
        return
    try:
        readings = read_figure(row["printed"])
    except AnalysisError as error:
        yield _find("no_figure", *place, row["paragraph"], printed=row["printed"], reason=error)
        return
    value = Decimal(str(row["value"]))
    if not any(Decimal(one.value) == value and one.qualifier == row["qualifier"] for one in readings):
        read = ", ".join(f"{one.qualifier} {one.value}" for one in readings)
        recorded = f"{row['qualifier']} {value.normalize():f}"
        yield _find("reads_as", *place, row["paragraph"], printed=row["printed"], read=read, recorded=recorded)


def _check_directive(row: dict[str, Any], text: Sequence[str]) -> Iterator[Finding]:
    place = (row["source_id"], row["directive_id"])
    missing = _check_printed(row, place, text)
    if missing:
        yield missing
        return
    if row["number"] and not _stands_in(row["number"], row["printed"]):
        yield _find("number", *place, row["paragraph"], number=row["number"], printed=row["printed"])
    dates = [found for _, _, found in find_dates(row["printed"])]
    issued = [row["issued_on"].date()] if str(row["issued_on"]) != "NaT" else []
    if dates != issued:
        said = {"read": _or_none(*dates), "recorded": _or_none(*issued)}
        yield _find("reads_as", *place, row["paragraph"], printed=row["printed"], **said)


def _check_coding(row: dict[str, Any], text: Sequence[str], whole: str) -> Iterator[Finding]:
    place = (row["source_id"], f"{row['locality_id']} {row['direction']} {row['theme_id']}")
    paragraph = row["paragraph"]
    if paragraph > len(text):
        yield _find("no_paragraph", *place, paragraph, found=len(text))
        return
    printed = {_value(one) for _, _, one in find_numbers(text[paragraph - 1])} | {
        _value(part) for _, _, one in find_numbers(text[paragraph - 1]) for part in re.split(r"[/–-]", one)
    }
    for number in (one for _, _, one in find_numbers(row["gloss_vi"])):
        for part in re.split(r"[/–-]", number):
            if part and _value(part) not in printed:
                yield _find("gloss_number", *place, paragraph, number=part)
    words = _words(row["gloss_vi"])
    for start in range(len(words) - COPIED_WORDS + 1):
        run = " ".join(words[start : start + COPIED_WORDS])
        if f" {run} " in f" {whole} ":
            yield _find("gloss_copied", *place, paragraph, words=run)
            return


def _check_printed(row: dict[str, Any], place: tuple[str, str], text: Sequence[str]) -> Finding | None:
    paragraph = row["paragraph"]
    if paragraph > len(text):
        return _find("no_paragraph", *place, paragraph, found=len(text))
    if not _stands_in(row["printed"], text[paragraph - 1]):
        elsewhere = ", ".join(str(n) for n, one in enumerate(text, 1) if _stands_in(row["printed"], one))
        kind = "elsewhere" if elsewhere else "not_printed"
        return _find(kind, *place, paragraph, printed=row["printed"], elsewhere=elsewhere)
    return None


def _spans(printed: str, text: str) -> list[tuple[int, int]]:
    """Where a printed form stands whole: 17 does not stand in 1.172, nor 5 in 0,5."""
    pattern = rf"(?<!\w)(?<!\d[.,]){re.escape(normalise(printed))}(?!\w)(?![.,]\d)"
    return [found.span() for found in re.finditer(pattern, text)]


def _stands_in(printed: str, text: str) -> bool:
    return bool(_spans(printed, text))


def _find_uncoded(source: dict[str, Any], text: Sequence[str], rows: Sequence[dict[str, Any]]) -> Iterator[Finding]:
    for paragraph in range(source["body_from"], source["body_to"] + 1):
        body = text[paragraph - 1]
        printed = [one for row in rows for one in [row["printed"], *(again for _, again in row.get("repeats", ()))]]
        taken = [span for one in printed for span in _spans(one, body)]
        taken += [(start, end) for start, end, _ in find_dates(body)]
        for start, end, number in find_numbers(body):
            if not any(low <= start and end <= high for low, high in taken):
                around = body[max(0, start - 15) : end + 15]
                yield _find("uncoded", source["source_id"], number, paragraph, around=around)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def _value(number: str) -> Any:
    try:
        return read_number(number)
    except AnalysisError:
        return number
