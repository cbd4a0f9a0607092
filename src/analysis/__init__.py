"""Checked data, honest comparisons and reports on five Vietnamese localities.

`load` and `compare` are fetched when first used, so that importing the package costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__all__ = ["__version__", "compare", "load"]

__version__ = "0.1.0"

_HOMES = {"load": "analysis.dataset", "compare": "analysis.methods"}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'analysis' has no attribute {name!r}")
