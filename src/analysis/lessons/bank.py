"""The question bank of a lesson as Moodle GIFT and Moodle XML."""

from __future__ import annotations

from html import escape
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from analysis.lessons.parts import Pack, Question

# What GIFT takes for its own marks.
_MARKS = {ord(mark): f"\\{mark}" for mark in "~=#{}:\\"}


def write_gift(pack: Pack) -> bytes:
    """Write the questions in Moodle's GIFT format, as its documentation has it.

    Numbers stand as value and tolerance, a choice has one right answer, an essay an empty pair of braces; what GIFT
    would take for its own marks is escaped.
    """
    blocks = [f"// {_line(pack.title)}\n$CATEGORY: {_category(pack.title)}"]
    blocks += [f"::{_escape(name)}::{_escape(question.text)} {_answers(question)}"
               for name, question in _named(pack)]  # fmt: skip
    return ("\n\n".join(blocks) + "\n").encode()


def write_moodle_xml(pack: Pack) -> bytes:
    """Write the questions in Moodle XML, as its documentation has it."""
    quiz = Element("quiz")
    category = SubElement(quiz, "question", type="category")
    _text(SubElement(category, "category"), f"$course$/top/{_category(pack.title)}")
    for name, question in _named(pack):
        kind = {"numeric": "numerical", "choice": "multichoice", "essay": "essay"}[question.kind]
        element = SubElement(quiz, "question", type=kind)
        _text(SubElement(element, "name"), name)
        _html(SubElement(element, "questiontext", format="html"), question.text)
        _html(SubElement(element, "generalfeedback", format="html"), _feedback(question))
        SubElement(element, "defaultgrade").text = "1"
        if kind == "numerical":
            answer = SubElement(element, "answer", fraction="100")
            SubElement(answer, "text").text = question.answer
            SubElement(answer, "tolerance").text = question.tolerance
        elif kind == "multichoice":
            SubElement(element, "single").text = "true"
            SubElement(element, "shuffleanswers").text = "true"
            SubElement(element, "answernumbering").text = "ABCD"
            for option in question.options:
                answer = SubElement(element, "answer", fraction="100" if option.right else "0", format="html")
                _html(answer, option.text)
                _html(SubElement(answer, "feedback", format="html"), option.why)
        else:
            SubElement(element, "responseformat").text = "editor"
            SubElement(element, "responserequired").text = "1"
            _html(SubElement(element, "graderinfo", format="html"), *question.guide)
    indent(quiz)
    written: bytes = tostring(quiz, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _named(pack: Pack) -> list[tuple[str, Question]]:
    return [(f"{pack.lesson_id} {question.question_id}", question) for question in pack.questions]


def _answers(question: Question) -> str:
    feedback = _feedback(question)
    general = f"\n####{_escape(feedback)}" if feedback else ""
    if question.kind == "numeric":
        return f"{{#{question.answer}:{question.tolerance}{general}\n}}"
    if question.kind == "essay":
        # GIFT gives an essay nothing but empty braces; its guide stands in the paper with the key.
        return "{}"
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


def _category(title: str) -> str:
    # A slash would begin a category below.
    return _line(title).replace("/", "-")


def _text(parent: Element, words: str) -> None:
    SubElement(parent, "text").text = words


def _html(parent: Element, *texts: str) -> None:
    """Put texts into a field that Moodle reads as HTML: markup characters are escaped once for it, once for XML."""
    _text(parent, "<br>".join(escape(line, quote=False) for text in texts for line in text.split("\n")))
