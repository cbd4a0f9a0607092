"""All files of a lesson from one made lesson: plan, slides, papers, question banks, manifest, and one zip of them."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict
from html import escape
from typing import Any
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from analysis.elements.pages import name_taken, plain_name
from analysis.elements.table import adapter_of
from analysis.lessons.parts import MIME, FieldStudy, Pack, Question, Taken, plain
from analysis.paths import zip_files
from analysis.words.catalogue import say

# What GIFT takes for its own marks.
_MARKS = {ord(mark): f"\\{mark}" for mark in "~=#{}:\\"}
# What Moodle calls each kind of question, and what it is told of it.
_KINDS: dict[str, tuple[str, dict[str, str]]] = {
    "numeric": ("numerical", {}),
    "choice": ("multichoice", {"single": "true", "shuffleanswers": "true", "answernumbering": "ABCD"}),
    "essay": ("essay", {"responseformat": "editor", "responserequired": "1"}),
}


def take_along(output: Mapping[str, Any], *, draft: bool = False) -> dict[str, Taken] | None:
    """Write the files of a lesson or an outline that an output, its data by type, hands on; ``None`` for any other.

    In a `draft` those that lie beside the page are empty.
    """
    if MIME not in output:
        return None
    made: Pack | FieldStudy = adapter_of(Pack | FieldStudy).validate_python(output[MIME])
    return write_pack(made, draft=draft) if isinstance(made, Pack) else write_field_study(made, draft=draft)


def write_pack(pack: Pack, *, draft: bool = False) -> dict[str, Taken]:
    """Write every form of a lesson, by names that say what they are; a zip of all, and what machines read, beside.

    A `draft` has the content of those alone whose bytes stand in the page: the question banks.
    """
    from analysis.lessons.slides import write_slides
    from analysis.lessons.word import write_form, write_paper, write_plan, write_worksheet

    def office(write: Callable[..., bytes], *given: Any, **options: Any) -> bytes:
        return b"" if draft else write(pack, *given, **options)

    lang = pack.lang
    in_class, test, forms = (say(f"office.for_{name}", lang) for name in ("class", "test", "forms"))
    sheet = f"{say('office.worksheet', lang)} ({say('lesson.exercise', lang, about='').rstrip(': ').lower()})"
    files = {
        _name("plan", "docx", pack): Taken(office(write_plan), say("lesson.plan", lang), in_class),
        _name("slides", "pptx", pack): Taken(office(write_slides), say("office.slides", lang), in_class),
        _name("worksheet", "docx", pack): Taken(office(write_worksheet), sheet, in_class),
        _name("paper", "docx", pack): Taken(office(write_paper, key=False), say("lesson.paper", lang), test),
        _name("key", "docx", pack): Taken(office(write_paper, key=True), say("lesson.key", lang), test),
        **{
            f"{plain_name(plain(form.title))}.docx": Taken(office(write_form, form), plain(form.title), forms)
            for form in pack.forms
        },
        _name("gift", "gift", pack): Taken(write_gift(pack), say("office.gift", lang), "Moodle"),
        _name("xml", "xml", pack): Taken(write_moodle_xml(pack), say("office.xml", lang), "Moodle"),
    }
    packed = b"" if draft else zip_files({name: file.content for name, file in files.items()})
    every = {_name("all", "zip", pack): Taken(packed, say("office.all", lang), in_class)}
    return {**every, **files, f"{pack.lesson_id}-manifest.json": Taken(_manifest(pack))}


def write_field_study(outline: FieldStudy, *, draft: bool = False) -> dict[str, Taken]:
    """Write the outline of a field study as Word, with the workbook to fill in and its manifest; see `write_pack`."""
    from analysis.lessons.office import fix_times
    from analysis.lessons.word import write_outline
    from analysis.workbook.template import write_field_sheet

    lang, written, sheet = outline.lang, b"", b""
    if not draft:
        written = write_outline(outline)
        sheet = fix_times(write_field_sheet(outline.place, outline.asked, lang=lang))
    return {
        _name("outline", "docx", outline): Taken(written, say("office.outline", lang)),
        _name("sheet", "xlsx", outline): Taken(sheet, say("office.sheet", lang)),
        f"{outline.locality_id}-manifest.json": Taken(_manifest(outline)),
    }


def _name(kind: str, ending: str, made: Pack | FieldStudy) -> str:
    about = made.short if isinstance(made, Pack) else made.place[f"name_{made.lang}"]
    return name_taken(kind, ending, about, made.lang)


def _manifest(pack: Pack | FieldStudy) -> bytes:
    content = {"lang": pack.lang, "title": pack.title, "numbers": list(map(asdict, pack.manifest))}
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def write_gift(pack: Pack) -> bytes:
    """Write the questions in Moodle's GIFT format, as its documentation has it."""
    blocks = [f"// {_line(pack.title)}\n$CATEGORY: {_category(pack)}"]
    for question in pack.questions:
        name = _escape(f"{pack.lesson_id} {question.question_id}")
        # What follows inherits the mark: answers and feedback are HTML as the question is.
        blocks.append(f"::{name}::[html]{_rich(question.text)} {_answers(question)}")
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
    general = f"\n####{_rich(_feedback(question))}" if _feedback(question) else ""
    if question.kind == "numeric":
        return f"{{#{question.answer}:{question.tolerance}{general}\n}}"
    told = (("=" if option.right else "~", _rich(option.text), _rich(option.why)) for option in question.options)
    lines = [f"\t{mark}{text}" + (f"#{why}" if why else "") for mark, text, why in told]
    return "{\n" + "\n".join(lines) + general + "\n}"


def _feedback(question: Question) -> str:
    return ". ".join(filter(None, (question.key.removesuffix("."), question.source)))


def _escape(text: str) -> str:
    return _line(text).translate(_MARKS)


def _rich(text: str) -> str:
    # A bracket or a per cent that an answer begins with would be read as its format or its weight.
    return _escape(re.sub(r"^\s*[\[%]", lambda first: f"&#{ord(first[0].strip())};", _markup(text)))


def _line(text: str) -> str:
    return " ".join(text.split())


def _category(pack: Pack) -> str:
    return _line(pack.short).replace("/", "-")  # a slash would begin a category below


def _html(parent: Element, tag: str, *texts: str, **attributes: str) -> Element:
    """Add a field that Moodle reads as HTML: markup characters are escaped once for it, once for XML."""
    field = SubElement(parent, tag, attributes, format="html")
    SubElement(field, "text").text = _markup(*texts)
    return field


def _markup(*texts: str) -> str:
    return "<br>".join(escape(line, quote=False) for text in texts for line in text.split("\n"))
