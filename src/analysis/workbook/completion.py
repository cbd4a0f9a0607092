"""Fill in what a lecturer need not think of: ids, the only locality and source, facts of the text's file."""

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from difflib import get_close_matches
from functools import cache, partial
from itertools import chain, count
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.errors import AnalysisError
from analysis.extract.article import find_lost_lines
from analysis.package.frames import Frames
from analysis.package.places import KINDS, LEVEL_OF, LEVELS, REFORM, call_place, is_imaginary
from analysis.package.schema import Field, TableSchema, read_package
from analysis.package.units import NO_CODE, find_meant, find_near, find_units, is_of_now, list_near, read_units
from analysis.text import find_legacy_encoding, match_key, paragraphs, slug
from analysis.words.catalogue import LANGUAGES, say
from analysis.workbook.cells import Remarks, with_id

Row = dict[str, Any]
Rows = Mapping[str, list[Row]]

# In the order in which they are filled in; themes are chosen, not written, and most indicators are.
FILLED = ("localities", "sources", "observations", "directives", "codings", "assignments", "subjects", "indicators")
_DEFAULTS = {"qualifier": "eq", "status": "observed", "list_is_partial": "false", "body_from": "1", "better": "neither"}
_ENGLISH = {"title_en": "title"} | {
    f"{name}_en": f"{name}_vi"
    for name in (
        *("name", "parent", "predecessors", "successors", "subject", "issuer", "gloss", "definition"),
        *("setting", "from", "to", "duty"),
    )
}
MADE_FROM = _ENGLISH | {"locality_id": "name_vi", "indicator_id": "name_vi", "concept": "name_vi", "tier": "counted"}
"""Columns that are filled in from another one of their row."""
_MADE = {*_DEFAULTS, *MADE_FROM, "coder", "subject_id", "source_id", "observation_id", "directive_id", "assignment_id"}
_MADE |= {"sha256", "paragraphs", "body_to", "decimals", "code"}
_JUDGED = ("theme_id", "direction", "status", "gloss_vi", "gloss_en")  # what a coder says of a paragraph
NOBODY = "nobody"
"""The coder in place of one whose mark is missing, which is told as a fault."""
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_MAX_NAME = 200  # of a file, in letters; what is longer is told by the checks
_MAX_TEXT = 50_000_000
_TRIED = 20  # lines of a text, in which an encoding from before Unicode shows


def is_made(table: TableSchema, column: Field) -> bool:
    """Tell whether a column that must not be empty is filled in when it is left so."""
    asked = (table.name, column.name) in {("observations", "indicator_id"), ("assignments", "status")}
    return column.required and column.name in _MADE and not asked


def complete_rows(rows: Rows, path: Path, built_in: Frames, file: str, remarks: Remarks) -> None:
    """Fill in empty cells of a workbook in place; rows that would change the built-in localities are faults.

    Rows have `_file` and `_line`; a fault of the whole workbook is told of `file`.
    """
    coded = rows.keys() == {"codings"}  # a second coder's sheet, of texts that are there already
    if coded:
        _take_coder(rows["codings"], built_in["codings"], remarks)
    found = {name: rows.get(name, []) for name in FILLED}
    every = [row for name in FILLED for row in found[name]]
    for name in FILLED:
        # What may be empty is not filled in: the status of a coding has another meaning than that of a figure.
        table = read_package().tables[name]
        needed = {field.name for field in table.fields if field.required and is_made(table, field)}
        for row in found[name]:
            row |= {column: row[column] or _DEFAULTS[column] for column in needed & row.keys() & _DEFAULTS.keys()}
    for row in found["localities"]:
        _complete_place(row, [source["published_on"] for source in found["sources"]], remarks)
    for row in every:
        for english, vietnamese in _ENGLISH.items():
            _fill(row, english, row.get(vietnamese, ""), remarks, "english")
    for row in found["directives"]:
        _fill(row, "issuer_basis", "printed" if row["issuer_vi"] else "", remarks)
    for row in found["localities"]:
        _fill(row, "locality_id", _slug(row["name_vi"]), remarks)
    if not found["codings" if coded else "localities"]:
        remarks.add_fault(file, "nothing_coded" if coded else "nothing")
    _complete_indicators(found, built_in, remarks)
    _spread(found["localities"], "locality_id", every, remarks)
    places: list[Mapping[Any, Any]] = [*found["localities"], *built_in["localities"].to_dict("records")]
    places += [{**place, "name_vi": call_place(place, "vi")} for place in places if place["level"] in LEVELS]
    _read_names([row for name in FILLED[1:] for row in found[name]], "locality_id", places, remarks, "localities")
    _complete_ids(found, every, path.resolve().parent, built_in, remarks)
    own = {row["source_id"] for row in found["sources"]}
    for row in (row for row in found["codings"] if row.get("coder") == ""):
        if row["source_id"] not in own:  # a text that another package brings may be coded there already
            remarks.add_fault(row["_file"], "coder_empty", row=row["_line"], column="coder")
        row["coder"] = "c1" if row["source_id"] in own else NOBODY
    keys = {"localities": "locality_id", "sources": "source_id"}
    theirs = {(key, id_) for name, key in keys.items() for id_ in built_in[name][key]}
    for row in () if coded else every:
        for column, cell in row.items():
            if (column, cell) in theirs:
                remarks.add_fault(row["_file"], "built_in", row=row["_line"], column=column, cell=cell)


def _complete_place(row: Row, published: Sequence[str], remarks: Remarks) -> None:
    """Fill in the code of a place, the units above and the days of its code, if the official list has one such unit."""
    if level := LEVEL_OF.get(kind := match_key(row["level"])):
        told = {f"after_{lang}": say(f"level.{level}", lang) for lang in LANGUAGES}
        remarks.add_notice(row["_file"], "read", row=row["_line"], column="level", before=row["level"], **told)
        row["level"] = level
        _fill(row, "unit_kind", KINDS[kind], remarks)
    days = sorted(day for day in published if _DATE.fullmatch(day))
    if (short := row["code"]).isdecimal() and len(short) < len(whole := NO_CODE.get(row["level"], "")):
        row["code"] = short.zfill(len(whole))  # a spreadsheet takes zeros away
        remarks.add_notice(row["_file"], "read", row=row["_line"], column="code", before=short, after=row["code"])
    eve, reform = str(REFORM - timedelta(days=1)), str(REFORM)
    imaginary, dated = is_imaginary(row), row["code_from"] or row["code_to"]
    if imaginary:
        name = row["name_vi"].partition("(")[0].strip()
        _fill(row, "name_en", say("place.imaginary", "en", name=name), remarks, "english")
        _fill(row, "code", NO_CODE.get(row["level"], ""), remarks)
    if dated or row["level"] not in LEVELS or not (row["name_vi"] and read_units()):
        return
    now = bool(days) and days[0] >= reform and row["level"] != "district"  # a unit of now, whose list is whole
    if now and row["level"] == "commune" and row["fate"] in ("", "formed"):
        _fill(row, "code_from", reform, remarks)
    if imaginary:
        return
    day = days[-1] if days else eve
    found, _ = find_meant(row | {"fate": ""} if is_of_now(row, day) else row, day)
    if len({unit.code for unit in found}) == 1:
        unit, same = found[-1], find_units(found[-1].code)
        goes_on = row["fate"] == "continues" or any(unit.called <= other.called for other in same if other is not unit)
        if row["name_vi"].isupper():  # as in a title
            told = {"before": row["name_vi"], "after": unit.name}
            remarks.add_notice(row["_file"], "read", row=row["_line"], column="name_vi", **told)
            row["name_vi"] = unit.name
        _fill(row, "code", unit.code, remarks)
        _fill(row, "unit_kind", KINDS.get(unit.kind, ""), remarks)
        _fill(row, "parent_code", unit.parent, remarks)
        _fill(row, "parent_vi", ", ".join(f"{each.kind} {each.name}" for each in unit.above(day)), remarks)
        _fill(row, "code_to", eve if unit.valid_until == eve and not goes_on else "", remarks)
    elif not row["code"] or now or find_meant(row)[0]:  # that code is of a unit of this name, but of a later one
        meant = found or find_meant({**row, "code": ""}, day if row["code"] and not now else "9999")[0]
        told = {"name": row["name_vi"], "near": list_near(meant or find_near(row))}
        kind = "unit_choice" if found else "unit_name" if not meant else "unit_code" if row["code"] else "unit_later"
        told |= {"cell": row["code"], "number": str(len(found))}
        remarks.add_fault(row["_file"], kind, row=row["_line"], column="code", **told)


def _take_coder(rows: list[Row], known: pd.DataFrame, remarks: Remarks) -> None:
    """Give all rows the coder's mark, which is typed once, and leave out paragraphs without a theme.

    No mark, or one that the built-in codings of a text have already, is a fault.
    """
    mark = next((row["coder"] for row in rows if row["coder"]), NOBODY)
    for row in rows[:1] if mark == NOBODY else ():
        remarks.add_fault(row["_file"], "coder_empty", row=row["_line"], column="coder")
    rows[:] = [row | {"coder": row["coder"] or mark} for row in rows if any(row[name] for name in _JUDGED)]
    for row in rows:
        if not known[(known["source_id"] == row["source_id"]) & (known["coder"] == row["coder"])].empty:
            remarks.add_fault(row["_file"], "coder_taken", row=row["_line"], column="coder", cell=row["coder"])


def free_id(wanted: str, taken: set[str]) -> str:
    """Give the id, or the first with a number after it that is free; it is taken from then on."""
    if wanted := wanted.strip("_"):
        tries = chain([wanted], (f"{wanted}_{number}" for number in count(2)))
        wanted = next(id_ for id_ in tries if id_ not in taken)
        taken.add(wanted)
    return wanted


def _fill(row: Row, column: str, value: str, remarks: Remarks, kind: str = "made") -> None:
    """Fill in the cell if the row has the column and it is empty."""
    if value and row.get(column) == "":
        row[column] = value
        remarks.add_notice(row["_file"], kind, row=row["_line"], column=column, after=value)


def _spread(owners: Sequence[Row], key: str, rows: Sequence[Row], remarks: Remarks) -> None:
    if len(owners) == 1:
        for row in rows:
            _fill(row, key, owners[0][key], remarks)


def _complete_indicators(rows: Rows, built_in: Frames, remarks: Remarks) -> None:
    """Complete indicators of one's own, read names where ids are asked for, and count the decimals of their figures."""
    known = built_in["indicators"]
    tiers = dict(zip(known["counted"], known["tier"], strict=True))
    for row in rows["indicators"]:
        _fill(row, "indicator_id", _slug(row["name_vi"]), remarks)
        _fill(row, "concept", _slug(row["indicator_id"]), remarks)
        _fill(row, "tier", tiers.get(row["counted"], ""), remarks)
    _read_names(rows["observations"], "indicator_id", [*rows["indicators"], *known.to_dict("records")], remarks)
    for name in ("codings", "assignments"):
        _read_names(rows[name], "theme_id", built_in["themes"].to_dict("records"), remarks)
    for row in rows["indicators"]:
        own = [figure["value"] for figure in rows["observations"] if figure["indicator_id"] == row["indicator_id"]]
        decimals = max((len(value.partition(".")[2]) for value in own), default=0)
        _fill(row, "decimals", str(min(4, decimals)), remarks)


def _read_names(
    rows: Sequence[Row], column: str, things: Sequence[Mapping[Any, Any]], remarks: Remarks, sheet: str = ""
) -> None:
    """Read the name of a thing where its id is asked for; what is neither id nor name is told with the close ones.

    Things are chosen from a list, or stand on a `sheet`.
    """
    ids = {thing[column] for thing in things}
    called = {match_key(thing[f"name_{lang}"]): thing for thing in reversed(things) for lang in ("en", "vi")}
    close = cache(partial(get_close_matches, possibilities=called, n=3, cutoff=0.5))
    on = {f"sheet_{lang}": read_package().tables[sheet].title[lang] for lang in LANGUAGES} if sheet else {}
    for row in rows:
        typed = row.get(column)
        if not typed or typed in ids:
            continue
        if thing := called.get(match_key(typed)):
            row[column] = thing[column]
            meant = {f"after_{lang}": with_id(thing[f"name_{lang}"], thing[column]) for lang in LANGUAGES}
            remarks.add_notice(row["_file"], "read", row=row["_line"], column=column, before=typed, **meant)
        elif _slug(typed) != typed:
            alike = (called[key] for key in close(match_key(typed)))
            near = ", ".join(dict.fromkeys(with_id(thing["name_vi"], thing[column]) for thing in alike))
            kind = "no_row" if sheet else "unknown"
            remarks.add_fault(row["_file"], kind, row=row["_line"], column=column, cell=typed, near=near, **on)


def _complete_ids(rows: Rows, every: Sequence[Row], folder: Path, built_in: Frames, remarks: Remarks) -> None:
    """Make an id for each row that has none; parts and sources come first, as other rows are named after them."""

    def fill_ids(name: str, word: Callable[[Row], str]) -> None:
        column = read_package().tables[name].key[0]
        taken = {*built_in[name][column], *(row[column] for row in rows[name] if row[column])}
        for row in rows[name]:
            _fill(row, column, free_id(word(row), taken), remarks)

    days = (row["published_on"] for row in rows["sources"])
    years = {day: day[:4] for day in days if _DATE.fullmatch(day)}
    fill_ids("subjects", lambda row: f"{row['locality_id']}_{_slug(row['name_vi'])}")
    fill_ids("sources", lambda row: f"{row['locality_id']}_{years.get(row['published_on'], 'source')}")
    for row in rows["sources"]:
        if row["published_on"] in years:  # else its text's name is not known, and the checks tell the date
            _describe_text(row, folder, remarks)
    _spread(rows["sources"], "source_id", every, remarks)
    texts = [row | {"name_vi": row["title"], "name_en": row["title_en"]} for row in rows["sources"]]
    _read_names([row for name in FILLED[2:] for row in rows[name]], "source_id", texts, remarks, "sources")
    parts = [row | {"subject": row["subject_id"]} for row in rows["subjects"]]
    _read_names(rows["observations"], "subject", parts, remarks, "subjects")
    fill_ids("observations", lambda row: f"{row['subject'] or row['locality_id']}_{_slug(row['indicator_id'])}")
    owners = {row["source_id"]: row["locality_id"] for row in rows["sources"]}
    fill_ids("assignments", lambda row: f"{row['locality_id']}_sent")
    fill_ids("directives", lambda row: f"{owners.get(row['source_id'], 'own')}_{_slug(row['number'] or row['kind'])}")


def _describe_text(row: Row, folder: Path, remarks: Remarks) -> None:
    """Take the fingerprint and the number of paragraphs from the text beside the workbook."""
    text = folder / f"{row['source_id']}.txt"
    fault = partial(remarks.add_fault, row["_file"], row=row["_line"], column="sha256", file=text.name)
    safe = re.fullmatch("[a-z0-9_]+", row["source_id"]) and len(text.name) < _MAX_NAME
    if not safe or (row["sha256"] and row["paragraphs"]):  # an id that is none is told by the checks
        pass
    elif not text.is_file() or text.stat().st_size > _MAX_TEXT:
        fault("text_missing")
    else:
        try:
            said = (raw := text.read_bytes()).decode("utf-8-sig")
        except UnicodeDecodeError:
            fault("text_encoding")
        else:
            if encoding := next(filter(None, map(find_legacy_encoding, said.splitlines()[:_TRIED])), ""):
                fault("text_legacy", encoding=encoding)
            elif number := len(texts := paragraphs(said)):
                if lost := find_lost_lines(enumerate(texts, 1)):
                    remarks.add_notice(row["_file"], "text_lost", row=row["_line"], column="sha256", **lost)
                _fill(row, "paragraphs", str(number), remarks)
                _fill(row, "sha256", hashlib.sha256(raw).hexdigest(), remarks)
            else:
                fault("text_blank")
    row["body_to"] = row["body_to"] or row["paragraphs"]


def _slug(name: str) -> str:
    try:
        return slug(name)
    except AnalysisError:  # nothing of which an id can be made; the empty cell is told by the checks
        return ""
