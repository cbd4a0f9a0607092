"""The words for the allowed values of a column, as a workbook offers them and as they are typed."""

from __future__ import annotations

from analysis.errors import AnalysisError
from analysis.text import match_key
from analysis.words.catalogue import LANGUAGES, say, section

__all__ = ["labels", "refuse", "understand_label", "with_id"]

# A column whose values stand in the section of another name than its own.
_SECTIONS = {
    "direction": "cell_direction",
    "kind": "cell_kind",
    "period_basis": "basis",
    "qualifier": "cell_qualifier",
}
_YES = {"true", "x", "có", "đúng", "yes", "1"}
_NO = {"false", "không", "sai", "no", "0"}


def labels(column: str, values: tuple[str, ...], lang: str) -> dict[str, str]:
    """Give the words for the allowed values of a column."""
    words = section(_SECTIONS.get(column, column), lang) if values else {}
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
