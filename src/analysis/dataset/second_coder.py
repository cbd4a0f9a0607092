"""A second coder's work out of a project of another program (REFI-QDA 1.0), as rows to lay beside the first coder's."""

import hashlib
import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from operator import itemgetter
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError, fromstring

import pandas as pd

from analysis.dataset.refi_qda import make_guid, name_codes
from analysis.dataset.tidy import Dataset
from analysis.errors import AnalysisError
from analysis.package.schema import read_package
from analysis.paths import write_whole
from analysis.text import fold, match_key, normalise, paragraph_spans, paragraphs
from analysis.words.catalogue import LANGUAGES, refuse
from analysis.workbook.xlsx import DAMAGE, check_size

_Code = tuple[str, str, str]  # theme, direction, status
_Inside = Mapping[str, bytes]


def read_project(
    path: Path, data: Dataset, *, coder: str = "", texts: Mapping[str, str] | None = None
) -> tuple[list[dict[str, str]], Counter[tuple[str, str]]]:
    """Read the codings of our texts out of a `.qdpx` file; an AnalysisError if it is none, damaged or too large.

    A coding is of each paragraph that it covers by half or that holds half of it. What `data` has already is left out;
    `coder` names whoever made the rest. `texts` are as `find_texts` gives them. With the rows, as text, goes the number
    of codings left out, by kind of reason and what that is told of.
    """
    owner = _mark(coder)
    if coder and not owner:
        raise AnalysisError(f"no mark of a coder can be made of {coder!r}; a name has a Latin letter")
    project, inside = _open(path)
    codes, table = _read_codes(project, data), read_package().tables["codings"]
    known = {source["sha256"]: source["source_id"] for source in data.rows("source")}
    known |= {_words(text): id_ for id_, text in (texts or {}).items()}
    users = {_guid(user, "guid"): user.get("name", "") for user in project.iterfind("Users/User")}
    notes = {_guid(note, "guid"): note for note in project.iterfind("Notes/Note")}
    key = itemgetter(*table.key)
    there = {tuple(map(str, key(row))) for row in data.coded_rows("codings")}
    taken = {"", *(row["coder"] for row in data.coded_rows("codings"))}
    left: Counter[tuple[str, str]] = Counter()
    found = []
    for source in project.iterfind("Sources/*"):
        text = _text_of(source, inside)
        id_ = next((known[key] for key in _keys(text, texts) if key in known), None)
        if id_ is None:
            left["source", source.get("name", "")] += len(list(source.iter("Coding")))
            continue
        row = data.row("source", id_)
        for coding, paragraph in _place_codings(source, text):
            code, called = codes.get(_guid(coding.find("CodeRef"), "targetGUID"), (None, ""))
            user = users.get(_guid(coding, "creatingUser"), "")
            made = {"locality_id": row["locality_id"], "source_id": id_, "paragraph": str(paragraph)}
            made |= zip(("theme_id", "direction", "status"), code or ("", "", ""), strict=True)
            made |= _read_glosses(coding, notes, inside) | {"coder": _mark(user)}
            owned = made | {"coder": owner or made["coder"]}
            if code is None:
                left["code", called] += 1
            elif not row["body_from"] <= paragraph <= row["body_to"]:
                left["place", id_] += 1
            elif {key(made), key(owned)} & there:
                left["known", user] += 1
            elif not owner and owned["coder"] in taken:
                left["coder", user] += 1
            else:
                found.append(owned)
    rows: dict[tuple[str, ...], dict[str, str]] = {}
    statuses = ("", *table.field("status").enum)  # in this order: of several the first counts, by the codebook
    for made in sorted(found, key=lambda made: statuses.index(made["status"])):
        if rows.setdefault(key(made), made) is not made:
            left["twice", made["source_id"]] += 1
    return sorted(rows.values(), key=lambda made: key(made | {"paragraph": made["paragraph"].zfill(9)})), left


def write_codings(folder: Path, rows: Sequence[Mapping[str, str]], lang: str) -> Path:
    """Write codings into a folder to lay over the data; an AnalysisError says that there is such a table already."""
    path = folder / "codings.csv"
    if path.exists():
        raise refuse("exists", lang, file=path)
    folder.mkdir(parents=True, exist_ok=True)
    frame = pd.DataFrame(rows, columns=read_package().tables["codings"].columns)
    write_whole(path, lambda part: frame.to_csv(part, index=False, lineterminator="\n"))
    return path


def _open(path: Path) -> tuple[Element, _Inside]:
    """Read the project and the texts in a file; nothing is unpacked to the disk."""
    try:
        with zipfile.ZipFile(path) as package:
            parts = [part for part in package.infolist() if part.filename.lower().endswith((".qde", ".txt"))]
            check_size(parts, path.name)
            inside = {part.filename.lower(): package.read(part) for part in parts}
        words = inside["project.qde"].decode("utf-8-sig")
        if "<!DOCTYPE" in words:  # entities in it can grow without end
            raise ParseError("DOCTYPE")
        project = fromstring(words)
    except FileNotFoundError as error:
        raise refuse("missing", file=path) from error
    except (KeyError, UnicodeDecodeError, ParseError, *DAMAGE) as error:
        raise refuse("project", file=path.name, why=error) from error
    for element in project.iter():
        element.tag = element.tag.rpartition("}")[2]
    return project, inside


def _read_codes(project: Element, data: Dataset) -> dict[str, tuple[_Code | None, str]]:
    """Read which code of ours each code of the project is, if any, and its name."""
    ours: dict[str, _Code] = {}
    for theme in data.rows("theme"):
        for lang in LANGUAGES:
            for name in (theme["theme_id"], theme[f"name_{lang}"]):
                for way, called in name_codes(name, lang).items():
                    code = (theme["theme_id"], *way)
                    ours |= {make_guid("code", *code): code, match_key(called): code}
    codes: dict[str, tuple[_Code | None, str]] = {}
    waiting = [(top, "") for top in project.iterfind("CodeBook/Codes/Code")]
    for element, above in waiting:  # which grows by what stands beneath
        guid, name = _guid(element, "guid"), element.get("name", "")
        keys = (guid, match_key(name), match_key(f"{above} – {name}"))
        codes[guid] = next((ours[key] for key in keys if key in ours), None), name
        waiting += ((beneath, name) for beneath in element.iterfind("Code"))
    return codes


def _place_codings(source: Element, text: str) -> Iterator[tuple[Element, int]]:
    """Give each coding with each paragraph that it is of; one that is of none with 0."""
    spans = paragraph_spans(text)
    yield from ((coding, 0) for coding in source.iterfind("Coding"))  # of the text as a whole
    for passage in source.iterfind("PlainTextSelection"):
        try:
            start, end = (int(passage.get(name, "")) for name in ("startPosition", "endPosition"))
        except ValueError:
            start, end = -1, -1
        end = max(end, start + 1)
        numbers = [
            number
            for number, (first, last) in enumerate(spans, 1)
            if 2 * (min(end, last) - max(start, first)) >= min(end - start, last - first)
        ]
        yield from ((coding, number) for coding in passage.iterfind("Coding") for number in numbers or [0])


def _text_of(source: Element, inside: _Inside) -> str:
    """Give the plain text of a source or a note; nothing where it has none, or none inside the file."""
    name = source.get("plainTextPath", "").removeprefix("internal://")
    held = inside.get(f"sources/{name}".lower(), b"").decode("utf-8-sig", errors="replace")
    return source.findtext("PlainTextContent") or held


def _keys(text: str, texts: object) -> Iterator[str]:
    """Give what a text may be known by: its SHA-256 with either end of lines, with a mark or without, and its words."""
    plain = text.replace("\r\n", "\n").encode(errors="replace")
    for raw in (plain, plain.replace(b"\n", b"\r\n")):
        yield from (hashlib.sha256(mark + raw).hexdigest() for mark in (b"", b"\xef\xbb\xbf"))
    if texts:
        yield _words(text)


def _words(text: str) -> str:
    return "\n".join(map(match_key, paragraphs(text)))


def _read_glosses(coding: Element, notes: Mapping[str, Element], inside: _Inside) -> dict[str, str]:
    """Read the notes on a coding: ours end their name with their language, others are taken for the first one free."""
    glosses = {f"gloss_{lang}": "" for lang in LANGUAGES}
    for note in (notes[guid] for ref in coding.iterfind("NoteRef") if (guid := _guid(ref, "targetGUID")) in notes):
        told = [lang for lang in LANGUAGES if note.get("name", "").endswith(f"[{lang}]")]
        for lang in (told or [lang for lang in LANGUAGES if not glosses[f"gloss_{lang}"]])[:1]:
            glosses[f"gloss_{lang}"] = " ".join(normalise(_text_of(note, inside)).split())
    return glosses


def _guid(element: Element | None, name: str) -> str:
    return "" if element is None else element.get(name, "").strip("{}").lower()


def _mark(name: str) -> str:
    """Make the mark of a coder of a name: plain letters and digits, a letter first."""
    return "_".join(re.findall("[a-z0-9]+", fold(name).lstrip("0123456789_ ")))
