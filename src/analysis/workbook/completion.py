"""Fill in what a lecturer need not think of: ids, the only locality and source, facts of the text's file."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.errors import AnalysisError, Fault
from analysis.text import match_key, paragraphs, slug
from analysis.workbook.labels import with_id
from analysis.workbook.remarks import Notice, make_fault

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["DEFAULTS", "MADE", "complete_rows", "free_id"]

Row = dict[str, Any]
Rows = Mapping[str, list[Row]]

DEFAULTS = {
    ("observations", "qualifier"): "eq",
    ("observations", "status"): "observed",
    ("observations", "list_is_partial"): "false",
    ("codings", "coder"): "c1",
    ("sources", "body_from"): "1",
    ("indicators", "better"): "neither",
}
# Columns that are filled in when left empty.
MADE = {
    *DEFAULTS,
    ("localities", "locality_id"),
    ("localities", "name_en"),
    ("subjects", "subject_id"),
    ("subjects", "locality_id"),
    ("subjects", "name_en"),
    ("sources", "source_id"),
    ("sources", "locality_id"),
    ("sources", "title_en"),
    ("sources", "sha256"),
    ("sources", "paragraphs"),
    ("sources", "body_to"),
    ("observations", "observation_id"),
    ("observations", "locality_id"),
    ("observations", "source_id"),
    ("directives", "directive_id"),
    ("directives", "source_id"),
    ("directives", "subject_en"),
    ("codings", "locality_id"),
    ("codings", "source_id"),
    ("codings", "gloss_en"),
    ("indicators", "indicator_id"),
    ("indicators", "concept"),
    ("indicators", "name_en"),
    ("indicators", "tier"),
    ("indicators", "decimals"),
    ("indicators", "definition_en"),
}
_ENGLISH = {
    "localities": {"name_en": "name_vi", "parent_en": "parent_vi", "successors_en": "successors_vi"},
    "subjects": {"name_en": "name_vi"},
    "sources": {"title_en": "title"},
    "directives": {"subject_en": "subject_vi", "issuer_en": "issuer_vi"},
    "codings": {"gloss_en": "gloss_vi"},
    "indicators": {"name_en": "name_vi", "definition_en": "definition_vi"},
}
_IDS = {
    "subjects": "subject_id",
    "sources": "source_id",
    "observations": "observation_id",
    "directives": "directive_id",
}
_OWNED = ("subjects", "sources", "observations", "codings")
_NAMED = (("observations", "indicator_id", "indicators"), ("codings", "theme_id", "themes"))
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_MAX_TEXT = 50_000_000


def complete_rows(
    rows: Rows,
    path: Path,
    built_in: Mapping[str, pd.DataFrame],
    sheets: Mapping[str, str],
    faults: list[Fault],
    notices: list[Notice],
) -> None:
    """Fill in empty cells in place; rows that would change the built-in localities are faults."""

    def fill(row: Row, column: str, value: str, kind: str = "made") -> None:
        if value and not row[column]:
            row[column] = value
            notices.append(Notice(row["_file"], row["_line"], column, kind, after=value))

    for (name, column), value in DEFAULTS.items():
        for row in rows.get(name, ()):
            row[column] = row[column] or value
    for name, columns in _ENGLISH.items():
        for row in rows.get(name, ()):
            for english, vietnamese in columns.items():
                fill(row, english, row[vietnamese], "english")
    for row in rows.get("localities", ()):
        fill(row, "locality_id", _slug(row["name_vi"]))
    if not rows.get("localities"):
        faults.append(make_fault(next((one for one in sheets if one), path.name), "nothing"))
    _complete_indicators(rows, built_in, fill)
    for name, column, kind in _NAMED:
        _read_names(
            rows.get(name, ()), column, [*rows.get(kind, ()), *built_in[kind].to_dict("records")], faults, notices
        )
    _count_decimals(rows, fill)
    localities = [row["locality_id"] for row in rows.get("localities", ())]
    for name in _OWNED:
        for row in rows.get(name, ()):
            if len(localities) == 1:
                fill(row, "locality_id", localities[0])
    taken = {name: set(built_in[name][key]) for name, key in _IDS.items()}
    for name, key in _IDS.items():
        taken[name] |= {row[key] for row in rows.get(name, ()) if row[key]}
    for row in rows.get("subjects", ()):
        fill(row, "subject_id", free_id(f"{row['locality_id']}_{_slug(row['name_vi'])}", taken["subjects"]))
    for row in rows.get("sources", ()):
        year = row["published_on"][:4]
        dated = _DATE.fullmatch(row["published_on"]) is not None
        fill(row, "source_id", free_id(f"{row['locality_id']}_{year if dated else 'source'}", taken["sources"]))
        if dated:  # else the name of the text cannot be known, and the date is told by the checks
            _describe_text(row, path.resolve().parent, fill, faults)
    sources = [row["source_id"] for row in rows.get("sources", ())]
    for name in ("observations", "directives", "codings"):
        for row in rows.get(name, ()):
            if len(sources) == 1:
                fill(row, "source_id", sources[0])
    for row in rows.get("observations", ()):
        part = row["subject"].removeprefix(row["locality_id"] + "_")
        wanted = "_".join(filter(None, (row["locality_id"], part, _slug(row["indicator_id"]))))
        fill(row, "observation_id", free_id(wanted, taken["observations"]))
    owners = {row["source_id"]: row["locality_id"] for row in rows.get("sources", ())}
    for row in rows.get("directives", ()):
        wanted = f"{owners.get(row['source_id'], 'own')}_{_slug(row['number'] or row['kind'])}"
        fill(row, "directive_id", free_id(wanted, taken["directives"]))
    _refuse_built_in(rows, built_in, faults)


def _complete_indicators(rows: Rows, built_in: Mapping[str, pd.DataFrame], fill: Any) -> None:
    known = built_in["indicators"]
    tiers = dict(zip(known["counted"], known["tier"], strict=True))
    for row in rows.get("indicators", ()):
        fill(row, "indicator_id", _slug(row["name_vi"]))
        fill(row, "concept", _slug(row["indicator_id"]))
        fill(row, "tier", tiers.get(row["counted"], ""))


def _count_decimals(rows: Rows, fill: Any) -> None:
    """Show figures of an indicator of one's own with as many decimals as they are entered with."""
    for row in rows.get("indicators", ()):
        values = [one["value"] for one in rows.get("observations", ()) if one["indicator_id"] == row["indicator_id"]]
        fill(row, "decimals", str(min(4, max((len(one.partition(".")[2]) for one in values), default=0))))


def _read_names(rows: list[Row], column: str, things: list[Row], faults: list[Fault], notices: list[Notice]) -> None:
    """Read the name of a thing where its id is asked for; what is neither id nor name is told with the close ones."""
    ids = {one[column] for one in things}
    called = {match_key(one[f"name_{lang}"]): one for one in reversed(things) for lang in ("en", "vi")}
    for row in rows:
        typed = row[column]
        if not typed or typed in ids:
            continue
        place = {"row": row["_line"], "column": column}
        if one := called.get(match_key(typed)):
            row[column] = one[column]
            notices.append(Notice(row["_file"], **place, kind="read", before=typed, after=one[column]))
        elif _slug(typed) != typed:
            close = [called[key] for key in get_close_matches(match_key(typed), called, n=3, cutoff=0.5)]
            near = ", ".join(dict.fromkeys(with_id(one["name_vi"], one[column]) for one in close))
            faults.append(make_fault(row["_file"], "unknown", cell=typed, near=near, **place))


def _slug(name: str) -> str:
    try:
        return slug(name)
    except AnalysisError:  # nothing of which an id can be made; the empty cell is told by the checks
        return ""


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


def _describe_text(row: Row, folder: Path, fill: Any, faults: list[Fault]) -> None:
    """Take the fingerprint and the number of paragraphs from the text beside the workbook."""
    name = f"{row['source_id']}.txt"
    text = folder / name
    if not (row["sha256"] and row["paragraphs"]):
        safe = row["source_id"] and row["source_id"].replace("_", "").isalnum()
        if not safe or not text.is_file() or text.stat().st_size > _MAX_TEXT:
            faults.append(make_fault(row["_file"], "text_missing", row=row["_line"], column="sha256", file=name))
        else:
            raw = text.read_bytes()
            try:
                count = len(paragraphs(raw.decode("utf-8-sig")))
            except UnicodeDecodeError:
                faults.append(make_fault(row["_file"], "text_encoding", row=row["_line"], column="sha256", file=name))
            else:
                fill(row, "sha256", hashlib.sha256(raw).hexdigest())
                fill(row, "paragraphs", str(count))
    row["body_to"] = row["body_to"] or row["paragraphs"]


def _refuse_built_in(rows: Rows, built_in: Mapping[str, pd.DataFrame], faults: list[Fault]) -> None:
    theirs = {
        "locality_id": set(built_in["localities"]["locality_id"]),
        "source_id": set(built_in["sources"]["source_id"]),
    }
    for name in ("localities", *_OWNED, "directives"):
        for row in rows.get(name, ()):
            for column, ids in theirs.items():
                if row.get(column) in ids:
                    cell = row[column]
                    faults.append(make_fault(row["_file"], "built_in", row=row["_line"], column=column, cell=cell))
