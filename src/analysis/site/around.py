"""Write the pages around the reports: contents, search, pages made from the data, guides, choice of language."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import cache
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from analysis.elements.html import Notes, quote_css, read_templates, write_html, write_note
from analysis.elements.pages import Group, SitePage
from analysis.elements.speech import Link, capital, dated_marks
from analysis.package.frames import package_folders
from analysis.paths import cited_files, write_atomically, zip_files
from analysis.plan.entries import Run
from analysis.site.edition import Edition
from analysis.site.finding import write_search
from analysis.site.inline import inline_picture, keep_ranges, write_typeface
from analysis.site.search import parts_by_page, read_rows
from analysis.words.catalogue import LANGUAGES, say

if TYPE_CHECKING:
    from jinja2 import Environment

_TEMPLATES = Path(__file__).with_name("template")
# A number, and of the two words behind it those that no mark parts from it.
_UPPER = "".join(filter(str.isupper, map(chr, range(0x1F00))))
_COUNTED = re.compile(rf"(?<![\w.,/])\d[\d.,]*%?(?: [^\W\d_]+){{1,2}}|(?<!\w)[{_UPPER}]\w*(?: [{_UPPER}]\w*)+")
_TOKENS = {"type": r"--(type-\w+):", "space": r"--(space-\w+):", "colours": r"--(\w+): #"}
_FILES = ("xlsx", "sqlite")  # of all data, beside the zip
_GUIDES = {"made": "made_lead", "design": "design_lead"}


def write_site(editions: Sequence[Edition], *, out: Path, data_paths: Sequence[str | Path] = ()) -> tuple[Path, ...]:
    """Write the pages around the reports, and the first page; give the listed reports that are not there.

    A page of a language without an edition stays if it is there, and is linked. Packages laid over the built-in one go
    into the zip of all data beside it.
    """
    written = [edition.lang for edition in editions]
    there = [lang for lang in LANGUAGES if lang in written or (out / lang / "index.html").is_file()]
    missing = [path for edition in editions for path in _write_edition(edition, there, out)]
    found, cited = _read_choice(out / "index.html")  # of a language that is not built now
    found |= {edition.lang: _tell_choice(edition) for edition in editions if edition.around.found}
    cited |= {edition.lang: edition.cite for edition in editions}
    chosen = {"langs": there, "found": found, "cited": cited}
    write_atomically(out / "index.html", environment().get_template("choice.html.j2").render(chosen))
    if any(edition.around.subjects or edition.around.groups for edition in editions):
        write_atomically(out / "data.zip", zip_files(_data_files(data_paths, editions[0].around.packed)))
    for ending, content in (file for edition in editions for file in edition.around.files.items()):
        write_atomically(out / f"data.{ending}", content)
    return tuple(missing)


def _tell_choice(edition: Edition) -> list[str]:
    """Tell who chooses a language what is there and what was found, in few words how its numbers are dated."""
    lang, cards, told = edition.lang, edition.around.cards, list[str]()
    for item in edition.around.found.items[:3] if edition.around.found else ():
        words, brief = str(item).split(" [")[0], f"{capital(say('site.undated', lang))}."
        for mark in dated_marks():
            words = words.replace(say("mark.all", lang, cautions=mark), brief)
        told.append(words)
    return [say("site.choice", lang, number=len(cards)), *told] if cards else told


def _read_choice(index: Path) -> tuple[dict[str, list[str]], dict[str, str]]:
    """Take up what the first page of an earlier build tells in each language: what was found, and how to cite it."""
    told = index.read_text(encoding="utf-8") if index.is_file() else ""
    parts = re.findall(r'<section lang="(\w+)">(.*?)</section>', told, re.DOTALL)
    cited = re.findall(r'<p class="cite" lang="(\w+)"><a [^>]*>(.*?)</a></p>', told)
    found = {lang: [unescape(item) for item in re.findall(r"<li>(.*?)</li>", part)] for lang, part in parts}
    return found, {lang: unescape(words) for lang, words in cited}


def _write_edition(edition: Edition, there: Sequence[str], out: Path) -> list[Path]:
    """Write the pages around the reports of one language; give the listed reports that are not there."""
    lang, folder, around = edition.lang, out / edition.lang, edition.around
    earlier = parts_by_page(read_rows(folder / "search.json"))  # of what this build did not make
    known = (replace(each, sections=each.sections or earlier.get(each.href, ())) for each in edition.reports)
    edition = replace(edition, reports=tuple(known))
    there_now = {report.href for report in edition.reports if (folder / report.href).is_file()}
    built = [report for report in edition.reports if report.href in there_now]
    owner: dict[object, Group] = {("locality", place): group for group in around.groups for place in group.places}
    listed = [report for report in built if report.run.subject not in owner]
    shown = around.subjects
    picture = inline_picture(shown.svg, shown.narrow, shown.alt, 1) if shown else ""
    translations = [other for other in there if other != lang]
    frame = {"lang": lang, "menu": edition.menu(there_now), "part": "data", "translations": translations}
    frame["cite"] = edition.cite
    # Of places that have pages of their own each notebook stands there once, for the first of them.
    firsts = {report.run.notebook: report for report in reversed(edition.reports) if report.run.subject in owner}
    others = [report for report in edition.reports if report.run.subject not in owner]
    told = {"versions": edition.versions, "reports": others, "firsts": [*reversed(firsts.values())]}
    for name, lead in _GUIDES.items():
        _write(folder / f"{name}.html", frame | told | _head(name, lead, lang))
    for page in around.pages:
        write_atomically(folder / f"{page.name}.html", write_page(page, frame))
    # Of several reports about a place its card links to the first.
    profiles = {report.run.subject: [Link(report.href, say("site.profile", lang))] for report in reversed(built)}
    sheets = {card.subject: [card.sheet] for card in around.cards if (folder / card.sheet.href).is_file()}
    cards = [(card, profiles.get(card.subject, []) + sheets.get(card.subject, [])) for card in around.cards]
    files = [kind for kind in _FILES if kind in around.files or (out / f"data.{kind}").is_file()]
    fields: dict[str, Any] = {"found": around.found, "answer": around.answer, "subjects": shown}
    fields["profiled"] = {links[0].href for _, links in cards if links}
    fields |= {"files": ("zip", *files), "cards": cards, "reports": listed, "picture": picture}
    ways = sorted(_ways(edition, there_now, owner).items(), key=lambda way: way[0] != "lessons")  # what most come for
    fields |= {"ways": dict(ways), "groups": around.groups}
    exercise = say("lesson.exercise", lang, about="")
    parts = ((each.href, part) for each in built for part in each.sections)
    fields["exercises"] = {href: part for href, part in parts if part.heading.startswith(exercise)}
    _write(folder / "index.html", frame | fields | _head("title", "lead", lang) | {"part": ""})
    for group in around.groups:
        own = [report for report in built if owner.get(report.run.subject) == group]
        fields = {"title": group.heading, "lead": say("site.group_lead", lang), "reports": own, "part": "places"}
        _write(folder / f"places-{group.name}.html", frame | fields, template="group")
    # The index lies in the page, which so can be taken away alone, and beside it for the builds to come.
    fields = write_search(edition, built, folder)
    _write(folder / "search.html", frame | fields | _head("search", "search_lead", lang) | {"part": ""})
    return [folder / report.href for report in edition.reports if report.href not in there_now]


def _write(path: Path, fields: Mapping[str, Any], template: str = "") -> None:
    made = environment().get_template(f"{template or path.stem}.html.j2")
    write_atomically(path, keep_ranges(made.render(**fields, own=path.name, notes=Notes(), inline=inline_picture)))


def write_page(page: SitePage, frame: dict[str, Any]) -> str:
    """Write a page beside the reports in a `frame` of language, menu, translations and how to cite it."""
    template, own = environment().get_template("page.html.j2"), f"{page.name}.html"
    return keep_ranges(template.render(frame | vars(page), own=own, notes=Notes(), inline=inline_picture))


def _head(title: str, lead: str, lang: str) -> dict[str, str]:
    return {"title": say(f"site.{title}", lang), "lead": say(f"site.{lead}", lang)}


def _ways(edition: Edition, built: Collection[str], owner: Collection[object]) -> dict[str, list[Link]]:
    """List for each part of the menu the pages that answer its question, but those of places that have an owner."""
    lang, ways = edition.lang, dict[str, list[Link]]()
    for part in edition.parts:
        own = (report for report in edition.reports if report.run.part == part and report.run.subject not in owner)
        # Among one's own a name alone would look like that of a place's profile.
        ways[part] = [
            Link(report.href if report.href in built else "", report.heading if part == "own" else report.short)
            for report in own
        ]
        pages = (page for page in edition.around.pages if page.part == part and page.kind == "page")
        ways[part] += [Link(f"{page.name}.html", page.title) for page in pages]
    ways["data"] += [Link(f"{name}.html", say(f"site.{name}", lang)) for name in _GUIDES]
    return ways


def _data_files(data_paths: Sequence[str | Path], packed: Mapping[str, bytes]) -> dict[str, bytes]:
    """Read the files of the packages, each laid over in a folder of its own; `packed` stands beside the first."""
    made = {f"grassroots-case-studies-data/{name}": content for name, content in packed.items()}
    files = {f"grassroots-case-studies-data/{path.name}": path for path in cited_files()}
    for number, package in enumerate(package_folders(data_paths)):
        folder = "grassroots-case-studies-data" + (f"/laid-over-{number}" if number else "")
        if package.is_file():
            files[f"{folder}/{package.name}"] = package
            continue
        for path in (*package.iterdir(), *package.glob("lessons/*")):
            if path.is_file() and path.suffix in (".csv", ".json", ".md", ".yml"):
                files[f"{folder}/{path.relative_to(package).as_posix()}"] = path
    return dict(sorted((made | {name: path.read_bytes() for name, path in files.items()}).items()))


@cache
def environment() -> Environment:
    """Give what reads the templates of all pages."""
    tokens = (_TEMPLATES / "tokens.css").read_text(encoding="utf-8")
    made = read_templates(_TEMPLATES, keep_trailing_newline=True)
    made.globals |= {
        "say": say,
        # Each page carries the style sheet: without the remarks.
        "css": re.sub(r"/\*.*?\*/\s*", "", tokens + (_TEMPLATES / "style.css").read_text("utf-8"), flags=re.DOTALL),
        # The page on design shows each as it is.
        "tokens": {kind: list(dict.fromkeys(re.findall(form, tokens))) for kind, form in _TOKENS.items()},
        "quote": quote_css,
        **{f"{path.stem}_js": path.read_text(encoding="utf-8") for path in _TEMPLATES.glob("*.js")},
        "typeface": write_typeface,
        "write": write_html,
        "write_note": write_note,
    }
    made.filters["keep"] = keep_counted
    return made


def keep_counted(words: str) -> Markup:
    """Keep on one line each name in a title, and each number with the words for what it counts, often two."""
    return Markup(_COUNTED.sub(r'<span class="unbroken">\g<0></span>', str(escape(words))))


def files_of(run: Run) -> str:
    """Name the folder, beside a report, of what can be taken away from it."""
    return f"{run.run_id}.files"
