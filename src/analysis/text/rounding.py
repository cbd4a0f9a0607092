"""What a rounded percentage tells of the base it was computed from."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from itertools import islice
from math import ceil, floor

from analysis.errors import AnalysisError

__all__ = ["bases_of_percentage", "decimals_of", "half_unit", "round_as_printed", "shared_bases"]


def round_as_printed(value: Decimal, printed: Decimal) -> Decimal:
    """Round a value to the decimals of a printed figure, halves up, as schools and spreadsheets do."""
    return value.quantize(Decimal(1).scaleb(-decimals_of(printed)), rounding=ROUND_HALF_UP)


def bases_of_percentage(part: Decimal, percentage: Decimal) -> tuple[int, int]:
    """Give the smallest and largest whole base for which a part rounds to a printed percentage.

    With halves rounded up, ``p - h <= 100 * part / base < p + h`` where ``h`` is half a unit of the last
    printed place; hence ``100 * part / (p + h) < base <= 100 * part / (p - h)``. 1 022 at 102 % gives 998 to
    1 006. The decimals of the percentage are its precision.

    Raises
    ------
    AnalysisError
        If the part is not a positive whole number, if the percentage rounds to zero, or if no whole base fits.
    """
    half = half_unit(percentage)
    if part <= 0 or part != part.to_integral_value() or percentage - half <= 0:
        raise AnalysisError(f"no base can be told from {part} at {percentage}%")
    low, high = floor(100 * part / (percentage + half)) + 1, floor(100 * part / (percentage - half))
    if low > high:
        raise AnalysisError(f"no whole base gives {percentage}% of {part}")
    return low, high


def shared_bases(percentages: Sequence[Decimal], *, count: int = 3, largest: int = 10_000) -> list[int]:
    """Give the smallest whole bases of which each percentage can be a whole part, rising; empty if there is none.

    Percentages are as printed, the decimals of each its precision, halves rounded up. At most `count` are given, none
    above `largest`: no unit of these texts comes near the default.

    Raises
    ------
    AnalysisError
        If there is no percentage, or one is outside 0 to 100.
    """
    if not percentages or not all(0 <= share <= 100 for share in percentages):
        raise AnalysisError("a shared base needs percentages from 0 to 100")

    def fits(base: int) -> bool:
        least = ((share, ceil((share - half_unit(share)) * base / 100)) for share in percentages)
        return all(round_as_printed(Decimal(100 * part) / base, share) == share for share, part in least)

    return list(islice(filter(fits, range(1, largest + 1)), count))


def half_unit(value: Decimal) -> Decimal:
    """Give half a unit of the last place of a value."""
    return Decimal(1).scaleb(-decimals_of(value)) / 2


def decimals_of(value: Decimal) -> int:
    """Count the decimals of a value, trailing zeros left out."""
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
