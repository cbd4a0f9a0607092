"""The words that readers meet: Vietnamese as a lecturer in Party building writes it, and English of today."""

import csv
import json
import re
import tomllib
from pathlib import Path

import pytest
import yaml

from analysis.paths import notebooks_dir, project_dir
from analysis.plan.notebook import unfold
from analysis.words import catalogue

# What must not be read, as a pattern, and what is said instead, or why not.
VIETNAMESE = {
    r"(?:bài|bài viết|nơi|mà|không|cùng) kể(?! cả| từ| thay)": "an article states (nêu); it tells no tale",
    r"[gG]ốc tính": "mẫu số",
    r"tầng tổ chức": "cấp tổ chức",
    r"người được chọn làm nguồn": "quần chúng ưu tú",
    r"[cC]ổng(?! thông tin)": "điều kiện so sánh",
    r"[Cc]ách có\b": "nguồn gốc",
    r"[cC]hưa rõ đã khắc phục": "chưa rõ đã làm gì",
    r"giao (?:việc|cán bộ|mỗi|nhóm hộ|địa bàn| đảng viên)": "phân công",
}
ENGLISH = {
    r"\b(?:[Tt]he|[Tt]his|[Tt]hat|[Aa]nother|[Ww]hich|[Ee]ach|[Ee]very|[Nn]o) one\b"
    r"(?=[.,;:)?”]| (?:that|which|who|of|is|has)\b)": "name the thing",
    r"\bones\b": "name the things",
    r"\b(?:reckon\w*|wherein|thereof|whereof|therein|whilst|amongst|lest|naught|nought)\b": "archaic",
    r"\b(?:upon|hither|thither|lament\w*)\b": "archaic",
    r"\b[Gg]ate\b": "conditions of comparison",
    r"\b[Gg]raded (?:excellent|good|completed|not completed)\b|\bgood or better\b": "completion of tasks",
}
MACHINE = {
    r"\b(?:commit|hash|SHA-256|pandas|papermill|nbconvert|vân tay)\b": "only on the page on how the collection is made"
}
BANNED = {"vi": VIETNAMESE | MACHINE, "en": ENGLISH | MACHINE}
# Words for a cause, and for who gives it.
CAUSES = {
    "vi": (r"\b(?:[vV]ì|[nN]hờ|bởi|do (?:năng lực|thiếu|chưa|không)|dẫn đến|đem lại)\b", r"[bB]ài|[lL]ời|[Cc]hú thích"),
    "en": (
        r"\b(?:because|thanks to|due to|owing to|for (?:lack|want) of|led to|brought)\b(?! up)",
        r"article|account|caption",
    ),
}
# What is said to whoever runs commands or fills in workbooks, not on pages; and the page on how the collection is made.
ASIDE = (
    "made",
    "project",
    "audit",
    "fault",
    "wrong",
    "right",
    "refuse",
    "notice",
    "report",
    "guide",
    "field_sheet",
    "coder_sheet",
)


def phrases_of_catalogue(lang):
    words = tomllib.loads((Path(catalogue.__file__).parent / f"{lang}.toml").read_text(encoding="utf-8"))
    for section, phrases in words.items():
        if section not in ASIDE:
            yield from ((f"words/{lang}.toml, {section}.{name}", text) for name, text in phrases.items())


def phrases_of_notebooks(lang):
    for path in sorted(notebooks_dir().glob("reports/*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            if f"lang-{lang}" in cell["metadata"].get("tags", ()):
                yield f"{path.name}, {cell['id']}", unfold("".join(cell["source"]))


def phrases_of_data(lang):
    form = rf"\w+_{lang}"
    for path in sorted((project_dir() / "data").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for number, row in enumerate(csv.DictReader(file), 2):
                yield from (
                    (f"{path.name}, {number}, {name}", text) for name, text in row.items() if re.fullmatch(form, name)
                )
    for number, line in enumerate(
        (project_dir() / "data" / "findings.yml").read_text(encoding="utf-8").splitlines(), 1
    ):
        if line.strip().startswith(f"{lang}: "):
            yield f"findings.yml, {number}", line
    for path in sorted((project_dir() / "data" / "lessons").glob("*.yml")):
        yield from ((path.name, text) for text in texts_in(yaml.safe_load(path.read_text(encoding="utf-8")), lang))


def is_unattributed(text, lang):
    """Tell if a text gives a cause and not who says so: an article, a person in it, the caption of its photograph."""
    causes, sayers = CAUSES[lang]
    return bool(re.search(causes, text)) and not re.search(sayers, text)


def texts_in(content, lang):
    """Give every text of a lesson in a language, wherever it stands."""
    if isinstance(content, str):
        return
    if isinstance(content, dict) and content.keys() == {"vi", "en"}:
        yield content[lang]
        return
    for part in content.values() if isinstance(content, dict) else content if isinstance(content, list) else ():
        yield from texts_in(part, lang)


def find_banned(phrases, lang):
    return [
        f"{place}: “{found[0]}” ({why})"
        for place, text in phrases
        for form, why in BANNED[lang].items()
        if (found := re.search(form, re.sub(r"\{[^}]*\}|`[^`]*`|\([^)]*\.html[^)]*\)", "", text)))
    ]


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("phrases", [phrases_of_catalogue, phrases_of_notebooks, phrases_of_data])
def test_nothing_is_said_in_words_that_readers_stumble_over(phrases, lang):
    """No phrase holds a word of the list: calques, archaic English, a bare "one" for a thing, words of the machine.

    A lecturer reads these pages aloud. "Các bài kể" makes a storyteller of an article, "gốc tính", "tầng tổ chức" and
    "cổng so sánh" are words of this project alone, "giao" is heard as handing over where the Party assigns.
    """
    assert find_banned(phrases(lang), lang) == []


@pytest.mark.parametrize(
    ("lang", "text", "found"),
    [
        ("vi", "việc mà chỉ một bài kể", True),
        ("vi", "mọi bài, kể cả bài này", False),
        ("vi", "Cổng thông tin điện tử", False),
        ("vi", "Cổng so sánh", True),
        ("en", "another one of these", True),
        ("en", "one place lies within the other", False),
        ("en", "The gate judges", True),
        ("en", "cells graded good", True),
        ("en", "cells with good completion of tasks or better", False),
    ],
)
def test_the_list_finds_what_it_is_for(lang, text, found):
    """Each kind of word is found where it is wrong, and left where the same letters are right."""
    assert bool(find_banned([("x", text)], lang)) == found


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_cause_is_told_as_said_by_whom(lang):
    """No finding or gloss tells as a fact why something is so: five articles show no cause, they only name some."""
    told = [each for each in phrases_of_data(lang) if each[0].startswith(("findings.yml", "codings.csv"))]
    assert [each for each in told if is_unattributed(each[1], lang)] == []


@pytest.mark.parametrize(
    ("lang", "text", "found"),
    [
        ("vi", "lề lối chậm đổi mới do năng lực một số cấp ủy viên", True),
        ("vi", "bài về Tràng Định cho rằng lề lối chậm đổi mới do năng lực cán bộ", False),
        ("vi", "đảng viên do chi bộ phân công", False),
        ("en", "ways of working change slowly for lack of ability", True),
        ("en", "According to the article, because of their ability", False),
    ],
)
def test_a_cause_without_its_teller_is_found(lang, text, found):
    """A cause is seen by its words, and who says so by others; what somebody does is no cause."""
    assert is_unattributed(text, lang) == found
