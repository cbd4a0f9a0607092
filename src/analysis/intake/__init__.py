"""A locality of one's own: a workbook to fill in, or an article, read into rows of the data package."""

from analysis.intake.field_sheet import write_field_sheet
from analysis.intake.marking import write_marked
from analysis.intake.reading import Workbook, read_tables, read_workbook
from analysis.intake.review import Review, review_workbooks
from analysis.intake.template import write_template

__all__ = [
    "Review",
    "Workbook",
    "read_tables",
    "read_workbook",
    "review_workbooks",
    "write_field_sheet",
    "write_marked",
    "write_template",
]
