"""Every fault of the checks has its words, and every allowed value a word of its own."""

import ast
import re

from analysis.package.schema import read_package
from analysis.paths import project_dir
from analysis.words.catalogue import section
from analysis.workbook.cells import label_values
from analysis.workbook.template import FILLED


def test_every_fault_has_words():
    """What is wrong always comes with what would be right, for each kind that the checks can give."""
    assert section("wrong", "vi").keys() == section("right", "vi").keys()
    from analysis.package.check import _CELL_KINDS

    source = (project_dir() / "src/analysis/package/check.py").read_text(encoding="utf-8")
    kinds = set(_CELL_KINDS.values()) | set(re.findall(r'kind="(\w+)"', source)) - {"stable"}
    kinds |= set(re.findall(r'_fault\([^()]*, "(\w+)", (?:\w+=|\*\*)', source))
    assert len(kinds) >= 13
    assert kinds <= section("wrong", "vi").keys()


def test_every_finding_has_words():
    """Each kind of finding of the audit is worded in both languages, with the details that it gives."""
    source = (project_dir() / "src/analysis/dataset/verify.py").read_text(encoding="utf-8")
    made = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    found = {
        call.args[0].value: {detail.arg for detail in call.keywords}
        for call in made
        if getattr(call.func, "id", "") == "_find"
    }
    assert len(found) >= 13
    for lang in ("vi", "en"):
        words = section("audit", lang)
        for kind, given in found.items():
            assert set(re.findall(r"{(\w+)}", words[kind])) == given, kind


def test_every_allowed_value_has_a_word_of_its_own():
    """Each value of a closed list has a word in both languages, and no two of a list share one."""
    for name in FILLED:
        for field in read_package().tables[name].fields:
            for lang in ("vi", "en"):
                words = label_values(field.name, field.enum, lang)
                assert len(set(words.values())) == len(field.enum), field.name
