"""What each address of the application answers."""

import mimetypes
import tempfile
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any, cast
from urllib.parse import quote

from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.extension.handler import ExtensionHandlerJinjaMixin, ExtensionHandlerMixin
from tornado.web import HTTPError, authenticated

from analysis.errors import AnalysisError
from analysis.extract.article import LARGEST
from analysis.package.units import find_units
from analysis.paths import zip_files
from analysis.review.columns import describe_tables, describe_themes, list_indicators, list_rules, place_of
from analysis.review.desk import Desk
from analysis.review.intake import known_data, lay_in, name_of, read_given
from analysis.review.judge import TABLES, make_workbook
from analysis.review.own_pages import SITE, read_page
from analysis.review.work import FILE, NAME, ConflictError, Work, list_works
from analysis.text import format_date, read_date
from analysis.words.catalogue import LANGUAGES, say, section
from analysis.workbook.proposals import word_reasons

_OFFERED = 12  # units of the official list at once
_POLICY = {
    "default-src": "'none'", "script-src": "'self'", "style-src": "'self'", "img-src": "'self' data:",
    "connect-src": "'self'", "frame-src": "'self'", "form-action": "'self'", "base-uri": "'none'",
    "frame-ancestors": "'none'",
}  # fmt: skip
# The pages that are built hold their programs and styles themselves, and ask nobody for anything.
_SITE_POLICY = _POLICY | {
    "script-src": "'unsafe-inline'", "style-src": "'unsafe-inline'", "font-src": "data:", "connect-src": "'none'",
    "frame-ancestors": "'self'",
}  # fmt: skip


class _Handler(ExtensionHandlerJinjaMixin, ExtensionHandlerMixin, JupyterHandler):
    """What every address has: its language, the folder of works, and what a browser may do with the answer."""

    policy = _POLICY

    @property
    def content_security_policy(self) -> str:
        return "; ".join(f"{name} {value}" for name, value in self.policy.items())

    @property
    def desk(self) -> Desk:
        return cast(Desk, self.settings["desk"])

    @property
    def lang(self) -> str:
        asked = self.get_argument("lang", LANGUAGES[0])
        return asked if asked in LANGUAGES else LANGUAGES[0]

    @property
    def works(self) -> Path:
        return self.desk.folder

    def set_default_headers(self) -> None:
        super().set_default_headers()
        self.set_header("Cache-Control", "no-store")
        self.set_header("Referrer-Policy", "same-origin")

    def find(self, name: str) -> Work:
        if not (NAME.fullmatch(name) and (self.works / name / FILE).is_file()):
            raise HTTPError(404)
        return Work.read(self.works / name)

    def word(self, told: str) -> str:
        """Give the line of a language, where what is told has a line for each."""
        lines = told.splitlines()
        return lines[LANGUAGES.index(self.lang)] if len(lines) == len(LANGUAGES) else told

    def show(self, page: str, **fields: Any) -> None:
        others = [lang for lang in LANGUAGES if lang != self.lang]
        large = say("serve.too_large", self.lang, limit=LARGEST // 2**20)
        fields |= {"lang": self.lang, "others": others, "say": say, "most": LARGEST, "large": large}
        self.finish(self.render_template(page, **fields))

    async def take_in(self, folder: Path) -> Work:
        """Take what was sent, a file or a text, into the work in a folder; read aside, laid in between two changes."""
        sent = self.request.files.get("file")
        name = Path(sent[0]["filename"].replace("\\", "/")).name if sent else f"{say('serve.pasted', self.lang)}.txt"
        body = sent[0]["body"] if sent else self.get_body_argument("text", "", strip=False).encode()
        with tempfile.TemporaryDirectory() as place:
            path = Path(place) / (name[-80:].lstrip(".") or "x")
            path.write_bytes(body)
            given = await self.desk.aside(read_given, path)
        work = Work.read(folder) if (folder / FILE).is_file() else Work(folder)
        lay_in(work, given)
        return work


class _Start(_Handler):
    """The first page: what was begun, and a place to begin with an article or a workbook."""

    @authenticated
    def get(self) -> None:
        self.greet()

    @authenticated
    async def post(self) -> None:
        try:
            if name := self.get_body_argument("work", ""):
                await self.take_in(self.find(name).folder)
            else:
                name = await self.begin()
        except AnalysisError as error:
            self.set_status(422)
            self.greet(fault=self.word(str(error)), text=self.get_body_argument("text", ""))
            return
        self.redirect(f"/review/works/{name}?lang={self.lang}")

    async def begin(self) -> str:
        """Begin a work in a folder named by its article, which is there only once it is whole."""
        self.works.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=self.works, prefix=".") as folder:
            work = await self.take_in(Path(folder))
            source = next(iter(work.of("sources")), None)
            wanted = name_of(source.cells.get("title") or source.cells.get("source_id", "") if source else "")
            taken = {path.name for path in self.works.iterdir()}
            name = next(name for n in range(1, 10**6) if (name := wanted if n == 1 else f"{wanted}_{n}") not in taken)
            Path(folder).rename(self.works / name)
            Path(folder).mkdir()  # which is taken away at the end
        return name

    def greet(self, *, fault: str = "", text: str = "") -> None:
        works, closed = list_works(self.works)
        changed = {}
        for work in works:  # several may be of one article
            day = datetime.fromtimestamp((work.folder / FILE).stat().st_mtime)
            changed[work.folder.name] = {"day": format_date(day.date(), self.lang), "time": f"{day:%H:%M}"}
        fields = {"works": works, "changed": changed, "closed": closed, "folder": str(self.works)}
        self.show("start.html.j2", fault=fault, text=text, **fields)


class _Page(_Handler):
    """A work: its frame, and the words and lists that the program in the page fills it with."""

    @authenticated
    def get(self, name: str) -> None:
        lang, data, work = self.lang, known_data(), self.find(name)
        self.desk.pages.warm(work.folder)
        given = {
            "words": section("serve", lang), "tables": describe_tables(lang), "themes": describe_themes(data, lang),
            "indicators": list_indicators(data, lang), "rules": list_rules(data, lang), "lang": lang,
            "address": f"/review/works/{name}", "xsrf": self.xsrf_token.decode(),
            "imaginary": section("place", LANGUAGES[0])["imaginary"],
        }  # fmt: skip
        self.show("work.html.j2", notes=map(self.word, work.notes), called=name, given=given)


class _State(_Handler):
    """The state of a work, and changes of it."""

    @authenticated
    def get(self, name: str) -> None:
        work = self.find(name)
        self.finish(self.tell(work, whole=self.get_argument("since", "") != str(work.version)))

    @authenticated
    def post(self, name: str) -> None:
        asked, work = self.get_json_body() or {}, self.find(name)
        try:
            version, key = int(asked["version"]), str(asked["key"])
            if asked.get("go") in ("undo", "redo"):
                work.go_back(version, key, forward=asked["go"] == "redo")
            else:
                work.change(version, key, asked["edits"])
        except ConflictError:
            self.set_status(409)
        except (AnalysisError, LookupError, TypeError, ValueError, AttributeError) as error:
            raise HTTPError(400, str(error)) from error
        self.finish(self.tell(work))

    def tell(self, work: Work, *, whole: bool = True) -> dict[str, Any]:
        """Tell a state, whole or only its version, with what was judged of it last; a new one is judged meanwhile."""
        judged = self.desk.last_judgement(work)
        told: dict[str, Any] = {"version": work.version, "judged": judged.version, "ids": judged.ids}
        told["faults"] = judged.faults.get(self.lang, [])
        if whole:
            told["entries"] = [
                asdict(entry)
                | {"ask": word_reasons({**entry.cells, **entry.hints}, self.lang) if "decide" in entry.hints else ""}
                for entry in work.entries.values()
            ]
            told |= {"articles": work.articles(), "undo": len(work.done), "redo": len(work.undone)}
        return told


class _Units(_Handler):
    """Units of the official list, by name or code, each with the cells of the place that it is."""

    @authenticated
    def get(self) -> None:
        units = find_units(asked)[:_OFFERED] if (asked := self.get_argument("name", "").strip()) else []
        day = ""
        with suppress(AnalysisError):  # a day that is none is told at its field
            day = read_date(self.get_argument("day", "")).isoformat()
        self.finish({"units": [{"words": str(unit), "cells": place_of(unit, day)} for unit in units]})


class _Build(_Handler):
    """The pages of the own place: begun, and how far they are."""

    @authenticated
    async def get(self, name: str) -> None:
        self.find(name)
        self.finish(self.desk.pages.tell(name))

    @authenticated
    async def post(self, name: str) -> None:
        work = self.find(name)
        judged = await self.desk.judgement(work)
        if faults := [fault for fault in judged.faults[self.lang] if fault["right"]]:
            self.set_status(409)
            self.finish({"faults": faults})
            return
        places = [judged.ids[entry.number] for entry in work.of("localities", "accepted")]
        self.desk.pages.start(name, work, places, self.lang, both=(self.get_json_body() or {}).get("both") is True)
        self.finish(self.desk.pages.tell(name))


class _Take(_Handler):
    """A file to take away: the work as a workbook or as tables, or the site."""

    @authenticated
    async def get(self, name: str, file: str) -> None:
        work = self.find(name)
        if file == "workbook.xlsx":
            content = await self.desk.aside(make_workbook, work, self.lang)
        else:
            if file == "tables.zip":
                await self.desk.judgement(work)
            folder = work.folder / (TABLES if file == "tables.zip" else SITE)
            texts = work.folder.glob("*.txt") if file == "tables.zip" else ()
            found = [*(path for path in folder.rglob("*") if path.is_file()), *texts]
            if not found:
                raise HTTPError(404)
            # A text lies among its tables, where `analysis check` holds them against it.
            names = {path: path.relative_to(folder) if folder in path.parents else path.name for path in sorted(found)}
            content = await self.desk.aside(
                lambda: zip_files({f"{folder.name}/{name}": read_page(path) for path, name in names.items()})
            )
        self.set_header("Content-Type", mimetypes.guess_type(file)[0] or "application/octet-stream")
        self.set_header("Content-Disposition", f"attachment; filename*=UTF-8''{quote(f'{name}_{file}')}")
        self.finish(content)


class _Site(_Handler):
    """A file of the site that was built."""

    policy = _SITE_POLICY

    @authenticated
    async def get(self, name: str, file: str) -> None:
        folder = (self.find(name).folder / SITE).resolve()
        path = (folder / file).resolve()
        if not (path.is_relative_to(folder) and path.is_file()):
            raise HTTPError(404)
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        self.set_header("Content-Type", f"{kind}; charset=utf-8" if kind.startswith("text/") else kind)
        self.finish(await self.desk.aside(read_page, path))


_WORK = rf"/review/works/({NAME.pattern})"
ADDRESSES = [
    ("/review", _Start), ("/review/units", _Units), (_WORK, _Page), (rf"{_WORK}/state", _State),
    (rf"{_WORK}/build", _Build),
    (rf"{_WORK}/(workbook\.xlsx|tables\.zip|site\.zip)", _Take), (rf"{_WORK}/site/(.*)", _Site),
]  # fmt: skip
"""What is answered, and by whom."""
