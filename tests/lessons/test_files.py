"""Lessons as data: what a lecturer may write, and how a fault is told."""

import subprocess
import sys
from pathlib import Path

import pytest

from analysis.errors import DataError, UnknownIdError
from analysis.lessons.lesson import read_lesson
from analysis.package import yaml_lines
from analysis.plan.entries import Run
from analysis.site.overview import ask_run


def test_the_validator_comes_without_grammars():
    """Importing the validator of lessons must not build the grammars that take two seconds, nor hide them later."""
    program = (
        "import sys\nfrom analysis.package.yaml_lines import import_jsonschema\n"
        "assert import_jsonschema().Draft202012Validator({'type': 'object'}).is_valid({})\n"
        "assert 'lark' not in sys.modules and 'rfc3987_syntax' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_the_form_of_a_sound_file_is_checked_once(tmp_path, monkeypatch):
    """What has the form that is asked for is known to whoever reads it next; what has not is told each time."""
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "runs.yml").touch()
    monkeypatch.setenv("ANALYSIS_HOME", str(tmp_path))
    validators, asked = yaml_lines.import_jsonschema(), []
    monkeypatch.setattr(yaml_lines, "import_jsonschema", lambda: asked.append("") or validators)

    def read_again(content, schema='{"type": "object"}'):
        yaml_lines._find_errors.cache_clear()  # as a new process begins
        return [*yaml_lines.check_schema("lessons/own.yml", None, content, schema)]

    assert read_again({"a": 1}) == read_again({"a": 1}) == [] and len(asked) == 1
    assert read_again({"a": 1}, '{"required": ["b"]}') and read_again({"a": 2}) == [] and len(asked) == 3
    assert read_again([]) and read_again([]) and len(asked) == 5


@pytest.fixture
def edit(edit_lesson):
    """Give a function that changes a lesson's text and reads it again."""
    return lambda old, new: read_lesson(edit_lesson(old, new))


def faults(edit, old, new):
    with pytest.raises(DataError) as caught:
        edit(old, new)
    return caught.value.faults


def test_there_are_lessons_enough(data):
    """At least six lessons with at least forty questions come with the data, named in both languages."""
    ids = data.ids("lesson")
    assert {"organisation", "meetings", "grading", "cadres", "members", "in_force"} <= set(ids)
    assert sum(len(read_lesson(data.lesson_file(id_)).content["questions"]) for id_ in ids) >= 40
    for id_ in ids:
        assert data.name("lesson", id_, "vi") != data.name("lesson", id_, "en")
    with pytest.raises(UnknownIdError, match="did you mean grading"):
        data.lesson_file("gradings")


def test_a_good_lesson_passes(edit):
    """A lesson with one word changed is still a lesson."""
    assert edit("minutes: 10", "minutes: 10").content["periods"] == 2


@pytest.mark.parametrize(
    ("old", "new", "field", "told"),
    [
        ("minutes: 20", "minutes: 25", "steps", "the steps take 95 minutes; 2 periods of 45 are 90"),
        ("periods: 2", "periods: two", "periods", "“two” is not of the type integer"),
        ("lesson_id: grading", "lesson_id: grades", "lesson_id", "is not the name of the file"),
        ("  - id: ceiling", "  - id: refused", "items[5].id", "“refused” stands twice"),
        ("force, ceiling]", "force, roof]", "steps[3].show[3]", "unknown item 'roof'. Valid: ba_tri, ceiling"),
        ("    kind: grading", "    kind: graph", "items[1].kind", "“graph” is not allowed"),
        ("    locality: ba_tri", "    place: ba_tri", "items[2]", "“locality” is missing"),
        ("    lecture:", "    speech:", "steps[1]", "“lecture” is missing"),
        (
            "  - vi: Người đọc nhanh",
            "  - vi: x\n    en: x\n  - vi: Người đọc nhanh",
            "case",
            "a list has at most 10 here",
        ),
        ("        right: true\n", "", "questions[2].options", "needs an item with “right”"),
        ("methods:", "method:", None, "“methods” is missing"),
        ("        points: 3", "        points: 0", "questions[5].guide[1].points", "0 is below 1"),
    ],
)
def test_a_fault_names_line_and_field(edit, old, new, field, told):
    """Each fault names the file, the line that it stands in, and the field."""
    found = faults(edit, old, new)
    assert told in " ".join(fault.message for fault in found)
    assert {fault.file for fault in found} == {"lessons/grading.yml"}
    assert all(fault.row for fault in found)
    assert field in {fault.column for fault in found}


def test_the_line_is_the_line(edit, home):
    """The line told is that of the field, counted as an editor counts."""
    (found,) = faults(edit, "force, ceiling]", "force, roof]")
    lines = (home / "lessons" / "grading.yml").read_text(encoding="utf-8").splitlines()
    assert "roof]" in lines[found.row - 1]


@pytest.mark.parametrize("text", ["title: [", "title: a\ntitle: b", "- a list", "", "a: &x [*x]"])
def test_what_is_no_lesson_is_refused(home, text):
    """Broken YAML, keys given twice and other things are refused with the file's name."""
    file = home / "lessons" / "grading.yml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=r"lessons/grading\.yml"):
        read_lesson(file)


def test_lessons_count_in_the_version(home, data):
    """A changed lesson changes the version of the data."""
    import analysis

    before = analysis.load().version
    file = home / "lessons" / "cadres.yml"
    file.write_text(file.read_text(encoding="utf-8") + "\n# a remark\n", encoding="utf-8")
    assert analysis.load().version != before


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_each_lesson_asks_a_question_of_its_own(data, lang):
    """Under its title, in lists and in the search a lesson asks what it is about, and no two ask the same."""
    runs = [Run(id_, Path("70_lesson.ipynb"), subject=("lesson", id_)) for id_ in data.ids("lesson")]
    asked = [ask_run(run, data, lang) for run in runs]
    assert len({*asked}) == len(asked) and all(question.endswith("?") and len(question) <= 90 for question in asked)
