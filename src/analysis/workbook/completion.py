"""Fill in what a lecturer need not think of: ids, the only locality and source, facts of the text's file."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.errors import AnalysisError
from analysis.text import match_key, paragraphs, slug
from analysis.workbook.cells import with_id
from analysis.workbook.remarks import Notice, Remarks

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["MADE", "MADE_FROM", "complete_rows", "free_id"]

Row = dict[str, Any]
Rows = Mapping[str, list[Row]]
Frames = Mapping[str, "pd.DataFrame"]

_DEFAULTS = {
    ("observations", "qualifier"): "eq",
    ("observations", "status"): "observed",
    ("observations", "list_is_partial"): "false",
    ("codings", "coder"): "c1",
    ("sources", "body_from"): "1",
    ("indicators", "better"): "neither",
}
_MADE = {
    "localities": ("locality_id", "name_en"),
    "subjects": ("subject_id", "locality_id", "name_en"),
    "sources": ("source_id", "locality_id", "title_en", "sha256", "paragraphs", "body_to"),
    "observations": ("observation_id", "locality_id", "source_id"),
    "directives": ("directive_id", "source_id", "subject_en"),
    "codings": ("locality_id", "source_id", "gloss_en"),
    "indicators": ("indicator_id", "concept", "name_en", "tier", "decimals", "definition_en"),
}
MADE = {*_DEFAULTS, *((table, column) for table, columns in _MADE.items() for column in columns)}
"""Columns, each with its table, that are filled in when left empty."""
_ENGLISH = {
    "localities": {"name_en": "name_vi", "parent_en": "parent_vi", "successors_en": "successors_vi"},
    "subjects": {"name_en": "name_vi"},
    "sources": {"title_en": "title"},
    "directives": {"subject_en": "subject_vi", "issuer_en": "issuer_vi"},
    "codings": {"gloss_en": "gloss_vi"},
    "indicators": {"name_en": "name_vi", "definition_en": "definition_vi"},
}
MADE_FROM = {english: vietnamese for columns in _ENGLISH.values() for english, vietnamese in columns.items()} | {
    "locality_id": "name_vi",
    "indicator_id": "name_vi",
    "concept": "name_vi",
    "tier": "counted",
}
"""Columns that are filled in from another one of their row."""
_OWNED = ("subjects", "sources", "observations", "codings")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_MAX_TEXT = 50_000_000


def complete_rows(rows: Rows, path: Path, built_in: Frames, file: str, remarks: Remarks) -> None:
    """Fill in empty cells in place; rows that would change the built-in localities are faults.

    Parameters
    ----------
    rows
        Rows by table, with `_file` and `_line`.
    path
        The workbook, beside which the texts lie.
    file
        What a fault of the whole workbook is told of.
    remarks
        Take what is wrong, and what was filled in.
    """
    found = {name: rows.get(name, []) for name in _MADE}
    for (name, column), value in _DEFAULTS.items():
        for row in found[name]:
            row[column] = row[column] or value
    for name, columns in _ENGLISH.items():
        for row in found[name]:
            for english, vietnamese in columns.items():
                _fill(row, english, row[vietnamese], remarks, "english")
    for row in found["localities"]:
        _fill(row, "locality_id", _slug(row["name_vi"]), remarks)
    if not found["localities"]:
        remarks.add_fault(file, "nothing")
    _complete_indicators(found, built_in, remarks)
    if len(found["localities"]) == 1:
        for name in _OWNED:
            for row in found[name]:
                _fill(row, "locality_id", found["localities"][0]["locality_id"], remarks)
    _complete_ids(found, path.resolve().parent, built_in, remarks)
    _refuse_built_in(found, built_in, remarks)


def free_id(wanted: str, taken: set[str]) -> str:
    """Give the id, or the first with a number after it that is free; it is taken from then on."""
    wanted = wanted.strip("_")
    if not wanted:
        return ""
    found, number = wanted, 2
    while found in taken:
        found, number = f"{wanted}_{number}", number + 1
    taken.add(found)
    return found


def _fill(row: Row, column: str, value: str, remarks: Remarks, kind: str = "made") -> None:
    if value and not row[column]:
        row[column] = value
        remarks.notices.append(Notice(row["_file"], row["_line"], column, kind, after=value))


def _complete_indicators(rows: Rows, built_in: Frames, remarks: Remarks) -> None:
    """Complete indicators of one's own, read names where ids are asked for, and count the decimals of their figures."""
    known = built_in["indicators"]
    tiers = dict(zip(known["counted"], known["tier"], strict=True))
    for row in rows["indicators"]:
        _fill(row, "indicator_id", _slug(row["name_vi"]), remarks)
        _fill(row, "concept", _slug(row["indicator_id"]), remarks)
        _fill(row, "tier", tiers.get(row["counted"], ""), remarks)
    _read_names(rows["observations"], "indicator_id", [*rows["indicators"], *known.to_dict("records")], remarks)
    _read_names(rows["codings"], "theme_id", built_in["themes"].to_dict("records"), remarks)
    for row in rows["indicators"]:
        own = [figure["value"] for figure in rows["observations"] if figure["indicator_id"] == row["indicator_id"]]
        decimals = max((len(value.partition(".")[2]) for value in own), default=0)
        _fill(row, "decimals", str(min(4, decimals)), remarks)


def _read_names(rows: Sequence[Row], column: str, things: Sequence[Mapping[Any, Any]], remarks: Remarks) -> None:
    """Read the name of a thing where its id is asked for; what is neither id nor name is told with the close ones."""
    ids = {thing[column] for thing in things}
    called = {match_key(thing[f"name_{lang}"]): thing for thing in reversed(things) for lang in ("en", "vi")}
    for row in rows:
        typed = row[column]
        if not typed or typed in ids:
            continue
        if thing := called.get(match_key(typed)):
            row[column] = thing[column]
            remarks.notices.append(Notice(row["_file"], row["_line"], column, "read", typed, thing[column]))
        elif _slug(typed) != typed:
            close = [called[key] for key in get_close_matches(match_key(typed), called, n=3, cutoff=0.5)]
            near = ", ".join(dict.fromkeys(with_id(thing["name_vi"], thing[column]) for thing in close))
            remarks.add_fault(row["_file"], "unknown", row=row["_line"], column=column, cell=typed, near=near)


def _complete_ids(rows: Rows, folder: Path, built_in: Frames, remarks: Remarks) -> None:
    """Make an id for each row that has none; parts and sources come first, as other rows are named after them."""

    def fill_ids(name: str, column: str, word: Callable[[Row], str]) -> None:
        taken = {*built_in[name][column], *(row[column] for row in rows[name] if row[column])}
        for row in rows[name]:
            _fill(row, column, free_id(word(row), taken), remarks)

    def word_source(row: Row) -> str:
        return f"{row['locality_id']}_{row['published_on'][:4] if _is_dated(row) else 'source'}"

    def word_observation(row: Row) -> str:
        named = row["subject"].startswith(f"{row['locality_id']}_")
        return "_".join(filter(None, ("" if named else row["locality_id"], row["subject"], _slug(row["indicator_id"]))))

    def word_directive(row: Row) -> str:
        return f"{owners.get(row['source_id'], 'own')}_{_slug(row['number'] or row['kind'])}"

    fill_ids("subjects", "subject_id", lambda row: f"{row['locality_id']}_{_slug(row['name_vi'])}")
    fill_ids("sources", "source_id", word_source)
    for row in filter(_is_dated, rows["sources"]):  # else the text's name cannot be known, and the checks tell the date
        _describe_text(row, folder, remarks)
    if len(rows["sources"]) == 1:
        for row in (*rows["observations"], *rows["directives"], *rows["codings"]):
            _fill(row, "source_id", rows["sources"][0]["source_id"], remarks)
    fill_ids("observations", "observation_id", word_observation)
    owners = {row["source_id"]: row["locality_id"] for row in rows["sources"]}
    fill_ids("directives", "directive_id", word_directive)


def _is_dated(source: Row) -> bool:
    return _DATE.fullmatch(source["published_on"]) is not None


def _describe_text(row: Row, folder: Path, remarks: Remarks) -> None:
    """Take the fingerprint and the number of paragraphs from the text beside the workbook."""
    name = f"{row['source_id']}.txt"
    text = folder / name
    if not (row["sha256"] and row["paragraphs"]):
        safe = row["source_id"] and row["source_id"].replace("_", "").isalnum()
        if not safe or not text.is_file() or text.stat().st_size > _MAX_TEXT:
            remarks.add_fault(row["_file"], "text_missing", row=row["_line"], column="sha256", file=name)
        else:
            raw = text.read_bytes()
            try:
                count = len(paragraphs(raw.decode("utf-8-sig")))
            except UnicodeDecodeError:
                remarks.add_fault(row["_file"], "text_encoding", row=row["_line"], column="sha256", file=name)
            else:
                _fill(row, "sha256", hashlib.sha256(raw).hexdigest(), remarks)
                _fill(row, "paragraphs", str(count), remarks)
    row["body_to"] = row["body_to"] or row["paragraphs"]


def _refuse_built_in(rows: Rows, built_in: Frames, remarks: Remarks) -> None:
    theirs = {
        "locality_id": set(built_in["localities"]["locality_id"]),
        "source_id": set(built_in["sources"]["source_id"]),
    }
    for name in ("localities", *_OWNED, "directives"):
        for row in rows[name]:
            for column, ids in theirs.items():
                if row.get(column) in ids:
                    cell = row[column]
                    remarks.add_fault(row["_file"], "built_in", row=row["_line"], column=column, cell=cell)


def _slug(name: str) -> str:
    try:
        return slug(name)
    except AnalysisError:  # nothing of which an id can be made; the empty cell is told by the checks
        return ""
