"""Whether another person would code the same, and which claims hang on a single coding."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, combinations
from typing import Any, NamedTuple

import krippendorff
import numpy as np
import pandas as pd

from analysis.dataset import Dataset
from analysis.dataset.results import Answer, Answers, Found
from analysis.methods.intervals import Refusal
from analysis.methods.themes import CODED, KINDS, Told, find_kinds, read_themes
from analysis.package.table_rows import list_rows

_Array = np.ndarray[Any, Any]

Row = Mapping[Any, Any]

UNITS = ("passage", "direction", "status", "presence", "presence_limitation", "presence_measure", "presence_result")
"""What coders are compared in: whether a paragraph has a theme; the direction and the status of passages to which
several gave the same theme; whether a theme is present in a text at all, or in one direction."""

LEVEL, DRAWS = 0.95, 1000
_SEED = 20261127
_NEEDED = 10  # fewer paragraphs, drawn again and again, show too little of what else might have been coded


@dataclass(frozen=True)
class Coefficient(Answer):
    """A coefficient of agreement, ``None`` where it is not defined, with its interval or why there is none."""

    estimate: float | None
    interval: tuple[float, float] | Refusal


@dataclass(frozen=True)
class Agreement(Answer):
    """How far coders say the same of one of `UNITS` in the texts that at least two of them coded.

    `units` are those of which at least two said something, `alike` those of which all said the same. Cohen's kappa is
    for two coders, Krippendorff's alpha for any number.
    """

    unit: str
    coders: tuple[str, ...]
    source_ids: tuple[str, ...]
    units: int
    alike: int
    kappa: Coefficient | None
    alpha: Coefficient


class Claim(NamedTuple):
    """A statement on a theme, of one of `KINDS`, with the places that it names: none where several share the theme."""

    kind: str
    theme_id: str
    locality_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sensitivity(Answer):
    """A claim, the places it is about, the codings under it, and those without any one of which it does not hold."""

    claim: Claim
    locality_ids: Sequence[str]
    codings: Sequence[Row]
    hinges: Sequence[Row]


def find_codings(data: Dataset) -> pd.DataFrame:
    """Give the codings of the texts that several coders coded, those that count first."""
    codings = pd.concat([data.tables["codings"], data.beside["codings"]], ignore_index=True)
    return codings[codings.groupby("source_id")["coder"].transform("nunique") > 1]


def compare_coders(data: Dataset) -> Answers[Agreement]:
    """Compare coders in each of `UNITS`, two by two where they coded the same texts, then all if they are more.

    Cohen (1960), Educational and Psychological Measurement 20:37, through statsmodels; Krippendorff (2011), Computing
    Krippendorff's Alpha-Reliability, nominal, through the package krippendorff.

    Returns
    -------
    Answers of Agreement
        One for each unit and group of coders; none where every text has one coder.

    Examples
    --------
    >>> import analysis
    >>> len(analysis.compare_coders(analysis.load()))
    0
    """
    codings = find_codings(data)
    coders = tuple(codings["coder"].unique())
    found = list[Agreement]()
    for group in (*combinations(coders, 2), *([coders] if len(coders) > 2 else [])):
        own = codings[codings["coder"].isin(group)]
        own = own[own.groupby("source_id")["coder"].transform("nunique") > 1]
        found += [_compare(data, own, group, unit) for unit in UNITS if len(own)]
    return Answers(Agreement, found)


def list_disagreements(data: Dataset) -> Found:
    """List where the coders of a text say different things of a paragraph and a theme.

    Returns
    -------
    Found
        By source, paragraph and theme the rows of each coder, none for one who has none.
    """
    codings = find_codings(data)
    coders, found = codings.groupby("source_id")["coder"].unique(), {}
    for passage, rows in codings.groupby(["source_id", "paragraph", "theme_id"]):
        said = {coder: rows[rows["coder"] == coder] for coder in coders[rows["source_id"].iloc[0]]}
        if len({frozenset(zip(own["direction"], own["status"], strict=True)) for own in said.values()}) > 1:
            found[passage] = {coder: list_rows(own) for coder, own in said.items()}
    return Found(found, "source paragraph theme", "coder", CODED.removeprefix("source_id paragraph "))


def list_claims(data: Dataset) -> dict[Claim, Sequence[str]]:
    """List what is claimed from the codings, by kind, each claim with the places of which it is true.

    All that the picture of a theme, practices and synthesis say of which places tell what is among them.
    """
    found = [pair for theme, told in read_themes(data).items() for pair in _claim(theme, told).items()]
    return dict(sorted(found, key=lambda pair: list(KINDS).index(pair[0].kind)))


def try_claims(data: Dataset) -> Answers[Sensitivity]:
    """Try each claim without each of the codings under it."""
    themes, tried = read_themes(data), []
    for claim, places in list_claims(data).items():
        told = themes[claim.theme_id]
        rows = [row for place in places for stance in KINDS[claim.kind] for row in told[place][stance]]
        hinges = [row for row in rows if claim not in _claim(claim.theme_id, _leave_out(told, row))]
        tried.append(Sensitivity(claim, places, rows, hinges))
    return Answers(Sensitivity, tried)


def _claim(theme_id: str, told: Told) -> dict[Claim, Sequence[str]]:
    """Give the claims on a theme; several texts share one whichever they are, any other claim names its places."""
    kinds = find_kinds(told).items()
    return {Claim(kind, theme_id, () if kind.startswith("shared") else tuple(of)): of for kind, of in kinds}


def _leave_out(told: Told, row: Row) -> Told:
    return {
        place: {stance: [each for each in rows if each is not row] for stance, rows in stances.items()}
        for place, stances in told.items()
    }


def take_each_coder(data: Dataset) -> dict[str, Dataset]:
    """Take the data of each coder in turn, whose codings stand for those that count in the texts that this one coded.

    Returns
    -------
    dict of Dataset
        By coder, of those who coded a text of several.
    """

    def take(own: pd.DataFrame) -> Dataset:
        others = data.tables["codings"][~data.tables["codings"]["source_id"].isin(own["source_id"])]
        return replace(data, tables={**data.tables, "codings": pd.concat([others, own], ignore_index=True)})

    return {str(coder): take(own) for coder, own in find_codings(data).groupby("coder", sort=False)}


def compare_claims(data: Dataset) -> Found:
    """Give the places of each claim under each coder, none where it does not hold.

    Returns
    -------
    Found
        By claim and coder the ids of the places; no claim is there that is about no text of several coders.
    """
    under = {coder: list_claims(of_coder) for coder, of_coder in take_each_coder(data).items()}
    held = {claim: {coder: under[coder].get(claim, ()) for coder in under} for claim in chain(*under.values())}
    twice = set(find_codings(data)["locality_id"])
    told = {claim: places for claim, places in held.items() if twice.intersection(chain(*places.values()))}
    return Found(told, "kind theme named", "coder", "place")


def _compare(data: Dataset, codings: pd.DataFrame, coders: tuple[str, ...], unit: str) -> Agreement:
    said = _read_units(data, codings, unit)[list(coders)]
    known = pd.factorize(said.to_numpy(dtype=object).ravel())[0].reshape(said.shape)
    # Drawn again in each text are paragraphs with all their themes. But whether a theme stands anywhere in a text is a
    # maximum over paragraphs, which drawing fewer could only lower: there the pairs of text and theme are drawn.
    drawn = ["source_id", "theme_id" if unit.startswith("presence") else "paragraph"]
    clusters = said.index.to_frame(index=False)[drawn]
    ranks = clusters.groupby(drawn, sort=False).ngroup()
    sizes = clusters.drop_duplicates()["source_id"].value_counts(sort=False)
    patterns, which = np.unique(known, axis=0, return_inverse=True)
    tally, generator = np.zeros((sizes.sum(), len(patterns)), int), np.random.default_rng(_SEED)
    np.add.at(tally, (ranks, which), 1)
    times = [generator.multinomial(size, np.full(size, 1 / size), DRAWS) for size in sizes]
    few = Refusal("too_few", needed=_NEEDED, given=len(tally)) if len(tally) < _NEEDED else None
    whole = _measure(patterns, tally.sum(axis=0)) if len(tally) else (np.nan, np.nan)
    draws = [_measure(patterns, row) for row in np.hstack(times) @ tally] if not few and whole[1] < 1 else []
    kappa, alpha = (_enclose(each, [row[n] for row in draws], few) for n, each in enumerate(whole))
    alike, sources = int((said.nunique(axis=1) < 2).sum()), tuple(codings["source_id"].unique())
    return Agreement(unit, coders, sources, len(said), alike, kappa if len(coders) == 2 else None, alpha)


def _read_units(data: Dataset, codings: pd.DataFrame, unit: str) -> pd.DataFrame:
    """Give what each coder says of each unit, a column a coder; nothing of texts that a coder did not code."""
    kind, _, direction = unit.partition("_")
    key, told = ["source_id", "paragraph", "theme_id"], "status" if kind == "status" else "direction"
    rows = codings[codings["direction"] == direction] if direction else codings[codings[told] != ""]
    said = rows.groupby([*key, "coder"])[told].agg(lambda cells: "+".join(sorted(set(cells)))).unstack("coder")
    said = said.reindex(columns=codings["coder"].unique())
    if kind in ("direction", "status"):
        return said[said.count(axis=1) > 1]
    bodies = data.sources[data.sources["source_id"].isin(codings["source_id"])].to_dict("records")
    paragraphs = ((row["source_id"], n) for row in bodies for n in range(row["body_from"], row["body_to"] + 1))
    passages = [(*paragraph, theme) for paragraph in paragraphs for theme in data.ids("theme")]
    given = said.reindex(pd.MultiIndex.from_tuples(passages, names=key)).notna()
    given = given.groupby(level=["source_id", "theme_id"]).any() if kind == "presence" else given
    read = codings.groupby(["source_id", "coder"]).size().unstack().notna()
    return given.astype(object).where(read.loc[given.index.get_level_values("source_id"), given.columns].to_numpy())


def _measure(known: _Array, times: _Array) -> tuple[float, float]:
    """Give Cohen's kappa of two coders and Krippendorff's alpha of all, not a number where all is said to be the same.

    `known` has a row for units alike, taken so many times, a column a coder: the rank of what is said, -1 for nothing.
    """
    from statsmodels.stats.inter_rater import cohens_kappa

    values = np.arange(known.max() + 1)
    counts = np.repeat((known[:, :, None] == values).sum(axis=1), times, axis=0)
    counts = counts[counts.sum(axis=1) > 1]
    if np.count_nonzero(counts.sum(axis=0)) < 2:
        return np.nan, np.nan
    alpha = krippendorff.alpha(value_counts=counts, level_of_measurement="nominal")
    if known.shape[1] > 2:
        return np.nan, float(alpha)
    pairs = np.bincount(known @ [len(values), 1], times, minlength=len(values) ** 2)
    return float(cohens_kappa(pairs.reshape(len(values), -1), return_results=False)), float(alpha)


def _enclose(estimate: float, draws: Sequence[float], few: Refusal | None) -> Coefficient:
    """Give a coefficient with the interval of its draws, or with why there is none."""
    defined = [each for each in draws if not np.isnan(each)]
    if np.isnan(estimate):
        return Coefficient(None, few if few and not few.given else Refusal("one_class"))
    if few or estimate == 1 or len(defined) < LEVEL * DRAWS:
        return Coefficient(estimate, few or Refusal("no_disagreement" if estimate == 1 else "unstable"))
    low, high = np.quantile(defined, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Coefficient(estimate, (float(low), float(high)))
