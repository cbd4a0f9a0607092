"""Do the printed figures agree with each other? Printed, computed, verdict."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from analysis.dataset import Dataset
from analysis.errors import AnalysisError
from analysis.methods.bases import bases_of_percentage, decimals_of, round_as_printed, shared_bases
from analysis.methods.figures import Figure, compute_figure, find_figures
from analysis.text import find_weekday, period_bounds, read_figure

__all__ = ["Check", "check_consistency"]


@dataclass(frozen=True)
class Check:
    """One consistency check.

    Attributes
    ----------
    check_id
        ``parts_whole remainder shares_whole shares_remainder shared_base percentage plan_base no_plan_base subset
        repeated partial_total weekday document_dates observed_dates``; worded by the catalogue as ``check.<check_id>``.
    locality_id, indicator_id
        What is checked; the indicator is empty where the text itself is.
    printed, computed
        What the text prints and what the other printed figures, or the calendar, give; for ``remainder`` and
        ``plan_base`` nothing is printed and `computed` is what follows (`computed_high` its upper end). Dates and
        periods are ISO texts; weekdays count from 1 for Monday.
    verdict
        ``agrees``, ``differs``, ``follows`` where there is nothing printed to agree with, or ``refused`` where
        nothing may be computed.
    part_ids
        The other indicators it looks at.
    observation_ids
        The printed figures it rests on.
    source_id
        The text, where that is what is checked.
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


def check_consistency(data: Dataset, locality_id: str) -> list[Check]:
    """Run every check that the printed figures of a locality allow.

    Raises
    ------
    UnknownIdError
        If the locality is not in `data`.
    """
    figures = [
        one
        for one in find_figures(data, locality_id=locality_id, computed=False)
        if one.status == "observed" and one.qualifier == "eq"
    ]
    checks = [
        *_check_parts(data, figures),
        *_check_shares_to_whole(data, figures),
        *_check_percentages(data, figures),
        *_check_subsets(data, figures),
        *_check_plans(data, figures),
        *_check_repeats(data, locality_id),
        *_refuse_totals(data, locality_id),
        *_check_dates(data, locality_id),
    ]
    return sorted(checks, key=lambda one: (one.indicator_id, one.subject, one.check_id))


def _check_parts(data: Dataset, figures: Sequence[Figure]) -> Iterator[Check]:
    """Parts of one partition add up to their whole; where one part is not printed, the rest is told."""
    known = {(one.indicator_id, one.subject, one.year): one for one in figures}
    for (whole_id, subject, year), whole in known.items():
        for parts in _partitions(data, whole_id).values():
            found = [known[part, subject, year] for part in parts if (part, subject, year) in known]
            if len(found) < 2 or any(one.is_partial for one in found):
                continue
            total = sum((one.value for one in found), Decimal())
            complete = len(found) == len(parts)
            yield Check(
                "parts_whole" if complete or total >= whole.value else "remainder",
                whole.locality_id,
                whole_id,
                whole.value,
                total if complete or total >= whole.value else whole.value - total,
                "agrees" if total == whole.value else "differs" if complete or total > whole.value else "follows",
                tuple(one.indicator_id for one in found),
                _observations([whole, *found]),
                subject=subject,
            )


def _check_shares_to_whole(data: Dataset, figures: Sequence[Figure]) -> Iterator[Check]:
    """Printed shares of one partition add up to 100 within their rounding, or the remainder is told."""
    groups: dict[tuple[str, ...], list[Figure]] = defaultdict(list)
    for one in figures:
        indicator = data.row("indicator", one.indicator_id)
        if indicator["unit"] == "percent" and indicator["partition"]:
            groups[indicator["counted"], indicator["partition"], one.subject, one.period].append(one)
    for (*_, subject, _period), shares in groups.items():
        if len(shares) < 2:
            continue
        total = sum((one.value for one in shares), Decimal())
        slack = sum((Decimal(1).scaleb(-decimals_of(one.value)) / 2 for one in shares), Decimal())
        closes = abs(total - 100) <= slack
        yield Check(
            "shares_whole" if closes or total > 100 else "shares_remainder",
            shares[0].locality_id,
            shares[0].indicator_id,
            Decimal(100) if closes or total > 100 else None,
            total if closes or total > 100 else 100 - total,
            "agrees" if closes else "differs" if total > 100 else "follows",
            tuple(one.indicator_id for one in shares),
            _observations(shares),
            subject=subject,
        )
        known = compute_figure(data, shares[0].locality_id, shares[0].indicator_id, subject=subject)
        bases = shared_bases([one.value for one in shares], count=1)
        # Where the whole is printed its parts are checked against it, and no base need be guessed.
        if known is None and bases:
            yield Check(
                "shared_base",
                shares[0].locality_id,
                shares[0].indicator_id,
                None,
                Decimal(bases[0]),
                "follows",
                tuple(one.indicator_id for one in shares),
                _observations(shares),
                subject=subject,
            )


def _check_percentages(data: Dataset, figures: Sequence[Figure]) -> Iterator[Check]:
    """A printed percentage is its numerator over its denominator at the printed precision."""
    for one in figures:
        computed = compute_figure(data, one.locality_id, one.indicator_id, subject=one.subject)
        if computed is None or computed.qualifier != "eq" or computed.year != one.year:
            continue
        rounded = round_as_printed(computed.value, one.value)
        yield Check(
            "percentage",
            one.locality_id,
            one.indicator_id,
            one.value,
            computed.value,
            "agrees" if rounded == one.value else "differs",
            tuple(data.row("observation", id_)["indicator_id"] for id_ in computed.observation_ids),
            _observations([one]) + computed.observation_ids,
            subject=one.subject,
        )


def _check_subsets(data: Dataset, figures: Sequence[Figure]) -> Iterator[Check]:
    """A part is not larger than its whole."""
    known = {(one.indicator_id, one.subject, one.year): one for one in figures}
    for (part_id, subject, year), part in known.items():
        indicator = data.row("indicator", part_id)
        whole = known.get((indicator["part_of"], subject, year))
        # Parts of a partition are checked by their sum.
        if whole is None or indicator["partition"]:
            continue
        yield Check(
            "subset",
            part.locality_id,
            part_id,
            part.value,
            whole.value,
            "agrees" if part.value <= whole.value else "differs",
            (whole.indicator_id,),
            _observations([part, whole]),
            subject=subject,
        )


def _check_plans(data: Dataset, figures: Sequence[Figure]) -> Iterator[Check]:
    """The plan that a printed "per cent of plan" allows."""
    done = {(one.indicator_id, one.subject, one.year): one for one in figures}
    for one in figures:
        count = done.get((data.row("indicator", one.indicator_id)["plan_of"], one.subject, one.year))
        if count is None or not count.value:
            continue
        try:
            low, high = map(Decimal, bases_of_percentage(count.value, one.value))
        except AnalysisError:  # the two printed figures contradict each other: no whole plan gives both
            low = high = None
        yield Check(
            "plan_base" if low else "no_plan_base",
            one.locality_id,
            one.indicator_id,
            None if low else one.value,
            low,
            "follows" if low else "differs",
            (count.indicator_id,),
            _observations([one, count]),
            computed_high=high,
            subject=one.subject,
        )


def _check_repeats(data: Dataset, locality_id: str) -> Iterator[Check]:
    """A figure printed twice is the same both times."""
    for row in data.observations[data.observations["locality_id"] == locality_id].to_dict("records"):
        value = Decimal(str(row["value"])).normalize()
        for _, printed in row["repeats"]:
            readings = [(Decimal(one.value), one.qualifier) for one in read_figure(printed)]
            same = (value, row["qualifier"]) in readings
            yield Check(
                "repeated",
                locality_id,
                row["indicator_id"],
                value,
                value if same else readings[0][0],
                "agrees" if same else "differs",
                observation_ids=(row["observation_id"],),
                subject=row["subject"],
            )


def _refuse_totals(data: Dataset, locality_id: str) -> Iterator[Check]:
    """A list of examples has no total."""
    table = data.observations
    rows = table[(table["locality_id"] == locality_id) & table["list_is_partial"]]
    for indicator_id, listed in rows.groupby("indicator_id", sort=True):
        if data.row("indicator", indicator_id)["unit"] == "count" and len(listed) > 1:
            ids = tuple(sorted(listed["observation_id"]))
            yield Check("partial_total", locality_id, indicator_id, None, None, "refused", observation_ids=ids)


def _check_dates(data: Dataset, locality_id: str) -> Iterator[Check]:
    """The weekday of a text is that of its date; what it cites and counts is not later than the text."""
    for source_id in data.sources.loc[data.sources["locality_id"] == locality_id, "source_id"]:
        source = data.row("source", source_id)
        published = source["published_on"].date()
        for _, printed in source["published_printed"]:
            weekday = find_weekday(printed)
            if weekday:
                yield _dated(source, "weekday", Decimal(weekday), Decimal(published.isoweekday()))
        cited = data.directives.loc[data.directives["source_id"] == source_id, "issued_on"].dropna()
        if len(cited):
            yield _dated(source, "document_dates", cited.max().date().isoformat(), published.isoformat())
        table = data.observations
        known = (table["status"] == "observed") & (table["period_basis"] != "publication")
        periods = table.loc[known & (table["source_id"] == source_id), "period"]
        if len(periods):
            latest = max(periods, key=lambda one: period_bounds(one)[0])
            yield _dated(source, "observed_dates", latest, published.isoformat())


def _dated(source: Mapping[str, Any], check_id: str, printed: Decimal | str, computed: Decimal | str) -> Check:
    if isinstance(printed, str) and isinstance(computed, str):
        agrees = period_bounds(printed)[0] <= period_bounds(computed)[0]
    else:
        agrees = printed == computed
    verdict = "agrees" if agrees else "differs"
    return Check(check_id, source["locality_id"], "", printed, computed, verdict, source_id=source["source_id"])


def _partitions(data: Dataset, whole_id: str) -> dict[str, list[str]]:
    parts: dict[str, list[str]] = defaultdict(list)
    rows = data.indicators[(data.indicators["part_of"] == whole_id) & (data.indicators["partition"] != "")]
    for row in rows.to_dict("records"):
        parts[row["partition"]].append(row["indicator_id"])
    return parts


def _observations(figures: Sequence[Figure]) -> tuple[str, ...]:
    return tuple(id_ for one in figures for id_ in one.observation_ids)
