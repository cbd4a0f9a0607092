"""Serve a folder of pages to this machine alone; a page in a browser loads itself anew when it is written."""

import asyncio
from dataclasses import dataclass
from mimetypes import guess_type
from pathlib import Path
from threading import Thread

from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, RequestHandler

from analysis.site.around import environment
from analysis.words.catalogue import LANGUAGES


@dataclass
class Site:
    """What is served: a folder, in it the page that was asked for last, and what is wrong."""

    folder: Path
    looked: str
    fault: str = ""


def serve(site: Site) -> str:
    """Serve a site, at a port that is free, from a thread of its own until this process ends; give its address."""
    [socket] = bind_sockets(0, "127.0.0.1")
    application = Application(site=site, log_function=lambda handler: None)
    # A page elsewhere whose name leads to this machine's address learns nothing.
    application.add_handlers(r"127\.0\.0\.1|localhost", [(r"/(.*)", _File)])

    async def run() -> None:
        HTTPServer(application).add_socket(socket)
        await asyncio.Event().wait()

    Thread(target=asyncio.run, args=(run(),), daemon=True).start()
    return f"http://127.0.0.1:{socket.getsockname()[1]}/"


class _File(RequestHandler):
    """Give a file as it is now, a page with the program that loads it anew; one not built yet comes when it is."""

    def get(self, name: str) -> None:
        site, name = self.settings["site"], name or "index.html"
        folder = site.folder.resolve()
        path = (folder / name).resolve()
        there = path.is_relative_to(folder) and path.is_file()
        written = str(path.stat().st_mtime_ns) if there else ""
        self.set_header("Cache-Control", "no-store")
        if self.get_query_argument("state", ""):
            self.finish({"written": written, "fault": site.fault})
            return
        self.set_status(200 if there else 404)
        self.set_header("Content-Type", guess_type(name)[0] or "application/octet-stream")
        self.write(path.read_bytes() if there else b"")
        if name.endswith(".html"):
            site.looked = name
            lang = next((lang for lang in LANGUAGES if name.startswith(f"{lang}/")), LANGUAGES[0])
            self.write(environment().get_template("preview.html.j2").render(lang=lang, name=name, written=written))
