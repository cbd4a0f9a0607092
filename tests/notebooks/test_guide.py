"""The guide for researchers: what it tells of the frames, the conditions and the functions is what is there."""

import base64
import inspect
import json
import re

import pytest
from bs4 import BeautifulSoup

import analysis
from analysis import methods, show
from analysis.methods.judgement import REASONS
from analysis.paths import notebooks_dir
from analysis.plan.notebook import unfold
from analysis.words.catalogue import section

GUIDE = notebooks_dir() / "guide"


def prose(name, lang):
    cells = json.loads((GUIDE / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"]
    return [unfold("".join(cell["source"])) for cell in cells if f"lang-{lang}" in cell["metadata"].get("tags", ())]


def test_prose_of_the_guide_stands_in_pairs():
    """Each piece of prose stands in both languages, with the same headings, steps and rows of tables."""
    for path in GUIDE.glob("*.ipynb"):
        vi, en = prose(path.stem, "vi"), prose(path.stem, "en")
        assert len(vi) == len(en) > 1
        for told in zip(vi, en, strict=True):
            starts = [re.findall(r"^(?:#+ |\d\. |\|)", text, re.MULTILINE) for text in told]
            assert starts[0] == starts[1], told


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_each_column_of_a_frame_is_told(data, lang):
    """The guide tells every column that a tidy frame has, and none that it has not."""
    told = {}
    for text in prose("01_frames", lang):
        if frame := re.match(r"## .+: `(\w+)\(\)`\n", text):
            cells = re.findall(r"^\| (`[^|]+`) \|", text, re.MULTILINE)
            told[frame[1]] = [name for cell in cells for name in re.findall(r"`(\w+)`", cell)]
    assert told.keys() == {"figures", "codings", "documents", "places"}
    for name, columns in told.items():
        assert sorted(columns) == sorted(getattr(data, name)(lang=lang).columns), name


def test_each_condition_has_its_row(built_site):
    """The page of the conditions has a row for each reason, and the verdicts of its worked cases are those by hand.

    Grades of organisations and of hamlet cells differ in unit and tier; raw counts of a district and a province in what
    they cover; members a cell and shares of two districts may stand together if what differs is told.
    """
    page = BeautifulSoup((built_site / "vi" / "guide-conditions.html").read_text(encoding="utf-8"), "html.parser")
    asked, conditions = page.select("main table")
    asked, rows = (
        [[cell.get_text() for cell in row.select("th, td")] for row in table.select("tbody tr")]
        for table in (asked, conditions)
    )
    assert [verdict for verdict, _ in asked] == ["not_comparable", "not_comparable", "with_care", "with_care"]
    assert asked[0][1] == "unit_of_analysis tier"
    assert [row[0] for row in rows] == list(REASONS)
    assert all(row[1] and "…" not in row[1] for row in rows)
    (period,) = [row for row in rows if row[0] == "period"]
    assert period[2] == "with_care" and [cell.partition(":")[0] for cell in period[3:]] == ["Nậm Pồ", "Tràng Định"]


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_each_public_function_has_its_part(built_site, lang):
    """The page of functions has a part for each public name and frame, with what it returns and an example."""
    page = BeautifulSoup((built_site / lang / "guide-reference.html").read_text(encoding="utf-8"), "html.parser")
    parts = {re.match(r"[\w.]+", part.get_text())[0]: part for part in page.select("main h3")}
    frames = {f"Dataset.{name}" for name in ("figures", "codings", "documents", "places")}
    assert {*analysis.__all__} | frames <= parts.keys()
    for name in {*analysis.__all__} - {"Dataset"} | frames:
        told = parts[name].find_next_sibling("p")
        assert "Returns" in told.get_text(), name
        assert f"{name.removeprefix('Dataset')}(" in told.find_next("pre").get_text(), name
    assert parts["compare"].get_text() == (
        "compare(data: Dataset, indicator_id: str, locality_ids: str | Sequence[str] | pd.DataFrame | None)"
        " -> Comparison"
    )
    for room in (methods, show):  # of these each function has its line
        listed = parts[room.__name__.removeprefix("analysis.")].find_next("ul")
        lines = [line.get_text() for line in listed.select("li")]
        functions = sorted(name for name in dir(room) if inspect.isfunction(getattr(room, name)))
        assert [line.partition(":")[0] for line in lines] == functions and all(len(line) > 20 for line in lines)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_guide_to_an_own_article_names_the_buttons_there_are_and_shows_each_step(lang):
    """Its bold words are words of the application; each step has a picture, which is there, is told, and is small."""
    said, words = "\n".join(prose("05_own_article", lang)), set(section("serve", lang).values())
    assert set(re.findall(r"\*\*(.+?)\*\*", said)) <= words
    shown = re.findall(r"!\[(.{20,})\]\(attachment:(\w+\.png)\)", said)
    assert len(shown) == 5 == said.count("\n## ") + said.startswith("## ")
    cells = json.loads((GUIDE / "05_own_article.ipynb").read_text(encoding="utf-8"))["cells"]
    there = {name: data["image/png"] for cell in cells for name, data in cell.get("attachments", {}).items()}
    pictures = [base64.b64decode(there[name]) for _, name in shown]
    assert all(picture.startswith(b"\x89PNG") and 10_000 < len(picture) < 60_000 for picture in pictures)
    assert (GUIDE / "05_own_article.ipynb").stat().st_size < 700_000
