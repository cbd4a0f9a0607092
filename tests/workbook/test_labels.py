"""Every fault of the checks has its words, and every allowed value a word of its own."""

import ast
import re

from analysis.package.schema import make_schema, read_package
from analysis.paths import project_dir
from analysis.words.catalogue import section
from analysis.workbook.cells import label_values
from analysis.workbook.completion import FILLED


def calls_of(name, file):
    """Give the kinds that a file hands to a function, each with the names of the details it gives."""
    tree = ast.parse((project_dir() / "src/analysis" / file).read_text(encoding="utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and getattr(node.func, "id", "") == name]
    kinds = [call for call in calls if isinstance(call.args[0], ast.Constant)]
    return {call.args[0].value: {detail.arg for detail in call.keywords} for call in kinds}


def test_every_fault_has_words():
    """What is wrong always comes with what would be right, for each kind that the checks can give."""
    assert section("wrong", "vi").keys() == section("right", "vi").keys()
    tables = [make_schema(table) for table in read_package().tables.values()]
    kinds = {check.name for table in tables for column in table.columns.values() for check in column.checks}
    assert kinds >= {"empty", "whole", "number", "date", "boolean", "choice", "form", "long", "low"}
    kinds |= calls_of("fault_at", "package/check.py").keys() | calls_of("fault_at", "package/figure_rules.py").keys()
    kinds |= calls_of("file_fault", "package/frames.py").keys() | calls_of("file_fault", "package/yaml_lines.py").keys()
    assert len(kinds) >= 25
    assert kinds <= section("wrong", "vi").keys()
    assert section("right_file", "vi").keys() <= section("right", "vi").keys()
    told = calls_of("fault_at", "package/layers.py").keys()  # one as a fault, the others as notices
    assert told & section("wrong", "vi").keys() == {"coder_twice"}
    assert told - {"coder_twice"} <= section("notice", "vi").keys()


def test_no_fault_is_told_in_one_language_only():
    """No fault of data is worded by a sentence in the code: it has a kind, or an error that the catalogue words."""
    own = []
    for path in (path for path in (project_dir() / "src/analysis").rglob("*.py") if path.parent.name != "plan"):
        calls = (node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call))
        for call in calls:
            name, (first, *_) = getattr(call.func, "attr", getattr(call.func, "id", "")), [*call.args, None]
            is_sentence = isinstance(first, ast.JoinedStr) or " " in str(getattr(first, "value", ""))
            has_kind = len(call.args) > 4 or "kind" in {given.arg for given in call.keywords}
            becomes_fault = name == "AnalysisError" and path.parent.name in ("lessons", "extract")
            if (name == "Fault" and not has_kind) or (name == "fault" and is_sentence) or becomes_fault:
                own.append((path.name, call.lineno))
    assert own == []


def test_every_finding_has_words():
    """Each kind of finding of the audit is worded in both languages, with the details that it gives."""
    found = calls_of("_find", "dataset/verify.py")
    assert len(found) >= 12
    for lang in ("vi", "en"):
        words = section("audit", lang)
        for kind, given in found.items():
            assert set(re.findall(r"{(\w+)}", words[kind])) == given, kind


def test_every_allowed_value_has_a_word_of_its_own():
    """Each value of a closed list has a word in both languages, and no two of a list share one."""
    for name in FILLED:
        for field in read_package().tables[name].fields:
            for lang in ("vi", "en"):
                words = label_values(field, lang)
                assert len(set(words.values())) == len(words) >= len(field.enum), field.name
