"""Figures as they are looked up: printed in a text, or computed from what is printed by the formulas that hold."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import product

from analysis.dataset.printed import Figure, Formula, Span, formulas, printed_figures, usable_figures
from analysis.dataset.results import Answers
from analysis.dataset.tables import Tables, once
from analysis.package.places import LEVELS, REFORM, life_of
from analysis.package.table_rows import by_key
from analysis.package.wholes import time_of


def find_figures(
    data: Tables, *, locality_id: str | None = None, indicator_id: str | None = None, computed: bool = True
) -> Answers[Figure]:
    """List the figures of a locality, an indicator or all, in the order of localities, then indicators.

    With them is what `derived` computes where no text prints it, unless `computed` is false. An UnknownIdError tells of
    unknown ids.
    """
    if indicator_id is not None:
        data.row("indicator", indicator_id)
    localities = data.ids("locality") if locality_id is None else [data.row("locality", locality_id)["locality_id"]]
    every = (figure for locality in localities for figure in _figures_of(data, locality, computed))
    return Answers(Figure, (figure for figure in every if indicator_id in (None, figure.indicator_id)))


@once
def _figures_of(data: Tables, locality_id: str, computed: bool) -> tuple[Figure, ...]:
    """Give every figure of a locality in order; a comparison of all pairs asks for the same ones again and again."""
    found = list(printed_figures(data, locality_id))
    if computed:
        levels = (figure for figure in found if figure.status == "observed" and figure.reading == "level")
        known = by_key(((figure.indicator_id, figure.subject), figure) for figure in levels)
        for id_, subject in product(dict.fromkeys(data.derived["indicator_id"]), {subject for _, subject in known}):
            for made in compute_figures(data, locality_id, id_, subject=subject):
                if not any(_tells(data, printed, made) for printed in known.get((id_, subject), ())):
                    found.append(made)
    return tuple(sorted(found, key=lambda figure: (figure.indicator_id, figure.subject, *figure.span)))


def _tells(data: Tables, printed: Figure, made: Figure) -> bool:
    """Whether a printed figure is of the time of a computed one, also where one of them knows only the year."""
    if _is_of(printed, made):
        return True
    one_day = printed.start == printed.end or made.start == made.end
    one_span = period_of(data, made) == made.period and len({part.end for part in made.parts}) == 1
    return one_day and one_span and printed.start <= made.end and made.start <= printed.end


def _is_of(printed: Figure, made: Figure) -> bool:
    """Whether a printed figure is exactly of the time of a computed one, or of one of its parts."""
    return printed.span in {made.span, *(part.span for part in made.parts)}


def compute_figure(
    data: Tables, locality_id: str, indicator_id: str, *, subject: str = "", of: Figure | None = None
) -> Figure | None:
    """Compute an indicator as `compute_figures` does, exactly for the time `of` a printed figure, or for the latest."""
    made = compute_figures(data, locality_id, data.row("indicator", indicator_id)["indicator_id"], subject=subject)
    fitting = [figure for figure in made if of is None or _is_of(of, figure)]
    return fitting[-1] if fitting else None


@once
def compute_figures(data: Tables, locality_id: str, indicator_id: str, *, subject: str = "") -> tuple[Figure, ...]:
    """Compute an indicator from printed figures by its rows in `derived`: one figure for each time, the latest last.

    The parts are observed levels of the same subject, from lists that are whole, and of one span; a stock of a month or
    a year is of its last day. Flows over stocks take the last day known within the flow, and are figures of that day.
    Bounds are carried through: a part known only as "over 40" gives a bound, never a value. There is none where a part
    is missing, the denominator may be zero, or the bounds leave nothing to say.
    """
    known = usable_figures(data, locality_id, subject)
    made = {
        pieces: _divide(indicator_id, formula, pieces)
        for formula in formulas(data).get(indicator_id, ())
        for pieces in _align(data, formula, known)
        if formula_for(data, locality_id, indicator_id, max(piece.span for piece in pieces), subject=subject) == formula
    }
    return tuple(sorted(filter(None, made.values()), key=lambda figure: figure.span[::-1]))


def period_of(data: Tables, figure: Figure) -> str:
    """Give the period of a figure; of a flow over a stock that of the flow, though the figure is of the stock's day."""
    flows = (part.period for part in figure.parts if data.row("indicator", part.indicator_id)["nature"] == "flow")
    return next(flows, figure.period)


def applies_to(data: Tables, indicator_id: str, locality_id: str) -> bool:
    """Tell whether an indicator can be said of a place: by its levels, and none of tiers that it did not have.

    Before the reform a commune was itself one grassroots organisation, and had none under it; so nothing is counted
    of them there, nor divided by them.
    """
    place = data.row("locality", locality_id)
    if not _is_of_level(data, indicator_id, place["level"]):
        return False
    if place["level"] != "commune" or life_of(place)[1] >= REFORM:
        return True
    rows = [formula for formula in formulas(data).get(indicator_id, ()) if formula.level in ("commune", "any")]
    ways = [formula.ids for formula in rows] or [(indicator_id,)]
    return any(all(data.row("indicator", id_)["tier"] != "grassroots" for id_ in ids) for ids in ways)


def _is_of_level(data: Tables, indicator_id: str, level: str) -> bool:
    return level in (data.row("indicator", indicator_id)["levels"] or LEVELS)


def find_obstacle(
    data: Tables, locality_id: str, indicator_ids: Sequence[str]
) -> tuple[str, tuple[tuple[str, ...], ...]]:
    """Tell why nothing is known of a place, by the first of several indicators that tells: a reason, and what it names.

    They are ``not_applicable`` to it, or it is ``one_organisation`` itself, it ``lacks_part`` of a formula, two parts
    are of another ``period`` or ``span``, or of times in which the tiers changed, so of an ``unknown_day``; else they
    are ``missing``.
    """
    if not any(applies_to(data, id_, locality_id) for id_ in indicator_ids):
        level = data.row("locality", locality_id)["level"]
        of_level = any(_is_of_level(data, id_, level) for id_ in indicator_ids)
        return ("one_organisation" if of_level else "not_applicable"), ()
    for id_ in indicator_ids:
        if not compute_figures(data, locality_id, id_) and (told := _find_obstacle(data, locality_id, id_)):
            return told
    return "missing", ()


def find_lack(data: Tables, locality_id: str, indicator_id: str) -> tuple[list[str], Figure | None]:
    """Name the parts of its formula that a place does not print, and its largest count of units of the same kind."""
    formula, rows = formula_for(data, locality_id, indicator_id), data.tables["indicators"]
    own = [each for each in find_figures(data, locality_id=locality_id, computed=False) if not each.subject]
    known = {figure.indicator_id for figure in own}
    lacking = [id_ for id_ in (formula.ids if formula else ()) if id_ not in known]
    kinds = set(rows.loc[rows["indicator_id"].isin(lacking) | rows["part_of"].isin(lacking), "counted"])
    counts = rows.loc[(rows["unit"] == "count") & rows["counted"].isin(kinds), "indicator_id"]
    alike = [figure for figure in own if figure.indicator_id in set(counts)]
    return lacking, max(alike, key=lambda figure: (figure.value, figure.end), default=None)


def _find_obstacle(data: Tables, locality_id: str, indicator_id: str) -> tuple[str, tuple[tuple[str, ...], ...]] | None:
    """Look at what a place prints last of a formula, the earliest first."""
    known = usable_figures(data, locality_id, "")
    ids = {id_ for formula in formulas(data).get(indicator_id, ()) for id_ in formula.ids if id_ in known}
    latest = {id_: max(known[id_].values(), key=lambda figure: figure.span[::-1]) for id_ in ids}
    printed = sorted(latest.values(), key=lambda figure: (*figure.span[::-1], figure.indicator_id))
    if not printed or formula_for(data, locality_id, indicator_id) is None:
        return None
    formula = formula_for(data, locality_id, indicator_id, printed[-1].span)
    if formula is None:
        return "unknown_day", ((printed[-1].period,), (), tuple(figure.indicator_id for figure in printed))
    if lacking := tuple(id_ for id_ in formula.ids if id_ not in known):
        return "lacks_part", (lacking,)
    first, *_, last = (figure for figure in printed if figure.indicator_id in formula.ids)
    told = (first.period,), (last.period,), (first.indicator_id, last.indicator_id)
    return None if first.span == last.span else ("period" if first.end != last.end else "span", told)


def formula_for(
    data: Tables, locality_id: str, indicator_id: str, span: Span | None = None, *, subject: str = ""
) -> Formula | None:
    """Give the formula of an indicator for the tiers that a place has at a time, or ``None``.

    A row of `derived` for the level of the place comes before one for any level. It holds in the time it names. Where
    the place prints of that time that it has something which the row is `without`, it does not hold; where it prints
    that it has none, it holds at any time; of stocks the last day decides. Without a time it is the first row.
    """
    level = data.row("locality", locality_id)["level"]
    rows = sorted(formulas(data).get(indicator_id, ()), key=lambda formula: formula.level == "any")
    fitting = [formula for formula in rows if formula.level in (level, "any")]
    if span is None:
        return next(iter(fitting), None)
    of_flows = any(_nature(data, id_) == "flow" for formula in fitting for id_ in formula.ids)
    found = {
        next((formula for formula in fitting if _holds(data, formula, locality_id, subject, span, day)), None)
        for day in time_of("flow" if of_flows else "stock", *span)
    }
    return found.pop() if len(found) == 1 else None  # of a time in which the tiers changed nobody knows which held


def wholes_of(data: Tables, part: Figure) -> tuple[str, ...]:
    """Name what a count is a part of at its place and time: its whole, or where tiers differ the sum that holds it."""
    whole = data.row("indicator", part.indicator_id)["part_of"]
    shares = [id_ for id_, rows in formulas(data).items() if rows[0].numerator == (part.indicator_id,)]
    found = (formula_for(data, part.locality_id, id_, part.span, subject=part.subject) for id_ in shares)
    return next((formula.denominator for formula in found if formula and whole in formula.denominator), (whole,))


def _nature(data: Tables, indicator_id: str) -> str:
    return str(data.row("indicator", indicator_id)["nature"])


def _holds(data: Tables, formula: Formula, locality_id: str, subject: str, span: Span, day: date) -> bool:
    known = usable_figures(data, locality_id, subject)
    for whole in formula.without:
        parts = _parts_of(data).get(whole, [])
        counted = {
            id_: [figure for (start, end), figure in known.get(id_, {}).items() if start <= span[1] and span[0] <= end]
            for id_ in (whole, *parts)
        }
        told = [figure for found in counted.values() for figure in found]
        if any(figure.value > 0 and figure.qualifier not in ("lt", "le") for figure in told):
            return False
        if counted[whole] or (parts and all(counted[part] for part in parts)):
            return all(figure.qualifier == "eq" for figure in told)
    first, last = formula.valid
    return first <= day <= last


@once
def _parts_of(data: Tables) -> dict[str, list[str]]:
    return by_key(zip(data.indicators["part_of"], data.indicators["indicator_id"], strict=True))


def _align(data: Tables, formula: Formula, known: Mapping[str, Mapping[Span, Figure]]) -> Iterator[tuple[Figure, ...]]:
    """Give the parts of a formula, numerator first, for each time of which all are known; a stock is of its last day.

    Parts of one span go together; where of a day there are none, each is the one that knows the day best.
    """
    if not all(id_ in known for id_ in formula.ids):
        return

    def gather(ids: Sequence[str]) -> Iterator[tuple[Span, list[dict[str, Figure]]]]:
        of_time: dict[Span, dict[str, list[Span]]] = defaultdict(lambda: defaultdict(list))
        for id_, span in ((part, span) for part in dict.fromkeys(ids) for span in sorted(known[part])):
            of_time[time_of(_nature(data, id_), *span)][id_].append(span)
        for time, spans in sorted(of_time.items()):
            if len(spans) == len(set(ids)):
                same = sorted(set.intersection(*map(set, spans.values())))
                chosen = [dict.fromkeys(spans, span) for span in same] or [{id_: of[-1] for id_, of in spans.items()}]
                yield time, [{id_: known[id_][span] for id_, span in option.items()} for option in chosen]

    flows = [id_ for id_ in formula.ids if _nature(data, id_) == "flow"]
    stocks = [id_ for id_ in formula.ids if id_ not in flows]
    if not flows or not stocks:
        for _, options in gather(formula.ids):
            yield from (tuple(pieces[id_] for id_ in formula.ids) for pieces in options)
        return
    days = [(first, options[-1]) for (first, last), options in gather(stocks) if first == last]
    spans = dict(gather(flows))
    for flow, (pieces,) in spans.items():
        within = [(day, stock) for day, stock in days if flow[0] <= day <= flow[1]]
        # A half-year's end belongs to the half-year, though the whole year holds it as well.
        if within and all(flow[1] <= last for first, last in spans if first <= within[-1][0] <= last):
            yield tuple((pieces | within[-1][1])[id_] for id_ in formula.ids)


def _divide(indicator_id: str, formula: Formula, pieces: tuple[Figure, ...]) -> Figure | None:
    top, bottom = pieces[: len(formula.numerator)], pieces[len(formula.numerator) :]
    above, below = _total(top), _total(bottom)
    # Nothing in the tables is below zero, so "under 23" and 129 are together at least 129.
    least = sum((piece.low for piece in bottom if piece.low is not None), Decimal())
    rough = any(piece.qualifier == "approx" for piece in bottom)
    if below[0] == 0 or (least == 0 and not rough):
        return None
    value = above[0] / below[0] * formula.scale
    low = None if above[1] is None or below[2] is None else above[1] / below[2] * formula.scale
    high = None if above[2] is None or rough else above[2] / least * formula.scale
    qualifier = "eq" if all(piece.qualifier == "eq" for piece in pieces) else _bound(low, high)
    # "Over" divided by "over" may be anything; only rough pieces give a rough figure.
    if qualifier == "approx" and not {piece.qualifier for piece in pieces} <= {"eq", "approx"}:
        return None
    bound = low if low is not None else high
    bases = ("publication", "context", "stated")
    return replace(
        max(pieces, key=lambda piece: piece.span),
        indicator_id=indicator_id,
        value=value if qualifier == "eq" or bound is None else bound,
        low=low,
        high=high,
        qualifier=qualifier,
        period_basis=min((piece.period_basis for piece in pieces), key=bases.index),
        observation_ids=tuple(id_ for piece in pieces for id_ in piece.observation_ids),
        formula=formula,
        parts=pieces,
    )


def _total(figures: Sequence[Figure]) -> tuple[Decimal, Decimal | None, Decimal | None]:
    """Give the sums of the values and of their ends; an end that is open leaves its sum open."""
    lows = [figure.low for figure in figures if figure.low is not None]
    highs = [figure.high for figure in figures if figure.high is not None]
    low, high = (sum(ends, Decimal()) if len(ends) == len(figures) else None for ends in (lows, highs))
    return sum((figure.value for figure in figures), Decimal()), low, high


def _bound(low: Decimal | None, high: Decimal | None) -> str:
    if low is not None and high is not None:
        return "range"
    return "ge" if low is not None else "le" if high is not None else "approx"
