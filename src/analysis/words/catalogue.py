"""Every word that the program says of itself, one catalogue per language: `vi.toml` and `en.toml`."""

import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from string import Formatter
from typing import TypeVar

from analysis.errors import AnalysisError, RefusedError, UnknownIdError, Wording, find_close

Field = TypeVar("Field")

LANGUAGES = ("vi", "en")
_SHOWN = 200  # ids that are valid, as in English


def say(key: str, lang: str, /, **fields: object) -> str:
    """Give a phrase, by section and name as in ``"site.contents"``, its fields filled in as they are worded.

    An UnknownIdError is raised if the language is not one of `LANGUAGES`, an AnalysisError if the phrase has no wording
    in it or lacks a field.
    """
    return "".join(map(str, say_pieces(key, lang, **fields)))


def refuse(name: str, lang: str = "vi", /, **fields: object) -> RefusedError:
    """Word why a file is refused; in both languages, because a loader is not told which one is wanted.

    A field that differs between them is given as a dict by language; what helps is told where `remedy` has words.
    """

    def word(key: str) -> dict[str, str]:
        return {
            each: say(
                key, each, **{name: told[each] if isinstance(told, dict) else told for name, told in fields.items()}
            )
            for each in sorted(LANGUAGES, key=lambda other: other != lang)
        }

    return RefusedError(word(f"refuse.{name}"), word(f"remedy.{name}") if name in section("remedy", lang) else None)


def tell(key: str, /, **fields: object) -> Wording:
    """Word a message in each language; of a field that is one itself each takes its words."""

    def give(field: object, lang: str) -> object:
        return field.words[lang] if isinstance(field, Wording) else field

    return Wording.of(
        {lang: say(key, lang, **{name: give(field, lang) for name, field in fields.items()}) for lang in LANGUAGES}
    )


def tell_unknown(kind: str, given: object, choices: Iterable[str]) -> Wording:
    """Word in each language that an id, of a kind such as ``"locality"``, is not valid."""
    return Wording.of(word_error(UnknownIdError(kind, given, choices)))


def word_error(error: AnalysisError) -> dict[str, str]:
    """Word an error in each language; what has no words in the catalogue is told as it is."""
    if isinstance(error, RefusedError):
        return dict(error.words)
    if error.args and isinstance(error.args[0], Wording):
        return dict(error.args[0].words)
    if not isinstance(error, UnknownIdError):
        return dict.fromkeys(LANGUAGES, str(error))
    near = " / ".join(error.named or find_close(error.given, error.choices))
    choices = ", ".join(error.choices[:_SHOWN]) + " …" * (len(error.choices) > _SHOWN)
    fields = {"given": error.given, "near": near, "choices": choices}
    return {"en": str(error)} | {lang: say("refuse.unknown_id", lang, **fields) for lang in LANGUAGES if lang != "en"}


def say_pieces(key: str, lang: str, /, **fields: Field) -> list[str | Field]:
    """Give a phrase in pieces: its words, and in their places the fields as they were given.

    Parameters and errors are those of `say`. A field ``near`` gives ``close``, which says it, or
    nothing where it is empty.
    """
    pieces: list[str | Field] = []
    name, _, rest = key.partition(".")
    phrase = _load(session_language(lang)).get(name, {}).get(rest)
    if phrase is None:
        raise AnalysisError(f"no wording of {key!r} in words/{lang}.toml; add it there")
    if "{close}" in phrase and "near" in fields:
        close = _load(session_language(lang))["refuse"]["close"].format(near=fields["near"])
        phrase = phrase.replace("{close}", close.replace("{", "{{").replace("}", "}}") if fields["near"] else "")
    try:
        for words, field, _, _ in Formatter().parse(phrase):
            pieces += [words] if field is None else [words, fields[field]]
    except KeyError as missing:
        raise AnalysisError(f"words/{lang}.toml, {key}: nothing given for {missing}") from missing
    return pieces


def section(name: str, lang: str) -> dict[str, str]:
    """Give all phrases of a section of the catalogue; an UnknownIdError if the language is not one of `LANGUAGES`."""
    return _load(lang)[name]


def use_language(lang: str) -> None:
    """Speak a language wherever none is asked for, until the session ends; an UnknownIdError if it is none of ours.

    Returns
    -------
    None
        Frames, tables and pictures made afterwards have their words in it.

    Examples
    --------
    >>> import analysis
    >>> analysis.use_language("en")
    >>> analysis.load().places()["place_name"].tolist()[0]
    'Ba Tri'
    >>> analysis.use_language("vi")
    """
    check_language(lang)
    _session[0] = lang


def session_language(lang: str | None = None) -> str:
    """Give the language asked for, or that of the session: Vietnamese unless `use_language` said otherwise."""
    asked = lang or _session[0] if isinstance(lang, str | None) else lang
    check_language(asked)
    return asked


_session = [LANGUAGES[0]]


def check_language(lang: str) -> None:
    """Raise an UnknownIdError if a language is not one of `LANGUAGES`."""
    if not isinstance(lang, str) or lang not in LANGUAGES:
        raise UnknownIdError("language", lang, LANGUAGES)


@cache
def _load(lang: str) -> dict[str, dict[str, str]]:
    check_language(lang)
    return tomllib.loads(Path(__file__).with_name(f"{lang}.toml").read_text(encoding="utf-8"))
