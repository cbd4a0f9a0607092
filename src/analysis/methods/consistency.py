"""Do the printed figures agree with each other? Printed, computed, verdict."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import product
from typing import Any

import pandas as pd

from analysis.dataset import Dataset
from analysis.dataset.figures import compute_figure, find_figures, wholes_of
from analysis.dataset.printed import Figure, by_time
from analysis.dataset.results import Answer, Answers
from analysis.dataset.tables import once, read_ids
from analysis.errors import AnalysisError
from analysis.package.figure_rules import recorded_readings
from analysis.package.layers import join_flows
from analysis.package.table_rows import by_key
from analysis.text import find_weekday, first_day, period_bounds, read_figure
from analysis.text.numbers import bases_of_percentage, exact, half_unit, round_as_printed, shared_bases

# By whether what is printed agrees; `None` where there is nothing printed to agree with.
_VERDICTS = {True: "agrees", False: "differs", None: "follows"}

_Value = Decimal | None
_Figures = Sequence[Figure]


@dataclass(frozen=True)
class Check(Answer):
    """One consistency check: what the text prints, what other printed figures or the calendar give, and the verdict.

    `check_id` is ``parts_whole remainder shares_whole shares_remainder shared_base percentage plan_base no_plan_base
    subset stay repeated partial_total weekday document_dates observed_dates``, as ``check.<check_id>`` of the catalogue
    words it. Where the text itself is checked, `source_id` names it
    and the indicator is empty; dates and periods are then ISO texts, weekdays count from 1 for Monday. A verdict is
    ``agrees``, ``differs``, ``follows`` where there is nothing printed to agree with (`computed` to `computed_high` is
    what follows), ``question`` where two figures are strangely far apart and both may be right, or ``refused`` where
    nothing may be computed. `part_ids` are the other indicators it looks at.
    """

    check_id: str
    locality_id: str
    indicator_id: str
    printed: Decimal | str | None
    computed: Decimal | str | None
    verdict: str
    part_ids: tuple[str, ...] = ()
    observation_ids: tuple[str, ...] = ()
    computed_high: Decimal | None = None
    subject: str = ""
    source_id: str = ""


def check_consistency(data: Dataset, locality_ids: str | Sequence[str] | pd.DataFrame | None = None) -> Answers[Check]:
    """Run every check that the printed figures of a place allow, of several or of all; an UnknownIdError if it is none.

    Places are named as in `compare`.

    Returns
    -------
    Answers of Check
        In the order of places, then of indicators.

    Examples
    --------
    Of Ba Tri 34, 91, 4 and 0 cells graded make the 129 that were assessed:

    >>> import analysis
    >>> checks = analysis.check_consistency(analysis.load(), "ba_tri")
    >>> {check.verdict for check in checks if check.check_id == "parts_whole"}
    {'agrees'}
    """
    places = read_ids(data, locality_ids)
    return Answers(Check, (check for place in places for check in _check_place(data, place)))


@once
def _check_place(data: Dataset, locality_id: str) -> list[Check]:
    figures = [
        figure
        for figure in find_figures(data, locality_id=locality_id, computed=False)
        if figure.status == "observed" and figure.reading == "level" and figure.qualifier == "eq"
    ]
    of_figures = (_check_parts, _check_shares, _check_percentages, _check_subsets, _check_plans, _check_stays)
    of_place = (_check_repeats, _refuse_totals, _check_dates)
    checks = [check for rule in of_figures for check in rule(data, figures)]
    checks += [check for rule in of_place for check in rule(data, locality_id)]
    return sorted(checks, key=lambda check: (check.indicator_id, check.subject, check.check_id))


def _check(
    check_id: str, figure: Figure, printed: _Value, computed: _Value, agrees: bool | None, by: _Figures, **more: Any
) -> Check:
    """Tell of a figure what others say of it."""
    return Check(
        *(check_id, figure.locality_id, figure.indicator_id, printed, computed, _VERDICTS[agrees]),
        subject=figure.subject,
        observation_ids=tuple(id_ for part in (figure, *by) for id_ in part.observation_ids),
        **({"part_ids": tuple(other.indicator_id for other in by)} | more),
    )


def _check_parts(data: Dataset, figures: _Figures) -> Iterator[Check]:
    """Parts of one partition and time add up to their whole; where one part is not printed, the rest is told."""
    known = by_time(figures)
    table = data.indicators[data.indicators["partition"] != ""]
    for (whole_id, subject, span), whole in known.items():
        for _, parts in table[table["part_of"] == whole_id].groupby("partition", sort=False)["indicator_id"]:
            found = [known[part, subject, span] for part in parts if (part, subject, span) in known]
            if len(found) < 2 or any(part.is_partial for part in found):
                continue
            total = sum((part.value for part in found), Decimal())
            if len(found) == len(parts) or total >= whole.value:
                yield _check("parts_whole", whole, whole.value, total, total == whole.value, found)
            else:
                yield _check("remainder", whole, whole.value, whole.value - total, None, found)


def find_rest(data: Dataset, figure: Figure) -> tuple[tuple[Figure, ...], Decimal]:
    """Find the printed shares of one whole with a figure, it first, and what they leave; of one share nothing is told.

    Returns
    -------
    tuple of Figure, Decimal
        The shares, and what is left to 100 per cent, 0 where they fill it or nothing is told.
    """
    known = find_figures(data, locality_id=figure.locality_id, computed=False)
    for check in check_consistency(data, figure.locality_id):
        if check.check_id == "shares_remainder" and {*figure.observation_ids} & {*check.observation_ids}:
            shares = [each for each in known if {*each.observation_ids} & {*check.observation_ids} and each != figure]
            return (figure, *shares), Decimal(check.computed or 0)
    return (figure,), Decimal()


def _check_shares(data: Dataset, figures: _Figures) -> Iterator[Check]:
    """Printed shares of one partition add up to 100 within their rounding, or the remainder is told."""
    known = ((figure, data.row("indicator", figure.indicator_id)) for figure in figures)
    parts = ((figure, of) for figure, of in known if of["unit"] == "percent" and of["partition"])
    groups = by_key(((of["counted"], of["partition"], part.subject, part.span), part) for part, of in parts)
    for shares in filter(lambda shares: len(shares) > 1, groups.values()):
        first, *others = shares
        ids = tuple(share.indicator_id for share in shares)
        total = sum((share.value for share in shares), Decimal())
        closes = abs(total - 100) <= sum(half_unit(share.value) for share in shares)
        if closes or total > 100:
            yield _check("shares_whole", first, Decimal(100), total, closes, others, part_ids=ids)
        else:
            yield _check("shares_remainder", first, None, 100 - total, None, others, part_ids=ids)
        whole = compute_figure(data, first.locality_id, first.indicator_id, subject=first.subject, of=first)
        bases = shared_bases([share.value for share in shares], count=1)
        # Where the whole is printed its parts are checked against it, and no base need be guessed.
        if whole is None and bases:
            yield _check("shared_base", first, None, Decimal(bases[0]), None, others, part_ids=ids)


def _check_percentages(data: Dataset, figures: _Figures) -> Iterator[Check]:
    """A printed percentage is its numerator over its denominator at the printed precision."""
    for figure in figures:
        computed = compute_figure(data, figure.locality_id, figure.indicator_id, subject=figure.subject, of=figure)
        if computed is not None and computed.qualifier == "eq":
            agrees = round_as_printed(computed.value, figure.value) == figure.value
            yield _check("percentage", figure, figure.value, computed.value, agrees, computed.parts)


def _check_subsets(data: Dataset, figures: _Figures) -> Iterator[Check]:
    """A part is not larger than its whole of the same time."""
    known = by_time(figures)
    for (part_id, subject, span), part in known.items():
        wholes = [known.get((id_, subject, span)) for id_ in wholes_of(data, part)]
        held = [whole for whole in wholes if whole is not None]
        total = sum((whole.value for whole in held), Decimal())
        # Parts of a partition are checked by their sum, but one alone may be too large.
        alone = not data.row("indicator", part_id)["partition"] or part.value > total
        if len(held) == len(wholes) and alone:
            yield _check("subset", part, part.value, total, part.value <= total, held)


def _check_plans(data: Dataset, figures: _Figures) -> Iterator[Check]:
    """The plan that a printed "per cent of plan" allows."""
    done = by_time(figures)
    for figure in figures:
        count = done.get((data.row("indicator", figure.indicator_id)["plan_of"], figure.subject, figure.span))
        if count is None or not count.value:
            continue
        try:
            low, high = map(Decimal, bases_of_percentage(count.value, figure.value))
        except AnalysisError:  # the two printed figures contradict each other: no whole plan gives both
            yield _check("no_plan_base", figure, figure.value, None, False, [count])
        else:
            yield _check("plan_base", figure, None, low, None, [count], computed_high=high)


def _check_stays(data: Dataset, figures: _Figures) -> Iterator[Check]:
    """What is there came in within the time that it stays, by the table `stays`; a shorter flow cannot tell."""
    whole = [figure for figure in figures if not figure.is_partial]
    for rule, stock in product(data.stays.to_dict("records"), whole):
        flows = [figure for figure in whole if (figure.indicator_id, figure.subject) == (rule["flow"], stock.subject)]
        known = ((flow.start, flow.end, flow) for flow in flows)
        spans = join_flows(known, stock.end, rule["stay"]) if stock.indicator_id == rule["stock"] else []
        dues = [first_day(end, rule["stay"]) for _, end, _ in spans]
        within = [(start == due, flow) for due, (start, _, flow) in zip(dues, spans, strict=True) if start >= due]
        if not within:
            continue
        full, joined = within[0]
        total = sum((flow.value for flow in joined), Decimal())
        apart = abs(stock.value - total) * 100 > Decimal(str(rule["tolerance"])) * total
        if not full:
            yield replace(_check("short_stay", stock, stock.value, None, None, joined), verdict="refused")
        else:
            check = _check("stay", stock, stock.value, total, True, joined, part_ids=(rule["flow"],))
            yield replace(check, verdict="question") if apart else check


def _check_repeats(data: Dataset, locality_id: str) -> Iterator[Check]:
    """A figure printed twice is the same both times."""
    for row in data.rows_of("observations", locality_id).to_dict("records"):
        value = exact(row["value"])
        for _, printed in row["repeats"]:
            readings = read_figure(printed)
            same = set(recorded_readings(row)) <= set(readings)
            yield Check(
                *("repeated", locality_id, row["indicator_id"], value),
                *((value, "agrees") if same else (Decimal(readings[0].value), "differs")),
                observation_ids=(row["observation_id"],),
                subject=row["subject"],
            )


def _refuse_totals(data: Dataset, locality_id: str) -> Iterator[Check]:
    """A list of examples has no total."""
    own = data.rows_of("observations", locality_id)
    for id_, found in own[own["list_is_partial"]].groupby("indicator_id", sort=False)["observation_id"]:
        if data.row("indicator", str(id_))["unit"] == "count" and len(found) > 1:
            told = tuple(sorted(found))
            yield Check("partial_total", locality_id, str(id_), None, None, "refused", observation_ids=told)


def _check_dates(data: Dataset, locality_id: str) -> Iterator[Check]:
    """The weekday of a text is that of its date; what it cites and counts is not later than the text."""
    for source in data.rows("source", of=locality_id):
        published = source["published_on"].date()
        for _, printed in source["published_printed"]:
            if weekday := find_weekday(printed):
                due = published.isoweekday()
                yield _dated(source, "weekday", Decimal(weekday), Decimal(due), weekday == due)
        issued = data.rows_of("directives", source["source_id"], by="source_id")["issued_on"].dropna()
        if len(issued):
            latest = issued.max().date()
            yield _dated(source, "document_dates", latest.isoformat(), published.isoformat(), latest <= published)
        rows = data.rows_of("observations", source["source_id"], by="source_id")
        periods = rows.loc[(rows["status"] == "observed") & (rows["period_basis"] != "publication"), "period"]
        if len(periods):
            period = max(periods, key=_last_begun)
            agrees = _last_begun(period) <= published
            yield _dated(source, "observed_dates", period, published.isoformat(), agrees)


def _dated(source: Mapping[Any, Any], check_id: str, printed: Any, computed: Any, agrees: bool) -> Check:
    told = (printed, computed, _VERDICTS[agrees])
    return Check(check_id, source["locality_id"], "", *told, source_id=source["source_id"])


def _last_begun(period: str) -> date:
    """Give the day by which a period has at least begun to end: what is told of a year may be told within it."""
    return period_bounds(period.rpartition("/")[2])[0]
