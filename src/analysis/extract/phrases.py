"""The notation in which cues are written, made into patterns; and words found in a text in small letters."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from analysis.errors import find_close
from analysis.text import small
from analysis.words.catalogue import refuse

ANY_WORDS = r"[^#]{0,40}"
_NOTHING = "(?!)"  # a choice among no words matches nowhere
NAMED = re.compile(r"\{(\w+)\}")
_CHOICE, _ANY_WORD = re.compile(r"(?<!\\)\("), re.compile(r"(?<!\\)\*")
# What may be missing takes the space beside it along: the one behind it where it stands first.
_OPTIONAL = (
    (re.compile(r"(^|\^|\||\(\?:|\) \)\?)\[([^]]*)\] "), r"\1(?:(?:\2) )?"),
    (re.compile(r"( )\[([^]]*)\]"), r"(?: (?:\2))?"),
    (re.compile(r"()\[([^]]*)\]"), r"(?:\2)?"),
)
_STRAY = re.compile(r"(?<!\\)[][{}]")
_VARIABLE = re.compile(r"\[[^]]*\]|\([^)]*\)|\{\w+\}|\\.|[*…^$]")
_STOP = re.compile(r"(?:[…!?]|\.[”\")])(?= [^\W\da-z_])")  # ends a sentence as ". " does
_STOPS = ("… ", "! ", "? ", '." ', ".” ")
_MEANT = re.compile(r"[\w\s\[\](){}|*…#^$,:/'-]|\\.")


@lru_cache(4_000)  # `re` keeps 512, fewer than an extractor has; another, for other cues, shares most of them
def compiled(source: str, flags: int = 0) -> re.Pattern[str]:
    """Make a pattern, once for the same source."""
    return re.compile(source, flags)


def compile_phrase(phrase: str, lists: Mapping[str, Sequence[str]], *, any_words: str = ANY_WORDS) -> str:
    """Make a pattern of a phrase in the notation that the head of `data/cues.yml` describes.

    `lists` are the words that it may name in braces, `any_words` is the pattern of ``…``. An `AnalysisError` says that
    a bracket is not closed, a list is unknown, or a sign has no meaning.
    """

    def several(match: re.Match[str]) -> str:
        if match[1] not in lists:
            raise refuse("cue_no_list", given=phrase, list=match[1], near=" / ".join(find_close(match[1], lists)))
        word = any_of(lists[match[1]])
        return f"{word}(?:,? (?:và )?{word})*+"  # the whole list, so that what follows it is not a part of it

    unclosed = refuse("cue_bracket", given=phrase)
    if strange := _MEANT.sub("", phrase):
        raise refuse("cue_sign", given=phrase, sign=strange[0])
    source = _CHOICE.sub("(?:", _ANY_WORD.sub(r"\\w+", phrase)).replace(" $", " ?$")
    for optional, pattern in _OPTIONAL:
        while optional.search(source):
            source = optional.sub(pattern, source)
    if _STRAY.search(NAMED.sub("", source)):
        raise unclosed
    source = NAMED.sub(several, source)
    source = source.replace(" … ", rf"(?!\w){any_words}(?<!\w)").replace(" …", rf"(?!\w){any_words}")
    try:
        compiled(source)
    except re.error:
        raise unclosed from None
    begin, end = "" if phrase[:1] in "#^" else r"(?<!\w)", "" if phrase[-1:] in "#$" else r"(?!\w)"
    return f"{begin}(?:{source}){end}"


def needed_words(phrase: str) -> str:
    """Give words that stand in whatever a phrase matches: the longest beside the figure, or those that have it."""
    parts = [part.strip() for part in _VARIABLE.split(phrase) if part.strip() and not set("[]()|") & set(part)]
    return max(parts, key=lambda part: ("#" not in part, len(part)), default="")


def compile_phrases(
    phrases: Iterable[str], lists: Mapping[str, Sequence[str]], *, figure: str = "#", any_words: str = ANY_WORDS
) -> list[tuple[str, re.Pattern[str]]]:
    """Make patterns of phrases, with `figure` for ``#``, each behind the words that are to be looked for first."""
    patterns = ((phrase, compile_phrase(phrase, lists, any_words=any_words)) for phrase in phrases)
    return [(needed_words(phrase), compiled(pattern.replace("#", figure))) for phrase, pattern in patterns]


def any_phrase(phrases: Iterable[str], lists: Mapping[str, Sequence[str]], *, any_words: str = ANY_WORDS) -> str:
    """Make a pattern of the first phrase that fits."""
    return f"(?:{'|'.join(compile_phrase(phrase, lists, any_words=any_words) for phrase in phrases) or _NOTHING})"


def any_of(words: Iterable[str], *, begins: bool = False) -> str:
    """Make a pattern of the longest of some words that fits, anywhere or only where a word begins.

    It parts the words letter by letter, so that few are tried at a place, and a search skips to the first letters.
    """
    by_letter: dict[str, list[str]] = {}
    for word in words:
        by_letter.setdefault(word[:1], []).append(word[1:])
    ends = ["" for _ in by_letter.pop("", ())][:1]  # a word that ends here stands behind all longer ones
    behind = r"(?<!\w.)" if begins else ""
    choices = [f"{re.escape(letter)}{behind}{any_of(rest)}" for letter, rest in by_letter.items()]
    return f"(?:{'|'.join(choices + ends)})" if choices or ends else _NOTHING


def behind_any(words: Iterable[str]) -> str:
    """Make a pattern of the place behind one of some words and a space."""
    return f"(?:{'|'.join(f'(?<={re.escape(word)} )' for word in words) or _NOTHING})"


def whole_words(words: Iterable[str]) -> re.Pattern[str]:
    """Make a pattern of the longest of some words that fits, and stands as a word of its own."""
    return compiled(rf"{any_of(words, begins=True)}(?!\w)")


def find_places(text: str, words: Iterable[str]) -> list[int]:
    """Give the places where one of some words begins, in order."""
    places = []
    for word in words:
        place = text.find(word)
        while place >= 0:
            places.append(place)
            place = text.find(word, place + 1)
    return sorted(places) if len(places) > 1 else places


def find_matches(pattern: re.Pattern[str], words: Iterable[str], text: str) -> Iterator[re.Match[str]]:
    """Find where a pattern fits, which is tried only where one of some words begins: far sooner than anywhere."""
    return (match for place in find_places(text, words) if (match := pattern.match(text, place)))


def find_named(pattern: re.Pattern[str], words: Iterable[str], opening: Iterable[str], text: str) -> int:
    """Give where the first of some words ends that stands before a name, or is one of those that open a clause."""
    low = small(text)
    others = (
        place.end() for place in find_matches(pattern, words, low)
        if text[place.end() + 1 :][:1].isupper()
        or (place[0] in opening and low[: place.start()].rstrip()[-1:] in ("", ".", ";"))
    )  # fmt: skip
    return next(others, len(text))


def stop_sentences(text: str) -> str:
    """Write a stop where another mark ends a sentence, each letter in its place."""
    if not any(mark in text for mark in _STOPS):
        return text
    return _STOP.sub(lambda stop: stop[0][1:] + "." if text[stop.end() + 1].isupper() else stop[0], text)
