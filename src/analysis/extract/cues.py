"""The cues by which articles are read: `cues.yml` of one or more data packages laid over each other."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property, partial, reduce
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from analysis.errors import DataError, Fault
from analysis.package.frames import name_folders, package_folders
from analysis.package.yaml_lines import check_schema, fault_in, read_yaml

Word = Annotated[str, Field(min_length=1)]
Words = tuple[Word, ...]
Phrases = dict[Word, Word]
"""Phrases, each with its example."""


class _Part(BaseModel):
    """A part of the file; `data/cues.yml` says what each field means."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class IndicatorCues(_Part):
    """How one indicator is recognised."""

    cues: Phrases = {}
    not_before: Words = ()
    only_behind: Words = ()
    not_with: Words = ()
    above_line: bool = False
    of_year: bool = False
    in_short: dict[str, str] = {}
    mentions: Words = ()
    part_of: str = ""
    has_parts: bool = False


class _Gradings(_Part):
    subjects: dict[str, Words] = {}
    in_short: Words = ()
    grades: dict[str, Words] = {}
    between: Words = ()
    told: Words = ()
    assessed: Words = ()
    shortened: Words = ()
    not_with: Words = ()


class OfferCues(IndicatorCues):
    """How an indicator that the dictionary lacks is recognised, with its cells there; of a part, what names it so."""

    row: dict[str, str]


class _Figures(_Part):
    nouns: Words = ()
    abbreviations: dict[str, str] = {}
    units: dict[str, str] = {}
    measures: Words = ()
    yearly: dict[str, str] = {}
    a_year: Words = ()
    times: dict[str, str] = {}
    changes: Words = ()
    per: Words = ()
    means: Words = ()
    before_number: Words = ()
    before_figure: Words = ()
    grades: Words = ()
    meetings: Words = ()
    not_counted: Words = ()
    before_one: Words = ()
    none: Words = ()
    before_none: Words = ()
    none_of: Words = ()
    any: Words = ()
    before_rank: Words = ()
    before_span: Words = ()
    not_numbers: Words = ()
    after_year: Words = ()
    never_none: Words = ()
    none_here: Words = ()
    none_at: Words = ()
    not_none: Words = ()
    numbered: Words = ()
    places: Words = ()
    counted_in_places: Words = ()
    not_numbered: Words = ()
    before_share: Words = ()
    ages: Words = ()
    before_age: Words = ()
    age_groups: Words = ()
    days: Words = ()
    from_days: Words = ()
    own_bounds: Words = ()
    model_of: Words = ()
    models: Words = ()
    honours: Words = ()
    standing: Words = ()


class _Readings(_Part):
    changes: Phrases = {}
    moved: Words = ()
    rises: Phrases = {}
    falls: Words = ()
    formed: Phrases = {}
    reached: Words = ()
    shares: Words = ()
    not_shares: Words = ()
    compared: Words = ()
    not_compared: Words = ()
    as_many: Words = ()
    founded: Words = ()
    in_turn: Words = ()
    each_year: Words = ()
    summed: Words = ()


class _Context(_Part):
    target: Words = ()
    planned: Words = ()
    not_planned: Words = ()
    done: Words = ()
    doing: Words = ()
    looking_back: Words = ()
    same: Words = ()
    part: Words = ()
    elsewhere: Words = ()
    small: Words = ()
    unnamed: Phrases = {}
    named_again: Words = ()
    levels: dict[str, Words] = {}
    before_merger: Words = ()
    merging: Words = ()
    after_merger: Words = ()
    not_merged: Words = ()
    goes_on: Words = ()
    share: Words = ()
    attained: Words = ()
    hangs: Words = ()
    goes_on_bare: Words = ()
    unsaid: Words = ()


class _Documents(_Part):
    kinds: dict[str, str] = {}
    manners: Words = ()
    numbered: Words = ()
    dated: Words = ()
    unnumbered: Words = ()
    issuers: Phrases = {}
    issuers_unnumbered: Words = ()
    issued_by: Words = ()
    already: Words = ()
    issuing: Words = ()
    plenums: dict[str, Phrases] = {}


class _Imprint(_Part):
    outlets: Phrases = {}
    not_outlets: Words = ()
    sections: Words = ()
    taken_from: Words = ()
    author_labels: Words = ()
    degrees: Words = ()
    surnames: Words = ()
    dated: Words = ()
    updated: Words = ()
    founded: Words = ()
    offices: Words = ()
    places: dict[str, str] = {}
    kinds_of_places: Words = ()
    no_places: Words = ()
    asking: Words = ()
    cities: Words = ()
    two_tiers: str = ""
    two_tier_places: dict[str, str] = {}


class _Page(_Part):
    furniture: Words = ()
    end: Words = ()


class Cues(_Part):
    """All cues; a package laid over the built-in one gives those that it adds."""

    lists: dict[str, Words] = {}
    indicators: dict[str, IndicatorCues] = {}
    gradings: _Gradings = _Gradings()
    offers: dict[str, OfferCues] = {}
    directions: dict[str, Words] = {}
    no_directions: Words = ()
    themes: dict[str, Words] = {}
    rules: dict[str, Words] = {}
    assignments: dict[Literal["sent", "people", "where"], Words] = {}
    no_assignments: Words = ()
    figures: _Figures = _Figures()
    readings: _Readings = _Readings()
    context: _Context = _Context()
    documents: _Documents = _Documents()
    imprint: _Imprint = _Imprint()
    page: _Page = _Page()

    @cached_property
    def common(self) -> Counter[str]:
        """How often each word stands in the examples of what indicators are called."""
        examples = (example for entry in self.indicators.values() for example in entry.cues.values())
        return Counter(word for example in examples for word in example.split())


_MAY_MISS = re.compile(r"\\.|\[[^]]*\]")
_CHOICE = re.compile(r"(?:^|(?<= ))\(([^()]*)\)(?= |$)")  # parted from the words around it
_VARIABLE = re.compile(r"\[[^]]*\]|\([^)]*\)|\{\w+\}|\\.|[*…^$]")
_SCHEMA = json.dumps(Cues.model_json_schema())


class CuesFile(NamedTuple):
    """The `cues.yml` of one package; `fault` takes a message, then keys and ranks from 0 that lead to a field."""

    content: Mapping[str, Any]
    fault: Callable[..., Fault]


def read_cues(paths: Sequence[str | Path] = ()) -> Cues:
    """Read the cues of the built-in package, with those of others laid over it.

    A `DataError` lists every fault: a file that is not YAML, a field that is unknown, repeated or of the wrong kind.
    """
    return merge_cues(read_cues_files(paths))


def read_cues_files(paths: Sequence[str | Path] = ()) -> list[CuesFile]:
    """Read each file and check its form, the built-in one last: what a package adds stands before it."""
    found: list[CuesFile] = []
    faults: list[Fault] = []
    folders = package_folders(paths)
    for folder, called in zip(folders, name_folders(folders), strict=True):
        path = folder / "cues.yml"
        if not path.is_file() and found:
            continue
        try:
            node, content = read_yaml(path)
        except DataError as error:
            faults += error.faults
            continue
        name = f"{called}/{path.name}"
        file = CuesFile({} if content is None else content, partial(fault_in, name, node))
        faults += check_schema(name, node, file.content, _SCHEMA)
        found.insert(0, file)
    if faults:
        raise DataError(faults)
    return found


def merge_cues(files: Sequence[CuesFile]) -> Cues:
    """Lay the cues of several files over each other; those of the first stand first."""
    return Cues.model_validate(reduce(_lay_before, (file.content for file in files)))


def needed_words(phrase: str) -> str:
    """Give words that stand in whatever a phrase matches: the longest beside the figure, or those that have it."""
    parts = [part.strip() for part in _VARIABLE.split(phrase) if part.strip() and not set("[]()|") & set(part)]
    return max(parts, key=lambda part: ("#" not in part, len(part)), default="")


def key_words(phrase: str, cues: Cues) -> list[str]:
    """Give words of which one stands by itself in whatever a phrase matches, the least common; ``""`` if none does."""
    bare = re.sub(r"\{(\w+)\}", lambda name: f"({'|'.join(cues.lists[name[1]])})", _MAY_MISS.sub("\0", phrase))
    choices = [each[1].split("|") for each in _CHOICE.finditer(bare)
               if bare.count("(", 0, each.start()) == bare.count(")", 0, each.start())]  # fmt: skip
    while (parted := re.sub(r"\([^()]*\)", "\0", bare)) != bare:
        bare = parted
    choices += ([word] for word in bare.split())

    def rare(words: Iterable[str]) -> str:
        return min(filter(str.isalpha, words), key=cues.common.__getitem__, default="")

    keys = ([rare(words.split()) for words in choice] for choice in choices)
    return min(filter(all, keys), key=lambda words: sum(cues.common[word] for word in words), default=[""])


def _lay_before(first: Any, second: Any) -> Any:
    if isinstance(first, Mapping):
        shared = {key: _lay_before(first[key], second[key]) for key in first if key in second}
        return {**first, **second, **shared}
    return [*first, *second] if isinstance(first, list) else first
