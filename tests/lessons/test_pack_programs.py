"""Other programs on every file of every pack: LibreOffice, pandoc and a parser of GIFT."""

import json
import os
import re
import shutil
import subprocess
from collections import Counter
from dataclasses import replace
from html import unescape
from itertools import pairwise
from pathlib import Path

import pytest

from analysis.elements.pages import plain_name
from analysis.lessons.pack import write_gift
from analysis.lessons.parts import Pack, plain
from analysis.words.catalogue import say

pytestmark = pytest.mark.slow

LANGS = ("vi", "en")
HEADS = ("Heading 1", "Heading 2", "Label", "Caption")
OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
_PARSE = """
import { parse } from "gift-pegjs";
import fs from "fs";
const told = {};
for (const file of process.argv.slice(2)) {
  try {
    const asked = parse(fs.readFileSync(file, "utf8")).filter((question) => question.type !== "Category");
    told[file] = asked.map(({ type, stem, choices }) =>
      ({ type, stem, right: (Array.isArray(choices) ? choices : []).filter((choice) => choice.isCorrect).length }));
  } catch (error) { told[file] = String(error.message); }
}
console.log(JSON.stringify(told));
"""


@pytest.fixture(scope="module")
def made(written, tmp_path_factory):
    """Lay all packs and outlines in a folder; give it, and each with the names of its files."""
    folder = tmp_path_factory.mktemp("made")
    for _, files in written.values():
        for name, file in files.items():
            (folder / name).write_bytes(file.content)
    return folder, [(pack, list(files)) for pack, files in written.values()]


def test_all_are_made(made):
    """Four lessons or more and five outlines, each in both languages, are what the programs below read."""
    folder, packs = made
    kinds = {kind: sum(len(list(folder.glob(f"{say(f'file.{kind}', lang)}-*.docx"))) for lang in LANGS)
             for kind in ("plan", "worksheet", "paper", "key", "outline")}  # fmt: skip
    assert min(kinds["plan"], kinds["worksheet"], kinds["paper"], kinds["key"]) >= 4 * len(LANGS)
    assert kinds["outline"] >= 5 * len(LANGS)
    assert len(packs) >= 9 * len(LANGS)


def letters_of(text):
    """Count the words of a text that are of two letters or more; pdftotext joins a hyphen's word to the next column."""
    return Counter(re.findall(r"[^\W\d]{2,}", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)))


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
def test_libreoffice_turns_all_into_pdf(made, tmp_path):
    """LibreOffice turns every Word file and all slides into PDF: no page empty, a page for each slide, no word lost, no
    heading the last line of a page."""
    import docx
    import pptx

    folder, packs = made
    forms = {
        plain_name(plain(form.title)): plain(form.signed[0]).upper()
        for pack, _ in packs
        if isinstance(pack, Pack)
        for form in pack.forms
    }
    files = sorted([*folder.glob("*.docx"), *folder.glob("*.pptx")])
    done = subprocess.run(
        [OFFICE, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to", "pdf",
         "--outdir", str(tmp_path), *map(str, files)],
        capture_output=True, text=True, check=False, timeout=500,
    )  # fmt: skip
    assert [file.stem for file in files if not (tmp_path / f"{file.stem}.pdf").is_file()] == [], done.stderr
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed")
    for file in files:
        told = subprocess.run(["pdftotext", f"{file.stem}.pdf", "-"], cwd=tmp_path, capture_output=True, check=True)
        pages = told.stdout.decode().split("\f")[:-1]
        assert all(len(page.split()) > 3 for page in pages), file.name
        if file.suffix == ".docx":
            held = docx.Document(str(file))
            lines, cells = held.paragraphs, [cell.text for table in held.tables for cell in table._cells]
            # A word with a hyphen may be broken at it.
            printed = re.sub(r"\w+(-\w+)+", " ", " ".join((*cells, *(line.text for line in lines))))
            assert letters_of(printed) - letters_of(" ".join(pages)) == Counter(), file.name
            heads = {line.text for line, below in pairwise(lines)
                     if line.style.name in HEADS and not below._p.xpath(".//w:drawing")}  # fmt: skip
            last = [re.sub(r"^[IVX\d]+\.\s+", "", page.strip().split("\n")[-1]) for page in pages]
            assert not heads.intersection(last), file.name
        if file.stem in forms:  # two sides at most, none for signatures alone
            assert len(pages) <= 2 and len(pages[-1].partition(forms[file.stem])[0].split()) > 8, file.name
        sheets = tuple(f"{say('file.worksheet', lang)}-" for lang in LANGS)
        if pages[1:] and (file.stem in forms or file.name.startswith(sheets)):  # the other side is used
            assert len([line for line in pages[-1].split("\n") if line.strip()]) >= 20, file.name
        if file.suffix == ".pptx":
            assert len(pages) == len(pptx.Presentation(str(file)).slides), file.name
        for lang in LANGS:
            if file.name.startswith(f"{say('file.worksheet', lang)}-"):  # a sheet of paper
                assert len(pages) <= 2, file.name
            if file.name.startswith(f"{say('file.plan', lang)}-"):
                # The last question stands on the page of the signatures, the eighth at most; an annex follows.
                approval = say("lesson.approval", lang).upper()
                lines = [" ".join(page.split()) for page in pages]
                signed = next(rank for rank, page in enumerate(lines, 1) if approval in page)
                assert len(lines[signed - 1].partition(approval)[0].split()) > 12, file.name
                assert signed <= 8, file.name
                assert say("lesson.annex", lang).upper() in lines[signed], file.name


@pytest.mark.skipif(shutil.which("pandoc") is None, reason="pandoc is not installed")
def test_pandoc_reads_every_word_file(made):
    """Read by pandoc, each Word file has its headings and its tables."""
    folder, packs = made
    for pack, names in packs:
        for name in (name for name in names if name.endswith(".docx")):
            done = subprocess.run(["pandoc", name, "-t", "json"], cwd=folder, capture_output=True, check=True)
            kinds = re.findall(r'"t":"(Header|Table|Image)"', done.stdout.decode())
            count = {kind: kinds.count(kind) for kind in ("Header", "Table", "Image")}
            if name.startswith(f"{say('file.plan', pack.lang)}-"):
                assert count["Header"] == 4 + bool(pack.scenario) + len(pack.steps), name
                # A chart of figures of one time has no table beside it.
                alone = [item for item in pack.items if item.chart and len({row[2:] for row in item.texts}) < 2]
                tables = sum(bool(item.columns) and item not in alone for item in pack.items)
                shown = {id_ for step in pack.steps for id_ in step.show}  # others are on slides alone
                drawn = sum(bool(item.picture and not item.chart and item.item_id in shown) for item in pack.items)
                assert (count["Table"], count["Image"]) == (tables + 3, drawn), name
            elif name.startswith(f"{say('file.outline', pack.lang)}-"):
                assert count == {"Header": 3, "Table": 3, "Image": 0}, name
            else:
                assert count["Table"] >= 1, name


def test_gift_is_parsed(made, tmp_path):
    """gift-pegjs parses every GIFT file: as many questions as the lesson has, one right answer to each choice."""
    root = os.environ.get("GIFT_PEGJS", "")
    if not root or shutil.which("node") is None:
        pytest.skip("Node or gift-pegjs is not installed; GIFT_PEGJS names the folder in which npm installed it")
    folder, packs = made
    (tmp_path / "node_modules").symlink_to(Path(root, "node_modules"))
    (tmp_path / "parse.mjs").write_text(_PARSE, encoding="utf-8")
    pack = next(pack for pack, _ in packs if isinstance(pack, Pack))
    odd = replace(pack, questions=(replace(pack.questions[0], text="a < b & c = d ~ {e}"),))
    (tmp_path / "odd.gift").write_bytes(write_gift(odd))
    (tmp_path / "broken.gift").write_text("::x::What {=a ~b\n\n", encoding="utf-8")
    files = sorted(map(str, folder.glob("*.gift")))
    command = ["node", str(tmp_path / "parse.mjs"), *files, str(tmp_path / "broken.gift"), str(tmp_path / "odd.gift")]
    told = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    assert isinstance(told.pop(str(tmp_path / "broken.gift")), str)
    (read,) = told.pop(str(tmp_path / "odd.gift"))
    assert (read["stem"]["format"], unescape(read["stem"]["text"])) == ("html", "a < b & c = d ~ {e}")
    asked = {name: pack.questions for pack, names in packs for name in names if name.endswith(".gift")}
    assert len(told) == len(asked)
    for file, read in told.items():
        questions = asked[Path(file).name]
        assert isinstance(read, list), (file, read)
        assert len(read) == len(questions)
        kinds = {"choice": "MC", "number": "Numerical", "numeric": "Numerical", "essay": "Essay"}
        assert [question["type"] for question in read] == [kinds[question.kind] for question in questions]
        assert all(question["right"] == 1 for question in read if question["type"] == "MC")
