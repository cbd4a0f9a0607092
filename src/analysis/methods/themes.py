"""Coded passages: which themes stand where, and what answers what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import pandas as pd

from analysis.dataset import Dataset
from analysis.dataset.figures import find_figures
from analysis.dataset.printed import Figure
from analysis.dataset.results import Answers, Found
from analysis.dataset.tables import once
from analysis.package.table_rows import by_key, list_rows

DIRECTIONS = ("limitation", "measure", "result")

STANCES = ("deed", "result", "limitation", "proposal")
"""The directions, with measures that are done or ongoing apart from those of which the text does not say so."""

CARRIED_OUT = ("done", "ongoing")
"""The statuses of a measure that a text tells as carried out, and not as set out to be done step by step."""

MEASURES = dict.fromkeys((*CARRIED_OUT, "stepwise"), "deed")
MEASURES |= dict.fromkeys(("planned", "recommended", "unclear"), "proposal")

SHARED = 3
"""So many places make a theme a shared one; the catalogue has the number in words."""


def find_stances(codings: pd.DataFrame) -> pd.Series:
    """Give the stance of each coding: its direction, or for a measure whether it is a deed or a proposal.

    Returns
    -------
    Series
        ``limitation``, ``deed``, ``proposal`` or ``result``, with the index of the codings.
    """
    return codings["direction"].where(codings["direction"] != "measure", codings["status"].map(MEASURES))


def figures_coded(data: Dataset, coding: Mapping[Any, Any] | pd.Series) -> Answers[Figure]:
    """List the figures that the text prints in the paragraph of a coding, also those printed there once more.

    The coding is a row of the table or of `data.codings()`.
    """
    names = {"place": "locality_id", "source": "source_id"}  # as the frame names them, and the table
    place, source = (coding[name if name in coding else names[name]] for name in names)
    figures = find_figures(data, locality_id=place, computed=False)
    rows = {figure: data.row("observation", figure.observation_ids[0]) for figure in figures}
    own = {figure: row for figure, row in rows.items() if row["source_id"] == source}
    printed = {figure: {row["paragraph"], *dict(row["repeats"])} for figure, row in own.items()}
    return Answers(Figure, (figure for figure in printed if coding["paragraph"] in printed[figure]))


def find_answers(data: Dataset, theme_id: str, *, lang: str | None = None) -> pd.DataFrame:
    """Lay beside each limitation of a theme what any text names as a measure or a result under that theme.

    They share a theme, no more: no text says that one answers the other. An UnknownIdError tells of an unknown theme.

    Returns
    -------
    DataFrame
        `limited_place`, `limitation`, `limited_paragraph`, `limited_source`; `place`, `direction`, `status`, `gloss`,
        `paragraph`, `source` of the measure or result, and `same_text`: whether one text names both.

    Examples
    --------
    >>> import analysis
    >>> answers = analysis.find_answers(analysis.load(), "cadre_assignment_to_grassroots")
    >>> sorted(set(answers["limited_place"]))
    ['ba_tri', 'lai_chau']
    """
    data.row("theme", theme_id)
    told = data.codings(lang=lang).query("theme == @theme_id")
    limits = told[told["direction"] == "limitation"][["place", "gloss", "paragraph", "source"]]
    limits.columns = ["limited_place", "limitation", "limited_paragraph", "limited_source"]
    rest = told[told["direction"] != "limitation"][["place", "direction", "status", "gloss", "paragraph", "source"]]
    both = limits.merge(rest, how="cross")
    both["same_text"] = both["limited_source"] == both["source"]
    return both


Told = Mapping[str, Mapping[str, Sequence[Mapping[Any, Any]]]]
"""What the texts tell of a theme: for each locality and stance its rows of `codings`, in the order of the text."""

CODED = "source_id paragraph direction status gloss_vi gloss_en"
"""What of a coding stands in a frame, beside its place and theme."""


def read_theme(data: Dataset, theme_id: str) -> Found:
    """Give what each text tells of a theme.

    An UnknownIdError is raised if there is no such theme.

    Returns
    -------
    Found
        For each locality and stance its rows of `codings`; a locality whose text says nothing has none.
    """
    data.row("theme", theme_id)
    told: Found = read_themes(data)[theme_id]
    return told


KINDS: Mapping[str, tuple[str, ...]] = {
    **{"shared_limitation": ("limitation",), "shared_deed": ("deed",), "shared_result": ("result",)},
    **{"alone": ("deed",), "unmet": ("limitation",), "open": ("limitation",), "shared_proposal": ("proposal",)},
    **{stance: (stance,) for stance in STANCES[:3]},
}
"""What can be true of a theme across places, the most telling first, each with the stances of codings that show it."""

_PATTERNS = [*KINDS][:-3]


def find_kinds(told: Told, number: int = 0) -> dict[str, list[str]]:
    """Find which of `KINDS` are true of what the texts tell of a theme, each with the places of which it is true.

    Of a `number` of places those need not be given whose texts say nothing.
    ``shared_<stance>`` is of at least `SHARED` texts; ``alone`` of the one text that tells a deed where no other tells
    a deed or a result; ``unmet`` a limitation of several texts, none of which meets it; ``open`` is of the texts that
    do not meet theirs; ``deed``, ``result`` and ``limitation`` are of those that have one.
    A text meets a limitation by a deed under its theme, or by what `list_elsewhere` gives; a result that it reports is
    of what was done before, and what is only called for meets nothing.
    """
    number, told = number or len(told), {place: of for place, of in told.items() if of is not _NOTHING}
    acting, resulting, limited, planning = ([place for place in told if told[place][stance]] for stance in STANCES)
    met = {place for place in limited if _is_met(told[place])}
    every = {"limitation": limited, "deed": acting, "result": resulting, "proposal": planning}
    found = {f"shared_{stance}": places for stance, places in every.items() if len(places) >= SHARED} | {
        "alone": acting if len({*acting, *resulting}) == 1 < number else [],
        "unmet": limited if len(limited) > 1 and not met else [],
        "deed": acting,
        "result": resulting,
        "limitation": limited,
        "open": [place for place in limited if place not in met],
    }
    return {kind: found[kind] for kind in KINDS if found.get(kind)}


def list_elsewhere(stances: Mapping[str, Sequence[Mapping[Any, Any]]]) -> list[Mapping[Any, Any]]:
    """List deeds under other themes by which a text meets the limitation that it names under one.

    They are those that the text itself ties to the limitation, or tells in the paragraph of a proposal of its theme.

    Returns
    -------
    list
        Rows of `codings`, each once; none where the text names no limitation.
    """
    found = list[Mapping[Any, Any]]()
    for row in (*stances["limitation"], *stances["proposal"]) if stances["limitation"] else ():
        found += [deed for deed in row["deeds"] if deed not in found]
    return found


_NOTHING = Found(dict.fromkeys(STANCES, ()), "stance", CODED)
"""What a text tells of a theme that it does not name."""


@once
def read_themes(data: Dataset) -> Found:
    """Give what the texts tell of each theme, as `read_theme`.

    Returns
    -------
    Found
        By theme, that of which most texts speak first; `deeds` has of a limitation those under other themes that its
        text ties to it, of a proposal those of its paragraph.

    Examples
    --------
    >>> import analysis
    >>> themes = analysis.methods.read_themes(analysis.load()).to_frame()
    >>> sorted(themes.query("theme == 'cadre_assignment_to_grassroots' and stance == 'limitation'")["place"])
    ['ba_tri', 'lai_chau']
    """
    silent = dict.fromkeys(data.ids("locality"), _NOTHING)  # most of very many places say nothing of a theme
    return Found({theme: silent | told for theme, told in _read_told(data).items()}, "theme", "place", "stance", CODED)


@once
def _read_told(data: Dataset) -> Mapping[str, dict[str, Any]]:
    """Give what those texts tell of each theme that name it, as `read_themes`, for thousands of places as it is."""
    told, ids = _sort_told(data.tables["codings"]), data.ids("locality")
    ordered = {theme: told.get(theme, {}) for theme in _find_tellers(data)}
    return MappingProxyType({theme: {id_: of[id_] for id_ in ids if id_ in of} for theme, of in ordered.items()})


def _sort_told(codings: pd.DataFrame) -> dict[str, dict[str, dict[str, list[dict[Any, Any]]]]]:
    """Sort codings by theme, place and stance, each with its `deeds` as `read_themes` gives them."""
    told: dict[str, dict[str, dict[str, list[dict[Any, Any]]]]] = {}
    codings = codings.sort_values("paragraph", kind="stable")
    rows = [*zip(list_rows(codings), find_stances(codings), strict=True)]
    deeds = by_key(((row["source_id"], row["paragraph"]), row) for row, stance in rows if stance == "deed")
    for row, stance in rows:
        ties = row["answered_by"] if stance == "limitation" else ()
        tied = [each for paragraph, theme in ties for each in deeds.get((row["source_id"], paragraph), ())
                if each["theme_id"] == theme]  # fmt: skip
        row["deeds"] = deeds.get((row["source_id"], row["paragraph"]), []) if stance == "proposal" else tied
        of_theme = told.setdefault(row["theme_id"], {})
        of_theme.setdefault(row["locality_id"], {stance: [] for stance in STANCES})[stance].append(row)
    return told


@once
def _find_tellers(data: Dataset) -> Mapping[str, Mapping[str, set[str]]]:
    """Give for each theme, that of which most texts speak first, and stance the places whose texts tell of it."""
    codings = data.tables["codings"]
    told: dict[str, dict[str, set[str]]] = {id_: {stance: set() for stance in STANCES} for id_ in data.ids("theme")}
    columns = codings["theme_id"], find_stances(codings), codings["locality_id"]
    for theme, stance, place in zip(*(column.tolist() for column in columns), strict=True):
        told[theme][stance].add(place)

    def spread(theme: str) -> tuple[int, int]:
        return len(set.union(*told[theme].values())), sum(map(len, told[theme].values()))

    return MappingProxyType({theme: told[theme] for theme in sorted(told, key=spread, reverse=True)})


@once
def read_place(data: Dataset, locality_id: str) -> Found:
    """Give what the text of a place tells, by theme and stance, as `read_themes`, but without reading other texts."""
    told = _sort_told(data.rows_of("codings", data.row("locality", locality_id)["locality_id"]))
    own = {theme: told[theme][locality_id] for theme in _find_tellers(data) if theme in told}
    return Found(own, "theme", "stance", CODED)


def find_own(data: Dataset, locality_id: str) -> dict[str, list[str]]:
    """Find the themes under which `find_patterns` has a place as ``open`` and as acting ``alone``, as they stand."""
    own, tellers = read_place(data, locality_id), _find_tellers(data)
    acting = [theme for theme, of in own.items() if of["deed"] and len(data.ids("locality")) > 1]
    alone = [theme for theme in acting if tellers[theme]["deed"] | tellers[theme]["result"] == {locality_id}]
    return {"open": [theme for theme, of in own.items() if of["limitation"] and not _is_met(of)], "alone": alone}


def _is_met(stances: Mapping[str, Sequence[Mapping[Any, Any]]]) -> bool:
    return bool(stances["deed"] or list_elsewhere(stances))


@once
def find_patterns(data: Dataset) -> Found:
    """Find what texts tell alike, what one tells alone and what stays open.

    Returns
    -------
    Found
        By kind, as `find_kinds` has them, and theme the ids of its places; the theme of most places first.
    """
    found = {theme: find_kinds(told, len(data.ids("locality"))) for theme, told in _read_told(data).items()}
    patterns = {kind: [(theme, of[kind]) for theme, of in found.items() if kind in of] for kind in _PATTERNS}
    ordered = {kind: dict(sorted(each, key=lambda item: -len(item[1]))) for kind, each in patterns.items()}
    return Found(ordered, "kind", "theme", "place")


def find_most(data: Dataset, stance: str) -> dict[str, int]:
    """Give the themes of which most texts tell in a stance, with how many do; none where no text does."""
    told = {theme: len(of[stance]) for theme, of in _find_tellers(data).items()}
    most = max(told.values(), default=0)
    return {theme: number for theme, number in told.items() if number == most > 0}


def find_left(data: Dataset) -> list[str]:
    """List the places at least half of whose limitations, a theme each, their text names after what is done about them.

    What is done is a deed of the theme, or one that `list_elsewhere` gives; the order is that of the text, not of time.
    """
    counts: dict[str, list[bool]] = {}
    for told in read_themes(data).values():
        for place, of in told.items():
            deeds = [(row["source_id"], row["paragraph"]) for row in (*of["deed"], *list_elsewhere(of))]
            last = {row["source_id"]: row["paragraph"] for row in of["limitation"]}
            if last:
                counts.setdefault(place, []).append(any(page < last.get(source, 0) for source, page in deeds))
    return [place for place in data.ids("locality") if 2 * sum(counts.get(place, [])) >= len(counts.get(place, [0]))]


def pick_open(data: Dataset, *, most: int = 3) -> dict[str, Sequence[str]]:
    """Pick of the limitations that stay open a theme for each place, so many at most, with all places of it.

    First comes the place that has most of them; a theme that stays open at most places before others. A place is left
    out of a theme under which its text tells a result too: the theme's name would hide it.
    """
    themes, kept = read_themes(data), dict[str, list[str]]()
    for theme, places in find_patterns(data)["open"].items():
        kept[theme] = [place for place in places if not themes[theme][place]["result"]]
    left = dict(sorted(kept.items(), key=lambda item: -len(item[1])))
    counts = Counter(place for places in left.values() for place in places)
    picked: dict[str, Sequence[str]] = {}
    for place, _ in counts.most_common(most):
        own = (theme for theme, places in left.items() if place in places and theme not in picked)
        picked |= {theme: left[theme] for theme in [*own][:1]}
    return picked
