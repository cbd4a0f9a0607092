"""What stands in the project is in our own words: no article is found again in its files."""

import csv
import re
from pathlib import Path

import pytest

from analysis.text import normalise

PROJECT = Path(__file__).parents[2]
SOURCES = PROJECT.parent / "shared" / "sources"
PARTS = (".readme", "benchmarks", "data", "notebooks", "src", "tests")
ENDINGS = (".csv", ".html", ".ipynb", ".js", ".json", ".key", ".md", ".py", ".toml", ".txt", ".yml")
LENGTH = 8  # words in a row, that is syllables: fewer make the name of one thing

# Columns that name or quote, as they must, and how a document is called.
QUOTING = {"title", "outlet", "name_vi", "printed"}
# What has no other words: a course as it is called, and the two things that the Party grades.
FIXED = ("lớp bồi dưỡng nghiệp vụ công tác Đảng", "tổ chức cơ sở đảng và đảng viên")


def words(text):
    """Give the words of a text in small letters: letters and digits only."""
    return re.findall(r"[^\W_]+", normalise(text).lower())


def runs(text):
    """Give every run of so many words in a row."""
    found = words(text)
    return [" ".join(found[start : start + LENGTH]) for start in range(len(found) - LENGTH + 1)]


def project_files():
    """Give every file that holds text, but the tables: their cells have a test of their own in tests/dataset."""
    found = [path for part in PARTS for path in (PROJECT / part).rglob("*") if path.suffix in ENDINGS]
    found += [path for path in PROJECT.iterdir() if path.suffix in ENDINGS]
    return [path for path in found if path.parent != PROJECT / "data" or path.suffix != ".csv"]


@pytest.mark.skipif(not SOURCES.is_dir(), reason="the article texts are not part of the project")
def test_no_file_repeats_an_article():
    """No file has eight words in a row from an article, but in a name, a title, a printed form or a fixed term."""
    theirs = {run for path in SOURCES.glob("*.txt") for run in runs(path.read_text(encoding="utf-8"))}
    assert len(theirs) > 5000
    allowed = {run for term in FIXED for run in runs(term)}
    for path in (PROJECT / "data").glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                allowed |= {run for name in QUOTING & row.keys() for run in runs(row[name])}
    found = [
        f"{path.relative_to(PROJECT)}: {run}"
        for path in project_files()
        for run in sorted({*runs(path.read_text(encoding="utf-8"))} & theirs - allowed)
    ]
    assert len(project_files()) > 200
    assert not found, "\n".join(found)
