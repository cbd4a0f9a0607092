"""The application: pages and answers for one person's browser, on this machine alone, behind Jupyter's token."""

from __future__ import annotations

import asyncio
import mimetypes
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any, cast
from urllib.parse import quote

from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.extension.application import ExtensionApp, ExtensionAppJinjaMixin
from jupyter_server.extension.handler import ExtensionHandlerJinjaMixin, ExtensionHandlerMixin
from jupyter_server.serverapp import ServerApp
from tornado.web import HTTPError, authenticated
from traitlets import Unicode

from analysis.dataset import load
from analysis.errors import AnalysisError
from analysis.extract.article import LARGEST
from analysis.paths import zip_files
from analysis.review.intake import name_of, take_article, take_workbook
from analysis.review.judge import TABLES, Judgement, judge, make_workbook
from analysis.review.own_pages import SITE, OwnPages
from analysis.review.tables import describe_tables, describe_themes, list_indicators
from analysis.review.work import ConflictError, Work, list_works
from analysis.words.catalogue import LANGUAGES, say, section
from analysis.workbook.candidates import word_reasons

_TEMPLATE = Path(__file__).with_name("template")
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


class _Server(ServerApp):
    """Jupyter's server with nothing of its own but the token: no files, no kernels, no settings of another program."""

    default_services = ("auth", "security")  # type: ignore[assignment]  # of any length, says the text above it there

    def load_config_file(self, *_: object, **__: object) -> None:
        """Leave the settings of other programs alone, which might open this one to a network."""


class ReviewApp(ExtensionAppJinjaMixin, ExtensionApp):
    """Articles beside their rows, each work in a folder of its own below `folder`."""

    name = "review"
    load_other_extensions = False
    extension_url = "/review"
    serverapp_class = _Server
    serverapp_config = {  # noqa: RUF012  # Jupyter reads it from the class
        "ip": "127.0.0.1",
        "answer_yes": True,
        "allow_root": True,  # it runs nothing that a person gives
        "max_body_size": LARGEST + 2**20,
        "max_buffer_size": LARGEST + 2**20,
        "allow_unauthenticated_access": False,
    }
    # The measures and colours of the site serve here, too.
    static_paths = [str(_TEMPLATE), str(_TEMPLATE.parents[1] / "site" / "template")]  # noqa: RUF012
    template_paths = [str(_TEMPLATE)]  # noqa: RUF012
    folder = Unicode(help="The folder of all works.").tag(config=True)

    @classmethod
    def get_extension_package(cls) -> str:
        """Name the package that offers this application."""
        return __name__

    def initialize_handlers(self) -> None:
        """Tell which addresses are answered."""
        work = r"/review/works/([a-z0-9_]{1,60})"
        self.handlers.extend(
            [
                (r"/review", _Start), (work, _Page), (rf"{work}/state", _State), (rf"{work}/build", _Build),
                (rf"{work}/(workbook\.xlsx|tables\.zip|site\.zip)", _Take), (rf"{work}/site/(.*)", _Site),
            ]
        )  # fmt: skip

    def initialize_settings(self) -> None:
        """Keep what lasts from one request to the next: what was judged, what is built, and who works for it."""
        self.judged: dict[str, Judgement] = {}
        self.judging: dict[str, asyncio.Task[None]] = {}
        self.pages = OwnPages()
        self.workers = ThreadPoolExecutor(2)

    async def stop_extension(self) -> None:
        """End what is being built and judged."""
        self.pages.stop()
        for task in self.judging.values():
            task.cancel()
        self.workers.shutdown(cancel_futures=True)


def _jupyter_server_extension_points() -> list[dict[str, object]]:
    """Tell Jupyter's server what this module offers."""
    return [{"module": __name__, "app": ReviewApp}]


class _Handler(ExtensionHandlerJinjaMixin, ExtensionHandlerMixin, JupyterHandler):
    """What every address has: its language, the folder of works, and what a browser may do with the answer."""

    policy = _POLICY

    @property
    def content_security_policy(self) -> str:
        return "; ".join(f"{name} {value}" for name, value in self.policy.items())

    @property
    def app(self) -> ReviewApp:
        return cast(ReviewApp, self.extensionapp)

    @property
    def lang(self) -> str:
        asked = self.get_argument("lang", LANGUAGES[0])
        return asked if asked in LANGUAGES else LANGUAGES[0]

    @property
    def works(self) -> Path:
        return Path(self.app.folder)

    def set_default_headers(self) -> None:
        super().set_default_headers()
        self.set_header("Cache-Control", "no-store")
        self.set_header("Referrer-Policy", "same-origin")

    def work(self, name: str) -> Work:
        if not (self.works / name).is_dir():
            raise HTTPError(404)
        return Work.read(self.works / name)

    async def aside(self, task: Any, *arguments: Any) -> Any:
        """Do what takes time in a thread of its own, so that every window is answered."""
        return await asyncio.get_running_loop().run_in_executor(self.app.workers, partial(task, *arguments))

    def show(self, page: str, **fields: Any) -> None:
        others = [lang for lang in LANGUAGES if lang != self.lang]
        self.finish(self.render_template(page, lang=self.lang, others=others, say=say, **fields))

    async def take_in(self, work: Work) -> None:
        """Take what was sent, a file or a text, into a work."""
        sent = self.request.files.get("file")
        name = Path(sent[0]["filename"].replace("\\", "/")).name if sent else f"{say('serve.pasted', self.lang)}.txt"
        body = sent[0]["body"] if sent else self.get_body_argument("text", "", strip=False).encode()
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / (name[-80:].lstrip(".") or "x")
            path.write_bytes(body)
            take = take_workbook if path.suffix.lower() == ".xlsx" else partial(take_article, name=path.stem)
            await self.aside(take, work, path)


class _Start(_Handler):
    """The first page: what was begun, and a place to begin with an article or a workbook."""

    @authenticated
    def get(self) -> None:
        self.greet()

    @authenticated
    async def post(self) -> None:
        try:
            name = self.get_body_argument("work", "")
            if name and not (self.works / name / "work.json").is_file():
                raise HTTPError(404)
            if name:
                work = self.work(name)
                await self.take_in(work)
            else:
                name = await self.begin()
        except AnalysisError as error:
            self.set_status(422)
            self.greet(fault=str(error), text=self.get_body_argument("text", ""))
            return
        self.redirect(f"/review/works/{name}?lang={self.lang}")

    async def begin(self) -> str:
        """Begin a work in a folder named by its article, which is there only once it is whole."""
        self.works.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=self.works, prefix=".") as folder:
            work = Work(Path(folder))
            await self.take_in(work)
            source = next(iter(work.of("sources")), None)
            wanted = name_of(source.cells.get("title") or source.cells.get("source_id", "") if source else "")
            taken = {path.name for path in self.works.iterdir()}
            name = next(name for n in range(1, 10**6) if (name := wanted if n == 1 else f"{wanted}_{n}") not in taken)
            Path(folder).rename(self.works / name)
            Path(folder).mkdir()  # which is taken away at the end
        return name

    def greet(self, *, fault: str = "", text: str = "") -> None:
        self.show("start.html.j2", works=list_works(self.works), folder=str(self.works), fault=fault, text=text)


class _Page(_Handler):
    """A work: its frame, and the words and lists that the program in the page fills it with."""

    @authenticated
    def get(self, name: str) -> None:
        lang, data = self.lang, load()
        given = {
            "words": section("serve", lang), "tables": describe_tables(lang), "themes": describe_themes(data, lang),
            "indicators": list_indicators(data, lang), "lang": lang, "address": f"/review/works/{name}",
            "xsrf": self.xsrf_token.decode(),
        }  # fmt: skip
        self.show("work.html.j2", work=self.work(name), called=name, given=given)


class _State(_Handler):
    """The state of a work, and changes of it."""

    @authenticated
    def get(self, name: str) -> None:
        work = self.work(name)
        self.finish(self.tell(name, work, whole=self.get_argument("since", "") != str(work.version)))

    @authenticated
    def post(self, name: str) -> None:
        asked, work = self.get_json_body() or {}, self.work(name)
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
        self.finish(self.tell(name, work))

    def tell(self, name: str, work: Work, *, whole: bool = True) -> dict[str, Any]:
        """Tell a state, whole or only its version, with what was judged of it last; a new one is judged meanwhile."""
        judged = self.app.judged.get(name, Judgement())
        if judged.version != work.version and name not in self.app.judging:
            self.app.judging[name] = asyncio.get_running_loop().create_task(self.judge(name, work))
        told: dict[str, Any] = {"version": work.version, "judged": judged.version, "ids": judged.ids}
        told["faults"] = judged.faults.get(self.lang, [])
        if whole:
            told["entries"] = [
                asdict(entry) | {"ask": word_reasons(entry.hints, self.lang) if "decide" in entry.hints else ""}
                for entry in work.entries.values()
            ]
            told |= {"articles": work.articles(), "undo": len(work.done), "redo": len(work.undone)}
        return told

    async def judge(self, name: str, work: Work) -> None:
        try:
            self.app.judged[name] = await self.aside(judge, work)
        finally:
            del self.app.judging[name]


class _Build(_Handler):
    """The pages of the own place: begun, and how far they are."""

    @authenticated
    async def get(self, name: str) -> None:
        self.work(name)
        self.finish(self.app.pages.tell(name))

    @authenticated
    async def post(self, name: str) -> None:
        work = self.work(name)
        judged = await self.aside(judge, work)
        self.app.judged[name] = judged
        if any(fault["right"] for fault in judged.faults[self.lang]):
            raise HTTPError(409)
        places = [judged.ids[entry.number] for entry in work.of("localities", "accepted")]
        await self.aside(self.app.pages.start, name, work, places, self.lang)
        self.finish(self.app.pages.tell(name))


class _Take(_Handler):
    """A file to take away: the work as a workbook or as tables, or the site."""

    @authenticated
    async def get(self, name: str, file: str) -> None:
        work = self.work(name)
        if file == "workbook.xlsx":
            content = await self.aside(make_workbook, work, self.lang)
        else:
            if file == "tables.zip":
                await self.aside(judge, work)
            folder = work.folder / (TABLES if file == "tables.zip" else SITE)
            texts = work.folder.glob("*.txt") if file == "tables.zip" else ()
            found = [*(path for path in folder.rglob("*") if path.is_file()), *texts]
            if not found:
                raise HTTPError(404)
            content = await self.aside(
                lambda: zip_files(
                    {path.relative_to(work.folder).as_posix(): path.read_bytes() for path in sorted(found)}
                )
            )
        self.set_header("Content-Type", mimetypes.guess_type(file)[0] or "application/octet-stream")
        self.set_header("Content-Disposition", f"attachment; filename*=UTF-8''{quote(f'{name}_{file}')}")
        self.finish(content)


class _Site(_Handler):
    """A file of the site that was built."""

    policy = _SITE_POLICY

    @authenticated
    async def get(self, name: str, file: str) -> None:
        folder = (self.work(name).folder / SITE).resolve()
        path = (folder / file).resolve()
        if not (path.is_relative_to(folder) and path.is_file()):
            raise HTTPError(404)
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        self.set_header("Content-Type", f"{kind}; charset=utf-8" if kind.startswith("text/") else kind)
        self.finish(await self.aside(path.read_bytes))
