"""Checked data, honest comparisons and reports on five Vietnamese localities.

`load` and `compare` are fetched when first used, so that importing the package costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analysis.dataset import load
    from analysis.methods import compare

__all__ = ["__version__", "compare", "load"]

__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    if name == "load":
        import analysis.methods  # noqa: F401 - it works out what the frames of a dataset hold
        from analysis.dataset import load

        return load
    if name == "compare":
        from analysis.methods import compare

        return compare
    raise AttributeError(f"module 'analysis' has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*globals(), "compare", "load"]
