"""The words by which articles are read stand in the data: described, checked, and added to without Python."""

import json
import re
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from analysis.commands.cue_checks import check_cues
from analysis.commands.main import cli
from analysis.dataset import load
from analysis.errors import AnalysisError
from analysis.extract import phrases
from analysis.extract.cues import read_cues
from analysis.extract.mentions import PassageFinder
from analysis.extract.numerals import FigureFinder
from analysis.extract.phrases import compile_phrase, needed_words
from analysis.package.schema import read_package
from analysis.paths import data_dir

INDICATOR = {
    "indicator_id": "village_halls_repaired", "concept": "village_halls_repaired", "topic": "living",
    "name_vi": "Nhà văn hóa thôn được sửa", "name_en": "Village halls repaired", "unit": "count",
    "counted": "residential_area", "tier": "community", "nature": "flow", "levels": "commune", "decimals": "0",
    "better": "neither", "definition_vi": "Số nhà sửa trong năm.", "definition_en": "Halls repaired in a year.",
}  # fmt: skip


@pytest.fixture
def lay(tmp_path):
    """Lay a package over the built-in one that has an indicator, and what is given as its cues."""

    def write(cues):
        folder = tmp_path / "mine"
        folder.mkdir(exist_ok=True)
        columns = read_package().tables["indicators"].columns
        cells = [f'"{INDICATOR.get(name, "")}"' for name in columns]
        (folder / "indicators.csv").write_text(f"{','.join(columns)}\n{','.join(cells)}\n", encoding="utf-8")
        if cues:
            (folder / "cues.yml").write_text(cues, encoding="utf-8")
        return folder

    return write


@pytest.fixture(scope="module")
def tables():
    """Give the built-in tables with the indicator, as they are when its package is laid over them."""
    found = dict(load().tables)
    found["indicators"] = pd.concat([found["indicators"], pd.DataFrame([INDICATOR])], ignore_index=True)
    return found


def faults_of(folder, tables):
    return [str(fault) for fault in check_cues([folder], tables)]


def test_two_packages_of_one_name_are_told_apart(tmp_path, monkeypatch, tables):
    """Of `a/x` and `b/x` each fault names its own folder, as the reader gave it; one alone is called `x`."""
    monkeypatch.chdir(tmp_path)
    for folder in ("a/x", "b/x"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "cues.yml").write_text("strange: 1\n", encoding="utf-8")
    both = [str(fault).partition(",")[0] for fault in check_cues(["a/x", "b/x"], tables)]
    assert both == ["a/x/cues.yml", "b/x/cues.yml"]
    assert [str(fault).partition(",")[0] for fault in check_cues(["a/x"], tables)] == ["x/cues.yml"]


def test_every_built_in_cue_can_be_met():
    """Each phrase is what its example is recognised by, each word is in its proper form, each id is known."""
    data = load()
    assert check_cues([], data.tables) == []
    cues = read_cues()
    assert sum(len(entry.cues) for entry in cues.indicators.values()) > 50
    assert set(cues.themes) == set(data.ids("theme"))


@pytest.mark.parametrize(
    "cues",
    [
        None,
        "indicators: {village_halls_repaired: {has_parts: true}}",
        'indicators: {village_halls_repaired: {cues: {"tu sửa # nhà": tu sửa 6 nhà}}}',
    ],
)
def test_a_new_indicator_needs_no_code(lay, tmp_path, tables, cues):
    """An indicator of a package laid over is proposed by its name alone, and by words that its package adds."""
    folder = lay(cues)
    article = tmp_path / "bài.txt"
    said = "tu sửa 6 nhà cho dân họp" if cues and "tu sửa" in cues else "có 6 nhà văn hóa thôn được sửa"
    article.write_text(f"Xã Ví Dụ\n\nNgày 03/3/2021\n\nNăm 2020, xã {said}; có 264 đảng viên.\n", encoding="utf-8")
    told = CliRunner().invoke(cli, ["extract", str(article), "--data", str(folder), "--json"], catch_exceptions=False)
    proposed = [row["indicator_id"] for row in json.loads(told.output)["observations"]]
    assert proposed == ["village_halls_repaired", "party_members"]
    assert faults_of(folder, tables) == []


def test_words_that_a_package_adds_are_met(lay):
    """Nouns and words of themes that are laid over stand beside the built-in ones."""
    cues = read_cues([lay("figures: {nouns: [nhà sàn]}\nthemes: {member_screening: [rà lại]}\n")])
    assert [figure.counted for figure in FigureFinder(cues).find("dựng 5 nhà sàn, 3 nhà")] == ["nhà sàn", "nhà"]
    (passage,) = PassageFinder(cues).find("Chi bộ tăng cường rà lại danh sách.", 1)
    assert passage.themes == ("member_screening",)


CELLS = "intermediate_committees"


@pytest.mark.parametrize(
    ("cues", "line", "told"),
    [
        ("indicators: {village_hall_repaired: {cues: {}}}", 1, "did you mean village_halls_repaired"),
        ('indicators:\n  party_members:\n    cues: {"# a": 5 a}\n    part_of: b', 4, "unknown indicator 'b'"),
        ('indicators:\n  party_members:\n    cues: {}\n    not_before: ["[a"]', 4, "not_before[1]: “[a”: a bracket"),
        ('figures: {nouns: [""]}', 1, "at least 1 letters"),
        ("themes: {cadre_traning: [a]}", 1, "did you mean cadre_training"),
        ("directions: {limits: [a]}", 1, "unknown direction 'limits'"),
        ("figures:\n  noun: [a]", 2, "unknown key “noun”; close: nouns"),
        ("figures: {nouns: xe}", 1, "“xe” is not of the type array"),
        ("figures:\n  nouns: [a]\n  nouns: [b]", 3, "“nouns” stands twice"),
        ("figures:\n  nouns: [xe, thuyền, xe]", 2, "figures.nouns[3]: “xe” stands twice"),
        ("themes: {member_screening: [bồi dưỡng]}", 1, "“bồi dưỡng” stands twice"),
        ("themes: {member_screening: [Rà lại]}", 1, "texts are searched for “rà lại”"),
        ("page: {end: [xem tin 12]}", 1, "texts are searched for “xem tin 0”"),
        ("figures:\n  units: {bao: bags}", 2, "it is none of the nouns"),
        ("figures:\n  yearly: {phiên: meetings_per_year}", 2, "figures.yearly.phiên: “phiên” is never met"),
        ("figures:\n  times: {phen: ratio}", 2, "figures.times.phen: “phen” is never met"),
        ("figures:\n  never_none:\n    - điểm cao", 3, "figures.never_none[1]: “điểm cao” is never met"),
        ("lists:\n  never_used: [a, b]", 2, "lists.never_used: no phrase names {never_used}"),
        (f"indicators:\n  village_halls_repaired:\n    part_of: {CELLS}", 3, f"“{CELLS}” has no has_parts"),
        (f'indicators: {{{CELLS}: {{cues: {{"# (a": 5 a}}}}}}', 1, "a bracket is not closed"),
        (f'indicators: {{{CELLS}: {{cues: {{"# {{villag}}": 5 a}}}}}}', 1, "no list “villag”; close: villages"),
        (f'indicators: {{{CELLS}: {{cues: {{"# a?": 5 a}}}}}}', 1, "? has no meaning"),
        (f'indicators: {{{CELLS}: {{cues: {{"# đảng bộ to": 5 đảng bộ}}}}}}', 1, "does not meet its phrase"),
        (f'indicators: {{{CELLS}: {{cues: {{"# đảng bộ to": đảng bộ to}}}}}}', 1, "no figure of the indicator’s unit"),
        (f'indicators: {{{CELLS}: {{cues: {{"# đảng bộ to": 5% đảng bộ to}}}}}}', 1, "has no figure of"),
        (f'indicators:\n  {CELLS}:\n    cues:\n      "# bộ": 5 bộ\n      "# bộ to": 5 bộ to', 5, "met by “# bộ ("),
        ("documents:\n  issuers:\n    sở a: sở a\n    sở a b: sở a b", 4, "met by “sở a”, which stands before it"),
        ("documents: {issuers: {sở a: sở b}}", 1, "“sở b” does not meet its phrase"),
        ("indicators: [", 2, "cannot be read as YAML"),
        ("- a", 1, "not of the type object"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_line(lay, tables, cues, line, told):
    """An unknown id, a cue that nothing can meet, a word said twice: each is told with file, line and field."""
    faults = faults_of(lay(cues), tables)
    assert len(faults) == 1, faults
    assert faults[0].startswith(f"mine/cues.yml, line {line}") and told in faults[0], faults


@pytest.mark.slow
def test_the_command_tells_them(lay):
    """The check of the data lists the faults of its cues, and of those laid over it."""
    told = CliRunner().invoke(cli, ["check", str(lay("themes: {cadre_traning: [a]}"))])
    assert (
        told.exit_code == 1
        and "mine/cues.yml, dòng 1, themes.cadre_traning: không có mã “cadre_traning”" in told.output
    )


def test_a_cue_that_takes_those_behind_it_is_told(lay, tables):
    """Where a phrase laid over meets the example of a built-in one, that one is told with its own place."""
    cues = 'indicators: {village_halls_repaired: {cues: {"# nữ đảng viên": 5 nữ đảng viên}}}'
    faults = faults_of(lay(cues), tables)
    assert len(faults) == 1 and "women_members" in faults[0]
    assert faults[0].startswith(f"{data_dir().name}/cues.yml, line ")


LISTS = {"villages": ("thôn", "khu phố")}


@pytest.mark.parametrize(
    ("phrase", "met", "passed"),
    [
        ("# đảng viên [là] nữ", ["# đảng viên nữ", "# đảng viên là nữ"], ["# đảng viên là  nữ", "# đảng viên và nữ"]),
        ("[là] [người] dân # ", ["dân # ", "là dân # ", "người dân # ", "là người dân # "], ["nông dân# "]),
        ("giao ban [* *] #", ["giao ban #", "giao ban hằng quý #"], ["giao ban quý #", "giao bang #"]),
        ("hộ (nghèo|cận nghèo) #", ["hộ nghèo #", "hộ cận nghèo #"], ["hộ #", "hộ cận #"]),
        ("chi bộ {villages} #", ["chi bộ thôn #", "chi bộ thôn, khu phố và thôn #"], ["chi bộ bản #", "chi bộ #"]),
        ("kết nạp … #", ["kết nạp #", "kết nạp được thêm #"], [f"kết nạp {'a ' * 25}#"]),
        ("^nữ #", ["nữ #"], ["đảng viên nữ #"]),
        ("cơ sở #$", ["cơ sở #"], ["cơ sở # đảng"]),
        (r"4 \(khóa [i]\)", ["4 (khóa i)", "4 (khóa)"], ["4 khóa i"]),
    ],
)
def test_the_notation_of_phrases(phrase, met, passed):
    """Each sign of the notation means what the head of the file says."""
    pattern = re.compile(rf"(?:{compile_phrase(phrase, LISTS)})")
    assert [text for text in met if not pattern.search(text)] == []
    assert [text for text in passed if pattern.search(text)] == []
    assert all(needed_words(phrase) in text for text in met)


@pytest.mark.parametrize("phrase", ["# [a", "# a]", "# (a", "# a)", "# {nothing}", "# {a", "# a+", "# a.b"])
def test_a_phrase_that_cannot_be_read(phrase):
    """A bracket left open, an unknown list and a sign without meaning are told with the phrase."""
    with pytest.raises(AnalysisError) as told:
        compile_phrase(phrase, LISTS)
    assert f"“{phrase}”" in str(told.value)


def test_no_pattern_needs_a_python_newer_than_the_oldest():
    """Up to 3.11.4 Python loses matches of a group repeated without giving back (gh-106052), so no pattern has one."""
    pattern = compile_phrase("{places} có #", {"places": ["huyện", "tỉnh"]})
    assert re.search(pattern, "tỉnh, huyện có #") and re.search(pattern, "tỉnh có #")
    assert not re.search(r"\)[*+?]\+", pattern)
    code = (path.read_text(encoding="utf-8") for path in Path(phrases.__file__).parents[1].rglob("*.py"))
    assert not [text for text in code if re.search(r"\)[*+?]\+(?!\d)", text)]
