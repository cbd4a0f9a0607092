"""The command that serves articles beside their rows to this machine alone."""

from pathlib import Path

import click
from platformdirs import user_documents_path

from analysis.commands.build import make_plan
from analysis.review.app import ReviewApp
from analysis.words.catalogue import LANGUAGES, say


def run(folder: Path | None, port: int, *, browser: bool) -> None:
    """Serve the works in a folder until Ctrl-C; each option is told in the help."""
    folder = (folder or user_documents_path() / say("serve.folder", LANGUAGES[0])).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    ReviewApp.make_plan = staticmethod(make_plan)
    server = ReviewApp.initialize_server(  # type: ignore[no-untyped-call]  # without types there
        [f"--ReviewApp.folder={folder}", f"--ServerApp.port={port}", f"--ServerApp.root_dir={folder}",
         f"--ServerApp.open_browser={browser}", "--ServerApp.log_level=ERROR", "--ReviewApp.log_level=ERROR"]
    )  # fmt: skip
    address = f"http://127.0.0.1:{server.port}/review?token={server.identity_provider.token}"
    click.echo("\n".join([address, *(say("serve.serving", lang, folder=folder) for lang in LANGUAGES)]))
    server.start()
