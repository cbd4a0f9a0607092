"""The words of reports, one catalogue per language: `reports/vi.toml` and `reports/en.toml`."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from analysis.errors import AnalysisError, UnknownIdError

__all__ = ["LANGUAGES", "say"]

LANGUAGES = ("vi", "en")
_FOLDER = Path(__file__).with_name("reports")


def say(key: str, lang: str, /, **fields: object) -> str:
    """Give a phrase in a language, its `{fields}` filled in.

    Parameters
    ----------
    key
        Section and name in the catalogue, such as ``"site.contents"``.
    lang
        ``"vi"`` or ``"en"``.
    fields
        What the phrase's placeholders stand for, already worded.

    Raises
    ------
    UnknownIdError
        If the language is not one of `LANGUAGES`.
    AnalysisError
        If the phrase has no wording in this language, or lacks a field.
    """
    phrase = _load(lang).get(key)
    if phrase is None:
        raise AnalysisError(f"no wording of {key!r} in words/{lang}.toml; add it there")
    try:
        return phrase.format(**fields)
    except KeyError as missing:
        raise AnalysisError(f"words/{lang}.toml, {key}: nothing given for {missing}") from missing


@cache
def _load(lang: str) -> dict[str, str]:
    if lang not in LANGUAGES:
        raise UnknownIdError("language", lang, LANGUAGES)
    tables = tomllib.loads((_FOLDER / f"{lang}.toml").read_text(encoding="utf-8"))
    return {f"{table}.{name}": phrase for table, phrases in tables.items() for name, phrase in phrases.items()}
