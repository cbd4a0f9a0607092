"""Do the printed figures agree with each other? Printed, computed, verdict."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

from analysis.dataset import Dataset
from analysis.errors import AnalysisError
from analysis.methods.figures import Figure, compute_figure, find_figures

__all__ = ["Check", "bases_of_percentage", "check_consistency", "decimals_of", "round_as_printed", "shared_bases"]

# No unit of these texts comes near so many; a search beyond it tells nothing.
_LARGEST_BASE = 10_000


@dataclass(frozen=True)
class Check:
    """One consistency check.

    Attributes
    ----------
    check_id
        ``parts_whole remainder shares_whole shares_remainder shared_base percentage plan_base subset``; worded by the
        catalogue as ``check.<check_id>``.
    printed, computed
        What the text prints and what the other printed figures give; for ``remainder`` and ``plan_base``
        nothing is printed and `computed` is what follows (`computed_high` its upper end).
    verdict
        ``agrees``, ``differs``, or ``follows`` where there is nothing printed to agree with.
    """

    check_id: str
    locality_id: str
    indicator_id: str
    printed: Decimal | None
    computed: Decimal
    verdict: str
    part_ids: tuple[str, ...]
    observation_ids: tuple[str, ...]
    computed_high: Decimal | None = None
    subject: str = ""


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
    ]
    return sorted(checks, key=lambda one: (one.indicator_id, one.subject, one.check_id))


def round_as_printed(value: Decimal, printed: Decimal) -> Decimal:
    """Round a value to the decimals of a printed figure, halves up, as schools and spreadsheets do."""
    return value.quantize(Decimal(1).scaleb(-decimals_of(printed)), rounding=ROUND_HALF_UP)


def bases_of_percentage(part: Decimal, percentage: Decimal) -> tuple[int, int]:
    """Give the smallest and largest whole base for which a part rounds to a printed percentage.

    With halves rounded up, ``p - h <= 100 * part / base < p + h`` where ``h`` is half a unit of the last
    printed place; hence ``100 * part / (p + h) < base <= 100 * part / (p - h)``. 1 022 at 102 % gives 998 to
    1 006.

    Parameters
    ----------
    part
        A count, at least 1.
    percentage
        As printed, in per cent; its decimals are the precision.

    Raises
    ------
    AnalysisError
        If the part is not a positive whole number, if the percentage rounds to zero, or if no whole base fits.
    """
    half = Decimal(1).scaleb(-decimals_of(percentage)) / 2
    if part <= 0 or part != part.to_integral_value() or percentage - half <= 0:
        raise AnalysisError(f"no base can be told from {part} at {percentage}%")
    low = int((100 * part / (percentage + half)).to_integral_value(ROUND_FLOOR)) + 1
    high = int((100 * part / (percentage - half)).to_integral_value(ROUND_FLOOR))
    if low > high:
        raise AnalysisError(f"no whole base gives {percentage}% of {part}")
    return low, high


def shared_bases(percentages: Sequence[Decimal], *, count: int = 3, largest: int = _LARGEST_BASE) -> list[int]:
    """Give the smallest whole bases of which each percentage can be a whole part.

    Parameters
    ----------
    percentages
        As printed, from 0 to 100; the decimals of each are its precision, halves rounded up.
    count
        How many bases to give.
    largest
        Where to stop looking.

    Returns
    -------
    list of int
        At most `count` bases, rising; empty if there is none up to `largest`.

    Raises
    ------
    AnalysisError
        If there is no percentage, or one is outside 0 to 100.
    """
    if not percentages or not all(0 <= one <= 100 for one in percentages):
        raise AnalysisError("a shared base needs percentages from 0 to 100")
    found: list[int] = []
    for base in range(1, largest + 1):
        if len(found) == count:
            break
        nearest = ((one, int((one * base / 100).to_integral_value(ROUND_HALF_UP))) for one in percentages)
        if all(
            any(round_as_printed(Decimal(100 * part) / base, one) == one for part in (near - 1, near, near + 1))
            for one, near in nearest
        ):
            found.append(base)
    return found


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
    done = {(one.subject, one.year): one for one in figures if one.indicator_id == "members_admitted"}
    for one in figures:
        if one.indicator_id != "admission_plan_achieved" or (one.subject, one.year) not in done:
            continue
        count = done[one.subject, one.year]
        low, high = bases_of_percentage(count.value, one.value)
        yield Check(
            "plan_base",
            one.locality_id,
            one.indicator_id,
            None,
            Decimal(low),
            "follows",
            (count.indicator_id,),
            _observations([one, count]),
            computed_high=Decimal(high),
            subject=one.subject,
        )


def _partitions(data: Dataset, whole_id: str) -> dict[str, list[str]]:
    parts: dict[str, list[str]] = defaultdict(list)
    rows = data.indicators[(data.indicators["part_of"] == whole_id) & (data.indicators["partition"] != "")]
    for row in rows.to_dict("records"):
        parts[row["partition"]].append(row["indicator_id"])
    return parts


def _observations(figures: Sequence[Figure]) -> tuple[str, ...]:
    return tuple(id_ for one in figures for id_ in one.observation_ids)


def decimals_of(value: Decimal) -> int:
    """Count the decimals of a value, trailing zeros left out."""
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
