"""Check cues: every id is known, no word stands twice, and every cue can be met."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.errors import AnalysisError, DataError, Fault, unknown
from analysis.extract.cues import Cues, CuesFile, merge_cues, read_cues_files
from analysis.extract.imprint import begin_line
from analysis.extract.indicators import IndicatorMatcher
from analysis.extract.numerals import FigureFinder
from analysis.extract.phrases import compile_phrase
from analysis.package.schema import read_package
from analysis.text import normalise, small

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["check_cues"]

_Place = tuple[str, ...]


def check_cues(paths: Sequence[str | Path], tables: Mapping[str, pd.DataFrame]) -> list[Fault]:
    """List the faults of the cues of the built-in package, with those of others laid over it: file, line and field.

    Parameters
    ----------
    paths
        Further packages, as `analysis.load` takes them.
    tables
        The tables of all these packages, of which the indicators and the themes are looked at.
    """
    try:
        files = read_cues_files(paths)
    except DataError as error:
        return error.faults
    cues = merge_cues(files)
    known = {
        "indicators": list(tables["indicators"]["indicator_id"]),
        "themes": list(tables["themes"]["theme_id"]),
        "directions": read_package().tables["codings"].field("direction").enum,
    }
    faults = [fault for file in files for fault in _check_ids(file, known, cues)]
    faults += [*_check_words(files), *_check_phrases(files, cues)]
    return faults or [*_check_indicators(files, cues, tables["indicators"].to_dict("records"))]


def _check_ids(file: CuesFile, known: Mapping[str, Collection[str]], cues: Cues) -> Iterator[Fault]:
    """What names an indicator, a theme, a direction, a noun or a list names one that is there."""
    for part, ids in known.items():
        for name in file.content.get(part, {}):
            if name not in ids:
                yield file.fault(unknown(part[:-1], name, ids), part, name)
    for name, entry in file.content.get("indicators", {}).items():
        for field in ("below_line", "part_of"):
            if (other := entry.get(field)) and other not in known["indicators"]:
                yield file.fault(unknown("indicator", other, known["indicators"]), "indicators", name, field)
        for rank, phrase in enumerate(entry.get("not_before", ())):
            try:
                compile_phrase(phrase, cues.lists)
            except AnalysisError as error:
                yield file.fault(str(error), "indicators", name, "not_before", rank)
    for part in ("units", "yearly", "times"):
        for noun in file.content.get("figures", {}).get(part, {}):
            if noun not in cues.figures.nouns:
                yield file.fault(f"{noun!r} is never met: it is none of the nouns", "figures", part, noun)


def _check_words(files: Sequence[CuesFile]) -> Iterator[Fault]:
    """A word is in the form that texts are searched in, and stands once: in all themes, or in its list."""
    seen: dict[_Place, set[str]] = {}
    for file in reversed(files):
        for path, words in _word_lists(file.content):
            known = seen.setdefault(path[:1] if path[0] in ("themes", "directions") else path, set())
            for rank, word in enumerate(words):
                if path[0] == "page":
                    proper = begin_line(word)[:-1]
                else:
                    proper = " ".join(normalise(word if path[0] == "imprint" else small(word)).split())
                if word != proper:
                    yield file.fault(f"{word!r} is never met: texts are searched for {proper!r}", *path, rank)
                if word in known:
                    yield file.fault(f"{word!r} stands twice", *path, rank)
                known.add(word)


def _word_lists(part: Any, path: _Place = ()) -> Iterator[tuple[_Place, list[str]]]:
    """Give the lists of words of a file, with their places."""
    if isinstance(part, list):
        yield path, part
    elif isinstance(part, Mapping):
        for key, value in part.items():
            yield from _word_lists(value, (*path, key))


def _check_phrases(files: Sequence[CuesFile], cues: Cues) -> Iterator[Fault]:
    """Each phrase can be read, and is met by its example before any other; indicators are judged in clauses later."""
    for path, phrases in _phrases(cues):
        patterns: dict[str, re.Pattern[str]] = {}
        for phrase, example in phrases.items():
            file = _holder(files, *path, phrase)
            try:
                pattern = compile_phrase(phrase, cues.lists).replace("#", r"\d+")
            except AnalysisError as error:
                yield file.fault(str(error), *path, phrase)
                continue
            patterns[phrase] = re.compile(rf"(?:{pattern})(?!\w)")
            said = example if path[0] == "imprint" else small(example)
            met = next((name for name, earlier in patterns.items() if earlier.match(said)), phrase)
            if path[0] != "indicators" and (met != phrase or not patterns[phrase].fullmatch(said)):
                told = "does not meet its phrase" if met == phrase else f"is met by {met!r}, which stands before it"
                yield file.fault(f"the example {example!r} {told}", *path, phrase)


def _phrases(cues: Cues) -> Iterator[tuple[_Place, Mapping[str, str]]]:
    """Give the phrases with their examples, by the place in which they stand."""
    yield ("documents", "issuers"), cues.documents.issuers
    yield ("imprint", "outlets"), cues.imprint.outlets
    yield ("readings", "changes"), cues.readings.changes
    yield ("readings", "formed"), cues.readings.formed
    for name, phrases in cues.documents.plenums.items():
        yield ("documents", "plenums", name), phrases
    for name, entry in cues.indicators.items():
        yield ("indicators", name, "cues"), entry.cues


def _check_indicators(files: Sequence[CuesFile], cues: Cues, rows: Sequence[Mapping[Any, Any]]) -> Iterator[Fault]:
    """Each phrase of an indicator is what its example is recognised by."""
    matcher, finder = IndicatorMatcher(cues, rows), FigureFinder(cues)
    units = {str(row["indicator_id"]): row["unit"] for row in rows}
    for name, entry in cues.indicators.items():
        for phrase, example in entry.cues.items():
            figures = finder.find(example)
            met = [matcher.find_cue(matcher.clause(example, figure), figure.unit) for figure in figures]
            if any(cue and (cue.indicator, cue.phrase) == (name, phrase) for cue in met):
                continue
            path = ("indicators", name, "cues", phrase)
            other = next(filter(None, met), None)
            if other:
                told = f"is met by {other.phrase!r} of {other.indicator}, which stands before it"
            elif all(figure.unit != units[name] for figure in figures):
                told = f"has no figure of the indicator's unit, {units[name]}"
            else:
                told = "does not meet its phrase"
            yield _holder(files, *path).fault(f"the example {example!r} {told}", *path)


def _holder(files: Sequence[CuesFile], *path: str) -> CuesFile:
    """Give the file that a phrase stands in."""
    return next(file for file in files if file.holds(*path))
