"""The application: pages and answers for one person's browser, on this machine alone, behind Jupyter's token."""

from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from jupyter_server.extension.application import ExtensionApp, ExtensionAppJinjaMixin
from jupyter_server.serverapp import ServerApp
from traitlets import Unicode

from analysis.build.make import Plan
from analysis.extract.article import LARGEST
from analysis.review.answers import ADDRESSES
from analysis.review.desk import Desk

_TEMPLATE = Path(__file__).with_name("template")


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
    make_plan: ClassVar[Callable[..., Plan]]
    """What gathers a build; whoever starts the application says it."""
    folder = Unicode(help="The folder of all works.").tag(config=True)

    @classmethod
    def get_extension_package(cls) -> str:
        """Name the package that offers this application."""
        return __name__

    def initialize_handlers(self) -> None:
        """Tell which addresses are answered."""
        self.handlers.extend(ADDRESSES)

    def initialize_settings(self) -> None:
        """Keep what lasts from one request to the next."""
        self.settings["desk"] = Desk(Path(self.folder), self.make_plan)

    async def stop_extension(self) -> None:
        """End what goes on."""
        self.settings["desk"].stop()


def _jupyter_server_extension_points() -> list[dict[str, object]]:
    """Tell Jupyter's server what this module offers."""
    return [{"module": __name__, "app": ReviewApp}]
