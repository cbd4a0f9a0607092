"""What can go wrong, in words the reader can act on."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

_SHOWN = 200  # ids that are valid; where there are more, those that are close tell what is meant


class Wording(str):
    """A message with its `words` in each language; where it is taken as a text it is in English."""

    __slots__ = ("words",)
    words: Mapping[str, str]

    @classmethod
    def of(cls, words: Mapping[str, str]) -> Wording:
        """Make a message of its words."""
        made = cls(words["en"])
        made.words = words
        return made

    def __reduce__(self) -> tuple[object, ...]:
        """Give what makes it anew in another process."""
        return Wording.of, (self.words,)


class AnalysisError(Exception):
    """Anything wrong that a reader can put right; the message says what, where and how."""


class RefusedError(AnalysisError):
    """A file or a folder that is refused; `words` tell why in each language, `remedy` what helps."""

    def __init__(self, words: Mapping[str, str], remedy: Mapping[str, str] | None = None) -> None:
        self.words, self.remedy = words, remedy or {}
        super().__init__("\n".join(words.values()))


class UnknownIdError(AnalysisError):
    """An id, of a kind such as ``"locality"``, that is not valid; those of what is so `named`, or close, come first."""

    def __init__(self, kind: str, given: object, choices: Iterable[str], *, named: Sequence[str] = ()) -> None:
        self.kind, self.given, self.choices, self.named = kind, given, sorted(choices), named
        super().__init__(unknown(kind, given, self.choices, named))


class DataError(AnalysisError):
    """A data package with faults; all of them are listed at once."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = list(faults)
        lines = "\n".join(f"  {fault}" for fault in self.faults)
        super().__init__(f"{len(self.faults)} fault(s) in the data:\n{lines}")


class NotComparableError(AnalysisError):
    """Figures that the comparability gate keeps apart were asked for together."""


class NoProjectError(AnalysisError):
    """A command needs a project's folder, and there is none here or above."""


class RunError(AnalysisError):
    """A fault in `runs.yml` or in the parameters of a notebook."""


class BuildError(AnalysisError):
    """One or more reports could not be made."""


@dataclass(frozen=True)
class Fault:
    """One thing wrong at one place of a data package.

    `kind` and `details` say the same as `message`, for those who word it in another language.
    """

    file: str
    message: str
    row: int | None = None
    column: str | None = None
    kind: str = field(default="", compare=False)
    details: Mapping[str, str] = field(default_factory=dict, compare=False, hash=False)

    @property
    def place(self) -> str:
        """File, line and column, as far as they are known."""
        line = "" if self.row is None else f", line {self.row}"
        return self.file + line + ("" if self.column is None else f", column {self.column}")

    def __str__(self) -> str:
        """Place first, then what is wrong."""
        return f"{self.place}: {self.message}"


def find_close(given: object, choices: Iterable[str]) -> list[str]:
    """Find the choices that are close to what was given, as it stands or as an id would be made of it."""
    choices, told = sorted(choices), str(given)
    loose = unicodedata.normalize("NFD", told.lower().replace("đ", "d"))
    plain = "_".join("".join(char for char in loose if not unicodedata.combining(char)).split())
    close = (each for word in (told, plain) for each in get_close_matches(word, choices, n=3, cutoff=0.6))
    return list(dict.fromkeys(close))[:3]


def unknown(kind: str, given: object, choices: Iterable[str], named: Sequence[str] = ()) -> str:
    """Word an unknown id, with those that are close, then all that are valid; of thousands the first."""
    choices = sorted(choices)
    more = f" and {len(choices) - _SHOWN} more" if len(choices) > _SHOWN else ""
    valid = f"Valid: {', '.join(choices[:_SHOWN]) or '(none)'}{more}"
    if not isinstance(given, str):
        return f"one {kind} is asked for, by its id, a text; this is of type {type(given).__name__}. {valid}"
    close = named or find_close(given, choices)
    meant = f"; did you mean {' or '.join(close)}?" if close else "."
    return f"unknown {kind} {given!r}{meant} {valid}"
