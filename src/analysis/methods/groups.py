"""Which places of many may stand together: their largest groups, each drawn together in time."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations, islice, permutations, product
from typing import Any

from analysis.dataset import Dataset
from analysis.dataset.figures import find_figures
from analysis.dataset.printed import Figure
from analysis.dataset.results import Answers
from analysis.dataset.tables import once
from analysis.methods.judgement import VERDICTS, Judgement, judge
from analysis.package.table_rows import by_key, rank_cells

# Beyond so many groups not every one is looked for; real tables give a handful.
_MOST_GROUPS = 2000
_MOST_JUDGED = 16  # figures of near places, those nearest in time
_MOST_NEAREST = 6
MOST_PLACES = 60
"""Beyond so many places only those near a place are asked for what is nearest to it, and so many are compared."""

Owner = tuple[str, str]
"""A locality and the part of it that a figure is about; the part is empty for the whole."""

Nodes = Mapping[Owner, tuple[Figure, ...]]
"""Figures of all dates, by what they are about."""


def when(figure: Figure) -> tuple[Any, ...]:
    """Order figures in time, whatever order places are named in."""
    return figure.end, figure.start, figure.locality_id, figure.subject, figure.observation_ids


class Gate:
    """The judgements of one comparison, each made once."""

    def __init__(self, data: Dataset) -> None:
        self.data = data
        self._known: dict[tuple[int, int], Judgement] = {}  # figures of a dataset live as long as it does

    def judge(self, left: Figure, right: Figure) -> Judgement:
        """Judge two figures, in the order in which they are given."""
        if (id(left), id(right)) not in self._known:
            self._known[id(left), id(right)] = judge(self.data, left, right)
        return self._known[id(left), id(right)]

    def refuses(self, left: Figure, right: Figure) -> bool:
        """Tell whether two figures may not stand together, which does not depend on their order."""
        found = self._known.get((id(right), id(left))) or self.judge(left, right)
        return found.verdict == "not_comparable"

    def nearest(self, lefts: Sequence[Figure], rights: Sequence[Figure]) -> Judgement:
        """Judge two figures that may stand together, observed levels first, then those nearest in time.

        A half-year is held against a half-year, though a whole year of the other place be nearer; where no two may
        stand together, the first and nearest are judged.
        """

        def order(pair: Judgement) -> tuple[Any, ...]:
            sides = sorted((when(pair.left), when(pair.right)))
            apart = distance(pair.left, pair.right)
            return (
                self.refuses(pair.left, pair.right),
                standing((pair.left, pair.right)),
                apart,
                (VERDICTS.index(pair.verdict), *sides),
            )

        return min((self.judge(*pair) for pair in product(lefts, rights)), key=order)


def standing(figures: Iterable[Figure]) -> int:
    """Count what is aimed at or a change: what was observed, and levels, stand before them."""
    return sum((figure.status != "observed") + (figure.reading != "level") for figure in figures)


def distance(left: Figure, right: Figure) -> tuple[int, int, int]:
    """Give the days between two spans, then between their ends: a year and a day in it are nearer than two years."""
    apart = max(left.start, right.start) - min(left.end, right.end)
    starts, ends = abs(left.start - right.start).days, abs(left.end - right.end).days
    return max(0, apart.days), starts + ends, ends


def spread(figures: Sequence[Figure]) -> tuple[int, int, int]:
    """Give the distance of the two figures that are furthest apart."""
    spans = {figure.span: figure for figure in figures}.values()  # thousands of places may have told of one day
    return max((distance(*pair) for pair in combinations(spans, 2)), default=(0, 0, 0))


def find_nearest(data: Dataset, figure: Figure) -> Answers[Judgement]:
    """Judge a figure beside those of other places that are of its concept, and give the nearest; several if they tie.

    What may stand beside it comes first, then what asks for the least care, then what was observed, then what is
    nearest in time. There is none where no other place has a figure of the concept.

    Where there are very many places, those of its level and whole are asked, then of its level, and a few are given.
    """

    def apart(pair: Judgement) -> tuple[Any, ...]:
        reasons = {reason.reason_id for reason in pair.reasons}
        about = standing([pair.right]), distance(pair.left, pair.right)
        return VERDICTS.index(pair.verdict), len(reasons), *about

    places = list_near(data, figure.locality_id, most=MOST_PLACES)
    concept = data.row("indicator", figure.indicator_id)["concept"]
    others = [other for place in places for other in _by_concept(data, place).get(concept, ())]
    if len(places) >= MOST_PLACES:
        others.sort(key=lambda other: (standing([other]), distance(figure, other)))
        del others[_MOST_JUDGED:]
    judged = [judge(data, figure, other) for other in others]
    least = min(map(apart, judged), default=())
    nearest = [pair for pair in judged if apart(pair) == least]
    return Answers(Judgement, nearest[:_MOST_NEAREST] if len(places) >= MOST_PLACES else nearest)


@once
def _by_concept(data: Dataset, locality_id: str) -> dict[str, list[Figure]]:
    figures = find_figures(data, locality_id=locality_id)
    return by_key((data.row("indicator", figure.indicator_id)["concept"], figure) for figure in figures)


@once
def list_near(data: Dataset, locality_id: str, *, most: int) -> list[str]:
    """List the other places in their order; of more than `most` those of its level and whole, then of its level.

    Returns
    -------
    list of str
        Their ids; an unknown locality raises an UnknownIdError.
    """
    own = data.row("locality", locality_id)
    beside = [id_ for id_ in _by_whole(data)[own["level"], own["parent_code"]] if id_ != locality_id]
    if len(beside) >= most:
        return beside[:most]
    others = [row for row in data.rows("locality") if row is not own]
    if len(others) > most:
        others.sort(key=lambda row: (row["level"] != own["level"], row["parent_code"] != own["parent_code"]))
    return [row["locality_id"] for row in others[:most]]


@once
def _by_whole(data: Dataset) -> dict[tuple[str, str], list[str]]:
    cells = (data.tables["localities"][name].tolist() for name in ("level", "parent_code", "locality_id"))
    return by_key(((level, whole), id_) for level, whole, id_ in zip(*cells, strict=True))


def choose_few(data: Dataset, locality_ids: Sequence[str], indicator_ids: Sequence[str]) -> tuple[str, ...]:
    """Choose of more than `MOST_PLACES` places so many that are held against each other, for pairs grow by the square.

    First come those whose figure is of the level and the time of which most are, of these the ones in one unit above,
    then others with a figure; in each, and in what is given, places keep their order.
    """
    if len(locality_ids) <= MOST_PLACES:
        return tuple(locality_ids)
    told: dict[str, tuple[str, object]] = {}
    for id_ in locality_ids:
        if dates := next(iter(find_dates(data, id_, indicator_ids).values()), ()):
            told[id_] = data.row("locality", id_)["level"], dates[0].span
    above = {id_: data.row("locality", id_)["parent_code"] for id_ in told}
    [(common, _)] = Counter(told.values()).most_common(1) or [(("", None), 0)]
    alike = [id_ for id_, kind in told.items() if kind == common]
    whole = above[alike[0]] if alike else ""

    def rank(id_: str) -> tuple[bool, bool, bool]:
        return id_ not in told, told.get(id_) != common, above.get(id_) != whole

    few = {*sorted(locality_ids, key=rank)[:MOST_PLACES]}
    return tuple(id_ for id_ in locality_ids if id_ in few)


def find_dates(data: Dataset, locality_id: str, indicator_ids: Sequence[str]) -> Nodes:
    """Give the figures of a place and of its parts, by what they are about; what was observed first, then levels."""
    for indicator_id in indicator_ids:
        if found := find_figures(data, locality_id=locality_id, indicator_id=indicator_id):
            ordered = sorted(found, key=lambda figure: standing([figure]))
            dates = by_key(((locality_id, figure.subject), figure) for figure in ordered)
            return {owner: tuple(figures) for owner, figures in sorted(dates.items())}
    return {}


def choose_nodes(gate: Gate, known: Mapping[str, Nodes]) -> Nodes:
    """Take the places' own figures, or where there are none those of their parts.

    Where these may not stand beside those of another place, and figures of parts may, the parts come in as well.
    """

    def join(left: Owner, right: Owner) -> bool:
        pairs = product(known[left[0]][left], known[right[0]][right])
        return not all(gate.refuses(*pair) for pair in pairs)

    chosen = {place: [owner for owner in nodes if not owner[1]] or [*nodes] for place, nodes in known.items()}
    taken = {owner for owners in chosen.values() for owner in owners}
    for left, right in combinations(known, 2):
        more = len(known[left]) > len(chosen[left]) or len(known[right]) > len(chosen[right])
        if more and not any(join(*pair) for pair in product(chosen[left], chosen[right])):
            taken.update(owner for pair in product(known[left], known[right]) if join(*pair) for owner in pair)
    # Parts stand for a place whose own figures may stand beside nothing.
    for place, nodes in known.items():
        own, has_parts = (place, ""), any(owner in taken for owner in nodes if owner[1])
        if own in taken and has_parts and not any(join(own, other) for other in taken if other[0] != place):
            taken.remove(own)
    return {owner: figures for nodes in known.values() for owner, figures in nodes.items() if owner in taken}


def find_groups(gate: Gate, nodes: Nodes) -> list[tuple[Figure, ...]]:
    """Find the largest groups of which every two figures may stand together, no place with two dates in one.

    Where there are more than `_MOST_GROUPS`, there are still as many of them that every two places that may stand
    together do so in one, and no place more takes that away; but of three or more not every choice is found.
    """
    figures = sorted((figure for dates in nodes.values() for figure in dates), key=when)
    owners = [(figure.locality_id, figure.subject) for figure in figures]
    near: dict[int, set[int]] = {number: set() for number in range(len(figures))}
    for left, right in combinations(near, 2):
        if owners[left] != owners[right] and not gate.refuses(figures[left], figures[right]):
            near[left].add(right)
            near[right].add(left)
    _drop_dominated(near, owners)
    found: dict[frozenset[Owner], frozenset[int]] = {}
    cliques = [*islice(_cliques(near), _MOST_GROUPS + 1)]
    for clique in cliques if len(cliques) <= _MOST_GROUPS else _cover(near):
        group = frozenset(owners[number] for number in clique)
        rivals = [found.get(group, clique), clique]
        found[group] = min(rivals, key=lambda numbers: standing(figures[number] for number in numbers))
    return [
        _draw_together(gate, [nodes[owner] for owner in sorted(group)], [figures[number] for number in clique])
        for group, clique in found.items()
        if not any(group < other for other in found)
    ]


def _drop_dominated(near: dict[int, set[int]], owners: Sequence[Owner]) -> None:
    """Take out each figure that stands with nothing with which another date of the same place does not stand.

    The same places can be grouped without it, and many dates do not make countless groups.
    """
    dates, changed = rank_cells(owners), True
    while changed:
        changed = False
        for poorer, richer in (pair for numbers in dates.values() for pair in permutations(numbers, 2)):
            if poorer in near and richer in near and near[poorer] <= near[richer]:
                for neighbour in near.pop(poorer):
                    near[neighbour].discard(poorer)
                changed = True


def _cliques(near: Mapping[int, set[int]]) -> Iterator[frozenset[int]]:
    """List the largest cliques of a graph: C. Bron, J. Kerbosch, Communications of the ACM 16 (1973) 575-577."""
    waiting: list[tuple[frozenset[int], set[int], set[int]]] = [(frozenset(), set(near), set())]
    while waiting:
        chosen, candidates, done = waiting.pop()
        if not candidates and not done:
            yield chosen
        if not candidates:
            continue
        pivot = max(sorted(candidates | done), key=lambda number: len(near[number] & candidates))
        for number in sorted(candidates - near[pivot]):
            waiting.append((chosen | {number}, candidates & near[number], done & near[number]))
            candidates, done = candidates - {number}, done | {number}


def _cover(near: Mapping[int, set[int]]) -> Iterator[frozenset[int]]:
    """Extend each pair that is in no clique so far to one, by what makes most new pairs, then by what fits most."""
    covered = {number: {number} for number in near}
    for start in combinations(sorted(near), 2):
        if start[1] not in near[start[0]] - covered[start[0]]:
            continue
        clique, candidates = {*start}, near[start[0]] & near[start[1]]
        while candidates:
            fit = {number: (len(clique - covered[number]), len(near[number] & candidates)) for number in candidates}
            number = max(sorted(candidates), key=fit.__getitem__)
            clique.add(number)
            candidates = candidates & near[number]
        for number in clique:
            covered[number] |= clique
        yield frozenset(clique)


def _draw_together(gate: Gate, dates: Sequence[Sequence[Figure]], known: Iterable[Figure]) -> tuple[Figure, ...]:
    """Choose of each place of a group the date that keeps the group closest together, from one group that is known."""
    found = [tuple(sorted(known, key=when))]
    for anchor in (figure for figures in dates for figure in figures if len(figures) > 1):
        group: list[Figure] = []
        for figures in sorted(dates, key=lambda figures: min(distance(anchor, figure) for figure in figures)):
            fitting = [figure for figure in figures if not any(gate.refuses(figure, other) for other in group)]
            group += [min(fitting, key=lambda figure: (distance(anchor, figure), when(figure)))] if fitting else []
        if len(group) == len(dates):
            found.append(tuple(sorted(group, key=when)))
    return min(found, key=lambda group: (standing(group), spread(group), [when(figure) for figure in group]))
