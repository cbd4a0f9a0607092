"""Codebook and coded passages for other programs, in REFI-QDA 1.0; equal input gives equal bytes.

A theme is a code, and beneath it stands one for each direction, of a measure for each status: a coding names one code,
so that it is whole in programs that know nothing of directions.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from analysis.dataset.tidy import Dataset
from analysis.errors import AnalysisError
from analysis.package.frames import Row
from analysis.package.schema import read_package
from analysis.paths import zip_files
from analysis.text import paragraph_spans
from analysis.words.catalogue import LANGUAGES, refuse, say, section
from analysis.workbook.cells import show_value

# What is told of places and of texts as variables.
_VARIABLES = {
    "localities": ("level", "parent_code", "code", "code_from", "code_to"),
    "sources": ("published_on", "genre", "outlet", "author"),
}
_FORBIDDEN = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # in XML


def make_guid(kind: str, *key: object) -> str:
    """Give the GUID of a thing, the same each time."""
    return str(uuid5(NAMESPACE_URL, "/".join(map(str, ("grassroots-case-studies", kind, *key)))))


def name_codes(theme: str, lang: str) -> dict[tuple[str, str], str]:
    """Name the codes beneath a theme, by direction and status; each with its theme, as some programs know but names."""
    field = read_package().tables["codings"].field
    directions, statuses = section("cell_direction", lang), section("status", lang)
    told = {id_: words.removeprefix(f"{directions['measure']} ") for id_, words in statuses.items()}
    return {
        (direction, status): f"{theme} – {directions[direction]}" + (f" ({told[status]})" if status else "")
        for direction in field("direction").enum
        for status in (field("status").enum if direction == "measure" else ("",))
    }


def find_texts(data: Dataset, folder: Path) -> dict[str, str]:
    """Read the texts ``SOURCE_ID.txt`` of a folder, by source: without a mark at their beginning, lines ended by LF.

    An AnalysisError says that none is there, or that one is not the text that was coded.
    """
    texts = {}
    for source in data.rows("source"):
        path = folder / f"{source['source_id']}.txt"
        if path.is_file():
            text = path.read_text(encoding="utf-8-sig", errors="replace")
            same = hashlib.sha256(path.read_bytes()).hexdigest() == source["sha256"]
            if not same or len(paragraph_spans(text)) != source["paragraphs"]:
                raise AnalysisError(f"{path}: {say('audit.other_text', 'en')}")
            texts[source["source_id"]] = text
    if not texts:
        expected = ", ".join(f"{id_}.txt" for id_ in data.ids("source"))
        raise refuse("no_texts", file=folder, expected=expected)
    return texts


def make_codebook(data: Dataset, *, lang: str) -> bytes:
    """Write the codebook as a `.qdc` file."""
    return _write("CodeBook", data, lang)


def make_project(data: Dataset, *, texts: Mapping[str, str], lang: str, blank: bool = False) -> bytes:
    """Write places, codes, coders, codings and glosses as a `.qdpx` file; second coders' too, none in a `blank` one.

    `texts` are as `find_texts` gives them. In place of any other stand the glosses of its passages, one a line.
    """
    rows = [] if blank else sorted(data.coded_rows("codings"), key=itemgetter("paragraph"))
    sources, files = [], {}
    for source in data.rows("source"):
        id_, own = source["source_id"], [row for row in rows if row["source_id"] == source["source_id"]]
        if own or id_ in texts:
            sources.append(_lay_out(source, own, texts.get(id_), lang))
            files[f"sources/{make_guid('source', id_)}.txt"] = sources[-1]["text"].encode()
    coders = sorted({row["coder"] for row in rows})
    return zip_files({"project.qde": _write("Project", data, lang, coders=coders, sources=sources)} | files)


def _lay_out(source: Row, rows: Sequence[Row], text: str | None, lang: str) -> dict[str, Any]:
    """Give a source with its text and the passages that are coded in it, each by its characters and its line."""
    described = source["title" if lang == LANGUAGES[0] else f"title_{lang}"]
    coded = [list(own) for _, own in groupby(rows, itemgetter("paragraph"))]
    if text is None:
        described, coded = f"{described}. {say('project.glosses', lang)}", [[row] for row in rows]
        text = "\n".join(f"{_tell_place(row, lang)}: {' '.join(row[f'gloss_{lang}'].split())}" for row in rows)
        spans = paragraph_spans(text)
    else:
        every = paragraph_spans(text)
        spans = [every[own[0]["paragraph"] - 1] for own in coded]
    passages = [
        {"start": start, "end": end, "line": text.count("\n", 0, start), "rows": own}
        for (start, end), own in zip(spans, coded, strict=True)
    ]
    return {**source, "described": described, "text": text, "passages": passages}


def _tell_place(row: Row, lang: str) -> str:
    return say("audit.paragraph", lang, source=row["source_id"], paragraph=row["paragraph"])


def _write(kind: str, data: Dataset, lang: str, **more: Any) -> bytes:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    package = read_package()
    fields = {
        "kind": kind,
        "data": data,
        "lang": lang,
        "languages": LANGUAGES,
        "package": package,
        "variables": {name: [*map(package.tables[name].field, of)] for name, of in _VARIABLES.items()},
        "guid": make_guid,
        "key": itemgetter("source_id", "paragraph", "theme_id", "direction", "coder"),
        "name_codes": name_codes,
        "show_value": show_value,
        "tell_place": _tell_place,
    }
    folder = FileSystemLoader(Path(__file__).parent)
    template = Environment(loader=folder, autoescape=True, undefined=StrictUndefined).get_template("refi_qda.xml.j2")
    return _FORBIDDEN.sub("", template.render(fields | more)).encode()
