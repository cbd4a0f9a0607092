"""The notation in which cues are written, made into patterns; words found in a text, and numbers hidden, by them."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from analysis.errors import find_close
from analysis.extract.cues import Cues, needed_words
from analysis.text import small
from analysis.words.catalogue import refuse

# Telephone numbers; dates, hours; numbers of documents; ranks; the limits of a class whose share follows.
_FROM_DIGITS = (
    r"(?<![\d.,])0\d{1,4}[ .-](?:\d[ .-])?\d{3,4}[ .-]?\d{3,4}|(?<![\d.,])0\d{8,10}\b|1[89]00[ .]\d{4,6}|"
    r"(?:\d{1,2} ?[-–] ?)?(?:\d{1,2}([-./])\d{1,2}\1\d{4}|(?<=[-– ])(?=##?[-./]##?[-./]#))|"
    r"\d{1,2}(?::| ?giờ ?| ?h ?)\d\d\b|\d{1,2}/\d{1,2}(?= (?:hằng|hàng) năm)|"
    r"(?<![\w.,])\d+[a-z]?(?:/\d{4})?[-/](?=[a-zđ]{1,6}[-/]?[a-zđ]+)[a-zđ]+(?:[-/][a-zđ]+)+|"
    r"^\d{1,2}[.)](?= )|\d{1,2} năm(?= ?\([^)\d]*#)|\d ngày (?=\d{1,2}(?:[./-]\d| và |, ))"
)
_ADDRESS = re.compile(r"\S+@\S+|(?:https?://|www\.)\S+")
_DAY = r"(?:0?[1-9]|[12]\d|3[01]) ?[/-] ?(?:0?[1-9]|1[0-2])"
_FAR = 16  # characters within which the words that make a number an aside begin
_BADGE = re.compile(r"(?<![\d.,])[3-9][05](?:, [3-9][05])* năm\b(?! [\d#])")
_NAME = re.compile(
    r" (?=\d)(?<=[^\W\d_] )\d{1,2}(?![\d.,/]*\d| ?%)(?:(?:, | và )\d{1,2}(?!\w|[.,]?\d| ?%| [a-zà-ỹđ]))*(?!\w)"
)
_FROM_BRACKETS = r"\(\+?0\d{1,4}\)[ .-]?[\d .-]+\d|\(\d{1,2}\)|\[\d+\]|(?<=ngày )\(\d{1,2} (?:và|-) [\d#]+[-/][\d#]+\)"
ANY_WORDS = r"[^#]{0,40}"
_NOTHING = "(?!)"  # a choice among no words matches nowhere
NAMED = re.compile(r"\{(\w+)\}")
NUMBERED = re.compile(r" (?:số )?\d{1,2}(?=,| (?:có|hiện|đã|là|gồm|kết nạp|chưa|mới))")  # "khu phố 3 có …"
_CHOICE, _ANY_WORD = re.compile(r"(?<!\\)\("), re.compile(r"(?<!\\)\*")
# What may be missing takes the space beside it along: the one behind it where it stands first.
_OPTIONAL = (
    (re.compile(r"(^|\^|\||\(\?:|\) \)\?)\[([^]]*)\] "), r"\1(?:(?:\2) )?"),
    (re.compile(r"( )\[([^]]*)\]"), r"(?: (?:\2))?"),
    (re.compile(r"()\[([^]]*)\]"), r"(?:\2)?"),
)
_STRAY = re.compile(r"(?<!\\)[][{}]")
_APART, _TAIL = re.compile(r"\d(?!\d? \()|;|\. "), re.compile(r"(?: [^\W\d_]+){0,5}")
_STOP = re.compile(r"(?:[…!?]|\.[”\")])(?= [^\W\da-z_])")  # ends a sentence as ". " does
_STOPS = ("… ", "! ", "? ", '." ', ".” ")
_TIME = (
    r"(?:(?:trong|cả|suốt|(?:tính )?đến(?: hết| cuối)?|hết|cuối) )?(?:năm|nhiệm kỳ)"
    r"(?: \d{4}(?: ?[-–] ?\d{4})?)?(?: (?:vừa )?qua)?"
)
_MEANT, _NO_BRACKET = re.compile(r"[\w\s\[\](){}|*…#^$,:/'-]|\\\W"), re.compile(r"\\.|[^()]")


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
        # The whole list, so that what follows it is not a part of it; `*+` loses matches in Python before 3.11.5.
        return f"{word}(?>(?:,? (?:và )?{word})*)"

    if strange := _MEANT.sub("", phrase):
        raise refuse("cue_sign", given=phrase, sign=strange[0])
    source = _CHOICE.sub("(?:", _ANY_WORD.sub(r"\\w+", phrase)).replace(" $", " ?$")
    for optional, pattern in _OPTIONAL:
        while optional.search(source):
            source = optional.sub(pattern, source)
    brackets = _NO_BRACKET.sub("", source)
    while "()" in brackets:
        brackets = brackets.replace("()", "")
    if brackets or _STRAY.search(NAMED.sub("", source)):
        raise refuse("cue_bracket", given=phrase)
    source = NAMED.sub(several, source)
    source = source.replace(" … ", rf"(?!\w){any_words}(?<!\w)").replace(" …", rf"(?!\w){any_words}")
    begin, end = "" if phrase[:1] in "#^" else r"(?<!\w)", "" if phrase[-1:] in "#$" else r"(?!\w)"
    return f"{begin}(?:{source}){end}"


class Cue(NamedTuple):
    """One phrase of an indicator, in patterns compiled once an article has the words that it needs: most lack them.

    What stands behind a ``+`` is looked for anywhere in the clause, behind a ``&`` anywhere in its sentence.
    """

    pattern: str
    beside: Sequence[str]
    told: Sequence[str]
    indicator: str
    phrase: str
    whole: str  # the same without the words that make it a part of all
    around: str  # words that its sentence needs
    behind: str
    not_with: str
    above_line: bool


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
    choices = [
        f"{re.escape(letter)}{behind}{re.escape(rest[0]) if len(rest) == 1 else any_of(rest)}"
        for letter, rest in by_letter.items()
    ]
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


class OtherPlaces:
    """Finds where a text turns to another place than its own, and where back to it."""

    def __init__(self, cues: Cues) -> None:
        words, self._kinds, self._levels = cues.context, cues.context.elsewhere, cues.context.levels
        self._cities = {f"province {small(city)}" for city in cues.imprint.cities}
        begins = rf"(?:^|[.;])\s*(?:(?:{_TIME}|hiện(?: nay)?),? )?(?:(?:ở|tại) )?"
        self._opened = compiled(rf"(?:{begins}|đến nay,? ){any_of(words.small)}$")
        self._named, self._whole = whole_words(words.elsewhere), whole_words(f"toàn {kind}" for kind in words.levels)

    def find(self, text: str, where: str = "") -> list[tuple[int, bool]]:
        """Give from where on a text tells of another place than its own, whose level and name are `where`, or of that.

        Another has a name, or opens a clause as "chi bộ". The own name turns back to the place, and so does "toàn xã"
        in the text of a commune; of ``"others"`` no figure is its own.
        """
        low, (level, _, name) = small(text), where.partition(" ")
        marks = [(0, level == "others")]
        for place in find_matches(self._named, self._kinds, low):
            end = place.end() + 1
            if text[end : end + 1].isupper() or (place[0] in ("phường", "quận") and NUMBERED.match(low, end - 1)):
                rest = text[end + len(name) :][:2]  # "Bình Lâm Thượng" is another than "Bình Lâm"
                is_own = low.startswith(name, end) and not (rest[:1].isalnum() or rest[1:].isupper())
                is_own = is_own and level in self._levels.get(place[0], ())[: 1 + (where in self._cities)]
                # "thôn Giả Sơn, xã Bình Lâm" is the village.
                is_own = is_own and not (marks[-1][1] and not _APART.search(low, marks[-1][0], end))
                marks.append((place.end(), not is_own))
            elif self._opened.search(low, max(0, place.start() - 50), place.end()):
                marks.append((place.end(), True))
        if level and "toàn " in low:
            wholes = ((whole.end(), whole[0].removeprefix("toàn ")) for whole in self._whole.finditer(low))
            marks = sorted([*marks, *((end, level not in self._levels[kind]) for end, kind in wholes)])
        return marks


class ZeroFinder:
    """Finds what is said not to be there, a zero: "không có chi bộ yếu" as a clause, "xã không còn hộ nghèo"."""

    def __init__(self, cues: Cues) -> None:
        words = cues.figures
        noun, self._never, self._places = any_of(words.nouns), words.never_none, {*" ".join(words.none_at).split()}
        self._noun = compiled(rf"{any_of(words.nouns, begins=True)}(?!\w)")
        self._begins = {phrase.split()[0] for phrase in (*words.none, *words.none_of)}
        self._none = compiled(
            rf"(?:(?:^|(?<=[.,;:(] )|(?<=[,;:(])|{behind_any(words.before_none)}){any_of(words.none)} {noun}|"
            rf"(?<=\w )(?P<here>{any_of((*words.none, *words.none_here))}) {noun}(?![^.,;]* nào))(?!\w)(?![^.,;]* thì)"
            rf"|(?<!\w){any_of(words.none_of)} (?!{any_of(words.not_none)})[^,;:.#\d]{{2,40}}?"
            rf" (?P<any>{any_of(words.any)})(?!\w)"
        )
        # "5/21 đảng bộ xã chưa kết nạp được đảng viên nào" tells no zero of all.
        self._counted_before = compiled(rf"(?<!năm )(?<!\d{{4}}[-–])(?<!\d{{4}} [-–] )\b\d[\d./]* {noun}[^,;:.#\d]*$")
        # What is told of the place, or of a time alone, from the beginning of a clause on, is told of all.
        place = rf"(?:(?:toàn|cả) )?(?P<name>{any_of(words.none_at)}(?: [^\W\d_]+){{0,6}}?|)"
        self._here = compiled(rf"(?:^|[.,;:(] ?)(?:{_TIME}(?= ) ?)?{place}(?: ?(?:hiện|đến|nay|đã|cơ bản|luôn))* ?$")

    def find(self, text: str, low: str) -> Iterator[tuple[int, int, int, str]]:
        """Give the place, the end, the end with the words that tell what is not there, and the noun, of each zero."""
        end = 0
        for match in find_matches(self._none, self._begins, low):
            start, within = match.start(), self._noun.search(match[0])
            is_all = not self._counted_before.search(low, max(0, start - 60), start)
            is_all = is_all and (not match["here"] or self._is_here(text, low, start))
            if is_all and start >= end and within and within[0] not in self._never:
                end = match.end()
                tail = _TAIL.match(low, end) if match["any"] is None else None
                yield start, end, tail.end() if tail else end, within[0]

    def _is_here(self, text: str, low: str, start: int) -> bool:
        """Tell whether what is not there at a place of a text is told of the whole that the text is of."""
        said = self._here.search(low, max(0, start - 80), start)
        words = text[slice(*said.span("name"))].split() if said else []
        return said is not None and all(word[0].isupper() or word in self._places for word in words)


def stop_sentences(text: str) -> str:
    """Write a stop where another mark ends a sentence, each letter in its place."""
    if not any(mark in text for mark in _STOPS):
        return text
    return _STOP.sub(lambda stop: stop[0][1:] + "." if text[stop.end() + 1].isupper() else stop[0], text)


class AsideHider:
    """Hides what is no figure; the words behind which a number is a rank or a name stand in the cues."""

    def __init__(self, cues: Cues) -> None:
        words = cues.figures
        noun, standing, moved = rf"{any_of(words.nouns)}(?!\w)", any_of(words.standing), "lên|xuống|đến|còn"
        self._noun_after = compiled(rf" {noun}(?! thứ )")
        from_digits = (
            rf"{_FROM_DIGITS}|\d+(?: ?[-–] ?\d+)? {any_of(words.yearly)} ?{any_of(words.a_year)}"
            rf"(?= {any_of(words.before_share)} \d[\d,]* ?%)|\d+(?:(?: ?[-–,] ?| đến | và )\d+)* {standing}|"
            rf"^0 (?!{noun})|(?<=\()\d\d? tuổi|{behind_any(words.model_of)}\d {any_of(words.models)}(?!\w)"
        )
        # Days that come every month or year; ordinals, parts, roads, classes of a school; villages with a number; ages.
        from_words = (
            rf"{any_of(words.days)},? {_DAY}(?:(?:,| và) {_DAY})*(?![.,/-]?\d|\w| ?%)(?! (?!năm [\d#]){noun})|"
            rf"{any_of(words.honours)} \d+(?:(?: năm)?(?: ?[,-] ?| (?:và|đến) )\d+(?! {noun}))*(?: {standing})?|"
            rf"(?<!tăng |giảm |nâng ){any_of(words.from_days)} {_DAY}(?![.,/-]?\d|\w| ?%| (?:{moved})\b| {noun})|"
            rf"{any_of(words.days)} \d{{1,2}} tháng [\d#]{{1,2}}(?![.,]?\d)|"
            r"ngày:? (?:m[ùồ]ng )?\d{1,2}(?: ?(?:[-–]|đến|và) ?\d{1,2})?(?:(?: ?tháng |/)\d{1,2})?(?![.,]?\d)|"
            r"(?:m[ùồ]ng|tháng|quý) \d{1,2}(?![.,]?\d)|(?:lúc|hồi) \d\d? giờ|cụm \d\d?(?=[,:;)]| có )|"
            rf"(?:{''.join(f'(?<!{word} )' for word in words.not_numbered)}số|{any_of(words.numbered)})"
            rf":? (?!\d+ ?[-–] ?\d+ {noun})"  # "mỗi lớp 60-80 học viên"
            r"(?!(?<=cấp )(?:\d\d|\d\.\d{3})|\d{1,3}\.\d{3} [a-zđ])\d+(?:[:.]\d+)*"  # "cấp 46 máy tính"
            rf"(?!\w|[.,]\d| ?%| {any_of(words.counted_in_places)})"
            r"(?: ?(?:,|và|-) ?\d{1,2}(?!\w|[.,]\d| ?%| ?[a-zà-ỹđ]))*|"
            rf"{any_of(words.places)} (?:\d{{1,2}}, )*(?:\d{{1,2}} và )?\d{{1,2}}"
            rf"(?![\d.,]*\d|/\d+,? \(?[a-zđ]| ?%| {any_of(words.counted_in_places)})|"
            r"chi bộ \d{1,2}(?=,? (?:có|hiện|được|phải|đã|tổ chức|họp|phường|xã|thị trấn|đảng bộ|nhiệm kỳ)(?!\w))|"
            rf"k[ỷỉ] niệm \d{{1,3}} năm(?= (?:ngày|thành lập))|{any_of(cues.documents.kinds)} \d{{1,3}}(?= của(?!\w))|"
            rf"{any_of(words.before_age)} \d+ (?:(?:đến|tới) \d+ )?{any_of(words.ages)}(?: trở (?:lên|xuống))?|"
            rf"{any_of(words.age_groups)} (?:[^\s,;.]+ )?\d+(?: đến \d+)?(?: trở (?:lên|xuống))?"
        )
        quoted = rf"[“\"](?:[^\W\d_]+ ){{0,2}}\d{{1,2}} (?!{noun})[^\W\d_]+(?:,? [^\W_]+)*[”\"]"  # “4 tốt”
        self._aside = compiled(
            rf"(?<!\w)(?=\D{{0,{_FAR}}}+\d)(?:(?=\d)(?:{from_digits})|(?=[^\W\d_])(?:{from_words})|(?=[(\[“\"])(?:{_FROM_BRACKETS}|{quoted}))"
        )

    def hide(self, text: str, low: str) -> str:
        """Put ``#`` over each character of what is no figure; `low` is `text`, a paragraph in NFC, in small letters."""
        masked = _ADDRESS.sub(cover, low) if "@" in low or "//" in low or "www." in low else low
        masked = self._aside.sub(cover, masked)
        masked = _BADGE.sub(cover, masked) if "huy hiệu" in low else masked

        def name(match: re.Match[str]) -> str:
            start, end = match.span()
            word = text.rfind(" ", 0, start) + 1
            # "bản Mới 1" is a name; "Nậm Nhùn 28 đồng chí" is a figure beside one.
            named = word and text[word:start].lstrip('(“"')[:1].isupper()
            if not named or self._noun_after.match(masked, end):
                return match[0]
            return " " + "#" * (len(match[0]) - 1)

        return _NAME.sub(name, masked)


def cover(match: re.Match[str]) -> str:
    """Put ``#`` over each character of a match."""
    return "#" * len(match[0])
