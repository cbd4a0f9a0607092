"""No figure of the site, in whatever file, stands without what a reader must know with it: target, part, list, date."""

import csv
import io
import json
import re
from functools import cache
from xml.etree import ElementTree

import docx
import pptx
import pytest
from bs4 import BeautifulSoup
from openpyxl import load_workbook

from analysis.elements.wording import Voice
from analysis.methods import find_figures

LANGUAGES = ("vi", "en")
UNDER = 10  # the placeholder of a slide that tells its source
# What is no figure though it has digits: places in a text, days, the number of a question.
PLACES = re.compile(
    r"(?:đoạn|paragraph|para\.|Đoạn|Para\.) \d+|\d{1,2}/\d{1,2}/\d{4}|\d{1,2}\s[A-Z][a-z]+\s\d{4}|^\d+\. ", re.M
)


def marks(voice, figure):
    """Give the words of which one must stand beside a figure, one for each thing that is not as a reader expects."""
    row = figure
    found = [] if row.status == "observed" else [voice.say(f"status.{row.status}")]
    found += [voice.name("subject", row.subject)] if row.subject else []
    found += [voice.say("mark.partial")] if row.is_partial else []
    found += [] if row.period_basis == "stated" else [voice.say(f"basis.{row.period_basis}")]
    if row.reading != "level":
        found += [voice.say("value.falls" if row.value < 0 else "value.rises", number="").strip()]
    return found


@pytest.fixture(scope="module")
def expected(data):
    """Give by language the marks of each figure, by the key of its note and by its id in a manifest, with its title."""
    by_note, by_id, titles = {}, {}, {}
    for lang in LANGUAGES:
        voice = Voice(data, lang)
        for figure in find_figures(data):
            note = voice.note(figure)
            by_note[lang, note.key] = marks(voice, figure)
            titles[lang, note.title] = marks(voice, figure)
            id_ = ".".join(filter(None, (figure.locality_id, figure.indicator_id, figure.subject)))
            by_id[lang, id_] = marks(voice, figure)
    return by_note, by_id, titles


def unmarked(html, marks_of):
    """List the numbers of a page that lack a mark in their cell, or in their row, sentence or card."""
    faults = []
    for button in BeautifulSoup(html, "lxml").select("button.who"):
        key = button["popovertarget"]
        place = button.find_parent(["tr", "li", "p"]) or button.parent
        row = place.find_parent("tr")
        head = row.find("th") if row else None
        # A caution that begins a sentence has a capital.
        told = f"{place.get_text()} {head.get_text() if head else ''}".casefold()
        faults += [(key, mark) for mark in marks_of(key) if mark.casefold() not in told]
    return faults


def unmarked_rows(rows, titles):
    """List the rows of a CSV file, in which a figure whose note stands in the last cell lacks a mark in the others."""
    return [
        (n, title, mark)
        for n, row in enumerate(rows)
        for title, found in titles.items()
        if f"{title} [" in row[-1]
        for mark in found
        if mark not in " ".join(row[:-1])
    ]


def unmarked_texts(texts, entries, marks_of):
    """List the texts of a file that show a number of its manifest without a mark; equal numbers excuse each other."""
    # A gloss or a name may stand inside a sentence, without its full stop.
    entered = [(entry, parted(entry["printed"])) for entry in entries]
    names = sorted((words.rstrip(".") for entry, words in entered if not entry["value"]), key=len, reverse=True)
    by_print = {}
    for entry, words in entered:
        if entry["value"]:
            by_print.setdefault(words, []).append([*map(parted, marks_of(entry["entry_id"]))])
    faults = []
    for text in map(parted, texts):
        bare = text
        for name in names:
            bare = bare if name.isdigit() else bare.replace(name, " ")  # a year may be part of a day
        bare = PLACES.sub(" ", bare)
        for printed, choices in sorted(by_print.items(), key=lambda pair: -len(pair[0])):
            bare, shown = re.subn(rf"(?<![\w.,/–]){re.escape(printed)}(?![\w/–]|[.,]\d)", " ", bare)
            if shown:
                lacking = [[mark for mark in found if mark.casefold() not in text.casefold()] for found in choices]
                faults += [(text, printed, lacking[0])] if all(lacking) else []
    return faults


def parted(words):
    """Give words parted by plain spaces, wherever a line may not end."""
    return words.replace("\N{NO-BREAK SPACE}", " ")


def texts_of_docx(content):
    """Give rows, sentences, and questions whole, each as one text."""
    document = docx.Document(io.BytesIO(content))
    for table in document.tables:
        yield from (" | ".join(cell.text for cell in row.cells) for row in table.rows)
    asked = []
    for paragraph in document.paragraphs:
        if re.match(r"\d+\. ", paragraph.text) or paragraph.style.name.startswith("Heading"):
            yield "\n".join(asked)
            asked = []
        asked.append(paragraph.text)
        if not re.match(r"\d+\. ", asked[0]):
            yield asked.pop()
    yield "\n".join(asked)
    yield from (drawing.get("descr", "") for drawing in document.element.iter(docx.oxml.ns.qn("wp:docPr")))


def texts_of_pptx(content):
    """Give rows, sentences, alt texts and notes; a slide that asks, whole."""
    for slide in pptx.Presentation(io.BytesIO(content)).slides:
        whole = "?" in slide.shapes.title.text_frame.text
        # What a title cautions of stands under the slide, with its source, and what all its cards do.
        under = "\n".join(
            shape.text_frame.text for shape in slide.placeholders if shape.placeholder_format.idx == UNDER
        )
        told = [f"{slide.shapes.title.text_frame.text}\n{under}"]
        for shape in slide.shapes:
            if shape == slide.shapes.title:
                continue
            if shape.has_text_frame and not shape.is_placeholder:
                told.append(f"{shape.text_frame.text}\n{under}")
            elif shape.has_text_frame:
                told += [paragraph.text for paragraph in shape.text_frame.paragraphs]
            if shape.has_table:
                told += [" | ".join(cell.text for cell in row.cells) for row in shape.table.rows]
            told.append(shape._element.xpath(".//p:cNvPr")[0].get("descr", ""))
        told += slide.notes_slide.notes_text_frame.text.split("\n") if slide.has_notes_slide else []
        yield from (["\n".join(told)] if whole else told)


@cache
def texts_of(path):
    """Give the texts of a file that is taken to class."""
    content = path.read_bytes()
    if path.suffix == ".docx":
        return list(texts_of_docx(content))
    if path.suffix == ".pptx":
        told = (text.replace("\u2011", "-") for text in texts_of_pptx(content))  # the hyphen that does not break
        return [text.replace("\u2060", "") for text in told]
    if path.suffix == ".gift":
        blocks = re.sub(r"::[^:]*::", "", content.decode()).replace("\\", "").split("\n\n")
        return [re.sub(r"\{#[\d.]+:[\d.]+", "{", block) for block in blocks]
    tree = ElementTree.fromstring(content)
    return [
        " ".join(node.text or "" for node in asked.iter("text") if node not in asked.findall("answer/text"))
        for asked in tree
        if asked.get("type") == "numerical"
    ] + [" ".join(node.text or "" for node in asked.iter("text")) for asked in tree if asked.get("type") != "numerical"]


def test_no_page_shows_a_figure_without_its_cautions(built_site, expected):
    """On every page each number whose figure needs a caution has it in its row, its sentence or its card."""
    by_note, by_id, _ = expected
    faults, seen = [], 0
    for path in sorted(built_site.glob("*/*.html")):
        lang = path.parent.name
        entries = [
            entry for file in (path.parent / f"{path.stem}.files").glob("*manifest.json") for entry in read(file)
        ]
        ids = {
            re.sub(r"[^A-Za-z0-9_-]+", "-", f"n-{e['entry_id']}-{e['value']}-{len(e['printed'])}"): e for e in entries
        }

        def marks_of(key, lang=lang, ids=ids):
            id_ = ids[key]["entry_id"] if key in ids else ""
            return by_note.get((lang, key)) or by_id.get((lang, id_)) or []

        html = path.read_text(encoding="utf-8")
        seen += sum(bool(marks_of(key)) for key in re.findall(r'class="who" popovertarget="([^"]+)"', html))
        faults += [(path.name, *fault) for fault in unmarked(html, marks_of)]
    assert not faults
    assert seen > 500


def read(file):
    return json.loads(file.read_text(encoding="utf-8"))["numbers"]


def test_no_file_for_class_shows_a_figure_without_its_cautions(built_site, expected):
    """In plans, slides, papers, question banks and outlines each figure of the manifest has its cautions beside it."""
    _, by_id, _ = expected
    faults, seen = [], 0
    for manifest in sorted(built_site.glob("*/*.files/*manifest.json")):
        lang, entries = manifest.parent.parent.name, read(manifest)
        for path in manifest.parent.iterdir():
            if path.suffix in (".docx", ".pptx", ".gift", ".xml"):
                texts, seen = texts_of(path), seen + 1
                found = unmarked_texts(texts, entries, lambda id_, lang=lang: by_id.get((lang, id_), []))
                faults += [(path.name, *fault) for fault in found]
    assert not faults
    assert seen >= 2 * (4 * 6 + 5)


def test_no_table_to_take_away_shows_a_figure_without_its_cautions(built_site, expected):
    """In CSV files and workbooks each row of a figure tells its cautions, in a cell or in the form of its number."""
    *_, titles = expected
    faults, seen = [], 0
    for path in sorted(built_site.glob("*/*.files/*.csv")):
        told = {title: found for (lang, title), found in titles.items() if lang == path.parent.parent.name and found}
        rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
        kept = [row for row in rows if any(f"{title} [" in row[-1] for title in told)]
        if not kept:
            continue
        seen += len(kept)
        faults += [(path.name, *fault) for fault in unmarked_rows(kept, told)]
        sheet = load_workbook(path.with_suffix(".xlsx")).worksheets[0]
        book = [" ".join(f"{cell.value} {cell.number_format}" for cell in row) for row in sheet.iter_rows()][1:]
        shown = [[words, row[-1]] for words, row in zip(book, rows, strict=False) if row in kept]
        faults += [(path.with_suffix(".xlsx").name, *fault) for fault in unmarked_rows(shown, told)]
    assert not faults
    assert seen > 100


def marks_of_gloss(data, voice, coding):
    """Give the marks of the figures that the text prints in the paragraph coded and the gloss tells."""
    gloss, marked = voice.text(coding, "gloss"), []
    for figure in find_figures(data, locality_id=coding["locality_id"], computed=False):
        rows = [data.row("observation", id_) for id_ in figure.observation_ids]
        here = [(row["source_id"], row["paragraph"]) for row in rows]
        here += [(row["source_id"], again) for row in rows for again, _ in row["repeats"]]
        number = re.search(r"\d[\d.,]*", voice.value(figure))[0].removesuffix(".000.000").removesuffix(",000,000")
        is_told = re.search(rf"(?<![\w.,]){re.escape(number)}(?!\w|[.,]\d)", gloss)
        is_told = is_told and (figure.subject or not re.search(rf"\w [A-ZĐ]\w* {number}\b", gloss))  # "bản Mới 1"
        if is_told and (coding["source_id"], coding["paragraph"]) in here:
            marked += marks(voice, figure)
    # A gloss that says "Sìn Hồ" tells that the figure is not of the province.
    names = {mark: re.findall(r"\b[A-ZĐ]\w*", mark) for mark in marked}
    return [mark for mark, named in names.items() if not named or not all(name in gloss for name in named)]


def texts_with_glosses(path):
    """Give the rows, sentences and cards of an output in which a gloss may stand."""
    if path.suffix == ".html":
        page = BeautifulSoup(path.read_text(encoding="utf-8"), "lxml")
        return [place.get_text() for place in page.select("tr, li, p") if not place.select("tr, li, p")]
    if path.suffix == ".csv":
        return [" ".join(row) for row in csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig")))]
    if path.suffix == ".xlsx":
        book = load_workbook(path)
        return [" ".join(map(str, row)) for sheet in book for row in sheet.iter_rows(values_only=True)]
    return texts_of(path)


def test_no_gloss_shows_a_figure_without_its_cautions(built_site, data):
    """Wherever a gloss stands, in whatever file, the cautions of the figures in it stand in its row or sentence."""
    faults, kinds = [], set()
    for lang in LANGUAGES:
        voice = Voice(data, lang)
        told = {
            voice.text(coding, "gloss").rstrip("."): found
            for coding in data.tables["codings"].to_dict("records")
            if (found := marks_of_gloss(data, voice, coding))
        }
        assert len(told) >= 12
        kept = (".html", ".csv", ".xlsx", ".docx", ".pptx", ".gift", ".xml")
        for path in sorted(path for path in (built_site / lang).rglob("*") if path.suffix in kept):
            for text in texts_with_glosses(path):
                for gloss, found in told.items():
                    if gloss in text:
                        kinds.add(path.suffix)
                        faults += [(path.name, gloss, mark) for mark in found if mark not in text]
    assert not faults
    assert kinds >= {".html", ".csv", ".xlsx", ".docx"}


def test_an_omission_on_a_page_is_found():
    """The walk works: a target in a row without its word is found, and with it, or with a column that says it, not."""
    row = '<tr><th>Dự họp</th><td><button class="who" popovertarget="n-a">85%</button>{}</td><td>{}</td></tr>'

    def marks_of(key):
        return ["mục tiêu", "lấy theo ngày đăng"] if key == "n-a" else []

    assert unmarked(row.format("", ""), marks_of) == [("n-a", "mục tiêu"), ("n-a", "lấy theo ngày đăng")]
    assert unmarked(row.format(" (mục tiêu)", "2019 (lấy theo ngày đăng)"), marks_of) == []
    assert unmarked(row.format("", "") + "<tr><td>mục tiêu, lấy theo ngày đăng</td></tr>", marks_of)


def test_an_omission_in_a_file_is_found():
    """A village's figure in a sentence without its village is found; a day, a paragraph and a name are no figures."""
    entries = [
        {"entry_id": "xa.ho_ngheo.thon", "printed": "40%", "value": "40"},
        {"entry_id": "xa.dang_vien", "printed": "17", "value": "17"},
        {"entry_id": "xa.ho_ngheo:name", "printed": "Nhóm 17 đến 40%", "value": ""},
    ]
    marks_of = {"xa.ho_ngheo.thon": ["thôn Bưởi"], "xa.dang_vien": ["suy từ nội dung bài"]}.get
    assert [fault[1] for fault in unmarked_texts(["Xã có 40% hộ khá."], entries, marks_of)] == ["40%"]
    assert not unmarked_texts(["Xã có 40% (thôn Bưởi) hộ khá."], entries, marks_of)
    assert not unmarked_texts(["Nhóm 17 đến 40%", "đoạn 17", "17/01/2018", "17 January 2018", "217"], entries, marks_of)
    assert unmarked_rows([["40%", "Thôn: hộ khá: 40% [x]"]], {"Thôn: hộ khá: 40%": ["mục tiêu"]})
