"""Check cues: every id is known, no word stands twice, and every cue can be met."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.errors import AnalysisError, DataError, Fault, UnknownIdError
from analysis.extract.cues import Cues, CuesFile, IndicatorCues, merge_cues, read_cues_files
from analysis.extract.imprint import begin_line
from analysis.extract.indicators import IndicatorMatcher
from analysis.extract.numerals import FigureFinder
from analysis.extract.phrases import NAMED, compile_phrase, compiled
from analysis.package.schema import read_package
from analysis.text import normalise, small
from analysis.words.catalogue import refuse

_Place = tuple[str, ...]
_PHRASES = {
    *(("documents", part) for part in ("issuers", "plenums")), ("imprint", "outlets"),
    *(("readings", part) for part in ("changes", "formed")), ("context", "unnamed"),
}  # fmt: skip


def check_cues(paths: Sequence[str | Path], tables: Mapping[str, pd.DataFrame]) -> list[Fault]:
    """List the faults of the cues of the built-in package, with those of others laid over it: file, line and field.

    The paths are as `analysis.load` takes them; of all their tables the indicators and the themes are looked at.
    """
    try:
        files = read_cues_files(paths)
    except DataError as error:
        return error.faults
    cues = merge_cues(files)
    known = {
        "indicators": list(tables["indicators"]["indicator_id"]),
        "themes": list(tables["themes"]["theme_id"]),
        "rules": list(tables["coding_rules"]["rule_id"]),
        "directions": read_package().tables["codings"].field("direction").enum,
    }
    faults = [*_check_ids(files, known, cues), *_check_words(files), *_check_phrases(files, cues)]
    return faults or [*_check_indicators(files, cues, tables["indicators"].to_dict("records"))]


def _check_ids(files: Sequence[CuesFile], known: Mapping[str, Collection[str]], cues: Cues) -> Iterator[Fault]:
    """What names an indicator, a theme, a direction, a noun or a list names one that is there, and is named itself."""
    said = (f"{path[-1]} {words}" for file in files for path, words in _leaves(file.content))
    named = {name for phrase in said for name in NAMED.findall(phrase)}
    for file in files:
        for part, ids in known.items():
            for name in [name for name in file.content.get(part, {}) if name not in ids]:
                yield file.fault(UnknownIdError(part[:-1], name, ids), part, name)
        for name, entry in file.content.get("indicators", {}).items():
            if (other := entry.get("part_of")) and other not in known["indicators"]:
                yield file.fault(UnknownIdError("indicator", other, known["indicators"]), "indicators", name, "part_of")
            elif other and not cues.indicators.get(other, IndicatorCues()).has_parts:
                yield file.fault(refuse("cue_whole", given=other), "indicators", name, "part_of")
            fields = [part for part in ("not_before", "only_behind") if part in entry]
            for field, (rank, phrase) in ((part, told) for part in fields for told in enumerate(entry[part])):
                try:
                    compile_phrase(phrase, cues.lists)
                except AnalysisError as error:
                    yield file.fault(error, "indicators", name, field, rank)
        for part in ("units", "yearly", "times", "not_counted", "after_year", "never_none"):
            nouns = file.content.get("figures", {}).get(part, {})
            for rank, noun in enumerate(nouns):
                if noun not in cues.figures.nouns:
                    place = noun if isinstance(nouns, Mapping) else rank
                    yield file.fault(refuse("cue_noun", given=noun), "figures", part, place)
        for name in file.content.get("lists", {}):
            if name not in named:
                yield file.fault(refuse("cue_list", given=name), "lists", name)


def _check_words(files: Sequence[CuesFile]) -> Iterator[Fault]:
    """A word is in the form that texts are searched in, and stands once: in all themes, or in its list."""
    seen: dict[_Place, set[str]] = {}
    for file in reversed(files):
        for path, words in _leaves(file.content):
            if not isinstance(words, list):
                continue
            known = seen.setdefault(path[:1] if path[0] in ("themes", "directions") else path, set())
            for rank, word in enumerate(words):
                if path[0] == "page":
                    proper = begin_line(word)[:-1]
                else:
                    proper = " ".join(normalise(word if path[0] == "imprint" else small(word)).split())
                if word != proper:
                    yield file.fault(refuse("cue_word", given=word, proper=proper), *path, rank)
                if word in known:
                    yield file.fault(refuse("twice", given=word), *path, rank)
                known.add(word)


def _leaves(part: Any, path: _Place = ()) -> Iterator[tuple[_Place, Any]]:
    """Give the words and the examples of a file with their places."""
    if isinstance(part, Mapping):
        for key, value in part.items():
            yield from _leaves(value, (*path, key))
    else:
        yield path, part


def _check_phrases(files: Sequence[CuesFile], cues: Cues) -> Iterator[Fault]:
    """Each phrase can be read, and is met by its example before any other; indicators are judged in clauses later."""
    patterns: dict[_Place, dict[str, re.Pattern[str]]] = {}
    for file in files:
        for (*path, phrase), example in _leaves(file.content):
            if not isinstance(example, str) or not (path[-1] == "cues" or (*path[:2],) in _PHRASES):
                continue
            try:
                pattern = compiled(compile_phrase(re.split(" [+&] ", phrase)[0], cues.lists).replace("#", r"\d+"))
                for part in re.split(" [+&] ", phrase)[1:]:
                    compile_phrase(part, cues.lists)
            except AnalysisError as error:
                yield file.fault(error, *path, phrase)
                continue
            if path[0] in ("indicators", "offers"):
                continue
            several = patterns.setdefault((*path,), {})
            several[phrase] = pattern
            said = example if path[0] == "imprint" else small(example)
            met = next((name for name, earlier in several.items() if earlier.match(said)), phrase)
            if met != phrase or not pattern.fullmatch(said):
                what = "cue_missed" if met == phrase else "cue_taken"
                yield file.fault(refuse(what, given=example, other=met), *path, phrase)


def _check_indicators(files: Sequence[CuesFile], cues: Cues, rows: Sequence[Mapping[Any, Any]]) -> Iterator[Fault]:
    """Each phrase of an indicator is what its example is recognised by."""
    finder = FigureFinder(cues)
    offered = [{"indicator_id": name} | entry.row for name, entry in cues.offers.items()]
    for key, known in (("indicators", rows), ("offers", offered)):
        matcher = IndicatorMatcher(cues.model_copy(update={"indicators": getattr(cues, key)}), known)
        units = {str(row["indicator_id"]): str(row["unit"]) for row in known}
        for file in files:
            yield from _check_examples(file, key, units, matcher, finder)


def _check_examples(
    file: CuesFile, key: str, units: Mapping[str, str], matcher: IndicatorMatcher, finder: FigureFinder
) -> Iterator[Fault]:
    schema = read_package().tables["indicators"]
    for name, entry in file.content.get(key, {}).items():
        for column, cell in entry.get("row", {}).items():
            known = [field.name for field in schema.fields]
            if column not in known:
                yield file.fault(UnknownIdError("column", column, known), key, name, "row", column)
            elif schema.field(column).enum and cell not in (*schema.field(column).enum, "part"):
                yield file.fault(UnknownIdError(column, cell, schema.field(column).enum), key, name, "row", column)
        for phrase, example in entry.get("cues", {}).items():
            figures = finder.find(example)
            unit = "part" if units[name] == "part" else ""
            met = [
                matcher.find_cue(matcher.clause(example, figure), unit or figure.unit, small(example), figure)
                for figure in figures
            ]
            if any(cue and (cue.indicator, cue.phrase) == (name, phrase) for cue in met):
                continue
            other = next((f"{cue.phrase} ({cue.indicator})" for cue in met if cue), "")
            is_of_unit = any((unit or figure.unit) == units[name] for figure in figures)
            what = "cue_taken" if other else "cue_missed" if is_of_unit else "cue_unit"
            yield file.fault(refuse(what, given=example, other=other, asked=units[name]), key, name, "cues", phrase)
