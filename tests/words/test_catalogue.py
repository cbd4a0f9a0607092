"""One catalogue of words: the same phrases in both languages, each used, none missing."""

import ast
import csv
import json
import os
import re
import shutil
import string
import subprocess
import sys
import tomllib
from html import unescape
from itertools import chain
from pathlib import Path
from zipfile import ZipFile

import pytest

from analysis.errors import AnalysisError, UnknownIdError
from analysis.extract.cues import read_cues
from analysis.package.schema import read_package
from analysis.paths import notebooks_dir
from analysis.words import catalogue as catalogue_module
from analysis.words.catalogue import LANGUAGES, say, say_pieces
from analysis.workbook.cells import _SECTIONS
from analysis.workbook.completion import FILLED

WORDS = Path(catalogue_module.__file__).parent
SOURCE = WORDS.parent
# The section in which reports word the values that a column of the data allows.
SHOWN = {
    ("localities", "level"): "level",
    ("localities", "level "): "place",
    ("subjects", "kind"): "kind",
    ("sources", "genre"): "genre",
    ("sources", "outlet_basis"): "outlet",
    ("indicators", "unit"): "unit",
    ("indicators", "counted"): "counted",
    ("indicators", "tier"): "tier",
    ("indicators", "nature"): "nature",
    ("indicators", "topic"): "profile",
    ("observations", "status"): "status",
    ("observations", "period_basis"): "basis",
    ("observations", "qualifier"): "qualifier",
    ("directives", "kind"): "document",
    ("directives", "issuer_basis"): "outlet",
    ("directives", "level"): "level",
    ("codings", "direction"): "direction",
    ("codings", "status"): "status",
    ("coding_rules", "about"): "about",
    ("norms", "verification"): "verification",
}


def read_words(lang):
    return tomllib.loads((WORDS / f"{lang}.toml").read_text(encoding="utf-8"))


def allowed_values():
    """Give the keys under which the values that the data allow are worded: on pages, and in cells of a workbook."""
    tables = read_package().tables
    keys = {
        f"{section}.{value}"
        for (table, column), section in SHOWN.items()
        for value in tables[table].field(column.strip()).enum
    }
    cells = {(field.name, field.enum) for name in FILLED for field in tables[name].fields if field.enum}
    cells.add(("list_is_partial", ("true", "false")))
    keys |= {f"{_SECTIONS.get(column, column)}.{value}" for column, values in cells for value in values}
    # What the methods say beside the values of the data.
    return keys | {"kind.whole", "qualifier.range"}


def read_template(path):
    """Give the text of a page's template."""
    return path.read_text(encoding="utf-8")


def read_office(path):
    """Give the text of a Word template with all its parts, where quotes may be written as entities."""
    with ZipFile(path) as parts:
        texts = (parts.read(name).decode("utf-8") for name in parts.namelist() if name.endswith(".xml"))
        return unescape("".join(texts))


def used_keys(root):
    """Give what code and notebooks say: strings as they stand, and patterns of the keys that are pieced together."""
    strings, patterns = set(), set()
    for path in root.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                strings.add(node.value)
            elif isinstance(node, ast.JoinedStr):
                pieces = [re.escape(part.value) if isinstance(part, ast.Constant) else r"(\w+)" for part in node.values]
                patterns.add("".join(pieces))
            elif isinstance(node, ast.BinOp) and isinstance(node.left, ast.Constant):
                patterns.add(re.escape(str(node.left.value)) + r"(\w+)")
            elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "section":
                patterns.add(re.escape(str(getattr(node.args[0], "value", ""))) + r"\.(\w+)")
    texts = (map(read_template, root.rglob(ending)) for ending in ("*.j2", "*.js"))
    for told in chain(*texts, map(read_office, root.rglob("*.docx"))):
        strings |= set(re.findall(r"""["'](\w+(?:\.\w+)?)["']""", told))
        pieced = re.findall(r"""["'](\w+\.\w*)["'] ~ \w+(?: ~ ["'](\w+)["'])?""", told)
        patterns |= {f"{re.escape(section)}(\\w+){end}" for section, end in pieced}
    for path in notebooks_dir().rglob("*.ipynb"):
        strings |= set(re.findall(r'say\(\\"(\w+\.\w+)\\"', path.read_text(encoding="utf-8")))
    # A pattern that does not begin with its section would allow everything.
    return strings, {pattern for pattern in patterns if re.match(r"[a-z_]+\\\.", pattern)}


def find_unused(words, root):
    """List the phrases that no code says; what fills a hole in a key must stand in the code or the data."""
    strings, patterns = used_keys(root)
    fields = [field for table in read_package().tables.values() for field in table.fields]
    allowed = {value for field in fields for value in (field.type, *field.enum)}
    allowed |= {*read_cues().figures.units.values()}
    known, worded = strings | allowed, allowed_values()
    return [
        key
        for key in (f"{section}.{name}" for section, phrases in words.items() for name in phrases)
        if key not in strings | worded
        and not any(known.issuperset(match.groups()) for pattern in patterns if (match := re.fullmatch(pattern, key)))
    ]


@pytest.mark.parametrize("lang", LANGUAGES[1:])
def test_all_languages_have_the_same_phrases(lang):
    """Each phrase of the first catalogue stands in each other, and none besides, with the same fields to fill in."""
    vi, other = read_words(LANGUAGES[0]), read_words(lang)
    assert {s: set(vi[s]) for s in vi} == {s: set(other[s]) for s in other}

    def fields(phrase):
        return {name for _, name, _, _ in string.Formatter().parse(phrase) if name}

    for section in vi:
        for name in vi[section]:
            assert fields(vi[section][name]) == fields(other[section][name]), f"{section}.{name}"


@pytest.mark.parametrize(("lang", "term"), [("vi", "bài tập tình huống"), ("en", "class exercise")])
def test_the_exercise_of_a_lesson_has_one_name(lang, term):
    """What a class decides is called the same on the first page, among the ways in, over it, in the plan, in search."""
    keys = ("site.taught", "lesson.exercise", "lesson.scenario")
    told = [read_words(lang)[section][name] for section, name in (key.split(".") for key in keys)]
    told += [phrases["lessons"] for phrases in read_words(lang).values() if "," in phrases.get("lessons", "")]
    assert len(told) == len(keys) + 2 and all(term in words.lower() for words in told)


def test_no_phrase_is_unused():
    """Each phrase of the catalogue is said by the code."""
    assert find_unused(read_words("vi"), SOURCE) == []


def test_an_unused_phrase_is_found(tmp_path):
    """A phrase that nothing says is found: in a section said by name, and in one whose keys are pieced together."""
    (tmp_path / "code.py").write_text(
        'say("a.b", lang)\nfor x in ("c", "d"):\n    say(f"e.{x}", lang)\n', encoding="utf-8"
    )
    words = {"a": {"b": "", "c": ""}, "e": {"c": "", "d": "", "f": ""}}
    assert find_unused(words, tmp_path) == ["a.c", "e.f"]


def test_every_allowed_value_has_words():
    """Each value that the data may hold and reports show is worded in both languages."""
    tables = read_package().tables
    for (table, column), section in SHOWN.items():
        for value in tables[table].field(column.strip()).enum:
            for lang in LANGUAGES:
                assert say(f"{section}.{value}", lang, **({"name": "x"} if section == "place" else {}))


def test_missing_words_raise():
    """A phrase without a wording, a missing field and an unknown language are refused, never shown half."""
    assert say("site.contents", "vi")
    for key in ("site.nothing", "nothing.site", "nothing"):
        with pytest.raises(AnalysisError, match="no wording of"):
            say(key, "vi")
    with pytest.raises(AnalysisError, match="number"):
        say("join.page", "en")
    with pytest.raises(UnknownIdError, match="vi"):
        say("site.contents", "fr")


def test_a_phrase_in_pieces():
    """A phrase in pieces is its words with each field in its place, as it was given; put together it is the phrase."""
    above, below = ("any", "value"), 12
    pieces = say_pieces("join.over", "en", numerator=above, denominator=below)
    assert [piece for piece in pieces if not isinstance(piece, str)] == [above, below]
    assert "".join(map(str, pieces)) == say("join.over", "en", numerator=above, denominator=below)
    with pytest.raises(AnalysisError, match="denominator"):
        say_pieces("join.over", "en", numerator=above)


ASKED = """
from analysis.dataset import load
from analysis.text import format_date, format_figure, format_number, format_period
from analysis.words.catalogue import say
data = load()
print(format_number(1906, "xx"), format_figure(40, "xx", unit_percent=True, qualifier="gt"))
print(format_date("2021-03-03", "xx"), "|", format_period("2021-01/2021-06", "xx"))
print(data.name("locality", "nam_po", "xx"), "|", data.name("source", data.ids("source")[0], "xx"))
print(say("site.language", "xx"))
"""


def add_language(value):
    """Put beside each text of a statement in English, and each English column, one in the invented language."""
    if isinstance(value, list):
        for field in [field for field in value if isinstance(field, dict) and str(field.get("name")).endswith("_en")]:
            value.insert(value.index(field) + 1, field | {"name": field["name"][:-3] + "_xx"})
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        add_language(inner)
    if isinstance(value, dict):
        value |= {key[:-3] + "_xx": text for key, text in value.items() if key.endswith("_en")}


@pytest.mark.slow
def test_a_language_needs_what_the_guide_says(tmp_path):
    """With code, catalogue and columns a language has numbers, dates, names, words and commands; a lack is named."""
    shutil.copytree(SOURCE, tmp_path / "src" / "analysis", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(SOURCE.parents[1] / "data", tmp_path / "data")
    words = tmp_path / "src" / "analysis" / "words"
    listed = (words / "catalogue.py").read_text(encoding="utf-8")
    (words / "catalogue.py").write_text(listed.replace('("vi", "en")', '("vi", "en", "xx")'), encoding="utf-8")
    shutil.copy(words / "en.toml", words / "xx.toml")

    def run(*arguments):
        where = os.environ | {"PYTHONPATH": str(tmp_path / "src"), "ANALYSIS_HOME": str(tmp_path)}
        command = [sys.executable, *arguments]
        return subprocess.run(command, env=where, cwd=tmp_path, capture_output=True, encoding="utf-8", timeout=120)

    assert "has no 'title_xx'; add it there" in run("-c", ASKED).stderr
    statement = tmp_path / "data" / "datapackage.json"
    package = json.loads(statement.read_text(encoding="utf-8"))
    for part in (package, *package["resources"], *(f for r in package["resources"] for f in r["schema"]["fields"])):
        part |= {f"{key}_xx": part[f"{key}_en"] for key in ("title", "description")}
    statement.write_text(json.dumps(package), encoding="utf-8")
    assert "has no column name_xx; add it there and to datapackage.json" in run("-c", ASKED).stderr
    add_language(package)
    statement.write_text(json.dumps(package), encoding="utf-8")
    for path in (tmp_path / "data").glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        names = [name for old in rows[0] for name in (old, *([old[:-3] + "_xx"] if old.endswith("_en") else []))]
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, names, lineterminator="\n")
            writer.writeheader()
            writer.writerows(row | {key[:-3] + "_xx": row[key] for key in row if key.endswith("_en")} for row in rows)
    lines = run("-c", ASKED).stdout.splitlines()
    assert lines[0] == "1,906 over 40%"
    assert lines[1] == "3 March 2021 | the first half of 2021"
    assert lines[2].startswith("Nậm Pồ") and len(lines[2].partition(" | ")[2]) > 10
    assert lines[3] == say("site.language", "en")
    assert "[vi|en|xx]" in run("-m", "analysis", "check", "--help").stdout
    assert "[vi|en|xx|all]" in run("-m", "analysis", "build", "--help").stdout


@pytest.mark.parametrize(
    ("near", "told"), [("", "chọn từ danh sách"), ("ba_tri", "chọn từ danh sách; gần giống: ba_tri")]
)
def test_what_is_close_is_told_where_something_is(near, told):
    """Nothing close is no dash behind words that promise it."""
    assert catalogue_module.say("right.unknown", "vi", near=near) == told


def find_untold(root):
    """List the errors that the files of a folder raise with words of one language, typed where they are raised."""
    found = []
    for path in sorted(root.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            call = node.exc if isinstance(node, ast.Raise) else None
            kind = getattr(getattr(call, "func", None), "id", "")
            typed = call.args[:1] if kind in ("AnalysisError", "RunError", "BuildError") else []
            if any(isinstance(word, ast.JoinedStr | ast.Constant) for word in typed):
                found.append(f"{path.name}:{node.lineno}")
    return found


@pytest.mark.parametrize("room", ["plan", "build", "commands"])
def test_errors_are_told_in_both_languages(room):
    """What plan, build and commands refuse stands in the catalogue, so that it comes in the language asked for."""
    assert find_untold(SOURCE / room) == []


def test_an_error_in_one_language_is_found(tmp_path):
    """A text and a text pieced together are found; a phrase of the catalogue, and an error of Python, are not."""
    lines = ('RunError("x")', 'BuildError(f"x {y}")', 'RunError(tell("fault.list"))', 'ValueError("x")', "stop")
    (tmp_path / "code.py").write_text("\n".join(f"raise {line}" for line in lines), encoding="utf-8")
    assert find_untold(tmp_path) == ["code.py:1", "code.py:2"]
