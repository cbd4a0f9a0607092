"""The words of workbooks and of their faults: `words/vi.toml` and `words/en.toml`."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from analysis.errors import AnalysisError, UnknownIdError
from analysis.text import match_key

__all__ = ["LANGUAGES", "labels", "refuse", "say", "section", "understand_label", "with_id"]

LANGUAGES = ("vi", "en")
_FOLDER = Path(__file__).parents[1] / "words" / "workbooks"
_YES = {"true", "x", "có", "đúng", "yes", "1"}
_NO = {"false", "không", "sai", "no", "0"}


def say(key: str, lang: str, /, **fields: object) -> str:
    """Give a phrase in a language, its `{fields}` filled in; the key is section and name.

    Raises
    ------
    AnalysisError
        If there is no such phrase or language.
    """
    name, _, phrase = key.partition(".")
    return section(name, lang)[phrase].format(**fields)


def section(name: str, lang: str) -> dict[str, str]:
    """Give all phrases of a section of the catalogue."""
    if lang not in LANGUAGES:
        raise UnknownIdError("language", lang, LANGUAGES)
    return _load(lang)[name]


def labels(column: str, values: tuple[str, ...], lang: str) -> dict[str, str]:
    """Give the words for the allowed values of a column."""
    words = section(column, lang) if values else {}
    return {value: words[value] for value in values}


def understand_label(column: str, values: tuple[str, ...], typed: str) -> str | None:
    """Find which allowed value was typed: the value itself, or its word in either language."""
    key = match_key(typed)
    for value in values:
        if key in (match_key(value), *(match_key(labels(column, (value,), lang)[value]) for lang in LANGUAGES)):
            return value
    if column == "list_is_partial":
        small = typed.lower()
        return "true" if small in _YES else "false" if small in _NO else None
    return None


def refuse(name: str, lang: str = "vi", /, **fields: object) -> AnalysisError:
    """Word why a file is refused; in both languages, because a loader is not told which one is wanted."""
    other = "en" if lang == "vi" else "vi"
    return AnalysisError(f"{say(f'refuse.{name}', lang, **fields)}\n{say(f'refuse.{name}', other, **fields)}")


def with_id(name: str, id_: str) -> str:
    """Write a name with its id, as lists offer it and as it may be typed."""
    return f"{name} [{id_}]"


@cache
def _load(lang: str) -> dict[str, dict[str, str]]:
    return tomllib.loads((_FOLDER / f"{lang}.toml").read_text(encoding="utf-8"))
