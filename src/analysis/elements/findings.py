"""What an editor says the data have found, each sentence proved; of a coded passage, where it is from."""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from analysis.dataset import Dataset
from analysis.dataset.tables import once
from analysis.dataset.tidy import list_fullest
from analysis.elements.proof import APART, Finding, Proof
from analysis.elements.speech import Link, Mark, Note, Number, Pieces, capital
from analysis.elements.wording import Voice
from analysis.errors import DataError, Fault
from analysis.methods.yardsticks import LEVELS
from analysis.package.frames import name_folders
from analysis.package.places import LEVELS as PLACE_LEVELS
from analysis.package.yaml_lines import check_schema, fault_in, read_yaml
from analysis.paths import data_dir
from analysis.words.catalogue import LANGUAGES, refuse, session_language

_ABOVE = {place: LEVELS[:rank] for rank, place in enumerate(reversed(PLACE_LEVELS), 1)}  # of documents, above a place


def list_findings(data: Dataset, about: str, *, lang: str, apart: str = "") -> list[Finding]:
    """List the findings about a thing, or those of one kind of `APART`, by rank.

    A `DataError` tells each one that is not true of the data, with its file, its line and what is true now. What is
    said of one package and no longer holds of all that are laid over it is left out.
    """
    findings, faults = _prove(data, session_language(lang), about)
    if faults:
        raise DataError(faults)
    kept = (each for each in findings if (each.kind if each.kind in APART else "") == apart)
    return sorted(kept, key=lambda finding: (finding.rank, finding.finding_id))


def find_true(data: Dataset, *, lang: str) -> dict[str, Finding]:
    """Find, by their ids, the findings that rest on codings and are true of the data; others raise nothing."""
    return {finding.finding_id: finding for finding in _prove(data, lang)[0] if finding.coded}


def cite_coding(voice: Voice, coding: Mapping[Any, Any] | None, *, brief: bool = False) -> Pieces:
    """Give the paragraph of a coding, with the status of a measure unless it is to be `brief`; it opens the note."""
    if not coding:
        return ()
    words = voice.say("join.page", number=coding["paragraph"])
    words = f"{words}, {word_state(voice, coding)}" if coding["status"] and not brief else words
    return " ", Number(f"[{words}]", note_coding(voice, coding))


def word_state(voice: Voice, coding: Mapping[Any, Any], *, brief: bool = False) -> str:
    """Word the status of a measure: what only documents from above the place aim at is no plan of its own."""
    levels = {voice.data.row("directive", id_)["level"] for id_ in coding["directive_ids"]}
    above = _ABOVE[voice.data.row("locality", coding["locality_id"])["level"]]
    is_theirs = coding["status"] == "planned" and levels and levels.issubset(above)
    told = f"status_brief.{coding['status']}" if brief else f"status.{coding['status']}"
    return voice.say("status_brief.from_above" if is_theirs else told)


def word_step(voice: Voice, codings: Sequence[Mapping[Any, Any]]) -> str:
    """Word what is only set out, to stand below a mark; nothing of all else."""
    return f"\n{voice.say('status_brief.stepwise')}" if {each["status"] for each in codings} == {"stepwise"} else ""


def note_steps(voice: Voice, rows: Iterable[tuple[str, Sequence[Mapping[str, str]]]]) -> str:
    """Say, behind the unit of marks by row, what the words below some of them mean."""
    is_used = any(words for _, cells in rows for cell in cells for words in cell.values())
    return f"; {voice.say('stances.steps')}" if is_used else ""


def note_coding(voice: Voice, coding: Mapping[Any, Any]) -> Note:
    """Tell what a gloss is, a measure by its status, and where it is from: text, paragraph, office, documents."""
    source = voice.data.row("source", coding["source_id"])
    cited = f"{voice.source(coding['source_id'])} {capital(voice.say('join.page', number=coding['paragraph']))}."
    documents = voice.listed(map(voice.directive, coding["directive_ids"]))
    kind = [voice.say(f"direction.{coding['direction']}"), coding["status"] and word_state(voice, coding)]
    lines: dict[str, tuple[str, ...]] = {"direction": (", ".join(filter(None, kind)),), "source": (cited,)}
    lines |= {"office": ("", source["author_role"], ""), "chain": (documents,)}
    key = "-".join(str(coding[name]) for name in ("locality_id", "direction", "theme_id", "paragraph", "coder"))
    title = f"{voice.name('locality', coding['locality_id'])}: {voice.name('theme', coding['theme_id'])}"
    told = [(voice.say(f"column.{name}"), *words) for name, words in lines.items() if any(words)]
    return voice.make_note(f"c-{key}", title, told)


def link_theme(voice: Voice, theme_id: str, locality_id: str = "", text: str = "", marks: Sequence[Mark] = ()) -> Link:
    """Link to the page of a theme, or to what the text of one place tells of it there, by its name or other words."""
    address = f"theme-{theme_id}.html" + (f"#{locality_id}" if locality_id in list_fullest(voice.data) else "")
    return Link(address, text or voice.name("theme", theme_id), marks=tuple(marks))


def check_findings(data: Dataset) -> list[Fault]:
    """List what is wrong with the findings, in all languages: of form, not in the data, typed, or not true."""
    return list(dict.fromkeys(fault for lang in LANGUAGES for fault in _prove(data, lang)[1]))


def _prove(data: Dataset, lang: str, about: str = "") -> tuple[list[Finding], list[Fault]]:
    """Prove the findings about a thing, or all: those that are true, and what is wrong with files and findings."""
    files, faults = _read(data)
    proofs = [
        _prove_one(data, lang, file, n)
        for file, (_, content, _) in enumerate(files)
        for n, told in enumerate(content)
        if told and (not about or about in told["about"])
    ]
    return [found for found, _ in proofs if found], [*faults, *(fault for _, wrong in proofs for fault in wrong)]


@once
def _read(data: Dataset) -> tuple[list[tuple[Any, list[Mapping[str, Any] | None], bool]], list[Fault]]:
    """Read the files of findings: how to tell a fault in each, what it says, whether all must hold; with its faults."""
    files: list[tuple[Any, list[Mapping[str, Any] | None], bool]] = []
    faults: list[Fault] = []
    names = name_folders([file.parent for file, _ in data.finding_files])
    for (file, is_last), called in zip(data.finding_files, names, strict=True):
        node, content = read_yaml(file)
        fault = partial(fault_in, f"{called}/{file.name}", node)
        schema = (data_dir() / "findings.schema.json").read_text("utf-8")
        wrong = list(check_schema(f"{file.parent.name}/{file.name}", node, content, schema))
        bad = {int(each.column.split("]")[0][1:]) - 1 if each.column else -1 for each in wrong}
        # What one finding has wrong in its form hides nothing of the others.
        told = [] if -1 in bad else [None if n in bad else finding for n, finding in enumerate(content)]
        ids = [finding and finding["id"] for finding in told]
        wrong += [
            fault(refuse("twice", given=id_), n, "id") for n, id_ in enumerate(ids) if id_ in filter(None, ids[:n])
        ]
        faults += wrong
        files.append((fault, told, is_last))
    return files, faults


@once
def _prove_one(data: Dataset, lang: str, file: int, n: int) -> tuple[Finding | None, list[Fault]]:
    """Prove a finding by its rank in its file: it, if it is true, and what is wrong with it."""
    fault, content, is_last = _read(data)[0][file]
    proof = Proof(Voice(data, lang), content[n] or {}, fault, n)
    finding = proof.find()
    return None if proof.untrue else finding, proof.faults + (proof.untrue if is_last else [])
