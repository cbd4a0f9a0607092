"""What is wrong in a workbook, as a person is told it."""

from pathlib import Path

from analysis.workbook.review import Review, find_remarks, word_remarks


def review_workbooks(*paths: str | Path) -> dict[str, Review]:
    """Check workbooks, and folders, laid over the built-in data; the review is given in each language."""
    return word_remarks(*find_remarks(*paths))
