"""What a wheel holds beside the code: data and notebooks, which a checkout has in folders of its own."""

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ProjectFolders(BuildHookInterface):  # type: ignore[type-arg]
    """Lay the folders into a wheel; an editable install finds those of the checkout."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Name the folders, and where they lie in the package."""
        if version != "editable":
            places = ("data", "notebooks", "CITATION.cff", "LICENSE")
            build_data["force_include"] |= {place: f"analysis/project/{place}" for place in places}
