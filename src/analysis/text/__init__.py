"""Vietnamese letters, numbers, dates and order; imports nothing of ours but the errors."""

from analysis.text.dates import (
    find_dates,
    find_weekday,
    first_day,
    format_date,
    format_period,
    format_weekday,
    period_bounds,
    read_date,
    span_length,
)
from analysis.text.legacy import convert_legacy, find_legacy_encoding
from analysis.text.letters import find_lookalikes, fold, match_key, normalise, paragraphs, slug, small, sort_key
from analysis.text.numbers import QUALIFIERS, find_numbers, format_figure, format_number, format_percent, read_number
from analysis.text.quantities import QUALIFYING, REACHING, Reading, read_figure
from analysis.text.spans import Span, find_spans, period_before, read_period

__all__ = [
    "QUALIFIERS",
    "QUALIFYING",
    "REACHING",
    "Reading",
    "Span",
    "convert_legacy",
    "find_dates",
    "find_legacy_encoding",
    "find_lookalikes",
    "find_numbers",
    "find_spans",
    "find_weekday",
    "first_day",
    "fold",
    "format_date",
    "format_figure",
    "format_number",
    "format_percent",
    "format_period",
    "format_weekday",
    "match_key",
    "normalise",
    "paragraphs",
    "period_before",
    "period_bounds",
    "read_date",
    "read_figure",
    "read_number",
    "read_period",
    "slug",
    "small",
    "sort_key",
    "span_length",
]
