"""Read numbers as Vietnamese print has them, write them in either language, and tell what rounding left of them.

In Vietnamese a dot groups thousands and a comma is the decimal mark: 1.906 is a count, 80,2 a decimal.
"""

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation, localcontext
from functools import lru_cache
from itertools import islice
from math import ceil, floor
from typing import Any

from analysis.errors import AnalysisError, UnknownIdError
from analysis.words.catalogue import check_language, say

__all__ = [
    "MIRRORED", "NUMBERED", "QUALIFIERS", "bases_of_percentage", "decimals_of", "exact", "find_numbers",
    "format_figure", "format_number", "format_percent", "half_unit", "hold_numbers", "read_number", "round_as_printed",
    "share_out", "shared_bases",
]  # fmt: skip

QUALIFIERS = ("eq", "gt", "ge", "lt", "le", "approx")
# A fall is told as a size, so that its bound lies on the other side of it.
SIGNS = {"eq": "", "gt": ">", "ge": "≥", "lt": "<", "le": "≤", "approx": "~"}
MIRRORED = {"gt": "lt", "ge": "le", "lt": "gt", "le": "ge"}

NUMBERED = (
    r"(?<!\w)(?:[Đđ]oạn|[Đđ]iểm|[Đđ]iều|[Kk]hoản|[Mm]ục|[Cc]hương|[Tt]rang|"
    r"[Pp]aragraphs?|[Pp]oints?|[Aa]rticles?|[Cc]lauses?|[Ss]ections?|[Pp]ages?|Nos?\.)"
)
"""The words of which each is followed by its number, on the same line: Điều 11, paragraph 8."""

_HELD = re.compile(rf"({NUMBERED}) (?=\d)")
_MOST_DECIMALS = 6

_NUMBER = re.compile(r"(?=.{1,40}$)[-−]?(?:[1-9][0-9]{0,2}(?:\.[0-9]{3})+|[0-9]+)(?:,[0-9]+)?")
# A date or a fraction is one token; a range is two.
_TOKEN = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9])|(?<![0-9])[0-9]{1,2}-[0-9]{1,2}-[0-9]{4}(?![0-9])|"
    r"[0-9]+(?:[.,/][0-9]+)*"
)


def hold_numbers(text: str) -> str:
    """Put a no-break space between a word such as paragraph and its number."""
    return _HELD.sub("\\1\N{NO-BREAK SPACE}", text)


def read_number(text: str) -> int | Decimal:
    """Read one number printed the Vietnamese way, such as ``"1.906"``, ``"80,2"``, ``"05"`` or ``"1.234.567,891"``.

    It is an int if no comma is printed, else a Decimal with the places printed. An `AnalysisError` says that dots do
    not part groups of three, or that there is anything but one number.
    """
    bare = text.strip()
    if bare.isascii() and bare.isdigit() and len(bare) < 40:  # as most are
        return int(bare)
    if not _NUMBER.fullmatch(bare):
        raise AnalysisError(
            f"{text!r} is not a number as printed in Vietnamese: expected digits, a dot before each group "
            "of three, and a comma before decimals, such as 1.906 or 80,2"
        )
    plain = bare.replace(".", "").replace(",", ".").replace("−", "-")
    return Decimal(plain) if "," in bare else int(plain)


def exact(value: Any) -> Decimal:
    """Give a number of a table as it stands there, without the zeros behind its decimals."""
    return Decimal(str(value)).normalize() + 0


def find_numbers(text: str) -> list[tuple[int, int, str]]:
    """Find every group of digits in running text, as (start, end, token), 0-based, to audit that none was left out.

    ``34/129``, ``23/5/2016`` and ``25/2024`` are one token, ``10-11`` and ``2015-2020`` two; a per cent sign or a minus
    is left out.
    """
    return [(*match.span(), match.group()) for match in _TOKEN.finditer(text)]


def format_number(value: Any, lang: str, *, decimals: int | None = None) -> str:
    """Write a number as the language prints it: 1.906 and 80,2 in Vietnamese, 1,906 and 80.2 in English.

    It has as many decimals as `value`, at most 6, unless told; a float is first taken at its shortest decimal form, so
    that 0.1 + 0.2 is written 0.3. Halves are rounded away from zero, as Vietnamese schools and spreadsheets do: a
    reader who checks 2,5 by hand expects 3, not the even neighbour 2. Text is refused: it would have to be guessed at.
    An `AnalysisError` says that `value` is missing, infinite or not a number: a report never says "nan".
    """
    check_language(lang)
    is_exact = isinstance(value, Decimal | int)
    if isinstance(value, str) or not (written := _write_number(str(value), is_exact, lang, decimals)):
        raise AnalysisError(f"{value!r} cannot be written as a number: expected a finite number")
    return written


@lru_cache(10_000)
def _write_number(text: str, is_exact: bool, lang: str, decimals: int | None) -> str:
    """Write a number, which comes again and again on a page; nothing where it is none, or none that ends."""
    from babel.numbers import format_decimal

    try:
        number = Decimal(text)
    except InvalidOperation:
        return ""
    if not number.is_finite():
        return ""
    with localcontext(prec=400):  # wide enough for any float
        if decimals is None:
            if not is_exact:
                number = number.quantize(Decimal(10) ** -_MOST_DECIMALS, ROUND_HALF_UP).normalize()
            decimals = min(_MOST_DECIMALS, max(0, -int(number.as_tuple().exponent)))
        number = number.quantize(Decimal(10) ** -decimals, ROUND_HALF_UP)
        pattern = "#,##0." + "0" * decimals if decimals else "#,##0"
        return format_decimal(number if number else abs(number), format=pattern, locale=say("site.locale", lang))


def format_percent(value: Any, lang: str, *, decimals: int | None = None) -> str:
    """Write a share that is already in per cent, as `format_number` does, without a space: 80,2% or 80.2%."""
    return f"{format_number(value, lang, decimals=decimals)}%"


def format_figure(
    value: Any, lang: str, *, unit_percent: bool = False, qualifier: str = "eq", decimals: int | None = None
) -> str:
    """Write a figure with the words that qualify it: ``"trên 40%"``, ``"85% or more"``.

    Errors are those of `format_number`; an `UnknownIdError` says that the qualifier is none of `QUALIFIERS`.
    """
    check_language(lang)
    if qualifier not in QUALIFIERS:
        raise UnknownIdError("qualifier", qualifier, QUALIFIERS)
    write = format_percent if unit_percent else format_number
    return say(f"qualified.{qualifier}", lang, figure=write(value, lang, decimals=decimals))


def round_as_printed(value: Decimal, printed: Decimal) -> Decimal:
    """Round a value to the decimals of a printed figure, halves up, as schools and spreadsheets do."""
    return value.quantize(Decimal(1).scaleb(-decimals_of(printed)), rounding=ROUND_HALF_UP)


def bases_of_percentage(part: Decimal, percentage: Decimal) -> tuple[int, int]:
    """Give the smallest and largest whole base for which a part rounds to a printed percentage.

    With halves rounded up, ``p - h <= 100 * part / base < p + h`` where ``h`` is half a unit of the last printed place;
    hence ``100 * part / (p + h) < base <= 100 * part / (p - h)``. 1 022 at 102 % gives 998 to 1 006. The decimals of
    the percentage are its precision. An `AnalysisError` says that the part is not a positive whole number, the
    percentage rounds to zero, or no base fits.
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
    above `largest`: no unit of these texts comes near the default. An `AnalysisError` says that there is no percentage,
    or that one is outside 0 to 100.
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


def share_out(whole: int, weights: Sequence[int]) -> list[int]:
    """Share a whole out by weights, in whole numbers that add up to it; the largest remainders are rounded up."""
    total = sum(weights)
    shares = [whole * weight // total for weight in weights]
    lacking = sorted(range(len(weights)), key=lambda n: (whole * weights[n] % total, n), reverse=True)
    return [share + (n in lacking[: whole - sum(shares)]) for n, share in enumerate(shares)]
