"""One indicator across places, or in one place over time: which figures stand together, and what keeps others out."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any

import pandas as pd

from analysis.dataset import Dataset
from analysis.dataset.figures import find_figures, find_obstacle
from analysis.dataset.printed import Figure
from analysis.dataset.results import Answers
from analysis.dataset.tables import read_ids
from analysis.errors import AnalysisError, NotComparableError
from analysis.methods.coverage import list_known
from analysis.methods.groups import (
    Gate,
    Nodes,
    Owner,
    choose_few,
    choose_nodes,
    distance,
    find_dates,
    find_groups,
    spread,
    standing,
    when,
)
from analysis.methods.judgement import VERDICTS, Judgement, Reason, judge
from analysis.methods.verdicts import Change, Comparison, LeftOut

Asked = Comparison | str | pd.DataFrame | Sequence[Figure | pd.Series]
_Pairs = Mapping[tuple[Owner, Owner], Judgement]


def compare(data: Dataset, indicator_id: str, locality_ids: str | Sequence[str] | pd.DataFrame | None) -> Comparison:
    """Judge whether an indicator may be compared across localities, and give its figures.

    Two places are judged by their figures nearest in time. More are answered by the largest groups of them that may
    stand together; a place more never makes a group smaller. Of more than 60 places so many of one level, time and
    unit above are held against each other, and `not_held` names the rest.

    One place named twice is held against itself over time.
    Places are named by ids, or by a frame with a column `place`, such as part of ``data.figures()``; nothing is all.
    An unknown id raises an UnknownIdError, fewer than two places or one named twice among others an AnalysisError.

    Returns
    -------
    Comparison
        Figures, a verdict on each pair and on all, the parts that may stand together, what is left out and why.

    Examples
    --------
    >>> import analysis
    >>> data = analysis.load()
    >>> members = analysis.compare(data, "members_per_cell", data.ids("locality"))
    >>> members.verdict, members.missing
    ('with_care', ('ba_tri', 'trang_dinh'))
    >>> members.to_frame().query("place == 'lai_chau'")["value"].round(1).tolist()
    [13.4]
    """
    data.row("indicator", indicator_id)
    locality_ids = read_ids(data, locality_ids)
    for locality_id, times in Counter(locality_ids).items():
        if times > 1 and len(locality_ids) != 2:
            raise AnalysisError(f"{locality_id} is named twice; name each locality once, or one alone against itself")
    if len(locality_ids) < 2:
        raise AnalysisError("a comparison needs at least two localities")
    if locality_ids[0] == locality_ids[1]:
        return _compare_with_itself(data, indicator_id, locality_ids[0])
    siblings, gate = _siblings(data, indicator_id), Gate(data)
    every_place, locality_ids = locality_ids, choose_few(data, locality_ids, siblings)
    held = {*locality_ids}
    not_held = tuple(place for place in every_place if place not in held)
    known = {locality_id: find_dates(data, locality_id, siblings) for locality_id in locality_ids}
    nodes = choose_nodes(gate, known)
    pairs = {
        (left, right): gate.nearest(nodes[left], nodes[right])
        for left, right in combinations(nodes, 2)
        if left[0] != right[0] or (left[1] and right[1])
    }
    if len(nodes) == 2:
        (pair,) = pairs.values()
        nodes = {owner: (figure,) for owner, figure in zip(nodes, (pair.left, pair.right), strict=True)}
    order = {owner: place for place, owner in enumerate(nodes)}
    groups = [group for group in find_groups(gate, nodes) if len({figure.locality_id for figure in group}) > 1]
    found = (_part(gate, indicator_id, group, order) for group in groups)
    parts = tuple(sorted((replace(part, not_held=not_held) for part in found), key=_rank))
    if parts:  # a place that stands in the largest part with a part of it does not stand beside that itself
        inside = [(figure.locality_id, figure.subject) for figure in parts[0].figures]
        twice = {owner for owner in nodes if (owner[0], "") in nodes and owner[0] in parts[0].locality_ids}
        nodes = {owner: dates for owner, dates in nodes.items() if owner in inside or owner not in twice}
    figures = tuple(_represent(owner, nodes, parts, pairs) for owner in nodes)
    missing = tuple(place for place, dates in known.items() if not dates)
    told = _tell_left_out(gate, nodes, parts, pairs, figures)
    left_out = (*told, *(_tell_missing(data, indicator_id, place) for place in missing))
    every = (figure for dates in known.values() for of_owner in dates.values() for figure in of_owner)
    others = tuple(figure for figure in every if figure not in figures)
    asked, judged = (indicator_id, locality_ids), tuple(pairs.values())
    verdict = parts[0].verdict if parts else "not_comparable"
    return Comparison(*asked, figures, missing, judged, verdict, parts, left_out, others, not_held=not_held)


def compare_pairs(data: Dataset) -> Answers[Comparison]:
    """Put every pair of localities through the gate, concept by concept.

    There is one comparison for each concept and pair of localities that both have a figure of it, named by the first
    indicator of the concept; in the order of the indicators, then of the localities. Of more than 60 localities the
    twelve of which most figures are printed are taken.
    """
    first_of = data.indicators.drop_duplicates("concept")["indicator_id"]
    pairs = list(combinations(list_known(data), 2))
    found = (compare(data, indicator, pair) for indicator in first_of for pair in pairs)
    return Answers(Comparison, (comparison for comparison in found if not comparison.missing))


def take_comparison(data: Dataset, asked: Asked, locality_ids: str | Sequence[str] | pd.DataFrame | None) -> Comparison:
    """Take a comparison as it is, make one of an indicator and places, or of just the figures of some rows.

    Fewer than two figures, one place twice among others, or what is no row of `data.figures()` is an AnalysisError.
    """
    if isinstance(asked, Comparison):
        return asked
    if isinstance(asked, str):
        return compare(data, asked, locality_ids)
    rows = [row for _, row in asked.iterrows()] if isinstance(asked, pd.DataFrame) else list(asked)
    figures = [data.figure_of(row) for row in rows]
    if len(figures) < 2 or not all(isinstance(figure, Figure) for figure in figures):
        raise AnalysisError("a comparison is of at least two figures; give their rows of data.figures(), all columns")
    order = {owner: n for n, owner in enumerate((figure.locality_id, figure.subject) for figure in figures)}
    if len(order) < len(figures) != 2:
        raise AnalysisError("one place has several of these figures; give one of each place, or two of one place alone")
    return _part(Gate(data), figures[0].indicator_id, figures, order)


def require_one_axis(
    data: Dataset, comparison: Asked, locality_ids: str | Sequence[str] | pd.DataFrame | None = None
) -> Comparison:
    """Refuse to let figures share an axis, a test or a ranking that the gate keeps apart.

    Asked by the id of an indicator, with places or for all, it compares them; of rows of `data.figures()` just those
    figures are held against each other. The `NotComparableError` holds the reasons: those that refuse, or that keep a
    place out of the largest part.

    Returns
    -------
    Comparison
        The one that may share an axis.
    """
    comparison = take_comparison(data, comparison, locality_ids)
    kept_out = [left for left in comparison.left_out if left.figure is not None]
    if comparison.verdict == "not_comparable" or kept_out:
        found = (*comparison.reasons, *(reason for left in kept_out for reason in left.reasons))
        reasons = dict.fromkeys(str(reason) for reason in found if reason.verdict == "not_comparable")
        raise NotComparableError(
            f"{comparison.indicator_id} may not share one axis across {', '.join(comparison.locality_ids)}: "
            f"{'; '.join(reasons) or 'fewer than two places have a figure'}"
            f"{'. Those of its largest part may' if comparison.parts else ''}"
        )
    return comparison


def change_over_time(data: Dataset, indicator_id: str, locality_id: str) -> Change:
    """Follow one indicator of one place, as observed for the whole of it, from its first date to its last.

    A step is from a figure to a later one that the gate lets stand beside it, were they of one time: flows of unequal
    spans make no step, nor do figures before and after the place became another. Unknown ids raise an UnknownIdError.
    """
    found = find_figures(data, locality_id=locality_id, indicator_id=indicator_id)
    figures = sorted(filter(lambda figure: figure.is_usable and not figure.subject, found), key=when)
    # The longest row that ends in each figure; of equally long ones the latest.
    rows: list[list[Judgement]] = []
    refused: list[Judgement] = []
    for place, figure in enumerate(figures):
        best: list[Judgement] = []
        for before, row in zip(figures[:place], rows, strict=True):
            step = _judge_step(data, before, figure)
            if step.verdict == "not_comparable":
                refused.append(step)
            elif before.end < figure.start and len(row) + 1 >= len(best):
                best = [*row, step]
        rows.append(best)
    longest = max(reversed(rows), key=len, default=[])
    kept = (longest[0].left, *(step.right for step in longest)) if longest else ()
    others = tuple(figure for figure in figures if figure not in kept)
    return Change(indicator_id, locality_id, kept, tuple(longest or refused[-1:]), others)


def _judge_step(data: Dataset, left: Figure, right: Figure) -> Judgement:
    """Judge two figures of one place: that their times differ is what is asked."""
    found = judge(data, left, right)
    reasons = tuple(
        # Before a place was formed, or after it ended, its name stood for another.
        replace(reason, verdict="not_comparable") if reason.reason_id == "outside_place" else reason
        for reason in found.reasons
        if reason.reason_id not in ("period", "count_without_base")
    )
    return Judgement(left, right, _strictest(reason.verdict for reason in reasons), reasons)


def _compare_with_itself(data: Dataset, indicator_id: str, locality_id: str) -> Comparison:
    change = change_over_time(data, indicator_id, locality_id)
    places, figures = (locality_id, locality_id), change.figures or change.others
    found = find_figures(data, locality_id=locality_id, indicator_id=indicator_id)
    others = tuple(figure for figure in found if figure not in figures)
    verdict = _strictest(step.verdict for step in change.judgements) if change.figures else "not_comparable"
    missing = () if figures else (locality_id,)
    left_out = tuple(_tell_missing(data, indicator_id, place) for place in missing)
    told = (change.judgements, verdict, (), left_out, others, change)
    return Comparison(indicator_id, places, figures, missing, *told)


def _siblings(data: Dataset, indicator_id: str) -> list[str]:
    """List the indicators of one concept, the one asked for first."""
    concept = data.row("indicator", indicator_id)["concept"]
    siblings = (row["indicator_id"] for row in data.rows("indicator") if row["concept"] == concept)
    return list(dict.fromkeys([indicator_id, *siblings]))


def _strictest(verdicts: Iterable[str]) -> str:
    return max(verdicts, key=VERDICTS.index, default="comparable")


def _rank(part: Comparison) -> tuple[Any, ...]:
    """Order parts: more places first, then the milder, then the closer in time."""
    ids = sorted((figure.locality_id, figure.subject) for figure in part.figures)
    size = (-len(part.locality_ids), -len(part.figures))
    return *size, VERDICTS.index(part.verdict), spread(part.figures), ids


def _part(gate: Gate, indicator_id: str, group: Sequence[Figure], order: Mapping[Owner, int]) -> Comparison:
    figures = tuple(sorted(group, key=lambda figure: order[figure.locality_id, figure.subject]))
    judgements = tuple(gate.judge(left, right) for left, right in combinations(figures, 2))
    places = tuple(dict.fromkeys(figure.locality_id for figure in figures))
    return Comparison(indicator_id, places, figures, (), judgements, _strictest(pair.verdict for pair in judgements))


def _represent(owner: Owner, nodes: Nodes, parts: Sequence[Comparison], pairs: _Pairs) -> Figure:
    """Take for a place its figure in the largest part that holds it, or else the one nearest to the others."""
    inside = (figure for part in parts for figure in part.figures if (figure.locality_id, figure.subject) == owner)
    if (found := next(inside, None)) is not None or len(nodes[owner]) == 1:
        return found or nodes[owner][0]
    beside = parts[0].figures if parts else [side for pair in pairs.values() for side in (pair.left, pair.right)]
    others = [figure for figure in beside if (figure.locality_id, figure.subject) != owner]
    return min(
        nodes[owner],
        key=lambda figure: (standing([figure]), sorted(distance(figure, other) for other in others), when(figure)),
    )


def _tell_left_out(
    gate: Gate, nodes: Nodes, parts: Sequence[Comparison], pairs: _Pairs, figures: Sequence[Figure]
) -> Iterator[LeftOut]:
    """Tell what keeps each place out of the largest part, or where there is none, apart from the others."""
    inside = parts[0].figures if parts else ()
    for owner, shown in zip(nodes, figures, strict=True):
        if shown in inside:
            continue
        if inside:
            judged = [[gate.judge(figure, other) for other in inside] for figure in nodes[owner]]
            against = min(judged, key=lambda found: sum(pair.verdict == "not_comparable" for pair in found))
        else:
            against = [pair for ends, pair in pairs.items() if owner in ends]
        told = dict.fromkeys(reason for pair in against for reason in pair.reasons)
        refusing = tuple(reason for reason in told if reason.verdict == "not_comparable")
        yield LeftOut(*owner, shown, refusing or (Reason("no_figure", "not_comparable"),))


def _tell_missing(data: Dataset, indicator_id: str, locality_id: str) -> LeftOut:
    reason_id, told = find_obstacle(data, locality_id, _siblings(data, indicator_id))
    return LeftOut(locality_id, "", None, (Reason(reason_id, "not_comparable", *told),))
