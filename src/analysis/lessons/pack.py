"""All files of a lesson from one made lesson: plan, slides, papers, question banks, manifest, and one zip of them."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from html import escape
from typing import Any
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from analysis.lessons.office import fix_times
from analysis.lessons.parts import MIME, FieldStudy, Pack, Question, read_made
from analysis.paths import zip_files
from analysis.workbook.template import write_field_sheet

# What GIFT takes for its own marks.
_MARKS = {ord(mark): f"\\{mark}" for mark in "~=#{}:\\"}
# What Moodle calls each kind of question, and what it is told of it.
_KINDS: dict[str, tuple[str, dict[str, str]]] = {
    "numeric": ("numerical", {}),
    "choice": ("multichoice", {"single": "true", "shuffleanswers": "true", "answernumbering": "ABCD"}),
    "essay": ("essay", {"responseformat": "editor", "responserequired": "1"}),
}


def take_along(output: Mapping[str, Any]) -> dict[str, bytes] | None:
    """Write the files of a lesson or an outline that an output, its data by type, hands on; ``None`` for any other."""
    if MIME not in output:
        return None
    made = read_made(output[MIME])
    return write_pack(made) if isinstance(made, Pack) else write_field_study(made)


def write_pack(pack: Pack) -> dict[str, bytes]:
    """Write every form of a lesson: content by name of the file; the last is a zip of all others."""
    from analysis.lessons.slides import write_slides
    from analysis.lessons.word import write_paper, write_plan

    name = f"{pack.lesson_id}-{pack.lang}"
    files = {
        f"{name}-plan.docx": write_plan(pack),
        f"{name}-slides.pptx": write_slides(pack),
        f"{name}-paper.docx": write_paper(pack, key=False),
        f"{name}-paper-key.docx": write_paper(pack, key=True),
        f"{name}-questions.gift": write_gift(pack),
        f"{name}-questions.xml": write_moodle_xml(pack),
        f"{name}-manifest.json": _manifest(pack),
    }
    return {**files, f"{name}.zip": zip_files(files)}


def write_field_study(outline: FieldStudy) -> dict[str, bytes]:
    """Write the outline of a field study as Word, with the workbook to fill in and its manifest."""
    from analysis.lessons.word import write_outline

    name = f"field-study-{outline.locality_id}-{outline.lang}"
    return {
        f"{name}.docx": write_outline(outline),
        f"{name}.xlsx": fix_times(write_field_sheet(outline.place, outline.asked, lang=outline.lang)),
        f"{name}-manifest.json": _manifest(outline),
    }


def _manifest(pack: Pack | FieldStudy) -> bytes:
    content = {"lang": pack.lang, "title": pack.title, "numbers": list(map(asdict, pack.manifest))}
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def write_gift(pack: Pack) -> bytes:
    """Write the questions in Moodle's GIFT format, as its documentation has it."""
    blocks = [f"// {_line(pack.title)}\n$CATEGORY: {_category(pack)}"]
    for question in pack.questions:
        name = _escape(f"{pack.lesson_id} {question.question_id}")
        blocks.append(f"::{name}::{_escape(question.text)} {_answers(question)}")
    return ("\n\n".join(blocks) + "\n").encode()


def write_moodle_xml(pack: Pack) -> bytes:
    """Write the questions in Moodle XML, as its documentation has it."""
    quiz = Element("quiz")
    category = SubElement(SubElement(quiz, "question", type="category"), "category")
    SubElement(category, "text").text = f"$course$/top/{_category(pack)}"
    for question in pack.questions:
        kind, fields = _KINDS[question.kind]
        element = SubElement(quiz, "question", type=kind)
        SubElement(SubElement(element, "name"), "text").text = f"{pack.lesson_id} {question.question_id}"
        _html(element, "questiontext", question.text)
        _html(element, "generalfeedback", _feedback(question))
        for tag, words in ({"defaultgrade": "1"} | fields).items():
            SubElement(element, tag).text = words
        if question.kind == "numeric":
            answer = SubElement(element, "answer", fraction="100")
            SubElement(answer, "text").text = question.answer
            SubElement(answer, "tolerance").text = question.tolerance
        for option in question.options:
            answer = _html(element, "answer", option.text, fraction="100" if option.right else "0")
            _html(answer, "feedback", option.why)
        if question.kind == "essay":
            _html(element, "graderinfo", *question.guide)
    indent(quiz)
    written: bytes = tostring(quiz, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _answers(question: Question) -> str:
    if question.kind == "essay":
        # GIFT gives an essay nothing but empty braces; its guide stands in the paper with the key.
        return "{}"
    general = f"\n####{_escape(_feedback(question))}" if _feedback(question) else ""
    if question.kind == "numeric":
        return f"{{#{question.answer}:{question.tolerance}{general}\n}}"
    lines = [
        f"\t{'=' if option.right else '~'}{_escape(option.text)}" + (f"#{_escape(option.why)}" if option.why else "")
        for option in question.options
    ]
    return "{\n" + "\n".join(lines) + general + "\n}"


def _feedback(question: Question) -> str:
    return ". ".join(filter(None, (question.key, question.source)))


def _escape(text: str) -> str:
    return _line(text).translate(_MARKS)


def _line(text: str) -> str:
    return " ".join(text.split())


def _category(pack: Pack) -> str:
    return _line(pack.title).replace("/", "-")  # a slash would begin a category below


def _html(parent: Element, tag: str, *texts: str, **attributes: str) -> Element:
    """Add a field that Moodle reads as HTML: markup characters are escaped once for it, once for XML."""
    field = SubElement(parent, tag, attributes, format="html")
    lines = (escape(line, quote=False) for text in texts for line in text.split("\n"))
    SubElement(field, "text").text = "<br>".join(lines)
    return field
