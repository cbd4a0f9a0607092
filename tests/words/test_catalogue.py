"""One catalogue of words: the same phrases in both languages, each used, none missing."""

import ast
import re
import string
import tomllib
from pathlib import Path

import pytest

from analysis.errors import AnalysisError, UnknownIdError
from analysis.package.schema import read_package
from analysis.words import catalogue as catalogue_module
from analysis.words.catalogue import say, say_pieces
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


def used_keys(root):
    """Give what the code says: strings as they stand, and patterns of the keys that it pieces together."""
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
    for path in root.rglob("*.j2"):
        strings |= set(re.findall(r"""["'](\w+\.\w+)["']""", path.read_text(encoding="utf-8")))
    # A pattern that does not begin with its section would allow everything.
    return strings, {pattern for pattern in patterns if re.match(r"[a-z_]+\\\.", pattern)}


def find_unused(words, root):
    """List the phrases that no code says; what fills a hole in a key must stand in the code or in datapackage.json."""
    strings, patterns = used_keys(root)
    fields = [field for table in read_package().tables.values() for field in table.fields]
    allowed = {value for field in fields for value in (field.type, *field.enum)}
    known, worded = strings | allowed, allowed_values()
    return [
        key
        for key in (f"{section}.{name}" for section, phrases in words.items() for name in phrases)
        if key not in strings | worded
        and not any(known.issuperset(match.groups()) for pattern in patterns if (match := re.fullmatch(pattern, key)))
    ]


def test_both_languages_have_the_same_phrases():
    """Each phrase of one catalogue stands in the other, with the same fields to fill in."""
    vi, en = read_words("vi"), read_words("en")
    assert {s: set(vi[s]) for s in vi} == {s: set(en[s]) for s in en}

    def fields(phrase):
        return {name for _, name, _, _ in string.Formatter().parse(phrase) if name}

    for section in vi:
        for name in vi[section]:
            assert fields(vi[section][name]) == fields(en[section][name]), f"{section}.{name}"


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
            for lang in ("vi", "en"):
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
    part, whole = ("any", "value"), 12
    pieces = say_pieces("join.ratio", "en", part=part, whole=whole)
    assert [piece for piece in pieces if not isinstance(piece, str)] == [part, whole]
    assert "".join(map(str, pieces)) == say("join.ratio", "en", part=part, whole=whole)
    with pytest.raises(AnalysisError, match="whole"):
        say_pieces("join.ratio", "en", part=part)
